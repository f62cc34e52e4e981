"""One study for each question that an analyst asks; the room that joins engines with draws.

>>> import backchannel as bc
>>> case = bc.load("two-issues")
>>> bc.studies.zone_over_draws(case, ["upstream", "downstream"], draws=64).draws
64
"""

from backchannel.studies.change.nearest import NearestChange, nearest_change
from backchannel.studies.channel.channels import ChannelsOverDraws, channels
from backchannel.studies.frontiers import FrontierOverDraws, frontier_over_draws
from backchannel.studies.headlines import Headlines, headlines
from backchannel.studies.home.home_fronts import HomeFronts, home_fronts
from backchannel.studies.move.next_moves import NextMoves, next_moves, next_moves_of_all
from backchannel.studies.order.orders import Orders, orders
from backchannel.studies.overview import Overview, overview
from backchannel.studies.points import PointsOverDraws, points_over_draws
from backchannel.studies.pressure.over_head import OverTheHead
from backchannel.studies.pressure.press import over_the_head
from backchannel.studies.values import ValuesOverDraws, values_over_draws
from backchannel.studies.wars.war import WarOverDraws, war
from backchannel.studies.wars.wedges import WedgesOverDraws, wedges
from backchannel.studies.whose_deal import WhoseDeal, whose_deal
from backchannel.studies.zones import ZoneOverDraws, zone_over_draws

__all__ = [
    "ChannelsOverDraws",
    "FrontierOverDraws",
    "Headlines",
    "HomeFronts",
    "NearestChange",
    "NextMoves",
    "Orders",
    "OverTheHead",
    "Overview",
    "PointsOverDraws",
    "ValuesOverDraws",
    "WarOverDraws",
    "WedgesOverDraws",
    "WhoseDeal",
    "ZoneOverDraws",
    "channels",
    "frontier_over_draws",
    "headlines",
    "home_fronts",
    "nearest_change",
    "next_moves",
    "next_moves_of_all",
    "orders",
    "over_the_head",
    "overview",
    "points_over_draws",
    "values_over_draws",
    "war",
    "wedges",
    "whose_deal",
    "zone_over_draws",
]
