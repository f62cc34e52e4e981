"""`backchannel channels`: what it prints, in three formats, and what it says is lacking."""

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

Run = Callable[..., Any]
T15 = ("channels", "ukraine-2023", "--channel", "CH_US_RU_T15", "--draws", "64")


def test_sentences_answer_before_the_tables(run: Run) -> None:
    ran = run(*T15)
    assert ran.code == 0
    assert ran.err == ""
    sentences, _, tables = ran.out.partition("WHAT EACH COULD SETTLE")
    for words in (
        "This follows from the stated ranges and is no forecast.",
        "CH_US_RU_T15 (running, secret): us_track15 and ru_elite talk, on behalf of us_admin and "
        "ru_leader.",
        "us_admin and ru_leader could settle something there, everything else staying as it is, "
        "in 100 % of 64 draws",
        "The text on which us_track15 and ru_elite would settle by their own values is accepted by",
        "Not said to know of it, though it is about their issues: ru_public.",
        "By claims of the case it became known already: X02, E04.",
        "Counted from its start, as if nothing were known yet: with these meetings and leaks "
        "(raised by LK5) it would become known within 12 months",
        "For us_admin exposure within 12 months is expected to cost",
        "If only one of them were seen to sign: us_admin 100 %, ru_leader 100 % of 64 draws.",
    ):
        assert words in sentences
    for title in (
        "HOW EACH ISSUE WOULD BE SETTLED",
        "WHO IS DECIDED ABOUT AND NOT THERE",
        "DO PRINCIPALS ADOPT IT",
        "WHO KNOWS OF IT",
        "CHANCE THAT IT BECOMES KNOWN",
        "IN SECRET OR SEEN TO SIGN",
        "SECRECY AGAINST A PUBLIC DEAL, 12 MONTHS",
    ):
        assert title in tables


def test_every_channel_has_its_block_and_what_it_lacks(run: Run) -> None:
    out = run("channels", "ukraine-2023", "--draws", "32").out
    assert "CH_PRESS (used, open): us_track15 speaks.\nIt names no issues" in out
    assert "us_admin and ua_gov could settle nothing there" in out
    assert "No cost of being seen to sign is stated for gs_states." in out
    assert "lacking: channels.CH_UA_RU.leak_per_meeting (channels.yaml)" in out
    assert "Traceback" not in out


def test_json_holds_everything_and_csv_one_row_a_channel(run: Run) -> None:
    data = json.loads(run(*T15, "--months", "6", "--format", "json").out)
    (it,) = data["channels"]
    assert (data["draws"], data["seed"], data["months"]) == (64, 0, 6)
    assert len(it["exposure"]["chance"]) == 24
    assert it["settles"]["total"] == 640_000
    assert it["adoption"]["accepts"].keys() == {"us_admin", "ru_leader"}
    assert it["publicity"]["actors"][0]["actor"] == "us_admin"
    rows = list(csv.DictReader(io.StringIO(run(*T15, "--months", "6", "--format", "csv").out)))
    assert [row["channel"] for row in rows] == ["CH_US_RU_T15"]
    assert float(rows[0]["known_median"]) == it["exposure"]["chance"][5]["median"]


def test_months_readings_and_seeds_count(run: Run) -> None:
    base = run(*T15, "--format", "json").out
    assert run(*T15, "--format", "json").out == base
    assert run(*T15, "--format", "json", "--seed", "1").out != base
    assert run(*T15, "--format", "json", "--reading", "insider").out != base
    assert "within 3 months" in run(*T15, "--months", "3").out


def test_a_case_without_channels_says_so(run: Run) -> None:
    ran = run("channels", "two-issues")
    assert ran.code == 0
    assert ran.out.splitlines()[-1].startswith("lacking: channels (case.yaml)")
    assert json.loads(run("channels", "two-issues", "--format", "json").out)["channels"] == []
    assert run("channels", "two-issues", "--format", "csv").out == ""


def test_wrong_names_are_usage_errors(run: Run) -> None:
    ran = run("channels", "ukraine-2023", "--channel", "CH_UA_RUS")
    assert ran.code == 2
    assert "did you mean 'CH_UA_RU'?" in ran.err
    assert run("channels", "ukraine-2023", "--months", "0").code == 2


def test_an_envoy_without_values_and_meetings_that_never_leak(
    run: Run, tmp_path: Path, starter_text: str
) -> None:
    plain = "    meetings_per_month: [0.5, 1, 2]\n"
    assert plain in starter_text
    text = starter_text.replace(plain, f"{plain}    leak_per_meeting: [0, 0, 0]\n")
    (tmp_path / "case.yaml").write_text(text)
    ran = run("channels", str(tmp_path), "--draws", "16")
    assert (ran.code, ran.err) == (0, "")
    assert "The case gives north_envoy no values apart from those of principals" in ran.out
    assert "With the stated meetings and leaks it would become known" in ran.out
    assert "as likely as not to be known: never." in ran.out
    assert "states no cost of being seen to sign" in ran.out
    assert "lacking: bonuses (case.yaml)" in ran.out
    (it,) = json.loads(run("channels", str(tmp_path), "--draws", "16", "--format", "json").out)[
        "channels"
    ]
    assert it["exposure"]["even"] == {"low": None, "median": None, "high": None}
