"""War as the alternative: what would suit both sides, what each believes, and whether a deal holds.

Two pictures: one strip for each war, and the margin of each actor when war may come back.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import count
from math import ceil, floor
from typing import Final

from markupsafe import Markup

from backchannel.briefing import numbers
from backchannel.briefing.pictures.curves import Plot, curve, frame, ranged, sample
from backchannel.briefing.pictures.drawing import FILL, LEADING, RULE, SOFT, WIDTH, Sheet
from backchannel.briefing.voice import Voice
from backchannel.briefing.wrap import lines
from backchannel.case import Case
from backchannel.studies.ranges import Range
from backchannel.studies.wars.outlook import WarOutlook
from backchannel.studies.wars.readiness import Readiness
from backchannel.studies.wars.war import WarOverDraws

MOST_WARS: Final = 3
MOST_QUESTIONS: Final = 6
LABEL: Final = 245
SCALE: Final = (255, 580)
SAID: Final = 590  # where numbers in words begin
QUESTION: Final = 250
MARGIN: Final = (275, 600)


@dataclass(frozen=True, slots=True)
class Bar:
    """A share of the stake, or a chance, on the scale from 0 to 1."""

    label: tuple[str, ...]
    held: Range


@dataclass(frozen=True, slots=True)
class Group:
    """Two bars that belong together; ``between`` shades what lies from the one to the other."""

    label: tuple[str, ...]
    bars: tuple[Bar, Bar]
    between: bool


@dataclass(frozen=True, slots=True)
class Strip:
    """One war: what would suit both under each condition, what they believe, and when they see it.

    ``seen_by`` is the share of draws by month in which both see a settlement; None where the case
    does not say how beliefs converge.
    """

    war: str
    title: tuple[str, ...]
    groups: tuple[Group, ...]
    seen_title: tuple[str, ...]
    seen_by: tuple[float, ...] | None
    draws: int
    paths: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Margin:
    """What a deal is worth to an actor above its walk-away value when war may come back."""

    actor: str
    label: tuple[str, ...]
    held: Range
    accepts: float
    paths: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Lasting:
    """The package on the table of one question."""

    question: str
    label: tuple[str, ...]
    margins: tuple[Margin, ...]


@dataclass(frozen=True, slots=True)
class LastingPicture:
    """Questions on one scale of points; ``left_out`` names more than are drawn."""

    questions: tuple[Lasting, ...]
    left_out: tuple[str, ...]
    ticks: tuple[int, ...]
    draws: int


def strips(voice: Voice, case: Case, found: WarOverDraws) -> tuple[Strip, ...]:
    """Compute the strips of wars whose costs are stated."""
    told = [it for it in found.wars if it.settlements]
    stakes = {it.id: voice.say(it.stake) for it in case.document.wars}
    return tuple(_strip(voice, it, stakes[it.id]) for it in told[:MOST_WARS])


def lasting(voice: Voice, found: WarOverDraws) -> LastingPicture:
    """Compute the margins of the actors whose worth of a renewed war is stated."""
    told = [(it, margins) for it in found.questions if (margins := _margins(voice, it))]
    drawn = told[:MOST_QUESTIONS]
    ends = [end for _, margins in drawn for m in margins for end in (m.held.low, m.held.high)]
    return LastingPicture(
        questions=tuple(
            Lasting(it.id, lines(voice.name("questions", it.id), WIDTH, 12.5), margins)
            for it, margins in drawn
        ),
        left_out=tuple(it.id for it, _ in told[MOST_QUESTIONS:]),
        ticks=ticks(min(ends, default=0.0), max(ends, default=0.0)),
        draws=found.draws,
    )


def ticks(low: float, high: float) -> tuple[int, ...]:
    """Return places for a scale of points that holds zero and both ends.

    >>> ticks(-12.0, 23.0), ticks(0.0, 0.0)
    ((-20, -10, 0, 10, 20, 30), (0, 10))
    """
    span = max(high, 0) - min(low, 0)
    step = next(m * 10**k for k in count(1) for m in (1, 2, 5) if span <= 6 * m * 10**k)
    first, last = step * floor(min(low, 0) / step), step * ceil(max(high, 0) / step)
    return tuple(range(first, max(last, first + step) + 1, step))


def draw_strips(voice: Voice, found: Sequence[Strip]) -> Markup:
    """Draw all wars below one another as SVG."""
    sheet = Sheet(sum(_height(it) for it in found) + 22)
    top = 0.0
    for it in found:
        _draw_strip(sheet, voice, it, top)
        top += _height(it)
    sample(sheet, voice, min(it.draws for it in found))
    return sheet.svg()


def draw_lasting(voice: Voice, picture: LastingPicture) -> Markup:
    """Draw the margins as SVG, question by question."""
    head = 40.0
    bottom = head + sum(map(_lasting_height, picture.questions))
    sheet = Sheet(bottom + 40)
    points = lines(voice("curves.lasting.points"), MARGIN[1] - MARGIN[0], 12.5)
    sheet.text((MARGIN[0], 18), points, color=SOFT)
    header = lines(voice("curves.lasting.accepts"), WIDTH - MARGIN[1] - 16, 12)
    sheet.text((MARGIN[1] + 16, 18), header, color=SOFT)
    for tick in picture.ticks:
        x = _on(MARGIN, picture.ticks, tick)
        said = numbers.signed(tick)
        sheet.text((x, bottom + 12), said, align="center", size=11, color=SOFT)
    top = head
    for question in picture.questions:
        _draw_lasting(sheet, voice, question, picture.ticks, top)
        top += _lasting_height(question)
    sheet.line((0, bottom), (WIDTH, bottom), color=RULE)
    sample(sheet, voice, picture.draws)
    return sheet.svg()


def _strip(voice: Voice, it: WarOutlook, stake: str) -> Strip:
    first, second = (voice.name("actors", side) for side in it.sides)

    def label(key: str, **said: str) -> tuple[str, ...]:
        return lines(voice(f"curves.war.{key}", **said), LABEL - 12, 12)

    def title(text: str) -> tuple[str, ...]:
        return lines(text, WIDTH, 12.5)

    groups = [
        Group(
            title(voice.name("conditions", s.condition) if s.condition else voice("curves.now")),
            (Bar(label("takes", actor=first), s.low), Bar(label("leaves", actor=second), s.high)),
            between=True,
        )
        for s in it.settlements
    ]
    beliefs, seen = it.beliefs, None
    if beliefs:
        seen = beliefs.seen_by
        sees = [
            Bar(label("sees", actor=side), held)
            for side, held in zip((first, second), beliefs.chances, strict=True)
        ]
        groups.append(
            Group(
                title(voice("curves.war.beliefs", actor=first)), (sees[0], sees[1]), between=False
            )
        )
    held = [path for s in it.settlements for path in s.paths]
    held += [*beliefs.paths, *beliefs.convergence_paths] if beliefs else []
    named = voice("curves.war.scale", war=voice.name("wars", it.id), actor=first, stake=stake)
    return Strip(
        war=it.id,
        title=lines(named, WIDTH, 13.5),  # bold letters are wider
        groups=tuple(groups),
        seen_title=title(voice("curves.war.seen")),
        seen_by=None if seen is None else tuple(seen.tolist()),
        draws=it.draws,
        paths=tuple(dict.fromkeys(held)),
    )


def _margins(voice: Voice, it: Readiness) -> tuple[Margin, ...]:
    actors = it.on_table.actors if it.on_table else ()
    return tuple(
        Margin(
            actor=a.actor,
            label=lines(voice.name("actors", a.actor), QUESTION - 14, 12.5),
            held=a.at_risk.margin,
            accepts=a.at_risk.accepts,
            paths=a.at_risk.paths,
        )
        for a in actors
        if a.at_risk
    )


def _title_height(label: Sequence[str]) -> float:
    return LEADING * len(label) + 10


def _bar_height(bar: Bar) -> float:
    return max(24.0, LEADING * len(bar.label) + 6)


def _group_height(group: Group) -> float:
    return _title_height(group.label) + sum(map(_bar_height, group.bars)) + 4


def _height(it: Strip) -> float:
    groups = sum(map(_group_height, it.groups))
    seen = _title_height(it.seen_title) + 148 if it.seen_by else 0
    return _title_height(it.title) + groups + 24 + seen


def _draw_strip(sheet: Sheet, voice: Voice, it: Strip, top: float) -> None:
    y = top + _title_height(it.title)
    sheet.text((0, (top + y) / 2), it.title, bold=True)
    bottom = y + sum(map(_group_height, it.groups))
    for tenth in range(0, 11, 2):
        x = _on(SCALE, (0, 10), tenth)
        said = voice.percent(tenth / 10)
        sheet.text((x, bottom + 12), said, align="center", size=10.5, color=SOFT)
    for group in it.groups:
        _draw_group(sheet, voice, group, y)
        y += _group_height(group)
    sheet.line((0, bottom), (WIDTH, bottom), color=RULE)
    if it.seen_by:
        y = bottom + 24 + _title_height(it.seen_title)
        sheet.text((0, (bottom + 24 + y) / 2), it.seen_title)
        plot = Plot(SCALE[0], y + 8, SCALE[1] - SCALE[0], 100, len(it.seen_by) - 1)
        frame(sheet, voice, plot)
        curve(sheet, plot, it.seen_by, thick=2.2)


def _draw_group(sheet: Sheet, voice: Voice, group: Group, top: float) -> None:
    y = top + _title_height(group.label)
    sheet.line((0, top), (WIDTH, top), color=RULE)
    sheet.text((0, (top + y) / 2), group.label, color=SOFT)
    end = y + sum(map(_bar_height, group.bars))
    for tenth in range(0, 11, 2):
        x = _on(SCALE, (0, 10), tenth)
        sheet.line((x, y), (x, end), color=RULE)
    low, high = (_on(SCALE, (0, 1), bar.held.median) for bar in group.bars)
    if group.between and high > low:
        sheet.box((low, y), (high, end), fill="#ececec", edge="#ececec")
    for bar in group.bars:
        middle = y + _bar_height(bar) / 2
        sheet.text((12, middle), bar.label, size=11.5)
        _bar(sheet, [_on(SCALE, (0, 1), end) for end in _three(bar.held)], middle)
        sheet.text((SAID, middle), ranged(voice, bar.held), size=11)
        y += _bar_height(bar)


def _lasting_height(question: Lasting) -> float:
    rows = (_row_height(m.label) for m in question.margins)
    return _title_height(question.label) + sum(rows) + 4


def _row_height(label: Sequence[str]) -> float:
    return max(24.0, LEADING * len(label) + 6)


def _draw_lasting(
    sheet: Sheet, voice: Voice, question: Lasting, scale: Sequence[int], top: float
) -> None:
    y = top + _title_height(question.label)
    sheet.line((0, top), (WIDTH, top), color=RULE)
    sheet.text((0, (top + y) / 2), question.label, color=SOFT)
    for tick in scale:  # below the heading, which may run as far as the scale
        x = _on(MARGIN, scale, tick)
        end = top + _lasting_height(question) - 4
        sheet.line((x, y), (x, end), color=RULE if tick else SOFT, thick=1 if tick else 2)
    for margin in question.margins:
        middle = y + _row_height(margin.label) / 2
        sheet.text((14, middle), margin.label)
        _bar(sheet, [_on(MARGIN, scale, end) for end in _three(margin.held)], middle)
        sheet.text((MARGIN[1] + 16, middle), voice.percent(margin.accepts))
        y += _row_height(margin.label)


def _bar(sheet: Sheet, ends: Sequence[float], middle: float) -> None:
    low, median, high = ends
    if high - low < 3:
        low, high = low - 1.5, high + 1.5
    sheet.box((low, middle - 5), (high, middle + 5), fill=FILL, edge="#777777")
    sheet.line((median, middle - 8), (median, middle + 8), thick=2.5)


def _three(held: Range) -> Iterable[float]:
    return held.low, held.median, held.high


def _on(place: tuple[float, float], scale: Sequence[float], value: float) -> float:
    return place[0] + (place[1] - place[0]) * (value - scale[0]) / (scale[-1] - scale[0])
