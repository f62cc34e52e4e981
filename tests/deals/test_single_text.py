"""The single negotiating text: the published check, an oracle, properties, odd drafts."""

import dataclasses
import math
from dataclasses import replace
from fractions import Fraction
from itertools import combinations
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import backchannel as bc
from backchannel.core.errors import UsageError
from backchannel.core.results import RunRecord, Status
from backchannel.deals import packages
from backchannel.deals.single_text import single_text
from backchannel.deals.zone import zone
from backchannel.exchange import Scenario
from backchannel.space.compile import frame
from backchannel.space.tables import point_tables

SPLIT = {"water": "half", "road": "half"}
TRADE = {"water": "to_upstream", "road": "by_upstream"}


@pytest.fixture(scope="module")
def villages():
    return zone(bc.load("two-issues"), ["upstream", "downstream"])


def _stub(about):
    """A zone that nobody counted."""
    run = RunRecord("deals.zone", about.about, about.digest, {})
    return SimpleNamespace(
        frame=about, tables=point_tables(about), actors=about.actors, notes=(), run=run
    )


def test_a_pair_gets_past_the_split(villages):
    """theory.md T23 with T1b: single changes stall at a split, a paired change reaches (.8, .8)."""
    stalled = single_text(villages, SPLIT, pairs=False)
    assert (stalled.end, stalled.steps, stalled.complete) == (SPLIT, (), True)
    text = single_text(villages, SPLIT)
    assert text.end == TRADE
    assert (text.gains + 30).tolist() == [[50, 50], [80, 80]]
    assert (text.accepted, text.status, text.broken) == (True, Status.PROVEN, ())
    (step,) = text.steps
    assert str(step) == (
        "Step 1: change water from half to to_upstream together with road from half to "
        "by_upstream. Why: the smallest gain (upstream and downstream) rises from 20 to 50 points. "
        "Gains: upstream 20 to 50, downstream 20 to 50; nobody loses. "
        "No other change was possible."
    )
    assert str(text).endswith("more issues at once could still be possible.")


def test_from_the_present_state(villages):
    text = single_text(villages)
    assert text.draft == "the present state"
    assert text.end == TRADE
    assert text.steps[0].others == 3  # half-half, by_upstream with half, half with to_upstream
    assert "From the present state, 1 step" in text.summary()
    assert not text.steps[0].ended  # that it is no longer the present state goes without saying
    stalled = single_text(villages, pairs=False)
    assert stalled.broken == ("the present state, which is no deal",)
    assert not stalled.accepted


def test_rows_hold_the_draft_and_every_step(villages):
    text = single_text(villages, SPLIT)
    rows = text.to_rows()
    assert [row["step"] for row in rows] == [0, 1]
    assert [row["smallest"] for row in rows] == [20, 50]
    assert all(set(row) == set(rows[0]) for row in rows)
    assert {str(note) for note in text.notes} >= {
        "assumes that the actors' points can be compared with one another"
    }
    assert text.run.settings["start"] == tuple(SPLIT.items())
    with pytest.raises(ValueError, match="read-only"):
        text.gains[0] = 0


def test_stopped_by_the_limit(villages):
    text = single_text(villages, SPLIT, steps=0)
    assert (text.end, text.complete, text.status) == (SPLIT, False, Status.NOT_FOUND)
    assert "more changes were possible" in text.why_it_ended
    done = single_text(villages, SPLIT, steps=1)  # the limit is reached, but nothing is left
    assert (done.complete, done.status) == (True, Status.PROVEN)


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"start": {"watre": "half"}}, "did you mean 'water'"),
        ({"start": {"water": "halve"}}, "did you mean 'half'"),
        ({"start": {"water": math.nan}}, "id of an option"),
        ({"start": {math.nan: "half"}}, "there is no issue nan"),
        ({"start": "water"}, "give a package"),
        ({"start": ["water"]}, "give a package"),
        ({"order": ["raod"]}, "did you mean 'road'"),
        ({"order": "road"}, "give a list of issues"),
        ({"steps": -1}, "steps is a number"),
        ({"steps": math.nan}, "steps is a number"),
        ({"steps": True}, "steps is a number"),
    ],
    ids=str,
)
def test_hostile_input(villages, given, message):
    with pytest.raises(UsageError, match=message):
        single_text(villages, **given)


def _made(kit, **changes):
    made = kit.Made(
        issues={"x": ["n", "p", "q"], "y": ["n", "p"]},
        status_quo={"x": "n", "y": "n"},
        wants={
            "a": {"x": (1, {"n": 0, "p": 50, "q": 100}), "y": (1, {"n": 0, "p": 40})},
            "b": {"x": (1, {"n": 0, "p": 50, "q": 60}), "y": (1, {"n": 0, "p": 60})},
        },
        walk_away={"a": 20, "b": 20},
    )
    return replace(made, **changes)


def test_a_line_is_never_crossed(kit):
    made = _made(kit, lines=[("L", "b", [{"x": "q", "y": "p"}], 1)])
    text = single_text(zone(made.case(), ["a", "b"]))
    assert text.end == {"x": "p", "y": "p"}
    soft = _made(kit, lines=[("L", "b", [{"x": "q", "y": "p"}], 0.4)])
    assert single_text(zone(soft.case(), ["a", "b"])).end == {"x": "q", "y": "p"}


def test_a_broken_line_is_mended_first_but_at_nobodys_cost(kit):
    lines = [("L", "b", [{"x": "p"}], 1)]
    found = zone(_made(kit, lines=lines).case(), ["a", "b"])
    text = single_text(found, {"x": "p", "y": "n"}, pairs=False)
    assert [step.changes[0].issue for step in text.steps] == ["x", "y"]
    assert text.steps[0].ended == ("red line L of b",)
    assert "the text no longer breaks red line L of b" in str(text.steps[0])
    # Without q, mending costs both: the text stays as it is, and that is said.
    stuck = zone(_made(kit, lines=[*lines, ("M", "a", [{"x": "q"}], 1)]).case(), ["a", "b"])
    text = single_text(stuck, {"x": "p", "y": "n"})
    assert text.end == {"x": "p", "y": "p"}
    assert text.broken == ("red line L of b",)
    assert not text.accepted


def test_mending_is_progress_though_nobody_gains(kit):
    made = _made(kit, lines=[("L", "b", [{"y": "n"}], 1)])
    for actor in made.wants:
        made.wants[actor]["y"] = (1, {"n": 30, "p": 30})
    text = single_text(zone(made.case(), ["a", "b"]), {"x": "q", "y": "n"})
    assert text.end == {"x": "q", "y": "p"}
    assert "No gain changes." in str(text.steps[0])
    assert "stays at" in str(text.steps[0])


def test_to_leave_the_present_state_is_no_progress_by_itself(kit):
    made = _made(kit)
    for actor in made.wants:
        made.wants[actor]["x"] = (1, {"n": 30, "p": 30, "q": 10})
        made.wants[actor]["y"] = (1, {"n": 30, "p": 20})
    assert not single_text(zone(made.case(), ["a", "b"])).steps


def test_nor_is_the_present_state_ever_reached(kit):
    made = _made(kit)
    for actor in made.wants:
        made.wants[actor]["x"] = (1, {"n": 100, "p": 50, "q": 0})
        made.wants[actor]["y"] = (1, {"n": 100, "p": 0})
    text = single_text(zone(made.case(), ["a", "b"]), {"x": "q", "y": "p"})
    assert text.end == {"x": "p", "y": "n"}


def test_ties_go_to_the_smaller_change_then_to_the_order(kit):
    made = kit.Made(
        issues={"x": ["n", "p"], "y": ["n", "p"], "z": ["n", "p"]},
        status_quo={"x": "n", "y": "n", "z": "n"},
        wants={"a": {"x": (1, {"n": 0, "p": 50}), "y": (1, {"n": 0, "p": 50})}},
        walk_away={"a": 0},
        exclusions=[{"x": "p", "y": "p"}],
    )
    found = zone(made.case(), ["a"])
    assert single_text(found).end == {"x": "p", "y": "n", "z": "n"}
    assert single_text(found, order=["y"]).end == {"x": "n", "y": "p", "z": "n"}
    assert len(single_text(found).steps[0].changes) == 1


def test_bonuses_of_several_options_count(kit):
    made = _made(kit, bonuses=[("B", "a", {"x": "p", "y": "p"}, 60)])
    text = single_text(zone(made.case(), ["a", "b"]), {"x": "p", "y": "p"})
    assert (text.end, text.gains.tolist()) == ({"x": "p", "y": "p"}, [[85, 35]])


def test_thirty_issues_that_no_count_could_list(kit):
    issues = {f"i{n}": ["n", "o", "p", "q"] for n in range(30)}
    rng = np.random.default_rng(5)
    wants = {
        actor: {
            i: (int(rng.integers(1, 9)), {o: int(rng.integers(0, 101)) for o in options})
            for i, options in issues.items()
        }
        for actor in "abc"
    }
    made = kit.Made(issues, dict.fromkeys(issues, "n"), wants, dict.fromkeys("abc", 50))
    about = frame(made.case(), list("abc"))
    text = single_text(_stub(about))
    assert text.complete
    assert (np.diff(text.gains, axis=0) >= 0).all()
    assert text.accepted
    assert text.gains[-1].min() > 10


def test_fixed_options_stay():
    about = frame(bc.load("two-issues"), ["upstream", "downstream"], fixed={"road": "half"})
    text = single_text(_stub(about))
    assert text.start == {"water": "to_downstream", "road": "half"}
    assert text.draft == "the present state with the fixed options"
    assert text.end["road"] == "half"
    moved = single_text(_stub(about), {"water": "half", "road": "by_upstream"}, steps=0)
    assert moved.broken == ("the fixed option of road",)


def test_a_scenario_marks_no_status_quo():
    scenario = Scenario.of(
        "split",
        issues={"water": ["up", "down"], "road": ["down", "up"]},
        utility={
            "u": {"water": [0.8, 0], "road": [0.2, 0]},
            "d": {"water": [0, 0.2], "road": [0, 0.8]},
        },
        reserve={"u": 0.1, "d": 0.1},
    )
    text = single_text(_stub(frame(scenario)))
    assert text.start == {"water": "up", "road": "down"}
    assert "From the first package of the space, which is any draft, 0 steps" in text.summary()
    assert not text.steps  # u has all of it, and what is given to d is a loss to u
    with pytest.raises(UsageError, match="says nothing about 'road'"):
        single_text(_stub(frame(scenario)), {"water": "down"})
    text = single_text(_stub(frame(scenario)), {"water": "down", "road": "down"})
    assert text.end == {"water": "up", "road": "up"}
    assert text.gains[-1].tolist() == pytest.approx([0.7, 0.7])


def test_tables_that_are_not_exact(kit):
    made = _made(kit)
    third = 1 / 3
    for actor in made.wants:
        made.wants[actor]["x"] = (third, {"n": third, "p": 50 + third, "q": 60 + third / 7})
        made.wants[actor]["y"] = (third / 11, {"n": third, "p": 77 * third})
    about = frame(made.case(), ["a", "b"])
    found = _stub(about)
    assert not found.tables.exact
    text = single_text(found)
    assert (text.end, text.status) == ({"x": "q", "y": "p"}, Status.ESTIMATED)


def _oracle(made, rows, start, order, *, pairs):
    """Texts from the draft on, by the definition, in fractions and dictionaries."""
    deals = {tuple(p.items()): (g, {b for b in broken if b[0] == "L"}) for p, g, broken in rows}
    text, path = start, [start]
    while True:
        gains, broken = deals[tuple(text.items())]
        found = []
        singles = [(i, o) for i in order for o in made.issues[i] if text[i] != o]
        changes = [(one,) for one in singles]
        if pairs:
            changes += [(x, y) for x, y in combinations(singles, 2) if x[0] != y[0]]
        for change in changes:
            new = {**text, **dict(change)}
            if tuple(new.items()) not in deals:
                continue
            after, still = deals[tuple(new.items())]
            if any(y < x for x, y in zip(gains, after, strict=True)) or not still <= broken:
                continue
            if after != gains or still < broken:
                found.append((-len(still), sorted(after), new))
        if not found:
            return path
        top = max(key for *key, _ in found)
        text = next(new for *key, new in found if key == top)
        path.append(text)


def _texts(text):
    path = [text.start]
    for step in text.steps:
        path.append({**path[-1], **{c.issue: c.after for c in step.changes}})
    return path


@given(data=st.data(), pairs=st.booleans())
@settings(max_examples=150, deadline=None)
def test_as_defined(kit, data, pairs):
    made = data.draw(kit.cases())
    actors = sorted(made.wants)
    issues = data.draw(
        st.one_of(st.none(), st.permutations(list(made.issues)).map(lambda x: x[:2]))
    )
    rows = kit.brute(made, actors, issues)
    if not rows:
        return
    start = data.draw(st.sampled_from([p for p, *_ in rows]))
    order = data.draw(st.permutations(list(start)))
    found = zone(made.case(), actors, issues=issues)
    text = single_text(found, start, order=order, pairs=pairs)
    wanted = _oracle(made, rows, start, order, pairs=pairs)
    assert _texts(text) == wanted
    gains = {tuple(p.items()): (g, broken) for p, g, broken in rows}
    for row, package in zip(text.gains.tolist(), wanted, strict=True):
        assert row == pytest.approx([float(x) for x in gains[tuple(package.items())][0]])
    assert text.accepted == (not gains[tuple(text.end.items())][1])
    assert text.complete
    assert "forecast or advice" in text.summary()


@given(data=st.data())
@settings(max_examples=150, deadline=None)
def test_nobody_ever_loses_and_names_do_not_matter(kit, data):
    made = data.draw(kit.cases())
    actors = sorted(made.wants)
    text = single_text(zone(made.case(), actors))
    assert (np.diff(text.gains, axis=0) >= 0).all()
    assert len({tuple(t.items()) for t in _texts(text)}) == len(text.steps) + 1

    # Other units of the weights, actors in another order, issues in another order.
    factor = data.draw(st.sampled_from([2, 7, 0.5]))
    turned = data.draw(st.permutations(actors))
    issues = data.draw(st.permutations(list(made.issues)))
    other = replace(
        made,
        issues={i: made.issues[i] for i in issues},
        wants={
            a: {i: (w * (factor if a == actors[0] else 1), vs) for i, (w, vs) in by.items()}
            for a, by in made.wants.items()
        },
    )
    again = single_text(zone(other.case(), turned), order=list(made.issues))
    assert [dict(t) for t in _texts(again)] == _texts(text)
    assert again.gains[:, [turned.index(a) for a in actors]] == pytest.approx(text.gains)

    # Other names.
    def new(pattern):
        return {f"new_{i}": f"new_{o}" for i, o in pattern.items()}

    renamed = replace(
        made,
        issues={f"new_{i}": [f"new_{o}" for o in os] for i, os in made.issues.items()},
        status_quo=new(made.status_quo),
        wants={
            f"new_{a}": {
                f"new_{i}": (w, {f"new_{o}": v for o, v in vs.items()}) for i, (w, vs) in by.items()
            }
            for a, by in made.wants.items()
        },
        walk_away={f"new_{a}": r for a, r in made.walk_away.items()},
        lines=[(n, f"new_{a}", [new(p) for p in ps], h) for n, a, ps, h in made.lines],
        exclusions=[new(p) for p in made.exclusions],
        bonuses=[(n, f"new_{a}", new(p), x) for n, a, p, x in made.bonuses],
    )
    named = single_text(zone(renamed.case(), [f"new_{a}" for a in actors]))
    assert _texts(named) == [new(t) for t in _texts(text)]


def test_neighbours_in_blocks_are_the_same(villages, monkeypatch):
    options, current = np.array([3, 2, 4]), np.array([1, 0, 3])
    whole = np.vstack(list(packages.neighbours(options, current, [2, 0, 1], pairs=True)))
    singles, pairs = 3 + 2 + 1, 3 * 2 + 3 * 1 + 2 * 1
    assert len(np.unique(whole, axis=0)) == len(whole) == singles + pairs
    assert ((whole != current).sum(axis=1) == [1] * singles + [2] * pairs).all()
    monkeypatch.setattr(packages, "BLOCK", 2)
    parts = list(packages.neighbours(options, current, [2, 0, 1], pairs=True))
    assert len(parts) > 2
    assert np.array_equal(np.vstack(parts), whole)
    assert single_text(villages).end == TRADE
    only = packages.neighbours(np.array([1]), np.array([0]), [0], pairs=True)
    assert not list(only)


def test_units_whose_common_one_is_too_large_are_divided(villages):
    t = villages.tables
    large = dataclasses.replace(t, scale=np.array([2.0**45, 2.0**45 - 1]))
    gains = np.array([[2.0**45, 2.0**45 - 1], [2.0**45 + 1, 2.0**45 - 2]])
    measured = packages.ruler_of(large).measure(gains)
    assert measured[0].tolist() == [1, 1]
    assert measured[1, 0] > 1 > measured[1, 1]
    assert packages.ruler_of(t).measure(gains)[0, 0] >= 2.0**45


def test_gains_are_compared_exactly_between_actors(kit):
    """Thirds and sevenths: equal gains of actors with other weights are equal."""
    wants = {
        "a": {"x": (1, {"n": 0, "p": 30}), "y": (2, {"n": 0, "p": 0}), "z": (0, {"n": 0, "p": 0})},
        "b": {"x": (1, {"n": 0, "p": 0}), "y": (1, {"n": 0, "p": 70}), "z": (5, {"n": 0, "p": 0})},
    }
    made = kit.Made(
        issues={"x": ["n", "p"], "y": ["n", "p"], "z": ["n", "p"]},
        status_quo={"x": "n", "y": "n", "z": "n"},
        wants=wants,
        walk_away={"a": 0, "b": 0},
    )
    text = single_text(zone(made.case(), ["a", "b"]))
    assert text.gains[-1].tolist() == [10, 10]
    assert Fraction(30, 3) == Fraction(70, 7)
    assert text.steps[-1].smallest == (0, 10)
