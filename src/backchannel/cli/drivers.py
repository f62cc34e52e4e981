"""`backchannel drivers`: which numbers move each headline, and which are worth finding out."""

import math
from collections.abc import Sequence
from enum import StrEnum
from functools import partial
from typing import TYPE_CHECKING, Annotated

import typer

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
from backchannel.cli.deals_words import joined
from backchannel.cli.figures import counted, part, parts, percent
from backchannel.cli.study import LearnedOption, give, learned_draws, run_study
from backchannel.core.errors import one_line

if TYPE_CHECKING:
    from backchannel.studies.record.driven import (
        Driver,
        Drivers,
        Explained,
        Group,
        HeadlineDrivers,
        Index,
        Outcome,
        Part,
        Stated,
        WorthFinding,
    )
    from backchannel.studies.record.factors import Grouping

SHOWN, SHOWN_ALONE = 5, 15
"""Numbers in a table of each question; more where nothing else is asked for."""

UNTOLD = 0.25
"""Half an interval that is too wide to tell anything of a share."""

WHAT: dict["Grouping", str] = {
    "issue": "`several issues` are red lines and bonuses over more than one; `no issue` are "
    "walk-away values.",
    "actor": "An actor's numbers are its weights, values and walk-away values, and its red lines.",
    "basis": "What the case says that each number is.",
    "source": "`several sources` are numbers with claims of more than one behind them; `no source` "
    "are those without a claim.",
}


class By(StrEnum):
    """What the table is about."""

    UNKNOWN = "unknown"
    ISSUE = "issue"
    ACTOR = "actor"
    BASIS = "basis"
    SOURCE = "source"


def drivers(
    case: CaseName,
    question: Annotated[
        list[str] | None,
        typer.Option("--question", help="A question of the case; repeat for several. All else."),
    ] = None,
    by: Annotated[
        By | None,
        typer.Option("--by", help="Single numbers only, or one way to group them; all else."),
    ] = None,
    reading: ReadingOption = None,
    in_order: InOrderOption = False,
    draws: DrawsOption = 20_000,
    pairs: Annotated[
        int, typer.Option("--pairs", min=2, max=100_000, help="Pairs of draws for groups.")
    ] = 512,
    seed: SeedOption = 0,
    learned: LearnedOption = False,
    form: FormatOption = Format.TABLE,
) -> None:
    """Ask which numbers move each headline: alone, in groups and together.

    A number moves a headline when the answer differs much between its low and its high values. What
    it explains is a share of the variance of the answer over draws: of whether a zone exists or,
    where that is hardly in doubt, of how large it is.
    """
    loaded = load_case(case, reading, in_order=in_order)
    loaded, draw_from = learned_draws(loaded, seed, learned=learned)
    from backchannel.studies.record.drivers import drivers as study
    from backchannel.studies.record.factors import GROUPINGS

    groupings = [how for how in GROUPINGS if by is None or by.value == how]
    ask = partial(study, loaded, question, by=groupings, draws=draws, pairs=pairs, seed=draw_from)
    give(run_study("drivers", ask), form, partial(_print, by=by))


def _print(found: "Drivers", by: By | None) -> None:
    if not found.headlines:
        print_text("The case asks no questions, so there is no headline that a number could move.")
        print_notes(found.notes, found.lacking)
        return
    _print_worth_finding(found)
    for it in found.headlines:
        print_text(f"\nWHAT MOVES {it.id}: {one_line(it.text)}")
        for sentence in _headline_words(it):
            print_text(sentence)
        if by in (None, By.UNKNOWN) and it.told_by:
            shown = SHOWN if by is None else SHOWN_ALONE
            if rows := [_driver_row(one, it.told_by) for one in _counting(it)[:shown]]:
                print_table(
                    rows, f"Where a number lies in each third of its draws, and {_then(it)}:"
                )
    _print_groups(found)
    print_text(
        "\nShares of variance follow the stated ranges: a number with a narrow range moves little, "
        "whether or not its range is right. Brackets hold 95 % intervals over the draws, which say "
        "nothing of the ranges themselves. This follows from the stated ranges and is no forecast."
    )
    print_notes(found.notes, found.lacking)


# ---------------------------------------------------------------- worth finding out


def _print_worth_finding(found: "Drivers") -> None:
    print_text("WHICH THREE NUMBERS ARE WORTH FINDING OUT?")
    over = [it for it in found.headlines if it.id in found.joined]
    if not found.worth_finding:
        print_text(
            "None stands out: no single number explains more of these answers than chance would."
            if over
            else "None: within the stated ranges every answer is nearly the same in all draws."
        )
        return
    which = (
        "the questions that the draws leave open (a zone exists in 5 to 95 % of them)"
        if over[0].is_open
        else "the questions whose zone differs in size (the draws leave none open)"
    )
    print_text(
        "Of all single numbers, knowing these would narrow the answers most: each explains alone "
        f"the stated share of their variance, on average over {which}: "
        f"{joined([it.id for it in over])}. Worth finding out is meant of the model, of what it "
        "says and how firmly."
    )
    for place, it in enumerate(found.worth_finding, 1):
        drawn = " (drawn as one number)" if len(it.paths) > 1 else ""
        print_text(f"{place}. {_name(it.paths)}{drawn}: explains {_index(it.index)}.")
        for stated in it.estimates:
            print_text(f"   {_stated_words(stated, alone=len(it.estimates) == 1)}")
    if found.worth_finding[-1].index.value < 0.05:
        print_text("A number that explains less than 5 % would settle little by itself.")
    rows = [
        row
        for place, it in enumerate(found.worth_finding, 1)
        for row in _part_rows(place, it, over)
    ]
    print_table(rows, f"\nWhere each number lies in each third of its draws, and {_then(over[0])}")


def _stated_words(it: "Stated", *, alone: bool) -> str:
    name = "" if alone else f"{it.path}: "
    span = f"{it.low:.3g} to {it.high:.3g}, most likely {it.mode:.3g}"
    claims = f"claims of {joined(it.sources)}" if it.sources else "no claim behind it"
    reason = f": {one_line(it.reason)}" if it.reason else ""
    return f"{name}{span} ({it.unit}); {it.basis or 'no basis'}, {claims}{reason}"


def _part_rows(place: int, it: "WorthFinding", over: Sequence["HeadlineDrivers"]) -> list[Row]:
    """One row for each part of an estimate's range, one column for each question.

    Estimates that are drawn as one have values of their own, and questions of their own.
    """
    rows: list[Row] = []
    for paths in dict.fromkeys(driver.paths for driver in it.drivers.values()):
        same = {name: driver for name, driver in it.drivers.items() if driver.paths == paths}
        for number, here in enumerate(next(iter(same.values())).parts):
            answers = {
                asked.id: _answer(same[asked.id].parts[number], asked.told_by)
                if asked.id in same
                else "-"
                for asked in over
            }
            name = "" if number else f"{place}. {_name(paths)}"
            rows.append({"number": name, "if it is": _where(here), "draws": here.draws, **answers})
    return rows


# ---------------------------------------------------------------- one headline


def _headline_words(it: "HeadlineDrivers") -> list[str]:
    exists = f"A zone exists in {percent(it.open_share)} of {counted(it.draws, 'draw')}"
    if it.told_by is None:
        return [f"{exists}, and is as large in each: within the stated ranges no number moves it."]
    if it.told_by == "exists":
        said = [f"{exists}. What is explained is whether it does."]
    else:
        from backchannel.studies.ranges import Range

        size = parts(Range(it.low, it.median, it.high), it.total)
        said = [f"{exists}. What is explained is its size, as a share of packages: {size}."]
    if it.low == it.high and it.told_by == "size":
        said.append(
            "From the 5th to the 95th percentile it is the same: little is left to explain."
        )
    alone = it.alone.of(it.told_by)
    if alone is not None:
        said.append(
            f"Known one at a time, its {counted(len(it.drivers), 'number')} explain "
            f"{_index(alone)} of the variance; only several together explain the remaining "
            f"{percent(max(1 - alone.value, 0))}."
        )
    if not _counting(it):
        said.append("No single number explains more than chance would.")
    return said


def _counting(it: "HeadlineDrivers") -> list["Driver"]:
    """Numbers that explain more than chance would."""
    told = it.told_by
    if told is None:
        return []
    return [one for one in it.drivers if (index := one.alone.of(told)) and index.counts]


def _driver_row(it: "Driver", told: "Outcome") -> Row:
    index = it.alone.of(told)
    cells = [f"{_where(here)}: {_answer(here, told)}" for here in it.parts]
    if len(cells) == 2:  # a red line that is real or not
        cells.insert(1, "")
    return {
        "number": _name(it.paths),
        "explains alone": _index(index) if index else "",
        "low third": cells[0],
        "middle third": cells[1],
        "high third": "; ".join(cells[2:]),
    }


# ---------------------------------------------------------------- groups


def _print_groups(found: "Drivers") -> None:
    """One table for each grouping: groups down, questions across."""
    told = [it for it in found.headlines if it.told_by and it.groupings]
    if not told:
        return
    print_text("\nGROUPS OF NUMBERS")
    print_text(
        "In each cell, in %: what the group explains alone / what would stay open if all other "
        "numbers were known. Where the second is larger, the group acts together with others. What "
        "the sums leave of 100 % only several groups explain together. From "
        f"{counted(found.pairs, 'pair')} of draws: differences below 5 points are noise, as are "
        "many larger ones (--format csv lists the intervals); ? stands where an interval reaches "
        "more than 25 points either way, so that these draws cannot tell."
    )
    for place, grouped in enumerate(told[0].groupings):
        rows: list[Row] = [
            {
                grouped.by: group.label.told(grouped.by),
                **{it.id: _group_cell(it, it.groupings[place].groups[g]) for it in told},
            }
            for g, group in enumerate(grouped.groups)
        ]
        sums = {it.id: _whole(it.groupings[place].alone, it.told_by) for it in told}
        rows.append({grouped.by: "sum of alone", **sums})
        print_table(rows, f"\nBy {grouped.by}. {WHAT[grouped.by]}")


def _group_cell(it: "HeadlineDrivers", group: "Group") -> str:
    if not group.numbers:
        return "-"
    return f"{_whole(group.alone, it.told_by)} / {_whole(group.total, it.told_by)}"


def _whole(of: "Explained", told: "Outcome | None") -> str:
    index = of.of(told) if told else None
    if index is None or not index.high - index.value <= UNTOLD:
        return "?"
    return f"{max(round(100 * index.value), 0)}"


# ---------------------------------------------------------------- words


def _name(paths: Sequence[str]) -> str:
    return " and ".join(paths)


def _index(it: "Index") -> str:
    """Return a share of variance with its interval; chance may take one below nothing."""
    if math.isnan(it.low):
        return f"{_share(it.value)} % (too few draws for an interval)"
    return f"{_share(it.value)} % ({_share(it.low)} to {_share(it.high)} %)"


def _share(share: float) -> str:
    """Return a share in percent, with one decimal where it is small.

    >>> _share(0.343), _share(0.0041), _share(-0.01)
    ('34', '0.4', '0')
    """
    part_of_100 = 100 * max(share, 0.0)
    return f"{part_of_100:.0f}" if part_of_100 >= 9.95 or not part_of_100 else f"{part_of_100:.1f}"


def _then(it: "HeadlineDrivers") -> str:
    if it.told_by == "exists":
        return "in how many of these a zone exists"
    return "the mean share of packages in the zone"


def _where(it: "Part") -> str:
    return it.at if it.low is None or it.high is None else f"{it.low:.3g} to {it.high:.3g}"


def _answer(it: "Part", told: "Outcome | None") -> str:
    return part(it.mean) if told == "size" else percent(it.open_share)
