"""The record in pictures of shares: each question as the case stands, and after something changed.

Three pictures are of one kind and drawn by `draw`: what the answers on record teach (`learned`),
what is left of each answer without a source (`influence`), and each answer under each reading
(`readings`). What moves an answer most has a picture of its own (`drivers`); all four are set as
figures with title, caption and alternative text in `backchannel.briefing.record_frames`.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import ceil
from typing import Final

from markupsafe import Markup

from backchannel.briefing.pictures.curves import sample
from backchannel.briefing.pictures.drawing import INK, LEADING, RULE, SOFT, WIDTH, Sheet
from backchannel.briefing.voice import Voice
from backchannel.briefing.wrap import ems, lines
from backchannel.record.intervals import Sampled, sampled_share
from backchannel.studies.headlines import Headline
from backchannel.studies.record.carried import Carried
from backchannel.studies.record.compare import Compared, Comparison, Under
from backchannel.studies.record.flips import HALF, side
from backchannel.studies.record.influence import Influence

MOST_QUESTIONS: Final = 6
MOST_SOURCES: Final = 5
MOST_READINGS: Final = 6
LABEL: Final = 262
INDENT: Final = 12
SCALE: Final = (275, 575)
SAID: Final = 590  # where numbers in words begin
TICKS: Final = (0.0, 0.25, 0.5, 0.75, 1.0)
HIGHEST: Final = 860.0  # of a drawing, so that a printed page holds it
FOOT: Final = 40.0
GREY: Final = "#9a9a9a"


@dataclass(frozen=True, slots=True)
class Row:
    """One question after one change.

    Attributes
    ----------
    what
        Id of the source or the reading, or the name of the step; empty as the case stands.
    before
        Share of draws from which the change leads; None as the case stands.
    share
        Share of draws with a deal.
    interval
        Its 95 % sampling interval.
    said
        The share in words, and which side of one half it lies on where that is remarkable.
    """

    what: str
    label: tuple[str, ...]
    before: float | None
    share: float
    interval: tuple[float, float]
    said: tuple[str, ...]

    @property
    def turned(self) -> bool:
        """Whether the change leads across one half."""
        return self.before is not None and side(self.before) != side(self.share)


@dataclass(frozen=True, slots=True)
class Panel:
    """One question: as the case stands, then after each change; ``note`` stands below."""

    question: str
    label: tuple[str, ...]
    rows: tuple[Row, ...]
    note: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SharePicture:
    """Questions on one scale of shares.

    ``still`` names those that nothing moves, ``left_out`` more than are drawn.
    """

    panels: tuple[Panel, ...]
    still: tuple[str, ...]
    left_out: tuple[str, ...]
    draws: int


def learned(voice: Voice, found: Sequence[Carried], effective: float) -> SharePicture | None:
    """Compute each question as written, with evidence set aside, and learned.

    None where the answers on record move none. ``effective`` is the number of effective draws that
    were learned from: learned draws repeat one another, so that their interval is wider.
    """
    draws = min((len(it.learned.counts) for it in found), default=0)
    return _picture([_taught(voice, it, effective) for it in found], draws)


def influence(voice: Voice, found: Influence) -> SharePicture | None:
    """Compute each question with all sources, and without each of those that move it most.

    None where no source moves any by more than chance.
    """
    return _picture([_carried_by(voice, found, it) for it in found.questions], found.draws)


def readings(voice: Voice, found: Comparison) -> SharePicture | None:
    """Compute each question as the case stands, and under each reading that enters it.

    None where no reading moves any.
    """
    return _picture([_read(voice, it) for it in found.headlines], found.draws)


def draw(voice: Voice, picture: SharePicture) -> tuple[Markup, ...]:
    """Draw the questions below one another as SVG, in as many drawings as their height needs."""
    heights = [_panel_height(panel) for panel in picture.panels]
    return tuple(_draw(voice, picture, picture.panels[run]) for run in pages(heights))


def pages(heights: Sequence[float]) -> Iterator[slice]:
    """Cut panels of these heights into runs of about one height that a printed page holds.

    >>> list(pages([400, 300, 300, 1000]))
    [slice(0, 2, None), slice(2, 3, None), slice(3, 4, None)]
    """
    fair = sum(heights) / max(1, ceil(sum(heights) / HIGHEST))
    start, held = 0, 0.0
    for end, height in enumerate(heights):
        if end > start and (held >= fair or held + height > HIGHEST):
            yield slice(start, end)
            start, held = end, 0.0
        held += height
    yield slice(start, len(heights))


def key(sheet: Sheet, parts: Iterable[tuple[str, str]], top: float = 10) -> float:
    """Say what the signs mean, as many in a row as fit; return where the last row lies."""
    x, y = 0.0, top
    for sign, said in parts:
        width = 34 + 12 * ems(said) + 18
        if x and x + width - 18 > WIDTH:
            x, y = 0.0, y + 20
        _sign(sheet, sign, x, y)
        sheet.text((x + 34, y), said, size=11.5)
        x += width
    return y


def whisker(sheet: Sheet, low: float, high: float, middle: float) -> None:
    """Draw an interval as a thin line with ends."""
    sheet.line((low, middle), (high, middle))
    for x in (low, high):
        sheet.line((x, middle - 4), (x, middle + 4))


def title_height(label: Sequence[str]) -> float:
    """Room of a heading above its rows."""
    return LEADING * len(label) + 10


def _steps(it: Carried) -> tuple[tuple[str, Headline], ...]:
    return ("written", it.written), ("aside", it.aside), ("learned", it.learned)


def _taught(voice: Voice, it: Carried, effective: float) -> Panel:
    rows: list[Row] = []
    before: Sampled | None = None
    for step, told in _steps(it):
        counts = told.counts
        share = sampled_share(int((counts > 0).sum()), len(counts), int((counts < 0).sum()))
        if step == "learned":  # draws from among draws: both numbers leave something open
            share = _worth(share, 1 / (1 / len(counts) + 1 / effective))
        name = voice(f"record_pictures.learned.{step}")
        rows.append(_row(voice, step if before else "", name, before, share))
        before = share
    return Panel(it.id, _title(voice, it.id), tuple(rows))


def _worth(share: Sampled, draws: float) -> Sampled:
    """Return a share with the interval that so many independent draws would give it."""
    few = max(1, round(draws))
    wide = sampled_share(round(share.value * few), few)
    return Sampled(share.value, min(share.low, wide.low), max(share.high, wide.high))


def _carried_by(voice: Voice, found: Influence, question: str) -> Panel:
    carriers = found.carriers(question)
    moved = [
        (
            source,
            voice("record_pictures.influence.without", source=voice.name("sources", source)),
            it,
        )
        for source, it in carriers[:MOST_SOURCES]
    ]
    moved += [
        (group.kind, voice("record_pictures.influence.anonymous", n=len(group.sources)), it)
        for group in found.groups
        for it in group.loss.shifts
        if it.question == question and it.moved
    ]
    with_all = voice("record_pictures.influence.with_all")
    rows = [_row(voice, "", with_all, None, it.before) for *_, it in moved[:1]]
    rows += [_row(voice, what, name, it.before, it.after) for what, name, it in moved]
    more = len(carriers) - MOST_SOURCES
    note = voice("record_pictures.influence.more", n=more) if more > 0 else ""
    return Panel(question, _title(voice, question), tuple(rows), _note(note))


def _read(voice: Voice, it: Compared) -> Panel:
    base, *under = it.under
    entering = [u for u in under if u.paths]
    largest = sorted(entering, key=lambda u: -abs(u.change.value if u.change else 0.0))
    drawn = [u for u in entering if u in largest[:MOST_READINGS]]
    rows = [_row(voice, "", voice("record_pictures.readings.base"), None, base.open_share)]
    rows += [_under(voice, u, base) for u in drawn]
    same = _named(voice, "same", [u for u in under if not u.paths])
    more = _named(voice, "more", [u for u in entering if u not in drawn])
    return Panel(it.id, _title(voice, it.id), tuple(rows), _note(f"{same} {more}".strip()))


def _named(voice: Voice, about: str, some: Sequence[Under]) -> str:
    names = voice.joined(voice.name("readings", u.reading or "") for u in some)
    return voice(f"record_pictures.readings.{about}", names=names) if some else ""


def _under(voice: Voice, it: Under, base: Under) -> Row:
    reading = it.reading or ""
    name = voice.name("readings", reading)
    return _row(voice, reading, name, base.open_share, it.open_share)


def _row(voice: Voice, what: str, name: str, before: Sampled | None, after: Sampled) -> Row:
    said = f"{voice.percent(after.value)} ({voice.percents(after.low, after.high)})"
    remark = _remark(voice, before, after)
    return Row(
        what=what,
        label=_label(name),
        before=before.value if before else None,
        share=after.value,
        interval=(after.low, after.high),
        said=(said, *(lines(remark, WIDTH - SAID, 11.5) if remark else ())),
    )


def _remark(voice: Voice, before: Sampled | None, after: Sampled) -> str:
    """Say which side of one half a share lies on, where that changes or is not settled."""
    crosses = before is not None and side(before.value) != side(after.value)
    near = after.holds(HALF)
    kind = "_".join(["crosses"] * crosses + ["near"] * near)
    return voice(f"record_pictures.{kind}") if kind else ""


def _picture(panels: Sequence[Panel], draws: int) -> SharePicture | None:
    moved = [it for it in panels if any(row.before not in (None, row.share) for row in it.rows)]
    if not moved:
        return None
    return SharePicture(
        panels=tuple(moved[:MOST_QUESTIONS]),
        still=tuple(it.question for it in panels if it not in moved),
        left_out=tuple(it.question for it in moved[MOST_QUESTIONS:]),
        draws=draws,
    )


def _title(voice: Voice, question: str) -> tuple[str, ...]:
    return lines(voice.name("questions", question), WIDTH, 13.5)  # bold letters are wider


def _label(text: str) -> tuple[str, ...]:
    return lines(text, LABEL - INDENT, 12.5, most=4)


def _note(text: str) -> tuple[str, ...]:
    return lines(text, WIDTH - INDENT, 12, most=4) if text else ()


def _height(row: Row) -> float:
    return max(24.0, LEADING * len(row.label) + 8, 14 * len(row.said) + 8)


def _note_height(panel: Panel) -> float:
    return 14 * len(panel.note) + 8 if panel.note else 4


def _panel_height(panel: Panel) -> float:
    return title_height(panel.label) + sum(map(_height, panel.rows)) + _note_height(panel)


def _draw(voice: Voice, picture: SharePicture, panels: Sequence[Panel]) -> Markup:
    rows = [row for panel in panels for row in panel.rows]
    signs = [("stands", voice("record_pictures.stands"))]
    signs += [("changed", voice("record_pictures.changed"))]
    signs += [("turned", voice("record_pictures.turned"))] if any(r.turned for r in rows) else []
    signs += [("interval", voice("record_pictures.interval"))]
    measure = Sheet(0)  # a key takes as many rows as its words need
    head = key(measure, signs) + 42
    bottom = head + sum(map(_panel_height, panels))
    sheet = Sheet(bottom + FOOT)
    key(sheet, signs)
    scale = lines(voice("record_pictures.shares"), WIDTH - SCALE[0], 11.5, most=1)
    sheet.text((SCALE[0], head - 10), scale, size=11, color=SOFT)
    for tick in TICKS:
        at = (_x(tick), bottom + 12)
        sheet.text(at, voice.percent(tick), align="center", size=10.5, color=SOFT)
    top = head
    for panel in panels:
        _draw_panel(sheet, panel, top)
        top += _panel_height(panel)
    sheet.line((0, bottom), (WIDTH, bottom), color=RULE)
    sample(sheet, voice, picture.draws)
    return sheet.svg()


def _draw_panel(sheet: Sheet, panel: Panel, top: float) -> None:
    y = top + title_height(panel.label)
    sheet.line((0, top), (WIDTH, top), color=RULE)
    sheet.text((0, (top + y) / 2), panel.label, bold=True)
    end = y + sum(map(_height, panel.rows))
    for tick in TICKS:
        half = tick == HALF
        color = INK if half else RULE
        sheet.line((_x(tick), y), (_x(tick), end), color=color, thick=1.6 if half else 1)
    for row in panel.rows:
        _draw_row(sheet, row, y + _height(row) / 2)
        y += _height(row)
    if panel.note:
        middle = y + _note_height(panel) / 2
        sheet.text((INDENT, middle), panel.note, size=11.2, color=SOFT)


def _draw_row(sheet: Sheet, row: Row, middle: float) -> None:
    sheet.text((INDENT, middle), row.label)
    if row.before is not None:
        start = (_x(row.before), middle)
        sheet.line(start, (_x(row.share), middle), color=GREY, thick=3)
        sheet.mark(start, "circle", across=7, fill="#ffffff")
    low, high = map(_x, row.interval)
    whisker(sheet, low, high, middle)
    _end(sheet, "stands" if row.before is None else "turned" if row.turned else "changed",
         (_x(row.share), middle))  # fmt: skip
    sheet.text((SAID, middle), row.said, size=11)


def _end(sheet: Sheet, sign: str, at: tuple[float, float]) -> None:
    if sign == "stands":
        sheet.mark(at, "diamond", across=11, fill="#ffffff")
    else:
        sheet.mark(at, "square" if sign == "turned" else "circle", across=9)


def _sign(sheet: Sheet, sign: str, x: float, y: float) -> None:
    """Draw one sign of the key, 28 pixels wide."""
    if sign == "interval":
        whisker(sheet, x + 2, x + 26, y)
    elif sign == "stands":
        _end(sheet, sign, (x + 14, y))
    else:
        sheet.line((x + 4, y), (x + 22, y), color=GREY, thick=3)
        sheet.mark((x + 4, y), "circle", across=7, fill="#ffffff")
        _end(sheet, sign, (x + 22, y))


def _x(share: float) -> float:
    return SCALE[0] + (SCALE[1] - SCALE[0]) * share
