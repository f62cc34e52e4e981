"""Positions: the weighted mean and the weighted median of what the deciding actors want most.

Naive forecasts that stand beside whatever looks like one. They know nothing of walk-away values,
red lines or trades between issues: each issue is taken by itself, on its own ordered scale.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple

import numpy as np
import numpy.typing as npt

from backchannel.case import Case
from backchannel.case.roles import values_of
from backchannel.case.schema import Issue
from backchannel.core.errors import UsageError, did_you_mean
from backchannel.core.figures import counted
from backchannel.core.results import Note, RunRecord, Status
from backchannel.deals.rows import to_frame
from backchannel.space import Seed
from backchannel.space.seeds import seed_label
from backchannel.studies.home.decision_rules import decision_of
from backchannel.studies.ranges import Lacking, Range, drawn, lacking, range_of
from backchannel.theory import weighted_mean, weighted_median
from backchannel.theory.arrays import TOLERANCE

__all__ = ["Average", "IssuePositions", "LeftOut", "Position", "Positions", "positions"]

FloatArray = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Position:
    """Where one actor stands on one issue.

    Attributes
    ----------
    place
        Of the option that it values most, from 0 for the first; the mean of several that tie.
    salience
        Share of the issue in the actor's weights.
    capability
        Its `power`; 1 where the case gives none.
    """

    actor: str
    place: Range
    salience: Range
    capability: Range
    paths: tuple[str, ...] = field(repr=False)


@dataclass(frozen=True)
class Average:
    """A weighted mean or median of positions over draws.

    Attributes
    ----------
    place
        From 0 for the first option; neighbours are one apart.
    nearest
        Share of draws in which each option is the nearest; half for each of two equally near.
    """

    place: Range
    nearest: Mapping[str, float]

    @property
    def option(self) -> str:
        """The option that is nearest most often, the first of equals."""
        return max(self.nearest, key=lambda option: self.nearest[option])


@dataclass(frozen=True)
class IssuePositions:
    """Positions on one issue, and what they average to.

    Attributes
    ----------
    options
        In the order of the scale.
    held
        The actors that give the issue weight.
    mean, median
        None where no actor gives the issue any weight.
    """

    issue: str
    options: tuple[str, ...]
    held: tuple[Position, ...]
    mean: Average | None
    median: Average | None

    @property
    def paths(self) -> tuple[str, ...]:
        """Estimates behind the averages."""
        return tuple(dict.fromkeys(path for it in self.held for path in it.paths))


@dataclass(frozen=True)
class LeftOut:
    """An actor whose position does not count, and why.

    It decides for no party, has no values, or has those of an actor that counts already.
    """

    actor: str
    why: Literal["decides_not", "no_values", "same_values"]


@dataclass(frozen=True)
class Positions:
    """Weighted mean and median of positions on each issue, within the ranges of all estimates."""

    issues: tuple[IssuePositions, ...]
    actors: tuple[str, ...]
    left_out: tuple[LeftOut, ...]
    draws: int
    lacking: tuple[Lacking, ...]
    status: Status
    notes: tuple[Note, ...]
    run: RunRecord = field(repr=False)

    def to_rows(self) -> list[dict[str, object]]:
        """Return one row an issue and average."""
        return [
            {
                "issue": it.issue,
                "average": name,
                "low": found.place.low,
                "median": found.place.median,
                "high": found.place.high,
                "option": found.option,
                "option_share": found.nearest[found.option],
                "options": len(it.options),
                "draws": self.draws,
            }
            for it in self.issues
            for name, found in (("weighted_mean", it.mean), ("weighted_median", it.median))
            if found is not None
        ]

    def to_frame(self) -> Any:
        """Return the rows as a polars data frame."""
        return to_frame(self.to_rows())

    def summary(self) -> str:
        """Return plain sentences with their caveat."""
        if not self.actors:
            return "No actor that decides for a party has values, so there are no positions."
        told = "; ".join(
            f"{it.issue}: {it.mean.option} and {it.median.option}"
            for it in self.issues
            if it.mean and it.median
        )
        return (
            f"Options nearest to the weighted mean and to the weighted median of the positions of "
            f"{', '.join(self.actors)}, most often over {counted(self.draws, 'draw')}: "
            f"{told or 'none'}. Positions are places on an issue's ordered scale, neighbouring "
            "options one step apart. This follows from the stated ranges and is no forecast."
        )


def positions(
    case: Case,
    actors: Sequence[str] | None = None,
    *,
    issues: Sequence[str] | None = None,
    draws: int = 2_000,
    seed: Seed = 0,
) -> Positions:
    """Average the actors' positions on each issue, weighted by capability times salience.

    An actor's position is the place of the option that it values most; its salience is the share
    of the issue in its weights, its capability its `power`. Bonuses of patterns do not count, and
    neighbouring options are taken to be one step apart.

    Parameters
    ----------
    actors
        Whose positions count; by default those who decide for the parties, by their rules. Actors
        with the same values count once.
    issues
        All by default.
    draws, seed
        Latin hypercube draws of the estimates.

    Raises
    ------
    UsageError
        For unknown actors and issues.

    References
    ----------
    Bueno de Mesquita 1994.

    Examples
    --------
    >>> import backchannel as bc
    >>> found = positions(bc.load("two-issues"), draws=100)
    >>> [(it.issue, round(it.mean.place.median, 1), it.median.option) for it in found.issues]
    [('water', 0.4, 'to_upstream'), ('road', 1.6, 'by_upstream')]
    """
    listed = {issue.id: issue for issue in case.document.issues}
    chosen = [listed[name] for name in _known("issue", issues, listed)]
    names, left_out = _who(case, actors)
    return Positions(
        issues=tuple(_positions(case, names, issue, draws, seed) for issue in chosen),
        actors=tuple(names),
        left_out=left_out,
        draws=draws,
        lacking=() if names else (lacking(case, "values", "preferences"),),
        status=Status.ESTIMATED,
        notes=(),
        run=RunRecord(
            "studies.positions",
            case.document.case.id,
            case.digest,
            {"actors": tuple(names), "issues": tuple(it.id for it in chosen), "draws": draws},
            seed_label(seed),
        ),
    )


def _who(case: Case, actors: Sequence[str] | None) -> tuple[Mapping[str, str], tuple[LeftOut, ...]]:
    """Return whose positions count, each with the actor whose values it has, and who is left out.

    Of those left out, actors that decide for no party are told only where nobody was named.
    """
    everybody = [actor.id for actor in case.document.actors]
    asked = list(_known("actor", actors, everybody))
    if actors is None:
        decisions = [decision_of(case, party) for party in case.document.parties]
        asked = list(dict.fromkeys(a for decision in decisions for a in decision.actors))
    counting: dict[str, str] = {}
    left_out = []
    for actor in asked:
        holder = values_of(case.document, actor)
        if holder is None:
            left_out.append(LeftOut(actor, "no_values"))
        elif holder in counting.values():
            left_out.append(LeftOut(actor, "same_values"))
        else:
            counting[actor] = holder
    if actors is None:
        left_out += [LeftOut(actor, "decides_not") for actor in everybody if actor not in asked]
    return counting, tuple(left_out)


def _known(what: str, names: Sequence[str] | None, known: Iterable[str]) -> Sequence[str]:
    listed = list(known)
    for name in names or ():
        if name not in listed:
            raise UsageError(
                f"there is no {what} '{name}' in this case", hint=did_you_mean(name, listed)
            )
    return listed if names is None else list(dict.fromkeys(names))


def _positions(
    case: Case, names: Mapping[str, str], issue: Issue, draws: int, seed: Seed
) -> IssuePositions:
    stands = [
        _stand(case, actor, holder, issue, draws, seed)
        for actor, holder in names.items()
        if issue.id in case.document.preferences[holder]
    ]
    options = tuple(option.id for option in issue.options)
    held = tuple(it.told for it in stands)
    if not stands:
        return IssuePositions(issue.id, options, held, None, None)
    place = np.stack([it.place for it in stands], axis=-1)
    capability = np.stack([it.capability for it in stands], axis=-1)
    salience = np.stack([it.salience for it in stands], axis=-1)
    return IssuePositions(
        issue.id,
        options,
        held,
        _average(weighted_mean(place, capability, salience), options),
        _average(weighted_median(place, capability, salience), options),
    )


class _Stand(NamedTuple):
    """One actor's position on one issue, and in each draw: all [draws]."""

    told: Position
    place: FloatArray
    capability: FloatArray
    salience: FloatArray


def _stand(case: Case, actor: str, holder: str, issue: Issue, draws: int, seed: Seed) -> _Stand:
    at = f"preferences.{holder}"
    weights = [f"{at}.{name}.weight" for name in case.document.preferences[holder]]
    worth = [f"{at}.{issue.id}.values.{option.id}" for option in issue.options]
    power = f"actors.{actor}.power"
    given = [power] if power in case.unknowns else []
    values = drawn(case, [*weights, *worth, *given], draws, seed)
    options = np.stack([values[path] for path in worth], axis=-1)
    best = options >= options.max(axis=-1, keepdims=True) - TOLERANCE
    place = (best * np.arange(len(worth))).sum(axis=-1) / best.sum(axis=-1)
    total = np.sum([values[path] for path in weights], axis=0)
    salience = np.divide(
        values[f"{at}.{issue.id}.weight"], total, out=np.zeros(draws), where=total > 0
    )
    capability = values[power] if given else np.ones(draws)
    told = Position(
        actor=actor,
        place=range_of(place),
        salience=range_of(salience),
        capability=range_of(capability),
        paths=(f"{at}.{issue.id}.weight", *worth, *given),
    )
    return _Stand(told, place, capability, salience)


def _average(places: FloatArray, options: Sequence[str]) -> Average | None:
    """Sum up an average over draws; draws in which nobody gives the issue weight do not count."""
    known = places[np.isfinite(places)]
    if not len(known):
        return None
    away = np.abs(known[:, None] - np.arange(len(options)))
    near = away <= away.min(axis=-1, keepdims=True) + TOLERANCE
    shares = (near / near.sum(axis=-1, keepdims=True)).mean(axis=0)
    return Average(range_of(known), dict(zip(options, shares.tolist(), strict=True)))
