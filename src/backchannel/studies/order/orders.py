"""In which order channels settle what: what each order opens or closes, who gains from going first.

Orders of several channels are compared as in the writing on linkage and precedence (Watkins and
Passow 1996; Sebenius 1983): what is settled first is given for those who come later.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import numpy as np

from backchannel.case import Case
from backchannel.case.schema import Channel
from backchannel.core.figures import counted, percent
from backchannel.core.results import Note, RunRecord, Status, note
from backchannel.deals.rows import to_frame
from backchannel.space.seeds import Seed, seed_label
from backchannel.studies.channel.deals import paths_of
from backchannel.studies.order.agenda import agenda_of, chosen_channels, links_drawn, months_of
from backchannel.studies.order.settle import Agenda, LinksDrawn, Part, settle_all
from backchannel.studies.order.sums import (
    FirstMover,
    OrderGroup,
    PairEffect,
    Spread,
    Sums,
    first_movers,
    groups_of,
    pair_effects,
    spreads_of,
)
from backchannel.studies.order.together import Together, together_of
from backchannel.studies.over_draws import Progress, Stop, gathered, parts, workers_of
from backchannel.studies.ranges import Lacking, Range, lacking, range_of

__all__ = ["ChannelFirst", "Orders", "orders"]

LEAST = 0.005
"""Share of draws from which the summary tells an effect."""


@dataclass(frozen=True, slots=True)
class ChannelFirst:
    """A channel by itself, as it would settle if it came first.

    Attributes
    ----------
    channel, status, binding
        Id, and what the case says of it.
    actors, issues
        Whose agreement it needs, about what.
    partial
        Whether other issues stay at the status quo; else "no deal" below is walking away.
    ratifiers
        Who else must accept its text: principals and what the rules of parties need.
    alone
        Share of draws in which its zone is not empty, without links.
    settles
        Share of draws in which it settles when it comes first; more than `alone` where pressure
        that needs no other channel is at hand.
    adoption
        Chance that its text is adopted then, in the draws in which it settles; None if there are
        none.
    band
        By actor: points over no deal, the status quo (rule 4), in the draws in which it settles:
        the least over the whole zone, at the Nash package, and the most; None where it never does.
    terms
        Of those draws: by issue the option that is settled most often, and how often.
    pressure
        Levers that links bring to this channel, by signatory, at once or after other channels.
    paths
        The estimates behind these numbers; the weight of an issue stands for its values too.
    """

    channel: str
    status: str
    binding: str
    actors: tuple[str, ...]
    issues: tuple[str, ...]
    partial: bool
    ratifiers: tuple[str, ...]
    alone: float
    settles: float
    adoption: float | None
    band: Mapping[str, tuple[Range, Range, Range]] | None = field(repr=False)
    terms: Mapping[str, tuple[str, float]] = field(repr=False)
    pressure: Mapping[str, tuple[str, ...]]
    paths: tuple[str, ...] = field(repr=False)


@dataclass(frozen=True, eq=False)
class Orders:
    """What the orders of channels come to.

    Attributes
    ----------
    channels
        The channels compared, in the case's order.
    orders
        Number of orders.
    groups
        Orders that come to the same in every draw, told once; the largest groups first.
    pairs
        For each two channels, what it does to the second that the first comes before it.
    first_movers
        For each channel and actor: what the actor gains if the channel comes first, not last.
    spreads
        For each actor the order that leaves it best off and that which leaves it worst off.
    together
        All channels as one table; None with fewer than two.
    """

    channels: tuple[ChannelFirst, ...]
    orders: int
    draws: int
    groups: tuple[OrderGroup, ...] = field(repr=False)
    pairs: tuple[PairEffect, ...] = field(repr=False)
    first_movers: tuple[FirstMover, ...] = field(repr=False)
    spreads: tuple[Spread, ...] = field(repr=False)
    together: Together | None = field(repr=False)
    status: Status
    notes: tuple[Note, ...]
    lacking: tuple[Lacking, ...]
    run: RunRecord

    def to_rows(self) -> list[dict[str, object]]:
        """Return one row a group of orders and channel: what becomes of the channel there."""
        return [
            {
                "group": g + 1,
                "orders": len(group.orders),
                "order": " > ".join(group.orders[0]),
                "channel": it.channel,
                "settles": it.settles,
                "nothing_left": it.nothing_left,
                "no_package": it.no_package,
                "adoption": it.adoption,
                "terms": ", ".join(f"{issue}={o}" for issue, (o, _) in it.terms.items()),
                "overturned": group.overturned,
                "months": group.months[0],
                "draws": self.draws,
            }
            for g, group in enumerate(self.groups)
            for it in group.channels
        ]

    def to_frame(self) -> Any:
        """Return the rows as a polars data frame."""
        return to_frame(self.to_rows())

    def summary(self) -> str:
        """Return plain sentences with their caveat."""
        caveat = "This follows from the stated ranges and is no forecast."
        if not self.groups:
            return f"There are no channels whose orders could be compared. {caveat}"
        if len(self.groups) == 1:
            return (
                f"All {self.orders:,} orders of {len(self.channels)} channels come to the same in "
                f"each of {counted(self.draws, 'draw')}. {caveat}"
            )
        said = [
            f"The {counted(self.orders, 'order')} of {len(self.channels)} channels come to "
            f"{len(self.groups):,} different results over {counted(self.draws, 'draw')}."
        ]
        for effect, what in (
            ("opens", "opens the latter most: it settles"),
            ("closes", "closes the latter most: it finds no package"),
            ("decides", "decides most for the latter: it has nothing left to settle"),
        ):
            top = max(self.pairs, key=lambda pair: float(getattr(pair, effect)))
            if (share := getattr(top, effect)) >= LEAST:
                more = f"in {percent(share)} more of the draws"
                said.append(f"{top.first} right before {top.then} {what} {more}.")
        return " ".join([*said, caveat])


def orders(
    case: Case,
    channels: Sequence[str] | None = None,
    *,
    draws: int = 1_000,
    seed: Seed = 0,
    threads: int | None = None,
    progress: Progress | None = None,
    stop: Stop | None = None,
) -> Orders:
    """Settle channels in every order and compare what comes of it.

    In each draw a channel settles the Nash package of its zone, by the gains over the status quo
    where it talks about some of the issues (rules 4 and 14 of the model); of packages that tie,
    one that leaves more at the status quo. Where its zone is empty it settles nothing.

    - What it settles on an issue, the status quo included, is fixed for later channels that share
      the issue: always where it is binding (`full` or `partial`), in the share of draws that a
      link `constrains` gives where there is one, else not. Who agrees later judges the whole
      package, with what is fixed, by the same gains. A channel whose issues are all fixed has
      nothing left to settle.
    - Where two channels settle an issue differently, the later one holds (`overturned`).
    - A text is adopted in the share of draws in which the principals of those who sign it, and
      what the rules of their parties need besides them, accept it by the same gains; a link
      `prepares` multiplies that by 1 + its strength, at most 1, once the first has settled.
    - A link `enables_pressure` puts levers of the first channel's signatories on a signatory of
      the second at hand there, in its share of draws, once the first has settled, or in any case
      where it is running or implied: the target then accepts what it would prefer to carrying on
      with the levers pulled.
    - Channels that share an issue, or compete, do not settle in one month.

    Parameters
    ----------
    case
    channels
        Ids of up to six channels; by default all in which at least two actors could settle
        something, those with links first.
    draws, seed, threads, progress, stop
        As for `zone_over_draws`; the result does not depend on the threads.

    Raises
    ------
    UsageError
        For unknown channels, channels without issues, and more than six.

    References
    ----------
    Sebenius 1983 (adding parties and issues); Watkins and Passow 1996 (linkage); Nash 1950.

    Examples
    --------
    >>> import backchannel as bc
    >>> found = orders(bc.load("ukraine-2023"), ["CH_US_RU", "CH_UA_RU"], draws=64)
    >>> found.orders, len(found.pairs)
    (2, 2)
    >>> [it.why for it in orders(bc.load("two-issues")).lacking]
    ['channels']
    """
    workers = workers_of(threads)
    listed, notes, lacks = chosen_channels(case, channels)
    ids = tuple(channel.id for channel in listed)
    settings = {"channels": ids, "draws": draws}
    run = RunRecord(
        "studies.orders", case.document.case.id, case.digest, settings, seed_label(seed)
    )
    if not listed:
        return Orders(
            (), 0, draws, (), (), (), (), None, Status.ESTIMATED, notes, lacks, run
        )  # fmt: skip
    agenda, mute = agenda_of(case, listed)
    links = links_drawn(case, listed, agenda, draws, seed)
    found = gathered(
        _jobs(agenda, links, draws, seed), workers, lambda part: part.state.shape[1],
        draws=draws, progress=progress, stop=stop,
    )  # fmt: skip
    sums = Sums.of(agenda, found)
    months = months_of(case, listed)
    if sums.draws < draws:
        notes += (note("stopped", done=f"{sums.draws:,}", wanted=f"{draws:,}"),)
    if gave_up := sum(part.unsettled for part in found):
        notes += (note("unsettled", number=f"{gave_up:,}"),)
    if not any(link.from_ in ids or link.to in ids for link in case.document.links):
        lacks += (lacking(case, "links", "links"),)
    groups = groups_of(sums, months)
    return Orders(
        channels=tuple(_first(sums, c, channel, groups) for c, channel in enumerate(listed)),
        orders=sums.history.shape[1],
        draws=sums.draws,
        groups=groups,
        pairs=pair_effects(case, sums),
        first_movers=first_movers(sums),
        spreads=spreads_of(groups),
        together=together_of(case, agenda, found) if len(listed) > 1 else None,
        status=Status.ESTIMATED,
        notes=notes + tuple(dict.fromkeys(_principals(agenda))),
        lacking=tuple(dict.fromkeys((*lacks, *mute))),
        run=run,
    )


def _jobs(agenda: Agenda, links: LinksDrawn, draws: int, seed: Seed) -> Iterator[partial[Part]]:
    start = 0
    for tables in zip(*(parts(about, draws, seed) for about in agenda.frames), strict=True):
        stop = start + len(tables[0].threshold)
        yield partial(settle_all, agenda, links.part(start, stop), tables)
        start = stop


def _principals(agenda: Agenda) -> Iterator[Note]:
    """Notes of the channels' frames on whose values stand for whom."""
    for talks in agenda.talks:
        yield from (it for it in talks.about.notes if it.code == "principal")


def _first(sums: Sums, c: int, channel: Channel, groups: Sequence[OrderGroup]) -> ChannelFirst:
    talks = sums.agenda.talks[c]
    leading = next(group for group in groups if any(o[0] == channel.id for o in group.orders))
    it = leading.channels[c]
    band = np.concatenate([part.bands[c] for part in sums.parts])
    held = band[~np.isnan(band[:, 0, 0])]
    about, rules = talks.about, talks.ratifiers.rules
    pressed: dict[str, tuple[str, ...]] = {}
    for pressure in talks.pressures:
        pressed[pressure.target] = (*pressed.get(pressure.target, ()), *pressure.levers)
    behind = [f"links.{p.link}.strength" for p in talks.pressures]
    behind += [f"leverage.{lever}.strength" for levers in pressed.values() for lever in levers]
    return ChannelFirst(
        channel=channel.id,
        status=channel.status,
        binding=channel.binding,
        actors=about.actors,
        issues=about.issues.issues,
        partial=about.partial,
        ratifiers=tuple(dict.fromkeys(actor for rule in rules for actor in rule.actors)),
        alone=float(np.concatenate([part.alone[:, c] for part in sums.parts]).mean()),
        settles=it.settles,
        adoption=it.adoption,
        band={
            actor: (range_of(held[:, a, 0]), range_of(held[:, a, 1]), range_of(held[:, a, 2]))
            for a, actor in enumerate(about.actors)
        }
        if len(held)
        else None,
        terms=it.terms,
        pressure=pressed,
        paths=(*paths_of(about), *behind),
    )
