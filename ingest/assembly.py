"""The graph as a function of its sources and of what people decided: records that are one entity become one node.

The sources come in order of authority. Where they disagree the node has the value of the first, and every value is
kept as a claim of its source.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any

from graph.facts import Facts
from graph.identity import key_of
from graph.judgements import Decision, Judgement
from graph.measures.engine import LOCAL, Engine
from graph.schema import RELATION_TYPES, Claim, Cluster, Node, Organisation, Relation
from ingest.reading.reading import Track, silently
from ingest.reading.registers import SCHEMES
from ingest.resolution.decide import decide
from ingest.resolution.groups import Groups
from ingest.resolution.records import scheme_of

REGISTRIES = ("kbo", "ror", "pic", "vat")
"""Whose id a merged organisation keeps: the first of these that it has, else the most authoritative source's."""

DISPUTABLE = frozenset(
    "kind country kbo vat registration pic ror call model start_date end_date grant_eur cost_eur status outcome".split()
)
"""Properties on which two sources can contradict each other; other names and addresses are no contradiction."""


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
) -> Assembled:
    """Return one graph of all sources; `judgements` are the latest of each pair, and always hold."""
    told = list(judgements)
    decisions = decide(list(sources.values()), told, track, engine)
    groups = groups_of(decisions, told)
    names = _final_ids(groups, list(sources.values())) | _same_clusters(list(sources.values()))
    if len(sources) == 1 and not names:
        return Assembled(next(iter(sources.values())), tuple(decisions))
    return Assembled(_merged(list(sources.values()), names), tuple(decisions))


def groups_of(decisions: Iterable[Decision], judgements: Iterable[Judgement]) -> Groups:
    """Return the groups: a person's "same" first, then the surest decisions; a person's "different" is never joined."""
    told = sorted(judgements, key=lambda judgement: judgement.number)
    sure = sorted((d for d in decisions if d.verdict == "same"), key=lambda d: (-d.probability, d.a, d.b))
    different = [(j.a, j.b) for j in told if j.verdict == "different"]
    return Groups.of([(j.a, j.b) for j in told if j.verdict == "same"], different, [(d.a, d.b) for d in sure])


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
    nodes: dict[str, list[Node]] = defaultdict(list)
    for facts in sources:
        for record in facts:
            if isinstance(record, Node):
                nodes[names.get(record.id, record.id)].append(record)
    merged = Facts()
    for identifier, records in nodes.items():
        # The record whose id stays may come from a later source than the values that count.
        merged.add(_one(identifier, records, names))
        for said in _claims(records):
            merged.claim(identifier, *said)
    for facts in sources:
        for kind in RELATION_TYPES:
            moved = (_moved(tie, names) for tie in facts.relations(kind))
            merged.add(*(tie for tie in moved if tie is not None))
    return merged


def _one(identifier: str, records: Sequence[Node], names: Mapping[str, str]) -> Node:
    """Return one node of several records, its other names and ids kept; the first record's values count."""
    if isinstance(records[0], Claim):
        return replace(records[0], entity_id=names.get(records[0].entity_id, records[0].entity_id))
    first, *others = (replace(record, id=identifier) for record in records)
    if not others:
        return first
    node = Facts([first, *others]).nodes(type(first))[0]
    if isinstance(node, Organisation | Cluster):
        node = replace(node, aliases=_aliases(node.name, records))
    if isinstance(node, Organisation):
        ids = sorted({record.id for record in records} - {identifier})
        node = replace(node, other_ids=tuple(dict.fromkeys((*node.other_ids, *ids))))
    return node


def _aliases(name: str | None, records: Sequence[Any]) -> tuple[str, ...]:
    """Return every other spelling of a name, the first of each that differ by case alone."""
    spellings: dict[str, str] = {}
    for record in records:
        for spelling in (record.name, *record.aliases):
            if spelling:
                spellings.setdefault(spelling.casefold(), spelling)
    return tuple(spelling for spelling in spellings.values() if name is None or spelling.casefold() != name.casefold())


def _claims(records: Sequence[Node]) -> list[tuple[str, object, str, str]]:
    """Return property, value, source and locator of what records of several sources say differently."""
    if len(records) < 2 or isinstance(records[0], Claim):
        return []
    found = []
    for field in fields(records[0]):
        if field.name in DISPUTABLE:
            said = [(getattr(record, field.name), record) for record in records]
            if len({value for value, _ in said if value is not None}) > 1:
                found += [(field.name, v, *_where(record)) for v, record in said if v is not None and record.sources]
    return found


def _where(record: Node) -> tuple[str, str]:
    source, _, locator = record.sources[0].partition("#")
    return source, locator


def _moved(tie: Relation, names: Mapping[str, str]) -> Relation | None:
    """Return a relation between the merged ends; None where it would tie an entity to itself."""
    start, end = names.get(tie.start, tie.start), names.get(tie.end, tie.end)
    if (start, end) == (tie.start, tie.end):
        return tie
    return None if start == end else replace(tie, start=start, end=end)
