"""Draws: streams of their own, Latin hypercubes, quantiles near the exact ones."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.special import betaincinv

from backchannel.case.unknowns import Unknown
from backchannel.core.errors import UsageError
from backchannel.space import BLOCK, block_values, blocks_of, quantile, uniforms


def _unknown(low, mode, high, distribution="pert"):
    return Unknown("x", low, mode, high, "points", "inference", None, (), distribution, ())


def test_stream_has_known_values():
    """Pinned: a change here changes every published number."""
    assert uniforms(0, "walk_away.a", 0)[:3].tolist() == pytest.approx(
        [0.6413698058794164, 0.5689351763581023, 0.4924485431577886], abs=1e-15
    )


@given(st.integers(-5, 2**70), st.text(max_size=20), st.integers(0, 10**6))
def test_every_block_is_a_latin_hypercube(seed, name, block):
    u = uniforms(seed, name, block)
    assert sorted(np.floor(u * BLOCK).astype(int)) == list(range(BLOCK))
    assert u.min() > 0
    assert u.max() < 1


def test_seeds_names_and_blocks_give_other_streams():
    draws = [uniforms(s, n, b) for s in (0, 1, 2**40) for n in ("a", "b") for b in (0, 1)]
    assert len({tuple(u) for u in draws}) == len(draws)
    correlation = np.corrcoef(draws) - np.eye(len(draws))
    assert np.abs(correlation).max() < 0.12  # 3.8 standard errors at 1,024 draws


def test_streams_do_not_depend_on_what_else_is_drawn():
    known = {name: _unknown(0, 30, 100) for name in "abcdef"}
    alone = block_values(known, ["c"], seed=5, block=3)["c"]
    among = block_values(known, list("fedcba"), seed=5, block=3)["c"]
    assert alone.tolist() == among.tolist()
    more = block_values({**known, "new": _unknown(0, 1, 2)}, ["new", "c"], seed=5, block=3)["c"]
    assert alone.tolist() == more.tolist()


@pytest.mark.parametrize("peak", [0.0, 1e-3, 0.1, 0.37, 0.5, 0.9, 1.0])
def test_pert_is_near_the_exact_quantile(peak):
    u = np.concatenate([uniforms(1, "u", b) for b in range(8)])
    exact = betaincinv(1 + 4 * peak, 5 - 4 * peak, u)
    assert np.abs(quantile(_unknown(0, peak, 1), u) - exact).max() < 5e-4


def test_pert_has_its_mean():
    u = np.concatenate([uniforms(1, "u", b) for b in range(8)])
    assert quantile(_unknown(10, 20, 60), u).mean() == pytest.approx(
        (10 + 4 * 20 + 60) / 6, abs=0.02
    )


@pytest.mark.parametrize(
    ("distribution", "u", "value"),
    [
        ("uniform", 0.25, 2.5),
        ("triangular", 0.0, 0.0),
        ("triangular", 0.2, 2.0),  # density rises to the mode 2 at u = 0.2
        ("triangular", 0.55, 4.0),  # 1 - (10 - 4)^2 / (10 * 8)
        ("triangular", 1.0, 10.0),
        ("pert", 0.0, 0.0),
        ("pert", 1.0, 10.0),
    ],
)
def test_quantiles_worked_by_hand(distribution, u, value):
    assert float(quantile(_unknown(0, 2, 10, distribution), u)) == pytest.approx(value)


@given(
    st.lists(st.integers(0, 100), min_size=3, max_size=3).map(sorted),
    st.sampled_from(["pert", "triangular", "uniform"]),
)
def test_quantiles_ascend_and_keep_the_range(triple, distribution):
    values = quantile(_unknown(*triple, distribution), np.linspace(0, 1, 301))
    assert (np.diff(values) >= 0).all()
    assert values[0] == triple[0]
    assert values[-1] == pytest.approx(triple[2])


def test_a_number_without_range_is_constant():
    assert quantile(_unknown(7, 7, 7), [0.1, 0.9]).tolist() == [7.0, 7.0]


def test_unknown_distribution_is_told():
    with pytest.raises(UsageError, match="no distribution 'normal'"):
        quantile(_unknown(0, 1, 2, "normal"), [0.5])


def test_blocks_of_draws():
    assert blocks_of(1024) == [(0, 1024)]
    assert blocks_of(1025) == [(0, 1024), (1, 1)]
    with pytest.raises(UsageError, match="at least one draw"):
        blocks_of(0)
