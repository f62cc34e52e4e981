"""War as the alternative to a settlement: bargaining range, beliefs, shifting power, durability.

Chances are those of the first side to win, unless said otherwise. Costs are lump sums in units of
the stake; a negative cost is a gain from fighting as such.

Sources: Fearon 1995 (bargaining range); Slantchev 2003 (beliefs that converge in battle); Powell
2004 and 2006 (shifting power); Zartman (ripeness, here as a time).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from backchannel.theory.arrays import TOLERANCE, BoolArray, FloatArray, arrays

__all__ = [
    "BargainingRange",
    "Shift",
    "bargaining_range",
    "battles_until_range",
    "belief_after",
    "break_even_chance",
    "break_even_renewal",
    "durable_worth",
    "months_until_ready",
    "shift",
]


class BargainingRange(NamedTuple):
    """The first side's shares of the stake that neither side would rather fight over."""

    low: FloatArray
    """Least share that the first side accepts; never below 0."""
    high: FloatArray
    """Largest share that the second side leaves to the first; never above 1."""

    @property
    def exists(self) -> BoolArray:
        """Whether some share suits both; a single one is enough."""
        return np.asarray(self.low <= self.high + TOLERANCE)


class Shift(NamedTuple):
    """Whether a coming shift of power is reason enough to fight now."""

    temptation: FloatArray
    """What the rising side can force later, discounted, above what it can force now."""
    surplus: FloatArray
    """What is left of the pie now when both get what they can force: the most that can be ceded."""
    fight: BoolArray
    """Whether the temptation is larger; a tie is peace."""


def bargaining_range(
    chance_first: npt.ArrayLike,
    chance_second: npt.ArrayLike,
    cost_first: npt.ArrayLike,
    cost_second: npt.ArrayLike,
    exponent: npt.ArrayLike = 1.0,
) -> BargainingRange:
    """Shares of the stake that both sides prefer to war.

    A share x is worth x**exponent to the side that gets it; war gives the whole stake to its
    winner and costs both. A limit beyond the stake on the safe side is moved to 0 or 1: no side
    accepts less than nothing or can give more than all. That neither opens nor closes a range.

    Parameters
    ----------
    chance_first, chance_second
        The first side's chance to win as each side sees it, 0..1; any shapes that broadcast.
    cost_first, cost_second
        What war costs each side, as a share of the stake.
    exponent
        Below 1 for sides that shun risk, 1 for neutral ones; above 0.

    References
    ----------
    Fearon 1995.

    Examples
    --------
    >>> found = bargaining_range(0.6, 0.6, 0.1, 0.2)
    >>> [round(float(limit), 9) for limit in found]
    [0.5, 0.8]
    >>> bargaining_range([0.6, 0.7], [0.6, 0.4], 0.1, 0.1).exists.tolist()
    [True, False]
    """
    p_first, p_second, c_first, c_second, s = arrays(
        chance_first, chance_second, cost_first, cost_second, exponent
    )
    low = np.maximum(0.0, p_first - c_first) ** (1 / s)
    high = 1 - np.maximum(0.0, 1 - p_second - c_second) ** (1 / s)
    return BargainingRange(np.asarray(low), np.asarray(high))


def belief_after(
    chance: npt.ArrayLike, firmness: npt.ArrayLike, battles: npt.ArrayLike, won: npt.ArrayLike
) -> FloatArray:
    """A side's estimate of the first side's chance after some battles.

    The belief is a Beta distribution; battles are independent and alike. Its mean moves from
    `chance` to the share of battles won, half of the way when there were as many as `firmness`.

    Parameters
    ----------
    chance
        Mean before the first battle, 0..1; any shapes that broadcast.
    firmness
        Sum of the two parameters of the prior, above 0: the battles that the belief is worth.
    battles, won
        Battles fought, and those among them that the first side won.

    References
    ----------
    Slantchev 2003, for beliefs that converge in battle; the Beta prior is ours.

    Examples
    --------
    >>> belief_after([0.7, 0.4], 10, battles=10, won=5).tolist()
    [0.6, 0.45]
    """
    mean, weight, n, wins = arrays(chance, firmness, battles, won)
    return np.asarray(mean + (wins - n * mean) / (weight + n))


def battles_until_range(  # noqa: PLR0913
    chance_first: npt.ArrayLike,
    chance_second: npt.ArrayLike,
    firmness_first: npt.ArrayLike,
    firmness_second: npt.ArrayLike,
    cost_first: npt.ArrayLike,
    cost_second: npt.ArrayLike,
    *,
    won_share: npt.ArrayLike = 0.5,
    most: int = 200,
) -> npt.NDArray[np.int64]:
    """Least number of battles after which both sides see a bargaining range.

    After n battles the first side has won `won_share` of them, which need not be a whole number.
    Sides are neutral towards risk, and what the battles cost is sunk. A single share that suits
    both is enough. A range that is there at once can close again later, when one side's belief
    moves faster than the other's; that is not looked at.

    Parameters
    ----------
    chance_first, chance_second, cost_first, cost_second
        As in `bargaining_range`; any shapes that broadcast.
    firmness_first, firmness_second
        As in `belief_after`.
    won_share
        Share of the battles that the first side wins, 0..1.
    most
        Battles looked at.

    Returns
    -------
    numpy.ndarray
        Whole numbers, 0 where the range is there at once, -1 where it does not open within `most`.

    References
    ----------
    Fearon 1995; Slantchev 2003.

    Examples
    --------
    >>> battles_until_range([0.7, 0.5], 0.4, 10, 10, 0.1, 0.1).tolist()
    [5, 0]
    """
    given = (chance_first, chance_second, firmness_first, firmness_second, cost_first, cost_second)
    p_first, p_second, f_first, f_second, c_first, c_second, share = np.broadcast_arrays(
        *arrays(*given, won_share)
    )
    found = np.full(share.shape, -1, dtype=np.int64)
    for n in range(most + 1):
        first = belief_after(p_first, f_first, n, n * share)
        second = belief_after(p_second, f_second, n, n * share)
        opens = first - second <= c_first + c_second + TOLERANCE
        found[opens & (found < 0)] = n
        if found.min(initial=0) >= 0:
            break
    return found


def shift(
    chance_now: npt.ArrayLike,
    chance_later: npt.ArrayLike,
    discount: npt.ArrayLike,
    cost_first: npt.ArrayLike,
    cost_second: npt.ArrayLike,
    pie: npt.ArrayLike = 1.0,
) -> Shift:
    """Whether the side that will be weaker fights now rather than wait for the other to rise.

    By force a side can secure its chance times the pie, less its cost. The declining side, the one
    whose chance falls, fights when the rising side's gain in what it can force is larger than all
    that it could cede now. The shift is sudden, of one period, and foreseen by both; slow shifts
    that last can bring war too, and are not covered.

    Parameters
    ----------
    chance_now, chance_later
        The first side's chance in this period and in the next, 0..1; any shapes that broadcast.
    discount
        Worth of the next period's values in this one, 0..1.
    cost_first, cost_second
        Lump cost of war to each side, in the units of the pie.
    pie
        What there is to divide.

    References
    ----------
    Powell 2004, 2006.

    Examples
    --------
    >>> found = shift(0.8, [0.4, 0.7], 0.9, 0.5, 0.5, pie=10)
    >>> found.temptation.round(9).tolist(), found.surplus.tolist(), found.fight.tolist()
    ([3.45, 0.75], [1.0, 1.0], [True, False])
    """
    now, later, d, c_first, c_second, b = np.broadcast_arrays(
        *arrays(chance_now, chance_later, discount, cost_first, cost_second, pie)
    )
    second_rises = later <= now
    rising_now = np.where(second_rises, 1 - now, now) * b
    rising_later = np.where(second_rises, 1 - later, later) * b
    cost = np.where(second_rises, c_second, c_first)
    temptation = np.asarray(d * (rising_later - cost) - (rising_now - cost))
    surplus = np.asarray(c_first + c_second)  # of the pie; the two chances share out the rest
    return Shift(temptation, surplus, np.asarray(temptation > surplus + TOLERANCE))


def break_even_chance(
    chance_now: npt.ArrayLike,
    discount: npt.ArrayLike,
    cost_first: npt.ArrayLike,
    cost_second: npt.ArrayLike,
    pie: npt.ArrayLike = 1.0,
) -> FloatArray:
    """The first side's later chance below which it fights now: there temptation equals surplus.

    Not cut off: below 0 no fall is large enough; none is where the future counts for nothing. For a
    declining second side call it with that side's chance, and with the costs exchanged.

    Parameters
    ----------
    chance_now, discount, cost_first, cost_second, pie
        As in `shift`; any shapes that broadcast.

    References
    ----------
    Powell 2004, 2006.

    Examples
    --------
    >>> round(float(break_even_chance(0.8, 0.9, 0.5, 0.5, pie=10)), 4)
    0.6722
    """
    now, d, c_first, c_second, b = arrays(chance_now, discount, cost_first, cost_second, pie)
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        later = 1 - (((1 - now) * b + c_first) / d + c_second) / b
    return np.where(d > 0, later, -np.inf)


def months_until_ready(
    walk_away: npt.ArrayLike, worth: npt.ArrayLike, cost_per_month: npt.ArrayLike
) -> FloatArray:
    """Months until an actor's walk-away value has fallen to what the package is worth to it.

    The walk-away value falls by the same amount each month. Several actors are ready when the
    last one is: the largest of their months.

    Parameters
    ----------
    walk_away, worth
        In the same points; any shapes that broadcast.
    cost_per_month
        Points that waiting costs in a month.

    Returns
    -------
    numpy.ndarray
        0 where the actor is ready now; infinite where it is not and waiting costs nothing.

    References
    ----------
    Zartman, for ripeness; the form in months is ours.

    Examples
    --------
    >>> months_until_ready([71, 44, 30, 50], [66, 40, 40, 40], [0.3, 0.8, 0.5, 0]).round(1).tolist()
    [16.7, 5.0, 0.0, inf]
    """
    r, u, cost = arrays(walk_away, worth, cost_per_month)
    lack = np.maximum(0.0, r - u)
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        months = np.where(cost <= 0, np.inf, lack / cost)
    return np.where(lack > 0, months, lack)


def durable_worth(
    worth: npt.ArrayLike, renewed_worth: npt.ArrayLike, chance_of_renewal: npt.ArrayLike
) -> FloatArray:
    """Worth of a deal that may be followed by a renewed attack.

    Parameters
    ----------
    worth, renewed_worth
        Worth if the deal holds, and if the attack is renewed; any shapes that broadcast.
    chance_of_renewal
        0..1.

    References
    ----------
    An expected value.

    Examples
    --------
    >>> durable_worth(60, 20, [0.0, 0.35, 1.0]).tolist()
    [60.0, 46.0, 20.0]
    """
    kept, renewed, b = arrays(worth, renewed_worth, chance_of_renewal)
    return np.asarray((1 - b) * kept + b * renewed)


def break_even_renewal(
    worth: npt.ArrayLike, renewed_worth: npt.ArrayLike, walk_away: npt.ArrayLike
) -> FloatArray:
    """Largest chance of a renewed attack at which a deal is still worth the walk-away value.

    Parameters
    ----------
    worth, renewed_worth, walk_away
        In the same points; any shapes that broadcast.

    Returns
    -------
    numpy.ndarray
        Within 0..1. It is 1 where even the renewed attack is worth the walk-away value, whatever
        the deal is worth. Elsewhere it is 0 where the deal that holds is worth no more than the
        walk-away value: below it no chance is low enough.

    References
    ----------
    `durable_worth`, solved for the chance.

    Examples
    --------
    >>> break_even_renewal(60, [20, 20, 50], [46, 70, 40]).tolist()
    [0.35, 0.0, 1.0]
    """
    kept, renewed, r = arrays(worth, renewed_worth, walk_away)
    spare, lack = np.maximum(0.0, kept - r), np.maximum(0.0, r - renewed)
    with np.errstate(invalid="ignore"):
        return np.where(lack == 0, 1.0, spare / (spare + lack))
