"""The Pareto frontier inside a zone: packages that no other package improves for everybody.

Packages with equal utilities for all actors are all kept. The comparison is exact whenever the
zone's count is.

Source: Raiffa 1982. Sorting puts dominators first, so that each package is compared with few.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from backchannel.core.results import Note, RunRecord, Status
from backchannel.deals import kernels
from backchannel.deals.rows import to_frame

if TYPE_CHECKING:
    from backchannel.deals.zone import Zone

__all__ = ["Frontier", "frontier"]

IntArray = npt.NDArray[np.int64]
FloatArray = npt.NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Frontier:
    """The Pareto-optimal packages of a zone, best total gain first.

    Attributes
    ----------
    ranks
        [m] ranks of the packages in ``zone.frame.issues``.
    gains
        [m, actors] points above each actor's walk-away value (in a partial zone: above the
        status quo).
    scaled
        The gains times ``zone.tables.scale``: exact whole numbers when the zone is exact.
    distinct
        Number of different gain vectors; ``len(ranks)`` counts ties.
    """

    zone: Zone = field(repr=False)
    ranks: IntArray = field(repr=False)
    gains: FloatArray = field(repr=False)
    scaled: FloatArray = field(repr=False)
    distinct: int
    status: Status
    notes: tuple[Note, ...]
    run: RunRecord

    def __len__(self) -> int:
        return len(self.ranks)

    def packages(self, limit: int = 100) -> list[dict[str, str]]:
        """Return the first packages as ``{issue: option}``."""
        return self.zone.frame.issues.labels(self.ranks[:limit])

    def to_rows(self, limit: int | None = None) -> list[dict[str, object]]:
        """Return one row a package: its options and every actor's gain in points."""
        labels = self.zone.frame.issues.labels(self.ranks[:limit])
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
            f"{len(self)} of the {self.zone.count} packages that {' and '.join(self.zone.actors)} "
            "accept cannot be improved for one without a loss for another, at the most likely "
            "values; which ones these are can change within the ranges."
        )


def frontier(zone: Zone) -> Frontier:
    """Find the packages of a zone that no other one in it improves for all.

    A package is left out when another one gives no actor less and some actor more. With one actor
    these are its best packages.

    Raises
    ------
    UsageError
        If the zone is too large to list.

    Examples
    --------
    >>> import backchannel as bc
    >>> best = bc.zone(bc.load("two-issues"), ["upstream", "downstream"]).frontier()
    >>> 1 <= best.distinct <= len(best)
    True
    """
    ranks, scaled = zone.members()
    kept, distinct = pareto(scaled, zone.tables.scale)
    # Best total gain first, then by rank, so that the order does not depend on the walk.
    kept = kept[np.lexsort((ranks[kept], -(scaled[kept] / zone.tables.scale).sum(axis=1)))]
    arrays = (ranks[kept], scaled[kept] / zone.tables.scale, scaled[kept])
    for array in arrays:
        array.setflags(write=False)
    return Frontier(
        zone,
        *arrays,
        distinct=distinct,
        status=zone.status,
        notes=zone.notes,
        run=replace(zone.run, method="deals.frontier"),
    )


def pareto(gains: npt.ArrayLike, scale: npt.ArrayLike = 1.0) -> tuple[IntArray, int]:
    """Indices of the vectors that no other vector dominates, and how many of them differ.

    Parameters
    ----------
    gains
        [n, actors], more is better.
    scale
        Units of each actor's gains; it only serves to look at likely dominators first.

    Examples
    --------
    >>> kept, distinct = pareto([[1, 3], [2, 2], [2, 2], [1, 2]])
    >>> sorted(kept.tolist()), distinct
    ([0, 1, 2], 2)
    """
    array = np.ascontiguousarray(gains, dtype=np.float64)
    if array.shape[1] == 2:
        return _pareto_of_two(array)
    order = np.argsort(-(array / np.asarray(scale, dtype=np.float64)).sum(axis=1), kind="stable")
    first = order[kernels.undominated(array, order)]
    # Sums are rounded, so a dominated vector can have slipped through. Among the few left, in
    # descending lexical order, whoever dominates stands first.
    unique, which = np.unique(array[first], axis=0, return_inverse=True)
    descending = np.arange(len(unique))[::-1]
    good = descending[kernels.undominated(unique, descending)]
    return first[np.isin(which.reshape(-1), good)], len(good)


def _pareto_of_two(array: FloatArray) -> tuple[IntArray, int]:
    """As `pareto` for two actors, by one sort: down the first gain, the second must rise."""
    if not len(array):
        return np.empty(0, dtype=np.int64), 0
    order = np.lexsort((-array[:, 1], -array[:, 0]))
    first, second = array[order, 0], array[order, 1]
    starts = np.flatnonzero(np.r_[True, first[1:] != first[:-1]])
    group = np.repeat(np.arange(len(starts)), np.diff(np.r_[starts, len(order)]))
    best = second[starts]
    before = np.r_[-np.inf, np.maximum.accumulate(best)[:-1]]
    kept = (best > before)[group] & (second == best[group])
    return order[kept], int((best > before).sum())
