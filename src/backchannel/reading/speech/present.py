"""Whom an English sentence speaks of, so that "she" in the next finds the one who is meant."""

import re
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from backchannel.reading.found import Mention
from backchannel.reading.speech.english_who import is_quoted, who_is
from backchannel.reading.speech.lexicon import cues_of
from backchannel.reading.speech.saying import Frame, Named, voice_of
from backchannel.reading.text.grammar import Grammar, Word, children, place

__all__ = ["Company", "Present", "kind_of_pronoun", "subjects"]

_KEPT: Final = 8
"""Units of the text in which a pronoun looks for its bearer."""
_PRONOUNS: Final = {
    "he": "m", "his": "m", "him": "m", "she": "f", "her": "f", "they": "many", "their": "many",
    "it": "thing", "its": "thing",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Present:
    """Somebody whom a sentence speaks of.

    Attributes
    ----------
    kind
        ``m``, ``f``, ``person`` (either), ``many`` (several persons), ``thing`` (a state, an
        organisation: "it", sometimes "they").
    place
        Where in the text.
    """

    who: Named
    kind: str
    place: int


def kind_of_pronoun(words: str) -> str | None:
    """Say whom a pronoun can mean.

    >>> kind_of_pronoun("in her view"), kind_of_pronoun("it")
    ('f', 'thing')
    """
    found = (_PRONOUNS.get(it) for it in re.findall(r"\w+", words.casefold()))
    return next((it for it in found if it), None)


@dataclass
class Company:
    """Those of whom the last sentences spoke, the newest first, and whether they are he or she."""

    kinds: dict[str, str] = field(default_factory=dict)
    units: deque[Sequence[Present]] = field(default_factory=lambda: deque(maxlen=_KEPT))

    def meant(self, pronoun: str, here: Sequence[Present], limit: int) -> Present | None:
        """Return whom a pronoun means: in its own sentence before it, else in one of the last.

        A name that sounds like a woman's is passed over for "he" as long as there is another.
        """
        kind = kind_of_pronoun(pronoun)
        if kind is None:
            return None
        own = [one for one in here if one.place < limit]
        for guess in (True, False):
            for unit in (own, *self.units):
                for one in unit:
                    if self._fits(kind, one, guess=guess):
                        if kind in "mf" and one.who.kind == "name":
                            self.kinds[one.who.name] = kind
                        return one
        return None

    def _fits(self, kind: str, one: Present, *, guess: bool) -> bool:
        if kind == "many":
            return one.kind == "many" or (one.kind == "thing" and not guess)
        if kind == "thing":
            return one.kind == "thing"
        own = self.kinds.get(one.who.name, one.kind)
        if own == "person" and guess and one.who.kind == "name":
            first = one.who.name.split()[0]
            own = "f" if first.endswith("a") and " " in one.who.name else "person"
        return own in (kind, "person")


def subjects(frame: Frame, grammar: Grammar) -> Iterator[Present]:
    """Return whom a sentence speaks of: subject of the main clause, other subjects, other names."""
    found: list[tuple[int, Present]] = []
    for word in grammar.words(frame.span):
        if word.dep_ not in ("nsubj", "nsubjpass") or is_quoted(frame, word):
            continue
        who = who_is(frame, word)
        if who is None or who.kind not in ("name", "unnamed") or who.name == "<last>":
            continue
        kind = _kind(frame, word, who)
        if kind is not None:
            rank = 0 if word.head.dep_ == "ROOT" else 1
            found.append((rank, Present(who, kind, place(word).start)))
    named = {one.who.name for _, one in found}
    for mention in frame.names.within(*frame.span):
        quoted = any(it.holds(mention.span) for it in frame.quoted)
        if quoted or voice_of(mention) in named or mention.kind in ("place", "unnamed"):
            continue
        person = mention.kind == "person"
        who = Named("name", voice_of(mention), person=person)
        kind = _titled(frame, mention) if person else "thing"
        found.append((2, Present(who, kind, mention.span.start)))
    return (one for _, one in sorted(found, key=lambda it: it[0]))


def _kind(frame: Frame, word: Word, who: Named) -> str | None:
    if who.kind == "name" and not who.person:
        return "thing"
    if who.kind == "name":
        return next((_titled(frame, one) for one in frame.names.within(*frame.span)
                     if one.is_ == who.name), "person")  # fmt: skip
    if not cues_of("en").pattern("who", "human").search(word.lower_):
        return None
    if word.tag_ in ("NNS", "NNPS") or children(word, "conj"):
        return "many"
    return _by_noun([word.lower_])


def _titled(frame: Frame, one: Mention) -> str:
    before = frame.text[max(one.span.start - 40, 0) : one.span.start]
    return _by_noun(re.findall(r"\w+", re.split(r"[.;:]\s", before)[-1].casefold())[-4:])


def _by_noun(words: Sequence[str]) -> str:
    women, men = cues_of("en").words("who", "women"), cues_of("en").words("who", "men")
    for word in reversed(words):
        if word in women or word in men:
            return "f" if word in women else "m"
    return "person"
