"""A store as of a day, on both databases: what `graph.days` leaves of the facts, and nothing else."""

from dataclasses import replace
from datetime import date

import pytest

from graph.days import Calendar
from graph.errors import QueryError
from graph.facts import Facts
from graph.schema import FundedBy, MemberOf, Source, Statement
from graph.stated import statements
from graph.store import Store
from graph.store.narrowed import narrowed
from graph.store.then import ThenStore, span
from ingest import flanders
from tests.graph.test_store import loaded
from tests.queries.test_as_of import DAYS, dated, there


@pytest.mark.parametrize("sure", [False, True])
@pytest.mark.parametrize(("facts", "on"), [(flanders.facts(), "2017-06-01"), (dated(), "2018-07-01")])
def test_a_store_as_of_a_day_holds_what_the_calendar_leaves(sure: bool, facts: Facts, on: str, store: Store) -> None:
    """The Flemish clusters have bounds where they have no dates, and two sources say of some ties what they are."""
    whole, calendar, day = loaded(store, facts), Calendar(facts), date.fromisoformat(on)
    assert span(whole) == calendar.span
    then, expected = ThenStore(whole, day, sure=sure), calendar.as_of(day, sure=sure)
    assert (then.gone, then.unknown) == (expected.gone, expected.unknown)
    assert then.facts().version() == expected.facts.version()


def test_a_store_of_what_had_begun_keeps_what_had_ended(store: Store) -> None:
    whole = loaded(store, dated())
    for on in DAYS[1:3]:
        begun = ThenStore(whole, date.fromisoformat(on), begun=True)
        assert begun.facts().version() == Facts(there(dated(), on, ended=True)).version()


@pytest.mark.parametrize("sure", [False, True])
def test_a_statement_of_a_tie_that_was_not_there_is_not_there(sure: bool, store: Store) -> None:
    """Beta pays for the Fund's second call; two sources date it, and one member, who left, otherwise."""
    facts = dated()
    for record in [*facts.relations(MemberOf), *facts.relations(FundedBy)]:
        facts.add(*statements(record), *statements(replace(record, sources=("source:other#1",))))
    facts.add(Source(id="source:other", title="Another"))
    whole = loaded(store, facts)
    for on in DAYS:
        then = ThenStore(whole, date.fromisoformat(on), sure=sure)
        expected = Calendar(facts).as_of(date.fromisoformat(on), sure=sure).facts
        assert then.facts().nodes(Statement) == expected.nodes(Statement)


def test_a_query_of_other_shapes_is_refused_not_answered_wrongly() -> None:
    for query in ("MATCH (a)-[*1..3]->(b) RETURN a.id", "MATCH (c:Cluster {id: 'x'}) RETURN c.id"):
        with pytest.raises(QueryError, match="cannot be asked as of a day"):
            narrowed(query)
