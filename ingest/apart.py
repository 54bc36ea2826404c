"""Files are read in a process of their own, with a bound on memory and time: no file can end or stall a service."""

from collections.abc import Callable, Sequence
from dataclasses import fields
from pathlib import Path
from typing import Any

from graph.apart.once import Limits, once
from graph.apart.pipes import FailedError
from graph.errors import BadInputError, InterclusterError
from graph.facts import Facts
from graph.progress import Track, silently
from ingest import loading
from ingest.reading.audit import Audit
from ingest.reading.documents import SPREADSHEETS, unpacked_bytes
from ingest.reading.reading import ImportOptions
from ingest.sources.registry import KINDS, Request

LISTS = ("members", "projects")
OF_A_LIST = Limits(3 << 30, 300)
OF_A_REGISTER = Limits(24 << 30, 3_600)
MEMORY, SECONDS = 1 << 30, 60
"""What reading any file may take: the program itself has most of that memory."""
OF_A_BYTE, OF_MARKUP = 200, 40
"""Bytes of memory for each byte of a file: real lists take 20 to 75. A spreadsheet's XML says the same in more."""
OF_A_MEGABYTE = 20
"""Seconds for each megabyte of a file, unpacked; real lists take one."""


def read_all(
    requests: Sequence[Request], audit: Audit, options: ImportOptions, track: Track = silently
) -> dict[str, Facts]:
    """Read sources into facts by name as `loading.read_all`, each file in a process of its own.

    Raise BadInputError where a file takes more memory or time than a real one does.
    """
    return loading.read_all(requests, audit, options, track, _read)


def _read(request: Request, audit: Audit, options: ImportOptions, track: Track) -> dict[str, Facts]:
    if request.path is None:
        return loading.read_all([request], audit, options, track)
    limits = limits_of(request.kind.name, request.path)
    arguments = (request.kind.name, request.label, request.path, options, audit)
    found, minutes = apart(read_one, arguments, request.path.name, limits, track)
    for one in fields(Audit):
        setattr(audit, one.name, getattr(minutes, one.name))
    if isinstance(found, InterclusterError):
        raise found
    facts: dict[str, Facts] = found
    return facts


def limits_of(kind: str, path: Path) -> Limits:
    """Return what reading a file may take: several times what one of its size does, so that no small one takes all."""
    most, size = OF_A_LIST if kind in LISTS else OF_A_REGISTER, unpacked_bytes(path)
    if size is None or most.memory is None or most.seconds is None:
        return most
    each = OF_MARKUP if path.suffix.lower() in SPREADSHEETS else OF_A_BYTE
    seconds = SECONDS + size * OF_A_MEGABYTE // 1_000_000
    return Limits(min(most.memory, MEMORY + size * each), min(most.seconds, seconds))


def read_one(
    kind: str, label: str, path: Path, options: ImportOptions, audit: Audit, track: Track
) -> tuple[dict[str, Facts] | InterclusterError, Audit]:
    """Read one source; return its facts or why it is refused, and the minutes."""
    try:
        return loading.read_all([Request(KINDS[kind], label, path)], audit, options, track), audit
    except InterclusterError as error:
        return error, audit


def apart(
    function: Callable[..., Any],
    arguments: tuple[Any, ...],
    what: str,
    limits: Limits = OF_A_LIST,
    track: Track = silently,
) -> Any:
    """Return what a module's function returns for these arguments and a Track, called in a process of its own.

    Raise what it raises, and BadInputError where it takes more than the limits or meets what nobody foresaw.
    """
    try:
        return once(function, arguments, limits, track)
    except EOFError:
        raise BadInputError(
            "%(what)s takes more than %(number)s GB of memory or %(seconds)s seconds to read, far more than "
            "a list does; it may be damaged or made to do harm. Copy its table to a new file.",
            what=what,
            number=f"{(limits.memory or 0) / (1 << 30):.2g}",
            seconds=limits.seconds,
        ) from None
    except FailedError as error:
        raise BadInputError(
            "%(what)s cannot be read: it may be damaged, or is of a kind that this program has not met "
            "(%(kind)s). Copy its table to a new file.",
            what=what,
            kind=error.kind,
        ) from error
