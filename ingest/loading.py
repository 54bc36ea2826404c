"""Load, unload, and build anew: the only ways in which a store's graph changes."""

import contextlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from graph.errors import EmptyStoreError, NotFoundError
from graph.facts import Facts
from graph.judgements import Judgements
from graph.measures.engine import LOCAL, Engine
from graph.progress import Track, silently
from graph.schema import Cluster
from graph.store import Store
from graph.store.snapshots import Snapshots, pack, unpack
from ingest.assembly import assemble, plain
from ingest.reading.audit import Audit
from ingest.reading.reading import ImportOptions
from ingest.resolution.compared import Compared
from ingest.sources.registry import KINDS, Request, read

Reader = Callable[[Request, Audit, ImportOptions, Track], dict[str, Facts]]
"""Reads one source into facts by name."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a load made: the graph's facts in number, its version, its sources, and how many records were joined.

    `new_clusters` are names that nothing knew before, and of what was loaded only a list: perhaps a slip of the pen.
    """

    facts: int
    data_version: str
    sources: tuple[str, ...]
    merged: int
    to_review: int
    new_clusters: tuple[str, ...] = ()


def read_all(
    requests: Sequence[Request], audit: Audit, options: ImportOptions, track: Track = silently, reader: Reader = read
) -> dict[str, Facts]:
    """Read sources into facts by name; two requests of one name make one source."""
    found: dict[str, Facts] = {}
    for request in requests:
        for name, facts in reader(request, audit, options, track).items():
            if name in found:
                found[name].add(*facts)
            else:
                found[name] = facts
    return found


def load(
    store: Store, judgements: Judgements, new: Mapping[str, Facts], track: Track = silently, engine: Engine = LOCAL
) -> Loaded:
    """Replace what these sources said before, leave the others as they are, and build the graph of all.

    `engine` looks for the records that are worth comparing.
    """
    unknown = new_clusters(store, new)
    return replace(_build(store, judgements, new, frozenset(), track, engine), new_clusters=unknown)


def unload(store: Store, judgements: Judgements, name: str, track: Track = silently) -> Loaded:
    """Take a source out, or all of a kind (`members` takes out every list); raise NotFoundError where there is none."""
    return _build(store, judgements, {}, named(store, name), track)


def named(store: Store, name: str) -> frozenset[str]:
    """Return the loaded sources that a name stands for: its own, or all of a kind."""
    loaded = list(store.current().snapshots())
    gone = frozenset(one for one in loaded if one == name or one.startswith(f"{name}:"))
    if not gone:
        raise NotFoundError(
            "No source '%(name)s' is loaded; loaded are: %(loaded)s.", name=name, loaded=", ".join(loaded) or "none"
        )
    return gone


def rebuild(store: Store, judgements: Judgements, track: Track = silently) -> Loaded:
    """Build the graph anew from what its sources said, with what people decided since."""
    return _build(store, judgements, {}, frozenset(), track)


def restore(store: Store, judgements: Judgements, snapshots: Snapshots, track: Track = silently) -> Loaded:
    """Build the graph from these snapshots and no others, with what people decided."""
    return _made(store, judgements, {name: unpack(one) for name, one in snapshots.items()}, snapshots, None, track)


def new_clusters(store: Store, new: Mapping[str, Facts]) -> tuple[str, ...]:
    """Return the names of clusters in lists that no source knows, loaded or to be, so that a load would make them."""
    named = [node for facts in new.values() for node in facts.nodes(Cluster)]
    known = {plain(name) for node in named if not _is_of_list(node.id) for name in (node.name, *node.aliases) if name}
    with contextlib.suppress(EmptyStoreError):
        rows = store.current().rows("MATCH (c:Cluster) RETURN c.name AS name, c.aliases AS aliases")
        known |= {plain(name) for row in rows for name in (row["name"], *(row["aliases"] or ())) if name}
    found = (node.name or node.id for node in named if _is_of_list(node.id))
    return tuple(dict.fromkeys(name for name in found if plain(name) not in known))


def sources_of(store: Store) -> dict[str, Facts]:
    """Return what each loaded source said, in order of authority."""
    return {name: unpack(snapshot) for name, snapshot in store.snapshots().items()}


def _build(
    store: Store,
    judgements: Judgements,
    new: Mapping[str, Facts],
    gone: frozenset[str],
    track: Track,
    engine: Engine = LOCAL,
) -> Loaded:
    held = store.current().snapshots()
    kept = {name: snapshot for name, snapshot in held.items() if name not in gone and name not in new}
    facts = {name: unpack(snapshot) for name, snapshot in kept.items()} | dict(new)
    return _made(store, judgements, facts, kept, held, track, engine)


def _made(
    store: Store,
    judgements: Judgements,
    facts: Mapping[str, Facts],
    kept: Snapshots,
    replacing: Snapshots | None,
    track: Track,
    engine: Engine = LOCAL,
) -> Loaded:
    """Build the graph of all facts; `kept` are the snapshots of those that are as they were."""
    ordered = in_order(facts)
    told = judgements.latest().values()
    made = assemble(ordered, told, track, engine, Compared(judgements.home / "compared"))
    snapshots = {name: kept[name] if name in kept else pack(ordered[name]) for name in ordered}
    store.load(made.facts, snapshots, made.decisions, replacing=replacing)
    same = sum(decision.verdict == "same" for decision in made.decisions)
    return Loaded(
        len(made.facts),
        made.facts.version(),
        tuple(ordered),
        same,
        len(made.decisions) - same,
    )


def in_order(facts: Mapping[str, Facts]) -> dict[str, Facts]:
    """Return sources in order of authority."""
    return {name: facts[name] for name in sorted(facts, key=_authority)}


def _is_of_list(cluster: str) -> bool:
    return cluster.split(":")[1].startswith(("members", "projects"))


def _authority(name: str) -> tuple[int, str]:
    return list(KINDS).index(name.partition(":")[0]), name
