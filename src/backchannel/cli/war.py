"""`backchannel war`: whether a settlement suits both, when actors are ready, if a deal holds."""

import math
from collections.abc import Mapping
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
from backchannel.cli.deals_ask import package_of
from backchannel.cli.deals_words import held_options, joined
from backchannel.cli.figures import after, counted, months, percent, points, shares
from backchannel.cli.study import LearnedOption, give, learned_draws, run_study
from backchannel.core.errors import one_line

if TYPE_CHECKING:
    from backchannel.studies.wars.outlook import Beliefs, PowerShift, WarOutlook
    from backchannel.studies.wars.readiness import OnTable, Readiness, Ready
    from backchannel.studies.wars.war import WarOverDraws

CHOSEN = {
    "given": "as given",
    "nash": "the Nash package at the most likely values",
    "least_shortfall": "none is acceptable to all at the most likely values; in this one the "
    "largest shortfall is smallest",
}
"""How the package on the table was chosen, in words."""


def war(
    case: CaseName,
    package: Annotated[
        list[str] | None,
        typer.Option(
            "--package",
            help="Options of the package on the table; the rest is chosen as without it.",
            metavar="ISSUE=OPTION,...|OFFER",
        ),
    ] = None,
    reading: ReadingOption = None,
    in_order: InOrderOption = False,
    draws: DrawsOption = 1_000,
    seed: SeedOption = 0,
    learned: LearnedOption = False,
    form: FormatOption = Format.TABLE,
) -> None:
    """Ask of each war whether a settlement suits both sides, and when the actors are ready.

    For each war: would a settlement suit both, would they see it, when, and does a shift of power
    argue for fighting now. For each question of the case: is there a deal, when is each actor ready
    for the package on the table, and would the deal hold. All within the ranges of the case.
    """
    loaded = load_case(case, reading, in_order=in_order)
    given = package_of(loaded, package or (), "--package")
    loaded, draw_from = learned_draws(loaded, seed, learned=learned)
    from backchannel.studies.wars.war import war as study

    found = run_study("war", partial(study, loaded, package=given, draws=draws, seed=draw_from))
    give(found, form, lambda found: _print(found, given))


def _print(found: "WarOverDraws", given: Mapping[str, str]) -> None:
    if not found.wars:
        print_text("The case describes no war.")
    for it in found.wars:
        _print_war(it)
    for question in found.questions:
        _print_question(question, given)
    # After a stop the questions have fewer draws than the wars, each told where it stands.
    stopped = any(it.code == "stopped" for it in found.notes)
    over = "the draws" if stopped else counted(found.draws, "draw")
    print_text(
        "Numbers with two more in brackets are the median with the 5th and the 95th percentile "
        f"over {over} of the case's estimates. This follows from the "
        "stated ranges "
        "and is no forecast."
    )
    print_notes(found.notes, found.lacking)


# ---------------------------------------------------------------- a war


def _print_war(it: "WarOutlook") -> None:
    first, second = it.sides
    print_text(f"WAR {it.id} between {first} and {second}, over: {one_line(it.stake)}")
    print_text(f"All chances and shares of the stake are those of {first}.")
    told = [
        *(_settlement_words(it) if it.settlements else ()),
        *(_belief_words(it, it.beliefs) if it.beliefs else ()),
        *(_shift_words(it, it.shift) if it.shift else ()),
    ]
    for sentence in told:
        print_text(sentence)
    if it.settlements:
        print_table(_settlement_rows(it), "\nShares of the stake that both would prefer to war")


def _settlement_words(it: "WarOutlook") -> list[str]:
    first, second = it.sides
    now = it.settlements[0]
    return [
        f"Would a settlement suit both? If both saw the analyst's own chance that {first} wins, "
        f"{shares(now.chance)}, some share would suit both in {percent(now.exists)} of draws: "
        f"rather than fight {first} would take {shares(now.low)} of the stake or more, and "
        f"{second} would leave it up to {shares(now.high)} of the stake."
    ]


def _belief_words(it: "WarOutlook", b: "Beliefs") -> list[str]:
    first, second = it.sides
    told = [
        f"Would they see it? {first} sees a chance of {shares(b.chances[0])} that it wins, "
        f"{second} sees {shares(b.chances[1])} that {first} wins: a gap of {shares(b.gap)}. What "
        f"war costs the two bridges a gap of up to {shares(b.room)}. In {percent(b.exists)} of "
        "draws both see a settlement now."
    ]
    if b.months is None or b.seen_by is None or b.never is None:
        return told
    late = f", in {percent(b.never)} not within {b.battles} battles" if b.never else ""
    return [
        *told,
        "When would they? If the fighting goes as the analyst expects and both learn from it, "
        f"{after(b.months)}: in {percent(float(b.seen_by[12]))} of draws within 12 months, in "
        f"{percent(float(b.seen_by[24]))} within 24{late}.",
    ]


def _shift_words(it: "WarOutlook", s: "PowerShift") -> list[str]:
    if not any(side.weaker_later for side in s.sides):
        return [
            "Does a shift of power argue for fighting now? After "
            f"{months(it.horizon)} the chance that {it.sides[0]} wins would be "
            f"{shares(s.chance_later)}, the same as now in every draw: neither side rises, so "
            "there is no shift that could argue for it.",
            *(_turning(s, which) for which in (0, 1)),
        ]
    fights = joined(f"{side.actor} in {percent(side.fights)} of draws" for side in s.sides)
    return [
        "Does a shift of power argue for fighting now? After "
        f"{months(it.horizon)} the chance that {it.sides[0]} wins would be "
        f"{shares(s.chance_later)}, against {shares(s.chance_now)} now. Later the rising side "
        f"could extract {points(s.temptation)} points of 100 more than now; the most that it could "
        f"concede now to keep the peace is {points(s.surplus)}. Only where the first is larger "
        f"would the other rather fight now: {fights}.",
        *(_turning(s, which) for which in (0, 1)),
    ]


def _turning(s: "PowerShift", which: int) -> str:
    side, way = s.sides[which], ("fall below", "rise above")[which]
    if side.possible == 0:
        return f"For {side.actor} no change of the chance would be reason enough to fight now."
    none = f"; in {percent(1 - side.possible)} of draws none is enough" if side.possible < 1 else ""
    return (
        f"For {side.actor} to rather fight now, the later chance of {s.sides[0].actor} would have "
        f"to {way} {shares(side.turning)}, now {percent(s.chance_now.median)}{none}."
    )


def _settlement_rows(it: "WarOutlook") -> list[Row]:
    return [
        {
            "under": s.condition or "as things stand",
            f"chance of {it.sides[0]}": shares(s.chance),
            f"least that {it.sides[0]} takes": shares(s.low),
            f"most that {it.sides[1]} leaves": shares(s.high),
            "width": shares(s.width),
            "exists in draws": percent(s.exists),
        }
        for s in it.settlements
    ]


# ---------------------------------------------------------------- a question


def _print_question(it: "Readiness", given: Mapping[str, str]) -> None:
    when = f", if {joined(it.conditions)}" if it.conditions else ""
    print_text(f"QUESTION {it.id} ({', '.join(it.actors)}{when}): {one_line(it.text)}")
    now, year, two = (percent(float(it.zone_by[month])) for month in (0, 12, 24))
    later = (
        "; the months change nothing"
        if it.zone_by[0] == it.zone_by[-1]
        else f", within 12 months in {year}, within 24 in {two}"
    )
    print_text(
        "When is there a deal at all? Some package is acceptable to all now in "
        f"{now} of {counted(it.draws, 'draw')}{later}."
    )
    if it.on_table is None:
        held = " that hold what is given" if given else ""
        print_text(
            "No package is on the table: at the most likely values red lines or exclusions rule "
            f"out all{held}.\n"
        )
        return
    _print_package(it.on_table, given)


def _print_package(table: "OnTable", given: Mapping[str, str]) -> None:
    among = ", with the options given" if given and table.chosen_by != "given" else ""
    ties = f", one of {table.ties:,} that tie" if table.ties > 1 else ""
    print_text(
        f"On the table ({CHOSEN[table.chosen_by]}{among}{ties}): {held_options(table.package)}."
    )
    print_text(
        f"When is each ready? All accept it now in {percent(table.accepted)} of draws"
        f"{_later_words(table)}."
    )
    if table.renewal is not None:
        joint = (
            "Not all actors have a worth for that."
            if table.accepted_at_risk is None
            else f"With that risk all accept it in {percent(table.accepted_at_risk)} of draws."
        )
        print_text(
            "Would it hold? The case puts the chance that war comes back after it at "
            f"{shares(table.renewal)}. {joint}"
        )
    rows = [_actor_row(actor) for actor in table.actors]
    told = [key for key in rows[0] if any(row[key] is not None for row in rows)]
    title = "" if table.renewal is None else "\nAt risk: with the chance that war comes back"
    print_table([{key: row[key] for key in told} for row in rows], title)


def _later_words(table: "OnTable") -> str:
    """Say when the last of the actors is ready."""
    if all(actor.cost is None for actor in table.actors):
        return "; no cost of war makes anybody more ready"
    late = f"; in {percent(table.never)} at least one is never ready" if table.never else ""
    if table.months.high == 0 or math.isinf(table.months.median):
        return late
    return f"; the last is ready {after(table.months)}{late}"


def _actor_row(a: "Ready") -> Row:
    risk = a.at_risk
    return {
        "actor": a.actor,
        "accepts now": percent(a.accepts),
        "lost a month": None if a.cost is None else points(a.cost),
        "months until ready": months(a.months, unit=False),
        "never": percent(a.never),
        "accepts at risk": None if risk is None else percent(risk.accepts),
        "points over no deal": None if risk is None else points(risk.margin),
        "risks war up to": None if risk is None else shares(risk.most),
    }
