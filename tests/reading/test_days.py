"""Dates: full ones, parts, relative ones; nothing is guessed, vague ones stay vague."""

from datetime import date
from itertools import pairwise

import pytest

from backchannel.reading.found import Cleaned, Language, Layout, Paragraph, Sentence, Span
from backchannel.reading.names.days import dated, days

TOLD = date(2024, 3, 13)  # a Wednesday


def layout(text: str, language: Language) -> Layout:
    """A document of paragraphs divided by line breaks."""
    paragraphs, sentences, place = [], [], 0
    for number, line in enumerate(text.split("\n")):
        span = Span(place, place + len(line))
        paragraphs.append(Paragraph(f"P{number + 1}", span, "text", language))
        sentences.append(Sentence(span, number))
        place = span.end + 1
    cleaned = Cleaned(text, text, range(len(text) + 1))
    return Layout(cleaned, tuple(paragraphs), tuple(sentences), ())


def found(text: str, language: Language, told: date | None = TOLD) -> list[tuple[str, str | None]]:
    return [(it.span.of(text), it.value) for it in days(layout(text, language), told)]


@pytest.mark.parametrize(
    ("text", "language", "said", "value"),
    [
        ("서명은 2023년 7월 26일에 있었다", "ko", "2023년 7월 26일", "2023-07-26"),
        ("2022년 11월에 이미", "ko", "2022년 11월", "2022-11"),
        ("2014년에 병합된", "ko", "2014년", "2014"),
        ("1990년대의 합의", "ko", "1990년대", "199X"),
        ("2023. 7. 26. 발표", "ko", "2023. 7. 26.", "2023-07-26"),
        ("signed on July 26, 2023.", "en", "July 26, 2023", "2023-07-26"),
        ("signed on 26th of July 2023.", "en", "26th of July 2023", "2023-07-26"),
        ("on 3-5 May 2023 they met", "en", "3-5 May 2023", "2023-05-03/2023-05-05"),
        ("in November 2022 already", "en", "November 2022", "2022-11"),
        ("annexed in 2014 by force", "en", "2014", "2014"),
        ("the war of 2014-16 ended", "en", "2014-16", "2014/2016"),
        ("dated 2023-07-26 here", "en", "2023-07-26", "2023-07-26"),
        ("подписано 26 июля 2023 года", "ru", "26 июля 2023 года", "2023-07-26"),
        ("подписано 26.07.2023", "ru", "26.07.2023", "2023-07-26"),
        ("ещё весной 2022 года", "ru", "весной 2022 года", "2022-21"),
        ("підписано 26 липня 2023 року", "uk", "26 липня 2023 року", "2023-07-26"),
        ("у березні 2033 року", "uk", "у березні 2033 року", "2033-03"),
    ],
)
def test_complete_dates_need_no_document_date(
    text: str, language: Language, said: str, value: str
) -> None:
    assert found(text, language, None) == [(said, value)]


@pytest.mark.parametrize(
    ("text", "language", "said", "value"),
    [
        ("7월 26일에 만난다", "ko", "7월 26일", "2024-07-26"),
        ("지난해 11월 이후", "ko", "지난해 11월", "2023-11"),
        ("지난달 28일 제안했다", "ko", "지난달 28일", "2024-02-28"),
        ("대표는 12일 밝혔다", "ko", "12일", "2024-03-12"),
        ("다음 주에 간다", "ko", "다음 주", "2024-03-18/2024-03-24"),
        ("사흘 전 떠났다", "ko", "사흘 전", "2024-03-10"),
        ("두 달 전 떠났다", "ko", "두 달 전", "2024-01"),
        ("지난해 여름에", "ko", "지난해 여름", "2023-22"),
        ("meet on 26 July again", "en", "26 July", "2024-07-26"),
        ("they met on 26 July", "en", "26 July", "2023-07-26"),
        ("met on Friday again", "en", "Friday", "2024-03-08"),
        ("ready by Friday at noon", "en", "Friday", "2024-03-15"),
        ("met last autumn in secret", "en", "last autumn", "2023-23"),
        ("three weeks ago they met", "en", "three weeks ago", "2024-02-19/2024-02-25"),
        ("said in December that", "en", "December", "2023-12"),
        ("arrives in May", "en", "May", "2024-05"),
        ("until Easter", "en", "Easter", "2024-03-31"),
        ("at the end of the year", "en", "the end of the year", "2024-12"),
        ("решил в июле", "ru", "в июле", "2023-07"),
        ("на прошлой неделе", "ru", "на прошлой неделе", "2024-03-04/2024-03-10"),
        ("две недели назад", "ru", "две недели назад", "2024-02-26/2024-03-03"),
        ("до Нового года", "ru", "Нового года", "2025-01-01"),
        ("наступного вівторка", "uk", "наступного вівторка", "2024-03-19"),
        ("торік обіцяли", "uk", "торік", "2023"),
    ],
)
def test_what_is_relative_needs_the_document_date(
    text: str, language: Language, said: str, value: str
) -> None:
    assert found(text, language) == [(said, value)]
    assert found(text, language, None) == [(said, None)]


@pytest.mark.parametrize(
    ("text", "language", "said"),
    [
        ("며칠 전 기사를 실었다", "ko", "며칠 전"),
        ("몇 주 전 보고했다", "ko", "몇 주 전"),
        ("얼마 전 우리는", "ko", "얼마 전"),
        ("a few weeks ago they met", "en", "a few weeks ago"),
        ("the next morning it failed", "en", "the next morning"),
        ("несколько недель назад", "ru", "несколько недель назад"),
        ("кілька днів тому", "uk", "кілька днів тому"),
    ],
)
def test_vague_ones_stay_vague(text: str, language: Language, said: str) -> None:
    assert found(text, language) == [(said, None)]


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("May God help them; they may march. The March of Time, 2,014 men.", "en"),
        ("for two years, twice a month, every Tuesday, within a year", "en"),
        ("The fall of the city; the Spring Offensive; Easter Island", "en"),
        ("3일간 5일 동안 3년 만에 10년 동안 두 달에 한 번", "ko"),
        ("일본 일부 월급 오늘날 종일 매주 화요일 일월성신 1월호", "ko"),
        ("каждый вторник, маем, Май пришёл, три года войны", "ru"),
    ],
)
def test_what_only_looks_like_a_date_is_left_alone(text: str, language: Language) -> None:
    assert found(text, language) == []


def test_days_that_no_calendar_has_have_no_value() -> None:
    assert found("2023년 2월 30일에", "ko") == [("2023년 2월 30일", None)]
    assert found("on 31 June 2023 they", "en") == [("31 June 2023", None)]


@pytest.mark.parametrize(
    ("text", "language", "told"),
    [
        ("Talks stall\nOSLO, 21 September 2038\nNobody came.", "en", "2038-09-21"),
        ("회담 결렬\n2037년 5월 14일, 한서윤 기자\n아무도 오지 않았다.", "ko", "2037-05-14"),
        ("Коммюнике\n12 ноября 2035 года\nСтороны встретились.", "ru", "2035-11-12"),
        ("They met on 21 September 2038.\nNobody came.", "en", None),
        ("회담은 2037년 5월 14일에 열렸다.\n아무도 오지 않았다.", "ko", None),
    ],
)
def test_a_document_states_its_day_in_a_line_of_its_own(
    text: str, language: Language, told: str | None
) -> None:
    assert dated(layout(text, language)) == told


def test_dates_are_in_order_and_do_not_overlap() -> None:
    text = "On 3-5 May 2023, in May 2023 and last May 5; 2023-05-05, May 2023, since 2023. " * 5
    spans = [it.span for it in days(layout(text, "en"), TOLD)]
    assert spans
    assert all(one.end <= other.start for one, other in pairwise(spans))


@pytest.mark.parametrize(
    ("text", "language", "told"),
    [
        ("OSLO, Sept. 21, 2038 (Wire) — Nobody came.", "en", "2038-09-21"),
        ("Nobody came.\nDone at Oslo, 21 September 2038.", "en", "2038-09-21"),
        ("Ada Lorne spoke to us in Oslo on 21 September 2038.", "en", "2038-09-21"),
        ("(오슬로=오름통신) 2038년 9월 21일 = 아무도 오지 않았다.", "ko", "2038-09-21"),
        ("회담은 끝났다.\n2038년 9월 21일", "ko", "2038-09-21"),
        ("By Ada Lorne, The Fjord Review, September 2038\nNobody came.", "en", "2038-09"),
        ("This conversation took place in Oslo on 21 September 2038.", "en", "2038-09-21"),
        ("본지는 2038년 9월 21일 오슬로에서 그를 만났다.", "ko", "2038-09-21"),
        ("The war that began on 21 September 2038 has ended.", "en", None),
        ("정부는 2038년 9월 21일 반군을 만났다.", "ko", None),
    ],
)
def test_the_day_of_writing_stands_at_the_head_or_the_end(
    text: str, language: Language, told: str | None
) -> None:
    assert dated(layout(text, language)) == told


def test_where_only_the_month_of_writing_is_told_no_day_is_guessed() -> None:
    text = "By Ada Lorne, May 2037\nIt fell in March; on Monday and last autumn it rained."
    assert found(text, "en", None) == [
        ("May 2037", "2037-05"), ("March", "2037-03"), ("Monday", None), ("last autumn", "2036-23"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "language", "said", "value"),
    [
        ("It fell in late January 2024.", "en", "late January 2024", "2024-01"),
        (
            "signed on 28 and 29 October 2023",
            "en",
            "28 and 29 October 2023",
            "2023-10-28/2023-10-29",
        ),
        ("talks from February to April 2023", "en", "February to April 2023", "2023-02/2023-04"),
        ("It rained in December.", "en", "December", "2023-12"),
        ("지난달 말 만났다", "ko", "지난달 말", "2024-02"),
        ("올 1월부터 만났다", "ko", "올 1월", "2024-01"),
        ("12일 새벽에 만났다", "ko", "12일 새벽", "2024-03-12"),
        ("연말까지 끝난다", "ko", "연말", "2024-12"),
    ],
)
def test_parts_of_months_and_of_days(text: str, language: Language, said: str, value: str) -> None:
    assert (said, value) in found(text, language)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("told The Sunday Lantern", "en"),
        ("after Friday prayers", "en"),
        ("땅을 내주겠다고 했다", "ko"),
    ],
)
def test_what_only_looks_like_a_date(text: str, language: Language) -> None:
    assert found(text, language) == []


@pytest.mark.parametrize(
    ("text", "language", "said", "value"),
    [
        ("From 2033 to 2035 nobody met.", "en", "From 2033 to 2035", "2033/2035"),
        ("The 2015 accord is dead.", "en", "2015", "2015"),
        ("They met three days later.", "en", "three days later", None),
        ("It must end before the rains.", "en", "the rains", None),
        ("그는 그제 떠났다.", "ko", "그제", "2035-11-06"),
        ("크리스마스에 쉰다.", "ko", "크리스마스", "2035-12-25"),
        ("2월 첫째 주에 열린다.", "ko", "2월 첫째 주", None),
    ],
)
def test_periods_feasts_and_seasons(
    text: str, language: Language, said: str, value: str | None
) -> None:
    assert found(text, language, date(2035, 11, 8)) == [(said, value)]


@pytest.mark.parametrize(
    "text", ["They call on Sunday evenings.", "the first Monday of every month"]
)
def test_what_comes_back_each_week_is_no_date(text: str) -> None:
    assert found(text, "en") == []
