"""Walks over a package space on plain arrays: counting, marking, listing.

A walk goes depth first through the issues in *walk order*. At each node it knows for every actor
the utility so far and the best and worst that the remaining issues can add. It drops a branch in
which an actor can no longer reach its threshold, and counts a whole branch at once where every
actor is sure of its own and nothing forbidden can still happen.

Utilities are float64. Whole numbers up to 2**53 are exact in float64, so that the same kernel
serves the point estimate (scaled whole numbers, exact) and the draws.

Shapes: D issues, K largest number of options, A actors, L red lines, B bonuses, n draws.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import numba
import numpy as np
import numpy.typing as npt

from backchannel.space.plan import Plan

__all__ = [
    "Bounds",
    "Draw",
    "Plan",
    "order_of",
    "walk",
]

IntArray = npt.NDArray[np.int64]
FloatArray = npt.NDArray[np.float64]
BoolArray = npt.NDArray[np.bool_]


def compiled(function: Callable[..., Any]) -> Any:
    """Compile a kernel; the compiled code is kept on disk where some place can be written to."""
    try:
        return numba.njit(nogil=True, error_model="numpy", cache=True)(function)
    except RuntimeError:  # no place for a cache: a read-only installation without a home
        return numba.njit(nogil=True, error_model="numpy")(function)


_jit = compiled

FULL = 2**62
"""Numbers of packages stop growing here; spaces this large are searched, never counted."""


class Draw(NamedTuple):
    """The numbers of one draw, or of the point."""

    utility: FloatArray
    """[D, K, A] in walk order."""
    threshold: FloatArray
    """[A] a package passes when no actor's sum is below its threshold."""
    real: BoolArray
    """[L] red lines that hold."""
    points: FloatArray
    """[B] what each bonus adds."""


class Bounds(NamedTuple):
    """What the issues from each depth on can still add, for one draw."""

    most: FloatArray  # [D + 1, A]
    least: FloatArray  # [D + 1, A]
    free: IntArray  # [D + 1] number of packages below a node
    stride: IntArray  # [D + 1] ranks below a node
    later: IntArray  # [D + 1] patterns that end at this depth or later
    banned: BoolArray  # [D, K]
    forbidden: int


@_jit
def bounds_of(plan, draw):  # type: ignore[no-untyped-def]
    """Bounds of a draw; no package can pass where ``free[0]`` is 0."""
    depth, _, actors = draw.utility.shape
    banned = plan.banned.copy()
    forbidden = plan.forbidden[0]
    for line in range(draw.real.size):
        if draw.real[line]:
            banned |= plan.line_options[line]
            forbidden |= plan.line_patterns[line]
    most = np.zeros((depth + 1, actors))
    least = np.zeros((depth + 1, actors))
    free = np.ones(depth + 1, np.int64)
    stride = np.ones(depth + 1, np.int64)
    later = np.zeros(depth + 1, np.int64)
    for d in range(depth - 1, -1, -1):
        later[d] = later[d + 1] | plan.ends[d]
        stride[d] = min(stride[d + 1], FULL // plan.options[d]) * plan.options[d]
        allowed = 0
        for o in range(plan.options[d]):
            if not banned[d, o]:
                allowed += 1
        free[d] = min(free[d + 1], FULL // max(allowed, 1)) * allowed
        for a in range(actors):
            high, low = -np.inf, np.inf
            for o in range(plan.options[d]):
                if not banned[d, o]:
                    high = max(high, draw.utility[d, o, a])
                    low = min(low, draw.utility[d, o, a])
            most[d, a] = most[d + 1, a] + high
            least[d, a] = least[d + 1, a] + low
        for b in range(draw.points.size):
            if plan.bonus_pattern[b] & plan.ends[d]:
                most[d, plan.bonus_actor[b]] += max(draw.points[b], 0.0)
                least[d, plan.bonus_actor[b]] += min(draw.points[b], 0.0)
    for line in range(draw.real.size):
        if draw.real[line] and plan.line_broken[line]:
            free[0] = 0
    return Bounds(most, least, free, stride, later, banned, forbidden)


@_jit
def walk(plan, draw, ranks, limit):  # type: ignore[no-untyped-def]
    """Count the packages that every actor accepts, and say which they are if asked.

    Parameters
    ----------
    plan : Plan
    draw : Draw
    ranks : int64 [m] or [0]
        If not empty: filled with the accepted walk ranks in ascending order, as many as fit.
    limit : int
        Stop when this many are found.

    Returns
    -------
    int
        The number found.
    """
    utility, threshold, points = draw.utility, draw.threshold, draw.points
    depth, _, actors = utility.shape
    bounds = bounds_of(plan, draw)
    sums = np.zeros((depth + 1, actors))
    alive = np.full(depth + 1, -1, np.int64)
    base = np.zeros(depth + 1, np.int64)
    option = np.full(depth + 1, -1, np.int64)
    found, listed = 0, 0
    d = 0 if bounds.free[0] else -1
    while d >= 0 and found < limit:
        option[d] += 1
        o, nxt = option[d], d + 1
        if o >= plan.options[d]:
            d -= 1
            continue
        left = alive[d] & plan.compat[d, o]
        done = left & plan.ends[d]
        if bounds.banned[d, o] or done & bounds.forbidden:
            continue
        for a in range(actors):
            sums[nxt, a] = sums[d, a] + utility[d, o, a]
        if done:
            for b in range(points.size):
                if done & plan.bonus_pattern[b]:
                    sums[nxt, plan.bonus_actor[b]] += points[b]
        sure, lost = True, False
        for a in range(actors):
            lost |= sums[nxt, a] + bounds.most[nxt, a] < threshold[a]
            sure &= sums[nxt, a] + bounds.least[nxt, a] >= threshold[a]
        if lost:
            continue
        start = base[d] + o * bounds.stride[nxt]
        whole = sure and not (left & bounds.later[nxt] & bounds.forbidden)
        if whole and not (ranks.size and bounds.free[nxt] != bounds.stride[nxt]):
            for i in range(min(bounds.free[nxt], ranks.size - listed)):
                ranks[listed] = start + i
                listed += 1
            found += bounds.free[nxt]
        elif nxt < depth:
            alive[nxt], base[nxt], option[nxt] = left, start, -1
            d = nxt
    return found


@_jit
def order_of(numbers):  # type: ignore[no-untyped-def]
    """Places [n] of numbers in ascending order; sorting compiles slowly, so once for all."""
    return np.argsort(numbers)


@_jit
def draw_at(draws, i):  # type: ignore[no-untyped-def]
    """One draw of many."""
    return Draw(draws.utility[i], draws.threshold[i], draws.real[i], draws.points[i])
