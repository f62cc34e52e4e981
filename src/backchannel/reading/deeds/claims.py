"""Sentences worth registering: claims with their voice, forecasts with their hedge.

A claim is what somebody is quoted or reported to say of parties, issues or acts - not what he
himself offers, threatens or promises, which is an act, and not what will come, which is a
forecast. In a text that says "we" for its author the author's own judgements are claims too. The
digit is a suggestion only, never better than 3: a reader of words cannot confirm anything.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from typing import Final, Literal

from backchannel.reading.deeds.issues import issue_types
from backchannel.reading.deeds.phrases import any_of, lexicon
from backchannel.reading.deeds.sides import AUTHOR, Sides, by_sentence, voice_at
from backchannel.reading.deeds.weighing import Speech, signs, weight
from backchannel.reading.found import (
    Act,
    Attribution,
    Claim,
    Forecast,
    Language,
    Layout,
    Mention,
    Quotation,
    Reported,
    Span,
)

__all__ = ["claims", "forecasts"]

Kind = Literal["report", "claim", "quote", "judgement", "normative", "denial"]

_HEAD: Final = 300
"""Characters at the start of a document that hold its titles."""
_SHORT: Final = {"ko": 9, "en": 24, "ru": 24, "uk": 24, "und": 24}
"""Characters below which quoted words are a catchword and no claim."""


def forecasts(
    layout: Layout,
    mentions: Sequence[Mention],
    quotations: Sequence[Quotation],
    reported: Sequence[Reported],
    acts: Sequence[Act] = (),
) -> tuple[Forecast, ...]:
    """Find the sentences on what will or may come, said by somebody other than the doer.

    Parameters
    ----------
    layout, mentions, quotations, reported
        What was read before.
    acts
        What is done: a promise or threat of the speaker is no forecast.

    Examples
    --------
    >>> from backchannel.reading.text.clean import clean
    >>> from backchannel.reading.text.layout import lay_out
    >>> text = "A truce is unlikely this year."
    >>> layout = lay_out(clean(text))
    >>> [it.hedge.of(text) for it in forecasts(layout, [], [], [])]
    ['unlikely']
    """
    sides = Sides(layout, mentions)
    quotes, clauses = by_sentence(layout, quotations), by_sentence(layout, reported)
    done = _per_sentence(acts)
    found = []
    for number in _running(layout):
        span = layout.sentences[number].span
        language = layout.language_at(span.start)
        cue = next(_unnamed_month(_words("ahead", language), layout.text, span), None)
        if cue is None:
            continue
        said = _voice(sides, Span(*cue.span()), span, quotes[number], clauses[number])
        if _owned(sides, number, Span(*cue.span()), said, done.get(number, ())):
            continue
        found.append(Forecast(number, said, _hedge(layout.text, span, cue.start(), language)))
    return tuple(found)


def claims(
    layout: Layout,
    mentions: Sequence[Mention],
    quotations: Sequence[Quotation],
    reported: Sequence[Reported],
    acts: Sequence[Act] = (),
    foreseen: Sequence[Forecast] = (),
) -> tuple[Claim, ...]:
    """Find the sentences worth registering as claims, with speaker, kind and a suggested digit.

    Parameters
    ----------
    layout, mentions, quotations, reported, acts
        What was read before.
    foreseen
        The forecasts, which are not claims.

    Examples
    --------
    >>> from backchannel.reading.found import Cleaned, Paragraph, Sentence
    >>> text = "Oslo has never had a secret deal with Rome, he said."
    >>> whole = Span(0, len(text))
    >>> layout = Layout(Cleaned(text, text, range(len(text) + 1)),
    ...     (Paragraph("P1", whole, "text", "en"),), (Sentence(whole, 0),), ())
    >>> said = Reported(whole, Attribution("Lund", "after"))
    >>> [(it.said.speaker, it.grade) for it in claims(layout, [], [], [said])]
    [('Lund', 3)]
    """
    sides = Sides(layout, mentions)
    ahead = {it.sentence for it in foreseen}
    quotes, clauses = by_sentence(layout, quotations), by_sentence(layout, reported)
    opinion = _is_opinion(layout, quotes)
    weighty = {number for it in issue_types(layout) for number in it.sentences}
    done = _per_sentence(acts)
    found = []
    for number in _running(layout):
        span = layout.sentences[number].span
        language = layout.language_at(span.start)
        speech = _speech(sides, number, quotes[number], clauses[number])
        if speech is None and opinion:
            speech = Speech(span, AUTHOR, quoted=False)
        if speech is None:
            continue
        found_signs = signs(sides, span, speech, done.get(number, ()), on_issue=number in weighty)
        if number in ahead:
            found_signs.add("forecast")
        if weight(found_signs) < 0:
            continue
        kind = _kind(layout.text, span, speech, language)
        hedge = _hedge(layout.text, span, speech.span.start, language)
        found.append(Claim(number, speech.said, kind, _digit(speech, kind, language), hedge))
    return tuple(found)


def _per_sentence(acts: Sequence[Act]) -> dict[int, list[Act]]:
    found: dict[int, list[Act]] = {}
    for it in acts:
        found.setdefault(it.sentence, []).append(it)
    return found


def _running(layout: Layout) -> list[int]:
    """Return the sentences of the running text that assert something (no questions)."""
    return [
        number
        for number, it in enumerate(layout.sentences)
        if layout.paragraphs[it.paragraph].kind == "text"
        and not it.span.of(layout.text).rstrip("\"'”’»").endswith("?")
    ]


def _words(name: str, language: Language) -> re.Pattern[str]:
    words = lexicon("hedges", language)
    phrases = list(words.get(name, ()))
    for key in ("outcome", "happen", "held"):
        phrases = [it.replace(key.upper(), f"(?:{'|'.join(words.get(key, ()))})") for it in phrases]
    return any_of(tuple(phrases), language)


# ---------------------------------------------------------------- forecasts


def _unnamed_month(words: re.Pattern[str], text: str, span: Span) -> Iterator[re.Match[str]]:
    """Return what is found in a stretch, but for "May" within a sentence, which is the month."""
    for it in words.finditer(text, span.start, span.end):
        if not it[0].startswith("May") or it.start() == span.start:
            yield it


def _owned(sides: Sides, number: int, cue: Span, said: Attribution, acts: Sequence[Act]) -> bool:
    """Whether what is to come is the speaker's own doing: "we will", a threat, a promise."""
    layout = sides.layout
    span = layout.sentences[number].span
    own = _words("own", layout.language_at(span.start)).search(layout.text, span.start, span.end)
    if own and own.start() <= cue.end and cue.start <= own.end():
        return True
    side = sides.side_of(said.speaker)
    return any(
        it.kind not in ("warning", "position", "consult", "pressure")
        and it.modality != "predicted"
        and (it.asserter == AUTHOR or sides.side_of(it.actor) == side)
        and (it.cue.start - 30 <= cue.start <= it.cue.end + 12)
        for it in acts
    )


def _voice(
    sides: Sides,
    cue: Span,
    sentence: Span,
    quotations: Sequence[Quotation],
    reported: Sequence[Reported],
) -> Attribution:
    """Return who says the words; the teller of an interview, else the author."""
    voices = voice_at(cue, quotations, reported)
    if voices:
        return voices[-1] if voices[-1].speaker else voices[0]
    inside = [it for it in quotations if it.kind == "statement" and it.depth == 0
              and it.span.start < sentence.end and sentence.start < it.span.end]  # fmt: skip
    if inside:
        return inside[0].said
    teller = sides.teller(cue.start)
    return Attribution(teller, "author") if teller else AUTHOR


def _hedge(text: str, sentence: Span, place: int, language: Language) -> Span | None:
    """Return the word of doubt nearest to a place: of our list, else of the scale of words."""
    own = [Span(*it.span()) for it in
           _unnamed_month(_words("hedge", language), text, sentence)]  # fmt: skip
    if not own and language in ("en", "ko"):
        from backchannel.evidence.words import hedges_in

        words = sentence.of(text)
        if unicodedata.is_normalized("NFC", words):
            own = [Span(sentence.start + it.start, sentence.start + it.end)
                   for it in hedges_in(words, language)]  # fmt: skip
    return min(own, key=lambda it: (abs(it.start - place), it.start)) if own else None


# ---------------------------------------------------------------- claims


def _speech(
    sides: Sides, number: int, quotations: Sequence[Quotation], reported: Sequence[Reported]
) -> Speech | None:
    """Return the outermost speech in a sentence that is more than a catchword."""
    layout = sides.layout
    span = layout.sentences[number].span
    short = _SHORT[layout.language_at(span.start)]
    for quote in sorted(quotations, key=lambda it: it.depth):
        common = Span(max(quote.span.start, span.start), min(quote.span.end, span.end))
        if quote.kind == "statement" and common.end - common.start >= short:
            return Speech(common, quote.said, quoted=True)
    for it in reported:
        if it.span.start < span.end and span.start < it.span.end:
            return Speech(it.span, _teller(sides, it), quoted=False)
    teller = sides.teller(span.start)
    if teller and span.end - span.start >= short:
        return Speech(span, Attribution(teller, "author"), quoted=False)
    return None


def _teller(sides: Sides, told: Reported) -> Attribution:
    """Return who vouches for what is reported without marks: the person who tells it of another.

    "Tehran had agreed, the banker said" is the banker's claim; a newspaper only passes on.
    """
    said = told.said
    through = said.through[0] if said.through else None
    if through is None and said.speaker not in sides.people:
        answers = sides.teller(told.span.start)
        return Attribution(answers, said.how, said.cue) if answers else said
    if through is None or through in sides.organisations:
        return said
    return Attribution(through, said.how, said.cue, said.through[1:])


def _is_opinion(layout: Layout, quotes: Sequence[Sequence[Quotation]]) -> bool:
    """Whether the title says so, or the author speaks of himself outside quotations, twice."""
    heads = [it for it in layout.paragraphs if it.kind == "heading" and it.span.end <= _HEAD]
    if any(_words("opinion", it.language).search(layout.text, it.span.start, it.span.end)
           for it in heads):  # fmt: skip
        return True
    count = 0
    for it in layout.paragraphs:
        if it.kind != "text":
            continue
        for match in _words("author", it.language).finditer(
            layout.text, it.span.start, it.span.end
        ):
            place = Span(*match.span())
            number = layout.sentence_at(place.start)
            count += not any(q.span.holds(place) for q in quotes[number])
    return count >= 2


def _kind(text: str, span: Span, speech: Speech, language: Language) -> Kind:
    for kind in ("denial", "normative"):
        if _words(kind, language).search(text, speech.span.start, speech.span.end):
            return "denial" if kind == "denial" else "normative"
    if speech.said == AUTHOR:
        return "judgement"
    if speech.quoted:
        return "quote"
    unnamed = _words("unnamed", language).search(text, span.start, span.end)
    return "report" if unnamed or speech.said.through else "claim"


def _digit(speech: Speech, kind: Kind, language: Language) -> int:
    """Return the digit to suggest: what is only a view cannot be judged; what came through others
    or from somebody without a name is a step worse than possibly true.
    """  # noqa: D205
    if kind in ("judgement", "normative"):
        return 6
    name = speech.said.speaker or ""
    hidden = not name or _words("unnamed", language).search(name)
    return 4 if hidden or speech.said.through else 3
