"""Votes: when the holder of something lets it be voted on, and what a setter can get through.

Source: Romer and Rosenthal 1978 (setter model); the holder's threshold is an expected value.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from backchannel.theory.arrays import FloatArray, arrays

__all__ = ["needed_chance", "setter_outcome"]


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


def setter_outcome(
    setter: npt.ArrayLike, voter: npt.ArrayLike, status_quo: npt.ArrayLike
) -> FloatArray:
    """Outcome when one side words the proposal and a voter takes it or keeps the status quo.

    Positions lie on one line, both want the outcome near their own, the setter knows the voter's
    position, and the voter accepts when it is indifferent.

    Parameters
    ----------
    setter, voter, status_quo
        Positions; any shapes that broadcast. The voter is the decisive one.

    References
    ----------
    Romer and Rosenthal 1978.

    Examples
    --------
    >>> setter_outcome(1, 0.4, [0, 0.2, 0.4, 0.5]).round(9).tolist()
    [0.8, 0.6, 0.4, 0.5]
    """
    s, v, q = arrays(setter, voter, status_quo)
    as_good = 2 * v - q  # on the other side of the voter, as far away as the status quo
    return np.asarray(np.clip(s, np.minimum(q, as_good), np.maximum(q, as_good)))
