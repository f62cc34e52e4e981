"""The numbers of a zone as arrays: exactly at the point estimate, or for a block of draws.

At the point the comparison with the walk-away value must be exact, because ties are common. So
each actor's utilities and walk-away value are multiplied by a whole number that clears all
decimals; sums of whole numbers below 2**53 are exact in float64. For draws utilities are in points
and a shortfall of up to 1e-7 points counts as equal.

Shapes: n draws, D walked issues, K largest number of options, A actors, L red lines, B bonuses.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from backchannel.case.unknowns import Unknown
from backchannel.core.errors import UsageError
from backchannel.space.compile import Frame, WalkAway
from backchannel.space.draws import BLOCK, drawn_values, uniforms
from backchannel.space.seeds import Seed

__all__ = ["TOLERANCE", "Tables", "block_tables", "point_tables"]

FloatArray = npt.NDArray[np.float64]
BoolArray = npt.NDArray[np.bool_]

TOLERANCE = 1e-7
"""Points below the walk-away value that still count as equal to it, in draws. In a scenario, which
has a scale of its own: the share of the largest utility."""

EXACT = 2**53
"""Whole numbers up to here are exact in float64."""


@dataclass(frozen=True)
class Tables:
    """Utilities, walk-away values, red lines and bonuses of n draws (n = 1 at the point).

    An actor accepts a package when its utilities over the walked issues, plus the bonuses of the
    patterns that the package holds, reach its threshold.
    """

    utility: FloatArray
    """[n, D, K, A], in walk order; 0 beyond an issue's last option."""
    threshold: FloatArray
    """[n, A]"""
    real: BoolArray
    """[n, L] whether each red line holds."""
    points: FloatArray
    """[n, B] what each bonus of several options adds to its actor's utility."""
    scale: FloatArray
    """[A] units of utility to a point."""
    exact: bool
    """Whether nothing was rounded: all of the above are whole numbers that float64 holds."""
    slack: FloatArray
    """[A] by how much a threshold lies below the walk-away value, as a tolerance."""

    @property
    def level(self) -> FloatArray:
        """[n, A] thresholds without the tolerance: what gains are measured from."""
        return self.threshold + self.slack


def point_tables(frame: Frame) -> Tables:
    """Tables at the modes, weights divided by their sum, red lines real from hardness 0.5 on.

    Where so many decimals are given that whole numbers would pass 2**53, all numbers are rounded
    to the finest grid below that, with the tolerance of draws, and ``exact`` is False.

    Examples
    --------
    >>> import backchannel as bc
    >>> from backchannel.space.compile import frame
    >>> case = bc.load("two-issues")
    >>> tables = point_tables(frame(case, [case.document.actors[0].id]))
    >>> tables.exact, tables.threshold.shape
    (True, (1, 1))
    """
    shape = (len(frame.walk.issues), max(frame.walk.counts), len(frame.actors))
    utility, threshold = np.zeros(shape), np.zeros(shape[2])
    points, scale = np.zeros(len(frame.bonuses)), np.ones(shape[2])
    exact, slack = True, np.zeros(shape[2])
    for a in range(shape[2]):
        rows, level, extra, total = _exact_numbers(frame, a)
        if not total:
            raise UsageError(f"all weights of '{frame.actors[a]}' are 0 at the most likely values")
        numbers = [x for row in rows for x in row] + [level, total, *extra.values()]
        factor = Fraction(math.lcm(*(x.denominator for x in numbers)))
        largest = sum(max(abs(x) for x in row) for row in rows) + sum(map(abs, extra.values()))
        most = max(largest, abs(level)) if frame.scenario else max(largest, abs(level), total)
        fits = most * factor < EXACT
        exact = exact and fits
        if not fits:
            factor = Fraction(EXACT // 2) / most
            slack[a] = math.ceil(TOLERANCE * float((most if frame.scenario else total) * factor))
        for d, row in enumerate(rows):
            utility[d, : len(row), a] = [round(x * factor) for x in row]
        scale[a] = float(total * factor)
        threshold[a] = round(level * factor) - slack[a]
        for b, x in extra.items():
            points[b] = round(x * factor)
    real = np.array([frame.unknowns[line.path].mode >= 0.5 for line in frame.lines], dtype=np.bool_)
    return Tables(utility[None], threshold[None], real[None], points[None], scale, exact, slack)


def block_tables(frame: Frame, seed: Seed, block: int) -> Tables:
    """Tables of the 1,024 draws of one block, utilities in points.

    Examples
    --------
    >>> import backchannel as bc
    >>> from backchannel.space.compile import frame
    >>> case = bc.load("two-issues")
    >>> block_tables(frame(case, [case.document.actors[0].id]), seed=0, block=0).threshold.shape
    (1024, 1)
    """
    drawn = _Drawn(frame, seed, block)
    depth, width, actors = len(frame.walk.issues), max(frame.walk.counts), len(frame.voices)
    utility = np.zeros((BLOCK, depth, width, actors))
    threshold = np.zeros((BLOCK, actors))
    points = np.zeros((BLOCK, len(frame.bonuses)))
    for a, voice in enumerate(frame.voices):
        weights = {issue: drawn.value(path) for issue, path in voice.weights.items()}
        total = np.sum(list(weights.values()), axis=0)
        if not total.min() > 0:
            raise UsageError(f"all weights of {voice.actor!r} are 0 in some draws")
        for d, issue in enumerate(frame.walk.issues):
            if issue not in weights:
                continue
            options = frame.walk.options[d]
            worth = {option: drawn.value(voice.values[issue][option]) for option in options}
            share = weights[issue] / total
            rest = worth[options[frame.walk.status_quo[d]]] if frame.partial else 0.0
            for o, option in enumerate(options):
                utility[:, d, o, a] = share * (worth[option] - rest)
        level = np.zeros(BLOCK) if frame.partial else _drawn_walk_away(voice.walk_away, drawn)
        threshold[:, a] = level - TOLERANCE
    for b, bonus in enumerate(frame.bonuses):
        points[:, b] = drawn.value(bonus.path)
        threshold[:, bonus.voice] += points[:, b] * bonus.on_threshold
        for d, o in bonus.single:
            utility[:, d, o, bonus.voice] += points[:, b]
    real = np.zeros((BLOCK, len(frame.lines)), dtype=np.bool_)
    for j, line in enumerate(frame.lines):
        chance = uniforms(seed, f"{line.stream}#real", block)
        real[:, j] = chance < drawn.value(line.path, line.stream)
    slack = np.full(actors, TOLERANCE)
    return Tables(utility, threshold, real, points, np.ones(actors), exact=False, slack=slack)


class _Drawn:
    """Values of a block, each unknown drawn once."""

    def __init__(self, frame: Frame, seed: Seed, block: int) -> None:
        self._unknowns = frame.unknowns
        self._seed, self._block = seed, block
        self._values: dict[tuple[str, str], FloatArray] = {}

    def value(self, path: str, stream: str | None = None) -> FloatArray:
        key = (path, stream or path)
        if key not in self._values:
            spread = self._unknowns[path]
            self._values[key] = drawn_values(spread, self._seed, key[1], self._block)
        return self._values[key]


def _exact_numbers(
    frame: Frame, a: int
) -> tuple[list[list[Fraction]], Fraction, dict[int, Fraction], Fraction]:
    """One actor's utilities by issue, its threshold and its bonuses, all times its weights' sum."""
    if frame.scenario is not None:
        given, place = frame.scenario, frame.scenario.actors.index(frame.actors[a])
        rows = [list(given.utility[place][given.issues.index(i)]) for i in frame.walk.issues]
        return rows, given.reserve[place], {}, Fraction(1)
    known, voice = frame.unknowns, frame.voices[a]
    total = sum((_mode(known, path) for path in voice.weights.values()), Fraction(0))
    rows = []
    for issue, options, resting in zip(
        frame.walk.issues, frame.walk.options, frame.walk.status_quo, strict=True
    ):
        if issue not in voice.weights:
            rows.append([Fraction(0)] * len(options))
            continue
        weight = _mode(known, voice.weights[issue])
        worth = [_mode(known, voice.values[issue][option]) for option in options]
        rest = worth[resting] if frame.partial else 0
        rows.append([weight * (v - rest) for v in worth])
    level = Fraction(0) if frame.partial else total * _exact_walk_away(known, voice.walk_away)
    extra = {}
    for b, bonus in enumerate(frame.bonuses):
        if bonus.voice != a:
            continue
        extra[b] = total * _mode(known, bonus.path)
        level += extra[b] * bonus.on_threshold
        for d, o in bonus.single:
            rows[d][o] += extra[b]
    return rows, level, extra, total


def _exact_walk_away(known: Mapping[str, Unknown], walk_away: WalkAway) -> Fraction:
    """Lowest of the values that the conditions allow; without a condition there is only one."""
    return min(
        _mode(known, term.path) * (1 + term.sign * _mode(known, term.lever) if term.lever else 1)
        for term in walk_away.terms
    )


def _mode(known: Mapping[str, Unknown], path: str) -> Fraction:
    return _exactly(known[path].mode)


@lru_cache(maxsize=4096)
def _exactly(number: float) -> Fraction:
    """Return a number as it is written; remembered, as few different ones occur."""
    return Fraction(str(number))


def _drawn_walk_away(walk_away: WalkAway, drawn: _Drawn) -> FloatArray:
    """As at the point, in each draw; every term keeps the quantile of the plain walk-away value."""
    terms = []
    for term in walk_away.terms:
        value = drawn.value(term.path, walk_away.stream)
        terms.append(value * (1.0 + term.sign * drawn.value(term.lever)) if term.lever else value)
    return np.asarray(np.min(terms, axis=0), dtype=np.float64)
