"""What stands in the way of a deal, and what each constraint costs a zone that exists.

Every package breaks a set of constraints: an actor's walk-away value, a red line. The sets that
contain no other such set are exactly the least that must give way for some package to pass. They
are found by asking of sets whether a package passes without them; so the work depends on the
number of constraints, not of packages.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import numpy.typing as npt

from backchannel.core.results import Note, RunRecord, Status, note
from backchannel.deals.best import Best, best, least, one_draw, shortfall
from backchannel.deals.counting import count_packages
from backchannel.deals.kernels import Draw
from backchannel.deals.packages import gains_of
from backchannel.deals.rows import to_frame
from backchannel.space.compile import Frame
from backchannel.space.plan import Plan

if TYPE_CHECKING:
    from backchannel.deals.zone import Zone

__all__ = ["Blockers", "Constraint", "Cost", "Opening", "blockers", "constraints_of"]

COST_LIMIT = 10**9
"""Packages up to which they are counted anew without each constraint."""

MOST_CHECKS = 20_000
"""Sets of constraints that are tried before the search for openings stops."""


@dataclass(frozen=True)
class Constraint:
    """Something that an actor holds to."""

    kind: Literal["walk_away", "status_quo", "red_line"]
    """A walk-away value, in a partial zone the status quo instead, or a red line."""
    actor: str
    red_line: str
    """Id of the red line, else empty."""
    path: str
    """The estimate behind it in the case; empty for the status quo."""

    def __str__(self) -> str:
        match self.kind:
            case "red_line":
                return f"red line {self.red_line} of {self.actor}"
            case "status_quo":
                return f"status quo for {self.actor}"
            case _:
                return f"walk-away value of {self.actor}"


@dataclass(frozen=True)
class Opening:
    """A least set of constraints that would open a deal by giving way together."""

    constraints: tuple[Constraint, ...]
    packages: int | None
    """Packages that would then pass; None in a space too large to count."""
    shortfall: float
    """Least total of points by which the walk-away values would have to give; 0 if only red lines
    are in the way."""
    nearest: dict[str, str]
    """A package at that least shortfall."""


@dataclass(frozen=True)
class Cost:
    """What one constraint alone costs: packages that would join the zone without it."""

    constraint: Constraint
    packages: int


@dataclass(frozen=True, eq=False)
class Blockers:
    """Ways to open an empty zone, and the cost of each constraint.

    Attributes
    ----------
    openings
        For an empty zone every minimal set of constraints, the smallest first, then by points to
        be made up. Empty for a zone that exists.
    costs
        For each constraint the packages that it alone keeps out, the most costly first; none in a
        space of over 10^9 packages.
    """

    zone: Zone = field(repr=False)
    openings: tuple[Opening, ...]
    costs: tuple[Cost, ...]
    status: Status
    notes: tuple[Note, ...]
    run: RunRecord

    def to_rows(self) -> list[dict[str, object]]:
        """Return one row an opening or, for a zone that exists, one row a constraint."""
        if not self.openings:
            return [
                {"constraint": str(c.constraint), "path": c.constraint.path, "packages": c.packages}
                for c in self.costs
            ]
        return [
            {
                "must_yield": ", ".join(str(c) for c in o.constraints if c.kind != "red_line"),
                "red_lines": ", ".join(c.red_line for c in o.constraints if c.kind == "red_line"),
                "points": o.shortfall,
                "packages": o.packages,
            }
            for o in self.openings
        ]

    def to_frame(self) -> Any:
        """Return the rows as a polars data frame."""
        return to_frame(self.to_rows())

    def summary(self) -> str:
        """Return one plain sentence with its caveat."""
        caveat = "at the most likely values."
        if self.openings:
            first = self.openings[0]
            what = " and ".join(map(str, first.constraints))
            points = f", by at least {first.shortfall:.1f} points" if first.shortfall else ""
            return f"No package passes; the least that opens one is the {what}{points}, {caveat}"
        if not self.costs and self.zone.exists:
            return f"What each constraint costs was not counted: the space is too large; {caveat}"
        if not self.costs:
            return f"Nothing that could give way opens a deal, {caveat}"
        top = self.costs[0]
        return f"Without the {top.constraint} {top.packages:,} more packages would pass, {caveat}"


def blockers(zone: Zone) -> Blockers:
    """Find what keeps packages out of a zone.

    Examples
    --------
    >>> import backchannel as bc
    >>> found = blockers(bc.zone(bc.load("two-issues"), ["upstream", "downstream"]))
    >>> {cost.constraint.kind for cost in found.costs} >= {"walk_away"}
    True
    """
    about, t = zone.frame, zone.tables
    known = constraints_of(about)
    real = [len(about.actors) + j for j in np.flatnonzero(t.real[0]).tolist()]
    held = [*range(len(about.actors)), *real]
    costs: list[Cost] = []
    openings: list[Opening] = []
    notes, status = zone.notes, Status.PROVEN if t.exact else Status.ESTIMATED
    if zone.all_packages <= COST_LIMIT:
        costs = [Cost(known[c], _count(zone, (c,)) - zone.count) for c in held]
        costs.sort(key=lambda cost: (-cost.packages, str(cost.constraint)))
    if zone.exists is False:
        sets, complete = _minimal_sets(zone, held)
        least_points = [_nearest(zone, chosen) for chosen in sets]
        openings = [
            _opening(zone, chosen, [known[c] for c in chosen], top)
            for chosen, top in zip(sets, least_points, strict=True)
        ]
        openings.sort(key=lambda o: (len(o.constraints), o.shortfall, str(o.constraints)))
        if not complete:
            status = Status.NOT_FOUND
            notes += (note("gap", what="there may be other sets, or smaller ones"),)
        if not all(top.proven for top in least_points):
            status = Status.NOT_FOUND
            notes += (note("gap", what="fewer points may be enough"),)
    return Blockers(
        zone=zone,
        openings=tuple(openings),
        costs=tuple(costs),
        status=status,
        notes=notes,
        run=replace(zone.run, method="deals.blockers"),
    )


def _minimal_sets(zone: Zone, held: Sequence[int]) -> tuple[list[tuple[int, ...]], bool]:
    """Every minimal set of constraints without which some package passes; whether that is all.

    Each set that is yet unknown leaves out some constraint of every known one. So for each known
    set one constraint after another is kept, until nothing passes any more (Reiter's tree of
    hitting sets).
    """
    found: list[tuple[int, ...]] = []
    waiting: list[frozenset[int]] = [frozenset()]
    seen = set(waiting)
    checks = _Checks(zone)
    while waiting:
        kept = waiting.pop()
        chosen = next((known for known in found if kept.isdisjoint(known)), None)
        if chosen is None:
            loose = tuple(c for c in held if c not in kept)
            if not checks.passes(loose):
                continue
            chosen = _shrunk(checks, loose)
            found.append(chosen)
        if checks.made > MOST_CHECKS:
            return found, False
        for c in chosen:
            if kept | {c} not in seen:
                seen.add(kept | {c})
                waiting.append(kept | {c})
    return found, checks.settled


def _shrunk(checks: _Checks, loose: tuple[int, ...]) -> tuple[int, ...]:
    """Drop constraint after constraint from a set while some package passes without the rest."""
    for c in loose:
        fewer = tuple(other for other in loose if other != c)
        if checks.passes(fewer):
            loose = fewer
    return loose


class _Checks:
    """Asks whether some package passes without some constraints; a search that gives up says no."""

    def __init__(self, zone: Zone) -> None:
        self.zone = zone
        self.made = 0
        self.settled = True

    def passes(self, loose: Sequence[int]) -> bool:
        plan, draw, soft = _without(self.zone, loose)
        aim = least(np.where(soft, 0.0, 1.0))
        top = best(plan, draw, self.zone.tables.scale, aim, enough=0.0)
        self.made += 1
        self.settled &= top.value >= 0.0 or top.bound < 0.0 or top.proven
        return top.value >= 0.0


def _nearest(zone: Zone, chosen: Sequence[int]) -> Best:
    """Return a package that asks the fewest points of a set of constraints."""
    plan, draw, soft = _without(zone, chosen)
    scale = zone.tables.scale
    top = best(plan, draw, scale, shortfall(soft))
    if top.found:
        return top
    passing = best(plan, draw, scale, least(np.where(soft, 0.0, 1.0)), enough=0.0)
    return replace(passing, value=-math.inf, bound=0.0)


def _opening(
    zone: Zone, chosen: Sequence[int], constraints: Sequence[Constraint], nearest: Best
) -> Opening:
    """What a minimal set opens, and the package that asks the fewest points of it."""
    plan, _, soft = _without(zone, chosen)
    t = zone.tables
    gains = gains_of(plan, t, nearest.choice[None])[0] + (t.level - t.threshold)[0]
    return Opening(
        tuple(constraints),
        _count(zone, chosen) if zone.all_packages <= COST_LIMIT else None,
        float((np.maximum(-gains, 0.0) / t.scale)[soft].sum()),
        zone.frame.labels(nearest.choice[None])[0],
    )


def _without(zone: Zone, chosen: Sequence[int]) -> tuple[Plan, Draw, npt.NDArray[np.bool_]]:
    """The zone's numbers with some constraints dropped, and which actors [A] those are."""
    actors = len(zone.actors)
    draw = one_draw(zone.tables)
    soft = np.zeros(actors, np.bool_)
    real = draw.real.copy()
    for c in chosen:
        if c < actors:
            soft[c] = True
        else:
            real[c - actors] = False
    return zone.frame.plan, draw._replace(real=real), soft


def _count(zone: Zone, chosen: Sequence[int]) -> int:
    plan, draw, soft = _without(zone, chosen)
    return int(
        count_packages(plan, draw._replace(threshold=np.where(soft, -np.inf, draw.threshold)))
    )


def constraints_of(about: Frame) -> list[Constraint]:
    """Return all constraints of a frame: one for each actor, then one for each red line."""
    kept: list[Constraint] = []
    for actor, voice in zip(about.actors, about.voices, strict=True):
        if about.partial:
            kept.append(Constraint("status_quo", actor, "", ""))
        else:
            kept.append(Constraint("walk_away", actor, "", voice.walk_away.terms[0].path))
    kept.extend(Constraint("red_line", line.actor, line.id, line.path) for line in about.lines)
    return kept
