"""Closing a zone: the fewest numbers that must move so that no package passes any more.

A package that withstands every set of so many moves proves that so many do not close the zone.
Where there is none, some package tells which numbers any closing set must choose from: those that
can hurt it. Branching over these, and asking again with one move spent, finds every least set.

A weight hurts some packages when it grows and others when it shrinks, and may close a zone
strictly inside its range only. Bounds let it take whatever value is worst for each package, which
is safe; one weight beside other numbers is then settled by going through its range.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

import numpy as np

from backchannel.deals.moves import Faces, Facts, Rates, new_state, search
from backchannel.space.compile import Frame
from backchannel.studies.change.judges import Judge, judges_of
from backchannel.studies.change.moves import (
    Choices,
    bits_of,
    fact_tables,
    facts_of,
    tables_of,
)
from backchannel.studies.change.opening import CHUNK, Ledger, OverError, holds
from backchannel.studies.change.shrinking import TABLE, Closed, Shrinker

__all__ = ["Closing", "close_zone"]


WITHSTAND = True
"""Moves are against a package."""


@dataclass
class Closing:
    """What came of a search; see `backchannel.studies.change.opening.Answer`.

    ``doubtful``: some set in which weights move could neither be shown to close the zone nor be
    ruled out.
    """

    beyond: int | None
    found: list[Closed] = field(default_factory=list)
    all_seen: bool = True
    doubtful: bool = False


def close_zone(about: Frame, limit: int, most: int, ledger: Ledger) -> Closing:
    """Find the nearest sets of moves that close a zone that exists.

    Parameters
    ----------
    about
        A frame whose zone is not empty at the most likely values.
    limit
        Sets to return.
    most
        Numbers to move at most.
    ledger
        What the search may spend.
    """
    tree = _Tree(about, ledger)
    answer = Closing(1, all_seen=False)
    try:
        if tree.withstands_all():
            return Closing(None)
        for moves in range(1, most + 1):
            answer.beyond = moves
            sets = list(dict.fromkeys(tree.sets(frozenset(), frozenset(), moves)))
            answer.all_seen = True
            _settle(tree, sets, limit, answer)
            if answer.found or answer.doubtful:
                return answer
            answer.all_seen = False
        answer.beyond = most + 1
    except OverError:
        answer.all_seen = False
    return answer


def _settle(tree: _Tree, sets: Sequence[frozenset[str]], limit: int, answer: Closing) -> None:
    """Shrink the moves of each set; sets that turn out not to close the zone are left out."""
    shrinker = Shrinker(tree.about, tree.judges, tree.ledger)
    for chosen in sets:
        facts = tuple(tree.facts[name] for name in sorted(chosen) if name in tree.facts)
        paths = sorted(chosen - tree.facts.keys())
        bound = answer.found[limit - 1].total if len(answer.found) >= limit else math.inf
        closed = shrinker.settle(paths, facts, bound)
        if closed is not None:
            answer.all_seen &= closed.least
            answer.found.append(closed)
            answer.found.sort(key=lambda c: (c.total, sorted(c.values)))
            del answer.found[limit:]
        elif len([path for path in paths if not tree.judge_of[path].good[path]]) > 1:
            answer.doubtful, answer.all_seen = True, False


class _Tree:
    """Branching over the numbers that can hurt a package which still passes."""

    def __init__(self, about: Frame, ledger: Ledger) -> None:
        self.about, self.ledger = about, ledger
        self.judges = judges_of(about)
        self.facts = {fact.name: fact for fact in facts_of(about, real=False)}
        self.real = [about.unknowns[line.path].mode >= 0.5 for line in about.lines]
        self.all_facts = bits_of(about, list(self.facts.values()))
        self.judge_of = {path: judge for judge in self.judges for path in judge.mode}

    def withstands_all(self) -> bool:
        """Whether some package passes with every number at its worst: then nothing closes."""
        everything = frozenset((*self.judge_of, *self.facts))
        return self._ask(everything, frozenset(), 0) is not None

    def sets(
        self, chosen: frozenset[str], left_out: frozenset[str], moves: int
    ) -> Iterator[frozenset[str]]:
        """Yield every set with `chosen` and up to `moves` more that may close the zone."""
        tables = self._tables(chosen, left_out, moves)
        if self._run(tables, moves) is not None:
            return
        if not moves:
            yield chosen
            return
        package = next(
            (p for m in range(moves - 1, -1, -1) if (p := self._run(tables, m)) is not None), None
        )
        # No package passes whatever the weights chosen take, each at its worst for every package:
        # nothing tells then which other number a set needs, and each is tried.
        without = chosen | left_out
        names = self._hurting(package, without) if package else self._all_but(without)
        passed: set[str] = set()
        for name in names:
            yield from self.sets(chosen | {name}, left_out | passed, moves - 1)
            passed.add(name)

    def _all_but(self, without: frozenset[str]) -> list[str]:
        movable = [
            path
            for path, judge in self.judge_of.items()
            if judge.worst(path) and (judge.bonuses or path not in judge.outside)
        ]
        return [name for name in (*movable, *self.facts) if name not in without]

    def _choices(self, chosen: frozenset[str], left_out: frozenset[str]) -> Choices:
        choices: dict[str, tuple[tuple[Fraction | int, ...], tuple[Fraction | int, ...]]] = {}
        for path, judge in self.judge_of.items():
            mode, worst = judge.mode[path], judge.worst(path)
            if path in chosen:
                ends = (mode, *worst) if not judge.good[path] else worst or (mode,)
                choices[path] = (ends, ())
            else:
                choices[path] = ((mode,), () if path in left_out else worst)
        return choices

    def _tables(
        self, chosen: frozenset[str], left_out: frozenset[str], moves: int
    ) -> tuple[Faces, Facts | None]:
        if self.ledger.over:
            raise OverError
        self.ledger.spend(TABLE)
        choices = self._choices(chosen, left_out)
        faces = tables_of(self.about, self.judges, choices, moves, adverse=True)
        raised = {j for name in chosen & self.facts.keys() for j in self.facts[name].lines}
        real = [held or j in raised for j, held in enumerate(self.real)]
        loose = [f for name, f in self.facts.items() if name not in chosen | left_out]
        return faces, fact_tables(self.about, loose, real)

    def _ask(
        self, chosen: frozenset[str], left_out: frozenset[str], moves: int
    ) -> tuple[int, ...] | None:
        return self._run(self._tables(chosen, left_out, moves), moves)

    def _run(self, tables: tuple[Faces, Facts | None], moves: int) -> tuple[int, ...] | None:
        """Return a package that withstands any so many moves, or None if there is none."""
        faces, facts = tables
        if facts is None:
            return None
        plan = self.about.plan
        state = new_state(plan, faces, facts, moves, adverse=True)
        found = np.zeros((1, len(self.about.walk.issues)), np.int64)
        no_cells = np.zeros((0, 0, 0))
        rates = Rates(np.zeros(0), no_cells, np.zeros(0), no_cells, np.zeros(0))
        while state.depth[0] >= 0:
            if self.ledger.over:
                raise OverError
            before = int(state.visited[0])
            number = search(
                plan, faces, facts, rates, state, WITHSTAND, 0.0, CHUNK, found, np.zeros(1)
            )
            self.ledger.spend(int(state.visited[0]) - before)
            if number:
                return tuple(found[0].tolist())
        return None

    def _hurting(self, options: Sequence[int], without: frozenset[str]) -> list[str]:
        """Numbers that can hurt a package, those first that hurt it most beside what it has."""
        held, broken = holds(self.about, self.all_facts, options)
        harm = {
            name: math.inf
            for n, name in enumerate(self.facts)
            if broken >> n & 1 and name not in without
        }
        for judge in self.judges:
            heavy = float(sum(judge.high[path] for path in judge.weights if path)) or 1.0
            now = judge.gain(options, held, judge.mode)
            for path in self._touching(judge, options):
                if path not in without and (ends := judge.worst(path)):
                    then = min(judge.gain(options, held, {**judge.mode, path: x}) for x in ends)
                    harm[path] = float(now - then) / heavy
        return sorted(harm, key=lambda name: (-harm[name], name))

    @staticmethod
    def _touching(judge: Judge, options: Sequence[int]) -> list[str]:
        paths = [path for path in (*judge.weights, *judge.rest) if path]
        paths += judge.outside if judge.bonuses else ()
        paths += [judge.values[d][o] for d, o in enumerate(options) if judge.weights[d]]
        paths += [path for term in judge.terms for path in (term.path, term.lever) if path]
        paths += [path for _, path, _ in judge.bonuses]
        return list(dict.fromkeys(paths))
