"""Texts that nobody writes: they are read to the end, and nothing is found that is not there."""

import pytest

from backchannel.reading.reader import read_text
from backchannel.reading.text.files import Raw


@pytest.mark.parametrize(
    "text",
    [
        "A" * 3_000,  # a pattern of names once took time beyond any power of the length
        "He said " * 300,
        '"a ' * 2_000,
        "(" * 5_000,
        "노르웨이와 " * 500,
        "노르웨이는 페루에 제안했고 " * 100,
        'The capital “held the other. President Abc "told reporters that she left.',
    ],
    ids=lambda text: text[:12],
)
def test_a_text_that_nobody_writes_is_read_to_the_end(text: str) -> None:
    found = read_text(Raw(text, "", "txt"), "note.txt")
    assert "".join(found.layout.text.split()) == "".join(text.split())
    for it in found.mentions:
        assert 0 <= it.span.start < it.span.end <= len(found.layout.text)
