"""Which quotation marks belong together: one pass with a stack, whatever shape the marks have.

Curly, low, angled and Korean marks say themselves whether they open or close; straight ones are
judged by what stands beside them, and apostrophes, feet and inches are left alone.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from backchannel.reading.found import Layout, Span

__all__ = ["Pair", "pairs"]

_CLOSES: Final = {
    "“": "”", "„": "“”", "‟": "”", "«": "»", "‹": "›", "「": "」", "『": "』", "〈": "〉",
    "《": "》", "‘": "’", "‚": "‘’", "〝": "〟", '"': '"', "'": "'", "”": "”", "＂": "＂",
}  # fmt: skip
_OPENERS: Final = frozenset(_CLOSES)
_CLOSERS: Final = frozenset("".join(_CLOSES.values()))
_SINGLE: Final = frozenset("'’‘‚")
_STRAIGHT: Final = frozenset("\"'＂”")
_AHEAD: Final = 800
"""How far the closing mark of a single straight quotation is looked for."""
_DEEPEST: Final = 9
"""Marks that may be open at once; further ones are no quotations."""


@dataclass(frozen=True, slots=True)
class Pair:
    """A quotation without its marks, the mark that opens it, and how deep it lies."""

    span: Span
    mark: str
    depth: int
    closed: bool = True


@dataclass(slots=True)
class _Scan:
    text: str
    stack: list[tuple[int, str]] = field(default_factory=list)
    found: list[Pair] = field(default_factory=list)
    bare: dict[str, int] = field(default_factory=dict)
    """For an opening mark: up to where nothing is known to close it."""

    def close(self, at: int, level: int, *, closed: bool = True) -> None:
        """Close the quotation at a level of the stack; what was opened above it is dropped."""
        start, mark = self.stack[level]
        del self.stack[level:]
        if at > start + 1 and self.text[start + 1 : at].strip():
            self.found.append(Pair(Span(start + 1, at), mark, level, closed))

    def give_up(self, at: int) -> None:
        """Close at the end of a paragraph what is still open; lone single marks are no quotes."""
        while self.stack:
            if self.stack[-1][1] in _SINGLE:
                self.stack.pop()
            else:
                self.close(at, len(self.stack) - 1, closed=False)


def pairs(layout: Layout) -> tuple[Pair, ...]:
    """Return every quotation of a document, in order of its start.

    A paragraph that begins with an opening mark again carries an open quotation on; so does one
    whose first mark closes it. Any other quotation ends with its paragraph at the latest.
    """
    scan = _Scan(layout.text)
    for number, paragraph in enumerate(layout.paragraphs):
        start, end = paragraph.span
        _paragraph(scan, *_resumed(scan, start, end))
        after = layout.paragraphs[number + 1] if number + 1 < len(layout.paragraphs) else None
        carried = (
            after is not None
            and paragraph.kind == after.kind == "text"
            and len(scan.stack) > 0
            and _carries_on(scan, after.span)
        )
        if not carried:
            scan.give_up(end)
    nested = _levels(sorted(scan.found, key=lambda pair: (pair.span.start, -pair.span.end)))
    return tuple(nested)


def _levels(found: list[Pair]) -> Iterator[Pair]:
    """Count the depth anew: what was dropped on the way encloses nothing."""
    open_ends: list[int] = []
    for pair in found:
        while open_ends and open_ends[-1] <= pair.span.start:
            open_ends.pop()
        yield Pair(pair.span, pair.mark, len(open_ends), pair.closed)
        open_ends.append(pair.span.end)


def _resumed(scan: _Scan, start: int, end: int) -> tuple[int, int]:
    """Step over the opening marks with which a paragraph repeats what is still open."""
    for _, mark in scan.stack:
        if start < end and scan.text[start] == mark:
            start += 1
    return start, end


def _carries_on(scan: _Scan, after: Span) -> bool:
    text = scan.text
    mark = scan.stack[0][1]
    if text.startswith(mark, after.start):
        return True
    if mark in _STRAIGHT or mark in _SINGLE:
        return False
    for place in range(after.start, min(after.end, after.start + 4 * _AHEAD)):
        if text[place] in _CLOSES[mark]:
            return True
        if text[place] == mark:
            return False
    return False


def _paragraph(scan: _Scan, start: int, end: int) -> None:
    text = scan.text
    for place in range(start, end):
        char = text[place]
        if char not in _CLOSERS and char not in _OPENERS:
            continue
        if _is_apostrophe(text, place) or _is_measure(text, place, scan):
            continue
        level = _level_closed(scan, place)
        if level is not None:
            if char not in _SINGLE or not _is_possessive(text, place, end, scan.stack[level][1]):
                scan.close(place, level)
        elif len(scan.stack) < _DEEPEST and _opens(scan, place, end):
            scan.stack.append((place, char))


def _level_closed(scan: _Scan, place: int) -> int | None:
    """Which open quotation a mark closes; None where it closes none."""
    char = scan.text[place]
    for level in range(len(scan.stack) - 1, -1, -1):
        if char in _CLOSES[scan.stack[level][1]]:
            if char == "‘" and scan.stack[level][1] == "‚" and _looks_opening(scan.text, place):
                return None
            return level
    return None


def _neighbours(text: str, place: int) -> tuple[str, str]:
    before = text[place - 1] if place else " "
    return before, text[place + 1] if place + 1 < len(text) else " "


def _is_hangul(char: str) -> bool:
    return "가" <= char <= "힣"


def _is_apostrophe(text: str, place: int) -> bool:
    """Between two letters of an alphabet (not Hangul, where a particle follows a closing mark)."""
    if text[place] not in "'’‘ʼ":
        return False
    before, after = _neighbours(text, place)
    return before.isalpha() and after.isalpha() and not _is_hangul(before) and not _is_hangul(after)


def _is_measure(text: str, place: int, scan: _Scan) -> bool:
    """Feet and inches, minutes and seconds: 6'2", 40", 1990's."""
    char = text[place]
    if char not in "\"'’”":
        return False
    before, after = _neighbours(text, place)
    if not before.isdigit():
        return False
    if char in "'’" and (after.isdigit() or after == "s"):
        return True
    inches = place >= 3 and any(mark in text[place - 3 : place] for mark in "'’")
    if inches and text[place - 1].isdigit() and char in '"”':
        feet = text[max(place - 4, 0) : place].rstrip("0123456789")
        if feet[-1:] in ("'", "’") and feet[-2:-1].isdigit():
            return True
    return not any(char in _CLOSES[mark] for _, mark in scan.stack)


def _is_possessive(text: str, place: int, end: int, opened: str) -> bool:
    """Whether a single mark after an s (neighbours' cat) is none that closes: one comes later."""
    before, after = _neighbours(text, place)
    if before not in "sSxz" or after != " " or not text[place + 2 : place + 3].islower():
        return False
    for later in range(place + 1, min(end, place + _AHEAD)):
        if text[later] == opened and _looks_opening(text, later):
            return False
        if text[later] in _CLOSES[opened] and not _is_apostrophe(text, later):
            return True
    return False


def _looks_opening(text: str, place: int) -> bool:
    before, after = _neighbours(text, place)
    return not before.isalnum() and before not in ".,!?…" and not after.isspace()


def _opens(scan: _Scan, place: int, end: int) -> bool:
    """Whether a mark that closes nothing opens a quotation."""
    text = scan.text
    char = text[place]
    if char not in _OPENERS:
        return False
    if char in "'‘":
        return _looks_opening(text, place) and _closes_ahead(scan, place, end)
    if char in _STRAIGHT:
        before, after = _neighbours(text, place)
        return not after.isspace() and (not before.isalnum() or _is_hangul(before))
    return True


def _closes_ahead(scan: _Scan, place: int, end: int) -> bool:
    text = scan.text
    closers = _CLOSES[text[place]]
    stop = min(end, place + _AHEAD)
    first = max(place + 2, scan.bare.get(text[place], 0))
    for later in range(first, stop):
        if text[later] in closers and not _is_apostrophe(text, later):
            before, after = _neighbours(text, later)
            if not before.isspace() and (not after.isalnum() or _is_hangul(after)):
                return True
    scan.bare[text[place]] = max(stop, first)
    return False
