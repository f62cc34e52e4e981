"""Who says what, and through whom: quotations in marks and speech without them."""

import pytest

from backchannel.reading.found import Layout, Mention, Quotation, Reported, Span
from backchannel.reading.speech.quotes import quotations
from backchannel.reading.speech.reported import reported
from backchannel.reading.speech.speakers import attribute
from backchannel.reading.text.clean import clean
from backchannel.reading.text.layout import lay_out

NAMES = {
    "Ana Brandt": ("person", "Ana Brandt"),
    "Brandt": ("person", "Ana Brandt"),
    "Ivo Lund": ("person", "Ivo Lund"),
    "Norvia": ("state", "NV"),
    "the Palace": ("metonym", "palace"),
    "Polar Times": ("organisation", "Polar Times"),
    "Oslo": ("place", "Oslo"),
    "김하늘": ("person", "김하늘"),
    "로한 세트": ("person", "로한 세트"),
    "세트": ("person", "로한 세트"),
    "노르비아": ("state", "NV"),
    "북해통신": ("organisation", "북해통신"),
    "Анна Брандт": ("person", "Анна Брандт"),
    "Брандт": ("person", "Анна Брандт"),
    "Полюс": ("organisation", "Полюс"),
    "Олена Гай": ("person", "Олена Гай"),
    "Вісник": ("organisation", "Вісник"),
}


def mentions(text: str) -> tuple[Mention, ...]:
    """Find the names of this file's sentences, the longest first."""
    found: list[Mention] = []
    for form in sorted(NAMES, key=len, reverse=True):
        kind, name = NAMES[form]
        place = text.find(form)
        while place >= 0:
            span = Span(place, place + len(form))
            if not any(one.span.start < span.end and span.start < one.span.end for one in found):
                stands_for = "NV" if kind == "metonym" else None
                found.append(Mention(span, kind, name, stands_for))  # type: ignore[arg-type]
            place = text.find(form, place + 1)
    return tuple(sorted(found, key=lambda one: one.span))


def heard(text: str) -> tuple[Layout, tuple[Quotation, ...], tuple[Reported, ...]]:
    layout = lay_out(clean(text))
    names = mentions(layout.text)
    quoted = attribute(layout, quotations(layout), names)
    return layout, quoted, reported(layout, names, quoted)


def voices(text: str) -> list[tuple[str | None, str | None]]:
    return [(one.said.speaker, one.said.how) for one in heard(text)[1]]


@pytest.mark.parametrize(
    ("text", "speaker", "how"),
    [
        ("“We are close,” Ana Brandt said.", "Ana Brandt", "after"),
        ("“We are close,” said Ana Brandt.", "Ana Brandt", "after"),
        ("'We are close,' said Ana Brandt.", "Ana Brandt", "after"),
        ("Ana Brandt, the envoy of Norvia, told Oslo: “We are close.”", "Ana Brandt", "before"),
        ("The envoy, Ana Brandt, warned that talks “may end”.", "Ana Brandt", "before"),
        ("According to Ana Brandt, “the line is dead”.", "Ana Brandt", "before"),
        ("Norvia took another view: “We expect calm.”", "NV", "before"),
        ("In Oslo the Palace said the text was “a draft”.", "NV", "before"),
        ("“It is over,” an official who asked not to be named said.", "an official", "after"),
        ("“It is over,” a former spy briefed on the talks said.", None, "after"),
        ('김하늘 장관은 "거의 다 왔다"고 말했다.', "김하늘", "after"),
        ('"거의 다 왔다"고 김하늘 장관은 말했다.', "김하늘", "after"),
        ('김하늘에 따르면 "선은 끊겼다"고 한다.', "김하늘", None),
        ('노르비아 정부는 "초안일 뿐"이라고 일축했다.', "NV", "after"),
        ('익명을 요구한 한 관계자는 "끝났다"고 전했다.', "한 관계자", "after"),
        ("Анна Брандт заявила: «Мы близки».", "Анна Брандт", "before"),
        ("«Мы близки», — заявила Анна Брандт.", "Анна Брандт", "after"),
        ("«Мы близки, — сказала Брандт. — Но не сегодня».", "Анна Брандт", "after"),
        ("За словами Олена Гай, «лінія мертва».", "Олена Гай", "before"),
        ("«Лінія мертва», — сказала Олена Гай.", "Олена Гай", "after"),
    ],
)
def test_the_cue_in_the_sentence_names_the_speaker(
    text: str, speaker: str | None, how: str | None
) -> None:
    (found,) = voices(text)
    if speaker is None:  # a description: no name
        assert (found[0] or "").startswith("a former spy")
    else:
        assert found[0] == speaker
    assert how is None or found[1] == how


def test_the_cue_is_the_word_of_saying() -> None:
    layout, (one,), _ = heard("“We are close,” Ana Brandt added.")
    assert one.said.cue is not None
    assert one.said.cue.of(layout.text) == "added"


def test_words_without_a_cue_carry_on() -> None:
    assert voices("“We are close,” Ana Brandt said. “But not today.”") == [
        ("Ana Brandt", "after"),
        ("Ana Brandt", "carried"),
    ]
    assert voices('김하늘은 "거의 다 왔다"고 말했다. "그러나 오늘은 아니다."')[1] == (
        "김하늘",
        "carried",
    )


def test_a_sentence_leads_in_or_out() -> None:
    lead_in = "김하늘은 다음과 같이 썼다. “강은 넓다. 다리는 없다.”"
    assert voices(lead_in) == [("김하늘", "lead_in")]
    lead_out = "“강은 넓다.” 로한 세트 대표는 이렇게 말했다."
    assert voices(lead_out) == [("로한 세트", "after")]


def test_a_pronoun_is_the_last_speaker() -> None:
    text = "Ana Brandt said the line was dead. “Nobody calls,” she added."
    assert voices(text) == [("Ana Brandt", "pronoun")]
    assert voices('로한 세트는 선이 끊겼다고 밝혔다. 그는 "아무도 없다"고 덧붙였다.') == [
        ("로한 세트", "pronoun")
    ]


def test_it_is_no_person() -> None:
    text = "Ana Brandt said no. Norvia accused her of delay. “She never wrote,” it said."
    assert voices(text) == [("NV", "pronoun")]


def test_we_is_the_author_outside_marks() -> None:
    (found,) = voices("지난달 우리는 이렇게 지적했다. “강은 넓다. 다리는 없다.”")
    assert found == (None, "author")


def test_labels_and_scare_quotes_have_no_speaker() -> None:
    assert voices("The so-called “peace board” met. The weekly “Northern Light” closed.") == [
        (None, None),
        (None, None),
    ]


def test_an_unnamed_source_is_taken_up_again() -> None:
    text = (
        '노르비아 국방부의 한 당국자는 "늦었다"고 말했다. 김하늘은 "아니다"라고 반박했다. '
        '이 당국자는 "기다릴 뿐"이라고 덧붙였다.'
    )
    first, other, again = voices(text)
    assert first[0] == again[0] == "노르비아 국방부의 한 당국자"
    assert other[0] == "김하늘"


@pytest.mark.parametrize(
    ("text", "speaker", "through"),
    [
        ("“No,” Ana Brandt told the daily Polar Times.", "Ana Brandt", ("Polar Times",)),
        (
            "According to the Polar Times, Ana Brandt said “no deal”.",
            "Ana Brandt",
            ("Polar Times",),
        ),
        ("“No deal,” Ana Brandt said, according to Ivo Lund.", "Ana Brandt", ("Ivo Lund",)),
        ('김하늘은 북해통신에 "없다"고 말했다.', "김하늘", ("북해통신",)),
        ('북해통신에 따르면 김하늘은 "거래는 없다"고 했다.', "김하늘", ("북해통신",)),
        ('북해통신은 김하늘의 말을 빌려 "거래는 없다"고 전했다.', "김하늘", ("북해통신",)),
        ("«Линия мертва», — сказала газете «Полюс» Анна Брандт.", "Анна Брандт", ("Полюс",)),
    ],
)
def test_what_is_told_to_a_paper_goes_through_it(
    text: str, speaker: str, through: tuple[str, ...]
) -> None:
    said = next(one.said for one in heard(text)[1] if one.kind == "statement")
    assert (said.speaker, said.through) == (speaker, through)


def test_an_interview_holds_until_the_end() -> None:
    text = (
        "북해통신은 지난주 로한 세트와 한 인터뷰를 실었다. 그는 “문은 열려 있다”고 말했다. "
        "김하늘은 “닫혔다”고 반박했다. 세트는 “다시 두드리겠다”고 했다."
    )
    said = [one.said for one in heard(text)[1]]
    assert [(one.speaker, one.through) for one in said] == [
        ("로한 세트", ("북해통신",)),
        ("김하늘", ()),
        ("로한 세트", ("북해통신",)),
    ]


def test_nested_words_go_through_who_speaks_outside() -> None:
    text = "“I met Ivo Lund, and he told me, ‘Bring me a map,’” Ana Brandt told the Polar Times."
    outer, inner = heard(text)[1]
    assert (outer.said.speaker, outer.said.through) == ("Ana Brandt", ("Polar Times",))
    assert (inner.said.speaker, inner.said.through) == ("Ivo Lund", ("Ana Brandt", "Polar Times"))


def test_answers_of_an_interview_are_the_interviewees_words() -> None:
    text = (
        "Interview with Ana Brandt\n\nQ: What did he want?\n\nA: A map. Ivo Lund said, “Give me "
        "the map.”\n\nQ: And then?\n\nA: He called it “useless”.\n"
    )
    said = [one.said for one in heard(text)[1]]
    assert [(one.speaker, one.through) for one in said] == [("Ivo Lund", ("Ana Brandt",))] * 2


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("Ana Brandt said that the line was dead.", "Ana Brandt"),
        ("Ana Brandt told ministers on Monday that the line was dead.", "Ana Brandt"),
        ("Ana Brandt said on Monday she would not return.", "Ana Brandt"),
        ("The line is dead, Ana Brandt said on Monday.", "Ana Brandt"),
        ("According to Ana Brandt, the line is dead.", "Ana Brandt"),
        ("Norvia refused, saying it had no mandate.", "NV"),
        ("Norvia urged restraint and said the line was still open.", "NV"),
        ("Norvia, which hosts the talks, believes that they will fail.", "NV"),
        ("김하늘은 선이 끊겼다고 밝혔다.", "김하늘"),
        ("김하늘에 따르면 선은 이미 끊겼다.", "김하늘"),
        ("김하늘은 노르비아가 곧 돌아올 것으로 내다봤다.", "김하늘"),
        ("선이 끊겼다는 것이 노르비아의 주장이다.", "NV"),
        ("노르비아 정부는 병력을 물리겠다고 제안했다.", "NV"),
        ("Анна Брандт сказала, что линия мертва.", "Анна Брандт"),
        ("Как сообщает «Полюс», линия мертва.", "Полюс"),
        ("Олена Гай сказала, що лінія мертва.", "Олена Гай"),
    ],
)
def test_speech_without_marks_is_heard(text: str, speaker: str) -> None:
    layout, _, (one,) = heard(text)
    assert one.said.speaker == speaker
    assert one.span.of(layout.text).startswith(text[:12])


@pytest.mark.parametrize(
    "text",
    [
        "Ana Brandt refused the plan and left Oslo.",
        "Ana Brandt declined to say who had called.",
        "The report said nothing of the claim to the bank.",
        "김하늘은 제안을 거부하고 회담장을 떠났다.",
        "두 나라는 만나 온 것으로 확인됐다.",
        "Анна Брандт отклонила план.",
    ],
)
def test_an_act_is_no_speech(text: str) -> None:
    assert heard(text)[2] == ()


def test_two_speakers_in_a_sentence_are_two_finds() -> None:
    text = "Ana Brandt said that the line was dead, but Ivo Lund believes that it lives."
    layout, _, found = heard(text)
    assert [(one.said.speaker, one.span.of(layout.text)) for one in found] == [
        ("Ana Brandt", "Ana Brandt said that the line was dead"),
        ("Ivo Lund", "Ivo Lund believes that it lives."),
    ]


def test_an_empty_text_has_no_voices() -> None:
    layout = lay_out(clean(""))
    assert attribute(layout, quotations(layout), ()) == ()
    assert reported(layout, (), ()) == ()


def test_a_wall_of_words_without_a_stop_is_passed_over() -> None:
    layout = lay_out(clean("he said that " * 20_000))
    assert len(reported(layout, (), ())) < 10
