"""Known names inside longer ones: the *Larnaca* Centre for Law, Bank of *Israel*, *발칸*통신.

A known name with the head word of an organisation or place beside it is a part of that name.
"""

import re
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Final, Literal

from backchannel.reading.found import Language, Mention, Span
from backchannel.reading.names.contexts import contexts
from backchannel.reading.names.gazetteer import PARTICLES, Known

__all__ = ["longer"]

_NEAR: Final = 80
_CAPITAL: Final = r"[A-ZÀ-Þ][\w’'-]*[\w’]"
_TAIL: Final = "(?:에서|[과와의은는이가을를에로도측간])"
_WIDE: Final = re.compile(
    r"(?:\b(?:Central|North|South|East|West|Northern|Southern|Eastern|Western|Latin|Inter|Pan|Trans"
    r"|Royal|National|New|Greater|Joint|Islamic|United|International|Free|Upper|Lower)[ -]){1,3}$"
)
_KINDS: Final[tuple[Literal["organisation", "place"], ...]] = ("organisation", "place")


def longer(text: str, known: Iterable[tuple[Span, Known]], at: Language) -> Iterator[Mention]:
    """Yield the longer names of which known ones are parts; they do not overlap.

    Examples
    --------
    >>> from backchannel.reading.names.gazetteer import known_in
    >>> text = "The Larnaca Centre for Maritime Law and the Bank of Israel disagree."
    >>> [(it.span.of(text), it.kind) for it in longer(text, known_in(text, "en"), "en")]
    [('Larnaca Centre for Maritime Law', 'organisation'), ('Bank of Israel', 'organisation')]
    """
    place = 0
    for span, entry in known:
        if entry.kind == "person" or span.start < place:
            continue
        for kind in _KINDS:
            before, after = _patterns(at, kind)
            ahead = after.match(text, span.end, span.end + _NEAR)
            back = before.search(text[max(place, span.start - _NEAR) : span.start])
            if ahead is None and back is None:
                continue
            start = span.start - len(back[0].removeprefix("The ")) if back else span.start
            if back is None and at == "en":
                wide = _WIDE.search(text[max(place, start - _NEAR) : start])
                start -= len(wide[0]) if wide else 0
            place = ahead.end() if ahead else span.end
            yield Mention(Span(start, place), kind, text[start:place])
            break


@cache
def _patterns(language: Language, kind: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Return what stands before and behind a known name that is a part of a longer one."""
    lists = contexts(language).lists
    joined, apart = (
        "|".join(sorted(lists.get(f"{it}_{kind}", ["(?!)"]), key=len, reverse=True))
        for it in ("joined", "apart")
    )
    if language == "en" and kind == "organisation":
        apart += "|" + "|".join(lists["papers"])
    if language == "ko":
        end = rf"(?={PARTICLES}(?![가-힣]))"
        far = "|".join(lists.get(f"far_{kind}", ["(?!)"]))  # a word may stand between
        word = rf"(?:(?!정부|[가-힣]*{_TAIL}\s)[가-힣]{{1,8}}\s)?[가-힣]{{0,6}}"
        wide = rf"(?:군)?\s{word}(?:{far})|{lists[f'own_{kind}']}"
        return re.compile("(?!)"), re.compile(
            rf"(?:(?:{joined}|{apart})|\s(?:{apart})|{wide}){end}"
        )
    if language != "en":
        return re.compile("(?!)"), re.compile("(?!)")
    tail = rf"(?: (?:of|for|on) (?:the )?{_CAPITAL}(?: (?:and |of |the )?{_CAPITAL})*)?"
    return (
        re.compile(rf"\b(?:{_CAPITAL} ){{0,3}}(?:{joined}) (?:of|for) (?:the )?$"),
        re.compile(rf"(?: {_CAPITAL}){{0,3}}? (?:{apart})\b(?! [A-Z]){tail}"),
    )
