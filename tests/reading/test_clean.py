"""Lines become paragraphs, and every character knows where it stood."""

import textwrap
import unicodedata
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backchannel.reading.found import Span
from backchannel.reading.text.clean import clean, raw_stretch
from backchannel.reading.text.composed import composed
from backchannel.reading.text.files import Raw, raw_text
from backchannel.reading.text.lines import width_of

KOREAN = (
    "두 나라의 전직 관리들은 지난가을부터 빈에서 여섯 차례 만났다고 한다. 모임의 존재를 아는 한 "
    "외교관은 “서로의 지도를 펴 놓고 이야기했다”고 말했다. 정부는 논평하지 않았으나, 의회 쪽에서는 "
    "항의가 나왔다. 누가 누구를 대표하는지 아무도 모르기 때문이다. 다음 모임은 삼월 초에 열린다.[1]"
)
ENGLISH = (
    "The two delegations met for the sixth time in a monastery above the lake, and left by "
    "separate roads. Nobody was told what had been on the table. A well-informed guest, who "
    "asked not to be named, spoke of a so-called hotline between the staffs. It would be the "
    "first since the war."
)


def wrapped(text: str, width: int) -> str:
    """Break Korean lines as word processors do: anywhere, with the blank kept at the end."""
    lines, line = [], ""
    for sign in text:
        if width_of(line + sign) > width:
            lines.append(line + " " if sign == " " else line)
            line = "" if sign == " " else sign
        else:
            line += sign
    return "\n".join([*lines, line])


# ---------------------------------------------------------------- joins


@pytest.mark.parametrize("width", [48, 60, 72, 90])
@pytest.mark.parametrize("between", ["\n\n", "\n"])
def test_korean_lines_with_their_blanks(width: int, between: str) -> None:
    held = [KOREAN, "그러나 " + KOREAN, "한편 빈에서는, " + KOREAN]
    raw = between.join(wrapped(paragraph, width) for paragraph in held)
    assert clean(raw).text == "\n\n".join(held)


@pytest.mark.parametrize("width", [60, 84])
def test_korean_lines_without_their_blanks(width: int) -> None:
    pytest.importorskip("kiwipiepy")
    raw = "\n".join(line.rstrip() for line in wrapped(KOREAN, width).split("\n"))
    wrong = sum(a != b for a, b in zip(clean(raw).text.split(), KOREAN.split(), strict=False))
    assert clean(raw).text.replace(" ", "") == KOREAN.replace(" ", "")
    assert wrong <= 1


@pytest.mark.parametrize("width", [50, 66, 79])
def test_english_lines_and_hyphens(width: int) -> None:
    raw = "\n\n".join(textwrap.fill(ENGLISH, width) for _ in range(2))
    assert clean(raw).text == f"{ENGLISH}\n\n{ENGLISH}"


@pytest.mark.parametrize(
    ("first", "second", "joined"),
    [
        ("a long nego-", "tiation that nobody had asked", "negotiation"),
        ("they kept a three-", "page paper that nobody saw", "three-page"),
        ("a group of pro-", "Russian members of the house", "pro-Russian"),
        ("the years of war 2014-", "2015 that nobody forgot yet", "2014-2015"),
        ("стороны гово-", "рили о границе и о газе снова", "говорили"),
        ("сделали это по-", "прежнему тихо и без протокола", "по-прежнему"),
        ("хтось сказав що-", "небудь про кордон та газ знов", "що-небудь"),
        ("a soft co\u00ad", "operation of the two old staffs", "cooperation"),
    ],
)
def test_a_hyphen_at_the_end_of_a_line(first: str, second: str, joined: str) -> None:
    raw = f"in the end there was only this to say of it:\nso they met again, and {first}\n{second}"
    assert joined in clean(raw).text


def test_short_lines_stay_apart() -> None:
    assert clean("The title\nBy A. Writer\n\nText.").text == "The title\n\nBy A. Writer\n\nText."
    speech = "Q: Did you meet them there?\nA: No. We have not met for years.\nQ: Why is that so?"
    assert clean(speech).text == speech.replace("\n", "\n\n")


def test_lines_as_wide_as_paragraphs_are_paragraphs() -> None:
    assert clean(f"{ENGLISH}\n{ENGLISH}").text == f"{ENGLISH}\n\n{ENGLISH}"


def test_double_spaced_lines_are_joined() -> None:
    raw = "\n\n".join(textwrap.fill(ENGLISH * 3, 60).split("\n"))
    assert clean(raw).text == ENGLISH * 3


@pytest.mark.parametrize("gap", ["\n\n\n\n", "\n\f", "\n\n- 1 -\n\f", "\n\f7\n\n"])
def test_a_page_ends_inside_a_sentence_or_word(gap: str) -> None:
    lines = wrapped(KOREAN, 60).split("\n")
    assert not lines[1].endswith((" ", "."))
    raw = "\n".join(lines[:2]) + gap + "\n".join(lines[2:])
    assert clean(raw).text == KOREAN


def test_page_numbers_and_running_headers_go_and_the_title_stays() -> None:
    bodies = [textwrap.fill(f"On day {n * 'x'} it rained. {ENGLISH}", 66 + n) for n in range(1, 5)]
    pages = [f"The Lake Papers\n\n{b}\n\nPage {n} of 4" for n, b in enumerate(bodies, 1)]
    found = clean("\n\f".join(pages)).text
    assert found.count("The Lake Papers") == 1
    assert "Page" not in found
    assert found.count(ENGLISH) == 4


def test_a_figure_or_year_in_the_text_is_no_page_number() -> None:
    raw = f"{textwrap.fill(ENGLISH, 70)}\n\n2041\n\n{textwrap.fill(ENGLISH, 70)}"
    assert "2041" in clean(raw).text


def test_markdown_marks_go() -> None:
    held = "# A title\n\n> Quoted **words**.\n\n- one\n- two\n"
    assert clean(Raw(held, "", "md")).text == "A title\n\nQuoted words.\n\n- one\n\n- two"


def test_marks_of_quotation_and_footnotes_stay() -> None:
    held = "«„Ja“», ‘he’ “said”.¹ 『책』 「글」 'a' \"b\".*"
    assert clean(held).text == held


def test_odd_blanks_and_unseen_characters() -> None:
    assert clean("\ufeffa\u00a0\u3000b\t c\u200bd\u00ade\x07 ﬁn \r\n").text == "a b cde fin"


@pytest.mark.parametrize("held", ["", " ", "\n\n", "\f", "\u00ad"])
def test_nothing_at_all(held: str) -> None:
    assert clean(held).text == ""
    assert list(clean(held).places) == [len(held)]


def test_a_pdf_from_file_to_paragraphs(
    write: Callable[[str, bytes], Path], make: SimpleNamespace
) -> None:
    pytest.importorskip("pypdf")
    lines = [*wrapped(KOREAN, 66).split("\n"), *wrapped("그러나 " + KOREAN, 66).split("\n")]
    pages = [["물길 신문", *lines[:6], "- 1 -"], ["물길 신문", *lines[6:], "- 2 -"]]
    assert clean(raw_text(write("a.pdf", make.pdf(pages)))).text == (
        f"물길 신문\n\n{KOREAN}\n\n그러나 {KOREAN}"
    )


# ---------------------------------------------------------------- the way back

TEXTS = st.text(
    st.sampled_from('ab e\u0301\u1112\u1161\u11ab한글 .,?!"“”-\n\n\r\f\t\u00ad\u200b\u00a0[1]*ﬁ§'),
    max_size=200,
)


@given(TEXTS)
@settings(max_examples=300, deadline=None)
def test_every_character_comes_from_its_place(raw: str) -> None:
    cleaned = clean(raw)
    places = list(cleaned.places)
    assert len(places) == len(cleaned.text) + 1
    assert places == sorted(places)
    assert places[-1] == len(raw)
    for place, sign in enumerate(cleaned.text):
        if not sign.isspace():
            stretch = raw_stretch(cleaned, Span(place, place + 1))
            assert sign in unicodedata.normalize("NFKC", stretch.of(raw))


@given(TEXTS)
@settings(max_examples=200, deadline=None)
def test_composing_is_the_normal_form(raw: str) -> None:
    text, places = composed(raw)
    assert text == unicodedata.normalize("NFC", raw)
    assert list(places) == sorted(places)


@given(st.text(max_size=60))
@settings(max_examples=300, deadline=None)
def test_composing_any_text(raw: str) -> None:
    text, places = composed(raw)
    assert text == unicodedata.normalize("NFC", raw)
    assert len(places) == len(text)


def test_cleaning_twice_changes_nothing() -> None:
    for text in (KOREAN, ENGLISH):
        once = clean("\n\n".join([wrapped(text, 60)] * 2)).text
        assert clean(once).text == once
