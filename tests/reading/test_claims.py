"""Claims with their voice and a suggested digit; forecasts with their hedge."""

import sys
from dataclasses import replace
from pathlib import Path

import pytest

from backchannel.reading.deeds.claims import claims
from backchannel.reading.deeds.weighing import weight
from backchannel.reading.found import (
    Attribution,
    Language,
    Mention,
    Paragraph,
    Reported,
    Sentence,
    Span,
)

sys.path.insert(0, str(Path(__file__).parent))

from hand_made import laid_out, read

NAMES: dict[Language, dict[str, str]] = {
    "en": {"Oslo": "@NO", "Rome": "@IT", "Lund": "+Lund"},
    "ko": {"미국": "US", "러시아": "RU", "김철": "+김철"},
    "ru": {"Москва": "@RU"},
    "uk": {"Київ": "@UA"},
}


@pytest.mark.parametrize(
    ("language", "text", "hedge"),
    [
        ("en", "A deal with Rome is unlikely this year.", "unlikely"),
        ("en", "The truce may well collapse.", "may well"),
        ("en", "If the shelling goes on, Rome could leave.", None),
        ("en", "There will be no peace.", None),
        ("ko", "휴전은 곧 무너질 것으로 보인다.", "것으로 보인다"),
        ("ko", "협상이 타결될 가능성이 높다.", "가능성이 높다"),
        ("ko", "전쟁이 끝나지 않을 수도 있다.", None),
        ("en", "Bell expects Rome to come back.", "expects"),
        ("en", "I see little chance of a truce.", "little chance"),
        ("en", "In all likelihood the port stays shut.", "In all likelihood"),
        ("en", "Unless Rome moves, the ships may follow.", "may"),
        ("ko", "단속에 나설지는 불투명하다.", "불투명하다"),
        ("ko", "합의가 나올 여지도 없지는 않다.", "여지도 없지는 않다"),
        ("ko", "봄까지 아무 일도 일어나지 않을 공산이 크다.", "공산이 크다"),
        ("ru", "Перемирие вряд ли возможно.", "вряд ли"),
        ("uk", "Перемир'я може не дожити до весни.", "може"),
    ],
)
def test_forecasts_and_their_hedge(language: Language, text: str, hedge: str | None) -> None:
    found = read(text, language, NAMES[language])
    assert len(found.forecasts) == 1
    if hedge:
        assert found.words(found.forecasts[0].hedge) == hedge


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "We will sign on Monday."),
        ("en", "Rome promised that it will pay."),
        ("en", "On 3 May the talks began."),
        ("en", "Will Rome pay?"),
        ("en", "The delegations will meet on Friday."),
        ("en", "Only one side may wind the clock."),
        ("en", "They want the runway, they will give the road."),
        ("ko", "우리는 결코 물러서지 않을 것이다."),
        ("ko", "러시아가 제안을 거절한 것으로 보인다."),
        ("ko", "회담이 열렸다."),
    ],
)
def test_own_promises_and_what_is_past_are_no_forecasts(language: Language, text: str) -> None:
    assert read(text, language, NAMES[language]).forecasts == ()


def test_a_quoted_assertion_is_a_claim_of_its_speaker() -> None:
    words = "Rome has kept a secret army for two years"
    found = read(f"“{words},” Lund said.", "en", NAMES["en"], said=[(words, "Lund")]).claims
    assert [(it.said.speaker, it.kind, it.grade) for it in found] == [("Lund", "quote", 3)]


def test_the_digit_is_worse_without_a_name_and_never_better_than_three() -> None:
    text = "러시아가 비밀 조건을 내걸었다고 한 소식통이 말했다."
    found = read(text, "ko", NAMES["ko"], told=[(text, "한 소식통")]).claims
    assert [(it.kind, it.grade) for it in found] == [("report", 4)]


def test_a_denial_is_named_as_such() -> None:
    words = "러시아와 거래했다는 보도는 사실이 아니다"
    found = read(f"김철은 “{words}”라고 말했다.", "ko", NAMES["ko"], said=[(words, "김철")]).claims
    assert [it.kind for it in found] == ["denial"]


def test_a_catchword_and_an_act_of_the_speaker_are_no_claims() -> None:
    assert (
        read("Lund called it “theatre”.", "en", NAMES["en"], said=[("theatre", "Lund")]).claims
        == ()
    )
    words = "We will never accept a camp of Rome on our hill"
    assert read(f"“{words},” Lund said.", "en", NAMES["en"], said=[(words, "Lund")]).claims == ()


def test_the_author_judges_only_where_he_speaks_of_himself() -> None:
    plain = "Rome clearly wants the port. The talks go on."
    assert read(plain, "en", NAMES["en"]).claims == ()
    own = (
        "We have said so before. The ceasefire that Rome and Oslo signed was never about the line "
        "on the map but about the port and the money behind it. We repeat it."
    )
    found = read(own, "en", NAMES["en"]).claims
    assert [(it.sentence, it.kind, it.grade) for it in found] == [(1, "judgement", 6)]


@pytest.mark.parametrize(
    ("through", "speaker"),
    [(("a banker",), "a banker"), (("Harbour News",), "RU"), ((), "RU")],
)
def test_a_person_vouches_for_what_he_tells_of_another_a_newspaper_passes_on(
    through: tuple[str, ...], speaker: str
) -> None:
    text = (
        "러시아가 이미 비밀 협상에서 미국에 섬을 내준 것이 아니라 처음부터 섬이 "
        "없었다고 한다는 전언이다. "
        "Harbour News도 그렇게 전했다."
    )
    layout = laid_out(text, "ko")
    names = [
        Mention(Span(0, 3), "state", "RU"),
        Mention(
            Span(text.index("Harbour"), text.index("도 그렇게")), "organisation", "Harbour News"
        ),
    ]
    told = Reported(layout.sentences[0].span, Attribution("RU", "after", None, through))
    assert claims(layout, names, [], [told])[0].said.speaker == speaker


def test_a_forecast_is_not_registered_twice() -> None:
    words = "a deal with Rome is very unlikely this year"
    found = read(f"“{words},” Lund said.", "en", NAMES["en"], said=[(words, "Lund")])
    assert [it.said.speaker for it in found.forecasts] == ["Lund"]
    assert found.claims == ()


def test_what_speaks_for_and_against_registering() -> None:
    assert weight({"unnamed", "tells", "hidden"}) > 0
    assert weight({"own act", "tells", "named"}) < 0


@pytest.mark.parametrize(
    ("language", "text", "speaker", "worth"),
    [
        ("en", "Rome has quietly leaned on Oslo, an aide said.", "an aide", True),
        ("en", "Rome denied that there was any such letter.", "Rome", True),
        ("en", "Rome asked Oslo to pay.", "Rome", False),
        ("ko", "러시아가 뒤에서 미국을 압박했다고 한 측근이 귀띔했다.", "한 측근", True),
        ("ko", "서명한 문서는 없다고 김철이 말했다.", "김철", True),
        ("ko", "김철은 러시아에 군대를 물리라고 요구했다.", "김철", False),
    ],
)
def test_what_a_source_tells_is_a_claim_what_a_speaker_asks_is_none(
    language: Language, text: str, speaker: str, *, worth: bool
) -> None:
    found = read(text, language, NAMES[language], told=[(text, speaker)]).claims
    assert bool(found) == worth


def test_the_title_says_that_the_author_speaks() -> None:
    text = (
        "The truth of the ceasefire is not a border but a port, and neither of the two governments "
        "has ever said so in public."
    )
    layout = laid_out(f"{text} It stands.", "en")
    head = Paragraph("P0", Span(0, 0), "heading", "en")
    assert claims(layout, [], [], []) == ()
    titled = "Opinion: the port\n\n"
    moved = laid_out(titled + text, "en")
    start = len(titled)
    layout = replace(
        moved,
        paragraphs=(
            replace(head, span=Span(0, start - 2)),
            Paragraph("P1", Span(start, start + len(text)), "text", "en"),
        ),
        sentences=(Sentence(Span(start, start + len(text)), 1),),
    )
    assert [it.kind for it in claims(layout, [], [], [])] == ["judgement"]
