"""Words of probability: what "likely" is worth, and the words that have no value.

Bands are those of ICD 203 with the standard's synonyms; Korean words, and English ones that the
standard does not name, are mapped by this project and marked so. The table is ``words.toml``.
Words such as *may* or 수 있다 say that something is possible or apparent, not how probable it is;
they are never turned into a number. Nor is anything that is negated or compared ("not likely",
"more likely"): where in doubt a word has no value.
"""

import re
import tomllib
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Final, Literal

from backchannel.core.errors import UsageError, did_you_mean

__all__ = ["NO_VALUE", "Band", "Hedge", "Kind", "band_of", "bands", "hedges_in", "range_of_word"]

Kind = Literal["value", "possible", "apparent", "negated", "compared"]

NO_VALUE: Final[Mapping[str, str]] = {
    "possible": "says that something is possible, not how probable it is",
    "apparent": "says how something is known or looks, not how probable it is",
    "negated": "is negated, and the scale does not say what is left",
    "compared": "is asked about, compared or graded, and the scale has no place for it",
}
"""Why a word has no value, by kind."""

_WORDS: Final = r"(?:\s+(?!and\b|but\b)\w+)"
"""A further word of the same clause; to be counted."""

_BEFORE: Final[Mapping[str, tuple[tuple[Kind, str], ...]]] = {
    "en": (
        ("negated", rf"\b(?:not|never|hardly|scarcely|barely|rarely|seldom|neither|nor|no|nobody|"
                    rf"none|(?<!a )(?<!next )(?<!last )few|without|cannot|\w+n['’]t)"
                    rf"{_WORDS}{{0,4}}\s+$"),
        ("negated", rf"\b(?:not|never|\w+n['’]t)\s+(?:think|believe|consider|expect|see|find|judge|"
                    rf"say|mean){_WORDS}{{0,9}}\s+$"),
        ("negated", rf"\b(?:doubt\w*|den(?:y|ies|ied|ying)|disput\w+){_WORDS}{{0,6}}\s+$"),
        ("negated", r"\b(?:far|anything)\s+(?:from|but)\s+$"),
        ("compared", r"\b(?:whether|if|unless|until)(?:\s+\w+){0,4}\s+$"),
        ("compared", r"\b(?:more|less|other)\s+than\s+$"),
        ("compared", r"\b(?:more|most|less|least|as|so|too|how|equally|increasingly|"
                     r"rather|fairly|quite|somewhat|relatively|slightly|exceedingly)\s+$"),
    ),
    "ko": (("compared", r"(?<![가-힣])(?:얼마나|더|덜|가장|제일|더욱|훨씬|상당히|꽤|비교적|다소|"
                        r"조금|그리|그다지|별로)\s*$"),),
}  # fmt: skip
"""What stands before a word and takes its value away, by language."""

_AUXILIARY: Final = (
    r"(?:will|would|can|could|shall|should|may|might|must|is|are|was|were|has|have|had|do|does|did)"
)
_ASKED: Final[tuple[Kind, str]] = ("compared", r"[^.!?？;]*[?？]")

_NEW_CLAUSE: Final = (
    r"[가-힣]{0,3}?(?:지만|며|나|데|므로|니까|아서|어서|해서|(?<![다라])고(?!\s+있))(?![가-힣])"
)
"""A Korean ending that closes the clause: what is negated after it is something else."""

_ON: Final = rf"(?!{_NEW_CLAUSE})[^.!?,;]"
"""More of the same clause."""

_JI: Final = r"(?:지(?:는|도|가|를|만은)?|진|질)\s*(?:않|못|아니)"
"""An ending with the verb that negates it."""

_HELD: Final = (
    r"(?:보이|보|같|있|생각하|생각되|여기|여겨지|믿|말하|단정하|판단하|평가하|전망하|예상하)"
)
"""Verbs of seeming, holding and saying, by which what stands before them is negated too."""

_QUOTED: Final = r"[^.!?,;]{0,12}[다라]고(?:는|도|만|까지|까지는)?"
"""What is quoted."""

_AFTER: Final[Mapping[str, tuple[tuple[Kind, str], ...]]] = {
    "en": (
        ("negated", rf"\s+(?:(?:{_AUXILIARY}\s+)?(?:not|never)\b|cannot\b|\w+n['’]t\b)"),
        ("compared", r"\s+or\s+(?:not\b|un|im)"),
        _ASKED,
    ),
    "ko": (
        ("negated", rf"[가-힣]{{0,3}}{_JI}"),
        ("negated", rf"{_ON}{{0,14}}{_HELD}{_JI}"),
        ("negated", rf"{_QUOTED}[^.!?,;]{{0,8}}수(?:는|도|가)?\s*없"),
        ("negated", rf"{_QUOTED}\s*[가-힣]{{0,4}}기[^.!?,;]{{0,3}}(?:어[렵려]|힘[들드])"),
        ("negated", r"[^.!?,;]{0,12}[다라]는\s*[^.!?,;]{0,8}"
                    r"(?:없|틀[리렸린]|거짓|의문|의심|부인|부정)"),
        ("negated", rf"{_ON}{{0,12}}아(?:니|닌|닐|닙)"),
        ("compared", r"[가-힣]{0,3}?(?<=[은는한큰인던을할클일])(?:지|가|까)"),
        ("compared", r"[가-힣]{0,3}?(?:(?<=[습큽합입])니까|냐)"),
        ("compared", r"[가-힣]{0,3}?(?:면|야|거나|더라도)(?![가-힣])"),
        _ASKED,
    ),
}  # fmt: skip
"""What stands after a word and takes its value away, by language."""

_ASIDE: Final = re.compile(
    r"\s*(?:\([^()]*\)|,[^,.;:!?()]{1,40},|[-–—]\s[^.;:!?]{1,40}?\s[-–—](?=\s))"
)
"""Words that break into a clause and leave it whole: in brackets, between commas or dashes."""

_NEAR: Final = 120
"""Characters before and after a word that are looked at for what changes its sense."""

_NEVER: Final = r"(?!)"

_OTHER_SENSE: Final = {
    "may": (r"\d\s+$", r"\s+\d"),  # the month
    "might": (r"\b(?:the|its|their|his|her|military|naval|with)\s+$", r"\s+of\b"),  # strength
    "could": (_NEVER, r"\s+not\b"),  # was unable to
    "possible": (r"\bas\s+(?:\w+\s+)?as\s+$", _NEVER),  # as soon as possible
    "apparent": (r"\b(?:heir|became|become|becomes)\s+$", _NEVER),
}
"""English words in a sense that says nothing about probability: what stands before, or after."""

_HANGUL: Final = re.compile("[가-힣]")


@dataclass(frozen=True, slots=True)
class Band:
    """A step of the scale: its name and its range of probabilities."""

    name: str
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Hedge:
    """A word of probability found in a text.

    Attributes
    ----------
    start, end
        Its place in the NFC form of the text, counted from 0, end exclusive.
    text
        The words as they stand there.
    kind
        ``value``, or why it has none: a key of `NO_VALUE`.
    band
        The step of the scale; None for a word without value.
    standard
        Whether the standard itself names the word; False where the mapping is ours.
    """

    start: int
    end: int
    text: str
    kind: Kind
    band: Band | None = None
    standard: bool = False


@dataclass(frozen=True, slots=True)
class _Entry:
    pattern: str
    kind: Kind
    band: Band | None
    standard: bool


def bands() -> tuple[Band, ...]:
    """Return the steps of the scale, the least probable first.

    >>> [(band.name, band.low, band.high) for band in bands()][-1]
    ('almost certain', 0.95, 0.99)
    """
    return tuple(Band(it["name"], *it["range"]) for it in _table()["bands"])


def band_of(probability: float) -> Band | None:
    """Return the step of the scale on which a probability lies; of two that touch the higher.

    None below 1 and above 99 percent, for which the scale has no word.

    >>> [(band := band_of(p)) and band.name for p in (0.15, 0.55, 0.97, 1.0)]
    ['very unlikely', 'likely', 'almost certain', None]
    """
    return next((it for it in reversed(bands()) if it.low <= probability <= it.high), None)


def range_of_word(word: str, language: str | None = None) -> tuple[float, float]:
    """Return the range of probabilities that a word stands for.

    Parameters
    ----------
    word
        A word or phrase, in any case: ``"Almost certainly"``, ``"가능성이 높다"``.
    language
        ``en`` or ``ko``; by its script unless given.

    Raises
    ------
    UsageError
        For a word that the table does not hold, with the nearest one; and for a word that has no
        value, such as *may*, saying why.

    References
    ----------
    ICD 203 for the bands; the Korean words are our mapping.

    Examples
    --------
    >>> range_of_word("Almost certainly"), range_of_word("가능성이 높다")
    ((0.95, 0.99), (0.55, 0.8))
    """
    asked = " ".join(unicodedata.normalize("NFC", word).split())
    tongue = _tongue(asked, language)
    if tongue is None:
        raise UsageError(f"no words of probability are known in language '{language}'",
                         hint="expected one of: en, ko")  # fmt: skip
    for entry in _alone():
        if entry.pattern == asked.casefold() and entry.band:
            return entry.band.low, entry.band.high
    found = hedges_in(asked, tongue)
    if len(found) == 1 and _covers(found[0], asked):
        hedge = found[0]
        if hedge.band is not None:
            return hedge.band.low, hedge.band.high
        raise UsageError(
            f"'{asked}' has no value: it {NO_VALUE[hedge.kind]}",
            hint="give low, mode and high with a reason instead",
        )
    raise UsageError(
        f"'{asked}' is no word of probability that the scale knows",
        hint=did_you_mean(asked.casefold(), _listed(tongue)) or "for example: likely, unlikely",
    )


def hedges_in(text: str, language: str | None = None) -> tuple[Hedge, ...]:
    """Find the words of probability in a text, in order; they do not overlap.

    The longest phrase wins, words are whole (in Korean: a stem with any ending), capitals do not
    count. A word that is negated or compared is found and has no value.

    Parameters
    ----------
    language
        A language tag; by script unless given. In a language other than English and Korean
        nothing is found.

    Examples
    --------
    >>> [(h.text, h.kind) for h in hedges_in("It is very likely; it may not be likely.")]
    [('very likely', 'value'), ('may', 'possible'), ('likely', 'negated')]
    """
    said = unicodedata.normalize("NFC", text)
    tongue = _tongue(said, language)
    if tongue is None:
        return ()
    return tuple(_found(said, tongue))


def _found(text: str, tongue: str) -> Iterator[Hedge]:
    matches = [
        (match, entry) for entry, compiled in _patterns(tongue) for match in compiled.finditer(text)
    ]
    matches.sort(key=lambda it: (it[0].start(), -it[0].end()))  # of two at one place the longer
    position = 0
    for match, entry in matches:
        if match.start() < position:
            continue
        end = match.end()
        if tongue == "ko":  # with its ending
            end = next((n for n in range(end, len(text)) if not _HANGUL.match(text[n])), len(text))
        position = end
        before = text[max(0, match.start() - _NEAR) : match.start()]
        after = text[match.end() : match.end() + _NEAR]
        if tongue == "en" and _other_sense(match[0], before, after):
            continue
        kind = entry.kind if entry.band is None else _kind(tongue, before, match[0], after)
        band = entry.band if kind == "value" else None
        yield Hedge(
            match.start(), end, text[match.start() : end], kind, band, bool(band and entry.standard)
        )


def _kind(tongue: str, before: str, word: str, after: str) -> Kind:
    """Whether a word that has a value keeps it where it stands."""
    clause = re.split(r"[.!?,;:()]", _ASIDE.sub(" ", before))[-1]
    ahead, behind = _around(tongue)
    kinds = [kind for kind, pattern in ahead if pattern.search(clause)]
    kinds += [kind for kind, pattern in behind if pattern.match(word + after, len(word))]
    return kinds[0] if kinds else "value"


@cache
def _around(tongue: str) -> tuple[tuple[tuple[Kind, re.Pattern[str]], ...], ...]:
    """Return what takes a word's value away, before it and after it."""
    return tuple(
        tuple((kind, re.compile(pattern, re.IGNORECASE)) for kind, pattern in patterns[tongue])
        for patterns in (_BEFORE, _AFTER)
    )


def _other_sense(word: str, before: str, after: str) -> bool:
    if word == "May" and re.search(r"[^.!?\s\"'“(]\s+$", before):
        return True  # a capital inside a sentence: the month
    ahead, behind = _OTHER_SENSE.get(word.casefold(), (_NEVER, _NEVER))
    return bool(re.search(ahead, before, re.IGNORECASE) or re.match(behind, after, re.IGNORECASE))


def _covers(hedge: Hedge, asked: str) -> bool:
    """Whether a hedge is all that was asked, but for what negates or compares it."""
    whole = hedge.start == 0 and hedge.end == len(asked)
    return whole or hedge.kind in ("negated", "compared")


def _tongue(text: str, language: str | None) -> Literal["en", "ko"] | None:
    if language is None or language == "und":
        return "ko" if _HANGUL.search(text) else "en"
    tag = language.split("-")[0].lower()
    return "en" if tag == "en" else "ko" if tag == "ko" else None


@cache
def _table() -> dict[str, Any]:
    return tomllib.loads(files(__package__).joinpath("words.toml").read_text(encoding="utf-8"))


def _entries(tongue: str) -> Iterator[_Entry]:
    for band, it in zip(bands(), _table()["bands"], strict=True):
        if tongue == "en":
            yield from (_Entry(word, "value", band, standard=True) for word in it["standard"])
        ours = it.get("ours", {}).get(tongue, ())
        yield from (_Entry(word, "value", band, standard=False) for word in ours)
    for kind in ("possible", "apparent", "compared"):
        words = _table()[kind][tongue]
        yield from (_Entry(word, kind, None, standard=False) for word in words)


@cache
def _alone() -> tuple[_Entry, ...]:
    return tuple(
        _Entry(word, "value", band, standard=True)
        for band, it in zip(bands(), _table()["bands"], strict=True)
        for word in it.get("alone", ())
    )


@cache
def _patterns(tongue: str) -> tuple[tuple[_Entry, re.Pattern[str]], ...]:
    def compiled(entry: _Entry) -> re.Pattern[str]:
        if tongue == "ko":
            return re.compile(rf"(?<!불)(?:{entry.pattern})")  # 불가능성 is the opposite of 가능성
        words = r"\s+".join(map(re.escape, entry.pattern.split()))
        return re.compile(rf"(?<![\w-]){words}(?![\w-])", re.IGNORECASE)

    return tuple((entry, compiled(entry)) for entry in _entries(tongue))


def _listed(tongue: str) -> list[str]:
    """Words to name to somebody who typed another one."""
    if tongue == "ko":
        return ["거의 확실", "가능성이 매우 높다", "가능성이 높다", "반반", "가능성이 낮다",
                "가능성이 매우 낮다", "가능성이 희박하다", "가능성이 거의 없다"]  # fmt: skip
    return [entry.pattern for entry in _entries("en")] + [entry.pattern for entry in _alone()]
