"""Who is meant by the words for a speaker in an English sentence, from its parse."""

from typing import Final

from backchannel.reading.found import Mention, Span
from backchannel.reading.speech import western
from backchannel.reading.speech.lexicon import MASK
from backchannel.reading.speech.saying import Frame, Named, voice_of
from backchannel.reading.text.grammar import Word, child, children, owner, phrase, place

__all__ = ["is_quoted", "who_is"]

_SELVES: Final = ("i", "we")
_OWNERS: Final = {"his": "he", "her": "she", "their": "they", "its": "it"}
_POINTS_BACK: Final = ("the", "this", "that", "same")


def is_quoted(frame: Frame, word: Word) -> bool:
    """Whether a word stands in a statement in quotation marks."""
    start = place(word).start - frame.span.start
    return frame.blot[start : start + 1] == MASK


def who_is(frame: Frame, word: Word) -> Named | None:
    """Say who a word is: a name, a pronoun, a source without a name."""
    lower = word.lower_
    words = frame.cues.words
    if lower in words("who", "pronouns"):
        return Named("pronoun", lower)
    if lower in _SELVES:
        return Named("self", lower)
    if word.tag_ == "PRP$" and lower in _OWNERS:
        return Named("pronoun", _OWNERS[lower])
    word = _whole(frame, word)
    lower = word.lower_
    if word.tag_ in ("EX", "WP", "WDT", "DT", "PRP") and not children(word, "appos", "prep"):
        return None
    if lower in ("nobody", "nothing", "none", "everyone", "everybody", "anyone"):
        return None
    few = lower in words("who", "few") or word.tag_ == "CD"
    appositive = child(word, "appos")
    if few and appositive is None:
        appositive = next((it for it in word.subtree if it.dep_ == "appos"), None)
    named = _named(frame, word)
    if named is not None and (named.person or appositive is None):
        return named
    if appositive is not None:
        other = _named(frame, appositive)
        if other is not None and other.person:
            return other
        human = frame.cues.pattern("who", "human").search(appositive.lower_)
        if few or (human and named is None):
            return other or _described(frame, appositive)
    if named is not None:
        return named
    if lower in words("who", "heads"):
        owned = [one for one in _near(frame, word) if one.kind in ("state", "metonym")]
        if not owned and any(it.tag_ == "PRP$" for it in children(word, "poss")):
            owned = [one for one in frame.names.within(frame.span.start, place(word).start)
                     if one.kind in ("state", "metonym")][-1:]  # fmt: skip
        if owned:
            return Named("name", voice_of(owned[-1]))
    return _described(frame, word)


def _named(frame: Frame, word: Word) -> Named | None:
    at = place(word)
    for one in frame.mentions(*_around(frame, word)):
        if one.span.start <= at.start and at.end <= one.span.end and one.kind != "unnamed":
            return Named("name", voice_of(one), person=one.kind == "person")
    return None


def _around(frame: Frame, word: Word) -> tuple[int, int]:
    start = place(word.left_edge).start - frame.span.start
    return max(start - 60, 0), place(word).end - frame.span.start + 60


def _near(frame: Frame, word: Word) -> list[Mention]:
    """Return the names among the words that hang on a noun in front of it, or behind "of"."""
    left = Span(place(word.left_edge).start, place(word).end)
    return [one for one in frame.names.within(*left) if one.kind != "unnamed"]


def _described(frame: Frame, word: Word) -> Named | None:
    """Return a source by the words for it: its noun, what stands before it, "of ..." behind it."""
    lists = frame.cues.words
    if word.pos_ not in ("NOUN", "PROPN", "NUM", "PRON", "ADJ", "DET"):
        return None
    start = min([place(word).start, *(phrase(it).start for it in word.lefts
                                      if it.dep_ not in ("punct", "advmod", "relcl"))])  # fmt: skip
    first = _first_part(frame, word)
    start = min(start, *(place(it).start for it in (first, *first.lefts) if it.i <= first.i))
    end = place(word).end
    comma = frame.text.find(", ", end, frame.span.end)
    for it in word.rights:
        own = [one for one in it.subtree if comma < 0 or place(one).start < comma]
        if it.dep_ in ("prep", "acl", "amod", "acomp") and 0 < len(own) <= 8:
            end = max(end, place(own[-1]).end)
        elif it.dep_ != "punct":
            break
    start, end = max(start, frame.span.start), min(end, frame.span.end)
    start += frame.text[start:end].rfind(": ") + 2 if ": " in frame.text[start:end] else 0
    if frame.blot[start - frame.span.start : end - frame.span.start].count(MASK):
        return None
    beside = _other_name(frame, start, end)
    if beside is not None:
        return beside
    head = frame.text[place(first).start : place(word).end].casefold()
    human = frame.cues.pattern("who", "human")
    printed = frame.outlet_in(start - frame.span.start, end - frame.span.start)
    if printed is not None and not human.search(head):
        return Named("name", printed)  # "two long pages in the daily X"
    papers, known = lists("who", "papers"), frame.names.within(start, end)
    opening = next(iter(frame.text[start:end].split(maxsplit=1)), "").casefold()
    this = opening in lists("who", "this")
    if this and head in lists("who", "outlets") and frame.outlets and not known:
        return Named("unnamed", "<last>", head, definite=True)
    if head in lists("say", "nouns") and owner(word) is not None:
        papers = papers | {head}
    if head in papers and not any(frame.is_outlet(one) for one in known):
        whose = owner(word)
        by = who_is(frame, whose) if whose is not None else None
        if by is not None and by.kind != "paper" and by.name not in ("<last>",):
            return by
        named = [one for one in known if one.kind not in ("place", "unnamed")]
        return Named("paper", voice_of(named[-1]) if named else "", head)
    if opening in _POINTS_BACK and frame.offices is not None:
        states = frozenset(voice_of(one) for one in known if one.kind in ("state", "metonym"))
        bearer = frame.offices.bearer(frame.text[start:end], head, start, states)
        if bearer is not None:
            return Named("name", bearer, person=True)
    return western.unnamed(frame, Span(start, end), head, definite=this)


def _whole(frame: Frame, word: Word) -> Word:
    """Return the last part of a noun with hyphens, which the parse takes for several words."""
    for one in word.doc[word.i + 1 : word.i + 3]:
        if one.is_alpha and frame.text[place(word).end : place(one).start] == "-":
            return _whole(frame, one)
    return word


def _first_part(frame: Frame, word: Word) -> Word:
    """Return the first part of such a noun."""
    for one in word.doc[max(word.i - 2, 0) : word.i]:
        if one.is_alpha and frame.text[place(one).end : place(word).start] == "-":
            return _first_part(frame, one)
    return word


def _other_name(frame: Frame, start: int, end: int) -> Named | None:
    """Return the name beside a description: "Lund, a tall man, ...", "the envoy, Ivo Lund, ..."."""
    for one in frame.names.within(max(start - 60, frame.span.start), min(end + 60, frame.span.end)):
        if one.kind != "person":
            continue
        before = frame.text[one.span.end : start] == ", "
        after = frame.text[end : one.span.start] == ", "
        closed = frame.text[one.span.end : one.span.end + 1] in (",", ".", ";", "’", "'")
        if (before and frame.text[end : end + 1] == ",") or (after and closed):
            return Named("name", one.is_, person=True)
    return None
