"""Wars over draws: the literature's numbers, each draw by hand, and what swapping sides changes."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import backchannel as bc
from backchannel.case import Case
from backchannel.case.schema import CaseDocument
from backchannel.studies import war
from backchannel.studies.ranges import Range, drawn

WHY = {"basis": "inference", "reason": "made for a test"}


def triple(x):
    """A certain number as an estimate; estimates and mappings of numbers likewise."""
    if isinstance(x, dict):
        return {key: triple(value) for key, value in x.items()}
    return x if isinstance(x, list) else [float(x)] * 3


def case_of(*wars, **more):
    """A case of two actors and one issue, with the wars given."""
    document = {
        "format": 1,
        "case": {"id": "made", "title": "made", "as_of": "2024"},
        "parties": [{"id": "P", "name": "P", "actors": ["a", "b"]}],
        "actors": [{"id": a, "name": a, **WHY} for a in ("a", "b")],
        "issues": [
            {
                "id": "land",
                "name": "land",
                "status_quo": "war",
                "options": [{"id": o, "text": o} for o in ("war", "deal")],
            }
        ],
        "wars": wars,
        **more,
    }
    return Case.of(CaseDocument.model_validate(document), {}, {}, ())


def war_of(**numbers):
    """A war between a and b in which every number is certain unless three are given."""
    some = {"horizon": 12, "chance": 0.5, **numbers}
    return {"id": "W", "between": ["a", "b"], "stake": "land", **WHY, **triple(some)}


def outlook_of(**numbers):
    return war(case_of(war_of(**numbers)), draws=4).wars[0]


def certain(value):
    """The one value of a range without any width."""
    assert value.low == value.median == value.high
    return value.median


BELIEFS = {"beliefs": {"a": 0.7, "b": 0.4}, "costs": {"a": 0.1, "b": 0.1}}
LEARNING = {**BELIEFS, "chance": 0.5, "firmness": {"a": 10, "b": 10}, "battles_per_month": 1}
POWER = {"chance": 0.8, "patience": 0.9, "costs": {"a": 0.05, "b": 0.05}}


@pytest.mark.parametrize(
    ("figure", "expected"),
    [
        pytest.param(lambda s: s.low, 0.5, id="T2-Fearon-1995-low"),
        pytest.param(lambda s: s.high, 0.8, id="T2-Fearon-1995-high"),
        pytest.param(lambda s: s.width, 0.3, id="T2-Fearon-1995-width"),
    ],
)
def test_bargaining_range(figure, expected):
    (found,) = outlook_of(chance=0.6, costs={"a": 0.1, "b": 0.2}).settlements
    assert certain(figure(found)) == pytest.approx(expected)
    assert found.exists == 1
    assert found.paths == ("wars.W.chance", "wars.W.costs.a", "wars.W.costs.b")


@pytest.mark.parametrize(
    ("numbers", "months"),
    [
        pytest.param(LEARNING, 5, id="T3-Slantchev-2003-tie-at-five-battles"),
        pytest.param(
            {**LEARNING, "firmness": {"a": 5, "b": 5}, "battles_per_month": 2},
            2.5,
            id="T3-firmness-is-in-months-of-fighting",
        ),
        pytest.param({**LEARNING, "battles_per_month": 0}, math.inf, id="T3-without-battles"),
        pytest.param({**LEARNING, "costs": {"a": 0, "b": 0}}, math.inf, id="T3-never"),
        pytest.param({**LEARNING, "firmness": {"a": 0, "b": 0}}, 1, id="T3-without-firmness"),
        pytest.param({**LEARNING, "costs": {"a": 0.1, "b": 0.2}}, 0, id="T3-at-once"),
    ],
)
def test_beliefs_that_converge(numbers, months):
    found = outlook_of(**numbers).beliefs
    assert certain(found.gap) == pytest.approx(0.3)
    assert certain(found.months) == months
    assert found.exists == (months == 0)
    assert found.never == (months == math.inf)
    assert found.seen_by.tolist() == [float(m >= months) for m in range(37)]
    assert "wars.W.chance" in found.convergence_paths


@pytest.mark.parametrize(
    ("later", "temptation", "fights"),
    [
        pytest.param(0.4, 34.5, 1, id="T4-Powell-2006-fight"),
        pytest.param(0.7, 7.5, 0, id="T4-Powell-2006-wait"),
    ],
)
def test_shifting_power(later, temptation, fights):
    found = outlook_of(**POWER, chance_later=later).shift
    assert certain(found.temptation) == pytest.approx(temptation)
    assert certain(found.surplus) == pytest.approx(10)
    first, second = found.sides
    assert certain(first.turning) == pytest.approx(0.6722, abs=5e-5)
    assert (found.fight, first.fights, second.fights) == (fights, fights, 0)
    assert (first.weaker_later, second.weaker_later) == (1, 0)
    assert certain(second.turning) == pytest.approx((0.8 + 0.05) / 0.9 + 0.05)
    assert (first.possible, second.possible) == (1, 1)


@pytest.mark.parametrize(("side", "chance", "further"), [(0, 0.8, -0.01), (1, 0.2, 0.01)])
def test_the_turning_chance_divides_fighting_from_waiting(side, chance, further):
    def of(later):
        shift = outlook_of(**{**POWER, "chance": chance}, chance_later=later).shift
        return shift.sides[side]

    edge = certain(of(0.5).turning)
    assert [of(edge + further).fights, of(edge - further).fights] == [1, 0]


def test_where_war_costs_much_no_shift_is_large_enough():
    found = outlook_of(**{**POWER, "costs": {"a": 0.4, "b": 0.4}}, chance_later=0.0).shift
    first, second = found.sides
    assert certain(first.turning) < 0
    assert certain(second.turning) > 1
    assert (first.possible, second.possible, found.fight) == (0, 0, 0)


def test_each_draw_of_the_shipped_war_by_hand(ukraine):
    draws = 60
    found = war(ukraine, draws=draws, seed=3).wars[0]
    paths = [path for path in ukraine.unknowns if path.startswith("wars.W1.")]
    held = drawn(ukraine, paths, draws, 3)
    months, seen, fights = [], 0, 0
    for i in range(draws):
        v = {path.removeprefix("wars.W1."): float(values[i]) for path, values in held.items()}
        room = v["costs.ua_gov"] + v["costs.ru_leader"]
        first, second = v["beliefs.ua_gov"], v["beliefs.ru_leader"]
        seen += first - second <= room
        rate, p = v["battles_per_month"], v["chance"]

        def belief(mean, firmness, n, rate=rate, p=p):
            prior = firmness * rate
            return (prior * mean + n * p) / (prior + n)

        n = next(
            n
            for n in range(201)
            if belief(first, v["firmness.ua_gov"], n) - belief(second, v["firmness.ru_leader"], n)
            <= room
        )
        months.append(n / rate)
        gain = v["patience"] * (v["chance_later"] - v["costs.ua_gov"]) - (p - v["costs.ua_gov"])
        if v["chance_later"] < p:
            gain = v["patience"] * (1 - v["chance_later"] - v["costs.ru_leader"]) - (
                1 - p - v["costs.ru_leader"]
            )
        fights += gain > room
    low, median, high = np.percentile(months, [5, 50, 95])
    b = found.beliefs
    assert (b.months.low, b.months.median, b.months.high) == pytest.approx((low, median, high))
    assert b.seen_by[12] == sum(m <= 12 for m in months) / draws
    assert b.exists == seen / draws
    assert found.shift.fight == fights / draws


share = st.integers(0, 20).map(lambda k: k / 20)
cost = st.integers(1, 8).map(lambda k: k / 20)


@given(share, share, share, share, cost, cost, st.sampled_from([0.5, 0.9, 1.0]))
def test_swapping_the_sides_mirrors_everything(p, later, pa, pb, ca, cb, patience):
    one = outlook_of(
        **{**LEARNING, "chance": p, "beliefs": {"a": pa, "b": pb}, "costs": {"a": ca, "b": cb}},
        chance_later=later,
        patience=patience,
    )
    swapped = war_of(
        **{
            **LEARNING,
            "chance": 1 - p,
            "beliefs": {"a": 1 - pa, "b": 1 - pb},
            "costs": {"a": ca, "b": cb},
        },
        chance_later=1 - later,
        patience=patience,
    )
    other = war(case_of({**swapped, "between": ["b", "a"]}), draws=4).wars[0]
    (here,), (there,) = one.settlements, other.settlements
    assert certain(there.low) == pytest.approx(1 - certain(here.high))
    assert certain(there.width) == pytest.approx(certain(here.width))
    assert certain(other.beliefs.gap) == pytest.approx(certain(one.beliefs.gap))
    assert certain(other.beliefs.months) == certain(one.beliefs.months)
    assert [s.fights for s in other.shift.sides] == [s.fights for s in one.shift.sides][::-1]
    assert certain(other.shift.sides[0].turning) == pytest.approx(
        1 - certain(one.shift.sides[1].turning)
    )


@given(share, share, cost, cost, cost)
def test_dearer_wars_are_easier_to_settle(pa, pb, ca, cb, more):
    cheap, dear = (
        outlook_of(**{**LEARNING, "beliefs": {"a": pa, "b": pb}, "costs": {"a": x, "b": cb}})
        for x in (ca, ca + more)
    )
    assert certain(dear.settlements[0].width) >= certain(cheap.settlements[0].width)
    assert dear.beliefs.exists >= cheap.beliefs.exists
    assert certain(dear.beliefs.months) <= certain(cheap.beliefs.months)


def test_a_condition_has_its_own_range():
    conditions = [{"id": "arms", "text": "arms"}]
    numbers = war_of(chance=0.4, chance_if={"arms": 0.6}, costs={"a": 0.1, "b": 0.1})
    base, armed = war(case_of(numbers, conditions=conditions), draws=4).wars[0].settlements
    assert (base.condition, armed.condition) == (None, "arms")
    assert certain(armed.low) - certain(base.low) == pytest.approx(0.2)
    assert armed.paths[0] == "wars.W.chance_if.arms"


def test_what_a_war_lacks_is_named_and_the_rest_is_told():
    bare = war(case_of(war_of()), draws=4)
    (it,) = bare.wars
    assert (it.settlements, it.beliefs, it.shift, it.costs) == ((), None, None, (None, None))
    keys = [lack.key for lack in bare.lacking]
    assert keys == [
        "questions",
        *(f"wars.W.costs.{side}" for side in "ab"),
        *(f"wars.W.beliefs.{side}" for side in "ab"),
        *(f"wars.W.firmness.{side}" for side in "ab"),
        "wars.W.battles_per_month",
        "wars.W.chance_later",
        "wars.W.patience",
    ]
    some = war(case_of(war_of(**BELIEFS)), draws=4).wars[0]
    assert some.beliefs.months is None
    assert some.beliefs.exists == 0
    one_cost = war(case_of(war_of(costs={"a": 0.1})), draws=4).wars[0]
    assert certain(one_cost.costs[0]) == 0.1
    assert one_cost.costs[1] is None
    assert one_cost.settlements == ()


def test_a_case_without_wars_or_questions_says_so():
    found = war(case_of(), draws=4)
    assert [lack.key for lack in found.lacking] == ["wars", "questions"]
    assert found.to_rows() == []
    assert "describes no war and asks no question" in found.summary()


def test_rows_and_summary_tell_the_same(ukraine):
    found = war(ukraine, draws=64)
    rows = {(r["about"], r["who"], r["condition"], r["figure"]): r for r in found.to_rows()}
    assert len(rows) == len(found.to_rows())
    pair = "ua_gov, ru_leader"
    gap = rows["wars.W1", pair, None, "belief_gap"]
    assert Range(gap["low"], gap["median"], gap["high"]) == found.wars[0].beliefs.gap
    assert rows["wars.W1", pair, None, "range_seen"]["share"] == found.wars[0].beliefs.exists
    assert all(r["draws"] == 64 for r in found.to_rows())
    assert "no forecast" in found.summary()


def test_threads_change_nothing_and_the_seed_does(ukraine):
    one, two = (war(ukraine, draws=600, threads=n) for n in (1, 2))
    assert one.to_rows() == two.to_rows()
    assert one.to_rows() != war(ukraine, draws=600, seed=1).to_rows()


def test_progress_counts_all_questions(ukraine):
    told = []
    war(ukraine, draws=300, progress=lambda done, every: told.append((done, every)))
    questions = len(ukraine.document.questions)
    assert told[-1] == (300 * questions, 300 * questions)
    assert told == sorted(told)


def test_a_reading_moves_the_questions_it_touches():
    base, cautious = bc.load("two-issues"), bc.load("two-issues").under("cautious")
    split = {"water": "half", "road": "half"}
    accepted = [
        war(case, package=split, draws=200).questions[0].on_table.accepted
        for case in (base, cautious)
    ]
    assert accepted[0] > 0.9
    assert accepted[1] < 0.5
