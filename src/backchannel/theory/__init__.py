"""Closed forms of the literature on plain arrays: no case, no labels, no draws.

Every function takes numbers or arrays that broadcast, works in float64 and returns arrays, or a
tuple of them with names. Numbers within 1e-9 count as equal where a tie decides. Inputs are
trusted: whoever calls has checked them.

>>> from backchannel.theory import bargaining_range
>>> bargaining_range(0.7, [0.7, 0.4], 0.1, 0.1).exists.tolist()
[True, False]
"""

from backchannel.theory.exposure import exposed, meetings_until
from backchannel.theory.office import (
    OfficeThreshold,
    changed_by,
    monthly_hazard,
    office_threshold,
    settles,
)
from backchannel.theory.positions import weighted_mean, weighted_median
from backchannel.theory.scores import Calibration, brier_score, calibration, log_score
from backchannel.theory.votes import needed_chance
from backchannel.theory.war import (
    BargainingRange,
    Shift,
    bargaining_range,
    battles_until_range,
    belief_after,
    break_even_chance,
    break_even_renewal,
    durable_worth,
    months_until_ready,
    shift,
)
from backchannel.theory.wedge import Wedge, wedge

__all__ = [
    "BargainingRange",
    "Calibration",
    "OfficeThreshold",
    "Shift",
    "Wedge",
    "bargaining_range",
    "battles_until_range",
    "belief_after",
    "break_even_chance",
    "break_even_renewal",
    "brier_score",
    "calibration",
    "changed_by",
    "durable_worth",
    "exposed",
    "log_score",
    "meetings_until",
    "monthly_hazard",
    "months_until_ready",
    "needed_chance",
    "office_threshold",
    "settles",
    "shift",
    "wedge",
    "weighted_mean",
    "weighted_median",
]
