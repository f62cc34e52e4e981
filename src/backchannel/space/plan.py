"""Patterns as bits: what a walk over packages must watch, whatever the numbers are.

A pattern over one issue becomes an option that is crossed out; a pattern over several becomes one
bit of an int64, alive for as long as every option chosen so far agrees with it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from backchannel.core.errors import UsageError
from backchannel.space.packages import PackageSpace

__all__ = ["Plan", "make_plan", "reduced"]

IntArray = npt.NDArray[np.int64]
BoolArray = npt.NDArray[np.bool_]
Requirement = Mapping[str, str]

MOST_PATTERNS = 62
"""Patterns of several options that one zone can hold: the bits of an int64."""


class Plan(NamedTuple):
    """What a walk needs and no draw changes: D issues, K options at most, L lines, B bonuses."""

    options: IntArray
    """[D] number of options of each issue."""
    compat: IntArray
    """[D, K] patterns that remain possible when the issue takes the option."""
    ends: IntArray
    """[D] patterns whose last issue this is."""
    banned: BoolArray
    """[D, K] options that no package may hold."""
    forbidden: IntArray
    """[1] patterns that no package may hold."""
    line_options: BoolArray
    """[L, D, K] options that break a red line by themselves."""
    line_patterns: IntArray
    """[L] patterns that break a red line."""
    line_broken: BoolArray
    """[L] red lines that every package breaks."""
    bonus_pattern: IntArray
    """[B] the pattern (one bit) of each bonus; 0 where its option carries it already."""
    bonus_actor: IntArray
    """[B] the actor that gains it."""


def reduced(
    pattern: Requirement, issues: Sequence[str], status_quo: Requirement
) -> dict[str, str] | None:
    """Return what is left of a pattern when only `issues` can move, or None if it cannot occur.

    >>> reduced({"land": "a", "arms": "x"}, ["land"], {"arms": "x"})
    {'land': 'a'}
    >>> reduced({"land": "a", "arms": "x"}, ["land"], {"arms": "y"}) is None
    True
    """
    if any(status_quo[i] != option for i, option in pattern.items() if i not in issues):
        return None
    return {issue: option for issue, option in pattern.items() if issue in issues}


def make_plan(
    walk: PackageSpace,
    exclusions: Sequence[Requirement],
    lines: Sequence[Sequence[Requirement]],
    bonuses: Sequence[tuple[Requirement, int]],
) -> Plan:
    """Lay patterns out along the walk.

    Parameters
    ----------
    walk
        The packages, issues in walk order.
    exclusions
        Patterns that no package may hold, the present state among them.
    lines
        For each red line the patterns that break it; an empty pattern always does.
    bonuses
        For each bonus its pattern and the number of the actor that gains it.

    Raises
    ------
    UsageError
        If more than 62 different patterns of several options are live.
    """
    depth, width = len(walk.issues), max(walk.counts)
    bits = _bits(
        pattern
        for pattern in [
            *exclusions,
            *(p for line in lines for p in line),
            *(pattern for pattern, _ in bonuses),
        ]
    )
    compat = np.full((depth, width), -1, dtype=np.int64)
    ends = np.zeros(depth, dtype=np.int64)
    for pattern, bit in bits.items():
        places = {walk.issues.index(issue): option for issue, option in pattern}
        for d, option in places.items():
            chosen = walk.options[d].index(option)
            for o in range(width):
                if o != chosen:
                    compat[d, o] &= ~bit
        ends[max(places)] |= bit
    banned, forbidden = _mask(walk, exclusions, bits)
    masks = [_mask(walk, [p for p in line if p], bits) for line in lines]
    return Plan(
        options=np.array(walk.counts, dtype=np.int64),
        compat=compat,
        ends=ends,
        banned=banned,
        forbidden=np.array([forbidden], dtype=np.int64),
        line_options=np.array([m[0] for m in masks], dtype=np.bool_).reshape(-1, depth, width),
        line_patterns=np.array([m[1] for m in masks], dtype=np.int64),
        line_broken=np.array([any(not p for p in line) for line in lines], dtype=np.bool_),
        bonus_pattern=np.array([bits.get(_key(p), 0) for p, _ in bonuses], dtype=np.int64),
        bonus_actor=np.array([actor for _, actor in bonuses], dtype=np.int64),
    )


def _key(pattern: Requirement) -> frozenset[tuple[str, str]]:
    return frozenset(pattern.items())


def _bits(patterns: Iterable[Requirement]) -> dict[frozenset[tuple[str, str]], int]:
    several = dict.fromkeys(_key(pattern) for pattern in patterns if len(pattern) > 1)
    if len(several) > MOST_PATTERNS:
        raise UsageError(
            f"{len(several)} patterns of several options are live; {MOST_PATTERNS} are possible",
            code="TOO-LARGE",
        )
    return {pattern: 1 << i for i, pattern in enumerate(several)}


def _mask(
    walk: PackageSpace,
    patterns: Sequence[Requirement],
    bits: Mapping[frozenset[tuple[str, str]], int],
) -> tuple[BoolArray, int]:
    """Options [D, K] that complete one of the patterns alone, and the bits of the others."""
    options = np.zeros((len(walk.issues), max(walk.counts)), dtype=np.bool_)
    mask = 0
    for pattern in patterns:
        if len(pattern) > 1:
            mask |= bits[_key(pattern)]
            continue
        ((issue, option),) = pattern.items()
        d = walk.issues.index(issue)
        options[d, walk.options[d].index(option)] = True
    return options, mask
