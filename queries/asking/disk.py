"""Answers that took long to find, kept on disk: the same question about the same data is answered from there.

An answer is known by its question, parameters, the data's version and the code that found it, so a load or an update
of the program makes it a new one. Only the latest few are kept, and a file that cannot be read is as good as none.
"""

import hashlib
import json
import os
import secrets
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TypeVar

from graph.messages import Message
from queries.asking.question import Rows, columns

R = TypeVar("R")
SLOW = 1.0
"""Seconds from which on an answer is kept."""
KEPT = 20
PLAIN = frozenset((str, int, float, bool, type(None)))
"""What JSON gives back as it was; rows of anything else are not kept."""


@dataclass(frozen=True, slots=True)
class DiskCache:
    """A folder of answers; it need not be there yet, and may be deleted at any time."""

    folder: Path

    def rows(
        self, name: str, row: type[R], version: str, parameters: Mapping[str, object], find: Callable[[], Sequence[R]]
    ) -> Sequence[R]:
        """Return the rows of an answer, from the folder or else by `find`; one that was slow is kept."""
        path = self.folder / f"{name}-{version}-{_digest(parameters)}.json"
        with suppress(OSError, ValueError, KeyError, TypeError):
            return _read(path, row)
        started = time.perf_counter()
        found = find()
        if time.perf_counter() - started >= SLOW:
            with suppress(OSError):  # a full disk or a folder of somebody else's: the answer is there all the same
                self._keep(path, found, columns(row))
        return found

    def _keep(self, path: Path, rows: Sequence[object], names: list[str]) -> None:
        values = {name: [getattr(row, name) for row in rows] for name in names}
        if any(type(value) not in PLAIN for column in values.values() for value in column):
            return
        self.folder.mkdir(parents=True, exist_ok=True)
        notes = [note.packed() for note in rows.notes] if isinstance(rows, Rows) else []
        aside = path.with_suffix(f".{secrets.token_hex(4)}.part")
        text = json.dumps({"columns": values, "notes": notes})
        aside.write_text(f"{_sum(text)}\n{text}", encoding="utf-8")
        os.replace(aside, path)
        for old in sorted(self.folder.glob("*.json"), key=lambda file: file.stat().st_mtime)[:-KEPT]:
            old.unlink(missing_ok=True)


def _read(path: Path, row: type[R]) -> Rows[R]:
    told, _, text = path.read_text(encoding="utf-8").partition("\n")
    if told != _sum(text):
        raise ValueError("not what was written")
    content = json.loads(text)
    values = [content["columns"][name] for name in columns(row)]
    return Rows((row(*one) for one in zip(*values, strict=True)), map(Message.unpacked, content["notes"]))


def _sum(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _digest(parameters: Mapping[str, object]) -> str:
    text = json.dumps([_code(), sorted(parameters.items())])
    return hashlib.sha256(text.encode()).hexdigest()[:16]


@cache
def _code() -> str:
    """Return the checksum of the code that answers questions, and of the tables that it reads."""
    root = Path(__file__).parents[2]
    files = (path for folder in ("graph", "queries", "ingest/flanders") for path in (root / folder).rglob("*"))
    sources = sorted(path for path in files if path.suffix in (".py", ".csv", ".ttl"))
    return hashlib.sha256(b"".join(path.read_bytes() for path in sources)).hexdigest()
