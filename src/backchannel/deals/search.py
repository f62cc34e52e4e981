"""The best package by branch and bound: found and proven without listing packages.

What is maximised is a concave function of the actors' gains: a weighted sum, the least of them,
the sum of their logarithms, or (negative) what is missing to the walk-away values. For each there
are multipliers, one an actor, with which a weighted sum of gains bounds it from above; and a
weighted sum is largest where each issue by itself takes its best option. So a package that takes
other options *loses* a known amount against that bound, issue by issue. The search goes depth
first through the packages that lose little, in rounds that allow four times more each, and ends
when whatever was left out loses more than the best package found.

Plain arrays only, as in `backchannel.deals.kernels`; R packages asked for. Numba's cache looks at
this file alone: whoever edits `bounds_of` there must touch this file.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from backchannel.deals.kernels import bounds_of, compiled, order_of

__all__ = ["LEAST", "PRODUCT", "SHORTFALL", "SUM", "Aim", "guide", "search"]

SUM, LEAST, PRODUCT, SHORTFALL = 0, 1, 2, 3

ROUNDS = 160
"""Most steps towards good multipliers."""

PATIENCE = 6
"""Steps without progress after which they are halved."""

MARGIN = 1e-12
"""Allowance for rounding in bounds, relative to the sums that they are differences of."""

_jit = compiled


class Aim(NamedTuple):
    """What is maximised, of the gains in points."""

    kind: int
    """SUM: of weight x gain. LEAST: the least weight x gain. PRODUCT: sum of weight x log of gain.
    SHORTFALL: sum of weight x gain over the actors that lose."""
    weight: npt.NDArray[np.float64]
    """[A] 0 leaves an actor out; only SUM takes negative ones."""
    hard: npt.NDArray[np.bool_]
    """[A] whether no package may leave the actor below its threshold."""


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
def search(plan, draw, scale, aim, guide, floor, enough, limit, found, everything):  # type: ignore[no-untyped-def]
    """Find one package at which an aim is largest, or all that reach a value.

    Parameters
    ----------
    plan : Plan
    draw : Draw
    scale : float64 [A]
        Utility units to a point.
    aim : Aim
    guide : float64 [A]
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
    lam, value = _multipliers(plan, draw, scale, aim, guide, base, found[0])
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
    return np.log(view.top) * _total(aim.weight) + view.constant if view.top > 0.0 else -np.inf


@_jit
def _room(aim, view, value):  # type: ignore[no-untyped-def]
    """Return how much a package may lose and still come to more than `value`."""
    if aim.kind == PRODUCT:
        room = view.top - np.exp((value - view.constant) / _total(aim.weight))
    else:
        room = view.top - value
    return min(max(room, 0.0), view.whole) + view.margin


@_jit
def _copy(source, target):  # type: ignore[no-untyped-def]
    """Copy numbers one by one: an assignment of slices takes seconds to compile."""
    for i in range(source.size):
        target[i] = source[i]


@_jit
def _total(numbers):  # type: ignore[no-untyped-def]
    total = 0.0
    for i in range(numbers.size):
        total += numbers[i]
    return total


@_jit
def _worth(aim, gains):  # type: ignore[no-untyped-def]
    """Value of gains [A]; -inf where a hard actor loses."""
    total = np.inf if aim.kind == LEAST else 0.0
    for a in range(gains.size):
        g, w = gains[a], aim.weight[a]
        if aim.hard[a] and g < 0.0:
            return -np.inf
        if aim.kind == SUM:
            total += w * g
        elif w > 0.0:
            if aim.kind == LEAST:
                total = min(total, w * g)
            elif aim.kind == SHORTFALL:
                total += w * min(g, 0.0)
            elif g <= 0.0:
                return -np.inf
            else:
                total += w * np.log(g)
    return total


@_jit
def _gains(plan, draw, scale, forbidden, chosen, gains):  # type: ignore[no-untyped-def]
    """Fill the gains [A] of a package in points; False if it holds a forbidden pattern."""
    alive, done = np.int64(-1), np.int64(0)
    for a in range(gains.size):
        gains[a] = -draw.threshold[a]
    for d in range(chosen.size):
        alive &= plan.compat[d, chosen[d]]
        done |= alive & plan.ends[d]
        for a in range(gains.size):
            gains[a] += draw.utility[d, chosen[d], a]
    for b in range(draw.points.size):
        if done & plan.bonus_pattern[b]:
            gains[plan.bonus_actor[b]] += draw.points[b]
    for a in range(gains.size):
        gains[a] /= scale[a]
    return not (done & forbidden)


@_jit
def _multipliers(plan, draw, scale, aim, guide, base, best):  # type: ignore[no-untyped-def]
    """Multipliers [A] with a low bound, and the value of the best package met on the way."""
    actors = scale.size
    lam = np.ones(actors)
    able = 0.0
    for a in range(actors):
        able += 1.0 if aim.weight[a] > 0.0 else 0.0
    able = max(able, 1.0)
    for a in range(actors):
        if aim.kind == LEAST:
            lam[a] = aim.weight[a] / able
        elif aim.kind == PRODUCT:
            most = max((base.most[0, a] - draw.threshold[a]) / scale[a], 1e-6)
            lam[a] = 2.0 * aim.weight[a] / most
        else:
            lam[a] = aim.weight[a]
    kept, trial = lam.copy(), np.empty(best.size, np.int64)
    if aim.kind == SUM and _total(guide) > 0.0:
        _lean(plan, draw, scale, base, guide, lam, trial)
    slope, before, true = np.zeros(actors), np.zeros(actors), np.zeros(actors)
    least, value, stall = np.inf, -np.inf, 0
    target = 1.0
    for turn in range(ROUNDS):
        bound = _relaxed(plan, draw, scale, base, lam, trial, slope)
        for a in range(actors):
            w = aim.weight[a]
            if aim.kind == PRODUCT and w > 0.0:
                bound += w * (np.log(w / lam[a]) - 1.0)
                slope[a] = lam[a] * slope[a] - w
            elif aim.kind == LEAST and w > 0.0:
                slope[a] *= w
            elif not aim.hard[a] and aim.kind != SHORTFALL:
                slope[a] = 0.0
        if aim.kind == LEAST:  # shares sum to 1, so only differences between slopes count
            middle = 0.0
            for a in range(actors):
                middle += slope[a] / able if aim.weight[a] > 0.0 else 0.0
            for a in range(actors):
                slope[a] -= middle if aim.weight[a] > 0.0 else 0.0
        if _gains(plan, draw, scale, base.forbidden, trial, true):
            reached = _worth(aim, true)
            if reached > value or value == -np.inf:
                value = max(value, reached)
                _copy(trial, best)
        if turn == 0 and aim.kind != PRODUCT:
            target = max(0.05 * abs(bound), 1.0)
        stall += 1
        if bound < least:
            if bound < least - 0.2 * target:
                stall = 0
            least = bound
            _copy(lam, kept)
        if stall >= PATIENCE:
            target *= 0.5
            stall = 0
        if target < 1e-6 * (1.0 + abs(least)) or least - value < 1e-10 * (1.0 + abs(least)):
            break
        # Where slopes keep turning back, their sum with the last direction runs along the kink.
        back, norm = 0.0, 0.0
        for a in range(actors):
            back += slope[a] * before[a]
            norm += before[a] * before[a]
        turned = -1.5 * back / norm if back < 0.0 else 0.0
        norm = 0.0
        for a in range(actors):
            before[a] = slope[a] + turned * before[a]
            norm += before[a] * before[a]
        if norm < 1e-18:
            break
        _move(aim, lam, before, (bound - least + target) / norm, able)
    return kept, value


@_jit
def _lean(plan, draw, scale, base, guide, lam, chosen):  # type: ignore[no-untyped-def]
    """Add as much of the guide to the multipliers as lowers their bound: they may lie far off."""
    gains, trial = np.zeros(lam.size), lam.copy()
    least, step, best = _relaxed(plan, draw, scale, base, lam, chosen, gains), 0.25, 0.0
    while step < 1e6:
        for a in range(lam.size):
            trial[a] = lam[a] + step * guide[a]
        bound = _relaxed(plan, draw, scale, base, trial, chosen, gains)
        if bound >= least:
            break
        least, best = bound, step
        step *= 2.0
    for a in range(lam.size):
        lam[a] += best * guide[a]


@_jit
def guide(plan, draw, scale):  # type: ignore[no-untyped-def]
    """Multipliers [A] under which the fairest package leaves the least room."""
    base = bounds_of(plan, draw)
    actors = scale.size
    if base.free[0] == 0:
        return np.zeros(actors)
    everyone = Aim(LEAST, np.ones(actors), np.zeros(actors, np.bool_))
    best = np.empty(plan.options.size, np.int64)
    lam, _ = _multipliers(plan, draw, scale, everyone, np.zeros(actors), base, best)
    return lam


@_jit
def _move(aim, lam, slope, step, able):  # type: ignore[no-untyped-def]
    """Move the multipliers against a slope [A], within what makes them a bound."""
    for a in range(lam.size):
        w = aim.weight[a]
        if aim.kind == PRODUCT and w > 0.0:
            lam[a] *= np.exp(min(max(-step * slope[a], -1.0), 1.0))
        elif aim.kind == LEAST and w > 0.0:
            lam[a] = lam[a] / w - step * slope[a]
        elif aim.kind == SUM and aim.hard[a]:
            lam[a] = max(w, lam[a] - step * slope[a])
        elif aim.kind == SHORTFALL and not aim.hard[a]:
            lam[a] = min(max(lam[a] - step * slope[a], 0.0), w)
        elif aim.hard[a]:
            lam[a] = max(0.0, lam[a] - step * slope[a])
    if aim.kind == LEAST:  # back to shares that sum to 1
        left = able
        while True:
            total = 0.0
            for a in range(lam.size):
                if aim.weight[a] > 0.0 and lam[a] > -np.inf:
                    total += lam[a]
            shift = (total - 1.0) / left
            out = 0.0
            for a in range(lam.size):
                if aim.weight[a] > 0.0 and -np.inf < lam[a] < shift:
                    lam[a] = -np.inf
                    out += 1.0
            if out == 0.0:
                break
            left -= out
        for a in range(lam.size):
            if aim.weight[a] > 0.0:
                lam[a] = aim.weight[a] * max(lam[a] - shift, 0.0)


@_jit
def _relaxed(plan, draw, scale, base, lam, chosen, gains):  # type: ignore[no-untyped-def]
    """Most that multipliers [A] times gains can come to, patterns aside; fills where and gains."""
    total = 0.0
    for a in range(lam.size):
        gains[a] = -draw.threshold[a] / scale[a]
        total += lam[a] * gains[a]
    for d in range(chosen.size):
        best = -np.inf
        for o in range(plan.options[d]):
            if base.banned[d, o]:
                continue
            worth = 0.0
            for a in range(lam.size):
                worth += lam[a] * draw.utility[d, o, a] / scale[a]
            if worth > best:
                best = worth
                chosen[d] = o
        total += best
        for a in range(lam.size):
            gains[a] += draw.utility[d, chosen[d], a] / scale[a]
    for b in range(draw.points.size):
        a = plan.bonus_actor[b]
        if plan.bonus_pattern[b]:
            extra = lam[a] * draw.points[b] / scale[a]
            if extra > 0.0:
                total += extra
                gains[a] += draw.points[b] / scale[a]
    return total


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
                if _gains(plan, draw, scale, base.forbidden, chosen, gains):
                    reached = _worth(aim, gains)
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
    worth = np.full((depth, width), -np.inf)
    spread = np.zeros(depth)
    for d in range(depth):
        first, second = -np.inf, -np.inf
        for o in range(plan.options[d]):
            if base.banned[d, o]:
                continue
            worth[d, o] = 0.0
            for a in range(actors):
                worth[d, o] += lam[a] * draw.utility[d, o, a] / scale[a]
            if worth[d, o] > first:
                first, second = worth[d, o], first
            elif worth[d, o] > second:
                second = worth[d, o]
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
        order = order_of(-worth[d])
        for k in range(width):
            o = order[k]
            if worth[d, o] == -np.inf:
                break
            count[i] = k + 1
            option[i, k] = o
            loss[i, k] = worth[d, order[0]] - worth[d, o]
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
    top = _relaxed(plan, draw, scale, base, lam, issue.copy(), np.zeros(actors))
    constant = 0.0
    if aim.kind == PRODUCT:
        power = _total(aim.weight)
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
                most = _worth(aim, gains)
                if most < value or (most == value and not all_of_them):
                    continue
            alive[nxt], option[nxt] = left, -1
            d = nxt
            continue
        reached = _worth(aim, gains)
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
