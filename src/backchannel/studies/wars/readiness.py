"""When actors would be ready for a package, when for any at all, and whether a deal would hold.

War wears actors down: the walk-away value of each falls by its cost of a month of war.

Source: Zartman, for ripeness (here as a time).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from backchannel.case import Case
from backchannel.case.schema import Question
from backchannel.core.errors import UsageError, did_you_mean
from backchannel.core.results import Note, note
from backchannel.deals import nash, zone
from backchannel.space import Frame, package_space
from backchannel.space.seeds import Seed
from backchannel.studies.figures import MONTHS, by_month, figure_row
from backchannel.studies.headlines import question_frame
from backchannel.studies.over_draws import Progress, Stop, notes_on
from backchannel.studies.ranges import Lacking, Range, drawn, lacking, range_of, share_of
from backchannel.studies.wars.durability import AtRisk, Renewal, missing_renewal
from backchannel.studies.wars.ripening import Ripened, ripened
from backchannel.theory import months_until_ready

__all__ = ["OnTable", "Readiness", "Ready", "readiness"]

FloatArray = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Ready:
    """One actor before the package on the table.

    Attributes
    ----------
    actor, judged_by
        Its id, and that of the actor whose values it has.
    accepts
        Share of draws in which it accepts the package now.
    worth, walk_away
        In points; where only some issues move, points over the status quo.
    cost
        Points of walk-away value that a month of war takes; None where the case does not say.
    months
        Months until it accepts: infinite where it never does.
    never
        Share of draws in which it never does, for want of a cost or for a red line.
    at_risk
        The same package when the war may come back; None where the case does not say.
    paths
        Estimates behind the months.
    """

    actor: str
    judged_by: str
    accepts: float
    worth: Range
    walk_away: Range
    cost: Range | None
    months: Range
    never: float
    at_risk: AtRisk | None
    paths: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class OnTable:
    """A package, when its actors would be ready for it, and whether they would risk it.

    Attributes
    ----------
    chosen_by
        ``given``; ``nash``, the Nash package at the most likely values; or ``least_shortfall``,
        where no package is acceptable there: the one whose largest shortfall is least.
    ties
        Packages that are as good; the first is taken.
    accepted
        Share of draws in which all accept it now.
    months, never
        Months until the last of the actors is ready; share of draws in which one never is.
    ready_by
        [MONTHS + 1] share of draws in which all are ready by each month.
    renewal
        Chance that war comes back after this package; None where the case does not say.
    renewal_path
        Where the case says so.
    accepted_at_risk
        Share of draws in which all accept it with that risk; None unless known of each.
    """

    package: Mapping[str, str]
    chosen_by: str
    ties: int
    actors: tuple[Ready, ...]
    accepted: float
    months: Range
    never: float
    ready_by: FloatArray = field(repr=False)
    renewal: Range | None
    renewal_path: str | None
    accepted_at_risk: float | None


@dataclass(frozen=True, eq=False)
class Readiness:
    """One question of the case as time passes.

    Attributes
    ----------
    partial
        True where other issues stay at the status quo: war then goes on under a deal as without
        one, so that its costs make nobody more ready and it cannot come back.
    on_table
        The package on the table; None where red lines rule out every package at the most likely
        values.
    first_deal
        First whole month in which some package is acceptable to all; infinite where none within
        `MONTHS`.
    zone_by
        [MONTHS + 1] share of draws in which there is such a package by each month.
    paths
        Estimates of the costs of a month of war; those of the zone are many and left out.
    """

    id: str
    text: str
    actors: tuple[str, ...]
    conditions: tuple[str, ...]
    partial: bool
    draws: int
    on_table: OnTable | None
    first_deal: Range
    zone_by: FloatArray = field(repr=False)
    paths: tuple[str, ...]
    lacking: tuple[Lacking, ...]
    notes: tuple[Note, ...]

    def to_rows(self) -> list[dict[str, object]]:
        """Return one row a figure."""
        everyone, when = ", ".join(self.actors), "+".join(self.conditions) or None
        figures: list[tuple[str, str, Range | float | None]] = [
            (everyone, "first_deal", self.first_deal),
            *((everyone, f"zone_by_{m}", float(self.zone_by[m])) for m in (0, 12, 24, 36)),
        ]
        if self.on_table:
            t = self.on_table
            figures += [
                (everyone, "accepts", t.accepted),
                (everyone, "months_until_ready", t.months),
                (everyone, "never_ready", t.never),
            ]
            for a in t.actors:
                figures += [
                    (a.actor, "accepts", a.accepts),
                    (a.actor, "months_until_ready", a.months),
                    (a.actor, "never_ready", a.never),
                ]
                if a.at_risk:
                    figures += [
                        (a.actor, "margin_at_risk", a.at_risk.margin),
                        (a.actor, "accepts_at_risk", a.at_risk.accepts),
                        (a.actor, "most_renewal", a.at_risk.most),
                    ]
            if t.renewal is not None:
                figures += [(everyone, "renewal", t.renewal)]
            if t.accepted_at_risk is not None:
                figures += [(everyone, "accepts_at_risk", t.accepted_at_risk)]
        return [
            figure_row(f"questions.{self.id}", who, when, name, value, self.draws)
            for who, name, value in figures
        ]


def readiness(  # noqa: PLR0913
    case: Case,
    question: Question,
    *,
    package: Mapping[str, str] | None = None,
    draws: int = 1_000,
    seed: Seed = 0,
    threads: int | None = None,
    progress: Progress | None = None,
    stop: Stop | None = None,
) -> Readiness:
    """Ask when a question's actors are ready for a package, when for any, and whether it holds.

    Walk-away values fall by the same points each month, under every condition, and have no floor;
    values, red lines and conditions stay as they are. An actor for which the case gives no cost
    stays where it is.

    Parameters
    ----------
    package
        Options of the package on the table, ``{issue: option}``; of the issues that it does not
        name the options are chosen as without it. Issues that the question leaves out are passed
        over.
    draws, seed, threads, progress, stop
        As for `backchannel.studies.zone_over_draws`.

    References
    ----------
    Zartman, for ripeness; the form in months is ours.

    Examples
    --------
    >>> import backchannel as bc
    >>> case = bc.load("two-issues")
    >>> found = readiness(case, case.document.questions[0], draws=100)
    >>> found.on_table.package, found.first_deal.median
    ({'water': 'to_upstream', 'road': 'by_upstream'}, 0.0)
    """
    about = question_frame(case, question)
    choice = _on_table(case, question, about, package or {})
    months_cost = _monthly_costs(case, about, draws, seed)
    found = ripened(
        about,
        choice and choice.package,
        months_cost,
        draws,
        seed,
        threads=threads,
        progress=progress,
        stop=stop,
    )
    done = len(found.first)
    missing = [] if about.partial else _missing_costs(case, about)
    on_table = None
    if choice is not None:
        on_table = _told(case, about, choice, found, months_cost[:done], draws, seed)
        missing += [] if about.partial else missing_renewal(case, about)
    first = np.where(found.first > MONTHS, np.inf, found.first)
    notes = notes_on(about, done, draws, int(found.unsettled.sum()))
    if about.partial and (case.document.war_costs or case.document.renewed_war):
        notes += (note("war_goes_on", question=question.id),)
    return Readiness(
        id=question.id,
        text=str(question.text),
        actors=about.actors,
        conditions=about.conditions,
        partial=about.partial,
        draws=done,
        on_table=on_table,
        first_deal=range_of(first),
        zone_by=by_month(first),
        paths=tuple(path for path in _cost_paths(case, about) if path),
        lacking=tuple(missing),
        notes=notes,
    )


class _Choice(NamedTuple):
    """The package on the table."""

    package: dict[str, str]
    chosen_by: str
    ties: int


def _on_table(
    case: Case, question: Question, about: Frame, given: Mapping[str, str]
) -> _Choice | None:
    """Choose the package at the most likely values, among those that hold what is given."""
    everything = package_space(case)
    for issue, option in given.items():
        if issue not in everything.issues:
            raise UsageError(
                f"there is no issue {issue!r}", hint=did_you_mean(issue, everything.issues)
            )
        everything.option_index(issue, option)
    issues = about.issues.issues
    fixed = {issue: given[issue] for issue in issues if issue in given}
    found = zone(
        case,
        question.actors,
        issues=question.issues or None,
        channel=question.channel,
        condition=question.conditions,
        fixed=fixed,
    )
    if len(fixed) == len(issues):
        return _Choice(fixed, "given", 1)
    if found.exists:
        packages = nash(found).packages
        return _Choice(packages[0], "nash", len(packages))
    least = found.fairest
    if not least.found:
        return None
    return _Choice(found.frame.labels(least.choice[None])[0], "least_shortfall", 1)


def _cost_paths(case: Case, about: Frame) -> list[str | None]:
    """Path of each actor's cost of a month of war; None where it has none, or none that counts."""
    paths = (f"war_costs.{voice.actor}" for voice in about.voices)
    return [path if path in case.unknowns and not about.partial else None for path in paths]


def _monthly_costs(case: Case, about: Frame, draws: int, seed: Seed) -> FloatArray:
    """[draws, A] points of walk-away value that a month takes; 0 where it takes none."""
    paths = _cost_paths(case, about)
    values = drawn(case, [path for path in paths if path], draws, seed)
    return np.stack([values[path] if path else np.zeros(draws) for path in paths], axis=1)


def _missing_costs(case: Case, about: Frame) -> list[Lacking]:
    paths = _cost_paths(case, about)
    return [
        lacking(case, "war_cost", f"war_costs.{voice.actor}")
        for voice, path in zip(about.voices, paths, strict=True)
        if path is None
    ]


def _told(
    case: Case,
    about: Frame,
    choice: _Choice,
    found: Ripened,
    costs: FloatArray,
    draws: int,
    seed: Seed,
) -> OnTable:
    months = np.where(found.accepted, 0.0, months_until_ready(found.level, found.worth, costs))
    months = np.where(found.unbroken, months, np.inf)
    cost_paths = _cost_paths(case, about)
    renewal = Renewal.of(case, about, choice.package, draws, seed)
    risks = [renewal.risk(found, a, voice.actor) for a, voice in enumerate(about.voices)]
    actors = tuple(
        Ready(
            actor=actor,
            judged_by=voice.actor,
            accepts=share_of(found.accepted[:, a]),
            worth=range_of(found.worth[:, a]),
            walk_away=range_of(found.level[:, a]),
            cost=range_of(costs[:, a]) if cost_paths[a] else None,
            months=range_of(months[:, a]),
            never=share_of(np.isinf(months[:, a])),
            at_risk=risk and risk[0],
            paths=(*_worth_paths(about, a, choice.package), *filter(None, [cost_paths[a]])),
        )
        for a, (actor, voice, risk) in enumerate(
            zip(about.actors, about.voices, risks, strict=True)
        )
    )
    joint, done = months.max(axis=1), len(months)
    together = [risk[1] for risk in risks if risk]
    return OnTable(
        package=choice.package,
        chosen_by=choice.chosen_by,
        ties=choice.ties,
        actors=actors,
        accepted=share_of(found.accepted.all(axis=1)),
        months=range_of(joint),
        never=share_of(np.isinf(joint)),
        ready_by=by_month(joint),
        renewal=None if renewal.path is None else range_of(renewal.values[renewal.path][:done]),
        renewal_path=renewal.path,
        accepted_at_risk=(
            share_of(np.all(together, axis=0)) if len(together) == len(actors) else None
        ),
    )


def _worth_paths(about: Frame, a: int, package: Mapping[str, str]) -> tuple[str, ...]:
    """Estimates behind an actor's worth of a package, its red lines and its walk-away value."""
    voice = about.voices[a]
    terms = () if about.partial else voice.walk_away.terms
    return (
        *voice.weights.values(),
        *(voice.values[issue][package[issue]] for issue in package if issue in voice.values),
        *(bonus.path for bonus in about.bonuses if bonus.voice == a),
        *(line.path for line in about.lines if line.actor in (about.actors[a], voice.actor)),
        *(path for term in terms for path in (term.path, term.lever) if path),
    )
