"""The draws that answers on record weigh: made block by block, weighed, summed up and dropped.

Each draw is weighed by several sets of answers: all together, each offer by itself, each coding by
itself as if it were so. Weights are kept as logarithms, for many answers together can be so
unlikely that their product vanishes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Final

import numpy as np
import numpy.typing as npt

from backchannel.case import Case
from backchannel.case.schema import Offer
from backchannel.record.answers import chance_accepted, likelihood
from backchannel.space import BLOCK, blocks_of
from backchannel.space.draws import drawn_values
from backchannel.studies.over_draws import Progress, Stop, gathered, workers_of
from backchannel.studies.record.codings import (
    Coding,
    Entry,
    drawn_entry,
    entries_of,
    gain_in_block,
)
from backchannel.studies.record.testimony import Testimony, credibility_of

__all__ = ["Pool", "Taught", "Weighed", "weigh"]

FloatArray = npt.NDArray[np.float64]

WIDTH: Final = 5.0
"""Points within which an answer turns, where the case does not say (rule 12)."""


@dataclass(frozen=True)
class Taught:
    """An offer that teaches, ready for draws."""

    offer: Offer
    told: Testimony
    codings: tuple[Coding, ...]

    @property
    def entries(self) -> dict[str, Entry]:
        """Unknowns that enter its codings, by path."""
        return {it.path: it for coding in self.codings for it in entries_of(coding)}


@dataclass(frozen=True)
class Weighed:
    """One offer in n draws."""

    believed: FloatArray
    """[n] chance that the answer was given as told."""
    gains: FloatArray
    """[codings, n] points that the actor asked would have gained."""
    chances: FloatArray
    """[codings, n] chance of the answer."""

    @property
    def weights(self) -> FloatArray:
        """[n] likelihood of the report, the codings counting alike."""
        return likelihood(self.chances.mean(axis=0), self.believed)

    def under(self, coding: int) -> FloatArray:
        """[n] likelihood of the report if the offer is read in one way."""
        return likelihood(self.chances[coding], self.believed)


@dataclass(frozen=True)
class Pool:
    """Weighed draws.

    Attributes
    ----------
    weighed
        Each offer, over all draws.
    weights
        [sets, draws] all answers together, then for each offer itself and its codings as if they
        were so; the largest of each set is 1, or all are 0 where no draw allows the answers.
    shifts
        [sets, entries] changes of means, in standard deviations of before.
    entries
        The unknowns, by path.
    """

    case: Case = field(repr=False)
    seed: int
    draws: int
    weighed: tuple[Weighed, ...]
    weights: FloatArray
    shifts: FloatArray
    entries: Mapping[str, Entry]

    def values(self, path: str) -> FloatArray:
        """Values of one unknown in all draws; of a red line 1 where it is real."""
        entry = self.entries[path]
        return np.concatenate(
            [drawn_entry(self.case, entry, self.seed, b)[:n] for b, n in blocks_of(self.draws)]
        )


@dataclass(frozen=True)
class _Part:
    """What one block comes to."""

    weighed: tuple[Weighed, ...]
    shift: FloatArray
    """[sets] largest logarithm of a weight in the block; sums below are relative to it."""
    whole: FloatArray
    """[sets] sum of the weights."""
    after: FloatArray
    """[sets, entries] sum of weight times value."""
    plain: FloatArray
    """[entries] sum of the values."""
    squares: FloatArray
    """[entries]"""


def weigh(
    case: Case,
    taught: Sequence[Taught],
    *,
    draws: int,
    seed: int,
    threads: int | None,
    progress: Progress | None,
    stop: Stop | None,
) -> Pool:
    """Weigh draws by one or more answers; after a stop, those that were made."""
    entries = {path: entry for it in taught for path, entry in it.entries.items()}
    jobs = (partial(_block, case, taught, entries, seed, b, n) for b, n in blocks_of(draws))
    parts = gathered(
        jobs,
        workers_of(threads),
        lambda part: len(part.weighed[0].believed),
        draws=draws,
        progress=progress,
        stop=stop,
    )
    weighed = tuple(_joined([part.weighed[o] for part in parts]) for o in range(len(taught)))
    logs = _logs(weighed)
    return Pool(
        case=case,
        seed=seed,
        draws=logs.shape[1],
        weighed=weighed,
        weights=_relative(logs, logs.max(axis=1)),
        shifts=_shifts(parts, logs.shape[1]),
        entries=entries,
    )


def _block(
    case: Case,
    taught: Sequence[Taught],
    entries: Mapping[str, Entry],
    seed: int,
    block: int,
    number: int,
) -> _Part:
    weighed = tuple(_weighed(case, it, seed, block, number) for it in taught)
    logs = _logs(weighed)
    shift = logs.max(axis=1)
    weights = _relative(logs, shift)
    drawn = np.array([drawn_entry(case, it, seed, block)[:number] for it in entries.values()])
    return _Part(
        weighed=weighed,
        shift=shift,
        whole=weights.sum(axis=1),
        # einsum adds in one order whatever the machine; a matrix product may start threads.
        after=np.einsum("sn,en->se", weights, drawn),
        plain=drawn.sum(axis=1),
        squares=(drawn**2).sum(axis=1),
    )


def _weighed(case: Case, it: Taught, seed: int, block: int, number: int) -> Weighed:
    """Weigh the first draws of one block by one offer."""
    if case.document.answers is None:
        width = np.full(BLOCK, WIDTH)
    else:
        width = drawn_values(case.unknowns["answers.width"], seed, "answers.width", block)
    gains, chances = [], []
    said_yes = it.offer.answer == "accepted"  # a counter-offer refuses the offer as it stood
    for coding in it.codings:
        gain, unbroken = gain_in_block(coding, seed, block)
        gains.append(gain[:number])
        accepted = chance_accepted(gain, width, unbroken)
        chances.append((accepted if said_yes else 1.0 - accepted)[:number])
    believed = credibility_of(case, it.told, seed, block)[:number]
    return Weighed(believed, np.array(gains), np.array(chances))


def _joined(parts: Sequence[Weighed]) -> Weighed:
    return Weighed(
        np.concatenate([it.believed for it in parts]),
        np.concatenate([it.gains for it in parts], axis=1),
        np.concatenate([it.chances for it in parts], axis=1),
    )


def _logs(weighed: Sequence[Weighed]) -> FloatArray:
    """Logarithms of all sets of weights: [sets, n]."""
    with np.errstate(divide="ignore"):
        each = [np.log(np.vstack([it.weights, it.chances])) for it in weighed]
    together = np.sum([rows[0] for rows in each], axis=0)
    return np.vstack([together, *each])


def _relative(logs: FloatArray, largest: FloatArray) -> FloatArray:
    """Weights as parts of the largest of their set; 0 where a set has none above 0."""
    some = np.where(np.isneginf(largest), 0.0, largest)
    return np.asarray(np.exp(logs - some[:, None]))


def _shifts(parts: Sequence[_Part], draws: int) -> FloatArray:
    """Changes of means [S, E] in standard deviations of before; 0 where nothing can be said."""
    shift = np.array([part.shift for part in parts])
    scale = _relative(shift.T, shift.max(axis=0)).T
    whole = np.einsum("bs,bs->s", scale, np.array([part.whole for part in parts]))
    after = np.einsum("bs,bse->se", scale, np.array([part.after for part in parts]))
    mean, square = (
        np.sum(sums, axis=0) / draws
        for sums in ([part.plain for part in parts], [part.squares for part in parts])
    )
    spread = np.sqrt(np.maximum(square - mean**2, 0.0))
    known = (spread > 1e-9 * np.maximum(1.0, np.abs(mean))) & (whole[:, None] > 0)
    means = np.divide(after, whole[:, None], out=np.zeros_like(after), where=known)
    shifts: FloatArray = np.divide(means - mean, spread, out=np.zeros_like(after), where=known)
    return shifts
