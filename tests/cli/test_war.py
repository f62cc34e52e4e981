"""`backchannel war` and `backchannel wedge`: sentences, data, and what is refused."""

import csv
import io
import json
import math
import shutil
from pathlib import Path

import pytest

import backchannel as bc

FEW = ("--draws", "100")


def data(run, *words):
    ran = run(*words, *FEW, "--format", "json")
    assert ran.code == 0, ran.err
    return json.loads(ran.out)


def rows(run, *words):
    return list(csv.DictReader(io.StringIO(run(*words, *FEW, "--format", "csv").out)))


def test_a_war_and_each_question_are_told_in_order(run):
    ran = run("war", "ukraine-2023", *FEW)
    assert (ran.code, ran.err) == (0, "")
    parts = [
        "WAR W1 between ua_gov and ru_leader",
        "Would a settlement suit both?",
        "Would they see it?",
        "When would they?",
        "Does a shift of power argue for fighting now?",
        "us_arms_unrestricted",
        "QUESTION us_leader",
        "When is there a deal at all?",
        "On the table (the Nash package",
        "When is each ready?",
        "Would it hold?",
        "QUESTION with_kyiv_pressed",
        "no forecast",
    ]
    places = [ran.out.index(part) for part in parts]
    assert places == sorted(places)
    assert "lacking" not in ran.out


def test_numbers_of_the_text_are_those_of_the_study(run):
    found = bc.studies.war(bc.load("ukraine-2023"), draws=100)
    out = run("war", "ukraine-2023", *FEW).out
    seen = found.wars[0].beliefs.exists
    assert f"In {100 * seen:.0f} % of draws both see a settlement now" in out
    kyiv = next(q for q in found.questions if q.id == "with_kyiv")
    told = out.split("QUESTION with_kyiv (")[1].split("QUESTION")[0]
    assert f"acceptable to all now in {100 * kyiv.zone_by[0]:.0f} % of 100 draws" in told
    assert f"All accept it now in {100 * kyiv.on_table.accepted:.0f} % of draws" in told


def test_json_holds_the_curves_and_null_for_never(run):
    found = data(run, "war", "ukraine-2023")
    assert {"wars", "questions", "months", "draws", "lacking", "notes", "run"} <= set(found)
    assert len(found["questions"][0]["zone_by"]) == len(found["months"]) == 37
    assert len(found["wars"][0]["beliefs"]["seen_by"]) == 37
    assert found["status"] == "estimated"
    toy = data(
        run, "war", "two-issues", "--reading", "cautious", "--package", "water=half,road=half"
    )
    table = toy["questions"][0]["on_table"]
    assert table["months"]["high"] is None
    assert table["package"] == {"water": "half", "road": "half"}
    assert toy["lacking"][0]["key"] == "wars"


def test_csv_holds_one_figure_a_row(run):
    found = rows(run, "war", "ukraine-2023")
    figures = {(r["about"], r["figure"]) for r in found}
    assert ("wars.W1", "months_until_seen") in figures
    assert ("questions.leader_kyiv", "zone_by_12") in figures
    assert {r["draws"] for r in found} == {"100"}
    split = rows(
        run, "war", "two-issues", "--reading", "cautious", "--package", "water=half,road=half"
    )
    high = next(r["high"] for r in split if r["figure"] == "months_until_ready")
    assert math.isinf(float(high))


def test_a_case_that_says_nothing_of_war_is_told_what_it_lacks(run):
    ran = run("war", "two-issues", *FEW)
    assert ran.code == 0
    assert "The case describes no war." in ran.out
    assert "QUESTION both" in ran.out
    for key in ("wars", "war_costs.upstream", "war_costs.downstream", "renewed_war"):
        assert f"lacking: {key} (case.yaml): " in ran.out
    assert "accepts at risk" not in ran.out


def test_a_reading_changes_what_is_told(run):
    told = {
        run("war", "ukraine-2023", *FEW, *words).out
        for words in ((), ("--reading", "insider"), ("--reading", "authors"))
    }
    assert len(told) == 3


def test_when_the_last_is_ready_is_told_only_where_it_is_a_number(run):
    out = run("war", "ukraine-2023", *FEW).out
    assert "draws; the last is ready after 3 months (" in out.split("QUESTION with_kyiv (")[1]
    assert "the last is ready" not in out.split("QUESTION us_elite (")[1].split("QUESTION")[0]
    out = run("war", "two-issues", *FEW).out
    assert "no cost of war makes anybody more ready" in out


def test_a_given_package_is_named_as_given(run):
    ran = run("war", "two-issues", *FEW, "--package", "water=half", "--package", "road=half")
    assert "On the table (as given): water=half, road=half." in ran.out
    ran = run("war", "two-issues", *FEW, "--package", "water=half")
    assert "most likely values, with the options given): water=half," in ran.out


def test_packages_that_no_deal_at_the_most_likely_values_holds(run):
    ran = run("war", "ukraine-2023", *FEW, "--package", "line_of_control=formal_transfer")
    kyiv = ran.out.split("QUESTION with_kyiv (")[1].split("QUESTION")[0]
    assert "rule out all that hold what is given" in kyiv


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--package", "watr=half"), "did you mean 'water'?"),
        (("--package", "water=haf"), "did you mean 'half'?"),
        (("--package", "water"), "takes issue=option"),
        (("--reading", "carefree"), "no reading of this case"),
    ],
)
def test_wrong_names_are_refused_in_one_line(run, words, said):
    ran = run("war", "two-issues", *words)
    assert (ran.code, ran.out) == (2, "")
    assert said in ran.err
    assert len(ran.err.splitlines()) == 1


def test_a_wedge_is_told_with_its_bids(run):
    ran = run("wedge", "ukraine-2023", *FEW)
    assert (ran.code, ran.err) == (0, "")
    parts = [
        "WEDGE WD1",
        "Could us_admin draw ru_leader away from cn_gov?",
        "In none of these draws is a bid",
    ]
    places = [ran.out.index(part) for part in parts]
    assert places == sorted(places)
    found = data(run, "wedge", "ukraine-2023")["wedges"][0]
    assert len(found["bids"]) == 9  # the price lies above what it can bid
    assert found["stated_chance"]["low"] > 0
    table = rows(run, "wedge", "ukraine-2023")
    assert [float(r["bid"]) for r in table] == [bid["size"] for bid in found["bids"]]


def test_bids_are_listed_where_one_succeeds(run, tmp_path):
    folder = tmp_path / "cheap"
    shutil.copytree(Path(bc.__file__).parent / "cases" / "ukraine-2023", folder)
    channels = folder / "channels.yaml"
    text = channels.read_text(encoding="utf-8")
    start = text.index("wedges:")
    cheap = text[start:].replace("[5, 12, 25]", "[0, 1, 2]").replace("[5, 15, 30]", "[0, 1, 2]")
    channels.write_text(text[:start] + cheap, encoding="utf-8")
    ran = run("wedge", str(folder), *FEW)
    assert ran.code == 0
    assert "Bids of us_admin to ru_leader, in points of the scale of us_admin" in ran.out
    assert "In none of these draws" not in ran.out


def test_a_case_without_wedges_says_so(run):
    ran = run("wedge", "two-issues", *FEW)
    assert ran.code == 0
    assert "no attempt to split two rivals" in ran.out
    assert "lacking: wedges (case.yaml)" in ran.out
    assert data(run, "wedge", "two-issues")["wedges"] == []


@pytest.mark.parametrize("command", ["war", "wedge"])
@pytest.mark.parametrize("reading", ["authors", "insider", "cold_war_hawk"])
def test_readings_are_told_too(run, command, reading):
    ran = run(command, "ukraine-2023", "--reading", reading, *FEW)
    assert (ran.code, ran.err) == (0, "")
