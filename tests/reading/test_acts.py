"""Who offers, refuses, threatens - and who says so. Sentences of our own, four languages."""

import re
import sys
from pathlib import Path

import pytest

from backchannel.reading.deeds.acts import acts
from backchannel.reading.deeds.phrases import LANGUAGES, any_of, lexicon, pattern, patterns
from backchannel.reading.found import Language, Mention, Span

sys.path.insert(0, str(Path(__file__).parent))

from hand_made import laid_out, read

NAMES: dict[Language, dict[str, str]] = {
    "en": {"Egypt": "EG", "Cairo": "@EG", "Ethiopia": "ET", "Sudan": "SD", "Hassan": "+Hassan"},
    "ko": {"남한": "KR", "서울": "@KR", "북한": "KP", "평양": "@KP", "중국": "CN", "김철": "+김철"},
    "ru": {"Армения": "AM", "Азербайджан": "AZ", "Казахстан": "KZ"},
    "uk": {"Вірменія": "AM", "Азербайджан": "AZ", "Туреччина": "TR"},
}

ONE = [
    ("en", "Egypt and Ethiopia differ. Ethiopia rejected the plan.", "refusal", "ET", "EG"),
    ("en", "Egypt and Ethiopia differ. Ethiopia turned the idea down.", "refusal", "ET", "EG"),
    ("en", "Egypt and Ethiopia differ. Cairo did not accept the map.", "refusal", "EG", "ET"),
    ("en", "Cairo demanded that Ethiopia share its data.", "demand", "EG", "ET"),
    ("en", "Egypt is pressing Sudan to sign.", "pressure", "EG", "SD"),
    ("en", "Egypt and Ethiopia differ. Sudan offered to mediate.", "offer_of_talks", "SD", "EG;ET"),
    ("en", "Egypt and Ethiopia met in June.", "consult", "EG", "ET"),
    ("en", "The plan was rejected by Ethiopia. Egypt threatened Ethiopia.", "threat", "EG", "ET"),
    ("en", "Egypt promised Sudan not to add new pumps.", "assurance", "EG", "SD"),
    ("ko", "남한과 북한은 다르다. 북한은 제안을 거부했다.", "refusal", "KP", "KR"),
    ("ko", "남한과 북한은 다르다. 평양은 그 안을 받아들이지 않았다.", "refusal", "KP", "KR"),
    ("ko", "서울은 북한에 훈련을 멈추라고 요구했다.", "demand", "KR", "KP"),
    ("ko", "남한과 북한은 다르다. 중국은 회담을 열자고 제안했다.", "offer_of_talks", "CN", "KR;KP"),
    ("ko", "중국은 북한을 압박했다.", "pressure", "CN", "KP"),
    ("ko", "북한이 요구했지만 남한은 거절했다. 남한과 북한은 다르다.", "refusal", "KR", "KP"),
    ("ko", "북한은 남한에 쌀을 돌려주겠다고 제안했다.", "offer", "KP", "KR"),
    ("ru", "Армения и Азербайджан спорят. Армения отвергла план.", "refusal", "AM", "AZ"),
    ("ru", "Казахстан призвал обе стороны к миру. Армения и Азербайджан спорят.", "call", "KZ",
     "AM;AZ"),
    ("uk", "Вірменія та Азербайджан сперечаються. Вірменія відхилила план.", "refusal", "AM", "AZ"),
    ("uk", "Вірменія та Азербайджан сперечаються. Азербайджан вимагає карту.", "demand", "AZ",
     "AM"),
]  # fmt: skip


@pytest.mark.parametrize(("language", "text", "kind", "actor", "target"), ONE)
def test_kind_actor_target(
    language: Language, text: str, kind: str, actor: str, target: str
) -> None:
    found = read(text, language, NAMES[language]).acts
    assert (kind, actor, target) in [(it.kind, it.actor, it.target) for it in found]


NONE = [
    ("en", "Egypt did not reject the plan."),
    ("en", "If Egypt rejects the plan, nobody wins."),
    ("en", "Egypt declined to comment."),
    ("en", "Would Egypt accept the map?"),
    ("en", "The demand of Egypt is old."),
    ("ko", "북한은 위협하지 않았다."),
    ("ko", "북한이 거부하면 끝이다."),
    ("ko", "북한 외무성은 논평을 거부했다."),
    ("ko", "중국은 양보해야 한다."),
    ("ru", "Армения не отвергла план."),
]


@pytest.mark.parametrize(("language", "text"), NONE)
def test_denied_supposed_or_asked_is_no_act(language: Language, text: str) -> None:
    assert read(text, language, NAMES[language]).acts == ()


def test_what_a_third_says_is_alleged_and_what_the_doer_says_is_not() -> None:
    names = NAMES["en"]
    text = "Egypt has offered to pay, a diplomat said."
    act = read(text, "en", names, told=[(text, "a diplomat")]).acts[0]
    assert (act.kind, act.modality, act.asserter.speaker) == ("offer", "alleged", "a diplomat")
    own = "Egypt promised to pay, Egypt said."
    act = read(own, "en", names, told=[(own, "EG")]).acts[0]
    assert (act.modality, act.asserter.how) == ("actual", "author")


def test_readiness_is_an_offer_from_oneself_and_a_concession_from_another_mouth() -> None:
    words = "북한은 초소를 비울 준비가 되어 있다"
    text = f"전직 관리는 “{words}”고 말했다."
    other = read(text, "ko", NAMES["ko"], said=[(words, "전직 관리")]).acts[0]
    assert (other.kind, other.actor, other.modality) == ("concession", "KP", "alleged")
    words = "우리는 초소를 비울 준비가 되어 있다"
    text = f"김철은 “{words}”고 말했다."
    own = read(text, "ko", NAMES["ko"], said=[(words, "김철")]).acts[0]
    assert (own.kind, own.actor, own.modality) == ("offer", "김철", "actual")


def test_readiness_that_the_author_ascribes_is_alleged() -> None:
    found = read("북한은 초소를 비울 준비가 되어 있다.", "ko", NAMES["ko"]).acts
    assert [(it.kind, it.modality) for it in found] == [("concession", "alleged")]


def test_a_threat_that_a_third_foretells_is_his_warning() -> None:
    words = "Egypt will probably attack the dam"
    text = f"“{words},” Hassan said."
    found = read(text, "en", {"Egypt": "EG", "Hassan": "+Hassan"}, said=[(words, "a spy")]).acts
    assert [(it.kind, it.actor) for it in found] == [("warning", "a spy")]


def test_conditions_and_plans() -> None:
    kinds = {it.kind: it.modality
             for it in read("Egypt will meet Sudan. Egypt offered to pay if Sudan signs.", "en",
                            NAMES["en"]).acts}  # fmt: skip
    assert kinds == {"consult": "planned", "offer": "conditional"}
    found = read("남한이 제재를 풀면 북한은 시설을 닫을 용의가 있다.", "ko", NAMES["ko"]).acts
    assert [(it.kind, it.actor, it.modality) for it in found] == [("offer", "KP", "conditional")]


def test_the_subject_of_the_sentence_before_is_carried_on() -> None:
    found = read("북한은 회의에 왔다. 그러나 제안을 거부했다.", "ko", NAMES["ko"]).acts
    assert [it.actor for it in found] == ["KP"]
    found = read("Egypt came late. It rejected the plan.", "en", NAMES["en"]).acts
    assert [it.actor for it in found] == ["EG"]
    found = read("Egypt came late. Three farmers rejected the plan.", "en", NAMES["en"]).acts
    assert [it.actor for it in found] == ["Three farmers"]


def test_the_object_is_where_it_stands() -> None:
    found = read("Egypt rejected the new map of the river.", "en", NAMES["en"])
    assert found.words(found.acts[0].object) == "the new map of the river"
    found = read("북한은 새 지도를 거부했다.", "ko", NAMES["ko"])
    assert found.words(found.acts[0].object) == "새 지도를"


def test_titles_and_footnotes_tell_of_no_acts() -> None:
    layout = laid_out("Egypt rejects the plan", "en", "heading")
    assert acts(layout, [Mention(Span(0, 5), "state", "EG")], [], []) == ()


def test_an_empty_document_holds_nothing() -> None:
    assert acts(laid_out("", "en"), [], [], []) == ()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", ["acts", "roles", "channels", "issues", "hedges"])
def test_every_phrase_is_a_pattern_that_does_not_match_the_empty_string(
    name: str, language: Language
) -> None:
    def phrases(table: object) -> list[str]:
        if isinstance(table, dict):
            return [it for key, part in table.items() if key != "marks" for it in phrases(part)]
        return list(table) if isinstance(table, list) else []

    found = phrases(lexicon(name, language))
    assert found
    assert [it for it in found if any_of((it,), language).search("")] == []


def test_every_language_has_the_same_kinds() -> None:
    kinds = {key for key, _ in patterns("acts", "en")} - {"skip", "foretold", "readiness"}
    for language in LANGUAGES:
        assert kinds <= {key for key, _ in patterns("acts", language)}, language


@pytest.mark.parametrize(
    ("phrase", "language", "forms"),
    [
        ("거부하~", "ko", ["거부했", "거부한", "거부하", "거부할", "거부합"]),
        ("돕~", "ko", ["돕", "도운", "도와"]),
        ("만들~", "ko", ["만들", "만든", "만드"]),
        ("내리~", "ko", ["내렸", "내린", "내려"]),
        ("ㄹ 것", "ko", ["할 것", "될것", "움직일 것"]),
        ("reject~", "en", ["reject", "rejects", "rejected", "rejecting"]),
        ("refuse~", "en", ["refused", "refusing"]),
        ("deny~", "en", ["denies", "denied"]),
        ("отклони~", "ru", ["отклонил", "отклонила"]),
    ],
)
def test_short_forms_of_phrases(phrase: str, language: str, forms: list[str]) -> None:
    for form in forms:
        assert re.search(pattern(phrase, language), form), form
