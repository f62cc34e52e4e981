"""Opening an empty zone: the fewest numbers that must move, then the least sum of their moves.

One walk looks at packages and moves together and drops a branch as soon as the actors together
need too many moves. It is repeated with one move more until a package passes; so fewer are proven
not to suffice. The packages that pass are then solved for the least moves, those first that could
need least.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import product

import numpy as np
import numpy.typing as npt

from backchannel.deals.moves import Facts, new_state, search
from backchannel.space.compile import Frame
from backchannel.studies.change.judges import Judge, judges_of
from backchannel.studies.change.least import Step, Way, least_ways
from backchannel.studies.change.moves import (
    Choices,
    Fact,
    fact_tables,
    facts_of,
    rates_of,
    tables_of,
)

__all__ = [
    "Answer",
    "Ledger",
    "Opened",
    "OverError",
    "Report",
    "holds",
    "open_zone",
    "passing",
]

CHUNK = 200_000
"""Nodes between two looks at the outside world."""

NEAR = 1e-9
"""Slack of bounds, which are rounded."""

PACKAGES = 2_048
"""Packages solved at a time."""

Report = Callable[[int], None]
"""Called with the nodes visited so far."""


@dataclass(frozen=True)
class Opened:
    """A set of steps, and lines that give way, with which a package passes."""

    steps: tuple[tuple[Judge, Step], ...]
    facts: tuple[Fact, ...]
    total: float
    options: tuple[int, ...]
    """The package: an option of each walked issue."""
    least: bool


class OverError(Exception):
    """The ledger ran out; never seen outside these searches."""


@dataclass
class Ledger:
    """What a search may spend, and has spent."""

    nodes: int
    report: Report
    spent: int = 0
    solved: int = 0
    solve: int = 50_000

    @property
    def over(self) -> bool:
        """Whether nothing is left."""
        return self.spent >= self.nodes or self.solved >= self.solve

    def spend(self, nodes: int) -> None:
        """Enter nodes and say so."""
        self.spent += nodes
        self.report(self.spent)


@dataclass
class Answer:
    """What came of a search.

    ``beyond``: no set of fewer numbers suffices, which is proven; None where nothing within the
    ranges does at all.
    """

    beyond: int | None
    found: list[Opened] = field(default_factory=list)
    all_seen: bool = True
    """Whether every package that could need less was solved, and solved for certain."""


def open_zone(about: Frame, limit: int, most: int, ledger: Ledger) -> Answer:
    """Find the nearest sets of moves that open an empty zone.

    Parameters
    ----------
    about
        A frame whose zone is empty at the most likely values.
    limit
        Sets to find.
    most
        Numbers to move at most.
    ledger
        What the search may spend.
    """
    judges = judges_of(about)
    facts = facts_of(about, real=True)
    real = [about.unknowns[line.path].mode >= 0.5 for line in about.lines]
    tables = fact_tables(about, facts, real)
    if tables is None:
        return Answer(None)
    try:
        if not passing(about, judges, _choices(judges, free=True), _given(tables), ledger):
            return Answer(None)
    except OverError:
        return Answer(1, all_seen=False)
    for moves in range(1, most + 1):
        walk = _Walk(about, judges, facts, tables, moves, limit)
        finished = walk.run(ledger)
        if walk.best:
            return Answer(moves, walk.sorted(), finished and walk.certain)
        if not finished:
            return Answer(moves, all_seen=False)
    return Answer(most + 1, all_seen=False)


def _choices(judges: Sequence[Judge], *, free: bool) -> Choices:
    """Each number at its mode; its good ends cost a move, or nothing where all is `free`."""
    return {
        path: ((mode, *judge.best(path)), ()) if free else ((mode,), judge.best(path))
        for judge in judges
        for path, mode in judge.mode.items()
    }


def passing(
    about: Frame, judges: Sequence[Judge], choices: Choices, facts: Facts, ledger: Ledger
) -> bool:
    """Whether any package passes with no move; numbers are as good as their still values allow."""
    faces = tables_of(about, judges, choices, 0, adverse=False)
    rates = rates_of(judges, faces, 0)
    state = new_state(about.plan, faces, facts, 0, adverse=False)
    found, floors = np.zeros((1, len(about.walk.issues)), np.int64), np.zeros(1)
    while state.depth[0] >= 0:
        if ledger.over:
            raise OverError
        before = int(state.visited[0])
        if search(about.plan, faces, facts, rates, state, False, np.inf, CHUNK, found, floors):  # noqa: FBT003
            return True
        ledger.spend(int(state.visited[0]) - before)
    return False


def _given(facts: Facts) -> Facts:
    """Lay facts aside: what every package may break."""
    nothing = np.zeros(0, np.int64)
    return facts._replace(
        options=np.zeros_like(facts.options), patterns=nothing, always=0, share=np.zeros(0)
    )


class _Walk:
    """The search with a given number of moves; keeps the best sets."""

    def __init__(
        self,
        about: Frame,
        judges: Sequence[Judge],
        facts: Sequence[Fact],
        tables: Facts,
        moves: int,
        limit: int,
    ) -> None:
        self.about, self.judges, self.facts, self.tables = about, judges, facts, tables
        self.moves, self.limit = moves, limit
        choices = _choices(judges, free=False)
        self.faces = tables_of(about, judges, choices, moves, adverse=False)
        self.rates = rates_of(judges, self.faces, moves)
        self.best: dict[frozenset[str], Opened] = {}
        self.bound = np.inf
        self.certain = True
        self.ways: dict[tuple[int, tuple[int, ...], int, int], list[Way]] = {}

    def sorted(self) -> list[Opened]:
        """Return the best sets, the least sum first."""
        ranked = sorted(self.best.items(), key=lambda item: (item[1].total, sorted(item[0])))
        return [opened for _, opened in ranked[: self.limit]]

    def run(self, ledger: Ledger) -> bool:
        """Walk to the end; False if the ledger ran out before."""
        about = self.about
        state = new_state(about.plan, self.faces, self.tables, self.moves, adverse=False)
        packages = np.zeros((PACKAGES, len(about.walk.issues)), np.int64)
        floors = np.zeros(PACKAGES)
        while state.depth[0] >= 0:
            if ledger.over:
                return False
            before = int(state.visited[0])
            number = search(
                about.plan, self.faces, self.tables, self.rates, state,
                False, self.bound + NEAR, CHUNK, packages, floors,  # noqa: FBT003
            )  # fmt: skip
            ledger.spend(int(state.visited[0]) - before)
            for i in np.argsort(floors[:number], kind="stable").tolist():
                if floors[i] > self.bound + NEAR or ledger.over:
                    break
                ledger.solved += 1
                self._solve(packages[i])
        return not ledger.over

    def _solve(self, package: npt.NDArray[np.int64]) -> None:
        options = tuple(package.tolist())
        held, broken = holds(self.about, self.tables, options)
        given = tuple(fact for n, fact in enumerate(self.facts) if broken >> n & 1)
        needs = [self._need(a, options, held) for a in range(len(self.judges))]
        if sum(needs) + len(given) > self.moves:
            return
        lists = [self._ways(a, options, held, need) for a, need in enumerate(needs)]
        self.certain &= all(way.least for ways in lists for way in ways)
        base = float(sum(fact.share for fact in given))
        for ways in product(*(ways[: self.limit] for ways in lists)):
            total = base + sum(way.total for way in ways)
            if total <= self.bound:
                self._keep(options, given, ways, total)

    def _keep(
        self, options: tuple[int, ...], given: tuple[Fact, ...], ways: Sequence[Way], total: float
    ) -> None:
        steps = tuple(
            (judge, step)
            for judge, way in zip(self.judges, ways, strict=True)
            for step in way.steps
        )
        key = frozenset([step.path for _, step in steps] + [fact.name for fact in given])
        if len(key) != self.moves:
            return
        if key in self.best and self.best[key].total <= total:
            return
        least = all(way.least for way in ways)
        self.best[key] = Opened(steps, given, total, options, least)
        totals = heapq.nsmallest(self.limit, (opened.total for opened in self.best.values()))
        if len(totals) == self.limit:
            self.bound = totals[-1]

    def _need(self, a: int, options: tuple[int, ...], held: int) -> int:
        """Fewest moves with which an actor accepts a package; more than allowed if none."""
        for moves in range(self.moves + 1):
            if moves == 0:
                judge = self.judges[a]
                if judge.gain(options, held, judge.mode) >= 0:
                    return 0
            elif self._ways(a, options, held, moves):
                return moves
        return self.moves + 1

    def _ways(self, a: int, options: tuple[int, ...], held: int, moves: int) -> Sequence[Way]:
        key = (a, options, held, moves)
        if key not in self.ways:
            if len(self.ways) > PACKAGES * 8:
                self.ways.clear()
            self.ways[key] = least_ways(self.judges[a], options, held, moves)
        return self.ways[key]


def holds(about: Frame, facts: Facts, options: Sequence[int]) -> tuple[int, int]:
    """Bonuses and facts (bits) that a package holds and breaks."""
    plan = about.plan
    alive, held, broken = -1, 0, facts.always
    for d, o in enumerate(options):
        alive &= int(plan.compat[d, o])
        held |= int(facts.singles[d, o])
        broken |= int(facts.options[d, o])
    for b, pattern in enumerate(plan.bonus_pattern.tolist()):
        if alive & pattern:
            held |= 1 << b
    for n, patterns in enumerate(facts.patterns.tolist()):
        if alive & patterns:
            broken |= 1 << n
    return held, broken
