"""Where bytes come in: a file, a folder or a zip as named documents, read whole, safely, and only below that path.

A document is read at once, so that what follows never sees a file that somebody is still writing.
"""

import gzip
import io
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO, cast

from graph.errors import BadInputError, NotFoundError

MAX_BYTES = 4 << 30
"""The largest document: about three times the largest file of today's CORDIS and KBO."""

BOMB_BYTES = 64 << 20
BOMB_RATIO = 250
"""A packed file beyond this size and ratio is a trap: real tables shrink five to thirty times."""

DAMAGED = (zipfile.BadZipFile, zlib.error, OSError, RuntimeError, ValueError, NotImplementedError, EOFError)
"""What reading a damaged or locked zip raises."""

MOST_MEMBERS = 1_000
"""Files in a zip: registers have some ten."""

SPREADSHEETS = (".xlsx", ".xlsm", ".ods")
PACKED_BYTES = 512 << 20
"""The most that a spreadsheet may unpack to: it is held in memory as cells, which take ten times its bytes."""


@dataclass(frozen=True, slots=True)
class Document:
    """A file or a zip's member: `name` as the user knows it (no folders of this machine), and its bytes on demand."""

    name: str
    read: Callable[[], bytes]

    @property
    def stem(self) -> str:
        """The name without folder, `.gz` and extension, in lower case: `project` of `cordis.zip/Project.csv`."""
        return PurePosixPath(self.plain_name).stem.lower()

    @property
    def extension(self) -> str:
        """The extension in lower case with its dot, not counting `.gz`."""
        return PurePosixPath(self.plain_name).suffix.lower()

    @property
    def plain_name(self) -> str:
        """The file's own name without `.gz`: what is inside it."""
        name = PurePosixPath(self.name).name
        return name[:-3] if name.lower().endswith(".gz") else name


def documents(path: Path) -> list[Document]:
    """Return what a path holds, by name: the file itself, a folder's files, or a zip's members.

    Raise NotFoundError where there is nothing and BadInputError for a file that leads out of the folder or zip.
    """
    if not path.exists():
        raise NotFoundError("%(path)s does not exist.", path=path)
    if path.is_dir():
        found = [_in_folder(path, file) for file in sorted(path.iterdir()) if _is_data(file)]
    elif path.suffix.lower() == ".zip":
        found = list(_in_zip(path))
    else:
        found = [Document(path.name, lambda: _unpacked(path.name, _bytes(path)))]
    if not found:
        raise BadInputError("%(path)s holds no file.", path=path)
    return found


def unpacked_bytes(path: Path) -> int | None:
    """Return how large a file is when it is unpacked, by what it says itself; None where it does not say."""
    if path.suffix.lower() == ".gz" or not path.is_file():
        return None
    try:
        with zipfile.ZipFile(path) as archive:
            return sum(member.file_size for member in archive.infolist())
    except DAMAGED:
        return path.stat().st_size


def _is_data(file: Path) -> bool:
    return file.is_file() and not file.name.startswith((".", "~$"))


def _in_folder(folder: Path, file: Path) -> Document:
    if not file.resolve().is_relative_to(folder.resolve()):
        raise BadInputError(
            "%(file)s in %(folder)s is a link to a file outside that folder; copy the file into it.",
            file=file.name,
            folder=folder,
        )
    return Document(file.name, lambda: _unpacked(file.name, _bytes(file)))


def _in_zip(path: Path) -> Iterator[Document]:
    try:
        with zipfile.ZipFile(io.BytesIO(_bytes(path))) as archive:
            members = [info for info in archive.infolist() if not info.is_dir()]
    except DAMAGED:
        raise BadInputError(
            "%(path)s is not a zip file, or a damaged one; download it again.", path=path.name
        ) from None
    if len(members) > MOST_MEMBERS:
        raise BadInputError(
            "%(path)s holds %(number)s files; at most %(most)s are read.",
            path=path.name,
            number=len(members),
            most=MOST_MEMBERS,
        )
    _check_packing(path.name, sum(info.file_size for info in members), path.stat().st_size)
    for info in members:
        if PurePosixPath(info.filename).name.startswith((".", "~$")) or info.filename.startswith("__MACOSX/"):
            continue  # What macOS and spreadsheet programs leave beside the files.
        inside = PurePosixPath(info.filename.replace("\\", "/"))
        if inside.is_absolute() or ".." in inside.parts:
            raise BadInputError(
                "%(path)s holds '%(filename)s', a path outside itself; it is not read.",
                path=path.name,
                filename=info.filename,
            )
        _check_packing(f"{path.name}/{inside}", info.file_size, info.compress_size)
        yield Document(f"{path.name}/{inside}", lambda info=info: _member(path, info))  # type: ignore[misc]


def _member(path: Path, info: zipfile.ZipInfo) -> bytes:
    try:
        with zipfile.ZipFile(path) as archive, archive.open(info) as member:
            return _unpacked(info.filename, _limited(member, info.filename))
    except DAMAGED as error:
        raise BadInputError(
            "%(path)s/%(filename)s cannot be unpacked: %(error)s.", path=path.name, filename=info.filename, error=error
        ) from error


def _bytes(path: Path) -> bytes:
    """Return a file's bytes; raise BadInputError where it cannot be read or changes meanwhile."""
    try:
        before = path.stat()
        if before.st_size > MAX_BYTES:
            raise BadInputError(
                "%(path)s has %(st_size)s bytes; at most %(max_bytes)s are read.",
                path=path.name,
                st_size=before.st_size,
                max_bytes=MAX_BYTES,
            )
        content = path.read_bytes()
        after = path.stat()
    except OSError as error:
        raise BadInputError(
            "%(path)s cannot be read: %(error)s.", path=path.name, error=error.strerror or error
        ) from error
    if (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns) or len(content) != after.st_size:
        raise BadInputError("%(path)s changed while it was being read; try again when it is complete.", path=path.name)
    return content


def _unpacked(name: str, content: bytes) -> bytes:
    """Return a document's bytes, unpacked where it is a `.gz`, and refused where it is a trap or empty."""
    if not content.strip(b"\0 \t\r\n\xef\xbb\xbf"):
        raise BadInputError("%(name)s is empty.", name=name)
    if name.lower().endswith(".gz"):
        try:
            with gzip.GzipFile(fileobj=io.BytesIO(content)) as file:
                content = _limited(cast("IO[bytes]", file), name, len(content))
        except (zlib.error, OSError, EOFError) as error:
            raise BadInputError(
                "%(name)s is not a gzip file, or a damaged one: %(error)s.", name=name, error=error
            ) from error
    if content.startswith(b"PK") and name.lower().endswith((*SPREADSHEETS, ".xls", ".xlsb")):
        _check_spreadsheet(name, content)
    return content


def _limited(file: IO[bytes], name: str, packed: int = 0) -> bytes:
    """Read a packed file to its end, but no further than a real one goes."""
    parts: list[bytes] = []
    size = 0
    while part := file.read(16 << 20):
        size += len(part)
        _check_packing(name, size, packed or size)
        parts.append(part)
    return b"".join(parts)


def _check_packing(name: str, size: int, packed: int, most: int = MAX_BYTES) -> None:
    if size > most or (size > BOMB_BYTES and size > BOMB_RATIO * max(packed, 1)):
        raise BadInputError(
            "%(name)s unpacks to %(size)s bytes or more from %(packed)s, like a zip bomb; it is not read. "
            "Unpack it by hand if you trust it.",
            name=name,
            size=size,
            packed=packed,
        )


def _check_spreadsheet(name: str, content: bytes) -> None:
    """Refuse a spreadsheet that unpacks to more than fits, or whose XML defines entities (real ones never do)."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = archive.infolist()
            _check_packing(name, sum(m.file_size for m in members), sum(m.compress_size for m in members), PACKED_BYTES)
            for member in members:
                if member.filename.lower().endswith((".xml", ".rels")):
                    with archive.open(member) as file:
                        if b"<!DOCTYPE" in file.read(4096).upper():
                            raise BadInputError(
                                "%(name)s defines XML entities, which is not safe to read; save it anew.", name=name
                            )
    except DAMAGED:
        raise BadInputError(
            "%(name)s is not a spreadsheet of its kind, or a damaged or locked one; save it anew without a password.",
            name=name,
        ) from None
