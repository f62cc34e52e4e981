"""A coded text and its finds side by side, and how items of both are paired and counted.

Places are compared on the common scale of `places`, names through `people`.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from coded import Coded
from people import People
from places import onto, overlap, pair_up, scale
from tally import Tally

from backchannel.reading.found import (
    Act,
    Channel,
    Claim,
    Day,
    Forecast,
    IssueType,
    Layout,
    Mention,
    Quotation,
    Reported,
    Span,
)

HALF = 0.5

G = TypeVar("G")
F = TypeVar("F")


@dataclass(frozen=True)
class Finds:
    """All that a reader found in a text."""

    layout: Layout
    mentions: Sequence[Mention] = ()
    days: Sequence[Day] = ()
    quotations: Sequence[Quotation] = ()
    reported: Sequence[Reported] = ()
    acts: Sequence[Act] = ()
    channels: Sequence[Channel] = ()
    issues: Sequence[IssueType] = ()
    claims: Sequence[Claim] = ()
    forecasts: Sequence[Forecast] = ()


class Pair:
    """A coded text and its finds, both on one scale."""

    def __init__(self, coded: Coded, finds: Finds) -> None:
        self.coded, self.finds = coded, finds
        self._coded = scale(coded.text)
        self.found = onto(finds.layout.text, coded.text)
        self.sentences = [self.at(it) for it in coded.sentences]
        self.numbers = [self._nearest(self.found(it.span)) for it in finds.layout.sentences]
        self.people = People(coded, finds.layout, finds.mentions)

    def at(self, span: Span) -> Span:
        """Return where a stretch of the coded text lies on the scale."""
        return Span(self._coded[span.start], self._coded[span.end])

    def words(self, span: Span | None) -> str | None:
        """Return the words of a found stretch."""
        return None if span is None else span.of(self.finds.layout.text)

    def nearest(
        self, coded: Sequence[Span], found: Sequence[Span], least: float
    ) -> list[tuple[int, int]]:
        """Pair stretches of both texts that have at least that share in common."""

        def score(one: Span, other: Span) -> float:
            common = overlap(self.at(one), self.found(other))
            return common if common >= least else 0.0

        return pair_up(coded, found, score)

    def _nearest(self, span: Span) -> int:
        """Return the coded sentence in which most of a found one lies, -1 for none."""
        shares = [overlap(it, span) for it in self.sentences]
        best = max(shares, default=0.0)
        return shares.index(best) if best else -1


def count(tally: Tally, right: bool, words: str) -> None:  # noqa: FBT001
    """Enter one item of a share: right, or wrong with its words."""
    if right:
        tally.right += 1
    else:
        tally.missed.append(words)


def matched(
    coded: Sequence[G],
    found: Sequence[F],
    pairs: Sequence[tuple[int, int]],
    says: tuple[Callable[[G], str], Callable[[F], str]],
) -> Tally:
    """Count the pairs as right, the rest as false or missed, each in its words."""
    rows, columns = {i for i, _ in pairs}, {j for _, j in pairs}
    return Tally(
        len(pairs),
        [says[1](it) for j, it in enumerate(found) if j not in columns],
        [says[0](it) for i, it in enumerate(coded) if i not in rows],
    )


def whole(pair: Pair, spans: Sequence[Span], found: Sequence[Span], least: float) -> Tally:
    """Count stretches that agree at least that far."""
    text, other = pair.coded.text, pair.finds.layout.text
    says = (lambda it: it.of(text), lambda it: it.of(other))
    return matched(spans, found, pair.nearest(spans, found, least), says)
