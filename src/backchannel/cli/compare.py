"""`backchannel compare`: what all readings share, what flips, and which override is enough."""

import math
from collections.abc import Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING, Annotated

import typer

from backchannel.cli.common import (
    CaseName,
    DrawsOption,
    Format,
    FormatOption,
    Row,
    SeedOption,
    load_case,
    print_notes,
    print_table,
    print_text,
)
from backchannel.cli.deals_words import joined
from backchannel.cli.figures import arrow, counted, parts, percent
from backchannel.cli.study import LearnedOption, give, learned_draws, run_study
from backchannel.core.errors import one_line

if TYPE_CHECKING:
    from backchannel.record.intervals import Sampled
    from backchannel.studies.record.compare import Compared, Comparison, Largest, Under
    from backchannel.studies.record.flips import Flip, OverrideSet, Replaced

MOST_SETS = 5
"""Sets of overrides that are told of one flip."""

OPEN = "some package is acceptable to all who are asked"
NONE = {1: "no single one is", 2: "no two are", 3: "no three are"}


def compare(
    case: CaseName,
    reading: Annotated[
        list[str] | None,
        typer.Option(
            "--reading",
            help="A reading to compare; repeat for several, all by default.",
            metavar="READING",
        ),
    ] = None,
    draws: DrawsOption = 2_000,
    seed: SeedOption = 0,
    learned: LearnedOption = False,
    form: FormatOption = Format.TABLE,
) -> None:
    """Hold every question of a case under the base beside the same under each reading.

    Told are: what the base and all readings share, which reading turns which answer (the share of
    draws with a deal crosses one half), which of its overrides is enough to turn it by itself, and
    which one it cannot do without. Readings are compared one by one, never laid over one another.
    With --learned the answers on record are weighed under the base; readings then change numbers of
    the draws so weighed.
    """
    loaded, draw_from = learned_draws(load_case(case), seed, learned=learned)
    from backchannel.studies.record.compare import compare as study

    found = run_study("readings", partial(study, loaded, reading, draws=draws, seed=draw_from))
    give(found, form, _print)


def _print(found: "Comparison") -> None:
    if not found.headlines or not found.readings:
        print_text(found.summary())
        print_notes(found.notes, found.lacking)
        return
    print_text(
        f"Each question of the case is asked under the base and under {_readings(found)}, always "
        f"over the same {counted(found.draws, 'draw')}: in how many of them is there a package "
        "that is acceptable to all who are asked? A reading turns the answer where this share "
        "crosses one half."
    )
    for sentence in (*_shared_words(found), *_flip_words(found), *_kept_words(found)):
        print_text(sentence)
    readings = ("base", *found.readings)
    print_table(
        [_row(it, readings, [_mark(u) for u in it.under]) for it in found.headlines],
        f"\nShare of {counted(found.draws, 'draw')} in which {OPEN} (in brackets: the 95 % "
        "sampling interval)",
    )
    cells = [u for it in found.headlines for u in it.under]
    if any(u.flips for u in cells):
        print_text("* turned by the reading")
    if not all(u.settled for u in cells):
        print_text("? too near one half for these draws to settle on which side it lies")
    sizes = [it for it in found.headlines if it.under[0].packages]
    if sizes:
        print_table(
            [
                _row(it, readings, [parts(u.packages, it.total) for u in it.under if u.packages])
                for it in sizes
            ],
            "\nShare of packages acceptable to all: median (5th to 95th percentile over the draws)",
        )
    print_text("This follows from the stated ranges and is no forecast.")
    print_notes(found.notes, found.lacking)


def _readings(found: "Comparison") -> str:
    if len(found.readings) == 1:
        return f"the reading {found.readings[0]}"
    return f"{len(found.readings)} readings, each by itself ({joined(found.readings)})"


def _row(it: "Compared", heads: Sequence[str], cells: Sequence[str]) -> Row:
    return {"question": it.id, **dict(zip(heads, cells, strict=True))}


def _mark(it: "Under") -> str:
    mark = " *" if it.flips else ""
    return f"{_sampled(it.open_share)}{mark}{'' if it.settled else ' ?'}"


def _sampled(it: "Sampled") -> str:
    """Return a share with its interval, unless that is narrower than one percent."""
    value, low, high = map(percent, (it.value, it.low, it.high))
    narrow = it.high - it.low < 0.01
    return value if narrow else f"{value} ({low.removesuffix(' %')} to {high})"


# ---------------------------------------------------------------- what all share


def _shared_words(found: "Comparison") -> Iterator[str]:
    shared = [it for it in found.headlines if it.shared]
    yield "\nWHAT ALL SHARE"
    if not shared:
        yield "Nothing: every answer is turned by some reading."
    for often, title in (
        (True, f"Under the base and every reading {OPEN} in at least half of the draws:"),
        (False, f"Under the base and every reading {OPEN} in less than half of the draws:"),
    ):
        alike = [it for it in shared if (it.under[0].open_share.value >= 0.5) == often]
        if alike:
            yield title
        for it in alike:
            doubt = "" if it.settled else ", too near one half for these draws to settle"
            yield f"  {it.id}: {_span(it)} of draws{doubt}. {one_line(it.text)}"


def _span(it: "Compared") -> str:
    """Return the least and the largest share under the base and the readings."""
    shares = [u.open_share.value for u in it.under]
    low, high = percent(min(shares)), percent(max(shares))
    return low if low == high else f"{low.removesuffix(' %')} to {high}"


# ---------------------------------------------------------------- what flips


def _flip_words(found: "Comparison") -> Iterator[str]:
    texts = {it.id: one_line(it.text) for it in found.headlines}
    yield "\nWHAT FLIPS"
    if not found.flips:
        yield "No reading turns any answer."
    elif any(it.enough for it in found.flips):
        yield (
            "Enough means the reading's own value; a smaller change may do (`deals --nearest` "
            "finds the least)."
        )
    for it in found.flips:
        yield (
            f"{it.reading} turns {it.headline}: {_sampled(it.before)} of draws under the base, "
            f"{_sampled(it.after)} under the reading. {texts[it.headline]}"
        )
        if not it.settled:
            yield "  One of the two is too near one half for these draws to settle."
        yield from _enough_words(it)
        yield from _needed_words(it)


def _enough_words(it: "Flip") -> Iterator[str]:
    """Say which overrides are enough, the smallest first."""
    if not it.enough and not it.tried:
        yield "  Which override is enough was not looked for to the end."
    elif not it.enough:
        yield (
            f"  Of its {len(it.entering)} overrides that enter here {NONE[it.tried]} enough: it "
            "takes more together."
        )
    elif it.tried > 1:
        yield f"  Of its {len(it.entering)} overrides that enter here {NONE[it.tried - 1]} enough."
    for chosen in it.enough[:MOST_SETS]:
        yield f"  Enough {_how(chosen)}: {_set_words(chosen)}"
        for part in chosen.overrides:
            yield f"    {_reason(part)}"
    if len(it.enough) > MOST_SETS:
        yield f"  ... and {len(it.enough) - MOST_SETS} more; --format json lists them."
    if it.close:
        yield (
            "  Too near one half for these draws to settle whether enough: "
            + "; ".join(_paths(chosen) for chosen in it.close[:MOST_SETS])
            + ("." if len(it.close) <= MOST_SETS else "; ...")
        )


def _how(chosen: "OverrideSet") -> str:
    return "by itself" if len(chosen.overrides) == 1 else "together"


def _set_words(chosen: "OverrideSet") -> str:
    from backchannel.studies.change.changes import named

    moves = [
        f"{named(it.path)}, {_three(it.before)} -> {_three(it.after)}" for it in chosen.overrides
    ]
    share = _sampled(chosen.open_share)
    return f"{' and '.join(moves)}; {share} of draws then. {_move(chosen)}"


def _three(of: tuple[float, float, float]) -> str:
    low, mode, high = of
    return f"{mode:g} ({low:g} to {high:g})" if low != high else f"{mode:g}"


def _move(chosen: "OverrideSet") -> str:
    """Say how far the modes move, in parts of the base's ranges."""
    if math.isinf(chosen.move):
        return "The base has a fixed number there."
    size = percent(chosen.move) if chosen.move < 2 else f"{chosen.move:.1f} times the length"
    if len(chosen.overrides) == 1:
        return f"The most likely value moves by {size} of the base's range."
    return f"The most likely values move by {size} of the base's ranges in all."


def _paths(chosen: "OverrideSet") -> str:
    return " + ".join(it.path for it in chosen.overrides)


def _reason(it: "Replaced") -> str:
    rests = ", ".join([it.path, *it.claims])
    return f"Reason of the reading: {one_line(it.reason) or 'none given'} ({rests})"


def _needed_words(it: "Flip") -> Iterator[str]:
    """Say which overrides the flip cannot do without."""
    if it.needed is None:
        return
    paths = [part.path for part in it.needed]
    if len(it.entering) == 1:
        yield "  It is the only override of the reading that enters here."
    elif len(paths) == len(it.entering):
        every = "both" if len(paths) == 2 else f"all {len(paths)}"
        yield f"  It takes {every} of them: without any one the rest does not turn it."
    elif paths:
        each = "" if len(paths) == 1 else "any one of "
        yield f"  Without {each}{joined(paths)} the rest of the reading does not turn it."
    else:
        yield f"  It can do without any single one of the {len(it.entering)} that enter here."


# ---------------------------------------------------------------- what else changes


def _kept_words(found: "Comparison") -> Iterator[str]:
    for it in found.largest:
        yield f"{it.reading} turns nothing{_largest_words(it)}"


def _largest_words(it: "Largest") -> str:
    if it.headline is None:
        return ": it changes none of these numbers."
    change = arrow(it.before, it.after)
    if it.of == "draws":
        return f"; it moves the answer to {it.headline} most: {change} of draws."
    return (
        "; no share of draws moves by more than chance among draws. The median share of packages "
        f"moves most for {it.headline}: {change}."
    )
