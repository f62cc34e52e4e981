"""The lines of a text as a page shows them, without page numbers and running headers."""

import re
import unicodedata
from collections import Counter
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final

__all__ = ["Line", "lines_of", "width_of", "without_furniture"]

_BREAKS = re.compile("\r\n|[\n\r\v\x85\u2028\u2029]|\f")
_PAGE_NUMBER = re.compile(
    r"[-–—~\[(<]?\s*(?:p\.|page|стр\.|с\.|сторінка|쪽)?\s*\d{1,4}\s*(?:(?:/|of|из|з)\s*\d{1,4}|쪽)?"
    r"\s*[-–—~\])>]?",
    re.IGNORECASE,
)
_WIDE: Final = re.compile("[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\uff01-\uff60]")
_UNSEEN: Final = (
    "".join(chr(c) for c in range(0x3001) if chr(c).isspace() or c < 32 or 0x7F <= c < 0xA0)
    + "\u200b\u2060\ufeff"
)
"""White space, and characters that nobody sees."""
PAGE_GAP: Final = 3
"""Empty lines in a row that stand for the end of a page."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line that is not empty, without the blanks around it.

    Attributes
    ----------
    gap
        Empty lines before it.
    page
        Whether a page ends before it.
    blank
        Whether it ends with a blank in the raw text.
    """

    start: int
    end: int
    text: str
    indent: int
    blank: bool
    gap: int
    page: bool
    width: int


def width_of(text: str) -> int:
    """Return how many columns a text takes; East Asian characters take two.

    >>> width_of("한 a")
    4
    """
    return len(text) + len(_WIDE.findall(text))


def lines_of(text: str) -> list[Line]:
    r"""Return the lines of a composed text.

    >>> [(line.text, line.gap, line.blank) for line in lines_of("one \n two\n\n\nthree")]
    [('one', 0, True), ('two', 0, False), ('three', 2, False)]
    """
    lines: list[Line] = []
    gap, page, begin = 0, False, 0
    ends = [(m.start(), m.end(), m[0] == "\f") for m in _BREAKS.finditer(text)]
    for stop, after, new_page in [*ends, (len(text), len(text), False)]:
        whole = text[begin:stop]
        held = whole.strip(_UNSEEN)
        if held.strip("\u00ad"):
            indent = whole.index(held[0])
            start = begin + indent
            blank = len(whole) > indent + len(held)
            lines.append(
                Line(start, start + len(held), held, indent, blank, gap, page, width_of(held))
            )
            gap, page = 0, False
        elif not (new_page or (stop == begin and page)):
            gap += 1
        page |= new_page
        begin = after
    return _opened(lines)


def _opened(lines: list[Line]) -> list[Line]:
    """Mark the page breaks that only stretches of empty lines tell of; undo double spacing."""
    if not lines:
        return lines
    between = [line.gap for line in lines[1:]]
    finished = sum(line.text[-1] in '.?!…"”»' for line in lines[:-1])
    doubled = len(between) >= 10 and between.count(0) <= 0.05 * len(between)
    if doubled and finished <= 0.4 * len(between):
        lines = [replace(line, gap=max(line.gap - 1, 0)) for line in lines]
    return [replace(line, page=line.page or line.gap >= PAGE_GAP) for line in lines]


def without_furniture(lines: list[Line]) -> list[Line]:
    """Return the lines without page numbers and running headers or footers."""
    ends = _page_ends(lines)
    drop = {
        place
        for place in ends
        if _PAGE_NUMBER.fullmatch(lines[place].text) and len(lines[place].text) <= 20
    }
    drop.update(_running(lines, ends))
    kept: list[Line] = []
    gap, page = 0, False
    for place, line in enumerate(lines):
        if place in drop:
            gap, page = gap + line.gap, True
        elif gap or page:
            kept.append(replace(line, gap=gap + line.gap, page=True))
            gap, page = 0, False
        else:
            kept.append(line)
    return kept


def _page_ends(lines: list[Line]) -> list[int]:
    """Return the places of the first and last two lines of each page, if there are pages."""
    starts = [0, *(i for i, line in enumerate(lines) if line.page), len(lines)]
    ends: set[int] = set()
    if len(starts) > 2:
        for begin, stop in pairwise(starts):
            ends.update((begin, stop - 1))
            if stop - begin > 4:
                ends.update((begin + 1, stop - 2))
    return sorted(place for place in ends if 0 <= place < len(lines))


def _running(lines: list[Line], ends: list[int]) -> set[int]:
    """Return the lines that come back at the ends of most pages; a title stays where it is first.

    Figures in them may change from page to page.
    """
    pages = 1 + sum(line.page for line in lines)
    if pages < 2:
        return set()
    form = {place: re.sub(r"\d+", "#", lines[place].text) for place in ends}
    times = Counter(form.values())
    seen: set[str] = set()
    found: set[int] = set()
    for place in ends:
        text = form[place]
        if times[text] < max(2, 0.6 * (pages - 1)) or len(text) > 100 or not _has_letter(text):
            continue
        if text not in seen and "#" not in text:
            seen.add(text)
        else:
            found.add(place)
    return found


def _has_letter(text: str) -> bool:
    return any(unicodedata.category(c).startswith("L") for c in text)
