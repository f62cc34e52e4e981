"""What was found in a text against what was coded there: one tally for each figure."""

from coded import Coded
from compare_deeds import acts, channels, claims, forecasts, issues
from compare_speech import dates, footnotes, lines, names, quotations, reported, sentences
from matching import Finds, Pair
from tally import Tally

Tallies = dict[str, Tally]


def compare(coded: Coded, finds: Finds) -> Tallies:
    """Return the tally of every figure for one text."""
    pair = Pair(coded, finds)
    figures: Tallies = {}
    for part in (lines, sentences, quotations, reported, names, channels, acts, dates,
                 footnotes, issues, claims, forecasts):  # fmt: skip
        figures.update(part(pair))
    return figures
