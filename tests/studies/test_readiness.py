"""Readiness and durability: worked numbers, every draw by hand, and what a month can change."""

import math
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import backchannel as bc
from backchannel.case import Case
from backchannel.case.schema import CaseDocument, Question
from backchannel.core.errors import UsageError
from backchannel.space import uniforms
from backchannel.studies import war
from backchannel.studies.figures import MONTHS
from backchannel.studies.ranges import drawn, range_of
from backchannel.studies.wars.readiness import readiness

WHY = {"basis": "inference", "reason": "made for a test"}


def triple(x):
    return x if isinstance(x, list) else [float(x)] * 3


def made(wants, walk_away, costs=(), *, issues=None, issue_sets=((),), lines=(), **more):
    """A case: worth of options by actor and issue, walk-away values, and costs of a month.

    Option 0 of each issue is the status quo; all issues weigh the same.
    """
    names = list(wants)
    sizes = issues or {i: len(v) for i, v in wants[names[0]].items()}
    document = {
        "format": 1,
        "case": {"id": "made", "title": "made", "as_of": "2024"},
        "parties": [{"id": "P", "name": "P", "actors": names}],
        "actors": [{"id": a, "name": a, **WHY} for a in names],
        "issues": [
            {
                "id": i,
                "name": i,
                "status_quo": "o0",
                "options": [{"id": f"o{k}", "text": f"o{k}"} for k in range(n)],
            }
            for i, n in sizes.items()
        ],
        "preferences": {
            a: {
                i: {
                    "weight": triple(1),
                    "values": {f"o{k}": triple(v) for k, v in enumerate(values)},
                    **WHY,
                }
                for i, values in of.items()
            }
            for a, of in wants.items()
        },
        "walk_away": {a: {"value": triple(r), **WHY} for a, r in walk_away.items()},
        "war_costs": {a: {"value": triple(c), **WHY} for a, c in dict(costs).items()},
        "red_lines": [
            {"id": f"L{n}", "actor": a, "forbids": [p], "hardness": triple(h), **WHY}
            for n, (a, p, h) in enumerate(lines)
        ],
        "questions": [
            {"id": f"Q{n}", "text": "?", "actors": names, "issues": list(chosen)}
            for n, chosen in enumerate(issue_sets)
        ],
        **more,
    }
    return Case.of(CaseDocument.model_validate(document), {}, {}, ())


def asked(case, n=0, draws=4, **more):
    return readiness(case, case.document.questions[n], draws=draws, **more)


def certain(value):
    assert value.low == value.median == value.high
    return value.median


TWO = ({"ru": {"land": (0, 66)}, "ua": {"land": (0, 40)}}, {"ru": 71, "ua": 44})


@pytest.mark.parametrize(
    ("pick", "months"),
    [
        pytest.param(lambda t: t.actors[0].months, 5 / 0.3, id="T21-Zartman-leader"),
        pytest.param(lambda t: t.actors[1].months, 5.0, id="T21-Zartman-Kyiv"),
        pytest.param(lambda t: t.months, 5 / 0.3, id="T21-Zartman-joint"),
    ],
)
def test_months_until_ready(pick, months):
    found = asked(made(*TWO, {"ru": 0.3, "ua": 0.8}))
    assert certain(pick(found.on_table)) == pytest.approx(months)
    assert round(5 / 0.3, 1) == 16.7
    assert certain(found.first_deal) == 17
    assert found.zone_by.tolist() == [float(m >= 17) for m in range(MONTHS + 1)]
    assert found.on_table.ready_by.tolist() == found.zone_by.tolist()
    assert found.on_table.chosen_by == "least_shortfall"


def risk_of(u=60.0, r=46.0, **renewed):
    case = made(
        {"a": {"land": (0, u)}},
        {"a": r},
        renewed_war={
            "chance": triple(0.35),
            "worth": {"a": {"value": triple(20), **WHY}},
            **WHY,
            **renewed,
        },
    )
    return asked(case).on_table


def test_worth_at_risk_of_renewed_war():
    table = risk_of()
    (a,) = table.actors
    assert certain(a.at_risk.worth) == pytest.approx(46), "T27-durability"
    assert certain(a.at_risk.margin) == pytest.approx(0, abs=1e-9)
    assert certain(a.at_risk.most) == pytest.approx(0.35)
    assert (a.accepts, a.at_risk.accepts, table.accepted_at_risk) == (1, 1, 1)
    assert table.renewal_path == "renewed_war.chance"
    assert a.at_risk.paths == ("renewed_war.chance", "renewed_war.worth.a")
    dearer = risk_of(r=46.5)
    assert (dearer.accepted, dearer.accepted_at_risk) == (1, 0)
    assert certain(dearer.actors[0].at_risk.most) < 0.35


def test_the_first_pattern_that_fits_says_how_likely_war_is():
    def after(*named):
        return [
            {"id": name, "pattern": {"land": option}, "chance": triple(chance), **WHY}
            for name, option, chance in named
        ]

    fits = risk_of(after=after(("other", "o0", 0.9), ("first", "o1", 0.1), ("second", "o1", 0.8)))
    assert fits.renewal_path == "renewed_war.after.first.chance"
    assert certain(fits.actors[0].at_risk.worth) == pytest.approx(56)
    assert risk_of(after=after(("other", "o0", 0.9))).renewal_path == "renewed_war.chance"


def test_a_broken_line_makes_never_ready_and_no_risk_small_enough():
    case = made(
        {"a": {"land": (0, 60)}},
        {"a": 80},
        {"a": 10},
        lines=[("a", {"land": "o1"}, 0.4)],
        renewed_war={"chance": triple(0), "worth": {"a": {"value": triple(20), **WHY}}, **WHY},
    )
    found = asked(case, draws=1000)
    (a,) = found.on_table.actors
    real = uniforms(0, "red_lines.L0.hardness#real", 0)[:1000] < 0.4
    assert a.never == found.on_table.never == real.mean()
    assert found.zone_by[-1] == 1 - real.mean()
    assert found.zone_by[1] == 0 < found.zone_by[2]
    assert a.at_risk.most.high == 0


def test_red_lines_that_rule_out_everything_leave_no_package():
    case = made({"a": {"land": (0, 60)}}, {"a": 80}, lines=[("a", {"land": "o1"}, 1)])
    found = asked(case)
    assert found.on_table is None
    assert certain(found.first_deal) == math.inf
    assert next(r["figure"] for r in found.to_rows()) == "first_deal"


@st.composite
def cases(draw):
    """Up to three issues and three actors; coarse values, so that ties are common."""
    names = ["a", "b", "c"][: draw(st.integers(1, 3))]
    sizes = {f"i{n}": draw(st.integers(2, 3)) for n in range(draw(st.integers(1, 3)))}
    value = st.integers(0, 4).map(lambda k: 25.0 * k)
    wants = {a: {i: tuple(draw(value) for _ in range(n)) for i, n in sizes.items()} for a in names}
    walk = {a: sorted(float(draw(st.integers(0, 100))) for _ in range(3)) for a in names}
    paying = draw(st.lists(st.sampled_from(names), unique=True))
    costs = {a: sorted(draw(st.integers(0, 8)) / 4 for _ in range(3)) for a in paying}
    line = st.tuples(
        st.sampled_from(names),
        st.sampled_from(sorted(sizes)).flatmap(
            lambda i: st.integers(0, sizes[i] - 1).map(lambda k: {i: f"o{k}"})
        ),
        st.sampled_from([0, 0.3, 1]),
    )
    lines = draw(st.lists(line, max_size=2))
    return made(wants, walk, costs, lines=lines), wants, costs, lines


@given(cases())
@settings(max_examples=40, deadline=None)
def test_each_draw_by_hand(drawn_case):
    case, wants, costs, lines = drawn_case
    n = 12
    names, issues = list(wants), list(next(iter(wants.values())))
    held = drawn(
        case, [*(f"walk_away.{a}" for a in names), *(f"war_costs.{a}" for a in costs)], n, 0
    )
    real = [
        uniforms(0, f"red_lines.L{k}.hardness#real", 0)[:n] < h for k, (_, _, h) in enumerate(lines)
    ]
    sizes = [len(wants[names[0]][i]) for i in issues]
    packages = [p for p in product(*(range(k) for k in sizes)) if any(p)]

    def passes(package, i, months):
        for a in names:
            u = sum(wants[a][issue][k] for issue, k in zip(issues, package, strict=True))
            cost = held[f"war_costs.{a}"][i] if a in costs else 0.0
            if u / len(issues) < held[f"walk_away.{a}"][i] - cost * months - 1e-7:
                return False
        chosen = {issue: f"o{k}" for issue, k in zip(issues, package, strict=True)}
        broken = [
            real[k][i] and pattern.items() <= chosen.items()
            for k, (_, pattern, _) in enumerate(lines)
        ]
        return not any(broken)

    first = [
        next((m for m in range(MONTHS + 1) if any(passes(p, i, m) for p in packages)), math.inf)
        for i in range(n)
    ]
    found = asked(case, draws=n)
    assert found.zone_by.tolist() == [sum(f <= m for f in first) / n for m in range(MONTHS + 1)]
    assert found.first_deal == range_of(first)
    if found.on_table is not None:
        table = tuple(int(found.on_table.package[i][1:]) for i in issues)
        ready = [sum(passes(table, i, m) for i in range(n)) / n for m in range(MONTHS + 1)]
        assert found.on_table.ready_by.tolist() == ready
        assert found.on_table.accepted == ready[0]
        assert all(a.accepts >= ready[0] for a in found.on_table.actors)


@given(cases(), st.integers(0, 2))
@settings(max_examples=20, deadline=None)
def test_time_and_higher_costs_only_open_zones(drawn_case, more):
    case, wants, costs, lines = drawn_case
    walk = {a: list(case.document.walk_away[a].value) for a in wants}
    dearer = made(wants, walk, {a: [x + more for x in c] for a, c in costs.items()}, lines=lines)
    here, there = (asked(c, draws=30) for c in (case, dearer))
    assert (np.diff(here.zone_by) >= 0).all()
    assert (there.zone_by >= here.zone_by).all()
    assert there.zone_by[0] == here.zone_by[0]
    if here.on_table is not None:
        assert (here.zone_by >= here.on_table.ready_by).all()
        assert (there.on_table.ready_by >= here.on_table.ready_by).all()
        assert there.on_table.never <= here.on_table.never


def test_names_change_nothing():
    wants, walk = TWO
    renamed = {"x": "ru", "y": "ua"}
    one = asked(made(*TWO, {"ru": 0.3, "ua": 0.8}))
    other = asked(
        made(
            {new: {"soil": wants[old]["land"]} for new, old in renamed.items()},
            {new: walk[old] for new, old in renamed.items()},
            {"x": 0.3, "y": 0.8},
        )
    )
    assert other.first_deal == one.first_deal
    assert [a.months for a in other.on_table.actors] == [a.months for a in one.on_table.actors]


def test_war_goes_on_under_a_deal_on_some_issues():
    case = made(
        {"a": {"i": (50, 40, 60), "j": (0, 90)}, "b": {"i": (50, 60, 40), "j": (0, 90)}},
        {"a": 80, "b": 80},
        {"a": 5, "b": 5},
        issue_sets=((), ("i",)),
        renewed_war={"chance": triple(0.5), **WHY},
    )
    whole, some = asked(case), asked(case, 1)
    assert (whole.partial, some.partial) == (False, True)
    assert whole.zone_by[0] == 0 < whole.zone_by[-1]
    assert certain(some.first_deal) == math.inf
    assert some.on_table.renewal is None
    assert some.lacking == ()
    assert [n.code for n in some.notes] == ["partial", "war_goes_on"]
    assert some.on_table.actors[0].cost is None


def test_what_is_lacking_is_named_for_each_actor():
    found = asked(made(*TWO, {"ru": 0.3}, renewed_war={"chance": triple(0.5), **WHY}))
    assert [lack.key for lack in found.lacking] == [
        "war_costs.ua",
        "renewed_war.worth.ru",
        "renewed_war.worth.ua",
    ]
    assert certain(found.on_table.actors[1].months) == math.inf
    assert found.on_table.never == 1
    assert found.on_table.renewal is not None
    assert found.on_table.accepted_at_risk is None


def test_a_package_can_be_given_whole_or_in_part():
    case = bc.load("two-issues")
    split = {"water": "half", "road": "half"}
    whole = asked(case, package=split).on_table
    assert (whole.package, whole.chosen_by) == (split, "given")
    part = asked(case, package={"water": "half"}).on_table
    assert (part.package["water"], part.chosen_by) == ("half", "nash")
    for wrong, said in (
        ({"watr": "half"}, "did you mean 'water'"),
        ({"water": "haf"}, "did you mean 'half'"),
        ({"water": "to_downstream", "road": "by_downstream"}, "present state"),
    ):
        with pytest.raises(UsageError, match=said):
            war(case, package=wrong, draws=4)


def test_paths_lead_to_estimates_and_name_all_that_count(ukraine):
    for question in war(ukraine, draws=16).questions:
        assert question.paths == tuple(f"war_costs.{a}" for a in question.actors)
        for actor in question.on_table.actors:
            assert set(actor.paths) <= set(ukraine.unknowns)
            assert f"walk_away.{actor.actor}" in actor.paths or question.conditions
            assert f"war_costs.{actor.actor}" in actor.paths
            assert set(actor.at_risk.paths) <= set(ukraine.unknowns)


def test_a_stop_leaves_the_draws_that_are_done(ukraine):
    found = asked(ukraine, draws=600, threads=1, stop=lambda: True)
    assert found.draws == 256
    assert found.to_rows()[0]["draws"] == 256
    assert [n.code for n in found.notes] == ["stopped"]
    assert found.zone_by.tolist() == asked(ukraine, draws=256).zone_by.tolist()


def test_a_space_too_large_to_count_is_searched(large_case):
    question = Question.model_validate({"id": "q", "text": "?", "actors": ["a", "b"]})
    document = large_case.document.model_copy(update={"questions": (question,)})
    case = Case.of(document, {}, {}, ())
    found = asked(case, draws=8)
    assert found.on_table.chosen_by == "nash"
    assert 0 < found.zone_by[0] <= 1
