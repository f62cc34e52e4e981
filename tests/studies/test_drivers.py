"""Drivers: cases whose indices are known exactly, what shares its draws, what cannot be told."""

import copy
import math
from typing import Any

import numpy as np
import pytest

from backchannel.case import Case, load
from backchannel.case.schema import CaseDocument
from backchannel.core.errors import UsageError
from backchannel.record.weights import cumulated
from backchannel.space import BLOCK, Resampled, Swapped, uniforms
from backchannel.studies import drivers, headlines
from backchannel.studies.record.driven import Drivers, HeadlineDrivers, Index

WHY = {"basis": "inference", "reason": "made for a test"}
FEW = 4 * BLOCK


def issue(name: str, *options: str) -> dict[str, Any]:
    listed = [{"id": o, "text": o} for o in options]
    return {"id": name, "name": name, "status_quo": options[0], "options": listed}


def source(name: str) -> dict[str, Any]:
    return {"id": name, "name": name, "interest": "none known", "reliability": "C"}


def claim(name: str, by: str) -> dict[str, Any]:
    return {"id": name, "source": by, "kind": "report", "grade": 3, "text": name}


def two_coins() -> dict[str, Any]:
    """A deal that a and b each accept in half of the draws, whatever the other does."""
    return {
        "format": 1,
        "case": {"id": "made", "title": "made", "as_of": "2024"},
        "sources": [source("S1"), source("S2")],
        "claims": [claim("C1", "S1"), claim("C2", "S2"), claim("C3", "S1")],
        "parties": [{"id": "P", "name": "P", "actors": ["a", "b", "c"]}],
        "actors": [{"id": a, "name": a} for a in "abc"],
        "issues": [issue("i", "no", "yes")],
        "preferences": {
            a: {"i": {"weight": [1, 1, 1], "values": {"no": [0, 0, 0], "yes": [50, 50, 50]}, **WHY}}
            for a in "abc"
        },
        "walk_away": {
            "a": {"value": [0, 50, 100], "claims": ["C1"], **WHY},
            "b": {"value": [20, 50, 80], "claims": ["C2", "C3"], **WHY},
            "c": {"value": [0, 10, 20], "basis": "placeholder", "reason": "made for a test"},
        },
        "questions": [{"id": "q", "text": "Both?", "actors": ["a", "b"]}],
    }


def case_of(document: dict[str, Any]) -> Case:
    return Case.of(CaseDocument.model_validate(document), {}, {}, ())


def asked(found: Drivers, name: str = "q") -> HeadlineDrivers:
    return next(it for it in found.headlines if it.id == name)


def alone(of: HeadlineDrivers) -> dict[str, Index | None]:
    return {" ".join(it.paths): it.alone.exists for it in of.drivers}


def groups(of: HeadlineDrivers, by: str) -> dict[str, tuple[float, float]]:
    grouped = next(it for it in of.groupings if it.by == by)
    return {
        it.label.told(grouped.by): (it.alone.exists.value, it.total.exists.value)
        for it in grouped.groups
        if it.alone.exists and it.total.exists
    }


# ---------------------------------------------------------------- known exactly


def test_two_coins_explain_a_third_each_and_a_third_together():
    (it,) = drivers(case_of(two_coins()), draws=FEW, pairs=2048).headlines
    found = alone(it)
    for path in ("walk_away.a", "walk_away.b"):
        index = found.pop(path)
        assert index is not None
        assert index.value == pytest.approx(1 / 3, abs=0.03)
        assert index.low <= 1 / 3 + 0.01
        assert index.high >= 1 / 3 - 0.01
    assert {index and index.value for index in found.values()} == {0.0}  # they have no range
    assert it.alone.exists is not None
    assert it.alone.exists.value == pytest.approx(2 / 3, abs=0.04)
    for name, (first, total) in groups(it, "actor").items():
        assert name in ("a", "b")
        assert (first, total) == (pytest.approx(1 / 3, abs=0.06), pytest.approx(2 / 3, abs=0.06))
    assert groups(it, "basis")["inference"] == (pytest.approx(1, abs=0.1),) * 2


def test_parts_say_what_the_answer_would_be():
    it = asked(drivers(case_of(two_coins()), by=[], draws=FEW))
    a = next(one for one in it.drivers if one.paths == ("walk_away.a",))
    assert [part.at for part in a.parts] == ["low", "middle", "high"]
    assert [part.open_share for part in a.parts] == [
        pytest.approx(0.5, abs=0.05),
        pytest.approx(0.25, abs=0.05),
        0.0,
    ]
    assert sum(part.draws for part in a.parts) == FEW
    assert sum(part.draws * part.open_share for part in a.parts) == pytest.approx(
        it.open_share * FEW
    )
    ends = [(part.low, part.high) for part in a.parts]
    assert 0 <= ends[0][0] < ends[0][1] < ends[1][0] < 50 < ends[1][1] < ends[2][0] <= 100


def test_one_package_or_none_is_one_outcome():
    """With one possible package the size of the zone is 0 or 1, as is whether it exists."""
    it = asked(drivers(case_of(two_coins()), draws=FEW, pairs=64))
    assert it.total == 1
    assert all(one.alone.exists == one.alone.size for one in it.drivers)


def with_line(hardness: list[float], **more: Any) -> dict[str, Any]:
    document = two_coins()
    document["walk_away"]["a"]["value"] = document["walk_away"]["b"]["value"] = [10, 10, 10]
    document["red_lines"] = [
        {"id": "L", "actor": "a", "forbids": [{"i": "yes"}], "hardness": hardness,
         **WHY, **more}
    ]  # fmt: skip
    return document


def test_a_red_line_enters_by_whether_it_is_real():
    it = asked(drivers(case_of(with_line([0.2, 0.4, 0.6])), draws=FEW, pairs=64))
    first = it.drivers[0]
    assert (first.paths, first.alone.exists) == (("red_lines.L.hardness",), Index(1.0, 1.0, 1.0))
    assert [(part.at, part.open_share) for part in first.parts] == [("not real", 1), ("real", 0)]
    assert {part.low for part in first.parts} == {None}
    assert groups(it, "issue")["i"] == (pytest.approx(1, abs=0.2), pytest.approx(1, abs=0.2))


@pytest.mark.parametrize("hardness", [0, 1])
def test_a_red_line_that_is_certain_moves_nothing(hardness):
    it = asked(drivers(case_of(with_line([hardness] * 3)), draws=BLOCK, pairs=64))
    assert it.open_share == 1 - hardness
    assert it.told_by is None
    assert it.drivers[0].alone.exists is None  # nothing varies that could be explained


def test_lines_of_one_fact_are_one_number():
    document = with_line([0.3, 0.5, 0.7], same_fact="F")
    document["issues"] = [issue("i", "no", "yes"), issue("j", "no", "yes")]
    document["red_lines"].append(
        {"id": "M", "actor": "b", "forbids": [{"j": "yes"}], "same_fact": "F",
         "hardness": [0.1, 0.2, 0.3], **WHY}
    )  # fmt: skip
    it = asked(drivers(case_of(document), draws=FEW, pairs=64))
    both = ("red_lines.L.hardness", "red_lines.M.hardness")
    fact = next(one for one in it.drivers if one.paths == both)
    assert fact.stream == "same_fact.F"
    assert [part.at for part in fact.parts] == ["0 of 2 real", "1 of 2 real", "2 of 2 real"]
    assert fact.alone.size is not None
    assert fact.alone.size.value == pytest.approx(1, abs=1e-9)
    assert "several issues" in groups(it, "issue")
    assert "several actors" in groups(it, "actor")


# ---------------------------------------------------------------- what enters, and how


def test_a_value_under_a_condition_keeps_the_draws_of_the_plain_one():
    document = two_coins()
    document["conditions"] = [{"id": "storm", "text": "a storm"}]
    document["walk_away_if"] = {"a": {"storm": {"value": [20, 40, 70], **WHY}}}
    document["questions"].append(
        {"id": "s", "text": "In a storm?", "actors": ["a", "b"], "condition": "storm"}
    )
    found = drivers(case_of(document), draws=FEW, pairs=64)
    plain, storm = (
        next(one for one in asked(found, name).drivers if one.stream == "walk_away.a")
        for name in ("q", "s")
    )
    assert (plain.paths, storm.paths) == (("walk_away.a",), ("walk_away_if.a.storm",))
    assert storm.alone.exists is not None
    assert storm.alone.exists.value > 0.1
    worth = next(it for it in found.worth_finding if it.stream == "walk_away.a")
    assert worth.paths == ("walk_away.a", "walk_away_if.a.storm")
    assert set(worth.drivers) == {"q", "s"}


def test_every_number_is_in_one_group_and_absent_groups_are_nothing():
    document = two_coins()
    document["questions"].append({"id": "alone", "text": "b?", "actors": ["b"]})
    found = drivers(case_of(document), draws=FEW, pairs=128)
    for it in found.headlines:
        assert [grouped.by for grouped in it.groupings] == ["issue", "actor", "basis", "source"]
        for grouped in it.groupings:
            assert sum(group.numbers for group in grouped.groups) == len(it.drivers)
            paths = [path for group in grouped.groups for path in group.paths]
            assert sorted(paths) == sorted(path for one in it.drivers for path in one.paths)
    b = asked(found, "alone")
    assert groups(b, "actor")["a"] == (0.0, 0.0)
    assert groups(asked(found), "source").keys() == {"S1", "several sources", "no source"}
    assert groups(asked(found), "source")["no source"] == (0.0, 0.0)
    assert groups(asked(found), "issue")["no issue"][1] == pytest.approx(1, abs=0.2)


def test_somebody_who_is_not_asked_leaves_all_else_alone():
    def rows(document: dict[str, Any]) -> dict[tuple[object, ...], str]:
        found = drivers(case_of(document), draws=FEW, pairs=64).to_rows()
        return {(row["question"], row["by"], row["name"]): repr(row) for row in found}

    document = two_coins()
    before = rows(document)
    document["walk_away"]["c"]["value"] = [0, 60, 90]
    document["actors"].reverse()
    assert rows(document) == before


def test_headlines_are_those_of_the_study_of_headlines():
    case = load("cyprus-2004")
    known = headlines(case, draws=BLOCK).headlines
    found = drivers(case, by=[], draws=BLOCK).headlines
    assert [(it.id, it.open_share, it.median, it.total) for it in found] == [
        (it.id, it.open_share, it.median, it.total) for it in known
    ]


def test_what_is_told_is_the_size_where_existence_is_hardly_in_doubt():
    case = load("cyprus-2004")
    for it in drivers(case, by=[], draws=2 * BLOCK).headlines:
        assert it.told_by == ("exists" if 0.05 <= it.open_share <= 0.95 else "size")
        told = [one.alone.of(it.told_by) for one in it.drivers]
        values = [index.value for index in told if index is not None]
        assert values == sorted(values, reverse=True)


def test_numbers_worth_finding_are_ranked_by_their_mean_over_open_headlines():
    found = drivers(load("cyprus-2004"), by=[], draws=4 * BLOCK)
    over = [it for it in found.headlines if it.is_open]
    assert found.joined == tuple(it.id for it in over)
    assert len(over) > 1
    means = {}
    for it in over:
        for one in it.drivers:
            assert one.alone.exists is not None
            means[one.stream] = means.get(one.stream, 0) + one.alone.exists.value / len(over)
    ranked = sorted(means, key=means.__getitem__, reverse=True)
    assert [it.stream for it in found.worth_finding] == ranked[: len(found.worth_finding)]
    for it in found.worth_finding:
        assert it.index.value == pytest.approx(means[it.stream])
        assert 0 < it.index.low < it.index.value < it.index.high
        stated = it.estimates[0]
        assert stated.reason
        assert stated.low < stated.high


def test_where_nothing_is_open_sizes_are_compared_and_else_nothing():
    assert drivers(load("two-issues"), by=[], draws=FEW).joined == ()
    sized = drivers(load("cyprus-2004"), ["with_prime_minister"], by=[], draws=8 * BLOCK)
    assert sized.joined == ("with_prime_minister",)
    assert len(sized.worth_finding) == 3


# ---------------------------------------------------------------- how it runs


def test_threads_change_nothing_and_the_seed_does():
    case = load("cyprus-2004")

    def rows(threads: int, seed: int = 0) -> list[dict[str, object]]:
        found = drivers(case, ["leaders"], draws=BLOCK, pairs=64, threads=threads, seed=seed)
        return [
            {k: None if isinstance(v, float) and math.isnan(v) else v for k, v in row.items()}
            for row in found.to_rows()
        ]

    assert rows(1) == rows(2)
    assert rows(1) != rows(1, seed=1)


@pytest.mark.parametrize("by", [(), ("issue", "source")])
def test_progress_ends_at_its_end(by):
    steps: list[tuple[int, int]] = []
    case = load("cyprus-2004")
    drivers(case, by=by, draws=BLOCK, pairs=16, progress=lambda *step: steps.append(step))
    assert [done for done, _ in steps] == sorted(done for done, _ in steps)
    assert len({size for _, size in steps}) == 1
    assert steps[-1][0] == steps[-1][1]


def test_a_stop_leaves_what_is_done():
    calls = iter([False] * 5 + [True] * 1_000)
    found = drivers(load("cyprus-2004"), draws=2 * BLOCK, pairs=64, stop=lambda: next(calls))
    assert [it.id for it in found.headlines] == ["publics"]
    assert 256 <= found.draws < 2 * BLOCK
    assert found.headlines[0].draws == found.draws
    told = " ".join(map(str, found.notes))
    assert "publics_in_eu" in told
    assert "groups of publics" in told
    assert found.headlines[0].groupings == ()


def learned(weights: Any, streams: list[str]) -> Resampled:
    return Resampled(0, frozenset(streams), cumulated(np.asarray(weights, float)), "learned")


def test_equal_weights_learn_nothing():
    case = case_of(two_coins())
    plain = asked(drivers(case, by=[], draws=FEW))
    same = learned(np.ones(FEW), ["walk_away.a", "walk_away.b"])
    again = drivers(case, draws=FEW, seed=same)
    assert [str(it) for it in again.notes if it.code == "dependent"]
    assert again.headlines[0].groupings == ()
    for path, index in alone(again.headlines[0]).items():
        was = alone(plain)[path]
        assert index is not None
        assert was is not None
        assert index.value == pytest.approx(was.value, abs=0.02)


def test_learned_draws_tell_the_same_of_a_number_that_is_known_better():
    """Draws in which a's walk-away value is low: then b alone decides."""
    case = case_of(two_coins())
    draws = 2 * FEW
    u = np.concatenate([uniforms(0, "walk_away.a", block) for block in range(draws // BLOCK)])
    seed = learned(u < 0.5, ["walk_away.a", "walk_away.b"])
    it = asked(drivers(case, draws=FEW, seed=seed))
    found = alone(it)
    assert it.open_share == pytest.approx(0.5, abs=0.03)
    assert found["walk_away.a"] is not None
    assert abs(found["walk_away.a"].value) < 0.01
    assert found["walk_away.b"] is not None
    assert found["walk_away.b"].value == pytest.approx(1, abs=0.06)
    a = next(one for one in it.drivers if one.paths == ("walk_away.a",))
    assert all(part.high <= 50.1 for part in a.parts if part.high is not None)


def test_few_learned_draws_are_not_taken_for_many():
    """Actor c always accepts: among 64 draws taken 64 times each it must not seem to matter."""
    document = two_coins()
    document["questions"][0]["actors"] = ["a", "b", "c"]
    found = []
    for start in range(32):
        weights = np.zeros(FEW)
        weights[start::64] = 1
        seed = learned(weights, [f"walk_away.{actor}" for actor in "abc"])
        found.append(alone(asked(drivers(case_of(document), by=[], draws=FEW, seed=seed))))
    idle = [it["walk_away.c"].value for it in found if it["walk_away.c"] is not None]
    assert len(idle) == 32
    assert abs(np.mean(idle)) < 0.04  # taken for 4,096 draws, 20 bins of 64 would explain 0.3


def test_a_swapped_seed_has_no_groups():
    found = drivers(case_of(two_coins()), draws=BLOCK, seed=Swapped(0, 1, frozenset()))
    assert found.headlines[0].groupings == ()
    assert found.pairs == 0


# ---------------------------------------------------------------- any case


def test_without_questions_it_says_what_is_lacking():
    document = two_coins()
    del document["questions"]
    found = drivers(case_of(document))
    assert (found.headlines, found.worth_finding) == ((), ())
    assert [it.key for it in found.lacking] == ["questions"]
    assert "no questions" in found.summary()
    assert found.to_rows() == []


def test_one_draw_and_few_pairs_are_no_reason_to_fail():
    for name in ("two-issues", "cyprus-2004"):
        for draws in (1, 2, 30, 300):
            found = drivers(load(name), draws=draws, pairs=2)
            assert found.draws == draws
            assert found.summary().endswith("no forecast.")


def test_a_space_too_large_to_count_is_told_by_whether_a_zone_exists(large_case):
    document = large_case.document.model_dump(mode="json", exclude_defaults=True)
    document = copy.deepcopy(document)
    document["questions"] = [{"id": "q", "text": "Both?", "actors": ["a", "b"]}]
    found = drivers(case_of(document), by=["actor"], draws=64, pairs=8)
    (it,) = found.headlines
    assert all(one.alone.size is None for one in it.drivers)
    assert it.told_by in ("exists", None)
    assert math.isnan(it.median)
    assert "uncounted" in [note.code for note in found.notes]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ({"questions": ["publicss"]}, "publics"),
        ({"by": ["issues"]}, "issue"),
        ({"pairs": 1}, "two pairs"),
        ({"draws": 0}, "at least one draw"),
    ],
)
def test_what_does_not_exist_is_named(arguments, said):
    with pytest.raises(UsageError, match=said):
        drivers(load("cyprus-2004"), **arguments)


def test_a_headline_that_does_not_vary_among_few_draws_is_not_joined():
    case = case_of(two_coins())
    for draws in range(1, 7):  # by chance half of the draws are open and all outcomes equal
        found = drivers(case, by=[], draws=draws)
        told = {it.id for it in found.headlines if it.told_by}
        assert set(found.joined) <= told
    assert drivers(load("ukraine-2023"), by=[], draws=2).draws == 2
