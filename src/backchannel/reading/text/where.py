"""From a stretch of clean text to the `where` of a claim, which `check --sources` verifies.

A case counts characters of the *normalised* raw text (NFC, no white space), so that a copy of the
document may be wrapped in any way. Its paragraphs are those of the layout: what a page break parts
in the raw text stays one paragraph.
"""

from bisect import bisect_left
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from backchannel.evidence.spans import digest, normalise
from backchannel.reading.found import Layout, Span
from backchannel.reading.text.clean import raw_stretch
from backchannel.reading.text.composed import composed

__all__ = ["DocumentPlaces", "Where", "document_places", "where_of"]


class Where(NamedTuple):
    """The place of some words, as a claim's `where` tells it."""

    paragraph: str
    start: int
    end: int
    digest: str


class DocumentPlaces(NamedTuple):
    """What a case's `documents` entry says of the text: its digest, and where paragraphs stand."""

    digest: str
    paragraphs: dict[str, tuple[int, int]]


def document_places(layout: Layout) -> DocumentPlaces:
    r"""Return the digest of a document and the ranges of its paragraphs.

    >>> from backchannel.reading.text.clean import clean
    >>> from backchannel.reading.text.layout import lay_out
    >>> document_places(lay_out(clean("one two\n\nthree."))).paragraphs
    {'P1': (0, 6), 'P2': (6, 12)}
    """
    whole = _normalised(layout.cleaned.raw)
    ranges = {p.id: _range(layout, p.span) for p in layout.paragraphs}
    return DocumentPlaces(digest(whole[0]), {name: r for name, r in ranges.items() if r[0] < r[1]})


def where_of(layout: Layout, span: Span) -> Where:
    r"""Return where the words of a stretch stand; of several paragraphs, the first one counts.

    >>> from backchannel.reading.text.clean import clean
    >>> from backchannel.reading.text.layout import lay_out
    >>> where_of(lay_out(clean("one\n\ntwo words.")), Span(9, 14))
    Where(paragraph='P2', start=3, end=8, digest='sha256:...')
    """
    if not 0 <= span.start < span.end <= len(layout.text):
        raise ValueError(f"no stretch of words from {span.start} to {span.end}")
    starts = [p.span.start for p in layout.paragraphs]
    held = layout.paragraphs[max(bisect_left(starts, span.start + 1) - 1, 0)]
    first, _ = _range(layout, held.span)
    start, end = _range(layout, Span(span.start, min(span.end, held.span.end)))
    if start >= end:
        raise ValueError(f"nothing but white space from {span.start} to {span.end}")
    text, _ = _normalised(layout.cleaned.raw)
    return Where(held.id, start - first, end - first, digest(text[start:end]))


def _range(layout: Layout, span: Span) -> tuple[int, int]:
    """Return the range of a clean stretch in the normalised raw text."""
    raw = raw_stretch(layout.cleaned, span)
    _, places = _normalised(layout.cleaned.raw)
    return bisect_left(places, raw.start), bisect_left(places, raw.end)


@lru_cache(maxsize=2)
def _normalised(raw: str) -> tuple[str, Sequence[int]]:
    """Return the normalised form of a raw text, with the raw place of each of its characters."""
    text, origin = composed(raw)
    places = [origin[at] for at, sign in enumerate(text) if not sign.isspace()]
    return normalise(raw), places
