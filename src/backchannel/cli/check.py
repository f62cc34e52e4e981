"""`backchannel check`: every problem of a case at once."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from backchannel.case.copies import check_copies
from backchannel.cli.common import CaseName, Format, FormatOption, check_case, print_rows
from backchannel.core.errors import Problem


def check(
    case: CaseName,
    sources: Annotated[
        Path | None,
        typer.Option("--sources", help="Folder with your copies of the documents.", metavar="DIR"),
    ] = None,
    form: FormatOption = Format.TABLE,
) -> None:
    """Check a case: every problem with file, line and column, and what to try.

    Exit code 0 when the case is sound (notes may remain), 1 when something is wrong.
    """
    checked = check_case(case)
    problems = list(checked.problems)
    if sources is not None and checked.case is not None:
        problems += check_copies(checked.case, sources)
    if form is Format.TABLE:
        for problem in problems:
            print(problem)
    else:
        print_rows([_row(problem) for problem in problems], form)
    errors = sum(problem.severity == "error" for problem in problems)
    notes = len(problems) - errors
    verdict = "sound" if not errors else "not sound"
    print(f"{case}: {verdict}; {errors} error(s), {notes} note(s)", file=sys.stderr)
    raise typer.Exit(1 if errors else 0)


def _row(problem: Problem) -> dict[str, object]:
    place = problem.place
    return {
        "file": place.file if place else None,
        "line": place.line if place else None,
        "column": place.column if place else None,
        "severity": problem.severity,
        "code": problem.code,
        "message": problem.message,
        "hint": problem.hint,
    }
