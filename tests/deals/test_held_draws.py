"""Nash packages with options held, and bands of zones: against frames and all packages."""

from typing import Any

import numpy as np
import pytest

import backchannel as bc
from backchannel.deals.held_draws import FREE, band_of_draws, nash_of_held
from backchannel.deals.kernels import Draw
from backchannel.deals.search_draws import points_of_draws
from backchannel.space import Frame, block_tables, frame

DRAWS = 48
STEPS = 1_000_000


def draws_of(about: Frame) -> Draw:
    t = block_tables(about, 0, 0)
    return Draw(t.utility[:DRAWS], t.threshold[:DRAWS], t.real[:DRAWS], t.points[:DRAWS])


def at(draws: Draw, i: int) -> Draw:
    return Draw(draws.utility[i], draws.threshold[i], draws.real[i], draws.points[i])


def allowed(about: Frame, packages: Any, real: Any) -> Any:
    """Whether packages [n, D] are deals and break no red line that is real, one by one."""
    plan, found = about.plan, []
    for package in packages.tolist():
        bits = -1
        for d, o in enumerate(package):
            bits &= int(plan.compat[d, o])
        ok = package != list(about.walk.status_quo) and not int(plan.forbidden[0]) & bits
        ok &= not any(plan.banned[d, o] for d, o in enumerate(package))
        for line in np.flatnonzero(real):
            ok &= not plan.line_broken[line] and not int(plan.line_patterns[line]) & bits
            ok &= not any(plan.line_options[line, d, o] for d, o in enumerate(package))
        found.append(ok)
    return np.array(found)


def solved(about: Frame, draws: Draw, held: Any, shift: Any) -> tuple[Any, Any]:
    choices, state = np.zeros(held.shape, np.int64), np.zeros(DRAWS, np.int64)
    power = np.ones(len(about.actors))
    which = np.arange(DRAWS)
    nash_of_held(about.plan, draws, which, held, shift, power, STEPS, choices, state)
    return choices, state


@pytest.mark.parametrize("option", ["local_pauses", "armistice", "peace_treaty"])
def test_holding_an_option_is_fixing_it_in_the_frame(option: str) -> None:
    case = bc.load("ukraine-2023")
    about = frame(case, channel="CH_UA_RU")
    again = frame(case, channel="CH_UA_RU", fixed={"ceasefire_form": option})
    assert again.walk.issues == about.walk.issues
    held = np.full((DRAWS, len(about.walk.issues)), FREE)
    place = about.walk.issues.index("ceasefire_form")
    held[:, place] = about.walk.options[place].index(option)
    choices, state = solved(about, draws_of(about), held, np.zeros((DRAWS, 2)))
    points = np.zeros((DRAWS, 4, held.shape[1]), np.int64)
    gains, best = np.zeros((DRAWS, 4, 2)), np.zeros((DRAWS, 2))
    found = np.zeros(DRAWS, np.int64)
    points_of_draws(again.plan, draws_of(again), np.ones(2), STEPS, points, gains, best, found)
    assert (state == found).all()
    assert state.any()
    assert (choices[state == 1] == points[state == 1, 0]).all()


def test_a_lower_threshold_lets_more_pass() -> None:
    about = frame(bc.load("ukraine-2023"), channel="CH_RU_CN")
    held = np.full((DRAWS, len(about.walk.issues)), FREE)
    _, before = solved(about, draws_of(about), held, np.zeros((DRAWS, 2)))
    _, after = solved(about, draws_of(about), held, np.full((DRAWS, 2), -100.0))
    assert before.sum() < DRAWS
    assert (after == 1).all()


@pytest.mark.parametrize("channel", ["CH_RU_EU", "CH_RU_GS", "CH_RU_CN"])
def test_the_band_spans_the_whole_zone(kit: Any, channel: str) -> None:
    about = frame(bc.load("ukraine-2023"), channel=channel)
    draws = draws_of(about)
    held = np.full((DRAWS, len(about.walk.issues)), FREE)
    choices, state = solved(about, draws, held, np.zeros((DRAWS, 2)))
    band = np.full((DRAWS, 2, 3), np.nan)
    band_of_draws(about.plan, draws, state, choices, STEPS, band)
    for i in range(DRAWS):
        packages, gains = kit.gains(about.plan, at(draws, i))
        zone = gains[allowed(about, packages, draws.real[i]) & (gains >= 0).all(axis=1)]
        assert (state[i] == 1) == bool(len(zone))
        if len(zone):
            assert band[i, :, 0] == pytest.approx(zone.min(axis=0))
            assert band[i, :, 2] == pytest.approx(zone.max(axis=0))
            middle = zone[np.argmax(zone.prod(axis=1))]
            assert band[i, :, 1] == pytest.approx(middle)
        else:
            assert np.isnan(band[i]).all()
