"""Deals at the point estimate: the zone, its frontier and solution points, what blocks and trades.

>>> import backchannel as bc
>>> found = bc.zone(bc.load("two-issues"), ["upstream", "downstream"])
>>> found.count <= found.total <= found.all_packages
True
"""

from collections.abc import Callable
from typing import Any, Final, NamedTuple

from backchannel.deals.blockers import Blockers, Constraint, Cost, Opening, blockers
from backchannel.deals.frontier import Frontier, frontier
from backchannel.deals.points import (
    Point,
    egalitarian,
    kalai_smorodinsky,
    nash,
    points,
    utilitarian,
)
from backchannel.deals.reach import Reach, reach
from backchannel.deals.single_text import SingleText, single_text
from backchannel.deals.trades import Trades, trades
from backchannel.deals.transfers import Transfers, transfers
from backchannel.deals.zone import Zone, zone

__all__ = [
    "METHODS",
    "Blockers",
    "Constraint",
    "Cost",
    "Frontier",
    "Method",
    "Opening",
    "Point",
    "Reach",
    "SingleText",
    "Trades",
    "Transfers",
    "Zone",
    "blockers",
    "egalitarian",
    "frontier",
    "kalai_smorodinsky",
    "nash",
    "points",
    "reach",
    "single_text",
    "trades",
    "transfers",
    "utilitarian",
    "zone",
]


class Method(NamedTuple):
    """One method of the room: its name, its function, and whose idea it is."""

    id: str
    function: Callable[..., Any]
    title: str
    citation: str


METHODS: Final = (
    Method("zone", zone, "Zone of agreement", "Putnam 1988; Raiffa 1982"),
    Method("frontier", frontier, "Pareto frontier", "Raiffa 1982"),
    Method("nash", nash, "Nash point", "Nash 1950"),
    Method(
        "kalai_smorodinsky",
        kalai_smorodinsky,
        "Kalai-Smorodinsky point",
        "Kalai and Smorodinsky 1975",
    ),
    Method("egalitarian", egalitarian, "Egalitarian point", "Kalai 1977"),
    Method("utilitarian", utilitarian, "Utilitarian point", "definition: largest sum of gains"),
    Method("blockers", blockers, "Blockers", "definition: minimal sets of broken constraints"),
    Method("reach", reach, "Best, worst and distance", "definition: extremes within the zone"),
    Method("trades", trades, "Log-rolling", "definition: gains against each issue by lot"),
    Method("transfers", transfers, "Side payments", "definition: surplus against shortfall"),
    Method("single_text", single_text, "Single negotiating text", "Raiffa 1982"),
)
