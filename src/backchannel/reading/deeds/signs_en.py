"""The words of an English sentence that may tell of an act, and the verbs that carry them."""

import re
from collections.abc import Collection, Iterator
from typing import Final, NamedTuple

from backchannel.reading.deeds.frames import frame_of, idioms, noun_of
from backchannel.reading.found import Span
from backchannel.reading.text.grammar import (
    Word,
    child,
    children,
    clause,
    clause_of,
    objects,
    owner,
    phrase,
    place,
    subject_of,
)

__all__ = ["Sign", "cue_of", "is_bound", "is_past", "object_of", "signs"]

_CARRY: Final = frozenset((
    "make", "give", "issue", "voice", "express", "send", "deliver", "repeat", "renew", "reiterate",
    "raise", "put", "exert", "lodge", "file", "extend", "announce", "publish", "submit", "level",
    "present", "pay", "table", "hold", "launch", "have", "signal", "convey", "unveil", "utter",
    "float", "add", "stress", "step", "increase", "pile", "apply", "offer", "show", "indicate",
    "declare", "transmit", "place",
))  # fmt: skip
"""Verbs that only carry the noun that they govern: "made an offer"."""
_IF: Final = re.compile(
    r"(?:(?:and|but|only|even|except) )?(?:if(?! (?:any|not|ever|at all)\b)|unless|provided|"
    r"providing|as long as(?! it takes)|so long as(?! it takes)|on (?:the )?condition|"
    r"once(?! a| an| every| each| in| more|\s?,)|as soon as|should|only after|only when|"
    r"in return for)\b",
    re.IGNORECASE,
)
_SHOULD: Final = re.compile(r"(?:, should|Should) (?:the|it|they|he|she|that|[A-Z])")
"""A condition that begins with "should"."""
_TELLING: Final = (
    "say",
    "tell",
    "add",
    "write",
    "answer",
    "reply",
    "respond",
    "maintain",
    "contend",
)
"""Verbs whose content tells of acts of its own."""
_STEPS: Final = 6
_CONTENT: Final = ("ccomp", "conj", "aux", "xcomp", "acomp", "attr")
_ABOVE: Final = ("ccomp", "xcomp", "acomp", "attr", "dobj", "advcl", "acl")
_BELOW: Final = ("ccomp", "xcomp", "acl", "dobj", "pcomp", "prep", "pobj", "relcl")


class Sign(NamedTuple):
    """A word that may tell of an act.

    Attributes
    ----------
    carrier
        The verb that carries it: "made" of "made an offer"; mostly the word itself.
    kind
        By its frame; ``fixed red_line`` by an idiom; "" for any other verb.
    """

    word: Word
    carrier: Word
    kind: str
    noun: bool = False


def signs(text: str, sentence: Span, inside: Collection[Word]) -> list[Sign]:
    """Return the words of a sentence that may tell of acts, in order.

    Parameters
    ----------
    text, sentence
        The document, and where the sentence stands.
    inside
        Its words, without names and labels.

    Examples
    --------
    >>> from backchannel.reading.text.grammar import Grammar
    >>> said = "Oslo made an offer and Riga demanded that ships leave."
    >>> inside = list(Grammar(((0, said),)).words(Span(0, len(said))))
    >>> [(it.word.text, it.carrier.text, it.kind) for it in signs(said, Span(0, 54), inside)]
    [('made', 'made', ''), ('offer', 'made', 'offer'), ('demanded', 'demanded', 'demand')]
    """
    found = list(_signs(text, sentence, inside))
    heads = {it.word.i for it in found if it.kind not in ("", "position", "skip")}
    return [it for it in found if it.kind != "skip" and not _is_content(it.word, heads)]


def _signs(text: str, sentence: Span, inside: Collection[Word]) -> Iterator[Sign]:
    fixed = [(kind, it.span()) for kind, pattern in idioms()
             for it in pattern.finditer(text, *sentence)]  # fmt: skip
    taken: set[str] = set()
    for word in inside:
        start = place(word).start
        for kind, (first, end) in fixed:
            if first <= start < end and kind not in taken:
                taken.add(kind)
                yield Sign(word, clause_of(word), f"fixed {kind}")
        frame = frame_of(word)
        noun = None if frame else noun_of(word)
        if frame is not None:
            yield Sign(word, word, frame.kind)
        elif noun is not None:
            carrier = _carrier(word)
            if carrier is not None or (
                owner(word) is not None and not _is_governed(word) and not _is_judged(word)
            ):
                yield Sign(word, carrier or word, noun.kind, noun=True)
        elif word.pos_ in ("VERB", "AUX") and word.dep_ not in ("aux", "auxpass"):
            yield Sign(word, word, "")


def _carrier(noun: Word) -> Word | None:
    """Return the verb that only carries a noun: "made" of "made an offer"."""
    carries = (
        noun.dep_ in ("dobj", "nsubjpass")
        and noun.head.lemma_ in _CARRY
        and frame_of(noun.head) is None
    )
    return noun.head if carries else None


def _is_judged(noun: Word) -> bool:
    """Whether a noun is only said to be something: "Oslo's offer is short"."""
    be = noun.head
    return noun.dep_ == "nsubj" and be.lemma_ == "be" and child(be, "acomp") is not None


def _is_governed(noun: Word) -> bool:
    """Whether a noun is what another act is about: "rejected Oslo's demand"."""
    verb = noun.head.head if noun.dep_ == "pobj" else noun.head
    below = noun.dep_ in ("dobj", "nsubjpass", "pobj", "conj")
    return below and frame_of(verb) is not None and subject_of(verb) is not None


def _is_content(word: Word, heads: Collection[int]) -> bool:
    """Whether a verb is the content of another that tells of an act: "demanded that X leave"."""
    above = word
    for _ in range(_STEPS):
        if above.dep_ not in _CONTENT:
            return False
        if above.dep_ in ("ccomp", "xcomp") and above.head.i in heads and above.i > above.head.i:
            return above.head.lemma_ not in _TELLING
        above = above.head
    return False


# ---------------------------------------------------------------- around a word


def cue_of(word: Word) -> Span:
    """Return where a verb and its particle stand."""
    span = place(word)
    ends = [place(it).end for it in children(word, "prt") if it.i == word.i + 1]
    return Span(span.start, max([span.end, *ends]))


def is_past(verb: Word) -> bool:
    """Whether a verb tells of what was done: "met", "have met"."""
    aux = children(verb, "aux", "auxpass")
    return (verb.tag_ == "VBD" and not aux) or any(
        it.lemma_ == "have" and it.tag_ in ("VBD", "VBZ", "VBP") for it in aux
    )


def object_of(word: Word) -> Span | None:
    """Return what is offered, demanded or refused."""
    own = next((it for it in objects(word) if it.head.i == word.i), None)
    below = clause(word)
    below = child(word, "advcl", "acl") if below is None else below
    whom = next((p for it in children(word, "prep") for p in children(it, "pobj", "pcomp")), None)
    found = next((it for it in (own, below, whom) if it is not None), None)
    return phrase(found) if found is not None else None


def is_bound(word: Word, text: str) -> bool:
    """Whether an act, or what it offers or threatens, is bound to a condition.

    >>> from backchannel.reading.text.grammar import Grammar
    >>> said = "Oslo will pay if Riga signs. "
    >>> pay = list(Grammar(((0, said),)).words(Span(0, 28)))[2]
    >>> is_bound(pay, said)
    True
    """
    above, below = [word], [word]
    while above[-1].dep_ in _ABOVE:
        above.append(above[-1].head)
    for it in below:
        below += children(it, *_BELOW)
    whole = Span(place(word.doc[0]).start, place(word.doc[-1]).end)
    return _SHOULD.search(text, *whole) is not None or any(
        _IF.match(text, place(it.left_edge).start)
        for verb in (*above, *below)
        for it in children(verb, "advcl", "prep", "mark", "advmod")
        if it.i != word.i
    )
