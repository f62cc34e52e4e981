"""A draft whose document has changed: its words found again in the new text, with a score."""

from bisect import bisect_left
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from backchannel.evidence.anchors import Anchor, Match, anchor, find_anchor
from backchannel.reading.drafts.proposal import Draft, Entry, Item
from backchannel.reading.drafts.wording import Wording, say
from backchannel.reading.found import Layout, Span
from backchannel.reading.text.clean import clean
from backchannel.reading.text.files import Raw
from backchannel.reading.text.layout import lay_out
from backchannel.reading.text.where import document_places, where_of

__all__ = ["FoundAgain", "find_again"]


@dataclass(frozen=True, slots=True)
class FoundAgain:
    """Where the words of one item stand in the new text.

    Attributes
    ----------
    match
        Of the item's least alike words; None where some are gone.
    """

    item: str
    match: Match | None


def find_again(draft: Draft, raw: Raw, file: str) -> tuple[Draft, tuple[FoundAgain, ...]]:
    """Return a draft with the places of its words in a changed text, and how each was found.

    An item whose words are only alike, or gone, gets a mark and is open again; items that are in a
    case already stay as they are.

    Parameters
    ----------
    raw, file
        The new text, and the name of the file beside the draft that holds it.

    Examples
    --------
    >>> from backchannel.reading.drafts.draft import draft
    >>> from backchannel.reading.reader import read_text
    >>> old, new = (Raw(it, "", "txt") for it in ("Norway rejected the plan of Peru.",
    ...     "In May Norway rejected the plan of Peru."))
    >>> made, found = find_again(draft(read_text(old, "note.txt")), new, "note.txt")
    >>> {it.match.how for it in found}
    {'words'}
    """
    layout = lay_out(clean(raw))
    items, found = [], []
    for item in draft.items:
        if item.written or not item.at:
            items.append(item if item.written else _document(item, layout, file))
            continue
        matches = [find_anchor(raw.text, it) for it in item.at]
        found.append(FoundAgain(item.id, _worst(matches)))
        items.append(_moved(item, matches, layout, draft.wording))
    moved = replace(draft, digest=raw.digest, text=file, kind=raw.kind, items=tuple(items))
    return moved, tuple(found)


def _worst(matches: list[Match | None]) -> Match | None:
    held = [it for it in matches if it]
    return min(held, key=lambda it: it.score) if len(held) == len(matches) else None


def _document(item: Item, layout: Layout, file: str) -> Item:
    """Return the item of the document itself with the paragraphs of the new text."""
    if item.list != "documents":
        return item
    told = document_places(layout)
    body = item.entry["documents"] | {
        "file": file,
        "digest": told.digest,
        "paragraphs": {key: list(it) for key, it in told.paragraphs.items()},
    }
    return replace(item, entry={**item.entry, "documents": body})


def _moved(item: Item, matches: list[Match | None], layout: Layout, wording: Wording) -> Item:
    raw = layout.cleaned.raw
    at = tuple(
        anchor(raw, it.start, it.end) if it else old
        for it, old in zip(matches, item.at, strict=True)
    )
    worst = _worst(matches)
    mark = say("text_changed", wording)
    marks = tuple(it for it in item.marks if not it.startswith(mark))
    entry = _entry(item.entry, at, matches, layout)
    if worst and worst.how != "alike":
        return replace(item, at=at, marks=marks, entry=entry)
    score = f"{worst.score:.2f}" if worst else ""
    why = say("likeness", wording, score=score) if worst else say("gone", wording)
    return replace(item, at=at, entry=entry, decision="", marks=(f"{mark}: {why}", *marks))


def _entry(
    entry: Entry, at: tuple[Anchor, ...], matches: list[Match | None], layout: Layout
) -> Entry:
    """Return an entry with the place of its words in the new text, where it tells a place."""
    if not entry.get("claims", {}).get("where"):
        return entry
    claim: Mapping[str, Any] = entry["claims"]
    if not matches[0]:
        return {**entry, "claims": {key: it for key, it in claim.items() if key != "where"}}
    places = layout.cleaned.places
    span = Span(bisect_left(places, at[0].start), bisect_left(places, at[0].end))
    name, start, end, digest = where_of(layout, span)
    where = claim["where"] | {"paragraph": name, "start": start, "end": end, "digest": digest}
    return {**entry, "claims": {**claim, "where": where}}
