"""Who says what by grammar: Korean endings and subjects, English verbs and their clauses."""

import pytest

from backchannel.reading.found import Mention, Span
from backchannel.reading.speech.quotes import quotations
from backchannel.reading.speech.reported import reported
from backchannel.reading.speech.speakers import attribute
from backchannel.reading.text.clean import clean
from backchannel.reading.text.layout import lay_out

NAMES = {
    "김하늘": ("person", "김하늘"),
    "로한 세트": ("person", "로한 세트"),
    "노르비아": ("state", "NV"),
    "카란": ("state", "KR"),
    "북해통신": ("organisation", "북해통신"),
    "Ana Brandt": ("person", "Ana Brandt"),
    "Ivo Lund": ("person", "Ivo Lund"),
    "Norvia": ("state", "NV"),
    "Polar Times": ("organisation", "Polar Times"),
}

Found = tuple[list[tuple[str | None, tuple[str, ...]]], list[tuple[str, str | None]]]


def heard(text: str) -> Found:
    """Return speakers and relays of quotations, and reported clauses with their speakers."""
    layout = lay_out(clean(text))
    names = [
        Mention(Span(place, place + len(form)), kind, name)  # type: ignore[arg-type]
        for form, (kind, name) in NAMES.items()
        for place in range(len(layout.text))
        if layout.text.startswith(form, place)
    ]
    mentions = tuple(sorted(names, key=lambda one: one.span))
    quoted = attribute(layout, quotations(layout), mentions)
    told = reported(layout, mentions, quoted)
    return (
        [(one.said.speaker, one.said.through) for one in quoted if one.kind == "statement"],
        [(one.span.of(layout.text), one.said.speaker) for one in told],
    )


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        # any verb behind a quotative ending is one of saying
        ("김하늘은 다리를 내줄 수 없다고 못을 박았다.", "김하늘"),
        ("한 국경 경비대원은 총을 쏘지 않았다며 고개를 저었다.", "한 국경 경비대원"),
        # the topic speaks, not the subject of what is said
        ("김하늘은 회담에서, 노르비아가 다리를 끊으면 병력을 보낼 것이라고 했다.", "김하늘"),
        # the subject between the words and their verb
        ("노르비아가 다리를 끊었다고 김하늘은 비난했다.", "김하늘"),
        # nouns that take up what is said
        ("노르비아는 다리를 내줄 수 없다는 입장을 고수하고 있다.", "NV"),
        ("다리는 끊기지 않았다는 것이 김하늘의 설명이다.", "김하늘"),
        ("김하늘은 다리가 끊겼음을 인정했다.", "김하늘"),
        # beside the sentence
        ("김하늘의 말로는 다리는 이미 끊겼다.", "김하늘"),
        ("김하늘이 보기에 다리는 이미 끊겼다.", "김하늘"),
        ("노르비아 외무부 발표에 따르면 다리는 이미 끊겼다.", "노르비아 외무부"),
        # an office speaks by its own words, a government as its state
        ("노르비아 국방부는 다리가 끊겼다고 밝혔다.", "노르비아 국방부"),
        ("노르비아 정부는 다리가 끊겼다고 밝혔다.", "NV"),
        # who is vague is told by the clause before
        ("다리를 지은 한 인사는 곧 무너질 것으로 내다봤다.", "다리를 지은 한 인사"),
        # days before a title are not part of it
        ("이날 회담 뒤 대변인은 다리가 끊겼다고 밝혔다.", "대변인"),
        # English: verbs by their clause
        ("Ana Brandt let it be known that the bridge was gone.", "Ana Brandt"),
        ("Ana Brandt acknowledged on Monday that the bridge was gone.", "Ana Brandt"),
        ("Norvia's position is that the bridge was never built.", "NV"),
        ("The bridge would, Ivo Lund added, be rebuilt.", "Ivo Lund"),
        ("One of the guards, a former smuggler, said the bridge was gone.", "a former smuggler"),
        ("Ana Brandt said the bridge was “a gift” to smugglers.", "Ana Brandt"),
    ],
)
def test_who_speaks_without_marks(text: str, speaker: str) -> None:
    (found,) = heard(text)[1]
    assert found == (text, speaker)


@pytest.mark.parametrize(
    "text",
    [
        "김하늘은 다리를 '평화의 문'이라고 부른다.",
        "다리가 무너질 것이라고 말할 수 있다.",
        "노르비아는 철군하라는 요구를 거부했다.",
        "Asked what would change his mind, Ivo Lund named a price.",
        "Ana Brandt refused to say who had called.",
        "Norvia asked Ivo Lund to leave if the bridge was gone.",
        "If Ana Brandt says that the bridge is gone, it is gone.",
    ],
)
def test_what_is_no_speech(text: str) -> None:
    assert heard(text)[1] == []


def test_each_speaker_has_his_clause() -> None:
    ko = heard("카란은 난색을 보였고, 노르비아는 받아들이겠다고 밝혔다.")[1]
    assert ko == [("노르비아는 받아들이겠다고 밝혔다.", "NV")]
    en = heard("Norvia says that the bridge is safe; Ivo Lund says that it is gone.")[1]
    assert en == [
        ("Norvia says that the bridge is safe", "NV"),
        ("Ivo Lund says that it is gone.", "Ivo Lund"),
    ]


def test_reports_of_reports_are_two() -> None:
    found = heard("김하늘은 로한 세트가 다리가 끊겼다고 말했다고 전했다.")[1]
    assert ("로한 세트가 다리가 끊겼다고 말했다고", "로한 세트") in found
    assert ("김하늘은 로한 세트가 다리가 끊겼다고 말했다고 전했다.", "김하늘") in found


@pytest.mark.parametrize(
    ("text", "speaker", "through"),
    [
        ('김하늘은 로한 세트가 "끝났다"고 말했다고 전했다.', "로한 세트", ("김하늘",)),
        ('"끝났다"라고 말한 것은 김하늘이다.', "김하늘", ()),
        ('"강은 넓다." 김하늘이 기자들에게 한 말이다.', "김하늘", ()),
        (
            "The Polar Times quoted Ana Brandt as saying the bridge “may have failed”.",
            "Ana Brandt",
            ("Polar Times",),
        ),
        (
            "“It is gone,” Ana Brandt is quoted as saying by the Polar Times.",
            "Ana Brandt",
            ("Polar Times",),
        ),
    ],
)
def test_through_whom_words_came(text: str, speaker: str, through: tuple[str, ...]) -> None:
    assert heard(text)[0] == [(speaker, through)]


def test_the_last_speaker_goes_on() -> None:
    found = heard("김하늘은 절반만 맞는 얘기라고 했다. 살아남은 사람도 있다는 것이다.")[1]
    assert [speaker for _, speaker in found] == ["김하늘", "김하늘"]


def test_who_is_spoken_of_last_goes_on_as_he() -> None:
    text = "Ivo Lund said no. A Norvian clerk looked away. “It is gone,” she said."
    assert heard(text)[0] == [("a Norvian clerk", ())]


def test_names_before_colons_are_turns() -> None:
    text = (
        "Polar Times: Is the bridge gone?\n\nAna Brandt: It is. My driver said, “Turn back.”\n\n"
        "Polar Times: And now?\n\nAna Brandt: I said that we would wait.\n"
    )
    quoted, told = heard(text)
    assert quoted == [("My driver", ("Ana Brandt",))]
    assert told == []


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("김하늘은 다리가 결국 '종이 다리'가 될 것으로 내다봤다.", "statement"),
        ("주민 모임인 '강변의 밤'은 반대했다.", "label"),
        ("노르비아가 말하는 '특별 지대'는 강 건너에 있다.", "scare"),
        ("In Brandt's paper, headed “Eleven Sentences,” nothing is signed.", "label"),
        ("Norvia refused, calling the plan “a trap”.", "statement"),
    ],
)
def test_statement_label_or_scare(text: str, kind: str) -> None:
    assert [one.kind for one in quotations(lay_out(clean(text)))] == [kind]
