"""Anchors are found again, or not at all, and say how."""

import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backchannel.core.errors import UsageError
from backchannel.evidence.anchors import (
    LEAST_SCORE,
    anchor,
    find_anchor,
    from_utf16_place,
    from_w3c,
    to_w3c,
    utf16_place,
)

TEXT = (
    "양측은 빈에서 만났다. “우리는 물을 나눈다”고 그는 말했다. They met again in May. "
    "Nobody signed anything. Она сказала: «Мы не уйдём». They met again in June."
)


def at(words: str, nth: int = 0) -> tuple[int, int]:
    start = -1
    for _ in range(nth + 1):
        start = TEXT.index(words, start + 1)
    return start, start + len(words)


@given(st.data())
def test_an_unchanged_text_gives_the_same_place(data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(TEXT) - 1))
    end = data.draw(st.integers(start + 1, len(TEXT)))
    held = anchor(TEXT, start, end)
    found = find_anchor(TEXT, held)
    assert found == (start, end, "place", 1.0) or (
        found is not None and (found.start, found.end, found.how) == (start, end, "place")
    )
    assert (held.prefix + held.exact + held.suffix) in TEXT
    assert max(len(held.prefix), len(held.suffix)) <= 32


def test_of_two_places_the_one_with_the_same_surroundings() -> None:
    held = anchor(TEXT, *at("They met again", 1))
    changed = "새 제목. " + TEXT.replace("Nobody signed anything. ", "")
    found = find_anchor(changed, held)
    assert found is not None
    assert found.how == "words"
    assert changed[found.start :].startswith("They met again in June")


def test_words_that_were_wrapped_anew() -> None:
    held = anchor(TEXT, *at("우리는 물을 나눈다"))
    changed = "제목\n" + TEXT.replace("우리는 물을 나눈다", "우리\n는 물을\n\n나눈다")
    found = find_anchor(changed, held)
    assert found is not None
    assert (found.how, found.score) == ("no blanks", 1.0)
    assert changed[found.start : found.end] == "우리\n는 물을\n\n나눈다"


def test_changed_words_are_found_with_a_score() -> None:
    pytest.importorskip("rapidfuzz")
    held = anchor(TEXT, *at("Nobody signed anything."))
    changed = TEXT.replace("Nobody signed anything.", "Nobody has signed anything.")
    found = find_anchor(changed, held)
    assert found is not None
    assert found.how == "alike"
    assert LEAST_SCORE <= found.score < 1
    assert "signed anything" in changed[found.start : found.end]


def test_of_equally_changed_words_those_near_the_old_place() -> None:
    pytest.importorskip("rapidfuzz")
    line = "Nobody at the table signed anything. "
    text = "".join(f"{n} {line}" for n in range(1_000))
    place = text.index(line, 20_000)
    changed = text.replace("the table", "that table")
    found = find_anchor(changed, anchor(text, place, place + len(line)))
    assert found is not None
    assert found.how == "alike"
    assert abs(found.start - place) < 2_000


@pytest.mark.parametrize("words", ["Nobody signed anything.", "May", "«Мы не уйдём»"])
def test_words_that_are_gone_are_not_found(words: str) -> None:
    pytest.importorskip("rapidfuzz")
    held = anchor(TEXT, *at(words))
    assert find_anchor(TEXT.replace(words, "........"), held) is None
    assert find_anchor("", held) is None


def test_only_the_last_resort_needs_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "rapidfuzz", None)
    monkeypatch.setitem(sys.modules, "rapidfuzz.fuzz", None)
    held = anchor(TEXT, *at("Nobody signed anything."))
    assert find_anchor("x" + TEXT, held) is not None
    with pytest.raises(UsageError, match=r"pip install 'backchannel\[read\]'"):
        find_anchor(TEXT.replace("Nobody", "No one"), held)


@pytest.mark.parametrize(("start", "end"), [(3, 3), (5, 2), (-1, 4), (0, 10_000)])
def test_no_words_no_anchor(start: int, end: int) -> None:
    with pytest.raises(ValueError, match="no stretch"):
        anchor(TEXT, start, end)


def test_selectors_of_the_annotation_model_and_back() -> None:
    held = anchor(TEXT, *at("They met again", 1))
    assert from_w3c(to_w3c(held)) == held
    assert from_w3c(to_w3c(held)[::-1]) == held
    with pytest.raises(ValueError, match="TextQuoteSelector"):
        from_w3c([{"type": "TextQuoteSelector"}])


@given(st.text(max_size=40), st.integers(0, 40))
def test_utf16_units_and_back(text: str, place: int) -> None:
    place = min(place, len(text))
    units = utf16_place(text, place)
    assert units == sum(1 + (ord(sign) > 0xFFFF) for sign in text[:place])
    assert from_utf16_place(text, units) == place
