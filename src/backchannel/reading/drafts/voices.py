"""Whose voice a description means; one that tells nobody is no voice of its own."""

import re
from collections.abc import Iterable
from functools import cache
from typing import Final

from backchannel.reading.drafts.wording import words

__all__ = ["AUTHOR", "UNKNOWN", "plain_voice"]

AUTHOR: Final = "author"
"""The key of the document's own voice."""
UNKNOWN: Final = "not known who"
_ARTICLE: Final = re.compile(r"(?:An?|The|One|Two|Three|Several|Some)\b")
_TITLED: Final = re.compile(r"(?:[A-Z][\w’'-]*\.?\s)+([A-Z][\w’'-]+)")
_TITLED_KOREAN: Final = re.compile(r"([가-힣]{1,6})\s[가-힣\s]{1,12}")


def plain_voice(description: str, people: Iterable[str]) -> str:
    """Return whose voice a description of an unnamed speaker means.

    Parameters
    ----------
    people
        The persons that the document names.

    Examples
    --------
    >>> plain_voice("A third source", ()), plain_voice("그 사람의 말", ()), plain_voice("our", ())
    ('a third source', 'not known who', 'author')
    >>> plain_voice("Ambassador Ri", ["Ri Chang-min", "Han Seo-yun"])
    'Ri Chang-min'
    """
    said = _rule("label").sub("", description, count=1).strip(" ,.;:“”\"'‘’")
    said = _rule("said").sub("", said).strip() or description
    if _rule("ours").fullmatch(said) or re.match(rf"(?:{_pattern('ours')})\s", said, re.IGNORECASE):
        return AUTHOR
    if _rule("nobody").fullmatch(said) or _rule("mute").fullmatch(said):
        return UNKNOWN
    if _ARTICLE.match(said):
        return said[0].lower() + said[1:]
    titled = _TITLED.fullmatch(said) or _TITLED_KOREAN.fullmatch(said)
    if titled:
        surname = titled[1]
        same = [it for it in people if surname in it.split() or it.startswith(f"{surname} ")]
        if len(same) == 1:
            return same[0]
    return said


def _pattern(name: str) -> str:
    return str(words()["voices"][name])


@cache
def _rule(name: str) -> re.Pattern[str]:
    return re.compile(_pattern(name), re.IGNORECASE)
