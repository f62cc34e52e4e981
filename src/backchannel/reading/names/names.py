"""Names in a document: states, organisations, persons, places, metonyms and unnamed sources.

Known names come from the gazetteer; the rest is learned inside the document: the full name first,
a surname or a short form wherever it comes back. All forms of one bearer carry the same ``is_``.
A capital is a place where something happens in it, and stands for its state where it acts.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import groupby, pairwise
from typing import Final

from backchannel.reading.found import Language, Layout, Mention, Paragraph, Span
from backchannel.reading.names.contexts import Bearer, contexts, given_names
from backchannel.reading.names.endings import ADJECTIVES, stem
from backchannel.reading.names.gazetteer import PARTICLES, Known, Token, id_of, known_in, tokens
from backchannel.reading.names.learned import Stretch, Word, is_name, learn, words_in
from backchannel.reading.names.learned_ko import learn_korean
from backchannel.reading.names.longer import longer
from backchannel.reading.names.unnamed import unnamed

__all__ = ["names"]

_NEAR: Final = 40
_BRACKET: Final = re.compile(r"[’'”\"』」]?\s?\(([A-ZА-ЯІЇЄҐ][A-ZА-ЯІЇЄҐ-]{1,8}|[가-힣]{2,8})[),]")
_WORD_BEFORE: Final = re.compile(r"(?<!\w)([^\W\d_]+)\s\Z")
_SURNAME: Final = re.compile(r"\s[A-Z][a-z]+(?:-[A-Z][a-z]+)?\b(?!\s(?:River|Street|Airport))")
_NEVER: Final = re.compile("(?!)")
_ONE_SIGN: Final = re.compile(r"(?<![一-龥])[日美中英佛獨韓北露印臺濠伊土](?![一-龥])")
_ARABIC: Final = re.compile(
    r"\b(?!Bab|Deir|Ain|Ras|Tel|Umm|Beit)[A-Z]\w+ (?:al|el|ad|as|ar|ash)-\Z"
)
_FROM_THERE: Final = re.compile(
    r"(?:의\s|\s|국(?=[은는이가]))(?:[가-힣]+\s){0,2}?[가-힣]*(?:외교|관리|당국|소식통|의원|정상|관계자|지도자|특사"
    r"|동맹|대사|언론|나라|국가|기업|은행|장관|협상|대표|\")"
)
_SEPARATED: Final = r"[·‧ㆍ∙/–-]"


def names(layout: Layout) -> tuple[Mention, ...]:
    """Find the names in a document, in order; they do not overlap.

    Examples
    --------
    >>> from backchannel.reading.text.clean import clean
    >>> from backchannel.reading.text.layout import lay_out
    >>> text = "Envoy Ada Lorne said in Oslo that the Kremlin agrees. Lorne flew home."
    >>> [(it.span.of(text), it.kind, it.is_) for it in names(lay_out(clean(text)))]
    ... # doctest: +NORMALIZE_WHITESPACE
    [('Ada Lorne', 'person', 'Ada Lorne'), ('Oslo', 'place', 'oslo'),
     ('Kremlin', 'metonym', 'kremlin'), ('Lorne', 'person', 'Ada Lorne')]
    """
    text = layout.text
    morphemes = _morphemes(layout)
    known = [
        (_moved(span, paragraph), entry)
        for paragraph in layout.paragraphs
        for span, entry in known_in(
            paragraph.span.of(text), paragraph.language, morphemes.get(paragraph.id, ())
        )
    ]
    namesakes = _namesakes(layout, known)
    known = [
        (span, it)
        for span, it in known
        if it.id not in namesakes and not _is_given(layout, span) and not _european(layout, span)
    ]
    long = list(_longer(layout, known))
    taken = sorted([*(span for span, _ in known), *(it.span for it in long)])
    bearers = [_in_full(it, long) for it in _learned(layout, morphemes, taken)]
    short = list(_in_brackets(text, bearers, taken))
    again = {it.names[0] for it in short}
    bearers = [*(it for it in bearers if it.names[0] not in again), *short]
    found = [
        *long,
        *(_mention(text, span, entry, layout.language_at(span.start)) for span, entry in known),
        *_short_forms(layout),
        *_met(layout, bearers),
    ]
    found = [_with_article(layout.text, it) for it in found]
    named = _apart([*_heads_again(layout, found), *found])
    return tuple(sorted([*named, *unnamed(layout, named)], key=lambda it: it.span))


def _morphemes(layout: Layout) -> Mapping[str, tuple[Token, ...]]:
    return {
        it.id: tokens(it.span.of(layout.text)) for it in layout.paragraphs if it.language == "ko"
    }


def _moved(span: Span, paragraph: Paragraph) -> Span:
    return Span(span.start + paragraph.span.start, span.end + paragraph.span.start)


def _longer(layout: Layout, known: Sequence[tuple[Span, Known]]) -> Iterator[Mention]:
    """Find the longer names that hold known ones, stretches of one language at a time."""
    for tongue, ones in groupby(known, key=lambda it: layout.language_at(it[0].start)):
        yield from longer(layout.text, ones, "en" if tongue == "und" else tongue)


def _in_full(bearer: Bearer, long: Sequence[Mention]) -> Bearer:
    """Call a learned name that is the end of a longer known one by that one: 리비아 통합정부."""
    full = {it.is_ for it in long if it.is_.endswith(f" {bearer.is_}")}
    return replace(bearer, is_=full.pop()) if len(full) == 1 else bearer


def _namesakes(layout: Layout, known: Sequence[tuple[Span, Known]]) -> set[str]:
    """Return the known people whose surname another bears here: Teodor Vance is not JD Vance."""
    found: set[str] = set()
    for span, entry in known:
        if entry.kind != "person" or " " in span.of(layout.text):
            continue
        before = _WORD_BEFORE.search(layout.text, max(0, span.start - _NEAR), span.start)
        tongue = layout.language_at(span.start)
        if before and stem(before[1], tongue) in given_names(tongue):
            found.add(entry.id)
    return found


def _european(layout: Layout, span: Span) -> bool:
    """Whether the name of Europe only says whence somebody comes: 유럽 외교관, 극동국."""
    if span.of(layout.text) not in contexts("ko").lists["continents"]:
        return False
    return _FROM_THERE.match(layout.text, span.end) is not None


def _is_given(layout: Layout, span: Span) -> bool:
    """Whether a known place is rather somebody's given name: Sofia Lind, Florence Adeyo."""
    text = layout.text
    if _ARABIC.search(text, max(0, span.start - _NEAR), span.start):
        return True  # Abdelmalek al-Houthi
    return (
        layout.language_at(span.start) == "en"
        and span.of(text).casefold() in given_names("en")
        and _SURNAME.match(text, span.end) is not None
        and contexts("en")
        .pattern("place_before")
        .search(text[max(0, span.start - 12) : span.start])
        is None
    )


def _learned(
    layout: Layout, morphemes: Mapping[str, tuple[Token, ...]], taken: Sequence[Span]
) -> list[Bearer]:
    """Learn names paragraph by paragraph, each in its language."""
    western = [Stretch(it.span, it.language) for it in layout.paragraphs if it.language != "ko"]
    korean = [
        (it.span, [replace(token, span=_moved(token.span, it)) for token in morphemes[it.id]])
        for it in layout.paragraphs
        if it.language == "ko"
    ]
    return [
        *learn(layout.text, western, taken),
        *(learn_korean(layout.text, korean, taken) if korean else ()),
    ]


def _in_brackets(text: str, bearers: Sequence[Bearer], taken: Sequence[Span]) -> Iterator[Bearer]:
    """Give bearers the short forms that stand in brackets behind their names."""
    ours = {span.start for span in taken}
    by_end: dict[str, list[Bearer]] = defaultdict(list)
    for bearer in bearers:
        by_end[bearer.names[0][-2:]].append(bearer)
    for short in _BRACKET.finditer(text):
        if short.start(1) in ours or id_of(short[1]) is not None:
            continue
        for bearer in by_end.get(text[max(0, short.start() - 2) : short.start()], ()):
            if text.endswith(bearer.names[0], 0, short.start()):
                yield replace(bearer, names=(short[1],))
                break


def _mention(text: str, span: Span, entry: Known, language: Language) -> Mention:
    """Return a known name as it is meant where it stands."""
    if entry.kind not in {"capital", "metonym"}:
        return Mention(span, entry.kind, entry.id)  # type: ignore[arg-type]
    lists = contexts(language)
    before = text[max(0, span.start - _NEAR) : span.start].rpartition("\n")[2]
    after = text[span.end : span.end + _NEAR].partition("\n")[0]
    which = "palace" if entry.kind == "metonym" else "capital"
    placed = lists.pattern(f"{which}_place_before").search(before) or lists.pattern(
        f"{which}_place_after"
    ).match(after)
    dateline = text[span.start : span.end].isupper() and len(span.of(text)) > 4
    if entry.stands_for is None or placed or dateline:
        return Mention(span, "place", entry.id)
    return Mention(span, "metonym", entry.id, entry.stands_for)


def _short_forms(layout: Layout) -> Iterator[Mention]:
    """Find the one-syllable forms of Korean: 미·러, 미중, 미 행정부; each part is a name."""
    lists = contexts("ko").lists
    short: Mapping[str, str] = lists["short_forms"]
    one = "|".join(short)
    row = re.compile(rf"(?<![가-힣])(?:{one})(?:{_SEPARATED}(?:{one}))+(?![가-힣]{{3}})")
    pair = re.compile(
        rf"(?<![가-힣])(?:{'|'.join(sorted(lists['pairs'], key=len, reverse=True))})"
        r"(?=\s|간|의\s|과\s|와\s|은\s|이\s|정상|회담|관계|협상|채널|대화|[,.)”’]|$)"
    )
    signs: Mapping[str, str] = lists["signs"]
    alone = re.compile(rf"(?<![가-힣])(?:{lists['short_alone']})(?=\s(?:{lists['short_before']}))")
    both = re.compile(r"(?<![가-힣])[남북](?=측(?:[은는이가의에을를과와도]|\s|,))")
    for paragraph in layout.paragraphs:
        if paragraph.language != "ko":
            continue
        for match in _ONE_SIGN.finditer(layout.text, *paragraph.span):
            yield Mention(Span(*match.span()), "state", signs[match[0]])
        sides = both if "남북" in layout.text or "북한" in layout.text else _NEVER
        for pattern in (row, pair, alone, sides):
            for match in pattern.finditer(layout.text, *paragraph.span):
                for part in re.finditer(one, match[0]):
                    start = match.start() + part.start()
                    kind = "organisation" if short[part[0]] == "EU" else "state"
                    length = len(part[0]) + (pattern is both)  # 남측
                    yield Mention(Span(start, start + length), kind, short[part[0]])  # type: ignore[arg-type]


def _met(layout: Layout, bearers: Sequence[Bearer]) -> Iterator[Mention]:
    """Find the learned names wherever they come back."""
    latest: dict[str, Bearer] = {}
    by_language: dict[Language, Mapping[str, list[tuple[tuple[str, ...], Bearer]]]] = {}
    pattern, owners = _korean_pattern(bearers)
    for paragraph in layout.paragraphs:
        if paragraph.language == "ko":
            for match in pattern.finditer(layout.text, *paragraph.span):
                bearer = _owner(owners[match[1]], match[1], latest)
                yield _as_mention(Span(*match.span(1)), bearer)
        elif bearers:
            tongue: Language = paragraph.language
            index = by_language.setdefault(tongue, _index(bearers, tongue))
            yield from _met_western(layout.text, paragraph, index, latest)


def _with_article(text: str, one: Mention) -> Mention:
    """Add the article of a newspaper that has one in its name: told The Strait Reader."""
    start = one.span.start - 4
    if one.kind != "organisation" or start < 0 or not text.startswith("The ", start):
        return one
    last = one.span.of(text).split()[-1].casefold()
    begins = text[max(0, start - 2) : start].rstrip()[-1:] in {"", ".", "!", "?", "”", '"'}
    alone = " " not in one.span.of(text)
    if last not in contexts("en").words("papers") or (
        begins and alone and text[one.span.end : one.span.end + 1] != ","
    ):
        return one
    return replace(one, span=Span(start, one.span.end))


def _heads_again(layout: Layout, found: Sequence[Mention]) -> Iterator[Mention]:
    """Find organisations that come back as their last word: the Ledger, the Front."""
    heads = contexts("en").words("organisation_last") | contexts("ko").words("heads_again")
    owners: dict[str, list[Mention]] = defaultdict(list)
    for one in sorted(found, key=lambda it: it.span):
        words = one.span.of(layout.text).split()
        if one.kind == "organisation" and len(words) > 1 and words[-1].casefold() in heads:
            owners[words[-1]].append(one)
    if not owners:
        return
    pattern = re.compile(
        rf"(?:\b[Tt]he |(?<![가-힣])(?=[가-힣]))({'|'.join(map(re.escape, owners))})"
        rf"(?={PARTICLES}(?![가-힣A-Za-z]))(?!\s[A-Z]|\s(?:of|for)\s)"
    )
    for match in pattern.finditer(layout.text):
        before = [it for it in owners[match[1]] if it.span.end < match.start()]
        if before:
            yield replace(before[-1], span=Span(*match.span(1)))


def _as_mention(span: Span, bearer: Bearer) -> Mention:
    return Mention(span, bearer.kind, bearer.is_, bearer.stands_for)


def _owner(owners: Sequence[Bearer], form: str, latest: dict[str, Bearer]) -> Bearer:
    """Of several bearers of one form the last that was named in full."""
    full = next((it for it in owners if it.names[0] == form), None)
    if full is not None:
        for name in full.names:
            latest[name] = full
        return full
    return latest.get(form, owners[0])


def _korean_pattern(
    bearers: Sequence[Bearer],
) -> tuple[re.Pattern[str], dict[str, list[Bearer]]]:
    owners: dict[str, list[Bearer]] = defaultdict(list)
    for bearer in bearers:
        for name in bearer.names:
            owners[name].append(bearer)
    long = "|".join(re.escape(it) for it in sorted(owners, key=len, reverse=True) if len(it) > 1)
    one = "|".join(re.escape(it) for it in owners if len(it) == 1)  # 뤼 교수
    titled = rf"(?:{one or '(?!)'})(?=\s{contexts('ko').lists['titles']}(?![가-힣]{{2}}))"
    return (
        re.compile(rf"(?<![가-힣A-Za-z])({long or '(?!)'}|{titled})(?={PARTICLES}(?![가-힣]))"),
        owners,
    )


def _index(
    bearers: Sequence[Bearer], tongue: Language
) -> Mapping[str, list[tuple[tuple[str, ...], Bearer]]]:
    """Names by the stem of their first word; of states also the adjectives."""
    index: dict[str, list[tuple[tuple[str, ...], Bearer]]] = defaultdict(list)
    for bearer in bearers:
        for name in bearer.names:
            key = tuple(stem(it.text, tongue) for it in words_in(name, Span(0, len(name))))
            if key:
                index[key[0]].append((key, bearer))
            if bearer.kind == "state" and len(key) == 1 and len(key[0]) > 3:
                for ending in ADJECTIVES.get(tongue, ()):
                    form = key[0] + ending
                    index[f"~{form}"].append(((form,), bearer))
    for every in index.values():
        every.sort(key=lambda it: -len(it[0]))
    return index


def _met_western(
    text: str,
    paragraph: Paragraph,
    index: Mapping[str, list[tuple[tuple[str, ...], Bearer]]],
    latest: dict[str, Bearer],
) -> Iterator[Mention]:
    words = [(it, stem(it.text, paragraph.language)) for it in words_in(text, paragraph.span)]
    small = frozenset(contexts(paragraph.language).lists.get("connectors", []))
    place = 0
    while place < len(words):
        word, root = words[place]
        fits = [
            (key, bearer)
            for key, bearer in (index.get(root, ()) if is_name(word) or word.text in small else ())
            if tuple(it for _, it in words[place : place + len(key)]) == key
            and _unbroken(text, [it for it, _ in words[place : place + len(key)]])
        ] or [
            (key, bearer)
            for key, bearer in index.get(f"~{root}", ())
            if word.text[0].isupper() or paragraph.language != "en"
        ]
        if not fits:
            place += 1
            continue
        length = len(fits[0][0])
        owners = [bearer for key, bearer in fits if len(key) == length]
        span = Span(word.span.start, words[place + length - 1][0].span.end)
        yield _as_mention(span, _owner(owners, span.of(text), latest))
        place += length


def _unbroken(text: str, words: Sequence[Word]) -> bool:
    return all(
        text[one.span.end : other.span.start] in {" ", "-", "\u00a0", "’ ", "' "}
        for one, other in pairwise(words)
    )


def _apart(found: Sequence[Mention]) -> list[Mention]:
    """Keep of names that overlap the longest, of equal ones the first found."""
    kept: list[Mention] = []
    free: set[int] = set()
    for one in sorted(found, key=lambda it: it.span.start - it.span.end):
        places = range(one.span.start, one.span.end)
        if free.isdisjoint(places):
            free.update(places)
            kept.append(one)
    return sorted(kept, key=lambda it: it.span)
