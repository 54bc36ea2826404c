"""The brief of a selection: who of it works together, what could be joined, what looks alike."""

from collections.abc import Sequence
from typing import Any

from api.briefs.brief import Asking, Brief, Line, Part, Row, Table, several
from api.briefs.candidates import could_be_joined
from api.briefs.entities import scored
from api.briefs.parts import around, in_common, unlisted, what_happened
from api.words import sentences
from graph.messages import Message, Term
from queries.asking.question import AMONG
from queries.consolidating.consolidation import Consolidation, consolidation
from queries.likeness.duplicates import duplicates
from queries.lookup.entities import Entity
from queries.networks.collaboration import Collaboration, collaboration

NAMED, MOST_LINES = 4, 15


def of_selection(asking: Asking, chosen: Sequence[Entity]) -> Brief:
    """Return the brief of several entities; of pairs, both are of the selection if any of its type is."""
    among: Any = {AMONG.name: ",".join(one.id for one in chosen)}
    clusters = {one.id: one.name for one in chosen if one.label == "Cluster"}
    ranking = asking.desk.ask(consolidation, asking.store, **among)
    rows = ranking.rows if clusters else ()
    working = asking.desk.ask(collaboration, asking.store, **among).rows if clusters else ()
    names = several([one.name for one in chosen], NAMED)
    parts = [
        Part(Message("Work together"), tuple(Line(in_common(r, _pair(r)), r.sources) for r in working[:MOST_LINES])),
        could_be_joined(rows),
        *(_alike(asking, among) if any(one.label == "Project" for one in chosen) else ()),
        _who(chosen),
        *([what_happened(asking, clusters)] if clusters else ()),
        Part(Message("What is unknown"), tuple(unlisted(asking.store, clusters))),
    ]
    return Brief(
        question=Message("What have these %(count)s in common: %(names)s?", count=len(chosen), names=names),
        answer=Message("%(working)s; %(joined)s.", working=_most(working), joined=_first(rows)),
        picture=around(asking, [one.id for one in chosen]),
        caption=Message("The %(count)s selected and what ties two of them or more", count=len(chosen)),
        parts=tuple(parts),
        methods=(ranking.method,),
        known=asking.known,
        at=asking.at,
    )


def _most(working: Sequence[Collaboration]) -> Message:
    if not working:
        return Message("No two of them are known to work together")
    first = working[0]
    return Message("%(a)s and %(b)s have most in common", a=first.a_name, b=first.b_name)


def _first(rows: Sequence[Consolidation]) -> Message:
    best = min(rows, key=lambda row: (-row.score, row.rank), default=None)
    if best is None:
        return Message("none is a candidate to be joined with another")
    return Message(
        "of their %(count)s candidates %(candidate)s scores highest, %(score).2f, a reason to look, no decision",
        count=len(rows),
        candidate=sentences.pair_name(best),
        score=best.score,
    )


def _pair(row: Collaboration) -> str:
    return f"{row.a_name} – {row.b_name}"


def _alike(asking: Asking, among: Any) -> tuple[Part, ...]:
    """Return which projects of the selection look alike."""
    rows = asking.desk.ask(duplicates, asking.store, **among).rows[:MOST_LINES]
    lines = [
        Line(
            Message(
                "%(name)s: %(kind)s, %(score)s",
                name=f"{row.a_name} – {row.b_name}",
                kind=Term(row.kind),
                score=scored(row),
            ),
            row.sources,
        )
        for row in rows
    ]
    return (Part(Message("Initiatives that look alike"), tuple(lines)),)


def _who(chosen: Sequence[Entity]) -> Part:
    heads = (Message("name"), Message("type"), Message("kind"))
    rows = [Row((one.name, Term(one.label), Term(one.kind) if one.kind else None), one.sources) for one in chosen]
    return Part(Message("Who they are"), table=Table(heads, tuple(rows)))
