"""The brief of two that could be one: a cluster and a host, or two clusters."""

from collections.abc import Sequence

from api.briefs.brief import Asking, Brief, Known, Line, Part, Row, Table
from api.briefs.parts import around, known_of, reasons_of, what_happened, what_is_unknown
from api.words import sentences
from graph.messages import Message, Term
from queries.consolidating.consolidation import Consolidation, consolidation
from queries.consolidating.what_if import what_if
from queries.lookup.entities import Entity
from queries.lookup.record import record

MOST_ROWS = 5


def of_candidate(asking: Asking, a: Entity, b: Entity) -> Brief:
    """Return the brief; raise BadInputError where neither is a cluster."""
    every = asking.desk.ask(consolidation, asking.store)
    rows = [row for row in every.rows if {row.cluster, row.target} == {a.id, b.id}]
    best = min(rows, key=lambda row: (row.advice != "fold", row.rank), default=None)
    first, second = _ends(best, a, b)
    joined = asking.desk.ask(what_if, asking.store, a=first.id, b=second.id)
    told = [(found, known_of(asking, found)) for found in (record(asking.store, end.id) for end in (first, second))]
    clusters = [end.id for end in (first, second) if end.label == "Cluster"]
    reasons = (*best.reasons, *best.against) if best else ()
    parts = [
        *_weighed(best),
        Part(Message("How sure it is"), tuple(line for row in rows for line in how_sure(row))),
        Part(
            Message("What if the two were one"),
            tuple(Line(note) for note in joined.notes if not _ranks(note)),
            Table(
                (Message("what"), first.name, second.name, Message("together"), Message("remark")),
                tuple(
                    Row(
                        (Term(r.figure), *(Known(r.figure, value) for value in (r.a, r.b, r.together)), r.detail),
                        r.sources,
                    )
                    for r in joined.rows
                ),
            ),
        ),
        what_happened(asking, clusters, best),
        what_is_unknown(asking, told, reasons),
    ]
    return Brief(
        question=sentences.should(best, first.name, second.name),
        answer=sentences.worth(best, every.rows),
        picture=around(asking, [first.id, second.id]),
        caption=Message("%(a)s, %(b)s and what is around them", a=first.name, b=second.name),
        parts=tuple(parts),
        methods=(every.method, joined.method),
        known=asking.known,
        at=asking.at,
    )


def _ranks(note: str) -> bool:
    """Return whether a note says how the two rank, which a part of its own does."""
    return isinstance(note, Message) and "advice" in note.values


def _ends(best: Consolidation | None, a: Entity, b: Entity) -> tuple[Entity, Entity]:
    """Return the two, what is folded first; of no candidate the cluster first."""
    if best:
        return (a, b) if best.cluster == a.id else (b, a)
    return (a, b) if a.label == "Cluster" else (b, a)


def _weighed(best: Consolidation | None) -> list[Part]:
    if best is None:
        return []
    return [reasons_of(Message("For"), best.reasons), reasons_of(Message("Against"), best.against)]


def how_sure(row: Consolidation) -> list[Line]:
    """Return how far the score and the rank of a candidate may lie from what they are, and what turns it."""
    said = [
        Message(
            "As a candidate to %(advice)s: score %(score).2f; from %(low).2f to %(high).2f, whatever the unknown turns "
            "out",
            advice=Term(row.advice),
            score=row.score,
            low=row.score_low,
            high=row.score_high,
        ),
        Message(
            "Rank %(rank)s, and from %(low)s to %(high)s in nine of ten rankings with weights drawn between half and "
            "double",
            rank=row.rank,
            low=row.rank_low,
            high=row.rank_high,
        ),
        _turned(row),
    ]
    if row.gao_class != "unknown":
        said.append(Message("In the words of the US GAO it is %(what)s", what=Term(row.gao_class)))
    return [Line(one) for one in said]


def _turned(row: Consolidation) -> Message:
    if row.flip is None:
        return Message("No change of one weight turns it")
    if row.flip.level:
        return Message("It is level with %(rival)s: the order of the two says nothing", rival=row.flip.rival_name)
    return Message(
        "The smallest change that turns it: were the weight of “%(feature)s” %(needed).3f instead of %(weight).3f, it "
        "would score the same as with %(rival)s",
        feature=Term(row.flip.feature),
        needed=row.flip.needed,
        weight=row.flip.weight,
        rival=row.flip.rival_name,
    )


def could_be_joined(rows: Sequence[Consolidation]) -> Part:
    """Return the best of some candidates as a table."""
    shown = sorted(rows, key=lambda row: (-row.score, row.rank))[:MOST_ROWS]
    heads = (Message("candidate"), Message("advice"), Message("score"), Message("rank"), Message("rank, from and to"))
    return Part(
        Message("Could be joined"),
        table=Table(
            heads,
            tuple(
                Row(
                    (
                        sentences.pair_name(row),
                        Term(row.advice),
                        Message("%(score).2f", score=row.score),
                        row.rank,
                        f"{row.rank_low}–{row.rank_high}",
                    )
                )
                for row in shown
            ),
        )
        if shown
        else None,
    )
