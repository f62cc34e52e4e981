"""Counts, and what they allow to say: precision, recall, F1 and how far chance could move them.

An interval comes from drawing the texts again, and in each the items again (both with
replacement), 2,000 times, from a counter-based stream of its own for each figure. Where all or
none are right the draws are all alike; then the exact binomial bound stands in.
"""

import zlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np
import numpy.typing as npt

DRAWS: Final = 2_000
SEED: Final = 20_260
THIN: Final = 10
"""Fewer items than this say next to nothing."""


@dataclass(slots=True)
class Tally:
    """What one text gives for one figure: the hits, and the others in words.

    Of a figure that is a share of what was found (a kind, a speaker), what is not right counts as
    ``missed`` and nothing as ``false``.
    """

    right: int = 0
    false: list[str] = field(default_factory=list)
    missed: list[str] = field(default_factory=list)

    @property
    def counts(self) -> tuple[int, int, int]:
        """Right, false, missed."""
        return self.right, len(self.false), len(self.missed)


@dataclass(frozen=True, slots=True)
class Share:
    """A share with the range that chance leaves it; None where there is nothing to divide by."""

    value: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of the table."""

    item: str
    language: str
    texts: int
    coded: int
    found: int
    right: int
    precision: Share
    recall: Share
    accuracy: bool
    """A share of matched items: only ``recall`` means something."""

    @property
    def f1(self) -> float | None:
        """Twice the right ones over the coded and the found."""
        both = self.coded + self.found
        return 2 * self.right / both if both else None

    @property
    def thin(self) -> bool:
        """Whether the counts are too few to mean anything."""
        return self.coded < THIN


def figure(item: str, language: str, tallies: Sequence[Tally], *, accuracy: bool) -> Figure:
    """Sum the tallies of several texts.

    >>> one = figure("names", "en", [Tally(3, ["x"], []), Tally(1, [], ["y", "z"])], accuracy=False)
    >>> one.coded, one.found, one.right, one.precision.value, round(one.recall.value, 3), one.f1
    (6, 5, 4, 0.8, 0.667, 0.7272727272727273)
    """
    counts = np.array([tally.counts for tally in tallies], dtype=np.int64).reshape(-1, 3)
    right, false, missed = (int(it) for it in counts.sum(axis=0))
    drawn = _again(counts, f"{item}/{language}")
    return Figure(
        item,
        language,
        int((counts.sum(axis=1) > 0).sum()),
        right + missed,
        right + false,
        right,
        _share(right, right + false, drawn[:, 0], drawn[:, 0] + drawn[:, 1]),
        _share(right, right + missed, drawn[:, 0], drawn[:, 0] + drawn[:, 2]),
        accuracy,
    )


def _again(counts: npt.NDArray[np.int64], name: str) -> npt.NDArray[np.int64]:
    """Draw texts [T] and their items again; return right, false, missed [DRAWS, 3]."""
    kept = counts[counts.sum(axis=1) > 0]
    if not len(kept):
        return np.zeros((DRAWS, 3), dtype=np.int64)
    stream = np.random.Generator(np.random.Philox(key=[SEED, zlib.crc32(name.encode())]))
    texts = stream.integers(len(kept), size=(DRAWS, len(kept)))
    sizes = kept.sum(axis=1)
    drawn = stream.multinomial(sizes[texts], (kept / sizes[:, None])[texts])
    return np.asarray(drawn.sum(axis=1), dtype=np.int64)


def _share(right: int, of: int, rights: npt.NDArray[np.int64], ofs: npt.NDArray[np.int64]) -> Share:
    if not of:
        return Share(None, None, None)
    if right == of:
        return Share(1.0, 0.025 ** (1 / of), 1.0)
    if right == 0:
        return Share(0.0, 0.0, 1 - 0.025 ** (1 / of))
    low, high = np.quantile(rights[ofs > 0] / ofs[ofs > 0], [0.025, 0.975])
    return Share(right / of, float(low), float(high))
