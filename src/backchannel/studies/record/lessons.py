"""What answers on record teach, as data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Literal

import numpy as np
import numpy.typing as npt

from backchannel.case import Case
from backchannel.core.figures import counted
from backchannel.core.results import Note, RunRecord, Status
from backchannel.deals.rows import to_frame
from backchannel.space import Seed
from backchannel.studies.ranges import Lacking, Range
from backchannel.studies.record.testimony import Testimony

__all__ = ["CodingLesson", "Learned", "Lesson", "Moved"]

FloatArray = npt.NDArray[np.float64]

LITTLE: Final = 0.97
"""Share of effective draws above which an answer hardly weighs."""

FEW: Final = 0.01
"""Share of effective draws below which a range rests on few."""

RARE: Final = 0.05
"""Chance below which an answer is a surprise to the numbers."""


@dataclass(frozen=True, slots=True)
class Moved:
    """An estimate that answers moved.

    Attributes
    ----------
    path
        The estimate; for a red line its hardness.
    of
        ``value``, or ``real`` for a red line, which is told by how often it is real.
    shift
        Change of the mean, in standard deviations of before.
    before, after
        Range over the draws; for a red line the share of draws in which it is real, thrice.
    """

    path: str
    of: Literal["value", "real"]
    shift: float
    before: Range
    after: Range


@dataclass(frozen=True, slots=True)
class CodingLesson:
    """What an answer teaches if the offer is read in one way.

    Attributes
    ----------
    package
        The options offered; None for an approach.
    partial
        Whether gains are over the status quo; else over walking away.
    expected
        Chance of the answer before it is known, mean over draws, if the report is right; with what
        rests on the offers' claims alone set aside.
    gain_written
        Points that the actor asked would have gained as the case is written.
    gain_before, gain_after
        The same with what rests on the offers' claims alone set aside, and then as far as the
        report is believed; the latter None where no draw allows a report that is beyond doubt.
    gain_if_so
        The same if the answer was given as told; None where no draw allows it.
    effective, effective_if_so
        Effective draws as a share of all.
    moved
        Estimates that moved most if the answer was given as told, the largest shift first.
    """

    package: Mapping[str, str] | None
    partial: bool
    expected: float
    gain_written: Range
    gain_before: Range
    gain_after: Range | None
    gain_if_so: Range | None
    effective: float
    effective_if_so: float
    moved: tuple[Moved, ...]

    @property
    def little(self) -> bool:
        """Whether the answer hardly weighs if the offer is read in this way."""
        return self.effective > LITTLE

    @property
    def few(self) -> bool:
        """Whether what it says if it was answered so rests on few draws."""
        return self.effective_if_so < FEW


@dataclass(frozen=True, slots=True)
class Lesson:
    """What one answer on record teaches by itself.

    Attributes
    ----------
    offer, by, to, channel, answer, approach
        As on record.
    told
        Who says so and who denies it.
    believed
        Chance that the answer was given as told, by those who say and deny it.
    happened
        The same once it is held against the case's numbers, mean over draws.
    written
        Chance of the answer as the case is written, if the report is right: mean over codings.
    expected
        The same before it is known, with what rests on the offers' claims alone set aside.
    effective
        Effective draws as a share of all.
    codings
        Under each coding by itself.
    moved
        Estimates that moved most as far as the report is believed, the codings counting alike.
    """

    offer: str
    by: str
    to: str
    channel: str | None
    answer: str
    approach: bool
    told: Testimony
    believed: Range
    happened: float
    written: float
    expected: float
    effective: float
    codings: tuple[CodingLesson, ...]
    moved: tuple[Moved, ...]
    paths: tuple[str, ...] = field(repr=False)

    @property
    def little(self) -> bool:
        """Whether the answer hardly weighs."""
        return self.effective > LITTLE

    @property
    def surprising(self) -> bool:
        """Whether the answer was unlikely by the numbers, its own evidence set aside."""
        return self.expected < RARE


@dataclass(frozen=True, eq=False)
class Learned:
    """What all answers teach together, and draws in which they are learned.

    Attributes
    ----------
    lessons
        Each answer by itself.
    moved
        Estimates that all answers together moved most.
    fallen
        Estimates that rested on the offers' claims alone and fell back to ignorance.
    silent
        Offers of which no answer is known; they teach nothing.
    effective
        Effective draws; `draws` of them were made.
    written_draws
        Draws in which the offers were valued as the case is written.
    case, seed
        What to hand to another study so that it rests on the learned draws.
    weights
        [draws] how likely the answers are in each draw.
    """

    lessons: tuple[Lesson, ...]
    moved: tuple[Moved, ...]
    fallen: tuple[str, ...]
    silent: tuple[str, ...]
    draws: int
    written_draws: int
    effective: float
    case: Case = field(repr=False)
    seed: Seed = field(repr=False)
    weights: FloatArray = field(repr=False)
    status: Status
    notes: tuple[Note, ...]
    lacking: tuple[Lacking, ...]
    run: RunRecord

    def to_rows(self) -> list[dict[str, object]]:
        """Return one row for each offer and coding."""
        return [
            {
                "offer": lesson.offer,
                "by": lesson.by,
                "to": lesson.to,
                "answer": lesson.answer,
                "package": "; ".join(f"{i}={o}" for i, o in (coding.package or {}).items()),
                "believed": lesson.believed.median,
                "believed_low": lesson.believed.low,
                "believed_high": lesson.believed.high,
                "happened": lesson.happened,
                "written": lesson.written,
                "expected": coding.expected,
                "gain_written": coding.gain_written.median,
                "gain_before": coding.gain_before.median,
                "gain_before_low": coding.gain_before.low,
                "gain_before_high": coding.gain_before.high,
                "gain_if_so": None if coding.gain_if_so is None else coding.gain_if_so.median,
                "gain_after": coding.gain_after and coding.gain_after.median,
                "gain_after_low": coding.gain_after and coding.gain_after.low,
                "gain_after_high": coding.gain_after and coding.gain_after.high,
                "effective": coding.effective,
                "draws": self.draws,
            }
            for lesson in self.lessons
            for coding in lesson.codings
        ]

    def to_frame(self) -> Any:
        """Return the rows as a polars data frame."""
        return to_frame(self.to_rows())

    def summary(self) -> str:
        """Return one plain sentence with its caveat."""
        if not self.lessons:
            return "No answer on record teaches anything here."
        names = ", ".join(lesson.offer for lesson in self.lessons)
        return (
            f"Weighed by {counted(len(self.lessons), 'answer')} on record ({names}), "
            f"{counted(self.draws, 'draw')} are worth {self.effective:,.0f} equal ones. "
            "This follows from the stated ranges and is no forecast."
        )
