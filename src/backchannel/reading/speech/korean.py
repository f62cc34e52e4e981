"""Who says what in a Korean sentence.

A quotative ending (-다고, -라며, -냐고) tells that words are reported, whatever verb follows; the
subject of that verb is the speaker. Words in marks carry the same endings behind the mark.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from backchannel.reading.found import Span
from backchannel.reading.speech.korean_nouns import going_on, leading, nominal
from backchannel.reading.speech.korean_through import cited, heard_by, source_before, told_to
from backchannel.reading.speech.korean_verbs import (
    between,
    clause_of,
    governor,
    quoting,
    reporters,
    sentence_end,
    subject_of,
)
from backchannel.reading.speech.korean_who import MARKS, Parse, parsed, who
from backchannel.reading.speech.saying import Frame, Named, Saying
from backchannel.reading.text.clauses_ko import Phrase, Predicate

__all__ = ["described", "sayings", "topic"]

_SOURCES: Final = frozenset(
    ["관리", "관계자", "당국자", "소식통", "외교관", "참석자", "참가자", "인사", "측근", "간부"]
)


def sayings(frame: Frame) -> list[Saying]:
    """Return the words of saying of a sentence, in order.

    Those that follow a quotation come from the particle behind its closing mark; others from the
    quotative ending before a verb; 에 따르면 stands beside the whole sentence.
    """
    parse = parsed(frame)
    found = [
        *_beside(frame, parse),
        *_after_marks(frame, parse),
        *_clauses(frame, parse),
        *nominal(frame, parse),
        *going_on(frame, parse),
        *leading(frame, parse),
    ]
    source = next((one.who for one in found if one.form == "beside"), None)
    taken: set[int] = set()
    unique = []
    for one in sorted(found, key=lambda one: (one.cue.start, one.form != "marks")):
        if one.cue.start not in taken:
            unheard = one.who is None and source is not None
            unique.append(replace(one, who=source) if unheard else one)
        taken.add(one.cue.start)
    return unique


def described(frame: Frame) -> Iterator[Named]:
    """Return the unnamed sources that a sentence describes, in marks too."""
    parse = parsed(frame)
    for one in parse.units:
        if isinstance(one, Phrase) and one.role != "bare":
            found = who(frame, parse, one)
            if found is not None and found.kind == "unnamed" and found.head in _SOURCES:
                yield found


def topic(frame: Frame) -> Named | None:
    """Return whom a sentence is about: its first topic, if that can speak."""
    parse = parsed(frame)
    for one in parse.units:
        if isinstance(one, Phrase) and one.role == "topic":
            found = who(frame, parse, one)
            return found if found is not None and found.kind in ("name", "unnamed") else None
    return None


def _beside(frame: Frame, parse: Parse) -> Iterator[Saying]:
    for key in ("according", "by_word", "seems", "as_told", "as_said"):
        for cue in frame.cues.pattern("say", key).finditer(frame.blot):
            source = source_before(frame, parse, cue.start())
            if source is not None:
                told = frame.outlet_in(0, cue.start()) if source.kind == "unnamed" else None
                yield Saying(
                    frame.place(cue.start(), cue.end()), source, "beside", frame.span, told
                )


def _after_marks(frame: Frame, parse: Parse) -> Iterator[Saying]:
    after_marks = frame.cues.pattern("say", "after_marks")
    clause = frame.cues.pattern("say", "after_marks_clause")
    for number, quoted in enumerate(frame.quoted):
        start = quoted.end - frame.span.start
        while start < len(frame.blot) and frame.blot[start] in MARKS:
            start += 1
        particle, of = after_marks.match(frame.blot, start), clause.match(frame.blot, start)
        if particle is None and of is None:
            continue
        first = quoted.start - frame.span.start
        stop = sentence_end(frame.blot, start)
        following = [q.start - frame.span.start for q in frame.quoted[number + 1 :]]
        verb = None
        if particle is not None:
            verb = next(
                (one for one in parse.predicates
                 if particle.end() <= one.span.start < stop and one.closing != "attribute"),
                None,
            )  # fmt: skip
        chained = bool(verb and following and following[0] < verb.span.start)
        if particle is None and of is not None:
            cue = Span(of.start(), of.end())
        elif verb is not None:
            cue = verb.span
        else:
            assert particle is not None  # noqa: S101 - for the type checker
            cue = Span(particle.start(), particle.end())
        speaker = subject_of(frame, parse, first, start, None if chained else verb, marked=True)
        voice = speaker[0] if speaker else _paper_around(frame, parse, first, of)
        relays = reporters(frame, parse, verb, speaker[1] if speaker else None) if verb else ()
        told = told_to(frame, 0, max(first, 0)) or told_to(frame, start, cue.start)
        told = told or heard_by(frame, parse, cue)
        whose = cited(frame, parse, first)
        yield Saying(
            frame.place(*cue), voice, "marks", frame.span, told, cited=whose, relays=relays
        )


def _paper_around(
    frame: Frame, parse: Parse, first: int, clause: re.Match[str] | None
) -> Named | None:
    """Return the paper that holds quoted words: 성명에는 "..."는 문구가 들어갔다."""
    if clause is None:
        return None
    for one in reversed(parse.units):
        if isinstance(one, Phrase) and one.span.end <= first:
            found = who(frame, parse, one)
            if found is not None and found.kind == "paper":
                return found
    return None


def _clauses(frame: Frame, parse: Parse) -> Iterator[Saying]:
    """Find quotative endings and the verbs that they hang on."""
    last = 0
    for at, words in enumerate(parse.predicates):
        kind = quoting(frame, words)
        secret = frame.cues.pattern("who", "secret").search(
            frame.blot, max(words.span.start - 20, 0), words.span.end
        )
        if not kind or kind == "는" or secret:
            continue
        verb = governor(frame, parse, at, kind)
        if verb is None:
            continue
        cue = words.span if verb is words else verb.span
        speaker = (
            between(frame, parse, words.span.end, verb.span.start)
            if _is_hearsay(words, verb)
            else subject_of(frame, parse, words.span.start, words.span.end, verb, after=last)
        )
        relays = (
            reporters(frame, parse, verb, speaker[1] if speaker else None)
            if verb is not words
            else ()
        )
        subject = speaker[1] if speaker else None
        within = parse.predicates[at + 1] if at + 1 < len(parse.predicates) else None
        if verb is words and within is not None and quoting(frame, within):
            clause = clause_of(frame, parse, words, within, subject, nested=True)
        else:
            clause = clause_of(frame, parse, words, verb, subject, nested=bool(relays))
        told = told_to(frame, 0, verb.span.start)
        whose = cited(frame, parse, verb.span.start)
        voice = speaker[0] if speaker else None
        yield Saying(frame.place(*cue), voice, "clause", clause, told, cited=whose, relays=relays)
        if verb.closing == "join":
            last = verb.span.end


def _is_hearsay(words: Predicate, verb: Predicate) -> bool:
    """Whether nobody says it: -다고 한다 (but -겠다고 한다, -자고 한다 has a speaker)."""
    own = "겠" in words.chain or re.search(r"(?:자|라)고$", words.ending)
    return verb.lemma == "하" and verb.ending.endswith(("ᆫ다", "ᆸ니다", "해요")) and (
        "었" not in verb.chain and (not own or words.lemma.endswith("이"))
    )  # fmt: skip
