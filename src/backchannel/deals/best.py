"""The best package of a zone for an aim, with a proof or what is missing to one.

A thin layer over `backchannel.deals.search`: names the aims, and splits what one search cannot
settle. Where one issue weighs so much that the bound mixes two of its options, each option by
itself is easy; so the issue on which the actors are furthest apart is split, the most promising
part first, until nothing is left that could be better.
"""

from __future__ import annotations

import heapq
import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from backchannel.deals.kernels import Draw
from backchannel.deals.multipliers import LEAST, PRODUCT, SHORTFALL, SUM, Aim, guide
from backchannel.deals.search import search
from backchannel.space.plan import Plan
from backchannel.space.tables import Tables

__all__ = ["Best", "all_reaching", "best", "least", "one_draw", "product", "shortfall", "total"]

IntArray = npt.NDArray[np.int64]
FloatArray = npt.NDArray[np.float64]

FIRST_TRY = 500_000
"""Steps of one search before its space is split (a hundredth of a second)."""

STEPS = 100_000_000
"""Steps after which a search gives up and reports its gap (a few seconds)."""

ROUNDING = 1e-11
"""Relative distance of a bound at which only rounding is left."""

TIE_STEPS = 5_000_000
"""Steps after which a list of ties is given up (a fifth of a second)."""

ROOM = 4_096
"""Packages that a list holds at first."""

MOST_LISTED = 100_000
"""Packages that tie and are listed; more are counted only."""


@dataclass(frozen=True)
class Best:
    """The best package that was found, and what no package exceeds."""

    value: float
    bound: float
    choice: IntArray
    """[D] its options in walk order; meaningless if nothing was found."""
    found: bool

    @property
    def proven(self) -> bool:
        """Whether no package is better, but for rounding: then `value` is the largest there is."""
        if self.bound <= self.value:
            return True
        return self.bound - self.value <= ROUNDING * (1.0 + abs(self.value))


def one_draw(t: Tables, i: int = 0) -> Draw:
    """One draw of a table, as the kernels take it."""
    return Draw(t.utility[i], t.threshold[i], t.real[i], t.points[i])


def least(weight: FloatArray, hard: npt.NDArray[np.bool_] | None = None) -> Aim:
    """Aim at the largest least of weight [A] x gain."""
    return Aim(LEAST, weight, np.zeros(weight.size, np.bool_) if hard is None else hard)


def product(power: FloatArray) -> Aim:
    """Aim at the largest product of gains, each to its power [A], within the zone."""
    return Aim(PRODUCT, power, np.ones(power.size, np.bool_))


def total(weight: FloatArray, hard: npt.NDArray[np.bool_] | None = None) -> Aim:
    """Aim at the largest sum of weight [A] x gain, within the zone unless `hard` says who."""
    return Aim(SUM, weight, np.ones(weight.size, np.bool_) if hard is None else hard)


def shortfall(soft: npt.NDArray[np.bool_]) -> Aim:
    """Aim at the least total of points that the `soft` [A] lose, where the others lose nothing."""
    return Aim(SHORTFALL, soft.astype(np.float64), ~soft)


def best(
    plan: Plan,
    draw: Draw,
    scale: FloatArray,
    aim: Aim,
    *,
    enough: float = math.inf,
    steps: int = STEPS,
) -> Best:
    """Find a package at which an aim is largest, or one that is good enough.

    Parameters
    ----------
    plan, draw, scale, aim
        As for `backchannel.deals.search.search`.
    enough
        Stop at the first package that reaches this value.
    steps
        Branches after which to give up.
    """
    held = np.zeros((1, plan.options.size), np.int64)
    lead = _lead(plan, draw, scale, aim)
    value, bound, used, number = search(
        plan,
        draw,
        scale,
        aim,
        lead,
        -math.inf,
        enough,
        min(FIRST_TRY, steps),
        held,
        everything=False,
    )
    first = Best(value, bound, held[0].copy(), number > 0)
    if first.proven or value >= enough:
        return first
    return _split(plan, draw, scale, aim, first, enough=enough, steps=steps - used)


def _split(
    plan: Plan, draw: Draw, scale: FloatArray, aim: Aim, so_far: Best, *, enough: float, steps: int
) -> Best:
    value, choice, found = so_far.value, so_far.choice, so_far.found
    waiting: list[tuple[float, int, npt.NDArray[np.bool_]]] = [(-so_far.bound, 0, plan.banned)]
    made = 0
    held = np.zeros((1, plan.options.size), np.int64)
    while waiting and -waiting[0][0] > value and steps > 0:
        _, _, banned = heapq.heappop(waiting)
        for part in _parts(plan, draw, banned):
            rest = plan._replace(banned=part)
            lead = _lead(rest, draw, scale, aim)
            reached, bound, used, number = search(
                rest, draw, scale, aim, lead, value, enough, FIRST_TRY, held, everything=False
            )
            steps -= used
            if number and reached > value:
                value, choice, found = reached, held[0].copy(), True
                if value >= enough:
                    return Best(value, max(so_far.bound, value), choice, found)
            if bound > value:
                made += 1
                heapq.heappush(waiting, (-bound, made, part))
    return Best(value, max([value, *(-left[0] for left in waiting)]), choice, found)


def _lead(plan: Plan, draw: Draw, scale: FloatArray, aim: Aim) -> FloatArray:
    """Return the guide for a sum of gains within a zone; other aims need none."""
    if aim.kind != SUM or not aim.hard.all():
        return np.zeros(scale.size)
    found: FloatArray = guide(plan, draw, scale)
    return found


def _furthest_apart(plan: Plan, draw: Draw, banned: npt.NDArray[np.bool_]) -> int:
    """Issue that moves some actor most, measured by all that the open issues can move it."""
    open_ = ~banned & (np.arange(banned.shape[1]) < plan.options[:, None])
    high = np.where(open_[..., None], draw.utility, -np.inf).max(axis=1)
    low = np.where(open_[..., None], draw.utility, np.inf).min(axis=1)
    spread = np.where(open_.sum(axis=1)[:, None] > 1, high - low, 0.0)
    whole = spread.sum(axis=0)
    return int((spread / np.where(whole > 0, whole, 1.0)).max(axis=1).argmax())


def _parts(
    plan: Plan, draw: Draw, banned: npt.NDArray[np.bool_]
) -> Iterator[npt.NDArray[np.bool_]]:
    """Split a space by the options of the issue on which the actors are furthest apart."""
    d = _furthest_apart(plan, draw, banned)
    for o in np.flatnonzero(~banned[d, : plan.options[d]]).tolist():
        part = banned.copy()
        part[d, : plan.options[d]] = True
        part[d, o] = False
        yield part


def all_reaching(
    plan: Plan,
    draw: Draw,
    scale: FloatArray,
    aim: Aim,
    value: float,
    *,
    most: int = MOST_LISTED,
    steps: int = TIE_STEPS,
) -> tuple[IntArray, int, bool]:
    """List the packages at which an aim reaches a value.

    Parameters
    ----------
    plan, draw, scale, aim
        As for `backchannel.deals.search.search`.
    value
        What a package must reach.
    most
        Give up once more than this many are met.
    steps
        Branches after which to give up.

    Returns
    -------
    choices : int64 [m, D]
        In walk order, up to `most`.
    number : int
        How many there are.
    complete : bool
        False where the search gave up; there may then be more.
    """
    waiting, kept, number = [plan.banned], [], 0
    while waiting and steps > 0 and number <= most:
        banned = waiting.pop()
        rest = plan._replace(banned=banned)
        choices, met, used = _collected(rest, draw, scale, aim, value, most)
        steps -= used
        if used < FIRST_TRY:
            number += met
            kept.append(choices)
        else:
            waiting.extend(_parts(plan, draw, banned))
    found = np.concatenate(kept) if kept else np.empty((0, plan.options.size), np.int64)
    return found[:most], number, not waiting


def _collected(
    plan: Plan, draw: Draw, scale: FloatArray, aim: Aim, value: float, most: int
) -> tuple[IntArray, int, int]:
    """List what one search meets: the packages, their number, and the steps taken."""
    room, lead = min(ROOM, most), _lead(plan, draw, scale, aim)
    while True:
        held = np.empty((room, plan.options.size), np.int64)
        _, _, used, number = search(
            plan, draw, scale, aim, lead, value, math.inf, FIRST_TRY, held, everything=True
        )
        if number <= room or room >= most:
            return held[: min(number, room)], int(number), int(used)
        room = min(int(number), most)
