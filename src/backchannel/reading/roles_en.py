"""Who is meant by a word of an English parse, and towards whom a verb is turned.

Names are the gazetteer's; the parse says which word is the doer and which the other side. A noun
stands for the name that it belongs to ("Oslo's envoy", "the Danish government"), a pronoun for
whom the text spoke of before, *we* and *I* for whoever speaks.
"""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Final

from backchannel.reading.doers import Telling
from backchannel.reading.found import Attribution, Mention, Span
from backchannel.reading.grammar import (
    Grammar,
    Word,
    child,
    children,
    clause,
    joined,
    objects,
    phrase,
    place,
    subject_of,
)
from backchannel.reading.phrases import lexicon
from backchannel.reading.sides import name_of

__all__ = ["Roles"]

_SELF: Final = ("i", "me", "my", "myself", "mine")
_OURS: Final = ("we", "us", "our", "ourselves", "ours")
_YOURS: Final = ("you", "your", "yours")
_PERSON: Final = ("he", "him", "his", "she", "her", "himself", "herself")
_THING: Final = ("it", "its", "itself")
_PLURAL: Final = ("they", "them", "their", "themselves", "both", "neither", "each", "either")
_OWNERS: Final = ("of", "in", "from", "for", "at", "by")
_TOWARDS: Final = (
    "to", "with", "on", "upon", "against", "from", "at", "toward", "towards", "for", "of",
    "between", "by",
)  # fmt: skip


@cache
def _nouns(name: str) -> frozenset[str]:
    return frozenset(lexicon("roles", "en")["parse"][name])


@dataclass
class _Memory:
    """Whom the text spoke of last: a person, a side, anybody."""

    person: str | None = None
    side: str | None = None
    last: tuple[str, ...] = field(default=())


class Roles:
    """The names of a document in the grammar of its sentences.

    Parameters
    ----------
    telling, grammar
        What is known of the document, and its parse.
    """

    def __init__(self, telling: Telling, grammar: Grammar) -> None:
        self.telling, self.grammar, self.sides = telling, grammar, telling.sides
        self._starts = [it.span.start for it in self.sides.mentions]
        self._memory = _Memory()

    # ------------------------------------------------------------ who is meant

    def mention_at(self, word: Word) -> Mention | None:
        """Return the name that a word belongs to."""
        span = place(word)
        at = bisect_right(self._starts, span.start) - 1
        if at >= 0 and self.sides.mentions[at].span.end > span.start:
            return self.sides.mentions[at]
        return None

    def names(self, word: Word, voices: Sequence[Attribution]) -> tuple[str, ...]:
        """Return whom a phrase means, all who are joined in it; nothing where it is a thing."""
        found: list[str] = []
        for it in joined(word):
            found += self._one(it, voices)
        return tuple(dict.fromkeys(found))

    def is_own(self, word: Word) -> bool:
        """Whether a word is the speaker himself: I, we, our government."""
        own = (*_SELF, *_OURS)
        if word.lower_ in own:
            return True
        theirs = child(word, "poss")
        return theirs is not None and theirs.lower_ in own and word.lemma_ in _acting()

    def _one(self, word: Word, voices: Sequence[Attribution]) -> tuple[str, ...]:
        speaker = voices[0].speaker if voices else self.telling.author
        if word.pos_ in ("PRON", "DET") or word.lower_ in _PLURAL:
            return self._pronoun(word, voices, speaker)
        named = self._named(word)
        if named is not None:
            return named
        if self._is_pair(word):
            return self.sides.two_at(place(word).start) or self.sides.two
        theirs = child(word, "poss")
        if theirs is not None and theirs.pos_ == "PRON":
            owners = self._pronoun(theirs, voices, speaker)
            return tuple(self.sides.side_of(it) or it for it in owners)
        return self._unnamed(word)

    def _named(self, word: Word) -> tuple[str, ...] | None:
        """Return the name that a noun is, is called by, or belongs to; () for a bare place."""
        mention = self.mention_at(word)
        if mention is None or (mention.kind == "unnamed"):
            for it in children(word, "appos"):
                other = self.mention_at(it)
                if other is not None and other.kind == "person":
                    return (name_of(other),)
        if mention is not None:
            if mention.kind == "place" and mention.stands_for is None:
                return ()
            if mention.kind != "unnamed":
                return (name_of(mention),)
            return (self.sides.office_of(mention.is_) or mention.is_,)
        if word.lemma_.lower() in _acting() or word.pos_ == "PROPN":
            owners = self._owners(word)
            if owners:
                return owners
        return None

    def _owners(self, word: Word) -> tuple[str, ...]:
        """Return the names that a noun belongs to: "Danish", "Oslo's", "of Norway"."""
        near = children(word, "poss", "amod", "compound", "nmod", "appos")
        for it in children(word, "prep"):
            if it.lower_ in _OWNERS:
                near += [last for noun in children(it, "pobj") for last in joined(noun)]
        near += [last for it in near for last in children(it, "compound", "amod", "poss")]
        found = []
        for it in near:
            mention = self.mention_at(it)
            if mention is not None and mention.kind not in ("place", "unnamed"):
                found.append(self.sides.side_of(name_of(mention)) or name_of(mention))
        return tuple(dict.fromkeys(found))

    def _is_pair(self, word: Word) -> bool:
        lemma = word.lemma_.lower()
        if lemma not in _nouns("pair"):
            return False
        dets = {it.lower_ for it in word.children if it.dep_ in ("det", "nummod", "predet", "poss")}
        if dets & {"both", "two", "neither", "each", "either"}:
            return True
        return lemma in _nouns("sides") and word.tag_ == "NNS" and "the" in dets

    def _unnamed(self, word: Word) -> tuple[str, ...]:
        """Return whom "the minister", "the group" mean; others who act by their own words."""
        lemma = word.lemma_.lower()
        definite = any(it.lower_ in ("the", "that", "this") for it in children(word, "det"))
        if definite and word.tag_ == "NN" and not children(word, "relcl", "prep"):
            if lemma in _nouns("office") and self._memory.person:
                return (self._memory.person,)
            if lemma in _nouns("organ") and self._memory.side:
                return (self._memory.side,)
        if lemma in _nouns("people") or lemma in _acting():
            words = phrase(word).of(self.telling.layout.text).split(",")[0]
            return (words.removeprefix("the ").removeprefix("The "),)
        return ()

    def _pronoun(
        self, word: Word, voices: Sequence[Attribution], speaker: str | None
    ) -> tuple[str, ...]:
        form = word.lower_
        if form in (*_SELF, *_OURS):
            whole = form in _OURS and speaker == self.sides.interviewed
            one = (self.sides.side_of(speaker) or speaker) if whole else speaker
            return (one,) if one else ()
        quoted = bool(voices) and self.telling.frame(place(word), phrase(word))[1]
        if form in _YOURS or (form in _PLURAL and quoted):
            other = self.sides.other_side(speaker, place(word).start) if speaker else None
            return tuple(other.split(";")) if other else ()
        if form in _PERSON:
            return (self._memory.person,) if self._memory.person else ()
        if form in _THING:
            return (self._memory.side,) if self._memory.side else ()
        if form in _PLURAL:
            if len(self._memory.last) > 1 or form not in ("they", "them", "their"):
                last = self._memory.last if len(self._memory.last) > 1 else ()
                return last or self.sides.two_at(place(word).start)
            return self._memory.last
        return ()

    # ------------------------------------------------------------ memory

    def remember(self, sentence: Span) -> None:
        """Take note of the subjects of a sentence, for the pronouns of the next."""
        quoted = [it.span for it in self.telling.quoted(sentence.start) if it.kind == "statement"]
        for word in self.grammar.words(sentence):
            if word.dep_ not in ("nsubj", "nsubjpass"):
                continue
            if any(it.start <= place(word).start < it.end for it in quoted):
                continue
            if word.pos_ == "PRON":
                continue
            names = self.names(word, ())
            if not names:
                continue
            mentions = {name_of(it): it.kind for it in self.sides.within(phrase(word))}
            first = word.head.dep_ in ("ROOT", "conj", "ccomp")
            if mentions.get(names[0]) in ("person", "unnamed"):
                self._memory.person = names[0]
            elif first or not self._memory.side:
                self._memory.side = names[0]
            if first:
                self._memory.last = names

    # ------------------------------------------------------------ towards whom

    def target(
        self, word: Word, carrier: Word, actors: Sequence[str], voices: Sequence[Attribution]
    ) -> str | None:
        """Return towards whom a word that tells of an act is turned, where the sentence says so.

        Parameters
        ----------
        word, carrier
            The word, and the verb that carries it ("made" of "made an offer"), else itself.
        """
        own = {self.sides.side_of(it) for it in actors} | set(actors)
        for it in self._towards(word, carrier):
            names = [n for n in self.names(it, voices) if n not in own]
            if not names:
                names = [n for n in self._owners(it) if n not in own]
            names = [n for n in names if self.sides.side_of(n) not in own]
            if names:
                return ";".join(names)
        for span in self._told_of(word):
            for mention in self.sides.within(span):
                name = name_of(mention)
                side = self.sides.side_of(name)
                if mention.kind not in ("place", "unnamed") and not {name, side} & own:
                    return name
        return None

    def _towards(self, word: Word, carrier: Word) -> Iterator[Word]:
        """Yield the words that may name the other side, the likeliest first."""
        for verb in dict.fromkeys((word, carrier)):
            yield from children(verb, "dative")
            for it in children(verb, "dative"):
                yield from children(it, "pobj")
            yield from objects(verb)
        wanted = clause(word)
        if wanted is not None:
            yield from children(wanted, "nsubj", "nsubjpass")
        for verb in dict.fromkeys((word, carrier)):
            for near in (verb, *objects(verb)):
                for it in children(near, "prep", "agent"):
                    if it.lower_ in _TOWARDS:
                        yield from children(it, "pobj")
        for it in children(carrier, "advcl"):
            subject = subject_of(it)
            mark = child(it, "mark")
            if subject is not None and mark is not None and mark.lower_ in ("if", "unless"):
                yield subject

    def _told_of(self, word: Word) -> Iterator[Span]:
        """Yield the stretches of what is wanted, refused or promised."""
        for it in (*objects(word), clause(word)):
            if it is not None and it.i != word.head.i:
                yield phrase(it)
        for it in children(word, "prep"):
            yield phrase(it)


@cache
def _acting() -> frozenset[str]:
    return _nouns("organ") | _nouns("office") | _nouns("pair")
