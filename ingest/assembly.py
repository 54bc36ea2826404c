"""The graph as a function of its sources and of what people decided: records that are one entity become one node.

The sources come in order of authority. Where several speak of one thing the node or relation has the values of the
first that has any, and what each of them states is kept as statements.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from graph.facts import Facts
from graph.identity import key_of
from graph.judgements import Decision, Judgement, Verdict
from graph.measures.engine import LOCAL, Engine
from graph.progress import Track, silently
from graph.schema import NODE_TYPES, RELATION_TYPES, Claim, Cluster, Node, Organisation, Relation, Statement
from graph.stated import renamed, statements
from ingest.reading.registers import SCHEMES
from ingest.resolution.compared import NOTHING, Compared
from ingest.resolution.decide import decide
from ingest.resolution.groups import Groups
from ingest.resolution.records import scheme_of

REGISTRIES = ("kbo", "ror", "pic", "vat")
"""Whose id a merged organisation keeps: the first of these that it has, else the most authoritative source's."""

_Told = tuple[Node, Sequence[Statement]]
"""A source's record, and what the source's places state of it where they differ."""


@dataclass(frozen=True, slots=True)
class Assembled:
    """The graph's facts, and what the program decided on the way."""

    facts: Facts
    decisions: tuple[Decision, ...]


def assemble(
    sources: Mapping[str, Facts],
    judgements: Iterable[Judgement] = (),
    track: Track = silently,
    engine: Engine = LOCAL,
    compared: Compared = NOTHING,
) -> Assembled:
    """Return one graph of all sources; `judgements` are the latest of each pair, and always hold."""
    told = list(judgements)
    decisions = decide(list(sources.values()), told, track, engine, compared)
    groups = groups_of(decisions, told)
    names = _final_ids(groups, list(sources.values())) | _same_clusters(list(sources.values()))
    if len(sources) == 1 and not names:
        return Assembled(next(iter(sources.values())), tuple(decisions))
    return Assembled(_merged(list(sources.values()), names), tuple(decisions))


def groups_of(decisions: Iterable[Decision], judgements: Iterable[Judgement]) -> Groups:
    """Return the groups: a person's "same" first, then the surest decisions; a person's "different" is never joined."""
    told = sorted(judgements, key=lambda judgement: judgement.number)
    sure = sorted((d for d in decisions if d.verdict == "same"), key=lambda d: (-d.probability, d.a, d.b))
    different = [(j.a, j.b) for j in told if j.verdict == Verdict.DIFFERENT]
    return Groups.of([(j.a, j.b) for j in told if j.verdict == Verdict.SAME], different, [(d.a, d.b) for d in sure])


def _final_ids(groups: Groups, sources: Sequence[Facts]) -> dict[str, str]:
    """Return id -> the id of its group, for records that are not alone and are there."""
    order: dict[str, int] = {}
    for rank, facts in enumerate(sources):
        for node in facts.nodes(Organisation):
            order.setdefault(node.id, rank)
    found: dict[str, str] = {}
    for group in groups.together():
        here = sorted((one for one in group if one in order), key=lambda one: (_registry(one), order[one], one))
        found.update((one, here[0]) for one in here[1:])
    return found


def _registry(identifier: str) -> int:
    scheme = scheme_of(identifier)
    return REGISTRIES.index(scheme) if scheme in REGISTRIES else len(REGISTRIES) + (scheme not in SCHEMES)


def plain(cluster: str) -> str:
    """Return a cluster's name as names of clusters are compared: "Flux 50" is Flux50."""
    return key_of(cluster).replace("-", "")


def _same_clusters(sources: Sequence[Facts]) -> dict[str, str]:
    """Return id -> id of clusters that a later source only names: as an earlier source calls one of its own."""
    known: dict[str, set[str]] = defaultdict(set)
    found: dict[str, str] = {}
    for facts in sources:
        here: list[tuple[str, str]] = []
        for node in facts.nodes(Cluster):
            names = {plain(name) for name in (node.name, *node.aliases) if name}
            same = set().union(*(known[name] for name in names)) - {node.id}
            if len(same) == 1:
                found[node.id] = same.pop()
            else:
                here += [(name, node.id) for name in names]
        for name, identifier in here:
            known[name].add(identifier)
    return found


def _merged(sources: Sequence[Facts], names: Mapping[str, str]) -> Facts:
    found: dict[str, list[_Told]] = defaultdict(list)
    merged = Facts()
    for facts in sources:
        for told in _told(facts):
            found[names.get(told[0].id, told[0].id)].append(told)
    # The record whose id stays may come from a later source than the values that count.
    merged.add(*(one for identifier, records in found.items() for one in _one(identifier, records, names)))
    for facts in sources:
        moved = (_moved(tie, names) for kind in RELATION_TYPES for tie in facts.relations(kind))
        said = (renamed(one, names) for one in facts.nodes(Statement) if one.relation is not None)
        merged.add(*(tie for tie in moved if tie is not None), *(one for one in said if one.entity_id != one.end_id))
    return merged


def _told(facts: Facts) -> Iterator[_Told]:
    """Yield the nodes of a source, each with the statements about it that the source has."""
    said: dict[str, list[Statement]] = defaultdict(list)
    for one in facts.nodes(Statement):
        if one.relation is None:
            said[one.entity_id].append(one)
    for kind in NODE_TYPES:
        if kind is not Statement:
            yield from ((node, said.get(node.id, ())) for node in facts.nodes(kind))


def _one(identifier: str, told: Sequence[_Told], names: Mapping[str, str]) -> Iterator[Node]:
    """Yield one node of several records, its other names and ids kept, and what each source states of it.

    The first record's values count.
    """
    first = told[0][0]
    if isinstance(first, Claim):
        yield replace(first, entity_id=names.get(first.entity_id, first.entity_id))
        return
    if len(told) == 1:
        yield from (first, *told[0][1])
        return
    one = Facts()
    for record, said in told:
        one.add(replace(record, id=identifier), *(renamed(stated, names) for stated in said))
    (node,) = one.nodes(type(first))
    records = [record for record, _ in told]
    if isinstance(node, Organisation | Cluster):
        node = replace(node, aliases=_aliases(node.name, records))
    if isinstance(node, Organisation):
        ids = sorted({record.id for record in records} - {identifier})
        node = replace(node, other_ids=tuple(dict.fromkeys((*node.other_ids, *ids))))
        one.add(*(said for record in records if record.id != identifier for said in _of_its_id(record, identifier)))
    yield node
    yield from one.nodes(Statement)


def _of_its_id(record: Node, identifier: str) -> Iterator[Statement]:
    """Yield that the sources of a record know the entity by the record's id."""
    yield from statements(Organisation(id=identifier, other_ids=(record.id,), sources=record.sources))


def _aliases(name: str | None, records: Sequence[Any]) -> tuple[str, ...]:
    """Return every other spelling of a name, the first of each that differ by case alone."""
    spellings: dict[str, str] = {}
    for record in records:
        for spelling in (record.name, *record.aliases):
            if spelling:
                spellings.setdefault(spelling.casefold(), spelling)
    return tuple(spelling for spelling in spellings.values() if name is None or spelling.casefold() != name.casefold())


def _moved(tie: Relation, names: Mapping[str, str]) -> Relation | None:
    """Return a relation between the merged ends; None where it would tie an entity to itself."""
    start, end = names.get(tie.start, tie.start), names.get(tie.end, tie.end)
    if (start, end) == (tie.start, tie.end):
        return tie
    return None if start == end else replace(tie, start=start, end=end)
