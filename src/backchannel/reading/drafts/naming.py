"""Names as a case writes them: of states and organisations, and of who decides for them."""

import re
from functools import cache
from typing import Any, Final

from backchannel.reading.drafts.wording import words

__all__ = ["deciding", "named", "with_article"]

_HEADS: Final = {
    "en": ("Government of {}", "Leadership of {}"),
    "ko": ("{} 정부", "{} 지도부"),
    "ru": ("Правительство: {}", "Руководство: {}"),
    "uk": ("Уряд: {}", "Керівництво: {}"),
}


def with_article(name: str) -> str:
    """Return an English name as it stands within a sentence.

    >>> with_article("United States"), with_article("Norway"), with_article("RSF")
    ('the United States', 'Norway', 'the RSF')
    """
    return f"the {name}" if _the().fullmatch(name) else name


def named(name: Any, language: str) -> dict[str, str]:
    """Return a name by language; one that no list knows in the language of its letters.

    >>> named("메르단", "en"), named("Halvia", "ko"), named({"en": "Norway"}, "ko")
    ({'ko': '메르단'}, {'en': 'Halvia'}, {'en': 'Norway'})
    """
    if isinstance(name, dict):
        return name
    if re.search("[가-힣]", name):
        return {"ko": name}
    if re.search("[а-яіїєґ]", name, re.IGNORECASE):
        return {"uk" if language == "uk" else "ru": name}
    return {"en": name}


def deciding(name: Any, language: str, *, state: bool) -> dict[str, str]:
    """Return the name of who decides for a state or for an organisation.

    >>> deciding({"en": "United States", "ko": "미국"}, "en", state=True)
    {'en': 'Government of the United States', 'ko': '미국 정부'}
    >>> deciding("SAF", "en", state=False)
    {'en': 'Leadership of the SAF'}
    """
    return {
        tongue: _HEADS[tongue][not state].format(with_article(it) if tongue == "en" else it)
        for tongue, it in named(name, language).items()
    }


@cache
def _the() -> re.Pattern[str]:
    return re.compile(words()["the"]["pattern"])
