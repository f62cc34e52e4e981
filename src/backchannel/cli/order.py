"""`backchannel order`: in which order the channels settle what, and who gains from going first."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
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
    print_json,
    print_notes,
    print_rows,
    print_table,
    print_text,
    progress_line,
    stop_on_request,
)

if TYPE_CHECKING:
    from backchannel.studies.orders import Orders

LEAST = 0.01
"""Share of draws from which an effect is told."""

CLEAR = 0.25
"""By how much the draws in which an actor gains outnumber those in which it loses, or less."""

SHOWN = 6
"""Groups of orders that are listed without `--all`."""


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
    form: FormatOption = Format.TABLE,
) -> None:
    """Compare the orders in which channels can settle: what each opens or closes, who gains."""
    from backchannel.studies.orders import orders

    loaded = load_case(case, reading, in_order=in_order)
    names = None if channels is None else [name.strip() for name in channels.split(",")]
    with progress_line("orders") as progress, stop_on_request() as stop:
        found = orders(loaded, names, draws=draws, seed=seed, progress=progress, stop=stop)
    if form is Format.JSON:
        print_json(_data(found))
    elif form is Format.CSV:
        print_rows(found.to_rows(), form)
    else:
        _print(found, everything=everything)


def _data(found: Orders) -> dict[str, object]:
    kept = ("channels", "groups", "pairs", "first_movers", "spreads")
    together = found.together
    return {
        "summary": found.summary(),
        "orders": found.orders,
        "draws": found.draws,
        **{name: [asdict(it) for it in getattr(found, name)] for name in kept},
        "together": together
        and {
            "actors": together.actors,
            "issues": together.issues,
            "partial": together.partial,
            "open_share": together.open_share,
            "alone": together.alone,
            "only_together": together.only_together,
            "point_open": together.point_open,
            "point_alone": together.point_alone,
            "package": together.package,
            "gains": together.gains,
            "payments": [asdict(it) for it in together.payments],
        },
        "status": found.status,
        "notes": [str(note) for note in found.notes],
        "lacking": [asdict(it) for it in found.lacking],
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
        yield f"There is one channel only, so there is no order to compare ({found.draws:,} draws)."
    elif len(found.groups) == 1:
        yield (
            f"The order does not matter: all {found.orders:,} orders of {count} channels come to "
            f"the same in each of {found.draws:,} draws."
        )
    else:
        yield (
            f"The order matters: {found.orders:,} orders of {count} channels come to "
            f"{len(found.groups):,} different results over {found.draws:,} draws."
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
                before=_percent(pair.settles_before),
                after=_percent(pair.settles_after),
                left=_percent(pair.nothing_left_after),
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
                    f"Under pressure: in {channel.channel} {actor} would settle for {nash} points "
                    f"against {level}, for levers on it are at hand ({', '.join(levers)})."
                )


def _adopted(found: Orders) -> Iterator[str]:
    for channel in found.channels:
        if channel.ratifiers and channel.adoption is not None:
            yield (
                f"Adopted: what {channel.channel} would settle if it came first is accepted by "
                f"{' and '.join(channel.ratifiers)} too in {_percent(channel.adoption)} of those "
                "draws."
            )


def _who_gains(found: Orders) -> Iterator[str]:
    for channel in found.channels:
        said = []
        movers = [m for m in found.first_movers if m.channel == channel.channel]
        better = {m.actor: m.better for m in movers if m.better - m.worse >= CLEAR}
        worse = {m.actor: m.worse for m in movers if m.worse - m.better >= CLEAR}
        for words, shares in (("better", better), ("worse", worse)):
            if shares:
                ranked = sorted(shares.items(), key=lambda it: -it[1])
                listed = ", ".join(f"{actor} ({_percent(share)})" for actor, share in ranked)
                said.append(f"{words} off {listed}")
        if said:
            yield (
                f"If {channel.channel} comes first and not last, clearly more often "
                f"{'; '.join(said)} (shares of draws)."
            )


def _together(found: Orders) -> Iterator[str]:
    it = found.together
    if it is None:
        return
    alone = ", ".join(f"{name} {_percent(share)}" for name, share in it.alone.items())
    level = "the status quo" if it.partial else "walking away, for it settles every issue"
    yield (
        f"All {len(found.channels)} channels as one table ({', '.join(it.actors)} must all agree): "
        f"some package suits all in {_percent(it.open_share)} of the draws, against {level}. "
        f"Channels by themselves, with fewer who must agree: {alone}. Only the one table has a "
        f"package in {_percent(it.only_together)} of the draws."
    )
    if it.point_open and it.point_alone is False:
        yield "At the most likely values no channel alone has a package, and the one table has."
    for payment in it.payments:
        after = ", ".join(f"{actor} {points:.4g}" for actor, points in payment.after.items())
        yield (
            "At the most likely values no channel and no table has a package, but "
            f"{', '.join(f'{i}={o}' for i, o in (it.package or {}).items())} would have if "
            f"{payment.payer} paid {payment.points:.4g} points to "
            f"{' and '.join(f'{a} ({x:.4g})' for a, x in payment.to.items())}; points over no "
            f"deal then: {after}. This assumes that points can be compared and paid."
        )


def _channels(found: Orders) -> list[Row]:
    return [
        {
            "channel": it.channel,
            "who agrees": ", ".join(it.actors),
            "binding": it.binding,
            "settles": _percent(it.settles),
            "without pressure": _percent(it.alone),
            "adopted then": "" if it.adoption is None else _percent(it.adoption),
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
                f"{issue}={option} ({_percent(share)})"
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
            "least of any package": str(low),
            "what it settles (Nash)": str(nash),
            "most of any package": str(high),
        }
        for it in found.channels
        for actor, (low, nash, high) in (it.band or {}).items()
    ]


def _pairs(found: Orders, *, everything: bool) -> list[Row]:
    return [
        {
            "first": pair.first,
            "then": pair.then,
            "then settles": f"{_percent(pair.settles_before)} -> {_percent(pair.settles_after)}",
            "has nothing left": f"{_percent(pair.nothing_left_before)} -> "
            f"{_percent(pair.nothing_left_after)}",
            "finds no package": f"{_percent(pair.no_package_before)} -> "
            f"{_percent(pair.no_package_after)}",
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
            "points": str(m.gain),
            "better off in": _percent(m.better),
            "worse off in": _percent(m.worse),
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
                f"{it.channel} {_percent(it.settles)}" for it in group.channels if it.settles
            ),
            "adopted": ", ".join(
                f"{it.channel} {_percent(it.adoption)}"
                for it in group.channels
                if it.adoption is not None and it.adoption < 0.995
            ),
            "later overturns earlier": _percent(group.overturned),
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
            "points": str(it.best_worth),
            "worst order": " > ".join(it.worst),
            "as bad": it.worst_ties,
            "points ": str(it.worst_worth),
        }
        for it in found.spreads
    ]


def _percent(share: float) -> str:
    return f"{100 * share:.{0 if share >= 0.1 or not share else 1}f} %"
