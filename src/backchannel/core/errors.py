"""Problems, their codes, and the two exceptions that a user can meet.

Everything that can be wrong with what a user wrote or typed is a `Problem`: one line that says
what is wrong, where, what was expected and what to try. Problems are collected, not raised one by
one; `CaseError` carries all of them. ``docs/reference/errors.md`` has one entry for each code, and
a test keeps the two in step.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Final, Literal

Severity = Literal["error", "note"]

MAX_LINE: Final = 1_000  # characters of a problem that are shown
MAX_KNOWN: Final = 1_000  # names among which the nearest is looked for

CODES: Final[dict[str, str]] = {
    # the folder and its files
    "NO-CASE": "no shipped case and no folder has this name",
    "NO-FILE": "a file that the case names is not there",
    "OUTSIDE-FOLDER": "a named file lies outside the case's folder",
    "FILE-TOO-LARGE": "a file is larger than a case file can reasonably be",
    "EMPTY-FILE": "a file holds nothing",
    "BAD-UTF8": "a file is not UTF-8 text",
    # YAML
    "TAB": "a tab stands where YAML needs spaces",
    "BAD-YAML": "the text is not YAML",
    "ALIAS": "an anchor, alias or tag is used; case files do without them",
    "TOO-DEEP": "the nesting is deeper than any case needs",
    "DUPLICATE-KEY": "a key stands twice in one mapping",
    "BAD-XML": "the text is not XML, or declares a document type",
    "NOT-ADDITIVE": "the utilities of a scenario are not sums over issues with options",
    "READ-AS": "something in another tool's file is not used, or not as that tool uses it",
    "FORMAT": "the format version is missing or unknown",
    # the schema
    "UNKNOWN-KEY": "a key is not part of the format",
    "MISSING-KEY": "a required key is not there",
    "WRONG-TYPE": "a value is of the wrong kind",
    "BAD-VALUE": "a value is not one of those allowed",
    "OUT-OF-RANGE": "a number lies outside its scale",
    "RANGE-ORDER": "low, mode and high are not in ascending order",
    # the rules
    "DUPLICATE-ID": "an id is used twice",
    "UNRESOLVED": "a reference names nothing in the case",
    "ONE-OPTION": "an issue has fewer than two options",
    "STATUS-QUO": "the status quo is missing or is not an option of the issue",
    "ZERO-WEIGHTS": "the weights of an actor sum to nothing",
    "NO-VALUES": "a needed actor has no preferences or no walk-away value",
    "MISSING-OPTION": "a preference gives no value for an option",
    "NO-REASON": "an estimate has no basis or no reason",
    "BAD-PATH": "an override names no estimate of the case",
    "CYCLE": "links or delegations lead back to where they began",
    "AMBIGUOUS-READINGS": "two readings change the same estimate and no order is given",
    "BAD-SPAN": "a claim's span does not match the copy of its source",
    "SPAN-MOVED": "a claim's words stand elsewhere in the copy of its source",
    "NO-SOURCE-COPY": "no copy of a document was found to check the spans against",
    "REGISTER": "a line of the register of forecasts is out of order or incomplete",
    "BROKEN-CHAIN": "a line of the register, or what it entered, is not what was written then",
    "PRESENT-STATE": "an actor's walk-away value lies far from its value of the present state",
    "UNUSED": "an issue counts for no actor",
    "PLACEHOLDERS": "some estimates are placeholders",
    # the command line and the engines
    "USAGE": "the command was called with something that it does not take",
    "TOO-LARGE": "the package space is too large for what was asked",
    "FILE-EXISTS": "a file or folder is in the way and is not overwritten",
    "CANNOT-WRITE": "a file could not be written",
}


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """Where something stands: file, line and column, both counted from 1."""

    file: str
    line: int
    column: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong (or, with severity ``note``, worth knowing).

    >>> print(Problem("UNKNOWN-KEY", "'weigth' is not a key here", Place("case.yaml", 3, 5),
    ...               hint="did you mean 'weight'?"))
    case.yaml:3:5  UNKNOWN-KEY  'weigth' is not a key here; did you mean 'weight'?
    """

    code: str
    message: str
    place: Place | None = None
    hint: str = ""
    severity: Severity = "error"

    def __str__(self) -> str:
        where = f"{self.place}  " if self.place else ""
        hint = f"; {self.hint}" if self.hint else ""
        note = "note: " if self.severity == "note" else ""
        line = f"{where}{self.code}  {note}{self.message}{hint}"
        return printable(" ".join(line[:MAX_LINE].splitlines()))


class BackchannelError(Exception):
    """Base of everything that this package raises on purpose; prints as one line a problem."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(map(str, self.problems)))


class CaseError(BackchannelError):
    """A case cannot be used; ``problems`` lists everything that is wrong with it."""


class UsageError(BackchannelError):
    """A call or a command asked for something that does not exist or cannot be."""

    def __init__(self, message: str, *, hint: str = "", code: str = "USAGE") -> None:
        super().__init__([Problem(code, message, hint=hint)])


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Return a hint that names the nearest known word, or lists the known ones if they are few.

    >>> did_you_mean("crimae", ["crimea", "status_vote"])
    "did you mean 'crimea'?"
    >>> did_you_mean("x", ["yes", "no"])
    'expected one of: no, yes'
    """
    names = sorted(set(known))
    if len(names) > MAX_KNOWN or len(word) > 100:  # it would take longer than it helps
        return ""
    close = get_close_matches(word, names, n=1, cutoff=0.6)
    if close:
        return f"did you mean '{close[0]}'?"
    if 0 < len(names) <= 12:
        return "expected one of: " + ", ".join(names)
    return ""


def one_line(text: str) -> str:
    r"""Make text from a case fit into a sentence: as `printable`, without line breaks.

    >>> one_line("the land\n  and the sea")
    'the land and the sea'
    """
    return printable(" ".join(text.split()))


def printable(text: str) -> str:
    r"""Make text from a case safe for a terminal: control and bidirectional marks are shown.

    >>> printable("red" + chr(27) + "[31m")
    'red\\x1b[31m'
    """
    return "".join(
        c if c.isprintable() or c == "\n" else c.encode("unicode_escape").decode() for c in text
    )
