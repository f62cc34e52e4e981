"""Scores of forecasts: published arithmetic, a plain oracle, and what cannot be scored."""

import math
from itertools import product
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import backchannel as bc
from backchannel.case import Case
from backchannel.case.register import digest_of
from backchannel.case.schema import CaseDocument, Entry, Forecast
from backchannel.core.errors import UsageError
from backchannel.record.intervals import sampled_share
from backchannel.studies import forecasts, headlines
from backchannel.studies.record.forecasts import ENOUGH, Forecasts
from backchannel.studies.record.headline_chance import headline_chance
from backchannel.theory import brier_score, calibration, log_score

Written = tuple[tuple[float, float, float], bool]


def case_of(said: list[Written], name: str = "made", **every: Any) -> Case:
    """Make a case that holds forecasts with their outcomes and nothing else."""
    made = [
        {
            "id": f"F{n}",
            "by": ("analyst", "backchannel")[n % 2],
            "made": "2025",
            "text": "x",
            "probability": {"value": list(chance), "basis": "inference", "reason": "x"},
            "horizon": "2027",
            "resolution": "x",
            **every,
        }
        for n, (chance, _) in enumerate(said)
    ]
    lines, before = [], ""
    for status, n in [("entered", n) for n in range(len(said))] + [
        ("resolved", n) for n in range(len(said))
    ]:
        line: dict[str, Any] = {"forecast": f"F{n}", "status": status, "date": "2026-01-01"}
        if status == "resolved":
            line |= {"status": "happened" if said[n][1] else "did_not_happen", "reason": "x"}
        entry = Entry.model_validate({**line, "digest": f"sha256:{'0' * 64}"})
        held = Forecast.model_validate(made[n]) if status == "entered" else None
        before = digest_of(before, entry, held)
        lines.append({**line, "digest": before})
    document = {
        "format": 1,
        "case": {"id": name, "title": name, "as_of": "2026"},
        "parties": [], "actors": [], "issues": [], "forecasts": made, "register": lines,
    }  # fmt: skip
    return Case.of(CaseDocument.model_validate(document), {}, {}, ())


# ---------------------------------------------------------------- scores


@pytest.mark.parametrize(
    ("happened", "brier", "log"),
    [(True, 0.09, 0.357), (False, 0.49, 1.204)],
    ids=["T18 it happened", "T18 it did not"],
)
def test_published_scores(happened: bool, brier: float, log: float) -> None:
    assert float(brier_score(0.7, happened)) == pytest.approx(brier, abs=1e-12)
    assert float(log_score(0.7, happened)) == pytest.approx(log, abs=5e-4)
    (told,) = forecasts(case_of([((0.7, 0.7, 0.7), happened)])).forecasts
    assert told.brier is not None
    assert told.log is not None
    assert (told.brier.mode, told.log.mode) == pytest.approx((brier, log), abs=5e-4)


def test_one_half_always_scores_the_same() -> None:
    found = forecasts(bc.load("two-issues"))
    assert found.one_half.mode == 0.25
    assert found.one_half_log.mode == pytest.approx(math.log(2))
    for happened in (True, False):
        assert float(brier_score(0.5, happened)) == 0.25


def test_what_was_called_impossible_scores_infinite_and_certain_zero() -> None:
    assert log_score([0.0, 1.0, 1.0, 0.0], [1, 1, 0, 0]).tolist() == [math.inf, 0, math.inf, 0]
    found = forecasts(case_of([((0.0, 0.0, 0.5), True), ((1.0, 1.0, 1.0), True)]))
    assert found.overall is not None
    assert found.overall.log.mode == math.inf
    assert found.overall.log.least == pytest.approx(math.log(2) / 2)
    assert found.to_rows()[0]["log"] == "infinite"


PROBABILITIES = st.sampled_from([0, 0.2, 0.4, 0.5, 0.6, 0.8, 1]) | st.integers(0, 64).map(
    lambda n: n / 64
)
chances = st.lists(
    st.tuples(
        st.lists(PROBABILITIES, min_size=3, max_size=3).map(
            lambda three: tuple(sorted(map(float, three)))
        ),
        st.booleans(),
    ),
    min_size=1,
    max_size=12,
)


@given(chances)
def test_scores_and_calibration_against_plain_python(said: list[Written]) -> None:
    found = forecasts(case_of(said))
    for told, ((low, mode, high), came) in zip(found.forecasts, said, strict=True):
        losses = [(f - came) ** 2 for f in (low, mode, high)]
        assert told.brier is not None
        assert (told.brier.least, told.brier.mode, told.brier.most) == pytest.approx(
            (min(losses), losses[1], max(losses))
        )
        assert told.brier.least <= told.brier.mode <= told.brier.most
    assert found.overall is not None
    assert found.overall.brier.mode == pytest.approx(
        sum((mode - came) ** 2 for (_, mode, _), came in said) / len(said)
    )
    assert sum(mean.count for mean in found.by_source) == len(said)
    weighted = sum(mean.count * mean.brier.mode for mean in found.by_source)
    assert weighted == pytest.approx(found.overall.brier.mode * len(said))
    edges = [0.0, 0.2, 0.4, 0.6, 0.8, 1.0]
    for b, bin_ in enumerate(found.bins):
        held = [
            (mode, came) for (_, mode, _), came in said
            if edges[b] <= mode < edges[b + 1] or (b == 4 and mode == 1.0)
        ]  # fmt: skip
        assert (bin_.count, bin_.happened) == (len(held), sum(came for _, came in held))
        if held:
            assert bin_.said == pytest.approx(sum(mode for mode, _ in held) / len(held))
            assert bin_.share == sampled_share(bin_.happened, bin_.count)
        else:
            assert bin_.said is None


@given(chances)
def test_turning_every_statement_round_keeps_the_scores(said: list[Written]) -> None:
    turned = [((1 - high, 1 - mode, 1 - low), not came) for (low, mode, high), came in said]
    one, other = forecasts(case_of(said)).overall, forecasts(case_of(turned)).overall
    assert one is not None
    assert other is not None
    for score in ("brier", "log"):
        ours, theirs = getattr(one, score), getattr(other, score)
        assert (ours.mode, ours.least, ours.most) == pytest.approx(
            (theirs.mode, theirs.least, theirs.most), rel=1e-6
        )


def test_saying_the_true_frequency_has_the_least_expected_score() -> None:
    grid = np.linspace(0.01, 0.99, 99)
    for truth, score in product((0.1, 0.5, 0.73), (brier_score, log_score)):
        expected = truth * score(grid, 1) + (1 - truth) * score(grid, 0)
        assert grid[expected.argmin()] == pytest.approx(truth)


def test_bins_share_their_edges_once() -> None:
    found = calibration([0, 0.2, 0.2, 0.6, 1, 1], [0, 1, 0, 1, 1, 1])
    assert found.counts.tolist() == [1, 2, 0, 1, 2]
    assert found.happened.tolist() == [0, 1, 0, 1, 2]
    assert calibration([], []).counts.tolist() == [0] * 5


def test_a_bin_says_when_it_holds_enough() -> None:
    said = [((0.1, 0.1, 0.1), False)] * ENOUGH + [((0.9, 0.9, 0.9), True)] * (ENOUGH - 1)
    bins = forecasts(case_of(said)).bins
    assert [b.enough for b in bins] == [True, False, False, False, False]


# ---------------------------------------------------------------- what is told


def test_hindsight_is_told() -> None:
    said = [((0.7, 0.7, 0.7), True)]
    for every, expected in (
        ({"made": "2025", "horizon": "2026-01-01"}, None),
        ({"made": "2025", "horizon": "2025-12"}, "entered"),
        ({"made": "2026-01-01", "horizon": "2025-12"}, "made"),
    ):
        found = forecasts(case_of(said, **every))
        assert found.forecasts[0].hindsight == expected
        assert found.overall is not None
        assert found.overall.made_after == (expected == "made")
        assert found.overall.entered_after == (expected == "entered")


def test_several_cases_keep_their_sources_apart() -> None:
    said = [((0.7, 0.7, 0.7), True)]
    found = forecasts(case_of(said, "one"), case_of(said * 3, "two"))
    assert [(mean.name, mean.count) for mean in found.by_source] == [
        ("two: analyst", 2), ("one: analyst", 1), ("two: backchannel", 1),
    ]  # fmt: skip
    assert [(it.case, it.lines) for it in found.registers] == [("one", 2), ("two", 6)]
    assert found.run.case_id == "one, two"


def test_the_three_forecasts_of_2023_lack_what_their_words_lack(ukraine: Case) -> None:
    found = forecasts(ukraine)
    assert {it.id: it.missing for it in found.forecasts} == {
        "F1": ("probability", "horizon", "resolved"),
        "F2": ("probability", "horizon", "resolved"),
        "F3": ("horizon", "definition", "resolved"),
    }
    assert {it.entered for it in found.forecasts} == {"2026-11-22"}
    assert found.overall is None
    assert found.summary() == "3 forecasts on record; none has a score."


def test_cyprus_is_scored_from_both_sides_of_the_vote() -> None:
    found = forecasts(bc.load("cyprus-2004"))
    by = {mean.name: mean for mean in found.by_source}
    assert by["S_USCOORD"].brier.mode == pytest.approx(0.97**2)
    assert by["S_POLLS"].brier.mode == pytest.approx((0.01**2 + 0.38**2) / 2)
    assert (by["backchannel"].made_after, by["backchannel"].count) == (3, 3)
    assert {it.id: it.missing for it in found.forecasts if it.brier is None} == {
        "F3": ("probability", "horizon", "resolution", "definition", "resolved"),
        "B4": ("resolution", "definition", "resolved"),
    }
    assert not any(b.enough for b in found.bins)


def test_a_case_without_forecasts_says_so() -> None:
    found = forecasts(bc.load("two-issues"))
    assert isinstance(found, Forecasts)
    assert (found.forecasts, found.overall, found.by_source) == ((), None, ())
    assert [it.key for it in found.lacking] == ["forecasts"]
    assert found.to_rows() == []
    with pytest.raises(UsageError, match="no case"):
        forecasts()


# ---------------------------------------------------------------- headlines


def test_a_headline_as_a_chance_is_the_headline() -> None:
    case = bc.load("two-issues").under("cautious")
    (asked,) = headlines(case, draws=300, seed=3).headlines
    found = headline_chance(case, "both", draws=300, seed=3)
    assert found.share == sampled_share(round(300 * asked.open_share), 300)
    with pytest.raises(UsageError, match="did you mean 'both'"):
        headline_chance(case, "boht")
