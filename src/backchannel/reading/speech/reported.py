"""Speech that a document reports without quotation marks: who says what, and through whom."""

from collections.abc import Sequence

from backchannel.reading.found import Layout, Mention, Quotation, Reported
from backchannel.reading.speech.speakers import listen

__all__ = ["reported"]


def reported(
    layout: Layout, mentions: Sequence[Mention], quotations: Sequence[Quotation]
) -> tuple[Reported, ...]:
    """Return the sentences or clauses in which somebody is said to say or think something.

    Naming an act ("refused the plan") is no speech; a clause with what was said is needed, or words
    such as *according to* beside the sentence.

    >>> from backchannel.reading.text.clean import clean
    >>> from backchannel.reading.text.layout import lay_out
    >>> layout = lay_out(clean("A diplomat said that the line was dead. It rang."))
    >>> [(one.span.of(layout.text), one.said.speaker) for one in reported(layout, (), ())]
    [('A diplomat said that the line was dead.', 'a diplomat')]
    """
    return listen(layout, quotations, mentions)[1]
