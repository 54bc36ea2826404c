"""Parts of a graph: what is left without some of its entities, or without one of its sources."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import replace
from typing import Any

from graph.facts import Facts
from graph.schema import (
    ENTITY_TYPES,
    OUTCOMES,
    RELATION_TYPES,
    Claim,
    Node,
    Organisation,
    Relation,
    Statement,
    properties,
)
from graph.stated import NO_VALUES, Subject, subject, typed
from graph.store.decisions import NO_DECISIONS, Decisions
from graph.store.opening import open_store
from graph.store.protocol import Store
from graph.store.scratch import Scratch
from graph.store.snapshots import NO_SNAPSHOTS, Snapshots


def without_entities(facts: Facts, left_out: Collection[str]) -> Facts:
    """Return the facts without these entities, their relations and the claims about them."""
    gone = frozenset(left_out)
    return Facts(record for record in facts if not gone.intersection(_ends(record)))


def only_entities(facts: Facts, ids: Collection[str]) -> Facts:
    """Return the facts of some entities: themselves, the relations between them, and the claims about them."""
    every = {node.id for kind in ENTITY_TYPES for node in facts.nodes(kind)}
    return without_entities(facts, every.difference(ids))


def without_source(facts: Facts, source: str) -> Facts:
    """Return what the other sources support, by the source's id: where it goes, the values of the next come forward."""
    said: dict[Subject, list[Statement]] = defaultdict(list)
    for one in facts.nodes(Statement):
        said[subject(one)].append(one)
    kept: list[Node | Relation] = []
    for record in facts:
        places = tuple(place for place in record.sources if place.partition("#")[0] != source)
        if places and not isinstance(record, Statement):
            told = [one for one in said[subject(record)] if one.source_id != source]
            kept.append(record if places == record.sources else _as_others_say(record, places, told))
            kept += told if len(places) > 1 else ()
    there = {record.id for record in kept if isinstance(record, Node)}
    return Facts(record for record in kept if there.issuperset(_ends(record)))


def _as_others_say(record: Node | Relation, places: tuple[str, ...], told: Sequence[Statement]) -> Node | Relation:
    """Return a record with the values of these statements alone; as it is where none are kept."""
    if not told:
        return replace(record, sources=places)
    order = {place: rank for rank, place in enumerate(places)}
    changes: dict[str, Any] = {"sources": places}
    said: dict[str, list[object]] = defaultdict(list)
    for one in sorted(told, key=lambda one: (min(order[place] for place in one.sources), one.id)):
        said[one.property].append(typed(one.value, properties(type(record))[one.property]))
    for name, kind in properties(type(record)).items():
        if kind is tuple:
            changes.setdefault(name, tuple(item for item in getattr(record, name) if item in said[name]))
        elif name not in NO_VALUES:
            changes[name] = next(iter(said[name]), None)
    if "aliases" in changes:
        names = dict.fromkeys((*said["name"], *said["aliases"]))
        changes["aliases"] = tuple(name for name in names if name != changes.get("name"))
    return replace(record, **changes)


def largest_organisations(facts: Facts, most: int) -> list[str]:
    """Return the organisations with the most relations, by their number and then id; outcomes are not counted."""
    kinds = [kind for kind in RELATION_TYPES if kind.label not in OUTCOMES]
    ties = Counter(end for kind in kinds for tie in facts.relations(kind) for end in (tie.start, tie.end))
    return sorted((node.id for node in facts.nodes(Organisation)), key=lambda i: (-ties[i], i))[:most]


@contextmanager
def as_store(facts: Facts, snapshots: Snapshots = NO_SNAPSHOTS, decisions: Decisions = NO_DECISIONS) -> Iterator[Store]:
    """Give a store of these facts for a while, in a temporary folder."""
    with closing(Scratch()) as folder, open_store(f"ladybug://{folder.path.as_posix()}") as empty:
        empty.load(facts, snapshots, decisions)
        with empty.current() as store:
            yield store


def _ends(record: Node | Relation) -> tuple[str, ...]:
    if isinstance(record, Relation):
        return (record.start, record.end)
    if isinstance(record, Statement):
        return tuple(filter(None, (record.id, record.entity_id, record.end_id)))
    return (record.id, record.entity_id) if isinstance(record, Claim) else (record.id,)
