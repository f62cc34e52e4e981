"""Published scenarios: figures that ../shared/research/negotiation.md gives, with their source."""

from fractions import Fraction
from itertools import product

import numpy as np
import pytest

import backchannel as bc
from backchannel.exchange import Scenario

BARTER = {
    # good: whose it is, what it is worth to Bill, to Jack
    "book": ("bill", 2, 4),
    "whip": ("bill", 2, 2),
    "ball": ("bill", 2, 1),
    "bat": ("bill", 2, 2),
    "box": ("bill", 4, 1),
    "pen": ("jack", 10, 1),
    "toy": ("jack", 4, 1),
    "knife": ("jack", 6, 2),
    "hat": ("jack", 2, 2),
}


def _points(scenario):
    zone = bc.zone(scenario)
    fresh = {p.method: p for p in zone.points()}
    zone.frontier()
    known = {p.method: p for p in zone.points()}
    for method, point in fresh.items():  # by search, and from the frontier: the same
        assert point.packages == known[method].packages
        assert point.gains.tolist() == known[method].gains.tolist()
    return zone, {m: np.unique(p.gains, axis=0).tolist() for m, p in fresh.items()}


def test_barter_of_nine_goods():
    """Nash 1950 (Econometrica 18:155): Bill gives four goods and gets three."""
    change = {
        good: {
            "bill": -bill if owner == "bill" else bill,
            "jack": jack if owner == "bill" else -jack,
        }
        for good, (owner, bill, jack) in BARTER.items()
    }
    scenario = Scenario.of(
        "barter",
        issues={good: ["keep", "hand over"] for good in BARTER},
        utility={
            who: {good: [0, change[good][who]] for good in BARTER} for who in ("bill", "jack")
        },
    )
    zone, found = _points(scenario)
    assert zone.total == 512
    assert found["nash"] == [[12, 5]]
    assert found["kalai_smorodinsky"] == [[12, 5]]
    assert found["egalitarian"] == [[8, 6]]
    assert {sum(gains) for gains in found["utilitarian"]} == {18}
    given = {good for good, what in zone.points()[0].packages[0].items() if what == "hand over"}
    assert given == {"book", "whip", "ball", "bat", "pen", "toy", "knife"}
    edge = zone.frontier()
    assert (edge.distinct, edge.count) == (7, 14)


def _one_issue(id_, vectors, reserve=(0, 0)):
    names = [f"p{n}" for n in range(len(vectors))]
    return Scenario.of(
        id_,
        issues={"package": names},
        utility={a: {"package": [v[k] for v in vectors]} for k, a in enumerate("ab")},
        reserve=dict(zip("ab", reserve, strict=True)),
    )


def test_vertices_of_kalai_and_smorodinsky():
    """Kalai and Smorodinsky 1975 (Econometrica 43:513), their polygon's corners alone."""
    _, found = _points(_one_issue("KS", [(0, 1), (1, 0.7), (1, 0)]))
    assert found["nash"] == found["kalai_smorodinsky"] == [[1, 0.7]]
    _, found = _points(_one_issue("KS", [(0, 1), (0.75, 0.75), (1, 0)]))
    assert found["nash"] == found["kalai_smorodinsky"] == [[0.75, 0.75]]


@pytest.mark.parametrize(
    ("reserve", "nash", "fair"),
    [((0, 0), 2 / 3, (5**0.5 - 1) / 2), ((0.2, 0), 11 / 15, None)],
    ids=["negotiation.md section 4: d = 0", "negotiation.md section 4: d1 = .2"],
)
def test_curved_pie(reserve, nash, fair):
    """u1 = x, u2 = sqrt(1 - x) in steps of a thousandth, against the closed forms."""
    steps = 1000
    vectors = [(x / steps, round((1 - x / steps) ** 0.5, 12)) for x in range(steps + 1)]
    _, found = _points(_one_issue("pie", vectors, reserve))
    assert found["nash"][0][0] + reserve[0] == pytest.approx(nash, abs=1 / steps)
    if fair is not None:
        assert found["egalitarian"][0][0] == pytest.approx(fair, abs=1 / steps)
        assert found["kalai_smorodinsky"][0][0] == pytest.approx(fair, abs=1 / steps)
        assert found["utilitarian"][0][0] == pytest.approx(0.75, abs=1 / steps)


def test_what_negmas_gets_wrong():
    """negotiation.md section 1.1, items 2 to 5: each against the definition."""
    _, found = _points(_one_issue("item 3", [(1, 0), (0.9, 0.5), (0.3, 0.6), (0, 1)]))
    assert found["kalai_smorodinsky"] == [[0.9, 0.5]]
    _, found = _points(_one_issue("item 4", [(0, 0), (0.6, 0.6)], (0.5, 0.5)))
    assert np.allclose(found["nash"], [[0.1, 0.1]])
    zone, _ = _points(_one_issue("item 5", [(1, 0), (1, 0), (0, 1)]))
    assert (zone.frontier().count, zone.frontier().distinct) == (3, 2)


def test_thirds_are_exact():
    """An evaluation over the largest of its issue, as Genius has it, has no finite decimals."""
    third = Fraction(1, 3)
    tables = {
        "a": {"x": [0, third, 2 * third], "y": [third, 0, third]},
        "b": {"x": [1, 2 * third, third], "y": [0, 1, 0]},
    }
    scenario = Scenario.of(
        "thirds",
        issues={"x": [*"pqr"], "y": [*"pqr"]},
        utility=tables,
        reserve={"a": third, "b": 1},
    )
    zone = bc.zone(scenario)
    passing = [
        (x, y)
        for x, y in product(range(3), repeat=2)
        if tables["a"]["x"][x] + tables["a"]["y"][y] >= third
        and tables["b"]["x"][x] + tables["b"]["y"][y] >= 1
    ]
    assert zone.tables.exact
    assert zone.count == len(passing)
