"""Numbers in words that a reader can take in: shares, points, ranges, dates."""

from math import floor, log10
from typing import Final

MINUS: Final = "\N{MINUS SIGN}"
LEAST_PERCENT: Final = 0.001


def percent(share: float) -> str:
    """Return a share as a percentage with two or three telling digits, without its sign.

    Nothing is rounded to 0 or to 100 that is not exactly that.

    >>> [percent(s) for s in (0, 0.0000001, 0.00037, 0.024, 0.834, 0.9996, 1)]
    ['0', '<0.001', '0.037', '2.4', '83', '>99.9', '100']
    """
    points = 100 * share
    if points <= 0:
        return "0"
    if points >= 100:
        return "100"
    if points < LEAST_PERCENT:
        return f"<{LEAST_PERCENT}"
    if points >= 99.95:
        return ">99.9"
    if points >= 99.5:
        return f"{points:.1f}"
    if points >= 9.95:
        return f"{points:.0f}"
    digits = max(0, 1 - floor(log10(points)))
    return _trimmed(f"{points:.{digits}f}")


def count(number: float) -> str:
    """Return a whole number with a comma every three digits.

    >>> count(3200000)
    '3,200,000'
    """
    return f"{round(number):,}"


def plain(number: float) -> str:
    """Return a number as an analyst writes it: at most four telling digits, no exponent.

    >>> plain(60), plain(0.150), plain(1234.5), plain(-4)
    ('60', '0.15', '1,234.5', '−4')
    """
    shown = _trimmed(f"{abs(number):,.4f}" if abs(number) < 1 else f"{abs(number):,.2f}")
    return f"{MINUS}{shown}" if number < 0 and shown != "0" else shown


def exact(number: float) -> str:
    """Return a number with all its digits, where a rounded one would not do.

    >>> exact(72.81), exact(-1200), exact(0.50001)
    ('72.81', '−1,200', '0.50001')
    """
    shown = _trimmed(f"{abs(number):,.10f}")
    return f"{MINUS}{shown}" if number < 0 and shown != "0" else shown


def signed(points: float) -> str:
    """Return points with their sign, whole unless they are small.

    >>> signed(12.3), signed(-0.44), signed(0.01)
    ('+12', '−0.4', '0')
    """
    size = abs(points)
    shown = _trimmed(f"{size:.1f}" if size < 0.95 else f"{size:.0f}")
    if shown == "0":
        return "0"
    return f"{MINUS if points < 0 else '+'}{shown}"


def when(written: str) -> str:
    """Return a date or a pair of dates as written, the pair with a dash.

    >>> when("2023-07/2023-08")
    '2023-07 – 2023-08'
    """
    return written.replace("/", " \N{EN DASH} ")


def _trimmed(shown: str) -> str:
    return shown.rstrip("0").rstrip(".") if "." in shown else shown
