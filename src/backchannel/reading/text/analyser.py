"""The Korean analyser, loaded once and only when Korean text is read."""

from functools import cache
from typing import Any

from backchannel.core.extras import load_extra

__all__ = ["kiwi"]


@cache
def kiwi() -> Any:
    """Return the analyser (kiwipiepy, its model inside the package); loading takes a second."""
    return load_extra("kiwipiepy").Kiwi()
