"""Whose deal is it? Words for every answer, every figure the study's, every link resolved."""

import re
from dataclasses import replace
from html import unescape
from types import SimpleNamespace
from typing import get_args

import pytest

import backchannel as bc
from backchannel.briefing import LANGUAGES, page, summary
from backchannel.briefing.voice import Figure, Series, Voice, wording
from backchannel.briefing.whose_deal import MOST_SHORT, section, short, told
from backchannel.briefing.whose_deal_parts import MOST_LACKING, Teller, Told, lacks
from backchannel.briefing.whose_deal_table import closing
from backchannel.case import Case
from backchannel.studies.home.ratification import Why
from backchannel.studies.key_figures import KeyFigure
from backchannel.studies.move.open_moves import KINDS
from backchannel.studies.overview import Overview, overview
from backchannel.studies.ranges import LACKS, Lacking, Range
from backchannel.studies.whose_deal import Column, WhoseDeal, whose_deal

HOSTILE = "<script>alert(1)</script> {0} {named} {{ 7*7 }} %s \u202egnp"


@pytest.fixture(scope="module")
def ukraine() -> Overview:
    return overview(bc.load("ukraine-2023"), draws=64, seed=2)


def whose_of(found: Overview) -> WhoseDeal:
    assert found.whose is not None
    return found.whose


def figures_of(answer: Told) -> list[Figure]:
    return [v for line in answer.lines for v in line.values.values() if isinstance(v, Figure)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_code_has_its_words(language: str) -> None:
    words = wording(language)
    keys = [f"lacks.{code}" for code in LACKS]
    keys += [f"whose.move_{kind}" for kind in KINDS if kind not in ("offer", "deny")]
    keys += [f"whose.why_{why}" for why in get_args(Why)]
    keys += [f"whose.chosen_{how}" for how in ("given", "nash", "least_shortfall")]
    assert [key for key in keys if key not in words] == []
    assert {key for key in words if key.startswith("lacks.")} == {f"lacks.{c}" for c in LACKS}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_question_is_answered_for_a_case_that_says_everything(
    ukraine: Overview, language: str
) -> None:
    voice = Voice.of(ukraine.case, language)
    answers = told(voice, ukraine.case, whose_of(ukraine))
    assert [it.key for it in answers] == [
        "without", "pressure", "leader", "ratified", "votes", "office",
        "secrecy", "order", "war", "ready", "wedge", "moves",
    ]  # fmt: skip
    assert [it.key for it in answers if not it.lines] == []
    for it in answers:
        assert it.question.rstrip(")")[-1] == "?" or "? (" in it.question
        for line in it.lines:
            said = voice.plain(line)
            if "%" in said:  # a share of so many draws, or a range
                assert re.search(r"draws|추출|\([\d.<>]+[–~][\d.<>]+ ?%\)", said)
        assert "should" not in " ".join(voice.plain(line) for line in it.lines)


def test_every_figure_on_the_page_is_the_study_s_and_leads_to_a_reason(ukraine: Overview) -> None:
    voice, found = Voice.of(ukraine.case, "en"), whose_of(ukraine)
    html = page(ukraine).html
    ids = set(re.findall(r'id="([^"]+)"', html))
    part = html.split('<section id="whose">')[1].split('<section id="changes"')[0]
    assert set(re.findall(r'href="#([^"]+)"', part)) <= ids
    answers = {it.key: it for it in told(voice, ukraine.case, found)}
    for it in answers.values():
        assert {figure.target for figure in figures_of(it)} <= ids
        for figure in figures_of(it):
            assert str(figure.__html__()) in part
    head, lever = found.head, found.head and found.head.strongest
    assert head is not None
    assert lever is not None
    shown = {figure.text for it in answers.values() for figure in figures_of(it)}
    for share in (
        head.deal,
        1 - (head.free.nash or 0),
        lever.credible,
        *(spoken.other.open_share for spoken in found.spoken),
        *(vote.accepted for vote in found.home.votes),
        *(wedge.works for wedge in found.wedges.wedges),
    ):
        assert voice.percent(share) in shown
    targets = {figure.target for figure in figures_of(answers["pressure"])}
    assert f"e-leverage.{lever.lever}.cost_to_user" in targets
    assert f"e-leverage.{lever.lever}.credibility" in targets


def test_estimates_behind_an_answer_are_named_with_their_claims(ukraine: Overview) -> None:
    voice = Voice.of(ukraine.case, "en")
    set_ = section(voice, ukraine)
    assert set_ is not None
    rests = next(it.rests for it in set_.blocks if it.anchor == "whose-wedge")
    wedge = ukraine.case.document.wedges[0]
    paths = [f"wedges.{wedge.id}.{key}" for key in ("worth", "cost_with_allies", "tie")]
    for path in paths:
        assert f'href="#e-{path}"' in rests
        for claim in ukraine.case.unknowns[path].claims:
            assert f'href="#claim-{claim}"' in rests
    assert all(it.rests.count('href="#e-') <= 6 for it in set_.blocks)


def test_the_same_stands_side_by_side_under_every_reading(ukraine: Overview) -> None:
    voice, found = Voice.of(ukraine.case, "en"), whose_of(ukraine)
    set_ = section(voice, ukraine)
    assert set_ is not None
    assert set_.table is not None
    assert len(set_.table.head) == 2 + len(ukraine.case.document.readings)
    assert len(set_.table.rows) == len(found.columns[0].figures)
    for n, row in enumerate(set_.table.rows):
        for column, cell in zip(found.columns, row.cells[1:], strict=True):
            figure = column.figures[n]
            assert figure is not None
            shown = voice.percent(figure.share).replace(" %", "\N{NO-BREAK SPACE}%")
            assert shown in unescape(cell)
            base = found.columns[0].figures[n]
            assert base is not None
            assert ("\N{DOUBLE DAGGER}" in cell) == figure.flips(base)


def test_flips_are_found_and_told(ukraine: Overview) -> None:
    voice = Voice.of(ukraine.case, "en")
    reading = ukraine.case.document.readings[0].id
    base = (
        KeyFigure("seen", {"by": ("us_admin", "ru_leader"), "war": ("W1",)}, "draws", 0.7),
        KeyFigure("known", {"channel": ("CH_US_RU",)}, "chance", 0.4, Range(0.3, 0.4, 0.5)),
        KeyFigure("freely", {"actor": ("ua_gov",)}, "packages", 0.4, Range(0.3, 0.4, 0.5)),
    )
    other = (replace(base[0], share=0.2), base[1], replace(base[2], share=0.9))

    def said(*columns: Column) -> list[str]:
        found = replace(whose_of(ukraine), columns=columns)
        return [voice.plain(line) for line in closing(Teller(voice, ukraine.case, found))]

    lines = said(Column(None, base), Column(reading, other))
    name = voice.name("readings", reading)
    assert lines[0].startswith(f"{name} flips: ")
    assert "70 % → 20 % of 64 draws" in lines[0]
    assert "accepts freely" not in lines[0]
    assert "other 2 figures" in lines[1]
    assert said(Column(None, base), Column(reading, base)) == [voice("whose.flips_none", n=3)]
    assert said(Column(None, base), Column(reading, (None, *base[1:]))) == [
        voice("whose.flips_none", n=3)
    ]
    assert said(Column(None, base)) == []


def test_under_a_reading_nothing_is_compared() -> None:
    case = bc.load("two-issues")
    reading = case.document.readings[0].id
    found = overview(case.under(reading), draws=32)
    set_ = section(Voice.of(found.case, "en"), found)
    assert set_ is not None
    assert set_.table is None
    assert set_.closing == ()


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_case_without_anything_gives_only_what_is_lacking(
    made: SimpleNamespace, language: str
) -> None:
    case = made.bare()
    found = replace(made.overview_of(case), whose=whose_deal(case, draws=16))
    voice = Voice.of(case, language)
    set_ = section(voice, found)
    assert set_ is not None
    assert set_.blocks == ()
    assert set_.table is None
    assert set_.untold
    said = unescape(" ".join(set_.untold))
    for key in ("channels", "wars", "votes", "offices", "wedges", "questions"):
        assert key in said
        assert wording(language)[f"lacks.{key}"] in said
    assert "case.yaml" in said
    assert short(voice, found) == []
    html = page(found, language=language).html
    assert voice("whose.untold") in unescape(html)


def test_what_is_lacking_names_key_file_and_why(ukraine: Overview) -> None:
    voice = Voice.of(ukraine.case, "en")
    said = voice.plain(lacks(voice, Lacking("votes.V1", "home.yaml", "votes")))
    assert said == "The case lacks votes.V1 (home.yaml): " + wording("en")["lacks.votes"] + "."
    set_ = section(voice, ukraine)
    assert set_ is not None
    assert all(len(it.lacks) <= MOST_LACKING for it in set_.blocks)


@pytest.mark.parametrize("language", LANGUAGES)
def test_text_of_a_case_stays_text(ukraine: Overview, made: SimpleNamespace, language: str) -> None:
    document = made.poisoned(ukraine.case.document, HOSTILE)
    found = replace(ukraine, case=Case.of(document, {}, {}, ()), deals=())
    html = page(found, language=language).html
    part = html.split('<section id="whose">')[1].split('<section id="changes"')[0]
    assert "<script" not in part
    assert "\u202e" not in part
    assert "{0} {named} {{ 7*7 }} %s" in unescape(part)
    ids = re.findall(r'id="([^"]+)"', html)
    assert set(re.findall(r'href="#([^"]+)"', part)) <= set(ids)
    assert len(set(ids)) == len(ids)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_summary_holds_the_most_telling_answers_in_a_line_each(
    ukraine: Overview, language: str
) -> None:
    voice = Voice.of(ukraine.case, language)
    lines = short(voice, ukraine)
    assert 1 <= len(lines) <= MOST_SHORT
    said = " ".join(summary(ukraine, language=language).split())
    for line in lines:
        assert " ".join(line.split()) in said
    bare = replace(ukraine, whose=None)
    assert short(voice, bare) == []
    assert 'id="whose"' not in page(bare, language=language).html


def test_series_of_gainers_link_each_of_their_figures(ukraine: Overview) -> None:
    voice = Voice.of(ukraine.case, "en")
    order = next(it for it in told(voice, ukraine.case, whose_of(ukraine)) if it.key == "order")
    series = [v for line in order.lines for v in line.values.values() if isinstance(v, Series)]
    movers = whose_of(ukraine).orders.first_movers
    shown = "; ".join(str(one) for one in series)
    named = re.findall(r"([^,;]+) ([\d.>]+ %)", shown)
    clear = {
        (voice.name("actors", it.actor), voice.percent(share))
        for it in movers
        for share in (it.better, it.worse)
        if share > 0.5
    }
    assert named
    assert {(name.strip(), share) for name, share in named} <= clear
