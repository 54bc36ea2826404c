"""What is on the disk when a function returns, so that it survives a power cut."""

import os
from pathlib import Path


def write(path: Path, content: bytes) -> None:
    """Write a file whose bytes are on the disk when this returns; its name is once the folder was synced."""
    with path.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def sync(path: Path) -> None:
    """Put a file's bytes, or a folder's names, on the disk, and read them from there from now on."""
    if path.is_dir() and os.name != "posix":
        return
    handle = os.open(path, os.O_RDONLY if os.name == "posix" else os.O_RDWR)
    try:
        os.fsync(handle)
        if hasattr(os, "posix_fadvise") and path.is_file():
            os.posix_fadvise(handle, 0, 0, os.POSIX_FADV_DONTNEED)
    finally:
        os.close(handle)
