"""`backchannel read` where files are in the way, and where a draft changes during a review."""

from collections.abc import Callable
from pathlib import Path

import pytest

from backchannel.cli.read_text import review_draft
from backchannel.reading.drafts.file import read_draft, save
from backchannel.reading.drafts.review import decide

pytest.importorskip("rapidfuzz")

TEXT = "OSLO, 3 May 2031\n\nNorway rejected the plan of Peru. Peru offered talks to Norway.\n"
KOREAN = "2031년 5월 3일\n\n노르웨이는 페루의 제안을 거부했다고 정부가 밝혔다.\n"
Run = Callable[..., object]


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "note.txt").write_text(TEXT)
    return tmp_path


def all_of(folder: Path) -> dict[str, bytes]:
    return {it.name: it.read_bytes() for it in folder.iterdir() if it.is_file()}


def refused(run: Run, here: Path, *words: str) -> None:
    """Assert that a command is refused with one line and changes no file."""
    before = all_of(here)
    ran = run("read", *words)
    assert ran.code == 2
    assert "FILE-EXISTS" in ran.err
    assert len(ran.err.strip().splitlines()) == 1
    assert all_of(here) == before


@pytest.mark.parametrize("name", ["note.draft.yaml", "note.draft.html", "note.text.txt"])
def test_no_file_of_the_user_is_overwritten(run: Run, here: Path, name: str) -> None:
    (here / "note.html").write_text("<p>Norway rejected the plan of Peru.</p>")
    (here / name).write_text("my own words")
    refused(run, here, "note.html", "--date", "2031")


def test_the_document_itself_is_not_overwritten(run: Run, here: Path) -> None:
    (here / "a.text.txt").write_bytes(KOREAN.encode("cp949"))
    refused(run, here, "a.text.txt", "-o", "a.draft.yaml")
    (here / "b.draft.html").write_text("<p>Norway rejected the plan of Peru.</p>")
    refused(run, here, "b.draft.html", "-o", "b.draft.yaml")
    refused(run, here, "note.txt", "-o", "note.txt")


def test_annotations_go_into_no_file_that_is_there(run: Run, here: Path) -> None:
    run("read", "note.txt")
    refused(run, here, "note.draft.yaml", "--annotations", "note.txt")
    refused(run, here, "note.draft.yaml", "--annotations", "note.draft.yaml")
    assert run("read", "note.draft.yaml", "--annotations", "new.json").code == 0
    (here / "later.txt").write_text("Later. " + TEXT)
    refused(run, here, "note.draft.yaml", "--text", "later.txt", "--annotations", "new.json")


def test_the_new_text_goes_into_a_file_of_its_own(run: Run, here: Path) -> None:
    run("read", "note.txt")
    (here / "note.text.txt").write_text("my own words")
    (here / "later.txt").write_text("Later. " + TEXT)
    assert run("read", "note.draft.yaml", "--text", "later.txt").code == 0
    assert (here / "note.text.txt").read_text() == "my own words"
    assert read_draft(here / "note.draft.yaml").text == "note.text-2.txt"
    assert (here / "note.text-2.txt").read_text() == "Later. " + TEXT
    assert run("read", "note.draft.yaml", "--text", "note.text-2.txt").code == 0
    assert read_draft(here / "note.draft.yaml").text == "note.text-2.txt"


@pytest.mark.parametrize(
    "words", [("--review",), ("--browser",), ("--into", "case"), ("--text", "note.txt"),
              ("--annotations", "new.json")]
)  # fmt: skip
@pytest.mark.parametrize("line", ["notes: 5", "text: ../../etc/passwd", "wording: [1]"])
def test_a_broken_draft_gives_one_line(
    run: Run, here: Path, words: tuple[str, ...], line: str
) -> None:
    run("read", "note.txt")
    path = here / "note.draft.yaml"
    key = line.split(":", maxsplit=1)[0]
    lines = [line if it.startswith(f"{key}:") else it for it in path.read_text().splitlines()]
    path.write_text("\n".join(lines))
    before = all_of(here)
    ran = run("read", "note.draft.yaml", *words)
    assert ran.code == 2
    assert key in ran.err
    assert len(ran.err.strip().splitlines()) == 1
    assert all_of(here) == before


def test_what_is_decided_elsewhere_meanwhile_is_kept(run: Run, here: Path) -> None:
    run("read", "note.txt")
    path = here / "note.draft.yaml"
    first, second, third = (it.id for it in read_draft(path).items[:3])
    asked: list[str] = []

    def ask(_: str) -> str:
        asked.append("")
        if len(asked) == 1:
            save(decide(read_draft(path), third, "reject"), path)
        return "a" if len(asked) < 3 else "q"

    review_draft(path, ask)
    held = read_draft(path)
    assert [held.item(it).decision for it in (first, second, third)] == [
        "accept", "accept", "reject"]  # fmt: skip


def test_an_item_changed_elsewhere_is_shown_again(
    run: Run, here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run("read", "note.txt")
    path = here / "note.draft.yaml"
    first = read_draft(path).items[0].id
    asked: list[str] = []

    def ask(_: str) -> str:
        asked.append("")
        if len(asked) == 1:
            save(decide(read_draft(path), first, "reject"), path)
            return "a"
        return "q"

    review_draft(path, ask)
    assert read_draft(path).item(first).decision == "reject"
    assert "changed meanwhile" in capsys.readouterr().out
