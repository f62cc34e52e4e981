"""Spans: white space never matters, moved words are found, changed words are not."""

import string

from hypothesis import given
from hypothesis import strategies as st

from backchannel.evidence.grades import GRADES, RELIABILITY
from backchannel.evidence.spans import SpanFinding, digest, find_span, normalise

TEXT = st.text(min_size=1, max_size=60)


@given(TEXT, st.sampled_from([" ", "\n", "\t", "\r\n", "\u3000", "\u00a0"]))
def test_white_space_changes_nothing(text: str, space: str) -> None:
    spread = space.join(text.split())
    assert normalise(spread) == normalise(text)
    assert normalise(normalise(text)) == normalise(text)


def test_composed_and_decomposed_letters_are_the_same() -> None:
    assert normalise("\u1112\u1161\u11ab") == "\ud55c"
    assert digest(normalise("e\u0301")) == digest(normalise("\u00e9"))


@given(
    st.permutations(string.ascii_lowercase).map("".join),  # no letter twice: one place only
    st.text(string.ascii_uppercase, max_size=10),
    st.data(),
)
def test_words_are_found_where_they_moved(text: str, before: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    expected = digest(text[start:end])
    assert find_span(text, start, end, expected).outcome == "match"
    moved = find_span(before + text, start, end, expected)
    assert moved.outcome == ("moved" if before else "match")
    assert digest((before + text)[start + moved.offset : end + moved.offset]) == expected
    assert find_span(text.upper(), start, end, expected) == SpanFinding("absent")


def test_scales_are_complete() -> None:
    assert list(RELIABILITY) == list("ABCDEF")
    assert list(GRADES) == [1, 2, 3, 4, 5, 6]
