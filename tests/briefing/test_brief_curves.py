"""The pictures of the studies, looked at as data before they are drawn, and as they are drawn."""

import re
from dataclasses import replace
from itertools import combinations, pairwise
from math import dist
from types import SimpleNamespace
from xml.etree import ElementTree

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import backchannel as bc
from backchannel.briefing.frames import Frame, frames_of
from backchannel.briefing.pictures import curves, throttle
from backchannel.briefing.pictures import war as wars
from backchannel.briefing.voice import Voice
from backchannel.briefing.wrap import ems
from backchannel.case import Case
from backchannel.studies import channels, over_the_head, war
from backchannel.studies.ranges import Range

DRAWS = 64
LONG = "A name of many words that an analyst wrote down in full, Unaussprechlichkeitsvermutung too"
LONG_KO = (
    "분석자가 줄이지 않고 있는 그대로 모두 적어 둔 아주 긴 이름과 띄어쓰지않고이어붙인아주긴이름"
)


@pytest.fixture(scope="module")
def found(ukraine: Case) -> SimpleNamespace:
    return SimpleNamespace(
        channels=channels(ukraine, draws=DRAWS),
        war=war(ukraine, draws=DRAWS),
        pressed=over_the_head(ukraine, "CH_US_RU_T15", draws=DRAWS),
    )


@pytest.fixture(scope="module")
def en(ukraine: Case) -> Voice:
    return Voice.of(ukraine, "en")


def frames(case: Case, voice: Voice, found: SimpleNamespace) -> tuple[Frame, ...]:
    return frames_of(voice, case, channels=found.channels, war=found.war, pressed=found.pressed)


def renamed(made: SimpleNamespace, case: Case, text: str) -> Case:
    return replace(case, document=made.poisoned(case.document, text))


def test_a_band_starts_at_nothing_and_is_that_of_the_study(
    ukraine: Case, en: Voice, found: SimpleNamespace
) -> None:
    (band,) = curves.exposure(en, ukraine, found.channels).bands
    told = next(it for it in found.channels.channels if it.channel == band.channel)
    assert (band.low[0], band.median[0], band.high[0]) == (0, 0, 0)
    assert band.median[1:] == tuple(c.median for c in told.exposure.chance)
    assert all(before < after for before, after in pairwise(band.median))
    for low, median, high in zip(band.low, band.median, band.high, strict=True):
        assert low <= median <= high
    stated = ukraine.unknowns[f"channels.{band.channel}.months_running"]
    assert band.ran == (stated.low, stated.mode, stated.high)
    assert set(band.paths) <= set(ukraine.unknowns)


def test_four_channels_are_drawn_and_the_others_named(
    ukraine: Case, en: Voice, found: SimpleNamespace
) -> None:
    many = replace(found.channels, channels=found.channels.channels[:1] * 6)
    picture = curves.exposure(en, ukraine, many)
    assert len(picture.bands) == 4
    assert picture.left_out == (many.channels[0].channel,) * 2
    (frame,) = frames_of(en, ukraine, channels=many)
    assert en.name("channels", many.channels[0].channel) in frame.caption


def test_a_strip_holds_each_condition_then_the_beliefs(
    ukraine: Case, en: Voice, found: SimpleNamespace
) -> None:
    (strip,) = wars.strips(en, ukraine, found.war)
    (told,) = found.war.wars
    *settled, believed = strip.groups
    assert [tuple(b.held for b in g.bars) for g in settled] == [
        (s.low, s.high) for s in told.settlements
    ]
    assert tuple(b.held for b in believed.bars) == told.beliefs.chances
    assert [g.between for g in strip.groups] == [True, True, False]
    assert strip.seen_by == tuple(told.beliefs.seen_by)
    assert set(strip.paths) <= set(ukraine.unknowns)


def test_a_war_without_costs_has_no_strip_and_one_without_battles_no_curve(
    ukraine: Case, en: Voice, found: SimpleNamespace
) -> None:
    (told,) = found.war.wars
    silent = replace(told, settlements=(), beliefs=None)
    still = replace(told, beliefs=replace(told.beliefs, seen_by=None))
    strips = wars.strips(en, ukraine, replace(found.war, wars=(silent, still)))
    assert [strip.seen_by for strip in strips] == [None]
    with_curve = wars.draw_strips(en, wars.strips(en, ukraine, found.war))
    assert en("curves.war.seen") in with_curve
    assert en("curves.war.seen") not in wars.draw_strips(en, strips)


def test_questions_that_time_cannot_change_are_named_and_not_drawn(
    en: Voice, found: SimpleNamespace
) -> None:
    first, *rest = found.war.questions
    less = replace(found.war, questions=(replace(first, paths=()), *rest))
    picture = curves.ripening(en, less)
    assert [panel.question for panel in picture.panels] == [q.id for q in rest]
    assert picture.left_out == (first.id,)
    for panel, told in zip(picture.panels, rest, strict=True):
        assert panel.any_deal == tuple(told.zone_by)
        assert panel.on_table == tuple(told.on_table.ready_by)
        # where all are ready for one package, there is a package
        assert all(one <= some for one, some in zip(panel.on_table, panel.any_deal, strict=True))


def test_margins_are_those_of_the_study_on_a_scale_that_holds_them(
    en: Voice, found: SimpleNamespace
) -> None:
    picture = wars.lasting(en, found.war)
    told = {(q.id, a.actor): a.at_risk for q in found.war.questions for a in q.on_table.actors}
    drawn = {(q.question, m.actor): m for q in picture.questions for m in q.margins}
    assert drawn.keys() == told.keys()
    for key, margin in drawn.items():
        assert (margin.held, margin.accepts) == (told[key].margin, told[key].accepts)
        assert picture.ticks[0] <= margin.held.low <= margin.held.high <= picture.ticks[-1]


@given(*[st.floats(-1e6, 1e6)] * 2)
def test_a_scale_of_points_holds_zero_and_both_ends(one: float, other: float) -> None:
    low, high = sorted((one, other))
    ticks = wars.ticks(low, high)
    assert 0 in ticks
    assert ticks[0] <= low + 1e-9  # the least of numbers vanish on a scale
    assert high <= ticks[-1] + 1e-9
    assert 2 <= len(ticks) <= 9
    assert len({after - before for before, after in pairwise(ticks)}) == 1


def test_shares_at_a_setting_are_means_over_the_draws_with_a_package(
    en: Voice, found: SimpleNamespace
) -> None:
    head = found.pressed.heads[0]
    lever = head.pressures[0]
    counts, both = np.array([0, 3, 2]), np.array([0, 1, 0])
    levels = tuple(
        replace(it, passing=replace(it.passing, counts=counts, both=both)) for it in lever.levels
    )
    small = replace(
        head,
        alone=np.array([0, 4, 2]),
        free=replace(head.free, counts=both, both=both),
        pressures=(replace(lever, levels=levels),),
    )
    picture = throttle.compute(en, replace(found.pressed, heads=(small,)))
    assert picture
    assert picture.signed == 2
    assert (picture.now.free, picture.now.pressed, picture.now.refused) == (0.125, 0, 0.875)
    for setting in picture.levers[0].settings:
        assert (setting.free, setting.pressed, setting.refused) == (0.125, 0.75, 0.125)


def test_a_throttle_shows_the_settings_that_are_stated_and_each_adds_up(
    en: Voice, found: SimpleNamespace
) -> None:
    picture = throttle.compute(en, found.pressed)
    assert picture
    head = found.pressed.heads[0]
    assert (picture.channel, picture.actor) == (head.channel, head.actor)
    for rows, told in zip(picture.levers, head.pressures, strict=True):
        shown = [level for level in told.levels if level.stated or level.resting]
        assert [s.pressed_range for s in rows.settings] == [x.passing.pressed for x in shown]
        assert rows.credible == told.credible
        for setting in rows.settings:
            assert setting.free + setting.pressed + setting.refused == pytest.approx(1)
            assert setting.free <= picture.now.free + 1e-12
    assert any(not level.stated for level in head.pressures[0].levels)


def test_no_throttle_without_levers_or_where_packages_are_too_many(
    en: Voice, found: SimpleNamespace
) -> None:
    head = found.pressed.heads[0]
    free = replace(head, pressures=())
    uncounted = replace(head, free=replace(head.free, accepted=None))
    assert throttle.compute(en, replace(found.pressed, heads=(free, uncounted))) is None
    some = throttle.compute(en, replace(found.pressed, heads=(free, uncounted, head)))
    assert some
    assert some.actor == head.actor


@given(st.lists(st.tuples(*[st.integers(0, 400)] * 2), min_size=2, max_size=12))
def test_dashes_run_on_round_corners(points: list[tuple[int, int]]) -> None:
    pieces = list(curves.dashes(points))
    length = sum(dist(a, b) for a, b in pairwise(points))
    full, rest = divmod(length, curves.ON + curves.OFF)
    inked = sum(dist(a, b) for a, b in pieces)
    assert inked == pytest.approx(full * curves.ON + min(rest, curves.ON), abs=1e-3)
    assert all(dist(a, b) <= curves.ON + 1e-6 for a, b in pieces)


def test_every_source_is_an_estimate_or_a_section_of_the_page(
    ukraine: Case, en: Voice, found: SimpleNamespace
) -> None:
    told = frames(ukraine, en, found)
    assert len(told) == len({frame.anchor for frame in told}) == 5
    assert sum(len(frame.drawings) for frame in told) == 5
    for frame in told:
        links = re.findall(r'href="#([^"]+)"', frame.sources)
        estimates = [it.removeprefix("e-") for it in links if it.startswith("e-")]
        assert estimates
        assert set(estimates) <= set(ukraine.unknowns)
        assert {it for it in links if not it.startswith("e-")} <= {
            "leverage", "channels", "enters"
        }  # fmt: skip


@pytest.mark.parametrize("language", ["en", "ko"])
def test_a_case_that_says_nothing_of_all_this_has_none_of_the_pictures(language: str) -> None:
    case = bc.load("two-issues")
    voice = Voice.of(case, language)
    held = SimpleNamespace(
        channels=channels(case, draws=DRAWS),
        war=war(case, draws=DRAWS),
        pressed=over_the_head(case, draws=DRAWS),
    )
    assert frames(case, voice, held) == ()
    assert frames_of(voice, case) == ()


def test_names_cannot_become_markup(
    ukraine: Case, made: SimpleNamespace, found: SimpleNamespace
) -> None:
    case = renamed(made, ukraine, '<script>alert("x")</script>')
    for frame in frames(case, Voice.of(case, "en"), found):
        for held in (frame.sources, *(drawing.svg for drawing in frame.drawings)):
            assert "<script" not in held


def boxes(svg: str) -> list[tuple[str, float, float, float, float]]:
    """Return what is written with its left, top, right and bottom; about, and a little less."""
    found = []
    for it in ElementTree.fromstring(svg).iter():
        if not it.tag.endswith("text") or not it.text:
            continue
        x, y = float(it.get("x")), float(it.get("y"))
        size = float(it.get("font-size"))
        width = 0.9 * size * ems(it.text)
        left = x - {"start": 0, "middle": 0.5, "end": 1}[it.get("text-anchor")] * width
        found.append((it.text, left, y - 0.75 * size, left + width, y + 0.2 * size))
    return found


@pytest.mark.parametrize(
    ("language", "name"), [("en", None), ("ko", None), ("en", LONG), ("ko", LONG_KO)]
)
def test_no_label_is_cut_or_runs_into_another(
    ukraine: Case, made: SimpleNamespace, found: SimpleNamespace, language: str, name: str | None
) -> None:
    case = ukraine if name is None else renamed(made, ukraine, name)
    voice = Voice.of(case, language)
    many = SimpleNamespace(
        channels=replace(found.channels, channels=found.channels.channels[:1] * 3),
        war=replace(found.war, wars=found.war.wars * 2),
        pressed=found.pressed,
    )
    for held in (found, many):
        for frame in frames(case, voice, held):
            (drawing,) = frame.drawings
            box = re.search(r'viewBox="0 0 ([\d.]+) ([\d.]+)"', drawing.svg)
            assert box
            width, height = map(float, box.groups())
            written = boxes(drawing.svg)
            assert len(written) > 8
            for text, left, top, right, bottom in written:
                assert left >= -1, (frame.anchor, text)
                assert right <= width + 1, (frame.anchor, text)
                assert top >= 0, (frame.anchor, text)
                assert bottom <= height, (frame.anchor, text)
            for one, other in combinations(written, 2):
                apart = (
                    one[3] <= other[1] or other[3] <= one[1]
                    or one[4] <= other[2] or other[4] <= one[2]
                )  # fmt: skip
                assert apart, (frame.anchor, one, other)


def test_ranges_that_reach_an_end_stay_on_the_scale(
    ukraine: Case, en: Voice, found: SimpleNamespace
) -> None:
    """A channel that has run for longer than the scale, and a bar without any width."""
    (told,) = found.war.wars
    nothing = Range(0.0, 0.0, 0.0)
    flat = replace(told, settlements=(replace(told.settlements[0], low=nothing, high=nothing),))
    drawn = wars.draw_strips(en, wars.strips(en, ukraine, replace(found.war, wars=(flat,))))
    picture = curves.exposure(en, ukraine, found.channels)
    old = replace(picture, bands=(replace(picture.bands[0], ran=(20.0, 60.0, 90.0)),))
    long_gone = replace(picture, bands=(replace(picture.bands[0], ran=(50.0, 60.0, 90.0)),))
    for svg in (drawn, curves.draw_exposure(en, old), curves.draw_exposure(en, long_gone)):
        width = float(re.search(r'viewBox="0 0 ([\d.]+) ', svg)[1])
        shapes = re.findall(r"translate\(([-\d.]+),[-\d.]+\)", svg)
        assert all(-1 <= float(x) <= width + 1 for x in shapes)
