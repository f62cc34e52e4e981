"""Small cases made in the tests, and an oracle that takes the rules of the model literally."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from itertools import product

import numpy as np
import pytest
from hypothesis import strategies as st

from backchannel.case import Case
from backchannel.case.schema import CaseDocument
from backchannel.deals.kernels import Draw
from backchannel.space import Plan

Pattern = Mapping[str, str]
Package = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Made:
    """A case in short: every number stands for low = mode = high."""

    issues: Mapping[str, Sequence[str]]
    status_quo: Mapping[str, str]
    wants: Mapping[str, Mapping[str, tuple[float, Mapping[str, float]]]]
    walk_away: Mapping[str, float]
    lines: Sequence[tuple[str, str, Sequence[Pattern], float]] = ()
    exclusions: Sequence[Pattern] = ()
    bonuses: Sequence[tuple[str, str, Pattern, float]] = ()
    power: Mapping[str, float] = field(default_factory=dict)
    agents: Mapping[str, str] = field(default_factory=dict)
    conditions: Mapping[str, Sequence[str]] = field(default_factory=dict)
    walk_away_if: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    leverage: Sequence[tuple[str, str, str, float]] = ()

    def case(self) -> Case:
        why = {"basis": "inference", "reason": "made for a test"}
        names = [*self.wants, *self.agents]
        document = {
            "format": 1,
            "case": {"id": "made", "title": "made", "as_of": "2024"},
            "parties": [{"id": "P", "name": "P", "actors": names}],
            "actors": [
                {"id": a, "name": a, "agent_of": self.agents.get(a), **why}
                | ({"power": _triple(self.power[a])} if a in self.power else {})
                for a in names
            ],
            "issues": [
                {
                    "id": i,
                    "name": i,
                    "status_quo": self.status_quo[i],
                    "options": [{"id": o, "text": o} for o in options],
                }
                for i, options in self.issues.items()
            ],
            "exclusions": [
                {"id": f"X{n}", "forbids": [dict(p)], "reason": "no deal"}
                for n, p in enumerate(self.exclusions)
            ],
            "preferences": {
                a: {
                    i: {
                        "weight": _triple(w),
                        "values": {o: _triple(v) for o, v in vs.items()},
                        **why,
                    }
                    for i, (w, vs) in issues.items()
                }
                for a, issues in self.wants.items()
            },
            "bonuses": [
                {"id": name, "actor": a, "pattern": dict(p), "points": _triple(x), **why}
                for name, a, p, x in self.bonuses
            ],
            "walk_away": {a: {"value": _triple(r), **why} for a, r in self.walk_away.items()},
            "walk_away_if": {
                a: {c: {"value": _triple(r), **why} for c, r in by.items()}
                for a, by in self.walk_away_if.items()
            },
            "red_lines": [
                {
                    "id": name,
                    "actor": a,
                    "forbids": [dict(p) for p in ps],
                    "hardness": _triple(h),
                    **why,
                }
                for name, a, ps, h in self.lines
            ],
            "conditions": [
                {"id": c, "text": c, "levers": list(levers)}
                for c, levers in self.conditions.items()
            ],
            "leverage": [
                {
                    "id": name,
                    "by": on,
                    "on": on,
                    "instrument": name,
                    "direction": direction,
                    "strength": _triple(s),
                    "credibility": _triple(1),
                    "cost_to_user": _triple(0),
                    **why,
                }
                for name, on, direction, s in self.leverage
            ],
        }
        return Case.of(CaseDocument.model_validate(document), {}, {}, ())


def _triple(x: float) -> list[float]:
    return [float(x)] * 3


def _utility(made: Made, actor: str, package: Pattern) -> Fraction:
    weights = {i: Fraction(str(w)) for i, (w, _) in made.wants[actor].items()}
    values = sum(weights[i] * Fraction(str(made.wants[actor][i][1][package[i]])) for i in weights)
    bonus = sum(
        Fraction(str(x))
        for _, a, pattern, x in made.bonuses
        if a == actor and pattern.items() <= package.items()
    )
    return values / sum(weights.values()) + bonus


def _deals(made: Made, issues: Sequence[str]) -> list[dict[str, str]]:
    """All whole packages that can be a deal when only `issues` move."""
    found = []
    for chosen in product(*(made.issues[i] for i in issues)):
        moved = dict(zip(issues, chosen, strict=True))
        excluded = any(pattern.items() <= moved.items() for pattern in made.exclusions)
        if not excluded and {**made.status_quo, **moved} != dict(made.status_quo):
            found.append({**made.status_quo, **moved})
    return found


def brute(
    made: Made, actors: Sequence[str], issues: Sequence[str] | None = None
) -> list[tuple[dict[str, str], list[Fraction], frozenset[str]]]:
    """Every deal with the actors' gains and the names of the constraints that it breaks."""
    moving = list(made.issues) if issues is None else [i for i in made.issues if i in issues]
    rows = []
    for package in _deals(made, moving):
        if len(moving) == len(made.issues):
            rest = [Fraction(str(made.walk_away[a])) for a in actors]
        else:
            rest = [_utility(made, a, made.status_quo) for a in actors]
        gains = [_utility(made, a, package) - r for a, r in zip(actors, rest, strict=True)]
        broken = {a for a, gain in zip(actors, gains, strict=True) if gain < 0}
        broken |= {
            name
            for name, a, patterns, hardness in made.lines
            if a in actors and hardness >= 0.5
            if any(p.items() <= package.items() for p in patterns)
        }
        rows.append(({i: package[i] for i in moving}, gains, frozenset(broken)))
    return rows


def gains_of_all(plan: Plan, draw: Draw) -> tuple[np.ndarray, np.ndarray]:
    """Every package of a plan, options [n, D] by rank, and its gains in utility units [n, A]."""
    choices = np.array(list(product(*(range(n) for n in plan.options.tolist()))), dtype=np.int64)
    gains = np.repeat(-draw.threshold[None], len(choices), axis=0)
    for n, package in enumerate(choices.tolist()):
        for d, o in enumerate(package):
            gains[n] += draw.utility[d, o]
        for pattern, actor, points in zip(
            plan.bonus_pattern.tolist(), plan.bonus_actor.tolist(), draw.points, strict=True
        ):
            if pattern and all(plan.compat[d, o] & pattern for d, o in enumerate(package)):
                gains[n, actor] += points
    return choices, gains


@st.composite
def made_cases(draw: st.DrawFn) -> Made:
    """Cases of up to four issues and three actors, with many ties."""
    count = draw(st.sampled_from([3, 2, 4, 1]))
    issues = {f"i{n}": [f"o{k}" for k in range(draw(st.integers(2, 4)))] for n in range(count)}
    quarter = st.integers(0, 4).map(lambda k: 25.0 * k)
    fine = st.integers(0, 40).map(lambda k: 2.5 * k)
    wants = {}
    for a in ["a", "b", "c"][: draw(st.integers(1, 3))]:
        listed = draw(st.lists(st.sampled_from(sorted(issues)), min_size=1, unique=True))
        wants[a] = {
            i: (draw(st.integers(1, 6)) / 2, {o: draw(st.one_of(quarter, fine)) for o in issues[i]})
            for i in listed
        }
    some = st.lists(st.sampled_from(sorted(issues)), min_size=1, max_size=3, unique=True)
    pattern = some.flatmap(
        lambda chosen: st.fixed_dictionaries({i: st.sampled_from(issues[i]) for i in chosen})
    )
    actor = st.sampled_from(sorted(wants))
    patterns = st.lists(pattern, min_size=1, max_size=2)
    lines = draw(st.lists(st.tuples(actor, patterns, st.sampled_from([0.2, 0.5, 1.0])), max_size=3))
    points = st.sampled_from([-30.0, -7.5, 5.0, 40.0])
    bonuses = draw(st.lists(st.tuples(actor, pattern, points), max_size=2))
    return Made(
        issues=issues,
        status_quo={i: draw(st.sampled_from(options)) for i, options in issues.items()},
        wants=wants,
        walk_away={a: draw(st.sampled_from([10.0, 25.0, 40.0, 50.0, 62.5])) for a in wants},
        lines=[(f"L{n}", *line) for n, line in enumerate(lines)],
        exclusions=draw(st.lists(pattern, max_size=2)),
        bonuses=[(f"B{n}", *bonus) for n, bonus in enumerate(bonuses)],
    )


@dataclass(frozen=True)
class Kit:
    """What the tests of this folder share."""

    Made: type[Made] = Made
    brute: Callable[..., list[tuple[dict[str, str], list[Fraction], frozenset[str]]]] = brute
    cases: Callable[[], st.SearchStrategy[Made]] = made_cases
    replace: Callable[..., Made] = replace
    gains: Callable[[Plan, Draw], tuple[np.ndarray, np.ndarray]] = gains_of_all


@pytest.fixture(scope="session")
def kit() -> Kit:
    return Kit()
