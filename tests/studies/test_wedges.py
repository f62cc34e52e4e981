"""Wedges over draws: the worked numbers, each draw by hand, and what a better bid changes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backchannel.case import Case
from backchannel.case.schema import CaseDocument
from backchannel.studies import wedges
from backchannel.studies.ranges import drawn

WHY = {"basis": "inference", "reason": "made for a test"}
KEYS = ("worth", "cost_with_allies", "tie", "counter_bid")


def triple(x):
    return x if isinstance(x, list) else [float(x)] * 3


def case_of(*numbers, **more):
    """A case with a wedge for each four numbers, or triples of numbers."""
    document = {
        "format": 1,
        "case": {"id": "made", "title": "made", "as_of": "2024"},
        "parties": [{"id": "P", "name": "P", "actors": ["d", "t", "r"]}],
        "actors": [{"id": a, "name": a, **WHY} for a in ("d", "t", "r")],
        "issues": [
            {
                "id": "i",
                "name": "i",
                "status_quo": "x",
                "options": [{"id": o, "text": o} for o in ("x", "y")],
            }
        ],
        "wedges": [
            {
                "id": f"V{n}",
                "by": "d",
                "target": "t",
                "rival": "r",
                **{k: triple(x) for k, x in zip(KEYS, four, strict=True)},
                **WHY,
                **more,
            }
            for n, four in enumerate(numbers)
        ],
    }
    return Case.of(CaseDocument.model_validate(document), {}, {}, ())


@pytest.mark.parametrize(
    ("counter", "price", "works"),
    [
        pytest.param(30, 45, 0, id="T11-Crawford-2011-fails"),
        pytest.param(20, 35, 1, id="T11-Crawford-2011-works"),
        pytest.param(25, 40, 1, id="T11-tie-works"),
    ],
)
def test_worked_numbers(counter, price, works):
    (found,) = wedges(case_of((50, 10, 15, counter)), draws=4).wedges
    assert found.price.low == found.price.high == price
    assert found.most.low == found.most.high == 40
    assert found.margin.median == 40 - price
    assert found.works == works
    assert [bid.size for bid in found.bids] == [5.0 * n for n in range(9)]
    assert [bid.suffices for bid in found.bids] == [float(5 * n >= price) for n in range(9)]
    assert {bid.pays for bid in found.bids} == {1.0}
    assert found.stated_chance is None


def test_each_draw_by_hand(ukraine):
    found = wedges(ukraine, draws=300, seed=2)
    (it,) = found.wedges
    held = drawn(ukraine, it.paths, 300, 2)
    draws = list(zip(*(held[path].tolist() for path in it.paths), strict=True))
    assert it.works == sum(w - k >= tie + bid for w, k, tie, bid in draws) / 300
    for row in it.bids:
        assert row.suffices == sum(row.size >= tie + bid for _, _, tie, bid in draws) / 300
        assert row.pays == sum(row.size <= w - k for w, k, _, _ in draws) / 300
        both = sum(tie + bid <= row.size <= w - k for w, k, tie, bid in draws)
        assert row.works == both / 300
    assert it.most.high <= it.bids[-1].size < 1.6 * it.most.high
    assert it.stated_path == "wedges.WD1.stated_chance"
    assert it.stated_chance.low > 0.05


number = st.integers(-20, 60)


@given(st.tuples(number, number, number, number))
def test_bids_grow_dearer_and_more_often_enough(four):
    spread = [[float(x - 5), float(x), float(x + 5)] for x in four]
    (found,) = wedges(case_of(spread), draws=50).wedges
    suffices, pays = [b.suffices for b in found.bids], [b.pays for b in found.bids]
    assert suffices == sorted(suffices)
    assert pays == sorted(pays, reverse=True)
    assert all(b.works <= min(b.suffices, b.pays, found.works) for b in found.bids)
    even = round(found.price.median, 1)  # as it is shown
    sizes = [bid.size for bid in found.bids]
    assert len(sizes) in ((9, 10) if found.most.high > 0 else (1, 2))
    assert (even in sizes) == (even <= sizes[-1])


def test_a_stated_chance_enters_no_number():
    four = ([40.0, 50.0, 60.0], 10, 15, 20)
    plain, stated = (
        wedges(case_of(four, **more), draws=50).wedges[0]
        for more in ({}, {"stated_chance": [0.1, 0.2, 0.3]})
    )
    assert plain.bids == stated.bids
    assert stated.stated_chance.high <= 0.3


def test_rows_summary_and_lacking(ukraine):
    found = wedges(ukraine, draws=50)
    assert [row["bid"] for row in found.to_rows()] == [bid.size for bid in found.wedges[0].bids]
    assert "no forecast" in found.summary()
    nothing = wedges(case_of(), draws=50)
    assert [lack.key for lack in nothing.lacking] == ["wedges"]
    assert nothing.to_rows() == []
    assert "no attempt" in nothing.summary()


@pytest.mark.parametrize("price", [15, 14.94, -5])
def test_a_bid_that_would_just_do_is_among_those_listed(price):
    (found,) = wedges(case_of((price + 10, 10, price, 0))).wedges
    assert [bid.size for bid in found.bids if bid.works] == [pytest.approx(price)]
    assert found.works == 1
