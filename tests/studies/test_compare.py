"""Readings compared: every set of overrides by hand, chains that need several, what is lacking."""

import random
from itertools import combinations

import pytest

import backchannel as bc
from backchannel.case import Case
from backchannel.case.schema import CaseDocument
from backchannel.core.errors import UsageError
from backchannel.studies import compare, headlines, positions
from backchannel.studies.ranges import drawn

WHY = {"basis": "inference", "reason": "made for a test"}
DRAWS = 40


def around(x, room=1):
    return [max(x - room, 0), x, min(x + room, 100)]


def case_of(values, walk_away, readings, *, weights=None, asked=None, power=None):
    """A case from {actor: {issue: [value of each option]}}; the first option is the status quo."""
    issues = {i: len(v) for of in values.values() for i, v in of.items()}
    document = {
        "format": 1,
        "case": {"id": "made", "title": "made", "as_of": "2024"},
        "parties": [{"id": f"P_{a}", "name": a, "actors": [a]} for a in values],
        "actors": [
            {"id": a, "name": a, "decides_for": f"P_{a}", **WHY}
            | ({"power": (power or {})[a]} if a in (power or {}) else {})
            for a in values
        ],
        "issues": [
            {
                "id": i,
                "name": i,
                "status_quo": "o0",
                "options": [{"id": f"o{n}", "text": f"o{n}"} for n in range(number)],
            }
            for i, number in issues.items()
        ],
        "preferences": {
            a: {
                i: {
                    "weight": (weights or {}).get((a, i), [1, 2, 3]),
                    "values": {f"o{n}": v for n, v in enumerate(listed)},
                    **WHY,
                }
                for i, listed in of.items()
            }
            for a, of in values.items()
        },
        "walk_away": {a: {"value": r, **WHY} for a, r in walk_away.items()},
        "questions": [
            {"id": q, "text": f"{q}?", "actors": who}
            for q, who in ({"all": [*values]} if asked is None else asked).items()
        ],
        "readings": [
            {
                "id": name,
                "name": name,
                "summary": name,
                "overrides": [{"path": path, "value": v, **WHY} for path, v in changes.items()],
            }
            for name, changes in readings.items()
        ],
    }
    return Case.of(CaseDocument.model_validate(document), {}, {}, ())


# ---------------------------------------------------------------- by hand


def open_share_by_hand(case, actors):
    """Draw by draw, package by package, in plain Python."""
    document = case.document
    counts = {issue.id: [o.id for o in issue.options] for issue in document.issues}
    packages = [{}]
    for issue, options in counts.items():
        packages = [{**package, issue: option} for package in packages for option in options]
    resting = {issue.id: issue.status_quo for issue in document.issues}
    values = drawn(case, list(case.unknowns), DRAWS, 0)

    def accepts(actor, package, n):
        listed = [i for i in counts if i in document.preferences[actor]]
        weight = {i: values[f"preferences.{actor}.{i}.weight"][n] for i in listed}
        worth = sum(
            weight[i] * values[f"preferences.{actor}.{i}.values.{package[i]}"][n] for i in listed
        )
        return worth / sum(weight.values()) >= values[f"walk_away.{actor}"][n] - 1e-7

    opened = [
        any(
            all(accepts(a, package, n) for a in actors)
            for package in packages
            if package != resting
        )
        for n in range(DRAWS)
    ]
    return sum(opened) / DRAWS


def random_case(seed):
    rng = random.Random(seed)

    def estimate(low=0, high=100):
        return sorted(rng.randint(low, high) for _ in range(3))

    issues = {f"i{n}": rng.randint(2, 3) for n in range(rng.randint(1, 2))}
    actors = ["a", "b", "c"][: rng.randint(1, 3)]
    values = {a: {i: [estimate() for _ in range(n)] for i, n in issues.items()} for a in actors}
    walk_away = {a: estimate(30, 70) for a in actors}
    paths = [f"walk_away.{a}" for a in actors]
    paths += [f"preferences.{a}.{i}.weight" for a in actors for i in issues]
    paths += [
        f"preferences.{a}.{i}.values.o{o}"
        for a in actors
        for i, number in issues.items()
        for o in range(number)
    ]
    chosen = rng.sample(paths, min(len(paths), rng.randint(1, 6)))
    other = {p: estimate(1, 99) if "values" in p else estimate(10, 90) for p in chosen}
    return case_of(values, walk_away, {"r": other}), actors, other


def test_smallest_sets_and_needed_ones_are_those_of_a_search_by_hand():
    seen = []
    for seed in range(90):
        case, actors, changes = random_case(seed)
        found = compare(case, draws=DRAWS)

        def share(paths, case=case, changes=changes, actors=actors):
            for path in paths:
                case = case.changed(path, changes[path], reason="test")
            return open_share_by_hand(case, actors)

        base, after = share(()), share(changes)
        assert [u.open_share.value for u in found.headlines[0].under] == [base, after]
        assert bool(found.flips) == ((base >= 0.5) != (after >= 0.5))
        for flip in found.flips:
            for size in (1, 2, 3):
                sets = {frozenset(s): share(s) for s in combinations(changes, size)}
                enough = {s: x for s, x in sets.items() if (x >= 0.5) == (after >= 0.5)}
                if enough:
                    break
            told = {frozenset(p.path for p in s.overrides): s.open_share.value for s in flip.enough}
            assert told == enough
            assert flip.tried == (size if enough else 3)
            assert [s.move for s in flip.enough] == sorted(s.move for s in flip.enough)
            needed = {
                p
                for p in changes
                if (share([o for o in changes if o != p]) >= 0.5) != (after >= 0.5)
            }
            assert {it.path for it in flip.needed} == needed
            seen.append((size, len(needed), len(changes)))
    assert {size for size, *_ in seen} >= {1, 2}
    assert {needed for _, needed, _ in seen} >= {0, 1, 2}
    assert len(seen) > 15


# ---------------------------------------------------------------- chains


def chain(number, before, after):
    """A case in which each of several actors has to accept one package."""
    actors = [f"a{n}" for n in range(number)]
    return case_of(
        {a: {"i": [around(0), around(50)]} for a in actors},
        {a: around(before) for a in actors},
        {"r": {f"walk_away.{a}": around(after + n, 1) for n, a in enumerate(actors)}},
    )


@pytest.mark.parametrize("number", [1, 2, 3, 4, 5])
def test_opening_takes_all_who_refuse(number):
    (flip,) = compare(chain(number, before=60, after=30), draws=DRAWS).flips
    assert (flip.before.value, flip.after.value, flip.settled) == (0, 1, True)
    assert flip.tried == min(number, 3)
    assert [len(it.overrides) for it in flip.enough] == ([number] if number <= 3 else [])
    assert len(flip.needed) == len(flip.entering) == number
    assert flip.close == ()


@pytest.mark.parametrize("number", [2, 4])
def test_closing_takes_any_one_and_the_smallest_move_comes_first(number):
    (flip,) = compare(chain(number, before=40, after=60), draws=DRAWS).flips
    assert [it.overrides[0].path for it in flip.enough] == [
        f"walk_away.a{n}" for n in range(number)
    ]
    assert [it.move for it in flip.enough] == [(20 + n) / 2 for n in range(number)]
    assert flip.tried == 1
    assert flip.needed == ()


def test_many_overrides_end_the_search_early():
    """With 33 there are 528 pairs; none is tried, and the result says so."""
    (flip,) = compare(chain(33, before=60, after=10), draws=4).flips
    assert (flip.enough, flip.tried, len(flip.needed)) == ((), 1, 33)


def test_a_fixed_number_of_the_base_moves_infinitely_far():
    case = case_of(
        {"a": {"i": [[0, 0, 0], [50, 50, 50]]}},
        {"a": [40, 40, 40]},
        {"r": {"walk_away.a": [60, 60, 60]}},
    )
    ((chosen,),) = [flip.enough for flip in compare(case, draws=4).flips]
    assert chosen.move == float("inf")


def test_a_share_near_one_half_is_not_settled():
    case = case_of(
        {"a": {"i": [around(0), around(50, 0)]}},
        {"a": [20, 52, 80]},
        {"r": {"walk_away.a": [20, 47, 80]}},
    )
    found = compare(case, draws=500)
    assert not found.headlines[0].settled
    assert [flip.settled for flip in found.flips] == [False]
    assert "too near one half" in found.summary()


def test_half_of_the_draws_count_as_open():
    case = case_of(
        {"a": {"i": [around(0), [50, 50, 50]]}},
        {"a": [0, 50, 100]},
        {"r": {"walk_away.a": [0] * 3}},
    )
    found = compare(case, draws=1024)  # one block: half of the draws of a symmetric range each side
    assert found.headlines[0].under[0].open_share.value == 0.5
    assert not found.flips


# ---------------------------------------------------------------- what must not matter


def test_an_override_equal_to_the_base_changes_nothing():
    values = {"a": {"i": [around(0), [10, 50, 90]]}}
    base = case_of(values, {"a": [20, 50, 80]}, {"r": {"walk_away.a": [20, 50, 80]}})
    found = compare(base, draws=DRAWS)
    plain, under = found.headlines[0].under
    assert (under.paths, under.change.value, under.change.low) == ((), 0.0, 0.0)
    assert (under.open_share, under.packages) == (plain.open_share, plain.packages)
    assert found.largest[0].headline is None
    assert found.flips == ()


def test_what_does_not_enter_is_not_told():
    values = {"a": {"i": [around(0), around(50)]}, "b": {"i": [around(0), around(50)]}}
    case = case_of(
        values,
        {"a": around(40), "b": around(40)},
        {"r": {"walk_away.b": around(60)}},
        asked={"one": ["a"], "other": ["b"]},
    )
    found = compare(case, draws=DRAWS)
    assert [(flip.headline, flip.reading) for flip in found.flips] == [("other", "r")]
    assert [it.shared for it in found.headlines] == [True, False]
    assert found.headlines[0].under[1].paths == ()


@pytest.fixture(scope="module")
def cyprus():
    return bc.load("cyprus-2004")


def by_reading(found):
    return {
        (it.id, u.reading): (u.open_share, u.change, u.packages, u.flips, u.paths)
        for it in found.headlines
        for u in it.under
    }


def test_order_of_readings_and_threads_do_not_matter(cyprus):
    names = ["gc_no", "tc_no", "tc_yes"]
    one = compare(cyprus, names, draws=200, threads=1)
    two = compare(cyprus, [*reversed(names), "gc_no"], draws=200, threads=3)
    assert two.readings == ("tc_yes", "tc_no", "gc_no")
    assert by_reading(one) == by_reading(two)
    assert {str(flip) for flip in one.flips} == {str(flip) for flip in two.flips}
    assert {str(it) for it in one.largest} == {str(it) for it in two.largest}


def test_a_reading_alone_is_as_among_others(cyprus):
    every = by_reading(compare(cyprus, draws=200))
    alone = by_reading(compare(cyprus, ["tc_no"], draws=200))
    assert alone == {key: every[key] for key in alone}


def test_headlines_are_those_of_the_case_under_the_reading(cyprus):
    found = compare(cyprus, draws=300)
    for reading in (None, *found.readings):
        case = cyprus.under(reading) if reading else cyprus
        for h, it in zip(headlines(case, draws=300).headlines, found.headlines, strict=True):
            under = next(u for u in it.under if u.reading == reading)
            assert under.open_share.value == h.open_share
            p = under.packages
            assert (p.low, p.median, p.high) == (h.low, h.median, h.high)


def test_units_of_the_weights_do_not_matter():
    values = {"a": {"i": [around(20, 9), around(60, 20)], "j": [around(30, 9), around(50, 9)]}}
    changes = {"walk_away.a": [50, 70, 90], "preferences.a.i.weight": [1, 4, 9]}
    plain = case_of(values, {"a": [30, 50, 70]}, {"r": changes}, weights={("a", "i"): [2, 3, 4]})
    more = {**changes, "preferences.a.i.weight": [10, 40, 90]}
    scaled = case_of(
        values,
        {"a": [30, 50, 70]},
        {"r": more},
        weights={("a", "i"): [20, 30, 40], ("a", "j"): [10, 20, 30]},
    )
    one, two = compare(plain, draws=DRAWS), compare(scaled, draws=DRAWS)
    assert by_reading(one) == by_reading(two)
    assert len(one.flips) == len(two.flips) == 1
    for a, b in zip(one.flips[0].enough, two.flips[0].enough, strict=True):
        assert [p.path for p in a.overrides] == [p.path for p in b.overrides]
        assert a.move == pytest.approx(b.move)


# ---------------------------------------------------------------- what is lacking or refused


def test_without_readings_or_questions_it_says_what_is_lacking():
    values, levels = {"a": {"i": [around(0), around(50)]}}, {"a": around(40)}
    alone = compare(case_of(values, levels, {}), draws=DRAWS)
    assert [it.why for it in alone.lacking] == ["readings"]
    assert [u.reading for u in alone.headlines[0].under] == [None]
    mute = compare(case_of(values, levels, {"r": {"walk_away.a": around(60)}}, asked={}), draws=8)
    assert [it.why for it in mute.lacking] == ["questions"]
    assert (mute.headlines, mute.flips, mute.largest) == ((), (), ())
    assert "nothing to compare" in mute.summary()


def test_what_is_refused(cyprus):
    with pytest.raises(UsageError, match="no reading") as wrong:
        compare(cyprus, ["tc_know"])
    assert "tc_no" in str(wrong.value)
    with pytest.raises(UsageError, match="under gc_no already"):
        compare(cyprus.under("gc_no"))


def test_a_space_too_large_to_count_is_searched(large_case):
    document = large_case.document.model_dump(mode="json", exclude_defaults=True)
    document["questions"] = [{"id": "q", "text": "q?", "actors": ["a", "b"]}]
    override = {"path": "walk_away.a", "value": [98, 99, 100], **WHY}
    document["readings"] = [{"id": "r", "name": "r", "summary": "r", "overrides": [override]}]
    case = Case.of(CaseDocument.model_validate(document), {}, {}, ())
    found = compare(case, draws=8)
    assert [(flip.before.value, flip.after.value) for flip in found.flips] == [(1, 0)]
    assert [it.path for it in found.flips[0].needed] == ["walk_away.a"]
    assert [u.packages for u in found.headlines[0].under] == [None, None]
    assert "uncounted" in [note.code for note in found.notes]
    assert found.to_rows()[0]["packages_median"] is None


def test_a_set_that_almost_flips_is_told_as_close():
    case = case_of(
        {"a": {"i": [around(0), around(50)]}, "b": {"i": [around(0), around(50)]}},
        {"a": [0, 20, 40], "b": [0, 20, 40]},
        {"r": {"walk_away.a": [0, 49, 98], "walk_away.b": [0, 60, 90]}},
    )
    (flip,) = compare(case, draws=200).flips
    assert [[it.path for it in s.overrides] for s in flip.enough] == [["walk_away.b"]]
    assert [[it.path for it in s.overrides] for s in flip.close] == [["walk_away.a"]]
    assert flip.close[0].open_share.value > 0.5


def test_stopping_leaves_out_what_was_not_reached(cyprus):
    whole = compare(cyprus, ["tc_no"], draws=100)
    assert len(whole.flips) == 2
    asked = []

    def stop():
        asked.append(None)
        return len(asked) > 2

    part = compare(cyprus, ["tc_no"], draws=100, stop=stop)
    assert by_reading(part) == by_reading(whole)
    assert [(flip.tried, flip.needed) for flip in part.flips] == [(0, None), (0, None)]
    assert [note.code for note in part.notes] == ["gap", "gap"]
    none = compare(cyprus, draws=100, stop=lambda: True)
    assert (none.readings, none.flips) == ((), ())
    assert len(none.notes) == len(cyprus.document.readings)


def test_progress_runs_up_to_the_end(cyprus):
    seen = []
    compare(cyprus, ["tc_no", "gc_no"], draws=100, progress=lambda *x: seen.append(x))
    assert seen == sorted(seen)
    assert {every for _, every in seen} == {seen[-1][0]}


def test_rows_and_summary_say_the_same(cyprus):
    found = compare(cyprus, ["tc_no"], draws=100)
    rows = {(row["headline"], row["reading"]): row for row in found.to_rows()}
    for flip in found.flips:
        row = rows[flip.headline, flip.reading]
        assert row["flips"]
        assert row["open_share"] == flip.after.value
        assert f"tc_no turns {flip.headline}" in found.summary()
    assert sum(bool(row["flips"]) for row in rows.values()) == len(found.flips)


# ---------------------------------------------------------------- positions


def test_positions_are_those_of_each_draw_by_hand():
    case = case_of(
        {
            "a": {"i": [[0, 50, 100]] * 3, "j": [[0, 40, 90], [10, 60, 100]]},
            "b": {"i": [[70] * 3, [10] * 3, [70] * 3]},
            "c": {"j": [[5, 30, 60], [5, 30, 60]]},
        },
        dict.fromkeys("abc", around(40)),
        {},
        power={"b": [1, 2, 4]},
    )
    found = positions(case, draws=DRAWS)
    values = drawn(case, list(case.unknowns), DRAWS, 0)
    for it in found.issues:
        means, medians = [], []
        for n in range(DRAWS):
            stands = []
            for actor, of in case.document.preferences.items():
                if it.issue not in of:
                    continue
                at = f"preferences.{actor}"
                worth = [values[f"{at}.{it.issue}.values.{o}"][n] for o in it.options]
                best = [k for k, v in enumerate(worth) if v == max(worth)]
                share = values[f"{at}.{it.issue}.weight"][n] / sum(
                    values[f"{at}.{i}.weight"][n] for i in of
                )
                power = values["actors.b.power"][n] if actor == "b" else 1.0
                stands.append((sum(best) / len(best), share * power))
            whole = sum(w for _, w in stands)
            means.append(sum(x * w for x, w in stands) / whole)
            ordered, so_far = sorted(stands), 0.0
            for x, w in ordered:
                so_far += w
                if so_far > whole / 2:
                    medians.append(x)
                    break
        assert it.mean.place.median == pytest.approx(sorted_median(means))
        assert it.median.place.median == pytest.approx(sorted_median(medians))
        assert sum(it.mean.nearest.values()) == pytest.approx(1)
        assert it.mean.nearest[it.mean.option] == max(it.mean.nearest.values())
    on_i = {stand.actor: stand for stand in found.issues[0].held}
    assert list(on_i) == ["a", "b"]
    assert (on_i["b"].place.median, on_i["b"].salience.low) == (1.0, 1.0)  # the two ends tie
    assert "actors.b.power" in on_i["b"].paths


def sorted_median(numbers):
    ordered = sorted(numbers)
    half = len(ordered) // 2
    return ordered[half] if len(ordered) % 2 else (ordered[half - 1] + ordered[half]) / 2


def test_a_place_halfway_counts_half_for_each_option():
    case = case_of(
        {"a": {"i": [around(90), around(10)]}, "b": {"i": [around(10), around(90)]}},
        {"a": around(40), "b": around(40)},
        {},
        weights={("a", "i"): [1, 1, 1], ("b", "i"): [1, 1, 1]},
    )
    (found,) = positions(case, draws=DRAWS).issues
    assert found.mean.place.median == found.median.place.median == 0.5
    assert found.median.nearest == {"o0": 0.5, "o1": 0.5}


def test_a_stronger_actor_draws_the_mean_to_its_place():
    values = {"a": {"i": [around(90), around(10)]}, "b": {"i": [around(10), around(90)]}}
    levels = {"a": around(40), "b": around(40)}
    places = [
        positions(case_of(values, levels, {}, power={"b": [p] * 3}), draws=DRAWS)
        .issues[0]
        .mean.place.median
        for p in (1, 2, 5)
    ]
    assert places == sorted(places)
    assert places[-1] == pytest.approx(5 / 6)


def test_who_counts_and_who_is_left_out(cyprus):
    found = positions(cyprus, draws=50)
    why = {it.actor: it.why for it in found.left_out}
    assert why["gc_leader"] == "decides_not"
    assert why["un_sg"] == "no_values"
    assert not set(why) & set(found.actors)
    assert set(why) | set(found.actors) == {actor.id for actor in cyprus.document.actors}
    named = positions(cyprus, ["gc_leader", "un_sg"], issues=["territory"], draws=50)
    assert named.actors == ("gc_leader",)
    assert [it.actor for it in named.left_out] == ["un_sg"]
    assert [it.issue for it in named.issues] == ["territory"]


def test_positions_of_unknown_names_are_refused(cyprus):
    with pytest.raises(UsageError, match="no actor") as wrong:
        positions(cyprus, ["gc_leadr"])
    assert "gc_leader" in str(wrong.value)
    with pytest.raises(UsageError, match="no issue"):
        positions(cyprus, issues=["territori"])


def test_without_values_positions_are_lacking():
    document = {
        "format": 1,
        "case": {"id": "bare", "title": "bare", "as_of": "2024"},
        "parties": [{"id": "P", "name": "P", "actors": ["a"]}],
        "actors": [{"id": "a", "name": "a", **WHY}],
        "issues": [
            {
                "id": "i",
                "name": "i",
                "status_quo": "x",
                "options": [{"id": o, "text": o} for o in "xy"],
            }
        ],
    }
    found = positions(Case.of(CaseDocument.model_validate(document), {}, {}, ()), draws=8)
    assert [it.why for it in found.lacking] == ["values"]
    assert (found.issues[0].mean, found.issues[0].median, found.to_rows()) == (None, None, [])
    assert "no positions" in found.summary()


def test_overrides_that_leave_no_weight_at_all_are_no_set_of_their_own():
    fixed = {o: [v, v, v] for o, v in (("none", 0), ("low", 10), ("high", 90))}
    case = case_of(
        {
            "a": {"i": [fixed["none"], fixed["high"]], "j": [fixed["none"], fixed["low"]]},
            "b": {"i": [fixed["none"], fixed["high"]], "j": [fixed["none"], fixed["high"]]},
        },
        {"a": [50, 50, 50], "b": [10, 10, 10]},
        {
            "R": {
                "preferences.a.i.weight": [0, 0, 0],
                "preferences.a.j.weight": [1, 1, 1],
            }
        },
        weights={("a", "i"): [1, 1, 1], ("a", "j"): [0, 0, 0]},
    )
    (flip,) = compare(case, draws=64).flips
    assert [[it.path for it in one.overrides] for one in flip.enough] == [
        ["preferences.a.i.weight", "preferences.a.j.weight"]
    ]
    assert {it.path for it in flip.needed} == {"preferences.a.i.weight", "preferences.a.j.weight"}
