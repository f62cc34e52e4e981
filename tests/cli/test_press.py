"""`backchannel press`: what is told of settling over an absent party's head; what is refused."""

import csv
import io
import json
from collections.abc import Callable
from typing import Any

Run = Callable[..., Any]

FEW = ("--draws", "60")
KYIV = ("press", "ukraine-2023", "--channel", "CH_US_RU", "--actor", "ua_gov", *FEW)


def test_questions_are_answered_in_order_then_tables(run: Run) -> None:
    ran = run(*KYIV)
    assert ran.code == 0
    parts = [
        "Can us_admin and ru_leader settle without ua_gov?", "Would ua_gov accept?",
        "Can it be pressed?", "Is the threat credible?", "Levers on ua_gov",
        "Several levers at once", "What would free ua_gov", "WHO IS DECIDED ABOUT", "no forecast",
    ]  # fmt: skip
    places = [ran.out.index(part) for part in parts]
    assert places == sorted(places)
    assert "[limited]" in ran.out
    assert "us_arms_stopped or us_arms_rising" in ran.out
    assert "holds L1 (arms supply) through us_arms_stopped" in ran.out
    assert "L1 (us_arms_stopped," in ran.out
    assert "points below its walk-away value, and it would refuse it" in ran.out


def test_without_a_choice_every_channel_has_a_row_and_the_first_is_told_in_full(run: Run) -> None:
    out = run("press", "ukraine-2023", *FEW).out
    assert out.startswith("CH_US_RU_T15 (running), over the head of ua_gov")
    assert out.count("Levers on ") == 1
    assert "CH_US_UA" in out
    assert "`--channel` and `--actor` show" in out
    assert "leverage.*.on=us_hawks" in out


def test_nobody_holds_a_lever(run: Run) -> None:
    out = run("press", "ukraine-2023", "--channel", "CH_US_RU", "--actor", "ua_public", *FEW).out
    assert "Nobody holds a lever on ua_public" in out
    assert "independent_war (no_patron)" in out
    assert "Levers on" not in out
    assert "What would change what ua_public falls back on" in out
    assert "of the pressure" not in out


def test_data_hold_both_tests_beside_one_another(run: Run) -> None:
    found = json.loads(run(*KYIV, "--format", "json").out)
    (head,) = found["heads"]
    assert "alone" not in head
    lever = head["pressures"][0]
    assert (lever["lever"], lever["issue"]) == ("L1", "arms_supply")
    assert {"credible", "both", "credibility", "cost", "makes_good", "replaced"} <= set(lever)
    pulled = next(level for level in lever["levels"] if level["pulled"])
    assert pulled["passing"]["paths"] == ["walk_away_if.ua_gov.us_arms_stopped"]
    rows = list(csv.DictReader(io.StringIO(run(*KYIV, "--format", "csv").out)))
    assert [row["lever"] for row in rows] == ["L1", "L2", "L6", "L8"]
    assert float(rows[0]["credible"]) == lever["credible"]
    assert float(rows[0]["pressed"]) == pulled["passing"]["pressed"]["median"]


def test_a_reading_moves_what_passes_under_the_lever(run: Run) -> None:
    base = json.loads(run(*KYIV, "--format", "json").out)["heads"][0]
    read = json.loads(run(*KYIV, "--reading", "authors", "--format", "json").out)["heads"][0]
    stopped = [h["pressures"][0]["levels"][-1]["passing"]["walk_away"] for h in (base, read)]
    assert stopped[0] != stopped[1]


def test_a_case_without_channels_says_what_it_lacks(run: Run) -> None:
    ran = run("press", "two-issues")
    assert ran.code == 0
    assert "nothing to tell" in ran.out
    assert "lacking: channels (case.yaml)" in ran.out


def test_wrong_requests_are_one_line(run: Run) -> None:
    for words, said in (
        (("--channel", "CH_US_R"), "there is no channel"),
        (("--actor", "ua_gof"), "did you mean 'ua_gov'"),
        (("--channel", "CH_US_RU", "--actor", "us_admin"), "sits in channel"),
    ):
        ran = run("press", "ukraine-2023", *words)
        assert ran.code == 2
        assert said in ran.err
        assert ran.err.count("\n") == 1
