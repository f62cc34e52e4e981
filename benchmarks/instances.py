"""Pinned negotiation instances: whole numbers from `random.Random`, the same on every machine.

Every number counts units of a hundredth or a ten-thousandth of a point (`Instance.units`), so that
sums are exact and ties are ties. Only the standard library is used: the peers' environments read
this file too.
"""

import random
from itertools import pairwise
from typing import NamedTuple

Table = list[list[list[int]]]  # [actor][issue][option]


class Instance(NamedTuple):
    """An additive negotiation: an actor accepts packages whose sum reaches its reserve."""

    name: str
    units: int  # units to a point; every actor's utilities run from 0 to 100 points
    utility: Table
    reserve: list[int]

    @property
    def packages(self) -> int:
        """Number of packages."""
        product = 1
        for options in self.utility[0]:
            product *= len(options)
        return product


def additive(parties: int, issues: int) -> Instance:
    """`issues` of 10 options: 10**issues packages, reserve 0, every worst package worth 0.

    With more than two parties nobody tells the last two options of every third issue apart, so
    that many packages of the frontier tie.
    """
    rng = random.Random(1_000 * parties + issues)
    utility = []
    for _ in range(parties):
        rows = []
        for i, weight in enumerate(_parts(rng, 100, issues)):
            doubled = parties > 2 and i % 3 == 0
            values = _values(rng, 10 - doubled)
            rows.append([weight * v for v in values + values[-1:] * doubled])
        utility.append(rows)
    return Instance(f"{parties} parties, 10^{issues}", 100, utility, [0] * parties)


def random_30(number: int) -> Instance:
    """30 issues x 4 options, 4 actors, values drawn alike: reserves up to 2 points below the level.

    The level is the largest least utility that any package gives (`LEVELS`). Numbers 17, 18 and 19
    have no zone: their reserves are 0.05 points above the level.
    """
    rng = random.Random(30_000 + number)
    utility = [
        [[w * v for v in _values(rng, 4)] for w in _parts(rng, 10_000, 30)] for _ in range(4)
    ]
    below = [rng.randrange(20_000) for _ in range(4)]
    return _at_level("random", number, utility, below)


def opposed_30(number: int) -> Instance:
    """30 issues x 4 options: two actors want the low options, two the high ones.

    Values fall (or rise) by thirds with noise, weights differ. Every reserve is 0.05 points below
    the level; numbers 17, 18 and 19 have no zone: 0.05 points above it.
    """
    rng = random.Random(40_000 + number)
    utility = []
    for actor in range(4):
        rows = []
        for weight in _parts(rng, 10_000, 30):
            falling = [100, 67 + rng.randint(-20, 20), 33 + rng.randint(-20, 20), 0]
            rows.append([weight * v for v in (falling if actor < 2 else falling[::-1])])
        utility.append(rows)
    return _at_level("opposed", number, utility, [MARGIN] * 4)


INFEASIBLE = (17, 18, 19)
MARGIN = 500  # 0.05 points

# fmt: off
LEVELS: dict[str, list[int]] = {
    "random": [
        789_183, 798_310, 800_627, 732_235, 787_839, 779_481, 813_746, 786_842, 767_466,
        794_288, 766_566, 785_827, 805_443, 777_019, 741_045, 768_217, 786_325, 767_580,
        749_194, 757_485,
    ],
    "opposed": [
        684_955, 655_969, 708_123, 690_451, 631_473, 671_076, 670_916, 675_866, 709_423,
        670_960, 697_837, 669_205, 664_396, 696_588, 681_324, 703_380, 679_419, 682_549,
        684_580, 661_248,
    ],
}
# fmt: on
"""Largest least utility of any package, in ten-thousandths of a point; proven by `highs.py`."""


def _at_level(kind: str, number: int, utility: Table, below: list[int]) -> Instance:
    level = LEVELS[kind][number] if number < len(LEVELS[kind]) else 0
    if number in INFEASIBLE:
        below = [-MARGIN] * len(utility)
    return Instance(f"{kind} {number}", 10_000, utility, [level - b for b in below])


def _parts(rng: random.Random, whole: int, number: int) -> list[int]:
    """Return whole positive numbers that sum to `whole`, all such lists equally likely."""
    cuts = [0, *sorted(rng.sample(range(1, whole), number - 1)), whole]
    return [b - a for a, b in pairwise(cuts)]


def _values(rng: random.Random, number: int) -> list[int]:
    """Return values of options, the worst 0 and the best 100."""
    drawn = [rng.randint(1, 99) for _ in range(number)]
    worst, best = rng.sample(range(number), 2)
    drawn[worst], drawn[best] = 0, 100
    return drawn
