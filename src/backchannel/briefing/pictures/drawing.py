"""Drawing: a sheet in pixels on which a picture puts lines, marks and text, written as SVG.

Pictures place everything themselves, so that no label is cut or runs into another however long
the names of a case are; what is left to do is to write four kinds of elements. Everything is grey
or black, told apart by shape, dash and label, so that a page printed in black and white loses
nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final, Literal

from markupsafe import Markup

WIDTH: Final = 720  # a little over the width of an A4 page between its margins
SIZE: Final = 12  # on paper some 11 px
LEADING: Final = 15
INK: Final = "#111111"
SOFT: Final = "#5a5a5a"
RULE: Final = "#c4c4c4"
FILL: Final = "#bdbdbd"
FONT: Final = (
    "'Noto Sans', 'Noto Sans CJK KR', 'Apple SD Gothic Neo', 'Malgun Gothic', "
    "'Helvetica Neue', Arial, sans-serif"
)

_TO_BASELINE: Final = 0.32  # of the size: from the middle of a line of text down to its baseline

Align = Literal["left", "center", "right"]
Point = tuple[float, float]
Shape = Literal["circle", "square", "diamond", "cross", "triangle-up"]

_DASHES: Final = {"solid": "", "dashed": "6,4", "dotted": "2,3", "ended": "10,3,2,3"}
_SHAPES: Final = {  # in a square of 2 x 2 around the point
    "circle": "M1,0A1,1,0,1,1,-1,0A1,1,0,1,1,1,0Z",
    "square": "M-1,-1h2v2h-2Z",
    "diamond": "M-1,0L0,-1L1,0L0,1Z",
    "cross": "M-1,-.4V.4H-.4V1H.4V.4H1V-.4H.4V-1H-.4V-.4Z",
    "triangle-up": "M0,-.866L-1,.866H1Z",
}
_ANCHORS: Final[dict[Align, str]] = {"left": "start", "center": "middle", "right": "end"}


@dataclass(slots=True)
class Sheet:
    """A drawing under way: everything in pixels from the top left corner.

    Boxes lie lowest, then lines, marks and text, whatever the order in which they are put.
    """

    height: float
    width: float = WIDTH
    _boxes: list[Markup] = field(default_factory=list)
    _lines: list[Markup] = field(default_factory=list)
    _marks: list[Markup] = field(default_factory=list)
    _texts: list[Markup] = field(default_factory=list)

    def line(
        self, start: Point, end: Point, *, dash: str = "solid", color: str = INK, thick: float = 1
    ) -> None:
        """Draw a straight line."""
        dashes = Markup(' stroke-dasharray="{}"').format(_DASHES[dash]) if _DASHES[dash] else ""
        corners = map(_short, (*start, *end))
        self._lines.append(
            Markup(
                '<line x1="{}" y1="{}" x2="{}" y2="{}" stroke="{}" stroke-width="{}"{}/>'
            ).format(*corners, color, _short(thick), dashes)
        )

    def box(self, corner: Point, opposite: Point, *, fill: str = FILL, edge: str = INK) -> None:
        """Draw a filled rectangle."""
        left, right = sorted((corner[0], opposite[0]))
        top, bottom = sorted((corner[1], opposite[1]))
        self._boxes.append(
            Markup('<rect x="{}" y="{}" width="{}" height="{}" fill="{}" stroke="{}"/>').format(
                *map(_short, (left, top, right - left, bottom - top)), fill, edge
            )
        )

    def mark(
        self, at: Point, shape: Shape, *, across: float = 9, fill: str = INK, edge: str = INK
    ) -> None:
        """Draw a symbol of about ``across`` pixels."""
        half = across / 2
        self._marks.append(
            Markup(
                '<path transform="translate({},{}) scale({})" d="{}" fill="{}" stroke="{}" '
                'stroke-width="{}"/>'
            ).format(*map(_short, (*at, half)), _SHAPES[shape], fill, edge, _short(1.2 / half))
        )

    def text(
        self,
        at: Point,
        lines: str | Sequence[str],
        *,
        align: Align = "left",
        size: float = SIZE,
        color: str = INK,
        bold: bool = False,
        upright: bool = False,
    ) -> None:
        """Write one or several lines, centred on the point; ``upright`` turns them on end."""
        rows = [lines] if isinstance(lines, str) else list(lines)
        leading = size * LEADING / SIZE
        first = -(len(rows) - 1) * leading / 2
        weight = Markup(' font-weight="bold"') if bold else ""
        look = Markup('text-anchor="{}" font-size="{}" fill="{}"{}').format(
            _ANCHORS[align], _short(size), color, weight
        )
        down = _TO_BASELINE * size
        for number, row in enumerate(rows):
            shift = first + number * leading
            if upright:
                turned = Markup('transform="translate({},{}) rotate(270)" y="{}"')
                place = turned.format(*map(_short, (at[0] + shift, at[1], down)))
            else:
                place = Markup('x="{}" y="{}"').format(_short(at[0]), _short(at[1] + shift + down))
            self._texts.append(Markup("<text {} {}>{}</text>").format(place, look, row))

    def svg(self) -> Markup:
        """Return the drawing as SVG for use within a page.

        It shrinks with the page; its frame speaks for it to those who do not see it.
        """
        held = (self._boxes, self._lines, self._marks, self._texts)
        size = map(_short, (self.width, self.height))
        return Markup(
            '<svg viewBox="0 0 {} {}" class="drawing" aria-hidden="true" focusable="false" '
            'font-family="{}">{}{}{}{}</svg>'
        ).format(*size, FONT, *(Markup().join(part) for part in held))


def _short(number: float) -> str:
    """Return a number with at most two decimals.

    >>> _short(3.0), _short(-0.001), _short(2.345)
    ('3', '0', '2.35')
    """
    return f"{round(number, 2) + 0.0:.2f}".rstrip("0").rstrip(".")
