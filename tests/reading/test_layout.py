"""Paragraphs, languages, sentence ends and footnotes, on sentences of our own."""

import time
from pathlib import Path

import pytest

from backchannel.case import load
from backchannel.case.copies import check_copies
from backchannel.evidence.spans import digest, normalise
from backchannel.reading.found import Language, Layout, Span
from backchannel.reading.text.clean import clean
from backchannel.reading.text.layout import lay_out
from backchannel.reading.text.sentences import sentences_of
from backchannel.reading.text.where import document_places, where_of


def laid(text: str) -> Layout:
    return lay_out(clean(text))


def parts(marked: str, language: Language) -> None:
    """Check that a paragraph with | at the ends of its sentences is parted there."""
    expected = [part.strip() for part in marked.split("|")]
    text = " ".join(expected)
    found = [span.of(text) for span in sentences_of(text, Span(0, len(text)), language)]
    assert found == expected


KOREAN = [
    "회담은 3.5시간 이어졌다.| 2031. 4. 2. 카이로에서 다시 열린다.| 그는 웃었다.",
    '"우리는 간다." 라고 그는 말했다.| "정말인가?"라는 물음에는 답하지 않았다.',
    "그는 “첫째는 물이다.| 둘째는 길이다”라고 밝혔다.| 끝이다.",
    "‘이게 마지막이다.’라며 자리를 떴다.| 왜 그랬을까?| 아무도 모른다!",
    "김 대사(그는 정말 몰랐을까?) 쪽은 조용했다.| (나중에 확인된 일이다.)| 그뿐이다.",
    "말은 많았다…| 결론은 없었다.[3]| 다음은 봄이다.[4] [5]| 그때 보자.",
    "U.S. 대표와 J. 리 의원이 왔다.| 1. 물 문제는 미뤘다.",
    "그는 말했다.| “협상은 끝났다.”| 기자들이 물었다.",
]
ENGLISH = [
    "Mr. Haddad met Gen. A. B. Cole at 5 p.m. in Accra.| The U.S. envoy, J. Lee Jr., came late.",
    "It cost $3.5 million.| No. 7 was left out.| Was it wise?| No.| They left.",
    "“Will it hold?” Ms. Osei asked.| “It must.”| “Stop!” he cried, and sat down.",
    "“We waited.| We wrote.| Nobody came,” the envoy said.| “That is all.”",
    'He said, "We go home."| She said (in tears) that it was over.| (Nobody heard it.)| So be it.',
    "He left the U.S.| The talks went on.",
    "They came on Jan. 5 and left on Feb. 7, i.e. in winter.| Why?| Nobody knows ...",
    "The paper (who wrote it?) was short.| It had a point, e.g. water.[1]| It was signed.| Good.",
    "5. The parties agree on this.| They sign.",
    "Q: Did they come?| A: Yes.| They stayed... and left.",
    "Plan B.| The other side had none.",
]
RUSSIAN = [
    "В 2029 г. стороны встретились в г. Осло, на ул. Мира.| Переговоры вёл А. В. Иванов.| Всё.",
    "«Когда это кончится?» — спросил он.| «Никогда», — ответили ему.| «Идите!» — сказала она.",
    "Он заявил: «Мы готовы».| Они (кто бы мог подумать?) молчали.| Было тихо…| Потом ушли.",
    "Обсудили воду, газ и т. д.| В мае продолжат.| Это 2,5 тыс. тонн, т. е. немного.",
]
UKRAINIAN = [
    "У 2029 р. сторони зустрілися в м. Осло.| Делегацію очолив О. П. Гнатюк.| Це все.",
    "«Чи буде мир?» — запитав він.| «Не знаю, — сказала вона.| — Подивимось».| Далі мовчали.",
]


@pytest.mark.parametrize("marked", KOREAN)
def test_korean_sentences(marked: str) -> None:
    parts(marked, "ko")


@pytest.mark.parametrize("marked", ENGLISH)
def test_english_sentences(marked: str) -> None:
    parts(marked, "en")


@pytest.mark.parametrize("marked", RUSSIAN)
def test_russian_sentences(marked: str) -> None:
    parts(marked, "ru")


@pytest.mark.parametrize("marked", UKRAINIAN)
def test_ukrainian_sentences(marked: str) -> None:
    parts(marked, "uk")


# ---------------------------------------------------------------- paragraphs


def test_kinds_and_languages_of_paragraphs() -> None:
    layout = laid(
        "Talks at the lake\n\nThe two sides met.\n\n양측이 만났다. EU와 UN도 왔다.\n\n"
        "Стороны встретились вчера, это было неожиданно.\n\nСторони зустрілися, і це все.\n\n"
        "Осло\n\n双方会面。\n\n2031"
    )
    assert [(p.id, p.kind) for p in layout.paragraphs][:2] == [("P1", "heading"), ("P2", "text")]
    spoken = ["en", "en", "ko", "ru", "uk", "ru", "und", "und"]
    assert [p.language for p in layout.paragraphs] == spoken
    assert {p.language for p in lay_out(layout.cleaned, "ko").paragraphs} == {"ko"}


@pytest.mark.parametrize(
    ("paragraph", "kind"),
    [
        ('"We talk every Thursday"', "heading"),
        ("REYKJAVIK, 21 September 2038", "heading"),
        ("He said this:", "text"),
        ("Nothing was signed.", "text"),
        ("1장. 물과 길", "heading"),
        ("그는 갔다.[1]", "text"),
    ],
)
def test_headings(paragraph: str, kind: str) -> None:
    assert laid(f"First words.\n\n{paragraph}\n\nLast words.").paragraphs[1].kind == kind


def test_an_indented_shout_is_a_heading() -> None:
    layout = laid("그는 갔다. 끝이다.\n\n    이제는 물을 나누자!\n\n그들은 왔다. 또 갔다.")
    assert [p.kind for p in layout.paragraphs] == ["text", "heading", "text"]


def test_sentences_never_cross_paragraphs_and_cover_all_words() -> None:
    layout = laid("“One. Two\n\n“Three,” he said. Four (five? six) seven")
    spans = [s.span for s in layout.sentences]
    assert "".join(normalise(s.of(layout.text)) for s in spans) == normalise(layout.text)
    assert all(layout.paragraphs[s.paragraph].span.holds(s.span) for s in layout.sentences)


# ---------------------------------------------------------------- footnotes


@pytest.mark.parametrize(
    ("mark", "body"),
    [
        ("[1]", "[1] See the map."),
        ("[^1]", "[^1] See the map."),
        ("[^e1]", "[^e1] See the map."),
        ("¹", "¹ See the map."),
        ("*", "* See the map."),
        ("*)", "*) See the map."),
        ("1)", "1) See the map."),
        ("1", "1 See the map."),
        ("†", "† See the map."),
    ],
)
@pytest.mark.parametrize("text", ["It was over.{} Then 3 men left.", "그는 갔다.{} 3명이 남았다."])
def test_marks_and_their_bodies(mark: str, body: str, text: str) -> None:
    layout = laid(text.format(mark) + "\n\n" + body)
    assert len(layout.footnotes) == 1
    note = layout.footnotes[0]
    assert note.mark.of(layout.text) == mark
    sentence = layout.sentences[note.sentence].span
    assert sentence.of(layout.text) == text.partition("{}")[0] + mark
    assert note.body is not None
    assert note.body.of(layout.text) == body
    assert layout.paragraphs[-1].kind == "footnote"


def test_marks_without_bodies_and_bodies_side_by_side() -> None:
    layout = laid("A came [1] and went.[2] B stayed.[3]\n\n[1] See C. [2] D, p. 3.")
    bodies = [note.body.of(layout.text) if note.body else None for note in layout.footnotes]
    assert bodies == ["[1] See C.", "[2] D, p. 3.", None]
    assert [note.sentence for note in layout.footnotes] == [0, 0, 1]


def test_a_headed_list_of_notes() -> None:
    layout = laid("Nobody came.\n\nNotes\n\n1. See the map.\n\n2. Ask the cook.")
    assert [p.kind for p in layout.paragraphs] == ["text", "heading", "footnote", "footnote"]


@pytest.mark.parametrize(
    "text",
    [
        "The lake is 12 km² wide.\n\n2 men left.",
        "The G7 met in 2031.\n\n7 states came.\n\n1 left.",
        "It rose by 3.5 per cent.\n\n5 states came.",
        "They met (in 2011) twice.\n\n11) A thing.",
        "1. One thing.\n\n2. Another thing.",
    ],
)
def test_figures_that_are_no_footnotes(text: str) -> None:
    layout = laid(text)
    assert layout.footnotes == ()
    assert all(p.kind != "footnote" for p in layout.paragraphs)


# ---------------------------------------------------------------- where a claim stands


def test_where_is_what_span_prints() -> None:
    layout = laid("One two.\n\nThree four five. Six.")
    text = normalise(layout.cleaned.raw)
    where = where_of(layout, layout.sentences[1].span)
    assert where == ("P2", 0, 14, digest("Threefourfive."))
    assert document_places(layout) == (digest(text), {"P1": (0, 7), "P2": (7, 25)})


def test_where_over_a_page_break_is_inside_one_paragraph() -> None:
    lines = ["They came over the lake at night and ", "nobody in the two villages had been "]
    raw = "\n".join(lines) + "\n\n- 3 -\n\f" + "told of it by the cafe\u0301 keepers. \nIt was so."
    layout = laid(raw)
    for sentence in layout.sentences:
        where = where_of(layout, sentence.span)
        begin, stop = document_places(layout).paragraphs[where.paragraph]
        assert begin + where.end <= stop
        held = normalise(raw)[begin + where.start : begin + where.end]
        assert digest(held) == where.digest
        assert held.replace("-3-", "") == normalise(sentence.span.of(layout.text))


def test_a_claim_that_points_there_is_verified(starter_text: str, tmp_path: Path) -> None:
    raw = "A head line\n\nThe two councils met\ntwice, and no-\nbody signed.\n\nIt rained. All day."
    layout = laid(raw)
    held = document_places(layout)
    where = where_of(layout, layout.sentences[-1].span)
    listed = ", ".join(f"{name}: [{a}, {b}]" for name, (a, b) in held.paragraphs.items())
    documents = (
        "documents:\n  - id: D1\n    title: T\n    file: article.txt\n"
        f'    digest: "{held.digest}"\n    paragraphs: {{{listed}}}\n'
    )
    claim = (
        f"where: {{document: D1, paragraph: {where.paragraph}, start: {where.start}, "
        f'end: {where.end}, digest: "{where.digest}"}}, '
    )
    edited = starter_text.replace("\nsources:", f"\n{documents}sources:", 1)
    edited = edited.replace("grade: 4, date: 2025-12, ", f"grade: 4, date: 2025-12, {claim}", 1)
    (tmp_path / "case.yaml").write_text(edited, encoding="utf-8")
    (tmp_path / "article.txt").write_text(raw, encoding="utf-8")
    case = load(tmp_path)
    assert case.document.documents[0].digest == held.digest
    assert any(c.where is not None for c in case.document.claims)
    assert check_copies(case, tmp_path) == []
    (tmp_path / "article.txt").write_text(raw.replace("All day", "All week"), encoding="utf-8")
    assert [p.code for p in check_copies(case, tmp_path)] == ["BAD-SPAN", "BAD-SPAN"]


@pytest.mark.parametrize("span", [Span(3, 3), Span(-1, 2), Span(0, 99), Span(3, 4)])
def test_no_words_no_place(span: Span) -> None:
    with pytest.raises(ValueError, match=r"white space|no stretch"):
        where_of(laid("One two."), span)


def test_of_two_paragraphs_the_first_counts() -> None:
    assert where_of(laid("One two.\n\nThree."), Span(4, 12)).end == 7


@pytest.mark.parametrize(
    "piece",
    [".", '"', '."', "[1]", ". [1] ", "1) a.\n\n", "A. ", "B. ", "a (x?) ", "(?", "¹", "* "],
)
def test_hostile_repetition_takes_linear_time(piece: str) -> None:
    start = time.perf_counter()
    laid(piece * (200_000 // len(piece)))
    assert time.perf_counter() - start < 20
