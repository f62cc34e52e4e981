"""Which verb Korean reported words hang on, and who is its subject."""

import re
from collections.abc import Iterable, Sequence
from typing import Final

from backchannel.reading.found import Span
from backchannel.reading.speech.korean_through import source_before
from backchannel.reading.speech.korean_who import Parse, who
from backchannel.reading.speech.saying import Frame, Named
from backchannel.reading.text.clauses_ko import Phrase, Predicate

__all__ = [
    "Speaker",
    "between",
    "clause_of",
    "governor",
    "quoting",
    "reporters",
    "sentence_end",
    "subject_of",
]

_MANY: Final = 6
"""How many predicates behind reported words are looked at for the verb of saying."""
_SPEAKING: Final = ("topic", "subject", "also")

Speaker = tuple[Named, Phrase]
"""Who speaks, and the words for him."""


def quoting(frame: Frame, one: Predicate) -> str:
    """Return 고, 며, 면서 or 는 where a predicate ends as quoted words do."""
    if one.closing == "quote":
        found = re.search(r"(?:고|며|면서|는)$", one.ending)
        return found[0] if found else ""
    if one.ending in ("고", "며", "면서") and one.lemma.endswith("이"):
        shown = frame.blot[one.span.start : one.span.end]  # an imperative taken for a noun
        found = re.search(r"(?<=라)(?:고|며|면서)$", shown)
        return found[0] if found else ""
    return ""


def governor(frame: Frame, parse: Parse, at: int, kind: str) -> Predicate | None:
    """Return the verb that quoted words hang on; the words themselves for -다며 without one."""
    words = frame.cues.words
    own = parse.predicates[at] if kind in ("며", "면서") else None
    verbs = words("say", "lemmas")
    nouns = words("say", "hada")
    later = parse.predicates[at + 1 : at + 1 + _MANY]
    words_end = parse.predicates[at].span.end
    stop = sentence_end(frame.blot, words_end)
    for number, one in enumerate(later):
        if one.span.start >= stop:
            break
        light = one.lemma == "하" and number == 0
        says = light or one.lemma in verbs or one.lemma.removesuffix("하") in nouns
        goes_on = any(
            it.lemma in verbs or it.lemma.removesuffix("하") in nouns for it in later[number + 1 :]
        )
        if one.lemma in words("say", "naming"):
            return None
        doubtful = "수 있" in one.chain or "지 않" in one.chain
        if doubtful and says and one.closing != "quote":
            return None
        if one.closing == "attribute" and light and one.span.start <= words_end:
            return own  # -다는 taken apart
        if one.closing == "attribute":
            if says and "ᆯ" not in one.ending and not (light and goes_on):
                return one
            continue
        if one.closing in ("noun", "bound"):
            if light:
                return own
            if says:
                return one
            continue
        if not says and quoting(frame, one):
            continue
        if not says and one.closing == "join" and goes_on:
            continue
        return one
    return own


def reporters(
    frame: Frame, parse: Parse, verb: Predicate, inner: Phrase | None
) -> tuple[Named, ...]:
    """Return who reports a saying that is itself reported: B가 했다고 [A는] 전했다.

    Of B가 했다는 A의 전언을 신문 N은 실었다 these are A and N.
    """
    kind = quoting(frame, verb)
    at = parse.predicates.index(verb)
    if kind == "는":
        whose = frame.cues.pattern("say", "word_of").match(frame.blot, verb.span.end)
        source = source_before(frame, parse, whose.end("who")) if whose else None
        phrases = (one for one in parse.units if isinstance(one, Phrase))
        topics = (one for one in phrases if one.role == "topic" and one is not inner)
        first = _first(frame, parse, topics) if source else None
        return tuple(it for it in (source, first[0] if first else None) if it is not None)
    if not kind:
        return ()
    outer = governor(frame, parse, at, kind)
    if outer is None or outer is verb:
        return ()
    teller = subject_of(frame, parse, verb.span.start, verb.span.end, outer)
    return (teller[0],) if teller is not None and teller[1] is not inner else ()


def subject_of(
    frame: Frame, parse: Parse, first: int, end: int, verb: Predicate | None, *,
    after: int = 0, marked: bool = False,
) -> Speaker | None:  # fmt: skip
    """Return who says words that stand from ``first`` to ``end`` before a verb.

    The nearest subject between the words and the verb; the topic of the sentence that can speak;
    the subject of the verb. Where the saying is itself reported, its topic is the reporter's.
    """
    phrases = [
        one for one in parse.units if isinstance(one, Phrase) and one.role in _SPEAKING
    ]  # fmt: skip
    own = verb.subject if verb is not None else None
    if verb is not None:
        found = _cleft(frame, parse, end) or between(frame, parse, end, verb.span.start)
        if found is not None:
            return found
    before = [one for one in phrases if after <= one.span.start and one.span.end <= first]
    if marked:
        before = _last_clause(parse, before, first)
    topics = [one for one in before if one.role == "topic"]
    subjects = [one for one in before if one.role != "topic"]
    mine = [own] if own is not None and own in before else []
    if verb is not None and quoting(frame, verb):
        found = _first(frame, parse, [*(one for one in mine if one in subjects), *subjects[1:]])
        return found or _first(frame, parse, [*reversed(topics), *subjects])
    also = [one for one in subjects if one.role == "also"]
    order = [*(one for one in mine if one in topics), *topics, *also, *mine, *subjects]
    found = _first(frame, parse, order)
    if found is None and after:
        return subject_of(frame, parse, first, end, None, marked=marked)
    if found is None and topics and marked:
        anybody = who(frame, parse, topics[0], anybody=True)
        return (anybody, topics[0]) if anybody else None
    return found


def _cleft(frame: Frame, parse: Parse, end: int) -> Speaker | None:
    """Return whom a sentence names last: "..."라고 한 것은 [A]이다."""
    that = re.compile(r"\S*\s\S+\s(?:것|쪽|이)은\s").match(frame.blot, end)
    last = parse.predicates[-1] if parse.predicates else None
    if that is None or last is None or not last.lemma.endswith("이"):
        return None
    phrase = parse.phrase_to(last.span.start)
    found = who(frame, parse, phrase) if phrase else None
    return (found, phrase) if found and phrase else None


def between(frame: Frame, parse: Parse, start: int, end: int) -> Speaker | None:
    """Return the nearest speaker between words and their verb: "..."라고 [대변인은] 말했다."""
    phrases = [one for one in parse.units if isinstance(one, Phrase) and one.role in _SPEAKING
               and start <= one.span.start < end]  # fmt: skip
    return _first(frame, parse, reversed(phrases))


def _first(frame: Frame, parse: Parse, phrases: Iterable[Phrase]) -> Speaker | None:
    for one in phrases:
        found = who(frame, parse, one)
        if found is not None:
            return found, one
    return None


def _last_clause(parse: Parse, phrases: Sequence[Phrase], first: int) -> list[Phrase]:
    """Return the phrases of the last clause before quoted words that has a topic of its own."""
    joins = [one.span.end for one in parse.predicates
             if one.closing == "join" and one.span.end <= first]  # fmt: skip
    for start in reversed(joins):
        own = [one for one in phrases if one.span.start >= start]
        if any(one.role == "topic" for one in own):
            return own
    return list(phrases)


def clause_of(
    frame: Frame, parse: Parse, words: Predicate, verb: Predicate, subject: Phrase | None, *,
    nested: bool,
) -> Span:  # fmt: skip
    """Return the clause of a speaker with his verb: the sentence, but for what others do in it."""
    before = subject is not None and subject.span.end <= words.span.start
    start, end = 0, len(frame.blot)
    if subject is not None and before:
        for one in parse.predicates:
            other = one.subject is not None and one.subject is not subject
            if one.span.end <= subject.span.start and one.closing in ("join", "bound") and other:
                start = one.span.end
    if nested or verb.closing == "attribute":
        start = subject.span.start if subject is not None and before else start
        return frame.place(start, verb.span.end)
    if verb.closing in ("join", "bound"):
        for one in parse.predicates:
            later = one.span.start >= verb.span.end
            own = one.subject is not None and one.subject.span.start >= verb.span.end
            if later and own and one.closing in ("join", "end", "quote"):
                end = verb.span.end
                break
    while start < end and frame.blot[start] in " ,":
        start += 1
    return frame.place(start, end)


def sentence_end(blot: str, start: int) -> int:
    """Return where the sentence of a place ends: a frame may hold several."""
    end = re.compile(r"[.?!]\s").search(blot, start)
    return end.start() if end else len(blot)
