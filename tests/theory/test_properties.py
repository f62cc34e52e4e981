"""What holds for all numbers: directions, limits, inverses, and a slow second way."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from backchannel.theory import (
    bargaining_range,
    battles_until_range,
    belief_after,
    break_even_chance,
    break_even_renewal,
    changed_by,
    durable_worth,
    exposed,
    meetings_until,
    monthly_hazard,
    months_until_ready,
    needed_chance,
    office_threshold,
    settles,
    shift,
    wedge,
)

NEAR = 1e-9

hundredths = st.integers(0, 100).map(lambda n: Fraction(n, 100))
chances = st.floats(0, 1)
inner = st.floats(0.001, 0.999)
costs = st.floats(0, 0.5)
points = st.integers(0, 100)
whole = st.integers(1, 30)


# War or settlement


@given(chances, chances, costs, costs, costs, st.floats(0.2, 3))
def test_costs_widen_the_range(p_first, p_second, c_first, c_second, more, exponent):
    narrow = bargaining_range(p_first, p_second, c_first, c_second, exponent)
    wide = bargaining_range(p_first, p_second, c_first + more, c_second + more, exponent)
    assert wide.low <= narrow.low + NEAR
    assert wide.high >= narrow.high - NEAR


@given(inner, costs, costs, st.floats(0.2, 1))
def test_shunning_risk_widens_the_range(p, c_first, c_second, exponent):
    neutral = bargaining_range(p, p, c_first, c_second)
    careful = bargaining_range(p, p, c_first, c_second, exponent)
    assert careful.low <= neutral.low + NEAR
    assert careful.high >= neutral.high - NEAR


@given(chances, chances, costs, costs)
def test_limits_of_the_stake_open_and_close_no_range(p_first, p_second, c_first, c_second):
    found = bargaining_range(p_first, p_second, c_first, c_second)
    assert found.low >= 0
    assert found.high <= 1
    assert found.exists == (p_first - p_second <= c_first + c_second + NEAR)


@given(chances, costs, costs, st.floats(0.2, 1))
def test_who_agree_on_the_chances_have_a_range(p, c_first, c_second, exponent):
    assert bargaining_range(p, p, c_first, c_second, exponent).exists


def test_who_like_risk_may_have_none():
    assert not bargaining_range(0.5, 0.5, 0.1, 0.1, exponent=3).exists


@given(inner, inner, costs, costs)
def test_the_range_is_the_same_seen_from_the_other_side(p_first, p_second, c_first, c_second):
    found = bargaining_range(p_first, p_second, c_first, c_second, 0.7)
    other = bargaining_range(1 - p_second, 1 - p_first, c_second, c_first, 0.7)
    assert other.low == pytest.approx(1 - found.high)
    assert other.high == pytest.approx(1 - found.low)


@pytest.mark.parametrize(
    ("cost_first", "cost_second", "exists"),
    [(-0.05, 0.1, True), (-0.05, 0.02, False), (-0.3, 0.5, False)],
    ids=["outweighed", "too-large", "more-than-the-stake"],
)
def test_a_gain_from_war_counts_against_the_range(cost_first, cost_second, exists):
    assert bargaining_range(0.9, 0.9, cost_first, cost_second).exists == exists


@given(chances, st.floats(0.5, 50), st.integers(0, 200), chances)
def test_beliefs_lie_between_the_prior_and_the_record(chance, firmness, battles, share):
    found = belief_after(chance, firmness, battles, battles * share)
    assert min(chance, share) - NEAR <= found <= max(chance, share) + NEAR
    assert belief_after(chance, firmness, 0, 0) == chance
    assert belief_after(chance, np.inf, battles, battles * share) == chance


@given(hundredths, whole, st.integers(0, 40), st.data())
def test_beliefs_are_means_of_beta_distributions(chance, firmness, battles, data):
    won = data.draw(st.integers(0, battles))
    a = chance * firmness
    expected = float((a + won) / (firmness + battles))
    assert belief_after(float(chance), firmness, battles, won) == pytest.approx(expected)


def _battles_slowly(p, f, cost, share, most):
    """In fractions, one battle after the other."""
    for n in range(most + 1):
        first, second = ((p[i] * f[i] + n * share) / (f[i] + n) for i in (0, 1))
        if first - second <= cost:
            return n
    return -1


@given(
    st.lists(st.tuples(hundredths, hundredths, whole, whole, hundredths), min_size=1, max_size=5),
    st.integers(0, 10),
    st.integers(0, 40),
)
def test_battles_until_range_is_what_counting_finds(rows, tenths, most):
    p_first, p_second, f_first, f_second, cost = zip(*rows, strict=True)
    found = battles_until_range(
        *(np.array(x, dtype=float) for x in (p_first, p_second, f_first, f_second)),
        np.array(cost, dtype=float) / 4,
        np.array(cost, dtype=float) / 4,
        won_share=tenths / 10,
        most=most,
    )
    assert found.tolist() == [
        _battles_slowly((pa, pb), (fa, fb), c / 2, Fraction(tenths, 10), most)
        for pa, pb, fa, fb, c in rows
    ]


def test_battles_in_corners():
    assert battles_until_range([], 0.4, 10, 10, 0.1, 0.1).shape == (0,)
    assert battles_until_range(0.7, 0.4, 10, 10, 0.1, 0.1, most=4) == -1
    assert battles_until_range(0.7, 0.4, np.inf, np.inf, 0.1, 0.1) == -1
    # Shares won are shared by the rows, and the range opens late where one side is slow to learn.
    found = battles_until_range(0.9, 0.4, [2, 20], 20, 0.1, 0.1, won_share=[[0.4], [0.9]])
    assert found.tolist() == [[3, 30], [30, 30]]


def test_a_range_that_is_there_can_close_again():
    n = np.arange(30)
    gap = belief_after(0.6, 2, n, n) - belief_after(0.5, 20, n, n)
    assert gap[0] <= 0.2 < gap.max()
    assert battles_until_range(0.6, 0.5, 2, 20, 0.1, 0.1, won_share=1) == 0


# Shifting power


@given(inner, inner, st.floats(0.5, 1), costs, costs, st.floats(1, 100))
def test_shift_is_the_same_seen_from_the_other_side(now, later, d, c_first, c_second, pie):
    assume(abs(now - later) > 1e-6)
    found = shift(now, later, d, c_first, c_second, pie)
    other = shift(1 - now, 1 - later, d, c_second, c_first, pie)
    np.testing.assert_allclose(found, other, atol=NEAR)


@given(inner, inner, st.floats(0.5, 1), costs, costs, st.floats(1, 100))
def test_shift_follows_the_definition(now, later, d, c_first, c_second, pie):
    found = shift(now, later, d, c_first, c_second, pie)
    forced = [
        (p * pie - c_first, (1 - p) * pie - c_second) for p in (float(now), float(later))
    ]  # by the first and by the second side, now and later
    rising = 1 if later <= now else 0
    assert found.temptation == pytest.approx(d * forced[1][rising] - forced[0][rising], abs=NEAR)
    assert found.surplus == pytest.approx(pie - sum(forced[0]), abs=NEAR)


@given(inner, inner, st.floats(0.5, 1), costs, costs)
def test_larger_falls_tempt_more_and_costs_keep_the_peace(now, later, d, c_first, c_second):
    assume(later <= now)
    found = shift(now, [later, later / 2, 0], d, c_first, c_second).temptation
    assert np.all(np.diff(found) >= -NEAR)
    if not shift(now, later, d, c_first, c_second).fight:
        assert not shift(now, later, d, c_first + 0.1, c_second + 0.1).fight


@given(inner, st.floats(0.5, 1), costs, costs, st.floats(1, 100))
def test_at_the_break_even_temptation_equals_surplus(now, d, c_first, c_second, pie):
    later = break_even_chance(now, d, c_first, c_second, pie)
    assert later <= now + NEAR
    found = shift(now, later, d, c_first, c_second, pie)
    assert found.temptation == pytest.approx(float(found.surplus), abs=1e-7)
    assert shift(now, later - 0.01, d, c_first, c_second, pie).fight
    assert not shift(now, np.minimum(later + 0.01, now), d, c_first, c_second, pie).fight
    rising = 1 - break_even_chance(1 - now, d, c_second, c_first, pie)
    other = shift(now, rising, d, c_first, c_second, pie)
    if rising > now:
        assert other.temptation == pytest.approx(float(other.surplus), abs=1e-7)


# Waiting and durability


@given(points, points, st.floats(0.01, 10))
def test_at_the_month_of_readiness_the_walk_away_value_is_reached(walk_away, worth, cost):
    months = months_until_ready(walk_away, worth, cost)
    assert months >= 0
    assert walk_away - cost * months <= worth + NEAR * walk_away
    assert months == 0 or walk_away - cost * months == pytest.approx(worth, abs=NEAR)


def test_who_pays_nothing_for_waiting_is_ready_now_or_never():
    assert months_until_ready([50, 40, 30], 40, 0).tolist() == [np.inf, 0, 0]
    assert months_until_ready(50, 40, [-0.0, -1, np.nan])[:2].tolist() == [np.inf, np.inf]


@given(points, points, points, chances)
def test_renewal_up_to_the_break_even_leaves_the_deal_worth_it(worth, renewed, walk_away, below):
    limit = float(break_even_renewal(worth, renewed, walk_away))
    assert 0 <= limit <= 1
    if max(worth, renewed) < walk_away:
        assert limit == 0
        return
    assert durable_worth(worth, renewed, limit) >= walk_away - NEAR
    if renewed >= walk_away:
        assert limit == 1
        return
    assert durable_worth(worth, renewed, limit * below) >= walk_away - NEAR
    assert durable_worth(worth, renewed, limit + 0.001) < walk_away


# Exposure


@given(inner, st.floats(0, 50), st.floats(0, 5))
def test_more_meetings_expose_more(h, n, more):
    found = exposed(h, [n, n + more])
    assert 0 <= found[0] <= found[1] + NEAR <= 1 + NEAR
    assert exposed(h, 0) == 0
    assert exposed(h, 1) == pytest.approx(h)
    assert exposed(h + 0.001, n) >= found[0] - NEAR


@given(st.floats(0.001, 0.3), st.floats(0, 50))
def test_meetings_until_and_exposed_are_inverse(h, n):
    assert meetings_until(h, exposed(h, n)) == pytest.approx(n, abs=1e-6)


@given(inner, inner)
def test_exposed_and_meetings_until_are_inverse(h, chance):
    assert exposed(h, meetings_until(h, chance)) == pytest.approx(chance)


def test_meetings_in_corners():
    found = meetings_until([0, 0, 0.1, 0.1, 1, 1, 1], [0, 0.5, 0, 1, 0, 0.5, 1])
    assert found.tolist() == [0, np.inf, 0, np.inf, 0, 0, 0]
    assert meetings_until(-0.0, 0.5) == np.inf


# Wedge


@given(points, points, points, points)
def test_a_wedge_works_where_it_leaves_the_divider_no_worse(worth, cost, tie, bid):
    most, price, works = wedge(worth / 100, cost / 100, tie / 100, bid / 100)
    assert works == (worth - cost >= tie + bid)  # whole numbers: ties are exact
    assert (most, price) == pytest.approx(((worth - cost) / 100, (tie + bid) / 100))


# Votes


@given(points, points, points)
def test_at_the_needed_chance_a_vote_is_worth_holding_on(hold, win, lose):
    needed = needed_chance(hold, win, lose)
    if win <= lose:
        assert np.isnan(needed)
        return
    assert needed * win + (1 - needed) * lose == pytest.approx(hold, abs=1e-9)
    assert (needed <= 0) == (hold <= lose)
    assert (needed > 1) == (hold > win)


# Office


@given(points, points, points, points, st.integers(0, 500))
def test_thresholds_agree_with_the_inequality(deal, war, in_deal, in_war, weight):
    at = (deal / 100, war / 100, in_deal / 100, in_war / 100)
    least, most = office_threshold(*at)
    k = Fraction(weight, 100)
    lead = Fraction(deal - war, 100) + k * Fraction(in_deal - in_war, 100)
    assert settles(*at, float(k)) == (lead >= 0)
    if lead == 0:  # at the threshold itself, within rounding
        assert min(abs(least - float(k)), abs(most - float(k))) < NEAR or in_deal == in_war
    else:
        assert (least <= float(k) <= most) == (lead > 0)


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        pytest.param((0.6, 0.5, 0.5, 0.5), (0, np.inf), id="better-and-as-safe"),
        pytest.param((0.5, 0.5, 0.5, 0.5), (0, np.inf), id="all-the-same"),
        pytest.param((0.5, 0.5, 0.9, 0.5), (0, np.inf), id="as-good-and-safer"),
        pytest.param((0.5, 0.5, 0.5, 0.9), (0, 0), id="as-good-and-less-safe"),
        pytest.param((0.5, 0.75, 0.75, 0.5), (1, np.inf), id="worse-but-safer"),
        pytest.param((0.4, 0.5, 0.5, 0.5), (np.inf, np.inf), id="worse-and-as-safe"),
        pytest.param((0.4, 0.5, 0.5, 0.9), (np.inf, np.inf), id="worse-and-less-safe"),
    ],
)
def test_cases_of_the_office_threshold(at, expected):
    assert office_threshold(*at) == expected


@given(chances, st.floats(1, 60), st.floats(0, 120), st.floats(0, 12))
def test_changes_come_sooner_or_later(chance, within, months, more):
    found = changed_by(chance, within, [months, months + more])
    assert 0 <= found[0] <= found[1] + NEAR <= 1 + NEAR
    assert changed_by(chance, within, within) == pytest.approx(chance)
    assert changed_by(chance, within, 0) == 0


@given(chances, st.integers(1, 60))
def test_hazards_month_after_month_make_up_the_chance(chance, months):
    assert exposed(monthly_hazard(chance, months), months) == pytest.approx(chance, abs=1e-9)
