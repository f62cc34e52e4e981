"""Claims checked against a copy of their source that the user holds."""

from pathlib import Path

import pytest

from backchannel.case import Case, load
from backchannel.case.copies import check_copies
from backchannel.evidence.spans import digest, normalise

ARTICLE = (
    "The councils met\n twice. Nothing was\nsigned.\n\nA clerk   said: we could live with it.\n"
)


@pytest.fixture
def case(starter_text: str, tmp_path: Path) -> Case:
    text = normalise(ARTICLE)
    words = normalise("we could live with it")
    start = text.index("Aclerk")
    span = text.index(words) - start
    documents = f"""
documents:
  - id: D1
    title: An article
    file: article.txt
    digest: "{digest(text)}"
    paragraphs: {{P1: [0, {start}], P2: [{start}, {len(text)}]}}
"""
    where = (
        f"where: {{document: D1, paragraph: P2, start: {span}, end: {span + len(words)}, "
        f'digest: "{digest(words)}"}}, '
    )
    edited = starter_text.replace("\nsources:", documents + "\nsources:", 1)
    edited = edited.replace("grade: 4, date: 2025-12, ", "grade: 4, date: 2025-12, " + where, 1)
    folder = tmp_path / "case"
    folder.mkdir()
    (folder / "case.yaml").write_text(edited, encoding="utf-8")
    return load(folder)


def codes(case: Case, folder: Path, text: str | None) -> list[str]:
    if text is not None:
        (folder / "article.txt").write_text(text, encoding="utf-8")
    return [p.code for p in check_copies(case, folder)]


def test_same_words_match_whatever_the_line_breaks(case: Case, tmp_path: Path) -> None:
    assert codes(case, tmp_path, ARTICLE) == []
    assert codes(case, tmp_path, ARTICLE.replace(" ", "\n\t ")) == []


def test_text_added_before_is_noted(case: Case, tmp_path: Path) -> None:
    assert codes(case, tmp_path, "A new title\n\n" + ARTICLE) == ["BAD-SPAN", "SPAN-MOVED"]
    problems = check_copies(case, tmp_path)
    assert [p.severity for p in problems] == ["note", "note"]
    assert "+9 characters" in problems[1].message


def test_changed_words_are_an_error_at_the_claim(case: Case, tmp_path: Path) -> None:
    assert codes(case, tmp_path, ARTICLE.replace("could", "would")) == ["BAD-SPAN", "BAD-SPAN"]
    problem = check_copies(case, tmp_path)[1]
    assert problem.severity == "error"
    assert problem.place is not None
    line = case.texts["case.yaml"].splitlines()[problem.place.line - 1]
    assert "E02" in line


def test_missing_or_unreadable_copy(case: Case, tmp_path: Path) -> None:
    assert codes(case, tmp_path, None) == ["NO-SOURCE-COPY"]
    (tmp_path / "article.txt").write_bytes(b"\xff\xfe\x00")
    assert codes(case, tmp_path, None) == ["NO-SOURCE-COPY"]


def test_shipped_case_ships_no_sentence_of_its_source(ukraine: Case) -> None:
    document = ukraine.document.documents[0]
    assert document.file not in ukraine.texts
    spans = [claim.where for claim in ukraine.document.claims if claim.where is not None]
    assert len(spans) == 41
    assert len({span.digest for span in spans}) > 35
