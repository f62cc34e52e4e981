"""`backchannel forecast`: the register of forecasts: list, add, resolve, score."""

import sys
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Annotated

import typer

from backchannel.case import Case
from backchannel.case.register import Standing, last_digest, standings
from backchannel.case.register_file import enter, enter_new, free_id, resolve
from backchannel.cli.common import CaseName, Format, FormatOption, load_case
from backchannel.cli.forecast_new import Wanted, new_forecast
from backchannel.cli.forecast_text import OUTCOMES, lacks, print_list, print_scores
from backchannel.cli.study import give
from backchannel.core.errors import UsageError, did_you_mean

forecast = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    help="Keep a register of dated forecasts: list, add, resolve and score them.",
)


NEEDED = {"probability": "--probability or --word", "horizon": "--horizon", "resolution": "--rule"}
"""What a score needs of a forecast, and the options that say it."""

OnOption = Annotated[
    str | None, typer.Option("--on", metavar="DAY", help="The day of the line; today.")
]
ClaimsOption = Annotated[
    str, typer.Option("--claims", metavar="IDS", help="Claims behind it, joined by commas.")
]


@forecast.command("list")
def list_forecasts(case: CaseName, form: FormatOption = Format.TABLE) -> None:
    """List the forecasts of a case: who said what, whether it is entered, what a score lacks."""
    from backchannel.studies.record.forecasts import forecasts

    give(forecasts(load_case(case)), form, print_list)


@forecast.command()
def score(
    cases: Annotated[list[str], typer.Argument(metavar="CASE...", help="One or more cases.")],
    form: FormatOption = Format.TABLE,
) -> None:
    """Score what has resolved: Brier and logarithmic scores, by source, and calibration."""
    from backchannel.studies.record.forecasts import forecasts

    give(forecasts(*map(load_case, cases)), form, print_scores)


@forecast.command()
def add(
    case: CaseName,
    name: Annotated[
        str | None,
        typer.Argument(metavar="[ID]", help="A forecast of the case, or the id of the new one."),
    ] = None,
    text: Annotated[str | None, typer.Option(help="Write a new forecast that says this.")] = None,
    by: Annotated[str | None, typer.Option(help="Who says it: a source, or analyst.")] = None,
    made: Annotated[
        str | None, typer.Option(metavar="DATE", help="When it was said; the day of the line.")
    ] = None,
    probability: Annotated[
        str | None, typer.Option(metavar="LOW,MODE,HIGH", help="How likely, from 0 to 1.")
    ] = None,
    word: Annotated[
        str | None, typer.Option(help='How likely, as a word of probability: "very likely".')
    ] = None,
    horizon: Annotated[str | None, typer.Option(metavar="DATE", help="By when.")] = None,
    rule: Annotated[str | None, typer.Option(help="How it will be told if it happened.")] = None,
    reason: Annotated[str | None, typer.Option(help="Why this probability.")] = None,
    claims: ClaimsOption = "",
    headline: Annotated[
        str | None,
        typer.Option(metavar="QUESTION", help="Take the share of draws that answers a question."),
    ] = None,
    draws: Annotated[
        int, typer.Option(min=1, max=1_000_000, help="Draws of the estimates, for --headline.")
    ] = 2_000,
    seed: Annotated[int, typer.Option(min=0, help="Seed of the draws, for --headline.")] = 0,
    incomplete: Annotated[
        bool,
        typer.Option("--incomplete", help="Enter it as it stands, though it can never be scored."),
    ] = False,
    on: OnOption = None,
) -> None:
    """Enter a forecast into the register: one that stands in the case, or a new one.

    What is entered can be resolved and not edited. A new one needs --text or --headline. For a
    score it needs a probability, a horizon and a rule; --incomplete enters it without.
    """
    loaded = _writable(case)
    wanted = Wanted(text, by, made, probability, word, horizon, rule, reason, _ids(claims),
                    headline, draws, seed)  # fmt: skip
    day = _day(on)
    if wanted.is_new:
        name = name or free_id(loaded)
        new = new_forecast(loaded, name, wanted, day)
        _refuse_unknown_claims(loaded, wanted.claims)
        if not incomplete:
            _refuse_incomplete(name, [key for key in NEEDED if key not in new], new=True)
        enter_new(case, new, on=day)
    elif name is None or wanted.says_anything:
        raise UsageError(
            "a forecast is entered by its id, or written anew",
            hint="give the ID of one that stands in the case, or --text or --headline",
        )
    else:
        if not incomplete:
            held = _standing(loaded, name)
            missing = held.missing if held and held.entered is None else ()
            _refuse_incomplete(name, [key for key in NEEDED if key in missing], new=False)
        enter(case, name, on=day)
    _tell(case, name, f"entered {name} on {day}")


@forecast.command("resolve")
def resolve_forecast(
    case: CaseName,
    name: Annotated[str, typer.Argument(metavar="ID", help="A forecast that was entered.")],
    outcome: Annotated[str, typer.Option(metavar="|".join(OUTCOMES), help="What became of it.")],
    reason: Annotated[str, typer.Option(help="How it is known, by the forecast's own rule.")],
    claims: ClaimsOption = "",
    on: OnOption = None,
) -> None:
    """Say once what became of a forecast that was entered."""
    if outcome not in OUTCOMES:
        raise UsageError(
            f"--outcome {outcome!r} is no outcome", hint=did_you_mean(outcome, OUTCOMES)
        )
    loaded = _writable(case)
    day = _day(on)
    _refuse_unknown_claims(loaded, _ids(claims))
    resolve(case, name, status=outcome, reason=reason, on=day, claims=_ids(claims))
    _tell(case, name, f"resolved {name} on {day}: {outcome}")


def _writable(case: str) -> Case:
    if case == "-":
        raise UsageError("a case from standard input cannot be written", hint="name its folder")
    return load_case(case)


def _day(on: str | None) -> str:
    today = datetime.now().astimezone().date().isoformat()
    if on is None:
        return today
    try:
        real = date.fromisoformat(on).isoformat() == on  # 20240601 is a day, written otherwise
    except ValueError:
        real = False
    if not real:
        raise UsageError(f"--on {on!r} is no day", hint=f"write it like {today}")
    if on > today:
        raise UsageError(f"--on {on} lies in the future", hint=f"today is {today}")
    return on


def _refuse_unknown_claims(case: Case, claims: Iterable[str]) -> None:
    known = {claim.id for claim in case.document.claims}
    for name in claims:
        if name not in known:
            raise UsageError(
                f"--claims: '{name}' is no claim of this case", hint=did_you_mean(name, known)
            )


def _refuse_incomplete(name: str, lacking: Sequence[str], *, new: bool) -> None:
    if lacking:
        options = ", ".join(NEEDED[key] for key in lacking)
        raise UsageError(
            f"'{name}' would be entered for good and could never be scored: {lacks(lacking)}",
            hint=f"{f'add {options}' if new else 'say it in the case first'}; where no more was "
            "said, --incomplete enters it as it stands",
        )


def _standing(case: Case, name: str) -> Standing | None:
    return next((s for s in standings(case.document) if s.forecast.id == name), None)


def _ids(claims: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in claims.split(",") if part.strip())


def _tell(case: str, name: str, done: str) -> None:
    """Say what was written, what is still missing, and what to keep elsewhere."""
    document = load_case(case).document
    standing = next(s for s in standings(document) if s.forecast.id == name)
    if standing.early:
        print(
            f"note: {name} is resolved before its horizon ({standing.forecast.horizon}) has ended; "
            "until then it can still happen",
            file=sys.stderr,
        )
    print(f"{done}; last digest of the register, to keep elsewhere:", file=sys.stderr)
    print(last_digest(document), file=sys.stderr)
    never: Sequence[str] = [w for w in standing.missing if w not in ("resolved", "void")]
    if never:
        print(
            f"{name} can never be scored: {lacks(never)}. What was entered stays as it is; a new "
            "forecast can say it.",
            file=sys.stderr,
        )
