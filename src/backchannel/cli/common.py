"""What commands share: their arguments, loading with readings, and the three output formats."""

import csv
import io
import json
import re
import signal
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from shutil import get_terminal_size
from tempfile import TemporaryDirectory
from textwrap import fill
from threading import Timer
from typing import TYPE_CHECKING, Annotated

import typer

from backchannel.case import Case
from backchannel.case.load import MAIN_FILE, Checked, check
from backchannel.case.yaml_text import MAX_BYTES
from backchannel.core.errors import CaseError, printable

if TYPE_CHECKING:
    from backchannel.studies.ranges import Lacking

Row = Mapping[str, object]
Progress = Callable[[int, int], None]

FILE_WIDTH = 140
"""Columns of a table that goes into a file."""

LONGEST_PHRASE = 24
"""Characters of a range or a change that stays in one line of a cell."""

TIE = "\u00a0"
"""A space at which nothing is broken."""

PATIENCE = 0.7
"""Seconds after which a progress bar appears."""


class Format(StrEnum):
    """How data is printed."""

    TABLE = "table"
    JSON = "json"
    CSV = "csv"


CaseName = Annotated[
    str,
    typer.Argument(metavar="CASE", help="A shipped case, a case folder, or - for one YAML file."),
]
FormatOption = Annotated[Format, typer.Option("--format", help="How to print.")]
ReadingOption = Annotated[
    list[str] | None,
    typer.Option("--reading", help="Apply a reading; repeat for several.", metavar="READING"),
]
InOrderOption = Annotated[
    bool,
    typer.Option("--in-order", help="Where two readings change one number, the later one wins."),
]
DrawsOption = Annotated[
    int, typer.Option("--draws", min=1, max=1_000_000, help="Draws of the estimates.")
]
SeedOption = Annotated[int, typer.Option("--seed", min=0, help="Seed of the draws.")]


def check_case(name: str) -> Checked:
    """Check a case by name, folder or, for ``-``, from standard input."""
    if name != "-":
        return check(name)
    with TemporaryDirectory() as folder:
        (Path(folder) / MAIN_FILE).write_bytes(sys.stdin.buffer.read(MAX_BYTES + 1))
        return check(folder)


def load_case(name: str, readings: Sequence[str] | None = None, *, in_order: bool = False) -> Case:
    """Load a sound case and lay the readings over it."""
    checked = check_case(name)
    if checked.case is None:
        raise CaseError(checked.errors)
    return checked.case.under(*(readings or ()), in_order=in_order)


@contextmanager
def progress_line(what: str) -> Iterator[Progress | None]:
    """Yield a callback for a progress bar on a terminal's stderr; None elsewhere.

    The bar appears only when the work takes a while, and goes when it is done.
    """
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import Progress as Bar

    bar = Bar(console=Console(stderr=True), transient=True)
    task = bar.add_task(what, total=None)
    waiting = Timer(PATIENCE, bar.start)
    waiting.daemon = True
    waiting.start()
    try:
        yield lambda done, total: bar.update(task, completed=done, total=total)
    finally:
        waiting.cancel()
        waiting.join()
        if bar.live.is_started:
            bar.stop()


@contextmanager
def stop_on_request() -> Iterator[Callable[[], bool]]:
    """Yield a question that Ctrl-C answers with yes, so that work can end with what is done.

    A second Ctrl-C interrupts at once.
    """
    asked = False

    def ask(_number: int, _frame: object) -> None:
        nonlocal asked
        if asked:
            raise KeyboardInterrupt
        asked = True

    before = signal.signal(signal.SIGINT, ask)
    try:
        yield lambda: asked
    finally:
        signal.signal(signal.SIGINT, before)


def print_rows(rows: Sequence[Row], form: Format, *, title: str = "") -> None:
    """Print rows with equal keys as a table, as JSON or as CSV that no spreadsheet executes."""
    if form is Format.JSON:
        print_json(rows)
    elif form is Format.CSV:
        print(as_csv(rows), end="")
    else:
        print_table(rows, title)


def print_json(data: object) -> None:
    """Print JSON; text stays readable in any script."""
    print(json.dumps(data, ensure_ascii=False, indent=2, allow_nan=False))


def print_table(rows: Sequence[Row], title: str = "") -> None:
    """Print a plain table that fits the terminal, or 140 columns into a file."""
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    if title:
        print_text(title)
    if not rows:
        print("(none)")
        return
    width = None if sys.stdout.isatty() else FILE_WIDTH
    console = Console(width=width, highlight=False, markup=False, emoji=False)
    cells = [[printable(str(name)) for name in rows[0]]]
    cells += [[printable(shown(value)) for value in row.values()] for row in rows]
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    columns, room = list(zip(*cells, strict=True)), console.width - 3 * len(rows[0]) + 1
    longest = (max(len(p) for text in column for p in _phrases(text)) for column in columns)
    words = _phrases if sum(longest) <= room else _words
    widths = column_widths(columns, room, words)
    for name, wide in zip(cells[0], widths, strict=True):
        table.add_column(Text(_lines(name, wide, words)), overflow="fold", width=wide)
    for row in cells[1:]:
        texts = (Text(_lines(c, wide, words)) for c, wide in zip(row, widths, strict=True))
        table.add_row(*texts)
    console.print(table)


def column_widths(
    columns: Sequence[Sequence[str]], room: int, words: Callable[[str], list[str]] = str.split
) -> list[int]:
    """Share out the width of a table so that words stay whole as long as that is possible.

    Each column gets its longest word; what is left goes to where most text is still to be
    broken. Where not even the words have room, the widest columns give way.

    >>> column_widths([["who", "upstream"], ["what it says of it"]], 30)
    [8, 18]
    >>> column_widths([["who", "upstream"], ["what it says of it"]], 18)
    [8, 10]
    >>> column_widths([["who", "upstream"], ["conditional_on_talks"]], 18)
    [8, 10]
    """
    from rich.cells import cell_len

    full = [max(map(cell_len, column)) for column in columns]
    widths = [max(1, *(cell_len(w) for text in column for w in words(text))) for column in columns]
    if sum(full) <= room:
        return full
    while sum(widths) > room and max(widths) > 1:
        widths[widths.index(max(widths))] -= 1
    while sum(widths) < room:
        most = max(range(len(full)), key=lambda i: full[i] / widths[i])
        widths[most] += 1
    return widths


def _words(text: str) -> list[str]:
    """Return the words of a cell; a unit stays at its number."""
    return _bound(text).split(" ")


def _phrases(text: str) -> list[str]:
    """As `_words`, but ranges and changes stay in one piece too.

    >>> len(_phrases("22 % (under 1 to 58 %)")), len(_phrases("66 % -> over 99 %"))
    (2, 1)
    """
    whole = re.sub(r"\([^()]* to [^()]*\)|[^()]* -> [^()]*", lambda m: _tied(m[0]), text)
    return _bound(whole).split(" ")


def _bound(text: str) -> str:
    return text.replace(" %", f"{TIE}%").replace(" points", f"{TIE}points")


def _tied(text: str) -> str:
    return text.replace(" ", TIE) if len(text) <= LONGEST_PHRASE else text


def _lines(text: str, width: int, words: Callable[[str], list[str]]) -> str:
    """Break a cell between words."""
    from rich.cells import cell_len

    lines = [""]
    for word in words(text):
        longer = f"{lines[-1]} {word}" if lines[-1] else word
        lines[-1:] = [longer] if cell_len(longer) <= width else [*filter(None, lines[-1:]), word]
    return "\n".join(lines).replace(TIE, " ")


def print_text(sentence: str) -> None:
    """Print a sentence, broken between words where a terminal is narrower."""
    text = printable(sentence)
    width = get_terminal_size().columns if sys.stdout.isatty() else 0
    if width > 20:
        start = text[: len(text) - len(text.lstrip())]
        text = fill(
            _bound(text.lstrip()),
            width,
            initial_indent=start.lstrip("\n"),
            subsequent_indent=start.lstrip("\n"),
            break_long_words=False,
            break_on_hyphens=False,
        )
        text = start[: start.count("\n")] + text.replace(TIE, " ")
    print(text)


def print_notes(notes: Iterable[object], lacking: Iterable["Lacking"] = ()) -> None:
    """Print what a reader must know of a result, and what the case would have to say for more."""
    for note in dict.fromkeys(map(str, notes)):
        print_text(f"note: {note}")
    for it in lacking:
        print_text(f"lacking: {it}")


def as_csv(rows: Sequence[Row]) -> str:
    r"""Return rows with equal keys as CSV; a cell that a spreadsheet would run is disarmed.

    Control and bidirectional marks are shown, as in a table.

    >>> as_csv([{"name": "=1+1", "points": -3}])
    "name,points\r\n'=1+1,-3\r\n"
    """
    out = io.StringIO()
    if rows:
        writer = csv.writer(out)
        writer.writerow([_disarmed(name) for name in rows[0]])
        writer.writerows([_disarmed(value) for value in row.values()] for row in rows)
    return out.getvalue()


def _disarmed(value: object) -> object:
    if not isinstance(value, str):
        return value
    runs = value[:1] in ("=", "+", "-", "@", "\t", "\r")
    return ("'" if runs else "") + printable(value)


def shown(value: object) -> str:
    """Return a cell's text: numbers short, missing values empty."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return f"{value:.4g}"
    if isinstance(value, int):
        return f"{value:,}"
    return str(value)
