"""All channels as one table: whether that opens what no channel opens alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from backchannel.case import Case
from backchannel.deals.best import best, one_draw, total
from backchannel.deals.transfers import Transfers, transfers
from backchannel.deals.zone import Zone, zone
from backchannel.studies.channel.deals import paths_of
from backchannel.studies.order.settle import Agenda, Part

__all__ = ["SidePayment", "Together", "together_of"]


@dataclass(frozen=True, slots=True)
class SidePayment:
    """One actor pays alone what the others lack for a package, at the most likely values.

    Attributes
    ----------
    points
        What it pays, in points that count the same for all.
    to
        By receiver, what arrives.
    after
        By actor: points over no deal after the payment.
    """

    payer: str
    points: float
    to: Mapping[str, float]
    after: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Together:
    """All channels as one table: all who sign, all issues.

    Attributes
    ----------
    actors, issues
    partial
        Whether other issues stay at the status quo, so that gains over it are judged (rule 4); one
        table about all issues is judged by walk-away values, even where its channels are not.
    open_share
        Share of draws in which at least one package is acceptable to all of them.
    alone
        By channel the same for the channel by itself.
    only_together
        Share of draws in which the one table has a package and no channel by itself has one.
    point_open, point_alone
        Whether there is a package at the most likely values: at the one table, and in any channel
        by itself; None where that was not settled.
    package
        With side payments at the most likely values, where neither has a package: that with the
        largest sum of points over no deal; None if not asked for.
    gains
        By actor: points over no deal (rule 1 or 4) without payment.
    payments
        By each actor that could pay alone what the others lack.
    transfers
        The side payments in full; None if not asked for.
    paths
        The estimates behind these numbers; the weight of an issue stands for its values too.
    """

    actors: tuple[str, ...]
    issues: tuple[str, ...]
    partial: bool
    open_share: float
    alone: Mapping[str, float]
    only_together: float
    point_open: bool | None
    point_alone: bool | None
    package: Mapping[str, str] | None = field(repr=False)
    gains: Mapping[str, float]
    payments: tuple[SidePayment, ...]
    transfers: Transfers | None = field(repr=False)
    paths: tuple[str, ...] = field(repr=False)


def together_of(case: Case, agenda: Agenda, parts: Sequence[Part]) -> Together:
    """Compare one table with each channel by itself, and look for side payments at the point.

    References
    ----------
    Sebenius 1983: adding issues and parties can open a zone that each matter alone leaves empty.
    """
    alone = np.concatenate([part.alone for part in parts])
    together = np.concatenate([part.together for part in parts])
    whole = zone(case, agenda.union.actors, issues=agenda.union.issues.issues)
    each = [zone(case, channel=talks.id).exists for talks in agenda.talks]
    any_alone = True if True in each else None if None in each else False
    found = _with_payments(whole) if any_alone is False and whole.exists is False else None
    return Together(
        actors=agenda.union.actors,
        issues=agenda.union.issues.issues,
        partial=agenda.union.partial,
        open_share=float(together.mean()),
        alone=dict(zip((t.id for t in agenda.talks), alone.mean(axis=0).tolist(), strict=True)),
        only_together=float((together & ~alone.any(axis=1)).mean()),
        point_open=whole.exists,
        point_alone=any_alone,
        package=found.package if found else None,
        gains=dict(zip(found.actors, found.gains, strict=True)) if found else {},
        payments=_payments(found) if found and found.possible else (),
        transfers=found,
        paths=paths_of(agenda.union),
    )


def _with_payments(about: Zone) -> Transfers | None:
    """Side payments for the package with the largest sum of points that breaks no red line."""
    t, ones = about.tables, np.ones(len(about.actors))
    found = best(about.frame.plan, one_draw(t), t.scale, total(ones, np.zeros(ones.size, np.bool_)))
    if not found.found:
        return None
    return transfers(about, package=about.frame.labels(found.choice[None])[0])


def _payments(found: Transfers) -> tuple[SidePayment, ...]:
    lacks = {receiver.actor: receiver.lacks for receiver in found.receivers}
    gains = dict(zip(found.actors, found.gains, strict=True))
    return tuple(
        SidePayment(
            payer=payer.actor,
            points=payer.alone,
            to=lacks,
            after={
                actor: gain - (payer.alone if actor == payer.actor else 0.0) + lacks.get(actor, 0.0)
                for actor, gain in gains.items()
            },
        )
        for payer in found.payers
        if payer.enough and payer.alone is not None
    )
