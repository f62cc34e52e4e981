"""A walk over packages in which a few numbers may move as well.

Every actor has *faces*: one for each set of bonuses that a package may hold. A face has *rows*: one
for each number of moves spent on what touches all issues at once (walk-away value, bonuses). A row
says for each issue and option the most that it can add with 0, 1, 2 .. moves spent there, or the
least where moves are *adverse*. What an actor gains from a package with m moves is then a sum over
the issues, the moves shared out in the best (worst) way, and a bound for all packages below a node
follows as in `backchannel.deals.kernels`.

Plain arrays only. D issues, K largest number of options, A voices, F faces, G rows, N facts (red
lines that give way, or become real, together), B bonuses; M moves at most at one issue, J in all.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from backchannel.deals.kernels import compiled

__all__ = ["Faces", "Facts", "Rates", "State", "new_state", "search"]

IntArray = npt.NDArray[np.int64]
FloatArray = npt.NDArray[np.float64]

_jit = compiled


class Faces(NamedTuple):
    """What actors gain; an actor accepts where its sum is at least 0."""

    gain: FloatArray
    """[G, D, K, M + 1] what an option adds with up to m moves at its issue."""
    start: FloatArray
    """[G, J + 1] what issues that cannot move add with up to m moves."""
    cost: IntArray
    """[G] moves spent on what touches all issues."""
    first: IntArray
    """[F + 1] where the rows of each face begin; its first row costs no move."""
    voice: IntArray
    """[F] ascending"""
    held: IntArray
    """[F] bonuses (bits) that the package holds,"""
    mask: IntArray
    """[F] of these."""
    slack: FloatArray
    """[F] shortfall that may be rounding; 0 where sums are exact."""


class Facts(NamedTuple):
    """Red lines as facts that one move each changes, and what no package may hold."""

    banned: npt.NDArray[np.bool_]
    """[D, K]"""
    forbidden: int
    """Patterns (bits)."""
    options: IntArray
    """[D, K] facts (bits) that an option breaks by itself."""
    patterns: IntArray
    """[N] patterns that break each fact."""
    always: int
    """Facts that every package breaks."""
    share: FloatArray
    """[N] share of its range by which each must move."""
    singles: IntArray
    """[D, K] bonuses (bits) of one option."""


class Rates(NamedTuple):
    """The most that a whole range moved can add, for bounds on shares of ranges."""

    face: FloatArray
    """[F]"""
    one: FloatArray
    """[F, D, K] a single move at an issue, nothing else moved."""
    one_all: FloatArray
    """[F] a single move of what touches all issues, nothing else moved."""
    each: FloatArray
    """[F, D, K] one of several moves."""
    each_all: FloatArray
    """[F]"""


class State(NamedTuple):
    """Where a walk stands, so that it can pause."""

    best: FloatArray  # [D + 1, G, J + 1]
    rest: FloatArray  # [D + 1, G, J + 1]
    alive: IntArray  # [D + 1]
    held: IntArray  # [D + 1]
    broken: IntArray  # [D + 1]
    option: IntArray  # [D + 1]
    later: IntArray  # [D + 1] bonuses of one option that this depth or a later one can bring
    ends: IntArray  # [D + 1] patterns that end at this depth or later
    depth: IntArray  # [1] -1 once the walk is over
    visited: IntArray  # [1] nodes


def new_state(plan: Any, faces: Faces, facts: Facts, budget: int, *, adverse: bool) -> State:
    """Return the state of a walk that has not begun."""
    depth, rows = plan.options.size, faces.cost.size
    state = State(
        best=np.zeros((depth + 1, rows, budget + 1)),
        rest=np.zeros((depth + 1, rows, budget + 1)),
        alive=np.full(depth + 1, -1, np.int64),
        held=np.zeros(depth + 1, np.int64),
        broken=np.full(depth + 1, facts.always, np.int64),
        option=np.full(depth + 1, -1, np.int64),
        later=np.zeros(depth + 1, np.int64),
        ends=np.zeros(depth + 1, np.int64),
        depth=np.zeros(1, np.int64),
        visited=np.zeros(1, np.int64),
    )
    state.best[0] = faces.start[:, : budget + 1]
    if not _bound_rest(plan, faces, facts, state, adverse):
        state.depth[0] = -1
    return state


@_jit
def _bound_rest(plan, faces, facts, state, adverse):  # type: ignore[no-untyped-def]
    """Fill what the issues from each depth on can still add; False where an issue has no option."""
    rows, moves = state.best.shape[1], state.best.shape[2]
    most = faces.gain.shape[3]
    for d in range(plan.options.size - 1, -1, -1):
        state.ends[d] = state.ends[d + 1] | plan.ends[d]
        state.later[d] = state.later[d + 1]
        top = np.full((rows, most), -np.inf)
        open_options = 0
        for o in range(plan.options[d]):
            state.later[d] |= facts.singles[d, o]
            if facts.banned[d, o]:
                continue
            open_options += 1
            for g in range(rows):
                for m in range(most):
                    top[g, m] = max(top[g, m], faces.gain[g, d, o, m])
        if not open_options:
            return False
        for g in range(rows):
            _shared_out(state.rest[d + 1, g], top[g], state.rest[d, g], moves, adverse)
    return True


@_jit
def _shared_out(before, added, result, moves, adverse):  # type: ignore[no-untyped-def]
    """Share m = 0, 1, .. moves out between what was before and one more issue; fills `result`."""
    for m in range(moves):
        value = before[m] + added[0]
        for i in range(1, min(m + 1, added.size)):
            other = before[m - i] + added[i]
            if (other < value) if adverse else (other > value):
                value = other
        result[m] = value


@_jit
def _moves_needed(sums, rest, slack, adverse):  # type: ignore[no-untyped-def]
    """Fewest moves with which a sum reaches 0 (adverse: falls below); the array's size if none."""
    for m in range(sums.size):
        value = sums[0] + rest[m]
        for i in range(1, m + 1):
            other = sums[i] + rest[m - i]
            if (other < value) if adverse else (other > value):
                value = other
        if (value < slack) if adverse else (value >= -slack):
            return m
    return sums.size


@_jit
def _ones(bits):  # type: ignore[no-untyped-def]
    number = 0
    while bits:
        bits &= bits - 1
        number += 1
    return number


@_jit
def search(  # type: ignore[no-untyped-def]
    plan, faces, facts, rates, state, adverse, bound, most_nodes, packages, floors
):
    """Find packages that pass with few moves or, where moves are adverse, that withstand them.

    With J = the state's number of moves: lists packages that pass with J moves or fewer, of which
    a lower bound of the sum of shares is at most `bound`; or that no J moves keep out.

    Parameters
    ----------
    plan : Plan
    faces, facts, rates : Faces, Facts, Rates
        `rates` is looked at only where moves are not adverse.
    state : State
        From `new_state`, or as the last call left it.
    adverse : bool
    bound : float
    most_nodes : int
        Nodes after which to pause.
    packages : int64 [n, D]
        Filled with the options of what is found; pauses when it is full.
    floors : float64 [n]
        Filled with a lower bound of the sum of shares (0 where moves are adverse).

    Returns
    -------
    int
        The number found in this call. ``state.depth`` is -1 once there is no more.
    """
    depth, budget = plan.options.size, state.best.shape[2] - 1
    rows, voices = faces.cost.size, faces.voice[-1] + 1
    need = np.zeros(voices, np.int64)
    least = np.zeros(voices)
    found, nodes = 0, 0
    d = state.depth[0]
    while d >= 0 and nodes < most_nodes and found < packages.shape[0]:
        state.option[d] += 1
        o, nxt = state.option[d], d + 1
        if o >= plan.options[d]:
            d -= 1
            continue
        left = state.alive[d] & plan.compat[d, o]
        done = left & plan.ends[d]
        if facts.banned[d, o] or done & facts.forbidden:
            continue
        nodes += 1
        held = state.held[d] | facts.singles[d, o]
        possible = state.later[nxt]
        for b in range(plan.bonus_pattern.size):
            if done & plan.bonus_pattern[b]:
                held |= np.int64(1) << b
            elif left & plan.bonus_pattern[b] & state.ends[nxt]:
                possible |= np.int64(1) << b
        broken = state.broken[d] | facts.options[d, o]
        for n in range(facts.patterns.size):
            if done & facts.patterns[n]:
                broken |= np.int64(1) << n
        for g in range(rows):
            _shared_out(
                state.best[d, g], faces.gain[g, d, o], state.best[nxt, g], budget + 1, adverse
            )
        # A face fits while the package can still come to hold its bonuses and holds no other one.
        need[:] = -1 if adverse else budget + 1
        least[:] = np.inf
        for f in range(faces.voice.size):
            if faces.held[f] & ~(held | possible) or held & faces.mask[f] & ~faces.held[f]:
                continue
            a, first = faces.voice[f], faces.first[f]
            fewest = budget + 1
            for g in range(first, faces.first[f + 1]):
                moves = faces.cost[g] + _moves_needed(
                    state.best[nxt, g], state.rest[nxt, g], faces.slack[f], adverse
                )
                fewest = min(fewest, moves)
            if adverse:
                need[a] = max(need[a], fewest)
                continue
            short = -(state.best[nxt, first, 0] + state.rest[nxt, first, 0])
            floor = 0.0
            if short > faces.slack[f]:
                floor = np.inf if rates.face[f] <= 0 else short / rates.face[f]
                if nxt == depth:
                    floor = _floor(faces, rates, state, f, fewest, short)
            need[a] = min(need[a], fewest)
            least[a] = min(least[a], floor)
        total, shares = 0, 0.0
        if adverse:
            total = need.min()
            if broken:
                total = min(total, 1)
            if total <= budget:
                continue
        else:
            total = need.sum() + _ones(broken)
            shares = least.sum()
            for n in range(facts.share.size):
                if broken >> n & 1:
                    shares += facts.share[n]
            if total > budget or shares > bound:
                continue
        if nxt == depth:
            packages[found] = state.option[:depth]
            floors[found] = shares
            found += 1
            continue
        state.alive[nxt], state.held[nxt], state.broken[nxt] = left, held, broken
        state.option[nxt] = -1
        d = nxt
    state.depth[0] = d
    state.visited[0] += nodes
    return found


@_jit
def _floor(faces, rates, state, f, moves, short):  # type: ignore[no-untyped-def]
    """Lower bound of the share of ranges that a face needs for a whole package."""
    depth = state.option.size - 1
    first = faces.first[f]
    rate = 0.0
    if moves == 1:
        for g in range(first + 1, faces.first[f + 1]):
            if faces.cost[g] == 1 and state.best[depth, g, 0] >= -faces.slack[f]:
                rate = max(rate, rates.one_all[f])
        if faces.start[first, min(1, faces.start.shape[1] - 1)] - faces.start[first, 0] > 0:
            rate = max(rate, rates.one_all[f])
        for d in range(depth):
            o = state.option[d]
            extra = faces.gain[first, d, o, 1] - faces.gain[first, d, o, 0]
            if extra - short >= -faces.slack[f]:
                rate = max(rate, rates.one[f, d, o])
    else:
        rate = rates.each_all[f]
        for d in range(depth):
            rate = max(rate, rates.each[f, d, state.option[d]])
    return short / rate if rate > 0 else np.inf
