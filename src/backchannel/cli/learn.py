"""`backchannel learn`: what the answers on record teach, and what they change."""

from functools import partial
from typing import TYPE_CHECKING, Annotated

import typer

from backchannel.cli.common import (
    CaseName,
    Format,
    FormatOption,
    InOrderOption,
    ReadingOption,
    SeedOption,
    load_case,
    progress_line,
)
from backchannel.cli.figures import plain
from backchannel.cli.study import give, run_study

if TYPE_CHECKING:
    from backchannel.studies.record.carried import Carried
    from backchannel.studies.record.lessons import Learned


def learn(
    case: CaseName,
    offer: Annotated[
        list[str] | None,
        typer.Option("--offer", help="Only this offer; repeat for several.", metavar="OFFER"),
    ] = None,
    headline_draws: Annotated[
        int, typer.Option("--headline-draws", min=1, help="Draws of each headline.")
    ] = 1_000,
    reading: ReadingOption = None,
    in_order: InOrderOption = False,
    draws: Annotated[
        int, typer.Option("--draws", min=1, max=1_000_000, help="Draws that are weighed.")
    ] = 20_000,
    seed: SeedOption = 0,
    form: FormatOption = Format.TABLE,
) -> None:
    """Tell what each answer on record teaches, and how it moves the headlines.

    An actor who refused an offer makes draws in which it would gladly have accepted it count for
    less, but only as far as the report of the refusal is believed. Estimates that rest on the
    offers' claims alone are set aside first, so that no evidence counts twice. Other commands use
    the learned draws with `--learned`.
    """
    loaded = load_case(case, reading, in_order=in_order)
    from backchannel.studies.record.carried import carried
    from backchannel.studies.record.learn import learn as study

    found = run_study("learn", partial(study, loaded, offer or None, draws=draws, seed=seed))
    told: tuple[Carried, ...] = ()
    if form is not Format.CSV and found.lessons:
        with progress_line("headlines") as progress:
            told = carried(loaded, found, draws=headline_draws, progress=progress)
    give(found, form, partial(_tell, told, headline_draws), data=partial(_data, told))


def _data(told: "tuple[Carried, ...]", found: "Learned") -> dict[str, object]:
    kept = ("lessons", "moved", "fallen", "silent", "draws", "effective", "status", "notes",
            "lacking", "run")  # fmt: skip
    return {key: plain(getattr(found, key)) for key in kept} | {
        "headlines": plain(told, arrays=False)
    }


def _tell(told: "tuple[Carried, ...]", draws: int, found: "Learned") -> None:
    from backchannel.cli.learn_text import tell

    tell(found, told, draws)
