"""The grammar of talks as data: how sides stand to one another and to the word for talks."""

import re
from collections.abc import Sequence
from functools import cache
from typing import Final, NamedTuple

from backchannel.reading.deeds.phrases import any_of, case_of, lexicon
from backchannel.reading.found import Language, Span

__all__ = ["Item", "gap", "is_host", "is_tight", "link", "rule", "without_hosts"]

_BESIDE: Final = 45
"""How many characters after a name or a word for talks are looked at."""
_JOINT: Final = 60
"""How many characters may stand between two sides that are joined."""
_APART: Final = 300
"""How far a list counts to be from a word for talks with a full break between."""


class Item(NamedTuple):
    """A side where it is named, with the titles and persons beside it."""

    place: Span
    name: str
    kind: str


@cache
def rule(name: str, language: Language) -> re.Pattern[str]:
    """Return a rule of grammar on talks; in the list NP stands for any title or organ.

    >>> bool(rule("with", "en").search("talks with the "))
    True
    """
    words = lexicon("channels", language)
    written = words.get("grammar", {}).get(name)
    if written is None:
        return re.compile(r"(?!)")
    titles = any_of(tuple(words["titles"]), language).pattern
    return re.compile(written.replace("NP", f"(?:{titles})"), case_of(language))


def is_host(text: str, place: Span, language: Language) -> bool:
    """Whether a name is that of the place, the host or the go-between.

    >>> is_host("talks in Oslo", Span(9, 13), "en")
    True
    """
    before = text[max(0, place.start - 30) : place.start]
    after = text[place.end : place.end + 30]
    return bool(
        rule("host_before", language).search(before) or rule("host_after", language).match(after)
    )


def is_tight(text: str, place: Span, language: Language) -> bool:
    """Whether the words beside a list say that something is between its members.

    >>> is_tight("talks between Oslo and Rome", Span(14, 27), "en")
    True
    """
    before = text[max(0, place.start - 60) : place.start]
    after = text[place.end : place.end + 40]
    if rule("between_before", language).search(before):
        return True
    if rule("between_after", language).match(after):
        return True
    written_as_one = re.search(r"\w[-–—/·ㆍ]\w", place.of(text)) is not None
    return written_as_one and bool(rule("compound_after", language).match(after))


def gap(text: str, place: Span, cue: Span) -> int:
    """Return how far a list is from a word for talks; far with a full break between.

    >>> gap("Oslo and Rome hold talks", Span(0, 13), Span(19, 24))
    6
    """
    between = Span(min(place.end, cue.end), max(place.start, cue.start))
    if place.start <= cue.start <= place.end:
        return 0
    if re.search(r"[;:]", between.of(text)):
        return _APART
    return between.end - between.start


def without_hosts(text: str, items: Sequence[Item], cue: Span, language: Language) -> list[Item]:
    """Return the sides without who brings them together: A는 B와 함께 … 대화를 주선했다."""
    if not rule("mediated", language).match(text[cue.end : cue.end + _BESIDE]):
        return list(items)
    host = rule("host", language)
    rest = [it for it in items if not host.match(text[it.place.end : it.place.end + _BESIDE])]
    return rest if len({it.name for it in rest}) > 1 else list(items)


def link(text: str, one: Item, other: Item, language: Language) -> str | None:
    """Return how two sides are joined: "and", as in a "list", or not at all."""
    between = text[one.place.end : other.place.start]
    if len(between) > _JOINT:
        return None
    return next((it for it in ("and", "list") if rule(it, language).fullmatch(between)), None)
