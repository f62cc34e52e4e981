"""Whether two lines belong together, and with what between them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Final, NamedTuple

from backchannel.reading.text.analyser import kiwi
from backchannel.reading.text.lines import Line, width_of
from backchannel.reading.text.words_of import layout_words

__all__ = ["FINAL", "PARAGRAPH", "Join", "joins_of"]

CLOSERS: Final = "\"'”’»“‘)\\]』」》〉）］"
NOTE_MARK: Final = (
    r"(?:\[\^?e?\d{1,3}\]|\[?[*†‡]{1,3}[)\]]?|[¹²³⁰-⁹]{1,3}|(?<=[^\d\s])(?<!\d\.)\d{1,2}\)?)"
)
FINAL = re.compile(rf"[.?!…。？！][{CLOSERS}]{{0,5}}(?: ?{NOTE_MARK}){{0,5}}[{CLOSERS}]{{0,3}}$")
"""The end of a line at which a sentence may end."""

_STARTS_NEW = re.compile(
    r"[-•▪■□○●◦▶*]\s|\[\^?e?\d{1,3}\]\s|\d{1,2}\)\s|\*{1,3}\)\s|(?:Q|A|문|답)\s?[:.]\s"
)
_MARKUP = re.compile(r"#{1,6}\s|[-*+]\s|\d{1,2}[.)]\s|>|\||```|---+$|\[\^\w+\]:")
_HYPHEN = re.compile(r"(?<![^\W\d_])([^\W\d_]+)[-‐]$")
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_COMPOUND = re.compile(r"(?<![^\W_])[^\W_]+(?:-[^\W_]+)+")
_HANGUL = re.compile("[가-힣]")
_WIDEST: Final = 160
"""Columns of the widest page whose lines were broken for the page's sake."""
_NARROWEST: Final = 30
"""The same, of the narrowest."""
_FULL: Final = 0.85
"""Share of the usual width from which a line counts as full."""


class Join(NamedTuple):
    """What stands between two lines; ``drop`` characters of the first one go."""

    glue: str
    drop: int = 0


PARAGRAPH: Final = Join("\n\n")
_BLANK: Final = Join(" ")
_NOTHING: Final = Join("")
_ASK: Final = Join("?")  # Korean, and the blanks at line ends are lost


def joins_of(lines: Sequence[Line], *, markdown: bool = False) -> list[Join]:
    r"""Return what stands after each line but the last.

    >>> from backchannel.reading.text.lines import lines_of
    >>> text = "They met in a room with the hot-\nline, which was built for them\nin May.\n\nEnd."
    >>> joins_of(lines_of(text))
    [Join(glue='', drop=1), Join(glue=' ', drop=0), Join(glue='\n\n', drop=0)]
    """
    page = _Page(lines, markdown=markdown)
    found = [page.join(a, b) for a, b in pairwise(lines)]
    asked = [i for i, join in enumerate(found) if join is _ASK]
    for i, blank in zip(asked, _with_blank([(lines[i], lines[i + 1]) for i in asked]), strict=True):
        found[i] = _BLANK if blank else _NOTHING
    return found


@dataclass
class _Page:
    """How the lines of one text were broken: at which width, and whether blanks were kept."""

    lines: Sequence[Line]
    markdown: bool = False

    @cached_property
    def width(self) -> int:
        """The usual width of a full line; 0 where lines were not broken to fit a page."""
        close = [(a, b) for a, b in pairwise(self.lines) if not b.gap]
        widths = sorted(a.width for a, _ in close)
        if not widths:
            return 0
        width = widths[int(0.9 * (len(widths) - 1))]
        broken = sum(
            a.width + _first(b) > _FULL * width and not FINAL.search(a.text) for a, b in close
        )
        return width if _NARROWEST <= width <= _WIDEST and broken >= 0.25 * len(close) else 0

    @cached_property
    def keeps_blanks(self) -> bool:
        """Whether a line that ends between two words ends with a blank."""
        full = [a for a, b in pairwise(self.lines) if not b.gap and self.is_full(a, b)]
        inside = sum(not FINAL.search(a.text) for a in full)
        return sum(a.blank for a in full) >= max(1, 0.12 * inside)

    @cached_property
    def words(self) -> set[str]:
        """All words of the text, and all compounds with a hyphen, in small letters."""
        text = "\n".join(_HYPHEN.sub("", line.text) for line in self.lines).lower()
        return {*_WORD.findall(text), *_COMPOUND.findall(text)}

    @cached_property
    def indent(self) -> int:
        """The indent of most lines."""
        indents = sorted(line.indent for line in self.lines)
        return indents[len(indents) // 2]

    def is_full(self, a: Line, b: Line) -> bool:
        """Whether the first word of the next line would not have fitted."""
        return a.width + _first(b) > _FULL * self.width

    def join(self, a: Line, b: Line) -> Join:
        """Return what stands between two lines that follow one another."""
        if a.text.endswith("\u00ad"):
            return _NOTHING
        final = bool(FINAL.search(a.text))
        if not self.width or (b.gap and not b.page) or self._starts_new(a, b, final=final):
            return PARAGRAPH
        full = self.is_full(a, b)
        if not full and (final or b.page or not (a.blank or b.text[0].islower())):
            return PARAGRAPH
        korean = bool(_HANGUL.search(a.text[-12:]) or _HANGUL.search(b.text[:12]))
        if self.keeps_blanks:
            if a.blank:
                return _BLANK
            if final:
                return PARAGRAPH
            return _NOTHING if korean else self._unhyphenated(a, b)
        if final:
            return PARAGRAPH if b.page else _BLANK
        if not korean:
            return self._unhyphenated(a, b)
        if a.text[-1] in ",;:":
            return _BLANK
        opens = a.text[-1] in "([“‘「『《〈·-" or re.search(r"(?:^|\s)[\"']$", a.text)
        if opens or b.text[0] in ",.)]”’」』》〉·":
            return _NOTHING
        return _NOTHING if a.text[-1:].isupper() and b.text[:1].isupper() else _ASK

    def _starts_new(self, a: Line, b: Line, *, final: bool) -> bool:
        if self.markdown and (_MARKUP.match(b.text) or a.text.startswith("#")):
            return True
        ended = final or a.text.endswith(":") or not self.is_full(a, b)
        return ended and (bool(_STARTS_NEW.match(b.text)) or b.indent >= self.indent + 2)

    def _unhyphenated(self, a: Line, b: Line) -> Join:
        """Join two lines of letters, where a hyphen may have been put for the line's end only."""
        if a.text[-1] in "—–/" and not a.blank:
            return _NOTHING if len(a.text) > 1 and a.text[-2] != " " else _BLANK
        parted = _HYPHEN.search(a.text)
        if not parted:
            return _BLANK if a.text[-1] not in "-‐" or a.text[-2:-1] == " " else _NOTHING
        rest = _WORD.match(b.text)
        if rest is None or not rest[0][0].islower():
            return _NOTHING
        first, second = parted[1].lower(), rest[0].lower()
        if first + second in self.words:
            return Join("", 1)
        lists = [layout_words(name) for name in ("en", "ru", "uk")]
        own = (
            f"{first}-{second}" in self.words
            or any(first in x.keep_hyphen_after or second in x.keep_hyphen_before for x in lists)
            or (min(len(first), len(second)) > 2 and {first, second} <= self.words)
        )
        return _NOTHING if own else Join("", 1)


def _first(line: Line) -> int:
    """Return the columns that the first word of a line and the blank before it take."""
    return 1 + width_of(line.text.split(None, 1)[0])


def _with_blank(pairs: Sequence[tuple[Line, Line]]) -> list[bool]:
    """Ask the Korean analyser which line ends fall between two words."""
    found = []
    for a, b in pairs:
        tail, head = a.text[-16:], b.text[:16]
        found.append(kiwi().glue([tail, head], return_space_insertions=True)[1][0])
    return found
