"""How likely an answer on record is in each draw, and how far it weighs (rule 12).

Plain arrays; n draws.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from scipy.special import expit

__all__ = ["chance_accepted", "likelihood"]

FloatArray = npt.NDArray[np.float64]


def chance_accepted(gain: FloatArray, width: FloatArray, unbroken: npt.ArrayLike) -> FloatArray:
    """Chance that an offer is accepted: logistic(gain / width), 0 where it breaks a real red line.

    Parameters
    ----------
    gain
        [n] points over the walk-away value; for a partial offer over the status quo. Minus
        infinity where there is nothing that could be accepted.
    width
        [n] points within which no turns into yes; at 0 the turn is sharp, and a tie is a yes.
    unbroken
        [n] whether the offer breaks no red line that is real.

    Examples
    --------
    >>> gain, width = np.array([0.0, 5.0, 5.0]), np.full(3, 5.0)
    >>> chance_accepted(gain, width, [True, True, False]).round(3).tolist()
    [0.5, 0.731, 0.0]
    """
    soft = width > 0
    ratio = np.divide(gain, width, out=np.where(gain >= 0, np.inf, -np.inf), where=soft)
    return np.where(unbroken, expit(ratio), 0.0)


def likelihood(chance: FloatArray, credibility: FloatArray) -> FloatArray:
    """Likelihood of a report of an answer: an event that may not have happened teaches less.

    >>> likelihood(np.array([0.2]), np.array([0.5])).tolist()
    [0.6]
    """
    return credibility * chance + (1.0 - credibility)
