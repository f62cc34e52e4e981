"""Multipliers: weights, one an actor, with which a weighted sum of gains bounds an aim from above.

What is maximised is a concave function of the actors' gains: a weighted sum, the least of them,
the sum of their logarithms, or (negative) what is missing to the walk-away values. Each is at most
some weighted sum of gains plus a constant, for every choice of weights of the right kind; and a
weighted sum is largest where each issue by itself takes its best option. The weights that make
that bound lowest are approached step by step, against the slope of the bound.

Plain arrays only, as in `backchannel.deals.kernels`. Numba's cache looks at this file alone:
whoever edits `bounds_of` there must touch this file.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from backchannel.deals.kernels import bounds_of, compiled

__all__ = [
    "LEAST",
    "PRODUCT",
    "SHORTFALL",
    "SUM",
    "Aim",
    "gains_at",
    "guide",
    "multipliers",
    "relaxed",
    "sum_of",
    "value_of",
]

SUM, LEAST, PRODUCT, SHORTFALL = 0, 1, 2, 3

ROUNDS = 160
"""Most steps towards good multipliers."""

PATIENCE = 6
"""Steps without progress after which they are halved."""

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


@_jit
def multipliers(plan, draw, scale, aim, lead, base, best):  # type: ignore[no-untyped-def]
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
    if aim.kind == SUM and sum_of(lead) > 0.0:
        _lean(plan, draw, scale, base, lead, lam, trial)
    slope, before, true = np.zeros(actors), np.zeros(actors), np.zeros(actors)
    least, value, stall = np.inf, -np.inf, 0
    target = 1.0
    for turn in range(ROUNDS):
        bound = relaxed(plan, draw, scale, base, lam, trial, slope)
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
        if gains_at(plan, draw, scale, base.forbidden, trial, true):
            reached = value_of(aim, true)
            if reached > value or value == -np.inf:
                value = max(value, reached)
                _copied(trial, best)
        if turn == 0 and aim.kind != PRODUCT:
            target = max(0.05 * abs(bound), 1.0)
        stall += 1
        if bound < least:
            if bound < least - 0.2 * target:
                stall = 0
            least = bound
            _copied(lam, kept)
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
def guide(plan, draw, scale):  # type: ignore[no-untyped-def]
    """Multipliers [A] under which the fairest package leaves the least room."""
    base = bounds_of(plan, draw)
    actors = scale.size
    if base.free[0] == 0:
        return np.zeros(actors)
    everyone = Aim(LEAST, np.ones(actors), np.zeros(actors, np.bool_))
    best = np.empty(plan.options.size, np.int64)
    lam, _ = multipliers(plan, draw, scale, everyone, np.zeros(actors), base, best)
    return lam


@_jit
def _lean(plan, draw, scale, base, lead, lam, chosen):  # type: ignore[no-untyped-def]
    """Add as much of the guide to the multipliers as lowers their bound: they may lie far off."""
    gains, trial = np.zeros(lam.size), lam.copy()
    least, step, best = relaxed(plan, draw, scale, base, lam, chosen, gains), 0.25, 0.0
    while step < 1e6:
        for a in range(lam.size):
            trial[a] = lam[a] + step * lead[a]
        bound = relaxed(plan, draw, scale, base, trial, chosen, gains)
        if bound >= least:
            break
        least, best = bound, step
        step *= 2.0
    for a in range(lam.size):
        lam[a] += best * lead[a]


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
def relaxed(plan, draw, scale, base, lam, chosen, gains):  # type: ignore[no-untyped-def]
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
            weighed = 0.0
            for a in range(lam.size):
                weighed += lam[a] * draw.utility[d, o, a] / scale[a]
            if weighed > best:
                best = weighed
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
def value_of(aim, gains):  # type: ignore[no-untyped-def]
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
def gains_at(plan, draw, scale, forbidden, chosen, gains):  # type: ignore[no-untyped-def]
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
def _copied(source, target):  # type: ignore[no-untyped-def]
    """Copy numbers one by one: an assignment of slices takes seconds to compile."""
    for i in range(source.size):
        target[i] = source[i]


@_jit
def sum_of(numbers):  # type: ignore[no-untyped-def]
    """Return the sum of numbers."""
    total = 0.0
    for i in range(numbers.size):
        total += numbers[i]
    return total
