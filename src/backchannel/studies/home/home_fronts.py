"""Home fronts: who in a party is the block, what would be ratified, and what office does to it.

The study asks each question of a case again with others of a party in its signatory's place, puts
packages to the parties' decision rules, and looks at votes that were offered and at leaders' stakes
in office. Everything is drawn from the case's own estimates.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from backchannel.case import Case
from backchannel.case.schema import Question
from backchannel.core.errors import UsageError, did_you_mean
from backchannel.core.figures import counted
from backchannel.core.results import Note, RunRecord, Status, note
from backchannel.deals import nash, zone
from backchannel.deals.rows import to_frame
from backchannel.space import Frame, blocks_of
from backchannel.space.seeds import Seed, seed_label
from backchannel.studies.figures import figure_row
from backchannel.studies.headlines import question_frame
from backchannel.studies.home.best_offers import BestOffer, best_offers
from backchannel.studies.home.offices import (
    LeaderChange,
    OfficeStake,
    leader_changes,
    office_stakes,
)
from backchannel.studies.home.ratification import Bench, Package, Ratification, Why, ratification
from backchannel.studies.home.stand_ins import (
    StandIn,
    Stopped,
    Zones,
    parties_at,
    stand_ins,
    variants,
)
from backchannel.studies.home.votes import SetterOutcome, VoteChoice, setter_outcomes, vote_choices
from backchannel.studies.over_draws import MARK_LIMIT, Progress, Stop, most_often
from backchannel.studies.ranges import Lacking, Range, lacking

__all__ = ["HomeFronts", "home_fronts"]


@dataclass(frozen=True)
class HomeFronts:
    """What home fronts do to the questions of a case.

    Attributes
    ----------
    draws
        Number of draws that each figure rests on.
    closest
        The question for which the package accepted in the most draws is looked for: the one asked
        for, else the first of those that the most parties sign.
    stand_ins
        Questions with others of a party giving its consent. Of questions that the same parties
        would sign on the same issues under the same conditions only the first: the others are
        variants of it.
    ratifications
        Packages before the parties' decision rules.
    offers
        Each signatory's best offer when it cannot know who accepts, where one question is asked.
    votes, setters
        Votes that were offered, and what third parties that fill gaps could get through.
    stakes, changes
        What office does to leaders' answers, and how soon somebody else could decide.
    """

    draws: int
    closest: str | None
    stand_ins: tuple[StandIn, ...]
    ratifications: tuple[Ratification, ...]
    offers: tuple[BestOffer, ...]
    votes: tuple[VoteChoice, ...]
    setters: tuple[SetterOutcome, ...]
    stakes: tuple[OfficeStake, ...]
    changes: tuple[LeaderChange, ...]
    status: Status
    notes: tuple[Note, ...]
    lacking: tuple[Lacking, ...]
    run: RunRecord

    def to_rows(self) -> list[dict[str, object]]:
        """Return one row a figure: a range over draws, or a share of draws."""
        return [figure_row(*figure, self.draws) for figure in _figures(self)]

    def to_frame(self) -> Any:
        """Return the rows as a polars data frame."""
        return to_frame(self.to_rows())

    def summary(self) -> str:
        """Return plain sentences with their caveat."""
        told = [
            f"{it.why.replace('_', ' ')} package of {it.question}: every party's rule accepts it "
            f"in {100 * it.ratified:.3g} % of {counted(it.draws, 'draw')}"
            for it in self.ratifications
            if it.ratified is not None
        ]
        told += [
            f"{it.vote}: worth it to {it.holder} in {100 * it.accepted:.3g} % of draws"
            for it in self.votes
        ]
        told += [
            f"{it.office}: office alone stands in the way of the package of {it.question} in "
            f"{100 * it.office_blocks:.3g} % of draws"
            for it in self.stakes
        ]
        what = "; ".join(told) or "Nothing in this case says what home fronts would do"
        return f"{what}. This follows from the stated ranges and is no forecast."


def home_fronts(  # noqa: PLR0913
    case: Case,
    question: str | None = None,
    package: Mapping[str, str] | None = None,
    *,
    draws: int = 1_000,
    seed: Seed = 0,
    threads: int | None = None,
    progress: Progress | None = None,
    stop: Stop | None = None,
) -> HomeFronts:
    """Ask who in a party is the block, what would be ratified, and what office does to it.

    Parameters
    ----------
    question
        Id of a question of the case, which is then looked at more closely: with every actor of a
        party in its signatory's place, and with each signatory's best offer. All by default.
    package
        A package to put to the home fronts, ``{issue: option}``; issues left out are as in the
        Nash package that holds these options. By default each question's Nash package at the most
        likely values and, for the closest question, the package accepted in the most draws if it
        is another one.
    draws, seed
        Latin hypercube draws of every unknown that enters.
    threads
        Threads to use; as many as processors by default. The result does not depend on it.
    progress
        Called with (pieces done, pieces in all) as work goes on.
    stop
        Asked between pieces of work; once it says yes, the result holds the parts that are whole.

    Raises
    ------
    UsageError
        For a question or a package that the case does not know.

    References
    ----------
    Putnam 1988, Tarar 2001, Iida 1993 (ratification); Romer and Rosenthal 1978 (setter model);
    Goemans (private stakes in office).

    Examples
    --------
    >>> import backchannel as bc
    >>> found = home_fronts(bc.load("two-issues"), draws=100)
    >>> [(it.question, it.party, it.by, it.open_share) for it in found.stand_ins]
    [('both', 'UPPER', ('upstream',), 1.0), ('both', 'LOWER', ('downstream',), 1.0)]
    >>> [it.why for it in found.ratifications]
    ['nash']
    """
    blocks_of(draws)  # refuses a number of draws that is none
    asked = _asked(case, question)
    given = _given(asked, case, package) if package else {}
    work = _Work(case, draws, seed)
    work.notes |= dict.fromkeys(told for _, about in asked for told in about.notes)
    alone = len(asked) == 1
    pieces = [
        (name, about, variants(case, about, work.lacks, work.notes, everybody=alone))
        for name, about in _of_different_sides(case, asked)
    ]
    total = sum(len(listed) for _, _, listed in pieces) + (5 if alone else 1)  # about
    zones = Zones(case, draws, seed, threads=threads, step=_steps(progress, total), stop=stop)
    closest = _closest(case, asked)
    try:
        for name, about, listed in pieces:
            work.stand_ins += stand_ins(about, name, listed, zones)
        work.ratify(asked, closest, given, zones)
        work.setters += setter_outcomes(case, zones, threads, work.lacks)
        work.changes += leader_changes(case, asked, zones, work.lacks)
        if alone:
            work.offers += best_offers(
                case, asked[0][1], asked[0][0], zones, work.lacks, work.notes
            )
    except Stopped:
        work.notes[note("gap", what="parts that were not finished are left out")] = None
    work.votes += vote_choices(case, draws, seed, work.lacks)
    work.stakes += office_stakes(case, work.told, work.bench, work.lacks)
    settings = {
        "question": question,
        "package": tuple((package or {}).items()),
        "draws": draws,
    }
    return HomeFronts(
        draws=draws,
        closest=closest,
        stand_ins=tuple(work.stand_ins),
        ratifications=tuple(it for it, _ in work.told),
        offers=tuple(work.offers),
        votes=tuple(work.votes),
        setters=tuple(work.setters),
        stakes=tuple(work.stakes),
        changes=tuple(work.changes),
        status=Status.ESTIMATED,
        notes=tuple(dict.fromkeys([*work.notes, *zones.notes, *work.bench.notes])),
        lacking=tuple(work.lacks),
        run=RunRecord(
            "studies.home_fronts", case.document.case.id, case.digest, settings, seed_label(seed)
        ),
    )


class _Work:
    """The parts as they are finished."""

    def __init__(self, case: Case, draws: int, seed: Seed) -> None:
        self.case = case
        self.bench = Bench(case, draws, seed)
        self.lacks: dict[Lacking, None] = {}
        self.notes: dict[Note, None] = {}
        self.stand_ins: list[StandIn] = []
        self.told: list[tuple[Ratification, tuple[str, ...]]] = []
        self.offers: list[BestOffer] = []
        self.votes: list[VoteChoice] = []
        self.setters: list[SetterOutcome] = []
        self.stakes: list[OfficeStake] = []
        self.changes: list[LeaderChange] = []
        if not case.document.questions:
            self.lacks[lacking(case, "questions", "questions")] = None

    def ratify(
        self,
        asked: Sequence[tuple[str, Frame]],
        closest: str | None,
        given: Mapping[str, tuple[Why, Package]],
        zones: Zones,
    ) -> None:
        """Put the packages of each question to the home fronts."""
        for name, about in asked:
            packages: list[tuple[Why, Package]] = []
            if given:
                packages += [given[name]] if name in given else []
            else:
                packages += [("nash", p) for p in _nash_packages(self.case, about)]
                if name == closest and about.issues.size <= MARK_LIMIT:
                    often, _ = most_often(about, zones.marked(about)[1], zones.draws, 1)
                    known = [dict(p) for _, p in packages]
                    packages += [("most_accepted", p) for p, _ in often if dict(p) not in known]
            for why, package in packages:
                told = ratification(self.case, about, name, package, why, self.bench, self.lacks)
                self.told.append((told, about.conditions))


def _asked(case: Case, question: str | None) -> list[tuple[str, Frame]]:
    """Questions of the case with their frames: all, or the one that is named."""
    known: dict[str, Question] = {listed.id: listed for listed in case.document.questions}
    if question is not None and question not in known:
        hint = did_you_mean(question, known) if known else "the case asks no questions"
        raise UsageError(f"there is no question {question!r}", hint=hint)
    chosen = known if question is None else {question: known[question]}
    return [(name, question_frame(case, listed)) for name, listed in chosen.items()]


def _of_different_sides(case: Case, asked: Sequence[tuple[str, Frame]]) -> list[tuple[str, Frame]]:
    """Leave out questions that ask an earlier one again with others of the same parties."""
    first: dict[object, tuple[str, Frame]] = {}
    for name, about in asked:
        sides = frozenset(party.id for party in parties_at(case, about.actors))
        first.setdefault((sides, about.issues.issues, about.conditions), (name, about))
    return list(first.values())


def _given(
    asked: Sequence[tuple[str, Frame]], case: Case, package: Mapping[str, str]
) -> dict[str, tuple[Why, Package]]:
    """Complete the options that are given, for each question about all of their issues.

    The rest is that of the Nash package at the most likely values or, where none with these
    options is acceptable to all, of the one that leaves whoever is furthest off least far.
    """
    every = [issue.id for issue in case.document.issues]
    for issue in package:
        if issue not in every:
            raise UsageError(f"there is no issue {issue!r}", hint=did_you_mean(issue, every))
    found: dict[str, tuple[Why, Package]] = {}
    for name, about in asked:
        issues = about.issues.issues
        if package.keys() <= set(issues):
            held = zone(
                case, about.actors, issues=issues, condition=about.conditions, fixed=package
            )
            if len(package) == len(issues):
                found[name] = "given", {issue: package[issue] for issue in issues}
            elif held.exists:
                found[name] = "completed", nash(held).packages[0]
            elif (least := held.fairest).found:
                found[name] = "completed", held.frame.labels(least.choice[None])[0]
    if not found:
        raise UsageError("no question is about all issues of the package")
    return found


def _closest(case: Case, asked: Sequence[tuple[str, Frame]]) -> str | None:
    """Return the first of the questions that the most parties sign."""
    numbers = {name: len(parties_at(case, about.actors)) for name, about in asked}
    return max(numbers, key=lambda name: numbers[name], default=None)


def _nash_packages(case: Case, about: Frame) -> list[Package]:
    """Return the first Nash package at the most likely values, if there is a zone."""
    found = zone(case, about.actors, issues=about.issues.issues, condition=about.conditions)
    return list(nash(found).packages[:1]) if found.exists else []


def _steps(progress: Progress | None, total: int) -> Callable[[], None]:
    """Return what to call after each piece of work."""
    done = 0

    def step() -> None:
        nonlocal done
        done += 1
        if progress is not None:
            progress(min(done, total), total)

    return step


Figure = tuple[str, str, str | None, str, Range | float | None]
"""About what, who, condition, figure, value."""


def _figures(found: HomeFronts) -> Iterator[Figure]:
    for it in found.stand_ins:
        key, who = f"questions.{it.question}", ", ".join(it.by)
        under = "+".join(it.conditions) or None
        yield key, who, under, f"open_share.{it.role}", it.open_share
        yield key, who, under, f"size.{it.role}", it.size
    for ratified in found.ratifications:
        yield from _ratified(ratified)
    for offer in found.offers:
        key = f"questions.{offer.question}"
        yield key, offer.proposer, None, "best_offer.passes", offer.passes
    for vote in found.votes:
        key = f"votes.{vote.vote}"
        yield key, vote.holder, None, "accepted", vote.accepted
        yield key, vote.holder, None, "needed", vote.needed
        yield key, vote.holder, None, "chance", vote.chance
    for setter in found.setters:
        key = f"channels.{setter.channel}"
        yield key, setter.setter, None, "kept", setter.kept
        for actor, gain in setter.gains.items():
            yield key, actor, None, "gain", gain
    for stake in found.stakes:
        key = f"offices.{stake.office}"
        yield key, stake.values_of, stake.question, "alone", stake.alone
        yield key, stake.actor, stake.question, "settles", stake.settles
        yield key, stake.actor, stake.question, "office_blocks", stake.office_blocks
        yield key, stake.actor, stake.question, "limit", stake.limit
        yield key, stake.actor, stake.question, "with_office", stake.with_office
    for change in found.changes:
        key, who = f"offices.{change.office}", change.successor
        yield key, who, change.condition, "monthly", change.monthly
        for month, chance in zip(change.months, change.changed, strict=True):
            yield key, who, change.condition, f"changed.{month}", chance
        for deals in change.deals:
            for month, mean in zip(change.months, deals.chance, strict=True):
                yield f"questions.{deals.question}", who, change.condition, f"deal.{month}", mean


def _ratified(it: Ratification) -> Iterator[Figure]:
    key, kind = f"questions.{it.question}", f"ratified.{it.why}"
    yield key, "signatories", None, f"signed.{it.why}", it.signed
    yield key, "parties", None, kind, it.ratified
    yield key, "parties", "signed", kind, it.given_signed
    for party in it.parties:
        yield key, party.party, None, kind, party.accepted
        yield key, party.party, "signed", kind, party.given_signed
        for one in party.consents:
            under = "+".join(one.conditions) or None
            yield key, one.actor, under, f"accepted.{it.why}", one.accepted
            yield key, one.actor, under, f"gain.{it.why}", one.gain
