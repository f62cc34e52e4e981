"""The chance that what is said is so, from who says it and who denies it.

Plain arrays; n draws. Odds are multiplied, one factor for each independent voice.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

__all__ = ["combined"]

FloatArray = npt.NDArray[np.float64]

SURE = 1e-9
"""How near to certainty a chance may come; nothing that is said is beyond doubt."""


def combined(prior: npt.ArrayLike, factors: npt.ArrayLike) -> FloatArray:
    """Chance that it is so, from a prior [n] and ratios [voices, n], one for each voice.

    Posterior odds = prior odds * P(says | so) / P(says | not so). A source that would say so
    either way leaves the chance where it was; of two that speak against each other equally
    neither counts.

    Examples
    --------
    >>> [round(float(combined(0.5, [[0.9 / wrong]])[0]), 2) for wrong in (0.1, 0.6, 0.8)]
    [0.9, 0.6, 0.53]
    >>> float(combined(0.5, [[3.0], [1 / 3]])[0])
    0.5
    """
    prior = np.clip(np.asarray(prior, np.float64), SURE, 1.0 - SURE)
    odds = prior / (1.0 - prior) * np.prod(np.asarray(factors, np.float64), axis=0)
    return np.asarray(np.clip(odds / (1.0 + odds), SURE, 1.0 - SURE))
