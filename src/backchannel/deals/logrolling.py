"""A package against the lot, in exact points, and who sells what to whom.

The lot settles each issue by itself; `backchannel.deals.trades` says how and why.

Shapes: D issues, A actors.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from backchannel.deals.packages import gains_of, has_present_state, patterns_held
from backchannel.space.compile import Frame
from backchannel.space.tables import TOLERANCE, Tables

__all__ = ["Account", "RawSale", "account_of", "matched", "protected_issues"]

IntArray = npt.NDArray[np.int64]
BoolArray = npt.NDArray[np.bool_]


class Account(NamedTuple):
    """A package against the lot, in exact points; within `TOLERANCE` where tables are not exact."""

    lot: list[Fraction]
    gains: list[Fraction]
    parts: list[list[Fraction]]
    """[D, A], issues in the case's order."""
    together: list[Fraction]
    joint: Fraction
    behind: frozenset[int]
    """Actors whose gain is smaller than by lot."""


class RawSale(NamedTuple):
    """A sale in numbers: actors and the issue (case order) by index."""

    seller: int
    buyer: int
    issue: int
    gives: Fraction
    gets: Fraction
    protected: bool


def account_of(about: Frame, t: Tables, choice: IntArray) -> Account:
    """Account for one package [D], given in walk order, issue by issue."""
    depths, actors = range(len(about.walk.issues)), range(len(about.actors))
    scale = [Fraction(s) for s in t.scale.tolist()]
    worth = [
        [[Fraction(x) / s for x, s in zip(row, scale, strict=True)] for row in rows]
        for rows in t.utility[0].tolist()
    ]
    lots = _lots(about, t)
    means = [
        [sum((p * worth[d][o][a] for o, p in lots[d].items()), Fraction(0)) for a in actors]
        for d in depths
    ]
    parts = [[worth[d][int(choice[d])][a] - means[d][a] for a in actors] for d in depths]
    scaled = gains_of(about.plan, t, choice[None])[0].tolist()
    gains = [Fraction(x) / s for x, s in zip(scaled, scale, strict=True)]
    held = int(patterns_held(about.plan, choice[None])[0])
    together = [Fraction(0) for _ in actors]
    for b, points in enumerate(t.points[0].tolist()):
        bit, a = int(about.plan.bonus_pattern[b]), int(about.plan.bonus_actor[b])
        chance = _chance(about, lots, bit)
        together[a] += Fraction(points) / scale[a] * (bool(held & bit) - chance)
    if not t.exact:
        parts = [[_settled(x) for x in row] for row in parts]
        together = [_settled(x) for x in together]
    above = [sum((row[a] for row in parts), together[a]) for a in actors]
    return Account(
        lot=[g - x for g, x in zip(gains, above, strict=True)],
        gains=gains,
        parts=[parts[about.walk.issues.index(issue)] for issue in about.issues.issues],
        together=together,
        joint=sum(above, Fraction(0)),
        behind=frozenset(a for a in actors if above[a] < 0),
    )


def _settled(x: Fraction) -> Fraction:
    return Fraction(0) if abs(x) <= TOLERANCE else x


def _lots(about: Frame, t: Tables) -> list[dict[int, Fraction]]:
    """For each depth the chance of each option when the issue is settled by lot."""
    slack = t.slack
    ruled_out = about.plan.banned.copy()
    if len(ruled_out) == 1 and has_present_state(about) and not about.fixed:
        # A zone of one issue crosses out the present state; in a lot it is what somebody may want.
        ruled_out[0, about.walk.status_quo[0]] = False
    ruled_out |= about.plan.line_options[t.real[0]].any(axis=0)
    lots = []
    for d, number in enumerate(about.walk.counts):
        open_options = [o for o in range(number) if not ruled_out[d, o]] or list(range(number))
        worth = t.utility[0, d, open_options]
        caring = np.flatnonzero(np.ptp(worth, axis=0) > slack).tolist()
        chance = dict.fromkeys(open_options, Fraction(0 if caring else 1, len(open_options)))
        for a in caring:
            best = np.flatnonzero(worth[:, a] >= worth[:, a].max() - slack[a]).tolist()
            for o in best:
                chance[open_options[o]] += Fraction(1, len(caring) * len(best))
        lots.append(chance)
    return lots


def _chance(about: Frame, lots: Sequence[Mapping[int, Fraction]], bit: int) -> Fraction:
    """The chance that the lots bring a pattern of several options together."""
    whole = Fraction(1 if bit else 0)
    for d, lot in enumerate(lots):
        whole *= sum((p for o, p in lot.items() if int(about.plan.compat[d, o]) & bit), Fraction(0))
    return whole


def protected_issues(about: Frame, real: BoolArray) -> BoolArray:
    """Whether a real red line of an actor, or of its principal, mentions an issue: [D, A]."""
    plan = about.plan
    inside = np.arange(plan.compat.shape[1]) < plan.options[:, None]
    named = np.bitwise_or.reduce(np.where(inside, ~plan.compat, 0), axis=1)
    kept = np.zeros((len(about.walk.issues), len(about.actors)), dtype=np.bool_)
    for j in np.flatnonzero(real).tolist():
        mentioned = plan.line_options[j].any(axis=1) | ((named & plan.line_patterns[j]) != 0)
        for a, (actor, voice) in enumerate(zip(about.actors, about.voices, strict=True)):
            if about.lines[j].actor in (actor, voice.actor):
                kept[:, a] |= mentioned
    return kept[[about.walk.issues.index(issue) for issue in about.issues.issues]]


def matched(parts: Sequence[Sequence[Fraction]], protected: BoolArray) -> list[tuple[RawSale, ...]]:
    """Sales matched with what is sold the other way; what they add makes up the whole."""
    sold: dict[tuple[int, int], list[RawSale]] = {}
    for i, row in enumerate(parts):
        gained = sum((x for x in row if x > 0), Fraction(0))
        lost = -sum((x for x in row if x < 0), Fraction(0))
        for a, loss in enumerate(row):
            for b, gain in enumerate(row):
                if loss < 0 < gain:
                    gives, gets = -loss * gain / gained, gain * -loss / lost
                    raw = RawSale(a, b, i, gives, gets, bool(protected[i, a]))
                    sold.setdefault((a, b), []).append(raw)
    found: list[tuple[RawSale, ...]] = []
    for (a, b), there in sold.items():
        back = sold.get((b, a), [])
        if not back:
            found.extend((raw,) for raw in there)
        elif a < b:
            found.extend((_part(x, y, back), _part(y, x, there)) for x in there for y in back)
    return found


def _part(sale: RawSale, other: RawSale, others: Sequence[RawSale]) -> RawSale:
    """The part of a sale that `other`, one of the sales the other way, pays for."""
    share = other.gets / sum((raw.gets for raw in others), Fraction(0))
    return sale._replace(gives=sale.gives * share, gets=sale.gets * share)
