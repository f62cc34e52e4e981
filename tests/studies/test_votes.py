"""Votes, setters, stakes in office and changes of leaders: published numbers and plain Python."""

from collections.abc import Mapping

import numpy as np
import pytest

from backchannel.case import Case
from backchannel.case.schema import CaseDocument
from backchannel.cli.ratify_words import vote_rows, vote_words
from backchannel.space import quantile, uniforms
from backchannel.studies.home.home_fronts import home_fronts
from backchannel.theory import changed_by

WHY = {"basis": "inference", "reason": "made for a test"}
SEED = 3


def triple(x: float) -> list[float]:
    return [float(x)] * 3


def made(
    options: Mapping[str, Mapping[str, object]],
    status_quo: str,
    walk_away: Mapping[str, object],
    **more: object,
) -> Case:
    """One issue `i` with values by actor and option, and an issue `rest` that counts for none."""
    names = next(iter(options.values()))
    document = {
        "format": 1,
        "case": {"id": "made", "title": "made", "as_of": "2024"},
        "parties": [{"id": f"P_{a}", "name": a, "actors": [a]} for a in [*walk_away]],
        "actors": [{"id": a, "name": a, "decides_for": f"P_{a}", **WHY} for a in walk_away],
        "issues": [
            {
                "id": "i",
                "name": "i",
                "status_quo": status_quo,
                "options": [{"id": o, "text": o} for o in names],
            },
            {
                "id": "rest",
                "name": "rest",
                "status_quo": "same",
                "options": [{"id": o, "text": o} for o in ("same", "other")],
            },
        ],
        "preferences": {
            a: {
                "i": {
                    "weight": triple(1),
                    "values": {
                        o: v if isinstance(v, list) else triple(v) for o, v in values.items()
                    },
                    **WHY,
                }
            }
            for a, values in options.items()
        },
        "walk_away": {
            a: {"value": r if isinstance(r, list) else triple(r), **WHY}
            for a, r in walk_away.items()
            if a in options
        },
        **more,
    }
    return Case.of(CaseDocument.model_validate(document), {}, {}, ())


def vote(**more: object) -> list[dict[str, object]]:
    return [
        {
            "id": "V",
            "holder": "h",
            "if_won": {"i": "won"},
            "if_lost": {"i": "lost"},
            "chance": triple(0.6),
            **WHY,
            **more,
        }
    ]


# ---------------------------------------------------------------- votes (T8)


@pytest.mark.parametrize(
    ("hold", "needed", "accepted"),
    [
        pytest.param(80, 0.80, 0.0, id="T8: V_hold .8 needs .80"),
        pytest.param(55, 0.55, 1.0, id="T8: holding worth .55 needs .55"),
        pytest.param(60, 0.60, 1.0, id="a chance that is just enough is enough"),
    ],
)
def test_holder_needs_a_chance(hold, needed, accepted):
    case = made({"h": {"held": hold, "won": 100, "lost": 0}}, "held", {"h": 10}, votes=vote())
    (found,) = home_fronts(case, draws=20).votes
    assert (found.needed.low, found.needed.high) == pytest.approx((needed, needed))
    assert (found.accepted, found.never, found.loss_breaks_line) == (accepted, 0.0, 0.0)
    assert (found.hold.median, found.win.median, found.lose.median) == pytest.approx((hold, 100, 0))


def test_vote_draw_by_draw():
    values = {"held": [30, 50, 95], "won": [40, 70, 90], "lost": [5, 30, 60]}
    case = made({"h": values}, "held", {"h": 10}, votes=vote(chance=[0.2, 0.6, 0.9]))
    (found,) = home_fronts(case, draws=1024, seed=SEED).votes

    def drawn(path: str) -> list[float]:
        return quantile(case.unknowns[path], uniforms(SEED, path, 0)).tolist()

    hold, win, lose = (drawn(f"preferences.h.i.values.{o}") for o in ("held", "won", "lost"))
    chance = drawn("votes.V.chance")
    rows = list(zip(hold, win, lose, chance, strict=True))
    assert found.accepted == np.mean([p * w + (1 - p) * x >= h for h, w, x, p in rows])
    assert found.never == np.mean([max(w, x) < h for h, w, x, _ in rows])
    needed = [(h - x) / (w - x) for h, w, x, _ in rows if w > x]
    assert (found.needed.low, found.needed.median) == pytest.approx(
        tuple(np.percentile(needed, [5, 50]))
    )
    assert 0 < found.accepted < 1
    assert 0 < found.never < 1


def test_a_real_red_line_is_told_beside():
    line = {"id": "L", "actor": "h", "forbids": [{"i": "lost"}], "hardness": triple(1), **WHY}
    case = made(
        {"h": {"held": 50, "won": 100, "lost": 0}}, "held", {"h": 10}, votes=vote(),
        red_lines=[line],
    )  # fmt: skip
    (found,) = home_fronts(case, draws=20).votes
    assert (found.accepted, found.loss_breaks_line) == (1.0, 1.0)


def test_winning_that_is_worth_no_more_needs_no_chance():
    case = made({"h": {"held": 50, "won": 20, "lost": 30}}, "held", {"h": 10}, votes=vote())
    (found,) = home_fronts(case, draws=20).votes
    assert found.needed is None
    assert (found.accepted, found.never) == (0.0, 1.0)


def test_a_holder_without_values_is_lacking():
    case = made(
        {"h": {"held": 1, "won": 2, "lost": 0}}, "held", {"h": 10, "dumb": 0},
        votes=vote(holder="dumb"),
    )  # fmt: skip
    found = home_fronts(case, draws=20)
    assert not found.votes
    assert "preferences.dumb" in {it.key for it in found.lacking}


# ---------------------------------------------------------------- setters (T8)


def setter_case(status_quo: float, *, setter_values: bool = True) -> Case:
    places = [k / 10 for k in range(11)]

    def near(ideal: float) -> dict[str, float]:
        return {f"x{round(10 * x)}": 100 * (1 - abs(x - ideal)) for x in places}

    channel = {
        "id": "C",
        "name": "C",
        "kind": "talks",
        "between": ["v", "w"],
        "status": "running",
        "issues": ["i"],
        "gaps_filled_by": "s",
        **WHY,
    }
    values = {"v": near(0.4), "w": near(0.4)} | ({"s": near(1.0)} if setter_values else {})
    walk_away = dict.fromkeys(["v", "w", "s"], 10)
    return made(values, f"x{round(10 * status_quo)}", walk_away, channels=[channel])


def setter_outcome(setter: float, voter: float, status_quo: float) -> float:
    """Return what is nearest to the setter of all that the voter takes (Romer, Rosenthal 1978)."""
    as_good = 2 * voter - status_quo  # on the other side of the voter, as far away
    return min(max(setter, min(status_quo, as_good)), max(status_quo, as_good))


@pytest.mark.parametrize(
    ("status_quo", "outcome"),
    [
        pytest.param(0.0, 0.8, id="T8-Romer-Rosenthal-1978: q 0 gives .8"),
        pytest.param(0.2, 0.6, id="T8-Romer-Rosenthal-1978: q .2 gives .6"),
        pytest.param(0.4, 0.4, id="T8-Romer-Rosenthal-1978: q .4 gives .4"),
        pytest.param(0.5, 0.5, id="T8-Romer-Rosenthal-1978: q .5 gives .5"),
    ],
)
def test_setter_gets_what_the_voter_just_accepts(status_quo, outcome):
    (found,) = home_fronts(setter_case(status_quo), draws=20).setters
    assert setter_outcome(1.0, 0.4, status_quo) == pytest.approx(outcome)
    assert (found.setter, found.ratifiers) == ("s", ("v", "w"))
    if outcome == status_quo:  # nothing better for the setter passes: what there is stays
        assert (found.packages, found.kept) == ((), 1.0)
        assert found.gains["s"].high == 0.0
    else:
        assert found.packages == (({"i": f"x{round(10 * outcome)}"}, 1.0),)
        assert found.kept == 0.0
        assert found.gains["s"].median == pytest.approx(100 * (outcome - status_quo))
        assert found.gains["v"].median == pytest.approx(0.0, abs=1e-6)


def test_a_setter_that_does_not_care_changes_nothing():
    flat = setter_case(0.2)
    for k in range(11):
        flat = flat.changed(f"preferences.s.i.values.x{k}", [50, 50, 50], reason="all the same")
    (found,) = home_fronts(flat, draws=20).setters
    assert (found.kept, found.packages) == (1.0, ())
    assert {gain.high for gain in found.gains.values()} == {0.0}


def test_a_setter_without_values_leaves_the_most_accepted():
    (found,) = home_fronts(setter_case(0.2, setter_values=False), draws=20).setters
    assert not found.own_values
    accepted = {package["i"] for package, _ in found.packages}
    assert accepted < {"x2", "x3", "x4", "x5", "x6"}
    assert all(share == 1.0 for _, share in found.packages)


# ---------------------------------------------------------------- office (T9)


def office_case(red_lines: object = (), **office: object) -> Case:
    """War is worth 45 and the deal 55; a leader `lead` and others `far`."""
    values = {"war": 45, "deal": 55}
    stake = {"weight": triple(1), "stays_if_deal": triple(0.6), "stays_if_war": triple(0.8)}
    return made(
        dict.fromkeys(("lead", "far"), values),
        "war",
        {"lead": 45, "far": 45},
        questions=[{"id": "q", "text": "?", "actors": ["lead", "far"], "issues": ["i", "rest"]}],
        offices=[{"id": "F", "actor": "lead", **stake, **office, **WHY}],
        red_lines=red_lines,
        exclusions=[
            {"id": "X", "forbids": [{"rest": "other"}, {"i": "war"}], "reason": "only one deal"}
        ],
        conditions=[{"id": "gone", "text": "gone", "event": "gone"}],
    )  # fmt: skip


@pytest.mark.parametrize(
    ("weight", "settles"),
    [
        pytest.param(0.0, 1.0, id="T9: the elite gains .10"),
        pytest.param(0.5, 1.0, id="T9: k* .50 is indifferent"),
        pytest.param(1.0, 0.0, id="T9: k 1 loses .10"),
    ],
)
def test_office_blocks_from_a_weight(weight, settles):
    found = home_fronts(office_case(weight=triple(weight)), draws=20)
    it = found.stakes[0]
    assert it.package["i"] == "deal"
    assert (it.limit.low, it.limit.high) == pytest.approx((0.5, 0.5))
    assert it.gain.median == pytest.approx(10)
    assert it.with_office.median == pytest.approx(10 - 20 * weight)
    assert (it.alone, it.settles) == (1.0, settles)
    assert (it.office_blocks, it.office_opens) == (1.0 - settles, 0.0)


def test_values_of_somebody_else_count_apart_from_office():
    case = office_case(values_of="far")
    lower = case.changed("walk_away.far", [60, 60, 60], reason="far asks for more")
    given = home_fronts(lower, "q", {"i": "deal", "rest": "same"}, draws=20).stakes[0]
    assert (given.values_of, given.alone, given.limit) == ("far", 0.0, None)
    assert given.gain.median == pytest.approx(-5)


def test_office_opens_no_red_line():
    line = {"id": "L", "actor": "far", "forbids": [{"i": "deal"}], "hardness": triple(1), **WHY}
    case = office_case(values_of="far", weight=triple(0.1), red_lines=[line])
    it = home_fronts(case, "q", {"i": "deal", "rest": "same"}, draws=20).stakes[0]
    assert (it.alone, it.settles, it.office_blocks, it.office_opens) == (0.0, 0.0, 0.0, 0.0)
    assert it.gain.median == pytest.approx(10)


def test_office_can_open():
    case = office_case(weight=triple(1), stays_if_deal=triple(0.9), stays_if_war=triple(0.7))
    asks = case.changed("walk_away.lead", [60, 60, 60], reason="asks for more than the deal")
    it = home_fronts(asks, "q", {"i": "deal", "rest": "same"}, draws=20).stakes[0]
    assert (it.alone, it.settles, it.office_blocks, it.office_opens) == (0.0, 1.0, 0.0, 1.0)
    assert it.with_office.median == pytest.approx(-5 + 20)


def test_an_office_says_what_it_lacks():
    found = home_fronts(office_case(weight=None, change=triple(0.1)), draws=20)
    assert not found.stakes
    assert not found.changes
    keys = {it.key for it in found.lacking}
    assert {"offices.F.weight", "offices.F.within", "offices.F.successor"} <= keys
    assert "offices.F.change" not in keys


# ---------------------------------------------------------------- change of leader (T17)


def test_leader_change_by_month():
    case = office_case(change=triple(0.08), within=triple(12), successor="far", condition="gone")
    (found,) = home_fronts(case, draws=20).changes
    assert found.monthly.median == pytest.approx(0.006924, abs=5e-7)  # T17: P .08
    assert found.changed[12].median == pytest.approx(0.08)
    assert found.changed[0].high == 0.0
    medians = [band.median for band in found.changed]
    assert medians == sorted(medians)


def test_chance_of_a_deal_mixes_leader_and_successor(ukraine):
    draws = 256
    found = home_fronts(ukraine, "with_kyiv", draws=draws, seed=SEED)
    (change,) = found.changes
    (deals,) = change.deals
    rows = {(it.by, it.role): it for it in found.stand_ins}
    assert deals.with_leader == rows[("ru_leader",), "asked"].open_share
    assert deals.with_successor == rows[("ru_elite",), "after_change"].open_share == 1.0
    path = "offices.RU_OFFICE.change"
    hazard = quantile(ukraine.unknowns[path], uniforms(SEED, path, 0))[:draws]
    by_year = changed_by(hazard, 12, 12)
    assert deals.chance[0] == pytest.approx(deals.with_leader)
    # With a successor who always has a deal, a change helps just where the leader has none.
    shut = 1 - deals.with_leader
    assert deals.chance[12] - deals.chance[0] == pytest.approx(shut * by_year.mean(), rel=0.1)
    assert list(deals.chance) == sorted(deals.chance)


@pytest.mark.parametrize(
    ("held", "always", "never", "told", "cell"),
    [
        (5, 1.0, 0.0, "worth it from any chance of winning, however small; the case", "any"),
        (95, 0.0, 1.0, "No chance of winning makes a vote worth it; the case", "none is enough"),
        (45, 0.0, 0.0, "worth it from a chance of 50 % of winning; the case", "50 %"),
    ],
)
def test_a_threshold_outside_the_scale_is_told_in_words(held, always, never, told, cell):
    case = made({"h": {"held": held, "won": 70, "lost": 20}}, "held", {"h": 10}, votes=vote())
    (found,) = home_fronts(case, draws=20).votes
    assert (found.always, found.never) == (always, never)
    assert told in vote_words(found)
    assert vote_rows([found])[0]["chance needed"] == cell


def test_a_range_of_thresholds_is_held_to_the_scale():
    values = {"held": [20, 50, 80], "won": [50, 60, 70], "lost": [30, 40, 45]}
    case = made({"h": values}, "held", {"h": 10}, votes=vote())
    (found,) = home_fronts(case, draws=200).votes
    assert found.needed.low < 0
    assert found.needed.high > 1
    told = vote_words(found)
    assert "(0 to 100 %) of winning (0 % stands for any chance, 100 % also for none)" in told
    assert "(0 to 100 %)" in vote_rows([found])[0]["chance needed"]


def test_nothing_added_is_not_less_than_nothing():
    case = made({"h": {"held": 50, "won": 50, "lost": 50}}, "held", {"h": 10}, votes=vote())
    (found,) = home_fronts(case, draws=4).votes
    assert "(i=won) adds 0, a vote lost (i=lost) adds 0." in vote_words(found)
