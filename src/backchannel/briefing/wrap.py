"""Wrapping by the room that characters take: Hangul and ideographs are twice as wide as letters."""

from typing import Final
from unicodedata import combining, east_asian_width

NARROW: Final = frozenset("ijl.,:;'|!()[] ")


def cells(text: str) -> int:
    """Return how many columns of a terminal a text takes.

    >>> cells("abc"), cells("한글")
    (3, 4)
    """
    return sum(_cells(c) for c in text)


def ems(text: str) -> float:
    """Return about how wide a text is in a sans-serif face, in units of its font size."""
    return sum(_ems(c) for c in text)


def wrapped(text: str, width: int, *, hanging: str = "") -> list[str]:
    """Wrap one line of text to terminal columns; later rows begin with ``hanging``.

    >>> wrapped("one two three", 8, hanging="  ")
    ['one two', '  three']
    """
    lead = text[: len(text) - len(text.lstrip())]
    rows, row = [], lead
    for word in text.split():
        glue = "" if row in (lead, hanging) else " "
        if glue and cells(row + glue + word) > width:
            rows.append(row)
            row, glue = hanging, ""
        row += glue + word
    return [*rows, row]


def lines(text: str, width: float, size: float, *, most: int = 99) -> tuple[str, ...]:
    """Wrap a label to a width in pixels at a font size; a word too long for a line is broken.

    Of a label that takes more than ``most`` lines the rest is left out, and a mark says so; the
    tables of the page have it whole.

    >>> lines("Ukraine's security alignment", 90, 12)
    ("Ukraine's", 'security', 'alignment')
    """
    room = width / size
    rows: list[str] = []
    row = ""
    for word in text.split():
        joined = f"{row} {word}" if row else word
        if ems(joined) <= room:
            row = joined
            continue
        if row:
            rows.append(row)
        *full, row = _broken(word, room)
        rows += full
    rows = [*rows, row] if row or not rows else rows
    return tuple(rows) if len(rows) <= most else (*rows[: most - 1], f"{rows[most - 1][:-1]}…")


def _broken(word: str, room: float) -> list[str]:
    parts = [""]
    for c in word:
        if parts[-1] and ems(parts[-1] + c) > room:
            # a hyphenated or slashed word breaks there, if that leaves a fair part behind
            head, cut, tail = parts[-1].rpartition("-")
            if cut and len(head) >= 3 and tail:
                parts[-1] = head + cut
                parts.append(tail)
            else:
                parts.append("")
        parts[-1] += c
    return parts


def _cells(c: str) -> int:
    if combining(c):
        return 0
    return 2 if east_asian_width(c) in "WF" else 1


def _ems(c: str) -> float:
    if combining(c):
        return 0.0
    if east_asian_width(c) in "WF":
        return 1.0
    if c in NARROW:
        return 0.31
    if c in "mwMW%@":
        return 0.88
    return 0.7 if c.isupper() else 0.56
