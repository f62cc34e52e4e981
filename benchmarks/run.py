"""Measure everything and print one table.

    python benchmarks/run.py --peer /path/to/peer/bin/python --slow --markdown docs/benchmarks.md

Every figure is the median of several processes, ours and the peer's in turn. See README.md.
"""

import argparse
import json
import os
import platform
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from statistics import median
from typing import Any, Literal, NamedTuple

HERE = Path(__file__).parent
BEGIN, END = "<!-- table: begin -->", "<!-- table: end -->"
QUESTIONS = ("us_leader", "us_elite", "with_kyiv", "with_kyiv_pressed", "elite_kyiv", "leader_kyiv")

Command = tuple[str, ...]
Figures = dict[str, Any]  # what one process says of itself


class Bar(NamedTuple):
    """A figure, and what it has to keep to."""

    figure: str
    sense: Literal["<=", ">="]
    limit: float


@dataclass(frozen=True)
class Row:
    """One line of the table."""

    name: str
    work: str
    ours: tuple[Command, ...]
    """Arguments of works.py; of several commands the worst counts."""
    bars: tuple[Bar, ...] = ()
    peer: Command = ()
    """"negmas" and arguments of peer_negmas.py, or "here" and arguments of works.py."""
    runs: int = 3
    slow: bool = False


def time_at_most(seconds: float) -> Bar:
    """Bar on wall-clock time."""
    return Bar("seconds", "<=", seconds)


def times_faster(times: float) -> Bar:
    """Bar on the peer's seconds divided by ours."""
    return Bar("times", ">=", times)


def _against_negmas(parties: int, issues: int, way: str, bars: tuple[Bar, ...] = ()) -> Row:
    size = (str(parties), str(issues))
    slow = issues == 7 and way == "api"
    return Row(
        name=f"frontier-{parties}-{issues}-{way}",
        work=f"frontier and four points, {parties} parties, 10^{issues}; `{way}`",
        ours=(("frontier", *size),),
        bars=bars,
        peer=("negmas", way, *size),
        runs=1 if slow else 3,
        slow=slow,
    )


SIZES = [f"{parties}-{issues}" for issues in (4, 5, 6, 7) for parties in (2, 3, 5)]
PEER_BARS = (times_faster(1_000), Bar("memory_share", "<=", 1 / 20))
PROVEN = Bar("proven", ">=", 20)

ROWS = (
    Row(
        "count",
        "count at the point, the slowest of the six questions",
        tuple(("count", q) for q in QUESTIONS),
        (time_at_most(0.0005),),
        runs=5,
    ),
    Row(
        "count-numpy",
        "count at the point, the hardest question, against plain numpy",
        (("count", "elite_kyiv"),),
        (times_faster(200),),
        ("here", "count_numpy", "elite_kyiv", "plain"),
        runs=5,
    ),
    Row(
        "count-numpy-halves",
        "the same against numpy that adds half table to half table",
        (("count", "elite_kyiv"),),
        peer=("here", "count_numpy", "elite_kyiv", "halves"),
        runs=5,
    ),
    Row(
        "draws",
        "10,000 draws of all six questions; memory of the whole process",
        (("headlines", "10000"),),
        (time_at_most(10), Bar("peak", "<=", 500)),
    ),
    Row(
        "robust",
        "robust packages over 2,000 draws, the worst of the six questions; memory above the base",
        tuple(("robust", q, "2000") for q in QUESTIONS),
        (time_at_most(3), Bar("above", "<=", 100)),
    ),
    Row(
        "points",
        "2,000 draws x the four points, the hardest question",
        (("points_over_draws", "2000"),),
        (time_at_most(3),),
    ),
    Row(
        "what-if",
        "change one number, then six zones with their points and blockers",
        (("what_if",),),
        (time_at_most(0.03),),
        runs=5,
    ),
    _against_negmas(3, 7, "api", PEER_BARS),
    _against_negmas(5, 7, "api", PEER_BARS),
    *(_against_negmas(parties, issues, "api") for issues in (6, 5) for parties in (3, 5)),
    *(_against_negmas(parties, 6, "lean") for parties in (3, 5)),
    *(_against_negmas(2, issues, "sampler", (times_faster(1),)) for issues in (3, 5, 7, 20)),
    Row(
        "brute-force",
        "frontiers equal to brute force, ties counted: 2, 3 and 5 parties, 10^4 to 10^7",
        (("against_brute_force", *SIZES),),
        (Bar("equal", ">=", len(SIZES)),),
        runs=1,
    ),
    Row(
        "search-random",
        "30 issues x 4 options, 4 actors, 20 random: zone and Nash point; the slowest",
        (("search", "random"),),
        (PROVEN, time_at_most(1)),
        ("here", "search_highs", "random"),
    ),
    Row(
        "search-opposed",
        "the same, 20 with opposed sides",
        (("search", "opposed"),),
        (PROVEN, time_at_most(5)),
        ("here", "search_highs", "opposed"),
    ),
    Row(
        "studies",
        "channels, press, order, ratify, war, wedge, and the moves of the actor with the most; "
        "1,000 draws",
        (("politics", "1000", "ru_leader"),),
        (time_at_most(10),),
    ),
    Row(
        "studies-all",
        "the same with the moves of all eleven actors",
        (("politics", "1000", "all"),),
    ),
    Row(
        "learn",
        "learn from ten answers, 100,000 draws; memory of the whole process",
        (("learn", "100000"),),
        (time_at_most(6), Bar("peak", "<=", 700)),
    ),
    Row(
        "influence",
        "six headlines without each source in turn, 1,000 draws",
        (("influence", "1000"),),
        (time_at_most(20),),
    ),
    Row(
        "drivers",
        "what moves the six headlines: 20,000 draws, four groupings from 512 pairs, intervals",
        (("drivers", "20000", "512"),),
        (time_at_most(40),),
    ),
    Row(
        "deals-first",
        "`backchannel deals`, three actors, numba's cache empty",
        (("deals", "empty"),),
        (time_at_most(20),),
    ),
    Row("deals-later", "the same later", (("deals", "full"),), (time_at_most(3),), runs=5),
    Row("brief", "`backchannel brief`, 2,000 draws", (("brief", "full"),), (time_at_most(15),)),
    Row("brief-full", "`backchannel brief --full`", (("brief", "full", "--full"),)),
    Row(
        "read",
        "`backchannel read`, a Korean document of 5,000 characters; memory of the whole process",
        (("read", "ko", "5000"),),
        (time_at_most(5), Bar("peak", "<=", 800)),
    ),
    Row(
        "read-en",
        "the same, an English one",
        (("read", "en", "5000"),),
    ),
    Row(
        "read-million",
        "a Korean document of 10^6 characters, against one half as long",
        (("read_growth", "ko", "1000000"),),
        (Bar("growth", "<=", 2.4),),
        runs=1,
    ),
    Row(
        "read-million-en",
        "an English one",
        (("read_growth", "en", "1000000"),),
        (Bar("growth", "<=", 2.4),),
        runs=1,
    ),
)


# ---------------------------------------------------------------- running


def measure_row(row: Row, peer_python: str | None) -> list[Figures]:
    """Run a row: ours and the peer's in turn, figures of each pair together."""
    peer = _peer_command(row.peer, peer_python)
    pairs = []
    _run([sys.executable, "works.py", *row.ours[0]])  # fills numba's cache
    for _ in range(row.runs):
        each = [_run([sys.executable, "works.py", *command]) for command in row.ours]
        figures = _worst(each, row.bars)
        if peer:
            other = _run(peer)
            figures |= {"peer": other, "times": other["seconds"] / figures["seconds"]}
            if "peak" in other:
                figures["memory_share"] = figures["peak"] / other["peak"]
        pairs.append(figures)
    return pairs


def _peer_command(peer: Command, peer_python: str | None) -> list[str]:
    match peer:
        case ("here", *arguments):
            return [sys.executable, "works.py", *arguments]
        case ("negmas", *arguments) if peer_python:
            return [peer_python, "peer_negmas.py", *arguments]
    return []


def _worst(each: Sequence[Figures], bars: Sequence[Bar]) -> Figures:
    """Figures of the slowest command, but each figure under a bar from whichever is worst."""
    slowest = max(each, key=lambda figures: float(figures.get("seconds", 0.0))).copy()
    for bar in bars:
        if bar.figure in slowest:
            pick = max if bar.sense == "<=" else min
            slowest[bar.figure] = pick(figures[bar.figure] for figures in each)
    return slowest


def _run(command: Sequence[str]) -> Figures:
    """Run one process to its end; its last line is JSON."""
    done = subprocess.run(command, cwd=HERE, capture_output=True, text=True, check=False)
    if done.returncode:
        lines = done.stderr.strip().splitlines() or [f"exit {done.returncode}"]
        raise FailedError(f"{' '.join(command[1:])}: {lines[-1]}")
    facts: Figures = json.loads(done.stdout.splitlines()[-1])
    return facts


class FailedError(Exception):
    """A process that was measured came to a bad end."""


# ---------------------------------------------------------------- the table


RATIOS = ("times", "memory_share")
UNITS = {
    "seconds": " s",
    "cpu": " s",
    "frontier_seconds": " s",
    "median_seconds": " s",
    "peak": " MB",
    "above": " MB",
    "times": " times",
    "memory_share": " % of its memory",
    "proven": " of 20 proven",
    "equal": " equal",
}
HEAD = ("work", "figure", "bar", "", "peer", "ratio", "packages/s, of this machine's limit")


def line(row: Row, pairs: Sequence[Figures], limit: float) -> tuple[str, ...]:
    """Return the cells of a row; `limit` is packages a second and core."""
    named = dict.fromkeys(["seconds", *(bar.figure for bar in row.bars)])
    own = [figure for figure in named if figure in pairs[0] and figure not in RATIOS]
    told = ", ".join(f"{bar.sense} {_shown(bar.figure, bar.limit)}" for bar in row.bars)
    peer, ratio = "", ""
    if "peer" in pairs[0]:
        memory = "memory_share" in named
        own += ["peak"] * memory
        peer = _spreads([figures["peer"] for figures in pairs], ["seconds"] + ["peak"] * memory)
        ratio = _spreads(pairs, ["times"] + ["memory_share"] * memory)
        ratio += f"; {_agree(pairs[0])}"
    return (
        row.work,
        _spreads(pairs, own),
        told,
        _verdict(row, pairs),
        peer,
        ratio,
        _of_limit(pairs, limit),
    )


def _verdict(row: Row, pairs: Sequence[Figures]) -> str:
    if not row.bars:
        return ""
    if any(bar.figure not in pairs[0] for bar in row.bars):
        return "no peer"
    return "met" if all(_keeps(pairs, bar) for bar in row.bars) else "**missed**"


def _keeps(pairs: Sequence[Figures], bar: Bar) -> bool:
    middle: float = median(figures[bar.figure] for figures in pairs)
    return middle <= bar.limit if bar.sense == "<=" else middle >= bar.limit


def _spreads(pairs: Sequence[Figures], figures: Sequence[str]) -> str:
    return ", ".join(
        _spread([f[figure] for f in pairs if figure in f], figure) for figure in figures
    )


def _spread(values: Sequence[float], figure: str) -> str:
    """Median and range, in one unit.

    >>> _spread([0.0012, 0.001, 0.0031], "seconds")
    '1.2 ms (1 to 3.1)'
    """
    if not values:
        return "not measured"
    scale, unit = _scale(figure, median(values))
    low, middle, high = (_digits(x * scale) for x in (min(values), median(values), max(values)))
    return f"{middle}{unit}" if low == high else f"{middle}{unit} ({low} to {high})"


def _shown(figure: str, value: float) -> str:
    return _spread([value], figure)


def _scale(figure: str, value: float) -> tuple[float, str]:
    """Return what to multiply a figure by to write it, and its unit."""
    unit = UNITS[figure]
    if unit == " s" and value < 1:
        return (1e6, " µs") if value < 1e-3 else (1e3, " ms")
    return (100 if figure == "memory_share" else 1), unit


def _digits(value: float) -> str:
    """Three digits that count, thousands apart.

    >>> _digits(0.012345), _digits(12345.6)
    ('0.0123', '12,346')
    """
    return f"{value:,.0f}" if value >= 1_000 else f"{value:.3g}"


def _agree(figures: Figures) -> str:
    """Whether the peer answers the same, as far as both tell."""
    other = figures["peer"]
    same = all(
        other[key] == figures[key]
        for key in ("count", "front", "egalitarian", "products")
        if key in other
    )
    if "nash" in other:
        same &= bool({*map(tuple, other["nash"])} & {*map(tuple, figures["nash"])})
    return "same answers" if same else "**other answers**"


def _of_limit(pairs: Sequence[Figures], limit: float) -> str:
    if "packages" not in pairs[0]:
        return ""
    speed = median(figures["packages"] / figures["seconds"] for figures in pairs)
    share = speed / (limit * pairs[0].get("threads", 1))
    return f"{speed:.1e}, {share:.3g} times"


def remarks(row: Row, pairs: Sequence[Figures]) -> str:
    """Return what else the last process of a row said."""
    last = pairs[-1]
    shown = {*(bar.figure for bar in row.bars), "seconds", "above", "times", "memory_share", "peer"}
    told = [
        f"{key} {_shown(key, value) if key in UNITS else value}"
        for key, value in last.items()
        if key not in shown | {"packages", "nash", "products", "egalitarian", "threads"}
    ]
    if "frontier_seconds" in last.get("peer", {}):
        told.append(f"the peer's {_shown('frontier_seconds', last['peer']['frontier_seconds'])}")
    return f"{row.name}: " + ", ".join(told)


def about_machine(limit: float) -> str:
    """Say what the figures were measured on."""
    model = next(
        (
            text.partition(":")[2].strip()
            for text in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
            if text.startswith("model name")
        ),
        platform.processor(),
    )
    commit = subprocess.run(
        ["git", "describe", "--always", "--dirty"],
        cwd=HERE,
        capture_output=True,
        text=True,
        check=False,
    ).stdout.strip()
    return (
        f"{datetime.now(UTC):%Y-%m-%d}, commit {commit}; {model}, two cores, shared; "
        f"Python {platform.python_version()}, numpy {version('numpy')}, numba {version('numba')}. "
        f"A compiled loop that does nothing else looks at {limit:.1e} packages a second and core."
    )


def as_markdown(lines: Sequence[Sequence[str]], notes: Sequence[str], machine: str) -> str:
    """Return the table as a page shows it."""
    rows = [HEAD, ["---"] * len(HEAD), *lines]
    table = "\n".join("| " + " | ".join(row) + " |" for row in rows)
    return f"{machine}\n\n{table}\n\n" + "\n".join(f"- {note}" for note in notes)


def enter(table: str, page: Path) -> None:
    """Write the table between the marks of a page, or as a page of its own."""
    text = page.read_text(encoding="utf-8") if page.exists() else ""
    if BEGIN in text and END in text:
        before, after = text.split(BEGIN)[0], text.split(END)[1]
        table = f"{before}{BEGIN}\n{table}\n{END}{after}"
    page.write_text(table, encoding="utf-8")


def main() -> None:
    """Measure, print, write."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--only", default="", help="rows whose name contains this")
    parser.add_argument("--peer", help="python of the environment that holds NegMAS")
    parser.add_argument("--slow", action="store_true", help="also 10^7 packages: minutes more")
    parser.add_argument("--markdown", type=Path, help="page to enter the table into")
    parser.add_argument("--list", action="store_true", help="names of the rows")
    asked = parser.parse_args()
    chosen = [r for r in ROWS if asked.only in r.name and (asked.slow or not r.slow or asked.list)]
    if asked.list:
        print("\n".join(row.name for row in chosen))
        return
    os.environ |= {"OMP_NUM_THREADS": "2", "NUMBA_NUM_THREADS": "2"}
    os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:2])
    peer = str(Path(asked.peer).absolute()) if asked.peer else None
    speeds = [_run([sys.executable, "works.py", "machine"]) for _ in range(3)]
    limit = max(speed["packages"] / speed["seconds"] for speed in speeds)
    lines: list[tuple[str, ...]] = []
    notes = []
    for row in chosen:
        print(f"… {row.name}", file=sys.stderr)
        try:
            pairs = measure_row(row, peer)
        except FailedError as failed:
            lines.append((row.work, str(failed), "", "**missed**", "", "", ""))
            continue
        lines.append(line(row, pairs, limit))
        notes.append(remarks(row, pairs))
        print("   ", " | ".join(lines[-1][1:]), file=sys.stderr)
    machine = about_machine(limit)
    told = as_markdown(lines, notes, machine)
    print(told)
    if asked.markdown:
        enter(told, asked.markdown)


if __name__ == "__main__":
    main()
