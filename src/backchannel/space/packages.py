"""The package space: one option for each issue.

Packages are numbered by mixed radix in the order of the issues, the last issue fastest, so that a
package is one integer (its *rank*) and a list of packages is one array of ranks.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from backchannel.core.errors import UsageError, did_you_mean

__all__ = ["PackageSpace"]

IntArray = npt.NDArray[np.int64]

LARGEST_RANK = 2**62
"""Spaces above this size have no ranks: an int64 could not hold them."""


@dataclass(frozen=True)
class PackageSpace:
    """All packages over some issues.

    Parameters
    ----------
    issues
        Ids of the issues.
    options
        For each issue the ids of its options, in the case's order.
    status_quo
        For each issue the index of the option that goes on without agreement.

    Examples
    --------
    >>> space = PackageSpace(("land", "arms"), (("a", "b"), ("x", "y", "z")), (0, 2))
    >>> space.size
    6
    >>> space.labels([0, 5])
    [{'land': 'a', 'arms': 'x'}, {'land': 'b', 'arms': 'z'}]
    >>> space.present_state
    2
    """

    issues: tuple[str, ...]
    options: tuple[tuple[str, ...], ...]
    status_quo: tuple[int, ...]

    @property
    def counts(self) -> tuple[int, ...]:
        """Number of options of each issue."""
        return tuple(len(options) for options in self.options)

    @property
    def size(self) -> int:
        """Number of packages, an exact Python integer of any size."""
        return math.prod(self.counts)

    @property
    def strides(self) -> IntArray:
        """Distance in rank between neighbouring options of each issue."""
        self._check_ranks_exist()
        sizes = self.counts
        return np.array([math.prod(sizes[i + 1 :]) for i in range(len(sizes))], dtype=np.int64)

    @property
    def present_state(self) -> int:
        """Rank of the package of all status quos, which is no deal."""
        return int(self.ranks(self.status_quo))

    def indices(self, ranks: npt.ArrayLike) -> IntArray:
        """Option indices of packages given by rank: [n] -> [n, issues]."""
        left = np.asarray(ranks, dtype=np.int64)
        if left.size and (left.min() < 0 or int(left.max()) >= self.size):
            raise UsageError(f"a package rank lies outside 0..{self.size - 1}")
        strides = self.strides
        result = np.empty((*left.shape, len(self.issues)), dtype=np.int64)
        for i, stride in enumerate(strides):
            result[..., i], left = np.divmod(left, stride)
        return result

    def ranks(self, indices: npt.ArrayLike) -> IntArray:
        """Ranks of packages given by option indices: [n, issues] -> [n]."""
        array = np.asarray(indices, dtype=np.int64)
        return np.asarray(array @ self.strides, dtype=np.int64)

    def labels(self, ranks: npt.ArrayLike) -> list[dict[str, str]]:
        """Packages given by rank as ``{issue: option}``."""
        return self.named(self.indices(np.atleast_1d(np.asarray(ranks, dtype=np.int64))))

    def named(self, choices: IntArray) -> list[dict[str, str]]:
        """Packages given by option indices [n, issues] as ``{issue: option}``."""
        return [
            {issue: ids[i] for issue, ids, i in zip(self.issues, self.options, row, strict=True)}
            for row in choices.tolist()
        ]

    def rank_of(self, package: Mapping[str, str]) -> int:
        """Rank of one package ``{issue: option}``; issues left out stay at the status quo."""
        unknown = [issue for issue in package if issue not in self.issues]
        if unknown:
            raise UsageError(
                f"there is no issue {unknown[0]!r}", hint=did_you_mean(unknown[0], self.issues)
            )
        row = [
            self.option_index(issue, package[issue]) if issue in package else resting
            for issue, resting in zip(self.issues, self.status_quo, strict=True)
        ]
        return int(self.ranks(row))

    def option_index(self, issue: str, option: str) -> int:
        """Index of an option within its issue; an unknown name is an error."""
        options = self.options[self.issues.index(issue)]
        if not isinstance(option, str):
            raise UsageError(f"an option of {issue!r} is a text, not {option!r}")
        if option not in options:
            raise UsageError(
                f"issue {issue!r} has no option {option!r}", hint=did_you_mean(option, options)
            )
        return options.index(option)

    def take(self, issues: Sequence[str]) -> PackageSpace:
        """The space over these issues alone, in this order."""
        places = [self.issues.index(issue) for issue in issues]
        return PackageSpace(
            tuple(issues),
            tuple(self.options[i] for i in places),
            tuple(self.status_quo[i] for i in places),
        )

    def _check_ranks_exist(self) -> None:
        if self.size > LARGEST_RANK:
            raise UsageError(
                f"{len(self.issues)} issues make {self.size} packages: too many to number",
                hint="ask about fewer issues",
                code="TOO-LARGE",
            )
