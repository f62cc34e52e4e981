"""Every package of an additive instance looked at, one by one, in whole numbers.

The frontier by brute force is the oracle of the fast one; the fused loop is how fast this machine
can look at packages at all when it does nothing else.
"""

import numba
import numpy as np
import numpy.typing as npt
from instances import Instance

IntArray = npt.NDArray[np.int64]


def frontier(instance: Instance) -> tuple[IntArray, IntArray]:
    """Return the vectors that no package dominates [n, A], sorted, and the packages at each [n]."""
    vectors, ties = _frontier(np.array(instance.utility, dtype=np.int64), 1_000_000)
    order = np.lexsort(vectors.T[::-1])
    return vectors[order], ties[order]


@numba.njit(cache=True)
def _frontier(utility, most):  # type: ignore[no-untyped-def]
    """Walk all packages of `utility` [A, issues, options] against an archive of `most` vectors."""
    actors, issues, options = utility.shape
    held, ties = np.empty((most, actors), np.int64), np.empty(most, np.int64)
    size = 0
    chosen = np.zeros(issues, np.int64)
    x = np.empty(actors, np.int64)
    while True:
        for a in range(actors):
            x[a] = 0
            for i in range(issues):
                x[a] += utility[a, i, chosen[i]]
        at = -1  # the vector of the archive that dominates x or equals it
        for j in range(size):
            if _covers(held[j], x):
                at = j
                break
        if at >= 0:
            if _covers(x, held[at]):
                ties[at] += 1
            front = at // 2  # whoever dominated one package is likely to dominate the next
            for a in range(actors):
                held[at, a], held[front, a] = held[front, a], held[at, a]
            ties[at], ties[front] = ties[front], ties[at]
        else:
            kept = 0
            for j in range(size):
                if not _covers(x, held[j]):
                    held[kept], ties[kept] = held[j], ties[j]
                    kept += 1
            held[kept], ties[kept] = x, 1
            size = kept + 1
        i = issues - 1
        while i >= 0 and chosen[i] == options - 1:
            chosen[i] = 0
            i -= 1
        if i < 0:
            return held[:size], ties[:size]
        chosen[i] += 1


@numba.njit(cache=True)
def _covers(x, y):  # type: ignore[no-untyped-def]
    """Whether `x` gives nobody less than `y`."""
    for a in range(x.size):  # noqa: SIM110 - compiled
        if x[a] < y[a]:
            return False
    return True


@numba.njit(cache=True)
def fused(first, second, reserve):  # type: ignore[no-untyped-def]
    """Count what all accept and find the largest product of gains over first x second [n, A]."""
    count, best = 0, 0.0
    actors = reserve.size
    for i in range(len(first)):
        for j in range(len(second)):
            accepted, product = True, 1.0
            for a in range(actors):
                gain = first[i, a] + second[j, a] - reserve[a]
                accepted &= gain >= 0.0
                product *= gain
            if accepted:
                count += 1
                best = max(best, product)
    return count, best


def halves(instance: Instance) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Return the sums over the first half of the issues, and over the rest: [packages, A] each."""
    table = np.array(instance.utility, dtype=float).transpose(1, 2, 0)
    middle = len(table) // 2
    sums = []
    for part in (table[:middle], table[middle:]):
        grown = np.zeros((1, table.shape[2]))
        for issue in part:
            grown = (grown[:, None, :] + issue[None, :, :]).reshape(-1, table.shape[2])
        sums.append(grown)
    return sums[0], sums[1]
