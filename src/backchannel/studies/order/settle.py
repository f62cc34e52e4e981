"""Settling channels one after the other, in every order at once, draw by draw.

A *history* is what has been settled so far in each of n draws. Orders whose histories agree in
every draw go on as one, and a channel's Nash package is looked for once for each draw and each set
of options that is held fixed for it. So all orders cost about as much as what differs among them.

Shapes: n draws, C channels, I issues of the case, D issues of one channel in walk order, H
histories, A actors whose values are asked for.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import permutations
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from backchannel.deals.held_draws import FREE
from backchannel.space import Frame, Tables
from backchannel.studies.order.settle_one import SETTLED, Solver, Talks, cuts, strides_of
from backchannel.studies.over_draws import draws_of, exists_in, rows_of
from backchannel.studies.worth import worth_at

__all__ = ["Agenda", "LinksDrawn", "Part", "settle_all"]

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]
SmallArray = npt.NDArray[np.int8]
BoolArray = npt.NDArray[np.bool_]


class Agenda(NamedTuple):
    """The channels to be settled, and everything that no draw changes."""

    talks: tuple[Talks, ...]
    whole: Frame
    """All issues, and the actors whose worth of the outcome is asked for."""
    union: Frame
    """All signatories, and all issues of the channels."""
    resting: SmallArray
    """[I] the status quo."""
    places: tuple[tuple[int, ...], ...]
    """For `whole` and `union`: place of each walked issue among the issues of the case."""

    @property
    def frames(self) -> list[Frame]:
        """Every frame whose tables the settlement needs: channels, ratifiers, whole, union."""
        ratifying = [t.ratifiers.about for t in self.talks if t.ratifiers.about is not None]
        return [*(t.about for t in self.talks), *ratifying, self.whole, self.union]


class LinksDrawn(NamedTuple):
    """What links and stated chances do in each draw."""

    binds: BoolArray
    """[C, C, n] whether what the first settles is held fixed for the second."""
    lifts: FloatArray
    """[C, C, n] factor on the second's chance of adoption once the first has settled."""
    shifts: tuple[FloatArray, ...]
    """For each channel [pressures, n] points by which each pressure lowers a threshold (<= 0)."""
    consents: tuple[BoolArray, ...]
    """For each channel [stated, n] whether actors without values ratify."""

    def part(self, start: int, stop: int) -> LinksDrawn:
        """Return the draws from `start` to `stop`."""
        cut = slice(start, stop)
        return LinksDrawn(
            self.binds[:, :, cut],
            self.lifts[:, :, cut],
            tuple(shift[:, cut] for shift in self.shifts),
            tuple(consent[:, cut] for consent in self.consents),
        )


class Part(NamedTuple):
    """What all orders come to in n draws: H different histories."""

    history: IntArray
    """[orders] the history of each order, orders as `itertools.permutations` lists them."""
    state: SmallArray
    """[H, n, C]"""
    chosen: tuple[SmallArray, ...]
    """For each channel [H, n, D] what it settled, `FREE` where nothing."""
    accepted: BoolArray
    """[H, n, C] whether all ratifying actors accept what was settled."""
    lift: FloatArray
    """[H, n, C] factor on the chance of adoption."""
    final: SmallArray
    """[H, n, I] options in force at the end."""
    outcome: IntArray
    """[H, n] row of `worth` that belongs to the final options."""
    worth: FloatArray
    """[m, A] points over the present state, rows grouped by draw."""
    first: IntArray
    """[n] first row of each draw."""
    alone: BoolArray
    """[n, C] whether the channel's zone, without links, is not empty."""
    together: BoolArray
    """[n] whether the zone of all channels as one table is not empty."""
    bands: tuple[FloatArray, ...]
    """For each channel [n, signatories, 3] least, Nash and most gain over its zone when it comes
    first; NaN where it is empty."""
    unsettled: int
    """Searches that gave up."""


class _Histories(NamedTuple):
    """All histories after the same number of channels, each of them once."""

    orders: list[list[tuple[int, ...]]]
    state: SmallArray
    chosen: tuple[SmallArray, ...]
    accepted: BoolArray
    lift: FloatArray
    final: SmallArray
    held: tuple[SmallArray, ...]
    """For each channel [H, n, D] the options that are fixed for it, `FREE` for none."""


def settle_all(agenda: Agenda, links: LinksDrawn, tables: Sequence[Tables]) -> Part:
    """Settle the channels in every order.

    Parameters
    ----------
    agenda
    links
        Of the same n draws as `tables`.
    tables
        One for each of `Agenda.frames`, [n, ...].
    """
    rest = iter(tables[len(agenda.talks) :])
    solvers = [
        Solver(
            talks,
            t,
            next(rest) if talks.ratifiers.about is not None else None,
            links.shifts[c],
            links.consents[c],
        )
        for c, (talks, t) in enumerate(zip(agenda.talks, tables, strict=False))
    ]
    whole, union = rest
    now = _start(agenda, len(whole.threshold))
    for _ in agenda.talks:
        now = _step(agenda, links, solvers, now)
    listed = {order: h for h, orders in enumerate(now.orders) for order in orders}
    outcome, worth, first = _worth(agenda, whole, now.final)
    return Part(
        history=np.array([listed[o] for o in permutations(range(len(agenda.talks)))]),
        state=now.state,
        chosen=now.chosen,
        accepted=now.accepted,
        lift=now.lift,
        final=now.final,
        outcome=outcome,
        worth=worth,
        first=first,
        alone=np.stack(
            [
                exists_in(t.about, draws_of(x)) == 1
                for t, x in zip(agenda.talks, tables, strict=False)
            ],
            axis=1,
        ),
        together=exists_in(agenda.union, draws_of(union)) == 1,
        bands=tuple(solver.band() for solver in solvers),
        unsettled=sum(solver.unsettled for solver in solvers),
    )


def _start(agenda: Agenda, n: int) -> _Histories:
    """Nothing is settled yet."""
    count = len(agenda.talks)
    free = tuple(np.full((1, n, len(t.columns)), FREE, np.int8) for t in agenda.talks)
    return _Histories(
        orders=[[()]],
        state=np.zeros((1, n, count), np.int8),
        chosen=free,
        accepted=np.zeros((1, n, count), np.bool_),
        lift=np.ones((1, n, count)),
        final=np.broadcast_to(agenda.resting, (1, n, agenda.resting.size)).copy(),
        held=free,
    )


def _step(
    agenda: Agenda, links: LinksDrawn, solvers: Sequence[Solver], now: _Histories
) -> _Histories:
    """Let every channel that is still to come follow every history; equal ones become one."""
    grown = []
    for c in range(len(agenda.talks)):
        rows = [h for h, orders in enumerate(now.orders) if c not in orders[0]]
        if rows:
            grown.append(_follow(agenda, links, solvers[c], now, c, rows))
    return _merged(grown)


def _follow(
    agenda: Agenda, links: LinksDrawn, solver: Solver, now: _Histories, c: int, rows: list[int]
) -> _Histories:
    """Let one channel settle next."""
    state, accepted, lift = now.state[rows], now.accepted[rows], now.lift[rows]
    found = solver.solve(now.held[c][rows], state == SETTLED)
    settled = found.state == SETTLED
    lift[:, :, c] = np.where(state == SETTLED, links.lifts[:, c].T, 1.0).prod(axis=2)
    lift[:, :, c][~settled] = 1.0
    state[:, :, c], accepted[:, :, c] = found.state, found.accepted
    chosen = [own[rows] for own in now.chosen]
    chosen[c] = found.chosen
    final = now.final[rows]
    for j, column in enumerate(agenda.talks[c].columns):
        final[:, :, column] = np.where(settled, found.chosen[:, :, j], final[:, :, column])
    held = [own[rows] for own in now.held]
    for d, other in enumerate(agenda.talks):
        if d == c or not links.binds[c, d].any():
            continue
        binds = settled & links.binds[c, d]
        for j, column in enumerate(agenda.talks[c].columns):
            if column in other.columns:
                k = other.columns.index(column)
                held[d][:, :, k] = np.where(binds, found.chosen[:, :, j], held[d][:, :, k])
    orders = [[(*order, c) for order in now.orders[h]] for h in rows]
    return _Histories(orders, state, tuple(chosen), accepted, lift, final, tuple(held))


def _merged(grown: Sequence[_Histories]) -> _Histories:
    """Put histories together; those that agree in every draw, now and in what is held, are one."""
    orders = [listed for some in grown for listed in some.orders]
    state, accepted, lift, final = (
        np.concatenate([getattr(some, name) for some in grown])
        for name in ("state", "accepted", "lift", "final")
    )
    chosen, held = (
        [np.concatenate(own) for own in zip(*(getattr(some, name) for some in grown), strict=True)]
        for name in ("chosen", "held")
    )
    seen: dict[tuple[object, ...], int] = {}
    kept: list[int] = []
    for h, listed in enumerate(orders):
        done = frozenset(listed[0])
        key = (
            done,
            *(part[h].tobytes() for part in (state, accepted, lift, final)),
            *(own[h].tobytes() for c, own in enumerate(chosen) if c in done),
            *(own[h].tobytes() for c, own in enumerate(held) if c not in done),
        )
        if key in seen:
            orders[seen[key]].extend(listed)
        else:
            seen[key] = h
            kept.append(h)
    return _Histories(
        [orders[h] for h in kept],
        state[kept],
        tuple(own[kept] for own in chosen),
        accepted[kept],
        lift[kept],
        final[kept],
        tuple(own[kept] for own in held),
    )


def _worth(agenda: Agenda, t: Tables, final: SmallArray) -> tuple[IntArray, FloatArray, IntArray]:
    """Value each outcome of each draw once: rows [H, n], points over the present state, starts."""
    about, n = agenda.whole, final.shape[1]
    walked = final[:, :, list(agenda.places[0])].astype(np.int64)
    moved = [d for d in range(walked.shape[2]) if (walked[:, :, d] != walked[0, 0, d]).any()]
    strides = np.zeros(walked.shape[2], np.int64)
    strides[moved] = strides_of([about.walk.counts[d] for d in moved], n, "all channels")
    size = int((np.array(about.walk.counts)[moved]).prod(dtype=np.int64))
    keys = np.arange(n) * size + walked @ strides
    rows, place, outcome = np.unique(keys, return_index=True, return_inverse=True)
    which, choices = rows // size, walked.reshape(-1, walked.shape[2])[place]
    gains = np.concatenate(
        [worth_at(about, rows_of(t, which[cut]), choices[cut]).gains for cut in cuts(rows.size)]
    )
    present = worth_at(about, t, np.array(about.walk.status_quo)).gains
    first = np.searchsorted(which, np.arange(n))
    return outcome.reshape(keys.shape), gains - present[which], first
