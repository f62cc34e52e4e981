"""The Nash package of many draws when some options are settled already.

Plain arrays only, as in `backchannel.deals.kernels`; m tasks, each a draw with what is held in it.
Numba's cache looks at this file alone: whoever edits `search` or `nash_of_draws` must touch it.
"""

from __future__ import annotations

import numpy as np

from backchannel.deals.kernels import Draw, Plan, compiled, draw_at
from backchannel.deals.multipliers import SUM, Aim, gains_at, guide
from backchannel.deals.nash_draws import nash_of_draws
from backchannel.deals.search import search

__all__ = ["FREE", "band_of_draws", "nash_of_held"]

FREE = -1
"""Stands for an issue on which nothing is held."""

_jit = compiled


@_jit
def nash_of_held(plan, draws, which, held, shift, power, limit, choices, state):  # type: ignore[no-untyped-def]  # noqa: PLR0913, PLR0917
    """Find the Nash package of draws in which options are held and thresholds shifted.

    Parameters
    ----------
    plan : Plan
    draws : Draw
        With a leading [n].
    which : int64 [m]
        The draw of each task.
    held : int64 [m, D]
        The option that each issue must take, in walk order; `FREE` for none.
    shift : float64 [m, A]
        Points added to each actor's threshold.
    power : float64 [A]
    limit : int
        Steps after which a search gives up.
    choices : int64 [m, D]
        Filled with options in walk order; the first met among packages that tie.
    state : int64 [m]
        1 where it was found, 0 where no package passes, -1 if a search gave up.
    """
    for j in range(state.size):
        i, banned = which[j], plan.banned.copy()
        for d in range(held.shape[1]):
            for o in range(plan.options[d]):
                banned[d, o] |= held[j, d] >= 0 and o != held[j, d]
        one = Draw(
            draws.utility[i : i + 1],
            draws.threshold[i : i + 1] + shift[j : j + 1],
            draws.real[i : i + 1],
            draws.points[i : i + 1],
        )
        narrowed = Plan(
            plan.options, plan.compat, plan.ends, banned, plan.forbidden, plan.line_options,
            plan.line_patterns, plan.line_broken, plan.bonus_pattern, plan.bonus_actor,
        )  # fmt: skip
        nash_of_draws(narrowed, one, power, limit, choices[j : j + 1], state[j : j + 1])


@_jit
def band_of_draws(plan, draws, state, choices, limit, band):  # type: ignore[no-untyped-def]
    """Find how much each actor gains over the zone of each draw, and at one package of it.

    Parameters
    ----------
    plan : Plan
    draws : Draw
        With a leading [n].
    state : int64 [n]
        Only draws with 1 are looked at.
    choices : int64 [n, D]
        The package.
    limit : int
        Steps after which a search gives up; then what no package exceeds counts.
    band : float64 [n, A, 3]
        Filled with the least gain over the zone, that at the package, and the most.
    """
    actors = band.shape[1]
    ones, zeros, hard = np.ones(actors), np.zeros(actors), np.ones(actors, np.bool_)
    room, gains, every = np.empty((1, plan.options.size), np.int64), np.zeros(actors), False
    for i in range(state.size):
        if state[i] != 1:
            continue
        draw = draw_at(draws, i)
        lead = guide(plan, draw, ones)
        gains_at(plan, draw, ones, np.int64(0), choices[i], gains)
        for a in range(actors):
            band[i, a, 1] = gains[a]
            for sign in (-1.0, 1.0):
                one = zeros.copy()
                one[a] = sign
                _, bound, _, _ = search(
                    plan, draw, ones, Aim(SUM, one, hard), lead, -np.inf, np.inf, limit, room,
                    every,
                )  # fmt: skip
                if sign > 0.0:
                    band[i, a, 2] = bound
                else:
                    band[i, a, 0] = max(-bound, 0.0)  # nobody accepts less
