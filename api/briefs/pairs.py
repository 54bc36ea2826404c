"""The brief of two projects that may be one."""

import numpy as np

from api.briefs.brief import Asking, Brief, Known, Line, Part, Row, Table
from api.briefs.entities import scored
from api.briefs.parts import around, known_of, what_is_unknown
from graph.messages import Message, Term
from queries.likeness.duplicates import Compared, Duplicate, LikenessEvidence, duplicates
from queries.likeness.index import index
from queries.lookup.entities import Entity
from queries.lookup.project_facts import project_facts
from queries.lookup.record import record

FIELDS = "acronym start_date end_date status grant_eur cost_eur participants instruments abstract".split()


def of_projects(asking: Asking, a: Entity, b: Entity) -> Brief:
    """Return the brief of two projects, whether or not they are among those that look alike."""
    every = asking.desk.ask(duplicates, asking.store)
    row = next((one for one in every.rows if {one.a, one.b} == {a.id, b.id}), None) or _compared(asking, a, b)
    told = [(found, known_of(asking, found)) for found in (record(asking.store, end.id) for end in (a, b))]
    parts = [
        _evidence(Message("For"), row, 1),
        _evidence(Message("Against"), row, -1),
        Part(
            Message("How sure it is"),
            (
                Line(Message("%(bits).1f bits in all: %(score)s", bits=row.bits, score=scored(row))),
                Line(
                    Message("The score ranks; it is no calibrated probability, since the features are not independent")
                ),
                Line(_judged(row)),
            ),
        ),
        _side_by_side(asking, a, b),
        what_is_unknown(asking, told),
    ]
    return Brief(
        question=Message("Are %(a)s and %(b)s one initiative?", a=a.name, b=b.name),
        answer=Message(
            "The kind of their likeness is: %(kind)s, %(score)s; a person decides.",
            kind=Term(row.kind),
            score=scored(row),
        ),
        picture=around(asking, [a.id, b.id]),
        caption=Message("%(a)s, %(b)s and what is around them", a=a.name, b=b.name),
        parts=tuple(parts),
        methods=(every.method,),
        known=asking.known,
        at=asking.at,
    )


def _compared(asking: Asking, a: Entity, b: Entity) -> Duplicate:
    known = index(asking.store)
    places = sorted(k for k, one in enumerate(known.initiatives) if one.id in (a.id, b.id))
    i, j = (np.array([place], dtype=np.int64) for place in places)
    return Compared.among(known).rows(i, j)[0]


def _evidence(title: Message, row: Duplicate, sign: int) -> Part:
    found = sorted((one for one in row.evidence if one.weight * sign > 0), key=lambda one: -abs(one.weight))
    return Part(title, tuple(Line(_clue(one), row.sources) for one in found))


def _clue(one: LikenessEvidence) -> Message:
    what = Term(one.feature)
    if one.weight < 0:
        return Message("%(what)s: %(detail)s (−%(bits).1f bits)", what=what, detail=one.detail, bits=-one.weight)
    return Message("%(what)s: %(detail)s (+%(bits).1f bits)", what=what, detail=one.detail, bits=one.weight)


def _judged(row: Duplicate) -> Message:
    if row.judgement is None:
        return Message("No person has judged the pair yet")
    return Message("A person's newest word on the pair: %(verdict)s", verdict=Term(row.judgement))


def _side_by_side(asking: Asking, a: Entity, b: Entity) -> Part:
    known = project_facts(asking.store, (a.id, b.id))
    one, other = known[a.id], known[b.id]
    rows = [
        Row((Term(name), Known(name, getattr(one, name)), Known(name, getattr(other, name))))
        for name in FIELDS
        if (getattr(one, name), getattr(other, name)) not in ((None, None), ((), ()))
    ]
    stated = Row((Message("source"), "", ""), (*one.sources, *other.sources))
    return Part(Message("Side by side"), table=Table((Message("what"), a.name, b.name), (*rows, stated)))
