"""Whether a deal would hold: what it is worth when the war may come back.

The worth of a deal is then a mean of the deal kept and of a war that comes back: an expected value.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from backchannel.case import Case
from backchannel.space import TOLERANCE, Frame
from backchannel.space.seeds import Seed
from backchannel.studies.ranges import Lacking, Range, drawn, lacking, range_of, share_of
from backchannel.studies.wars.ripening import Ripened
from backchannel.theory import break_even_renewal, durable_worth

__all__ = ["AtRisk", "Renewal", "missing_renewal"]

FloatArray = npt.NDArray[np.float64]
BoolArray = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class AtRisk:
    """What a package is worth to an actor when the war may come back.

    Attributes
    ----------
    worth
        (1 - b) times the worth of the package plus b times that of renewed war, in points.
    margin
        That less the walk-away value.
    accepts
        Share of draws in which the actor accepts the package all the same.
    most
        Largest chance of renewed war at which it still would, 0..1; 0 where it would at none.
    paths
        Estimates behind these, beside those of the package's worth.
    """

    worth: Range
    margin: Range
    accepts: float
    most: Range
    paths: tuple[str, ...]


class Renewal(NamedTuple):
    """Whether war comes back after a package, in each draw."""

    path: str | None
    """Where its chance stands; None where the case says nothing or war goes on anyway."""
    values: Mapping[str, FloatArray]
    """[draws] of that chance, and of what renewed war is worth to actors, by path."""

    @classmethod
    def of(
        cls, case: Case, about: Frame, package: Mapping[str, str], draws: int, seed: Seed
    ) -> Renewal:
        """Draw what the case says of war after a package."""
        path = None if about.partial else _renewal_path(case, package)
        if path is None:
            return cls(None, {})
        worth = (f"renewed_war.worth.{voice.actor}" for voice in about.voices)
        known = [path, *(path for path in worth if path in case.unknowns)]
        return cls(path, drawn(case, known, draws, seed))

    def risk(self, found: Ripened, a: int, judged_by: str) -> tuple[AtRisk, BoolArray] | None:
        """One actor's package with the risk, and in which draws [n] it accepts that."""
        worth_path = f"renewed_war.worth.{judged_by}"
        if self.path is None or worth_path not in self.values:
            return None
        worth, level, unbroken = found.worth[:, a], found.level[:, a], found.unbroken[:, a]
        chance, renewed = (self.values[p][: len(worth)] for p in (self.path, worth_path))
        mixed = durable_worth(worth, renewed, chance)
        accepts = (mixed - level >= -TOLERANCE) & unbroken
        most = np.where(unbroken, break_even_renewal(worth, renewed, level), 0.0)
        told = AtRisk(
            worth=range_of(mixed),
            margin=range_of(mixed - level),
            accepts=share_of(accepts),
            most=range_of(most),
            paths=(self.path, worth_path),
        )
        return told, accepts


def _renewal_path(case: Case, package: Mapping[str, str]) -> str | None:
    """Path of the chance of renewed war after a package: the first pattern that it holds."""
    renewed = case.document.renewed_war
    if renewed is None:
        return None
    for after in renewed.after:
        if after.pattern.items() <= package.items():
            return f"renewed_war.after.{after.id}.chance"
    return "renewed_war.chance"


def missing_renewal(case: Case, about: Frame) -> list[Lacking]:
    """What the case would have to say of a war that comes back."""
    renewed = case.document.renewed_war
    if renewed is None:
        return [lacking(case, "renewed_war", "renewed_war")]
    return [
        lacking(case, "renewed_worth", f"renewed_war.worth.{voice.actor}")
        for voice in about.voices
        if voice.actor not in renewed.worth
    ]
