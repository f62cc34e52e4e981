"""Scores of probability forecasts: how far what was said lay from what came.

Both scores are losses: 0 is best. Saying one half always costs a Brier score of 0.25 and a
logarithmic score of 0.693.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from backchannel.theory.arrays import FloatArray, arrays

__all__ = ["Calibration", "brier_score", "calibration", "log_score"]

IntArray = npt.NDArray[np.int64]


class Calibration(NamedTuple):
    """Forecasts in bins of their probability."""

    edges: FloatArray
    """[bins + 1] where bins begin and end; a bin holds its lower edge, the last both."""
    counts: IntArray
    """[bins] forecasts in each."""
    happened: IntArray
    """[bins] how many of them happened."""
    said: FloatArray
    """[bins] mean of their probabilities; NaN where there are none."""


def brier_score(chance: npt.ArrayLike, happened: npt.ArrayLike) -> FloatArray:
    """Squared distance of a probability from what came: (f - o)^2, from 0 to 1.

    Parameters
    ----------
    chance, happened
        Probabilities f, and o, 1 or true where it happened; any shapes that broadcast.

    References
    ----------
    The quadratic score that bears Brier's name, for one event.

    Examples
    --------
    >>> [round(float(brier_score(0.7, came)), 2) for came in (True, False)]
    [0.09, 0.49]
    """
    f, o = arrays(chance, happened)
    return np.asarray((f - o) ** 2)


def log_score(chance: npt.ArrayLike, happened: npt.ArrayLike) -> FloatArray:
    """Minus the natural logarithm of the probability that was given to what came.

    It is infinite where something came that had been called impossible.

    Parameters
    ----------
    chance, happened
        Probabilities, and 1 or true where it happened; any shapes that broadcast.

    References
    ----------
    The logarithm of the likelihood, with its sign turned.

    Examples
    --------
    >>> [round(float(log_score(0.7, came)), 3) for came in (True, False)]
    [0.357, 1.204]
    """
    f, o = arrays(chance, happened)
    with np.errstate(divide="ignore"):
        return np.asarray(-np.log(np.where(o > 0, f, 1.0 - f)) + 0.0)  # no -0.0


def calibration(
    chance: npt.ArrayLike, happened: npt.ArrayLike, *, bins: int = 5
) -> Calibration:  # fmt: skip
    """Hold what was said against how often it came, in bins of equal width.

    Parameters
    ----------
    chance, happened
        [forecasts] probabilities, and 1 or true for those that happened.
    bins
        Number of bins from 0 to 1.

    References
    ----------
    Frequencies by bin; no fit and no smoothing.

    Examples
    --------
    >>> found = calibration([0.1, 0.9, 1.0], [False, True, False], bins=2)
    >>> found.counts.tolist(), found.happened.tolist(), found.said.tolist()
    ([1, 2], [0, 1], [0.1, 0.95])
    """
    f, o = arrays(chance, happened)
    edges = np.arange(bins + 1) / bins
    at = np.clip(np.searchsorted(edges, f, side="right") - 1, 0, bins - 1)
    counts = np.bincount(at, minlength=bins)
    with np.errstate(invalid="ignore"):
        said = np.bincount(at, weights=f, minlength=bins) / counts
    came = np.bincount(at, weights=o, minlength=bins)
    return Calibration(edges, counts.astype(np.int64), came.astype(np.int64), said)
