"""Where in a document a claim stands, told so that line breaks do not matter.

The *normalised text* of a document is its Unicode NFC form without any white space. A claim points
to a paragraph (a range of the normalised text) and a span inside it; a digest of the span lets a
holder of the document check the pointer, while the case ships none of the document's sentences.
"""

import unicodedata
from dataclasses import dataclass
from hashlib import sha256
from typing import Literal


def normalise(text: str) -> str:
    r"""Return the NFC form of a text without white space.

    >>> normalise("two \n words")
    'twowords'
    """
    return "".join(unicodedata.normalize("NFC", text).split())


def digest(normalised: str) -> str:
    """Return the digest of a normalised text: ``sha256:`` and 16 hexadecimal digits.

    >>> digest("twowords")
    'sha256:6875a6f9b0c997b6'
    """
    return "sha256:" + sha256(normalised.encode()).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class SpanFinding:
    """What a check of one span found; ``offset`` tells how far the words have moved."""

    outcome: Literal["match", "moved", "absent"]
    offset: int = 0


def find_span(normalised: str, start: int, end: int, expected: str) -> SpanFinding:
    """Look for a span by its digest, first where it should be, then anywhere in the document.

    ``start`` and ``end`` count characters of the normalised document from 0.

    >>> find_span("atwowords", 0, 8, digest("twowords"))
    SpanFinding(outcome='moved', offset=1)
    """
    if digest(normalised[start:end]) == expected:
        return SpanFinding("match")
    length = end - start
    for begin in range(len(normalised) - length + 1):
        if digest(normalised[begin : begin + length]) == expected:
            return SpanFinding("moved", begin - start)
    return SpanFinding("absent")
