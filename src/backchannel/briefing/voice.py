"""The brief's voice: its words in a language, and the names of a case in that language.

All text of the brief passes here. What a case says is data: control and bidirectional marks are
made visible, so that a name cannot turn the text around it; escaping is left to the page.
"""

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Final, Self
from unicodedata import category

from markupsafe import Markup, escape

from backchannel.briefing import numbers
from backchannel.case import Case
from backchannel.case.schema import Pattern
from backchannel.case.text import Text
from backchannel.core.errors import UsageError
from backchannel.core.results import Note

LANGUAGES: Final = ("en", "ko")

_TURNING = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_NAMED = (
    "parties",
    "actors",
    "issues",
    "channels",
    "sources",
    "readings",
    "questions",
    "conditions",
    "red_lines",
    "leverage",
    "wedges",
    "wars",
    "votes",
    "offices",
    "threats",
    "forecasts",
    "silent",
)


@dataclass(frozen=True, slots=True)
class Figure:
    """A number as shown, and the anchor on the page where its reason stands."""

    text: str
    target: str

    def __str__(self) -> str:
        return self.text

    def __html__(self) -> str:
        unbroken = self.text.replace(" %", "\N{NO-BREAK SPACE}%")
        return Markup('<a class="n" href="#{}">{}</a>').format(self.target, unbroken)


@dataclass(frozen=True, slots=True)
class Phrase:
    """A sentence of the wording with what goes into it; said as plain text or as HTML."""

    key: str
    values: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Series:
    """Several pieces in a row that stand in a sentence as one; as plain text or as HTML."""

    plain: str
    html: Markup

    def __str__(self) -> str:
        return self.plain

    def __html__(self) -> str:
        return self.html


def clean(text: str) -> str:
    """Return text with line breaks as spaces and control or turning marks made visible.

    >>> clean("a" + chr(0x202E) + "b") == "a" + chr(92) + "u202eb"
    True
    """
    spaced = text.replace("\r\n", " ").replace("\n", " ").replace("\t", " ")
    return "".join(
        c.encode("unicode_escape").decode()
        if c in _TURNING or category(c) in ("Cc", "Cs") or ord(c) & 0xFFFE == 0xFFFE
        else c
        for c in spaced
    )


@dataclass(frozen=True, slots=True, eq=False)
class Voice:
    """Words and names in one language.

    Attributes
    ----------
    language
        One of `LANGUAGES`.
    words
        The wording by dotted key.
    names
        What the case calls its things, by kind and id.
    """

    language: str
    words: Mapping[str, str]
    names: Mapping[tuple[str, str], str]

    @classmethod
    def of(cls, case: Case, language: str) -> Self:
        """Make the voice for a case; `UsageError` names the languages that there are."""
        return cls(language, wording(language), _names(case, language))

    def __call__(self, key: str, **values: object) -> str:
        """Return a sentence of the wording as plain text."""
        return self.words[key].format(**values)

    def html(self, key: str, **values: object) -> Markup:
        """Return a sentence of the wording as HTML: what goes into it is escaped, figures link."""
        return escape(self.words[key]).format(**values)

    def plain(self, phrase: Phrase) -> str:
        """Say a phrase as plain text."""
        return self(phrase.key, **phrase.values)

    def marked(self, phrase: Phrase) -> Markup:
        """Say a phrase as HTML."""
        return self.html(phrase.key, **phrase.values)

    def say(self, text: Text | str | None) -> str:
        """Return a text of the case in this language, cleaned; nothing for None."""
        if text is None:
            return ""
        return clean(text if isinstance(text, str) else text.say(self.language))

    def name(self, kind: str, name: str) -> str:
        """Return what the case calls a thing, by the list that holds it and its id."""
        return self.names.get((kind, name), name)

    def part(self, part: str) -> str:
        """Return the word for a part of a path: a field, else an actor or a condition by name."""
        said = self.words.get(f"field.{part}")
        return said or self.names.get(("actors", part)) or self.name("conditions", part)

    def option(self, issue: str, option: str) -> str:
        """Return the text of an option."""
        return self.names.get((f"option:{issue}", option), option)

    def note(self, note: Note) -> str:
        """Say a note of an engine; ids of actors and conditions become their names."""
        lists = {"actor": "actors", "principal": "actors", "actors": "actors"}
        lists |= {"conditions": "conditions", "issues": "issues", "line": "red_lines"}
        said = {
            key: self.joined(self.name(lists.get(key, ""), x) for x in _each(value))
            for key, value in note.values
        }
        return self(f"note.{note.code}", **said)

    def pattern(self, pattern: Pattern | Mapping[str, str]) -> str:
        """Return a pattern in words: issue and option, joined."""
        return self.words["list.pattern"].join(
            f"{self.name('issues', issue)}: {self.option(issue, option)}"
            for issue, option in pattern.items()
        )

    def word(self, kind: str, value: object) -> str:
        """Return the word for a value of a fixed list, or the value where there is no word."""
        return self.words.get(f"{kind}.{value}", str(value))

    def joined(self, items: Iterable[str]) -> str:
        """Join items as a list in running text."""
        return self.words["list.comma"].join(items)

    def issues(self, ids: Iterable[str]) -> str:
        """Join the names of issues; they are long and hold commas of their own."""
        return self.words["list.pattern"].join(self.name("issues", i) for i in ids)

    def series(self, pieces: Iterable[Phrase | Figure], between: str = "list.pattern") -> Series:
        """Put phrases or figures in a row as one piece of a sentence, with words in between."""
        held = list(pieces)
        said = [self.plain(p) if isinstance(p, Phrase) else str(p) for p in held]
        marked = [self.marked(p) if isinstance(p, Phrase) else escape(p) for p in held]
        word = self.words[between]
        return Series(word.join(said), escape(word).join(marked))

    def some(self, items: Sequence[str], most: int) -> str:
        """Join the first items and say how many more there are."""
        more = self("list.more", n=len(items) - most) if len(items) > most else ""
        return self.joined(items[:most]) + more

    def percent(self, share: float) -> str:
        """Return a share with its percent sign."""
        return self("number.percent", n=numbers.percent(share))

    def percents(self, low: float, high: float) -> str:
        """Return a range of shares; one number where both ends read the same."""
        first, last = numbers.percent(low), numbers.percent(high)
        shown = first if first == last else self("number.range", low=first, high=last)
        return self("number.percent", n=shown)

    def span(self, low: float, high: float) -> str:
        """Return a range of plain numbers."""
        first, last = numbers.plain(low), numbers.plain(high)
        if first == last:
            return first
        return self("number.range_signed" if low < 0 else "number.range", low=first, high=last)


@cache
def wording(language: str) -> Mapping[str, str]:
    """Return all words of a language by dotted key."""
    if language not in LANGUAGES:
        raise UsageError(
            f"'{language}' is no language of the brief",
            hint="expected one of: " + ", ".join(LANGUAGES),
        )
    held = files("backchannel.briefing") / "wording" / f"{language}.toml"
    return dict(_flat(tomllib.loads(held.read_text(encoding="utf-8")), ""))


def _each(value: str | tuple[str, ...]) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else value


def _flat(table: Mapping[str, Any], above: str) -> Iterable[tuple[str, str]]:
    for key, value in table.items():
        if isinstance(value, str):
            yield above + key, value
        else:
            yield from _flat(value, f"{above}{key}.")


def _names(case: Case, language: str) -> Mapping[tuple[str, str], str]:
    names = {}
    document = case.document
    for kind in _NAMED:
        for thing in getattr(document, kind):
            said = next(
                (
                    getattr(thing, key)
                    for key in ("name", "text", "act", "instrument")
                    if getattr(thing, key, None) is not None
                ),
                thing.id,
            )
            names[kind, thing.id] = clean(said if isinstance(said, str) else said.say(language))
    for office in document.offices:
        names["offices", office.id] = names["actors", office.actor]
    for key, parameter in document.parameters.items():
        said = parameter.name.say(language) if parameter.name else key.replace("_", " ")
        names["parameters", key] = clean(said)
    for issue in document.issues:
        for option in issue.options:
            names[f"option:{issue.id}", option.id] = clean(option.text.say(language))
    return names
