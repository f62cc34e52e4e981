"""Who acts and towards whom: names in their grammatical place, and the two sides of a text.

No parser: Korean shows the doer by a particle, English by the place before the verb; what a
sentence leaves out is carried over from the one before. A draft for an analyst, not a proof.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final, TypeVar

from backchannel.reading.deeds.phrases import any_of, lexicon
from backchannel.reading.deeds.two_sides import OFFICE, Camps, named_together, two_of
from backchannel.reading.found import (
    Attribution,
    Language,
    Layout,
    Mention,
    Quotation,
    Reported,
    Span,
)
from backchannel.reading.names.contexts import contexts
from backchannel.reading.names.unnamed import FORMER
from backchannel.reading.text.turns import Turns

__all__ = ["AUTHOR", "Sides", "Subject", "by_sentence", "name_of", "voice_at"]

_Said = TypeVar("_Said", Quotation, Reported)
_ACTING: Final = ("state", "organisation", "metonym")
_POSSESSIVE: Final = re.compile(
    r"['’]s?(?=\s)(?!\s+(?:own\s+)?(?:side|government|office|delegation|team|party|army|"
    r"leadership|ministry)\b)"
)
"""After a name that only owns what follows; a government or office acts for its owner."""
_SHORTLY: Final = 300
"""Within how many characters two that were named together are still meant by "both"."""
_CLOSE: Final = 250
"""Within how many characters an office without a state is that of the state spoken of."""
_ORGAN: Final = re.compile(
    r"(?:부|청|처|의회|회의|위원회|수비대|국회|상원|하원|원|군|경찰|실|궁|성|국)$"
)
AUTHOR: Final = Attribution(None, "author")


def name_of(mention: Mention) -> str:
    """Return who is meant: of a metonym whom it stands for.

    >>> name_of(Mention(Span(0, 7), "metonym", "kremlin", "RU"))
    'RU'
    """
    return mention.stands_for or mention.is_


def voice_at(
    place: Span, quotations: Sequence[Quotation], reported: Sequence[Reported]
) -> tuple[Attribution, ...]:
    """Return the voices in which a stretch is told, the innermost first.

    >>> said = Attribution("Oslo", "after")
    >>> voice_at(Span(3, 5), [Quotation(Span(2, 9), "statement", 0, said)], [])[0].speaker
    'Oslo'
    """
    said: list[tuple[Span, Attribution]] = [(it.span, it.said) for it in reported]
    said += [(it.span, it.said) for it in quotations if it.kind == "statement"]
    holding = [it for it in said if it[0].holds(place)]
    holding.sort(key=lambda it: it[0].end - it[0].start)
    return tuple(voice for _, voice in holding)


def by_sentence(layout: Layout, said: Sequence[_Said]) -> tuple[tuple[_Said, ...], ...]:
    """Return for each sentence the quotations or reported clauses that reach into it.

    >>> from backchannel.reading.found import Cleaned
    >>> by_sentence(Layout(Cleaned("", "", [0]), (), (), ()), [])
    ()
    """
    found: list[list[_Said]] = [[] for _ in layout.sentences]
    for it in said if found else ():
        last = layout.sentence_at(max(it.span.end - 1, it.span.start))
        for number in range(layout.sentence_at(it.span.start), last + 1):
            found[number].append(it)
    return tuple(map(tuple, found))


@cache
def _subject_mark() -> re.Pattern[str]:
    """Return what follows a Korean name that is subject or topic: titles, then the particle."""
    chain = any_of(tuple(lexicon("roles", "ko")["titles"]), "ko").pattern
    return re.compile(
        rf"(?:\([^)]*\))?[\"”’'』」]?(?:\s?(?:{chain}))*\s?"
        r"(?P<mark>께서|에서는|이|가|은|는|도)(?=[\s,\"“‘'『「]|$)"
    )


@cache
def _governed(language: Language) -> re.Pattern[str]:
    """Return the words after which a name is not the doer."""
    words = tuple(lexicon("roles", language).get("not_before", ()))
    return re.compile(
        rf"(?:{any_of(words, language).pattern})(?:\s+the)?\s*[\"“«'‘]?$", re.IGNORECASE
    )


@dataclass(frozen=True, slots=True)
class Subject:
    """What shows a doer in a sentence."""

    place: int
    """Where what marks the subject ends."""
    names: tuple[str, ...]
    weak: bool
    """Marked as the topic, not as the subject, where the language knows the difference."""


class Sides:
    """The names of a document, asked by place.

    Parameters
    ----------
    layout, mentions
        The document and its names in order.
    """

    def __init__(self, layout: Layout, mentions: Sequence[Mention]) -> None:
        self.layout = layout
        self.mentions = sorted(mentions, key=lambda it: it.span)
        self._starts = [it.span.start for it in self.mentions]
        self.organisations = {it.is_ for it in self.mentions if it.kind == "organisation"}
        self._bearers = {name_of(it) for it in self.mentions if it.kind != "unnamed"}
        forms = {it.span.of(layout.text): name_of(it) for it in self.mentions
                 if it.kind in ("state", "metonym")}  # fmt: skip
        self._forms = sorted(forms.items(), key=lambda it: -len(it[0]))
        self._states = {name_of(it) for it in self.mentions if it.kind in ("state", "metonym")}
        self.people = {it.is_ for it in self.mentions if it.kind in ("person", "unnamed")}
        self.home = self._homes()
        self.former = self._formers()
        names = [self.party_of(it) for it in self.mentions]
        self.pairs = named_together(layout, self.mentions, names)
        self._paired = [start for start, _ in self.pairs]
        self._turns = Turns(layout, self.mentions)
        self.interviewed = self._turns.interviewed
        self.two = two_of(self.mentions, names, [it for _, it in self.pairs],
                          self.home.get(self.interviewed or ""))  # fmt: skip
        self.camps = Camps(self.two, self._states)
        self.home |= self.camps.homes(layout.text, self.mentions, names, self.home)

    # ------------------------------------------------------------ lookups

    def within(self, span: Span) -> list[Mention]:
        """Return the names that stand in a stretch."""
        low = bisect_left(self._starts, span.start)
        high = bisect_left(self._starts, span.end)
        return [it for it in self.mentions[low:high] if it.span.end <= span.end]

    def side_of(self, name: str | None) -> str | None:
        """Return the side of a person or office-holder; of anybody else the name itself."""
        if name is None or name in self.home:
            return name and self.home[name]
        return self.office_of(name) or name

    def office_of(self, name: str) -> str | None:
        """Return whose office-holder an unnamed speaker is: "a senior Danish official"."""
        if name in self._bearers:
            return None
        named = (side for form, side in self._forms if form in name and form != name)
        return next(named, None if FORMER.search(name) else self._home_of(name))

    def _home_of(self, name: str) -> str | None:
        """Return the side of an unnamed speaker, also under fuller words than he was found by."""
        of = (home for key, home in self.home.items() if " " in key and name.endswith(key))
        return self.home.get(name) or next(of, None)

    def state_in(self, span: Span) -> str | None:
        """Return the state whose name opens that of an office: 미국 국무부, 미 국무부."""
        words = span.of(self.layout.text)
        if not re.search(
            r"(?:부|청|처|의회|회의|위원회|수비대|상원|하원|원|군|경찰|실|궁|성|국)$", words
        ):
            return None
        whole = next((side for form, side in self._forms if words.startswith(form)), None)
        short = contexts("ko").lists["short_forms"]
        return whole or (short.get(words.split()[0]) if " " in words else None)

    def party_of(self, mention: Mention) -> str:
        """Return who a name is, of a ministry or an agency its state (미 국무부)."""
        if mention.kind != "organisation":
            return name_of(mention)
        organ = lexicon("roles", "ko").get("organs", {}).get(mention.is_)
        return str(organ or self.state_in(mention.span) or name_of(mention))

    def is_state(self, name: str | None) -> bool:
        """Whether a name is that of a state."""
        return name in self._states

    def speaks_for(self, speaker: str | None, actor: str | None) -> bool:
        """Whether a speaker's word on somebody's doing is the doer's own: himself or in office."""
        if speaker is None or actor is None:
            return False
        if speaker in self.former or FORMER.search(speaker):
            return speaker == actor
        return actor in (speaker, self.side_of(speaker))

    def teller(self, place: int) -> str | None:
        """Return who answers at a place, where the document is an interview with turns."""
        return self._turns.teller(place)

    def two_at(self, place: int) -> tuple[str, ...]:
        """Return the two sides meant by words such as "both governments" at a place.

        Those named together shortly before, else the two sides of the text.
        """
        at = bisect_right(self._paired, place) - 1
        near = at >= 0 and place - _SHORTLY <= self._paired[at]
        near = near and (not self.two or bool({*self.pairs[at][1]} & {*self.two}))
        return self.pairs[at][1] if near else self.two

    def other_side(self, actor: str, place: int) -> str | None:
        """Return towards whom somebody acts when nobody else is named."""
        side = self.side_of(actor)
        for two in (self.two, self.two_at(place)):
            if side in two:
                return next((it for it in two if it != side), None)
        return ";".join(self.two) or None if side == actor else None

    # ------------------------------------------------------------ subjects and targets

    def subjects(self, sentence: Span, until: int) -> list[Subject]:
        """Return the subjects and topics of a sentence before a place, in order."""
        language = self.layout.language_at(sentence.start)
        if until <= sentence.start:
            return []
        found = self._both(Span(sentence.start, until), language)
        for it in self.within(Span(sentence.start, until)):
            if it.kind == "place":
                continue
            subject = self._subject(it, sentence, language)
            if subject and subject.place <= until:
                found.append(subject)
        return sorted(found, key=lambda it: it.place)

    def _subject(self, mention: Mention, sentence: Span, language: Language) -> Subject | None:
        text = self.layout.text
        after = text[mention.span.end : min(sentence.end, mention.span.end + 60)]
        before = text[sentence.start : mention.span.start]
        if language == "ko":
            marked = _subject_mark().match(after)
            if not marked:
                return None
            weak = marked["mark"] in ("은", "는", "도", "에서는")
            organ = mention.kind == "person" and re.match(r"\s?(정부|행정부|측|쪽)", after)
            name = self.side_of(name_of(mention)) if organ else name_of(mention)
            return Subject(mention.span.end + marked.end(), self._joined(mention, name or ""), weak)
        if _governed(language).search(before.rstrip()[-40:] + " "):
            return None
        if language == "en" and _POSSESSIVE.match(after):
            return None
        organ = language == "en" and re.match(r"['’]s?\s", after)
        name = self.side_of(name_of(mention)) if organ else name_of(mention)
        return Subject(mention.span.end, self._joined(mention, name or ""), weak=False)

    def _joined(self, mention: Mention, name: str) -> tuple[str, ...]:
        """Return a name with the one joined to it just before ("A and B")."""
        low = bisect_left(self._starts, mention.span.start)
        if low:
            ahead = self.mentions[low - 1]
            between = self.layout.text[ahead.span.end : mention.span.start]
            if len(between) < 12 and re.fullmatch(
                r",? and (?:the )?|와 |과 |[·/]| и | та | і ", between
            ):
                return (name_of(ahead), name)
        return (name,)

    def _both(self, span: Span, language: Language) -> list[Subject]:
        """Return the places of words such as "both sides" or 두 나라 as subjects."""
        words = tuple(lexicon("roles", language).get("both", ()))
        text = span.of(self.layout.text)
        found = []
        for it in any_of(words, language).finditer(text):
            if language == "ko" and not re.match(
                r"(?:\s?(?:정부|측|정상|외무장관|관리))*(?:은|는|이|가|도)(?=[\s,]|$)",
                text[it.end() :],
            ):
                continue
            if language != "ko" and re.search(
                r"\b(?:to|with|of|between|from|for|by|on)\s+$", text[: it.start()]
            ):
                continue
            two = self.two_at(span.start + it.start())
            if two:
                weak = language != "ko" or text[it.end() :].startswith(("은", "는", "도"))
                found.append(Subject(span.start + it.end(), two, weak))
        return found

    def target(self, sentence: Span, cue: Span, actors: Sequence[str]) -> str | None:
        """Return to whom a sentence says that something is done; None where it does not say."""
        language = self.layout.language_at(sentence.start)
        text = self.layout.text
        sides = {self.side_of(it) for it in actors} | set(actors)
        roles = lexicon("roles", language)
        dative = re.compile(rf"(?:{roles['dative']})\s+[\"“«]?$", re.IGNORECASE)
        direct = not re.match(r"(?:will|would|we)\b", cue.of(text), re.IGNORECASE)
        for it in self.within(Span(cue.end, sentence.end)):
            lead = text[cue.end : it.span.start]
            near = direct and len(lead.split()) <= 1 and not re.search(r"[,;:]", lead)
            if it.kind != "place" and name_of(it) not in sides and (near or dative.search(lead)):
                return name_of(it)
        both = any_of(tuple(roles["both"]), language)
        if both.search(text, cue.end, sentence.end):
            return ";".join(self.two_at(cue.start)) or None
        return None

    # ------------------------------------------------------------ the two sides

    def _homes(self) -> dict[str, str]:
        """For persons the side that they are named with: "Lund of Denmark", 메르단 외무차관 X."""
        home: dict[str, str] = {}
        text = self.layout.text
        for i, it in enumerate(self.mentions):
            if it.kind not in ("person", "unnamed") or it.is_ in home:
                continue
            near = [m for m in self.mentions[max(0, i - 2) : i + 2] if m.kind in _ACTING]
            for m in near:
                lead = text[m.span.end : it.span.start] if m.span.end <= it.span.start else None
                if lead is not None and lead.startswith(","):
                    continue
                tail = text[it.span.end : m.span.start] if m.span.start >= it.span.end else None
                if (
                    lead is not None
                    and len(lead) <= 25
                    and not re.search(r"[.;!?]|와 |과 |,? and |에 |에서 | told | and ", lead)
                ) or (tail == " " and OFFICE.match(text, m.span.end)):
                    home[it.is_] = self.party_of(m)
                elif tail is not None and re.fullmatch(r",? (?:[\w\s]{0,30})?of (?:the )?", tail):
                    home.setdefault(it.is_, name_of(m))
            if it.is_ not in home and it.kind == "person" and OFFICE.match(text, it.span.end):
                before = [
                    m
                    for m in self.mentions[max(0, i - 8) : i]
                    if m.kind in _ACTING
                    and it.span.start - m.span.end < _CLOSE
                    and self._subject(m, Span(max(0, m.span.start - 60), it.span.start), "ko")
                ]
                if before:
                    home[it.is_] = self.party_of(before[-1])
            owned = re.search(r"\b(?:its|their|whose) (?:[\w-]+ ){1,4}?(?:\w+, )?$",
                              text[max(0, it.span.start - 50) : it.span.start])  # fmt: skip
            if owned and it.is_ not in home:
                before = [
                    m
                    for m in self.mentions[max(0, i - 8) : i]
                    if m.kind in _ACTING
                    and self._subject(m, Span(max(0, m.span.start - 60), it.span.start), "en")
                ]
                if before:
                    home[it.is_] = name_of(before[-1])
        return home

    def _formers(self) -> set[str]:
        """Return the persons who are said to be out of office."""
        text = self.layout.text
        return {
            it.is_
            for it in self.mentions
            if it.kind in ("person", "unnamed")
            and (FORMER.search(text[max(0, it.span.start - 25) : it.span.end])
                 or re.match(r" 전 ", text[it.span.end :][:3]))
        }  # fmt: skip
