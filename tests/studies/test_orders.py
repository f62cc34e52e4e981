"""Orders of channels: the toy of the research, an oracle in plain Python, and properties."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import permutations, product
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import backchannel as bc
from backchannel.case import Case
from backchannel.case.schema import CaseDocument
from backchannel.core.errors import UsageError
from backchannel.studies.order.orders import Orders, orders

WHY = {"basis": "inference", "reason": "made for a test"}
Package = dict[str, str]


def fixed(x: float) -> list[float]:
    return [float(x)] * 3


@dataclass(frozen=True)
class Toy:
    """A case with channels in short: every number stands for low = mode = high."""

    issues: Mapping[str, Sequence[str]]  # the first option is the status quo
    values: Mapping[str, Mapping[str, Sequence[float]]]  # by actor and issue; weights are equal
    channels: Mapping[str, tuple[Sequence[str], Sequence[str], str]]  # actors, issues, binding
    links: Sequence[tuple[str, str, str, float]] = ()  # from, to, kind, strength
    walk_away: Mapping[str, float] = field(default_factory=dict)
    levers: Sequence[tuple[str, str, float]] = ()  # by, on, strength
    veto: Mapping[str, str] = field(default_factory=dict)  # actor: who must accept besides it
    refusal: Mapping[str, float] = field(default_factory=dict)  # of actors without values
    agents: Mapping[str, str] = field(default_factory=dict)
    status: Mapping[str, str] = field(default_factory=dict)
    resting: Mapping[str, str] = field(default_factory=dict)  # where it is not the first option

    def case(self) -> Case:
        names = list(dict.fromkeys([*self.values, *self.veto.values(), *self.refusal]))
        partner = {**self.veto, **{second: first for first, second in self.veto.items()}}
        parties = {frozenset({a, partner.get(a, a)}): a for a in names}
        document: dict[str, Any] = {
            "format": 1,
            "case": {"id": "toy", "title": "toy", "as_of": "2024"},
            "parties": [
                {"id": f"P_{a}", "name": a, "actors": sorted(who)}
                | ({"rule": {"kind": "veto", "actors": sorted(who), **WHY}} if len(who) > 1 else {})
                for who, a in parties.items()
            ],
            "actors": [
                {"id": a, "name": a, "agent_of": self.agents.get(a), **WHY}
                | (
                    {"refusal": {"value": fixed(self.refusal[a]), **WHY}}
                    if a in self.refusal
                    else {}
                )
                for a in names
            ],
            "issues": [
                {
                    "id": i,
                    "name": i,
                    "status_quo": self.resting.get(i, options[0]),
                    "options": [{"id": o, "text": o} for o in options],
                }
                for i, options in self.issues.items()
            ],
            "preferences": {
                a: {
                    i: {
                        "weight": fixed(1),
                        "values": dict(zip(self.issues[i], map(fixed, vs), strict=True)),
                        **WHY,
                    }
                    for i, vs in by.items()
                }
                for a, by in self.values.items()
            },
            "walk_away": {
                a: {"value": fixed(self.walk_away.get(a, 0)), **WHY} for a in self.values
            },
            "channels": [
                {
                    "id": c,
                    "name": c,
                    "kind": "talks",
                    "between": list(actors),
                    "status": self.status.get(c, "proposed"),
                    "binding": binding,
                    "issues": list(issues),
                    **WHY,
                }
                for c, (actors, issues, binding) in self.channels.items()
            ],
            "links": [
                {"id": f"K{n}", "from": a, "to": b, "kind": kind, "strength": fixed(s), **WHY}
                for n, (a, b, kind, s) in enumerate(self.links)
            ],
            "leverage": [
                {
                    "id": f"L{n}",
                    "by": by,
                    "on": on,
                    "instrument": "lever",
                    "direction": "lowers",
                    "strength": fixed(s),
                    "credibility": fixed(1),
                    "cost_to_user": fixed(0),
                    **WHY,
                }
                for n, (by, on, s) in enumerate(self.levers)
            ],
        }
        return Case.of(CaseDocument.model_validate(document), {}, {}, ())


def run(toy: Toy, channels: Sequence[str] | None = None, draws: int = 8) -> Orders:
    return orders(toy.case(), channels, draws=draws, threads=1)


def group_of(found: Orders, *order: str) -> Any:
    return next(group for group in found.groups if order in group.orders)


def settled(found: Orders, *order: str) -> dict[str, Any]:
    return {it.channel: it for it in group_of(found, *order).channels}


# ---------------------------------------------------------------- the toy of T12


def linkage() -> Toy:
    """US -10, RU +40 in one channel; UA -5, US +30, RU +20 in the other (two equal weights)."""
    return Toy(
        issues={"x": ("no", "yes"), "y": ("no", "yes")},
        values={
            "us": {"x": (20, 0), "y": (0, 60)},
            "ru": {"x": (0, 80), "y": (0, 40)},
            "ua": {"x": (0, 0), "y": (10, 0)},
        },
        channels={"A": (("us", "ru"), ("x",), "full"), "B": (("us", "ru", "ua"), ("y",), "full")},
        walk_away={"us": 10, "ua": 5},  # the present state: one table settles all issues
    )


@pytest.mark.parametrize("toy", [linkage()], ids=["T12-linkage"])
def test_two_channels_fail_alone_and_pass_together_with_a_side_payment(toy: Toy) -> None:
    case = toy.case()
    alone = {
        "A": {"x": "yes"},
        "B": {"y": "yes"},
    }
    gains = {
        name: bc.deals.transfers(bc.zone(case, channel=name), package=package).gains
        for name, package in alone.items()
    }
    assert gains == {"A": (-10.0, 40.0), "B": (30.0, 20.0, -5.0)}
    found = orders(case, draws=8)
    assert [channel.settles for channel in found.channels] == [0.0, 0.0]
    it = found.together
    assert it is not None
    assert (it.open_share, it.point_open, it.point_alone, it.partial) == (0.0, False, False, False)
    assert it.package == {"x": "yes", "y": "yes"}
    assert it.gains == {"us": 20.0, "ru": 60.0, "ua": -5.0}
    paid = {payment.payer: payment for payment in it.payments}
    assert paid["us"].points == 5.0
    assert paid["us"].to == {"ua": 5.0}
    assert paid["us"].after == {"us": 15.0, "ru": 60.0, "ua": 0.0}


def test_one_table_can_open_what_no_channel_opens() -> None:
    toy = Toy(
        issues={"x": ("no", "yes"), "y": ("no", "yes"), "z": ("no", "yes")},
        values={
            "a": {"x": (0, 90), "y": (30, 0), "z": (0, 0)},
            "b": {"x": (30, 0), "y": (0, 90), "z": (0, 0)},
        },
        channels={"X": (("a", "b"), ("x",), "full"), "Y": (("a", "b"), ("y",), "full")},
    )
    it = run(toy).together
    assert it is not None
    assert (it.open_share, it.alone, it.only_together) == (1.0, {"X": 0.0, "Y": 0.0}, 1.0)
    assert (it.point_open, it.point_alone, it.payments) == (True, False, ())


# ---------------------------------------------------------------- what one rule does

SHARED = Toy(
    issues={"x": ("no", "left", "right"), "y": ("no", "yes"), "z": ("no", "yes")},
    values={
        "a": {"x": (0, 60, 30), "y": (0, 30), "z": (0, 0)},
        "b": {"x": (0, 60, 30), "y": (0, 30), "z": (0, 0)},
        "c": {"x": (0, 0, 90), "y": (0, 30), "z": (0, 0)},
    },
    channels={"AB": (("a", "b"), ("x",), "full"), "BC": (("b", "c"), ("x", "y"), "full")},
)


def test_what_is_settled_first_is_given_for_those_who_come_later() -> None:
    found = run(SHARED)
    assert settled(found, "AB", "BC")["BC"].terms["x"] == ("left", 1.0)
    first = settled(found, "BC", "AB")
    assert first["BC"].terms["x"] == ("right", 1.0)
    assert first["AB"].nothing_left == 1.0
    assert first["AB"].adoption is None
    pair = {(p.first, p.then): p for p in found.pairs}["BC", "AB"]
    assert (pair.settles_before, pair.settles_after, pair.decides) == (1.0, 0.0, 1.0)
    assert (pair.opens, pair.closes) == (0.0, 0.0)
    movers = {(m.channel, m.actor): m for m in found.first_movers}
    assert movers["AB", "a"].gain.median == pytest.approx(10)  # 60 - 30, a third of the weights
    assert movers["AB", "c"].gain.median == pytest.approx(-30)
    assert (movers["AB", "c"].worse, movers["AB", "c"].better) == (1.0, 0.0)
    spread = {s.actor: s for s in found.spreads}["c"]
    assert (spread.best, spread.worst) == (("BC", "AB"), ("AB", "BC"))
    assert group_of(found, "AB", "BC").months == (2, 2)


def test_where_nothing_binds_the_later_one_holds() -> None:
    free = {name: (actors, issues, "none") for name, (actors, issues, _) in SHARED.channels.items()}
    found = run(Toy(SHARED.issues, SHARED.values, free))
    assert group_of(found, "AB", "BC").ended["x"] == ("right", 1.0)
    assert group_of(found, "BC", "AB").ended["x"] == ("left", 1.0)
    assert group_of(found, "BC", "AB").overturned == 1.0
    assert group_of(run(SHARED), "BC", "AB").overturned == 0.0


@pytest.mark.parametrize("strength", [0.0, 0.25, 1.0])
@pytest.mark.parametrize("binding", ["none", "full"])
def test_a_link_that_constrains_overrides_the_binding(strength: float, binding: str) -> None:
    channels = {
        name: (actors, issues, binding) for name, (actors, issues, _) in SHARED.channels.items()
    }
    toy = Toy(SHARED.issues, SHARED.values, channels, [("AB", "BC", "constrains", strength)])
    option, share = settled(run(toy, draws=1024), "AB", "BC")["BC"].terms["x"]
    left = share if option == "left" else 1 - share
    assert left == pytest.approx(strength, abs=1 / 1024)


def test_equal_outcomes_with_different_things_held_are_different_histories() -> None:
    """AB and BC settle x differently and bind D alone; AC then covers both up."""
    toy = Toy(
        issues={"x": ("no", "left", "right", "up"), "y": ("no", "yes"), "z": ("no", "yes")},
        values={
            "a": {"x": (0, 60, 10, 50), "y": (0, 0), "z": (0, 0)},
            "b": {"x": (0, 60, 60, 0), "y": (0, 0), "z": (0, 0)},
            "c": {"x": (0, 10, 60, 50), "y": (0, 0), "z": (0, 0)},
            "d": {"x": (0, 0, 0, 0), "y": (0, 60), "z": (0, 0)},
        },
        channels={
            "AB": (("a", "b"), ("x",), "none"),
            "BC": (("b", "c"), ("x",), "none"),
            "AC": (("a", "c"), ("x",), "none"),
            "D": (("d", "b"), ("x", "y"), "none"),
        },
        links=[("AB", "D", "constrains", 1.0), ("BC", "D", "constrains", 1.0)],
    )
    found = run(toy)
    for order, held in ((("AB", "BC", "AC", "D"), "right"), (("BC", "AB", "AC", "D"), "left")):
        told = settled(found, *order)
        assert told["AC"].terms["x"] == ("up", 1.0)
        assert told["D"].terms["x"] == (held, 1.0)


CLOSED = Toy(
    issues={"x": ("no", "yes"), "y": ("no", "yes"), "z": ("no", "yes")},
    values={
        "a": {"x": (0, 50), "y": (0, 0), "z": (0, 0)},
        "b": {"x": (0, 50), "y": (0, 60), "z": (0, 0)},
        "c": {"x": (90, 0), "y": (0, 60), "z": (0, 0)},
    },
    channels={"AB": (("a", "b"), ("x",), "full"), "BC": (("b", "c"), ("x", "y"), "full")},
)


def test_an_order_closes_a_channel() -> None:
    found = run(CLOSED)
    assert settled(found, "AB", "BC")["BC"].no_package == 1.0
    assert settled(found, "BC", "AB")["BC"].settles == 1.0
    pair = {(p.first, p.then): p for p in found.pairs}["AB", "BC"]
    assert (pair.closes, pair.opens, pair.decides) == (1.0, 0.0, 0.0)
    assert "AB right before BC closes" in found.summary()


PRESSED = Toy(
    issues={"x": ("no", "yes"), "y": ("no", "yes"), "z": ("no", "yes")},
    values={
        "a": {"x": (0, 50), "y": (0, 50), "z": (0, 0)},
        "b": {"x": (60, 0), "y": (0, 0), "z": (0, 0)},
        "c": {"x": (0, 0), "y": (0, 50), "z": (0, 0)},
    },
    channels={"AC": (("a", "c"), ("y",), "full"), "AB": (("a", "b"), ("x",), "full")},
    links=[("AC", "AB", "enables_pressure", 0.5)],
    walk_away={"b": 20},
    levers=[("c", "b", 1.0), ("b", "a", 1.0)],
)
"""Worth of the present state to b is 20; the package takes that to 0."""


def test_pressure_is_at_hand_once_the_first_has_settled() -> None:
    found = run(PRESSED, draws=1024)
    assert settled(found, "AB", "AC")["AB"].settles == 0.0
    assert settled(found, "AC", "AB")["AB"].settles == pytest.approx(0.5, abs=1 / 1024)
    pair = {(p.first, p.then): p for p in found.pairs}["AC", "AB"]
    assert pair.opens == pytest.approx(0.5, abs=1 / 1024)
    assert pair.links == (("K0", "enables_pressure"),)
    assert pair.paths == ("links.K0.strength",)
    assert found.channels[1].pressure == {"b": ("L0",)}  # b's own lever on a is not the link's


def test_a_standing_channel_gives_its_levers_in_any_order() -> None:
    toy = Toy(**{**PRESSED.__dict__, "status": {"AC": "running"}})
    found = run(toy, draws=1024)
    assert settled(found, "AB", "AC")["AB"].settles == pytest.approx(0.5, abs=1 / 1024)
    channel = found.channels[1]
    assert channel.alone == 0.0
    assert channel.settles == pytest.approx(0.5, abs=1 / 1024)
    assert channel.band is not None
    assert channel.band["b"][1].median == pytest.approx(-20)


def test_pressure_cannot_push_below_what_the_levers_take_away() -> None:
    weak = Toy(**{**PRESSED.__dict__, "levers": [("c", "b", 0.9)]})
    assert settled(run(weak, draws=64), "AC", "AB")["AB"].settles == 0.0


@pytest.mark.parametrize(
    ("refusal", "strength", "lifted"), [(0.5, 0.5, 0.75), (0.25, 1.0, 1.0), (1.0, 1.0, 0.0)]
)
def test_what_prepares_lifts_adoption(refusal: float, strength: float, lifted: float) -> None:
    toy = Toy(
        issues={"x": ("no", "yes"), "y": ("no", "yes"), "z": ("no", "yes")},
        values={a: dict.fromkeys("xyz", (0, 50)) for a in "abc"},
        channels={"AC": (("a", "c"), ("y",), "full"), "AB": (("a", "b"), ("x",), "full")},
        links=[("AC", "AB", "prepares", strength)],
        veto={"b": "parliament"},
        refusal={"parliament": refusal},
    )
    found = run(toy, draws=1024)
    assert found.channels[1].ratifiers == ("parliament",)
    assert settled(found, "AB", "AC")["AB"].adoption == pytest.approx(1 - refusal, abs=1 / 1024)
    assert settled(found, "AC", "AB")["AB"].adoption == pytest.approx(lifted, abs=2 / 1024)
    assert settled(found, "AC", "AB")["AC"].adoption == 1.0
    assert group_of(found, "AC", "AB").months == (1, 1)


def test_ratifiers_and_principals_judge_by_the_same_gains() -> None:
    values = {a: dict.fromkeys("xyz", (0.0, 50.0)) for a in "ab"}
    against = {"x": (50.0, 0.0), "y": (0.0, 50.0), "z": (0.0, 0.0)}
    toy = Toy(
        issues=dict.fromkeys("xyz", ("no", "yes")),
        values={**values, "people": against, "envoy": values["a"]},
        channels={
            "AX": (("a", "b"), ("x",), "full"),
            "AY": (("a", "b"), ("y",), "full"),
            "EX": (("envoy", "b"), ("x",), "none"),
        },
        veto={"b": "people"},
        agents={"envoy": "people"},
    )
    first = {c.channel: c for c in run(toy).channels}
    assert first["AX"].ratifiers == ("people",)
    assert first["EX"].ratifiers == ("people",)
    last = settled(run(toy), "AY", "AX", "EX")
    assert (last["AX"].adoption, last["AY"].adoption) == (0.0, 1.0)


def test_what_competes_takes_another_month() -> None:
    toy = Toy(
        issues={"x": ("no", "yes"), "y": ("no", "yes"), "z": ("no", "yes")},
        values={a: dict.fromkeys("xyz", (0, 50)) for a in "abc"},
        channels={n: (("a", "b"), (i,), "full") for n, i in (("X", "x"), ("Y", "y"), ("Z", "z"))},
        links=[("X", "Y", "competes", 1.0)],
    )
    found = run(toy)
    assert len(found.groups) == 1
    assert found.groups[0].months == (2, 2)


# ---------------------------------------------------------------- an oracle


def nash(toy: Toy, channel: str, held: Package) -> tuple[set[tuple[tuple[str, str], ...]], bool]:
    """All Nash packages of a channel under what is held, taken literally; and whether any is."""
    actors, issues, _ = toy.channels[channel]
    best, found = 0.0, []
    for choice in product(*(toy.issues[i] for i in issues)):
        package = dict(zip(issues, choice, strict=True))
        if all(toy.issues[i][0] == o for i, o in package.items()):
            continue
        if any(package[i] != o for i, o in held.items() if i in package):
            continue
        gains = [
            sum(
                toy.values[a][i][toy.issues[i].index(o)] - toy.values[a][i][0]
                for i, o in package.items()
            )
            for a in actors
        ]
        worth = float(np.prod(np.array(gains) + 1e-7)) if min(gains) >= 0 else -1.0
        if worth > best * (1 + 1e-9):
            best, found = worth, [package]
        elif worth >= 0 and worth >= best * (1 - 1e-9):
            found.append(package)
    return {tuple(p.items()) for p in found}, bool(found)


def check_order(toy: Toy, found: Orders, order: Sequence[str]) -> None:
    """Follow one order with what the study settled, and hold each step against the oracle."""
    told = settled(found, *order)
    held: Package = {}
    final = {i: options[0] for i, options in toy.issues.items()}
    for name in order:
        _, issues, binding = toy.channels[name]
        it = told[name]
        if all(i in held for i in issues):
            assert it.nothing_left == 1.0
            continue
        packages, exists = nash(toy, name, held)
        assert it.settles == float(exists)
        assert it.no_package == float(not exists)
        if exists:
            package = {i: option for i, (option, share) in it.terms.items() if share == 1.0}
            assert tuple((i, package[i]) for i in issues) in packages
            final.update(package)
            if binding != "none":
                held.update(package)
    assert {i: o for i, (o, _) in group_of(found, *order).ended.items()} == {
        i: final[i] for i in group_of(found, *order).ended
    }
    for actor, by in toy.values.items():
        worth = sum(by[i][toy.issues[i].index(final[i])] - by[i][0] for i in toy.issues)
        got = group_of(found, *order).worth[actor]
        assert got.low == pytest.approx(worth / len(toy.issues), abs=1e-6) == got.high


@st.composite
def toys(draw: st.DrawFn) -> Toy:
    issues = {f"i{n}": tuple(f"o{k}" for k in range(draw(st.integers(2, 3)))) for n in range(4)}
    number = st.sampled_from([0.0, 20.0, 40.0, 50.0, 70.0, 100.0])
    actors = ("a", "b", "c")
    values = {
        a: {i: tuple(draw(number) for _ in options) for i, options in issues.items()}
        for a in actors
    }
    names = list(issues)[:3]  # one issue stays out, so that every zone is partial
    channels = {}
    for n in range(draw(st.integers(2, 3))):
        some = draw(st.lists(st.sampled_from(names), min_size=1, max_size=3, unique=True))
        who = draw(st.lists(st.sampled_from(actors), min_size=2, max_size=3, unique=True))
        binding = draw(st.sampled_from(["none", "partial", "full"]))
        channels[f"C{n}"] = (tuple(who), tuple(i for i in issues if i in some), binding)
    return Toy(issues, values, channels)


FEW = settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@FEW
@given(toys())
def test_every_order_agrees_with_an_oracle_in_plain_python(toy: Toy) -> None:
    found = run(toy, draws=2)
    listed = [order for group in found.groups for order in group.orders]
    assert sorted(listed) == sorted(permutations(toy.channels))
    for order in listed:
        check_order(toy, found, order)


# ---------------------------------------------------------------- properties


@FEW
@given(toys())
def test_without_shared_issues_all_orders_come_to_the_same(toy: Toy) -> None:
    names = list(toy.issues)
    apart = {
        c: (actors, (names[n],), binding)
        for n, (c, (actors, _, binding)) in enumerate(toy.channels.items())
    }
    found = run(Toy(toy.issues, toy.values, apart), draws=2)
    assert len(found.groups) == 1
    assert found.summary().startswith(f"All {found.orders} orders")
    assert all(m.better == m.worse == 0 for m in found.first_movers)
    assert all(p.opens == p.closes == p.decides == 0 for p in found.pairs)


@FEW
@given(toys())
def test_names_and_the_order_of_the_case_do_not_matter(toy: Toy) -> None:
    renamed = Toy(toy.issues, toy.values, {f"Z{c}": toy.channels[c] for c in toy.channels})
    turned = Toy(toy.issues, toy.values, dict(reversed(list(toy.channels.items()))))
    found = run(toy, draws=2)
    for group in found.groups:
        for order in group.orders:
            other = settled(run_cached(renamed), *(f"Z{c}" for c in order))
            third = settled(run_cached(turned), *order)
            for c, it in settled(found, *order).items():
                same = (it.settles, it.nothing_left, it.terms)
                assert same == (other[f"Z{c}"].settles, other[f"Z{c}"].nothing_left, it.terms)
                assert same == (third[c].settles, third[c].nothing_left, third[c].terms)


_RUNS: dict[int, tuple[Toy, Orders]] = {}


def run_cached(toy: Toy) -> Orders:
    if id(toy) not in _RUNS:
        _RUNS[id(toy)] = (toy, run(toy, draws=2))
    return _RUNS[id(toy)][1]


@FEW
@given(toys())
def test_a_channel_at_the_end_changes_nothing_before_it(toy: Toy) -> None:
    names = list(toy.channels)
    fewer, more = run(toy, names[:-1], draws=2), run(toy, names, draws=2)
    for order in permutations(names[:-1]):
        short, long = settled(fewer, *order), settled(more, *order, names[-1])
        assert all(short[c] == long[c] for c in order)


def test_the_result_does_not_depend_on_the_threads_and_is_that_of_the_seed() -> None:
    case = bc.load("ukraine-2023")
    names = ["CH_US_RU", "CH_UA_RU", "CH_US_UA"]
    one, three = (orders(case, names, draws=600, threads=n) for n in (1, 3))
    assert one.to_rows() == three.to_rows()
    assert one.first_movers == three.first_movers
    assert one.to_rows() != orders(case, names, draws=600, seed=1).to_rows()


def test_a_channel_by_itself_is_the_zone_over_draws() -> None:
    case = bc.load("ukraine-2023")
    found = orders(case, draws=300)
    for channel in found.channels:
        zone = bc.studies.zone_over_draws(case, channel=channel.channel, draws=300)
        assert channel.alone == zone.open_share
        if not channel.pressure and channel.band:
            points = bc.studies.points_over_draws(case, channel=channel.channel, draws=300)
            for a, actor in enumerate(channel.actors):
                _, middle, most = channel.band[actor]
                assert middle.median == pytest.approx(points.points[0].gains[a].median, abs=1e-6)
                assert most.median == pytest.approx(points.best[a].median, abs=1e-6)
    assert found.together is not None
    whole = bc.studies.zone_over_draws(
        case, found.together.actors, issues=found.together.issues, draws=300
    )
    assert found.together.open_share == whole.open_share


def test_worth_is_that_of_the_options_at_the_end() -> None:
    case = bc.load("ukraine-2023")
    found = orders(case, ["CH_US_RU"], draws=200)
    (group,) = found.groups
    values = bc.studies.points_over_draws(case, channel="CH_US_RU", draws=200)
    # the channel's gains over the status quo are the worth of its issues, for those who sign
    for a, actor in enumerate(values.actors):
        assert group.worth[actor].median == pytest.approx(
            values.points[0].gains[a].median, abs=1e-6
        )


# ---------------------------------------------------------------- cases that lack something


@pytest.mark.parametrize("rest", ["zero", "one", "two"])
def test_an_issue_that_counts_for_nobody_at_the_table_stays_as_it_is(rest: str) -> None:
    toy = Toy(
        resting={"idle": rest},
        issues={"x": ("no", "yes"), "idle": ("zero", "one", "two"), "z": ("no", "yes")},
        values={
            "a": {"x": (0, 50), "z": (0, 0)},
            "b": {"x": (0, 50), "z": (0, 0)},
            "c": {"idle": (0, 50, 100)},
        },
        channels={"AB": (("a", "b"), ("x", "idle"), "full"), "AC": (("a", "c"), ("z",), "full")},
    )
    assert settled(run(toy), "AB", "AC")["AB"].terms["idle"] == (rest, 1.0)


def test_what_a_case_lacks_is_said(tmp_path: Path) -> None:
    none = orders(bc.load("two-issues"))
    assert (none.groups, none.together, [x.why for x in none.lacking]) == ((), None, ["channels"])
    assert none.to_rows() == []
    assert "no channels" in none.summary()
    assert [x.why for x in run(SHARED).lacking] == ["links"]
    one = run(SHARED, ["AB"])
    assert (one.orders, one.pairs, one.first_movers, one.together) == (1, (), (), None)
    mute = Toy(**{**SHARED.__dict__, "veto": {"a": "crowd"}})
    assert ("preferences.crowd", "values") in [(x.key, x.why) for x in run(mute).lacking]


def test_a_case_with_one_issue_is_judged_by_walking_away() -> None:
    toy = Toy(
        issues={"x": ("no", "yes", "much")},
        values={"a": {"x": (0, 50, 100)}, "b": {"x": (100, 60, 0)}},
        channels={"AB": (("a", "b"), ("x",), "full"), "BA": (("b", "a"), ("x",), "full")},
        walk_away={"a": 40, "b": 40},
    )
    found = run(toy)
    assert settled(found, "AB", "BA")["AB"].terms == {"x": ("yes", 1.0)}
    assert settled(found, "AB", "BA")["BA"].nothing_left == 1.0


def test_more_than_six_channels() -> None:
    case = bc.load("ukraine-2023")
    found = orders(case, draws=16)
    assert len(found.channels) == 6
    assert [note.code for note in found.notes] == ["most_channels"]
    assert "CH_RU_GS" in str(found.notes[0])
    every = [channel.id for channel in case.document.channels if channel.issues]
    with pytest.raises(UsageError, match="too many orders"):
        orders(case, every)


@pytest.mark.parametrize(
    ("names", "said"),
    [
        (["CH_US"], "did you mean"),
        (["CH_PRESS"], "names no issues"),
        ([], "at least one channel"),
        ("CH_US_RU", "a list of channels"),
    ],
)
def test_wrong_names_are_refused(names: Any, said: str) -> None:
    with pytest.raises(UsageError, match=said):
        orders(bc.load("ukraine-2023"), names, draws=8)


def test_a_stop_gives_the_draws_that_are_done() -> None:
    found = orders(bc.load("ukraine-2023"), ["CH_US_RU"], draws=1000, stop=lambda: True)
    assert found.draws < 1000
    assert found.notes[-1].code == "stopped"


@pytest.mark.parametrize(("refusal", "groups"), [(0.0, 1), (1.0, 1), (0.5, 2)])
def test_a_lift_that_changes_no_adoption_makes_no_other_result(refusal: float, groups: int) -> None:
    toy = Toy(
        issues={"x": ("no", "yes"), "y": ("no", "yes"), "z": ("no", "yes")},
        values={a: dict.fromkeys("xyz", (0, 50)) for a in "abc"},
        channels={"AC": (("a", "c"), ("y",), "full"), "AB": (("a", "b"), ("x",), "full")},
        links=[("AC", "AB", "prepares", 0.5)],
        veto={"b": "parliament"},
        refusal={"parliament": refusal},
    )
    found = run(toy, draws=64)
    assert len(found.groups) == groups
    assert sorted(order for group in found.groups for order in group.orders) == [
        ("AB", "AC"),
        ("AC", "AB"),
    ]
