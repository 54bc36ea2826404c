"""What can be had of a store that cannot be opened any more: its sources, from which the graph is built anew."""

import contextlib
import secrets
from pathlib import Path
from urllib.parse import unquote

from graph.errors import StoreError
from graph.store.form import NEWER
from graph.store.ladybug.folder import copies, read_beside
from graph.store.opening import open_store
from graph.store.snapshots import Snapshots, unpack


def salvaged(url: str) -> Snapshots:
    """Return the sources of the newest version whose sources a store keeps whole; raise StoreError where none are."""
    folder = _folder(url)
    if folder is None:
        with open_store(url) as store:
            return store.snapshots()
    for named in copies(folder):
        with contextlib.suppress(StoreError):
            snapshots, _ = read_beside(folder, named)
            for one in snapshots.values():
                unpack(one)
            if snapshots:
                return snapshots
    raise StoreError(
        "%(folder)s keeps no version whose sources are whole: run 'intercluster restore FILE' with a backup.",
        folder=folder,
    )


def set_aside(url: str) -> Path | None:
    """Move an embedded store that cannot be opened out of the way; return where it is now, None where it can be."""
    folder = _folder(url)
    try:
        open_store(url).close()
    except StoreError as error:
        if str(NEWER) in str(error) or folder is None or not folder.is_dir() or not any(folder.glob("graph-*")):
            raise
        return folder.rename(folder.with_name(f"{folder.name}.damaged-{secrets.token_hex(4)}"))
    return None


def _folder(url: str) -> Path | None:
    scheme, _, rest = url.partition("://")
    return Path(unquote(rest)) if scheme == "ladybug" else None
