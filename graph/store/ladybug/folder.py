"""The folder of an embedded store: which version is named, which are kept, and what is on the disk before it is named.

`CURRENT` names the graph file to read. Beside each graph file lie the sources that it was made of, and a copy of the
`CURRENT` that named it, written once it did. The last versions are kept, and of some more what the sources said; other
files that a load left are deleted.
"""

import contextlib
import hashlib
import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from graph.disk import sync, write
from graph.errors import StoreError
from graph.statements import definitions
from graph.store.decisions import DECISIONS
from graph.store.form import FORMAT, NEWER, check_columns
from graph.store.snapshots import NO_SNAPSHOTS, SAID, Snapshots, digest, unbundle

KEPT = 2
"""How many versions are kept, the one that is read among them; of `SAID` what the sources said is."""
BESIDE = (".sources", ".json")
"""What the names of files end in that say what the sources of a version said, and which version it is."""


@dataclass(frozen=True, slots=True)
class Named:
    """What `CURRENT` says: which file to read, checksums, and the versions of all that belongs to it.

    `beside` is the checksum of the file of the sources, `columns` are all that the graph's tables have, and `number`
    counts the loads.
    """

    file: str
    sha256: str
    data_version: str
    tables: str
    sources: str = ""
    decisions: str = ""
    format: int = 0
    beside: str = ""
    columns: tuple[str, ...] = ()
    number: int = 0


def read_current(folder: Path) -> Named | None:
    """Return what `CURRENT` says, None where nothing was ever loaded.

    Raise StoreError where it cannot be read, is damaged, is gone, or was written by a later version of the program.
    """
    try:
        text = (folder / "CURRENT").read_text(encoding="utf-8")
    except FileNotFoundError:
        if _copies(folder):
            raise StoreError(
                "%(folder)s holds a graph, but CURRENT, which names it, is gone: run 'intercluster restore'.",
                folder=folder,
            ) from None
        return None
    except (OSError, UnicodeDecodeError) as error:
        raise StoreError(
            "%(folder)s cannot be read: %(error)s.", folder=folder, error=getattr(error, "strerror", None) or error
        ) from error
    return _parsed(folder, text)


def name(folder: Path, named: Named) -> None:
    """Replace `CURRENT` in one step; `confirm` makes it last."""
    write(folder / "CURRENT.next", _text(named).encode())
    os.replace(folder / "CURRENT.next", folder / "CURRENT")


def confirm(folder: Path, named: Named) -> None:
    """Put the new `CURRENT` on the disk, and a copy beside its graph file, where that is not there yet."""
    sync(folder)
    path = folder / f"{named.file}.json"
    if not path.exists():
        with contextlib.suppress(OSError):  # the next load tries again
            write(path.with_suffix(".next"), _text(named).encode())
            os.replace(path.with_suffix(".next"), path)
            sync(folder)


def copies(folder: Path) -> list[Named]:
    """Return the versions that were ever named and are kept, the newest first; what cannot be read is left out."""
    found = []
    for path in (*_copies(folder), folder / "CURRENT"):
        with contextlib.suppress(StoreError, OSError, UnicodeDecodeError):
            found.append(_parsed(folder, path.read_text(encoding="utf-8")))
    return sorted(dict.fromkeys(found), key=lambda one: -one.number)


def clean(folder: Path, current: Named | None) -> None:
    """Delete what is neither the current version nor one of those before it that are kept, whole or what it said."""
    known = [current, *(one for one in copies(folder) if one.number < current.number)] if current else []
    whole = {one.file for one in known[:KEPT]}
    said = {one.file for one in said_otherwise(known)[:SAID]}
    for path in folder.glob("graph-*"):
        file = path.name.partition(".lbug")[0] + ".lbug"
        if file not in whole and not (file in said and path.suffix in BESIDE):
            _unlink(path)


def said_otherwise(known: Sequence[Named]) -> list[Named]:
    """Return of versions, the newest first, each in which the sources said something else than in the one after it."""
    after = [None, *(one.sources for one in known)]
    return [one for one, sources in zip(known, after, strict=False) if one.sources != sources]


def discard(folder: Path, file: str) -> None:
    """Delete the files of a version, unless `CURRENT` names it or cannot say what it names."""
    with contextlib.suppress(StoreError):
        current = read_current(folder)
        if current is None or current.file != file:
            for path in folder.glob(f"{file}*"):
                _unlink(path)


def sources_path(folder: Path, named: Named) -> Path:
    """Return where the sources of a version are."""
    return folder / f"{named.file}.sources"


def read_beside(folder: Path, named: Named) -> tuple[Snapshots, bytes]:
    """Read what is kept beside a graph, snapshots and packed decisions.

    Raise StoreError where they are not the ones that were written.
    """
    if not named.sources and not named.decisions:
        return NO_SNAPSHOTS, b""
    try:
        packed = sources_path(folder, named).read_bytes()
    except OSError as error:
        raise StoreError(
            "The sources in %(folder)s cannot be read: %(error)s; ask again.",
            folder=folder,
            error=error.strerror or error,
        ) from error
    snapshots = unbundle(packed) if named.beside in ("", hashlib.sha256(packed).hexdigest()) else {}
    decided = snapshots.pop(DECISIONS, b"")
    if digest(snapshots) != named.sources or (named.decisions and digest({DECISIONS: decided}) != named.decisions):
        raise StoreError("The sources in %(folder)s are damaged: run 'intercluster restore'.", folder=folder)
    return snapshots, decided


def checksum(path: Path) -> str:
    """Return the SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def tables_version() -> str:
    """Return what tells today's tables from those of another version of the program."""
    return hashlib.sha256("\n".join(definitions()).encode()).hexdigest()[:12]


def _text(named: Named) -> str:
    told = asdict(named)
    return json.dumps({**told, "check": _check(told)})


def _check(told: Mapping[str, object]) -> str:
    return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()


def _parsed(folder: Path, text: str) -> Named:
    """Return what the text of `CURRENT` says; raise StoreError where it is not as it was written."""
    try:
        told = json.loads(text)
        if told.get("format", 0) > FORMAT:
            raise StoreError("The store in %(folder)s %(newer)s", folder=folder, newer=NEWER)
        check = told.pop("check", None)
        if check != _check(told) and (check is not None or told.get("format", 0) > 1):
            raise ValueError("not what was written")
        named = Named(**{**told, "columns": tuple(told.get("columns", ()))})
    except (ValueError, TypeError, AttributeError) as error:
        raise StoreError(
            "%(file)s is damaged, or no store's: run 'intercluster restore'.", file=folder / "CURRENT"
        ) from error
    if Path(named.file).name != named.file:
        raise StoreError("%(number)s names a file outside the store.", number=folder / "CURRENT")
    if named.format == FORMAT:
        check_columns(named.columns, str(folder))
    return named


def _copies(folder: Path) -> list[Path]:
    return sorted(folder.glob("graph-*.lbug.json"))


def _unlink(path: Path) -> None:
    # Where open files cannot be deleted a reader still holds it; the next load tries again.
    with contextlib.suppress(OSError):
        path.unlink()
