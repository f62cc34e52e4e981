"""Tables of draws: the point must be what draws without ranges come to."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backchannel.space import TOLERANCE, block_tables, frame, point_tables
from backchannel.studies.values import values_over_draws


@given(data=st.data())
@settings(max_examples=40, deadline=None)
def test_draws_without_ranges_equal_the_point(kit, data):
    made = data.draw(kit.cases())
    lines = [(*line[:3], float(line[3] >= 0.5)) for line in made.lines]
    some = st.lists(st.sampled_from(sorted(made.issues)), min_size=1, unique=True)
    issues = data.draw(st.one_of(st.none(), some))
    about = frame(kit.replace(made, lines=lines).case(), sorted(made.wants), issues=issues)
    point, drawn = point_tables(about), block_tables(about, seed=1, block=2)
    assert np.ptp(drawn.utility, axis=0).max() == 0
    assert np.allclose(drawn.utility[0], point.utility[0] / point.scale)
    assert np.allclose(drawn.threshold[0] + TOLERANCE, point.threshold[0] / point.scale)
    owner = about.plan.bonus_actor
    assert np.allclose(drawn.points[0], point.points[0] / point.scale[owner])
    assert drawn.real.tolist() == [point.real[0].tolist()] * len(drawn.real)


@given(data=st.data())
@settings(max_examples=40, deadline=None)
def test_given_packages_are_worth_what_the_rules_say(kit, data):
    made = data.draw(kit.cases())
    made = kit.replace(
        made, exclusions=[], lines=[(*x[:3], float(x[3] >= 0.5)) for x in made.lines]
    )
    actors = sorted(made.wants)
    issues = data.draw(st.sampled_from([sorted(made.issues), sorted(made.issues)[:1]]))
    rows = kit.brute(made, actors, issues)[:6]
    worth = values_over_draws(made.case(), [p for p, *_ in rows], actors, draws=2)
    owner = {name: actor for name, actor, *_ in made.lines}
    for n, (_, gains, broken) in enumerate(rows):
        assert worth.median[n] == pytest.approx([float(g) for g in gains], abs=1e-6)
        refusing = {owner.get(name, name) for name in broken}
        assert worth.accepted[n].tolist() == [float(a not in refusing) for a in actors]
        assert worth.accepted_together[n] == float(not broken)


@pytest.mark.parametrize(
    ("direction", "condition", "level"),
    [("lowers", "c", 20.0), ("raises", "c", 60.0), ("lowers", None, 40.0)],
)
def test_a_lever_moves_the_walk_away_value(kit, direction, condition, level):
    made = kit.Made(
        issues={"x": ["w", "g"]},
        status_quo={"x": "w"},
        wants={"a": {"x": (1, {"w": 0, "g": 50})}},
        walk_away={"a": 40},
        conditions={"c": ["LEVER"]},
        leverage=[("LEVER", "a", direction, 0.5)],
    )
    drawn = block_tables(frame(made.case(), ["a"], condition=condition), seed=0, block=0)
    assert drawn.threshold[:, 0] == pytest.approx(np.full(1024, level - TOLERANCE))


def test_of_several_conditions_each_draw_takes_the_lowest(kit):
    made = kit.Made(
        issues={"x": ["w", "g"]},
        status_quo={"x": "w"},
        wants={"a": {"x": (1, {"w": 0, "g": 50})}},
        walk_away={"a": 40},
        conditions={"c": [], "d": []},
        walk_away_if={"a": {"c": 35, "d": 30}},
    )
    case = made.case().changed("walk_away_if.a.c", [20, 35, 60], reason="a range")
    drawn = block_tables(frame(case, ["a"], condition=["c", "d"]), seed=0, block=0)
    single = block_tables(frame(case, ["a"], condition="c"), seed=0, block=0)
    assert drawn.threshold.max() == pytest.approx(30 - TOLERANCE)
    assert drawn.threshold.tolist() == np.minimum(single.threshold, 30 - TOLERANCE).tolist()
    assert (single.threshold < 30).any()
    assert (single.threshold > 30).any()
