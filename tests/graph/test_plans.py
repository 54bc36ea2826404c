"""How the databases answer our queries at 10,000 organisations: no full cross product, work in line with the data."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from benchmarks.stores import generated
from graph.facts import Facts
from graph.store import Store, open_store
from graph.store.narrowed import DAY, narrowed
from tests.architecture.test_architecture import cypher_constants
from tests.conftest import empty, plain_driver
from tests.graph.test_store import loaded

PLAIN = [text for where, text in cypher_constants() if where.startswith(("queries/", "graph/measures/network"))]
SEVERAL = "[r:MEMBER_OF|FUNDED_BY]"
"""What only a question of all times asks."""
SURE = [narrowed(text, sure=True) for text in PLAIN if SEVERAL not in text]
QUERIES = [*PLAIN, *map(narrowed, PLAIN), *SURE]
"""Each as it is asked today, as of a day, and of what surely was there."""
PARAMETERS: dict[str, object] = {
    "ids": ["project:generated:1"],
    "names": ["grant_eur"],
    "property": "budget",
    "roles": ["coordinator"],
    "themes": ["theme:x"],
    DAY: date(2018, 7, 1),
}
MOST_HITS_A_FACT = 5
"""The widest of our queries takes 2.5 database hits a fact; a product of two tables would take thousands."""


@pytest.fixture(scope="module")
def facts() -> Facts:
    return generated(10_000)


@pytest.fixture(scope="module")
def large_neo4j(neo4j_url: str, facts: Facts) -> str:
    empty(neo4j_url)
    with open_store(neo4j_url) as store:
        store.load(facts)
    return neo4j_url


@pytest.fixture(scope="module")
def large_embedded(tmp_path_factory: pytest.TempPathFactory, facts: Facts) -> Iterator[Store]:
    store = open_store(f"ladybug://{tmp_path_factory.mktemp('large').as_posix()}")
    with loaded(store, facts) as opened:
        yield opened


def hits(plan: dict[str, Any]) -> int:
    return int(plan["dbHits"]) + sum(hits(child) for child in plan.get("children", ()))


def test_there_are_queries_to_look_at() -> None:
    assert len(PLAIN) > 15
    assert len(SURE) == len(PLAIN) - 1


def test_on_neo4j(large_neo4j: str, facts: Facts) -> None:
    with plain_driver(large_neo4j) as driver:
        for query in QUERIES:
            profile = driver.execute_query(f"PROFILE {query}", parameters_=PARAMETERS).summary.profile
            assert profile
            assert "CartesianProduct" not in str(profile), query
            assert hits(profile) <= MOST_HITS_A_FACT * len(facts), query


def test_neo4j_finds_an_id_by_its_index(large_neo4j: str) -> None:
    with plain_driver(large_neo4j) as driver:
        for label in ("Cluster", "Organisation", "Project", "Claim"):
            plan = driver.execute_query(f"EXPLAIN MATCH (n:{label} {{id: 'x'}}) RETURN n").summary.plan
            assert "NodeUniqueIndexSeek" in str(plan)


def test_on_the_embedded_store(large_embedded: Store) -> None:
    for query in QUERIES:
        given = {name: value for name, value in PARAMETERS.items() if f"${name}" in query}
        assert "CROSS_PRODUCT" not in str(large_embedded.rows(f"EXPLAIN {query}", **given)), query
