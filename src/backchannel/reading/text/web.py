"""The text of an HTML page: no script, no style, nothing executed or fetched."""

import re
from html.parser import HTMLParser
from typing import Final

__all__ = ["web_text"]

_LEFT_OUT: Final = {"template", "noscript", "svg", "head", "iframe", "object"}
_BLOCKS: Final = {
    "address", "article", "aside", "blockquote", "body", "dd", "div", "dl", "dt", "figcaption",
    "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "main",
    "nav", "ol", "p", "pre", "section", "table", "td", "th", "tr", "ul",
}  # fmt: skip
_UNREAD = re.compile(r"<!--|<(script|style)\b", re.IGNORECASE)
_UNREAD_ENDS: Final = {
    None: re.compile("-->"),
    "script": re.compile(r"</script\b[^<>]*>", re.IGNORECASE),
    "style": re.compile(r"</style\b[^<>]*>", re.IGNORECASE),
}
_DECLARATION = re.compile("<[!?][^<>]*>")
_NO_TAG = re.compile("<(?![/a-zA-Z][^<>]*>)")
_BLANKS = re.compile(r"[ \t\n\r\f]+")
_FOOTNOTE = re.compile(r"\s*([*†‡]{1,3}|\d{1,3})\s*")


def web_text(page: str) -> tuple[str, list[str]]:
    r"""Return the text of a page, its blocks divided by empty lines, and notes.

    >>> web_text("<p>One &amp; two<script>run()</script><p>Three<sup>1</sup>")
    ('One & two\n\nThree[1]', ['scripts, styles and other hidden parts are left out'])
    """
    tags, dropped = _tags_and_words(page)
    parser = _Page()
    parser.feed(tags)
    parser.close()
    text = re.sub(r" ?\n ?", "\n", "".join(parser.pieces))
    hidden = dropped or parser.dropped
    notes = ["scripts, styles and other hidden parts are left out"] if hidden else []
    return re.sub(r"\n{3,}", "\n\n", text).strip(), notes


def _tags_and_words(page: str) -> tuple[str, bool]:
    """Return a page without comments, scripts, styles and declarations, and whether it had any.

    What looks like the beginning of a tag and is none becomes text: the parser of the standard
    library would go over the rest of the page again and again for it.
    """
    pieces: list[str] = []
    at, open_comment, dropped = 0, False, False
    for begun in _UNREAD.finditer(page):
        kind = begun[1].lower() if begun[1] else None
        if begun.start() < at or (kind is None and open_comment):
            continue
        end = _UNREAD_ENDS[kind].search(page, begun.end())
        if end is None and kind is None:
            open_comment = True
            continue
        pieces.append(page[at : begun.start()])
        dropped |= kind is not None
        at = end.end() if end else len(page)
    held = _DECLARATION.sub("", "".join([*pieces, page[at:]]))
    return _NO_TAG.sub("&lt;", held), dropped


class _Page(HTMLParser):
    """Collects the words of a page; raised figures become footnote marks in brackets."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []
        self.dropped = False
        self._hidden = ""
        self._depth = 0
        self._kept_lines = 0
        self._raised = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        del attrs
        if tag == "body" and self._hidden == "head":
            self._hidden = ""  # a head that nobody closed
        if self._hidden:
            self._depth += tag == self._hidden
        elif tag in _LEFT_OUT:
            self._hidden, self._depth = tag, 1
            self.dropped |= tag != "head"
        elif tag == "br":
            self.pieces.append("\n")
        elif tag in _BLOCKS:
            self.pieces.append("\n\n")
        elif tag == "q":
            self.pieces.append("“")
        self._kept_lines += tag == "pre"
        self._raised |= tag == "sup"

    def handle_endtag(self, tag: str) -> None:
        if tag == self._hidden:
            self._depth -= 1
            self._hidden = tag if self._depth else ""
        elif not self._hidden and tag in _BLOCKS:
            self.pieces.append("\n\n")
        elif not self._hidden and tag == "q":
            self.pieces.append("”")
        self._kept_lines -= tag == "pre" and self._kept_lines > 0
        self._raised &= tag != "sup"

    def handle_data(self, data: str) -> None:
        if self._hidden:
            return
        mark = _FOOTNOTE.fullmatch(data) if self._raised else None
        if mark:
            self.pieces.append(f"[{mark[1]}]")
        else:
            self.pieces.append(data if self._kept_lines else _BLANKS.sub(" ", data))
