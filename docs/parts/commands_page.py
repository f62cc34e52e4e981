"""The page on commands: what `--help` says, command by command, free of its line breaks."""

import re
from enum import Enum
from inspect import cleandoc
from typing import Any

from typer.main import get_command

from backchannel.cli.main import app

HEAD = """<!-- written by docs/generate.py; edit the commands instead -->

# Commands

Data goes to standard output, messages and progress to standard error. Exit code 0: done; 1: `check`
found errors; 2: the command could not be carried out. What the error lines mean stands in
[errors.md](errors.md), what the numbers mean in [meaning.md](meaning.md). `backchannel COMMAND
--help` tells the same in the terminal.
"""


def commands() -> dict[str, Any]:
    """Return all commands by name, in the order of `--help`; those of a group by both names."""
    found: dict[str, Any] = {}
    for name, command in getattr(get_command(app), "commands", {}).items():
        inner = getattr(command, "commands", None)
        found |= {f"{name} {sub}": it for sub, it in inner.items()} if inner else {name: command}
    return found


def commands_page() -> str:
    """Return the text of docs/reference/commands.md."""
    text = HEAD + f"\n{get_command(app).help}\n\n| command | what |\n| --- | --- |\n"
    for name, command in commands().items():
        first = cleandoc(command.help).split("\n\n", maxsplit=1)[0]
        text += f"| [`{name}`](#backchannel-{name.replace(' ', '-')}) | {_line(first)} |\n"
    for name, command in commands().items():
        text += f"\n## backchannel {name}\n\n{cleandoc(command.help)}\n\n"
        text += f"```text\n{usage(name, command)}\n```\n{table(command)}"
    return text


def usage(name: str, command: Any) -> str:
    """Return the line that says how to call a command."""
    words = ["backchannel", name]
    for param in command.params:
        if param.param_type_name == "argument":
            shown = _metavar(param)
            words.append(shown if param.required else f"[{shown}]")
    return " ".join([*words, "[OPTIONS]"] if _options(command) else words)


def table(command: Any) -> str:
    """Return one row for each argument and option."""
    if not command.params:
        return ""
    rows = ["", "| argument or option | what | if left out |", "| --- | --- | --- |"]
    for param in command.params:
        if param.param_type_name == "argument":
            rows.append(f"| `{_metavar(param)}` | {_line(param.help)} | {_default(param)} |")
        else:
            value = "" if param.is_flag else f" {_metavar(param)}"
            names = ", ".join(f"`{option}{value}`".replace("|", "\\|") for option in param.opts)
            rows.append(f"| {names} | {_line(param.help)} | {_default(param)} |")
    return "\n".join(rows) + "\n"


def _options(command: Any) -> list[Any]:
    return [param for param in command.params if param.param_type_name == "option"]


def _metavar(param: Any) -> str:
    """Return the word for a value; from what all versions of typer tell."""
    if param.metavar:
        whole = re.fullmatch(r"\[(\w+)\]", param.metavar)
        return str(whole[1] if whole else param.metavar)
    if isinstance(param.default, Enum):
        return "|".join(str(choice.value) for choice in type(param.default))
    return "N" if isinstance(param.default, int) else str(param.opts[-1]).lstrip("-").upper()


def _default(param: Any) -> str:
    if param.required:
        return "required"
    value = getattr(param.default, "value", param.default)
    shown = value is not None and value is not False and value != "" and not callable(value)
    return f"`{value}`" if shown else ""


def _line(text: str | None) -> str:
    return " ".join((text or "").split()).replace("|", "\\|")
