"""Whose deal is it? What the brief tells of channels, home fronts and war, side by side.

Nothing is computed here that the studies of those names do not compute; they are asked with fewer
draws, and of all that they find the most telling is picked by rules that are the same for any case.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

from backchannel.case import Case
from backchannel.case.schema import Channel
from backchannel.core.results import Note, RunRecord, Status
from backchannel.deals.rows import to_frame
from backchannel.space.seeds import Seed, seed_label
from backchannel.studies.channel.channels import ChannelOverDraws, ChannelsOverDraws, channels
from backchannel.studies.home.home_fronts import HomeFronts, home_fronts
from backchannel.studies.home.ratification import Ratification
from backchannel.studies.home.stand_ins import StandIn
from backchannel.studies.key_figures import KeyFigure, Picked, key_figures, under_reading
from backchannel.studies.move.largest import LargestMove, largest_moves
from backchannel.studies.order.orders import Orders, orders
from backchannel.studies.over_draws import workers_of
from backchannel.studies.pressure.levers import open_channels
from backchannel.studies.pressure.over_head import OverHead, OverTheHead
from backchannel.studies.pressure.press import over_the_head
from backchannel.studies.ranges import Lacking
from backchannel.studies.wars.readiness import Readiness
from backchannel.studies.wars.war import WarOverDraws, war
from backchannel.studies.wars.wedges import WedgesOverDraws, wedges

__all__ = ["DRAWS", "MOVE_DRAWS", "Column", "Spoken", "WhoseDeal", "whose_deal"]

DRAWS: Final = 200
"""Draws of the brief's section: enough for shares to a few points of a hundred."""

MOVE_DRAWS: Final = 100
"""Draws in which the moves are made: there are many of them."""

MOST_PARTIES: Final = 3
"""Parties for which somebody else's consent is told."""


@dataclass(frozen=True)
class Spoken:
    """A question as it is asked, and with somebody else giving one party's consent."""

    asked: StandIn
    other: StandIn

    @property
    def change(self) -> tuple[float, float]:
        """How far the share of draws with a deal moves, then the median share of packages."""
        sizes = [it.size.median if it.size else 0.0 for it in (self.asked, self.other)]
        return abs(self.other.open_share - self.asked.open_share), abs(sizes[1] - sizes[0])


@dataclass(frozen=True)
class Column:
    """The key figures under one reading; ``reading`` None: the case as it stands."""

    reading: str | None
    figures: tuple[KeyFigure | None, ...]
    """In the order of the base; None where a reading leaves nothing to tell."""


@dataclass(frozen=True, eq=False)
class WhoseDeal:
    """What channels, home fronts, pressure and war do to the answers of a case.

    Attributes
    ----------
    channel
        The main channel: the first that talks now about issues, else the first with issues that is
        neither refused nor ended, else the first with issues; None without any.
    over_head
        What could be settled there over the heads of those who are not there.
    channels
        The main channel and, if another one is the first with a chance to leak, that one.
    home, war, wedges, orders
        What the studies of these names find.
    spoken
        For parties of the questions the stand-in that changes most, the largest change first.
    moves
        For each actor that decides for a party its largest moves, each of another kind.
    columns
        Key figures of the base and of each reading by itself over the same draws; only the base
        where the case has no readings or some are applied already.
    """

    channel: str | None
    over_head: OverTheHead
    channels: ChannelsOverDraws
    home: HomeFronts
    war: WarOverDraws
    wedges: WedgesOverDraws
    orders: Orders
    spoken: tuple[Spoken, ...]
    moves: tuple[LargestMove, ...]
    columns: tuple[Column, ...]
    draws: int
    status: Status
    notes: tuple[Note, ...]
    lacking: tuple[Lacking, ...]
    run: RunRecord

    @property
    def head(self) -> OverHead | None:
        """The absent actor of whom there is most to tell, in the main channel."""
        return self.over_head.heads[0] if self.over_head.heads else None

    @property
    def main(self) -> ChannelOverDraws | None:
        """The main channel."""
        return next((it for it in self.channels.channels if it.channel == self.channel), None)

    @property
    def secret(self) -> ChannelOverDraws | None:
        """The first channel of which the case says how it becomes known."""
        return next((it for it in self.channels.channels if it.exposure), None)

    @property
    def ratified(self) -> Ratification | None:
        """The first package of the closest question before the home fronts."""
        told = (it for it in self.home.ratifications if it.question == self.home.closest)
        return next(told, None)

    @property
    def ready(self) -> Readiness | None:
        """The closest question as time passes."""
        return next((it for it in self.war.questions if it.id == self.home.closest), None)

    def to_rows(self) -> list[dict[str, object]]:
        """Return one row a key figure and column."""
        return [
            {
                "figure": it.key,
                "about": ", ".join(name for names in it.about.values() for name in names),
                "reading": column.reading,
                "share": it.share,
                "low": it.range and it.range.low,
                "high": it.range and it.range.high,
                "draws": self.draws,
            }
            for column in self.columns
            for it in column.figures
            if it is not None
        ]

    def to_frame(self) -> Any:
        """Return the rows as a polars data frame."""
        return to_frame(self.to_rows())

    def summary(self) -> str:
        """Return plain sentences with their caveat."""
        said = [f"{row['figure']} {100 * float(str(row['share'])):.3g} % ({row['about']})"
                for row in self.to_rows() if row["reading"] is None]  # fmt: skip
        told = "; ".join(said) or "Nothing in this case says whose deal it would be"
        return (
            f"Over {self.draws:,} draws: {told}. "
            "This follows from the stated ranges and is no forecast."
        )


def whose_deal(
    case: Case,
    *,
    draws: int = DRAWS,
    seed: Seed = 0,
    progress: Callable[[int, int], None] | None = None,
) -> WhoseDeal:
    """Ask the studies of channels, home fronts and war what the brief tells of them.

    Parameters
    ----------
    draws, seed
        Latin hypercube draws, the same for all parts and readings; moves are made in at most
        `MOVE_DRAWS` of them.
    progress
        Called with (parts done, parts in all).

    Examples
    --------
    >>> import backchannel as bc
    >>> found = whose_deal(bc.load("two-issues"), draws=64)
    >>> found.channel, [it.key for it in found.columns[0].figures]
    (None, ['ratified'])
    """
    readings = [] if case.readings else [reading.id for reading in case.document.readings]
    done = _counter(progress, 7 + len(readings))
    main = _main_channel(case)
    secret = next((c.id for c in case.document.channels if c.leak_per_meeting), None)
    names = [c for c in (main, secret) if c is not None]
    split = wedges(case, draws=draws, seed=seed)
    # So few draws are one piece of work for each study: the studies run side by side instead.
    with ThreadPoolExecutor(workers_of(None)) as pool:
        asked = (
            pool.submit(home_fronts, case, draws=draws, seed=seed),
            pool.submit(largest_moves, case, draws=min(draws, MOVE_DRAWS), seed=seed),
            pool.submit(orders, case, draws=draws, seed=seed),
            pool.submit(over_the_head, case, main, draws=draws, seed=seed),
            pool.submit(war, case, draws=draws, seed=seed),
            pool.submit(channels, case, names or None, draws=draws, seed=seed),
        )
        home, moves = done(asked[0].result()), done(asked[1].result())
        ordered, found = done(asked[2].result()), done(asked[3].result())
        wars, talks = done(asked[4].result()), done(asked[5].result())
    lacks = (found, talks, home, wars, split, ordered)
    told = WhoseDeal(
        channel=main,
        over_head=found,
        channels=talks,
        home=home,
        war=wars,
        wedges=split,
        orders=ordered,
        spoken=_spoken(home.stand_ins),
        moves=moves,
        columns=(),
        draws=draws,
        status=Status.ESTIMATED,
        notes=tuple(dict.fromkeys(n for part in lacks for n in part.notes)),
        lacking=tuple(dict.fromkeys(it for part in lacks for it in part.lacking)),
        run=RunRecord(
            "studies.whose_deal", case.document.case.id, case.digest,
            {"draws": draws, "readings": case.readings}, seed_label(seed),
        ),
    )  # fmt: skip
    picked = _picked(told)
    base = key_figures(picked)
    columns = [Column(None, base)]
    with ThreadPoolExecutor(workers_of(None)) as pool:
        under = partial(under_reading, base=picked, draws=draws, seed=seed)
        for reading, part in zip(readings, pool.map(under, map(case.under, readings)), strict=True):
            by_row = {it.row: it for it in key_figures(part)}
            columns.append(done(Column(reading, tuple(by_row.get(it.row) for it in base))))
    done(None)
    return WhoseDeal(**{**_fields(told), "columns": tuple(columns)})


def _fields(told: WhoseDeal) -> dict[str, Any]:
    return {name: getattr(told, name) for name in WhoseDeal.__dataclass_fields__}


def _picked(told: WhoseDeal) -> Picked:
    head = told.head
    lever = head.strongest.lever if head and head.strongest else None
    return Picked(
        channel=told.channel,
        head=head,
        lever=lever,
        main=told.main,
        secret=told.secret,
        spoken=tuple(it.other for it in told.spoken),
        ratified=told.ratified,
        votes=told.home.votes,
        wars=told.war.wars,
        ready=told.ready,
        wedges=told.wedges.wedges,
    )


def _main_channel(case: Case) -> str | None:
    """Return the first channel with issues that talks now, else that is not closed, else any."""
    with_issues: list[Channel] = [c for c in case.document.channels if c.issues]
    running = [c for c in with_issues if c.status == "running"]
    return next((c.id for c in (*running, *open_channels(case.document), *with_issues)), None)


def _spoken(found: Sequence[StandIn]) -> tuple[Spoken, ...]:
    """For each party the question and stand-in that change most; the largest changes first.

    Successors are left out: a change of leader changes more than who speaks.
    """
    asked = {(it.question, it.party): it for it in found if it.role == "asked"}
    largest: dict[str, Spoken] = {}
    for it in found:
        if it.role in ("instead", "rule"):
            told = Spoken(asked[it.question, it.party], it)
            held = largest.get(it.party)
            if max(told.change) > 0 and (held is None or told.change > held.change):
                largest[it.party] = told
    return tuple(sorted(largest.values(), key=lambda it: it.change, reverse=True)[:MOST_PARTIES])


def _counter(progress: Callable[[int, int], None] | None, total: int) -> Callable[[Any], Any]:
    """Return a function that counts a part as done and hands it on."""
    done = 0

    def count(part: Any) -> Any:
        nonlocal done
        done += 1
        if progress is not None:
            progress(min(done, total), total)
        return part

    return count
