"""What a zone holds for each actor, how far each is from it, and what its packages share."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from backchannel.core.results import Note, RunRecord, Status, note
from backchannel.deals.best import Best, best, one_draw, total
from backchannel.deals.candidates import best_of
from backchannel.deals.counting import count_packages
from backchannel.deals.packages import gains_of
from backchannel.deals.rows import to_frame

if TYPE_CHECKING:
    from backchannel.deals.zone import Zone

__all__ = ["ActorReach", "Reach", "reach"]

BoolArray = npt.NDArray[np.bool_]

STEPS = 20_000_000
"""Branches after which a search gives up (a second)."""

OPTION_LIMIT = 10**9
"""Packages up to which they are counted anew for each option."""


@dataclass(frozen=True)
class ActorReach:
    """What one actor can get where all the others agree.

    Attributes
    ----------
    worst, best
        Least and most points above its walk-away value within the zone; None if it is empty.
    distance
        Points that it would have to come down for the others' zone to hold something for it: 0
        where the zone exists; None where no package passes even then.
    worst_package, best_package, nearest
        A package at which each of these is reached.
    proven
        Whether all of this is exact; else a search gave up.
    """

    actor: str
    worst: float | None
    best: float | None
    distance: float | None
    worst_package: dict[str, str] | None
    best_package: dict[str, str] | None
    nearest: dict[str, str] | None
    proven: bool


@dataclass(frozen=True, eq=False)
class Reach:
    """Best and worst for each actor, its distance to the zone, and option shares.

    Attributes
    ----------
    by_actor
        One entry an actor.
    options
        For each issue, option by option, the share of the zone's packages that hold it; empty for
        an empty zone and in a space of over 10^9 packages.
    """

    zone: Zone = field(repr=False)
    by_actor: tuple[ActorReach, ...]
    options: Mapping[str, Mapping[str, float]]
    status: Status
    notes: tuple[Note, ...]
    run: RunRecord

    def to_rows(self) -> list[dict[str, object]]:
        """Return one row an actor."""
        return [
            {"actor": a.actor, "worst": a.worst, "best": a.best, "distance": a.distance}
            for a in self.by_actor
        ]

    def to_frame(self) -> Any:
        """Return the rows as a polars data frame."""
        return to_frame(self.to_rows())

    def summary(self) -> str:
        """Return one plain sentence with its caveat."""
        caveat = "at the most likely values."
        if self.by_actor[0].best is not None:
            ranges = (f"{a.actor} {a.worst:.4g} to {a.best:.4g}" for a in self.by_actor)
            return (
                f"Points above the walk-away value within the zone: {'; '.join(ranges)}; {caveat}"
            )
        far = (
            f"{a.actor} {'none' if a.distance is None else f'{a.distance:.4g}'}"
            for a in self.by_actor
        )
        return (
            "Points that each alone would have to come down for a deal (none: not enough by "
            f"itself): {'; '.join(far)}; {caveat}"
        )


def reach(zone: Zone) -> Reach:
    """Find what a zone holds for each actor at best and at worst, and how far each is from it.

    Examples
    --------
    >>> import backchannel as bc
    >>> found = reach(bc.zone(bc.load("two-issues"), ["upstream", "downstream"]))
    >>> [(a.worst, a.best, a.distance) for a in found.by_actor]
    [(10.0, 60.0, 0.0), (10.0, 60.0, 0.0)]
    """
    by_actor = tuple(_reach(zone, a) for a in range(len(zone.actors)))
    notes = zone.notes
    if not all(a.proven for a in by_actor):
        notes += (note("gap", what="best and worst are what was found so far"),)
    return Reach(
        zone=zone,
        by_actor=by_actor,
        options=_options(zone),
        status=zone.status if all(a.proven for a in by_actor) else Status.NOT_FOUND,
        notes=notes,
        run=replace(zone.run, method="deals.reach"),
    )


def _reach(zone: Zone, a: int) -> ActorReach:
    one = np.eye(len(zone.actors))[a]
    everyone = np.ones(len(zone.actors), np.bool_)
    if zone.exists:
        high, low = _best(zone, one, everyone), _best(zone, -one, everyone)
        return ActorReach(
            actor=zone.actors[a],
            worst=_gain(zone, low, a),
            best=_gain(zone, high, a),
            distance=0.0,
            worst_package=_package(zone, low),
            best_package=_package(zone, high),
            nearest=_package(zone, high),
            proven=high.proven and low.proven,
        )
    everyone[a] = False
    near = _best(zone, one, everyone)
    return ActorReach(
        actor=zone.actors[a],
        worst=None,
        best=None,
        distance=max(0.0, -_gain(zone, near, a)) if near.found else None,
        worst_package=None,
        best_package=None,
        nearest=_package(zone, near) if near.found else None,
        proven=near.proven,
    )


def _best(zone: Zone, weight: npt.NDArray[np.float64], hard: BoolArray) -> Best:
    aim = total(weight, hard)
    if zone.exists:
        return best_of(zone, aim, STEPS)
    return best(zone.frame.plan, one_draw(zone.tables), zone.tables.scale, aim, steps=STEPS)


def _gain(zone: Zone, found: Best, a: int) -> float:
    gains = gains_of(zone.frame.plan, zone.tables, found.choice[None])[0]
    return float(gains[a] / zone.tables.scale[a])


def _package(zone: Zone, found: Best) -> dict[str, str]:
    return zone.frame.labels(found.choice[None])[0]


def _options(zone: Zone) -> dict[str, dict[str, float]]:
    """Share of the zone's packages that hold each option: a count for each, others crossed out."""
    if zone.all_packages > OPTION_LIMIT or not zone.count:
        return {}
    plan, draw, walk = zone.frame.plan, one_draw(zone.tables), zone.frame.walk
    shares: dict[str, dict[str, float]] = {}
    for d, (issue, options) in enumerate(zip(walk.issues, walk.options, strict=True)):
        shares[issue] = {}
        for o, option in enumerate(options):
            banned = plan.banned.copy()
            banned[d] = True
            banned[d, o] = plan.banned[d, o]
            held = int(count_packages(plan._replace(banned=banned), draw))
            shares[issue][option] = held / zone.count
    return {issue: shares[issue] for issue in zone.frame.issues.issues}
