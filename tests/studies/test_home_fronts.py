"""Home fronts: published numbers, and every count against plain Python, draw by draw."""

import random
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import chain, product

import numpy as np
import pytest

import backchannel as bc
from backchannel.case import Case
from backchannel.case.schema import CaseDocument, Question
from backchannel.core.errors import UsageError
from backchannel.space import quantile, uniforms
from backchannel.studies.home.decision_rules import Decision, both, decision_of
from backchannel.studies.home.home_fronts import home_fronts

WHY = {"basis": "inference", "reason": "made for a test"}
SEED = 5


def triple(x: float | Sequence[float]) -> list[float]:
    return [float(x)] * 3 if isinstance(x, int | float) else [float(y) for y in x]


def made(
    issues: Mapping[str, Sequence[str]],
    wants: Mapping[str, Mapping[str, tuple[float, Mapping[str, object]]]],
    walk_away: Mapping[str, object],
    parties: Mapping[str, Sequence[str]],
    **more: object,
) -> Case:
    """A case in short; the first option of each issue is the status quo."""
    rules = more.pop("rules", {})
    actors = more.pop("actors", {})
    names = list(chain.from_iterable(parties.values()))
    document = {
        "format": 1,
        "case": {"id": "made", "title": "made", "as_of": "2024"},
        "parties": [
            {"id": p, "name": p, "actors": list(inside)}
            | ({"rule": {**rules[p], **WHY}} if p in rules else {})
            for p, inside in parties.items()
        ],
        "actors": [{"id": a, "name": a, **WHY, **actors.get(a, {})} for a in names],
        "issues": [
            {
                "id": i,
                "name": i,
                "status_quo": options[0],
                "options": [{"id": o, "text": o} for o in options],
            }
            for i, options in issues.items()
        ],
        "preferences": {
            a: {
                i: {
                    "weight": triple(weight),
                    "values": {o: triple(v) for o, v in values.items()},
                    **WHY,
                }
                for i, (weight, values) in by_issue.items()
            }
            for a, by_issue in wants.items()
        },
        "walk_away": {
            a: {"value": triple(r), "distribution": "uniform", **WHY} for a, r in walk_away.items()
        },
        **more,
    }
    return Case.of(CaseDocument.model_validate(document), {}, {}, ())


def question(*actors: str, **more: object) -> list[dict[str, object]]:
    return [{"id": "q", "text": "?", "actors": list(actors), **more}]


# ---------------------------------------------------------------- published numbers (T7)


def split_case(steps: int, minimum: object, reserve: float, **more: object) -> Case:
    """A pie that A and B divide; without a deal nobody gets any."""
    options = ["none", *(f"x{k}" for k in range(steps + 1))]
    a = {"none": 0, **{f"x{k}": 100 * k / steps for k in range(steps + 1)}}
    b = {"none": 0, **{f"x{k}": 100 - 100 * k / steps for k in range(steps + 1)}}
    extra = {name: a if name[1] == "A" else b for name in more.get("ratifiers", {})}
    homes = {f"P{side}": [side, *(n for n in extra if n[1] == side)] for side in "AB"}
    actors = {side: {"decides_for": f"P{side}", **more.get(side, {})} for side in "AB"}
    wants = {n: {"pie": (1.0, v)} for n, v in {"A": a, "B": b, **extra}.items()}
    return made(
        {"pie": options},
        wants,
        {"A": reserve, "B": minimum, **more.get("ratifiers", {})},
        homes,
        questions=question("A", "B"),
        rules=more.get("rules", {}),
        actors=actors | {n: {"power": triple(0)} for n in extra},
    )


UNCERTAIN = [
    pytest.param([0, 50, 100], 0, "x10", 0.5, 0.25, id="T7: t uniform 0..1, r 0"),
    pytest.param([20, 40, 60], 30, "x11", 0.625, 0.45625, id="T7: t uniform .2...6, r .3"),
]


@pytest.mark.parametrize(("minimum", "reserve", "best", "passes", "value"), UNCERTAIN)
def test_best_offer_to_an_uncertain_other_side(minimum, reserve, best, passes, value):
    found = home_fronts(split_case(20, minimum, reserve), draws=1024)
    offer = next(it for it in found.offers if it.proposer == "A")
    assert offer.package == {"pie": best}
    assert offer.passes == passes  # exact: a block of draws holds one in each 1,024th
    assert offer.value / 100 == pytest.approx(value, abs=1e-12)
    assert offer.walk_away == pytest.approx(reserve)


@pytest.mark.parametrize(("minimum", "reserve", "best", "passes", "value"), UNCERTAIN)
def test_best_offer_to_an_uncertain_ratifier(minimum, reserve, best, passes, value):
    case = split_case(
        20,
        0,
        reserve,
        ratifiers={"RB": minimum},
        rules={"PB": {"kind": "veto", "actors": ["B", "RB"]}},
    )
    found = home_fronts(case, draws=1024)
    offer = next(it for it in found.offers if it.proposer == "A")
    assert (offer.others, offer.ratifiers) == (("B",), ("RB",))
    assert (offer.package, offer.passes) == ({"pie": best}, passes)
    assert offer.value / 100 == pytest.approx(value, abs=1e-12)


@pytest.mark.parametrize(
    ("minimums", "steps", "share"),
    [
        pytest.param((0, 0), 19, 10 / 19, id="T7: d .9 gives .5263"),
        pytest.param((60, 0), 20, 0.6, id="T7: mA .6"),
        pytest.param((0, 60), 20, 0.4, id="T7: mB .6"),
        pytest.param((60, 30), 20, 0.6, id="T7: (.6, .3)"),
        pytest.param((60, 50), 20, None, id="T7: (.6, .5)"),
    ],
)
def test_certain_minimums_cut_the_rubinstein_share(minimums, steps, share):
    case = split_case(
        steps,
        0,
        0,
        ratifiers={"RA": minimums[0], "RB": minimums[1]},
        A={"power": triple(1)},
        B={"power": triple(0.9)},  # Nash with powers 1 and d is the limit of alternating offers
    )
    nash = bc.zone(case, ["A", "B", "RA", "RB"]).points()[0]
    expected = [] if share is None else [{"pie": f"x{round(share * steps)}"}]
    assert list(nash.packages) == expected


# ---------------------------------------------------------------- the rules of parties


@pytest.mark.parametrize("seed", range(40))
def test_terms_count_what_enough_votes_accept(seed):
    chance = random.Random(seed)
    actors = tuple("abcde"[: chance.randint(1, 5)])
    votes = tuple(chance.choice([1, 1, 2, 3]) for _ in actors)
    rule = Decision("P", "weighted", True, actors, votes, chance.randint(1, sum(votes)))
    accepts = {a: np.array([chance.random() < 0.6 for _ in range(30)]) for a in actors}
    passed = [
        sum(v for a, v in zip(actors, votes, strict=True) if accepts[a][n]) >= rule.needed
        for n in range(30)
    ]
    assert rule.passes(accepts).tolist() == passed
    sums = sum(
        factor * np.all([accepts[a] for a in chosen], axis=0)
        for chosen, factor in rule.terms().items()
    )
    assert sums.tolist() == passed
    sure = chance.choice(actors)
    left = rule.given([sure])
    others = {a: v for a, v in accepts.items() if a != sure}
    if left.actors:
        with_sure = {**others, sure: np.ones(30, bool)}
        assert left.passes(others).tolist() == rule.passes(with_sure).tolist()


def test_terms_of_two_rules_together():
    two = {frozenset("a"): 1, frozenset("b"): 1, frozenset("ab"): -1}
    assert both([two, {frozenset("a"): 1}]) == {frozenset("a"): 1}


@pytest.mark.parametrize(
    ("rule", "votes", "needed"),
    [
        ({"kind": "majority", "actors": ["A", "M", "N", "O"]}, (1, 1, 1, 1), 3),
        ({"kind": "veto", "actors": ["A", "M"]}, (1, 1), 2),
        (
            {
                "kind": "weighted",
                "actors": ["A", "M", "N"],
                "weights": {"A": triple(0.5), "M": triple(0.25), "N": triple(0.25)},
                "quota": triple(0.75),
            },
            (2, 1, 1),
            3,
        ),
    ],
    ids=["majority of four", "veto", "weighted, a tie at the quota passes"],
)
def test_votes_of_a_rule(rule, votes, needed):
    flat = {"i": (1.0, {"s": 0, "o": 50})}
    names = ["A", "M", "N", "O"]
    case = made(
        {"i": ["s", "o"]},
        dict.fromkeys(names, flat),
        dict.fromkeys(names, 10),
        {"P": names},
        rules={"P": rule},
    )
    found = decision_of(case, case.document.parties[0])
    assert (found.votes, found.needed) == (votes, needed)


# ---------------------------------------------------------------- the oracle


def random_case(seed: int) -> Case:
    """Three issues, two parties with five actors, a majority rule, a red line, what arms imply."""
    chance = random.Random(seed)
    issues = {"i": ["s", "o", "p"], "j": ["s", "o"], "k": ["s", "o", "p"]}
    parties = {"P": ["a", "b", "c"], "Q": ["d", "e"]}
    names = [*"abcde"]

    def value() -> object:
        low = chance.choice([0, 25, 50, 75])
        return low if chance.random() < 0.5 else [low, low + 10, low + 25]

    def wants() -> dict[str, tuple[float, dict[str, object]]]:
        return {i: (chance.randint(1, 3), {o: value() for o in os}) for i, os in issues.items()}

    rule = chance.choice(
        [
            {"kind": "majority", "actors": ["a", "b", "c"]},
            {"kind": "veto", "actors": ["a", "c"]},
            {"kind": "leader_only", "actors": ["b"]},
            {
                "kind": "weighted",
                "actors": ["a", "b", "c"],
                "weights": {"a": triple(0.5), "b": triple(0.25), "c": triple(0.25)},
                "quota": triple(0.75),
            },
        ]
    )
    return made(
        issues,
        {a: wants() for a in names},
        {a: chance.choice([25, 50, [20, 40, 60], [30, 45, 70]]) for a in names},
        parties,
        rules={"P": rule, "Q": {"kind": "veto", "actors": ["d", "e"]}},
        questions=question("a", "d"),
        red_lines=[
            {
                "id": "L",
                "actor": chance.choice(names),
                "forbids": [{"i": "p", "j": "o"}],
                "hardness": triple(chance.choice([0.3, 0.5, 1.0])),
                **WHY,
            }
        ],
        bonuses=[
            {
                "id": "B",
                "actor": chance.choice(names),
                "pattern": {"i": "o", "k": "p"},
                "points": triple(chance.choice([-20, 15])),
                **WHY,
            }
        ],
        conditions=[
            {"id": "cut", "text": "cut", "implied_by": {"k": "o"}},
            {"id": "gone", "text": "gone", "event": "gone"},
        ],
        walk_away_if={
            "d": {"cut": {"value": [0, 5, 20], "distribution": "uniform", **WHY}},
            "e": {"cut": {"value": [5, 10, 30], "distribution": "uniform", **WHY}},
            "c": {
                "cut": {"value": [10, 20, 30], "distribution": "uniform", **WHY},
                "gone": {"value": [0, 5, 20], "distribution": "uniform", **WHY},
            },
        },
        offices=[{"id": "F", "actor": "a", "successor": "c", "condition": "gone", **WHY}],
    )


class Oracle:
    """The rules of the model in loops over draws and packages."""

    def __init__(self, case: Case, draws: int) -> None:
        self.case, self.draws = case, draws
        issues = case.document.issues
        self.packages = [
            dict(zip((i.id for i in issues), chosen, strict=True))
            for chosen in product(*([o.id for o in i.options] for i in issues))
            if any(o != i.status_quo for o, i in zip(chosen, issues, strict=True))
        ]

    def drawn(self, path: str, n: int, stream: str | None = None) -> float:
        return float(
            quantile(self.case.unknowns[path], uniforms(SEED, stream or path, 0)[n : n + 1])[0]
        )

    def utility(self, actor: str, package: Mapping[str, str], n: int) -> float:
        weights = {i: self.drawn(f"preferences.{actor}.{i}.weight", n) for i in package}
        worth = sum(
            weights[i] * self.drawn(f"preferences.{actor}.{i}.values.{o}", n)
            for i, o in package.items()
        )
        bonus = sum(
            self.drawn(f"bonuses.{b.id}.points", n)
            for b in self.case.document.bonuses
            if b.actor == actor and b.pattern.items() <= package.items()
        )
        return worth / sum(weights.values()) + bonus

    def walk_away(self, actor: str, conditions: Sequence[str], n: int) -> float:
        plain = f"walk_away.{actor}"
        named = [f"walk_away_if.{actor}.{c}" for c in conditions]
        known = [path for path in named if path in self.case.unknowns] or [plain]
        return min(self.drawn(path, n, plain) for path in known)

    def accepts(
        self, actor: str, package: Mapping[str, str], n: int, conditions: Sequence[str] = ()
    ) -> bool:
        for line in self.case.document.red_lines:
            if line.actor == actor and any(p.items() <= package.items() for p in line.forbids):
                path = f"red_lines.{line.id}.hardness"
                if uniforms(SEED, f"{path}#real", 0)[n] < self.drawn(path, n):
                    return False
        least = self.walk_away(actor, conditions, n) - 1e-7
        return self.utility(actor, package, n) >= least

    def rule(self, party: str, accepting: Sequence[str]) -> bool:
        rule = next(p.rule for p in self.case.document.parties if p.id == party)
        yes = [a for a in rule.actors if a in accepting]
        if rule.kind == "majority":
            return 2 * len(yes) > len(rule.actors)
        if rule.kind == "weighted":
            return sum({"a": 2, "b": 1, "c": 1}[a] for a in yes) >= 3
        return len(yes) == len(rule.actors)


def implied(package: Mapping[str, str]) -> list[str]:
    return ["cut"] if package["k"] == "o" else []


@pytest.mark.parametrize("seed", range(10))
def test_stand_ins_draw_by_draw(seed):
    case = random_case(seed)
    oracle, draws = Oracle(case, 40), 40
    found = home_fronts(case, draws=draws, seed=SEED)
    roles = {it.role for it in found.stand_ins}
    assert {"asked", "instead", "after_change"} <= roles
    assert {it.conditions for it in found.stand_ins if it.role == "after_change"} == {("gone",)}
    assert len(found.stand_ins) == len(
        {(i.party, i.by, i.role, i.conditions) for i in found.stand_ins}
    )
    for it in found.stand_ins:
        counts = []
        other = {"P": "d", "Q": "a"}[it.party]
        for n in range(draws):
            count = 0
            for package in oracle.packages:
                yes = [a for a in it.by if oracle.accepts(a, package, n, it.conditions)]
                home = oracle.rule(it.party, yes) if it.role == "rule" else len(yes) == len(it.by)
                count += home and oracle.accepts(other, package, n, it.conditions)
            counts.append(count)
        assert it.open_share == np.mean(np.array(counts) > 0)
        shares = np.array(counts) / len(oracle.packages)
        assert (it.size.low, it.size.median, it.size.high) == pytest.approx(
            tuple(np.percentile(shares, [5, 50, 95]))
        )


@pytest.mark.parametrize("seed", range(10))
def test_ratification_draw_by_draw(seed):
    case, draws = random_case(seed), 50
    oracle = Oracle(case, draws)
    package = random.Random(seed).choice(oracle.packages)
    (found,) = home_fronts(case, "q", package, draws=draws, seed=SEED).ratifications
    assert (found.package, found.why) == (package, "given")
    under = {a: [] if a in "ad" else implied(package) for a in "abcde"}
    accepting = [
        [a for a in "abcde" if oracle.accepts(a, package, n, under[a])] for n in range(draws)
    ]
    signed = [{"a", "d"} <= set(yes) for yes in accepting]
    passes = {p: [oracle.rule(p, yes) for yes in accepting] for p in "PQ"}
    both_pass = [p and q for p, q in zip(passes["P"], passes["Q"], strict=True)]
    assert found.signed == np.mean(signed)
    assert found.ratified == np.mean(both_pass)
    kept = [r for r, s in zip(both_pass, signed, strict=True) if s]
    assert found.given_signed == (np.mean(kept) if kept else None)
    for party in found.parties:
        assert party.accepted == np.mean(passes[party.party])
        for one in party.consents:
            assert one.accepted == np.mean([one.actor in yes for yes in accepting])
            assert one.signs == (one.actor in "ad")


@pytest.mark.parametrize("seed", range(10))
def test_best_offers_draw_by_draw(seed):
    case, draws = random_case(seed), 40
    oracle = Oracle(case, draws)
    found = home_fronts(case, "q", draws=draws, seed=SEED)
    assert [it.proposer for it in found.offers] == ["a", "d"]
    for it in found.offers:
        line = case.document.red_lines[0]
        path = "red_lines.L.hardness"
        often = np.mean(
            [uniforms(SEED, f"{path}#real", 0)[n] < oracle.drawn(path, n) for n in range(draws)]
        )
        reserve = np.mean([oracle.walk_away(it.proposer, (), n) for n in range(draws)])
        values = {}
        for place, package in enumerate(oracle.packages):
            breaks = line.actor == it.proposer and line.forbids[0].items() <= package.items()
            if breaks and often >= 0.5:
                continue
            passed = 0
            for n in range(draws):
                yes = [
                    a
                    for a in "abcde"
                    if a == it.proposer
                    or oracle.accepts(a, package, n, () if a in "ad" else implied(package))
                ]
                passed += {"a", "d"} <= set(yes) and oracle.rule("P", yes) and oracle.rule("Q", yes)
            mean = np.mean([oracle.utility(it.proposer, package, n) for n in range(draws)])
            values[place] = (passed / draws * (mean - reserve), passed / draws)
        most = max(value for value, _ in values.values())
        assert it.walk_away == pytest.approx(reserve)
        assert it.value == pytest.approx(reserve + max(most, 0.0))
        if most > 1e-9:
            place = oracle.packages.index(it.package)
            assert values[place][0] == pytest.approx(most)
            assert it.passes == values[place][1]


# ---------------------------------------------------------------- properties and edges


def test_a_ratifier_that_asks_for_more_ratifies_less():
    shares = []
    for minimum in ([0, 20, 40], [20, 40, 60], [40, 60, 80], [100, 100, 100]):
        case = split_case(
            20,
            0,
            0,
            ratifiers={"RB": minimum},
            rules={"PB": {"kind": "veto", "actors": ["B", "RB"]}},
        )
        (it,) = home_fronts(case, "q", {"pie": "x10"}, draws=300).ratifications
        shares.append(it.ratified)
    assert shares == sorted(shares, reverse=True)
    assert (shares[0], shares[-1]) == (1.0, 0.0)


def test_names_change_nothing():
    def told(names: str) -> list[object]:
        a, b, c = names
        pie = {"none": 0, "half": 50, "all": 100}
        case = made(
            {"pie": ["none", "half", "all"]},
            {
                a: {"pie": (1.0, pie)},
                b: {"pie": (1.0, {"none": 0, "half": 50, "all": 0})},
                c: {"pie": (1.0, {"none": 0, "half": 40, "all": 90})},
            },
            {a: 30, b: 20, c: 45},
            {"P": [a, c], "Q": [b]},
            rules={"P": {"kind": "veto", "actors": [a, c]}, "Q": {"kind": "veto", "actors": [b]}},
            questions=question(a, b),
        )
        found = home_fronts(case, draws=20)
        return [
            [(s.role, s.open_share, s.size) for s in found.stand_ins],
            [(r.package, r.signed, r.ratified) for r in found.ratifications],
            [(o.package, o.value) for o in found.offers],
        ]

    assert told("abc") == told("zyx") == told("bca")


def test_threads_change_nothing(ukraine):
    one = home_fronts(ukraine, "with_kyiv", draws=300, threads=1)
    assert one == home_fronts(ukraine, "with_kyiv", draws=300, threads=2)


def test_questions_of_the_same_sides_are_asked_once(ukraine):
    found = home_fronts(ukraine, draws=64)
    asked = {it.question for it in found.stand_ins}
    sides = {
        frozenset(p.id for p in ukraine.document.parties if set(p.actors) & set(q.actors))
        | {q.condition}
        for q in ukraine.document.questions
    }
    assert len(asked) == len(sides) < len(ukraine.document.questions)
    assert {it.question for it in found.ratifications} == {q.id for q in ukraine.document.questions}


def test_a_stated_chance_stands_in_for_missing_values():
    pie = {"none": 0, "half": 50}
    for refusal, accepted in ((0.0, 1.0), (0.25, 0.75), (1.0, 0.0)):
        case = made(
            {"pie": ["none", "half"]},
            {"a": {"pie": (1.0, pie)}, "b": {"pie": (1.0, pie)}},
            {"a": 10, "b": 10},
            {"P": ["a", "crowd"], "Q": ["b"]},
            actors={
                "crowd": {"decides_for": "P", "refusal": triple(refusal)},
                "b": {"decides_for": "Q"},
            },
            questions=question("a", "b"),
        )
        found = home_fronts(case, draws=1024)
        party = found.ratifications[0].parties[0]
        assert (party.deciding, party.stated) == (("crowd",), False)
        assert party.accepted == accepted
        assert [c.stated.median for c in party.consents if c.stated] == [1 - refusal]
        assert ("rule", "parties.P.rule") in {(it.why, it.key) for it in found.lacking}


def test_what_cannot_be_judged_is_lacking():
    pie = {"none": 0, "half": 50}
    case = made(
        {"pie": ["none", "half"]},
        {"a": {"pie": (1.0, pie)}, "b": {"pie": (1.0, pie)}},
        {"a": 10, "b": 10},
        {"P": ["a", "crowd"], "Q": ["b"]},
        actors={"crowd": {"decides_for": "P"}, "b": {"decides_for": "Q"}},
        questions=question("a", "b"),
    )
    found = home_fronts(case, draws=20)
    assert found.ratifications[0].ratified is None
    assert found.ratifications[0].parties[1].accepted == 1.0
    assert {"preferences.crowd", "votes", "offices"} <= {it.key for it in found.lacking}


def test_no_questions_leave_the_votes(ukraine):
    bare = replace(
        ukraine, document=ukraine.document.model_copy(update={"questions": (), "offices": ()})
    )
    found = home_fronts(bare, draws=20)
    assert not found.stand_ins
    assert found.closest is None
    assert len(found.votes) == 2
    assert {it.why for it in found.lacking} == {"questions", "offices"}
    assert "forecast" in found.summary()


def test_a_large_space_is_asked_whether_not_how_many(large_case):
    document = large_case.document
    first = document.parties[0]
    parties = [first.model_copy(update={"id": a, "actors": (a,)}) for a in "ab"]
    asked = Question(id="q", text="?", actors=("a", "b"))
    update = {"parties": tuple(parties), "questions": (asked,)}
    case = replace(large_case, document=document.model_copy(update=update))
    found = home_fronts(case, draws=10)
    assert [it.size for it in found.stand_ins] == [None, None]
    assert found.stand_ins[0].open_share == 1.0
    assert not found.offers
    assert {"left_out", "nash"} <= {n.code for n in found.notes} | {
        r.why for r in found.ratifications
    }


def test_a_stop_leaves_whole_parts(ukraine):
    found = home_fronts(ukraine, draws=600, stop=lambda: True)
    assert not found.stand_ins
    assert "gap" in {note.code for note in found.notes}
    assert found.votes[0].draws == 600


@pytest.mark.parametrize(
    ("asked", "package", "words"),
    [
        ("with_kiev", None, "did you mean 'with_kyiv'"),
        (None, {"crimae": "recognised"}, "did you mean 'crimea'"),
        (None, {"crimea": "recognized"}, "did you mean 'recognised'"),
        (None, {"ceasefire_form": "none"}, "no deal holds"),
    ],
)
def test_wrong_names_are_told(ukraine, asked, package, words):
    with pytest.raises(UsageError, match=words):
        home_fronts(ukraine, asked, package, draws=10)


def test_the_shipped_case_in_words(ukraine):
    found = home_fronts(ukraine, draws=256)
    by = {(it.question, it.by, it.role): it for it in found.stand_ins}
    leader = by["with_kyiv", ("ru_leader",), "asked"]
    elite = by["with_kyiv", ("ru_elite",), "instead"]
    rule = by["with_kyiv", ("ua_gov", "ua_public"), "rule"]
    assert elite.open_share > leader.open_share > rule.open_share
    assert all(p in ukraine.unknowns for it in found.stand_ins for p in it.paths)
    assert all(p in ukraine.unknowns for it in found.ratifications for p in it.paths)
    assert all(p in ukraine.unknowns for it in found.votes for p in it.paths)
    assert all(p in ukraine.unknowns for it in found.stakes for p in it.paths)
    assert len(found.to_rows()) > 50
    assert {len(row) for row in found.to_rows()} == {9}


def test_options_given_are_completed(ukraine):
    found = home_fronts(ukraine, "leader_kyiv", {"crimea": "timed_talks"}, draws=20)
    (it,) = found.ratifications
    assert (it.why, it.package["crimea"]) == ("completed", "timed_talks")
    held = bc.zone(ukraine, ["ru_leader", "ua_gov"], fixed={"crimea": "timed_talks"})
    ranked = held.points()[0].packages if held.exists else [it.package]
    assert it.package == ranked[0]
    assert len(it.package) == len(ukraine.document.issues)
