"""Variance-based sensitivity: how much of the variance of an outcome an input explains.

The first-order index of an input is the share of the variance that goes when the input alone is
known; the total index of a group of inputs is the share that stays when all others are known. So
what is explained only together counts in no first-order index, and in several totals.

First-order indices of single inputs come from any draws; indices of groups need pairs of draws of
which the group is swapped (pick and freeze). Plain arrays; n draws, s outcomes. Intervals are those
of the jackknife: no random numbers, and a sum of indices has one too.

Sources: Saltelli et al. 2010 for first-order, Jansen for total indices of groups (as scipy's
documentation of `sobol_indices` cites them).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt
from scipy.special import stdtrit

__all__ = [
    "Jackknifed",
    "bins_for",
    "first_order",
    "group_indices",
    "interval",
    "rank_bins",
    "summed",
]

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]

BINS: Final = 20
"""Equal bins into which the values of an input are sorted."""

LEAST_IN_BIN: Final = 10
"""Draws that a bin holds at least; with few draws there are fewer bins."""


class Jackknifed(NamedTuple):
    """Estimates, and the same without each part of the draws in turn."""

    value: FloatArray
    """[...]"""
    without: FloatArray
    """[parts, ...]"""


def bins_for(draws: float) -> int:
    """Return how many bins so many independent draws allow: 20, with few draws fewer, at least 2.

    >>> bins_for(20_000), bins_for(100), bins_for(5)
    (20, 10, 2)
    """
    return max(min(BINS, int(draws / LEAST_IN_BIN)), 2)


def rank_bins(values: FloatArray, bins: int) -> IntArray:
    """Sort values into bins that hold equally many, equal values together.

    Parameters
    ----------
    values
        [n] in any order.
    bins
        How many.

    Returns
    -------
    numpy.ndarray
        [n] the bin of each value, from 0, ascending with the values.

    Examples
    --------
    >>> rank_bins(np.array([0.4, 0.1, 0.3, 0.2]), 2).tolist()
    [1, 0, 1, 0]
    >>> rank_bins(np.array([7.0, 7.0, 7.0]), 3).tolist()
    [1, 1, 1]
    """
    _, place, ties = np.unique(values, return_inverse=True, return_counts=True)
    middle = np.cumsum(ties) - (ties + 1) / 2  # mean rank of equal values, from 0
    return np.asarray((middle + 0.5) * bins / len(values), dtype=np.int64)[place]


def first_order(
    bins: IntArray, outcomes: FloatArray, parts: IntArray, worth: float = 1.0
) -> Jackknifed:
    """First-order index of one input for each outcome, from given draws.

    The variance between bins of the input over the whole variance, less what bins of an input that
    explains nothing would show by chance: so it may come out slightly below 0. An input that never
    leaves one bin explains exactly nothing. Not a number for an outcome that does not vary.

    Parameters
    ----------
    bins
        [n] the bin of the input's value in each draw, from 0.
    outcomes
        [s, n]
    parts
        [n] the part of the draws that each belongs to, from 0, for the jackknife. Parts are taken
        to be independent of one another; blocks of a Latin hypercube are.
    worth
        Independent draws that one draw stands for: below 1 where draws repeat one another. Not a
        number comes out where there are no more independent draws than bins.

    Returns
    -------
    Jackknifed
        [s], and [parts, s]. What lies within a bin is not seen: of a straight line 20 bins miss
        1/400.

    Examples
    --------
    >>> u = (np.arange(4000) + 0.5) / 4000
    >>> found = first_order(rank_bins(u, 20), np.stack([u, u * 0 + 1]), np.arange(4000) % 4)
    >>> found.value.round(3).tolist()
    [0.997, nan]
    """
    width, number = int(bins.max()) + 1, int(parts.max()) + 1
    cell = parts * width + bins
    middle = outcomes - outcomes.mean(axis=1, keepdims=True)
    shape = (number, width)
    count = np.bincount(cell, minlength=number * width).reshape(shape).astype(np.float64)
    total = np.stack([np.bincount(cell, y, number * width).reshape(shape) for y in middle], axis=-1)
    square = np.stack([np.bincount(parts, y * y, number) for y in middle], axis=-1)
    whole = _explained(count.sum(0), total.sum(0), square.sum(0), worth)
    without = _explained(count.sum(0) - count, total.sum(0) - total, square.sum(0) - square, worth)
    return Jackknifed(whole, without)


def _explained(
    count: FloatArray, total: FloatArray, square: FloatArray, worth: float
) -> FloatArray:
    """Adjusted share of variance between bins: [..., s].

    `count` [..., bins], `total` [..., bins, s] sums of outcomes, `square` [..., s] of squares.
    """
    n = count.sum(axis=-1)[..., None]
    used = (count > 0).sum(axis=-1)[..., None]
    about = total.sum(axis=-2) ** 2 / np.maximum(n, 1)
    between = (total**2 / np.maximum(count, 1)[..., None]).sum(axis=-2) - about
    spread = square - about
    free = np.where(n * worth > used, n * worth - used, np.nan)
    left = (1 - _ratio(between, spread)) * (n * worth - 1) / free
    share = np.where(used > 1, 1 - left, 0.0)
    return np.where(spread > _tiny(square), share, np.nan)


def group_indices(
    first: FloatArray, second: FloatArray, swapped: FloatArray
) -> tuple[Jackknifed, Jackknifed]:
    """First-order and total indices of groups of inputs, by pick and freeze.

    Parameters
    ----------
    first, second
        [s, n] outcomes of two sets of draws, independent of one another.
    swapped
        [groups, s, n] outcomes of the first set with one group's inputs from the second.

    Returns
    -------
    tuple
        First-order and total indices, each [groups, s], and [n, groups, s] without each pair. Not
        a number for an outcome that does not vary.

    Examples
    --------
    >>> x = np.array([[0.1, 0.9, 0.4, 0.6]]), np.array([[0.8, 0.3, 0.7, 0.2]])
    >>> alone, total = group_indices(*x, np.stack([x[0], x[1]]))  # swap nothing, swap everything
    >>> total.value[0].tolist(), bool(total.value[1] > 0.9)
    ([0.0], True)
    """
    middle = (first.mean(axis=1) + second.mean(axis=1))[:, None] / 2
    a, b = first - middle, second - middle
    alone = np.moveaxis(b * (swapped - first), -1, 0)  # [n, groups, s]
    changed = np.moveaxis((first - swapped) ** 2 / 2, -1, 0)
    sums, squares = np.moveaxis(np.stack([a + b, a * a + b * b]) / 2, -1, 1)  # [n, s]
    n = len(sums)

    def index(product: FloatArray) -> Jackknifed:
        whole = product.sum(axis=0) / n
        spread = _variance(sums.sum(axis=0) / n, squares.sum(axis=0) / n)
        left = (product.sum(axis=0) - product) / max(n - 1, 1)
        narrowed = _variance(
            (sums.sum(axis=0) - sums) / max(n - 1, 1),
            (squares.sum(axis=0) - squares) / max(n - 1, 1),
        )
        return Jackknifed(_ratio(whole, spread), _ratio(left, narrowed[:, None, :]))

    return index(alone), index(changed)


def summed(indices: Sequence[Jackknifed]) -> Jackknifed:
    """Return the sum of estimates over the same parts, with what it would be without each part."""
    return Jackknifed(
        np.sum([one.value for one in indices], axis=0),
        np.sum([one.without for one in indices], axis=0),
    )


def interval(of: Jackknifed) -> tuple[FloatArray, FloatArray]:
    """Return the ends of the 95 % intervals of estimates; not a number where there is one part.

    >>> few = np.array([[0.4], [0.5], [0.6]])
    >>> [end.round(2).tolist() for end in interval(Jackknifed(np.array([0.5]), few))]
    [[0.0], [1.0]]
    """
    parts = len(of.without)
    if parts < 2:
        unknown = np.full(of.value.shape, np.nan)
        return unknown, unknown
    scatter = ((of.without - of.without.mean(axis=0)) ** 2).sum(axis=0)
    room = stdtrit(parts - 1, 0.975) * np.sqrt(scatter * (parts - 1) / parts)
    return of.value - room, of.value + room


def _variance(mean: FloatArray, square: FloatArray) -> FloatArray:
    spread = square - mean**2
    return np.where(spread > _tiny(square), spread, np.nan)


def _tiny(square: FloatArray) -> FloatArray:
    """Variance that is nothing but rounding."""
    return np.asarray(1e-14 * square)


def _ratio(part: FloatArray, whole: FloatArray) -> FloatArray:
    """Quotients; not a number where there is nothing to divide by."""
    part, whole = np.broadcast_arrays(part, whole)
    quotients = np.full(part.shape, np.nan)
    np.divide(part, whole, out=quotients, where=whole != 0)
    return quotients
