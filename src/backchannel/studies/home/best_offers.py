"""What a proposer would offer when it cannot know who at home and abroad would accept.

Each package is accepted with some chance, so a better package for the proposer is a riskier one.
Sources: Putnam 1988 (ratification), Iida 1993 and 1996 (uncertain ratification).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

import numpy as np
import numpy.typing as npt

from backchannel.case import Case
from backchannel.case.roles import implied_conditions, values_of
from backchannel.core.errors import UsageError
from backchannel.core.results import Note, note
from backchannel.space import Frame, block_tables, blocks_of, frame
from backchannel.studies.home.decision_rules import both, decision_of
from backchannel.studies.home.ratification import package_paths
from backchannel.studies.home.stand_ins import Zones, parties_at, zone_paths
from backchannel.studies.over_draws import MARK_LIMIT
from backchannel.studies.ranges import Lacking, lacking

__all__ = ["BestOffer", "best_offers"]

FloatArray = npt.NDArray[np.float64]
Package = Mapping[str, str]

TINY = 1e-9
"""Points that count as nothing."""

MOST_TERMS = 32
"""Sets of actors whose joint consent is counted for one proposer."""


@dataclass(frozen=True)
class BestOffer:
    """The package that is worth most to a proposer before it knows who accepts.

    Attributes
    ----------
    question, proposer
        Ids.
    others
        Signatories whose consent it needs beside its own.
    ratifiers
        Further actors with a vote at home, its own home included.
    package
        The best one; None where no package is worth more than walking away. Among packages that
        tie, the first in the case's order.
    ties
        Number of packages that are worth as much.
    passes
        Share of draws in which all others and every party's rule accept it.
    worth
        The proposer's mean points for the package where it passes.
    walk_away
        Its mean points without a deal; in a partial zone both are points over the present state.
    value
        ``passes * worth + (1 - passes) * walk_away``.
    paths
        Estimates behind it.
    """

    question: str
    proposer: str
    others: tuple[str, ...]
    ratifiers: tuple[str, ...]
    package: Package | None
    ties: int
    passes: float
    worth: float
    walk_away: float
    value: float
    draws: int
    paths: tuple[str, ...]


def best_offers(
    case: Case,
    about: Frame,
    question: str,
    zones: Zones,
    lacks: dict[Lacking, None],
    notes: dict[Note, None],
) -> list[BestOffer]:
    """Find each signatory's best offer to all others of a question and their home fronts.

    Packages that break a red line of the proposer that is real in half of the draws or more are
    left out: it would not offer them. Its own values are taken to be independent of the others'.

    Parameters
    ----------
    about
        The question's frame.
    zones
        What counts over draws.
    lacks, notes
        Grow by what stands in the way.
    """
    if about.issues.size > MARK_LIMIT:
        notes[note("left_out", what=f"best offers of {question}")] = None
        return []
    found = []
    for proposer in about.actors:
        needs = _needs(case, about, proposer, lacks)
        if needs is None:
            continue
        others, ratifiers, terms = needs
        if not others and not ratifiers:
            continue
        if not terms or len(terms) > MOST_TERMS:
            notes[note("left_out", what=f"best offer of {proposer} ({question})")] = None
            continue
        marks = np.zeros(about.issues.counts, np.int64)
        for chosen, factor in terms.items():
            marks += factor * _marks(case, about, sorted(chosen), zones)
        found.append(
            _best(case, about, question, proposer, (others, ratifiers), marks / zones.draws, zones)
        )
    return found


def _needs(
    case: Case, about: Frame, proposer: str, lacks: dict[Lacking, None]
) -> tuple[tuple[str, ...], tuple[str, ...], Mapping[frozenset[str], int]] | None:
    """Signatories and ratifiers whose consent a proposer needs, and the sets to count."""
    others = tuple(a for a in about.actors if a != proposer)
    rules = [
        decision_of(case, party).given(about.actors) for party in parties_at(case, about.actors)
    ]
    ratifiers = tuple(dict.fromkeys(a for rule in rules if rule.needed for a in rule.actors))
    dumb = [a for a in ratifiers if values_of(case.document, a) is None]
    for actor in dumb:
        lacks[lacking(case, "values", f"preferences.{actor}")] = None
    if dumb:
        return None
    terms = [rule.terms() for rule in rules]
    counted = both([{frozenset(others): 1}, *(t for t in terms if t is not None)])
    return others, ratifiers, counted if None not in terms else {}


def _marks(case: Case, about: Frame, actors: Sequence[str], zones: Zones) -> npt.NDArray[np.int64]:
    """Draws in which all of some actors accept each package, issues in the case's order.

    Those who do not sign are judged under what a package implies (rule 8): such packages are
    counted again, with the walk-away values of those actors under it.
    """
    issues, plain = about.issues.issues, about.conditions
    first = frame(case, actors, issues=issues, condition=plain)
    grid = _grid(first, zones)
    for implied, pattern in _implied_sets(case, issues):
        under = frame(case, actors, issues=issues, condition=sorted({*plain, *implied}))
        voices = tuple(
            before if actor in about.actors else after
            for actor, before, after in zip(actors, first.voices, under.voices, strict=True)
        )
        if about.partial or voices == first.voices:
            continue
        try:
            held = frame(case, actors, issues=issues, condition=plain, fixed=pattern)
        except UsageError:  # no deal holds this pattern, so nothing is marked there
            continue
        where = np.ix_(
            *(
                [options.index(pattern[issue])] if issue in pattern else range(len(options))
                for issue, options in zip(issues, about.issues.options, strict=True)
            )
        )
        grid[where] = _grid(replace(held, voices=voices), zones)[where]
    return grid


def _grid(about: Frame, zones: Zones) -> npt.NDArray[np.int64]:
    marks = zones.marked(about)[1]
    if marks is None:
        raise AssertionError("marks were asked for")
    return _in_case_order(about, marks.reshape(about.walk.counts)).astype(np.int64)


def _in_case_order(about: Frame, grid: npt.NDArray[np.generic]) -> npt.NDArray[np.generic]:
    return grid.transpose([about.walk.issues.index(issue) for issue in about.issues.issues])


def _implied_sets(
    case: Case, issues: Sequence[str]
) -> list[tuple[tuple[str, ...], dict[str, str]]]:
    """Sets of conditions that packages over some issues imply, with their pattern, small first."""
    known = [
        (condition.id, condition.implied_by)
        for condition in case.document.conditions
        if condition.implied_by
        and condition.implied_by.keys() <= set(issues)
        and condition.id in implied_conditions(case.document, condition.implied_by)
    ]
    found: list[tuple[tuple[str, ...], dict[str, str]]] = []
    for size in range(1, len(known) + 1):
        before = len(found)
        for chosen in combinations(known, size):
            pattern = {i: o for _, needed in chosen for i, o in needed.items()}
            if all(needed.items() <= pattern.items() for _, needed in chosen):
                found.append((tuple(name for name, _ in chosen), pattern))
        if len(found) == before:  # larger sets hold one that cannot be
            break
    return found


def _best(
    case: Case,
    about: Frame,
    question: str,
    proposer: str,
    needs: tuple[tuple[str, ...], tuple[str, ...]],
    passes: FloatArray,
    zones: Zones,
) -> BestOffer:
    """Weigh what each package is worth against the share of draws [packages] in which it passes."""
    others, ratifiers = needs
    own = frame(case, [proposer], issues=about.issues.issues, condition=about.conditions)
    gains, walk_away = _mean_gains(own, zones)
    value = np.multiply(passes, gains, out=np.zeros_like(gains), where=passes > 0)
    at = np.unravel_index(int(np.argmax(value)), value.shape)
    most = float(value[at])
    home = frame(case, [*others, *ratifiers], issues=about.issues.issues)
    offer = BestOffer(
        question=question,
        proposer=proposer,
        others=others,
        ratifiers=ratifiers,
        package=None,
        ties=0,
        passes=0.0,
        worth=walk_away,
        walk_away=walk_away,
        value=walk_away,
        draws=zones.draws,
        paths=zone_paths(home),
    )
    if most <= 0:
        return offer
    package = about.issues.named(np.array([at], dtype=np.int64))[0]
    return replace(
        offer,
        package=package,
        ties=int((value >= most - TINY).sum()),
        passes=float(passes[at]),
        worth=walk_away + float(gains[at]),
        value=walk_away + most,
        paths=tuple(dict.fromkeys([*package_paths(case, own, package), *offer.paths])),
    )


def _mean_gains(own: Frame, zones: Zones) -> tuple[FloatArray, float]:
    """Mean gain over no deal of one actor for each package, in case order, and its mean no deal.

    Minus infinity where a package breaks a red line that is real in at least half of the draws.
    """
    utility = np.zeros(own.plan.compat.shape)
    points, real = np.zeros(len(own.bonuses)), np.zeros(len(own.lines))
    level = 0.0
    for block, number in blocks_of(zones.draws):
        t = block_tables(own, zones.seed, block)
        utility += t.utility[:number, :, :, 0].sum(axis=0)
        points += t.points[:number].sum(axis=0)
        real += t.real[:number].sum(axis=0)
        level += float(t.level[:number, 0].sum())
    utility, points, level = utility / zones.draws, points / zones.draws, level / zones.draws
    grid = np.full(own.walk.counts, -level)
    for d, count in enumerate(own.walk.counts):
        shape = [1] * grid.ndim
        shape[d] = count
        grid += utility[d, :count].reshape(shape)
    for bonus, extra in zip(own.plan.bonus_pattern.tolist(), points.tolist(), strict=True):
        if bonus:
            grid[_held(own, bonus)] += extra
    for j in np.flatnonzero(2 * real >= zones.draws):
        if own.plan.line_broken[j]:
            grid[...] = -np.inf
        for d, o in np.argwhere(own.plan.line_options[j]).tolist():
            grid[(slice(None),) * d + (o,)] = -np.inf
        bits = int(own.plan.line_patterns[j])
        while bits:
            bit = bits & -bits
            grid[_held(own, bit)] = -np.inf
            bits ^= bit
    resting = 0.0 if own.partial else level
    return np.asarray(_in_case_order(own, grid), dtype=np.float64), resting


def _held(own: Frame, bit: int) -> tuple[npt.NDArray[np.int64], ...]:
    """Where packages hold a pattern, by its bit in the plan."""
    return np.ix_(
        *(
            np.flatnonzero(own.plan.compat[d, :count] & bit)
            for d, count in enumerate(own.walk.counts)
        )
    )
