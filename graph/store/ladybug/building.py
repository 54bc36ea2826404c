"""The process that writes graph files: started for the first, kept for the next, started anew where it ended."""

import atexit
import contextlib
import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, cast

import pyarrow
from pyarrow import ipc

from graph.errors import StoreError

_BUFFER_BYTES = 1 << 30
MOST_BYTES = 1 << 38
"""No graph file grows beyond this. So much of a process's addresses is set aside for each that is open, and the usual 8
TB would be all that there are after sixteen."""

Step = tuple[str, pyarrow.Table | None]
"""A statement, and the table that it copies in."""


@dataclass(frozen=True, slots=True)
class _Builder:
    process: "subprocess.Popen[bytes]"
    of: int
    """The process that started it; a fork of that one starts its own."""

    @classmethod
    def start(cls) -> "_Builder":
        process = subprocess.Popen(  # noqa: S603 - this Python, and a file of this folder
            [sys.executable, "-I", str(Path(__file__).with_name("builder.py"))],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        return cls(process, os.getpid())

    @property
    def ours(self) -> bool:
        return self.of == os.getpid() and self.process.poll() is None

    def asked(self, request: str, tables: Sequence[pyarrow.Table]) -> bytes:
        given, told = cast("BinaryIO", self.process.stdin), cast("BinaryIO", self.process.stdout)
        with contextlib.suppress(OSError):  # where it ended early, it or its end says why
            given.write(request.encode() + b"\n")
            for table in tables:
                with ipc.new_stream(given, table.schema) as stream:
                    stream.write_table(table)
            given.flush()
        return told.readline()

    def end(self) -> None:
        if self.of == os.getpid():
            self.process.kill()
            with contextlib.suppress(OSError):
                self.process.communicate()


_lock = threading.Lock()
_kept: list[_Builder] = []


def run(path: Path, steps: Sequence[Step]) -> None:
    """Run statements on a new file, each with its table; raise StoreError with one sentence where that fails."""
    statements = [(cypher, table is not None) for cypher, table in steps]
    request = json.dumps({"path": str(path), "buffer": _BUFFER_BYTES, "most": MOST_BYTES, "statements": statements})
    with _lock, _builder() as builder:
        told = builder.asked(request, [table for _, table in steps if table is not None])
        error = json.loads(told).get("error") if told else "the writing process ended"
        if error:
            raise StoreError(
                "The graph cannot be written to %(folder)s: is the disk full? What was loaded before is as it was. "
                "(%(error)s)",
                folder=path.parent,
                error=error,
            )


@contextlib.contextmanager
def _builder() -> Iterator[_Builder]:
    """Give the process that writes; whatever goes wrong while it works is the end of it."""
    if not (_kept and _kept[0].ours):
        _end()
        _kept.append(_Builder.start())
    try:
        yield _kept[0]
    except BaseException:
        _end()
        raise


@atexit.register
def _end() -> None:
    while _kept:
        _kept.pop().end()
