"""What any correct engine should find in the shipped case at its base numbers (V1-V7)."""

import backchannel as bc
from backchannel.case import Case


def count(case: Case, actors: list[str], condition: str | None = None) -> int:
    return bc.zone(case, actors, condition=condition).count


def test_v1_the_zone_with_the_leader_is_narrow_with_the_elite_many_times_wider(
    ukraine: Case,
) -> None:
    leader, elite = (bc.zone(ukraine, ["us_admin", who]) for who in ("ru_leader", "ru_elite"))
    assert leader.share < 0.01
    assert elite.count > 20 * leader.count


def test_v2_kyiv_nearly_closes_the_zone_and_stopping_arms_reopens_part(ukraine: Case) -> None:
    alone = count(ukraine, ["us_admin", "ru_leader"])
    with_kyiv = count(ukraine, ["us_admin", "ru_leader", "ua_gov"])
    pressed = count(ukraine, ["us_admin", "ru_leader", "ua_gov"], "us_arms_stopped")
    assert 0 < with_kyiv < alone / 1000
    assert with_kyiv < pressed < alone


def test_v3_the_leader_prefers_possession_to_a_vote_with_displaced_people(ukraine: Case) -> None:
    path = "preferences.ru_leader.status_vote.values"
    with_displaced = ukraine.unknown(f"{path}.vote_with_displaced")
    possession = ukraine.unknown(f"{path}.no_vote_ru_law")
    assert with_displaced.high < possession.low


def test_v4_best_us_packages_fix_the_line(ukraine: Case) -> None:
    zone = bc.zone(ukraine, ["us_admin"])
    ranks, gains = zone.members()
    best = zone.frame.issues.labels(ranks[gains[:, 0] == gains[:, 0].max()])
    assert {package["line_of_control"] for package in best} == {"freeze_unrecognised"}


def test_v5_no_package_that_returns_crimea_passes_all_red_lines(ukraine: Case) -> None:
    zone = bc.zone(ukraine, ["us_admin", "ru_elite"])
    ranks, _ = zone.members()
    crimea = zone.frame.issues.take(["crimea"])
    held = {package["crimea"] for package in zone.frame.issues.labels(ranks[::997])}
    assert "return" in crimea.options[0]
    assert "return" not in held
    lines = [line for line in ukraine.document.red_lines if {"crimea": "return"} in line.forbids]
    assert {line.actor for line in lines} == {"ru_leader", "ru_elite"}


def test_v6_the_four_points_leave_kyiv_far_below_its_walk_away_value(ukraine: Case) -> None:
    zone = bc.zone(ukraine, ["us_admin", "ru_leader"])
    kyiv = {i.id: ukraine.document.preferences["ua_gov"].get(i.id) for i in ukraine.document.issues}
    total = sum(p.weight.value[1] for p in kyiv.values() if p)
    for point in zone.points():
        for package in point.packages:
            utility = sum(
                p.weight.value[1] * p.values[package[i]].value[1] for i, p in kyiv.items() if p
            )
            assert utility / total < ukraine.unknown("walk_away.ua_gov").mode - 15


def test_v7_the_authors_widen_the_zone_and_the_insider_narrows_it(ukraine: Case) -> None:
    base, authors, insider = (
        count(case, ["us_admin", "ru_leader"])
        for case in (ukraine, ukraine.under("authors"), ukraine.under("insider"))
    )
    assert insider < base < authors
