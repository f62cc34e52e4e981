"""Weighted draws: how many they are worth, and what they say.

Plain arrays; n draws, weights of any scale.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

__all__ = ["cumulated", "effective_draws", "weighted_quantiles"]

FloatArray = npt.NDArray[np.float64]


def effective_draws(weights: FloatArray) -> float:
    """Return the number of equally weighted draws that would be as many: (sum w)^2 / sum w^2.

    >>> effective_draws(np.array([1.0, 1.0, 0.0, 0.0]))
    2.0
    """
    largest = weights.max(initial=0.0)
    if not largest > 0:
        return 0.0
    scaled = weights / largest  # squares of tiny weights would vanish
    return float(scaled.sum() ** 2 / (scaled**2).sum())


def cumulated(weights: FloatArray) -> FloatArray:
    """Return the running sum of weights as shares of their sum: [n], the last being 1."""
    running = np.cumsum(weights)
    shares: FloatArray = running / running[-1]
    return shares


def weighted_quantiles(values: FloatArray, weights: FloatArray, at: Sequence[float]) -> list[float]:
    """Return the smallest values [n] below or at which so much of the weight lies.

    >>> weighted_quantiles(np.array([3.0, 1.0, 2.0]), np.array([1.0, 1.0, 2.0]), [0.5])
    [2.0]
    """
    order = np.argsort(values, kind="stable")
    reached = cumulated(weights[order])
    places = np.searchsorted(reached, np.asarray(at) - 1e-12)
    found: list[float] = values[order][np.minimum(places, len(values) - 1)].tolist()
    return found
