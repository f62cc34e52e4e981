"""What a reader finds in a document: pieces of its text, each with its place.

Places are half-open stretches of the *clean* text, in Unicode code points from 0. `Cleaned` leads
from there back to the untouched text, so that every find can be shown where it stands.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

__all__ = [
    "Act",
    "ActKind",
    "Attribution",
    "Channel",
    "Claim",
    "Cleaned",
    "Day",
    "Footnote",
    "Forecast",
    "IssueType",
    "Language",
    "Layout",
    "Mention",
    "Modality",
    "Paragraph",
    "Quotation",
    "Reported",
    "Sentence",
    "Span",
]

Language = Literal["ko", "en", "ru", "uk", "und"]


class Span(NamedTuple):
    """A stretch of the clean text."""

    start: int
    end: int

    def of(self, text: str) -> str:
        """Return the words that stand there."""
        return text[self.start : self.end]

    def holds(self, other: "Span") -> bool:
        """Whether another stretch lies within this one."""
        return self.start <= other.start and other.end <= self.end


# ---------------------------------------------------------------- layout


@dataclass(frozen=True)
class Cleaned:
    """A text without its line breaks, page breaks and headers, and the way back to the raw one."""

    raw: str = field(repr=False)
    text: str = field(repr=False)
    places: Sequence[int] = field(repr=False)
    """[len(text) + 1] for each clean character its place in the raw text, never falling."""

    def raw_span(self, span: Span) -> Span:
        """Return where a stretch of the clean text stands in the raw one."""
        if span.end <= span.start:
            return Span(self.places[span.start], self.places[span.start])
        return Span(self.places[span.start], self.places[span.end - 1] + 1)


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph; headings and footnote bodies are paragraphs of their own kind."""

    id: str
    """P1, P2, ... in order."""
    span: Span
    kind: Literal["text", "heading", "footnote"]
    language: Language


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence, and the place of its paragraph in the layout."""

    span: Span
    paragraph: int


@dataclass(frozen=True, slots=True)
class Footnote:
    """A footnote mark, the sentence that it hangs on, and its body where the document has it."""

    mark: Span
    sentence: int
    body: Span | None


@dataclass(frozen=True, eq=False)
class Layout:
    """A document laid out: clean text, paragraphs, sentences, footnotes.

    Compared by identity, so that what is parsed once can be kept for it.
    """

    cleaned: Cleaned
    paragraphs: tuple[Paragraph, ...]
    sentences: tuple[Sentence, ...]
    footnotes: tuple[Footnote, ...]

    @property
    def text(self) -> str:
        """The clean text."""
        return self.cleaned.text

    def sentence_at(self, place: int) -> int:
        """Return the number of the sentence in which a place lies (the last begun before it)."""
        low, high = 0, len(self.sentences)
        while low < high:
            middle = (low + high) // 2
            if self.sentences[middle].span.start <= place:
                low = middle + 1
            else:
                high = middle
        return max(low - 1, 0)

    def language_at(self, place: int) -> Language:
        """Return the language of the paragraph in which a place lies."""
        if not self.sentences:
            return "und"
        return self.paragraphs[self.sentences[self.sentence_at(place)].paragraph].language


# ---------------------------------------------------------------- names and days


@dataclass(frozen=True, slots=True)
class Mention:
    """A name where it stands.

    Attributes
    ----------
    is_
        Canonical name, the same for all forms of one bearer in any language: for names that the
        gazetteer knows its id (``US``, ``EU``, ``kremlin``), else the fullest form in the document.
    stands_for
        Of a metonym (a palace, a capital that acts): the id of whom it stands for.
    """

    span: Span
    kind: Literal["state", "organisation", "person", "place", "metonym", "unnamed"]
    is_: str
    stands_for: str | None = None


@dataclass(frozen=True, slots=True)
class Day:
    """A date where it stands; ``value`` in EDTF (2022-11, 2014), None where it stays vague."""

    span: Span
    value: str | None


# ---------------------------------------------------------------- who says what


@dataclass(frozen=True, slots=True)
class Attribution:
    """Who says something, how that is known, and through whom it reached the document.

    Attributes
    ----------
    speaker
        Canonical name; None where nobody is named.
    how
        ``after`` or ``before`` the words, in a ``lead_in`` sentence, ``carried`` on from the last
        speaker, by a ``pronoun``, or the document's own ``author``.
    cue
        Where the word of saying stands.
    through
        Those who passed it on, nearest to the speaker first.
    """

    speaker: str | None
    how: Literal["after", "before", "lead_in", "carried", "pronoun", "author"] | None = None
    cue: Span | None = None
    through: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Quotation:
    """Words between quotation marks, the marks not included."""

    span: Span
    kind: Literal["statement", "label", "scare"]
    depth: int
    """0 for the outermost."""
    said: Attribution


@dataclass(frozen=True, slots=True)
class Reported:
    """Speech reported without marks: the clause that holds what was said."""

    span: Span
    said: Attribution


# ---------------------------------------------------------------- what is done and foreseen

ActKind = Literal[
    "proposal", "offer", "offer_of_talks", "acceptance", "refusal", "reluctance", "demand",
    "red_line", "threat", "warning", "concession", "assurance", "pressure", "consult", "aid",
    "sanction", "call", "position",
]  # fmt: skip
Modality = Literal["actual", "planned", "conditional", "alleged", "predicted"]


@dataclass(frozen=True, slots=True)
class Act:
    """Something that somebody does, or is said to do, in a negotiation."""

    sentence: int
    cue: Span
    kind: ActKind
    actor: str | None
    target: str | None
    object: Span | None
    modality: Modality
    asserter: Attribution


@dataclass(frozen=True, slots=True)
class Channel:
    """Talks between parties, as one sentence speaks of them."""

    sentence: int
    cue: Span
    between: tuple[str, ...]
    status: Literal["running", "proposed", "refused", "implied", "used", "ended"]
    rate: Span | None
    secrecy: Literal["open", "confidential", "secret", "deniable", "unknown"]


@dataclass(frozen=True, slots=True)
class IssueType:
    """A type of issue that a document speaks of, with the sentences that do."""

    code: str
    sentences: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Claim:
    """A sentence worth registering as a claim."""

    sentence: int
    said: Attribution
    kind: Literal["report", "claim", "quote", "judgement", "forecast", "normative", "denial"]
    grade: int
    """Information digit suggested, 3 to 6; the analyst decides."""
    hedge: Span | None


@dataclass(frozen=True, slots=True)
class Forecast:
    """A sentence about what will come, with its hedge."""

    sentence: int
    said: Attribution
    hedge: Span | None
