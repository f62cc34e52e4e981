"""What the closed forms share: float64 arrays, and when two numbers count as equal."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

__all__ = ["TOLERANCE", "BoolArray", "FloatArray", "arrays"]

FloatArray = npt.NDArray[np.float64]
BoolArray = npt.NDArray[np.bool_]

TOLERANCE = 1e-9
"""Two sides of an inequality that are this near count as equal."""


def arrays(*values: npt.ArrayLike) -> tuple[FloatArray, ...]:
    """Each value as a float64 array; shapes stay as they are.

    Examples
    --------
    >>> arrays(1, [2, 3])
    (array(1.), array([2., 3.]))
    """
    return tuple(np.asarray(value, dtype=np.float64) for value in values)
