"""What is known of the two ends of a tie: whether it stays in one place, crosses a border, joins firm and knowledge."""

from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from graph.store import Row, Store

WHERE = """
MATCH (o:Organisation)
RETURN o.id AS id, o.country AS country, o.nuts AS nuts, o.town AS town, o.kind AS kind
ORDER BY id
"""

NUTS_2 = 4
"""So many letters of a NUTS code name the region."""
FIRM, KNOWLEDGE = 1, 2
KINDS = {"firm": FIRM, "knowledge_institution": KNOWLEDGE}
UNKNOWN = -1

Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Shares:
    """Which share of the ties is of each sort, of those of which it is known of both ends; null of none."""

    local: float | None
    regional: float | None
    international: float | None
    firm_knowledge: float | None


@dataclass(frozen=True, slots=True)
class Ends:
    """The town, region, country and kind of each node, by its place: equal numbers are the same one."""

    town: Ints
    region: Ints
    country: Ints
    kind: Ints

    @classmethod
    def of(cls, store: Store, places: Mapping[str, int]) -> "Ends":
        """Read what is known of the nodes that have these places."""
        found = [row for row in store.rows(WHERE) if row["id"] in places]

        def coded(value: Callable[[Row], Hashable | None]) -> Ints:
            return _coded(((places[row["id"]], value(row)) for row in found), len(places))

        kind = np.full(len(places), UNKNOWN, np.int64)
        for row in found:
            if row["kind"] is not None:
                kind[places[row["id"]]] = KINDS.get(row["kind"], 0)
        return cls(coded(_town), coded(_region), coded(lambda row: row["country"]), kind)

    def shares(self, tied: sparse.csr_array) -> Shares:
        """Return the shares of a network's ties, each counted once."""
        ties = sparse.triu(tied, 1).tocoo()

        def share(of: Ints, fits: Callable[[Ints, Ints], NDArray[np.bool_]]) -> float | None:
            a, b = of[ties.row], of[ties.col]
            known = (a != UNKNOWN) & (b != UNKNOWN)
            return float(fits(a, b)[known].mean()) if known.any() else None

        return Shares(
            share(self.town, np.equal),
            share(self.region, np.equal),
            share(self.country, np.not_equal),
            share(self.kind, lambda a, b: a * b == FIRM * KNOWLEDGE),
        )


def _town(row: Row) -> Hashable | None:
    return (row["country"], row["town"].casefold()) if row["town"] else None


def _region(row: Row) -> Hashable | None:
    return row["nuts"][:NUTS_2] if len(row["nuts"] or "") >= NUTS_2 else None


def _coded(told: Iterable[tuple[int, Hashable | None]], places: int) -> Ints:
    numbers: dict[Hashable, int] = {}
    found = np.full(places, UNKNOWN, np.int64)
    for place, value in told:
        if value is not None:
            found[place] = numbers.setdefault(value, len(numbers))
    return found
