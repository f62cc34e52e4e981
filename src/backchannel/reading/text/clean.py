"""Clean text: lines joined, page furniture left out, and for each character its raw place.

Cleaning never writes anything that is not in the raw text but blanks and paragraph breaks. Marks of
quotation and of footnotes stay as they are.
"""

import re
from typing import Final

from backchannel.reading.found import Cleaned, Span
from backchannel.reading.text.composed import composed
from backchannel.reading.text.files import Raw
from backchannel.reading.text.joins import PARAGRAPH, joins_of
from backchannel.reading.text.lines import lines_of, without_furniture

__all__ = ["clean", "raw_stretch"]

_ODD = re.compile(
    r"\s{2,}|[^\S ]|[\u00ad\u200b\u2060\ufeff\ufb00-\ufb06]|[\x00-\x1f\x7f-\x9f]|\*\*"
)
_LIGATURES: Final = dict(zip("ﬀﬁﬂﬃﬄﬅﬆ", ["ff", "fi", "fl", "ffi", "ffl", "st", "st"], strict=True))
_MARKUP = re.compile(r"(?:#{1,6}\s+|>\s?)+")


def clean(raw: Raw | str) -> Cleaned:
    r"""Return the clean text of a raw one; paragraphs are divided by one empty line.

    >>> held = clean("They said that nothing at all would\nbe signed.\n\nThat was the end.")
    >>> held.text
    'They said that nothing at all would be signed.\n\nThat was the end.'
    >>> held.raw_span(Span(48, 52))
    Span(start=48, end=52)
    """
    text = raw if isinstance(raw, str) else raw.text
    markdown = not isinstance(raw, str) and raw.kind == "md"
    whole, origin = composed(text)
    lines = without_furniture(lines_of(whole))
    joins = [*joins_of(lines, markdown=markdown), None][: len(lines)]
    pieces: list[str] = []
    places: list[int] = []
    for line, join in zip(lines, joins, strict=True):
        start, stop = line.start, line.end - (join.drop if join else 0)
        marked = _MARKUP.match(line.text) if markdown else None
        if marked and (not places or pieces[-1] == PARAGRAPH.glue or marked[0][0] == ">"):
            start = min(start + marked.end(), stop)
        _put(whole, start, stop, markdown=markdown, pieces=pieces, places=places)
        if join and join.glue:
            pieces.append(join.glue)
            places.extend([line.end] * len(join.glue))
    raw_places = [origin[place] for place in places] if not isinstance(origin, range) else places
    return Cleaned(text, "".join(pieces), [*raw_places, len(text)])


def _put(
    text: str, start: int, stop: int, *, markdown: bool, pieces: list[str], places: list[int]
) -> None:
    """Append a stretch of the text, odd blanks made plain and unseen characters left out."""
    done = start
    for odd in _ODD.finditer(text, start, stop):
        if odd[0] == "**" and not markdown:
            continue
        pieces.append(text[done : odd.start()])
        places.extend(range(done, odd.start()))
        instead = _LIGATURES.get(odd[0], " " if odd[0].isspace() else "")
        pieces.append(instead)
        places.extend([odd.start()] * len(instead))
        done = odd.end()
    pieces.append(text[done:stop])
    places.extend(range(done, stop))


def raw_stretch(cleaned: Cleaned, span: Span) -> Span:
    """Return where a stretch stands in the raw text, marks that combine with its end included.

    >>> raw_stretch(clean("e" + chr(0x301) + "s"), Span(0, 1))
    Span(start=0, end=2)
    """
    start, end = cleaned.raw_span(span)
    limit = cleaned.places[span.end]
    while end < limit and len(composed(cleaned.raw[start : end + 1])[0]) == len(
        composed(cleaned.raw[start:end])[0]
    ):
        end += 1
    return Span(start, end)
