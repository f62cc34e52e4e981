"""Cases that once broke an engine, kept small."""

import importlib
import os
import signal
import subprocess
import sys
import time

import numpy as np
import pytest

import backchannel as bc
from backchannel.core.errors import UsageError
from backchannel.core.results import Status
from backchannel.deals import reach
from backchannel.exchange import Scenario


def _scenario(utility, reserve=None):
    issues = {
        i: [f"o{k}" for k in range(len(row))] for i, row in next(iter(utility.values())).items()
    }
    return Scenario.of("s", issues=issues, utility=utility, reserve=reserve)


def test_power_of_none_still_leaves_no_gain_unused(kit):
    made = kit.Made(
        issues={"i": ["o0", "o1"], "j": ["p", "q"]},
        status_quo={"i": "o0", "j": "p"},
        wants={"a": {"i": (1, {"o0": 0, "o1": 60})}, "b": {"j": (1, {"p": 50, "q": 100})}},
        walk_away={"a": 20, "b": 20},
        power={"b": 0},
    )
    found = bc.zone(made.case(), ["a", "b"])
    assert found.points()[0].packages == ({"i": "o1", "j": "q"},)
    found.frontier()
    assert found.points()[0].packages == ({"i": "o1", "j": "q"},)


def test_many_packages_that_give_nobody_anything():
    """Two actors who share a fixed sum, both with half of it: every package of the zone is even."""
    rng = np.random.default_rng(5)
    rows = {f"i{d}": rng.integers(0, 9, 3).tolist() for d in range(23)}
    whole = {i: max(row) for i, row in rows.items()}
    other = {i: [whole[i] - u for u in row] for i, row in rows.items()}
    total = sum(whole.values())
    half = total // 2
    found = bc.zone(_scenario({"a": rows, "b": other}, {"a": half, "b": total - half}))
    assert found.exists is True
    for point in found.points():
        assert point.gains[0].tolist() == [0, 0]
        assert point.packages


def test_numbers_at_the_ends_of_scales():
    found = bc.zone(_scenario({f"a{k}": {"i": [10**30, 0]} for k in range(4)}))
    assert found.points()[0].packages == ({"i": "o0"},)
    with pytest.raises(UsageError, match="larger than"):
        _scenario({"a": {"i": [10**40, 0]}})
    tiny = {"a": {"i": [3.1234567890123456e-8, 9.8765432109876543e-8]}}
    found = bc.zone(_scenario(tiny, {"a": 5.5555555555555555e-8}))
    assert found.count == 1


def test_a_hair_below_the_walk_away_value_is_outside():
    """Utilities far below the tolerance of the search: only exact gains tell who loses."""
    tiny = 1e-12
    rows = {"a": {"i": [3 * tiny, 4 * tiny]}, "b": {"i": [5 * tiny, 2 * tiny]}}
    found = bc.zone(_scenario(rows, {"a": 3 * tiny, "b": 5 * tiny}))
    assert found.count == 1
    for point in found.points():
        assert point.packages == ({"i": "o0"},)


def test_a_search_without_a_find_never_invents_a_package(monkeypatch):
    """Points and reach fall back on a package of the zone, and say that they are not proven."""
    engine = importlib.import_module("backchannel.deals.best")
    rng = np.random.default_rng(3)
    rows = {
        a: {f"i{d}": np.round(rng.uniform(0, 10, 4), 2).tolist() for d in range(14)} for a in "abc"
    }
    free = bc.zone(_scenario(rows, dict.fromkeys("abc", -1))).points()[2].value - 1
    zone = bc.zone(_scenario(rows, dict.fromkeys("abc", round(free, 6))))
    assert zone.fairest.value >= 0
    real = engine.search

    def blind(*arguments, **more):
        value, bound, steps, _ = real(*arguments, **more)
        return -np.inf, max(bound, value, 0.0) + 1.0, steps, 0

    monkeypatch.setattr(engine, "search", blind)
    for point in zone.points():
        assert point.status is Status.NOT_FOUND
        assert (point.gains >= 0).all()
        assert point.bound > point.value or not np.isfinite(point.bound)
    for actor in reach(zone).by_actor:
        assert not actor.proven
        assert actor.worst >= 0
        assert actor.best >= 0


def test_blockers_say_when_they_are_not_proven(monkeypatch):
    room = importlib.import_module("backchannel.deals.blockers")
    zone = bc.zone(_scenario({"a": {"i": [0, 10]}, "b": {"i": [10, 0]}}, {"a": 6, "b": 6}))
    assert [o.shortfall for o in zone.blockers().openings] == [6, 6]
    assert zone.blockers().status is Status.PROVEN
    real = room.best

    def doubtful(*arguments, **more):
        found = real(*arguments, **more)
        return type(found)(found.value, found.bound + 5, found.choice, found.found)

    monkeypatch.setattr(room, "best", doubtful)
    told = zone.blockers()
    assert told.status is Status.NOT_FOUND
    assert any(n.code == "gap" for n in told.notes)


@pytest.mark.parametrize(
    "ask",
    [
        lambda c: bc.zone(c, [3]),
        lambda c: bc.zone(c, 3),
        lambda c: bc.zone(c, ["upstream"], fixed={"water": None}),
        lambda c: bc.zone(c, ["upstream"], fixed="water"),
        lambda c: bc.zone(c, ["upstream"], condition=3),
        lambda c: bc.studies.zone_over_draws(c, ["upstream"], draws=1.5),
        lambda c: bc.studies.zone_over_draws(c, ["upstream"], draws="10"),
        lambda c: bc.studies.points_over_draws(c, ["upstream"], threads=-1),
        lambda c: bc.studies.points_over_draws(c, ["upstream"], threads=float("nan")),
        lambda _: bc.studies.zone_over_draws(_scenario({"a": {"i": [0, 1]}}), ["a"]),
        lambda _: bc.studies.points_over_draws(_scenario({"a": {"i": [0, 1]}}), ["a"]),
        lambda _: bc.studies.frontier_over_draws(_scenario({"a": {"i": [0, 1]}}), ["a"]),
        lambda _: bc.studies.nearest_change(_scenario({"a": {"i": [0, 1]}}), ["a"]),
    ],
)
def test_nonsense_is_one_line(ask):
    with pytest.raises(UsageError) as refused:
        ask(bc.load("two-issues"))
    assert len(str(refused.value).splitlines()) == 1


GROWING = """
import numpy as np, backchannel as bc
from backchannel.exchange import Scenario
rng = np.random.default_rng(1)
rows = {a: {f"i{d}": rng.integers(0, 1000, 6).tolist() for d in range(12)} for a in "abcde"}
issues = {i: [f"o{k}" for k in range(6)] for i in rows["a"]}
small = {a: {"i": [0, 1]} for a in "abcde"}
bc.zone(Scenario.of("w", issues={"i": ["x", "y"]}, utility=small)).frontier()
print("ready", flush=True)
bc.zone(Scenario.of("s", issues=issues, utility=rows)).frontier()
"""


def test_an_interrupted_frontier_is_no_crash():
    running = subprocess.Popen(
        [sys.executable, "-c", GROWING],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=os.environ,
    )
    assert running.stdout is not None
    running.stdout.readline()
    time.sleep(0.5)
    running.send_signal(signal.SIGINT)
    _, err = running.communicate(timeout=120)
    assert running.returncode != -signal.SIGSEGV
    assert "KeyboardInterrupt" in err or "TOO-LARGE" in err or running.returncode == 0
