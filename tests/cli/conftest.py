"""Run the command line in this process, as a user would type it."""

import sys
from collections.abc import Callable
from dataclasses import dataclass

import pytest

from backchannel.cli.main import main


@dataclass(frozen=True)
class Ran:
    code: int
    out: str
    err: str


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Callable[..., Ran]:
    def typed(*words: str) -> Ran:
        monkeypatch.setattr(sys, "argv", ["backchannel", *words])
        with pytest.raises(SystemExit) as stopped:
            main()
        captured = capsys.readouterr()
        return Ran(int(stopped.value.code or 0), captured.out, captured.err)

    return typed
