"""Splitting two rivals: which bids would draw a target away, and at what price.

Source: Crawford 2011 on wedge strategies; the bidding contest is our form of it.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from backchannel.case import Case, schema
from backchannel.core.figures import counted
from backchannel.core.results import Note, RunRecord, Status
from backchannel.deals.rows import to_frame
from backchannel.space.seeds import Seed, seed_label
from backchannel.studies.ranges import Lacking, Range, drawn, lacking, range_of, share_of
from backchannel.theory import wedge
from backchannel.theory.arrays import TOLERANCE

__all__ = ["Bid", "WedgeContest", "WedgesOverDraws", "wedges"]

FloatArray = npt.NDArray[np.float64]

BIDS: Final = 9
"""Round bids in a table, from 0 to about the most that the divider can bid."""

STEPS: Final = (1.0, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0, 6.0, 8.0, 10.0)
"""Round steps between bids, times a power of ten."""


@dataclass(frozen=True)
class Bid:
    """One bid: how often it would draw the target away, and how often it would pay.

    Attributes
    ----------
    size
        Points that the divider offers the target.
    suffices
        Share of draws in which it is no less than the price.
    pays
        Share of draws in which it is no more than the divider can bid.
    works
        Share of draws in which both hold.
    """

    size: float
    suffices: float
    pays: float
    works: float


@dataclass(frozen=True)
class WedgeContest:
    """One attempt to split two rivals, as a contest of bids.

    Attributes
    ----------
    by, target, rival
        Who bids, for whom, against whom.
    price
        Break-even price: the target's own tie to the rival plus what the rival would add.
    most
        Most that the divider can bid: what the split is worth to it less its cost with allies.
    margin
        The most less the price.
    works
        Share of draws in which the most is no less than the price.
    stated_chance
        The analyst's own chance of success, for comparison; None where the case gives none.
    bids
        Bids in ascending order, the price at which the target turns among them unless it is dearer
        than the others.
    paths
        Estimates of price and most; `stated_path` is that of the stated chance.
    """

    id: str
    name: str | None
    by: str
    target: str
    rival: str
    price: Range
    most: Range
    margin: Range
    works: float
    stated_chance: Range | None
    bids: tuple[Bid, ...]
    paths: tuple[str, ...]
    stated_path: str | None


@dataclass(frozen=True)
class WedgesOverDraws:
    """All attempts to split two rivals that a case describes, within the ranges."""

    wedges: tuple[WedgeContest, ...]
    draws: int
    lacking: tuple[Lacking, ...]
    status: Status
    notes: tuple[Note, ...]
    run: RunRecord

    def to_rows(self) -> list[dict[str, object]]:
        """Return one row a bid, with the price and the most that the divider can bid."""
        return [
            {
                "wedge": it.id,
                "by": it.by,
                "target": it.target,
                "rival": it.rival,
                "bid": bid.size,
                "suffices": bid.suffices,
                "pays": bid.pays,
                "works": bid.works,
                "price_low": it.price.low,
                "price_median": it.price.median,
                "price_high": it.price.high,
                "most_low": it.most.low,
                "most_median": it.most.median,
                "most_high": it.most.high,
                "works_at_some_bid": it.works,
                "draws": self.draws,
            }
            for it in self.wedges
            for bid in it.bids
        ]

    def to_frame(self) -> Any:
        """Return the rows as a polars data frame."""
        return to_frame(self.to_rows())

    def summary(self) -> str:
        """Return plain sentences with their caveat."""
        told = [
            f"{it.by} could outbid {it.rival} for {it.target} in {100 * it.works:.3g} % of "
            f"{counted(self.draws, 'draw')}; the price is {it.price} points, and it can bid "
            f"{it.most}."
            for it in self.wedges
        ] or ["The case describes no attempt to split two rivals."]
        return " ".join([*told, "This follows from the stated ranges and is no forecast."])


def wedges(case: Case, *, draws: int = 1_000, seed: Seed = 0) -> WedgesOverDraws:
    """Ask of each wedge of a case what it would cost, and which bids would do.

    The target goes to whoever offers more; its tie to the rival counts as part of the rival's bid,
    and the target wins ties. All bids are known and a promise is as good as a payment. The four
    estimates are in points of one scale, the divider's; they are not read off the actors' values.

    Parameters
    ----------
    draws, seed
        Latin hypercube draws of the estimates.

    References
    ----------
    Crawford 2011; the bidding contest is our form of it.

    Examples
    --------
    >>> import backchannel as bc
    >>> found = wedges(bc.load("ukraine-2023"), draws=200).wedges[0]
    >>> len(found.bids), found.bids[0].size, found.bids[0].pays > found.bids[-1].pays
    (9, 0.0, True)
    """
    told = tuple(_contest(case, it, draws, seed) for it in case.document.wedges)
    return WedgesOverDraws(
        wedges=told,
        draws=draws,
        lacking=() if told else (lacking(case, "wedges", "wedges"),),
        status=Status.ESTIMATED,
        notes=(),
        run=RunRecord(
            "studies.wedges", case.document.case.id, case.digest, {"draws": draws}, seed_label(seed)
        ),
    )


def _contest(case: Case, it: schema.Wedge, draws: int, seed: Seed) -> WedgeContest:
    at = f"wedges.{it.id}"
    paths = tuple(f"{at}.{key}" for key in ("worth", "cost_with_allies", "tie", "counter_bid"))
    stated = f"{at}.stated_chance" if it.stated_chance else None
    values = drawn(case, [*paths, *([stated] if stated else [])], draws, seed)
    found = wedge(*(values[path] for path in paths))
    price, most = range_of(found.price), range_of(found.most)
    even = price.median if price.low == price.high else round(price.median, 1)  # as it is shown
    return WedgeContest(
        id=it.id,
        name=str(it.name) if it.name else None,
        by=it.by,
        target=it.target,
        rival=it.rival,
        price=price,
        most=most,
        margin=range_of(found.most - found.price),
        works=share_of(found.works),
        stated_chance=range_of(values[stated]) if stated else None,
        bids=tuple(_bid(size, found.price, found.most) for size in _sizes(most.high, even)),
        paths=paths,
        stated_path=stated,
    )


def _bid(size: float, price: FloatArray, most: FloatArray) -> Bid:
    suffices, pays = size >= price - TOLERANCE, size <= most + TOLERANCE
    return Bid(size, share_of(suffices), share_of(pays), share_of(suffices & pays))


def _sizes(high: float, even: float) -> list[float]:
    """Bids from 0 to at least `high` in round steps, with that which would just do, if it is less.

    >>> _sizes(17.2, 30)
    [0.0, 2.5, 5.0, 7.5, 10.0, 12.5, 15.0, 17.5, 20.0]
    >>> _sizes(4, 2.7)
    [0.0, 0.5, 1.0, 1.5, 2.0, 2.5, 2.7, 3.0, 3.5, 4.0]
    >>> _sizes(-1, 3), _sizes(-1, -2.0)
    ([0.0], [-2.0, 0.0])
    """
    sizes = {0.0}
    if high > 0:
        least = high / (BIDS - 1)
        unit = 10.0 ** math.floor(math.log10(least))
        step = next(unit * s for s in STEPS if unit * s * (1 + 1e-9) >= least)
        sizes = {round(n * step, 9) for n in range(BIDS)}
    return sorted(sizes | {even} if even < max(sizes) else sizes)
