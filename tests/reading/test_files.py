"""Files of every kind give their text; bad ones give one clear line."""

import subprocess
import sys
from collections.abc import Callable
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from types import SimpleNamespace

import pytest

from backchannel.core.errors import UsageError
from backchannel.reading.text import files
from backchannel.reading.text.files import raw_text

Write = Callable[[str, str | bytes], Path]


def refusal(path: Path) -> str:
    with pytest.raises(UsageError) as caught:
        raw_text(path)
    line = str(caught.value)
    assert "\n" not in line
    return line


def test_text_is_kept_untouched_with_its_digest(write: Write) -> None:
    held = "Two lines \r\nwith a blank.\n"
    raw = raw_text(write("a.txt", held))
    assert (raw.text, raw.kind, raw.notes) == (held, "txt", ())
    assert raw.digest == "sha256:" + sha256(held.encode()).hexdigest()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp949", "euc-kr"])
def test_known_encodings(write: Write, encoding: str) -> None:
    held = "양측은 제네바에서 만났다. The talks (EU) went on."
    assert raw_text(write("a.txt", held.encode(encoding))).text == held


@pytest.mark.parametrize("encoding", ["cp1251", "shift_jis", "latin-1", "utf-32", "gb18030"])
def test_other_encodings_are_refused_with_those_tried(write: Write, encoding: str) -> None:
    words = {
        "cp1251": "Стороны встретились",
        "shift_jis": "会談は終わった",
        "gb18030": "双方会面了",
    }
    held = words.get(encoding, "élevé é")
    line = refusal(write("a.txt", (held * 9).encode(encoding)))
    assert line.startswith("BAD-UTF8")
    assert "tried" in line


def test_a_page_may_declare_an_old_charset(write: Write) -> None:
    page = '<meta charset="windows-1251"><p>Стороны встретились.'.encode("cp1251")
    raw = raw_text(write("a.html", page))
    assert raw.text == "Стороны встретились."
    assert raw.notes == ("read as windows-1251",)


@pytest.mark.parametrize(
    ("name", "held", "code"),
    [
        ("a.txt", b"", "EMPTY-FILE"),
        ("a.txt", b" \n\t\n", "EMPTY-FILE"),
        ("a.txt", b"binary\0text", "BAD-UTF8"),
        ("a.doc", b"x", "USAGE"),
        ("a", b"x", "USAGE"),
        ("a.pdf", b"no pdf", "USAGE"),
        ("a.docx", b"PK\x03\x04 cut", "USAGE"),
        ("a.docx", b"\xd0\xcf\x11\xe0 locked", "USAGE"),
        ("a.hwpx", b"PK\x03\x04 cut", "USAGE"),
        ("a.hwp", b"\xd0\xcf\x11\xe0 cut", "USAGE"),
    ],
)
def test_bad_files_give_one_line(write: Write, name: str, held: bytes, code: str) -> None:
    line = refusal(write(name, held))
    assert line.startswith(code)
    assert len(line) < 300


def test_a_missing_file_and_a_folder(tmp_path: Path) -> None:
    assert refusal(tmp_path / "none.txt").startswith("NO-FILE")
    (tmp_path / "folder.txt").mkdir()
    assert refusal(tmp_path / "folder.txt").startswith("NO-FILE")


def test_too_large_a_file_is_not_even_read(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "MAX_BYTES", 10)
    assert refusal(write("a.txt", "x" * 11)).startswith("FILE-TOO-LARGE")
    monkeypatch.setattr(files, "MAX_BYTES", 100)
    monkeypatch.setattr(files, "MAX_CHARACTERS", 10)
    assert refusal(write("a.txt", "x" * 11)).startswith("FILE-TOO-LARGE")


def test_a_name_with_control_characters_is_shown_escaped(write: Write) -> None:
    assert "\x1b" not in refusal(write("red\x1b[31m.txt", b""))


def test_right_to_left_text_is_kept_with_a_note(write: Write) -> None:
    raw = raw_text(write("a.txt", "שלום עולם"))
    assert raw.text == "שלום עולם"
    assert "right-to-left" in raw.notes[0]
    assert "reorder" in raw_text(write("a.txt", "safe\u202etxt")).notes[0]


# ---------------------------------------------------------------- HTML


def test_page_gives_its_words_and_runs_nothing(write: Write) -> None:
    page = """<html><head><title>T</title><script>alert("x")</script></head><body>
      <h1>Talks &amp; truce</h1><p>He said, <q>We &lt;b&gt; met</q>.<sup>1</sup><br>Then left.
      <style>p {}</style><p onclick="run()">Nobody&nbsp;knows<script>document.write("</p>no")
      </script> why.</p><template><p>no</p></template><svg><text>no</text></svg>
      <pre>a line
another</pre></body>"""
    raw = raw_text(write("a.html", page))
    assert raw.text == (
        "Talks & truce\n\nHe said, “We <b> met”.[1]\nThen left.\n\n"
        "Nobody\xa0knows why.\n\na line\nanother"
    )
    assert "left out" in raw.notes[0]


BROKEN = ["<script>open", "<!-- open", "<![CDATA[ x", "<p", "</", "<a x='>", "<!--->", "<?", "&#"]


@pytest.mark.parametrize("page", BROKEN)
def test_broken_pages_do_no_harm(write: Write, page: str) -> None:
    assert raw_text(write("a.html", "<p>Words</p>" + page * 10_000)).text.startswith("Words")


def test_a_comment_is_no_text_and_a_sign_is_no_tag(write: Write) -> None:
    page = "<!DOCTYPE html><p>a < b <!-- no <p>no --> and c > d, <3</p><!-- open"
    assert raw_text(write("a.html", page)).text == "a < b and c > d, <3\n\n<!-- open"


# ---------------------------------------------------------------- PDF


def test_pdf_keeps_blanks_at_line_ends_and_page_breaks(write: Write, make: SimpleNamespace) -> None:
    path = write("a.pdf", make.pdf([["비밀 협상은 ", "열렸"], ["다고 한다."]]))
    assert raw_text(path).text == "비밀 협상은 \n열렸\n\f다고 한다.\n"


def test_scanned_pages_hold_no_text(write: Write, make: SimpleNamespace) -> None:
    line = refusal(write("a.pdf", make.pdf([[], []])))
    assert line.startswith("EMPTY-FILE")
    assert "OCR" in line
    assert raw_text(write("b.pdf", make.pdf([["Words"], []]))).notes == (
        "without text (scanned?): page 2",
    )


def test_pdf_with_and_without_a_needed_password(write: Write, make: SimpleNamespace) -> None:
    pypdf = pytest.importorskip("pypdf")
    for password, locked in (("secret", True), ("", False)):
        writer = pypdf.PdfWriter(BytesIO(make.pdf([["Words"]])), full=True)
        writer.encrypt(password, "owner", algorithm="RC4-128")
        held = BytesIO()
        writer.write(held)
        path = write("a.pdf", held.getvalue())
        if locked:
            assert "encrypted" in refusal(path)
        else:
            assert raw_text(path).text == "Words\n"


def test_a_cut_pdf_is_read_or_refused_in_one_line(write: Write, make: SimpleNamespace) -> None:
    whole = make.pdf([["Words of a page"]])
    for length in range(10, len(whole), 97):
        path = write("a.pdf", whole[:length])
        try:
            found = raw_text(path).text
        except UsageError as error:
            found = f"Words were expected: {error}"
        assert "Words" in found
        assert found.count("\n") <= 1


# ---------------------------------------------------------------- Word and Hangul


def word_of(path: Path) -> Path:
    docx = pytest.importorskip("docx")
    document = docx.Document()
    document.add_heading("The title")
    paragraph = document.add_paragraph("First ")
    paragraph.add_run("words.").bold = True
    table = document.add_table(1, 2)
    table.cell(0, 0).text, table.cell(0, 1).text = "left", "right"
    document.add_paragraph("Last\twords.").add_run().add_break()
    document.save(path)
    return path


def test_word_paragraphs_and_tables_in_order(tmp_path: Path) -> None:
    raw = raw_text(word_of(tmp_path / "a.docx"))
    assert raw.text.split() == [
        "The",
        "title",
        "First",
        "words.",
        "left",
        "right",
        "Last",
        "words.",
    ]
    assert raw.text.startswith("The title\n\nFirst words.\n\nleft")


def test_hangul_zipped_with_its_footnote(write: Write, make: SimpleNamespace) -> None:
    raw = raw_text(
        write("a.hwpx", make.hwpx(["양측은 만났다.", "합의는 없었다."], note="기사 참조."))
    )
    assert raw.text == "양측은 만났다.[^1]\n\n합의는 없었다.\n\n[^1] 기사 참조."


def test_hangul_binary(write: Write, make: SimpleNamespace) -> None:
    raw = raw_text(write("a.hwp", make.hwp(["양측은 제네바에서 만났다.", "합의는 없었다."])))
    assert raw.text == "양측은 제네바에서 만났다.\n\n합의는 없었다."
    assert "encrypted" in refusal(write("b.hwp", make.hwp(["비밀"], flags=3)))


def test_swollen_archives_are_refused(
    write: Write, make: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("backchannel.reading.text.formats.MAX_UNPACKED", 1_000_000)
    bomb = "<w>" + "0" * 1_000_001 + "</w>"
    for name in ("a.docx", "a.hwpx"):
        path = write(name, make.zipped({"Contents/section0.xml": bomb}))
        assert path.stat().st_size < 10_000
        assert refusal(path).startswith("FILE-TOO-LARGE")
    assert refusal(write("a.hwp", make.hwp(["0" * 2_000] * 300))).startswith("FILE-TOO-LARGE")


def test_entities_of_a_file_are_not_expanded(write: Write, make: SimpleNamespace) -> None:
    extra = '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>'
    assert "entities" in refusal(write("a.hwpx", make.hwpx(["&b;"], extra=extra)))


def test_without_the_extra_one_line_says_what_to_install(
    write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in ("pypdf", "docx", "hwp_hwpx_parser"):
        monkeypatch.setitem(sys.modules, module, None)
    assert raw_text(write("a.txt", "Words.")).text == "Words."
    for name in ("a.pdf", "a.docx", "a.hwp", "a.hwpx"):
        assert "pip install 'backchannel[read]'" in refusal(write(name, b"PK"))


def test_reading_plain_text_loads_nothing_heavy() -> None:
    code = (
        "import sys; from backchannel.reading.text.clean import clean; "
        "from backchannel.reading.text.layout import lay_out; import backchannel.evidence.anchors; "
        "lay_out(clean('Nobody came. It rained.')); print(*sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    heavy = {"kiwipiepy", "numpy", "pypdf", "docx", "lxml", "rapidfuzz", "olefile", "babel"}
    assert heavy.isdisjoint(done.stdout.split())
