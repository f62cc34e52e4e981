"""Who talks with whom: pairs, status, rate, secrecy. Sentences of our own, four languages."""

import sys
from pathlib import Path

import pytest

from backchannel.reading.channels import channels
from backchannel.reading.found import Language, Mention, Span

sys.path.insert(0, str(Path(__file__).parent))

from hand_made import laid_out, read

NAMES: dict[Language, dict[str, str]] = {
    "en": {"Oslo": "@NO", "Rome": "@IT", "Peru": "PE", "Chile": "CL", "Ann Bell": "+Ann Bell",
           "Raul Paz": "+Raul Paz"},
    "ko": {"미국": "US", "러시아": "RU", "미": "US", "러": "RU", "중국": "CN", "일본": "JP",
           "EU": "&EU"},
    "ru": {"Москвой": "@RU", "Киевом": "@UA", "Пекин": "@CN"},
    "uk": {"Києвом": "@UA", "Варшавою": "@PL"},
}  # fmt: skip

PAIRS = [
    ("en", "Secret talks between Oslo and Rome continue twice a month.", ("NO", "IT"), "running",
     "twice a month", "secret"),
    ("en", "The Peru-Chile channel broke down in May.", ("PE", "CL"), "ended", None, "unknown"),
    ("en", "Peru has held talks with Chile behind closed doors.", ("PE", "CL"), "used", None,
     "confidential"),
    ("en", "A back channel between Ann Bell of Peru and Raul Paz of Chile runs weekly, kept by "
           "former officials.", ("Ann Bell", "Raul Paz"), "running", "weekly", "deniable"),
    ("en", "Peru proposed a hotline between Oslo and Rome, open to the press.", ("NO", "IT"),
     "proposed", None, "open"),
    ("en", "Peru and Chile have met every six weeks since June.", ("PE", "CL"), "running",
     "every six weeks", "unknown"),
    ("ko", "미국과 러시아 간의 회담은 한 달에 최소 두 번 이상 열렸다.", ("US", "RU"), "running",
     "한 달에 최소 두 번 이상", "unknown"),
    ("ko", "미·러 대화는 지난해 끊겼다.", ("US", "RU"), "ended", None, "unknown"),
    ("ko", "중국과 일본 사이에 채널이 있어야 한다.", ("CN", "JP"), "proposed", None, "unknown"),
    ("ko", "중국은 일본과 비밀리에 접촉을 이어 왔다.", ("CN", "JP"), "running", None, "secret"),
    ("ko", "러시아와 EU의 전직 관리들이 매주 비공식 대화를 이어 오고 있다.", ("RU", "EU"),
     "running", "매주", "deniable"),
    ("ru", "Тайные переговоры между Москвой и Киевом продолжаются каждую неделю.", ("RU", "UA"),
     "running", "каждую неделю", "secret"),
    ("uk", "Канал між Києвом та Варшавою зірвано.", ("UA", "PL"), "ended", None, "unknown"),
]  # fmt: skip


@pytest.mark.parametrize(("language", "text", "pair", "status", "rate", "secrecy"), PAIRS)
def test_pair_status_rate_secrecy(
    language: Language, text: str, pair: tuple[str, ...], status: str, rate: str, secrecy: str
) -> None:
    found = read(text, language, NAMES[language])
    assert [(it.between, it.status, found.words(it.rate), it.secrecy) for it in found.channels] == [
        (pair, status, rate, secrecy)
    ]


@pytest.mark.parametrize(
    ("language", "text", "pairs"),
    [
        ("en", "Channels are needed between Oslo and Rome, Peru and Chile.",
         [("NO", "IT"), ("PE", "CL")]),
        ("ko", "미국과 러시아 사이에, 그리고 중국과 일본 사이에도 채널이 있어야 한다.",
         [("US", "RU"), ("CN", "JP")]),
    ],
)  # fmt: skip
def test_a_list_holds_one_channel_for_each_pair(
    language: Language, text: str, pairs: list[tuple[str, str]]
) -> None:
    assert [it.between for it in read(text, language, NAMES[language]).channels] == pairs


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Peru drew a red line."),
        ("en", "The front line between the armies moved."),
        ("en", "Oslo and Rome are capitals."),
        ("ko", "미국과 러시아는 강대국이다."),
        ("ko", "러시아 협상팀은 중국에 갔다."),
    ],
)
def test_no_talks_no_channel(language: Language, text: str) -> None:
    assert read(text, language, NAMES[language]).channels == ()


def test_talks_that_a_third_offers_and_one_side_refuses() -> None:
    text = "미국과 러시아는 다투고 있다. 중국이 제안한 회담은 러시아가 거절했다."
    found = read(text, "ko", NAMES["ko"]).channels
    assert [(set(it.between), it.status) for it in found] == [({"US", "RU"}, "refused")]


def test_that_channel_is_the_one_spoken_of_before() -> None:
    text = "Talks between Oslo and Rome began in June. That channel went silent in May."
    found = read(text, "en", NAMES["en"]).channels
    assert (found[-1].sentence, found[-1].between, found[-1].status) == (1, ("NO", "IT"), "ended")


def test_both_sides_are_the_two_of_the_text() -> None:
    text = "Peru and Chile share a border. The two governments hold talks every week."
    found = read(text, "en", NAMES["en"]).channels
    assert [(it.sentence, it.between) for it in found] == [(1, ("PE", "CL"))]


def test_a_title_has_no_channel() -> None:
    text = "Talks between Oslo and Rome continue"
    names = [Mention(Span(14, 18), "metonym", "Oslo", "NO"),
             Mention(Span(23, 27), "metonym", "Rome", "IT")]  # fmt: skip
    assert channels(laid_out(text, "en", "heading"), names) == ()
    assert len(channels(laid_out(text, "en"), names)) == 1
