"""What the service logs: a line a request, where an error came from, and nobody's name."""

import logging
import re
import socket
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import anyio
import httpx
import pytest
from fastapi import FastAPI

from api.http.logs import LOG
from api.service import create_app
from api.web.frame.jobs import Job
from graph.judgements import Judgements
from graph.progress import Track
from graph.store import open_store
from ingest.loading import Loaded
from tests.support import toys
from tests.support.command import served, with_flanders
from tests.support.processes import HUNG

NAME = "Janneke Jansen"
LINE = re.compile(r"^(?P<id>[0-9a-f]{12}) GET (?P<route>.+) (?P<status>\d{3}) \d+ ms$")


@pytest.fixture
def service(tmp_path: Path) -> FastAPI:
    store = open_store(f"ladybug://{(tmp_path / 'store').as_posix()}")
    store.load(toys.triangle())
    app = create_app(store, Judgements(tmp_path))

    @app.get("/fails/{name}")
    def fails(name: str) -> None:
        raise RuntimeError(f"no room for {name}")

    return app


def get(service: FastAPI, path: str, **more: Any) -> httpx.Response:
    """Return the answer of a service in this process, as a server would give it."""

    async def ask() -> httpx.Response:
        transport = httpx.ASGITransport(service, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:
            return await client.get(path, **more)

    # In a thread of its own: a browser of another test may keep a loop of this one.
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(anyio.run, ask).result()


class Kept(logging.Handler):
    """Keeps what is logged."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(record.getMessage())


@pytest.fixture
def lines() -> Iterator[list[str]]:
    kept = Kept()
    LOG.addHandler(kept)
    LOG.setLevel(logging.INFO)
    yield kept.lines
    LOG.removeHandler(kept)


def test_a_request_is_one_line_with_the_id_that_its_problem_carries(service: FastAPI, lines: list[str]) -> None:
    answer = get(service, f"/api/v1/entities/{NAME}", params={"text": NAME}, headers={"Authorization": "Bearer secret"})
    assert answer.status_code == 404
    [line] = lines
    found = LINE.match(line)
    assert found
    assert found["id"] == answer.json()["request"] == answer.headers["x-request-id"]
    assert (found["route"], found["status"]) == ("/api/v1/entities/{identifier:path}", "404")


def test_two_requests_have_two_ids(service: FastAPI) -> None:
    assert get(service, "/healthz").headers["x-request-id"] != get(service, "/healthz").headers["x-request-id"]


def test_an_error_that_should_not_happen_is_a_problem_and_a_trace(service: FastAPI, lines: list[str]) -> None:
    answer = get(service, f"/fails/{NAME}")
    assert answer.status_code == 500
    assert answer.headers["content-type"] == "application/problem+json"
    trace, line = lines
    assert trace.startswith(f"request {answer.json()['request']}: RuntimeError\n")
    assert "test_logs.py" in trace
    assert " 500 " in line
    assert NAME not in trace + line + answer.text
    page = get(service, f"/fails/{NAME}", headers={"Accept": "text/html"})
    assert (page.status_code, page.headers["content-type"]) == (500, "text/html; charset=utf-8")


@pytest.mark.parametrize("said", [b"", b"nonsense", b"null", b'{"file": "../../etc/passwd"}', b"\0" * 5000, None])
def test_a_store_that_breaks_while_it_is_served_is_a_sentence(
    said: bytes | None, service: FastAPI, tmp_path: Path, lines: list[str]
) -> None:
    current = tmp_path / "store" / "CURRENT"
    right = current.read_bytes()
    assert get(service, "/api/v1/collaboration").status_code == 200
    if said is None:
        current.unlink()
    else:
        current.write_bytes(said)
    for path in ("/", "/api/v1/collaboration", "/readyz"):
        answer = get(service, path, headers={"Accept": "text/html"})
        assert answer.status_code == 503, path
        assert "intercluster restore" in answer.text
    page = get(service, "/clusters", headers={"Accept": "text/html"})
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert not [line for line in lines if "\n" in line], "no trace of what is foreseen"
    current.write_bytes(right)
    assert get(service, "/api/v1/collaboration").status_code == 200


def test_every_answer_has_its_policy_however_early_it_is_given(service: FastAPI) -> None:
    many = [(b"x", b"y")] * 200
    early: tuple[tuple[int, str, dict[str, Any]], ...] = (
        (500, "/fails/x", {}),
        (400, "/", {"headers": {"Host": "evil.example"}}),
        (431, "/", {"headers": many}),
        (404, "/nowhere", {}),
    )
    for status, path, more in early:
        answer = get(service, path, **more)
        assert answer.status_code == status
        assert answer.headers["x-content-type-options"] == "nosniff", status
        assert "default-src 'none'" in answer.headers["content-security-policy"], status


def fails(_: Track) -> Loaded:
    """Fail, as no load should."""
    raise ValueError(NAME)


def test_a_job_that_fails_says_where(lines: list[str]) -> None:
    job = Job("load")
    job.run(fails, ())
    [line] = lines
    assert line.startswith(f"job {job.key}: ValueError\n")
    assert "test_logs.py" in line, "where it went wrong in the other process"
    assert job.error
    assert job.key in job.error
    assert NAME not in line + job.error


def test_a_running_server_logs_to_standard_error(tmp_path: Path) -> None:
    with_flanders(tmp_path)
    with served(tmp_path) as client:
        request = client.get("/api/v1/search", params={"text": NAME}).headers["x-request-id"]
    assert [line for line in client.log if request in line and "GET /api/v1/search 200" in line]
    assert NAME.partition(" ")[0] not in "".join(client.log)


@pytest.mark.parametrize(
    ("target", "host"),
    [
        ("/api/v1/overlap", "127.0.0.1:8000/static/x?"),
        ("/api/v1/overlap", "127.0.0.1/healthz#"),
        ("/api/v1/overlap", "x/login?"),
        ("/static/../api/v1/overlap", "127.0.0.1"),
        ("/static/%2e%2e/api/v1/overlap", "127.0.0.1"),
        ("//static/x/../../api/v1/overlap", "127.0.0.1"),
        ("http://127.0.0.1/static/x?/api/v1/overlap", "127.0.0.1"),
    ],
)
def test_no_host_and_no_path_gets_round_the_token(target: str, host: str, token_server: str) -> None:
    headers = f"Host: {host}\r\nX-Forwarded-Host: x\r\nConnection: close\r\n"
    said = raw(token_server, f"GET {target} HTTP/1.1\r\n{headers}\r\n")
    status = int(said.split(" ", 2)[1])
    assert status in (303, 400, 401, 404)
    assert "jaccard" not in said


@pytest.fixture(scope="module")
def token_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    home = tmp_path_factory.mktemp("token")
    with_flanders(home)
    with served(home, "--host", "0.0.0.0", INTERCLUSTER_TOKEN="a-token") as client:
        yield f"http://127.0.0.1:{client.base_url.port}"


def raw(base: str, request: str) -> str:
    """Send bytes as they are, which a client would put right."""
    address = urlsplit(base)
    with socket.create_connection((address.hostname or "", address.port or 0), timeout=HUNG) as connection:
        connection.sendall(request.encode())
        answer = b""
        while part := connection.recv(65536):
            answer += part
    return answer.decode("utf-8", "replace")
