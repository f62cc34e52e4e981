"""What draws are made from: a seed, or a seed of which some streams are taken elsewhere.

Every unknown has a stream of its own, so a study can be given other draws of a few unknowns while
all else stays as it was. Studies pass a `Seed` on and need not know which kind it is.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

__all__ = ["Resampled", "Seed", "Swapped", "seed_label"]

IntArray = npt.NDArray[np.int64]

GOLDEN = (5**0.5 - 1) / 2


@dataclass(frozen=True)
class Swapped:
    """A seed of which some streams are those of another seed (pick and freeze)."""

    seed: int
    other: int
    streams: frozenset[str]

    def __str__(self) -> str:
        return f"{self.seed}, {len(self.streams)} streams of {self.other}"


@dataclass(frozen=True, eq=False)
class Resampled:
    """A seed of which some streams are drawn again, together, from weighted draws.

    Streams that are not named do not depend on the weights and stay those of the seed.
    """

    seed: int
    streams: frozenset[str] = field(repr=False)
    cumulated: npt.NDArray[np.float64] = field(repr=False)
    """[N] running sum of the weights of draws 0 .. N-1, the last being 1."""
    why: str
    """What the draws were weighted by."""

    def __str__(self) -> str:
        return f"{self.seed}, {self.why}"

    def rows(self, start: int, number: int) -> IntArray:
        """Which of the weighted draws stand at places start .. start + number - 1.

        Places walk over the weights in steps of the golden ratio, so that any stretch of places
        takes each draw about as often as its weight says.
        """
        places = (0.5 + GOLDEN * np.arange(start, start + number)) % 1.0
        rows = np.searchsorted(self.cumulated, places, side="right")
        return np.minimum(rows, len(self.cumulated) - 1).astype(np.int64)


Seed = int | Swapped | Resampled
"""Any integer (0 is a seed like any other), or one of which some streams come from elsewhere."""


def seed_label(seed: Seed) -> int | str:
    """Say a seed in a run record."""
    return seed if isinstance(seed, int) else str(seed)
