"""Names: known ones on the borders of words, others learned inside the document, one bearer one id.

The sentences are this file's own; none comes from a coded text.
"""

from itertools import pairwise

import pytest

from backchannel.reading.found import Cleaned, Language, Layout, Mention, Paragraph, Sentence, Span
from backchannel.reading.names import names as module
from backchannel.reading.names.gazetteer import called, id_of, known, known_in
from backchannel.reading.names.names import names


def layout(text: str, language: Language) -> Layout:
    """A document of paragraphs divided by line breaks; each paragraph counts as one sentence."""
    paragraphs, sentences, place = [], [], 0
    for number, line in enumerate(text.split("\n")):
        span = Span(place, place + len(line))
        paragraphs.append(Paragraph(f"P{number + 1}", span, "text", language))
        sentences.append(Sentence(span, number))
        place = span.end + 1
    cleaned = Cleaned(text, text, range(len(text) + 1))
    return Layout(cleaned, tuple(paragraphs), tuple(sentences), ())


def found(text: str, language: Language) -> list[tuple[str, str, str]]:
    """Each name with its kind and whom it stands for, or who it is."""
    if language == "ko":
        pytest.importorskip("kiwipiepy")
    return [
        (it.span.of(text), it.kind, it.stands_for or it.is_) for it in names(layout(text, language))
    ]


# ---------------------------------------------------------------- the lists


def test_whom_a_metonym_stands_for_is_in_the_lists() -> None:
    for entry in known().values():
        assert entry.stands_for is None or entry.stands_for in known(), entry.id


def test_one_form_has_one_bearer_in_each_language() -> None:
    apart = {"CG", "GE", "washington"}  # both Congos; told apart by their longer forms
    for language in ("ko", "en", "ru", "uk"):
        seen: dict[str, str] = {}
        for entry in known().values():
            for name in entry.names[language]:
                other = seen.setdefault(name, entry.id)
                assert other == entry.id or apart & {other, entry.id}, name


@pytest.mark.parametrize(
    ("form", "is_"),
    [("유럽연합", "EU"), ("European Union", "EU"), ("ЕС", "EU"), ("України", "UA"),
     ("나토", "NATO"),
     ("Соединённых Штатов", "US"), ("Кремлём", "kremlin"), ("Halvia", None)],
)  # fmt: skip
def test_a_form_in_any_language_and_case_leads_to_the_id(form: str, is_: str | None) -> None:
    assert id_of(form) == is_


def test_the_ordinary_name_is_given_back_in_the_language_asked() -> None:
    assert [called("RU", it) for it in ("ko", "en", "ru", "uk")] == [
        "러시아", "Russia", "Россия", "Росія",
    ]  # fmt: skip


def test_known_names_are_whole_words_and_written_as_names() -> None:
    text = "Give us the Polishing cloth, said a Russianist from Niger, not Nigeria."
    assert [it.id for _, it in known_in(text, "en")] == ["NE", "NG"]


# ---------------------------------------------------------------- metonyms and places


@pytest.mark.parametrize(
    ("text", "language", "kinds"),
    [
        ("Ankara rejected the note. Envoys met in Ankara.", "en", ["metonym", "place"]),
        ("앙카라는 제안을 거부했다. 특사들은 앙카라에서 만났다.", "ko", ["metonym", "place"]),
        ("Анкара отвергла план. Встреча прошла в Анкаре.", "ru", ["metonym", "place"]),
        ("Анкара відхилила план. Зустріч пройшла в Анкарі.", "uk", ["metonym", "place"]),
    ],
)
def test_a_capital_acts_or_is_where_something_happens(
    text: str, language: Language, kinds: list[str]
) -> None:
    assert [kind for _, kind, _ in found(text, language)] == kinds


# ---------------------------------------------------------------- English


def test_english_full_name_then_surname_and_first_name() -> None:
    text = (
        "Foreign Minister Ilse Varga met Colonel Tom Adeyo, a mediator. "
        "Varga said she trusted Mr Adeyo. “Ilse is patient,” Adeyo said."
    )
    assert {is_ for _, kind, is_ in found(text, "en") if kind == "person"} == {
        "Ilse Varga", "Tom Adeyo",
    }  # fmt: skip
    assert [it for it, _, _ in found(text, "en")] == [
        "Ilse Varga", "Tom Adeyo", "Varga", "Adeyo", "Ilse", "Adeyo",
    ]  # fmt: skip


def test_english_kinds_come_from_heads_and_from_the_words_around() -> None:
    text = (
        "The government of Selvia and the Orran Republic signed at Lake Menno. "
        "The Selvian daily Dagsnytt and the Pelham Institute doubted it. Orran kept quiet."
    )
    kinds = {it: (kind, is_) for it, kind, is_ in found(text, "en")}
    assert kinds["Selvia"] == ("state", "Selvia")
    assert kinds["Selvian"] == ("state", "Selvia")
    assert kinds["Orran Republic"] == kinds["Orran"] == ("state", "Orran Republic")
    assert kinds["Lake Menno"][0] == "place"
    assert kinds["Dagsnytt"][0] == kinds["Pelham Institute"][0] == "organisation"


def test_ordinary_words_with_capitals_are_no_names() -> None:
    text = "Nobody came on Monday. Prisoners waited. May will be quiet, and March was not."
    assert found(text, "en") == []


def test_short_forms_in_brackets_are_the_same_bearer() -> None:
    text = "The Northern Relief Association (NRA) left. NRA lorries stayed; the UN did not."
    assert found(text, "en") == [
        ("Northern Relief Association", "organisation", "Northern Relief Association"),
        ("NRA", "organisation", "Northern Relief Association"),
        ("NRA", "organisation", "Northern Relief Association"),
        ("UN", "organisation", "UN"),
    ]


def test_sources_without_a_name_and_the_way_back_to_them() -> None:
    text = "A senior official spoke. The official, like two retired diplomats, doubted it."
    assert found(text, "en") == [
        ("A senior official", "unnamed", "A senior official"),
        ("The official", "unnamed", "A senior official"),
        ("two retired diplomats", "unnamed", "two retired diplomats"),
    ]


# ---------------------------------------------------------------- Korean


def test_korean_names_stand_on_the_borders_of_morphemes() -> None:
    text = "러시아어 교사는 이란이라는 말을 했다. 다른 수단은 없고 인도적 지원도 없다."
    assert found(text, "ko") == [("이란", "state", "IR")]


def test_korean_one_syllable_forms_are_parted() -> None:
    text = "미·러 채널과 미중 회담, 북러 관계를 두고 미 행정부는 말이 없다."
    assert [is_ for _, _, is_ in found(text, "ko")] == ["US", "RU", "US", "CN", "KP", "RU", "US"]


def test_korean_name_and_title_then_surname() -> None:
    text = (
        "오를란 정부는 케네스 바도르 특사를 보냈다. 바도르는 대변인 이네스 콜트와 만났다.\n"
        "콜트 대변인은 웃었다. 김민서 기자가 물었다."
    )
    people = [(it, is_) for it, kind, is_ in found(text, "ko") if kind == "person"]
    assert people == [
        ("케네스 바도르", "케네스 바도르"), ("바도르", "케네스 바도르"),
        ("이네스 콜트", "이네스 콜트"),
        ("콜트", "이네스 콜트"), ("김민서", "김민서"),
    ]  # fmt: skip
    assert ("오를란", "state", "오를란") in found(text, "ko")


def test_korean_places_papers_and_groups_by_their_head_words() -> None:
    text = (
        "바르넨강 건너 네벨 고지에서 물러났다고 일간 『남도소식』이 썼다. 단체 ‘흙벽’은 항의했다."
    )
    kinds = {it: kind for it, kind, _ in found(text, "ko")}
    assert kinds == {
        "바르넨강": "place", "네벨 고지": "place",
        "남도소식": "organisation", "흙벽": "organisation",
    }  # fmt: skip


def test_korean_short_form_in_brackets_is_the_same_bearer() -> None:
    text = "바란자유운동(BFM)은 떠났다. 이후 BFM은 침묵했다."
    assert {is_ for _, _, is_ in found(text, "ko")} == {"바란자유운동"}


def test_korean_sources_without_a_name() -> None:
    text = "익명을 요구한 고위 당국자는 부인했다. 그 당국자는 곧 떠났다."
    assert [(kind, is_) for _, kind, is_ in found(text, "ko")] == [
        ("unnamed", "익명을 요구한 고위 당국자"), ("unnamed", "익명을 요구한 고위 당국자"),
    ]  # fmt: skip


# ---------------------------------------------------------------- Russian, Ukrainian


def test_russian_cases_and_adjectives_lead_to_one_bearer() -> None:
    text = (
        "Министр Ирина Лосева прибыла в Женеву. По словам Лосевой, Королевство Терния ждёт. "
        "Тернийские послы спорят с украинскими; источник в МИД молчит."
    )
    assert found(text, "ru") == [
        ("Ирина Лосева", "person", "Ирина Лосева"), ("Женеву", "place", "geneva"),
        ("Лосевой", "person", "Ирина Лосева"),
        ("Королевство Терния", "state", "Королевство Терния"),
        ("Тернийские", "state", "Королевство Терния"), ("украинскими", "state", "UA"),
        ("источник", "unnamed", "источник"),
    ]  # fmt: skip


def test_ukrainian_cases_lead_to_one_bearer() -> None:
    text = (
        "Речниця Оксана Дрозд заявила це газеті «Ранкова пошта». За словами Дрозд, Київ чекає.\n"
        "Республіка Ольвія мовчить, ольвійський уряд — теж; у Варшаві спокійно."
    )
    kinds = found(text, "uk")
    assert ("Ранкова пошта", "organisation", "Ранкова пошта") in kinds
    assert ("Дрозд", "person", "Оксана Дрозд") in kinds
    assert ("ольвійський", "state", "Республіка Ольвія") in kinds
    assert ("Київ", "metonym", "UA") in kinds
    assert ("Варшаві", "place", "warsaw") in kinds


# ---------------------------------------------------------------- what holds for every text


@pytest.mark.parametrize("text", ["", "…", "((", "Ω≈ç√ ∫", "A", "U.S.", "«»", "\u202e abc"])
def test_any_text_is_taken(text: str) -> None:
    assert all(isinstance(it, Mention) for it in names(layout(text, "en")))


def test_names_are_in_order_and_do_not_overlap() -> None:
    text = "U.S. State Department officials told the Moscow Times that Moscow and the UN met. " * 3
    spans = [it.span for it in names(layout(text, "en"))]
    assert all(one.end <= other.start for one, other in pairwise(spans))


def test_other_languages_do_without_the_korean_analyser(monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(_text: str) -> None:
        raise AssertionError("the analyser was asked")

    monkeypatch.setattr(module, "tokens", refused)
    assert found("Oslo agreed.", "en") == [("Oslo", "metonym", "NO")]
    with pytest.raises(AssertionError):
        names(layout("오슬로", "ko"))
