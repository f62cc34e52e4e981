"""What a case knows already, so that a second document on one conflict does not bring it again.

Names are matched by the ids of the gazetteer and by their forms in all languages; names that are
only alike are a hint with a score, never a match.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final, Literal, NamedTuple

from backchannel.case import Case
from backchannel.case.schema import Channel, Claim, Document, Offer
from backchannel.case.text import Text
from backchannel.core.extras import load_extra
from backchannel.reading.found import Language
from backchannel.reading.names.gazetteer import id_of, known, known_in, tokens
from backchannel.reading.names.sounds import LEAST as LEAST_IN_SOUND
from backchannel.reading.names.sounds import likeness
from backchannel.reading.names.unnamed import FORMER

__all__ = [
    "Alike", "Known", "Office", "Repeat", "alike", "known_of", "office_of", "repeated",
]  # fmt: skip

LEAST: Final = 85.0
"""Likeness of two texts, of 100, from which it is shown."""
_SHORT: Final = 4
"""Letters up to which two names must be the same."""
_ORGAN: Final = re.compile(
    r"(?:ministry|government|parliament|army|office|embassy)$|(?:부|정부|의회|군|대사관|청|원|실)$"
    r"|^(?:\w+ )?(?:министерство|правительство|парламент|міністерство|уряд)", re.IGNORECASE
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Alike:
    """Something of the case that is alike but not surely the same, with its score of 100."""

    id: str
    score: float


@dataclass(frozen=True, slots=True)
class Office:
    """Whose people an unnamed voice belongs to, as far as its description says so."""

    of: frozenset[str]
    former: bool
    organ: bool = False
    """Whether an organ speaks (a ministry) and no person."""


@dataclass(frozen=True)
class Known:
    """The parties, sources, channels, offers and claims of a case, by their names."""

    case: str
    parties: Mapping[str, str]
    sources: Mapping[str, str]
    offices: Mapping[str, frozenset[Office]]
    """By source without a name, whose people its descriptions say that it belongs to."""
    actors: Mapping[str, str]
    deciders: Mapping[str, str]
    """By party the actor that decides for it."""
    homes: Mapping[str, str]
    """By actor its party."""
    options: Mapping[str, frozenset[str]]
    """By issue its options."""
    ids: frozenset[str]
    channels: tuple[Channel, ...] = field(repr=False)
    offers: tuple[Offer, ...] = field(repr=False)
    claims: Mapping[str, tuple[Claim, ...]] = field(repr=False)
    """By source."""
    documents: Mapping[str, Document] = field(repr=False)
    """By digest of their text."""

    def party(self, name: str) -> str | None:
        """Return the party that a name of the document means."""
        return _match(self.parties, name)

    def source(self, name: str) -> str | None:
        """Return the source that a name of the document means."""
        return _match(self.sources, name)

    def actor(self, name: str) -> str | None:
        """Return the actor that a name of the document means."""
        return _match(self.actors, name)

    def between(self, parties: Iterable[str]) -> list[Channel]:
        """Return the channels of the case between these parties."""
        wanted = set(parties)
        return [
            it
            for it in self.channels
            if {self.homes.get(one, one) for one in (it.on_behalf_of or it.between)} == wanted
            or {self.homes.get(one, one) for one in it.between} == wanted
        ]


def known_of(case: Case) -> Known:
    """Return what a case knows.

    >>> from backchannel.case import load
    >>> here = known_of(load("ukraine-2023"))
    >>> here.party("US"), here.party("러시아"), here.party("Halvia")
    ('US', 'RU', None)
    """
    document = case.document
    homes = {actor: party.id for party in document.parties for actor in party.actors}
    deciders = {
        it.id: it.rule.actors[0] for it in document.parties if it.rule and it.rule.actors
    } | {it.decides_for: it.id for it in document.actors if it.decides_for}
    lists = (document.documents, document.sources, document.claims, document.parties,
             document.actors, document.issues, document.silent, document.channels,
             document.offers, document.threats, document.forecasts, document.questions)  # fmt: skip
    by_source = {
        it.id: tuple(one for one in document.claims if one.source == it.id)
        for it in document.sources
    }
    return Known(
        case=document.case.id,
        parties=_names((it.id, it.name) for it in document.parties),
        sources=_names((it.id, it.name) for it in document.sources),
        offices={
            it.id: frozenset(map(office_of, it.name.root.values()))
            for it in document.sources
            if not it.named
        },
        actors=_names((it.id, it.name) for it in document.actors),
        deciders=deciders,
        homes=homes,
        options={it.id: frozenset(one.id for one in it.options) for it in document.issues},
        ids=frozenset(it.id for items in lists for it in items),
        channels=document.channels,
        offers=document.offers,
        claims=by_source,
        documents={it.digest: it for it in document.documents},
    )


def alike(name: str, among: Mapping[str, str]) -> Alike | None:
    """Return the name most alike, in letters or (across scripts) in sound, if it is alike enough.

    >>> alike("government of halvia", {"the government of halvia": "HV"})
    Alike(id='HV', score=91)
    >>> alike("엘레나 로하스", {"elena rojas": "rojas"}).id
    'rojas'
    >>> alike("US", {"UA": "UA"})
    """
    if len(name) <= _SHORT or not among:
        return None
    fuzz = load_extra("rapidfuzz.fuzz")
    plain = _plain(name)
    scored = [
        (float(fuzz.ratio(plain, other)) / LEAST, key)
        if _script(plain) == _script(other)
        else (likeness(plain, other) / LEAST_IN_SOUND, key)
        for other, key in among.items()
    ]
    best, key = max(scored)
    return Alike(key, round(min(best * LEAST, 100))) if best >= 1 else None


def _script(name: str) -> str:
    """Return the script of a name by its first letter: that of Korean, Russian or English."""
    letter = next(filter(str.isalpha, name), "a")
    return unicodedata.name(letter, "LATIN").split()[0]


def office_of(description: str) -> Office:
    """Return of whom an unnamed voice is said to be, and whether it is out of office.

    >>> office_of("a former Norwegian official") == office_of("전직 노르웨이 관리")
    True
    """
    korean = _script(description) == "HANGUL"
    language: Language = "ko" if korean else "ru" if _script(description) == "CYRILLIC" else "en"
    morphemes = tokens(description) if korean else ()
    of = frozenset(it.stands_for or it.id for _, it in known_in(description, language, morphemes))
    return Office(of, bool(FORMER.search(description)), bool(_ORGAN.search(description)))


class Repeat(NamedTuple):
    """A claim of the case that a new one repeats: the very words, or much the same text."""

    how: Literal["same_words", "may_repeat"]
    id: str
    score: int


def repeated(known: Known, source: str, text: str, digest: str) -> Repeat | None:
    """Return which claim of a known source a new claim repeats, if any."""
    fuzz = load_extra("rapidfuzz.fuzz")
    said = known.claims.get(source, ())
    for it in said:
        if it.where and it.where.digest == digest:
            return Repeat("same_words", it.id, 100)
    scored = [
        (float(fuzz.ratio(text, form)), it.id) for it in said for form in it.text.root.values()
    ]
    score, name = max(scored, default=(0.0, ""))
    return Repeat("may_repeat", name, round(score)) if score >= LEAST else None


def _names(named: Iterable[tuple[str, Text]]) -> dict[str, str]:
    """Return ids by all forms of their names: their own, and those that the gazetteer knows."""
    found: dict[str, str] = {}
    for key, name in named:
        for form in (key, *name.root.values()):
            found.setdefault(_plain(form), key)
            known_as = id_of(form)
            if known_as:
                found.setdefault(known_as.casefold(), key)
    return found


def _match(named: Mapping[str, str], name: str) -> str | None:
    forms = [name]
    entry = known().get(name)
    if entry is not None:
        forms += [form for said in entry.names.values() for form in said]
    return next((named[it] for it in map(_plain, forms) if it in named), None)


def _plain(name: str) -> str:
    return " ".join(name.casefold().split())
