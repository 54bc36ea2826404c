"""What a store promises: loads are all or nothing, the same facts come back, and reading cannot write."""

import dataclasses
import json
import os
import signal
import subprocess
import sys
import threading
import time
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graph.embedded import EmbeddedStore
from graph.errors import BadInputError, EmptyStoreError, QueryError, StoreError
from graph.facts import Facts
from graph.schema import (
    NODE_TYPES,
    RELATION_TYPES,
    Claim,
    Cluster,
    Node,
    Organisation,
    ParticipatesIn,
    Project,
    Relation,
    properties,
)
from graph.store import Store, open_store
from tests import toys

COUNT = "MATCH (c:Cluster) RETURN count(*) AS n"
PREFIXES = dict(
    zip(NODE_TYPES, ("cluster", "organisation", "project", "instrument", "theme", "source", "claim"), strict=True)
)


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return open_store(f"ladybug://{(tmp_path / 'store').as_posix()}")


def loaded(store: Store, facts: Facts) -> Store:
    store.load(facts)
    return store.current()


def test_what_was_loaded_comes_back(store: Store) -> None:
    facts = toys.with_members()
    now = loaded(store, facts)
    assert now.data_version == facts.version()
    assert list(now.facts()) == list(facts)


TEXT = st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\x00"), max_size=20)
VALUES = {
    str: st.none() | TEXT,
    int: st.none() | st.integers(-(2**53), 2**53),
    float: st.none() | st.floats(allow_nan=False, allow_infinity=False, width=64),
    date: st.none() | st.dates(date(1, 1, 1), date(9999, 12, 31)),
    tuple: st.lists(TEXT, max_size=3, unique=True).map(tuple),
}


@st.composite
def some_facts(draw: st.DrawFn) -> Facts:
    facts = Facts()
    ids: dict[type[Node], list[str]] = {}
    for kind in NODE_TYPES:
        ids[kind] = [f"{PREFIXES[kind]}:toy:{n}" for n in range(draw(st.integers(0, 2)))]
        facts.add(*(kind(id=name, **draw(_properties(kind))) for name in ids[kind]))
    for tie in RELATION_TYPES:
        for start, end in tie.ends:
            if ids[start] and ids[end] and draw(st.booleans()):
                ends = {"start": draw(st.sampled_from(ids[start])), "end": draw(st.sampled_from(ids[end]))}
                facts.add(tie(**ends, **draw(_properties(tie))))
    return facts


def _properties(kind: type[Node] | type[Relation]) -> st.SearchStrategy[dict[str, object]]:
    required = {field.name for field in dataclasses.fields(kind) if field.default is dataclasses.MISSING}
    chosen = {}
    for name, value in properties(kind).items():
        if name in ("id", "confidence") or (kind is Claim and name == "entity_id"):
            continue
        chosen[name] = VALUES[value].map(lambda v: v if v is not None else "") if name in required else VALUES[value]
    if kind is Claim:
        chosen["entity_id"] = st.just("cluster:toy:0")
    return st.fixed_dictionaries({**chosen, "confidence": st.floats(0, 1)})


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(facts=some_facts())
def test_any_facts_come_back_unchanged(facts: Facts, tmp_path_factory: pytest.TempPathFactory) -> None:
    facts.add(Cluster(id="cluster:toy:0"))
    store = open_store(f"ladybug://{tmp_path_factory.mktemp('store').as_posix()}")
    with loaded(store, facts) as now:
        assert list(now.facts()) == list(facts)
        assert now.facts().version() == facts.version() == now.data_version


def test_loading_twice_changes_nothing(store: Store, tmp_path: Path) -> None:
    now = loaded(store, toys.triangle())
    before = {path.name: path.stat().st_mtime_ns for path in (tmp_path / "store").iterdir()}
    now.load(toys.triangle())
    assert now.current() is now
    after = {path.name: path.stat().st_mtime_ns for path in (tmp_path / "store").iterdir()}
    assert {name for name in before if name != "LOCK"} == {name for name in after if name != "LOCK"}
    assert before["CURRENT"] == after["CURRENT"]


def test_what_the_sources_no_longer_hold_disappears(store: Store) -> None:
    now = loaded(store, toys.with_members())
    again = loaded(now, toys.triangle())
    assert list(again.facts()) == list(toys.triangle())


def test_a_reader_keeps_its_version_until_it_asks_for_the_newest(store: Store) -> None:
    old = loaded(store, toys.triangle())
    more = toys.triangle()
    more.add(Cluster(id="cluster:toy:d", name="Delta"))
    old.load(more)
    assert old.rows(COUNT) == [{"n": 3}]
    assert old.current().rows(COUNT) == [{"n": 4}]
    assert old.data_version != old.current().data_version


def test_readers_never_see_half_a_load(store: Store) -> None:
    now = loaded(store, toys.triangle())
    more = toys.with_members()
    seen: set[tuple[str, int]] = set()
    done = threading.Event()

    def read() -> None:
        while not done.is_set():
            with now.current() if now.current() is not now else open_store(now.url) as newest:
                seen.add((newest.data_version, newest.rows("MATCH (n:Organisation) RETURN count(*) AS n")[0]["n"]))

    reader = threading.Thread(target=read)
    reader.start()
    for facts in (more, toys.triangle(), more, toys.triangle()):
        now.load(facts)
    done.set()
    reader.join()
    assert seen <= {(toys.triangle().version(), 3), (more.version(), 7)}


def test_a_load_that_cannot_be_done_leaves_the_old_graph(store: Store) -> None:
    now = loaded(store, toys.triangle())
    broken = toys.triangle()
    broken.add(ParticipatesIn(start=toys.A, end="project:toy:nowhere", sources=toys.PLACE))
    with pytest.raises(BadInputError, match="project:toy:nowhere, which no row describes"):
        now.load(broken)
    assert now.current() is now
    assert now.rows(COUNT) == [{"n": 3}]


KILLED = """
import sys
from graph.facts import Facts
from graph.schema import Cluster
from graph.store import open_store
facts = Facts(Cluster(id=f"cluster:toy:{n}", name="x" * 50) for n in range(100_000))
print("ready", flush=True)
open_store(sys.argv[1]).load(facts)
"""


@pytest.mark.skipif(os.name != "posix", reason="a process can only be killed so on POSIX")
@pytest.mark.parametrize("after", [0.0, 0.3, 0.6, 0.9])
def test_a_killed_load_leaves_the_old_graph_and_the_next_cleans_up(store: Store, tmp_path: Path, after: float) -> None:
    now = loaded(store, toys.triangle())
    with subprocess.Popen([sys.executable, "-c", KILLED, now.url], stdout=subprocess.PIPE) as process:
        assert process.stdout
        process.stdout.readline()
        time.sleep(after)
        process.send_signal(signal.SIGKILL)
    survivor = open_store(now.url)
    assert survivor.rows(COUNT) in ([{"n": 3}], [{"n": 100_000}])
    again = loaded(survivor, toys.with_members())
    assert again.rows(COUNT) == [{"n": 3}]
    assert len(list((tmp_path / "store").glob("graph-*"))) == 1


def test_two_loads_at_once_are_not_possible(store: Store, tmp_path: Path) -> None:
    from filelock import FileLock

    loaded(store, toys.triangle())
    with FileLock(tmp_path / "store" / "LOCK"), pytest.raises(StoreError, match="Another load"):
        open_store(store.url).load(toys.with_members())


def test_parameters_are_values_whatever_they_hold(store: Store) -> None:
    nasty = "'}) DETACH DELETE n //\"\\ \n é 🚲"
    facts = Facts([Organisation(id="organisation:toy:x", name=nasty), Project(id="project:toy:y", title="plain")])
    now = loaded(store, facts)
    assert now.rows("MATCH (o:Organisation) WHERE o.name = $name RETURN o.name AS name", name=nasty) == [
        {"name": nasty}
    ]


@pytest.mark.parametrize(
    "cypher",
    [
        "CREATE (:Theme {id: 'theme:toy:z'})",
        "MATCH (n) DETACH DELETE n",
        "MATCH (c:Cluster) SET c.name = 'x'",
        "MATCH (",
    ],
)
def test_reading_cannot_write(store: Store, cypher: str) -> None:
    now = loaded(store, toys.triangle())
    with pytest.raises(QueryError) as refused:
        now.rows(cypher)
    assert cypher.strip() in str(refused.value)
    assert list(now.facts()) == list(toys.triangle())


def test_an_empty_store_says_what_to_do(store: Store) -> None:
    for ask in (lambda: store.data_version, store.facts, lambda: store.rows(COUNT)):
        with pytest.raises(EmptyStoreError, match="run 'intercluster load' first"):
            ask()


def test_a_damaged_file_is_noticed(store: Store, tmp_path: Path) -> None:
    loaded(store, toys.triangle()).close()
    graph = next((tmp_path / "store").glob("graph-*"))
    graph.chmod(0o644)
    content = bytearray(graph.read_bytes())
    content[len(content) // 2] ^= 0xFF
    graph.write_bytes(content)
    with pytest.raises(StoreError, match="damaged: run 'intercluster load'"):
        open_store(store.url)


@pytest.mark.parametrize("text", ["", "{}", "[1]", "not json", '{"file": 1}'])
def test_a_current_that_is_no_stores_is_noticed(store: Store, tmp_path: Path, text: str) -> None:
    loaded(store, toys.triangle()).close()
    (tmp_path / "store" / "CURRENT").write_text(text)
    with pytest.raises(StoreError, match="CURRENT"):
        open_store(store.url)


def test_current_cannot_name_a_file_outside(store: Store, tmp_path: Path) -> None:
    loaded(store, toys.triangle()).close()
    current = tmp_path / "store" / "CURRENT"
    named = json.loads(current.read_text())
    current.write_text(json.dumps({**named, "file": "../../etc/passwd"}))
    with pytest.raises(StoreError, match="outside the store"):
        open_store(store.url)


def test_places_that_cannot_be_a_store(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(StoreError, match="is a file"):
        open_store(f"ladybug://{(tmp_path / 'file').as_posix()}")
    with pytest.raises(StoreError, match="no store"):
        open_store(f"ladybug://{tmp_path.as_posix()}")
    with pytest.raises(BadInputError, match="absolute"):
        open_store("ladybug://relative/folder")
    with pytest.raises(BadInputError, match="not a kind of store"):
        open_store("sqlite:///x")


def test_a_folder_with_a_space_and_an_accent(tmp_path: Path) -> None:
    store = EmbeddedStore.at((tmp_path / "mijn gegevens é").as_posix())
    assert loaded(store, toys.triangle()).rows(COUNT) == [{"n": 3}]


def test_a_graph_file_may_not_be_written_once_it_is_named(store: Store, tmp_path: Path) -> None:
    loaded(store, toys.triangle())
    (graph,) = (tmp_path / "store").glob("graph-*")
    assert graph.stat().st_mode & 0o222 == 0
