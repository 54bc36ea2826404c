"""Work in pieces, on every core, with progress, and stoppable between two pieces.

The compiled kernels release Python's lock, so threads are enough. Numba's own parallel loops are not used: they crash
where two threads of a server call them at once.
"""

import os
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

import networkx as nx

from graph.progress import track

P = TypeVar("P")
R = TypeVar("R")


def in_pieces(function: Callable[[P], R], pieces: Iterable[P], what: str) -> Iterator[R]:
    """Yield the result of each piece, in order; on an error or Ctrl-C the pieces not begun are dropped."""
    pool = ThreadPoolExecutor(cores())
    try:
        waiting = [pool.submit(function, piece) for piece in pieces]
        for future in track(waiting, what, len(waiting)):
            yield future.result()
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def cores() -> int:
    """Return how many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def compiled() -> bool:
    """Return whether to use the compiled kernels; False takes NumPy's path, which has the same answers."""
    return bool(nx.config.backends["intercluster"].compiled)
