"""Documents of every kind through the command: the words are found again in the copy it writes."""

import sys
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest

from backchannel.case.load import load
from backchannel.cli.main import main

pytest.importorskip("rapidfuzz")

ENGLISH = (
    "OSLO, 3 May 2031",
    "Secret talks between Norway and Peru have run twice a month. Envoy Ada Lorne of Norway leads "
    "the talks.",
    "Norway offered to withdraw its troops from the strait, an official familiar with the talks "
    "told the Andes Herald. Peru rejected the offer.",
    "“Nothing was promised – ever,” Ada Lorne said.",
)
KOREAN = (
    "2031년 5월 3일, 오슬로",
    "노르웨이와 페루 간의 비밀 회담이 한 달에 두 번 열리고 있다. 노르웨이 측에서는 김서준 특사가, "
    "페루 측에서는 박도윤 외무차관이 협상에 참여한다.",
    "노르웨이는 해협에서 군대를 철수하겠다고 제안했다. 페루는 이 제안을 거부했다.",
)


def command(*words: str) -> int:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "argv", ["backchannel", *words])
        with pytest.raises(SystemExit) as stopped:
            main()
    return int(stopped.value.code or 0)


def lines_of(text: str, width: int = 40) -> list[str]:
    """Return a text as a PDF holds it: in short lines."""
    lines, line = [], ""
    for word in text.split():
        if line and len(line) + len(word) >= width:
            lines.append(line)
            line = ""
        line = f"{line} {word}".strip()
    return [*lines, line]


def word(path: Path, paragraphs: tuple[str, ...]) -> bytes:
    docx = pytest.importorskip("docx")
    document = docx.Document()
    for it in paragraphs:
        document.add_paragraph(it)
    document.save(path)
    return path.read_bytes()


Kind = Callable[[SimpleNamespace, Path, tuple[str, ...]], bytes]
KINDS: dict[str, Kind] = {
    "pdf": lambda make, _, text: make.pdf([[line for it in text for line in lines_of(it)]]),
    "docx": lambda _, path, text: word(path, text),
    "hwpx": lambda make, _, text: make.hwpx(text),
    "hwp": lambda make, _, text: make.hwp(text),
    "html": lambda _, __, text: "".join(f"<p>{it}</p>\n" for it in text).encode(),
    "md": lambda _, __, text: ("# **Talks**\n\n" + "\n\n".join(text)).encode(),
}


@pytest.mark.parametrize("text", [ENGLISH, KOREAN], ids=["en", "ko"])
@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_becomes_a_case_whose_words_are_found(
    kind: str,
    text: tuple[str, ...],
    make: SimpleNamespace,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    needs = {"pdf": "pypdf", "hwp": "hwp_hwpx_parser", "hwpx": "hwp_hwpx_parser"}
    if kind in needs:
        pytest.importorskip(needs[kind])
    monkeypatch.chdir(tmp_path)
    file = tmp_path / f"note.{kind}"
    file.write_bytes(KINDS[kind](make, file, text))
    assert command("read", file.name, "--date", "2031-05") == 0
    draft = tmp_path / "note.draft.yaml"
    draft.write_text(draft.read_text().replace("    decision:\n", "    decision: accept\n"))
    assert command("read", draft.name, "--into", "case") in {0, 1}
    assert command("check", "case", "--sources", ".") == 0
    document = load(tmp_path / "case").document
    assert any(it.where for it in document.claims)
    assert {"NO", "PE"} <= {it.id for it in document.parties}
    assert any(it.answer == "refused" for it in document.offers)
