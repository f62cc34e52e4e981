"""`backchannel press`: what could be settled over the head of a party that is not in the room."""

from collections.abc import Iterator, Mapping
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
from backchannel.cli.figures import beside, counted, percent, plain, points, shares
from backchannel.cli.study import LearnedOption, give, learned_draws, run_study
from backchannel.core.errors import one_line

if TYPE_CHECKING:
    from backchannel.studies.pressure.over_head import (
        Combined,
        Event,
        Level,
        OverHead,
        OverTheHead,
        Passing,
        Pressure,
    )
    from backchannel.studies.ranges import Range


def press(
    case: CaseName,
    channel: Annotated[
        str | None,
        typer.Option("--channel", help="A channel; all that are open by default."),
    ] = None,
    actor: Annotated[
        str | None,
        typer.Option("--actor", help="An actor that is not there; all by default."),
    ] = None,
    reading: ReadingOption = None,
    in_order: InOrderOption = False,
    draws: DrawsOption = 1_000,
    seed: SeedOption = 0,
    learned: LearnedOption = False,
    form: FormatOption = Format.TABLE,
) -> None:
    """Ask what could be settled over the head of a party that is not there, and pressed on it.

    For each channel and each absent actor that it decides about: can the others settle without it,
    would it accept that, what a lever adds, whether its user would rather pull it than back down,
    and what would free the actor of it.
    """
    loaded = load_case(case, reading, in_order=in_order)
    loaded, draw_from = learned_draws(loaded, seed, learned=learned)
    from backchannel.studies.pressure.press import over_the_head

    asked = partial(over_the_head, loaded, channel, actor, draws=draws, seed=draw_from)
    found = run_study("press", asked)
    instruments = {it.id: one_line(str(it.instrument)) for it in loaded.document.leverage}
    without_arrays = partial(plain, arrays=False)
    give(found, form, lambda found: _print(found, instruments), data=without_arrays)


def _print(found: "OverTheHead", instruments: Mapping[str, str]) -> None:
    if not found.heads:
        print_text(found.summary())
        print_notes(found.notes, found.lacking)
        return
    chosen = found.channel is not None or found.actor is not None
    first = found.heads[0].channel
    pressed = [head for head in found.heads if head.pressures]
    in_detail = [head for head in pressed if chosen or head.channel == first]
    shown = found.heads if found.channel and found.actor else in_detail or found.heads[:1]
    for head in shown:
        _print_head(head, instruments)
    print_table(
        [_row(head) for head in found.heads if head.deal or chosen],
        "\nWHO IS DECIDED ABOUT WITHOUT BEING THERE, the most telling channel first",
    )
    if shut := {head.channel: head for head in found.heads if not head.deal and not chosen}:
        print_text(f"The others can sign nothing in any draw in {joined(shut)}.")
    if len(in_detail) < len(pressed):
        print_text("`--channel` and `--actor` show the levers of any other row in full.")
    print_text(
        "Ranges are the median with the 5th and the 95th percentile over draws of the case's "
        f"estimates ({counted(found.draws, 'draw')}). Packages are those that the others could "
        "sign: they "
        "compare with the status quo, the absent actor with its walk-away value. This follows from "
        "the stated ranges and is no forecast."
    )
    print_notes(found.notes, found.lacking)


# ---------------------------------------------------------------- one channel, one absent actor


def _print_head(head: "OverHead", instruments: Mapping[str, str]) -> None:
    print_text(f"{head.channel} ({head.channel_status}), over the head of {head.actor}")
    for sentence in _sentences(head, instruments):
        print_text(sentence)
    if head.gap is None:
        return
    if head.pressures:
        rows = [_level_row(p, level, head) for p in head.pressures for level in p.levels]
        print_table(rows, f"\nLevers on {head.actor}, with their levels (status quo in brackets)")
        silent = any(not level.stated for p in head.pressures for level in p.levels)
        if silent:
            print_text("* no number given, so everything is as at the status quo")
        rows = [_threat_row(p) for p in head.pressures]
        title = "Would the user of a lever rather pull it than back down?"
        print_table(rows, f"\n{title}" if silent else title)
    if head.combined:
        more = f" ({head.left_out} more combinations left out)" if head.left_out else ""
        print_table([_combined_row(c) for c in head.combined], f"Several levers at once{more}")
    if head.pressures or head.events:
        rows = [_free_row(p, head) for p in head.pressures if p.direction == "lowers"]
        rows += [row for event in head.events for row in _event_rows(event)]
        if head.pressures:
            title = f"What would free {head.actor} of the pressure"
        else:
            title = f"\nWhat would change what {head.actor} falls back on"
        print_table(rows, title)


def _sentences(head: "OverHead", instruments: Mapping[str, str]) -> Iterator[str]:
    who = joined(head.signatories)
    free = head.free
    yield (
        f"Can {who} settle without {head.actor}? In {percent(head.deal)} of draws they can sign "
        f"something on {joined(head.issues)}."
    )
    if head.gap is None or free.nash is None:
        yield f"So nothing is put before {head.actor} in this channel."
        return
    accepted = f"{shares(free.accepted)} of what they could sign" if free.accepted else "some of it"
    yield (
        f"Would {head.actor} accept? Freely it would accept {accepted}. Their Nash package lies "
        f"{beside(head.gap)} its walk-away value, and it would refuse it in "
        f"{percent(1 - free.nash)} of draws; the present state lies {beside(head.resting)} its "
        "walk-away value."
    )
    if head.implied:
        yield (
            f"A package that itself brings about {' or '.join(head.implied)} is judged under that "
            "condition, so that accepting it is not free of the pressure."
        )
    lever = head.strongest
    if not head.pressures:
        yield f"Can it be pressed? Nobody holds a lever on {head.actor} in this case."
    elif lever is None:
        yield f"Can it be pressed? No lever on {head.actor} lets anything pass that it refuses."
    else:
        yield _pressed_words(lever, instruments)


def _pressed_words(lever: "Pressure", instruments: Mapping[str, str]) -> str:
    passing = lever.pulled.passing
    where = "who is in this channel" if lever.at_table else "who is not in this channel"
    through = f" through {lever.condition}" if lever.condition != lever.lever else ""
    told = (
        f"Can it be pressed? {lever.by}, {where}, holds {lever.lever} "
        f"({instruments[lever.lever]}){through}. "
    )
    if passing.some_pressed is not None and passing.pressed is not None:
        told += (
            f"In {percent(passing.some_pressed)} of draws something passes only under it "
            f"({shares(passing.pressed)} of what they could sign), "
        )
    return told + (
        f"their Nash package in {percent(lever.nash_pressed or 0.0)}. Is the threat credible? "
        f"{lever.by} would rather carry it out than back down in {percent(lever.credible)} of "
        f"draws, for it costs {lever.by} {points(lever.cost)} points; the analyst's own chance "
        f"that it is used is {shares(lever.credibility)}."
    )


def _row(head: "OverHead") -> Row:
    lever = head.strongest
    return {
        "channel": head.channel,
        "absent": head.actor,
        "others can settle": percent(head.deal),
        "it accepts freely": _share(head.free.accepted),
        "refuses their Nash package": _percent(head.free.nash, other=True),
        "strongest lever": _lever_name(lever) if lever else "none",
        "passes only under it": _share(lever.pulled.passing.pressed) if lever else "",
        "threat credible": percent(lever.credible) if lever else "",
    }


def _lever_name(lever: "Pressure") -> str:
    through = f"{lever.condition}, " if lever.condition != lever.lever else ""
    return f"{lever.lever} ({through}{lever.by})"


def _level_row(lever: "Pressure", level: "Level", head: "OverHead") -> Row:
    setting = "pulled" if level.option is None else level.option
    setting = f"[{setting}]" if level.resting else setting
    passing = level.passing
    return {
        "lever": lever.lever,
        "level": setting if level.stated else f"{setting} *",
        f"walk-away of {head.actor}": points(passing.walk_away),
        **_passes(passing),
        "then refused": _share(passing.lost),
    }


def _threat_row(lever: "Pressure") -> Row:
    return {
        "lever": lever.lever,
        "user": f"{lever.by}{'' if lever.at_table else ' (not there)'}",
        "threat credible": percent(lever.credible),
        "cost to the user in points": points(lever.cost),
        "analyst's chance that it is used": shares(lever.credibility),
    }


def _combined_row(held: "Combined") -> Row:
    return {
        "levers": " + ".join(held.levers),
        "conditions": " + ".join(held.conditions),
        "walk-away value": points(held.passing.walk_away),
        **_passes(held.passing),
        "number": "stated" if held.stated else "the lowest single one",
    }


def _free_row(lever: "Pressure", head: "OverHead") -> Row:
    if lever.makes_good is None:
        told = "their Nash package never passes only under this lever"
    else:
        told = (
            f"others make good {shares(lever.makes_good)} of what it takes away "
            f"(in the {lever.makes_good_draws:,} of {counted(head.gap_draws, 'draw')} in which "
            "the Nash "
            "package passes only under it)"
        )
    stated = f"{shares(lever.replaced)} (moves no number)" if lever.replaced else "not said"
    return {"lever": lever.lever, "what it would take": told, "as the case puts it": stated}


def _event_rows(event: "Event") -> Iterator[Row]:
    released: list[tuple[str | None, Range | None]] = [*event.released.items()]
    for lever, share in released or [(None, event.passing.lost)]:
        told = f"it would refuse {_share(share)} of what passes" if share else "nothing passes"
        what = "what would have to happen" if lever is None else "what it would take"
        yield {
            **({} if lever is None else {"lever": lever}),
            what: f"{event.condition} ({event.event}): {told}",
            "as the case puts it": f"walk-away value {points(event.passing.walk_away)}",
        }


def _passes(passing: "Passing") -> dict[str, object]:
    return {
        "passes": _share(passing.accepted),
        "only under it": _share(passing.pressed),
        "Nash package passes": _percent(passing.nash),
    }


def _share(of: "Range | None") -> str:
    return shares(of) if of else "-"


def _percent(share: float | None, *, other: bool = False) -> str:
    if share is None:
        return "-"
    return percent(1 - share if other else share)
