"""Who is decided about and not there: actors that weigh the issues of a channel without a seat."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from backchannel.case import Case
from backchannel.case.roles import values_of
from backchannel.case.schema import Channel
from backchannel.space import block_values, blocks_of
from backchannel.space.seeds import Seed
from backchannel.studies.ranges import Range, range_of

__all__ = ["Absence", "absences"]

FloatArray = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Absence:
    """An actor about whose issues a channel talks without it (or its principal or delegate)."""

    channel: str
    actor: str
    weight: Range  # share of its total weight that lies on the issues of the channel
    issues: tuple[str, ...]  # issues of the channel that the actor weighs, heaviest first


def absences(case: Case, *, draws: int = 2_000, seed: Seed = 0) -> list[Absence]:
    """List who is decided about and not there: for each channel, actors that weigh its issues.

    An actor is there when it talks, when a channel talks on its behalf, or when its principal is
    there. Weights are ranges over draws. Channels and actors come in the order of the case: who is
    missed most is a judgement.
    """
    weights = {
        actor.id: _drawn_weights(case, actor.id, draws, seed) for actor in case.document.actors
    }
    found = []
    for channel in case.document.channels:
        there = _present(case, channel)
        for actor in case.document.actors:
            if channel.issues and actor.id not in there:
                found += _absence(channel, actor.id, weights[actor.id])
    return found


def _present(case: Case, channel: Channel) -> set[str]:
    named = {*channel.between, *channel.on_behalf_of}
    return named | {a.id for a in case.document.actors if a.agent_of in named}


def _drawn_weights(case: Case, actor: str, draws: int, seed: Seed) -> dict[str, FloatArray]:
    """Return the actor's weight on each issue over draws, heaviest issue first."""
    if values_of(case.document, actor) != actor:
        return {}
    paths = {
        path: issue
        for issue in case.document.preferences[actor]
        if (path := f"preferences.{actor}.{issue}.weight") in case.unknowns
    }
    drawn: dict[str, list[FloatArray]] = {path: [] for path in paths}
    for block, number in blocks_of(draws):
        for path, values in block_values(case.unknowns, list(paths), seed, block).items():
            drawn[path].append(values[:number])
    modes = {path: case.unknowns[path].mode for path in paths}
    heaviest = sorted(paths, key=lambda path: -modes[path])
    return {paths[path]: np.concatenate(drawn[path]) for path in heaviest if modes[path] > 0}


def _absence(channel: Channel, actor: str, weights: Mapping[str, FloatArray]) -> list[Absence]:
    on_the_table = tuple(issue for issue in weights if issue in channel.issues)
    if not on_the_table:
        return []
    total = np.sum(list(weights.values()), axis=0)
    share = np.sum([weights[issue] for issue in on_the_table], axis=0) / total
    return [Absence(channel.id, actor, range_of(share), on_the_table)]
