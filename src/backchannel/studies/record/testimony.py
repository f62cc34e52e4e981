"""Who says that something happened, who denies it, and how likely that makes it.

The chance comes from the stated table of `backchannel.evidence.credibility`, with the case's own
entries in its place, and has a range like any other estimate.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from backchannel.case import Case
from backchannel.case.schema import CaseDocument, Claim
from backchannel.case.voices import by_voice, contradicting
from backchannel.evidence.credibility import INFORMATION, SAYS_IF_FALSE, SAYS_IF_TRUE, Chance
from backchannel.evidence.grades import Stake
from backchannel.record.credibility import combined
from backchannel.space import Seed
from backchannel.space.draws import Spread, drawn_values

__all__ = ["Testimony", "Voice", "credibility_of", "testimony"]

FloatArray = npt.NDArray[np.float64]

TABLE: dict[str, Chance] = {
    **{f"credibility.information.{digit}": chance for digit, chance in INFORMATION.items()},
    "credibility.says_if_true": SAYS_IF_TRUE,
    **{
        f"credibility.says_if_false.{letter}.{stake}": chance
        for letter, by_stake in SAYS_IF_FALSE.items()
        for stake, chance in by_stake.items()
    },
}
"""The shipped table by path; a case that states an entry has it under the same path."""


NEVER = 1e-6
"""A chance of 0 or 1 is taken as this near to it: no word settles anything by itself."""


@dataclass(frozen=True, slots=True)
class Voice:
    """One independent voice: who, saying what, and where its weight stands."""

    source: str
    claims: tuple[str, ...]
    stake: Stake
    path: str
    """Of the analyst's own chance, else of the table's entry for what it would say if not so."""
    own: bool
    """Whether the chance is the analyst's own."""


@dataclass(frozen=True, slots=True)
class Testimony:
    """All that is said for and against one event; without any claim it is taken as it stands."""

    support: tuple[Voice, ...]
    denial: tuple[Voice, ...]
    information: str
    """Path of the chance before asking who says it: of the best digit among the claims."""

    @property
    def paths(self) -> tuple[str, ...]:
        """Estimates that enter."""
        if not self.support:
            return ()
        voices = (*self.support, *self.denial)
        told = [self.information, *(voice.path for voice in voices)]
        told += ["credibility.says_if_true"] * any(not voice.own for voice in voices)
        return tuple(dict.fromkeys(told))


def testimony(case: Case, claims: Collection[str]) -> Testimony:
    """Gather the voices behind some claims, and those that contradict them.

    One voice counts once however many claims it makes; a voice that speaks on both sides does not
    count as a denial. Relays add no voice. A denial of another of the claims speaks against it
    also where it is listed among them.
    """
    document = case.document
    denials = _denials(document, claims)
    said = [name for name in claims if name not in denials]
    support = by_voice(document, said)
    denial = by_voice(document, (*denials, *contradicting(document, (*said, *denials))))
    best = min((claim.grade for told in support.values() for claim in told), default=6)
    return Testimony(
        support=tuple(_voice(document, name, told) for name, told in support.items()),
        denial=tuple(
            _voice(document, name, told) for name, told in denial.items() if name not in support
        ),
        information=f"credibility.information.{best}",
    )


def credibility_of(case: Case, told: Testimony, seed: Seed, block: int) -> FloatArray:
    """Chance that the event happened in each draw of one block: [1024].

    Examples
    --------
    >>> import backchannel as bc
    >>> case = bc.load("two-issues")
    >>> float(credibility_of(case, testimony(case, []), 0, 0).min())
    1.0
    """

    def drawn(path: str) -> FloatArray:
        return drawn_values(spread_of(case, path), seed, path, block)

    if not told.support:
        return np.ones_like(drawn("credibility.says_if_true"))
    true = drawn("credibility.says_if_true")
    factors = [_ratio(voice, drawn, true) for voice in told.support]
    factors += [1.0 / _ratio(voice, drawn, true) for voice in told.denial]
    return combined(drawn(told.information), factors)


def spread_of(case: Case, path: str) -> Spread:
    """Return what the case says of an entry of the table, else the table's own."""
    return case.unknowns.get(path) or TABLE[path]


def _ratio(voice: Voice, drawn: Callable[[str], FloatArray], true: FloatArray) -> FloatArray:
    """P(says | so) / P(says | not so) of one voice.

    An analyst's own chance is that of words for or against which nothing else speaks, so its odds
    are this ratio.
    """
    if voice.own:
        chance = np.clip(drawn(voice.path), NEVER, 1.0 - NEVER)
        return np.asarray(chance / (1.0 - chance))
    return np.asarray(np.maximum(true, NEVER) / np.maximum(drawn(voice.path), NEVER))


def _denials(document: CaseDocument, claims: Collection[str]) -> tuple[str, ...]:
    """Return those of the claims that deny another one of them."""
    denying = [it for it in document.claims if it.id in claims and it.kind == "denial"]
    return tuple(it.id for it in denying if not set(claims).isdisjoint(it.contradicts))


def _voice(document: CaseDocument, name: str, told: tuple[Claim, ...]) -> Voice:
    source = next(it for it in document.sources if it.id == name)
    claims = tuple(claim.id for claim in told)
    stake = next((claim.stake for claim in told if claim.stake), source.stake)
    if source.credibility is not None:
        return Voice(name, claims, stake, f"sources.{name}.credibility", own=True)
    path = f"credibility.says_if_false.{source.reliability}.{stake}"
    return Voice(name, claims, stake, path, own=False)
