"""What people said of the pairs in an answer; read when it is shown, never when it is computed or kept."""

import dataclasses
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any, TypeVar

from graph.judgements import Judgements, Verdict
from graph.messages import Message
from queries.asking.question import Answer, columns

R = TypeVar("R")
LOOKED_AT = 10
"""Of how many judged pairs at the head of an answer the precision is taken (precision at ten)."""


def judged(answer: Answer[R], judgements: Judgements) -> Answer[R]:
    """Return the answer with the newest word on each pair, where its rows have room for one."""
    if "judgement" not in columns(answer.row):
        return answer
    told = judgements.latest()
    every: Sequence[Any] = answer.rows
    newest = [told.get((min(one.a, one.b), max(one.a, one.b))) for one in every]
    rows = [
        dataclasses.replace(one, judgement=said.verdict) if said else one
        for one, said in zip(every, newest, strict=True)
    ]
    notes = precision(said.verdict for said in newest if said and said.verdict != Verdict.UNSURE)
    return dataclasses.replace(answer, rows=rows, notes=(*answer.notes, *notes))


def precision(verdicts: Iterable[str]) -> list[Message]:
    """Return what people said of the first pairs that they judged, in the order of the answer; nothing where none."""
    told = list(verdicts)
    count, said = min(len(told), LOOKED_AT), Counter(told[:LOOKED_AT])
    if not count:
        return []
    same, related, different = (said[one] for one in (Verdict.SAME, Verdict.RELATED, Verdict.DIFFERENT))
    return [
        Message(
            "Of the first %(count)s of these pairs that people judged, they called %(same)s the same, "
            "%(related)s related and %(different)s different: precision %(number).2f, or %(number_2).2f "
            "with related.",
            count=count,
            same=same,
            related=related,
            different=different,
            number=same / count,
            number_2=(same + related) / count,
        )
    ]
