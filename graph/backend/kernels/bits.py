"""Breadth-first searches from many nodes at once, a bit each, compiled."""

from typing import Any

import numpy as np
from numba import njit

from graph.backend.sparse_network import Floats, Ints


@njit(cache=True, nogil=True)
def search(there: Ints, things: Any, back: Ints, members: Any, sources: Ints) -> Floats:
    """Return, by node, how many sources reach it, the sum of their distances, and of one over each: 3 x nodes.

    A step goes to things and back (CSR forms `there`, `things` and `back`, `members`), or only back where `there`
    has no rows.
    """
    n = back.size - 1
    words = (sources.size + 63) // 64
    seen = np.zeros((n, words), np.uint64)
    for bit in range(sources.size):
        seen[sources[bit], bit // 64] |= np.uint64(1) << np.uint64(bit % 64)
    full = np.zeros(words, np.uint64)
    for bit in range(sources.size):
        full[bit // 64] |= np.uint64(1) << np.uint64(bit % 64)
    front, found = seen.copy(), np.zeros((n, words), np.uint64)
    middle = np.zeros((there.size - 1, words), np.uint64)
    result = np.zeros((3, n))
    level = 0
    while True:
        level += 1
        source = front
        if middle.shape[0]:
            gather(there, things, front, middle)
            source = middle
        if not advance(back, members, source, seen, found, full, result, level):
            return result
        front, found = found, front


@njit(cache=True, nogil=True)
def gather(starts: Ints, members: Any, source: Any, out: Any) -> None:
    """Set each row of `out` to all bits that its members have."""
    for i in range(starts.size - 1):
        for b in range(out.shape[1]):
            out[i, b] = 0
        for edge in range(starts[i], starts[i + 1]):
            for b in range(out.shape[1]):
                out[i, b] |= source[members[edge], b]


@njit(cache=True, nogil=True)
def advance(
    starts: Ints, members: Any, source: Any, seen: Any, found: Any, full: Any, result: Floats, level: int
) -> bool:
    """Set `found` to the bits that are new in each row, count them at this level; return whether there are any."""
    words = seen.shape[1]
    any_new = False
    for i in range(starts.size - 1):
        done = True
        for b in range(words):
            found[i, b] = 0
            done = done and seen[i, b] == full[b]
        if done:
            continue
        for edge in range(starts[i], starts[i + 1]):
            for b in range(words):
                found[i, b] |= source[members[edge], b]
        count = np.int64(0)
        for b in range(words):
            found[i, b] &= ~seen[i, b]
            seen[i, b] |= found[i, b]
            count += ones(found[i, b])
        if count:
            any_new = True
            result[0, i] += count
            result[1, i] += count * level
            result[2, i] += count / level
    return any_new


@njit(cache=True, nogil=True)
def ones(word: Any) -> np.int64:
    """Return the number of bits that are set."""
    word -= (word >> np.uint64(1)) & np.uint64(0x5555555555555555)
    word = (word & np.uint64(0x3333333333333333)) + ((word >> np.uint64(2)) & np.uint64(0x3333333333333333))
    word = (word + (word >> np.uint64(4))) & np.uint64(0x0F0F0F0F0F0F0F0F)
    return np.int64((word * np.uint64(0x0101010101010101)) >> np.uint64(56))
