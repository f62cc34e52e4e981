"""`--learned`: every command that draws takes what the answers on record teach, and says so."""

import csv
import io
import json
import re
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import backchannel as bc
from backchannel.space import Resampled, uniforms
from backchannel.studies import channels, headlines, orders
from backchannel.studies.home.home_fronts import home_fronts
from backchannel.studies.pressure.press import over_the_head
from backchannel.studies.record import learn as learning
from backchannel.studies.wars.war import war

Run = Callable[..., Any]

WHY = {"basis": "inference", "reason": "made for a test"}
EVEN = {"distribution": "uniform", **WHY}

COMMANDS = (
    ("deals", "--actors", "us_admin,ru_leader"),
    ("channels", "--channel", "CH_US_RU"),
    ("press", "--channel", "CH_US_RU", "--actor", "ua_gov"),
    ("order", "--channels", "CH_US_RU,CH_UA_RU"),
    ("ratify",),
    ("war",),
    ("wedge",),
    ("moves", "--actor", "us_admin"),
    ("compare", "--reading", "insider"),
    ("drivers", "--question", "with_kyiv", "--by", "unknown"),
)


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    """Weigh fewer draws than usual: what is tested here does not rest on their number."""
    monkeypatch.setattr(learning, "learn", partial(learning.learn, draws=2_048))


def case_in(folder: Path, **more: object) -> str:
    """Write a case of one asker and one holder, who refused a vote; its worth is not known."""
    base: dict[str, object] = {
        "format": 1,
        "case": {"id": "small", "title": "small", "as_of": "2024"},
        "parties": [
            {"id": "P", "name": "P", "actors": ["asker"]},
            {"id": "Q", "name": "Q", "actors": ["holder"]},
        ],
        "actors": [
            {"id": "asker", "name": "asker", "decides_for": "P"},
            {"id": "holder", "name": "holder", "decides_for": "Q"},
        ],
        "issues": [
            {
                "id": "land",
                "name": "land",
                "status_quo": "held",
                "options": [{"id": o, "text": o} for o in ("held", "vote")],
            }
        ],
        "preferences": {
            "asker": {"land": {"weight": [1, 1, 1], "values": values([80, 80, 80]), **WHY}},
            "holder": {"land": {"weight": [1, 1, 1], "values": values([0, 50, 100]), **WHY}},
        },
        "walk_away": {
            "asker": {"value": [30, 30, 30], **WHY},
            "holder": {"value": [40, 40, 40], **WHY},
        },
        "questions": [{"id": "both", "text": "both?", "actors": ["asker", "holder"]}],
        "offers": [
            {"id": "O1", "by": "asker", "to": "holder", "codings": [{"land": "vote"}],
             "answer": "refused"}
        ],
    }  # fmt: skip
    (folder / "case.yaml").write_text(json.dumps({**base, **more}), encoding="utf-8")
    return str(folder)


def values(of_a_vote: list[float]) -> dict[str, object]:
    return {"held": [0, 0, 0], "vote": {"value": of_a_vote, **EVEN}}


def open_share(run: Run, case: str, *more: str) -> float:
    """Share of draws with a deal, as `deals` says it."""
    ran = run("deals", case, "--actors", "asker,holder", "--draws", "8000", "--format", "json",
              *more)  # fmt: skip
    assert ran.code == 0
    share: float = json.loads(ran.out)["over_draws"]["open_share"]
    return share


def seeds_in(data: object) -> set[object]:
    """All values that stand under the name `seed`, at any depth."""
    if isinstance(data, list):
        return {seed for it in data for seed in seeds_in(it)}
    if isinstance(data, Mapping):
        here = {data["seed"]} if "seed" in data else set()
        return here | {seed for it in data.values() for seed in seeds_in(it)}
    return set()


def told(text: str) -> list[str]:
    return [line for line in text.splitlines() if line.startswith("learned: ")]


# ---------------------------------------------------------------- every command


@pytest.mark.usefixtures("few")
@pytest.mark.parametrize("words", COMMANDS, ids=lambda words: words[0])
def test_each_command_learns_and_says_so(run: Run, words: tuple[str, ...]) -> None:
    command, *more = words
    draws = "600" if command == "drivers" else "40"
    ran = run(command, "ukraine-2023", *more, "--draws", draws, "--learned", "--format", "json")
    assert ran.code == 0
    assert seeds_in(json.loads(ran.out)) == {"0, learned from O1, O3; 38 estimates set aside first"}
    summary, fallen, points = told(ran.err)
    assert "Weighed by 2 answers on record (O1, O3), 2,048 draws are worth" in summary
    assert re.search(r"\d+ estimates .* fell back", fallen)
    assert "numbers at the most likely values learn nothing" in points


@pytest.mark.usefixtures("few")
@pytest.mark.parametrize(
    "words",
    [("deals", "--actors", "upstream,downstream"), *((name,) for name, *_ in COMMANDS[1:])],
    ids=lambda words: words[0],
)
def test_without_offers_nothing_changes(run: Run, words: tuple[str, ...]) -> None:
    command, *more = words
    asked = (command, "two-issues", *more, "--draws", "64", "--format", "json")
    plain, learned = run(*asked), run(*asked, "--learned")
    assert (plain.code, plain.err) == (0, "")
    assert (learned.code, learned.out) == (0, plain.out)
    assert told(learned.err) == [
        "learned: No answer on record teaches anything here.",
        "learned: offers (case.yaml): no offer is on record, so no answer teaches anything",
    ]


@pytest.mark.usefixtures("few")
def test_the_brief_rests_on_learned_draws(run: Run, tmp_path: Path) -> None:
    case, page = case_in(tmp_path), tmp_path / "page.html"
    shares = {}
    for more in ((), ("--learned",)):
        ran = run("brief", case, "--draws", "512", "-o", str(page), *more)
        assert ran.code == 0
        (shares[more],) = re.findall(r"Open in ([\d.]+) % of", ran.out)
    assert float(shares[()]) == pytest.approx(60, abs=2)
    assert float(shares["--learned",]) == pytest.approx(9, abs=3)
    assert "learned from O1" in page.read_text(encoding="utf-8")


def test_what_rests_on_nothing_learned_stays_to_the_byte(run: Run) -> None:
    """The wedge's estimates enter no offer, so its draws are those of the seed."""
    asked = ("wedge", "ukraine-2023", "--draws", "200", "--format", "csv")
    assert run(*asked, "--learned").out == run(*asked).out


# ---------------------------------------------------------------- what is learned arrives


def test_a_refusal_closes_the_zone_in_most_draws(run: Run, tmp_path: Path) -> None:
    """v is even on 0..100 and r is 40, so P(v >= 40 | refused) has a closed form."""
    case = case_in(tmp_path)
    assert open_share(run, case) == pytest.approx(0.6, abs=0.005)
    refused = np.log(2) - np.log1p(np.exp(-12.0))
    expected = refused / (np.log1p(np.exp(8.0)) - np.log1p(np.exp(-12.0)))
    assert expected == pytest.approx(0.087, abs=0.001)
    assert open_share(run, case, "--learned") == pytest.approx(expected, abs=0.01)


def test_a_red_line_that_explains_a_refusal_is_real_more_often(run: Run, tmp_path: Path) -> None:
    case = case_in(
        tmp_path,
        preferences={
            name: {"land": {"weight": [1, 1, 1], "values": values([60, 60, 60]), **WHY}}
            for name in ("asker", "holder")
        },
        red_lines=[
            {"id": "RL", "actor": "holder", "forbids": [{"land": "vote"}],
             "hardness": [0.5, 0.5, 0.5], **WHY}
        ],
    )  # fmt: skip
    assert open_share(run, case) == pytest.approx(0.5, abs=0.01)
    by_worth = 1 / (1 + np.exp(20 / 5))
    expected = by_worth / (by_worth + 1)
    assert open_share(run, case, "--learned") == pytest.approx(expected, abs=0.005)


def test_a_walk_away_value_under_a_condition_keeps_the_learned_quantile(
    run: Run, tmp_path: Path
) -> None:
    level = {"value": [20, 40, 60], **EVEN}
    case = case_in(
        tmp_path,
        preferences={
            name: {"land": {"weight": [1, 1, 1], "values": values([40, 40, 40]), **WHY}}
            for name in ("asker", "holder")
        },
        walk_away={"asker": {"value": [30, 30, 30], **WHY}, "holder": level},
        conditions=[{"id": "cut_off", "text": "supplies end", "event": "supplies end"}],
        walk_away_if={"holder": {"cut_off": level}},
    )
    under = ("--if", "cut_off")
    assert open_share(run, case, *under) == open_share(run, case) == pytest.approx(0.5, abs=0.005)
    learned = open_share(run, case, "--learned")
    assert learned < 0.25
    assert open_share(run, case, "--learned", *under) == learned


def test_readings_are_laid_over_the_case_before_it_learns(run: Run, tmp_path: Path) -> None:
    case = case_in(
        tmp_path,
        sources=[{"id": "S", "name": "S", "interest": "none", "reliability": "A"}],
        claims=[{"id": "E", "source": "S", "kind": "report", "grade": 1, "text": "refused"}],
        walk_away={
            "asker": {"value": [30, 30, 30], **WHY},
            "holder": {"value": [35, 40, 45], **WHY, "claims": ["E"]},
        },
        offers=[
            {"id": "O1", "by": "asker", "to": "holder", "codings": [{"land": "vote"}],
             "answer": "refused", "claims": ["E"]}
        ],
        readings=[
            {"id": "own", "name": "own", "summary": "own", "overrides": [
                {"path": "walk_away.holder", "value": [35, 40, 45], **WHY}
            ]}
        ],
    )  # fmt: skip
    asked = ("deals", case, "--actors", "asker,holder", "--learned", "--format", "json")
    assert "1 estimate resting" in run(*asked).err
    under = run(*asked, "--reading", "own")
    assert under.code == 0
    assert "fell back" not in under.err


# ---------------------------------------------------------------- the option itself


def test_deals_asks_the_usual_draws_where_none_are_named(run: Run, tmp_path: Path) -> None:
    ran = run("deals", case_in(tmp_path), "--actors", "asker,holder", "--learned", "--format",
              "json")  # fmt: skip
    assert json.loads(ran.out)["over_draws"]["draws"] == 2_000


def test_a_genius_scenario_has_no_record(run: Run, tmp_path: Path) -> None:
    (tmp_path / "d.xml").write_text("<negotiation_template/>", encoding="utf-8")
    ran = run("deals", str(tmp_path / "d.xml"), "p.xml", "--learned")
    assert ran.code == 2
    assert "--learned makes no sense for a Genius scenario" in ran.err


@pytest.mark.parametrize("command", [("sources",), ("forecast", "score")])
def test_what_judges_the_record_does_not_learn_from_it(run: Run, command: tuple[str, ...]) -> None:
    ran = run(*command, "ukraine-2023", "--learned")
    assert ran.code == 2
    assert "No such option" in ran.err


# ---------------------------------------------------------------- draws


def test_only_learned_streams_change() -> None:
    case = bc.load("ukraine-2023")
    found = learning.learn(case, draws=2_048)
    assert isinstance(found.seed, Resampled)
    facts = {f"same_fact.{it.same_fact}" for it in case.document.red_lines if it.same_fact}
    names = {*case.unknowns, *facts}
    assert found.seed.streams <= {*names, *(f"{name}#real" for name in names)}
    for name in names:
        same = uniforms(found.seed, name, 1).tolist() == uniforms(0, name, 1).tolist()
        assert same == (name not in found.seed.streams)


def test_blocks_beyond_the_first_stretch_are_taken_row_by_row() -> None:
    found = learning.learn(bc.load("ukraine-2023"), draws=3_000)
    seed = found.seed
    assert isinstance(seed, Resampled)
    name = min(seed.streams)
    whole = np.concatenate([uniforms(0, name, block) for block in range(3)])
    for block in (0, 7, 8, 19):
        rows = seed.rows(1024 * block, 1024)
        assert uniforms(seed, name, block).tolist() == whole[rows].tolist()


@pytest.mark.parametrize("study", [headlines, channels, orders, over_the_head, home_fronts, war])
def test_the_same_on_any_number_of_threads(study: Callable[..., Any]) -> None:
    found = learning.learn(bc.load("cyprus-2004"), draws=2_048)
    one, three = (study(found.case, draws=48, seed=found.seed, threads=number) for number in (1, 3))
    assert one.to_rows() == three.to_rows()
    assert one.run.seed == three.run.seed == str(found.seed)


def test_rows_hold_the_learned_numbers_too(run: Run, tmp_path: Path) -> None:
    case = case_in(tmp_path)
    asked = ("deals", case, "--actors", "asker,holder", "--draws", "4000", "--format", "csv")
    before, after = (
        float(next(csv.DictReader(io.StringIO(run(*asked, *more).out)))["open_share"])
        for more in ((), ("--learned",))
    )
    assert before - after > 0.45
