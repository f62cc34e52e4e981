"""Names by general rules: lists of the world, heads, titles, given names, metonym against place.

The sentences are this file's own; none comes from a coded text.
"""

import pytest

from backchannel.reading.found import Cleaned, Language, Layout, Paragraph, Sentence, Span
from backchannel.reading.names.contexts import given_names
from backchannel.reading.names.gazetteer import id_of, known
from backchannel.reading.names.names import names


def found(text: str, language: Language) -> dict[str, str]:
    """Each form with its kind where it first stands; a line is a paragraph."""
    if language == "ko":
        pytest.importorskip("kiwipiepy")
    paragraphs, sentences, place = [], [], 0
    for number, line in enumerate(text.split("\n")):
        span = Span(place, place + len(line))
        paragraphs.append(Paragraph(f"P{number + 1}", span, "text", language))
        sentences.append(Sentence(span, number))
        place = span.end + 1
    cleaned = Cleaned(text, text, range(len(text) + 1))
    layout = Layout(cleaned, tuple(paragraphs), tuple(sentences), ())
    kinds: dict[str, str] = {}
    for it in names(layout):
        kinds.setdefault(it.span.of(text), it.kind)
    return kinds


# ---------------------------------------------------------------- the lists


@pytest.mark.parametrize("language", ["ko", "en", "ru", "uk"])
def test_every_state_has_a_name_in_four_languages(language: Language) -> None:
    gone = {"BRD", "VN_N", "VN_S"}  # known only in the languages whose texts speak of them
    for entry in known().values():
        if entry.kind == "state" and entry.id not in gone:
            assert entry.names[language], entry.id


def test_nearly_every_state_of_today_has_a_capital() -> None:
    with_capital = {it.stands_for for it in known().values() if it.kind == "capital"}
    states = {it.id for it in known().values() if it.kind == "state" and len(it.id) == 2}
    assert len(states - with_capital) < 20, states - with_capital


@pytest.mark.parametrize(
    ("form", "is_"),
    [
        ("Ghanaian", "GH"), ("Malian", "ML"), ("Kosovan", "XK"), ("대한민국", "KR"),
        ("сенегальский", "SN"), ("габонського", "GA"), ("Kuwait City", "kuwait_city"),
        ("DR Congo", "CD"), ("쿠드스군", "IRGC"), ("Ансар Аллах", "HOUTHIS"),
        ("ТКГ", "CONTACT_GROUP"),
    ],
)  # fmt: skip
def test_adjectives_capitals_and_bodies_of_the_world_are_known(form: str, is_: str) -> None:
    assert id_of(form) == is_


def test_places_of_one_row_are_not_one_place() -> None:
    assert id_of("Aleppo") != id_of("Homs")


# ---------------------------------------------------------------- English


@pytest.mark.parametrize(
    ("text", "form", "kind"),
    [
        ("In Ankara, envoys waited.", "Ankara", "place"),
        ("She leaves for Nairobi on Monday.", "Nairobi", "place"),
        ("He flew on to Riyadh at once.", "Riyadh", "place"),
        ("The Madrid weekly wrote of it.", "Madrid", "place"),
        ("They had talks in Muscat, Doha and Cairo.", "Cairo", "place"),
        ("Athens could live with the plan.", "Athens", "metonym"),
        ("A letter reached us from Hanoi, which wants calm.", "Hanoi", "metonym"),
        ("There was a line between Tokyo and Seoul.", "Seoul", "metonym"),
        ("Guards stood outside the Kremlin.", "Kremlin", "place"),
        ("The Kremlin refused.", "Kremlin", "metonym"),
    ],
)
def test_english_capitals_by_the_words_beside_them(text: str, form: str, kind: str) -> None:
    assert found(text, "en")[form] == kind


@pytest.mark.parametrize(
    ("text", "form", "kind"),
    [
        ("The Tallinn Centre for Law spoke.", "Tallinn Centre for Law", "organisation"),
        ("The University of Lagos agreed.", "University of Lagos", "organisation"),
        ("Barges left along the Kabul River.", "Kabul River", "place"),
        ("The Ukrainian parliament met.", "Ukrainian", "state"),
        ("Fighters shelled the village of Omdara and fled.", "Omdara", "place"),
        ("The ship Orin Vale sailed.", "Orin Vale", ""),
        ("Then Idris al-Qasm nodded.", "Idris al-Qasm", "person"),
        ("Nobody saw Fiona Hill leave.", "Fiona Hill", "person"),
        ("A note came from Sofia Brandt.", "Sofia Brandt", "person"),
        ("He told The Harbour Lantern so.", "The Harbour Lantern", "organisation"),
        ("By Anna Wirth, Pelham Institute, Oslo, May 2037", "Pelham Institute", "organisation"),
    ],
)
def test_english_heads_given_names_and_things(text: str, form: str, kind: str) -> None:
    assert found(text, "en").get(form, "") == kind


def test_an_organisation_comes_back_as_its_head() -> None:
    text = "Envoys of the Orran Liberation Front came. Later the Front left; a front of rain came."
    assert [it for it in found(text, "en") if "ront" in it] == ["Orran Liberation Front", "Front"]


def test_names_of_two_letters_come_back() -> None:
    text = "General Ri Yong-su smiled. Ri said nothing."
    assert found(text, "en")["Ri"] == "person"


# ---------------------------------------------------------------- Korean


@pytest.mark.parametrize(
    ("text", "form", "kind"),
    [
        ("특사는 앙카라로 날아갔다.", "앙카라", "place"),
        ("앙카라의 한 외교 소식통이 말했다.", "앙카라", "place"),
        ("앙카라 회담은 끝났다.", "앙카라", "place"),
        ("(앙카라=오름통신) 회담이 열렸다.", "앙카라", "place"),
        ("앙카라는 답하지 않았다.", "앙카라", "metonym"),
        ("두 사람은 빈에서 만났다.", "빈", "place"),
        ("텅 빈 방이었다.", "빈", ""),
        ("알바니아계 주민이 떠났다.", "알바니아", ""),
        ("남북 대화에서 북측이 먼저 말했다.", "북측", "state"),
        ("키프로스 회담에서 북측이 먼저 말했다.", "북측", ""),
    ],
)
def test_korean_capitals_and_sides_by_the_words_beside_them(
    text: str, form: str, kind: str
) -> None:
    assert found(text, "ko").get(form, "") == kind


@pytest.mark.parametrize(
    ("text", "form", "kind"),
    [
        ("사미르 파흐완 수자원개발부 장관은 거절했다.", "사미르 파흐완", "person"),
        ("밀란 요르다치 국경 담당 국장이 왔다.", "밀란 요르다치", "person"),
        ("경제 전문가 누르 살라비는 의심했다.", "누르 살라비", "person"),
        ("블라디미르 토르첸은 웃었다.", "블라디미르 토르첸", "person"),
        ("린자밍 교수가 왔다. 그 뒤 린 교수는 떠났다.", "린", "person"),
        ("발칸통신이 보도했다.", "발칸통신", "organisation"),
        ("야당 ‘자유의 길’은 반발했다.", "자유의 길", "organisation"),
        ("회의는 두르반과 메하리에서 번갈아 열렸다.", "두르반", "place"),
        ("군대가 메하리 일대를 에워쌌다.", "메하리", "place"),
        ("리비아 통합정부는 거절했다.", "리비아 통합정부", "organisation"),
    ],
)
def test_korean_titles_given_names_and_heads(text: str, form: str, kind: str) -> None:
    assert found(text, "ko").get(form) == kind


def test_given_names_are_by_language() -> None:
    assert "오마르" in given_names("ko")
    assert "omar" in given_names("und")
    assert "omar" not in given_names("ru")


def test_another_with_the_surname_of_a_leader_is_somebody_else() -> None:
    assert found("Teodor Vance spoke. Vance left.", "en") == {
        "Teodor Vance": "person", "Vance": "person",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("text", "form", "language"),
    [
        ("Trawlers met Tavria's navy at sea.", "Tavria", "en"),
        ("The treaty with Tavria lapsed.", "Tavria", "en"),
        ("타브리아 해군은 발포했다.", "타브리아", "ko"),
        ("그들은 타브리아와의 국경을 닫았다.", "타브리아", "ko"),
        ("이웃 오스트렌의 토모 일리치 총리가 왔다.", "오스트렌", "ko"),
    ],
)
def test_unknown_states_by_what_only_states_have(text: str, form: str, language: Language) -> None:
    assert found(text, language)[form] == "state"


def test_an_unknown_word_of_the_analyser_is_judged_by_its_last_syllables() -> None:
    assert found("있다고 메리디안통신이 전했다.", "ko")["메리디안통신"] == "organisation"
    assert found("(두르반=메리디안통신) 회의가 열렸다.", "ko")["두르반"] == "place"


# ---------------------------------------------------------------- names of other conflicts


@pytest.mark.parametrize(
    ("text", "form", "kind"),
    [
        ("유엔 소말리아 지원단은 물러났다.", "유엔 소말리아 지원단", "organisation"),
        ("이집트군 서부사령부가 경고했다.", "이집트군 서부사령부", "organisation"),
        ("아이슬란드대의 정치학자는 웃었다.", "아이슬란드대", "organisation"),
        ("관광해운부는 사업을 연기했다.", "관광해운부", "organisation"),
        ("질문(코랄 위클리) 합의가 있습니까?", "코랄 위클리", "organisation"),
        ("日 정부는 답하지 않았다.", "日", "state"),
        ("임세민(전직 대사), 6월 3일", "임세민", "person"),
        ("태국의 솜삭 인트라 외교장관은 답했다.", "솜삭 인트라", "person"),
        ("구도 하루오 전 농림수산 차관은 떠났다.", "구도 하루오", "person"),
        ("마르타 로사 데 라 크루스 특사는 떠났다.", "마르타 로사 데 라 크루스", "person"),
        ("쇠렌 옌센-루네 교수는 웃었다.", "쇠렌 옌센-루네", "person"),
        ("가로웨 온라인은 보도했다.", "가로웨 온라인", "organisation"),
        ("수석대표 마디르 아켄 국방장관은 떠났다.", "마디르 아켄", "person"),
        ("라트나의 한 어부는 파리의 한 이발사를 만났다.", "파리", "place"),
    ],
)
def test_korean_bodies_and_people_of_other_conflicts(text: str, form: str, kind: str) -> None:
    assert found(text, "ko").get(form) == kind


@pytest.mark.parametrize("text", ["한 유럽 외교관은 떠났다.", "그는 사흘 하루 두 번 전화했다."])
def test_korean_words_that_are_no_names(text: str) -> None:
    assert not {"유럽", "하루"} & set(found(text, "ko"))


@pytest.mark.parametrize(
    ("text", "form", "kind"),
    [
        ("The envoy Moussa ag Tamada spoke. Later ag Tamada left.", "ag Tamada", "person"),
        ("We heard it from Emir Hadžić-Sas, who left.", "Emir Hadžić-Sas", "person"),
        ("She wrote in El Faro del Norte that he lied.", "El Faro del Norte", "organisation"),
        (
            "The Tunis Centre for the Maghreb agrees.",
            "Tunis Centre for the Maghreb",
            "organisation",
        ),
        ("The fishermen of Barra del Sur wait.", "Barra del Sur", "place"),
        ("A priest in Teorema, who buried them, wept.", "Teorema", "place"),
        ("The army entered the Tarkint hills at dawn.", "Tarkint", "place"),
        (
            "The judges of the Constitutional Court eat late.",
            "Constitutional Court",
            "organisation",
        ),
        ("They met Rosa Pardo de la Torre. De la Torre left.", "De la Torre", "person"),
        ("Karim al-Houthi told Al-Masdar Online so.", "Karim al-Houthi", "person"),
        ("Karim Saleh told Al-Masdar Online so.", "Al-Masdar Online", "organisation"),
        ("He gave only his first name, Wilmer, and left.", "Wilmer", "person"),
    ],
)
def test_english_names_of_other_conflicts(text: str, form: str, kind: str) -> None:
    assert found(text, "en").get(form) == kind


def test_a_heading_between_marks_is_no_person() -> None:
    assert found("The draft, headed “Page Seven”, is short.", "en") == {}
