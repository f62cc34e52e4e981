"""Genius XML: one domain and one utility profile for each party, into a `Scenario`.

Genius (the environment of the Automated Negotiating Agents Competition) takes the utility of a
package as the sum over issues of weight times evaluation, each evaluation divided by the largest
one that the profile gives in that issue; reservation values are on this scale. Both are kept here,
exactly as the decimals in the files say. Integer issues are read as one option for each number,
with Genius's linear evaluator: ``offset + slope * (number - lowerbound)``, cut to 0..1.

What is read otherwise than Genius would is noted: discount factors are not applied, and the sum is
not cut at 1 where weights sum to more.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Final

from backchannel.core.errors import CaseError, Problem, UsageError, did_you_mean
from backchannel.exchange.genius_file import GeniusFile, clean, exact, open_genius
from backchannel.exchange.scenario import Scenario
from backchannel.exchange.xml_text import Element

MAX_NUMBERS: Final = 10_000  # of one integer issue
MAX_OPTIONS: Final = 200_000  # of a domain
SMALLEST_MAXIMUM: Final = Fraction(1, 100_000)  # below it Genius counts an issue as nothing
ROUNDING: Final = Fraction(1, 1_000_000)  # how far weights may be from 1 without a note


def load_genius(domain: Path | str, profiles: Sequence[Path | str]) -> Scenario:
    """Read a negotiation domain and the profile of each party.

    Parameters
    ----------
    domain
        The file with the issues and their options.
    profiles
        One file for each party: weights, evaluations, reservation value. Issues are matched by
        name, options by value, weights by the index of the issue.

    Raises
    ------
    CaseError
        With everything that is wrong with the files, each with its place.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> space = '<utility_space><issue index="1" name="price">{}</issue>{}</utility_space>'
    >>> domain = space.format('<item value="low"/>', "")
    >>> buyer = space.format('<item value="low" evaluation="4"/>', '<weight index="1" value=".7"/>')
    >>> with TemporaryDirectory() as folder:
    ...     paths = Path(folder, "car.xml"), Path(folder, "buyer.xml")
    ...     _ = paths[0].write_text(domain), paths[1].write_text(buyer)
    ...     car = load_genius(paths[0], paths[1:])
    >>> car.actors, car.utility, [note.message for note in car.notes]
    (('buyer',), (((Fraction(7, 10),),),), ['the weights sum to 0.7; they are used as written'])
    """
    if isinstance(profiles, str | Path) or not profiles:
        raise UsageError("no list of profiles is given", hint="one file for each party")
    issues = _read_domain(domain)
    read: list[_Profile] = []
    problems: list[Problem] = []
    for path in profiles:
        try:
            read.append(_read_profile(path, issues))
        except CaseError as error:
            problems += error.problems
    if problems:
        raise CaseError(problems)
    return Scenario(
        id=clean(Path(domain).stem) or "domain",
        issues=tuple(issues),
        options=tuple(issue.options for issue in issues.values()),
        actors=_unique([clean(Path(path).stem) or "profile" for path in profiles]),
        utility=tuple(profile.utility for profile in read),
        reserve=tuple(profile.reserve for profile in read),
        notes=tuple(note for profile in read for note in profile.notes),
    )


def _unique(names: Sequence[str]) -> tuple[str, ...]:
    """Number the names that come again: a, a-2, a-3."""
    taken: dict[str, None] = {}
    for name in names:
        fresh, time = name, 1
        while fresh in taken:
            time += 1
            fresh = f"{name}-{time}"
        taken[fresh] = None
    return tuple(taken)


# ---------------------------------------------------------------- the domain


@dataclass(frozen=True, slots=True)
class _Issue:
    index: int
    options: tuple[str, ...]
    bounds: tuple[int, int] | None  # of an integer issue


def _read_domain(path: Path | str) -> dict[str, _Issue]:
    file = open_genius(path)
    issues: dict[str, _Issue] = {}
    indices: set[int] = set()
    total = 0
    for element in file.issues:
        name, index = file.text(element, "name"), file.integer(element, "index")
        kind = _kind(element, file)
        bounds = _bounds(element, file) if kind == "integer" else None
        options = _items(element, file) if kind == "discrete" else _range(bounds)
        if name in issues or index in indices:
            what = f"name '{name}'" if name in issues else f"index {index}"
            file.error("DUPLICATE-ID", f"two issues have the {what}", element)
        elif name is not None and index is not None:
            issues[name] = _Issue(index, options, bounds)
            indices.add(index)
        total += len(options)
        if total > MAX_OPTIONS:
            message = f"more than {MAX_OPTIONS:,} options; a domain has fewer"
            file.error("TOO-LARGE", message, element)
            break
    if not file.issues:
        file.error("MISSING-KEY", "the domain has no <issue>", file.space)
    file.settle()
    return issues


def _kind(element: Element, file: GeniusFile) -> str:
    """Whether an issue is a list (``discrete``) or a range of numbers (``integer``)."""
    written = (element.attributes.get(key) for key in ("type", "vtype", "etype"))
    kind = clean(next(filter(None, written), "discrete")).lower()
    if kind not in ("discrete", "integer"):
        file.error(
            "NOT-ADDITIVE",
            f"an issue of type '{kind[:40]}' has no list of options",
            element,
            "only discrete and integer issues are read",
        )
    return kind


def _bounds(element: Element, file: GeniusFile) -> tuple[int, int] | None:
    holder = _holder_of_bounds(element)
    low, high = file.integer(holder, "lowerbound"), file.integer(holder, "upperbound")
    if low is None or high is None:
        return None
    if low > high:
        file.error("RANGE-ORDER", f"lowerbound {low} is above upperbound {high}", holder)
        return None
    if high - low >= MAX_NUMBERS:
        message = f"{high - low + 1:,} numbers in one issue; up to {MAX_NUMBERS:,} are read"
        file.error("TOO-LARGE", message, holder)
        return None
    return low, high


def _holder_of_bounds(element: Element) -> Element:
    return next(element.named("range"), element)  # older files have a <range>


def _range(bounds: tuple[int, int] | None) -> tuple[str, ...]:
    return tuple(map(str, range(bounds[0], bounds[1] + 1))) if bounds else ()


def _items(element: Element, file: GeniusFile) -> tuple[str, ...]:
    options: dict[str, None] = {}
    for item in element.named("item"):
        value = file.text(item, "value")
        if value in options:
            file.error("DUPLICATE-ID", f"the option '{value}' stands twice in the issue", item)
        elif value is not None:
            options[value] = None
    if not any(element.named("item")):
        file.error("MISSING-KEY", "the issue has no <item>", element)
    return tuple(options)


# ---------------------------------------------------------------- a profile


@dataclass(frozen=True, slots=True)
class _Profile:
    utility: tuple[tuple[Fraction, ...], ...]
    reserve: Fraction
    notes: tuple[Problem, ...]


def _read_profile(path: Path | str, issues: Mapping[str, _Issue]) -> _Profile:
    file = open_genius(path)
    if file.root.tag == "negotiation_template":
        file.error("FORMAT", "this is a domain, not the profile of a party", file.root)
        file.settle()
    weights = _weights(file)
    reserve = _reserve(file)
    rows: dict[str, tuple[Fraction, ...]] = {}
    for element in file.issues:
        name = file.text(element, "name")
        if name is None or not _is_expected(name, element, issues, rows, file):
            continue
        weight = weights.get(issues[name].index)
        if weight is None:
            message = f"there is no weight of index {issues[name].index}, for the issue '{name}'"
            file.error("MISSING-KEY", message, element)
        worth = _evaluations(element, issues[name], file)
        rows[name] = tuple((weight or 0) * value for value in worth)
    for name in issues:
        if name not in rows and len(file.issues) < len(issues):  # else it was told already
            file.error("MISSING-KEY", f"the profile has no issue '{name}'", file.space)
    file.settle()  # from here on all numbers are sound
    _note_weights(file, weights, {issue.index for issue in issues.values()})
    file.settle()
    return _Profile(tuple(rows[name] for name in issues), reserve, tuple(file.notes))


def _is_expected(
    name: str,
    element: Element,
    issues: Mapping[str, _Issue],
    rows: Mapping[str, object],
    file: GeniusFile,
) -> bool:
    if name not in issues:
        message = f"the domain has no issue '{name}'"
        file.error("UNRESOLVED", message, element, did_you_mean(name, issues))
        return False
    if name in rows:
        file.error("DUPLICATE-ID", f"the issue '{name}' stands twice in the profile", element)
        return False
    index = file.integer(element, "index")
    if index is not None and index != issues[name].index:
        message = f"'{name}' has index {index} here and {issues[name].index} in the domain"
        hint = "weights are given by index, so the two must agree"
        file.error("BAD-VALUE", message, element, hint)
    return True


def _weights(file: GeniusFile) -> dict[int, Fraction]:
    weights: dict[int, Fraction] = {}
    for element in file.weights:
        index, value = file.integer(element, "index"), file.number(element, "value")
        if index is None or value is None:
            continue
        if value < 0:
            file.error("OUT-OF-RANGE", f"the weight of index {index} is negative", element)
        if index in weights:
            file.error("DUPLICATE-ID", f"two weights have the index {index}", element)
        weights[index] = value
    return weights


def _reserve(file: GeniusFile) -> Fraction:
    """Return the reservation value, 0 where there is none; note a discount."""
    for element in file.discounts:
        written = clean(element.attributes.get("value", ""))
        if written and exact(written) not in (0, 1):  # which are no discount
            file.note(f"the discount factor {written[:40]} is not applied", element)
    for element in file.reservations[1:]:
        file.error("DUPLICATE-KEY", "a second reservation value is given", element)
    if not file.reservations:
        return Fraction(0)
    return file.number(file.reservations[0], "value") or Fraction(0)


def _note_weights(file: GeniusFile, weights: Mapping[int, Fraction], used: set[int]) -> None:
    objectives = {clean(element.attributes.get("index", "")) for element in file.objectives}
    for element in file.weights:
        index = clean(element.attributes.get("index", ""))
        if int(index) not in used and index not in objectives:
            file.note(f"the weight of index {index} belongs to no issue and is not used", element)
    total = sum((weight for index, weight in weights.items() if index in used), Fraction(0))
    if total == 0:
        file.error("ZERO-WEIGHTS", "the weights sum to 0: the party wants nothing", file.space)
    elif abs(total - 1) > ROUNDING:
        cut = "; Genius would cut utilities at 1" if total > 1 else ""
        message = f"the weights sum to {float(total):.6g}; they are used as written{cut}"
        file.note(message, file.space)


def _evaluations(element: Element, issue: _Issue, file: GeniusFile) -> tuple[Fraction, ...]:
    """What each option is worth, divided by the largest: at most 1."""
    _kind(element, file)  # refuses real-valued issues
    if issue.bounds and not any(element.named("item")):
        return _linear(element, issue, file)
    known = frozenset(issue.options)
    worth: dict[str, Fraction] = {}
    named: set[str] = set()
    for item in element.named("item"):
        option = file.text(item, "value")
        if option is None:
            continue
        if option not in known:
            hint = did_you_mean(option, known)
            file.error("UNRESOLVED", f"'{option}' is no option of this issue", item, hint)
        elif option in named:
            file.error("DUPLICATE-ID", f"the option '{option}' stands twice in the issue", item)
        else:
            value = file.number(item, "evaluation")
            if value is not None:
                worth[option] = value
        named.add(option)
    for option in issue.options:
        if option not in named:
            message = f"the option '{option}' has no evaluation"
            file.error("MISSING-OPTION", message, element, "give it an <item>")
    return _scaled([worth.get(option, Fraction(0)) for option in issue.options], element, file)


def _scaled(values: Sequence[Fraction], element: Element, file: GeniusFile) -> tuple[Fraction, ...]:
    largest = max(values)
    if largest < 0:
        file.error(
            "OUT-OF-RANGE",
            "all evaluations of the issue are negative",
            element,
            "Genius divides by the largest, which must not be below 0",
        )
    elif 0 < largest < SMALLEST_MAXIMUM:
        file.note("the largest evaluation is below 0.00001: the issue counts as nothing", element)
    if largest < SMALLEST_MAXIMUM:
        return (Fraction(0),) * len(values)
    return tuple(value / largest for value in values)


def _linear(element: Element, issue: _Issue, file: GeniusFile) -> tuple[Fraction, ...]:
    """Genius's integer evaluator: a straight line from the lower bound, cut to 0..1."""
    nothing = (Fraction(0),) * len(issue.options)
    stated = not {"lowerbound", "upperbound"}.isdisjoint(_holder_of_bounds(element).attributes)
    bounds = _bounds(element, file) if stated else issue.bounds
    if bounds is None:
        return nothing
    if bounds != issue.bounds:
        file.error("BAD-VALUE", "the bounds of the issue are not those of the domain", element)
        return nothing
    evaluator = next(element.named("evaluator"), None)
    if evaluator is None:
        file.error("MISSING-KEY", "the integer issue has no <evaluator>", element)
        return nothing
    kind = clean(evaluator.attributes.get("ftype", "linear")).lower()
    if kind != "linear":
        message = f"an evaluator of type '{kind[:40]}' is not read"
        file.error("BAD-VALUE", message, evaluator, 'expected ftype="linear"')
        return nothing
    slope, offset = file.number(evaluator, "slope"), file.number(evaluator, "offset")
    if slope is None or offset is None:
        return nothing
    steps = range(bounds[1] - bounds[0] + 1)
    return tuple(min(max(offset + slope * step, Fraction(0)), Fraction(1)) for step in steps)
