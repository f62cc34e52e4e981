"""Quotation marks of all shapes: where they pair, and what kind of words they hold."""

import pytest

from backchannel.reading.found import Layout
from backchannel.reading.speech.quotes import quotations
from backchannel.reading.text.clean import clean
from backchannel.reading.text.layout import lay_out


def laid(text: str) -> Layout:
    return lay_out(clean(text))


def spans(text: str) -> list[str]:
    layout = laid(text)
    return [one.span.of(layout.text) for one in quotations(layout)]


def kinds(text: str) -> list[str]:
    return [one.kind for one in quotations(laid(text))]


@pytest.mark.parametrize(
    ("text", "inside"),
    [
        ('The envoy said "we are close" and left.', ["we are close"]),
        ("The envoy said “we are close” and left.", ["we are close"]),
        ("The envoy said 'we are close' and left.", ["we are close"]),
        ("Der Satz „wir sind nah“ war klar, and ‚so‘ he left.", ["wir sind nah", "so"]),
        ("Он сказал: «Мы близки».", ["Мы близки"]),
        ("잡지 『남쪽』과 글 「물길」, 〈초안〉, 《강》을 읽었다.", ["남쪽", "물길", "초안", "강"]),
    ],
)
def test_marks_of_every_shape_pair(text: str, inside: list[str]) -> None:
    assert spans(text) == inside


@pytest.mark.parametrize(
    "text",
    [
        "The mediators' plan wasn't ready; it's the delegates' fault.",
        "L’Orient and O’Neill agreed on the ’90s text.",
        'The barrier is 6\'2" high and 40" thick.',
        "Перемир'я не буде, п'ять сторін проти.",
        "It was the summer of '94.",
    ],
)
def test_apostrophes_feet_and_inches_are_no_quotations(text: str) -> None:
    assert spans(text) == []


def test_an_apostrophe_inside_single_marks_does_not_close_them() -> None:
    text = "'They don't trust the neighbours' word,' she said."
    assert spans(text) == ["They don't trust the neighbours' word,"]


def test_nesting_counts_its_depth() -> None:
    text = "“She told me, ‘Read the “Blue Paper” first,’” the aide said."
    layout = laid(text)
    found = [(one.span.of(layout.text), one.depth) for one in quotations(layout)]
    assert found == [
        ("She told me, ‘Read the “Blue Paper” first,’", 0),
        ("Read the “Blue Paper” first,", 1),
        ("Blue Paper", 2),
    ]


def test_a_particle_behind_a_straight_mark_closes_it_in_korean() -> None:
    text = "장관은 '지금은 때가 아니다'라고 했고 \"기다리자\"고도 했다."
    assert spans(text) == ["지금은 때가 아니다", "기다리자"]


def test_an_opening_mark_repeated_carries_a_quotation_over_the_paragraph() -> None:
    text = "“We waited for a year.\n\n“Nobody called,” the general said.\n\nHe smiled."
    assert spans(text) == ["We waited for a year.\n\n“Nobody called,"]


def test_an_unclosed_mark_ends_with_its_paragraph() -> None:
    text = "He said: “We waited for a year.\n\nThe talks went on without him."
    assert spans(text) == ["We waited for a year."]


def test_a_lone_mark_leaves_the_later_quotations_alone() -> None:
    text = 'A stray mark " stands here.\n\n“We agree,” he said. The “deal” holds.'
    assert spans(text)[-2:] == ["We agree,", "deal"]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("“The line is dead,” said the admiral.", "statement"),
        ("The minister called the offer “theatre”.", "statement"),
        ("They spoke of what the minister called “ghost talks”.", "statement"),
        ("The minister said the bank would “never be fenced”.", "statement"),
        ("According to the envoy, “the line is dead”.", "statement"),
        ("The so-called “peace board” met twice.", "scare"),
        ("Its “friends” have left the island.", "scare"),
        ("The weekly “Northern Light” closed.", "label"),
        ("They met under the formula “all for all”.", "label"),
        ('대변인은 "아는 바 없다"고 밝혔다.', "statement"),
        ("대변인은 이를 '연극'이라고 불렀다.", "statement"),
        ('외무부는 "근거 없는 말이다"라는 성명을 냈다.', "statement"),
        ("이른바 '평화 위원회'가 두 번 열렸다.", "label"),
        ("두 나라는 서로를 '형제'라고 부르는 사이다.", "scare"),
        ("'연극'이라고 불리는 회담이 끝났다.", "scare"),
        ("일간 『북녘빛』이 문을 닫았다.", "label"),
        ("「강의 끝」이라는 제목의 글이 실렸다.", "label"),
        ("Посол ответил: «Линия мертва».", "statement"),
        ("Как сообщает «Полюс», встреча отменена.", "label"),
        ("Так называемые «друзья» уехали.", "scare"),
        ("«Лінія мертва», — сказав адмірал.", "statement"),
        ("Газета «Північ» закрилася.", "label"),
    ],
)
def test_what_kind_of_words_stand_in_marks(text: str, kind: str) -> None:
    assert kinds(text) == [kind]


def test_a_text_of_marks_alone_is_read_in_its_stride() -> None:
    assert len(quotations(laid("“" * 5000 + "»" * 5000))) < 20
    assert quotations(laid("' \" ’ ”")) == ()
