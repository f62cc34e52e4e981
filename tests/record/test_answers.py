"""Answers, credibility and weights on plain arrays."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from backchannel.evidence.credibility import INFORMATION, SAYS_IF_FALSE, Chance
from backchannel.record.answers import chance_accepted, likelihood
from backchannel.record.credibility import combined
from backchannel.record.weights import cumulated, effective_draws, weighted_quantiles
from backchannel.space import BLOCK, Resampled, Swapped, uniforms
from backchannel.space.draws import drawn_values

probability = st.floats(0.01, 0.99)


@pytest.mark.parametrize(
    ("prior", "false", "expected"),
    [(0.5, 0.1, 0.90), (0.5, 0.6, 0.60), (0.5, 0.8, 0.53), (0.1, 0.6, 0.143)],
    ids=["T15-a", "T15-b", "T15-c", "T15-d"],
)
def test_interest_makes_a_voice_tell_less(prior: float, false: float, expected: float) -> None:
    by_bayes = prior * 0.9 / (prior * 0.9 + (1 - prior) * false)
    assert by_bayes == pytest.approx(expected, abs=0.0035)
    assert combined(prior, [[0.9 / false]])[0] == pytest.approx(by_bayes)


@given(probability, probability, probability, probability)
def test_a_higher_chance_of_saying_it_falsely_never_helps(
    prior: float, true: float, one: float, other: float
) -> None:
    low, high = sorted((one, other))
    assert combined(prior, [[true / high]])[0] <= combined(prior, [[true / low]])[0]
    assert combined(prior, [[true / true]])[0] == pytest.approx(prior)


@given(st.lists(probability, min_size=1, max_size=5), probability)
def test_voices_count_in_any_order(falses: list[float], prior: float) -> None:
    ratios = [[0.9 / false] for false in falses]
    assert combined(prior, ratios)[0] == pytest.approx(combined(prior, ratios[::-1])[0])


def test_the_table_orders_letters_stakes_and_digits() -> None:
    for by_stake in SAYS_IF_FALSE.values():
        modes = [by_stake[stake].mode for stake in ("against", "none", "some", "strong")]
        assert modes == sorted(modes)
    for stake in ("against", "none", "some", "strong"):
        modes = [SAYS_IF_FALSE[letter][stake].mode for letter in "ABCDE"]
        assert modes == sorted(modes)
    graded = [INFORMATION[digit].mode for digit in ("1", "2", "3", "4", "5")]
    assert graded == sorted(graded, reverse=True)
    told = [*INFORMATION.values(), *(c for row in SAYS_IF_FALSE.values() for c in row.values())]
    assert all(0 < it.low < it.mode < it.high < 1 for it in told)


def test_a_sharp_turn_accepts_ties_and_a_soft_one_halves_them() -> None:
    gain = np.array([-1e-9, 0.0, 1e-9, -np.inf])
    assert chance_accepted(gain, np.zeros(4), np.ones(4, bool)).tolist() == [0, 1, 1, 0]
    soft = chance_accepted(gain, np.full(4, 5.0), np.ones(4, bool))
    assert soft == pytest.approx([0.5, 0.5, 0.5, 0.0], abs=1e-9)
    assert not chance_accepted(gain + 100, np.full(4, 5.0), np.zeros(4, bool)).any()


def test_a_report_that_nobody_believes_teaches_nothing() -> None:
    chance = np.array([0.0, 0.3, 1.0])
    assert likelihood(chance, np.zeros(3)).tolist() == [1, 1, 1]
    assert likelihood(chance, np.ones(3)).tolist() == chance.tolist()


@given(st.lists(st.just(0.0) | st.floats(1e-9, 1e3), min_size=1, max_size=30), st.floats(1e-6, 1e6))
def test_effective_draws_do_not_depend_on_the_scale(weights: list[float], scale: float) -> None:
    w = np.array(weights)
    found = effective_draws(w)
    assert 0.0 <= found <= len(w) * (1 + 1e-9)
    assert effective_draws(w * scale) == pytest.approx(found, rel=1e-6)


@given(st.lists(st.integers(0, 9), min_size=1, max_size=20), st.data())
def test_weighted_quantiles_are_those_of_repeated_values(
    values: list[int], data: st.DataObject
) -> None:
    times = data.draw(
        st.lists(st.integers(0, 4), min_size=len(values), max_size=len(values)).filter(any)
    )
    repeated = np.repeat(np.array(values, float), times)
    at = [0.05, 0.25, 0.5, 0.95]
    expected = np.percentile(repeated, [100 * p for p in at], method="inverted_cdf").tolist()
    assert weighted_quantiles(np.array(values, float), np.array(times, float), at) == expected


# ---------------------------------------------------------------- seeds


def test_equal_weights_give_back_each_draw_once_or_twice_only() -> None:
    seed = Resampled(3, frozenset({"a"}), cumulated(np.ones(4 * BLOCK)), "test")
    rows = seed.rows(0, 4 * BLOCK)
    assert np.bincount(rows, minlength=4 * BLOCK).max() <= 2
    assert len(np.unique(rows)) > 0.7 * 4 * BLOCK


def test_resampled_streams_stay_together_and_others_stay_as_they_were() -> None:
    weights = np.zeros(3 * BLOCK)
    weights[[5, BLOCK + 7, 2 * BLOCK + 9]] = 1, 2, 1
    seed = Resampled(3, frozenset({"a", "b"}), cumulated(weights), "test")
    a, b = uniforms(seed, "a", 1), uniforms(seed, "b", 1)
    whole = {name: np.concatenate([uniforms(3, name, k) for k in range(3)]) for name in "ab"}
    pairs = {(whole["a"][i], whole["b"][i]) for i in (5, BLOCK + 7, 2 * BLOCK + 9)}
    assert set(zip(a.tolist(), b.tolist(), strict=True)) == pairs
    assert (a == whole["a"][BLOCK + 7]).mean() == pytest.approx(0.5, abs=0.01)
    assert uniforms(seed, "c", 1).tolist() == uniforms(3, "c", 1).tolist()
    spread = Chance(0.0, 0.5, 1.0, "uniform")
    assert drawn_values(spread, seed, "a", 1).tolist() == a.tolist()


def test_swapped_streams_are_those_of_the_other_seed() -> None:
    seed = Swapped(1, 2, frozenset({"a"}))
    assert uniforms(seed, "a", 0).tolist() == uniforms(2, "a", 0).tolist()
    assert uniforms(seed, "b", 0).tolist() == uniforms(1, "b", 0).tolist()
