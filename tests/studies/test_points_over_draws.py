"""Points and frontiers over draws: against the point where nothing is uncertain, and themselves."""

import math
from dataclasses import replace

import numpy as np
import pytest

import backchannel as bc
from backchannel.core.errors import UsageError
from backchannel.deals.best import one_draw
from backchannel.deals.kernels import walk
from backchannel.deals.packages import gains_of
from backchannel.space import block_tables, frame
from backchannel.studies import frontier_over_draws, points_over_draws, zone_over_draws

THREE = ["us_admin", "ru_leader", "ua_gov"]


@pytest.fixture(scope="module")
def few():
    """Five issues of the shipped case: 2,000 packages, so that every draw can be listed."""
    return {
        "actors": THREE,
        "issues": ["line_of_control", "crimea", "ceasefire_form", "ua_alignment", "arms_supply"],
    }


def _drawn(case, about, n):
    """Gains in points of all packages [n, packages, A] and whether they pass [n, packages]."""
    t = block_tables(about, seed=0, block=0)
    whole = about.walk.indices(np.arange(about.walk.size))
    for i in range(n):
        draw = one_draw(t, i)
        ranks = np.empty(about.walk.size, np.int64)
        number = walk(about.plan, draw, ranks, 2**62)
        passing = np.zeros(about.walk.size, bool)
        passing[ranks[:number]] = True
        one = replace(t, utility=t.utility[[i]], threshold=t.threshold[[i]], points=t.points[[i]])
        yield gains_of(about.plan, one, whole), passing


def test_each_draw_against_all_its_packages(ukraine, few):
    n = 40
    about = frame(ukraine, **few)
    found = points_over_draws(ukraine, **few, draws=n)
    edges = frontier_over_draws(ukraine, **few, draws=n)
    best, picked, sizes = [], {m: [] for m in ("nash", "least", "total", "share")}, []
    for gains, passing in _drawn(ukraine, about, n):
        inside = gains[passing]
        sizes.append(
            sum(not ((inside >= g).all(axis=1) & (inside > g).any(axis=1)).any() for g in inside)
        )
        if not len(inside):
            continue
        top = inside.max(axis=0)
        able = top > 1e-9
        best.append(top)
        with np.errstate(divide="ignore"):
            logs = np.log(np.maximum(inside[:, able], 0)).sum(axis=1)
        picked["nash"].append(logs.max())
        picked["least"].append(inside.min(axis=1).max())
        picked["total"].append(inside.sum(axis=1).max())
        picked["share"].append((inside[:, able] / top[able]).min(axis=1).max())
    assert found.open_draws == len(best)
    assert edges.sizes.tolist() == sizes
    wanted = np.percentile(np.array(best), [5, 50, 95], axis=0)
    assert (
        pytest.approx(wanted, abs=1e-6)
        == np.array([[g.low, g.median, g.high] for g in found.best]).T
    )
    # The points of single draws: one draw at a time, through the public study.
    first = points_over_draws(ukraine, **few, draws=1)
    if first.open_draws:
        gains = {p.method: [g.median for g in p.gains] for p in first.points}
        assert sum(gains["utilitarian"]) == pytest.approx(picked["total"][0], abs=1e-6)
        assert min(gains["egalitarian"]) == pytest.approx(picked["least"][0], abs=1e-6)


def test_without_ranges_the_draws_agree_with_the_point():
    case = bc.load("two-issues")
    for path, unknown in case.unknowns.items():
        case = case.changed(path, [unknown.mode] * 3, reason="certain")
    point = {p.method: p for p in bc.zone(case, ["upstream", "downstream"]).points()}
    drawn = points_over_draws(case, ["upstream", "downstream"], draws=8)
    for p in drawn.points:
        medians = [g.median for g in p.gains]
        assert any(medians == pytest.approx(row, abs=1e-6) for row in point[p.method].gains)
        assert sum(share for _, share in p.packages) == pytest.approx(1)
        assert all(sum(held.values()) == pytest.approx(1) for held in p.options.values())


def test_threads_change_nothing_and_a_stop_keeps_what_is_done(ukraine):
    whole = points_over_draws(ukraine, THREE, draws=600, threads=1)
    again = points_over_draws(ukraine, THREE, draws=600, threads=3)
    assert (whole.points, whole.best, whole.distance) == (again.points, again.best, again.distance)
    assert whole.notes == ()
    short = points_over_draws(ukraine, THREE, draws=600, stop=lambda: True)
    assert short.draws == 256
    assert [n.code for n in short.notes] == ["stopped"]
    assert points_over_draws(ukraine, THREE, draws=256).points == short.points
    edges = frontier_over_draws(ukraine, THREE, draws=300, threads=1)
    twice = frontier_over_draws(ukraine, THREE, draws=300, threads=2)
    assert edges.packages == twice.packages
    assert edges.sizes.tolist() == twice.sizes.tolist()
    assert [
        n.code for n in frontier_over_draws(ukraine, THREE, draws=600, stop=lambda: True).notes
    ] == ["stopped"]
    zone = zone_over_draws(ukraine, THREE, draws=600, stop=lambda: True)
    assert (zone.draws, zone.notes[0].code) == (256, "stopped")
    assert zone.open_share == zone_over_draws(ukraine, THREE, draws=256).open_share


def test_an_empty_zone_says_how_far_each_alone_is(ukraine):
    case = ukraine.changed("walk_away.ua_gov", [100, 100, 100], reason="nothing will do")
    found = points_over_draws(case, THREE, draws=64)
    assert found.points == ()
    assert found.open_draws == 0
    assert "No zone in any of 64 draws" in found.summary()
    near = found.distance[2]
    assert near is not None
    assert 0 < near.low <= near.median <= near.high
    assert frontier_over_draws(case, THREE, draws=64).open_draws == 0


def test_fixed_options_hold_in_every_draw(ukraine):
    fixed = {"crimea": "timed_talks"}
    found = points_over_draws(ukraine, THREE, fixed=fixed, draws=200)
    assert all(p.options["crimea"]["timed_talks"] == 1 for p in found.points)
    robust = zone_over_draws(ukraine, THREE, fixed=fixed, draws=200)
    assert robust.options["crimea"]["timed_talks"] == 1
    assert robust.run.settings["fixed"] == ("crimea=timed_talks",)
    assert robust.open_share <= zone_over_draws(ukraine, THREE, draws=200).open_share


def test_a_space_too_large_to_mark_is_refused_for_frontiers_only(large_case):
    with pytest.raises(UsageError, match="too many to mark"):
        frontier_over_draws(large_case, ["a", "b"], draws=4)
    found = zone_over_draws(large_case, ["a", "b"], draws=16)
    assert [n.code for n in found.notes] == ["unmarked", "uncounted"]
    assert math.isnan(found.median)
    assert "nan" not in found.summary()
    assert found.open_share == 1
    assert points_over_draws(large_case, ["a", "b"], draws=16).open_draws == 16
