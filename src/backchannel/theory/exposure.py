"""Secret talks and the press: the chance that meetings become known.

Source: a constant hazard; Kurizaki 2007 on why talks are kept secret.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from backchannel.theory.arrays import FloatArray, arrays

__all__ = ["exposed", "meetings_until"]


def exposed(per_meeting: npt.ArrayLike, meetings: npt.ArrayLike) -> FloatArray:
    """Chance that a channel is known after some meetings, each leaking alike and independently.

    Parameters
    ----------
    per_meeting
        Chance that one meeting becomes known, 0..1; any shapes that broadcast.
    meetings
        How many were held.

    References
    ----------
    A constant hazard; Kurizaki 2007 on what exposure does.

    Examples
    --------
    >>> exposed(0.02, [6, 12, 24]).round(3).tolist()
    [0.114, 0.215, 0.384]
    """
    h, n = arrays(per_meeting, meetings)
    return np.asarray(1 - (1 - h) ** n)


def meetings_until(per_meeting: npt.ArrayLike, chance: npt.ArrayLike) -> FloatArray:
    """Meetings after which the chance of exposure reaches `chance`: the inverse of `exposed`.

    Parameters
    ----------
    per_meeting
        Chance that one meeting becomes known, 0..1; any shapes that broadcast.
    chance
        The chance to be reached, 0..1.

    Returns
    -------
    numpy.ndarray
        Not whole numbers: the next whole number of meetings goes beyond the chance. Infinite where
        no meeting leaks; 0 where the chance is 0 and where every meeting leaks.

    References
    ----------
    `exposed`, solved for the meetings.

    Examples
    --------
    >>> meetings_until([0.02, 0.0], 0.5).round(1).tolist()
    [34.3, inf]
    """
    h, reached = arrays(per_meeting, chance)
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        meetings = np.abs(np.log1p(-reached) / np.log1p(-h))
    return np.where((reached == 0) | (h == 1), 0.0, meetings)
