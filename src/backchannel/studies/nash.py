"""The Nash package of each draw: what a zone settles on, as all studies over draws take it."""

from __future__ import annotations

from functools import partial
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from backchannel.deals.nash_draws import nash_of_draws
from backchannel.deals.search_draws import points_of_draws
from backchannel.space import Frame, Tables
from backchannel.space.seeds import Seed
from backchannel.studies.over_draws import STEPS, draws_of, exists_in, gathered, parts, workers_of

__all__ = ["Nash", "nash_in", "nash_packages"]

IntArray = npt.NDArray[np.int64]


class Nash(NamedTuple):
    """The Nash package of each draw that has one."""

    choices: IntArray
    """[n, D] options in walk order; 0 where there is none."""
    state: IntArray
    """[n] 1 where there is one, 0 where the zone is empty, -1 where the search gave up."""


def nash_packages(about: Frame, draws: int, seed: Seed, threads: int | None = None) -> Nash:
    """Find the Nash package of each draw; where nobody gains together with others see `points`.

    Examples
    --------
    >>> import backchannel as bc
    >>> from backchannel.space import frame
    >>> about = frame(bc.load("two-issues"), ["upstream", "downstream"])
    >>> nash_packages(about, 64, 0).choices.shape
    (64, 2)
    """
    jobs = (partial(nash_in, about, t) for t in parts(about, draws, seed))
    found = gathered(
        jobs, workers_of(threads), lambda part: len(part.state), draws=draws, progress=None,
        stop=None,
    )  # fmt: skip
    return Nash(*(np.concatenate(arrays) for arrays in zip(*found, strict=True)))


def nash_in(about: Frame, t: Tables) -> Nash:
    """Find the Nash package of each draw of some tables.

    Where somebody can gain nothing together with the others, the product is over the others.
    """
    n, depth, _, actors = t.utility.shape
    choices, state = np.zeros((n, depth), np.int64), np.zeros(n, np.int64)
    nash_of_draws(about.plan, draws_of(t), about.powers, STEPS, choices, state)
    rest = np.flatnonzero(state == 0)  # empty, or somebody can gain nothing
    state[rest] = exists_in(about, draws_of(t, rest))
    if (rest := rest[state[rest] == 1]).size:
        points, found = np.zeros((rest.size, 4, depth), np.int64), np.zeros(rest.size, np.int64)
        gains, best = np.zeros((rest.size, 4, actors)), np.zeros((rest.size, actors))
        few = draws_of(t, rest)
        points_of_draws(about.plan, few, about.powers, STEPS, points, gains, best, found)
        choices[rest], state[rest] = points[:, 0], found
    choices[state != 1] = 0  # no package was found; what was left there means nothing
    return Nash(choices, state)
