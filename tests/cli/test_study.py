"""What study commands share: Ctrl-C leaves what is done, and each format prints its own form."""

import json
import signal
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

from backchannel.cli.common import Format, print_text
from backchannel.cli.figures import plain
from backchannel.cli.study import give, run_study


@dataclass(frozen=True)
class Part:
    """Something with an array over draws."""

    share: float
    counts: npt.NDArray[np.int64] = field(default_factory=lambda: np.arange(2))


@dataclass(frozen=True)
class Found:
    """What a study might find."""

    parts: tuple[Part, ...]
    by_actor: dict[str, Part]

    def to_rows(self) -> list[dict[str, object]]:
        return [{"share": part.share} for part in self.parts]


FOUND = Found((Part(0.5), Part(float("inf"))), {"envoy": Part(0.25)})


def test_arrays_are_left_out_at_any_depth_only_where_that_is_asked() -> None:
    assert plain(FOUND, arrays=False) == {
        "parts": [{"share": 0.5}, {"share": None}],
        "by_actor": {"envoy": {"share": 0.25}},
    }
    assert plain(FOUND)["by_actor"] == {"envoy": {"share": 0.25, "counts": [0, 1]}}


def test_ctrl_c_stops_a_study_and_leaves_the_signal_as_it_was() -> None:
    before = signal.getsignal(signal.SIGINT)

    def study(case: str, *, draws: int, progress: object, stop: Callable[[], bool]) -> str:
        for done in range(draws):
            if stop():
                return f"{case}: stopped after {done}"
            if done == 2:
                signal.raise_signal(signal.SIGINT)
        return f"{case}: all {draws}"

    assert run_study("draws", partial(study, "two", draws=10)) == "two: stopped after 3"
    assert run_study("draws", partial(study, "two", draws=2)) == "two: all 2"
    assert signal.getsignal(signal.SIGINT) is before


def _tell(found: Found) -> None:
    print_text(f"told: {len(found.parts)} parts")


def test_each_format_prints_its_own_form_only(capsys: pytest.CaptureFixture[str]) -> None:
    def given(form: Format, **forms: Any) -> str:
        give(FOUND, form, _tell, **forms)
        return capsys.readouterr().out

    assert given(Format.TABLE) == "told: 2 parts\n"
    assert json.loads(given(Format.JSON)) == plain(FOUND)
    assert given(Format.CSV) == "share\r\n0.5\r\ninf\r\n"
    assert given(Format.JSON, data=lambda found: len(found.parts)) == "2\n"
    assert given(Format.CSV, rows=lambda found: plain(found.to_rows())) == 'share\r\n0.5\r\n""\r\n'
