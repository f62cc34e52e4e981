"""Words that mark acts in a Korean sentence: those of the list, and the endings of what is said."""

import re
from collections.abc import Sequence
from typing import Final

from backchannel.reading.doers import Cue, Telling
from backchannel.reading.doers_ko import parties
from backchannel.reading.found import Sentence, Span
from backchannel.reading.moods_ko import spoken

__all__ = ["korean_cues", "required"]

_MAY_SPEAK: Final = re.compile(
    r"자(?:고|며|면서|는)|라(?:고|며|면서|는)|달라|겠|야 ?[하한할합된될됩]|수 ?(?:가|는|도)?"
    r" ?[있없]|것이[다며라]|것입|[자라시]\.|십시오|세요"
)
"""Without one of these a sentence has no ending that does anything; spares the analysis."""


def korean_cues(telling: Telling, sentence: Sentence, cues: Sequence[Cue]) -> list[Cue]:
    """Add what endings tell to what the list tells; where both tell, the ending is followed."""
    span = sentence.span
    text = telling.layout.text
    if not _MAY_SPEAK.search(text, span.start, span.end):
        return list(cues)
    frames = [span] + [
        Span(max(it.span.start, span.start), min(it.span.end, span.end))
        for it in telling.quoted(span.start)
        if it.kind == "statement"
    ]
    turn = telling.sides.teller(span.start)
    found: list[Cue] = []
    covered: list[Span] = []
    for frame in frames:
        direct = frame if frame is not span or turn else None
        for it in spoken(telling.clauses(frame, span), text, direct):
            found.append(Cue(it.span, it.kind, it.doer))
            covered += [it.one.span, *([it.matrix.span] if it.matrix else [])]
    kept = [it for it in cues
            if not any(c.start < it.span.end and it.span.start < c.end for c in covered)]  # fmt: skip
    return sorted([*kept, *found], key=lambda it: it.span)


def required(telling: Telling, cue: Cue, sentence: Span, doers: Sequence[str]) -> str | None:
    """Return what "must" does: a demand between the sides, a call from outside, else a stand."""
    frame, _ = telling.frame(cue.span, sentence)
    read = telling.clauses(frame, sentence)
    one = read.at(Span(cue.span.start, cue.span.start + 1))
    asked = parties(telling.sides, one.subject, None) if one and one.subject else None
    sides = {telling.sides.side_of(it) for it in doers}
    others = {telling.sides.side_of(it) for it in asked or ()} - sides
    if others:
        return "demand" if sides <= set(telling.sides.two) else "call"
    return "position" if sides & set(telling.sides.two) else None
