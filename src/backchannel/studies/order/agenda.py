"""Which channels are to be settled, and what links, pressure and home fronts do among them.

From words to what `backchannel.studies.order.settle` needs: frames, links drawn, ratifying actors.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from backchannel.case import Case
from backchannel.case.roles import signatories, values_of
from backchannel.case.schema import Channel, Link
from backchannel.core.errors import UsageError, did_you_mean
from backchannel.core.results import Note, note
from backchannel.space import blocks_of, frame, uniforms
from backchannel.space.seeds import Seed
from backchannel.studies.home.decision_rules import Decision, decision_of
from backchannel.studies.order.settle import Agenda, LinksDrawn
from backchannel.studies.order.settle_one import Pressure, Ratifiers, Talks
from backchannel.studies.pressure.levers import open_channels, pulls_on
from backchannel.studies.ranges import Lacking, drawn, lacking
from backchannel.studies.worth import levels

__all__ = ["MOST_CHANNELS", "agenda_of", "chosen_channels", "links_drawn", "months_of"]

FloatArray = npt.NDArray[np.float64]

MOST_CHANNELS = 6
"""Channels whose orders are compared: 720 orders."""

STANDING = ("running", "implied")
"""Channels of these kinds give levers without settling anything first."""


def chosen_channels(
    case: Case, names: Sequence[str] | None
) -> tuple[tuple[Channel, ...], tuple[Note, ...], tuple[Lacking, ...]]:
    """Return the channels to be settled, notes on those left out, and what they lack.

    By default those in which at least two actors could settle something: they name issues and are
    neither refused nor ended. Of more than six, those with links come first, then the case's order.

    Examples
    --------
    >>> import backchannel as bc
    >>> found, _, lacks = chosen_channels(bc.load("two-issues"), None)
    >>> found, [it.why for it in lacks]
    ((), ['channels'])
    """
    document = case.document
    if names is not None:
        return _named(case, names), (), ()
    lacks: list[Lacking] = []
    found = []
    for channel in open_channels(document):
        signing = signatories(document, channel.id)
        mute = [actor for actor in signing if values_of(document, actor) is None]
        lacks += [lacking(case, "values", f"preferences.{actor}") for actor in mute]
        if len(signing) > 1 and not mute:
            found.append(channel)
    linked = {end for link in document.links for end in (link.from_, link.to)}
    found.sort(key=lambda channel: channel.id not in linked)
    kept, out = found[:MOST_CHANNELS], found[MOST_CHANNELS:]
    if len(kept) < 2:
        lacks.append(lacking(case, "order" if kept else "channels", "channels"))
    order = [channel.id for channel in document.channels]
    kept.sort(key=lambda channel: order.index(channel.id))
    still = open_channels(document)
    closed = [c.id for c in document.channels if c.issues and c not in still]
    left_out = {"most_channels": [c.id for c in out], "closed_channels": closed}
    notes = tuple(note(code, channels=ids) for code, ids in left_out.items() if ids)
    return tuple(kept), notes, tuple(dict.fromkeys(lacks))


def _named(case: Case, names: Sequence[str]) -> tuple[Channel, ...]:
    if isinstance(names, str):
        raise UsageError(f"give a list of channels, not the text {names!r}")
    known = {channel.id: channel for channel in case.document.channels}
    for name in names:
        if name not in known:
            raise UsageError(f"there is no channel {name!r}", hint=did_you_mean(str(name), known))
        if not known[name].issues:
            raise UsageError(f"channel {name!r} names no issues, so it settles nothing")
    chosen = tuple(known[name] for name in dict.fromkeys(names))
    if len(chosen) > MOST_CHANNELS:
        raise UsageError(
            f"{len(chosen)} channels have too many orders", hint=f"name up to {MOST_CHANNELS}"
        )
    if not chosen:
        raise UsageError("name at least one channel")
    return chosen


def agenda_of(case: Case, channels: Sequence[Channel]) -> tuple[Agenda, tuple[Lacking, ...]]:
    """Compile the channels, and say which ratifying actors cannot be judged.

    Examples
    --------
    >>> import backchannel as bc
    >>> case = bc.load("ukraine-2023")
    >>> agenda, _ = agenda_of(case, chosen_channels(case, ["CH_UA_RU"])[0])
    >>> agenda.talks[0].ratifiers.about.actors, agenda.talks[0].pressures[0].link
    (('ua_public',), 'LK3')
    """
    document = case.document
    issues = [issue.id for issue in document.issues]
    resting = [
        [option.id for option in issue.options].index(issue.status_quo) for issue in document.issues
    ]
    ids = [channel.id for channel in channels]
    lacks: list[Lacking] = []
    talks = []
    for channel in channels:
        about = frame(case, channel=channel.id)
        talks.append(
            Talks(
                channel.id,
                about,
                tuple(issues.index(issue) for issue in about.walk.issues),
                _ratifiers(case, channel, lacks),
                _pressures(case, channel, ids),
            )
        )
    whole = frame(case, [a.id for a in document.actors if values_of(document, a.id) == a.id])
    everyone = [actor for t in talks for actor in t.about.actors]
    union = frame(case, everyone, issues=sorted({i for t in talks for i in t.about.issues.issues}))
    places = tuple(tuple(issues.index(i) for i in f.walk.issues) for f in (whole, union))
    agenda = Agenda(tuple(talks), whole, union, np.array(resting, dtype=np.int8), places)
    return agenda, tuple(dict.fromkeys(lacks))


def _ratifiers(case: Case, channel: Channel, lacks: list[Lacking]) -> Ratifiers:
    """Principals of those who sign, and what the rules of their parties need besides them."""
    document = case.document
    signing = signatories(document, channel.id)
    behind = {actor.id: actor.agent_of for actor in document.actors}
    principals = [p for a in signing if (p := behind[a]) is not None and p not in signing]
    rules = [
        Decision("", "veto", stated=True, actors=(p,), votes=(1,), needed=1)
        for p in dict.fromkeys(principals)
    ]
    for party in document.parties:
        at_table = [actor for actor in signing if actor in party.actors]
        if at_table and party.rule is not None and party.rule.kind != "leader_only":
            rules.append(decision_of(case, party).given(at_table))
    rules = [rule for rule in rules if rule.needed > 0]
    voters = dict.fromkeys(actor for rule in rules for actor in rule.actors)
    able = [actor for actor in voters if values_of(document, actor) is not None]
    stated = [a for a in voters if a not in able and f"actors.{a}.refusal" in case.unknowns]
    mute = [actor for actor in voters if actor not in able and actor not in stated]
    lacks += [lacking(case, "values", f"preferences.{actor}") for actor in mute]
    return Ratifiers(
        frame(case, able, issues=channel.issues) if able else None,
        tuple(left for rule in rules if (left := rule.given(mute)).needed > 0),
        tuple(stated),
    )


def _pressures(case: Case, channel: Channel, chosen: Sequence[str]) -> tuple[Pressure, ...]:
    """Links that bring levers on a signatory of a channel."""
    document = case.document
    status = {listed.id: listed.status for listed in document.channels}
    signing = signatories(document, channel.id)
    found = []
    for link in document.links:
        standing = status[link.from_] in STANDING
        if link.kind != "enables_pressure" or link.to != channel.id:
            continue
        if not standing and link.from_ not in chosen:
            continue
        users = signatories(document, link.from_)
        for a, target in enumerate(signing):
            pulls = [
                pull
                for pull in pulls_on(document, target)
                if pull.lever.by in users and pull.lever.direction == "lowers"
            ]
            if pulls:
                found.append(
                    Pressure(
                        link.id,
                        -1 if standing else list(chosen).index(link.from_),
                        a,
                        target,
                        tuple(dict.fromkeys(pull.condition for pull in pulls)),
                        tuple(dict.fromkeys(pull.lever.id for pull in pulls)),
                    )
                )
    return tuple(found)


def links_drawn(
    case: Case, channels: Sequence[Channel], agenda: Agenda, draws: int, seed: Seed
) -> LinksDrawn:
    """Draw what links do: whether they bind or bring pressure, and how far they lift adoption."""
    ids = [channel.id for channel in channels]
    among = [x for x in case.document.links if x.from_ in ids and x.to in ids]
    strength = drawn(case, [_path(link) for link in case.document.links], draws, seed)
    count = len(ids)
    binds = np.zeros((count, count, draws), np.bool_)
    for c, channel in enumerate(channels):
        binds[c] = channel.binding != "none"
    lifts = np.ones((count, count, draws))
    overridden: set[tuple[int, int]] = set()
    for link in among:
        pair = ids.index(link.from_), ids.index(link.to)
        if link.kind == "constrains":
            holds = _chance(seed, f"links.{link.id}#binds", draws) < strength[_path(link)]
            binds[pair] = holds | binds[pair] if pair in overridden else holds
            overridden.add(pair)
        elif link.kind == "prepares":
            lifts[pair] *= 1.0 + strength[_path(link)]
    paths = {link.id: _path(link) for link in case.document.links}
    return LinksDrawn(
        binds,
        lifts,
        tuple(
            np.array(
                [_lowered(case, p, strength[paths[p.link]], draws, seed) for p in t.pressures]
            ).reshape(-1, draws)
            for t in agenda.talks
        ),
        tuple(
            np.array([_consents(case, actor, draws, seed) for actor in t.ratifiers.stated])
            .reshape(-1, draws)
            .astype(np.bool_)
            for t in agenda.talks
        ),
    )


def _lowered(
    case: Case, pressure: Pressure, strength: FloatArray, draws: int, seed: Seed
) -> FloatArray:
    """Points by which pressure lowers what the target must gain over the status quo: [draws].

    Under pressure it compares with its walk-away value once the levers are pulled. Where that
    still lies above the present state, pressure adds nothing.
    """
    held = levels(case, pressure.target, pressure.conditions, draws=draws, seed=seed)
    acts = _chance(seed, f"links.{pressure.link}#pressed", draws) < strength
    return np.where(acts, np.minimum(held.walk_away - held.present, 0.0), 0.0)


def _consents(case: Case, actor: str, draws: int, seed: Seed) -> npt.NDArray[np.bool_]:
    path = f"actors.{actor}.refusal"
    refusal = drawn(case, [path], draws, seed)[path]
    return np.asarray(_chance(seed, f"{path}#refuses", draws) >= refusal)


def _chance(seed: Seed, name: str, draws: int) -> FloatArray:
    return np.concatenate(
        [uniforms(seed, name, block)[:number] for block, number in blocks_of(draws)]
    )


def _path(link: Link) -> str:
    return f"links.{link.id}.strength"


def months_of(case: Case, channels: Sequence[Channel]) -> npt.NDArray[np.bool_]:
    """Which two channels cannot settle in one month: they share an issue or compete, [C, C]."""
    rivals = {
        frozenset((link.from_, link.to)) for link in case.document.links if link.kind == "competes"
    }
    return np.array(
        [
            [
                bool(set(a.issues) & set(b.issues)) or frozenset((a.id, b.id)) in rivals
                for b in channels
            ]
            for a in channels
        ]
    )
