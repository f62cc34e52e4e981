"""Zones over draws: how often a deal exists at all, how large its zone is, what blocks it.

The engines in `backchannel.deals` know nothing of draws; this study gives them tables block by
block and counts.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from backchannel.case import Case
from backchannel.core.figures import counted
from backchannel.core.results import Note, RunRecord, Status, note
from backchannel.deals.blockers import Constraint, constraints_of
from backchannel.deals.rows import to_frame
from backchannel.deals.zone import COUNT_LIMIT, count_deals
from backchannel.space import Frame, frame
from backchannel.space.seeds import Seed, seed_label
from backchannel.studies.over_draws import (
    MARK_LIMIT,
    Counted,
    Progress,
    Stop,
    count_over_draws,
    most_often,
    notes_on,
    shares,
)

__all__ = ["Block", "RobustPackage", "ZoneOverDraws", "zone_over_draws"]

IntArray = npt.NDArray[np.int64]


@dataclass(frozen=True)
class RobustPackage:
    """A package and the share of draws in which every actor accepts it."""

    package: Mapping[str, str]
    accepted: float


@dataclass(frozen=True)
class Block:
    """How often one constraint alone keeps the zone empty."""

    constraint: Constraint
    opened: int
    """Draws with an empty zone in which dropping this constraint alone opens it."""
    empty: int
    """Draws with an empty zone."""

    @property
    def share(self) -> float:
        """Share of the draws with an empty zone; 0 where there are none."""
        return self.opened / self.empty if self.empty else 0.0


@dataclass(frozen=True, eq=False)
class ZoneOverDraws:
    """A zone within the ranges of all estimates.

    Attributes
    ----------
    open_share
        Share of draws in which at least one package is acceptable to all.
    low, median, high
        5th, 50th and 95th percentile over the draws of the share of packages in the zone; NaN in
        a space too large to count.
    counts
        [draws] packages in the zone of each draw; in a space too large to count 1 where it exists.
    robust
        Packages accepted in the most draws, best first, up to the limit that was asked for.
    robust_ties
        Number of packages that are accepted as often as the best.
    blocks
        For each constraint how often it alone keeps the zone empty, most often first.
    options
        For each issue, option by option, the share of all acceptances that hold the option
        (every zone package of every draw counts once).
    """

    actors: tuple[str, ...]
    issues: tuple[str, ...]
    conditions: tuple[str, ...]
    draws: int
    total: int
    open_share: float
    low: float
    median: float
    high: float
    counts: IntArray = field(repr=False)
    robust: tuple[RobustPackage, ...] = field(repr=False)
    robust_ties: int
    blocks: tuple[Block, ...] = field(repr=False)
    options: Mapping[str, Mapping[str, float]] = field(repr=False)
    status: Status
    notes: tuple[Note, ...]
    run: RunRecord

    def to_rows(self) -> list[dict[str, object]]:
        """Return one row: who, under which condition, and the shares with their range."""
        return [
            {
                "actors": ", ".join(self.actors),
                "conditions": ", ".join(self.conditions),
                "draws": self.draws,
                "open_share": self.open_share,
                "low": self.low,
                "median": self.median,
                "high": self.high,
                "total": self.total,
            }
        ]

    def to_frame(self) -> Any:
        """Return the row as a polars data frame."""
        return to_frame(self.to_rows())

    def summary(self) -> str:
        """Return one plain sentence with its caveat."""
        when = f" if {' and '.join(self.conditions)}" if self.conditions else ""
        size = (
            ""
            if math.isnan(self.median)
            else f"; the zone holds {100 * self.median:.3g} % of {self.total:,} packages at the "
            f"median ({100 * self.low:.3g} to {100 * self.high:.3g} %)"
        )
        return (
            f"{' and '.join(self.actors)} can agree on something{when} in "
            f"{100 * self.open_share:.3g} % of {counted(self.draws, 'draw')}{size}. "
            "This follows from the stated ranges and is no forecast."
        )


def zone_over_draws(  # noqa: PLR0913
    case: Case,
    actors: Sequence[str] = (),
    *,
    issues: Sequence[str] | None = None,
    channel: str | None = None,
    condition: str | Sequence[str] | None = None,
    fixed: Mapping[str, str] | None = None,
    draws: int = 2_000,
    seed: Seed = 0,
    limit: int = 20,
    threads: int | None = None,
    progress: Progress | None = None,
    stop: Stop | None = None,
) -> ZoneOverDraws:
    """Ask in how many draws a zone exists, how large it is, and what blocks it where it does not.

    Parameters
    ----------
    case, actors, issues, channel, condition, fixed
        As for `backchannel.space.frame`.
    draws, seed
        Latin hypercube draws of every unknown that enters.
    limit
        Robust packages to list.
    threads
        Threads to use; as many as processors by default. The result does not depend on it.
    progress
        Called with (draws done, draws in all) as work goes on.
    stop
        Asked between pieces of work; once it says yes, the result is that of the draws so far.

    Examples
    --------
    >>> import backchannel as bc
    >>> case = bc.load("two-issues")
    >>> found = zone_over_draws(case, ["upstream", "downstream"], draws=100)
    >>> len(found.counts), 0 <= found.low <= found.median <= found.high <= 1
    (100, True)
    """
    about = frame(case, actors, issues=issues, channel=channel, condition=condition, fixed=fixed)
    total = count_deals(about.plan)
    marked = about.issues.size <= MARK_LIMIT
    counted = count_over_draws(
        about, draws, seed,
        threads=threads, marked=marked, blocks=True, progress=progress, stop=stop,
    )  # fmt: skip
    wanted, draws = draws, len(counted.counts)
    notes = notes_on(about, draws, wanted, int((counted.counts < 0).sum()))
    if not marked:
        notes += (note("unmarked", limit=f"{MARK_LIMIT:,}"),)
    countable = about.issues.size <= COUNT_LIMIT
    if not countable:
        notes += (note("uncounted"),)
    often, ties = most_often(about, counted.accepted, draws, limit)
    robust = tuple(RobustPackage(package, share) for package, share in often)
    empty = int((counted.counts <= 0).sum())
    blocks = [
        Block(constraint, int(opened), empty)
        for constraint, opened in zip(constraints_of(about), counted.opened, strict=True)
    ]
    low, median, high = shares(counted.counts, total) if countable else (math.nan,) * 3
    settings = {**about.settings, "draws": draws, "limit": limit}
    return ZoneOverDraws(
        actors=about.actors,
        issues=about.issues.issues,
        conditions=about.conditions,
        draws=draws,
        total=total,
        open_share=(draws - empty) / draws,
        low=low,
        median=median,
        high=high,
        counts=counted.counts,
        robust=robust,
        robust_ties=ties,
        blocks=tuple(sorted(blocks, key=lambda b: (-b.opened, str(b.constraint)))),
        options=_option_shares(about, counted),
        status=Status.ESTIMATED,
        notes=notes,
        run=RunRecord(
            "studies.zone_over_draws",
            case.document.case.id,
            case.digest,
            settings,
            seed_label(seed),
        ),
    )


def _option_shares(about: Frame, counted: Counted) -> dict[str, dict[str, float]]:
    """Return the share of all acceptances that hold each option."""
    if counted.accepted is None:
        return {}
    grid = counted.accepted.reshape(about.walk.counts)
    result = {}
    for issue, options in zip(about.issues.issues, about.issues.options, strict=True):
        axis = about.walk.issues.index(issue)
        others = tuple(d for d in range(grid.ndim) if d != axis)
        held = grid.sum(axis=others, dtype=np.int64)
        share = held / max(int(held.sum()), 1)
        result[issue] = dict(zip(options, share.tolist(), strict=True))
    return result
