"""Lists of phrases as data: one TOML file for each subject and language, read as patterns.

A phrase is a regular expression with five short forms, so that a list stays readable:

- ``~`` after a word: the word in any of its forms (``reject~``, ``거부하~``, ``отклони~``);
- ``…``: a few words in between, within one clause;
- a blank: any white space, in Korean also none;
- ``ㄹ`` in Korean: any syllable that ends in it, so any verb that looks ahead (in front of a
  phrase as with ``*``);
- ``*`` in front: the word may be the end of a longer one (``*회담`` also in 외무장관회담).
"""

import re
import tomllib
from functools import cache
from importlib.resources import files
from itertools import groupby
from typing import Any, Final

__all__ = ["LANGUAGES", "any_of", "case_of", "lexicon", "pattern", "patterns"]

LANGUAGES: Final = ("ko", "en", "ru", "uk")

_GAP: Final = {
    "ko": r"[^.?!;,\n]{0,40}?",
    "en": r"(?:[^\s.?!;:]+\s+){0,6}?",
    "ru": r"(?:[^\s.?!;:]+\s+){0,5}?",
    "uk": r"(?:[^\s.?!;:]+\s+){0,5}?",
}

_FIRST: Final = 0xAC00  # 가
_FINALS: Final = 28  # syllables that differ in their last consonant alone stand together
_SYLLABLES: Final = 11_172
_N, _L, _M, _B, _SS = 4, 8, 16, 17, 20  # ㄴ ㄹ ㅁ ㅂ ㅆ as last consonants
_VOWELS: Final = 21
_CONTRACTED: Final = {8: 9, 13: 14, 18: 4, 20: 6, 11: 10}  # ㅗ-ㅘ ㅜ-ㅝ ㅡ-ㅓ ㅣ-ㅕ ㅚ-ㅙ
_HA: Final = "하했한할함합해"
_FEW: Final = 12
_BEGINS: Final = "(?<![가-힣])"


@cache
def lexicon(name: str, language: str) -> dict[str, Any]:
    """Return a list of phrases; empty where there is none for a language.

    >>> "refusal" in lexicon("acts", "en")
    True
    """
    file = files("backchannel.reading").joinpath("data", f"{name}.{language}.toml")
    return tomllib.loads(file.read_text(encoding="utf-8")) if file.is_file() else {}


@cache
def patterns(name: str, language: str) -> tuple[tuple[str, re.Pattern[str]], ...]:
    """Return the keys of a list that hold phrases, in the order of the file, each as one pattern.

    >>> dict(patterns("acts", "ko"))["refusal"].search("제안을 거부했다")[0]
    '거부했'
    """
    return tuple(
        (key, any_of(tuple(words), language))
        for key, words in lexicon(name, language).items()
        if isinstance(words, list)
    )


@cache
def any_of(phrases: tuple[str, ...], language: str) -> re.Pattern[str]:
    """Return one pattern for any of several phrases; one that never matches where there are none.

    >>> bool(any_of(("거부하~",), "ko").search("제안을 거부했다"))
    True
    """
    if not phrases:
        return re.compile(r"(?!)")
    either = (pattern(it, language) for it in phrases)
    if language == "ko":  # one look back for all that stand together: each costs time to compile
        parts = (
            (begins, "|".join(it.removeprefix(_BEGINS) for it in together))
            for begins, together in groupby(either, lambda it: it.startswith(_BEGINS))
        )
        either = (f"{_BEGINS}(?:{it})" if begins else it for begins, it in parts)
    return re.compile("|".join(either), case_of(language))


def case_of(language: str) -> re.RegexFlag:
    """Return the flag by which small letters and capitals are the same.

    Hangul has none, and classes of its syllables compile a hundred times faster without the flag.
    """
    return re.NOFLAG if language == "ko" else re.IGNORECASE


def pattern(phrase: str, language: str) -> str:
    """Return a phrase as a regular expression.

    >>> re.fullmatch(pattern("refuse~", "en"), "refusing") is not None
    True
    """
    inside = phrase.startswith(("*", "ㄹ"))
    bare = phrase.removeprefix("*")
    bare = re.sub(r"\s?…\s?", "…", bare)
    if language == "ko":
        bare = re.sub(r"(\w)~", lambda it: _korean(it[1]), bare)
        bare = bare.replace(" ", r"\s?").replace("…", _GAP["ko"]).replace("ㄹ", _ending_in(_L))
        return bare if inside else f"{_BEGINS}{bare}"
    forms = _english if language == "en" else _slavic
    bare = re.sub(r"(\w+)~", lambda it: forms(it[1]), bare)
    bare = bare.replace(")~", r")(?:e?d|e?s|ing)?" if language == "en" else r")\w*")
    bare = bare.replace(" ", r"\s+").replace("…", rf"\s+{_GAP[language]}")
    return bare if inside else rf"(?<![\w-]){bare}(?![\w-])"


def _english(word: str) -> str:
    if word.endswith("e"):
        return rf"{word[:-1]}(?:e[sd]?|ing)"
    if word.endswith("y") and word[-2] not in "aeiou":
        return rf"{word[:-1]}(?:y|ies|ied|ying)"
    return rf"{word}(?:{word[-1]}?(?:ed|ing)|e?s)?"


def _slavic(word: str) -> str:
    return rf"{word}\w*"


def _korean(last: str) -> str:
    """Return the last syllable of a stem with all that endings make of it."""
    if last == "하":
        return _one_of(_HA)
    place = ord(last) - _FIRST
    vowel, final = place // _FINALS % _VOWELS, place % _FINALS
    open_form = place - final
    if final == _B:  # 어렵다: 어려운, 어려워
        return f"(?:{last}|{_at(open_form)}[우와워운울웠])"
    if final == _L:  # 만들다: 만든, 만드는
        return _any([place, open_form, open_form + _N, open_form + _B])
    if final:
        return last
    full = open_form + (_CONTRACTED.get(vowel, vowel) - vowel) * _FINALS
    ends = [open_form + it for it in (0, _N, _L, _M, _B)]
    return _any([*ends, full, full + _SS])


@cache
def _ending_in(final: int) -> str:
    return _any(list(range(final, _SYLLABLES, _FINALS)))


def _at(place: int) -> str:
    return chr(_FIRST + place)


def _any(places: list[int]) -> str:
    return _one_of("".join(map(_at, dict.fromkeys(places))))


def _one_of(letters: str) -> str:
    """Return a pattern for any of some syllables.

    Few of them as branches: a class of syllables costs `re` a table of all characters each time.
    The last branch never matches; it keeps `re` from making a class of the others.
    """
    return f"(?:{'|'.join(letters)}|(?!)x)" if len(letters) <= _FEW else f"[{letters}]"
