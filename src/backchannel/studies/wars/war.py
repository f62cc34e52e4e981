"""War as the alternative: whether a settlement would suit both, whether they see it, and when.

One war at a time in `backchannel.studies.wars.outlook`, the questions of the case as war goes on in
`backchannel.studies.wars.readiness`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from backchannel.case import Case
from backchannel.core.figures import counted
from backchannel.core.results import Note, RunRecord, Status
from backchannel.deals.rows import to_frame
from backchannel.space.seeds import Seed, seed_label
from backchannel.studies.figures import MONTHS
from backchannel.studies.over_draws import Progress, Stop
from backchannel.studies.ranges import Lacking, lacking
from backchannel.studies.wars.outlook import WarOutlook, outlook
from backchannel.studies.wars.readiness import Readiness, readiness

__all__ = ["WarOverDraws", "war"]


@dataclass(frozen=True, eq=False)
class WarOverDraws:
    """The wars of a case and how its questions stand as war goes on, within the ranges.

    Attributes
    ----------
    months
        [MONTHS + 1] the months of all curves: 0 to `MONTHS`.
    """

    wars: tuple[WarOutlook, ...]
    questions: tuple[Readiness, ...]
    months: npt.NDArray[np.int64] = field(repr=False)
    draws: int
    lacking: tuple[Lacking, ...]
    status: Status
    notes: tuple[Note, ...]
    run: RunRecord

    def to_rows(self) -> list[dict[str, object]]:
        """Return one row a figure: low, median and high over draws, or the share of draws."""
        told: tuple[WarOutlook | Readiness, ...] = (*self.wars, *self.questions)
        return [row for it in told for row in it.to_rows()]

    def to_frame(self) -> Any:
        """Return the rows as a polars data frame."""
        return to_frame(self.to_rows())

    def summary(self) -> str:
        """Return plain sentences with their caveat."""
        told = []
        for it in self.wars:
            if it.beliefs:
                told.append(
                    f"{it.sides[0]} and {it.sides[1]} both see a settlement that suits them in "
                    f"{100 * it.beliefs.exists:.3g} % of {counted(self.draws, 'draw')}."
                )
            if it.shift:
                told.append(
                    "A shift of power makes one of them prefer to fight now in "
                    f"{100 * it.shift.fight:.3g} %."
                )
        if self.questions:
            shares = "; ".join(
                f"{q.id} {100 * q.zone_by[0]:.3g} % now, {100 * q.zone_by[12]:.3g} % within 12 "
                "months"
                for q in self.questions
            )
            told.append(
                f"Share of {counted(self.draws, 'draw')} in which some package is acceptable to "
                "all: "
                f"{shares}."
            )
        told = told or ["The case describes no war and asks no question."]
        return " ".join([*told, "This follows from the stated ranges and is no forecast."])


def war(
    case: Case,
    *,
    package: Mapping[str, str] | None = None,
    draws: int = 1_000,
    seed: Seed = 0,
    threads: int | None = None,
    progress: Progress | None = None,
    stop: Stop | None = None,
) -> WarOverDraws:
    """Ask of each war whether a settlement suits both, and of each question when it is ripe.

    Sides are neutral towards risk. Each war is seen by itself; what it says moves no walk-away
    value of the case.

    Parameters
    ----------
    package
        The package on the table, or some of its options: see `backchannel.studies.wars.readiness`.
    draws, seed, threads, progress, stop
        As for `backchannel.studies.zone_over_draws`; the result does not depend on the threads.

    References
    ----------
    Fearon 1995; Slantchev 2003; Powell 2004, 2006; Zartman, for ripeness.

    Examples
    --------
    >>> import backchannel as bc
    >>> found = war(bc.load("two-issues"), draws=100)
    >>> found.wars, found.questions[0].on_table.accepted
    ((), 1.0)
    >>> [it.key for it in found.lacking]
    ['wars', 'war_costs.upstream', 'war_costs.downstream', 'renewed_war']
    """
    wars = tuple(outlook(case, it, draws, seed) for it in case.document.wars)
    asked = case.document.questions
    questions = tuple(
        readiness(
            case,
            question,
            package=package,
            draws=draws,
            seed=seed,
            threads=threads,
            progress=_within(progress, number, len(asked)),
            stop=stop,
        )
        for number, question in enumerate(asked)
    )
    missing = [] if wars else [lacking(case, "wars", "wars")]
    missing += [] if asked else [lacking(case, "questions", "questions")]
    missing += [it for found in wars for it in found.lacking]
    missing += [it for told in questions for it in told.lacking]
    months = np.arange(MONTHS + 1)
    months.setflags(write=False)
    settings = {"draws": draws, "package": tuple((package or {}).items())}
    return WarOverDraws(
        wars=wars,
        questions=questions,
        months=months,
        draws=draws,
        lacking=tuple(dict.fromkeys(missing)),
        status=Status.ESTIMATED,
        notes=tuple(dict.fromkeys(note for q in questions for note in q.notes)),
        run=RunRecord(
            "studies.war", case.document.case.id, case.digest, settings, seed_label(seed)
        ),
    )


def _within(progress: Progress | None, number: int, parts: int) -> Callable[..., None] | None:
    """Progress of one question as progress of all."""
    if progress is None:
        return None
    return lambda done, every: progress(number * every + done, parts * every)
