"""Words of probability: published bands, words without value, and what is not misread."""

import re
import tomllib
from importlib.resources import files
from itertools import pairwise

import pytest

from backchannel.core.errors import UsageError
from backchannel.evidence.words import band_of, bands, hedges_in, range_of_word

ICD_203 = {
    "almost no chance": (0.01, 0.05),
    "remote": (0.01, 0.05),
    "very unlikely": (0.05, 0.20),
    "highly improbable": (0.05, 0.20),
    "unlikely": (0.20, 0.45),
    "improbable": (0.20, 0.45),
    "roughly even chance": (0.45, 0.55),
    "roughly even odds": (0.45, 0.55),
    "likely": (0.55, 0.80),
    "probable": (0.55, 0.80),
    "probably": (0.55, 0.80),
    "very likely": (0.80, 0.95),
    "highly probable": (0.80, 0.95),
    "almost certain": (0.95, 0.99),
    "almost certainly": (0.95, 0.99),
    "nearly certain": (0.95, 0.99),
}

OURS_IN_KOREAN = {
    "가능성이 거의 없다": (0.01, 0.05),
    "가능성이 희박하다": (0.05, 0.20),
    "가능성이 매우 낮습니다": (0.05, 0.20),
    "가능성이 낮다": (0.20, 0.45),
    "반반": (0.45, 0.55),
    "가능성이 크다": (0.55, 0.80),
    "매우 가능성이 높다": (0.80, 0.95),
    "거의 확실히": (0.95, 0.99),
}


@pytest.mark.parametrize(
    ("word", "expected"), ICD_203.items(), ids=[f"ICD 203: {word}" for word in ICD_203]
)
def test_published_bands(word: str, expected: tuple[float, float]) -> None:
    for written in (word, word.upper(), f"  {word.replace(' ', '  ')}\n"):
        assert range_of_word(written) == expected


@pytest.mark.parametrize(("word", "expected"), OURS_IN_KOREAN.items())
def test_korean_words_by_our_own_mapping(word: str, expected: tuple[float, float]) -> None:
    assert range_of_word(word) == expected
    assert not any(hedge.standard for hedge in hedges_in(word))


def test_bands_touch_and_cover_all_but_certainty() -> None:
    steps = bands()
    assert (steps[0].low, steps[-1].high) == (0.01, 0.99)
    assert all(one.high == other.low for one, other in pairwise(steps))
    assert band_of(0.0) is None
    assert band_of(1.0) is None
    for step in steps:
        assert band_of((step.low + step.high) / 2) == step
        assert band_of(step.low) == step


@pytest.mark.parametrize(
    ("word", "why"),
    [
        ("may", "possible"), ("Might", "possible"), ("could", "possible"), ("possible", "possible"),
        ("apparently", "known or looks"), ("수 있다", "possible"), ("가능성이 있다", "possible"),
        ("것으로 보인다", "known or looks"), ("듯하다", "known or looks"),
        ("not likely", "negated"),
        ("more likely", "compared or graded"), ("가능성이 낮지 않다", "negated"),
        ("가능성이 더 높다", "compared or graded"),
    ],
)  # fmt: skip
def test_words_without_a_value_are_refused_with_the_reason(word: str, why: str) -> None:
    with pytest.raises(UsageError, match=re.escape(why)) as refused:
        range_of_word(word)
    assert "has no value" in str(refused.value)


@pytest.mark.parametrize(
    ("word", "hint"),
    [("likley", "'likely'"), ("almost certian", "'almost certain'"), ("가능성이 노다", "가능성이")],
)
def test_an_unknown_word_is_told_the_nearest(word: str, hint: str) -> None:
    with pytest.raises(UsageError, match=hint):
        range_of_word(word)


def test_words_that_are_named_instead_are_words_with_a_value() -> None:
    with pytest.raises(UsageError) as refused:
        range_of_word("모름")
    named = str(refused.value).split("expected one of: ")[1].split(", ")
    assert len(named) > 5
    assert {range_of_word(word) for word in named} == {(band.low, band.high) for band in bands()}


@pytest.mark.parametrize("word", ["", "it is likely", "likely and unlikely", "certain"])
def test_more_or_other_than_one_word_is_refused(word: str) -> None:
    with pytest.raises(UsageError, match="no word of probability"):
        range_of_word(word)


def test_a_language_without_words_is_refused() -> None:
    with pytest.raises(UsageError, match="'fr'"):
        range_of_word("probable", "fr")
    assert hedges_in("c'est probable", "fr") == ()
    assert range_of_word("likely", "en-GB") == range_of_word("likely", "en")


def found(text: str) -> list[tuple[str, str]]:
    return [(hedge.text, hedge.kind) for hedge in hedges_in(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # the longest phrase wins, and words are whole
        ("It is very likely, likely.", [("very likely", "value"), ("likely", "value")]),
        ("The unlikely likelihood", [("unlikely", "value")]),
        ("a probable, improbable end", [("probable", "value"), ("improbable", "value")]),
        ("would ALMOST CERTAINLY turn", [("ALMOST CERTAINLY", "value")]),
        ("almost\n  certainly", [("almost\n  certainly", "value")]),
        # negated
        ("It is not likely.", [("likely", "negated")]),
        ("It isn't at all likely.", [("likely", "negated")]),
        ("It is not seen as very likely.", [("very likely", "negated")]),
        ("It will likely not hold.", [("likely", "negated")]),
        ("They came not. It is likely.", [("likely", "value")]),
        ("He did not come, but it is likely.", [("likely", "value")]),
        # compared
        ("It is more likely than before.", [("likely", "compared")]),
        ("how likely it is", [("likely", "compared")]),
        ("He asks whether it is likely.", [("likely", "compared")]),
        ("a sentence " * 5_000 + "that is likely", [("likely", "value")]),
        # words in another sense
        ("before 1 May 2004, in May and on May 1", []),
        ("It may rain in May.", [("may", "possible")]),
        ("May they agree?", [("May", "possible")]),
        ("as soon as possible", []),
        ("it could not say what it wanted", []),
        ("a remote village", []),
        ("a remote chance", [("remote chance", "value")]),
        ("the might of the state", []),
        # Korean, with endings
        ("전술핵을 쓸 것이 거의 확실하다고 말한다.", [("거의 확실하다고", "value")]),
        ("되찾을 가능성이 매우 낮다는 점", [("가능성이 매우 낮다는", "value")]),
        ("가능성이 낮지 않다", [("가능성이 낮지", "negated")]),
        ("가능성이 높지는 않다", [("가능성이 높지는", "negated")]),
        ("거의 확실하지 않다", [("거의 확실하지", "negated")]),
        ("가능성이 크다고 볼 수 없다", [("가능성이 크다고", "negated")]),
        ("가능성이 높다는 것은 아니다", [("가능성이 높다는", "negated")]),
        ("가능성이 높다. 그러나 아니다", [("가능성이 높다", "value")]),
        ("러시아는 거절한 듯하다고 말한다", [("듯하다고", "apparent")]),
        ("그럴 가능성이 있다", [("가능성이 있다", "possible")]),
        ("할 수 없다", []),
    ],
)  # fmt: skip
def test_words_in_running_text(text: str, expected: list[tuple[str, str]]) -> None:
    assert found(text) == expected


NO_VALUE = {
    "negated": [
        # Korean: contracted, with a verb of seeming or saying between, and vouched for by nobody
        "가능성이 높진 않다", "가능성이 높질 않다", "가능성이 크진 않다", "가능성이 높지만은 않다",
        "거의 확실하진 않다", "유력하지 않다", "유력하진 않다", "가능성이 높아 보이지 않는다",
        "가능성이 낮아 보이지 않는다",
        "가능성이 높아지고 있지 않다",
        "가능성이 높다고는 생각하지 않는다", "가능성이 높다고 단정할 수 없다",
        "가능성이 높다고 말하기는 어렵다", "가능성이 높다는 보장은 없다",
        "가능성이 높다는 말은 틀렸다",
        # English: with words between, and by a verb that negates
        "far from likely", "anything but likely", "It is not, however, likely.",
        "It is not (yet) likely.", "It is not - in our view - likely.",
        "I don't think that a deal is likely.", "It is doubtful that it is likely.",
        "They deny that it is likely.", "Few think it likely.", "Nobody believes it is likely.",
        "It probably won't hold.", "It probably will not hold.", "It probably cannot hold.",
    ],
    "compared": [
        "가장 유력하다", "가장 가능성이 높다", "가능성이 높을까", "가능성이 높은가",
        "가능성이 클까", "가능성이 높은지 모르겠다", "가능성이 큰지", "가능성이 큽니까",
        "가능성이 높다면", "가능성이 높으면", "가능성이 높아야 한다", "가능성이 높다?",
        "unless it is likely", "less than likely", "more than likely", "Is it likely?",
    ],
}  # fmt: skip


@pytest.mark.parametrize(
    ("text", "kind"), [(text, kind) for kind, texts in NO_VALUE.items() for text in texts]
)
def test_what_is_negated_asked_or_compared_has_no_value(text: str, kind: str) -> None:
    assert [it for _, it in found(text)] == [kind]


@pytest.mark.parametrize(
    "text",
    ["가능성이 크지만 아직 아니다", "가능성이 높으며 협상은 아직 아니다",
     "유력하며 협상은 아직 아니다", "가능성이 높고 협상은 아직 아니다",
     "거의 확실하지만 아직 아니다", "가능성이 높은데 아직 아니다",
     "가능성이 낮고 비용이 높지 않다", "가능성이 높아지고 있다", "가능성이 높으니까 간다",
     "가능성이 높다고 말한다", "합의가능성이 높다", "It is likely, not certain.",
     "They did not come. It is, however, likely.", "For a few days it is likely."],
)  # fmt: skip
def test_what_is_negated_in_another_clause_keeps_its_value(text: str) -> None:
    assert [kind for _, kind in found(text)] == ["value"]


@pytest.mark.parametrize("text", ["불가능성이 높다", "아마존", "아마추어", "유력한 후보"])
def test_words_inside_other_words_are_not_found(text: str) -> None:
    assert found(text) == []


def test_only_words_with_a_value_have_a_band() -> None:
    for hedge in hedges_in("not likely, likely, may, apparently, more likely, almost certain"):
        assert (hedge.band is None) == (hedge.kind != "value")


def test_places_point_into_the_text() -> None:
    text = "It is very likely; 거의 확실하다."
    for language in ("en", "ko"):
        (hedge,) = hedges_in(text, language)
        assert text[hedge.start : hedge.end] == hedge.text


def test_every_english_entry_of_the_table_is_found_as_itself() -> None:
    table = tomllib.loads(
        files("backchannel.evidence").joinpath("words.toml").read_text(encoding="utf-8")
    )
    for band in table["bands"]:
        for word in [*band["standard"], *band.get("ours", {}).get("en", ())]:
            assert range_of_word(word) == tuple(band["range"]), word
            (hedge,) = hedges_in(f"To them it was {word}.")
            assert (hedge.text, hedge.standard) == (word, word in band["standard"])
