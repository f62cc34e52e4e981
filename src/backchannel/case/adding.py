"""Adding to a case on disk: one writer at a time, checked as it would be, all other bytes stay."""

import os
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from importlib.resources import files
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from backchannel.case.case import Case
from backchannel.case.load import MAIN_FILE, check, find_folder
from backchannel.case.replace_files import leftovers, remove
from backchannel.case.yaml_text import Data, YamlText, read_yaml
from backchannel.core.errors import CaseError, UsageError

__all__ = ["LOCK", "OURS", "after", "no_room", "refuse_unsound", "with_file_named", "writing"]

LOCK: Final = ".register.lock"
OURS: Final = "# Written by `backchannel "
"""How each file begins that a command adds to a case."""


@contextmanager
def writing(name_or_folder: str | Path) -> Iterator[tuple[Path, Case]]:
    """Yield a sound case with its folder, which no other command writes to meanwhile."""
    folder = find_folder(name_or_folder)
    if folder.resolve().is_relative_to(Path(str(files("backchannel") / "cases")).resolve()):
        raise UsageError(
            f"'{folder.name}' comes with the program and is not written to",
            code="CANNOT-WRITE",
            hint=f"make a copy: backchannel new my-{folder.name} --from {folder.name}",
        )
    lock = folder / LOCK
    try:
        os.close(os.open(lock, os.O_CREAT | os.O_EXCL))
    except FileExistsError as error:
        raise UsageError(
            f"another command is writing to '{folder}'",
            code="CANNOT-WRITE",
            hint=f"try again; if none is running, remove {lock}",
        ) from error
    try:
        _clean(folder)
        checked = check(folder)
        if checked.case is None:
            raise CaseError(checked.errors)
        yield folder, checked.case
    finally:
        lock.unlink(missing_ok=True)


def _clean(folder: Path) -> None:
    """Remove what a command that was killed left: files beside, and new ones not yet named.

    A new file becomes part of the case when the main file names it, the last to be replaced. As
    long as a main file that names it lies beside, the file is of that command and of no case.
    """
    left = leftovers(folder)
    if MAIN_FILE in left:
        new = _named(left[MAIN_FILE]) - _named(folder / MAIN_FILE)
        here = (folder / name for name in new if Path(name).name == name)
        remove(path for path in here if _is_ours(path))
    remove(left.values())


def _named(main: Path) -> set[str]:
    """Return what a main file names under `files`; nothing where it cannot be read."""
    try:
        data = read_yaml(main.read_bytes(), MAIN_FILE).data
    except OSError:
        return set()
    held = data.get("files") if isinstance(data, dict) else None
    return {name for name in held if isinstance(name, str)} if isinstance(held, list) else set()


def _is_ours(path: Path) -> bool:
    return path.is_file() and path.read_bytes().startswith(OURS.encode())


def with_file_named(raw: bytes, name: str) -> bytes:
    """Return the main file's bytes with one more name under `files`."""
    before = read_yaml(raw, MAIN_FILE)
    if not isinstance(before.data, dict):
        raise no_room(MAIN_FILE, before, "files")
    held = before.data.get("files") or []
    names: Data = [*held, name] if isinstance(held, list) else [name]
    if "files" not in before.data:
        new = after(raw, f"\nfiles:\n  - {name}\n")
    else:
        new = _inside(raw, name, held if isinstance(held, list) else [])
    if read_yaml(new, MAIN_FILE).data != {**before.data, "files": names}:
        raise no_room(MAIN_FILE, before, "files")
    return new


def _inside(raw: bytes, name: str, held: list[Data]) -> bytes:
    """Put a name into the list under `files`, in brackets or line by line."""
    before = read_yaml(raw, MAIN_FILE)
    lines = raw.decode().splitlines(keepends=True)
    if not held:
        return _into_nothing(lines, before.key_places[("files",)].line, name)
    end = before.ends[("files", len(held) - 1)]
    line = lines[end.line - 1]
    if before.flow(("files",)):
        lines[end.line - 1] = f"{line[: end.column - 1]}, {name}{line[end.column - 1 :]}"
    else:
        indent = line[: len(line) - len(line.lstrip())]
        lines[end.line - 1] = line.rstrip("\r\n") + _ending(raw)
        lines.insert(end.line, f"{indent}- {name}{_ending(raw)}")
    return "".join(lines).encode()


def _into_nothing(lines: list[str], number: int, name: str) -> bytes:
    """Put the first name under `files`, which stands there with brackets or with nothing."""
    line = lines[number - 1]
    lines[number - 1] = re.sub(r"^files:[ ]*(\[\s*\])?", f"files: [{name}]", line)
    return "".join(lines).encode()


def after(raw: bytes, text: str) -> bytes:
    """Return a file's bytes with text after them, in the file's own line endings."""
    ending = _ending(raw)
    gap = b"" if raw.endswith(b"\n") else ending.encode()
    return raw + gap + text.replace("\n", ending).encode()


def _ending(raw: bytes) -> str:
    return "\r\n" if b"\r\n" in raw else "\n"


def no_room(name: str, text: YamlText, key: str) -> UsageError:
    """Return the error of a file in which nothing can be added at its place."""
    place = text.key_places.get((key,))
    where = f"{place.file}:{place.line}: " if place else ""
    return UsageError(
        f"'{name}' is laid out so that nothing can be added at its place",
        code="CANNOT-WRITE",
        hint=f"{where}lists that grow are written line by line, each with `- `, and stand last",
    )


def refuse_unsound(folder: Path, case: Case, changed: Mapping[str, bytes]) -> None:
    """Check the case as it would be, in a folder of its own.

    What is wrong with a line that is not written is told without a place.
    """
    with TemporaryDirectory() as scratch:
        for name in {*case.texts, *changed}:
            target = Path(scratch) / name
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(changed[name] if name in changed else (folder / name).read_bytes())
        checked = check(scratch)
    if checked.errors:
        there = {name: len(text.splitlines()) for name, text in case.texts.items()}
        raise CaseError(
            problem
            if problem.place and problem.place.line <= there.get(problem.place.file, 0)
            else replace(problem, place=None)
            for problem in checked.errors
        )
