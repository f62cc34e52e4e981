"""The naive forecasts beside the bargaining points: weighted mean and median of positions."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from backchannel.cli.common import Row, print_table, print_text
from backchannel.cli.deals_ask import USUAL_DRAWS, Asked
from backchannel.cli.figures import counted, percent

if TYPE_CHECKING:
    from backchannel.deals import Point
    from backchannel.studies.record.positions import Average, Positions

__all__ = ["positions_of", "print_positions"]

BENCHMARK: Final = (
    "A warning about richer forecasts: on 351 EU decisions an open rebuild of Bueno de Mesquita's "
    "challenge model had a mean absolute error of 26.83, the weighted mean one of 22.99 and the "
    "median one of 28.37 (github.com/hamzagul07/schelling; its authors add that the gap is small "
    "or reversed under other measures of loss)."
)


def positions_of(asked: Asked) -> "Positions":
    """Average the positions of those who must accept, on the issues that move."""
    from backchannel.studies.record.positions import positions

    case: Any = asked.case
    return positions(
        case,
        asked.zone.actors,
        issues=asked.zone.issues,
        draws=asked.draws or USUAL_DRAWS,
        seed=asked.seed,
    )


def print_positions(found: "Positions", points: "Sequence[Point]") -> None:
    """Print the averages of positions issue by issue, beside the options that the points pick."""
    picked = [(point.title, point.packages[0]) for point in points if point.packages]
    rows: list[Row] = [
        {
            "issue": it.issue,
            "weighted mean": _place(it.mean),
            "weighted median (in draws)": _often(it.median),
            **({"the points pick": _picks(it.issue, picked)} if picked else {}),
        }
        for it in found.issues
    ]
    print_table(
        rows,
        "\nNaive forecasts to hold beside the points: where the wishes of these actors average "
        "out, issue by issue",
    )
    print_text(
        "Each actor stands at the option that it values most and counts as much as its power times "
        "the weight that it gives the issue. Named is the option that is nearest in most of "
        f"{counted(found.draws, 'draw')}; beside the mean its place on the scale, 0 being the "
        "first option: median (5th to 95th percentile). Walk-away values, red lines and trades "
        "between issues play no part in it. The points are those at the most likely values."
    )
    same = [it.actor for it in found.left_out if it.why == "same_values"]
    if same:
        print_text(f"Not counted again, for others have the same values: {', '.join(same)}.")
    print_text(BENCHMARK)


def _place(of: "Average | None") -> str:
    """Name the option nearest to an average, and the place of the average on the scale."""
    if of is None:
        return "no weight"
    low, median, high = (f"{x:.1f}" for x in (of.place.low, of.place.median, of.place.high))
    return f"{of.option}, {median}" + (f" ({low} to {high})" if low != high else "")


def _often(of: "Average | None") -> str:
    """Name the option nearest to an average, and in how many draws it is."""
    return f"{of.option} ({percent(of.nearest[of.option])})" if of else "no weight"


def _picks(issue: str, picked: Sequence[tuple[str, Mapping[str, str]]]) -> str:
    """Name the options that the points pick; by which points, where they differ.

    >>> nash, sums = ("Nash point", {"land": "half"}), ("Utilitarian point", {"land": "all"})
    >>> _picks("land", [nash]), _picks("land", [nash, sums])
    ('half', 'half (Nash), all (Utilitarian)')
    """
    by_option: dict[str, list[str]] = {}
    for title, package in picked:
        by_option.setdefault(package[issue], []).append(title.removesuffix(" point"))
    if len(by_option) == 1:
        return next(iter(by_option))
    return ", ".join(f"{option} ({', '.join(by)})" for option, by in by_option.items())
