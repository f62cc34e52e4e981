"""Acts of English sentences, by the grammar of their verbs and nouns.

A frame (``frames``) says what a word tells of, its standing (``standing``) whether that is done,
planned or denied, and `Roles` who does it to whom. What "will", "never" and "must" make of other
verbs is said in ``uttered``.
"""

import re
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple, cast

from backchannel.reading.doers import Telling
from backchannel.reading.found import Act, ActKind, Attribution, Modality, Span
from backchannel.reading.frames import frame_of, idioms, noun_of, words
from backchannel.reading.grammar import (
    Word,
    child,
    children,
    clause,
    clause_of,
    objects,
    owner,
    parsed,
    phrase,
    place,
    subject_of,
)
from backchannel.reading.replies import REPLIES, answered
from backchannel.reading.roles_en import Roles
from backchannel.reading.sides import AUTHOR
from backchannel.reading.standing import Standing, standing
from backchannel.reading.uttered import foretold, uttered

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
_CARRY: Final = frozenset((
    "make", "give", "issue", "voice", "express", "send", "deliver", "repeat", "renew", "reiterate",
    "raise", "put", "exert", "lodge", "file", "extend", "announce", "publish", "submit", "level",
    "present", "pay", "table", "hold", "launch", "have", "signal", "convey", "unveil", "utter",
    "float", "add", "stress", "step", "increase", "pile", "apply", "offer", "show", "indicate",
    "declare", "transmit", "place",
))  # fmt: skip
"""Verbs that only carry the noun that they govern: "made an offer"."""
_HAPPEN: Final = frozenset((
    "hold", "take", "begin", "resume", "open", "conclude", "continue", "end", "start", "restart",
    "reopen", "convene", "schedule", "plan", "organise", "organize", "host",
))  # fmt: skip
_IF: Final = re.compile(
    r"\b(?:if|unless|provided(?: that)?|providing|as long as|so long as|on condition that|"
    r"on the condition that|once(?! a| an| every| each| in| more|\s?,)|as soon as|"
    r"should (?:it|he|she|they|the)|only (?:after|when)|in return for|until)\b",
    re.IGNORECASE,
)
_PAST: Final = ("VBD", "VBN")


class _Sign(NamedTuple):
    """A word that tells of an act, and the verb that carries it, which may be itself."""

    word: Word
    carrier: Word
    kind: str
    noun: bool = False


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
        self.roles = Roles(telling, self.grammar)

    def acts(self, number: int, earlier: Sequence[Act]) -> list[Act]:
        """Return the acts of a sentence, in order.

        Parameters
        ----------
        number
            Of the sentence.
        earlier
            The acts before it, for what is answered.
        """
        sentence = self.telling.layout.sentences[number].span
        found: list[Act] = []
        signs = list(self._signs(sentence))
        heads = {it.word.i for it in signs if it.kind not in ("position", "skip", "warning")}
        for sign in signs:
            if sign.kind == "skip" or _said_by(sign.word, heads):
                continue
            act = self._act(number, sign, [*earlier, *found])
            if act and not any((it.kind, it.actor) == (act.kind, act.actor) for it in found):
                found.append(act)
        self.roles.remember(sentence)
        return found

    # ------------------------------------------------------------ what tells of an act

    def _signs(self, sentence: Span) -> Iterator[_Sign]:
        text = self.telling.layout.text
        names = [it.span for it in self.telling.quoted(sentence.start) if it.kind != "statement"]
        fixed = [(kind, it.span()) for kind, pattern in idioms()
                 for it in pattern.finditer(text, *sentence)]  # fmt: skip
        taken: set[str] = set()
        for word in self.grammar.words(sentence):
            span = place(word)
            if any(it.holds(span) for it in names) or self._is_name(word):
                continue
            for kind, (start, end) in fixed:
                if start <= span.start < end and kind not in taken:
                    taken.add(kind)
                    yield _Sign(word, clause_of(word), f"fixed {kind}")
            frame = frame_of(word)
            if frame is not None:
                yield _Sign(word, word, frame.kind)
                continue
            noun = noun_of(word)
            if noun is not None:
                carrier = _carrier(word)
                if carrier is not None or owner(word) is not None:
                    yield _Sign(word, carrier or word, noun.kind, noun=True)
            elif word.pos_ in ("VERB", "AUX"):
                yield _Sign(word, word, "")

    def _is_name(self, word: Word) -> bool:
        mention = self.roles.mention_at(word)
        return mention is not None and mention.kind != "unnamed"

    # ------------------------------------------------------------ one act

    def _act(self, number: int, sign: _Sign, earlier: Sequence[Act]) -> Act | None:
        span = _cue(sign.word)
        voices = self.telling.voices(span)
        state = standing(sign.word if not sign.noun else sign.carrier)
        doers, own = self._doers(sign, voices)
        kind = self._kind(sign, state, doers, own=own, voices=voices)
        if kind is None:
            return None
        if kind in ("must", "imperative", "foretold"):
            return self._speakers(number, sign, kind, voices)
        if not doers:
            return None
        speaker = voices[0].speaker if voices else None
        if kind.startswith("uttered "):
            kind = kind.removeprefix("uttered ")
            if speaker and self.sides.side_of(speaker) == self.sides.side_of(doers[0]):
                doers, own = (speaker,), True
        doers = tuple(self.sides.office_of(it) or it for it in doers)
        actor = ";".join(dict.fromkeys(doers))
        told = own and bool(voices) and _is_past(sign.carrier)
        outer = voices[1:] if own and not told else voices
        others = (it for it in outer if not self.sides.speaks_for(it.speaker, actor))
        asserter = voices[0] if told else next(others, AUTHOR)
        modality = self._modality(sign, state, kind, asserter, told=told)
        if kind == "threat" and modality == "predicted":
            kind, modality = "warning", "actual"
            actor, asserter = asserter.speaker or actor, AUTHOR
        target = self._target(sign, kind, doers, actor, voices, earlier)
        if kind == "consult" and len(doers) > 1 and target in (None, self.sides.side_of(doers[1])):
            actor, target = doers[0], self.sides.side_of(doers[1])
        return Act(number, span, cast("ActKind", kind), actor, target, _object(sign.word),
                   modality, asserter)  # fmt: skip

    def _speakers(
        self, number: int, sign: _Sign, kind: str, voices: Sequence[Attribution]
    ) -> Act | None:
        """Return what a speaker does by saying that others must, or that harm will come."""
        speaker = voices[0].speaker if voices else self.telling.author
        if speaker is None:
            return None
        side = self.sides.side_of(speaker)
        subject = subject_of(sign.word)
        named = self.roles.target(sign.word, sign.word, (speaker,), voices)
        if subject is not None and kind == "must":
            whom = self.roles.names(subject, voices)
            named = ";".join(whom) or named
        target = named or self.sides.other_side(speaker, place(sign.word).start)
        if kind == "foretold":
            kind = "warning"
        else:
            kind = "demand" if side in self.sides.two else "call"
        others = (it for it in voices[1:] if not self.sides.speaks_for(it.speaker, speaker))
        asserter = next(others, AUTHOR)
        modality = self._modality(sign, Standing("plain", None), kind, asserter, told=False)
        actor = self.sides.office_of(speaker) or speaker
        return Act(number, _cue(sign.word), cast("ActKind", kind), actor, target,
                   _object(sign.word), modality, asserter)  # fmt: skip

    def _doers(
        self, sign: _Sign, voices: Sequence[Attribution]
    ) -> tuple[tuple[str, ...], bool]:
        """Return who does it, and whether the innermost voice speaks of itself."""
        doer = owner(sign.word) if sign.noun else None
        if doer is None:
            doer = subject_of(sign.carrier)
        if doer is None:
            happens = sign.kind == "consult" and child(sign.carrier, "nsubjpass", "nsubj")
            return (self._meeting(happens, voices), False) if happens else ((), False)
        names = self.roles.names(doer, voices)
        if not names and sign.kind == "consult" and doer.lemma_ in words("talk"):
            names = self._meeting(doer, voices)
        return names, self.roles.is_own(doer)

    def _meeting(self, noun: Word, voices: Sequence[Attribution]) -> tuple[str, ...]:
        """Return between whom talks are that take place."""
        if noun.lemma_ not in words("talk") | words("round") | words("meeting"):
            return ()
        names: list[str] = []
        for it in children(noun, "prep"):
            if it.lower_ in ("between", "with", "of", "among"):
                for whom in children(it, "pobj"):
                    names += self.roles.names(whom, voices)
        return tuple(dict.fromkeys(names)) or self.sides.two_at(place(noun).start)

    def _kind(
        self,
        sign: _Sign,
        state: Standing,
        doers: Sequence[str],
        *,
        own: bool,
        voices: Sequence[Attribution],
    ) -> str | None:
        """Return the kind of act that a sign tells of here, None where of none."""
        if sign.kind.startswith("fixed "):
            return None if state.how in ("moot", "must") else f"uttered {sign.kind[6:]}"
        speaks = own or any(self.sides.speaks_for(it.speaker, ";".join(doers)) for it in voices)
        said = uttered(sign.word, state, sign.kind, speaks=speaks,
                       voiced=bool(voices or self.telling.author))  # fmt: skip
        if said is not None:
            return said
        if foretold(sign.word) and not sign.kind:
            return "foretold"
        if not sign.kind:
            happens = sign.word.lemma_ in _HAPPEN and child(sign.word, "nsubj", "nsubjpass")
            meets = happens and happens.lemma_ in words("talk") | words("round") | words("meeting")
            return "consult" if meets and state.how in ("plain", "planned") else None
        if state.how in ("moot", "must"):
            return None
        if state.how == "may" and sign.kind not in _FORESEEN:
            return None
        if state.denied is not None:
            if sign.word.lemma_ in ("ready", "willing", "prepared", "open"):
                return "reluctance"
            return _DENIED.get(sign.kind)
        if sign.kind == "call" and self._is_demand(doers, sign, voices):
            return "demand"
        return sign.kind

    def _is_demand(
        self, doers: Sequence[str], sign: _Sign, voices: Sequence[Attribution]
    ) -> bool:
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
        sign: _Sign,
        kind: str,
        doers: Sequence[str],
        actor: str,
        voices: Sequence[Attribution],
        earlier: Sequence[Act],
    ) -> str | None:
        target = self.roles.target(sign.word, sign.carrier, doers, voices)
        if target is None and kind in REPLIES:
            target = answered(self.sides, actor, earlier)
        return target or self.sides.other_side(actor, place(sign.word).start)

    def _modality(
        self, sign: _Sign, state: Standing, kind: str, asserter: Attribution, *, told: bool
    ) -> Modality:
        """Return how far it is so: predicted before alleged before conditional before planned."""
        ahead = state.how in ("may", "predicted")
        other = asserter is not AUTHOR
        if kind in _FORESEEN and (ahead or (other and not told and state.how == "planned")):
            return "predicted"
        if (other and not told) or state.how == "hearsay":
            return "alleged"
        sentence = self.telling.layout.sentence_at(place(sign.word).start)
        if _IF.search(self.telling.layout.text, *self.telling.layout.sentences[sentence].span):
            return "conditional"
        if kind not in _UTTERED and state.how == "planned":
            return "planned"
        return "actual"


# ---------------------------------------------------------------- words


def _carrier(noun: Word) -> Word | None:
    """Return the verb that only carries a noun: "made" of "made an offer"."""
    above = noun.head
    if noun.dep_ == "pobj":
        above = above.head
    carries = noun.dep_ in ("dobj", "pobj", "nsubjpass") and above.lemma_ in _CARRY
    return above if carries else None


def _said_by(word: Word, heads: set[int]) -> bool:
    """Whether a verb is the content of another that tells of an act: "demanded that X leave"."""
    above = word
    for _ in range(6):
        if above.dep_ not in ("ccomp", "conj", "aux", "xcomp", "acomp", "attr"):
            return False
        if above.dep_ in ("ccomp", "xcomp") and above.head.i in heads:
            return above.head.lemma_ not in ("say", "tell", "add")
        above = above.head
    return False


def _cue(word: Word) -> Span:
    """Return where a verb and its particle stand."""
    ends = [place(it).end for it in children(word, "prt")]
    span = place(word)
    return Span(span.start, max([span.end, *(it for it in ends if it - span.end < 20)]))


def _is_past(verb: Word) -> bool:
    finite = [verb, *children(verb, "aux", "auxpass")]
    return not children(verb, "aux") and verb.tag_ == "VBD" or any(
        it.tag_ in ("VBD", "VBZ", "VBP") and it.lemma_ == "have" for it in finite
    )


def _object(word: Word) -> Span | None:
    """Return what is offered, demanded or refused."""
    own = [it for it in objects(word) if it.head.i == word.i]
    below = clause(word)
    below = below if below is not None else child(word, "advcl", "acl")
    whom = next((p for it in children(word, "prep") for p in children(it, "pobj", "pcomp")), None)
    found = own[0] if own else below if below is not None else whom
    if found is None:
        return None
    span = phrase(found)
    return span if span.end - span.start > 1 else None
