"""Dates in a document: full ones, parts of one, relative ones, and vague ones that stay vague.

Values are EDTF (``2022-11``, ``2035-23`` for an autumn, ``a/b`` for a period). What is relative to
the day of writing is resolved only when that day is known; a year is never guessed from nothing.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from functools import cache
from typing import Any, Final

from backchannel.reading.found import Day, Language, Layout, Span
from backchannel.reading.names.points import Hint
from backchannel.reading.names.resolving import RESOLVERS, When, lists_of

__all__ = ["dated", "days"]

Rule = tuple[re.Pattern[str], Callable[[re.Match[str], When], str | None], str]

_YEAR: Final = r"(?P<y>1[5-9]\d\d|2[01]\d\d)"
_NEAR: Final = 24
_HEAD: Final = 400  # characters of a paragraph in which the day of writing may stand
_SOON: Final = 45  # days ahead for which no word of the future is asked
_PLACE: Final = r"[A-ZА-ЯІЇЄҐ가-힣][\w.'’-]*"
_DATELINE: Final = re.compile(rf"[(\[]?(?:{_PLACE}[\s,/·=|)\]]+){{0,9}}(?:{_PLACE})?")
_DASH: Final = re.compile(r"[^.!?\n]{0,45}?(?:[—–=\])]|\s--?\s)")
_SIGNED: Final = re.compile(
    r"(?:Done|Signed|Issued|Adopted|Agreed|(?:First )?[Pp]ublished|Posted|Updated|Recorded"
    r"|Translated"
    r"|This (?:interview|conversation|article|piece|text))\b"
    r"|(?:입력|발행|게재|작성|채택|정리|번역|대담|녹취|이 (?:인터뷰|대담|글|기사)[는은])"
    r"|(?:Совершено|Подписано|Принято|Опубликовано)\b|(?:Вчинено|Підписано|Ухвалено|Опубліковано)\b"
)
_INTERVIEW: Final = re.compile(
    r"\b(?:interview\w*|conversation|spoke (?:to|with)|talk(?:ed|s) (?:to|with)|sat down with"
    r"|(?:[Ww]e|[Oo]ur (?:reporter|correspondent|editor)) (?:met|reached|called|visited|asked))\b"
    r"|인터뷰|대담|(?:본지|본보|본사|취재진|편집부|기자)[가는은]?\s[^.]{0,60}?(?:만났|만난|찾|물었|들었|나눴)"
    r"|\bинтервью\b|\bінтервʼю\b|\bінтерв'ю\b"
)
_HINTS: Final[Mapping[Language, tuple[str, str]]] = {
    "en": (
        r"\b(?:last|since|past|previous|ago)\W+(?:the\s+)?$",
        r"\b(?:next|until|till|by|before|coming|will\b.{0,20}|would\b.{0,12})\W+(?:the\s+)?$",
    ),
    "ko": (r"(?:지난|이래)\s?$", r"(?:오는|다음|내)\s?$"),
    "ru": (r"\b(?:прошл\w+|с|со|минувш\w+|ещ[её] в)\s+$", r"\b(?:до|к|следующ\w+|будущ\w+)\s+$"),
    "uk": (r"\b(?:минул\w+|з|із|від|ще [ву])\s+$", r"\b(?:до|наступн\w+)\s+$"),
}
_NO_DATE: Final[Mapping[Language, str]] = {
    "en": r"\b(?:every(?: other)?|each|an?|any|most|within|on alternate)\s+$",
    "ko": r"(?:매|매주|격주)\s?$",
    "ru": r"\b(?:кажд\w+|по)\s+(?:в\s+)?$",
    "uk": r"\b(?:кожн\w+|щотижня|по)\s+$",
}


def days(layout: Layout, document_date: date | str | None = None) -> tuple[Day, ...]:
    """Find the dates in a document, in order; they do not overlap.

    Parameters
    ----------
    document_date
        The day of writing, as the analyst or `dated` gives it (a text: ISO, year-month-day);
        without it whatever is relative to it has no value.

    Examples
    --------
    >>> from backchannel.reading.text.clean import clean
    >>> from backchannel.reading.text.layout import lay_out
    >>> text = "They met on 26 July 2023 and again last week; in May they may stop."
    >>> [(it.span.of(text), it.value) for it in days(lay_out(clean(text)), date(2023, 9, 6))]
    [('26 July 2023', '2023-07-26'), ('last week', '2023-08-28/2023-09-03'), ('May', '2023-05')]
    """
    base = date.fromisoformat(document_date) if isinstance(document_date, str) else document_date
    found: list[Day] = []
    month = None if base else next(_own_dates(layout, r"\d{4}-(?:0[1-9]|1[0-2])"), None)
    middle = date.fromisoformat(f"{month}-15") if month else None
    for paragraph in layout.paragraphs:
        found += _in_stretch(layout.text, paragraph.span, paragraph.language, base)
        if middle:  # only the month of writing is known: months and years can be told from it
            every = _in_stretch(layout.text, paragraph.span, paragraph.language, middle)
            found += (it for it in every if it.value and len(it.value) < len("2037-05-1"))
    return tuple(sorted(_apart(found), key=lambda it: it.span))


def dated(layout: Layout) -> str | None:
    r"""Return the day of writing that a document states of itself; None where it states none.

    It is a full date in a line that is no sentence (a byline, a place and a day; first or last), in
    what stands before the dash of a dispatch, or in the sentence that tells of an interview; where
    there is none, a month in one of these places.

    Examples
    --------
    >>> from backchannel.reading.text.clean import clean
    >>> from backchannel.reading.text.layout import lay_out
    >>> dated(lay_out(clean("Talks stall\n\nOSLO, 21 September 2038\n\nNobody came.")))
    '2038-09-21'
    >>> dated(lay_out(clean("Talks stall\n\nBy Ada Lorne, The Fjord Review, May 2038\n\nNo.")))
    '2038-05'
    """
    shapes = (r"\d{4}-\d\d-\d\d", r"\d{4}-(?:0[1-9]|1[0-2])")
    return next((it for shape in shapes for it in _own_dates(layout, shape)), None)


def _own_dates(layout: Layout, shape: str) -> Iterator[str]:
    """Yield what a document says of the time of its writing, in the shape asked for."""
    paragraphs = layout.paragraphs
    ends = [*paragraphs[:6], *paragraphs[6:][-3:]]
    for number, paragraph in enumerate(ends):
        text = paragraph.span.of(layout.text)[:_HEAD]
        line = text.rstrip()
        bare = re.sub(r"(\.\s?\d{1,2})\.$", r"\1", line)
        is_line = len(line) <= 200 and not re.search(r"[.!?…。][\"'”’»]?$", bare)
        if number >= 6 and not (is_line or _SIGNED.match(line)):
            continue
        if not is_line and number > 4 and not _SIGNED.match(line):
            continue
        start = paragraph.span.start
        head = Span(start, start + len(text))
        for day in _in_stretch(layout.text, head, paragraph.language, None):
            if not (day.value and re.fullmatch(shape, day.value)):
                continue
            before = layout.text[start : day.span.start]
            after = layout.text[day.span.end : head.end]
            if (
                is_line
                or _SIGNED.match(line)
                or (_DATELINE.fullmatch(before) and _DASH.match(after))
                or _INTERVIEW.search(before + after.split(". ")[0])
            ):
                yield day.value


def _in_stretch(text: str, span: Span, language: Language, base: date | None) -> Iterator[Day]:
    tongue: Language = "en" if language == "und" else language
    for pattern, resolve, shift in _rules(tongue):
        for match in pattern.finditer(text, *span):
            start, end = match.span("x") if "x" in pattern.groupindex else match.span()
            before = text[max(span.start, start - _NEAR) : start]
            if re.search(_NO_DATE[tongue], before, re.IGNORECASE):
                continue
            when = When(lists_of(tongue), base, _hint(tongue, before, text[start:end]), shift)
            value = resolve(match, when)
            if when.hint == "near" and base and _far_ahead(value, base):
                sentence = _sentence(text, span, start, end)
                if _told_as_past(sentence, tongue):
                    value = resolve(match, replace(when, hint="past"))
            yield Day(Span(start, end), value)


def _far_ahead(value: str | None, base: date) -> bool:
    """Whether a month or day is to come, and not soon."""
    if value is None or not re.fullmatch(r"\d{4}-(?:0\d|1[0-2])(?:-\d\d)?", value):
        return False
    return (date.fromisoformat(f"{value}-01"[:10]) - base).days > _SOON


def _told_as_past(sentence: str, tongue: Language) -> bool:
    """Whether a sentence tells what happened and has no word of what is to come."""
    lists = lists_of(tongue)
    future = re.search(lists["future"], sentence, re.IGNORECASE)
    return future is None and re.search(lists["past"], sentence) is not None


def _sentence(text: str, span: Span, start: int, end: int) -> str:
    """Return what stands around a date, to the next stops."""
    before = text[max(span.start, start - 160) : start]
    after = text[end : min(span.end, end + 160)]
    return re.split(r"[.!?]\s", before)[-1] + re.split(r"[.!?](?:\s|$)", after)[0]


def _hint(tongue: Language, before: str, said: str) -> Hint:
    """Whether the words of a date (first) or those before it say that it is past or to come."""
    own = lists_of(tongue)
    past, future = _HINTS[tongue]
    if re.match(rf"(?:(?:[ВвУу]о?|[Нн]а)\s+)?(?:{own['last']})", said, re.IGNORECASE):
        return "past"
    if re.match(rf"(?:(?:[ВвУу]о?|[Нн]а)\s+)?(?:{own['next']})", said, re.IGNORECASE):
        return "future"
    if re.search(past, before, re.IGNORECASE):
        return "past"
    return "future" if re.search(future, before, re.IGNORECASE) else "near"


def _apart(found: list[Day]) -> Iterator[Day]:
    """Keep of dates that overlap the longest, of equal ones that with a value."""
    taken: set[int] = set()
    for day in sorted(found, key=lambda it: (it.span.start - it.span.end, it.value is None)):
        places = range(*day.span)
        if taken.isdisjoint(places):
            taken.update(places)
            yield day


@cache
def _rules(language: Language) -> tuple[Rule, ...]:
    lists = lists_of(language)
    edge = (r"(?<![가-힣\d])", "") if language == "ko" else (r"(?<!\w)", r"(?![\w’'])")
    rules: list[Rule] = [
        (re.compile(rf"(?<!\d){_YEAR}-(?P<m>[01]\d)-(?P<d>[0-3]\d)(?!\d)"), RESOLVERS["full"], ""),
        (re.compile(rf"\b(?:{lists['vague']})", re.IGNORECASE), RESOLVERS["vague"], ""),
    ]
    for unit, words in lists["shifts"].items():
        for word in words:
            shift = re.compile(f"{edge[0]}{word}{edge[1]}", re.IGNORECASE)
            rules.append((shift, RESOLVERS["shift"], f"{unit} {words[word]}"))
    parts = _parts(lists)
    for name, patterns in lists["rules"].items():
        rules += [(re.compile(_filled(it, parts)), RESOLVERS[name], "") for it in patterns]
    return tuple(rules)


def _parts(lists: Mapping[str, Any]) -> dict[str, str]:
    """Return what the braces of the rules stand for."""
    numbers = "|".join(sorted(lists["numbers"], key=len, reverse=True))
    return {
        "year": _YEAR,
        "month": f"(?P<m>{'|'.join(lists.get('months', []))})",
        "weekday": f"(?P<w>{'|'.join(lists['weekdays'])})",
        "season": f"(?P<s>{'|'.join(lists['seasons'])})",
        "number": rf"(?P<n>\d{{1,3}}|{numbers})",
        "years": "|".join(lists["shifts"]["year"]),
        "these_months": "|".join(lists["shifts"]["month"]),
        **lists["parts"],
    }


def _filled(pattern: str, parts: Mapping[str, str]) -> str:
    return re.sub(r"\{(\w*[a-z]\w*)\}", lambda it: parts[it[1]], pattern)
