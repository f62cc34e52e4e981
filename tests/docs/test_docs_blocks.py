"""Every Python block of the documentation runs and prints what it says."""

import doctest
import importlib
import shutil
from pathlib import Path

import pytest

DOCS = Path(__file__).parents[2] / "docs"
FENCE = "```python\n"
PAGES = sorted(page for page in DOCS.rglob("*.md") if FENCE in page.read_text(encoding="utf-8"))


def python_blocks(text: str) -> str:
    """Return a page with all but its Python blocks blanked, so that lines keep their place."""
    kept, inside = [], False
    for line in text.splitlines():
        if line.startswith("```"):
            inside = line == "```python"
            kept.append("")
        else:
            kept.append(line if inside else "")
    return "\n".join(kept) + "\n"


def test_pages_with_blocks_are_found() -> None:
    names = {page.name for page in PAGES}
    assert {"meaning.md", "python.md"} <= names


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_python_blocks_run(page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(DOCS / "examples", tmp_path / "examples")
    monkeypatch.chdir(tmp_path)
    text = python_blocks(page.read_text(encoding="utf-8"))
    test = doctest.DocTestParser().get_doctest(text, {}, page.name, str(page), 0)
    said: list[str] = []
    result = doctest.DocTestRunner(verbose=False).run(test, out=said.append)
    assert result.attempted > 0
    assert result.failed == 0, "".join(said)


@pytest.mark.parametrize("module", ["parts.console", "parts.format_page"])
def test_examples_in_the_tools_hold(module: str) -> None:
    result = doctest.testmod(importlib.import_module(module))
    assert result.attempted > 0
    assert result.failed == 0
