"""`backchannel drivers`: the sentences, the tables, the data, and what is refused."""

import csv
import io
import json
import re
from pathlib import Path

import pytest

import backchannel as bc

FEW = ("--draws", "2048", "--pairs", "64")
ONE = ("cyprus-2004", "--question", "publics")


def rows(run, *words):
    return list(csv.DictReader(io.StringIO(run("drivers", *words, *FEW, "--format", "csv").out)))


def test_numbers_come_first_then_each_question_then_groups(run):
    ran = run("drivers", "cyprus-2004", *FEW)
    assert (ran.code, ran.err) == (0, "")
    parts = [
        "WHICH THREE NUMBERS ARE WORTH FINDING OUT?",
        "1. walk_away.gc_public and walk_away_if.gc_public.accession_anyway (drawn as one number)",
        "Where each number lies in each third of its draws",
        "WHAT MOVES publics: Is there anything",
        "WHAT MOVES leaders",
        "GROUPS OF NUMBERS",
        "From 64 pairs of draws",
        "By issue.",
        "By actor.",
        "By basis.",
        "By source.",
        "no forecast",
    ]
    places = [ran.out.index(part) for part in parts]
    assert places == sorted(places)
    assert "should" not in ran.out


def test_numbers_of_the_text_are_those_of_the_study(run):
    found = bc.studies.drivers(bc.load(ONE[0]), ["publics"], draws=2048, pairs=64)
    out = run("drivers", *ONE, *FEW).out
    (it,) = found.headlines
    assert f"A zone exists in {100 * it.open_share:.0f} % of 2,048 draws" in out
    first = found.worth_finding[0]
    assert f"1. {first.paths[0]}: explains {100 * first.index.value:.0f} % (" in out
    assert first.estimates[0].reason in out
    for part in first.drivers["publics"].parts:
        share = "over 99" if 0.99 < part.open_share < 1 else f"{100 * part.open_share:.0f}"
        told = rf"{part.low:.3g} to {part.high:.3g} +{part.draws} +{share} %"
        assert re.search(told, out)
    alone = it.alone.exists.value
    assert f"its {len(it.drivers)} numbers explain {100 * alone:.0f} % (" in out


@pytest.mark.parametrize("by", ["unknown", "issue", "actor", "basis", "source"])
def test_one_way_to_look_at_it(run, by):
    out = run("drivers", *ONE, *FEW, "--by", by).out
    assert ("GROUPS OF NUMBERS" in out) == (by != "unknown")
    assert ("low third" in out) == (by == "unknown")
    others = {"issue", "actor", "basis", "source"} - {by}
    assert not [other for other in others if f"By {other}." in out]
    assert {row["by"] for row in rows(run, *ONE, "--by", by)} == {"unknown", by}


def test_rows_hold_intervals_and_draws(run):
    found = rows(run, *ONE)
    assert {row["question"] for row in found} == {"publics"}
    number = next(row for row in found if row["name"] == "walk_away.gc_public")
    low, value, high = (float(number[f"exists_alone{end}"]) for end in ("_low", "", "_high"))
    assert 0 < low < value < high < 1
    assert (number["exists_total"], number["draws"]) == ("", "2048")
    group = next(row for row in found if row["by"] == "actor" and row["name"] == "gc_public")
    assert float(group["exists_total"]) > 0
    assert group["draws"] == "64"


def test_json_holds_the_whole_result(run):
    data = json.loads(run("drivers", *ONE, *FEW, "--format", "json").out)
    assert data["joined"] == ["publics"]
    (it,) = data["headlines"]
    assert len(it["drivers"]) == 56
    assert [part["at"] for part in it["drivers"][0]["parts"]] == ["low", "middle", "high"]
    assert [grouped["by"] for grouped in it["groupings"]] == ["issue", "actor", "basis", "source"]


def test_learned_draws_have_no_groups(run):
    ran = run("drivers", "ukraine-2023", "--question", "with_kyiv", "--learned", *FEW)
    assert ran.code == 0
    assert "GROUPS OF NUMBERS" not in ran.out
    assert "note: indices of groups are left out" in ran.out
    assert "1. walk_away.ru_leader" in ran.out


def test_a_case_without_questions_says_so(run, tmp_path):
    text = Path(bc.__file__).parent.joinpath("cases/two-issues/case.yaml").read_text("utf-8")
    start = text.index("\nquestions:") + 1
    rest = re.search(r"\n(?=\S)", text[start + 1 :])
    end = start + 1 + rest.end() if rest else len(text)
    (tmp_path / "case.yaml").write_text(text[:start] + text[end:], encoding="utf-8")
    ran = run("drivers", str(tmp_path))
    assert ran.code == 0
    assert "The case asks no questions" in ran.out
    assert "lacking: questions" in ran.out


def test_text_of_a_case_is_data(run, tmp_path):
    text = Path(bc.__file__).parent.joinpath("cases/two-issues/case.yaml").read_text("utf-8")
    hostile = text.replace("Can the two villages agree?", '"[red]\\e[31m agree?"')
    (tmp_path / "case.yaml").write_text(hostile, encoding="utf-8")
    ran = run("drivers", str(tmp_path), *FEW)
    assert ran.code == 0
    assert "\x1b" not in ran.out
    assert r"[red]\x1b[31m agree?" in ran.out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--question", "publcs"), "did you mean 'publics'?"),
        (("--by", "issues"), "issues"),
        (("--pairs", "1"), "--pairs"),
    ],
)
def test_what_is_wrong_is_said_in_a_line(run, words, said):
    ran = run("drivers", "cyprus-2004", *words)
    assert (ran.code, ran.out) == (2, "")
    assert said in ran.err
