"""Solution points over draws: what each gives whom within the ranges, and where it tends to lie."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from backchannel.case import Case
from backchannel.core.figures import counted
from backchannel.core.results import Note, RunRecord, Status
from backchannel.deals.rows import to_frame
from backchannel.deals.search_draws import points_of_draws
from backchannel.space import Frame, Tables, frame
from backchannel.space.seeds import Seed, seed_label
from backchannel.studies.over_draws import (
    STEPS,
    Progress,
    Stop,
    draws_of,
    gathered,
    notes_on,
    parts,
    workers_of,
)
from backchannel.studies.ranges import PERCENTILES, Range

__all__ = ["PointOverDraws", "PointsOverDraws", "points_over_draws"]

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]

POINTS = (
    ("nash", "Nash point"),
    ("kalai_smorodinsky", "Kalai-Smorodinsky point"),
    ("egalitarian", "Egalitarian point"),
    ("utilitarian", "Utilitarian point"),
)
"""In the order of `points_of_draws`."""


@dataclass(frozen=True)
class PointOverDraws:
    """One solution point over the draws in which a zone exists.

    Attributes
    ----------
    method, title
        Which solution.
    gains
        Range of each actor's gain at the point.
    options
        For each issue, option by option, the share of these draws whose point holds it.
    packages
        The packages that are the point most often, with the share of these draws.
    """

    method: str
    title: str
    gains: tuple[Range, ...]
    options: Mapping[str, Mapping[str, float]] = field(repr=False)
    packages: tuple[tuple[Mapping[str, str], float], ...] = field(repr=False)


@dataclass(frozen=True, eq=False)
class PointsOverDraws:
    """The four solution points within the ranges of all estimates.

    Attributes
    ----------
    draws, open_draws
        Draws in all, and those in which a zone exists: the points are theirs.
    points
        Nash, Kalai-Smorodinsky, egalitarian, utilitarian; empty if no draw has a zone.
    best
        Range of the most that each actor gains in the zone, over the same draws.
    distance
        Where the zone is empty: range of the points that each actor alone would have to come down
        for a deal; None for one that cannot open it alone in any of these draws.
    """

    actors: tuple[str, ...]
    issues: tuple[str, ...]
    conditions: tuple[str, ...]
    draws: int
    open_draws: int
    points: tuple[PointOverDraws, ...]
    best: tuple[Range, ...]
    distance: tuple[Range | None, ...]
    status: Status
    notes: tuple[Note, ...]
    run: RunRecord

    def to_rows(self) -> list[dict[str, object]]:
        """Return one row a point and actor, with the range of its gain."""
        return [
            {"method": p.method, "actor": a, "low": g.low, "median": g.median, "high": g.high}
            for p in self.points
            for a, g in zip(self.actors, p.gains, strict=True)
        ]

    def to_frame(self) -> Any:
        """Return the rows as a polars data frame."""
        return to_frame(self.to_rows())

    def summary(self) -> str:
        """Return one plain sentence with its caveat."""
        if not self.points:
            return (
                f"No zone in any of {counted(self.draws, 'draw')}, so no point; this is no "
                "forecast."
            )
        nash = zip(self.actors, self.points[0].gains, strict=True)
        gains = "; ".join(f"{a} {g.median:.3g} ({g.low:.3g} to {g.high:.3g})" for a, g in nash)
        return (
            f"At the Nash point of the {self.open_draws:,} of {counted(self.draws, 'draw')} with "
            "a zone the "
            f"gains are, at the median (and 5th to 95th percentile): {gains}. "
            "This follows from the stated ranges and is no forecast."
        )


def points_over_draws(  # noqa: PLR0913
    case: Case,
    actors: Sequence[str] = (),
    *,
    issues: Sequence[str] | None = None,
    channel: str | None = None,
    condition: str | Sequence[str] | None = None,
    fixed: Mapping[str, str] | None = None,
    draws: int = 2_000,
    seed: Seed = 0,
    limit: int = 5,
    threads: int | None = None,
    progress: Progress | None = None,
    stop: Stop | None = None,
) -> PointsOverDraws:
    """Find the four solution points in each draw and say what they give whom.

    Where packages tie within a draw, the largest sum of gains counts, then the first that is met.
    Where nobody can gain together with the others, the Nash point is the egalitarian one.

    Parameters
    ----------
    case, actors, issues, channel, condition, fixed
        As for `backchannel.space.frame`.
    draws, seed, threads, progress, stop
        As for `zone_over_draws`; the result does not depend on the threads.
    limit
        Packages to list for each point.

    Examples
    --------
    >>> import backchannel as bc
    >>> found = points_over_draws(bc.load("two-issues"), ["upstream", "downstream"], draws=64)
    >>> [point.method for point in found.points]
    ['nash', 'kalai_smorodinsky', 'egalitarian', 'utilitarian']
    """
    about = frame(case, actors, issues=issues, channel=channel, condition=condition, fixed=fixed)
    jobs = (partial(_part, about, t) for t in parts(about, draws, seed))
    found = gathered(
        jobs,
        workers_of(threads),
        lambda part: len(part.state),
        draws=draws,
        progress=progress,
        stop=stop,
    )
    together = _Part(*(np.concatenate(arrays) for arrays in zip(*found, strict=True)))
    done = len(together.state)
    notes = notes_on(about, done, draws, int((together.state < 0).sum()))
    return _summed(about, together, done, limit, notes, seed)


class _Part(NamedTuple):
    """What `points_of_draws` fills."""

    choices: IntArray
    gains: FloatArray
    best: FloatArray
    state: IntArray


def _part(about: Frame, t: Tables) -> _Part:
    n, depth, _, actors = t.utility.shape
    part = _Part(
        np.zeros((n, len(POINTS), depth), np.int64),
        np.zeros((n, len(POINTS), actors)),
        np.zeros((n, actors)),
        np.zeros(n, np.int64),
    )
    points_of_draws(about.plan, draws_of(t), about.powers, STEPS, *part)
    return part


def _summed(
    about: Frame, part: _Part, draws: int, limit: int, notes: tuple[Note, ...], seed: Seed
) -> PointsOverDraws:
    open_, shut = part.state == 1, part.state == 0
    points = tuple(
        PointOverDraws(
            method=method,
            title=title,
            gains=_ranges(part.gains[open_, p]),
            options=_options(about, part.choices[open_, p]),
            packages=_most_often(about, part.choices[open_, p], limit),
        )
        for p, (method, title) in enumerate(POINTS)
        if open_.any()
    )
    settings = {**about.settings, "draws": draws, "limit": limit}
    return PointsOverDraws(
        actors=about.actors,
        issues=about.issues.issues,
        conditions=about.conditions,
        draws=draws,
        open_draws=int(open_.sum()),
        points=points,
        best=_ranges(part.best[open_]) if open_.any() else (),
        distance=tuple(_distance(-part.best[shut, a]) for a in range(len(about.actors))),
        status=Status.ESTIMATED,
        notes=notes,
        run=RunRecord(
            "studies.points_over_draws", about.about, about.digest, settings, seed_label(seed)
        ),
    )


def _ranges(gains: FloatArray) -> tuple[Range, ...]:
    """Range of each column [n, A]."""
    low, median, high = np.percentile(gains, PERCENTILES, axis=0).tolist()
    return tuple(Range(*three) for three in zip(low, median, high, strict=True))


def _distance(short: FloatArray) -> Range | None:
    possible = short[np.isfinite(short)]
    return _ranges(np.maximum(possible, 0.0)[:, None])[0] if len(possible) else None


def _options(about: Frame, choices: IntArray) -> dict[str, dict[str, float]]:
    shares = {}
    for issue, options, column in zip(
        about.issues.issues, about.issues.options, about.case_order(choices).T, strict=True
    ):
        held = np.bincount(column, minlength=len(options)) / len(column)
        shares[issue] = dict(zip(options, held.tolist(), strict=True))
    return shares


def _most_often(
    about: Frame, choices: IntArray, limit: int
) -> tuple[tuple[Mapping[str, str], float], ...]:
    packages, times = np.unique(about.case_order(choices), axis=0, return_counts=True)
    order = np.argsort(-times, kind="stable")[:limit]
    labels = about.issues.named(packages[order])
    return tuple(zip(labels, (times[order] / len(choices)).tolist(), strict=True))
