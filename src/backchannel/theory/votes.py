"""Votes: when the holder of something lets it be voted on.

The threshold is an expected value.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from backchannel.theory.arrays import FloatArray, arrays

__all__ = ["needed_chance"]


def needed_chance(hold: npt.ArrayLike, win: npt.ArrayLike, lose: npt.ArrayLike) -> FloatArray:
    """Chance of winning from which the holder of something prefers a vote on it to holding on.

    Parameters
    ----------
    hold, win, lose
        Worth of holding on without a vote, of a vote won, and of a vote lost; any shapes that
        broadcast.

    Returns
    -------
    numpy.ndarray
        Not cut off: at 0 and below any vote is accepted, above 1 none. Not a number where winning
        is worth no more than losing: then no such threshold exists.

    References
    ----------
    An expected value; the form is ours.

    Examples
    --------
    >>> needed_chance([0.8, 0.55, 1.2], 1, 0).tolist()
    [0.8, 0.55, 1.2]
    """
    held, won, lost = arrays(hold, win, lose)
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        return np.where(won > lost, (held - lost) / (won - lost), np.nan)
