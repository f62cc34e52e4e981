"""Two naive forecasts: the weighted mean and the weighted median of positions on one scale.

Source: Bueno de Mesquita 1994, with a published table.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from backchannel.theory.arrays import TOLERANCE, FloatArray, arrays

__all__ = ["weighted_mean", "weighted_median"]


def weighted_mean(
    position: npt.ArrayLike, capability: npt.ArrayLike, salience: npt.ArrayLike
) -> FloatArray:
    """Mean of positions, each counting as much as its capability times its salience.

    Parameters
    ----------
    position, capability, salience
        [..., actors], shapes that broadcast; capability and salience are not negative.

    Returns
    -------
    numpy.ndarray
        [...]; NaN where nobody has any weight.

    References
    ----------
    Bueno de Mesquita 1994.

    Examples
    --------
    >>> float(weighted_mean([4, 7, 10], 1, [0.5, 0.25, 0.25]))
    6.25
    """
    x, weight = _weighed(position, capability, salience)
    total = weight.sum(axis=-1)
    with np.errstate(invalid="ignore"):
        return np.asarray((weight * x).sum(axis=-1) / total)


def weighted_median(
    position: npt.ArrayLike, capability: npt.ArrayLike, salience: npt.ArrayLike
) -> FloatArray:
    """Median of positions, each counting as much as its capability times its salience.

    The position at which the weights, added up from the low end, first pass half of their sum.
    Where they meet the half exactly, any place up to the next position is a median; the midpoint
    is returned. Actors without weight do not count.

    Parameters
    ----------
    position, capability, salience
        [..., actors], shapes that broadcast; capability and salience are not negative.

    Returns
    -------
    numpy.ndarray
        [...]; NaN where nobody has any weight.

    References
    ----------
    Bueno de Mesquita 1994.

    Examples
    --------
    >>> weighted_median([4, 7, 10], 1, [[0.5, 0.2, 0.2], [0.5, 0.25, 0.25]]).tolist()
    [4.0, 5.5]
    """
    x, weight = _weighed(position, capability, salience)
    order = np.argsort(np.where(weight > 0, x, np.inf), axis=-1, kind="stable")
    x, weight = (np.take_along_axis(part, order, axis=-1) for part in (x, weight))
    total = weight.sum(axis=-1, keepdims=True)
    with np.errstate(invalid="ignore"):
        so_far = np.cumsum(weight, axis=-1) / total
    low = np.argmax(so_far >= 0.5 - TOLERANCE, axis=-1)[..., None]
    high = np.argmax(so_far > 0.5 + TOLERANCE, axis=-1)[..., None]
    middle = (np.take_along_axis(x, low, axis=-1) + np.take_along_axis(x, high, axis=-1)) / 2
    return np.asarray(np.where(total > 0, middle, np.nan)[..., 0])


def _weighed(*three: npt.ArrayLike) -> tuple[FloatArray, FloatArray]:
    """Return positions and weights of one shape."""
    x, c, s = np.broadcast_arrays(*arrays(*three))
    return x, c * s
