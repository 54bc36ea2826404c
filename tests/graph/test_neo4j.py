"""What only the Neo4j store promises, against a real server: other applications are left alone, secrets stay secret."""

import logging
from pathlib import Path
from typing import Any

import neo4j
import pytest

from graph.errors import BadInputError, QueryError, StoreError
from graph.schema import Cluster
from graph.store import Limits, open_store, staging
from tests.conftest import plain_driver
from tests.graph.test_store import COUNT, UNHURRIED, loaded
from tests.support import toys
from tests.support.command import call
from tests.support.processes import HUNG


def test_another_applications_nodes_are_never_touched(empty_neo4j: str) -> None:
    with plain_driver(empty_neo4j) as driver, open_store(empty_neo4j) as store:
        driver.execute_query("CREATE (:Invoice {id: 'cluster:toy:a'})-[:PAID_BY {n: 1}]->(:Customer {name: 'them'})")
        theirs = "MATCH (i:Invoice)-[p]->(c:Customer) RETURN elementId(i), elementId(p), i.id, p.n, c.name"
        before = driver.execute_query(theirs).records
        now = loaded(loaded(store, toys.with_members()), toys.triangle())
        assert driver.execute_query(theirs).records == before
        assert list(now.facts()) == list(toys.triangle())


def test_a_database_where_our_labels_are_somebody_elses_is_refused(empty_neo4j: str) -> None:
    with plain_driver(empty_neo4j) as driver, open_store(empty_neo4j) as store:
        driver.execute_query("CREATE (:Project {id: 'theirs'})")
        with pytest.raises(StoreError, match="1 nodes of another application"):
            store.load(toys.triangle())
        assert driver.execute_query("MATCH (n) RETURN count(n) AS n").records[0]["n"] == 1


def test_a_read_after_another_load_says_so_and_current_reads_the_new_graph(empty_neo4j: str) -> None:
    with open_store(empty_neo4j) as store:
        old = loaded(store, toys.triangle())
        more = toys.triangle()
        more.add(Cluster(id="cluster:toy:d", name="Delta"))
        store.load(more)
        with pytest.raises(StoreError, match="replaced while it was being read"):
            old.rows(COUNT)
        assert old.current().rows(COUNT) == [{"n": 4}]


def test_a_second_load_at_once_is_refused_and_the_first_ends_well(
    empty_neo4j: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(staging, "WAITS", 0.5)
    real, refused = staging._stage, []

    def stage(*given: Any) -> None:
        with open_store(empty_neo4j) as second, pytest.raises(StoreError, match="Another load") as error:
            second.load(toys.with_members())
        refused.append(error)
        real(*given)

    with open_store(empty_neo4j) as store:
        loaded(store, toys.triangle())
        monkeypatch.setattr(staging, "_stage", stage)
        now = loaded(store, toys.with_members())
        assert list(now.facts()) == list(toys.with_members())
        now.verify()
    assert len(refused) == 1


def test_what_reads_back_otherwise_is_not_swapped_in(empty_neo4j: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with open_store(empty_neo4j) as store:
        now = loaded(store, toys.triangle())
        real = staging._swap

        def swap(transaction: neo4j.Transaction, held: staging.Held, before: staging.Held) -> None:
            real(transaction, held, before)
            transaction.run("MATCH (:Organisation)-[r:MEMBER_OF]->() WITH r LIMIT 1 DELETE r")

        monkeypatch.setattr(staging, "_swap", swap)
        with pytest.raises(StoreError, match="reads back otherwise"):
            store.load(toys.with_members())
        assert now.current() is now
        assert list(now.facts()) == list(toys.triangle())


def test_a_graph_that_another_changed_is_noticed(empty_neo4j: str) -> None:
    with open_store(empty_neo4j) as store, plain_driver(empty_neo4j) as driver:
        now = loaded(store, toys.triangle())
        now.verify()
        driver.execute_query("MATCH (c:Cluster {id: $id}) SET c.name = 'Elsewhere'", id=toys.A)
        with pytest.raises(StoreError, match="damaged"):
            now.verify()


def test_loading_twice_writes_nothing(empty_neo4j: str) -> None:
    with plain_driver(empty_neo4j) as driver, open_store(empty_neo4j) as store:
        now = loaded(store, toys.triangle())
        ids = "MATCH (n) RETURN collect(elementId(n)) AS ids, count { ()--() } AS ties"
        before = driver.execute_query(ids).records
        now.load(toys.triangle())
        assert driver.execute_query(ids).records == before
        assert now.current() is now


def test_the_schema_has_a_constraint_for_every_type(empty_neo4j: str) -> None:
    with plain_driver(empty_neo4j) as driver, open_store(empty_neo4j) as store:
        loaded(store, toys.triangle())
        found = driver.execute_query("SHOW CONSTRAINTS YIELD labelsOrTypes RETURN labelsOrTypes[0] AS label").records
        assert {"Cluster", "Organisation", "Project", "Claim"} <= {record["label"] for record in found}


def test_what_is_wrong_is_one_sentence_without_the_password(
    empty_neo4j: str, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    host = empty_neo4j.rpartition("@")[2]
    secret = "s3cret/päss"
    wrong = {
        f"neo4j://neo4j:{secret.replace('/', '%2F')}@{host}": "refused the user name or the password",
        f"bolt://neo4j:{secret.replace('/', '%2F')}@127.0.0.1:1": "No Neo4j server answers",
    }
    for url, message in wrong.items():
        with pytest.raises(StoreError, match=message) as refused:
            open_store(url)
        assert "s3cret" not in "".join(map(str, (refused.value, refused.value.__cause__)))
    with open_store(empty_neo4j) as store:
        password = empty_neo4j.partition("@")[0].rpartition(":")[2]
        assert password not in store.url + repr(store)
    assert "s3cret" not in caplog.text + "".join(capfd.readouterr())


def test_a_url_without_a_user_is_refused() -> None:
    with pytest.raises(BadInputError, match="needs a user, a password and a host"):
        open_store("neo4j://localhost:7687")


HOSTILE = [
    "CREATE (:X)",
    "MATCH (n) DETACH DELETE n",
    "MATCH (n) SET n.name = 'x'",
    "MATCH (n:Cluster) CALL { WITH n DELETE n } RETURN 1",
    "LOAD CSV FROM 'file:///etc/passwd' AS line RETURN line",
    "CALL dbms.listConfig()",
    "CALL apoc.load.json('file:///etc/passwd')",
    "SHOW SETTINGS",
    "SHOW USERS",
    "DROP DATABASE neo4j",
    "USE system MATCH (n) RETURN n",
    "CREATE USER eve SET PASSWORD 'password'",
    "PROFILE MATCH (n) RETURN n",
    "RETURN reduce(a = [], x IN range(1, 1000000000) | a + x)",
    "UNWIND range(1, 100000000) AS x RETURN x",
    "MATCH (n) RETURN n; MATCH (m) DETACH DELETE m",
    "MATCH (a)-[*]-(b) RETURN count(*)",
]


@pytest.mark.parametrize("cypher", HOSTILE)
def test_a_hostile_query_is_refused_and_the_graph_stays(empty_neo4j: str, cypher: str) -> None:
    with open_store(empty_neo4j) as store:
        now = loaded(store, toys.triangle())
        with pytest.raises(QueryError):
            now.ask(cypher, Limits(seconds=3))
        assert list(now.facts()) == list(toys.triangle())


def test_a_query_that_runs_away_is_ended(empty_neo4j: str) -> None:
    with open_store(empty_neo4j) as store:
        now = loaded(store, toys.with_members())
        product = "MATCH (a), (b), (c), (d), (e), (f), (g), (h) WHERE a.id + h.id > b.id + c.id RETURN count(*) AS n"
        with pytest.raises(QueryError, match="time limit"):
            now.ask(product, Limits(seconds=1))
        assert now.ask("CALL db.labels()", UNHURRIED)


def test_a_users_query_reads_what_our_own_does(empty_neo4j: str) -> None:
    with open_store(empty_neo4j) as store:
        now = loaded(store, toys.triangle())
        assert now.ask(COUNT, UNHURRIED) == now.rows(COUNT)
        with pytest.raises(QueryError, match="more than 2 rows"):
            now.ask("MATCH (n) RETURN n.id AS id", Limits(seconds=HUNG, rows=2))


def test_a_graph_is_copied_both_ways_unchanged(empty_neo4j: str, tmp_path: Path) -> None:
    one, other = (f"ladybug://{(tmp_path / name).as_posix()}" for name in ("one", "other"))
    with open_store(one) as store:
        store.load(toys.with_members())
    for source, target in ((one, empty_neo4j), (empty_neo4j, other)):
        copied = call("copy", source, target, home=tmp_path)
        assert copied.returncode == 0, copied.stderr
        assert empty_neo4j.partition("@")[0].rpartition(":")[2] not in copied.stderr
    with open_store(other) as store:
        assert list(store.facts()) == list(toys.with_members())
