"""What one channel could settle over draws, and whether principals adopt what delegates settle."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from backchannel.case import Case
from backchannel.case.roles import values_of
from backchannel.case.schema import Channel
from backchannel.deals.zone import COUNT_LIMIT, count_deals
from backchannel.space import Frame, frame
from backchannel.space.seeds import Seed
from backchannel.studies.nash import Nash, nash_packages
from backchannel.studies.over_draws import count_over_draws, parts
from backchannel.studies.ranges import Range, range_of, share_of
from backchannel.studies.worth import worth_at

__all__ = [
    "Adoption",
    "Drawn",
    "SettledIssue",
    "Settlement",
    "adoption",
    "draw_channel",
    "paths_of",
    "settlement",
    "zone_share",
]

IntArray = npt.NDArray[np.int64]
BoolArray = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class SettledIssue:
    """What becomes of one issue in the Nash packages of the draws with a zone."""

    issue: str
    option: str
    """The option that these packages hold most often."""
    share: float
    """Share of the packages that hold it."""
    resting: bool
    """Whether that is the status quo."""
    moved: float
    """Share of the packages that move the issue away from the status quo."""


@dataclass(frozen=True, slots=True)
class Settlement:
    """What a channel could settle by itself.

    Attributes
    ----------
    actors
        Whose agreement it needs: the principals, else those who talk.
    partial
        True where other issues stay at the status quo, so that gains over it are judged (rule 4).
    open_share
        Share of draws in which at least one package is acceptable to all.
    zone
        Range of the share of packages that all accept; None in a space too large to count.
    total
        Packages that can be a deal.
    settled_draws
        Draws with a Nash package; the shares of `issues` are shares of these.
    issues
        Issue by issue, what the Nash packages hold.
    package, package_share
        The Nash package that occurs most often, and its share of `settled_draws`; None for none.
    unsettled
        Draws in which the search gave up; they count as empty.
    paths
        The estimates behind these numbers; the weight of an issue stands for its values too.
    """

    actors: tuple[str, ...]
    partial: bool
    open_share: float
    zone: Range | None
    total: int
    settled_draws: int
    issues: tuple[SettledIssue, ...]
    package: Mapping[str, str] | None = field(repr=False)
    package_share: float
    unsettled: int
    paths: tuple[str, ...] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Adoption:
    """Whether the principals adopt what their delegates settle.

    Attributes
    ----------
    talkers, principals
        Who talks, and on whose behalf.
    assumed
        True where those who talk have the values of their principals: then they adopt all of it,
        and the numbers below are None.
    texts
        Range, over the draws in which those who talk can agree on something, of the share of their
        texts that the principals accept too; None in a space too large to count.
    settled
        Share of the draws in which they settle on a text, their Nash package, whose text all
        principals accept.
    accepts
        The same for each principal by itself.
    settled_draws, empty_draws
        Draws in which those who talk settle on a text, and those in which they can agree on
        nothing, which are left out.
    paths
        The estimates behind these numbers.
    """

    talkers: tuple[str, ...]
    principals: tuple[str, ...]
    assumed: bool
    texts: Range | None = None
    settled: float | None = None
    accepts: Mapping[str, float] = field(default_factory=dict)
    settled_draws: int = 0
    empty_draws: int = 0
    paths: tuple[str, ...] = field(default=(), repr=False)


class Drawn(NamedTuple):
    """A channel's zone in each draw."""

    case: Case
    channel: Channel
    about: Frame
    counts: IntArray
    """[n] packages that every signatory accepts; 1 for some in a space too large to count."""
    nash: Nash
    draws: int
    seed: Seed
    threads: int | None


def draw_channel(
    case: Case, channel: Channel, *, draws: int, seed: Seed, threads: int | None = None
) -> Drawn:
    """Count a channel's zone in each draw and find its Nash package there.

    Examples
    --------
    >>> import backchannel as bc
    >>> case = bc.load("ukraine-2023")
    >>> drawn = draw_channel(case, case.document.channels[1], draws=64, seed=0)
    >>> settlement(drawn).actors
    ('us_admin', 'ru_leader')
    """
    about = frame(case, channel=channel.id)
    counts = count_over_draws(about, draws, seed, threads=threads).counts
    nash = nash_packages(about, draws, seed, threads)
    return Drawn(case, channel, about, counts, nash, draws, seed, threads)


def settlement(found: Drawn) -> Settlement:
    """Sum up what a channel could settle: its zone, and what its Nash packages hold."""
    about, nash = found.about, found.nash
    settled = nash.choices[nash.state == 1]
    often = _most_often(about, settled)
    return Settlement(
        actors=about.actors,
        partial=about.partial,
        open_share=share_of(found.counts > 0),
        zone=zone_share(about, found.counts),
        total=count_deals(about.plan),
        settled_draws=len(settled),
        issues=_settled_issues(about, settled),
        package=often[0] if often else None,
        package_share=often[1] if often else 0.0,
        unsettled=int(((nash.state < 0) | (found.counts < 0)).sum()),
        paths=paths_of(about),
    )


def zone_share(about: Frame, counts: IntArray) -> Range | None:
    """Range of the share of packages in a zone; None in a space too large to count."""
    if about.issues.size > COUNT_LIMIT:
        return None
    return range_of(counts / max(count_deals(about.plan), 1))


def adoption(
    case: Case, channel: Channel, *, draws: int, seed: Seed, threads: int | None
) -> Adoption | None:
    """Ask whether principals adopt what is settled for them.

    None where all talk for themselves, and where one of several delegates has no values.

    The principals judge a text as the channel's zone does: over all issues by their walk-away
    values, over some by gains over the status quo (rule 4).

    References
    ----------
    Principal and agent: the chance that the principal accepts the agent's text.
    """
    if not channel.on_behalf_of:
        return None
    voices = {values_of(case.document, actor) for actor in channel.between}
    heard = {values_of(case.document, actor) for actor in channel.on_behalf_of}
    if voices in ({None}, heard):
        return Adoption(channel.between, channel.on_behalf_of, assumed=True)
    if None in voices:
        return None
    talkers = frame(case, channel.between, issues=channel.issues)
    principals = frame(case, channel.on_behalf_of, issues=channel.issues)
    both = frame(case, [*talkers.actors, *principals.actors], issues=channel.issues)
    own, joint = (
        count_over_draws(about, draws, seed, threads=threads).counts for about in (talkers, both)
    )
    nash = nash_packages(talkers, draws, seed, threads)
    accepted = _accepted(principals, talkers, nash.choices, draws, seed)[nash.state == 1]
    able, countable = own > 0, talkers.issues.size <= COUNT_LIMIT
    return Adoption(
        talkers.actors,
        principals.actors,
        assumed=False,
        texts=range_of(joint[able] / own[able]) if countable and able.any() else None,
        settled=share_of(accepted.all(axis=1)) if len(accepted) else None,
        accepts=dict(zip(principals.actors, accepted.mean(axis=0).tolist(), strict=True))
        if len(accepted)
        else {},
        settled_draws=len(accepted),
        empty_draws=int((~able).sum()),
        paths=paths_of(both),
    )


def paths_of(about: Frame) -> tuple[str, ...]:
    """Return the estimates that enter a zone; the weight of an issue stands for its values too."""
    found = [voice.weights[i] for voice in about.voices for i in about.issues.issues
             if i in voice.weights]  # fmt: skip
    if not about.partial:
        found += [term.path for voice in about.voices for term in voice.walk_away.terms]
    found += [line.path for line in about.lines] + [bonus.path for bonus in about.bonuses]
    return tuple(dict.fromkeys(found))


def _accepted(about: Frame, other: Frame, choices: IntArray, draws: int, seed: Seed) -> BoolArray:
    """Whether a frame's actors accept packages [n, D] in the walk order of another: [n, A]."""
    order = [other.walk.issues.index(issue) for issue in about.walk.issues]
    found, start = [], 0
    for t in parts(about, draws, seed):
        n = len(t.threshold)
        found.append(worth_at(about, t, choices[start : start + n, order]).accepted)
        start += n
    return np.concatenate(found)


def _settled_issues(about: Frame, choices: IntArray) -> tuple[SettledIssue, ...]:
    if not len(choices):
        return ()
    space, found = about.issues, []
    for d, column in enumerate(about.case_order(choices).T):
        held = np.bincount(column, minlength=len(space.options[d])) / len(column)
        top = int(held.argmax())
        found.append(
            SettledIssue(
                issue=space.issues[d],
                option=space.options[d][top],
                share=float(held[top]),
                resting=top == space.status_quo[d],
                moved=share_of(column != space.status_quo[d]),
            )
        )
    return tuple(found)


def _most_often(about: Frame, choices: IntArray) -> tuple[dict[str, str], float] | None:
    if not len(choices):
        return None
    packages, times = np.unique(about.case_order(choices), axis=0, return_counts=True)
    top = int(times.argmax())
    return about.issues.named(packages[[top]])[0], float(times[top] / len(choices))
