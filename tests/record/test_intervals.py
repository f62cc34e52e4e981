"""Sampling intervals: their defining equation, limits, symmetry, and how often they are right."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from backchannel.record.intervals import Sampled, Z, sampled_change, sampled_share

CELLS = st.tuples(*[st.integers(0, 40)] * 4).filter(any)


def pair(both, gained, lost, neither):
    before = np.array([True] * both + [False] * gained + [True] * lost + [False] * neither)
    after = np.array([True] * both + [True] * gained + [False] * lost + [False] * neither)
    return before, after


@given(st.integers(1, 5000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_ends_of_a_share_lie_z_standard_errors_away(counts):
    number, draws = counts
    found = sampled_share(number, draws)
    assert 0 <= found.low <= found.value <= found.high <= 1
    for end in (found.low, found.high):
        if 0 < end < 1:
            error = math.sqrt(end * (1 - end) / draws)
            assert abs(found.value - end) == pytest.approx(Z * error, rel=1e-6, abs=1e-12)


def test_no_draw_or_all_draws_leave_room_on_one_side():
    assert sampled_share(0, 10) == Sampled(0.0, 0.0, pytest.approx(0.2775, abs=5e-5))
    assert sampled_share(10, 10) == Sampled(1.0, pytest.approx(0.7225, abs=5e-5), 1.0)


@given(st.integers(0, 20), st.integers(0, 20))
def test_unsettled_draws_widen_upwards_only(number, unsettled):
    plain, wider = sampled_share(number, 40), sampled_share(number, 40, unsettled)
    assert (plain.value, plain.low) == (wider.value, wider.low)
    assert wider.high == sampled_share(number + unsettled, 40).high


@given(CELLS)
def test_a_change_turned_round_changes_its_sign(cells):
    before, after = pair(*cells)
    there, back = sampled_change(before, after), sampled_change(after, before)
    assert there.value == -back.value == pytest.approx(after.mean() - before.mean())
    assert (there.low, there.high) == pytest.approx((-back.high, -back.low))
    assert -1 <= there.low < there.high <= 1


@given(CELLS)
def test_draws_that_do_not_change_only_say_how_many_there_are(cells):
    """Whether an unchanged draw holds or not tells nothing of the change."""
    both, gained, lost, neither = cells
    assert sampled_change(*pair(both, gained, lost, neither)) == sampled_change(
        *pair(neither, gained, lost, both)
    )


def test_both_cover_the_truth_about_as_often_as_they_say():
    """Exactly: summed over all outcomes of independent draws, no random numbers."""
    draws = 60
    for truth in (0.03, 0.2, 0.5, 0.9):
        chances = [
            math.comb(draws, k) * truth**k * (1 - truth) ** (draws - k) for k in range(draws + 1)
        ]
        right = [sampled_share(k, draws).holds(truth) for k in range(draws + 1)]
        assert 0.92 < sum(c for c, ok in zip(chances, right, strict=True) if ok) < 0.99
    gain, loss = 0.25, 0.05
    covered = 0.0
    for gained in range(draws + 1):
        for lost in range(draws + 1 - gained):
            rest = draws - gained - lost
            ways = math.comb(draws, gained) * math.comb(draws - gained, lost)
            chance = ways * gain**gained * loss**lost * (1 - gain - loss) ** rest
            if chance > 1e-9 and sampled_change(*pair(rest, gained, lost, 0)).holds(gain - loss):
                covered += chance
    assert 0.93 < covered < 0.98
