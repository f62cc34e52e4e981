"""Curves by month: how long channels stay secret, and when deals come within reach as war goes on.

The plot that they share is here too; the picture of a war draws one of its own.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import dist
from typing import Final

from markupsafe import Markup

from backchannel.briefing import numbers
from backchannel.briefing.pictures.drawing import FILL, INK, LEADING, RULE, SOFT, WIDTH, Sheet
from backchannel.briefing.voice import Voice
from backchannel.briefing.wrap import lines
from backchannel.case import Case
from backchannel.studies.channel.channels import ChannelOverDraws, ChannelsOverDraws
from backchannel.studies.ranges import Range
from backchannel.studies.wars.readiness import Readiness
from backchannel.studies.wars.war import WarOverDraws

MOST_CHANNELS: Final = 4
MOST_QUESTIONS: Final = 6
SCALE_ROOM: Final = 42  # for the percentages left of a plot
GAP: Final = 18  # between plots that stand side by side
HEAD_ROOM: Final = 18  # between the name of a plot and its upper end
MONTH_ROOM: Final = 34  # for the months below a plot
ON, OFF = 6, 4  # pixels of a dash and of the gap after it
SLICES: Final = 4  # of a month, so that a shaded band has no visible steps


@dataclass(frozen=True, slots=True)
class Plot:
    """A place on a sheet for shares (0 to 1) by month (0 to ``last``)."""

    left: float
    top: float
    width: float
    height: float
    last: int

    @property
    def bottom(self) -> float:
        """Where a share of 0 lies."""
        return self.top + self.height

    def at(self, month: float, share: float) -> tuple[float, float]:
        """Return where a share lies at a month.

        >>> Plot(left=10, top=0, width=100, height=50, last=20).at(10, 1.0)
        (60.0, 0.0)
        """
        return self.left + self.width * month / self.last, self.bottom - self.height * share


@dataclass(frozen=True, slots=True)
class Band:
    """How likely it is that a channel has become known, by month from its start (0 first).

    ``ran`` is for how many months it has run, as the case states it: low, most likely, high.
    ``so_far`` is the chance after those months.
    """

    channel: str
    label: tuple[str, ...]
    low: tuple[float, ...]
    median: tuple[float, ...]
    high: tuple[float, ...]
    ran: tuple[float, float, float] | None
    so_far: Range | None
    paths: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ExposurePicture:
    """Channels whose leaks are stated, and the ids of more than are drawn."""

    bands: tuple[Band, ...]
    left_out: tuple[str, ...]
    draws: int


@dataclass(frozen=True, slots=True)
class RipeningPanel:
    """One question as war goes on: shares of draws by month (0 first)."""

    question: str
    label: tuple[str, ...]
    any_deal: tuple[float, ...]
    on_table: tuple[float, ...] | None  # None where there is no package on the table
    paths: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RipeningPicture:
    """Questions that time can change, and the ids of those that are not drawn."""

    panels: tuple[RipeningPanel, ...]
    left_out: tuple[str, ...]
    draws: int


def exposure(voice: Voice, case: Case, found: ChannelsOverDraws) -> ExposurePicture:
    """Compute the bands of the channels whose leaks are stated."""
    told = [it for it in found.channels if it.exposure]
    columns = _columns(min(len(told), MOST_CHANNELS), 2)
    return ExposurePicture(
        bands=tuple(_band(voice, case, it, _width(columns)) for it in told[:MOST_CHANNELS]),
        left_out=tuple(it.channel for it in told[MOST_CHANNELS:]),
        draws=found.draws,
    )


def ripening(voice: Voice, found: WarOverDraws) -> RipeningPicture:
    """Compute the curves of questions for which a month of war costs an actor something."""
    told = [it for it in found.questions if it.paths]
    drawn = told[:MOST_QUESTIONS]
    columns = _columns(len(drawn), 3)
    return RipeningPicture(
        panels=tuple(_panel(voice, it, _width(columns)) for it in drawn),
        left_out=tuple(it.id for it in found.questions if it not in drawn),
        draws=found.draws,
    )


def draw_exposure(voice: Voice, picture: ExposurePicture) -> Markup:
    """Draw the bands as SVG, two in a row."""
    beside = [_run_line(voice, band) for band in picture.bands]
    columns = _columns(len(picture.bands), 2)
    width = _width(columns)
    notes = [lines(said, width, 11) if said else () for said in beside]
    heads = [(*b.label, *note) for b, note in zip(picture.bands, notes, strict=True)]
    height = 150 if columns == 1 else 110
    sheet, plots = _grid(heads, columns, height, [len(b.median) - 1 for b in picture.bands])
    for band, plot, note in zip(picture.bands, plots, notes, strict=True):
        _head(sheet, plot, band.label, note)
        _shade(sheet, plot, band)
        frame(sheet, voice, plot)
        curve(sheet, plot, band.low)
        curve(sheet, plot, band.high)
        curve(sheet, plot, band.median, thick=2.5)
        if band.ran:
            _ran(sheet, plot, band.ran)
    sample(sheet, voice, picture.draws)
    return sheet.svg()


def draw_ripening(voice: Voice, picture: RipeningPicture) -> Markup:
    """Draw the curves as SVG, three plots in a row."""
    columns = _columns(len(picture.panels), 3)
    sheet, plots = _grid(
        [panel.label for panel in picture.panels],
        columns,
        100,
        [len(panel.any_deal) - 1 for panel in picture.panels],
    )
    for panel, plot in zip(picture.panels, plots, strict=True):
        _head(sheet, plot, panel.label, ())
        frame(sheet, voice, plot)
        curve(sheet, plot, panel.any_deal, thick=2.2)
        if panel.on_table:
            curve(sheet, plot, panel.on_table, thick=1.8, dashed=True)
    sample(sheet, voice, picture.draws)
    return sheet.svg()


def frame(sheet: Sheet, voice: Voice, plot: Plot) -> None:
    """Draw the scales of a plot: percent on the left, months below."""
    for share in (0.0, 0.5, 1.0):
        left, y = plot.at(0, share)
        sheet.line((left, y), (left + plot.width, y), color=RULE if share else SOFT)
        sheet.text((left - 6, y), voice.percent(share), align="right", size=10.5, color=SOFT)
    step = 6 if plot.last <= 24 and plot.width > 250 else 12
    for month in range(0, plot.last + 1, step):
        x, y = plot.at(month, 0)
        sheet.line((x, y), (x, y + 4), color=SOFT)
        sheet.text((x, y + 12), str(month), align="center", size=10.5, color=SOFT)
    middle = (plot.left + plot.width / 2, plot.bottom + 25)
    sheet.text(middle, voice("curves.months"), align="center", size=10.5, color=SOFT)


def curve(
    sheet: Sheet, plot: Plot, shares: Sequence[float], *, thick: float = 1, dashed: bool = False
) -> None:
    """Draw shares by month, from month 0, joined by straight pieces."""
    last = len(shares) - 1
    points = [
        plot.at(month, share)
        for month, share in enumerate(shares)
        if month in (0, last) or not shares[month - 1] == share == shares[month + 1]
    ]
    pieces = dashes(points) if dashed else pairwise(points)
    for start, end in pieces:
        sheet.line(start, end, color=INK, thick=thick)


def dashes(
    points: Sequence[tuple[float, float]],
) -> Iterable[tuple[tuple[float, float], tuple[float, float]]]:
    """Cut a line through points into dashes that run on round its corners.

    >>> list(dashes([(0.0, 0.0), (8.0, 0.0), (12.0, 0.0)]))
    [((0.0, 0.0), (6.0, 0.0)), ((10.0, 0.0), (12.0, 0.0))]
    """
    gone = 0.0  # pixels of the line so far
    for start, end in pairwise(points):
        length = dist(start, end)
        reach = 0.0
        while reach < length:
            phase = (gone + reach) % (ON + OFF)
            left = (ON if phase < ON else ON + OFF) - phase
            stop = min(length, reach + max(left, 1e-6))
            if phase < ON:
                yield _between(start, end, reach / length), _between(start, end, stop / length)
            reach = stop
        gone += length


def sample(sheet: Sheet, voice: Voice, draws: int) -> None:
    """Write the number of draws into the bottom right corner."""
    at = (sheet.width, sheet.height - 7)
    said = voice("curves.draws", n=numbers.count(draws))
    sheet.text(at, said, align="right", size=10.5, color=SOFT)


def ranged(voice: Voice, held: Range) -> str:
    """Return a share as its median with the range behind it."""
    return f"{voice.percent(held.median)} ({voice.percents(held.low, held.high)})"


def _band(voice: Voice, case: Case, it: ChannelOverDraws, width: float) -> Band:
    found = it.exposure
    assert found is not None  # noqa: S101 - those without are left out
    ran = case.unknowns[found.so_far_paths[0]] if found.so_far_paths else None
    none = Range(0.0, 0.0, 0.0)  # before its first meeting nothing can leak
    chance = (none, *found.chance)
    return Band(
        channel=it.channel,
        label=lines(voice.name("channels", it.channel), width, 12.5),
        low=tuple(c.low for c in chance),
        median=tuple(c.median for c in chance),
        high=tuple(c.high for c in chance),
        ran=(ran.low, ran.mode, ran.high) if ran else None,
        so_far=found.so_far,
        paths=(*found.paths, *found.so_far_paths),
    )


def _panel(voice: Voice, it: Readiness, width: float) -> RipeningPanel:
    return RipeningPanel(
        question=it.id,
        label=lines(voice.name("questions", it.id), width, 12.5),
        any_deal=tuple(it.zone_by.tolist()),
        on_table=tuple(it.on_table.ready_by.tolist()) if it.on_table else None,
        paths=it.paths,
    )


def _columns(panels: int, most: int) -> int:
    return max(1, min(panels, most))


def _width(columns: int) -> float:
    """Room of one panel with its scale."""
    return (WIDTH - GAP * (columns - 1)) / columns - 4


def _grid(
    heads: Sequence[Sequence[str]], columns: int, height: float, lasts: Sequence[int]
) -> tuple[Sheet, list[Plot]]:
    """Place plots in rows below their heads, each row as high as its longest head needs."""
    width, top, plots = _width(columns), 0.0, []
    for start in range(0, len(heads), columns):
        row = heads[start : start + columns]
        top += LEADING * max(map(len, row)) + HEAD_ROOM
        plots += [
            Plot(
                left=n * (width + 4 + GAP) + SCALE_ROOM,
                top=top,
                width=width - SCALE_ROOM - 6,
                height=height,
                last=lasts[start + n],
            )
            for n in range(len(row))
        ]
        top += height + MONTH_ROOM + 12
    return Sheet(top + 8), plots


def _head(sheet: Sheet, plot: Plot, label: Sequence[str], note: Sequence[str]) -> None:
    """Write a plot's name, and a remark below it, right over it."""
    left = plot.left - SCALE_ROOM
    bottom = plot.top - HEAD_ROOM + 3
    middle = bottom - LEADING * (len(note) + (len(label) - 1) / 2)
    sheet.text((left, middle), label)
    if note:
        sheet.text((left, bottom - LEADING * (len(note) - 1) / 2), note, size=10.5, color=SOFT)


def _shade(sheet: Sheet, plot: Plot, band: Band) -> None:
    """Fill the band in slices that lie within it."""
    for month in range(plot.last):
        for part in range(SLICES):
            first, last = month + part / SLICES, month + (part + 1) / SLICES
            low, high = _at(band.low, last), _at(band.high, first)
            if high > low:
                corners = plot.at(first, high), plot.at(last, low)
                sheet.box(*corners, fill="#e2e2e2", edge="#e2e2e2")


def _at(shares: Sequence[float], month: float) -> float:
    whole = min(int(month), len(shares) - 2)
    return shares[whole] + (shares[whole + 1] - shares[whole]) * (month - whole)


def _ran(sheet: Sheet, plot: Plot, ran: tuple[float, float, float]) -> None:
    """Mark for how long a channel has run, as far as that lies on the scale."""
    low, mode, high = ran
    if low > plot.last:
        return
    left, y = plot.at(low, 0)
    right, _ = plot.at(min(high, plot.last), 0)
    sheet.box((left, y - 3), (max(right, left + 1), y + 3), fill=FILL, edge="#555555")
    if mode <= plot.last:
        x, _ = plot.at(mode, 0)
        sheet.line((x, plot.top), (x, y), color=SOFT, dash="dotted")
        sheet.mark((x, y), "diamond", across=9, fill="#ffffff")


def _run_line(voice: Voice, band: Band) -> str:
    if band.ran is None or band.so_far is None:
        return ""
    low, mode, high = band.ran
    return voice(
        "curves.exposure.so_far",
        months=numbers.plain(mode),
        range=voice.span(low, high),
        chance=ranged(voice, band.so_far),
    )


def _between(
    start: tuple[float, float], end: tuple[float, float], part: float
) -> tuple[float, float]:
    return start[0] + part * (end[0] - start[0]), start[1] + part * (end[1] - start[1])
