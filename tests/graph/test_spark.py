"""`--engine spark`: the same rows as on one machine, and one sentence where Spark cannot be had."""

import itertools
import json
import signal
import socket
import sys
from collections.abc import Iterator
from dataclasses import asdict, replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from scipy import sparse

from api.words.language import Language
from graph.errors import EngineError
from graph.measures import metrics, overlap
from graph.measures.engine import LOCAL, Engine
from graph.measures.network import ties
from graph.spark.engine import SparkEngine
from graph.spark.session import at_work, start
from graph.spark.spreading import Spreading
from graph.store import Store, open_store
from ingest import flanders
from ingest.resolution.candidates import pairs
from ingest.resolution.decide import worth_a_look
from ingest.resolution.records import OrganisationRecord
from queries import QUESTIONS
from queries.asking import disk as disks
from queries.asking.desk import Desk
from queries.asking.disk import DiskCache
from tests.support.asking import ask
from tests.support.command import Client, run, with_flanders
from tests.support.missing import missing
from tests.support.processes import UnavailableError
from tests.support.spark_cluster import needed

dutch = Language("nl")


QUICK = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"
"""Halves what Java takes to start; what it computes in these tests is small."""


@pytest.fixture(scope="module")
def spark() -> Iterator[SparkEngine]:
    """One session on two cores of this machine for the whole file; small data need few tasks."""
    try:
        needed()
    except UnavailableError as reason:
        missing(f"Spark is not tested: {reason}")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("JDK_JAVA_OPTIONS", QUICK)
        found = SparkEngine("local[2]")
        found.session.conf.set("spark.sql.shuffle.partitions", 2)
        yield found
        found.close()


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    with open_store(f"ladybug://{tmp_path_factory.mktemp('store').as_posix()}") as opened:
        opened.load(flanders.facts())
        yield opened.current()


@pytest.mark.parametrize(("over", "clusters"), [("themes", 26), ("projects", 20)])
def test_overlap_is_the_same_row_for_row(over: str, clusters: int, store: Store, spark: Engine) -> None:
    question = QUESTIONS["overlap"]
    here, there = (ask(question, store, over=over, samples=1000, engine=one) for one in (LOCAL, spark))
    assert len(here.rows) == clusters * (clusters - 1) / 2, "of the others none are known"
    assert list(there.rows) == list(here.rows)
    assert there.notes == here.notes
    assert (here.parameters["engine"], there.parameters["engine"]) == ("local", "spark")
    json.dumps(dict(there.parameters))


@pytest.mark.parametrize(("network", "tolerance"), [("collaboration", 1e-8), ("affiliation", 1e-4)])
def test_centrality_is_the_same_row_for_row(
    network: str, tolerance: float, store: Store, spark: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(metrics, "TOLERANCE", tolerance)  # of both; a wider one takes fewer steps
    question = QUESTIONS["centrality"]
    here, there = (ask(question, store, network=network, engine=one) for one in (LOCAL, spark))
    expected = {row.id: row for row in here.rows}
    assert [row.id for row in there.rows] == sorted(expected, key=lambda one: (-expected[one].strength, one))
    for row in there.rows:
        assert row == replace(
            expected[row.id],
            pagerank=pytest.approx(expected[row.id].pagerank, abs=1e-9),
            **dict.fromkeys(("betweenness", "closeness", "eigenvector", "core", "community")),
            **dict.fromkeys(("constraint", "effective_size", "community_stability")),
        )
    assert "not computed" in there.notes[0]
    assert "niet berekend" in dutch.said(there.notes[0])
    assert not any("not computed" in note for note in here.notes)


@st.composite
def memberships(draw: st.DrawFn) -> sparse.csr_array:
    nodes, things = draw(st.integers(0, 12)), draw(st.integers(0, 9))
    ones = draw(st.lists(st.booleans(), min_size=nodes * things, max_size=nodes * things))
    return sparse.csr_array(np.array(ones, dtype=np.int64).reshape(nodes, things))


@settings(max_examples=6, suppress_health_check=list(HealthCheck))
@given(matrix=memberships())
def test_overlaps_of_any_memberships(matrix: sparse.csr_array, spark: Engine) -> None:
    here, there = LOCAL.overlaps(matrix), spark.overlaps(matrix)
    for one, other in ((here.pairs.i, there.pairs.i), (here.pairs.j, there.pairs.j), (here.p, there.p)):
        assert np.array_equal(one, other)
    assert np.array_equal(here.pairs.shared, there.pairs.shared)
    assert np.array_equal(here.q, there.q)


@given(matrix=memberships())
def test_pairs_that_share_something_are_enough(matrix: sparse.csr_array) -> None:
    every, sizes = overlap.pairs(matrix), np.asarray(matrix.sum(axis=1), dtype=np.int64)
    universe = int(np.count_nonzero(matrix.sum(axis=0)))
    p = overlap.hypergeometric(every.shared, sizes[every.i], sizes[every.j], universe)
    found = overlap.overlaps(matrix).of_every_pair(matrix.shape[0])
    assert np.array_equal(found.pairs.shared, every.shared)
    assert np.array_equal(found.p, p)
    assert found.q == pytest.approx(overlap.q_values(p))


def test_components_of_a_long_path_take_few_steps(spark: SparkEngine, monkeypatch: pytest.MonkeyPatch) -> None:
    order = np.random.default_rng(1).permutation(3_000)
    thing = np.repeat(np.arange(2_999), 2)
    node = np.column_stack([order[:-1], order[1:]]).ravel()
    path = sparse.csr_array((np.ones(node.size, np.int64), (node, thing)), shape=(3_001, 2_999))
    steps = itertools.count()
    spread = Spreading.spread
    monkeypatch.setattr(Spreading, "spread", lambda *given: (next(steps), spread(*given))[1])
    assert Spreading.of(spark.session.sparkContext, path).components().tolist() == [0] * 3_000 + [3_000]
    assert 1 < next(steps) < 20


NAMES = ("Umicore NV", "UMICORE", "Universiteit Gent", "UGent", "University of Ghent", "VITO", "Flux 50", "Flux50", "?")
OTHERS = ("Vlaamse Instelling voor Technologisch Onderzoek", "Umicore Belgium", "Gent Universiteit", "Staal", "!")


def test_candidates_are_the_same_pairs(spark: Engine) -> None:
    many = [f"{name} {n}" for n in range(3) for name in NAMES] + ["University Hospital"] * 60
    for names, others in ((NAMES, OTHERS), (NAMES, None), (many, OTHERS), (many, None), (["?"], ["!"])):
        assert pairs(names, others, spark).tolist() == pairs(names, others).tolist()


def test_addresses_and_websites_are_the_same_pairs(spark: Engine) -> None:
    def record(number: int, scheme: str, street: str | None, website: str | None) -> OrganisationRecord:
        name = f"{chr(97 + number % 26) * 9} {number}"
        return OrganisationRecord(
            f"organisation:{scheme}:{number:03}", (name,), "BE", None, street, "9000", website, {}
        )

    crowd = [record(n, "list", "Kerkstraat 1", "platform.example") for n in range(20)]
    few = [record(n, "list", "Dorp 2", f"www.{n % 2}.example") for n in range(20, 24)]
    registry = [record(n, "kbo", "Dorp 2", None) for n in (30, 31)] + [record(40, "list", "no number", None)]
    records = {one.id: one for one in [*crowd, *few, *registry]}
    found = worth_a_look(records, spark)
    assert found == worth_a_look(records)
    assert ("organisation:kbo:030", "organisation:list:020") in found
    assert ("organisation:kbo:030", "organisation:kbo:031") not in found


def test_the_same_answer_twice_and_kept_apart_from_the_other_engine(
    store: Store, spark: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(disks, "SLOW", 0.0)
    monkeypatch.setattr(metrics, "TOLERANCE", 1e-3)  # fewer steps
    memory, question = DiskCache(tmp_path / "answers"), QUESTIONS["centrality"]
    here, there = (ask(question, store, Desk(memory), engine=one) for one in (LOCAL, spark))
    assert len(list(memory.folder.glob("*.json"))) == 2
    assert list(ask(question, store, Desk(memory), engine=LOCAL).rows) == list(here.rows)
    assert list(ask(question, store, engine=spark).rows) == list(there.rows)


@pytest.mark.parametrize("question", ["overlap", "centrality"])
def test_a_request_starts_no_spark(question: str, site: Client) -> None:
    answer = site.get(f"/api/v1/{question}", params={"engine": "spark"}).json()
    assert answer["parameters"]["engine"] == "local"
    parameters = site.get("/openapi.json").json()["paths"][f"/api/v1/{question}"]["get"]["parameters"]
    assert "engine" not in {one["name"] for one in parameters}


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("home")
    with_flanders(folder)
    return folder


def test_the_command_line_asks_spark(home: Path, spark: Engine, store: Store) -> None:
    asked = ("ask", "overlap", "--over", "projects", "--samples", "1000", "--engine", "spark", "--json")
    there = run(*asked, home=home, INTERCLUSTER_SPARK="local[2]", JDK_JAVA_OPTIONS=QUICK)
    assert (there.returncode, there.stderr) == (0, "")
    here = ask(QUESTIONS["overlap"], store, over="projects", samples=1000)
    assert json.loads(there.stdout)["rows"] == json.loads(json.dumps([asdict(row) for row in here.rows]))


def test_ctrl_c_stays_an_interrupt_whatever_it_leads_to(spark: SparkEngine) -> None:
    from py4j.protocol import Py4JNetworkError

    assert spark.session.range(3).count() == 3
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler, "Spark's own talks to Java in between"

    def interrupted() -> None:
        try:
            raise KeyboardInterrupt
        finally:
            raise Py4JNetworkError("what is cleaned up on the way may fail as well")

    with pytest.raises(KeyboardInterrupt), at_work(spark.session):
        interrupted()
    with pytest.raises(EngineError, match="Spark gave up: Py4JNetworkError"), at_work(spark.session):
        raise Py4JNetworkError("without an interrupt")


def test_one_sentence_without_java(home: Path, spark: Engine) -> None:
    found = run("ask", "centrality", "--engine", "spark", home=home, JAVA_HOME=str(home))
    assert (found.returncode, found.stdout) == (1, "")
    assert found.stderr.startswith("intercluster: Spark, which needs Java 17 or newer, did not start: ")
    assert found.stderr.count("\n") == 1


def test_why_spark_does_not_start_is_what_it_said_first(
    home: Path, spark: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("HADOOP_CONF_DIR", "YARN_CONF_DIR"):
        monkeypatch.delenv(name, raising=False)
    found = run("ask", "centrality", "--engine", "spark", home=home, INTERCLUSTER_SPARK="yarn")
    assert "'yarn' either HADOOP_CONF_DIR or YARN_CONF_DIR" in found.stderr
    assert found.stderr.count("\n") == 1


def test_one_sentence_without_a_master(spark: Engine) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        nobody = f"spark://127.0.0.1:{taken.getsockname()[1]}"
        for master, sentence in (
            ("http://127.0.0.1:7077", r"expected local\[\*\], spark://host:port"),
            ("spark://127.0.0.1", "expected spark://host:port"),
            (nobody, "cannot be reached within 5 seconds"),
        ):
            with pytest.raises(EngineError, match=sentence) as error:
                start(master)
            assert str(error.value).count("\n") == 0


def test_one_sentence_without_pyspark(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("pyspark", "pyspark.sql"):
        monkeypatch.setitem(sys.modules, name, None)
    with pytest.raises(EngineError, match=r"needs pyspark: pip install 'intercluster\[spark\]'"):
        start("local[2]")


def test_networks_in_both_forms_are_the_same_ties(store: Store) -> None:
    for kind in ("collaboration", "affiliation", "organisations"):
        both = ties(store, kind)
        graph, two_mode = both.graph(), both.two_mode()
        assert tuple(graph) == two_mode.nodes
        product = two_mode.matrix @ two_mode.matrix.T
        strength = np.asarray(product.sum(axis=1)).ravel() - product.diagonal()
        assert dict(graph.degree(weight="weight")) == dict(zip(two_mode.nodes, strength.tolist(), strict=True))
