"""Counting zones of which only the last actor's threshold differs, in one walk.

The walk is that of `backchannel.deals.counting`; what the other actors accept below a node is the
same for all thresholds of the last one, so it is looked up once.

Plain arrays only, as in `backchannel.deals.kernels`. Numba's cache looks at this file alone:
whoever edits `counting` must touch it.
"""

from __future__ import annotations

import numpy as np

from backchannel.deals.counting import _head_depth, _ones, _prefixes, _tail
from backchannel.deals.kernels import bounds_of, compiled, draw_at

__all__ = ["count_beside"]

_jit = compiled


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
    for i in range(counts.shape[0]):
        _count(plan, draw_at(draws, i), thresholds[i], counts[i])


@_jit
def _count(plan, draw, limits, counts):  # type: ignore[no-untyped-def]  # noqa: PLR0915
    """Count one draw into `counts` [R]."""
    utility, threshold, points = draw.utility, draw.threshold, draw.points
    actors, rows = threshold.size, limits.size
    last = actors - 1
    counts[:] = 0
    bounds = bounds_of(plan, draw)
    if bounds.free[0] == 0:
        return
    head = _head_depth(plan, bounds)
    worth, fits = _tail(plan, draw, bounds, head)
    levels, accepts = _prefixes(worth)
    size, words = worth.shape[0], accepts.shape[2]
    first = np.zeros(actors, np.int64)
    sums = np.zeros((head + 1, actors))
    alive = np.full(head + 1, -1, np.int64)
    option = np.full(head + 1, -1, np.int64)
    bits = np.zeros(words, np.uint64)
    lowest, highest = limits.min(), limits.max()
    same = np.arange(rows)  # equal thresholds are counted once
    for r in range(rows):
        for q in range(r - 1, -1, -1):
            if limits[q] == limits[r]:
                same[r] = q
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
            lost = sums[nxt, last] + bounds.most[nxt, last] < lowest
            sure = sums[nxt, last] + bounds.least[nxt, last] >= highest
            for a in range(last):
                lost |= sums[nxt, a] + bounds.most[nxt, a] < threshold[a]
                sure &= sums[nxt, a] + bounds.least[nxt, a] >= threshold[a]
            if lost:
                continue
            alive[nxt] = left
            if sure and not (left & bounds.later[nxt] & bounds.forbidden):
                counts += bounds.free[nxt]
                continue
            if nxt < head:
                option[nxt] = -1
                d = nxt
                continue
        else:  # all issues are in the tail: its packages are looked at once
            nxt, d = 0, -1
        for a in range(last):
            first[a] = np.searchsorted(levels[a], threshold[a] - sums[nxt, a])
        threats = alive[nxt] & bounds.later[nxt] & bounds.forbidden
        for w in range(words):
            bits[w] = ~np.uint64(0)
            for a in range(last):
                bits[w] &= accepts[a, first[a], w]
            if threats and bits[w]:
                for i in range(w * 64, min(w * 64 + 64, size)):
                    if fits[i] & threats:
                        bits[w] &= ~(np.uint64(1) << np.uint64(i & 63))
        for r in range(rows):
            if same[r] == r:
                low = np.searchsorted(levels[last], limits[r] - sums[nxt, last])
                for w in range(words):
                    counts[r] += _ones(bits[w] & accepts[last, low, w])
    for r in range(rows):
        counts[r] = counts[same[r]]
