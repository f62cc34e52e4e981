"""Who talks: by the parse of an English sentence, by a Korean pair written as one word, by a tale.

A tale tells first that two persons meet and then who they are.
"""

import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Final

from backchannel.reading.found import Language, Mention, Span
from backchannel.reading.names.contexts import contexts
from backchannel.reading.text.grammar import Grammar, clause_of, phrase, subject_of

__all__ = ["doer_at", "short_pairs", "told_of"]

_TWO: Final[dict[Language, re.Pattern[str]]] = {
    "en": re.compile(
        r"\btwo (?:\w+ )?(?:m[ae]n|women|people|persons|friends|advis[eo]rs|aides|officials|"
        r"diplomats|generals|officers|lawyers|professors|bankers|clerics|businessmen|envoys|scholars)\b",
        re.IGNORECASE,
    ),
    "ko": re.compile(
        r"두\s(?:사람|남자|여자|인물|노인|관리|장성|외교관|학자|장교|사업가|특사|교수)"
    ),
}
_ONE: Final[dict[Language, re.Pattern[str]]] = {
    "en": re.compile(r"\bone (?:of them )?(?:is|was)\b", re.IGNORECASE),
    "ko": re.compile(r"한\s?(?:명|사람|쪽)은"),
}
_OTHER: Final[dict[Language, re.Pattern[str]]] = {
    "en": re.compile(r"\bthe (?:other|second)\b", re.IGNORECASE),
    "ko": re.compile(r"(?:다른|나머지)\s?(?:한\s)?(?:명|사람|쪽)은"),
}


def doer_at(grammar: Grammar, cue: Span) -> Span | None:
    """Return the phrase of who does what a word tells of: "Oslo's minister flew out for talks".

    >>> from backchannel.reading.text.clean import clean
    >>> from backchannel.reading.text.grammar import parsed
    >>> from backchannel.reading.text.layout import lay_out
    >>> layout = lay_out(clean("Oslo's new minister flew to Riga for talks with his host."))
    >>> doer_at(parsed(layout), Span(36, 41)).of(layout.text)
    "Oslo's new minister"
    """
    head = grammar.head(cue)
    subject = None if head is None else subject_of(clause_of(head))
    return None if subject is None else phrase(subject)


@cache
def _written_as_one() -> re.Pattern[str]:
    pairs = sorted(contexts("ko").lists["pairs"], key=len, reverse=True)
    return re.compile(
        rf"(?<![가-힣])(?:{'|'.join(pairs)})"
        r"(?=\s?(?:[가-힣0-9]{1,6}\s){0,2}[가-힣0-9]{0,6}"
        r"(?:회담|협상|대화|접촉|채널|핫라인|통화|회동|만남|협의|회의|연락|직통|교섭|정상|외교|국방|외무|관계|간))"
    )


def short_pairs(text: str, span: Span) -> Iterator[tuple[Span, tuple[str, ...]]]:
    """Yield the pairs of states that Korean writes as one word, before a word for talks.

    >>> list(short_pairs("북미 실무협상이 열렸다.", Span(0, 13)))
    [(Span(start=0, end=2), ('KP', 'US'))]
    """
    short = contexts("ko").lists["short_forms"]
    for match in _written_as_one().finditer(text, *span):
        if all(it in short for it in match[0]):
            yield Span(*match.span()), tuple(short[it] for it in match[0])


def told_of(
    text: str, sentence: Span, after: Span, mentions: Sequence[Mention], language: Language
) -> tuple[str, ...]:
    """Return the two persons whom the sentences after one make known: "One is A; the other is B".

    Parameters
    ----------
    sentence
        Where two persons without a name talk.
    after
        The sentences that follow.
    mentions
        The names in them.
    """
    if language not in _TWO or not _TWO[language].search(text, *sentence):
        return ()
    one = _ONE[language].search(text, *after)
    other = _OTHER[language].search(text, one.end(), after.end) if one else None
    if one is None or other is None:
        return ()
    persons = [it for it in mentions if it.kind == "person"]
    first = next((it.is_ for it in persons if one.end() <= it.span.start < other.start()), None)
    second = next((it.is_ for it in persons if other.end() <= it.span.start), None)
    return (first, second) if first and second and first != second else ()
