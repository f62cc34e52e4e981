"""Counting before and after a move: each zone once, however many moves leave it as it is.

Whether a zone exists is asked in every draw; how many packages it holds in every draw of a small
space and in the first 128 draws of a large one. Where a move can only widen a zone, a draw with a
deal keeps it; where it can only narrow it, a draw without stays so; and where the Nash package from
before the move still passes, there is a deal: none of these is searched again.
"""

from __future__ import annotations

import math
from collections.abc import Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from itertools import repeat
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from backchannel.case import Case
from backchannel.case.roles import signatories, values_of
from backchannel.core.results import Note, note
from backchannel.deals.zone import COUNT_LIMIT, count_deals
from backchannel.space import BLOCK, Frame, Tables, block_tables, blocks_of, frame
from backchannel.space.seeds import Seed
from backchannel.studies.move.frames import Change, question_frame
from backchannel.studies.nash import nash_in
from backchannel.studies.over_draws import (
    MARK_LIMIT,
    Stop,
    count_in,
    count_over_draws,
    draws_of,
    exists_in,
    gathered,
    parts,
    rows_of,
    workers_of,
)
from backchannel.studies.values import values_over_draws
from backchannel.studies.worth import chosen, worth_at

__all__ = ["Bench", "Interrupted", "Shift", "key_of", "shift_between"]

IntArray = npt.NDArray[np.int64]
BoolArray = npt.NDArray[np.bool_]
Marks = npt.NDArray[np.int32]
Package = Mapping[str, str]

SMALL = 50_000
"""Packages up to which a zone is counted in every draw."""

COUNTED_DRAWS = 128
"""Draws in which the zone of a larger space is counted."""

KEPT_DRAWS = 4 * BLOCK
"""Draws up to which tables are kept (1 to 2 MB a zone and 1,024 draws)."""


class Interrupted(Exception):  # noqa: N818
    """A stop was asked for before all draws were looked at."""


class Seen(NamedTuple):
    """A zone over the draws."""

    exists: BoolArray
    """[draws] whether some package is acceptable to all."""
    counts: IntArray | None
    """[first draws] packages in the zone; None in a space too large to count."""


@dataclass(frozen=True, slots=True)
class Shift:
    """How often one zone exists, and how large it is, before and after a move.

    Attributes
    ----------
    target
        Id of the question or channel.
    before, after
        Share of draws in which at least one package is acceptable to all.
    opened, closed
        Share of draws that go from no deal to a deal, and back.
    median_before, median_after
        Median of the share of packages in the zone, of all that can be a deal before the move:
        over all draws in a space of up to 50,000 packages, else over the first 128; None in a
        space too large to count.
    """

    target: str
    before: float
    after: float
    opened: float
    closed: float
    median_before: float | None
    median_after: float | None

    @property
    def change(self) -> float:
        """What the move adds to the share of draws with a deal."""
        return self.after - self.before

    @property
    def changed(self) -> bool:
        """Whether anything is different after the move."""
        return bool(self.opened or self.closed or self.median_before != self.median_after)


def shift_between(bench: Bench, target: str, before: Frame, after: Frame) -> Shift:
    """Compare two zones draw by draw."""
    key = (target, key_of(before), key_of(after))
    if key not in bench.shifts:
        bench.shifts[key] = _compared(bench, target, before, after)
    return bench.shifts[key]


def _compared(bench: Bench, target: str, before: Frame, after: Frame) -> Shift:
    base = bench.seen(before)
    moved = bench.seen(after, near=before)
    was, now = base.exists, moved.exists
    median_before = median_after = None
    if base.counts is not None and moved.counts is not None:
        total = max(count_deals(before.plan), 1)
        common = min(len(base.counts), len(moved.counts))
        median_before = float(np.median(base.counts[:common])) / total
        median_after = float(np.median(moved.counts[:common])) / total
    return Shift(
        target=target,
        before=float(was.mean()),
        after=float(now.mean()),
        opened=float((now & ~was).mean()),
        closed=float((was & ~now).mean()),
        median_before=median_before,
        median_after=median_after,
    )


class Bench:
    """A case under certain draws, and what has been seen of it so far."""

    def __init__(
        self, case: Case, draws: int, seed: Seed, threads: int | None, stop: Stop | None
    ) -> None:
        self.case, self.draws, self.seed = case, draws, seed
        self.references: dict[str, Package] = {}
        self.notes: dict[Note, None] = {}
        self.shifts: dict[Hashable, Shift] = {}
        self.questions = {
            question.id: (question, question_frame(question, Change(case)))
            for question in case.document.questions
        }
        self._threads, self._stop = threads, stop
        self._tables: dict[Hashable, tuple[Tables, ...]] = {}
        self._nash: dict[Hashable, IntArray] = {}
        self._frames: dict[Hashable, Frame] = {}
        self._zones: dict[Hashable, Seen] = {}
        self._shares: dict[Hashable, float] = {}
        self._offers: dict[Hashable, tuple[Package | None, str | None]] = {}
        self._accepting: dict[Hashable, dict[str, float]] = {}

    def prepare(self, referred: set[str]) -> None:
        """Look at all questions as they stand, and keep the reference deal of some."""
        for name, (_, about) in self.questions.items():
            self.notes |= dict.fromkeys(about.notes)
            if name in referred and about.issues.size <= MARK_LIMIT:
                marks = self._marked(about)
                often = about.case_ranks(np.flatnonzero(marks == marks.max()))
                if marks.any():
                    self.references[name] = about.issues.labels(often[[often.argmin()]])[0]
            else:
                self.seen(about)

    def seen(self, about: Frame, near: Frame | None = None) -> Seen:
        """Look at a zone in every draw; `near` is one whose draws may tell most of it already."""
        key = key_of(about)
        if key not in self._zones:
            if about.issues.size > COUNT_LIMIT:
                found = self._in_a_space_too_large(about)
            else:
                found = self._looked_at(about, near)
            self._zones[key] = found
        return self._zones[key]

    def moved(self, question: str, change: Change) -> Frame:
        """Compile a question with a move made; moves that change the same are compiled once."""
        key = (question, change.key)
        if key not in self._frames:
            self._frames[key] = question_frame(self.questions[question][0], change)
        return self._frames[key]

    def accepts(self, about: Frame, package: Package) -> float:
        """Share of draws in which the one actor of a frame accepts a package."""
        key = (key_of(about), tuple(package.items()))
        if key not in self._shares:
            choices = chosen(about, package)
            yes = 0
            for block, number in blocks_of(self.draws):
                worth = worth_at(about, block_tables(about, self.seed, block), choices)
                yes += int(worth.accepted[:number, 0].sum())
            self._shares[key] = yes / self.draws
        return self._shares[key]

    def offer(self, channel: str, side: str | None) -> tuple[Package | None, str | None]:
        """Return what one side would offer in a channel, else why there is nothing to offer."""
        if (channel, side) not in self._offers:
            self._offers[channel, side] = self._look_for_offer(channel, side)
        return self._offers[channel, side]

    def accepting(self, offer: Package) -> dict[str, float]:
        """Share of draws in which each actor with values of its own accepts an offer."""
        key = tuple(sorted(offer.items()))
        if key not in self._accepting:
            document = self.case.document
            own = [a.id for a in document.actors if values_of(document, a.id) == a.id]
            worth = values_over_draws(self.case, [offer], own, draws=self.draws, seed=self.seed)
            self._accepting[key] = dict(zip(own, worth.accepted[0].tolist(), strict=True))
        return self._accepting[key]

    def _in_a_space_too_large(self, about: Frame) -> Seen:
        counted = count_over_draws(
            about, self.draws, self.seed, threads=self._threads, stop=self._stop
        )
        if len(counted.counts) < self.draws:
            raise Interrupted
        if unsettled := int((counted.counts < 0).sum()):
            self.notes[note("unsettled", number=f"{unsettled:,}")] = None
        return Seen(counted.counts > 0, None)

    def _looked_at(self, about: Frame, near: Frame | None) -> Seen:
        """Count the first draws and ask the others only whether the zone exists."""
        known = near if near is not None and _alike(about, near) else None
        was = self.seen(known).exists if known is not None else np.zeros(0, dtype=np.bool_)
        options = zip(about.issues.issues, about.issues.counts, strict=True)
        size = math.prod(number for issue, number in options if issue not in about.fixed)
        counted = self.draws if size <= SMALL else min(COUNTED_DRAWS, self.draws)
        beside = self._parts(known, keep=True) if known is not None else repeat(None)
        own = self._parts(about, keep=near is None)
        nash = self._nash_of(known) if known is not None and counted < self.draws else None

        def jobs() -> Iterator[partial[IntArray]]:
            start = 0
            for t, other in zip(own, beside, strict=False):
                end = start + len(t.threshold)
                before = None
                if known is not None and other is not None and nash is not None:
                    before = Before(known, other, was[start:end], nash[start:end])
                yield partial(_look, about, t, before, counted - start)
                start = end

        found = gathered(
            jobs(),
            workers_of(self._threads),
            len,
            draws=self.draws,
            progress=None,
            stop=self._stop,
        )
        together = np.concatenate(found)
        if len(together) < self.draws:
            raise Interrupted
        return Seen(together > 0, together[:counted])

    def _nash_of(self, about: Frame) -> IntArray:
        """Nash package of a zone in each draw, issues in walk order; -1 where there is none."""
        key = key_of(about)
        if key not in self._nash:
            jobs = (partial(_nash, about, t) for t in self._parts(about, keep=True))
            found = gathered(
                jobs,
                workers_of(self._threads),
                len,
                draws=self.draws,
                progress=None,
                stop=self._stop,
            )
            self._nash[key] = np.concatenate(found)
            if len(self._nash.get(key, ())) < self.draws:
                raise Interrupted
        return self._nash[key]

    def _parts(self, about: Frame, *, keep: bool) -> Iterable[Tables]:
        """Tables of a zone; those of zones as they stand are kept for the moves to come."""
        key = _key_of_tables(about)
        if key not in self._tables:
            made = parts(about, self.draws, self.seed)
            if not keep or self.draws > KEPT_DRAWS:
                return made
            self._tables[key] = tuple(made)
        return self._tables[key]

    def _marked(self, about: Frame) -> Marks:
        """Count a zone in every draw and keep how many draws accept each package."""
        counted = count_over_draws(
            about, self.draws, self.seed, threads=self._threads, marked=True, stop=self._stop
        )
        if len(counted.counts) < self.draws or counted.accepted is None:
            raise Interrupted
        self._zones[key_of(about)] = Seen(counted.counts > 0, counted.counts)
        return counted.accepted

    def _look_for_offer(self, channel: str, side: str | None) -> tuple[Package | None, str | None]:
        """Of the deals that its side accepts in most draws, the one that others accept most."""
        signing = signatories(self.case.document, channel)
        others = tuple(actor for actor in signing if actor != side)
        about = next(c for c in self.case.document.channels if c.id == channel)
        if side is None:
            return None, "delegate"
        ours = frame(self.case, [side], issues=about.issues)
        theirs = frame(self.case, others, issues=about.issues)
        if ours.issues.size > MARK_LIMIT:
            return None, "too_large"
        own, far = (self._marks_in_case_order(zone) for zone in (ours, theirs))
        open_to_both = (own > self.draws / 2) & (far > 0)
        if not open_to_both.any():
            return None, "no_offer"
        score = np.where(open_to_both, far.astype(np.int64) * (self.draws + 1) + own, -1)
        rank = np.array([int(score.argmax())])
        return dict(ours.issues.labels(rank)[0]), None

    def _marks_in_case_order(self, about: Frame) -> Marks:
        axes = [about.walk.issues.index(issue) for issue in about.issues.issues]
        return self._marked(about).reshape(about.walk.counts).transpose(axes).ravel()


def key_of(about: Frame) -> Hashable:
    """Everything that decides what a zone holds in each draw, so that equal zones count once."""
    return (_key_of_tables(about), tuple(sorted(about.fixed.items())))


def _key_of_tables(about: Frame) -> Hashable:
    """Everything that decides the numbers of a zone; options that are fixed are no numbers.

    Conditions and publicity enter through the walk-away values and bonuses that they bring in,
    changed estimates through their numbers.
    """
    walk_away = () if about.partial else tuple(voice.walk_away for voice in about.voices)
    paths = [line.path for line in about.lines]
    paths += [term.path for held in walk_away for term in held.terms]
    numbers = tuple((path, about.unknowns[path].low, about.unknowns[path].high) for path in paths)
    return (about.actors, about.issues.issues, walk_away, about.bonuses, numbers)


def _alike(about: Frame, near: Frame) -> bool:
    """Whether the tables of two zones can be held against one another, row by row."""
    return (
        about.actors == near.actors
        and about.walk == near.walk
        and near.fixed.items() <= about.fixed.items()
        and _bonuses_of_several(about) == _bonuses_of_several(near)
    )


def _bonuses_of_several(about: Frame) -> list[tuple[str, int]]:
    """Bonuses that the utilities and thresholds do not hold already."""
    patterns = about.plan.bonus_pattern.tolist()
    return [(b.path, b.voice) for b, bit in zip(about.bonuses, patterns, strict=True) if bit]


def _look(about: Frame, t: Tables, before: Before | None, counted: int) -> IntArray:
    """Count the first draws of a piece of work, and ask the others whether the zone exists."""
    n = len(t.threshold)
    first, rest = np.arange(n) < counted, np.arange(n) >= counted
    found = np.zeros(n, dtype=np.int64)
    if first.any():
        found[first] = count_in(about, draws_of(t, first))
    if rest.any() and before is None:
        found[rest] = _exist(about, rows_of(t, rest))
    elif rest.any() and before is not None:
        near, other, was, nash = before
        then = Before(near, rows_of(other, rest), was[rest], nash[rest])
        found[rest] = _follow(about, rows_of(t, rest), then)
    return found


def _exist(about: Frame, t: Tables) -> IntArray:
    """1 in each draw with a zone; a draw in which the search gives up is counted."""
    found = exists_in(about, draws_of(t))
    open_questions = np.flatnonzero(found < 0)
    if open_questions.size:
        found[open_questions] = count_in(about, draws_of(t, open_questions))
    return found


class Before(NamedTuple):
    """A zone before a move, in some draws."""

    about: Frame
    tables: Tables
    exists: BoolArray
    nash: IntArray
    """[n, D] its Nash package in walk order; -1 where there is none."""


def _nash(about: Frame, t: Tables) -> IntArray:
    found = nash_in(about, t)
    return np.where(found.state[:, None] == 1, found.choices, -1)


def _follow(about: Frame, t: Tables, before: Before) -> IntArray:
    """As `_exist`, but look only at draws that the zone before the move does not settle."""
    near, other, was, nash = before
    axes = (1, 2, 3)
    wider = (t.utility >= other.utility).all(axis=axes)
    wider &= (t.threshold <= other.threshold).all(axis=1) & ~(t.real & ~other.real).any(axis=1)
    wider &= about.fixed == near.fixed
    narrower = (t.utility <= other.utility).all(axis=axes)
    narrower &= (t.threshold >= other.threshold).all(axis=1) & ~(other.real & ~t.real).any(axis=1)
    held = [about.walk.issues.index(issue) for issue in about.fixed]
    wanted = [about.walk.option_index(issue, option) for issue, option in about.fixed.items()]
    passes = worth_at(about, t, np.maximum(nash, 0)).accepted.all(axis=1)
    passes &= (nash[:, 0] >= 0) & (nash[:, held] == wanted).all(axis=1)
    found: IntArray = (was | passes).astype(np.int64)
    left = np.flatnonzero(~((wider & was) | (narrower & ~was) | passes))
    if left.size:
        found[left] = _exist(about, rows_of(t, left))
    return found
