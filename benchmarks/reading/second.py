"""A second coding of the same texts, taken as if a reader had found it: how far coders agree."""

from coded import Coded
from matching import Finds

from backchannel.reading.found import (
    Act,
    Attribution,
    Channel,
    Claim,
    Cleaned,
    Day,
    Footnote,
    Forecast,
    IssueType,
    Layout,
    Mention,
    Paragraph,
    Quotation,
    Reported,
    Sentence,
    Span,
)


def laid_out(coded: Coded) -> Layout:
    """Return the layout that the coder sees, with one paragraph for each sentence."""
    text = coded.text
    marks = []
    for it in coded.footnotes:
        start = text.index(it.mark, coded.sentences[it.sentence].start)
        marks.append(Footnote(Span(start, start + len(it.mark)), it.sentence, None))
    return Layout(
        Cleaned(text, text, range(len(text) + 1)),
        tuple(
            Paragraph(f"P{k}", it, "text", coded.language)  # type: ignore[arg-type]
            for k, it in enumerate(coded.sentences, 1)
        ),
        tuple(Sentence(it, k) for k, it in enumerate(coded.sentences)),
        tuple(marks),
    )


def said(speaker: str | None, *through: str) -> Attribution:
    """Return whose words something is, as a coder says it."""
    if speaker == "author":
        return Attribution(None, "author")
    return Attribution(speaker, "after" if speaker else None, through=through)


def mirror(coded: Coded) -> Finds:
    """Return finds that say exactly what the coder says."""

    def within(words: str | None, sentence: int) -> Span | None:
        if words is None:
            return None
        start = coded.text.find(words, coded.sentences[sentence].start)
        start = start if start >= 0 else coded.text.index(words)  # a rate may stand anywhere
        return Span(start, start + len(words))

    none = Span(0, 0)
    return Finds(
        laid_out(coded),
        [Mention(it.span, it.kind, it.is_) for it in coded.names],  # type: ignore[arg-type]
        [Day(it.span, it.value) for it in coded.dates],
        [
            Quotation(it.span, it.kind, 0, said(it.speaker, *it.through))  # type: ignore[arg-type]
            for it in coded.quotations
        ],
        [Reported(it.span, said(it.speaker)) for it in coded.reported],
        [
            Act(
                it.sentence,
                none,
                it.kind,  # type: ignore[arg-type]
                it.actor,
                it.target,
                None,
                it.modality,  # type: ignore[arg-type]
                said(it.asserter),
            )
            for it in coded.acts
        ],
        [
            Channel(
                it.sentence,
                none,
                it.between,
                it.status,  # type: ignore[arg-type]
                within(it.rate, it.sentence),
                it.secrecy,  # type: ignore[arg-type]
            )
            for it in coded.channels
        ],
        [IssueType(it, (0,)) for it in coded.issues],
        [Claim(it.sentence, said(it.speaker), "claim", 3, None) for it in coded.claims],
        [
            Forecast(it.sentence, said(it.speaker), within(it.hedge, it.sentence))
            for it in coded.forecasts
        ],
    )
