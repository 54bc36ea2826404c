"""The linear and the integer programme over a pool of groups (HiGHS): each thing once, so many groups, little lost."""

from dataclasses import dataclass
from time import monotonic

import numpy as np
from scipy import sparse

from queries.restructuring.task import NEVER, Pool, Task, Values

LEAST_SECONDS = 2.0
"""So long the integer programme may take even where there is no time left: else there would be no answer."""

OPTIMAL, INFEASIBLE = 0, 2
"""What `milp` says of its end."""


@dataclass(frozen=True, slots=True)
class Choice:
    """Which groups of a pool are the best partition, None where none was found, and what one is worth at most."""

    which: tuple[int, ...] | None
    worth: float
    bound: float


def relaxed(task: Task, pool: Pool) -> tuple[float, Values]:
    """Solve the linear programme; prices are of the things, of the number of groups, and of what may be lost."""
    from scipy.optimize import linprog

    size = len(task.worth)
    slack = sparse.csc_array(np.hstack([np.eye(size + 1), -np.eye(size + 1)]))
    equal = sparse.hstack([sparse.vstack([pool.matrix, sparse.csc_array(pool.counted[None, :])]), slack], format="csc")
    limits = np.hstack([pool.lost.T, np.zeros((len(task.holdings), 2 * (size + 1)))])
    found = linprog(
        np.concatenate([-pool.worth, np.full(2 * (size + 1), NEVER)]),
        A_ub=limits if len(limits) else None,
        b_ub=task.budgets if len(limits) else None,
        A_eq=equal,
        b_eq=np.concatenate([np.ones(size), [task.into]]),
        bounds=(0, None),
        method="highs",
    )
    losses = -found.ineqlin.marginals if len(limits) else np.zeros(0)
    worth = -NEVER if found.fun is None else -float(found.fun)
    return worth, np.concatenate([-found.eqlin.marginals, losses])


def chosen(
    task: Task,
    pool: Pool,
    worth: Values,
    until: float,
    *,
    other_than: tuple[int, ...] | None = None,
    presolve: bool = True,
) -> Choice:
    """Solve the integer programme over a pool's groups by some worth, within time; `other_than` is one not to find."""
    from scipy.optimize import Bounds, LinearConstraint, milp

    rows = [pool.matrix, sparse.csc_array(pool.counted[None, :]), sparse.csc_array(pool.lost.T)]
    exact = np.array([1.0] * len(task.worth) + [task.into])
    most, least = np.concatenate([exact, task.budgets]), np.concatenate([exact, np.full(len(task.budgets), -np.inf)])
    if other_than is not None:
        rows.append(sparse.csc_array(np.isin(np.arange(len(worth)), other_than)[None, :].astype(np.float64)))
        most, least = np.append(most, len(other_than) - 1), np.append(least, -np.inf)
    found = milp(
        -worth,
        constraints=LinearConstraint(sparse.csc_array(sparse.vstack(rows)), least, most),
        integrality=np.ones(len(worth), np.int64),
        bounds=Bounds(0, 1),
        options={"time_limit": max(LEAST_SECONDS, until - monotonic()), "mip_rel_gap": 0.0, "presolve": presolve},
    )
    if found.x is None:
        return Choice(None, -np.inf, -np.inf if found.status == INFEASIBLE else np.inf)
    which = tuple(np.flatnonzero(found.x > 0.5).tolist())
    best = float(worth[list(which)].sum())
    return Choice(which, best, best if found.status == OPTIMAL else -float(found.mip_dual_bound))
