"""The text inside PDF, Word and Hangul files; what is damaged, locked or swollen is refused.

Footnotes stand in the text as marks in brackets, and their bodies follow at its end.
"""

import logging
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import Any, Final

from backchannel.core.errors import UsageError, one_line
from backchannel.core.extras import load_extra

__all__ = ["docx_text", "hwp_text", "hwpx_text", "pdf_text"]

MAX_UNPACKED: Final = 64_000_000
MAX_PARTS: Final = 10_000

_W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FOOTNOTES: Final = "/relationships/footnotes"


@contextmanager
def _refusing(name: str, kind: str) -> Iterator[None]:
    """Turn whatever a reader stumbles over into one line about the file."""
    try:
        yield
    except UsageError:
        raise
    except Exception as error:  # a hostile file can raise anything in its reader
        reason = one_line(str(error))[:120] or type(error).__name__
        raise UsageError(
            f"'{name}' is damaged or no {kind} file: {reason}",
            hint="open it in its own program and save it again, or save its text",
        ) from error


def _locked(name: str) -> UsageError:
    return UsageError(f"'{name}' is encrypted", hint="save a copy without a password")


# ---------------------------------------------------------------- PDF


def pdf_text(data: bytes, name: str, most: int) -> tuple[str, list[str]]:
    """Return the text of a PDF, blanks at line ends and page breaks (form feeds) kept."""
    pypdf = load_extra("pypdf")
    log = logging.getLogger("pypdf")
    level = log.level
    log.setLevel(logging.CRITICAL)
    try:
        with _refusing(name, "PDF"):
            reader = pypdf.PdfReader(BytesIO(data))
            if reader.is_encrypted and not _opens_without_password(reader):
                raise _locked(name)
            pages: list[str] = []
            length = 0
            for page in reader.pages:
                pages.append(page.extract_text())
                length += len(pages[-1])
                if length > most:
                    break  # the caller refuses what is too long
    finally:
        log.setLevel(level)
    bare = [str(number) for number, text in enumerate(pages, 1) if not text.strip()]
    shown = ", ".join(bare[:10]) + (", ..." if len(bare) > 10 else "")
    notes = [f"without text (scanned?): page {shown}"] if bare else []
    return "\f".join(page if page.endswith("\n") else page + "\n" for page in pages), notes


def _opens_without_password(reader: Any) -> bool:
    try:
        return bool(reader.decrypt(""))
    except Exception:  # noqa: BLE001
        return False


# ---------------------------------------------------------------- zipped formats


def _check_parts(data: bytes, name: str) -> None:
    """Refuse an archive that unpacks to far more than a document, or that defines entities."""
    with zipfile.ZipFile(BytesIO(data)) as archive:
        parts = [part for part in archive.infolist() if part.filename.endswith((".xml", ".rels"))]
        if len(archive.infolist()) > MAX_PARTS or sum(p.file_size for p in parts) > MAX_UNPACKED:
            raise UsageError(
                f"'{name}' unpacks to more than {MAX_UNPACKED // 1_000_000} MB of text",
                code="FILE-TOO-LARGE",
            )
        if any(part.flag_bits & 1 for part in archive.infolist()):
            raise _locked(name)
        if any(b"<!ENTITY" in archive.read(part) for part in parts):
            raise UsageError(f"'{name}' defines entities of its own", hint="save its text")


def docx_text(data: bytes, name: str) -> tuple[str, list[str]]:
    """Return the text of a Word document, footnotes at its end."""
    docx = load_extra("docx")
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise UsageError(
            f"'{name}' is encrypted, or a Word file of the old kind", hint="save it as .docx"
        )
    with _refusing(name, "Word"):
        _check_parts(data, name)
        document = docx.Document(BytesIO(data))
        pieces: list[str] = []
        _walk(document.element.body, pieces)
        for relation in document.part.rels.values():
            if relation.reltype.endswith(_FOOTNOTES) and not relation.is_external:
                notes = load_extra("docx.oxml").parse_xml(relation.target_part.blob)
                for note in notes.iter(f"{_W}footnote"):
                    body: list[str] = []
                    _walk(note, body)
                    if text := "".join(body).strip():
                        pieces.append(f"[{note.get(f'{_W}id')}] {text}\n\n")
        return "".join(pieces).rstrip("\n"), []


def _walk(element: Any, pieces: list[str]) -> None:
    """Collect the text below an element of a Word document, in order."""
    for child in element:
        match str(child.tag).removeprefix(_W):
            case "t":
                pieces.append(child.text or "")
            case "tab":
                pieces.append(" ")
            case "noBreakHyphen":
                pieces.append("-")
            case "br":
                pieces.append("\f" if child.get(f"{_W}type") == "page" else "\n")
            case "footnoteReference":
                pieces.append(f"[{child.get(f'{_W}id')}]")
            case "pPr" | "rPr" | "del":
                pass
            case other if other.endswith("}Fallback"):
                pass  # a second copy of a text box
            case _:
                _walk(child, pieces)
        if child.tag == f"{_W}p":
            pieces.append("\n\n")


def hwpx_text(data: bytes, path: Path) -> tuple[str, list[str]]:
    """Return the text of a Hangul document of the zipped kind."""
    parser = load_extra("hwp_hwpx_parser")
    with _refusing(path.name, "Hangul (hwpx)"):
        _check_parts(data, path.name)
        with parser.HWPXReader(path) as reader:
            if reader.is_encrypted():
                raise _locked(path.name)
            return _hangul_text(parser, reader)


def hwp_text(path: Path) -> tuple[str, list[str]]:
    """Return the text of a Hangul document of the binary kind."""
    parser = load_extra("hwp_hwpx_parser")
    olefile = load_extra("olefile")
    with _refusing(path.name, "Hangul (hwp)"):
        with olefile.OleFileIO(path) as held:
            _check_streams(held, path.name)
        with parser.HWP5Reader(path) as reader:
            if reader.is_encrypted():
                raise _locked(path.name)
            return _hangul_text(parser, reader)


def _check_streams(held: Any, name: str) -> None:
    """Refuse sections that unpack to far more than a document."""
    left = MAX_UNPACKED
    for stream in held.listdir():
        if stream[0] == "BodyText":
            packed = held.openstream(stream).read()
            try:
                left -= len(zlib.decompressobj(-15).decompress(packed, left + 1))
            except zlib.error:
                left -= len(packed)  # not packed at all
            if left < 0:
                raise UsageError(
                    f"'{name}' unpacks to more than {MAX_UNPACKED // 1_000_000} MB of text",
                    code="FILE-TOO-LARGE",
                )


def _hangul_text(parser: Any, reader: Any) -> tuple[str, list[str]]:
    options = parser.ExtractOptions(
        table_style=parser.TableStyle.INLINE,
        image_marker=parser.ImageMarkerStyle.NONE,
        line_separator="\n\n",
    )
    found = reader.extract_text_with_notes(options)
    marks = [(f"[^{note.number}]", note) for note in found.footnotes]
    marks += [(f"[^e{note.number}]", note) for note in found.endnotes]
    bodies = [f"{mark} {' '.join(note.text.split())}" for mark, note in marks]
    return "\n\n".join([found.text, *bodies]), []
