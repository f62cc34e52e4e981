"""What orders of channels come to, added up over draws: groups, pairs, first movers, extremes.

Shapes: n draws of one part, C channels, H histories of one part, O orders, A actors.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import permutations
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from backchannel.case import Case
from backchannel.studies.order.settle import Agenda, Part
from backchannel.studies.order.settle_one import NO_PACKAGE, NOTHING_LEFT, SETTLED
from backchannel.studies.ranges import Range, range_of

__all__ = [
    "FirstMover",
    "OrderGroup",
    "PairEffect",
    "Settling",
    "Spread",
    "Sums",
    "first_movers",
    "groups_of",
    "pair_effects",
    "spreads_of",
]

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]
BoolArray = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Settling:
    """What becomes of one channel under some order.

    Attributes
    ----------
    settles, nothing_left, no_package
        Shares of draws in which it settles something, in which all its issues are fixed already,
        and in which it finds no package; together 1.
    adoption
        Chance that its text is adopted, in the draws in which it settles; None if there are none.
    terms
        Of those draws: by issue the option that is settled most often, and how often.
    """

    channel: str
    settles: float
    nothing_left: float
    no_package: float
    adoption: float | None
    terms: Mapping[str, tuple[str, float]] = field(repr=False)


@dataclass(frozen=True, slots=True)
class OrderGroup:
    """Orders that come to the same in every draw.

    Attributes
    ----------
    orders
        Channels, first to last.
    channels
        What becomes of each channel, in the case's order.
    worth
        By actor: points of the outcome over the present state.
    ended
        By issue of the channels: where it is most often at the end, and in what share of draws.
    overturned
        Share of draws in which two channels settle an issue differently and the later one holds.
    months
        Least and most months that these orders need where channels that share an issue or compete
        cannot settle in one month.
    """

    orders: tuple[tuple[str, ...], ...]
    channels: tuple[Settling, ...]
    worth: Mapping[str, Range] = field(repr=False)
    ended: Mapping[str, tuple[str, float]] = field(repr=False)
    overturned: float
    months: tuple[int, int]


@dataclass(frozen=True, slots=True)
class PairEffect:
    """What it does to one channel that another comes right before it, and not right after.

    Shares of draws, averaged over all orders in which `then` comes right after `first`
    (``after``), and over the same orders with the two exchanged (``before``): all else is equal.

    Attributes
    ----------
    settles_after, settles_before
        `then` settles something.
    nothing_left_after, nothing_left_before
        All issues of `then` are fixed already.
    no_package_after, no_package_before
        `then` finds no package.
    shared
        Issues that both talk about.
    links
        Links from the first to the second, as (id, kind).
    paths
        The strengths of these links.
    """

    first: str
    then: str
    settles_after: float
    settles_before: float
    nothing_left_after: float
    nothing_left_before: float
    no_package_after: float
    no_package_before: float
    shared: tuple[str, ...]
    links: tuple[tuple[str, str], ...]
    paths: tuple[str, ...] = field(repr=False)

    @property
    def opens(self) -> float:
        """Share of draws by which `then` settles more often after `first`; at least 0."""
        return max(self.settles_after - self.settles_before, 0.0)

    @property
    def closes(self) -> float:
        """Share of draws by which `then` finds no package more often after `first`; at least 0.

        Only as far as it settles less often: else it had nothing to settle before.
        """
        more = self.no_package_after - self.no_package_before
        return max(min(more, self.settles_before - self.settles_after), 0.0)

    @property
    def decides(self) -> float:
        """Share of draws by which `then` has nothing left more often after `first`; at least 0."""
        return max(self.nothing_left_after - self.nothing_left_before, 0.0)


@dataclass(frozen=True, slots=True)
class FirstMover:
    """What an actor gains if a channel comes first, not last.

    Attributes
    ----------
    signs
        Whether the actor signs in this channel.
    gain
        Points, draw by draw, averaged over the orders of the other channels.
    better, worse
        Shares of draws in which it is better off, and worse off.
    paths
        The actor's weights of the channels' issues, which stand for its values too.
    """

    channel: str
    actor: str
    signs: bool
    gain: Range
    better: float
    worse: float
    paths: tuple[str, ...] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Spread:
    """The orders that leave an actor best and worst off, by the median over draws.

    Attributes
    ----------
    best, worst
        One such order; `best_ties` and `worst_ties` count the orders that are as good or bad.
    best_worth, worst_worth
        Points of the outcome over the present state.
    """

    actor: str
    best: tuple[str, ...]
    best_ties: int
    best_worth: Range
    worst: tuple[str, ...]
    worst_ties: int
    worst_worth: Range


class Sums(NamedTuple):
    """The parts of all draws, and counts over the draws of each part."""

    agenda: Agenda
    parts: tuple[Part, ...]
    history: IntArray
    """[parts, O] the history of each order in each part."""
    states: tuple[IntArray, ...]
    """For each part [H, C, 3] draws by what becomes of the channel."""
    draws: int

    @classmethod
    def of(cls, agenda: Agenda, parts: Sequence[Part]) -> Sums:
        """Count."""
        states = tuple(
            np.stack(
                [(p.state == s).sum(axis=1) for s in (NO_PACKAGE, SETTLED, NOTHING_LEFT)], axis=2
            )
            for p in parts
        )
        history = np.stack([part.history for part in parts])
        return cls(agenda, tuple(parts), history, states, sum(p.state.shape[1] for p in parts))

    @property
    def ids(self) -> tuple[str, ...]:
        """The channels."""
        return tuple(talks.id for talks in self.agenda.talks)

    @property
    def orders(self) -> list[tuple[int, ...]]:
        """All orders, as places of the channels."""
        return list(permutations(range(len(self.agenda.talks))))


def groups_of(sums: Sums, rivals: BoolArray) -> tuple[OrderGroup, ...]:
    """Tell orders that come to the same once; `rivals` [C, C] cannot settle in one month."""
    alike: dict[tuple[int, ...], list[int]] = {}
    for o, key in enumerate(sums.history.T.tolist()):
        alike.setdefault(tuple(key), []).append(o)
    prepared = np.any([(part.lift != 1.0).any(axis=(0, 1)) for part in sums.parts], axis=0)
    channels = {key: _settlings(sums, key, prepared) for key in alike}
    if prepared.any():
        alike = _without_idle_lifts(sums, alike, channels)
    overturned = [_overturned(sums.agenda, part) for part in sums.parts]
    found = [
        _group(sums, key, members, rivals, overturned, channels[key])
        for key, members in alike.items()
    ]
    return tuple(sorted(found, key=lambda group: -len(group.orders)))


def _without_idle_lifts(
    sums: Sums,
    alike: Mapping[tuple[int, ...], list[int]],
    channels: Mapping[tuple[int, ...], tuple[Settling, ...]],
) -> dict[tuple[int, ...], list[int]]:
    """Put groups together that differ only in lifts that change no chance of adoption."""
    plain = [_same_but_for_lift(part) for part in sums.parts]
    kept: dict[tuple[object, ...], tuple[int, ...]] = {}
    found: dict[tuple[int, ...], list[int]] = {}
    for key, members in alike.items():
        same = tuple(own[h] for own, h in zip(plain, key, strict=True))
        adoption = tuple(it.adoption for it in channels[key])
        first = kept.setdefault((same, adoption), key)
        found[first] = sorted([*found.get(first, ()), *members])
    return found


def _same_but_for_lift(part: Part) -> list[int]:
    """For each history the first one that agrees with it in all but the lifts: [H]."""
    arrays = (part.state, part.accepted, part.final, *part.chosen)
    seen: dict[tuple[bytes, ...], int] = {}
    return [
        seen.setdefault(tuple(array[h].tobytes() for array in arrays), h)
        for h in range(len(part.state))
    ]


def _settlings(sums: Sums, key: tuple[int, ...], prepared: BoolArray) -> tuple[Settling, ...]:
    pieces = list(zip(sums.parts, key, strict=True))
    counts = sum(states[h] for states, h in zip(sums.states, key, strict=True)) / sums.draws
    return tuple(
        _settling(sums, pieces, c, counts[c].tolist(), lifted=bool(prepared[c]))
        for c in range(len(sums.ids))
    )


def _group(
    sums: Sums,
    key: tuple[int, ...],
    members: list[int],
    rivals: BoolArray,
    overturned: Sequence[IntArray],
    channels: tuple[Settling, ...],
) -> OrderGroup:
    pieces = list(zip(sums.parts, key, strict=True))
    orders = sums.orders
    months = [_months(orders[o], rivals) for o in members]
    worth = np.concatenate([part.worth[part.outcome[h]] for part, h in pieces])
    about = sums.agenda.whole.issues
    final = np.concatenate([part.final[h] for part, h in pieces])
    moving = [about.issues.index(i) for i in sums.agenda.union.issues.issues]
    return OrderGroup(
        orders=tuple(tuple(sums.ids[c] for c in orders[o]) for o in members),
        channels=channels,
        worth={actor: range_of(worth[:, a]) for a, actor in enumerate(sums.agenda.whole.actors)},
        ended={about.issues[i]: _most_often(final[:, i], about.options[i]) for i in moving},
        overturned=sum(int(times[h]) for times, h in zip(overturned, key, strict=True))
        / sums.draws,
        months=(min(months), max(months)),
    )


def _settling(
    sums: Sums, pieces: Sequence[tuple[Part, int]], c: int, shares: list[float], *, lifted: bool
) -> Settling:
    about = sums.agenda.talks[c].about
    settled = np.concatenate([part.state[h, :, c] == SETTLED for part, h in pieces])
    accepted = np.concatenate([part.accepted[h, :, c] for part, h in pieces])[settled]
    adoption: float | None = None
    terms: dict[str, tuple[str, float]] = {}
    if len(accepted):
        adoption = float(accepted.mean())
        if lifted:
            lift = np.concatenate([part.lift[h, :, c] for part, h in pieces])[settled]
            adoption = float(np.minimum(adoption * lift, 1.0).mean())
        chosen = np.concatenate([part.chosen[c][h] for part, h in pieces])[settled]
        terms = {
            issue: _most_often(
                chosen[:, d := about.walk.issues.index(issue)], about.walk.options[d]
            )
            for issue in about.issues.issues
        }
    no_package, settles, nothing_left = shares
    return Settling(sums.ids[c], settles, nothing_left, no_package, adoption, terms)


def _most_often(column: npt.NDArray[np.int8], options: Sequence[str]) -> tuple[str, float]:
    times = np.bincount(column, minlength=len(options))
    top = int(times.argmax())
    return options[top], float(times[top] / len(column))


def _overturned(agenda: Agenda, part: Part) -> IntArray:
    """Draws in which two channels settled an issue differently: [H]."""
    differ = np.zeros(part.state.shape[:2], np.bool_)
    for c, one in enumerate(agenda.talks):
        for d, other in enumerate(agenda.talks[:c]):
            both = (part.state[:, :, c] == SETTLED) & (part.state[:, :, d] == SETTLED)
            for column in set(one.columns) & set(other.columns):
                mine = part.chosen[c][:, :, one.columns.index(column)]
                theirs = part.chosen[d][:, :, other.columns.index(column)]
                differ |= both & (mine != theirs)
    return np.asarray(differ.sum(axis=1))


def _months(order: Sequence[int], rivals: BoolArray) -> int:
    """Months that an order needs: each channel as early as rivals before it allow."""
    month: dict[int, int] = {}
    for c in order:
        month[c] = 1 + max((month[e] for e in month if rivals[e, c]), default=0)
    return max(month.values())


def pair_effects(case: Case, sums: Sums) -> tuple[PairEffect, ...]:
    """Compare, for each two channels, the orders in which only these two are exchanged."""
    orders, talks = np.array(sums.orders), sums.agenda.talks
    place = np.argsort(orders, axis=1)
    counts = sum(states[own] for states, own in zip(sums.states, sums.history, strict=True))
    shares = np.asarray(counts) / sums.draws  # [O, C, 3]
    found = []
    for a, first in enumerate(talks):
        for b, then in enumerate(talks):
            if a == b:
                continue
            ahead = place[:, b] - place[:, a]
            after, before = (shares[ahead == step, b].mean(axis=0) for step in (1, -1))
            links = [x for x in case.document.links if (x.from_, x.to) == (first.id, then.id)]
            found.append(
                PairEffect(
                    first.id,
                    then.id,
                    settles_after=float(after[SETTLED]),
                    settles_before=float(before[SETTLED]),
                    nothing_left_after=float(after[NOTHING_LEFT]),
                    nothing_left_before=float(before[NOTHING_LEFT]),
                    no_package_after=float(after[NO_PACKAGE]),
                    no_package_before=float(before[NO_PACKAGE]),
                    shared=tuple(
                        i for i in first.about.issues.issues if i in then.about.issues.issues
                    ),
                    links=tuple((x.id, x.kind) for x in links),
                    paths=tuple(f"links.{x.id}.strength" for x in links),
                )
            )
    return tuple(found)


def first_movers(sums: Sums) -> tuple[FirstMover, ...]:
    """Compare, for each channel and actor, the orders that begin with it and those that end so."""
    if len(sums.ids) < 2:
        return ()
    orders, whole = np.array(sums.orders), sums.agenda.whole
    moving = sums.agenda.union.issues.issues
    found = []
    for c, talks in enumerate(sums.agenda.talks):
        gains = np.concatenate(
            [
                _mean_worth(part, own[orders[:, 0] == c])
                - _mean_worth(part, own[orders[:, -1] == c])
                for part, own in zip(sums.parts, sums.history, strict=True)
            ]
        )
        gains[np.abs(gains) < 1e-9] = 0.0  # rounding
        for a, voice in enumerate(whole.voices):
            found.append(
                FirstMover(
                    channel=talks.id,
                    actor=whole.actors[a],
                    signs=whole.actors[a] in talks.about.actors,
                    gain=range_of(gains[:, a]),
                    better=float((gains[:, a] > 0).mean()),
                    worse=float((gains[:, a] < 0).mean()),
                    paths=tuple(voice.weights[i] for i in moving if i in voice.weights),
                )
            )
    return tuple(found)


def _mean_worth(part: Part, histories: IntArray) -> FloatArray:
    """Worth of the outcome in each draw, averaged over histories (repeated ones count): [n, A]."""
    times = np.bincount(histories, minlength=len(part.outcome)) / len(histories)
    weights = np.bincount(
        part.outcome.ravel(), np.repeat(times, part.outcome.shape[1]), minlength=len(part.worth)
    )
    return np.add.reduceat(part.worth * weights[:, None], part.first, axis=0)


def spreads_of(groups: Sequence[OrderGroup]) -> tuple[Spread, ...]:
    """Find, for each actor, the orders with the highest and the lowest median worth."""
    found = []
    for actor in groups[0].worth:
        medians = [round(group.worth[actor].median, 9) for group in groups]
        high, low = max(medians), min(medians)
        best, worst = groups[medians.index(high)], groups[medians.index(low)]
        found.append(
            Spread(
                actor,
                best.orders[0],
                sum(len(g.orders) for g, m in zip(groups, medians, strict=True) if m == high),
                best.worth[actor],
                worst.orders[0],
                sum(len(g.orders) for g, m in zip(groups, medians, strict=True) if m == low),
                worst.worth[actor],
            )
        )
    return tuple(found)
