"""How zones and actors ripen: walk-away values that fall with each month of war, draw by draw."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from backchannel.space import Frame, Tables
from backchannel.space.seeds import Seed
from backchannel.studies.figures import MONTHS
from backchannel.studies.over_draws import (
    Progress,
    Stop,
    draws_of,
    exists_in,
    gathered,
    parts,
    workers_of,
)
from backchannel.studies.worth import chosen, worth_at

__all__ = ["Ripened", "ripened"]

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]
BoolArray = npt.NDArray[np.bool_]


class Ripened(NamedTuple):
    """What the draws come to."""

    first: IntArray
    """[n] first month with a package that all accept; MONTHS + 1 where there is none."""
    unsettled: BoolArray
    """[n] whether a search gave up on the way."""
    worth: FloatArray
    """[n, A] of the package on the table."""
    level: FloatArray
    """[n, A] walk-away value."""
    accepted: BoolArray
    """[n, A] whether the actor accepts it now."""
    unbroken: BoolArray
    """[n, A] whether it breaks no line of the actor that is real."""


def ripened(  # noqa: PLR0913
    about: Frame,
    package: Mapping[str, str] | None,
    costs: FloatArray,
    draws: int,
    seed: Seed,
    *,
    threads: int | None,
    progress: Progress | None,
    stop: Stop | None,
) -> Ripened:
    """Ask in each draw when some package passes first, and what one package is worth now.

    `costs` [draws, A] is what a month takes from each walk-away value, none below 0.
    """
    choices = None if package is None else chosen(about, package)

    def jobs() -> Iterator[Callable[[], Ripened]]:
        start = 0
        for t in parts(about, draws, seed):
            end = start + len(t.threshold)
            yield partial(_part, about, t, choices, costs[start:end])
            start = end

    found = gathered(
        jobs(),
        workers_of(threads),
        lambda part: len(part.first),
        draws=draws,
        progress=progress,
        stop=stop,
    )
    return Ripened(*(np.concatenate(arrays) for arrays in zip(*found, strict=True)))


def _part(about: Frame, t: Tables, choices: IntArray | None, costs: FloatArray) -> Ripened:
    first, unsettled = _first_months(about, t, costs)
    if choices is None:
        nobody = np.zeros(t.level.shape, np.bool_)
        return Ripened(first, unsettled, t.level, t.level, nobody, nobody)
    worth = worth_at(about, t, choices)
    return Ripened(first, unsettled, worth.gains + t.level, t.level, worth.accepted, worth.unbroken)


def _first_months(about: Frame, t: Tables, costs: FloatArray) -> tuple[IntArray, BoolArray]:
    """First month in which some package passes, by bisection: zones only grow as costs add up."""
    low, high = np.zeros(len(costs), np.int64), np.full(len(costs), MONTHS + 1)
    unsettled = np.zeros(len(costs), np.bool_)
    middle = low.copy()  # most zones exist at once, so that month is asked for first
    while (left := np.flatnonzero(low < high)).size:
        draws = draws_of(t, left)
        lowered = draws.threshold - costs[left] * middle[left, None]
        found = exists_in(about, draws._replace(threshold=lowered))
        unsettled[left] |= found < 0
        high[left] = np.where(found == 1, middle[left], high[left])
        low[left] = np.where(found == 1, low[left], middle[left] + 1)
        low = np.where((low < high) & ~costs.any(axis=1), high, low)  # time changes nothing
        middle = (low + high) // 2
    return low, unsettled
