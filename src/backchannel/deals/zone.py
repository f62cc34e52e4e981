"""The zone of agreement at the point estimate: which packages all actors accept, counted exactly.

Sources: win-sets, Putnam 1988; zone of possible agreement, Raiffa 1982.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from backchannel.case import Case
from backchannel.core.errors import UsageError
from backchannel.core.results import Note, RunRecord, Status, note
from backchannel.deals import kernels
from backchannel.deals.best import Best, best, least, one_draw
from backchannel.deals.blockers import blockers
from backchannel.deals.counting import count_packages
from backchannel.deals.frontier import Edge, frontier, grown_edge
from backchannel.deals.packages import gains_of
from backchannel.deals.points import points
from backchannel.deals.rows import to_frame
from backchannel.exchange import Scenario
from backchannel.space.compile import Frame, frame
from backchannel.space.plan import Plan
from backchannel.space.tables import Tables, point_tables

if TYPE_CHECKING:
    from backchannel.deals.blockers import Blockers
    from backchannel.deals.frontier import Frontier
    from backchannel.deals.points import Point

__all__ = ["Zone", "count_deals", "zone"]

IntArray = npt.NDArray[np.int64]

COUNT_LIMIT = 10**10
"""Packages up to which a zone is counted."""

QUICK_COUNT = 10**8
"""Packages up to which counting is as quick as searching for one."""

LIST_LIMIT = 10_000_000
"""Zone packages up to which they are listed (24 to 60 bytes each)."""


@dataclass(frozen=True, eq=False)
class Zone:
    """The packages that every actor accepts, at the modes of all estimates.

    Numbers are worked out when they are first asked for.

    Attributes
    ----------
    actors, issues, conditions
        What the zone is about.
    partial
        True when other issues stay at the status quo, so that actors judge by gains over it.
    all_packages
        Packages before anything is left out.
    """

    actors: tuple[str, ...]
    issues: tuple[str, ...]
    conditions: tuple[str, ...]
    partial: bool
    all_packages: int
    notes: tuple[Note, ...]
    run: RunRecord
    frame: Frame = field(repr=False)
    tables: Tables = field(repr=False)

    @property
    def countable(self) -> bool:
        """Whether the space is small enough for its zone to be counted."""
        return self.all_packages <= COUNT_LIMIT

    @cached_property
    def count(self) -> int:
        """Packages that every actor accepts, exactly.

        Raises
        ------
        UsageError
            If the space is too large to count; `exists` is known nevertheless.
        """
        if not self.countable:
            raise UsageError(
                f"{self.all_packages:,} packages are too many to count; {COUNT_LIMIT:,} are "
                "possible",
                hint="name fewer issues, or ask whether the zone exists and for its points",
                code="TOO-LARGE",
            )
        return int(count_packages(self.frame.plan, one_draw(self.tables)))

    @cached_property
    def total(self) -> int:
        """Packages that can be a deal: without the excluded ones and the present state."""
        return count_deals(self.frame.plan)

    @cached_property
    def exists(self) -> bool | None:
        """Whether some package is acceptable to all; None where the search gave up."""
        if "count" in vars(self) or self.all_packages <= QUICK_COUNT:
            return self.count > 0
        top = self.fairest
        return True if top.value >= 0.0 else False if top.proven else None

    @property
    def status(self) -> Status:
        """Proven when exact, infeasible when empty, estimated where numbers had to be rounded."""
        if self.exists is None:
            return Status.NOT_FOUND
        if not self.exists:
            return Status.INFEASIBLE
        return Status.PROVEN if self.tables.exact else Status.ESTIMATED

    @property
    def share(self) -> float:
        """Accepted packages among those that can be a deal, from 0 to 1."""
        return self.count / self.total if self.total else 0.0

    @cached_property
    def fairest(self) -> Best:
        """A package at which nobody loses, or the best that a search for one has found."""
        everyone = least(np.ones(len(self.actors)))
        draw, t = one_draw(self.tables), self.tables
        return best(self.frame.plan, draw, t.scale, everyone, enough=0.0)

    def packages(self, limit: int = 100) -> list[dict[str, str]]:
        """Return up to `limit` packages of the zone as ``{issue: option}``, unranked."""
        if not self.countable:
            return self.frame.labels(self.fairest.choice[None])[:limit] if self.exists else []
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
        gains = gains_of(self.frame.plan, self.tables, self.frame.walk.indices(found))
        return self.frame.case_ranks(found), gains

    @cached_property
    def edge(self) -> Edge:
        """The frontier as arrays; see `frontier`."""
        return grown_edge(self.frame.plan, one_draw(self.tables), self.tables.scale)

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
        """Return one row: who, under which condition, and the counts (None where too many)."""
        return [
            {
                "actors": ", ".join(self.actors),
                "issues": ", ".join(self.issues),
                "conditions": ", ".join(self.conditions),
                "count": self.count if self.countable else None,
                "total": self.total,
                "share": self.share if self.countable else None,
                "status": str(self.status),
            }
        ]

    def to_frame(self) -> Any:
        """Return the row as a polars data frame."""
        return to_frame(self.to_rows())

    def summary(self) -> str:
        """Return one plain sentence with its caveat."""
        when = f" if {' and '.join(self.conditions)}" if self.conditions else ""
        if not self.countable:
            least_gain = self.fairest
            known = {
                True: "some package is acceptable to all (proven)",
                False: "no package is acceptable to all (proven)",
                None: "whether a package is acceptable to all was not settled: the best one found "
                f"leaves somebody {-least_gain.value:.4g} points short, and none can leave "
                f"everybody more than {least_gain.bound:.4g} points",
            }
            return (
                f"For {' and '.join(self.actors)}{when} {known[self.exists]}, at the most likely "
                f"values; {self.total:,} packages are too many to count."
            )
        return (
            f"{' and '.join(self.actors)} all accept {self.count:,} of {self.total:,} packages"
            f"{when}, at the most likely values; that is one point within the ranges."
        )

    def _walk_ranks(self, number: int) -> IntArray:
        found = np.empty(number, dtype=np.int64)
        listed = 0
        if number:
            draw = one_draw(self.tables)
            listed = int(kernels.walk(self.frame.plan, draw, found, number))
        return found[: min(listed, number)]


def zone(
    case: Case | Scenario,
    actors: Sequence[str] = (),
    *,
    issues: Sequence[str] | None = None,
    channel: str | None = None,
    condition: str | Sequence[str] | None = None,
    fixed: Mapping[str, str] | None = None,
) -> Zone:
    """Ask which packages every actor accepts, exactly, at the modes of all estimates.

    An actor accepts a package whose utility reaches its walk-away value and that breaks none of
    its red lines (those with a most likely hardness of 0.5 or more). With fewer than all issues,
    or a channel that has fewer, the rest stays at the status quo and actors judge by their gain
    over it. The package that changes nothing is never a deal.

    Parameters
    ----------
    case, actors, issues, channel, condition, fixed
        As for `backchannel.space.frame`.

    Raises
    ------
    UsageError
        For unknown names, actors without values, and fixed options that no deal can hold.

    Examples
    --------
    >>> import backchannel as bc
    >>> zone(bc.load("two-issues"), ["upstream", "downstream"]).all_packages
    9
    """
    about = frame(case, actors, issues=issues, channel=channel, condition=condition, fixed=fixed)
    tables = point_tables(about)
    settings = about.settings
    return Zone(
        actors=about.actors,
        issues=about.issues.issues,
        conditions=about.conditions,
        partial=about.partial,
        all_packages=about.issues.size,
        notes=about.notes if tables.exact else (*about.notes, note("inexact")),
        run=RunRecord("deals.zone", about.about, about.digest, settings),
        frame=about,
        tables=tables,
    )


def count_deals(plan: Plan) -> int:
    """Count the packages that can be a deal: all but the excluded ones and the present state.

    Part-packages are counted together while the same patterns can still occur, so that spaces of
    any size are counted exactly.
    """
    ways = {int(plan.forbidden[0]): 1}
    later = int(plan.forbidden[0])
    for d, number in enumerate(plan.options.tolist()):
        alike = Counter(int(plan.compat[d, o]) for o in range(number) if not plan.banned[d, o])
        ending = int(plan.ends[d])
        later &= ~ending
        grown: dict[int, int] = {}
        for live, so_far in ways.items():
            for compat, options in alike.items():
                left = live & compat
                if not left & ending:
                    grown[left & later] = grown.get(left & later, 0) + so_far * options
        ways = grown
    return sum(ways.values())
