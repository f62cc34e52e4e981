"""Points and periods of the calendar, written as EDTF, worked out from a document's own date."""

from calendar import monthrange
from datetime import date, timedelta
from typing import Final, Literal

__all__ = ["Hint", "day_of", "easter", "fixed", "month_of", "season_of", "shifted", "weekday_of"]

Hint = Literal["past", "future", "near"]

_UNIT_DAYS: Final = {"day": 1, "week": 7}


def fixed(year: int, month: int = 0, day: int = 0) -> str | None:
    """Return a date as EDTF; None where the calendar has no such day.

    >>> fixed(2022, 11), fixed(2023, 2, 30), fixed(2014)
    ('2022-11', None, '2014')
    """
    if not month:
        return f"{year:04d}"
    if not 1 <= month <= 12:
        return None
    if not day:
        return f"{year:04d}-{month:02d}"
    if not 1 <= day <= monthrange(year, month)[1]:
        return None
    return f"{year:04d}-{month:02d}-{day:02d}"


def month_of(base: date | None, month: int, day: int = 0, hint: Hint = "near") -> str | None:
    """Return a month, or a day of it, without a year: that nearest to the document's date.

    >>> month_of(date(2036, 4, 2), 12), month_of(date(2036, 4, 2), 5), month_of(None, 5)
    ('2035-12', '2036-05', None)
    """
    if base is None or not 1 <= month <= 12:
        return None
    middle = day or 15
    years = [base.year - 1, base.year, base.year + 1]
    aways = {it: (date(it, month, min(middle, 28)) - base).days for it in years}
    same = base.month == month and not day
    if hint == "past" and not same:
        years = [it for it in years if aways[it] <= 0]
    elif hint == "future" and not same:
        years = [it for it in years if aways[it] >= 0]
    return fixed(min(years, key=lambda it: abs(aways[it])), month, day)


def day_of(base: date | None, day: int, hint: Hint = "near") -> str | None:
    """Return a day of the month without its month: that nearest to the document's date.

    >>> day_of(date(2037, 5, 14), 13), day_of(date(2037, 5, 2), 30)
    ('2037-05-13', '2037-04-30')
    """
    if base is None or not day:
        return None
    found = []
    for count in (-1, 0, 1):
        one = fixed(*_month_away(base, count), day)
        if one is not None:
            found.append(date.fromisoformat(one))
    if hint == "past":
        found = [it for it in found if it <= base] or found
    elif hint == "future":
        found = [it for it in found if it >= base] or found
    return min(found, key=lambda it: abs((it - base).days)).isoformat()


def _month_away(base: date, count: int) -> tuple[int, int]:
    months = base.year * 12 + base.month - 1 + count
    return months // 12, months % 12 + 1


def season_of(base: date | None, season: int, hint: Hint = "near", year: int = 0) -> str | None:
    """Return a season (0 spring to 3 winter) as EDTF codes 21 to 24.

    >>> season_of(date(2036, 4, 2), 2, "past"), season_of(None, 0)
    ('2035-23', None)
    """
    if year:
        return f"{year:04d}-{21 + season}"
    middle = month_of(base, (4, 7, 10, 1)[season], 0, hint)
    if middle is None:
        return None
    return f"{int(middle[:4]) - (season == 3):04d}-{21 + season}"  # winter begins the year before


def weekday_of(base: date | None, weekday: int, hint: Hint = "near") -> str | None:
    """Return a day of the week (0 Monday): the last one unless it is said to come.

    >>> weekday_of(date(2038, 9, 21), 4), weekday_of(date(2038, 9, 21), 4, "future")
    ('2038-09-17', '2038-09-24')
    """
    if base is None:
        return None
    back = (base.weekday() - weekday) % 7
    if hint == "future":
        return (base + timedelta(days=7 - back)).isoformat()
    return (base - timedelta(days=back or (7 if hint == "past" else 0))).isoformat()


def shifted(base: date | None, unit: str, count: int) -> str | None:
    """Return the day, week, month or year so many before or after the document's date.

    >>> shifted(date(2038, 9, 21), "week", -1), shifted(date(2038, 1, 31), "month", -1)
    ('2038-09-13/2038-09-19', '2037-12')
    """
    if base is None or abs(count) > 5_000:
        return None
    if unit in _UNIT_DAYS:
        moved = base + timedelta(days=count * _UNIT_DAYS[unit])
        if unit == "day":
            return moved.isoformat()
        monday = moved - timedelta(days=moved.weekday())
        return f"{monday.isoformat()}/{(monday + timedelta(days=6)).isoformat()}"
    if unit == "month":
        year, month = _month_away(base, count)
        return fixed(year, month) if year > 0 else None
    return fixed(base.year + count) if base.year + count > 0 else None


def easter(base: date | None, hint: Hint = "near") -> str | None:
    """Return the western Easter Sunday nearest to a date.

    >>> easter(date(2036, 4, 2))
    '2036-04-13'
    """
    if base is None:
        return None
    days = [_easter(year) for year in (base.year - 1, base.year, base.year + 1)]
    if hint == "past":
        days = [it for it in days if it <= base]
    elif hint == "future":
        days = [it for it in days if it >= base]
    return min(days, key=lambda it: abs((it - base).days)).isoformat()


def _easter(year: int) -> date:
    """Meeus, Jones and Butcher's rule for the Gregorian calendar."""
    century, rest = divmod(year, 100)
    moon = (
        19 * (year % 19) + century - century // 4 - (century - (century + 8) // 25 + 1) // 3 + 15
    ) % 30
    sunday = (32 + 2 * (century % 4) + 2 * (rest // 4) - moon - rest % 4) % 7
    late = (year % 19 + 11 * moon + 22 * sunday) // 451
    month, day = divmod(moon + sunday - 7 * late + 114, 31)
    return date(year, month, day + 1)
