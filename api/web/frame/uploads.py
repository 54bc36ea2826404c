"""Files that readers uploaded: in a temporary folder, bounded in size and number, gone when the service ends.

What a service left that was killed goes when the next one starts.
"""

import re
import secrets
import shutil
import threading
from collections import OrderedDict
from pathlib import Path, PurePosixPath

from fastapi import Request, UploadFile

from graph.errors import BadInputError, InterclusterError, NotFoundError
from graph.store.scratch import Scratch, sweep

MOST_BYTES = 20_000_000
MOST_KEPT = 20
LONGEST_NAME = 120
"""Bytes of a file's name that are kept: its end, which says of which kind it is."""
FORM_BYTES = 20_000
"""What a form may weigh beside its file."""


class TooLargeError(InterclusterError):
    """A file is larger than the service takes."""

    status = 413


class Uploads:
    """The newest uploads by their keys."""

    def __init__(self) -> None:
        sweep()
        self._folder: Scratch | None = None
        self._files: OrderedDict[str, Path] = OrderedDict()
        self._lock = threading.Lock()

    def close(self) -> None:
        """Remove all files."""
        if self._folder:
            self._folder.close()

    async def keep(self, file: UploadFile) -> str:
        """Keep a file under its own name and return its key."""
        name = _harmless(file.filename or "")
        key = secrets.token_urlsafe(12)
        folder = self._made() / key
        folder.mkdir()
        with (folder / name).open("wb") as target:
            while chunk := await file.read(1 << 20):
                target.write(chunk)
        with self._lock:
            self._files[key] = folder / name
            while len(self._files) > MOST_KEPT:
                _, oldest = self._files.popitem(last=False)
                shutil.rmtree(oldest.parent, ignore_errors=True)
        return key

    def _made(self) -> Path:
        with self._lock:
            self._folder = self._folder or Scratch()
            return self._folder.path

    def path(self, key: str) -> Path:
        """Return where a file is."""
        found = self._files.get(key)
        if found is None:
            raise NotFoundError("This upload is gone; upload the file again.")
        return found


def check_size(request: Request) -> None:
    """Refuse what is too large before reading it; the server reads no more than the length that a request states."""
    length = request.headers.get("content-length", "")
    if not length.isdigit():
        raise BadInputError("The upload does not say how large it is.")
    if int(length) > MOST_BYTES + FORM_BYTES:
        raise TooLargeError(
            "The file is larger than %(number)s MB; load it with 'intercluster load members=FILE'.",
            number=MOST_BYTES // 1_000_000,
        )


def _harmless(name: str) -> str:
    """Return a file's own name without any folder, hidden mark or control character."""
    last = PurePosixPath(name.replace("\\", "/")).name
    cleaned = re.sub(r"[\x00-\x1f<>:\"|?*]", "_", last).lstrip(". ")
    cleaned = cleaned.encode()[-LONGEST_NAME:].decode(errors="ignore")
    if not cleaned:
        raise BadInputError("Choose a file first.")
    return cleaned
