"""What studies over draws share in telling: ranges, values drawn by path, and what a case lacks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from backchannel.case import Case
from backchannel.space import block_values, blocks_of
from backchannel.space.seeds import Seed

__all__ = ["PERCENTILES", "Lacking", "Range", "drawn", "lacking", "range_of", "share_of"]

FloatArray = npt.NDArray[np.float64]

PERCENTILES = (5.0, 50.0, 95.0)


@dataclass(frozen=True, slots=True)
class Range:
    """Low (5th percentile), median and high (95th) over draws; infinite where it never comes."""

    low: float
    median: float
    high: float

    def __str__(self) -> str:
        return f"{self.median:.3g} ({self.low:.3g} to {self.high:.3g})"


@dataclass(frozen=True, slots=True)
class Lacking:
    """What a case would have to say before a study can answer, and why it is needed."""

    key: str
    """Where it would stand: a path with ids, such as ``war_costs.upstream``."""
    file: str
    """The file of the case in which its neighbours stand, else the main file."""
    why: str
    """A code of `LACKS`, which the brief words in its language."""

    def __str__(self) -> str:
        return f"{self.key} ({self.file}): {LACKS[self.why]}"


LACKS = {
    "wars": "without a war nothing says who would win what, and at what cost",
    "chance": "the chances of both sides, as each sees it, decide whether they can settle",
    "war_cost": "without a monthly cost an actor never becomes more ready",
    "renewed_war": "whether a deal holds depends on the chance that war comes back",
    "renewed_worth": "without the worth of renewed war the deal cannot be held against it",
    "costs": "a cost of fighting it out, for each side, makes room for a settlement",
    "convergence": "how firm beliefs are and how often battles test them says when they meet",
    "shift": "whether to fight now depends on the chance later and on patience",
    "leaks": "without a chance that a meeting becomes known nothing says how long it stays secret",
    "meetings": "without a rate of meetings nothing says how often the channel is at risk",
    "publicity": "without `in_public` bonuses a public deal is judged like a secret one",
    "levers": "nobody holds a lever on this actor, so nobody can press it",
    "votes": "no vote is described, so nothing says why one might be refused",
    "offices": "no stake in office is described, so a leader's reasons are those of its values",
    "office_stake": "weight of office and both chances to stay say what a deal costs a leader",
    "office_change": "without a chance and a time nothing says when another would decide",
    "wedges": "no attempt to split two rivals is described",
    "values": "without values and a walk-away value the actor's consent cannot be judged",
    "channels": "without channels with issues there is nothing that could be settled in one",
    "order": "with one channel there is no order; a second with issues would make one",
    "links": "without links no channel acts on another",
    "rule": "without a decision rule one actor decides for the party",
    "offers": "no offer is on record, so no answer teaches anything",
    "codings": "without a package, or an approach, the answer says nothing about values",
    "forecasts": "no forecast is on record",
    "sources": "without sources nothing says whose word a number rests on",
    "questions": "without questions there is no headline that could move",
    "readings": "without readings nothing stands beside the base",
}
"""Why a study asks for something, by code."""


def lacking(case: Case, why: str, key: str) -> Lacking:
    """Say what a case lacks; the file is that of the nearest thing that stands there already."""
    top = key.split(".", maxsplit=1)[0]
    found = (place.file for loc, place in case.places.items() if loc and loc[0] == top)
    return Lacking(key=key, file=next(found, "case.yaml"), why=why)


def range_of(values: npt.ArrayLike) -> Range:
    """5th, 50th and 95th percentile; values may be infinite.

    >>> str(range_of([1.0, 2.0, 3.0]))
    '2 (1.1 to 2.9)'
    """
    held = np.asarray(values, dtype=np.float64)
    if np.isfinite(held).all():
        return Range(*np.percentile(held, PERCENTILES).tolist())
    return Range(*np.percentile(held, PERCENTILES, method="inverted_cdf").tolist())


def share_of(true: npt.ArrayLike) -> float:
    """Share of draws in which something holds."""
    return float(np.mean(np.asarray(true, dtype=np.bool_)))


def drawn(case: Case, paths: Iterable[str], draws: int, seed: Seed) -> Mapping[str, FloatArray]:
    """Values of estimates in the first draws, by path: each [draws].

    >>> import backchannel as bc
    >>> case = bc.load("two-issues")
    >>> drawn(case, ["walk_away.upstream"], 100, 0)["walk_away.upstream"].shape
    (100,)
    """
    wanted = list(dict.fromkeys(paths))
    parts = [
        {path: values[:number] for path, values in block_values(
            case.unknowns, wanted, seed, block
        ).items()}
        for block, number in blocks_of(draws)
    ]  # fmt: skip
    return {path: np.concatenate([part[path] for part in parts]) for path in wanted}
