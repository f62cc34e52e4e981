"""Searches over many draws: whether a zone exists, its solution points, the best for each.

Plain arrays only, as in `backchannel.deals.kernels`; `draws` is a `Draw` with a leading [n],
utilities in points. Numba's cache looks at this file alone: whoever edits `search` must touch it.
"""

from __future__ import annotations

import numpy as np

from backchannel.deals.kernels import Draw, compiled, draw_at
from backchannel.deals.multipliers import LEAST, PRODUCT, SUM, Aim, gains_at, guide
from backchannel.deals.search import search

__all__ = ["most_for_one", "points_of_draws", "zones_exist", "zones_open"]

NASH, KALAI_SMORODINSKY, EGALITARIAN, UTILITARIAN = 0, 1, 2, 3

TINY = 1e-9
"""Points that count as no gain."""

_jit = compiled


@_jit
def zones_exist(plan, draws, limit, found):  # type: ignore[no-untyped-def]
    """Fill `found` int64 [n]: 1 where some package passes, 0 where none does, -1 if not settled."""
    actors = draws.threshold.shape[1]
    packages = np.empty((1, plan.options.size), np.int64)
    for i in range(found.size):
        found[i] = _exists(plan, draw_at(draws, i), np.ones(actors), limit, packages)


@_jit
def zones_open(plan, draws, drop_actor, drop_line, limit, opened):  # type: ignore[no-untyped-def]
    """Whether some package passes in each draw once one constraint is dropped; fills `opened` [n].

    `drop_actor` and `drop_line` are indices; -1 drops nothing.
    """
    packages = np.empty((1, plan.options.size), np.int64)
    for i in range(opened.size):
        draw = draw_at(draws, i)
        weight, real = np.ones(draw.threshold.size), draw.real.copy()
        if drop_actor >= 0:
            weight[drop_actor] = 0.0
        if drop_line >= 0:
            real[drop_line] = False
        relaxed = Draw(draw.utility, draw.threshold, real, draw.points)
        opened[i] = _exists(plan, relaxed, weight, limit, packages) > 0


@_jit
def _exists(plan, draw, weight, limit, packages):  # type: ignore[no-untyped-def]
    """1 where a package leaves no actor of weight 1 below its threshold, 0 where none, else -1."""
    nobody = np.zeros(weight.size, np.bool_)
    ones, zeros = np.ones(weight.size), np.zeros(weight.size)
    value, bound, _, _ = search(
        plan, draw, ones, Aim(LEAST, weight, nobody), zeros, -np.inf, 0.0, limit, packages, False
    )
    return np.int64(1 if value >= 0.0 else (0 if bound < 0.0 else -1))


@_jit
def most_for_one(plan, draws, actor, limit, found):  # type: ignore[no-untyped-def]
    """Fill `found` float64 [n]: the most that one actor gains where all others accept.

    Minus infinity where no package passes; its own threshold may be missed, so a gain can be a
    loss. Where a search gives up after `limit` steps, the best that it met.
    """
    actors = draws.threshold.shape[1]
    room = np.empty((1, plan.options.size), np.int64)
    one, hard = np.zeros(actors), np.ones(actors, np.bool_)
    one[actor], hard[actor] = 1.0, False
    for i in range(found.size):
        found[i], _, _, _ = search(
            plan, draw_at(draws, i), np.ones(actors), Aim(SUM, one, hard), np.zeros(actors),
            -np.inf, np.inf, limit, room, False,
        )  # fmt: skip


@_jit
def points_of_draws(plan, draws, power, limit, choices, gains, best, state):  # type: ignore[no-untyped-def]
    """Find the four solution points of each draw, and what its zone holds for each actor.

    Parameters
    ----------
    plan : Plan
    draws : Draw
        With a leading [n].
    power : float64 [A]
    limit : int
        Steps after which a search gives up.
    choices : int64 [n, 4, D]
        Filled with the options, in walk order, of the Nash, Kalai-Smorodinsky, egalitarian and
        utilitarian point. Among packages that tie, the largest sum of gains, then the first met.
    gains : float64 [n, 4, A]
        Filled with their gains.
    best : float64 [n, A]
        Filled with the most that each actor gains in the zone. Where it is empty: what it would
        gain at most if it alone gave way, so a loss; -inf if no package passes even then.
    state : int64 [n]
        1 where the zone exists, 0 where it is empty, -1 if a search gave up.
    """
    actors = power.size
    ones, zeros = np.ones(actors), np.zeros(actors)
    for i in range(state.size):
        draw = draw_at(draws, i)
        room = np.empty((1, plan.options.size), np.int64)
        state[i] = _exists(plan, draw, ones, limit, room)
        hard = np.ones(actors, np.bool_)
        if state[i] != 1:
            for a in range(actors):
                hard[a] = False
                one = zeros.copy()
                one[a] = 1.0
                most, _, _, _ = search(
                    plan, draw, ones, Aim(SUM, one, hard), zeros, -np.inf, np.inf, limit, room,
                    False,
                )  # fmt: skip
                best[i, a] = most
                hard[a] = True
            continue
        lead = guide(plan, draw, ones)
        share, able = zeros.copy(), power.copy()
        for a in range(actors):
            one = zeros.copy()
            one[a] = 1.0
            most, bound, _, _ = search(
                plan, draw, ones, Aim(SUM, one, hard), lead, -np.inf, np.inf, limit, room, False
            )
            best[i, a] = most
            if bound > most:
                state[i] = -1
            if most > TINY:
                share[a] = 1.0 / most
            else:
                able[a] = 0.0
        _fairest(plan, draw, ones, lead, limit, room)
        _keep(plan, draw, room[0], choices[i, EGALITARIAN], gains[i, EGALITARIAN])
        _fairest(plan, draw, share, lead, limit, room)
        _keep(plan, draw, room[0], choices[i, KALAI_SMORODINSKY], gains[i, KALAI_SMORODINSKY])
        worth, bound = -np.inf, -np.inf
        if able.max() > 0.0:
            worth, bound, _, _ = search(
                plan, draw, ones, Aim(PRODUCT, able, hard), zeros, -np.inf, np.inf, limit, room,
                False,
            )  # fmt: skip
        if worth == -np.inf:  # nobody gains together with the others
            for d in range(room.shape[1]):
                room[0, d] = choices[i, EGALITARIAN, d]
        elif bound > worth:
            state[i] = -1
        _keep(plan, draw, room[0], choices[i, NASH], gains[i, NASH])
        search(plan, draw, ones, Aim(SUM, ones, hard), lead, -np.inf, np.inf, limit, room, False)
        _keep(plan, draw, room[0], choices[i, UTILITARIAN], gains[i, UTILITARIAN])


@_jit
def _fairest(plan, draw, weight, lead, limit, room):  # type: ignore[no-untyped-def]
    """Fill `room` with a package where the least weight [A] x gain is largest, best sum first."""
    ones, zeros = np.ones(weight.size), np.zeros(weight.size)
    hard, raised = np.ones(weight.size, np.bool_), draw.threshold.copy()
    value = 0.0
    if weight.max() > 0.0:
        value, _, _, _ = search(
            plan, draw, ones, Aim(LEAST, weight, hard), zeros, -np.inf, np.inf, limit, room, False
        )
    for a in range(weight.size):
        if weight[a] > 0.0:
            raised[a] += value / weight[a] - TINY
    above = Draw(draw.utility, raised, draw.real, draw.points)
    search(plan, above, ones, Aim(SUM, ones, hard), lead, -np.inf, np.inf, limit, room, False)


@_jit
def _keep(plan, draw, package, choice, gains):  # type: ignore[no-untyped-def]
    """Copy a package [D] and what it gives each actor [A]."""
    for d in range(package.size):
        choice[d] = package[d]
    gains_at(plan, draw, np.ones(gains.size), np.int64(0), package, gains)
