"""Which numbers can move, by whose judgement, and what that does: tables for a search of moves.

Everything is whole numbers: each actor's weights and points are multiplied by what clears their
decimals. Each number has *still* values, which cost nothing, and *moved* ones, which cost a move;
what is asked (the most with two moves, what withstands any three) is a matter of which is which.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations
from typing import Any

import numpy as np
import numpy.typing as npt

from backchannel.core.errors import UsageError
from backchannel.deals.moves import Faces, Facts, Rates
from backchannel.space.compile import Frame
from backchannel.studies.change.judges import Judge, Number

__all__ = [
    "Choices",
    "Fact",
    "beyond_half",
    "bits_of",
    "fact_tables",
    "facts_of",
    "rates_of",
    "tables_of",
]

Choices = Mapping[str, tuple[tuple[Number, ...], tuple[Number, ...]]]
"""For each path its still and its moved values, in the units of its judge."""

Pick = Callable[..., Any]
"""`max` for the most that moves can add, `min` for the least."""

MOST_FACES = 256
"""Sets of bonuses up to which each is looked at by itself."""

MOST_BITS = 62

EXACT = 2**53


@dataclass(frozen=True)
class Fact:
    """Red lines that give way, or become real, together."""

    name: str
    """The fact they share, or the one path."""
    lines: tuple[int, ...]
    """Lines of the frame that would change."""
    share: Fraction
    """Largest share of its range by which one of them must move."""


def facts_of(about: Frame, *, real: bool) -> tuple[Fact, ...]:
    """Return the facts that could cease to hold (`real`), or come to hold, within their ranges."""
    streams: dict[str, list[int]] = {}
    for number, line in enumerate(about.lines):
        u = about.unknowns[line.path]
        if (u.mode >= 0.5) == real and (u.low < 0.5 if real else u.high >= 0.5):
            streams.setdefault(line.stream, []).append(number)
    return tuple(
        Fact(name, tuple(lines), max(_share_to_half(about, j) for j in lines))
        for name, lines in streams.items()
    )


def beyond_half(about: Frame, line: int) -> float:
    """Where the hardness of a line must go: to 0.5, or just below it.

    Any value below will do: the shortest within the range is taken.
    """
    u = about.unknowns[about.lines[line].path]
    if u.mode < 0.5:
        return 0.5
    return next((x for x in (0.49, 0.499, 0.4999) if x >= u.low), u.low)


def _share_to_half(about: Frame, line: int) -> Fraction:
    u = about.unknowns[about.lines[line].path]
    low, mode, high, goal = (
        Fraction(str(x)) for x in (u.low, u.mode, u.high, beyond_half(about, line))
    )
    return abs(mode - goal) / (high - low)


def fact_tables(about: Frame, facts: Sequence[Fact], real: Sequence[bool]) -> Facts | None:
    """Lay lines out along the walk; None where a line that holds is broken by every package."""
    plan, tables = about.plan, bits_of(about, facts)
    banned, forbidden = tables.banned.copy(), tables.forbidden
    loose = {j for fact in facts for j in fact.lines}
    for j in np.flatnonzero(real).tolist():
        if j in loose:
            continue
        if plan.line_broken[j]:
            return None
        banned |= plan.line_options[j]
        forbidden |= int(plan.line_patterns[j])
    return tables._replace(banned=banned, forbidden=forbidden)


def bits_of(about: Frame, facts: Sequence[Fact]) -> Facts:
    """Say for each option and pattern which facts it breaks and which bonuses it brings."""
    if len(about.bonuses) > MOST_BITS or len(facts) > MOST_BITS:
        raise UsageError(
            f"moves are looked for with up to {MOST_BITS} bonuses and red lines", code="TOO-LARGE"
        )
    plan = about.plan
    options, singles = (np.zeros(plan.banned.shape, np.int64) for _ in range(2))
    patterns = np.zeros(len(facts), np.int64)
    always = 0
    for n, fact in enumerate(facts):
        for j in fact.lines:
            options[plan.line_options[j]] |= 1 << n
            patterns[n] |= plan.line_patterns[j]
            always |= int(plan.line_broken[j]) << n
    for b, bonus in enumerate(about.bonuses):
        for d, o in bonus.single:
            singles[d, o] |= 1 << b
    share = np.array([float(fact.share) for fact in facts])
    return Facts(plan.banned, int(plan.forbidden[0]), options, patterns, always, share, singles)


def tables_of(
    about: Frame, judges: Sequence[Judge], choices: Choices, budget: int, *, adverse: bool
) -> Faces:
    """What each judge gains, at most or at least, with up to `budget` moves."""
    pick: Pick = min if adverse else max
    shape = (
        len(about.walk.issues),
        max(about.walk.counts),
        min(3 if about.partial else 2, max(budget, 1)) + 1,
    )
    gain, start, cost = [], [], []
    first, voice, held, mask, slack = [0], [], [], [], []
    for a, judge in enumerate(judges):
        bits = [1 << b for b, _, _ in judge.bonuses]
        if 1 << len(bits) > MOST_FACES:
            raise UsageError(
                f"{judge.actor!r} has {len(bits)} bonuses here; moves are looked for with up to 8",
                code="TOO-LARGE",
            )
        for chosen in _subsets(bits, len(bits)):
            holding = sum(chosen)
            largest = 1.0
            for moves, shift in _shifts(judge, holding, choices, budget, pick):
                table, outside = _row(judge, shift, choices, shape, budget, pick)
                gain.append([[[float(x) for x in cell] for cell in row] for row in table])
                start.append([float(x) for x in outside])
                cost.append(moves)
                size = sum(max(float(abs(x)) for cell in row for x in cell) for row in table)
                largest = max(largest, size + abs(float(outside[0])) + abs(float(outside[-1])))
            first.append(len(cost))
            voice.append(a)
            held.append(holding)
            mask.append(sum(bits))
            slack.append(0.0 if largest < EXACT else largest * 1e-12)
    return Faces(
        np.array(gain),
        np.array(start),
        np.array(cost, np.int64),
        np.array(first, np.int64),
        np.array(voice, np.int64),
        np.array(held, np.int64),
        np.array(mask, np.int64),
        np.array(slack),
    )


def _subsets(items: Sequence[int], most: int) -> Iterator[tuple[int, ...]]:
    for size in range(min(most, len(items)) + 1):
        yield from combinations(items, size)


def _shifts(
    judge: Judge, held: int, choices: Choices, budget: int, pick: Pick
) -> Iterator[tuple[int, Number]]:
    """Yield (moves, bonuses less walk-away value), each better than with fewer moves."""
    paths = list(dict.fromkeys(p for t in judge.terms for p in (t.path, t.lever) if p))
    levels: list[Number | None] = [None] * (budget + 1)
    for moved in _subsets(range(len(paths)), budget):
        at = {}
        for i, path in enumerate(paths):
            still, more = choices[path]
            towards = judge.good[path] * (-1 if pick is min else 1)
            at[path] = (max if towards > 0 else min)(still + more if i in moved else still)
        level = -judge.walk_away(at)
        kept = levels[len(moved)]
        levels[len(moved)] = level if kept is None else pick(kept, level)
    base: Number = 0
    steps = []
    for b, path, resting in judge.bonuses:
        sign = (held >> b & 1) - resting
        still, more = choices[path]
        without = pick(sign * x for x in still)
        base += without
        steps.append(pick(sign * x for x in (*still, *more)) - without)
    steps.sort(reverse=pick is max)
    before: Number | None = None
    for moves in range(budget + 1):
        value = pick(
            level + base + sum(steps[: moves - i])
            for i, level in enumerate(levels[: moves + 1])
            if level is not None
        )
        if before is None or pick(value, before) != before:
            yield moves, value
            before = value


def _row(
    judge: Judge,
    shift: Number,
    choices: Choices,
    shape: tuple[int, int, int],
    budget: int,
    pick: Pick,
) -> tuple[list[list[list[Number]]], list[Number]]:
    """What each option adds with up to m moves, and what the issues outside add."""
    depth, width, most = shape
    table: list[list[list[Number]]] = [[[0] * most for _ in range(width)] for _ in range(depth)]
    for d in range(depth):
        for o, path in enumerate(judge.values[d]):
            rest = judge.rest[d]
            worth = [path, rest] if rest and rest != path else [] if rest else [path]
            table[d][o] = _cell(judge.weights[d], worth, shift, choices, most, pick)
    base: Number = 0
    steps = []
    for path in judge.outside:
        still, more = choices[path]
        without = pick(x * shift for x in still)
        base += without
        steps.append(pick(x * shift for x in (*still, *more)) - without)
    steps.sort(reverse=pick is max)
    return table, [base + sum(steps[:m]) for m in range(budget + 1)]


def _cell(
    weight: str,
    worth: Sequence[str],
    shift: Number,
    choices: Choices,
    most: int,
    pick: Pick,
) -> list[Number]:
    """Most (or least) of weight times (value less status quo + shift) with up to m moves."""
    names = [*worth, weight]
    movable = [i for i, path in enumerate(names) if choices[path][1]]
    cell: list[Number | None] = [None] * most
    for moved in _subsets(movable, most - 1):
        total = shift
        for i, path in enumerate(worth):
            still, more = choices[path]
            sign = 1 if i == 0 else -1
            total += pick(sign * x for x in (still + more if i in moved else still))
        still, more = choices[weight]
        value = pick(x * total for x in (still + more if len(worth) in moved else still))
        kept = cell[len(moved)]
        cell[len(moved)] = value if kept is None else pick(kept, value)
    result: list[Number] = []
    for value in cell:
        known = [x for x in (*result[-1:], value) if x is not None]
        result.append(pick(known))
    return result


def rates_of(judges: Sequence[Judge], faces: Faces, budget: int) -> Rates:
    """Bounds on what a whole range moved can add: alone, or beside whatever else moves."""
    depth, width = faces.gain.shape[1:3]
    one, each = (np.zeros((faces.voice.size, depth, width)) for _ in range(2))
    one_all, each_all = (np.zeros(faces.voice.size) for _ in range(2))
    for f in range(faces.voice.size):
        judge, held = judges[int(faces.voice[f])], int(faces.held[f])
        for alone, cells, whole in ((True, one, one_all), (False, each, each_all)):
            cells[f], whole[f] = _rates(judge, held, (depth, width), alone=alone)
    chosen, chosen_all = (one, one_all) if budget == 1 else (each, each_all)
    face = np.maximum(chosen.max(axis=(1, 2)), chosen_all)
    return Rates(face, one, one_all, each, each_all)


def _rates(
    judge: Judge, held: int, shape: tuple[int, int], *, alone: bool
) -> tuple[npt.NDArray[np.float64], float]:
    """Rates of each option, and of what touches all issues; `alone`: the rest at the modes."""
    low, high = (judge.mode, judge.mode) if alone else (judge.low, judge.high)
    span = {path: float(judge.high[path] - judge.low[path]) for path in judge.low}
    best = {p: high[p] if judge.good[p] >= 0 else low[p] for p in judge.low}
    worst = {p: low[p] if judge.good[p] >= 0 else high[p] for p in judge.low}
    shifts = [float(judge.shift(held, best)), float(judge.shift(held, worst))]
    cells = np.zeros(shape)
    for d, row in enumerate(judge.values):
        for o, path in enumerate(row):
            weight, rest = judge.weights[d], judge.rest[d]
            own = not rest or rest != path
            top, bottom = float(max(shifts)), float(min(shifts))
            if own:
                top += float(best[path] - (best[rest] if rest else 0))
                bottom += float(worst[path] - (worst[rest] if rest else 0))
            cells[d, o] = span[weight] * max(abs(top), abs(bottom))
            if own:
                heavy = float(high[weight])
                cells[d, o] = max(cells[d, o], heavy * span[path], heavy * span.get(rest, 0.0))
    total = float(sum(high[path] for path in (*judge.weights, *judge.outside) if path))
    found = [span[path] * max(map(abs, shifts)) for path in judge.outside]
    found += [total * span[path] for b, path, at in judge.bonuses if (held >> b & 1) != at]
    for term in judge.terms:
        if term.lever:
            strength = (low if term.sign < 0 else high)[term.lever]
            found.append(total * span[term.path] * float(1 + term.sign * strength))
            found.append(total * float(high[term.path]) * span[term.lever])
        else:
            found.append(total * span[term.path])
    return cells, max(found, default=0.0)
