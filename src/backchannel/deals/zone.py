"""The zone of agreement at the point estimate: which packages all actors accept, counted exactly.

Sources: win-sets, Putnam 1988; zone of possible agreement, Raiffa 1982.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from backchannel.case import Case
from backchannel.core.errors import UsageError
from backchannel.core.results import Note, RunRecord, Status, note
from backchannel.deals import kernels
from backchannel.deals.blockers import blockers
from backchannel.deals.counting import count_packages
from backchannel.deals.frontier import frontier
from backchannel.deals.points import points
from backchannel.deals.rows import to_frame
from backchannel.space.compile import Frame, frame
from backchannel.space.tables import TOLERANCE, Tables, point_tables

if TYPE_CHECKING:
    from backchannel.deals.blockers import Blockers
    from backchannel.deals.frontier import Frontier
    from backchannel.deals.points import Point

__all__ = ["Zone", "count_deals", "zone"]

IntArray = npt.NDArray[np.int64]

COUNT_LIMIT = 10**11
"""Packages up to which a zone is counted; a walk over more could take hours."""

LIST_LIMIT = 10_000_000
"""Zone packages up to which they are listed (24 to 60 bytes each)."""


@dataclass(frozen=True, eq=False)
class Zone:
    """The packages that every actor accepts, at the modes of all estimates.

    Attributes
    ----------
    actors, issues, conditions
        What the zone is about.
    partial
        True when other issues stay at the status quo, so that actors judge by gains over it.
    count
        Packages that every actor accepts.
    total
        Packages that can be a deal: without the excluded ones and the present state.
    all_packages
        Packages before anything is left out.
    status
        Proven when exact, infeasible when empty, estimated when the case carries too many
        decimals for an exact comparison.
    """

    actors: tuple[str, ...]
    issues: tuple[str, ...]
    conditions: tuple[str, ...]
    partial: bool
    count: int
    total: int
    all_packages: int
    status: Status
    notes: tuple[Note, ...]
    run: RunRecord
    frame: Frame = field(repr=False)
    tables: Tables = field(repr=False)

    @property
    def share(self) -> float:
        """Accepted packages among those that can be a deal, from 0 to 1."""
        return self.count / self.total if self.total else 0.0

    def packages(self, limit: int = 100) -> list[dict[str, str]]:
        """Return up to `limit` packages of the zone as ``{issue: option}``, unranked."""
        found = np.sort(self.frame.case_ranks(self._walk_ranks(min(limit, self.count))))
        return self.frame.issues.labels(found)

    def members(self) -> tuple[IntArray, npt.NDArray[np.float64]]:
        """Return all packages of the zone with the gains of the actors.

        Returns
        -------
        ranks : int64 [count]
            Ranks in ``frame.issues``.
        gains : float64 [count, actors]
            Utility above the walk-away value, times ``tables.scale`` (exact whole numbers when
            ``tables.exact``).

        Raises
        ------
        UsageError
            If the zone is too large to list.
        """
        if self.count > LIST_LIMIT:
            raise UsageError(
                f"the zone holds {self.count:,} packages; up to {LIST_LIMIT:,} can be listed",
                hint="name fewer issues or more actors",
                code="TOO-LARGE",
            )
        found = self._walk_ranks(self.count)
        t = self.tables
        draw = one_draw(t)
        level = draw.threshold + (0.0 if t.exact else TOLERANCE)
        gains = kernels.gains(self.frame.plan, draw._replace(threshold=level), found)
        return self.frame.case_ranks(found), gains

    def frontier(self) -> Frontier:
        """Return the packages of the zone that no other one improves for all; see `frontier`."""
        return frontier(self)

    def points(self) -> tuple[Point, ...]:
        """Return Nash, Kalai-Smorodinsky, egalitarian and utilitarian point; see `points`."""
        return points(self)

    def blockers(self) -> Blockers:
        """Return what stands in the way, or what each constraint costs; see `blockers`."""
        return blockers(self)

    def to_rows(self) -> list[dict[str, object]]:
        """Return one row: who, under which condition, and the counts."""
        return [
            {
                "actors": ", ".join(self.actors),
                "issues": ", ".join(self.issues),
                "conditions": ", ".join(self.conditions),
                "count": self.count,
                "total": self.total,
                "share": self.share,
                "status": str(self.status),
            }
        ]

    def to_frame(self) -> Any:
        """Return the row as a polars data frame."""
        return to_frame(self.to_rows())

    def summary(self) -> str:
        """Return one plain sentence with its caveat."""
        when = f" if {' and '.join(self.conditions)}" if self.conditions else ""
        return (
            f"{' and '.join(self.actors)} all accept {self.count:,} of {self.total:,} packages"
            f"{when}, at the most likely values; that is one point within the ranges."
        )

    def _walk_ranks(self, number: int) -> IntArray:
        found = np.empty(number, dtype=np.int64)
        unmarked = np.empty(0, dtype=np.int32)
        listed = 0
        if number:
            draw = one_draw(self.tables)
            listed = int(kernels.walk(self.frame.plan, draw, unmarked, found, number))
        return found[: min(listed, number)]


def zone(
    case: Case,
    actors: Sequence[str] = (),
    *,
    issues: Sequence[str] | None = None,
    channel: str | None = None,
    condition: str | Sequence[str] | None = None,
) -> Zone:
    """Count the packages that every actor accepts, exactly, at the modes of all estimates.

    An actor accepts a package whose utility reaches its walk-away value and that breaks none of
    its red lines (those with a most likely hardness of 0.5 or more). With fewer than all issues,
    or a channel that has fewer, the rest stays at the status quo and actors judge by their gain
    over it. The package that changes nothing is never a deal.

    Parameters
    ----------
    case, actors, issues, channel, condition
        As for `backchannel.space.frame`.

    Raises
    ------
    UsageError
        For unknown names, actors without values, and spaces too large to count.

    Examples
    --------
    >>> import backchannel as bc
    >>> zone(bc.load("two-issues"), ["upstream", "downstream"]).all_packages
    9
    """
    about = frame(case, actors, issues=issues, channel=channel, condition=condition)
    total = count_deals(about)
    tables = point_tables(about)
    count = int(count_packages(about.plan, one_draw(tables)))
    notes = about.notes
    if not tables.exact:
        notes += (note("inexact"),)
    reached = Status.PROVEN if tables.exact else Status.ESTIMATED
    settings = {
        "actors": about.actors,
        "issues": about.issues.issues,
        "conditions": about.conditions,
    }
    return Zone(
        actors=about.actors,
        issues=about.issues.issues,
        conditions=about.conditions,
        partial=about.partial,
        count=count,
        total=total,
        all_packages=about.issues.size,
        status=reached if count else Status.INFEASIBLE,
        notes=notes,
        run=RunRecord("deals.zone", case.document.case.id, case.digest, settings),
        frame=about,
        tables=tables,
    )


def count_deals(about: Frame) -> int:
    """Count the packages that can be a deal: all but the excluded ones and the present state.

    Raises
    ------
    UsageError
        If the space is too large to walk.
    """
    if about.issues.size > COUNT_LIMIT:
        raise UsageError(
            f"{about.issues.size:,} packages are too many to count; {COUNT_LIMIT:,} are possible",
            hint="name fewer issues",
            code="TOO-LARGE",
        )
    depth, width = about.plan.compat.shape
    free = Tables(
        utility=np.zeros((1, depth, width, 1)),
        threshold=np.zeros((1, 1)),
        real=np.zeros((1, len(about.lines)), dtype=np.bool_),
        points=np.zeros((1, len(about.bonuses))),
        scale=np.ones(1),
        exact=True,
    )
    return int(count_packages(about.plan, one_draw(free)))


def one_draw(t: Tables, i: int = 0) -> kernels.Draw:
    """One draw of a table, as the kernels take it."""
    return kernels.Draw(t.utility[i], t.threshold[i], t.real[i], t.points[i])
