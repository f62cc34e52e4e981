"""The least moves with which one actor accepts one package: which numbers, and how far each.

What an actor gains is linear in each number by itself, so the corners of the ranges settle whether
some numbers suffice, and coefficients from the corners settle how far they must go: in closed form
for one or two numbers, and for any whose effects only add up. Three or more that multiply one
another (a weight and its value, a walk-away value and weights) are improved two at a time, which
may stop at a sum that is not the least.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import accumulate, combinations, product

from backchannel.space.compile import Term
from backchannel.studies.change.judges import Judge, Number

__all__ = ["Step", "Way", "least_ways"]

ROUNDS = 50

NEAR = 1e-9
"""Slack of bounds, which are rounded."""


@dataclass(frozen=True)
class Step:
    """One number moved, in the units of its judge."""

    path: str
    target: Number
    """End of its range towards which it moves."""
    part: Fraction
    """How far, of the way there: above 0 and up to 1."""
    share: float
    """How far, of its whole range."""


@dataclass(frozen=True)
class Way:
    """A set of steps that suffices."""

    steps: tuple[Step, ...]
    total: float
    """Sum of shares."""
    least: bool
    """Whether no smaller sum does with these numbers."""


def least_ways(judge: Judge, options: Sequence[int], held: int, moves: int) -> list[Way]:
    """Return every set of `moves` numbers with which a package passes, the least sum first.

    Only right where no smaller set suffices.
    """
    if not moves:
        return [Way((), 0.0, least=True)]
    found: dict[frozenset[str], Way] = {}
    for term in judge.terms or (None,):
        view = _View(judge, options, held, term)
        for paths in view.sets(moves):
            for targets in product(*(view.ends[path] for path in paths)):
                way = view.way(paths, targets)
                if way is None:
                    continue
                key = frozenset(paths)
                if key not in found or way.total < found[key].total:
                    found[key] = way
    return sorted(found.values(), key=lambda way: (way.total, [s.path for s in way.steps]))


class _View:
    """A package as one actor sees it, its walk-away value being one given term.

    The walk-away value is the lowest of its terms, so a package passes where it does so under one.
    """

    def __init__(self, judge: Judge, options: Sequence[int], held: int, term: Term | None) -> None:
        self.judge, self.term = judge, term
        self.issue_of: dict[str, int] = {}
        self.parts: list[tuple[str, str, str]] = []
        for d, o in enumerate(options):
            if judge.weights[d]:
                value, rest = judge.values[d][o], judge.rest[d]
                if rest == value:
                    value = rest = ""
                self.parts.append((judge.weights[d], value, rest))
        self.parts += [(path, "", "") for path in judge.outside]
        for i, names in enumerate(self.parts):
            self.issue_of |= {path: i for path in names if path}
        self.bonuses = [
            (path, (held >> b & 1) - resting)
            for b, path, resting in judge.bonuses
            if (held >> b & 1) != resting
        ]
        wide = [path for path, _ in self.bonuses]
        if term:
            wide += [path for path in (term.path, term.lever) if path]
        self.wide = frozenset(wide)
        paths = [*self.issue_of, *wide]
        self.ends = {path: ends for path in paths if (ends := judge.best(path))}
        self.at: Mapping[str, Number] = judge.mode
        self.shift = self._shift({})
        self.weight = sum(self.at[w] for w, _, _ in self.parts)
        self.base = sum(self._worth(i, {}) for i in range(len(self.parts)))

    def _shift(self, new: Mapping[str, Number]) -> Number:
        at = self.at
        points: Number = sum(sign * new.get(path, at[path]) for path, sign in self.bonuses)
        if self.term is None:
            return points
        path, lever, sign = self.term.path, self.term.lever, self.term.sign
        strength = sign * new.get(lever, at[lever]) if lever else 0
        return points - new.get(path, at[path]) * (1 + strength)

    def _worth(self, i: int, new: Mapping[str, Number]) -> Number:
        """Weight times value above the status quo, without the shift."""
        weight, value, rest = self.parts[i]
        if not value:
            return 0
        worth = new.get(value, self.at[value])
        if rest:
            worth -= new.get(rest, self.at[rest])
        return new.get(weight, self.at[weight]) * worth

    def gain(self, new: Mapping[str, Number]) -> Number:
        """What the package is worth above its bar where some numbers are others."""
        base, weight, shift = self.base, self.weight, self.shift
        touched = {self.issue_of[path] for path in new if path in self.issue_of}
        for i in touched:
            base += self._worth(i, new) - self._worth(i, {})
            heavy = self.parts[i][0]
            weight += new.get(heavy, self.at[heavy]) - self.at[heavy]
        if any(path in self.wide for path in new):
            shift = self._shift(new)
        return base + weight * shift if weight else -1

    def sets(self, moves: int) -> Iterator[tuple[str, ...]]:
        """Yield the sets of numbers that could suffice if each did the most that it ever can."""
        most = {path: self._most(path) for path in self.ends}
        order = sorted((path for path in most if most[path] > 0), key=lambda p: -most[p])
        reach = [0.0, *accumulate(most[path] for path in order)]
        short = -float(self.gain({})) * (1 - NEAR)

        def longer(chosen: tuple[str, ...], sum_so_far: float, i: int) -> Iterator[tuple[str, ...]]:
            left = moves - len(chosen)
            if not left:
                yield chosen
                return
            for k in range(i, len(order) - left + 1):
                if sum_so_far + reach[k + left] - reach[k] < short:
                    return  # those that follow add less still
                yield from longer((*chosen, order[k]), sum_so_far + most[order[k]], k + 1)

        return longer((), 0.0, 0)

    def _most(self, path: str) -> float:
        """Most that moving one number adds, whatever else moves."""
        best = {p: ends[0] for p, ends in self.ends.items() if self.judge.good[p]}
        shift = max(self._shift({}), self._shift(best))
        if path in self.wide:
            total = sum(self._top(weight) for weight, _, _ in self.parts)
            others = {p: x for p, x in best.items() if p != path}
            steps = [self._shift({**o, path: best[path]}) - self._shift(o) for o in ({}, others)]
            return total * float(max(steps))
        weight, value, rest = self.parts[self.issue_of[path]]
        if path != weight:
            return self._top(weight) * float(abs(best[path] - self.at[path]))
        low = high = Fraction(0)
        if value:
            low = Fraction(self.at[value] - (self.at[rest] if rest else 0))
            high = Fraction(best.get(value, self.at[value]))
            high -= best.get(rest, self.at[rest]) if rest else 0
        gains = [(x - self.at[path]) * (high + shift) for x in self.ends[path]]
        gains += [(x - self.at[path]) * (low + self._shift({})) for x in self.ends[path]]
        return float(max(gains))

    def _top(self, path: str) -> float:
        return max(float(x) for x in (self.at[path], *self.ends.get(path, ())))

    def way(self, paths: Sequence[str], targets: Sequence[Number]) -> Way | None:
        """How far these numbers must go towards these ends, or None if they do not suffice."""
        whole = dict(zip(paths, targets, strict=True))
        if self.gain(whole) < 0:
            return None
        form = _Form(self, paths, targets)
        parts, least = form.solve()
        if parts is None:
            return None
        steps = tuple(
            Step(path, target, part, length * float(part))
            for path, target, part, length in zip(paths, targets, parts, form.lengths, strict=True)
        )
        return Way(steps, sum(step.share for step in steps), least)


class _Form:
    """The gain as a function of how far each of some numbers has gone: linear in each."""

    def __init__(self, view: _View, paths: Sequence[str], targets: Sequence[Number]) -> None:
        judge, n = view.judge, len(paths)
        self.lengths = [
            float(abs(target - judge.mode[path])) / float(judge.high[path] - judge.low[path])
            for path, target in zip(paths, targets, strict=True)
        ]
        corner = [
            Fraction(view.gain({paths[i]: targets[i] for i in range(n) if bits >> i & 1}))
            for bits in range(1 << n)
        ]
        # Coefficient of each product of parts, by inclusion and exclusion over the corners.
        for i in range(n):
            for bits in range(1 << n):
                if bits >> i & 1:
                    corner[bits] -= corner[bits ^ 1 << i]
        self.terms = {bits: x for bits, x in enumerate(corner) if x}

    def gain(self, parts: Sequence[Fraction]) -> Fraction:
        return sum(
            (
                x * math.prod((p for i, p in enumerate(parts) if bits >> i & 1), start=Fraction(1))
                for bits, x in self.terms.items()
            ),
            Fraction(0),
        )

    def solve(self) -> tuple[list[Fraction] | None, bool]:
        """Return the parts with the least sum of shares, and whether that is certain."""
        n = len(self.lengths)
        one = Fraction(1)
        if n == 1:
            step = self._last([one], 0)
            return (None if step is None else [step]), True
        if all(bits.bit_count() < 2 for bits in self.terms):
            return self._in_turn(), True
        if n == 2:
            return self._pair([one, one], 0, 1), True
        return self._by_pairs(), False

    def _last(self, parts: Sequence[Fraction], i: int) -> Fraction | None:
        """Least part of number i with the others as given; None if the whole does not suffice."""
        zero, whole = list(parts), list(parts)
        zero[i], whole[i] = Fraction(0), Fraction(1)
        start, end = self.gain(zero), self.gain(whole)
        if end < 0:
            return None
        return Fraction(0) if start >= 0 else start / (start - end)

    def _in_turn(self) -> list[Fraction] | None:
        """Effects add up: go whole ranges by effect for a share; only the weakest stops short."""
        order = sorted(
            range(len(self.lengths)),
            key=lambda i: -float(self.terms.get(1 << i, 0)) / self.lengths[i],
        )
        parts = [Fraction(0)] * len(self.lengths)
        for i in order:
            parts[i] = Fraction(1)
            if self.gain(parts) >= 0:
                last = self._last(parts, i)
                parts[i] = Fraction(1) if last is None else last
                return parts
        return None

    def _cost(self, parts: Sequence[Fraction]) -> float:
        return sum(length * float(p) for length, p in zip(self.lengths, parts, strict=True))

    def _pair(self, parts: Sequence[Fraction], i: int, j: int) -> list[Fraction]:
        """Best parts of numbers i and j, the others as given."""
        best, least = list(parts), self._cost(parts)
        for first in self._candidates(parts, i, j):
            tried = list(parts)
            tried[i] = first
            second = self._last(tried, j)
            if second is None:
                continue
            tried[j] = second
            if (cost := self._cost(tried)) < least:
                best, least = tried, cost
        return best

    def _candidates(self, parts: Sequence[Fraction], i: int, j: int) -> Iterator[Fraction]:
        yield Fraction(1)
        full = list(parts)
        full[j] = Fraction(1)
        first = self._last(full, i)
        if first is not None:
            yield first

        def at(x: int, y: int) -> Fraction:
            point = list(parts)
            point[i], point[j] = Fraction(x), Fraction(y)
            return self.gain(point)

        zero = at(0, 0)
        a, b = at(1, 0) - zero, at(0, 1) - zero
        both = at(1, 1) - zero - a - b
        # On the curve zero + a*s + b*t + both*s*t = 0 the cost is level where (b + both*s)**2 is:
        square = float(a * b - both * zero) * self.lengths[j] / self.lengths[i]
        if both and square > 0:
            s = (math.sqrt(square) - float(b)) / float(both)
            if 0 < s < 1:
                yield Fraction(s)

    def _by_pairs(self) -> list[Fraction]:
        """Improve two at a time from each corner where all but one number go the whole way."""
        n = len(self.lengths)
        best = [Fraction(1)] * n
        for start in range(n):
            parts = [Fraction(1)] * n
            last = self._last(parts, start)
            parts[start] = Fraction(1) if last is None else last
            for _ in range(ROUNDS):
                before = self._cost(parts)
                for i, j in combinations(range(n), 2):
                    parts = self._pair(parts, i, j)
                parts = [_short(p) for p in parts]
                if self._cost(parts) > before - 1e-9:
                    break
            if self.gain(parts) >= 0 and self._cost(parts) < self._cost(best):
                best = parts
        return best


def _short(part: Fraction) -> Fraction:
    """Round up to 12 decimals, so that fractions do not grow from round to round."""
    return min(Fraction(1), Fraction(math.ceil(part * 10**12), 10**12))
