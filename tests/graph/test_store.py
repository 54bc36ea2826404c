"""What a store promises, tried on both: loads are all or nothing, what was loaded comes back, reading cannot write.

What only the embedded store promises is in test_embedded.py, what only Neo4j does in test_neo4j.py.
"""

import dataclasses
import os
import signal
import subprocess
import sys
import time
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graph.errors import BadInputError, EmptyStoreError, QueryError
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
    Statement,
    properties,
)
from graph.store import Limits, Store, open_store
from graph.store.ladybug.folder import KEPT
from tests.support import toys
from tests.support.processes import HUNG

COUNT = "MATCH (c:Cluster) RETURN count(*) AS n"
UNHURRIED = Limits(seconds=HUNG)
"""For queries that are no matter of time."""
PREFIXES = dict(
    zip(
        NODE_TYPES,
        ("cluster", "organisation", "project", "instrument", "theme", "source", "claim", "statement"),
        strict=True,
    )
)


def loaded(store: Store, facts: Facts) -> Store:
    store.load(facts)
    return store.current()


def test_what_was_loaded_comes_back(store: Store) -> None:
    facts = toys.with_members()
    now = loaded(store, facts)
    assert now.data_version == facts.version()
    assert list(now.facts()) == list(facts)


TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=20)
VALUES: dict[type, st.SearchStrategy[Any]] = {
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
            there = bool(ids[start] and ids[end])
            if there and draw(st.booleans()):
                one, other = draw(st.sampled_from(ids[start])), draw(st.sampled_from(ids[end]))
                facts.add(tie(start=one, end=other, **draw(_properties(tie))))
    return facts


def _properties(kind: type[Node] | type[Relation]) -> st.SearchStrategy[dict[str, Any]]:
    required = {field.name for field in dataclasses.fields(kind) if field.default is dataclasses.MISSING}
    chosen = {}
    for name, value in properties(kind).items():
        if name in ("id", "confidence") or (kind in (Claim, Statement) and name == "entity_id"):
            continue
        chosen[name] = VALUES[value].map(lambda v: v if v is not None else "") if name in required else VALUES[value]
    if kind in (Claim, Statement):
        chosen["entity_id"] = st.just("cluster:toy:0")
    return st.fixed_dictionaries({**chosen, "confidence": st.floats(0, 1)})


@settings(max_examples=10, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(facts=some_facts())
def test_any_facts_come_back_unchanged_over_any_others(facts: Facts, store_url: str) -> None:
    facts.add(Cluster(id="cluster:toy:0"))
    with open_store(store_url) as store, loaded(store, facts) as now:
        assert list(now.facts()) == list(facts)
        assert now.facts().version() == facts.version() == now.data_version


def test_what_the_sources_no_longer_hold_disappears(store: Store) -> None:
    now = loaded(store, toys.with_members())
    again = loaded(now, toys.triangle())
    assert list(again.facts()) == list(toys.triangle())


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
@pytest.mark.parametrize("after", [0.3, 1.5, 3.0, 5.0])
def test_a_killed_load_leaves_the_old_graph_and_the_next_cleans_up(
    store: Store, store_url: str, tmp_path: Path, after: float
) -> None:
    loaded(store, toys.triangle())
    with subprocess.Popen([sys.executable, "-c", KILLED, store_url], stdout=subprocess.PIPE) as process:
        assert process.stdout
        process.stdout.readline()
        time.sleep(after)
        process.send_signal(signal.SIGKILL)
    with open_store(store_url) as survivor:
        assert survivor.rows(COUNT) in ([{"n": 3}], [{"n": 100_000}])
        again = loaded(survivor, toys.with_members())
        assert list(again.facts()) == list(toys.with_members())
    assert len(list(tmp_path.glob("store/graph-*.lbug"))) <= KEPT


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
