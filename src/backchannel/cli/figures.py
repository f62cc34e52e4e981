"""How commands write figures: shares in whole percent, points with one decimal, whole months."""

import math
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from enum import Enum
from typing import TYPE_CHECKING, Any

from backchannel.core.figures import counted, percent, percents
from backchannel.core.results import Note

if TYPE_CHECKING:
    from backchannel.studies.ranges import Range

__all__ = ["after", "arrow", "beside", "counted", "months", "part", "parts", "percent", "plain",
           "points", "shares"]  # fmt: skip


def shares(of: "Range") -> str:
    """Return a range of shares or chances in percent.

    >>> from backchannel.studies.ranges import Range
    >>> shares(Range(0.03, 0.081, 0.25)), shares(Range(0, 0.004, 0.03))
    ('8 % (3 to 25 %)', 'under 1 % (0 to 3 %)')
    """
    low, median, high = map(percent, (of.low, of.median, of.high))
    return f"{median} ({low.removesuffix(' %')} to {high})" if low != high else median


def arrow(before: float, after: float) -> str:
    """Return a change of a share; one number where there is none.

    >>> arrow(0.66, 0.27), arrow(0.691, 0.694), arrow(0.69, 0.69)
    ('66 % -> 27 %', '69.1 % -> 69.4 %', '69 %')
    """
    said = percents(before, after)
    return said[1] if said[0] == said[1] else " -> ".join(said)


def part(share: float, total: int | None = None) -> str:
    """Return a share of packages, which may be very small: then their number.

    >>> part(0.0154), part(0.0044), part(7.5e-6, 3_200_000), part(7.5e-6), part(0.0)
    ('2 %', '0.44 %', '24 of 3,200,000', 'under 0.01 %', '0 %')
    """
    if share == 0 or share >= 0.01:
        return percent(share)
    if share >= 1e-4:
        return f"{100 * share:.2g} %"
    return f"{max(round(share * total), 1):,} of {total:,}" if total else "under 0.01 %"


def parts(of: "Range", total: int | None = None) -> str:
    """Return a range of shares of packages; as numbers of packages where the median is small.

    >>> from backchannel.studies.ranges import Range
    >>> parts(Range(0, 0.009, 0.035)), parts(Range(0, 7.5e-6, 0.0026), 3_200_000)
    ('0.9 % (0 to 4 %)', '24 (0 to 8,320) of 3,200,000')
    """
    if total and 0 < (of.median or of.high) < 1e-4:
        low, median, high = (f"{round(x * total):,}" for x in (of.low, of.median, of.high))
        return f"{median} ({low} to {high}) of {total:,}"
    low, median, high = map(part, (of.low, of.median, of.high))
    return f"{median} ({low.removesuffix(' %')} to {high})" if low != high else median


def points(of: "Range", *, signed: bool = False) -> str:
    """Return a range of points.

    >>> from backchannel.studies.ranges import Range
    >>> points(Range(-3.25, 0.04, 2.0)), points(Range(1, 2, 3), signed=True)
    ('0.0 (-3.2 to 2.0)', '+2.0 (+1.0 to +3.0)')
    """
    sign = "+" if signed else ""
    low, median, high = (f"{round(x, 1) + 0.0:{sign}.1f}" for x in (of.low, of.median, of.high))
    return f"{median} ({low} to {high})" if low != high else median


def beside(of: "Range") -> str:
    """Return how far something lies from a level, by its median.

    >>> from backchannel.studies.ranges import Range
    >>> beside(Range(-1, 6.2, 13.4)), beside(Range(-27.6, -19, -10.7))
    ('6.2 (-1.0 to 13.4) points above', '19.0 (10.7 to 27.6) points below')
    """
    if of.median >= 0:
        return f"{points(of)} points above"
    return f"{points(type(of)(-of.high, -of.median, -of.low))} points below"


def months(of: "Range", *, unit: bool = True) -> str:
    """Return a range of months; infinite is never.

    >>> from backchannel.studies.ranges import Range
    >>> months(Range(0.0, 3.2, math.inf)), months(Range(12, 12, 12)), months(Range(0, 0.4, 1))
    ('3 months (0 to never)', '12 months', '0 months (0 to 1)')
    """
    low, median, high = (
        "never" if math.isinf(x) else f"{x:.0f}" for x in (of.low, of.median, of.high)
    )
    named = "" if not unit or median == "never" else " month" if median == "1" else " months"
    return f"{median}{named} ({low} to {high})" if low != high else f"{median}{named}"


def after(of: "Range") -> str:
    """Return when something comes.

    >>> from backchannel.studies.ranges import Range
    >>> after(Range(0, 0, 0)), after(Range(0, 3, 9)), after(Range(2, math.inf, math.inf))
    ('at once', 'after 3 months (0 to 9)', 'never (2 to never)')
    """
    if of.high == 0:
        return "at once"
    return months(of) if math.isinf(of.median) else f"after {months(of)}"


def plain(value: Any, *, arrays: bool = True) -> Any:
    """Return a result as JSON takes it; None stands for never.

    Without ``arrays`` the fields that hold arrays over draws are left out.

    >>> from backchannel.studies.ranges import Range
    >>> plain(Range(0.0, 3.0, math.inf))
    {'low': 0.0, 'median': 3.0, 'high': None}
    """
    if isinstance(value, Enum | Note):
        return str(value)
    if is_dataclass(value):
        held = {part.name: getattr(value, part.name) for part in fields(value)}
        kept = {key: it for key, it in held.items() if arrays or not hasattr(it, "tolist")}
        return plain(kept, arrays=arrays)
    if isinstance(value, Mapping):
        return {key: plain(held, arrays=arrays) for key, held in value.items()}
    if isinstance(value, tuple | list):
        return [plain(held, arrays=arrays) for held in value]
    if hasattr(value, "tolist"):
        return plain(value.tolist())
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value
