"""Channels over draws: published numbers, a brute-force oracle, and what must not change."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import product
from math import inf, prod
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import backchannel as bc
from backchannel.case import Case
from backchannel.case.schema import CaseDocument, Channel
from backchannel.core.errors import UsageError
from backchannel.space import frame
from backchannel.studies import channels, points_over_draws, zone_over_draws
from backchannel.studies.channel.channels import ChannelOverDraws
from backchannel.studies.nash import nash_packages
from backchannel.studies.overview import absences
from backchannel.studies.ranges import Range

WHY = {"basis": "inference", "reason": "made for a test"}
Wants = Mapping[str, Mapping[str, tuple[float, Mapping[str, float]]]]
Pattern = Mapping[str, str]


@dataclass(frozen=True)
class Made:
    """A case in short: every number stands for low = mode = high, a list for a range."""

    issues: Mapping[str, Sequence[str]]
    status_quo: Mapping[str, str]
    wants: Wants
    walk_away: Mapping[str, float]
    channels: Sequence[Mapping[str, Any]]
    agents: Mapping[str, str] = field(default_factory=dict)
    in_public: Sequence[tuple[str, Pattern, float]] = ()
    lines: Sequence[tuple[str, Pattern]] = ()
    links: Sequence[tuple[str, str, str, float]] = ()

    def document(self) -> dict[str, Any]:
        names = list(dict.fromkeys([*self.wants, *self.agents]))
        return {
            "format": 1,
            "case": {"id": "made", "title": "made", "as_of": "2024"},
            "parties": [{"id": "P", "name": "P", "actors": names}],
            "actors": [
                {"id": a, "name": a, **WHY}
                | ({"agent_of": self.agents[a]} if self.agents.get(a) else {})
                for a in names
            ],
            "issues": [
                {
                    "id": i,
                    "name": i,
                    "status_quo": self.status_quo[i],
                    "options": [{"id": o, "text": o} for o in options],
                }
                for i, options in self.issues.items()
            ],
            "preferences": {
                a: {
                    i: {"weight": three(w), "values": {o: three(v) for o, v in vs.items()}, **WHY}
                    for i, (w, vs) in issues.items()
                }
                for a, issues in self.wants.items()
            },
            "walk_away": {a: {"value": three(r), **WHY} for a, r in self.walk_away.items()},
            "bonuses": [
                {
                    "id": f"B{n}",
                    "actor": a,
                    "points": three(x),
                    "in_public": True,
                    **({"pattern": dict(p)} if p else {}),
                    **WHY,
                }
                for n, (a, p, x) in enumerate(self.in_public)
            ],
            "red_lines": [
                {"id": f"L{n}", "actor": a, "forbids": [dict(p)], "hardness": three(1.0), **WHY}
                for n, (a, p) in enumerate(self.lines)
            ],
            "channels": [
                {"name": it["id"], "kind": "talks", "status": "running", **WHY}
                | {key: value if key in PLAIN else numbers(value) for key, value in it.items()}
                for it in self.channels
            ],
            "links": [
                {"id": f"K{n}", "from": a, "to": b, "kind": kind, "strength": three(x), **WHY}
                for n, (a, b, kind, x) in enumerate(self.links)
            ],
        }

    def case(self) -> Case:
        return Case.of(CaseDocument.model_validate(self.document()), {}, {}, ())


PLAIN = {"id", "between", "on_behalf_of", "issues", "known_to", "secrecy", "exposures", "status"}


def three(x: float | Sequence[float]) -> list[float]:
    return list(x) if isinstance(x, list | tuple) else [float(x)] * 3  # type: ignore[arg-type]


def numbers(value: Any) -> Any:
    if isinstance(value, dict):
        return {k: {"value": three(v), **WHY} for k, v in value.items()}
    return {"value": three(value), **WHY}


def told(made: Made | Case, **how: Any) -> ChannelOverDraws:
    """What is told of the first channel, in a few draws: nothing is uncertain unless it says so."""
    case = made if isinstance(made, Case) else made.case()
    return channels(case, **{"draws": 4, **how}).channels[0]


def fixed(value: float) -> Range:
    return Range(*[pytest.approx(value)] * 3)


# ---------------------------------------------------------------- published and worked numbers


@pytest.mark.parametrize("adopted", [0.70], ids=["T13"])
def test_a_text_is_adopted_where_the_principal_accepts_it(adopted: float) -> None:
    """u = 1 - |x - .3|, r = .6, texts spread evenly."""
    texts = {f"x{k}": (k + 0.5) / 40 for k in range(40)}
    made = Made(
        issues={"text": ["none", *texts]},
        status_quo={"text": "none"},
        wants={
            "principal": {
                "text": (1, {"none": 0, **{o: 100 * (1 - abs(x - 0.3)) for o, x in texts.items()}})
            },
            "delegate": {"text": (1, {"none": 0, **{o: 100 * x for o, x in texts.items()}})},
        },
        walk_away={"principal": 60, "delegate": 0},
        channels=[
            {
                "id": "C",
                "between": ["delegate"],
                "on_behalf_of": ["principal"],
                "issues": ["text"],
            }
        ],
    )
    found = told(made).adoption
    assert found is not None
    assert found.texts == fixed(adopted)
    assert found.settled == 0.0  # the delegate alone settles on its best text, x = .9875
    assert (found.settled_draws, found.empty_draws, found.assumed) == (4, 0, False)


def leaking(**more: Any) -> Made:
    channel = {"id": "C", "between": ["a"], "leak_per_meeting": 0.02, "meetings_per_month": 2}
    return Made(
        issues={"i": ["x", "y"]},
        status_quo={"i": "x"},
        wants={"a": {"i": (1, {"x": 0, "y": 100})}},
        walk_away={"a": 50},
        channels=[{**channel, **more}, {"id": "PRESS", "between": ["a"], "secrecy": "open"}],
    )


@pytest.mark.parametrize(
    ("months", "chance"), [(3, 0.114), (6, 0.215), (12, 0.384)], ids="T14-{}".format
)
def test_t14_chance_of_exposure(months: int, chance: float) -> None:
    found = told(leaking()).exposure
    assert found is not None
    assert found.months == tuple(range(1, 25))
    median = found.chance[months - 1].median
    assert round(median, 3) == chance
    assert found.chance[months - 1] == fixed(median)
    assert found.even == fixed(np.log(0.5) / np.log(0.98) / 2)


T6_OPTIONS = {f"x{k}": k / 100 for k in range(101)}


def publicly(first: float = 0.0, second: float = 0.0) -> Made:
    """p = .5, costs of fighting .15 each; what publicity adds for each, as in T6."""
    return Made(
        issues={"share": ["none", *T6_OPTIONS]},
        status_quo={"share": "none"},
        wants={
            "first": {"share": (1, {"none": 0, **{o: 100 * x for o, x in T6_OPTIONS.items()}})},
            "second": {
                "share": (1, {"none": 0, **{o: 100 * (1 - x) for o, x in T6_OPTIONS.items()}})
            },
        },
        walk_away={"first": 35, "second": 35},
        channels=[{"id": "C", "between": ["first", "second"], "issues": ["share"]}],
        in_public=[(a, {}, -100 * x) for a, x in (("first", first), ("second", second)) if x],
    )


@pytest.mark.parametrize(
    ("first", "second", "options"),
    [(0.0, 0.0, 31), (0.2, 0.0, 11), (0.0, 0.2, 11), (0.2, 0.2, 0)],
    ids=["T6 (.35,.65)", "T6 (.55,.65)", "T6 (.35,.45)", "T6 empty"],
)
def test_public_commitment_narrows_the_zone(first: float, second: float, options: int) -> None:
    """One option in a hundred steps of the stake: .35, .36, ..., .65 in secret."""
    found = told(publicly(first, second)).publicity
    assert found is not None
    assert found.secret.zone == fixed(31 / 101)
    assert found.secret.open_share == 1.0
    assert found.public.zone == fixed(options / 101)
    assert found.public.open_share == float(options > 0)
    committed = [a for a, x in (("first", first), ("second", second)) if x]
    assert [(seen.public, seen.zone) for seen in found.alone] == [
        ((actor,), fixed(11 / 101)) for actor in committed
    ]
    assert set(found.unstated) == {"first", "second"} - set(committed)


def test_the_text_moves_towards_the_side_that_committed() -> None:
    secret = told(publicly()).settles
    assert secret is not None
    assert secret.package == {"share": "x50"}  # the middle of (.35, .65)
    watched = frame(publicly(0.2).case(), channel="C", public=["first"])
    (choice,) = nash_packages(watched, 1, 0).choices
    assert watched.labels(choice[None]) == [{"share": "x60"}]  # the middle of (.55, .65)


# ---------------------------------------------------------------- exposure


def test_links_that_expose_add_their_strength_times_the_leak_chance() -> None:
    plain = leaking()
    raised = Made(
        **{**vars(plain), "links": [("PRESS", "C", "exposes", 0.5), ("PRESS", "C", "prepares", 1)]}
    )
    found = told(raised).exposure
    assert found is not None
    assert found.links == ("K0",)
    assert found.chance[5] == fixed(1 - (1 - 0.03) ** 12)
    assert found.paths == (
        "channels.C.leak_per_meeting",
        "channels.C.meetings_per_month",
        "links.K0.strength",
    )


def test_a_leak_chance_never_passes_one() -> None:
    certain = Made(
        **{**vars(leaking(leak_per_meeting=0.8)), "links": [("PRESS", "C", "exposes", 1.0)]}
    )
    found = told(certain).exposure
    assert found is not None
    assert found.chance[0] == fixed(1.0)
    assert found.even == fixed(0.0)


@pytest.mark.parametrize("never", [{"leak_per_meeting": 0}, {"meetings_per_month": 0}])
def test_what_never_meets_or_never_leaks_stays_secret(never: dict[str, float]) -> None:
    found = told(leaking(**never)).exposure
    assert found is not None
    assert found.chance[-1] == fixed(0.0)
    assert found.even == Range(inf, inf, inf)


def test_months_so_far_and_claims_that_it_is_known() -> None:
    it = told(leaking(months_running=3))
    assert it.exposure is not None
    assert it.exposure.so_far == fixed(1 - 0.98**6)
    assert it.exposure.so_far_paths == ("channels.C.months_running",)
    unknown = told(leaking())
    assert unknown.exposure is not None
    assert unknown.exposure.so_far is None
    assert told(leaking(exposures=["X1"])).knowledge.exposures == ("X1",)


@given(st.floats(0, 1), st.floats(0, 20), st.floats(0, 1), st.integers(min_value=1, max_value=60))
@settings(max_examples=40, deadline=None)
def test_exposure_grows_with_months_leaks_and_links(
    leak: float, rate: float, strength: float, months: int
) -> None:
    plain = leaking(leak_per_meeting=leak, meetings_per_month=rate)
    linked = Made(**{**vars(plain), "links": [("PRESS", "C", "exposes", strength)]})
    less, more = told(plain, months=months).exposure, told(linked, months=months).exposure
    assert less is not None
    assert more is not None
    assert len(less.months) == max(24, months)
    chances = [found.median for found in less.chance]
    assert chances == sorted(chances)
    assert all(m.median >= x - 1e-12 for x, m in zip(chances, more.chance, strict=True))
    assert more.even.median <= less.even.median


# ---------------------------------------------------------------- secrecy against publicity


def traded(cost: float, points: float, pattern: Pattern | None = None) -> ChannelOverDraws:
    """One channel of one actor that settles on i=y; it leaks .02 twice a month."""
    made = leaking(issues=["i"], exposure_costs={"a": cost})
    return told(Made(**{**vars(made), "in_public": [("a", pattern or {}, points)]}), months=6)


def test_the_secret_path_is_preferred_while_exposure_costs_less() -> None:
    chance = 1 - 0.98**12
    for cost, points, preferred in ((20, -5, 1.0), (30, -5, 0.0), (0, 0, 0.0), (1, 2, 0.0)):
        publicity = traded(cost, points).publicity
        assert publicity is not None
        (path,) = publicity.actors
        assert path.exposure == fixed(chance * cost)
        assert path.public == fixed(-points)
        assert path.preferred == preferred  # as costly in both ways: not preferred
    assert set(path.paths) == {
        "bonuses.B0.points",
        "channels.C.exposure_costs.a",
        "channels.C.leak_per_meeting",
        "channels.C.meetings_per_month",
    }


def test_a_pattern_costs_as_often_as_the_settled_package_holds_it() -> None:
    held, missed = (traded(20, -5, {"i": o}).publicity for o in ("y", "x"))
    assert held is not None
    assert missed is not None
    assert held.actors[0].public == fixed(5.0)
    assert missed.actors[0].public == fixed(0.0)
    assert (held.actors[0].preferred, missed.actors[0].preferred) == (1.0, 0.0)


def test_a_pattern_weighs_by_the_share_of_draws_whose_package_holds_it(ukraine: Case) -> None:
    """Kyiv's cost in its channel with Russia: shares of its two patterns times their points."""
    found = channels(ukraine, ["CH_UA_RU"], draws=200)
    (it,) = found.channels
    assert it.publicity is not None
    path = next(p for p in it.publicity.actors if p.actor == "ua_gov")
    shares = points_over_draws(ukraine, channel="CH_UA_RU", draws=200).points[0].options
    from backchannel.studies.ranges import drawn, range_of

    points = drawn(ukraine, path.paths, 200, 0)
    line = shares["line_of_control"]
    cost = -(
        line["freeze_tacit"] * points["bonuses.SEEN_UA_TACIT.points"]
        + line["formal_transfer"] * points["bonuses.SEEN_UA_TRANSFER.points"]
    )
    assert path.public is not None
    assert path.public.median == pytest.approx(range_of(cost).median)
    assert path.exposure is None
    assert path.preferred is None


@given(st.floats(0, 0.3), st.floats(0, 0.3))
@settings(max_examples=25, deadline=None)
def test_a_dearer_commitment_never_widens_the_public_zone(less: float, more: float) -> None:
    less, more = sorted((round(less, 2), round(more, 2)))
    narrow, wide = told(publicly(more, 0.1)).publicity, told(publicly(less, 0.1)).publicity
    assert narrow is not None
    assert wide is not None
    assert wide.public.zone is not None
    assert narrow.public.zone is not None
    assert narrow.public.zone.median <= wide.public.zone.median
    assert narrow.secret == wide.secret


# ---------------------------------------------------------------- an oracle for small cases


@st.composite
def made_cases(draw: st.DrawFn) -> Made:
    """Two delegates and two principals over one to three issues, with many ties."""
    count = draw(st.sampled_from([2, 3, 1]))
    issues = {f"i{n}": [f"o{k}" for k in range(draw(st.integers(2, 3)))] for n in range(count)}
    worth = st.integers(0, 4).map(lambda k: 25.0 * k)
    wants = {
        a: {
            i: (float(draw(st.integers(1, 3))), {o: draw(worth) for o in options})
            for i, options in issues.items()
        }
        for a in ("d1", "d2", "p1", "p2")
    }
    names = sorted(issues)
    pattern = st.lists(st.sampled_from(names), min_size=1, max_size=2, unique=True).flatmap(
        lambda chosen: st.fixed_dictionaries({i: st.sampled_from(issues[i]) for i in chosen})
    )
    principal = st.sampled_from(["p1", "p2"])
    seen = st.tuples(
        principal, st.one_of(st.just({}), pattern), st.sampled_from([-20.0, -5.0, 10.0])
    )
    return Made(
        issues=issues,
        status_quo={i: draw(st.sampled_from(options)) for i, options in issues.items()},
        wants=wants,
        walk_away={a: draw(st.sampled_from([10.0, 25.0, 50.0])) for a in wants},
        channels=[
            {
                "id": "C",
                "between": ["d1", "d2"],
                "on_behalf_of": ["p1", "p2"],
                "issues": draw(st.lists(st.sampled_from(names), min_size=1, unique=True)),
            }
        ],
        in_public=draw(st.lists(seen, max_size=2)),
        lines=draw(st.lists(st.tuples(st.sampled_from([*wants]), pattern), max_size=2)),
    )


class Oracle:
    """The rules of the model, taken literally, in whole fractions."""

    def __init__(self, made: Made) -> None:
        self.made = made
        moving = [i for i in made.issues if i in made.channels[0]["issues"]]
        self.partial = len(moving) < len(made.issues)
        self.packages = [
            whole
            for chosen in product(*(made.issues[i] for i in moving))
            if (whole := {**made.status_quo, **dict(zip(moving, chosen, strict=True))})
            != dict(made.status_quo)
        ]
        self.moving = moving

    def utility(self, actor: str, package: Pattern) -> Fraction:
        rows = self.made.wants[actor].items()
        total = sum(Fraction(w) for _, (w, _) in rows)
        return sum((Fraction(w) * Fraction(vs[package[i]]) for i, (w, vs) in rows), Fraction(0)) / (
            total
        )

    def gain(self, actor: str, package: Pattern, public: Sequence[str] = ()) -> Fraction:
        base = (
            self.utility(actor, self.made.status_quo)
            if self.partial
            else Fraction(self.made.walk_away[actor])
        )
        seen = sum(
            Fraction(x)
            for a, pattern, x in self.made.in_public
            if a == actor and a in public and self.moved(pattern)
            if pattern.items() <= package.items()
        )
        return self.utility(actor, package) + seen - base

    def moved(self, pattern: Pattern) -> bool:
        """Whether the channel moves anything of it: what holds anyway is not signed there."""
        return not pattern or any(i in self.moving for i in pattern)

    def accepts(self, actor: str, package: Pattern, public: Sequence[str] = ()) -> bool:
        broken = any(
            a == actor and pattern.items() <= package.items() for a, pattern in self.made.lines
        )
        return not broken and self.gain(actor, package, public) >= 0

    def zone(self, actors: Sequence[str], public: Sequence[str] = ()) -> list[dict[str, str]]:
        return [x for x in self.packages if all(self.accepts(a, x, public) for a in actors)]

    def nash(self, actors: Sequence[str]) -> list[dict[str, str]]:
        """Packages of the zone at the largest product; all where nobody gains with the others."""
        zone = self.zone(actors)
        most = max((prod(self.gain(a, x) for a in actors) for x in zone), default=Fraction(0))
        return [x for x in zone if prod(self.gain(a, x) for a in actors) == most]


@given(made_cases())
@settings(max_examples=120, deadline=None)
def test_against_the_rules_taken_literally(made: Made) -> None:
    it, oracle = told(made, draws=2), Oracle(made)
    delegates, principals = ("d1", "d2"), ("p1", "p2")
    zone, total = oracle.zone(principals), len(oracle.packages)
    assert it.settles is not None
    assert it.publicity is not None
    assert it.adoption is not None
    assert it.settles.total == total
    assert it.settles.open_share == (1.0 if zone else 0.0)
    assert it.settles.zone == fixed(len(zone) / total)
    assert (it.settles.package is None) == (not zone)
    if zone:
        whole = {**made.status_quo, **dict(it.settles.package or {})}
        assert whole in oracle.nash(principals)
        for issue in it.settles.issues:
            assert issue.option == whole[issue.issue]
            assert issue.share == 1.0
            assert issue.moved == float(whole[issue.issue] != made.status_quo[issue.issue])
            assert issue.resting == (not issue.moved)
    # publicity
    for seen in (it.publicity.public, *it.publicity.alone):
        assert seen.zone == fixed(len(oracle.zone(principals, seen.public)) / total)
    stated = {
        a
        for a, pattern, _ in made.in_public
        if oracle.moved(pattern)
        and all(i in oracle.moving or made.status_quo[i] == o for i, o in pattern.items())
    }
    named = {a for a, _, _ in made.in_public} & {*principals}
    assert set(it.publicity.unstated) == {*principals} - named
    assert set(it.publicity.elsewhere) == named - stated
    # adoption
    texts = oracle.zone(delegates)
    assert it.adoption.empty_draws == (0 if texts else 2)
    if texts:
        adopted = [x for x in texts if all(oracle.accepts(a, x) for a in principals)]
        assert it.adoption.texts == fixed(len(adopted) / len(texts))
        may = {float(all(oracle.accepts(a, x) for a in principals)) for x in oracle.nash(delegates)}
        assert it.adoption.settled in may
    else:
        assert (it.adoption.texts, it.adoption.settled) == (None, None)


@given(made_cases())
@settings(max_examples=25, deadline=None)
def test_names_do_not_matter(made: Made) -> None:
    new = {"d1": "zz", "d2": "aa", "p1": "mm", "p2": "bb"}
    renamed = Made(
        issues=made.issues,
        status_quo=made.status_quo,
        wants={new[a]: rest for a, rest in made.wants.items()},
        walk_away={new[a]: r for a, r in made.walk_away.items()},
        channels=[
            {
                **made.channels[0],
                "id": "Other",
                "between": ["zz", "aa"],
                "on_behalf_of": ["mm", "bb"],
            }
        ],
        in_public=[(new[a], pattern, x) for a, pattern, x in made.in_public],
        lines=[(new[a], pattern) for a, pattern in made.lines],
    )
    one, two = told(made), told(renamed)
    assert one.settles is not None
    assert two.settles is not None
    assert (one.settles.zone, one.settles.issues) == (two.settles.zone, two.settles.issues)
    assert one.adoption is not None
    assert two.adoption is not None
    assert (one.adoption.texts, one.adoption.settled) == (two.adoption.texts, two.adoption.settled)
    assert one.publicity is not None
    assert two.publicity is not None
    assert one.publicity.public.zone == two.publicity.public.zone


# ---------------------------------------------------------------- the shipped case


def test_zones_and_packages_are_those_of_the_other_studies(ukraine: Case) -> None:
    found = channels(ukraine, draws=100, seed=3)
    for it in found.channels[:-1]:
        zone = zone_over_draws(ukraine, channel=it.channel, draws=100, seed=3)
        assert it.settles is not None
        assert it.settles.open_share == zone.open_share
        assert it.settles.zone is not None
        assert it.settles.zone.median == pytest.approx(zone.median)
        points = points_over_draws(ukraine, channel=it.channel, draws=100, seed=3)
        assert it.settles.settled_draws == points.open_draws
        for issue in it.settles.issues:
            shares = points.points[0].options[issue.issue]
            assert issue.share == max(shares.values()) == shares[issue.option]
    assert [a for it in found.channels for a in it.absences] == absences(ukraine, draws=100, seed=3)
    assert found.channels[-1].settles is None  # a signal through the press names no issues


def test_threads_change_nothing_and_a_channel_does_not_depend_on_the_others(ukraine: Case) -> None:
    one = channels(ukraine, draws=300, threads=1)
    two = channels(ukraine, draws=300, threads=2)
    assert one == two
    alone = channels(ukraine, ["CH_RU_CN"], draws=300)
    assert alone.channels[0] == next(it for it in one.channels if it.channel == "CH_RU_CN")


def test_readings_and_paths_reach_the_case(ukraine: Case) -> None:
    for it in channels(ukraine, draws=16).channels:
        parts = (it.settles, it.adoption, it.exposure, it.publicity)
        paths = [path for part in parts if part for path in part.paths]
        assert all(path in ukraine.unknowns for path in paths)
        assert bool(paths) == bool(it.issues)


def test_summary_and_rows(ukraine: Case) -> None:
    found = channels(ukraine, ["CH_US_RU_T15", "CH_PRESS"], draws=64)
    assert found.summary().endswith("This follows from the stated ranges and is no forecast.")
    assert "What us_track15 and ru_elite would settle in CH_US_RU_T15" in found.summary()
    first, press = found.to_rows()
    assert first["draws"] == 64
    assert first["months"] == 12
    assert first["known_median"] == found.channels[0].exposure.chance[11].median  # type: ignore[union-attr]
    assert press["open_share"] is None
    assert first.keys() == press.keys()


# ---------------------------------------------------------------- who knows, who lacks what


def test_who_knows_and_who_does_not(ukraine: Case) -> None:
    known = {it.channel: it.knowledge for it in channels(ukraine, draws=8).channels}
    talks = known["CH_US_RU_T15"]
    assert talks.principals == ("us_admin", "ru_leader")
    assert talks.unaware == ("ru_public",)
    assert talks.exposures == ("X02", "E04")
    assert known["CH_PRESS"].principals == ("us_admin",)  # of the one who talks
    assert known["CH_PRESS"].unaware == ()


def pair(**more: Any) -> Made:
    """A channel of an envoy without values, for a council."""
    return Made(
        issues={"i": ["x", "y"]},
        status_quo={"i": "x"},
        wants={"council": {"i": (1, {"x": 0, "y": 100})}},
        walk_away={"council": 50},
        agents={"envoy": "council", "aide": ""},
        channels=[
            {"id": "C", "between": ["envoy"], "on_behalf_of": ["council"], "issues": ["i"], **more}
        ],
    )


@pytest.mark.parametrize(("secrecy", "unaware"), [("secret", ("rival",)), ("open", ())])
def test_anyone_can_know_of_an_open_channel(secrecy: str, unaware: tuple[str, ...]) -> None:
    made = pair(secrecy=secrecy)
    wants = {**made.wants, "rival": {"i": (1.0, {"x": 100.0, "y": 0.0})}}
    it = told(Made(**{**vars(made), "wants": wants, "walk_away": {"council": 50, "rival": 50}}))
    assert it.knowledge.unaware == unaware
    assert [absence.actor for absence in it.absences] == ["rival"]


@pytest.mark.parametrize("who", ["envoy", "aide"])
def test_delegates_without_values_adopt_by_assumption(who: str) -> None:
    found = told(pair(between=[who])).adoption
    assert found is not None
    assert found.assumed
    assert found.settled is None


def test_one_delegate_with_other_values_is_asked() -> None:
    made = pair(between=["envoy", "rival"])
    wants = {**made.wants, "rival": {"i": (1.0, {"x": 100.0, "y": 0.0})}}
    mixed = Made(**{**vars(made), "wants": wants, "walk_away": {"council": 50, "rival": 50}})
    found = told(mixed).adoption
    assert found is not None
    assert not found.assumed
    assert (found.empty_draws, found.settled) == (4, None)


def keys(made: Made) -> dict[str, str]:
    return {it.key: it.why for it in channels(made.case(), draws=2).lacking}


def test_what_a_case_lacks() -> None:
    assert keys(pair()) == {
        "channels.C.meetings_per_month": "meetings",
        "channels.C.leak_per_meeting": "leaks",
        "bonuses": "publicity",
    }
    assert keys(pair(secrecy="open")) == {"bonuses": "publicity"}
    no_values = pair(between=["envoy"], on_behalf_of=["aide"], secrecy="open")
    assert keys(no_values) == {"preferences.aide": "values", "bonuses": "publicity"}
    it = told(no_values)
    assert (it.settles, it.adoption, it.publicity) == (None, None, None)
    mixed = pair(between=["council", "aide"], on_behalf_of=["council"], secrecy="open")
    wants = {**mixed.wants, "rival": {"i": (1.0, {"x": 100.0, "y": 0.0})}}
    mixed = Made(**{**vars(mixed), "wants": wants, "walk_away": {"council": 50, "rival": 50}})
    other = [{**mixed.channels[0], "between": ["rival", "aide"]}]
    assert keys(Made(**{**vars(mixed), "channels": other}))["preferences.aide"] == "values"
    assert keys(pair(issues=[])) == {"channels": "channels"}
    assert keys(Made(**{**vars(pair()), "channels": []})) == {"channels": "channels"}
    assert [it.key for it in channels(bc.load("two-issues")).lacking] == ["channels"]


def test_a_space_too_large_to_count(large_case: Case) -> None:
    channel = Channel.model_validate(
        {
            "id": "C",
            "name": "C",
            "kind": "talks",
            "between": ["a"],
            "on_behalf_of": ["a", "b"],
            "status": "running",
            "issues": [issue.id for issue in large_case.document.issues],
            **WHY,
        }
    )
    case = Case.of(large_case.document.model_copy(update={"channels": (channel,)}), {}, {}, ())
    it = told(case)
    assert it.settles is not None
    assert it.settles.zone is None
    assert it.settles.settled_draws == 4
    assert it.adoption is not None
    assert it.adoption.texts is None
    assert it.adoption.settled == 0.0  # alone, a takes everything


def test_wrong_asks_are_refused(ukraine: Case) -> None:
    with pytest.raises(UsageError, match="there is no channel 'CH_US_R'") as wrong:
        channels(ukraine, ["CH_US_R"])
    assert "CH_US_RU" in str(wrong.value)
    for bad in ("CH_US_RU", []):
        with pytest.raises(UsageError, match="give a list of channels"):
            channels(ukraine, bad)
    with pytest.raises(UsageError, match="whole number"):
        channels(ukraine, months=0)


def test_stop_and_progress_go_channel_by_channel(ukraine: Case) -> None:
    seen: list[tuple[int, int]] = []
    found = channels(
        ukraine, draws=8, progress=lambda *at: seen.append(at), stop=lambda: len(seen) == 2
    )
    assert seen == [(8, 64), (16, 64)]
    assert [it.channel for it in found.channels] == ["CH_US_RU_T15", "CH_US_RU"]
    (stopped,) = [str(note) for note in found.notes if note.code == "gap"]
    assert "CH_UA_RU" in stopped


def test_what_publicity_lacks_is_named_for_each_signatory_without_a_cost() -> None:
    plain = pair(secrecy="open")
    signing = plain.channels[0].get("on_behalf_of") or plain.channels[0]["between"]
    first, *others = signing
    some = Made(**{**vars(plain), "in_public": [(first, {}, -5.0)]})
    assert keys(some) == {f"bonuses.*.actor={a}": "publicity" for a in others}
    every = Made(**{**vars(plain), "in_public": [(a, {}, -5.0) for a in signing]})
    assert keys(every) == {}
