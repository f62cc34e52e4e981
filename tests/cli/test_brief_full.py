"""`backchannel brief --full`: the page with everything that the record can be asked."""

from collections.abc import Callable
from pathlib import Path
from typing import Any


def test_full_adds_the_record_to_page_and_summary(run: Callable[..., Any], tmp_path: Path) -> None:
    short, full = tmp_path / "short.html", tmp_path / "full.html"
    asked = ("brief", "two-issues", "--draws", "32", "-o")
    plain, more = run(*asked, str(short)), run(*asked, str(full), "--full")
    assert plain.code == more.code == 0
    for anchor in ("record-lessons", "record-influence", "record-drivers", "record-readings"):
        assert f'id="{anchor}"' in full.read_text(encoding="utf-8")
        assert f'id="{anchor}"' not in short.read_text(encoding="utf-8")
    assert "Readings: 1 of 1 answers shared by all" in " ".join(more.out.split())
    assert "Readings: " not in plain.out
