"""How far a share of draws may lie from that of endless draws: sampling intervals.

All are 95 % intervals for draws that are independent of one another. Draws of a Latin hypercube
mostly scatter less, so that the intervals are wide rather than narrow.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

__all__ = ["Sampled", "sampled_change", "sampled_share"]

BoolArray = npt.NDArray[np.bool_]

Z = 1.959963984540054
"""97.5 % quantile of the standard normal distribution."""


@dataclass(frozen=True, slots=True)
class Sampled:
    """A share of draws, or a change of one, with its 95 % sampling interval."""

    value: float
    low: float
    high: float

    def holds(self, level: float) -> bool:
        """Whether the interval contains a level, so that the draws do not settle the side of it.

        >>> Sampled(0.48, 0.45, 0.51).holds(0.5), Sampled(0.4, 0.3, 0.49).holds(0.5)
        (True, False)
        """
        return self.low <= level <= self.high


def sampled_share(number: int, draws: int, unsettled: int = 0) -> Sampled:
    """Return a share of draws with its Wilson score interval.

    Parameters
    ----------
    number
        Draws in which something holds.
    draws
        Draws in all, at least one.
    unsettled
        Further draws in which it may hold: they widen the interval upwards.

    Examples
    --------
    >>> sampled_share(5, 10)
    Sampled(value=0.5, low=0.236593..., high=0.763406...)
    """
    return Sampled(number / draws, _wilson(number, draws)[0], _wilson(number + unsettled, draws)[1])


def sampled_change(before: BoolArray, after: BoolArray) -> Sampled:
    """Return by how much a share changed over the same draws, with its paired interval.

    Only draws that changed count: a draw that holds in both or in neither tells nothing of the
    change. Half a draw is added to each of the four cells, so that few draws that changed do not
    give an interval of no width.

    Parameters
    ----------
    before, after
        [draws] whether it holds, draw by draw the same random numbers.

    Examples
    --------
    >>> sampled_change(np.array([True] * 60 + [False] * 40), np.array([True] * 20 + [False] * 80))
    Sampled(value=-0.4, low=-0.488834..., high=-0.295479...)
    """
    n = len(before)
    gained, lost = int((after & ~before).sum()), int((before & ~after).sum())
    wider, net = n + 2, gained - lost
    room = Z * math.sqrt(gained + lost + 1 - net * net / wider) / wider
    centre = net / wider
    return Sampled(net / n, max(centre - room, -1.0), min(centre + room, 1.0))


def _wilson(number: int, draws: int) -> tuple[float, float]:
    share, extra = number / draws, Z * Z / draws
    room = Z * math.sqrt(share * (1 - share) / draws + extra / (4 * draws))
    low, high = ((share + extra / 2 + sign * room) / (1 + extra) for sign in (-1, 1))
    return (low if number else 0.0), (high if number < draws else 1.0)
