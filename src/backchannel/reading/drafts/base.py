"""What the parts of a draft share: ids, names in both languages, places, voices and claims."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from backchannel.evidence.anchors import Anchor, anchor
from backchannel.reading.drafts.known import Known
from backchannel.reading.drafts.people import Side, sides_of
from backchannel.reading.drafts.proposal import Entry, Item
from backchannel.reading.drafts.voices import AUTHOR, UNKNOWN, plain_voice
from backchannel.reading.drafts.wording import Wording, say, words
from backchannel.reading.found import Act, Attribution, Channel, Claim, Span
from backchannel.reading.names.gazetteer import called, known
from backchannel.reading.reader import Read
from backchannel.reading.text.clean import raw_stretch
from backchannel.reading.text.where import document_places, where_of

__all__ = ["Found", "Maker", "act_words", "most", "slug_of", "unwritten"]

SLUG: Final = 40
"""Letters that an id may have, cut where a word ends."""


@dataclass(slots=True)
class Found:
    """A claim in the making: the sentence, whose voice it is, what was found in it."""

    sentence: int
    voice: str
    through: tuple[str, ...]
    id: str = ""
    claim: Claim | None = None
    acts: list[Act] = field(default_factory=list)
    marks: list[str] = field(default_factory=list)
    contradicts: list[str] = field(default_factory=list)


@dataclass
class Maker:
    """Collects the items of a draft; hands out ids, and the claims on which items rest."""

    read: Read
    known: Known | None
    wording: Wording = "en"
    items: list[Item] = field(default_factory=list)
    ids: set[str] = field(default_factory=set)
    parties: dict[str, tuple[str, str]] = field(default_factory=dict)
    """By name in the document: the party and the actor that decides for it."""
    sources: dict[str, str] = field(default_factory=dict)
    """By voice: the id of its source."""
    claims: dict[tuple[int, str], Found] = field(default_factory=dict)
    recognised: dict[str, None] = field(default_factory=dict)
    coded: list[str] = field(default_factory=list)
    """Issues with options that the document speaks of, those of most sentences first."""
    sides: dict[str, Side] = field(default_factory=dict)
    kinds: dict[str, str] = field(default_factory=dict)
    """By name of the document what it is: state, organisation, person, ..."""
    ranges: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    """Paragraphs of the document as the case has them, where it has the document."""
    states: dict[str, str] = field(default_factory=dict)
    """States by the forms of their names in the document."""
    acts_in: dict[int, list[Act]] = field(default_factory=dict)
    """By sentence."""
    talks_in: dict[int, list[Channel]] = field(default_factory=dict)
    """By sentence."""
    voices: dict[str, str] = field(default_factory=dict)
    """By description of a speaker, whose voice it is."""

    def __post_init__(self) -> None:
        for act in self.read.acts:
            self.acts_in.setdefault(act.sentence, []).append(act)
        for talk in self.read.channels:
            self.talks_in.setdefault(talk.sentence, []).append(talk)
        self.ids |= self.known.ids if self.known else set()
        self.sides = sides_of(self.read.layout, self.read.mentions)
        for it in self.read.mentions:
            self.kinds.setdefault(it.stands_for or it.is_, "state" if it.stands_for else it.kind)
            whole = words()["organs"]["of"].get(it.is_)
            if whole:
                self.kinds.setdefault(whole, "organisation" if whole in {"EU", "UN"} else "state")
            if it.kind == "state":
                self.states.setdefault(it.span.of(self.text), it.is_)

    @property
    def text(self) -> str:
        """The clean text."""
        return self.read.layout.text

    def new_id(self, wish: str) -> str:
        """Return an id that neither the draft nor the case has."""
        plain = slug_of(wish)
        name, number = plain, 1
        while name in self.ids:
            number += 1
            name = f"{plain}_{number}"
        self.ids.add(name)
        return name

    def name(self, key: str) -> Any:
        """Return a name as a case writes it: in English and Korean where both are known."""
        entry = known().get(key)
        if entry is None:
            return key
        tongues = ["en", "ko"]
        if self.read.language in {"ru", "uk"}:
            tongues.append(self.read.language)
        said = {it: called(key, it) for it in tongues if entry.names.get(it)}  # type: ignore[call-overload, arg-type]
        return said or key

    def say(self, key: str, **what: object) -> str:
        """Return a line of the draft in its language."""
        return say(key, self.wording, **what)

    def short(self, key: str | None) -> str:
        """Return a name for a line of the draft."""
        if not key:
            return self.say("somebody")
        return self.say("unknown_voice") if key == UNKNOWN else called(key, self.wording)

    def shown(self, keys: str | None) -> str:
        """Return one or more names, joined by `;` in the document, for a line of the draft."""
        return self.say("and").join(map(self.short, (keys or "").split(";")))

    def short_voice(self, voice: str) -> str:
        """Return whose voice it is, for a line of the draft."""
        return self.say("author") if voice == AUTHOR else self.short(voice)

    def voice_name(self, found: Found) -> str:
        """Return whose voice a claim is, for a line of the draft."""
        return self.short_voice(found.voice)

    def recognise(self, among: str, name: str | None, what: str) -> None:
        """Note that the case has something of the document already."""
        self.recognised[f"{self.say(among)} {name}: {what}"] = None

    def anchor(self, span: Span) -> Anchor:
        """Return the place of a stretch in the untouched text."""
        raw = raw_stretch(self.read.layout.cleaned, span)
        return anchor(self.read.layout.cleaned.raw, raw.start, raw.end)

    def at(self, sentences: Iterable[int]) -> tuple[Anchor, ...]:
        """Return the places of sentences, each once, in order."""
        held = self.read.layout.sentences
        return tuple(self.anchor(held[it].span) for it in sorted(set(sentences)))

    def paragraph(self, sentence: int) -> str:
        """Return the name of the paragraph of a sentence."""
        layout = self.read.layout
        return layout.paragraphs[layout.sentences[sentence].paragraph].id

    def side(self, name: str) -> str:
        """Return for whom a name stands: of a person the state, where it is told."""
        told = self.sides.get(name)
        if told:
            return self.organ_of(told.of)
        actor = self.known.actor(name) if self.known else None
        if self.known and actor:
            return self.known.homes.get(actor, name)
        return self.organ_of(name)

    def organ_of(self, name: str) -> str:
        """Return the state or union of which an organisation is an organ, else the name itself."""
        held: str | None = words()["organs"]["of"].get(name)
        if held or self.kinds.get(name) != "organisation" or name in known():
            return held or name
        if not re.search(words()["organs"]["words"], name, re.IGNORECASE):
            return name
        return next((of for form, of in self.states.items() if name.startswith(f"{form} ")), name)

    def voice(self, said: Attribution) -> str:
        """Return whose voice an attribution is."""
        if said.speaker:
            return self.voice_of(said.speaker)
        return AUTHOR if said.how == "author" else UNKNOWN

    def voice_of(self, speaker: str) -> str:
        """Return the voice that the name or description of a speaker means."""
        if self.kinds.get(speaker, "unnamed") != "unnamed":
            return speaker
        if speaker not in self.voices:
            people = (it for it, kind in self.kinds.items() if kind == "person")
            self.voices[speaker] = plain_voice(speaker, people)
        return self.voices[speaker]

    def rest_on(self, sentence: int, said: Attribution) -> Found:
        """Return the claim that a sentence makes in somebody's voice; it is made when first met."""
        voice = self.voice(said)
        key = (sentence, voice)
        if key not in self.claims:
            passed = dict.fromkeys(map(self.voice_of, said.through))
            through = tuple(it for it in passed if it not in {voice, AUTHOR, UNKNOWN})
            self.claims[key] = Found(sentence, voice, through)
        return self.claims[key]

    def where(self, document: str, span: Span) -> dict[str, Any]:
        """Return the `where` of a claim; nothing where no one paragraph of the case holds it."""
        name, start, end, digest = where_of(self.read.layout, span)
        if self.ranges:  # the case has the document, and its own division into paragraphs
            first, _ = document_places(self.read.layout).paragraphs[name]
            start, end = start + first, end + first
            name = next((k for k, (a, b) in self.ranges.items() if a <= start and end <= b), "")
            start, end = (it - self.ranges.get(name, (0, 0))[0] for it in (start, end))
        if not name:
            return {}
        return {"document": document, "paragraph": name, "start": start, "end": end,
                "digest": digest}  # fmt: skip

    def add(self, entry: Entry, says: str, why: str, **more: Any) -> Item:
        """Add an item; its id is that of what it would write."""
        name = next(iter(entry.values()))["id"]
        item = Item(id=name, says=says, why=why, entry=entry, **more)
        self.items.append(item)
        return item

    def needed(self, *names: str) -> tuple[str, ...]:
        """Return those ids that are items of the draft and not of the case."""
        held = self.known.ids if self.known else frozenset()
        return tuple(dict.fromkeys(it for it in names if it and it not in held))


def act_words(maker: Maker, act: Act, voice: str = "") -> str:
    """Return in our own words what an act is: who does what to whom, and how sure that is.

    Parameters
    ----------
    voice
        Whose words they are, where the line begins with it: it is not named again.
    """
    alone, towards = words()["acts"][maker.wording][act.kind]
    said: str = towards.format(maker.shown(act.target)) if act.target else alone
    how = "" if act.modality == "actual" else f" ({maker.say(act.modality)})"
    if voice and act.actor == voice:
        return said + how
    return maker.say("act", who=maker.shown(act.actor), what=said) + how


def unwritten(maker: Maker, gist: str, sentence: int) -> str:
    """Return the text that holds a place until the analyst has written one."""
    return f"({maker.say('unwritten')}) {gist}; {maker.paragraph(sentence)}"


def most(counted: Sequence[Any]) -> Any:
    """Return what occurs most, the first of several."""
    return Counter(counted).most_common(1)[0][0]


def slug_of(text: str) -> str:
    """Return a text as an id.

    >>> slug_of("The 2nd paper (draft).txt"), slug_of("1번 문서")
    ('The_2nd_paper_draft_txt', 'x_1번_문서')
    """
    plain = re.sub(r"[\W_]+", "_", text).strip("_")
    if len(plain) > SLUG:
        plain = (
            plain[: plain.rfind("_", SLUG // 2, SLUG + 1)]
            if "_" in plain[SLUG // 2 : SLUG + 1]
            else plain[:SLUG]
        )
    plain = plain or "x"
    return plain if re.match(r"[^\W\d]", plain) else f"x_{plain}"
