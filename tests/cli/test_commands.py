"""What each command prints, where, and with which exit code."""

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from backchannel.cli.common import as_csv
from backchannel.core.errors import printable

Run = Callable[..., Any]


def test_check_of_a_sound_case_is_zero_and_says_so(run: Run) -> None:
    ran = run("check", "ukraine-2023")
    assert ran.code == 0
    assert "sound; 0 error(s)" in ran.err
    assert "PLACEHOLDERS" in ran.out


def test_check_prints_every_problem_on_a_line_with_its_place(
    run: Run, tmp_path: Path, starter_text: str
) -> None:
    broken = starter_text.replace("value: [50, 60, 70]", "value: [70, 60, 50]")
    broken = broken.replace("agent_of: north_council", "agent_of: north_counsel")
    (tmp_path / "case.yaml").write_text(broken)
    ran = run("check", str(tmp_path))
    assert ran.code == 1
    lines = [line for line in ran.out.splitlines() if "PLACEHOLDERS" not in line]
    lines = [line for line in lines if "PRESENT-STATE" not in line]
    assert len(lines) == 2
    assert lines[0].startswith("case.yaml:50:")
    assert "did you mean 'north_council'?" in lines[0]
    assert lines[1].startswith("case.yaml:108:18  RANGE-ORDER  walk_away.north_council")
    as_json = json.loads(run("check", str(tmp_path), "--format", "json").out)
    assert [p["code"] for p in as_json if p["severity"] == "error"] == [
        "UNRESOLVED",
        "RANGE-ORDER",
    ]
    assert as_json[1]["line"] == 108


def test_check_reads_standard_input(
    run: Run, monkeypatch: pytest.MonkeyPatch, starter_text: str
) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(starter_text.encode())))
    assert run("check", "-").code == 0


def test_unknown_case_and_command_are_usage_errors(run: Run) -> None:
    ran = run("check", "ukrain-2023")
    assert ran.code == 2
    assert ran.err == (
        "NO-CASE  no folder and no shipped case is called 'ukrain-2023'; "
        "did you mean 'ukraine-2023'?\n"
    )
    assert run("chek", "two-issues").code == 2
    assert run("deals", "two-issues", "--draws", "-1", "--actors", "upstream").code == 2


def test_bad_case_gives_its_problems_to_every_command(run: Run, tmp_path: Path) -> None:
    (tmp_path / "case.yaml").write_text("format: 1\n")
    for command in (("show",), ("deals", "--actors", "a"), ("brief",)):
        ran = run(command[0], str(tmp_path), *command[1:])
        assert ran.code == 2
        assert "MISSING-KEY" in ran.err
        assert "Traceback" not in ran.err


def test_internal_error_is_one_line(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError("inside")

    monkeypatch.setattr("backchannel.cli.check.check_case", broken)
    ran = run("check", "two-issues")
    assert ran.code == 70
    assert len(ran.err.splitlines()) == 1
    assert "ZeroDivisionError: inside" in ran.err


def test_new_writes_a_starter_that_passes_check_and_brief(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "my-case"
    assert run("new", str(folder)).code == 0
    assert run("check", str(folder)).code == 0
    assert (folder / "case.schema.json").is_file()
    before = (folder / "case.yaml").read_text()
    again = run("new", str(folder))
    assert again.code == 2
    assert "FILE-EXISTS" in again.err
    assert (folder / "case.yaml").read_text() == before


def test_show_tells_who_what_channels_questions(run: Run) -> None:
    out = run("show", "ukraine-2023").out
    for word in ("WHO", "WHAT", "CHANNELS", "QUESTIONS", "us_admin", "crimea", "CH_US_RU_T15"):
        assert word in out
    korean = run("show", "ukraine-2023", "--lang", "ko").out
    assert "미국 행정부" in korean


def test_show_path_prints_range_reason_claims_and_source(run: Run) -> None:
    shown = json.loads(run("show", "ukraine-2023", "walk_away.ru_leader", "--format", "json").out)
    assert (shown["low"], shown["mode"], shown["high"]) == (60, 71, 82)
    assert shown["unit"] == "points"
    assert shown["reason"]
    assert [claim["claim"] for claim in shown["claims"]] == ["E21", "E22"]
    assert shown["claims"][1]["contradicted by"] == "X01"
    assert "authors" in shown["overridden by"]
    under = run(
        "show", "ukraine-2023", "walk_away.ru_leader", "--reading", "insider", "--format", "json"
    )
    assert json.loads(under.out)["mode"] == 78


def test_show_prefix_lists_estimates_and_unknown_paths_get_a_hint(run: Run) -> None:
    rows = list(
        csv.DictReader(io.StringIO(run("show", "ukraine-2023", "walk_away", "--format", "csv").out))
    )
    assert {row["path"] for row in rows} >= {"walk_away.us_admin", "walk_away.cn_gov"}
    ran = run("show", "ukraine-2023", "walk_away.us_admn")
    assert ran.code == 2
    assert "did you mean 'walk_away.us_admin'" in ran.err


def test_deals_json_has_the_promised_shape(run: Run) -> None:
    data = json.loads(
        run("deals", "two-issues", "--actors", "upstream,downstream", "--format", "json").out
    )
    assert data["zone"]["count"] == 4
    assert data["zone"]["total"] == 8
    assert set(data["points"]) == {"nash", "kalai_smorodinsky", "egalitarian", "utilitarian"}
    assert data["points"]["nash"]["packages"] == [{"water": "to_upstream", "road": "by_upstream"}]
    assert {tuple(b["constraints"][0].items())[1] for b in data["blockers"]} == {
        ("actor", "upstream"),
        ("actor", "downstream"),
    }


def test_deals_of_an_empty_zone_say_what_would_open_it(run: Run) -> None:
    words = (
        "deals",
        "ukraine-2023",
        "--actors",
        "us_admin,ru_leader,ua_gov",
        "--reading",
        "insider",
    )
    data = json.loads(run(*words, "--format", "json").out)
    assert data["zone"]["count"] == 0
    assert data["points"]["nash"]["packages"] == []
    first = data["blockers"][0]
    assert first["effect"] == "opens"
    assert [c["path"] for c in first["constraints"]] == ["walk_away.ru_leader"]
    assert first["points"] > 0
    text = run(*words).out
    assert "No package passes" in text


def test_deals_over_draws_by_channel_and_condition(run: Run) -> None:
    data = json.loads(
        run(
            "deals", "ukraine-2023", "--channel", "CH_UA_RU", "--draws", "200", "--seed", "3",
            "--format", "json",
        ).out
    )  # fmt: skip
    assert data["zone"]["count"] == 12
    assert data["zone"]["partial"] is True
    assert data["over_draws"]["draws"] == 200
    share = data["over_draws"]["share_of_packages"]
    assert 0 <= share["low"] <= share["median"] <= share["high"] <= 1
    pressed = json.loads(
        run(
            "deals", "ukraine-2023", "--actors", "us_admin,ru_leader,ua_gov",
            "--if", "us_arms_stopped", "--format", "json",
        ).out
    )  # fmt: skip
    assert pressed["zone"]["count"] == 15277


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("--actors", "us_admn"), "did you mean 'us_admin'"),
        (("--channel", "CH_US"), "did you mean"),
        (("--actors", "us_admin", "--if", "rain"), "rain"),
        (("--actors", "us_admin", "--issues", "crimee"), "did you mean 'crimea'"),
        (("--actors", "us_admin", "--reading", "author"), "did you mean 'authors'"),
        (("--actors", "us_admin", "--reading", "authors", "--reading", "insider"), "give an order"),
        ((), "--actors A,B,... or --channel C"),
        (("--actors", "us_admin", "--channel", "CH_UA_RU"), "not both"),
    ],
)
def test_wrong_names_are_answered_with_the_nearest(
    run: Run, words: tuple[str, ...], says: str
) -> None:
    ran = run("deals", "ukraine-2023", *words)
    assert ran.code == 2
    assert says in ran.err
    assert ran.out == ""


def test_brief_prints_a_summary_and_writes_one_page(run: Run, tmp_path: Path) -> None:
    page = tmp_path / "brief.html"
    ran = run("brief", "two-issues", "--draws", "64", "-o", str(page))
    assert ran.code == 0
    assert "64" in ran.out
    assert page.read_text(encoding="utf-8").startswith("<!DOCTYPE html>")
    assert [p.name for p in tmp_path.iterdir()] == ["brief.html"]
    korean = run("brief", "two-issues", "--draws", "64", "--lang", "ko", "-o", str(page))
    assert "두 마을" in korean.out
    assert '<html lang="ko"' in page.read_text(encoding="utf-8")


def test_brief_refuses_unknown_languages_and_places(run: Run, tmp_path: Path) -> None:
    assert "ko" in run("brief", "two-issues", "--lang", "fr").err
    ran = run("brief", "two-issues", "--draws", "8", "-o", str(tmp_path / "no" / "such" / "x.html"))
    assert ran.code == 2
    assert "CANNOT-WRITE" in ran.err


def test_schema_is_json_schema_that_the_starter_meets(
    run: Run, starter_data: dict[str, object]
) -> None:
    import jsonschema

    schema = json.loads(run("schema").out)
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate(starter_data, schema)
    jsonschema.validate({"readings": starter_data["readings"]}, schema)  # a further file
    bad: list[dict[str, object]] = [
        {"walk_away": {"fishers": 5}},
        {"walk_away": {"fishers": [1, 2]}},
        {"walk_away": {"fishers": [1, 2, 300]}},
        {"issues": [{"id": "i", "name": "n", "status_quo": "a", "options": []}]},
        {"format": 2},
        {"unknown": 1},
    ]
    for part in bad:
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate({**starter_data, **part}, schema)


def test_span_prints_what_a_case_needs_to_point_into_a_source(
    run: Run, tmp_path: Path, starter_text: str
) -> None:
    copy = tmp_path / "article.txt"
    copy.write_text(
        "The councils met.\n\nA clerk said: we could\nlive with it.\n", encoding="utf-8"
    )
    documents = run("span", str(copy)).out.replace("title:", "title: An article")
    where = run("span", str(copy), "we could live with it").out.strip()
    assert "paragraph: P2, start: 11, end: 28" in where
    text = starter_text.replace("\nsources:", f"\n{documents}\nsources:", 1)
    text = text.replace("grade: 4, date: 2025-12, ", f"grade: 4, date: 2025-12, {where}, ", 1)
    (tmp_path / "case.yaml").write_text(text, encoding="utf-8")
    ran = run("check", str(tmp_path), "--sources", str(tmp_path))
    assert (ran.code, "SPAN" in ran.out) == (0, False)
    copy.write_text("The councils met. Nothing more.", encoding="utf-8")
    assert run("check", str(tmp_path), "--sources", str(tmp_path)).code == 1


@pytest.mark.parametrize("words", ["c", "no such words", "", "met. A clerk"])
def test_span_wants_words_that_occur_once(run: Run, tmp_path: Path, words: str) -> None:
    copy = tmp_path / "article.txt"
    copy.write_text("The councils met.\n\nA clerk came.\n", encoding="utf-8")
    ran = run("span", str(copy), words)
    assert ran.code == 2
    assert "occur once" in ran.err


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@x", "\t=1", "\r=1"])
def test_csv_cells_are_no_formulas(cell: str) -> None:
    written = "'" + printable(cell)
    assert next(csv.DictReader(io.StringIO(as_csv([{"text": cell}])))) == {"text": written}


def test_csv_cells_cannot_drive_the_terminal() -> None:
    rows = [{"a\x1b[2J": "red \x1b[31m", "b": "\u202eback", "c": "=\x9b1", "d": "두 줄\n둘째"}]
    out = as_csv(rows)
    assert next(csv.reader(io.StringIO(out))) == ["a\\x1b[2J", "b", "c", "d"]
    (row,) = csv.DictReader(io.StringIO(out))
    assert [*row.values()] == ["red \\x1b[31m", "\\u202eback", "'=\\x9b1", "두 줄\n둘째"]


def test_text_from_a_case_cannot_command_the_terminal(
    run: Run, tmp_path: Path, starter_text: str
) -> None:
    hostile = starter_text.replace(
        'name: "Harbour fees"', 'name: "fees\\e[31m \\u202egnp.exe [bold]x[/bold]"'
    )
    (tmp_path / "case.yaml").write_text(hostile)
    out = run("show", str(tmp_path)).out
    assert "\x1b" not in out
    assert "\u202e" not in out
    assert "[bold]x[/bold]" in out
