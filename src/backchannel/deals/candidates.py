"""Candidates for solution points: packages near the best, and which of them are the best exactly.

Searches work in floating point. They yield a few candidates, or the frontier yields all; the best
of them are settled in fractions.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from backchannel.core.errors import UsageError
from backchannel.deals.best import STEPS, Best, all_reaching, best, least, one_draw
from backchannel.deals.frontier import grown_edge
from backchannel.deals.multipliers import Aim, value_of
from backchannel.deals.packages import gains_of

if TYPE_CHECKING:
    from backchannel.deals.zone import Zone

__all__ = [
    "NEAR",
    "Candidates",
    "best_of",
    "edge_candidates",
    "exact_gains",
    "fairest",
    "known_edge",
    "largest",
    "near_best",
    "top_rows",
]

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]

NEAR = 1e-9
"""Relative distance from the best within which candidates are compared in fractions."""

FEW = 200
"""Packages that are compared with one another directly; of more the frontier is grown."""

FEW_STEPS = 100_000
"""Branches in which they must be met."""


@dataclass(frozen=True)
class Candidates:
    """Candidates for a point: options [m, D] in walk order, exact gains [m, A] in utility units."""

    choices: IntArray
    scaled: FloatArray
    bound: float
    proven: bool
    all_ties: bool = True
    """False where others may tie with the one that was found."""


def known_edge(zone: Zone) -> Candidates | None:
    """The zone's frontier, if it was asked for before: then the points need no search."""
    listed = "edge" in vars(zone) and zone.edge.count == len(zone.edge.choices)
    return edge_candidates(zone) if listed else None


def edge_candidates(zone: Zone) -> Candidates:
    """Return all frontier packages as candidates."""
    edge, t = zone.edge, zone.tables
    all_ties = edge.count == len(edge.choices)
    return Candidates(
        edge.choices,
        edge.scaled - (t.level - t.threshold),
        math.nan,
        proven=True,
        all_ties=all_ties,
    )


def top_rows(worth: FloatArray) -> IntArray:
    """Rows whose least number [m, k] is largest, or nearly so: those to settle in fractions."""
    lowest = worth.min(axis=1, initial=math.inf)
    if not worth.size:
        return np.arange(len(worth))
    high = float(lowest.max())
    return np.flatnonzero(lowest >= high - NEAR * max(1.0, abs(high)) * 100)


def best_of(zone: Zone, aim: Aim, steps: int = STEPS) -> Best:
    """Return the best package of a zone that exists; where the search found none, its fairest."""
    plan, t = zone.frame.plan, zone.tables
    top = best(plan, one_draw(t), t.scale, aim, steps=steps)
    if top.found:
        return top
    choice = zone.fairest.choice
    gains = gains_of(plan, t, choice[None])[0] / t.scale
    return Best(float(value_of(aim, np.maximum(gains, 0.0))), top.bound, choice, found=True)


def near_best(zone: Zone, aim: Aim, top: Best, floor: float) -> Candidates:
    """All packages near the best, from which the exact ones are taken."""
    plan, t = zone.frame.plan, zone.tables
    choices, number, complete = top.choice[None], 1, False
    if top.proven:
        choices, number, complete = all_reaching(plan, one_draw(t), t.scale, aim, floor)
    all_ties = complete and number == len(choices)
    if not all_ties:
        choices = top.choice[None]
    return Candidates(choices, gains_of(plan, t, choices), top.bound, top.proven, all_ties)


def fairest(zone: Zone, weight: FloatArray, unit: FloatArray) -> Candidates:
    """Frontier packages at which the least of weight x gain is largest.

    They are the frontier of a smaller zone, in which every actor gets at least that much; `unit`
    is what a share of 1 is worth in utility units.
    """
    plan, t = zone.frame.plan, zone.tables
    draw, aim = one_draw(t), least(weight, weight == 0.0)
    top = best_of(zone, aim)
    few = _few(zone, aim, top.value - NEAR * max(1.0, abs(top.value))) if top.proven else None
    if few is not None:
        return replace(few, bound=top.bound)
    gains = gains_of(plan, t, top.choice[None])[0]
    able = weight > 0.0
    reached = min((Fraction(gains[a]) / Fraction(unit[a]) for a in np.flatnonzero(able)), default=0)
    lowered = Fraction(reached) - abs(Fraction(reached)) * Fraction(NEAR)
    raised = [
        math.floor(Fraction(low) + lowered * Fraction(one)) if able[a] else -math.inf
        for a, (low, one) in enumerate(zip(t.level[0].tolist(), unit.tolist(), strict=True))
    ]
    threshold = np.maximum(draw.threshold, np.array(raised, dtype=np.float64))
    try:
        edge = grown_edge(plan, draw._replace(threshold=threshold), t.scale)
    except UsageError:
        return Candidates(top.choice[None], gains[None], top.bound, top.proven, all_ties=False)
    return Candidates(edge.choices, edge.scaled + threshold - t.level[0], top.bound, top.proven)


def _few(zone: Zone, aim: Aim, floor: float) -> Candidates | None:
    """Packages that reach a value and that no other one of them dominates, if they are few."""
    plan, t = zone.frame.plan, zone.tables
    if not np.isfinite(floor):
        return None
    choices, number, complete = all_reaching(
        plan, one_draw(t), t.scale, aim, floor, most=FEW, steps=FEW_STEPS
    )
    if not complete or number > FEW:
        return None
    gains = gains_of(plan, t, choices)
    inside = (gains >= -t.slack).all(axis=1)  # the floor lies a hair below the zone's edge
    choices, gains = choices[inside], gains[inside]
    better = (gains[:, None] >= gains).all(axis=2) & (gains[:, None] > gains).any(axis=2)
    kept = ~better.any(axis=0)
    return Candidates(choices[kept], gains[kept], math.nan, proven=True)


def largest(found: Candidates, rows: IntArray, key: Callable[[int], Any]) -> IntArray:
    """Rows whose exact key is largest; a key depends on nothing but a row's gains."""
    if len(rows) == 1:
        return rows
    _, first, which = np.unique(found.scaled[rows], axis=0, return_index=True, return_inverse=True)
    keys = [key(i) for i in rows[first].tolist()]
    top = max(keys)
    best = np.array([k == top for k in keys])
    kept: IntArray = rows[best[which.reshape(-1)]]
    return kept


def exact_gains(zone: Zone, found: Candidates, row: int) -> list[Fraction]:
    """Return the gains of one candidate in points, exactly."""
    scale = zone.tables.scale.tolist()
    return [
        Fraction(g) / Fraction(s) for g, s in zip(found.scaled[row].tolist(), scale, strict=True)
    ]
