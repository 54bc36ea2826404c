"""The pictures that answer the three questions: a network each, made from the answer's rows."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import networkx as nx

from graph.errors import NotFoundError
from graph.messages import Message
from graph.picture.picture import Picture, of_network
from graph.store import Store
from queries import QUESTIONS
from queries.consolidation import Consolidation
from queries.duplicates import Duplicate

MOST_CANDIDATES = 40


@dataclass(frozen=True, slots=True)
class QuestionPicture:
    """A question that can be drawn, with the picture's title."""

    name: str
    title: str
    network: Callable[[Store], "nx.Graph[str]"]

    def make(self, store: Store) -> Picture:
        """Return the picture of the newest answer."""
        return of_network(self.network(store), store.facts(), self.title)


def picture(store: Store, name: str) -> Picture:
    """Return the picture of a question; raise NotFoundError where a question has none."""
    if name not in PICTURES:
        raise NotFoundError(
            Message("'%(name)s' cannot be drawn; these can: %(pictures)s.", name=name, pictures=", ".join(PICTURES))
        )
    return PICTURES[name].make(store)


def _collaboration(store: Store) -> "nx.Graph[str]":
    network: nx.Graph[str] = nx.Graph()
    for row in QUESTIONS["collaboration"].ask(store).rows:
        weight = row.shared_projects + row.shared_hosts + (row.shared_members or 0)
        detail = "; ".join((*row.projects, *(f"both run by {host}" for host in row.hosts)))
        network.add_edge(row.a, row.b, weight=weight, detail=detail, sources=row.sources)
    return network


def _consolidation(store: Store) -> "nx.Graph[str]":
    network: nx.Graph[str] = nx.Graph()
    rows: list[Consolidation] = list(QUESTIONS["consolidation"].ask(store).rows)
    for row in rows[:MOST_CANDIDATES]:
        found = [reason for reason in row.reasons if reason.value]
        detail = f"{row.advice} (rank {row.rank}): " + "; ".join(f"{r.feature}: {r.detail}" for r in found)
        sources = tuple(dict.fromkeys(source for reason in found for source in reason.sources))
        network.add_edge(row.cluster, row.target, weight=row.score, detail=detail, sources=sources)
    return network


def _duplicates(store: Store) -> "nx.Graph[str]":
    network: nx.Graph[str] = nx.Graph()
    rows: list[Duplicate] = list(QUESTIONS["duplicates"].ask(store).rows)
    for row in rows[:MOST_CANDIDATES]:
        detail = f"{row.kind}: " + "; ".join(f"{e.feature} {e.detail}" for e in row.evidence[1:] if e.value is not None)
        network.add_edge(row.a, row.b, weight=row.score or 0.0, detail=detail, sources=row.sources)
    return network


PICTURES: Mapping[str, QuestionPicture] = {
    drawn.name: drawn
    for drawn in (
        QuestionPicture("collaboration", "Which clusters work together", _collaboration),
        QuestionPicture("consolidation", "Clusters worth joining or folding into a host", _consolidation),
        QuestionPicture("duplicates", "Initiatives that look alike", _duplicates),
    )
}
