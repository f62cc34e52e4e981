"""Sources without a name: an official who asked not to be named, 고위 당국자, источник в МИД."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from typing import Final

from backchannel.reading.found import Layout, Mention, Paragraph, Span
from backchannel.reading.names.contexts import contexts

__all__ = ["FORMER", "unnamed"]

FORMER: Final = re.compile(
    r"\b(?:former|retired|ex-)|전직|(?<![가-힣])전 |бывш|колишн", re.IGNORECASE
)
"""Words by which somebody is said to be out of office."""
_POINTING: Final = re.compile(
    r"(?:the|this|that|his|her|their|이|그|해당|같은|этот|эта|тот|цей|ця|той)\s", re.IGNORECASE
)
_LEADING: Final = re.compile(r"\s*(?:의|측|쪽|은|는|과|와|에서)?\s*[‘’“”\"']?\s*")


def unnamed(layout: Layout, named: Sequence[Mention]) -> Iterator[Mention]:
    """Find unnamed sources between the names of a document.

    ``is_`` is the whole phrase at the first mention; *the official* is the one met before. Where a
    name stands inside the phrase (*a Danish diplomat*), the mention begins behind it.
    """
    met: dict[str, str] = {}
    places = [it.span.start for it in named]
    for paragraph in layout.paragraphs:
        for match in _phrases(layout, paragraph):
            span = Span(*match.span())
            start = span.start
            first = bisect_left(places, span.start)
            around = named[max(0, first - 1) : bisect_right(places, span.end + 2)]
            for name in around:
                if name.span.start < span.end and span.start < name.span.end:
                    gap = _LEADING.match(layout.text, name.span.end, span.end)
                    start = max(start, gap.end() if gap else name.span.end)
            if start >= span.end or any(
                it.kind == "person" and 0 <= it.span.start - span.end <= 2 for it in around
            ):
                continue  # a title, not somebody without a name
            words = span.of(layout.text).strip()
            head = words.split()[-1].casefold()
            is_ = " ".join(re.sub(r"[‘’“”\"']", "", words).split())
            pointing = _POINTING.match(words)
            if pointing and head in met:
                is_ = met[head]
            else:
                met[head] = is_
            start += len(layout.text[start : span.end]) - len(
                layout.text[start : span.end].lstrip()
            )
            yield Mention(Span(start, span.end), "unnamed", is_)


def _phrases(layout: Layout, paragraph: Paragraph) -> Iterator[re.Match[str]]:
    place = paragraph.span.start
    pattern = contexts(paragraph.language).pattern("unnamed")
    for match in pattern.finditer(layout.text, *paragraph.span):
        if match.start() >= place and match[0].strip():
            place = match.end()
            yield match
