"""Learning from answers on record: exact posteriors, calibration, rule 11, what is handed on."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pytest
from scipy.integrate import dblquad, quad
from scipy.special import expit
from scipy.stats import beta, kstest

import backchannel as bc
from backchannel.case import Case
from backchannel.case.schema import CaseDocument
from backchannel.core.errors import UsageError
from backchannel.record.weights import weighted_quantiles
from backchannel.space.draws import drawn_values
from backchannel.studies.record.learn import learn

WHY = {"basis": "inference", "reason": "made for a test"}
DRAWS = 40_960
RESIDENTS, EVERYBODY = {"land": "vote"}, {"land": "vote_all"}


def case_of(
    offers: Sequence[Mapping[str, Any]],
    *,
    worth: Sequence[float] = (0, 50, 100),
    walk_away: Sequence[float] = (40, 40, 40),
    more: Mapping[str, Any] | None = None,
    uniform: bool = True,
) -> Case:
    """One asker and one holder over one issue; the holder's worth of a vote is not known."""
    spread = {"distribution": "uniform"} if uniform else {}
    base: dict[str, Any] = {
        "format": 1,
        "case": {"id": "small", "title": "small", "as_of": "2024"},
        "parties": [{"id": "P", "name": "P", "actors": ["asker", "holder"]}],
        "actors": [{"id": a, "name": a} for a in ("asker", "holder")],
        "issues": [
            {
                "id": "land",
                "name": "land",
                "status_quo": "held",
                "options": [{"id": o, "text": o} for o in ("held", "vote", "vote_all")],
            }
        ],
        "preferences": {
            "asker": {
                "land": {
                    "weight": [1, 1, 1],
                    "values": {"held": [0, 0, 0], "vote": [80, 80, 80], "vote_all": [90, 90, 90]},
                    **WHY,
                }
            },
            "holder": {
                "land": {
                    "weight": [1, 1, 1],
                    "values": {
                        "held": [100, 100, 100],
                        "vote": {"value": list(worth), **WHY, **spread},
                        "vote_all": [20, 20, 20],
                    },
                    **WHY,
                }
            },
        },
        "walk_away": {
            "asker": {"value": [30, 30, 30], **WHY},
            "holder": {"value": list(walk_away), **WHY, **spread},
        },
        "answers": {"width": [5, 5, 5], **WHY},
        "offers": [{"by": "asker", "to": "holder", **offer} for offer in offers],
    }
    return Case.of(CaseDocument.model_validate({**base, **(more or {})}), {}, {}, ())


def offer(*codings: Mapping[str, str], answer: str = "refused", **more: Any) -> dict[str, Any]:
    return {"id": "O1", "codings": list(codings), "answer": answer, **more}


def mean_after(case: Case, path: str, draws: int = DRAWS) -> float:
    found = learn(case, draws=draws)
    return float(np.average(values(case, path, draws), weights=found.weights))


def values(case: Case, path: str, draws: int = DRAWS) -> Any:
    blocks = [drawn_values(case.unknowns[path], 0, path, b) for b in range(-(-draws // 1024))]
    return np.concatenate(blocks)[:draws]


VOTE = "preferences.holder.land.values.vote"


def pert(low: float, mode: float, high: float) -> Any:
    share = (mode - low) / (high - low)
    return beta(1 + 4 * share, 5 - 4 * share, low, high - low)


# ---------------------------------------------------------------- exact posteriors


@pytest.mark.parametrize("answer", ["refused", "accepted", "countered"])
@pytest.mark.parametrize("uniform", [True, False])
def test_one_unknown_against_quadrature(answer: str, uniform: bool) -> None:
    case = case_of([offer(RESIDENTS, answer=answer)], uniform=uniform)
    sign = 1.0 if answer == "accepted" else -1.0

    def weight(v: float) -> float:
        prior = 1.0 if uniform else float(pert(0, 50, 100).pdf(v))
        return prior * float(expit(sign * (v - 40) / 5))

    total = quad(weight, 0, 100, points=[40])[0]
    expected = quad(lambda v: v * weight(v), 0, 100, points=[40])[0] / total
    assert mean_after(case, VOTE) == pytest.approx(expected, abs=0.1)


def test_two_unknowns_two_offers_and_two_codings_against_quadrature() -> None:
    case = case_of(
        [
            offer(RESIDENTS, EVERYBODY),
            {"id": "O2", "codings": [EVERYBODY], "answer": "accepted"},
        ],
        walk_away=(10, 30, 50),
    )

    def weight(r: float, v: float) -> float:
        either = 1 - (float(expit((v - r) / 5)) + float(expit((20 - r) / 5))) / 2
        return either * float(expit((20 - r) / 5))

    total = dblquad(weight, 0, 100, 10, 50)[0]
    vote = dblquad(lambda r, v: v * weight(r, v), 0, 100, 10, 50)[0] / total
    level = dblquad(lambda r, v: r * weight(r, v), 0, 100, 10, 50)[0] / total
    assert mean_after(case, VOTE) == pytest.approx(vote, abs=0.25)
    assert mean_after(case, "walk_away.holder") == pytest.approx(level, abs=0.1)


def test_a_doubtful_report_against_quadrature() -> None:
    said = {
        "sources": [
            {
                "id": "S",
                "name": "S",
                "interest": "none known",
                "reliability": "C",
                "credibility": {"value": [0.3, 0.3, 0.3], **WHY},
            }
        ],
        "claims": [{"id": "E", "source": "S", "kind": "report", "grade": 3, "text": "refused"}],
        "credibility": {"information": {"3": {"value": [0.5, 0.5, 0.5], **WHY}}},
    }
    case = case_of([offer(RESIDENTS, claims=["E"])], more=said)

    def weight(v: float) -> float:
        return 0.3 * float(expit(-(v - 40) / 5)) + 0.7

    total = quad(weight, 0, 100, points=[40])[0]
    expected = quad(lambda v: v * weight(v), 0, 100, points=[40])[0] / total
    assert mean_after(case, VOTE) == pytest.approx(expected, abs=0.1)
    lesson = learn(case, draws=DRAWS).lessons[0]
    refused = quad(lambda v: 0.3 * float(expit(-(v - 40) / 5)), 0, 100, points=[40])[0]
    assert lesson.happened == pytest.approx(refused / total, abs=0.002)
    assert lesson.believed.median == pytest.approx(0.3)


def test_an_approach_stands_for_the_best_that_the_asker_would_sign() -> None:
    case = case_of([{"id": "O1", "approach": True, "answer": "refused"}])

    def weight(v: float) -> float:  # the asker would sign either vote; `held` is the present state
        return float(expit(-(max(v, 20.0) - 40) / 5))

    total = quad(weight, 0, 100, points=[20, 40])[0]
    expected = quad(lambda v: v * weight(v), 0, 100, points=[20, 40])[0] / total
    assert mean_after(case, VOTE) == pytest.approx(expected, abs=0.1)


def test_a_real_red_line_explains_a_refusal_by_itself() -> None:
    line = {
        "red_lines": [
            {"id": "RL", "actor": "holder", "forbids": [RESIDENTS], "hardness": [0.5, 0.5, 0.5],
             **WHY}
        ]
    }  # fmt: skip
    case = case_of([offer(RESIDENTS)], worth=(60, 60, 60), more=line)
    moved = learn(case, draws=DRAWS).lessons[0].moved
    taken = float(expit(20 / 5))
    expected = 0.5 / (0.5 + 0.5 * (1 - taken))
    assert [it.path for it in moved] == ["red_lines.RL.hardness"]
    assert moved[0].of == "real"
    assert moved[0].before.median == pytest.approx(0.5, abs=0.005)
    assert moved[0].after.median == pytest.approx(expected, abs=0.002)


# ---------------------------------------------------------------- calibration


@pytest.mark.parametrize("uniform", [True, False])
def test_posteriors_are_calibrated_by_simulation(uniform: bool) -> None:
    """What was drawn from the prior falls evenly over the posteriors of the answers it gives."""
    offers = [offer(RESIDENTS), {"id": "O2", "codings": [EVERYBODY], "answer": "refused"}]
    truth = 3_000
    base = case_of(offers, walk_away=(0, 35, 70), uniform=uniform)
    vote, level = (
        np.concatenate([drawn_values(base.unknowns[p], 99, p, b) for b in range(3)])[:truth]
        for p in (VOTE, "walk_away.holder")
    )
    rng = np.random.Generator(np.random.Philox(5))
    yes = np.array([expit((vote - level) / 5), expit((20 - level) / 5)]) > rng.random((2, truth))
    places = np.empty((2, truth))
    for answers in ((False, False), (False, True), (True, False), (True, True)):
        told = [
            {**it, "answer": "accepted" if said else "refused"}
            for it, said in zip(offers, answers, strict=True)
        ]
        case = case_of(told, walk_away=(0, 35, 70), uniform=uniform)
        weights = learn(case, draws=20_480).weights
        here = (answers == yes.T).all(axis=1)
        for row, (path, true) in enumerate([(VOTE, vote), ("walk_away.holder", level)]):
            drawn = values(case, path, 20_480)
            order = np.argsort(drawn)
            running = np.cumsum(weights[order]) / weights.sum()
            places[row, here] = np.interp(true[here], drawn[order], running)
    for row in places:
        assert kstest(row, "uniform").pvalue > 0.01
        assert kstest(row[vote > 50], "uniform").pvalue < 0.01  # the test can fail


# ---------------------------------------------------------------- rules


def test_what_rests_on_the_offer_alone_falls_back_before_it_teaches() -> None:
    claims = {
        "sources": [{"id": "S", "name": "S", "interest": "x", "reliability": "A"}],
        "claims": [{"id": "E", "source": "S", "kind": "report", "grade": 1, "text": "refused"}],
        "walk_away": {
            "asker": {"value": [30, 30, 30], **WHY},
            "holder": {"value": [35, 40, 45], **WHY, "claims": ["E"]},
        },
    }
    case = case_of([offer(RESIDENTS, claims=["E"])], more=claims)
    found = learn(case, draws=2_048)
    assert found.fallen == ("walk_away.holder",)
    held = found.case.unknowns["walk_away.holder"]
    assert (held.low, held.high, held.distribution) == (0, 100, "uniform")
    assert case.unknowns["walk_away.holder"].low == 35


def test_an_unknown_answer_teaches_nothing() -> None:
    found = learn(case_of([offer(RESIDENTS, answer="unknown")]), draws=1_024)
    assert found.lessons == ()
    assert found.silent == ("O1",)
    assert found.effective == found.draws
    assert found.seed == 0


def test_refusing_lowers_and_accepting_raises_what_the_offer_was_worth() -> None:
    for answer, way in (("refused", -1), ("accepted", 1)):
        coding = learn(case_of([offer(RESIDENTS, answer=answer)])).lessons[0].codings[0]
        assert way * (coding.gain_after.median - coding.gain_before.median) > 5


def test_codings_that_say_the_same_teach_what_one_does() -> None:
    one, two = (learn(case_of([offer(*[RESIDENTS] * n)]), draws=2_048) for n in (1, 2))
    assert one.weights.tolist() == two.weights.tolist()


def test_the_same_seed_gives_the_same_on_any_number_of_threads() -> None:
    case = bc.load("ukraine-2023")
    one, two = (learn(case, draws=3_000, threads=n) for n in (1, 3))
    assert one.weights.tolist() == two.weights.tolist()
    assert one.lessons == two.lessons
    assert one.moved == two.moved


def test_few_effective_draws_are_said() -> None:
    sure = [{"id": f"O{n}", "codings": [RESIDENTS], "answer": "refused"} for n in range(40)]
    found = learn(case_of(sure, worth=(38, 70, 100)), draws=2_048)
    assert found.effective < 0.1 * found.draws
    assert [it.code for it in found.notes] == ["few_effective"]
    assert not learn(case_of(sure[:1]), draws=2_048).notes


def test_learned_draws_carry_the_posterior_to_other_studies() -> None:
    case = case_of([offer(RESIDENTS)])
    found = learn(case, draws=20_480)
    handed = np.concatenate([drawn_values(case.unknowns[VOTE], found.seed, VOTE, b)
                             for b in range(4)])  # fmt: skip
    weighed = values(case, VOTE, 20_480)
    for p in (0.1, 0.5, 0.9):
        expected = weighted_quantiles(weighed, found.weights, [p])[0]
        assert np.quantile(handed, p) == pytest.approx(expected, abs=0.5)
    asked = {"questions": [{"id": "Q", "text": "both?", "actors": ["asker", "holder"]}]}
    with_question = case_of([offer(RESIDENTS)], more=asked)
    learned = learn(with_question, draws=20_480)
    before = bc.studies.headlines(with_question, draws=4_096).headlines[0].open_share
    after = bc.studies.headlines(learned.case, draws=4_096, seed=learned.seed).headlines[0]
    open_ = values(with_question, VOTE, 20_480) >= 40
    assert before == pytest.approx(0.6, abs=0.01)
    assert after.open_share == pytest.approx(np.average(open_, weights=learned.weights), abs=0.02)


def test_names_that_are_no_offer_are_refused() -> None:
    with pytest.raises(UsageError, match="no offer 'O9'"):
        learn(case_of([offer(RESIDENTS)]), ["O9"], draws=10)


def test_answers_that_no_draw_allows_are_said() -> None:
    case = case_of(
        [offer(RESIDENTS, answer="accepted")],
        more={
            "red_lines": [
                {"id": "RL", "actor": "holder", "forbids": [RESIDENTS], "hardness": [1, 1, 1],
                 **WHY}
            ]
        },
    )  # fmt: skip
    with pytest.raises(UsageError, match="no draw allows"):
        learn(case, draws=64)


# ---------------------------------------------------------------- found by breaking


def said(*claims: dict[str, object], **table: object) -> dict[str, object]:
    """Two sources, one that denies, and their claims."""
    return {
        "sources": [
            {"id": s, "name": s, "interest": "x", "reliability": "B"} for s in ("S", "DENIER")
        ],
        "claims": [{"kind": "report", "grade": 3, "text": "t", **claim} for claim in claims],
        **table,
    }


REPORT = {"id": "E", "source": "S"}
DENIAL = {"id": "D", "source": "DENIER", "kind": "denial", "contradicts": ["E"]}


def test_claims_of_an_offer_that_cannot_teach_stay_as_they_are() -> None:
    more = said(REPORT) | {
        "actors": [{"id": a, "name": a} for a in ("asker", "holder", "mute")],
        "parties": [{"id": "P", "name": "P", "actors": ["asker", "holder", "mute"]}],
        "walk_away": {
            "asker": {"value": [30, 30, 30], **WHY},
            "holder": {"value": [35, 40, 45], **WHY, "claims": ["E"]},
        },
    }
    mute = {"id": "O2", "to": "mute", "codings": [RESIDENTS], "answer": "refused", "claims": ["E"]}
    found = learn(case_of([offer(RESIDENTS), mute], more=more), draws=1_024)
    assert found.fallen == ()
    assert [it.offer for it in found.lessons] == ["O1"]
    assert [it.why for it in found.lacking] == ["values"]


def test_a_denial_speaks_against_also_where_it_is_listed_among_the_claims() -> None:
    believed = [
        learn(case_of([offer(RESIDENTS, claims=claims)], more=said(REPORT, DENIAL)), draws=2_048)
        .lessons[0]
        .believed
        for claims in (["E"], ["E", "D"])
    ]
    alone = learn(case_of([offer(RESIDENTS, claims=["E"])], more=said(REPORT)), draws=2_048)
    assert believed[0] == believed[1]
    assert believed[0].median < alone.lessons[0].believed.median


def test_a_table_that_says_never_is_taken_as_nearly_never() -> None:
    never = {"credibility": {"says_if_true": [0, 0, 0], **WHY}}
    case = case_of([offer(RESIDENTS, claims=["E"])], more=said(REPORT, DENIAL) | never)
    found = learn(case, draws=1_024)
    assert np.isfinite(found.weights).all()
    assert 0 < found.lessons[0].believed.low <= found.lessons[0].believed.high < 1


def test_a_report_beyond_doubt_that_no_draw_allows_under_one_coding_has_no_range() -> None:
    line = {
        "red_lines": [
            {"id": "RL", "actor": "holder", "forbids": [RESIDENTS], "hardness": [1, 1, 1], **WHY}
        ]
    }
    case = case_of([offer(RESIDENTS, EVERYBODY, answer="accepted")], more=line)
    broken, other = learn(case, draws=1_024).lessons[0].codings
    assert broken.gain_after is None
    assert broken.gain_if_so is None
    assert other.gain_after is not None


def test_many_unlikely_answers_do_not_vanish() -> None:
    far = [{"id": f"O{n}", "codings": [EVERYBODY], "answer": "accepted"} for n in range(120)]
    case = case_of(far, walk_away=(80, 90, 100))
    found = learn(case, draws=1_024)  # each has a chance of about e-14: together below 1e-700
    assert 0 < found.effective < 100
    assert found.weights.max() == 1
