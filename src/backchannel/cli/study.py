"""What commands that ask a study share: learned draws, a bar that Ctrl-C ends, three formats."""

import sys
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

import typer

from backchannel.case import Case
from backchannel.cli.common import (
    Format,
    Row,
    print_json,
    print_rows,
    progress_line,
    stop_on_request,
)
from backchannel.cli.figures import counted, plain
from backchannel.core.errors import printable

if TYPE_CHECKING:
    from backchannel.space import Seed
    from backchannel.studies.record.lessons import Learned

Found = TypeVar("Found")

LearnedOption = Annotated[
    bool,
    typer.Option(
        "--learned", help="Use draws weighed by the answers on record, as `learn` tells them."
    ),
]


def learned_draws(loaded: Case, seed: int, *, learned: bool) -> "tuple[Case, Seed]":
    """Return what a study is to draw from: the case as it is, or what its record teaches.

    What was learned is said on stderr.
    """
    if not learned:
        return loaded, seed
    from backchannel.studies.record.learn import learn

    found = run_study("learn", partial(learn, loaded, seed=seed))
    for said in (*_learned_words(found), *found.notes, *found.lacking):
        print(printable(f"learned: {said}"), file=sys.stderr)
    return found.case, found.seed


def _learned_words(found: "Learned") -> Iterator[str]:
    """Say what was learned, and that single points are not."""
    yield found.summary()
    if found.fallen:
        yield (
            f"{counted(len(found.fallen), 'estimate')} resting on the claims about these offers "
            "alone fell back to 'anything on the scale' first, so that no evidence counts twice; "
            "their most likely values changed with that."
        )
    if found.lessons:
        yield (
            "The answers weigh draws, so numbers at the most likely values learn nothing from "
            "them. `learn` tells the rest."
        )


def run_study(what: str, study: Callable[..., Found]) -> Found:
    """Run a study that takes `progress` and `stop`; Ctrl-C leaves the draws that are done."""
    with progress_line(what) as progress, stop_on_request() as stop:
        return study(progress=progress, stop=stop)


def _rows(found: Any) -> list[dict[str, object]]:
    rows: list[dict[str, object]] = found.to_rows()
    return rows


def give(
    found: Found,
    form: Format,
    tell: Callable[[Found], None],
    *,
    data: Callable[[Found], object] = plain,
    rows: Callable[[Found], Sequence[Row]] = _rows,
) -> None:
    """Print what a study found: told in words and tables, its data as JSON, or its rows as CSV."""
    if form is Format.JSON:
        print_json(data(found))
    elif form is Format.CSV:
        print_rows(rows(found), form)
    else:
        tell(found)
