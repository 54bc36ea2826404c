"""The briefs of one: a cluster, an organisation, a project."""

from collections.abc import Sequence

from api.briefs.brief import Asking, Brief, Line, Part
from api.briefs.candidates import could_be_joined, how_sure
from api.briefs.parts import around, in_common, known_of, reasons_of, what_happened, what_is_known, what_is_unknown
from api.words import sentences
from api.words.facts import groups
from graph.messages import Message, Term
from queries.consolidating.consolidation import Consolidation, consolidation
from queries.likeness.duplicates import Duplicate, duplicates
from queries.lookup.entities import Entity
from queries.lookup.record import Connection, Record, record
from queries.networks.collaboration import Collaboration, collaboration

MOST_NAMED = 12


def of_cluster(asking: Asking, entity: Entity) -> Brief:
    """Return the brief of a cluster: what it could become part of, with whom it works, and what became of it."""
    found, ranking = record(asking.store, entity.id), asking.desk.ask(consolidation, asking.store)
    told = known_of(asking, found)
    rows = [row for row in ranking.rows if entity.id in (row.cluster, row.target)]
    best = sentences.best_of(rows)
    working = [row for row in asking.desk.ask(collaboration, asking.store).rows if entity.id in (row.a, row.b)]
    parts = [
        could_be_joined(rows),
        *(_best(best) if best else ()),
        _working(entity, working),
        what_is_known(told, found),
        *_ties(found),
        what_happened(asking, [entity.id], best),
        what_is_unknown(asking, [(found, told)], (*best.reasons, *best.against) if best else ()),
    ]
    question = Message("What could %(name)s become part of, and with whom does it work?", name=entity.name)
    return _brief(asking, entity, question, sentences.standing(entity.id, rows, working), parts, (ranking.method,))


def of_organisation(asking: Asking, entity: Entity) -> Brief:
    """Return the brief of an organisation: what it runs and takes part in, and what could be folded into it."""
    found, ranking = record(asking.store, entity.id), asking.desk.ask(consolidation, asking.store)
    told = known_of(asking, found)
    rows = [row for row in ranking.rows if row.target == entity.id]
    answer = sentences.part_of(found, rows)
    parts = [could_be_joined(rows), what_is_known(told, found), *_ties(found), what_is_unknown(asking, [(found, told)])]
    question = Message("What is the part of %(name)s in the ecosystem?", name=entity.name)
    return _brief(asking, entity, question, answer, parts, (ranking.method,))


def of_project(asking: Asking, entity: Entity) -> Brief:
    """Return the brief of a project: what looks like it."""
    found, every = record(asking.store, entity.id), asking.desk.ask(duplicates, asking.store)
    told = known_of(asking, found)
    rows = [row for row in every.rows if entity.id in (row.a, row.b)]
    answer = Message("Nothing that is known looks like it.")
    if rows:
        answer = Message(
            "%(count)s initiatives look like it, most of all %(name)s: %(kind)s.",
            count=len(rows),
            name=_other(rows[0], entity),
            kind=Term(rows[0].kind),
        )
    parts = [_alike(entity, rows), what_is_known(told, found), *_ties(found), what_is_unknown(asking, [(found, told)])]
    question = Message("Is %(name)s done twice?", name=entity.name)
    return _brief(asking, entity, question, answer, parts, (every.method,))


def _brief(
    asking: Asking, entity: Entity, question: Message, answer: Message, parts: Sequence[Part], methods: tuple[str, ...]
) -> Brief:
    return Brief(
        question=question,
        answer=answer,
        picture=around(asking, [entity.id]),
        caption=Message("What is around %(name)s", name=entity.name),
        parts=tuple(parts),
        methods=methods,
        known=asking.known,
        at=asking.at,
    )


def _best(best: Consolidation) -> tuple[Part, ...]:
    of = sentences.pair_name(best)
    return (
        reasons_of(Message("For %(candidate)s", candidate=of), best.reasons),
        reasons_of(Message("Against %(candidate)s", candidate=of), best.against),
        Part(Message("How sure it is"), tuple(how_sure(best))),
    )


def _working(entity: Entity, rows: Sequence[Collaboration]) -> Part:
    lines = [Line(in_common(row, row.b_name if row.a == entity.id else row.a_name), row.sources) for row in rows]
    return Part(Message("Works together with"), tuple(lines))


def _alike(entity: Entity, rows: Sequence[Duplicate]) -> Part:
    lines = [
        Line(
            Message("%(name)s: %(kind)s, %(score)s", name=_other(row, entity), kind=Term(row.kind), score=scored(row)),
            row.sources,
        )
        for row in rows[:MOST_NAMED]
    ]
    return Part(Message("Initiatives that look alike"), tuple(lines))


def scored(row: Duplicate) -> Message:
    """Return the score of a pair in words; there is none where there is too little text."""
    if row.score is None:
        return Message("cannot tell")
    return Message("score %(score).3f of 1 for one initiative or its sequel", score=row.score)


def _other(row: Duplicate, entity: Entity) -> str:
    return row.b_name if row.a == entity.id else row.a_name


def _ties(found: Record) -> list[Part]:
    """Return a part for each type of tie, with the first names."""
    return [
        Part(Message("%(what)s (%(count)s)", what=Term(group.title), count=len(group.rows)), _first(group.rows))
        for group in groups(found.relations)
    ]


def _first(ties: Sequence[Connection]) -> tuple[Line, ...]:
    lines = [Line(_tie(tie), tie.sources) for tie in ties[:MOST_NAMED]]
    if len(ties) > MOST_NAMED:
        lines.append(Line(Message("%(number)s more", number=len(ties) - MOST_NAMED)))
    return tuple(lines)


def _tie(tie: Connection) -> str:
    if tie.confidence == 1:
        return tie.other_name
    return Message("%(name)s (not stated outright)", name=tie.other_name)
