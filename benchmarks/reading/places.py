"""One scale for the coded text and the one that was read: characters without blanks and hyphens.

Clean-up may join a line otherwise than the coder, which moves every later place by one. Counted in
characters that are neither white space nor hyphens, a place is the same in both texts.
"""

import re
from bisect import bisect_left
from collections.abc import Callable, Sequence
from difflib import SequenceMatcher
from itertools import accumulate
from typing import TypeVar

from backchannel.reading.found import Span

__all__ = ["line_joins", "onto", "overlap", "pair_up", "scale"]

G = TypeVar("G")
F = TypeVar("F")


def _counts(character: str) -> bool:
    return not character.isspace() and character not in "-\u00ad"


def scale(text: str) -> list[int]:
    """Return for each place of a text how many characters that count stand before it.

    >>> scale("a - b")
    [0, 1, 1, 1, 1, 2]
    """
    return list(accumulate(map(_counts, text), initial=0))


def onto(found: str, coded: str) -> Callable[[Span], Span]:
    r"""Return what carries a stretch of the text that was read onto the scale of the coded one.

    Where the two differ in more than blanks and hyphens the nearest common place is taken.

    >>> onto("ab cd", "a b\ncd")(Span(3, 5))
    Span(start=2, end=4)
    """
    places = scale(found)
    one, other = ("".join(filter(_counts, text)) for text in (found, coded))
    if one == other:
        return lambda span: Span(places[span.start], places[span.end])
    moved = [0] * (len(one) + 1)
    for _, a, z, b, y in SequenceMatcher(None, one, other, autojunk=False).get_opcodes():
        moved[a:z] = [min(b + step, y) for step in range(z - a)]
    moved[-1] = len(other)

    def to(span: Span) -> Span:
        start, end = places[span.start], places[span.end]
        return Span(moved[start], moved[end - 1] + 1 if end > start else moved[start])

    return to


def overlap(one: Span, other: Span) -> float:
    """Return the common part of two stretches as a share of the longer one.

    >>> overlap(Span(0, 4), Span(2, 4)), overlap(Span(0, 4), Span(4, 8))
    (0.5, 0.0)
    """
    common = min(one.end, other.end) - max(one.start, other.start)
    return max(common, 0) / max(one.end - one.start, other.end - other.start, 1)


def pair_up(
    coded: Sequence[G], found: Sequence[F], score: Callable[[G, F], float]
) -> list[tuple[int, int]]:
    """Pair each coded item with at most one found item: the best score first, 0 never.

    Of equal scores the first in the text goes first.

    >>> pair_up([1, 2], [2, 2, 1], lambda one, other: float(one == other))
    [(0, 2), (1, 0)]
    """
    scored = [(score(g, f), -i, -j) for i, g in enumerate(coded) for j, f in enumerate(found)]
    pairs: list[tuple[int, int]] = []
    rows: set[int] = set()
    columns: set[int] = set()
    for value, i, j in sorted(scored, reverse=True):
        if value > 0 and -i not in rows and -j not in columns:
            pairs.append((-i, -j))
            rows.add(-i)
            columns.add(-j)
    return sorted(pairs)


def line_joins(raw: str, coded: str, found: str) -> list[tuple[str, str, str]]:
    r"""Return for each line break of the raw text where it stands, its coded and its found join.

    A join is what stands between the two characters: nothing, a blank, a hyphen, or ``\n`` for a
    new paragraph.

    >>> line_joins("one\ntwo-\nfold\nx", "one two-fold\n\nx", "one twofold x")
    [('e…t', ' ', ' '), ('o…f', '-', ''), ('d…x', '\n', ' ')]
    """
    before = scale(raw)
    joins = []
    for gap in re.finditer(r"[\s-]*\n[\s-]*", raw):
        place = before[gap.start()]
        if 0 < place < before[-1]:
            where = f"{raw[gap.start() - 1]}…{raw[gap.end()]}"
            joins.append((where, _between(coded, place), _between(found, place)))
    return joins


def _between(text: str, place: int) -> str:
    places = scale(text)
    start = bisect_left(places, place)
    end = start
    while end < len(text) and not _counts(text[end]):
        end += 1
    gap = text[start:end]
    return "\n" if "\n" in gap else gap.replace("\u00ad", "").strip(" ") or gap[:1]
