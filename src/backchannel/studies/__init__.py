"""One study for each question that an analyst asks; the room that joins engines with draws.

>>> import backchannel as bc
>>> case = bc.load("two-issues")
>>> bc.studies.zone_over_draws(case, ["upstream", "downstream"], draws=64).draws
64
"""

from backchannel.studies.frontiers import FrontierOverDraws, frontier_over_draws
from backchannel.studies.headlines import Headlines, headlines
from backchannel.studies.nearest import NearestChange, nearest_change
from backchannel.studies.overview import Overview, overview
from backchannel.studies.points import PointsOverDraws, points_over_draws
from backchannel.studies.values import ValuesOverDraws, values_over_draws
from backchannel.studies.zones import ZoneOverDraws, zone_over_draws

__all__ = [
    "FrontierOverDraws",
    "Headlines",
    "NearestChange",
    "Overview",
    "PointsOverDraws",
    "ValuesOverDraws",
    "ZoneOverDraws",
    "frontier_over_draws",
    "headlines",
    "nearest_change",
    "overview",
    "points_over_draws",
    "values_over_draws",
    "zone_over_draws",
]
