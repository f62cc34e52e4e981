"""`backchannel brief`: the main job. Analyse a case, print a summary, write one page."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from backchannel.cli.common import (
    CaseName,
    InOrderOption,
    ReadingOption,
    load_case,
    progress_line,
)
from backchannel.cli.study import LearnedOption, learned_draws
from backchannel.core.errors import UsageError, did_you_mean, printable


def brief(
    case: CaseName,
    language: Annotated[str, typer.Option("--lang", help="en or ko.")] = "en",
    draws: Annotated[
        int, typer.Option("--draws", min=1, max=1_000_000, help="Draws of the estimates.")
    ] = 2_000,
    seed: Annotated[int, typer.Option("--seed", min=0, help="Seed of the draws.")] = 0,
    reading: ReadingOption = None,
    in_order: InOrderOption = False,
    learned: LearnedOption = False,
    full: Annotated[
        bool,
        typer.Option(
            "--full",
            help="Add what the record teaches, whose word carries each answer, which numbers would "
            "settle most and what flips; takes several times as long.",
        ),
    ] = False,
    output: Annotated[
        Path | None,
        typer.Option(
            "-o", "--output", help="The page to write, - for stdout; CASE.html here by default."
        ),
    ] = None,
) -> None:
    """Analyse a case: print a short summary and write one self-contained HTML page.

    The page opens without any network request and prints on A4 in black and white.
    """
    from backchannel.briefing import LANGUAGES, page, summary, writable
    from backchannel.studies.overview import overview

    if language not in LANGUAGES:
        hint = did_you_mean(language, LANGUAGES)
        raise UsageError(f"there is no brief in language '{language}'", hint=hint)
    loaded = load_case(case, reading, in_order=in_order)
    named = Path(case).resolve().name if Path(case).is_dir() else loaded.document.case.id
    target = output or Path(f"{named}.html")
    to_stdout = str(target) == "-"
    if not to_stdout:
        writable(target)  # before the work, not after it
    loaded, draw_from = learned_draws(loaded, seed, learned=learned)
    with progress_line("questions x draws") as progress:
        found = overview(loaded, draws=draws, seed=draw_from, full=full, progress=progress)
    told = printable(summary(found, language=language))
    print(told, file=sys.stderr if to_stdout else sys.stdout)
    if to_stdout:
        print(page(found, language=language).html)
    else:
        page(found, language=language).save(target)
        print(f"wrote {target}", file=sys.stderr)
