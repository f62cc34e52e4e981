"""What the answers on record teach: draws in which an answer was unlikely count for less.

First every estimate that rests only on the claims of the offers that teach falls back to
ignorance, so that evidence is used once (rule 11). Then each draw is weighted by how likely the
answers were in it (rule 12), an answer counting only as far as its report is believed. The draws
that are left can be handed to any other study: `Learned.case` with `Learned.seed`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from itertools import chain
from typing import Final

import numpy as np
import numpy.typing as npt

from backchannel.case import Case
from backchannel.case.schema import Offer
from backchannel.case.without import set_aside
from backchannel.core.errors import UsageError, did_you_mean
from backchannel.core.figures import counted
from backchannel.core.results import RunRecord, Status, note
from backchannel.record.weights import cumulated, effective_draws, weighted_quantiles
from backchannel.space import Resampled
from backchannel.studies.over_draws import Progress, Stop
from backchannel.studies.ranges import PERCENTILES, Lacking, Range, lacking, range_of
from backchannel.studies.record.codings import Entry, codings_of
from backchannel.studies.record.lessons import CodingLesson, Learned, Lesson, Moved
from backchannel.studies.record.pool import Pool, Taught, Weighed, weigh
from backchannel.studies.record.testimony import testimony

__all__ = ["learn"]

FloatArray = npt.NDArray[np.float64]

FEW: Final = 0.1
"""Share of draws below which the effective ones are said to be few."""

MOST_MOVED: Final = 8
"""Estimates that are told for one set of answers."""

WRITTEN_DRAWS: Final = 2_048
"""Draws in which offers are valued as the case is written, for comparison."""

LEAST_SHIFT: Final = 0.05
"""Standard deviations below which a mean has not moved."""


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
    lacks: dict[Lacking, None] = {}
    teaching = _teaching(case, asked, lacks)
    aside = set_aside(case, {name for offer in teaching for name in offer.claims})
    taught = [_taught(aside.case, it) for it in teaching]
    if not case.document.offers:
        lacks[lacking(case, "offers", "offers")] = None
    if not taught:
        return _nothing(case, asked, lacks, draws, seed)
    pool = weigh(
        aside.case, taught, draws=draws, seed=seed, threads=threads, progress=progress, stop=stop
    )
    written = weigh(
        case, [_taught(case, it) for it in teaching], draws=min(draws, WRITTEN_DRAWS), seed=seed,
        threads=threads, progress=None, stop=None,
    )  # fmt: skip
    together = pool.weights[0]
    if not together.any():
        raise UsageError(
            "no draw allows all these answers: together they contradict the case",
            hint="learn from fewer of them, or widen what they contradict",
        )
    told = iter(_moved_by_set(pool, taught))
    moved = next(told)
    effective = effective_draws(together)
    notes = [note("stopped", done=f"{pool.draws:,}", wanted=f"{draws:,}")] * (pool.draws < draws)
    if effective < FEW * pool.draws:
        notes.append(note("few_effective", effective=f"{effective:,.0f}", draws=f"{pool.draws:,}"))
    return Learned(
        lessons=tuple(
            _lesson(it, w, as_written, told)
            for it, w, as_written in zip(taught, pool.weighed, written.weighed, strict=True)
        ),
        moved=moved,
        fallen=aside.fallen,
        silent=_silent(asked),
        draws=pool.draws,
        written_draws=written.draws,
        effective=effective,
        case=aside.case,
        seed=_resampled(pool, taught, len(aside.fallen)),
        weights=together,
        status=Status.ESTIMATED,
        notes=tuple(notes),
        lacking=tuple(lacks),
        run=_record(case, taught, pool.draws, seed),
    )


def _nothing(
    case: Case, asked: Sequence[Offer], lacks: dict[Lacking, None], draws: int, seed: int
) -> Learned:
    """Return the draws as they are, where no answer teaches."""
    return Learned(
        lessons=(),
        moved=(),
        fallen=(),
        silent=_silent(asked),
        draws=draws,
        written_draws=0,
        effective=float(draws),
        case=case,
        seed=seed,
        weights=np.ones(draws),
        status=Status.ESTIMATED,
        notes=(),
        lacking=tuple(lacks),
        run=_record(case, (), draws, seed),
    )


def _record(case: Case, taught: Sequence[Taught], draws: int, seed: int) -> RunRecord:
    settings = {"draws": draws, "offers": tuple(it.offer.id for it in taught)}
    return RunRecord("studies.learn", case.document.case.id, case.digest, settings, seed)


def _silent(asked: Sequence[Offer]) -> tuple[str, ...]:
    return tuple(it.id for it in asked if it.answer == "unknown")


def _asked(case: Case, offers: Sequence[str] | None) -> tuple[Offer, ...]:
    known = {it.id: it for it in case.document.offers}
    for name in offers or ():
        if name not in known:
            raise UsageError(f"there is no offer {name!r}", hint=did_you_mean(name, known))
    return tuple(it for name, it in known.items() if offers is None or name in offers)


def _teaching(case: Case, asked: Sequence[Offer], lacks: dict[Lacking, None]) -> list[Offer]:
    """Return the offers whose answers can teach, and say what the others lack."""
    found = []
    for offer in asked:
        if offer.answer == "unknown":
            continue
        if codings_of(case, offer):
            found.append(offer)
        elif offer.codings or offer.approach:
            lacks[lacking(case, "values", f"preferences.{offer.to}")] = None
        else:
            lacks[lacking(case, "codings", f"offers.{offer.id}.codings")] = None
    return found


def _taught(case: Case, offer: Offer) -> Taught:
    return Taught(offer, testimony(case, offer.claims), codings_of(case, offer))


def _resampled(pool: Pool, taught: Sequence[Taught], fallen: int) -> Resampled:
    streams = frozenset(name for it in pool.entries.values() for name in it.streams)
    names = ", ".join(it.offer.id for it in taught)
    why = f"learned from {names}; {counted(fallen, 'estimate')} set aside first"
    return Resampled(pool.seed, streams, cumulated(pool.weights[0]), why)


# ---------------------------------------------------------------- telling


def _moved_by_set(pool: Pool, taught: Sequence[Taught]) -> list[tuple[Moved, ...]]:
    """Tell for each set of weights of a pool which unknowns it moved most."""
    paths: list[Collection[str]] = [pool.entries]
    for it in taught:
        paths += [it.entries] * (1 + len(it.codings))
    order = list(pool.entries)
    picked = [
        _picked(weights, shift, order, among)
        for weights, shift, among in zip(pool.weights, pool.shifts, paths, strict=True)
    ]
    values = {path: pool.values(path) for path in dict.fromkeys(chain.from_iterable(picked))}
    return [
        tuple(
            _moved(pool.entries[path], float(shift[order.index(path)]), values[path], weights)
            for path in names
        )
        for weights, shift, names in zip(pool.weights, pool.shifts, picked, strict=True)
    ]


def _picked(
    weights: FloatArray, shift: FloatArray, order: Sequence[str], among: Collection[str]
) -> list[str]:
    """Paths that moved by more than the draws leave open, the largest shift first."""
    if not weights.any():
        return []
    least = max(LEAST_SHIFT, 3.0 / np.sqrt(effective_draws(weights)))
    ranked = sorted(range(len(order)), key=lambda e: -abs(shift[e]))
    found = [order[e] for e in ranked if abs(shift[e]) >= least and order[e] in among]
    return found[:MOST_MOVED]


def _lesson(it: Taught, w: Weighed, written: Weighed, told: Iterator[tuple[Moved, ...]]) -> Lesson:
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
        written=float(written.chances.mean()),
        expected=float(chance.mean()),
        effective=effective_draws(weights) / len(weights),
        codings=tuple(
            _coding(it, w, k, range_of(written.gains[k]), next(told))
            for k in range(len(it.codings))
        ),
        moved=moved,
        paths=(*it.told.paths, *it.entries),
    )


def _coding(
    it: Taught, w: Weighed, k: int, written: Range, moved: tuple[Moved, ...]
) -> CodingLesson:
    coding, weights, chances = it.codings[k], w.under(k), w.chances[k]
    return CodingLesson(
        package=coding.package,
        partial=coding.about.partial,
        expected=float(chances.mean()),
        gain_written=written,
        gain_before=range_of(w.gains[k]),
        gain_after=_range_after(w.gains[k], weights),
        gain_if_so=_range_after(w.gains[k], chances),
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
    return Moved(entry.path, "value", shift, range_of(values), _quantiles(values, weights))


def _range_after(values: FloatArray, weights: FloatArray) -> Range | None:
    """Return the weighted range; None where no draw has any weight."""
    return _quantiles(values, weights) if weights.any() else None


def _quantiles(values: FloatArray, weights: FloatArray) -> Range:
    return Range(*weighted_quantiles(values, weights, [p / 100 for p in PERCENTILES]))
