"""The overlap of clusters as a matrix: who shares how much with whom, in an order that shows the blocks."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from graph.measures.seriation import spectral
from graph.messages import Message
from queries.networks.overlap import Overlap

LEVELS = 5
MOST_CLUSTERS = 60


@dataclass(frozen=True, slots=True)
class Cell:
    """One pair: its value, None where it is not defined, how dark it is (0 to 5), and who they are.

    `in_part` says of lists that are not whole how much they name, by the cluster's name.
    """

    a: str
    b: str
    value: float | None
    level: int
    in_part: Mapping[str, Message]


@dataclass(frozen=True, slots=True)
class Matrix:
    """Names by id in the order of rows and columns, the cells by row (None on the diagonal), who was left out."""

    names: dict[str, str]
    cells: tuple[tuple[Cell | None, ...], ...]
    left_out: int


def matrix(rows: Sequence[Overlap], measure: str, order: str) -> Matrix:
    """Return the matrix of a measure, `jaccard` or `count`, ordered by `name` or `spectral`."""
    names = {end: name for row in rows for end, name in ((row.a, row.a_name), (row.b, row.b_name))}
    kept, left_out = _kept(rows, names)
    values: dict[tuple[str, str], float | None] = {}
    in_part = {ends: row.in_part for row in rows for ends in ((row.a, row.b), (row.b, row.a))}
    for row in rows:
        value = row.jaccard if measure == "jaccard" else float(row.shared)
        values[(row.a, row.b)] = values[(row.b, row.a)] = value
    ids = sorted(kept, key=lambda end: (names[end].casefold(), end))
    if order == "spectral" and len(ids) > 1:
        likeness = np.array([[0.0 if a == b else values[(a, b)] or 0.0 for b in ids] for a in ids])
        ids = [ids[k] for k in spectral(likeness)]
    most = max((value for value in values.values() if value), default=1.0)
    cells = tuple(
        tuple(
            None if a == b else Cell(a, b, values[(a, b)], _level(values[(a, b)], most), in_part[(a, b)]) for b in ids
        )
        for a in ids
    )
    return Matrix({end: names[end] for end in ids}, cells, left_out)


def _kept(rows: Sequence[Overlap], names: dict[str, str]) -> tuple[list[str], int]:
    """Return the clusters to show: those that share most where there are too many to read."""
    if len(names) <= MOST_CLUSTERS:
        return list(names), 0
    shared: Counter[str] = Counter()
    for row in rows:
        shared.update({row.a: row.shared, row.b: row.shared})
    kept = sorted(names, key=lambda end: (-shared[end], names[end], end))[:MOST_CLUSTERS]
    return kept, len(names) - MOST_CLUSTERS


def _level(value: float | None, most: float) -> int:
    return 0 if not value else max(1, round(LEVELS * value / most))
