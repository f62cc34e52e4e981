"""Words of commands in cases at the edge: one of something, nothing, text of several lines."""

import json
import signal
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from backchannel.cli import common

Run = Callable[..., Any]

WHY = {"basis": "inference", "reason": "made for a test"}


def point(x: float) -> list[float]:
    return [float(x)] * 3


def written(folder: Path, **more: Any) -> str:
    """A case of two actors who both gain from each of two issues."""
    issues = {"x": ("x0", "x1"), "y": ("y0", "y1")}
    document = {
        "format": 1,
        "case": {"id": "made", "title": "made", "as_of": "2024"},
        "parties": [{"id": f"P{a}", "name": a, "actors": [a]} for a in "ab"],
        "actors": [{"id": a, "name": a, "decides_for": f"P{a}"} for a in "ab"],
        "issues": [
            {
                "id": i,
                "name": i,
                "status_quo": options[0],
                "options": [{"id": o, "text": o} for o in options],
            }
            for i, options in issues.items()
        ],
        "preferences": {
            a: {
                i: {"weight": point(1), "values": {p: point(0), q: point(50)}, **WHY}
                for i, (p, q) in issues.items()
            }
            for a in "ab"
        },
        "walk_away": {a: {"value": point(10), **WHY} for a in "ab"},
        "questions": [{"id": "q", "text": "first\nsecond", "actors": ["a", "b"]}],
        **more,
    }
    (folder / "case.yaml").write_text(json.dumps(document), encoding="utf-8")
    return str(folder)


def channel(name: str, issues: list[str], **more: Any) -> Mapping[str, Any]:
    return {
        "id": name, "name": name, "kind": "talks", "between": ["a", "b"], "status": "running",
        "secrecy": "secret", "issues": issues, **more, **WHY,
    }  # fmt: skip


def war(**numbers: Any) -> Mapping[str, Any]:
    return {
        "id": "W", "between": ["a", "b"], "stake": "the land\nand the sea\x1b[1m",
        "horizon": point(12), "chance": point(0.4), "chance_later": point(0.4),
        "patience": point(0.9), "costs": {"a": point(0.1), "b": point(0.1)}, **numbers, **WHY,
    }  # fmt: skip


def test_war_without_a_shift_and_with_text_of_several_lines(run: Run, tmp_path: Path) -> None:
    out = run("war", written(tmp_path, wars=[war()]), "--draws", "8").out
    assert "over: the land and the sea\\x1b[1m\n" in out
    assert "QUESTION q (a, b): first second\n" in out
    assert "would be 40 %, the same as now in every draw: neither side rises" in out
    assert "rising side" not in out


def test_war_with_a_shift_names_what_the_rising_side_could_do(run: Run, tmp_path: Path) -> None:
    out = run("war", written(tmp_path, wars=[war(chance_later=point(0.6))]), "--draws", "8").out
    assert "would be 60 %, against 40 % now. Later the rising side could extract" in out


def test_one_draw_and_one_package_are_one(run: Run, tmp_path: Path) -> None:
    case = written(tmp_path, channels=[channel("C", ["x"])], wars=[war()])
    for command in ("channels", "moves", "war", "ratify", "press", "order", "deals"):
        out = run(command, case, "--draws", "1").out
        assert "1 draws" not in out
        assert "1 packages" not in out
    told = run("channels", case, "--draws", "64").out
    assert "most often x=x1 in 100 % of 64 draws." in told
    assert "all accept 100 % of 1 package." in told


def test_a_cost_of_being_seen_that_no_deal_of_the_channel_brings_about(
    run: Run, tmp_path: Path
) -> None:
    bonus = {
        "id": "B", "actor": "b", "pattern": {"y": "y1"}, "points": point(-5), "in_public": True,
        **WHY,
    }  # fmt: skip
    more = {"channels": [channel("C", ["x"])], "bonuses": [bonus]}
    out = run("channels", written(tmp_path, **more), "--draws", "4").out
    assert (
        "The cost of being seen to sign that the case states for b is none that this channel's "
        "deals could bring about."
    ) in out
    assert "no cost of being seen to sign for the others who must agree" in out
    assert "lacking: bonuses.*.actor=a (case.yaml)" in out


@pytest.mark.parametrize(
    ("behalf", "words"),
    [
        (("a", "b"), ", where the same must agree: C"),
        (("a",), ", with fewer who must agree in C: C"),
    ],
)
def test_order_says_where_fewer_must_agree(
    run: Run, tmp_path: Path, behalf: tuple[str, ...], words: str
) -> None:
    channels = [channel("C", ["x"], on_behalf_of=[*behalf]), channel("D", ["y"])]
    case = written(tmp_path, channels=channels)
    out = run("order", case, "--channels", "C,D", "--draws", "4").out
    assert f"Channels by themselves{words}" in out


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Answer as if Ctrl-C had been pressed at once."""
    before = common.signal.signal

    def pressed(number: int, handler: Any) -> Any:
        old = before(number, handler)
        if number == signal.SIGINT and handler.__name__ == "ask":
            handler(number, None)
        return old

    monkeypatch.setattr(common.signal, "signal", pressed)


@pytest.mark.usefixtures("impatient")
def test_moves_stopped_at_once_still_says_how_many_are_open(run: Run) -> None:
    out = run("moves", "two-issues", "--draws", "5000").out
    assert "The case leaves 4 moves open to its 2 actors, of which" in out
    assert "were looked at" in out


@pytest.mark.usefixtures("impatient")
def test_war_stopped_names_no_number_that_was_not_reached(run: Run) -> None:
    out = run("war", "ukraine-2023", "--draws", "100000").out
    assert "note: stopped after" in out
    assert "100,000 draws" not in out.replace("of 100,000 draws", "")
    assert "95th percentile over the draws of the case's estimates" in out


@pytest.mark.parametrize(
    ("worth", "tie", "told"),
    [
        (15, 15, " 15 "),
        (-5, 3, "No bid is listed, for in at most 5 % of draws a can bid more than 0 points."),
        (-9, -5, "from -5 to 0 points, both enough for b"),
    ],
)
def test_bids(run: Run, tmp_path: Path, worth: int, tie: int, told: str) -> None:
    numbers = {"worth": worth, "cost_with_allies": 0, "tie": tie, "counter_bid": 0}
    contest = {
        "id": "G", "name": "two\nlines", "by": "a", "target": "b", "rival": "c",
        **{key: point(x) for key, x in numbers.items()}, **WHY,
    }  # fmt: skip
    third = {"id": "c", "name": "c", "decides_for": "Pc"}
    parties = [{"id": f"P{a}", "name": a, "actors": [a]} for a in "abc"]
    actors = [*({"id": a, "name": a, "decides_for": f"P{a}"} for a in "ab"), third]
    case = written(tmp_path, wedges=[contest], parties=parties, actors=actors)
    ran = run("wedge", case, "--draws", "8")
    assert told in ran.out
    assert "WEDGE G: two lines\n" in ran.out
