"""Leaders' private stakes in office, and how soon somebody else could decide.

Sources: Goemans, and the literature on gambling for resurrection; a constant hazard (change of
leaders).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from backchannel.case import Case
from backchannel.case.roles import values_of
from backchannel.case.schema import Office
from backchannel.space import TOLERANCE, Frame
from backchannel.studies.home.decision_rules import party_of
from backchannel.studies.home.ratification import Bench, Ratification
from backchannel.studies.home.stand_ins import Zones, zone_paths
from backchannel.studies.ranges import Lacking, Range, drawn, lacking, range_of, share_of
from backchannel.theory import changed_by, monthly_hazard, office_threshold, settles

__all__ = [
    "MONTHS",
    "DealsByMonth",
    "LeaderChange",
    "OfficeStake",
    "leader_changes",
    "office_stakes",
]

FloatArray = npt.NDArray[np.float64]
Package = Mapping[str, str]

MONTHS = tuple(range(25))
"""Months for which a change of leader is told."""

TINY = 1e-9

STAKE = ("weight", "stays_if_deal", "stays_if_war")

SCALE = 100.0
"""Points of the scale on which the weight of office is a share."""


@dataclass(frozen=True)
class OfficeStake:
    """What staying in office does to a leader's answer to a package.

    Attributes
    ----------
    office, actor, values_of
        Ids: the leader, and whose values say what the package is worth apart from office.
    question, package
        What was asked.
    gain
        Range of points over no deal apart from office.
    with_office
        The same with what office is worth under a deal and under war.
    weight, stays_if_deal, stays_if_war
        Ranges as the case has them.
    limit
        Range of the weight of office up to which the leader settles, over the draws in which the
        values alone favour the package; infinite where no weight is too much; None where the
        values never do.
    alone
        Share of draws in which the values alone, red lines included, accept.
    settles
        Share of draws in which the leader accepts, office included.
    office_blocks, office_opens
        Shares of draws in which office alone turns acceptance into refusal, or the reverse.
    """

    office: str
    actor: str
    values_of: str
    question: str
    package: Package
    gain: Range
    with_office: Range
    weight: Range
    stays_if_deal: Range
    stays_if_war: Range
    limit: Range | None
    alone: float
    settles: float
    office_blocks: float
    office_opens: float
    draws: int
    paths: tuple[str, ...]


@dataclass(frozen=True)
class DealsByMonth:
    """Chance that a deal exists, by month, if the leader may change.

    Attributes
    ----------
    question
        Its id; the leader is among those who sign.
    with_leader, with_successor
        Share of draws with a zone while the leader decides, and once the successor does.
    chance
        By month of `MONTHS`: mean over the draws.
    range
        By month: range over the draws.
    """

    question: str
    with_leader: float
    with_successor: float
    chance: tuple[float, ...]
    range: tuple[Range, ...]
    paths: tuple[str, ...]


@dataclass(frozen=True)
class LeaderChange:
    """How soon somebody else could decide, and what that would open.

    Attributes
    ----------
    office, actor, successor, condition
        Ids.
    monthly
        Range of the chance of a change in one month.
    months, changed
        Months, and the range of the chance that somebody else decides by then.
    deals
        For each question that the leader would sign.
    """

    office: str
    actor: str
    successor: str
    condition: str | None
    monthly: Range
    months: tuple[int, ...]
    changed: tuple[Range, ...]
    deals: tuple[DealsByMonth, ...]
    draws: int
    paths: tuple[str, ...]


def office_stakes(
    case: Case,
    told: Sequence[tuple[Ratification, tuple[str, ...]]],
    bench: Bench,
    lacks: dict[Lacking, None],
) -> list[OfficeStake]:
    """Ask what each leader's office does to its answer to packages that its party would sign.

    The values of `values_of`, else of the leader, say what a package is worth apart from office;
    office is worth its weight, a share of the scale of 100 points, times the chance to stay.

    Parameters
    ----------
    told
        Packages as they were put to the home fronts, with the conditions of their questions.
    bench
        Judges over draws.
    lacks
        Grows by what the case would have to say.
    """
    if not case.document.offices:
        lacks[lacking(case, "offices", "offices")] = None
    found = []
    for office in case.document.offices:
        speaker = office.values_of or office.actor
        needs = [(name, f"offices.{office.id}.{name}") for name in STAKE]
        missing = [path for name, path in needs if getattr(office, name) is None]
        for path in missing:
            lacks[lacking(case, "office_stake", path)] = None
        if values_of(case.document, speaker) is None:
            lacks[lacking(case, "values", f"preferences.{speaker}")] = None
        elif not missing:
            home = party_of(case, office.actor).id
            found += [
                _office_stake(office, speaker, it, conditions, bench)
                for it, conditions in told
                if home in {party.party for party in it.parties}
            ]
    return found


def _office_stake(
    office: Office, speaker: str, it: Ratification, conditions: tuple[str, ...], bench: Bench
) -> OfficeStake:
    verdict = bench.verdict(speaker, it.package, conditions)
    if verdict is None or verdict.gains is None or verdict.unbroken is None:
        raise AssertionError("whoever speaks has values")
    paths = [f"offices.{office.id}.{name}" for name in STAKE]
    held = drawn(bench.case, paths, bench.draws, bench.seed)
    weight, in_deal, in_war = (held[path] for path in paths)
    # Only differences count, so that walking away is 0; a shortfall within the tolerance is none.
    gain = np.where(np.abs(verdict.gains) <= TOLERANCE, 0.0, verdict.gains) / SCALE
    agrees = settles(gain, 0.0, in_deal, in_war, weight) & verdict.unbroken
    favoured = gain >= 0
    most = office_threshold(gain, 0.0, in_deal, in_war).most[favoured]
    return OfficeStake(
        office=office.id,
        actor=office.actor,
        values_of=speaker,
        question=it.question,
        package=it.package,
        gain=range_of(SCALE * gain),
        with_office=range_of(SCALE * (gain + weight * (in_deal - in_war))),
        weight=range_of(weight),
        stays_if_deal=range_of(in_deal),
        stays_if_war=range_of(in_war),
        limit=range_of(most) if favoured.any() else None,
        alone=share_of(verdict.accepted),
        settles=share_of(agrees),
        office_blocks=share_of(verdict.accepted & ~agrees),
        office_opens=share_of(~verdict.accepted & agrees),
        draws=bench.draws,
        paths=(*paths, *verdict.paths),
    )


def leader_changes(
    case: Case, asked: Sequence[tuple[str, Frame]], zones: Zones, lacks: dict[Lacking, None]
) -> list[LeaderChange]:
    """Tell how soon another could decide, and how likely a deal then exists.

    In each draw a deal exists by a month with chance (1 - H) for the leader's zone and H for the
    successor's, H being the chance that the change has come by then.

    Parameters
    ----------
    asked
        Questions by id, with their frames.
    zones
        Counts over draws.
    lacks
        Grows by what the case would have to say.
    """
    found = []
    for office in case.document.offices:
        missing = [n for n in ("change", "within", "successor") if getattr(office, n) is None]
        for name in missing:
            lacks[lacking(case, "office_change", f"offices.{office.id}.{name}")] = None
        if not missing:
            found.append(_leader_change(case, office, asked, zones, lacks))
    return found


def _leader_change(
    case: Case,
    office: Office,
    asked: Sequence[tuple[str, Frame]],
    zones: Zones,
    lacks: dict[Lacking, None],
) -> LeaderChange:
    paths = (f"offices.{office.id}.change", f"offices.{office.id}.within")
    held = drawn(case, paths, zones.draws, zones.seed)
    chance, within = (held[path] for path in paths)
    within = np.maximum(within, TINY)  # within no time: at once
    changed = changed_by(chance[:, None], within[:, None], np.array(MONTHS))
    successor = str(office.successor)
    deals = []
    if values_of(case.document, successor) is None:
        lacks[lacking(case, "values", f"preferences.{successor}")] = None
        asked = ()
    for question, about in asked:
        if office.actor in about.actors:
            deals.append(_deals(office, successor, question, about, changed, zones, paths))
    return LeaderChange(
        office=office.id,
        actor=office.actor,
        successor=successor,
        condition=office.condition,
        monthly=range_of(monthly_hazard(chance, within)),
        months=MONTHS,
        changed=tuple(range_of(column) for column in changed.T),
        deals=tuple(deals),
        draws=zones.draws,
        paths=paths,
    )


def _deals(
    office: Office,
    successor: str,
    question: str,
    about: Frame,
    changed: FloatArray,
    zones: Zones,
    paths: tuple[str, ...],
) -> DealsByMonth:
    issues, condition = about.issues.issues, about.conditions
    after = tuple(sorted({*condition, *([office.condition] if office.condition else ())}))
    others = [a for a in about.actors if a != office.actor]
    first, before = zones.of(about.actors, issues, condition)
    second, then = zones.of(list(dict.fromkeys([*others, successor])), issues, after)
    with_leader, with_successor = before > 0, then > 0
    deal = (1 - changed) * with_leader[:, None] + changed * with_successor[:, None]
    return DealsByMonth(
        question=question,
        with_leader=share_of(with_leader),
        with_successor=share_of(with_successor),
        chance=tuple(deal.mean(axis=0).tolist()),
        range=tuple(range_of(column) for column in deal.T),
        paths=tuple(dict.fromkeys([*paths, *zone_paths(first), *zone_paths(second)])),
    )
