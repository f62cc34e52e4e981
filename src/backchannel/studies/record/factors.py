"""The factors of a zone: its random inputs, each with the estimates that it draws.

An estimate is mostly a factor by itself. But estimates that share their random numbers are one: the
walk-away value of an actor with and without a condition, red lines that rest on the same fact. And
a red line, real or not, is one factor, though two random numbers decide it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final, Literal

import numpy as np
import numpy.typing as npt

from backchannel.case import Case
from backchannel.record.indices import rank_bins
from backchannel.space import Frame, Seed, blocks_of, uniforms
from backchannel.space.draws import drawn_values

__all__ = [
    "GROUPINGS",
    "Factor",
    "Grouping",
    "Label",
    "bins_of",
    "factors_of",
    "label_of",
    "places_of",
]

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]

Grouping = Literal["issue", "actor", "basis", "source"]
GROUPINGS: Final[tuple[Grouping, ...]] = ("issue", "actor", "basis", "source")
"""Ways to put factors into groups, each factor into one."""


@dataclass(frozen=True)
class Factor:
    """One random input of a zone.

    Attributes
    ----------
    stream
        Name of the random stream that it is drawn from.
    paths
        Estimates that enter through it.
    issues, actors
        What it is about, and whose judgement it moves; a walk-away value is about no issue.
    is_line
        Whether it is a red line, or several that share their fact: real or not.
    """

    stream: str
    paths: tuple[str, ...]
    issues: tuple[str, ...]
    actors: tuple[str, ...]
    is_line: bool = False

    @property
    def streams(self) -> frozenset[str]:
        """All its random streams: what must be swapped to draw it again."""
        return frozenset([self.stream, f"{self.stream}#real"] if self.is_line else [self.stream])

    def varies(self, about: Frame) -> bool:
        """Whether draws of it differ at all."""
        known = [about.unknowns[path] for path in self.paths]
        if self.is_line:
            return not all(it.low >= 1 for it in known) and not all(it.high <= 0 for it in known)
        return any(it.low < it.high for it in known)


def factors_of(case: Case, about: Frame) -> tuple[Factor, ...]:
    """Return the factors of a zone, in the order in which they enter.

    >>> import backchannel as bc
    >>> from backchannel.space import frame
    >>> case = bc.load("two-issues")
    >>> [it.stream for it in factors_of(case, frame(case, ["upstream"]))][-2:]
    ['preferences.upstream.road.values.by_upstream', 'walk_away.upstream']
    """
    found: dict[str, Factor] = {}
    for it in _inputs(case, about):
        known = found.get(it.stream)
        found[it.stream] = it if known is None else _together(known, it)
    return tuple(found.values())


def _together(one: Factor, other: Factor) -> Factor:
    return replace(
        one,
        paths=tuple(dict.fromkeys((*one.paths, *other.paths))),
        issues=tuple(dict.fromkeys((*one.issues, *other.issues))),
        actors=tuple(dict.fromkeys((*one.actors, *other.actors))),
    )


def _inputs(case: Case, about: Frame) -> Iterator[Factor]:
    """Yield every estimate that enters, under the stream that it is drawn from."""

    def plain(path: str, issue: str, actor: str) -> Factor:
        return Factor(path, (path,), (issue,) if issue else (), (actor,))

    for voice in about.voices:
        for issue, path in voice.weights.items():
            yield plain(path, issue, voice.actor)
        for issue in about.issues.issues:
            for path in voice.values.get(issue, {}).values():
                yield plain(path, issue, voice.actor)
        for term in () if about.partial else voice.walk_away.terms:
            yield replace(plain(term.path, "", voice.actor), stream=voice.walk_away.stream)
            if term.lever:
                yield plain(term.lever, "", voice.actor)
    document = case.document
    patterns = {it.id: it.forbids for it in document.red_lines}
    for line in about.lines:
        issues = tuple(dict.fromkeys(i for pattern in patterns[line.id] for i in pattern))
        yield Factor(line.stream, (line.path,), issues, (line.actor,), is_line=True)
    bonuses = {f"bonuses.{it.id}.points": it for it in document.bonuses}
    for path in dict.fromkeys(bonus.path for bonus in about.bonuses):
        it = bonuses[path]
        yield Factor(path, (path,), tuple(it.pattern), (it.actor,))


# ---------------------------------------------------------------- groups


@dataclass(frozen=True, slots=True)
class Label:
    """Which group a factor is in: that of one id, or of factors with several ids or with none."""

    kind: Literal["one", "several", "none"]
    id: str = ""

    def told(self, by: Grouping) -> str:
        """Return its name in a table.

        >>> Label("one", "S_1").told("source"), Label("several").told("source")
        ('S_1', 'several sources')
        >>> Label("none").told("basis")
        'no basis'
        """
        if self.kind == "one":
            return self.id
        plural = "bases" if by == "basis" else f"{by}s"
        return f"several {plural}" if self.kind == "several" else f"no {by}"


def label_of(case: Case, factor: Factor, by: Grouping) -> Label:
    """Return the group of a factor.

    Sources are those whose claims are behind its estimates, however the claims reached us.
    """
    known = [case.unknowns[path] for path in factor.paths]
    match by:
        case "issue":
            ids = factor.issues
        case "actor":
            ids = factor.actors
        case "basis":
            ids = tuple(it.basis for it in known if it.basis is not None)
        case "source":
            claims = {name for it in known for name in it.claims}
            ids = tuple(it.source for it in case.document.claims if it.id in claims)
    different = tuple(dict.fromkeys(ids))
    if len(different) == 1:
        return Label("one", different[0])
    return Label("several" if different else "none")


# ---------------------------------------------------------------- draws


def places_of(about: Frame, factor: Factor, seed: Seed, draws: int) -> FloatArray:
    """Return where each of the first draws lies: [draws].

    The quantile of the factor's estimates, in 0..1; for red lines how many of them are real.

    Examples
    --------
    >>> import backchannel as bc
    >>> from backchannel.space import frame
    >>> case = bc.load("two-issues")
    >>> about = frame(case, ["upstream"])
    >>> places = places_of(about, factors_of(case, about)[-1], 0, 1024)
    >>> np.bincount(bins_of(factors_of(case, about)[-1], places, 2)).tolist()
    [512, 512]
    """

    def real(block: int) -> FloatArray:
        chance = uniforms(seed, f"{factor.stream}#real", block)
        hardness = (
            drawn_values(about.unknowns[path], seed, factor.stream, block) for path in factor.paths
        )
        return np.asarray(np.sum([chance < h for h in hardness], axis=0), dtype=np.float64)

    def place(block: int) -> FloatArray:
        return uniforms(seed, factor.stream, block)

    make = real if factor.is_line else place
    return np.concatenate([make(block)[:number] for block, number in blocks_of(draws)])


def bins_of(factor: Factor, places: FloatArray, number: int) -> IntArray:
    """Sort draws into bins by where they lie: equally filled, or by how many lines are real."""
    return places.astype(np.int64) if factor.is_line else rank_bins(places, number)
