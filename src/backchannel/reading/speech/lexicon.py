"""Words by which a language reports speech: one TOML file per language, read once."""

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final

from backchannel.reading.found import Language

__all__ = ["MASK", "Cues", "cues_of", "masked"]

MASK: Final = "\ufffc"
"""Stands for each character of a quotation when the words around it are looked at."""


@dataclass(frozen=True)
class Cues:
    """The words of one language: lists and regular expressions, by table and key."""

    language: Language
    tables: dict[str, dict[str, object]]

    def words(self, table: str, key: str) -> frozenset[str]:
        """Return a list of words, in small letters; empty where the file has none.

        >>> "he" in cues_of("en").words("who", "pronouns")
        True
        """
        return _words(self.language, table, key)

    def pattern(self, table: str, key: str) -> re.Pattern[str]:
        """Return a regular expression; one that never matches where the file has none.

        A list of expressions is joined to whole words.

        >>> bool(cues_of("en").pattern("say", "verbs").search("she added"))
        True
        """
        return _compiled(self.language, table, key)

    def number(self, table: str, key: str) -> int:
        """Return a number."""
        found = self.tables[table][key]
        return found if isinstance(found, int) else 0


@cache
def cues_of(language: Language) -> Cues:
    """Return the words of a language; English where a text's language is not known."""
    name: Language = "en" if language == "und" else language
    raw = files("backchannel.reading").joinpath("data", f"cues.{name}.toml").read_text("utf-8")
    return Cues(name, tomllib.loads(raw))


@cache
def _words(language: Language, table: str, key: str) -> frozenset[str]:
    found = cues_of(language).tables.get(table, {}).get(key)
    return frozenset(str(word).casefold() for word in found) if isinstance(found, list) else (
        frozenset()
    )  # fmt: skip


@cache
def _compiled(language: Language, table: str, key: str) -> re.Pattern[str]:
    found = cues_of(language).tables.get(table, {}).get(key)
    if isinstance(found, str):
        return re.compile(found, re.IGNORECASE)
    if isinstance(found, list) and found:
        return re.compile(rf"(?<!\w)(?:{'|'.join(map(str, found))})(?!\w)", re.IGNORECASE)
    return re.compile(r"(?!)")


def masked(text: str, stretches: Iterable[tuple[int, int]]) -> str:
    """Return the text with some stretches blotted out, its length kept.

    >>> masked('He said "no".', [(8, 12)]).replace(MASK, "*")
    'He said ****.'
    """
    pieces: list[str] = []
    place = 0
    for start, end in sorted(stretches):
        if start >= place:
            pieces += [text[place:start], MASK * (end - start)]
            place = end
    return "".join([*pieces, text[place:]])
