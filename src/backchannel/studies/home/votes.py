"""Votes that are offered, and third parties that word what ratifiers can only take or leave.

Sources: the holder's threshold is an expected value; Romer and Rosenthal 1978 (setter model).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import partial

import numpy as np
import numpy.typing as npt

from backchannel.case import Case
from backchannel.case.roles import values_of
from backchannel.case.schema import Channel, Vote
from backchannel.deals.search_draws import points_of_draws
from backchannel.space import TOLERANCE, Frame, Tables, block_tables, blocks_of, frame
from backchannel.space.seeds import Seed
from backchannel.studies.home.decision_rules import decision_of
from backchannel.studies.home.ratification import package_paths
from backchannel.studies.home.stand_ins import Zones, parties_at, zone_paths
from backchannel.studies.over_draws import (
    MARK_LIMIT,
    STEPS,
    draws_of,
    gathered,
    most_often,
    parts,
    workers_of,
)
from backchannel.studies.ranges import Lacking, Range, drawn, lacking, range_of, share_of
from backchannel.studies.worth import chosen, worth_at
from backchannel.theory import needed_chance

__all__ = ["SetterOutcome", "VoteChoice", "setter_outcomes", "vote_choices"]

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]
Package = Mapping[str, str]

NASH = 0
"""Place of the Nash point among those of `points_of_draws`."""


@dataclass(frozen=True)
class VoteChoice:
    """Whether the holder of something would let it be voted on.

    Attributes
    ----------
    vote, holder, offer
        Ids; the offer is that on record, if any.
    held, if_won, if_lost
        Options that hold without a vote, and after it; issues not named stay at the status quo.
    hold, win, lose
        Range of their worth to the holder, in points.
    needed
        Range of the chance from which a vote is worth more than holding on; above 1 where none
        is, below 0 where any is. Over the draws in which winning is worth more than losing; None
        where there are none.
    never
        Share of draws in which even a vote that is sure to be won is worth less than holding on.
    always
        Share of draws in which even a vote that is sure to be lost is worth no less.
    chance
        Range of the chance that the holder wins, as the case has it.
    accepted
        Share of draws in which the vote is worth at least as much as holding on.
    loss_breaks_line
        Share of draws in which losing would break a red line of the holder that is real; it does
        not enter the other numbers.
    """

    vote: str
    holder: str
    offer: str | None
    held: Package
    if_won: Package
    if_lost: Package
    hold: Range
    win: Range
    lose: Range
    needed: Range | None
    never: float
    always: float
    chance: Range
    accepted: float
    loss_breaks_line: float
    draws: int
    paths: tuple[str, ...]


@dataclass(frozen=True)
class SetterOutcome:
    """What a third party that fills the gaps of a channel could get through at home.

    Attributes
    ----------
    channel, setter, ratifiers
        Ids; the ratifiers are the actors that decide for the parties of the channel.
    own_values
        Whether the setter has values; else the packages are those that most draws' ratifiers
        accept, and `kept` is the share of draws in which they accept none.
    packages
        The most frequent outcomes over the channel's issues, with their share of all draws.
    kept
        Share of draws in which nothing that the ratifiers accept is better for the setter than
        no deal, so that what there is stays.
    gains
        By actor, the setter first: range of points over no deal; empty without values.
    """

    channel: str
    setter: str
    ratifiers: tuple[str, ...]
    own_values: bool
    packages: tuple[tuple[Package, float], ...]
    kept: float
    gains: Mapping[str, Range]
    draws: int
    paths: tuple[str, ...]


def vote_choices(
    case: Case, draws: int, seed: Seed, lacks: dict[Lacking, None]
) -> list[VoteChoice]:
    """Ask of each vote of a case what chance its holder would need, and what chance it has.

    The holder compares by its values; all issues that a vote does not touch stay at the status quo.
    """
    found = []
    for vote in case.document.votes:
        if values_of(case.document, vote.holder) is None:
            lacks[lacking(case, "values", f"preferences.{vote.holder}")] = None
        else:
            found.append(_vote_choice(case, vote, draws, seed))
    if not case.document.votes:
        lacks[lacking(case, "votes", "votes")] = None
    return found


def _vote_choice(case: Case, vote: Vote, draws: int, seed: Seed) -> VoteChoice:
    about = frame(case, [vote.holder])
    resting = {issue.id: issue.status_quo for issue in case.document.issues}
    states = [{**resting, **state} for state in (vote.held, vote.if_won, vote.if_lost)]
    worth, broken = [], []
    for block, number in blocks_of(draws):
        t = block_tables(about, seed, block)
        seen = [worth_at(about, t, chosen(about, state)) for state in states]
        level = t.level[:number, 0]
        worth.append([it.gains[:number, 0] + level for it in seen])
        broken.append(~seen[2].unbroken[:number, 0])
    hold, win, lose = (np.concatenate(column) for column in zip(*worth, strict=True))
    path = f"votes.{vote.id}.chance"
    chance = drawn(case, [path], draws, seed)[path]
    needed = needed_chance(hold, win, lose)
    defined = np.isfinite(needed)
    value = chance * win + (1 - chance) * lose
    touched = {**vote.held, **vote.if_won, **vote.if_lost}
    paths = [p for state in states for p in package_paths(case, about, state)]
    return VoteChoice(
        vote=vote.id,
        holder=vote.holder,
        offer=vote.offer,
        held={issue: states[0][issue] for issue in touched},
        if_won=dict(vote.if_won),
        if_lost=dict(vote.if_lost),
        hold=range_of(hold),
        win=range_of(win),
        lose=range_of(lose),
        needed=range_of(needed[defined]) if defined.any() else None,
        never=share_of(np.maximum(win, lose) < hold - TOLERANCE),
        always=share_of(np.minimum(win, lose) >= hold - TOLERANCE),
        chance=range_of(chance),
        accepted=share_of(value >= hold - TOLERANCE),
        loss_breaks_line=share_of(np.concatenate(broken)),
        draws=draws,
        paths=tuple(dict.fromkeys([path, *_of_issues(paths, touched)])),
    )


def _of_issues(paths: Iterable[str], issues: Iterable[str]) -> list[str]:
    """Paths of values and weights of some issues; the others are alike in all states."""
    kept = tuple(f".{issue}." for issue in issues)
    return [
        path
        for path in paths
        if path.startswith("preferences.") and any(part in path for part in kept)
    ]


def setter_outcomes(
    case: Case, zones: Zones, threads: int | None, lacks: dict[Lacking, None]
) -> list[SetterOutcome]:
    """Find what the third party of each channel that has one could get through.

    In each draw: the package over the channel's issues that is best for the setter among those
    that every ratifier accepts; what there is stays where none is better for the setter. Over
    some issues all compare with the status quo (rule 4), over all issues with walking away.
    """
    return [
        outcome
        for channel in case.document.channels
        if channel.gaps_filled_by and channel.issues
        if (outcome := _setter_outcome(case, channel, zones, threads, lacks)) is not None
    ]


def _setter_outcome(
    case: Case, channel: Channel, zones: Zones, threads: int | None, lacks: dict[Lacking, None]
) -> SetterOutcome | None:
    setter = str(channel.gaps_filled_by)
    signing = channel.on_behalf_of or channel.between
    rules = [decision_of(case, party) for party in parties_at(case, signing)]
    ratifiers = tuple(a for a in dict.fromkeys(a for r in rules for a in r.actors) if a != setter)
    dumb = [a for a in ratifiers if values_of(case.document, a) is None]
    for actor in dumb:
        lacks[lacking(case, "values", f"preferences.{actor}")] = None
    if dumb or not ratifiers:
        return None
    own = values_of(case.document, setter) is not None
    about = frame(case, [setter, *ratifiers] if own else ratifiers, issues=channel.issues)
    if own:
        packages, kept, gains = _best_for_first(about, zones, threads)
    else:
        if about.issues.size > MARK_LIMIT:
            return None
        counts, marks = zones.marked(about)
        packages, kept = most_often(about, marks, zones.draws, 3)[0], share_of(counts <= 0)
        gains = {}
    return SetterOutcome(
        channel=channel.id,
        setter=setter,
        ratifiers=ratifiers,
        own_values=own,
        packages=packages,
        kept=kept,
        gains=gains,
        draws=zones.draws,
        paths=zone_paths(about),
    )


def _best_for_first(
    about: Frame, zones: Zones, threads: int | None
) -> tuple[tuple[tuple[Package, float], ...], float, dict[str, Range]]:
    """Best package of each draw for the first actor, as a Nash point that counts it alone."""
    power = np.zeros(len(about.actors))
    power[0] = 1.0
    jobs = (partial(_nash, about, t, power) for t in parts(about, zones.draws, zones.seed))
    found = gathered(
        jobs,
        workers_of(threads),
        lambda part: len(part[0]),
        draws=zones.draws,
        progress=None,
        stop=None,
    )
    choices, gains = (np.concatenate(columns) for columns in zip(*found, strict=True))
    moved = gains[:, 0] > TOLERANCE
    gains[~moved] = 0.0
    packages, times = np.unique(about.case_order(choices[moved]), axis=0, return_counts=True)
    order = np.argsort(-times, kind="stable")[:3]
    named = about.issues.named(packages[order])
    shares = (times[order] / zones.draws).tolist()
    ranges = {a: range_of(gains[:, n]) for n, a in enumerate(about.actors)}
    return tuple(zip(named, shares, strict=True)), share_of(~moved), ranges


def _nash(about: Frame, t: Tables, power: FloatArray) -> tuple[IntArray, FloatArray]:
    """Options [n, D] and gains [n, A] at the Nash point of each draw; 0 gains where none is."""
    n, depth, _, actors = t.utility.shape
    choices = np.zeros((n, 4, depth), np.int64)
    gains, best = np.zeros((n, 4, actors)), np.zeros((n, actors))
    state = np.zeros(n, np.int64)
    points_of_draws(about.plan, draws_of(t), power, STEPS, choices, gains, best, state)
    gains -= t.slack  # the kernel measures from thresholds, which lie a hair lower
    gains[state != 1] = 0.0
    return choices[:, NASH], gains[:, NASH]
