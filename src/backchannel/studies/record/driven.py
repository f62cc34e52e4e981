"""What a study of drivers finds: results, their rows and their plain sentences."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Literal

from backchannel.core.figures import counted, percent
from backchannel.core.results import Note, RunRecord, Status
from backchannel.deals.rows import to_frame
from backchannel.studies.ranges import Lacking
from backchannel.studies.record.factors import Grouping, Label

__all__ = [
    "NOISE",
    "OUTCOMES",
    "Driver",
    "Drivers",
    "Explained",
    "Group",
    "Grouped",
    "HeadlineDrivers",
    "Index",
    "Outcome",
    "Part",
    "Stated",
    "WorthFinding",
]

Outcome = Literal["exists", "size"]
"""Of a zone in each draw: whether there is one, and the share of packages in it."""

OUTCOMES: Final[tuple[Outcome, ...]] = ("exists", "size")
"""In the order of arrays [2]."""

NOISE: Final = 0.05
"""Differences between indices of groups below this are noise with 512 pairs of draws; a single
number that explains less would settle little by itself."""

CAVEAT: Final = "This follows from the stated ranges and is no forecast."


@dataclass(frozen=True, slots=True)
class Index:
    """Share of a variance, with its 95 % interval over draws; chance may take it below 0.

    The ends are not a number where there are too few draws to tell.
    """

    value: float
    low: float
    high: float

    @property
    def counts(self) -> bool:
        """Whether it is more than chance among these draws."""
        return self.low > 0


@dataclass(frozen=True, slots=True)
class Explained:
    """Shares of the variance of both outcomes; None where an outcome does not vary."""

    exists: Index | None
    size: Index | None

    def of(self, outcome: Outcome) -> Index | None:
        """Return the one for an outcome."""
        return self.exists if outcome == "exists" else self.size


@dataclass(frozen=True, slots=True)
class Part:
    """A headline in the draws in which a number lies in one part of its range.

    Attributes
    ----------
    at
        ``low``, ``middle`` or ``high``, the thirds of its draws; of a red line ``real`` or ``not
        real``, of several that share their fact ``1 of 2 real``.
    low, high
        Lowest and highest value of the estimate there; None for a red line.
    open_share
        Share of these draws in which some package is acceptable to all.
    mean
        Mean share of packages in the zone; not a number where the space is too large to count.
    """

    at: str
    low: float | None
    high: float | None
    draws: int
    open_share: float
    mean: float


@dataclass(frozen=True)
class Driver:
    """One number of a headline, by itself.

    Attributes
    ----------
    stream
        Its random stream: the same in every headline that the number enters.
    paths
        The estimate; several where they share their random numbers.
    alone
        First-order indices: what is explained by this number alone.
    """

    stream: str
    paths: tuple[str, ...]
    alone: Explained
    parts: tuple[Part, ...]


@dataclass(frozen=True)
class Group:
    """Some numbers of a headline together; 0, exactly, where none of them enters.

    Attributes
    ----------
    numbers
        How many of them enter the headline.
    alone, total
        First-order indices: what the group explains by itself; and total indices: what would stay
        open if all other numbers were known.
    """

    label: Label
    numbers: int
    paths: tuple[str, ...] = field(repr=False)
    alone: Explained
    total: Explained


@dataclass(frozen=True)
class Grouped:
    """All numbers of a headline in groups, each number in one.

    Attributes
    ----------
    alone
        Sum of the groups' first-order indices; what it leaves of 1 is explained only by groups
        together.
    """

    by: Grouping
    groups: tuple[Group, ...]
    alone: Explained


@dataclass(frozen=True)
class HeadlineDrivers:
    """What moves one headline.

    Attributes
    ----------
    open_share, low, median, high, total
        As in a headline.
    told_by
        The outcome by which it is told: whether a zone exists where it does in 5 to 95 % of draws,
        else its size; None where neither varies.
    drivers
        The numbers that enter, that which explains most of that outcome first.
    alone
        Sum of their first-order indices; what it leaves of 1 is explained only by numbers together.
    """

    id: str
    text: str
    actors: tuple[str, ...]
    issues: tuple[str, ...]
    conditions: tuple[str, ...]
    draws: int
    open_share: float
    low: float
    median: float
    high: float
    total: int
    told_by: Outcome | None
    drivers: tuple[Driver, ...]
    alone: Explained
    groupings: tuple[Grouped, ...]

    @property
    def is_open(self) -> bool:
        """Whether the draws leave open if a zone exists: in 5 to 95 % of them it does."""
        return 0.05 <= self.open_share <= 0.95


@dataclass(frozen=True)
class Stated:
    """An estimate as the case states it, and who says so."""

    path: str
    low: float
    mode: float
    high: float
    unit: str
    basis: str | None
    reason: str
    claims: tuple[str, ...]
    sources: tuple[str, ...]


@dataclass(frozen=True)
class WorthFinding:
    """A number that is worth finding out, for what the model would then say.

    Attributes
    ----------
    index
        Mean of its first-order indices over the headlines of `Drivers.joined`, 0 where it does not
        enter.
    estimates
        What the case states of it.
    drivers
        Its part in each of those headlines that it enters, by question.
    """

    stream: str
    index: Index
    estimates: tuple[Stated, ...]
    drivers: Mapping[str, Driver]

    @property
    def paths(self) -> tuple[str, ...]:
        """Its estimates, by path."""
        return tuple(it.path for it in self.estimates)


@dataclass(frozen=True)
class Drivers:
    """Which numbers move each headline of a case.

    Attributes
    ----------
    worth_finding
        The numbers with the largest mean first-order index over the headlines `joined`; fewer than
        three where fewer explain more than chance.
    joined
        Headlines whose answer is open; where none is, those of which the 5th and the 95th
        percentile differ.
    pairs
        Pairs of draws behind the indices of groups; 0 where there are none.
    """

    headlines: tuple[HeadlineDrivers, ...]
    worth_finding: tuple[WorthFinding, ...]
    joined: tuple[str, ...]
    draws: int
    pairs: int
    lacking: tuple[Lacking, ...]
    status: Status
    notes: tuple[Note, ...]
    run: RunRecord

    def to_rows(self) -> list[dict[str, object]]:
        """Return one row for each number and each group of each headline."""
        return [row for it in self.headlines for row in self._rows(it)]

    def _rows(self, it: HeadlineDrivers) -> Iterator[dict[str, object]]:
        for driver in it.drivers:
            yield {
                "question": it.id,
                "by": "unknown",
                "name": " ".join(driver.paths),
                "numbers": len(driver.paths),
                "draws": self.draws,
                **_columns("alone", driver.alone),
                **_columns("total", Explained(None, None)),
            }
        for grouped in it.groupings:
            for group in grouped.groups:
                yield {
                    "question": it.id,
                    "by": grouped.by,
                    "name": group.label.told(grouped.by),
                    "numbers": group.numbers,
                    "draws": self.pairs,
                    **_columns("alone", group.alone),
                    **_columns("total", group.total),
                }

    def to_frame(self) -> Any:
        """Return the rows as a polars data frame."""
        return to_frame(self.to_rows())

    def summary(self) -> str:
        """Say which numbers are worth finding out and what moves each headline, with the caveat."""
        said = []
        if self.worth_finding:
            named = ", ".join(
                f"{' and '.join(it.paths)} ({percent(max(it.index.value, 0))})"
                for it in self.worth_finding
            )
            said.append(
                f"Numbers worth finding out, by the share of variance that each alone explains, "
                f"on average over {', '.join(self.joined)}: {named}."
            )
        said += [_headline_words(it) for it in self.headlines]
        return " ".join([*(said or ["The case asks no questions."]), CAVEAT])


def _headline_words(it: HeadlineDrivers) -> str:
    about = f"{it.id}: a zone in {percent(it.open_share)} of {counted(it.draws, 'draw')}"
    first = next(iter(it.drivers), None)
    index = first.alone.of(it.told_by) if first and it.told_by else None
    if first is None or index is None or not index.counts:
        return f"{about}; no single number moves it by more than chance."
    what = "whether it exists" if it.told_by == "exists" else "its size"
    return (
        f"{about}; {what} is moved most by {' and '.join(first.paths)}, which alone explains "
        f"{percent(index.value)} of the variance."
    )


def _columns(name: str, of: Explained) -> dict[str, object]:
    found: dict[str, object] = {}
    for outcome, index in (("exists", of.exists), ("size", of.size)):
        found[f"{outcome}_{name}"] = index and index.value
        found[f"{outcome}_{name}_low"] = index and index.low
        found[f"{outcome}_{name}_high"] = index and index.high
    return found
