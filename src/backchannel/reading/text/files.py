"""From a file to its text, untouched: plain text, Markdown, HTML, PDF, Word and Hangul files.

A file is data from outside. It is read up to a size, nothing in it is executed, and what cannot be
read is refused with one line that says why.
"""

import codecs
import re
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Final, Literal

from backchannel.core.errors import UsageError, one_line
from backchannel.reading.text.formats import docx_text, hwp_text, hwpx_text, pdf_text
from backchannel.reading.text.web import web_text

__all__ = ["KINDS", "MAX_BYTES", "MAX_CHARACTERS", "Kind", "Raw", "raw_text"]

Kind = Literal["txt", "md", "html", "pdf", "docx", "hwp", "hwpx"]

KINDS: Final[dict[str, Kind]] = {
    ".txt": "txt", ".md": "md", ".markdown": "md", ".html": "html", ".htm": "html",
    ".pdf": "pdf", ".docx": "docx", ".hwp": "hwp", ".hwpx": "hwpx",
}  # fmt: skip
"""The files that can be read, by the end of their name."""

MAX_BYTES: Final = 50_000_000
MAX_CHARACTERS: Final = 20_000_000

_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
_REORDERING = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_DECLARED = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?([\w-]{1,20})""", re.IGNORECASE)
_WEB_CHARSETS: Final = {"windows-1251", "koi8-r", "koi8-u", "iso-8859-1", "windows-1252"}
"""Charsets of which every text is a sound one: taken only where a page declares them."""


@dataclass(frozen=True, slots=True)
class Raw:
    """The text of a file as it stands there.

    Attributes
    ----------
    digest
        ``sha256:`` and 64 hexadecimal digits, of the text as UTF-8.
    notes
        What a reader should know about how it was read, one line each.
    """

    text: str = field(repr=False)
    digest: str
    kind: Kind
    notes: tuple[str, ...] = ()


def raw_text(path: Path) -> Raw:
    r"""Return the text of a file; a `UsageError` of one line tells why there is none.

    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     file = Path(folder, "note.txt")
    ...     _ = file.write_text("Two words.", encoding="utf-8")
    ...     raw_text(file).text
    'Two words.'
    """
    kind = KINDS.get(path.suffix.lower())
    if kind is None:
        ends = ", ".join(KINDS)
        raise UsageError(f"'{path.name}' is no kind of document known", hint=f"expected {ends}")
    data = _bytes_of(path)
    text, notes = _text_of(data, kind, path)
    if len(text) > MAX_CHARACTERS:
        raise UsageError(
            f"'{path.name}' has more than {MAX_CHARACTERS // 1_000_000} million characters",
            hint="read it in parts",
            code="FILE-TOO-LARGE",
        )
    if not text.strip():
        hint = "scanned pages need text recognition (OCR) first" if kind == "pdf" else ""
        raise UsageError(f"'{path.name}' holds no text", hint=hint, code="EMPTY-FILE")
    return Raw(
        text,
        "sha256:" + sha256(text.encode("utf-8", "surrogatepass")).hexdigest(),
        kind,
        (*notes, *_notes_on(text)),
    )


def _bytes_of(path: Path) -> bytes:
    """Return what a file holds, if it is there, not too large and not empty."""
    try:
        if not path.is_file():
            raise UsageError(f"no file '{path}'", code="NO-FILE")
        if path.stat().st_size > MAX_BYTES:
            raise UsageError(
                f"'{path.name}' is larger than {MAX_BYTES // 1_000_000} MB",
                hint="split it, or save its text alone",
                code="FILE-TOO-LARGE",
            )
        data = path.read_bytes()
    except (OSError, ValueError) as error:
        raise UsageError(f"'{path}' cannot be read: {one_line(str(error))}") from error
    if not data:
        raise UsageError(f"'{path.name}' is empty", code="EMPTY-FILE")
    return data


def _text_of(data: bytes, kind: Kind, path: Path) -> tuple[str, list[str]]:
    match kind:
        case "txt" | "md":
            return _decoded(data, path.name)
        case "html":
            declared = _DECLARED.search(data, 0, 4_000)
            text, notes = _decoded(data, path.name, declared[1].decode() if declared else "")
            text, more = web_text(text)
            return text, notes + more
        case "pdf":
            return pdf_text(data, path.name, MAX_CHARACTERS)
        case "docx":
            return docx_text(data, path.name)
        case "hwp":
            return hwp_text(path)
        case "hwpx":
            return hwpx_text(data, path)


def _decoded(data: bytes, name: str, declared: str = "") -> tuple[str, list[str]]:
    """Return bytes as text: Unicode, else Korean or what a page declares, else an error."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        tried = ["utf-16"]
    else:
        tried = ["utf-8-sig", "cp949"]
        if declared.lower() in _WEB_CHARSETS:
            tried.insert(1, declared.lower())
    for encoding in tried:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" in text or (encoding == "cp949" and not _looks_korean(text)):
            continue
        return text, [] if encoding == "utf-8-sig" else [f"read as {encoding}"]
    raise UsageError(
        f"'{name}' is not text in a known encoding (tried {', '.join(tried)})",
        hint="save it as UTF-8",
        code="BAD-UTF8",
    )


def _looks_korean(text: str) -> bool:
    """Whether what is beyond ASCII is Hangul, and the syllables of every Korean text are in it."""
    beyond = len(re.findall("[^\0-\x7f]", text))
    syllables = len(re.findall("[가-힣]", text))
    frequent = len(re.findall("[이다는을의에고하가로은를지도한]", text))
    return syllables >= 0.7 * beyond and frequent > max(1, 0.1 * syllables)


def _notes_on(text: str) -> list[str]:
    notes = []
    if _RIGHT_TO_LEFT.search(text):
        notes.append("holds right-to-left text: it is kept, but there are no rules to read it")
    if _REORDERING.search(text):
        notes.append("holds marks that reorder text on a screen: they are kept, and shown escaped")
    return notes
