"""Throttle: what an absent actor would accept at each setting of the levers that others hold."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from markupsafe import Markup

from backchannel.briefing import numbers
from backchannel.briefing.pictures.curves import sample
from backchannel.briefing.pictures.drawing import LEADING, RULE, SOFT, WIDTH, Sheet
from backchannel.briefing.voice import Voice
from backchannel.briefing.wrap import ems, lines
from backchannel.studies.pressure.over_head import Level, OverHead, OverTheHead, Passing, Pressure
from backchannel.studies.ranges import Range

MOST_LEVERS: Final = 6
LABEL: Final = 250
BAR: Final = (270, 590)
SAID: Final = 610
SHADES: Final = {"free": "#4d4d4d", "pressed": "#bdbdbd", "refused": "#ffffff"}


@dataclass(frozen=True, slots=True)
class Setting:
    """What passes at one setting: mean shares of the packages that those at the table can sign.

    The three add up to 1, as medians would not; ``pressed_range`` is None as things stand.
    """

    label: tuple[str, ...]
    free: float
    pressed: float
    refused: float
    pressed_range: Range | None


@dataclass(frozen=True, slots=True)
class LeverRows:
    """One lever with its settings.

    ``credible`` is the share of draws in which its user prefers carrying it out to backing down.
    """

    lever: str
    label: tuple[str, ...]
    credible: float
    settings: tuple[Setting, ...]
    paths: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ThrottlePicture:
    """The first channel and absent actor on whom others hold levers."""

    channel: str
    actor: str
    now: Setting
    levers: tuple[LeverRows, ...]
    left_out: tuple[str, ...]
    draws: int
    signed: int  # draws in which those at the table can sign anything: the shares are over these


def compute(voice: Voice, found: OverTheHead) -> ThrottlePicture | None:
    """Compute the settings; None where nobody holds a lever or packages cannot be counted."""
    heads = (head for head in found.heads if head.pressures and head.free.accepted is not None)
    head = next(heads, None)
    if head is None:
        return None
    drawn = head.pressures[:MOST_LEVERS]
    return ThrottlePicture(
        channel=head.channel,
        actor=head.actor,
        now=_setting(head, head.free, lines(voice("curves.now"), LABEL, 12.5), None),
        levers=tuple(_lever(voice, head, it) for it in drawn),
        left_out=tuple(it.lever for it in head.pressures[MOST_LEVERS:]),
        draws=head.draws,
        signed=int(np.count_nonzero(head.alone)),
    )


def draw(voice: Voice, picture: ThrottlePicture) -> Markup:
    """Draw the bars as SVG."""
    head = 62.0
    bottom = head + _height(picture.now) + sum(map(_lever_height, picture.levers)) + 6
    sheet = Sheet(bottom + 22)
    _key(sheet, voice)
    top = head
    _row(sheet, voice, picture.now, top, indent=0)
    top += _height(picture.now) + 6
    for lever in picture.levers:
        _draw_lever(sheet, voice, lever, top, picture.draws)
        top += _lever_height(lever)
    sheet.line((0, bottom), (WIDTH, bottom), color=RULE)
    sample(sheet, voice, picture.signed)
    return sheet.svg()


def _lever(voice: Voice, head: OverHead, it: Pressure) -> LeverRows:
    told = voice(
        "curves.throttle.lever",
        lever=voice.name("leverage", it.lever),
        actor=voice.name("actors", it.by),
    )
    return LeverRows(
        lever=it.lever,
        label=lines(told, BAR[1] - 10, 13.5),
        credible=it.credible,
        settings=tuple(
            _setting(head, level.passing, _level_label(voice, it, level), level.passing.pressed)
            for level in it.levels
            if level.stated or level.resting
        ),
        paths=(*it.paths, *it.pulled.passing.paths),
    )


def _setting(
    head: OverHead, passing: Passing, label: tuple[str, ...], pressed: Range | None
) -> Setting:
    some = head.alone > 0
    alone, counts, both = (x[some] for x in (head.alone, passing.counts, passing.both))
    return Setting(
        label=label,
        free=float(np.mean(both / alone)),
        pressed=float(np.mean((counts - both) / alone)),
        refused=float(np.mean((alone - counts) / alone)),
        pressed_range=pressed,
    )


def _level_label(voice: Voice, it: Pressure, level: Level) -> tuple[str, ...]:
    if it.issue is None or level.option is None:
        said = voice("curves.throttle.pulled")
    else:
        said = voice.option(it.issue, level.option)
        said = voice("curves.throttle.resting", option=said) if level.resting else said
    return lines(said, LABEL - 14, 12.5)


def _key(sheet: Sheet, voice: Voice) -> None:
    """Say what the shades mean, each where its part of a bar would begin."""
    x = 0.0
    for kind, shade in SHADES.items():
        said = voice(f"curves.throttle.{kind}")
        sheet.box((x, 6), (x + 14, 18), fill=shade, edge="#555555")
        sheet.text((x + 20, 12), said, size=11.5)
        x += 20 + 12.5 * ems(said) + 24
    sheet.text((BAR[0], 46), voice("curves.throttle.shares"), size=11, color=SOFT)
    sheet.text((SAID, 40), lines(voice("curves.throttle.range"), WIDTH - SAID, 11.5), size=11,
               color=SOFT)  # fmt: skip


def _height(setting: Setting) -> float:
    return max(26.0, LEADING * len(setting.label) + 8)


def _head_height(lever: LeverRows) -> float:
    return LEADING * (len(lever.label) + 1) + 13


def _lever_height(lever: LeverRows) -> float:
    return _head_height(lever) + sum(map(_height, lever.settings)) + 6


def _draw_lever(sheet: Sheet, voice: Voice, lever: LeverRows, top: float, draws: int) -> None:
    y = top + _head_height(lever)
    sheet.line((0, top), (WIDTH, top), color=RULE)
    said = voice(
        "curves.throttle.credible",
        share=voice.percent(lever.credible),
        draws=numbers.count(draws),
    )
    names = top + 5 + LEADING * len(lever.label) / 2
    sheet.text((0, names), lever.label, bold=True)
    sheet.text((0, y - 5 - LEADING / 2), said, size=11.5, color=SOFT)
    for setting in lever.settings:
        _row(sheet, voice, setting, y, indent=14)
        y += _height(setting)


def _row(sheet: Sheet, voice: Voice, setting: Setting, top: float, indent: float) -> None:
    middle = top + _height(setting) / 2
    sheet.text((indent, middle), setting.label)
    left = float(BAR[0])
    for share, kind in _parts(setting):
        right = left + share * (BAR[1] - BAR[0])
        if right - left >= 0.5:
            sheet.box((left, middle - 9), (right, middle + 9), fill=SHADES[kind], edge="#555555")
        said = voice.percent(share)
        if right - left > 12 * ems(said) + 6:
            color = "#ffffff" if kind == "free" else "#111111"
            at = ((left + right) / 2, middle)
            sheet.text(at, said, align="center", size=11, color=color)
        left = right
    if setting.pressed_range:
        held = setting.pressed_range
        sheet.text((SAID, middle), voice.percents(held.low, held.high), size=11.5)


def _parts(setting: Setting) -> Sequence[tuple[float, str]]:
    return (setting.free, "free"), (setting.pressed, "pressed"), (setting.refused, "refused")
