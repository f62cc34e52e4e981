"""The machinery of studies over draws: tables block by block, chunks over threads, whole numbers.

Work is shared out in fixed chunks and only whole numbers are added up, so that the number of
threads changes nothing.
"""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import partial
from queue import SimpleQueue
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from backchannel.core.errors import UsageError
from backchannel.core.results import Note, note
from backchannel.deals.counting import UNMARKED, accepted, count_draws, planes_for
from backchannel.deals.kernels import Draw
from backchannel.deals.search_draws import zones_exist, zones_open
from backchannel.deals.zone import COUNT_LIMIT
from backchannel.space import Frame, Tables, block_tables, blocks_of
from backchannel.space.seeds import Seed
from backchannel.studies.ranges import PERCENTILES

__all__ = [
    "MARK_LIMIT",
    "Counted",
    "Progress",
    "Stop",
    "count_in",
    "count_over_draws",
    "draws_of",
    "exists_in",
    "gathered",
    "most_often",
    "notes_on",
    "parts",
    "rows_of",
    "shares",
    "workers_of",
]

IntArray = npt.NDArray[np.int64]
Rows = slice | IntArray | npt.NDArray[np.bool_]
"""Which of several draws: a range, their places, or a mark for each."""

Progress = Callable[[int, int], None]
Stop = Callable[[], bool]
"""Asked between pieces of work: whether to make do with the draws that are done."""

T = TypeVar("T")

MARK_LIMIT = 50_000_000
"""Packages up to which marks are kept for each (6 bytes each)."""

CHUNK = 256
"""Draws in one piece of work."""

STEPS = 2_000_000
"""Steps after which a search for a package in one draw gives up."""


@dataclass(frozen=True)
class Counted:
    """What the draws of one frame come to."""

    counts: IntArray
    """[draws] packages that every actor accepts."""
    opened: IntArray
    """[constraints] draws with an empty zone that opens without the constraint."""
    accepted: npt.NDArray[np.int32] | None
    """[packages] draws that accept each package, by walk rank; None if not asked for."""


def count_over_draws(  # noqa: PLR0913
    about: Frame,
    draws: int,
    seed: Seed,
    *,
    threads: int | None = None,
    marked: bool = False,
    blocks: bool = False,
    progress: Progress | None = None,
    stop: Stop | None = None,
) -> Counted:
    """Count the zone of a frame in each draw; if asked, mark packages and try each constraint.

    In a space too large to count, a zone that exists counts as 1.
    """
    workers = workers_of(threads)
    buffers: SimpleQueue[npt.NDArray[np.uint64]] = SimpleQueue()
    for _ in range(workers):
        buffers.put(planes_for(about.plan, draws) if marked else UNMARKED)
    jobs = (
        partial(_count_chunk, about, p, buffers, blocks=blocks) for p in parts(about, draws, seed)
    )
    found = gathered(
        jobs, workers, lambda part: len(part[0]), draws=draws, progress=progress, stop=stop
    )
    together = np.concatenate([counts for counts, _ in found])
    opened = np.sum([opened for _, opened in found], axis=0)
    together.setflags(write=False)
    marks = None
    if marked:
        marks = accepted(about.plan, buffers.get())
        for _ in range(workers - 1):
            marks += accepted(about.plan, buffers.get())
    return Counted(together, opened, marks)


def shares(counts: IntArray, total: int) -> tuple[float, float, float]:
    """5th, 50th and 95th percentile of counts as shares of `total`."""
    low, median, high = np.percentile(counts, PERCENTILES).tolist()
    whole = max(total, 1)
    return low / whole, median / whole, high / whole


def most_often(
    about: Frame, marks: npt.NDArray[np.int32] | None, draws: int, limit: int
) -> tuple[tuple[tuple[Mapping[str, str], float], ...], int]:
    """Return the packages marked most often with their share, and how many share the first place.

    `marks` counts draws by walk rank; None for none.
    """
    if marks is None or not marks.any():
        return (), 0
    ties = int((marks == marks.max()).sum())
    number = min(limit, len(marks))
    # The last place may be shared too: among equals the lower rank is listed.
    bar = max(int(np.partition(marks, -number)[-number]), 1) if number else 1
    level = np.flatnonzero(marks >= bar)
    ranks = about.case_ranks(level)
    order = np.lexsort((ranks, -marks[level]))[:number]
    often = (marks[level[order]] / draws).tolist()
    return tuple(zip(about.issues.labels(ranks[order]), often, strict=True)), ties


def parts(about: Frame, draws: int, seed: Seed) -> Iterator[Tables]:
    """Yield the tables of the first `draws` draws in chunks, in order."""
    if about.scenario is not None:
        raise UsageError("a scenario has no ranges, so there is nothing to draw")
    for block, number in blocks_of(draws):
        t = block_tables(about, seed, block)
        for start in range(0, number, CHUNK):
            yield rows_of(t, slice(start, min(start + CHUNK, number)))


def rows_of(t: Tables, which: Rows) -> Tables:
    """Tables of some draws."""
    return replace(t, **draws_of(t, which)._asdict())


def draws_of(t: Tables, which: Rows = slice(None)) -> Draw:
    """Return draws of a table, all unless some are asked for, as the kernels take them."""
    return Draw(t.utility[which], t.threshold[which], t.real[which], t.points[which])


def exists_in(about: Frame, draws: Draw) -> IntArray:
    """Whether some package suits all: [n] 1 where one does, 0 where none, -1 if not settled."""
    found = np.zeros(len(draws.threshold), np.int64)
    zones_exist(about.plan, draws, STEPS, found)
    return found


def count_in(about: Frame, draws: Draw, planes: npt.NDArray[np.uint64] = UNMARKED) -> IntArray:
    """Count the zone of each draw; in a space too large, only whether there is one: [n].

    The packages are marked in `planes`, if any, as `count_draws` does.
    """
    if about.issues.size > COUNT_LIMIT:
        return exists_in(about, draws)
    counts = np.zeros(len(draws.threshold), np.int64)
    count_draws(about.plan, draws, planes, counts)
    return counts


def gathered(
    jobs: Iterator[Callable[[], T]],
    workers: int,
    size: Callable[[T], int],
    *,
    draws: int,
    progress: Progress | None,
    stop: Stop | None,
) -> list[T]:
    """Run jobs over draws on threads, in order, until all are done or a stop is asked for.

    `size` says how many draws a result holds.
    """
    found: list[T] = []
    done = 0
    for result in _in_turn(workers, jobs):
        found.append(result)
        done += size(result)
        if progress is not None:
            progress(done, draws)
        if stop is not None and stop():
            break
    return found


def notes_on(about: Frame, done: int, wanted: int, unsettled: int) -> tuple[Note, ...]:
    """Notes of a frame, and on draws that were not made or not settled."""
    notes = about.notes
    if done < wanted:
        notes += (note("stopped", done=f"{done:,}", wanted=f"{wanted:,}"),)
    if unsettled:
        notes += (note("unsettled", number=f"{unsettled:,}"),)
    return notes


def workers_of(threads: int | None) -> int:
    """Return the number of threads to use: as many as processors unless told otherwise."""
    if threads is None:
        return os.cpu_count() or 1
    if not isinstance(threads, int) or threads < 1:
        raise UsageError(f"threads are a whole number of at least 1, not {threads!r}")
    return threads


def _in_turn(workers: int, jobs: Iterator[Callable[[], T]]) -> Iterator[T]:
    """Run jobs on threads and yield their results in order.

    Only a few jobs wait at a time, so that memory does not grow with their number and an
    interruption is not kept waiting.
    """
    waiting: deque[Future[T]] = deque()
    pool = ThreadPoolExecutor(workers)
    try:
        for job in jobs:
            waiting.append(pool.submit(job))
            if len(waiting) > 2 * workers:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
    finally:
        pool.shutdown(cancel_futures=True)


def _count_chunk(
    about: Frame,
    t: Tables,
    buffers: SimpleQueue[npt.NDArray[np.uint64]],
    *,
    blocks: bool,
) -> tuple[IntArray, IntArray]:
    planes = buffers.get()
    try:
        counts = count_in(about, draws_of(t), planes)
    finally:
        buffers.put(planes)
    actors, lines = len(about.actors), len(about.lines)
    opened = np.zeros(actors + lines, dtype=np.int64)
    empty = np.flatnonzero(counts == 0)
    if blocks and empty.size:
        closed = draws_of(t, empty)
        found = np.zeros(empty.size, dtype=np.bool_)
        for c in range(actors + lines):
            actor, line = (c, -1) if c < actors else (-1, c - actors)
            zones_open(about.plan, closed, actor, line, STEPS, found)
            opened[c] = int(found.sum())
    return counts, opened
