"""Paragraphs, sentences, languages and footnotes of a clean text."""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache
from typing import Final, Literal

from backchannel.reading.found import Cleaned, Footnote, Language, Layout, Paragraph, Sentence, Span
from backchannel.reading.text.joins import FINAL
from backchannel.reading.text.lines import width_of
from backchannel.reading.text.sentences import sentences_of
from backchannel.reading.text.words_of import layout_words

__all__ = ["lay_out"]

_PARAGRAPH = re.compile(r"\S(?:[^\n]|\n(?!\n))*")
_MARK: Final = r"\[\^?e?(?:\d{1,3}|[*†‡]{1,3})\]|[*†‡]{1,3}\)?|[¹²³⁰-⁹]+|\d{1,2}\)|\d{1,2}"
_BODY = re.compile(rf"(?P<mark>{_MARK})(?:[.:]?\s+|:)(?=\S)|(?P<raised>[¹²³⁰-⁹]+)(?=\S)")
_BRACKETED = re.compile(r"\[\^?e?(?:\d{1,3}|[*†‡]{1,3})\](?!\()")
_RAISED = re.compile(r"(?<=[.?!,;”»\"'’)])[¹²³⁰-⁹]+")
_HANGS = re.compile(
    r"(?:(?<=\S)|(?<=\S ))\[\^?e?(?:\d{1,3}|[*†‡]{1,3})\]"
    r"|(?<=[^\s*†‡])[*†‡]{1,3}\)?|(?<=[^\s¹²³⁰-⁹])[¹²³⁰-⁹]+"
    r"|(?<=[^\W\d_])\d{1,2}\)|(?<=[^\d\s][.?!”»\"'’)])\d{1,2}(?:\)|(?=\s|$))"
)
"""A footnote mark that hangs on something."""
_HEADING: Final = 150
"""Columns of the widest paragraph that can be a heading."""
_SHOUT: Final = 80
"""The same, for one that ends with ! or ?."""


def lay_out(cleaned: Cleaned, language: Language | Literal["auto"] = "auto") -> Layout:
    r"""Return the paragraphs, sentences and footnotes of a clean text.

    >>> from backchannel.reading.text.clean import clean
    >>> layout = lay_out(clean("The talks failed.[1] Nobody knows why.\n\n[1] See X."))
    >>> [s.span.of(layout.text) for s in layout.sentences]
    ['The talks failed.[1]', 'Nobody knows why.', '[1] See X.']
    >>> [(p.id, p.kind, p.language) for p in layout.paragraphs]
    [('P1', 'text', 'en'), ('P2', 'footnote', 'en')]
    """
    text = cleaned.text
    spans = [Span(*m.span()) for m in _PARAGRAPH.finditer(text)]
    bodies = _bodies(text, spans)
    languages = _languages(text, spans) if language == "auto" else [language] * len(spans)
    held = [
        Paragraph(f"P{i}", span, "footnote" if span in bodies else _kind(cleaned, span), spoken)
        for i, (span, spoken) in enumerate(zip(spans, languages, strict=True), 1)
    ]
    sentences: list[Sentence] = []
    for number, paragraph in enumerate(held):
        for part in bodies.get(paragraph.span, [paragraph.span]):
            sentences += [
                Sentence(span, number) for span in sentences_of(text, part, paragraph.language)
            ]
    layout = Layout(cleaned, tuple(held), tuple(sentences), ())
    return replace(layout, footnotes=tuple(_footnotes(layout, bodies)))


# ---------------------------------------------------------------- paragraphs


def _kind(cleaned: Cleaned, span: Span) -> Literal["text", "heading"]:
    """Say whether a paragraph heads others: short, one line, and no sentence of its own."""
    held = span.of(cleaned.text)
    raw = cleaned.raw_span(span)
    start = cleaned.raw.rfind("\n", 0, raw.start) + 1
    before = cleaned.raw[start : raw.start]
    if before.lstrip().startswith("#"):
        return "heading"
    final = FINAL.search(held)
    width = width_of(held)
    if final is None:
        return "heading" if width <= _HEADING and held[-1] not in ":,;" else "text"
    apart = len(before) >= 2 and not before.strip()
    short = width <= _SHOUT and final[0][0] in "?!" and len(re.findall(r"[.?!]", held)) == 1
    return "heading" if short and (apart or span.start == 0) else "text"


def _languages(text: str, spans: Sequence[Span]) -> list[Language]:
    """Return the language of each paragraph, by its letters; a short one is as the rest."""
    counts = [_letters(span.of(text)) for span in spans]
    whole = sum(counts, Counter[str]())
    cyrillic: Language = "uk" if whole["uk"] > whole["ru"] else "ru"
    return [_language(count, cyrillic) for count in counts]


def _letters(held: str) -> Counter[str]:
    return Counter(
        {
            "ko": 2 * len(re.findall("[가-힣]", held)),
            "latin": len(re.findall("[A-Za-zÀ-ɏ]", held)),
            "cyrillic": len(re.findall("[Ѐ-ӿ]", held)),
            "other": len(re.findall("[Ͱ-Ͽ԰-ჿ\u3040-\u30ff\u4e00-\u9fff]", held)),
            "uk": len(re.findall("[іїєґІЇЄҐ]", held)),
            "ru": len(re.findall("[ыэъёЫЭЪЁ]", held)),
        }
    )


def _language(count: Counter[str], cyrillic: Language) -> Language:
    most = max(("ko", "latin", "cyrillic", "other"), key=lambda name: count[name])
    if not count[most] or most == "other":
        return "und"
    if count["ko"] >= 0.4 * count[most]:
        return "ko"
    if most == "latin":
        return "en"
    if count["uk"] == count["ru"]:
        return cyrillic
    return "uk" if count["uk"] > count["ru"] else "ru"


# ---------------------------------------------------------------- footnotes


def _bodies(text: str, spans: Sequence[Span]) -> dict[Span, list[Span]]:
    """Return the paragraphs that hold footnote bodies, and the bodies in each.

    Such a paragraph begins with a mark that also hangs on the text before it, or follows a line
    that says notes come now.
    """
    found: dict[Span, list[Span]] = {}
    hanging = _hanging(text)
    notes = False
    for span in spans:
        held = span.of(text)
        if len(held) <= 30 and held.strip("#[]<>:. ").lower() in _note_headings():
            notes = True
            continue
        begun = _BODY.match(held)
        if begun is None:
            continue
        mark = begun["mark"] or begun["raised"]
        hangs = hanging.get(mark, span.start) < span.start
        if notes or (hangs and (not mark.isdecimal() or "1" in hanging)):
            found[span] = list(_parts(text, span, mark))
    return found


@cache
def _note_headings() -> frozenset[str]:
    languages: tuple[Language, ...] = ("ko", "en", "ru", "uk")
    return frozenset(word for name in languages for word in layout_words(name).notes)


def _hanging(text: str) -> dict[str, int]:
    """Return the marks that hang on a word or sentence, each with its first place."""
    found: dict[str, int] = {}
    for mark in _HANGS.finditer(text):
        found.setdefault(mark[0], mark.start())
    return found


def _parts(text: str, span: Span, mark: str) -> Iterator[Span]:
    """Part a paragraph in which one footnote body follows another."""
    begin = span.start
    number = re.search(r"\d+", mark)
    while number is not None:
        following = mark.replace(number[0], str(int(number[0]) + 1), 1)
        at = re.compile(rf"(?<=[.?!)\]”»\"'] ){re.escape(following)}\s").search(
            text, begin, span.end
        )
        if at is None:
            break
        yield Span(begin, at.start() - 1)
        begin, mark = at.start(), following
        number = re.search(r"\d+", mark)
    yield Span(begin, span.end)


def _footnotes(layout: Layout, bodies: dict[Span, list[Span]]) -> Iterator[Footnote]:
    """Yield the marks in the running text, each with its sentence and, where it is, its body."""
    text = layout.text
    known: dict[str, list[Span]] = {}
    forms: set[tuple[str, str]] = set()
    for part in (part for parts in bodies.values() for part in parts):
        begun = _BODY.match(text, part.start)
        if begun:
            mark = begun["mark"] or begun["raised"]
            known.setdefault(_plain(mark), []).append(part)
            forms.add((_plain(mark), _shape(mark)))
    for paragraph in layout.paragraphs:
        if paragraph.kind == "footnote":
            continue
        for place in _marks(text, paragraph.span, forms):
            held = known.get(_plain(place.of(text)), [])
            after = bisect_left(held, place)
            body = held[after] if after < len(held) else None
            yield Footnote(place, layout.sentence_at(place.start), body)


def _marks(text: str, span: Span, forms: set[tuple[str, str]]) -> Iterator[Span]:
    """Yield the marks of a paragraph: those in brackets, and others that have a body."""
    places = {Span(*m.span()) for m in _BRACKETED.finditer(text, *span)}
    places.update(Span(*m.span()) for m in _RAISED.finditer(text, *span))
    places.update(
        Span(*m.span())
        for m in _HANGS.finditer(text, *span)
        if (_plain(m[0]), _shape(m[0])) in forms
    )
    last = span.start
    for place in sorted(places):
        if place.start >= last and place.start > span.start:
            yield place
            last = place.end


def _shape(mark: str) -> str:
    """Return what is around a mark's figure or stars: brackets, or nothing."""
    return re.sub(r"[\d*†‡.:\s]+", "", mark)


def _plain(mark: str) -> str:
    """Return the figure or stars of a mark, without brackets and in plain figures."""
    raised = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
    return mark.translate(raised).strip("[]()^")
