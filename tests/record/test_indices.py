"""Sensitivity indices: test functions with known indices, plain sums as oracles, what cannot be."""

import math
from fractions import Fraction
from statistics import mean

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import sobol_indices

from backchannel.record.indices import (
    bins_for,
    first_order,
    group_indices,
    interval,
    rank_bins,
    summed,
)
from backchannel.space import BLOCK, Swapped, uniforms

DRAWS, PAIRS = 20 * BLOCK, 4 * BLOCK


def drawn(names, draws, seed=7):
    """Uniform numbers [inputs, draws] of the streams of the project."""
    return np.stack(
        [
            np.concatenate([uniforms(seed, name, block) for block in range(draws // BLOCK)])
            for name in names
        ]
    )


def ishigami(u):
    x = math.pi * (2 * u - 1)
    return np.sin(x[0]) + 7 * np.sin(x[1]) ** 2 + 0.1 * x[2] ** 4 * np.sin(x[0])


COEFFICIENTS = (0, 1, 4.5, 9, 99)


def g_function(u):
    return np.prod(
        [(abs(4 * v - 2) + a) / (1 + a) for v, a in zip(u, COEFFICIENTS, strict=True)], 0
    )


def g_indices():
    """First-order and total indices of the g function, exactly by formula."""
    parts = [Fraction(1, 3) / (1 + Fraction(a)) ** 2 for a in COEFFICIENTS]
    whole = math.prod(1 + part for part in parts) - 1
    alone = [float(part / whole) for part in parts]
    total = [
        float(part * math.prod(1 + p for j, p in enumerate(parts) if j != i) / whole)
        for i, part in enumerate(parts)
    ]
    return alone, total


G_ALONE, G_TOTAL = g_indices()
PUBLISHED = [
    pytest.param(
        ishigami, (0.3139, 0.4424, 0.0), (0.5576, 0.4424, 0.2437), id="Ishigami-and-Homma-1990"
    ),
    pytest.param(g_function, G_ALONE, G_TOTAL, id="Sobol-g-function"),
]


def alone_of(u, y):
    parts = np.arange(u.shape[1]) // BLOCK
    return [first_order(rank_bins(v, 20), y[None], parts) for v in u]


def swapped_groups(function, names, groups, seed=7):
    """Outcomes of both sets of draws, and with each group of inputs swapped."""
    first, second = (function(drawn(names, PAIRS, s))[None] for s in (seed, ~seed))
    swapped = [
        function(drawn(names, PAIRS, Swapped(seed, ~seed, frozenset(group))))[None]
        for group in groups
    ]
    return first, second, np.stack(swapped)


# ---------------------------------------------------------------- published numbers


@pytest.mark.parametrize(("function", "alone", "total"), PUBLISHED)
def test_first_order_of_single_inputs(function, alone, total):
    u = drawn([f"x{i}" for i in range(len(alone))], DRAWS)
    for found, known in zip(alone_of(u, function(u)), alone, strict=True):
        # 20 bins miss what varies within one: 3 % of a wave that runs twice over the range.
        assert found.value[0] == pytest.approx(known, abs=0.015)
        low, high = interval(found)
        assert low[0] - 0.015 <= known <= high[0] + 0.015


@pytest.mark.parametrize(("function", "alone", "total"), PUBLISHED)
def test_first_order_and_total_by_pick_and_freeze(function, alone, total):
    names = [f"x{i}" for i in range(len(alone))]
    found = group_indices(*swapped_groups(function, names, [[name] for name in names]))
    for index, known in zip(found, (alone, total), strict=True):
        assert index.value[:, 0] == pytest.approx(known, abs=0.05)
        low, high = interval(index)
        assert all(low[:, 0] - 0.02 <= known)
        assert all(known <= high[:, 0] + 0.02)


def test_pick_and_freeze_is_that_of_scipy():
    names = ["x0", "x1", "x2"]
    first, second, swapped = swapped_groups(ishigami, names, [[name] for name in names])
    ours = group_indices(first, second, swapped)
    func = {"f_A": first, "f_B": second, "f_AB": swapped}
    theirs = sobol_indices(func=func, n=PAIRS)
    assert ours[0].value[:, 0] == pytest.approx(theirs.first_order, abs=1e-12)
    assert ours[1].value[:, 0] == pytest.approx(theirs.total_order, abs=1e-12)


# ---------------------------------------------------------------- what must hold


def test_indices_of_an_additive_function_sum_to_one():
    u = drawn([f"x{i}" for i in range(6)], DRAWS)
    weights = np.array([5.0, 3.0, 2.0, 1.0, 0.5, 0.1])
    found = alone_of(u, weights @ u)
    assert sum(it.value[0] for it in found) == pytest.approx(1.0, abs=0.01)
    expected = weights**2 / (weights**2).sum()
    assert [it.value[0] for it in found] == pytest.approx(expected, abs=0.01)


def test_inputs_that_do_not_enter_explain_nothing():
    u = drawn(["x0", "x1"], DRAWS)
    y = (u[0] + u[1] > 1.1).astype(float)
    parts = np.arange(DRAWS) // BLOCK
    idle = [
        first_order(rank_bins(drawn([f"idle{i}"], DRAWS)[0], 20), y[None], parts)
        for i in range(600)
    ]
    values = np.array([it.value[0] for it in idle])
    assert abs(values.mean()) < 1e-4  # without the correction it would be 19 / 20,480
    assert values.std() < 0.0005
    assert abs(values).max() < 0.003
    covered = np.mean([low[0] <= 0 <= high[0] for low, high in map(interval, idle)])
    assert covered > 0.9


def test_a_group_of_all_is_all_and_a_group_of_none_is_nothing():
    names = ["x0", "x1", "x2"]
    alone, total = group_indices(*swapped_groups(ishigami, names, [names, []]))
    assert alone.value[0, 0] == pytest.approx(1, abs=0.05)
    assert total.value[0, 0] == pytest.approx(1, abs=0.05)
    assert (alone.value[1, 0], total.value[1, 0]) == (0.0, 0.0)
    assert not interval(total)[1][1].any()


def test_a_group_leaves_open_at_least_what_it_explains():
    names = [f"x{i}" for i in range(5)]
    groups = [["x0", "x3"], ["x1"], ["x2", "x4"]]
    alone, total = group_indices(*swapped_groups(g_function, names, groups))
    assert all(total.value >= alone.value - 0.05)
    assert alone.value.sum() <= 1.05
    assert total.value.sum() >= 0.95


@given(st.integers(0, 2**32), st.integers(1, 3))
@settings(max_examples=20, deadline=None)
def test_order_and_scale_change_nothing(seed, steps):
    """Inputs by other names, outcomes in other units and rounded to few values."""
    u = drawn(["x0", "x1"], 4 * BLOCK, seed)
    y = np.round((u[0] + 2 * u[1]) * steps)
    one, two = alone_of(u, y)
    back, forth = alone_of(u[::-1], 3 - 50 * y)
    assert back.value == pytest.approx(two.value)
    assert forth.without == pytest.approx(one.without)
    assert alone_of(1 - u, y)[0].value == pytest.approx(one.value, abs=0.01)


# ---------------------------------------------------------------- oracles


def by_hand(bins, y):
    """1 - (within / whole) (n - 1) / (n - bins), in plain Python."""
    n, middle = len(y), mean(y)
    groups = {b: [v for v, at in zip(y, bins, strict=True) if at == b] for b in set(bins)}
    whole = sum((v - middle) ** 2 for v in y)
    within = sum((v - mean(group)) ** 2 for group in groups.values() for v in group)
    return 1 - within / whole * (n - 1) / (n - len(groups)) if len(groups) > 1 else 0.0


@given(st.data())
@settings(max_examples=50, deadline=None)
def test_first_order_is_a_plain_ratio_of_sums(data):
    n = data.draw(st.integers(12, 40))
    bins = data.draw(st.lists(st.integers(0, 3), min_size=n, max_size=n))
    y = data.draw(st.lists(st.integers(0, 3).map(float), min_size=n, max_size=n))
    parts = [i * 3 // n for i in range(n)]
    found = first_order(np.array(bins), np.array([y]), np.array(parts))
    kept = [[i for i in range(n) if parts[i] != part] for part in range(3)]
    for value, held in [(found.value, range(n)), *zip(found.without, kept, strict=True)]:
        some, at = [y[i] for i in held], [bins[i] for i in held]
        if len(set(some)) == 1:
            assert math.isnan(value[0])
        else:
            assert value[0] == pytest.approx(by_hand(at, some), abs=1e-9)


def test_each_pair_is_left_out_in_turn():
    first, second, swapped = (drawn([f"y{i}"], BLOCK)[0][:12] for i in range(3))
    pairs = np.stack([first, second, swapped])[:, None, :]
    alone, total = group_indices(pairs[0], pairs[1], pairs[2][None])
    for j in range(12):
        kept = [i for i in range(12) if i != j]
        both = [*first[kept], *second[kept]]
        spread = mean(v * v for v in both) - mean(both) ** 2
        changed = mean((first[i] - swapped[i]) ** 2 / 2 for i in kept)
        assert total.without[j, 0, 0] == pytest.approx(changed / spread)
    assert (alone.without.shape, total.without.shape) == ((12, 1, 1), (12, 1, 1))


@given(st.lists(st.integers(0, 9), min_size=1, max_size=60), st.integers(1, 20))
def test_bins_are_in_order_and_keep_ties_together(values, number):
    bins = rank_bins(np.array(values, dtype=float), number).tolist()
    assert all(0 <= b < number for b in bins)
    found = dict(zip(values, bins, strict=True))
    assert [found[v] for v in values] == bins
    assert [found[v] for v in sorted(found)] == sorted(found.values())


def test_bins_without_ties_are_equally_filled():
    assert np.bincount(rank_bins(drawn(["x"], BLOCK)[0], 20)).tolist().count(51) == 16
    assert [bins_for(n) for n in (1, 60, 200, 1e6)] == [2, 6, 20, 20]


# ---------------------------------------------------------------- what cannot be told


def test_an_input_that_never_changes_explains_exactly_nothing():
    y = drawn(["y"], 2 * BLOCK)
    found = first_order(np.zeros(2 * BLOCK, np.int64), y, np.arange(2 * BLOCK) // BLOCK)
    assert (found.value.tolist(), found.without.tolist()) == ([0.0], [[0.0], [0.0]])


def test_an_outcome_that_does_not_vary_has_no_index():
    u = drawn(["x"], BLOCK)[0]
    flat = np.full((1, BLOCK), 0.3)
    assert math.isnan(first_order(rank_bins(u, 20), flat, np.zeros(BLOCK, np.int64)).value[0])
    alone, total = group_indices(flat, flat, flat[None])
    assert math.isnan(alone.value[0, 0])
    assert math.isnan(total.value[0, 0])


def test_one_part_has_no_interval():
    u = drawn(["x"], BLOCK)[0]
    found = first_order(rank_bins(u, 20), u[None], np.zeros(BLOCK, np.int64))
    assert found.value[0] > 0.99
    assert np.isnan(interval(found)).all()


def test_draws_that_repeat_one_another_do_not_explain_more():
    """Each of 256 draws eight times: an idle input must not seem to explain anything."""
    u = drawn([f"idle{i}" for i in range(200)], BLOCK)[:, :256].repeat(8, axis=1)
    y = drawn(["y"], BLOCK)[:, :256].repeat(8, axis=1)
    parts = np.zeros(2048, np.int64)

    def average(worth):
        found = [first_order(rank_bins(v, 20), y, parts, worth).value[0] for v in u]
        return float(np.mean(found))

    assert abs(average(1 / 8)) < 0.01
    assert average(1.0) > 0.05  # taken for 2,048 independent draws it would seem so


def test_too_few_independent_draws_tell_nothing():
    u = drawn(["x"], BLOCK)[0]
    found = first_order(rank_bins(u, 20), u[None], np.zeros(BLOCK, np.int64), 15 / BLOCK)
    assert math.isnan(found.value[0])


def test_the_interval_of_a_sum_is_that_of_its_parts_together():
    u = drawn(["x0", "x1"], DRAWS)
    found = alone_of(u, u[0] + u[1])
    low, high = interval(summed(found))
    assert low[0] <= 1.0 <= high[0] + 0.01
    assert high[0] - low[0] < 0.1
