"""Whether a package would be ratified at home: each party's decision rule, draw by draw."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

import numpy as np
import numpy.typing as npt

from backchannel.case import Case
from backchannel.case.roles import implied_conditions, values_of
from backchannel.core.results import Note
from backchannel.space import Frame, block_tables, blocks_of, frame, uniforms
from backchannel.space.seeds import Seed
from backchannel.studies.home.decision_rules import decision_of
from backchannel.studies.home.stand_ins import OF_QUESTIONS, parties_at
from backchannel.studies.ranges import Lacking, Range, drawn, lacking, range_of, share_of
from backchannel.studies.worth import chosen, worth_at

__all__ = [
    "Bench",
    "Consent",
    "PartyConsent",
    "Ratification",
    "Verdict",
    "package_paths",
    "ratification",
]

FloatArray = npt.NDArray[np.float64]
BoolArray = npt.NDArray[np.bool_]
Package = Mapping[str, str]
Why = Literal["nash", "most_accepted", "given", "completed"]


@dataclass(frozen=True)
class Consent:
    """One actor's consent to a package.

    Attributes
    ----------
    actor
        Its id.
    signs
        Whether it signs; else it only ratifies, and is judged under what the package implies.
    conditions
        Under which its walk-away value is taken.
    accepted
        Share of draws in which it accepts, its red lines included; None where nothing says.
    given_signed
        The same among the draws in which all signatories accept; None where there are none.
    gain
        Range of its points over no deal; None for an actor without values.
    stated
        Range of the stated chance that it does not refuse, shown beside; None if none is stated.
    paths
        Estimates behind it.
    """

    actor: str
    signs: bool
    conditions: tuple[str, ...]
    accepted: float | None
    given_signed: float | None
    gain: Range | None
    stated: Range | None
    paths: tuple[str, ...]


@dataclass(frozen=True)
class PartyConsent:
    """One party's consent to a package by its decision rule, and that of its actors singly.

    `accepted` and `given_signed` are as in `Consent`; None if an actor of the rule cannot be
    judged.
    """

    party: str
    rule: str
    stated: bool
    deciding: tuple[str, ...]
    accepted: float | None
    given_signed: float | None
    consents: tuple[Consent, ...]


@dataclass(frozen=True)
class Ratification:
    """A package before the home fronts of all parties that sign.

    Attributes
    ----------
    question, package, why
        What was asked, and why this package: it is the Nash package at the most likely values,
        the one accepted in the most draws, it was given, or its other options were chosen at the
        most likely values for those that were given.
    draws
        Number of draws.
    signed
        Share of draws in which all signatories accept.
    ratified
        Share of draws in which every party accepts by its decision rule; None if one of them
        cannot be judged.
    given_signed
        The same among the draws in which all signatories accept.
    signed_and_ratified
        Share of draws in which both hold.
    """

    question: str
    package: Package
    why: Why
    draws: int
    signed: float
    ratified: float | None
    given_signed: float | None
    signed_and_ratified: float | None
    parties: tuple[PartyConsent, ...]

    @property
    def paths(self) -> tuple[str, ...]:
        """Estimates behind it."""
        return tuple(dict.fromkeys(p for it in self.parties for c in it.consents for p in c.paths))


class Verdict(NamedTuple):
    """What a package is to one actor in each draw."""

    accepted: BoolArray
    """[draws]"""
    gains: FloatArray | None
    """[draws] points over no deal; None for an actor without values."""
    unbroken: BoolArray | None
    """[draws] whether it breaks no red line of the actor that is real."""
    paths: tuple[str, ...]


class Bench:
    """Actors judging packages one by one, over the same draws; each verdict is reached once."""

    def __init__(self, case: Case, draws: int, seed: Seed) -> None:
        self.case, self.draws, self.seed = case, draws, seed
        self.notes: dict[Note, None] = {}
        self._known: dict[object, Verdict | None] = {}

    def verdict(
        self, actor: str, package: Package, conditions: Sequence[str] = ()
    ) -> Verdict | None:
        """Judge a package by an actor's values, or by its stated chance; None if it has neither."""
        key = (actor, tuple(package.items()), tuple(conditions))
        if key not in self._known:
            if values_of(self.case.document, actor) is None:
                self._known[key] = self._stated(actor)
            else:
                self._known[key] = self._judged(actor, package, conditions)
        return self._known[key]

    def stated(self, actor: str) -> Range | None:
        """Range of the stated chance that an actor does not refuse."""
        path = f"actors.{actor}.refusal"
        if path not in self.case.unknowns:
            return None
        return range_of(1 - drawn(self.case, [path], self.draws, self.seed)[path])

    def _stated(self, actor: str) -> Verdict | None:
        path = f"actors.{actor}.refusal"
        if path not in self.case.unknowns:
            return None
        refuses = drawn(self.case, [path], self.draws, self.seed)[path]
        luck = [uniforms(self.seed, f"{path}#ratifies", b)[:n] for b, n in blocks_of(self.draws)]
        return Verdict(np.concatenate(luck) >= refuses, None, None, (path,))

    def _judged(self, actor: str, package: Package, conditions: Sequence[str]) -> Verdict:
        about = frame(self.case, [actor], issues=list(package), condition=conditions)
        self.notes |= dict.fromkeys(n for n in about.notes if n.code not in OF_QUESTIONS)
        options = chosen(about, package)
        found = []
        for block, number in blocks_of(self.draws):
            worth = worth_at(about, block_tables(about, self.seed, block), options)
            found.append(
                [array[:number, 0] for array in (worth.accepted, worth.gains, worth.unbroken)]
            )
        accepted, gains, unbroken = (np.concatenate(parts) for parts in zip(*found, strict=True))
        return Verdict(accepted, gains, unbroken, package_paths(self.case, about, package))


def ratification(
    case: Case,
    about: Frame,
    question: str,
    package: Package,
    why: Why,
    bench: Bench,
    lacks: dict[Lacking, None],
) -> Ratification:
    """Ask each signing party's actors, and its rule, whether they accept a package.

    Signatories compare it with no deal as the question puts it. Who only ratifies does so under
    the conditions that the package implies as well (rule 8 of the model).

    Parameters
    ----------
    about
        The question's frame.
    package
        One option for each of its issues.
    bench
        Judges over draws.
    lacks
        Grows by what the case would have to say.
    """
    beyond = tuple(sorted({*about.conditions, *implied_conditions(case.document, package)}))
    under = dict.fromkeys(about.actors, about.conditions)
    signers = [bench.verdict(a, package, about.conditions) for a in about.actors]
    signed = np.all([v.accepted for v in signers if v], axis=0)
    parties, carried = [], []
    for party in parties_at(case, about.actors):
        rule = decision_of(case, party)
        asked = dict.fromkeys([*(a for a in about.actors if a in party.actors), *rule.actors])
        verdicts = {a: bench.verdict(a, package, under.get(a, beyond)) for a in asked}
        judged = {a: v.accepted for a, v in verdicts.items() if v is not None}
        for actor in asked.keys() - judged.keys():
            lacks[lacking(case, "values", f"preferences.{actor}")] = None
        passes = rule.passes(judged) if judged.keys() >= set(rule.actors) else None
        carried.append(passes)
        parties.append(
            PartyConsent(
                party=party.id,
                rule=rule.kind,
                stated=rule.stated,
                deciding=rule.actors,
                accepted=_share(passes),
                given_signed=_share(passes, signed),
                consents=tuple(
                    _consent(a, v, under.get(a, beyond), signed, bench, signs=a in under)
                    for a, v in verdicts.items()
                ),
            )
        )
    known = [passes for passes in carried if passes is not None]
    ratified = np.all(known, axis=0) if len(known) == len(carried) else None
    return Ratification(
        question=question,
        package=dict(package),
        why=why,
        draws=bench.draws,
        signed=share_of(signed),
        ratified=_share(ratified),
        given_signed=_share(ratified, signed),
        signed_and_ratified=None if ratified is None else share_of(ratified & signed),
        parties=tuple(parties),
    )


def _consent(
    actor: str,
    verdict: Verdict | None,
    conditions: tuple[str, ...],
    signed: BoolArray,
    bench: Bench,
    *,
    signs: bool,
) -> Consent:
    accepted = verdict.accepted if verdict else None
    gains = verdict.gains if verdict else None
    return Consent(
        actor=actor,
        signs=signs,
        conditions=conditions,
        accepted=_share(accepted),
        given_signed=_share(accepted, signed),
        gain=None if gains is None else range_of(gains),
        stated=bench.stated(actor),
        paths=verdict.paths if verdict else (),
    )


def _share(true: BoolArray | None, among: BoolArray | None = None) -> float | None:
    """Share of draws, or of those among which it is asked; None where there is nothing to ask."""
    if true is None or (among is not None and not among.any()):
        return None
    return share_of(true if among is None else true[among])


def package_paths(case: Case, about: Frame, package: Package) -> tuple[str, ...]:
    """Estimates that say what a package is worth to the actors of a frame, and what it breaks."""
    held: list[str] = []
    for voice in about.voices:
        if not about.partial:
            terms = voice.walk_away.terms
            held += [path for term in terms for path in (term.path, term.lever) if path]
        for issue in about.issues.issues:
            if issue in voice.weights:
                held += [voice.values[issue][package[issue]], voice.weights[issue]]
    whole = {**{i.id: i.status_quo for i in case.document.issues}, **package}
    touched = {
        f"red_lines.{line.id}.hardness"
        for line in case.document.red_lines
        if any(pattern.items() <= whole.items() for pattern in line.forbids)
    }
    touched |= {
        f"bonuses.{bonus.id}.points"
        for bonus in case.document.bonuses
        if bonus.pattern.items() <= whole.items()
    }
    patterns = [bonus.path for bonus in about.bonuses] + [line.path for line in about.lines]
    return tuple(dict.fromkeys([*held, *(path for path in patterns if path in touched)]))
