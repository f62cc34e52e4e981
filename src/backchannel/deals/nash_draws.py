"""The Nash package of many draws, without the other points.

Plain arrays only, as in `backchannel.deals.kernels`; `draws` is a `Draw` with a leading [n],
utilities in points. Numba's cache looks at this file alone: whoever edits `search` must touch it.
"""

from __future__ import annotations

import numpy as np

from backchannel.deals.kernels import compiled, draw_at
from backchannel.deals.multipliers import PRODUCT, Aim
from backchannel.deals.search import search

__all__ = ["nash_of_draws"]

_jit = compiled


@_jit
def nash_of_draws(plan, draws, power, limit, choices, state):  # type: ignore[no-untyped-def]
    """Find the package of each draw with the largest product of gains, where all gain.

    Where that settles a draw it is the Nash package of `points_of_draws`, at a third of the time.

    Parameters
    ----------
    plan : Plan
    draws : Draw
        With a leading [n].
    power : float64 [A]
    limit : int
        Steps after which a search gives up.
    choices : int64 [n, D]
        Filled with options in walk order; the first met among packages that tie.
    state : int64 [n]
        1 where it was found, -1 if a search gave up, 0 where no package gives everybody a gain:
        the zone is empty, or somebody can gain nothing together with the others.
    """
    actors = power.size
    ones, zeros, hard = np.ones(actors), np.zeros(actors), np.ones(actors, np.bool_)
    room = np.empty((1, plan.options.size), np.int64)
    for i in range(state.size):
        worth, bound, _, _ = search(
            plan, draw_at(draws, i), ones, Aim(PRODUCT, power, hard), zeros, -np.inf, np.inf,
            limit, room, False,  # noqa: FBT003
        )  # fmt: skip
        state[i] = 1 if worth > -np.inf else 0
        if bound > worth:
            state[i] = -1
        for d in range(room.shape[1]):
            choices[i, d] = room[0, d]
