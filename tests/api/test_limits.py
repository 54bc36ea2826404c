"""Slow and large requests, over real sockets: whoever sends them is cut off, and nobody else waits for them."""

import contextlib
import select
import socket
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from api.http import connections, limits
from api.service import create_app
from graph.judgements import Judgements
from tests.support import toys
from tests.support.processes import HUNG
from tests.support.service import listening
from tests.support.toys import stored

HEAD = b"GET /api/v1/overlap HTTP/1.1\r\nHost: 127.0.0.1\r\n"
BODY = b"POST /api/v1/cypher HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
UPLOAD = b"POST /upload HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: multipart/form-data; boundary=x\r\n"
NO_READER = b"GET /static/explorer.js HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n" * 20
SLOW = (HEAD, BODY + b"Content-Length: 1000\r\n\r\n{", UPLOAD + b"Content-Length: 9000000\r\n\r\n--x\r\n", NO_READER)


@pytest.fixture
def app(tmp_path: Path) -> FastAPI:
    return create_app(stored(tmp_path / "store", toys.triangle()), Judgements(tmp_path))


@pytest.fixture
def port(app: FastAPI) -> Iterator[int]:
    with listening(app) as found:
        yield found


@contextlib.contextmanager
def dawdling(port: int, said: bytes, number: int) -> Iterator[list[socket.socket]]:
    """Connect so often, say something, and nothing more."""
    with contextlib.ExitStack() as stack:
        found = []
        for _ in range(number):
            one = stack.enter_context(socket.create_connection(("127.0.0.1", port), timeout=HUNG))
            one.sendall(said)
            found.append(one)
        yield found


def answer(one: socket.socket) -> bytes:
    """Return all that comes until the other side hangs up."""
    said = b""
    with contextlib.suppress(ConnectionError):
        while part := one.recv(1 << 16):
            said += part
    return said


@pytest.mark.parametrize("said", SLOW, ids=["head", "body", "upload", "reader"])
def test_fifty_slow_clients_starve_nobody(port: int, said: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    """Were others to wait for them, they would wait for as long as what is slow is borne with: longer than they do."""
    monkeypatch.setattr(connections, "HEAD", 2 * HUNG)
    monkeypatch.setattr(limits, "GRACE", 2 * HUNG)
    address = f"http://127.0.0.1:{port}"
    with dawdling(port, said, 50):
        for path in ("/healthz", "/readyz", "/api/v1/overlap", "/upload"):
            assert httpx.get(address + path, timeout=HUNG).status_code == 200, path
        asked = httpx.post(
            f"{address}/api/v1/cypher", json={"query": "MATCH (c:Cluster) RETURN count(*) AS n"}, timeout=HUNG
        )
        assert asked.json() == {"rows": [{"n": 3}]}


@pytest.mark.parametrize("said", SLOW[:3], ids=["head", "body", "upload"])
def test_what_comes_too_slowly_is_cut_off(port: int, said: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections, "HEAD", 0.3)
    monkeypatch.setattr(limits, "GRACE", 0.3)
    with dawdling(port, said, 1) as (one,):
        assert answer(one).startswith(b"HTTP/1.1 408 ")


def test_a_head_that_drips_is_cut_off(port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections, "HEAD", 0.5)
    with dawdling(port, HEAD, 1) as (one,):
        until = time.monotonic() + HUNG
        with contextlib.suppress(ConnectionError):
            while time.monotonic() < until:
                one.sendall(b"X: y\r\n")
                time.sleep(0.05)
        assert time.monotonic() < until


def test_where_there_are_too_many_those_that_dawdle_make_room(port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections, "MOST", 20)
    monkeypatch.setattr(connections, "HEAD", 2 * HUNG)
    with dawdling(port, HEAD, 60) as all_of_them:
        assert httpx.get(f"http://127.0.0.1:{port}/healthz", timeout=HUNG).status_code == 200
        dawdlers, ended = set(all_of_them), 0
        while ended < 40:
            told, _, _ = select.select(dawdlers, [], [], HUNG)
            assert told, f"only {ended} are ended"
            dawdlers.difference_update(told)
            ended += sum(answer(one) == b"" for one in told)


@pytest.mark.parametrize(
    ("said", "status"),
    [
        (HEAD + b"X: " + b"y" * connections.HEAD_BYTES, 400),
        (HEAD + b"X: y\r\n" * (limits.MOST_HEADERS + 1) + b"\r\n", 431),
        (BODY + b"Content-Length: 2000000\r\n\r\n" + b" " * 1_100_000, 413),
        (BODY + b"Transfer-Encoding: chunked\r\n\r\n" + (b"10000\r\n" + b" " * 65_536 + b"\r\n") * 17, 413),
    ],
    ids=["a large head", "many headers", "a large body", "a large body in parts"],
)
def test_what_is_too_large_is_refused(port: int, said: bytes, status: int) -> None:
    with dawdling(port, b"", 1) as (one,):
        with contextlib.suppress(ConnectionError):
            one.sendall(said)
        assert answer(one).startswith(b"HTTP/1.1 %d " % status)


@pytest.mark.parametrize("path", ["/api/v1/cypher", "/api/v1/judgements", "/reconcile"])
def test_many_levels_of_json_are_no_error_of_ours(port: int, path: str) -> None:
    deep = "[" * 150_000 + "]" * 150_000
    sent: dict[str, Any] = {"data": {"queries": deep}} if path == "/reconcile" else {"content": deep}
    answer = httpx.post(f"http://127.0.0.1:{port}{path}", timeout=HUNG, **sent)
    assert 400 <= answer.status_code < 500, answer.text


def test_two_requests_on_one_connection(port: int) -> None:
    with dawdling(port, HEAD + b"\r\n", 1) as (one,):
        time.sleep(0.5)
        one.sendall(HEAD + b"Connection: close\r\n\r\n")
        assert answer(one).count(b"HTTP/1.1 200 OK") == 2


@pytest.mark.parametrize(
    ("path", "methods"),
    [("/api/v1/actions", {"GET", "POST"}), ("/api/v1/cypher", {"POST"}), ("/reconcile", {"GET", "POST"})],
)
def test_a_refused_method_names_those_that_are_right(path: str, methods: set[str], port: int) -> None:
    answer = httpx.put(f"http://127.0.0.1:{port}{path}", timeout=HUNG)
    assert (answer.status_code, set(answer.headers["allow"].split(", "))) == (405, methods)


@pytest.mark.parametrize("path", ["additionality?day=", "alerts?at=", "entities/Alpha?at=", "overlap?at="])
def test_an_empty_day_is_none(path: str, port: int) -> None:
    answer = httpx.get(f"http://127.0.0.1:{port}/api/v1/{path}", timeout=HUNG)
    assert (answer.status_code, "is no day" in answer.json()["detail"]) == (422, True)
