"""The instances of 30 issues by a mixed-integer solver, HiGHS as scipy brings it: peer and oracle.

python benchmarks/highs.py      # prove the levels that instances.py pins
"""

import contextlib
import math
import os
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import numpy.typing as npt
from instances import LEVELS, Instance, Table, opposed_30, random_30
from scipy.optimize import Bounds, LinearConstraint, OptimizeResult, milp

FloatArray = npt.NDArray[np.float64]

GAP = 1e-8
"""Proven: no package's product of gains is larger by more than this share."""


def best_level(utility: Table) -> int:
    """Return the largest least utility that any package gives."""
    gains = np.array([[u for row in rows for u in row] for rows in utility], dtype=float)
    least = LinearConstraint(np.c_[gains, -np.ones(len(gains))], 0, np.inf)
    found = _solve(utility, np.array([1.0]), [least])
    return int((gains @ _chosen(found)).min())


def nash(instance: Instance) -> float | None:
    """Return the largest sum of logarithms of gains in points; None without a zone.

    The logarithm is bounded by tangents; each round adds one where the last solution lies, until
    the bound meets the best package found.
    """
    actors = len(instance.utility)
    points = np.array([[u for row in rows for u in row] for rows in instance.utility])
    points = points / instance.units
    reserve = np.array(instance.reserve) / instance.units
    zone = LinearConstraint(np.c_[points, np.zeros((actors, actors))], reserve, np.inf)
    touched = [(a, x) for a in range(actors) for x in np.geomspace(0.01, 60, 25)]
    best = -math.inf
    while True:
        rows, bound = np.zeros((len(touched), points.shape[1] + actors)), np.zeros(len(touched))
        for k, (a, x) in enumerate(touched):
            rows[k, : points.shape[1]] = -points[a] / x
            rows[k, points.shape[1] + a] = 1
            bound[k] = math.log(x) - 1 - reserve[a] / x
        tangents = LinearConstraint(rows, -np.inf, bound)
        found = _solve(instance.utility, np.ones(actors), [zone, tangents])
        if found.status == 2:
            return None
        gains = np.maximum(points @ _chosen(found) - reserve, 1e-9)
        best = max(best, float(np.log(gains).sum()))
        if -found.fun <= best + GAP:
            return best
        touched += enumerate(gains.tolist())


def _solve(utility: Table, aims: FloatArray, constraints: list[LinearConstraint]) -> OptimizeResult:
    """Maximise the sum of `aims` free numbers over packages; each option is one bit before them."""
    options = [len(row) for row in utility[0]]
    bits, free = sum(options), len(aims)
    one_each = np.c_[np.repeat(np.eye(len(options)), options, axis=1), np.zeros((30, free))]
    with _silence():
        return milp(
            np.r_[np.zeros(bits), -aims],
            integrality=np.r_[np.ones(bits), np.zeros(free)],
            bounds=Bounds(
                np.repeat([0.0, -1e7], [bits, free]), np.repeat([1.0, 1e7], [bits, free])
            ),
            constraints=[LinearConstraint(one_each, 1, 1), *constraints],
            options={"mip_rel_gap": 0},
        )


def _chosen(found: OptimizeResult) -> FloatArray:
    """Return the bits of a package, without the free numbers behind them."""
    bits: FloatArray = np.round(found.x[:120])
    return bits


@contextlib.contextmanager
def _silence() -> Iterator[None]:
    """Keep what HiGHS prints of its own from the output."""
    sys.stdout.flush()
    kept = os.dup(1)
    with Path(os.devnull).open("w", encoding="utf-8") as nothing:
        os.dup2(nothing.fileno(), 1)
        try:
            yield
        finally:
            os.dup2(kept, 1)
            os.close(kept)


if __name__ == "__main__":
    for kind, make in (("random", random_30), ("opposed", opposed_30)):
        levels = [best_level(make(number).utility) for number in range(20)]
        print(kind, "as pinned" if levels == LEVELS[kind] else levels)
