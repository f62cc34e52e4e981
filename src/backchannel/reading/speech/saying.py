"""Words of saying in a sentence: where they stand, whose they are, to whom they were told."""

import re
from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal

from backchannel.reading.found import Mention, Span
from backchannel.reading.speech.lexicon import Cues
from backchannel.reading.speech.roles_of import Offices

__all__ = ["Frame", "Named", "Names", "Saying", "nearest", "voice_of"]


@dataclass(frozen=True, slots=True)
class Named:
    """What the words for a speaker say: a name, or how to look for it.

    Attributes
    ----------
    kind
        ``name`` (known from a mention), ``unnamed`` (described), ``pronoun``, ``self`` (I, we),
        ``paper`` (a statement, a letter: its owner speaks).
    head
        Of an unnamed one the noun by which it is taken up again ("the *official*").
    definite
        Whether it points back to somebody ("the official", 이 관계자).
    """

    kind: Literal["name", "unnamed", "pronoun", "self", "paper"]
    name: str
    head: str = ""
    definite: bool = False
    person: bool = False


@dataclass(frozen=True, slots=True)
class Saying:
    """One word of saying and what belongs to it; places in the clean text.

    Attributes
    ----------
    form
        ``marks`` governs a quotation at most; ``clause`` has a clause that tells what was said;
        ``aside`` is set into the sentence (", a diplomat said,"); ``beside`` stands beside it
        (according to, 에 따르면, по словам).
    lead_in
        Whether it announces words that follow ("as follows:", 다음과 같이).
    """

    cue: Span
    who: Named | None
    form: Literal["marks", "clause", "aside", "beside"]
    clause: Span
    told: str | None = None
    lead_in: bool = False
    cited: Named | None = None
    """Whose words the speaker passes on (quoting X; X의 말을 빌려)."""
    relays: tuple[Named, ...] = ()
    """Who reports that he said it, in a clause around this one."""


@dataclass(frozen=True)
class Names:
    """The mentions of a document, looked up by place."""

    mentions: tuple[Mention, ...]
    starts: list[int] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "starts", [one.span.start for one in self.mentions])

    def within(self, start: int, end: int) -> list[Mention]:
        """Return the mentions that lie in a stretch."""
        first = bisect_left(self.starts, start)
        found: list[Mention] = []
        for at in range(first, len(self.mentions)):
            one = self.mentions[at]
            if one.span.start >= end:
                break
            if one.span.end <= end:
                found.append(one)
        return found

    def before(self, place: int, kinds: Iterable[str], reach: int = 400) -> Mention | None:
        """Return the last mention of some kinds before a place, not too far back."""
        for at in range(bisect_left(self.starts, place) - 1, -1, -1):
            one = self.mentions[at]
            if one.span.start < place - reach:
                return None
            if one.kind in kinds:
                return one
        return None


@dataclass(frozen=True)
class Frame:
    """A sentence with the words of its quotations blotted out.

    Attributes
    ----------
    blot
        The text of ``span`` with every statement in quotation marks blotted out.
    quoted
        Those statements, in order.
    """

    text: str = field(repr=False)
    span: Span
    blot: str
    quoted: tuple[Span, ...]
    names: Names = field(repr=False)
    cues: Cues = field(repr=False)
    outlets: frozenset[str] = frozenset()
    """Names known as newspapers, agencies, broadcasters."""
    offices: Offices | None = field(default=None, repr=False)
    """Who is the minister, the envoy (English)."""

    def place(self, start: int, end: int) -> Span:
        """Turn places in the frame into places in the text."""
        return Span(self.span.start + start, self.span.start + end)

    def mentions(self, start: int, end: int) -> list[Mention]:
        """Return the mentions in a stretch of the frame."""
        return self.names.within(self.span.start + start, self.span.start + end)

    def outlet_in(self, start: int, end: int) -> str | None:
        """Return the newspaper, agency or broadcaster that a stretch of the frame names."""
        for one in self.mentions(start, end):
            if one.kind == "organisation" and self.is_outlet(one):
                return one.is_
        return None

    def is_outlet(self, one: Mention) -> bool:
        """Whether a name is that of an outlet: by itself, by the word before it, or known."""
        if one.is_ in self.outlets:
            return True
        words = self.cues.words("who", "outlets")
        name = one.span.of(self.text).casefold()
        before = self.text[max(one.span.start - 24, 0) : one.span.start].casefold()
        before_words = re.findall(r"\w+", before)
        own = re.findall(r"\w+", name)
        if self.cues.language == "ko":
            ends = tuple(words)
            last = before_words[-1] if before_words else ""
            return any(word.endswith(ends) for word in own) or last.endswith(ends)
        return bool(words.intersection(own) or words.intersection(before_words[-1:]))


def voice_of(one: Mention) -> str:
    """Return whose voice a name is: of a palace or capital that of whom it stands for."""
    return one.stands_for or one.is_


def nearest(frame: Frame, quoted: Span, found: list[Saying]) -> int | None:
    """Return which word of saying governs a quotation: right behind it, else the last before it."""
    text = frame.blot
    best: tuple[int, int] | None = None
    for index, one in enumerate(found):
        between = (
            text[one.cue.end - frame.span.start : quoted.start - frame.span.start]
            if one.cue.end <= quoted.start
            else text[quoted.end - frame.span.start : one.cue.start - frame.span.start]
        )
        distance = len(between) + 1000 * len(re.findall(r"[.?!]['\"”’»]*\s+(?=\w)", between))
        if one.cue.start >= quoted.end:
            distance -= 8  # words behind a quotation bind more closely
        elif one.form == "clause" and frame.cues.language == "ko":
            distance += 60
        if distance < 900 and (best is None or distance < best[0]):
            best = (distance, index)
    return best[1] if best else None
