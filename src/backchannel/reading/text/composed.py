"""The composed form (NFC) of a text, with the place in the text of each of its characters."""

import re
import sys
import unicodedata
from collections.abc import Sequence
from functools import cache

__all__ = ["composed"]


def composed(text: str) -> tuple[str, Sequence[int]]:
    """Return the NFC form of a text and, for each of its characters, where it begins in the text.

    >>> composed("cafe" + chr(0x301) + "s")
    ('cafés', [0, 1, 2, 3, 5])
    """
    if unicodedata.is_normalized("NFC", text):
        return text, range(len(text))
    pieces: list[str] = []
    places: list[int] = []
    for group in _groups().finditer(text):
        piece = unicodedata.normalize("NFC", group[0])
        pieces.append(piece)
        if piece == group[0]:
            places.extend(range(group.start(), group.end()))
        else:
            rest = range(group.end() - len(piece) + 1, group.end())
            places.extend([group.start(), *(max(place, group.start()) for place in rest)])
    return "".join(pieces), places


@cache
def _groups() -> re.Pattern[str]:
    """Match a character and all that may combine with it; groups normalise on their own."""
    clings = [
        chr(code) for code in range(0x300, sys.maxunicode + 1) if unicodedata.combining(chr(code))
    ]
    seconds = {chr(code) for code in (*range(0x1161, 0x1176), *range(0x11A8, 0x11C3))}
    for code in range(0xC0, 0x30000):
        parts = unicodedata.decomposition(chr(code)).split()
        if len(parts) == 2 and not parts[0].startswith("<"):
            seconds.add(chr(int(parts[1], 16)))
    inside = "".join(map(re.escape, sorted(seconds.union(clings))))
    return re.compile(f"(?s:.)[{inside}]*")
