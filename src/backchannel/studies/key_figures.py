"""Key figures of whose deal it is, for the base and, recounted over the same draws, a reading."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Final, Literal

from backchannel.case import Case
from backchannel.space.seeds import Seed
from backchannel.studies.channel.channels import ChannelOverDraws, channels
from backchannel.studies.headlines import question_frame
from backchannel.studies.home.ratification import Bench, Ratification, ratification
from backchannel.studies.home.stand_ins import StandIn, Zones, stand_ins, variants
from backchannel.studies.home.votes import VoteChoice, vote_choices
from backchannel.studies.pressure.over_head import OverHead
from backchannel.studies.pressure.press import over_the_head
from backchannel.studies.ranges import Range
from backchannel.studies.wars.outlook import WarOutlook, outlook
from backchannel.studies.wars.readiness import Readiness, readiness
from backchannel.studies.wars.wedges import WedgeContest, wedges

__all__ = ["MONTHS", "KeyFigure", "Picked", "key_figures", "under_reading"]

MONTHS: Final = 12
"""Months for which exposure and readiness are told."""

MOST_EACH: Final = 3
"""Votes, wars and attempts to split rivals that have a row."""

MOST_SPOKEN: Final = 2
"""Parties for which somebody else speaks in a row."""

Of = Literal["draws", "packages", "chance"]


@dataclass(frozen=True, slots=True)
class KeyFigure:
    """One figure that can be held side by side under several readings.

    Attributes
    ----------
    key
        What it is; a key of the brief's wording.
    about
        Ids of what it is about, by what they are.
    of
        Of what it is a share: draws, packages or, as a range over draws, a chance.
    share
        0..1; the median where there is a range.
    paths
        Estimates behind it.
    """

    key: str
    about: Mapping[str, tuple[str, ...]]
    of: Of
    share: float
    range: Range | None = None
    paths: tuple[str, ...] = field(default=(), repr=False)

    @property
    def row(self) -> tuple[object, ...]:
        """What two columns must have in common to tell of the same."""
        return self.key, *self.about.items()

    def flips(self, base: KeyFigure) -> bool:
        """Whether it lies on the other side of one half than the base's.

        Half of all packages is no threshold that means anything, so a share of them never flips.

        >>> base = KeyFigure("holds", {}, "draws", 0.5)
        >>> [KeyFigure("holds", {}, "draws", share).flips(base) for share in (0.49, 0.5, 1.0)]
        [True, False, False]
        """
        return self.of != "packages" and (self.share >= 0.5) != (base.share >= 0.5)


@dataclass(frozen=True)
class Picked:
    """What the figures are read from: the parts that were picked, under one reading."""

    channel: str | None
    head: OverHead | None
    lever: str | None
    main: ChannelOverDraws | None
    secret: ChannelOverDraws | None
    spoken: tuple[StandIn, ...]
    ratified: Ratification | None
    votes: tuple[VoteChoice, ...]
    wars: tuple[WarOutlook, ...]
    ready: Readiness | None
    wedges: tuple[WedgeContest, ...]


def key_figures(picked: Picked) -> tuple[KeyFigure, ...]:
    """Read the figures off the parts."""
    return tuple(
        figure
        for figures in (_head, _spoken, _home, _channels, _war, _ready, _wedges)
        for figure in figures(picked)
    )


def under_reading(case: Case, base: Picked, *, draws: int, seed: Seed) -> Picked:
    """Look at the same parts under a reading, over the same draws.

    Channels, actors, packages and levers are those picked for the base.
    """
    heads: tuple[OverHead, ...] = ()
    if base.head is not None:
        absent = base.head.actor
        heads = over_the_head(case, base.channel, absent, draws=draws, seed=seed).heads
    names = [it.channel for it in (base.main, base.secret) if it is not None]
    found = channels(case, names, draws=draws, seed=seed).channels if names else ()
    talks = {it.channel: it for it in found}
    zones = Zones(case, draws, seed, threads=None, step=lambda: None, stop=None)
    asked = {question.id: question for question in case.document.questions}
    ratified, ready = base.ratified, base.ready
    if ratified is not None:
        about = question_frame(case, asked[ratified.question])
        ratified = ratification(
            case, about, ratified.question, ratified.package, ratified.why,
            Bench(case, draws, seed), {},
        )  # fmt: skip
    if ready is not None:
        package = ready.on_table.package if ready.on_table else None
        ready = readiness(case, asked[ready.id], package=package, draws=draws, seed=seed)
    return replace(
        base,
        head=heads[0] if heads else None,
        main=talks.get(base.main.channel) if base.main else None,
        secret=talks.get(base.secret.channel) if base.secret else None,
        spoken=tuple(it for one in base.spoken[:MOST_SPOKEN] for it in _again(case, one, zones)),
        ratified=ratified,
        votes=tuple(vote_choices(case, draws, seed, {})),
        wars=tuple(outlook(case, it, draws, seed) for it in case.document.wars),
        ready=ready,
        wedges=wedges(case, draws=draws, seed=seed).wedges,
    )


def _again(case: Case, one: StandIn, zones: Zones) -> list[StandIn]:
    """Count a stand-in's zone again."""
    question = next(q for q in case.document.questions if q.id == one.question)
    about = question_frame(case, question)
    listed = [
        it
        for it in variants(case, about, {}, {}, everybody=False)
        if (it.party, it.role, it.by) == (one.party, one.role, one.by)
    ]
    return stand_ins(about, one.question, listed, zones)


def _ranged(
    key: str, about: Mapping[str, tuple[str, ...]], of: Of, range_: Range, paths: tuple[str, ...]
) -> KeyFigure:
    return KeyFigure(key, about, of, range_.median, range_, paths)


def _head(picked: Picked) -> Iterator[KeyFigure]:
    head = picked.head
    if head is None:
        return
    about = {"by": head.signatories, "channel": (head.channel,)}
    absent = {"actor": (head.actor,), "channel": (head.channel,)}
    weights = tuple(p for p in head.paths if not p.startswith("walk_away"))
    yield KeyFigure("alone", about, "draws", head.deal, paths=weights)
    if head.free.accepted is not None:
        yield _ranged("freely", absent, "packages", head.free.accepted, head.free.paths)
    lever = next((it for it in head.pressures if it.lever == picked.lever), None)
    if lever is None:
        return
    pressed = {**absent, "lever": (lever.lever,)}
    passing = lever.pulled.passing
    if passing.pressed is not None:
        yield _ranged("pressed", pressed, "packages", passing.pressed, passing.paths)
    who = {"by": (lever.by,), "lever": (lever.lever,)}
    yield KeyFigure("credible", who, "draws", lever.credible, paths=lever.paths)


def _spoken(picked: Picked) -> Iterator[KeyFigure]:
    for it in picked.spoken[:MOST_SPOKEN]:
        about = {"question": (it.question,), "party": (it.party,), "by": it.by}
        yield KeyFigure("spoken", about, "draws", it.open_share, paths=it.paths)


def _home(picked: Picked) -> Iterator[KeyFigure]:
    it = picked.ratified
    if it is not None and it.ratified is not None:
        about = {"question": (it.question,)}
        yield KeyFigure("ratified", about, "draws", it.ratified, paths=it.paths)
    for vote in picked.votes[:MOST_EACH]:
        about = {"vote": (vote.vote,), "by": (vote.holder,)}
        yield KeyFigure("vote", about, "draws", vote.accepted, paths=vote.paths)


def _channels(picked: Picked) -> Iterator[KeyFigure]:
    secret, main = picked.secret, picked.main
    if secret is not None and secret.exposure is not None:
        known = secret.exposure.chance[secret.exposure.months.index(MONTHS)]
        about = {"channel": (secret.channel,)}
        yield _ranged("known", about, "chance", known, secret.exposure.paths)
    if main is not None and main.publicity is not None and main.publicity.paths:
        about = {"channel": (main.channel,)}
        share, paths = main.publicity.public.open_share, main.publicity.paths
        yield KeyFigure("public", about, "draws", share, paths=paths)


def _war(picked: Picked) -> Iterator[KeyFigure]:
    for it in picked.wars[:MOST_EACH]:
        about = {"by": it.sides, "war": (it.id,)}
        if it.settlements and not it.beliefs:
            first = it.settlements[0]
            yield KeyFigure("settlement", about, "draws", first.exists, paths=first.paths)
        if it.beliefs:
            yield KeyFigure("seen", about, "draws", it.beliefs.exists, paths=it.beliefs.paths)


def _ready(picked: Picked) -> Iterator[KeyFigure]:
    it = picked.ready
    if it is None:
        return
    about = {"question": (it.id,)}
    if it.paths:  # without costs of war the months change nothing
        yield KeyFigure("within", about, "draws", float(it.zone_by[MONTHS]), paths=it.paths)
    table = it.on_table
    if table is not None and table.accepted_at_risk is not None:
        paths = (table.renewal_path,) if table.renewal_path else ()
        yield KeyFigure("holds", about, "draws", table.accepted_at_risk, paths=paths)


def _wedges(picked: Picked) -> Iterator[KeyFigure]:
    for it in picked.wedges[:MOST_EACH]:
        about = {"wedge": (it.id,), "by": (it.by,), "actor": (it.target,)}
        yield KeyFigure("wedge", about, "draws", it.works, paths=it.paths)
