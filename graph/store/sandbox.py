"""A user's own query on the embedded store, run in a process that can be ended.

Some short queries hang beyond any time limit of the database, crash it or take memory beyond its pool. The process
has a memory limit of its own, may write no file, and is killed when its time is up; the caller lives on.
"""

import json
import re
import subprocess
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

from graph.errors import QueryError
from graph.messages import Message
from graph.store.guard import check
from graph.store.protocol import Limits, Row

_POOL_BYTES = 256 << 20
_PROGRAM_BYTES = 512 << 20
_MOST_BYTES = 64 << 20


def run(path: Path, cypher: str, limits: Limits) -> list[Row]:
    """Return the rows of a query on a graph file, dates as ISO text, nodes and relations as their properties.

    Raise QueryError with one sentence where the query is not a reading statement or goes beyond the limits.
    """
    check(cypher)
    request = json.dumps({"path": str(path), "cypher": cypher, **asdict(limits)})
    try:
        worker = subprocess.run(
            [sys.executable, "-I", "-m", "graph.store.sandbox"],
            input=request,
            capture_output=True,
            text=True,
            encoding="utf-8",
            env={},
            timeout=limits.seconds,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise QueryError(
            "The query was ended after %(seconds)s seconds; ask for less.", seconds=f"{limits.seconds:g}"
        ) from None
    try:
        answer: dict[str, Any] = json.loads(worker.stdout)
    except ValueError:
        raise QueryError(
            "The query brought the database down, most likely by its use of memory; ask for less."
        ) from None
    if "error" in answer:
        raise QueryError(Message.unpacked(answer["error"]))
    rows: list[Row] = answer["rows"]
    return rows


def _work(request: dict[str, Any]) -> dict[str, Any]:
    """Answer a request; this runs in the worker."""
    try:
        return {"rows": _rows(request)}
    except QueryError as error:
        return {"error": error.message.packed()}


def _rows(request: dict[str, Any]) -> list[Row]:
    import ladybug

    size = 1 << 30
    while size < 2 * Path(request["path"]).stat().st_size:
        size *= 2
    _limit(size + request["memory_bytes"] + _PROGRAM_BYTES)
    try:
        pool = min(_POOL_BYTES, request["memory_bytes"])
        database = ladybug.Database(request["path"], read_only=True, buffer_pool_size=pool, max_db_size=size)
        result = ladybug.Connection(database, num_threads=1).execute(request["cypher"])
        if isinstance(result, list):
            raise QueryError("Only one statement is allowed.")
        return _fetched(result, request["rows"])
    except MemoryError:
        raise QueryError("The query needs more memory than it may have; ask for less.") from None
    except RuntimeError as error:
        if lacking := re.search(r"function (\w+) does not exist", str(error)):
            raise QueryError(
                "The embedded store has no function %(name)s; on Neo4j there is one.", name=lacking[1]
            ) from None
        raise QueryError("The database refused the query: %(error)s", error=str(error).splitlines()[0]) from None


def _fetched(result: Any, most: int) -> list[Row]:
    names = result.get_column_names()
    if len(set(names)) < len(names):
        raise QueryError("Two columns have the same name; give them names with AS.")
    rows: list[Row] = []
    size = 0
    while result.has_next():
        if len(rows) == most:
            raise QueryError("The query has more than %(most)s rows; add a LIMIT.", most=most)
        row = {name: _plain(value) for name, value in zip(names, result.get_next(), strict=True)}
        size += len(json.dumps(row, default=str))
        if size > _MOST_BYTES:
            raise QueryError("The answer is larger than %(most)s MB; ask for less.", most=_MOST_BYTES >> 20)
        rows.append(row)
    return rows


def _plain(value: Any) -> Any:
    """Return a value without the database's own ids, which mean nothing outside one graph file."""
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items() if key not in ("_ID", "_SRC", "_DST", "_LABEL")}
    return [_plain(item) for item in value] if isinstance(value, list) else value


def _limit(memory_bytes: int) -> None:
    """Bound this process where the system can: memory, no files, no core dump."""
    try:
        import resource
    except ImportError:  # not on Windows, where the time limit is all there is
        return
    resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


if __name__ == "__main__":
    sys.stdout.write(json.dumps(_work(json.load(sys.stdin)), default=str))
