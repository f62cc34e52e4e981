"""How far the numbers of a set must go to close a zone, on a grid of short values.

Moving a value, a walk-away value, a lever or a bonus further never brings a package back. So one
such number is halved down to the nearest value that closes the zone, and several are settled by
boxes: a box whose far corner leaves the zone open holds no answer, and one whose near corner costs
more than the best answer no better one. A weight can bring packages back; it is followed from
package to package instead.
"""

from __future__ import annotations

import heapq
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import permutations, product

import numpy as np

from backchannel.core.errors import UsageError
from backchannel.deals import kernels
from backchannel.deals.best import one_draw
from backchannel.space import point_tables
from backchannel.space.compile import Frame
from backchannel.studies.change.judges import Judge
from backchannel.studies.change.moves import Fact, bits_of
from backchannel.studies.change.opening import Ledger, OverError, holds

__all__ = ["PRECISION", "Closed", "Shrinker", "grid", "with_values", "witnesses"]

TABLE = 5_000
"""Nodes that trying a set of values counts for."""

WITNESSES = 512
"""Packages looked at at a time when a weight is moved."""

WALKED = 10**11
"""Packages up to which a zone is walked without a pause."""

PRECISION = 0.01
"""Sums of shares that differ by less count as equal where several numbers close a zone."""


@dataclass(frozen=True)
class Closed:
    """Values of some numbers with which no package passes."""

    values: Mapping[str, float]
    facts: tuple[Fact, ...]
    total: float
    least: bool
    """Whether no sum is smaller by more than `PRECISION`, with these numbers."""


class Shrinker:
    """Looks for the least moves of given numbers."""

    def __init__(self, about: Frame, judges: Sequence[Judge], ledger: Ledger) -> None:
        self.about, self.ledger = about, ledger
        self.judge_of = {path: judge for judge in judges for path in judge.mode}

    def settle(self, paths: Sequence[str], facts: tuple[Fact, ...], bound: float) -> Closed | None:
        """Return the least moves, or None if no value of these numbers was found to do.

        Sums above `bound` need not be exact.
        """
        raised = {self.about.lines[j].path: 0.5 for fact in facts for j in fact.lines}
        base = float(sum(fact.share for fact in facts))
        best: dict[str, float] | None = None
        for start in product(*(self._ends(path) for path in paths)):
            for order in permutations(range(len(paths))):
                values = self._in_order(dict(zip(paths, start, strict=True)) | raised, paths, order)
                if values and (best is None or self._sum(values, paths) < self._sum(best, paths)):
                    best = values
        if best is None:
            return None
        least = len(paths) < 2
        if len(paths) > 1 and all(self.judge_of[path].good[path] for path in paths):
            best = self._by_boxes(paths, raised, best, bound - base)
            least = True
        return Closed(best, facts, base + self._sum(best, paths), least)

    def _in_order(
        self, values: dict[str, float], paths: Sequence[str], order: Sequence[int]
    ) -> dict[str, float] | None:
        """Bring one number after the other as near as it can come."""
        for i in order:
            near = self._nearest(values, paths[i], values[paths[i]])
            if near is None:
                return None
            values[paths[i]] = near
        return values if paths or not witnesses(self.about, values, 1) else None

    def _by_boxes(
        self,
        paths: Sequence[str],
        raised: Mapping[str, float],
        best: dict[str, float],
        bound: float,
    ) -> dict[str, float]:
        """Least sum over all values of the grid, to within `PRECISION`."""
        unknowns = [self.about.unknowns[path] for path in paths]
        steps = [
            [u.mode, *grid(u.low, u.mode, u.high, self._ends(path)[0])]
            for u, path in zip(unknowns, paths, strict=True)
        ]

        def at(corner: Sequence[int]) -> dict[str, float]:
            chosen = (row[i] for row, i in zip(steps, corner, strict=True))
            return {**dict(zip(paths, chosen, strict=True)), **raised}

        least = self._sum(best, paths)
        low, high = (0,) * len(paths), tuple(len(row) - 1 for row in steps)
        waiting = [(0.0, low, high)]
        while waiting:
            floor, low, high = heapq.heappop(waiting)
            if floor > min(least, bound) - PRECISION:
                break
            if not self._empty(at(high)):
                continue
            if self._empty(at(low)):
                best, least = at(low), floor
                continue
            spans = [self._share(p, r[h]) - self._share(p, r[k])
                     for p, r, k, h in zip(paths, steps, low, high, strict=True)]  # fmt: skip
            i = int(np.argmax(spans))
            middle = (low[i] + high[i]) // 2
            below = (*high[:i], middle, *high[i + 1 :])
            above = (*low[:i], middle + 1, *low[i + 1 :])
            for near, far in ((low, below), (above, high)):
                heapq.heappush(waiting, (self._sum(at(near), paths), near, far))
        return best

    def _ends(self, path: str) -> list[float]:
        u, sign = self.about.unknowns[path], -self.judge_of[path].good[path]
        ends = ([u.high] if sign >= 0 else []) + ([u.low] if sign <= 0 else [])
        return [x for x in ends if x != u.mode]

    def _share(self, path: str, value: float) -> float:
        u = self.about.unknowns[path]
        return abs(value - u.mode) / (u.high - u.low)

    def _sum(self, values: Mapping[str, float], paths: Sequence[str]) -> float:
        return sum(self._share(path, values[path]) for path in paths)

    def _nearest(self, values: Mapping[str, float], path: str, end: float) -> float | None:
        """Nearest value of one number, the others as given, with which no package passes."""
        u = self.about.unknowns[path]
        steps = grid(u.low, u.mode, u.high, end)
        if self.judge_of[path].good[path]:
            return self._by_halves(values, path, steps)
        return self._step_by_step(values, path, steps)

    def _empty(self, values: Mapping[str, float]) -> bool:
        self.ledger.spend(TABLE)
        if self.ledger.over:
            raise OverError
        return not witnesses(self.about, values, 1)

    def _by_halves(
        self, values: Mapping[str, float], path: str, steps: Sequence[float]
    ) -> float | None:
        low, high = 0, len(steps) - 1
        if not self._empty({**values, path: steps[high]}):
            return None
        while low < high:
            middle = (low + high) // 2
            if self._empty({**values, path: steps[middle]}):
                high = middle
            else:
                low = middle + 1
        return steps[low]

    def _step_by_step(
        self, values: Mapping[str, float], path: str, steps: Sequence[float]
    ) -> float | None:
        """Go on to where the last package known to pass fails, until none passes."""
        judge = self.judge_of[path]
        at = dict(judge.mode)
        for other, value in values.items():
            if other in at:
                at[other] = _in_units(self.about, judge, other, value)
        no_lines = bits_of(self.about, [])
        i = 0
        while i < len(steps):
            self.ledger.spend(TABLE)
            if self.ledger.over:
                raise OverError
            passing = witnesses(self.about, {**values, path: steps[i]}, WITNESSES)
            if not passing:
                return steps[i]
            here = i
            for options in passing:
                held, _ = holds(self.about, no_lines, options)

                def fails(k: int, options: Sequence[int] = options, held: int = held) -> bool:
                    new = _in_units(self.about, judge, path, steps[k])
                    return judge.gain(options, held, {**at, path: new}) < 0

                if not fails(len(steps) - 1):
                    return None  # it passes here and at the end, so all the way between
                low, high = here + 1, len(steps) - 1
                while low < high:
                    middle = (low + high) // 2
                    low, high = (low, middle) if fails(middle) else (middle + 1, high)
                i = max(i, low)
        return None


def _in_units(about: Frame, judge: Judge, path: str, value: float) -> Fraction:
    """A number as written, in the units of its judge."""
    u = about.unknowns[path]
    low, high = Fraction(str(u.low)), Fraction(str(u.high))
    scale = Fraction(judge.high[path] - judge.low[path]) / (high - low) if high > low else 1
    return Fraction(judge.low[path]) + (Fraction(str(value)) - low) * scale


def grid(low: float, mode: float, high: float, end: float, finer: int = 0) -> list[float]:
    """Short values from a mode, left out, to an end of its range: at least 1,000 to the range.

    >>> grid(40.0, 45.0, 50.0, 50.0)[:3], grid(0.0, 0.25, 1.0, 0.0)[-1]
    ([45.01, 45.02, 45.03], 0.0)
    """
    decimals = max(0, -math.floor(math.log10((high - low) / 1_000))) + finer
    unit = Fraction(1, 10**decimals)
    at, stop = Fraction(str(mode)), Fraction(str(end))
    if stop > at:
        numbers = range(math.floor(at / unit) + 1, math.ceil(stop / unit))
    else:
        numbers = range(math.ceil(at / unit) - 1, math.floor(stop / unit), -1)
    return [*(float(n * unit) for n in numbers), end]


def with_values(about: Frame, values: Mapping[str, float]) -> Frame:
    """Return a frame with other most likely values, within the ranges that stand."""
    moved = {path: replace(about.unknowns[path], mode=value) for path, value in values.items()}
    return replace(about, unknowns={**about.unknowns, **moved})


def witnesses(about: Frame, values: Mapping[str, float], limit: int) -> list[tuple[int, ...]]:
    """Return up to `limit` packages (an option of each walked issue) that pass at some values."""
    if about.issues.size > WALKED:
        raise OverError
    try:
        t = point_tables(with_values(about, values))
    except UsageError:  # all weights of an actor are 0: it judges nothing, which closes no zone
        return [(0,) * len(about.walk.issues)]
    found = np.empty(limit, np.int64)
    number = int(kernels.walk(about.plan, one_draw(t), found, limit))
    return [tuple(row) for row in about.walk.indices(found[: min(number, limit)]).tolist()]
