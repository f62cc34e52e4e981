"""Anchors: where words stand in a text, told so that they are found again when the text changed.

An anchor holds the words with a few characters around them (a W3C *TextQuoteSelector*) and their
place (a *TextPositionSelector*). Places are Unicode code points from 0, the end exclusive; browsers
count UTF-16 units, for which `utf16_place` and `from_utf16_place` convert.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final, Literal

from backchannel.core.extras import load_extra

__all__ = [
    "LEAST_SCORE",
    "Anchor",
    "Match",
    "anchor",
    "find_anchor",
    "from_utf16_place",
    "from_w3c",
    "to_w3c",
    "utf16_place",
]

AROUND: Final = 32
"""Characters kept before and after the words."""

LEAST_SCORE: Final = 0.8
"""Share of likeness below which changed words count as gone."""

_NEAR: Final = 2_000
"""Characters around the old place that are looked at first."""

_SHORTEST: Final = 8
"""Characters below which words must be found as they are."""


@dataclass(frozen=True, slots=True)
class Anchor:
    """Words, what stands around them, and their place in the text that they were taken from."""

    exact: str
    prefix: str
    suffix: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Match:
    """Where an anchor's words were found, how, and how alike they are (1: the same)."""

    start: int
    end: int
    how: Literal["place", "words", "no blanks", "alike"]
    score: float = 1.0


def anchor(text: str, start: int, end: int) -> Anchor:
    """Return the anchor of a stretch of a text.

    >>> anchor("We met. Nobody signed. We left.", 8, 22)
    Anchor(exact='Nobody signed.', prefix='We met. ', suffix=' We left.', start=8, end=22)
    """
    if not 0 <= start < end <= len(text):
        raise ValueError(f"no stretch of words from {start} to {end} in {len(text)} characters")
    before, after = text[max(0, start - AROUND) : start], text[end : end + AROUND]
    return Anchor(text[start:end], before, after, start, end)


def find_anchor(text: str, sought: Anchor) -> Match | None:
    """Return where an anchor's words stand now; None when nothing is alike enough.

    Tried in order: the same words at the same place, the same words elsewhere (of several, those
    with the same surroundings, then the nearest), the same words but for white space, and the
    stretch that is most alike, with its score.

    >>> at = anchor("We met. Nobody signed it. We left.", 8, 25)
    >>> find_anchor("In May we met. Nobody signed it. We left.", at)
    Match(start=15, end=32, how='words', score=1.0)
    >>> find_anchor("We met. Nobody signed this. We left.", at).how
    'alike'
    """
    if not sought.exact:
        return None
    if text.startswith(sought.exact, max(sought.start, 0)) and sought.start >= 0:
        return Match(sought.start, sought.start + len(sought.exact), "place")
    places = list(_places(text, sought.exact))
    if places:
        start = max(places, key=lambda place: _nearness(text, sought, place))
        return Match(start, start + len(sought.exact), "words")
    return _without_blanks(text, sought) or _alike(text, sought)


def _places(text: str, words: str) -> Iterator[int]:
    place = text.find(words)
    while place >= 0:
        yield place
        place = text.find(words, place + 1)


def _nearness(text: str, sought: Anchor, place: int) -> tuple[int, int]:
    """Return how many characters around a place are the same, and how near it is."""
    end = place + len(sought.exact)
    before = _same(reversed(sought.prefix), reversed(text[max(0, place - AROUND) : place]))
    after = _same(iter(sought.suffix), iter(text[end : end + AROUND]))
    return before + after, -abs(place - sought.start)


def _same(one: Iterator[str], other: Iterator[str]) -> int:
    count = 0
    for a, b in zip(one, other, strict=False):
        if a != b:
            break
        count += 1
    return count


def _without_blanks(text: str, sought: Anchor) -> Match | None:
    """Look for the words with all white space taken out of them and of the text."""
    kept = [place for place, sign in enumerate(text) if not sign.isspace()]
    bare = "".join(text.split())
    words = "".join(sought.exact.split())
    places = list(_places(bare, words)) if words else []
    if not places:
        return None
    at = min(places, key=lambda place: abs(kept[place] - sought.start))
    return Match(kept[at], kept[at + len(words) - 1] + 1, "no blanks")


def _alike(text: str, sought: Anchor) -> Match | None:
    """Look for the stretch that is most like the words; of equals, one near the old place."""
    if not _SHORTEST <= len(sought.exact) <= len(text):
        return None
    fuzz = load_extra("rapidfuzz.fuzz")
    best: tuple[float, int, int] | None = None
    for low, high in ((max(0, sought.start - _NEAR), sought.end + _NEAR), (0, len(text))):
        cutoff = 100 * LEAST_SCORE if best is None else best[0] + 1e-9
        part = text[low:high]
        if len(part) >= len(sought.exact):
            found = fuzz.partial_ratio_alignment(sought.exact, part, score_cutoff=cutoff)
            if found is not None and found.score >= cutoff and found.dest_end > found.dest_start:
                best = (found.score, low + found.dest_start, low + found.dest_end)
    if best is None:
        return None
    score, start, end = best
    while start > 0 and text[start - 1 : start + 1].isalnum():
        start -= 1  # to the ends of words
    while end < len(text) and text[end - 1 : end + 1].isalnum():
        end += 1
    return Match(start, end, "alike", round(score / 100, 3))


# ---------------------------------------------------------------- other tools


def to_w3c(held: Anchor) -> list[dict[str, Any]]:
    """Return an anchor as the two selectors of the W3C Web Annotation model.

    >>> to_w3c(anchor("Nobody signed.", 0, 6))[1]
    {'type': 'TextPositionSelector', 'start': 0, 'end': 6}
    """
    return [
        {
            "type": "TextQuoteSelector",
            "exact": held.exact,
            "prefix": held.prefix,
            "suffix": held.suffix,
        },
        {"type": "TextPositionSelector", "start": held.start, "end": held.end},
    ]


def from_w3c(selectors: list[dict[str, Any]]) -> Anchor:
    """Return the anchor that two selectors tell of, in any order.

    >>> from_w3c(to_w3c(anchor("Nobody signed.", 0, 6))).exact
    'Nobody'
    """
    by_type = {str(one.get("type")): one for one in selectors}
    try:
        quote, place = by_type["TextQuoteSelector"], by_type["TextPositionSelector"]
        return Anchor(
            str(quote["exact"]),
            str(quote.get("prefix", "")),
            str(quote.get("suffix", "")),
            int(place["start"]),
            int(place["end"]),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise ValueError("expected a TextQuoteSelector and a TextPositionSelector") from error


def utf16_place(text: str, place: int) -> int:
    """Return how many UTF-16 units stand before a place that counts code points.

    >>> utf16_place("a" + chr(0x1F54A) + "b", 2)
    3
    """
    return len(text[:place].encode("utf-16-le", "surrogatepass")) // 2


def from_utf16_place(text: str, units: int) -> int:
    """Return the place in code points before which a number of UTF-16 units stand.

    >>> from_utf16_place("a" + chr(0x1F54A) + "b", 3)
    2
    """
    before = text.encode("utf-16-le", "surrogatepass")[: 2 * units]
    return len(before.decode("utf-16-le", "ignore"))
