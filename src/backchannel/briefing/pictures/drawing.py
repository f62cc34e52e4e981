"""Drawing: a sheet in pixels on which a picture puts lines, marks and text; altair makes the SVG.

Pictures place everything themselves, so that no label is cut or runs into another however long
the names of a case are. Everything is grey or black, told apart by shape, dash and label, so that
a page printed in black and white loses nothing.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Literal

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

Align = Literal["left", "center", "right"]
Point = tuple[float, float]
Row = dict[str, Any]
Shape = Literal["circle", "square", "diamond", "cross", "triangle-up"]

_DASHES: Final[dict[str, list[int]]] = {
    "solid": [1, 0],
    "dashed": [6, 4],
    "dotted": [2, 3],
    "ended": [10, 3, 2, 3],
}


@dataclass(slots=True)
class Sheet:
    """A drawing under way: everything in pixels from the top left corner.

    Boxes lie lowest, then lines, marks and text, whatever the order in which they are put.
    """

    height: float
    width: float = WIDTH
    _boxes: list[Row] = field(default_factory=list)
    _lines: list[Row] = field(default_factory=list)
    _marks: list[Row] = field(default_factory=list)
    _texts: list[Row] = field(default_factory=list)

    def line(
        self, start: Point, end: Point, *, dash: str = "solid", color: str = INK, thick: float = 1
    ) -> None:
        """Draw a straight line."""
        self._lines.append(
            {**_corners(start, end), "dash": _DASHES[dash], "stroke": color, "thick": thick}
        )

    def box(self, corner: Point, opposite: Point, *, fill: str = FILL, edge: str = INK) -> None:
        """Draw a filled rectangle."""
        self._boxes.append({**_corners(corner, opposite), "fill": fill, "stroke": edge})

    def mark(
        self, at: Point, shape: Shape, *, across: float = 9, fill: str = INK, edge: str = INK
    ) -> None:
        """Draw a symbol of about ``across`` pixels."""
        self._marks.append(
            {
                "x": at[0],
                "y": at[1],
                "area": across * across,
                "shape": shape,
                "fill": fill,
                "stroke": edge,
            }
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
        for number, row in enumerate(rows):
            shift = first + number * leading
            self._texts.append(
                {
                    "x": at[0] + shift * upright,
                    "y": at[1] + shift * (not upright),
                    "text": row,
                    "align": align,
                    "size": size,
                    "fill": color,
                    "weight": "bold" if bold else "normal",
                    "angle": 270 if upright else 0,
                }
            )

    def svg(self) -> str:
        """Return the drawing as SVG for use within a page."""
        import altair as alt
        import vl_convert

        drawn = (
            (self._boxes, _boxes),
            (self._lines, _lines),
            (self._marks, _marks),
            (self._texts, _texts),
        )
        x = alt.X("x:Q", axis=None, scale=alt.Scale(domain=[0, self.width], nice=False))
        y = alt.Y("y:Q", axis=None, scale=alt.Scale(domain=[self.height, 0], nice=False))
        layers = [
            layer(alt, alt.Chart({"values": rows})).encode(x=x, y=y)
            for rows, layer in drawn
            if rows
        ]
        chart = alt.layer(*layers).properties(
            width=self.width,
            height=self.height,
            padding=0,
            autosize=alt.AutoSizeParams(type="none"),
        )
        spec = chart.configure(font=FONT, aria=False, view=alt.ViewConfig(stroke=None))
        # not validated: the specification above is ours alone, and checking it costs more than all
        # the drawing
        return _for_page(vl_convert.vegalite_to_svg(spec.to_dict(validate=False)))


def _corners(start: Point, end: Point) -> Row:
    return {"x": start[0], "y": start[1], "x2": end[0], "y2": end[1]}


def _boxes(alt: Any, base: Any) -> Any:
    return base.mark_rect(strokeWidth=1).encode(
        x2="x2:Q",
        y2="y2:Q",
        fill=alt.Fill("fill:N", scale=None),
        stroke=alt.Stroke("stroke:N", scale=None),
    )


def _lines(alt: Any, base: Any) -> Any:
    return base.mark_rule().encode(
        x2="x2:Q",
        y2="y2:Q",
        stroke=alt.Stroke("stroke:N", scale=None),
        strokeDash=alt.StrokeDash("dash:N", scale=None),
        strokeWidth=alt.StrokeWidth("thick:Q", scale=None),
    )


def _marks(alt: Any, base: Any) -> Any:
    return base.mark_point(filled=True, opacity=1, strokeWidth=1.2).encode(
        size=alt.Size("area:Q", scale=None),
        shape=alt.Shape("shape:N", scale=None),
        fill=alt.Fill("fill:N", scale=None),
        stroke=alt.Stroke("stroke:N", scale=None),
    )


def _texts(alt: Any, base: Any) -> Any:
    return base.mark_text(
        align=alt.ExprRef("datum.align"),
        baseline="middle",
        fontWeight=alt.ExprRef("datum.weight"),
    ).encode(
        text="text:N",
        size=alt.Size("size:Q", scale=None),
        angle=alt.Angle("angle:Q", scale=None),
        fill=alt.Fill("fill:N", scale=None),
    )


def _for_page(svg: str) -> str:
    """Let a drawing shrink with the page; its frame speaks for it to those who do not see it."""
    svg = svg[svg.index("<svg") :]
    head, rest = svg.split(">", 1)
    head = re.sub(r'\s(width|height|class|version|xmlns(:\w+)?)="[^"]*"', "", head)
    return f'{head} class="drawing" aria-hidden="true" focusable="false">{rest}'
