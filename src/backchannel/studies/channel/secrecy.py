"""How long a channel stays secret, and what secrecy is worth against a public deal.

Sources: a constant hazard of exposure; lock-in by public commitment, Leventoglu and Tarar 2005;
why talks are kept secret, Kurizaki 2007.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from backchannel.case import Case
from backchannel.case.roles import values_of
from backchannel.case.schema import Channel
from backchannel.space import frame
from backchannel.space.seeds import Seed
from backchannel.studies.channel.deals import Drawn, zone_share
from backchannel.studies.over_draws import count_over_draws
from backchannel.studies.ranges import Lacking, Range, drawn, lacking, range_of, share_of
from backchannel.theory.exposure import exposed, meetings_until

__all__ = [
    "Exposure",
    "Publicity",
    "SecretPath",
    "SeenToSign",
    "exposure",
    "publicity",
    "publicity_lacking",
]

FloatArray = npt.NDArray[np.float64]
Pattern = Mapping[str, str]

USUAL_MONTHS = 24
"""Months for which the chance of exposure is told at least."""


@dataclass(frozen=True, slots=True)
class Exposure:
    """How long a channel stays secret, as its meetings leak.

    Attributes
    ----------
    months, chance
        Range of the chance that it has become known after each number of months from its start.
    so_far
        The same for the months that it has run; None where the case does not say.
    even
        Range of the months until it is as likely as not to be known; infinite where nothing leaks.
    links
        Links that expose it: each adds its strength times the leak chance (rule 15).
    paths, so_far_paths
        The estimates behind these numbers; `so_far` rests on the second as well.
    """

    months: tuple[int, ...]
    chance: tuple[Range, ...] = field(repr=False)
    so_far: Range | None
    even: Range
    links: tuple[str, ...]
    paths: tuple[str, ...] = field(repr=False)
    so_far_paths: tuple[str, ...] = field(repr=False)


@dataclass(frozen=True, slots=True)
class SeenToSign:
    """A channel's zone where some of its signatories are seen to sign."""

    public: tuple[str, ...]
    open_share: float
    zone: Range | None
    """Range of the share of packages; None in a space too large to count."""


@dataclass(frozen=True, slots=True)
class SecretPath:
    """What secrecy costs and saves one signatory.

    Attributes
    ----------
    exposure
        Range of the expected cost of exposure within the months asked for, in points: the chance
        times what the actor loses; None where the case does not say.
    public
        Range of the cost of being seen to sign, in points: `in_public` bonuses as points lost,
        those with a pattern times how often the settled package holds it; None without any, and
        where no package is ever settled.
    preferred
        Share of draws in which exposure is expected to cost less; None where either is None.
    paths
        The estimates behind these numbers.
    """

    actor: str
    exposure: Range | None
    public: Range | None
    preferred: float | None
    paths: tuple[str, ...] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Publicity:
    """A channel in secret against in public.

    Attributes
    ----------
    secret, public
        The zone where nobody and where every signatory is seen to sign.
    alone
        The zone where one signatory alone is, for each whose `in_public` bonuses enter.
    elsewhere
        Signatories whose cost of being seen to sign is stated, but for nothing that a deal of this
        channel could bring about.
    unstated
        Signatories for whom the case states none.
    actors
        What secrecy costs and saves each signatory.
    paths
        The `in_public` bonuses that enter.
    """

    secret: SeenToSign
    public: SeenToSign
    alone: tuple[SeenToSign, ...]
    elsewhere: tuple[str, ...]
    unstated: tuple[str, ...]
    actors: tuple[SecretPath, ...]
    paths: tuple[str, ...] = field(repr=False)


class Leaks(NamedTuple):
    """How long a channel stays secret, and the chance in each draw that publicity needs."""

    found: Exposure
    chance: FloatArray
    """[draws] that it has become known after the months asked for."""


def exposure(case: Case, channel: Channel, months: int, *, draws: int, seed: Seed) -> Leaks | None:
    """Ask how long a channel stays secret; None where its leaks or meetings are not stated.

    The chance of a leak is the same in each meeting and independent of the others.

    Examples
    --------
    >>> import backchannel as bc
    >>> case = bc.load("ukraine-2023")
    >>> exposure(case, case.document.channels[0], 12, draws=64, seed=0).found.links
    ('LK5',)
    """
    here = f"channels.{channel.id}"
    leak, rate = f"{here}.leak_per_meeting", f"{here}.meetings_per_month"
    if leak not in case.unknowns or rate not in case.unknowns:
        return None
    links = [x for x in case.document.links if x.kind == "exposes" and x.to == channel.id]
    strengths = [f"links.{link.id}.strength" for link in links]
    ran = tuple(path for path in (f"{here}.months_running",) if path in case.unknowns)
    paths = (leak, rate, *strengths)
    values = drawn(case, [*paths, *ran], draws, seed)
    raised = np.sum([values[path] for path in strengths], axis=0) if strengths else 0.0
    per_meeting = np.minimum(values[leak] * (1.0 + raised), 1.0)
    meetings = values[rate]
    horizon = np.arange(1, max(USUAL_MONTHS, months) + 1)
    chance = exposed(per_meeting[:, None], meetings[:, None] * horizon)
    found = Exposure(
        months=tuple(horizon.tolist()),
        chance=tuple(range_of(column) for column in chance.T),
        so_far=range_of(exposed(per_meeting, meetings * values[ran[0]])) if ran else None,
        even=range_of(_months_until_even(per_meeting, meetings)),
        links=tuple(link.id for link in links),
        paths=paths,
        so_far_paths=ran,
    )
    return Leaks(found, chance[:, months - 1])


def publicity(found: Drawn, leaks: Leaks | None) -> Publicity:
    """Hold a channel in secret against the same channel in public.

    Parameters
    ----------
    found
        The channel's zone in secret.
    leaks
        How it becomes known; None if not stated.

    Examples
    --------
    >>> import backchannel as bc
    >>> from backchannel.studies.channel.deals import draw_channel
    >>> case = bc.load("ukraine-2023")
    >>> found = publicity(draw_channel(case, case.document.channels[1], draws=64, seed=0), None)
    >>> found.public.open_share <= found.secret.open_share
    True
    """
    about = found.about
    entering = _entering(found)
    committed = [actor for actor in about.actors if entering[actor]]
    stated = {bonus.actor for bonus in found.case.document.bonuses if bonus.in_public}
    told = {a for a, voice in zip(about.actors, about.voices, strict=True) if voice.actor in stated}
    secret = SeenToSign((), share_of(found.counts > 0), zone_share(about, found.counts))
    return Publicity(
        secret=secret,
        public=_seen(found, about.actors) if committed else replace(secret, public=about.actors),
        alone=tuple(_seen(found, (actor,)) for actor in committed),
        elsewhere=tuple(a for a in about.actors if a in told and not entering[a]),
        unstated=tuple(actor for actor in about.actors if actor not in told),
        actors=tuple(_secret_path(found, a, entering[a], leaks) for a in about.actors),
        paths=tuple(dict.fromkeys(path for bonuses in entering.values() for path in bonuses)),
    )


def publicity_lacking(case: Case, actors: Iterable[str]) -> list[Lacking]:
    """Say for which actors, or those whose values they have, the case states no such cost.

    >>> import backchannel as bc
    >>> [it.key for it in publicity_lacking(bc.load("two-issues"), ["upstream"])]
    ['bonuses']
    """
    stated = {bonus.actor for bonus in case.document.bonuses if bonus.in_public}
    voices = dict.fromkeys(values_of(case.document, actor) or actor for actor in actors)
    silent = [voice for voice in voices if voice not in stated]
    keys = [f"bonuses.*.actor={voice}" for voice in silent] if stated else ["bonuses"]
    return [lacking(case, "publicity", key) for key in keys]


def _entering(found: Drawn) -> dict[str, dict[str, Pattern]]:
    """Return the `in_public` bonuses that enter for each signatory: path to pattern."""
    about = found.about
    patterns = {f"bonuses.{b.id}.points": b.pattern for b in found.case.document.bonuses
                if b.in_public}  # fmt: skip
    watched = frame(found.case, channel=found.channel.id, public=about.actors)
    return {
        actor: {b.path: patterns[b.path] for b in watched.bonuses
                if b.voice == a and b.path in patterns}
        for a, actor in enumerate(about.actors)
    }  # fmt: skip


def _seen(found: Drawn, public: tuple[str, ...]) -> SeenToSign:
    """Count the zone again where some signatories are seen to sign."""
    about = frame(found.case, channel=found.channel.id, public=public)
    counts = count_over_draws(about, found.draws, found.seed, threads=found.threads).counts
    return SeenToSign(public, share_of(counts > 0), zone_share(about, counts))


def _months_until_even(per_meeting: FloatArray, per_month: FloatArray) -> FloatArray:
    """Months until exposure is as likely as not; infinite without meetings or leaks."""
    meetings = meetings_until(per_meeting, 0.5)
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        months = meetings / per_month
    return np.where(per_month > 0, months, np.inf)


def _secret_path(
    found: Drawn, actor: str, bonuses: Mapping[str, Pattern], leaks: Leaks | None
) -> SecretPath:
    """Hold the expected cost of exposure against the cost of being seen to sign."""
    loss = f"channels.{found.channel.id}.exposure_costs.{actor}"
    wanted = [*bonuses, *([loss] if loss in found.case.unknowns else [])]
    values = drawn(found.case, wanted, found.draws, found.seed)
    hidden = leaks.chance * values[loss] if leaks and loss in values else None
    public = None
    if bonuses and (found.nash.state == 1).any():
        lost = [-_how_often(found, pattern) * values[path] for path, pattern in bonuses.items()]
        public = np.asarray(np.sum(lost, axis=0))
    preferred = None
    if hidden is not None and public is not None:
        preferred = share_of(hidden < public)
    return SecretPath(
        actor=actor,
        exposure=None if hidden is None else range_of(hidden),
        public=None if public is None else range_of(public),
        preferred=preferred,
        paths=(*bonuses, *((loss, *leaks.found.paths) if leaks and hidden is not None else ())),
    )


def _how_often(found: Drawn, pattern: Pattern) -> float:
    """Share of the settled packages that hold a pattern; all hold the empty one."""
    walk, nash = found.about.walk, found.nash
    settled = nash.choices[nash.state == 1]
    resting = {issue.id: issue.status_quo for issue in found.case.document.issues}
    held = np.ones(len(settled), dtype=np.bool_)
    for issue, option in pattern.items():
        if issue in walk.issues:
            held &= settled[:, walk.issues.index(issue)] == walk.option_index(issue, option)
        else:
            held &= resting[issue] == option
    return share_of(held)
