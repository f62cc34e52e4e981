"""`backchannel moves`: sentences first, one table an actor, everything as data."""

import csv
import io
import json
import re
from collections.abc import Callable
from typing import Any

Run = Callable[..., Any]

SHORT = ("--draws", "40")
KYIV = ("moves", "ukraine-2023", "--actor", "ua_gov", *SHORT)


def test_sentences_then_tables(run: Run) -> None:
    out = run(*KYIV).out
    parts = [
        "The case leaves 14 moves open to ua_gov.",
        "of 40 draws. This follows from the stated ranges and is no forecast.",
        "`accepts` is the share of draws",
        "Reference deal of us_leader: ",
        "MOVES OPEN TO ua_gov",
        "A channel made known is taken to mean",
        "OFFERS OPEN TO ua_gov",
        "Moves that change no number:",
        "no number of this case depends on who believes a denial",
    ]
    places = [out.index(part) for part in parts]
    assert places == sorted(places)
    assert "EVERY HEADLINE" not in out
    assert "EVERY HEADLINE" in run(*KYIV, "--headlines").out


def test_a_leak_says_who_knows_already(run: Run) -> None:
    out = run("moves", "ukraine-2023", "--actor", "us_admin", *SHORT).out
    flat = " ".join(out.split())
    assert "make CH_US_RU_T15 known more widely" in flat
    assert "reported in" in flat
    assert "so far known to" in flat
    assert "as before" not in flat
    assert not re.findall(r"(?<![\d.])([\d.]+ %) -> \1", flat)
    assert "leave CH_US_RU_T15; leave CH_US_RU; leave CH_US_UA: fewer than two" in flat


def test_without_an_actor_each_has_a_row(run: Run) -> None:
    ran = run("moves", "two-issues", "--draws", "100")
    assert ran.code == 0
    assert "The case leaves 4 moves open to its 2 actors." in ran.out
    assert "upstream" in ran.out
    assert "downstream" in ran.out
    assert "lacking: bonuses (case.yaml)" in ran.out
    assert ran.err == ""


def test_everything_as_data(run: Run) -> None:
    (found,) = json.loads(run(*KYIV, "--format", "json").out)
    assert found["actor"] == "ua_gov"
    assert len(found["moves"]) == 14
    for move in found["moves"]:
        assert [s["target"] for s in move["headlines"]][:2] == ["us_leader", "us_elite"]
    offer = next(m for m in found["moves"] if m["offer"])
    assert offer["on"] == "CH_UA_RU"
    assert {a["actor"] for a in offer["actors"]} >= {"ru_leader", "us_admin"}
    rows = list(csv.DictReader(io.StringIO(run(*KYIV, "--format", "csv").out)))
    assert len(rows) == 14 * 6
    assert {row["draws"] for row in rows} == {"40"}


def test_two_actors_and_a_reading(run: Run) -> None:
    words = ("moves", "two-issues", "--reading", "cautious", *SHORT)
    (one, two) = json.loads(
        run(*words, "--actor", "downstream", "--actor", "upstream", "--format", "json").out
    )
    assert [one["actor"], two["actor"]] == ["downstream", "upstream"]
    low = [m["move"] for m in one["moves"] if m["kind"] == "drop_walk_away"]
    assert low == ["settle for the low end of its walk-away value (45 points)"]


def test_a_wrong_name_is_one_line(run: Run) -> None:
    ran = run("moves", "two-issues", "--actor", "upstreem")
    assert ran.code == 2
    assert "there is no actor 'upstreem'" in ran.err
    assert "upstream" in ran.err
    assert ran.out == ""
    assert run("moves", "two-issues", "--reading", "bold").code == 2
    assert run("moves", "two-issues", "--draws", "0").code == 2


def test_words_judge_nothing(run: Run) -> None:
    told = run(*KYIV).out.lower() + run("moves", "--help").out.lower()
    assert not [w for w in ("should", "best", "recommend", "better") if w in told]
