"""Studies over draws: against draw-by-draw arithmetic in plain Python, and against one another."""

from itertools import product

import numpy as np
import pytest

import backchannel as bc
from backchannel.core.errors import UsageError
from backchannel.space import block_tables, frame, quantile, uniforms
from backchannel.studies.headlines import headlines
from backchannel.studies.values import values_over_draws
from backchannel.studies.zones import zone_over_draws

SEED = 11
LEADER_KYIV = ["ru_leader", "ua_gov"]


def _drawn(case, path, stream=None):
    return quantile(case.unknowns[path], uniforms(SEED, stream or path, 0))


def _utilities(case, actor, packages):
    """[1024, packages] by the definition: sum of weight times value over the sum of weights."""
    listed = [
        i.id for i in case.document.issues if f"preferences.{actor}.{i.id}.weight" in case.unknowns
    ]
    weights = {i: _drawn(case, f"preferences.{actor}.{i}.weight") for i in listed}
    total = sum(weights.values())
    return np.array(
        [
            sum(
                weights[i] / total * _drawn(case, f"preferences.{actor}.{i}.values.{p[i]}")
                for i in listed
            )
            for p in packages
        ]
    ).T


def _lines(case, actor, packages):
    """[1024, packages] whether a real line of the actor is broken."""
    broken = np.zeros((1024, len(packages)), dtype=bool)
    for line in case.document.red_lines:
        if line.actor == actor:
            path = f"red_lines.{line.id}.hardness"
            stream = f"same_fact.{line.same_fact}" if line.same_fact else path
            real = uniforms(SEED, f"{stream}#real", 0) < _drawn(case, path, stream)
            hit = [any(f.items() <= p.items() for f in line.forbids) for p in packages]
            broken |= np.outer(real, hit)
    return broken


def _accepted(case, actors, packages, rest):
    """[1024, packages] whether all actors accept; `rest` gives what each compares with."""
    accept = np.ones((1024, len(packages)), dtype=bool)
    for actor in actors:
        enough = _utilities(case, actor, packages) >= rest(actor)[:, None] - 1e-7
        accept &= enough & ~_lines(case, actor, packages)
    return accept


def _grid(case, issues):
    """All whole packages in which only these issues move."""
    resting = {i.id: i.status_quo for i in case.document.issues}
    options = [[o.id for o in i.options] for i in case.document.issues if i.id in issues]
    order = [i.id for i in case.document.issues if i.id in issues]
    moved = [dict(zip(order, chosen, strict=True)) for chosen in product(*options)]
    return [{**resting, **m} for m in moved if {**resting, **m} != resting]


def test_full_zone_draw_by_draw():
    case = bc.load("two-issues")
    actors = ["upstream", "downstream"]
    packages = _grid(case, ["water", "road"])
    accept = _accepted(case, actors, packages, lambda a: _drawn(case, f"walk_away.{a}"))
    found = zone_over_draws(case, actors, draws=1024, seed=SEED, limit=8)
    assert found.counts.tolist() == accept.sum(axis=1).tolist()
    assert found.open_share == (accept.sum(axis=1) > 0).mean()
    often = {tuple(p.items()): s for p, s in zip(packages, accept.mean(axis=0), strict=True)}
    assert {tuple(r.package.items()): r.accepted for r in found.robust} == {
        p: s for p, s in often.items() if s > 0
    }
    assert [r.accepted for r in found.robust] == sorted(often.values(), reverse=True)[
        : len(found.robust)
    ]
    assert found.robust_ties == sum(s == max(often.values()) for s in often.values())
    half = sum(accept.sum(axis=0)[i] for i, p in enumerate(packages) if p["water"] == "half")
    assert found.options["water"]["half"] == pytest.approx(half / accept.sum())


def test_partial_zone_draw_by_draw(ukraine):
    actors, issues = ["ru_leader", "eu_govs"], ["russia_role", "ceasefire_form"]
    packages = [p for p in _grid(ukraine, issues) if p["ceasefire_form"] != "none"]
    resting = [{i.id: i.status_quo for i in ukraine.document.issues}]
    accept = _accepted(ukraine, actors, packages, lambda a: _utilities(ukraine, a, resting)[:, 0])
    found = zone_over_draws(ukraine, channel="CH_RU_EU", draws=1024, seed=SEED)
    assert found.counts.tolist() == accept.sum(axis=1).tolist()
    assert found.total == len(packages) == 20
    worth = values_over_draws(
        ukraine, [{i: packages[7][i] for i in issues}], actors, draws=1024, seed=SEED
    )
    gain = [_utilities(ukraine, a, [packages[7], *resting]) @ [1, -1] for a in actors]
    assert worth.median[0] == pytest.approx(np.median(gain, axis=1))
    assert worth.accepted_together[0] == accept[:, 7].mean()


def test_values_of_whole_packages_draw_by_draw(ukraine):
    actors = ["us_admin", "ua_gov", "cn_gov"]
    packages = bc.zone(ukraine, ["us_admin", "ru_leader"]).packages(2)
    packages.append({**packages[0], "crimea": "recognised"})  # breaks a line of two of the three
    worth = values_over_draws(ukraine, packages, actors, draws=1024, seed=SEED)
    for a, actor in enumerate(actors):
        rest = _drawn(ukraine, f"walk_away.{actor}")
        gain = _utilities(ukraine, actor, packages) - rest[:, None]
        ranges = np.percentile(gain, [5, 50, 95], axis=0)
        assert np.allclose([worth.low[:, a], worth.median[:, a], worth.high[:, a]], ranges)
        alone = _accepted(ukraine, [actor], packages, lambda _, r=rest: r)
        assert worth.accepted[:, a].tolist() == alone.mean(axis=0).tolist()
    assert (worth.accepted_together <= worth.accepted.min(axis=1)).all()
    assert len(worth.to_rows()) == 9


def test_a_conditional_walk_away_value_keeps_its_quantile(ukraine):
    plain = block_tables(frame(ukraine, ["ua_gov"]), SEED, 0).threshold[:, 0]
    pressed = block_tables(frame(ukraine, ["ua_gov"], condition="us_arms_stopped"), SEED, 0)
    expected = _drawn(ukraine, "walk_away_if.ua_gov.us_arms_stopped", "walk_away.ua_gov")
    assert pressed.threshold[:, 0].tolist() == (expected - 1e-7).tolist()
    assert np.argsort(pressed.threshold[:, 0]).tolist() == np.argsort(plain).tolist()


def test_red_lines_on_one_fact_share_their_draws(ukraine):
    about = frame(ukraine, ["ru_leader", "ru_elite"])
    leader, elite = block_tables(about, SEED, 0).real.T
    assert [line.id for line in about.lines] == ["RL_RU_1", "RL_RU_2"]
    assert not (elite & ~leader).any()  # the harder line is real wherever the softer one is
    assert leader.mean() == pytest.approx(0.895, abs=0.02)  # (.70 + 4 * .92 + .99) / 6
    assert elite.mean() == pytest.approx(0.692, abs=0.03)
    assert (leader & ~elite).any()


def test_a_line_is_drawn_apart_from_its_hardness(ukraine):
    path = "red_lines.RL_US_1.hardness"
    correlation = np.corrcoef(uniforms(SEED, path, 0), uniforms(SEED, f"{path}#real", 0))[0, 1]
    assert abs(correlation) < 0.1


def test_threads_change_nothing(ukraine):
    runs = [
        zone_over_draws(ukraine, LEADER_KYIV, draws=1500, seed=SEED, threads=threads)
        for threads in (1, 2, 5)
    ]
    for other in runs[1:]:
        assert other.counts.tolist() == runs[0].counts.tolist()
        assert other.robust == runs[0].robust
        assert other.blocks == runs[0].blocks
        assert other.options == runs[0].options


def test_more_draws_begin_with_the_fewer_and_seeds_differ(ukraine):
    def counts(draws, seed):
        return zone_over_draws(ukraine, LEADER_KYIV, draws=draws, seed=seed).counts.tolist()

    assert counts(1500, SEED)[:300] == counts(300, SEED)
    assert counts(300, 0) != counts(300, 1)
    assert counts(300, 0) == counts(300, 0)


def test_what_blocks_alone_is_what_opens_without_it(ukraine):
    found = zone_over_draws(ukraine, LEADER_KYIV, draws=600, seed=SEED)
    empty = found.counts == 0
    assert {b.empty for b in found.blocks} == {int(empty.sum())}
    assert {str(b.constraint) for b in found.blocks} == {
        "walk-away value of ru_leader",
        "walk-away value of ua_gov",
        "red line RL_RU_1 of ru_leader",
        "red line RL_UA_1 of ua_gov",
        "red line RL_UA_2 of ua_gov",
    }
    for block in found.blocks:
        without = ukraine.changed(block.constraint.path, [0, 0, 0], reason="dropped")
        again = zone_over_draws(without, LEADER_KYIV, draws=600, seed=SEED)
        assert int((again.counts[empty] > 0).sum()) == block.opened
        assert block.share == block.opened / block.empty


def test_robust_packages_are_accepted_as_often_as_valued(ukraine):
    found = zone_over_draws(ukraine, LEADER_KYIV, draws=1200, seed=SEED, limit=4)
    packages = [r.package for r in found.robust]
    worth = values_over_draws(ukraine, packages, LEADER_KYIV, draws=1200, seed=SEED)
    assert worth.accepted_together.tolist() == [r.accepted for r in found.robust]
    assert all(sum(shares.values()) == pytest.approx(1) for shares in found.options.values())
    assert found.options["ceasefire_form"]["none"] == 0


def test_a_dearer_walk_away_value_shrinks_the_zone_in_every_draw(ukraine):
    before = ukraine.unknowns["walk_away.ru_leader"]
    higher = [x + 3 for x in (before.low, before.mode, before.high)]
    dearer = ukraine.changed("walk_away.ru_leader", higher, reason="test")
    base = zone_over_draws(ukraine, LEADER_KYIV, draws=500, seed=SEED).counts
    less = zone_over_draws(dearer, LEADER_KYIV, draws=500, seed=SEED).counts
    assert (less <= base).all()
    assert (less < base).any()


def test_headlines_are_the_questions_over_the_same_draws(ukraine):
    seen = []
    found = headlines(ukraine, draws=400, seed=SEED, progress=lambda *x: seen.append(x))
    assert [h.id for h in found.headlines] == [q.id for q in ukraine.document.questions]
    for h, q in zip(found.headlines, ukraine.document.questions, strict=True):
        alone = zone_over_draws(ukraine, q.actors, condition=q.condition, draws=400, seed=SEED)
        assert h.counts.tolist() == alone.counts.tolist()
        assert (h.open_share, h.low, h.median, h.high) == (
            alone.open_share,
            alone.low,
            alone.median,
            alone.high,
        )
    assert seen == sorted(seen)
    assert seen[-1] == (6 * 400, 6 * 400)
    assert found.run.seed == SEED
    assert found.run.case_digest == ukraine.digest
    assert f"{100 * found.headlines[2].open_share:.3g} %" in found.summary()
    assert [row["draws"] for row in found.to_rows()] == [400] * 6


def test_face_validity_of_the_shipped_case(ukraine):
    """V1, V2 and V7 of the case's own checks, over draws."""
    base = {h.id: h for h in headlines(ukraine, draws=512, seed=SEED).headlines}
    assert base["us_elite"].median > 10 * base["us_leader"].median
    assert base["with_kyiv"].median < base["us_leader"].median / 100
    assert base["with_kyiv_pressed"].median > 100 * base["with_kyiv"].median
    for reading, wider in (("authors", True), ("insider", False)):
        other = headlines(ukraine.under(reading), draws=512, seed=SEED).headlines[0]
        assert (other.median > base["us_leader"].median) == wider


def test_nothing_asked_is_refused(ukraine):
    with pytest.raises(UsageError, match="at least one package"):
        values_over_draws(ukraine, [])
    with pytest.raises(UsageError, match="at least one draw"):
        headlines(ukraine, draws=0)
