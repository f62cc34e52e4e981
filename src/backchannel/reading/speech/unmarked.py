"""Speech without quotation marks: which clauses of a sentence tell what somebody said."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from typing import Final

from backchannel.reading.found import Attribution, Reported, Span
from backchannel.reading.speech.saying import Frame, Saying
from backchannel.reading.speech.sources import Memory

__all__ = ["passes_on", "unmarked"]

_SHORTEST: Final = 25
"""Characters below which a rest beside a quotation tells nothing of its own."""


def passes_on(one: Saying, frame: Frame, found: Sequence[Saying]) -> bool:
    """Whether a word of saying only tells through whom it is known what another says.

    "According to A, B said that ..." has one speaker, B, and goes through A; so has "B has gone,
    the daily A reported" where B speaks too.
    """
    paper = one.form == "aside" and one.who is not None and one.who.name in frame.outlets
    others = any(other.who and other.form != "beside" for other in found if other is not one)
    return (paper or one.form == "beside") and others


def unmarked(
    frame: Frame,
    found: Sequence[Saying],
    voices: Sequence[Attribution],
    governed: Collection[int],
    memory: Memory,
) -> Iterator[Reported]:
    """Return the clauses of a sentence that report something, each with its speaker.

    ``voices`` are the speakers of ``found``; those ``governed`` belong to a quotation.
    """
    seen: list[Span] = []
    fragments = bool(frame.quoted) and all(_is_fragment(frame, one) for one in frame.quoted)
    for index, (one, voice) in enumerate(zip(found, voices, strict=True)):
        if one.form == "marks" or one.lead_in:
            continue
        if index in governed and not (fragments and one.form == "clause"):
            continue
        own = one.who.name if one.who is not None and one.who.kind == "self" else None
        if own and (one.form == "beside" or (memory.teller and own != "우리")):
            continue  # the turn of an interview itself
        earlier = governed or any(other.form != "marks" for other in found[:index])
        beside = one.form in ("aside", "beside")
        if beside and (earlier or passes_on(one, frame, found)):
            continue
        said = voice
        if one.who is None and memory.last:
            said = replace(memory.carried_on(), cue=one.cue)
        elif voice.speaker is not None:
            said = replace(voice, how=voice.how or "before")
        clause = _clear_of(one, frame) if frame.quoted and not fragments else one.clause
        known = said.speaker is not None or said.how == "author"
        if known and clause is not None and clause not in seen:
            seen.append(clause)
            yield Reported(clause, said)


def _is_fragment(frame: Frame, quoted: Span) -> bool:
    """Whether words in marks are a piece of the clause around them: said it was "a draft"."""
    if frame.cues.language == "ko":
        after = frame.text[quoted.end : quoted.end + 12].lstrip("\"'”’」』»")
        return not any(
            frame.cues.pattern("say", key).match(after)
            for key in ("after_marks", "after_marks_clause")
        )
    before = frame.text[frame.span.start : quoted.start - 1].rstrip()
    return frame.text[quoted.start].islower() and bool(before) and before[-1] not in ",:"


def _clear_of(one: Saying, frame: Frame) -> Span | None:
    """Return the clause of a word of saying in a sentence that also quotes."""
    before = [q.end for q in frame.quoted if q.end <= one.cue.start]
    after = [q.start for q in frame.quoted if q.start >= one.cue.end]
    start = max([frame.span.start, *(place + 1 for place in before)])
    end = min([frame.span.end, *(place - 1 for place in after)])
    text = frame.text[start:end]
    start += len(text) - len(text.lstrip(' ,;"”’»'))
    end -= len(text) - len(text.rstrip())
    return Span(start, end) if end - start > _SHORTEST else None
