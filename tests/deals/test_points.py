"""Frontier, points and blockers: published and worked numbers, oracles with ties, odd cases."""

import math
from fractions import Fraction
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import backchannel as bc
from backchannel.core.results import Status
from backchannel.deals import METHODS, blockers, frontier, points, zone
from backchannel.deals.frontier import pareto


def _one_issue(kit, vectors, rest, **changes):
    """One issue whose options give these vectors of points, and a worst status quo."""
    names = [f"p{n}" for n in range(len(vectors))]
    actors = [f"a{k}" for k in range(len(rest))]
    return kit.Made(
        issues={"x": ["none", *names]},
        status_quo={"x": "none"},
        wants={
            actor: {"x": (1, {"none": 0, **{n: v[k] for n, v in zip(names, vectors, strict=True)}})}
            for k, actor in enumerate(actors)
        },
        walk_away=dict(zip(actors, rest, strict=True)),
        **changes,
    )


def _picked(made):
    found = zone(made.case(), sorted(made.wants))
    return {p.method: sorted(package["x"] for package in p.packages) for p in points(found)}


FOUR = [(20, 90), (50, 70), (70, 50), (90, 10)]


def test_four_packages(kit):
    """theory.md T1: Nash products .07, .20, .18; the last package is below a walk-away value."""
    made = _one_issue(kit, FOUR, (10, 20))
    found = zone(made.case(), ["a0", "a1"])
    assert found.count == 3
    assert _picked(made) == {
        "nash": ["p1"],
        "kalai_smorodinsky": ["p1"],
        "egalitarian": ["p1"],
        "utilitarian": ["p1", "p2"],
    }
    assert points(found)[0].value == pytest.approx(2000)
    assert sorted(np.prod(found.frontier().gains, axis=1)) == pytest.approx([700, 1800, 2000])


@pytest.mark.parametrize(
    ("power", "share"),
    [({}, 57.5), ({"a0": 0.6, "a1": 0.4}, 60.0), ({"a0": 1, "a1": 0}, 70.0)],
    ids=["theory.md T1: pie", "theory.md T1: pie with power .6/.4", "all power with one"],
)
def test_transferable_pie(kit, power, share):
    pie = [(x / 2, 100 - x / 2) for x in range(201)]
    made = _one_issue(kit, pie, (45, 30), power=power)
    nash = points(zone(made.case(), ["a0", "a1"]))[0]
    assert nash.gains.tolist() == [[share - 45, 100 - share - 30]]
    assert bool(nash.notes) == bool(power)


def test_power_that_needs_large_exponents_falls_back_to_a_stated_tolerance(kit):
    made = _one_issue(kit, FOUR, (10, 20), power={"a0": 1.237, "a1": 1})
    nash = points(zone(made.case(), ["a0", "a1"]))[0]
    products = {n: (u - 10) ** 1.237 * (v - 20) for n, (u, v) in enumerate(FOUR) if v > 20}
    best = max(products, key=lambda n: products[n])
    assert [p["x"] for p in nash.packages] == [f"p{best}"]
    assert any("relative 1e-09" in str(note) for note in nash.notes)


def test_log_rolling():
    """theory.md T1b: half on each issue gives (.5, .5), the trade (.8, .8)."""
    case = bc.load("two-issues")
    found = zone(case, ["upstream", "downstream"])
    gains = {
        (r["water"], r["road"]): (r["gain.upstream"] + 30, r["gain.downstream"] + 30)
        for r in frontier(found).to_rows()
    }
    assert gains == {
        ("to_upstream", "by_upstream"): (80.0, 80.0),
        ("half", "by_upstream"): (40.0, 90.0),
        ("to_upstream", "half"): (90.0, 40.0),
    }
    assert {"water": "half", "road": "half"} in found.packages()  # (50, 50), dominated
    trade = ({"water": "to_upstream", "road": "by_upstream"},)
    assert [p.packages for p in points(found)] == [trade] * 4


def test_peers_errors_are_not_repeated(kit):
    """negotiation.md 1.1 item 3: the max-min point, not the one of smallest spread."""
    made = _one_issue(kit, [(100, 0), (90, 50), (30, 60), (0, 100)], (0, 0))
    assert _picked(made)["kalai_smorodinsky"] == ["p1"]
    doubled = _one_issue(kit, [(60, 0), (0, 60), (60, 0)], (0, 0))  # item 5: copies are kept
    edge = frontier(zone(doubled.case(), ["a0", "a1"]))
    assert (len(edge), edge.distinct) == (3, 2)


@pytest.mark.parametrize(
    ("vectors", "picked"),
    [
        ([(50, 50)], {"nash": ["p0"], "kalai_smorodinsky": ["p0"]}),  # nobody gains
        ([(50, 60), (50, 70)], {"nash": ["p1"], "kalai_smorodinsky": ["p1"]}),  # one never gains
        # Nobody can gain together with the other: as many as possible, then the most.
        ([(50, 70), (80, 50)], {"nash": ["p1"], "kalai_smorodinsky": ["p0", "p1"]}),
        ([(40, 60)], {"nash": [], "kalai_smorodinsky": []}),
    ],
    ids=["one package, no gain", "an actor without gain", "no joint gain", "empty"],
)
def test_degenerate_zones(kit, vectors, picked):
    made = _one_issue(kit, vectors, (50, 50))
    got = _picked(made)
    assert {method: got[method] for method in picked} == picked
    found = zone(made.case(), ["a0", "a1"])
    assert all((p.status is Status.INFEASIBLE) == (not p.packages) for p in points(found))
    assert all(math.isnan(p.value) == (not p.packages) for p in points(found))


vectors = st.integers(1, 4).flatmap(
    lambda n: st.lists(st.tuples(*[st.integers(0, 6)] * n), min_size=1, max_size=60)
)


@given(vectors)
@settings(max_examples=200, deadline=None)
def test_frontier_keeps_what_nothing_dominates_and_all_ties(rows):
    kept, distinct = pareto(rows)
    wanted = [
        i
        for i, x in enumerate(rows)
        if not any(y != x and all(b >= a for a, b in zip(x, y, strict=True)) for y in rows)
    ]
    assert sorted(kept.tolist()) == wanted
    assert distinct == len({rows[i] for i in wanted})


def test_frontier_survives_sums_that_rounding_makes_equal():
    rows = np.array([[2.0**53, 0.0], [2.0**53, 1.0], [2.0**53 - 2, 1.0]])
    for order in ([0, 1, 2], [1, 0, 2], [2, 0, 1]):
        kept, _ = pareto(rows[order])
        assert [order[i] for i in kept] == [1]


def _oracle(rows):
    """Names of the packages that each method picks, by the definitions, in fractions."""
    good = [(p, g) for p, g, broken in rows if not broken]
    edge = [
        (p, g)
        for p, g in good
        if not any(h != g and all(y >= x for x, y in zip(g, h, strict=True)) for _, h in good)
    ]
    best = [max(g[a] for _, g in edge) for a in range(len(edge[0][1]))]
    able = [a for a, top in enumerate(best) if top > 0]
    keys = {
        "nash": lambda g: (sum(x > 0 for x in g), math.prod(x for x in g if x > 0)),
        "kalai_smorodinsky": lambda g: min((g[a] / best[a] for a in able), default=0),
        "egalitarian": sorted,
        "utilitarian": sum,
    }
    picked = {}
    for method, key in keys.items():
        top = max(key(g) for _, g in edge)
        picked[method] = {tuple(p.items()) for p, g in edge if key(g) == top}
    return {tuple(p.items()) for p, _ in edge}, picked


@given(data=st.data())
@settings(max_examples=150, deadline=None)
def test_points_and_frontier_as_defined(kit, data):
    made = data.draw(kit.cases())
    actors = sorted(made.wants)
    rows = kit.brute(made, actors)
    found = zone(made.case(), actors)
    edge = frontier(found)
    if not found.count:
        assert (len(edge), edge.distinct, edge.status) == (0, 0, Status.INFEASIBLE)
        return
    wanted_edge, wanted = _oracle(rows)
    assert {tuple(p.items()) for p in edge.packages(len(edge))} == wanted_edge
    got = {p.method: {tuple(x.items()) for x in p.packages} for p in points(found)}
    assert got == wanted


@given(data=st.data())
@settings(max_examples=150, deadline=None)
def test_blockers_as_defined(kit, data):
    made = data.draw(kit.cases())
    actors = sorted(made.wants)
    rows = kit.brute(made, actors)
    found = blockers(zone(made.case(), actors))

    def named(constraint):
        return constraint.red_line or constraint.actor

    sets = {broken for *_, broken in rows}
    assert {named(c.constraint): c.packages for c in found.costs} == {
        c: sum(broken == {c} for *_, broken in rows)
        for c in [*actors, *(line[0] for line in made.lines if line[3] >= 0.5)]
    }
    minimal = (
        {s for s in sets if not any(t < s for t in sets)} if frozenset() not in sets else set()
    )
    got = {frozenset(map(named, o.constraints)): o for o in found.openings}
    assert set(got) == minimal
    for broken, opening in got.items():
        short = [sum(-g for g in gains if g < 0) for _, gains, b in rows if b == broken]
        assert opening.packages == len(short)
        assert opening.shortfall == pytest.approx(float(min(short)))
        nearest = [
            tuple(p.items())
            for p, g, b in rows
            if b == broken and sum(-x for x in g if x < 0) == min(short)
        ]
        assert tuple(opening.nearest.items()) in nearest
    order = [(len(o.constraints), o.shortfall) for o in found.openings]
    assert order == sorted(order)


def test_blockers_of_the_shipped_case(ukraine):
    """Every way to open the insider's empty zone, and what the leader's walk-away value costs."""
    actors = ["us_admin", "ru_leader", "ua_gov"]
    empty = blockers(zone(ukraine.under("insider"), actors))
    rows = [(r["must_yield"], r["red_lines"], r["packages"]) for r in empty.to_rows()]
    assert rows == [
        ("walk-away value of ru_leader", "", 425256),
        ("walk-away value of ua_gov", "", 2427),
    ]
    assert [round(o.shortfall, 2) for o in empty.openings] == [5.2, 6.18]
    assert "walk-away value of ru_leader, by at least 5.2 points" in empty.summary()
    # Without Kyiv's walk-away value, what is left is the zone of the other two on Kyiv's lines.
    for opening in empty.openings:
        dropped = [c.actor for c in opening.constraints]
        values = {f"walk_away.{a}": [0, 0, 0] for a in dropped}
        case = ukraine.under("insider")
        for path, value in values.items():
            case = case.changed(path, value, reason="dropped")
        assert zone(case, actors).count == opening.packages


def test_many_constraints(kit):
    """Twenty lines forbid the only package that all can afford: all of them must go together."""
    many = [(f"L{n}", "a0", [{"x": "p1"}], 1) for n in range(20)]
    made = _one_issue(kit, FOUR, (40, 60), lines=many)
    found = blockers(zone(made.case(), ["a0", "a1"]))
    assert [len(o.constraints) for o in found.openings] == [1, 1, 20]
    assert [c.actor for o in found.openings[:2] for c in o.constraints] == ["a1", "a0"]
    assert found.openings[2].nearest == {"x": "p1"}
    assert found.status is Status.PROVEN


@pytest.mark.parametrize("method", METHODS, ids=lambda m: m.id)
def test_every_method_keeps_the_habits_of_the_room(method):
    case = bc.load("two-issues")
    found = zone(case, ["upstream", "downstream"])
    result = found if method.id == "zone" else method.function(found)
    text = method.function.__doc__
    assert ">>>" in text
    assert method.title
    words = method.citation.replace(";", " ").split()
    assert words[0] == "definition:" or any(w.isdigit() and len(w) == 4 for w in words)
    assert result.run.method.startswith("deals.")
    assert result.run.case_digest == case.digest
    assert result.run.settings["actors"] == ("upstream", "downstream")
    assert result.status is Status.PROVEN
    assert isinstance(result.notes, tuple)
    assert result.summary().endswith(".")
    rows = result.to_rows()
    assert rows
    assert all(set(row) == set(rows[0]) for row in rows)
    with pytest.raises(AttributeError):
        result.status = Status.ESTIMATED


def test_method_ids_differ():
    assert not [pair for pair in combinations([m.id for m in METHODS], 2) if pair[0] == pair[1]]


def test_results_are_read_only():
    edge = frontier(zone(bc.load("two-issues"), ["upstream", "downstream"]))
    for array in (edge.choices, edge.gains, edge.scaled):
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 0
    assert Fraction(edge.scaled[0, 0]) / Fraction(edge.zone.tables.scale[0]) == 50
