"""What is measured on our side: one work, one process, one line of JSON.

    python benchmarks/works.py count elite_kyiv

Whatever a bar calls warm was compiled and called once before the clock starts.
"""

import math
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from fractions import Fraction
from pathlib import Path
from typing import Any

import brute
import instances
import numpy as np
import ten_answers
from instances import Instance
from measure import Facts, measure, report

import backchannel as bc
from backchannel.deals.best import one_draw
from backchannel.deals.counting import count_packages
from backchannel.exchange import Scenario
from backchannel.space.tables import point_tables
from backchannel.studies.headlines import question_frame

CASE = "ukraine-2023"
HARDEST = ["us_admin", "ru_elite", "ua_gov"]
THREADS = 2


# ---------------------------------------------------------------- the shipped case


def count(question: str) -> Facts:
    """Count the zone of one question at the point, on compiled tables."""
    about = _frame(question)
    draw = one_draw(point_tables(about))

    def work() -> Facts:
        found = int(count_packages(about.plan, draw))
        return {"question": question, "count": found, "packages": about.issues.size}

    return measure(work, warm=work, at_least=0.2)


def count_numpy(question: str, way: str) -> Facts:
    """Count the same with numpy alone: sums over the whole space, then patterns as slices of it.

    `plain` adds one issue after the other to a table of all packages, as one writes it down;
    `halves` adds half table to half table, so that each actor costs one sum and one comparison a
    package, whatever the number of issues. Nothing is prepared by any loop of ours.
    """
    about = _frame(question)
    draw = one_draw(point_tables(about))
    plan, sizes = about.plan, about.walk.counts
    depth, middle = len(sizes), len(sizes) // 2
    real = np.flatnonzero(draw.real)
    forbidden = plan.forbidden[0] | np.bitwise_or.reduce(plan.line_patterns[real], initial=0)
    banned = plan.banned | plan.line_options[real].any(axis=0)
    bits = [1 << b for b in range(62) if int(forbidden) >> b & 1]

    def held(bit: int) -> tuple[slice | int, ...]:
        alive = [np.flatnonzero(plan.compat[d, : sizes[d]] & bit).tolist() for d in range(depth)]
        return tuple(a[0] if len(a) < n else slice(None) for a, n in zip(alive, sizes, strict=True))

    def sums(a: int, places: range) -> np.ndarray:
        total = np.zeros(1)
        for d in places:
            total = np.add.outer(total, draw.utility[d, : sizes[d], a]).ravel()
        return total

    cut = [held(bit) for bit in bits]
    banned_options = [
        (slice(None),) * d + (o,) for d, o in np.argwhere(banned).tolist() if o < sizes[d]
    ]
    extra = [
        (int(plan.bonus_actor[b]), held(int(plan.bonus_pattern[b])), float(draw.points[b]))
        for b in range(draw.points.size)
        if plan.bonus_pattern[b]
    ]

    def work() -> Facts:
        accepted = np.ones(sizes, dtype=np.bool_)
        for a in range(draw.threshold.size):
            if way == "plain":
                utility = np.zeros(sizes)
                for d in range(depth):
                    shape = [-1 if e == d else 1 for e in range(depth)]
                    utility += draw.utility[d, : sizes[d], a].reshape(shape)
            else:
                utility = np.add.outer(sums(a, range(middle)), sums(a, range(middle, depth)))
                utility = utility.reshape(sizes)
            for actor, where, points in extra:
                if actor == a:
                    utility[where] += points
            accepted &= utility >= draw.threshold[a]
        for where in (*cut, *banned_options):
            accepted[where] = False
        return {"count": int(np.count_nonzero(accepted)), "packages": about.issues.size}

    return measure(work, warm=work, at_least=1.0)


def headlines(draws: str) -> Facts:
    """Count the zones of all questions in each draw; memory is that of the whole process."""
    case = bc.load(CASE)
    questions = len(case.document.questions)

    def work() -> Facts:
        found = bc.studies.headlines(case, draws=int(draws), threads=THREADS)
        spaces = sum(h.total for h in found.headlines)
        return {"packages": int(draws) * spaces, "questions": questions, "threads": THREADS}

    return measure(work, warm=lambda: bc.studies.headlines(case, draws=64, threads=THREADS))


def robust(question: str, draws: str) -> Facts:
    """Tell in how many draws each package of one question is accepted."""
    case = bc.load(CASE)
    asked = next(q for q in case.document.questions if q.id == question)
    about: dict[str, Any] = {
        "actors": asked.actors,
        "issues": asked.issues or None,
        "channel": asked.channel,
        "condition": asked.conditions,
        "threads": THREADS,
    }

    def work() -> Facts:
        found = bc.studies.zone_over_draws(case, draws=int(draws), **about)
        return {"question": question, "packages": int(draws) * found.total, "threads": THREADS}

    small = case.document.issues[0].id, case.document.issues[1].id
    return measure(
        work,
        warm=lambda: bc.studies.zone_over_draws(case, draws=64, **{**about, "issues": small}),
    )


def points_over_draws(draws: str) -> Facts:
    """Find the four points of the hardest question in each draw."""
    case = bc.load(CASE)

    def work(number: int = int(draws)) -> Facts:
        bc.studies.points_over_draws(case, HARDEST, draws=number, threads=THREADS)
        return {"threads": THREADS}

    return measure(work, warm=lambda: work(64))


def what_if() -> Facts:
    """Change one number, then count all zones and find their points and blockers."""
    case = bc.load(CASE)
    path = "walk_away.ua_gov"
    before = case.unknown(path)
    number = 0

    def work() -> Facts:
        nonlocal number
        number += 1  # another number each time, so that nothing can be remembered
        mode = before.mode + number % 7 / 4
        changed = case.changed(path, [before.low, mode, before.high], reason="What if?")
        zones = [
            bc.zone(
                changed,
                q.actors,
                issues=q.issues or None,
                channel=q.channel,
                condition=q.conditions,
            )
            for q in case.document.questions
        ]
        for zone in zones:
            zone.points()
            zone.blockers()
        return {"packages": sum(zone.total for zone in zones), "zones": len(zones)}

    return measure(work, warm=work, at_least=0.5)


def deals(cache: str) -> Facts:
    """Run `backchannel deals` as a process, numba's cache `empty` (all is compiled) or `full`."""
    return _command(cache, "deals", CASE, "--actors", ",".join(HARDEST))


def politics(draws: str, whose: str) -> Facts:
    """Run every study of channels, pressure, order, home fronts, war, wedges and next moves.

    Moves are those of the actor with the most of them, or of every actor.
    """
    case = bc.load(CASE)
    studies: dict[str, Callable[[int], object]] = {
        "channels": lambda n: bc.studies.channels(case, draws=n, threads=THREADS),
        "press": lambda n: bc.studies.over_the_head(case, draws=n, threads=THREADS),
        "order": lambda n: bc.studies.orders(case, draws=n, threads=THREADS),
        "ratify": lambda n: bc.studies.home_fronts(case, draws=n, threads=THREADS),
        "war": lambda n: bc.studies.war(case, draws=n, threads=THREADS),
        "wedge": lambda n: bc.studies.wedges(case, draws=n),
        "moves": lambda n: bc.studies.next_moves_of_all(
            case, None if whose == "all" else [whose], draws=n, threads=THREADS
        ),
    }

    def work(number: int = int(draws)) -> Facts:
        taken = {}
        for name, study in studies.items():
            started = time.perf_counter()
            study(number)
            taken[name] = f"{time.perf_counter() - started:.2f} s"
        return {"threads": THREADS, **taken}

    return measure(work, warm=lambda: work(64))


def learn(draws: str) -> Facts:
    """Learn from ten answers; memory is that of the process, imports included."""
    case = ten_answers.with_ten_answers(bc.load(CASE))

    def work(number: int = int(draws)) -> Facts:
        found = bc.studies.learn(case, draws=number, threads=THREADS)
        return {"threads": THREADS, "offers": len(found.lessons), "effective": found.effective}

    return measure(work, warm=lambda: work(2_048))


def influence(draws: str) -> Facts:
    """Drop every source of the case in turn and ask its questions again."""
    case = bc.load(CASE)

    def work(number: int = int(draws)) -> Facts:
        found = bc.studies.influence(case, draws=number, threads=THREADS)
        return {"threads": THREADS, "sources": len(found.ranking)}

    return measure(work, warm=lambda: work(64))


def drivers(draws: str, pairs: str) -> Facts:
    """Tell what moves each headline: single numbers and all groups, with intervals."""
    case = bc.load(CASE)

    def work(number: int = int(draws), paired: int = int(pairs)) -> Facts:
        found = bc.studies.drivers(case, draws=number, pairs=paired, threads=THREADS)
        return {"threads": THREADS, "numbers": sum(len(it.drivers) for it in found.headlines)}

    return measure(work, warm=lambda: work(64, 2))


def brief(cache: str, *more: str) -> Facts:
    """Run `backchannel brief` as a process, with its 2,000 draws."""
    with tempfile.TemporaryDirectory() as folder:
        page = str(Path(folder, "page.html"))
        return _command(cache, "brief", CASE, "--draws", "2000", "-o", page, *more)


# ---------------------------------------------------------------- pinned instances


def read(language: str, characters: str) -> Facts:
    """Run `backchannel read` on a document of so many characters, in an empty folder."""

    def work() -> Facts:
        with tempfile.TemporaryDirectory() as folder:
            document = Path(folder, "document.txt")
            document.write_text(_document(language, int(characters)), encoding="utf-8")
            out = str(document.with_name("document.draft.yaml"))
            return _spawned({}, "read", str(document), "--date", "2031-05", "-o", out)

    facts = measure(work, warm=work)
    return {"seconds": facts["seconds"], "cpu": facts["spent"], "peak": facts["largest"]}


def read_growth(language: str, characters: str) -> Facts:
    """Read a document and one half as long; twice the length should take twice the time."""
    from backchannel.reading.reader import read_text
    from backchannel.reading.text.files import Raw

    def seconds(size: int) -> float:
        raw = Raw(_document(language, size), "", "txt")
        start = time.perf_counter()
        read_text(raw, "document.txt", when="2031-05")
        return time.perf_counter() - start

    seconds(2_000)
    half, whole = seconds(int(characters) // 2), seconds(int(characters))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1e6
    return {"seconds": whole, "growth": whole / half, "peak": peak}


def _document(language: str, characters: int) -> str:
    """Return a text of so many characters, from the texts that the rules were written on."""
    folder = Path(__file__).parents[1] / "tests" / "reading" / "texts" / "dev"
    texts = [
        it.read_text(encoding="utf-8") for it in sorted(folder.glob(f"{language}-*.clean.txt"))
    ]
    whole = "\n\n".join(texts)
    return (whole * (characters // len(whole) + 1))[:characters]


def frontier(parties: str, issues: str) -> Facts:
    """Find the frontier and the four points of an additive instance, its utilities laid out."""
    instance = instances.additive(int(parties), int(issues))
    scenario = _scenario(instance)
    zone = bc.zone(scenario)

    def prepare() -> None:
        nonlocal zone
        zone = bc.zone(scenario)  # a zone remembers its frontier

    def work() -> Facts:
        started = time.perf_counter()
        edge = zone.frontier()
        taken = time.perf_counter() - started
        points = {point.method: point for point in zone.points()}
        units = instance.units
        nash = np.unique(np.rint(points["nash"].gains * units), axis=0)
        return {
            "front": edge.distinct,
            "with_ties": len(edge),
            "frontier_seconds": taken,
            "nash": nash.tolist(),
            "egalitarian": round(points["egalitarian"].value * units),
            "packages": instance.packages,
        }

    def warm() -> None:
        small = bc.zone(_scenario(instances.additive(int(parties), 2)))
        small.frontier()
        small.points()

    return measure(work, warm=warm, at_least=0.2, prepare=prepare)


def against_brute_force(*sizes: str) -> Facts:
    """Compare frontiers, ties counted, with those of a loop over all packages."""
    told: Facts = {"equal": 0}
    for size in sizes:
        instance = instances.additive(*map(int, size.split("-")))
        edge = bc.zone(_scenario(instance)).frontier()
        whole = np.rint(edge.gains * instance.units).astype(np.int64)
        vectors, ties = np.unique(whole, axis=0, return_counts=True)
        expected, packages = brute.frontier(instance)
        same = np.array_equal(vectors, expected) and np.array_equal(ties, packages)
        told["equal"] += same
        told[size] = f"{len(expected)} points, {packages.sum()} packages" + " differs" * (not same)
    return told


def search(kind: str) -> Facts:
    """Decide whether each of the 20 instances has a zone, and find its Nash point."""

    def solve(scenario: Scenario) -> tuple[bool, float | None]:
        zone = bc.zone(scenario)
        if not zone.exists:
            return zone.status == "infeasible", None
        point = bc.deals.nash(zone)
        return point.status == "proven", math.log(point.value)

    return _each_of_20(kind, solve, _scenario)


def search_highs(kind: str) -> Facts:
    """Do the same with a mixed-integer solver, tangents in place of the logarithm."""
    import highs

    return _each_of_20(kind, lambda instance: (True, highs.nash(instance)), lambda same: same)


def _each_of_20(
    kind: str,
    solve: Callable[[Any], tuple[bool, float | None]],
    form: Callable[[Instance], Any],
) -> Facts:
    """Solve one instance after another; the seconds are those of the slowest."""
    make = {"random": instances.random_30, "opposed": instances.opposed_30}[kind]
    every = [form(make(number)) for number in range(20)]
    solve(every[0])
    seconds, products, proven = [], [], 0
    for number, one in enumerate(every):
        started = time.perf_counter()
        sure, product = solve(one)
        seconds.append(time.perf_counter() - started)
        products.append(product and round(product, 6))
        proven += sure and (product is None) == (number in instances.INFEASIBLE)
    return {
        "proven": proven,
        "seconds": max(seconds),
        "slowest": int(np.argmax(seconds)),
        "median_seconds": float(np.median(seconds)),
        "products": products,
    }


# ---------------------------------------------------------------- the machine


def machine() -> Facts:
    """Look at 10^7 packages in a compiled loop that does nothing else; one core."""
    instance = instances.additive(3, 7)
    first, second = brute.halves(instance)
    reserve = np.full(3, 6_000.0)

    def work() -> Facts:
        brute.fused(first, second, reserve)
        return {"packages": instance.packages}

    return measure(work, warm=work, at_least=0.5)


def _frame(question: str) -> Any:
    case = bc.load(CASE)
    return question_frame(case, next(q for q in case.document.questions if q.id == question))


def _scenario(instance: Instance) -> Scenario:
    """Our form of an instance; utilities in points."""
    names = [f"issue {i}" for i in range(len(instance.utility[0]))]
    return Scenario.of(
        instance.name,
        issues={
            name: [f"option {o}" for o in range(len(row))]
            for name, row in zip(names, instance.utility[0], strict=True)
        },
        utility={
            f"actor {a}": {
                name: [Fraction(u, instance.units) for u in row]
                for name, row in zip(names, rows, strict=True)
            }
            for a, rows in enumerate(instance.utility)
        },
        reserve={f"actor {a}": Fraction(r, instance.units) for a, r in enumerate(instance.reserve)},
    )


def _command(cache: str, *arguments: str) -> Facts:
    with tempfile.TemporaryDirectory() as folder:
        empty = {"NUMBA_CACHE_DIR": folder} if cache == "empty" else {}

        def work() -> Facts:
            return _spawned(empty, *arguments)

        facts = measure(work, warm=work if cache == "full" else None)
    return {"seconds": facts["seconds"], "cpu": facts["spent"], "peak": facts["largest"]}


def _spawned(environment: Mapping[str, str], *arguments: str) -> Facts:
    """Run a command of the package in a process of its own; return its CPU time and memory."""
    command = [sys.executable, "-m", "backchannel", *arguments]
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, env={**os.environ, **environment}, check=True, capture_output=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    spent = after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime
    return {"spent": spent, "largest": after.ru_maxrss * 1024 / 1e6}


WORKS: dict[str, Callable[..., Facts]] = {
    work.__name__: work
    for work in (
        count,
        count_numpy,
        headlines,
        robust,
        points_over_draws,
        what_if,
        deals,
        politics,
        learn,
        influence,
        drivers,
        brief,
        read,
        read_growth,
        frontier,
        against_brute_force,
        search,
        search_highs,
        machine,
    )
}

if __name__ == "__main__":
    report(WORKS[sys.argv[1]](*sys.argv[2:]))
