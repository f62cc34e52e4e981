"""The sources of a case: voices and relays, credibility, contradictions, threats, hedges."""

from typing import Any

import pytest

from backchannel.case import Case, load
from backchannel.case.schema import CaseDocument
from backchannel.studies import headlines, sources
from backchannel.studies.record.sources import SourceOnRecord, Sources

WHY = {"basis": "inference", "reason": "made for a test"}
FEW = 200


def made(
    claims: list[dict[str, Any]], *, relays: dict[str, list[str]] | None = None, **more: Any
) -> Case:
    """Two actors who agree; whoever is named in the claims is a source."""
    through = relays or {}
    names = dict.fromkeys(
        [it["source"] for it in claims] + [s for v in through.values() for s in v]
    )
    document = {
        "format": 1,
        "case": {"id": "made", "title": "made", "as_of": "2024"},
        "sources": [
            {"id": n, "name": n, "interest": "none known", "reliability": "C",
             "reached_through": through.get(n, [])}
            for n in names
        ],
        "claims": [{"kind": "report", "grade": 3, "text": "said", **it} for it in claims],
        "parties": [{"id": "P", "name": "P", "actors": ["a", "b"]}],
        "actors": [{"id": a, "name": a} for a in "ab"],
        "issues": [
            {"id": "i", "name": "i", "status_quo": "no",
             "options": [{"id": "no", "text": "no"}, {"id": "yes", "text": "yes"}]}
        ],
        "preferences": {
            a: {"i": {"weight": [1, 1, 1], "values": {"no": [0, 0, 0], "yes": [60, 60, 60]}, **WHY}}
            for a in "ab"
        },
        "walk_away": {a: {"value": [40, 45, 50], **WHY} for a in "ab"},
        "questions": [{"id": "q", "text": "Do they agree?", "actors": ["a", "b"]}],
    }  # fmt: skip
    return Case.of(CaseDocument.model_validate(document | more), {}, {}, ())


def listed(found: Sources) -> dict[str, SourceOnRecord]:
    return {it.id: it for it in found.sources}


def test_a_chain_of_relays_is_one_voice() -> None:
    case = made(
        [
            {"id": "C1", "source": "V"},
            {"id": "C2", "source": "V", "reached_through": ["R2"], "supports": ["C1"]},
            {"id": "C3", "source": "R1"},
        ],
        relays={"V": ["R1", "R2"]},
    )
    found = sources(case, draws=FEW)
    by_name = listed(found)
    assert [it.id for it in found.voices] == ["V", "R1"]
    voice = by_name["V"]
    assert [(way.relays, way.claims) for way in voice.routes] == [
        (("R1", "R2"), ("C1",)),
        (("R2",), ("C2",)),
    ]
    assert voice.only_through == ("R2",)
    assert voice.echoes == (("C2", "C1"),)
    assert (by_name["R1"].claims, by_name["R1"].passed_on) == (("C3",), ("C1",))
    assert (by_name["R2"].claims, by_name["R2"].passed_on) == ((), ("C1", "C2"))
    assert by_name["R2"].credibility is None
    chains = {it.id: it.chain for it in found.claims}
    assert chains == {"C1": ("V", "R1", "R2"), "C2": ("V", "R2"), "C3": ("R1",)}


def test_what_rests_on_a_source_alone_and_among_others() -> None:
    case = made(
        [{"id": "C1", "source": "A"}, {"id": "C2", "source": "B"}],
        walk_away={
            "a": {"value": [40, 45, 50], "claims": ["C1"], **WHY},
            "b": {"value": [40, 45, 50], "claims": ["C1", "C2"], **WHY},
        },
        offers=[
            {"id": "O1", "by": "a", "to": "b", "codings": [{"i": "yes"}], "answer": "refused",
             "claims": ["C1"]},
            {"id": "O2", "by": "a", "to": "b", "codings": [{"i": "yes"}], "answer": "refused",
             "claims": ["C1", "C2"]},
        ],
        red_lines=[
            {"id": "R", "actor": "b", "forbids": [{"i": "yes"}], "hardness": [0, 0.1, 0.2],
             "claims": ["C2"], **WHY}
        ],
    )  # fmt: skip
    one, other = sources(case, draws=FEW).sources
    assert (one.alone, one.among) == (("walk_away.a",), ("walk_away.b",))
    assert (one.offers, one.red_lines) == (("O1",), ())
    assert (other.alone, other.among) == (("red_lines.R.hardness",), ("walk_away.b",))
    assert (other.offers, other.red_lines) == ((), ("R",))


def test_contradictions_are_run_both_ways() -> None:
    case = made(
        [{"id": "C1", "source": "A"}, {"id": "C2", "source": "B", "contradicts": ["C1"]}],
        walk_away={
            "a": {"value": [40, 45, 50], "claims": ["C1"], **WHY},
            "b": {"value": [70, 75, 80], "claims": ["C2"], **WHY},
        },
    )
    found = sources(case, draws=1_024)
    (pair,) = found.contradictions
    assert (pair.claim, pair.contradicted, pair.voices) == ("C2", "C1", ("B", "A"))
    (without,) = pair.without_claim.shifts
    (other,) = pair.without_contradicted.shifts
    base = headlines(case, draws=1_024).headlines[0].open_share
    assert without.before.value == other.before.value == base == 0.0
    # Without C2 the second actor's walk-away value is anything from 0 to 100: below 60 it agrees.
    assert without.after.value == pytest.approx(0.6, abs=1 / 1024)
    assert without.flips
    assert without.settled
    assert other.after.value == 0.0
    assert not other.flips


def test_a_denial_lowers_the_chance_and_another_voice_raises_no_claim_of_its_own() -> None:
    alone = sources(made([{"id": "C1", "source": "A"}]), draws=FEW)
    denied = sources(
        made([{"id": "C1", "source": "A"}, {"id": "C2", "source": "B", "contradicts": ["C1"]}]),
        draws=FEW,
    )
    before, after = alone.claims[0].credibility, denied.claims[0].credibility
    assert before is not None
    assert after is not None
    assert after.median < before.median
    assert before.low < before.median < before.high


def test_a_better_grade_is_believed_more_and_a_call_to_act_is_not_believed_at_all() -> None:
    grades = [{"id": f"C{n}", "source": "A", "grade": n} for n in (1, 2, 3, 4, 5)]
    found = sources(made([*grades, {"id": "N", "source": "A", "kind": "normative"}]), draws=FEW)
    medians = [it.credibility.median for it in found.claims if it.credibility]
    assert len(medians) == 5
    assert medians == sorted(medians, reverse=True)
    mean = listed(found)["A"].credibility
    assert mean is not None
    assert medians[-1] < mean.median < medians[0]


def test_hedges_are_found_in_every_language_of_a_claim() -> None:
    text = {"en": "It may be very likely.", "ko": "그럴 가능성이 낮다고 한다.", "fr": "possible"}
    (claim,) = sources(made([{"id": "C", "source": "A", "text": text}]), draws=FEW).claims
    assert [(h.language, h.words, h.kind, h.standard) for h in claim.hedges] == [
        ("en", "may", "possible", False),
        ("en", "very likely", "value", True),
        ("ko", "가능성이 낮다고", "value", False),
    ]


def test_t16_claimed_and_adopted_stay_apart(ukraine: Case) -> None:
    (threat,) = sources(ukraine, draws=64).threats
    assert (threat.claimed, threat.adopted) == ((0.95, 0.97, 0.99), (0.02, 0.15, 0.5))
    assert threat.claimed_band is not None
    assert threat.adopted_band is not None
    assert (threat.claimed_band.name, threat.adopted_band.name) == (
        "almost certain",
        "very unlikely",
    )
    assert threat.reason
    assert threat.voices == ("S_INSIDER",)
    assert all(path in ukraine.unknowns for path in threat.paths)


def test_the_shipped_case_has_fewer_voices_than_sources(ukraine: Case) -> None:
    found = sources(ukraine, draws=64)
    assert len(found.voices) < len(found.sources)
    assert ("X03", "E06") in listed(found)["S_INSIDER"].echoes
    assert {(it.claim, it.contradicted) for it in found.contradictions} == {
        ("X01", "E03"),
        ("X01", "E07"),
        ("X01", "E22"),
    }
    assert all(path in ukraine.unknowns for it in found.sources for path in it.alone)


def test_threads_change_nothing_and_a_stop_is_told() -> None:
    case = load("cyprus-2004")
    assert sources(case, draws=64, threads=1).contradictions == (
        sources(case, draws=64, threads=2).contradictions
    )
    stopped = sources(case, draws=64, stop=lambda: True)
    assert not stopped.contradictions
    assert "C14" in str(stopped.notes[-1])


def test_without_sources_it_says_so() -> None:
    found = sources(made([]), draws=FEW)
    assert [it.why for it in found.lacking] == ["sources"]
    assert found.summary() == "The case names no sources."
    assert found.to_rows() == []
