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
from backchannel.studies.record.compare import Comparison, compare
from backchannel.studies.record.driven import Drivers
from backchannel.studies.record.drivers import drivers
from backchannel.studies.record.forecasts import Forecasts, forecasts
from backchannel.studies.record.influence import Influence, influence
from backchannel.studies.record.learn import learn
from backchannel.studies.record.lessons import Learned
from backchannel.studies.record.positions import Positions, positions
from backchannel.studies.record.sources import Sources, sources
from backchannel.studies.values import ValuesOverDraws, values_over_draws
from backchannel.studies.wars.war import WarOverDraws, war
from backchannel.studies.wars.wedges import WedgesOverDraws, wedges
from backchannel.studies.whose_deal import WhoseDeal, whose_deal
from backchannel.studies.zones import ZoneOverDraws, zone_over_draws

__all__ = [
    "ChannelsOverDraws",
    "Comparison",
    "Drivers",
    "Forecasts",
    "FrontierOverDraws",
    "Headlines",
    "HomeFronts",
    "Influence",
    "Learned",
    "NearestChange",
    "NextMoves",
    "Orders",
    "OverTheHead",
    "Overview",
    "PointsOverDraws",
    "Positions",
    "Sources",
    "ValuesOverDraws",
    "WarOverDraws",
    "WedgesOverDraws",
    "WhoseDeal",
    "ZoneOverDraws",
    "channels",
    "compare",
    "drivers",
    "forecasts",
    "frontier_over_draws",
    "headlines",
    "home_fronts",
    "influence",
    "learn",
    "nearest_change",
    "next_moves",
    "next_moves_of_all",
    "orders",
    "over_the_head",
    "overview",
    "points_over_draws",
    "positions",
    "sources",
    "values_over_draws",
    "war",
    "wedges",
    "whose_deal",
    "zone_over_draws",
]
