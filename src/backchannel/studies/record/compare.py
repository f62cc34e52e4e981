"""Readings side by side: what all share, what flips, and which override is enough to flip it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from backchannel.case import Case
from backchannel.case.schema import Question
from backchannel.core.errors import UsageError
from backchannel.core.figures import counted, percent
from backchannel.core.results import Note, RunRecord, Status, note
from backchannel.deals.rows import to_frame
from backchannel.deals.zone import COUNT_LIMIT, count_deals
from backchannel.record.intervals import Sampled, sampled_change
from backchannel.space import Seed
from backchannel.space.seeds import seed_label
from backchannel.studies.over_draws import Progress, Stop, shares
from backchannel.studies.ranges import Lacking, Range, lacking
from backchannel.studies.record.flips import (
    HALF,
    Flip,
    Replaced,
    Trial,
    needed_ones,
    replaced,
    sets_up_to,
    side,
    smallest_sets,
)
from backchannel.studies.record.shifts import Answer, answers, one_of

__all__ = ["Compared", "Comparison", "Largest", "Under", "compare"]


@dataclass(frozen=True)
class Under:
    """A headline under one reading, or under the base.

    Attributes
    ----------
    reading
        None for the base.
    open_share
        Share of draws with a zone.
    change
        By how much it differs from the base over the same draws; None for the base.
    packages
        Share of packages in the zone; None in a space too large to count.
    flips
        Whether it lies on the other side of one half than the base.
    paths
        Overrides of the reading that enter the headline.
    """

    reading: str | None
    open_share: Sampled
    change: Sampled | None
    packages: Range | None
    flips: bool
    paths: tuple[str, ...]

    @property
    def settled(self) -> bool:
        """Whether the draws settle on which side of one half it lies."""
        return not self.open_share.holds(HALF)


@dataclass(frozen=True)
class Compared:
    """One headline under the base and under each reading.

    Attributes
    ----------
    total
        Packages that can be a deal.
    under
        The base, then each reading.
    """

    id: str
    text: str
    actors: tuple[str, ...]
    issues: tuple[str, ...]
    conditions: tuple[str, ...]
    total: int
    under: tuple[Under, ...]

    @property
    def shared(self) -> bool:
        """Whether it lies on the same side of one half under the base and every reading."""
        return not any(it.flips for it in self.under)

    @property
    def settled(self) -> bool:
        """Whether the draws settle its side under the base and every reading."""
        return all(it.settled for it in self.under)


@dataclass(frozen=True, slots=True)
class Largest:
    """What a reading that flips nothing changes most.

    Attributes
    ----------
    headline
        Its id; None where the reading changes no headline.
    of
        Whether the shares are of draws with a zone, or of packages in it (the median): the latter
        where no share of draws changes by more than its sampling interval.
    """

    reading: str
    headline: str | None
    of: Literal["draws", "packages"]
    before: float
    after: float


@dataclass(frozen=True)
class Comparison:
    """The headlines of a case under the base and under each reading by itself."""

    readings: tuple[str, ...]
    headlines: tuple[Compared, ...]
    flips: tuple[Flip, ...]
    largest: tuple[Largest, ...]
    draws: int
    lacking: tuple[Lacking, ...]
    status: Status
    notes: tuple[Note, ...]
    run: RunRecord = field(repr=False)

    def to_rows(self) -> list[dict[str, object]]:
        """Return one row a headline and reading, the base with an empty reading."""
        return [
            {
                "headline": it.id,
                "reading": u.reading,
                "open_share": u.open_share.value,
                "open_low": u.open_share.low,
                "open_high": u.open_share.high,
                "change": u.change and u.change.value,
                "change_low": u.change and u.change.low,
                "change_high": u.change and u.change.high,
                "flips": u.flips,
                "settled": u.settled,
                "packages_low": u.packages and u.packages.low,
                "packages_median": u.packages and u.packages.median,
                "packages_high": u.packages and u.packages.high,
                "total": it.total,
                "draws": self.draws,
            }
            for it in self.headlines
            for u in it.under
        ]

    def to_frame(self) -> Any:
        """Return the rows as a polars data frame."""
        return to_frame(self.to_rows())

    def summary(self) -> str:
        """Return plain sentences with their caveat."""
        if not self.headlines or not self.readings:
            if not self.lacking:
                return "It was stopped before any reading was compared."
            return "There is nothing to compare: the case has no " + (
                "readings." if self.headlines else "questions."
            )
        told = [
            f"{it.reading} turns {it.headline}: some package is acceptable to all in "
            f"{percent(it.before.value)} of {counted(self.draws, 'draw')} under the base and in "
            f"{percent(it.after.value)} under the reading"
            + ("." if it.settled else ", too near one half for the draws to settle it.")
            for it in self.flips
        ] or [f"No reading turns any headline over {counted(self.draws, 'draw')}."]
        return " ".join([*told, "This follows from the stated ranges and is no forecast."])


def compare(
    case: Case,
    readings: Sequence[str] | None = None,
    *,
    draws: int = 2_000,
    seed: Seed = 0,
    threads: int | None = None,
    progress: Progress | None = None,
    stop: Stop | None = None,
) -> Comparison:
    """Hold every headline under the base beside the same under each reading by itself.

    All are asked over the same draws. A headline flips where the share of draws with a zone crosses
    one half. For each flip the overrides of the reading are tried on the base: one by one, then
    two and three together, until some of one size flip it; and the reading is tried without each.

    Parameters
    ----------
    case
        The base; no reading may be applied to it.
    readings
        Ids of the readings to compare; all of the case by default.
    draws, seed
        Latin hypercube draws, the same for all.
    threads
        Threads to use; as many as processors by default. The result does not depend on it.
    progress
        Called with (done, all) as work goes on.
    stop
        Asked between pieces of work; readings not counted by then, and overrides not tried, are
        left out and named in a note.

    Raises
    ------
    UsageError
        For a reading that the case does not hold, and for a case under a reading.

    Examples
    --------
    >>> import backchannel as bc
    >>> found = compare(bc.load("two-issues"), draws=100)
    >>> [(it.reading, round(it.packages.median, 3)) for it in found.headlines[0].under]
    [(None, 0.5), ('cautious', 0.125)]
    """
    if case.readings:
        raise UsageError(
            f"the case is under {', '.join(case.readings)} already",
            hint="compare holds the base beside each reading by itself: load the case without any",
        )
    wanted = [reading.id for reading in case.document.readings] if readings is None else readings
    cases = {name: case.under(name) for name in dict.fromkeys(wanted)}
    runs = len(cases) + 2  # the base, each reading, and the search for overrides
    base = answers(case, draws, seed, threads=threads, progress=one_of(progress, 0, runs))
    found: dict[str, tuple[Answer, ...]] = {}
    for number, (name, under) in enumerate(cases.items(), start=1):
        if stop is not None and stop():
            break
        step = one_of(progress, number, runs)
        found[name] = answers(under, draws, seed, before=base, threads=threads, progress=step)
    told = tuple(
        _compared(question, [base[n], *(of[n] for of in found.values())], list(found))
        for n, question in enumerate(case.document.questions)
    )
    last = one_of(progress, runs - 1, runs)
    search = _Search(draws, seed, threads, draws * len(base), last, stop)
    flips = search.flips(told, base, found)
    left = [f"not compared: {name}" for name in cases if name not in found]
    left += [f"{it.headline} under {it.reading}" for it in flips if it.needed is None]
    notes = [*_notes((base, *found.values())), *(note("gap", what=what) for what in left)]
    lacks = ([] if base else ["questions"]) + ([] if cases else ["readings"])
    settings: dict[str, object] = {"readings": tuple(cases), "draws": draws}
    return Comparison(
        readings=tuple(found),
        headlines=told,
        flips=flips,
        largest=tuple(_largest(name, told) for name in found if told and not _turns(name, told)),
        draws=draws,
        lacking=tuple(lacking(case, why, why) for why in lacks),
        status=Status.ESTIMATED,
        notes=tuple(dict.fromkeys(notes)),
        run=RunRecord(
            "studies.compare", case.document.case.id, case.digest, settings, seed_label(seed)
        ),
    )


def _compared(question: Question, columns: Sequence[Answer], readings: Sequence[str]) -> Compared:
    """Put the base, which comes first, and the readings side by side."""
    base = columns[0]
    return Compared(
        id=question.id,
        text=str(question.text),
        actors=base.about.actors,
        issues=base.about.issues.issues,
        conditions=base.about.conditions,
        total=count_deals(base.about.plan),
        under=tuple(
            _under(name, it, base) for name, it in zip([None, *readings], columns, strict=True)
        ),
    )


def _under(reading: str | None, it: Answer, base: Answer) -> Under:
    countable = it.about.issues.size <= COUNT_LIMIT
    total = count_deals(it.about.plan)
    change = sampled_change(base.counts > 0, it.counts > 0)
    if it is base:  # nothing that the reading changes enters
        change = Sampled(0.0, 0.0, 0.0)
    return Under(
        reading=reading,
        open_share=it.open_share,
        change=None if reading is None else change,
        packages=Range(*shares(it.counts, total)) if countable else None,
        flips=side(it.open_share.value) != side(base.open_share.value),
        paths=tuple(it.path for it in _changed(base, it)),
    )


def _changed(base: Answer, it: Answer) -> tuple[Replaced, ...]:
    """What a reading changes of the estimates that enter a headline."""
    return replaced(base.about.unknowns, it.about.unknowns, sorted(base.about.paths))


@dataclass(frozen=True)
class _Search:
    """How overrides are tried: over which draws, and whom to tell and ask on the way.

    The progress of all of it is told as that of `every` draws.
    """

    draws: int
    seed: Seed
    threads: int | None
    every: int
    progress: Progress | None
    stop: Stop | None

    def flips(
        self,
        told: Sequence[Compared],
        base: Sequence[Answer],
        found: Mapping[str, Sequence[Answer]],
    ) -> tuple[Flip, ...]:
        """Look into each flip, in the order of headlines and readings."""
        flipped = [
            (plain, found[it.reading or ""][n], it)
            for n, (headline, plain) in enumerate(zip(told, base, strict=True))
            for it in headline.under
            if it.flips
        ]
        most = [sets_up_to(len(it.paths)) for _, _, it in flipped]
        looked_into = tuple(
            self._flip(plain, under, it, (sum(most[:n]), sum(most)))
            for n, (plain, under, it) in enumerate(flipped)
        )
        if self.progress is not None:
            self.progress(self.every, self.every)
        return looked_into

    def _flip(self, base: Answer, under: Answer, it: Under, sets: tuple[int, int]) -> Flip:
        done, most = sets

        def stopping() -> bool:
            nonlocal done
            if self.stop is not None and self.stop():
                return True
            done += 1
            if self.progress is not None:
                self.progress(done * self.every // most, self.every)
            return False

        before, after = base.open_share, under.open_share
        changed = _changed(base, under)
        trial = Trial(
            base.about, under.about.unknowns, side(after.value), self.draws, self.seed, self.threads
        )
        smallest = smallest_sets(trial, changed, stopping)
        return Flip(
            headline=base.question,
            reading=it.reading or "",
            before=before,
            after=after,
            settled=not (before.holds(HALF) or after.holds(HALF)),
            entering=changed,
            enough=smallest.enough,
            close=smallest.close,
            tried=smallest.tried,
            needed=needed_ones(trial, changed, stopping),
        )


def _turns(reading: str, told: Sequence[Compared]) -> bool:
    return any(it.flips for h in told for it in h.under if it.reading == reading)


def _largest(reading: str, told: Sequence[Compared]) -> Largest:
    """Find the headline that a reading changes most: by draws, else by packages."""
    by_draws, by_packages = [], []
    for headline in told:
        base, it = headline.under[0], next(u for u in headline.under if u.reading == reading)
        if it.change and not it.change.holds(0.0):
            before, after = base.open_share.value, it.open_share.value
            by_draws.append(Largest(reading, headline.id, "draws", before, after))
        elif it.packages and base.packages and it.packages.median != base.packages.median:
            before, after = base.packages.median, it.packages.median
            by_packages.append(Largest(reading, headline.id, "packages", before, after))
    nothing = Largest(reading, None, "draws", 0.0, 0.0)
    return max(by_draws or by_packages or [nothing], key=lambda it: abs(it.after - it.before))


def _notes(found: Sequence[Sequence[Answer]]) -> list[Note]:
    """What must be known of the frames; of draws not settled the most in one answer is told."""
    every = [it for answered in found for it in answered]
    notes = [n for it in every for n in it.about.notes]
    unsettled = max((int((it.counts < 0).sum()) for it in every), default=0)
    if unsettled:
        notes.append(note("unsettled", number=f"up to {unsettled:,}"))
    if any(it.about.issues.size > COUNT_LIMIT for it in every):
        notes.append(note("uncounted"))
    return notes
