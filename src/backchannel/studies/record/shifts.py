"""Every headline of a case again after claims were taken away, over the same draws."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from backchannel.case import Case
from backchannel.case.without import Without
from backchannel.core.results import Note, note
from backchannel.deals.zone import COUNT_LIMIT, count_deals
from backchannel.record.intervals import Sampled, sampled_change, sampled_share
from backchannel.space import Frame, Seed
from backchannel.studies.headlines import question_frame
from backchannel.studies.over_draws import Progress, count_over_draws, notes_on
from backchannel.studies.record.flips import HALF, side

__all__ = ["Answer", "Loss", "Shift", "answers", "loss", "notes_of", "one_of", "weight_of"]


@dataclass(frozen=True)
class Answer:
    """One question of a case, answered: its frame, and how large its zone is in each draw."""

    question: str
    about: Frame
    counts: npt.NDArray[np.int64] = field(repr=False)
    """[draws] packages in the zone; too large to count: 1 where there is any; -1 if not settled."""

    @property
    def open_share(self) -> Sampled:
        """Share of draws in which some package is acceptable to all."""
        unsettled = int((self.counts < 0).sum())
        return sampled_share(int((self.counts > 0).sum()), len(self.counts), unsettled)

    @property
    def median(self) -> float | None:
        """Median share of packages in the zone; None where the space is too large to count."""
        if self.about.issues.size > COUNT_LIMIT:
            return None
        return float(np.median(self.counts)) / max(count_deals(self.about.plan), 1)


@dataclass(frozen=True, slots=True)
class Shift:
    """One headline as the case stands, and without something.

    Attributes
    ----------
    before, after
        Share of draws in which some package is acceptable to all.
    change
        After less before, draw by draw.
    median_before, median_after
        Median share of packages in the zone; None where the space is too large to count.
    flips
        Whether the share crosses one half.
    settled
        Whether the draws settle on which side of one half both shares lie.
    """

    question: str
    before: Sampled
    after: Sampled
    change: Sampled
    median_before: float | None
    median_after: float | None
    flips: bool
    settled: bool

    @property
    def moved(self) -> bool:
        """Whether the share changes by more than chance among these draws."""
        return not self.change.holds(0.0)


@dataclass(frozen=True, slots=True)
class Loss:
    """What goes with some claims, and how every headline moves without them.

    Attributes
    ----------
    fallen
        Paths of the estimates that rest on nothing else and fall back to ignorance.
    offers, red_lines, threats
        Those that rest on nothing else and go.
    shifts
        Every headline, in the case's order.
    """

    claims: tuple[str, ...]
    fallen: tuple[str, ...]
    offers: tuple[str, ...]
    red_lines: tuple[str, ...]
    threats: tuple[str, ...]
    shifts: tuple[Shift, ...]

    @property
    def largest(self) -> Shift | None:
        """The headline that moves most; None where none moves."""
        moved = [it for it in self.shifts if weight_of(it) > (0.0, 0.0)]
        return max(moved, key=weight_of, default=None)


def answers(
    case: Case,
    draws: int,
    seed: Seed,
    *,
    before: Sequence[Answer] = (),
    threads: int | None = None,
    progress: Progress | None = None,
) -> tuple[Answer, ...]:
    """Answer each question of a case over draws.

    Answers found before for another state of the case are taken over where the same estimates and
    red lines enter the question.

    Examples
    --------
    >>> import backchannel as bc
    >>> case = bc.load("two-issues")
    >>> first = answers(case, 100, 0)
    >>> first[0].open_share.value, answers(case, 100, 0, before=first)[0] is first[0]
    (1.0, True)
    """
    told, asked = [], case.document.questions
    for number, question in enumerate(asked):
        about = question_frame(case, question)
        if before and _alike(before[number].about, about):
            told.append(before[number])
            continue
        step = one_of(progress, number, len(asked))
        found = count_over_draws(about, draws, seed, threads=threads, progress=step)
        told.append(Answer(question.id, about, found.counts))
    return tuple(told)


def loss(
    left: Without,
    before: Sequence[Answer],
    draws: int,
    seed: Seed,
    *,
    threads: int | None = None,
    progress: Progress | None = None,
) -> Loss:
    """Hold a case that lost some claims beside the answers found with everything."""
    after = answers(left.case, draws, seed, before=before, threads=threads, progress=progress)
    return Loss(
        claims=left.claims,
        fallen=left.fallen,
        offers=left.offers,
        red_lines=left.red_lines,
        threats=left.threats,
        shifts=tuple(_shift(one, other) for one, other in zip(before, after, strict=True)),
    )


def notes_of(told: Sequence[Answer]) -> tuple[Note, ...]:
    """Return what a reader must know of some answers, each thing once."""
    notes: list[Note] = []
    for it in told:
        draws, unsettled = len(it.counts), int((it.counts < 0).sum())
        notes += notes_on(it.about, draws, draws, unsettled)
        if it.median is None:
            notes.append(note("uncounted"))
    return tuple(dict.fromkeys(notes))


def weight_of(shift: Shift | None) -> tuple[float, float]:
    """How far a headline moves: by its share of draws, among equals by its median."""
    if shift is None:
        return 0.0, 0.0
    medians = (shift.median_after or 0.0) - (shift.median_before or 0.0)
    return abs(shift.change.value), abs(medians)


def one_of(progress: Progress | None, number: int, runs: int) -> Progress | None:
    """Progress of one of several runs as progress of all."""
    if progress is None:
        return None
    return lambda done, every: progress(number * every + done, runs * every)


def _shift(one: Answer, other: Answer) -> Shift:
    before, after = one.open_share, other.open_share
    return Shift(
        question=one.question,
        before=before,
        after=after,
        change=sampled_change(one.counts > 0, other.counts > 0),
        median_before=one.median,
        median_after=other.median,
        flips=side(before.value) != side(after.value),
        settled=not before.holds(HALF) and not after.holds(HALF),
    )


def _alike(one: Frame, other: Frame) -> bool:
    """Whether two states of one case put the same numbers into a question."""
    return one.lines == other.lines and all(
        _numbers(one, path) == _numbers(other, path) for path in one.paths
    )


def _numbers(about: Frame, path: str) -> tuple[float, float, float, str]:
    it = about.unknowns[path]
    return it.low, it.mode, it.high, it.distribution
