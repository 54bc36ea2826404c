"""One file per question: a Cypher constant, a typed row, a function under `@question`.

`QUESTIONS` lists them; the command line, the HTTP API and the documentation are derived from it.
"""

from collections.abc import Mapping
from typing import Any

from queries.additionality import additionality
from queries.alerts import alerts
from queries.asking.question import Question
from queries.brokers import brokers
from queries.centrality import centrality
from queries.changes import changes
from queries.collaboration import collaboration
from queries.consolidation import consolidation
from queries.contradictions import contradictions
from queries.cover import cover
from queries.coverage import coverage
from queries.duplicates import duplicates
from queries.evaluations.consolidation import consolidation as back_test
from queries.evaluations.duplicates import duplicates as labelled_pairs
from queries.evaluations.partners import partners as partner_test
from queries.evaluations.report import report
from queries.events import events
from queries.evolution import evolution
from queries.facets import facets
from queries.funding import funding
from queries.intersections import intersections
from queries.listing import listing
from queries.loads import loads
from queries.outcomes import outcomes
from queries.overlap import overlap
from queries.partners import partners
from queries.path import path
from queries.persistence import persistence
from queries.restructure import restructure
from queries.restructure_front import restructure_front
from queries.screen import screen
from queries.search import search
from queries.sensitivity import sensitivity
from queries.what_if import what_if

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
