"""Zone chart: for each question the share of packages in the zone, and whether any deal exists."""

from dataclasses import dataclass
from math import ceil, log10
from typing import Final

from markupsafe import Markup

from backchannel.briefing import numbers
from backchannel.briefing.pictures.drawing import FILL, LEADING, RULE, SOFT, WIDTH, Sheet
from backchannel.briefing.voice import Voice
from backchannel.briefing.wrap import lines
from backchannel.studies.overview import Answer, Overview

ZERO_ROOM: Final = 0.08  # of the scale: zero stands apart from the decades
LABEL: Final = 250
SCALE: Final = (270, 560)
BAR: Final = (590, 650)


@dataclass(frozen=True, slots=True)
class Tick:
    """A place on the scale, from 0 to 1, with its label."""

    at: float
    label: str


@dataclass(frozen=True, slots=True)
class Span:
    """The share of packages in a zone, on the scale from 0 to 1."""

    low: float
    median: float
    high: float
    point: float


@dataclass(frozen=True, slots=True)
class ZoneRow:
    """One question: the share of packages, and the share of draws with a deal."""

    question: str
    label: tuple[str, ...]
    span: Span | None  # None where there are too many packages to count
    open_share: float
    open_text: str


@dataclass(frozen=True, slots=True)
class ZonePicture:
    """All questions on one scale."""

    rows: tuple[ZoneRow, ...]
    ticks: tuple[Tick, ...]


def place(share: float, decades: int) -> float:
    """Return where a share stands on a logarithmic scale of so many decades; zero at 0.

    >>> place(0, 3), place(1, 3), place(0.001, 3)
    (0.0, 1.0, 0.08)
    """
    if share <= 0:
        return 0.0
    above = max(0.0, 1 + log10(min(share, 1.0)) / decades)
    return ZERO_ROOM + (1 - ZERO_ROOM) * above


def compute(voice: Voice, overview: Overview) -> ZonePicture:
    """Compute the zone chart; the scale reaches down to one package of the largest space."""
    if not overview.answers:
        return ZonePicture((), ())
    largest = max((a.total for a in overview.answers if a.share is not None), default=1)
    decades = max(1, ceil(log10(largest))) if largest > 1 else 1
    rows = tuple(
        ZoneRow(
            question=answer.question.id,
            label=lines(voice.say(answer.question.text), LABEL, 12.5),
            span=_span(answer, decades),
            open_share=answer.open_share,
            open_text=voice.percent(answer.open_share),
        )
        for answer in overview.answers
    )
    ticks = [Tick(0.0, "0")]
    for decade in range(-decades, 1):
        if decade % (2 if decades > 4 else 1) == 0:
            label = f"{100 * 10.0**decade:.{max(0, -decade - 2)}f}"
            ticks.append(Tick(place(10.0**decade, decades), voice("number.percent", n=label)))
    return ZonePicture(rows, tuple(ticks))


def _span(answer: Answer, decades: int) -> Span | None:
    if answer.share is None:
        return None
    return Span(
        low=place(answer.share.low, decades),
        median=place(answer.share.median, decades),
        high=place(answer.share.high, decades),
        point=place((answer.count or 0) / answer.total if answer.total else 0.0, decades),
    )


def draw(voice: Voice, picture: ZonePicture, draws: int) -> Markup:
    """Draw the zone chart as SVG."""
    heights = [max(34, LEADING * len(row.label) + 12) for row in picture.rows]
    head = 34
    bottom = head + sum(heights)
    sheet = Sheet(bottom + 28)
    sheet.text((SCALE[0], 10), voice("zones.share"), color=SOFT)
    sheet.text((BAR[0], 10), lines(voice("zones.exists"), WIDTH - BAR[0], 12), color=SOFT)
    for tick in picture.ticks:
        at = _x(tick.at)
        sheet.line((at, head), (at, bottom), color=RULE, dash="dotted" if tick.at == 0 else "solid")
        sheet.text((at, bottom + 12), tick.label, align="center", size=11, color=SOFT)
    top = head
    for row, height in zip(picture.rows, heights, strict=True):
        middle = top + height / 2
        sheet.line((0, top), (WIDTH, top), color=RULE)
        sheet.text((0, middle), row.label)
        if row.span is None:
            middle_of_scale = (SCALE[0] + SCALE[1]) / 2
            sheet.text(
                (middle_of_scale, middle), voice("zones.uncounted"), align="center", color=SOFT
            )
        else:
            _range(sheet, row.span, middle)
        _share(sheet, row, middle)
        top += height
    sheet.line((0, bottom), (WIDTH, bottom), color=RULE)
    sheet.text(
        (WIDTH, bottom + 12), f"n = {numbers.count(draws)}", align="right", size=11, color=SOFT
    )
    return sheet.svg()


def _x(at: float) -> float:
    return SCALE[0] + at * (SCALE[1] - SCALE[0])


def _range(sheet: Sheet, span: Span, middle: float) -> None:
    low, high = _x(span.low), _x(span.high)
    if high - low < 3:
        low, high = low - 1.5, high + 1.5
    sheet.box((low, middle - 6), (high, middle + 6), fill=FILL, edge="#777777")
    sheet.line((_x(span.median), middle - 10), (_x(span.median), middle + 10), thick=2.5)
    sheet.mark((_x(span.point), middle), "diamond", across=10, fill="#ffffff")


def _share(sheet: Sheet, row: ZoneRow, middle: float) -> None:
    left, right = BAR
    sheet.box((left, middle - 6), (right, middle + 6), fill="#ffffff")
    if row.open_share > 0:
        sheet.box(
            (left, middle - 6), (left + row.open_share * (right - left), middle + 6), fill="#4d4d4d"
        )
    sheet.text((right + 8, middle), row.open_text)
