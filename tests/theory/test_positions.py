"""Weighted mean and median: the published table, a median by hand, and what must not matter."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from backchannel.theory import weighted_mean, weighted_median

EMISSIONS = {  # capability, position in years, salience; Bueno de Mesquita 1994, p. 78
    "Netherlands": (0.08, 4, 0.8),
    "Belgium": (0.08, 7, 0.4),
    "Luxembourg": (0.03, 4, 0.2),
    "Germany": (0.16, 4, 0.8),
    "France": (0.16, 10, 0.6),
    "Italy": (0.16, 10, 0.6),
    "United Kingdom": (0.16, 10, 0.9),
    "Ireland": (0.05, 7, 0.1),
    "Denmark": (0.05, 4, 1.0),
    "Greece": (0.08, 7, 0.7),
}
ACTORS = st.lists(
    st.tuples(st.integers(-5, 5), st.integers(0, 6), st.integers(0, 6)), min_size=1, max_size=7
)


def of(actors):
    position, capability, salience = zip(*actors, strict=True)
    return position, capability, salience


@pytest.mark.parametrize(
    ("forecast", "published"),
    [
        pytest.param(weighted_mean, 7.390, id="T24-Bueno-de-Mesquita-1994-mean"),
        pytest.param(weighted_median, 7, id="T24-Bueno-de-Mesquita-1994-median"),
    ],
)
def test_the_published_table(forecast, published):
    capability, position, salience = map(np.array, zip(*EMISSIONS.values(), strict=True))
    assert float(forecast(position, capability, salience)) == pytest.approx(published, abs=5e-4)


def median_by_hand(actors):
    """All places with at most half of the weight on either side are medians: their midpoint."""
    weights = {x: Fraction(0) for x, _, _ in actors}
    for x, c, s in actors:
        weights[x] += c * s
    total = sum(weights.values())
    medians = [
        x
        for x in weights
        if weights[x]
        and 2 * sum(w for y, w in weights.items() if y < x) <= total
        and 2 * sum(w for y, w in weights.items() if y > x) <= total
    ]
    return Fraction(min(medians) + max(medians), 2) if total else None


@given(ACTORS)
def test_both_are_those_by_hand(actors):
    total = sum(c * s for _, c, s in actors)
    mean, median = weighted_mean(*of(actors)), weighted_median(*of(actors))
    if not total:
        assert np.isnan(mean)
        assert np.isnan(median)
        return
    assert float(mean) == pytest.approx(sum(Fraction(x * c * s, total) for x, c, s in actors))
    assert float(median) == float(median_by_hand(actors))


@given(ACTORS, st.integers(1, 4), st.integers(-3, 3), st.randoms(use_true_random=False))
def test_order_and_units_do_not_matter(actors, times, shift, chance):
    mixed = chance.sample(actors, len(actors))
    moved = [(x * times + shift, c, s * times) for x, c, s in mixed]
    for forecast in (weighted_mean, weighted_median):
        before, after = float(forecast(*of(actors))), float(forecast(*of(moved)))
        assert after == pytest.approx(before * times + shift, nan_ok=True)


@given(st.lists(ACTORS.filter(lambda a: len(a) == 3), min_size=1, max_size=4))
def test_many_draws_at_once_are_each_by_itself(draws):
    numbers = np.array(draws, dtype=float)
    for forecast in (weighted_mean, weighted_median):
        together = forecast(numbers[..., 0], numbers[..., 1], numbers[..., 2])
        alone = [float(forecast(*of(actors))) for actors in draws]
        assert together.tolist() == pytest.approx(alone, nan_ok=True)
