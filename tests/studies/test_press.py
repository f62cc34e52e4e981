"""Over the head of an absent party: published numbers, a literal oracle, and what must hold."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import product
from pathlib import Path

import numpy as np
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

import backchannel as bc
from backchannel.case import Case
from backchannel.case.schema import CaseDocument
from backchannel.core.errors import UsageError
from backchannel.studies.pressure.levers import absent_from, pulls_on, together
from backchannel.studies.pressure.over_head import OverHead
from backchannel.studies.pressure.press import over_the_head

WHY = {"basis": "inference", "reason": "made for a test"}
Package = Mapping[str, str]

ISSUES = [
    "line_of_control",
    "crimea",
    "ceasefire_form",
    "ua_alignment",
    "arms_supply",
    "russia_role",
]


def _triple(x: float) -> list[float]:
    return [float(x)] * 3


@dataclass(frozen=True)
class Small:
    """A case in which `patron` and `rival` talk about some issues and `client` is absent."""

    issues: Mapping[str, Sequence[str]]
    status_quo: Mapping[str, str]
    wants: Mapping[str, Mapping[str, tuple[float, Mapping[str, float]]]]
    walk_away: Mapping[str, float]
    talked: Sequence[str]
    walk_away_if: Mapping[str, float] = field(default_factory=dict)
    """The client's."""
    conditions: Mapping[str, tuple[Sequence[str], Package]] = field(default_factory=dict)
    """Levers, and the options that bring it about."""
    events: Sequence[str] = ()
    levers: Mapping[str, tuple[str, float, float]] = field(default_factory=dict)
    """Direction, strength, cost to the patron."""
    lines: Sequence[tuple[str, Package, bool]] = ()
    bonuses: Sequence[tuple[str, Package, float]] = ()
    exclusions: Sequence[Package] = ()

    def document(self) -> dict[str, object]:
        return {
            "format": 1,
            "case": {"id": "small", "title": "small", "as_of": "2024"},
            "parties": [{"id": a.upper(), "name": a, "actors": [a]} for a in self.wants],
            "actors": [{"id": a, "name": a, "decides_for": a.upper()} for a in self.wants],
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
                    i: {
                        "weight": _triple(w),
                        "values": {o: _triple(v) for o, v in values.items()},
                        **WHY,
                    }
                    for i, (w, values) in by.items()
                }
                for a, by in self.wants.items()
            },
            "walk_away": {a: {"value": _triple(r), **WHY} for a, r in self.walk_away.items()},
            "walk_away_if": {
                "client": {c: {"value": _triple(r), **WHY} for c, r in self.walk_away_if.items()}
            },
            "conditions": [
                {"id": c, "text": c, "levers": list(levers)}
                | ({"implied_by": dict(pattern)} if pattern else {})
                | ({"event": f"e_{c}"} if c in self.events else {})
                for c, (levers, pattern) in self.conditions.items()
            ],
            "leverage": [
                {
                    "id": name,
                    "by": "patron",
                    "on": "client",
                    "instrument": name,
                    "direction": direction,
                    "strength": _triple(strength),
                    "credibility": _triple(0.5),
                    "cost_to_user": _triple(cost),
                    **WHY,
                }
                for name, (direction, strength, cost) in self.levers.items()
            ],
            "red_lines": [
                {"id": f"R{n}", "actor": a, "forbids": [dict(p)], "hardness": _triple(real), **WHY}
                for n, (a, p, real) in enumerate(self.lines)
            ],
            "bonuses": [
                {"id": f"B{n}", "actor": a, "pattern": dict(p), "points": _triple(x), **WHY}
                for n, (a, p, x) in enumerate(self.bonuses)
            ],
            "exclusions": [
                {"id": f"X{n}", "forbids": [dict(p)], "reason": "no deal"}
                for n, p in enumerate(self.exclusions)
            ],
            "channels": [
                {
                    "id": "TALKS",
                    "name": "talks",
                    "kind": "official",
                    "between": ["patron", "rival"],
                    "status": "running",
                    "issues": list(self.talked),
                    **WHY,
                }
            ],
        }

    def case(self) -> Case:
        return Case.of(CaseDocument.model_validate(self.document()), {}, {}, ())


# ---------------------------------------------------------------- the rules of the model, literally


def _utility(made: Small, actor: str, package: Package) -> Fraction:
    by = made.wants[actor]
    weights = {i: Fraction(str(w)) for i, (w, _) in by.items()}
    total = sum(weights[i] * Fraction(str(by[i][1][package[i]])) for i in by) / sum(
        weights.values()
    )
    return total + sum(
        Fraction(str(x)) for a, p, x in made.bonuses if a == actor and p.items() <= package.items()
    )


def _single(made: Small, condition: str) -> list[Fraction]:
    if condition in made.walk_away_if:
        return [Fraction(str(made.walk_away_if[condition]))]
    named = made.conditions.get(condition, ([condition], {}))[0]
    plain = Fraction(str(made.walk_away["client"]))
    return [
        plain * (1 + (-1 if direction == "lowers" else 1) * Fraction(str(strength)))
        for name, (direction, strength, _) in made.levers.items()
        if name in named
    ]


def _level(made: Small, conditions: frozenset[str]) -> Fraction:
    """Rule 7."""
    plain = Fraction(str(made.walk_away["client"]))
    if not conditions:
        return plain
    if (together_ := "+".join(sorted(conditions))) in made.walk_away_if:
        return Fraction(str(made.walk_away_if[together_]))
    return min((r for c in conditions for r in _single(made, c)), default=plain)


def _brought(made: Small, package: Package) -> frozenset[str]:
    """Rule 8: what a package brings about that the status quo does not.

    A condition without a number for the client, of its own or in a set, is none to it.
    """
    named = {name for key in made.walk_away_if for name in key.split("+")}
    return frozenset(
        c
        for c, (levers, pattern) in made.conditions.items()
        if (levers or c in named)
        and pattern
        and pattern.items() <= package.items()
        and not pattern.items() <= made.status_quo.items()
    )


def _signed(made: Small) -> list[tuple[dict[str, str], list[Fraction]]]:
    """Packages that the two at the table can sign, with their gains."""
    found = []
    whole = len(made.talked) == len(made.issues)
    for chosen in product(*(made.issues[i] for i in made.talked)):
        moved = dict(zip(made.talked, chosen, strict=True))
        package = {**made.status_quo, **moved}
        if package == dict(made.status_quo) or any(
            x.items() <= moved.items() for x in made.exclusions
        ):
            continue
        rest = [
            Fraction(str(made.walk_away[a])) if whole else _utility(made, a, made.status_quo)
            for a in ("patron", "rival")
        ]
        gains = [
            _utility(made, a, package) - r for a, r in zip(("patron", "rival"), rest, strict=True)
        ]
        if min(gains) >= 0 and not _broken(made, ("patron", "rival"), package):
            found.append((package, gains))
    return found


def _broken(made: Small, actors: Sequence[str], package: Package) -> bool:
    return any(a in actors and real and p.items() <= package.items() for a, p, real in made.lines)


def _accepts(made: Small, package: Package, conditions: Sequence[str]) -> bool:
    level = _level(made, frozenset(conditions) | _brought(made, package))
    return _utility(made, "client", package) >= level and not _broken(made, ["client"], package)


# ---------------------------------------------------------------- published numbers


def _patron_client(cost: float, idle: bool) -> Small:
    """T10 on the scale of 0..100: r = p V - c, with and without aid."""
    aided, cut = 100 * (0.55 - 0.15), 100 * (0.35 - 0.20)
    issues = {"terms": ["war", "deal"]} | ({"other": ["as_now", "else"]} if idle else {})
    values = {
        "patron": {"war": 0, "deal": 100},
        "rival": {"war": 0, "deal": 100},
        "client": {"war": 40, "deal": 25},
    }
    return Small(
        issues=issues,
        status_quo={"terms": "war", "other": "as_now"},
        wants={a: {"terms": (1, v)} for a, v in values.items()},
        walk_away={"patron": 35, "rival": 10, "client": aided},
        talked=["terms"],
        walk_away_if={"no_aid": cut},
        conditions={"no_aid": (["AID"], {})},
        levers={"AID": ("lowers", 0.5, cost)},
    )


@pytest.mark.parametrize("idle", [False, True], ids=["all-issues", "some-issues"])
@pytest.mark.parametrize(
    ("cut", "carry_on", "credible"),
    [
        pytest.param(0.30, 0.35, 0.0, id="T10-Morrow-1991-not-credible"),
        pytest.param(0.38, 0.35, 1.0, id="T10-Morrow-1991-credible"),
    ],
)
def test_patron_and_client(
    tmp_path: Path, cut: float, carry_on: float, credible: float, idle: bool
) -> None:
    made = _patron_client(round(100 * (carry_on - cut), 9), idle)
    (tmp_path / "case.yaml").write_text(yaml.safe_dump(made.document()), encoding="utf-8")
    (head,) = over_the_head(bc.load(str(tmp_path)), draws=20).heads
    assert (head.actor, head.partial, head.deal) == ("client", idle, 1.0)
    assert head.gap is not None
    assert head.gap.median == pytest.approx(25 - 40)
    assert head.free.nash == 0
    (lever,) = head.pressures
    assert lever.pulled.passing.walk_away.median == pytest.approx(15)
    assert lever.pulled.passing.counts.tolist() == [1] * 20
    assert (lever.nash_pressed, lever.pulled.passing.some_pressed) == (1, 1)
    assert (lever.credible, lever.both) == (credible, credible)
    assert lever.cost.median == pytest.approx(100 * (carry_on - cut))
    assert lever.makes_good is not None  # (25 - 15) of the (40 - 15) that it takes away
    assert lever.makes_good.median == pytest.approx(0.4)


# ---------------------------------------------------------------- against the oracle


@st.composite
def small_cases(draw: st.DrawFn) -> Small:
    count = draw(st.sampled_from([2, 3, 1]))
    issues = {f"i{n}": [f"o{k}" for k in range(draw(st.integers(2, 3)))] for n in range(count)}
    quarter = st.integers(0, 4).map(lambda k: 25.0 * k)
    wants = {
        a: {i: (draw(st.integers(1, 4)), {o: draw(quarter) for o in issues[i]}) for i in issues}
        for a in ("patron", "rival", "client")
    }
    some = st.lists(st.sampled_from(sorted(issues)), min_size=1, max_size=2, unique=True)
    pattern = some.flatmap(
        lambda chosen: st.fixed_dictionaries({i: st.sampled_from(issues[i]) for i in chosen})
    )
    level = st.sampled_from([0.0, 12.5, 25.0, 50.0, 62.5, 75.0])
    share = st.sampled_from([0.0, 0.25, 0.5])
    levers = {
        f"L{n}": (draw(st.sampled_from(["lowers", "lowers", "raises"])), draw(share), 1.0)
        for n in range(draw(st.integers(0, 3)))
    }
    names = [f"c{n}" for n in range(draw(st.sampled_from([2, 3, 1, 0])))]
    of_levers = st.lists(st.sampled_from(sorted(levers)), max_size=2, unique=True)
    conditions = {
        c: (
            draw(of_levers) if levers and draw(st.booleans()) else [],
            (draw(st.sampled_from([True, True, True, False])) and draw(pattern)) or {},
        )
        for c in names
    }
    keys = [*names, *("+".join(sorted(two)) for two in product(names, names) if two[0] < two[1])]
    keys += [f"{x}+{c}" for x in levers for c in names]
    actor = st.sampled_from(sorted(wants))
    return Small(
        issues=issues,
        status_quo={i: draw(st.sampled_from(options)) for i, options in issues.items()},
        wants=wants,
        walk_away={a: draw(level) if a == "client" else 0.0 for a in wants},
        talked=draw(st.lists(st.sampled_from(sorted(issues)), min_size=1, max_size=3, unique=True)),
        walk_away_if={k: draw(level) for k in keys if draw(st.booleans())},
        conditions=conditions,
        events=[c for c in names if draw(st.booleans())],
        levers=levers,
        lines=draw(st.lists(st.tuples(actor, pattern, st.booleans()), max_size=2)),
        bonuses=draw(
            st.lists(st.tuples(actor, pattern, st.sampled_from([-25.0, 12.5])), max_size=2)
        ),
        exclusions=draw(st.lists(pattern, max_size=1)),
    )


def _passings(head: OverHead) -> Iterator[tuple[tuple[str, ...], object]]:
    yield (), head.free
    for lever in head.pressures:
        yield from ((level.conditions, level.passing) for level in lever.levels)
    yield from ((held.conditions, held.passing) for held in head.combined)
    yield from (((event.condition,), event.passing) for event in head.events)


@settings(max_examples=150, deadline=None)
@given(small_cases())
def test_what_passes_is_what_the_rules_say(made: Small) -> None:
    (head,) = over_the_head(made.case(), draws=3, threads=1).heads
    signed = _signed(made)
    assert head.alone.tolist() == [len(signed)] * 3
    free = {n for n, (p, _) in enumerate(signed) if _accepts(made, p, ())}
    for conditions, passing in _passings(head):
        under = {n for n, (p, _) in enumerate(signed) if _accepts(made, p, conditions)}
        assert passing.counts.tolist() == [len(under)] * 3
        assert passing.both.tolist() == [len(under & free)] * 3
        if signed:
            told = (passing.accepted, passing.pressed, passing.lost, passing.refused)
            sets = (under, under - free, free - under, set(range(len(signed))) - free - under)
            expected = [len(held) / len(signed) for held in sets]
            assert [share.median for share in told] == pytest.approx(expected)
    _check_nash(made, head, signed)
    _check_events(made, head, signed)


def _check_nash(
    made: Small, head: OverHead, signed: Sequence[tuple[Package, list[Fraction]]]
) -> None:
    best = max((gains[0] * gains[1] for _, gains in signed), default=Fraction(0))
    if not best:
        assert (head.gap is None) == (not signed)
        return
    nash = [package for package, gains in signed if gains[0] * gains[1] == best]
    gaps = [float(_utility(made, "client", p) - _level(made, _brought(made, p))) for p in nash]
    assert min(abs(head.gap.median - gap) for gap in gaps) < 1e-9
    for lever in head.pressures:
        told = {_accepts(made, p, (lever.condition,)) and not _accepts(made, p, ()) for p in nash}
        assert bool(lever.nash_pressed) in told


def _check_events(
    made: Small, head: OverHead, signed: Sequence[tuple[Package, list[Fraction]]]
) -> None:
    first = {p.lever: p.condition for p in reversed(head.pressures)}
    for event in head.events:
        for lever, share in event.released.items():
            under = [p for p, _ in signed if _accepts(made, p, (first[lever],))]
            if not under:
                assert share is None
                continue
            left = sum(not _accepts(made, p, (event.condition,)) for p in under)
            assert share.median == pytest.approx(left / len(under))


# ---------------------------------------------------------------- what must hold over draws


@pytest.fixture(scope="module")
def over_kyiv(ukraine: Case) -> OverHead:
    (head,) = over_the_head(ukraine, "CH_US_RU", "ua_gov", draws=300, seed=5).heads
    return head


def test_the_absent_actor_never_adds_packages_and_each_is_told_once(over_kyiv: OverHead) -> None:
    for _, passing in _passings(over_kyiv):
        free, both = over_kyiv.free.counts, passing.both
        refused = over_kyiv.alone - free - (passing.counts - both)
        assert (both <= np.minimum(free, passing.counts)).all()
        assert (refused >= 0).all()
    stopped = over_kyiv.pressures[0].pulled.passing
    assert (stopped.counts > over_kyiv.free.counts).any()


def test_the_levels_of_a_throttle_are_the_options_of_its_issue(over_kyiv: OverHead) -> None:
    arms = over_kyiv.pressures[0]
    assert [level.option for level in arms.levels] == [
        "unrestricted", "rising", "limited", "conditional_on_talks", "stopped",
    ]  # fmt: skip
    assert [level.stated for level in arms.levels] == [False, True, True, False, True]
    assert [level.resting for level in arms.levels] == [False, False, True, False, False]
    rising = arms.levels[1].passing
    assert (rising.counts <= over_kyiv.free.counts).all()
    assert rising.lost is not None
    assert rising.lost.median > 0
    assert rising.paths == ("walk_away_if.ua_gov.us_arms_rising",)


def test_a_lower_walk_away_value_lets_no_less_pass(ukraine: Case, over_kyiv: OverHead) -> None:
    lower = ukraine.changed("walk_away_if.ua_gov.us_arms_stopped", [7, 17, 29], reason="test")
    (head,) = over_the_head(lower, "CH_US_RU", "ua_gov", draws=300, seed=5).heads
    before, after = over_kyiv.pressures[0].pulled.passing, head.pressures[0].pulled.passing
    assert (after.counts >= before.counts).all()
    assert (after.counts > before.counts).any()
    assert head.free.counts.tolist() != after.counts.tolist()


def test_threads_and_more_draws_change_nothing_of_the_first(ukraine: Case) -> None:
    runs = [
        over_the_head(ukraine, "CH_US_RU", "ua_gov", draws=n, seed=5, threads=threads).heads[0]
        for n, threads in ((1100, 1), (1100, 3), (300, 2))
    ]
    for (_, a), (_, b), (_, c) in zip(*map(_passings, runs), strict=True):
        assert a.counts.tolist() == b.counts.tolist()
        assert a.counts[:300].tolist() == c.counts.tolist()
    assert runs[0].gap == runs[1].gap


def test_other_names_change_no_number() -> None:
    made = Small(
        issues={"a": ["x", "y", "z"], "b": ["x", "y"]},
        status_quo={"a": "x", "b": "x"},
        wants={
            who: {"a": (2, dict(zip("xyz", v, strict=True))), "b": (1, {"x": 0, "y": 50})}
            for who, v in {
                "patron": (0, 50, 100), "rival": (0, 100, 50), "client": (75, 50, 0),
            }.items()
        },
        walk_away={"patron": 10, "rival": 10, "client": 45},
        talked=["a"],
        levers={"AID": ("lowers", 0.5, 1), "BAN": ("raises", 0.5, -1)},
    )  # fmt: skip
    text = yaml.safe_dump(made.document())
    for old, new in (("client", "zeta"), ("patron", "omega"), ("AID", "ZZ"), ("TALKS", "AA")):
        text = text.replace(old, new)
    renamed = Case.of(CaseDocument.model_validate(yaml.safe_load(text)), {}, {}, ())
    (one,), (other,) = (over_the_head(c, draws=8).heads for c in (made.case(), renamed))
    assert (other.actor, other.signatories) == ("zeta", ("omega", "rival"))
    assert [p.credible for p in one.pressures] == [p.credible for p in other.pressures] == [0, 1]
    for (_, a), (_, b) in zip(_passings(one), _passings(other), strict=True):
        assert a.counts.tolist() == b.counts.tolist()
    assert one.pressures[0].pulled.passing.counts[0] > one.free.counts[0]


def test_the_most_telling_channel_comes_first_and_its_talkers_are_not_absent(ukraine: Case) -> None:
    found = over_the_head(ukraine, draws=64)
    assert (found.heads[0].channel, found.heads[0].actor) == ("CH_US_RU_T15", "ua_gov")
    by_channel = {c.id: c for c in ukraine.document.channels}
    for channel, who in {(h.channel, h.actor) for h in found.heads}:
        assert who not in {*by_channel[channel].between, *by_channel[channel].on_behalf_of}
    assert "ru_elite" not in absent_from(ukraine, by_channel["CH_US_RU"])  # the leader's own
    assert len({(h.channel, h.actor) for h in found.heads}) == len(found.heads)
    keys = {str(it.key) for it in found.lacking}
    assert "leverage.*.on=eu_govs" in keys
    assert "leverage.*.on=ua_gov" not in keys
    assert "no forecast" in found.summary()
    assert {row["lever"] for row in found.to_rows() if row["actor"] == "ua_gov"} == {
        "L1", "L2", "L6", "L8",
    }  # fmt: skip


def test_an_event_that_rests_on_no_lever_is_told(ukraine: Case) -> None:
    (head,) = over_the_head(ukraine, "CH_US_RU_T15", "ua_public", draws=100).heads
    (event,) = head.events
    assert (event.condition, event.event, event.released) == ("independent_war", "no_patron", {})
    assert event.passing.paths == ("walk_away_if.ua_public.independent_war",)


def test_at_most_six_combinations_all_at_once_first() -> None:
    wants = {a: {"i": (1, {"x": 0, "y": 50})} for a in ("patron", "rival", "client")}
    made = Small(
        issues={"i": ["x", "y"]}, status_quo={"i": "x"}, wants=wants,
        walk_away=dict.fromkeys(wants, 10), talked=["i"],
        levers={f"L{n}": ("raises" if n == 4 else "lowers", 0.1 * n, 1) for n in range(5)},
    )  # fmt: skip
    groups, left = together(pulls_on(made.case().document, "client"))
    names = [[pull.lever.id for pull in group] for group in groups]
    assert names[0] == ["L0", "L1", "L2", "L3"]
    assert (len(names), left) == (6, 1)
    assert all("L4" not in group for group in names)


# ---------------------------------------------------------------- poor cases, and requests


def test_cases_that_lack_something_say_so(ukraine: Case) -> None:
    none = over_the_head(bc.load("two-issues"), draws=5)
    assert (none.heads, [it.why for it in none.lacking]) == ((), ["channels"])
    assert "nothing to tell" in none.summary()
    document = _patron_client(1, idle=False).document()
    del document["preferences"]["rival"]
    case = Case.of(CaseDocument.model_validate(document), {}, {}, ())
    found = over_the_head(case, draws=5)
    assert found.heads == ()
    assert {(it.key, it.why) for it in found.lacking} == {("preferences.rival", "values")}


def test_a_space_too_large_to_count_is_asked_whether_something_passes(large_case: Case) -> None:
    document = large_case.document.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    document["actors"].append({"id": "c", "name": "c"})
    document["parties"].append({"id": "Q", "name": "Q", "actors": ["c"]})
    document["preferences"]["c"] = document["preferences"]["a"]
    document["walk_away"]["c"] = {"value": [10, 20, 30], **WHY}
    document["channels"] = [
        {"id": "T", "name": "T", "kind": "k", "between": ["a", "b"], "status": "running",
         "issues": [i["id"] for i in document["issues"]], **WHY}
    ]  # fmt: skip
    case = Case.of(CaseDocument.model_validate(document), {}, {}, ())
    (head,) = over_the_head(case, draws=4, threads=1).heads
    assert (head.deal, head.free.some, head.free.nash) == (1, 1, 1)
    assert (head.free.accepted, head.free.some_pressed) == (None, None)
    assert [n.code for n in head.notes] == ["uncounted"]


def test_wrong_names_are_refused(ukraine: Case) -> None:
    with pytest.raises(UsageError, match="no channel 'CH_US_R'"):
        over_the_head(ukraine, "CH_US_R")
    with pytest.raises(UsageError, match="no actor 'ua_gof'"):
        over_the_head(ukraine, None, "ua_gof")
    with pytest.raises(UsageError, match="sits in channel"):
        over_the_head(ukraine, "CH_US_RU", "us_admin")
    with pytest.raises(UsageError, match="names no issues"):
        over_the_head(ukraine, "CH_PRESS")
    with pytest.raises(UsageError, match="at least one draw"):
        over_the_head(ukraine, draws=0)


def test_progress_rises_to_the_end_and_a_stop_keeps_what_is_done(ukraine: Case) -> None:
    seen: list[tuple[int, int]] = []
    over_the_head(ukraine, "CH_RU_EU", draws=300, progress=lambda *x: seen.append(x))
    assert seen == sorted(seen)
    assert seen[-1][0] == seen[-1][1]
    found = over_the_head(ukraine, draws=600, threads=1, stop=lambda: True)
    assert len(found.heads) == 1
    assert 0 < found.draws < 600
    assert "stopped" in {n.code for n in found.notes}
