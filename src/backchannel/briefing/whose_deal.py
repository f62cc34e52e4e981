"""Whose deal is it? The section of the brief that answers for channels, home fronts and war."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from markupsafe import Markup

from backchannel.briefing import whose_deal_home as home
from backchannel.briefing import whose_deal_talks as talks
from backchannel.briefing import whose_deal_war as war
from backchannel.briefing.tables import Table
from backchannel.briefing.voice import Phrase, Voice
from backchannel.briefing.whose_deal_parts import MOST_LACKING, Teller, Told, lacks, rests_on
from backchannel.briefing.whose_deal_table import closing, headline_flips, side_by_side
from backchannel.case import Case
from backchannel.studies.overview import Overview
from backchannel.studies.whose_deal import WhoseDeal

ANSWERS: Final[tuple[Callable[[Teller], Told], ...]] = (
    talks.without,
    talks.pressure,
    home.leader,
    home.ratified,
    home.votes,
    home.office,
    talks.secrecy,
    talks.order,
    war.war,
    war.ready,
    war.wedge,
    war.moves,
)
"""In the order of the page."""

MOST_SHORT: Final = 6
"""Lines in the printed summary."""


@dataclass(frozen=True, slots=True)
class Block:
    """One question as it is set: sentences, a table, what it rests on, what the case lacks."""

    anchor: str
    question: str
    lines: tuple[Markup, ...]
    table: Table | None
    rests: Markup
    lacks: tuple[Markup, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """The whole section."""

    intro: Markup
    blocks: tuple[Block, ...]
    untold: tuple[Markup, ...]
    """Questions that the case says too little for, each with what it lacks."""
    table: Table | None
    closing: tuple[Markup, ...]


def told(voice: Voice, case: Case, found: WhoseDeal) -> tuple[Told, ...]:
    """Word all answers, in the order of the page."""
    teller = Teller(voice, case, found)
    return tuple(answer(teller) for answer in ANSWERS)


def section(voice: Voice, overview: Overview) -> Section | None:
    """Set the section; None where the overview holds nothing for it."""
    found = overview.whose
    if found is None:
        return None
    teller = Teller(voice, overview.case, found)
    every = told(voice, overview.case, found)
    drawn = {"draws": teller.draws(), "moves": teller.draws(min([it.draws for it in found.moves]
             or [found.draws]))}  # fmt: skip
    return Section(
        intro=voice.html("whose.intro", **drawn),
        blocks=tuple(_block(teller, it) for it in every if it.lines),
        untold=tuple(_untold(voice, it) for it in every if not it.lines and it.lacking),
        table=side_by_side(teller),
        closing=tuple(
            voice.marked(line)
            for line in (
                *headline_flips(teller, overview.compared, overview.draws),
                *closing(teller),
            )
        ),
    )


def short(voice: Voice, overview: Overview) -> list[str]:
    """Return the most telling answers in a line each, for the printed summary."""
    if overview.whose is None:
        return []
    lines = [it.short for it in told(voice, overview.case, overview.whose) if it.short]
    return [voice.plain(line) for line in lines[:MOST_SHORT]]


def _block(t: Teller, it: Told) -> Block:
    return Block(
        anchor=it.anchor,
        question=it.question,
        lines=tuple(t.voice.marked(line) for line in it.lines),
        table=it.table,
        rests=rests_on(t.voice, t.case, t.telling(it.paths)),
        lacks=tuple(t.voice.marked(line) for line in _lacks(t.voice, it)),
    )


def _lacks(voice: Voice, it: Told) -> list[Phrase]:
    return [lacks(voice, missing) for missing in it.lacking[:MOST_LACKING]]


def _untold(voice: Voice, it: Told) -> Markup:
    said = Markup(" ").join(voice.marked(line) for line in _lacks(voice, it))
    return Markup('<strong id="{}">{}</strong> {}').format(it.anchor, it.question, said)
