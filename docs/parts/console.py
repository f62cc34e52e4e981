"""Run a page: its commands in order, its edits of files in between, its outputs compared.

A block marked `console` holds commands behind `$ ` and what they print, both streams as a reader
sees them; a line `...` stands for any lines. Comments that a reader of the page does not see say
what becomes of the block, or the two blocks, that follow:

    <!-- save FILE -->     the block is the file
    <!-- append FILE -->   the block is added at the end
    <!-- replace FILE -->  the first block stands in the file once; the second takes its place
    <!-- below FILE -->    the second block is inserted below the line that holds the first
    <!-- accept FILE -->   every item of a draft is accepted, as a reader would do one by one
"""

import contextlib
import re
import shlex
from pathlib import Path

from parts.errors_page import run

_PIECE = re.compile(
    r"<!-- (?P<act>save|append|replace|below|accept) (?P<file>\S+) -->"
    r"|^```(?P<kind>\w*)\n(?P<body>.*?)^```$",
    re.DOTALL | re.MULTILINE,
)
BLOCKS_TAKEN = {"save": 1, "append": 1, "replace": 2, "below": 2}


def run_page(text: str, folder: Path) -> str:
    """Carry out a page in an empty folder; return the page with what is really printed.

    A block whose output matches is left as it is, so a page that is true comes back unchanged.
    """
    done, position = "", 0
    act, file, taken = "", "", list[str]()
    with contextlib.chdir(folder):
        for piece in _PIECE.finditer(text):
            done += text[position : piece.start()]
            position = piece.end()
            shown = piece.group(0)
            if piece["act"] == "accept":
                accept(Path(piece["file"]))
            elif piece["act"]:
                act, file, taken = piece["act"], piece["file"], []
            elif act:
                taken.append(piece["body"])
                if len(taken) == BLOCKS_TAKEN[act]:
                    edit(act, Path(file), taken)
                    act = ""
            elif piece["kind"] == "console":
                shown = f"```console\n{run_block(piece['body'])}```"
            done += shown
    return done + text[position:]


def edit(act: str, file: Path, blocks: list[str]) -> None:
    """Save, append, replace or insert what the page shows."""
    if act == "save":
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(blocks[0], encoding="utf-8")
        return
    text = file.read_text(encoding="utf-8")
    if act == "append":
        file.write_text(f"{text.rstrip()}\n\n{blocks[0]}", encoding="utf-8")
        return
    old, new = blocks[0].strip("\n"), blocks[1]
    if text.count(old) != 1:
        raise ValueError(f"{file} holds {text.count(old)} times:\n{old}")
    if act == "replace":
        text = text.replace(old, new.rstrip("\n"))
    else:
        end = text.index("\n", text.index(old) + len(old)) + 1
        text = text[:end] + new + text[end:]
    file.write_text(text, encoding="utf-8")


def accept(draft: Path) -> None:
    """Accept every item of a draft."""
    text = draft.read_text(encoding="utf-8")
    taken = text.replace("    decision:\n", "    decision: accept\n")
    draft.write_text(taken, encoding="utf-8")


def run_block(body: str) -> str:
    """Run the commands of one block; return it with what they print."""
    shown = ""
    for part in re.split(r"^(?=\$ )", body, flags=re.MULTILINE):
        if not part:
            continue
        command, _, expected = part.partition("\n")
        program, *arguments = shlex.split(command.removeprefix("$ "))
        if program != "backchannel":
            raise ValueError(f"only backchannel is run here, not {command!r}")
        printed = "".join(f"{line.rstrip()}\n" for line in run(arguments).splitlines())
        shown += f"{command}\n" + (expected if matches(expected, printed) else printed)
    return shown


def matches(expected: str, printed: str) -> bool:
    r"""Say whether an output is as shown; a line `...` stands for any lines, `...` for any text.

    >>> matches("a\n...\nd ...\n", "a\nb\nc\nd 7\n"), matches("a\n", "b\n")
    (True, False)
    """
    lines = (
        "(?:.*\n)*?" if line == "..." else re.escape(line).replace(r"\.\.\.", ".*?") + "\n"
        for line in expected.strip("\n").splitlines()
    )
    return (
        re.fullmatch("".join(lines), printed.strip("\n") + "\n" if printed.strip() else "")
        is not None
    )
