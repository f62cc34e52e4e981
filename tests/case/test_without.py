"""Rule 11: what goes, and what falls back to ignorance, when claims or sources are taken away."""

from typing import Any, Final

import pytest

from backchannel.case import Case, load
from backchannel.case.schema import CaseDocument
from backchannel.case.voices import by_voice, chain_of, claims_through, contradicting
from backchannel.case.without import set_aside, without_claims, without_source
from backchannel.core.errors import UsageError
from backchannel.studies import headlines

WHY: Final[dict[str, Any]] = {"basis": "inference", "reason": "made for a test"}


@pytest.fixture(scope="module")
def small() -> Case:
    """An editor relays a witness; a clerk speaks for itself."""

    def said(*claims: str) -> dict[str, Any]:
        return {**WHY, "claims": list(claims)}

    document = {
        "format": 1,
        "case": {"id": "small", "title": "small", "as_of": "2024"},
        "sources": [
            {"id": "EDITOR", "name": "e", "interest": "x", "reliability": "B"},
            {"id": "WITNESS", "name": "w", "interest": "x", "reliability": "C",
             "reached_through": ["EDITOR"]},
            {"id": "CLERK", "name": "c", "interest": "x", "reliability": "B"},
        ],
        "claims": [
            {"id": "W1", "source": "WITNESS", "kind": "report", "grade": 3, "text": "a"},
            {"id": "W2", "source": "WITNESS", "kind": "report", "grade": 3, "text": "b",
             "reached_through": []},
            {"id": "C1", "source": "CLERK", "kind": "denial", "grade": 3, "text": "c",
             "contradicts": ["W1"]},
        ],
        "parties": [{"id": "P", "name": "P", "actors": ["a", "b"]}],
        "actors": [{"id": "a", "name": "a"}, {"id": "b", "name": "b"}],
        "issues": [
            {"id": "i", "name": "i", "status_quo": "x",
             "options": [{"id": o, "text": o} for o in ("x", "y")]}
        ],
        "preferences": {
            actor: {"i": {"weight": {"value": [1, 2, 4], **said("W1")},
                          "values": {"x": [0, 10, 20],
                                     "y": {"value": [50, 60, 70], **said("W1", "C1")}},
                          **WHY}}
            for actor in ("a", "b")
        },
        "walk_away": {"a": {"value": [20, 30, 40], **said("W1", "W2")},
                      "b": {"value": [20, 30, 40], **WHY}},
        "red_lines": [{"id": "RL", "actor": "a", "forbids": [{"i": "y"}],
                       "hardness": [0.8, 0.9, 1], **said("W1")}],
        "bonuses": [{"id": "B", "actor": "b", "pattern": {"i": "y"},
                     "points": [-10, -4, -2], **said("W2")}],
        "threats": [{"id": "T", "by": "a", "act": "t", "trigger": {"text": "t"},
                     "claimed_probability": [0.9, 0.95, 0.99],
                     "adopted_probability": [0.1, 0.2, 0.3], **said("W1")}],
        "offers": [{"id": "O", "by": "a", "to": "b", "codings": [{"i": "y"}], "answer": "refused",
                    "claims": ["W1"]},
                   {"id": "O_BOTH", "by": "a", "to": "b", "codings": [{"i": "y"}],
                    "answer": "refused", "claims": ["W1", "C1"]},
                   {"id": "O_NONE", "by": "a", "to": "b", "codings": [{"i": "y"}],
                    "answer": "refused"}],
        "votes": [{"id": "V", "offer": "O", "holder": "b", "if_won": {"i": "x"},
                   "if_lost": {"i": "y"}, "chance": [0.1, 0.5, 0.9], **WHY}],
        "questions": [{"id": "Q", "text": "both?", "actors": ["a", "b"]}],
    }  # fmt: skip
    return Case.of(CaseDocument.model_validate(document), {}, {}, ())


def spread(case: Case, path: str) -> tuple[float, float, str]:
    it = case.unknowns[path]
    return it.low, it.high, it.distribution


def test_dropping_a_source_takes_what_it_says_and_relays(small: Case) -> None:
    assert claims_through(small.document, ["EDITOR"]) == {"W1"}
    assert claims_through(small.document, ["WITNESS"]) == {"W1", "W2"}
    witness = small.document.claims[1]
    assert chain_of(small.document, witness) == ("WITNESS",)
    assert chain_of(small.document, small.document.claims[0]) == ("WITNESS", "EDITOR")


def test_only_what_rests_on_the_lost_claims_alone_falls_back(small: Case) -> None:
    gone = without_source(small, "EDITOR")
    assert set(gone.fallen) == {"preferences.a.i.weight", "preferences.b.i.weight"}
    assert gone.offers == ("O",)
    assert gone.red_lines == ("RL",)
    assert gone.threats == ("T",)
    assert spread(gone.case, "preferences.a.i.weight") == (0, 4, "uniform")
    assert spread(gone.case, "preferences.a.i.values.y") == (50, 70, "pert")
    assert spread(gone.case, "walk_away.a") == (20, 40, "pert")
    assert not [path for path in gone.case.unknowns if path.startswith(("red_lines", "threats"))]
    assert gone.case.document.votes[0].offer is None
    assert gone.case.digest != small.digest


def test_each_scale_has_its_own_ignorance(small: Case) -> None:
    gone = without_source(small, "WITNESS", "CLERK").case
    assert spread(gone, "walk_away.a") == (0, 100, "uniform")
    assert spread(gone, "preferences.a.i.values.y") == (0, 100, "uniform")
    assert spread(gone, "bonuses.B.points") == (-20, 20, "uniform")
    aside = set_aside(small, ["W1"]).case
    assert spread(aside, "red_lines.RL.hardness") == (0, 1, "uniform")
    assert spread(aside, "threats.T.adopted_probability") == (0, 1, "uniform")


def test_setting_aside_keeps_offers_and_lines(small: Case) -> None:
    aside = set_aside(small, ["W1", "C1"])
    assert aside.case.document == small.document
    assert (aside.offers, aside.red_lines, aside.threats) == ((), (), ())


def test_nothing_lost_nothing_changed(small: Case) -> None:
    assert set_aside(small, []).case is small
    assert without_claims(small, []).case.digest == small.digest


def test_a_case_that_lost_much_can_still_be_asked(small: Case) -> None:
    gone = without_source(small, "WITNESS", "CLERK", "EDITOR")
    assert gone.offers == ("O", "O_BOTH")
    found = headlines(gone.case, draws=256).headlines[0]
    assert found.counts.shape == (256,)
    assert 0 < found.open_share < 1


def test_voices_and_contradictions(small: Case) -> None:
    told = by_voice(small.document, ["C1", "W1", "W2", "W1"])
    assert {name: [c.id for c in claims] for name, claims in told.items()} == {
        "CLERK": ["C1"], "WITNESS": ["W1", "W2"],
    }  # fmt: skip
    assert contradicting(small.document, ["W1"]) == ("C1",)
    assert contradicting(small.document, ["C1"]) == ("W1",)
    assert contradicting(small.document, ["C1", "W1"]) == ()


def test_readings_come_first_and_then_what_they_rest_on_goes() -> None:
    case = load("ukraine-2023").under("insider")
    gone = without_source(case, "S_INSIDER")
    assert "walk_away.ru_leader" in gone.fallen
    assert gone.case.readings == ("insider",)


def test_a_name_that_is_no_source_is_refused(small: Case) -> None:
    with pytest.raises(UsageError, match="no source 'EDITR'"):
        without_source(small, "EDITR")
