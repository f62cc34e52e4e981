"""`backchannel deals`: which packages some actors could agree on, and what blocks them."""

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Any

import typer

from backchannel.cli.common import (
    Format,
    FormatOption,
    InOrderOption,
    ReadingOption,
    SeedOption,
    print_json,
    print_rows,
    progress_line,
)
from backchannel.cli.deals_ask import (
    SECTIONS,
    USUAL,
    USUAL_DRAWS,
    Asked,
    check,
    is_genius,
    load_any,
    names,
    options_of,
    over_draws,
    refuse,
    section_over_draws,
    without_fixed,
)
from backchannel.cli.deals_words import blockers_sentence, fixed_sentences
from backchannel.cli.figures import counted, plain
from backchannel.cli.positions_text import positions_of, print_positions
from backchannel.cli.study import LearnedOption
from backchannel.core.errors import UsageError

if TYPE_CHECKING:
    from backchannel.cli.deals_text import Teller
    from backchannel.studies.zones import ZoneOverDraws

NO_RANGES = "makes no sense for a Genius scenario: it has no channels, conditions or ranges"


def deals(
    case: Annotated[
        str,
        typer.Argument(
            metavar="CASE",
            help="A shipped case, a case folder, - for one YAML file, or a Genius DOMAIN.xml.",
        ),
    ],
    profiles: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="PROFILE.xml...", help="With a Genius domain: the profile of each party."
        ),
    ] = None,
    actors: Annotated[
        str, typer.Option("--actors", help="Actors that must all accept.", metavar="A,B,...")
    ] = "",
    channel: Annotated[
        str | None, typer.Option("--channel", help="Instead: the actors and issues of a channel.")
    ] = None,
    issues: Annotated[
        str,
        typer.Option("--issues", help="Issues that can move; all by default.", metavar="I,J,..."),
    ] = "",
    condition: Annotated[
        str,
        typer.Option("--if", help="Under a condition of the case.", metavar="CONDITION[,...]"),
    ] = "",
    fix: Annotated[
        list[str] | None,
        typer.Option(
            "--fix",
            help="Only packages with this option; repeat, or separate by commas.",
            metavar="ISSUE=OPTION",
        ),
    ] = None,
    reading: ReadingOption = None,
    in_order: InOrderOption = False,
    points: Annotated[bool, typer.Option("--points", help="The four solution points.")] = False,
    frontier: Annotated[
        bool,
        typer.Option("--frontier", help="Packages that none improves for one at nobody's cost."),
    ] = False,
    blockers: Annotated[
        bool,
        typer.Option("--blockers", help="What is in the way, or what each constraint keeps out."),
    ] = False,
    reach: Annotated[
        bool,
        typer.Option("--reach", help="Least and most for each actor, distances, option shares."),
    ] = False,
    nearest: Annotated[
        bool,
        typer.Option("--nearest", help="The least change of numbers that opens or ends the zone."),
    ] = False,
    trades: Annotated[
        bool,
        typer.Option("--trades", help="Which issues are traded for which (log-rolling)."),
    ] = False,
    transfers: Annotated[
        bool, typer.Option("--transfers", help="Whether side payments close the gap.")
    ] = False,
    efficiency: Annotated[
        float | None,
        typer.Option(
            "--efficiency",
            help="With --transfers: what arrives of one point paid, above 0 and up to 1; 1 if "
            "left out.",
            metavar="X",
        ),
    ] = None,
    text: Annotated[
        bool, typer.Option("--text", help="A draft improved step by step, hurting nobody.")
    ] = False,
    draft: Annotated[
        list[str] | None,
        typer.Option(
            "--from",
            help="With --text: the draft, else the present state.",
            metavar="ISSUE=OPTION,...",
        ),
    ] = None,
    no_pairs: Annotated[
        bool, typer.Option("--no-pairs", help="With --text: one issue at a time only.")
    ] = False,
    robust: Annotated[
        bool,
        typer.Option(
            "--robust",
            help=f"Packages accepted in the most draws; {USUAL_DRAWS:,} draws unless --draws says "
            "otherwise.",
        ),
    ] = False,
    draws: Annotated[
        int, typer.Option("--draws", min=0, max=1_000_000, help="Also ask that many draws.")
    ] = 0,
    seed: SeedOption = 0,
    learned: LearnedOption = False,
    form: FormatOption = Format.TABLE,
) -> None:
    """Count the packages that all named actors accept; show the points and what blocks.

    Counts are exact at the most likely values; --draws (2,000 of them with --learned) adds how far
    they hold within the ranges.
    Flags such as --frontier ask for sections; without any the points and what blocks are told.
    CASE may be a Genius XML domain, followed by a profile for each party: then utilities and
    reserves are those of the files.
    """
    flags = (points, frontier, blockers, reach, nearest, trades, transfers, text, robust)
    chosen = tuple(name for name, wanted in zip(SECTIONS, flags, strict=True) if wanted)
    scenario = is_genius(case, profiles or ())
    if scenario:
        given: dict[str, object] = {
            "--channel": channel,
            "--issues": issues,
            "--if": condition,
            "--reading": reading,
            "--in-order": in_order,
            "--draws": draws,
            "--robust": robust,
            "--learned": learned,
            "--nearest": nearest,
        }
        refuse(given, NO_RANGES)
    elif not actors and channel is None:
        raise UsageError(
            "say who must accept", hint="--actors A,B,... or --channel C; `show CASE` lists them"
        )
    if not transfers:
        refuse({"--efficiency": efficiency is not None}, "goes with --transfers")
    if not text:
        refuse({"--from": draft, "--no-pairs": no_pairs}, "goes with --text")
    if form is Format.CSV and len(chosen) > 1:
        raise UsageError(
            "CSV holds one table, so one section at a time",
            hint=f"keep one of --{', --'.join(chosen)}",
        )
    about: dict[str, Any] = {
        "actors": names(actors),
        "channel": channel,
        "issues": names(issues) or None,
        "condition": names(condition) or None,
    }
    fixed = options_of(fix or (), "--fix")
    start = options_of(draft, "--from") if draft else None
    finished: list[str] = []
    try:
        loaded, draw_from = load_any(
            case, profiles or (), reading, in_order=in_order, seed=seed, learned=learned
        )
        from backchannel.deals import zone

        asked = Asked(
            case=loaded,
            zone=zone(loaded, **about, fixed=fixed),
            about=about,
            fixed=fixed,
            draws=draws or (USUAL_DRAWS if robust or learned else 0),
            seed=draw_from,
            efficiency=1.0 if efficiency is None else efficiency,
            draft=start,
            pairs=not no_pairs,
            scenario=scenario,
            robust=robust,
        )
        check(asked)
        if form is Format.TABLE:
            sound = _print(asked, chosen, finished)
        else:
            sound = _give(asked, chosen, form)
    except KeyboardInterrupt:
        done = f"finished: {', '.join(finished)}" if finished else "nothing was finished"
        print(f"interrupted; {done}; nothing is half-written", file=sys.stderr)
        raise typer.Exit(130) from None
    if not sound:
        raise typer.Exit(2)


def _print(asked: Asked, chosen: Sequence[str], finished: list[str]) -> bool:
    """Tell section after section as each is finished; whether all could be told."""
    from backchannel.cli.deals_text import Teller

    teller = Teller(asked)
    with progress_line("zone"):
        summary, empty = asked.zone.summary(), asked.zone.exists is False
    teller.say(teller.words.plainly(summary))
    teller.notes(asked.zone.notes)
    finished.append("zone")
    if empty:
        _explain_empty(asked, chosen, teller)
    over = over_draws(asked)
    if over is not None:
        teller.over_draws(over)
        _go_on(over, asked, finished)
    elif not chosen and not asked.scenario:
        teller.say("One point only: add --draws 2000 to see how far it holds within the ranges.")
    sections = [*(chosen or USUAL)]
    if over is not None and not chosen and over.robust:
        sections.append("robust")
    sound = True
    for section in sections:
        if empty and section == "points" and not chosen:
            continue
        try:
            found = _answer(asked, section, over)
        except UsageError as error:
            print(error, file=sys.stderr)
            sound = not chosen and sound
            continue
        teller.tell(section, found)
        spread = section_over_draws(asked, section)
        if spread is not None:
            teller.spread(section, spread)
            _go_on(spread, asked, finished)
        if section == "points" and not asked.scenario:
            print_positions(positions_of(asked), found)
        if section == "blockers" and over is not None:
            teller.empty_draws(over)
        if section == "robust" and chosen and over is not None:
            teller.robust_options(over)
        finished.append(section)
        sys.stdout.flush()
    if empty and not asked.scenario and "nearest" not in chosen:
        print("\n--nearest looks for the least that would have to be different for a deal.")
    return sound


def _go_on(over: Any, asked: Asked, finished: list[str]) -> None:
    """End here if the draws were stopped; what they came to is told."""
    if over.draws < asked.draws:
        finished.append(f"{over.draws:,} of {counted(asked.draws, 'draw')}")
        raise KeyboardInterrupt


def _explain_empty(asked: Asked, chosen: Sequence[str], teller: "Teller") -> None:
    """Say at once why a zone is empty: what fixed options do, then what blocks."""
    if chosen and "blockers" not in chosen:
        teller.say(blockers_sentence(asked.zone.blockers(), teller.words))
    if asked.fixed:
        teller.say(*fixed_sentences(asked.fixed, without_fixed(asked)))


def _give(asked: Asked, chosen: Sequence[str], form: Format) -> bool:
    """Print data, once all of it is there."""
    over = over_draws(asked)
    if over is not None:
        _go_on(over, asked, [])
    if form is Format.CSV:
        from backchannel.cli.deals_data import as_rows

        section = chosen[0] if chosen else "points"
        found = _answer(asked, section, over)
        rows = as_rows(asked, section, found, over)
        if not rows:
            print(f"no rows: {_why_none(found)}", file=sys.stderr)
        print_rows(rows, form)
        return True
    from backchannel.cli.deals_data import as_data

    answers: dict[str, Any] = {}
    sound = True
    for section in chosen or USUAL:
        try:
            answers[section] = _answer(asked, section, over)
        except UsageError as error:
            print(error, file=sys.stderr)
            sound = not chosen and sound
    spread = {section: section_over_draws(asked, section) for section in answers}
    data = as_data(asked, answers, over, spread)
    if "points" in answers and not asked.scenario:
        data["positions"] = plain(positions_of(asked))
    print_json(data)
    return sound


def _why_none(found: Any) -> str:
    return str(found.summary())


def _answer(asked: Asked, section: str, over: "ZoneOverDraws | None") -> Any:
    if section == "robust":
        return over
    if section == "nearest":  # it draws its own bar
        return asked.answer(section)
    with progress_line(section):
        return asked.answer(section)
