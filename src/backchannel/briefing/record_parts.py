"""What the section about the record is made of: blocks, and figures that lead to reasons."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape

from backchannel.briefing import numbers
from backchannel.briefing.changes import number_name
from backchannel.briefing.frames import Frame
from backchannel.briefing.tables import Table, claim_links, link
from backchannel.briefing.voice import Figure, Phrase, Series, Voice
from backchannel.briefing.whose_deal_parts import lacks, telling
from backchannel.case import Case
from backchannel.core.results import Note
from backchannel.record.intervals import Sampled
from backchannel.studies.ranges import Lacking, Range


@dataclass(frozen=True, slots=True)
class Block:
    """A heading with what stands below it, in this order.

    Blocks ``within`` have smaller headings; ``folded`` are tables that open on a click: what they
    hold is drawn or said above.
    """

    anchor: str
    title: str
    lines: tuple[Markup, ...] = ()
    items: tuple[Markup, ...] = ()
    within: tuple[Block, ...] = ()
    frames: tuple[Frame, ...] = ()
    tables: tuple[Table, ...] = ()
    folded: tuple[Table, ...] = ()
    small: tuple[Markup, ...] = ()


@dataclass(frozen=True, slots=True)
class Teller:
    """Words, and links for figures: each leads to its most telling estimate, else elsewhere."""

    voice: Voice
    case: Case

    def say(self, key: str, **values: object) -> Markup:
        """Return a sentence of this section."""
        return self.voice.html(f"record.{key}", **values)

    def phrase(self, key: str, **values: object) -> Phrase:
        """Return a sentence of this section that may also be said as plain text."""
        return Phrase(f"record.{key}", values)

    def target(self, paths: Iterable[str], other: str = "run") -> str:
        """Return where the reason of a figure stands."""
        return next((f"e-{path}" for path in telling(self.case, paths)), other)

    def draws(self, number: int) -> Figure:
        """Return a number of draws."""
        return Figure(numbers.count(number), "run")

    def share(self, share: float, target: str) -> Figure:
        """Return a share."""
        return Figure(self.voice.percent(share), target)

    def shares(self, it: Range, target: str) -> Figure:
        """Return a median share with its range."""
        span = self.voice.percents(it.low, it.high)
        return self.around(self.voice.percent(it.median), span, target)

    def points(self, it: Range, target: str) -> Figure:
        """Return median points with their range, all with their signs."""
        low, median, high = map(_signed, (it.low, it.median, it.high))
        span = low if low == high else self.voice("number.range_signed", low=low, high=high)
        return self.around(median, span, target)

    def sampled(self, it: Sampled, target: str) -> Figure:
        """Return a share with its sampling interval, unless that is narrower than 1 %."""
        shown = self.voice.percent(it.value)
        narrow = it.high - it.low < 0.01
        return self.around(shown, shown if narrow else self.voice.percents(it.low, it.high), target)

    def numbers(self, low: float, mode: float, high: float, target: str) -> Figure:
        """Return an estimate as its most likely value with its range."""
        shown = numbers.plain(mode)
        return self.around(shown, shown if low == high else self.voice.span(low, high), target)

    def around(self, median: str, span: str, target: str) -> Figure:
        """Return a number with its range, once where both read the same."""
        shown = median if span == median else self.voice("whose.around", median=median, range=span)
        return Figure(shown, target)

    def question(self, name: str) -> Series:
        """Return the text of a question, which leads to its answer."""
        said = self.voice("record.quoted", text=self.voice.name("questions", name))
        return Series(said, link(f"question-{name}", said))

    def number(self, path: str, *, first: bool = False) -> Series:
        """Return the name of an estimate, which leads to it; ``first`` of a line or a cell."""
        said = number_name(self.voice, self.case, path)
        said = said[:1].upper() + said[1:] if first else said
        return Series(said, link(self.target([path], "appendix"), said))

    def claims(self, ids: Sequence[str]) -> Series:
        """Return claims by their ids, as links on the page."""
        return Series(self.voice.joined(ids), claim_links(ids))

    def links(self, kind: str, ids: Iterable[str], anchor: str) -> Series:
        """Return names of things of a case, as links on the page."""
        names = {name: self.voice.name(kind, name) for name in ids}
        return self.joined(
            Series(said, link(f"{anchor}-{name}", said)) for name, said in names.items()
        )

    def joined(self, pieces: Iterable[Series]) -> Series:
        """Return names in a row as one piece of a sentence."""
        held = list(pieces)
        comma = escape(self.voice("list.comma"))
        said = self.voice.joined(it.plain for it in held)
        return Series(said, comma.join(it.html for it in held))

    def sentences(self, phrases: Iterable[Phrase]) -> Series:
        """Return sentences one after the other."""
        held = list(phrases)
        said = " ".join(self.voice.plain(it) for it in held)
        return Series(said, Markup(" ").join(self.voice.marked(it) for it in held))

    def sources(self, ids: Iterable[str]) -> Series:
        """Return sources by their names."""
        return self.links("sources", ids, "source")

    def said_by(self, sources: Sequence[str], claims: Sequence[str]) -> Series | str:
        """Say whose claims are behind something; nothing where no claim is."""
        if not claims:
            return self.voice("record.no_claim")
        said = self.phrase("said_by", sources=self.sources(sources), claims=self.claims(claims))
        return self.voice.series([said])

    def notes(self, notes: Iterable[Note], lacking: Iterable[Lacking] = ()) -> tuple[Markup, ...]:
        """Return what a reader must know of a result, and what the case lacks for it."""
        said = [self.voice.html("record.note", note=self.voice.note(note)) for note in notes]
        return (*said, *(self.voice.marked(lacks(self.voice, it)) for it in lacking))


def _signed(points: float) -> str:
    """Return points with their sign and one decimal.

    >>> _signed(-0.24), _signed(3.0), _signed(-0.02)
    ('−0.2', '+3.0', '0.0')
    """
    shown = f"{abs(points):.1f}"
    if shown == "0.0":
        return shown
    return f"{numbers.MINUS if points < 0 else '+'}{shown}"
