"""Who can press whom, by what, and who is decided about without being there: words, no numbers.

A *lever* moves its target's walk-away value through the condition that names it, else by itself
(rule 7 of the model). Where an option implies that condition, the lever is a throttle: the issue's
other options are its levels, and its user may choose any of them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

from backchannel.case import Case
from backchannel.case.roles import signatories, values_of
from backchannel.case.schema import CaseDocument, Channel, Condition, Leverage
from backchannel.core.errors import UsageError, did_you_mean
from backchannel.space import channel_members
from backchannel.space.plan import reduced
from backchannel.studies.ranges import Lacking, lacking

__all__ = [
    "MOST_TOGETHER",
    "Pull",
    "Step",
    "absent_from",
    "events_for",
    "heads_asked",
    "implied_for",
    "open_channels",
    "pulls_on",
    "together",
]

MOST_TOGETHER = 6
"""Most combinations of levers that are looked at."""

Implied = tuple[tuple[str, ...], dict[str, str]]
"""Conditions, and the pattern that brings them about."""


@dataclass(frozen=True, slots=True)
class Step:
    """One setting of a lever: an option of the issue that it works through, or simply pulled."""

    option: str | None
    conditions: tuple[str, ...]
    pulled: bool
    resting: bool


@dataclass(frozen=True, slots=True)
class Pull:
    """A lever on an actor, the condition through which it works, and its settings."""

    lever: Leverage
    condition: str
    issue: str | None
    steps: tuple[Step, ...]


def open_channels(document: CaseDocument) -> tuple[Channel, ...]:
    """Channels in which something could be settled: they name issues and are not closed.

    >>> import backchannel as bc
    >>> open_channels(bc.load("two-issues").document)
    ()
    """
    closed = ("refused", "ended")
    return tuple(c for c in document.channels if c.issues and c.status not in closed)


def absent_from(case: Case, channel: Channel) -> tuple[str, ...]:
    """Actors with values on a channel's issues who neither talk, nor sign, nor stand behind it.

    A delegate of somebody at the table, and the principal of one, count as being there.
    """
    document = case.document
    principal = {actor.id: actor.agent_of for actor in document.actors}

    def line(actor: str) -> set[str]:
        """Return the actor and those for whom it acts."""
        found: set[str] = set()
        at: str | None = actor
        while at is not None and at not in found:
            found.add(at)
            at = principal[at]
        return found

    there = {*channel.between, *channel.on_behalf_of}
    behind = set[str]().union(*map(line, there))
    weights = {a: [f"preferences.{a}.{i}.weight" for i in channel.issues] for a in principal}
    return tuple(
        actor
        for actor, paths in weights.items()
        if actor not in behind
        and line(actor).isdisjoint(there)
        and values_of(document, actor) == actor
        and any(path in case.unknowns and case.unknowns[path].high > 0 for path in paths)
    )


Asked = tuple[Channel, tuple[str, ...]]


def heads_asked(
    case: Case, channel: str | None, actor: str | None
) -> tuple[list[Asked], list[Lacking]]:
    """Return channels with the absent actors to look at, and what the case lacks.

    Raises `UsageError` for unknown names, a channel without issues and an actor that sits in it.
    """
    document = case.document
    actors = [listed.id for listed in document.actors]
    if actor is not None and actor not in actors:
        raise UsageError(f"there is no actor {actor!r}", hint=did_you_mean(actor, actors))
    channels = open_channels(document)
    if channel is not None:
        channel_members(case, channel)  # refuses unknown names and channels without issues
        channels = tuple(c for c in document.channels if c.id == channel)
        if actor in {*channels[0].between, *channels[0].on_behalf_of}:
            raise UsageError(f"actor {actor!r} sits in channel {channel!r}, so it is not absent")
    missing = [] if channels else [lacking(case, "channels", "channels")]
    asked = []
    for listed in channels:
        silent = [a for a in signatories(document, listed.id) if values_of(document, a) is None]
        missing += [lacking(case, "values", _valueless(case, a)) for a in silent]
        who = tuple(a for a in absent_from(case, listed) if actor in (None, a))
        if who and not silent:
            asked.append((listed, who))
    silent = [a for a in actors if actor in (None, a) and values_of(document, a) is None]
    missing += [lacking(case, "values", _valueless(case, a)) for a in silent]
    return asked, missing


def _valueless(case: Case, actor: str) -> str:
    """Return what is missing first of an actor's values and walk-away value."""
    return f"{'walk_away' if case.document.preferences.get(actor) else 'preferences'}.{actor}"


def pulls_on(document: CaseDocument, actor: str) -> tuple[Pull, ...]:
    """Levers on an actor, each through every condition that names it, else by itself.

    >>> import backchannel as bc
    >>> [p.condition for p in pulls_on(bc.load("ukraine-2023").document, "ua_gov")]
    ['us_arms_stopped', 'L2', 'L6', 'L8']
    """
    return tuple(
        pull for lever in document.leverage if lever.on == actor for pull in _pulls(document, lever)
    )


def _pulls(document: CaseDocument, lever: Leverage) -> Iterator[Pull]:
    naming = [c for c in document.conditions if lever.id in c.levers]
    if not naming:
        yield Pull(lever, lever.id, None, (Step(None, (lever.id,), pulled=True, resting=False),))
    for condition in naming:
        pattern = condition.implied_by or {}
        if len(pattern) != 1:
            alone = Step(None, (condition.id,), pulled=True, resting=False)
            yield Pull(lever, condition.id, None, (alone,))
            continue
        ((issue, option),) = pattern.items()
        yield Pull(lever, condition.id, issue, _levels(document, condition, issue, option))


def _levels(
    document: CaseDocument, condition: Condition, issue: str, pulled: str
) -> tuple[Step, ...]:
    """Options of an issue as settings of a lever; the status quo leaves everything as it is."""
    listed = next(i for i in document.issues if i.id == issue)
    steps = []
    for option in listed.options:
        brought = sorted(c.id for c in document.conditions if c.implied_by == {issue: option.id})
        resting = option.id == listed.status_quo
        names = () if resting else tuple(brought)
        if option.id == pulled:
            names, resting = (condition.id,), False
        steps.append(Step(option.id, names, pulled=option.id == pulled, resting=resting))
    return tuple(steps)


def together(pulls: tuple[Pull, ...]) -> tuple[tuple[tuple[Pull, ...], ...], int]:
    """Levers that lower a walk-away value, all at once and in pairs; and how many are left out.

    Only the first condition of each lever counts, and levers that share one are one.
    """
    first: dict[str, Pull] = {}
    for pull in pulls:
        if pull.lever.direction == "lowers":
            first.setdefault(pull.lever.id, pull)
    one = list({pull.condition: pull for pull in reversed(first.values())}.values())[::-1]
    found: list[tuple[Pull, ...]] = list(combinations(one, 2))
    if len(one) > 2:
        found.insert(0, tuple(one))
    return tuple(found[:MOST_TOGETHER]), max(len(found) - MOST_TOGETHER, 0)


def events_for(case: Case, actor: str) -> tuple[Condition, ...]:
    """Events that change an actor's walk-away value and rest on no lever.

    >>> import backchannel as bc
    >>> [c.event for c in events_for(bc.load("ukraine-2023"), "ua_public")]
    ['no_patron']
    """
    return tuple(
        c
        for c in case.document.conditions
        if c.event and not c.levers and f"walk_away_if.{actor}.{c.id}" in case.unknowns
    )


def implied_for(case: Case, actor: str, issues: tuple[str, ...]) -> tuple[Implied, ...]:
    """Conditions that packages over some issues can bring about and that matter to an actor.

    Every set of conditions that one package can bring about together is listed with the pattern
    that does, the rest being at the status quo. What the status quo brings about is left out: the
    walk-away value as it stands holds it already.
    """
    resting = {issue.id: issue.status_quo for issue in case.document.issues}
    entries = [p for p in case.unknowns if p.startswith(f"walk_away_if.{actor}.")]
    named = {name for path in entries for name in path.split(".", 2)[2].split("+")}
    levers = {lever.id for lever in case.document.leverage if lever.on == actor}
    single: list[Implied] = []
    for c in case.document.conditions:
        matters = c.id in named or not levers.isdisjoint(c.levers)
        left = reduced(c.implied_by or {}, issues, resting)
        if matters and left and any(resting[i] != o for i, o in left.items()):
            single.append(((c.id,), left))
    found: list[Implied] = list(single)
    for size in range(2, len(single) + 1):
        larger = []
        for several in combinations(single, size):
            wanted = [item for _, pattern in several for item in pattern.items()]
            if len(dict(wanted)) == len(set(wanted)):
                larger.append((tuple(sorted(c for (c,), _ in several)), dict(wanted)))
        if not larger:
            break
        found += larger
    return tuple(found)
