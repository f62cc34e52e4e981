"""The Pareto frontier grown issue by issue, without listing packages.

Adding the same option to two part-packages keeps which of them is better for all. So of the
part-packages over the first issues only those need to grow on that no other one dominates, and
that can still reach every threshold. Where patterns of several options are live, one dominates
another only if it also risks no forbidden pattern that the other has escaped, and misses no bonus
that the other can still win. Part-packages that are equal in all of this are merged, and every way
to reach them is remembered, so that ties are counted and can be listed.

Plain arrays only, as in `backchannel.deals.kernels`; S part-packages (*states*), E *ways* to reach
them. Numba's cache looks at this file alone: whoever edits `bounds_of` there must touch this file.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from backchannel.deals.kernels import Draw, bounds_of, compiled, draw_at, order_of
from backchannel.space.plan import Plan

__all__ = ["Grown", "frontiers_of_draws", "grow", "grown", "listed", "undominated"]

MANY = 1_000
"""Part-packages above which dominators are looked for by coarse levels."""

LEVELS = 64

_jit = compiled


class Grown(NamedTuple):
    """A grown frontier: the last layer of states, and how each state was reached."""

    gains: npt.NDArray[np.float64]
    """[m, A] utility above the threshold of the last states, in utility units."""
    ties: npt.NDArray[np.float64]
    """[m] packages with these gains; exact up to 2**53."""
    first: np.int64
    """Number of the first of the last states."""
    way: npt.NDArray[np.int64]
    """[S] the last way found to each state."""
    parent: npt.NDArray[np.int64]
    """[E] the state that a way comes from."""
    option: npt.NDArray[np.int64]
    """[E] the option it takes."""
    other: npt.NDArray[np.int64]
    """[E] the next way to the same state, -1 after the last."""
    depth: int
    """Issues grown; fewer than all where a list overflowed."""


def grown(plan: Plan, draw: Draw, unit: npt.NDArray[np.float64], states: int) -> Grown:
    """Grow the frontier of a zone, with room for so many states; see `grow`."""
    return Grown(*_grown(plan, draw, unit, states, 2 * states))


@_jit
def _grown(plan, draw, unit, states, ways):  # type: ignore[no-untyped-def]
    """As `grow`, a plain tuple: to make a named one runs Python code, which Ctrl-C can break."""
    g = grow(plan, draw, unit, states, ways)
    return g.gains, g.ties, g.first, g.way, g.parent, g.option, g.other, g.depth


@_jit
def grow(plan, draw, unit, states, ways):  # type: ignore[no-untyped-def]
    """Grow the frontier of a zone.

    Parameters
    ----------
    plan : Plan
    draw : Draw
    unit : float64 [A]
        What a unit of each utility counts where states are put in order, best first.
    states, ways : int
        Room for so many.

    Returns
    -------
    Grown
        Where sums of utilities times `unit` are rounded, a dominated state may be left in the last
        layer.
    """
    bounds = bounds_of(plan, draw)
    depth, _, actors = draw.utility.shape
    harmful, helpful = np.int64(0), np.int64(0)
    harmful |= bounds.forbidden
    for b in range(draw.points.size):
        if draw.points[b] >= 0.0:
            helpful |= plan.bonus_pattern[b]
        if draw.points[b] <= 0.0:
            harmful |= plan.bonus_pattern[b]
    way = np.full(states, -1, np.int64)
    parent = np.empty(ways, np.int64)
    option = np.empty(ways, np.int64)
    other = np.empty(ways, np.int64)
    sums = np.zeros((1, actors))
    for a in range(actors):
        sums[0, a] = -draw.threshold[a]
    live = np.full(1, (harmful | helpful) & bounds.later[0], np.int64)
    ties = np.ones(1)
    first, edges = np.int64(0), np.int64(0)
    if bounds.free[0] == 0:
        return Grown(sums[:0], ties[:0], first, way, parent, option, other, depth)
    for d in range(depth):
        found, left, source, chosen, key = _extended(plan, draw, unit, bounds, d, sums, live)
        order = order_of(-key)
        held = 0
        window = np.empty(order.size, np.int64)
        level = _levels(found, order.size > MANY)
        above = np.zeros((actors, LEVELS, level.shape[1] // 64 + 1), np.uint64)
        state_of = np.full(order.size, -1, np.int64)
        kept = np.empty(order.size, np.int64)
        start = first + live.size
        more = np.zeros(order.size)
        for i in range(order.size):
            x = order[i]
            if order.size > MANY:
                same = _placed_among_many(
                    found, left, harmful, helpful, x, window, held, level, above
                )
            else:
                same = _placed(found, left, harmful, helpful, x, window, held)
            if same == -2:
                continue
            if same == -1:
                if start + held >= states:
                    return Grown(sums, ties, first, way, parent, option, other, d)
                state_of[x] = held
                kept[held] = x
                window[held] = x
                if order.size > MANY:
                    bit = np.uint64(1) << np.uint64(held & 63)
                    for a in range(actors):
                        for b in range(level[a, x] + 1):
                            above[a, b, held >> 6] |= bit
                held += 1
                same = x
            if edges >= ways:
                return Grown(sums, ties, first, way, parent, option, other, d)
            s = state_of[same]
            more[s] += ties[source[x]]
            parent[edges] = first + source[x]
            option[edges] = chosen[x]
            other[edges] = way[start + s]
            way[start + s] = edges
            edges += 1
        sums = np.empty((held, actors))
        live = np.empty(held, np.int64)
        ties = np.empty(held)
        for s in range(held):
            live[s] = left[kept[s]]
            ties[s] = more[s]
            for a in range(actors):
                sums[s, a] = found[kept[s], a]
        first = start
    return Grown(sums, ties, first, way, parent, option, other, depth)


@_jit
def _extended(plan, draw, unit, bounds, d, sums, live):  # type: ignore[no-untyped-def]
    """All states one issue further that may still pass, and the option and state that made them."""
    actors = sums.shape[1]
    room = live.size * plan.options[d]
    found = np.empty((room, actors))
    left = np.empty(room, np.int64)
    source = np.empty(room, np.int64)
    chosen = np.empty(room, np.int64)
    key = np.empty(room)
    n = 0
    for s in range(live.size):
        for o in range(plan.options[d]):
            remaining = live[s] & plan.compat[d, o]
            done = remaining & plan.ends[d]
            if bounds.banned[d, o] or done & bounds.forbidden:
                continue
            for a in range(actors):
                found[n, a] = sums[s, a] + draw.utility[d, o, a]
            for b in range(draw.points.size):
                if done & plan.bonus_pattern[b]:
                    found[n, plan.bonus_actor[b]] += draw.points[b]
            possible = True
            key[n] = 0.0
            for a in range(actors):
                possible &= found[n, a] + bounds.most[d + 1, a] >= 0.0
                key[n] += found[n, a] * unit[a]
            if possible:
                left[n] = remaining & bounds.later[d + 1]
                source[n] = s
                chosen[n] = o
                n += 1
    return found[:n], left[:n], source[:n], chosen[:n], key[:n]


@_jit
def _stands(found, left, harmful, helpful, x, y):  # type: ignore[no-untyped-def]
    """How state y stands to x: 2 dominates it, 1 equals it, 0 neither."""
    same = True
    for a in range(found.shape[1]):
        if found[y, a] < found[x, a]:
            return 0
        if found[y, a] > found[x, a]:
            same = False
    if same:
        return 1 if left[y] == left[x] else 0
    if left[y] & harmful & ~left[x] or left[x] & helpful & ~left[y]:
        return 0
    return 2


@_jit
def _placed(found, left, harmful, helpful, x, window, held):  # type: ignore[no-untyped-def]
    """Whether state x is dominated (-2) or new (-1) among the best so far; else its equal."""
    for j in range(held):
        y = window[j]
        stands = _stands(found, left, harmful, helpful, x, y)
        if stands == 1:
            return y
        if stands == 2:
            # Whoever dominated one is likely to dominate the next: look there first.
            window[j] = window[j // 2]
            window[j // 2] = y
            return np.int64(-2)
    return np.int64(-1)


@_jit
def undominated(vectors, order):  # type: ignore[no-untyped-def]
    """Places in `order` of the vectors [n, A] that none before them dominates.

    Exact if no vector comes before one that dominates it. Equal vectors are all kept.
    """
    nothing = np.zeros(vectors.shape[0], np.int64)
    window = np.empty(order.size, np.int64)
    kept = np.empty(order.size, np.int64)
    held, number = 0, 0
    for i in range(order.size):
        same = _placed(vectors, nothing, np.int64(0), np.int64(0), order[i], window, held)
        if same == -2:
            continue
        kept[number] = i
        number += 1
        if same == -1:
            window[held] = order[i]
            held += 1
    return kept[:number]


@_jit
def _levels(found, wanted):  # type: ignore[no-untyped-def]
    """Coarse ranks of sums, int64 [A, n], never higher for a smaller sum; [A, 0] if unwanted."""
    n, actors = found.shape
    level = np.empty((actors, n if wanted else 0), np.int64)
    if not wanted:
        return level
    for a in range(actors):
        order = order_of(found[:, a].copy())
        now = np.int64(0)
        for i in range(n):
            if i == 0 or found[order[i], a] > found[order[i - 1], a]:
                now = i * LEVELS // n
            level[a, order[i]] = now
    return level


@_jit
def _placed_among_many(found, left, harmful, helpful, x, window, held, level, above):  # type: ignore[no-untyped-def]
    """As `_placed`, looking only at those that are coarsely no worse for anybody.

    `above` uint64 [A, LEVELS, W] holds, for each actor and level, the best so far from there on.
    """
    for w in range((held >> 6) + 1):
        bits = above[0, level[0, x], w]
        for a in range(1, found.shape[1]):
            bits &= above[a, level[a, x], w]
        while bits:
            low = bits & (~bits + np.uint64(1))
            bits ^= low
            y = window[(w << 6) + _place(low)]
            stands = _stands(found, left, harmful, helpful, x, y)
            if stands == 1:
                return y
            if stands == 2:
                return np.int64(-2)
    return np.int64(-1)


@_jit
def _place(bit):  # type: ignore[no-untyped-def]
    """Return the place of the only one in a word of 64 bits."""
    place = np.int64(0)
    for step in (32, 16, 8, 4, 2, 1):
        if bit >> np.uint64(step):
            bit >>= np.uint64(step)
            place += step
    return place


@_jit
def listed(grown, states, ends, packages, owner):  # type: ignore[no-untyped-def]
    """List the packages of some states.

    Parameters
    ----------
    grown : Grown
    states : int64 [m]
        Numbers of the states.
    ends : int64 [m]
        Where the packages of each end in the list; those that do not fit are left out.
    packages : int64 [R, D]
        Filled with options in walk order.
    owner : int64 [R]
        Filled with the place in `states`.
    """
    depth = packages.shape[1]
    step = np.empty(depth, np.int64)
    number = 0
    for n in range(states.size):
        d = depth - 1
        step[d] = grown.way[states[n]]
        while number < ends[n]:
            e = step[d]
            if e < 0:  # back to the next way of the issue after
                d += 1
                step[d] = grown.other[step[d]]
            elif d > 0:
                d -= 1
                step[d] = grown.way[grown.parent[e]]
            else:
                for i in range(depth):
                    packages[number, i] = grown.option[step[i]]
                owner[number] = n
                number += 1
                step[0] = grown.other[step[0]]


@_jit
def frontiers_of_draws(plan, draws, states, marks, sizes):  # type: ignore[no-untyped-def]
    """Grow the frontier of each draw; say how large it is and mark its packages.

    Parameters
    ----------
    plan : Plan
    draws : Draw
        With a leading [n], utilities in points.
    states : int
        Room for so many part-packages.
    marks : int32 [packages] or [0]
        If not empty: 1 is added for each package on the frontier, by walk rank.
    sizes : int64 [n]
        Filled with the packages on the frontier; -1 where there was no room.
    """
    depth = plan.options.size
    ones = np.ones(draws.threshold.shape[1])
    for i in range(sizes.size):
        made = grow(plan, draw_at(draws, i), ones, states, 2 * states)
        sizes[i] = np.int64(-1)
        if made.depth < depth:
            continue
        number = np.int64(0)
        ends = np.empty(made.ties.size, np.int64)
        for s in range(ends.size):
            number += np.int64(made.ties[s])
            ends[s] = number
        sizes[i] = number
        if not marks.size or not number:
            continue
        packages, owner = np.empty((number, depth), np.int64), np.empty(number, np.int64)
        listed(made, np.arange(ends.size) + made.first, ends, packages, owner)
        for p in range(number):
            rank = np.int64(0)
            for d in range(depth):
                rank = rank * plan.options[d] + packages[p, d]
            marks[rank] += 1
