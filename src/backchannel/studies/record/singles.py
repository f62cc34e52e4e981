"""Single numbers as drivers of a headline: what each explains alone, and what it would settle."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

import numpy as np
import numpy.typing as npt

from backchannel.case import Case
from backchannel.case.schema import Question
from backchannel.deals.zone import COUNT_LIMIT, count_deals
from backchannel.record.indices import Jackknifed, bins_for, first_order, interval
from backchannel.record.weights import effective_draws
from backchannel.space import BLOCK, Frame, Resampled, Seed, quantile
from backchannel.studies.headlines import question_frame
from backchannel.studies.record.driven import Driver, Explained, Index, Part
from backchannel.studies.record.factors import (
    Factor,
    Grouping,
    Label,
    bins_of,
    factors_of,
    label_of,
    places_of,
)

__all__ = ["Asked", "Sample", "Single", "explained", "singles"]

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]

THIRDS: Final = ("low", "middle", "high")

FEWEST_PARTS: Final = 16
"""Parts of the draws that intervals rest on, where there are fewer blocks."""


@dataclass(frozen=True)
class Asked:
    """One question: its frame, its factors, their groups by grouping, and its zone in each draw."""

    question: Question
    about: Frame
    total: int
    factors: tuple[Factor, ...]
    groups: Mapping[Grouping, Mapping[Label, tuple[Factor, ...]]]
    counts: IntArray = field(default_factory=lambda: np.zeros(0, np.int64))

    @classmethod
    def of(cls, case: Case, question: Question, by: Iterable[Grouping]) -> Asked:
        """Compile a question; its zone is not counted yet."""
        about = question_frame(case, question)
        factors = factors_of(case, about)
        groups: dict[Grouping, dict[Label, tuple[Factor, ...]]] = {}
        for how in by:
            groups[how] = {}
            for it in factors:
                label = label_of(case, it, how)
                groups[how][label] = (*groups[how].get(label, ()), it)
        return cls(question, about, count_deals(about.plan), factors, groups)

    @property
    def countable(self) -> bool:
        """Whether its packages can be counted in each draw."""
        return self.about.issues.size <= COUNT_LIMIT

    def outcomes(self, counts: IntArray) -> FloatArray:
        """Whether a zone exists, and its share of packages: [2, draws]; 0 where not counted."""
        sizes = np.maximum(counts, 0) / max(self.total, 1) if self.countable else 0.0 * counts
        return np.stack([(counts > 0).astype(np.float64), sizes])

    def streams(self, factors: Iterable[Factor]) -> frozenset[str]:
        """Return the random streams of those factors that vary."""
        return frozenset(stream for it in factors if it.varies(self.about) for stream in it.streams)

    def sets(self) -> set[frozenset[str]]:
        """Streams that are swapped together; nothing and everything need no swapping."""
        found = {self.streams(held) for by in self.groups.values() for held in by.values()}
        return found - {frozenset(), self.streams(self.factors)}


@dataclass(frozen=True)
class Sample:
    """The draws for single numbers: how they fall into independent parts, and what they are worth.

    Parts are blocks; with few blocks pieces of them, which scatter rather more. Learned draws
    repeat one another: their parts are those of the draws that they were taken from, and they are
    worth as many as those.
    """

    seed: Seed
    draws: int
    parts: IntArray
    independent: float

    @classmethod
    def of(cls, seed: Seed, draws: int) -> Sample:
        """Take the first draws of a seed."""
        rows, drawn_from = np.arange(draws), draws
        if isinstance(seed, Resampled):
            rows, drawn_from = seed.rows(0, draws), len(seed.cumulated)
        size = min(BLOCK, max(drawn_from // FEWEST_PARTS, 1))
        _, parts = np.unique(rows // size, return_inverse=True)
        return cls(seed, draws, parts, effective_draws(np.bincount(rows).astype(np.float64)))

    def independent_of(self, factor: Factor) -> float:
        """Return how many independent draws there are of a factor."""
        learned = isinstance(self.seed, Resampled) and not factor.streams.isdisjoint(
            self.seed.streams
        )
        return self.independent if learned else float(self.draws)


@dataclass(frozen=True)
class Single:
    """A factor of one headline: its first-order indices [2], and the headline in its parts."""

    factor: Factor
    alone: Jackknifed
    parts: tuple[Part, ...]

    def driver(self) -> Driver:
        """Return it as a result."""
        return Driver(self.factor.stream, self.factor.paths, explained(self.alone), self.parts)


def explained(of: Jackknifed) -> Explained:
    """Return indices [2] with their intervals; None where an outcome does not vary."""
    low, high = interval(of)
    ends = zip(of.value.tolist(), low.tolist(), high.tolist(), strict=True)
    return Explained(*(None if math.isnan(value) else Index(value, a, b) for value, a, b in ends))


def singles(it: Asked, sample: Sample) -> list[Single]:
    """Ask of each factor of a question what it explains alone."""
    outcomes = it.outcomes(it.counts)
    return [_one(it, factor, outcomes, sample) for factor in it.factors]


def _one(it: Asked, factor: Factor, outcomes: FloatArray, sample: Sample) -> Single:
    if not factor.varies(it.about):
        one_bin = np.zeros(sample.draws, np.int64)
        return Single(factor, first_order(one_bin, outcomes, sample.parts), ())
    independent = sample.independent_of(factor)
    places = places_of(it.about, factor, sample.seed, sample.draws)
    bins = bins_of(factor, places, bins_for(independent))
    alone = first_order(bins, outcomes, sample.parts, independent / sample.draws)
    return Single(factor, alone, _parts(it, factor, places))


def _parts(it: Asked, factor: Factor, places: FloatArray) -> tuple[Part, ...]:
    """Ask the headline again where the factor is low, middling or high."""
    thirds = bins_of(factor, places, len(THIRDS))
    lines = len(factor.paths)
    found = []
    for third in np.unique(thirds).tolist():
        here = thirds == third
        counts = it.counts[here]
        low, high = None, None
        if not factor.is_line:
            at, spread = THIRDS[third], it.about.unknowns[factor.paths[0]]
            low, high = quantile(spread, [places[here].min(), places[here].max()]).tolist()
        elif lines == 1:
            at = ("not real", "real")[third]
        else:
            at = f"{third} of {lines} real"
        mean = float(counts.mean()) / max(it.total, 1) if it.countable else math.nan
        found.append(Part(at, low, high, len(counts), float((counts > 0).mean()), mean))
    return tuple(found)
