"""`backchannel read`: from a document to a draft, to decisions, to a case and its brief."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from backchannel.cli.read_text import review_draft
from backchannel.reading.drafts.file import read_draft

pytest.importorskip("rapidfuzz")

TEXT = """\
OSLO, 3 May 2031

Secret talks between Norway and Peru have run twice a month. Envoy Ada Lorne of Norway leads the
talks.

Norway offered to withdraw its troops from the strait, an official familiar with the talks told the
Andes Herald. Peru rejected the offer. Norway demands security guarantees, Ada Lorne said.
"""
Run = Callable[..., object]


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "note.txt").write_text(TEXT)
    return tmp_path


def accept_all(path: Path) -> None:
    path.write_text(path.read_text().replace("    decision:\n", "    decision: accept\n"))


def answers(*said: str) -> Callable[[str], str]:
    left: Iterator[str] = iter(said)

    def ask(_: str) -> str:
        try:
            return next(left)
        except StopIteration:
            raise EOFError from None

    return ask


def test_from_a_file_to_a_brief(run: Run, here: Path) -> None:
    made = run("read", "note.txt")
    assert made.code == 0, made.err
    assert "Norway - Peru" in made.out
    assert "answer: refused" in made.out
    assert (here / "note.draft.html").exists()
    accept_all(here / "note.draft.yaml")
    assert run("read", "note.draft.yaml", "--into", "case").code == 0
    assert run("check", "case", "--sources", ".").code == 0
    brief = run("brief", "case", "--draws", "64")
    assert brief.code == 0, brief.err
    assert "Can those who talk agree?" in brief.out
    assert "decision: accept" in (here / "decisions.log.yaml").read_text()


def test_a_draft_with_decisions_is_not_overwritten(run: Run, here: Path) -> None:
    run("read", "note.txt")
    again = run("read", "note.txt")
    assert again.code == 2
    assert "FILE-EXISTS" in again.err


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (("empty.txt",), "EMPTY-FILE"),
        (("nothing.txt",), "NO-FILE"),
        (("note.exe",), "no kind of document"),
        (("note.txt", "--date", "soon"), "is no date"),
        (("note.txt", "--review"), "go with a draft"),
        (("note.txt", "note.txt", "-o", "x.draft.yaml"), "-o names one draft"),
        (("nothing.draft.yaml", "--review"), "NO-FILE"),
        (("note.draft.yaml",), "what is to be done"),
        (("binary.txt",), "BAD-UTF8"),
        (("bad.pdf",), "bad.pdf"),
    ],
)
def test_bad_input_gives_one_line(
    run: Run, here: Path, words: tuple[str, ...], expected: str
) -> None:
    (here / "empty.txt").write_bytes(b"")
    (here / "binary.txt").write_bytes(bytes(range(128, 256)))
    (here / "bad.pdf").write_bytes(b"%PDF-1.4 nothing")
    ran = run("read", *words)
    assert ran.code == 2
    assert expected in ran.err
    assert len(ran.err.strip().splitlines()) == 1
    assert not list(here.glob("*.draft.html"))


def test_a_page_with_markup_is_shown_and_not_obeyed(run: Run, here: Path) -> None:
    (here / "page.html").write_text(
        "<p>Norway rejected the plan of Peru &lt;script&gt;alert(1)&lt;/script&gt;.</p>"
        "<script>alert(2)</script>"
    )
    assert run("read", "page.html", "--date", "2031").code == 0
    html = (here / "page.draft.html").read_text()
    assert "<script" not in html
    assert "alert(2)" not in html
    assert "Norway" in (here / "page.text.txt").read_text()  # the copy that `check` verifies


def test_review_saves_each_answer(here: Path, run: Run) -> None:
    run("read", "note.txt")
    path = here / "note.draft.yaml"
    order = [it.id for it in read_draft(path).items]
    review_draft(path, answers("a", "r", "b", "a", "s", "?", "q"))
    held = read_draft(path)
    assert [held.item(it).decision for it in order[:3]] == ["accept", "accept", ""]
    log = (here / "decisions.log.yaml").read_text()
    assert log.count("decision: reject") == 1  # taken back, and still in the log
    assert log.count("decision: accept") == 2


def test_review_edits_a_field_and_logs_the_change(here: Path, run: Run) -> None:
    run("read", "note.txt")
    path = here / "note.draft.yaml"
    document = read_draft(path).items[0]
    fields = [it for it in document.entry["documents"] if it not in {"id", "digest", "paragraphs"}]
    said = ["A note on talks" if it == "title" else "" for it in fields]
    review_draft(path, answers("e", *said, "q"))
    held = read_draft(path).items[0]
    assert held.entry["documents"]["title"] == "A note on talks"
    assert held.decision == "accept"
    assert "A note on talks" in (here / "decisions.log.yaml").read_text()


def test_q_leaves_an_edit_and_asks_about_the_item_again(here: Path, run: Run) -> None:
    run("read", "note.txt")
    path = here / "note.draft.yaml"
    first = read_draft(path).items[0]
    review_draft(path, answers("e", "A note on talks", "q", "r", "q"))
    held = read_draft(path).items[0]
    assert (held.decision, held.entry) == ("reject", first.entry)


def test_end_of_input_within_an_edit_ends_the_review(
    here: Path, run: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    run("read", "note.txt")
    path = here / "note.draft.yaml"
    review_draft(path, answers("a", "e", "A note on talks"))
    assert [it.decision for it in read_draft(path).items[:2]] == ["accept", ""]
    assert "1 accepted, 0 rejected" in capsys.readouterr().out


def test_one_of_two_voices_is_kept_by_hand(here: Path, run: Run) -> None:
    run("read", "note.txt")
    path = here / "note.draft.yaml"
    held = read_draft(path)
    source = next(it.id for it in held.items if it.list == "sources" and "official" in it.says)
    accept_all(path)
    text = path.read_text().replace(f"source: {source}\n", "source: S_author\n")
    text = text.replace(f"by: {source}\n", "by: S_author\n")
    head = f"  - id: {source}\n    decision: "
    path.write_text(text.replace(f"{head}accept", f"{head}reject"))
    ran = run("read", "note.draft.yaml", "--into", "case")
    assert ran.code == 0, ran.err
    assert run("check", "case", "--sources", ".").code == 0


def test_what_is_advised_for_a_missing_date_works(here: Path, run: Run) -> None:
    (here / "note.txt").write_text(TEXT.replace("OSLO, 3 May 2031", "Talks go on"))
    made = run("read", "note.txt")
    assert "write `date: 2023-07` at the head" in made.err
    assert "--date 2023-07 into another draft (-o)" in made.err
    assert run("read", "note.txt", "--date", "2031-05", "-o", "b.draft.yaml").code == 0
    path = here / "note.draft.yaml"
    accept_all(path)
    assert "needs a date" in run("read", "note.draft.yaml", "--into", "case").err
    path.write_text(path.read_text().replace("\ndate:\n", "\ndate: 2031-05\n"))
    assert run("read", "note.draft.yaml", "--into", "case").code == 0
    assert run("check", "case", "--sources", ".").code == 0


def test_a_rejected_source_keeps_its_claims_out(here: Path, run: Run) -> None:
    run("read", "note.txt")
    path = here / "note.draft.yaml"
    accept_all(path)
    text = path.read_text()
    source = next(
        it.id for it in read_draft(path).items if it.list == "sources" and "official" in it.says
    )
    head = f"  - id: {source}\n    decision: "
    assert f"{head}accept" in text
    path.write_text(text.replace(f"{head}accept", f"{head}reject"))
    ran = run("read", "note.draft.yaml", "--into", "case")
    assert ran.code == 1
    assert f"needs '{source}', which is rejected" in ran.err
    assert run("check", "case").code == 0


def test_a_changed_document_is_found_again_and_the_case_holds(here: Path, run: Run) -> None:
    assert run("read", "note.txt").code == 0
    (here / "later.txt").write_text(TEXT.replace("its troops", "its last troops"))
    made = run("read", "note.draft.yaml", "--text", "later.txt")
    assert made.code == 0, made.err
    assert "words that changed" in made.out
    accept_all(here / "note.draft.yaml")
    assert run("read", "note.draft.yaml", "--into", "case").code == 0
    assert run("check", "case", "--sources", ".").code == 0
