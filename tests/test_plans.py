"""How the databases mean to answer our queries: no full cross product, on either store."""

from pathlib import Path

import pytest

from graph.store import open_store
from ingest import flanders
from tests.conftest import plain_driver
from tests.test_architecture import cypher_constants
from tests.test_store import loaded

QUERIES = [text for where, text in cypher_constants() if where.startswith(("queries/", "graph/network"))]


def test_there_are_queries_to_look_at() -> None:
    assert len(QUERIES) > 15


def test_neo4j_plans_no_cross_product(empty_neo4j: str) -> None:
    with open_store(empty_neo4j) as store, plain_driver(empty_neo4j) as driver:
        loaded(store, flanders.facts())
        for query in QUERIES:
            plan = str(driver.execute_query(f"EXPLAIN {query}").summary.plan)
            assert "CartesianProduct" not in plan, query


def test_the_embedded_store_plans_no_cross_product(tmp_path: Path) -> None:
    with loaded(open_store(f"ladybug://{(tmp_path / 'store').as_posix()}"), flanders.facts()) as store:
        for query in QUERIES:
            plan = str(store.rows(f"EXPLAIN {query}"))
            assert "CROSS_PRODUCT" not in plan, query


@pytest.mark.parametrize("label", ["Cluster", "Organisation", "Project", "Claim"])
def test_neo4j_finds_an_id_by_its_index(empty_neo4j: str, label: str) -> None:
    with open_store(empty_neo4j) as store, plain_driver(empty_neo4j) as driver:
        loaded(store, flanders.facts())
        plan = str(driver.execute_query(f"EXPLAIN MATCH (n:{label} {{id: 'x'}}) RETURN n").summary.plan)
        assert "NodeUniqueIndexSeek" in plan
