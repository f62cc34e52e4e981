"""The `backchannel` command: puts the subcommands together and turns errors into lines."""

import io
import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from backchannel import __version__
from backchannel.cli.brief import brief
from backchannel.cli.channels import channels
from backchannel.cli.check import check
from backchannel.cli.compare import compare
from backchannel.cli.deals import deals
from backchannel.cli.drivers import drivers
from backchannel.cli.forecast import forecast
from backchannel.cli.learn import learn
from backchannel.cli.moves import moves
from backchannel.cli.new import new
from backchannel.cli.order import order
from backchannel.cli.press import press
from backchannel.cli.ratify import ratify
from backchannel.cli.read import read
from backchannel.cli.schema import schema
from backchannel.cli.show import show
from backchannel.cli.sources import sources
from backchannel.cli.span import span
from backchannel.cli.war import war
from backchannel.cli.wedge import wedge
from backchannel.core.errors import BackchannelError

app = typer.Typer(
    name="backchannel",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    help=(
        "A workbench for negotiations between several parties in several channels. It shows which "
        "deals are possible and what blocks them, with ranges, reasons and sources. It is no "
        "forecast service and gives no advice on a live conflict."
    ),
)
for command in (
    brief,
    check,
    show,
    deals,
    press,
    order,
    channels,
    war,
    wedge,
    ratify,
    moves,
    learn,
    sources,
    drivers,
    compare,
    new,
    read,
    span,
    schema,
):
    app.command()(command)
app.add_typer(forecast, name="forecast")


def _print_version(wanted: bool) -> None:
    if wanted:
        print(f"backchannel {__version__}")
        raise typer.Exit


@app.callback()
def options(
    _: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print it.")
    ] = False,
) -> None:
    """Take the options that belong to no command."""


def main() -> None:
    """Run the command line; every expected error is one line, exit code 2 for a bad case."""
    _open_streams()
    try:
        code = _run()
    except BackchannelError as error:
        print(error, file=sys.stderr)
        code = 2
    except KeyboardInterrupt:
        print("interrupted; nothing is half-written", file=sys.stderr)
        code = 130
    except OSError as error:  # a full disk, no access
        print(f"CANNOT-WRITE  {error.strerror or error}", file=sys.stderr)
        _drop_output()
        code = 2
    except Exception as error:
        if os.environ.get("BACKCHANNEL_TRACEBACK"):
            raise
        print(
            f"INTERNAL  {type(error).__name__}: {error}; this is a defect of backchannel: please "
            "report it (BACKCHANNEL_TRACEBACK=1 shows where)",
            file=sys.stderr,
        )
        code = 70
    sys.exit(code)


def _run() -> int:
    """Run the command and return its exit code; whoever reads may stop reading before the end."""
    code = 0
    try:
        app()
    except SystemExit as ended:  # so typer ends, whatever came
        if isinstance(ended.code, int) and not isinstance(ended.__context__, BrokenPipeError):
            code = ended.code
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        _drop_output()
    return code


def _open_streams() -> None:
    """Put nothing in place of a closed stream, and escapes where a terminal knows fewer letters."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            nothing = Path(os.devnull).open(mode, encoding="utf-8")  # noqa: SIM115  (kept open)
            setattr(sys, name, nothing)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def _drop_output() -> None:
    """Let what is left to print go nowhere, so that nothing fails at the end of the process."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
