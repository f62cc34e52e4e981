"""The compiled engines against plain enumeration: bounds, ties, patterns, spaces that are huge."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import backchannel as bc
from backchannel.deals import kernels
from backchannel.deals.best import all_reaching, best, least, one_draw, shortfall, total
from backchannel.deals.best import product as product_of
from backchannel.deals.frontier import grown_edge
from backchannel.deals.search import search
from backchannel.exchange import Scenario
from backchannel.space import frame, point_tables


def _all(kit, plan, draw, scale):
    """Every package that may be a deal on these lines: options [n, D], gains in points [n, A]."""
    bounds = kernels.bounds_of(plan, draw)
    choices, gains = kit.gains(plan, draw)
    gains /= scale
    ok = np.full(len(choices), bool(bounds.free[0]))
    held = np.full(len(choices), -1, dtype=np.int64)
    for d in range(choices.shape[1]):
        held &= plan.compat[d, choices[:, d]]
        ok &= ~bounds.banned[d, choices[:, d]]
    ok &= (held & np.bitwise_or.reduce(plan.ends) & bounds.forbidden) == 0
    return choices[ok], gains[ok]


def _value(kind, weight, hard, gains):
    with np.errstate(divide="ignore", invalid="ignore"):
        found = {
            "total": lambda: gains @ weight,
            "least": lambda: np.where(weight > 0, weight * gains, np.inf).min(axis=1),
            "product": lambda: np.where(
                ((gains > 0) | (weight == 0)).all(axis=1),
                np.log(np.where((weight > 0) & (gains > 0), gains, 1.0)) @ weight,
                -np.inf,
            ),
            "shortfall": lambda: np.minimum(gains, 0) @ weight,
        }[kind]()
    return np.where((gains[:, hard] < 0).any(axis=1), -np.inf, found)


@given(data=st.data(), kind=st.sampled_from(["total", "least", "product", "shortfall"]))
@settings(max_examples=300, deadline=None)
def test_the_best_package_and_its_ties(kit, data, kind):
    made = data.draw(kit.cases())
    about = frame(made.case(), sorted(made.wants))
    t = point_tables(about)
    draw, actors = one_draw(t), len(about.actors)
    flags = st.lists(st.booleans(), min_size=actors, max_size=actors)
    some = np.array(data.draw(flags))
    weight = np.array(
        data.draw(st.lists(st.sampled_from([0.5, 1, 3]), min_size=actors, max_size=actors)),
        dtype=float,
    )
    if kind == "total":
        aim, hard = total(weight * data.draw(st.sampled_from([1, -1])), some), some
    elif kind == "least":
        aim, hard = least(np.where(some, weight, 0.0), ~some), ~some
    elif kind == "product":
        some[0] = True
        aim, hard = product_of(np.where(some, weight, 0.0)), np.ones(actors, bool)
    else:
        aim, hard = shortfall(some), ~some
    choices, gains = _all(kit, about.plan, draw, t.scale)
    values = _value(kind, aim.weight, hard, gains)
    top = best(about.plan, draw, t.scale, aim)
    assert top.proven
    if not len(choices) or values.max() == -np.inf:
        assert top.value == -np.inf
        return
    assert top.value == pytest.approx(values.max(), abs=1e-9)
    assert values[(choices == top.choice).all(axis=1)] == pytest.approx(values.max(), abs=1e-9)
    if not math.isfinite(top.value):
        return
    floor = top.value - data.draw(st.sampled_from([1e-9, 5.0]))
    met, number, complete = all_reaching(about.plan, draw, t.scale, aim, floor)
    assert complete
    assert number == len(met)
    wanted = {tuple(row) for row in choices[values >= floor].tolist()}
    close = {tuple(row) for row in choices[np.abs(values - floor) < 1e-9].tolist()}
    assert {tuple(row) for row in met.tolist()} - close == wanted - close
    enough = best(about.plan, draw, t.scale, aim, enough=floor)
    assert enough.value >= floor


@given(data=st.data())
@settings(max_examples=200, deadline=None)
def test_the_grown_frontier_and_its_ties(kit, data):
    made = data.draw(kit.cases())
    about = frame(made.case(), sorted(made.wants))
    t = point_tables(about)
    draw = one_draw(t)
    choices, gains = _all(kit, about.plan, draw, np.ones(len(about.actors)))
    inside = (gains >= 0).all(axis=1)
    choices, gains = choices[inside], gains[inside]
    worse = [any((other >= row).all() and (other > row).any() for other in gains) for row in gains]
    wanted = {tuple(row) for row in choices[~np.array(worse, dtype=bool)].tolist()}
    edge = grown_edge(about.plan, draw, t.scale)
    assert {tuple(row) for row in edge.choices.tolist()} == wanted
    assert edge.count == len(edge.choices) == len(wanted)
    assert edge.distinct == len(np.unique(gains[~np.array(worse, dtype=bool)], axis=0))


def _large(seed, issues=30, options=4, actors=4, *, opposed=False):
    """Utilities of 4^30 packages; opposed: on each issue half of the actors want the other end."""
    rng = np.random.default_rng(seed)
    weight = rng.dirichlet(np.ones(issues), actors)
    worth = rng.uniform(0, 100, (actors, issues, options))
    if opposed:
        worth = np.sort(worth, axis=2)
        worth[actors // 2 :] = worth[actors // 2 :, :, ::-1]
    tables = np.round(weight[:, :, None] * worth, 3)
    names = [f"i{d}" for d in range(issues)]
    return {
        "issues": {name: [f"o{k}" for k in range(options)] for name in names},
        "utility": {
            f"a{a}": dict(zip(names, tables[a].tolist(), strict=True)) for a in range(actors)
        },
    }


@pytest.mark.parametrize("opposed", [False, True], ids=["random", "opposed"])
@pytest.mark.parametrize("seed", range(4))
def test_huge_spaces_are_settled_with_a_proof(seed, opposed):
    tables = _large(seed, opposed=opposed)
    free = bc.zone(Scenario.of("s", **tables, reserve=dict.fromkeys(tables["utility"], -1)))
    fairest = free.points()[2]
    assert (fairest.status, free.all_packages) == (bc.core.results.Status.PROVEN, 4**30)
    level = fairest.value - 1
    inside = bc.zone(Scenario.of("s", **tables, reserve=dict.fromkeys(tables["utility"], level)))
    assert inside.exists is True
    assert inside.points()[0].value >= 0
    above = round(level + 0.002, 3)
    outside = bc.zone(Scenario.of("s", **tables, reserve=dict.fromkeys(tables["utility"], above)))
    assert outside.exists is False
    assert "no package is acceptable to all (proven)" in outside.summary()
    opened = outside.blockers()
    assert all(o.shortfall > 0 and o.packages is None for o in opened.openings)
    assert {len(o.constraints) for o in opened.openings} == {1}


def test_a_search_that_is_cut_short_says_what_is_left():
    tables = _large(1)
    found = bc.zone(Scenario.of("s", **tables, reserve=dict.fromkeys(tables["utility"], 60)))
    t, plan = found.tables, found.frame.plan
    everyone = least(np.ones(4))
    cut = best(plan, one_draw(t), t.scale, everyone, steps=50)
    whole = best(plan, one_draw(t), t.scale, everyone)
    assert whole.proven
    assert cut.value <= whole.value <= cut.bound
    held = np.zeros((1, 30), np.int64)
    value, bound, steps, _ = search(
        plan,
        one_draw(t),
        t.scale,
        everyone,
        np.zeros(4),
        -np.inf,
        np.inf,
        50,
        held,
        everything=False,
    )
    assert steps <= 50
    assert value <= whole.value <= bound


def test_more_packages_than_a_rank_can_number():
    names = [f"i{d}" for d in range(40)]
    tables = {
        "issues": {name: ["x", "y", "z", "same as z"] for name in names},
        "utility": {
            "a": {name: [0, d % 7, 10, 10] for d, name in enumerate(names)},
            "b": {name: [10, 8, 0, 0] for name in names},
        },
    }
    found = bc.zone(Scenario.of("s", **tables))
    edge = found.frontier()
    assert found.total == 4**40
    ideal = edge.gains.max(axis=0)
    assert ideal.tolist() == [400, 400]
    both = [row.sum() for row in edge.gains]
    assert both == sorted(both, reverse=True)
    # Where every issue goes to a, each may take z or its twin: 2^40 ways to the same gains.
    assert edge.count > 2**40
    assert [n.code for n in edge.notes] == ["own_scale", "unlisted"]
