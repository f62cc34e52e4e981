"""Splitting two rivals: when a third side can draw one of them away by accommodation.

Source: Crawford 2011 on wedge strategies; the bidding contest is our form of it.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from backchannel.theory.arrays import TOLERANCE, BoolArray, FloatArray, arrays

__all__ = ["Wedge", "wedge"]


class Wedge(NamedTuple):
    """The most that the divider would pay, what the target costs, and whether that suffices."""

    most: FloatArray
    price: FloatArray
    works: BoolArray
    """A tie works."""


def wedge(
    worth: npt.ArrayLike,
    cost_with_allies: npt.ArrayLike,
    tie: npt.ArrayLike,
    counter_bid: npt.ArrayLike,
) -> Wedge:
    """Whether a divider can outbid the rival of its target.

    The target goes to whoever offers more; its tie to the rival counts as part of the rival's bid.
    All bids are known, and a promise is as good as a payment.

    Parameters
    ----------
    worth
        Worth of the split to the divider; any shapes that broadcast, all in the same points.
    cost_with_allies
        What accommodating the target costs the divider with its own allies.
    tie
        What the target's tie to the rival is worth to the target.
    counter_bid
        The most that the rival would pay to keep the target.

    References
    ----------
    Crawford 2011; the bidding contest is our form of it.

    Examples
    --------
    >>> wedge(0.5, 0.1, 0.15, [0.30, 0.20]).works.tolist()
    [False, True]
    """
    w, k, bond, bid = arrays(worth, cost_with_allies, tie, counter_bid)
    most, price = np.asarray(w - k), np.asarray(bond + bid)
    return Wedge(most, price, np.asarray(most >= price - TOLERANCE))
