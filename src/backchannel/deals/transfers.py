"""Side payments: whether those who gain by a package could pay those who lose by it.

What is lost on the way is the efficiency of a payment.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from numbers import Real
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from backchannel.core.errors import UsageError, did_you_mean
from backchannel.core.results import Note, RunRecord, Status, note
from backchannel.deals.packages import (
    breaks,
    broken_names,
    choice_of,
    gains_of,
    plain,
)
from backchannel.deals.rows import to_frame
from backchannel.space.tables import TOLERANCE

if TYPE_CHECKING:
    from backchannel.deals.zone import Zone

__all__ = ["Efficiency", "Payer", "Payment", "Receiver", "Transfers", "transfers"]

FloatArray = npt.NDArray[np.float64]
Efficiency = float | Mapping[tuple[str, str], float]


@dataclass(frozen=True)
class Receiver:
    """An actor that the package leaves below its walk-away value."""

    actor: str
    lacks: float
    """Points below its walk-away value."""


@dataclass(frozen=True)
class Payer:
    """An actor that the package leaves above its walk-away value.

    Attributes
    ----------
    surplus
        Points above its walk-away value: the most that it could pay.
    alone
        What it would have to pay if nobody else paid; None where it cannot pay every receiver.
    enough
        Whether its surplus covers that.
    pays, left
        Its part in the joint payment, and what it keeps of its surplus.
    """

    actor: str
    surplus: float
    alone: float | None
    enough: bool
    pays: float
    left: float


@dataclass(frozen=True)
class Payment:
    """What one actor pays to another, in its own points, and what arrives, in the other's."""

    payer: str
    receiver: str
    paid: float
    received: float


@dataclass(frozen=True, eq=False)
class Transfers:
    """Whether side payments close the gap that a package leaves, and who could make them.

    Attributes
    ----------
    package
        The package looked at.
    gains
        [actors] points above the walk-away value before any payment (in a partial zone: above
        the status quo).
    receivers, payers
        Who lacks points, and who has points to spare.
    covered
        Whether the surpluses cover what is lacking.
    possible
        Whether the package would then pass: it is covered and breaks nothing. A real red line is
        never bought.
    total
        The least total payment; None where it is not covered.
    left
        Surplus of all payers together after it; None where it is not covered.
    missing
        Points that the receivers would still lack if all that can be paid were paid.
    payments
        One way to pay the least total, in which each payer gives as even a share of its surplus
        as can be. Other ways can be as cheap.
    broken
        What the package breaks, in words; empty if nothing.
    """

    actors: tuple[str, ...]
    package: dict[str, str]
    gains: tuple[float, ...]
    receivers: tuple[Receiver, ...]
    payers: tuple[Payer, ...]
    covered: bool
    possible: bool
    total: float | None
    left: float | None
    missing: float
    payments: tuple[Payment, ...] = field(repr=False)
    broken: tuple[str, ...]
    status: Status
    notes: tuple[Note, ...]
    run: RunRecord

    def to_rows(self) -> list[dict[str, object]]:
        """Return one row an actor: its gain, what it lacks or has to spare, pays and receives."""
        paying = {payer.actor: payer for payer in self.payers}
        rows = []
        for actor, gain in zip(self.actors, self.gains, strict=True):
            payer = paying.get(actor)
            received = sum(p.received for p in self.payments if p.receiver == actor)
            pays = payer.pays if payer else 0.0
            rows.append(
                {
                    "actor": actor,
                    "gain": gain,
                    "lacks": max(0.0, -gain),
                    "surplus": payer.surplus if payer else 0.0,
                    "alone": payer.alone if payer else None,
                    "enough_alone": payer.enough if payer else None,
                    "pays": pays,
                    "receives": received,
                    "after": gain - pays + received,
                }
            )
        return rows

    def to_frame(self) -> Any:
        """Return the rows as a polars data frame."""
        return to_frame(self.to_rows())

    def summary(self) -> str:
        """Return one plain sentence with its caveat."""
        caveat = (
            "this assumes that points of different actors can be compared and paid, follows from "
            "the stated values and is no forecast or advice"
        )
        refused = (
            f"the package still breaks {' and '.join(self.broken)}, which no payment buys; "
            if self.broken
            else ""
        )
        if not self.receivers:
            return f"No actor is short of points, so no payment is needed; {refused}{caveat}."
        who = " and ".join(f"{r.actor} {plain(r.lacks)}" for r in self.receivers)
        gap = f"Points short of acceptance: {who}"
        if self.total is None or self.left is None:
            return (
                f"{gap}; what the others could pay does not cover that, by {plain(self.missing)} "
                f"points; {refused}{caveat}."
            )
        alone = [payer.actor for payer in self.payers if payer.enough]
        able = f"{' or '.join(alone)} could pay it alone" if alone else "nobody could pay it alone"
        return (
            f"{gap}; a total payment of {plain(self.total)} points would cover that and leave the "
            f"payers {plain(self.left)}; {able}; {refused}{caveat}."
        )


def transfers(
    zone: Zone, efficiency: Efficiency = 1.0, package: Mapping[str, str] | None = None
) -> Transfers:
    """Find whether side payments make a package acceptable, and who could pay them.

    An actor below its walk-away value lacks r - u points and needs (r - u) / e of a payer's, where
    e is the efficiency of the payment: what arrives of one point. A payer gives at most its
    surplus u - r. A real red line that the package breaks stays broken: it is not for sale.

    Parameters
    ----------
    zone
        Whose actors, issues and values count.
    efficiency
        Above 0, at most 1: one number for all, or ``{(payer, receiver): number}``; then those
        pairs that are not named cannot pay.
    package
        As ``{issue: option}``; issues left out stay at the status quo. By default a package that
        every actor accepts anyway or, in an empty zone, the nearest one of the opening that
        blockers would name first among those without red lines: the least set of walk-away
        values that would have to give way, then the fewest points.

    Raises
    ------
    UsageError
        For unknown names and for an efficiency that is no number above 0 and up to 1.

    Examples
    --------
    >>> import backchannel as bc
    >>> zone = bc.zone(bc.load("two-issues"), ["upstream", "downstream"])
    >>> found = transfers(zone, 0.8, {"water": "to_upstream", "road": "by_downstream"})
    >>> found.gains, found.total, found.possible
    ((70.0, -30.0), 37.5, True)
    """
    about, t = zone.frame, zone.tables
    rates = _rates(zone.actors, efficiency)
    choice = choice_of(about, _nearest(zone) if package is None else package)
    scaled = gains_of(about.plan, t, choice[None])[0].tolist()
    slack = 0.0 if t.exact else TOLERANCE
    gains = [Fraction(x) / Fraction(s) for x, s in zip(scaled, t.scale.tolist(), strict=True)]
    lacks = {a: -x for a, x in zip(zone.actors, gains, strict=True) if x < -slack}
    spare = {a: x for a, x in zip(zone.actors, gains, strict=True) if x > slack}
    paid, missing, exact = _pay(lacks, spare, rates, slack)
    covered = not missing
    broken = broken_names(about, breaks(about.plan, t.real[0], choice[None]), choice, 0)
    total = sum(paid.values(), Fraction(0))
    named = about.labels(choice[None])[0]
    stated = tuple(sorted((*pair, float(e)) for pair, e in rates.items()))
    found = Status.PROVEN if t.exact and exact else Status.ESTIMATED
    return Transfers(
        actors=zone.actors,
        package=named,
        gains=tuple(map(float, gains)),
        receivers=tuple(Receiver(a, float(x)) for a, x in lacks.items()),
        payers=tuple(_payer(a, lacks, spare, rates, paid, slack) for a in spare),
        covered=covered,
        possible=covered and not broken,
        total=float(total) if covered else None,
        left=float(sum(spare.values(), Fraction(0)) - total) if covered else None,
        missing=float(missing),
        payments=tuple(
            Payment(a, b, float(x), float(x * rates[a, b])) for (a, b), x in paid.items() if x
        ),
        broken=broken,
        status=found if covered and not broken else Status.INFEASIBLE,
        notes=(*zone.notes, note("scales")),
        run=replace(
            zone.run,
            method="deals.transfers",
            settings={
                **zone.run.settings,
                "efficiency": stated,
                "package": tuple(named.items()),
            },
        ),
    )


_Rates = Mapping[tuple[str, str], Fraction]
_Points = Mapping[str, Fraction]
_Paid = dict[tuple[str, str], Fraction]


def _rates(actors: tuple[str, ...], efficiency: Efficiency) -> dict[tuple[str, str], Fraction]:
    """What arrives of one point, for each pair (payer, receiver) that can pay."""
    if not isinstance(efficiency, Mapping):
        e = _rate(efficiency)
        return {(a, b): e for a in actors for b in actors if a != b}
    for pair in efficiency:
        if not isinstance(pair, tuple) or len(pair) != 2 or pair[0] == pair[1]:
            raise UsageError(
                f"efficiency: give pairs (payer, receiver) of two actors, not {pair!r}"
            )
        for actor in pair:
            if actor not in actors:
                raise UsageError(
                    f"efficiency: there is no actor {actor!r} here",
                    hint=did_you_mean(str(actor), actors),
                )
    return {pair: _rate(e) for pair, e in efficiency.items()}


def _rate(e: object) -> Fraction:
    if isinstance(e, bool) or not isinstance(e, Real) or not 0 < float(e) <= 1:
        raise UsageError(f"an efficiency is a number above 0 and up to 1, not {e!r}")
    return Fraction(str(float(e)))


def _nearest(zone: Zone) -> Mapping[str, str]:
    accepted = zone.packages(1)
    if accepted:
        return accepted[0]
    openings = zone.blockers().openings
    for opening in openings:
        if not any(c.kind == "red_line" for c in opening.constraints):
            return opening.nearest
    if openings:
        return openings[0].nearest
    raise UsageError("no package of this zone can be a deal", hint="name a package")


def _payer(
    actor: str, lacks: _Points, spare: _Points, rates: _Rates, paid: _Paid, slack: float
) -> Payer:
    able = all((actor, b) in rates for b in lacks)
    alone = sum((x / rates[actor, b] for b, x in lacks.items()), Fraction(0)) if able else None
    pays = sum((x for (a, _), x in paid.items() if a == actor), Fraction(0))
    return Payer(
        actor=actor,
        surplus=float(spare[actor]),
        alone=None if alone is None else float(alone),
        enough=alone is not None and alone <= spare[actor] + Fraction(slack),
        pays=float(pays),
        left=float(spare[actor] - pays),
    )


def _pay(
    lacks: _Points, spare: _Points, rates: _Rates, slack: float
) -> tuple[_Paid, Fraction, bool]:
    """The cheapest payments (none if they do not cover), what is missing, whether exactly so."""
    if not lacks:
        return {}, Fraction(0), True
    pairs = [(a, b) for a in spare for b in lacks]
    used = {rates.get(pair) for pair in pairs}
    lacking, having = sum(lacks.values(), Fraction(0)), sum(spare.values(), Fraction(0))
    if not used - {None}:
        return {}, lacking, True
    e = next(iter(used))
    if len(used) > 1 or e is None:
        return _pay_by_pairs(lacks, spare, {p: rates[p] for p in pairs if p in rates})
    if lacking / e > having + Fraction(slack):
        return {}, lacking - e * having, True
    return {(a, b): spare[a] / having * lacks[b] / e for a, b in pairs}, Fraction(0), True


def _pay_by_pairs(lacks: _Points, spare: _Points, rates: _Rates) -> tuple[_Paid, Fraction, bool]:
    """As `_pay` for efficiencies that differ, within `TOLERANCE`.

    Three linear programs one after the other over what each pair pays, what each receiver still
    lacks, and the largest share that a payer gives of its surplus: the least lack, then the least
    payment, then the least such share.
    """
    from scipy.optimize import linprog

    pairs, payers, receivers = list(rates), list(spare), list(lacks)
    width = len(pairs) + len(receivers) + 1
    rows = np.zeros((len(receivers) + len(payers), width))
    for p, (a, b) in enumerate(pairs):
        rows[receivers.index(b), p] = -float(rates[a, b])
        rows[len(receivers) + payers.index(a), p] = 1.0
    for n in range(len(receivers)):
        rows[n, len(pairs) + n] = -1.0
    rows[len(receivers) :, -1] = [-float(x) for x in spare.values()]
    limits = np.r_[[-float(x) for x in lacks.values()], np.zeros(len(payers))]
    goals = np.zeros((3, width))
    goals[0, len(pairs) : -1] = goals[1, : len(pairs)] = goals[2, -1] = 1.0
    bounds = [(0.0, None)] * (width - 1) + [(0.0, 1.0)]
    found: FloatArray = np.zeros(width)
    for goal in goals:
        solved = linprog(goal, A_ub=rows, b_ub=limits, bounds=bounds, method="highs")
        found = np.asarray(solved.x, dtype=np.float64)
        rows = np.vstack([rows, goal])
        limits = np.r_[limits, goal @ found + TOLERANCE / 100]
    missing = float(goals[0] @ found)
    if missing > TOLERANCE:
        return {}, Fraction(missing), False
    paid = zip(pairs, found[: len(pairs)].tolist(), strict=True)
    return {pair: Fraction(x) for pair, x in paid if x > TOLERANCE}, Fraction(0), False
