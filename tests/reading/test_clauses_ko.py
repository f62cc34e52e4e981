"""Korean clauses: who is the subject of a verb, whatever stands between. Sentences of our own."""

import sys
from pathlib import Path

import pytest

from backchannel.reading.found import Span
from backchannel.reading.text.clauses_ko import Clauses, Predicate, clauses, tokens_of

sys.path.insert(0, str(Path(__file__).parent))


def parsed(text: str) -> Clauses:
    return clauses(tokens_of(text, Span(0, len(text)), []))


def one(text: str, lemma: str) -> Predicate:
    return next(it for it in parsed(text).predicates if it.lemma == lemma)


SUBJECTS = [
    ("일본은 중국이 보낸 초안을 거부했다.", "거부하", "일본"),
    ("일본은 중국이 보낸 초안을 거부했다.", "보내", "중국"),
    ("중국이 물러서면 일본은 서명하겠다고 밝혔다.", "서명하", "일본"),
    ("일본은 중국이 서명했다고 주장했다.", "서명하", "중국"),
    ("일본은 중국이 서명했다고 주장했다.", "주장하", "일본"),
    ("일본은 중국이 요구했지만 거절했다.", "거절하", "일본"),
    ("일본은 환영했고 중국은 반대했다고 밝혔다.", "밝히", "중국"),
    ("중국이 지난 3월에 제안한 회의는 일본이 거절했다.", "제안하", "중국"),
    ("중국이 조건도 시한도 없는 회담을 제안했다.", "제안하", "중국"),
    ("중국은 회담에 응할 뜻이 없다.", "없", "중국"),
]


@pytest.mark.parametrize(("text", "lemma", "subject"), SUBJECTS)
def test_subject(text: str, lemma: str, subject: str) -> None:
    found = one(text, lemma).subject
    assert found is not None
    assert found.span.of(text) == subject


def test_words_that_only_a_speaker_says_wait_for_his_verb() -> None:
    read = parsed("일본은 중국이 떠나면 회담을 열겠다고 약속했다.")
    assert [(it.lemma, it.closing, it.deferred) for it in read.predicates] == [
        ("떠나", "bound", False), ("열", "quote", True), ("약속하", "end", False)]  # fmt: skip


def test_longer_particles_are_no_verbs() -> None:
    read = parsed("일본은 중국에 대한 제재를 풀었다.")
    assert [it.lemma for it in read.predicates] == ["풀"]
    assert "about" in [it.role for it in read.units if not isinstance(it, Predicate)]


def test_helping_verbs_belong_to_the_verb() -> None:
    found = one("일본은 안을 받아들일 수 없다고 했다.", "받아들이")
    assert (found.chain, found.ending, found.closing) == ("ᆯ 수 없", "다고", "quote")


def test_a_name_is_one_morpheme() -> None:
    text = "메르단은 떠났다."
    assert tokens_of(text, Span(0, len(text)), [Span(0, 3)])[0].form == "메르단"


def test_nothing_in_an_empty_stretch() -> None:
    assert parsed("").units == []
