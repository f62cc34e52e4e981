"""Solution points of a zone: Nash, Kalai-Smorodinsky, egalitarian, utilitarian.

Each is found and proven by branch and bound, without listing the zone; every tie is listed. A
point is never a package that another one improves for all. Gains are measured from the walk-away
value, never from the worst package. Candidates are found in floating point and settled in
fractions.

Sources: Nash 1950; Kalai and Smorodinsky 1975; egalitarian, Kalai 1977 (Econometrica 45,
1623-1630), with ties by leximin.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from itertools import combinations
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from backchannel.core.results import Note, RunRecord, Status, note
from backchannel.deals.best import product, total
from backchannel.deals.candidates import (
    NEAR,
    Candidates,
    best_of,
    exact_gains,
    fairest,
    known_edge,
    largest,
    near_best,
    top_rows,
)
from backchannel.deals.frontier import pareto
from backchannel.deals.packages import gains_of
from backchannel.deals.rows import to_frame

if TYPE_CHECKING:
    from backchannel.deals.zone import Zone

__all__ = ["Point", "egalitarian", "kalai_smorodinsky", "nash", "points", "utilitarian"]

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]

MOST_TIES = 10_000
"""Packages of one point that are listed."""

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
    bound
        What no package exceeds; `value` when proven.
    """

    method: str
    title: str
    actors: tuple[str, ...]
    packages: tuple[dict[str, str], ...] = field(repr=False)
    gains: FloatArray = field(repr=False)
    value: float
    bound: float
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
    """Return the four points of a zone.

    Examples
    --------
    >>> import backchannel as bc
    >>> zone = bc.zone(bc.load("two-issues"), ["upstream", "downstream"])
    >>> [point.method for point in points(zone)]
    ['nash', 'kalai_smorodinsky', 'egalitarian', 'utilitarian']
    """
    return tuple(pick(zone) for pick in (nash, kalai_smorodinsky, egalitarian, utilitarian))


def nash(zone: Zone) -> Point:
    """Maximise the product of gains, each to the power of its actor.

    Powers are ``actors.ID.power`` at the mode, else 1. Where no package gives every actor a gain,
    as many actors as possible gain, and the product is over those who do.

    Examples
    --------
    >>> import backchannel as bc
    >>> len(nash(bc.zone(bc.load("two-issues"), ["upstream", "downstream"])).packages) >= 1
    True
    """
    title = "Nash point"
    powers = _powers(zone)
    able = np.array([float(power) for power in powers])
    notes = list(zone.notes)
    if any(power != 1 for power in powers):
        stated = zip(zone.actors, powers, strict=True)
        notes.append(note("powers", powers=", ".join(f"{a} {float(p):g}" for a, p in stated)))
    if not zone.exists:
        return _none(zone, "nash", title, notes)
    found = known_edge(zone) or _joint(zone, able)
    gaining = (found.scaled > 0) & (able > 0)
    most = gaining.sum(axis=1).max()
    if most < (able > 0).sum():
        notes.append(note("nobody"))
    rows = np.flatnonzero(gaining.sum(axis=1) == most)
    logs = np.log(np.where(gaining, found.scaled / zone.tables.scale, 1.0)) @ able
    highest = float(logs[rows].max())
    rows = rows[logs[rows] >= highest - NEAR * max(1.0, abs(highest))]
    exponents = _whole(powers)
    if exponents is None:
        notes.append(note("near", near=f"{NEAR:g}"))
    else:
        rows = largest(found, rows, lambda i: _product(exact_gains(zone, found, i), exponents))
    if most < len(able):  # whoever the product leaves out may still gain
        kept, _ = pareto(found.scaled[rows])
        rows = rows[np.sort(kept)]
    value = _exp(float(logs[rows[0]]))
    if all(power.denominator == 1 for power in powers):
        whole = [int(power) for power in powers]
        value = float(_product(exact_gains(zone, found, int(rows[0])), whole))
    bound = value if found.proven else _exp(found.bound)
    return _point(zone, "nash", title, found, rows, (value, bound), notes)


def kalai_smorodinsky(zone: Zone) -> Point:
    """Maximise the least share that any actor gets of its best gain within the zone.

    An actor that gains nothing anywhere in the zone is left out of the comparison.

    Examples
    --------
    >>> import backchannel as bc
    >>> zone = bc.zone(bc.load("two-issues"), ["upstream", "downstream"])
    >>> 0 <= kalai_smorodinsky(zone).value <= 1
    True
    """
    title, notes = "Kalai-Smorodinsky point", list(zone.notes)
    if not zone.exists:
        return _none(zone, "kalai_smorodinsky", title, notes)
    known = known_edge(zone)
    if known is None:
        tops = [best_of(zone, total(one)) for one in np.eye(len(zone.actors))]
        choices = np.array([top.choice for top in tops])
        ideal = np.diagonal(gains_of(zone.frame.plan, zone.tables, choices))
        proven = all(top.proven for top in tops)
    else:
        ideal, proven = known.scaled.max(axis=0), True
    able = np.flatnonzero(ideal > 0)
    if len(able) < len(ideal):
        idle = (zone.actors[a] for a in np.flatnonzero(ideal <= 0))
        notes.append(note("idle", actors=idle))
    weight = np.zeros(len(ideal))
    weight[able] = zone.tables.scale[able] / ideal[able]
    found = known or fairest(zone, weight, ideal)

    def share(i: int) -> Fraction:
        gains = ((Fraction(found.scaled[i, a]), Fraction(ideal[a])) for a in able)
        return min((gain / most for gain, most in gains), default=Fraction(0))

    rows = top_rows(found.scaled[:, able] / ideal[able])
    rows = largest(found, rows, share)
    value = float(share(int(rows[0])))
    found = replace(found, proven=found.proven and proven)
    bound = value if found.proven else max(value, found.bound)
    return _point(zone, "kalai_smorodinsky", title, found, rows, (value, bound), notes)


def egalitarian(zone: Zone) -> Point:
    """Maximise the least gain in points; among equals the second least, and so on (leximin).

    Examples
    --------
    >>> import backchannel as bc
    >>> zone = bc.zone(bc.load("two-issues"), ["upstream", "downstream"])
    >>> point = egalitarian(zone)
    >>> point.value, point.gains.tolist()
    (50.0, [[50.0, 50.0]])
    """
    title, notes = "Egalitarian point", [*zone.notes, SCALES]
    if not zone.exists:
        return _none(zone, "egalitarian", title, notes)
    found = known_edge(zone) or fairest(zone, np.ones(len(zone.actors)), zone.tables.scale)
    rows = top_rows(found.scaled / zone.tables.scale)
    rows = largest(found, rows, lambda i: sorted(exact_gains(zone, found, i)))
    value = float(min(exact_gains(zone, found, int(rows[0]))))
    bound = value if found.proven else max(value, found.bound)
    return _point(zone, "egalitarian", title, found, rows, (value, bound), notes)


def utilitarian(zone: Zone) -> Point:
    """Maximise the total gain in points.

    Examples
    --------
    >>> import backchannel as bc
    >>> zone = bc.zone(bc.load("two-issues"), ["upstream", "downstream"])
    >>> point = utilitarian(zone)
    >>> point.value, point.packages
    (100.0, ({'water': 'to_upstream', 'road': 'by_upstream'},))
    """
    title, notes = "Utilitarian point", [*zone.notes, SCALES]
    if not zone.exists:
        return _none(zone, "utilitarian", title, notes)
    found = known_edge(zone)
    if found is None:
        aim = total(np.ones(len(zone.actors)))
        top = best_of(zone, aim)
        found = near_best(zone, aim, top, top.value - NEAR * 100 * len(zone.actors))
    rows = top_rows((found.scaled / zone.tables.scale).sum(axis=1, keepdims=True))
    rows = largest(found, rows, lambda i: sum(exact_gains(zone, found, i)))
    value = float(sum(exact_gains(zone, found, int(rows[0]))))
    bound = value if found.proven else max(value, found.bound)
    return _point(zone, "utilitarian", title, found, rows, (value, bound), notes)


def _joint(zone: Zone, able: FloatArray) -> Candidates:
    """Candidates at which the most actors gain together, of those the largest product."""
    everyone = np.flatnonzero(able > 0.0).tolist()
    for size in range(len(everyone), 0, -1):
        tops = []
        for chosen in combinations(everyone, size):
            aim = product(np.where(np.isin(np.arange(len(able)), chosen), able, 0.0))
            top = best_of(zone, aim)
            if top.value > -math.inf:
                tops.append((aim, top))
        if tops:
            high = max(top.value for _, top in tops)
            floor = high - NEAR * max(1.0, abs(high))
            parts = [near_best(zone, aim, top, floor) for aim, top in tops if top.value >= floor]
            return Candidates(
                np.concatenate([part.choices for part in parts]),
                np.concatenate([part.scaled for part in parts]),
                max(top.bound for _, top in tops),
                proven=all(top.proven for _, top in tops),
                all_ties=all(part.all_ties for part in parts),
            )
    return fairest(zone, np.ones(len(able)), zone.tables.scale)


def _exp(x: float) -> float:
    return math.exp(x) if x < 700.0 else math.inf


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


def _none(zone: Zone, method: str, title: str, notes: Sequence[Note]) -> Point:
    """Return the point of a zone without packages."""
    depth = len(zone.frame.walk.issues)
    empty = Candidates(
        np.empty((0, depth), np.int64), np.empty((0, len(zone.actors))), math.nan, proven=True
    )
    return _point(zone, method, title, empty, np.empty(0, np.int64), (math.nan, math.nan), notes)


def _point(
    zone: Zone,
    method: str,
    title: str,
    found: Candidates,
    rows: IntArray,
    value: tuple[float, float],
    notes: Sequence[Note],
) -> Point:
    about = zone.frame
    if len(rows) > MOST_TIES:
        notes = [*notes, note("unlisted", listed=f"{MOST_TIES:,}")]
    order = np.lexsort(about.case_order(found.choices[rows]).T[::-1]) if len(rows) else rows
    rows = rows[order][:MOST_TIES]
    gains = found.scaled[rows] / zone.tables.scale
    gains.setflags(write=False)
    status = zone.status
    if not found.all_ties:
        notes = [*notes, note("more_ties")]
    if not found.proven:
        status = Status.NOT_FOUND
        notes = [*notes, note("gap", what=f"found {value[0]:.6g}, at most {value[1]:.6g}")]
    return Point(
        method=method,
        title=title,
        actors=zone.actors,
        packages=tuple(about.labels(found.choices[rows])),
        gains=gains,
        value=value[0],
        bound=value[1],
        status=status,
        notes=tuple(notes),
        run=replace(zone.run, method=f"deals.{method}"),
    )
