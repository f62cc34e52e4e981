"""Solution points of a zone: Nash, Kalai-Smorodinsky, egalitarian, utilitarian.

All are taken from the zone's frontier, so a point is never a package that another one improves
for all; every tie is listed. Gains are measured from the walk-away value, never from the worst
package. Candidates are found in floating point and settled in fractions.

Sources: Nash 1950; Kalai and Smorodinsky 1975; egalitarian, Kalai 1977 (Econometrica 45,
1623-1630), with ties by leximin.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from backchannel.core.results import Note, RunRecord, Status, note
from backchannel.deals.frontier import Frontier, frontier
from backchannel.deals.rows import to_frame

if TYPE_CHECKING:
    from backchannel.deals.zone import Zone

__all__ = ["Point", "egalitarian", "kalai_smorodinsky", "nash", "points", "utilitarian"]

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]

NEAR = 1e-9
"""Relative distance from the best within which candidates are compared in fractions."""

LARGEST_EXPONENT = 64
"""Powers that need larger whole exponents than this are compared within `NEAR` instead."""

SCALES = note("scales")


@dataclass(frozen=True, eq=False)
class Point:
    """The packages that one solution picks.

    Attributes
    ----------
    method, title
        Which solution.
    packages
        All packages that tie, as ``{issue: option}``; empty for an empty zone.
    gains
        [ties, actors] points above each actor's walk-away value.
    value
        What is maximised: the product of gains in points, the least share of the best possible
        gain, the least gain, or the total gain. NaN for an empty zone.
    """

    method: str
    title: str
    actors: tuple[str, ...]
    packages: tuple[dict[str, str], ...] = field(repr=False)
    gains: FloatArray = field(repr=False)
    value: float
    status: Status
    notes: tuple[Note, ...]
    run: RunRecord

    def to_rows(self) -> list[dict[str, object]]:
        """Return one row a tied package: the method, its options, every actor's gain."""
        names = [f"gain.{actor}" for actor in self.actors]
        return [
            {"method": self.method, **package, **dict(zip(names, row, strict=True))}
            for package, row in zip(self.packages, self.gains.tolist(), strict=True)
        ]

    def to_frame(self) -> Any:
        """Return the rows as a polars data frame."""
        return to_frame(self.to_rows())

    def summary(self) -> str:
        """Return one plain sentence with its caveat."""
        if not self.packages:
            return f"{self.title}: none, for no package is acceptable to all."
        ties = "1 package" if len(self.packages) == 1 else f"{len(self.packages)} packages that tie"
        caveat = (
            "; ".join(map(str, self.notes))
            or "it follows from the stated values and is no forecast"
        )
        return f"{self.title}: {ties} at the most likely values; {caveat}."


def points(zone: Zone) -> tuple[Point, ...]:
    """Return the four points of a zone, from one frontier.

    Examples
    --------
    >>> import backchannel as bc
    >>> zone = bc.zone(bc.load("two-issues"), ["upstream", "downstream"])
    >>> [point.method for point in points(zone)]
    ['nash', 'kalai_smorodinsky', 'egalitarian', 'utilitarian']
    """
    edge = frontier(zone)
    return tuple(pick(zone, edge) for pick in (nash, kalai_smorodinsky, egalitarian, utilitarian))


def nash(zone: Zone, edge: Frontier | None = None) -> Point:
    """Maximise the product of gains, each to the power of its actor.

    Powers are ``actors.ID.power`` at the mode, else 1. Where no package gives every actor a gain,
    as many actors as possible gain, and the product is over those who do.

    Examples
    --------
    >>> import backchannel as bc
    >>> len(nash(bc.zone(bc.load("two-issues"), ["upstream", "downstream"])).packages) >= 1
    True
    """
    edge = edge or frontier(zone)
    powers = _powers(zone)
    exponents = _whole(powers)
    notes = list(zone.notes)
    if any(power != 1 for power in powers):
        stated = zip(zone.actors, powers, strict=True)
        notes.append(note("powers", powers=", ".join(f"{a} {float(p):g}" for a, p in stated)))
    if not len(edge):
        return _point("nash", "Nash point", edge, np.empty(0, np.int64), math.nan, notes)
    able = np.array([float(power) for power in powers])
    gaining = (edge.scaled > 0) & (able > 0)
    most = gaining.sum(axis=1).max()
    if most < (able > 0).sum():
        notes.append(note("nobody"))
    rows = np.flatnonzero(gaining.sum(axis=1) == most)
    logs = np.log(np.where(gaining, edge.gains, 1.0)) @ able
    near = rows[logs[rows] >= logs[rows].max() - NEAR * max(1.0, abs(float(logs[rows].max())))]
    if exponents is None:
        notes.append(note("near", near=f"{NEAR:g}"))
        best = near
    else:
        best = _largest(near, lambda i: _product(_exact_gains(edge, i), exponents))
    return _point("nash", "Nash point", edge, best, math.exp(float(logs[best[0]])), notes)


def kalai_smorodinsky(zone: Zone, edge: Frontier | None = None) -> Point:
    """Maximise the least share that any actor gets of its best gain within the zone.

    An actor that gains nothing anywhere in the zone is left out of the comparison.

    Examples
    --------
    >>> import backchannel as bc
    >>> zone = bc.zone(bc.load("two-issues"), ["upstream", "downstream"])
    >>> 0 <= kalai_smorodinsky(zone).value <= 1
    True
    """
    edge = edge or frontier(zone)
    notes = list(zone.notes)
    title = "Kalai-Smorodinsky point"
    if not len(edge):
        return _point("kalai_smorodinsky", title, edge, np.empty(0, np.int64), math.nan, notes)
    ideal = edge.scaled.max(axis=0)
    able = np.flatnonzero(ideal > 0)
    if len(able) < len(ideal):
        idle = (zone.actors[a] for a in np.flatnonzero(ideal <= 0))
        notes.append(note("idle", actors=idle))
    if not len(able):
        return _point("kalai_smorodinsky", title, edge, np.arange(len(edge)), 0.0, notes)
    least = (edge.scaled[:, able] / ideal[able]).min(axis=1)
    near = np.flatnonzero(least >= least.max() - NEAR)

    def share(i: int) -> Fraction:
        return min(Fraction(edge.scaled[i, a]) / Fraction(ideal[a]) for a in able)

    best = _largest(near, share)
    return _point("kalai_smorodinsky", title, edge, best, float(share(int(best[0]))), notes)


def egalitarian(zone: Zone, edge: Frontier | None = None) -> Point:
    """Maximise the least gain in points; among equals the second least, and so on (leximin).

    Examples
    --------
    >>> import backchannel as bc
    >>> zone = bc.zone(bc.load("two-issues"), ["upstream", "downstream"])
    >>> point = egalitarian(zone)
    >>> point.value, point.gains.tolist()
    (50.0, [[50.0, 50.0]])
    """
    edge = edge or frontier(zone)
    notes = [*zone.notes, SCALES]
    if not len(edge):
        return _point(
            "egalitarian", "Egalitarian point", edge, np.empty(0, np.int64), math.nan, notes
        )
    least = edge.gains.min(axis=1)
    near = np.flatnonzero(least >= least.max() - NEAR * 100)
    best = _largest(near, lambda i: sorted(_exact_gains(edge, i)))
    value = min(_exact_gains(edge, int(best[0])))
    return _point("egalitarian", "Egalitarian point", edge, best, float(value), notes)


def utilitarian(zone: Zone, edge: Frontier | None = None) -> Point:
    """Maximise the total gain in points.

    Examples
    --------
    >>> import backchannel as bc
    >>> zone = bc.zone(bc.load("two-issues"), ["upstream", "downstream"])
    >>> point = utilitarian(zone)
    >>> point.value, point.packages
    (100.0, ({'water': 'to_upstream', 'road': 'by_upstream'},))
    """
    edge = edge or frontier(zone)
    notes = [*zone.notes, SCALES]
    if not len(edge):
        return _point(
            "utilitarian", "Utilitarian point", edge, np.empty(0, np.int64), math.nan, notes
        )
    total = edge.gains.sum(axis=1)
    near = np.flatnonzero(total >= total.max() - NEAR * 100 * len(zone.actors))
    best = _largest(near, lambda i: sum(_exact_gains(edge, i)))
    value = sum(_exact_gains(edge, int(best[0])))
    return _point("utilitarian", "Utilitarian point", edge, best, float(value), notes)


def _largest(rows: IntArray, key: Callable[[int], Any]) -> IntArray:
    """Rows whose exact key is largest."""
    keys = [key(i) for i in rows.tolist()]
    top = max(keys)
    return np.array([i for i, k in zip(rows.tolist(), keys, strict=True) if k == top], np.int64)


def _powers(zone: Zone) -> list[Fraction]:
    known = zone.frame.unknowns
    paths = [f"actors.{actor}.power" for actor in zone.actors]
    return [Fraction(str(known[path].mode)) if path in known else Fraction(1) for path in paths]


def _whole(powers: Sequence[Fraction]) -> list[int] | None:
    """Powers as whole numbers in the same proportion, or None where those would be large."""
    common = math.lcm(*(power.denominator for power in powers))
    whole = [int(power * common) for power in powers]
    shared = math.gcd(*whole) or 1
    return None if max(whole) // shared > LARGEST_EXPONENT else [w // shared for w in whole]


def _product(gains: Sequence[Fraction], exponents: Sequence[int]) -> Fraction:
    pairs = zip(gains, exponents, strict=True)
    return math.prod((gain**e for gain, e in pairs if gain > 0), start=Fraction(1))


def _exact_gains(edge: Frontier, row: int) -> list[Fraction]:
    scale = edge.zone.tables.scale.tolist()
    return [
        Fraction(g) / Fraction(s) for g, s in zip(edge.scaled[row].tolist(), scale, strict=True)
    ]


def _point(
    method: str, title: str, edge: Frontier, rows: IntArray, value: float, notes: Sequence[Note]
) -> Point:
    gains = edge.gains[rows]
    gains.setflags(write=False)
    return Point(
        method=method,
        title=title,
        actors=edge.zone.actors,
        packages=tuple(edge.zone.frame.issues.labels(edge.ranks[rows])) if len(rows) else (),
        gains=gains,
        value=value,
        status=edge.status,
        notes=tuple(notes),
        run=replace(edge.run, method=f"deals.{method}"),
    )
