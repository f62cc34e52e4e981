"""The single negotiating text: a draft that is improved step by step, hurting nobody.

Source: single negotiating text, Raiffa 1982.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import numpy.typing as npt

from backchannel.core.errors import UsageError, did_you_mean
from backchannel.core.results import Note, RunRecord, Status, note
from backchannel.deals.packages import (
    PRESENT,
    Broken,
    Ruler,
    breaks,
    broken_names,
    choice_of,
    gains_of,
    has_present_state,
    neighbours,
    plain,
    ruler_of,
)
from backchannel.deals.rows import to_frame
from backchannel.space.compile import Frame
from backchannel.space.plan import Plan
from backchannel.space.tables import TOLERANCE, Tables

if TYPE_CHECKING:
    from backchannel.deals.zone import Zone

__all__ = ["Change", "SingleText", "Step", "single_text"]

IntArray = npt.NDArray[np.int64]
FloatArray = npt.NDArray[np.float64]
BoolArray = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Change:
    """One issue of the text that changes."""

    issue: str
    before: str
    after: str

    def __str__(self) -> str:
        return f"{self.issue} from {self.before} to {self.after}"


@dataclass(frozen=True)
class Step:
    """One change of the text, of one issue or of two at once, and why it was taken."""

    number: int
    changes: tuple[Change, ...]
    actors: tuple[str, ...]
    before: tuple[float, ...]
    """Points of each actor above its walk-away value, before the change."""
    after: tuple[float, ...]
    """The same after it."""
    ended: tuple[str, ...]
    """What the text broke before the change and does not break after it, in words."""
    others: int
    """Other changes that were possible: they too hurt nobody and helped somebody."""

    @property
    def smallest(self) -> tuple[float, float]:
        """The smallest gain before and after."""
        return min(self.before), min(self.after)

    @property
    def least_served(self) -> tuple[str, ...]:
        """Who had the smallest gain before the change."""
        low = min(self.before)
        return tuple(a for a, x in zip(self.actors, self.before, strict=True) if x == low)

    def __str__(self) -> str:
        low, high = self.smallest
        whose = f"the smallest gain ({' and '.join(self.least_served)})"
        why = (
            f"{whose} rises from {plain(low)} to {plain(high)} points"
            if high > low
            else f"{whose} stays at {plain(low)} points"
        )
        ends = "".join(f"the text no longer breaks {what}; " for what in self.ended)
        moves = [
            f"{a} {plain(x)} to {plain(y)}"
            for a, x, y in zip(self.actors, self.before, self.after, strict=True)
            if abs(x - y) > TOLERANCE
        ]
        gains = f"Gains: {', '.join(moves)}; nobody loses. " if moves else "No gain changes. "
        others = (
            "No other change was possible."
            if not self.others
            else f"{self.others:,} other change{'s were' * (self.others > 1) or ' was'} possible."
        )
        what = " together with ".join(map(str, self.changes))
        return f"Step {self.number}: change {what}. Why: {ends}{why}. {gains}{others}"


@dataclass(frozen=True, eq=False)
class SingleText:
    """A draft text, the changes that were made to it, and where they ended.

    Attributes
    ----------
    start, end
        The draft and the last text, as ``{issue: option}``.
    draft
        Where the draft comes from: given, the present state, or the first package of the space.
    steps
        The log; ``str(step)`` is a sentence.
    gains
        [steps + 1, actors] points above each actor's walk-away value (in a partial zone: above
        the status quo), of the draft and after each step.
    pairs
        Whether two issues could change at once.
    complete
        Whether it ended because no change was left, not because of the limit of steps.
    broken
        What the last text still breaks, in words; empty if nothing.
    accepted
        Whether every actor accepts the last text.
    """

    actors: tuple[str, ...]
    start: dict[str, str] = field(repr=False)
    end: dict[str, str]
    draft: str
    steps: tuple[Step, ...] = field(repr=False)
    gains: FloatArray = field(repr=False)
    pairs: bool
    complete: bool
    broken: tuple[str, ...]
    accepted: bool
    status: Status
    notes: tuple[Note, ...]
    run: RunRecord

    def __str__(self) -> str:
        return "\n".join([*map(str, self.steps), self.why_it_ended])

    @property
    def why_it_ended(self) -> str:
        """One sentence on the end."""
        what = "change of one issue or of two" if self.pairs else "change of one issue"
        if not self.complete:
            return f"Stopped after {len(self.steps):,} steps: more changes were possible."
        larger = "more issues" if self.pairs else "two issues or more"
        return (
            f"No {what} is left that gives somebody more and nobody less; "
            f"a change of {larger} at once could still be possible."
        )

    def to_rows(self) -> list[dict[str, object]]:
        """Return one row a step, the draft first: what changed, and every actor's gain."""
        rows = []
        for n, gains in enumerate(self.gains.tolist()):
            step = self.steps[n - 1] if n else None
            rows.append(
                {
                    "step": n,
                    "change": "; ".join(map(str, step.changes)) if step else "draft",
                    **{f"gain.{a}": x for a, x in zip(self.actors, gains, strict=True)},
                    "smallest": min(gains),
                    "least_served": ", ".join(step.least_served) if step else "",
                    "ended": "; ".join(step.ended) if step else "",
                    "others": step.others if step else 0,
                }
            )
        return rows

    def to_frame(self) -> Any:
        """Return the rows as a polars data frame."""
        return to_frame(self.to_rows())

    def summary(self) -> str:
        """Return one plain sentence with its caveat."""
        first, last = self.gains[0].min(), self.gains[-1].min()
        steps = "1 step" if len(self.steps) == 1 else f"{len(self.steps):,} steps"
        end = "every actor accepts" if self.accepted else "not every actor accepts"
        stop = "no such change is left" if self.complete else "it was stopped there"
        kind = "one issue or two" if self.pairs else "one issue"
        return (
            f"From {self.draft}, {steps} of {kind} that hurt nobody take the smallest gain from "
            f"{plain(first)} to {plain(last)} points, to a text that {end}; {stop}; this follows "
            "from the stated values and the draft, can stall below what is possible, and is no "
            "forecast or advice."
        )


def single_text(
    zone: Zone,
    start: Mapping[str, str] | None = None,
    *,
    order: Sequence[str] = (),
    pairs: bool = True,
    steps: int = 1000,
) -> SingleText:
    """Improve a draft text change by change until nobody can gain without a loss to another.

    A change moves one issue, or two at once, to other options. It is possible when no actor loses
    by it, it breaks no real red line and no exclusion that the text did not break before, and
    some actor gains by it or the text no longer breaks something. Of the possible changes that
    one is taken after which the text breaks least; among equals the one that raises the smallest
    gain most, then the second smallest, and so on (leximin); among equals a change of one issue
    before one of two; then the first in the order of the issues and options.

    The end depends on the draft, and it can lie below the frontier: changes of single issues
    stall where only a trade helps both, and those of two where it takes three.

    Parameters
    ----------
    zone
        Whose actors, issues and values count. It may be empty.
    start
        The draft as ``{issue: option}``; issues left out stay at the status quo. By default the
        present state, which no one has to propose; where no status quo is marked, the first
        option of every issue. Fixed options stand in either.
    order
        Ids of issues that come first where changes are equally good; the rest follow in the
        order of the case.
    pairs
        Whether two issues may change at once.
    steps
        Stop after so many.

    Raises
    ------
    UsageError
        For unknown names and for a number of steps that is none.

    Examples
    --------
    >>> import backchannel as bc
    >>> zone = bc.zone(bc.load("two-issues"), ["upstream", "downstream"])
    >>> text = single_text(zone, {"water": "half", "road": "half"})
    >>> text.end, text.gains[-1].tolist()
    ({'water': 'to_upstream', 'road': 'by_upstream'}, [50.0, 50.0])
    >>> single_text(zone, {"water": "half", "road": "half"}, pairs=False).steps
    ()
    """
    about, t = zone.frame, zone.tables
    if isinstance(steps, bool) or not isinstance(steps, int) or steps < 0:
        raise UsageError(f"steps is a number from 0 on, not {steps!r}")
    ranked = _order(about, order)
    first, draft = _draft(about, start)
    present = np.array(about.walk.status_quo) if has_present_state(about) else None
    search = _Search(about.plan, t, ruler_of(t), ranked, pairs, present)
    path, others, complete = _improve(search, first, steps)
    gains = gains_of(about.plan, t, path) / t.scale
    gains.setflags(write=False)
    broken = breaks(about.plan, t.real[0], path)
    slack = 0.0 if t.exact else TOLERANCE
    done = Status.PROVEN if t.exact else Status.ESTIMATED
    return SingleText(
        actors=zone.actors,
        start=about.labels(path)[0],
        end=about.labels(path)[-1],
        draft=draft,
        steps=tuple(
            _step(about, (n, others[n]), path[n : n + 2], gains[n : n + 2], broken)
            for n in range(len(others))
        ),
        gains=gains,
        pairs=pairs,
        complete=complete,
        broken=broken_names(about, broken, path[-1], -1),
        accepted=bool((gains[-1] >= -slack).all() and not broken.number[-1]),
        status=done if complete else Status.NOT_FOUND,
        notes=(*zone.notes, note("scales")),
        run=replace(
            zone.run,
            method="deals.single_text",
            settings={
                **zone.run.settings,
                "start": tuple(about.labels(path)[0].items()),
                "order": tuple(about.walk.issues[d] for d in ranked),
                "pairs": pairs,
                "steps": steps,
            },
        ),
    )


def _draft(about: Frame, start: Mapping[str, str] | None) -> tuple[IntArray, str]:
    """The first text in walk order, and where it comes from."""
    if start is not None:
        return choice_of(about, start), "the given draft"
    held = "" if not about.fixed else " with the fixed options"
    if has_present_state(about):
        return choice_of(about, {}), f"the present state{held}"
    first = {i: os[0] for i, os in zip(about.issues.issues, about.issues.options, strict=True)}
    arbitrary = f"the first package of the space{held}, which is any draft"
    return choice_of(about, {**first, **about.fixed}), arbitrary


def _order(about: Frame, order: Sequence[str]) -> list[int]:
    """Depths in walk order of the issues, those named first."""
    if isinstance(order, str):
        raise UsageError(f"give a list of issues, not the text {order!r}")
    known = about.issues.issues
    for issue in order:
        if issue not in known:
            raise UsageError(f"there is no issue {issue!r} here", hint=did_you_mean(issue, known))
    return [about.walk.issues.index(issue) for issue in dict.fromkeys([*order, *known])]


def _step(
    about: Frame, number: tuple[int, int], texts: IntArray, gains: FloatArray, broken: Broken
) -> Step:
    n, others = number
    old, new = about.labels(texts)
    still = {PRESENT, *broken_names(about, broken, texts[1], n + 1)}
    return Step(
        number=n + 1,
        changes=tuple(Change(i, old[i], new[i]) for i in old if old[i] != new[i]),
        actors=about.actors,
        before=tuple(gains[0].tolist()),
        after=tuple(gains[1].tolist()),
        ended=tuple(what for what in broken_names(about, broken, texts[0], n) if what not in still),
        others=others,
    )


class _Search(NamedTuple):
    """What stays the same from step to step."""

    plan: Plan
    tables: Tables
    ruler: Ruler
    order: Sequence[int]
    pairs: bool
    present: IntArray | None
    """[D] the present state, if it is known."""


def _improve(search: _Search, first: IntArray, limit: int) -> tuple[IntArray, list[int], bool]:
    """Texts [steps + 1, D], how many changes each step left aside, and whether none is left."""
    path = [first]
    others: list[int] = []
    while True:
        best, possible = _best_change(search, path[-1])
        if best is None or len(others) == limit:
            return np.array(path), others, best is None
        path.append(best)
        others.append(possible - 1)


def _best_change(search: _Search, current: IntArray) -> tuple[IntArray | None, int]:
    """The best possible change of a text [D], if any, and the number of possible ones."""
    plan, t, _, order, pairs, present = search
    here = search.ruler.measure(gains_of(plan, t, current[None]))[0]
    held = breaks(plan, t.real[0], current[None])
    # To leave the present state is no progress by itself, or any change at all would count.
    idle = int(present is not None and np.array_equal(current, present))
    best, top, possible = None, (), 0
    for block in neighbours(plan.options, current, order, pairs=pairs):
        there = search.ruler.measure(gains_of(plan, t, block))
        broken = breaks(plan, t.real[0], block)
        ends = broken.number < held.number - idle
        good = (there >= here).all(axis=1) & ((there > here).any(axis=1) | ends)
        good &= ~_adds(held, broken, block != current)
        rows = np.flatnonzero(good)
        if not len(rows):
            continue
        possible += len(rows)
        keys = np.c_[-broken.number[rows], np.sort(there[rows], axis=1)]
        row = np.lexsort((-keys.T)[::-1])[0]  # stable: the first of equal ones
        if best is None or tuple(keys[row]) > top:
            best, top = block[rows[row]], tuple(keys[row])
    return best, possible


def _adds(held: Broken, broken: Broken, changed: BoolArray) -> BoolArray:
    """Whether packages [m] break anything that the present text does not break."""
    return np.asarray(
        (broken.lines & ~held.lines).any(axis=1)
        | (broken.options & changed).any(axis=1)
        | ((broken.patterns & ~held.patterns) != 0),
        dtype=np.bool_,
    )
