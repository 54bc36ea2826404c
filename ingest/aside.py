"""Loads of a service: each in a process of its own, which gives way to readers and can be given up."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from graph.apart.once import Limits, once
from graph.errors import StoreError
from graph.judgements import Judgements
from graph.progress import Leash, Track
from graph.store import open_store
from ingest import loading
from ingest.apart import read_all
from ingest.loading import Loaded
from ingest.reading.audit import Audit
from ingest.reading.reading import ImportOptions
from ingest.sources.registry import KINDS, Request

OF_A_LOAD = Limits(low=True)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a service keeps its graph (a URL, with its credentials) and what people decided (a folder)."""

    url: str
    home: Path


def aside(work: Callable[..., Loaded], arguments: tuple[Any, ...], track: Track, leash: Leash | None = None) -> Loaded:
    """Return what came of one of the loads below; raise what it raises, and StoreError where its process was ended."""
    try:
        made: Loaded = once(work, arguments, OF_A_LOAD, track, leash)
    except EOFError:
        raise StoreError(
            "The process that loads was ended, most likely by its use of memory; nothing was changed. "
            "Load less at a time, or where there is more memory."
        ) from None
    return made


def load(
    place: Place, kind: str, label: str, path: Path | None, options: ImportOptions, skip_bad_rows: bool, track: Track
) -> Loaded:
    """Load a source, or a file as one."""
    with open_store(place.url) as store:
        wanted = [Request(KINDS[kind], label, path)]
        facts = read_all(wanted, Audit(skip_bad_rows=skip_bad_rows), options, track)
        return loading.load(store, Judgements(place.home), facts, track)


def unload(place: Place, name: str, track: Track) -> Loaded:
    """Take a source out."""
    with open_store(place.url) as store:
        return loading.unload(store, Judgements(place.home), name, track)


def rebuild(place: Place, track: Track) -> Loaded:
    """Build the graph anew with what people decided since."""
    with open_store(place.url) as store:
        return loading.rebuild(store, Judgements(place.home), track)
