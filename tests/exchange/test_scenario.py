"""A scenario built from tables: numbers as written, shapes that agree, one-line refusals."""

from collections.abc import Callable
from dataclasses import FrozenInstanceError, replace
from fractions import Fraction
from math import inf, nan
from typing import Any

import pytest

from backchannel.core.errors import UsageError
from backchannel.exchange import Scenario

ISSUES = {"price": ["low", "high"], "date": ["soon", "late", "never"]}
WORTH: dict[str, Any] = {
    "ann": {"price": [0.1, 1], "date": [3, Fraction(1, 3), -2]},
    "bob": {"date": [0, 0, 0.5], "price": [2, 0]},
}


def scenario(**changed: Any) -> Scenario:
    return Scenario.of("house", **{"issues": ISSUES, "utility": WORTH, **changed})


def test_numbers_are_taken_as_written() -> None:
    made = scenario(reserve={"bob": 0.3})
    assert made.utility[0] == (
        (Fraction(1, 10), Fraction(1)),
        (Fraction(3), Fraction(1, 3), Fraction(-2)),
    )
    assert made.reserve == (Fraction(0), Fraction(3, 10))
    assert made.actors == ("ann", "bob")


def test_rows_follow_the_issues_whatever_their_order() -> None:
    assert scenario().utility[1][0] == (Fraction(2), Fraction(0))


def test_the_digest_follows_the_contents_and_not_the_notes() -> None:
    made = scenario()
    assert made.digest.startswith("sha256:")
    assert len(made.digest) == len("sha256:") + 16
    assert made == scenario()
    assert made.digest == scenario().digest
    assert scenario(reserve={"ann": 1}).digest != made.digest
    assert replace(made, id="garden").digest != made.digest


def test_a_scenario_is_frozen() -> None:
    with pytest.raises(FrozenInstanceError):
        scenario().id = "other"  # type: ignore[misc]


@pytest.mark.parametrize(
    "value", [nan, inf, -inf, True, "1", None, 10**5000, 1e200, 1j], ids=lambda v: str(type(v))
)
def test_what_is_no_finite_number_is_refused(value: Any) -> None:
    with pytest.raises(UsageError) as caught:
        scenario(reserve={"ann": value})
    assert len(str(caught.value).splitlines()) == 1


WRONG: list[tuple[str, Callable[[], Scenario]]] = [
    ("at least one issue", lambda: scenario(issues={}, utility={"ann": {}})),
    ("at least one actor", lambda: scenario(utility={})),
    ("at least one option of 'x'", lambda: scenario(issues={"x": []}, utility={"a": {"x": []}})),
    ("same name", lambda: scenario(issues={**ISSUES, "price": ["low", "low"]})),
    ("not a word", lambda: scenario(issues={**ISSUES, "price": ["low", " "]})),
    (
        "has 1 entries",
        lambda: scenario(utility={"ann": {"price": [1], "date": [1, 2, 3]}}),
    ),
    ("no values for the issue 'date'", lambda: scenario(utility={"ann": {"price": [1, 2]}})),
    (
        "did you mean 'price'?",
        lambda: scenario(utility={"ann": {"prise": [1, 2], "date": [1, 2, 3]}}),
    ),
    ("did you mean 'ann'?", lambda: scenario(reserve={"anne": 1})),
    ("is not a Fraction", lambda: replace(scenario(), reserve=(0.5, 0.5))),
    ("`reserve` has 1 entries", lambda: replace(scenario(), reserve=(Fraction(0),))),
    ("`options` has 1 entries", lambda: replace(scenario(), options=(("a", "b"),))),
    ("`utility` has 1 entries", lambda: replace(scenario(), utility=scenario().utility[:1])),
]


@pytest.mark.parametrize(("said", "make"), WRONG, ids=[said for said, _ in WRONG])
def test_shapes_and_names_that_do_not_agree(said: str, make: Callable[[], Scenario]) -> None:
    with pytest.raises(UsageError) as caught:
        make()
    assert said in str(caught.value)
    assert len(str(caught.value).splitlines()) == 1
