"""The Pareto frontier inside a zone: packages that no other package improves for everybody.

It is grown issue by issue (`backchannel.deals.growth`), so that neither the space nor the zone is
listed. Packages with equal utilities for all actors are all kept and counted. The comparison is
exact whenever the zone's count is.

Source: Raiffa 1982 for the idea of the frontier.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from backchannel.core.errors import UsageError
from backchannel.core.results import Note, RunRecord, Status, note
from backchannel.deals.growth import Grown, grown, listed, undominated
from backchannel.deals.kernels import Draw
from backchannel.deals.rows import to_frame
from backchannel.space.plan import Plan

if TYPE_CHECKING:
    from backchannel.deals.zone import Zone

__all__ = ["Edge", "Frontier", "frontier", "grown_edge", "pareto"]

IntArray = npt.NDArray[np.int64]
FloatArray = npt.NDArray[np.float64]

STATES = (1 << 14, 1 << 17, 1 << 20)
"""Part-packages for which room is made, one after another."""

MOST_LISTED = 100_000
"""Frontier packages that are listed; more ties are counted only."""


@dataclass(frozen=True, eq=False)
class Frontier:
    """The Pareto-optimal packages of a zone, best total gain first.

    Attributes
    ----------
    choices
        [m, issues] options of the packages, issues in the order of ``zone.frame.walk``.
    gains
        [m, actors] points above each actor's walk-away value (in a partial zone: above the
        status quo).
    scaled
        The gains times ``zone.tables.scale``: exact whole numbers when the zone is exact.
    count
        Packages on the frontier. All are listed but where ties make them more than 100,000; then
        some are for each gain vector.
    distinct
        Number of different gain vectors; `count` counts ties.
    """

    zone: Zone = field(repr=False)
    choices: IntArray = field(repr=False)
    gains: FloatArray = field(repr=False)
    scaled: FloatArray = field(repr=False)
    count: int
    distinct: int
    status: Status
    notes: tuple[Note, ...]
    run: RunRecord

    def __len__(self) -> int:
        return len(self.choices)

    def packages(self, limit: int = 100) -> list[dict[str, str]]:
        """Return the first packages as ``{issue: option}``."""
        return self.zone.frame.labels(self.choices[:limit])

    def to_rows(self, limit: int | None = None) -> list[dict[str, object]]:
        """Return one row a package: its options and every actor's gain in points."""
        labels = self.zone.frame.labels(self.choices[:limit])
        names = [f"gain.{actor}" for actor in self.zone.actors]
        return [
            {**package, **dict(zip(names, row, strict=True))}
            for package, row in zip(labels, self.gains[:limit].tolist(), strict=True)
        ]

    def to_frame(self) -> Any:
        """Return the rows as a polars data frame."""
        return to_frame(self.to_rows())

    def summary(self) -> str:
        """Return one plain sentence with its caveat."""
        return (
            f"{self.count:,} of the packages that {' and '.join(self.zone.actors)} "
            "accept cannot be improved for one without a loss for another, at the most likely "
            "values; which ones these are can change within the ranges."
        )


@dataclass(frozen=True)
class Edge:
    """Frontier packages as arrays: [m, D] options in walk order, [m, A] gains in utility units."""

    choices: IntArray
    scaled: FloatArray
    count: int
    distinct: int


def frontier(zone: Zone) -> Frontier:
    """Find the packages of a zone that no other one in it improves for all.

    A package is left out when another one gives no actor less and some actor more. With one actor
    these are its best packages.

    Raises
    ------
    UsageError
        If the frontier is too large to grow.

    Examples
    --------
    >>> import backchannel as bc
    >>> best = bc.zone(bc.load("two-issues"), ["upstream", "downstream"]).frontier()
    >>> 1 <= best.distinct <= len(best)
    True
    """
    about, t = zone.frame, zone.tables
    edge = zone.edge
    scaled = edge.scaled - (t.level - t.threshold)
    # Best total gain first, then by the case's order, so that the walk does not show.
    order = np.lexsort((*about.case_order(edge.choices).T[::-1], -(scaled / t.scale).sum(axis=1)))
    arrays = (edge.choices[order], scaled[order] / t.scale, scaled[order])
    for array in arrays:
        array.setflags(write=False)
    notes = zone.notes
    if edge.count > len(order):
        notes += (note("unlisted", listed=f"{len(order):,}"),)
    return Frontier(
        zone,
        *arrays,
        count=edge.count,
        distinct=edge.distinct,
        status=zone.status if edge.count else Status.INFEASIBLE,
        notes=notes,
        run=replace(zone.run, method="deals.frontier"),
    )


def grown_edge(plan: Plan, draw: Draw, scale: FloatArray) -> Edge:
    """Grow the frontier of one draw of whole numbers; gains are measured from its thresholds.

    Raises
    ------
    UsageError
        If more part-packages are Pareto-optimal than fit.
    """
    unit, exact = _units(draw, scale)
    for states in STATES:
        made = grown(plan, draw, unit, states)
        if made.depth == plan.options.size:
            break
    else:
        raise UsageError(
            f"the frontier is too large to list: over {STATES[-1]:,} part-packages after "
            f"{made.depth} of {plan.options.size} issues",
            hint="the solution points do not need it; or name fewer issues or actors",
            code="TOO-LARGE",
        )
    places = np.arange(len(made.gains)) if exact else _exact(made.gains)
    choices, owner = _packages(made, places, plan.options.size)
    ties = made.ties[places]
    few = float(ties.sum()) < 2.0**53
    count = int(ties.sum()) if few else _many(made, places)
    return Edge(choices, made.gains[places][owner], count, len(places))


def _units(draw: Draw, scale: FloatArray) -> tuple[FloatArray, bool]:
    """Weights near one over the scale that keep sums over actors exact, if any can.

    Powers of two only move the point, so that whole numbers times them are added without rounding
    as long as the sum spans fewer than 53 bits.
    """
    unit: FloatArray = np.exp2(-np.round(np.log2(scale)))
    most = np.abs(draw.utility).max(axis=1).sum(axis=0) + np.abs(draw.threshold)
    most += np.abs(draw.points).sum()
    return unit, bool((most * unit).sum() / unit.min() < 2.0**53)


def _exact(gains: FloatArray) -> IntArray:
    """Places of the vectors that no other dominates; the growth orders them by rounded sums."""
    order = np.lexsort(gains.T[::-1])[::-1]  # whoever dominates stands first
    kept: IntArray = np.sort(order[undominated(gains, order)])
    return kept


def _packages(made: Grown, places: IntArray, depth: int) -> tuple[IntArray, IntArray]:
    """List the packages of some of the last states, and whose each is."""
    most = made.ties[places]
    if most.sum() > MOST_LISTED:
        most = np.minimum(most, max(MOST_LISTED // len(places), 1))
    room = np.cumsum(most).astype(np.int64)
    choices = np.empty((int(room[-1]) if len(room) else 0, depth), np.int64)
    owner = np.empty(len(choices), np.int64)
    listed(made, made.first + places, room, choices, owner)
    return choices, owner


def _many(made: Grown, places: IntArray) -> int:
    """Count packages beyond what a float holds exactly."""
    known = {0: 1}

    def ways(state: int) -> int:
        if state not in known:
            number, e = 0, int(made.way[state])
            while e >= 0:
                number += ways(int(made.parent[e]))
                e = int(made.other[e])
            known[state] = number
        return known[state]

    return sum(ways(int(made.first) + place) for place in places.tolist())


def pareto(gains: npt.ArrayLike) -> tuple[IntArray, int]:
    """Indices of the vectors that no other vector dominates, and how many of them differ.

    Parameters
    ----------
    gains
        [n, actors], more is better.

    Examples
    --------
    >>> kept, distinct = pareto([[1, 3], [2, 2], [2, 2], [1, 2]])
    >>> sorted(kept.tolist()), distinct
    ([0, 1, 2], 2)
    """
    array = np.ascontiguousarray(gains, dtype=np.float64)
    kept = _exact(array)
    return kept, len(np.unique(array[kept], axis=0))
