"""The main job: everything that the brief tells of a case, computed once and kept as data.

`overview` asks each question of the case at the point and over draws, gathers the deals worth a
look with what they mean for every actor, and says who is decided about without being there.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Literal, TypedDict

from backchannel.case import Case
from backchannel.case.roles import implied_conditions, values_of
from backchannel.case.schema import Question
from backchannel.core.errors import UsageError
from backchannel.core.results import Note, RunRecord, Status
from backchannel.deals import Point, Zone, zone
from backchannel.deals.blockers import Constraint as Held
from backchannel.space.seeds import Resampled, Seed, seed_label
from backchannel.studies.absences import Absence, absences
from backchannel.studies.change.changes import Change
from backchannel.studies.change.nearest import nearest_change
from backchannel.studies.headlines import headlines
from backchannel.studies.ranges import Range
from backchannel.studies.record.forecasts import Forecasts, forecasts
from backchannel.studies.record.positions import Positions, positions
from backchannel.studies.record.whole import TheRecord, the_record
from backchannel.studies.values import ValuesOverDraws, values_over_draws
from backchannel.studies.whose_deal import DRAWS as WHOSE_DRAWS
from backchannel.studies.whose_deal import WhoseDeal, whose_deal
from backchannel.studies.zones import ZoneOverDraws, zone_over_draws

__all__ = [
    "Absence",
    "Answer",
    "Blocking",
    "Constraint",
    "Deal",
    "Effect",
    "Nearest",
    "Opening",
    "Overview",
    "Range",
    "Standing",
    "UnderReading",
    "absences",
    "overview",
]

Package = Mapping[str, str]  # {issue: option}
Valued = Callable[..., ValuesOverDraws]
"""`values_over_draws` of the case over the draws that the overview makes."""


@dataclass(frozen=True, slots=True)
class Constraint:
    """What an actor holds to; ``path`` is its estimate in the case, empty for the status quo."""

    kind: Literal["walk_away", "status_quo", "red_line"]
    actor: str
    red_line: str | None  # the id of the red line
    path: str


@dataclass(frozen=True, slots=True)
class Opening:
    """A smallest set of constraints whose yielding together opens an empty zone."""

    constraints: tuple[Constraint, ...]
    points: float  # least sum of points by which walk-away values would have to fall
    packages: int | None  # packages that break just these; None where too many to count


@dataclass(frozen=True, slots=True)
class Blocking:
    """What one constraint does to a zone."""

    constraint: Constraint
    packages_lost: int | None  # at the point: how much the zone would grow without it
    opens_alone: float | None  # share of the draws with an empty zone that it alone keeps empty


@dataclass(frozen=True, slots=True)
class Nearest:
    """The least that would have to be different for a zone to open, or to end.

    ``fewest``, ``least``, ``beyond`` and ``most`` are those of `NearestChange`.
    """

    opens: bool | None  # whether the zone is empty, so that it would open; None: not settled
    changes: tuple[Change, ...]  # the nearest one first
    fewest: Status
    least: Status
    beyond: int
    most: int
    exact: bool  # False where numbers had to be rounded


@dataclass(frozen=True, slots=True)
class Answer:
    """One question: the zone at the point and over draws, what blocks and what would change it.

    In a space too large to count, ``count``, ``share`` and what they are made of are None.
    """

    question: Question
    actors: tuple[str, ...]
    issues: tuple[str, ...]
    exists: bool | None  # whether any package is in the zone; None where that was not settled
    count: int | None
    total: int
    open_share: float  # share of draws in which the zone is not empty
    unsettled: int  # draws in which the search for a package gave up; they count as empty
    share: Range | None  # share of packages in the zone, over all draws
    openings: tuple[Opening, ...]
    blocking: tuple[Blocking, ...]
    nearest: Nearest | None  # None where the case is too large to look for it
    option_shares: Mapping[str, Mapping[str, float]]  # issue -> option -> share of acceptances
    notes: tuple[Note, ...]


@dataclass(frozen=True, slots=True)
class Effect:
    """What a package means for one actor, against carrying on without a package."""

    actor: str
    gain: Range  # u - r in points
    accepts: float  # share of draws in which the actor accepts it
    signs: bool  # whether the actor is among those asked


@dataclass(frozen=True, slots=True)
class Standing:
    """How a package came to stand out under one rule."""

    ties: int  # packages that tie for it, as far as they are known
    all_ties: bool = True
    proven: bool = True


@dataclass(frozen=True, slots=True)
class Deal:
    """A package worth a look, why it is one, and what it means for every actor with values."""

    package: Package
    question: str  # the id of the question
    found_as: Mapping[str, Standing]  # nash, ..., utilitarian or robust
    accepted: float  # share of draws in which all who are asked accept it
    effects: tuple[Effect, ...]


@dataclass(frozen=True, slots=True)
class UnderReading:
    """The questions of the case under one reading, in their order; ``reading`` None: the base."""

    reading: str | None
    open_shares: tuple[float, ...]
    shares: tuple[Range | None, ...]  # None in a space too large to count


@dataclass(frozen=True, slots=True)
class Overview:
    """What the brief tells.

    ``compared`` holds the base and each reading by itself; it is empty when the case has no
    readings, or when some are applied already. ``learned`` says from which answers the draws were
    learned. What was not asked for is None; ``record`` is asked for by ``full``.
    """

    case: Case
    answers: tuple[Answer, ...]
    deals: tuple[Deal, ...]
    absences: tuple[Absence, ...]
    compared: tuple[UnderReading, ...]
    draws: int
    run: RunRecord
    whose: WhoseDeal | None = None
    positions: Positions | None = None
    forecasts: Forecasts | None = None
    record: TheRecord | None = None
    learned: str = ""


Progress = Callable[[int, int], None]

ROBUST_LISTED = 1  # robust packages listed for each question; they mostly tie by the thousand
ALTERNATIVES = 2  # to the nearest change
EFFORT = 5_000_000  # of the search for the nearest change of a question; about a second
RECORD = 4  # times as long as all the rest, about, for telling progress


def overview(
    case: Case,
    *,
    draws: int = 2_000,
    seed: Seed = 0,
    full: bool = False,
    progress: Progress | None = None,
) -> Overview:
    """Answer the questions of a case, with the deals worth a look and who is not there.

    Parameters
    ----------
    draws, seed
        Latin hypercube draws; all questions see the same ones.
    full
        Whether to ask all that the record can be asked as well, each study with as many draws as
        by itself; several times as long as all the rest.
    progress
        Called with (done, all), counted in draws of all questions; what channels, home fronts and
        war do to the answers counts as one more question.

    Raises
    ------
    UsageError
        For a question that cannot be asked of the case.

    >>> from backchannel.case import load
    >>> found = overview(load("two-issues"), draws=64)
    >>> [(answer.question.id, answer.count) for answer in found.answers]
    [('both', 4)]
    """
    answers: list[Answer] = []
    deals: list[Deal] = []
    questions = case.document.questions
    base = (len(questions) + 1) * draws
    every = base * (1 + RECORD * full)
    for done, question in enumerate(questions):
        point = zone(case, **_asked(question))
        over = zone_over_draws(
            case,
            **_asked(question),
            draws=draws,
            seed=seed,
            limit=ROBUST_LISTED,
            progress=_shifted(progress, done * draws, every),
        )
        answers.append(_answer(question, point, over, _nearest(case, question, point)))
        deals += _deals(case, question, point, over, seed)
    whose = whose_deal(
        case,
        draws=min(draws, WHOSE_DRAWS),
        seed=seed,
        progress=_as_draws(progress, len(questions) * draws, draws, every),
    )
    settings: dict[str, object] = {"draws": draws, "readings": case.readings}
    record = None
    if full:
        step = _as_draws(progress, base, RECORD * base, every)
        record = the_record(case, seed=seed, progress=step)
    return Overview(
        case=case,
        answers=tuple(answers),
        deals=tuple(deals),
        absences=tuple(absences(case, draws=draws, seed=seed)),
        compared=_compared(case, answers, draws, seed),
        draws=draws,
        run=RunRecord(
            "studies.overview", case.document.case.id, case.digest, settings, seed_label(seed)
        ),
        whose=whose,
        positions=positions(case, draws=draws, seed=seed),
        forecasts=forecasts(case),
        record=record,
        learned=seed.why if isinstance(seed, Resampled) else "",
    )


def _compared(
    case: Case, answers: Sequence[Answer], draws: int, seed: Seed
) -> tuple[UnderReading, ...]:
    readings = case.document.readings
    if case.readings or not readings or not answers:
        return ()
    base = UnderReading(None, tuple(a.open_share for a in answers), tuple(a.share for a in answers))
    return (base, *(_under(case, reading.id, answers, draws, seed) for reading in readings))


def _under(
    case: Case, reading: str, answers: Sequence[Answer], draws: int, seed: Seed
) -> UnderReading:
    told = headlines(case.under(reading), draws=draws, seed=seed).headlines
    return UnderReading(
        reading,
        tuple(h.open_share for h in told),
        tuple(
            # a reading changes numbers and no issues, so it can be counted where the base can
            None if answer.share is None else Range(h.low, h.median, h.high)
            for h, answer in zip(told, answers, strict=True)
        ),
    )


class _Asked(TypedDict):
    actors: Sequence[str]
    issues: Sequence[str] | None
    channel: str | None
    condition: tuple[str, ...]


def _asked(question: Question) -> _Asked:
    return {
        "actors": question.actors,
        "issues": question.issues or None,
        "channel": question.channel,
        "condition": question.conditions,
    }


def _shifted(progress: Progress | None, before: int, total: int) -> Progress | None:
    return None if progress is None else lambda done, _: progress(before + done, total)


def _as_draws(progress: Progress | None, before: int, draws: int, total: int) -> Progress | None:
    """Tell parts of a stretch of work as draws of more questions."""
    if progress is None:
        return None
    return lambda done, every: progress(before + draws * done // every, total)


def _nearest(case: Case, question: Question, point: Zone) -> Nearest | None:
    try:
        found = nearest_change(case, **_asked(question), limit=ALTERNATIVES, effort=EFFORT)
    except UsageError as error:
        if error.problems[0].code != "TOO-LARGE":
            raise
        return None
    return Nearest(
        opens=None if point.exists is None else not point.exists,
        changes=found.changes,
        fewest=found.fewest,
        least=found.least,
        beyond=found.beyond,
        most=found.most,
        exact=not any(note.code == "inexact" for note in found.notes),
    )


def _answer(
    question: Question, point: Zone, over: ZoneOverDraws, nearest: Nearest | None
) -> Answer:
    found = point.blockers()
    costs = {str(cost.constraint): cost.packages for cost in found.costs}
    alone = {str(block.constraint): block.share for block in over.blocks if block.empty}
    held = dict.fromkeys([cost.constraint for cost in found.costs])
    held |= dict.fromkeys(block.constraint for block in over.blocks if not point.countable)
    return Answer(
        question=question,
        actors=point.actors,
        issues=point.issues,
        exists=point.exists,
        count=point.count if point.countable else None,
        total=point.total,
        open_share=over.open_share,
        unsettled=int((over.counts < 0).sum()),
        share=Range(over.low, over.median, over.high) if point.countable else None,
        openings=tuple(
            Opening(tuple(map(_constraint, o.constraints)), o.shortfall, o.packages)
            for o in found.openings
        ),
        blocking=tuple(
            Blocking(_constraint(c), costs.get(str(c)), alone.get(str(c))) for c in held
        ),
        nearest=nearest,
        option_shares=over.options,
        notes=tuple(dict.fromkeys((*found.notes, *over.notes))),
    )


def _constraint(held: Held) -> Constraint:
    return Constraint(held.kind, held.actor, held.red_line or None, held.path)


def _deals(
    case: Case, question: Question, point: Zone, over: ZoneOverDraws, seed: Seed
) -> list[Deal]:
    """Gather the points and the robust packages of a question; one row for each package."""
    why: dict[tuple[tuple[str, str], ...], dict[str, Standing]] = {}
    for solution in point.points() if point.exists else ():
        for package in solution.packages[:1]:
            why.setdefault(tuple(package.items()), {})[solution.method] = _standing(solution)
    for robust in over.robust:
        why.setdefault(tuple(robust.package.items()), {})["robust"] = Standing(over.robust_ties)
    if not why:
        return []
    packages = [dict(package) for package in why]
    valued = partial(values_over_draws, case, draws=over.draws, seed=seed)
    signing, together = _effects_on_signatories(question, point.actors, packages, valued)
    others = _effects_on_others(case, question, point.actors, packages, valued)
    return [
        Deal(
            package=package,
            question=question.id,
            found_as=reasons,
            accepted=together[row],
            effects=(*signing[row], *others[row]),
        )
        for row, (package, reasons) in enumerate(zip(packages, why.values(), strict=True))
    ]


def _standing(solution: Point) -> Standing:
    codes = {note.code for note in solution.notes}
    return Standing(
        ties=len(solution.packages),
        all_ties="more_ties" not in codes,
        proven=solution.status is not Status.NOT_FOUND,
    )


def _effects_on_signatories(
    question: Question, asked: Sequence[str], packages: Sequence[Package], valued: Valued
) -> tuple[list[tuple[Effect, ...]], list[float]]:
    """Return what each package means for those who are asked, and how often all accept it."""
    worth = valued(packages, asked, condition=question.conditions)
    rows = [_effects(worth, row, signs=True) for row in range(len(packages))]
    return rows, worth.accepted_together.tolist()


def _effects_on_others(
    case: Case,
    question: Question,
    asked: Sequence[str],
    packages: Sequence[Package],
    valued: Valued,
) -> list[tuple[Effect, ...]]:
    """Return what each package means for those who are not asked.

    A package that contains an option implying a condition judges them under that condition.
    """
    document = case.document
    others = [
        actor.id
        for actor in document.actors
        if actor.id not in asked and values_of(document, actor.id) == actor.id
    ]
    if not others:
        return [() for _ in packages]
    rows: list[tuple[Effect, ...]] = [()] * len(packages)
    under = [_conditions_under(case, question, package) for package in packages]
    for conditions in dict.fromkeys(under):
        chosen = [row for row, found in enumerate(under) if found == conditions]
        worth = valued([packages[row] for row in chosen], others, condition=conditions)
        for place, row in enumerate(chosen):
            rows[row] = _effects(worth, place, signs=False)
    return rows


def _conditions_under(case: Case, question: Question, package: Package) -> tuple[str, ...]:
    """Return the question's condition and those that options of the package imply."""
    implied = implied_conditions(case.document, package)
    return tuple(sorted({*implied, *question.conditions}))


def _effects(worth: ValuesOverDraws, row: int, *, signs: bool) -> tuple[Effect, ...]:
    return tuple(
        Effect(
            actor=actor,
            gain=Range(
                float(worth.low[row, a]), float(worth.median[row, a]), float(worth.high[row, a])
            ),
            accepts=float(worth.accepted[row, a]),
            signs=signs,
        )
        for a, actor in enumerate(worth.actors)
    )
