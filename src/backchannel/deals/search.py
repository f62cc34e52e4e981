"""The best package by branch and bound: found and proven without listing packages.

Multipliers (`backchannel.deals.multipliers`) bound what is maximised by a weighted sum of gains,
which is largest where each issue by itself takes its best option. So a package that takes other
options *loses* a known amount against that bound, issue by issue. The search goes depth
first through the packages that lose little, in rounds that allow four times more each, and ends
when whatever was left out loses more than the best package found.

Plain arrays only, as in `backchannel.deals.kernels`; R packages asked for. Numba's cache looks at
this file alone: whoever edits `bounds_of` or multipliers must touch this file.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from backchannel.deals.kernels import bounds_of, compiled, order_of
from backchannel.deals.multipliers import (
    PRODUCT,
    SUM,
    gains_at,
    multipliers,
    relaxed,
    sum_of,
    value_of,
)

__all__ = ["search"]

MARGIN = 1e-12
"""Allowance for rounding in bounds, relative to the sums that they are differences of."""

_jit = compiled


class View(NamedTuple):
    """A zone laid out for the search: decisive issues first, allowed options only, best first."""

    issue: npt.NDArray[np.int64]  # [D] place in the walk
    allowed: npt.NDArray[np.int64]  # [D] number of options
    option: npt.NDArray[np.int64]  # [D, K]
    utility: npt.NDArray[np.float64]  # [D, K, A]
    loss: npt.NDArray[np.float64]  # [D, K] against the bound
    compat: npt.NDArray[np.int64]  # [D, K]
    ends: npt.NDArray[np.int64]  # [D]
    most: npt.NDArray[np.float64]  # [D + 1, A]
    forbidden: int
    bonus: npt.NDArray[np.float64]  # [B] what a bonus adds to the weighted sum
    whole: float  # the most that a package can lose
    top: float  # the weighted sum of gains if every issue took its best option
    constant: float  # of the bound that it gives to a product
    margin: float  # allowance for rounding


@_jit
def search(plan, draw, scale, aim, lead, floor, enough, limit, found, everything):  # type: ignore[no-untyped-def]
    """Find one package at which an aim is largest, or all that reach a value.

    Parameters
    ----------
    plan : Plan
    draw : Draw
    scale : float64 [A]
        Utility units to a point.
    aim : Aim
    lead : float64 [A]
        What `guide` returns for these numbers, where gains are summed up in a narrow zone; or 0.
    floor : float
        Only packages above this value are looked for; with `everything`, those that reach it.
    enough : float
        Stop at the first package that reaches this value.
    limit : int
        Stop after this many steps.
    found : int64 [R, D]
        Filled with options in walk order: the best package, or all as far as they fit.
    everything : bool

    Returns
    -------
    value : float
        The best value met; `floor` if no package is above it.
    bound : float
        No package is better than this; equal to `value` when proven.
    steps : int
        Branches looked at; with `everything`, the list is complete if below `limit`.
    number : int
        Packages met, also those that did not fit.
    """
    base = bounds_of(plan, draw)
    if base.free[0] == 0:
        return floor, floor, np.int64(0), 0
    lam, value = multipliers(plan, draw, scale, aim, lead, base, found[0])
    if not everything:
        value = max(_climb(plan, draw, scale, aim, base, found[0], value), floor)
    view = _view(plan, draw, scale, aim, base, lam)
    steps, number = np.int64(0), np.int64(value > floor)
    if everything:
        cap = _room(aim, view, floor)
        _, steps, number = _descend(
            plan, draw, scale, aim, view, cap, floor, np.inf, limit, found, everything
        )
        return floor, _most(aim, view), steps, number
    if value >= enough:
        return value, max(value, _most(aim, view)), steps, number
    room = _room(aim, view, value)
    cap = min(room / 64.0, 1.0)
    while True:
        better, used, met = _descend(
            plan, draw, scale, aim, view, cap, value, enough, limit - steps, found, everything
        )
        steps += used
        number = max(number, met)
        if better > value:
            value = better
            room = _room(aim, view, value)
        if value >= enough or steps >= limit:
            return value, max(value, _most(aim, view)), steps, number
        if room <= cap:
            return value, value, steps, number
        cap = min(cap * 4.0, room)


@_jit
def _most(aim, view):  # type: ignore[no-untyped-def]
    """Return what no package can exceed."""
    if aim.kind != PRODUCT:
        return view.top
    return np.log(view.top) * sum_of(aim.weight) + view.constant if view.top > 0.0 else -np.inf


@_jit
def _room(aim, view, value):  # type: ignore[no-untyped-def]
    """Return how much a package may lose and still come to more than `value`."""
    if aim.kind == PRODUCT:
        room = view.top - np.exp((value - view.constant) / sum_of(aim.weight))
    else:
        room = view.top - value
    return min(max(room, 0.0), view.whole) + view.margin


@_jit
def _climb(plan, draw, scale, aim, base, chosen, value):  # type: ignore[no-untyped-def]
    """Change one issue after another for the better; returns the value reached."""
    gains = np.zeros(scale.size)
    improved = value > -np.inf
    while improved:
        improved = False
        for d in range(chosen.size):
            before = chosen[d]
            kept = before
            for o in range(plan.options[d]):
                if base.banned[d, o] or o == before:
                    continue
                chosen[d] = o
                if gains_at(plan, draw, scale, base.forbidden, chosen, gains):
                    reached = value_of(aim, gains)
                    if reached > value:
                        value = reached
                        kept = o
                        improved = True
            chosen[d] = kept
    return value


@_jit
def _view(plan, draw, scale, aim, base, lam):  # type: ignore[no-untyped-def]
    """Lay a zone out for multipliers [A]."""
    depth, width, actors = draw.utility.shape
    weighed = np.full((depth, width), -np.inf)
    spread = np.zeros(depth)
    for d in range(depth):
        first, second = -np.inf, -np.inf
        for o in range(plan.options[d]):
            if base.banned[d, o]:
                continue
            weighed[d, o] = 0.0
            for a in range(actors):
                weighed[d, o] += lam[a] * draw.utility[d, o, a] / scale[a]
            if weighed[d, o] > first:
                first, second = weighed[d, o], first
            elif weighed[d, o] > second:
                second = weighed[d, o]
        spread[d] = second - first  # -inf, so first, where nothing is left to choose
    issue = order_of(spread)
    count = np.zeros(depth, np.int64)
    option = np.zeros((depth, width), np.int64)
    utility = np.zeros((depth, width, actors))
    loss = np.full((depth, width), np.inf)
    compat = np.full((depth, width), -1, np.int64)
    ends = np.zeros(depth, np.int64)
    most = np.zeros((depth + 1, actors))
    later = np.int64(0)
    whole = 0.0
    for i in range(depth - 1, -1, -1):
        d = issue[i]
        involved = np.int64(0)
        for o in range(plan.options[d]):
            involved |= ~plan.compat[d, o]
        ends[i] = involved & ~later
        later |= involved
        order = order_of(-weighed[d])
        for k in range(width):
            o = order[k]
            if weighed[d, o] == -np.inf:
                break
            count[i] = k + 1
            option[i, k] = o
            loss[i, k] = weighed[d, order[0]] - weighed[d, o]
            compat[i, k] = plan.compat[d, o]
            for a in range(actors):
                utility[i, k, a] = draw.utility[d, o, a]
        whole += loss[i, count[i] - 1]
        for a in range(actors):
            highest = -np.inf
            for k in range(count[i]):
                highest = max(highest, utility[i, k, a])
            most[i, a] = most[i + 1, a] + highest
    bonus = np.zeros(draw.points.size)
    for b in range(draw.points.size):
        a = plan.bonus_actor[b]
        if plan.bonus_pattern[b]:
            bonus[b] = lam[a] * draw.points[b] / scale[a]
            whole += abs(bonus[b])
            for i in range(depth):
                most[i, a] += max(draw.points[b], 0.0)
                if ends[i] & plan.bonus_pattern[b]:
                    break
    top = relaxed(plan, draw, scale, base, lam, issue.copy(), np.zeros(actors))
    constant = 0.0
    if aim.kind == PRODUCT:
        power = sum_of(aim.weight)
        constant = -power * np.log(power)
        for a in range(actors):
            if aim.weight[a] > 0.0:
                constant += aim.weight[a] * np.log(aim.weight[a] / lam[a])
    size = 1.0 + whole
    for a in range(actors):
        size += abs(lam[a]) * (abs(draw.threshold[a]) + abs(most[0, a])) / scale[a]
    return View(
        issue, count, option, utility, loss, compat, ends, most,
        base.forbidden, bonus, whole, top, constant, MARGIN * size,
    )  # fmt: skip


@_jit
def _descend(plan, draw, scale, aim, view, cap, value, enough, limit, found, all_of_them):  # type: ignore[no-untyped-def]
    """Go through the packages that lose no more than `cap` against the bound.

    Either keeps the first best one above `value`, or counts and keeps all that reach it.

    Returns
    -------
    value : float
        The best met, or `value`.
    steps : int
    number : int
        Packages kept.
    """
    depth, _, actors = view.utility.shape
    sums = np.zeros((depth + 1, actors))
    alive = np.full(depth + 1, -1, np.int64)
    lost = np.zeros(depth + 1)
    option = np.full(depth + 1, -1, np.int64)
    gains = np.zeros(actors)
    for a in range(actors):
        sums[0, a] = -draw.threshold[a]
    steps, number = np.int64(0), np.int64(0)
    d = 0
    while d >= 0 and steps < limit:
        option[d] += 1
        k, nxt = option[d], d + 1
        if k >= view.allowed[d] or lost[d] + view.loss[d, k] > cap:
            d -= 1
            continue
        steps += 1
        left = alive[d] & view.compat[d, k]
        done = left & view.ends[d]
        if done & view.forbidden:
            continue
        lost[nxt] = lost[d] + view.loss[d, k]
        for a in range(actors):
            sums[nxt, a] = sums[d, a] + view.utility[d, k, a]
        ruled_out = alive[d] & ~left
        if ruled_out or done:
            for b in range(draw.points.size):
                if ruled_out & plan.bonus_pattern[b]:
                    lost[nxt] += max(view.bonus[b], 0.0)
                if done & plan.bonus_pattern[b]:
                    lost[nxt] += max(view.bonus[b], 0.0) - view.bonus[b]
                    sums[nxt, plan.bonus_actor[b]] += draw.points[b]
            if lost[nxt] > cap:
                continue
        possible = True
        for a in range(actors):
            gains[a] = (sums[nxt, a] + view.most[nxt, a]) / scale[a]
            possible &= not (aim.hard[a] and gains[a] < 0.0)
        if not possible:
            continue
        if nxt < depth:
            if aim.kind != SUM:
                most = value_of(aim, gains)
                if most < value or (most == value and not all_of_them):
                    continue
            alive[nxt], option[nxt] = left, -1
            d = nxt
            continue
        reached = value_of(aim, gains)
        if all_of_them:
            if reached >= value:
                if number < found.shape[0]:
                    for i in range(depth):
                        found[number, view.issue[i]] = view.option[i, option[i]]
                number += 1
        elif reached > value:
            value = reached
            number = np.int64(1)
            for i in range(depth):
                found[0, view.issue[i]] = view.option[i, option[i]]
            if value >= enough:
                break
            cap = min(cap, _room(aim, view, value))
    return value, steps, number
