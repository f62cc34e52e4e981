"""One Genius file, domain or profile: its elements by kind, and what is found wrong with it."""

import re
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import Final

from backchannel.core.errors import CaseError, Problem, printable
from backchannel.exchange.xml_text import Element, read_xml

MAX_PROBLEMS: Final = 50  # of one file; more would not help
LARGEST: Final = 10**12  # no weight, evaluation or reserve of a real scenario comes near

_NUMBER = re.compile(r"[-+]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][-+]?[0-9]{1,3})?")
_INTEGER = re.compile(r"[-+]?[0-9]{1,9}")
_NOT_ADDITIVE: Final = ("utility", "ufun", "hyperRectangle", "rules", "constraint", "constraints")


@dataclass(slots=True)
class GeniusFile:
    """The elements of one file that matter, in the file's order, and the problems so far.

    Issues, weights, reservations and discounts are those of the space and of its objectives,
    however deep; what an issue holds beside its items (similarity functions) is nobody's business.
    """

    root: Element
    space: Element
    issues: list[Element] = field(default_factory=list)
    weights: list[Element] = field(default_factory=list)
    reservations: list[Element] = field(default_factory=list)
    discounts: list[Element] = field(default_factory=list)
    objectives: list[Element] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    notes: list[Problem] = field(default_factory=list)

    def error(self, code: str, message: str, at: Element, hint: str = "") -> None:
        """Take down one problem; give up when there are many."""
        self.problems.append(Problem(code, message, at.place, hint))
        if len(self.problems) >= MAX_PROBLEMS:
            raise CaseError(self.problems)

    def note(self, message: str, at: Element) -> None:
        """Take down something that keeps nothing from working."""
        self.notes.append(Problem("READ-AS", message, at.place, severity="note"))

    def settle(self) -> None:
        """Raise what was taken down, if anything was."""
        if self.problems:
            raise CaseError(self.problems)

    def text(self, at: Element, key: str) -> str | None:
        """Return an attribute as one safe line; that it is missing or blank is a problem."""
        value = clean(at.attributes.get(key, ""))
        if not value:
            self.error("MISSING-KEY", f"<{at.tag}> has no {key}", at)
        return value or None

    def integer(self, at: Element, key: str) -> int | None:
        """Return an attribute that must be a whole number."""
        value = self.text(at, key)
        if value is not None and not _INTEGER.fullmatch(value):
            self.error("WRONG-TYPE", f"{key} '{value[:40]}' is not a whole number", at)
            return None
        return None if value is None else int(value)

    def number(self, at: Element, key: str) -> Fraction | None:
        """Return an attribute that must be a number, exactly as its decimals say."""
        value = self.text(at, key)
        if value is None:
            return None
        number = exact(value)
        if number is None:
            self.error("WRONG-TYPE", f"{key} '{value[:40]}' is not a finite number", at)
        elif abs(number) > LARGEST:
            self.error("OUT-OF-RANGE", f"{key} '{value[:40]}' is larger than 10^12", at)
            return None
        return number


def exact(text: str) -> Fraction | None:
    """Return what decimals say, exactly; None if they are no finite number.

    >>> exact("0.1"), exact("-2e3"), exact("NaN"), exact("1/2")
    (Fraction(1, 10), Fraction(-2000, 1), None, None)
    """
    return Fraction(text) if len(text) <= 100 and _NUMBER.fullmatch(text) else None


def clean(text: str) -> str:
    r"""Return a name as one line without marks that command a terminal.

    >>> clean("  60\n days ")
    '60 days'
    """
    return printable(" ".join(text.split()))


def open_genius(path: Path | str) -> GeniusFile:
    """Read a file and sort its elements; `CaseError` if it is none of Genius or not additive."""
    root = read_xml(path)
    space = root
    if root.tag == "negotiation_template":
        space = next(root.named("utility_space"), root)
    if space.tag != "utility_space":
        message = f"<{root.tag[:40]}> begins no file of Genius"
        hint = "expected <negotiation_template> or <utility_space>"
        raise CaseError([Problem("FORMAT", message, root.place, hint)])
    kind = clean(space.attributes.get("type", "linear")).lower()
    if kind not in ("linear", "additive"):
        raise _not_additive(f"the utility space is of type '{kind[:40]}'", space)
    found = GeniusFile(root, space)
    _sort(space, found)
    return found


def _sort(above: Element, found: GeniusFile) -> None:
    kinds = {
        "issue": found.issues,
        "weight": found.weights,
        "reservation": found.reservations,
        "discount_factor": found.discounts,
        "objective": found.objectives,
    }
    for element in above.children:
        if element.tag in _NOT_ADDITIVE:
            raise _not_additive(f"<{element.tag}> makes the utility depend on packages", element)
        if element.tag in kinds:
            kinds[element.tag].append(element)
        if element.tag == "objective":
            _sort(element, found)


def _not_additive(message: str, at: Element) -> CaseError:
    hint = "only sums of weighted issues are read, no hyper-rectangles, rules or constraints"
    return CaseError([Problem("NOT-ADDITIVE", message, at.place, hint)])
