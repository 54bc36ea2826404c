"""A user's own Cypher: hostile statements are refused, what runs away is ended, and honest questions are answered."""

import hashlib
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.errors import QueryError
from graph.store import Limits, Row, Store, open_store, sandbox
from graph.store.guard import NEVER, check
from graph.store.ladybug.embedded import EmbeddedStore
from tests.graph.test_store import UNHURRIED, loaded
from tests.support import toys
from tests.support.places import ROOT
from tests.support.processes import HUNG

CORPUS = sorted((ROOT / "tests" / "hostile_cypher").glob("*.txt"))
HOSTILE = [
    (path.stem, line.replace("\\n", "\n"))
    for path in CORPUS
    for line in path.read_text(encoding="utf-8").splitlines()
    if line
]
HONEST = [
    "MATCH (c:Cluster) RETURN c.name AS name, c.members_reported AS members ORDER BY members DESC, name LIMIT 5",
    "MATCH (a:Cluster)-[:PARTICIPATES_IN]->(p:Project)<-[:PARTICIPATES_IN]-(b:Cluster) WHERE a.id < b.id "
    "RETURN a.name AS a, b.name AS b, count(DISTINCT p.id) AS n ORDER BY n DESC, a, b",
    "MATCH (c:Cluster) OPTIONAL MATCH (c)<-[:HOSTS]-(o:Organisation) WITH c, count(o) AS hosts WHERE hosts > 1 "
    "RETURN c.id AS id, hosts ORDER BY id SKIP 0 LIMIT 10",
    "MATCH (n:Cluster|Organisation) WHERE n.name STARTS WITH 'A' OR n.name CONTAINS 'Host' "
    "RETURN n.id AS id ORDER BY id",
    "MATCH (c:Cluster) WHERE c.call IS NULL AND NOT c.kind IN ['IBN'] RETURN toUpper(c.name) AS name",
    "MATCH (c:Cluster) RETURN CASE WHEN c.kind = 'SPC' THEN 'large' ELSE 'small' END AS size, "
    "count(*) AS n ORDER BY n;",
    "MATCH (x:Organisation)-[:HOSTS*1..2]-(n) RETURN DISTINCT n.id AS id ORDER BY id",
    "MATCH (c:Cluster {name: 'Alpha'})-[r:HOSTS]-(o) RETURN o.name AS name ORDER BY name",
    "UNWIND ['a', 'b'] AS x RETURN x UNION ALL MATCH (c:Cluster) RETURN c.name AS x",
    "MATCH (f:FundingInstrument)<-[r:FUNDED_BY]-(c) WHERE r.call = '1' RETURN sum(r.amount_eur) AS total",
]


@pytest.fixture(scope="module")
def graph(tmp_path_factory: pytest.TempPathFactory) -> Store:
    return loaded(open_store(f"ladybug://{tmp_path_factory.mktemp('store').as_posix()}"), toys.with_members())


def in_order(rows: list[Row]) -> list[str]:
    """The rows of a query that asks for no order, as a UNION cannot, come in any."""
    return sorted(map(str, rows))


def file_of(store: Store) -> Path:
    assert isinstance(store, EmbeddedStore)
    return next(Path(store.url.removeprefix("ladybug://")).glob("graph-*.lbug"))


def test_the_corpus_is_large_enough_and_has_no_line_twice() -> None:
    assert len(HOSTILE) >= 150
    assert len({text for _, text in HOSTILE}) == len(HOSTILE)


@pytest.mark.parametrize(("kind", "text"), HOSTILE)
def test_a_hostile_statement_is_refused_before_it_reaches_the_database(kind: str, text: str) -> None:
    with pytest.raises(QueryError) as refused:
        check(text)
    assert "\n" not in str(refused.value)


def test_after_all_hostile_statements_the_graph_is_the_same(graph: Store) -> None:
    before = hashlib.sha256(file_of(graph).read_bytes()).hexdigest()
    for _, text in HOSTILE:
        with pytest.raises(QueryError):
            graph.ask(text, UNHURRIED)
    assert hashlib.sha256(file_of(graph).read_bytes()).hexdigest() == before
    assert list(graph.facts()) == list(toys.with_members())


@pytest.mark.parametrize("cypher", HONEST)
def test_an_honest_question_is_answered_like_our_own(graph: Store, cypher: str) -> None:
    assert in_order(graph.ask(cypher, UNHURRIED)) == in_order(graph.rows(cypher))


@pytest.mark.parametrize("cypher", HONEST)
def test_both_stores_let_the_same_questions_in(graph: Store, empty_neo4j: str, cypher: str) -> None:
    with open_store(empty_neo4j) as store:
        other = loaded(store, toys.with_members())
        assert in_order(other.ask(cypher, UNHURRIED)) == in_order(graph.ask(cypher, UNHURRIED))


PRODUCT = "MATCH (a), (b), (c), (d), (e), (f), (g) WHERE a.id + g.id > b.id + c.id RETURN count(*) AS n"


def test_a_runaway_product_is_ended_in_time(graph: Store) -> None:
    with pytest.raises(QueryError, match="ended after 1 seconds"):
        graph.ask(PRODUCT, Limits(seconds=1))
    assert graph.rows("MATCH (c:Cluster) RETURN count(*) AS n") == [{"n": 3}]


@pytest.mark.parametrize(
    "cypher",
    [
        "RETURN size(range(1, 2000000000)) AS n",
        "MATCH (a), (b), (c), (d), (e) RETURN collect(a.id + b.id + c.id + d.id + e.id) AS everything",
        f"RETURN {'[' * 800}1{']' * 800} AS deep",
    ],
    ids=["range", "collect", "nested list"],
)
def test_what_the_guard_would_not_stop_is_stopped_by_the_process(
    graph: Store, monkeypatch: pytest.MonkeyPatch, cypher: str
) -> None:
    monkeypatch.setattr(sandbox, "check", lambda _: None)
    with pytest.raises(QueryError):
        graph.ask(cypher, Limits(seconds=5, memory_bytes=200 << 20))
    assert graph.rows("MATCH (c:Cluster) RETURN count(*) AS n") == [{"n": 3}]


def test_a_file_cannot_be_written_even_past_the_guard(
    graph: Store, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(sandbox, "check", lambda _: None)
    with pytest.raises(QueryError):
        graph.ask(f"COPY (MATCH (n) RETURN n.id) TO '{tmp_path}/stolen.csv'", UNHURRIED)
    assert not (tmp_path / "stolen.csv").exists() or (tmp_path / "stolen.csv").stat().st_size == 0


def test_too_many_rows_and_columns_of_one_name(graph: Store) -> None:
    with pytest.raises(QueryError, match="more than 5 rows"):
        graph.ask("MATCH (n) RETURN n.id AS id", Limits(seconds=HUNG, rows=5))
    with pytest.raises(QueryError, match=r"same name|Multiple result columns"):
        graph.ask("MATCH (n:Cluster) RETURN n.id AS x, n.name AS x", UNHURRIED)


@pytest.mark.parametrize("call", ["toString(c.name)", "split(c.name, 'a')", "head(c.aliases)"])
def test_a_function_that_one_store_lacks_is_named(graph: Store, call: str) -> None:
    with pytest.raises(QueryError) as refused:
        graph.ask(f"MATCH (c:Cluster) RETURN {call} AS x", UNHURRIED)
    name = call.partition("(")[0].upper()
    assert str(refused.value) == f"The embedded store has no function {name}; on Neo4j there is one."
    assert refused.value.message.values["name"] == name, "it is a message, which a page says in any language"


def test_a_node_comes_as_its_properties(graph: Store) -> None:
    (row,) = graph.ask("MATCH (c:Cluster {name: 'Alpha'}) RETURN c", UNHURRIED)
    assert row["c"]["name"] == "Alpha"
    assert row["c"]["end_date"] == "2020-06-30"
    assert not any(key.startswith("_") for key in row["c"])


def test_several_at_once(graph: Store) -> None:
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda q: graph.ask(q, UNHURRIED), HONEST[:4] * 2))
    assert list(map(in_order, answers[:4])) == list(map(in_order, answers[4:]))


WORDS = st.sampled_from(
    [*NEVER, "MATCH", "RETURN", "(", ")", "n", "[", "]", "-", "->", "*", "1", "'x'", ",", ";", "{", ":"]
)


@given(st.lists(WORDS, max_size=20).map(" ".join) | st.text(max_size=40))
def test_no_text_makes_the_guard_fail_and_no_forbidden_word_gets_through(text: str) -> None:
    try:
        check(text)
    except QueryError:
        return
    words = {word.lower() for word in text.split()}
    assert not (words & NEVER)


def test_a_property_may_have_any_name() -> None:
    check("MATCH (c:Cluster)-[r:FUNDED_BY]->(i) RETURN r.call AS called, r.since AS since")
