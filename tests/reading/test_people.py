"""Whose people persons are and who sits at the table, in four languages."""

from collections.abc import Mapping

import pytest

from backchannel.reading.drafts.people import Side, sides_of
from backchannel.reading.found import (
    Cleaned,
    Language,
    Layout,
    Mention,
    Paragraph,
    Sentence,
    Span,
)

NO, PE, EU = "NO", "PE", "&EU"


def sides(text: str, language: Language, names: Mapping[str, str]) -> dict[str, Side]:
    """Return the sides in a text whose names are given; `&` marks an organisation."""
    held = []
    for form, bearer in names.items():
        kind = "person" if not bearer else "organisation" if bearer[0] == "&" else "state"
        start = text.index(form)
        held.append(
            Mention(Span(start, start + len(form)), kind, bearer.lstrip("&") or form)  # type: ignore[arg-type]
        )
    whole = Span(0, len(text))
    layout = Layout(
        Cleaned(text, text, range(len(text) + 1)),
        (Paragraph("P1", whole, "text", language),),
        (Sentence(whole, 0),),
        (),
    )
    return sides_of(layout, sorted(held, key=lambda it: it.span.start))


def of(text: str, language: Language, names: Mapping[str, str]) -> dict[str, str]:
    return {name: it.of for name, it in sides(text, language, names).items()}


ENGLISH = [
    ("Norwegian Prime Minister Ada Lorne told lawmakers nothing.", {"Norwegian": NO}, NO),
    ("Norway's foreign secretary, Ada Lorne, said yes.", {"Norway": NO}, NO),
    ("EU foreign policy chief Ada Lorne phoned them.", {"EU": EU}, "EU"),
    ("Ada Lorne, Norway's chief negotiator, declined.", {"Norway": NO}, NO),
    ("Ada Lorne, minister of trade of Norway, declined.", {"Norway": NO}, NO),
    ("The President of Norway, Ada Lorne, wrote a letter.", {"Norway": NO}, NO),
    ("Ada Lorne, who until last year was a judge, leads the Norwegian side.", {"Norwegian": NO},
     NO),
    ("The Norwegian delegation, led by retired admiral Ada Lorne, left.", {"Norwegian": NO}, NO),
    ("Norway was represented by former minister Ada Lorne.", {"Norway": NO}, NO),
    ("Norway has two seats and sent envoy Ada Lorne.", {"Norway": NO}, None),
    ("For Norway, former minister Ada Lorne took the chair.", {"Norway": NO}, NO),
    ("On the Norwegian side, Ada Lorne took notes.", {"Norwegian": NO}, NO),
    ("Norway met the minister Ada Lorne in May.", {"Norway": NO}, None),
    ("Norway will not withdraw its ships, Prime Minister Ada Lorne said.", {"Norway": NO}, NO),
    ("Norway will go to war, President Ada Lorne said.", {"Norway": NO}, None),
    ("Two members of the Norwegian delegation said that Ada Lorne was ill.", {"Norwegian": NO},
     None),
    ("Ada Lorne, Norway and three others were named.", {"Norway": NO}, None),
    ("A deal is unlikely, said Ada Lorne of the Polar Institute.", {"Polar Institute": "&P"}, None),
    ("The envoy to Norway, Ada Lorne, was ill.", {"Norway": NO}, None),
]  # fmt: skip
KOREAN = [
    ("노르웨이 특사 김서준은 답하지 않았다.", NO),
    ("노르웨이 정부 대변인 김서준은 답하지 않았다.", NO),
    ("김서준 노르웨이 총리는 답하지 않았다.", NO),
    ("김서준 전 노르웨이 외교부 협상특사는 답하지 않았다.", NO),
    ("노르웨이 대표단을 이끈 김서준 국장은 답하지 않았다.", NO),
    ("노르웨이 쪽의 김서준 전 부대표는 받아 적었다.", NO),
    ("김서준 외무차관이 이끄는 노르웨이 대표단이 도착했다.", NO),
    ("노르웨이 측에서는 오래 일한 김서준 특사가 참여했다.", NO),
    ("노르웨이 측에서는 김서준 특사가, 그리고 둘이 더 왔다.", NO),
    ("노르웨이 대표단은 김서준 전 국방차관이 이끈다.", NO),
    ("노르웨이 측은 김서준 의장을 만났다.", None),
    ("노르웨이 측은 회담이 열렸다고 했고 김서준 의장이 부인했다.", None),
    ("김서준 노르웨이 담당 국장은 답하지 않았다.", None),
]
SLAVIC: list[tuple[Language, str, dict[str, str], str | None]] = [
    ("ru", "Посол Норвегии Иван Лунд заявил об этом.", {"Норвегии": NO}, NO),
    ("ru", "Иван Лунд, министр иностранных дел Норвегии, молчит.", {"Норвегии": NO}, NO),
    ("ru", "Норвегию представлял посол Иван Лунд.", {"Норвегию": NO}, NO),
    ("ru", "От Норвегии — Иван Лунд.", {"Норвегии": NO}, NO),
    ("ru", "Делегация Норвегии сообщила, что Иван Лунд болен.", {"Норвегии": NO}, None),
    ("uk", "Посол Норвегії Іван Лунд заявив про це.", {"Норвегії": NO}, NO),
    ("uk", "Іван Лунд, міністр закордонних справ Норвегії, мовчить.", {"Норвегії": NO}, NO),
    ("uk", "Норвегію представляв посол Іван Лунд.", {"Норвегію": NO}, NO),
    ("uk", "Делегація Норвегії повідомила, що Іван Лунд хворий.", {"Норвегії": NO}, None),
]


@pytest.mark.parametrize(("text", "names", "expected"), ENGLISH)
def test_english_sides(text: str, names: dict[str, str], expected: str | None) -> None:
    assert of(text, "en", {"Ada Lorne": "", **names}).get("Ada Lorne") == expected


@pytest.mark.parametrize(("text", "expected"), KOREAN)
def test_korean_sides(text: str, expected: str | None) -> None:
    assert of(text, "ko", {"김서준": "", "노르웨이": NO}).get("김서준") == expected


@pytest.mark.parametrize(("language", "text", "names", "expected"), SLAVIC)
def test_russian_and_ukrainian_sides(
    language: Language, text: str, names: dict[str, str], expected: str | None
) -> None:
    person = "Иван Лунд" if language == "ru" else "Іван Лунд"
    assert of(text, language, {person: "", **names}).get(person) == expected


def test_two_leaders_go_with_two_sides_in_order() -> None:
    english = "Delegations of Norway and Peru, led by Vice Minister Ada Lorne and Luis Prado, met."
    told = of(english, "en", {"Norway": NO, "Peru": PE, "Ada Lorne": "", "Luis Prado": ""})
    assert told == {"Ada Lorne": NO, "Luis Prado": PE}
    korean = "노르웨이와 페루 대표단은 각각 김서준 특사와 박도윤 차관이 이끌었다."
    told = of(korean, "ko", {"노르웨이": NO, "페루": PE, "김서준": "", "박도윤": ""})
    assert told == {"김서준": NO, "박도윤": PE}


def test_a_list_goes_on_until_the_other_side_is_named() -> None:
    text = "노르웨이 측에서는 김서준, 이하늘 등이, 페루 측에서는 박도윤 차관이 협상에 참여했다."
    names = {"노르웨이": NO, "페루": PE, "김서준": "", "이하늘": "", "박도윤": ""}
    assert of(text, "ko", names) == {"김서준": NO, "이하늘": NO, "박도윤": PE}


def test_a_leader_of_talks_sits_there_and_a_prime_minister_who_tells_of_them_does_not() -> None:
    text = "Norwegian Prime Minister Ada Lorne told lawmakers that the talks go on."
    assert not sides(text, "en", {"Norwegian": NO, "Ada Lorne": ""})["Ada Lorne"].delegate
    text = "Norwegian envoy Ada Lorne told lawmakers that the talks go on."
    assert sides(text, "en", {"Norwegian": NO, "Ada Lorne": ""})["Ada Lorne"].delegate
