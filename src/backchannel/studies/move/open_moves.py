"""Which moves are open to an actor, read from the case: levers, offers, demands, channels.

Nothing is computed here and nothing is said about whether a move is wise: a move is listed because
the case gives the actor the means. What the moves do is told by `backchannel.studies.next_moves`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, get_args

from backchannel.case import Case
from backchannel.case.roles import signatories, values_of
from backchannel.case.schema import CaseDocument, Channel, Condition
from backchannel.core.errors import UsageError, did_you_mean, one_line

__all__ = ["KINDS", "Kind", "Move", "open_moves"]

Kind = Literal[
    "pull", "ease", "offer", "drop_line", "drop_walk_away", "commit", "leak", "deny", "join",
    "leave",
]  # fmt: skip

KINDS: tuple[Kind, ...] = get_args(Kind)
"""In the order in which moves are listed."""


@dataclass(frozen=True, slots=True)
class Move:
    """One thing that an actor could do next.

    Attributes
    ----------
    actor, kind
        Who, and what sort of move (see `KINDS`).
    on
        Id of the lever, red line or channel that it concerns; the actor's own for `commit` and
        `drop_walk_away`.
    condition
        For `pull` and `ease`: what holds once the move is made, a condition or a lever.
    other_levels
        Conditions that are other levels of the same lever: a question asked under one of them is
        left as it is, because a lever has one level at a time.
    paths
        Estimates that carry the move's effect, by path.
    reported
        For `leak`: claims of the case that tell of the channel already.
    text
        A plain description with the case's ids.
    """

    actor: str
    kind: Kind
    on: str
    text: str
    condition: str | None = None
    other_levels: tuple[str, ...] = ()
    paths: tuple[str, ...] = ()
    reported: tuple[str, ...] = ()


def open_moves(case: Case, actor: str) -> tuple[Move, ...]:
    """List the moves that a case leaves open to an actor, kind by kind, in the order of the case.

    - ``pull``: a lever of the actor, one move for each condition that names it, else the lever
      itself; ``ease``: the same lever at another level, a condition implied by another option of
      the same issue.
    - ``offer``: a deal proposed in a channel in which the actor, its principal or a delegate of
      it takes part and which has issues.
    - ``drop_line``: one of its red lines given up; ``drop_walk_away``: its walk-away values (those
      under conditions too) brought to the low end of their ranges.
    - ``commit``: its signature is seen.
    - ``leak``, ``deny``: a channel that is not open is made known (by an actor that has a seat in
      it, itself or through a delegate, or that knows of it) or denied (by one with a seat).
    - ``join``, ``leave``: a seat in a channel with issues that it knows of, or has a seat in.

    Events are no moves: nobody makes them happen.

    Raises
    ------
    UsageError
        For an unknown actor.

    Examples
    --------
    >>> import backchannel as bc
    >>> [move.text for move in open_moves(bc.load("two-issues"), "upstream")]
    ['settle for the low end of its walk-away value (20 points)', 'commit to a deal in public']
    """
    known = [listed.id for listed in case.document.actors]
    if actor not in known:
        raise UsageError(f"there is no actor {actor!r}", hint=did_you_mean(actor, known))
    return tuple(
        move
        for moves in (_levers, _offers, _demands, _commitment, _publicity, _seats)
        for move in moves(case, actor)
    )


def takes_part(document: CaseDocument, channel: Channel, actor: str) -> bool:
    """Whether an actor, its principal or a delegate of it talks or signs in a channel."""
    principals = {listed.id: listed.agent_of for listed in document.actors}
    named = _seated(channel)
    return (
        actor in named
        or principals[actor] in named
        or any(principals[other] == actor for other in named)
    )


def side_of(document: CaseDocument, channel: str, actor: str) -> str | None:
    """Return the signatory of a channel that an actor speaks for, or that speaks for it."""
    signing = signatories(document, channel)
    if actor in signing:
        return actor
    principals = {listed.id: listed.agent_of for listed in document.actors}
    for other in signing:
        if principals[actor] == other or principals[other] == actor:
            return other
    return None


def _seated(channel: Channel) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*channel.between, *channel.on_behalf_of)))


def _levers(case: Case, actor: str) -> Iterator[Move]:
    conditions = case.document.conditions
    for lever in case.document.leverage:
        if lever.by != actor:
            continue
        pulled = [c for c in conditions if lever.id in c.levers]
        issues = {frozenset(c.implied_by) for c in pulled if c.implied_by}
        eased = [
            c
            for c in conditions
            if c.implied_by and not c.levers and frozenset(c.implied_by) in issues
        ]
        levels = [c.id for c in (*pulled, *eased)]
        what = f"{lever.id} on {lever.on} ({one_line(str(lever.instrument))})"
        if not pulled:
            paths = (f"leverage.{lever.id}.strength",)
            yield Move(actor, "pull", lever.id, f"use lever {what}", lever.id, (), paths)
        for condition in (*pulled, *eased):
            yield Move(
                actor=actor,
                kind="pull" if condition in pulled else "ease",
                on=lever.id,
                text=f"use lever {what}: {condition.id}"
                if condition in pulled
                else f"set lever {lever.id} on {lever.on} to another level: {condition.id}",
                condition=condition.id,
                other_levels=tuple(c for c in levels if c != condition.id),
                paths=_moved_by(case, condition),
            )


def _moved_by(case: Case, condition: Condition) -> tuple[str, ...]:
    """Walk-away values under a condition; strengths of its levers whose targets have none.

    Entries that need other conditions besides count too: a question may be asked under these.
    """
    found = tuple(
        path
        for path in case.unknowns
        if path.startswith("walk_away_if.") and condition.id in path.split(".", 2)[2].split("+")
    )
    strengths = tuple(
        f"leverage.{lever.id}.strength"
        for lever in case.document.leverage
        if lever.id in condition.levers and f"walk_away_if.{lever.on}.{condition.id}" not in found
    )
    return (*found, *strengths)


def _offers(case: Case, actor: str) -> Iterator[Move]:
    for channel in case.document.channels:
        if channel.issues and takes_part(case.document, channel, actor):
            side = side_of(case.document, channel.id, actor)
            whose = f" on behalf of {side}" if side not in (None, actor) else ""
            yield Move(actor, "offer", channel.id, f"make an offer in {channel.id}{whose}")


def _demands(case: Case, actor: str) -> Iterator[Move]:
    for line in case.document.red_lines:
        if line.actor == actor:
            name = f" ({one_line(str(line.name))})" if line.name else ""
            hardness = f"red_lines.{line.id}.hardness"
            text = f"drop red line {line.id}{name}"
            yield Move(actor, "drop_line", line.id, text, paths=(hardness,))
    if values_of(case.document, actor) == actor:
        plain = f"walk_away.{actor}"
        under = f"walk_away_if.{actor}."
        paths = (plain, *(path for path in case.unknowns if path.startswith(under)))
        low = f"{case.unknowns[plain].low:g} points"
        text = f"settle for the low end of its walk-away value ({low})"
        yield Move(actor, "drop_walk_away", actor, text, paths=paths)


def _commitment(case: Case, actor: str) -> Iterator[Move]:
    if values_of(case.document, actor) is not None:
        paths = costs_of_publicity(case, (actor,))
        yield Move(actor, "commit", actor, "commit to a deal in public", paths=paths)


def costs_of_publicity(case: Case, actors: tuple[str, ...]) -> tuple[str, ...]:
    """Paths of what it costs actors, or those whose values they have, to be seen to sign."""
    voices = {values_of(case.document, actor) for actor in actors}
    return tuple(
        f"bonuses.{bonus.id}.points"
        for bonus in case.document.bonuses
        if bonus.in_public and bonus.actor in voices
    )


def _publicity(case: Case, actor: str) -> Iterator[Move]:
    # What has not met yet has nothing to make known.
    met = [c for c in case.document.channels if c.status not in ("proposed", "refused")]
    hidden = [channel for channel in met if channel.secrecy != "open"]
    delegates = {a.id for a in case.document.actors if a.agent_of == actor}
    inside = [c for c in hidden if delegates.union((actor,)) & set(_seated(c))]
    for channel in hidden:
        if channel in inside or actor in channel.known_to:
            costs = (f"channels.{channel.id}.exposure_costs.{a}" for a in channel.exposure_costs)
            signing = signatories(case.document, channel.id)
            paths = (*costs_of_publicity(case, signing), *costs)
            text = f"make {channel.id} known{' more widely' if channel.exposures else ''}"
            told = channel.exposures
            yield Move(actor, "leak", channel.id, text, paths=paths, reported=told)
    for channel in inside:
        yield Move(actor, "deny", channel.id, f"deny {channel.id}")


def _seats(case: Case, actor: str) -> Iterator[Move]:
    talks = [channel for channel in case.document.channels if channel.issues]
    for channel in talks:
        if actor in channel.known_to and actor not in _seated(channel):
            yield Move(actor, "join", channel.id, f"join {channel.id}")
    for channel in talks:
        if actor in _seated(channel):
            yield Move(actor, "leave", channel.id, f"leave {channel.id}")
