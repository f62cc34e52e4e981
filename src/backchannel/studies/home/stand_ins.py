"""Who speaks for a party: a question asked again with other actors of the party in its place."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

import numpy as np
import numpy.typing as npt

from backchannel.case import Case
from backchannel.case.roles import values_of
from backchannel.case.schema import Party
from backchannel.core.results import Note, note
from backchannel.deals.zone import COUNT_LIMIT, count_deals
from backchannel.space import Frame, frame
from backchannel.space.seeds import Seed
from backchannel.studies.home.decision_rules import (
    MOST_VOTERS,
    Decision,
    Terms,
    decision_of,
    party_of,
)
from backchannel.studies.over_draws import Stop, count_over_draws, notes_on
from backchannel.studies.ranges import Lacking, Range, lacking, range_of, share_of

__all__ = ["StandIn", "Variant", "Zones", "parties_at", "stand_ins", "variants", "zone_paths"]

IntArray = npt.NDArray[np.int64]
Role = Literal["asked", "instead", "rule", "after_change"]


@dataclass(frozen=True)
class StandIn:
    """A question with one party's consent given by some of its actors, all else equal.

    Attributes
    ----------
    question, party
        Ids.
    role
        ``asked``: the signatories of the question itself; ``instead``: another actor of the party
        alone; ``rule``: the actors of its decision rule; ``after_change``: who decides after a
        change of leader, under the condition that the case names for it.
    by
        Actors whose consent is the party's here.
    rule
        Kind of the party's decision rule where `by` are its actors, else empty.
    conditions
        Under which walk-away values are taken.
    open_share
        Share of draws with a package acceptable to them and to the other parties' signatories.
    size
        Range of the zone's share of packages; None in a space too large to count.
    total
        Packages of the question.
    paths
        Estimates that hold the zone in: walk-away values and red lines.
    """

    question: str
    party: str
    role: Role
    by: tuple[str, ...]
    rule: str
    conditions: tuple[str, ...]
    open_share: float
    size: Range | None
    total: int
    draws: int
    paths: tuple[str, ...]


class Variant(NamedTuple):
    """What a `StandIn` is asked with: the other parties' signatories, and sets of this party's."""

    party: str
    role: Role
    by: tuple[str, ...]
    rule: str
    others: tuple[str, ...]
    terms: Terms
    conditions: tuple[str, ...]


OF_QUESTIONS = ("unmoved", "unmoved_partial")
"""Notes that say something of a question, and nothing of somebody in another's place."""


class Stopped(Exception):  # noqa: N818 - a request, not an error
    """Somebody asked to make do with what is done."""


class Zones:
    """Counts of zones over the same draws, each counted once."""

    def __init__(
        self,
        case: Case,
        draws: int,
        seed: Seed,
        *,
        threads: int | None,
        step: Callable[[], None],
        stop: Stop | None,
    ) -> None:
        self.case, self.draws, self.seed = case, draws, seed
        self.notes: dict[Note, None] = {}
        self._threads, self._step, self._stop = threads, step, stop
        self._known: dict[object, tuple[Frame, IntArray]] = {}

    def of(
        self, actors: Sequence[str], issues: Sequence[str], conditions: Sequence[str]
    ) -> tuple[Frame, IntArray]:
        """Return the frame of a zone and its packages in each draw: [draws]."""
        key = (frozenset(actors), tuple(issues), tuple(conditions))
        if key not in self._known:
            about = frame(self.case, actors, issues=issues, condition=conditions)
            counts, _ = self.marked(about, marked=False)
            notes = notes_on(about, self.draws, self.draws, int((counts < 0).sum()))
            self.notes |= dict.fromkeys(n for n in notes if n.code not in OF_QUESTIONS)
            self._known[key] = about, counts
        return self._known[key]

    def marked(
        self, about: Frame, *, marked: bool = True
    ) -> tuple[IntArray, npt.NDArray[np.int32] | None]:
        """Return the packages in each draw and, if asked, the draws of each package."""
        counted = count_over_draws(
            about, self.draws, self.seed, threads=self._threads, marked=marked, stop=self._stop
        )
        if len(counted.counts) < self.draws:
            raise Stopped
        self._step()
        return counted.counts, counted.accepted


def stand_ins(about: Frame, question: str, asked: Sequence[Variant], zones: Zones) -> list[StandIn]:
    """Count the zone of each variant of a question.

    Parameters
    ----------
    about
        The question's own frame.
    question
        Its id.
    asked
        As `variants` lists them.
    zones
        Counts over draws.
    """
    issues = about.issues.issues
    total = max(count_deals(about.plan), 1)
    countable = about.issues.size <= COUNT_LIMIT
    found = []
    for variant in asked:
        paths: dict[str, None] = {}
        sums = np.zeros(zones.draws, np.int64)
        for chosen, factor in variant.terms.items():
            seen, counts = zones.of([*variant.others, *sorted(chosen)], issues, variant.conditions)
            paths |= dict.fromkeys(zone_paths(seen))
            # A space too large to count gives 1 where a zone exists; then no set is taken away.
            sums += factor * counts if countable else (factor > 0) * np.maximum(counts, 0)
        found.append(
            StandIn(
                question=question,
                party=variant.party,
                role=variant.role,
                by=variant.by,
                rule=variant.rule,
                conditions=variant.conditions,
                open_share=share_of(sums > 0),
                size=range_of(np.maximum(sums, 0) / total) if countable else None,
                total=total,
                draws=zones.draws,
                paths=tuple(paths),
            )
        )
    return found


def variants(
    case: Case,
    about: Frame,
    lacks: dict[Lacking, None],
    notes: dict[Note, None],
    *,
    everybody: bool,
) -> list[Variant]:
    """List in which ways each party's consent to a question could be given.

    A party that signs is spoken for by its signatories, by each of its actors alone that has
    values of its own, by the actors of its decision rule, and by the successor of a leader.
    Unless `everybody` is asked, actors without a part in deciding are left out: those who neither
    decide, nor vote, nor speak for somebody, nor succeed anybody.
    """
    return [
        variant
        for party in parties_at(case, about.actors)
        for variant in _of_party(case, about, party, lacks, notes)
        if everybody or variant.role != "instead" or _has_part(case, party, variant.by[0])
    ]


def _has_part(case: Case, party: Party, actor: str) -> bool:
    listed = next(one for one in case.document.actors if one.id == actor)
    return bool(
        listed.decides_for
        or listed.agent_of
        or (party.rule and actor in party.rule.actors)
        or any(office.successor == actor for office in case.document.offices)
    )


def _of_party(
    case: Case,
    about: Frame,
    party: Party,
    lacks: dict[Lacking, None],
    notes: dict[Note, None],
) -> Iterator[Variant]:
    signing = tuple(a for a in about.actors if a in party.actors)
    others = tuple(a for a in about.actors if a not in party.actors)
    rule = decision_of(case, party)
    if party.rule is None and len(party.actors) > 1:
        lacks[lacking(case, "rule", f"parties.{party.id}.rule")] = None

    def made(role: Role, by: tuple[str, ...], terms: Terms, under: tuple[str, ...] = ()) -> Variant:
        kind = rule.kind if set(by) == set(rule.actors) else ""
        conditions = tuple(sorted({*about.conditions, *under}))
        return Variant(party.id, role, by, kind, others, terms, conditions)

    yield made("asked", signing, {frozenset(signing): 1})
    own = [a for a in party.actors if values_of(case.document, a) == a]
    for actor in own:
        if (actor,) != signing:
            yield made("instead", (actor,), {frozenset([actor]): 1})
    terms = _judged_terms(case, rule, lacks, notes)
    if terms and len(rule.actors) > 1 and set(rule.actors) != set(signing):
        yield made("rule", rule.actors, terms)
    for office in case.document.offices:
        if office.condition and office.successor in own and office.actor in party.actors:
            who = (office.successor,)
            yield made("after_change", who, {frozenset(who): 1}, (office.condition,))


def _judged_terms(
    case: Case, rule: Decision, lacks: dict[Lacking, None], notes: dict[Note, None]
) -> Terms | None:
    """Sets of a rule's actors to count, unless some have no values or they are too many."""
    dumb = [a for a in rule.actors if values_of(case.document, a) is None]
    for actor in dumb:
        lacks[lacking(case, "values", f"preferences.{actor}")] = None
    if dumb:
        return None
    terms = rule.terms()
    if terms is None:
        what = f"zones of the rule of {rule.party} (more than {MOST_VOTERS} actors)"
        notes[note("left_out", what=what)] = None
    return terms


def parties_at(case: Case, actors: Sequence[str]) -> list[Party]:
    """Return the parties of some actors, in the actors' order, each once."""
    return list({(party := party_of(case, actor)).id: party for actor in actors}.values())


def zone_paths(about: Frame) -> tuple[str, ...]:
    """Estimates that hold a zone in: walk-away values with their levers, and red lines.

    In a partial zone, where nobody walks away, the weights of the issues that move.
    """
    if about.partial:
        held = [
            path for v in about.voices for i, path in v.weights.items() if i in about.issues.issues
        ]
    else:
        terms = [term for voice in about.voices for term in voice.walk_away.terms]
        held = [path for term in terms for path in (term.path, term.lever) if path]
    return tuple(dict.fromkeys([*held, *(line.path for line in about.lines)]))
