"""Which office a text gives to whom, so that "the envoy" leads back to a name (English)."""

import re
from bisect import bisect_left
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Final

from backchannel.reading.found import Layout, Mention
from backchannel.reading.speech.lexicon import cues_of

__all__ = ["Offices", "offices"]

_REACH: Final = 90
"""Characters beside a name in which its office is looked for."""
_MANY: Final = 60
"""Bearers of one office among whom the one who is meant is looked for, the last ones."""
_EDGE: Final = re.compile(r"[.;:!?()“”\"‘«»\n—–]|,\s")
_CORE: Final = re.compile(r"\s(?:of|for|in|to|at|on|from|with|who|under|and|until)\s")
_LONGEST: Final = 9


@dataclass(frozen=True, slots=True)
class _Office:
    """An office that a text gives a person: its noun, all its words, the states named in it."""

    bearer: str
    place: int
    head: str
    words: frozenset[str]
    states: frozenset[str]


@dataclass(frozen=True)
class Offices:
    """Who bears which office in a document.

    Attributes
    ----------
    by_head
        The offices by their nouns, in the order in which the text gives them.
    places
        Where each bearer is named.
    """

    by_head: dict[str, list[_Office]] = field(default_factory=lambda: defaultdict(list))
    places: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))

    def bearer(self, words: str, head: str, place: int, states: frozenset[str]) -> str | None:
        """Return who is meant by words such as "the rebel negotiator" at a place.

        He has been called so before, by the same state and with the same words of rank; of several
        the one whose words are most like these, else he who was named last.
        """
        own = frozenset(_words(words))
        ranks = cues_of("en").words("who", "ranks")
        best: tuple[int, int] | None = None
        found: str | None = None
        given = self.by_head.get(head, [])
        last = bisect_left(given, place, key=lambda one: one.place)
        for one in given[max(last - _MANY, 0) : last]:
            clash = states and one.states and not states & one.states
            if clash or own & ranks - one.words:
                continue
            at = self.places[one.bearer]
            score = (len(own & one.words), at[bisect_left(at, place) - 1])
            if best is None or score > best:
                best, found = score, one.bearer
        return found


def offices(layout: Layout, mentions: tuple[Mention, ...]) -> Offices:
    """Collect the offices before and behind names: "the envoy, Ana Brandt", "Minister Ivo Lund".

    >>> from backchannel.reading.text.clean import clean
    >>> from backchannel.reading.text.layout import lay_out
    >>> from backchannel.reading.found import Span
    >>> layout = lay_out(clean("The rebels' negotiator, Ivo Lund, left. The negotiator was tired."))
    >>> known = offices(layout, (Mention(Span(24, 32), "person", "Ivo Lund"),))
    >>> known.bearer("rebel negotiator", "negotiator", 41, frozenset())
    'Ivo Lund'
    """
    known = Offices()
    starts = [one.span.start for one in mentions]
    for one in mentions:
        if one.kind != "person" or layout.language_at(one.span.start) != "en":
            continue
        known.places[one.is_].append(one.span.start)
        doer = _doer(layout.text, one)
        if doer:
            office = _Office(one.is_, one.span.start, doer, frozenset([doer]), frozenset())
            known.by_head[doer].append(office)
        for start, end in _beside(layout.text, one):
            text = layout.text[start:end]
            near = mentions[bisect_left(starts, start) : bisect_left(starts, end)]
            if any(it.kind == "person" for it in near):
                continue
            states = frozenset(
                it.stands_for or it.is_ for it in near if it.kind in ("state", "metonym")
            )
            head = _head(text, behind=start > one.span.start)
            if head:
                words = frozenset(_words(text))
                office = _Office(one.is_, one.span.start, head, words, states)
                known.by_head[head].append(office)
    return known


def _beside(text: str, one: Mention) -> list[tuple[int, int]]:
    """Return the stretches beside a name that may hold an office."""
    found: list[tuple[int, int]] = []
    before = text[max(one.span.start - _REACH, 0) : one.span.start]
    comma = before.endswith(", ")
    body = before[:-2] if comma else before
    cut = max((edge.end() for edge in _EDGE.finditer(body)), default=0)
    closed = re.match(r"[,.;]|['’]s?\s|\s\w+", text[one.span.end : one.span.end + 20])
    if body[cut:].strip() and (not comma or closed):
        start = one.span.start - len(before) + cut
        found.append((start, start + len(body) - cut))
    after = re.compile(r",\s+(?=(?:an?|the|its|his|her|their|\w+['’]s|former)\s|[a-z])").match(
        text, one.span.end
    )
    if after:
        ahead = text[after.end() : after.end() + _REACH]
        edge = _EDGE.search(ahead)
        end = edge.start() if edge else len(ahead)
        found.append((after.end(), after.end() + end))
    return found


_DOES: Final = re.compile(
    r",\s+who\s+(?:\w+\s+){0,2}?"
    r"(command|negotiat|advis|lead|led|edit|report|mediat|teach|taught|drafted|wr[io]te|paint|farm)"
)
_DOER: Final = {
    "command": "commander", "negotiat": "negotiator", "advis": "adviser", "lead": "leader",
    "led": "leader", "edit": "editor", "report": "reporter", "mediat": "mediator",
    "teach": "teacher", "taught": "teacher", "write": "writer", "wrote": "writer",
    "drafted": "drafter", "paint": "painter", "farm": "farmer",
}  # fmt: skip


def _doer(text: str, one: Mention) -> str | None:
    """Return what one is who does something: "Ivo Lund, who commanded ..." is the commander."""
    found = _DOES.match(text, one.span.end)
    return _DOER[found[1]] if found else None


def _head(text: str, *, behind: bool) -> str | None:
    """Return the noun of an office: of "an adviser to the state government" *adviser*."""
    core = _CORE.split(f" {text.strip()} ")[0] if behind or " of " in text else text
    words = _words(core)
    human = cues_of("en").pattern("who", "human")
    if not words or len(words) > _LONGEST or not human.search(words[-1]):
        return None
    return words[-1]


def _words(text: str) -> list[str]:
    return [word.casefold().removesuffix("'s").removesuffix("’s")
            for word in re.findall(r"\w[\w'’-]*", text)]  # fmt: skip
