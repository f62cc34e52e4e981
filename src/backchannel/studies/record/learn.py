"""What the answers on record teach: draws in which an answer was unlikely count for less.

First every estimate that rests only on the claims of the offers that teach falls back to
ignorance, so that evidence is used once (rule 11). Then each draw is weighted by how likely the
answers were in it (rule 12), an answer counting only as far as its report is believed. The draws
that are left can be handed to any other study: `Learned.case` with `Learned.seed`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import chain
from typing import Final

import numpy as np
import numpy.typing as npt

from backchannel.case import Case
from backchannel.case.schema import Offer
from backchannel.case.without import set_aside
from backchannel.core.errors import UsageError, did_you_mean
from backchannel.core.results import RunRecord, Status, note
from backchannel.record.answers import chance_accepted, likelihood
from backchannel.record.weights import cumulated, effective_draws, weighted_quantiles
from backchannel.space import BLOCK, Resampled, Seed, blocks_of
from backchannel.space.draws import drawn_values
from backchannel.studies.over_draws import Progress, Stop, gathered, workers_of
from backchannel.studies.ranges import PERCENTILES, Lacking, Range, lacking, range_of
from backchannel.studies.record.codings import (
    Coding,
    Entry,
    codings_of,
    drawn_entry,
    entries_of,
    gain_in_block,
)
from backchannel.studies.record.lessons import CodingLesson, Learned, Lesson, Moved
from backchannel.studies.record.testimony import Testimony, credibility_of, testimony

__all__ = ["learn"]

FloatArray = npt.NDArray[np.float64]

WIDTH: Final = 5.0
"""Points within which an answer turns, where the case does not say (rule 12)."""

FEW: Final = 0.1
"""Share of draws below which the effective ones are said to be few."""

MOST_MOVED: Final = 8
"""Estimates that are told for one set of answers."""

LEAST_SHIFT: Final = 0.05
"""Standard deviations below which a mean has not moved."""


@dataclass(frozen=True)
class _Taught:
    """An offer that teaches, ready for draws."""

    offer: Offer
    told: Testimony
    codings: tuple[Coding, ...]

    @property
    def entries(self) -> dict[str, Entry]:
        """Unknowns that enter its codings, by path."""
        return {it.path: it for coding in self.codings for it in entries_of(coding)}


@dataclass(frozen=True)
class _Weighed:
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


def learn(
    case: Case,
    offers: Sequence[str] | None = None,
    *,
    draws: int = 20_000,
    seed: int = 0,
    threads: int | None = None,
    progress: Progress | None = None,
    stop: Stop | None = None,
) -> Learned:
    """Learn from the offers on record and their answers.

    Parameters
    ----------
    case
        The case; its readings, if any, already applied.
    offers
        Ids of the offers to learn from; all with a known answer by default.
    draws, seed
        Latin hypercube draws; more of them help where few are effective.
    threads
        Threads to use; as many as processors by default. The result does not depend on it.

    Raises
    ------
    UsageError
        For a name that is no offer of the case, and where no draw allows the answers.

    Notes
    -----
    Likelihoods are importance weights; other studies are given draws resampled by them. Answers
    are taken to be independent of one another given the draw. A counter-offer is a refusal of the
    offer as it stood; an offer without claims is taken as it stands.

    Examples
    --------
    >>> import backchannel as bc
    >>> learn(bc.load("two-issues"), draws=100).summary()
    'No answer on record teaches anything here.'
    """
    asked = _asked(case, offers)
    claims = {name for offer in asked if offer.answer != "unknown" for name in offer.claims}
    aside = set_aside(case, claims)
    lacks: dict[Lacking, None] = {}
    taught = _taught(aside.case, asked, lacks)
    if not case.document.offers:
        lacks[lacking(case, "offers", "offers")] = None
    held = _Pool(aside.case, seed, draws, workers_of(threads))
    weighed = held.weigh(taught, progress, stop)
    sets = _sets(taught, weighed)
    entries = {path: entry for it in taught for path, entry in it.entries.items()}
    moved = held.moved(sets, entries)
    together, told = moved[:1], iter(moved[1:])
    lessons = [_lesson(it, w, told) for it, w in zip(taught, weighed, strict=True)]
    weights = sets[0].weights if sets else np.ones(held.draws)
    effective = effective_draws(weights)
    notes = [note("stopped", done=f"{held.draws:,}", wanted=f"{draws:,}")] * (held.draws < draws)
    if effective < FEW * held.draws:
        notes.append(note("few_effective", effective=f"{effective:,.0f}", draws=f"{held.draws:,}"))
    return Learned(
        lessons=tuple(lessons),
        moved=together[0] if together else (),
        fallen=aside.fallen if lessons else (),
        silent=tuple(it.id for it in asked if it.answer == "unknown"),
        draws=held.draws,
        effective=effective,
        case=aside.case if lessons else case,
        seed=_resampled(seed, weights, taught, entries),
        weights=weights,
        status=Status.ESTIMATED,
        notes=tuple(notes),
        lacking=tuple(lacks),
        run=RunRecord(
            "studies.learn",
            case.document.case.id,
            case.digest,
            {"draws": held.draws, "offers": tuple(it.offer.id for it in taught)},
            seed,
        ),
    )


def _asked(case: Case, offers: Sequence[str] | None) -> tuple[Offer, ...]:
    known = {it.id: it for it in case.document.offers}
    for name in offers or ():
        if name not in known:
            raise UsageError(f"there is no offer {name!r}", hint=did_you_mean(name, known))
    return tuple(it for name, it in known.items() if offers is None or name in offers)


def _taught(case: Case, asked: Sequence[Offer], lacks: dict[Lacking, None]) -> tuple[_Taught, ...]:
    """Compile the offers with a known answer, and say what the others lack."""
    found = []
    for offer in asked:
        if offer.answer == "unknown":
            continue
        codings = codings_of(case, offer)
        if codings:
            found.append(_Taught(offer, testimony(case, offer.claims), codings))
        elif offer.codings or offer.approach:
            lacks[lacking(case, "values", f"preferences.{offer.to}")] = None
        else:
            lacks[lacking(case, "codings", f"offers.{offer.id}.codings")] = None
    return tuple(found)


# ---------------------------------------------------------------- draws


@dataclass(frozen=True)
class _Set:
    """Weights of one set of answers, and the unknowns that they can teach about."""

    weights: FloatArray
    paths: Collection[str]


class _Pool:
    """The draws that are weighed, made block by block and dropped."""

    def __init__(self, case: Case, seed: int, draws: int, workers: int) -> None:
        self.case, self.seed, self.draws, self.workers = case, seed, draws, workers

    def weigh(
        self, taught: Sequence[_Taught], progress: Progress | None, stop: Stop | None
    ) -> list[_Weighed]:
        """Weigh all draws by each offer; after a stop, those that were made."""
        if not taught:
            return []
        jobs = (partial(self._block, taught, b, n) for b, n in blocks_of(self.draws))
        parts = gathered(
            jobs, self.workers, lambda part: len(part[0].believed), draws=self.draws,
            progress=progress, stop=stop,
        )  # fmt: skip
        self.draws = sum(len(part[0].believed) for part in parts)
        return [
            _Weighed(
                np.concatenate([part[o].believed for part in parts]),
                np.concatenate([part[o].gains for part in parts], axis=1),
                np.concatenate([part[o].chances for part in parts], axis=1),
            )
            for o in range(len(taught))
        ]

    def moved(self, sets: Sequence[_Set], entries: Mapping[str, Entry]) -> list[tuple[Moved, ...]]:
        """Tell for each set of weights which unknowns it moved most."""
        if not sets:
            return []
        shifts = self._shifts(
            np.array([it.weights / (it.weights.sum() or 1.0) for it in sets]), entries
        )
        order = list(entries)
        picked = [self._picked(it, shift, order) for it, shift in zip(sets, shifts, strict=True)]
        values = {
            path: self._values(entries[path]) for path in dict.fromkeys(chain.from_iterable(picked))
        }
        return [
            tuple(
                _moved(entries[path], float(shift[order.index(path)]), values[path], it.weights)
                for path in paths
            )
            for it, shift, paths in zip(sets, shifts, picked, strict=True)
        ]

    def _block(self, taught: Sequence[_Taught], block: int, number: int) -> list[_Weighed]:
        return [_weigh(self.case, it, self.seed, block, number) for it in taught]

    def _shifts(self, weights: FloatArray, entries: Mapping[str, Entry]) -> FloatArray:
        """Changes of means [S, E] in standard deviations of before."""
        jobs = (partial(self._moments, weights, entries, b, n) for b, n in blocks_of(self.draws))
        parts = gathered(
            jobs, self.workers, lambda _: BLOCK, draws=self.draws, progress=None, stop=None
        )
        after = np.sum([part[0] for part in parts], axis=0)
        mean, square = (np.sum([part[k] for part in parts], axis=0) / self.draws for k in (1, 2))
        spread = np.sqrt(np.maximum(square - mean**2, 0.0))
        known = spread > 1e-9 * np.maximum(1.0, np.abs(mean))
        shifts: FloatArray = np.divide(
            after - mean,
            spread,
            out=np.zeros_like(after),
            where=np.broadcast_to(known, after.shape),
        )
        return shifts

    def _moments(
        self, weights: FloatArray, entries: Mapping[str, Entry], block: int, number: int
    ) -> tuple[FloatArray, FloatArray, FloatArray]:
        drawn = np.array(
            [drawn_entry(self.case, it, self.seed, block)[:number] for it in entries.values()]
        )
        here = weights[:, block * BLOCK : block * BLOCK + number]
        # einsum adds in one order whatever the machine; a matrix product may start threads.
        return np.einsum("sn,en->se", here, drawn), drawn.sum(axis=1), (drawn**2).sum(axis=1)

    def _picked(self, it: _Set, shift: FloatArray, order: Sequence[str]) -> list[str]:
        """Paths of one set that moved by more than the draws leave open, the largest first."""
        if not it.weights.any():
            return []
        least = max(LEAST_SHIFT, 3.0 / np.sqrt(effective_draws(it.weights)))
        ranked = sorted(range(len(order)), key=lambda e: -abs(shift[e]))
        return [order[e] for e in ranked if abs(shift[e]) >= least and order[e] in it.paths][
            :MOST_MOVED
        ]

    def _values(self, entry: Entry) -> FloatArray:
        return np.concatenate(
            [drawn_entry(self.case, entry, self.seed, b)[:n] for b, n in blocks_of(self.draws)]
        )


def _weigh(case: Case, it: _Taught, seed: int, block: int, number: int) -> _Weighed:
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
    return _Weighed(believed, np.array(gains), np.array(chances))


def _sets(taught: Sequence[_Taught], weighed: Sequence[_Weighed]) -> list[_Set]:
    """All answers together, then for each offer itself and each of its codings."""
    if not taught:
        return []
    together = np.prod([w.weights for w in weighed], axis=0)
    if not together.any():
        raise UsageError(
            "no draw allows all these answers: together they contradict the case",
            hint="learn from fewer of them, or widen what they contradict",
        )
    found = [_Set(together, {path for it in taught for path in it.entries})]
    for it, w in zip(taught, weighed, strict=True):
        paths = set(it.entries)
        found.append(_Set(w.weights, paths))
        found += [_Set(chances, paths) for chances in w.chances]
    return found


def _resampled(
    seed: int, weights: FloatArray, taught: Sequence[_Taught], entries: Mapping[str, Entry]
) -> Seed:
    if not taught:
        return seed
    streams = frozenset(name for it in entries.values() for name in it.streams)
    names = ", ".join(it.offer.id for it in taught)
    return Resampled(seed, streams, cumulated(weights), f"learned from {names}")


# ---------------------------------------------------------------- telling


def _lesson(it: _Taught, w: _Weighed, told: Iterator[tuple[Moved, ...]]) -> Lesson:
    weights, chance = w.weights, w.chances.mean(axis=0)
    moved = next(told)
    return Lesson(
        offer=it.offer.id,
        by=it.offer.by,
        to=it.offer.to,
        channel=it.offer.channel,
        answer=it.offer.answer,
        approach=it.offer.approach,
        told=it.told,
        believed=range_of(w.believed),
        happened=float((w.believed * chance).sum() / weights.sum()),
        expected=float(chance.mean()),
        effective=effective_draws(weights) / len(weights),
        codings=tuple(_coding(it, w, k, next(told)) for k in range(len(it.codings))),
        moved=moved,
        paths=(*it.told.paths, *it.entries),
    )


def _coding(it: _Taught, w: _Weighed, k: int, moved: tuple[Moved, ...]) -> CodingLesson:
    coding, weights, chances = it.codings[k], w.under(k), w.chances[k]
    return CodingLesson(
        package=coding.package,
        partial=coding.about.partial,
        expected=float(chances.mean()),
        gain_before=range_of(w.gains[k]),
        gain_after=_range_after(w.gains[k], weights),
        gain_if_so=_range_after(w.gains[k], chances) if chances.any() else None,
        effective=effective_draws(weights) / len(weights),
        effective_if_so=effective_draws(chances) / len(weights),
        moved=moved,
    )


def _moved(entry: Entry, shift: float, values: FloatArray, weights: FloatArray) -> Moved:
    if entry.line:
        before, after = float(values.mean()), float(np.average(values, weights=weights))
        return Moved(
            entry.path, "real", shift, Range(before, before, before), Range(after, after, after)
        )
    return Moved(entry.path, "value", shift, range_of(values), _range_after(values, weights))


def _range_after(values: FloatArray, weights: FloatArray) -> Range:
    return Range(*weighted_quantiles(values, weights, [p / 100 for p in PERCENTILES]))
