"""Whose words a headline quotes: the text below it tells."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from backchannel.reading.found import Attribution, Layout, Quotation, Span
from backchannel.reading.speech.saying import Names, voice_of

__all__ = ["headline_voice"]


def headline_voice(
    one: Quotation,
    layout: Layout,
    names: Names,
    quotations: Sequence[Quotation],
    said: Mapping[Span, Attribution],
    interviewee: str | None,
) -> Attribution | None:
    """Return who says a headline's quotation: who says it below, is named beside it, or answers.

    >>> from backchannel.reading.text.clean import clean
    >>> from backchannel.reading.text.layout import lay_out
    >>> from backchannel.reading.speech.quotes import quotations
    >>> layout = lay_out(clean('"We agree," a diplomat said. "We agree."'))
    >>> later, below = quotations(layout)
    >>> known = {below.span: Attribution("a diplomat")}
    >>> headline_voice(later, layout, Names(()), [later, below], known, None).speaker
    'a diplomat'
    """
    words = one.span.of(layout.text).strip(" .,!?…")
    place = layout.text.find(words, one.span.end + 1)
    spoken = [
        other
        for other in quotations
        if other.kind == "statement"
        and other.span != one.span
        and other.span.start <= place < other.span.end
    ]
    if spoken:
        return replace(said.get(spoken[-1].span, Attribution(None)), how="carried", cue=None)
    named = _beside(one, layout, names)
    if named is not None:
        return Attribution(named, "before")
    return Attribution(interviewee, "carried") if interviewee is not None else None


def _beside(one: Quotation, layout: Layout, names: Names) -> str | None:
    """Return the name right before a headline's quotation: Oslo: "..."."""
    found = names.before(one.span.start, ("person", "state", "organisation", "metonym"), 30)
    gap = layout.text[found.span.end : one.span.start - 1] if found else "."
    return voice_of(found) if found and re.fullmatch(r"(?:\s\w+)?[,:]?\s?", gap) else None
