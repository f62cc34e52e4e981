"""Nearest change: which numbers, moved within their ranges, open an empty zone or close one.

The fewest numbers first, then the least sum of their moves, each as a share of its own range. Both
are found *and* proven where the search comes to its end, and the result says which was reached.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from backchannel.case import Case
from backchannel.core.errors import UsageError
from backchannel.core.results import Note, RunRecord, Status, note
from backchannel.deals.rows import to_frame
from backchannel.deals.zone import zone
from backchannel.space import Frame, frame, point_tables
from backchannel.studies.change.changes import Change, Move, moved_case, moves_of, passes, rounded
from backchannel.studies.change.closing import close_zone
from backchannel.studies.change.opening import Ledger, OverError, open_zone
from backchannel.studies.change.shrinking import witnesses
from backchannel.studies.over_draws import Progress

__all__ = ["Change", "Move", "NearestChange", "nearest_change"]

EFFORT = 60_000_000
"""Nodes and tries after which a search gives up; about a minute."""

MOST = 6
"""Numbers that are moved together at most."""


@dataclass(frozen=True, eq=False)
class NearestChange:
    """The nearest change of numbers that opens an empty zone, or closes one that exists.

    Attributes
    ----------
    opens
        True where the zone is empty at the most likely values, so that a deal is looked for; False
        where it exists and the question is what would end it.
    moves
        The nearest change; empty where none was found.
    package
        A package that all accept then; None for a zone that closes or where none was found.
    fewest
        Proven when no smaller set of numbers does, infeasible when nothing within the ranges does,
        else not found.
    least
        Proven when no other set of as many numbers needs a smaller sum of shares (to the last
        digit shown, or within 0.01 where several numbers close a zone), else estimated.
    beyond
        So many numbers are needed at least, which is proven; 0 where nothing does.
    most
        So many numbers were moved together at most.
    alternatives
        Other sets of as many numbers, the least sum first.
    status
        Proven when both are, infeasible, not found, or estimated.
    """

    actors: tuple[str, ...]
    issues: tuple[str, ...]
    conditions: tuple[str, ...]
    fixed: Mapping[str, str]
    opens: bool | None
    moves: tuple[Move, ...]
    package: Mapping[str, str] | None
    fewest: Status
    least: Status
    beyond: int
    most: int
    alternatives: tuple[Change, ...]
    status: Status
    notes: tuple[Note, ...]
    run: RunRecord

    @property
    def total(self) -> float:
        """Sum of the shares of ranges of the moves."""
        return Change(self.moves, self.package).total

    @property
    def changes(self) -> tuple[Change, ...]:
        """The nearest change and its alternatives."""
        nearest = (Change(self.moves, self.package),) if self.moves else ()
        return (*nearest, *self.alternatives)

    def to_rows(self) -> list[dict[str, object]]:
        """Return one row a move: its rank among the changes, its path, how far it goes."""
        return [
            {
                "rank": rank,
                "path": move.path,
                "before": move.before,
                "after": move.after,
                "low": move.low,
                "high": move.high,
                "share_of_range": move.share_of_range,
                "total": change.total,
            }
            for rank, change in enumerate(self.changes, start=1)
            for move in change.moves
        ]

    def to_frame(self) -> Any:
        """Return the rows as a polars data frame."""
        return to_frame(self.to_rows())

    def summary(self) -> str:
        """Return what is so now, what would change it, and how sure that is."""
        when = f" if {' and '.join(self.conditions)}" if self.conditions else ""
        who = " and ".join(self.actors)
        held = ", ".join(f"{issue}: {option}" for issue, option in self.fixed.items())
        such = f" with {held}" if held else ""
        if self.opens is None:
            return (
                f"Whether {who} accept any package{such}{when} was not settled: the search gave up."
            )
        some = "no package" if self.opens else "some package"
        now = f"At the most likely values {some}{such} is acceptable to {who}{when}"
        if not self.moves:
            return f"{now}; {self.proof}"
        size = Change(self.moves, self.package).size
        number = "one number within its range" if size == 1 else f"{_count(size)} within the ranges"
        does = "opens one" if self.opens else "leaves none"
        return f"{now}; moving {number} {does}: {', '.join(map(str, self.moves))}. {self.proof}"

    @property
    def proof(self) -> str:
        """What is proven and what is not, in plain words."""
        does = "opens one" if self.opens else "leaves none"
        if self.fewest is Status.INFEASIBLE:
            return f"nothing within the ranges {does} (proven)."
        sure = "(proven)" if self.fewest is not Status.ESTIMATED else "(to rounding)"
        stays = "opens none" if self.opens else "leaves some"
        few = f"moving fewer than {_count(self.beyond)} {stays} {sure}"
        if not self.moves:
            if self.beyond > self.most:
                return f"{few}, and larger sets were not looked for."
            known = f"{few}, and " if self.beyond > 1 else ""
            return f"{known}whether moving more {does} was not settled: the search gave up."
        size = Change(self.moves, self.package).size
        near = "(proven)" if self.opens or size == 1 else "(proven to 1 % of a range)"
        other = "no other number" if size == 1 else f"no other {_count(size)}"
        least = (
            f"{other} would move less {near}."
            if self.least is Status.PROVEN
            else f"whether {other.removeprefix('no ')} would move less was not settled."
        )
        text = f"{few}, and {least}" if size > 1 else least
        return text[0].upper() + text[1:]


def _count(number: int) -> str:
    """Return a count of numbers in words.

    >>> _count(2)
    'two numbers'
    """
    words = ("no", "one", "two", "three", "four", "five", "six", "seven")
    return f"{words[number] if number < len(words) else number} number{'s' * (number != 1)}"


def nearest_change(  # noqa: PLR0913
    case: Case,
    actors: Sequence[str] = (),
    *,
    issues: Sequence[str] | None = None,
    channel: str | None = None,
    condition: str | Sequence[str] | None = None,
    fixed: Mapping[str, str] | None = None,
    limit: int = 5,
    most: int = MOST,
    effort: int = EFFORT,
    progress: Progress | None = None,
) -> NearestChange:
    """Find the least that would have to be different for a zone to open, or to close.

    Every number that the zone rests on may move within its low-high range: values, weights,
    walk-away values, bonuses, strengths of levers, hardness of red lines (a line is real from 0.5
    on; lines that share a fact move together and count as one number). Sets with fewer numbers come
    first, then those with the smaller sum of moves, each as a share of its range. Everything else
    stays at its most likely value.

    Parameters
    ----------
    case, actors, issues, channel, condition, fixed
        As for `backchannel.space.frame`.
    limit
        Alternatives to list.
    most
        Numbers to move together at most.
    effort
        Work after which to give up.
    progress
        Called with (work done, effort) as it goes on.

    Raises
    ------
    UsageError
        For unknown names, and for more bonuses or lines than can be kept apart.

    Examples
    --------
    >>> import backchannel as bc
    >>> found = nearest_change(bc.load("two-issues"), ["upstream", "downstream"])
    >>> found.opens, str(found.fewest)
    (False, 'infeasible')
    """
    about = frame(case, actors, issues=issues, channel=channel, condition=condition, fixed=fixed)
    if about.scenario is not None:
        raise UsageError("a scenario has no ranges, so no number of it can move")
    exact = point_tables(about).exact
    ledger = Ledger(effort, lambda n: progress(min(n, effort), effort) if progress else None)
    exists = zone(
        case, actors, issues=issues, channel=channel, condition=condition, fixed=fixed
    ).exists
    opens = None if exists is None else not exists
    answer = _Answer([], 1, seen=False)
    if opens is not None:
        with suppress(OverError):
            answer = (_opening if opens else _closing)(about, limit + 1, most, ledger)
    sound = []
    for change in answer.changes:
        moved = moved_case(case, change)
        after = frame(
            moved, actors, issues=issues, channel=channel, condition=condition, fixed=fixed
        )
        if passes(after, change.package) if change.package else not witnesses(after, {}, 1):
            sound.append(change)
    sound.sort(key=lambda c: (c.total, [move.path for move in c.moves]))
    if answer.beyond is None:
        fewest = least = Status.INFEASIBLE
    elif not sound:
        fewest = least = Status.NOT_FOUND
    else:
        fewest = Status.PROVEN if exact else Status.ESTIMATED
        seen = answer.seen and len(sound) == len(answer.changes)
        least = Status.PROVEN if exact and seen else Status.ESTIMATED
    nearest = sound[0] if sound else Change((), None)
    settings = {**about.settings, "limit": limit, "most": most, "effort": effort}
    return NearestChange(
        actors=about.actors,
        issues=about.issues.issues,
        conditions=about.conditions,
        fixed=about.fixed,
        opens=opens,
        moves=nearest.moves,
        package=nearest.package,
        fewest=fewest,
        least=least,
        beyond=answer.beyond or 0,
        most=most,
        alternatives=tuple(sound[1:]),
        status=least,
        notes=about.notes if exact else (*about.notes, note("inexact")),
        run=RunRecord("studies.nearest_change", case.document.case.id, case.digest, settings),
    )


@dataclass(frozen=True)
class _Answer:
    """What a search came to, with numbers as a case writes them."""

    changes: list[Change]
    beyond: int | None
    seen: bool


def _opening(about: Frame, limit: int, most: int, ledger: Ledger) -> _Answer:
    answer = open_zone(about, limit, most, ledger)
    changes = [rounded(about, opened) for opened in answer.found]
    kept = [change for change in changes if change is not None]
    return _Answer(kept, answer.beyond, answer.all_seen and len(kept) == len(changes))


def _closing(about: Frame, limit: int, most: int, ledger: Ledger) -> _Answer:
    answer = close_zone(about, limit, most, ledger)
    changes = [Change(moves_of(about, closed.values), None) for closed in answer.found]
    return _Answer(changes, answer.beyond, answer.all_seen)
