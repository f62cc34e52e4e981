"""Influence of sources: against cases rewritten by hand, and made so that the answer is known."""

import copy
import random
from typing import Any

import pytest

from backchannel.case import Case, load
from backchannel.case.schema import CaseDocument
from backchannel.core.errors import UsageError
from backchannel.studies import headlines, influence
from backchannel.studies.record.influence import Dropped, Influence

WHY = {"basis": "inference", "reason": "made for a test"}
FEW = 200


def case_of(document: dict[str, Any]) -> Case:
    return Case.of(CaseDocument.model_validate(document), {}, {}, ())


def source(name: str, **more: Any) -> dict[str, Any]:
    return {"id": name, "name": name, "interest": "none known", "reliability": "C", **more}


def claim(name: str, by: str, **more: Any) -> dict[str, Any]:
    return {"id": name, "source": by, "kind": "report", "grade": 3, "text": name, **more}


def conclusion() -> dict[str, Any]:
    """Two actors who agree as long as the first can be taken at S1's word."""
    return {
        "format": 1,
        "case": {"id": "made", "title": "made", "as_of": "2024"},
        "sources": [
            source("S1", reached_through=["S4"]),
            source("S2"),
            source("S3"),
            source("S4"),
        ],
        "claims": [claim("C1", "S1"), claim("C2", "S2"), claim("C3", "S1", reached_through=[])],
        "parties": [{"id": "P", "name": "P", "actors": ["a", "b"]}],
        "actors": [{"id": a, "name": a} for a in "ab"],
        "issues": [
            {
                "id": "i",
                "name": "i",
                "status_quo": "no",
                "options": [{"id": "no", "text": "no"}, {"id": "yes", "text": "yes"}],
            }
        ],
        "preferences": {
            a: {"i": {"weight": [1, 1, 1], "values": {"no": [0, 0, 0], "yes": [60, 60, 60]}, **WHY}}
            for a in "ab"
        },
        "walk_away": {
            "a": {"value": [40, 45, 50], "claims": ["C1"], **WHY},
            "b": {"value": [40, 45, 50], "claims": ["C2", "C3"], **WHY},
        },
        "questions": [{"id": "q", "text": "Do they agree?", "actors": ["a", "b"]}],
    }


def by_source(found: Influence) -> dict[str, Dropped]:
    return {it.sources[0]: it for it in found.ranking}


def test_one_source_carries_the_conclusion() -> None:
    found = influence(case_of(conclusion()), draws=1_024)
    dropped = by_source(found)
    # Without S1 the first actor's walk-away value is anything from 0 to 100, and yes is worth 60.
    shift = dropped["S1"].loss.shifts[0]
    assert (shift.before.value, shift.after.value) == (1.0, pytest.approx(0.6, abs=1 / 1024))
    assert dropped["S1"].loss.fallen == ("walk_away.a",)
    assert dropped["S1"].said == ("C1", "C3")
    # What S1 says reached us through S4, but for C3; so S4 carries the same estimate.
    assert dropped["S4"].passed_on == ("C1",)
    assert dropped["S4"].loss.fallen == dropped["S1"].loss.fallen
    assert dropped["S4"].loss.shifts == dropped["S1"].loss.shifts
    # S2 is one of two voices behind the second actor's value; S3 says nothing.
    for idle in ("S2", "S3"):
        assert dropped[idle].loss.largest is None
        assert not dropped[idle].loss.fallen
    assert [name for name, _ in found.carriers("q")] == ["S1", "S4"]
    assert "60 % without S1" in found.summary()


def test_a_flip_is_named_and_says_whether_the_draws_settle_it() -> None:
    document = conclusion()
    for yes, flips, settled in ((60, False, False), (48, True, False), (30, True, True)):
        for a in "ab":
            document["preferences"][a]["i"]["values"]["yes"] = [yes] * 3
            document["walk_away"][a]["value"] = [5, 10, 15]
        (shift,) = by_source(influence(case_of(document), draws=FEW))["S1"].loss.shifts
        assert (shift.flips, shift.flips and shift.settled) == (flips, settled), yes


def test_voices_behind_an_estimate_fall_only_together() -> None:
    document = conclusion()
    for it in document["sources"][:2]:
        it["named"] = False
    found = influence(case_of(document), draws=FEW)
    (group,) = found.groups
    assert (group.kind, group.sources) == ("anonymous", ("S1", "S2"))
    assert set(group.loss.fallen) == {"walk_away.a", "walk_away.b"}
    both = group.loss.shifts[0].after.value
    assert both < by_source(found)["S1"].loss.shifts[0].after.value < 1.0


def random_document(seed: int) -> dict[str, Any]:
    """A small case: whose claims, relays, estimates and red lines fall as they may."""
    pick = random.Random(seed)
    names = [f"S{n}" for n in range(pick.randint(1, 4))]
    claims = [
        claim(f"C{n}", pick.choice(names), **(
            {"reached_through": pick.sample(names, pick.randint(0, len(names) - 1))}
            if pick.random() < 0.4 else {}
        ))
        for n in range(pick.randint(1, 6))
    ]  # fmt: skip

    def some() -> list[str]:
        ids = [it["id"] for it in claims]
        return pick.sample(ids, pick.randint(0, min(2, len(ids))))

    def points() -> list[int]:
        return sorted(pick.choice([0, 20, 40, 40, 60, 80, 100]) for _ in range(3))

    document = conclusion() | {
        "sources": [source(n, named=pick.random() < 0.6,
                           reached_through=[o for o in names if o != n and pick.random() < 0.2])
                    for n in names],
        "claims": claims,
        "walk_away": {a: {"value": points(), "claims": some(), **WHY} for a in "ab"},
        "red_lines": [
            {"id": "R", "actor": "a", "forbids": [{"i": "yes", "j": "yes"}],
             "hardness": [0.2, 0.6, 0.9], "claims": some(), **WHY}
        ],
        "offers": [{"id": "O", "by": "a", "to": "b", "codings": [{"i": "yes"}],
                    "answer": "refused", "claims": some()}],
    }  # fmt: skip
    document["issues"].append({**copy.deepcopy(document["issues"][0]), "id": "j", "name": "j"})
    document["preferences"] = {
        a: {
            i: {"weight": [1, pick.randint(1, 4), 5], "claims": some(),
                "values": {o: points() for o in ("no", "yes")}, **WHY}
            for i in "ij"
        }
        for a in "ab"
    }  # fmt: skip
    return document


def rewritten(document: dict[str, Any], dropped: tuple[str, ...]) -> dict[str, Any]:
    """Rule 11 by hand: the case as an analyst would write it who had never heard the source."""
    left = copy.deepcopy(document)
    relays = {it["id"]: it.get("reached_through", []) for it in left["sources"]}
    lost = {
        it["id"]
        for it in left["claims"]
        if {it["source"], *it.get("reached_through", relays[it["source"]])} & set(dropped)
    }

    def gone(block: dict[str, Any]) -> bool:
        return bool(block.get("claims")) and set(block["claims"]) <= lost

    for a in "ab":
        if gone(left["walk_away"][a]):
            left["walk_away"][a] |= {"value": [0, 50, 100], "distribution": "uniform"}
        for block in left["preferences"][a].values():
            if gone(block):
                mode = block["weight"][1]
                block["weight"] = [0, mode, 2 * mode]
                block["values"] = {o: [0, 50, 100] for o in block["values"]}
                block["distribution"] = "uniform"
    left["red_lines"] = [it for it in left["red_lines"] if not gone(it)]
    left["offers"] = [it for it in left["offers"] if not gone(it)]
    return left


@pytest.mark.parametrize("seed", range(40))
def test_against_cases_rewritten_by_hand(seed: int) -> None:
    document = random_document(seed)
    found = influence(case_of(document), draws=FEW, seed=seed)
    for it in (*found.ranking, *found.groups):
        by_hand = rewritten(document, it.sources)
        (asked,) = headlines(case_of(by_hand), draws=FEW, seed=seed).headlines
        (shift,) = it.loss.shifts
        assert (shift.after.value, shift.median_after) == (asked.open_share, asked.median)
        assert len(it.loss.offers) == len(document["offers"]) - len(by_hand["offers"])
        assert len(it.loss.red_lines) == len(document["red_lines"]) - len(by_hand["red_lines"])
        if not it.said and not it.passed_on:
            assert it.loss.largest is None


@pytest.mark.parametrize("seed", range(10))
def test_names_of_sources_and_claims_do_not_matter(seed: int) -> None:
    document = random_document(seed)

    def renamed(node: Any) -> Any:
        if isinstance(node, dict):
            return {key: renamed(value) for key, value in node.items()}
        if isinstance(node, list):
            return [renamed(value) for value in node]
        return f"x_{node}" if isinstance(node, str) and node in ids else node

    ids = {it["id"] for it in (*document["sources"], *document["claims"])}
    one = influence(case_of(document), draws=64)
    other = influence(case_of(renamed(document)), draws=64)
    for before, after in zip(one.ranking, other.ranking, strict=True):
        assert after.sources == tuple(f"x_{name}" for name in before.sources)
        assert after.loss.fallen == before.loss.fallen
        assert after.loss.shifts == before.loss.shifts


def test_threads_change_nothing() -> None:
    case = load("cyprus-2004")
    one, two = (influence(case, draws=300, threads=n) for n in (1, 2))
    assert one.ranking == two.ranking
    assert one.groups == two.groups


def test_ranking_is_by_the_largest_change() -> None:
    found = influence(load("cyprus-2004"), draws=FEW)
    most = [max(abs(s.change.value) for s in it.loss.shifts) for it in found.ranking]
    assert most == sorted(most, reverse=True)
    for question in found.questions:
        moves = [abs(shift.change.value) for _, shift in found.carriers(question)]
        assert moves == sorted(moves, reverse=True)


def test_the_shipped_case_hangs_on_those_who_passed_everything_on(ukraine: Case) -> None:
    found = influence(ukraine, draws=FEW)
    first = found.ranking[0]
    assert first.sources == ("S_AUTH",)
    assert len(first.passed_on) > 10
    assert {"O1", "O2", "O3"} <= set(first.loss.offers)
    assert by_source(found)["S_ELDER"].loss.largest is None
    assert "S_AUTH" in found.summary()


def test_a_stop_leaves_out_what_is_named() -> None:
    found = influence(case_of(conclusion()), draws=FEW, stop=lambda: True)
    assert not found.ranking
    assert "S1, S2, S3, S4" in str(found.notes[-1])


def test_without_sources_or_questions_it_says_what_is_lacking() -> None:
    document = conclusion()
    bare = document | {"questions": []}
    found = influence(case_of(bare), draws=FEW)
    assert [it.why for it in found.lacking] == ["questions"]
    assert by_source(found)["S1"].loss.fallen == ("walk_away.a",)
    assert "no questions" in found.summary()
    nobody = document | {"sources": [], "claims": []}
    nobody["walk_away"] = {a: {"value": [40, 45, 50], **WHY} for a in "ab"}
    found = influence(case_of(nobody), draws=FEW)
    assert [it.why for it in found.lacking] == ["sources"]
    assert "no single source moves it" in found.summary()


def test_an_unknown_question_is_told_the_nearest() -> None:
    found = influence(load("two-issues"), draws=64)
    with pytest.raises(UsageError, match="'both'"):
        found.carriers("bothh")


def test_rows_hold_each_question_without_each_source() -> None:
    found = influence(case_of(conclusion()), draws=64)
    rows = found.to_rows()
    assert len(rows) == 4
    assert {row["without"] for row in rows} == {"S1", "S2", "S3", "S4"}
