"""Issue-by-actor matrix: the best option of each actor on each issue, and how much it counts."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from markupsafe import Markup

from backchannel.briefing import numbers
from backchannel.briefing.pictures.drawing import LEADING, RULE, SOFT, WIDTH, Sheet
from backchannel.briefing.voice import Voice
from backchannel.briefing.wrap import ems, lines
from backchannel.case import Case

LABEL: Final = 190
HEADING: Final = 130  # length of the upright names
MOST: Final = 12  # actors side by side
GREYS: Final = ("#ffffff", "#dcdcdc", "#9a9a9a", "#3a3a3a")
STEPS: Final = (0.05, 0.1, 0.2)  # shares of an actor's weight at which the grey changes


@dataclass(frozen=True, slots=True)
class Cell:
    """One actor on one issue: the numbers of its best options (ties kept) and its weight."""

    actor: str
    issue: str
    best: tuple[int, ...]
    share: float
    present: bool  # whether the present state is among the best


@dataclass(frozen=True, slots=True)
class MatrixPicture:
    """Cells of all actors that have values, with labels and walk-away values."""

    issues: tuple[tuple[str, tuple[str, ...]], ...]  # id and wrapped name
    actors: tuple[tuple[str, tuple[str, ...]], ...]
    cells: tuple[Cell, ...]
    walk_away: tuple[tuple[str, tuple[str, ...]], ...]  # actor and "mode", "low-high"


def compute(voice: Voice, case: Case) -> MatrixPicture:
    """Compute best options and weights at the modes, under the readings applied."""
    document = case.document
    cells = []
    most = max(1, int(_step(min(MOST, len(document.preferences))) / LEADING))
    for actor, by_issue in document.preferences.items():
        modes = {i: case.unknowns[f"preferences.{actor}.{i}.weight"].mode for i in by_issue}
        whole = sum(modes.values())
        for issue in document.issues:
            if issue.id not in by_issue or not whole:
                continue
            worth = [
                case.unknowns[f"preferences.{actor}.{issue.id}.values.{o.id}"].mode
                for o in issue.options
            ]
            best = [n for n, value in enumerate(worth) if value == max(worth)]
            present = issue.status_quo in {issue.options[n].id for n in best}
            cells.append(
                Cell(actor, issue.id, tuple(n + 1 for n in best), modes[issue.id] / whole, present)
            )
    return MatrixPicture(
        issues=tuple(
            (i.id, lines(voice.name("issues", i.id), LABEL - 8, 12.5)) for i in document.issues
        ),
        actors=tuple(
            (a.id, lines(voice.name("actors", a.id), HEADING, 12.5, most=most))
            for a in document.actors
            if a.id in document.preferences
        ),
        cells=tuple(cells),
        walk_away=tuple((a, _walk_away(voice, case, a)) for a in document.walk_away),
    )


def draw(voice: Voice, picture: MatrixPicture) -> tuple[Markup, ...]:
    """Draw the matrix as SVG, one drawing for each dozen of actors."""
    panels = max(1, -(-len(picture.actors) // MOST))
    each = -(-len(picture.actors) // panels)
    return tuple(
        _panel(voice, picture, picture.actors[i : i + each])
        for i in range(0, len(picture.actors), each or 1)
    )


def _walk_away(voice: Voice, case: Case, actor: str) -> tuple[str, ...]:
    unknown = case.unknowns[f"walk_away.{actor}"]
    return (numbers.plain(unknown.mode), voice.span(unknown.low, unknown.high))


def _panel(
    voice: Voice, picture: MatrixPicture, actors: Sequence[tuple[str, tuple[str, ...]]]
) -> Markup:
    step = _step(len(actors))
    head = 10 + 12.5 * max(ems(row) for _, label in actors for row in label)
    heights = [max(34, LEADING * len(label) + 8) for _, label in picture.issues]
    bottom = head + sum(heights)
    sheet = Sheet(bottom + 40 + 34)
    columns = {actor: LABEL + step * (n + 0.5) for n, (actor, _) in enumerate(actors)}
    for actor, label in actors:
        lift = -LEADING * (len(label) - 1) / 2
        for n, row in enumerate(label):
            sheet.text((columns[actor] + lift + n * LEADING, head - 6), row, upright=True)
    rows, top = {}, head
    for (issue, label), height in zip(picture.issues, heights, strict=True):
        sheet.line((0, top), (WIDTH, top), color=RULE)
        rows[issue] = top + height / 2
        sheet.text((0, rows[issue]), label)
        top += height
    sheet.line((0, bottom), (WIDTH, bottom))
    for cell in picture.cells:
        if cell.actor in columns:
            _cell(sheet, cell, (columns[cell.actor], rows[cell.issue]), step)
    sheet.text((0, bottom + 20), lines(voice("matrix.walk_away"), LABEL - 8, 12))
    for actor, shown in picture.walk_away:
        if actor in columns:
            sheet.text((columns[actor], bottom + 12), shown[0], align="center", bold=True)
            sheet.text((columns[actor], bottom + 28), shown[1], align="center", size=11)
    _legend(voice, sheet, bottom + 58)
    return sheet.svg()


def _step(actors: int) -> float:
    return min(80.0, (WIDTH - LABEL) / max(1, actors))


def _grey(share: float) -> int:
    return sum(share >= step for step in STEPS)


def _cell(sheet: Sheet, cell: Cell, at: tuple[float, float], step: float) -> None:
    across = min(step - 6, 15 + 5 * _grey(cell.share))
    fill = GREYS[_grey(cell.share)]
    sheet.mark(
        at, "square" if cell.present else "circle", across=across * 0.9, fill=fill, edge="#555555"
    )
    text = "/".join(map(str, cell.best)) if len(cell.best) < 3 else f"{cell.best[0]}…"
    sheet.text(
        at,
        text,
        align="center",
        color="#ffffff" if _grey(cell.share) == 3 else "#111111",
        size=12 if len(text) < 3 else 10.5,
    )


def _legend(voice: Voice, sheet: Sheet, at: float) -> None:
    sheet.text((0, at), voice("matrix.less"), size=11.5, color=SOFT)
    x = 12 + 11.5 * ems(voice("matrix.less"))
    for step, fill in enumerate(GREYS):
        sheet.mark((x + 14, at), "circle", across=(15 + 5 * step) * 0.9, fill=fill, edge="#555555")
        x += 30
    sheet.text((x + 8, at), voice("matrix.more"), size=11.5, color=SOFT)
    sheet.mark((380, at), "square", across=14, fill="#ffffff", edge="#555555")
    sheet.text((394, at), voice("matrix.square"), size=11.5, color=SOFT)
    sheet.mark((570, at), "circle", across=14, fill="#ffffff", edge="#555555")
    sheet.text((584, at), voice("matrix.circle"), size=11.5, color=SOFT)
