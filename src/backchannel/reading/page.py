"""The draft as one HTML page: the text with the places marked, the items beside it.

The page is self-contained, has no script and works without one; what comes from the document is
escaped, and marks that reorder text are shown instead of obeyed.
"""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from backchannel.core.errors import printable
from backchannel.reading.draft_file import yaml_lines
from backchannel.reading.found import Span
from backchannel.reading.proposal import Draft, Item
from backchannel.reading.reader import Read

__all__ = ["page"]


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text over which the same items stand, and the items that end with it."""

    text: str
    marked: bool
    starts: tuple[str, ...]
    ends: tuple[str, ...]


def page(read: Read, draft: Draft) -> str:
    """Return the page of a draft."""
    env = Environment(
        loader=PackageLoader("backchannel.reading", "data"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    env.filters["printable"] = printable
    layout = read.layout
    places = _places(read, draft)
    starts = [span.start for span, _, _ in places]
    paragraphs = []
    for it in layout.paragraphs:
        here = places[bisect_left(starts, it.span.start) : bisect_left(starts, it.span.end)]
        paragraphs.append(
            {
                "id": it.id,
                "kind": it.kind,
                "language": it.language,
                "pieces": list(_pieces(layout.text, it.span, here)),
            }
        )
    anchors: dict[str, list[str]] = {}
    for _, name, anchor in places:
        anchors.setdefault(name, []).append(anchor)
    shown: dict[str, list[dict[str, Any]]] = {}
    for item in draft.items:
        shown.setdefault(item.list, []).append(_shown(item, anchors.get(item.id, [])))
    return env.get_template("page.html.j2").render(
        draft=draft, paragraphs=paragraphs, lists=shown, count=len(draft.items)
    )


def _shown(item: Item, anchors: list[str]) -> dict[str, Any]:
    lines = [line for name, entry in item.entry.items() for line in (f"{name}:", *(
        f"  {it}" for it in yaml_lines(entry)))]  # fmt: skip
    return {
        "item": item,
        "lines": "\n".join(lines) if item.list != "documents" else "",
        "anchors": anchors,
    }


def _places(read: Read, draft: Draft) -> list[tuple[Span, str, str]]:
    """Return where the items stand in the clean text: stretch, item, name of the place."""
    raw = read.layout.cleaned.places
    found = []
    for item in draft.items:
        for number, it in enumerate(item.at, 1):
            span = Span(bisect_left(raw, it.start), bisect_left(raw, it.end))
            found.append((span, item.id, f"at-{item.id}-{number}"))
    return sorted(found, key=lambda it: it[0])


def _pieces(text: str, paragraph: Span, places: Sequence[tuple[Span, str, str]]) -> Iterator[Piece]:
    """Cut a paragraph where items begin or end."""
    here = [
        (Span(span.start, min(span.end, paragraph.end)), name, anchor)
        for span, name, anchor in places
    ]
    cuts = sorted({*paragraph, *(cut for span, _, _ in here for cut in span)})
    for start, end in pairwise(cuts):
        yield Piece(
            text=text[start:end],
            marked=any(span.start <= start < span.end for span, _, _ in here),
            starts=tuple(anchor for span, _, anchor in here if span.start == start),
            ends=tuple(dict.fromkeys(name for span, name, _ in here if span.end == end)),
        )
