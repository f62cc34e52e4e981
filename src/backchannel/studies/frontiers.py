"""Frontiers over draws: how many packages no other one improves for all, and which stay so."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from queue import SimpleQueue
from typing import Any

import numpy as np
import numpy.typing as npt

from backchannel.case import Case
from backchannel.core.errors import UsageError
from backchannel.core.figures import counted
from backchannel.core.results import Note, RunRecord, Status
from backchannel.deals.growth import frontiers_of_draws
from backchannel.deals.rows import to_frame
from backchannel.space import Frame, Tables, frame
from backchannel.space.seeds import Seed, seed_label
from backchannel.studies.over_draws import (
    MARK_LIMIT,
    Progress,
    Stop,
    draws_of,
    gathered,
    most_often,
    notes_on,
    parts,
    workers_of,
)
from backchannel.studies.ranges import PERCENTILES

__all__ = ["FrontierOverDraws", "frontier_over_draws"]

IntArray = npt.NDArray[np.int64]
Marks = npt.NDArray[np.int32]

STATES = 1 << 16
"""Part-packages for which room is made in each draw."""


@dataclass(frozen=True, eq=False)
class FrontierOverDraws:
    """The Pareto frontier within the ranges of all estimates.

    Attributes
    ----------
    draws, open_draws
        Draws in all, and those with a zone and so a frontier.
    low, median, high
        5th, 50th and 95th percentile of the packages on the frontier, over the open draws.
    sizes
        [draws] packages on the frontier of each draw; -1 where it was too large to grow.
    packages
        Those on the frontier most often, with the share of all draws.
    """

    actors: tuple[str, ...]
    issues: tuple[str, ...]
    conditions: tuple[str, ...]
    draws: int
    open_draws: int
    low: float
    median: float
    high: float
    sizes: IntArray = field(repr=False)
    packages: tuple[tuple[Mapping[str, str], float], ...] = field(repr=False)
    status: Status
    notes: tuple[Note, ...]
    run: RunRecord

    def to_rows(self) -> list[dict[str, object]]:
        """Return one row a package that is often on the frontier, with the share of draws."""
        return [{"on_frontier": share, **package} for package, share in self.packages]

    def to_frame(self) -> Any:
        """Return the rows as a polars data frame."""
        return to_frame(self.to_rows())

    def summary(self) -> str:
        """Return one plain sentence with its caveat."""
        if not self.open_draws:
            return (
                f"No zone and so no frontier in any of {counted(self.draws, 'draw')}; no forecast."
            )
        return (
            f"In the {self.open_draws:,} of {counted(self.draws, 'draw')} with a zone "
            f"{self.median:,.0f} "
            f"packages at the median ({self.low:,.0f} to {self.high:,.0f}) cannot be improved for "
            "one without a loss for another. This follows from the stated ranges and is no "
            "forecast."
        )


def frontier_over_draws(  # noqa: PLR0913
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
) -> FrontierOverDraws:
    """Grow the frontier in each draw; count it, and say which packages are on it most often.

    Parameters
    ----------
    case, actors, issues, channel, condition, fixed, draws, seed, limit, threads, progress, stop
        As for `zone_over_draws`.

    Raises
    ------
    UsageError
        If the space is too large to mark its packages.

    Examples
    --------
    >>> import backchannel as bc
    >>> found = frontier_over_draws(bc.load("two-issues"), ["upstream", "downstream"], draws=64)
    >>> 0 < found.low <= found.median <= found.high <= 9
    True
    """
    about = frame(case, actors, issues=issues, channel=channel, condition=condition, fixed=fixed)
    if about.issues.size > MARK_LIMIT:
        raise UsageError(
            f"{about.issues.size:,} packages are too many to mark; {MARK_LIMIT:,} are possible",
            hint="name fewer issues; the solution points over draws have no such limit",
            code="TOO-LARGE",
        )
    workers = workers_of(threads)
    buffers: SimpleQueue[Marks] = SimpleQueue()
    for _ in range(workers):
        buffers.put(np.zeros(about.issues.size, np.int32))
    jobs = (partial(_sizes, about, t, buffers) for t in parts(about, draws, seed))
    found = gathered(jobs, workers, len, draws=draws, progress=progress, stop=stop)
    marks = sum((buffers.get() for _ in range(workers)), np.zeros(about.issues.size, np.int32))
    return _summed(about, np.concatenate(found), marks, (draws, seed, limit))


def _sizes(about: Frame, t: Tables, buffers: SimpleQueue[Marks]) -> IntArray:
    sizes = np.zeros(len(t.threshold), np.int64)
    marks = buffers.get()
    try:
        frontiers_of_draws(about.plan, draws_of(t), STATES, marks, sizes)
    finally:
        buffers.put(marks)
    return sizes


def _summed(
    about: Frame, sizes: IntArray, marks: Marks, asked: tuple[int, Seed, int]
) -> FrontierOverDraws:
    wanted, seed, limit = asked
    notes = notes_on(about, len(sizes), wanted, int((sizes < 0).sum()))
    known = sizes[sizes > 0]
    low, median, high = np.percentile(known, PERCENTILES).tolist() if len(known) else (np.nan,) * 3
    sizes.setflags(write=False)
    settings = {**about.settings, "draws": len(sizes), "limit": limit}
    return FrontierOverDraws(
        actors=about.actors,
        issues=about.issues.issues,
        conditions=about.conditions,
        draws=len(sizes),
        open_draws=len(known),
        low=low,
        median=median,
        high=high,
        sizes=sizes,
        packages=most_often(about, marks, len(sizes), limit)[0],
        status=Status.ESTIMATED,
        notes=notes,
        run=RunRecord(
            "studies.frontier_over_draws", about.about, about.digest, settings, seed_label(seed)
        ),
    )
