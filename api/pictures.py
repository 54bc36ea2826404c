"""The pictures that answer the three questions: a network each, made from the answer's rows."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

import networkx as nx

from graph.errors import NotFoundError
from graph.messages import Message
from graph.picture.picture import Picture, of_network
from graph.store import Store
from graph.store.answers import all_facts
from queries.asking.desk import Desk
from queries.asking.question import Question
from queries.collaboration import Collaboration, collaboration
from queries.consolidation import Consolidation, consolidation
from queries.duplicates import Duplicate, duplicates

R = TypeVar("R")
MOST_CANDIDATES = 40


@dataclass(frozen=True, slots=True)
class QuestionPicture(Generic[R]):
    """A question that can be drawn, with the picture's title."""

    question: Question[..., R]
    title: str
    network: "Callable[[Sequence[R]], nx.Graph[str]]"

    @property
    def name(self) -> str:
        """The question's name."""
        return self.question.name

    def make(self, desk: Desk, store: Store) -> Picture:
        """Return the picture of the newest answer."""
        return of_network(self.network(desk.ask(self.question, store).rows), all_facts(store), self.title)


def picture(desk: Desk, store: Store, name: str) -> Picture:
    """Return the picture of a question; raise NotFoundError where a question has none."""
    if name not in PICTURES:
        raise NotFoundError(
            Message("'%(name)s' cannot be drawn; these can: %(pictures)s.", name=name, pictures=", ".join(PICTURES))
        )
    return PICTURES[name].make(desk, store)


def _collaboration(rows: Sequence[Collaboration]) -> "nx.Graph[str]":
    network: nx.Graph[str] = nx.Graph()
    for row in rows:
        weight = row.shared_projects + row.shared_hosts + (row.shared_members or 0)
        detail = "; ".join((*row.projects, *(f"both run by {host}" for host in row.hosts)))
        network.add_edge(row.a, row.b, weight=weight, detail=detail, sources=row.sources)
    return network


def _consolidation(rows: Sequence[Consolidation]) -> "nx.Graph[str]":
    network: nx.Graph[str] = nx.Graph()
    for row in rows[:MOST_CANDIDATES]:
        found = [reason for reason in row.reasons if reason.value]
        detail = f"{row.advice} (rank {row.rank}): " + "; ".join(f"{r.feature}: {r.detail}" for r in found)
        sources = tuple(dict.fromkeys(source for reason in found for source in reason.sources))
        network.add_edge(row.cluster, row.target, weight=row.score, detail=detail, sources=sources)
    return network


def _duplicates(rows: Sequence[Duplicate]) -> "nx.Graph[str]":
    network: nx.Graph[str] = nx.Graph()
    for row in rows[:MOST_CANDIDATES]:
        detail = f"{row.kind}: " + "; ".join(f"{e.feature} {e.detail}" for e in row.evidence[1:] if e.value is not None)
        network.add_edge(row.a, row.b, weight=row.score or 0.0, detail=detail, sources=row.sources)
    return network


PICTURES: Mapping[str, QuestionPicture[Any]] = {
    drawn.name: drawn
    for drawn in (
        QuestionPicture(collaboration, "Which clusters work together", _collaboration),
        QuestionPicture(consolidation, "Clusters worth joining or folding into a host", _consolidation),
        QuestionPicture(duplicates, "Initiatives that look alike", _duplicates),
    )
}
