"""Log-rolling: published and worked numbers, an oracle, properties, odd cases."""

import math
from dataclasses import replace
from fractions import Fraction
from itertools import product
from types import SimpleNamespace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import backchannel as bc
from backchannel.core.errors import UsageError
from backchannel.core.results import RunRecord, Status
from backchannel.deals.trades import trades
from backchannel.deals.zone import zone
from backchannel.exchange import Scenario
from backchannel.space.compile import frame
from backchannel.space.tables import point_tables


def _stub(about):
    """A zone that nobody counted."""
    run = RunRecord("deals.zone", about.about, about.digest, {})
    return SimpleNamespace(
        frame=about, tables=point_tables(about), actors=about.actors, notes=(), run=run
    )


def _sales(trade):
    return {(s.seller, s.issue, s.buyer, s.gives, s.gets) for s in trade.sales}


def test_two_villages():
    """theory.md T1b: half on each issue gives (.5, .5), the trade (.8, .8)."""
    found = trades(zone(bc.load("two-issues"), ["upstream", "downstream"]))
    assert [x + 30 for x in found.lot] == [50, 50]
    assert [x + 30 for x in found.gains] == [80, 80]
    (trade,) = found.trades
    assert _sales(trade) == {
        ("upstream", "road", "downstream", 10, 40),
        ("downstream", "water", "upstream", 10, 40),
    }
    assert (trade.joint, trade.share, trade.returns) == (60, 1, (4, 4))
    assert trade.unprotected == ("upstream", "downstream")
    assert (trade.losing, trade.behind) == ((), ())
    assert [issue.kind for issue in found.issues] == ["traded", "traded"]
    assert found.status is Status.PROVEN
    assert "the largest trade adds 60 to a joint gain of 60" in found.summary()
    assert found.summary().endswith("is no forecast or advice.")
    assert any(note.code == "scales" for note in found.notes)


def _commodities(kit):
    letters = "ABCDEFGHI"
    weights = {"buyer": (250, 150, 100), "seller": (100, 150, 250)}
    names = ("iron", "sulfur", "coal")
    up = {x: 12.5 * n for n, x in enumerate(letters)}
    down = {x: 100 - v for x, v in up.items()}
    return kit.Made(
        issues=dict.fromkeys(names, letters),
        status_quo=dict.fromkeys(names, "A"),
        wants={
            a: {
                i: (w, down if a == "buyer" else up) for i, w in zip(names, weights[a], strict=True)
            }
            for a in weights
        },
        walk_away={"buyer": 0, "seller": 0},
    )


def test_three_commodities(kit):
    """negotiation.md 4, Pruitt-Lewis: EEE (2000, 2000), A-E-I (2600, 2600), joint 5200."""
    market = zone(_commodities(kit).case(), ["buyer", "seller"])
    best = {"iron": "A", "sulfur": "E", "coal": "I"}
    found = trades(market, best)
    in_points = 4000 / 100
    assert [x * in_points for x in found.lot] == [2000, 2000]
    assert [x * in_points for x in found.gains] == [2600, 2600]
    assert found.joint * in_points == 1200
    (trade,) = found.trades
    assert {(s.seller, s.issue, s.gives * in_points, s.gets * in_points) for s in trade.sales} == {
        ("buyer", "coal", 400, 1000),
        ("seller", "iron", 400, 1000),
    }
    assert (trade.returns, trade.share) == ((2.5, 2.5), 1)
    assert [issue.kind for issue in found.issues] == ["traded", "even", "traded"]
    middle = trades(market, dict.fromkeys(best, "E"))
    assert (middle.trades, middle.joint) == ((), 0)
    assert "no issue is traded" in middle.summary()
    assert trades(market).gains == found.gains  # the Nash package


def _made(kit, wants, **changes):
    issues = {i: list(vs) for i, (_, vs) in next(iter(wants.values())).items()}
    made = kit.Made(
        issues=issues,
        status_quo={i: os[0] for i, os in issues.items()},
        wants=wants,
        walk_away=dict.fromkeys(wants, 0),
    )
    return replace(made, **changes)


OPPOSED = {
    "a": {
        "x": (1, {"n": 0, "h": 50, "p": 100}),
        "y": (3, {"n": 100, "h": 50, "p": 0}),
        "z": (4, {"n": 0, "h": 90, "p": 100}),
    },
    "b": {
        "x": (3, {"n": 100, "h": 50, "p": 0}),
        "y": (1, {"n": 0, "h": 50, "p": 100}),
        "z": (4, {"n": 0, "h": 90, "p": 100}),
    },
}


def test_common_ground_is_no_trade(kit):
    found = trades(zone(_made(kit, OPPOSED).case(), ["a", "b"]), {"x": "n", "y": "n", "z": "p"})
    kinds = {issue.issue: issue.kind for issue in found.issues}
    assert kinds == {"x": "traded", "y": "traded", "z": "even"}  # by lot, too, both get z: p
    worse = trades(zone(_made(kit, OPPOSED).case(), ["a", "b"]), {"x": "n", "y": "n", "z": "h"})
    assert worse.issues[2].kind == "given_up"
    assert worse.issues[2].points == (-5, -5)
    assert worse.trades[0].share == pytest.approx(25 / 15)


def test_a_compromise_that_both_like_is_common_ground(kit):
    wants = {
        "a": {"x": (1, {"p": 100, "m": 80, "q": 0})},
        "b": {"x": (1, {"p": 0, "m": 80, "q": 100})},
    }
    found = trades(zone(_made(kit, wants).case(), ["a", "b"]), {"x": "m"})
    assert (found.issues[0].kind, found.issues[0].points) == ("common", (30, 30))
    assert not found.trades


def test_an_option_that_nobody_wants_moves_nothing(kit):
    """Half way between best and worst would move with it; who gets its way by lot does not."""
    wants = {
        "a": {"x": (1, {"p": 100, "q": 60}), "y": (1, {"p": 100, "q": 0})},
        "b": {"x": (1, {"p": 60, "q": 100}), "y": (1, {"p": 0, "q": 100})},
    }
    before = trades(zone(_made(kit, wants).case(), ["a", "b"]), {"x": "p", "y": "q"})
    for by in wants.values():
        by["x"][1]["awful"] = 0
    after = trades(zone(_made(kit, wants).case(), ["a", "b"]), {"x": "p", "y": "q"})
    assert after.lot == before.lot
    assert after.issues == before.issues


def test_who_does_not_care_draws_no_lot(kit):
    wants = {
        "a": {"x": (1, {"p": 100, "q": 0})},
        "b": {"x": (1, {"p": 50, "q": 50})},
    }
    found = trades(zone(_made(kit, wants).case(), ["a", "b"]), {"x": "p"})
    assert (found.lot, found.issues[0].kind) == ((100, 50), "even")
    nobody = {a: {"x": (1, {"p": 50, "q": 50})} for a in "ab"}
    assert trades(zone(_made(kit, nobody).case(), ["a", "b"]), {"x": "q"}).lot == (50, 50)


def test_options_that_are_ruled_out_are_not_reachable(kit):
    lines = [("L", "b", [{"x": "p"}], 1)]
    package = {"x": "n", "y": "n", "z": "p"}
    found = trades(zone(_made(kit, OPPOSED, lines=lines).case(), ["a", "b"]), package)
    assert found.issues[0].points == (-50 / 8 / 2, 3 * 50 / 8 / 2)  # between h and n now
    out = _made(kit, OPPOSED, exclusions=[{"x": "p"}])
    assert trades(zone(out.case(), ["a", "b"]), package).issues == found.issues
    soft = _made(kit, OPPOSED, lines=[("L", "b", [{"x": "p"}], 0.4)])
    assert trades(zone(soft.case(), ["a", "b"]), package).issues[0].points == (-6.25, 18.75)


@pytest.mark.parametrize(
    ("lines", "unprotected"),
    [
        ([], ("a", "b")),
        ([("L", "a", [{"x": "h"}], 1)], ("b",)),  # a line on the issue, whichever option
        ([("L", "a", [{"x": "h", "z": "h"}], 1)], ("b",)),  # in a pattern of several
        ([("L", "a", [{"x": "h"}], 0.4)], ("a", "b")),  # a position, not a real line
        ([("L", "b", [{"x": "h"}], 1)], ("a", "b")),  # somebody else's line
        ([("L", "a", [{"y": "h"}], 1)], ("a", "b")),  # on what it buys
    ],
    ids=["none", "own", "pattern", "soft", "another's", "another issue"],
)
def test_unprotected_sales(kit, lines, unprotected):
    package = {"x": "n", "y": "n", "z": "p"}
    made = _made(kit, OPPOSED, lines=lines)
    (trade,) = trades(zone(made.case(), ["a", "b"]), package).trades
    assert trade.unprotected == unprotected
    assert {s.seller: s.issue for s in trade.sales} == {"a": "x", "b": "y"}
    assert [s.seller for s in trade.sales if not s.protected] == list(unprotected)


def test_a_principals_line_protects_its_agent(kit):
    made = _made(kit, OPPOSED, lines=[("L", "a", [{"x": "h"}], 1)], agents={"envoy": "a"})
    (trade,) = trades(zone(made.case(), ["envoy", "b"]), {"x": "n", "y": "n", "z": "p"}).trades
    assert trade.unprotected == ("b",)


def test_who_is_left_behind(kit):
    """a gives up what is worth most to it and gets little: nearer to its walk-away value."""
    found = trades(zone(_made(kit, OPPOSED).case(), ["a", "b"]), {"x": "p", "y": "p", "z": "p"})
    (trade,) = found.trades
    assert (trade.losing, trade.behind) == (("a", "b"), ("a", "b"))
    assert (trade.share, found.joint) == (None, -25)
    assert trade.returns == pytest.approx((1 / 3, 1 / 3))


def test_a_ring_of_three(kit):
    """a sells x to b, b sells y to c, c sells z to a: no two of them trade."""
    none, some = {"p": 0, "q": 0}, {"p": 0, "q": 100}
    less = {"p": 100, "q": 0}
    wants = {
        "a": {"x": (1, less), "y": (1, none), "z": (2, some)},
        "b": {"x": (2, some), "y": (1, less), "z": (1, none)},
        "c": {"x": (1, none), "y": (2, some), "z": (1, less)},
    }
    found = trades(zone(_made(kit, wants).case(), ["a", "b", "c"]), {"x": "q", "y": "q", "z": "q"})
    assert [len(trade.sales) for trade in found.trades] == [1, 1, 1]
    assert [trade.rank for trade in found.trades] == [1, 1, 1]
    assert [issue.kind for issue in found.issues] == ["one_sided"] * 3
    assert sum(trade.share for trade in found.trades) == pytest.approx(1)
    row = found.to_rows()[0]
    assert (row["seller"], row["sells"], row["buyer"], row["for"]) == ("a", "x", "b", "")


def test_sellers_share_a_buyer_by_what_it_costs_them(kit):
    wants = {
        "a": {"x": (3, {"p": 100, "q": 0}), "y": (1, {"p": 0, "q": 100})},
        "b": {"x": (1, {"p": 100, "q": 0}), "y": (3, {"p": 0, "q": 100})},
        "c": {"x": (1, {"p": 0, "q": 100}), "y": (1, {"p": 100, "q": 0})},
    }
    found = trades(zone(_made(kit, wants).case(), ["a", "b", "c"]), {"x": "q", "y": "q"})
    # By lot x: p has 2/3, y: q has 2/3. a loses 50 on x and gains 25/3 on y; c the other way round.
    assert found.issues[0].points == pytest.approx((-50, -50 / 3, 100 / 3))
    sold = [s for trade in found.trades for s in trade.sales if s.issue == "x"]
    assert {s.seller: s.gets for s in sold} == pytest.approx({"a": 25, "b": 25 / 3})
    assert {s.seller: s.gives for s in sold} == pytest.approx({"a": 50, "b": 50 / 3})


def test_bonuses_of_several_options_belong_to_no_issue(kit):
    made = _made(kit, OPPOSED, bonuses=[("B", "a", {"x": "n", "y": "n"}, 8)])
    package = {"x": "n", "y": "n", "z": "p"}
    plain = trades(zone(_made(kit, OPPOSED).case(), ["a", "b"]), package)
    found = trades(zone(made.case(), ["a", "b"]), package)
    assert found.issues == plain.issues
    assert found.together == (6, 0)  # by lot the two come together once in four
    assert found.lot == (plain.lot[0] + 2, plain.lot[1])


def test_partial_zone_and_line_broken_by_the_package(kit):
    made = _made(kit, OPPOSED, lines=[("L", "a", [{"x": "h", "z": "n"}], 1)])
    found = trades(zone(made.case(), ["a", "b"], issues=["x", "y"]), {"x": "h", "y": "p"})
    assert [issue.issue for issue in found.issues] == ["x", "y"]
    assert found.broken == ("red line L of a",)
    assert "the package breaks red line L of a" in found.summary()


def test_scenario_without_case():
    scenario = Scenario.of(
        "split",
        issues={"water": ["up", "down"], "road": ["up", "down"]},
        utility={
            "u": {"water": [Fraction(4, 5), 0], "road": [0, Fraction(1, 5)]},
            "d": {"water": [0, Fraction(1, 5)], "road": [Fraction(4, 5), 0]},
        },
    )
    found = _stub(frame(scenario))
    assert trades(found, {"water": "up", "road": "up"}).joint == pytest.approx(0.6)
    with pytest.raises(UsageError, match="says nothing about 'road'"):
        trades(found, {"water": "up"})


@pytest.mark.parametrize(
    ("package", "message"),
    [
        ({"watre": "half"}, "did you mean 'water'"),
        ({"water": "halve"}, "did you mean 'half'"),
        ({"water": math.nan}, "id of an option"),
        ("water", "give a package"),
    ],
    ids=str,
)
def test_hostile_input(package, message):
    with pytest.raises(UsageError, match=message):
        trades(zone(bc.load("two-issues"), ["upstream", "downstream"]), package)


def test_an_empty_zone_has_no_package_of_its_own(kit):
    made = _made(kit, OPPOSED, walk_away={"a": 100, "b": 100})
    with pytest.raises(UsageError, match="no Nash package"):
        trades(zone(made.case(), ["a", "b"]))


def test_tables_that_are_not_exact(kit):
    third = 1 / 3
    wants = {
        a: {i: (w + third, {o: v * third for o, v in vs.items()}) for i, (w, vs) in by.items()}
        for a, by in OPPOSED.items()
    }
    about = frame(_made(kit, wants).case(), ["a", "b"])
    found = trades(_stub(about), {"x": "n", "y": "n", "z": "p"})
    assert found.status is Status.ESTIMATED
    assert [issue.kind for issue in found.issues] == ["traded", "traded", "even"]
    assert found.issues[2].points == (0, 0)


def _worth(made, actor, issue, option):
    by = made.wants[actor]
    weight = sum(Fraction(str(w)) for w, _ in by.values())
    own = sum(
        Fraction(str(x))
        for _, a, pattern, x in made.bonuses
        if a == actor and dict(pattern) == {issue: option}
    )
    if issue not in by:
        return own
    return Fraction(str(by[issue][0])) * Fraction(str(by[issue][1][option])) / weight + own


def _lots(made, actors):
    """Chance of each option, by issue."""
    out = [dict(p) for p in made.exclusions]
    lines = [dict(p) for _, a, ps, h in made.lines if a in actors and h >= 0.5 for p in ps]
    if len(made.issues) == 1:  # the only option that is no deal, but what somebody may want
        out = [p for p in out if p != dict(made.status_quo)]
    lots = {}
    for issue, options in made.issues.items():
        free = [o for o in options if {issue: o} not in [*out, *lines]] or list(options)
        drawn = []
        for actor in actors:
            worth = {o: _worth(made, actor, issue, o) for o in free}
            if len(set(worth.values())) > 1:
                drawn.append([o for o in free if worth[o] == max(worth.values())])
        drawn = drawn or [free]
        lots[issue] = {
            o: sum(Fraction(o in best, len(best)) for best in drawn) / len(drawn) for o in options
        }
    return lots


@given(data=st.data())
@settings(max_examples=150, deadline=None)
def test_as_defined(kit, data):
    made = data.draw(kit.cases())
    actors = sorted(made.wants)
    rows = kit.brute(made, actors)
    if not rows:
        return
    package, gains, _ = data.draw(st.sampled_from(rows))
    found = trades(zone(made.case(), actors), package)
    lots = _lots(made, actors)

    # The average of the lots, package by package over the whole space.
    for a, actor in enumerate(actors):
        mean = Fraction(0)
        for chosen in product(*made.issues.values()):
            drawn = dict(zip(made.issues, chosen, strict=True))
            chance = math.prod((lots[i][o] for i, o in drawn.items()), start=Fraction(1))
            worth = sum(_worth(made, actor, i, o) for i, o in drawn.items())
            worth += sum(
                Fraction(str(x))
                for _, who, pattern, x in made.bonuses
                if who == actor and len(pattern) > 1 and pattern.items() <= drawn.items()
            )
            mean += chance * worth
        assert found.lot[a] == pytest.approx(float(mean - Fraction(str(made.walk_away[actor]))))
    assert found.gains == pytest.approx([float(g) for g in gains])

    parts = {
        i: [
            _worth(made, actor, i, package[i])
            - sum(p * _worth(made, actor, i, o) for o, p in lots[i].items())
            for actor in actors
        ]
        for i in made.issues
    }
    for issue in found.issues:
        assert issue.points == pytest.approx([float(x) for x in parts[issue.issue]])
        gain, loss = any(x > 0 for x in parts[issue.issue]), any(x < 0 for x in parts[issue.issue])
        kinds = (
            {"traded", "one_sided"}
            if gain and loss
            else {"common" if gain else "given_up" if loss else "even"}
        )
        assert issue.kind in kinds
    _check_sales(found, parts, actors)


def _check_sales(found, parts, actors):
    """Who sells on an issue is who loses on it, and all parts add up."""
    given_away, got = {}, {}
    for trade in found.trades:
        for s in trade.sales:
            given_away[s.seller, s.issue] = given_away.get((s.seller, s.issue), 0) + s.gives
            got[s.buyer, s.issue] = got.get((s.buyer, s.issue), 0) + s.gets
        assert trade.joint == pytest.approx(sum(s.gets - s.gives for s in trade.sales))
    contested = [i for i, row in parts.items() if min(row) < 0 < max(row)]
    signed = [(a, i, float(row[actors.index(a)])) for i, row in parts.items() for a in actors]
    assert given_away == pytest.approx(
        {(a, i): -x for a, i, x in signed if x < 0 and i in contested}
    )
    assert got == pytest.approx({(a, i): x for a, i, x in signed if x > 0 and i in contested})
    rest = sum(float(sum(row)) for i, row in parts.items() if i not in contested)
    whole = sum(trade.joint for trade in found.trades) + rest + sum(found.together)
    assert found.joint == pytest.approx(whole)
    assert found.joint == pytest.approx(sum(found.gains) - sum(found.lot))
    joints = [trade.joint for trade in found.trades]
    assert joints == sorted(joints, reverse=True)
    for trade in found.trades:
        assert trade.rank <= 1 + sum(x > trade.joint for x in joints)
        for a, s in enumerate(trade.sales):
            back = trade.sales[1 - a].gets if len(trade.sales) == 2 else 0
            assert trade.returns[a] == pytest.approx(back / s.gives)
        pair = {(s.seller, s.buyer) for s in trade.sales}
        assert pair == {(b, a) for a, b in pair} or len(trade.sales) == 1


def _contents(found, names=None):
    """What is found, whatever the order."""
    names = names or (lambda x: x)
    rows = []
    for trade in found.trades:
        sales = [
            (names(s.seller), names(s.issue), names(s.buyer), round(s.gives, 9), round(s.gets, 9))
            for s in trade.sales
        ]
        rows.append((trade.rank, sorted(sales), sorted(map(names, trade.unprotected))))
    kinds = {names(issue.issue): issue.kind for issue in found.issues}
    return sorted(rows), kinds, round(found.joint, 9)


@given(data=st.data())
@settings(max_examples=150, deadline=None)
def test_names_order_and_units_do_not_matter(kit, data):
    made = data.draw(kit.cases())
    actors = sorted(made.wants)
    rows = kit.brute(made, actors)
    if not rows:
        return
    package, *_ = data.draw(st.sampled_from(rows))
    found = trades(zone(made.case(), actors), package)

    issues = data.draw(st.permutations(list(made.issues)))
    turned = data.draw(st.permutations(actors))
    options = {i: data.draw(st.permutations(made.issues[i])) for i in issues}
    factor = data.draw(st.sampled_from([2, 7, 0.5]))
    wants = {
        a: {i: (w * (factor if a == actors[0] else 1), vs) for i, (w, vs) in by.items()}
        for a, by in made.wants.items()
    }
    other = replace(made, issues=options, wants=wants)
    assert _contents(trades(zone(other.case(), turned), package)) == _contents(found)

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
    named = trades(zone(renamed.case(), [f"new_{a}" for a in actors]), new(package))
    assert _contents(named, lambda x: x.removeprefix("new_")) == _contents(found)
