"""How long `restructure` takes on generated clusters, and how far its answer may be from the best.

    python -m benchmarks.restructure [--clusters 200] [--into 120] [--hosts]

Clusters lie in fields of ten; members, themes, hosts and projects are drawn mostly from the field, the rest from all.
"""

import argparse
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from graph.facts import Facts
from graph.schema import (
    About,
    Cluster,
    Hosts,
    MemberOf,
    Node,
    Organisation,
    ParticipatesIn,
    Project,
    Relation,
    Source,
    Theme,
)
from graph.store import open_store
from queries.restructuring.restructure import restructure

SOURCE = "source:generated:clusters"
PLACE = (f"{SOURCE}#all",)
FIELD = 10


def generated(clusters: int, seed: int) -> Facts:
    """Return an ecosystem of so many clusters."""
    return Facts([Source(id=SOURCE, title="Generated", sources=PLACE), *_nodes(clusters), *_ties(clusters, seed)])


def _nodes(clusters: int) -> Iterator[Node]:
    for k in range(clusters):
        yield Cluster(
            id=f"cluster:g:{k}", name=f"Cluster {k}", model="embedded" if k % 3 else "independent", sources=PLACE
        )
    for k in range(12 * clusters):
        kind = "firm" if k % 6 else "knowledge"
        yield Organisation(id=f"organisation:g:{k}", name=f"Organisation {k}", kind=kind, sources=PLACE)
    for k in range(2 * clusters):
        yield Theme(id=f"theme:g:{k}", label=f"Theme {k}", sources=PLACE)
        yield Project(id=f"project:g:{k}", title=f"Project {k}", kind="intercluster", sources=PLACE)


def _ties(clusters: int, seed: int) -> Iterator[Relation]:
    random = np.random.default_rng(seed)
    for k in range(clusters):
        field, size = k // FIELD * FIELD, int(random.integers(20, 80))
        for one in _drawn(random, size, 12 * field, 12 * FIELD, 12 * clusters):
            yield MemberOf(start=f"organisation:g:{one}", end=f"cluster:g:{k}", sources=PLACE)
        for one in _drawn(random, 4, 2 * field, 2 * FIELD, 2 * clusters):
            yield About(start=f"cluster:g:{k}", end=f"theme:g:{one}", sources=PLACE)
        for one in _drawn(random, 2, 2 * field, 2 * FIELD, 2 * clusters):
            yield ParticipatesIn(start=f"cluster:g:{k}", end=f"project:g:{one}", sources=PLACE)
        host = 6 * int(random.integers(2 * field, 2 * field + FIELD // 2))
        yield Hosts(start=f"organisation:g:{host}", end=f"cluster:g:{k}", sources=PLACE)


def _drawn(random: np.random.Generator, count: int, first: int, near: int, every: int) -> list[int]:
    """Draw so many, four of five from the field."""
    own = first + random.integers(0, min(near, every - first), size=count)
    return sorted(set(np.where(random.random(count) < 0.8, own, random.integers(0, every, size=count)).tolist()))


def main() -> None:
    """Time one partition."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--clusters", type=int, default=200)
    parser.add_argument("--into", type=int, default=None)
    parser.add_argument("--keep", type=float, default=0.95)
    parser.add_argument("--draws", type=int, default=1000)
    parser.add_argument("--hosts", action="store_true")
    parser.add_argument("--seed", type=int, default=0)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, open_store(f"ladybug://{Path(folder) / 'graph'}") as store:
        store.load(generated(given.clusters, given.seed))
        loaded = store.current()
        started = time.perf_counter()
        rows = restructure(loaded, into=given.into, keep=given.keep, draws=given.draws, hosts=given.hosts)
        print(f"{given.clusters} clusters: {time.perf_counter() - started:.1f} s, {len(rows)} groups")
        for note in getattr(rows, "notes", ()):
            print(note)


if __name__ == "__main__":
    main()
