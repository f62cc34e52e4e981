"""The walk through one document, sentence by sentence: who speaks where."""

import re
from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from backchannel.reading.found import (
    Attribution,
    Language,
    Layout,
    Quotation,
    Reported,
    Span,
)
from backchannel.reading.speech import english, korean, western
from backchannel.reading.speech.headlines import headline_voice
from backchannel.reading.speech.lexicon import MASK, cues_of, masked
from backchannel.reading.speech.present import Present, kind_of_pronoun, subjects
from backchannel.reading.speech.quotes import frame_of
from backchannel.reading.speech.roles_of import offices
from backchannel.reading.speech.saying import Frame, Named, Names, Saying, nearest
from backchannel.reading.speech.sources import Memory, signature, turns
from backchannel.reading.speech.unmarked import passes_on, unmarked
from backchannel.reading.text.grammar import parsed

__all__ = ["Walk"]

_TOO_LONG: Final = 6000
"""Characters outside quotation marks from which a "sentence" is none: it is passed over."""
_BACK: Final = 10
_REACH: Final = 400
"""How many names, how many characters back "he" inside a quotation looks for another person."""
_ASIDE: Final = re.compile(r"[,!?…]\s[—–-]\s([^—–]{4,90}?)[.,]\s[—–-]\s")
_OPENING: Final = "\"'“‘«„「『"


class Walk:
    """The walk through one document."""

    def __init__(self, layout: Layout, quotations: tuple[Quotation, ...], names: Names) -> None:
        self.layout = layout
        self.quotations = quotations
        self.starts = [one.span.start for one in quotations]
        self.names = names
        self.offices = offices(layout, names.mentions)
        self.memory = Memory()
        self.said: dict[Span, Attribution] = {}
        self.reported: list[Reported] = []
        self.previous: tuple[Span, list[Saying], Attribution] | None = None
        self.outlets: set[str] = set()
        self.printed: str | None = None
        """The paper of an interview whose speaker is still to be named."""
        self.name_marks = sorted(
            place
            for one in quotations
            if one.kind != "statement"
            for place in (one.span.start - 1, one.span.end)
        )
        self.turns = turns(layout, names)
        self.interviewee = next((one for one in self.turns.values() if one), None)
        self.signature = signature(layout, names)
        self.later: list[Quotation] = []

    def _statements(self, span: Span, depth: int) -> list[Quotation]:
        """Return the statements in marks that lie in a stretch at one depth."""
        found: list[Quotation] = []
        for at in range(bisect_left(self.starts, span.start), len(self.quotations)):
            one = self.quotations[at]
            if one.span.start >= span.end:
                break
            if one.depth == depth and one.kind == "statement" and one.span.end <= span.end:
                found.append(one)
        return found

    # ------------------------------------------------------------ one unit

    def unit(self, first: int, last: int) -> None:
        """Listen to one sentence, or to several that one quotation holds together."""
        sentences = self.layout.sentences
        paragraph = self.layout.paragraphs[sentences[first].paragraph]
        span = Span(sentences[first].span.start, sentences[last].span.end)
        statements = self._statements(span, 0)
        self.memory.number = first
        if span.start in self.turns:  # in an interview the turns say who "I" is
            self.memory.teller = self.turns[span.start]
        frame = self._frame(span, statements, paragraph.language)
        if self._publication(frame):
            frame = self._frame(span, statements, paragraph.language)
        if paragraph.kind == "heading":
            self.later += statements
            return
        found = self._find(frame)
        self.memory.here = self._present(frame)
        voices = self._voices(frame, found)
        governed = self._quotes(frame, found, voices, statements, last)
        if paragraph.kind == "text":
            self.reported += unmarked(frame, found, voices, governed, self.memory)
        for one in statements:
            self._inner(one)
        self.previous = (span, found, voices[-1] if voices else Attribution(None))
        self._remember_company(found, voices)
        self.memory.see(frame, self._topic(frame))

    def _frame(self, span: Span, statements: Iterable[Quotation], language: Language) -> Frame:
        quoted = tuple(one.span for one in statements)
        stretches = [(one.start - span.start, one.end - span.start) for one in quoted]
        if language != "ko":  # a name in marks reads like any name
            chars = list(span.of(self.layout.text))
            first, after = (bisect_left(self.name_marks, place) for place in span)
            for place in self.name_marks[first:after]:
                chars[place - span.start] = " "
            blot = masked("".join(chars), stretches)
        else:
            blot = masked(span.of(self.layout.text), stretches)
        outlets = frozenset(self.outlets)
        cues = cues_of(language)
        return Frame(self.layout.text, span, blot, quoted, self.names, cues, outlets, self.offices)

    def _publication(self, frame: Frame) -> bool:
        """Note newspapers, and whom an interview or article lets speak: it goes through them."""
        before = len(self.outlets)
        if self.printed is not None:
            for one in frame.names.within(*frame.span):
                if one.kind == "person":
                    self.memory.routes.setdefault(one.is_, self.printed)
                    self.printed = None
                    break
        for outlet in frame.names.within(*frame.span):
            if outlet.kind != "organisation" or not frame.is_outlet(outlet):
                continue
            self.outlets.add(outlet.is_)
            self.memory.outlet = outlet.is_
            if frame.cues.pattern("who", "interview").search(frame.blot):
                people = [one for one in frame.names.within(*frame.span) if one.kind == "person"]
                self.printed = outlet.is_ if not people else None
                for one in people:
                    self.memory.routes.setdefault(one.is_, outlet.is_)
            if frame.cues.pattern("who", "printed").search(frame.blot):
                for who in korean.described(frame):
                    self.memory.routes.setdefault(self.memory.take_up(who), outlet.is_)
        return len(self.outlets) > before

    def _find(self, frame: Frame) -> list[Saying]:
        if len(frame.blot) - frame.blot.count(MASK) > _TOO_LONG:
            return []
        if frame.cues.language == "ko":
            return korean.sayings(frame)
        if self.layout.language_at(frame.span.start) == "en":
            return english.sayings(frame, parsed(self.layout))
        return western.sayings(frame)

    def _topic(self, frame: Frame) -> Named | None:
        """Return whom a sentence is about."""
        language = self.layout.language_at(frame.span.start)
        if len(frame.blot) - frame.blot.count(MASK) > _TOO_LONG:
            return None
        if language == "ko":
            return korean.topic(frame)
        if language == "en":
            return english.topic(frame, parsed(self.layout))
        return None

    def _present(self, frame: Frame) -> list[Present]:
        """Return of whom an English sentence speaks."""
        if self.layout.language_at(frame.span.start) != "en":
            return []
        if len(frame.blot) - frame.blot.count(MASK) > _TOO_LONG:
            return []
        return list(subjects(frame, parsed(self.layout)))

    def _remember_company(self, found: list[Saying], voices: list[Attribution]) -> None:
        """Keep for the next sentences of whom this one spoke, its speakers first."""
        if self.layout.language_at(self.layout.sentences[self.memory.number].span.start) != "en":
            return
        spoke = [
            Present(Named("name", voice.speaker, person=True), kind, one.cue.start)
            for one, voice in zip(found, voices, strict=True)
            if voice.speaker and one.who and one.who.kind == "pronoun"
            and (kind := kind_of_pronoun(one.who.name)) in ("m", "f", "many")
        ]  # fmt: skip
        if spoke or self.memory.here:
            self.memory.company.units.appendleft([*spoke, *self.memory.here])

    # ------------------------------------------------------------ speakers

    def _voices(self, frame: Frame, found: list[Saying]) -> list[Attribution]:
        """Return for each word of saying its speaker, in order; the memory follows."""
        heard: dict[int, Attribution] = {}
        relays: list[str] = []
        tells = frame.cues.pattern("say", "it_is_that").search(frame.blot)
        if tells and self.memory.last in self.outlets:
            relays.append(self.memory.last or "")  # ...라며 웃었다는 것이다: so the paper
        relaying = [passes_on(one, frame, found) for one in found]
        order = sorted(range(len(found)), key=lambda at: (not relaying[at], bool(found[at].relays)))
        for at in order:
            one = found[at]
            said = self._voice(frame, one, () if relaying[at] else tuple(relays))
            heard[at] = said
            if said.speaker is None or said.how == "author":
                continue
            if relaying[at]:
                relays.append(said.speaker)
            elif frame.cues.language == "en" and one.form == "marks" and not frame.quoted:
                continue  # "the land that both claim": nothing is said
            elif not frame.cues.pattern("say", "asks").match(frame.text, one.cue.start):
                self.memory.remember(said, one.who)
        return [heard[at] for at in range(len(found))]

    def _voice(self, frame: Frame, one: Saying, relays: tuple[str, ...] = ()) -> Attribution:
        """Return the speaker of one word of saying, and the chain behind him."""
        memory, who = self.memory, one.who
        if who is None:
            return Attribution(None, None, one.cue)
        if who.kind == "self":
            return Attribution(memory.teller or self.signature, "author", one.cue)
        speaker = memory.resolve(frame, who, one.cue.start)
        chain: list[str | None] = []
        if one.cited is not None:
            chain = [speaker]
            speaker = memory.resolve(frame, one.cited, one.cue.start)
        told = memory.outlet if one.told == "<last>" else one.told
        if told and speaker and (who.kind == "unnamed" or who.name in memory.described.values()):
            memory.routes.setdefault(speaker, told)
        chain += [told]
        around = [memory.resolve(frame, teller, one.cue.start) for teller in one.relays]
        around += [memory.routes.get(teller or "") for teller in around]
        chain += [memory.routes.get(speaker or ""), *around, *relays]
        through = tuple(route for route in chain if route and route != speaker)
        if not through and speaker == memory.last:
            through = memory.through
        return Attribution(
            speaker,
            "pronoun" if who.kind == "pronoun" else None,
            one.cue,
            memory.closed(speaker, through),
        )

    # ------------------------------------------------------------ quotations

    def _quotes(
        self,
        frame: Frame,
        found: list[Saying],
        voices: list[Attribution],
        statements: list[Quotation],
        last: int,
    ) -> set[int]:
        """Attribute the statements of a unit; return which words of saying govern one."""
        governed: set[int] = set()
        for one in statements:
            index = nearest(frame, one.span, found)
            if index is not None and voices[index].speaker is None and found[index].who is None:
                said = self._carried(frame, one, last)
                said = replace(said, cue=found[index].cue)
                governed.add(index)
            elif index is not None:
                governed.add(index)
                voice = voices[index]
                place = "before" if found[index].cue.start < one.span.start else "after"
                said = replace(voice, how=voice.how or place)  # type: ignore[arg-type]
            else:
                said = self._carried(frame, one, last)
            self.said[one.span] = self._embedded(frame, one, said)
        return governed

    def _embedded(self, frame: Frame, one: Quotation, said: Attribution) -> Attribution:
        """Read words of saying set between dashes inside the marks: «..., — сказала она. — ...»."""
        found = _ASIDE.search(frame.text, *one.span)
        if found is None or frame.cues.language not in ("ru", "uk"):
            return said
        inner = self._frame(Span(found.start(1), found.end(1)), (), frame.cues.language)
        for saying in self._find(inner):
            voice = self._voice(inner, saying)
            if voice.speaker is not None:
                self.memory.remember(voice, saying.who)
                return replace(voice, how=voice.how or "after")
        return said

    def _carried(self, frame: Frame, one: Quotation, last: int) -> Attribution:
        """Look for the speaker of words without a cue: before, after, or him who spoke last."""
        if self.previous is not None:
            span, found, voice = self.previous
            text = span.of(self.layout.text).rstrip()
            leads = any(saying.lead_in for saying in found) or text.endswith(":")
            at_start = not frame.text[frame.span.start : one.span.start].strip(_OPENING + " ")
            if leads and at_start and (voice.speaker is not None or voice.how == "author"):
                return replace(voice, how="author" if voice.how == "author" else "lead_in")
        ahead = self._lead_out(last)
        if ahead is not None:
            return ahead
        return self.memory.carried_on()

    def _lead_out(self, last: int) -> Attribution | None:
        """Read ahead: words may be followed by "thus spoke X" in a sentence of its own."""
        if last + 1 >= len(self.layout.sentences):
            return None
        after = self.layout.sentences[last + 1]
        if self._statements(after.span, 0):
            return None
        frame = self._frame(after.span, (), self.layout.paragraphs[after.paragraph].language)
        following = self.layout.sentences[last + 2 : last + 3]
        opens = any(frame.text[one.span.start] in _OPENING for one in following)
        if opens or frame.blot.rstrip().endswith(":"):
            return None
        for saying in self._find(frame):
            if saying.lead_in and saying.who is not None:
                voice = self._voice(frame, saying)
                if voice.speaker is not None:
                    self.memory.remember(voice, saying.who)
                return replace(voice, how="after")
        return None

    def _inner(self, outer: Quotation) -> None:
        """Attribute what is quoted inside a quotation; it goes through who speaks outside."""
        statements = self._statements(outer.span, outer.depth + 1)
        said = self.said.get(outer.span, Attribution(None))
        chain = tuple(one for one in (said.speaker, *said.through) if one)
        kept = self.memory
        for one in statements:
            self.memory = kept.inside()
            span = frame_of(self.layout, one.span, outer.span)
            beside = [other for other in statements if span.holds(other.span)]
            frame = self._frame(span, beside, self.layout.language_at(one.span.start))
            found = self._find(frame)
            index = nearest(frame, one.span, found)
            heard = self._inner_voice(frame, found[index], said) if index is not None else None
            heard = heard or self._inner_lead(one, outer, said) or Attribution(None)
            if said.speaker in self.outlets and heard.speaker and said.speaker:
                kept.routes.setdefault(heard.speaker, said.speaker)
            through = tuple(dict.fromkeys([*heard.through, *chain]))
            self.said[one.span] = replace(heard, through=through)
            self._inner(one)
        self.memory = kept

    def _inner_voice(self, frame: Frame, saying: Saying, outer: Attribution) -> Attribution | None:
        if saying.who is None:
            return None
        if saying.who.kind == "self":
            return Attribution(outer.speaker, "pronoun", saying.cue)
        voice = self._voice(frame, saying)
        if saying.who.kind == "pronoun" and voice.speaker == outer.speaker:
            voice = replace(voice, speaker=self._other_person(saying.cue.start, outer.speaker))
        return voice

    def _other_person(self, place: int, than: str | None) -> str | None:
        """Return the person named last before a place who is not the one who speaks of him."""
        for kinds in (("person",), ("unnamed",)):
            at = place
            for _ in range(_BACK):
                found = self.names.before(at, kinds, _REACH)
                if found is None:
                    break
                if found.is_ != than:
                    return found.is_
                at = found.span.start
        return None

    def _inner_lead(
        self, one: Quotation, outer: Quotation, said: Attribution
    ) -> Attribution | None:
        """Look one sentence back inside the outer quotation for words that lead in."""
        number = self.layout.sentence_at(one.span.start)
        before = self.layout.sentences[number - 1].span if number else None
        if before is None or not outer.span.holds(
            Span(max(before.start, outer.span.start), before.end)
        ):
            return None
        span = Span(max(before.start, outer.span.start), before.end)
        frame = self._frame(span, (), self.layout.language_at(one.span.start))
        for saying in reversed(self._find(frame)):
            if saying.lead_in or frame.blot.rstrip().endswith(":"):
                voice = self._inner_voice(frame, saying, said)
                return replace(voice, how="lead_in") if voice else None
        return None

    # ------------------------------------------------------------ headings

    def headings(self) -> None:
        """Give a headline's quotation to who says it in the text, or in an interview."""
        for one in self.later:
            said = headline_voice(
                one, self.layout, self.names, self.quotations, self.said, self.interviewee
            )
            if said is not None:
                self.said[one.span] = said
