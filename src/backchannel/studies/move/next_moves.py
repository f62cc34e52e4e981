"""What each move open to an actor does to every headline and to every other actor, over draws.

A table for any actor, the same for all: what changes, for whom and by how much, and what the case
does not let be computed. Moves are ranked by size alone. All draws are shared before and after, so
that a difference is the move's and not chance.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from backchannel.case import Case
from backchannel.case.roles import signatories, values_of
from backchannel.case.schema import Question
from backchannel.core.errors import UsageError
from backchannel.core.figures import counted, percents
from backchannel.core.results import Note, RunRecord, Status, note
from backchannel.deals.rows import to_frame
from backchannel.space.seeds import Seed, seed_label
from backchannel.studies.channel.secrecy import publicity_lacking
from backchannel.studies.move.frames import (
    Change,
    change_of,
    channel_frame,
    conditions_of,
    deal_frame,
    home_question,
)
from backchannel.studies.move.open_moves import Move, open_moves, side_of
from backchannel.studies.move.shares import Bench, Interrupted, Shift, shift_between
from backchannel.studies.over_draws import Progress, Stop
from backchannel.studies.ranges import Lacking, Range, drawn, lacking, range_of
from backchannel.studies.worth import levels

__all__ = [
    "REASONS",
    "Cost",
    "MoveEffects",
    "NextMoves",
    "OnActor",
    "next_moves",
    "next_moves_of_all",
]

Package = Mapping[str, str]

REASONS = {
    "publicity": "no number of this case says what it costs these actors to be seen to sign",
    "denial": "no number of this case depends on who believes a denial",
    "condition": "no walk-away value of this case depends on it",
    "delegate": "it talks there but does not sign, so the channel's deals stay as they are",
    "alone": "fewer than two would sign there, so there is nobody to agree with",
    "same_values": "an actor with the same values signs there already",
    "values": "an actor without values would have to sign",
    "no_offer": "no deal there is acceptable to it in most draws and to the others in any",
    "too_large": "too many packages to look for the offer",
    "no_change": "every share stays as it is in these draws",
}
"""Why a move changes no number, by code."""


@dataclass(frozen=True, slots=True)
class OnActor:
    """What a move does to another actor.

    Attributes
    ----------
    walk_away
        Range of the change of its walk-away value in points, under the conditions of `question`;
        None where that stays as it is.
    question
        The question whose reference deal is asked about; None for an offer, which is asked about
        itself.
    before, after
        Share of draws in which it accepts that deal; `before` is None for an offer.
    """

    actor: str
    walk_away: Range | None
    question: str | None
    before: float | None
    after: float | None

    @property
    def size(self) -> float:
        """Absolute change of the share; for an offer the share itself."""
        return abs((self.after or 0.0) - (self.before or 0.0))


@dataclass(frozen=True, slots=True)
class Cost:
    """Points that a move costs an actor, as the case states them; they move no share here."""

    actor: str
    points: Range
    path: str


@dataclass(frozen=True, slots=True)
class MoveEffects:
    """One move and everything that it does.

    Attributes
    ----------
    move
        The move.
    headlines
        Every question of the case, in its order, before and after.
    channels
        For `leak`, `join` and `leave` the channel's own zone, before and after.
    actors
        Other actors to whom it makes a difference, those whose consent changes most first.
    offer
        For `offer` the deal that is offered, ``{issue: option}``.
    costs
        What the case says that the move costs, by actor.
    known_to
        For `leak` and `deny` the other actors outside the channel that know of it already.
    reason
        Why the move changes no number, a code of `REASONS`; None where it changes one.
    """

    move: Move
    headlines: tuple[Shift, ...]
    channels: tuple[Shift, ...] = ()
    actors: tuple[OnActor, ...] = ()
    offer: Package | None = None
    costs: tuple[Cost, ...] = ()
    known_to: tuple[str, ...] = ()
    reason: str | None = None

    @property
    def largest(self) -> Shift | None:
        """The headline whose share of draws with a deal changes most; None if none does."""
        moved = [shift for shift in self.headlines if shift.after != shift.before]
        return max(moved, key=lambda shift: abs(shift.change), default=None)

    @property
    def sizes(self) -> tuple[float, ...]:
        """Absolute changes of the headlines' shares, the largest first."""
        return tuple(sorted((abs(shift.change) for shift in self.headlines), reverse=True))


@dataclass(frozen=True)
class NextMoves:
    """The moves of one actor, ranked by what they change.

    Attributes
    ----------
    open
        Number of moves open to the actor; more than there are `moves` after a stop.
    moves
        Those looked at, by the largest absolute change of a headline's share of draws with a deal,
        then by the next; ties in the order of the case. Offers come after the moves that change
        something: they say which deals are left with their terms, and that is never more. Moves
        that change no number are last.
    references
        The reference deal of each question that needed one: the package that most draws accept.
    """

    actor: str
    open: int
    moves: tuple[MoveEffects, ...]
    references: Mapping[str, Package]
    draws: int
    status: Status
    notes: tuple[Note, ...]
    lacking: tuple[Lacking, ...]
    run: RunRecord

    def to_rows(self) -> list[dict[str, object]]:
        """Return one row a move and question."""
        return [
            {
                "actor": self.actor,
                "rank": rank,
                "kind": effects.move.kind,
                "move": effects.move.text,
                "question": shift.target,
                "before": shift.before,
                "after": shift.after,
                "opened": shift.opened,
                "closed": shift.closed,
                "median_before": shift.median_before,
                "median_after": shift.median_after,
                "draws": self.draws,
                "reason": REASONS[effects.reason] if effects.reason else None,
            }
            for rank, effects in enumerate(self.moves, start=1)
            for shift in effects.headlines
        ]

    def to_frame(self) -> Any:
        """Return the rows as a polars data frame."""
        return to_frame(self.to_rows())

    def summary(self) -> str:
        """Return plain sentences with their caveat."""
        offers = sum(effects.offer is not None for effects in self.moves)
        moving = sum(e.largest is not None for e in self.moves if e.offer is None)
        number = len(self.moves)
        looked_at = "" if number == self.open else f", of which {number or 'none'} were looked at"
        told = (
            f"The case leaves {counted(self.open, 'move')} open to {self.actor}{looked_at}. "
            f"{moving or 'None'} of them {'change' if moving > 1 else 'changes'} how often some "
            "headline has a deal"
            + (f"; {offers} {'is an offer' if offers == 1 else 'are offers'}. " if offers else ". ")
        )
        first = self.moves[0] if moving else None
        if first is not None and first.largest is not None:
            most = first.largest
            before, after = percents(most.before, most.after)
            told += (
                f"The largest change: {first.move.text} takes {most.target} from "
                f"{before} to {after} of {counted(self.draws, 'draw')}. "
            )
        return told + "This follows from the stated ranges and is no forecast."


def next_moves(
    case: Case,
    actor: str,
    *,
    draws: int = 1_000,
    seed: Seed = 0,
    threads: int | None = None,
    progress: Progress | None = None,
    stop: Stop | None = None,
) -> NextMoves:
    """Make each move open to an actor and say what it does to every headline and other actor.

    How a move is made, in every draw: a lever puts its condition beside the question's (rule 7);
    an offer fixes its options; a dropped line is never real and a low walk-away value lies at the
    low end of its range; a public commitment or a leak lets what publicity costs the signatories
    count; a seat adds or takes away a signatory of the channel.

    Parameters
    ----------
    actor
        Id of the actor.
    draws, seed, threads, progress, stop
        As for `zone_over_draws`; after a stop the moves looked at so far are returned.

    Notes
    -----
    The offer of a channel: among the deals acceptable to the actor's side in most draws the one
    that the other signatories accept together most often; ties go to the one that its own side
    accepts more often, then to the first in the order of the case.

    Another actor is asked about its reference deal: the package that most draws accept in the
    first question in which it takes part, else in the first question of the case. One that does
    not sign is judged under what the package implies (rule 8).

    Examples
    --------
    >>> import backchannel as bc
    >>> found = next_moves(bc.load("two-issues"), "upstream", draws=64)
    >>> [effects.move.kind for effects in found.moves]
    ['drop_walk_away', 'commit']
    >>> found.moves[1].reason
    'publicity'
    """
    return next_moves_of_all(
        case, [actor], draws=draws, seed=seed, threads=threads, progress=progress, stop=stop
    )[0]


def next_moves_of_all(
    case: Case,
    actors: Sequence[str] | None = None,
    *,
    draws: int = 1_000,
    seed: Seed = 0,
    threads: int | None = None,
    progress: Progress | None = None,
    stop: Stop | None = None,
) -> tuple[NextMoves, ...]:
    """As `next_moves` for several actors, all of the case by default: the base is counted once.

    Examples
    --------
    >>> import backchannel as bc
    >>> found = next_moves_of_all(bc.load("two-issues"), draws=64)
    >>> [(one.actor, len(one.moves)) for one in found]
    [('upstream', 2), ('downstream', 2)]
    """
    if isinstance(actors, str):
        raise UsageError(f"give a list of actors, not the text {actors!r}")
    names = [a.id for a in case.document.actors] if actors is None else list(dict.fromkeys(actors))
    if not names:
        raise UsageError("name at least one actor")
    listed = {name: open_moves(case, name) for name in names}
    number = sum(map(len, listed.values()))
    bench = Bench(case, draws, seed, threads, stop)
    found: dict[str, list[MoveEffects]] = {name: [] for name in names}
    done = 0
    try:
        bench.prepare(_asked_about(case, [m for moves in listed.values() for m in moves]))
        for name, moves in listed.items():
            for move in moves:
                if done and stop is not None and stop():
                    raise Interrupted
                found[name].append(_effects(bench, move))
                done += 1
                if progress is not None:
                    progress(done * draws, number * draws)
    except Interrupted:
        bench.notes[note("stopped", done=f"{done * draws:,}", wanted=f"{number * draws:,}")] = None
    return tuple(_ranked(bench, name, len(listed[name]), found[name]) for name in names)


def _ranked(bench: Bench, actor: str, number: int, effects: Sequence[MoveEffects]) -> NextMoves:
    case = bench.case
    order = sorted(effects, key=_place)
    asked = {on.question for e in effects for on in e.actors if on.question}
    settings: dict[str, object] = {
        "actor": actor, "draws": bench.draws, "readings": case.readings,
    }  # fmt: skip
    return NextMoves(
        actor=actor,
        open=number,
        moves=tuple(order),
        references={q: dict(bench.references[q]) for q in bench.references if q in asked},
        draws=bench.draws,
        status=Status.ESTIMATED,
        notes=tuple(bench.notes),
        lacking=_lacks(case, effects),
        run=RunRecord(
            "studies.next_moves",
            case.document.case.id,
            case.digest,
            settings,
            seed_label(bench.seed),
        ),
    )


def _place(effects: MoveEffects) -> tuple[int, list[float]]:
    """Moves that change something by size, then offers by size, then the rest."""
    group = 2 if effects.reason else 1 if effects.offer else 0
    return group, [-size for size in effects.sizes]


def _lacks(case: Case, effects: Sequence[MoveEffects]) -> tuple[Lacking, ...]:
    found = [] if case.document.questions else [lacking(case, "questions", "questions")]
    for e in effects:
        if e.reason == "publicity":
            found += publicity_lacking(case, _seen_to_sign(case, e.move))
    if not any(channel.issues for channel in case.document.channels):
        found.append(lacking(case, "channels", "channels"))
    return tuple(dict.fromkeys(found))


def _seen_to_sign(case: Case, move: Move) -> tuple[str, ...]:
    return (move.actor,) if move.kind == "commit" else signatories(case.document, move.on)


def _effects(bench: Bench, move: Move) -> MoveEffects:
    """Make one move and compare."""
    case, document = bench.case, bench.case.document
    offer, reason = None, _no_number(case, move)
    if move.kind == "offer" and reason is None:
        offer, reason = bench.offer(move.on, side_of(document, move.on, move.actor))
    change = None if reason else change_of(case, move, offer)
    headlines = tuple(_headline(bench, question, change) for question in bench.questions)
    channels: tuple[Shift, ...] = ()
    actors: list[OnActor] = []
    if change is not None:
        if move.kind in ("leak", "join", "leave"):
            channels = _channel(bench, move.on, change)
        actors = _on_actors(bench, move, change, offer)
        shifts = (*headlines, *channels)
        if not offer and not any(shift.changed for shift in shifts) and not actors:
            reason = "no_change"
    return MoveEffects(
        move=move,
        headlines=headlines,
        channels=channels,
        actors=tuple(actors),
        offer=offer,
        costs=_costs(bench, move),
        known_to=_outsiders(case, move),
        reason=reason,
    )


def _no_number(case: Case, move: Move) -> str | None:
    """Say why a move touches no number of the case, as far as that can be told without counting."""
    document = case.document
    if move.kind == "deny":
        return "denial"
    if move.kind in ("pull", "ease") and not move.paths:
        return "condition"
    if move.kind in ("commit", "leak") and not any(p.startswith("bonuses.") for p in move.paths):
        return "publicity"
    if move.kind in ("offer", "join", "leave", "leak"):
        signing = signatories(document, move.on)
        voices = {values_of(document, actor) for actor in signing}
        if None in voices:
            return "values"
        if move.kind == "join" and values_of(document, move.actor) in {None, *voices}:
            return "same_values" if values_of(document, move.actor) else "values"
        if move.kind == "leave" and move.actor not in signing:
            return "delegate"
        if len(signing) <= {"leave": 2, "offer": 1}.get(move.kind, 0):
            return "alone"
    return None


def _headline(bench: Bench, question: str, change: Change | None) -> Shift:
    _, base = bench.questions[question]
    return shift_between(bench, question, base, bench.moved(question, change) if change else base)


def _channel(bench: Bench, channel: str, change: Change) -> tuple[Shift, ...]:
    about = channel_frame(channel, Change(bench.case))
    after = channel_frame(channel, change)
    return () if about is None or after is None else (shift_between(bench, channel, about, after),)


def _on_actors(bench: Bench, move: Move, change: Change, offer: Package | None) -> list[OnActor]:
    """Return what a move does to the other actors with values of their own, by size."""
    if offer is not None:
        shares = bench.accepting(offer)
        found = [OnActor(a, None, None, None, s) for a, s in shares.items() if a != move.actor]
    else:
        found = []
        for actor in _touched(bench.case, move):
            question = home_question(bench.case, actor)
            before = after = None
            if question is not None and question.id in bench.references:
                package = bench.references[question.id]
                plain = deal_frame(question, actor, package, Change(bench.case))
                before = bench.accepts(plain, package)
                after = bench.accepts(deal_frame(question, actor, package, change), package)
            moved = _walk_away(bench, actor, question, change)
            if moved is not None or before != after:
                named = question.id if question is not None and before is not None else None
                found.append(OnActor(actor, moved, named, before, after))
    return sorted(found, key=lambda on: -on.size)


def _walk_away(bench: Bench, actor: str, home: Question | None, change: Change) -> Range | None:
    """Change of a walk-away value where the question that an actor is asked about is asked."""
    if not change.conditions:
        return None
    stands = conditions_of(home, Change(bench.case))
    before, after = (
        levels(bench.case, actor, under, draws=bench.draws, seed=bench.seed).walk_away
        for under in (stands, conditions_of(home, change))
    )
    moved = after - before
    return range_of(moved) if np.any(moved) else None


def _touched(case: Case, move: Move) -> tuple[str, ...]:
    """Return the other actors with values of their own whose numbers a move can change."""
    document = case.document
    if move.kind in ("pull", "ease"):
        levers = {lever.id: lever.on for lever in document.leverage}
        found = {path.split(".")[1] for path in move.paths if path.startswith("walk_away_if.")}
        found |= {levers[p.split(".")[1]] for p in move.paths if p.startswith("leverage.")}
    elif move.kind == "leak":
        found = set(signatories(document, move.on))
    else:
        return ()
    own = [a.id for a in document.actors if values_of(document, a.id) == a.id]
    return tuple(a for a in own if a in found and a != move.actor)


def _asked_about(case: Case, moves: Sequence[Move]) -> set[str]:
    """Return the questions whose reference deal some move needs."""
    actors = {
        actor for move in moves if not _no_number(case, move) for actor in _touched(case, move)
    }
    homes = [home_question(case, actor) for actor in actors]
    return {question.id for question in homes if question is not None}


def _costs(bench: Bench, move: Move) -> tuple[Cost, ...]:
    paths: dict[str, str] = {}
    if move.kind == "pull":
        paths = {f"leverage.{move.on}.cost_to_user": move.actor}
    elif move.kind == "leak":
        prefix = f"channels.{move.on}.exposure_costs."
        paths = {p: p.removeprefix(prefix) for p in move.paths if p.startswith(prefix)}
    values = drawn(bench.case, paths, bench.draws, bench.seed) if paths else {}
    return tuple(Cost(actor, range_of(values[path]), path) for path, actor in paths.items())


def _outsiders(case: Case, move: Move) -> tuple[str, ...]:
    if move.kind not in ("leak", "deny"):
        return ()
    known = next(c.known_to for c in case.document.channels if c.id == move.on)
    return tuple(actor for actor in known if actor != move.actor)
