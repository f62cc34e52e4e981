"""Small documents of every kind, written by hand: PDF, Word, Hangul zipped and binary."""

import struct
import zipfile
import zlib
from collections.abc import Callable, Sequence
from io import BytesIO
from pathlib import Path
from types import SimpleNamespace

import pytest


def pdf_of(pages: Sequence[Sequence[str]]) -> bytes:
    """Return a PDF whose pages show the given lines, every character by its own code."""
    cmap = (
        b"/CIDInit /ProcSet findresource begin begincmap "
        b"1 begincodespacerange <0000> <FFFF> endcodespacerange "
        b"1 beginbfrange <0000> <FFFF> <0000> endbfrange endcmap end"
    )
    kids = " ".join(f"{6 + 2 * i} 0 R" for i in range(len(pages)))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>".encode(),
        b"<< /Type /Font /Subtype /Type0 /BaseFont /Any /Encoding /Identity-H"
        b" /DescendantFonts [4 0 R] /ToUnicode 5 0 R >>",
        b"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /Any /DW 1000"
        b" /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> >>",
        b"<< /Length %d >> stream\n%s\nendstream" % (len(cmap), cmap),
    ]
    for number, lines in enumerate(pages):
        shown = "".join(f"<{line.encode('utf-16-be').hex()}> Tj T*\n" for line in lines)
        stream = f"BT /F1 10 Tf 14 TL 40 800 Td\n{shown}ET".encode()
        objects += [
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 842] /Contents {7 + 2 * number} 0 R"
            " /Resources << /Font << /F1 3 0 R >> >> >>".encode(),
            b"<< /Length %d >> stream\n%s\nendstream" % (len(stream), stream),
        ]
    out = bytearray(b"%PDF-1.4\n")
    places = []
    for number, held in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, held)
    table = len(out)
    rows = b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"xref\n0 %d\n0000000000 65535 f \n%s" % (len(objects) + 1, rows)
    out += b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, table)
    return bytes(out)


def zip_of(parts: dict[str, str | bytes]) -> bytes:
    held = BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return held.getvalue()


def hwpx_of(paragraphs: Sequence[str], note: str = "", extra: str = "") -> bytes:
    """Return a zipped Hangul file; a footnote hangs on the first paragraph."""
    foot = f'<hp:footNote number="1"><hp:p><hp:t>{note}</hp:t></hp:p></hp:footNote>' if note else ""
    runs = [f"<hp:p><hp:run><hp:t>{p}</hp:t>%s</hp:run></hp:p>" for p in paragraphs]
    body = "".join(run % (foot if i == 0 else "") for i, run in enumerate(runs))
    space = "http://www.hancom.co.kr/hwpml/2011"
    section = (
        f'<?xml version="1.0"?>{extra}<hs:sec xmlns:hs="{space}/section" '
        f'xmlns:hp="{space}/paragraph">{body}</hs:sec>'
    )
    return zip_of({"mimetype": "application/hwp+zip", "Contents/section0.xml": section})


def hwp_of(paragraphs: Sequence[str], flags: int = 1, section: bytes | None = None) -> bytes:
    """Return a binary Hangul file: a compound file with a header and one section of records."""
    if section is None:
        texts = [p.encode("utf-16-le") + b"\r\0" for p in paragraphs]
        records = b"".join(struct.pack("<I", 67 | len(text) << 20) + text for text in texts)
        pack = zlib.compressobj(9, zlib.DEFLATED, -15)
        section = pack.compress(records) + pack.flush()
    header = b"HWP Document File".ljust(32, b"\0") + struct.pack("<II", 0x05000300, flags)
    return _compound({"FileHeader": header, "BodyText/Section0": section})


def _compound(streams: dict[str, bytes]) -> bytes:
    """Write a compound file of 512-byte sectors; streams are padded, so that none is a mini one."""
    header, section = (held.ljust(4096, b"\0") for held in streams.values())
    section = section.ljust(-(-len(section) // 512) * 512, b"\0")
    sizes = [len(header) // 512, len(section) // 512]
    first = [2, 2 + sizes[0]]  # sector 0 is the table, sector 1 the directory
    table = [0xFFFFFFFD, 0xFFFFFFFE]
    for start, size in zip(first, sizes, strict=True):
        table += [*range(start + 1, start + size), 0xFFFFFFFE]
    assert len(table) <= 128, "one table sector only"
    table += [0xFFFFFFFF] * (128 - len(table))

    def entry(name: str, kind: int, right: int, child: int, start: int, size: int) -> bytes:
        text = (name + "\0").encode("utf-16-le")
        links = struct.pack("<HBBiii", len(text), kind, 1, -1, right, child)
        return text.ljust(64, b"\0") + links + bytes(36) + struct.pack("<IQ", start, size)

    directory = (
        entry("Root Entry", 5, -1, 1, 0xFFFFFFFE, 0)
        + entry("BodyText", 1, 2, 3, 0, 0)
        + entry("FileHeader", 2, -1, -1, first[0], len(header))
        + entry("Section0", 2, -1, -1, first[1], len(streams["BodyText/Section0"].ljust(4096)))
    )
    top = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(16)
    top += struct.pack("<HHHHH6x", 0x3E, 3, 0xFFFE, 9, 6)
    top += struct.pack("<IIIIIIIII", 0, 1, 1, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0)
    top += struct.pack("<109i", 0, *[-1] * 108)
    return top + struct.pack("<128I", *table) + directory + header + section


@pytest.fixture
def write(tmp_path: Path) -> Callable[[str, str | bytes], Path]:
    """Write a file and return its path."""

    def written(name: str, held: str | bytes) -> Path:
        path = tmp_path / name
        path.write_bytes(held if isinstance(held, bytes) else held.encode())
        return path

    return written


@pytest.fixture
def make() -> SimpleNamespace:
    """The makers of documents: pdf, zipped, hwpx, hwp."""
    return SimpleNamespace(pdf=pdf_of, zipped=zip_of, hwpx=hwpx_of, hwp=hwp_of)
