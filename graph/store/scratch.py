"""Temporary folders: for their owner alone, gone when they are closed, and after a `kill -9` when the next one is made.

Whoever made a folder holds a lock in it while it lives: one of this program whose lock nobody holds is a dead one's.
"""

import os
import shutil
import tempfile
import weakref
from contextlib import suppress
from pathlib import Path

from filelock import FileLock, Timeout

PREFIX = "intercluster-"
_LOCK = "owner.lock"


class Scratch:
    """A temporary folder at `path`; close it, though it goes too when nobody refers to it any more."""

    def __init__(self) -> None:
        sweep()
        folder, lock = _owned()
        self.path = folder / "files"
        self.path.mkdir()
        self.close = weakref.finalize(self, _remove, folder, lock)


def sweep() -> None:
    """Remove the temporary folders of processes that have died; others', and what is not ours, is left."""
    for folder in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
        with suppress(OSError, Timeout):
            if _is_ours(folder):
                lock = FileLock(folder / _LOCK, timeout=0)
                lock.acquire()
                _remove(folder, lock)


def _is_ours(folder: Path) -> bool:
    found = folder.lstat()
    own = not hasattr(os, "getuid") or found.st_uid == os.getuid()
    return own and not folder.is_symlink() and (folder / _LOCK).is_file()


def _owned() -> tuple[Path, FileLock]:
    """Return a new folder and its lock; a sweep in the very moment between the two takes it, so it is made again."""
    while True:
        folder = Path(tempfile.mkdtemp(prefix=PREFIX))
        lock = FileLock(folder / _LOCK)
        with suppress(FileNotFoundError):
            lock.acquire()
            return folder, lock


def _remove(folder: Path, lock: FileLock) -> None:
    """Remove a folder, first while its lock is held, so that nobody else takes it; some systems remove no held file."""
    shutil.rmtree(folder, ignore_errors=True)
    lock.release()
    shutil.rmtree(folder, ignore_errors=True)
