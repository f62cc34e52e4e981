"""Leaders and their office: when it blocks a deal, and how soon a leader may change.

Sources: Goemans, and the literature on gambling for resurrection (a leader with a private stake in
office); a constant hazard (change of leaders). The forms are ours.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from backchannel.theory.arrays import TOLERANCE, BoolArray, FloatArray, arrays

__all__ = ["OfficeThreshold", "changed_by", "monthly_hazard", "office_threshold", "settles"]


class OfficeThreshold(NamedTuple):
    """The weights of office, from 0 up, at which a leader settles: from `least` to `most`."""

    least: FloatArray
    """0 where the leader settles without regard to office; infinite where it never settles."""
    most: FloatArray
    """Infinite where a larger weight of office never stands in the way of the deal."""


def settles(
    worth_deal: npt.ArrayLike,
    worth_war: npt.ArrayLike,
    stays_if_deal: npt.ArrayLike,
    stays_if_war: npt.ArrayLike,
    weight: npt.ArrayLike,
) -> BoolArray:
    """Whether a leader takes a deal when it also counts its chance to stay in office.

    Parameters
    ----------
    worth_deal, worth_war
        In the same points; any shapes that broadcast.
    stays_if_deal, stays_if_war
        Chances to stay in office, 0..1.
    weight
        What office is worth to the leader, in those points; 0 for one without a stake in it.

    Returns
    -------
    numpy.ndarray
        A leader who is indifferent settles.

    References
    ----------
    Goemans; gambling for resurrection.

    Examples
    --------
    >>> settles(0.55, 0.45, 0.6, 0.8, [0.0, 0.5, 1.0]).tolist()
    [True, True, False]
    """
    deal, war, in_deal, in_war, k = arrays(
        worth_deal, worth_war, stays_if_deal, stays_if_war, weight
    )
    return np.asarray(deal + k * in_deal >= war + k * in_war - TOLERANCE)


def office_threshold(
    worth_deal: npt.ArrayLike,
    worth_war: npt.ArrayLike,
    stays_if_deal: npt.ArrayLike,
    stays_if_war: npt.ArrayLike,
) -> OfficeThreshold:
    """Weights of office at which a leader settles: those where `settles` holds.

    With the deal worth g more than war, and office less safe under the deal by s:

    ==============  ====================  ==================
    deal and war    office less safe      office as safe, or safer
    ==============  ====================  ==================
    g >= 0          from 0 to g / s       at every weight
    g < 0           never                 from g / s on; never where s = 0
    ==============  ====================  ==================

    Parameters
    ----------
    worth_deal, worth_war, stays_if_deal, stays_if_war
        As in `settles`; any shapes that broadcast.

    References
    ----------
    Goemans; gambling for resurrection.

    Examples
    --------
    >>> found = office_threshold(0.55, 0.45, [0.6, 0.8], 0.8)
    >>> found.least.tolist(), found.most.round(9).tolist()
    ([0.0, 0.0], [0.5, inf])
    """
    deal, war, in_deal, in_war = arrays(worth_deal, worth_war, stays_if_deal, stays_if_war)
    gain, less_safe = deal - war, in_war - in_deal
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        tie = gain / less_safe
    least = np.where(gain >= 0, 0.0, np.where(less_safe < 0, tie, np.inf))
    most = np.where((gain >= 0) & (less_safe > 0), tie, np.inf)
    return OfficeThreshold(least, most)


def changed_by(chance: npt.ArrayLike, within: npt.ArrayLike, months: npt.ArrayLike) -> FloatArray:
    """Chance that a change has happened by some month, at a constant hazard.

    Parameters
    ----------
    chance, within
        Chance of the change, 0..1, and the months within which it has that chance, above 0; any
        shapes that broadcast.
    months
        Months that have passed.

    References
    ----------
    A constant hazard.

    Examples
    --------
    >>> changed_by(0.08, within=12, months=[0, 12, 24]).round(9).tolist()
    [0.0, 0.08, 0.1536]
    """
    p, span, passed = arrays(chance, within, months)
    return np.asarray(1 - (1 - p) ** (passed / span))


def monthly_hazard(chance: npt.ArrayLike, months: npt.ArrayLike = 12) -> FloatArray:
    """Chance of a change in one month, from its chance within several.

    Parameters
    ----------
    chance, months
        Chance of the change, 0..1, and the months within which it has that chance, above 0; any
        shapes that broadcast.

    References
    ----------
    A constant hazard.

    Examples
    --------
    >>> round(float(monthly_hazard(0.08)), 6)
    0.006924
    """
    return changed_by(chance, months, 1)
