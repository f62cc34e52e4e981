"""Nearest change: against plain searches of small cases that take the rules literally."""

from dataclasses import dataclass, field
from fractions import Fraction
from itertools import combinations, product

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

import backchannel as bc
from backchannel.case import Case
from backchannel.case.schema import CaseDocument
from backchannel.core.results import Status
from backchannel.deals.moves import Rates
from backchannel.studies.change import opening
from backchannel.studies.change.moves import rates_of
from backchannel.studies.change.nearest import nearest_change

WHY = {"basis": "inference", "reason": "made for a test"}
Triple = tuple[float, float, float]


@dataclass(frozen=True)
class Small:
    """A small case with ranges, and which of its issues move."""

    issues: dict[str, list[str]]
    weights: dict[tuple[str, str], Triple]
    values: dict[tuple[str, str, str], Triple]
    walk_away: dict[str, Triple]
    moving: tuple[str, ...]
    levers: dict[str, tuple[str, str, Triple]] = field(default_factory=dict)
    """Actor, direction, strength."""
    lines: dict[str, tuple[str, dict[str, str], Triple, str]] = field(default_factory=dict)
    """Actor, pattern, hardness, fact."""
    bonuses: dict[str, tuple[str, dict[str, str], Triple]] = field(default_factory=dict)

    @property
    def actors(self) -> list[str]:
        return list(self.walk_away)

    @property
    def rest(self) -> dict[str, str]:
        return {issue: options[0] for issue, options in self.issues.items()}

    def asked(self):
        whole = len(self.moving) == len(self.issues)
        return {
            "actors": self.actors,
            "issues": None if whole else self.moving,
            "condition": "pressed" if self.levers else None,
        }

    def case(self) -> Case:
        document = {
            "format": 1,
            "case": {"id": "made", "title": "made", "as_of": "2024"},
            "parties": [{"id": "P", "name": "P", "actors": self.actors}],
            "actors": [{"id": a, "name": a, **WHY} for a in self.actors],
            "issues": [
                {
                    "id": i,
                    "name": i,
                    "status_quo": options[0],
                    "options": [{"id": o, "text": o} for o in options],
                }
                for i, options in self.issues.items()
            ],
            "preferences": {
                a: {
                    i: {
                        "weight": list(self.weights[a, i]),
                        "values": {o: list(self.values[a, i, o]) for o in self.issues[i]},
                        **WHY,
                    }
                    for (b, i) in self.weights
                    if b == a
                }
                for a in self.actors
            },
            "walk_away": {a: {"value": list(r), **WHY} for a, r in self.walk_away.items()},
            "bonuses": [
                {"id": b, "actor": a, "pattern": p, "points": list(x), **WHY}
                for b, (a, p, x) in self.bonuses.items()
            ],
            "red_lines": [
                {"id": n, "actor": a, "forbids": [p], "hardness": list(h), **WHY}
                | ({"same_fact": fact} if fact else {})
                for n, (a, p, h, fact) in self.lines.items()
            ],
            "conditions": [{"id": "pressed", "text": "x", "levers": list(self.levers)}],
            "leverage": [
                {
                    "id": n,
                    "by": a,
                    "on": a,
                    "instrument": n,
                    "direction": direction,
                    "strength": list(s),
                    "credibility": [1.0] * 3,
                    "cost_to_user": [0.0] * 3,
                    **WHY,
                }
                for n, (a, direction, s) in self.levers.items()
            ],
        }
        return Case.of(CaseDocument.model_validate(document), {}, {}, ())

    def unknowns(self) -> dict[str, Triple]:
        """Every number that the zone rests on, by what may move together."""
        partial = len(self.moving) < len(self.issues)
        found = {}
        for (a, i), x in self.weights.items():
            if i in self.moving or self.bonuses:
                found[f"preferences.{a}.{i}.weight"] = x
        for (a, i, o), x in self.values.items():
            if (a, i) in self.weights and i in self.moving:
                found[f"preferences.{a}.{i}.values.{o}"] = x
        if not partial:
            found |= {f"walk_away.{a}": r for a, r in self.walk_away.items()}
            found |= {f"leverage.{n}.strength": s for n, (_, _, s) in self.levers.items()}
        found |= {f"bonuses.{b}.points": x for b, (_, _, x) in self.bonuses.items()}
        return {path: x for path, x in found.items() if x[0] < x[2]}

    def facts(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for n, (_, _, _, fact) in self.lines.items():
            found.setdefault(fact or n, []).append(n)
        return found

    def modes(self) -> dict[str, Fraction]:
        numbers = {p: Fraction(str(x[1])) for p, x in self._all().items()}
        return numbers | {n: Fraction(str(h[1])) for n, (_, _, h, _) in self.lines.items()}

    def _all(self) -> dict[str, Triple]:
        found = {f"preferences.{a}.{i}.weight": x for (a, i), x in self.weights.items()}
        found |= {f"preferences.{a}.{i}.values.{o}": x for (a, i, o), x in self.values.items()}
        found |= {f"walk_away.{a}": r for a, r in self.walk_away.items()}
        found |= {f"leverage.{n}.strength": s for n, (_, _, s) in self.levers.items()}
        return found | {f"bonuses.{b}.points": x for b, (_, _, x) in self.bonuses.items()}

    def zone(self, at: dict[str, Fraction]) -> list[dict[str, str]]:
        """Packages that pass, by the rules; none where an actor's weights are all 0."""
        return [p for p in self.packages() if all(self.accepts(a, p, at) for a in self.actors)]

    def packages(self):
        for chosen in product(*(self.issues[i] for i in self.moving)):
            package = self.rest | dict(zip(self.moving, chosen, strict=True))
            if package != self.rest:
                yield package

    def accepts(self, a, package, at) -> bool:
        for n, (b, pattern, _, _) in self.lines.items():
            if b == a and at[n] >= Fraction(1, 2) and pattern.items() <= package.items():
                return False
        own = {i: at[f"preferences.{a}.{i}.weight"] for (b, i) in self.weights if b == a}
        total = sum(own.values())
        if not total:
            raise ZeroDivisionError

        def utility(p):
            worth = sum(w * at[f"preferences.{a}.{i}.values.{p[i]}"] for i, w in own.items())
            return worth / total + sum(
                at[f"bonuses.{b}.points"]
                for b, (who, pattern, _) in self.bonuses.items()
                if who == a and pattern.items() <= p.items()
            )

        if len(self.moving) < len(self.issues):
            return utility(package) >= utility(self.rest)
        rest = [
            at[f"walk_away.{a}"]
            * (1 + (-1 if direction == "lowers" else 1) * at[f"leverage.{n}.strength"])
            for n, (who, direction, _) in self.levers.items()
            if who == a
        ]
        return utility(package) >= min(rest, default=at[f"walk_away.{a}"])


def _open(small: Small, at: dict[str, Fraction]) -> bool | None:
    try:
        return bool(small.zone(at))
    except ZeroDivisionError:
        return None


def _fact_moved(small: Small, fact: str, *, real: bool) -> dict[str, Fraction]:
    """Where the lines of a fact go when it ceases (comes) to hold, as far as ranges allow."""
    moved = {}
    for n in small.facts()[fact]:
        low, mode, high = small.lines[n][2]
        if real and mode >= 0.5 and low < 0.5:
            moved[n] = Fraction(str(max(low, 0.49)))
        if not real and mode < 0.5 and high >= 0.5:
            moved[n] = Fraction(1, 2)
    return moved


def _sets(small: Small, size: int, steps: int, *, opens: bool):
    """Every set of so many moves to `steps` values of each range, with its sum of shares."""
    unknowns = small.unknowns()
    choices = {}
    for path, (low, mode, high) in unknowns.items():
        span = Fraction(str(high)) - Fraction(str(low))
        values = [Fraction(str(low)) + span * k / (steps - 1) for k in range(steps)]
        choices[path] = [
            ({path: v}, abs(v - Fraction(str(mode))) / span)
            for v in values
            if v != Fraction(str(mode))
        ]
    for fact in small.facts():
        moved = _fact_moved(small, fact, real=opens)
        if moved:
            shares = [
                abs(v - Fraction(str(small.lines[n][2][1])))
                / (Fraction(str(small.lines[n][2][2])) - Fraction(str(small.lines[n][2][0])))
                for n, v in moved.items()
            ]
            choices[fact] = [(moved, max(shares))]
    for names in combinations(choices, size):
        for parts in product(*(choices[name] for name in names)):
            at = {}
            for values, _ in parts:
                at |= values
            yield at, sum(share for _, share in parts)


def _least_by_grid(small: Small, size: int, steps: int, *, opens: bool) -> float | None:
    modes = small.modes()
    best = None
    for at, total in _sets(small, size, steps, opens=opens):
        if (best is None or total < best) and _open(small, modes | at) is opens:
            best = total
    return None if best is None else float(best)


def _range(low: float, top: float, step: float, *, certain: bool = False):
    cells = round((top - low) / step)
    if certain:
        return st.integers(0, cells).map(lambda k: (low + step * k,) * 3)
    return st.lists(st.integers(0, cells), min_size=3, max_size=3).map(
        lambda ks: tuple(low + step * k for k in sorted(ks))
    )


@st.composite
def smalls(draw: st.DrawFn) -> Small:
    """Cases of two issues and two actors, with every kind of number."""
    issues = {f"i{n}": [f"o{k}" for k in range(draw(st.integers(2, 3)))] for n in range(2)}
    # Values and walk-away values settle most zones, so often they are certain and leave the rest.
    certain = draw(st.sampled_from(["", "values", "walk-away", "values and walk-away"]))
    actors = ["a", "b"]
    weights, values = {}, {}
    for a in actors:
        for i in draw(st.sampled_from([["i0", "i1"], ["i0", "i1"], ["i0"]])):
            weights[a, i] = draw(_range(0.5, 3.0, 0.5))
            for o in issues[i]:
                values[a, i, o] = draw(_range(0, 100, 12.5, certain="values" in certain))
    pattern = st.lists(st.sampled_from(["i0", "i1"]), min_size=1, unique=True).flatmap(
        lambda names: st.fixed_dictionaries({i: st.sampled_from(issues[i]) for i in names})
    )
    actor = st.sampled_from(actors)
    some = draw(st.sampled_from(["", "levers", "lines", "bonuses", "partial", "partial bonuses"]))
    levers = lines = bonuses = {}
    if "levers" in some:
        lever = st.tuples(actor, st.sampled_from(["lowers", "raises"]), _range(0, 0.5, 0.125))
        levers = {f"V{n}": x for n, x in enumerate(draw(st.lists(lever, min_size=1, max_size=2)))}
    if "lines" in some:
        line = st.tuples(actor, pattern, _range(0.1, 1, 0.1), st.sampled_from(["", "F"]))
        lines = {
            f"L{n}": (a, p, tuple(round(x, 3) for x in h), f)
            for n, (a, p, h, f) in enumerate(draw(st.lists(line, min_size=1, max_size=3)))
        }
    if "bonuses" in some:
        bonus = st.tuples(actor, pattern, _range(-25, 25, 6.25))
        bonuses = {f"B{n}": x for n, x in enumerate(draw(st.lists(bonus, min_size=1, max_size=2)))}
    return Small(
        issues=issues,
        weights=weights,
        values=values,
        walk_away={a: draw(_range(25, 100, 12.5, certain="walk" in certain)) for a in actors},
        moving=(draw(st.sampled_from(["i0", "i1"])),) if "partial" in some else ("i0", "i1"),
        levers=levers,
        lines=lines,
        bonuses=bonuses,
    )


def _check_changes(small: Small, found) -> None:
    """Every change lies within its ranges and does what it says, by the rules taken literally."""
    for change in found.changes:
        at = small.modes()
        for move in change.moves:
            assert move.low <= move.after <= move.high
            assert move.after != move.before
            name = move.path.split(".")[1] if move.path.startswith("red_lines") else move.path
            at[name] = Fraction(str(move.after))
        assert _open(small, at) is found.opens
        if found.opens:
            whole = small.rest | dict(change.package)
            assert whole in small.zone(at)
    totals = [change.total for change in found.changes]
    assert totals == sorted(totals)
    assert len({change.size for change in found.changes}) <= 1


def _opens_as_it_should(small: Small) -> None:
    found = nearest_change(small.case(), **small.asked())
    assert found.opens
    _check_changes(small, found)
    if found.fewest is Status.INFEASIBLE:
        assert all(_least_by_grid(small, k, 2, opens=True) is None for k in (1, 2, 3))
        return
    for fewer in range(1, min(found.beyond, 4)):
        assert _least_by_grid(small, fewer, 2, opens=True) is None
    if not found.moves or found.beyond > 3:
        return
    assert found.fewest is Status.PROVEN
    assert len({m.fact or m.path for m in found.moves}) == found.beyond
    rough = _least_by_grid(small, found.beyond, {1: 201, 2: 5}.get(found.beyond, 2), opens=True)
    assert rough is not None
    # Reported values are rounded outwards by up to a thousandth of a range each.
    assert found.total <= rough + 0.0011 * found.beyond
    if found.beyond == 1:
        assert found.total >= rough - 1 / 200 - 1e-9


def _closes_as_it_should(small: Small) -> None:
    found = nearest_change(small.case(), **small.asked(), most=2)
    assert found.opens is False
    _check_changes(small, found)
    if found.fewest is Status.INFEASIBLE:
        assert all(_least_by_grid(small, k, n, opens=False) is None for k, n in ((1, 33), (2, 3)))
        return
    if found.beyond > 1:
        assert _least_by_grid(small, 1, 65, opens=False) is None
    if found.beyond > 2:
        assert _least_by_grid(small, 2, 3, opens=False) is None
    if not found.moves or found.beyond > 2:
        return
    assert found.fewest is Status.PROVEN
    rough = _least_by_grid(small, found.beyond, {1: 129, 2: 5}[found.beyond], opens=False)
    if found.least is Status.PROVEN and rough is not None:
        assert found.total <= rough + 0.0011 * found.beyond + (0.01 if found.beyond > 1 else 0)
    if found.beyond == 1 and rough is not None:
        assert found.total >= rough - 1 / 128 - 1e-9


def _check(small: Small) -> None:
    now = _open(small, small.modes())
    assume(now is not None)
    (_closes_as_it_should if now else _opens_as_it_should)(small)


@settings(max_examples=40, deadline=None)
@given(smalls())
def test_a_plain_search_says_the_same(small):
    _check(small)


@pytest.mark.slow
@settings(max_examples=3_000, deadline=None)
@given(smalls())
def test_a_plain_search_says_the_same_at_length(small):
    _check(small)


@settings(max_examples=60, deadline=None)
@given(smalls())
def test_bounds_leave_no_better_set_out(small):
    assume(_open(small, small.modes()) is False)
    quick = nearest_change(small.case(), **small.asked(), most=3)

    def no_bounds(*settled) -> Rates:
        return Rates(*(np.full_like(x, 1e300) for x in rates_of(*settled)))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(opening, "rates_of", no_bounds)
        slow = nearest_change(small.case(), **small.asked(), most=3)
    assert [c.total for c in quick.changes] == pytest.approx([c.total for c in slow.changes])
    assert quick.status == slow.status


ONE = (1.0, 1.0, 1.0)


def _pair(
    values: dict[str, Triple],
    walk_away: Triple,
    weights: tuple[Triple, Triple] = (ONE, ONE),
    **more,
) -> Small:
    """One issue that moves the zone, one that nobody minds, one actor who decides."""
    return Small(
        issues={"i": ["o0", "o1"], "j": ["o0", "o1"]},
        weights={("a", "i"): weights[0], ("a", "j"): weights[1]},
        values={("a", "i", o): x for o, x in values.items()}
        | {("a", "j", o): (50.0, 50.0, 50.0) for o in ("o0", "o1")},
        walk_away={"a": walk_away},
        moving=("i", "j"),
        **more,
    )


FLAT = {"o0": (0.0, 0.0, 0.0), "o1": (60.0, 60.0, 60.0)}


@pytest.mark.parametrize(
    ("small", "path", "after"),
    [
        # u = (60 + 50) / 2 = 55
        (_pair(FLAT, (50.0, 60.0, 70.0)), "walk_away.a", 55.0),
        (
            _pair(FLAT | {"o1": (50.0, 60.0, 90.0)}, (60.0,) * 3),
            "preferences.a.i.values.o1",
            70.0,
        ),
        # (60 w + 50) / (w + 1) = 58 at w = 4
        (_pair(FLAT, (58.0,) * 3, ((0.5, 1.0, 9.0), ONE)), "preferences.a.i.weight", 4.0),
        # 62.5 * (1 - s) = 55 at s = 0.12
        (
            _pair(FLAT, (62.5,) * 3, levers={"V": ("a", "lowers", (0.0, 0.05, 0.5))}),
            "leverage.V.strength",
            0.12,
        ),
        (
            _pair(FLAT, (60.0,) * 3, bonuses={"B": ("a", {"i": "o1"}, (0.0, 1.0, 9.0))}),
            "bonuses.B.points",
            5.0,
        ),
        (
            _pair(FLAT, (60.0,) * 3, bonuses={"B": ("a", {"i": "o1", "j": "o1"}, (0.0, 1.0, 9.0))}),
            "bonuses.B.points",
            5.0,
        ),
        (
            _pair(
                FLAT,
                (55.0,) * 3,
                lines={"L": ("a", {"i": "o1"}, (0.1, 0.7, 0.9), "")},
            ),
            "red_lines.L.hardness",
            0.49,
        ),
    ],
)
def test_one_number_opens_a_zone_at_its_closed_form(small, path, after):
    found = nearest_change(small.case(), **small.asked())
    assert [(move.path, move.after) for move in found.moves] == [(path, after)]
    assert (found.fewest, found.least, found.status) == (Status.PROVEN,) * 3
    assert found.package["i"] == "o1"


def test_a_weight_and_its_value_share_the_way_where_the_slope_is_level():
    # With s and t the shares of the two ranges: (40 s - 16) (1 + 4 t) >= 26.
    small = _pair(
        {"o0": (0.0, 0.0, 0.0), "o1": (60.0, 60.0, 100.0)},
        (76.0,) * 3,
        ((1.0, 1.0, 5.0), ONE),
    )
    found = nearest_change(small.case(), **small.asked())
    grid = min(
        (s + t) / 1000
        for s in range(1001)
        for t in range(1001)
        if (40 * s / 1000 - 16) * (1 + 4 * t / 1000) - 26 >= -1e-12
    )
    assert (found.beyond, found.least) == (2, Status.PROVEN)
    assert abs(found.total - grid) <= 0.0022
    assert all(0 < move.share_of_range < 1 for move in found.moves)


def test_two_values_open_a_partial_zone_that_neither_opens_alone():
    case = bc.load("ukraine-2023")
    found = nearest_change(case, channel="CH_US_UA")
    assert found.opens
    assert (found.beyond, found.fewest, found.least) == (2, Status.PROVEN, Status.PROVEN)
    assert {move.path for move in found.moves} == {
        "preferences.us_admin.line_of_control.values.freeze_unrecognised",
        "preferences.us_admin.line_of_control.values.partial_pullback",
    }


def test_lines_that_share_a_fact_count_as_one_number():
    fact = {
        f"L{a}": (a, {"i": "o1"}, h, "F")
        for a, h in {"a": (0.2, 0.6, 1.0), "b": (0.1, 0.9, 1.0)}.items()
    }
    values = {("a", "i", "o0"): (0.0,) * 3, ("a", "i", "o1"): (90.0,) * 3}
    values |= {("b", i, o): x for (_, i, o), x in values.items()}
    small = Small(
        issues={"i": ["o0", "o1"]},
        weights={("a", "i"): ONE, ("b", "i"): ONE},
        values=values,
        walk_away={"a": (50.0,) * 3, "b": (50.0,) * 3},
        moving=("i",),
        lines=fact,
    )
    found = nearest_change(small.case(), **small.asked())
    assert [move.path for move in found.moves] == ["red_lines.La.hardness", "red_lines.Lb.hardness"]
    assert found.beyond == 1
    assert found.total == pytest.approx(0.41 / 0.9)
    separate = nearest_change(
        Small(**{**small.__dict__, "lines": {n: (*x[:3], "") for n, x in fact.items()}}).case(),
        small.actors,
    )
    assert separate.beyond == 2


def test_a_zone_that_no_number_opens_or_closes_is_said_to_be_so():
    shut = nearest_change(_pair(FLAT, (70.0, 80.0, 90.0)).case(), ["a"])
    assert (shut.opens, shut.status, shut.moves, shut.beyond) == (True, Status.INFEASIBLE, (), 0)
    assert "nothing within the ranges opens one (proven)" in shut.summary()
    sure = nearest_change(_pair(FLAT, (10.0, 20.0, 30.0)).case(), ["a"])
    assert (sure.opens, sure.status) == (False, Status.INFEASIBLE)
    assert "nothing within the ranges leaves none (proven)" in sure.summary()


def test_a_weight_may_close_a_zone_inside_its_range_only():
    # Option o1 of i passes while i weighs little, o2 once it weighs much; neither in between.
    small = Small(
        issues={"i": ["o0", "o1", "o2"]},
        weights={("a", "i"): ONE, ("a", "j"): (0.5, 0.6, 4.0)},
        values={("a", "i", "o0"): (0.0,) * 3, ("a", "i", "o1"): (80.0,) * 3}
        | {("a", "i", "o2"): (30.0,) * 3}
        | {("a", "j", "o0"): (0.0,) * 3, ("a", "j", "o1"): (20.0,) * 3}
        | {("a", "j", "o2"): (70.0,) * 3},
        walk_away={"a": (55.0,) * 3},
        moving=("i", "j"),
    )
    object.__setattr__(small, "issues", {"i": ["o0", "o1", "o2"], "j": ["o0", "o1", "o2"]})
    # Packages pair both issues freely, so a line ties them: (o1, o1) and (o2, o2) are left.
    lines = {
        f"L{x}{y}": ("a", {"i": x, "j": y}, (1.0,) * 3, "")
        for x in ("o0", "o1", "o2")
        for y in ("o0", "o1", "o2")
        if x != y
    }
    small = Small(**{**small.__dict__, "lines": lines})
    found = nearest_change(small.case(), **small.asked())
    assert found.opens is False
    # (80 + 20 w) / (1 + w) < 55 from w = 5/7 on; (30 + 70 w) / (1 + w) >= 55 from w = 5/3 on.
    assert [(m.path, m.after) for m in found.moves] == [("preferences.a.j.weight", 0.715)]
    assert not small.zone(small.modes() | {"preferences.a.j.weight": Fraction("0.715")})
    assert small.zone(small.modes() | {"preferences.a.j.weight": Fraction(4)})


def test_the_shipped_zones_are_as_far_from_closing_as_they_were():
    case = bc.load("ukraine-2023")
    sizes = {
        q.id: nearest_change(case, q.actors, condition=q.condition).beyond
        for q in case.document.questions
    }
    assert sizes == {
        "us_leader": 3,
        "us_elite": 0,
        "with_kyiv": 1,
        "with_kyiv_pressed": 2,
        "elite_kyiv": 7,
        "leader_kyiv": 1,
    }


def test_every_single_number_that_closes_a_shipped_zone_is_found_and_moves_no_farther():
    case = bc.load("ukraine-2023")
    actors = ["ru_leader", "ua_gov"]

    def count(path, value):
        u = case.unknown(path)
        return bc.zone(case.changed(path, (u.low, value, u.high), reason="tried"), actors).count

    prefixes = [f"preferences.{a}." for a in actors] + [f"walk_away.{a}" for a in actors]
    closing = {
        path
        for path, u in case.unknowns.items()
        if path.startswith(tuple(prefixes)) and not all(count(path, x) for x in (u.low, u.high))
    }
    found = nearest_change(case, actors, limit=100)
    assert {change.moves[0].path for change in found.changes} == closing
    for (move,) in (change.moves for change in found.changes):
        back = 0.0011 * (move.high - move.low) * (1 if move.after < move.before else -1)
        assert count(move.path, move.after) == 0 < count(move.path, move.after + back)


def test_a_search_that_gives_up_says_what_is_proven_so_far():
    case = bc.load("ukraine-2023")
    steps = []
    found = nearest_change(
        case, ["us_admin", "ru_leader"], most=2, progress=lambda done, of: steps.append((done, of))
    )
    assert (found.status, found.beyond, found.moves) == (Status.NOT_FOUND, 3, ())
    assert found.proof == (
        "moving fewer than three numbers leaves some (proven), and larger sets were not looked for."
    )
    assert steps
    assert all(done <= of for done, of in steps)
    tired = nearest_change(case, ["us_admin", "ru_leader"], effort=30_000)
    assert tired.status is Status.NOT_FOUND
    assert "the search gave up" in tired.summary()


def test_thirty_issues_are_no_reason_to_fail():
    issues = {f"i{n}": ["o0", "o1", "o2"] for n in range(30)}
    small = Small(
        issues=issues,
        weights={(a, i): ONE for a in "ab" for i in issues},
        values={(a, i, f"o{k}"): (50.0 * (k if a == "a" else 2 - k),) * 3
                for a in "ab" for i in issues for k in range(3)},
        walk_away={"a": (40.0, 45.0, 60.0), "b": (40.0, 56.0, 60.0)},
        moving=tuple(issues),
    )  # fmt: skip
    found = nearest_change(small.case(), **small.asked(), effort=1_000_000)
    assert found.opens is None or found.moves == () or len(found.moves) == 1


def test_what_would_have_to_be_true_for_one_package():
    case = bc.load("ukraine-2023")
    package = {
        "line_of_control": "freeze_tacit",
        "crimea": "set_aside",
        "ceasefire_form": "armistice",
    }
    found = nearest_change(case, ["ru_leader", "ua_gov"], fixed=package)
    assert found.opens
    assert found.fewest is Status.PROVEN
    assert package.items() <= found.package.items()
    assert "with line_of_control: freeze_tacit" in found.summary()


def test_two_delegates_of_one_principal_are_judged_once():
    small = _pair(FLAT, (50.0, 60.0, 70.0))
    case = small.case()
    document = case.document.model_dump(mode="json", exclude_none=True)
    document["actors"] += [{"id": n, "name": n, "agent_of": "a", **WHY} for n in ("x", "y")]
    document["parties"][0]["actors"] += ["x", "y"]
    made = Case.of(CaseDocument.model_validate(document), {}, {}, ())
    found = nearest_change(made, ["x", "y"])
    assert [(move.path, move.after) for move in found.moves] == [("walk_away.a", 55.0)]


def test_rows_and_sentences():
    small = _pair(FLAT, (50.0, 60.0, 70.0))
    found = nearest_change(small.case(), **small.asked())
    assert found.summary() == (
        "At the most likely values no package is acceptable to a; moving one number within its "
        "range opens one: the walk-away value of a from 60 to 55 (25 % of its range). No other "
        "number would move less (proven)."
    )
    assert found.to_rows()[0] == {
        "rank": 1,
        "path": "walk_away.a",
        "before": 60.0,
        "after": 55.0,
        "low": 50.0,
        "high": 70.0,
        "share_of_range": 0.25,
        "total": 0.25,
    }
    assert found.run.case_digest


def test_fixed_options_stay_fixed_while_a_zone_is_closed(ukraine):
    """With options fixed the zone is smaller, so what closes it need not close the whole."""
    actors, fixed = ["us_admin", "ru_leader", "ua_gov"], {"crimea": "set_aside"}
    found = nearest_change(ukraine, actors, fixed=fixed)
    assert found.opens is False
    assert found.fewest is Status.PROVEN
    after = ukraine
    for move in found.moves:
        unknown = ukraine.unknown(move.path)
        value = [min(unknown.low, move.after), move.after, max(unknown.high, move.after)]
        after = after.changed(move.path, value, reason="the nearest change")
    assert bc.zone(ukraine, actors, fixed=fixed).exists is True
    assert bc.zone(after, actors, fixed=fixed).exists is False
