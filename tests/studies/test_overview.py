"""The overview: every question answered, deals with their effects, who is not there."""

import pytest

import backchannel as bc
from backchannel.case import Case
from backchannel.studies.overview import Overview, absences, overview
from backchannel.studies.values import values_over_draws
from backchannel.studies.zones import zone_over_draws

DRAWS = 256


@pytest.fixture(scope="module")
def found(ukraine: Case) -> Overview:
    return overview(ukraine, draws=DRAWS, seed=5)


def test_each_question_is_answered_as_the_engines_answer_it(ukraine: Case, found: Overview) -> None:
    counts = {answer.question.id: answer.count for answer in found.answers}
    assert counts == {
        "us_leader": 21185,
        "us_elite": 612439,
        "with_kyiv": 12,
        "with_kyiv_pressed": 15277,
        "elite_kyiv": 321782,
        "leader_kyiv": 15,
    }
    over = zone_over_draws(ukraine, ["us_admin", "ru_leader", "ua_gov"], draws=DRAWS, seed=5)
    answer = found.answers[2]
    assert answer.open_share == over.open_share
    assert (answer.share.low, answer.share.median, answer.share.high) == (
        over.low,
        over.median,
        over.high,
    )


def test_blocking_names_the_estimates_behind_it(ukraine: Case, found: Overview) -> None:
    for answer in found.answers:
        assert answer.blocking
        for blocking in answer.blocking:
            assert blocking.constraint.path in ukraine.unknowns
            assert (blocking.constraint.kind == "red_line") == bool(blocking.constraint.red_line)


def test_empty_zone_has_openings_and_a_zone_has_none(ukraine: Case) -> None:
    insider = overview(ukraine.under("insider"), draws=64)
    closed = next(a for a in insider.answers if a.question.id == "with_kyiv")
    assert closed.count == 0
    assert [[c.path for c in o.constraints] for o in closed.openings][:1] == [
        ["walk_away.ru_leader"]
    ]
    assert all(not a.openings for a in insider.answers if a.count)


def test_deals_tell_effects_on_all_who_have_values(ukraine: Case, found: Overview) -> None:
    for deal in found.deals:
        answer = next(a for a in found.answers if a.question.id == deal.question)
        assert {e.actor for e in deal.effects if e.signs} == set(answer.actors)
        assert len(deal.effects) == 11
        assert deal.accepted <= min(e.accepts for e in deal.effects if e.signs) + 1e-12
        for effect in deal.effects:
            assert effect.gain.low <= effect.gain.median <= effect.gain.high


def test_those_who_do_not_sign_are_judged_under_what_the_package_implies(
    ukraine: Case, found: Overview
) -> None:
    """Rule 8: a package that stops arms judges Kyiv by its walk-away value without them."""
    stopped = [d for d in found.deals if d.package["arms_supply"] == "stopped"]
    stopped = [d for d in stopped if d.question == "us_leader"]
    assert stopped, "the Nash point of Washington and the leader stops arms"
    for condition, equal in (("us_arms_stopped", True), (None, False)):
        worth = values_over_draws(
            ukraine, [stopped[0].package], ["ua_gov"], condition=condition, draws=DRAWS, seed=5
        )
        effect = next(e for e in stopped[0].effects if e.actor == "ua_gov")
        same = abs(effect.gain.median - float(worth.median[0, 0])) < 1e-9
        assert same is equal


def test_absences_follow_the_case_and_count_weights(ukraine: Case) -> None:
    listed = absences(ukraine)
    unofficial = {a.actor: a for a in listed if a.channel == "CH_US_RU_T15"}
    assert set(unofficial) == {
        "us_hawks", "ru_public", "ua_gov", "ua_public", "eu_govs", "cn_gov", "gs_states"
    }  # fmt: skip
    # 16 of Kyiv's 100 points lie on arms supply, which that channel does not treat
    weight = unofficial["ua_gov"].weight
    assert weight.low < weight.median < weight.high
    assert weight.median == pytest.approx(0.84, abs=0.01)
    assert unofficial["ua_gov"].issues[0] == "line_of_control"
    assert not any(a.channel == "CH_PRESS" for a in listed)


def test_progress_runs_to_the_end_and_draws_are_reproducible() -> None:
    case = bc.load("two-issues")
    seen: list[tuple[int, int]] = []
    first = overview(case, draws=300, seed=1, progress=lambda done, of: seen.append((done, of)))
    assert seen[-1] == (600, 600)  # one question, and whose deal it is
    again, other = overview(case, draws=300, seed=1), overview(case, draws=300, seed=2)
    assert first.answers == again.answers
    assert first.deals == again.deals
    assert first.answers != other.answers


def test_case_without_questions_or_channels_has_an_overview(tmp_path, starter_text: str) -> None:
    start, end = starter_text.index("questions: #"), starter_text.index("readings: #")
    text = starter_text[:start] + starter_text[end:]
    start, end = text.index("channels:\n"), text.index("readings: #")
    (tmp_path / "case.yaml").write_text(text[:start] + text[end:])
    found = overview(bc.load(tmp_path), draws=32)
    assert (found.answers, found.deals, found.absences) == ((), (), ())


def test_each_reading_is_compared_with_the_base_over_the_same_draws(
    ukraine: Case, found: Overview
) -> None:
    assert [c.reading for c in found.compared] == [None, "authors", "insider", "cold_war_hawk"]
    assert found.compared[0].open_shares == tuple(a.open_share for a in found.answers)
    alone = overview(ukraine.under("insider"), draws=DRAWS, seed=5)
    assert found.compared[2].open_shares == tuple(a.open_share for a in alone.answers)
    assert found.compared[2].shares == tuple(a.share for a in alone.answers)
    assert alone.compared == ()


def test_many_red_lines(tmp_path, starter_text: str) -> None:
    line = "  - {id: RL_%d, actor: north_council, forbids: [{control: south, quota: cut}], "
    line += "hardness: [0.9, 0.95, 1], basis: placeholder, reason: r}\n"
    lines = "".join(line % n for n in range(20))
    text = starter_text.replace("exclusions: #", f"{lines}\nexclusions: #", 1)
    (tmp_path / "case.yaml").write_text(text)
    towns = overview(bc.load(tmp_path), draws=32).answers[0]
    assert towns.count > 0
    assert len(towns.blocking) == 23
    assert towns.notes == ()


def test_each_answer_carries_its_nearest_change(ukraine: Case, found: Overview) -> None:
    nearest = {a.question.id: a.nearest for a in found.answers}
    assert all(n is not None and n.opens is False for n in nearest.values())
    assert [str(n.fewest) for n in nearest.values()] == [
        "proven",
        "infeasible",
        "proven",
        "proven",
        "not found: search incomplete",
        "proven",
    ]
    (move,) = nearest["with_kyiv"].changes[0].moves
    assert (move.path, move.before, move.after) == ("walk_away.ru_leader", 71, 72.81)
    assert nearest["elite_kyiv"].beyond == 7
    assert len(nearest["with_kyiv"].changes) == 3
    moved = ukraine.changed(move.path, [move.low, move.after, move.high], reason="what if")
    assert bc.zone(moved, ["us_admin", "ru_leader", "ua_gov"]).count == 0


def test_too_many_bonuses_leave_the_nearest_change_out(tmp_path, starter_text: str) -> None:
    bonus = "  - {id: B%d, actor: north_council, pattern: {control: joint, quota: cut}, "
    bonus += "points: [0, 1, 2], basis: placeholder, reason: r}\n"
    bonuses = "bonuses:\n" + "".join(bonus % n for n in range(12))
    text = starter_text.replace("exclusions: #", f"{bonuses}\nexclusions: #", 1)
    (tmp_path / "case.yaml").write_text(text)
    towns = overview(bc.load(tmp_path), draws=32).answers[0]
    assert towns.count > 0
    assert towns.nearest is None
