"""`backchannel compare`, and the naive forecasts in `backchannel deals`: words, data, refusals."""

import csv
import io
import json

import pytest

import backchannel as bc

FEW = ("--draws", "200")


@pytest.fixture(scope="module")
def found():
    return bc.studies.compare(bc.load("cyprus-2004"), draws=200)


def test_what_all_share_comes_first_then_what_flips(run):
    ran = run("compare", "cyprus-2004", *FEW)
    assert (ran.code, ran.err) == (0, "")
    parts = [
        "under 4 readings",
        "WHAT ALL SHARE",
        "in at least half of the draws:",
        "  publics:",
        "in less than half of the draws:",
        "  leaders:",
        "WHAT FLIPS",
        "tc_no turns publics_in_eu",
        "Enough by itself: the walk-away value of tc_public if accession_anyway",
        "40 (15 to 65) -> 60 (40 to 80)",
        "Reason of the reading: Life with Turkey alone",
        "Without walk_away_if.tc_public.accession_anyway the rest",
        "un_expectation turns nothing",
        "95 % sampling interval",
        "* turned by the reading",
        "Share of packages acceptable to all",
        "no forecast",
    ]
    places = [ran.out.index(part) for part in parts]
    assert places == sorted(places)


def test_numbers_of_the_text_are_those_of_the_study(run, found):
    out = run("compare", "cyprus-2004", *FEW).out
    for flip in found.flips:
        before, after = (round(100 * x.value) for x in (flip.before, flip.after))
        assert f"tc_no turns {flip.headline}: {before} % (" in out
        assert f"of draws under the base, {after} % (" in out


def test_only_the_readings_asked_for(run):
    out = run("compare", "cyprus-2004", "--reading", "gc_no", *FEW).out
    assert "under the reading gc_no, always" in out
    assert "tc_no" not in out
    assert "No reading turns any answer." in out


def test_one_that_turns_nothing_says_what_it_moves(run):
    out = run("compare", "two-issues", *FEW).out
    assert "The median share of packages moves most for both: 50 % -> 12 %." in out


def test_json_and_csv_hold_what_the_study_found(run, found):
    data = json.loads(run("compare", "cyprus-2004", *FEW, "--format", "json").out)
    assert [it["id"] for it in data["headlines"]] == [it.id for it in found.headlines]
    assert data["readings"] == list(found.readings)
    (first, *_) = data["flips"]
    flip = found.flips[0]
    assert first["enough"][0]["overrides"][0]["path"] == flip.enough[0].overrides[0].path
    assert first["enough"][0]["move"] == flip.enough[0].move
    assert data["run"]["settings"]["draws"] == 200
    ran = run("compare", "cyprus-2004", *FEW, "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(ran.out)))
    assert len(rows) == len(found.headlines) * (1 + len(found.readings))
    assert rows[0]["reading"] == ""
    assert float(rows[0]["open_share"]) == found.headlines[0].under[0].open_share.value


def test_an_unknown_reading_is_refused_with_the_nearest(run):
    ran = run("compare", "cyprus-2004", "--reading", "tc_now")
    assert ran.code == 2
    assert "tc_no" in ran.err
    assert ran.out == ""


MORE = """
  - id: loud
    name: loud
    summary: loud
    overrides:
      - path: walk_away.upstream
        value: [88, 90, 92]
        basis: inference
        reason: "Told \\e[31min red\\e[0m, and =1+1"
      - path: preferences.upstream.water.values.to_upstream
        value: [0, 10, 20]
        basis: inference
        reason: worth little
"""


@pytest.fixture
def loud_case(tmp_path):
    """two-issues with a reading that closes its zone by either of two overrides."""
    shipped = bc.load("two-issues")
    start, end = shipped.texts["case.yaml"].split("\nreadings:", 1)
    text = f"{start}\nreadings:{MORE}{end.split(chr(10), 1)[1]}"
    (tmp_path / "case.yaml").write_text(text)
    return tmp_path


def test_reasons_are_shown_harmless_and_sets_in_order(run, loud_case):
    out = run("compare", str(loud_case), "--reading", "loud", *FEW).out
    assert "\x1b" not in out
    assert "Told " in out
    assert "loud turns both: 100 % (98 to 100 %) of draws under the base, 0 % (0 to 2 %)" in out
    data = json.loads(run("compare", str(loud_case), *FEW, "--format", "json").out)
    (flip,) = data["flips"]
    moves = [it["move"] for it in flip["enough"]]
    assert moves == sorted(moves)
    assert out.count("Enough by itself") == len(moves) >= 1


def test_without_readings_it_says_what_is_lacking(run, tmp_path):
    text = bc.load("two-issues").texts["case.yaml"]
    (tmp_path / "case.yaml").write_text(text[: text.index("\nreadings:")])
    ran = run("compare", str(tmp_path), *FEW)
    assert ran.code == 0
    assert "There is nothing to compare: the case has no readings." in ran.out
    assert "lacking: readings" in ran.out


# ---------------------------------------------------------------- positions beside the points


def test_naive_forecasts_stand_beside_the_points(run):
    ran = run("deals", "two-issues", "--actors", "upstream,downstream")
    assert ran.code == 0
    at = ran.out.index("Naive forecasts")
    assert ran.out.index("Nash point") < at < ran.out.index("26.83")
    table = ran.out[at:]
    assert "to_upstream (100 %)" in table
    assert "nearest in most of 2,000 draws" in table
    words = ("deals", "two-issues", "--actors", "upstream,downstream", "--blockers")
    assert "Naive forecasts" not in run(*words).out


def test_naive_forecasts_are_in_the_json_with_the_points(run):
    words = ("deals", "two-issues", "--actors", "upstream,downstream", "--format", "json")
    data = json.loads(run(*words, "--draws", "100").out)["positions"]
    study = bc.studies.positions(bc.load("two-issues"), ["upstream", "downstream"], draws=100)
    assert data["draws"] == 100
    assert [it["issue"] for it in data["issues"]] == [it.issue for it in study.issues]
    assert data["issues"][0]["mean"]["place"]["median"] == study.issues[0].mean.place.median
    assert "positions" not in json.loads(run(*words, "--blockers").out)
