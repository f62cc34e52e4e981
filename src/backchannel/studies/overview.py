"""The main job: everything that the brief tells of a case, computed once and kept as data.

`overview` asks each question of the case at the point and over draws, gathers the deals worth a
look with what they mean for every actor, and says who is decided about without being there.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from backchannel.case import Case
from backchannel.case.schema import Question
from backchannel.core.results import RunRecord

Package = Mapping[str, str]  # {issue: option}


@dataclass(frozen=True, slots=True)
class Range:
    """Low (5th percentile), median and high (95th) over the draws."""

    low: float
    median: float
    high: float


@dataclass(frozen=True, slots=True)
class Constraint:
    """A walk-away value or a red line of an actor; ``path`` is its estimate in the case."""

    actor: str
    red_line: str | None  # the id of the red line; None for the walk-away value
    path: str


@dataclass(frozen=True, slots=True)
class Opening:
    """A smallest set of constraints whose yielding together opens an empty zone."""

    constraints: tuple[Constraint, ...]
    points: float  # least sum of points by which walk-away values would have to fall
    packages: int  # packages that break just these


@dataclass(frozen=True, slots=True)
class Blocking:
    """What one constraint does to a zone."""

    constraint: Constraint
    packages_lost: int  # at the point: how much the zone would grow without it
    opens_alone: float | None  # share of the draws with an empty zone that it alone keeps empty


@dataclass(frozen=True, slots=True)
class Answer:
    """One question: the zone at the point and over draws, and what blocks it."""

    question: Question
    actors: tuple[str, ...]
    issues: tuple[str, ...]
    count: int
    total: int
    open_share: float  # share of draws in which the zone is not empty
    share: Range  # share of packages in the zone, over all draws
    openings: tuple[Opening, ...]
    blocking: tuple[Blocking, ...]
    option_shares: Mapping[str, Mapping[str, float]]  # issue -> option -> share of zone at the point
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Effect:
    """What a package means for one actor, against carrying on without a package."""

    actor: str
    gain: Range  # u - r in points
    accepts: float  # share of draws in which the actor accepts it
    signs: bool  # whether the actor is among those asked


@dataclass(frozen=True, slots=True)
class Deal:
    """A package worth a look, why it is one, and what it means for every actor with values."""

    package: Package
    question: str  # the id of the question
    found_as: tuple[str, ...]  # nash, kalai_smorodinsky, egalitarian, utilitarian, robust
    accepted: float  # share of draws in which all who are asked accept it
    ties: int  # packages that share the same claim to be listed
    effects: tuple[Effect, ...]


@dataclass(frozen=True, slots=True)
class Absence:
    """An actor about whose issues a channel talks without it (or its principal or delegate)."""

    channel: str
    actor: str
    weight: float  # share of the actor's total weight that lies on the channel's issues, at the modes
    issues: tuple[str, ...]  # issues of the channel that the actor weighs, heaviest first


@dataclass(frozen=True, slots=True)
class Overview:
    """What the brief tells."""

    case: Case
    answers: tuple[Answer, ...]
    deals: tuple[Deal, ...]
    absences: tuple[Absence, ...]
    draws: int
    run: RunRecord
