"""Known names: states, blocs, capitals, palaces, regions under dispute, in four languages.

The lists are data (``data/territories.toml``, ``cities.toml``, ``names.toml``). A name is found
only on the borders of words, in Korean on those of morphemes (``이란`` the country, not the
particle), in Russian and Ukrainian in all its cases.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any, Final, Literal

from backchannel.reading.found import Language, Span
from backchannel.reading.names.contexts import contexts
from backchannel.reading.names.endings import forms
from backchannel.reading.text.analyser import kiwi

__all__ = ["PARTICLES", "Known", "Token", "called", "id_of", "known", "known_in", "tokens"]

KnownKind = Literal["state", "organisation", "person", "place", "metonym", "capital"]

_TONGUES: Final[tuple[Language, ...]] = ("ko", "en", "ru", "uk")
_WORD: Final = re.compile(r"[^\W가-힣]+")
_PLAINER: Final = str.maketrans("ʼ’ёЁ\u00a0", "''еЕ ")
_ADJECTIVES: Final = {"ru": ("ский", "цкий"), "uk": ("ський", "цький")}
_NAME_TAGS: Final = frozenset(["NNP", "NNG", "NNB", "SL", "SH", "XPN", "NR"])

PARTICLES: Final = (
    r"(?:군|인|측|대통령|총리|정권|정부)?(?:들)?"
    r"(?:(?:으로|로)(?:서|써|부터|는|도|선|까지)?|에게(?:서|는|도)?|에(?:서|는|도|서는|서의|서도|까지|만)?"
    r"|(?:과|와)(?:의|는|도)?|이랑|랑|(?:이)?라는|(?:이)?라고|(?:이)?나|(?:이)?든|은|는|이|가|을|를|의|도"
    r"|만(?:이|은|의)?|까지(?:도)?|부터|조차|마저|처럼|보다(?:는)?|께서(?:는)?|이다|이며|이고|인데|였다"
    r"|이었다|뿐|밖에|서|인)?"
)
"""What may follow a Korean name within its word."""

_HOMONYM: Final = re.compile(r"빈(?:에서\s|시내|주재|·)")
_HOMONYM_PLACE: Final = re.compile(r"·|시내|주재|(?:에서|행)\s")
_AFTER_NAME: Final = re.compile(rf"{PARTICLES}(?![가-힣])")


@dataclass(frozen=True, slots=True)
class Known:
    """A name that the lists hold; a capital is a place or stands for its state."""

    id: str
    kind: KnownKind
    stands_for: str | None
    names: Mapping[Language, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Token:
    """A Korean morpheme where it stands; ``new`` where the analyser's dictionary lacks it."""

    span: Span
    tag: str
    new: bool


@dataclass(frozen=True)
class _Form:
    """A form of a name: its words, each with its cases, and what stands between them."""

    id: str
    text: str
    words: tuple[frozenset[str], ...] = field(repr=False)
    gaps: tuple[str, ...]


@cache
def known() -> Mapping[str, Known]:
    """Return everybody in the lists, by id.

    >>> known()["kremlin"].stands_for, known()["RU"].names["ko"][0]
    ('RU', '러시아')
    """
    rows: dict[str, tuple[KnownKind, str | None, dict[Language, list[str]]]] = {}
    for kind, key, entry in _entries():
        old = rows.setdefault(key, (kind, entry.get("for", entry.get("capital")), {}))
        rows[key] = (old[0] if kind == "place" else kind, entry.get("for", old[1]), old[2])
        for tongue in _TONGUES:
            said = entry.get(tongue, [])
            added = [said] if isinstance(said, str) else said
            every = old[2].setdefault(tongue, [])
            every += [it for it in added if it and it not in every]
    return {
        key: Known(key, kind, for_ or None, {it: tuple(names[it]) for it in _TONGUES})
        for key, (kind, for_, names) in rows.items()
    }


def called(key: str, language: Language) -> str:
    """Return the ordinary name of a known id in a language; the id itself where there is none.

    >>> called("US", "ko"), called("UN", "en"), called("나", "ko")
    ('미국', 'United Nations', '나')
    """
    entry = known().get(key)
    if entry is None:
        return key
    names = entry.names.get("en" if language == "und" else language) or entry.names["en"]
    return names[0] if names else key


def id_of(name: str) -> str | None:
    """Return the id of a name in any of its forms and languages.

    >>> id_of("유럽연합"), id_of("России"), id_of("Halvia")
    ('EU', 'RU', None)
    """
    if name in known():
        return name
    plain = _plain(name)
    for tongue in _TONGUES:
        for form in _index(tongue).get(_first(plain, tongue), ()):
            if form.text == plain or _fits(form, plain, 0, tongue) == len(plain):
                return form.id
    return None


def known_in(
    text: str, language: Language, morphemes: Sequence[Token] = ()
) -> Iterator[tuple[Span, Known]]:
    """Find known names in a text, in order, the longest at each place.

    Parameters
    ----------
    morphemes
        Of a Korean text: what `tokens` returns.

    Examples
    --------
    >>> text = "Le Monde says the Kremlin and U.S. officials met in Kyiv."
    >>> [(span.of(text), it.id) for span, it in known_in(text, "en")]
    [('Le Monde', 'LE_MONDE'), ('Kremlin', 'kremlin'), ('U.S.', 'US'), ('Kyiv', 'kyiv')]
    """
    plain = _plain(text)
    place = 0
    tongues: tuple[Language, ...] = ("en",) if language in {"en", "und"} else (language, "en")
    starts = _korean_starts(plain, morphemes) if language == "ko" else _word_starts(plain)
    for start, ends in starts:
        if start < place:
            continue
        best: tuple[int, _Form] | None = None
        for tongue in tongues:
            for form in _candidates(plain, start, tongue):
                end = _fits(form, plain, start, tongue)
                if end and (best is None or end > best[0]) and ends(end, form):
                    best = (end, form)
        if best is not None:
            place = best[0]
            yield Span(start, place), known()[best[1].id]


def tokens(text: str) -> tuple[Token, ...]:
    """Return the morphemes of a Korean text with their places."""
    new = (2, 3)  # the numbers that kiwi gives to nouns and names outside its dictionary
    return tuple(
        Token(Span(it.start, it.end), str(it.tag).split("-")[0], it.id in new)
        for it in kiwi().tokenize(text)
    )


def _entries() -> Iterator[tuple[KnownKind, str, dict[str, Any]]]:
    for kind, rows in _read("territories.toml").items():
        yield from ((kind, key, entry) for key, entry in rows.items())  # type: ignore[misc]
    for key, entry in _read("cities.toml").items():
        yield ("capital" if "capital" in entry else "place", key, entry)
    for file in ("names", "nations", "capitals", "bodies", "places", "leaders", "world"):
        for kind, rows in _read(f"{file}.toml").items():
            for key, entry in rows.items():
                if kind == "several":  # each form a place of its own
                    for tongue, forms_of in entry.items():
                        yield from (("place", it.replace(" ", ""), {tongue: it}) for it in forms_of)
                else:
                    yield kind, key, entry  # type: ignore[misc]


def _read(name: str) -> dict[str, Any]:
    raw = files("backchannel.reading").joinpath("data", name).read_text("utf-8")
    return tomllib.loads(raw)


def _plain(text: str) -> str:
    """Return a text of the same length with one kind of apostrophe, and no ё."""
    return text.translate(_PLAINER)


@cache
def _index(tongue: Language) -> Mapping[str, tuple[_Form, ...]]:
    """Forms by their first word (in Korean: their first syllable)."""
    found: dict[str, list[_Form]] = {}
    for entry in known().values():
        for name in _with_adjectives(entry, tongue):
            form = _form(entry.id, _plain(name), tongue)
            firsts = [form.text[0]] if tongue == "ko" else form.words[0]
            for first in firsts:
                found.setdefault(first, []).append(form)
    return {
        it: tuple(sorted(every, key=lambda f: len(f.text), reverse=True))
        for it, every in found.items()
    }


def _with_adjectives(entry: Known, tongue: Language) -> Iterator[str]:
    """Yield the names of an entry and the regular adjectives of a state."""
    yield from entry.names[tongue]
    if entry.kind != "state" or not entry.names[tongue]:
        return
    name = entry.names[tongue][0]
    if tongue == "en" and name.endswith("a"):
        yield from (f"{name}n", f"{name}ns")
    if tongue == "ru" and re.fullmatch(r"[А-Я]\w+(?:ия|н|т|к|м|р)", name):
        yield name.removesuffix("я").casefold() + ("йский" if name.endswith("я") else "ский")
    if tongue == "uk" and re.fullmatch(r"[А-ЯІЇЄҐ]\w+(?:ія|н|т|м|р)", name):
        yield name.removesuffix("я").casefold() + ("йський" if name.endswith("я") else "ський")


def _form(key: str, name: str, tongue: Language) -> _Form:
    if tongue == "ko":
        return _Form(key, name, (), ())
    words: list[frozenset[str]] = []
    gaps: list[str] = []
    place = 0
    for match in _WORD.finditer(name):
        if words:
            gaps.append(name[place : match.start()])
        place = match.end()
        every = forms(match[0], tongue)
        if match[0].endswith(_ADJECTIVES.get(tongue, ("\n",))) and match[0][0].islower():
            every |= {it.capitalize() for it in every}
        words.append(frozenset(map(_plain, every)))
    return _Form(key, name, tuple(words), (*gaps, name[place:]))


def _first(plain: str, tongue: Language) -> str:
    if tongue == "ko":
        return plain[:1]
    match = _WORD.match(plain)
    return match[0] if match else ""


def _candidates(plain: str, start: int, tongue: Language) -> tuple[_Form, ...]:
    if tongue == "ko":
        return _index(tongue).get(plain[start], ())
    match = _WORD.match(plain, start)
    if match is None:
        return ()
    return _index(tongue).get(_unshouted(match[0]), ()) or _index(tongue).get(match[0], ())


def _unshouted(word: str) -> str:
    """Return a word of a line in capitals as it is written elsewhere."""
    return word.capitalize() if word.isupper() and len(word) > 5 else word


def _fits(form: _Form, plain: str, start: int, tongue: Language) -> int:
    """Return where a form that begins at a place ends; 0 where it does not stand there."""
    if tongue == "ko":
        return start + len(form.text) if plain.startswith(form.text, start) else 0
    place = start
    for words, gap in zip(form.words, form.gaps, strict=True):
        match = _WORD.match(plain, place)
        if match is None or not ({match[0], _unshouted(match[0])} & words):
            return 0
        place = match.end()
        if plain.startswith(gap, place):
            place += len(gap)
        elif gap.strip() or words is not form.words[-1]:
            return 0
    return place


def _word_starts(plain: str) -> Iterator[tuple[int, Any]]:
    for match in _WORD.finditer(plain):
        yield match.start(), lambda _end, _form: True


def _korean_starts(plain: str, morphemes: Sequence[Token]) -> Iterator[tuple[int, Any]]:
    borders = {it.span.end for it in morphemes}
    homonyms = frozenset(contexts("ko").lists["homonyms"])

    for number, token in enumerate(morphemes):
        if token.tag not in _NAME_TAGS and not _HOMONYM.match(plain, token.span.start):
            continue
        following = morphemes[number + 1 : number + 2]

        def ends(
            end: int, form: _Form, token: Token = token, following: Sequence[Token] = following
        ) -> bool:
            if not re.match("[가-힣]", form.text[-1]):  # EU, NATO
                return end == len(plain) or not plain[end].isascii() or not plain[end].isalnum()
            if (
                form.text in homonyms
                and token.tag != "NNP"
                and not token.new
                and not _HOMONYM_PLACE.match(plain, end)
            ):
                return False  # 수단 a means, 인도 a pavement
            if any(plain[it.span.start : it.span.end] in {"적", "주의"} for it in following):
                return token.span.end != end  # 인도적
            if plain.startswith(("어 ", "어로", "어와", "어를", "계 ", "계와 ", "계의 "), end):
                return False  # 러시아어
            return end in borders or _AFTER_NAME.match(plain, end) is not None

        yield token.span.start, ends
