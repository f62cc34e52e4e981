"""A scenario as benchmarks know it: some parties, some issues, one exact utility for each option.

It holds less than a case: no ranges, no status quo, no sources. It is what other tools can say.
"""

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from hashlib import sha256
from numbers import Real
from typing import Final, Self

from backchannel.core.errors import Problem, UsageError, did_you_mean

LARGEST: Final = 10**30  # above this, products of gains would soon leave the range of floats

Number = int | float | Fraction


@dataclass(frozen=True)
class Scenario:
    """Additive utilities of some parties over some issues, exact; no ranges, no status quo.

    A package's utility for an actor is the sum of what its options contribute. `Scenario.of`
    makes one from tables of ordinary numbers. Whatever does not fit is a `UsageError`.

    Attributes
    ----------
    id
        Name of the domain.
    issues
        Names of the issues.
    options
        For each issue the names of its options.
    actors
        Names of the parties.
    utility
        What an option contributes, ``[actor][issue][option]``.
    reserve
        For each actor the utility without agreement, on the same scale.
    notes
        What is worth knowing about how a file was read.
    digest
        Identifies the contents; made here.

    Examples
    --------
    >>> cake = Scenario.of(
    ...     "cake",
    ...     issues={"slice": ["small", "large"]},
    ...     utility={"ann": {"slice": [0.1, 1]}, "bob": {"slice": [1, Fraction(1, 3)]}},
    ... )
    >>> cake.utility[0], cake.reserve
    (((Fraction(1, 10), Fraction(1, 1)),), (Fraction(0, 1), Fraction(0, 1)))
    """

    id: str
    issues: tuple[str, ...]
    options: tuple[tuple[str, ...], ...]
    actors: tuple[str, ...]
    utility: tuple[tuple[tuple[Fraction, ...], ...], ...]
    reserve: tuple[Fraction, ...]
    notes: tuple[Problem, ...] = field(default=(), compare=False)
    digest: str = field(default="", init=False)

    def __post_init__(self) -> None:
        _check_names("issue", self.issues)
        _check_names("actor", self.actors)
        _check_length("`options`", self.options, self.issues, "issue")
        for issue, options in zip(self.issues, self.options, strict=True):
            _check_names(f"option of '{issue}'", options)
        _check_length("`utility`", self.utility, self.actors, "actor")
        _check_length("`reserve`", self.reserve, self.actors, "actor")
        for actor, table in zip(self.actors, self.utility, strict=True):
            _check_length(f"`utility` of '{actor}'", table, self.issues, "issue")
            for issue, options, row in zip(self.issues, self.options, table, strict=True):
                where = f"`utility` of '{actor}' for '{issue}'"
                _check_length(where, row, options, "option")
                _check_values(where, row)
        _check_values("`reserve`", self.reserve)
        object.__setattr__(self, "digest", _digest(self))

    @classmethod
    def of(
        cls,
        id: str,  # noqa: A002 - the attribute's name
        *,
        issues: Mapping[str, Sequence[str]],
        utility: Mapping[str, Mapping[str, Sequence[Number]]],
        reserve: Mapping[str, Number] | None = None,
    ) -> Self:
        """Make a scenario from tables of ordinary numbers, taken as they are written.

        Parameters
        ----------
        id
            Name of the scenario.
        issues
            The options of each issue, ``{issue: [option, ...]}``.
        utility
            What each option contributes, ``{actor: {issue: [value of each option]}}``.
        reserve
            Utility without agreement, ``{actor: value}``; 0 for who is not named.

        Notes
        -----
        ``0.1`` becomes one tenth, not the float nearest to it.
        """
        tables = []
        for actor, rows in utility.items():
            _check_known(f"an issue of '{actor}'", rows, issues)
            missing = [issue for issue in issues if issue not in rows]
            if missing:
                raise UsageError(f"'{actor}' has no values for the issue '{missing[0]}'")
            tables.append(
                tuple(
                    tuple(_exact(value, f"'{actor}', '{issue}'") for value in rows[issue])
                    for issue in issues
                )
            )
        walk_away = reserve or {}
        _check_known("an actor of `reserve`", walk_away, utility)
        return cls(
            id=id,
            issues=tuple(issues),
            options=tuple(tuple(options) for options in issues.values()),
            actors=tuple(utility),
            utility=tuple(tables),
            reserve=tuple(_exact(walk_away.get(a, 0), f"reserve of '{a}'") for a in utility),
        )


def _exact(value: Number, where: str) -> Fraction:
    """Return a number as it is written; NaN and infinity have no such form."""
    if isinstance(value, int | Fraction) and not isinstance(value, bool):
        return Fraction(value)
    if isinstance(value, Real) and math.isfinite(value) and not isinstance(value, bool):
        return Fraction(str(value))  # of numpy too
    raise UsageError(f"{where}: {str(value)[:40]!r} is not a finite number")


def _check_known(what: str, names: Mapping[str, object], known: Mapping[str, object]) -> None:
    for name in names:
        if name not in known:
            raise UsageError(f"{what} is unknown: '{name}'", hint=did_you_mean(name, known))


def _check_names(what: str, names: Sequence[str]) -> None:
    if not names:
        raise UsageError(f"a scenario needs at least one {what}")
    seen: set[str] = set()
    for name in names:
        if not isinstance(name, str) or not name.strip():
            raise UsageError(f"the name {name!r} of an {what} is not a word")
        if name in seen:
            raise UsageError(f"two have the same name as {what}: '{name}'")
        seen.add(name)


def _check_length(what: str, rows: Sequence[object], names: Sequence[str], each: str) -> None:
    if len(rows) != len(names):
        raise UsageError(
            f"{what} has {len(rows)} entries; expected one for each {each}, {len(names)}"
        )


def _check_values(where: str, values: Sequence[Fraction]) -> None:
    for value in values:
        if not isinstance(value, Fraction):
            raise UsageError(
                f"{where}: a {type(value).__name__} is not a Fraction",
                hint="`Scenario.of` takes ordinary numbers",
            )
        if abs(value) > LARGEST:
            raise UsageError(f"{where}: a number is larger than 10^30")


def _digest(scenario: Scenario) -> str:
    contents = [
        scenario.id,
        scenario.issues,
        scenario.options,
        scenario.actors,
        [[[str(value) for value in row] for row in table] for table in scenario.utility],
        [str(value) for value in scenario.reserve],
    ]
    return "sha256:" + sha256(json.dumps(contents).encode()).hexdigest()[:16]
