"""Which entities and ties a picture shows: the filters that a person sets, applied to the facts."""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import networkx as nx

from graph.errors import NotFoundError
from graph.facts import Facts
from graph.marks import CHOICES, mark_of
from graph.messages import Message
from graph.schema import ENTITY_TYPES, RELATION_TYPES, Cluster, Node, Organisation, Relation, node_type
from graph.wording import count, name_of, words


@dataclass(frozen=True, slots=True)
class Filters:
    """What to keep.

    kinds: node types (`Cluster`) or kinds (`IBN`, `firm`, and `other_organisation` where the kind is unknown or has no
    mark of its own). relations: relation types. since, until: only what was active at some time between these days;
    what has no dates is kept. ego: only this entity (id, name or alias) and what is at most `depth` ties away; it is
    kept whatever the other filters say. min_weight: a tie weighs as many relations as there are between its two ends.
    within: only entities of these ids, any where None.
    """

    kinds: tuple[str, ...] = ()
    relations: tuple[str, ...] = ()
    since: date | None = None
    until: date | None = None
    ego: str | None = None
    depth: int = 1
    min_weight: float = 0
    within: frozenset[str] | None = None

    @property
    def day(self) -> date | None:
        """The one day that is wanted, if it is one."""
        return self.since if self.since == self.until else None

    def holds(self, node: Node) -> bool:
        """Whether a node is among those of `within`, and was active in the period."""
        return (self.within is None or node.id in self.within) and active(node, self)

    def in_words(self) -> str:
        """Return the filters as a person reads them."""
        parts = [", ".join(sorted(self.kinds))] if self.kinds else []
        parts += [", ".join(words(name.upper()) for name in sorted(self.relations))] if self.relations else []
        parts += [f"active {self._period()} or without dates"] if self.since or self.until else []
        parts += [Message("at most %(depth)s away", depth=count(self.depth, "tie", "ties"))] if self.ego else []
        parts += [f"ties of weight {self.min_weight:g} or more"] if self.min_weight > 1 else []
        return "; ".join(parts)

    def _period(self) -> str:
        if self.since == self.until and self.since:
            return f"on {self.since.isoformat()}"
        parts = [f"from {self.since.isoformat()}"] if self.since else []
        parts += [f"until {self.until.isoformat()}"] if self.until else []
        return " ".join(parts)


EVERYTHING = Filters()


@dataclass(frozen=True, slots=True)
class Selection:
    """What is kept; `weights` by a tie's two ends, `distances` from the centre where there is one."""

    nodes: Mapping[str, Node]
    ties: Sequence[Relation]
    weights: Counter[frozenset[str]]
    centre: Node | None
    distances: Mapping[str, int]


def select(facts: Facts, filters: Filters) -> Selection:
    """Return what the filters keep; entities without a tie go where ties are chosen by relation or weight.

    Raise NotFoundError where a kind, relation type or entity does not exist.
    """
    everything = [node for kind in ENTITY_TYPES for node in facts.nodes(kind)]
    centre = _find(everything, filters.ego)
    wanted = _chosen_kinds(everything, filters.kinds)
    ties: list[Relation] = [tie for kind in relation_types(filters.relations) for tie in facts.relations(kind)]
    if centre is not None:
        near = _within_reach(ties, centre.id, filters.depth)
        everything = [node for node in everything if node.id in near]
    nodes = {n.id: n for n in everything if n is centre or (wanted(n) and filters.holds(n))}
    ties = [tie for tie in ties if tie.start in nodes and tie.end in nodes and active(tie, filters)]
    weights = Counter(frozenset((tie.start, tie.end)) for tie in ties)
    if filters.min_weight > 1:
        ties = [tie for tie in ties if weights[frozenset((tie.start, tie.end))] >= filters.min_weight]
    if filters.relations or filters.min_weight > 1:
        tied = {end for tie in ties for end in (tie.start, tie.end)}
        nodes = {i: node for i, node in nodes.items() if i in tied or node is centre}
    distances: Mapping[str, int] = {}
    if centre is not None:
        distances = _around(ties, centre.id, filters.depth)
        nodes = {i: node for i, node in nodes.items() if i in distances}
        ties = [tie for tie in ties if tie.start in nodes and tie.end in nodes]
    return Selection(nodes, ties, weights, centre, distances)


def surroundings(facts: Facts, chosen: Collection[str]) -> frozenset[str]:
    """Return what is chosen, with what it is tied to where that is of one type, which is not tied among itself.

    Clusters and organisations are tied to their own kind, and stay by themselves.
    """
    kinds = {node_type(one) for one in chosen}
    if len(kinds) != 1 or kinds & {Cluster, Organisation}:
        return frozenset(chosen)
    ties = (tie for kind in RELATION_TYPES for tie in facts.relations(kind))
    near = (end for tie in ties if tie.start in chosen or tie.end in chosen for end in (tie.start, tie.end))
    return frozenset(chosen).union(near)


def _within_reach(ties: Sequence[Relation], centre: str, depth: int) -> set[str]:
    """Return what is at most so many ties away, whatever else is wanted; the rest need not be looked at."""
    near = {centre}
    for _ in range(depth):
        near |= {end for tie in ties if tie.start in near or tie.end in near for end in (tie.start, tie.end)}
    return near


def relation_types(names: Collection[str]) -> list[type[Relation]]:
    """Return the relation types of these names, all where none are given."""
    known = {kind.label: kind for kind in RELATION_TYPES}
    for name in names:
        if name.upper() not in known:
            raise NotFoundError(
                "There is no relation type '%(name)s'; there are: %(known)s.", name=name, known=", ".join(known)
            )
    wanted = {name.upper() for name in names or known}
    return [kind for label, kind in known.items() if label in wanted]


def active(record: Node | Relation, filters: Filters) -> bool:
    """Whether a record was active in the period: a date that is unknown or cannot be had is no reason against."""
    if filters.since is None and filters.until is None:
        return True
    tie = isinstance(record, Relation)
    start: date | None = getattr(record, "since" if tie else "start_date", None)
    end: date | None = getattr(record, "until" if tie else "end_date", None)
    begins = start is None or filters.until is None or start <= filters.until
    return begins and (end is None or filters.since is None or filters.since <= end)


def _find(nodes: Iterable[Node], ego: str | None) -> Node | None:
    """Return the entity of that id, else the only one of that name or alias."""
    if ego is None:
        return None
    listed = list(nodes)
    by_id = [node for node in listed if node.id == ego]
    found = by_id or [n for n in listed if ego == name_of(n) or ego in getattr(n, "aliases", ())]
    if len(found) != 1:
        reason = Message("No entity is") if not found else Message("%(count)s entities are", count=len(found))
        raise NotFoundError(
            "%(reason)s called '%(ego)s'; give the id, which 'ask search' tells.", reason=reason, ego=ego
        )
    return found[0]


def _chosen_kinds(nodes: Iterable[Node], kinds: Collection[str]) -> Callable[[Node], bool]:
    """Return whether a node is of one of these types or kinds; of any where none are given."""
    there = {kind.__name__ for kind in ENTITY_TYPES} | {k for n in nodes if (k := getattr(n, "kind", None))}
    known = {kind.casefold() for kind in (*there, *CHOICES.values())}
    for kind in kinds:
        if kind.casefold() not in known:
            raise NotFoundError(
                "No entity is of type or kind '%(kind)s'; there are: %(there)s.",
                kind=kind,
                there=", ".join(sorted(there)),
            )
    chosen = {kind.casefold() for kind in kinds}

    def wanted(node: Node) -> bool:
        name, kind = type(node).__name__, getattr(node, "kind", None)
        own = {name.casefold(), str(kind).casefold(), CHOICES[mark_of(name, kind).name].casefold()}
        return not chosen or bool(chosen & own)

    return wanted


def _around(ties: Iterable[Relation], centre: str, depth: int) -> dict[str, int]:
    network: nx.Graph[str] = nx.Graph()
    network.add_node(centre)
    network.add_edges_from((tie.start, tie.end) for tie in ties)
    return dict(nx.single_source_shortest_path_length(network, centre, cutoff=depth))
