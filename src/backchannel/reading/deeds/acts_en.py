"""Acts of English sentences, by the grammar of their verbs and nouns.

A frame (``frames``) says what a word tells of, its standing (``standing``) whether that is done,
planned or denied, and `Roles` who does it to whom. What "will", "never" and "must" make of other
verbs is said in ``uttered``.
"""

import re
from collections.abc import Sequence
from typing import Final, cast

from backchannel.reading.deeds.contacts_en import Contacts
from backchannel.reading.deeds.doers import Telling
from backchannel.reading.deeds.frames import governed, words
from backchannel.reading.deeds.modality_en import FORESEEN, modality_of
from backchannel.reading.deeds.offices_en import Offices, is_signed, titled
from backchannel.reading.deeds.parties_en import aliases, organs, two_of
from backchannel.reading.deeds.replies import REPLIES, answered
from backchannel.reading.deeds.roles_en import Roles
from backchannel.reading.deeds.sides import AUTHOR, name_of
from backchannel.reading.deeds.signs_en import Sign, cue_of, is_past, object_of, signs
from backchannel.reading.deeds.standing import Standing, standing
from backchannel.reading.deeds.uttered import (
    condition,
    foreseen,
    foretells_own,
    foretold,
    is_thought,
    promises_never,
    uttered,
)
from backchannel.reading.found import Act, ActKind, Attribution
from backchannel.reading.text.grammar import (
    Word,
    child,
    children,
    modals,
    owner,
    parsed,
    place,
    subject_of,
)

__all__ = ["English"]

_DENIED: Final = {"acceptance": "refusal", "concession": "refusal", "support": "refusal"}
"""What a denied act is; the others are none."""
_OFFICE: Final = re.compile(
    r"(?!.*\b(?:former|retired|western|european|diplomat|mediator|analyst|senior un)\b)"
    r".*\b(?:spokes\w+|aide|ministry|government|cabinet|palace|adviser|its|his|her|their)\b"
)
"""An unnamed source of a government that is not named with it: that of which it speaks."""
_JUDGED: Final = (
    "reluctance", "fixed reluctance", "fixed refusal", "fixed red_line", "red_line", "refusal",
)  # fmt: skip
"""Kinds that a judgement on a thing tells of: "the paper is insufficient"."""
_JUDGING: Final = frozenset((
    "consider", "call", "find", "deem", "describe", "regard", "see", "dismiss", "label", "term",
    "think", "brand", "judge", "declare",
))  # fmt: skip
_OF_WRITERS: Final = ("call", "warning", "position", "proposal", "offer_of_talks")
"""Kinds of act that a writer does; the others only one who is of the matter."""
_ADVISE: Final = ("propose", "suggest", "recommend", "advocate")
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
        if not self.grammar.is_empty:
            self.sides.home.update(self._whole)
            self.sides.two = two_of(telling.layout, self.sides, self.grammar) or self.sides.two
        self.roles = Roles(telling, self.grammar)
        self.offices = Offices(self.roles)
        self.contacts = Contacts(self.roles)
        self._persons = {it.is_ for it in self.sides.mentions if it.kind == "person"}
        self._titled = self.roles.titled = titled(telling.layout, self.sides)
        self.roles.author = telling.author or ("author" if is_signed(telling) else None)

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
        named = {
            at
            for it in self.telling.quoted(sentence.start)
            if it.kind != "statement"
            for at in range(max(it.span.start, sentence.start), min(it.span.end, sentence.end))
        }
        inside = [
            it
            for it in self.grammar.words(sentence)
            if not self._is_name(it) and place(it).start not in named
        ]
        self.offices.settle(sentence)
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
        kind = self._of_doers(kind, sign, doers, voices, own=own)
        if kind is None:
            return None
        actor = ";".join(doers)
        told = own and bool(voices) and is_past(sign.carrier)
        outer = voices[1:] if own and not told else voices
        others = (it for it in outer if not self._speaks_for(it.speaker, actor))
        asserter = voices[0] if told else next(others, AUTHOR)
        modality = modality_of(
            sign.word,
            state,
            kind,
            self.telling.layout.text,
            other=asserter is not AUTHOR,
            told=told,
        )
        if kind == "threat" and modality == "predicted":
            kind, modality = "warning", "actual"
            actor, asserter = asserter.speaker or actor, AUTHOR
        target: str | None = None
        if kind == "consult" and self._is_pair_named(doers, number):
            actor, target = doers
        elif kind != "consult" or len(doers) == 1:
            target = self._target(sign, kind, doers, meant, voices, earlier)
        return Act(number, span, cast("ActKind", kind), actor, target, object_of(sign.word),
                   modality, asserter)  # fmt: skip

    def _is_pair_named(self, doers: Sequence[str], number: int) -> bool:
        """Whether two are named one by one, and not only as "the two"."""
        named = {
            name
            for it in self.sides.within(self.telling.layout.sentences[number].span)
            for name in (name_of(it), self.sides.side_of(name_of(it)))
        }
        return len(doers) == 2 and {*doers} <= named

    def _of_doers(
        self,
        kind: str,
        sign: Sign,
        doers: Sequence[str],
        voices: Sequence[Attribution],
        *,
        own: bool,
    ) -> str | None:
        """Return what a kind of act becomes by who does it; None where he does no such thing."""
        writer = tuple(doers) == ("author",)
        if writer and kind not in _OF_WRITERS:
            return None
        if writer and kind == "proposal" and not sign.noun and sign.word.lemma_ not in _ADVISE:
            return None
        if kind == "offer" and sign.word.lemma_ == "put" and not self._is_side(doers):
            return "proposal"  # a mediator's paper on the table
        if kind == "consult" and not self.contacts.is_one(sign, doers, voices):
            return None
        if kind != "readiness":
            return kind
        if words("concede") & {*governed(sign.word)}:
            return "concession"
        actor = ";".join(doers)
        his = own or not voices or any(self._speaks_for(it.speaker, actor) for it in voices)
        return "offer" if his else "concession"

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
        modality = modality_of(
            sign.word, Standing("plain", None), kind, self.telling.layout.text,
            other=asserter is not AUTHOR, told=False,
        )  # fmt: skip
        actor = self._acts_as(speaker)
        return Act(number, cue_of(sign.word), cast("ActKind", kind), actor, target,
                   object_of(sign.word), modality, asserter)  # fmt: skip

    def _is_side(self, names: Sequence[str]) -> bool:
        """Whether some are of the two sides of the text."""
        return {self.sides.side_of(it) for it in names} <= {*self.sides.two}

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
            names = self.contacts.between(held, voices)
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
        speaks = speaks or (bool(doers) and not voices and is_thought(sign.word))
        said = uttered(sign.word, state, sign.kind, speaks=speaks,
                       voiced=bool(voices or self.roles.author), thing=not doers)  # fmt: skip
        if said == "imperative" and not voices and not self.roles.author:
            said = None
        if said == "uttered offer" and not speaks and voices and voices[0].speaker is None:
            said = ""  # what the author thinks that somebody would do
        if said is not None:
            return said or None
        harms = voices and doers and not speaks and foreseen(sign.word)
        if not sign.kind and harms:
            return "foretold"
        if not sign.kind:
            held = child(sign.word, "nsubj", "nsubjpass")
            meets = held is not None and bool(self.contacts.between(held, voices))
            return "consult" if meets and state.how in ("plain", "planned") else None
        if state.how in ("moot", "must"):
            return None
        if state.how in ("may", "can") and sign.kind not in FORESEEN:
            return None
        if state.how == "can" and not speaks:
            return None
        if sign.kind == "consult" and "would" in modals(sign.carrier):
            return None  # what a plan foresees
        if sign.kind == "demand" and "will" in modals(sign.word):
            return None
        if sign.kind == "aid" and state.how == "planned" and condition(sign.word):
            return "offer"
        if sign.kind == "assurance" and promises_never(sign.word):
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
