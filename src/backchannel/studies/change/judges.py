"""The voices of a frame as whole numbers: who judges packages by which numbers.

Each actor's weights and points are multiplied by what clears their decimals. Actors who are judged
by the same values are one judge, so that no two judges share a number.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from backchannel.space.compile import Frame, Term

__all__ = ["Judge", "Number", "judges_of"]

Number = Fraction | int


@dataclass(frozen=True)
class Judge:
    """One voice: the numbers by which it judges a package."""

    actor: str
    weights: tuple[str, ...]
    """[D] path of the weight of each walked issue; empty where none is listed."""
    values: tuple[tuple[str, ...], ...]
    """[D][options]"""
    rest: tuple[str, ...]
    """[D] path of the value of the status quo in a partial zone, else empty."""
    outside: tuple[str, ...]
    """Weights of issues that cannot move; they count beside a bonus only."""
    terms: tuple[Term, ...]
    """Candidates for the walk-away value; none in a partial zone."""
    bonuses: tuple[tuple[int, str, int], ...]
    """Number, path, and 1 if the present state holds it."""
    low: Mapping[str, Number]
    mode: Mapping[str, Number]
    high: Mapping[str, Number]
    good: Mapping[str, int]
    """1 where more is better for a deal, -1 where less is, 0 for a weight: it depends."""

    def best(self, path: str) -> tuple[Number, ...]:
        """Ends of its range that a move towards a deal can take."""
        return self._ends(path, self.good[path])

    def worst(self, path: str) -> tuple[Number, ...]:
        """Ends of its range that a move away from a deal can take."""
        return self._ends(path, -self.good[path])

    def _ends(self, path: str, sign: int) -> tuple[Number, ...]:
        ends = [self.high[path]] if sign >= 0 else []
        if sign <= 0:
            ends.append(self.low[path])
        return tuple(x for x in ends if x != self.mode[path])

    def walk_away(self, at: Mapping[str, Number]) -> Number:
        """Lowest of the terms."""
        return min(
            (
                at[term.path] * (1 + term.sign * at[term.lever]) if term.lever else at[term.path]
                for term in self.terms
            ),
            default=0,
        )

    def gain(self, options: Sequence[int], held: int, at: Mapping[str, Number]) -> Number:
        """What a package is worth above what it is compared with, times the weights' sum.

        Less than 0 where all weights are 0: such an actor judges nothing.
        """
        shift = self.shift(held, at)
        total: Number = sum(at[path] for path in self.outside)
        gain = total * shift
        for d, o in enumerate(options):
            if self.weights[d]:
                weight = at[self.weights[d]]
                rest = at[self.rest[d]] if self.rest[d] else 0
                gain += weight * (at[self.values[d][o]] - rest + shift)
                total += weight
        return gain if total else -1

    def shift(self, held: int, at: Mapping[str, Number]) -> Number:
        """Points that a package has from bonuses, less the walk-away value."""
        points = sum(((held >> b & 1) - resting) * at[path] for b, path, resting in self.bonuses)
        return points - self.walk_away(at)


def judges_of(about: Frame) -> tuple[Judge, ...]:
    """Return the voices of a frame as whole numbers, actors with one principal together."""
    found: dict[str, Judge] = {}
    for number, voice in enumerate(about.voices):
        if voice.actor in found:
            continue
        places = list(zip(about.walk.issues, about.walk.options, strict=True))
        weights = tuple(voice.weights.get(issue, "") for issue, _ in places)
        values = tuple(
            tuple(voice.values[issue][o] for o in options) if issue in voice.weights else ()
            for issue, options in places
        )
        resting = [
            v[s] if v and about.partial else ""
            for v, s in zip(values, about.walk.status_quo, strict=True)
        ]
        bonuses = tuple(
            (b, bonus.path, bonus.on_threshold)
            for b, bonus in enumerate(about.bonuses)
            if bonus.voice == number
        )
        terms = () if about.partial else voice.walk_away.terms
        outside = tuple(path for i, path in voice.weights.items() if i not in about.walk.issues)
        good = dict.fromkeys((path for path in (*weights, *outside) if path), 0)
        good |= {path: 1 for row in values for path in row}
        good |= {path: -1 for path in resting if path}
        good |= {term.path: -1 for term in terms}
        good |= {term.lever: -term.sign for term in terms if term.lever}
        good |= {path: -1 if at_rest > 0 else 1 for _, path, at_rest in bonuses}
        low, mode, high = _whole(about, good, terms)
        found[voice.actor] = Judge(
            actor=voice.actor,
            weights=weights,
            values=values,
            rest=tuple(resting),
            outside=outside,
            terms=terms,
            bonuses=bonuses,
            low=low,
            mode=mode,
            high=high,
            good=good,
        )
    return tuple(found.values())


def _whole(
    about: Frame, good: Mapping[str, int], terms: Sequence[Term]
) -> tuple[dict[str, Number], ...]:
    """Low, mode and high of each path as whole numbers; a lever's strength stays a fraction."""
    written = {
        path: [Fraction(str(x)) for x in (u.low, u.mode, u.high)]
        for path in good
        for u in (about.unknowns[path],)
    }
    levers = {term.lever for term in terms if term.lever}
    below = {path: math.lcm(*(x.denominator for x in row)) for path, row in written.items()}
    weight = math.lcm(*(below[path] for path, sign in good.items() if not sign))
    points = math.lcm(*(below[p] for p, sign in good.items() if sign and p not in levers))
    points *= math.lcm(*(below[path] for path in levers))
    scale = {
        path: 1 if path in levers else points if sign else weight for path, sign in good.items()
    }
    return tuple(
        {
            path: row[i] if path in levers else int(row[i] * scale[path])
            for path, row in written.items()
        }
        for i in range(3)
    )
