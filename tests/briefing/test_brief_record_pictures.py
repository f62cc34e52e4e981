"""The pictures of the record, looked at as data before they are drawn, and as they are drawn."""

import re
from dataclasses import replace
from itertools import combinations, pairwise
from types import SimpleNamespace
from xml.etree import ElementTree

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import backchannel as bc
from backchannel.briefing.frames import Frame
from backchannel.briefing.pictures import drivers as drivers_picture
from backchannel.briefing.pictures import record
from backchannel.briefing.record_frames import record_frames
from backchannel.briefing.voice import Voice
from backchannel.briefing.wrap import ems
from backchannel.case import Case
from backchannel.record.intervals import Sampled
from backchannel.studies.record.carried import carried
from backchannel.studies.record.compare import compare
from backchannel.studies.record.drivers import drivers
from backchannel.studies.record.influence import influence
from backchannel.studies.record.learn import learn

DRAWS = 64
LONG = "A name of many words that an analyst wrote down in full, Unaussprechlichkeitsvermutung too"
LONG_KO = (
    "분석자가 줄이지 않고 있는 그대로 모두 적어 둔 아주 긴 이름과 띄어쓰지않고이어붙인아주긴이름"
)


def studied(case: Case) -> SimpleNamespace:
    taught = learn(case, draws=512)
    return SimpleNamespace(
        carried=carried(case, taught, draws=DRAWS),
        effective=taught.effective,
        influence=influence(case, draws=DRAWS),
        drivers=drivers(case, by=[], draws=2048),
        comparison=compare(case, draws=DRAWS),
    )


def frames(case: Case, voice: Voice, found: SimpleNamespace) -> tuple[Frame, ...]:
    return record_frames(
        voice,
        case,
        carried=found.carried,
        effective=found.effective,
        influence=found.influence,
        driven=found.drivers,
        comparison=found.comparison,
    )


@pytest.fixture(scope="module")
def case() -> Case:
    return bc.load("cyprus-2004")


@pytest.fixture(scope="module")
def found(case: Case) -> SimpleNamespace:
    return studied(case)


@pytest.fixture(scope="module")
def en(case: Case) -> Voice:
    return Voice.of(case, "en")


# ---------------------------------------------------------------- learned


def test_what_was_learned_is_told_in_three_steps_each_from_the_one_before(
    en: Voice, found: SimpleNamespace
) -> None:
    picture = record.learned(en, found.carried, found.effective)
    assert picture
    told = {it.id: it for it in found.carried}
    assert {panel.question for panel in picture.panels} | set(picture.still) == set(told)
    for panel in picture.panels:
        it = told[panel.question]
        shares = [step.open_share for step in (it.written, it.aside, it.learned)]
        assert [row.share for row in panel.rows] == shares
        assert [row.before for row in panel.rows] == [None, *shares[:2]]
        assert len(set(shares)) > 1
        for row in panel.rows:
            low, high = row.interval
            assert low <= row.share <= high
    for question in picture.still:
        it = told[question]
        assert it.written.open_share == it.aside.open_share == it.learned.open_share


def test_few_effective_draws_widen_the_interval_after_learning_alone(
    en: Voice, found: SimpleNamespace
) -> None:
    def widths(effective: float) -> list[list[float]]:
        picture = record.learned(en, found.carried, effective)
        assert picture
        return [[r.interval[1] - r.interval[0] for r in p.rows] for p in picture.panels]

    for few, many in zip(widths(8.0), widths(1e9), strict=True):
        assert few[:2] == many[:2]
        assert few[2] > many[2]


def test_answers_that_move_nothing_have_no_picture(en: Voice, found: SimpleNamespace) -> None:
    same = [replace(it, aside=it.written, learned=it.written) for it in found.carried]
    assert record.learned(en, same, found.effective) is None
    assert record.learned(en, (), found.effective) is None


def test_a_draw_that_is_not_settled_widens_the_interval_upwards(
    en: Voice, found: SimpleNamespace
) -> None:
    it = found.carried[0]
    counts = np.array([1] * 32 + [0] * 32)
    plain = replace(it.written, counts=counts, open_share=0.5)
    open_ended = replace(plain, counts=np.array([1] * 32 + [0] * 16 + [-1] * 16))
    moved = replace(it.written, counts=np.array([1] * 16 + [0] * 48), open_share=0.25)
    tops = []
    for written in (plain, open_ended):
        told = replace(it, written=written, aside=moved, learned=moved)
        picture = record.learned(en, [told], found.effective)
        assert picture
        tops.append(picture.panels[0].rows[0].interval)
    assert tops[0][0] == tops[1][0]
    assert tops[0][1] < tops[1][1]


# ---------------------------------------------------------------- influence


def test_the_sources_drawn_are_those_that_carry_a_question_most_first(
    en: Voice, found: SimpleNamespace
) -> None:
    picture = record.influence(en, found.influence)
    assert picture
    every = found.influence.questions
    assert {*(p.question for p in picture.panels), *picture.still} == set(every)
    for panel in picture.panels:
        carriers = found.influence.carriers(panel.question)
        base, *rows = panel.rows
        told = [row for row in rows if row.what != "anonymous"]
        assert [row.what for row in told] == [source for source, _ in carriers[:5]]
        for row, (_, shift) in zip(told, carriers, strict=False):
            assert (row.before, row.share) == (shift.before.value, shift.after.value)
            assert row.interval == (shift.after.low, shift.after.high)
            assert row.turned == shift.flips
            assert base.share == shift.before.value
    assert any(row.turned for panel in picture.panels for row in panel.rows)
    for question in picture.still:
        assert not found.influence.carriers(question)


def test_beyond_five_sources_their_number_is_told(en: Voice, found: SimpleNamespace) -> None:
    question, shift = next(
        (q, told[0][1]) for q in found.influence.questions if (told := found.influence.carriers(q))
    )
    one = next(it for it in found.influence.ranking if shift in it.loss.shifts)
    many = replace(found.influence, ranking=(one,) * 8, groups=())
    picture = record.influence(en, many)
    assert picture
    panel = next(p for p in picture.panels if p.question == question)
    assert len(panel.rows) == 1 + record.MOST_SOURCES
    assert "3" in " ".join(panel.note)


def test_all_anonymous_sources_together_stand_below_where_they_move_a_question(
    en: Voice, found: SimpleNamespace
) -> None:
    question = next(q for q in found.influence.questions if found.influence.carriers(q))
    source, _ = found.influence.carriers(question)[0]
    one = next(it for it in found.influence.ranking if it.sources == (source,))
    group = replace(one, kind="anonymous", sources=("a", "b"))
    picture = record.influence(en, replace(found.influence, groups=(group,)))
    assert picture
    last = next(p for p in picture.panels if p.question == question).rows[-1]
    assert last.what == "anonymous"
    assert "2" in " ".join(last.label)


def test_no_source_no_picture(en: Voice, found: SimpleNamespace) -> None:
    assert record.influence(en, replace(found.influence, ranking=(), groups=())) is None


# ---------------------------------------------------------------- readings


def test_readings_that_enter_are_drawn_and_those_that_do_not_are_named(
    en: Voice, found: SimpleNamespace
) -> None:
    picture = record.readings(en, found.comparison)
    assert picture
    told = {it.id: it for it in found.comparison.headlines}
    for panel in picture.panels:
        base, *under = told[panel.question].under
        first, *rows = panel.rows
        assert (first.before, first.share) == (None, base.open_share.value)
        assert [row.what for row in rows] == [u.reading for u in under if u.paths]
        for row in rows:
            u = next(u for u in under if u.reading == row.what)
            assert (row.before, row.share) == (base.open_share.value, u.open_share.value)
            assert row.interval == (u.open_share.low, u.open_share.high)
            assert row.turned == u.flips
            assert ("crosses one half" in " ".join(row.said)) == u.flips
        for u in under:
            named = en.name("readings", u.reading) in " ".join(panel.note)
            assert named == (not u.paths)
    for question in picture.still:
        shares = {u.open_share.value for u in told[question].under}
        assert len(shares) == 1


def test_of_many_readings_those_that_enter_and_change_most_are_drawn(
    en: Voice, found: SimpleNamespace
) -> None:
    headline = found.comparison.headlines[0]
    base = headline.under[0]
    shares = [0.01 * number for number in range(1, 9)]
    under = [
        replace(
            base, reading=f"r{n}", paths=("x",), flips=False,
            open_share=Sampled(share, share, share), change=Sampled(share, share, share),
        )
        for n, share in enumerate(shares)
    ]  # fmt: skip
    aside = replace(under[0], reading="aside", paths=())
    made_up = replace(headline, under=(base, *under, aside))
    picture = record.readings(en, replace(found.comparison, headlines=(made_up,)))
    assert picture
    (panel,) = picture.panels
    assert [row.what for row in panel.rows[1:]] == [f"r{n}" for n in range(2, 8)]
    same = en("record_pictures.readings.same", names="aside")
    more = en("record_pictures.readings.more", names="r0, r1")
    assert " ".join(panel.note) == f"{same} {more}"


def test_too_near_one_half_is_said(en: Voice, found: SimpleNamespace) -> None:
    headline = found.comparison.headlines[0]
    base = replace(headline.under[0], open_share=Sampled(0.6, 0.48, 0.72))
    under = replace(base, reading="r", paths=("x",), open_share=Sampled(0.4, 0.3, 0.49))
    made_up = replace(headline, under=(base, under))
    picture = record.readings(en, replace(found.comparison, headlines=(made_up,)))
    assert picture
    first, second = (" ".join(row.said) for row in picture.panels[0].rows)
    assert first.endswith(en("record_pictures.near"))
    assert second.endswith(en("record_pictures.crosses"))
    closer = replace(under, open_share=Sampled(0.4, 0.3, 0.51))
    made_up = replace(headline, under=(base, closer))
    picture = record.readings(en, replace(found.comparison, headlines=(made_up,)))
    assert picture
    assert " ".join(picture.panels[0].rows[1].said).endswith(en("record_pictures.crosses_near"))


def test_six_questions_are_drawn_and_more_are_named(
    case: Case, en: Voice, found: SimpleNamespace
) -> None:
    picture = record.readings(en, found.comparison)
    assert picture
    drawn = {panel.question for panel in picture.panels}
    moved = [it for it in found.comparison.headlines if it.id in drawn]
    many = replace(found.comparison, headlines=tuple(moved[:1] * 8))
    picture = record.readings(en, many)
    assert picture
    assert (len(picture.panels), picture.left_out) == (6, (moved[0].id,) * 2)
    (frame,) = record_frames(en, case, comparison=many)
    assert en("curves.not_drawn", names="x").split("x")[0] in frame.caption


@given(st.lists(st.integers(1, 2000), min_size=1, max_size=12))
def test_runs_for_a_page_hold_all_panels_in_order(heights: list[int]) -> None:
    runs = list(record.pages(heights))
    assert runs[0].start == 0
    assert runs[-1].stop == len(heights)
    assert all(one.stop == other.start for one, other in pairwise(runs))
    for run in runs:
        held = heights[run]
        assert held
        assert len(held) == 1 or sum(held) <= record.HIGHEST


# ---------------------------------------------------------------- drivers


def test_open_questions_have_their_numbers_and_the_direction_of_each(
    case: Case, en: Voice, found: SimpleNamespace
) -> None:
    picture = drivers_picture.compute(en, case, found.drivers)
    assert picture
    told = {it.id: it for it in found.drivers.headlines if it.is_open}
    assert [panel.question for panel in picture.panels] == list(told)
    for panel in picture.panels:
        counting = [d for d in told[panel.question].drivers if d.alone.exists.counts and d.parts]
        assert [bar.paths for bar in panel.bars] == [d.paths for d in counting[:5]]
        for bar, driver in zip(panel.bars, counting, strict=False):
            assert bar.index == driver.alone.exists
            assert bar.first == driver.parts[0].open_share
            assert bar.last == driver.parts[-1].open_share
            assert 0 < bar.index.low <= bar.index.high <= picture.end
            assert set(bar.paths) <= set(case.unknowns)


def test_a_question_that_no_number_moves_says_so_and_a_settled_one_is_not_drawn(
    case: Case, en: Voice, found: SimpleNamespace
) -> None:
    it = next(it for it in found.drivers.headlines if it.is_open)
    still = replace(found.drivers, headlines=(replace(it, drivers=()),))
    picture = drivers_picture.compute(en, case, still)
    assert picture
    assert picture.panels[0].note == en("record_pictures.drivers.none")
    assert en("record_pictures.drivers.none") in drivers_picture.draw(en, picture)[0]
    settled = replace(found.drivers, headlines=(replace(it, open_share=1.0),))
    assert drivers_picture.compute(en, case, settled) is None


# ---------------------------------------------------------------- on the page


def test_every_source_is_an_estimate_or_a_place_of_the_page(
    case: Case, en: Voice, found: SimpleNamespace
) -> None:
    told = frames(case, en, found)
    assert [frame.anchor for frame in told] == [
        "picture-learned", "picture-influence", "picture-drivers", "picture-readings",
    ]  # fmt: skip
    places = {"offers", "sources", *(f"reading-{it.id}" for it in case.document.readings)}
    for frame in told:
        links = re.findall(r'href="#([^"]+)"', frame.sources)
        assert links
        assert {it.removeprefix("e-") for it in links} <= {*case.unknowns, *places}


def test_those_who_do_not_see_it_are_told_what_crosses_one_half(
    case: Case, en: Voice, found: SimpleNamespace
) -> None:
    by_anchor = {frame.anchor: frame for frame in frames(case, en, found)}
    flips = [
        (headline, u)
        for headline in found.comparison.headlines
        for u in headline.under
        if u.flips
    ]  # fmt: skip
    assert flips
    alt = by_anchor["picture-readings"].drawings[0].alt
    for headline, u in flips:
        assert en.name("questions", headline.id) in alt
        assert en.name("readings", u.reading) in alt
        assert en.percent(u.open_share.value) in alt


@pytest.mark.parametrize("language", ["en", "ko"])
def test_a_case_without_offers_or_open_questions_has_none_of_their_pictures(language: str) -> None:
    case = bc.load("two-issues")
    voice = Voice.of(case, language)
    told = frames(case, voice, studied(case))
    assert [frame.anchor for frame in told] == ["picture-influence"]
    assert record_frames(voice, case) == ()


def test_a_case_without_questions_has_no_picture(made: SimpleNamespace) -> None:
    case = made.bare()
    assert frames(case, Voice.of(case, "en"), studied(case)) == ()


def test_names_cannot_become_markup(
    case: Case, made: SimpleNamespace, found: SimpleNamespace
) -> None:
    hostile = made.poisoned(case.document, '<script>alert("x")</script>')
    other = replace(case, document=hostile)
    told = frames(other, Voice.of(other, "en"), found)
    assert len(told) == 4
    for frame in told:
        for held in (frame.sources, *(drawing.svg for drawing in frame.drawings)):
            assert "<script" not in held
            assert "&lt;script" in held or frame.anchor in ("picture-learned", "picture-influence")


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
    case: Case, made: SimpleNamespace, found: SimpleNamespace, language: str, name: str | None
) -> None:
    document = case.document if name is None else made.poisoned(case.document, name)
    other = replace(case, document=document)
    for frame in frames(other, Voice.of(other, language), found):
        for drawing in frame.drawings:
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
            for one, other_one in combinations(written, 2):
                apart = (
                    one[3] <= other_one[1] or other_one[3] <= one[1]
                    or one[4] <= other_one[2] or other_one[4] <= one[2]
                )  # fmt: skip
                assert apart, (frame.anchor, one, other_one)


def test_nothing_is_told_by_color_alone(case: Case, en: Voice, found: SimpleNamespace) -> None:
    for frame in frames(case, en, found):
        for drawing in frame.drawings:
            for red, green, blue in re.findall(r"#(\w\w)(\w\w)(\w\w)", drawing.svg):
                assert red == green == blue
