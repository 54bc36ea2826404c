"""Pairs that hang together: initiatives that are one or go on in each other, and what they got in all."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import networkx as nx

from graph.messages import Euro
from queries.likeness.initiative import Initiative


@dataclass(frozen=True, slots=True)
class Chain:
    """Initiatives that are one, or sequels of each other: how many, and the sum of their grants, costs where unknown.

    `total_eur` is null where no amount is known; `unknown` counts those of which none is.
    """

    number: int
    initiatives: int
    total_eur: float | None
    unknown: int

    def __str__(self) -> str:
        total = "unknown" if self.total_eur is None else str(Euro(self.total_eur))
        return f"{self.number}: {self.initiatives} initiatives, {total}"


def chains(pairs: Iterable[tuple[str, str]], known: Mapping[str, Initiative]) -> dict[str, Chain]:
    """Return the chain of each initiative that is in one, by id; they are numbered by their first pair."""
    network: nx.Graph[str] = nx.Graph()
    network.add_edges_from(pairs)
    found: dict[str, Chain] = {}
    for number, together in enumerate(nx.connected_components(network), 1):
        amounts = [amount_of(known[one]) for one in sorted(together)]
        sums = [amount for amount in amounts if amount is not None]
        chain = Chain(number, len(together), sum(sums) if sums else None, len(amounts) - len(sums))
        found |= dict.fromkeys(together, chain)
    return found


def amount_of(one: Initiative) -> float | None:
    """Return what an initiative got, else what it cost, in euro."""
    grant, cost = one.amounts
    return grant if grant is not None else cost


def lesser(a: Initiative, b: Initiative) -> float | None:
    """Return the lesser of two amounts, which is what may be paid twice; None where one is unknown."""
    amounts = [amount for amount in (amount_of(a), amount_of(b)) if amount is not None]
    return min(amounts) if len(amounts) == 2 else None
