"""Counts of what one actor accepts among the packages of others, under many walk-away values.

The others' packages are those of rule 4 (partial) or rule 1 (all issues); the actor judges them as
a whole against its walk-away value. Where a package brings about a condition by itself, the actor
is judged under that condition too (rule 8). That enters as a bonus on the pattern, worth what the
condition takes off the walk-away value, so that one count serves for all packages.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from backchannel.case import Case
from backchannel.case.estimates import SignedPoints
from backchannel.case.schema import Bonus
from backchannel.case.unknowns import Unknown
from backchannel.deals.counting import count_beside
from backchannel.deals.kernels import Draw
from backchannel.deals.zone import COUNT_LIMIT
from backchannel.space import Frame, Tables, frame
from backchannel.space.seeds import Seed
from backchannel.studies.nash import nash_in
from backchannel.studies.over_draws import count_in, draws_of, exists_in
from backchannel.studies.pressure.levers import implied_for
from backchannel.studies.worth import levels, worth_at

__all__ = ["Alone", "Judge", "Judged", "WalkAways", "alone_in", "judge", "judged"]

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]
BoolArray = npt.NDArray[np.bool_]


class WalkAways:
    """Walk-away values of a case's actors over the same draws, each drawn once."""

    def __init__(self, case: Case, draws: int, seed: Seed) -> None:
        self.case, self.draws, self.seed = case, draws, seed
        self._known: dict[tuple[str, tuple[str, ...]], tuple[FloatArray, FloatArray]] = {}

    def _levels(self, actor: str, conditions: Sequence[str]) -> tuple[FloatArray, FloatArray]:
        key = actor, tuple(sorted(set(conditions)))
        if key not in self._known:
            self._known[key] = levels(self.case, *key, draws=self.draws, seed=self.seed)
        return self._known[key]

    def under(self, actor: str, conditions: Sequence[str] = ()) -> FloatArray:
        """Walk-away value of an actor under conditions, in points: [draws]."""
        return self._levels(actor, conditions)[0]

    def present(self, actor: str) -> FloatArray:
        """Worth of the present state to an actor, in points: [draws]."""
        return self._levels(actor, ())[1]


class Alone(NamedTuple):
    """What those at the table can sign in each draw."""

    counts: IntArray
    """[n] packages; 1 or 0 in a space too large to count, -1 where that was not settled."""
    choices: IntArray
    """[n, D] their Nash package, issues in walk order."""
    state: IntArray
    """[n] 1 where there is such a package, 0 where none, -1 where the search gave up."""


class Judged(NamedTuple):
    """What the absent actor accepts in each draw, under each row of walk-away values."""

    counts: IntArray
    """[n, R]"""
    margins: FloatArray
    """[n, R] points by which the Nash package lies above the walk-away value."""
    accepts: BoolArray
    """[n, R] whether the actor accepts the Nash package, its red lines included."""


@dataclass(frozen=True)
class Judge:
    """An absent actor before the packages of a channel, under R rows of walk-away values."""

    about: Frame
    """Those at the table and, last, the absent actor."""
    alone: Frame
    """Those at the table."""
    implied: tuple[tuple[str, ...], ...]
    """Sets of conditions that packages bring about."""
    starts: FloatArray
    """[draws] the level that the frame's tables compare the actor with."""
    levels: FloatArray
    """[R, 1 + implied, draws] walk-away values: of other packages, then of those that imply."""


def alone_in(alone: Frame, t: Tables) -> Alone:
    """Count what those at the table can sign in each draw, and find their Nash package."""
    return Alone(count_in(alone, draws_of(t)), *nash_in(alone, t))


def judge(
    walk_aways: WalkAways,
    alone: Frame,
    actor: str,
    sets: Sequence[Sequence[str]],
    both: Sequence[tuple[int, int]] = (),
) -> Judge:
    """Set an absent actor before the packages of a channel, under sets of conditions.

    Rows are those of `sets`, then one for each pair of rows in `both` with the higher of the two
    walk-away values: what passes there passes under both.
    """
    case, issues = walk_aways.case, alone.issues.issues
    implied = implied_for(case, actor, issues)
    bonuses, unknowns = list(case.document.bonuses), dict(case.unknowns)
    nothing = SignedPoints.model_validate([0, 0, 0])
    for n, (_, pattern) in enumerate(implied):
        name = _name(n)
        path = f"bonuses.{name}.points"
        bonuses.append(
            Bonus.model_construct(
                id=name, actor=actor, pattern=pattern, points=nothing, in_public=False
            )
        )
        unknowns[path] = Unknown(path, 0, 0, 0, "points", None, None, (), "pert", ())
    document = case.document.model_copy(update={"bonuses": tuple(bonuses)})
    about = frame(
        replace(case, document=document, unknowns=unknowns), [*alone.actors, actor], issues=issues
    )
    every = [(), *(conditions for conditions, _ in implied)]
    rows = [
        np.array([walk_aways.under(actor, [*conditions, *more]) for more in every])
        for conditions in sets
    ]
    rows += [np.maximum(rows[i], rows[j]) for i, j in both]
    starts = walk_aways.present(actor) if about.partial else walk_aways.under(actor)
    return Judge(about, alone, tuple(every[1:]), starts, np.array(rows))


def judged(held: Judge, t: Tables, found: Alone, start: int) -> Judged:
    """Count what the absent actor accepts in the draws from `start` on, by rows of `held`."""
    n = len(t.threshold)
    rows = held.levels[:, :, start : start + n]
    order = [held.about.issues.issues.index(issue) for issue in held.about.walk.issues]
    nash = held.alone.case_order(found.choices)[:, order]
    counts = np.zeros((n, len(rows)), np.int64)
    margins = np.zeros((n, len(rows)))
    accepts = np.zeros((n, len(rows)), dtype=np.bool_)
    starts = held.starts[start : start + n]
    left = np.flatnonzero(found.counts)  # where the others can sign nothing, there is no more
    alike: dict[bytes, list[int]] = {}
    for r, row in enumerate(rows):
        alike.setdefault((row[0] - row).tobytes(), []).append(r)
    for group in alike.values():  # only the threshold differs
        limits = np.zeros((n, len(group)))
        for k, r in enumerate(group):
            under = _under(held, t, rows[r], starts)
            worth = worth_at(held.about, under, nash)
            margins[:, r], accepts[:, r] = worth.gains[:, -1], worth.accepted[:, -1]
            limits[:, k] = under.threshold[:, -1]
        here = np.zeros((left.size, len(group)), np.int64)
        _count_beside(held.about, draws_of(under, left), limits[left], here)
        counts[left[:, None], np.array(group)] = here
    return Judged(counts, margins, accepts)


def _under(held: Judge, t: Tables, row: FloatArray, starts: FloatArray) -> Tables:
    """Tables of one row [1 + implied, n]: the threshold of the last actor and what shifts it."""
    utility, threshold, points = t.utility.copy(), t.threshold.copy(), t.points.copy()
    threshold[:, -1] += row[0] - starts
    taken = row[0] - row  # off the walk-away value, under each set of conditions
    for n, conditions in enumerate(held.implied):
        # A package that brings about several holds the patterns of all their subsets as well.
        path, own = f"bonuses.{_name(n)}.points", set(conditions)
        share = sum(
            (-1) ** (len(own) - len(part)) * taken[1 + m]
            for m, part in enumerate(held.implied)
            if own.issuperset(part)
        )
        for b, bonus in enumerate(held.about.bonuses):
            if bonus.path == path:
                points[:, b] = share
                for d, o in bonus.single:
                    utility[:, d, o, -1] += share
    return replace(t, utility=utility, threshold=threshold, points=points)


def _name(n: int) -> str:
    """Id of the bonus that stands for a set of conditions; no case can hold it."""
    return f"implied:{n}"


def _count_beside(about: Frame, draws: Draw, limits: FloatArray, counts: IntArray) -> None:
    """Count the zone of each draw under each threshold [n, R] of the last actor."""
    if about.issues.size <= COUNT_LIMIT:
        count_beside(about.plan, draws, limits, counts)
        return
    for r, limit in enumerate(limits.T):
        threshold = np.column_stack([draws.threshold[:, :-1], limit])
        counts[:, r] = exists_in(about, draws._replace(threshold=threshold))
