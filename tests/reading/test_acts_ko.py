"""Korean acts by the endings of what is said; doer and target by the clause. Our own sentences."""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from hand_made import read

NAMES = {
    "일본": "JP", "중국": "CN", "도쿄": "@JP", "베이징": "@CN", "스위스": "CH", "유엔": "&UN",
    "리웨이": "+리웨이",
}  # fmt: skip
START = "일본과 중국은 다르다. "

ACTS = [
    # endings of reported words
    ("스위스는 다음 달에 만나자고 말했다.", "offer_of_talks", "CH", "JP;CN"),
    ("일본은 수역을 함께 관리하자고 밝혔다.", "proposal", "JP", "CN"),
    ("일본은 중국에 배를 빼라고 통보했다.", "demand", "JP", "CN"),
    ("일본은 지도를 넘겨 달라고 중국에 말했다.", "demand", "JP", "CN"),
    ("유엔은 양측에 충돌을 피하라고 당부했다.", "call", "UN", "JP;CN"),
    ("일본은 중국이 어선을 먼저 돌려보내야 한다고 말했다.", "demand", "JP", "CN"),
    ("일본은 선원을 석방하겠다고 말했다.", "offer", "JP", "CN"),
    ("일본은 선원을 석방하겠다고 다짐했다.", "assurance", "JP", "CN"),
    ("일본은 협정을 파기하겠다고 밝혔다.", "threat", "JP", "CN"),
    ("일본은 훈련을 중단할 수 있다고 밝혔다.", "offer", "JP", "CN"),
    ("일본은 협상을 중단할 수 있다고 밝혔다.", "threat", "JP", "CN"),
    ("일본은 그 섬을 공격하지 않겠다고 밝혔다.", "assurance", "JP", "CN"),
    ("일본은 조건을 수용할 수 없다고 맞섰다.", "refusal", "JP", "CN"),
    ("일본은 결코 양보하지 않겠다고 밝혔다.", "red_line", "JP", "CN"),
    ("중국이 배를 빼면 일본은 등대를 손보겠다고 했다.", "offer", "JP", "CN"),
    ("일본은 협상에 나설 뜻이 없다.", "refusal", "JP", "CN"),
    ("일본은 석방을 검토하겠다는 뜻과 함께 중국에 수용 의사를 전했다.", "acceptance", "JP", "CN"),
    ("도쿄는 그 안에 난색을 표했다.", "reluctance", "JP", "CN"),
    # whose doing it is, and to whom
    ("스위스가 제안한 회담을 중국은 거절했다.", "offer_of_talks", "CH", "JP;CN"),
    ("스위스가 제안한 회담을 중국은 거절했다.", "refusal", "CN", "CH"),
    ("유엔은 중국이 일본의 제안을 거부했다고 밝혔다.", "refusal", "CN", "JP"),
    ("일본 외무성 당국자는 중국을 압박했다.", "pressure", "JP", "CN"),
    ("제안을 거부한 중국은 떠났다.", "refusal", "CN", "JP"),
    ("일본은 중국이 유엔에 문서를 내면 항로를 봉쇄하겠다고 밝혔다.", "threat", "JP", "CN"),
    ("스위스의 제안은 중국에 의해 거부됐다.", "refusal", "CN", "JP"),
    ("유엔과 스위스가 만났다.", "consult", "UN", "CH"),
    ("“리웨이 자신이 일본의 제안을 거부했다”고 유엔은 말했다.", "refusal", "리웨이", "JP"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "kind", "actor", "target"), ACTS)
def test_kind_actor_target(text: str, kind: str, actor: str, target: str) -> None:
    found = read(START + text, "ko", NAMES).acts
    assert (kind, actor, target) in [(it.kind, it.actor, it.target) for it in found]


NONE = [
    "중국 관리는 이름을 밝히지 말아 달라고 했다.",
    "일본은 중국이 훈련하는 것을 보았다고 말했다.",
    "일본이 서명할 확률은 낮다.",
    "일본이 서명한 문서는 없다.",
    "중국은 비판을 받았다.",
    "양측은 합의하지 못했다.",
    "이 신문의 정확성을 의심할 이유는 없다.",
]


@pytest.mark.parametrize("text", NONE)
def test_no_act(text: str) -> None:
    assert read(START + text, "ko", NAMES).acts == ()


def test_a_pronoun_and_a_missing_subject_go_back_to_the_sentence_before() -> None:
    text = START + "리웨이 중국 대사는 웃었다. 그는 안을 거부했다. 회담도 거절했다."
    found = read(text, "ko", NAMES).acts
    assert [(it.kind, it.actor) for it in found] == [("refusal", "리웨이"), ("refusal", "리웨이")]


def test_direct_speech_acts_by_its_endings() -> None:
    words = "우리는 그 조건을 받아들일 수 없습니다"
    text = f"{START}리웨이는 “{words}”라고 말했다."
    found = read(text, "ko", NAMES, said=[(words, "리웨이")]).acts
    assert [(it.kind, it.actor, it.modality) for it in found] == [("refusal", "리웨이", "actual")]


def test_a_condition_of_the_clause_binds_the_act() -> None:
    text = START + "중국이 물러서지 않으면 일본은 항로를 봉쇄하겠다고 밝혔다."
    found = read(text, "ko", NAMES).acts
    assert [(it.kind, it.modality) for it in found] == [("threat", "conditional")]


def test_the_doers_own_report_is_no_allegation() -> None:
    clause = "일본은 선원을 석방하겠다고 밝혔다."
    found = read(START + clause, "ko", NAMES, told=[(clause, "JP")]).acts
    assert [(it.kind, it.modality, it.asserter.how) for it in found] == [
        ("offer", "actual", "author")]  # fmt: skip


MORE = [
    # under a condition: what comes if not is a threat, what comes if is an offer
    ("일본은 중국이 배를 빼지 않으면 등대를 끄겠다고 통보했다.", "threat", "JP", "CN"),
    ("일본은 중국이 배를 빼지 않으면 자료를 더는 넘기지 않겠다고 했다.", "threat", "JP", "CN"),
    ("일본은 중국이 배를 빼면 그 안을 받을 수 있다고 했다.", "offer", "JP", "CN"),
    ("일본은 중국이 배를 빼지 않는 한 결코 물러서지 않는다고 했다.", "refusal", "JP", "CN"),
    # the helping verb of favours; the noun after reported words; the verb of saying
    ("일본은 항로를 열어 줄 수 있다고 말했다.", "offer", "JP", "CN"),
    ("일본은 어장을 공격하지 않겠다는 약속을 확인했다.", "assurance", "JP", "CN"),
    ("일본은 그 섬을 건드리지 않겠다고 제의했다.", "offer", "JP", "CN"),
    ("일본은 배를 빼라는 요구에 응하지 않았다.", "demand", "CN", "JP"),
    ("일본은 배를 빼라는 요구에 응하지 않았다.", "refusal", "JP", "CN"),
    ("스위스는 양측을 제네바로 부르겠다고 예고했다.", "offer_of_talks", "CH", "JP;CN"),
    # who: a thing as the topic, a group without a name, talks as the subject
    ("일본은 판결을 따르면서도 관할권은 인정하지 않겠다고 말한다.", "refusal", "JP", "CN"),
    ("중재국들은 양측에 선을 복구해 달라고 당부했다.", "call", "중재국", "JP;CN"),
    ("일본과 중국의 담판이 밤늦게 끝났다.", "consult", "JP", "CN"),
    ("두 나라의 군 원로들이 매달 만난다고 유엔은 전했다.", "consult", "JP", "CN"),
    # to whom: the only side that an outsider names
    ("스위스는 일본과의 훈련을 옮겨 주겠다고 약속했다.", "assurance", "CH", "JP"),
    # idioms
    ("일본은 중국의 초안을 뜯지도 않고 돌려보냈다.", "refusal", "JP", "CN"),
    ("일본은 좀 더 살펴보겠다고 했다.", "reluctance", "JP", "CN"),
    ("스위스는 일본에 레이더 두 기를 넘겼다.", "aid", "CH", "JP"),
    ("일본은 선박 열 척을 담은 명단을 중국에 돌렸다.", "proposal", "JP", "CN"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "kind", "actor", "target"), MORE)
def test_bound_acts_and_roles(text: str, kind: str, actor: str, target: str) -> None:
    found = read(START + text, "ko", NAMES).acts
    assert (kind, actor, target) in [(it.kind, it.actor, it.target) for it in found]


@pytest.mark.parametrize("text", [
    "일본 대변인은 소문을 일축했다.",
    "전문가는 일본이 자료를 공개할 수도 있다고 내다봤다.",
    "일본이 배를 빼겠다고 약속한다면 좋은 일이다.",
    "중국이 승인한 식량이 남았다.",
])  # fmt: skip
def test_supposed_denied_or_told_by_the_way(text: str) -> None:
    assert not read(START + text, "ko", NAMES).acts


def test_government_and_rebels_are_the_two_sides() -> None:
    names = {"콜롬비아": "CO", "민족해방군": "&ELN", "쿠바": "CU", "멕시코": "MX"}
    text = ("콜롬비아 정부와 민족해방군(ELN)의 회담이 열렸다. 쿠바, 멕시코의 대표가 왔다. "
            "민족해방군은 초소를 문제 삼았다. 정부는 초소를 비우겠다고 했다. "
            "반군은 그 제안을 거부했다.")  # fmt: skip
    found = [(it.kind, it.actor, it.target) for it in read(text, "ko", names).acts]
    assert ("offer", "CO", "ELN") in found
    assert ("refusal", "ELN", "CO") in found


def test_an_answer_is_in_the_turn_also_within_a_paragraph() -> None:
    text = START + "\n\n" + "문: 받겠습니까? 답: 일본은 결코 양보하지 않겠습니다."
    assert [it.kind for it in read(text, "ko", NAMES).acts] == ["red_line"]
