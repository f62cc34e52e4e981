"""One war as the alternative: whether a settlement suits both, whether they see it, and when.

Sources: Fearon 1995 (bargaining range); Slantchev 2003 (beliefs that converge in battle); Powell
2004 and 2006 (shifting power).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from backchannel.case import Case
from backchannel.case.schema import War
from backchannel.space.seeds import Seed
from backchannel.studies.figures import by_month, figure_row
from backchannel.studies.ranges import Lacking, Range, drawn, lacking, range_of, share_of
from backchannel.theory import bargaining_range, battles_until_range, break_even_chance, shift

__all__ = ["Beliefs", "PowerShift", "Settlement", "ShiftSide", "WarOutlook", "outlook"]

FloatArray = npt.NDArray[np.float64]

BATTLES = 200
"""Battles within which beliefs may come close enough."""

LIGHTEST = 1e-9
"""Battles that a belief without any firmness is worth: the first one overturns it."""
Values = Mapping[str, FloatArray]


@dataclass(frozen=True)
class Settlement:
    """Shares of the stake that both sides prefer to war, if both saw the analyst's chance.

    Attributes
    ----------
    condition
        The condition under which the chance holds; None as things stand.
    chance
        The first side's chance to win.
    low, high
        Least share that the first side accepts, and largest that the second leaves to it.
    width
        From the one to the other.
    exists
        Share of draws in which there is such a share.
    """

    condition: str | None
    chance: Range
    low: Range
    high: Range
    width: Range
    exists: float
    paths: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class Beliefs:
    """Whether the sides see a settlement, each with its own belief, and when they would.

    Attributes
    ----------
    chances
        The first side's chance to win, as the first and as the second side sees it.
    gap
        The first of these less the second: above 0 where each side is more hopeful for itself than
        the other is for it.
    room
        Sum of both costs: the largest gap at which a settlement is seen.
    exists
        Share of draws in which it is seen now.
    battles
        Battles that are looked at.
    months
        Months until it is seen; infinite where it is not within those battles. None
        where the case does not say how beliefs converge.
    never
        Share of draws in which it is not.
    seen_by
        [MONTHS + 1] share of draws in which it is seen by each month.
    paths, convergence_paths
        Estimates behind the gap and the room, and further ones behind the months.
    """

    chances: tuple[Range, Range]
    gap: Range
    room: Range
    exists: float
    battles: int
    months: Range | None
    never: float | None
    seen_by: FloatArray | None = field(repr=False)
    paths: tuple[str, ...]
    convergence_paths: tuple[str, ...]


@dataclass(frozen=True)
class ShiftSide:
    """One side before a shift of power.

    Attributes
    ----------
    weaker_later
        Share of draws in which its chance to win falls.
    fights
        Share of draws in which it would rather fight now.
    turning
        The first side's later chance at which this side would begin to prefer fighting now: the
        first side below it, the second above it. Outside 0..1 where no shift is large enough.
    possible
        Share of draws in which some shift is large enough.
    """

    actor: str
    weaker_later: float
    fights: float
    turning: Range
    possible: float


@dataclass(frozen=True)
class PowerShift:
    """Whether a shift of power is reason enough to fight now.

    Attributes
    ----------
    chance_now, chance_later
        The first side's chance to win now, and after the horizon if both wait.
    temptation
        What the rising side could force later, discounted, above what it can force now; in points
        of 100 for the stake.
    surplus
        What is left of the stake now when both get what they can force: the most that the rising
        side can cede; in points of 100.
    fight
        Share of draws in which the temptation is larger, so that the declining side would rather
        fight now.
    sides
        First and second side.
    """

    chance_now: Range
    chance_later: Range
    temptation: Range
    surplus: Range
    fight: float
    sides: tuple[ShiftSide, ShiftSide]
    paths: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class WarOutlook:
    """One war: whether its sides could settle, would see it, and whether time presses them.

    Attributes
    ----------
    sides
        First and second side; all shares and chances are the first's.
    costs
        What fighting it out costs each, as a share of the stake; None where the case is silent.
    settlements
        As things stand, then under each condition for which the case gives a chance; empty
        without costs.
    """

    id: str
    name: str | None
    sides: tuple[str, str]
    stake: str
    horizon: Range
    costs: tuple[Range | None, Range | None]
    settlements: tuple[Settlement, ...]
    beliefs: Beliefs | None
    shift: PowerShift | None
    draws: int
    lacking: tuple[Lacking, ...]

    def to_rows(self) -> list[dict[str, object]]:
        """Return one row a figure."""
        pair = ", ".join(self.sides)
        figures: list[tuple[str, str | None, str, Range | float | None]] = []
        for s in self.settlements:
            figures += [
                (pair, s.condition, "chance", s.chance),
                (pair, s.condition, "range_low", s.low),
                (pair, s.condition, "range_high", s.high),
                (pair, s.condition, "range_width", s.width),
                (pair, s.condition, "range_exists", s.exists),
            ]
        if self.beliefs:
            b = self.beliefs
            figures += [
                (side, None, "belief", c) for side, c in zip(self.sides, b.chances, strict=True)
            ]
            figures += [
                (pair, None, "belief_gap", b.gap),
                (pair, None, "room", b.room),
                (pair, None, "range_seen", b.exists),
            ]
            if b.months is not None:
                figures += [
                    (pair, None, "months_until_seen", b.months),
                    (pair, None, "never_seen", b.never),
                ]
        if self.shift:
            figures += [
                (pair, None, "chance_later", self.shift.chance_later),
                (pair, None, "temptation", self.shift.temptation),
                (pair, None, "surplus", self.shift.surplus),
                *((s.actor, None, "fights_now", s.fights) for s in self.shift.sides),
                *((s.actor, None, "turning_chance", s.turning) for s in self.shift.sides),
            ]
        return [figure_row(f"wars.{self.id}", *figure, self.draws) for figure in figures]


def outlook(case: Case, it: War, draws: int, seed: Seed) -> WarOutlook:
    """Draw what one war looks like to its sides, who are neutral towards risk.

    Beliefs start with the weight of their firmness, in months of fighting, and move towards the
    share of battles that the first side wins: the analyst's own chance. What the case leaves open
    is left out and named in `lacking`.

    Examples
    --------
    >>> import backchannel as bc
    >>> case = bc.load("ukraine-2023")
    >>> outlook(case, case.document.wars[0], draws=100, seed=0).settlements[0].exists
    1.0
    """
    at = f"wars.{it.id}"
    first, second = it.between
    costs = (f"{at}.costs.{first}", f"{at}.costs.{second}")
    values = drawn(case, [p for p in case.unknowns if p.startswith(f"{at}.")], draws, seed)
    wanted = {
        "costs": costs,
        "chance": tuple(f"{at}.beliefs.{side}" for side in it.between),
        "convergence": (
            *(f"{at}.firmness.{side}" for side in it.between),
            f"{at}.battles_per_month",
        ),
        "shift": (f"{at}.chance_later", f"{at}.patience"),
    }
    known = all(path in values for path in costs)
    return WarOutlook(
        id=it.id,
        name=str(it.name) if it.name else None,
        sides=it.between,
        stake=str(it.stake),
        horizon=range_of(values[f"{at}.horizon"]),
        costs=(_known(values, costs[0]), _known(values, costs[1])),
        settlements=_settlements(it, values, costs) if known else (),
        beliefs=_beliefs(it, values, costs) if known else None,
        shift=_shift(it, values, costs) if known else None,
        draws=draws,
        lacking=tuple(
            lacking(case, why, path)
            for why, paths in wanted.items()
            for path in paths
            if path not in values
        ),
    )


def _known(values: Values, path: str) -> Range | None:
    return range_of(values[path]) if path in values else None


def _settlements(it: War, values: Values, costs: tuple[str, str]) -> tuple[Settlement, ...]:
    at = f"wars.{it.id}"
    chances: list[tuple[str | None, str]] = [(None, f"{at}.chance")]
    chances += [(condition, f"{at}.chance_if.{condition}") for condition in it.chance_if]
    told = []
    for condition, path in chances:
        chance = values[path]
        found = bargaining_range(chance, chance, *(values[cost] for cost in costs))
        told.append(
            Settlement(
                condition=condition,
                chance=range_of(chance),
                low=range_of(found.low),
                high=range_of(found.high),
                width=range_of(found.high - found.low),
                exists=share_of(found.exists),
                paths=(path, *costs),
            )
        )
    return tuple(told)


def _beliefs(it: War, values: Values, costs: tuple[str, str]) -> Beliefs | None:
    at, sides = f"wars.{it.id}", it.between
    paths = [f"{at}.beliefs.{side}" for side in sides]
    if not _all_in(values, paths):
        return None
    first, second = (values[path] for path in paths)
    cost_first, cost_second = (values[cost] for cost in costs)
    firmness = [f"{at}.firmness.{side}" for side in sides]
    further = (*firmness, f"{at}.battles_per_month", f"{at}.chance")
    months = None
    if _all_in(values, further):
        rate = values[f"{at}.battles_per_month"]
        battles = battles_until_range(
            first,
            second,
            np.maximum(values[firmness[0]] * rate, LIGHTEST),
            np.maximum(values[firmness[1]] * rate, LIGHTEST),
            cost_first,
            cost_second,
            won_share=values[f"{at}.chance"],
            most=BATTLES,
        )
        months = _months(battles, rate)
    return Beliefs(
        chances=(range_of(first), range_of(second)),
        gap=range_of(first - second),
        room=range_of(cost_first + cost_second),
        exists=share_of(bargaining_range(first, second, cost_first, cost_second).exists),
        battles=BATTLES,
        months=None if months is None else range_of(months),
        never=None if months is None else share_of(np.isinf(months)),
        seen_by=None if months is None else by_month(months),
        paths=(*paths, *costs),
        convergence_paths=() if months is None else further,
    )


def _all_in(values: Values, paths: Iterable[str]) -> bool:
    return all(path in values for path in paths)


def _months(battles: npt.NDArray[np.int64], rate: FloatArray) -> FloatArray:
    """Months that so many battles take; infinite for -1, which is never, and without battles."""
    with np.errstate(divide="ignore", invalid="ignore"):
        months = battles / rate
    return np.where(battles == 0, 0.0, np.where(battles < 0, np.inf, months))


def _shift(it: War, values: Values, costs: tuple[str, str]) -> PowerShift | None:
    at = f"wars.{it.id}"
    paths = (f"{at}.chance", f"{at}.chance_later", f"{at}.patience")
    if not _all_in(values, paths):
        return None
    now, later, patience = (values[path] for path in paths)
    first, second = (values[cost] for cost in costs)
    found = shift(now, later, patience, 100 * first, 100 * second, pie=100)
    below = break_even_chance(now, patience, first, second)
    above = 1 - break_even_chance(1 - now, patience, second, first)
    falls = later < now
    return PowerShift(
        chance_now=range_of(now),
        chance_later=range_of(later),
        temptation=range_of(found.temptation),
        surplus=range_of(found.surplus),
        fight=share_of(found.fight),
        sides=(
            ShiftSide(
                it.between[0],
                share_of(falls),
                share_of(found.fight & falls),
                range_of(below),
                share_of(below > 0),
            ),
            ShiftSide(
                it.between[1],
                share_of(later > now),
                share_of(found.fight & ~falls),
                range_of(above),
                share_of(above < 1),
            ),
        ),
        paths=(*paths, *costs),
    )
