"""Settling one channel: its Nash package by draw, by what is held fixed for it, and by pressure.

Shapes: n draws, C channels, D issues of the channel in walk order, H histories (see
`backchannel.studies.order.settle`), m tasks that are solved.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from backchannel.core.errors import UsageError
from backchannel.deals.held_draws import FREE, band_of_draws, nash_of_held
from backchannel.space import Frame, Tables
from backchannel.studies.home.decision_rules import Decision
from backchannel.studies.over_draws import STEPS, draws_of, rows_of
from backchannel.studies.worth import worth_at

__all__ = [
    "NOTHING_LEFT",
    "NO_PACKAGE",
    "SETTLED",
    "Found",
    "Pressure",
    "Ratifiers",
    "Solver",
    "Talks",
    "cuts",
    "strides_of",
]

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]
SmallArray = npt.NDArray[np.int8]
BoolArray = npt.NDArray[np.bool_]

NO_PACKAGE, SETTLED, NOTHING_LEFT = 0, 1, 2
"""What becomes of a channel in a draw: its zone is empty, it settles its Nash package, or all its
issues are held fixed already."""

NUDGE = 1e-9
"""Points by which the status quo of an issue is preferred among options that tie."""

BAND_STEPS = 2_000
"""Steps after which the search for the least or most gain over a zone makes do with its bound."""

ROWS = 4096
"""Packages valued at a time, for the tables are copied for each."""


class Pressure(NamedTuple):
    """Levers that a link brings to a channel, on one of its signatories."""

    link: str
    source: int
    """Place of the channel that must have settled before; -1 where they are at hand anyway."""
    actor: int
    """Place of the signatory under pressure."""
    target: str
    conditions: tuple[str, ...]
    levers: tuple[str, ...]


class Ratifiers(NamedTuple):
    """Who else must accept a channel's text: decision rules without those who sign."""

    about: Frame | None
    """Ratifying actors that have values; None if there are none."""
    rules: tuple[Decision, ...]
    stated: tuple[str, ...]
    """Ratifying actors without values, of whom the case states a chance of refusal."""


class Talks(NamedTuple):
    """One channel, compiled."""

    id: str
    about: Frame
    columns: tuple[int, ...]
    """[D] place of each walked issue among the issues of the case."""
    ratifiers: Ratifiers
    pressures: tuple[Pressure, ...]


class Found(NamedTuple):
    """What becomes of a channel."""

    state: SmallArray
    """[..., n] NO_PACKAGE, SETTLED or NOTHING_LEFT."""
    chosen: SmallArray
    """[..., n, D] options that it settled, `FREE` where nothing."""
    accepted: BoolArray
    """[..., n] whether all ratifying actors accept that."""


class Solver:
    """Nash packages of one channel, each looked for once: by draw, held options and pressure."""

    def __init__(
        self,
        talks: Talks,
        t: Tables,
        ratifying: Tables | None,
        shifts: FloatArray,
        consents: BoolArray,
    ) -> None:
        self.talks, self.ratifying, self.shifts, self.consents = talks, ratifying, shifts, consents
        counts = talks.about.walk.counts
        self.n, self.unsettled = len(t.threshold), 0
        utility = t.utility.copy()
        for d, resting in enumerate(talks.about.walk.status_quo):
            utility[:, d, resting] += NUDGE
        self.draws = draws_of(t)._replace(utility=utility)
        self.strides = strides_of([n + 1 for n in counts], self.n << len(talks.pressures), talks.id)
        depth = len(counts)
        self.keys = np.empty(0, np.int64)
        self.known = Found(
            np.empty(0, np.int8), np.empty((0, depth), np.int8), np.empty(0, np.bool_)
        )

    def solve(self, held: SmallArray, settled: BoolArray) -> Found:
        """Settle the channel after each history.

        Parameters
        ----------
        held
            [H, n, D]
        settled
            [H, n, C] which channels have settled before.
        """
        pressed = self._pressed(settled)
        free = (held == FREE).any(axis=2)
        code = ((held.astype(np.int64) + 1) @ self.strides) << len(self.talks.pressures)
        keys = ((code + pressed) * self.n + np.arange(self.n))[free]
        wanted, place = np.unique(keys, return_index=True)
        new = ~np.isin(wanted, self.keys, assume_unique=True)
        if new.any():
            self._add(wanted[new], held[free][place[new]], pressed[free][place[new]])
        result = Found(
            np.full(free.shape, NOTHING_LEFT, np.int8),
            np.full(held.shape, FREE, np.int8),
            np.zeros(free.shape, np.bool_),
        )
        rows = np.searchsorted(self.keys, keys)
        for into, known in zip(result, self.known, strict=True):
            into[free] = known[rows]
        return result

    def band(self) -> FloatArray:
        """Least, Nash and most gain of each signatory over the zone: [n, signatories, 3]."""
        everyone = np.arange(self.n)
        shift = self._shift(everyone, self._pressed(np.zeros((1, self.n, 0), np.bool_))[0])
        state, choices = self._nash(everyone, np.full((self.n, self.strides.size), FREE), shift)
        draws = self.draws._replace(threshold=self.draws.threshold + shift)
        band = np.full((*shift.shape, 3), np.nan)
        band_of_draws(self.talks.about.plan, draws, state, choices, BAND_STEPS, band)
        return band + shift[:, :, None]

    def _pressed(self, settled: BoolArray) -> IntArray:
        """Which pressures act, as bits: [H, n]."""
        bits = np.zeros(settled.shape[:2], np.int64)
        for b, (pressure, shift) in enumerate(zip(self.talks.pressures, self.shifts, strict=True)):
            at_hand: BoolArray = np.ones(settled.shape[:2], np.bool_)
            if pressure.source >= 0:
                at_hand = (
                    settled[:, :, pressure.source] if settled.shape[2] else np.zeros_like(at_hand)
                )
            bits |= (at_hand & (shift < 0)).astype(np.int64) << b
        return bits

    def _shift(self, which: IntArray, pressed: IntArray) -> FloatArray:
        """Points added to thresholds: [m, signatories]; of several pressures the strongest."""
        shift = np.zeros((which.size, len(self.talks.about.actors)))
        for b, (pressure, points) in enumerate(zip(self.talks.pressures, self.shifts, strict=True)):
            acts = np.where((pressed >> b) & 1, points[which], 0.0)
            shift[:, pressure.actor] = np.minimum(shift[:, pressure.actor], acts)
        return shift

    def _nash(self, which: IntArray, held: IntArray, shift: FloatArray) -> tuple[IntArray, ...]:
        about = self.talks.about
        choices, state = np.zeros(held.shape, np.int64), np.zeros(which.size, np.int64)
        nash_of_held(
            about.plan, self.draws, which, held, shift, about.powers, STEPS, choices, state
        )  # fmt: skip
        return state, choices

    def _add(self, keys: IntArray, held: SmallArray, pressed: IntArray) -> None:
        which = keys % self.n
        state, choices = self._nash(which, held.astype(np.int64), self._shift(which, pressed))
        self.unsettled += int((state < 0).sum())
        settled = state == SETTLED
        choices[~settled] = FREE
        accepted = np.zeros(which.size, np.bool_)
        accepted[settled] = self._ratified(which[settled], choices[settled])
        found = (settled.astype(np.int8), choices.astype(np.int8), accepted)
        order = np.argsort(np.concatenate([self.keys, keys]), kind="stable")
        self.keys = np.concatenate([self.keys, keys])[order]
        self.known = Found(
            *(np.concatenate(two)[order] for two in zip(self.known, found, strict=True))
        )

    def _ratified(self, which: IntArray, choices: IntArray) -> BoolArray:
        """Whether the parties of those who sign accept packages too: [m]."""
        about, rules, stated = self.talks.ratifiers
        accepted = {a: self.consents[s, which] for s, a in enumerate(stated)}
        if about is not None and self.ratifying is not None:
            own = self.talks.about.walk.issues
            moved = choices[:, [own.index(issue) for issue in about.walk.issues]]
            yes = np.concatenate(
                [
                    worth_at(about, rows_of(self.ratifying, which[cut]), moved[cut]).accepted
                    for cut in cuts(which.size)
                ]
                or [np.zeros((0, len(about.actors)), np.bool_)]
            )
            accepted |= {a: yes[:, k] for k, a in enumerate(about.actors)}
        passes = [rule.passes(accepted) for rule in rules]
        return np.asarray(np.all([np.ones(which.size, np.bool_), *passes], axis=0))


def cuts(size: int) -> list[slice]:
    """Pieces of so many rows, each small enough for a copy of the tables."""
    return [slice(start, start + ROWS) for start in range(0, size, ROWS)]


def strides_of(counts: Sequence[int], times: int, what: str) -> IntArray:
    """Strides that number combinations, as long as `times` as many fit into an int64."""
    if math.prod(counts) * times >= 2**62:
        raise UsageError(f"{what}: too many issues to compare orders", code="TOO-LARGE")
    return np.array([math.prod(counts[d + 1 :]) for d in range(len(counts))], dtype=np.int64)
