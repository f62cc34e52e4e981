"""Names in their cases: Russian and Ukrainian endings, added to a name or taken off.

The endings are data (``data/endings.toml``). A form too many does no harm, since it is only ever
looked up in a text; what matters is that no form of another name is made.
"""

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Final

from backchannel.reading.found import Language

__all__ = ["ADJECTIVES", "forms", "nominative", "person", "stem"]

ADJECTIVES: Final[Mapping[str, tuple[str, ...]]] = {
    "ru": ("ск", "ийск", "йск", "анск", "янск", "овск", "инск", "цк"),
    "uk": ("ськ", "ійськ", "йськ", "анськ", "янськ", "івськ", "инськ", "цьк"),
    "en": ("n", "an", "ian", "ese", "ish", "i", "ns", "ans", "ians"),
}
"""What the stem of a state's name takes to become its adjective, by language."""

_SHORTEST: Final = 3  # letters that an ending must leave of a name
_VOWELS: Final = frozenset("аеёиоуыэюяіїєь")
_ADJECTIVE: Final = {
    "ru": (("ых", "ые"), ("их", "ие"), ("ой", "ая"), ("ую", "ая"), ("ого", "ый"), ("ому", "ый")),
    "uk": (
        ("их", "і"),
        ("ої", "а"),
        ("ій", "а"),
        ("ього", "ій"),
        ("ього", "ій"),
        ("ого", "ий"),
        ("ому", "ий"),
    ),
}


@cache
def forms(word: str, language: Language) -> frozenset[str]:
    """Return a name in all its cases; the name alone where the language has none.

    >>> sorted(forms("Россия", "ru"))
    ['Россией', 'Россиею', 'России', 'Россию', 'Россия']
    >>> sorted(forms("Oslo", "en"))
    ['Oslo']
    """
    if not _changes(word, language):
        return frozenset([word])
    table = _table()[language]
    ending = next(it for it in sorted(table, key=len, reverse=True) if word.endswith(it))
    if not ending and word[-1] in _VOWELS:  # Чили, Перу
        return frozenset([word])
    return frozenset([word, *(word.removesuffix(ending) + it for it in table[ending])])


@cache
def stem(word: str, language: Language) -> str:
    """Return a name without its case ending, in small letters: the same for all its cases.

    >>> stem("Сарвией", "ru") == stem("Сарвия", "ru")
    True
    """
    small = word.casefold().replace("ё", "е")
    if not _changes(word, language):
        return small
    for ending in _endings(language):
        if small.endswith(ending) and len(small) - len(ending) >= _SHORTEST:
            return small.removesuffix(ending)
    return small


def nominative(words: str, language: Language, known: frozenset[str] = frozenset()) -> str:
    """Return a guess at the nominative of a name of several words.

    ``known``: forms that are seen in the nominative elsewhere; a head word such as *Республика* is
    looked up there first.

    >>> nominative("Республики Сарвия", "ru", frozenset(["Республика"]))
    'Республика Сарвия'
    >>> nominative("Объединённых Кантонов", "ru", frozenset(["Кантоны"]))
    'Объединённые Кантоны'
    """
    if language not in _ADJECTIVE:
        return words
    if known.intersection(words.split(" ")):
        return words
    by_stem = {stem(it, language): it for it in known}
    parts = words.split(" ")
    found = [by_stem.get(stem(it, language), it) for it in parts]
    for place, part in enumerate(parts[:-1]):
        for ending, first in _ADJECTIVE[language]:
            if found[place] == part and part.endswith(ending):
                found[place] = part.removesuffix(ending) + first
                break
    return " ".join(found)


def person(words: str, language: Language) -> str:
    """Return a guess at the nominative of a man's name in the instrumental or, of -ский, genitive.

    >>> person("Джейхуном Байрамовым", "ru"), person("Вадима Красносельського", "uk")
    ('Джейхун Байрамов', 'Вадим Красносельський')
    """
    parts = words.split(" ")
    if language not in _ADJECTIVE or len(parts) < 2:
        return words
    if all(re.search("(?:ом|ем|ым|им)$", it) for it in (parts[0], parts[-1])):
        return " ".join(re.sub("(?:ом|ем|ым|им)$", "", it) for it in parts)
    if parts[0].endswith("а") and re.search("[сц]ь?кого$", parts[-1]):
        last = parts[-1].removesuffix("ого") + "ий"
        return " ".join([parts[0].removesuffix("а"), *parts[1:-1], last])
    return words


def _changes(word: str, language: Language) -> bool:
    return (
        language in {"ru", "uk"}
        and len(word) > 2
        and not word.isupper()
        and re.fullmatch(r"[а-яёіїєґА-ЯЁІЇЄҐ'-]+", word) is not None
    )


@cache
def _endings(language: Language) -> tuple[str, ...]:
    every = {
        it
        for group in _table()[language].values()
        for it in group
        if it and not re.match("[сц]ь?к", it)
    }
    return tuple(sorted((it for it in every if len(it) <= 4), key=len, reverse=True))


@cache
def _table() -> dict[str, dict[str, list[str]]]:
    raw = files("backchannel.reading").joinpath("data", "endings.toml").read_text("utf-8")
    return tomllib.loads(raw)
