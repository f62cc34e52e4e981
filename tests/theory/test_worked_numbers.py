"""Worked numbers of the literature, as given in theory.md, section 1b; the id names the row."""

import numpy as np
import pytest

from backchannel import theory
from backchannel.theory import (
    bargaining_range,
    battles_until_range,
    belief_after,
    break_even_chance,
    break_even_renewal,
    changed_by,
    durable_worth,
    exposed,
    monthly_hazard,
    months_until_ready,
    needed_chance,
    office_threshold,
    settles,
    shift,
    wedge,
)

SHIFT = {"discount": 0.9, "cost_first": 0.5, "cost_second": 0.5, "pie": 10}

GOLDEN = [
    ("T2-Fearon-1995", bargaining_range(0.6, 0.6, 0.1, 0.2), (0.50, 0.80)),
    ("T2-Fearon-1995-shuns-risk", bargaining_range(0.6, 0.6, 0.1, 0.2, 0.5), (0.25, 0.96)),
    ("T3-Fearon-1995-optimism", bargaining_range(0.7, 0.4, 0.1, 0.1), (0.6, 0.5)),
    (
        "T3-Slantchev-2003-gap",
        belief_after(0.7, 10, [0, 2, 4, 5, 6], [0, 1, 2, 2.5, 3])
        - belief_after(0.4, 10, [0, 2, 4, 5, 6], [0, 1, 2, 2.5, 3]),
        [0.3, 0.25, 0.3 * 10 / 14, 0.2, 0.1875],
    ),
    ("T3-Slantchev-2003-tie", battles_until_range(0.7, 0.4, 10, 10, 0.1, 0.1), 5),
    ("T4-Powell-2006-temptation", shift(0.8, [0.4, 0.7], **SHIFT).temptation, [3.45, 0.75]),
    ("T4-Powell-2006-surplus", shift(0.8, [0.4, 0.7], **SHIFT).surplus, [1, 1]),
    ("T4-Powell-2006-fight", shift(0.8, [0.4, 0.7], **SHIFT).fight, [True, False]),
    ("T4-Powell-2006-break-even", break_even_chance(0.8, **SHIFT).round(4), 0.6722),
    ("T8-needed-chance", needed_chance([0.8, 0.55], 1, 0), [0.80, 0.55]),
    ("T9-threshold", office_threshold(0.55, 0.45, 0.6, 0.8), (0, 0.5)),
    ("T9-settles", settles(0.55, 0.45, 0.6, 0.8, [0, 0.5, 1]), [True, True, False]),
    ("T11-Crawford-2011-most", wedge(0.5, 0.1, 0.15, [0.3, 0.2]).most, 0.4),
    ("T11-Crawford-2011-price", wedge(0.5, 0.1, 0.15, [0.3, 0.2]).price, [0.45, 0.35]),
    ("T11-Crawford-2011-works", wedge(0.5, 0.1, 0.15, [0.3, 0.2]).works, [False, True]),
    ("T14-exposed", exposed(0.02, [6, 12, 24]).round(3), [0.114, 0.215, 0.384]),
    ("T17-monthly-hazard", monthly_hazard(0.08).round(6), 0.006924),
    ("T17-changed-by", changed_by(0.08, 12, [0, 12, 24]), [0, 0.08, 1 - 0.92**2]),
    ("T21-ready", months_until_ready([71, 44], [66, 40], [0.3, 0.8]).round(1), [16.7, 5.0]),
    ("T27-durable", durable_worth(60, 20, 0.35), 46),
    ("T27-break-even", break_even_renewal(60, 20, 46), 0.35),
]


@pytest.mark.parametrize(
    ("found", "expected"), [row[1:] for row in GOLDEN], ids=[row[0] for row in GOLDEN]
)
def test_worked_numbers(found, expected):
    np.testing.assert_allclose(found, np.broadcast_to(expected, np.shape(found)), atol=1e-12)


def test_t3_at_even_numbers_of_battles_the_range_opens_at_six():
    n = np.arange(0, 20, 2)
    gap = belief_after(0.7, 10, n, n / 2) - belief_after(0.4, 10, n, n / 2)
    assert n[gap <= 0.2 + 1e-9][0] == 6


def test_t9_without_a_stake_gains_what_a_leader_loses():
    gain = [(0.55 + k * 0.6) - (0.45 + k * 0.8) for k in (0, 1)]
    assert gain == pytest.approx([0.10, -0.10])


def test_t21_all_are_ready_when_the_last_one_is():
    assert months_until_ready([71, 44], [66, 40], [0.3, 0.8]).max() == pytest.approx(50 / 3)


@pytest.mark.parametrize("name", [n for n in theory.__all__ if n[0].islower()])
def test_every_function_is_documented(name):
    text = getattr(theory, name).__doc__
    assert "Parameters\n" in text
    assert "References\n" in text
    assert ">>> " in text


@pytest.mark.parametrize(
    ("function", "arguments"),
    [
        (bargaining_range, 4),
        (belief_after, 4),
        (battles_until_range, 6),
        (shift, 5),
        (break_even_chance, 4),
        (months_until_ready, 3),
        (durable_worth, 3),
        (break_even_renewal, 3),
        (exposed, 2),
        (theory.meetings_until, 2),
        (wedge, 4),
        (needed_chance, 3),
        (office_threshold, 4),
        (settles, 5),
        (changed_by, 3),
        (monthly_hazard, 2),
    ],
)
def test_arrays_give_what_their_numbers_give_one_by_one(function, arguments):
    """Any argument may be an array; plain numbers give arrays without a dimension."""
    numbers = np.random.default_rng(0).uniform(0.05, 0.95, size=(arguments, 3, 2)).round(2)
    together = function(*numbers)
    fields = together if isinstance(together, tuple) else (together,)
    assert {f.shape for f in fields} == {(3, 2)}
    for place in np.ndindex(3, 2):
        one = function(*(float(x[place]) for x in numbers))
        singles = one if isinstance(one, tuple) else (one,)
        assert all(isinstance(x, np.ndarray) and x.shape == () for x in singles)
        np.testing.assert_allclose([f[place] for f in fields], singles)
