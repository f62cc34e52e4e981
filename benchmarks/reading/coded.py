"""Hand-coded texts: what a careful person found in a document, each find at its place.

A folder holds NAME.txt (as it would reach a user), NAME.clean.txt (as clean-up must leave it) and
NAME.gold.yaml (what stands there, by the rules of CODEBOOK.md); its sides.yaml tells for each text
who signs it (`author`) and to which party a person belongs (`party`). A code that does not fit its
text is an error with file, line and column.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, NoReturn, get_args

from backchannel.case.yaml_text import Loc, YamlText, read_yaml
from backchannel.core.errors import Place
from backchannel.reading.found import ActKind, Modality, Span

PARTS: Final = (
    "quotations", "reported", "names", "channels", "acts", "dates", "footnotes", "issues",
    "claims", "forecasts",
)  # fmt: skip
WORDS: Final[Mapping[str, tuple[str, ...]]] = {
    "kind": ("statement", "label", "scare"),
    "name": ("state", "organisation", "person", "place", "metonym"),
    "act": get_args(ActKind),
    "modality": get_args(Modality),
    "status": ("running", "proposed", "refused", "implied", "used", "ended"),
    "secrecy": ("open", "confidential", "secret", "deniable", "unknown"),
    "language": ("ko", "en", "ru", "uk"),
}


class CodedError(ValueError):
    """A coded text does not say what it should; one line that names file, line and column."""


@dataclass(frozen=True, slots=True)
class Quote:
    """Words in quotation marks, as coded."""

    span: Span
    kind: str
    speaker: str | None
    through: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Said:
    """Speech reported without marks."""

    span: Span
    speaker: str | None


@dataclass(frozen=True, slots=True)
class Name:
    """A form of a name at its first place."""

    span: Span
    kind: str
    is_: str


@dataclass(frozen=True, slots=True)
class Talks:
    """A channel, and the number of the first sentence that gives it its status."""

    sentence: int
    between: tuple[str, ...]
    status: str
    rate: str | None
    secrecy: str


@dataclass(frozen=True, slots=True)
class Deed:
    """An act in a sentence."""

    sentence: int
    kind: str
    actor: str | None
    target: str | None
    modality: str
    asserter: str


@dataclass(frozen=True, slots=True)
class Date:
    """An expression of time with its value in EDTF, None where it stays vague."""

    span: Span
    value: str | None


@dataclass(frozen=True, slots=True)
class Mark:
    """A footnote mark and the sentence that it hangs on."""

    mark: str
    sentence: int


@dataclass(frozen=True, slots=True)
class Worth:
    """A sentence that is a claim or a forecast, whose it is, and its hedge."""

    sentence: int
    speaker: str | None
    hedge: str | None = None


@dataclass(frozen=True)
class Coded:
    """A text with everything that was coded in it."""

    name: str
    language: str
    raw: str
    text: str
    sentences: tuple[Span, ...]
    quotations: tuple[Quote, ...]
    reported: tuple[Said, ...]
    names: tuple[Name, ...]
    channels: tuple[Talks, ...]
    acts: tuple[Deed, ...]
    dates: tuple[Date, ...]
    footnotes: tuple[Mark, ...]
    issues: tuple[str, ...]
    claims: tuple[Worth, ...]
    forecasts: tuple[Worth, ...]
    author: str | None = None
    party: Mapping[str, str] | None = None


def coded_texts(folder: Path) -> list[Coded]:
    """Return the coded texts of a folder in the order of their names."""
    files = sorted(folder.glob("*.gold.yaml"))
    if not files:
        message = f"{folder}: no coded text (NAME.gold.yaml) here"
        raise CodedError(message)
    sides = folder / "sides.yaml"
    known = _Sheet(sides).data if sides.exists() else {}
    return [coded(file, known.get(file.name.removesuffix(".gold.yaml"), {})) for file in files]


def coded(file: Path, sides: Mapping[str, Any] | None = None) -> Coded:
    """Return one coded text; every quoted text must stand in the clean text."""
    sheet, sides = _Sheet(file), sides or {}
    base = file.with_name(file.name.removesuffix(".gold.yaml"))
    raw, text = (_text(base.with_name(f"{base.name}{end}")) for end in (".txt", ".clean.txt"))
    sheet.text = text
    sheet.sentences = tuple(sheet.in_order())
    return Coded(
        base.name,
        sheet.word(sheet.data.get("about", {}), ("about",), "language", "language"),
        raw,
        text,
        sheet.sentences,
        tuple(
            Quote(
                sheet.span(it, at),
                sheet.word(it, at, "kind", "kind"),
                sheet.maybe(it, at, "speaker"),
                tuple(it.get("through") or ()),
            )
            for it, at in sheet.items("quotations")
        ),
        tuple(
            Said(sheet.span(it, at), sheet.maybe(it, at, "speaker"))
            for it, at in sheet.items("reported")
        ),
        tuple(
            Name(sheet.span(it, at), sheet.word(it, at, "type", "name"), sheet.must(it, at, "is"))
            for it, at in sheet.items("names")
        ),
        tuple(_talks(sheet, it, at) for it, at in sheet.items("channels")),
        tuple(_deed(sheet, it, at) for it, at in sheet.items("acts")),
        tuple(
            Date(sheet.span(it, at), sheet.maybe(it, at, "value"))
            for it, at in sheet.items("dates")
        ),
        tuple(
            Mark(sheet.must(it, at, "mark"), sheet.sentence(it, at))
            for it, at in sheet.items("footnotes")
        ),
        tuple(map(str, sheet.listed("issues"))),
        tuple(
            Worth(sheet.sentence(it, at), sheet.maybe(it, at, "speaker"))
            for it, at in sheet.items("claims")
        ),
        tuple(
            Worth(sheet.sentence(it, at), sheet.maybe(it, at, "speaker"), it.get("hedge"))
            for it, at in sheet.items("forecasts")
        ),
        sides.get("author"),
        sides.get("party") or {},
    )


def _talks(sheet: "_Sheet", it: Mapping[str, Any], at: Loc) -> Talks:
    return Talks(
        sheet.sentence(it, at),
        tuple(map(str, it.get("between") or sheet.wrong(at, "`between` names nobody"))),
        sheet.word(it, at, "status", "status"),
        sheet.maybe(it, at, "rate"),
        sheet.word(it, at, "secrecy", "secrecy"),
    )


def _deed(sheet: "_Sheet", it: Mapping[str, Any], at: Loc) -> Deed:
    return Deed(
        sheet.sentence(it, at),
        sheet.word(it, at, "type", "act"),
        sheet.maybe(it, at, "actor"),
        sheet.maybe(it, at, "target"),
        sheet.word(it, at, "modality", "modality"),
        sheet.must(it, at, "asserter"),
    )


def _text(file: Path) -> str:
    if not file.exists():
        message = f"{file}: this file is missing"
        raise CodedError(message)
    return file.read_text(encoding="utf-8")


class _Sheet:
    """A coding sheet: its data, and where each value stands in the file."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self.read: YamlText = read_yaml(file.read_bytes(), str(file))
        if self.read.problems or not isinstance(self.read.data, dict):
            message = str(next(iter(self.read.problems), f"{file}: no mapping"))
            raise CodedError(message)
        self.data: dict[str, Any] = self.read.data
        self.text = ""
        self.sentences: tuple[Span, ...] = ()

    def wrong(self, at: Loc, what: str) -> NoReturn:
        while at and at not in self.read.places:
            at = at[:-1]
        raise CodedError(f"{self.read.places.get(at, Place(str(self.file), 1, 1))}  {what}")

    def listed(self, part: str) -> list[Any]:
        found = self.data.get(part)
        if not isinstance(found, list):
            self.wrong((part,), f"`{part}` must be a list (`[]` where there is none)")
        return found

    def items(self, part: str) -> Iterator[tuple[dict[str, Any], Loc]]:
        for number, it in enumerate(self.listed(part)):
            if not isinstance(it, dict):
                self.wrong((part, number), "an item must be a mapping")
            yield it, (part, number)

    def must(self, it: Mapping[str, Any], at: Loc, key: str) -> str:
        if it.get(key) is None:
            self.wrong(at, f"`{key}` is missing")
        return str(it[key])

    def maybe(self, it: Mapping[str, Any], at: Loc, key: str) -> str | None:
        if key not in it:
            self.wrong(at, f"`{key}` is missing (`null` where there is none)")
        return None if it[key] is None else str(it[key])

    def word(self, it: Mapping[str, Any], at: Loc, key: str, words: str) -> str:
        value = self.must(it, at, key)
        if value not in WORDS[words]:
            self.wrong((*at, key), f"'{value}' is none of: {', '.join(WORDS[words])}")
        return value

    def span(self, it: Mapping[str, Any], at: Loc, key: str = "text") -> Span:
        """Return where the nth occurrence of the quoted words stands."""
        words, nth = self.must(it, at, key), it.get("nth", 1)
        start = -1
        for _ in range(nth):
            start = self.text.find(words, start + 1)
            if start < 0:
                self.wrong((*at, key), f"not in the clean text (occurrence {nth}): {words[:60]!r}")
        return Span(start, start + len(words))

    def sentence(self, it: Mapping[str, Any], at: Loc) -> int:
        """Return the number of the coded sentence that an item quotes."""
        span = self.span(it, at, "sentence")
        if span not in self.sentences:
            self.wrong((*at, "sentence"), "these words are not one of the coded sentences")
        return self.sentences.index(span)

    def in_order(self) -> Iterator[Span]:
        """Walk through the sentences, which must cover the clean text in order."""
        listed: Sequence[object] = self.data.get("sentences") or self.wrong((), "no `sentences`")
        end = 0
        for number, words in enumerate(listed):
            start = self.text.find(str(words), end)
            if start < 0 or re.search(r"\S", self.text[end:start]):
                self.wrong(("sentences", number), f"not the next words of the text: {words!r:.60}")
            end = start + len(str(words))
            yield Span(start, end)
        if self.text[end:].strip():
            self.wrong(
                ("sentences",), f"words after the last sentence: {self.text[end:].strip()[:60]!r}"
            )
