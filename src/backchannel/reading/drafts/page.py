"""The draft as one HTML page: the text with the places marked, the items beside it.

The page is self-contained, has no script and works without one; what comes from the document is
escaped, and marks that reorder text are shown instead of obeyed.
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import pairwise
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from backchannel.case.yaml_lines import yaml_lines
from backchannel.core.errors import printable
from backchannel.reading.drafts.proposal import Draft, Item
from backchannel.reading.drafts.review import fields, missing, needed_by
from backchannel.reading.drafts.wording import say_on_page, words
from backchannel.reading.found import Layout, Span

__all__ = ["Review", "page"]


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text over which the same items stand, and the items that end with it."""

    text: str
    marked: bool
    starts: tuple[str, ...]
    ends: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Review:
    """What a page needs that takes decisions.

    Attributes
    ----------
    action
        Where its forms are sent.
    wrong
        An item whose form could not be taken, and why.
    typed
        What was typed into the fields of that form.
    """

    action: str
    only_open: bool = False
    wrong: tuple[str, str] = ("", "")
    typed: Mapping[str, str] = field(default_factory=dict)


def page(layout: Layout, draft: Draft, review: Review | None = None) -> str:
    """Return the page of a draft: to read, or with a form for each item.

    Parameters
    ----------
    layout
        The text that the draft was made from.
    """
    env = Environment(
        loader=PackageLoader("backchannel.reading", "data"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    env.filters["printable"] = printable
    places = _places(layout, draft)
    quoted: dict[str, list[tuple[str, str]]] = {}
    for span, name, anchor in places:
        quoted.setdefault(name, []).append((anchor, span.of(layout.text)))
    by_id = {it.id: it for it in draft.items}
    shown: dict[str, list[dict[str, Any]]] = {}
    for item in draft.items:
        if not (review and review.only_open and (item.decision or item.written)):
            typed = review.typed if review and review.wrong[0] == item.id else {}
            here = _shown(item, quoted.get(item.id, []), typed)
            shown.setdefault(item.list, []).append(here | {"needs": needed_by(item, by_id)})
    return env.get_template("page.html.j2").render(
        draft=draft,
        paragraphs=list(_paragraphs(layout, places)),
        lists=shown,
        count=Counter(it.decision for it in draft.items),
        lacking=missing(draft),
        review=review,
        lists_said=words()["lists"],
        say=partial(say_on_page, draft.wording),
    )


def _paragraphs(
    layout: Layout, places: Sequence[tuple[Span, str, str]]
) -> Iterator[dict[str, Any]]:
    starts = [span.start for span, _, _ in places]
    for it in layout.paragraphs:
        here = places[bisect_left(starts, it.span.start) : bisect_left(starts, it.span.end)]
        yield {
            "id": it.id,
            "kind": it.kind,
            "language": it.language,
            "pieces": list(_pieces(layout.text, it.span, here)),
        }


def _shown(item: Item, words: list[tuple[str, str]], typed: Mapping[str, str]) -> dict[str, Any]:
    """Return an item for the page; a field holds what was typed where its form was not taken."""
    lines = [line for name, entry in item.entry.items() for line in (f"{name}:", *(
        f"  {it}" for it in yaml_lines(entry)))]  # fmt: skip
    return {
        "item": item,
        "lines": "\n".join(lines) if item.list != "documents" else "",
        "fields": [it._replace(typed=typed.get(it.name, it.typed)) for it in fields(item.entry)],
        "words": words,
    }


def _places(layout: Layout, draft: Draft) -> list[tuple[Span, str, str]]:
    """Return where the items stand in the clean text: stretch, item, name of the place."""
    raw = layout.cleaned.places
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
