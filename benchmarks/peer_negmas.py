"""What NegMAS 0.16.0 takes for the same instances; run by the python of its own environment.

    /work/peer/bin/python benchmarks/peer_negmas.py api 3 6      # parties, issues of 10 options

Three ways, each from utility functions to the frontier and its points: `api` is `pareto_frontier`
as its users call it; `lean` does the same by hand and keeps memory low; `sampler` is its fast way
for two additive parties. (`calc_scenario_stats` takes 19 to 43 times as long as these.)
"""

import sys
import time
import warnings
from collections.abc import Sequence

import numpy as np
from instances import Instance, additive
from measure import Facts, measure, report
from negmas.outcomes import OutcomeSpace, make_issue, make_os
from negmas.preferences import LinearAdditiveUtilityFunction
from negmas.preferences.ops import (
    kalai_points,
    ks_points,
    max_welfare_points,
    nash_points,
    pareto_frontier,
    pareto_frontier_numpy,
)
from negmas.preferences.pareto_sampler import MOBANOSParetoSampler
from negmas.preferences.value_fun import TableFun

warnings.simplefilter("ignore")


Parties = list[LinearAdditiveUtilityFunction]


def scenario(instance: Instance) -> tuple[OutcomeSpace, Parties]:
    """Build NegMAS's form of an instance: whole units as floats, so that its sums are exact."""
    issues = [
        make_issue([f"o{o}" for o in range(len(row))], f"i{i}")
        for i, row in enumerate(instance.utility[0])
    ]
    space = make_os(issues)
    parties = [
        LinearAdditiveUtilityFunction(
            values=[TableFun({f"o{o}": float(u) for o, u in enumerate(row)}) for row in rows],
            weights=[1.0] * len(rows),
            outcome_space=space,
            reserved_value=float(reserve),
        )
        for rows, reserve in zip(instance.utility, instance.reserve, strict=True)
    ]
    return space, parties


def api(space: OutcomeSpace, parties: Parties) -> Facts:
    """What its manual recommends from utility functions to the frontier, then the points."""
    edge, _ = pareto_frontier(parties, issues=space.issues)
    return points(space, parties, edge)


def lean(space: OutcomeSpace, parties: Parties) -> Facts:
    """Keep one table of numbers in place of its lists of tuples."""
    table = np.empty((space.cardinality, len(parties)))
    for row, outcome in zip(table, space.enumerate(), strict=True):
        for a, party in enumerate(parties):
            row[a] = party(outcome)
    edge = table[pareto_frontier_numpy(table)]
    return points(space, parties, [tuple(row) for row in edge.tolist()])


def sampler(space: OutcomeSpace, parties: Parties) -> Facts:
    """Build the frontier of two additive parties without enumerating, then the points."""
    started = time.perf_counter()
    built = MOBANOSParetoSampler()
    built.init(*parties)
    edge = [tuple(float(party(o)) for party in parties) for o in built.pareto_outcomes()]
    taken = time.perf_counter() - started
    return {"frontier_seconds": taken, **points(space, parties, edge)}


def points(space: OutcomeSpace, parties: Parties, edge: Sequence[tuple[float, ...]]) -> Facts:
    """Find the four points on a frontier; return its size and two of them in whole units."""
    ranges = [party.minmax(space) for party in parties]
    nash = nash_points(parties, edge, ranges=ranges)
    kalai = kalai_points(parties, edge, ranges=ranges)
    ks_points(parties, edge, ranges=ranges)
    max_welfare_points(parties, edge)
    return {
        "front": len(edge),
        "nash": sorted({n[0] for n in nash}),
        "egalitarian": min(kalai[0][0]),
    }


if __name__ == "__main__":
    way, parties_, issues_ = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    method = {"api": api, "lean": lean, "sampler": sampler}[way]
    about, small = scenario(additive(parties_, issues_)), scenario(additive(parties_, 2))
    repeated = 0.2 if way == "sampler" else 0.0
    report(measure(lambda: method(*about), lambda: method(*small), at_least=repeated))
