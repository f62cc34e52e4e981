"""The words of a Korean text as names may stand in them: the nouns, and what follows them."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Final

from backchannel.reading.found import Span
from backchannel.reading.names.contexts import contexts, given_names
from backchannel.reading.names.gazetteer import Token

__all__ = ["KoreanWord", "korean_words"]

_WORD: Final = re.compile(r"[가-힣A-Za-z]+")
_PARTICLE: Final = re.compile("(?<=..)의$|(?<=...)(?:에서|에게|까지|부터)$")
_NOUN: Final = frozenset(["NNP", "NNG", "NNB", "SL", "SH", "XPN", "XSN", "XR", "NR"])


@dataclass(frozen=True, slots=True)
class KoreanWord:
    """A word of the text: its nouns, and what follows them (particles, endings)."""

    span: Span
    name: str
    tail: str
    proper: bool
    """Whether one of its nouns is a proper noun or missing in the dictionary."""
    last: str
    """Its last noun, where there are several."""
    taken: bool


def korean_words(
    text: str, span: Span, morphemes: Sequence[Token], taken: Sequence[Span]
) -> Iterator[KoreanWord]:
    """Yield the words of a stretch of a Korean text.

    Parameters
    ----------
    morphemes
        Of the stretch, with places in the whole text.
    taken
        Where known names stand, in order.

    Examples
    --------
    >>> from backchannel.reading.names.gazetteer import tokens
    >>> text = "바센 특사는 떠났다"
    >>> [(it.name, it.tail) for it in korean_words(text, Span(0, 6), tokens(text), [])]
    [('바센', ''), ('특사', '는')]
    """
    number = 0
    morphemes = [it for token in morphemes for it in _split(text, token)]
    for match in _WORD.finditer(text, span.start, span.end):
        nouns: list[Token] = []
        while number < len(morphemes) and morphemes[number].span.start < match.start():
            number += 1
        ahead = number
        while (
            ahead < len(morphemes)
            and morphemes[ahead].tag in _NOUN
            and morphemes[ahead].span.end <= match.end()
        ):
            nouns.append(morphemes[ahead])
            ahead += 1
        covered = bool(nouns) and nouns[-1].span.end == match.end()
        if not covered and match[0] in given_names("ko"):  # 누르, which is also a verb
            yield KoreanWord(Span(*match.span()), match[0], "", proper=True, last="", taken=False)
            continue
        if not nouns:
            yield KoreanWord(Span(*match.span()), match[0], "?", proper=False, last="", taken=True)
            continue
        end = nouns[-1].span.end
        if nouns[-1].new and end == match.end():
            end -= _particle(match[0])
        proper = any(it.new or it.tag == "NNP" for it in nouns)
        after = bisect_right(taken, (end - 1, len(text))) - 1
        held = after >= 0 and taken[after].end > match.start()
        last = nouns[-1].span.of(text) if len(nouns) > 1 else ""
        if not last and nouns[0].new:  # 메리디안통신, one unknown word to the analyser
            last = next((it for it in _heads() if text.endswith(it, match.start() + 1, end)), "")
        yield KoreanWord(
            Span(match.start(), match.end()), text[match.start() : end], text[end : match.end()],
            proper, last, held,
        )  # fmt: skip


def _particle(word: str) -> int:
    """Return the length of a particle that the analyser takes for the end of an unknown name."""
    found = _PARTICLE.search(word)
    return len(found[0]) if found else 0


@cache
def _heads() -> tuple[str, ...]:
    """Return the head words that end an unknown word surely, the longest first."""
    lists = contexts("ko").lists
    every = {*lists["heads_organisation"], *lists["heads_place"], *lists["heads_state"]}
    return tuple(sorted((it for it in every if len(it) > 1 or it in "강섬"), key=len, reverse=True))


def _split(text: str, token: Token) -> Iterator[Token]:
    """Part a name that the dictionary holds as a whole: 헨리 키신저."""
    for match in re.finditer(r"\S+", token.span.of(text)):
        start = token.span.start + match.start()
        yield replace(token, span=Span(start, start + len(match[0])))
