"""The reader at work on a coded text: the raw text in, everything found out."""

from coded import Coded
from compare import Tallies, compare
from compare_speech import joins
from matching import Finds

from backchannel.reading.reader import read_text
from backchannel.reading.text.clean import clean
from backchannel.reading.text.files import Raw


def read_all(coded: Coded) -> Tallies:
    """Return the tallies of one text, read from its raw form as a user would have it.

    Nothing of the coding is told to the reader, neither the language nor the date.
    """
    read = read_text(Raw(coded.raw, "", "txt"), f"{coded.name}.txt")
    figures = compare(
        coded,
        Finds(
            read.layout,
            read.mentions,
            read.days,
            read.quotations,
            read.reported,
            read.acts,
            read.channels,
            read.issues,
            read.claims,
            read.forecasts,
        ),
    )
    if coded.raw != coded.text:  # as from a reader of PDF files that drops the blanks at line ends
        stripped = "\n".join(line.rstrip() for line in coded.raw.split("\n"))
        figures["line joins, blanks lost"] = joins(coded, stripped, clean(stripped).text)
    return figures
