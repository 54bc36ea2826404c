"""Long work is done by other processes: with the same rows, of the version that was asked of, in a bounded line."""

import os
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from graph.apart.workers import BusyError, Workers
from graph.errors import BadInputError, QueryError
from graph.store import Store
from graph.store.answers import made
from queries.asking.desk import Desk, rows_of
from queries.asking.question import Question
from queries.networks.centrality import centrality
from queries.networks.overlap import overlap
from tests.support import toys
from tests.support.asking import ask
from tests.support.toys import stored


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return stored(tmp_path / "store", toys.triangle())


@pytest.fixture
def workers(store: Store) -> Iterator[Workers]:
    with closing(Workers(store.url, number=1, most_waiting=1)) as found:
        store.answers.elsewhere = found
        yield found


@pytest.mark.parametrize("question", [overlap, centrality], ids=lambda question: question.name)
def test_the_rows_are_those_of_this_process(question: Question[..., Any], store: Store, workers: Workers) -> None:
    elsewhere = Desk().ask(question, store)
    assert workers.calls == 1
    store.answers.elsewhere = None
    assert ask(question, store) == elsewhere


def test_an_error_is_the_same_sentence(store: Store, workers: Workers) -> None:
    for _ in range(2):
        with pytest.raises(BadInputError, match="is no day"):
            ask(overlap, store, at="2022-02-31")
    assert workers.calls == 2


def test_a_replaced_version_is_worked_out_here_and_a_newer_one_there(store: Store, workers: Workers) -> None:
    before = made(rows_of, store, "queries.networks.overlap", "overlap", {})
    store.load(toys.with_members())
    newest = store.current()
    newest.answers.elsewhere = workers
    assert Desk().ask(overlap, newest).data_version == toys.with_members().version()
    newer = made(rows_of, store, "queries.networks.overlap", "overlap", {})
    assert newer == before, "the worker reads the newer one by now"


def test_a_worker_that_ended_is_said_so_and_the_next_is_another(store: Store, workers: Workers) -> None:
    with pytest.raises(QueryError, match="ended"):
        workers.call(end, store)
    assert made(rows_of, store, "queries.networks.overlap", "overlap", {})


def end(_: Store) -> None:
    """End the process that does this."""
    os._exit(1)


def wait(_: Store, seconds: float) -> float:
    """Take so long."""
    time.sleep(seconds)
    return seconds


def test_a_full_line_is_said_at_once(store: Store, workers: Workers) -> None:
    made(rows_of, store, "queries.networks.overlap", "overlap", {})
    asking = [threading.Thread(target=workers.call, args=(wait, store, 1.0)) for _ in range(2)]
    for one in asking:
        one.start()
    time.sleep(0.3)
    with pytest.raises(BusyError, match="try again") as told:
        workers.call(wait, store, 0.0)
    assert told.value.status == 503
    for one in asking:
        one.join()
    assert workers.call(wait, store, 0.0) == 0.0
