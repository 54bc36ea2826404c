"""The longest questions of the pages, asked before anybody comes: those of the overview first."""

from contextlib import suppress
from typing import Any

from api.drawing.communities import communities_picture
from graph.errors import InterclusterError
from graph.store import Store
from graph.store.answers import all_facts
from queries.asking.desk import Desk
from queries.asking.question import Question
from queries.browsing.contradictions import contradictions
from queries.browsing.coverage import coverage
from queries.consolidating.consolidation import consolidation
from queries.likeness.duplicates import duplicates
from queries.lookup.catalogue import catalogue
from queries.lookup.entities import folded, names_of_records
from queries.lookup.summary import summary
from queries.networks.brokers import brokers
from queries.networks.centrality import centrality
from queries.networks.collaboration import collaboration
from queries.networks.funding import funding
from queries.networks.overlap import overlap
from queries.time.alerts import alerts
from queries.time.outcomes import outcomes

ASKED: tuple[Question[..., Any], ...] = (
    collaboration,
    centrality,
    brokers,
    funding,
    overlap,
    contradictions,
    consolidation,
    duplicates,
    coverage,
    outcomes,
    alerts,
)


def warm(desk: Desk, store: Store) -> None:
    """Ask these questions of a store; what cannot be answered yet is left to the page to say."""
    summary(store)
    names_of_records(store)
    folded(store)
    catalogue(store)
    all_facts(store)
    communities_picture(store)
    for question in ASKED:
        with suppress(InterclusterError):
            desk.ask(question, store)
