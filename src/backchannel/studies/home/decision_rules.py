"""How the actors of a party decide together: whose consent carries the party.

A rule is a number of votes for each actor and the votes that are needed, as whole numbers, so that
ties at a quota are exact. Where zones are asked for, "enough of them accept" is written as a sum
over sets of actors who all accept (inclusion and exclusion), which the engines can count.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import combinations

import numpy as np
import numpy.typing as npt

from backchannel.case import Case
from backchannel.case.schema import Party

__all__ = ["MOST_VOTERS", "Decision", "both", "decision_of", "party_of"]

BoolArray = npt.NDArray[np.bool_]
Terms = Mapping[frozenset[str], int]

MOST_VOTERS = 8
"""Actors of a rule with several winning majorities up to which its zones are counted."""


@dataclass(frozen=True)
class Decision:
    """The votes that carry a party.

    Attributes
    ----------
    party
        Id of the party.
    kind
        ``leader_only``, ``veto``, ``majority`` or ``weighted``.
    stated
        Whether the case states the rule; else the actor that decides for the party decides.
    actors, votes
        Who votes, and with how many votes.
    needed
        Votes that carry the party.
    """

    party: str
    kind: str
    stated: bool
    actors: tuple[str, ...]
    votes: tuple[int, ...]
    needed: int

    def passes(self, accepted: Mapping[str, BoolArray]) -> BoolArray:
        """Whether enough votes accept: [n] from [n] for each actor.

        >>> rule = Decision("P", "majority", True, ("a", "b", "c"), (1, 1, 1), 2)
        >>> yes, no = np.array([True]), np.array([False])
        >>> rule.passes({"a": yes, "b": no, "c": yes}).tolist()
        [True]
        """
        columns = [accepted[a] * v for a, v in zip(self.actors, self.votes, strict=True)]
        return np.asarray(np.sum(columns, axis=0) >= self.needed)

    def given(self, consenting: Collection[str]) -> Decision:
        """What the others must add once these actors accept in any case."""
        rest = [(a, v) for a, v in zip(self.actors, self.votes, strict=True) if a not in consenting]
        sure = sum(self.votes) - sum(v for _, v in rest)
        return replace(
            self,
            actors=tuple(a for a, _ in rest),
            votes=tuple(v for _, v in rest),
            needed=max(self.needed - sure, 0),
        )

    def terms(self) -> Terms | None:
        """Factors that turn "all of a set accept" into "enough votes accept", by set.

        The number of packages (or draws) that enough votes accept is the sum over the sets of
        factor times the number that the whole set accepts. None with too many actors for that.

        >>> rule = Decision("P", "majority", True, ("a", "b", "c"), (1, 1, 1), 2)
        >>> sorted(("".join(sorted(who)), factor) for who, factor in rule.terms().items())
        [('ab', 1), ('abc', -2), ('ac', 1), ('bc', 1)]
        """
        if self.needed <= 0:
            return {frozenset(): 1}
        if self.needed > sum(self.votes) - min(self.votes, default=0):  # it takes everybody
            return {frozenset(self.actors): 1}
        if len(self.actors) > MOST_VOTERS:
            return None
        votes = dict(zip(self.actors, self.votes, strict=True))
        factors: dict[frozenset[str], int] = {}
        for size in range(len(votes) + 1):
            for chosen in map(frozenset, combinations(votes, size)):
                enough = sum(votes[a] for a in chosen) >= self.needed
                factors[chosen] = enough - sum(f for s, f in factors.items() if s < chosen)
        return {chosen: factor for chosen, factor in factors.items() if factor}


def both(terms: Iterable[Terms]) -> dict[frozenset[str], int]:
    """Terms of several rules that must all be met.

    >>> both([{frozenset("a"): 1}, {frozenset("b"): 1, frozenset("c"): -1}]) == {
    ...     frozenset("ab"): 1, frozenset("ac"): -1}
    True
    """
    joint: dict[frozenset[str], int] = {frozenset(): 1}
    for more in terms:
        grown: dict[frozenset[str], int] = {}
        for one, factor in joint.items():
            for other, times in more.items():
                grown[one | other] = grown.get(one | other, 0) + factor * times
        joint = {chosen: factor for chosen, factor in grown.items() if factor}
    return joint


def party_of(case: Case, actor: str) -> Party:
    """Return the party to which an actor belongs."""
    return next(party for party in case.document.parties if actor in party.actors)


def decision_of(case: Case, party: Party) -> Decision:
    """Return a party's rule; votes and the quota of a weighted rule at their most likely values.

    Examples
    --------
    >>> import backchannel as bc
    >>> case = bc.load("two-issues")
    >>> decision_of(case, case.document.parties[0]).actors
    ('upstream',)
    """
    rule = party.rule
    if rule is None:
        first = [a.id for a in case.document.actors if a.decides_for == party.id][:1]
        who = tuple(first or party.actors[:1])
        return Decision(party.id, "leader_only", stated=False, actors=who, votes=(1,), needed=1)
    actors = tuple(dict.fromkeys(rule.actors))
    if rule.kind == "weighted":
        path = f"parties.{party.id}.rule"
        written = {
            a: Fraction(str(case.unknowns[f"{path}.weights.{a}"].mode))
            for a in actors
            if a in rule.weights
        }
        quota = Fraction(str(case.unknowns[f"{path}.quota"].mode))
        if not any(written.values()):  # nobody was given a vote: all are alike
            written = dict.fromkeys(actors, Fraction(1))
        share = math.lcm(*(weight.denominator for weight in written.values()))
        votes = {a: int(weight * share) for a, weight in written.items() if weight}
        needed = math.ceil(quota * sum(votes.values()))
    else:
        votes = dict.fromkeys(actors, 1)
        needed = len(actors) // 2 + 1 if rule.kind == "majority" else len(actors)
    return Decision(
        party=party.id,
        kind=rule.kind,
        stated=True,
        actors=tuple(votes),
        votes=tuple(votes.values()),
        needed=needed,
    )
