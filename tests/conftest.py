"""Fixtures that many tests share. Policy: the smallest data first (tests/toys.py), one Neo4j server for a process.

A test that takes `store` runs on both stores. Where no Neo4j can be had its half is skipped with the reason in one
line, and with CI=true it fails. NEO4J_TEST_URL names a server of the user's own; ITS GRAPH IS EMPTIED by each test.
"""

import os
import signal
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote, urlsplit

import neo4j
import pytest
from hypothesis import settings
from playwright.sync_api import Browser

from graph.store import Store, open_store
from tests.support.browser import chromium
from tests.support.command import Client, served, with_flanders
from tests.support.missing import missing
from tests.support.neo4j_server.server import running
from tests.support.processes import UnavailableError

# A run in the background ignores Ctrl-C, and so would all that it starts.
signal.signal(signal.SIGINT, signal.default_int_handler)

# How long an example takes says nothing of what is tested, and machines differ. A run says the same twice, but for the
# long form of `make trust` and where TRUST_SEED asks for other examples.
VARIED = bool({"TRUST", "TRUST_SEED"} & os.environ.keys())
settings.register_profile("untimed", deadline=None, derandomize=not VARIED)
settings.load_profile("untimed")


def pytest_xdist_auto_num_workers() -> int:
    """One process a core, up to four; one alone where NEO4J_TEST_URL names a server that all would empty."""
    return 1 if "NEO4J_TEST_URL" in os.environ else min(4, os.cpu_count() or 1)


LONG = {"test_frame", "test_cli", "test_spark", "test_spark_cluster", "test_notebooks", "test_oracle", "test_kills"}
"""Files that take a minute and more. A file runs in one process: were one of these begun last, the other would wait."""


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the long files; the rest keeps the order that the seed gave."""
    items.sort(key=lambda item: item.path.stem not in LONG)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One headless Chromium for all tests of a process."""
    with chromium() as found:
        yield found


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    """One server over the Flemish ecosystem for all tests of a process; they change nothing in it."""
    with served(with_flanders(tmp_path_factory.mktemp("site"))) as client:
        yield client


QUICK = "-XX:TieredStopAtLevel=1"
"""Halves the CPU time of Neo4j in a run this short, most of which would go into compiling it."""


@pytest.fixture(scope="session")
def neo4j_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The URL, password included, of a Neo4j server for this run."""
    if own := os.environ.get("NEO4J_TEST_URL"):
        yield own
        return
    try:
        with running(tmp_path_factory.mktemp("neo4j"), QUICK) as url:
            yield url
    except UnavailableError as reason:
        missing(f"Neo4j is not tested: {reason}")


@pytest.fixture
def empty_neo4j(neo4j_url: str) -> str:
    """The URL of the server, emptied."""
    empty(neo4j_url)
    return neo4j_url


def empty(url: str) -> None:
    """Delete all nodes, in batches: a large graph does not fit in one transaction of a small server."""
    with plain_driver(url) as driver, driver.session() as session:
        session.run("MATCH (n) CALL (n) { DETACH DELETE n } IN TRANSACTIONS OF 5000 ROWS").consume()


@pytest.fixture(params=["embedded", "neo4j"])
def store_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of an empty store, once of each kind."""
    if request.param == "embedded":
        return f"ladybug://{(tmp_path / 'store').as_posix()}"
    url: str = request.getfixturevalue("empty_neo4j")
    return url


@pytest.fixture
def store(store_url: str) -> Iterator[Store]:
    """An empty store, once of each kind."""
    with open_store(store_url) as opened:
        yield opened


def plain_driver(url: str) -> neo4j.Driver:
    """The official driver without our store around it, to look at the database from outside."""
    parts = urlsplit(url)
    auth = unquote(parts.username or ""), unquote(parts.password or "")
    address = f"{parts.scheme}://{parts.hostname}:{parts.port}"
    return neo4j.GraphDatabase.driver(address, auth=auth, notifications_min_severity="OFF")
