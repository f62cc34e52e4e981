"""`backchannel deals DOMAIN.xml PROFILE.xml ...`: scenarios of Genius on their own scale."""

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Run = Callable[..., Any]

SPACE = "<utility_space>{}</utility_space>"
ISSUE = '<issue index="{}" name="{}" type="discrete">{}</issue>'


def domain(issues: dict[str, list[str]]) -> str:
    """Return a domain."""
    inside = "".join(
        ISSUE.format(n, name, "".join(f'<item index="{i}" value="{o}"/>' for i, o in enumerate(os)))
        for n, (name, os) in enumerate(issues.items(), start=1)
    )
    return f"<negotiation_template>{SPACE.format(inside)}</negotiation_template>"


def profile(values: dict[str, dict[str, float]], weights: list[float], reserve: str = "0") -> str:
    """Return a profile."""
    inside = "".join(
        ISSUE.format(
            n, name, "".join(f'<item value="{o}" evaluation="{x}"/>' for o, x in os.items())
        )
        for n, (name, os) in enumerate(values.items(), start=1)
    )
    inside += "".join(f'<weight index="{n}" value="{w}"/>' for n, w in enumerate(weights, start=1))
    return SPACE.format(f'{inside}<reservation value="{reserve}"/>')


BIKE = {"price": ["low", "high"], "lock": ["none", "1,000 won"]}
BUYER = {"price": {"low": 4, "high": 1}, "lock": {"none": 0, "1,000 won": 5}}
SELLER = {"price": {"low": 1, "high": 2}, "lock": {"none": 10, "1,000 won": 9}}


@pytest.fixture
def bike(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "bike.xml").write_text(domain(BIKE))
    (tmp_path / "buyer.xml").write_text(profile(BUYER, [0.6, 0.4], "0.2"))
    (tmp_path / "seller.xml").write_text(profile(SELLER, [0.5, 0.5], "0.5"))
    return tmp_path


WORDS = ("deals", "bike.xml", "buyer.xml", "seller.xml")


def test_a_scenario_is_told_on_its_own_scale(run: Run, bike: Path) -> None:
    ran = run(*WORDS)
    assert (ran.code, ran.err) == (0, "")
    assert "buyer and seller all accept 3 of 4 packages, by the numbers in the files." in ran.out
    assert "utility above the reserve" in ran.out
    for gain in ("+0.8000", "+0.2000", "+0.3500", "+0.4500"):
        assert gain in ran.out
    for word in ("walk-away", "most likely", "ranges, and", "--draws", "--nearest"):
        assert word not in ran.out.replace("a scenario without ranges", "")
    nash = json.loads(run(*WORDS, "--points", "--format", "json").out)["points"]["nash"]
    assert nash["packages"] == [{"price": "low", "lock": "1,000 won"}]
    assert nash["gains"] == [{"buyer": pytest.approx(0.8), "seller": pytest.approx(0.2)}]


def test_every_section_but_two_goes_with_a_scenario(run: Run, bike: Path) -> None:
    sections = ("points", "frontier", "blockers", "reach", "trades", "transfers", "text")
    ran = run(*WORDS, *(f"--{section}" for section in sections))
    assert (ran.code, ran.err) == (0, "")
    assert "3 of the packages" in ran.out
    for word in ("walk-away", "red line", "at the most likely"):
        assert word not in ran.out
    start = run(*WORDS, "--text", "--from", "price=high,lock=none").out
    assert "Draft: price=high, lock=none" in start
    assert "Step 1: change lock from none to 1,000 won" not in start  # the seller would lose


def test_an_empty_scenario_says_whose_reserve_is_in_the_way(run: Run, bike: Path) -> None:
    (bike / "buyer.xml").write_text(profile(BUYER, [0.6, 0.4], "0.9"))
    (bike / "seller.xml").write_text(profile(SELLER, [0.5, 0.5], "0.9"))
    out = run(*WORDS).out
    assert "No package passes; the least that opens one is the reserve of" in out
    assert "of utility, by the numbers in the files" in out
    assert "--nearest" not in out


def test_fixed_options_and_actors_of_a_scenario(run: Run, bike: Path) -> None:
    out = run(*WORDS, "--fix", "price=low,lock=1,000 won").out
    assert "all accept 1 of 1 packages" in out
    assert "buyer all accept" in run(*WORDS, "--actors", "buyer").out
    ran = run(*WORDS, "--fix", "pric=low")
    assert "did you mean 'price'" in ran.err
    assert "did you mean 'seller'" in run(*WORDS, "--actors", "seler").err


def test_notes_of_reading_go_to_stderr(run: Run, bike: Path) -> None:
    (bike / "buyer.xml").write_text(profile(BUYER, [0.6, 0.5]))
    ran = run(*WORDS, "--points", "--format", "json")
    assert ran.code == 0
    assert "READ-AS  note: the weights sum to 1.1; they are used as written" in ran.err
    assert json.loads(ran.out)["zone"]["count"] > 0


@pytest.mark.parametrize(
    "words",
    [
        ("--channel", "c"),
        ("--issues", "price"),
        ("--if", "rain"),
        ("--reading", "insider"),
        ("--in-order",),
        ("--draws", "10"),
        ("--robust",),
        ("--nearest",),
    ],
)
def test_what_makes_no_sense_for_a_scenario_is_refused(
    run: Run, bike: Path, words: tuple[str, ...]
) -> None:
    ran = run(*WORDS, *words)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith(f"USAGE  {words[0]} makes no sense for a Genius scenario")
    assert len(ran.err.splitlines()) == 1


@pytest.mark.parametrize(
    ("files", "says"),
    [
        (("bike.xml",), "USAGE  a Genius domain comes with the profile of each party"),
        (("buyer.xml", "seller.xml"), "USAGE  'buyer.xml' holds weights"),
        (("bike.xml", "bike.xml"), "this is a domain, not the profile of a party"),
        (("bike.xml", "missing.xml"), "NO-FILE  'missing.xml' is not there"),
        (("missing.xml", "buyer.xml"), "NO-FILE  'missing.xml' is not there"),
        (("bike.xml", "cut.xml"), "cut.xml:1:16  BAD-XML  the text is not XML"),
        (("cut.xml", "buyer.xml"), "cut.xml:1:16  BAD-XML  the text is not XML"),
        (("bike.xml", "nan.xml"), "WRONG-TYPE  value 'NaN' is not a finite number"),
        (("bike.xml", "rules.xml"), "NOT-ADDITIVE  <utility> makes"),
        (("two-issues", "buyer.xml"), "USAGE  'buyer.xml' is too much"),
    ],
)
def test_bad_files_are_one_line(run: Run, bike: Path, files: tuple[str, ...], says: str) -> None:
    (bike / "cut.xml").write_text("<utility_space>")
    (bike / "nan.xml").write_text(profile(BUYER, [0.6, 0.4], "NaN"))
    (bike / "rules.xml").write_text(SPACE.format("<utility/>"))
    ran = run("deals", *files)
    assert (ran.code, ran.out) == (2, "")
    assert says in ran.err
    assert len(ran.err.splitlines()) == 1


def test_names_from_files_are_no_formulas_and_command_no_terminal(run: Run, bike: Path) -> None:
    (bike / "evil.xml").write_text(domain({"=1+1": ["@SUM(A1)", "[bold]x[/bold]"]}))
    (bike / "one.xml").write_text(
        profile({"=1+1": {"@SUM(A1)": 1, "[bold]x[/bold]": 2}}, [1]),
    )
    words = ("deals", "evil.xml", "one.xml", "--frontier")
    text = run(*words, "--format", "csv").out
    cells = [cell for row in csv.reader(io.StringIO(text)) for cell in row]
    assert "'=1+1" in cells
    assert not any(cell[:1] in "=+@" for cell in cells if cell)
    assert "[bold]x[/bold]" in run(*words, "--points").out
