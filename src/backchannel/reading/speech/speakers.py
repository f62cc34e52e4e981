"""Whose words quotations are, and through whom they reached the document.

One walk through the text, sentence by sentence, with a memory of who spoke last: a word of saying
in the sentence decides, else a sentence that leads in, else the last speaker carries on. What
somebody tells a newspaper goes through it; what is quoted inside a quotation, through its speaker.
"""

from collections.abc import Sequence
from dataclasses import replace

from backchannel.reading.found import Layout, Mention, Quotation, Reported
from backchannel.reading.speech.saying import Names
from backchannel.reading.speech.walk import Walk

__all__ = ["attribute", "listen"]


def attribute(
    layout: Layout, quotations: Sequence[Quotation], mentions: Sequence[Mention]
) -> tuple[Quotation, ...]:
    """Return the quotations with who said them; labels and scare quotes stay without a speaker.

    >>> from backchannel.reading.text.clean import clean
    >>> from backchannel.reading.text.layout import lay_out
    >>> from backchannel.reading.speech.quotes import quotations
    >>> layout = lay_out(clean('"We agree," a diplomat said. "For now."'))
    >>> [(q.said.speaker, q.said.how) for q in attribute(layout, quotations(layout), ())]
    [('a diplomat', 'after'), ('a diplomat', 'carried')]
    """
    return listen(layout, quotations, mentions)[0]


def listen(
    layout: Layout, quotations: Sequence[Quotation], mentions: Sequence[Mention]
) -> tuple[tuple[Quotation, ...], tuple[Reported, ...]]:
    """Walk through a document once; return its quotations attributed and its reported speech."""
    walk = Walk(layout, tuple(quotations), Names(tuple(mentions)))
    for first, last in _units(layout, quotations):
        walk.unit(first, last)
    walk.headings()
    return (
        tuple(replace(one, said=walk.said.get(one.span, one.said)) for one in quotations),
        tuple(sorted(walk.reported, key=lambda one: one.span)),
    )


def _units(layout: Layout, quotations: Sequence[Quotation]) -> list[tuple[int, int]]:
    """Return the sentences, those that one quotation joins together as one unit."""
    joined: dict[int, int] = {}
    for one in quotations:
        if one.depth == 0 and one.kind == "statement":
            first = layout.sentence_at(one.span.start)
            joined[first] = max(joined.get(first, 0), layout.sentence_at(one.span.end - 1))
    units: list[tuple[int, int]] = []
    number = 0
    while number < len(layout.sentences):
        last = number
        at = number
        while at <= last:
            last = max(last, joined.get(at, at))
            at += 1
        units.append((number, last))
        number = last + 1
    return units
