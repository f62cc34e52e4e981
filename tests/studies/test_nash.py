"""The Nash package of each draw: against all packages, and against the four points together."""

from dataclasses import replace

import numpy as np
import pytest

import backchannel as bc
from backchannel.case import Case
from backchannel.deals.search_draws import points_of_draws
from backchannel.space import Frame, block_tables, frame
from backchannel.studies.nash import nash_in, nash_packages
from backchannel.studies.over_draws import draws_of
from backchannel.studies.worth import worth_at

ACTORS = ["upstream", "downstream"]


def with_power(about: Frame, power: float) -> Frame:
    """Give the first actor a power."""
    held = next(iter(about.unknowns.values()))
    path = f"actors.{about.actors[0]}.power"
    return replace(about, unknowns={**about.unknowns, path: replace(held, path=path, mode=power)})


@pytest.mark.parametrize("power", [0.5, 1.0, 3.0])
def test_no_package_has_a_larger_product_of_gains(power: float) -> None:
    about = with_power(frame(bc.load("two-issues"), ACTORS), power)
    assert about.powers.tolist() == [power, 1.0]
    t = block_tables(about, 2, 0)
    found = nash_in(about, t)
    products = np.full((about.walk.size, len(found.state)), -1.0)
    for rank, package in enumerate(about.walk.indices(np.arange(about.walk.size))):
        worth = worth_at(about, t, package)
        product = (np.maximum(worth.gains, 0.0) ** about.powers).prod(axis=1)
        products[rank] = np.where(worth.accepted.all(axis=1), product, -1.0)
    best = products.max(axis=0)
    assert (found.state == (best >= 0)).all()
    held = found.choices @ about.walk.strides
    some = np.flatnonzero(best > 1e-6)
    assert some.size > 100
    assert products[held, np.arange(len(held))][some] == pytest.approx(best[some])
    assert not found.choices[found.state != 1].any()


@pytest.mark.parametrize("channel", ["CH_UA_RU", "CH_RU_CN", "CH_US_UA"])
def test_the_quick_nash_package_is_that_of_all_points(ukraine: Case, channel: str) -> None:
    about = frame(ukraine, channel=channel)
    t = block_tables(about, 5, 0)
    n, depth, _, actors = t.utility.shape
    choices, gains = np.zeros((n, 4, depth), np.int64), np.zeros((n, 4, actors))
    best, state = np.zeros((n, actors)), np.zeros(n, np.int64)
    points_of_draws(about.plan, draws_of(t), np.ones(actors), 10**6, choices, gains, best, state)
    quick = nash_packages(about, n, 5)
    assert (quick.state == state).all()
    assert (quick.choices[state == 1] == choices[state == 1, 0]).all()
