"""Given packages as arrays: what they give each actor, what they break, what lies next to them.

Nothing here lists a space. A package is a row of option indices, issues in walk order, so that
spaces too large to number are no obstacle.

Shapes: m packages, D issues, K largest number of options, A actors, L red lines, B bonuses.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from backchannel.core.errors import UsageError, did_you_mean
from backchannel.space.compile import Frame
from backchannel.space.plan import Plan
from backchannel.space.tables import EXACT, TOLERANCE, Tables

__all__ = [
    "PRESENT",
    "Broken",
    "Ruler",
    "breaks",
    "broken_names",
    "choice_of",
    "gains_of",
    "has_present_state",
    "neighbours",
    "patterns_held",
    "plain",
    "ruler_of",
]

IntArray = npt.NDArray[np.int64]
FloatArray = npt.NDArray[np.float64]
BoolArray = npt.NDArray[np.bool_]

PRESENT = "the present state, which is no deal"

BLOCK = 1 << 15
"""Neighbours that are looked at together."""


class Broken(NamedTuple):
    """What each of m packages breaks."""

    lines: BoolArray
    """[m, L] real red lines."""
    options: BoolArray
    """[m, D] options that no deal may hold."""
    patterns: IntArray
    """[m] patterns (bits) that no deal may hold."""

    @property
    def number(self) -> IntArray:
        """[m] how much each package breaks."""
        bits = np.bitwise_count(self.patterns).astype(np.int64)
        return np.asarray(self.lines.sum(axis=1) + self.options.sum(axis=1) + bits, np.int64)


class Ruler(NamedTuple):
    """How gains in the units of each actor's table become comparable between actors."""

    times: FloatArray
    """[A]"""
    over: FloatArray
    """[A]"""
    whole: bool
    """Whether the result must be rounded to a grid, as the table is not exact."""

    def measure(self, gains: FloatArray) -> FloatArray:
        """Gains [m, A] in one common unit; equal ones are equal numbers, larger ones larger."""
        common = gains * self.times / self.over
        return np.rint(common) if self.whole else common


def patterns_held(plan: Plan, choices: IntArray) -> IntArray:
    """Patterns of several options that each package [m, D] holds, as bits: [m]."""
    held = np.full(len(choices), np.bitwise_or.reduce(plan.ends), dtype=np.int64)
    for d in range(choices.shape[1]):
        held &= plan.compat[d, choices[:, d]]
    return held


def gains_of(plan: Plan, t: Tables, choices: IntArray) -> FloatArray:
    """Utility above the threshold of packages [m, D]: [m, A], in units of ``t.scale``."""
    total = np.repeat(-_level(t)[None], len(choices), axis=0)
    for d in range(choices.shape[1]):
        total += t.utility[0, d, choices[:, d]]
    held = patterns_held(plan, choices)
    for b, points in enumerate(t.points[0].tolist()):
        total[(held & plan.bonus_pattern[b]) != 0, plan.bonus_actor[b]] += points
    return total


def _level(t: Tables) -> FloatArray:
    """Thresholds without the tolerance: what gains are measured from, [A]."""
    level: FloatArray = t.level[0]
    return level


def breaks(plan: Plan, real: BoolArray, choices: IntArray) -> Broken:
    """What packages [m, D] break, with the red lines `real` [L] in force."""
    held = patterns_held(plan, choices)
    depths = np.arange(choices.shape[1])
    lines = np.zeros((len(choices), len(real)), dtype=np.bool_)
    for j in np.flatnonzero(real).tolist():
        lines[:, j] = plan.line_broken[j] | ((held & plan.line_patterns[j]) != 0)
        lines[:, j] |= plan.line_options[j][depths, choices].any(axis=1)
    return Broken(lines, plan.banned[depths, choices], held & plan.forbidden[0])


def ruler_of(t: Tables) -> Ruler:
    """Return what makes gains comparable: exactly, where whole numbers in one unit fit a float64.

    Otherwise each gain in points is rounded once or, if the table is not exact, to 1e-7 points.
    """
    ones = np.ones(len(t.scale))
    if not t.exact:
        return Ruler(ones / TOLERANCE, t.scale, whole=True)
    common = math.lcm(*(int(s) for s in t.scale.tolist()))
    times = [common // int(s) for s in t.scale.tolist()]
    most = np.abs(t.utility[0]).max(axis=1).sum(axis=0) + np.abs(t.threshold[0])
    most += np.abs(t.points[0]).sum()
    if max(int(m) * n for m, n in zip(most.tolist(), times, strict=True)) < EXACT:
        return Ruler(np.array(times, dtype=np.float64), ones, whole=False)
    return Ruler(ones, t.scale, whole=False)


def neighbours(
    options: IntArray, current: IntArray, order: Sequence[int], *, pairs: bool
) -> Iterator[IntArray]:
    """All packages that differ from `current` [D] in one issue, then in two: blocks of [m, D].

    They come in the order of the issues in `order`, and of the options within an issue.
    """
    single = [(d, o) for d in order for o in range(int(options[d])) if o != current[d]]
    if not single:
        return
    place, option = np.array(single, dtype=np.int64).T
    yield _changed(current, (place, option))
    if not pairs:
        return
    first, left = [], 0
    for i in range(len(single)):  # whole rows of the triangle of pairs, as many as fit a block
        first.append(i)
        left += len(single) - i - 1
        if left >= BLOCK or i == len(single) - 1:
            rows = [np.arange(j + 1, len(single)) for j in first]
            one = np.repeat(np.array(first), [len(row) for row in rows])
            two = np.concatenate(rows)
            kept = place[one] != place[two]
            one, two = one[kept], two[kept]
            yield _changed(current, (place[one], option[one]), (place[two], option[two]))
            first, left = [], 0


def _changed(current: IntArray, *changes: tuple[IntArray, IntArray]) -> IntArray:
    found = np.repeat(current[None], len(changes[0][0]), axis=0)
    rows = np.arange(len(found))
    for place, option in changes:
        found[rows, place] = option
    return found


def has_present_state(about: Frame) -> bool:
    """Whether the status quos together are what goes on without agreement, and so no deal.

    Scenarios of other tools mark no status quo; there the word means nothing.
    """
    return about.scenario is None


def choice_of(about: Frame, package: Mapping[str, str]) -> IntArray:
    """Return one package ``{issue: option}`` as option indices [D] in walk order.

    Issues left out hold their fixed option, else the status quo, where there is one.

    Raises
    ------
    UsageError
        For unknown names, and for issues left out of a space without a status quo.
    """
    if not isinstance(package, Mapping):
        raise UsageError(f"give a package as {{issue: option}}, not {package!r}")
    for issue, option in package.items():
        if issue not in about.issues.issues:
            raise UsageError(
                f"there is no issue {issue!r} here",
                hint=did_you_mean(str(issue), about.issues.issues),
            )
        if not isinstance(option, str):
            raise UsageError(f"issue {issue!r}: give the id of an option, not {option!r}")
    given = {**about.fixed, **package}
    absent = [issue for issue in about.issues.issues if issue not in given]
    if absent and not has_present_state(about):
        raise UsageError(
            f"the package says nothing about {absent[0]!r}",
            hint="name an option of every issue: no status quo is marked",
        )
    return np.array(
        [
            about.walk.option_index(issue, given[issue])
            if issue in given
            else about.walk.status_quo[d]
            for d, issue in enumerate(about.walk.issues)
        ],
        dtype=np.int64,
    )


def broken_names(about: Frame, broken: Broken, choice: IntArray, row: int) -> tuple[str, ...]:
    """In words what one package [D] breaks, `row` of `broken`: red lines, exclusions."""
    names = [
        f"red line {line.id} of {line.actor}"
        for j, line in enumerate(about.lines)
        if broken.lines[row, j]
    ]
    held = about.labels(choice[None])[0]
    moved = [issue for issue, option in about.fixed.items() if held[issue] != option]
    names += [f"the fixed option of {issue}" for issue in moved]
    excluded = int(broken.options[row].sum()) + int(broken.patterns[row]).bit_count() - len(moved)
    if has_present_state(about) and tuple(choice.tolist()) == about.walk.status_quo:
        names.append(PRESENT)
        excluded -= 1
    return (*names, *(["an exclusion"] if excluded > 0 else []))


def plain(points: float) -> str:
    """Points for a sentence.

    >>> plain(20.0), plain(-1.25), plain(1 / 3)
    ('20', '-1.25', '0.333')
    """
    written = f"{points:.3f}".rstrip("0").rstrip(".")
    return "0" if written == "-0" else written
