"""What grades are taken to mean: a stated table from letter, digit and stake to a chance.

Two steps, kept apart as the convention keeps letter and digit apart. The digit says how likely the
information is before asking who says it. The letter, with what the source gains by being believed,
says how readily it would say so where it is *not* so; a source that would say so either way tells
nothing. The chance that what is said is so follows by the odds (``meaning``, section 8):

    odds = digit's odds * P(says | so) / P(says | not so), one factor for each independent voice

The numbers are a convention of this project. Nobody measured them; a case may put its own in their
place (``credibility``), and wide ranges say how little they are worth.
"""

from typing import Final, NamedTuple

from backchannel.evidence.grades import Digit, Reliability, Stake

__all__ = ["INFORMATION", "SAYS_IF_FALSE", "SAYS_IF_TRUE", "Chance"]


class Chance(NamedTuple):
    """A probability with its range."""

    low: float
    mode: float
    high: float
    distribution: str = "pert"


INFORMATION: Final[dict[Digit, Chance]] = {
    "1": Chance(0.85, 0.95, 0.99),
    "2": Chance(0.60, 0.75, 0.90),
    "3": Chance(0.35, 0.50, 0.65),
    "4": Chance(0.15, 0.30, 0.45),
    "5": Chance(0.03, 0.10, 0.20),
    "6": Chance(0.05, 0.50, 0.95),
}
"""By digit: chance of what is said before asking who says it."""

SAYS_IF_TRUE: Final = Chance(0.80, 0.90, 0.97)
"""Chance that a source says so where it is so."""

SAYS_IF_FALSE: Final[dict[Reliability, dict[Stake, Chance]]] = {
    "A": {
        "against": Chance(0.01, 0.02, 0.05),
        "none": Chance(0.02, 0.05, 0.10),
        "some": Chance(0.05, 0.10, 0.20),
        "strong": Chance(0.15, 0.30, 0.45),
    },
    "B": {
        "against": Chance(0.02, 0.05, 0.10),
        "none": Chance(0.05, 0.10, 0.20),
        "some": Chance(0.15, 0.30, 0.45),
        "strong": Chance(0.30, 0.50, 0.65),
    },
    "C": {
        "against": Chance(0.05, 0.10, 0.20),
        "none": Chance(0.10, 0.25, 0.40),
        "some": Chance(0.30, 0.45, 0.60),
        "strong": Chance(0.45, 0.60, 0.75),
    },
    "D": {
        "against": Chance(0.10, 0.20, 0.35),
        "none": Chance(0.25, 0.40, 0.55),
        "some": Chance(0.45, 0.60, 0.75),
        "strong": Chance(0.60, 0.75, 0.85),
    },
    "E": {
        "against": Chance(0.20, 0.35, 0.50),
        "none": Chance(0.40, 0.60, 0.75),
        "some": Chance(0.60, 0.75, 0.85),
        "strong": Chance(0.75, 0.85, 0.92),
    },
    "F": {
        "against": Chance(0.05, 0.30, 0.70),
        "none": Chance(0.10, 0.45, 0.80),
        "some": Chance(0.20, 0.60, 0.90),
        "strong": Chance(0.35, 0.75, 0.92),
    },
}
"""By letter and stake: chance that a source says so where it is not so."""
