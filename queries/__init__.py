"""One file a question, in rooms by what is asked: a Cypher constant, a typed row, a function under `@question`.

`QUESTIONS` lists them; the command line, the HTTP API and the documentation are derived from it.
"""

from collections.abc import Mapping
from typing import Any

from queries.asking.question import Question
from queries.browsing.contradictions import contradictions
from queries.browsing.coverage import coverage
from queries.browsing.facets import facets
from queries.browsing.listing import listing
from queries.browsing.search import search
from queries.consolidating.consolidation import consolidation
from queries.consolidating.sensitivity import sensitivity
from queries.consolidating.what_if import what_if
from queries.evaluations.consolidation import consolidation as back_test
from queries.evaluations.duplicates import duplicates as labelled_pairs
from queries.evaluations.partners import partners as partner_test
from queries.evaluations.report import report
from queries.likeness.duplicates import duplicates
from queries.likeness.screen import screen
from queries.networks.brokers import brokers
from queries.networks.centrality import centrality
from queries.networks.collaboration import collaboration
from queries.networks.funding import funding
from queries.networks.intersections import intersections
from queries.networks.overlap import overlap
from queries.networks.path import path
from queries.partnering.partners import partners
from queries.restructuring.cover import cover
from queries.restructuring.restructure import restructure
from queries.restructuring.restructure_front import restructure_front
from queries.time.additionality import additionality
from queries.time.alerts import alerts
from queries.time.changes import changes
from queries.time.events import events
from queries.time.evolution import evolution
from queries.time.loads import loads
from queries.time.outcomes import outcomes
from queries.time.persistence import persistence

QUESTIONS: Mapping[str, Question[..., Any]] = {
    question.name: question
    for question in (
        collaboration,
        centrality,
        brokers,
        overlap,
        intersections,
        consolidation,
        restructure,
        restructure_front,
        cover,
        what_if,
        sensitivity,
        partners,
        duplicates,
        screen,
        funding,
        changes,
        loads,
        evolution,
        persistence,
        additionality,
        outcomes,
        events,
        alerts,
        contradictions,
        coverage,
        path,
        search,
        listing,
        facets,
    )
}
"""What can be asked."""

EVALUATIONS: Mapping[str, Question[..., Any]] = {
    question.name: question for question in (report, back_test, labelled_pairs, partner_test)
}
"""How good the answers are."""
