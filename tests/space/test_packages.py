"""Ranks and labels of packages; patterns as bits."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from backchannel.core.errors import UsageError
from backchannel.space import PackageSpace, package_space
from backchannel.space.plan import make_plan


def _space(counts):
    return PackageSpace(
        tuple(f"i{n}" for n in range(len(counts))),
        tuple(tuple(f"o{k}" for k in range(c)) for c in counts),
        tuple(c - 1 for c in counts),
    )


@given(st.lists(st.integers(1, 5), min_size=1, max_size=5))
def test_ranks_and_indices_are_inverse(counts):
    space = _space(counts)
    assert space.size == np.prod(counts)
    everything = np.arange(space.size)
    indices = space.indices(everything)
    assert indices.tolist() == [list(x) for x in np.ndindex(*counts)]
    assert space.ranks(indices).tolist() == everything.tolist()
    assert [space.rank_of(label) for label in space.labels(everything)] == everything.tolist()


def test_what_a_package_leaves_out_stays_at_the_status_quo():
    space = _space([2, 3])
    assert space.labels(space.rank_of({"i0": "o0"})) == [{"i0": "o0", "i1": "o2"}]
    assert space.rank_of({}) == space.present_state == 5


def test_size_is_exact_however_large():
    space = _space([4] * 40)
    assert space.size == 4**40
    with pytest.raises(UsageError, match="too many to number"):
        space.labels([0])


@pytest.mark.parametrize(
    ("package", "words"), [({"i9": "o0"}, "no issue 'i9'"), ({"i0": "o9"}, "no option 'o9'")]
)
def test_wrong_names_are_told(package, words):
    with pytest.raises(UsageError, match=words):
        _space([2, 2]).rank_of(package)


@pytest.mark.parametrize("rank", [-1, 4])
def test_ranks_outside_are_refused(rank):
    with pytest.raises(UsageError, match=r"outside 0\.\.3"):
        _space([2, 2]).labels([rank])


def test_the_shipped_space(ukraine):
    space = package_space(ukraine)
    assert space.size == 4_000_000
    assert sum(space.counts) == 46


def test_patterns_of_several_options_become_bits():
    walk = _space([2, 3])
    plan = make_plan(walk, [{"i0": "o0"}], [[{"i0": "o1", "i1": "o2"}], [{}]], [])
    assert plan.banned.tolist() == [[True, False, False], [False, False, False]]
    assert plan.line_patterns.tolist() == [1, 0]
    assert plan.line_broken.tolist() == [False, True]
    assert plan.ends.tolist() == [0, 1]
    assert (plan.compat & 1).tolist() == [[0, 1, 0], [0, 0, 1]]


def test_too_many_patterns_are_refused():
    walk = _space([9, 9])
    patterns = [{"i0": f"o{a}", "i1": f"o{b}"} for a in range(9) for b in range(7)]
    assert make_plan(walk, patterns[:62], [], []).ends.tolist() == [0, 2**62 - 1]
    with pytest.raises(UsageError, match="63 patterns"):
        make_plan(walk, patterns, [], [])
