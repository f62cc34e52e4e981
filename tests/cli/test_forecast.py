"""`backchannel forecast`: what a user types, reads and is refused."""

import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from backchannel.case import load
from backchannel.case.load import find_folder

Run = Callable[..., Any]


@pytest.fixture
def case(tmp_path: Path) -> str:
    return str(shutil.copytree(find_folder("two-issues"), tmp_path / "mine"))


def test_a_forecast_is_written_entered_resolved_and_scored(run: Run, case: str) -> None:
    added = run("forecast", "add", case, "--text", "They sign.", "--by", "S_MINUTES", "--word",
                "very likely", "--horizon", "2026-03", "--rule", "A signed text.",
                "--claims", "C1, C2", "--made", "2026-01", "--on", "2026-02-01")  # fmt: skip
    assert added.code == 0, added.err
    assert added.out == ""
    document = load(case).document
    assert document.register_[-1].digest in added.err
    (said,) = document.forecasts
    assert said.probability is not None
    assert (said.by, said.made, said.claims) == ("S_MINUTES", "2026-01", ("C1", "C2"))
    assert said.probability.value == (0.8, 0.875, 0.95)
    assert "80 to 95 percent" in str(said.probability.reason)
    listed = run("forecast", "list", case)
    assert listed.code == 0
    assert "1 forecast on record: 1 entered into the register, 0 resolved" in listed.out
    assert "not resolved yet" in listed.out
    assert document.register_[-1].digest in listed.out
    run("forecast", "resolve", case, "F1", "--outcome", "happened", "--reason", "Read out.",
        "--on", "2026-03-01")  # fmt: skip
    scored = run("forecast", "score", case)
    assert "88 % (80 to 95 %)" in scored.out
    assert "0.016 (0.003 to 0.040)" in scored.out
    assert "always one half" in scored.out
    assert "Too few to mean anything" in scored.out
    assert run("check", case).code == 0


def test_an_edit_of_what_was_entered_makes_check_fail(run: Run, case: str) -> None:
    run("forecast", "add", case, "--text", "They sign.", "--incomplete", "--on", "2026-02-01")
    path = Path(case) / "forecasts.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("They", "Both"), encoding="utf-8")
    checked = run("check", case)
    assert checked.code == 1
    assert checked.out.startswith("register.yaml:4:5  BROKEN-CHAIN")
    assert "(the forecast stands at forecasts.yaml:3:5)" in checked.out
    assert "put back what it said when it was entered (from a backup" in checked.out
    refused = run("forecast", "list", case)
    assert (refused.code, refused.out) == (2, "")


def test_a_headline_is_entered_with_what_it_is(run: Run, case: str) -> None:
    added = run("forecast", "add", case, "H1", "--headline", "both", "--horizon", "2027",
                "--rule", "A signed text.", "--draws", "200", "--seed", "5")  # fmt: skip
    assert added.code == 0, added.err
    (row,) = json.loads(run("forecast", "list", case, "--format", "json").out)["forecasts"]
    assert (row["id"], row["by"], row["missing"]) == ("H1", "backchannel", ["resolved"])
    chance = row["probability"]
    assert 0 < chance["low"] < chance["mode"] <= chance["high"] <= 1
    (said,) = load(case).document.forecasts
    assert said.probability is not None
    assert said.probability.reason is not None
    reason = str(said.probability.reason)
    assert "share of 200 draws (seed 5)" in reason
    assert load(find_folder("two-issues")).digest in reason


def test_what_lacks_something_is_entered_and_said_to_stay_so(run: Run, case: str) -> None:
    words = ("forecast", "add", case, "--text", "It rains.", "--horizon", "2027")
    refused = run(*words)
    assert refused.code == 2
    assert "'F1' would be entered for good and could never be scored: no probability, no rule" in (
        " ".join(refused.err.split())
    )
    assert "add --probability or --word, --rule; where no more was said, --incomplete" in (
        " ".join(refused.err.split())
    )
    assert load(case).document.forecasts == ()
    added = run(*words, "--incomplete")
    assert added.code == 0
    assert "F1 can never be scored: no probability, no rule" in added.err


def test_one_of_the_case_that_lacks_something_needs_the_same_word(run: Run, case: str) -> None:
    with (Path(case) / "case.yaml").open("a", encoding="utf-8") as stream:
        stream.write('forecasts:\n  - {id: F7, by: analyst, made: 2026-01-01, text: "It snows."}\n')
    refused = run("forecast", "add", case, "F7")
    assert refused.code == 2
    assert "say it in the case first" in " ".join(refused.err.split())
    assert load(case).document.register_ == ()
    assert run("forecast", "add", case, "F7", "--incomplete").code == 0
    assert "'F7' was entered before" in " ".join(run("forecast", "add", case, "F7").err.split())


def complete(case: str, *words: str) -> tuple[str, ...]:
    return ("forecast", "add", case, "--text", "They sign.", "--horizon", "2026-03",
            "--rule", "A signed text.", "--reason", "r", *words)  # fmt: skip


def test_an_event_ruled_out_early_is_marked(run: Run, case: str) -> None:
    for name in ("F1", "F2", "F3"):
        words = ("--word", "likely", "--made", "2026-01", "--on", "2026-02-01")
        assert run(*complete(case, *words)).code == 0, name
    told = [
        run("forecast", "resolve", case, name, "--outcome", outcome, "--reason", "x", "--on", on)
        for name, outcome, on in (
            ("F1", "did_not_happen", "2026-03-31"),
            ("F2", "happened", "2026-03-31"),
            ("F3", "did_not_happen", "2026-04-01"),
        )
    ]
    assert [it.code for it in told] == [0, 0, 0]
    note = "note: F1 is resolved before its horizon (2026-03) has ended; until then it can still"
    assert [note in it.err for it in told] == [True, False, False]
    assert "note:" not in told[1].err + told[2].err
    for command in ("list", "score"):
        out = run("forecast", command, case).out
        assert "Resolved before its horizon: F1 (2026-03-31, by when: 2026-03)." in out
        rows = json.loads(run("forecast", command, case, "--format", "json").out)["forecasts"]
        assert [row["early"] for row in rows] == [True, False, False]


def test_a_score_begins_with_what_it_is_no_test_of(run: Run, case: str) -> None:
    run(*complete(case, "--word", "likely", "--on", "2026-05-01"))
    run("forecast", "resolve", case, "F1", "--outcome", "happened", "--reason", "x",
        "--on", "2026-05-01")  # fmt: skip
    late = "None of these scores is a test of foresight"
    assert run("forecast", "score", case).out.startswith(late)
    run(*complete(case, "--word", "likely", "--horizon", "2026-06", "--on", "2026-05-01"))
    run("forecast", "resolve", case, "F2", "--outcome", "happened", "--reason", "x",
        "--on", "2026-05-02")  # fmt: skip
    assert late not in run("forecast", "score", case).out
    assert run("forecast", "score", "cyprus-2004").out.startswith(late)


def test_an_infinite_score_has_one_spelling(run: Run, case: str) -> None:
    run(*complete(case, "--probability", "0,0,0.1", "--on", "2026-02-01"))
    run("forecast", "resolve", case, "F1", "--outcome", "happened", "--reason", "x",
        "--on", "2026-05-01")  # fmt: skip
    out = run("forecast", "score", case).out
    assert "mean log score infinite;" in out
    assert re.search(r"\binf\b", out) is None


REFUSED = [
    (["add", "CASE"], "a forecast is entered by its id, or written anew"),
    (["add", "CASE", "F1", "--horizon", "2027"], "a forecast is entered by its id, or written"),
    (["add", "CASE", "F1"], "this case holds no forecasts"),
    (["add", "two-issues", "--text", "x", "--incomplete"], "comes with the program"),
    (["add", "-", "--text", "x"], "a case from standard input cannot be written"),
    (["add", "CASE", "--text", "x", "--probability", "0.5"], "is not three numbers"),
    (["add", "CASE", "--text", "x", "--probability", "a,b,c"], "is not three numbers"),
    (["add", "CASE", "--text", "x", "--probability", "0.1,0.2,0.3"], "needs a reason"),
    (["add", "CASE", "--text", "x", "--word", "likely", "--probability", "0,0,1"], "give one"),
    (["add", "CASE", "--text", "x", "--word", "may"], "has no value"),
    (["add", "CASE", "--headline", "boht", "--horizon", "2027", "--rule", "x"],
     "did you mean 'both'"),
    (["add", "CASE", "--headline", "both"], "add --horizon and --rule"),
    (["add", "CASE", "--headline", "both", "--by", "analyst"], "brings its own probability"),
    (["add", "CASE", "--text", "x", "--on", "9999-01-01"], "lies in the future"),
    (["add", "CASE", "--text", "x", "--on", "yesterday"], "is no day"),
    (["add", "CASE", "--text", "x", "--on", "20240601"], "--on '20240601' is no day"),
    (["add", "CASE", "--text", "x", "--on", ""], "--on '' is no day"),
    (["add", "CASE", "--text", "x", "--made", ""], "--made is empty"),
    (["add", "CASE", "--text", "x", "--by", " "], "--by is empty"),
    (["add", "CASE", "F1", "--horizon", ""], "--horizon is empty"),
    (["add", "CASE", "--text", "x", "--reason", "r"], "why a probability, and none was given"),
    (["add", "CASE", "--text", "x", "--by", "backchannel", "--probability", "0.1,0.2,0.3",
      "--reason", "r"], "'backchannel' says what --headline computes"),
    (["resolve", "CASE", "F1", "--outcome", "void", "--reason", "x", "--on", ""], "is no day"),
    (["add", "CASE", "--text", "x", "--claims", "C9"], "--claims: 'C9' is no claim of this case"),
    (["add", "CASE", "--text", "x", "--by", "me"],
     "--by 'me' is no source of this case and not 'analyst'; expected one of: S_MINUTES, analyst"),
    (["add", "CASE", "--text", "x", "--by", "anlyst"], "did you mean 'analyst'?"),
    (["add", "CASE", "--text", "x", "--horizon", "soon"], "--horizon 'soon' is no date; write"),
    (["add", "CASE", "--headline", "both", "--rule", "x", "--horizon", "2026-13"],
     "--horizon '2026-13' is no date"),
    (["add", "CASE", "--text", "x", "--made", "soon"], "--made 'soon' is no date; write 2023-07"),
    (["resolve", "CASE", "F1", "--outcome", "hapened", "--reason", "x"],
     "USAGE --outcome 'hapened' is no outcome; did you mean 'happened'?"),
    (["resolve", "CASE", "F1", "--outcome", "yes", "--reason", "x"],
     "expected one of: did_not_happen, happened, void"),
    (["resolve", "CASE", "F1", "--outcome", "void", "--reason", "x", "--claims", "C9"],
     "--claims: 'C9' is no claim of this case; expected one of: C1, C2, C3"),
    (["add", "CASE", "--text", "x", "--incomplete", "--probability", "0.9,0.5,1", "--reason", "r"],
     "not in ascending order"),
    (["resolve", "CASE", "F1", "--outcome", "void", "--reason", "x"], "holds no forecasts"),
    (["resolve", "CASE", "F1", "--outcome", "won", "--reason", "x"], "'won' is no outcome"),
]  # fmt: skip


@pytest.mark.parametrize(("words", "message"), REFUSED, ids=[" ".join(r[0]) for r in REFUSED])
def test_what_cannot_be_done_is_said_and_nothing_is_written(
    run: Run, case: str, words: list[str], message: str
) -> None:
    before = sorted(Path(case).iterdir())
    ran = run("forecast", *(case if word == "CASE" else word for word in words))
    assert ran.code == 2
    assert message in " ".join(ran.err.split())
    assert "Value error" not in ran.err
    assert ".yaml:" not in ran.err, "no line of a file that is not written"
    assert sorted(Path(case).iterdir()) == before


def test_lists_say_when_nothing_is_there(run: Run) -> None:
    listed = run("forecast", "list", "two-issues")
    assert listed.code == 0
    assert "0 forecasts on record" in listed.out
    assert "lacking: forecasts (case.yaml): no forecast is on record" in listed.out
    assert run("forecast", "score", "two-issues").out.startswith("No forecast is on record.")


def test_several_cases_are_scored_together(run: Run) -> None:
    out = run("forecast", "score", "cyprus-2004", "ukraine-2023").out
    assert "12 forecasts on record; 7 with a score" in out
    assert "cyprus-2004: S_USCOORD" in out
    assert "something is not defined" in out
    assert "Made after the horizon: B1, B2, B3." in out


def test_a_case_counts_once(run: Run, case: str, tmp_path: Path) -> None:
    shutil.copytree(case, tmp_path / "copy")
    for other in (case, str(tmp_path / "copy")):
        twice = run("forecast", "score", case, other)
        assert (twice.code, twice.out) == (2, "")
        assert "case 'two-issues' is given twice" in twice.err


def test_a_forecast_left_half_way_is_entered_by_its_id(run: Run, case: str) -> None:
    run("forecast", "add", case, "--text", "It rains.", "--incomplete", "--on", "2026-02-01")
    with (Path(case) / "forecasts.yaml").open("a", encoding="utf-8") as stream:
        stream.write('  - id: F2\n    by: analyst\n    made: 2026-01-01\n    text: "It snows."\n')
    refused = run("forecast", "add", case, "F2", "--text", "It snows.", "--incomplete")
    assert refused.code == 2
    line = re.search(r"`backchannel (.*?)` enters it", " ".join(refused.err.split()))
    assert line is not None
    entered = run(*line[1].split(), "--incomplete")
    assert entered.code == 0, entered.err
    assert "entered F2 on" in entered.err


def test_rows_are_the_same_in_every_format(run: Run) -> None:
    rows = run("forecast", "score", "cyprus-2004", "--format", "csv").out.splitlines()
    table = run("forecast", "score", "cyprus-2004").out.partition("FORECASTS WITH A SCORE")[2]
    assert "says" in table.splitlines()[2]
    assert "A settlement in" in table
    data = json.loads(run("forecast", "score", "cyprus-2004", "--format", "json").out)
    assert [row.split(",")[1] for row in rows[1:]] == [it["id"] for it in data["forecasts"]]
    assert data["overall"]["count"] == 7
    assert data["registers"][0]["lines"] == 16


def test_text_of_a_case_cannot_drive_the_terminal(run: Run, case: str) -> None:
    run("forecast", "add", case, "--text", "red \x1b[31m alert", "--rule", "\u202eback",
        "--incomplete")  # fmt: skip
    out = run("forecast", "list", case).out
    assert "\x1b" not in out
    assert "\u202e" not in out
    assert "red \\x1b[31m alert" in out


def test_a_shipped_case_can_be_copied(run: Run, tmp_path: Path) -> None:
    ran = run("new", str(tmp_path / "copy"), "--from", "cyprus-2004")
    assert ran.code == 0
    assert load(tmp_path / "copy").digest == load("cyprus-2004").digest
    again = run("new", str(tmp_path / "copy"), "--from", "cyprus-2004")
    assert again.code == 2
    assert "already there" in again.err
