"""One process, one measurement: seconds, processor seconds and peak memory, as a line of JSON.

Read by our side and by the peers, so only the standard library is used.
"""

import contextlib
import gc
import json
import resource
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Any

Facts = dict[str, Any]


def measure(
    work: Callable[[], Facts],
    warm: Callable[[], object] | None = None,
    at_least: float = 0.0,
    prepare: Callable[[], object] | None = None,
) -> Facts:
    """Call `warm` (compiling, first pages), then time `work`, again and again for `at_least` s.

    Returns what `work` says of itself (medians of its floats) with the median `seconds` and `cpu`
    of a call, and the peak of resident memory in MB since warming up: `peak`, and `above` what was
    resident before. `prepare` is called before each `work`, off the clock.
    """
    if warm is not None:
        warm()
    gc.collect()
    base = _forget_peak()
    wall: list[float] = []
    cpu: list[float] = []
    said: list[Facts] = []
    while not wall or sum(wall) < at_least:
        if prepare is not None:
            prepare()
        started, processor = time.perf_counter(), time.process_time()
        said.append(work())
        wall.append(time.perf_counter() - started)
        cpu.append(time.process_time() - processor)
    peak = _peak()
    facts = {
        key: median(each[key] for each in said) if isinstance(value, float) else value
        for key, value in said[-1].items()
    }
    return {
        **facts,
        "seconds": median(wall),
        "cpu": median(cpu),
        "peak": peak,
        "above": peak - base,
    }


def report(facts: Facts) -> None:
    """Print facts as the last line of a process."""
    print(json.dumps(facts, default=str))


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1e6


def _forget_peak() -> float:
    """Set the peak back to what is resident now (on Linux), and return it."""
    with contextlib.suppress(OSError):
        Path("/proc/self/clear_refs").write_text("5", encoding="ascii")
    return _peak()
