"""Which English words tell of an act, by what they govern: verbs, adjectives and nouns.

A frame of ``data/acts.en.toml`` is a lemma, what belongs to it, and the class of words that it
must govern: ``offer :talk`` is an offer of talks, ``offer`` alone an offer.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Final, NamedTuple

from backchannel.reading.deeds.phrases import lexicon
from backchannel.reading.text.grammar import Word, children, has_to, joined, objects

__all__ = ["Frame", "frame_of", "governed", "idioms", "noun_of", "words"]

_TABLES: Final = ("nouns", "idioms", "words")
_BELONGS: Final = ("prt", "prep", "advmod", "dobj", "acomp", "npadvmod", "oprd", "dative", "advcl",
                   "neg", "agent", "aux", "mark", "xcomp")  # fmt: skip
_NUMBERS: Final = ("second", "seconds")
_OF: Final = ("of", "for", "to", "on", "into", "about", "in")
"""Prepositions whose noun counts as governed."""


class Frame(NamedTuple):
    """A lemma, what belongs to it, what it governs, and the kind of act that it tells of."""

    kind: str
    with_: frozenset[str]
    governs: str | None

    @property
    def fullness(self) -> int:
        """How much of the sentence a frame asks for; the fullest that fits counts."""
        return 2 * bool(self.with_) + 3 * bool(self.governs)


@cache
def words(name: str) -> frozenset[str]:
    """Return a class of lemmas; empty where there is none of that name.

    >>> "mediate" in words("talk"), words("no such class")
    (True, frozenset())
    """
    return frozenset(lexicon("acts", "en")["words"].get(name, ()))


def _read(table: Mapping[str, object]) -> dict[str, list[Frame]]:
    found: dict[str, list[Frame]] = defaultdict(list)
    for kind, entries in table.items():
        for entry in entries if isinstance(entries, list) else ():
            before, _, governs = entry.partition(":")
            first, _, with_ = before.strip().partition(" ")
            frame = Frame(kind, frozenset(with_.strip().split("/")) - {""}, governs or None)
            for lemma in first.split("/"):
                found[lemma].append(frame)
    return {lemma: sorted(all_, key=lambda it: -it.fullness) for lemma, all_ in found.items()}


@cache
def _verbs() -> dict[str, list[Frame]]:
    return _read({k: it for k, it in lexicon("acts", "en").items() if k not in _TABLES})


@cache
def _nouns() -> dict[str, list[Frame]]:
    return _read(lexicon("acts", "en")["nouns"])


@cache
def idioms() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """Return fixed words that tell of an act, as a pattern for each kind.

    >>> [kind for kind, it in idioms() if it.search("That is out of the question.")]
    ['red_line']
    """
    return tuple(
        (kind, re.compile(rf"\b(?:{'|'.join(entries)})\b", re.IGNORECASE))
        for kind, entries in lexicon("acts", "en")["idioms"].items()
    )


def frame_of(word: Word) -> Frame | None:
    """Return the fullest frame that fits a verb or adjective, if any.

    Examples
    --------
    >>> from backchannel.reading.text.grammar import Grammar
    >>> from backchannel.reading.found import Span
    >>> said = "Oslo offered to host a round of talks."
    >>> [it.kind for word in Grammar(((0, said),)).words(Span(0, 12)) if (it := frame_of(word))]
    ['offer_of_talks']
    """
    if word.pos_ not in ("VERB", "ADJ", "AUX", "ADV", "NOUN") or word.dep_ == "compound":
        return None
    if (word.tag_ == "RB" and word.dep_ == "advmod") or word.lower_ in _NUMBERS:
        return None
    if word.dep_ == "amod" and word.head.pos_ != "ADP":
        return None
    if word.pos_ == "NOUN" and not (word.tag_ == "NN" and word.dep_ == "ROOT"):
        return None
    return _fitting(word, _verbs().get(word.lemma_.lower(), []))


def noun_of(word: Word) -> Frame | None:
    """Return the frame of a noun that tells of an act: "demand", "rejection"."""
    if word.pos_ not in ("NOUN", "PROPN") or word.dep_ == "compound":
        return None
    return _fitting(word, _nouns().get(word.lemma_.lower(), []))


def _fitting(word: Word, frames: list[Frame]) -> Frame | None:
    if not frames:
        return None
    beside = _beside(word) if any(it.with_ for it in frames) else frozenset()
    under = set(governed(word)) if any(it.governs for it in frames) else set()
    for it in frames:
        if it.with_ and not it.with_ & beside:
            continue
        if it.governs and not _governs(word, it.governs, under):
            continue
        return it
    return None


def _governs(word: Word, what: str, under: set[str]) -> bool:
    """Whether a word governs one of a class, or any deed, thing or "with somebody"."""
    if what == "do":
        return _asks_for_deed(word)
    if what == "thing":
        return bool(objects(word))
    if what == "any":
        return any(it.lower_ in ("any", "all") for noun in objects(word) for it in noun.children)
    if what == "with":
        return any(it.lower_ in ("with", "between", "to") for it in children(word, "prep"))
    if what == "listing":
        return any(it.lemma_ in words(what) for at in children(word, "prep", "prt")
                   for it in children(at, "pobj"))  # fmt: skip
    return bool(under & words(what))


def _beside(word: Word) -> frozenset[str]:
    """Return the words that may belong to a verb: particles, prepositions, adverbs, its object."""
    near = [it for it in word.children if it.dep_ in _BELONGS]
    found = {it.lower_ for it in near} | {it.lemma_.lower() for it in near if it.dep_ == "dobj"}
    if word.i + 1 < len(word.doc):
        found.add(word.nbor().lower_)
    return frozenset(found)


def _asks_for_deed(word: Word) -> bool:
    """Whether a verb wants something done: its clause has no tense of its own, or "should"."""
    for it in children(word, "ccomp", "xcomp", "advcl"):
        aux = [modal.lower_ for modal in children(it, "aux")]
        if any(who.tag_ in ("WP", "WDT", "WRB") for who in children(it, "nsubj", "dobj", "advmod")):
            continue  # a question
        if it.dep_ == "advcl" and "to" not in aux:
            continue
        small = it.dep_ == "ccomp" and it.tag_ in _SMALL and bool(children(it, "nsubj"))
        bare = (
            small
            or it.tag_ in ("VB", "VBG")
            or any(be.tag_ == "VB" for be in children(it, "auxpass"))
        )
        if bare and not {"will", "would", "could", "can", "may"} & {*aux}:
            return True
        if {"should", "must"} & {*aux}:
            return True
    return False


_SMALL: Final = ("RP", "RB", "IN", "JJ", "VBN")
"""What stands without a verb in "wants the soldiers out"."""


def governed(word: Word, depth: int = 3) -> Iterator[str]:
    """Yield the lemmas that a word governs: objects, their "of", infinitives and their objects."""
    below = children(word, "ccomp", "pcomp", "acl", "attr", "oprd")
    below += [last for it in children(word, "xcomp") for last in joined(it)]
    below += [it for it in children(word, "advcl") if has_to(it)]
    for it in objects(word):
        below += joined(it)
    for it in children(word, "prep", "dative"):
        if it.lower_ in _OF:
            below += [last for noun in children(it, "pobj", "pcomp") for last in joined(noun)]
        for further in children(it, "prep"):  # "out of the talks"
            below += children(further, "pobj")
    for it in below:
        yield it.lemma_.lower()
        if depth > 1 and it.i != word.head.i:
            yield from governed(it, depth - 1)
