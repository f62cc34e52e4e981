"""What given packages are worth to actors over draws, against no deal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from backchannel.case import Case
from backchannel.case.roles import values_of
from backchannel.core.errors import UsageError
from backchannel.core.figures import counted
from backchannel.core.results import Note, RunRecord, Status
from backchannel.deals.rows import to_frame
from backchannel.space import frame
from backchannel.space.seeds import Seed, seed_label
from backchannel.studies.over_draws import parts
from backchannel.studies.ranges import PERCENTILES
from backchannel.studies.worth import chosen, worth_at

__all__ = ["ValuesOverDraws", "values_over_draws"]

FloatArray = npt.NDArray[np.float64]
BoolArray = npt.NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class ValuesOverDraws:
    """What given packages are worth to actors, against no deal, within the ranges.

    Attributes
    ----------
    packages
        The packages as given. One that names all issues is compared with the walk-away value; one
        that names some is a partial deal and compared with the status quo.
    low, median, high
        [packages, actors] points gained over no deal: 5th, 50th and 95th percentile.
    accepted
        [packages, actors] share of draws in which the actor accepts, its red lines included.
    accepted_together
        [packages] share of draws in which all of `together` accept at once.
    """

    packages: tuple[Mapping[str, str], ...]
    actors: tuple[str, ...]
    draws: int
    low: FloatArray = field(repr=False)
    median: FloatArray = field(repr=False)
    high: FloatArray = field(repr=False)
    accepted: FloatArray = field(repr=False)
    together: tuple[str, ...]
    accepted_together: FloatArray = field(repr=False)
    status: Status
    notes: tuple[Note, ...]
    run: RunRecord

    def to_rows(self) -> list[dict[str, object]]:
        """Return one row a package and actor."""
        return [
            {
                "package": p,
                "actor": actor,
                "low": float(self.low[p, a]),
                "median": float(self.median[p, a]),
                "high": float(self.high[p, a]),
                "accepted": float(self.accepted[p, a]),
                "draws": self.draws,
            }
            for p in range(len(self.packages))
            for a, actor in enumerate(self.actors)
        ]

    def to_frame(self) -> Any:
        """Return the rows as a polars data frame."""
        return to_frame(self.to_rows())

    def summary(self) -> str:
        """Return one plain sentence with its caveat."""
        sure = int((self.accepted.min(axis=1) > 0.5).sum())
        return (
            f"{sure} of {len(self.packages)} packages are acceptable to each of "
            f"{len(self.actors)} actors, taken one by one, in more than half of "
            f"{counted(self.draws, 'draw')}"
            "; this follows from the stated ranges and is no forecast."
        )


def values_over_draws(
    case: Case,
    packages: Sequence[Mapping[str, str]],
    actors: Sequence[str] | None = None,
    *,
    condition: str | Sequence[str] | None = None,
    together: Sequence[str] | None = None,
    draws: int = 2_000,
    seed: Seed = 0,
) -> ValuesOverDraws:
    """Value given packages for actors over draws: gain over no deal, and how often they accept.

    Parameters
    ----------
    packages
        Packages as ``{issue: option}``.
    actors
        Ids of actors; all that have values of their own by default.
    condition
        A condition of the case, or several: walk-away values are those under it.
    together
        Actors whose joint consent is counted as well; all of `actors` by default.

    Examples
    --------
    >>> import backchannel as bc
    >>> case = bc.load("two-issues")
    >>> package = bc.zone(case, ["upstream", "downstream"]).packages(1)[0]
    >>> values_over_draws(case, [package], draws=100).accepted.shape
    (1, 2)
    """
    if not packages:
        raise UsageError("name at least one package")
    if actors is None:
        listed = [actor.id for actor in case.document.actors]
        actors = [actor for actor in listed if values_of(case.document, actor) == actor]
    joint = list(actors if together is None else together)
    everyone = list(dict.fromkeys([*actors, *joint]))
    own, both = [everyone.index(a) for a in actors], [everyone.index(a) for a in joint]
    cells: list[Any] = [None] * len(packages)
    notes: dict[Note, None] = {}
    for issues in dict.fromkeys(frozenset(package) for package in packages):
        rows = [row for row, package in enumerate(packages) if frozenset(package) == issues]
        about = frame(case, everyone, issues=sorted(issues), condition=condition)
        notes |= dict.fromkeys(about.notes)
        worth: dict[int, list[tuple[FloatArray, BoolArray]]] = {row: [] for row in rows}
        for part in parts(about, draws, seed):  # block by block: the tables are large
            for row in rows:
                found = worth_at(about, part, chosen(about, packages[row]))
                worth[row].append((found.gains, found.accepted))
        for row in rows:
            gains = np.concatenate([gain for gain, _ in worth[row]])[:, own]
            accepted = np.concatenate([accept for _, accept in worth[row]])
            share, joint_share = accepted[:, own].mean(axis=0), accepted[:, both].all(axis=1).mean()
            cells[row] = (*np.percentile(gains, PERCENTILES, axis=0), share, joint_share)
    columns = [np.array(column) for column in zip(*cells, strict=True)]
    for array in columns:
        array.setflags(write=False)
    low, median, high, share, share_together = columns
    settings = {
        "packages": tuple(tuple(package.items()) for package in packages),
        "actors": tuple(actors),
        "condition": condition,
        "together": tuple(joint),
        "draws": draws,
    }
    return ValuesOverDraws(
        packages=tuple(dict(package) for package in packages),
        actors=tuple(actors),
        draws=draws,
        low=low,
        median=median,
        high=high,
        accepted=share,
        together=tuple(joint),
        accepted_together=share_together,
        status=Status.ESTIMATED,
        notes=tuple(notes),
        run=RunRecord(
            "studies.values_over_draws",
            case.document.case.id,
            case.digest,
            settings,
            seed_label(seed),
        ),
    )
