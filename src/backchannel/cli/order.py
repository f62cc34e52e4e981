"""`backchannel order`: in which order the channels settle what, and who gains from going first."""

from __future__ import annotations

from collections.abc import Iterator
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
from backchannel.cli.figures import arrow, counted, percent, plain, points
from backchannel.cli.study import LearnedOption, give, learned_draws, run_study

if TYPE_CHECKING:
    from backchannel.studies.order.orders import Orders

LEAST = 0.01
"""Share of draws from which an effect is told."""

ROUNDING = 1e-9
"""Difference between two means over draws up to which they are the same."""

CLEAR = 0.25
"""By how much the draws in which an actor gains outnumber those in which it loses, or less."""

SHOWN = 6
"""Groups of orders that are listed without `--all`."""

LISTS = ("channels", "groups", "pairs", "first_movers", "spreads")
"""What the data hold of all orders."""

ONE_TABLE = ("actors", "issues", "partial", "open_share", "alone", "only_together", "point_open",
             "point_alone", "package", "gains", "payments")  # fmt: skip
"""What the data hold of all channels as one table."""


def order(
    case: CaseName,
    channels: Annotated[
        str | None,
        typer.Option("--channels", help="Up to six channels, joined by commas.", metavar="A,B,C"),
    ] = None,
    everything: Annotated[
        bool, typer.Option("--all", help="List every distinct result, and every effect.")
    ] = False,
    reading: ReadingOption = None,
    in_order: InOrderOption = False,
    draws: DrawsOption = 1_000,
    seed: SeedOption = 0,
    learned: LearnedOption = False,
    form: FormatOption = Format.TABLE,
) -> None:
    """Compare the orders in which channels can settle: what each opens or closes, who gains."""
    from backchannel.studies.order.orders import orders

    loaded = load_case(case, reading, in_order=in_order)
    loaded, draw_from = learned_draws(loaded, seed, learned=learned)
    names = None if channels is None else [name.strip() for name in channels.split(",")]
    found = run_study("orders", partial(orders, loaded, names, draws=draws, seed=draw_from))
    give(found, form, partial(_print, everything=everything), data=_data)


def _data(found: Orders) -> dict[str, object]:
    together = found.together
    return {
        "summary": found.summary(),
        "orders": found.orders,
        "draws": found.draws,
        "seed": found.run.seed,
        **{name: plain(getattr(found, name)) for name in LISTS},
        "together": together and {name: plain(getattr(together, name)) for name in ONE_TABLE},
        "status": plain(found.status),
        "notes": plain(found.notes),
        "lacking": plain(found.lacking),
    }


def _print(found: Orders, *, everything: bool) -> None:
    if not found.groups:
        print_text(found.summary())
        print_notes(found.notes, found.lacking)
        return
    for sentence in _sentences(found):
        print_text(sentence)
    print_table(_channels(found), "\nEACH CHANNEL IF IT COMES FIRST (shares of draws)")
    print_table(_terms(found), "\nWHAT IT WOULD SETTLE THEN (most often, and how often)")
    if any(channel.pressure for channel in found.channels):
        print_text(
            "These terms can differ from those of `channels`: there nobody is pressed, while here "
            "the levers that links bring are at hand."
        )
    bands = _bands(found)
    if bands:
        level = "the status quo" if all(it.partial for it in found.channels) else "no deal"
        print_table(bands, f"\nWHAT IT WOULD GIVE WHOM THEN (points over {level}, 5 to 95 %)")
    if len(found.groups) > 1:
        print_table(
            _pairs(found, everything=everything),
            "\nWHAT IT DOES TO A CHANNEL TO COME RIGHT AFTER ANOTHER, NOT RIGHT BEFORE IT "
            "(shares of draws, before -> after)",
        )
        for sentence in _without_effect(found):
            print_text(sentence)
        print_table(
            _movers(found, everything=everything),
            "\nWHO GAINS IF A CHANNEL COMES FIRST, NOT LAST (points, 5 to 95 %)",
        )
        print_table(
            _groups(found, everything=everything),
            "\nORDERS THAT COME TO THE SAME IN EVERY DRAW"
            + ("" if everything else f" (the {SHOWN} largest groups; --all lists every one)"),
        )
        print_table(_spreads(found), "\nBEST AND WORST ORDER FOR EACH ACTOR (by the median)")
    print_notes(found.notes, found.lacking)


def _sentences(found: Orders) -> Iterator[str]:
    count = len(found.channels)
    if count == 1:
        yield (
            "There is one channel only, so there is no order to compare "
            f"({counted(found.draws, 'draw')})."
        )
    elif len(found.groups) == 1:
        yield (
            f"The order does not matter: all {found.orders:,} orders of {count} channels come to "
            f"the same in each of {counted(found.draws, 'draw')}."
        )
    else:
        yield (
            f"The order matters: {counted(found.orders, 'order')} of {count} channels come to "
            f"{len(found.groups):,} different results over {counted(found.draws, 'draw')}."
        )
    for attribute, words in (
        ("opens", "Opens: right after {first}, {then} settles in {after} of the draws; right "
         "before it, in {before}."),
        ("closes", "Closes: right after {first}, {then} still settles in {after} of the draws; "
         "right before it, in {before}."),
        ("decides", "Decides for others: right after {first}, {then} has nothing left to settle in "
         "{left} of the draws; right before it, it settles in {before}."),
    ):  # fmt: skip
        told = [pair for pair in found.pairs if getattr(pair, attribute) >= LEAST]
        if attribute != "opens":
            told = [pair for pair in told if pair.settles_before >= LEAST]
        for pair in sorted(told, key=lambda pair: -getattr(pair, attribute))[:3]:
            yield words.format(
                first=pair.first,
                then=pair.then,
                before=percent(pair.settles_before),
                after=percent(pair.settles_after),
                left=percent(pair.nothing_left_after),
            )
    yield from _under_pressure(found)
    yield from _adopted(found)
    yield from _who_gains(found)
    yield from _together(found)
    yield "This follows from the stated ranges and is no forecast."


def _under_pressure(found: Orders) -> Iterator[str]:
    for channel in found.channels:
        for actor, levers in channel.pressure.items():
            nash = channel.band[actor][1] if channel.band else None
            if nash is not None and nash.median < 0:
                level = "the status quo" if channel.partial else "walking away"
                yield (
                    f"Under pressure: in {channel.channel} {actor} would settle for {points(nash)} "
                    f"points against {level}, for levers on it are at hand ({', '.join(levers)})."
                )


def _adopted(found: Orders) -> Iterator[str]:
    for channel in found.channels:
        if channel.ratifiers and channel.adoption is not None:
            yield (
                f"Adopted: what {channel.channel} would settle if it came first is accepted by "
                f"{' and '.join(channel.ratifiers)} too in {percent(channel.adoption)} of those "
                "draws."
            )


def _who_gains(found: Orders) -> Iterator[str]:
    for channel in found.channels:
        said = []
        movers = [m for m in found.first_movers if m.channel == channel.channel]
        better = {m.actor: m.better for m in movers if m.better - m.worse >= CLEAR}
        worse = {m.actor: m.worse for m in movers if m.worse - m.better >= CLEAR}
        for words, shares in (("better than worse", better), ("worse than better", worse)):
            if shares:
                ranked = sorted(shares.items(), key=lambda it: -it[1])
                listed = ", ".join(f"{actor} ({percent(share)})" for actor, share in ranked)
                said.append(f"more often {words} off: {listed}")
        if said:
            yield (
                f"If {channel.channel} comes first and not last, {'; '.join(said)} (shares of "
                "draws)."
            )


def _together(found: Orders) -> Iterator[str]:
    it = found.together
    if it is None:
        return
    alone = ", ".join(f"{name} {percent(share)}" for name, share in it.alone.items())
    level = "the status quo" if it.partial else "walking away, for it settles every issue"
    yield (
        f"{_all_of_them(found)} as one table ({', '.join(it.actors)} must all agree): "
        f"some package suits all in {percent(it.open_share)} of the draws, against {level}. "
        f"Channels by themselves{_with_fewer(found)}: {alone}. In "
        f"{percent(it.only_together)} of the draws the one table has a package while no channel by "
        "itself has one."
    )
    if it.point_open and it.point_alone is False:
        yield "At the most likely values no channel alone has a package, and the one table has."
    for payment in it.payments:
        after = ", ".join(f"{actor} {left:.1f}" for actor, left in payment.after.items())
        yield (
            "At the most likely values no channel and no table has a package, but "
            f"{', '.join(f'{i}={o}' for i, o in (it.package or {}).items())} would have if "
            f"{payment.payer} paid {payment.points:.1f} points to "
            f"{' and '.join(f'{a} ({x:.1f})' for a, x in payment.to.items())}; points over no "
            f"deal then: {after}. This assumes that points can be compared and paid."
        )


def _with_fewer(found: Orders) -> str:
    """Say where fewer must agree than at one table."""
    everyone = set(found.together.actors) if found.together else set()
    fewer = [it.channel for it in found.channels if set(it.actors) < everyone]
    if not fewer:
        return ", where the same must agree"
    where = "" if len(fewer) == len(found.channels) else f" in {joined(fewer)}"
    return f", with fewer who must agree{where}"


def _all_of_them(found: Orders) -> str:
    count = len(found.channels)
    return "Both channels" if count == 2 else f"All {count} channels"


def _without_effect(found: Orders) -> Iterator[str]:
    """Say of links that change nothing in the table why that is so."""
    status = {it.channel: it.status for it in found.channels}
    for pair in found.pairs:
        if abs(pair.settles_after - pair.settles_before) > ROUNDING:
            continue
        for name, kind in pair.links:
            if kind == "enables_pressure" and status[pair.first] in ("running", "implied"):
                yield (
                    f"{name} changes nothing here: its levers are at hand in any case, for "
                    f"{pair.first} is {status[pair.first]}."
                )
            elif kind == "prepares":
                yield (
                    f"{name} changes nothing here: it acts on whether what {pair.then} settles is "
                    "adopted, not on whether it settles."
                )


def _channels(found: Orders) -> list[Row]:
    return [
        {
            "channel": it.channel,
            "who agrees": ", ".join(it.actors),
            "binding": it.binding,
            "settles": percent(it.settles),
            "without pressure": percent(it.alone),
            "adopted then": "" if it.adoption is None else percent(it.adoption),
            "who must ratify": ", ".join(it.ratifiers),
            "levers that links bring": "; ".join(
                f"{', '.join(levers)} on {actor}" for actor, levers in it.pressure.items()
            ),
        }
        for it in found.channels
    ]


def _terms(found: Orders) -> list[Row]:
    return [
        {
            "channel": it.channel,
            "terms": ", ".join(
                f"{issue}={option} ({percent(share)})"
                for issue, (option, share) in it.terms.items()
            )
            or "nothing in any draw",
        }
        for it in found.channels
    ]


def _bands(found: Orders) -> list[Row]:
    return [
        {
            "channel": it.channel,
            "actor": actor,
            "least of any package": points(low),
            "what it settles (Nash)": points(nash),
            "most of any package": points(high),
        }
        for it in found.channels
        for actor, (low, nash, high) in (it.band or {}).items()
    ]


def _pairs(found: Orders, *, everything: bool) -> list[Row]:
    return [
        {
            "first": pair.first,
            "then": pair.then,
            "then settles": arrow(pair.settles_before, pair.settles_after),
            "has nothing left": arrow(pair.nothing_left_before, pair.nothing_left_after),
            "finds no package": arrow(pair.no_package_before, pair.no_package_after),
            "links": ", ".join(f"{kind} ({name})" for name, kind in pair.links),
        }
        for pair in found.pairs
        if everything or pair.links or abs(pair.settles_after - pair.settles_before) >= 5 * LEAST
    ]


def _movers(found: Orders, *, everything: bool) -> list[Row]:
    return [
        {
            "channel": m.channel,
            "actor": m.actor,
            "signs": m.signs,
            "points": points(m.gain),
            "better off in": percent(m.better),
            "worse off in": percent(m.worse),
        }
        for m in found.first_movers
        if everything or (m.signs and m.better + m.worse >= 5 * LEAST)
    ]


def _groups(found: Orders, *, everything: bool) -> list[Row]:
    return [
        {
            "orders": len(group.orders),
            "for example": " > ".join(group.orders[0]),
            "settles": ", ".join(
                f"{it.channel} {percent(it.settles)}" for it in group.channels if it.settles
            ),
            "adopted": ", ".join(
                f"{it.channel} {percent(it.adoption)}"
                for it in group.channels
                if it.adoption is not None and it.adoption < 0.995
            ),
            "later overturns earlier": percent(group.overturned),
            "months": "-".join(str(m) for m in dict.fromkeys(group.months)),
        }
        for group in (found.groups if everything else found.groups[:SHOWN])
    ]


def _spreads(found: Orders) -> list[Row]:
    return [
        {
            "actor": it.actor,
            "best order": " > ".join(it.best),
            "as good": it.best_ties,
            "points": points(it.best_worth),
            "worst order": " > ".join(it.worst),
            "as bad": it.worst_ties,
            "points ": points(it.worst_worth),
        }
        for it in found.spreads
    ]
