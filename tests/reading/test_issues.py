"""Types of issue by their words. Sentences of our own, four languages."""

import sys
from pathlib import Path

import pytest

from backchannel.reading.deeds.issues import ISSUE_TYPES, issue_types
from backchannel.reading.deeds.phrases import LANGUAGES, lexicon
from backchannel.reading.found import Language

sys.path.insert(0, str(Path(__file__).parent))

from hand_made import laid_out


@pytest.mark.parametrize(
    ("language", "text", "codes"),
    [
        ("en", "A truce without prisoners is nothing.", {"ceasefire", "prisoners_missing"}),
        ("en", "They want sanctions relief and an end to enrichment.", {"sanctions", "nuclear"}),
        ("en", "The refugees wait.", {"refugees_humanitarian"}),
        ("ko", "휴전과 포로 교환이 먼저다.", {"ceasefire", "prisoners_missing"}),
        ("ko", "주민투표와 나토 가입이 쟁점이다.", {"referendum", "alliance_membership"}),
        ("en", "The fishermen were not consulted.", {"economy_trade_energy", "inclusion_consent"}),
        ("en", "Sensors watch the continental shelf.", {"monitoring_guarantor", "territory"}),
        ("en", "They pulled back the tanks.", {"troop_withdrawal"}),
        ("ko", "아무도 우리에게 묻지 않았다.", {"inclusion_consent"}),
        ("ko", "연합훈련과 국경 획정이 남았다.", {"force_limits", "territory"}),
        ("ko", "국가 승인을 바란다.", {"status_recognition"}),
        ("ru", "Перемирие и санкции.", {"ceasefire", "sanctions"}),
        ("uk", "Перемир'я та полонені.", {"ceasefire", "prisoners_missing"}),
        ("en", "The weather is fine.", set()),
        ("ko", "날씨가 좋다.", set()),
    ],
)
def test_types_by_their_words(language: Language, text: str, codes: set[str]) -> None:
    assert {it.code for it in issue_types(laid_out(text, language))} == codes


def test_a_weak_word_needs_a_second_sentence() -> None:
    assert issue_types(laid_out("The talks were short.", "en")) == ()
    found = issue_types(laid_out("The talks were short. The talks were cold.", "en"))
    assert [(it.code, it.sentences) for it in found] == [("process_format", (0, 1))]


def test_in_a_long_document_one_passing_word_is_not_enough() -> None:
    filler = "The weather is fine. " * 70
    assert issue_types(laid_out(filler + "A truce is near.", "en")) == ()
    assert issue_types(laid_out(filler + "A truce is near. A truce holds.", "en")) != ()


def test_politics_at_home_is_more_than_a_passing_word() -> None:
    assert issue_types(laid_out("The election is near.", "en")) == ()
    found = issue_types(laid_out("The election is near. The polls are bad.", "en"))
    assert [it.code for it in found] == ["domestic_politics"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_knows_every_type(language: str) -> None:
    assert set(lexicon("issues", language)) == set(ISSUE_TYPES)
    assert all(it["strong"] for it in lexicon("issues", language).values())
