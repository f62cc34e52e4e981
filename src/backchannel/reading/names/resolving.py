"""How an expression of time is worked out: one small function for each kind of rule."""

import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any, Final

from backchannel.reading.found import Language
from backchannel.reading.names import points
from backchannel.reading.names.points import Hint

__all__ = ["RESOLVERS", "When", "lists_of"]

_UNITS: Final = ("day", "week", "month", "year")
_LATER: Final = frozenset(["뒤", "후", "from now"])
_ENDS: Final = frozenset(["end", "close", "turn", "말"])


@dataclass(frozen=True)
class When:
    """What an expression is worked out from."""

    lists: Mapping[str, Any]
    base: date | None
    hint: Hint
    shift: str
    """Of a named shift such as *yesterday*: the unit and how many of it."""


@cache
def lists_of(language: Language) -> dict[str, Any]:
    """Return the lists of a language.

    >>> lists_of("ko")["shifts"]["year"]["작년"]
    -1
    """
    raw = files("backchannel.reading").joinpath("data", "days.toml").read_text("utf-8")
    found: dict[str, Any] = tomllib.loads(raw)[language]
    return found


def _full(match: re.Match[str], _when: When) -> str | None:
    return points.fixed(int(match["y"]), int(match["m"]), int(match["d"]))


def _vague(_match: re.Match[str], _when: When) -> str | None:
    return None


def _year(match: re.Match[str], _when: When) -> str | None:
    return match["y"]


def _years(match: re.Match[str], _when: When) -> str | None:
    last = match["z"] if len(match["z"]) == 4 else match["y"][:2] + match["z"]
    return f"{match['y']}/{last}" if last > match["y"] else None


def _months(match: re.Match[str], when: When) -> str | None:
    """A stretch of months of one year: February to April 2037."""
    first, last = (_number(when.lists["months"], match[it]) + 1 for it in ("m", "m2"))
    year = int(match["y"])
    begin = year - 1 if first > last else year
    return f"{points.fixed(begin, first)}/{points.fixed(year, last)}"


def _decade(match: re.Match[str], _when: When) -> str | None:
    return f"{match['y']}X"


def _shift(_match: re.Match[str], when: When) -> str | None:
    unit, count = when.shift.split()
    return points.shifted(when.base, unit, int(count))


def _named(match: re.Match[str], when: When) -> str | None:
    """A named month; the day and the year may be missing, a second day may follow."""
    got = match.groupdict()
    month, day = _number(when.lists["months"], match["m"]) + 1, int(got.get("d") or 0)
    if got.get("y"):
        one = points.fixed(int(match["y"]), month, day)
    else:
        one = points.month_of(when.base, month, day, when.hint)
    last = got.get("d2")
    return f"{one}/{one[:-2]}{int(last):02d}" if one and last else one


def _korean(match: re.Match[str], when: When) -> str | None:
    """A date in Korean: year, month and day in numbers, any of them missing or told as a shift."""
    got = match.groupdict()
    month, day = int(got.get("m") or 0), int(got.get("d") or 0)
    if match[0].startswith("올") and when.base:
        return points.fixed(when.base.year, month, day)
    if got.get("y"):
        return points.fixed(int(match["y"]), month, day)
    if when.base is None:
        return None
    if got.get("ys"):
        return points.fixed(_moved_year(match, when), month, day)
    if got.get("ms"):
        moved = points.shifted(when.base, "month", _moved("month", match["ms"], when))
        return points.fixed(int(moved[:4]), int(moved[5:7]), day) if moved else None
    if month:
        return points.month_of(when.base, month, day, when.hint)
    return points.day_of(when.base, day, when.hint)


def _weekday(match: re.Match[str], when: When) -> str | None:
    return points.weekday_of(when.base, _number(when.lists["weekdays"], match["w"]), when.hint)


def _season(match: re.Match[str], when: When) -> str | None:
    got = match.groupdict()
    season = _number(when.lists["seasons"], match["s"])
    if got.get("ys"):
        year = _moved_year(match, when) if when.base else 0
        return points.season_of(when.base, season, "near", year)
    return points.season_of(when.base, season, when.hint, int(got.get("y") or 0))


def _part(match: re.Match[str], when: When) -> str | None:
    """The end or the beginning of a year or month."""
    if when.base is None:
        return None
    got = match.groupdict()
    if got.get("u") == "month":
        return points.fixed(when.base.year, when.base.month)
    year = _moved_year(match, when) if got.get("ys") else when.base.year
    if match["part"] == "내":
        return points.fixed(year)
    return points.fixed(year, 12 if match["part"] in _ENDS else 1)


def _counted(match: re.Match[str], when: When) -> str | None:
    """So many days, weeks, months or years before or after."""
    said = match["n"].casefold()
    count = int(said) if said.isdigit() else int(when.lists["numbers"][said])
    return points.shifted(when.base, _unit(match), count if match["a"] in _LATER else -count)


def _turned(match: re.Match[str], when: When) -> str | None:
    """The last, this or the next week, month or year."""
    count = {"past": -1, "future": 1}.get(when.hint, 0)
    return points.shifted(when.base, _unit(match), count)


def _easter(_match: re.Match[str], when: When) -> str | None:
    return points.easter(when.base, when.hint)


def _christmas(_match: re.Match[str], when: When) -> str | None:
    return points.month_of(when.base, 12, 25, when.hint)


def _new_year(_match: re.Match[str], when: When) -> str | None:
    return points.month_of(when.base, 1, 1, when.hint)


def _number(names: list[str], said: str) -> int:
    """Return the place of a month, weekday or season in its list, from 0."""
    return next(n for n, it in enumerate(names) if re.fullmatch(it, said, re.IGNORECASE))


def _unit(match: re.Match[str]) -> str:
    got = match.groupdict()
    return next(it for it in _UNITS if got.get(it) is not None)


def _moved(unit: str, said: str, when: When) -> int:
    moves: dict[str, int] = when.lists["shifts"][unit]
    return next(n for it, n in moves.items() if re.fullmatch(it, said))


def _moved_year(match: re.Match[str], when: When) -> int:
    return (when.base.year if when.base else 0) + _moved("year", match["ys"], when)


RESOLVERS: Final[Mapping[str, Callable[[re.Match[str], When], str | None]]] = {
    "full": _full,
    "vague": _vague,
    "year": _year,
    "years": _years,
    "months": _months,
    "decade": _decade,
    "shift": _shift,
    "named": _named,
    "korean": _korean,
    "weekday": _weekday,
    "season": _season,
    "part": _part,
    "counted": _counted,
    "turned": _turned,
    "easter": _easter,
    "christmas": _christmas,
    "new_year": _new_year,
}
"""The ways of working out a date, by the names that the rules use."""
