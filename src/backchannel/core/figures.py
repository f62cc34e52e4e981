"""How a share is written in a sentence or a table: the same everywhere."""

__all__ = ["counted", "percent", "percents"]


def counted(number: int, noun: str) -> str:
    """Return how many there are of something that takes an s where there are several.

    >>> counted(1, "draw"), counted(1_000, "draw"), counted(0, "move")
    ('1 draw', '1,000 draws', '0 moves')
    """
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def percent(share: float) -> str:
    """Return a share as a whole percent; neither all nor nothing unless it is.

    >>> percent(0.964), percent(0.9999), percent(0.0001), percent(1)
    ('96 %', 'over 99 %', 'under 1 %', '100 %')
    """
    if 0 < share < 0.01:
        return "under 1 %"
    if 0.99 < share < 1:
        return "over 99 %"
    return f"{round(100 * share)} %"


def percents(before: float, after: float) -> tuple[str, str]:
    """Return two shares of one thing, with as many decimals as it takes to tell them apart.

    >>> percents(0.66, 0.27), percents(0.691, 0.694)
    (('66 %', '27 %'), ('69.1 %', '69.4 %'))
    """
    apart = percent(before) != percent(after)
    if abs(after - before) < 1e-9 or (apart and abs(after - before) >= 0.01):
        return percent(before), percent(after)
    digits = next((d for d in (1, 2, 3) if round(100 * before, d) != round(100 * after, d)), 4)
    return f"{100 * before:.{digits}f} %", f"{100 * after:.{digits}f} %"
