"""Offers on record made ready for draws: what each coding would have given the actor asked.

A coding of some issues is judged by the gain over the status quo (rule 4), one of all issues
against walking away (rule 1). An approach held no package: it stands for the best that the actor
asked could get among all packages that the asker accepts, over the channel's issues where the
approach names a channel with issues.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from backchannel.case import Case
from backchannel.case.roles import values_of
from backchannel.case.schema import Offer
from backchannel.deals.search_draws import most_for_one
from backchannel.space import Frame, Seed, Tables, block_tables, frame, uniforms
from backchannel.space.draws import drawn_values
from backchannel.studies.over_draws import STEPS, draws_of
from backchannel.studies.worth import chosen, worth_at

__all__ = ["Coding", "Entry", "codings_of", "drawn_entry", "entries_of", "gain_in_block"]

FloatArray = npt.NDArray[np.float64]
BoolArray = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Coding:
    """One way to read an offer: a package of some issues, or None for an approach."""

    package: Mapping[str, str] | None
    about: Frame = field(repr=False)
    place: int
    """Place of the actor asked among the frame's actors."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One unknown that an answer can teach about, and the stream that it is drawn from."""

    path: str
    stream: str
    line: bool = False
    """Whether it is a red line, which counts by whether it is real."""

    @property
    def streams(self) -> tuple[str, ...]:
        """All streams that belong to it."""
        return (self.stream, f"{self.stream}#real") if self.line else (self.stream,)


def codings_of(case: Case, offer: Offer) -> tuple[Coding, ...]:
    """Compile an offer; nothing where the actors' values are not known."""
    document = case.document
    if values_of(document, offer.to) is None:
        return ()
    if not offer.approach:
        return tuple(
            Coding(package, frame(case, [offer.to], issues=tuple(package)), 0)
            for package in offer.codings
        )
    if values_of(document, offer.by) is None or offer.by == offer.to:
        return ()
    channel = next((it for it in document.channels if it.id == offer.channel), None)
    issues = channel.issues if channel is not None and channel.issues else None
    return (Coding(None, frame(case, [offer.by, offer.to], issues=issues), 1),)


def gain_in_block(coding: Coding, seed: Seed, block: int) -> tuple[FloatArray, BoolArray]:
    """Points that the actor asked would have gained [1024], and whether no real line breaks."""
    about, place = coding.about, coding.place
    t = block_tables(about, seed, block)
    if coding.package is None:
        return _most(about, t, place), np.ones(len(t.threshold), np.bool_)
    worth = worth_at(about, t, chosen(about, coding.package))
    return worth.gains[:, place], worth.unbroken[:, place]


def entries_of(coding: Coding) -> Iterator[Entry]:
    """Yield the unknowns that enter a coding: those of its options, or of all for an approach."""
    about = coding.about
    resting = dict(zip(about.walk.issues, about.walk.status_quo, strict=True))
    for voice in about.voices:
        yield from (Entry(path, path) for path in voice.weights.values())
        for issue, options in zip(about.walk.issues, about.walk.options, strict=True):
            for path in _touched(coding, voice.values.get(issue, {}), issue, options, resting):
                yield Entry(path, path)
        if not about.partial:
            for term in voice.walk_away.terms:
                yield Entry(term.path, voice.walk_away.stream)
    asked = {about.actors[coding.place], about.voices[coding.place].actor}
    for line in about.lines:
        if coding.package is None or line.actor in asked:
            yield Entry(line.path, line.stream, line=True)
    yield from (Entry(bonus.path, bonus.path) for bonus in about.bonuses)


def drawn_entry(case: Case, entry: Entry, seed: Seed, block: int) -> FloatArray:
    """Values of an unknown in one block [1024]; of a red line 1 where it is real, else 0."""
    values = drawn_values(case.unknowns[entry.path], seed, entry.stream, block)
    if not entry.line:
        return values
    return (uniforms(seed, f"{entry.stream}#real", block) < values).astype(np.float64)


def _touched(
    coding: Coding,
    values: Mapping[str, str],
    issue: str,
    options: tuple[str, ...],
    resting: Mapping[str, int],
) -> list[str]:
    """Paths of the values on one issue that the gain rests on."""
    if coding.package is None:
        return list(values.values())
    held = {coding.package[issue]}
    if coding.about.partial:
        held.add(options[resting[issue]])
    return [path for option, path in values.items() if option in held]


def _most(about: Frame, t: Tables, place: int) -> FloatArray:
    found = np.empty(len(t.threshold))
    most_for_one(about.plan, draws_of(t), place, STEPS, found)
    return found
