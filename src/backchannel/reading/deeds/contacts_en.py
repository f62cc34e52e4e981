"""Meetings, calls and letters in English sentences: between whom, and what is none."""

from collections.abc import Sequence
from typing import Final

from backchannel.reading.deeds.frames import words
from backchannel.reading.deeds.roles_en import Roles
from backchannel.reading.deeds.sides import name_of
from backchannel.reading.deeds.signs_en import Sign, is_past
from backchannel.reading.deeds.standing import standing
from backchannel.reading.found import Attribution
from backchannel.reading.text.grammar import Word, children, clause, objects, place

__all__ = ["Contacts"]

_HAPPEN: Final = frozenset((
    "hold", "take", "begin", "resume", "open", "conclude", "continue", "end", "start", "restart",
    "reopen", "convene", "schedule", "plan", "organise", "organize", "host",
))  # fmt: skip
_PASS: Final = frozenset((
    "go", "pass", "travel", "flow", "move", "run", "fly", "cross", "shuttle", "come", "carry",
))  # fmt: skip
_BY_WRITING: Final = ("write", "answer", "reply", "respond")
"""Verbs of contact that are such only where they do not tell what was said."""


class Contacts:
    """What tells in a document of a contact between sides.

    Parameters
    ----------
    roles
        The names of the document in its grammar.
    """

    def __init__(self, roles: Roles) -> None:
        self._roles, self._sides, self._telling = roles, roles.sides, roles.telling
        self._named = {self._sides.side_of(name_of(it)) for it in self._sides.mentions
                       if it.kind not in ("unnamed", "place")} | roles.persons  # fmt: skip
        self._named -= {it.is_ for it in self._sides.mentions if it.kind == "unnamed"}

    def between(self, noun: Word, voices: Sequence[Attribution]) -> tuple[str, ...]:
        """Return between whom talks are that take place, or messages that go back and forth."""
        lemma, verb = noun.lemma_, noun.head
        talks = lemma in words("talk") | words("round") | words("meeting")
        if not (talks and verb.lemma_ in _HAPPEN) and not (
            lemma in words("message") and verb.lemma_ in _PASS and _is_to_and_fro(noun, verb)
        ):
            return ()
        names: list[str] = []
        for it in (*children(noun, "prep"), *([] if talks else children(verb, "prep"))):
            if it.lower_ in ("between", "with", "of", "among"):
                for whom in children(it, "pobj"):
                    names += self._roles.names(whom, voices)
        return tuple(dict.fromkeys(names)) or self._sides.two_at(place(noun).start)

    def is_one(self, sign: Sign, doers: Sequence[str], voices: Sequence[Attribution]) -> bool:
        """Whether a verb of meeting or writing tells of a contact, not of a thing or of words."""
        word, lemma = sign.word, sign.word.lemma_
        if lemma in _BY_WRITING:
            return self._is_letter(sign, doers, voices)
        if word.dep_ == "relcl" and not self._named & {*doers}:
            return False  # only says who a source is
        things = objects(word) if lemma in ("meet", "see", "receive") else []
        return not things or any(
            it.pos_ == "PRON" or self._roles.names(it, voices) for it in things
        )  # fmt: skip

    def _is_letter(self, sign: Sign, doers: Sequence[str], voices: Sequence[Attribution]) -> bool:
        """Whether somebody wrote or answered, without his words: these are reported speech."""
        word = sign.word
        number = self._telling.layout.sentence_at(place(word).start)
        cues = [it.said.cue for it in self._telling.quotations[number]]
        cues += [it.said.cue for it in self._telling.reported[number]]
        if any(it and it.start <= place(word).start < it.end for it in cues):
            return False
        if clause(word) is not None or not is_past(sign.carrier) or standing(word).how != "plain":
            return False
        sides = {self._sides.side_of(it) for it in doers}
        reached = self._roles.target(word, sign.carrier, doers, voices)
        return sides <= {*self._sides.two} or (word.lemma_ == "write" and reached is not None)


def _is_to_and_fro(noun: Word, verb: Word) -> bool:
    near = {it.lower_ for word in (noun, verb) for it in children(word, "advmod", "prep", "prt")}
    return bool(near & {"back", "between"})
