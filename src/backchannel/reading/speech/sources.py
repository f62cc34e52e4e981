"""The memory of a reader: who has spoken, under what description, through which newspaper."""

import re
from collections import Counter
from dataclasses import dataclass, field
from typing import Final

from backchannel.reading.found import Attribution, Layout
from backchannel.reading.names.gazetteer import called
from backchannel.reading.speech.lexicon import cues_of
from backchannel.reading.speech.present import Company, Present
from backchannel.reading.speech.saying import Frame, Named, Names, voice_of

__all__ = ["Memory", "signature", "turns"]

_FRESH: Final = 5
"""Sentences after which a pronoun no longer means the last speaker."""
_NEAR: Final = 300
_FAR: Final = 1200
_SIGNATURE: Final = 60


@dataclass(slots=True)
class Memory:
    """Who spoke last and through what, and all whom the text has described as sources.

    Attributes
    ----------
    described
        Unnamed sources: the noun that takes them up again, and their first description.
    titled
        Persons by the title last used of them: "the minister".
    routes
        Speakers whom the text knows from an interview or article, and who printed it.
    teller
        Who "I" and "we" are outside quotation marks: in an interview the one who answers.
    thing
        The last source that is no person: "it".
    """

    number: int = 0
    last: str | None = None
    last_at: int = -99
    last_person: bool = False
    through: tuple[str, ...] = ()
    thing: str | None = None
    outlet: str | None = None
    topic: str | None = None
    topic_at: int = -99
    topic_person: bool = False
    teller: str | None = None
    company: Company = field(default_factory=Company)
    """Of whom the last sentences spoke (English)."""
    here: list[Present] = field(default_factory=list)
    titled: dict[str, str] = field(default_factory=dict)
    described: dict[str, str] = field(default_factory=dict)
    routes: dict[str, str] = field(default_factory=dict)

    def inside(self) -> "Memory":
        """Return the memory with which the words inside a quotation are read."""
        fresh = Memory(self.number, outlet=self.outlet, topic=self.topic)
        fresh.described = self.described
        return fresh

    def remember(self, said: Attribution, who: Named | None) -> None:
        """Note who has just spoken."""
        self.last, self.last_at = said.speaker, self.number
        self.last_person = who is not None and (who.person or who.kind == "pronoun")
        self.thing = self.thing if self.last_person else said.speaker
        self.through = tuple(one for one in said.through if one != self.teller)

    def carried_on(self) -> Attribution:
        """Return the last speaker, who goes on without being named."""
        if self.last is None:
            return Attribution(None)
        self.last_at = self.number
        return Attribution(self.last, "carried", None, self.closed(self.last, self.through))

    def closed(self, speaker: str | None, through: tuple[str, ...]) -> tuple[str, ...]:
        """Add to a chain him who tells it all in an interview's answer."""
        chain = [one for one in dict.fromkeys(through) if one != speaker]
        if self.teller and self.teller != speaker and self.teller not in chain:
            chain.append(self.teller)
        return tuple(chain)

    def see(self, frame: Frame, subject: Named | None) -> None:
        """Note whom a sentence is about, else whom it names first: "he" may be the one."""
        if subject is not None:
            self.topic, self.topic_at = self.resolve(frame, subject, frame.span.end), self.number
            self.topic_person = subject.person
            return
        for one in frame.names.within(*frame.span):
            if one.kind != "place":
                self.topic, self.topic_at = voice_of(one), self.number
                self.topic_person = one.kind in ("person", "unnamed")
                return

    # ------------------------------------------------------------ who is meant

    def resolve(self, frame: Frame, who: Named, place: int) -> str | None:
        """Return the name of whom some words mean."""
        if who.kind == "name":
            if who.head:
                self.titled[who.head] = who.name
            return who.name
        if who.kind == "pronoun":
            return self._pronoun(frame, who, place)
        if who.kind == "paper":
            issued = who.head in frame.cues.words("who", "issued")
            return who.name or (self.topic if issued else None) or who.head
        return self.outlet if who.name == "<last>" else self.take_up(who)

    def _pronoun(self, frame: Frame, who: Named, place: int) -> str | None:
        meant = self.company.meant(who.name, self.here, place)
        if meant is not None:
            return self.resolve(frame, meant.who, place)
        for one in frame.names.within(frame.span.start, place):
            if one.kind == "person" and not any(q.holds(one.span) for q in frame.quoted):
                return one.is_
        newer = self.topic if self.number - 1 <= self.topic_at > self.last_at else None
        if who.name == "it":
            other = self.thing if self.last_person else self.last
            return (newer if not self.topic_person else None) or other or self.topic
        if newer and self.topic_person:
            return newer
        fresh = self.number - self.last_at <= _FRESH
        if self.last and fresh and (self.last_person or who.name == "they"):
            return self.last
        found = frame.names.before(frame.span.start, ("person",), _NEAR) or frame.names.before(
            frame.span.start, ("person", "unnamed"), _FAR
        )
        if found is None:
            return self.last
        if found.kind == "person":
            return found.is_
        return self.take_up(Named("unnamed", found.is_, found.is_.split()[-1], definite=True))

    def take_up(self, who: Named) -> str:
        """Return the first description of an unnamed source, or note a new one.

        "The official" is the official of before; so is a shorter description that shares a word
        with it ("EU 외교관", "유럽연합의 한 외교관").
        """
        key = next((key for key in self.described if _same_head(key, who.head)), None)
        if key is not None:
            first = self.described[key]
            within = who.name in first or first in who.name
            shorter = len(who.name) <= len(first) and _shares_word(who.name, first)
            if who.definite or within or shorter:
                return first
        elif who.definite and who.name == who.head and who.head in self.titled:
            return self.titled[who.head]
        elif who.definite:
            for known in self.described.values():
                if _shares_word(who.name, known):
                    return known
            general = not who.head.isascii() or who.head in cues_of("en").words("who", "general")
            if general and " " not in who.name and self.last in self.described.values():
                return self.last or who.name
        name = who.name
        official = name == who.head and name in cues_of("ko").words("who", "official")
        if official and self.topic and not self.topic_person:
            name = f"{called(self.topic, 'ko')} {name}"
        self.described[who.head] = name
        return name


def turns(layout: Layout, names: Names) -> dict[int, str | None]:
    """Return whose turn begins where in an interview, by its place: None for who asks.

    Turns begin with a mark of question or answer, or with a name and a colon; of two names whose
    turns alternate the one who mostly asks is not the one interviewed.
    """
    marked: dict[int, bool] = {}
    named: dict[int, str] = {}
    for sentence in layout.sentences:
        paragraph = layout.paragraphs[sentence.paragraph]
        cues, place = cues_of(paragraph.language), sentence.span.start
        begins = place == paragraph.span.start
        for key in ("answer", "question"):
            turn = cues.pattern("turns", key).match(layout.text, place)
            if turn and (begins or ":" in turn[0]):
                marked[place] = key == "answer"
                break
        else:
            found = _LABEL.match(layout.text, place, paragraph.span.end) if begins else None
            if found:
                named[place] = found[1]
    labels = Counter(named.values())
    often = [label for label, count in labels.items() if count > 1]
    if len(often) >= 2 and len(named) >= 2 * len(often):
        asks = max(often, key=lambda label: _asked(layout, named, label))
        return {place: None if label == asks else _bearer(names, place, label)
                for place, label in named.items() if label in often}  # fmt: skip
    if len(often) == 1 and len(marked) > 1 and not any(marked.values()):
        first = next(it for it, label in named.items() if label == often[0])
        teller = _briefer(layout, names, first, often[0])
        return {**dict.fromkeys(marked), **{at: teller for at, it in named.items() if it in often}}
    if sum(marked.values()) < 2:
        return {}
    answerer = _briefing(layout, names, min(marked)) or _interviewed(layout, names)
    return {place: answerer if answers else None for place, answers in marked.items()}


_LABEL: Final = re.compile(r"([^\s:.?!,\"“][^:.?!,\"“\n]{0,40}?)\s?:\s")


def _asked(layout: Layout, named: dict[int, str], label: str) -> float:
    """Return the share of a speaker's turns that end with a question mark."""
    own = [layout.paragraphs[layout.sentences[layout.sentence_at(place)].paragraph]
           for place, it in named.items() if it == label]  # fmt: skip
    texts = [one.span.of(layout.text).rstrip(' "”') for one in own]
    return sum(text.endswith("?") for text in texts) / len(texts)


def _bearer(names: Names, place: int, label: str) -> str:
    inside = names.within(place, place + len(label))
    return inside[-1].is_ if inside else label


_SPELLED: Final = re.compile(r"(?:[A-ZÀ-Þ][\w'’-]+ ?){2,4}(?=[\n,.;(]|$)")


def _briefer(layout: Layout, names: Names, place: int, label: str) -> str:
    """Return who answers as SPOKESWOMAN: a name in the label, else who is said to brief."""
    bearer = _bearer(names, place, label)
    if bearer != label:
        return bearer
    briefs = _briefing(layout, names, place)
    if briefs is not None:
        return briefs
    role = re.compile(rf"\b{re.escape(label)}\b", re.IGNORECASE)
    for one in names.mentions:
        around = layout.text[max(one.span.start - _SIGNATURE, 0) : one.span.end + _SIGNATURE]
        if one.kind == "person" and one.span.start < place and role.search(around):
            return one.is_
    return label.casefold() if label.isupper() else label


def _briefing(layout: Layout, names: Names, place: int) -> str | None:
    """Return whom the lines above the first turn name as the one who answers."""
    briefs = cues_of(layout.language_at(place)).pattern("turns", "briefer")
    for cue in briefs.finditer(layout.text, 0, place):
        near = names.within(cue.end(), min(cue.end() + _SIGNATURE, place))
        person = next((one.is_ for one in near if one.kind == "person"), None)
        spelled = _SPELLED.match(layout.text, cue.end(), place)
        if person or spelled:
            return person or (spelled[0].strip() if spelled else None)
    return None


def _interviewed(layout: Layout, names: Names) -> str | None:
    language = layout.paragraphs[0].language
    named = cues_of(language).pattern("who", "interviewee").search(layout.text)
    for one in names.within(named.end() if named else 0, len(layout.text)):
        if one.kind == "person":
            return one.is_
    return None


def signature(layout: Layout, names: Names) -> str | None:
    """Return the organisation that signs a text in a line of its own below the title."""
    for paragraph in layout.paragraphs[1:4]:
        text = re.split(r",\s(?=\d)|\s(?=\d)", paragraph.span.of(layout.text))[0]
        inside = names.within(paragraph.span.start, paragraph.span.start + len(text))
        signs = len(text) < _SIGNATURE and not re.search(r"[.?!,:0-9]", text)
        if signs and inside and all(one.kind == "organisation" for one in inside):
            return inside[0].is_
    return None


def _same_head(known: str, head: str) -> bool:
    return known == head or known.endswith(head) or head.endswith(known)


def _shares_word(one: str, other: str) -> bool:
    return bool(set(one.casefold().split()) & set(other.casefold().split()))
