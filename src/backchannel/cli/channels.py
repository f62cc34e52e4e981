"""`backchannel channels`: what each channel could settle, who adopts it, and who knows of it."""

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
    SeedOption,
    load_case,
    print_notes,
    print_table,
    print_text,
)
from backchannel.cli.figures import plain
from backchannel.cli.study import LearnedOption, give, learned_draws, run_study

if TYPE_CHECKING:
    from backchannel.studies.channel.channels import ChannelsOverDraws


def channels(
    case: CaseName,
    channel: Annotated[
        list[str] | None,
        typer.Option("--channel", help="Only this channel; repeat for several.", metavar="CHANNEL"),
    ] = None,
    months: Annotated[
        int,
        typer.Option(
            "--months",
            min=1,
            max=600,
            help="Months within which exposure is held against a public deal.",
        ),
    ] = 12,
    reading: ReadingOption = None,
    in_order: InOrderOption = False,
    draws: DrawsOption = 1_000,
    seed: SeedOption = 0,
    learned: LearnedOption = False,
    form: FormatOption = Format.TABLE,
) -> None:
    """Tell of each channel what it could settle, who would adopt it, who knows, and for how long.

    Who is decided about without being there stands beside it, and what a deal in public would
    change. All numbers are shares of draws or ranges over draws.
    """
    from backchannel.studies import channels as study

    loaded = load_case(case, reading, in_order=in_order)
    loaded, draw_from = learned_draws(loaded, seed, learned=learned)
    asked = partial(study, loaded, channel or None, months=months, draws=draws, seed=draw_from)
    found = run_study("channels", asked)
    give(found, form, _tell, data=_data, rows=lambda found: plain(found.to_rows()))


def _tell(found: "ChannelsOverDraws") -> None:
    from backchannel.cli.channels_text import sentences, tables

    print_text(found.summary())
    if any(it.settles and it.settles.partial for it in found.channels):
        print_text(
            "A channel settles its own issues while the rest stays as it is, so those who agree "
            "compare with the present state, not with walking away."
        )
    for it in found.channels:
        print()
        for sentence in sentences(it, found.months, found.draws):
            print_text(sentence)
    print()
    for title, rows in tables(found):
        print_table(rows, title)
    print_notes((note for note in found.notes if note.code != "partial"), found.lacking)


def _data(found: "ChannelsOverDraws") -> dict[str, object]:
    return {
        "draws": found.draws,
        "seed": found.run.seed,
        "months": found.months,
        "channels": plain(found.channels),
        "notes": plain(found.notes),
        "lacking": [{"key": it.key, "file": it.file, "why": str(it)} for it in found.lacking],
    }
