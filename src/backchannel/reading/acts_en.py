"""Acts of English sentences, by the grammar of their verbs and nouns.

A frame (``frames``) says what a word tells of, its standing (``standing``) whether that is done,
planned or denied, and `Roles` who does it to whom. What "will", "never" and "must" make of other
verbs is said in ``uttered``.
"""

import re
from collections.abc import Sequence
from typing import Final, cast

from backchannel.reading.doers import Telling
from backchannel.reading.found import Act, ActKind, Attribution, Modality
from backchannel.reading.frames import governed, words
from backchannel.reading.grammar import (
    Word,
    child,
    children,
    clause,
    modals,
    negation,
    objects,
    owner,
    parsed,
    place,
    subject_of,
)
from backchannel.reading.parties_en import aliases, organs, two_of
from backchannel.reading.replies import REPLIES, answered
from backchannel.reading.roles_en import Roles
from backchannel.reading.sides import AUTHOR, name_of
from backchannel.reading.signs_en import Sign, cue_of, is_bound, is_past, object_of, signs
from backchannel.reading.standing import Standing, standing
from backchannel.reading.uttered import condition, foreseen, foretells_own, foretold, uttered

__all__ = ["English"]

_UTTERED: Final = (
    "offer", "offer_of_talks", "threat", "assurance", "red_line", "refusal", "demand", "call",
    "warning", "position", "reluctance",
)  # fmt: skip
"""Kinds that are done when they are uttered, whatever they look ahead to."""
_FORESEEN: Final = (
    "threat", "acceptance", "concession", "aid", "sanction", "offer", "refusal", "consult",
)  # fmt: skip
"""Kinds that somebody else may expect for later."""
_DENIED: Final = {"acceptance": "refusal", "concession": "refusal", "support": "refusal"}
"""What a denied act is; the others are none."""
_HAPPEN: Final = frozenset((
    "hold", "take", "begin", "resume", "open", "conclude", "continue", "end", "start", "restart",
    "reopen", "convene", "schedule", "plan", "organise", "organize", "host",
))  # fmt: skip
_OFFICE: Final = re.compile(
    r"(?!.*\b(?:former|retired|western|european|diplomat|mediator|analyst|senior un)\b)"
    r".*\b(?:spokes\w+|aide|ministry|government|cabinet|palace|adviser|its|his|her|their)\b"
)
"""An unnamed source of a government that is not named with it: that of which it speaks."""
_BEFORE: Final = 20
_TITLE: Final = re.compile(
    r"(?:[Mm]inister|[Pp]resident|[Pp]remier|Secretary|Chancellor|Ambassador|General|Colonel|"
    r"Admiral|King|Prince|Marshal|[Ee]nvoy|[Nn]egotiator|[Dd]elegate)\s$"
)
_JUDGED: Final = (
    "reluctance",
    "fixed reluctance",
    "fixed refusal",
    "fixed red_line",
    "red_line",
    "refusal",
)
"""Kinds that a judgement on a thing tells of: "the paper is insufficient"."""
_JUDGING: Final = frozenset((
    "consider", "call", "find", "deem", "describe", "regard", "see", "dismiss", "label", "term",
    "think", "brand", "judge", "declare",
))  # fmt: skip
_OF_WRITERS: Final = ("call", "warning", "position", "proposal", "offer_of_talks")
"""Kinds of act that a writer does; the others only one who is of the matter."""
_BY_WRITING: Final = ("write", "answer", "reply", "respond")
"""Verbs of contact that are such only where they do not tell what was said."""
_TO_BOTH: Final = ("proposal", "offer_of_talks", "call", "pressure")
"""Kinds by which a third party turns to both sides."""


class English:
    """The English sentences of a document, asked for their acts one after another.

    Parameters
    ----------
    telling
        What is known of the document.
    """

    def __init__(self, telling: Telling) -> None:
        self.telling, self.sides = telling, telling.sides
        self.grammar = parsed(telling.layout)
        self._whole = {**organs(), **aliases(telling.layout, self.sides)}
        if self.grammar.is_most:
            self.sides.home.update(self._whole)
            self.sides.two = two_of(telling.layout, self.sides, self.grammar) or self.sides.two
        self.roles = Roles(telling, self.grammar)
        text = telling.layout.text
        persons = [it for it in self.sides.mentions if it.kind == "person"]
        self._persons = {it.is_ for it in persons}
        self._titled = {
            it.is_
            for it in persons
            if _TITLE.search(text[max(0, it.span.start - _BEFORE) : it.span.start])
        }
        self.roles.titled = frozenset(self._titled)
        self.roles.author = telling.author or ("author" if self._is_signed() else None)

    def acts(self, number: int, earlier: Sequence[Act]) -> list[Act]:
        """Return the acts of a sentence, in order.

        Parameters
        ----------
        number
            Of the sentence.
        earlier
            The acts before it, for what is answered.
        """
        layout = self.telling.layout
        sentence = layout.sentences[number].span
        names = [it.span for it in self.telling.quoted(sentence.start) if it.kind != "statement"]
        inside = [
            it
            for it in self.grammar.words(sentence)
            if not self._is_name(it) and not any(name.holds(place(it)) for name in names)
        ]
        self.roles.settle(sentence)
        found: list[Act] = []
        for sign in signs(layout.text, sentence, inside):
            act = self._act(number, sign, [*earlier, *found])
            if act and act.kind == "call" and any(
                (it.kind, it.actor) == ("proposal", act.actor) for it in found
            ):  # fmt: skip
                continue
            if act and not any((it.kind, it.actor) == (act.kind, act.actor) for it in found):
                found.append(act)
        self.roles.remember(sentence)
        return found

    def _is_name(self, word: Word) -> bool:
        mention = self.roles.mention_at(word)
        return mention is not None and mention.kind != "unnamed"

    def _is_signed(self) -> bool:
        """Whether the writer speaks for himself: "we" or "our" outside of all quoted words."""
        layout, said = self.telling.layout, 0
        for number, sentence in enumerate(layout.sentences):
            if self.telling.quotations[number] or self.sides.teller(sentence.span.start):
                continue
            said += bool(re.search(r"\b(?:[Ww]e|[Oo]ur|I|[Mm]y)\b", sentence.span.of(layout.text)))
        return said > 1

    # ------------------------------------------------------------ one act

    def _act(self, number: int, sign: Sign, earlier: Sequence[Act]) -> Act | None:
        span = cue_of(sign.word)
        voices = self.telling.voices(span)
        state = standing(sign.word if not sign.noun else sign.carrier)
        doers, own = self._doers(sign, voices)
        kind = self._kind(sign, state, doers, own=own, voices=voices)
        if not kind:
            return None
        if kind in ("must", "imperative", "foretold", "granted"):
            return self._speakers(number, sign, kind, voices)
        speaker = voices[0].speaker if voices else None
        if not doers and kind in ("uttered threat", "uttered red_line") and speaker and (
            self.sides.side_of(speaker) != speaker or speaker not in self.sides.people
            or speaker in self._persons
        ):  # fmt: skip
            doers, own = (speaker,), True  # "the port will stay shut unless we are paid"
        if not doers:
            return None
        meant = doers
        if kind.startswith("uttered "):
            kind = kind.removeprefix("uttered ")
            if (
                speaker
                and not own
                and (speaker in self._persons or self.sides.office_of(speaker))
                and (self._speaks_for(speaker, doers[0]))
            ):
                doers, own = (self.sides.office_of(speaker) or speaker,), True
        doers = tuple(dict.fromkeys(self._acts_as(it) for it in doers))
        if doers == ("author",) and kind not in _OF_WRITERS:
            return None
        if kind == "offer" and sign.word.lemma_ == "put" and not self._is_side(doers):
            kind = "proposal"  # a mediator's paper on the table
        if kind == "consult" and not self._is_contact(sign, doers, voices):
            return None
        actor = ";".join(doers)
        if kind == "readiness" and words("concede") & {*governed(sign.word)}:
            kind = "concession"
        if kind == "readiness":
            his = own or not voices or any(self._speaks_for(it.speaker, actor) for it in voices)
            kind = "offer" if his else "concession"
        told = own and bool(voices) and is_past(sign.carrier)
        outer = voices[1:] if own and not told else voices
        others = (it for it in outer if not self._speaks_for(it.speaker, actor))
        asserter = voices[0] if told else next(others, AUTHOR)
        modality = self._modality(sign, state, kind, asserter, told=told)
        if kind == "threat" and modality == "predicted":
            kind, modality = "warning", "actual"
            actor, asserter = asserter.speaker or actor, AUTHOR
        target: str | None
        sentence = self.telling.layout.sentences[number].span
        if kind == "consult" and len(doers) == 2 and {*doers} <= {
            self.sides.side_of(name_of(it)) or "" for it in self.sides.within(sentence)
        } | {name_of(it) for it in self.sides.within(sentence)}:  # fmt: skip
            actor, target = doers  # who are named one by one
        elif kind == "consult" and len(doers) > 1:
            target = None
        else:
            target = self._target(sign, kind, doers, meant, voices, earlier)
        return Act(number, span, cast("ActKind", kind), actor, target, object_of(sign.word),
                   modality, asserter)  # fmt: skip

    def _speakers(
        self, number: int, sign: Sign, kind: str, voices: Sequence[Attribution]
    ) -> Act | None:
        """Return what a speaker does by saying that others must, or that harm will come."""
        speaker = voices[0].speaker if voices else self.roles.author
        if speaker is None:
            return None
        side = self.sides.side_of(speaker)
        subject = subject_of(sign.word)
        if kind == "granted":
            teller = subject_of(sign.word.head)
            whose = self.roles.names(teller, voices[1:], known=True) if teller is not None else ()
            if not whose or (speaker in self.sides.people and speaker == whose[0] == side
                             and speaker not in self._titled):  # fmt: skip
                return None  # no word of one who has something to give
            speaker = whose[0]
        named = self.roles.target(sign.word, sign.word, (speaker,), voices)
        if subject is not None and kind == "must":
            whom = self.roles.names(subject, voices)
            named = ";".join(whom) or named
        target = named or self._facing(speaker, place(sign.word).start, "call")
        asked = "demand" if side in self.sides.two else "call"
        kind = {"foretold": "warning", "granted": "offer"}.get(kind, asked)
        others = (it for it in voices[1:] if not self.sides.speaks_for(it.speaker, speaker))
        asserter = next(others, AUTHOR)
        modality = self._modality(sign, Standing("plain", None), kind, asserter, told=False)
        actor = self._acts_as(speaker)
        return Act(number, cue_of(sign.word), cast("ActKind", kind), actor, target,
                   object_of(sign.word), modality, asserter)  # fmt: skip

    def _is_side(self, names: Sequence[str]) -> bool:
        """Whether some are of the two sides of the text."""
        return {self.sides.side_of(it) for it in names} <= {*self.sides.two}

    def _is_contact(
        self, sign: Sign, doers: Sequence[str], voices: Sequence[Attribution]
    ) -> bool:
        """Whether a verb of meeting or writing tells of a contact, not of a thing or of words."""
        word, lemma = sign.word, sign.word.lemma_
        if lemma in _BY_WRITING:
            said = [*self.telling.quotations[self.telling.layout.sentence_at(place(word).start)],
                    *self.telling.reported[self.telling.layout.sentence_at(place(word).start)]]  # fmt: skip
            cues = [it.said.cue for it in said if it.said.cue is not None]
            telling = any(it.start <= place(word).start < it.end for it in cues)
            reached = self.roles.target(word, sign.carrier, doers, voices)
            done = is_past(sign.carrier) and standing(word).how == "plain"
            return (
                not telling and done and clause(word) is None
                and (self._is_side(doers) or (lemma == "write" and reached is not None))
            )  # fmt: skip
        things = objects(word) if lemma in ("meet", "see", "receive") else []
        return not things or any(
            it.pos_ == "PRON" or self.roles.names(it, voices) for it in things
        )

    def _acts_as(self, name: str) -> str:
        """Return who it is that acts where an office-holder without a name or an organ does."""
        return self.sides.office_of(name) or self._whole.get(name, name)

    def _doers(self, sign: Sign, voices: Sequence[Attribution]) -> tuple[tuple[str, ...], bool]:
        """Return who does it, and whether the innermost voice speaks of itself."""
        doer = owner(sign.word) if sign.noun else None
        if sign.kind == "fixed assurance" and self.roles.is_own(sign.word):
            return self.roles.names(sign.word, voices), True  # "you have my word"
        if doer is None or (doer.pos_ == "PRON" and sign.carrier is not sign.word):
            doer = subject_of(sign.carrier)
        held = child(sign.carrier, "nsubjpass", "nsubj") if sign.kind in ("", "consult") else None
        if held is not None:
            names = self._meeting(held, voices)
            if names:
                return names, False
        names = self.roles.names(doer, voices) if doer is not None else ()
        if not names and sign.kind in _JUDGED:
            judge = next((it for it in sign.word.ancestors if it.lemma_ in _JUDGING), None)
            judge = subject_of(judge) if judge is not None else None
            if judge is not None:  # "considers the letter insufficient"
                return self.roles.names(judge, voices), self.roles.is_own(judge)
        if doer is None:
            return (), False
        if not names and sign.kind in _JUDGED and voices and not self.roles.is_own(doer):
            said = voices[0].speaker  # "the plan is premature": so says who says it
            return ((said,) if said else ()), bool(said)
        if sign.kind == "consult" and not self.roles.names(doer, voices, known=True):
            several = doer.tag_ == "NNS" or doer.lemma_ in ("group", "committee", "team", "two")
            names = self.sides.two_at(place(doer).start) or self.sides.two if several else names
        return names, self.roles.is_own(doer)

    def _meeting(self, noun: Word, voices: Sequence[Attribution]) -> tuple[str, ...]:
        """Return between whom talks are that take place."""
        if noun.lemma_ not in words("talk") | words("round") | words("meeting"):
            return ()
        if noun.head.lemma_ not in _HAPPEN:
            return ()
        names: list[str] = []
        for it in children(noun, "prep"):
            if it.lower_ in ("between", "with", "of", "among"):
                for whom in children(it, "pobj"):
                    names += self.roles.names(whom, voices)
        return tuple(dict.fromkeys(names)) or self.sides.two_at(place(noun).start)

    def _kind(
        self,
        sign: Sign,
        state: Standing,
        doers: Sequence[str],
        *,
        own: bool,
        voices: Sequence[Attribution],
    ) -> str | None:
        """Return the kind of act that a sign tells of here, None where of none."""
        if sign.kind.startswith("fixed "):
            idle = state.how in ("moot", "must") or (sign.word.pos_ == "NOUN" and state.denied)
            return None if idle else f"uttered {sign.kind[6:]}"
        if not sign.kind and foretold(sign.word):
            return "foretold"
        speaks = own or any(self._speaks_for(it.speaker, ";".join(doers)) for it in voices[:1])
        speaks = speaks or (bool(doers) and not voices and self._is_thought(sign.word))
        said = uttered(sign.word, state, sign.kind, speaks=speaks,
                       voiced=bool(voices or self.roles.author), thing=not doers)  # fmt: skip
        if said == "imperative" and not voices and not self.roles.author:
            said = None
        if said is not None:
            return said or None
        harms = voices and doers and not speaks and foreseen(sign.word)
        if not sign.kind and harms:
            return "foretold"
        if not sign.kind:
            held = child(sign.word, "nsubj", "nsubjpass")
            meets = held is not None and bool(self._meeting(held, voices))
            return "consult" if meets and state.how in ("plain", "planned") else None
        if state.how in ("moot", "must"):
            return None
        if state.how in ("may", "can") and sign.kind not in _FORESEEN:
            return None
        if state.how == "can" and not speaks:
            return None
        if sign.kind == "consult" and "would" in modals(sign.carrier):
            return None  # what a plan foresees
        if sign.kind == "demand" and "will" in modals(sign.word):
            return None
        if sign.kind == "aid" and state.how == "planned" and condition(sign.word):
            return "offer"
        said_next = clause(sign.word)
        if sign.kind == "assurance" and said_next is not None and (
            (never := negation(said_next)) is not None and never.lower_ == "never"
        ):  # fmt: skip
            return "red_line"
        if state.denied is not None:
            if sign.word.lemma_ in ("ready", "willing", "prepared", "open"):
                return "reluctance"
            joint = sign.word.lemma_ == "agree" and any(
                it.lower_ == "on" for it in children(sign.word, "prep")
            )
            return None if joint else _DENIED.get(sign.kind)
        if sign.kind == "warning" and foretells_own(sign.word):
            return "threat"
        if sign.kind == "call" and self._is_demand(doers, sign, voices):
            return "demand"
        return sign.kind

    def _is_thought(self, word: Word) -> bool:
        """Whether a sentence tells what somebody said without saying so: "It would not disarm"."""
        subject = subject_of(word)
        ahead = {"would", "could"} if condition(word) else {"would"}
        clauses = ("ROOT", "conj", "ccomp", "relcl") if condition(word) else ("ROOT", "conj", "ccomp")
        if subject is None or not ahead & {*modals(word)} or word.dep_ not in clauses:
            return False
        theirs = child(subject, "poss")
        own = subject if theirs is None else theirs
        return own.pos_ == "PRON" and own.lower_ not in ("i", "we", "you", "my", "our", "this", "that")

    def _is_demand(self, doers: Sequence[str], sign: Sign, voices: Sequence[Attribution]) -> bool:
        """Whether an appeal is one side's to the other, and so a demand."""
        sides = {self.sides.side_of(it) for it in doers}
        target = self.roles.target(sign.word, sign.carrier, doers, voices)
        return bool(
            sides <= set(self.sides.two)
            and target
            and {self.sides.side_of(it) for it in target.split(";")} & set(self.sides.two)
        )

    def _target(
        self,
        sign: Sign,
        kind: str,
        doers: Sequence[str],
        meant: Sequence[str],
        voices: Sequence[Attribution],
        earlier: Sequence[Act],
    ) -> str | None:
        """Return towards whom it is done; ``meant`` is whom the doers speak for."""
        target = self.roles.target(sign.word, sign.carrier, (*doers, *meant), voices)
        sides = list(dict.fromkeys(self.sides.side_of(it) or it for it in meant))
        if target is None and kind in REPLIES and len(sides) == 1:
            target = answered(self.sides, ";".join(doers), earlier)
        if target or (len(sides) > 1 and set(sides) <= set(self.sides.two)):
            return target
        if len(sides) > 1:
            return ";".join(self.sides.two) or None if kind in _TO_BOTH else None
        return self._facing(sides[0], place(sign.word).start, kind)

    def _facing(self, actor: str, at: int, kind: str) -> str | None:
        """Return towards whom somebody acts where the sentence does not say.

        A side of the text towards the other side; a third party towards both, where it wants
        something of them, else towards nobody.
        """
        if self.sides.side_of(actor) in {*self.sides.two, *self.sides.two_at(at)}:
            return self.sides.other_side(actor, at)
        third = kind in _TO_BOTH
        return ";".join(self.sides.two) or None if third else None

    def _modality(
        self, sign: Sign, state: Standing, kind: str, asserter: Attribution, *, told: bool
    ) -> Modality:
        """Return how far it is so: predicted before alleged before conditional before planned."""
        other = asserter is not AUTHOR
        bound = is_bound(sign.word, self.telling.layout.text)
        ahead = state.how == "predicted" or (state.how == "may" and not bound)
        if kind in _FORESEEN and (
            ahead or (other and not told and state.how == "planned" and kind != "offer")
        ):
            return "predicted"
        if (other and not told) or state.how == "hearsay":
            return "alleged"
        if bound:
            return "conditional"
        if kind not in _UTTERED and state.how == "planned":
            return "planned"
        return "actual"

    def _speaks_for(self, speaker: str | None, actor: str | None) -> bool:
        """Whether a speaker's word on somebody's doing is the doer's own."""
        if self.sides.speaks_for(speaker, actor):
            return True
        if speaker is None or actor is None or speaker in self.sides.former:
            return False
        if speaker in self.sides.home:
            return False
        return (speaker in self._titled and actor in self.sides.two) or (
            self.sides.office_of(speaker) is None and bool(_OFFICE.match(speaker))
        )
