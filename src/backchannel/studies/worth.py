"""What packages are worth to actors in each draw, against no deal and against the present state."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from backchannel.case import Case
from backchannel.space import TOLERANCE, Frame, Tables, block_tables, blocks_of, frame
from backchannel.space.seeds import Seed

__all__ = ["Levels", "Worth", "chosen", "levels", "worth_at"]

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]
BoolArray = npt.NDArray[np.bool_]


class Worth(NamedTuple):
    """What one package a draw is worth to each actor of a frame."""

    gains: FloatArray
    """[n, A] points over no deal; in a partial zone over the status quo (rule 4)."""
    accepted: BoolArray
    """[n, A] whether the actor accepts it, its red lines included."""
    unbroken: BoolArray
    """[n, A] whether it breaks no red line of the actor that is real."""


class Levels(NamedTuple):
    """What an actor compares a package with, in each draw, on its scale of 0..100."""

    walk_away: FloatArray
    """[n] worth of carrying on without a package."""
    present: FloatArray
    """[n] worth of the present state: the status quo on every issue."""


def chosen(about: Frame, package: Mapping[str, str]) -> IntArray:
    """Return the options of a package in walk order: [D]."""
    return np.array([about.walk.option_index(issue, package[issue]) for issue in about.walk.issues])


def worth_at(about: Frame, t: Tables, choices: IntArray) -> Worth:
    """Value packages, options in walk order: one for all draws [D], or one for each [n, D].

    Examples
    --------
    >>> import backchannel as bc
    >>> from backchannel.space import block_tables, frame
    >>> about = frame(bc.load("two-issues"), ["upstream", "downstream"])
    >>> package = {issue: options[0] for issue, options in
    ...            zip(about.issues.issues, about.issues.options)}
    >>> worth_at(about, block_tables(about, 0, 0), chosen(about, package)).gains.shape
    (1024, 2)
    """
    plan, n = about.plan, len(t.threshold)
    picked = np.broadcast_to(choices, (n, len(about.walk.issues)))
    depths = np.arange(picked.shape[1])
    total = t.utility[np.arange(n)[:, None], depths, picked].sum(axis=1)
    held = np.bitwise_and.reduce(plan.compat[depths, picked], axis=1)
    for b, actor in enumerate(plan.bonus_actor.tolist()):
        total[:, actor] += t.points[:, b] * ((held & plan.bonus_pattern[b]) != 0)
    unbroken = np.ones(total.shape, dtype=np.bool_)
    for j, line in enumerate(about.lines):
        breaks = plan.line_broken[j] | plan.line_options[j, depths, picked].any(axis=1)
        breaks |= (plan.line_patterns[j] & held) != 0
        for a, (actor, voice) in enumerate(zip(about.actors, about.voices, strict=True)):
            if line.actor in (actor, voice.actor):
                unbroken[:, a] &= ~(breaks & t.real[:, j])
    margin = total - t.threshold
    return Worth(margin - TOLERANCE, (margin >= 0) & unbroken, unbroken)


def levels(
    case: Case, actor: str, conditions: str | Sequence[str] = (), *, draws: int, seed: Seed
) -> Levels:
    """Draw an actor's walk-away value, under conditions or levers, and its worth of the present.

    Examples
    --------
    >>> import backchannel as bc
    >>> levels(bc.load("two-issues"), "upstream", draws=10, seed=0).present.shape
    (10,)
    """
    about = frame(case, [actor], condition=conditions)
    resting = np.array(about.walk.status_quo)
    found = []
    for block, number in blocks_of(draws):
        t = block_tables(about, seed, block)
        level = t.level[:, 0]
        found.append((level[:number], (worth_at(about, t, resting).gains[:, 0] + level)[:number]))
    walk_away, present = (np.concatenate(parts) for parts in zip(*found, strict=True))
    return Levels(walk_away, present)
