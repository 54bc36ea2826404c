"""The clusters and what they have in common: many relations between two clusters drawn as one tie."""

import itertools
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from graph.days import data_day
from graph.facts import Facts
from graph.messages import listed
from graph.picture.picture import Picture, PictureEdge, Places, kept_nodes, picture_of
from graph.picture.selection import Filters, active, relation_types
from graph.schema import ENTITY_TYPES, Cluster, MemberOf, Node, Relation, Source
from graph.wording import fact, name_of, tied

USUAL = ("PARTICIPATES_IN", "HOSTS", "MEMBER_OF")
"""Two clusters work together by projects, hosts and members in common, as in `graph.measures.network.COOPERATION`.

All else, such as themes, views of a source or what happened later, ties them only where it is asked for.
"""

MOST_NAMED = 12


@dataclass(slots=True)
class _Shared:
    """What two clusters have in common: lines to read, by relation type, and where it is stated."""

    lines: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    sources: dict[str, None] = field(default_factory=dict)
    confidence: float = 0.0

    def add(self, relation: str, line: str, ties: Iterable[Relation]) -> None:
        listed = list(ties)
        self.lines[relation].append(line)
        self.sources |= dict.fromkeys(source for tie in listed for source in tie.sources)
        self.confidence = max(self.confidence, min(tie.confidence for tie in listed))

    @property
    def weight(self) -> int:
        return sum(len(lines) for lines in self.lines.values())


def clusters(facts: Facts, filters: Filters, most: int, places: Places | None = None) -> Picture:
    """Return the clusters as a picture, tied where they share something or a source ties them.

    A tie weighs as much as there is in common: projects, hosts, and members of the data's day. Of the filters `kinds`,
    `ego` and `depth` say nothing here. It is dashed where all that it rests on is inferred.
    """
    known: dict[str, Node] = {n.id: n for kind in ENTITY_TYPES for n in facts.nodes(kind) if _known(n, filters)}
    shared = _shared(facts, filters, known)
    nodes = [node for node in known.values() if isinstance(node, Cluster)]
    edges = [_edge(a, b, found, known) for (a, b), found in shared.items() if found.weight >= filters.min_weight]
    degrees = Counter(end for edge in edges for end in (edge.start, edge.end))
    if filters.relations or filters.min_weight > 1:
        nodes = [node for node in nodes if node.id in degrees]
    kept = kept_nodes(nodes, degrees, most)
    said = Filters(relations=filters.relations, since=filters.since, until=filters.until, min_weight=filters.min_weight)
    title = "Clusters and what they have in common"
    return picture_of(title, said.in_words(), kept, edges, degrees, len(nodes) - len(kept), places)


def _known(node: Node, filters: Filters) -> bool:
    """Whether a node counts: what two clusters share need not be within what is wanted, the clusters must."""
    return filters.holds(node) if isinstance(node, Cluster) else active(node, filters)


def _shared(facts: Facts, filters: Filters, known: Mapping[str, Node]) -> dict[tuple[str, str], _Shared]:
    found: dict[tuple[str, str], _Shared] = defaultdict(_Shared)
    for kind in relation_types(filters.relations or USUAL):
        by_other: dict[str, dict[str, Relation]] = defaultdict(dict)
        when = _of_the_day(facts, filters) if kind is MemberOf else filters
        for tie in facts.relations(kind):
            if tie.start not in known or tie.end not in known or not active(tie, when):
                continue
            ends = [isinstance(known[end], Cluster) for end in (tie.start, tie.end)]
            if all(ends):
                a, b = sorted((tie.start, tie.end))
                line = tied(name_of(known[tie.start]), kind.label, name_of(known[tie.end]))
                found[a, b].add(kind.label, line, [tie])
            elif any(ends):
                cluster, other = (tie.start, tie.end) if ends[0] else (tie.end, tie.start)
                by_other[other].setdefault(cluster, tie)
        for other, a, b in _pairs(by_other):
            found[a, b].add(kind.label, name_of(known[other]), (by_other[other][a], by_other[other][b]))
    return found


def _of_the_day(facts: Facts, filters: Filters) -> Filters:
    """Return the filters by which members count: those of the data's day, unless a person asks for another time."""
    if filters.since or filters.until:
        return filters
    day = data_day([*(one.published for one in facts.nodes(Source)), *(tie.since for tie in facts.relations(MemberOf))])
    return replace(filters, since=day, until=day)


def _pairs(by_other: Mapping[str, Mapping[str, Relation]]) -> Iterator[tuple[str, str, str]]:
    for other, ties in by_other.items():
        for a, b in itertools.combinations(sorted(ties), 2):
            yield other, a, b


def _edge(a: str, b: str, found: _Shared, known: Mapping[str, Node]) -> PictureEdge:
    return PictureEdge(
        start=a,
        end=b,
        relation="",
        label=f"{name_of(known[a])} – {name_of(known[b])}",
        weight=float(found.weight),
        dashed=found.confidence < 1,
        facts=tuple(fact(kind, listed(lines, MOST_NAMED)) for kind, lines in found.lines.items()),
        sources=tuple(found.sources),
    )
