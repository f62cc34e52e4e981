"""Influence of sources: every headline again without each of them, over the same draws.

Whose word carries a conclusion is seen by taking the word away (rule 11): what a source says, and
what reached us only through it, goes; estimates that rest on nothing else fall back to ignorance;
its offers, red lines and threats go with it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from backchannel.case import Case
from backchannel.case.without import Without, without_source
from backchannel.core.errors import UsageError, did_you_mean
from backchannel.core.figures import counted, percent
from backchannel.core.results import Note, RunRecord, Status, note
from backchannel.deals.rows import to_frame
from backchannel.space import Seed
from backchannel.space.seeds import seed_label
from backchannel.studies.over_draws import Progress, Stop
from backchannel.studies.ranges import Lacking, lacking
from backchannel.studies.record.shifts import (
    Loss,
    Shift,
    answers,
    loss,
    notes_of,
    one_of,
    weight_of,
)

__all__ = ["Dropped", "Influence", "influence"]

CAVEAT = "This follows from the stated ranges and is no forecast."


@dataclass(frozen=True, slots=True)
class Dropped:
    """What is left without some sources.

    Attributes
    ----------
    kind
        One ``source`` by itself, or every ``anonymous`` one together.
    said, passed_on
        Claims that go: those that these sources say, and those of others that reached us only
        through them.
    loss
        What goes with them, and how every headline moves.
    """

    kind: Literal["source", "anonymous"]
    sources: tuple[str, ...]
    said: tuple[str, ...]
    passed_on: tuple[str, ...]
    loss: Loss


@dataclass(frozen=True)
class Influence:
    """Sources of a case by how much its headlines would move without them.

    Attributes
    ----------
    ranking
        Each source dropped by itself, the one that moves a headline most first.
    groups
        Several dropped together.
    """

    ranking: tuple[Dropped, ...]
    groups: tuple[Dropped, ...]
    questions: tuple[str, ...]
    draws: int
    lacking: tuple[Lacking, ...]
    status: Status
    notes: tuple[Note, ...]
    run: RunRecord

    def carriers(self, question: str) -> tuple[tuple[str, Shift], ...]:
        """Sources whose word carries a headline, with what it is without them, most first.

        Left out are sources without which it moves by no more than chance among these draws.
        """
        if question not in self.questions:
            hint = did_you_mean(question, self.questions)
            raise UsageError(f"there is no question '{question}'", hint=hint)
        shifts = [
            (it.sources[0], shift)
            for it in self.ranking
            for shift in it.loss.shifts
            if shift.question == question and shift.moved
        ]
        return tuple(sorted(shifts, key=lambda it: weight_of(it[1]), reverse=True))

    def to_rows(self) -> list[dict[str, object]]:
        """Return one row for each headline without each source or group."""
        return [
            {
                "without": " ".join(it.sources),
                "kind": it.kind,
                "question": shift.question,
                "before": shift.before.value,
                "after": shift.after.value,
                "change": shift.change.value,
                "change_low": shift.change.low,
                "change_high": shift.change.high,
                "median_before": shift.median_before,
                "median_after": shift.median_after,
                "flips": shift.flips,
                "settled": shift.settled,
                "claims_lost": len(it.said) + len(it.passed_on),
                "fallen": len(it.loss.fallen),
                "draws": self.draws,
            }
            for it in (*self.ranking, *self.groups)
            for shift in it.loss.shifts
        ]

    def to_frame(self) -> Any:
        """Return the rows as a polars data frame."""
        return to_frame(self.to_rows())

    def summary(self) -> str:
        """Say of each headline whose word carries it, with the caveat."""
        said = []
        for question in self.questions:
            carriers = self.carriers(question)
            if not carriers:
                said.append(f"{question}: no single source moves it.")
                continue
            source, shift = carriers[0]
            said.append(
                f"{question}: {percent(shift.before.value)} of {counted(self.draws, 'draw')}, "
                f"{percent(shift.after.value)} without {source}."
            )
        return " ".join([*(said or ["The case asks no questions."]), CAVEAT])


def influence(
    case: Case,
    *,
    draws: int = 1_000,
    seed: Seed = 0,
    threads: int | None = None,
    progress: Progress | None = None,
    stop: Stop | None = None,
) -> Influence:
    """Drop each source in turn and ask every headline again, over the same draws.

    Dropping takes away what a source says and what reached us only through it; estimates that rest
    on nothing else fall back to ignorance, and offers, red lines and threats that rest on nothing
    else go (rule 11). A conclusion that stands on ignorance is weaker, whichever way it then goes:
    the change says how much rests on a word, not whether the word is true. Anonymous sources, where
    there are several, are also dropped together.

    Parameters
    ----------
    draws, seed
        Latin hypercube draws; all cases share them.
    threads
        Threads to use; as many as processors by default. The result does not depend on it.
    progress
        Called with (draws done, draws in all) as work goes on.
    stop
        Asked as work goes on; sources not dropped by then are left out and named in a note.

    Examples
    --------
    >>> import backchannel as bc
    >>> found = influence(bc.load("two-issues"), draws=100)
    >>> [(it.sources, len(it.loss.fallen)) for it in found.ranking]
    [(('S_MINUTES',), 18)]
    """
    sources = case.document.sources
    wanted: list[tuple[str, ...]] = [(it.id,) for it in sources]
    unnamed = tuple(it.id for it in sources if not it.named)
    if len(unnamed) > 1:
        wanted.append(unnamed)
    found: list[Dropped] = []
    notes: tuple[Note, ...] = ()
    runs = len(wanted) + 1
    before = answers(case, draws, seed, threads=threads, progress=one_of(progress, 0, runs))
    for number, names in enumerate(wanted):
        if stop is not None and stop():
            missed = ", ".join(" and ".join(it) for it in wanted[number:])
            notes = (note("gap", what=f"the case without {missed} was not looked at"),)
            break
        step = one_of(progress, number + 1, runs)
        left = without_source(case, *names)
        lost = loss(left, before, draws, seed, threads=threads, progress=step)
        found.append(_dropped(case, names, left, lost))
    single = [it for it in found if it.kind == "source"]
    # Equals stay in the order in which the case names them.
    single.sort(key=lambda it: weight_of(it.loss.largest), reverse=True)
    return Influence(
        ranking=tuple(single),
        groups=tuple(it for it in found if it.kind != "source"),
        questions=tuple(it.question for it in before),
        draws=draws,
        lacking=_lacking(case),
        status=Status.ESTIMATED,
        notes=(*notes_of(before), *notes),
        run=RunRecord(
            "studies.influence",
            case.document.case.id,
            case.digest,
            {"draws": draws},
            seed_label(seed),
        ),
    )


def _dropped(case: Case, names: tuple[str, ...], left: Without, lost: Loss) -> Dropped:
    gone = [it for it in case.document.claims if it.id in left.claims]
    return Dropped(
        kind="source" if len(names) == 1 else "anonymous",
        sources=names,
        said=tuple(it.id for it in gone if it.source in names),
        passed_on=tuple(it.id for it in gone if it.source not in names),
        loss=lost,
    )


def _lacking(case: Case) -> tuple[Lacking, ...]:
    found = []
    if not case.document.sources:
        found.append(lacking(case, "sources", "sources"))
    if not case.document.questions:
        found.append(lacking(case, "questions", "questions"))
    return tuple(found)
