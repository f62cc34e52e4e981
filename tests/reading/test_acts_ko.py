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
