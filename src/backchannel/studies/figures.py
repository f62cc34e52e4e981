"""Single figures as rows, and curves over the months of a war."""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt

from backchannel.studies.ranges import Range

__all__ = ["MONTHS", "by_month", "figure_row"]

FloatArray = npt.NDArray[np.float64]

MONTHS: Final = 36
"""Months up to which curves run and a first package is looked for."""


def by_month(months: FloatArray) -> FloatArray:
    """Share of draws in which it has come by each month from 0 to `MONTHS`.

    >>> by_month(np.array([0.0, 1.5, np.inf, np.inf]))[:3].tolist()
    [0.25, 0.25, 0.5]
    """
    shares = (months[:, None] <= np.arange(MONTHS + 1) + 1e-9).mean(axis=0)
    shares.setflags(write=False)
    return np.asarray(shares, dtype=np.float64)


def figure_row(
    about: str,
    who: str,
    condition: str | None,
    figure: str,
    value: Range | float | None,
    draws: int,
) -> dict[str, object]:
    """Return the row of one figure: its range over draws, or the share of draws.

    >>> figure_row("wars.W1", "a, b", None, "range_exists", 0.25, 100)["share"]
    0.25
    """
    over = value if isinstance(value, Range) else None
    return {
        "about": about,
        "who": who,
        "condition": condition,
        "figure": figure,
        "low": over and over.low,
        "median": over and over.median,
        "high": over and over.high,
        "share": None if isinstance(value, Range) else value,
        "draws": draws,
    }
