"""The chance that what is said is so, from who says it and who denies it.

Plain arrays; n draws. Odds are multiplied, one factor for each independent voice.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

__all__ = ["combined", "posterior"]

FloatArray = npt.NDArray[np.float64]

SURE = 1e-9
"""How near to certainty a chance may come; nothing that is said is beyond doubt."""


def posterior(prior: npt.ArrayLike, says_if_true: npt.ArrayLike, says_if_false: npt.ArrayLike) -> (
    FloatArray
):  # fmt: skip
    """Chance that it is so once a source has said it.

    Posterior odds = prior odds * P(says | so) / P(says | not so). A source that would say so
    either way leaves the chance where it was. Arguments are probabilities of one shape.

    Examples
    --------
    >>> [round(float(posterior(0.5, 0.9, wrong)), 2) for wrong in (0.1, 0.6, 0.8)]
    [0.9, 0.6, 0.53]
    """
    prior, true, false = (np.asarray(x, np.float64) for x in (prior, says_if_true, says_if_false))
    so, not_so = prior * true, (1.0 - prior) * false
    whole = so + not_so
    found: FloatArray = np.divide(so, whole, out=np.asarray(prior + 0.0 * whole), where=whole > 0)
    return np.asarray(np.clip(found, SURE, 1.0 - SURE))


def combined(prior: npt.ArrayLike, factors: npt.ArrayLike) -> FloatArray:
    """Chance from a prior [n] and likelihood ratios [voices, n], one for each independent voice.

    >>> float(combined(0.5, [[3.0], [1 / 3]])[0])
    0.5
    """
    prior = np.clip(np.asarray(prior, np.float64), SURE, 1.0 - SURE)
    odds = prior / (1.0 - prior) * np.prod(np.asarray(factors, np.float64), axis=0)
    return np.asarray(np.clip(odds / (1.0 + odds), SURE, 1.0 - SURE))
