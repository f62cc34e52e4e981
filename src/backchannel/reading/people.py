"""On whose side persons are, and who sits at a table for it, as far as the text says so."""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

from backchannel.reading.found import Layout, Mention, Span
from backchannel.reading.wording import words

__all__ = ["Side", "sides_of"]

_NEVER: Final = "(?!)"


@dataclass(frozen=True, slots=True)
class Side:
    """Whose person somebody is, whether as a delegate, and where the text says so."""

    of: str
    delegate: bool
    at: Span


def sides_of(layout: Layout, mentions: Sequence[Mention]) -> dict[str, Side]:
    """Return on whose side each person is; whose side no sentence tells is left out.

    >>> from backchannel.reading.found import Cleaned, Paragraph, Sentence
    >>> text = "Ada Lorne of Norway leads the talks."
    >>> whole = Span(0, len(text))
    >>> layout = Layout(Cleaned(text, text, range(len(text) + 1)),
    ...     (Paragraph("P1", whole, "text", "en"),), (Sentence(whole, 0),), ())
    >>> names = [Mention(Span(0, 9), "person", "Ada Lorne"), Mention(Span(13, 19), "state", "NO")]
    >>> sides_of(layout, names)
    {'Ada Lorne': Side(of='NO', delegate=True, at=Span(start=0, end=36))}
    """
    found: dict[str, Side] = {}
    for sentence, here in _by_sentence(layout, mentions):
        language = layout.language_at(sentence.start)
        if language not in words()["people"]:
            continue
        talks = bool(_rule(language, "delegates").search(layout.text, *sentence))
        for person, of in _told(layout.text, language, sentence, here):
            told = Side(of, talks and _may_sit(layout.text, language, person), sentence)
            before = found.get(person.is_)
            if before is None or (told.delegate and not before.delegate and told.of == before.of):
                found[person.is_] = told
    for mention in mentions:
        of = words()["sides"].get(mention.is_)
        if of and mention.kind == "person" and mention.is_ not in found:
            found[mention.is_] = Side(of, delegate=False, at=mention.span)
    return found


def _by_sentence(
    layout: Layout, mentions: Sequence[Mention]
) -> Iterator[tuple[Span, Sequence[Mention]]]:
    starts = [it.span.start for it in mentions]
    for sentence in layout.sentences:
        if layout.paragraphs[sentence.paragraph].kind == "text":
            first = bisect_left(starts, sentence.span.start)
            yield sentence.span, mentions[first : bisect_left(starts, sentence.span.end)]


def _told(
    text: str, language: str, sentence: Span, here: Sequence[Mention]
) -> Iterator[tuple[Mention, str]]:
    """Yield the persons of a sentence with whose they are: named beside them, or by the side of
    which the sentence lists them.
    """  # noqa: D205
    side: str | None = None
    state: Mention | None = None
    for position, one in enumerate(here):
        if position and ";" in text[here[position - 1].span.end : one.span.start]:
            side = None
        if one.kind in {"state", "organisation"} or one.stands_for:
            state = one
            if _rule(language, "side").match(text, one.span.end, sentence.end):
                side = one.stands_for or one.is_
        if one.kind != "person":
            continue
        of = _beside(text, language, one, state, here[position + 1 : position + 2])
        if of or side:
            yield one, of or side or ""


def _beside(
    text: str, language: str, person: Mention, before: Mention | None, after: Sequence[Mention]
) -> str | None:
    """Return the state that stands beside a person so that it says whose the person is."""
    if before is not None and before.span.end < person.span.start:
        gap = Span(before.span.end, person.span.start)
        for rule in ("between", "beside"):
            if _rule(language, rule).fullmatch(text, *gap):
                return before.stands_for or before.is_
    for other in after:
        gap = Span(person.span.end, other.span.start)
        state = other.stands_for or (other.is_ if other.kind in {"state", "organisation"} else None)
        if state and _rule(language, "stands_for").fullmatch(text, *gap):
            return state
        if other.kind == "state" and (
            _rule(language, "of").fullmatch(text, *gap)
            or (language == "en" and _rule(language, "title_after").fullmatch(text, *gap))
        ):
            return other.is_
    return None


def _may_sit(text: str, language: str, person: Mention) -> bool:
    return not _rule(language, "not_delegate").match(text, person.span.end)


@cache
def _rule(language: str, name: str) -> re.Pattern[str]:
    flags = re.IGNORECASE if name == "delegates" else re.NOFLAG
    return re.compile(words()["people"][language].get(name, _NEVER), flags)
