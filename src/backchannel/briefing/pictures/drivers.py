"""Drivers: which numbers move the answers that the draws leave open, and in which direction."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil
from typing import Final

from markupsafe import Markup

from backchannel.briefing.changes import number_name
from backchannel.briefing.pictures.curves import sample
from backchannel.briefing.pictures.drawing import FILL, INK, LEADING, RULE, SOFT, WIDTH, Sheet
from backchannel.briefing.pictures.record import GREY, MOST_QUESTIONS, pages, title_height, whisker
from backchannel.briefing.voice import Voice
from backchannel.briefing.wrap import lines
from backchannel.case import Case
from backchannel.studies.record.driven import Driver, Drivers, HeadlineDrivers, Index
from backchannel.studies.record.flips import HALF

MOST_NUMBERS: Final = 5
LABEL: Final = 240
INDENT: Final = 12
BAR: Final = (252, 376)
INDEX: Final = 384  # where an index stands in words
OPEN: Final = (504, 620)
SAID: Final = 632
FOOT: Final = 40.0


@dataclass(frozen=True, slots=True)
class Bar:
    """One number: what it explains alone, and how often there is a deal where it lies.

    Attributes
    ----------
    index
        Share of the variance that it explains by itself, with its 95 % interval.
    first, last
        Share of draws with a deal in the lowest and in the highest third of its values; of a red
        line, where it is not real and where it is.
    """

    label: tuple[str, ...]
    index: Index
    first: float
    last: float
    paths: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DriversPanel:
    """One question with the numbers that move it most."""

    question: str
    label: tuple[str, ...]
    open_share: float
    bars: tuple[Bar, ...]
    note: str


@dataclass(frozen=True, slots=True)
class DriversPicture:
    """Questions on one scale of indices, from 0 to ``end``; ``left_out`` names more than drawn."""

    panels: tuple[DriversPanel, ...]
    left_out: tuple[str, ...]
    end: float
    draws: int


def compute(voice: Voice, case: Case, found: Drivers) -> DriversPicture | None:
    """Compute the bars of the questions that the draws leave open; None where there is none."""
    told = [it for it in found.headlines if it.is_open]
    panels = tuple(_panel(voice, case, it) for it in told[:MOST_QUESTIONS])
    if not panels:
        return None
    largest = max((bar.index.high for panel in panels for bar in panel.bars), default=0.0)
    return DriversPicture(
        panels=panels,
        left_out=tuple(it.id for it in told[MOST_QUESTIONS:]),
        end=min(1.0, max(1, ceil(10 * largest)) / 10),
        draws=found.draws,
    )


def draw(voice: Voice, picture: DriversPicture) -> tuple[Markup, ...]:
    """Draw the bars as SVG, question by question, in as many drawings as their height needs."""
    heights = [_height(panel) for panel in picture.panels]
    return tuple(_draw(voice, picture, picture.panels[run]) for run in pages(heights))


def _draw(voice: Voice, picture: DriversPicture, panels: Sequence[DriversPanel]) -> Markup:
    heads = [
        (BAR[0], lines(voice("record_pictures.drivers.index"), OPEN[0] - BAR[0] - 20, 11.5)),
        (OPEN[0], lines(voice("record_pictures.drivers.open"), WIDTH - OPEN[0], 11.5)),
    ]
    head = 34.0 + 14 * max(len(rows) for _, rows in heads) + 6
    bottom = head + sum(map(_height, panels))
    sheet = Sheet(bottom + FOOT)
    _key(sheet, voice)
    for x, rows in heads:
        sheet.text((x, head - 6 - 7 * len(rows)), rows, size=11, color=SOFT)
    for place, ticks in ((BAR, _ticks(picture)), (OPEN, (0.0, HALF, 1.0))):
        for tick in ticks:
            at = (_on(place, tick, ticks[-1]), bottom + 12)
            sheet.text(at, voice.percent(tick), align="center", size=10.5, color=SOFT)
    top = head
    for panel in panels:
        _draw_panel(sheet, voice, picture, panel, top)
        top += _height(panel)
    sheet.line((0, bottom), (WIDTH, bottom), color=RULE)
    sample(sheet, voice, picture.draws)
    return sheet.svg()


def _panel(voice: Voice, case: Case, it: HeadlineDrivers) -> DriversPanel:
    bars = []
    for driver in it.drivers:
        index = driver.alone.exists
        if index and index.counts and driver.parts:
            bars.append(_bar(voice, case, driver, index))
    return DriversPanel(
        question=it.id,
        label=lines(voice.name("questions", it.id), WIDTH, 13.5),
        open_share=it.open_share,
        bars=tuple(bars[:MOST_NUMBERS]),
        note="" if bars else voice("record_pictures.drivers.none"),
    )


def _bar(voice: Voice, case: Case, it: Driver, index: Index) -> Bar:
    names = "; ".join(number_name(voice, case, path) for path in it.paths)
    return Bar(
        label=lines(names[:1].upper() + names[1:], LABEL - INDENT, 12, most=6),
        index=index,
        first=it.parts[0].open_share,
        last=it.parts[-1].open_share,
        paths=it.paths,
    )


def _key(sheet: Sheet, voice: Voice) -> None:
    """Say which end of a line is which."""
    for x, fill, end in ((0.0, "#ffffff", "first"), (WIDTH / 2, INK, "last")):
        sheet.mark((x + 8, 10), "circle", across=8, fill=fill)
        said = lines(voice(f"record_pictures.drivers.{end}"), WIDTH / 2 - 26, 12, most=1)
        sheet.text((x + 20, 10), said, size=11.5)


def _ticks(picture: DriversPicture) -> tuple[float, ...]:
    return (0.0, picture.end / 2, picture.end)


def _bar_height(bar: Bar) -> float:
    return max(26.0, LEADING * len(bar.label) + 8)


def _height(panel: DriversPanel) -> float:
    note = 24 if panel.note else 4
    return title_height(panel.label) + sum(map(_bar_height, panel.bars)) + note


def _draw_panel(
    sheet: Sheet, voice: Voice, picture: DriversPicture, panel: DriversPanel, top: float
) -> None:
    y = top + title_height(panel.label)
    sheet.line((0, top), (WIDTH, top), color=RULE)
    sheet.text((0, (top + y) / 2), panel.label, bold=True)
    end = y + sum(map(_bar_height, panel.bars))
    _grid(sheet, BAR, _ticks(picture), y, end)
    _grid(sheet, OPEN, (0.0, HALF, 1.0), y, end)
    for bar in panel.bars:
        middle = y + _bar_height(bar) / 2
        sheet.text((INDENT, middle), bar.label, size=11.5)
        _draw_index(sheet, voice, bar.index, picture.end, middle)
        _draw_direction(sheet, voice, bar, middle)
        y += _bar_height(bar)
    if panel.note:
        sheet.text((INDENT, end + 12), panel.note, size=11.2, color=SOFT)


def _grid(
    sheet: Sheet, place: tuple[float, float], ticks: Sequence[float], top: float, end: float
) -> None:
    for tick in ticks:
        x = _on(place, tick, ticks[-1])
        half = place == OPEN and tick == HALF
        sheet.line((x, top), (x, end), color=INK if half else RULE, thick=1.6 if half else 1)


def _draw_index(sheet: Sheet, voice: Voice, index: Index, end: float, middle: float) -> None:
    right = _on(BAR, min(index.value, end), end)
    sheet.box((BAR[0], middle - 6), (right, middle + 6), fill=FILL, edge="#777777")
    whisker(sheet, _on(BAR, index.low, end), _on(BAR, min(index.high, end), end), middle)
    said = f"{voice.percent(index.value)} ({voice.percents(index.low, index.high)})"
    sheet.text((INDEX, middle), said, size=10.5)


def _draw_direction(sheet: Sheet, voice: Voice, bar: Bar, middle: float) -> None:
    first, last = (_on(OPEN, share, 1.0) for share in (bar.first, bar.last))
    sheet.line((first, middle), (last, middle), color=GREY, thick=3)
    sheet.mark((first, middle), "circle", across=8, fill="#ffffff")
    sheet.mark((last, middle), "circle", across=8)
    arrow = " \N{RIGHTWARDS ARROW} ".join(map(voice.percent, (bar.first, bar.last)))
    sheet.text((SAID, middle), arrow, size=10.5)


def _on(place: tuple[float, float], value: float, end: float) -> float:
    return place[0] + (place[1] - place[0]) * value / end
