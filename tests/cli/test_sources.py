"""`backchannel sources`: what is told first, what each part says, and the data."""

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Run = Callable[..., Any]

FEW = ("--draws", "60")


@pytest.fixture
def bare(tmp_path: Path) -> str:
    (tmp_path / "case.yaml").write_text(
        "format: 1\n"
        "case: {id: bare, title: bare, as_of: 2024}\n"
        "parties: [{id: P, name: P, actors: [a]}]\n"
        "actors: [{id: a, name: a, decides_for: P}]\n"
        "issues:\n"
        "  - {id: i, name: i, status_quo: x, options: [{id: x, text: x}, {id: y, text: y}]}\n",
        encoding="utf-8",
    )
    return str(tmp_path)


def test_sentences_come_first_and_parts_in_order(run: Run) -> None:
    ran = run("sources", "ukraine-2023", *FEW)
    assert ran.code == 0
    parts = [
        "WHO SPEAKS", "44 claims of 6 voices", "but both are words of S_INSIDER",
        "WHOSE WORD CARRIES WHICH CONCLUSION", "us_leader (Can Washington",
        "It rests most on S_AUTH and what it passed on", "Dropping S_AUTH takes away",
        "Without every source that has no name (S_INSIDER)", "no forecast",
        "Share of draws in which", "What goes with each source", "Sources, and what rests on them",
        "CLAIMS THAT CONTRADICT", "X01 (X_NSC) contradicts E03 (S_AUTH), E07",
        "THREATS: CLAIMED AND ADOPTED", "97 % (95 to 99 %), 'almost certain'",
        "15 % (2 to 50 %), 'very unlikely'", "WORDS OF PROBABILITY", "No value",
        "Words that have a value", "How far each claim is believed",
    ]  # fmt: skip
    places = [ran.out.index(part) for part in parts]
    assert places == sorted(places)


def test_a_word_that_turns_the_answer_is_named(run: Run) -> None:
    out = run("sources", "cyprus-2004", *FEW).out
    leaders = next(line for line in out.splitlines() if line.startswith("leaders ("))
    assert "Crosses one half when dropped, one at a time: S_TCP" in leaders
    assert "Without every source that has no name (S_TRDIP and S_POLLS)" in out
    assert "Only passing on what others say: S_AFP." in out


def test_a_reading_is_laid_over_the_case(run: Run) -> None:
    base, cautious = (
        json.loads(run("sources", "two-issues", *FEW, "--format", "json", *more).out)
        for more in ((), ("--reading", "cautious"))
    )
    assert base["influence"]["run"]["case_digest"] != cautious["influence"]["run"]["case_digest"]


def test_data_hold_both_studies(run: Run) -> None:
    found = json.loads(run("sources", "ukraine-2023", *FEW, "--format", "json").out)
    assert set(found) == {"sources", "influence"}
    first = found["influence"]["ranking"][0]
    assert {"sources", "said", "passed_on", "loss"} <= set(first)
    assert {"question", "before", "after", "change", "flips"} <= set(first["loss"]["shifts"][0])
    (threat,) = found["sources"]["threats"]
    assert threat["adopted_band"]["name"] == "very unlikely"


def test_rows_are_one_a_source_and_question(run: Run) -> None:
    out = run("sources", "cyprus-2004", *FEW, "--format", "csv").out
    rows = list(csv.DictReader(io.StringIO(out)))
    assert len(rows) == 13 * 6
    assert {row["question"] for row in rows if row["source"] == "S_TCP"} >= {"leaders", "publics"}


def test_a_case_without_sources_says_what_is_lacking(run: Run, bare: str) -> None:
    ran = run("sources", bare)
    assert ran.code == 0
    assert "The case names no sources." in ran.out
    assert "lacking: sources (case.yaml)" in ran.out
    assert run("sources", bare, "--format", "csv").out == ""
    assert json.loads(run("sources", bare, "--format", "json").out)["sources"]["sources"] == []


def test_text_of_a_case_is_escaped(run: Run, bare: str) -> None:
    with (Path(bare) / "case.yaml").open("a", encoding="utf-8") as file:
        file.write(
            'sources: [{id: S, name: "bad \\x1b[31m", interest: "x", reliability: C}]\n'
            'claims: [{id: C, source: S, kind: report, grade: 3, text: "it may \\x1b[0m"}]\n'
        )
    ran = run("sources", bare)
    assert ran.code == 0
    assert "\x1b" not in ran.out
    assert "The case asks no questions" in ran.out
