"""Word lists that the layout needs, one file for each language."""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from backchannel.reading.found import Language

__all__ = ["LayoutWords", "layout_words"]


@dataclass(frozen=True, slots=True)
class LayoutWords:
    """What tells the end of a word or sentence from a mere mark, in one language."""

    keep_hyphen_after: frozenset[str]
    keep_hyphen_before: frozenset[str]
    titles: frozenset[str]
    before_figures: frozenset[str]
    abbreviations: frozenset[str]
    starters: frozenset[str]
    frame: frozenset[str]
    notes: frozenset[str]


@cache
def layout_words(language: Language) -> LayoutWords:
    """Return the word lists of a language; English ones where it is not known.

    >>> "Mr" in layout_words("en").titles
    True
    """
    name = "en" if language == "und" else language
    source = files("backchannel.reading") / "data" / f"layout.{name}.toml"
    held: dict[str, Any] = tomllib.loads(source.read_text(encoding="utf-8"))
    return LayoutWords(**{key: frozenset(words) for key, words in held.items()})
