"""`backchannel wedge`: whether one side could draw another away from its rival, at what price."""

from typing import TYPE_CHECKING

from backchannel.cli.common import (
    CaseName,
    DrawsOption,
    Format,
    FormatOption,
    InOrderOption,
    ReadingOption,
    Row,
    SeedOption,
    load_case,
    print_notes,
    print_table,
    print_text,
)
from backchannel.cli.figures import counted, percent, points, shares
from backchannel.cli.study import LearnedOption, give, learned_draws
from backchannel.core.errors import one_line

if TYPE_CHECKING:
    from backchannel.studies.wars.wedges import Bid, WedgeContest, WedgesOverDraws


def wedge(
    case: CaseName,
    reading: ReadingOption = None,
    in_order: InOrderOption = False,
    draws: DrawsOption = 1_000,
    seed: SeedOption = 0,
    learned: LearnedOption = False,
    form: FormatOption = Format.TABLE,
) -> None:
    """Ask of each attempt to split two rivals what it would cost, and which bids would do.

    A bid does when it is at least the price (the target's own tie to the rival, and what the rival
    would add to keep it) and at most what the split is worth to the divider, less what bidding
    costs it with its own allies.
    """
    loaded = load_case(case, reading, in_order=in_order)
    loaded, draw_from = learned_draws(loaded, seed, learned=learned)
    from backchannel.studies.wars.wedges import wedges

    give(wedges(loaded, draws=draws, seed=draw_from), form, _print)


def _print(found: "WedgesOverDraws") -> None:
    if not found.wedges:
        print_text("The case describes no attempt to split two rivals.")
    for it in found.wedges:
        for sentence in _told(it, found.draws):
            print_text(sentence)
        if any(bid.works for bid in it.bids):
            print_table(
                [_row(bid) for bid in it.bids],
                f"\nBids of {it.by} to {it.target}, in points of the scale of {it.by}",
            )
        elif len(it.bids) > 1:
            print_text(
                f"In none of these draws is a bid listed here, from {it.bids[0].size:g} to "
                f"{it.bids[-1].size:g} points, both enough for {it.target} and still worth it to "
                f"{it.by} (--format csv lists them)."
            )
        else:
            print_text(
                f"No bid is listed, for in at most 5 % of draws {it.by} can bid more than 0 points."
            )
    if found.wedges:
        print_text(
            "Numbers with two more in brackets are the median with the 5th and the 95th percentile "
            f"over {counted(found.draws, 'draw')} of the case's estimates. This follows from the "
            "stated "
            "ranges and is no forecast."
        )
    print_notes(found.notes, found.lacking)


def _told(it: "WedgeContest", draws: int) -> list[str]:
    stated = (
        f" The analyst's own chance of success is {shares(it.stated_chance)}; it enters no number "
        "here."
        if it.stated_chance
        else ""
    )
    name = f": {one_line(it.name)}" if it.name else ""
    return [
        f"WEDGE {it.id}{name}",
        f"Could {it.by} draw {it.target} away from {it.rival}? It could outbid {it.rival} in "
        f"{percent(it.works)} of {counted(draws, 'draw')}.{stated}",
        f"In points of the scale of {it.by}, who bids: the price at which {it.target} would turn "
        f"is {points(it.price)}; the most that {it.by} can bid is {points(it.most)}.",
    ]


def _row(bid: "Bid") -> Row:
    return {
        "bid": f"{bid.size:g}",
        "enough for the target": percent(bid.suffices),
        "still worth it to the bidder": percent(bid.pays),
        "both": percent(bid.works),
    }
