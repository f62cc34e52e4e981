"""Who is meant by a word of an English parse, and towards whom a verb is turned.

Names are the gazetteer's; the parse says which word is the doer and which the other side. A noun
stands for the name that it belongs to ("Oslo's envoy", "the Danish government"), a pronoun for
whom the text spoke of before, *we* and *I* for whoever speaks.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Final

from backchannel.reading.deeds.doers import Telling
from backchannel.reading.deeds.parties_en import is_movement
from backchannel.reading.deeds.phrases import lexicon
from backchannel.reading.deeds.sides import name_of
from backchannel.reading.found import Attribution, Mention, Span
from backchannel.reading.text.grammar import (
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

__all__ = ["Roles"]

_SELF: Final = ("i", "me", "my", "myself", "mine")
_OURS: Final = ("we", "us", "our", "ourselves", "ours")
_YOURS: Final = ("you", "your", "yours")
_PERSON: Final = ("he", "him", "his", "she", "her", "himself", "herself")
_THING: Final = ("it", "its", "itself")
_PLURAL: Final = ("they", "them", "their", "themselves", "both", "neither", "each", "either")
_DOCUMENT: Final = ("comment", "article", "essay", "statement", "communique", "declaration")
_PRESS: Final = re.compile(
    r"\b(?:Post|Times|News|Wire|Review|Radio|Television|TV|Dispatch|Ledger|Herald|Tribune|Gazette|"
    r"Journal|Quarterly|Daily|Weekly|Monthly|Chronicle|Observer|Telegraph|Guardian|Agency|Lantern|"
    r"newspaper|paper|magazine|reporters?|journalists?|interviewer)\b"
)
"""Names and words for those who are told, but towards whom nobody acts."""
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
    """Whom the text spoke of last: persons, a side, anybody."""

    persons: list[str] = field(default_factory=list)
    """The last one last."""
    called: dict[str, str] = field(default_factory=dict)
    """For a person "he" or "she", once the text has said so."""
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
        self.persons = {name_of(it) for it in self.sides.mentions
                         if it.kind in ("person", "unnamed")}  # fmt: skip
        self._memory = _Memory()
        self.leaders: set[str] = set()
        """The persons whom the text gives an office, of whatever side."""
        text = telling.layout.text
        movements = {side for it in self.sides.mentions if (side := self.sides.side_of(name_of(it)))
                     and is_movement(it, text, side)}  # fmt: skip
        rebels = [it for it in self.sides.two if it in movements]
        self.rebels = rebels[0] if len(rebels) == 1 else None
        """The one of the two sides that is no state."""
        self.titled: frozenset[str] = frozenset()
        """The persons whom the text gives a title of state."""
        self.author = telling.author
        """Whose "we" it is where nobody is quoted."""

    # ------------------------------------------------------------ who is meant

    def mention_at(self, word: Word) -> Mention | None:
        """Return the name that a word belongs to."""
        span = place(word)
        at = bisect_right(self._starts, span.start) - 1
        if at >= 0 and self.sides.mentions[at].span.end > span.start:
            return self.sides.mentions[at]
        return None

    def names(
        self, word: Word, voices: Sequence[Attribution], *, known: bool = False
    ) -> tuple[str, ...]:
        """Return whom a phrase means, all who are joined in it; nothing where it is a thing.

        ``known``: only those with a name, none described in other words.
        """
        found: list[str] = []
        for it in joined(word):
            found += self._one(it, voices, known=known)
        return tuple(dict.fromkeys(found))

    def is_own(self, word: Word) -> bool:
        """Whether a word is the speaker himself: I, we, our government."""
        own = (*_SELF, *_OURS)
        if word.lower_ in own:
            return True
        theirs = child(word, "poss")
        return theirs is not None and theirs.lower_ in own and word.lemma_ in _acting()

    def _one(self, word: Word, voices: Sequence[Attribution], *, known: bool) -> tuple[str, ...]:
        if word.pos_ in ("PRON", "DET") or word.lower_ in _PLURAL:
            return self.pronoun(word, voices)
        if self.is_pair(word):
            return self.sides.two_at(place(word).start) or self.sides.two
        theirs = child(word, "poss")
        owned = theirs is not None and theirs.pos_ == "PRON" and word.lemma_.lower() in _acting()
        mention = self.mention_at(word)
        if owned and (mention is None or mention.kind == "unnamed") and not child(word, "appos"):
            owners = self.pronoun(theirs, voices)
            return tuple(self.sides.side_of(it) or it for it in owners)
        named = self._named(word)
        if named is not None:
            return named
        return self._unnamed(word, voices, known=known)

    def _named(self, word: Word) -> tuple[str, ...] | None:
        """Return the name that a noun is, is called by, or belongs to; () for a bare place."""
        mention = self.mention_at(word)
        if mention is None or (mention.kind == "unnamed"):
            for it in children(word, "appos"):
                other = self.mention_at(it)
                if other is not None and other.kind == "person":
                    return (name_of(other),)
        if mention is not None and mention.is_.startswith("that "):
            return ()
        if mention is not None:
            if mention.kind == "place" and mention.stands_for is None:
                return ()
            if mention.kind != "unnamed":
                return (name_of(mention),)
            office = self.sides.office_of(mention.is_)
            return (office,) if office else self.owners(word) or (mention.is_,)
        if self.author and word.lemma_.lower() in _DOCUMENT:
            if any(it.lower_ == "this" for it in children(word, "det")):
                return (self.author,)
            return None
        if word.lemma_.lower() in _acting() or word.pos_ == "PROPN":
            owners = self.owners(word)
            if owners:
                return owners
        return None

    def owners(self, word: Word) -> tuple[str, ...]:
        """Return the names that a noun belongs to: "Danish", "Oslo's", "of Norway"."""
        near = children(word, "poss", "amod", "compound", "nmod", "appos")
        for it in children(word, "prep"):
            if it.lower_ in _OWNERS:
                near += [last for noun in children(it, "pobj") for last in joined(noun)]
        near += [last for it in near for last in children(it, "compound", "amod", "poss", "conj")]
        found = []
        for it in near:
            mention = self.mention_at(it)
            if mention is not None and mention.kind not in ("place", "unnamed"):
                found.append(self.sides.side_of(name_of(mention)) or name_of(mention))
        return tuple(dict.fromkeys(found))

    def is_pair(self, word: Word) -> bool:
        """Whether a noun means the two sides of the text: "both governments", "the parties"."""
        lemma = word.lemma_.lower()
        if lemma not in _nouns("pair"):
            return False
        dets = {it.lower_ for it in word.children if it.dep_ in ("det", "nummod", "predet", "poss")}
        if dets & {"both", "two", "neither", "each", "either"}:
            return True
        return lemma in _nouns("sides") and word.tag_ == "NNS" and "the" in dets

    def _unnamed(
        self, word: Word, voices: Sequence[Attribution], *, known: bool
    ) -> tuple[str, ...]:
        """Return whom "the minister", "the group" mean; others who act by their own words."""
        lemma = word.lemma_.lower()
        if any(it.lower_ in ("no", "any", "every") for it in children(word, "det")):
            return ()
        definite = any(it.lower_ in ("the", "that", "this") for it in children(word, "det"))
        definite = definite or (lemma in _nouns("rebels") and word.tag_ == "NNS")
        if definite and self.rebels and lemma in _nouns("rebels"):
            return (self.rebels,)
        speaker = voices[0].speaker if voices else None
        if definite and speaker and lemma in _nouns("organ"):
            side = self.sides.side_of(speaker)
            if side in self.sides.two or speaker in self.titled | self.leaders:
                return (side or speaker,)
        if definite and word.tag_ == "NN" and not children(word, "relcl", "prep"):
            if lemma in _nouns("office") and self._memory.persons:
                return (self._memory.persons[-1],)
            if lemma in _nouns("organ") and self._memory.side:
                return (self._memory.side,)
        if not known and lemma in _nouns("people") | _acting():
            span = Span(place(word.left_edge).start, place(word).end)
            words = re.sub(
                r"^[\d.\s]*(?:the\s)?", "", span.of(self.telling.layout.text), flags=re.I
            )
            return (words,) if words else ()
        return ()

    def pronoun(self, word: Word, voices: Sequence[Attribution]) -> tuple[str, ...]:
        """Return whom a pronoun means: the speaker, the other side, whom the text spoke of last."""
        form = word.lower_
        speaker = voices[0].speaker if voices else self.author
        if form in (*_SELF, *_OURS):
            whole = form in _OURS and speaker == self.sides.interviewed
            one = (self.sides.side_of(speaker) or speaker) if whole else speaker
            return (one,) if one else ()
        quoted = bool(voices) and (
            self.telling.frame(place(word), place(word))[1]
            or (len(voices) == 1 and self.sides.teller(place(word).start) is not None)
        )
        if form in _YOURS or (form in ("they", "them", "their") and quoted):
            other = self.sides.other_side(speaker, place(word).start) if speaker else None
            if other or form in _YOURS:
                return tuple(other.split(";")) if other else ()
        if form in ("both", "neither", "each", "either"):
            return self.sides.two_at(place(word).start) or self.sides.two
        near = self._before(word)
        told = voices[0].speaker if voices and not quoted else None
        if form in _PERSON:
            here = self._named_before(word, "person")
            return self._person(form, [near, told, here, *reversed(self._memory.persons)])
        if form in _THING:
            object_ = self._named_before(word) if word.dep_ in ("dobj", "pobj", "nsubj") else None
            if word.dep_ == "nsubj" and word.head.dep_ == "ROOT":
                object_ = None
            inside = bool(voices) and self.telling.frame(place(word), place(word))[1]
            last = None if inside and word.dep_ != "poss" else self._memory.side
            sides = [it for it in (near, told, object_, last)
                     if it and not self._is_person(it)]  # fmt: skip
            return (sides[0],) if sides else ()
        if form in _PLURAL:
            before = word.head.head if word.head.dep_ == "conj" and form == "them" else None
            for it in objects(before) if before is not None else ():
                names = self._named(it) or self.owners(it)  # "phones A's envoys and presses them"
                if names:
                    return names
            return self._memory.last
        return ()

    def _person(self, form: str, ones: Sequence[str | None]) -> tuple[str, ...]:
        """Return the first person of a row whom the text has not called by the other pronoun."""
        called = "she" if form.startswith(("she", "her")) else "he"
        for it in ones:
            if it is not None and self._is_person(it) and self._memory.called.get(it) in (
                None, called,
            ):  # fmt: skip
                self._memory.called[it] = called
                return (it,)
        return ()

    def _named_before(self, word: Word, *kinds: str) -> str | None:
        """Return the last name of some kinds in the sentence before a pronoun."""
        start = place(word.doc[0]).start
        found = [it for it in self.sides.within(Span(start, place(word).start))
                 if it.kind in (kinds or ("state", "organisation", "metonym"))]  # fmt: skip
        return name_of(found[-1]) if found else None

    def _before(self, pronoun: Word) -> str | None:
        """Return the subject of a clause above that of a pronoun: "Oslo said that it ..."."""
        word = pronoun.head
        for _ in range(4):
            if word.dep_ not in ("ccomp", "advcl", "conj", "xcomp", "poss", "dobj", "pobj", "prep"):
                return None
            word = word.head
            subject = child(word, "nsubj", "nsubjpass")
            if subject is not None and subject.pos_ != "PRON" and subject.i < pronoun.i:
                names = self._named(subject) or self._unnamed(subject, (), known=True)
                return names[0] if len(names) == 1 else None
        return None

    def _is_person(self, name: str | None) -> bool:
        return name is not None and name in self.persons

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
            names = self.names(word, (), known=True)
            if not names:
                continue
            mentions = {name_of(it): it.kind for it in self.sides.within(phrase(word))}
            first = word.head.dep_ in ("ROOT", "conj", "ccomp")
            if names[0] in self.persons or mentions.get(names[0]) == "unnamed":
                if names[0] in self._memory.persons:
                    self._memory.persons.remove(names[0])
                self._memory.persons = [*self._memory.persons[-4:], names[0]]
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
            named = self.names(it, voices, known=True) or self._owned(it)
            names = [n for n in named if not {n, self.sides.side_of(n)} & own
                     and self._may_be_meant(n)]  # fmt: skip
            if names:
                return ";".join(names)
        for span in self._told_of(word):
            for mention in self.sides.within(span):
                name = name_of(mention)
                side = self.sides.side_of(name)
                if side in self.sides.two and not {name, side} & own:
                    return name
        return None

    def _may_be_meant(self, name: str) -> bool:
        """Whether somebody can be the other side: no writer, no newspaper."""
        return name != "author" and not _PRESS.search(name) and not name.startswith("that ")

    def _owned(self, word: Word) -> tuple[str, ...]:
        """Return whose a thing is; a place in its name ("the Doha account") is not its owner."""
        owners = self.owners(word)
        if word.lemma_.lower() in _acting() or child(word, "poss", "prep"):
            return owners
        return tuple(it for it in owners if it in self.sides.two)

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
