"""Whom pronouns, bare offices and turns of a briefing mean, and through whom words came."""

import re

import pytest

from backchannel.reading.found import Layout, Mention, Quotation, Reported, Span
from backchannel.reading.speech.present import Company, Present, kind_of_pronoun
from backchannel.reading.speech.quotes import quotations
from backchannel.reading.speech.reported import reported
from backchannel.reading.speech.roles_of import offices
from backchannel.reading.speech.saying import Named
from backchannel.reading.speech.speakers import attribute
from backchannel.reading.text.clean import clean
from backchannel.reading.text.layout import lay_out

NAMES = {
    "Ana Brandt": "person",
    "Ivo Lund": "person",
    "Polar Times": "organisation",
    "김하늘": "person",
    "노르비아": "state",
    "북해통신": "organisation",
    "갈매기 신문": "organisation",
}


def mentions(text: str) -> tuple[Mention, ...]:
    found = [
        Mention(Span(at.start(), at.end()), kind, name)  # type: ignore[arg-type]
        for name, kind in NAMES.items()
        for at in re.finditer(name, text)
    ]
    return tuple(sorted(found, key=lambda one: one.span))


def heard(text: str) -> tuple[Layout, tuple[Quotation, ...], tuple[Reported, ...]]:
    layout = lay_out(clean(text))
    names = mentions(layout.text)
    quoted = attribute(layout, quotations(layout), names)
    return layout, quoted, reported(layout, names, quoted)


def spoken(text: str) -> list[str | None]:
    """Return the speakers of the statements in marks."""
    return [one.said.speaker for one in heard(text)[1] if one.kind == "statement"]


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ('The envoy, Ivo Lund, was late. "We wait," the envoy said.', "Ivo Lund"),
        ('Minister Ana Brandt was late. The weary minister said: "We wait."', "Ana Brandt"),
        ('The vice-president, Ivo Lund, left. "No," said the vice-president.', "Ivo Lund"),
        ('Ivo Lund, who commanded the guard, left. "No," said the commander.', "Ivo Lund"),
        ('The foreign minister, Ivo Lund, left. "No," said the finance minister.',
         "finance minister"),
    ],
)  # fmt: skip
def test_a_bare_office_is_its_bearer(text: str, speaker: str) -> None:
    assert spoken(text)[-1] == speaker


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        # the subject of the sentence before, not who spoke before that
        ('"No," a farmer said. Ana Brandt sighed. She waited. "Yes," she said.', "Ana Brandt"),
        ('Ivo Lund left; a widow in the yard stayed on. "We wait," she said.',
         "a widow in the yard"),
        ('Ana Brandt related that her pupils had told her that it rained. "It did," she said.',
         "Ana Brandt"),
        ('The heart is the land that both the state and its halves claim. Ivo Lund knows. '
         '"It is ours," he said.', "Ivo Lund"),
    ],
)  # fmt: skip
def test_a_pronoun_finds_the_one_who_fits(text: str, speaker: str) -> None:
    assert spoken(text)[-1] == speaker


def test_he_is_no_widow_and_they_are_several() -> None:
    company = Company()
    widow = Present(Named("unnamed", "a widow", "widow"), "f", 0)
    guards = Present(Named("unnamed", "guards", "guards"), "many", 10)
    lund = Present(Named("name", "Ivo Lund", person=True), "person", 20)
    company.units.append([widow, guards, lund])
    assert company.meant("he", [], 0) is lund
    assert company.meant("she", [], 0) is widow
    assert company.meant("in their view", [], 0) is guards
    assert kind_of_pronoun("whose") is None


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ('In Ana Brandt\'s words, "the bridge is a rumour".', "Ana Brandt"),
        ('It was given up, as one minister phrased it, "for a quiet night".', "one minister"),
        ('A last word from Ivo Lund, who said to me on the quay, "Tell them."', "Ivo Lund"),
        ('I was told by Ana Brandt that there was "no channel, only a rope".', "Ana Brandt"),
        ('Ivo Lund, a tall man with a cough, said: "We wait."', "Ivo Lund"),
        ('Ivo Lund has only urged both sides "to remember the door".', "Ivo Lund"),
    ],
)  # fmt: skip
def test_other_ways_of_saying(text: str, speaker: str) -> None:
    assert spoken(text) == [speaker]


def test_a_name_kept_in_use_is_no_statement() -> None:
    text = 'It would stop once what it calls the "broad talks" had begun.'
    assert [one.kind for one in heard(text)[1]] == ["scare"]


@pytest.mark.parametrize(
    ("text", "through"),
    [
        ('The clerk heard from Ivo Lund what an aide had whispered: "It is over."',
         ("Ivo Lund", "clerk")),
        ('A diplomat said that Ana Brandt had asked for "fewer surprises".', ("a diplomat",)),
        ('A retired pilot told the Polar Times that it rained. He expects peace, '
         '"with some luck".', ("Polar Times",)),
        (
            "갈매기 신문은 김하늘이 “끝났다”고 말했다는 한 각료의 전언을 실었다.",
            ("한 각료", "갈매기 신문"),
        ),
        ("북해통신은 《갈매기 신문》의 기사를 옮기며 김하늘이 “끝났다”고 말했다고 썼다.",
         ("갈매기 신문", "북해통신")),
    ],
)  # fmt: skip
def test_chains(text: str, through: tuple[str, ...]) -> None:
    found = heard(text)[1]
    assert found[-1].said.through == through


BRIEFING = """Midday briefing

Speaking for the Council: Ana Brandt

SPOKESWOMAN: Good afternoon. Your questions.

Q: Is the bridge open?

SPOKESWOMAN: I was told by the mayor that it is "open to goats".

Q: And the road?

SPOKESWOMAN: No news of it today."""


def test_a_briefing_goes_through_who_answers() -> None:
    (said,) = (one.said for one in heard(BRIEFING)[1])
    assert said.speaker == "mayor"
    assert said.through == ("Ana Brandt",)


def test_turns_begin_inside_paragraphs_too() -> None:
    text = """답변자: 김하늘 대변인

문: 노르비아가 왔습니까? 답: 예. 노르비아는 이를 "굴욕"이라고 비난했습니다.

문: 더 있습니까? 답: 없습니다."""
    (said,) = (one.said for one in heard(text)[1])
    assert said.through == ("김하늘",)


def test_a_korean_source_keeps_its_description() -> None:
    text = "노르비아 외무부와 가까운 한 연구자는 문이 닫혔다고 설명했다."
    assert heard(text)[2][0].said.speaker == "노르비아 외무부와 가까운 한 연구자"


def test_any_verb_leads_in() -> None:
    text = "어느 관료는 내게 이렇게 투덜거린 적이 있다. “우리는 측량사를 부릅니다.”"
    assert spoken(text) == ["어느 관료"]


def test_offices_stand_before_and_behind_names() -> None:
    layout = lay_out(clean("Ana Brandt, the deputy head of the port, met Senator Ivo Lund."))
    at = layout.text.find("Ivo")
    names = (
        Mention(Span(0, 10), "person", "Ana Brandt"),
        Mention(Span(at, at + 8), "person", "Ivo Lund"),
    )
    known = offices(layout, names)
    assert known.bearer("the senator", "senator", 100, frozenset()) == "Ivo Lund"
    assert known.bearer("the deputy head", "head", 100, frozenset()) == "Ana Brandt"
    assert known.bearer("the former senator", "senator", 100, frozenset()) is None
