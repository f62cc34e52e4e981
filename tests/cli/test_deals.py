"""`backchannel deals`, section by section: what is told, as data too, and what is refused."""

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from backchannel.cli.deals_ask import SECTIONS

Run = Callable[..., Any]

TWO = ("deals", "two-issues", "--actors", "upstream,downstream")
WAR = ("deals", "ukraine-2023", "--actors", "us_admin,ru_elite,ua_gov")
STUCK = ("deals", "ukraine-2023", "--actors", "us_admin,ru_leader,ua_gov", "--reading", "insider")

KEYS = {
    "points": {"nash", "kalai_smorodinsky", "egalitarian", "utilitarian"},
    "frontier": {"count", "distinct", "packages", "status", "notes"},
    "reach": {"actors", "options", "status", "notes"},
    "nearest": {
        "opens", "changes", "fewest", "least", "beyond", "most", "summary", "status", "notes",
    },
    "trades": {
        "package", "lot", "gains", "joint", "trades", "issues", "together", "broken", "status",
        "notes",
    },
    "transfers": {
        "package", "actors", "payments", "covered", "possible", "total", "left", "missing",
        "broken", "status", "notes",
    },
    "text": {
        "draft", "start", "end", "steps", "pairs", "complete", "accepted", "broken",
        "why_it_ended", "status", "notes",
    },
    "robust": {"draws", "robust", "robust_ties", "options", "status", "notes"},
}  # fmt: skip


def data(run: Run, *words: str) -> Any:
    ran = run(*words, "--format", "json")
    assert ran.code == 0, ran.err
    return json.loads(ran.out)


def rows(run: Run, *words: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(run(*words, "--format", "csv").out)))


def test_without_a_section_the_points_blockers_and_options_are_told(run: Run) -> None:
    out = run(*TWO).out
    parts = ["4 of 8 packages", "None of these 4 packages holds water=to_downstream"]
    parts += ["Solution points", "+50.0", "Without the walk-away value of downstream"]
    places = [out.index(part) for part in parts]
    assert places == sorted(places)
    assert "Raiffa" not in out
    found = data(run, *TWO)
    assert {"zone", "points", "blockers", "notes", "run"} <= set(found)
    assert found["options"]["water"] == {"to_upstream": 0.5, "half": 0.5, "to_downstream": 0.0}


def test_options_that_most_packages_hold_are_told_with_their_number(run: Run) -> None:
    out = run(*TWO, "--fix", "road=by_upstream").out
    assert "Of these 2 packages" not in out  # each half holds its own
    out = run(*TWO, "--issues", "water,road", "--reading", "cautious").out
    assert "Of these 1 package most hold" in out
    assert "water=to_upstream (100 %)" in out


@pytest.mark.parametrize("section", SECTIONS)
def test_each_section_has_one_key_and_one_table(run: Run, section: str) -> None:
    few = ("--draws", "50") if section == "robust" else ()
    found = data(run, *TWO, f"--{section}", *few)
    assert set(found) & set(SECTIONS) == {section}
    assert {"zone", "notes", "run"} <= set(found)
    if section in KEYS:
        assert set(found[section]) == KEYS[section]
    ran = run(*TWO, f"--{section}", *few)
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.startswith("upstream and downstream all accept 4 of 8 packages")
    assert "Solution points" not in ran.out or section == "points"
    table = rows(run, *TWO, f"--{section}", *few)
    assert table or section == "nearest"


def test_points_say_what_is_proven(run: Run) -> None:
    nash = data(run, *TWO, "--points")["points"]["nash"]
    assert (nash["value"], nash["bound"], nash["status"]) == (
        pytest.approx(2500),
        nash["value"],
        "proven",
    )


def test_frontier_of_the_shipped_case_is_cut_short_in_words_only(run: Run) -> None:
    out = run(*WAR, "--frontier").out
    assert "577 of the packages" in out
    assert "The 20 shown hold: crimea=set_aside" in out
    assert "... and 557 more; --format csv lists them" in out
    assert len(rows(run, *WAR, "--frontier")) == 577


def test_reach_gives_ranges_and_option_shares(run: Run) -> None:
    out = run(*TWO, "--reach").out
    assert "+10.0" in out
    assert "+60.0" in out
    assert "to_upstream 50 %, half 50 %, to_downstream 0 %" in out
    assert "the zone's 4 packages" in out


def test_reach_of_an_empty_zone_gives_distances(run: Run) -> None:
    ran = run(*STUCK, "--reach")
    assert "How far each alone would have to come down" in ran.out
    assert "5.2 points" in ran.out
    far = {a["actor"]: a["distance"] for a in data(run, *STUCK, "--reach")["reach"]["actors"]}
    assert far == {
        "us_admin": None,
        "ru_leader": pytest.approx(5.2),
        "ua_gov": pytest.approx(6.18),
    }


def test_an_empty_zone_says_why_at_once_and_what_to_ask_next(run: Run) -> None:
    for words in (STUCK, (*STUCK, "--points")):
        out = run(*words).out
        assert "the least that opens one is the walk-away value of ru_leader" in out
        assert "by at least 5.2 points" in out
        assert "--nearest looks for" in out
    assert "Solution points: none" in run(*STUCK, "--points").out


def test_nearest_says_what_would_have_to_be_true(run: Run) -> None:
    out = run(*STUCK, "--nearest").out
    assert "What would have to be true" in out
    assert "the walk-away value of ru_leader from 78 to 72.8" in out
    assert "--nearest looks for" not in out
    moves = [c["moves"][0]["path"] for c in data(run, *STUCK, "--nearest")["nearest"]["changes"]]
    assert moves == ["walk_away.ru_leader", "walk_away.ua_gov"]


def test_nearest_with_nothing_to_list_explains_itself_beside_the_empty_csv(run: Run) -> None:
    ran = run(*TWO, "--nearest", "--format", "csv")
    assert (ran.code, ran.out) == (0, "")
    assert "no rows: " in ran.err
    assert "nothing within the ranges" in ran.err


def test_trades_flag_what_no_red_line_protects_and_cap_their_rows(run: Run) -> None:
    out = run(*TWO, "--trades").out
    assert "upstream +30.0, downstream +30.0" in out
    assert "1 trade does it; in 1 an actor sells an issue that no red line" in out
    out = run(*WAR, "--trades").out
    assert "... and 21 more; --trades --format csv lists them" in out
    assert len(rows(run, *WAR, "--trades")) == 31


def test_trades_look_at_a_package_that_is_fixed_whole(run: Run) -> None:
    fixed = "water=to_upstream,road=half"
    found = data(run, *TWO, "--fix", fixed, "--trades")["trades"]
    assert found["package"] == {"water": "to_upstream", "road": "half"}
    assert found["lot"] == {"upstream": 20.0, "downstream": 20.0}


def test_trades_of_an_empty_zone_need_a_package(run: Run) -> None:
    ran = run(*STUCK, "--trades", "--reach")
    assert ran.code == 2
    assert "USAGE  no package is acceptable to all" in ran.err
    assert "How far each alone" in ran.out  # the other section is told nevertheless
    ran = run(*STUCK, "--trades", "--reach", "--format", "json")
    assert ran.code == 2
    assert "reach" in json.loads(ran.out)


def test_transfers_close_a_gap_at_a_price(run: Run) -> None:
    words = (*TWO, "--fix", "water=to_upstream,road=by_downstream", "--transfers")
    out = run(*words, "--efficiency", "0.8").out
    assert "downstream by 30.0 points; a total payment of 37.5 points would cover" in out
    assert data(run, *words)["transfers"]["total"] == 30.0


def test_single_text_is_told_in_sentences(run: Run) -> None:
    words = (*TWO, "--text", "--from", "water=half,road=half")
    out = run(*words).out
    assert "Step 1: change water from half to to_upstream together with road" in out
    assert "Last text: water=to_upstream, road=by_upstream" in out
    alone = data(run, *words, "--no-pairs")["text"]
    assert (alone["steps"], alone["pairs"]) == ([], False)
    assert data(run, *TWO, "--text")["text"]["draft"] == "the present state"


def test_robust_packages_come_with_the_number_of_draws(run: Run) -> None:
    out = run(*TWO, "--robust").out
    assert "100 % of 2,000 draws" in out
    assert "Options, by share of all acceptances in 2,000 draws" in out
    assert "of 100 draws" in run(*TWO, "--robust", "--draws", "100").out
    table = rows(run, *TWO, "--robust", "--draws", "100")
    assert table[0]["draws"] == "100"
    seeds = [data(run, *TWO, "--robust", "--draws", "100", "--seed", s) for s in ("1", "1", "2")]
    assert seeds[0] == seeds[1]
    assert seeds[0]["over_draws"]["seed"] == 1


def test_draws_without_a_deal_are_told_with_what_blocks(run: Run) -> None:
    out = run(*STUCK, "--draws", "200").out
    assert "Of 200 draws" in out
    assert "alone in the way" in out
    assert "Most robust packages" in out


def test_fixed_options_narrow_the_zone(run: Run) -> None:
    found = data(run, *TWO, "--fix", "road=by_upstream")
    assert (found["zone"]["count"], found["zone"]["total"]) == (2, 3)
    assert found["zone"]["fixed"] == {"road": "by_upstream"}
    assert {p["road"] for p in found["points"]["nash"]["packages"]} == {"by_upstream"}
    twice = data(run, *TWO, "--fix", "road=by_upstream", "--fix", "water=half")
    assert twice["zone"] == data(run, *TWO, "--fix", "road=by_upstream,water=half")["zone"]


def test_a_fixed_option_that_empties_the_zone_is_named(run: Run) -> None:
    out = run(*TWO, "--fix", "water=to_downstream,road=half").out
    assert "With nothing fixed 4 packages pass." in out
    assert "With only water=to_downstream let go 2 packages pass." in out
    assert "With only road=half let go no package passes." in out
    out = run(*STUCK, "--fix", "crimea=set_aside").out
    assert "are not what is in the way" in out


def test_a_fixed_option_that_breaks_a_red_line_is_noted(run: Run) -> None:
    out = run(*WAR, "--fix", "ua_alignment=subject_to_ru_consent").out
    assert "all accept 0 of" in out
    assert "note: the fixed options break red line" in out
    assert "With nothing fixed 321,782 packages pass." in out


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("--fix", "watr=half"), "did you mean 'water'"),
        (("--fix", "water=halff"), "did you mean 'half'"),
        (("--fix", "water"), "--fix takes issue=option"),
        (("--fix", "=half"), "--fix takes issue=option"),
        (("--fix", "water=half,water=to_upstream"), "cannot be both 'half' and 'to_upstream'"),
        (("--fix", "water=to_downstream,road=by_downstream"), "the present state"),
        (("--fix", "road=half", "--issues", "water"), "there is no issue that moves here 'road'"),
        (("--efficiency", "1"), "goes with --transfers"),
        (("--transfers", "--efficiency", "nan"), "above 0 and up to 1, not nan"),
        (("--transfers", "--efficiency", "inf"), "above 0 and up to 1, not inf"),
        (("--transfers", "--efficiency", "0"), "above 0 and up to 1, not 0"),
        (("--from", "water=half"), "goes with --text"),
        (("--no-pairs",), "goes with --text"),
        (("--text", "--from", "watr=half"), "did you mean 'water'"),
        (("--text", "--from", "water=x"), "expected one of: half"),
        (("--points", "--reach", "--format", "csv"), "keep one of --points, --reach"),
        (("downstream",), "lists take commas and no blanks"),
    ],
)
def test_nonsense_is_refused_before_anything_is_told(
    run: Run, words: tuple[str, ...], says: str
) -> None:
    ran = run(*TWO, *words)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith("USAGE  ")
    assert says in ran.err
    assert len(ran.err.splitlines()) == 1


def huge(starter: str) -> str:
    """Return the starter with twelve more issues of ten options, which count for nobody."""
    options = "".join(f'      - {{id: o{i}, text: "{i}"}}\n' for i in range(10))
    more = "".join(
        f'  - id: extra_{i}\n    name: "Extra {i}"\n    status_quo: o0\n    options:\n{options}'
        for i in range(12)
    )
    return starter.replace("\nsilent:", f"{more}\nsilent:", 1)


def test_a_huge_space_tells_what_is_proven(run: Run, tmp_path: Path, starter_text: str) -> None:
    (tmp_path / "case.yaml").write_text(huge(starter_text))
    words = ("deals", str(tmp_path), "--actors", "north_council,south_council")
    ran = run(*words, "--blockers")
    assert ran.code == 0, ran.err
    assert "some package is acceptable to all (proven)" in ran.out
    assert "too many to count" in ran.out
    assert "too large to count what each constraint keeps out" in ran.out
    zone = data(run, *words, "--blockers")["zone"]
    assert (zone["count"], zone["share"], zone["exists"]) == (None, None, True)
    drawn = run(*words, "--robust", "--draws", "64")
    assert drawn.code == 0
    assert "in 100 % of 64 draws" in " ".join(drawn.out.split())
    assert "robust packages and option shares are left out" in " ".join(drawn.out.split())
    shares = data(run, *words, "--points", "--draws", "8")["over_draws"]["share_of_packages"]
    assert shares == {"low": None, "median": None, "high": None}
    refused = run(*words, "--frontier", "--draws", "8")
    assert refused.code == 2
    assert refused.err.startswith("TOO-LARGE  ")
