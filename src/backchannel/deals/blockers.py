"""What stands in the way of a deal, and what each constraint costs a zone that exists.

Every package breaks a set of constraints: an actor's walk-away value, a red line. The sets that
contain no other such set are exactly the least that must give way for some package to pass.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from backchannel.core.errors import UsageError
from backchannel.core.results import Note, RunRecord, Status
from backchannel.deals import kernels
from backchannel.deals.rows import to_frame
from backchannel.space.compile import Frame

if TYPE_CHECKING:
    from backchannel.deals.zone import Zone

__all__ = ["Blockers", "Constraint", "Cost", "Opening", "blockers", "constraints_of"]

TALLY_LIMIT = 10**9
"""Packages up to which all are looked at, one by one (80 million a second)."""

MOST_CONSTRAINTS = 20
"""Constraints up to which a table of all their sets is kept (16 MB)."""


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
    packages: int
    """Packages that would then pass."""
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
        For each constraint the packages that it alone keeps out, the most costly first.
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
        if not self.costs:
            return f"Nothing stands in the way, {caveat}"
        top = self.costs[0]
        return f"Without the {top.constraint} {top.packages:,} more packages would pass, {caveat}"


def blockers(zone: Zone) -> Blockers:
    """Find what keeps packages out of a zone, looking at every package once.

    Raises
    ------
    UsageError
        If the space or the number of constraints is too large for that.

    Examples
    --------
    >>> import backchannel as bc
    >>> found = blockers(bc.zone(bc.load("two-issues"), ["upstream", "downstream"]))
    >>> {cost.constraint.kind for cost in found.costs} >= {"walk_away"}
    True
    """
    about, t = zone.frame, zone.tables
    lines = np.flatnonzero(t.real[0])
    known = constraints_of(about)
    actors = len(about.actors)
    held = [*known[:actors], *(known[actors + j] for j in lines.tolist())]
    if zone.all_packages > TALLY_LIMIT or len(held) > MOST_CONSTRAINTS:
        raise UsageError(
            f"{zone.all_packages:,} packages and {len(held)} constraints are too many to sort; "
            f"up to {TALLY_LIMIT:,} and {MOST_CONSTRAINTS} are possible",
            hint="name fewer issues or actors",
            code="TOO-LARGE",
        )
    draw = kernels.Draw(t.utility[0], t.threshold[0], t.real[0], t.points[0])
    count, short, nearest = kernels.tally(about.plan, draw, t.scale, lines)
    sets = np.flatnonzero(count).tolist()
    openings = []
    if not count[0]:
        for mask in _minimal(sets):
            rank = about.case_ranks(nearest[mask : mask + 1])
            openings.append(
                Opening(
                    tuple(c for i, c in enumerate(held) if mask >> i & 1),
                    int(count[mask]),
                    float(short[mask]),
                    about.issues.labels(rank)[0],
                )
            )
    openings.sort(key=lambda o: (len(o.constraints), o.shortfall, str(o.constraints)))
    costs = [Cost(c, int(count[1 << i])) for i, c in enumerate(held)]
    costs.sort(key=lambda cost: (-cost.packages, str(cost.constraint)))
    return Blockers(
        zone=zone,
        openings=tuple(openings),
        costs=tuple(costs),
        status=Status.PROVEN if t.exact else Status.ESTIMATED,
        notes=zone.notes,
        run=replace(zone.run, method="deals.blockers"),
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


def _minimal(sets: list[int]) -> list[int]:
    """Return the sets (as bits) that contain no other one.

    >>> _minimal([0b11, 0b01, 0b110, 0b111])
    [1, 6]
    """
    kept: list[int] = []
    for candidate in sorted(sets, key=lambda bits: (bits.bit_count(), bits)):
        if not any(candidate & smaller == smaller for smaller in kept):
            kept.append(candidate)
    return kept
