"""The register of forecasts, read: what each lacks, and the scores of those that resolved."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from backchannel.case import Case
from backchannel.case.register import Missing, Standing, ends, last_digest, standings, starts
from backchannel.core.errors import UsageError
from backchannel.core.figures import counted
from backchannel.core.results import RunRecord, Status
from backchannel.deals.rows import to_frame
from backchannel.record.intervals import Sampled, sampled_share
from backchannel.studies.ranges import Lacking, lacking
from backchannel.theory import brier_score, calibration, log_score

__all__ = ["ENOUGH", "Bin", "Chance", "Forecasts", "Mean", "Register", "Scored",
           "Told", "forecasts"]  # fmt: skip

ENOUGH = 10
"""Forecasts in a bin, or of a source, below which a share or a mean says next to nothing."""

BINS = 5

Hindsight = Literal["made", "entered"]


@dataclass(frozen=True, slots=True)
class Chance:
    """A probability as it was given: low, most likely, high."""

    low: float
    mode: float
    high: float


@dataclass(frozen=True, slots=True)
class Scored:
    """A loss at the most likely probability, and its least and most over low to high."""

    mode: float
    least: float
    most: float


@dataclass(frozen=True)
class Told:
    """One forecast: what was said, what the register says of it, and its scores.

    Attributes
    ----------
    case, id
        Ids of the case and of the forecast.
    by
        Id of the source, `analyst` or `backchannel`.
    entered, resolved
        Days in the register; None where there is no such line.
    outcome
        happened, did_not_happen or void; None while it is open.
    missing
        Why it has no score: what it lacks, or `void`.
    hindsight
        Its probability need not be foresight: it was made, or at least entered, after its horizon.
    early
        It is held not to have happened, and its horizon had not ended: it still could happen.
    brier, log
        None without a score.
    paths
        The estimate behind the probability.
    """

    case: str
    id: str
    by: str
    source: str
    made: str
    text: str
    probability: Chance | None
    horizon: str | None
    rule: str | None
    undefined: str | None
    entered: str | None
    resolved: str | None
    outcome: str | None
    reason: str | None
    missing: tuple[Missing, ...]
    hindsight: Hindsight | None
    early: bool
    brier: Scored | None
    log: Scored | None
    paths: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Mean:
    """Mean scores over some forecasts, each at its most likely probability and over its range."""

    name: str
    count: int
    made_after: int
    """How many of them were made when their horizon lay behind."""
    entered_after: int
    """How many of them were made before and entered when their horizon lay behind."""
    brier: Scored
    log: Scored


@dataclass(frozen=True, slots=True)
class Bin:
    """Forecasts whose most likely probability lies in one bin, against how many happened."""

    low: float
    high: float
    count: int
    said: float | None
    """Mean of their probabilities; None where there are none."""
    happened: int
    share: Sampled | None
    """Share that happened with its 95 % interval; None where there are none."""

    @property
    def enough(self) -> bool:
        """Whether the share could mean something."""
        return self.count >= ENOUGH


@dataclass(frozen=True, slots=True)
class Register:
    """The register of one case: its number of lines and the digest that seals the last."""

    case: str
    lines: int
    last: str


@dataclass(frozen=True, eq=False)
class Forecasts:
    """All forecasts of one or more cases.

    Attributes
    ----------
    overall
        Means over everything that has a score; None where nothing has.
    by_source
        The same by who said it, most forecasts first; a source belongs to its case.
    one_half
        The scores of always saying one half, for comparison.
    bins
        Calibration over everything that has a score.
    """

    forecasts: tuple[Told, ...]
    registers: tuple[Register, ...]
    overall: Mean | None
    by_source: tuple[Mean, ...]
    one_half: Scored
    one_half_log: Scored
    bins: tuple[Bin, ...]
    lacking: tuple[Lacking, ...]
    status: Status
    notes: tuple[str, ...]
    run: RunRecord

    @property
    def scored(self) -> tuple[Told, ...]:
        """The forecasts that have a score."""
        return tuple(it for it in self.forecasts if it.brier is not None)

    def to_rows(self) -> list[dict[str, object]]:
        """Return one row a forecast."""
        return [_row(it) for it in self.forecasts]

    def to_frame(self) -> Any:
        """Return the rows as a polars data frame."""
        return to_frame(self.to_rows())

    def summary(self) -> str:
        """Return plain sentences."""
        if not self.forecasts:
            return "No forecast is on record."
        told = f"{counted(len(self.forecasts), 'forecast')} on record"
        if self.overall is None:
            return f"{told}; none has a score."
        it = self.overall
        late = ""
        if it.made_after + it.entered_after == it.count:
            late = (
                "None of these scores is a test of foresight: every forecast with a score was made "
                "or entered after its horizon.\n"
            )
        return (
            f"{late}{told}; {it.count} with a score: mean Brier score {it.brier.mode:.3g} "
            f"({it.brier.least:.3g} to {it.brier.most:.3g} over the ranges), mean log score "
            f"{_figure(it.log.mode)}; always saying one half scores 0.25 and 0.693."
        )


def forecasts(*cases: Case) -> Forecasts:
    """Read the registers of one or more cases and score what has resolved.

    A forecast has a score when it has a probability, a horizon, a rule and nothing left undefined,
    was entered, and happened or did not. The probability is taken as the case states it, without
    readings. Scores are losses: Brier (f - o)^2 and log -ln of the probability given to what came.

    Raises
    ------
    UsageError
        For no case, and for two of one id: one forecast would count twice.

    Examples
    --------
    >>> import backchannel as bc
    >>> found = forecasts(bc.load("ukraine-2023"))
    >>> [(it.id, it.missing) for it in found.forecasts][0]
    ('F1', ('probability', 'horizon', 'resolved'))
    >>> found.overall is None
    True
    """
    if not cases:
        raise UsageError("no case was given")
    _refuse_twice([case.document.case.id for case in cases])
    told = tuple(
        _told(case, standing) for case in cases for standing in standings(case.document)
    )  # fmt: skip
    scored = [it for it in told if it.brier is not None]
    several = len(cases) > 1
    sources: dict[str, list[Told]] = {}
    for it in scored:
        sources.setdefault(f"{it.case}: {it.by}" if several else it.by, []).append(it)
    means = [_mean(name, held) for name, held in sources.items()]
    even = Chance(0.5, 0.5, 0.5)
    return Forecasts(
        forecasts=told,
        registers=tuple(
            Register(c.document.case.id, len(c.document.register_), last_digest(c.document))
            for c in cases
        ),
        overall=_mean("all", scored) if scored else None,
        by_source=tuple(sorted(means, key=lambda mean: (-mean.count, mean.name))),
        one_half=_scored(even, "happened", brier_score),
        one_half_log=_scored(even, "happened", log_score),
        bins=_bins(scored),
        lacking=tuple(
            lacking(c, "forecasts", "forecasts") for c in cases if not c.document.forecasts
        ),
        status=Status.PROVEN,
        notes=(),
        run=RunRecord(
            "studies.forecasts",
            ", ".join(case.document.case.id for case in cases),
            ", ".join(case.digest for case in cases),
            {"registers": tuple(last_digest(case.document) for case in cases)},
        ),
    )


def _refuse_twice(names: Sequence[str]) -> None:
    twice = next((name for n, name in enumerate(names) if name in names[:n]), None)
    if twice is not None:
        raise UsageError(
            f"case '{twice}' is given twice, and its forecasts would count twice",
            hint="name each case once; two different cases need two ids",
        )


# ---------------------------------------------------------------- one forecast


def _told(case: Case, standing: Standing) -> Told:
    said, entered, resolved = standing.forecast, standing.entered, standing.resolved
    names = {source.id: str(source.name) for source in case.document.sources}
    chance = Chance(*said.probability.value) if said.probability else None
    brier = log = None
    if chance is not None and resolved is not None and not standing.missing:
        brier, log = (_scored(chance, resolved.status, score) for score in (brier_score, log_score))
    return Told(
        case=case.document.case.id,
        id=said.id,
        by=said.by,
        source=names.get(said.by, said.by),
        made=said.made,
        text=str(said.text),
        probability=chance,
        horizon=said.horizon,
        rule=str(said.resolution) if said.resolution else None,
        undefined=str(said.undefined) if said.undefined else None,
        entered=entered.date if entered else None,
        resolved=resolved.date if resolved else None,
        outcome=resolved.status if resolved else None,
        reason=str(resolved.reason) if resolved and resolved.reason else None,
        missing=standing.missing,
        hindsight=_hindsight(standing),
        early=standing.early,
        brier=brier,
        log=log,
        paths=(f"forecasts.{said.id}.probability",) if chance else (),
    )


def _hindsight(standing: Standing) -> Hindsight | None:
    """Whether a forecast was made, or at least entered, when its horizon lay behind."""
    horizon = standing.forecast.horizon
    if horizon is None:
        return None
    if starts(standing.forecast.made) > ends(horizon):
        return "made"
    return "entered" if standing.entered and standing.entered.date > ends(horizon) else None


def _scored(chance: Chance, outcome: str, score: Callable[..., Any]) -> Scored:
    """Score at the mode, low and high: over the range both scores run from end to end."""
    came = outcome == "happened"
    mode, low, high = score([chance.mode, chance.low, chance.high], came).tolist()
    return Scored(mode, min(low, high), max(low, high))


def _row(it: Told) -> dict[str, object]:
    chance, brier, log = it.probability, it.brier, it.log
    return {
        "case": it.case,
        "id": it.id,
        "by": it.by,
        "made": it.made,
        "text": it.text,
        "low": chance.low if chance else None,
        "mode": chance.mode if chance else None,
        "high": chance.high if chance else None,
        "horizon": it.horizon,
        "rule": it.rule,
        "entered": it.entered,
        "resolved": it.resolved,
        "outcome": it.outcome,
        "missing": ", ".join(it.missing),
        "hindsight": it.hindsight,
        "early": it.early,
        "brier": brier.mode if brier else None,
        "brier_least": brier.least if brier else None,
        "brier_most": brier.most if brier else None,
        "log": _finite(log.mode) if log else None,
        "log_least": _finite(log.least) if log else None,
        "log_most": _finite(log.most) if log else None,
    }


def _finite(score: float) -> float | str:
    return score if math.isfinite(score) else "infinite"


def _figure(score: float) -> str:
    return f"{score:.3g}" if math.isfinite(score) else "infinite"


# ---------------------------------------------------------------- several


def _mean(name: str, held: Sequence[Told]) -> Mean:
    return Mean(
        name=name,
        count=len(held),
        made_after=sum(it.hindsight == "made" for it in held),
        entered_after=sum(it.hindsight == "entered" for it in held),
        brier=_mean_score([it.brier for it in held if it.brier]),
        log=_mean_score([it.log for it in held if it.log]),
    )


def _mean_score(scores: Sequence[Scored]) -> Scored:
    each = np.array([[s.mode, s.least, s.most] for s in scores])
    return Scored(*each.mean(axis=0).tolist())


def _bins(scored: Sequence[Told]) -> tuple[Bin, ...]:
    chances = [it.probability.mode for it in scored if it.probability]
    found = calibration(chances, [it.outcome == "happened" for it in scored], bins=BINS)
    return tuple(
        Bin(
            low=float(found.edges[b]),
            high=float(found.edges[b + 1]),
            count=int(n),
            said=float(found.said[b]) if n else None,
            happened=int(found.happened[b]),
            share=sampled_share(int(found.happened[b]), int(n)) if n else None,
        )
        for b, n in enumerate(found.counts.tolist())
    )
