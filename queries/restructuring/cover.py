"""The fewest clusters that together reach most of the members."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated

import numpy as np
from scipy import sparse

from graph.errors import BadInputError
from graph.measures.network import Over, cluster_affiliation
from graph.messages import Message, Term
from graph.store import Store
from queries.asking.question import Rows, question
from queries.lookup.entities import entities


@dataclass(frozen=True, slots=True)
class Cover:
    """One cluster of the smallest set: how many it reaches, how many only it reaches, and the share reached so far."""

    cluster: str
    cluster_name: str
    reaches: int
    alone: int
    share: float


@question
def cover(
    store: Store,
    *,
    share: Annotated[float, "the share to be reached (0 to 1)"] = 0.95,
    over: Annotated[Over, "what is to be reached: members, themes or projects"] = "themes",
) -> list[Cover]:
    """The fewest clusters that together reach a share of all members, themes or projects.

    Set cover, exact by integer programming (HiGHS): no smaller set reaches as many, and of sets as small the one that
    reaches most is taken. Clusters are listed in the order in which each adds most to those before it; alone counts
    what no other of the set reaches. Only what is listed counts: a cluster without a list reaches nothing here, and
    that says nothing of its members.
    """
    if not 0 <= share <= 1:
        raise BadInputError("%(share)s is no share: expected 0 to 1.", share=share)
    affiliation = cluster_affiliation(store, over)
    has = sparse.csr_array(affiliation.matrix).astype(bool)
    names = {identifier: one.name for identifier, one in entities(store).items()}
    reached: Mapping[str, frozenset[int]] = {
        row: frozenset(has.indices[has.indptr[k] : has.indptr[k + 1]].tolist())
        for k, row in enumerate(affiliation.rows)
    }
    everything = frozenset().union(*reached.values())
    chosen = _smallest(has[:, sorted(everything)], share) if everything else []
    ordered = _by_gain({affiliation.rows[k]: reached[affiliation.rows[k]] for k in chosen})
    rows, before = [], frozenset[int]()
    for cluster in ordered:
        before |= reached[cluster]
        others = frozenset().union(*(reached[one] for one in ordered if one != cluster))
        own = reached[cluster]
        rows.append(Cover(cluster, names[cluster], len(own), len(own - others), len(before) / len(everything)))
    return Rows(rows, [Message("%(count)s %(over)s are listed in all.", count=len(everything), over=Term(over))])


def _smallest(has: sparse.csr_array, share: float) -> list[int]:
    """Return which rows to take: as few as reach the share, and of those as many columns as can be."""
    from scipy.optimize import Bounds, LinearConstraint, milp

    rows, columns = has.shape
    each = sparse.hstack([has.T.astype(float), -sparse.eye_array(columns)])
    enough = np.concatenate([np.zeros(rows), np.ones(columns)])
    rules = [
        LinearConstraint(each, 0, np.inf),
        LinearConstraint(enough[None, :], np.ceil(share * columns - 1e-9), np.inf),
    ]
    price = np.concatenate([np.ones(rows), np.full(columns, -0.5 / (columns + 1))])
    found = milp(price, constraints=rules, integrality=np.ones(rows + columns, np.int64), bounds=Bounds(0, 1))
    if found.x is None:
        raise ArithmeticError(found.message)
    return np.flatnonzero(found.x[:rows] > 0.5).tolist()


def _by_gain(reached: Mapping[str, frozenset[int]]) -> list[str]:
    left, ordered, before = dict(reached), [], frozenset[int]()
    while left:
        best = min(left, key=lambda one: (-len(left[one] - before), one))
        before |= left.pop(best)
        ordered.append(best)
    return ordered
