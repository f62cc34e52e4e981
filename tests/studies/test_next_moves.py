"""Next moves: which are open, and what they do, against draw-by-draw counting in plain Python."""

import random
from itertools import product

import numpy as np
import pytest

import backchannel as bc
from backchannel.case import Case
from backchannel.case.schema import CaseDocument
from backchannel.core.errors import UsageError
from backchannel.space import quantile, uniforms
from backchannel.studies.headlines import headlines
from backchannel.studies.home.home_fronts import home_fronts
from backchannel.studies.move import shares as move_shares
from backchannel.studies.move.next_moves import REASONS, next_moves, next_moves_of_all
from backchannel.studies.move.open_moves import KINDS, open_moves
from backchannel.studies.pressure.press import over_the_head

SEED = 5
DRAWS = 48
WHY = {"basis": "inference", "reason": "made for a test"}


def point(x):
    return [float(x)] * 3


def document(values, walk_away, **more):
    """A case from values {actor: {issue: (weight, {option: points})}}; the first option rests."""
    issues = {i: list(v[1]) for by in values.values() for i, v in by.items()}
    named = [*values, *more.pop("delegates", {})]
    return {
        "format": 1,
        "case": {"id": "made", "title": "made", "as_of": "2024"},
        "parties": [{"id": "P", "name": "P", "actors": named}],
        "actors": more.pop("actors", [{"id": a, "name": a, **WHY} for a in named]),
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
            a: {i: {"weight": w, "values": v, **WHY} for i, (w, v) in by.items()}
            for a, by in values.items()
        },
        "walk_away": {a: {"value": r, **WHY} for a, r in walk_away.items()},
        **more,
    }


def case_of(written):
    return Case.of(CaseDocument.model_validate(written), {}, {}, ())


def lever(name, by, on, strength, direction="lowers"):
    return {
        "id": name, "by": by, "on": on, "instrument": "means", "direction": direction,
        "strength": strength, "credibility": point(1), "cost_to_user": [1, 2, 3], **WHY,
    }  # fmt: skip


def channel(name, between, issues=("x", "y"), **more):
    return {
        "id": name, "name": name, "kind": "talks", "between": between, "status": "running",
        "secrecy": "secret", "issues": issues, **more, **WHY,
    }  # fmt: skip


def line(name, actor, forbids, hardness):
    return {"id": name, "actor": actor, "forbids": forbids, "hardness": hardness, **WHY}


def seen(name, actor, points, pattern=None):
    return {
        "id": name, "actor": actor, "pattern": pattern or {}, "points": points,
        "in_public": True, **WHY,
    }  # fmt: skip


def written_case(rng):
    """Three actors and a delegate, three issues; many numbers tie, some have ranges."""

    def number(low=0, high=100, step=25):
        mode = rng.randrange(low, high + 1, step)
        spread = rng.choice([0, 0, 10, 30])
        return [max(mode - spread, low), mode, min(mode + spread, high)]

    options = {"x": ["x0", "x1", "x2"], "y": ["y0", "y1", "y2"], "z": ["z0", "z1", "z2"]}
    values = {
        a: {
            i: ([1, rng.choice([1, 2]), 3], {o: number() for o in given})
            for i, given in options.items()
        }
        for a in "abc"
    }
    pattern = lambda: {i: rng.choice(options[i]) for i in rng.sample("xyz", rng.choice([1, 2]))}  # noqa: E731
    return document(
        values,
        {a: number(25, 75) for a in "abc"},
        delegates={"d": "a"},
        actors=[
            *({"id": a, "name": a, **WHY} for a in "abc"),
            {"id": "d", "name": "d", "agent_of": "a", **WHY},
        ],
        walk_away_if={
            "b": {"cut": {"value": number(0, 50), **WHY}, "more": {"value": number(50), **WHY}}
        },
        red_lines=[
            line("LA", "a", [pattern()], [0.2, 0.5, 0.9]),
            line("LB", "b", [pattern()], [0.2, 0.5, 0.9]),
        ],
        bonuses=[seen("SA", "a", [-20, -10, 0]), seen("SB", "b", [-30, -15, -5], pattern())],
        conditions=[
            {"id": "cut", "text": "cut", "levers": ["A1"], "implied_by": {"z": "z1"}},
            {"id": "more", "text": "more", "implied_by": {"z": "z2"}},
            {"id": "storm", "text": "storm", "event": "weather"},
        ],
        leverage=[
            lever("A1", "a", "b", [0.1, 0.3, 0.5]),
            lever("B1", "b", "a", [0.1, 0.3, 0.5]),
            lever("C1", "c", "b", [0.1, 0.3, 0.5], "raises"),
        ],
        channels=[
            channel("AB", ["d", "b"], on_behalf_of=["a", "b"], known_to=["c"]),
            channel(
                "BC", ["b", "c"], ("y", "z"), known_to=["a"],
                exposure_costs={"c": {"value": [1, 2, 3], **WHY}},
            ),
            channel("OPEN", ["a", "c"], (), secrecy="open"),
        ],
        questions=[
            {"id": "two", "text": "two", "actors": ["a", "b"]},
            {"id": "all", "text": "all", "actors": ["a", "b", "c"]},
            {"id": "cut_two", "text": "cut", "actors": ["a", "b"], "condition": "cut"},
            {"id": "part", "text": "part", "actors": ["a", "b"], "issues": ["x", "z"]},
            {"id": "talks", "text": "talks", "channel": "BC"},
        ],
    )  # fmt: skip


def random_case(seed):
    return case_of(written_case(random.Random(seed)))


# ---------------------------------------------------------------- an oracle in plain Python


def drawn(case, path, stream=None):
    return quantile(case.unknowns[path], uniforms(SEED, stream or path, 0))[:DRAWS].tolist()


def walk_away_of(case, actor, conditions):
    """Rule 7, draw by draw."""
    plain = f"walk_away.{actor}"
    if not conditions:
        return drawn(case, plain)
    levers = {x.id: x for x in case.document.leverage}
    named = {c.id: c.levers for c in case.document.conditions}
    terms = []
    for condition in conditions:
        entry = f"walk_away_if.{actor}.{condition}"
        if entry in case.unknowns:
            terms.append(drawn(case, entry, plain))
            continue
        for name in named.get(condition, (condition,)):
            if levers[name].on == actor:
                sign = -1 if levers[name].direction == "lowers" else 1
                share = drawn(case, f"leverage.{name}.strength")
                terms.append(
                    [r * (1 + sign * s) for r, s in zip(drawn(case, plain), share, strict=True)]
                )
    return [min(rs) for rs in zip(*terms, strict=True)] if terms else drawn(case, plain)


class Oracle:
    """Who accepts what, by the rules of the model, one draw and one package at a time."""

    def __init__(self, case, conditions=(), public=(), dropped=(), low=()):
        self.case, self.conditions, self.public = case, conditions, public
        self.dropped, self.low = dropped, low
        self.resting = {i.id: i.status_quo for i in case.document.issues}
        self.numbers = {path: drawn(case, path) for path in case.unknowns}

    def utility(self, actor, package, n):
        by = self.case.document.preferences[actor]
        weights = {i: self.numbers[f"preferences.{actor}.{i}.weight"][n] for i in by}
        worth = sum(
            w * self.numbers[f"preferences.{actor}.{i}.values.{package[i]}"][n]
            for i, w in weights.items()
        )
        return worth / sum(weights.values())

    def accepts(self, actor, package, partial, n, public=None, conditions=None):
        case = self.case
        conditions = self.conditions if conditions is None else conditions
        utility = self.utility(actor, package, n)
        for bonus in case.document.bonuses:
            shown = actor in (self.public if public is None else public)
            if bonus.actor == actor and shown and bonus.pattern.items() <= package.items():
                utility += self.numbers[f"bonuses.{bonus.id}.points"][n]
        if partial:
            rest = self.utility(actor, self.resting, n)
        elif actor in self.low:
            paths = {c: f"walk_away_if.{actor}.{c}" for c in conditions}
            lows = [case.unknowns[p].low for p in paths.values() if p in case.unknowns]
            rest = min(lows) if lows else case.unknowns[f"walk_away.{actor}"].low
        else:
            rest = walk_away_of(case, actor, conditions)[n]
        if utility < rest - 1e-7:
            return False
        for red in case.document.red_lines:
            if red.actor != actor or red.id in self.dropped:
                continue
            real = uniforms(SEED, f"red_lines.{red.id}.hardness#real", 0)[n]
            if real < self.numbers[f"red_lines.{red.id}.hardness"][n] and any(
                p.items() <= package.items() for p in red.forbids
            ):
                return False
        return True

    def packages(self, issues):
        given = {i.id: [o.id for o in i.options] for i in self.case.document.issues}
        moving = [i for i in given if i in issues]
        every = ({**self.resting, **dict(zip(moving, chosen, strict=True))}
                 for chosen in product(*(given[i] for i in moving)))  # fmt: skip
        return [package for package in every if package != self.resting]

    def counts(self, actors, issues, fixed=()):
        partial = len(issues) < len(self.resting)
        deals = [p for p in self.packages(issues) if dict(fixed).items() <= p.items()]
        return np.array(
            [
                sum(all(self.accepts(a, p, partial, n) for a in actors) for p in deals)
                for n in range(DRAWS)
            ]
        )


def asked(case, question):
    if question.channel:
        about = next(c for c in case.document.channels if c.id == question.channel)
        return about.on_behalf_of or about.between, question.issues or about.issues
    return question.actors, question.issues or tuple(i.id for i in case.document.issues)


def oracle_after(case, effects, question):
    """Count a question with a move made, from the words of the move alone."""
    move = effects.move
    actors, issues = asked(case, question)
    conditions, public, fixed = question.conditions, (), {}
    about = next((c for c in case.document.channels if c.id == move.on), None)
    signing = (about.on_behalf_of or about.between) if about else ()
    if move.kind in ("pull", "ease") and not set(move.other_levels) & set(conditions):
        conditions = tuple(dict.fromkeys((*conditions, move.condition)))
    elif move.kind == "commit":
        public = {move.actor} & set(actors)
    elif move.kind == "leak":
        public = signing if set(signing) <= set(actors) else ()
    elif move.kind == "offer" and effects.offer and set(effects.offer) <= set(issues):
        fixed = effects.offer
    elif move.kind == "join" and question.channel == move.on:
        actors = (*actors, move.actor)
    elif move.kind == "leave" and question.channel == move.on:
        actors = tuple(a for a in actors if a != move.actor)
    dropped = (move.on,) if move.kind == "drop_line" else ()
    low = (move.actor,) if move.kind == "drop_walk_away" else ()
    if "d" in public:  # a delegate without values is judged by its principal's
        public = {"a"}
    return Oracle(case, conditions, public, dropped, low).counts(actors, issues, fixed)


@pytest.mark.parametrize("seed", range(4))
def test_every_headline_counted_from_scratch(seed):
    case = random_case(seed)
    base = {
        q.id: Oracle(case, q.conditions).counts(*asked(case, q)) for q in case.document.questions
    }
    for found in next_moves_of_all(case, draws=DRAWS, seed=SEED):
        for effects in found.moves:
            for shift, question in zip(effects.headlines, case.document.questions, strict=True):
                before = base[question.id]
                idle = effects.reason not in (None, "no_change")
                after = before if idle else oracle_after(case, effects, question)
                total = len(Oracle(case).packages(asked(case, question)[1]))
                told = f"{found.actor}: {effects.move.text}: {question.id}"
                assert shift.before == (before > 0).mean(), told
                assert shift.after == (after > 0).mean(), told
                assert shift.opened == ((before == 0) & (after > 0)).mean(), told
                assert shift.closed == ((before > 0) & (after == 0)).mean(), told
                assert shift.median_before == np.median(before) / total, told
                assert shift.median_after == pytest.approx(np.median(after) / total), told


@pytest.mark.parametrize("seed", range(6))
def test_an_offer_is_what_others_accept_most_often_of_what_its_side_mostly_accepts(seed):
    case = random_case(seed)
    oracle = Oracle(case)
    for actor, others, name in (("a", ["b"], "AB"), ("b", ["c"], "BC"), ("d", ["b"], "AB")):
        issues = next(c.issues for c in case.document.channels if c.id == name)
        deals = oracle.packages(issues)
        times = lambda who, p: sum(  # noqa: E731
            all(oracle.accepts(w, p, partial=True, n=n) for w in who) for n in range(DRAWS)
        )
        side = "a" if actor == "d" else actor
        willing = [p for p in deals if times([side], p) > DRAWS / 2 and times(others, p)]
        effects = next(
            e
            for e in next_moves(case, actor, draws=DRAWS, seed=SEED).moves
            if e.move.kind == "offer" and e.move.on == name
        )
        if not willing:
            assert (effects.offer, effects.reason) == (None, "no_offer")
            continue
        best = max(willing, key=lambda p: (times(others, p), times([side], p)))
        assert effects.offer == {i: best[i] for i in issues}
        told = {on.actor: (on.before, on.after) for on in effects.actors}
        assert told == {a: (None, times([a], best) / DRAWS) for a in "abc" if a != actor}


@pytest.mark.parametrize(
    ("left_out", "offered"), [("x4", "x2"), (None, "x4")], ids=["most-draws", "tie"]
)
def test_which_deal_is_offered(left_out, offered):
    """Its side accepts x1 in few draws, x2 in most, the rest in all; others x1 and x4 in all."""
    own = {
        "x0": point(50), "x1": [0, 35, 100], "x2": [0, 65, 100], "x3": point(60), "x4": point(60),
    }  # fmt: skip
    often = [0, 80, 100] if left_out else point(60)
    far = {
        "x0": point(50), "x1": point(60), "x2": often, "x3": [0, 60, 100], "x4": point(60),
    }  # fmt: skip
    rest = {"y0": point(50), "y1": point(50)}
    values = {
        a: {
            "x": (point(1), {o: v for o, v in held.items() if o != left_out}),
            "y": (point(1), rest),
        }
        for a, held in (("a", own), ("b", far))
    }
    case = case_of(
        document(
            values, {"a": point(50), "b": point(50)}, channels=[channel("AB", ["a", "b"], ("x",))]
        )
    )
    found = next_moves(case, "a", draws=200)
    assert [e.offer for e in found.moves if e.move.kind == "offer"] == [{"x": offered}]


def test_a_question_under_another_level_of_the_lever_stays_as_it_is():
    case = random_case(0)
    for path, value in (("cut", 100), ("more", 0)):
        case = case.changed(f"walk_away_if.b.{path}", point(value), reason="test")
    found = next_moves(case, "a", draws=DRAWS, seed=SEED)
    (eased,) = [e for e in found.moves if e.move.kind == "ease"]
    told = {s.target: (s.before, s.after, s.median_after) for s in eased.headlines}
    assert told["cut_two"][0] == told["cut_two"][1] < 0.1
    assert told["two"][1] > 0.5


@pytest.mark.parametrize("seed", range(6))
def test_what_levers_and_leaks_do_to_others(seed):
    case = random_case(seed)
    oracle = Oracle(case)
    for found in next_moves_of_all(case, list("abc"), draws=DRAWS, seed=SEED):
        for effects in found.moves:
            if effects.move.kind not in ("pull", "ease", "leak"):
                continue
            for on in effects.actors:
                if on.question is None:
                    continue
                question = next(q for q in case.document.questions if q.id == on.question)
                assert question.id == ("all" if on.actor == "c" else "two")
                actors, issues = asked(case, question)
                deals = oracle.packages(issues)
                often = [
                    sum(all(oracle.accepts(a, p, False, n) for a in actors) for n in range(DRAWS))
                    for p in deals
                ]
                reference = deals[often.index(max(often))]
                assert found.references[question.id] == reference
                lever = effects.move.condition
                about = next((c for c in case.document.channels if c.id == effects.move.on), None)
                public = set(about.on_behalf_of or about.between) if about else set()
                public = public if public <= set(actors) else set()
                yes = lambda conditions, public: sum(  # noqa: E731
                    oracle.accepts(on.actor, reference, False, n, public, conditions)  # noqa: B023
                    for n in range(DRAWS)
                )
                assert on.before == yes((), ()) / DRAWS
                assert on.after == yes((lever,) if lever else (), public) / DRAWS
            moved = {on.actor: on.walk_away for on in effects.actors if on.walk_away}
            if effects.move.condition and moved:
                ((target, told),) = moved.items()
                change = np.subtract(
                    walk_away_of(case, target, (effects.move.condition,)),
                    walk_away_of(case, target, ()),
                )
                assert (told.low, told.median, told.high) == pytest.approx(
                    tuple(np.percentile(change, (5, 50, 95)))
                )


# ---------------------------------------------------------------- which moves are open


def test_all_moves_of_a_made_case():
    case = random_case(0)

    def moves(actor):
        return [(m.kind, m.on, m.condition) for m in open_moves(case, actor)]

    assert moves("a") == [
        ("pull", "A1", "cut"), ("ease", "A1", "more"), ("offer", "AB", None),
        ("drop_line", "LA", None), ("drop_walk_away", "a", None), ("commit", "a", None),
        ("leak", "AB", None), ("leak", "BC", None), ("deny", "AB", None),
        ("join", "BC", None), ("leave", "AB", None),
    ]  # fmt: skip
    assert moves("b") == [
        ("pull", "B1", "B1"), ("offer", "AB", None), ("offer", "BC", None),
        ("drop_line", "LB", None), ("drop_walk_away", "b", None), ("commit", "b", None),
        ("leak", "AB", None), ("leak", "BC", None), ("deny", "AB", None), ("deny", "BC", None),
        ("leave", "AB", None), ("leave", "BC", None),
    ]  # fmt: skip
    assert moves("c") == [
        ("pull", "C1", "C1"), ("offer", "BC", None), ("drop_walk_away", "c", None),
        ("commit", "c", None), ("leak", "AB", None), ("leak", "BC", None), ("deny", "BC", None),
        ("join", "AB", None), ("leave", "BC", None),
    ]  # fmt: skip
    assert moves("d") == [
        ("offer", "AB", None), ("commit", "d", None), ("leak", "AB", None), ("deny", "AB", None),
        ("leave", "AB", None),
    ]  # fmt: skip
    low = next(m for m in open_moves(case, "b") if m.kind == "drop_walk_away")
    assert low.paths == ("walk_away.b", "walk_away_if.b.cut", "walk_away_if.b.more")
    assert {m.kind for a in "abcd" for m in open_moves(case, a)} == set(KINDS)


def test_moves_without_a_number_say_why():
    case = random_case(0)
    reasons = {
        (one.actor, e.move.kind, e.move.on): e.reason
        for one in next_moves_of_all(case, draws=DRAWS)
        for e in one.moves
    }
    assert reasons["a", "deny", "AB"] == "denial"
    assert reasons["c", "commit", "c"] == "publicity"
    assert reasons["d", "leave", "AB"] == "delegate"
    assert reasons["a", "leave", "AB"] == "alone"
    assert next_moves(case, "c", draws=DRAWS).lacking[0].key == "bonuses.*.actor=c"


def test_a_condition_without_a_walk_away_value_moves_nothing():
    written = written_case(random.Random(1))
    del written["walk_away_if"]["b"]["more"]
    found = next_moves(case_of(written), "a", draws=DRAWS)
    assert [e.reason for e in found.moves if e.move.kind == "ease"] == ["condition"]


# ---------------------------------------------------------------- published numbers


def war_of_shares(**more):
    shares = [f"s{s}" for s in range(0, 101, 5)]
    values = {
        "a": {"land": (point(1), {s: point(s[1:]) for s in shares})},
        "b": {"land": (point(1), {s: point(100 - int(s[1:])) for s in shares})},
    }
    questions = [{"id": "q", "text": "q", "actors": ["a", "b"]}]
    return case_of(document(values, {"a": point(35), "b": point(35)}, questions=questions, **more))


@pytest.mark.parametrize(
    ("actor", "kind", "left"),
    [("a", "commit", 3), ("b", "commit", 3), ("a", "leak", 0)],
    ids=[f"T6-leventoglu-tarar-2005-{who}-commits" for who in ("first", "second", "each")],
)  # fmt: skip
def test_public_commitment_narrows_the_bargaining_range(actor, kind, left):
    case = war_of_shares(
        bonuses=[seen("SA", "a", point(-20)), seen("SB", "b", point(-20))],
        channels=[channel("AB", ["a", "b"], ("land",))],
    )
    found = next_moves(case, actor, draws=16)
    (shift,) = next(e.headlines for e in found.moves if e.move.kind == kind)
    # .35 .. .65 of the stake in steps of .05; a commitment of .2 moves one end to .55 or .45
    assert (shift.before, shift.median_before) == (1.0, 7 / 20)
    assert (shift.after, shift.median_after) == (float(left > 0), left / 20)


def test_a_package_that_passes_only_under_the_lever():
    """T10: without aid r falls from .40 to .15, so a package worth .25 passes."""
    values = {
        "patron": {"deal": (point(1), {"none": point(0), "offered": point(100)})},
        "client": {"deal": (point(1), {"none": point(0), "offered": point(25)})},
    }
    case = case_of(
        document(
            values,
            {"patron": point(30), "client": point(40)},
            conditions=[{"id": "cut", "text": "cut", "levers": ["AID"]}],
            walk_away_if={"client": {"cut": {"value": point(15), **WHY}}},
            leverage=[lever("AID", "patron", "client", point(0.9))],
            questions=[
                {"id": "q", "text": "q", "actors": ["patron", "client"]},
                {"id": "p", "text": "p", "actors": ["patron"]},
            ],
        )
    )
    found = next_moves(case, "patron", draws=16)
    pull = found.moves[0]
    assert (pull.move.kind, pull.headlines[0].before, pull.headlines[0].after) == ("pull", 0, 1)
    (on,) = pull.actors
    assert on.walk_away is not None
    assert (on.actor, on.walk_away.median, on.before) == ("client", -25, None)
    assert [(cost.actor, cost.path) for cost in pull.costs] == [
        ("patron", "leverage.AID.cost_to_user")
    ]


def test_those_who_do_not_sign_are_judged_under_what_the_reference_deal_implies():
    """Rule 8: under `cut`, which the deal implies, 50 points are enough for the outsider."""
    worth = {"none": point(0), "signed": point(50)}
    case = case_of(
        document(
            {a: {"deal": (point(1), worth)} for a in ("a", "b", "o")},
            {"a": point(30), "b": point(30), "o": point(80)},
            conditions=[{"id": "cut", "text": "cut", "implied_by": {"deal": "signed"}}],
            walk_away_if={"o": {"cut": {"value": point(60), **WHY}}},
            leverage=[lever("L", "a", "o", point(0.5))],
            questions=[{"id": "q", "text": "q", "actors": ["a", "b"]}],
        )
    )
    (on,) = next_moves(case, "a", draws=16).moves[0].actors
    # 50 against 60, then against the lower of 60 and half of 80
    assert (on.actor, on.question, on.before, on.after) == ("o", "q", 0.0, 1.0)
    case = case.changed("walk_away_if.o.cut", point(45), reason="test")
    (on,) = next_moves(case, "a", draws=16).moves[0].actors
    assert (on.before, on.after) == (1.0, 1.0)


# ---------------------------------------------------------------- properties


@pytest.mark.parametrize("seed", range(8))
def test_directions(seed):
    for found in next_moves_of_all(random_case(seed), draws=200):
        for effects in found.moves:
            for shift in (*effects.headlines, *effects.channels):
                if effects.move.kind in ("drop_line", "drop_walk_away", "leave"):
                    assert shift.closed == 0
                if effects.move.kind in ("commit", "leak", "offer", "join"):
                    assert shift.opened == 0


def test_a_lever_without_strength_changes_nothing():
    case = random_case(2).changed("leverage.B1.strength", point(0), reason="test")
    pull = next(e for e in next_moves(case, "b", draws=DRAWS).moves if e.move.kind == "pull")
    assert (pull.reason, pull.actors, set(pull.sizes)) == ("no_change", (), {0.0})


@pytest.mark.parametrize("seed", range(4))
def test_the_order_is_by_size_and_then_that_of_the_case(seed):
    case = random_case(seed)
    for found in next_moves_of_all(case, draws=DRAWS):
        moves = open_moves(case, found.actor)
        places = [
            (e.reason is not None, e.offer is not None, [-s for s in e.sizes], moves.index(e.move))
            for e in found.moves
        ]
        assert places == sorted(places)
        assert len(places) == len(moves)


def test_names_do_not_matter():
    written = written_case(random.Random(3))

    def fixed(held):  # without ranges no random number enters
        if isinstance(held, dict):
            return {k: fixed(v) for k, v in held.items()}
        if isinstance(held, list | tuple):
            three = len(held) == 3 and all(isinstance(x, int | float) for x in held)
            return [held[1]] * 3 if three else [fixed(x) for x in held]
        return held

    plain = fixed(written)
    for red in plain["red_lines"]:
        red["hardness"] = point(1)
    new = {
        "a": "zed",
        "b": "one",
        "c": "max",
        "d": "tom",
        "AB": "K",
        "BC": "J",
        "x": "u",
        "cut": "v",
    }

    def renamed(held):
        if isinstance(held, dict):
            return {new.get(k, k): renamed(v) for k, v in held.items()}
        if isinstance(held, list):
            return [renamed(x) for x in held]
        return new.get(held, held) if isinstance(held, str) else held

    for actor in "abcd":
        before = next_moves(case_of(plain), actor, draws=8)
        after = next_moves(case_of(renamed(plain)), new[actor], draws=8)
        told = [
            [
                (e.move.kind, e.reason, [(s.before, s.after, s.median_after) for s in e.headlines])
                for e in found.moves
            ]
            for found in (before, after)
        ]
        assert told[0] == told[1]


def test_shortcuts_change_no_share(monkeypatch):
    """Draws that a move cannot change are not looked at again; counting them all says the same."""
    case = random_case(4)
    monkeypatch.setattr(move_shares, "SMALL", 0)
    short = next_moves_of_all(case, draws=900, seed=1)
    monkeypatch.setattr(move_shares, "SMALL", 10**9)
    for quick, whole in zip(short, next_moves_of_all(case, draws=900, seed=1), strict=True):
        for one in quick.moves:
            other = next(e for e in whole.moves if e.move == one.move)
            told = [
                [(s.target, s.before, s.after, s.opened, s.closed)
                 for s in (*e.headlines, *e.channels)]
                for e in (one, other)
            ]  # fmt: skip
            assert told[0] == told[1]


def test_threads_company_and_headlines_agree():
    case = random_case(5)
    alone = next_moves(case, "b", draws=1100, seed=3, threads=1)
    (_, together) = next_moves_of_all(case, ["a", "b"], draws=1100, seed=3, threads=3)
    assert alone.moves == together.moves
    told = {h.id: h.open_share for h in headlines(case, draws=1100, seed=3).headlines}
    assert {s.target: s.before for s in alone.moves[0].headlines} == told


# ---------------------------------------------------------------- edges


def test_wrong_names():
    case = bc.load("two-issues")
    with pytest.raises(UsageError, match="no actor 'upsteam'"):
        next_moves(case, "upsteam")
    with pytest.raises(UsageError, match="list of actors"):
        next_moves_of_all(case, "upstream")
    with pytest.raises(UsageError, match="at least one actor"):
        next_moves_of_all(case, [])


def test_a_case_that_says_little():
    written = written_case(random.Random(0))
    for key in ("questions", "channels", "leverage", "bonuses", "conditions", "walk_away_if"):
        del written[key]
    written["actors"].append({"id": "e", "name": "e", **WHY})
    written["parties"][0]["actors"].append("e")
    found = {one.actor: one for one in next_moves_of_all(case_of(written), draws=16)}
    assert found["e"].moves == ()
    assert "0 moves" in found["e"].summary()
    assert [x.why for x in found["a"].lacking] == ["questions", "publicity", "channels"]
    assert {e.reason for e in found["a"].moves} == {"no_change", "publicity"}


def test_too_large_to_count(large_case):
    written = large_case.document.model_dump(mode="json", by_alias=True, exclude_none=True)
    written["questions"] = [{"id": "q", "text": "q", "actors": ["a", "b"]}]
    found = next_moves(case_of(written), "a", draws=8)
    (shift,) = found.moves[0].headlines
    assert shift.before == 1.0
    assert shift.median_before is None


def test_a_stop_leaves_what_is_done():
    case = random_case(0)
    done = []
    found = next_moves(
        case, "a", draws=64, progress=lambda n, _: done.append(n), stop=lambda: len(done) >= 3
    )
    assert 3 <= len(found.moves) < len(open_moves(case, "a"))
    assert any(note.code == "stopped" for note in found.notes)
    assert next_moves(case, "a", draws=2000, stop=lambda: True).moves == ()


def test_words_judge_nothing():
    told = [*REASONS.values()]
    for found in next_moves_of_all(random_case(1), draws=16):
        told += [found.summary(), *(e.move.text for e in found.moves)]
    words = " ".join(told).lower()
    assert not [w for w in ("should", "best", "recommend", "advice", "better") if w in words]


def test_rows():
    found = next_moves(random_case(1), "a", draws=16)
    rows = found.to_rows()
    assert len(rows) == len(found.moves) * 5
    assert rows[0]["rank"] == 1
    assert {row["question"] for row in rows} == {"two", "all", "cut_two", "part", "talks"}


def test_a_channel_with_one_signatory_leaves_nobody_to_agree_with():
    values = {a: {"x": (point(1), {"x0": point(0), "x1": point(50)})} for a in "ab"}
    made = document(
        values,
        dict.fromkeys("ab", point(0)),
        channels=[channel("ALONE", ["a"], ("x",)), channel("SPEAKS", ["b"], ("x",))],
        questions=[{"id": "q", "text": "q", "actors": ["a", "b"]}],
    )
    found = {(e.move.kind, e.move.on): e for e in next_moves(case_of(made), "a", draws=4).moves}
    assert found["offer", "ALONE"].reason == "alone"
    assert found["offer", "ALONE"].offer is None


def combined(instrument="means"):
    """Only `one` and `two` together change what b expects without a deal."""
    values = {a: {"x": (point(1), {"x0": point(0), "x1": point(50)})} for a in "ab"}
    return case_of(
        document(
            values,
            {"a": point(0), "b": [40, 60, 80]},
            walk_away_if={"b": {"one+two": {"value": point(30), **WHY}}},
            conditions=[
                {"id": "one", "text": "one", "levers": ["A1"]},
                {"id": "two", "text": "two", "event": "storm"},
            ],
            leverage=[{**lever("A1", "a", "b", point(0)), "instrument": instrument}],
            questions=[
                {"id": "q", "text": "q", "actors": ["a", "b"], "condition": "two"},
                {"id": "plain", "text": "plain", "actors": ["a", "b"]},
            ],
        )
    )


def test_a_lever_that_works_only_together_with_another_condition():
    (pull,) = (e for e in next_moves(combined(), "a", draws=64).moves if e.move.kind == "pull")
    assert "walk_away_if.b.one+two" in pull.move.paths
    together, alone = pull.headlines
    assert 0 < together.before < together.after == 1
    assert alone.before == alone.after == together.before
    (on,) = pull.actors
    assert (on.actor, on.question) == ("b", "q")
    assert (on.before, on.after) == (together.before, 1)
    assert on.walk_away is not None
    assert on.walk_away.high < 0


def test_a_condition_touches_the_target_of_each_of_its_levers():
    values = {a: {"x": (point(1), {"x0": point(0), "x1": point(50)})} for a in "abc"}
    made = document(
        values,
        dict.fromkeys("abc", point(80)),
        walk_away_if={"b": {"one": {"value": point(30), **WHY}}},
        conditions=[{"id": "one", "text": "one", "levers": ["A1", "A2"]}],
        leverage=[lever("A1", "a", "b", point(0.5)), lever("A2", "a", "c", point(0.5))],
        questions=[{"id": "q", "text": "q", "actors": ["b", "c"]}],
    )
    for move in (m for m in open_moves(case_of(made), "a") if m.kind == "pull"):
        assert move.paths == ("walk_away_if.b.one", "leverage.A2.strength")
    pulls = [e for e in next_moves(case_of(made), "a", draws=4).moves if e.move.kind == "pull"]
    assert [{on.actor for on in e.actors} for e in pulls] == [{"b", "c"}] * 2


def test_a_stop_still_knows_how_many_moves_are_open():
    case = case_of(written_case(random.Random(1)))
    every = next_moves(case, "a", draws=4)
    assert every.open == len(every.moves) == len(open_moves(case, "a"))
    stopped = next_moves(case, "a", draws=2000, stop=lambda: True)
    assert (stopped.open, stopped.moves) == (every.open, ())
    assert f"leaves {every.open} moves open to a, of which none were looked at" in stopped.summary()


def test_text_of_the_case_stays_on_one_line():
    case = combined("means\nand\x1b[1m ways")
    (pull,) = (m for m in open_moves(case, "a") if m.kind == "pull")
    assert pull.text == "use lever A1 on b (means and\\x1b[1m ways): one"


def test_press_ratify_and_moves_judge_an_absent_actor_alike():
    """A condition that says nothing to it (`k3`) does not keep the entry for the others away."""
    values = {
        "a": {
            "x": (point(1), {"x0": point(0), "x1": point(100)}),
            "y": (point(1), {"y0": point(0), "y1": point(100)}),
        },
        "d": {
            "x": (point(1), {"x0": point(100), "x1": point(0)}),
            "y": (point(1), {"y0": point(60), "y1": point(40)}),
        },
    }
    written = document(
        values,
        {"a": point(90), "d": point(90)},
        walk_away_if={"d": {k: {"value": v, **WHY} for k, v in
                            (("k1+k2", point(10)), ("k1", point(80)))}},
        conditions=[
            {"id": "k1", "text": "t", "implied_by": {"x": "x1"}},
            {"id": "k2", "text": "t", "implied_by": {"y": "y1"}},
            {"id": "k3", "text": "t", "implied_by": {"x": "x1", "y": "y1"}},
        ],
        leverage=[lever("L", "a", "d", point(0.5))],
        channels=[channel("C", ["a"])],
        questions=[{"id": "q", "text": "q", "actors": ["a"]}],
    )  # fmt: skip
    written["parties"][0]["rule"] = {"kind": "veto", "actors": ["a", "d"], **WHY}
    case = case_of(written)
    deal = {"x": "x1", "y": "y1"}
    (head,) = over_the_head(case, draws=4).heads
    assert head.free.nash == 1
    assert head.gap.median == pytest.approx(10)
    (told,) = home_fronts(case, package=deal, draws=4).ratifications
    (absent,) = (c for c in told.parties[0].consents if c.actor == "d")
    assert absent.accepted == 1
    assert absent.gain.median == pytest.approx(10)
    found = next_moves(case, "a", draws=4)
    assert found.references == {"q": deal}
    (pull,) = (e for e in found.moves if e.move.kind == "pull")
    assert [(on.actor, on.before, on.after) for on in pull.actors] == [("d", 1, 0)]
