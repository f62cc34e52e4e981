"""Where the sentences of a paragraph end.

A sentence ends at . ? ! or … with the marks that close behind it and its footnote marks, before a
blank or the paragraph's end; not at figures, initials, abbreviations and dates, and not at the end
of a quotation behind which the sentence that quotes goes on.
"""

import re
from collections.abc import Iterator
from functools import cache
from typing import Final

from backchannel.reading.found import Language, Span
from backchannel.reading.text.joins import CLOSERS, NOTE_MARK
from backchannel.reading.text.words_of import layout_words

__all__ = ["sentences_of"]

_NOTES: Final = rf"(?: ?(?:\[\^?e?\d{{1,3}}\]|\[[*†‡]{{1,3}}\])|{NOTE_MARK})"
_END = re.compile(
    rf"[.?!…。？！]{{1,9}}(?P<closers>[{CLOSERS}]{{0,5}})(?P<notes>{_NOTES}{{0,5}})"
    rf"(?P<more>[{CLOSERS}]{{0,3}})(?=\s|$)"
)
_DATE = re.compile(r"\b(?:\d{4}|['’]?\d{2})\.\s?\d{1,2}\.(?:\s?\d{1,2}\.)?(?!\d)")
_LABEL = re.compile(r"[(\[]?(?:\d{1,3}(?:\.\d{1,2})*|[^\W\d_]|[IVX]{1,5})[)\]]?")
_INITIAL = re.compile(r"(?:^|[\s.\-(«“\"])[A-ZА-ЯІЇЄҐ]$")
_BEFORE = re.compile(r"(?:[\w'’-]+\.\s?)*[\w'’-]+$")
_NEXT = re.compile(
    rf"\s+(?P<dash>[—–-]\s+)?[(\[{CLOSERS}„«“‘「『《〈]{{0,5}}(?P<word>[\w'’-]*)(?P<dot>\.?)"
)
_NAMES_THEN: Final = r"\s+(?:[^\W\d_][\w'’-]*\.?\s+){0,3}"


def sentences_of(text: str, span: Span, language: Language) -> Iterator[Span]:
    """Yield the sentences of a paragraph.

    >>> text = "He paid 3.5 million. “Will it last?” Mr. Kerr asked. No. 7 is closed."
    >>> [s.of(text) for s in sentences_of(text, Span(0, len(text)), "en")]
    ['He paid 3.5 million.', '“Will it last?” Mr. Kerr asked.', 'No. 7 is closed.']
    """
    held = span.of(text)
    dates = [m.span() for m in _DATE.finditer(held)]
    begin = day = 0
    for end in _END.finditer(held):
        while day < len(dates) and dates[day][1] <= end.start():
            day += 1
        on_date = day < len(dates) and dates[day][0] <= end.start() < dates[day][1]
        stop = end.end()
        if stop < len(held) and (on_date or not _ends(held, begin, end, language)):
            continue
        yield Span(span.start + begin, span.start + stop)
        begin = stop
        while begin < len(held) and held[begin].isspace():
            begin += 1
    if held[begin:].strip():
        yield Span(span.start + begin, span.end)


def _ends(held: str, begin: int, end: re.Match[str], language: Language) -> bool:
    """Whether a final mark that is followed by a blank ends its sentence."""
    following = _NEXT.match(held, end.end())
    word = following["word"] if following else ""
    closers = end["closers"] + end["more"]
    asks = language == "ko" or (end[0][0] != "." and word not in layout_words(language).starters)
    if asks and closers.strip(")]") and _frame(language).match(held, end.end()):
        return False
    dash = bool(following and following["dash"]) and not word[:1].isupper()
    if (dash and closers) or (word[:1].islower() and (dash or language != "ko")):
        return False
    if end[0][0] != "." or end[0][:2] == "..":
        return not (
            ")" in closers and _in_passing(held[max(begin, end.start() - 300) : end.start()])
        )
    if end["closers"] or end["notes"]:
        return True
    if end.start() - begin < 10 and _LABEL.fullmatch(held[begin : end.start()]):
        return False
    before = held[max(begin, end.start() - 24) : end.start()]
    if following and following["dot"] and len(word) == 1 and _INITIAL.search(before):
        return False  # one more initial
    return _ends_at_dot(before, word, language)


def _ends_at_dot(before: str, word: str, language: Language) -> bool:
    """Whether a full stop ends a sentence, by what stands before it and the word behind it."""
    words = layout_words(language)
    if _INITIAL.search(before):
        return word in words.starters
    last = _BEFORE.search(before)
    if last is None:
        return True
    for short in (last[0], last[0].rsplit(" ", 1)[-1], last[0].rsplit(".", 1)[-1].strip()):
        if short in words.titles:
            return False
        if short in words.before_figures:
            return not word[:1].isdigit()
        if short in words.abbreviations:
            return word in words.starters
    return True


def _in_passing(sentence: str) -> bool:
    """Whether a bracket that closes behind ? or ! opened in the middle of a sentence."""
    opened = sentence.rfind("(")
    before = sentence[:opened].rstrip() if opened >= 0 else ""
    return bool(before) and before[-1] not in ".?!…"


@cache
def _frame(language: Language) -> re.Pattern[str]:
    """Match what stands behind a closing mark where the sentence that quotes goes on."""
    words = "|".join(sorted(map(re.escape, layout_words(language).frame), key=len, reverse=True))
    if language == "ko":
        return re.compile(rf"\s+(?:{words})(?=[\s,.])")
    return re.compile(rf"{_NAMES_THEN}(?:{words})\b")
