"""`backchannel span`: where words stand in a copy of a source, ready to paste into a case."""

import re
from pathlib import Path
from typing import Annotated

import typer

from backchannel.case.copies import read_copy
from backchannel.core.errors import UsageError, printable
from backchannel.evidence.spans import digest, normalise


def span(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Your copy of a source.")],
    words: Annotated[
        str | None, typer.Argument(metavar="WORDS", help="The words that a claim rests on.")
    ] = None,
) -> None:
    """Print the `documents` entry of a source, or the `where` of a claim that quotes WORDS.

    Paragraphs are divided by blank lines and numbered P1, P2, ... Only offsets and digests are
    printed: the words themselves stay with you.
    """
    raw = read_copy(file)
    if raw is None:
        raise UsageError(f"'{file}' cannot be read as UTF-8 text", code="NO-SOURCE-COPY")
    paragraphs = paragraphs_of(raw)
    if words is None:
        listed = ", ".join(f"{name}: [{a}, {b}]" for name, (a, b) in paragraphs.items())
        print("documents:\n  - id: D1\n    title:")
        print(printable(f"    file: {file.name}"))
        print(f'    digest: "{digest(normalise(raw))}"\n    paragraphs: {{{listed}}}')
        return
    text, sought = normalise(raw), normalise(words)
    found = [m.start() for m in re.finditer(f"(?={re.escape(sought)})", text)] if sought else []
    places = [
        (name, begin - a)
        for begin in found
        for name, (a, b) in paragraphs.items()
        if a <= begin and begin + len(sought) <= b
    ]
    if len(places) != 1:
        times = f"{len(places)} times" if places else "nowhere within one paragraph"
        raise UsageError(f"the words stand {times} in '{file}'", hint="give words that occur once")
    name, start = places[0]
    print(
        f"where: {{document: D1, paragraph: {name}, start: {start}, end: {start + len(sought)}, "
        f'digest: "{digest(sought)}"}}'
    )


def paragraphs_of(text: str) -> dict[str, tuple[int, int]]:
    r"""Return the ranges of a text's paragraphs in its normalised form, by name.

    >>> paragraphs_of("one two\nthree\n\n  \nfour")
    {'P1': (0, 11), 'P2': (11, 15)}
    """
    ranges: dict[str, tuple[int, int]] = {}
    start = 0
    for paragraph in re.split(r"\n\s*\n", text):
        length = len(normalise(paragraph))
        if length:
            ranges[f"P{len(ranges) + 1}"] = (start, start + length)
            start += length
    return ranges
