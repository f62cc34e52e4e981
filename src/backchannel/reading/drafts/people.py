"""On whose side persons are, and who sits at a table for it, as far as the text says so."""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

from backchannel.reading.drafts.wording import words
from backchannel.reading.found import Layout, Mention, Span

__all__ = ["Side", "sides_of"]

_NEVER: Final = "(?!)"
_BEFORE: Final = 60
"""Characters before a state in which its own title is looked for."""
_OF: Final = len(" of the ")
"""Letters of a bare "of": of an institute that makes an expert, not a representative."""


@dataclass(frozen=True, slots=True)
class Side:
    """Whose person somebody is, whether as a delegate, and where the text says so."""

    of: str
    delegate: bool
    at: Span


@dataclass(frozen=True, slots=True)
class _Sentence:
    """A sentence with the names in it, one after the other."""

    text: str
    language: str
    span: Span
    names: Sequence[Mention]

    def fits(self, rule: str, start: int, end: int) -> bool:
        """Whether a rule fits all that stands from one place to another."""
        return bool(_rule(self.language, rule).fullmatch(self.text, start, end))

    def follows(self, rule: str, place: int) -> bool:
        """Whether a rule fits what stands from a place on."""
        return bool(_rule(self.language, rule).match(self.text, place, self.span.end))

    def precedes(self, rule: str, place: int) -> bool:
        """Whether a rule, which ends in `$`, fits what stands before a place."""
        start = max(self.span.start, place - _BEFORE)
        return bool(_rule(self.language, rule).search(self.text[start:place]))

    def has(self, rule: str, start: int, end: int) -> bool:
        """Whether a rule fits somewhere between two places."""
        return bool(_rule(self.language, rule).search(self.text, start, end))


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
    for here in _sentences(layout, mentions):
        talks = here.has("delegates", *here.span)
        for person, of, sits in _told(here):
            told = Side(of, sits or (talks and _may_sit(here, person)), here.span)
            before = found.get(person.is_)
            if before is None or (told.delegate and not before.delegate and told.of == before.of):
                found[person.is_] = told
    for mention in mentions:
        of = words()["sides"].get(mention.is_)
        if of and mention.kind == "person" and mention.is_ not in found:
            found[mention.is_] = Side(of, delegate=False, at=mention.span)
    return found


def _sentences(layout: Layout, mentions: Sequence[Mention]) -> Iterator[_Sentence]:
    starts = [it.span.start for it in mentions]
    for sentence in layout.sentences:
        span = sentence.span
        language = layout.language_at(span.start)
        if layout.paragraphs[sentence.paragraph].kind == "text" and language in words()["people"]:
            held = mentions[bisect_left(starts, span.start) : bisect_left(starts, span.end)]
            yield _Sentence(layout.text, language, span, held)


def _told(here: _Sentence) -> Iterator[tuple[Mention, str, bool]]:
    """Yield the persons of a sentence, whose they are, and whether it says that they lead a side:
    each for one of two sides, named beside a state, or listed after a side.
    """  # noqa: D205
    paired = dict(_pairs(here))
    state: Mention | None = None
    side: Mention | None = None
    for place, one in enumerate(here.names):
        if side is not None and (
            ";" in here.text[here.names[place - 1].span.end : one.span.start] or _of(one)
        ):
            side = None
        if _of(one):
            state = one
            side = one if here.follows("side", one.span.end) else None
        elif one.kind == "person":
            leads = paired.get(place) or _led(here, place)
            of = (leads or (state and _before(here, state, one)) or _after(here, place)
                  or _own_word(here, one))  # fmt: skip
            if of:
                yield one, of, bool(leads)
            elif side is not None and _listed(here, side, one):
                yield one, _of(side), False


def _of(name: Mention) -> str:
    """Return the state or organisation that a name means; nothing of a person or place."""
    return name.stands_for or (name.is_ if name.kind in {"state", "organisation"} else "")


def _pairs(here: _Sentence) -> Iterator[tuple[int, str]]:
    """Yield who leads which of two sides, where they are named in the same order."""
    each = _rule(here.language, "each").search(here.text, *here.span)
    if not each:
        return
    sides = list(dict.fromkeys(
        _of(it) for it in here.names if _of(it) and it.span.end <= each.start()
    ))  # fmt: skip
    people = [n for n, it in enumerate(here.names)
              if it.kind == "person" and it.span.start >= each.end()]  # fmt: skip
    if len(sides) == len(people) == 2:
        yield from zip(people, sides, strict=True)


def _led(here: _Sentence, place: int) -> str:
    """Return the side that a person is said to lead or to speak for, named after the person."""
    person = here.names[place]
    after = next((it for it in here.names[place + 1 :] if it.is_ != person.is_), None)
    if after and _of(after) and here.fits("stands_for", person.span.end, after.span.start):
        return _of(after)
    return ""


def _before(here: _Sentence, state: Mention, person: Mention) -> str:
    """Return the state named before a person, where the words between say that it is theirs."""
    gap = (state.span.end, person.span.start)
    if here.fits("between", *gap):
        return _of(state)
    titled = here.fits("beside", *gap) and here.precedes("title_of", state.span.start)
    return _of(state) if titled else ""


def _after(here: _Sentence, place: int) -> str:
    """Return the state named after a person, where the words around it say that it is theirs."""
    person = here.names[place]
    if place + 1 == len(here.names) or not _of(here.names[place + 1]):
        return ""
    state = here.names[place + 1]
    gap = (person.span.end, state.span.start)
    titled = here.fits("name_state", *gap) and here.follows("title_after", state.span.end)
    if titled or (here.fits("of", *gap) and (state.kind == "state" or gap[1] - gap[0] > _OF)):
        return _of(state)
    return ""


def _own_word(here: _Sentence, person: Mention) -> str:
    """Return the one state of a sentence that "will not" do something, as its minister says."""
    if not here.precedes("speaks", person.span.start):
        return ""
    bound = {_of(it) for it in here.names if it.kind == "state" or it.stands_for
             if here.follows("own_word", it.span.end)}  # fmt: skip
    return bound.pop() if len(bound) == 1 else ""


def _listed(here: _Sentence, side: Mention, person: Mention) -> bool:
    """Whether a person is in the list of those who are there for a side."""
    gap = (side.span.end, person.span.start)
    return not here.has("breaks", *gap) and here.follows("listed", person.span.end)


def _may_sit(here: _Sentence, person: Mention) -> bool:
    """Whether somebody of a sentence about talks may sit there: no head of state, no owner."""
    near = (max(here.span.start, person.span.start - _BEFORE // 2), person.span.end + 8)
    return not here.follows("not_delegate", person.span.end) and not here.has("head", *near)


@cache
def _rule(language: str, name: str) -> re.Pattern[str]:
    """Return a pattern of `data/draft.toml` with its lists of titles and words put in."""
    held = words()["people"][language]
    pattern = held.get(name, _NEVER).replace("{words}", held.get("words", ""))
    return re.compile(pattern.replace("{title}", held["title"]), re.IGNORECASE)
