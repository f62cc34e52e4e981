"""What is told of settling over the head of an absent party: results, no computation."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from backchannel.core.figures import counted, percent
from backchannel.core.results import Note, RunRecord, Status
from backchannel.deals.rows import to_frame
from backchannel.studies.ranges import Lacking, Range

__all__ = ["Combined", "Event", "Level", "OverHead", "OverTheHead", "Passing", "Pressure"]

IntArray = npt.NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Passing:
    """What passes with an absent actor under one walk-away value.

    Shares of packages are of those that the others can sign, over the draws in which they can sign
    any; None where there are none, or where they are too many to count.

    Attributes
    ----------
    walk_away
        The walk-away value, in points.
    some, some_pressed
        Share of all draws in which at least one package passes; in which one passes that the actor
        would refuse as things stand.
    accepted
        Share of packages that pass.
    pressed
        Share that pass only now: as things stand the actor would refuse them.
    lost
        Share that the actor would accept as things stand and refuses now.
    refused
        Share that pass neither as things stand nor now.
    nash
        Share of the draws with a Nash package in which that package passes.
    counts, both
        [draws] packages that pass; of these, those that pass as things stand too.
    paths
        The estimates of the walk-away value.
    """

    walk_away: Range
    some: float
    some_pressed: float | None
    accepted: Range | None
    pressed: Range | None
    lost: Range | None
    refused: Range | None
    nash: float | None
    counts: IntArray = field(repr=False)
    both: IntArray = field(repr=False)
    paths: tuple[str, ...] = field(repr=False)


@dataclass(frozen=True, eq=False)
class Level:
    """One setting of a lever.

    ``option`` is None for a lever that works through no issue; ``stated`` is False where the case
    gives no number, so that everything stays as at the status quo (``resting``).
    """

    option: str | None
    conditions: tuple[str, ...]
    pulled: bool
    resting: bool
    stated: bool
    passing: Passing


@dataclass(frozen=True, eq=False)
class Pressure:
    """A lever on the absent actor: what passes under it, and whether the threat is credible.

    Attributes
    ----------
    lever, by, direction, condition, issue
        The lever, its user, what it does to the walk-away value, the condition through which it
        works (else its own id), and the issue whose options are its levels.
    at_table
        Whether its user talks or signs in the channel.
    levels
        Its settings, in the order of the issue's options.
    nash_pressed
        Share of the draws with a Nash package in which that passes only under the threat.
    credible
        Share of draws in which the user prefers carrying the threat out to backing down: its cost
        is at most 0 (rule 9).
    both
        Share of draws in which some package passes only under the threat *and* it is credible.
    credibility
        The analyst's own chance of use, as written.
    cost
        What carrying it out costs its user, in points of its own walk-away value.
    mean_pressed
        Mean over all draws of the share of packages that pass only under the threat.
    makes_good, makes_good_draws
        Share of the lever's loss that another supplier would have to make good for the actor to
        refuse the Nash package again, over the draws in which that passes only under the threat;
        the number of these draws.
    replaced
        The same share as the case puts it; it moves no number.
    paths
        The estimates of cost, credibility and replacement.
    """

    lever: str
    by: str
    direction: str
    condition: str
    issue: str | None
    at_table: bool
    levels: tuple[Level, ...]
    nash_pressed: float | None
    credible: float
    both: float | None
    credibility: Range
    cost: Range
    mean_pressed: float
    makes_good: Range | None
    makes_good_draws: int
    replaced: Range | None
    paths: tuple[str, ...] = field(repr=False)

    @property
    def pulled(self) -> Level:
        """The level at which the threat is carried out."""
        return next(level for level in self.levels if level.pulled)


@dataclass(frozen=True, eq=False)
class Combined:
    """Several levers at once; not ``stated``: the lowest single walk-away value counts (rule 7)."""

    levers: tuple[str, ...]
    conditions: tuple[str, ...]
    stated: bool
    passing: Passing


@dataclass(frozen=True, eq=False)
class Event:
    """An event that rests on no lever and changes what the absent actor falls back on.

    ``released`` says by lever which share of what passes under it the actor would then refuse,
    over the draws in which anything passes.
    """

    condition: str
    event: str
    passing: Passing
    released: Mapping[str, Range | None]


@dataclass(frozen=True, eq=False)
class OverHead:
    """One channel and one affected actor that is not there.

    Attributes
    ----------
    channel, channel_status, signatories, issues, actor
        Who could sign what, and the actor that is decided about.
    partial
        Whether some issues stay at the status quo, so that those at the table compare with that.
    draws, total
        Draws, and packages that could be a deal.
    deal
        Share of draws in which those at the table can sign at least one package.
    free
        What passes as things stand.
    implied
        Conditions that their packages can bring about by themselves: the actor judges such
        packages under them (rule 8).
    resting
        Points by which the present state lies above the actor's walk-away value.
    gap
        Points by which their Nash package lies above the actor's walk-away value, over the draws
        that have one; None where none has.
    gap_draws
        The number of these draws.
    pressures, combined, left_out, events
        Levers; several at once, and combinations that are left out; events.
    alone
        [draws] packages that those at the table can sign.
    paths
        Estimates behind the gap and the shares: the actor's weights on these issues, the hardness
        of its red lines and its walk-away value.
    """

    channel: str
    channel_status: str
    signatories: tuple[str, ...]
    issues: tuple[str, ...]
    actor: str
    partial: bool
    draws: int
    total: int
    deal: float
    free: Passing
    implied: tuple[str, ...]
    resting: Range
    gap: Range | None
    gap_draws: int
    pressures: tuple[Pressure, ...]
    combined: tuple[Combined, ...]
    left_out: int
    events: tuple[Event, ...]
    alone: IntArray = field(repr=False)
    notes: tuple[Note, ...] = field(repr=False)
    paths: tuple[str, ...] = field(repr=False)

    @property
    def strongest(self) -> Pressure | None:
        """The lever under which most passes that would else be refused, if any lets any pass.

        Levers whose user is at the table come first.
        """
        some = [p for p in self.pressures if p.mean_pressed > 0]
        return max(some, key=lambda p: (p.at_table, p.mean_pressed), default=None)

    @property
    def telling(self) -> tuple[bool, float, float]:
        """How much there is to tell: pressure by those at the table, by others, then refusals."""
        lever = self.strongest
        refusals = self.deal * (1 - self.free.nash) if self.free.nash is not None else 0.0
        if lever is None:
            return False, 0.0, refusals
        return lever.at_table, lever.mean_pressed, refusals


@dataclass(frozen=True, eq=False)
class OverTheHead:
    """What could be settled over the heads of absent parties, the most telling channel first.

    Attributes
    ----------
    heads
        One entry for each channel and absent affected actor.
    channel, actor
        What was asked for; None for all.
    lacking
        What the case would have to say.
    """

    heads: tuple[OverHead, ...]
    channel: str | None
    actor: str | None
    draws: int
    status: Status
    notes: tuple[Note, ...]
    lacking: tuple[Lacking, ...]
    run: RunRecord

    def to_rows(self) -> list[dict[str, object]]:
        """Return one row a channel, absent actor and lever (one without a lever where none is)."""
        return [_row(head, p) for head in self.heads for p in head.pressures or (None,)]

    def to_frame(self) -> Any:
        """Return the rows as a polars data frame."""
        return to_frame(self.to_rows())

    def summary(self) -> str:
        """Return plain sentences on the most telling channel, with their caveat."""
        if not self.heads:
            where = f"Channel {self.channel}" if self.channel else "No open channel"
            verb = "does not leave" if self.channel else "leaves"
            who = self.actor or "anybody with values on its issues"
            about = " and decide on what it values" if self.actor else ""
            return f"{where} {verb} {who} out{about}, so that there is nothing to tell."
        head = self.heads[0]
        told = f"{' and '.join(head.signatories)} can settle something in {head.channel} without "
        told += f"{head.actor} in {percent(head.deal)} of {counted(head.draws, 'draw')}"
        if head.free.nash is not None:
            told += f"; {head.actor} would refuse their Nash package in "
            told += (
                f"{percent(1 - head.free.nash)} of the {counted(head.gap_draws, 'draw')} that "
                "have one"
            )
        if (lever := head.strongest) is not None:
            told += f". Under {lever.condition} something passes that it would else refuse in "
            told += f"{percent(lever.pulled.passing.some_pressed or 0.0)} of draws; "
            told += f"{lever.by} prefers carrying that out to backing down in "
            told += f"{percent(lever.credible)} of draws"
        return f"{told}. This follows from the stated ranges and is no forecast."


def _bounds(name: str, held: Range | None) -> dict[str, object]:
    low, median, high = (held.low, held.median, held.high) if held else (None, None, None)
    return {f"{name}_low": low, name: median, f"{name}_high": high}


def _row(head: OverHead, lever: Pressure | None) -> dict[str, object]:
    passing = lever.pulled.passing if lever else None
    return {
        "channel": head.channel,
        "actor": head.actor,
        "draws": head.draws,
        "deal": head.deal,
        "some_free": head.free.some,
        **_bounds("free", head.free.accepted),
        **_bounds("gap", head.gap),
        "nash_free": head.free.nash,
        "lever": lever.lever if lever else None,
        "by": lever.by if lever else None,
        "direction": lever.direction if lever else None,
        "condition": lever.condition if lever else None,
        "at_table": lever.at_table if lever else None,
        **_bounds("walk_away", passing.walk_away if passing else head.free.walk_away),
        "some_pressed": passing.some_pressed if passing else None,
        **_bounds("pressed", passing.pressed if passing else None),
        **_bounds("lost", passing.lost if passing else None),
        "nash_pressed": lever.nash_pressed if lever else None,
        "credible": lever.credible if lever else None,
        "pressed_and_credible": lever.both if lever else None,
        **_bounds("credibility", lever.credibility if lever else None),
        **_bounds("cost", lever.cost if lever else None),
        **_bounds("makes_good", lever.makes_good if lever else None),
        **_bounds("replaced", lever.replaced if lever else None),
    }
