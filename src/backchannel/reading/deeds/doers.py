"""Who does what a word tells: the subject of the word, the one who speaks, or who was spoken of.

Korean clauses are read from their morphemes (`doers_ko`), English ones from their parse
(`roles_en`); Russian and Ukrainian mostly put the doer before the verb.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Final, NamedTuple

from backchannel.reading.deeds.doers_ko import Before, doers_of, named_in, talking
from backchannel.reading.deeds.phrases import case_of, lexicon, pattern
from backchannel.reading.deeds.sides import Sides, Subject, name_of, voice_at
from backchannel.reading.found import (
    Attribution,
    Language,
    Layout,
    Quotation,
    Reported,
    Sentence,
    Span,
)
from backchannel.reading.text.clauses_ko import (
    Clauses,
    Phrase,
    Predicate,
    Token,
    clauses,
    tokens_of,
)

__all__ = ["Cue", "Telling", "actors", "mark", "subject_of"]

_OWN: Final = re.compile(r"(?<!\w)(мы|я|ми|наш\w*)(?!\w)[^,;:]*$", re.IGNORECASE)
_SUFFERS: Final = re.compile(r"받|당하|부딪히|부딪치|직면하|시달리|맞닥뜨리")
"""Korean verbs whose subject is the one to whom it is done: 위협을 받았다."""


_TALKS: Final = re.compile(
    r"(?:회담|담판|협상|회동|회의|협의|교섭|접촉|대화|만남|통화|면담|라운드)$"
)
"""Talks that are the subject of what is told: 담판이 끝났다, 회의가 열렸다."""
_BACK: Final = 6
"""How many Korean sentences back a subject that is left out is looked for."""


class Cue(NamedTuple):
    """Words that mark an act, and its kind by the list."""

    span: Span
    kind: str
    one: Predicate | None = None
    """In Korean the predicate whose subject does it, where the ending marks the act."""


@dataclass(frozen=True, slots=True)
class Telling:
    """What is known of a document while its acts are read."""

    layout: Layout
    sides: Sides
    quotations: Sequence[Sequence[Quotation]]
    """For each sentence those that reach into it; so are the reported clauses."""
    reported: Sequence[Sequence[Reported]]
    author: str | None
    """Who wrote the document, where some attribution names it."""
    morphemes: dict[int, list[Token]] = field(default_factory=dict, repr=False)
    """Of the Korean sentences read so far, by their first place."""
    named: dict[int, tuple[str, ...]] = field(default_factory=dict, repr=False)
    """Whom they are about, by their number."""
    read: dict[Span, Clauses] = field(default_factory=dict, repr=False)

    def quoted(self, place: int) -> Sequence[Quotation]:
        """Return the quotations that reach into the sentence of a place."""
        return self.quotations[self.layout.sentence_at(place)]

    def clauses(self, frame: Span, sentence: Span) -> Clauses:
        """Return the Korean clauses of a stretch of a sentence, without what is quoted in it."""
        if frame not in self.read:
            if sentence.start not in self.morphemes:
                names = [it.span for it in self.sides.within(sentence) if it.kind != "unnamed"]
                self.morphemes[sentence.start] = tokens_of(self.layout.text, sentence, names)
            quoted = [it.span for it in self.quoted(sentence.start)
                      if it.kind == "statement" and not it.span.holds(frame)]  # fmt: skip
            self.read[frame] = clauses([
                it for it in self.morphemes[sentence.start]
                if frame.start <= it.start and it.end <= frame.end
                and not any(q.start <= it.start < q.end for q in quoted)
            ])  # fmt: skip
        return self.read[frame]

    def before(self, number: int) -> Before:
        """Return of whom the Korean sentences before one speak."""
        found = Before()
        for k in range(number - 1, max(number - _BACK, 0) - 1, -1):
            sentence = self.layout.sentences[k].span
            if self.layout.language_at(sentence.start) != "ko":
                continue
            if k not in self.named:
                self.named[k] = named_in(self.sides, self.clauses(sentence, sentence))
            here = self.named[k]
            human = here if here and here[0] in self.sides.people else ()
            found = Before(found.last or here, found.person or human)
            if found.last and found.person:
                break
        return found

    def saying(self, cue: Span, verb: Span) -> str | None:
        """Return whose words a Korean verb of saying reports, as was found for those words."""
        number = self.layout.sentence_at(cue.start)
        said = [it.said for it in self.quotations[number]]
        said += [it.said for it in self.reported[number]]
        return next((it.speaker for it in said if it.cue and it.speaker
                     and it.cue.start < verb.end and verb.start < it.cue.end), None)  # fmt: skip

    def me(self, span: Span, voices: Sequence[Attribution]) -> str | None:
        """Return whom "I" and "we" mean at a place."""
        quoted = any(it.kind == "statement" and it.span.holds(span)
                     for it in self.quoted(span.start))  # fmt: skip
        teller = None if quoted else self.sides.teller(span.start)
        return teller or (voices[0].speaker if voices else self.author)

    def voices(self, span: Span) -> tuple[Attribution, ...]:
        """Return the voices that tell a stretch, the innermost first, the interviewed last."""
        number = self.layout.sentence_at(span.start)
        clauses = [it for it in self.reported[number] if not self._beyond(span, it.said)]
        told = voice_at(span, self.quotations[number], clauses)
        teller = self.sides.teller(span.start)
        return (*told, Attribution(teller, "author")) if teller else told

    def _beyond(self, span: Span, said: Attribution) -> bool:
        """Whether a stretch follows the Korean word of saying, which closes what is said."""
        text = self.layout.text
        if said.cue is None or self.layout.language_at(span.start) != "ko":
            return False
        closing = not re.search(r"따르|의하|처럼|말에", said.cue.of(text))
        return closing and span.start >= said.cue.end

    def frame(self, span: Span, sentence: Span) -> tuple[Span, bool]:
        """Return the part of a sentence that lies in the same quotation, and whether in one."""
        held = [
            it.span
            for it in self.quoted(span.start)
            if it.kind == "statement" and it.span.holds(span)
        ]
        if not held:
            return sentence, False
        inner = min(held, key=lambda it: it.end - it.start)
        return Span(max(inner.start, sentence.start), min(inner.end, sentence.end)), True


@cache
def mark(language: Language, name: str) -> re.Pattern[str]:
    """Return a mark that is read beside a cue; one that never matches where there is none."""
    source = str(lexicon("acts", language).get("marks", {}).get(name, "(?!)"))
    source = pattern(f"*{source}", "ko") if language == "ko" else rf"(?<!\w)(?:{source})(?!\w)"
    return re.compile(source, case_of(language))


def actors(
    telling: Telling,
    cue: Cue,
    sentence: Span,
    carried: Sequence[str],
    voices: Sequence[Attribution],
) -> tuple[tuple[str, ...], bool | None]:
    """Return who does it, and whether the innermost voice speaks of itself.

    None in place of the second where the sentence leaves the doer out (a passive).
    """
    frame, quoted = telling.frame(cue.span, sentence)
    language = telling.layout.language_at(cue.span.start)
    speaker = voices[0].speaker if voices else telling.author
    text = telling.layout.text
    if language == "ko":
        return _korean_actors(telling, cue, sentence, voices)
    ahead = _outside(telling, cue, telling.sides.subjects(frame, cue.span.start))
    place = ahead[-1].place if ahead else frame.start
    own = _OWN.search(text[place : cue.span.start])
    if own or (quoted and not ahead):
        plural = bool(own) and own is not None and own[1].casefold() != "я"
        return _spoken(telling, speaker, plural=plural)
    if ahead:
        return ahead[-1].names, False
    taken_up = mark(language, "pronoun").search(text, frame.start, cue.span.start)
    return (tuple(carried), False) if taken_up and carried else ((), None)


def _owner(telling: Telling, cue: Cue, read: Clauses) -> str | None:
    """Return whose position or demand a noun names (토발리아의 입장, 토발리아의 거부로)."""
    phrase = next((it for it in read.units
                   if isinstance(it, Phrase) and it.span.holds(cue.span)), None)  # fmt: skip
    text = telling.layout.text
    return next((name_of(it) for it in telling.sides.within(phrase.span if phrase else cue.span)
                 if it.span.end <= cue.span.end and text.startswith("의 ", it.span.end)),
                None)  # fmt: skip


def _spoken(telling: Telling, speaker: str | None, *, plural: bool) -> tuple[tuple[str, ...], bool]:
    """Return whom "we" or "I" means in a speaker's mouth; of one interviewed "we" is his side."""
    if speaker is None:
        return (), True
    whole = plural and speaker == telling.sides.interviewed
    return ((telling.sides.side_of(speaker) or speaker) if whole else speaker,), True


def _outside(telling: Telling, cue: Cue, subjects: Sequence[Subject]) -> list[Subject]:
    """Leave out subjects within a quotation that does not hold the cue."""
    others = [it.span for it in telling.quoted(cue.span.start)
              if it.kind == "statement" and not it.span.holds(cue.span)]  # fmt: skip
    return [it for it in subjects
            if not any(q.start <= it.place - 1 < q.end for q in others)]  # fmt: skip


def _korean_actors(
    telling: Telling,
    cue: Cue,
    sentence: Span,
    voices: Sequence[Attribution],
) -> tuple[tuple[str, ...], bool | None]:
    """Return the subject of a Korean predicate; in direct speech, without one, the speaker."""
    frame, quoted = telling.frame(cue.span, sentence)
    read = telling.clauses(frame, sentence)
    owner = _owner(telling, cue, read)
    if owner:
        return (owner,), False
    teller = telling.sides.teller(cue.span.start)
    speaker = (voices[0].speaker if quoted and voices else teller) if quoted or teller else None
    one = cue.one or read.at(cue.span)
    if cue.kind == "consult" and re.search("주선|중재", cue.span.of(telling.layout.text)):
        arranged = [it for it in read.units if isinstance(it, Phrase)
                    and it.span.start < cue.span.end and cue.span.start < it.span.end]  # fmt: skip
        return talking(telling.sides, arranged[0]) if arranged else (), False
    if cue.kind == "consult" and one and one.subject and _TALKS.search(one.subject.head):
        return talking(telling.sides, one.subject), False
    before = telling.before(telling.layout.sentence_at(sentence.start))
    if one is None:
        return before.last, False
    if cue.one is None and _SUFFERS.fullmatch(one.lemma) and cue.span.end <= one.span.start:
        return (), None
    own = telling.me(cue.span, voices) or ("author" if cue.kind != "required" else None)
    if speaker is None and one.subject is None:
        speaking = telling.saying(cue.span, one.span)
        if speaking:
            return (speaking,), False
    if (
        cue.kind == "required"
        and one.closing == "end"
        and one.span.end == cue.span.end
        and (re.search("[아어여]야", one.chain))
    ):
        return ((own,) if own else ()), speaker is not None
    found = doers_of(telling.sides, one, read, before, speaker, own)
    return ((), None) if found is None else (found, bool(speaker) and found == (speaker,))


def subject_of(telling: Telling, sentence: Sentence) -> tuple[str, ...]:
    """Return the last topic or subject of a sentence outside its quotations, to be carried on."""
    found = telling.sides.subjects(sentence.span, sentence.span.end)
    quoted = [it.span for it in telling.quoted(sentence.span.start) if it.kind == "statement"]
    found = [it for it in found
             if not any(q.start <= it.place - 1 < q.end for q in quoted)]  # fmt: skip
    topics = [it for it in found if it.weak]
    if telling.layout.paragraphs[sentence.paragraph].language == "ko":
        return (topics or found)[-1].names if found else ()
    return found[0].names if found else ()
