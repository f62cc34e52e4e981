"""Drivers: which numbers of a case move each headline, alone, in groups and together.

A number that explains a large share of the variance of a headline over draws is one that would
settle much if it were known. Single numbers are told from the draws of the headline itself; groups
of them (all of an issue, an actor, a basis, a source) from pairs of draws of which only the group
is swapped.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from backchannel.case import Case
from backchannel.case.schema import Question
from backchannel.core.errors import UsageError, did_you_mean
from backchannel.core.results import Note, RunRecord, Status, note
from backchannel.record.indices import Jackknifed, group_indices, summed
from backchannel.space import Frame, Seed, Swapped
from backchannel.space.seeds import seed_label
from backchannel.studies.over_draws import Progress, Stop, count_over_draws, notes_on, shares
from backchannel.studies.ranges import lacking
from backchannel.studies.record.driven import (
    Drivers,
    Explained,
    Group,
    Grouped,
    HeadlineDrivers,
    Outcome,
)
from backchannel.studies.record.factors import GROUPINGS, Grouping, Label
from backchannel.studies.record.singles import Asked, Sample, Single, explained, singles
from backchannel.studies.record.worth_finding import joined_headlines, worth_finding

__all__ = ["drivers"]

IntArray = npt.NDArray[np.int64]


def drivers(  # noqa: PLR0913
    case: Case,
    questions: Sequence[str] | None = None,
    *,
    by: Sequence[Grouping] = GROUPINGS,
    draws: int = 20_000,
    pairs: int = 512,
    seed: Seed = 0,
    threads: int | None = None,
    progress: Progress | None = None,
    stop: Stop | None = None,
) -> Drivers:
    """Ask which numbers move each headline of a case.

    An index is a share of the variance, over draws, of one of two outcomes: whether a zone exists
    (0 or 1), and the share of packages in it. It takes the stated ranges as they stand: a number
    with a narrow range moves little, whether or not the range is right.

    Parameters
    ----------
    questions
        Ids of questions of the case; all by default.
    by
        How to group numbers; none for single numbers only.
    draws, seed
        Latin hypercube draws for single numbers. Draws that were learned from the record will do;
        indices of groups are then left out, for they need numbers that are independent.
    pairs
        Pairs of draws for indices of groups. With 512, differences below 5 points are noise.
    threads
        Threads to use; as many as processors by default. The result does not depend on it.
    progress
        Called with (draws done, draws in all) as work goes on.
    stop
        Asked as work goes on; what is not done by then is left out and named in a note.

    Raises
    ------
    UsageError
        For a question that the case does not ask, or a grouping that there is not.

    References
    ----------
    Saltelli et al. 2010; Jansen.

    Examples
    --------
    >>> import backchannel as bc
    >>> found = drivers(bc.load("two-issues"), by=["actor"], draws=2048, pairs=64)
    >>> [(it.id, it.told_by, len(it.drivers)) for it in found.headlines]
    [('both', 'size', 18)]
    """
    grouped = _checked(by) if isinstance(seed, int) else ()
    asked = [Asked.of(case, question, grouped) for question in _chosen(case, questions)]
    if grouped and (not isinstance(pairs, int) or pairs < 2):
        raise UsageError(f"at least two pairs of draws are needed, not {pairs!r}")
    work = _Counting(threads, progress, stop or (lambda: False), _size(asked, draws, pairs))
    answered, notes = _answered(asked, draws, seed, work)
    sample = Sample.of(seed, len(answered[0].counts) if answered else draws)
    labels = _labels(asked)
    headlines, by_question = [], {}
    for it in answered:
        found = singles(it, sample)
        groups = _groupings(it, labels, seed, pairs, work) if isinstance(seed, int) else ()
        if len(groups) < len(grouped):
            notes.append(note("gap", what=f"groups of {it.question.id}"))
        headlines.append(_headline(it, found, groups))
        by_question[it.question.id] = found
    if by and not isinstance(seed, int):
        notes.append(note("dependent"))
    joined = joined_headlines(headlines)
    return Drivers(
        headlines=tuple(headlines),
        worth_finding=worth_finding(case, joined, by_question),
        joined=tuple(it.id for it in joined),
        draws=sample.draws,
        pairs=pairs if grouped else 0,
        lacking=() if case.document.questions else (lacking(case, "questions", "questions"),),
        status=Status.ESTIMATED,
        notes=tuple(dict.fromkeys(notes)),
        run=RunRecord(
            "studies.drivers",
            case.document.case.id,
            case.digest,
            {"questions": tuple(it.id for it in headlines), "by": tuple(grouped),
             "draws": draws, "pairs": pairs},
            seed_label(seed),
        ),
    )  # fmt: skip


def _checked(by: Sequence[Grouping]) -> tuple[Grouping, ...]:
    names = [by] if isinstance(by, str) else list(by)
    for name in names:
        if name not in GROUPINGS:
            raise UsageError(f"there is no grouping {name!r}", hint=did_you_mean(name, GROUPINGS))
    return tuple(how for how in GROUPINGS if how in names)


def _chosen(case: Case, questions: Sequence[str] | None) -> list[Question]:
    asked = {it.id: it for it in case.document.questions}
    names = [questions] if isinstance(questions, str) else questions
    for name in names or ():
        if name not in asked:
            raise UsageError(f"there is no question {name!r}", hint=did_you_mean(name, asked))
    return list(asked.values()) if names is None else [asked[name] for name in dict.fromkeys(names)]


# ---------------------------------------------------------------- counting


@dataclass
class _Counting:
    """Counts zones over draws, and tells how far all of it is."""

    threads: int | None
    progress: Progress | None
    stop: Stop
    size: int
    done: int = 0

    def counts(self, about: Frame, draws: int, seed: Seed, stop: Stop | None = None) -> IntArray:
        counted = count_over_draws(
            about, draws, seed, threads=self.threads, progress=self._step, stop=stop
        ).counts
        self.done += draws
        return counted

    def _step(self, done: int, _every: int) -> None:
        if self.progress is not None:
            self.progress(self.done + done, self.size)


def _size(asked: Sequence[Asked], draws: int, pairs: int) -> int:
    """Draws to be counted in all."""
    return sum(draws + (len(it.sets()) + 2) * pairs * bool(it.groups) for it in asked)


def _answered(
    asked: Sequence[Asked], draws: int, seed: Seed, work: _Counting
) -> tuple[list[Asked], list[Note]]:
    """Answer the questions over the same draws, until a stop is asked for."""
    found: list[Asked] = []
    notes: list[Note] = []
    for it in asked:
        counts = work.counts(it.about, draws, seed, work.stop)
        if len(counts) == draws or not found:
            notes += notes_on(it.about, len(counts), draws, int((counts < 0).sum()))
            notes += [] if it.countable else [note("uncounted")]
            found.append(replace(it, counts=counts))
        if work.stop() and len(found) < len(asked):
            left = ", ".join(other.question.id for other in asked[len(found) :])
            notes.append(note("gap", what=f"not asked: {left}"))
            return found, notes
    return found, notes


# ---------------------------------------------------------------- groups


def _groupings(
    it: Asked, labels: Mapping[Grouping, Sequence[Label]], seed: int, pairs: int, work: _Counting
) -> tuple[Grouped, ...]:
    """Swap each group in turn; a stop leaves out the groupings that are not finished."""
    if not it.groups or work.stop():
        return ()
    other = ~seed  # no seed of the command line
    first, second = (it.outcomes(work.counts(it.about, pairs, s)) for s in (seed, other))
    counted = {it.streams(it.factors): second, frozenset[str](): first}
    found: list[Grouped] = []
    for by, groups in it.groups.items():
        held = [groups.get(label, ()) for label in labels[by]]
        for streams in map(it.streams, held):
            if streams not in counted:
                if work.stop():
                    return tuple(found)
                counts = work.counts(it.about, pairs, Swapped(seed, other, streams))
                counted[streams] = it.outcomes(counts)
        swapped = np.stack([counted[it.streams(factors)] for factors in held])
        alone, total = group_indices(first, second, swapped)
        found.append(
            Grouped(
                by=by,
                groups=tuple(
                    Group(
                        label=label,
                        numbers=len(factors),
                        paths=tuple(path for factor in factors for path in factor.paths),
                        alone=explained(Jackknifed(alone.value[g], alone.without[:, g])),
                        total=explained(Jackknifed(total.value[g], total.without[:, g])),
                    )
                    for g, (label, factors) in enumerate(zip(labels[by], held, strict=True))
                ),
                alone=explained(Jackknifed(alone.value.sum(0), alone.without.sum(1))),
            )
        )
    return tuple(found)


def _labels(asked: Sequence[Asked]) -> dict[Grouping, list[Label]]:
    """Every group of any question: those of one id first."""
    found: dict[Grouping, dict[Label, None]] = {}
    for it in asked:
        for by, groups in it.groups.items():
            found.setdefault(by, {}).update(dict.fromkeys(groups))
    return {by: sorted(labels, key=lambda it: it.kind != "one") for by, labels in found.items()}


# ---------------------------------------------------------------- results


def _headline(
    it: Asked, found: Sequence[Single], groupings: tuple[Grouped, ...]
) -> HeadlineDrivers:
    low, median, high = shares(it.counts, it.total) if it.countable else (math.nan,) * 3
    share = float((it.counts > 0).mean())
    every = explained(summed([one.alone for one in found]))
    told_by = _told_by(share, every)
    place = 0 if told_by == "exists" else 1
    return HeadlineDrivers(
        id=it.question.id,
        text=str(it.question.text),
        actors=it.about.actors,
        issues=it.about.issues.issues,
        conditions=it.about.conditions,
        draws=len(it.counts),
        open_share=share,
        low=low,
        median=median,
        high=high,
        total=it.total,
        told_by=told_by,
        drivers=tuple(
            one.driver()
            for one in sorted(found, key=lambda one: -np.nan_to_num(one.alone.value[place]))
        ),
        alone=every,
        groupings=groupings,
    )


def _told_by(share: float, every: Explained) -> Outcome | None:
    if every.exists and (0.05 <= share <= 0.95 or not every.size):
        return "exists"
    return "size" if every.size else None
