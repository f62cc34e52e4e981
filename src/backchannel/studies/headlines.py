"""The headlines of a case: each of its questions answered over draws.

Every other study reports these numbers again after changing something.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from backchannel.case import Case
from backchannel.case.schema import Question
from backchannel.core.errors import UsageError
from backchannel.core.figures import counted
from backchannel.core.results import Note, RunRecord, Status, note
from backchannel.deals.rows import to_frame
from backchannel.deals.zone import COUNT_LIMIT, count_deals
from backchannel.space import Frame, frame
from backchannel.space.seeds import Seed, seed_label
from backchannel.studies.over_draws import Progress, count_over_draws, notes_on, shares

__all__ = ["Headline", "Headlines", "headlines", "question_frame"]


@dataclass(frozen=True, eq=False)
class Headline:
    """One question of the case, answered over draws.

    Attributes
    ----------
    open_share
        Share of draws in which at least one package is acceptable to all.
    low, median, high
        5th, 50th and 95th percentile over the draws of the share of packages in the zone.
    total
        Packages that can be a deal.
    counts
        [draws] packages in the zone of each draw.
    """

    id: str
    text: str
    actors: tuple[str, ...]
    issues: tuple[str, ...]
    conditions: tuple[str, ...]
    open_share: float
    low: float
    median: float
    high: float
    total: int
    counts: npt.NDArray[np.int64] = field(repr=False)
    notes: tuple[Note, ...]


@dataclass(frozen=True, eq=False)
class Headlines:
    """All questions of a case, answered over the same draws."""

    headlines: tuple[Headline, ...]
    draws: int
    status: Status
    notes: tuple[Note, ...]
    run: RunRecord

    def to_rows(self) -> list[dict[str, object]]:
        """Return one row a question."""
        return [
            {
                "id": h.id,
                "text": h.text,
                "actors": ", ".join(h.actors),
                "conditions": ", ".join(h.conditions),
                "draws": self.draws,
                "open_share": h.open_share,
                "low": h.low,
                "median": h.median,
                "high": h.high,
                "total": h.total,
            }
            for h in self.headlines
        ]

    def to_frame(self) -> Any:
        """Return the rows as a polars data frame."""
        return to_frame(self.to_rows())

    def summary(self) -> str:
        """Return one plain sentence with its caveat."""
        told = "; ".join(f"{h.id}: {100 * h.open_share:.3g} %" for h in self.headlines)
        return (
            f"Share of {counted(self.draws, 'draw')} in which some package is acceptable to all: "
            f"{told}. "
            "This follows from the stated ranges and is no forecast."
        )


def headlines(
    case: Case,
    *,
    draws: int = 2_000,
    seed: Seed = 0,
    threads: int | None = None,
    progress: Progress | None = None,
) -> Headlines:
    """Answer each question of a case: how often a zone exists, and how large it is.

    Parameters
    ----------
    draws, seed
        Latin hypercube draws; all questions see the same ones.
    threads
        Threads to use; as many as processors by default. The result does not depend on it.
    progress
        Called with (draws done, draws in all) as work goes on.

    Raises
    ------
    UsageError
        If the case asks no question.

    Examples
    --------
    >>> import backchannel as bc
    >>> found = headlines(bc.load("two-issues"), draws=100)
    >>> [h.id for h in found.headlines], found.headlines[0].total
    (['both'], 8)
    """
    asked = case.document.questions
    if not asked:
        raise UsageError("the case asks no questions, so it has no headlines")
    told = []
    for number, question in enumerate(asked):
        about = question_frame(case, question)
        step = _within(progress, number, len(asked))
        counted = count_over_draws(about, draws, seed, threads=threads, progress=step)
        total = count_deals(about.plan)
        countable = about.issues.size <= COUNT_LIMIT
        low, median, high = shares(counted.counts, total) if countable else (math.nan,) * 3
        notes = notes_on(about, draws, draws, int((counted.counts < 0).sum()))
        if not countable:
            notes += (note("uncounted"),)
        told.append(
            Headline(
                id=question.id,
                text=str(question.text),
                actors=about.actors,
                issues=about.issues.issues,
                conditions=about.conditions,
                open_share=float((counted.counts > 0).mean()),
                low=low,
                median=median,
                high=high,
                total=total,
                counts=counted.counts,
                notes=notes,
            )
        )
    return Headlines(
        headlines=tuple(told),
        draws=draws,
        status=Status.ESTIMATED,
        notes=tuple(dict.fromkeys(note for h in told for note in h.notes)),
        run=RunRecord(
            "studies.headlines",
            case.document.case.id,
            case.digest,
            {"draws": draws},
            seed_label(seed),
        ),
    )


def question_frame(case: Case, question: Question) -> Frame:
    """Return the frame that a question of the case is about."""
    return frame(
        case,
        question.actors,
        issues=question.issues or None,
        channel=question.channel,
        condition=question.conditions,
    )


def _within(progress: Progress | None, number: int, questions: int) -> Callable[..., None] | None:
    """Progress of one question as progress of all."""
    if progress is None:
        return None
    return lambda done, every: progress(number * every + done, questions * every)
