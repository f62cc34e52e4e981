"""Rows to a data frame, for results that are asked for one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from importlib import import_module
from typing import Any

from backchannel.core.errors import UsageError

__all__ = ["to_frame"]


def to_frame(rows: Sequence[Mapping[str, object]]) -> Any:
    """Return rows as a polars data frame; polars is loaded only here."""
    try:
        polars = import_module("polars")
    except ImportError as absent:
        raise UsageError(
            "data frames need polars, which is not installed",
            hint="pip install 'backchannel[frames]', or use to_rows()",
        ) from absent
    return polars.DataFrame([dict(row) for row in rows])
