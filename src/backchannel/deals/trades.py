"""Log-rolling: which trades of one issue for another carry the gain of a package.

The yardstick is every issue settled by itself, by lot among those to whom it matters.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Literal

from backchannel.core.errors import UsageError
from backchannel.core.results import Note, RunRecord, Status, note
from backchannel.deals.logrolling import (
    Account,
    RawSale,
    account_of,
    matched,
    protected_issues,
)
from backchannel.deals.packages import (
    breaks,
    broken_names,
    choice_of,
    plain,
)
from backchannel.deals.rows import to_frame
from backchannel.space.compile import Frame

if TYPE_CHECKING:
    from backchannel.deals.zone import Zone

__all__ = ["IssueGain", "Sale", "Trade", "Trades", "trades"]

Kind = Literal["traded", "one_sided", "common", "given_up", "even"]


@dataclass(frozen=True)
class Sale:
    """One issue on which an actor gets less than by lot, so that another one gets more."""

    seller: str
    buyer: str
    issue: str
    gives: float
    """Points that the seller loses on it, of its own."""
    gets: float
    """Points that the buyer gains on it, of its own."""
    protected: bool
    """Whether a real red line of the seller mentions the issue."""

    def __str__(self) -> str:
        return (
            f"{self.seller} gives {self.buyer} its way on {self.issue} "
            f"({plain(self.gives)} points for {plain(self.gets)})"
        )


@dataclass(frozen=True)
class Trade:
    """One issue sold for another one between two actors, or one that is sold with no return.

    Attributes
    ----------
    rank
        1 for the largest joint gain; equal gains share a rank.
    sales
        Two sales that go opposite ways; a single one where this buyer sells nothing to this
        seller (its return may come from a third actor).
    joint
        What the trade adds to the sum of all gains.
    share
        That as a share of the package's whole joint gain: above 1 where other parts of it are
        losses, None where the whole is not positive.
    returns
        For each seller what it gets back in this trade for one point that it gives; 0 for a
        single sale.
    unprotected
        Sellers that sell an issue that no real red line of theirs mentions.
    losing
        Sellers that get less back in this trade than they give.
    behind
        Sellers whom the whole package leaves nearer to their walk-away value, or farther below
        it, than the lot does.
    """

    rank: int
    sales: tuple[Sale, ...]
    joint: float
    share: float | None
    returns: tuple[float, ...]
    unprotected: tuple[str, ...]
    losing: tuple[str, ...]
    behind: tuple[str, ...]

    def __str__(self) -> str:
        return "; ".join(map(str, self.sales))


@dataclass(frozen=True)
class IssueGain:
    """What one issue of the package gives each actor, against the lot."""

    issue: str
    option: str
    kind: Kind
    """traded: some gain, some lose, and a return flows the other way; one_sided: none flows;
    common: nobody loses, somebody gains; given_up: nobody gains, somebody loses; even: neither."""
    points: tuple[float, ...]
    """[actors] gain or loss on the issue."""


@dataclass(frozen=True, eq=False)
class Trades:
    """Where a package's gain over settling each issue by itself comes from.

    The whole joint gain is the sum of the trades' ``joint``, of the issues that are common ground
    or given up, and of the `together` points.

    Attributes
    ----------
    package
        The package looked at.
    lot, gains
        [actors] points above the walk-away value (in a partial zone: above the status quo): on
        average over the lots, and in the package.
    issues
        One entry an issue, in the case's order.
    together
        [actors] points from bonuses of several options at once, which belong to no one issue.
    trades
        The largest joint gain first.
    joint
        Sum over the actors of what the package gives above the lot.
    broken
        What the package breaks, in words; empty if nothing.
    """

    actors: tuple[str, ...]
    package: dict[str, str]
    lot: tuple[float, ...]
    gains: tuple[float, ...]
    issues: tuple[IssueGain, ...] = field(repr=False)
    together: tuple[float, ...]
    trades: tuple[Trade, ...] = field(repr=False)
    joint: float
    broken: tuple[str, ...]
    status: Status
    notes: tuple[Note, ...]
    run: RunRecord

    def to_rows(self) -> list[dict[str, object]]:
        """Return one row a trade: who sells which issue to whom for what."""
        rows = []
        for trade in self.trades:
            first, back = trade.sales[0], trade.sales[1] if len(trade.sales) > 1 else None
            rows.append(
                {
                    "rank": trade.rank,
                    "seller": first.seller,
                    "sells": first.issue,
                    "buyer": first.buyer,
                    "for": back.issue if back else "",
                    "seller_gives": first.gives,
                    "seller_gets": back.gets if back else 0.0,
                    "buyer_gets": first.gets,
                    "buyer_gives": back.gives if back else 0.0,
                    "joint": trade.joint,
                    "share": trade.share,
                    "unprotected": ", ".join(trade.unprotected),
                    "losing": ", ".join(trade.losing),
                    "behind": ", ".join(trade.behind),
                }
            )
        return rows

    def issue_rows(self) -> list[dict[str, object]]:
        """Return one row an issue: its option, its kind, every actor's gain against the lot."""
        return [
            {
                "issue": issue.issue,
                "option": issue.option,
                "kind": issue.kind,
                **{f"gain.{a}": x for a, x in zip(self.actors, issue.points, strict=True)},
            }
            for issue in self.issues
        ]

    def to_frame(self) -> Any:
        """Return the trades as a polars data frame."""
        return to_frame(self.to_rows())

    def summary(self) -> str:
        """Return one plain sentence with its caveat."""
        differences = (y - x for x, y in zip(self.lot, self.gains, strict=True))
        each = ", ".join(
            f"{actor} {'+' if d > 0 else ''}{plain(d)}"
            for actor, d in zip(self.actors, differences, strict=True)
        )
        caveat = "it follows from the stated values and is no forecast or advice"
        refused = f"; the package breaks {' and '.join(self.broken)}" if self.broken else ""
        start = f"Against each issue settled by itself, by lot, the package gives {each} points"
        if not self.trades:
            return f"{start}; no issue is traded for another{refused}; {caveat}."
        top = self.trades[0]
        count = sum(bool(trade.unprotected) for trade in self.trades)
        return (
            f"{start}; the largest trade adds {plain(top.joint)} to a joint gain of "
            f"{plain(self.joint)}: {top}; in {count} of {len(self.trades)} trades an "
            f"actor sells an issue that no red line of its own mentions{refused}; {caveat}."
        )


def trades(zone: Zone, package: Mapping[str, str] | None = None) -> Trades:
    """Find which trades of issue for issue carry a package's gain over splitting each issue.

    **The yardstick.** Each issue is settled by itself, by lot: one of the actors to whom the
    issue matters is drawn, each with the same chance, and has its way; an actor's worth of the
    issue is its mean over these lots. Between two opposed actors that is half way between the
    best and the worst, the split down the middle, whatever the options in between are. Where all
    want the same, the lot gives everybody the best, so that common ground is never counted as a
    trade. Options that an exclusion or a real red line of one of the actors rules out by
    themselves are left out; an actor for whom all others are worth the same draws no lot; equally
    good options count by their mean.

    **Sales.** On an issue where some gain and some lose against the lot, each loser sells to each
    gainer: its loss is divided among the gainers by their gains, their gains among the losers by
    their losses. **Trades.** What a sells to b is paid with what b sells to a: each issue sold one
    way is matched with each one sold the other way, in proportion to what their buyer gains on
    them. Returns of a ring (a to b, b to c, c to a) are no trade between two: they are listed as
    single sales. All parts add up to the whole.

    Parameters
    ----------
    zone
        Whose actors, issues and values count.
    package
        As ``{issue: option}``; issues left out stay at the status quo. By default the Nash
        package, the first one of those that tie.

    Raises
    ------
    UsageError
        For unknown names, and for an empty zone when no package is given.

    Examples
    --------
    >>> import backchannel as bc
    >>> zone = bc.zone(bc.load("two-issues"), ["upstream", "downstream"])
    >>> found = trades(zone)
    >>> found.lot, found.gains, found.joint
    ((20.0, 20.0), (50.0, 50.0), 60.0)
    >>> print(found.trades[0])  # doctest: +NORMALIZE_WHITESPACE
    upstream gives downstream its way on road (10 points for 40);
    downstream gives upstream its way on water (10 points for 40)
    """
    about, t = zone.frame, zone.tables
    choice = choice_of(about, _nash(zone) if package is None else package)
    named = about.labels(choice[None])[0]
    account = account_of(about, t, choice)
    sales = matched(account.parts, protected_issues(about, t.real[0]))
    bound = {raw.issue for match in sales if len(match) > 1 for raw in match}
    return Trades(
        actors=zone.actors,
        package=named,
        lot=tuple(map(float, account.lot)),
        gains=tuple(map(float, account.gains)),
        issues=tuple(
            IssueGain(issue, named[issue], _kind(row, traded=i in bound), tuple(map(float, row)))
            for i, (issue, row) in enumerate(zip(named, account.parts, strict=True))
        ),
        together=tuple(map(float, account.together)),
        trades=_ranked(about, sales, account),
        joint=float(account.joint),
        broken=broken_names(about, breaks(about.plan, t.real[0], choice[None]), choice, 0),
        status=Status.PROVEN if t.exact else Status.ESTIMATED,
        notes=(*zone.notes, note("scales")),
        run=replace(
            zone.run,
            method="deals.trades",
            settings={**zone.run.settings, "package": tuple(named.items())},
        ),
    )


def _nash(zone: Zone) -> Mapping[str, str]:
    for point in zone.points():
        if point.method == "nash" and point.packages:
            return point.packages[0]
    raise UsageError(
        "no package is acceptable to all, so there is no Nash package to look at",
        hint="name a package",
    )


def _ranked(
    about: Frame, matches: Sequence[tuple[RawSale, ...]], account: Account
) -> tuple[Trade, ...]:
    """Matches as trades, the largest joint gain first; equal ones share a rank."""
    joint = [sum((raw.gets - raw.gives for raw in match), Fraction(0)) for match in matches]
    order = sorted(
        range(len(matches)),
        key=lambda n: (-joint[n], [(raw.issue, raw.seller, raw.buyer) for raw in matches[n]]),
    )
    return tuple(
        _trade(about, matches[n], 1 + sum(x > joint[n] for x in joint), joint[n], account)
        for n in order
    )


def _trade(
    about: Frame, match: tuple[RawSale, ...], rank: int, joint: Fraction, account: Account
) -> Trade:
    names = about.actors
    back = [match[1].gets, match[0].gets] if len(match) > 1 else [Fraction(0)]
    return Trade(
        rank=rank,
        sales=tuple(
            Sale(
                seller=names[raw.seller],
                buyer=names[raw.buyer],
                issue=about.issues.issues[raw.issue],
                gives=float(raw.gives),
                gets=float(raw.gets),
                protected=raw.protected,
            )
            for raw in match
        ),
        joint=float(joint),
        share=float(joint / account.joint) if account.joint > 0 else None,
        returns=tuple(float(x / raw.gives) for x, raw in zip(back, match, strict=True)),
        unprotected=tuple(names[raw.seller] for raw in match if not raw.protected),
        losing=tuple(
            names[raw.seller] for x, raw in zip(back, match, strict=True) if x < raw.gives
        ),
        behind=tuple(names[raw.seller] for raw in match if raw.seller in account.behind),
    )


def _kind(row: Sequence[Fraction], *, traded: bool) -> Kind:
    gain, loss = any(x > 0 for x in row), any(x < 0 for x in row)
    if gain and loss:
        return "traded" if traded else "one_sided"
    if gain or loss:
        return "common" if gain else "given_up"
    return "even"
