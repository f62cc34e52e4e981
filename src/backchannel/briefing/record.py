"""The record: what it teaches and who carries it. The section of the brief, and its short form."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import chain, islice
from typing import Final

from markupsafe import Markup

from backchannel.briefing import (
    record_drivers,
    record_forecasts,
    record_lessons,
    record_readings,
    record_sources,
)
from backchannel.briefing.record_parts import Block, Teller
from backchannel.briefing.voice import Voice
from backchannel.studies.overview import Overview
from backchannel.studies.record.whole import TheRecord

BLOCKS: Final[tuple[Callable[[Teller, TheRecord], Block], ...]] = (
    record_lessons.lessons,
    record_sources.influence,
    record_sources.against,
    record_drivers.drivers,
    record_readings.readings,
)
"""In the order of the page; what is told of every case stands around them."""

MOST_SHORT: Final = 6
"""Sentences in the printed summary."""

MOST_LESSONS: Final = 1
"""Of them about what answers teach."""


@dataclass(frozen=True, slots=True)
class Section:
    """The whole section."""

    intro: Markup
    blocks: tuple[Block, ...]


def section(voice: Voice, overview: Overview) -> Section | None:
    """Set the section; None where the overview holds nothing for it."""
    forecasts = overview.forecasts
    if forecasts is None:
        return None
    t = Teller(voice, overview.case)
    record = overview.record
    blocks = [] if record is None else [block(t, record) for block in BLOCKS]
    return Section(
        intro=t.say("intro" if record else "intro_short"),
        blocks=(
            *([] if record else [record_sources.voices(t)]),
            *blocks,
            record_forecasts.forecasts(t, forecasts),
        ),
    )


def short(voice: Voice, overview: Overview) -> list[str]:
    """Return the most telling findings in a sentence each, for the printed summary."""
    record, forecasts = overview.record, overview.forecasts
    if record is None or forecasts is None:
        return []
    t = Teller(voice, overview.case)
    said = chain(
        record_lessons.short(t, record.learned, MOST_LESSONS) if record.learned else (),
        record_sources.short(t, record),
        record_drivers.short(t, record),
        record_readings.short(t, record),
        record_forecasts.short(t, forecasts),
    )
    return [voice.plain(phrase) for phrase in islice(said, MOST_SHORT)]
