"""What people said of the pairs in an answer; read when it is shown, never when it is computed or kept."""

import dataclasses

from graph.judgements import Judgements
from queries.question import Answer, columns


def judged(answer: Answer, row: type, judgements: Judgements) -> Answer:
    """Return the answer with the newest word on each pair, where its rows have room for one."""
    if "judgement" not in columns(row):
        return answer
    told = judgements.latest()
    newest = [told.get((min(one.a, one.b), max(one.a, one.b))) for one in answer.rows]
    rows = [
        dataclasses.replace(one, judgement=said.verdict) if said else one
        for one, said in zip(answer.rows, newest, strict=True)
    ]
    return dataclasses.replace(answer, rows=rows)
