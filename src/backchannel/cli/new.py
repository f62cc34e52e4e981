"""`backchannel new`: a commented starter case."""

import sys
from importlib.resources import files
from pathlib import Path
from typing import Annotated

import typer

from backchannel.case.load import MAIN_FILE, load
from backchannel.case.schema_file import SCHEMA_FILE, schema_text
from backchannel.core.errors import UsageError


def new(
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="A folder that is not there.")],
    source: Annotated[
        str | None,
        typer.Option("--from", metavar="CASE", help="Copy this case instead of the starter."),
    ] = None,
) -> None:
    """Write a commented starter case that passes `check`, and its JSON Schema for editors."""
    if source is not None:
        load(source).write(folder)
        print(f"wrote a copy of {source} into {folder}", file=sys.stderr)
        return
    starter = (files("backchannel.case") / "starter" / MAIN_FILE).read_text(encoding="utf-8")
    try:
        if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
            raise UsageError(
                f"'{folder}' is already there", code="FILE-EXISTS", hint="name a new one"
            )
        folder.mkdir(parents=True, exist_ok=True)
        (folder / SCHEMA_FILE).write_text(schema_text(), encoding="utf-8")
        modeline = f"# yaml-language-server: $schema={SCHEMA_FILE}\n"
        (folder / MAIN_FILE).write_text(modeline + starter, encoding="utf-8")
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or "no such name"
        raise UsageError(
            f"cannot write into '{str(folder)[:80]}' ({why})", code="CANNOT-WRITE"
        ) from error
    print(
        f"wrote {folder / MAIN_FILE}; first change its `id` and `title`, then: "
        f"backchannel check {folder}",
        file=sys.stderr,
    )
