"""Shared fixtures: cases are small texts in the tests, or the shipped ones."""

from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from backchannel.case import Case, check, load
from backchannel.case.load import Checked

STARTER = Path(__file__).parent.parent / "src/backchannel/case/starter/case.yaml"


@pytest.fixture(scope="session")
def starter_text() -> str:
    return STARTER.read_text(encoding="utf-8")


@pytest.fixture(scope="session")
def ukraine() -> Case:
    return load("ukraine-2023")


@pytest.fixture
def check_text(tmp_path: Path) -> Callable[..., Checked]:
    """Check a case made of one text, and further files if given."""

    def run(text: str | bytes, **further: str) -> Checked:
        raw = text.encode() if isinstance(text, str) else text
        (tmp_path / "case.yaml").write_bytes(raw)
        for name, content in further.items():
            (tmp_path / f"{name}.yaml").write_text(content, encoding="utf-8")
        return check(tmp_path)

    return run


@pytest.fixture
def check_edited(check_text: Callable[..., Checked], starter_text: str) -> Callable[..., Checked]:
    """Check the starter with one stretch of text replaced by another."""

    def run(*edits: tuple[str, str]) -> Checked:
        text = starter_text
        for old, new in edits:
            assert old in text, f"the starter holds no {old!r}"
            text = text.replace(old, new, 1)
        return check_text(text)

    return run


@pytest.fixture(scope="session")
def starter_data(starter_text: str) -> dict[str, object]:
    return yaml.safe_load(starter_text)
