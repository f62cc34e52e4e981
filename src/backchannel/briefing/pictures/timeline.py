"""Timeline: claims, contrary claims, offers and forecasts by who makes them; undated ones apart."""

from calendar import monthrange
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

from markupsafe import Markup

from backchannel.briefing.pictures.drawing import LEADING, RULE, SOFT, WIDTH, Shape, Sheet
from backchannel.briefing.voice import Voice
from backchannel.briefing.wrap import ems, lines
from backchannel.case import Case
from backchannel.case.references import OWN_VOICES

Kind = Literal["claim", "contrary", "offer", "forecast"]

LABEL: Final = 190
ROOM: Final = WIDTH - LABEL - 20
STEP: Final = 22
MOST: Final = 7  # moments side by side; more go into a further panel
DATE: Final = 74  # pixels that a written date takes
NAME: Final = 16  # letters of an id that are shown; the table of claims has it whole
SHAPES: Final[dict[Kind, Shape]] = {
    "claim": "circle",
    "contrary": "cross",
    "offer": "diamond",
    "forecast": "triangle-up",
}
OFFERS: Final = "offers"


@dataclass(frozen=True, slots=True)
class Event:
    """A claim, offer or forecast; ``written`` is its date as written, nothing if it has none."""

    name: str
    kind: Kind
    lane: str
    written: str


@dataclass(frozen=True, slots=True)
class Moment:
    """A date or stretch of time; ``at`` is its place in its panel, 0 to 1, for so many columns."""

    written: str
    first: date
    last: date
    at: float
    columns: int


@dataclass(frozen=True, slots=True)
class TimelinePicture:
    """Dated events by lane and moment, the moments in panels; undated events apart."""

    lanes: tuple[tuple[str, tuple[str, ...]], ...]
    panels: tuple[tuple[Moment, ...], ...]
    dated: tuple[Event, ...]
    undated: tuple[Event, ...]
    column: float  # pixels that a mark with its name takes


def stretch(written: str) -> tuple[date, date]:
    """Return the first and last day that a written date covers.

    >>> stretch("2023-02")
    (datetime.date(2023, 2, 1), datetime.date(2023, 2, 28))
    """
    first, _, last = written.partition("/")
    return _days(first)[0], _days(last or first)[1]


def compute(voice: Voice, case: Case) -> TimelinePicture:
    """Compute all events of a case; moments stand in order, and apart by the time between them."""
    events = tuple(_events(case))
    dated = tuple(e for e in events if e.written)
    written = sorted({e.written for e in dated}, key=lambda w: (_middle(w), stretch(w)))
    crowds = Counter((e.written, e.lane) for e in dated)
    crowd = {w: max(n for (moment, _), n in crowds.items() if moment == w) for w in written}
    column = 15 + 10.5 * max((ems(_short(e.name)) for e in dated), default=2.0)
    panels = -(-len(written) // MOST)
    each = -(-len(written) // panels) if panels else 1
    used = {e.lane for e in dated}
    named = [(s.id, voice.name("sources", s.id)) for s in case.document.sources]
    named.append((OFFERS, voice("timeline.offers")))
    return TimelinePicture(
        lanes=tuple((lane, lines(said, LABEL - 10, 12.5)) for lane, said in named if lane in used),
        panels=tuple(
            _moments(written[i : i + each], crowd, column) for i in range(0, len(written), each)
        ),
        dated=dated,
        undated=tuple(e for e in events if not e.written),
        column=column,
    )


def draw(voice: Voice, picture: TimelinePicture) -> tuple[Markup, ...]:
    """Draw the timeline as SVG, one drawing for each handful of moments."""
    return tuple(_panel(voice, picture, panel) for panel in picture.panels)


def _panel(voice: Voice, picture: TimelinePicture, moments: Sequence[Moment]) -> Markup:
    cells: dict[tuple[str, str], list[Event]] = {}
    for event in picture.dated:
        cells.setdefault((event.lane, event.written), []).append(event)
    shown = {m.written for m in moments}
    used = {lane for lane, moment in cells if moment in shown}
    lanes = [(lane, label) for lane, label in picture.lanes if lane in used]
    heights = [
        max(
            34.0,
            LEADING * len(label) + 10,
            12.0
            + STEP * max(-(-len(cells.get((lane, m.written), ())) // m.columns) for m in moments),
        )
        for lane, label in lanes
    ]
    head = 46.0
    bottom = head + sum(heights)
    sheet = Sheet(bottom + 34)
    at = {m.written: LABEL + 12 + m.at * ROOM for m in moments}
    _dates(sheet, moments, at, bottom)
    top = head
    for (lane, label), height in zip(lanes, heights, strict=True):
        sheet.line((0, top), (WIDTH, top), color=RULE)
        sheet.text((0, top + height / 2), label)
        for moment in moments:
            events = cells.get((lane, moment.written), ())
            _cell(sheet, events, (at[moment.written], top + 16), moment.columns, picture.column)
        top += height
    sheet.line((0, bottom), (WIDTH, bottom), color=RULE)
    for number, (kind, shape) in enumerate(SHAPES.items()):
        x = 8 + number * 150
        sheet.mark((x, bottom + 20), shape, across=9, fill=_fill(kind))
        sheet.text((x + 12, bottom + 20), voice(f"timeline.{kind}"), size=11.5, color=SOFT)
    return sheet.svg()


def _events(case: Case) -> Iterable[Event]:
    document = case.document
    for claim in document.claims:
        contrary = bool(claim.contradicts) or claim.kind == "denial"
        yield Event(claim.id, "contrary" if contrary else "claim", claim.source, claim.date or "")
    for offer in document.offers:
        yield Event(offer.id, "offer", OFFERS, offer.date or "")
    for forecast in document.forecasts:
        if forecast.by in OWN_VOICES:  # nobody in the conflict said it
            continue
        yield Event(forecast.id, "forecast", forecast.by, forecast.made)


def _days(written: str) -> tuple[date, date]:
    parts = [int(part) for part in written.split("-")]
    year = min(max(parts[0], 1), 9999)
    month = min(max(parts[1], 1), 12) if len(parts) > 1 else 0
    if not month:
        return date(year, 1, 1), date(year, 12, 31)
    days = monthrange(year, month)[1]
    if len(parts) > 2:
        day = min(max(parts[2], 1), days)
        return date(year, month, day), date(year, month, day)
    return date(year, month, 1), date(year, month, days)


def _middle(written: str) -> float:
    first, last = stretch(written)
    return (first.toordinal() + last.toordinal()) / 2


def _moments(written: Sequence[str], crowd: dict[str, int], column: float) -> tuple[Moment, ...]:
    """Give each moment the columns that its crowd needs, and the room left to the time between."""
    for most in range(6, 0, -1):
        columns = [min(most, -(-crowd[w] // 4)) for w in written]
        widths = [max(DATE, column * n + 14) for n in columns]
        if sum(widths) <= ROOM or most == 1:
            break
    shrink = min(1.0, ROOM / sum(widths))
    spare = max(0.0, ROOM - sum(widths))
    middles = [_middle(w) for w in written]
    days = max(1.0, middles[-1] - middles[0])
    moments, x = [], 0.0
    for number, moment in enumerate(written):
        if number:
            x += (
                widths[number - 1] * shrink + spare * (middles[number] - middles[number - 1]) / days
            )
        moments.append(Moment(moment, *stretch(moment), x / ROOM, columns[number]))
    return tuple(moments)


def _dates(sheet: Sheet, moments: Sequence[Moment], at: dict[str, float], bottom: float) -> None:
    """Write the dates over their columns, one lower where it would run into the one before."""
    reach = -1.0
    for moment in moments:
        x = at[moment.written]
        label = moment.written.replace("/", "–")
        low = x - 6 < reach
        sheet.text((x - 6, 30 if low else 12), label, size=11, color=SOFT)
        sheet.line(
            (x - 8, 36 if low else 18),
            (x - 8, bottom),
            color="#dddddd",
            dash="solid" if moment.first == moment.last else "dotted",
        )
        reach = -1.0 if low else x + 11 * ems(label)


def _fill(kind: Kind) -> str:
    return {"claim": "#8a8a8a", "contrary": "#111111"}.get(kind, "#ffffff")


def _short(name: str) -> str:
    return name if len(name) <= NAME else f"{name[: NAME - 1]}…"


def _cell(
    sheet: Sheet, events: Sequence[Event], at: tuple[float, float], columns: int, column: float
) -> None:
    for number, event in enumerate(events):
        x = at[0] + column * (number % columns)
        y = at[1] + STEP * (number // columns)
        sheet.mark((x, y), SHAPES[event.kind], across=8, fill=_fill(event.kind))
        sheet.text((x + 7, y), _short(event.name), size=10.5)
