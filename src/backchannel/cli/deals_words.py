"""Sentences of `backchannel deals`: points of a case, or utility on a scenario's own scale."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from backchannel.cli.figures import counted
from backchannel.core.figures import percent

if TYPE_CHECKING:
    from backchannel.deals import Blockers, Constraint, Reach, SingleText, Trades, Transfers, Zone
    from backchannel.deals.single_text import Step
    from backchannel.deals.trades import Sale

MOST_OPTIONS = 12
"""Options that the sentences on option shares name."""

COMMON = 0.8
"""Share of the zone's packages from which an option is held by most."""


@dataclass(frozen=True)
class Words:
    """How numbers and walk-away values are called: in a case, a partial zone, a scenario."""

    scenario: bool = False
    partial: bool = False

    @property
    def floor(self) -> str:
        """What gains are measured from."""
        return "reserve" if self.scenario else "status quo" if self.partial else "walk-away value"

    @property
    def above(self) -> str:
        """What gains are."""
        return f"{'utility' if self.scenario else 'points'} above the {self.floor}"

    @property
    def caveat(self) -> str:
        """On which numbers a sentence rests."""
        return "by the numbers in the files" if self.scenario else "at the most likely values"

    def signed(self, gain: float) -> str:
        """Return a gain or loss, signed.

        >>> Words().signed(-0.04), Words(scenario=True).signed(0.6705)
        ('+0.0', '+0.6705')
        """
        digits = 4 if self.scenario else 1
        return f"{round(float(gain), digits) + 0.0:+.{digits}f}"

    def amount(self, size: float) -> str:
        """Return an amount without a sign.

        >>> Words().amount(5.25), Words(scenario=True).amount(0.1)
        ('5.2 points', '0.1000 of utility')
        """
        return f"{size:.4f} of utility" if self.scenario else f"{size:.1f} points"

    def plainly(self, sentence: str) -> str:
        """Return an engine's sentence in the words of a scenario, where there are no ranges."""
        if not self.scenario:
            return sentence
        for words in ("that is one point within the ranges", "which ones these are can change "):
            sentence = sentence.split(f"; {words}", maxsplit=1)[0]
        sentence = sentence.replace("at the most likely values", self.caveat)
        return f"{sentence.removesuffix('.')}.".replace("walk-away value", "reserve")

    def constraint(self, held: "Constraint") -> str:
        """Return what a constraint is."""
        return str(held).replace("walk-away value", self.floor)


def joined(parts: Iterable[str]) -> str:
    """Return a list in words.

    >>> joined(["a", "b", "c"])
    'a, b and c'
    """
    *first, last = parts
    return f"{', '.join(first)} and {last}" if first else last


def packages(number: int) -> str:
    """Return a number of packages.

    >>> packages(1), packages(1200)
    ('1 package', '1,200 packages')
    """
    return counted(number, "package")


def held_options(package: Mapping[str, str]) -> str:
    """Return a package in one line."""
    return ", ".join(f"{issue}={option}" for issue, option in package.items())


def blockers_sentence(found: "Blockers", words: Words) -> str:
    """Say what is in the way most."""
    if found.openings:
        first = found.openings[0]
        what = joined(words.constraint(c) for c in first.constraints)
        least = f", by at least {words.amount(first.shortfall)}" if first.shortfall else ""
        return f"No package passes; the least that opens one is the {what}{least}, {words.caveat}."
    if found.zone.exists is False:
        return (
            "No package can be a deal, whatever the actors want: exclusions rule all of them out."
        )
    if found.zone.exists is None:
        return "What stands in the way was not settled: the search for a package gave up."
    if not found.zone.countable:
        return "The space is too large to count what each constraint keeps out."
    if not found.costs or not found.costs[0].packages:
        return f"Nothing stands in the way by itself, {words.caveat}."
    top = found.costs[0]
    return (
        f"Without the {words.constraint(top.constraint)} {packages(top.packages)} more would "
        f"pass, {words.caveat}."
    ).replace("packages more", "more packages")


def options_sentences(
    shares: Mapping[str, Mapping[str, float]], fixed: Mapping[str, str], number: int
) -> list[str]:
    """Say which options most of the zone's packages hold, and which none does."""
    free = [(i, o, s) for i, os in shares.items() if i not in fixed for o, s in os.items()]
    most = sorted((x for x in free if x[2] >= COMMON), key=lambda x: -x[2])
    none = [f"{issue}={option}" for issue, option, share in free if not share]
    said = []
    if most:
        named = (f"{i}={o} ({percent(s)})" for i, o, s in most[:MOST_OPTIONS])
        said.append(f"Of these {packages(number)} most hold {', '.join(named)}{_more(most)}.")
    if none:
        start = "None of them holds" if most else f"None of these {packages(number)} holds"
        said.append(f"{start} {', '.join(none[:MOST_OPTIONS])}{_more(none)}.")
    return said


def _more(listed: Sequence[object]) -> str:
    left = len(listed) - MOST_OPTIONS
    return f" and {left} more (--reach lists all)" if left > 0 else ""


def reach_sentence(found: "Reach", words: Words) -> str:
    """Say what the numbers of the table are."""
    if found.by_actor[0].best is not None:
        return f"Least and most {words.above} within the zone, {words.caveat}."
    return (
        f"How far each alone would have to come down from its {words.floor} for a deal (none: not "
        f"enough by itself), {words.caveat}."
    )


def trades_sentence(found: "Trades", words: Words) -> str:
    """Say what the package gives against the lot, and what carries it."""
    gains = (
        f"{actor} {words.signed(y - x)}"
        for actor, x, y in zip(found.actors, found.lot, found.gains, strict=True)
    )
    against = (
        "Against each issue settled by itself, by lot among those to whom it matters, this "
        f"package gives {', '.join(gains)}{'' if words.scenario else ' points'}"
    )
    if not found.trades:
        return f"{against}; no issue is traded for another."
    bare = sum(bool(trade.unprotected) for trade in found.trades)
    number = (
        f"{len(found.trades):,} trades carry it" if len(found.trades) > 1 else "1 trade does it"
    )
    lines = "" if words.scenario else (
        f"; in {bare} an actor sells an issue that no red line of its own mentions"
    )  # fmt: skip
    return f"{against}. {number}{lines}."


def sale_words(sale: "Sale", words: Words) -> str:
    """Say who sells what."""
    return (
        f"{sale.seller} gives {sale.buyer} its way on {sale.issue} "
        f"({words.signed(-sale.gives)} for {words.signed(sale.gets)})"
    )


def transfers_sentence(found: "Transfers", words: Words) -> str:
    """Say whether payments close the gap, and who could make them."""
    broken = (
        f" It still breaks {joined(found.broken)}, which no payment buys." if found.broken else ""
    )
    if not found.receivers:
        return f"Every actor gets its {words.floor}: no payment is needed.{broken}"
    gap = "Short of acceptance: " + joined(
        f"{r.actor} by {words.amount(r.lacks)}" for r in found.receivers
    )
    if found.total is None or found.left is None:
        return (
            f"{gap}; what the others could pay does not cover that, by "
            f"{words.amount(found.missing)}.{broken}"
        )
    alone = [payer.actor for payer in found.payers if payer.enough]
    able = f"{' or '.join(alone)} could pay it alone" if alone else "nobody could pay it alone"
    return (
        f"{gap}; a total payment of {words.amount(found.total)} would cover that and leave the "
        f"payers {words.amount(found.left)}; {able}.{broken}"
    )


def text_sentence(found: "SingleText", words: Words) -> str:
    """Say where the text began and where it ended."""
    low, high = float(found.gains[0].min()), float(found.gains[-1].min())
    steps = f"{len(found.steps):,} step{'s' * (len(found.steps) != 1)}"
    kind = "one issue or two" if found.pairs else "one issue"
    end = "every actor accepts" if found.accepted else "not every actor accepts"
    return (
        f"From {found.draft}, {steps} of {kind} that hurt nobody take the smallest gain from "
        f"{words.signed(low)} to {words.signed(high)}, to a text that {end}. It follows from the "
        "draft and can stall below what is possible."
    )


def step_sentence(step: "Step", words: Words) -> str:
    """Say one step of a text and why it was taken."""
    if not words.scenario:
        return str(step)
    what = " together with ".join(map(str, step.changes))
    gains = (
        f"{a} {words.signed(x)} to {words.signed(y)}"
        for a, x, y in zip(step.actors, step.before, step.after, strict=True)
        if x != y
    )
    return (
        f"Step {step.number}: change {what}. Gains: {', '.join(gains)}; nobody loses. "
        f"Other changes that were possible: {step.others:,}."
    )


def fixed_sentences(fixed: Mapping[str, str], freed: "Sequence[tuple[str, Zone]]") -> list[str]:
    """Say whether the fixed options are what empties the zone."""
    held = held_options(fixed)
    everything = freed[-1][1]
    if everything.exists is None:
        return []
    if not everything.exists:
        return [f"The fixed options ({held}) are not what is in the way: without them none passes."]
    return [
        f"Fixed: {held}. With nothing fixed {_passing(everything)}.",
        *(f"With only {one} let go {_passing(free)}." for one, free in freed[:-1]),
    ]


def _passing(zone: "Zone") -> str:
    if not zone.exists:
        return "no package passes" if zone.exists is False else "it was not settled"
    if not zone.countable:
        return "some package passes"
    return f"{packages(zone.count)} pass{'es' * (zone.count == 1)}"
