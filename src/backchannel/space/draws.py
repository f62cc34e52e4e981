"""Draws of the unknowns: Latin hypercubes in blocks, one random stream per unknown.

Every unknown has a stream of its own, keyed by the seed and by the unknown's name, and draws come
in blocks of 1,024. So a block is the same whatever else is drawn, in whatever order, by whatever
thread, and an unknown added to a case leaves the draws of all others alone: readings and what-ifs
share their random numbers. Only raw bits of the generator are used (numpy guarantees them to stay
the same; it does not for its other methods).

Sources: Latin hypercube, McKay, Beckman and Conover 1979 (as scipy's documentation cites it);
Philox, Salmon et al. 2011 (as numpy's does).
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple, Protocol

import numpy as np
import numpy.typing as npt
from scipy.special import betaincinv

from backchannel.core.errors import UsageError
from backchannel.space.seeds import Resampled, Seed, Swapped

__all__ = ["BLOCK", "block_values", "blocks_of", "drawn_values", "quantile", "uniforms"]

FloatArray = npt.NDArray[np.float64]

BLOCK = 1024
"""Draws in one block, each a Latin hypercube of its own."""

STRETCH = 8
"""Blocks of a resampled stream that are made together."""

PERT_LAMBDA = 4.0
_KNOTS = 4097


class Spread(Protocol):
    """What a draw needs to know of an unknown."""

    @property
    def low(self) -> float: ...
    @property
    def mode(self) -> float: ...
    @property
    def high(self) -> float: ...
    @property
    def distribution(self) -> str: ...


def uniforms(seed: Seed, name: str, block: int) -> FloatArray:
    """Uniform numbers of one stream in one block: one per 1/1024th of (0, 1), in random order.

    The last 2,048 are remembered (16 MB), as studies of one case ask for the same ones. Resampled
    streams repeat some numbers and leave others out.

    Parameters
    ----------
    seed
        Any integer, or one of which some streams come from elsewhere.
    name
        The stream's name, for an unknown its path in the case.
    block
        Number of the block, from 0.

    Returns
    -------
    numpy.ndarray
        Shape [1024]; not to be written to.

    Examples
    --------
    >>> u = uniforms(0, "walk_away.a", 0)
    >>> sorted((u * 1024).astype(int).tolist()) == list(range(1024))
    True
    """
    if isinstance(seed, Resampled) and name in seed.streams:
        first = block - block % STRETCH
        drawn: FloatArray = _resampled(seed, name, first)[block - first]
        return drawn
    return _uniforms(_plain(seed, name), name, block)


def _plain(seed: Seed, name: str) -> int:
    """Return the integer that a stream is drawn with."""
    if isinstance(seed, int):
        return seed
    return seed.other if isinstance(seed, Swapped) and name in seed.streams else seed.seed


@lru_cache(maxsize=256)
def _resampled(seed: Resampled, name: str, first: int) -> FloatArray:
    """Blocks of a stretch [STRETCH, 1024], made at once: they come from all over the stream."""
    rows = seed.rows(first * BLOCK, STRETCH * BLOCK)
    weighted = blocks_of(len(seed.cumulated))
    drawn = np.concatenate([_made(seed.seed, name, block) for block, _ in weighted])[rows]
    drawn.setflags(write=False)
    return drawn.reshape(STRETCH, BLOCK)


@lru_cache(maxsize=2048)
def _uniforms(seed: int, name: str, block: int) -> FloatArray:
    return _made(seed, name, block)


def _made(seed: int, name: str, block: int) -> FloatArray:
    digest = hashlib.blake2b(f"{seed}\x1f{name}".encode(), digest_size=16).digest()
    key = np.frombuffer(digest, dtype="<u8").astype(np.uint64)
    counter = np.array([0, 0, block, 0], dtype=np.uint64)
    raw = np.random.Philox(key=key, counter=counter).random_raw(2 * BLOCK)
    place = np.argsort(raw[:BLOCK], kind="stable")
    # The middle of one of 2**53 cells: never exactly 0 or 1.
    jitter = ((raw[BLOCK:] >> np.uint64(11)).astype(np.float64) + 0.5) * 2.0**-53
    drawn = np.asarray((place + jitter) / BLOCK, dtype=np.float64)
    drawn.setflags(write=False)
    return drawn


def quantile(spread: Spread, u: npt.ArrayLike) -> FloatArray:
    """Values of an unknown at the quantiles `u`.

    PERT (lambda 4) comes from a table that is dense towards both ends; its error is below 5e-4 of
    the range. Triangular and uniform are exact. An unknown with low == high is a constant.

    Raises
    ------
    UsageError
        For a distribution that is none of pert, triangular, uniform.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> share = SimpleNamespace(low=0.0, mode=1.0, high=4.0, distribution="triangular")
    >>> quantile(share, [0.0, 0.25, 1.0]).tolist()
    [0.0, 1.0, 4.0]
    """
    u = np.asarray(u, dtype=np.float64)
    low, mode, high = float(spread.low), float(spread.mode), float(spread.high)
    if low == high:
        return np.full(u.shape, low)
    peak = (mode - low) / (high - low)
    match spread.distribution:
        case "pert":
            part = _pert(peak, u)
        case "triangular":
            part = _triangular(peak, u)
        case "uniform":
            part = u
        case other:
            raise UsageError(f"no distribution {other!r}; there are pert, triangular and uniform")
    return np.asarray(np.clip(low + (high - low) * part, low, high), dtype=np.float64)


def drawn_values(spread: Spread, seed: Seed, name: str, block: int) -> FloatArray:
    """Values of an unknown in one block, at the uniform numbers of a stream.

    The last 4,096 are remembered (32 MB); not to be written to.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> share = SimpleNamespace(low=0.0, mode=0.5, high=1.0, distribution="uniform")
    >>> drawn_values(share, 0, "walk_away.a", 0).shape
    (1024,)
    """
    of = _Spread(float(spread.low), float(spread.mode), float(spread.high), spread.distribution)
    kept = seed if isinstance(seed, Resampled) and name in seed.streams else _plain(seed, name)
    return _drawn_values(of, kept, name, block)


class _Spread(NamedTuple):
    low: float
    mode: float
    high: float
    distribution: str


@lru_cache(maxsize=4096)
def _drawn_values(spread: _Spread, seed: Seed, name: str, block: int) -> FloatArray:
    drawn = quantile(spread, uniforms(seed, name, block))
    drawn.setflags(write=False)
    return drawn


def block_values(
    unknowns: Mapping[str, Spread], paths: Sequence[str], seed: Seed, block: int
) -> dict[str, FloatArray]:
    """Values of some unknowns in one block, by path; each an array of 1,024 draws.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> known = {"walk_away.a": SimpleNamespace(low=5, mode=5, high=5, distribution="pert")}
    >>> float(block_values(known, ["walk_away.a"], seed=1, block=0)["walk_away.a"].max())
    5.0
    """
    return {path: drawn_values(unknowns[path], seed, path, block) for path in paths}


def blocks_of(draws: int) -> list[tuple[int, int]]:
    """Blocks that hold the first `draws` draws, as (block, draws taken from it).

    Examples
    --------
    >>> blocks_of(2000)
    [(0, 1024), (1, 976)]
    """
    if not isinstance(draws, int) or draws < 1:
        raise UsageError(f"at least one draw is needed, a whole number, not {draws!r}")
    return [(b, min(BLOCK, draws - b * BLOCK)) for b in range(-(-draws // BLOCK))]


def _triangular(peak: float, u: FloatArray) -> FloatArray:
    rising = np.sqrt(u * peak)
    falling = 1.0 - np.sqrt((1.0 - u) * (1.0 - peak))
    return np.where(u < peak, rising, falling)


def _pert(peak: float, u: FloatArray) -> FloatArray:
    place = np.arcsin(np.sqrt(u)) * (2.0 / np.pi * (_KNOTS - 1))
    left = np.minimum(place.astype(np.int64), _KNOTS - 2)
    table = _pert_table(peak)
    return np.asarray(table[left] + (place - left) * (table[left + 1] - table[left]))


@lru_cache(maxsize=512)
def _pert_table(peak: float) -> FloatArray:
    """Beta quantiles at u = sin^2(pi t / 2), t on an even grid; remembered, as shapes recur."""
    u = np.sin(np.linspace(0.0, 1.0, _KNOTS) * (np.pi / 2)) ** 2
    a, b = 1.0 + PERT_LAMBDA * peak, 1.0 + PERT_LAMBDA * (1.0 - peak)
    table = np.asarray(betaincinv(a, b, np.clip(u, 0.0, 1.0)), dtype=np.float64)
    table.setflags(write=False)
    return table
