"""Counting and marking zones fast: a walk over the first issues, bitsets for the last.

The packages over the last issues (up to 512) are sorted by each actor's utility once a draw. What
an actor accepts below a node of the walk is then a prefix of that order, kept as a bitset; the
packages that all accept are the bits that all prefixes share. Under a higher threshold an actor's
prefix is shorter, so that one walk serves several thresholds of one actor, the last.

Plain arrays only, as in `backchannel.deals.kernels`; S tail packages, W words of 64 bits, R
thresholds. Numba's cache looks at this file alone: whoever edits `bounds_of` or `draw_at` there
must touch this file.
"""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt

from backchannel.deals.kernels import Draw, bounds_of, compiled, draw_at, order_of
from backchannel.space.plan import Plan

__all__ = [
    "UNMARKED",
    "accepted",
    "count_beside",
    "count_draws",
    "count_packages",
    "planes_for",
]

TAIL = 512
"""Most packages in a tail."""

_jit = compiled


UNMARKED: Final = np.zeros((0, 0), np.uint64)
"""Planes that keep no marks."""


def count_packages(plan: Plan, draw: Draw) -> int:
    """Count the packages that every actor accepts; the same number as `kernels.walk` finds."""
    count = np.zeros(1, np.int64)
    _count(plan, draw, draw.threshold[-1:], UNMARKED, count)
    return int(count[0])


@_jit
def count_draws(plan, draws, planes, counts):  # type: ignore[no-untyped-def]
    """Count the zone of each draw into `counts` [n]; add 1 to each package in `planes`, if any.

    `draws` is a `Draw` with a leading [n]. `planes` uint64, as `planes_for` makes them, keep one
    number a package, bit by bit: plane p holds the bits of value 2**p of 64 packages in a word, so
    that 64 numbers grow by one in a few steps. `accepted` reads them.
    """
    for i in range(counts.size):
        draw = draw_at(draws, i)
        _count(plan, draw, draw.threshold[-1:], planes, counts[i : i + 1])


@_jit
def count_beside(plan, draws, thresholds, counts):  # type: ignore[no-untyped-def]
    """Count the zone of each draw under each threshold of the last actor.

    Parameters
    ----------
    plan : Plan
    draws : Draw
        With a leading [n]; the last actor's own threshold does not count.
    thresholds : float64 [n, R]
    counts : int64 [n, R]
        Filled with the packages that all others accept, and the last actor at each threshold.
    """
    unmarked = np.zeros((0, 0), np.uint64)
    found = np.zeros(counts.shape[1], np.int64)
    for i in range(counts.shape[0]):
        limits = np.unique(thresholds[i])
        _count(plan, draw_at(draws, i), limits, unmarked, found)
        for r in range(counts.shape[1]):
            counts[i, r] = found[_first_reaching(limits, thresholds[i, r])]


def planes_for(plan: Plan, draws: int) -> npt.NDArray[np.uint64]:
    """Room for the marks of so many draws, all 0."""
    head, tail = _shape(plan)
    return np.zeros((int(draws).bit_length(), head * (-(-tail // 64))), np.uint64)


def accepted(plan: Plan, planes: npt.NDArray[np.uint64]) -> npt.NDArray[np.int32]:
    """Read the marks: int32 [packages], by walk rank."""
    head, tail = _shape(plan)
    marks = np.empty(head * tail, np.int32)
    _read(planes, tail, marks)
    return marks


def _shape(plan: Plan) -> tuple[int, int]:
    """Packages over the first issues and over the last ones."""
    none = np.zeros(len(plan.line_patterns), np.bool_)
    zeros = np.zeros((*plan.compat.shape, 1))
    free = Draw(zeros, np.zeros(1), none, np.zeros(len(plan.bonus_actor)))
    whole, tail = _sizes(plan, free)
    return int(whole) // int(tail), int(tail)


@_jit
def _sizes(plan, draw):  # type: ignore[no-untyped-def]
    """Packages in all, and over the tail issues."""
    bounds = bounds_of(plan, draw)
    return bounds.stride[0], bounds.stride[_head_depth(plan, bounds)]


@_jit
def _read(planes, tail, marks):  # type: ignore[no-untyped-def]
    words = (tail + 63) // 64
    for rank in range(marks.size):
        head, i = rank // tail, rank % tail
        total = np.int64(0)
        for p in range(planes.shape[0]):
            bit = (planes[p, head * words + (i >> 6)] >> np.uint64(i & 63)) & np.uint64(1)
            total += np.int64(bit) << p
        marks[rank] = total


@_jit
def _count(plan, draw, limits, planes, counts):  # type: ignore[no-untyped-def]
    """Count a zone into `counts` [R] under each threshold of the last actor.

    `limits` [R] ascend; the last actor's own threshold does not count. With R = 1 the packages are
    added to `planes` unless that is empty.
    """
    utility, points = draw.utility, draw.points
    actors, marking = draw.threshold.size, planes.size > 0
    counts[:] = 0
    bounds = bounds_of(plan, draw)
    if bounds.free[0] == 0:
        return
    lowest, highest = draw.threshold.copy(), draw.threshold.copy()
    lowest[-1], highest[-1] = limits[0], limits[-1]
    head = _head_depth(plan, bounds)
    worth, fits = _tail(plan, draw, bounds, head)
    levels, accepts = _prefixes(worth)
    words = accepts.shape[2]
    first = np.zeros(actors, np.int64)
    later = np.zeros(limits.size, np.int64)
    sums = np.zeros((head + 1, actors))
    alive = np.full(head + 1, -1, np.int64)
    base = np.zeros(head + 1, np.int64)
    option = np.full(head + 1, -1, np.int64)
    d, leaf = 0, head == 0
    while d >= 0:
        if not leaf:
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
            sure, lost = not marking, False
            for a in range(actors):
                lost |= sums[nxt, a] + bounds.most[nxt, a] < lowest[a]
                sure &= sums[nxt, a] + bounds.least[nxt, a] >= highest[a]
            if lost:
                continue
            alive[nxt] = left
            base[nxt] = base[d] * plan.options[d] + o
            if sure and not (left & bounds.later[nxt] & bounds.forbidden):
                for r in range(limits.size):
                    counts[r] += bounds.free[nxt]
                continue
            if nxt < head:
                option[nxt] = -1
                d = nxt
                continue
        else:  # all issues are in the tail: its packages are looked at once
            nxt, d = 0, -1
        for a in range(actors):
            first[a] = _first_reaching(levels[a], lowest[a] - sums[nxt, a])
        for r in range(1, limits.size):
            later[r] = _first_reaching(levels[-1], limits[r] - sums[nxt, -1])
        threats = alive[nxt] & bounds.later[nxt] & bounds.forbidden
        for w in range(words):
            bits = accepts[0, first[0], w]
            for a in range(1, actors):
                bits &= accepts[a, first[a], w]
            if threats and bits:
                bits = _without(bits, w, fits, threats)
            counts[0] += _ones(bits)
            for r in range(1, limits.size):
                bits &= accepts[-1, later[r], w]
                counts[r] += _ones(bits)
            if marking:
                _mark(planes, base[nxt] * words + w, bits)


@_jit
def _first_reaching(ascending, need):  # type: ignore[no-untyped-def]
    """Place of the first tail package that is good enough."""
    low, high = 0, ascending.size
    while low < high:
        middle = (low + high) // 2
        if ascending[middle] < need:
            low = middle + 1
        else:
            high = middle
    return low


@_jit
def _without(bits, word, fits, threats):  # type: ignore[no-untyped-def]
    """Return a word of 64 bits without the tail packages that fit a threat."""
    for i in range(word * 64, min(word * 64 + 64, fits.size)):
        if fits[i] & threats:
            bits &= ~(np.uint64(1) << np.uint64(i & 63))
    return bits


@_jit
def _mark(planes, at, bits):  # type: ignore[no-untyped-def]
    """Add a word of 64 bits to the marks: with carry, 64 packages at once."""
    p = 0
    while bits:
        carry = planes[p, at] & bits
        planes[p, at] ^= bits
        bits = carry
        p += 1


@_jit
def _head_depth(plan, bounds):  # type: ignore[no-untyped-def]
    """First depth below which at most TAIL packages lie and no bonus can still be completed."""
    bonuses = np.int64(0)
    for b in range(plan.bonus_pattern.size):
        bonuses |= plan.bonus_pattern[b]
    depth = plan.options.size
    while (
        depth > 0 and bounds.stride[depth - 1] <= TAIL and not (bounds.later[depth - 1] & bonuses)
    ):
        depth -= 1
    return depth


@_jit
def _tail(plan, draw, bounds, head):  # type: ignore[no-untyped-def]
    """Utilities [S, A] of the packages over the tail issues, and patterns [S] that they fit.

    A package with an option that is crossed out is worth -inf to all.
    """
    depth, _, actors = draw.utility.shape
    size = bounds.stride[head]
    worth = np.zeros((size, actors))
    fits = np.full(size, -1, np.int64)
    for rank in range(size):
        left = rank
        for d in range(head, depth):
            o = left // bounds.stride[d + 1]
            left -= o * bounds.stride[d + 1]
            fits[rank] &= plan.compat[d, o]
            for a in range(actors):
                worth[rank, a] += -np.inf if bounds.banned[d, o] else draw.utility[d, o, a]
    return worth, fits


@_jit
def _prefixes(worth):  # type: ignore[no-untyped-def]
    """Per actor the ascending utilities [A, S], and bitsets [A, S + 1, W] of those from each on."""
    size, actors = worth.shape
    words = (size + 63) // 64
    levels = np.empty((actors, size))
    accepts = np.zeros((actors, size + 1, words), np.uint64)
    for a in range(actors):
        order = order_of(worth[:, a].copy())
        for k in range(size - 1, -1, -1):
            i = order[k]
            levels[a, k] = worth[i, a]
            for w in range(words):
                accepts[a, k, w] = accepts[a, k + 1, w]
            if worth[i, a] > -np.inf:  # else it is crossed out, even where anything goes
                accepts[a, k, i >> 6] |= np.uint64(1) << np.uint64(i & 63)
    return levels, accepts


@_jit
def _ones(bits):  # type: ignore[no-untyped-def]
    """Number of ones in a word of 64 bits."""
    x = bits - ((bits >> np.uint64(1)) & np.uint64(0x5555555555555555))
    x = (x & np.uint64(0x3333333333333333)) + ((x >> np.uint64(2)) & np.uint64(0x3333333333333333))
    x = (x + (x >> np.uint64(4))) & np.uint64(0x0F0F0F0F0F0F0F0F)
    return np.int64((x * np.uint64(0x0101010101010101)) >> np.uint64(56))
