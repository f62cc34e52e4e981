"""Which overrides of a reading are enough to flip a headline, and which it cannot do without.

A headline flips when the share of draws with a zone crosses one half. Sets of overrides are laid
on the base over the same draws, smallest sets first, so that what is found is smallest.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import combinations, takewhile
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from backchannel.case.unknowns import Unknown
from backchannel.record.intervals import Sampled, sampled_share
from backchannel.space import Frame, Seed, Tables
from backchannel.studies.over_draws import (
    Stop,
    draws_of,
    exists_in,
    gathered,
    parts,
    workers_of,
)

__all__ = [
    "HALF",
    "LARGEST_SET",
    "Flip",
    "OverrideSet",
    "Replaced",
    "Trial",
    "needed_ones",
    "replaced",
    "sets_up_to",
    "side",
    "smallest_sets",
]

IntArray = npt.NDArray[np.int64]
Estimates = Mapping[str, Unknown]

HALF: Final = 0.5
"""Share of draws with a zone at which a headline flips."""

LARGEST_SET: Final = 3
"""Overrides up to which sets of them are tried together."""

MOST_SETS: Final = 500
"""Sets of one size that are tried; with more the search ends at the size before."""


@dataclass(frozen=True)
class Replaced:
    """One override of a reading, beside the estimate of the base that it replaces.

    Attributes
    ----------
    before, after
        Low, mode and high of the base and of the reading.
    reason, claims
        Those of the reading.
    move
        How far the mode moves, as a part of the base's range from low to high; infinite where the
        base has no range.
    """

    path: str
    before: tuple[float, float, float]
    after: tuple[float, float, float]
    reason: str
    claims: tuple[str, ...]
    move: float


@dataclass(frozen=True)
class OverrideSet:
    """Some overrides of a reading laid on the base, without the others.

    Attributes
    ----------
    open_share
        Share of draws with a zone under them.
    move
        Sum of their moves.
    """

    overrides: tuple[Replaced, ...]
    open_share: Sampled
    move: float


@dataclass(frozen=True)
class Flip:
    """A headline that a reading turns, and which of its overrides do it.

    Attributes
    ----------
    before, after
        Share of draws with a zone under the base and under the reading.
    settled
        Whether neither interval contains one half.
    entering
        Overrides of the reading that enter the headline at all.
    enough
        The smallest sets of overrides that flip it by themselves, the smallest move first: all of
        that size.
    close
        Sets up to that size that do not flip it in these draws, but whose interval contains one
        half.
    tried
        Number of overrides up to which sets were tried; where `enough` is empty, it takes more
        than that together.
    needed
        Overrides without which the rest of the reading does not flip it; None if not looked for.
    """

    headline: str
    reading: str
    before: Sampled
    after: Sampled
    settled: bool
    entering: tuple[Replaced, ...]
    enough: tuple[OverrideSet, ...]
    close: tuple[OverrideSet, ...]
    tried: int
    needed: tuple[Replaced, ...] | None


def replaced(base: Estimates, reading: Estimates, paths: Iterable[str]) -> tuple[Replaced, ...]:
    """Return what a reading changes among some estimates, in the order of the paths."""
    return tuple(
        _replaced(base[path], reading[path])
        for path in paths
        if _spread(base[path]) != _spread(reading[path])
    )


def side(share: float) -> bool:
    """Whether a zone exists in at least half of the draws."""
    return share >= HALF


@dataclass(frozen=True)
class Trial:
    """What it takes to try overrides of a reading on one headline.

    Attributes
    ----------
    about
        The headline's frame, with the estimates of the base.
    reading
        The estimates under the reading.
    turned
        Whether a zone exists in at least half of the draws under the whole reading.
    """

    about: Frame
    reading: Estimates
    turned: bool
    draws: int
    seed: Seed
    threads: int | None

    def open_share(self, overrides: Iterable[Replaced]) -> Sampled | None:
        """Return the share of draws with a zone under these overrides alone.

        None where they leave an actor without any weight: there is no such case.
        """
        mixed = {**self.about.unknowns, **{it.path: self.reading[it.path] for it in overrides}}
        if not _weighted(self.about, mixed):
            return None
        found = _searched(replace(self.about, unknowns=mixed), self.draws, self.seed, self.threads)
        return sampled_share(int((found > 0).sum()), self.draws, int((found < 0).sum()))


class Smallest(NamedTuple):
    """What `smallest_sets` finds: fields of `Flip`."""

    enough: tuple[OverrideSet, ...]
    close: tuple[OverrideSet, ...]
    tried: int


def smallest_sets(trial: Trial, changed: Sequence[Replaced], stop: Stop) -> Smallest:
    """Try sets of overrides on the base, one size after the other, until some of one size flip it.

    Parameters
    ----------
    changed
        Overrides of the reading that enter the headline.
    stop
        Asked before each set; once it says yes, a size that is not finished does not count.
    """
    close: list[OverrideSet] = []
    for size in range(1, min(len(changed), LARGEST_SET) + 1):
        if math.comb(len(changed), size) > MOST_SETS:
            return Smallest((), _by_move(close), size - 1)
        found: list[OverrideSet] = []
        for chosen in combinations(changed, size):
            if stop():
                return Smallest((), _by_move(close), size - 1)
            share = trial.open_share(chosen)
            if share is not None:
                found.append(OverrideSet(chosen, share, sum(it.move for it in chosen)))
        enough = [it for it in found if side(it.open_share.value) == trial.turned]
        close += [it for it in found if it not in enough and it.open_share.holds(HALF)]
        if enough:
            return Smallest(_by_move(enough), _by_move(close), size)
    return Smallest((), _by_move(close), min(len(changed), LARGEST_SET))


def needed_ones(
    trial: Trial, changed: Sequence[Replaced], stop: Stop
) -> tuple[Replaced, ...] | None:
    """Return the overrides without which the rest of the reading does not flip the headline.

    None where it was stopped before all were tried.
    """
    found = []
    for it in changed:
        if stop():
            return None
        rest = [other for other in changed if other is not it]
        share = trial.open_share(rest)
        if share is None or side(share.value) != trial.turned:
            found.append(it)
    return tuple(found)


def sets_up_to(number: int) -> int:
    """Return how many sets of overrides are tried at most, with those that leave one out.

    >>> sets_up_to(3), sets_up_to(12), sets_up_to(40)
    (10, 310, 80)
    """
    sizes = [math.comb(number, size) for size in range(1, LARGEST_SET + 1)]
    fitting = takewhile(lambda sets: sets <= MOST_SETS, sizes)
    return sum(fitting) + number


def _by_move(sets: Iterable[OverrideSet]) -> tuple[OverrideSet, ...]:
    return tuple(sorted(sets, key=lambda it: it.move))


def _replaced(base: Unknown, reading: Unknown) -> Replaced:
    width, step = base.high - base.low, abs(reading.mode - base.mode)
    return Replaced(
        path=base.path,
        before=(base.low, base.mode, base.high),
        after=(reading.low, reading.mode, reading.high),
        reason=str(reading.reason or ""),
        claims=reading.claims,
        move=step / width if width else math.inf if step else 0.0,
    )


def _spread(of: Unknown) -> tuple[float, float, float, str]:
    return of.low, of.mode, of.high, of.distribution


def _weighted(about: Frame, unknowns: Estimates) -> bool:
    """Whether every actor gives some issue a weight above 0 in every draw."""
    return all(
        any(unknowns[path].high > 0 for path in voice.weights.values()) for voice in about.voices
    )


def _searched(about: Frame, draws: int, seed: Seed, threads: int | None) -> IntArray:
    """Whether a zone exists in each draw: 1, 0, or -1 where the search gave up."""
    jobs = (partial(_exists, about, t) for t in parts(about, draws, seed))
    found = gathered(jobs, workers_of(threads), len, draws=draws, progress=None, stop=None)
    return np.concatenate(found)


def _exists(about: Frame, t: Tables) -> IntArray:
    return exists_in(about, draws_of(t))
