"""Changes of numbers as a case writes them: short values that were tried, and their names."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from backchannel.case import Case
from backchannel.space import Frame, point_tables
from backchannel.studies.change.judges import Judge
from backchannel.studies.change.least import Step
from backchannel.studies.change.moves import beyond_half
from backchannel.studies.change.opening import Opened
from backchannel.studies.change.shrinking import grid, with_values

__all__ = ["Change", "Move", "moved_case", "moves_of", "named", "passes", "rounded"]

FINER = (0, 1, 2, 4, 8)
"""Decimals added to a short value until it does what the exact one does."""


@dataclass(frozen=True)
class Move:
    """One number moved within its range."""

    path: str
    before: float
    after: float
    low: float
    high: float
    fact: str = ""
    """For a red line that shares a fact with others: the fact, which counts as one number."""

    @property
    def share_of_range(self) -> float:
        """How far it moves, as a share of its range."""
        return abs(self.after - self.before) / (self.high - self.low)

    def __str__(self) -> str:
        return (
            f"{named(self.path)} from {self.before:.6g} to {self.after:.6g} "
            f"({100 * self.share_of_range:.3g} % of its range)"
        )


@dataclass(frozen=True)
class Change:
    """Moves that together open or close a zone."""

    moves: tuple[Move, ...]
    package: Mapping[str, str] | None
    """A package that all accept then; None where the zone is closed."""

    @property
    def total(self) -> float:
        """Sum of the shares of ranges; red lines with one fact count once, by the farthest."""
        farthest: dict[str, float] = {}
        for move in self.moves:
            name = move.fact or move.path
            farthest[name] = max(farthest.get(name, 0.0), move.share_of_range)
        return sum(farthest.values())

    @property
    def size(self) -> int:
        """Numbers that move; red lines with one fact count once."""
        return len({move.fact or move.path for move in self.moves})


def rounded(about: Frame, opened: Opened) -> Change | None:
    """Write steps as short values, rounded away from where they began, that still open the zone."""
    package = {
        issue: options[o]
        for issue, options, o in zip(
            about.walk.issues, about.walk.options, opened.options, strict=True
        )
    }
    ordered = {issue: package[issue] for issue in about.issues.issues}
    lines = {
        about.lines[j].path: beyond_half(about, j) for fact in opened.facts for j in fact.lines
    }
    for finer in FINER:
        values = lines | {
            step.path: _short(about, judge, step, finer) for judge, step in opened.steps
        }
        if passes(with_values(about, values), package):
            return Change(moves_of(about, values), ordered)
    return None


def _short(about: Frame, judge: Judge, step: Step, finer: int) -> float:
    """First short value at or beyond the end of a step."""
    u, path = about.unknowns[step.path], step.path
    end = u.high if step.target > judge.mode[path] else u.low
    mode = Fraction(str(u.mode))
    goal = mode + step.part * (Fraction(str(end)) - mode)
    steps = grid(u.low, u.mode, u.high, end, finer)
    # As written: a float may lie a hair beside the decimal that it stands for.
    ahead = 1 if end > u.mode else -1
    return steps[bisect_left(steps, ahead * goal, key=lambda x: ahead * Fraction(str(x)))]


def moves_of(about: Frame, values: Mapping[str, float]) -> tuple[Move, ...]:
    """Say what changes, from the most likely values to these.

    Examples
    --------
    >>> import backchannel as bc
    >>> from backchannel.space import frame
    >>> about = frame(bc.load("two-issues"), ["upstream", "downstream"])
    >>> [move.after for move in moves_of(about, {"walk_away.upstream": 31.0})]
    [31.0]
    """
    shared = {line.path: line.stream for line in about.lines if line.stream != line.path}
    return tuple(
        Move(path, u.mode, value, u.low, u.high, shared.get(path, ""))
        for path, value in sorted(values.items())
        for u in (about.unknowns[path],)
    )


def moved_case(case: Case, change: Change) -> Case:
    """Return the case with the moves made, as an analyst would make them."""
    for move in change.moves:
        triple = (move.low, move.after, move.high)
        case = case.changed(move.path, triple, reason="moved to see what would change")
    return case


def passes(about: Frame, package: Mapping[str, str]) -> bool:
    """Whether every actor accepts one package, by the tables on which zones rest."""
    t, plan = point_tables(about), about.plan
    options = [
        ids.index(package[issue])
        for issue, ids in zip(about.walk.issues, about.walk.options, strict=True)
    ]
    alive, at_all = -1, list(enumerate(options))
    for d, o in at_all:
        alive &= int(plan.compat[d, o])
    lines = np.flatnonzero(t.real[0])
    banned = plan.banned | plan.line_options[lines].any(axis=0)
    forbidden = int(plan.forbidden[0])
    for patterns in plan.line_patterns[lines].tolist():
        forbidden |= patterns
    gains = sum((t.utility[0, d, o] for d, o in at_all), start=-t.threshold[0])
    for b, pattern in enumerate(plan.bonus_pattern.tolist()):
        if alive & pattern:
            gains[plan.bonus_actor[b]] += t.points[0, b]
    broken = plan.line_broken[lines].any() or any(banned[d, o] for d, o in at_all)
    return not broken and not alive & forbidden and bool((gains >= 0).all())


def named(path: str) -> str:
    """Return what a path names, in words and ids.

    >>> named("preferences.upstream.water.values.all")
    'the value of all (water) to upstream'
    >>> named("walk_away.upstream")
    'the walk-away value of upstream'
    """
    match path.split("."):
        case ["walk_away", actor]:
            return f"the walk-away value of {actor}"
        case ["walk_away_if", actor, condition]:
            return f"the walk-away value of {actor} if {condition}"
        case ["preferences", actor, issue, "weight"]:
            return f"the weight of {issue} to {actor}"
        case ["preferences", actor, issue, "values", option]:
            return f"the value of {option} ({issue}) to {actor}"
        case ["red_lines", line, "hardness"]:
            return f"the hardness of red line {line}"
        case ["bonuses", bonus, "points"]:
            return f"the points of bonus {bonus}"
        case ["leverage", lever, "strength"]:
            return f"the strength of lever {lever}"
        case _:
            return path
