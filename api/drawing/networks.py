"""The networks that pictures are made of: from a question's rows, or from the store, with the measures of each node."""

from collections.abc import Mapping, Sequence

import networkx as nx

from graph.measures.engine import LOCAL, Measures
from graph.measures.network import Affiliation, Ties, incidence, memberships, organisation_affiliation
from graph.measures.significance import LEVEL, TITLES
from graph.messages import Message, Term
from graph.picture.scales import number
from graph.store import Store
from graph.wording import tied
from queries.consolidating.consolidation import Consolidation
from queries.likeness.duplicates import Duplicate
from queries.lookup.entities import entities
from queries.networks.centrality import Centrality
from queries.networks.collaboration import Collaboration
from queries.networks.overlap import Overlap
from queries.networks.path import Step

Values = Mapping[str, Mapping[str, float | None]]
"""Measures by node and name, None where one is not defined."""

MOST_CANDIDATES = 40
BY_NODE = ("degree", "strength", "betweenness", "closeness", "pagerank", "eigenvector", "core", "constraint")
MEASURES = (*BY_NODE, "effective_size", "community", "community_stability", "component")
"""The measures of the question `centrality`, by its names."""


def told(rows: Sequence[Centrality]) -> Values:
    """Return the measures that `centrality` found."""
    return {row.id: {name: getattr(row, name) for name in MEASURES} for row in rows}


def measured(network: "nx.Graph[str]", *, one_mode: bool = True) -> Values:
    """Measure a small network as `centrality` does; `one_mode` says that two neighbours of a node may be tied.

    A tie that weighs nothing or less, as a candidate that more speaks against than for, is none to a measure.
    """
    if not len(network):
        return {}
    tied = network.copy()
    tied.remove_edges_from([(a, b) for a, b, weight in network.edges(data="weight", default=1) if weight <= 0])
    found: Measures = LOCAL.measures(Ties(lambda: tied, lambda: incidence(tied), one_mode))
    by_name: dict[str, Mapping[str, float | None]] = {
        name: getattr(found, name) or {} for name in (*BY_NODE, "effective_size", "component")
    }
    if found.communities:
        by_name |= {"community": found.communities.of, "community_stability": found.communities.stability}
    return {node: {name: by_name.get(name, {}).get(node) for name in MEASURES} for node in network}


def working_together(rows: Sequence[Collaboration]) -> "nx.Graph[str]":
    """Return who works together; a tie weighs as much as there is in common."""
    network: nx.Graph[str] = nx.Graph()
    for row in rows:
        weight = row.shared_projects + row.shared_hosts + (row.shared_members or 0)
        facts = (*row.projects, *(Message("both run by %(hosts)s", hosts=host) for host in row.hosts))
        network.add_edge(row.a, row.b, weight=weight, facts=facts, detail="; ".join(facts), sources=row.sources)
    return network


def overlapping(rows: Sequence[Overlap]) -> "nx.Graph[str]":
    """Return which clusters share something, with the q-value of each tie and whether that is more than chance."""
    network: nx.Graph[str] = nx.Graph()
    for row in rows:
        network.add_nodes_from((row.a, row.b))
        if not row.shared:
            continue
        q = row.q_bicm if row.test == TITLES["bicm"] else row.q_fdsm
        beyond = None if q is None else q <= LEVEL
        facts = (*_chance(row, q, beyond), *row.shared_names)
        tie = {"weight": row.shared, "facts": facts, "detail": "; ".join(facts), "sources": row.sources}
        network.add_edge(row.a, row.b, **tie, q=q, significant=beyond)
    return network


def _chance(row: Overlap, q: float | None, beyond: bool | None) -> tuple[Message, ...]:
    shared = Message("%(count)s in common: %(over)s", count=row.shared, over=Term(row.over))
    if q is None:
        return (shared,)
    test, value = str(row.test), float(number(q))
    if beyond:
        return shared, Message("more than chance: q %(q)s (%(test)s)", q=value, test=test)
    return shared, Message("no more than chance: q %(q)s (%(test)s)", q=value, test=test)


def worth_joining(rows: Sequence[Consolidation]) -> "nx.Graph[str]":
    """Return the best candidates; a tie weighs their score."""
    network: nx.Graph[str] = nx.Graph()
    for row in rows[:MOST_CANDIDATES]:
        found = [reason for reason in row.reasons if reason.value]
        facts = (
            Message("%(advice)s, rank %(rank)s", advice=Term(row.advice), rank=row.rank),
            *(Message("%(what)s: %(detail)s", what=Term(r.feature), detail=r.detail) for r in found),
        )
        tie = {"weight": row.score, "facts": facts, "detail": "; ".join(facts)}
        sources = tuple(dict.fromkeys(source for reason in found for source in reason.sources))
        towards = row.target if row.advice == "fold" else None
        network.add_edge(row.cluster, row.target, **tie, sources=sources, towards=towards)
    return network


def looking_alike(rows: Sequence[Duplicate]) -> "nx.Graph[str]":
    """Return the pairs that look most alike; a tie weighs their score."""
    network: nx.Graph[str] = nx.Graph()
    for row in rows[:MOST_CANDIDATES]:
        told = [one for one in row.evidence[1:] if one.value is not None]
        facts = (
            Term(row.kind),
            *(Message("%(what)s: %(detail)s", what=Term(one.feature), detail=one.detail) for one in told),
        )
        tie = {"weight": row.score or 0.0, "facts": facts, "detail": "; ".join(facts)}
        network.add_edge(row.a, row.b, **tie, sources=row.sources)
    return network


def connecting(rows: Sequence[Step]) -> "nx.Graph[str]":
    """Return the paths between two entities; a tie says which relations it is."""
    network: nx.Graph[str] = nx.Graph()
    for row in rows:
        names = {row.a: row.a_name, row.b: row.b_name}
        tie = network.get_edge_data(row.a, row.b, {"facts": (), "sources": ()})
        facts = tuple(dict.fromkeys((*tie["facts"], tied(names[row.start], row.relation, names[row.end]))))
        sources = tuple(dict.fromkeys((*tie["sources"], *row.sources)))
        network.add_edge(row.a, row.b, facts=facts, detail="; ".join(facts), sources=sources, towards=row.end)
    return network


def of_members(store: Store) -> "nx.Graph[str]":
    """Return the clusters whose lists are known, tied to their members of the data's day.

    Raise NotLoadedError where no membership list is loaded.
    """
    network: nx.Graph[str] = nx.Graph()
    for row in memberships(store).current:
        network.add_edge(row["row"], row["col"], sources=tuple(row["sources"]))
    return network


def of_organisations(store: Store, found: Values, most: int | None) -> "nx.Graph[str]":
    """Return the organisations, those with the most partners tied to each other by the projects that they share."""
    every, known = organisation_affiliation(store), entities(store)
    ranked = sorted(range(len(every.rows)), key=lambda i: (-(found[every.rows[i]]["degree"] or 0), every.rows[i]))
    chosen = sorted(ranked[:most])
    kept = Affiliation(tuple(every.rows[i] for i in chosen), every.columns, every.matrix[chosen], every.sources)
    network: nx.Graph[str] = nx.Graph()
    network.add_nodes_from(every.rows)
    for i, j in zip(*kept.shared().coords, strict=True):
        a, b, common = kept.rows[i], kept.rows[j], kept.common(i, j)
        sources = tuple(dict.fromkeys(kept.sources_of(a, common) + kept.sources_of(b, common)))
        detail = "; ".join(known[project].name for project in common)
        network.add_edge(a, b, weight=len(common), detail=detail, sources=sources)
    return network
