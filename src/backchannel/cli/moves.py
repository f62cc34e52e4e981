"""`backchannel moves`: what each move open to an actor does to every headline and other actor."""

from collections.abc import Iterable, Mapping, Sequence
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
from backchannel.cli.figures import arrow, counted, percent, plain, points
from backchannel.cli.study import LearnedOption, give, learned_draws, run_study

if TYPE_CHECKING:
    from backchannel.studies.move.next_moves import MoveEffects, NextMoves, OnActor

CAVEAT = "This follows from the stated ranges and is no forecast."


def moves(
    case: CaseName,
    actor: Annotated[
        list[str] | None,
        typer.Option("--actor", help="Whose moves; repeat for several.", metavar="ACTOR"),
    ] = None,
    headlines: Annotated[
        bool, typer.Option("--headlines", help="Also every headline before and after each move.")
    ] = False,
    reading: ReadingOption = None,
    in_order: InOrderOption = False,
    draws: DrawsOption = 1_000,
    seed: SeedOption = 0,
    learned: LearnedOption = False,
    form: FormatOption = Format.TABLE,
) -> None:
    """Show what each move open to an actor does to every headline and to every other actor.

    Moves are levers, offers, demands dropped, public commitments, leaks, denials and seats in
    channels. They stand in the order of what they change, for all actors alike; nothing is said
    of their merit. Without --actor: how many moves each actor has and which changes most.
    """
    loaded = load_case(case, reading, in_order=in_order)
    loaded, draw_from = learned_draws(loaded, seed, learned=learned)
    from backchannel.studies.move.next_moves import next_moves_of_all

    asked = partial(next_moves_of_all, loaded, actor or None, draws=draws, seed=draw_from)
    give(
        run_study("moves", asked),
        form,
        partial(_print, alone=bool(actor), headlines=headlines),
        data=lambda found: [_data(one) for one in found],
        rows=lambda found: [row for one in found for row in one.to_rows()],
    )


# ---------------------------------------------------------------- as text


def _print(found: Sequence["NextMoves"], *, alone: bool, headlines: bool) -> None:
    if alone:
        for one in found:
            _print_actor(one, headlines=headlines)
    else:
        _print_actors(found)
    _print_end(found)


def _print_actors(found: Sequence["NextMoves"]) -> None:
    count, looked_at = sum(one.open for one in found), sum(len(one.moves) for one in found)
    stopped = "" if looked_at == count else f", of which {looked_at or 'none'} were looked at"
    print_text(
        f"The case leaves {counted(count, 'move')} open to its {counted(len(found), 'actor')}"
        f"{stopped}. Each is made alone, with "
        f"everything else as it is, in the same {counted(found[0].draws, 'draw')} before and "
        "after. "
        "`--actor` lists them."
    )
    print_table([_overview_row(one) for one in found], "\nMOVES BY ACTOR")


def _overview_row(found: "NextMoves") -> Row:
    first = next((e for e in found.moves if e.offer is None and e.largest), None)
    most = first.largest if first else None
    return {
        "actor": found.actor,
        "moves": found.open,
        "change a headline": sum(e.offer is None and e.largest is not None for e in found.moves),
        "offers": sum(e.offer is not None for e in found.moves),
        "the move that changes a headline most": first.move.text if first else "none",
        "headline": most.target if most else "",
        "deal in": arrow(most.before, most.after) if most else "",
    }


def _print_actor(found: "NextMoves", *, headlines: bool) -> None:
    print_text(found.summary())
    changing = [e for e in found.moves if e.reason is None and e.offer is None]
    offers = [e for e in found.moves if e.offer is not None]
    if changing:
        print_text(
            "Each row is one move made alone, by the size of what it changes, not by merit. "
            "`deal in` is the share of draws in which some package is acceptable to all."
        )
        _print_references(found)
        print_table([_move_row(e) for e in changing], f"\nMOVES OPEN TO {found.actor}")
        if any(e.move.kind == "leak" for e in changing):
            print_text(
                "A channel made known is taken to mean that all who sign there are seen to sign, "
                "in every question that all of them sign, so that what this costs them counts."
            )
    if offers:
        print_text(
            "An offer is told by the deals that are left with its terms: the share of draws in "
            "which some package that holds them is acceptable to all. It is never more than before."
        )
        print_table([_offer_row(e) for e in offers], f"\nOFFERS OPEN TO {found.actor}")
        for effects in offers:
            print_text(f"{effects.move.on}: {_package(effects.offer or {})}")
        print()
    if headlines:
        rows = [_headlines_row(e) for e in found.moves if e.reason is None]
        print_table(rows, "\nEVERY HEADLINE (deal in, before -> after; empty where it stays)")
    _print_idle(found)


def _print_references(found: "NextMoves") -> None:
    if not found.references:
        return
    print_text(
        "`accepts` is the share of draws in which the other actor accepts the reference deal of "
        "the first question in which it takes part: the package that most draws accept. One "
        "number alone means that it stays."
    )
    for question, package in found.references.items():
        print_text(f"Reference deal of {question}: {_package(package)}")


def _print_idle(found: "NextMoves") -> None:
    from backchannel.studies.move.next_moves import REASONS

    idle = [e for e in found.moves if e.reason is not None]
    if idle:
        print_text("Moves that change no number:")
    for reason in dict.fromkeys(e.reason for e in idle if e.reason):
        named = "; ".join(_with_knowers(e) for e in idle if e.reason == reason)
        print_text(f"- {named}: {REASONS[reason]}")
    if idle:
        print()


def _print_end(found: Sequence["NextMoves"]) -> None:
    if len(found) != 1:
        print_text(CAVEAT)
    print_notes(
        [note for one in found for note in one.notes],
        dict.fromkeys(lack for one in found for lack in one.lacking),
    )


def _move_row(effects: "MoveEffects") -> Row:
    most = effects.largest
    on = next(iter(effects.actors), None)
    return {
        "move": _with_knowers(effects),
        "headline that changes most": most.target if most else "",
        "deal in": arrow(most.before, most.after) if most else "",
        "other actor": on.actor if on else "",
        "accepts": _accepts(on) if on else "",
        "note": "; ".join(_remarks(effects)),
    }


def _offer_row(effects: "MoveEffects") -> Row:
    most = effects.largest
    willing = [on for on in effects.actors if on.after]
    return {
        "in": effects.move.text.removeprefix("make an offer in "),
        "headline that changes most": most.target if most else "",
        "deal in": arrow(most.before, most.after) if most else "",
        "accepted by (share of draws, against the present state)": ", ".join(
            f"{on.actor} {percent(on.after or 0.0)}" for on in willing
        )
        or "nobody else",
    }


def _headlines_row(effects: "MoveEffects") -> Row:
    return {"move": effects.move.text} | {
        shift.target: arrow(shift.before, shift.after) if shift.before != shift.after else ""
        for shift in effects.headlines
    }


def _accepts(on: "OnActor") -> str:
    if on.before is None or on.after is None:
        return ""
    return arrow(on.before, on.after)


def _remarks(effects: "MoveEffects") -> Iterable[str]:
    on = next(iter(effects.actors), None)
    for shift in effects.channels:
        if shift.before != shift.after:
            yield f"deals within {shift.target}: {arrow(shift.before, shift.after)}"
        elif shift.median_before != shift.median_after:
            more = (shift.median_after or 0.0) > (shift.median_before or 0.0)
            yield f"{'more' if more else 'fewer'} packages could be settled in {shift.target}"
    if on is not None and on.walk_away is not None:
        yield f"walk-away value of {on.actor} {points(on.walk_away, signed=True)} points"
    for cost in effects.costs:
        yield f"costs {cost.actor} {points(cost.points)} points"
    if effects.largest is None and any(shift.changed for shift in effects.headlines):
        yield "only the number of deals changes in the headlines"


def _with_knowers(effects: "MoveEffects") -> str:
    known = ", ".join(effects.known_to)
    reported = ", ".join(effects.move.reported)
    so_far = effects.move.kind == "leak" and not reported
    told = [
        *([f"{'so far ' if so_far else ''}known to {known}"] if known else []),
        *([f"reported in {reported}"] if reported else []),
    ]
    return f"{effects.move.text} ({'; '.join(told)})" if told else effects.move.text


def _package(package: Mapping[str, str]) -> str:
    return ", ".join(f"{issue}={option}" for issue, option in package.items())


# ---------------------------------------------------------------- as data


def _data(found: "NextMoves") -> dict[str, object]:
    return {
        "actor": found.actor,
        "open": found.open,
        "summary": found.summary(),
        "draws": found.draws,
        "seed": found.run.seed,
        "status": plain(found.status),
        "references": found.references,
        "moves": [_move_data(effects) for effects in found.moves],
        "notes": plain(found.notes),
        "lacking": plain(found.lacking),
    }


def _move_data(effects: "MoveEffects") -> dict[str, object]:
    from backchannel.studies.move.next_moves import REASONS

    move = effects.move
    return {
        "kind": move.kind,
        "on": move.on,
        "move": move.text,
        "condition": move.condition,
        "paths": move.paths,
        "headlines": plain(effects.headlines),
        "channels": plain(effects.channels),
        "actors": [
            {
                "actor": on.actor,
                "walk_away_change": plain(on.walk_away),
                "question": on.question,
                "accepts_before": on.before,
                "accepts_after": on.after,
            }
            for on in effects.actors
        ],
        "offer": effects.offer,
        "costs": plain(effects.costs),
        "known_to": effects.known_to,
        "reason": REASONS[effects.reason] if effects.reason else None,
    }
