"""Over the head of an absent party: what others could settle about it, and press on it.

For a channel and an affected actor that is not there: what those at the table can settle alone,
what of that the actor would accept freely, what passes only under a threat, whether the threat is
credible, and what would free the actor of it.

Sources: Morrow 1991 and Snyder (alliances under asymmetric dependence; patron-client coercion);
Schelling 1960 (a threat must be preferred to backing down).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from typing import NamedTuple, TypeVar

import numpy as np
import numpy.typing as npt

from backchannel.case import Case
from backchannel.case.schema import Channel, Condition
from backchannel.core.results import RunRecord, Status, note
from backchannel.deals.zone import COUNT_LIMIT, count_deals
from backchannel.space import Frame, frame
from backchannel.space.seeds import Seed, seed_label
from backchannel.studies.over_draws import Progress, Stop, gathered, notes_on, parts, workers_of
from backchannel.studies.pressure.levers import (
    Pull,
    Step,
    events_for,
    heads_asked,
    pulls_on,
    together,
)
from backchannel.studies.pressure.over_head import (
    Combined,
    Event,
    Level,
    OverHead,
    OverTheHead,
    Passing,
    Pressure,
)
from backchannel.studies.pressure.pressed import (
    Alone,
    Judge,
    Judged,
    WalkAways,
    alone_in,
    judge,
    judged,
)
from backchannel.studies.ranges import Range, drawn, lacking, range_of, share_of

__all__ = ["over_the_head"]

BoolArray = npt.NDArray[np.bool_]
FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]

T = TypeVar("T")


def over_the_head(  # noqa: PLR0913
    case: Case,
    channel: str | None = None,
    actor: str | None = None,
    *,
    draws: int = 1_000,
    seed: Seed = 0,
    threads: int | None = None,
    progress: Progress | None = None,
    stop: Stop | None = None,
) -> OverTheHead:
    """Ask what could be settled over the head of those who are not there, and pressed on them.

    Those at the table compare a deal on some issues with the status quo (rule 4); the absent actor
    judges the whole that it would make against its walk-away value, under the conditions that the
    package itself brings about (rule 8) and those of the lever (rule 7). An actor is absent and
    affected when it has values of its own and a weight on one of the issues, and neither talks nor
    signs nor stands behind one who does.

    Parameters
    ----------
    channel
        A channel with issues; all that are not refused or ended by default.
    actor
        An actor that is absent from it; all by default.
    draws, seed, threads, progress, stop
        As for `zone_over_draws`; the result does not depend on the threads.

    Raises
    ------
    UsageError
        For unknown names, a channel without issues, and an actor that sits in the channel.

    Examples
    --------
    >>> import backchannel as bc
    >>> found = over_the_head(bc.load("ukraine-2023"), "CH_US_UA", "ru_leader", draws=100)
    >>> [head.actor for head in found.heads], found.heads[0].alone.shape
    (['ru_leader'], (100,))
    """
    asked, missing = heads_asked(case, channel, actor)
    walk_aways = WalkAways(case, draws, seed)
    run = _Run(threads, progress, stop, sum(1 + len(who) for _, who in asked))
    heads: list[OverHead] = []
    for listed, who in asked:
        if run.stopped:
            break
        heads += _channel_heads(walk_aways, listed, who, run)
    heads = _most_telling_first(heads)
    unpressed = [h.actor for h in heads if not h.pressures]
    missing += [lacking(case, "levers", f"leverage.*.on={who}") for who in unpressed]
    done = min((head.draws for head in heads), default=draws)
    return OverTheHead(
        heads=tuple(heads),
        channel=channel,
        actor=actor,
        draws=done,
        status=Status.ESTIMATED if heads else Status.NOT_FOUND,
        notes=tuple(dict.fromkeys(n for head in heads for n in head.notes)),
        lacking=tuple(dict.fromkeys(missing)),
        run=RunRecord(
            "studies.over_the_head", case.document.case.id, case.digest,
            {"channel": channel, "actor": actor, "draws": draws}, seed_label(seed),
        ),
    )  # fmt: skip


def _most_telling_first(heads: Sequence[OverHead]) -> list[OverHead]:
    """Channel by channel, each with its most telling absent actor first."""
    by_channel: dict[str, list[OverHead]] = {}
    for head in heads:
        by_channel.setdefault(head.channel, []).append(head)
    groups = [sorted(group, key=lambda h: h.telling, reverse=True) for group in by_channel.values()]
    groups.sort(key=lambda group: group[0].telling, reverse=True)
    return [head for group in groups for head in group]


class _Run:
    """Work over the draws of one frame after another, told as one stretch of progress."""

    def __init__(
        self, threads: int | None, progress: Progress | None, stop: Stop | None, frames: int
    ) -> None:
        self.workers = workers_of(threads)
        self.stopped = False
        self._progress, self._stop, self._frames, self._frame = progress, stop, frames, 0

    def over(
        self, jobs: Iterator[Callable[[], T]], size: Callable[[T], int], draws: int
    ) -> list[T]:
        """Run the jobs of one frame; `size` says how many draws a result holds."""
        before = self._frame * draws
        self._frame += 1

        def told(done: int, every: int) -> None:
            if self._progress is not None:
                self._progress(before + done, self._frames * every)

        def asked() -> bool:
            self.stopped = self.stopped or (self._stop is not None and self._stop())
            return self.stopped

        return gathered(jobs, self.workers, size, draws=draws, progress=told, stop=asked)


def _channel_heads(
    walk_aways: WalkAways, channel: Channel, absent: Sequence[str], run: _Run
) -> list[OverHead]:
    """Look at each absent actor before the packages of one channel."""
    alone = frame(walk_aways.case, channel=channel.id)
    jobs = (partial(alone_in, alone, t) for t in parts(alone, walk_aways.draws, walk_aways.seed))
    chunks = run.over(jobs, lambda part: len(part.counts), walk_aways.draws)
    found = Alone(*(np.concatenate(arrays) for arrays in zip(*chunks, strict=True)))
    heads = []
    for actor in absent:
        heads.append(_head(walk_aways, channel, alone, found, actor, run))
        if run.stopped:
            break
    return heads


def _head(
    walk_aways: WalkAways, channel: Channel, alone: Frame, found: Alone, actor: str, run: _Run
) -> OverHead:
    """Look at one absent actor before the packages of a channel."""
    case = walk_aways.case
    pulls = pulls_on(case.document, actor)
    several, left_out = together(pulls)
    events = events_for(case, actor)
    wanted = [step.conditions for pull in pulls for step in pull.steps]
    wanted += [_joined(group) for group in several]
    after = [(event.id,) for event in events]
    view = _view(walk_aways, _Before(alone, found, actor), [*wanted, *after], after, run)
    deal = view.found.counts > 0
    gaps = view.judged.margins[view.nash, 0]
    done = len(view.found.counts)
    unsettled = int(((view.found.counts < 0) | (view.found.state < 0)).sum())
    notes = notes_on(view.about, done, walk_aways.draws, unsettled)
    if not view.countable:
        notes += (note("uncounted"),)
    return OverHead(
        channel=channel.id,
        channel_status=channel.status,
        signatories=alone.actors,
        issues=alone.issues.issues,
        actor=actor,
        partial=alone.partial,
        draws=done,
        total=count_deals(alone.plan),
        deal=share_of(deal),
        free=view.passing(()),
        implied=tuple(dict.fromkeys(c for several in view.implied for c in several)),
        resting=range_of(walk_aways.present(actor)[:done] - walk_aways.under(actor)[:done]),
        gap=range_of(gaps) if gaps.size else None,
        gap_draws=int(gaps.size),
        pressures=tuple(_pressure(view, channel, pull) for pull in pulls),
        combined=tuple(_combined(view, group) for group in several),
        left_out=left_out,
        events=tuple(_event(view, condition, pulls) for condition in events),
        alone=_frozen(view.found.counts),
        # What it says of comparing with the status quo does not hold for the absent actor.
        notes=tuple(n for n in notes if n.code != "partial"),
        paths=_paths(view.about, actor),
    )


class _View(NamedTuple):
    """What an absent actor accepts, with the places of the sets of conditions among the rows."""

    case: Case
    actor: str
    about: Frame
    countable: bool
    found: Alone
    judged: Judged
    levels: FloatArray
    implied: tuple[tuple[str, ...], ...]
    rows: Mapping[tuple[str, ...], int]
    pairs: Mapping[tuple[int, int], int]
    seed: Seed

    @property
    def nash(self) -> BoolArray:
        """[n] draws in which those at the table have a Nash package."""
        return np.asarray(self.found.state == 1)

    def both(self, one: tuple[str, ...], other: tuple[str, ...]) -> IntArray:
        """[n] packages that pass under both of two sets of conditions."""
        first, second = sorted((self.rows[one], self.rows[other]))
        row = first if first == second else self.pairs[first, second]
        return self.judged.counts[:, row]

    def passing(self, conditions: tuple[str, ...]) -> Passing:
        """Say what passes under a set of conditions."""
        row = self.rows[conditions]
        alone, free = self.found.counts, self.judged.counts[:, 0]
        counts, both = self.judged.counts[:, row], self.both((), conditions)
        deal = alone > 0

        def share(number: IntArray) -> Range | None:
            held = self.countable and deal.any()
            return range_of(number[deal] / alone[deal]) if held else None

        _, paths = _terms(self.case, self.actor, conditions)
        return Passing(
            walk_away=range_of(self.levels[row, 0]),
            some=share_of(counts > 0),
            some_pressed=share_of(counts > both) if self.countable else None,
            accepted=share(counts),
            pressed=share(counts - both),
            lost=share(free - both),
            refused=share(alone - free - (counts - both)),
            nash=share_of(self.judged.accepts[self.nash, row]) if self.nash.any() else None,
            counts=_frozen(counts),
            both=_frozen(both),
            paths=paths,
        )


class _Before(NamedTuple):
    """An absent actor before the packages that those at the table can sign."""

    alone: Frame
    found: Alone
    actor: str


def _view(
    walk_aways: WalkAways,
    before: _Before,
    wanted: Sequence[tuple[str, ...]],
    after: Sequence[tuple[str, ...]],
    run: _Run,
) -> _View:
    """Count what an actor accepts as things stand and under each set of conditions wanted.

    Those in `after`, which are events, are held against each of the others too.
    """
    alone, found, actor = before
    rows = {conditions: n for n, conditions in enumerate(dict.fromkeys([(), *wanted]))}
    late = [rows[conditions] for conditions in after]
    both = sorted(
        {(0, n) for n in range(1, len(rows))}
        | {(min(i, j), max(i, j)) for i in range(1, len(rows)) for j in late if i != j}
    )
    held = judge(walk_aways, alone, actor, list(rows), both)
    draws = len(found.counts)
    jobs = _jobs(held, found, draws, walk_aways.seed)
    chunks = run.over(jobs, lambda part: len(part.counts), draws)
    answers = Judged(*(np.concatenate(arrays) for arrays in zip(*chunks, strict=True)))
    done = len(answers.counts)
    return _View(
        walk_aways.case, actor, held.about, alone.issues.size <= COUNT_LIMIT,
        Alone(*(array[:done] for array in found)), answers, held.levels[:, :, :done],
        held.implied, rows,
        {pair: len(rows) + n for n, pair in enumerate(both)}, walk_aways.seed,
    )  # fmt: skip


def _jobs(held: Judge, found: Alone, draws: int, seed: Seed) -> Iterator[Callable[[], Judged]]:
    start = 0
    for t in parts(held.about, draws, seed):
        end = start + len(t.threshold)
        yield partial(judged, held, t, Alone(*(array[start:end] for array in found)), start)
        start = end


def _pressure(view: _View, channel: Channel, pull: Pull) -> Pressure:
    """Say what a lever lets pass, and whether its user would rather use it than back down."""
    lever, done = pull.lever, len(view.found.counts)
    top = f"leverage.{lever.id}"
    paths = [f"{top}.cost_to_user", f"{top}.credibility"]
    paths += [f"{top}.replaced"] if lever.replaced is not None else []
    cost, credibility, *replaced = drawn(view.case, paths, done, view.seed).values()
    row, alone = view.rows[(pull.condition,)], view.found.counts
    levels = tuple(_level(view, step) for step in pull.steps)
    passing = next(level.passing for level in levels if level.pulled)
    pressed = passing.counts - passing.both
    shares = np.divide(pressed, alone, out=np.zeros(done), where=alone > 0)
    accepts, margins = view.judged.accepts, view.judged.margins
    only = view.nash & accepts[:, row] & ~accepts[:, 0]
    now, then = margins[only, 0], margins[only, row]
    return Pressure(
        lever=lever.id,
        by=lever.by,
        direction=lever.direction,
        condition=pull.condition,
        issue=pull.issue,
        at_table=lever.by in {*channel.between, *channel.on_behalf_of},
        levels=levels,
        nash_pressed=share_of(only[view.nash]) if view.nash.any() else None,
        credible=share_of(cost <= 0),
        both=share_of((pressed > 0) & (cost <= 0)) if view.countable else None,
        credibility=range_of(credibility),
        cost=range_of(cost),
        mean_pressed=float(shares.mean()) if view.countable else 0.0,
        makes_good=range_of(np.maximum(then, 0.0) / (then - now)) if only.any() else None,
        makes_good_draws=int(only.sum()),
        replaced=range_of(replaced[0]) if replaced else None,
        paths=tuple(paths),
    )


def _level(view: _View, step: Step) -> Level:
    stated, _ = _terms(view.case, view.actor, step.conditions)
    return Level(
        option=step.option,
        conditions=step.conditions,
        pulled=step.pulled,
        resting=step.resting,
        stated=stated or step.resting,
        passing=view.passing(step.conditions),
    )


def _combined(view: _View, group: Sequence[Pull]) -> Combined:
    conditions = _joined(group)
    return Combined(
        levers=tuple(pull.lever.id for pull in group),
        conditions=conditions,
        stated=f"walk_away_if.{view.actor}.{'+'.join(conditions)}" in view.case.unknowns,
        passing=view.passing(conditions),
    )


def _event(view: _View, condition: Condition, pulls: Sequence[Pull]) -> Event:
    """Say what the actor would refuse, of what passes under each lever, once an event came."""
    released = {}
    for pull in pulls:
        under = view.judged.counts[:, view.rows[(pull.condition,)]]
        kept = view.both((pull.condition,), (condition.id,))
        some = under > 0
        told = view.countable and some.any()
        released[pull.lever.id] = range_of(1 - kept[some] / under[some]) if told else None
    return Event(condition.id, condition.event or "", view.passing((condition.id,)), released)


def _terms(case: Case, actor: str, conditions: tuple[str, ...]) -> tuple[bool, tuple[str, ...]]:
    """Whether the case gives a walk-away value under conditions, and the estimates that make it."""
    walk_away = frame(case, [actor], condition=conditions).voices[0].walk_away
    paths = [path for term in walk_away.terms for path in (term.path, term.lever) if path]
    plain = f"walk_away.{actor}"
    return paths != [plain], tuple(dict.fromkeys(paths))


def _paths(about: Frame, actor: str) -> tuple[str, ...]:
    """Estimates behind an actor's judgement: weights, hardness of red lines, walk-away value."""
    voice = about.voices[-1]
    weights = [path for issue, path in voice.weights.items() if issue in about.issues.issues]
    lines = [line.path for line in about.lines if line.actor == actor]
    return (*weights, *lines, f"walk_away.{actor}")


def _joined(group: Sequence[Pull]) -> tuple[str, ...]:
    return tuple(sorted({pull.condition for pull in group}))


def _frozen(array: IntArray) -> IntArray:
    copy = array.copy()
    copy.setflags(write=False)
    return copy
