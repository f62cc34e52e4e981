"""Zones against an oracle that takes the rules literally, and against the published counts."""

from fractions import Fraction
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import backchannel as bc
from backchannel.core.errors import UsageError
from backchannel.core.results import Status
from backchannel.deals import kernels, zone
from backchannel.deals.best import one_draw
from backchannel.deals.counting import (
    accepted,
    count_beside,
    count_draws,
    count_packages,
    planes_for,
)
from backchannel.space import block_tables, frame, point_tables

US, LEADER, ELITE, UA = "us_admin", "ru_leader", "ru_elite", "ua_gov"
QUESTIONS = {
    "us_leader": ([US, LEADER], None),
    "us_elite": ([US, ELITE], None),
    "us_leader_ua": ([US, LEADER, UA], None),
    "us_elite_ua": ([US, ELITE, UA], None),
    "us_leader_ua_arms_stopped": ([US, LEADER, UA], "us_arms_stopped"),
    "us_elite_ua_arms_stopped": ([US, ELITE, UA], "us_arms_stopped"),
}
COUNTS = {  # exact, from an independent calculation when the case was drafted
    "base": (21185, 612439, 12, 321782, 15277, 602900),
    "authors": (355364, 1341310, 1384, 328868, 72624, 631837),
    "insider": (2427, 672145, 0, 381000, 927, 662764),
    "cold_war_hawk": (67848, 451845, 3349, 257746, 63518, 447433),
}


@pytest.mark.parametrize("reading", COUNTS)
def test_counts_of_the_shipped_case(ukraine, reading):
    case = ukraine if reading == "base" else ukraine.under(reading)
    found = {name: zone(case, who, condition=c) for name, (who, c) in QUESTIONS.items()}
    assert {name: z.count for name, z in found.items()} == dict(
        zip(QUESTIONS, COUNTS[reading], strict=True)
    )
    assert {(z.all_packages, z.total) for z in found.values()} == {(4_000_000, 3_200_000)}
    assert all(
        z.status is (Status.PROVEN if z.count else Status.INFEASIBLE) for z in found.values()
    )


@pytest.mark.parametrize(
    ("channel", "count"), [("CH_US_RU_T15", 70788), ("CH_UA_RU", 12), ("CH_RU_EU", 11)]
)
def test_counts_of_channels(ukraine, channel, count):
    found = zone(ukraine, channel=channel)
    assert found.partial
    assert found.count == count


def _ways(data, kit):
    """A made case, some of its actors, and all of its issues or some."""
    made = data.draw(kit.cases())
    actors = data.draw(st.lists(st.sampled_from(sorted(made.wants)), min_size=1, unique=True))
    names = sorted(made.issues)
    if len(names) == 1 or data.draw(st.booleans()):
        return made, actors, None
    left_out = data.draw(st.sampled_from(names))
    also = data.draw(st.sampled_from(names))
    return made, actors, [i for i in names if i != left_out and (i != also or len(names) == 2)]


@given(data=st.data())
@settings(max_examples=150, deadline=None)
def test_every_package_and_gain_as_in_the_rules(kit, data):
    made, actors, issues = _ways(data, kit)
    rows = kit.brute(made, actors, issues)
    found = zone(made.case(), actors, issues=issues)
    wanted = {tuple(p.items()): gains for p, gains, broken in rows if not broken}
    assert found.total == len(rows)
    assert found.count == len(wanted)
    ranks, scaled = found.members()
    scale = found.tables.scale
    got = {
        tuple(package.items()): [Fraction(g) / Fraction(s) for g, s in zip(row, scale, strict=True)]
        for package, row in zip(found.frame.issues.labels(ranks), scaled, strict=True)
    }
    assert got == wanted
    listed = found.frame.issues.labels(np.sort(ranks)) if len(ranks) else []
    assert found.packages(found.count) == listed


@given(data=st.data())
@settings(max_examples=100, deadline=None)
def test_fast_count_marks_and_existence_agree_in_every_draw(kit, data):
    made, actors, issues = _ways(data, kit)
    about = frame(made.case(), actors, issues=issues)
    rng = np.random.default_rng(data.draw(st.integers(0, 1000)))
    t = point_tables(about)
    draw = one_draw(t)
    draw = draw._replace(
        utility=draw.utility + rng.integers(-3, 4, draw.utility.shape) * 100.0,
        real=rng.random(draw.real.shape) < 0.5,
    )
    ranks = np.full(about.walk.size, -1, dtype=np.int64)
    none = np.empty(0, dtype=np.int64)
    count = kernels.walk(about.plan, draw, none, 2**62)
    assert kernels.walk(about.plan, draw, ranks, 2**62) == count
    assert count_packages(about.plan, draw) == count
    planes, counts = planes_for(about.plan, 5), np.zeros(5, dtype=np.int64)
    count_draws(about.plan, kernels.Draw(*(np.stack([x] * 5) for x in draw)), planes, counts)
    marks = accepted(about.plan, planes)
    assert counts.tolist() == [count] * 5
    assert np.flatnonzero(marks).tolist() == ranks[:count].tolist()
    assert set(marks.tolist()) <= {0, 5}
    assert (kernels.walk(about.plan, draw, none, 1) > 0) == (count > 0)
    _, gains = kit.gains(about.plan, draw)
    assert set(ranks[:count].tolist()) <= set(np.flatnonzero((gains >= 0).all(axis=1)).tolist())


@pytest.mark.parametrize("question", [*QUESTIONS, "CH_US_RU_T15"])
def test_both_counts_agree_on_drawn_tables(ukraine, question):
    who, condition = QUESTIONS.get(question, ((), None))
    channel = None if who else question
    about = frame(ukraine, who, channel=channel, condition=condition)
    t = block_tables(about, seed=3, block=0)
    none = np.empty(0, np.int64)
    for i in range(40):
        draw = one_draw(t, i)
        assert count_packages(about.plan, draw) == kernels.walk(about.plan, draw, none, 2**62)


@given(data=st.data())
@settings(max_examples=100, deadline=None)
def test_counting_beside_is_walking_once_for_each_threshold(kit, data):
    made, actors, issues = _ways(data, kit)
    about = frame(made.case(), actors, issues=issues)
    draw = one_draw(point_tables(about))
    _, gains = kit.gains(about.plan, draw)
    ties = [0.0, *gains[:, -1].tolist()]  # just as much as some package gives
    offsets = st.sampled_from([-np.inf, np.inf, *ties, *(x + 0.5 for x in ties)])
    limits = draw.threshold[-1] + np.array(data.draw(st.lists(offsets, min_size=1, max_size=5)))
    _check_beside(about.plan, kernels.Draw(*(x[None] for x in draw)), limits[None])


def test_counting_beside_agrees_on_drawn_tables(ukraine):
    about = frame(ukraine, [US, ELITE, UA])
    t = block_tables(about, seed=3, block=0)
    draws = kernels.Draw(t.utility[:20], t.threshold[:20], t.real[:20], t.points[:20])
    limits = np.random.default_rng(1).choice([-np.inf, -20.0, -5.0, 0.0, 5.0, 90.0], (20, 5))
    counts = _check_beside(about.plan, draws, limits)
    assert len(np.unique(counts)) > 20


def _check_beside(plan, draws, limits):
    counts = np.full(limits.shape, -1, dtype=np.int64)
    count_beside(plan, draws, limits, counts)
    none = np.empty(0, np.int64)
    for (i, r), limit in np.ndenumerate(limits):
        draw = kernels.Draw(*(x[i] for x in draws))
        threshold = np.append(draw.threshold[:-1], limit)
        walked = kernels.walk(plan, draw._replace(threshold=threshold), none, 2**62)
        assert counts[i, r] == walked
    return counts


def _accepted(made, actors):
    found = zone(made.case(), actors)
    return {tuple(sorted(p.items())) for p in found.packages(found.count)}


@given(data=st.data())
@settings(max_examples=60, deadline=None)
def test_more_to_satisfy_never_enlarges_a_zone(kit, data):
    made = data.draw(kit.cases())
    actors = sorted(made.wants)
    whole = _accepted(made, actors)
    for fewer in (actors[:n] for n in range(1, len(actors))):
        assert whole <= _accepted(made, fewer)
    actor = data.draw(st.sampled_from(actors))
    dearer = {
        **made.walk_away,
        actor: made.walk_away[actor] + data.draw(st.sampled_from([2.5, 30])),
    }
    assert _accepted(kit.replace(made, walk_away=dearer), actors) <= whole
    issue = data.draw(st.sampled_from(sorted(made.issues)))
    option = data.draw(st.sampled_from(made.issues[issue]))
    lines = [*made.lines, ("NEW", actor, [{issue: option}], 0.9)]
    stricter = _accepted(kit.replace(made, lines=lines), actors)
    assert stricter == {p for p in whole if (issue, option) not in p}


@given(data=st.data())
@settings(max_examples=60, deadline=None)
def test_order_and_scale_of_weights_change_nothing(kit, data):
    made = data.draw(kit.cases())
    actors = sorted(made.wants)
    issues = data.draw(st.permutations(sorted(made.issues)))
    turned = kit.replace(
        made,
        issues={i: data.draw(st.permutations(made.issues[i])) for i in issues},
        wants={
            a: {i: (w * data.draw(st.sampled_from([0.5, 3])), vs) for i, (w, vs) in wants.items()}
            if len(wants) == 1
            else {i: (w * 3, vs) for i, (w, vs) in wants.items()}
            for a, wants in made.wants.items()
        },
        lines=made.lines[::-1],
        bonuses=made.bonuses[::-1],
    )
    assert _accepted(turned, actors[::-1]) == _accepted(made, actors)


def _toy(kit, **changes):
    """One issue, an actor that gets 0, 50, 80 or 100 points; the status quo is worst."""
    made = kit.Made(
        issues={"x": ["w", "h", "g", "f"]},
        status_quo={"x": "w"},
        wants={"a": {"x": (1, {"w": 0, "h": 50, "g": 80, "f": 100})}},
        walk_away={"a": 50},
        conditions={"c": ["LEVER"], "d": [], "e": []},
        leverage=[("LEVER", "a", "raises", 0.5)],
    )
    return kit.replace(made, **changes)


@pytest.mark.parametrize(
    ("condition", "entries", "count"),
    [
        (None, {}, 3),  # r = 50, and a tie at 50 is accepted
        ("c", {}, 2),  # the lever raises r to 75
        ("c", {"c": 90}, 1),  # an entry stands alone: never both
        (["c", "d"], {"c": 90, "d": 60}, 2),  # the lowest single one
        (["d", "c"], {"c": 90, "d": 60, "c+d": 100.0}, 1),  # the entry for exactly these
        (["c", "d"], {"d": 100}, 2),  # one by entry, one by lever: the lowest
        ("e", {}, 3),  # moves nothing
    ],
)
def test_conditions(kit, condition, entries, count):
    case = _toy(kit, walk_away_if={"a": entries} if entries else {}).case()
    assert zone(case, ["a"], condition=condition).count == count


def test_several_conditions_without_an_entry_are_flagged(kit):
    case = _toy(kit, walk_away_if={"a": {"c": 90, "d": 60}}).case()
    assert "lowest single one" in str(zone(case, ["a"], condition=["c", "d"]).notes[0])
    assert "moves no walk-away value" in str(zone(case, ["a"], condition="e").notes[0])
    assert zone(case, ["a"], condition="c").notes == ()


def test_a_delegate_without_values_has_its_principals(kit):
    case = _toy(kit, agents={"envoy": "a"}, lines=[("L", "a", [{"x": "f"}], 1)]).case()
    found = zone(case, ["envoy"])
    assert found.count == zone(case, ["a"]).count == 2
    assert "judged by those of a" in str(found.notes[0])


def test_case_with_too_many_decimals_is_estimated(kit):
    values = {"w": 0, "h": 33.33333333333333, "g": 66.66666666666667, "f": 100}
    found = zone(_toy(kit, wants={"a": {"x": (0.1234567890123, values)}}).case(), ["a"])
    assert (found.count, found.status) == (2, Status.ESTIMATED)
    assert "1e-7" in str(found.notes[0])


def test_red_lines_of_a_partial_zone_are_broken_in_the_whole(kit):
    """Rule 4: what stays at the status quo can complete a pattern, or break a line by itself."""
    values = {"w": 0, "g": 80, "f": 100}
    made = kit.Made(
        issues={"x": ["w", "g", "f"], "y": ["w", "g", "f"]},
        status_quo={"x": "w", "y": "w"},
        wants={"a": {"x": (1, values), "y": (1, values)}},
        walk_away={"a": 100},  # of no weight in a partial zone
        lines=[("L", "a", [{"x": "f", "y": "w"}, {"x": "g", "y": "g"}], 1)],
    )
    assert zone(made.case(), ["a"], issues=["x"]).packages() == [{"x": "g"}]
    broken = kit.replace(made, lines=[("L", "a", [{"y": "w"}], 1)])
    assert zone(broken.case(), ["a"], issues=["x"]).count == 0
    found = zone(broken.case(), ["a"], issues=["x"]).blockers()
    assert [(r["red_lines"], r["packages"]) for r in found.to_rows()] == [("L", 2)]


def test_present_state_is_never_a_deal(kit):
    made = _toy(kit, walk_away={"a": 0})
    found = zone(made.case(), ["a"])
    assert (found.count, found.total, found.all_packages) == (3, 3, 4)
    assert {"x": "w"} not in found.packages()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"actors": ["nobody"]}, "no actor 'nobody'"),
        ({"actors": []}, "at least one actor"),
        ({"actors": ["upstream"], "issues": ["watr"]}, "did you mean 'water'"),
        ({"actors": ["upstream"], "condition": "x"}, "no condition 'x'"),
        ({"channel": "x"}, "no channel 'x'"),
        ({"actors": ["upstream"], "channel": "x"}, "not both"),
        ({"actors": "upstream"}, "list of actors"),
    ],
)
def test_wrong_names_are_told(arguments, words):
    with pytest.raises(UsageError, match=words):
        zone(bc.load("two-issues"), **arguments)


def test_too_large_a_space_is_refused_in_one_line(kit):
    names = [f"i{n}" for n in range(40)]
    values = {"o0": 0, "o1": 100}
    made = kit.Made(
        issues={name: ["o0", "o1"] for name in names},
        status_quo=dict.fromkeys(names, "o0"),
        wants={"a": dict.fromkeys(names, (1, values))},
        walk_away={"a": 50},
    )
    whole = zone(made.case(), ["a"])
    assert (whole.exists, whole.total, whole.status) == (True, 2**40 - 1, Status.PROVEN)
    assert "some package is acceptable to all (proven)" in whole.summary()
    with pytest.raises(UsageError, match="1,099,511,627,776 packages are too many to count"):
        whole.count  # noqa: B018
    half = zone(made.case(), ["a"], issues=names[:25])
    assert half.count == 2**25 - 1
    with pytest.raises(UsageError, match="33,554,431 packages; up to"):
        half.members()
    assert half.frontier().packages() == [dict.fromkeys(names[:25], "o1")]
    assert len(half.packages(5)) == 5


def test_data_frames_without_polars_are_refused_in_one_line(monkeypatch):
    def absent(name):
        raise ImportError(name)

    monkeypatch.setattr("backchannel.deals.rows.import_module", absent)
    found = zone(bc.load("two-issues"), ["upstream", "downstream"])
    with pytest.raises(UsageError, match="polars, which is not installed"):
        found.to_frame()


def test_data_frames_hold_the_rows(monkeypatch):
    fake = SimpleNamespace(DataFrame=lambda rows: rows)
    monkeypatch.setattr("backchannel.deals.rows.import_module", lambda _: fake)
    found = zone(bc.load("two-issues"), ["upstream", "downstream"])
    assert found.to_frame() == found.to_rows()
    assert found.to_rows()[0]["count"] == 4
