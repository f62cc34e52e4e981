"""Who talks with whom: pairs, status, rate, secrecy. Sentences of our own, four languages."""

import sys
from pathlib import Path

import pytest

from backchannel.reading.deeds.channels import channels
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
    ("ko", "러시아와 EU의 전직 관리들이 매주 비공식 대화를 이어 오고 있다.",
     ("러시아의 전직 관리들", "EU의 전직 관리들"), "running", "매주", "deniable"),
    ("en", "Retired generals of Peru and Chile meet every six weeks.",
     ("Retired generals of Peru", "Retired generals of Chile"), "running", "every six weeks",
     "deniable"),
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


GRAMMAR = [
    ("en", "Peru's foreign minister met his Chilean counterpart on Monday.", ("PE", "CL")),
    ("en", "Peru’s envoy spoke with officials from Chile for an hour.", ("PE", "CL")),
    ("en", "Delegations of Peru (PE) and Chile (CL), led by Ann Bell, met in Oslo.", ("PE", "CL")),
    ("en", "Rome brokered talks between envoys from Peru and Chile in May.", ("PE", "CL")),
    ("en", "Peru and Chile have been talking since the spring.", ("PE", "CL")),
    ("ko", "미국 국무장관은 러시아 외무장관과 전화로 통화했다.", ("US", "RU")),
    ("ko", "미국 대표단과 러시아 대표단이 제네바에서 마주 앉았다.", ("US", "RU")),
    ("ko", "중국의 중재로 미국과 러시아가 만났다.", ("US", "RU")),
    ("ko", "미국은 러시아에 회담을 제안했다.", ("US", "RU")),
    ("ru", "Москвой и Киевом предложены переговоры между Москвой и Киевом.", ("RU", "UA")),
]  # fmt: skip


@pytest.mark.parametrize(("language", "text", "pair"), GRAMMAR)
def test_two_sides_in_any_arrangement(language: Language, text: str, pair: tuple[str, str]) -> None:
    names = NAMES[language] | ({"Chilean": "CL"} if language == "en" else {})
    assert {frozenset(it.between) for it in read(text, language, names).channels} == {
        frozenset(pair)
    }


def test_a_person_in_office_talks_for_his_side() -> None:
    text = "Ann Bell of Peru and Raul Paz of Chile met on Sunday."
    found = read(text, "en", NAMES["en"]).channels
    assert [it.between for it in found] == [("PE", "CL")]


def test_hosts_and_carriers_are_no_sides() -> None:
    text = "Peru and Chile quarrel. In Oslo, under Rome, the two sides held talks."
    found = read(text, "en", NAMES["en"]).channels
    assert [it.between for it in found] == [("PE", "CL")]
    text = "미국과 러시아는 다툰다. 중국과 일본의 중재로 두 나라가 만났다."
    found = read(text, "ko", NAMES["ko"]).channels
    assert ("CN", "JP") not in [it.between for it in found]


def test_the_speaker_talks_with_a_partner_named_alone() -> None:
    words = "we are in contact with Chile every day"
    text = f"Peru and Chile quarrel. “{words},” Peru said."
    found = read(text, "en", NAMES["en"], said=[(words, "PE")]).channels
    assert [(it.between, it.status) for it in found] == [(("PE", "CL"), "running")]


def test_talks_proposed_in_one_clause_and_refused_in_the_next_are_both() -> None:
    text = "미국과 러시아는 다툰다. 미국은 러시아에 회담을 제의했으나 러시아는 거절했다."
    found = read(text, "ko", NAMES["ko"]).channels
    assert [it.status for it in found] == ["proposed", "refused"]


def test_the_next_sentence_turns_the_talks_down() -> None:
    text = "Rome proposed talks between Peru and Chile. Chile declined."
    found = read(text, "en", NAMES["en"]).channels
    assert [(it.sentence, it.status) for it in found] == [(0, "proposed"), (1, "refused")]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Talks between Peru and Chile may collapse."),
        ("en", "Chile will leave if the talks between Peru and Chile are suspended."),
        ("ko", "미국과 러시아의 회담이 끊기면 큰일이다."),
        ("ko", "미국과 러시아의 회담은 결렬이 아니다."),
    ],
)
def test_talks_that_may_end_have_not(language: Language, text: str) -> None:
    found = read(text, language, NAMES[language]).channels
    assert "ended" not in [it.status for it in found]


def test_a_rate_told_in_the_next_sentence_belongs_to_the_channel() -> None:
    text = "Peru and Chile have met since May. It happens twice a week."
    found = read(text, "en", NAMES["en"])
    assert [found.words(it.rate) for it in found.channels] == [None, "twice a week"]


def test_what_both_publish_is_open() -> None:
    text = "Joint communiqué. The talks between Peru and Chile continue."
    found = read(text, "en", NAMES["en"]).channels
    assert [it.secrecy for it in found] == ["open"]


def test_two_cities_stand_for_the_two_of_the_text() -> None:
    text = "Peru and Chile held talks. A hotline between Arica and Tacna is tested every day."
    names = NAMES["en"] | {"Arica": "#Arica", "Tacna": "#Tacna"}
    assert read(text, "en", names).channels[-1].between == ("PE", "CL")


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "There are no talks between Peru and Chile."),
        ("en", "Peru met the conditions of Chile."),
        ("en", "An exchange of prisoners between Peru and Chile took place."),
        ("en", "Oslo phoned the two ministers."),
        ("ko", "미국과 러시아는 만나지 않는다."),
        ("ko", "미국과 러시아 사이에 대화는 없다."),
    ],
)
def test_what_only_sounds_like_talks(language: Language, text: str) -> None:
    assert read(text, language, NAMES[language]).channels == ()


@pytest.mark.parametrize(
    ("text", "pair"),
    [
        ("미중 국방장관 회담이 싱가포르에서 열렸다.", ("US", "CN")),
        ("북미 실무협상은 결렬됐다.", ("KP", "US")),
        ("남북 연락사무소는 문을 닫았다.", ("KR", "KP")),
    ],
)
def test_two_states_written_as_one_word(text: str, pair: tuple[str, str]) -> None:
    assert [it.between for it in read(text, "ko", {}).channels] == [pair]


def test_who_brings_others_together_is_no_side() -> None:
    text = "중국은 일본과 함께 제네바에서 미국과 러시아의 간접 대화를 주선했다."
    found = read(text, "ko", NAMES["ko"]).channels
    assert [(it.between, it.status) for it in found] == [(("US", "RU"), "used")]


def test_a_third_who_sees_both_does_not_make_them_talk() -> None:
    text = "미국과 러시아는 다툰다. 중국 특사는 양측을 따로 만났다."
    assert read(text, "ko", NAMES["ko"]).channels == ()


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("미국과 러시아의 핫라인은 2020년 이래 끊긴 적이 없다.", "running"),
        ("미국과 러시아의 핫라인은 협정이 깨진 뒤에도 날마다 가동된다.", "running"),
        ("미국과 러시아의 협의는 러시아가 나오지 않겠다고 한 뒤로 멈춰 섰다.", "ended"),
        ("미국과 러시아의 협상이 결렬됐다.", "ended"),
        ("미국과 러시아의 담판이 18일 밤 끝났다.", "used"),
    ],
)
def test_status_by_the_verb_that_counts(text: str, status: str) -> None:
    names = NAMES["ko"]
    assert {it.status for it in read(text, "ko", names).channels} == {status}


def test_whom_one_meets_is_his_partner() -> None:
    text = "미국 특사는 지난달 러시아 외무장관을 직접 만났다."
    found = read(text, "ko", NAMES["ko"]).channels
    assert [set(it.between) for it in found] == [{"US", "RU"}]


def test_two_persons_whom_the_next_sentence_names() -> None:
    text = "Every Friday two men meet in a bar. One is Ann Bell, a judge; the other is Raul Paz."
    found = read(text, "en", NAMES["en"]).channels
    assert [(it.between, it.status) for it in found] == [(("Ann Bell", "Raul Paz"), "running")]


def test_the_subject_far_from_the_talks_is_their_doer() -> None:
    text = "Peru's tired old minister flew to Lima in May for talks with Chile."
    found = read(text, "en", NAMES["en"]).channels
    assert [set(it.between) for it in found] == [{"PE", "CL"}]


def test_what_follows_tells_of_secrecy() -> None:
    text = "Talks between Peru and Chile began in May. Nobody knew."
    assert [it.secrecy for it in read(text, "en", NAMES["en"]).channels] == ["secret"]


def test_a_body_whose_name_is_a_word_for_talks_is_no_channel() -> None:
    text = (
        "Peru and Chile talk every day. The Commission will pay as soon as both governments sign."
    )
    names = NAMES["en"] | {"Commission": "&EU"}
    assert [it.sentence for it in read(text, "en", names).channels] == [0]


def test_a_second_name_in_brackets_does_not_end_a_pair() -> None:
    text = "러시아와 EU 사이에, 그리고 러시아와 남반구 (글로벌 사우스) 사이에도 채널이 있어야 한다."
    names = NAMES["ko"] | {"남반구": "&SOUTH", "글로벌 사우스": "&SOUTH"}
    pairs = {it.between for it in read(text, "ko", names).channels}
    assert pairs == {("RU", "EU"), ("RU", "SOUTH")}


def test_the_leader_named_later_is_another_part_of_the_sentence() -> None:
    text = "미국은 러시아와 한 차례 대화를 시도했지만 러시아의 김철수 자신이 거부했다."
    names = NAMES["ko"] | {"김철수": "+김철수"}
    (told,) = read(f"{text} {text}", "ko", names).channels[:1]
    assert (set(told.between), told.status) == ({"US", "RU"}, "refused")
