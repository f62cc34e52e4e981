"""Option comparison: for each issue what each option is worth to each actor, with its range."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from markupsafe import Markup

from backchannel.briefing.pictures.drawing import LEADING, RULE, SOFT, WIDTH, Align, Sheet
from backchannel.briefing.voice import Voice
from backchannel.briefing.wrap import lines
from backchannel.case import Case

LABEL: Final = 150
ROW: Final = 19
MOST: Final = 5  # options side by side
GAP: Final = 18


@dataclass(frozen=True, slots=True)
class Worth:
    """What one option is worth to one actor."""

    actor: str
    option: str
    low: float
    mode: float
    high: float
    best: bool


@dataclass(frozen=True, slots=True)
class OptionsPicture:
    """One issue: its options as columns, the actors that have values on it as rows."""

    issue: str
    options: tuple[tuple[str, tuple[str, ...]], ...]  # id and wrapped text, numbered
    present: str
    actors: tuple[tuple[str, tuple[str, ...]], ...]
    worths: tuple[Worth, ...]


def compute(voice: Voice, case: Case) -> tuple[OptionsPicture, ...]:
    """Compute one small multiple for each issue, in the order of the case."""
    document = case.document
    pictures = []
    for issue in document.issues:
        worths = []
        for actor, by_issue in document.preferences.items():
            if issue.id not in by_issue:
                continue
            drawn = [
                case.unknowns[f"preferences.{actor}.{issue.id}.values.{o.id}"]
                for o in issue.options
            ]
            top = max(u.mode for u in drawn)
            worths += [
                Worth(actor, o.id, u.low, u.mode, u.high, u.mode == top)
                for o, u in zip(issue.options, drawn, strict=True)
            ]
        known = {w.actor for w in worths}
        room = _step(len(issue.options)) - GAP
        pictures.append(
            OptionsPicture(
                issue=issue.id,
                options=tuple(
                    (o.id, lines(f"{n}. {voice.option(issue.id, o.id)}", room, 12))
                    for n, o in enumerate(issue.options, start=1)
                ),
                present=issue.status_quo,
                actors=tuple(
                    (a.id, lines(voice.name("actors", a.id), LABEL - 6, 12))
                    for a in document.actors
                    if a.id in known
                ),
                worths=tuple(worths),
            )
        )
    return tuple(pictures)


def draw(voice: Voice, picture: OptionsPicture) -> tuple[Markup, ...]:
    """Draw one issue as SVG, one drawing for each handful of options."""
    panels = -(-len(picture.options) // MOST)
    each = -(-len(picture.options) // panels)
    return tuple(
        _panel(voice, picture, picture.options[i : i + each])
        for i in range(0, len(picture.options), each)
    )


def _step(options: int) -> float:
    panels = -(-options // MOST)
    return min(180.0, (WIDTH - LABEL) / -(-options // panels))


def _panel(
    voice: Voice, picture: OptionsPicture, options: Sequence[tuple[str, tuple[str, ...]]]
) -> Markup:
    step = _step(len(picture.options))
    longest = max(len(label) + (option == picture.present) for option, label in options)
    head = LEADING * longest + 10
    heights = [max(ROW, LEADING * len(label) + 4) for _, label in picture.actors]
    bottom = head + sum(heights)
    sheet = Sheet(bottom + 20)
    at, top = {}, head
    for (actor, label), height in zip(picture.actors, heights, strict=True):
        at[actor] = top + height / 2
        sheet.line((0, top), (LABEL + step * len(options), top), color="#ececec")
        sheet.text((0, at[actor]), label, size=12)
        top += height
    for number, (option, label) in enumerate(options):
        left = LABEL + step * number
        right = left + step - GAP
        sheet.text((left, LEADING * len(label) / 2), label)
        if option == picture.present:
            said = f"({voice('options.status_quo')})"
            sheet.text((left, LEADING * (len(label) + 0.5)), said, color=SOFT)
        for share in (0, 0.5, 1):
            x = left + share * (right - left)
            dash = "dotted" if share == 0.5 else "solid"
            sheet.line((x, head - 2), (x, bottom), color=RULE, dash=dash)
            align: Align = "left" if share == 0 else "right" if share == 1 else "center"
            sheet.text((x, bottom + 10), f"{100 * share:.0f}", align=align, size=11, color=SOFT)
        for worth in picture.worths:
            if worth.option == option:
                _worth(sheet, worth, (left, right), at[worth.actor])
    return sheet.svg()


def _worth(sheet: Sheet, worth: Worth, span: tuple[float, float], y: float) -> None:
    left, right = span

    def x(value: float) -> float:
        return left + value / 100 * (right - left)

    sheet.line((x(worth.low), y), (x(worth.high), y), thick=2, color="#666666")
    sheet.mark(
        (x(worth.mode), y), "circle", across=7.5, fill="#111111" if worth.best else "#ffffff"
    )
