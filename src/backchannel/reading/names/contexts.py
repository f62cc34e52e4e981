"""What stands around names, by language: the lists of ``data/contexts.*.toml``, read once."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Final

from backchannel.reading.found import Language
from backchannel.reading.names.endings import stem

__all__ = ["Bearer", "Contexts", "contexts", "given_names"]

_NEVER: Final = re.compile(r"(?!)")


@dataclass(frozen=True)
class Bearer:
    """Somebody or something whose name a document teaches: its fullest form and the others."""

    is_: str
    kind: Any
    names: tuple[str, ...]
    """The forms under which it may be met; the fullest first."""
    stands_for: str | None = None


@dataclass(frozen=True)
class Contexts:
    """The lists of one language."""

    language: Language
    lists: Mapping[str, Any]

    def words(self, key: str) -> frozenset[str]:
        """Return a list of plain words by their stems.

        >>> "president" in contexts("en").words("titles")
        True
        """
        return _words(self.language, key)

    def pattern(self, key: str) -> re.Pattern[str]:
        """Return a regular expression, or several as one; one that never matches for no key.

        >>> bool(contexts("en").pattern("place_before").search("met in "))
        True
        """
        return _pattern(self.language, key)


@cache
def contexts(language: Language) -> Contexts:
    """Return the lists of a language; the English ones where a text's language is not known."""
    name: Language = "en" if language == "und" else language
    raw = files("backchannel.reading").joinpath("data", f"contexts.{name}.toml").read_text("utf-8")
    return Contexts(name, tomllib.loads(raw))


@cache
def given_names(language: Language) -> frozenset[str]:
    """Return the given names of people as a language writes them, by their stems.

    >>> "igor" in given_names("en"), "이고르" in given_names("ko")
    (True, True)
    """
    raw = files("backchannel.reading").joinpath("data", "given.toml").read_text("utf-8")
    names = tomllib.loads(raw).get("en" if language == "und" else language, "").split()
    return frozenset(stem(it, language) for it in names)


@cache
def _words(language: Language, key: str) -> frozenset[str]:
    listed = contexts(language).lists.get(key, [])
    return frozenset(stem(it, language) for it in listed)


@cache
def _pattern(language: Language, key: str) -> re.Pattern[str]:
    lists = contexts(language).lists
    found = lists.get(key, [])
    every = [found] if isinstance(found, str) else found
    if not every:
        return _NEVER
    titles = "|".join(lists["titles"]) if isinstance(lists["titles"], list) else lists["titles"]
    joined = "|".join(f"(?:{it})" for it in every)
    joined = joined.replace("{titles_re}", titles)
    return re.compile(joined.replace("{title_nouns}", str(lists.get("title_nouns", ""))))
