"""The words of a draft, in English and Korean (``data/draft.toml``)."""

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any, Literal

__all__ = ["Wording", "say", "say_in_terminal", "say_on_page", "speaks_of_talks", "words"]

Wording = Literal["en", "ko"]


@cache
def words() -> Mapping[str, Any]:
    """Return the words of the draft."""
    raw = files("backchannel.reading").joinpath("data", "draft.toml").read_text("utf-8")
    return tomllib.loads(raw)


def say(key: str, wording: Wording, **what: object) -> str:
    """Return a line of the draft in one language, with what it speaks of put in.

    >>> say("through", "en", who="Norway"), say("through", "ko", who="노르웨이")
    (', through Norway', ', 노르웨이 경유')
    """
    return str(words()["lines"][key][wording]).format(**what)


def say_on_page(wording: Wording, key: str, **what: object) -> str:
    """Return what the page of a draft says in one language.

    >>> say_on_page("ko", "accept")
    '수락'
    """
    return str(words()["page"][key][wording]).format(**what)


def say_in_terminal(wording: Wording, key: str, **what: object) -> str:
    """Return what the review in the terminal says in one language.

    >>> say_in_terminal("ko", "reject")
    '거절됨'
    """
    return str(words()["terminal"][key][wording]).format(**what)


def speaks_of_talks(sentence: str) -> bool:
    """Whether a sentence, in any language, has a word for talks.

    >>> speaks_of_talks("It denied any talks."), speaks_of_talks("Nobody pays.")
    (True, False)
    """
    return bool(re.search(words()["talks"]["words"], sentence, re.IGNORECASE))
