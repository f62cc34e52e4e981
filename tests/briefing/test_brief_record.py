"""The record on the page: every figure the study's, every link resolved, both languages whole."""

import re
from collections.abc import Iterator
from dataclasses import replace
from html import unescape
from types import SimpleNamespace
from typing import Any, get_args, get_type_hints

import pytest

import backchannel as bc
from backchannel.briefing import LANGUAGES, page, summary
from backchannel.briefing.record import MOST_SHORT, section, short
from backchannel.briefing.record_parts import Block, Teller
from backchannel.briefing.record_positions import baselines
from backchannel.briefing.voice import Voice, wording
from backchannel.case import Case
from backchannel.case.register import Missing
from backchannel.case.schema import Offer
from backchannel.studies.overview import Overview
from backchannel.studies.ranges import Range
from backchannel.studies.record.carried import carried
from backchannel.studies.record.compare import Largest, compare
from backchannel.studies.record.drivers import drivers
from backchannel.studies.record.factors import GROUPINGS
from backchannel.studies.record.forecasts import Bin, Hindsight, forecasts
from backchannel.studies.record.influence import influence
from backchannel.studies.record.learn import learn
from backchannel.studies.record.positions import positions
from backchannel.studies.record.sources import sources
from backchannel.studies.record.whole import TheRecord

DRAWS = 64
HOSTILE = "<script>alert(1)</script> {0} {named} {{ 7*7 }} %s \u202egnp"


def full(case: Case, made: SimpleNamespace) -> Overview:
    """An overview with everything that the record can be asked, over few draws."""
    learned = learn(case, draws=512)
    record = TheRecord(
        learned=learned,
        carried=carried(case, learned, draws=DRAWS) if learned.lessons else (),
        headline_draws=DRAWS,
        sources=sources(case, draws=DRAWS),
        influence=influence(case, draws=DRAWS),
        drivers=drivers(case, by=["actor", "source"], draws=1024, pairs=16),
        compared=None if case.readings else compare(case, draws=DRAWS),
    )
    return replace(quick(case, made), record=record)


def quick(case: Case, made: SimpleNamespace) -> Overview:
    found: Overview = made.overview_of(case)
    return replace(found, forecasts=forecasts(case), positions=positions(case, draws=DRAWS))


@pytest.fixture(scope="module")
def ukraine(made: SimpleNamespace) -> Overview:
    return full(bc.load("ukraine-2023"), made)


@pytest.fixture(scope="module")
def cyprus(made: SimpleNamespace) -> Overview:
    return full(bc.load("cyprus-2004"), made)


def record_of(found: Overview) -> TheRecord:
    assert found.record is not None
    return found.record


def part_of(html: str) -> str:
    """Return the section of the page."""
    _, after = html.split('<section id="record">')
    return after.split('<section id="changes"', maxsplit=1)[0]


def blocks(found: Overview, language: str = "en") -> dict[str, Block]:
    set_ = section(Voice.of(found.case, language), found)
    assert set_ is not None
    inner = (within for block in set_.blocks for within in block.within)
    return {block.anchor: block for block in (*set_.blocks, *inner)}


def text(block: Block) -> str:
    """All that a block says, as plain text."""
    said: list[str] = [*block.lines, *block.items, *block.small]
    for table in (*block.tables, *block.folded):
        said += [str(table.intro), *table.head, *(cell for row in table.rows for cell in row.cells)]
    plain = unescape(re.sub(r"<[^>]+>", "", " ".join(said)))
    return plain.replace("\N{NO-BREAK SPACE}", " ")


# ---------------------------------------------------------------- words


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_code_has_its_words(language: str) -> None:
    keys = [f"forecasts.lacks_{why}" for why in get_args(Missing)]
    keys += [f"forecasts.after_{when}" for when in get_args(Hindsight)]
    keys += [f"drivers.{kind}_{by}" for kind in ("by", "several", "none") for by in GROUPINGS]
    keys += [f"drivers.at_{at}" for at in ("low", "middle", "high", "real", "not_real", "some")]
    keys += [f"readings.largest_{of}" for of in get_args(get_type_hints(Largest)["of"])]
    assert [key for key in keys if f"record.{key}" not in wording(language)] == []


def test_each_answer_of_an_offer_has_a_word() -> None:
    answers = Offer.model_json_schema()["properties"]["answer"]["enum"]
    assert [it for it in answers if f"reply.{it}" not in wording("ko")] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_is_advised_and_nothing_left_open_in_a_sentence(
    ukraine: Overview, cyprus: Overview, language: str
) -> None:
    for found in (ukraine, cyprus):
        said = " ".join(text(block) for block in blocks(found, language).values())
        assert "{" not in said
    words = " ".join(said for key, said in wording("en").items() if key.startswith("record."))
    assert re.findall(r"\b(should|must|ought|the solution|the prediction)\b", words) == []


# ---------------------------------------------------------------- the page


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_link_leads_somewhere_and_every_anchor_is_one(
    ukraine: Overview, cyprus: Overview, language: str
) -> None:
    for found in (ukraine, cyprus):
        html = page(found, language=language).html
        ids = re.findall(r'id="([^"]+)"', html)
        assert set(re.findall(r'href="#([^"]+)"', html)) <= set(ids)
        assert len(set(ids)) == len(ids)
        assert {"record-lessons", "record-influence", "record-against", "record-drivers",
                "record-readings", "record-forecasts"} <= set(ids)  # fmt: skip


def test_figures_lead_to_estimates_of_the_case_or_to_what_they_are_made_of(
    ukraine: Overview,
) -> None:
    html = part_of(page(ukraine).html)
    targets = set(re.findall(r'class="n" href="#([^"]+)"', html))
    named = {target for target in targets if target.startswith("e-")}
    assert {target[2:] for target in named} <= set(ukraine.case.unknowns)
    worth = record_of(ukraine).drivers.worth_finding
    assert {f"e-{path}" for it in worth for path in it.paths} <= named


@pytest.mark.parametrize("language", LANGUAGES)
def test_text_of_a_case_stays_text(ukraine: Overview, made: SimpleNamespace, language: str) -> None:
    document = made.poisoned(ukraine.case.document, HOSTILE)
    poisoned = replace(ukraine, case=Case.of(document, {}, {}, ()), deals=())
    html = page(poisoned, language=language).html
    assert "<script" not in html
    assert "\u202e" not in html
    for section_of in (part_of(html), html.split('<section id="baselines">')[1]):
        assert "{0} {named} {{ 7*7 }} %s" in unescape(section_of)


@pytest.mark.parametrize("language", LANGUAGES)
def test_without_full_it_says_what_full_adds(
    ukraine: Overview, made: SimpleNamespace, language: str
) -> None:
    found = quick(ukraine.case, made)
    html = part_of(page(found, language=language).html)
    assert "backchannel brief --full" in html
    assert set(blocks(found)) == {"record-voices", "record-forecasts"}
    said = text(blocks(found)["record-voices"])
    assert f"{len(ukraine.case.document.claims)} claims come from" in said
    assert "An unnamed former US official" in said
    assert short(Voice.of(ukraine.case, language), found) == []
    nothing = replace(found, forecasts=None, positions=None)
    assert 'id="record"' not in page(nothing, language=language).html


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_case_without_anything_says_only_what_is_lacking(
    made: SimpleNamespace, language: str
) -> None:
    found = full(made.bare(), made)
    said = " ".join(text(block) for block in blocks(found, language).values())
    for code in ("offers", "sources", "questions", "readings", "forecasts"):
        assert wording(language)[f"lacks.{code}"] in said
    assert "%" not in said
    assert short(Voice.of(found.case, language), found) == []
    assert 'id="record"' in page(found, language=language).html


def test_one_issue_and_no_offers_give_a_short_section(made: SimpleNamespace) -> None:
    found = full(bc.load("two-issues"), made)
    held = blocks(found)
    assert "No answer on record teaches anything here." in text(held["record-lessons"])
    assert "Every source has a name." in text(held["record-unnamed"])
    assert "No reading flips any answer." in text(held["record-readings"])


# ---------------------------------------------------------------- what answers teach


def test_each_answer_is_told_with_the_study_s_figures(ukraine: Overview, cyprus: Overview) -> None:
    for found in (ukraine, cyprus):
        t = Teller(Voice.of(found.case, "en"), found.case)
        learned = record_of(found).learned
        assert learned is not None
        assert learned.lessons
        for it in learned.lessons:
            said = text(blocks(found)[f"record-lesson-{it.offer}"])
            shown = [t.voice.percent(it.happened), t.voice.percent(it.expected)]
            shown += [str(t.shares(it.believed, ""))] if it.told.support else []
            for coding in it.codings:
                gains = (coding.gain_before, coding.gain_after, coding.gain_if_so)
                shown += [str(t.points(of, "")) for of in gains if of is not None]
            shown += [claim for one in (*it.told.support, *it.told.denial) for claim in one.claims]
            assert [figure for figure in shown if figure not in said] == []


def test_a_surprise_is_said_and_what_teaches_little_too(ukraine: Overview) -> None:
    learned = record_of(ukraine).learned
    assert learned is not None
    for it in learned.lessons:
        said = text(blocks(ukraine)[f"record-lesson-{it.offer}"])
        assert ("comes as a surprise" in said) == (it.expected < 0.05)
        assert ("teaches little" in said) == (it.effective > 0.97)
    first = replace(learned.lessons[0], expected=0.01, effective=0.5)
    seen = replace(
        ukraine,
        record=replace(record_of(ukraine), learned=replace(learned, lessons=(first,))),
    )
    said = text(blocks(seen)[f"record-lesson-{first.offer}"])
    assert "comes as a surprise" in said
    assert "teaches little" not in said
    assert "surprise" in short(Voice.of(ukraine.case, "en"), seen)[0]


def test_an_answer_that_no_draw_allows_has_its_words(ukraine: Overview) -> None:
    learned = record_of(ukraine).learned
    assert learned is not None
    never = replace(learned.lessons[0].codings[0], gain_if_so=None)
    lesson = replace(learned.lessons[0], codings=(never,))
    record = replace(record_of(ukraine), learned=replace(learned, lessons=(lesson,)))
    said = text(blocks(replace(ukraine, record=record))[f"record-lesson-{lesson.offer}"])
    assert "in none of 512 draws" in said


def test_the_same_package_is_told_once(cyprus: Overview) -> None:
    learned = record_of(cyprus).learned
    assert learned is not None
    first, *others = learned.lessons
    package = Voice.of(cyprus.case, "en").pattern(first.codings[0].package or {})
    assert package in text(blocks(cyprus)[f"record-lesson-{first.offer}"])
    for it in others:
        said = text(blocks(cyprus)[f"record-lesson-{it.offer}"])
        assert it.codings[0].package == first.codings[0].package
        assert package not in said
        assert f"the package of {first.offer}" in said


def test_the_three_numbers_that_moved_most_are_named_with_links(cyprus: Overview) -> None:
    learned = record_of(cyprus).learned
    assert learned is not None
    for it in learned.lessons:
        lines = " ".join(blocks(cyprus)[f"record-lesson-{it.offer}"].lines)
        told = [moved.path for moved in it.moved[:3] if it.effective <= 0.97]
        assert set(re.findall(r'<a href="#e-([^"]+)"', lines)) == set(told)


def test_learned_draws_teach_no_second_time(ukraine: Overview) -> None:
    record = replace(record_of(ukraine), learned=None, carried=())
    found = replace(ukraine, record=record, learned="learned from O1, O3")
    assert "an answer teaches only once" in text(blocks(found)["record-lessons"])
    assert "not weighed by the answers" in text(blocks(found)["record-influence"])
    assert "not weighed by the answers" not in text(blocks(ukraine)["record-influence"])
    html = page(found).html
    assert "learned from O1, O3" in html.split('<section id="answers">')[0]
    assert "learned from O1, O3" in summary(found)
    assert "Draws weighed" not in page(ukraine).html


# ---------------------------------------------------------------- whose word


def test_whose_word_carries_an_answer_is_the_study_s(ukraine: Overview, cyprus: Overview) -> None:
    for found in (ukraine, cyprus):
        voice, told = Voice.of(found.case, "en"), record_of(found).influence
        block = blocks(found)["record-influence"]
        assert len(block.items) == len(told.questions)
        for question, item in zip(told.questions, block.items, strict=True):
            assert f'href="#question-{question}"' in item
            carriers = told.carriers(question)
            for name, shift in carriers[:2]:
                assert f'href="#source-{name}"' in item
                assert f"{voice.percent(shift.after.value)} without" in unescape(
                    re.sub(r"<[^>]+>", "", item)
                ).replace("\N{NO-BREAK SPACE}", " ")
            assert ("no single one moves it" in item) == (not carriers)


def test_every_cell_of_sources_by_answers_is_a_shift(ukraine: Overview) -> None:
    voice, told = Voice.of(ukraine.case, "en"), record_of(ukraine).influence
    (table,) = blocks(ukraine)["record-influence"].folded
    moving = [it for it in (*told.ranking, *told.groups) if it.loss.largest][:5]
    assert len(table.head) == 2 + len(moving)
    for n, row in enumerate(table.rows):
        for it, cell in zip(moving, row.cells[2:], strict=True):
            shift = it.loss.shifts[n]
            shown = voice.percent(shift.after.value).replace(" %", "\N{NO-BREAK SPACE}%")
            assert shown in unescape(cell)
            assert ("‡" in cell) == (shift.flips and shift.settled)


def test_what_is_left_without_the_nameless_names_what_goes(ukraine: Overview) -> None:
    unnamed = tuple(it.id for it in ukraine.case.document.sources if not it.named)
    told = record_of(ukraine).influence
    it = next(it for it in (*told.ranking, *told.groups) if it.sources == unnamed)
    block = blocks(ukraine)["record-unnamed"]
    said, html = text(block), " ".join(block.lines)
    assert f"{len(it.loss.fallen)}" in said
    for name in it.loss.offers:
        assert f'href="#offer-{name}"' in html
    for name in it.loss.red_lines:
        assert f'href="#e-red_lines.{name}.hardness"' in html
    for claim in (*it.said, *it.passed_on):
        assert f'href="#claim-{claim}"' in html


def test_contradictions_and_threats_are_told_apart(ukraine: Overview) -> None:
    told, block = record_of(ukraine).sources, blocks(ukraine)["record-against"]
    html = " ".join(block.items)
    for pair in told.contradictions:
        assert f'href="#claim-{pair.claim}"' in html
        assert f'href="#claim-{pair.contradicted}"' in html
    for threat in told.threats:
        for path in threat.paths:
            assert f'href="#e-{path}"' in html


# ---------------------------------------------------------------- drivers, readings, forecasts


def test_the_numbers_worth_finding_out_are_the_study_s(ukraine: Overview) -> None:
    told, t = record_of(ukraine).drivers, Teller(Voice.of(ukraine.case, "en"), ukraine.case)
    block = blocks(ukraine)["record-drivers"]
    assert len(block.items) == len(told.worth_finding) > 0
    for it, item in zip(told.worth_finding, block.items, strict=True):
        plain = unescape(re.sub(r"<[^>]+>", "", item)).replace("\N{NO-BREAK SPACE}", " ")
        assert t.voice.percent(it.index.value) in plain
        for stated in it.estimates:
            assert str(t.numbers(stated.low, stated.mode, stated.high, "")) in plain
            assert t.voice.say(ukraine.case.unknowns[stated.path].reason) in plain
    (parts,) = block.tables
    assert len(parts.rows) == sum(
        len(next(iter(it.drivers.values())).parts) for it in told.worth_finding
    )
    first = told.worth_finding[0]
    over = [it for it in told.headlines if it.id in told.joined]
    for place, row in enumerate(parts.rows[: len(first.drivers[over[0].id].parts)]):
        for asked, cell in zip(over, row.cells[2:], strict=True):
            here = first.drivers[asked.id].parts[place]
            share = here.mean if asked.told_by == "size" else here.open_share
            shown = t.voice.percent(share).replace(" %", "\N{NO-BREAK SPACE}%")
            assert shown in unescape(cell)


def test_groups_that_explain_nothing_anywhere_are_left_out(ukraine: Overview) -> None:
    told = record_of(ukraine).drivers
    over = [it for it in told.headlines if it.id in told.joined]
    table = next(it for it in blocks(ukraine)["record-drivers"].folded if "groups" in it.anchor)

    def tells(place: int, g: int) -> Iterator[bool]:
        for it in over:
            group = it.groupings[place].groups[g]
            total = group.total.of(it.told_by) if it.told_by else None
            yield bool(group.numbers and total and total.value >= 0.05)

    wanted = sum(
        any(tells(place, g))
        for place, grouped in enumerate(over[0].groupings)
        for g in range(len(grouped.groups))
    )
    assert len(table.rows) == wanted


def test_what_flips_and_what_is_enough_are_the_study_s(cyprus: Overview) -> None:
    told = record_of(cyprus).compared
    assert told is not None
    assert told.flips
    block = blocks(cyprus)["record-readings"]
    assert len(block.items) == len(told.flips) + len(told.largest)
    for it, item in zip(told.flips, block.items, strict=False):
        assert f'href="#reading-{it.reading}"' in item
        assert f'href="#question-{it.headline}"' in item
        for chosen in it.enough[:3]:
            for override in chosen.overrides:
                assert f'href="#e-{override.path}"' in item
                assert all(f'href="#claim-{claim}"' in item for claim in override.claims)
    shared = [it.id for it in told.headlines if it.shared]
    lines = " ".join(block.lines)
    assert set(re.findall(r'href="#question-([^"]+)"', lines)) == set(shared)


def test_under_a_reading_readings_are_not_compared(made: SimpleNamespace) -> None:
    case = bc.load("two-issues")
    found = full(case.under(case.document.readings[0].id), made)
    assert "A reading is applied to this page." in text(blocks(found)["record-readings"])


def test_scores_are_the_study_s_and_the_others_say_why(cyprus: Overview) -> None:
    told, block = cyprus.forecasts, blocks(cyprus)["record-forecasts"]
    assert told is not None
    scores = block.tables[0]
    assert len(scores.rows) == len(told.scored) > 0
    for it, row in zip(told.scored, scores.rows, strict=True):
        assert it.brier is not None
        assert it.log is not None
        assert row.cells[4].startswith(f"{it.brier.mode:.3f}")
        assert row.cells[5].startswith(f"{it.log.mode:.3f}")
    words = wording("en")
    without = [it for it in told.forecasts if it.brier is None]
    assert len(block.items) == len(without)
    for it, item in zip(without, block.items, strict=True):
        assert all(words[f"record.forecasts.lacks_{why}"] in item for why in it.missing)
    assert told.registers[0].last in text(block)


def test_calibration_stands_only_where_there_is_enough(cyprus: Overview) -> None:
    told = cyprus.forecasts
    assert told is not None

    def titles(found: Any) -> list[str]:
        block = blocks(replace(cyprus, forecasts=found))["record-forecasts"]
        return [table.anchor for table in block.tables]

    assert "recordcalibration" not in titles(told)
    assert "Too few to say" in text(blocks(cyprus)["record-forecasts"])
    enough = Bin(0.0, 0.2, 12, 0.1, 2, told.bins[0].share)
    assert "recordcalibration" in titles(replace(told, bins=(enough, *told.bins[1:])))


# ---------------------------------------------------------------- beside it


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_summary_has_at_most_six_more_sentences(ukraine: Overview, language: str) -> None:
    voice = Voice.of(ukraine.case, language)
    lines = short(voice, ukraine)
    assert 4 <= len(lines) <= MOST_SHORT
    assert [line for line in lines if "%" in line and not re.search("draws|추출", line)] == []
    said = " ".join(summary(ukraine, language=language).split())
    assert [line for line in lines if " ".join(line.split()) not in said] == []
    worth = record_of(ukraine).drivers.worth_finding
    assert any(voice.percent(worth[0].index.value) in line for line in lines)


def test_the_baselines_are_the_study_s_and_carry_the_warning(ukraine: Overview) -> None:
    voice, told = Voice.of(ukraine.case, "en"), ukraine.positions
    table = baselines(voice, ukraine)
    assert told is not None
    assert table is not None
    assert "26.83 against 22.99" in table.intro
    for it, row in zip(told.issues, table.rows, strict=True):
        for of, cell in zip((it.mean, it.median), row.cells[1:], strict=True):
            assert of is not None
            assert voice.option(it.issue, of.option) in unescape(cell)
            shown = voice.percent(of.nearest[of.option]).replace(" %", "\N{NO-BREAK SPACE}%")
            assert shown in unescape(cell)
    assert 'id="baselines"' in page(ukraine).html
    assert baselines(voice, replace(ukraine, positions=None)) is None


@pytest.mark.parametrize(
    ("of", "shown"),
    [
        (Range(-4.62, -0.24, 3.0), "−0.2 (−4.6 to +3.0)"),
        (Range(0.0, 0.0, 0.0), "0.0"),
        (Range(-0.04, 0.01, 12.34), "0.0 (0.0 to +12.3)"),
    ],
)
def test_points_keep_their_sign_and_one_decimal(of: Range, shown: str) -> None:
    case = bc.load("two-issues")
    assert str(Teller(Voice.of(case, "en"), case).points(of, "run")) == shown
