"""Writing a case back: the same files, byte for byte but for the numbers that were changed.

A changed number is put in the place where the old one stands, so comments, order and layout stay;
the reason stands in a comment above. Every edited file is read again before it is written: it must
hold exactly the old data with the new numbers.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from backchannel.case.schema import CaseDocument
from backchannel.case.unknowns import walk
from backchannel.case.yaml_text import Data, Loc, read_yaml
from backchannel.core.errors import UsageError, printable

if TYPE_CHECKING:
    from backchannel.case.case import Case

_NUMBER = re.compile(r"[^\s,\]}#]+")


@dataclass(frozen=True, slots=True)
class Change:
    """Another value for one estimate, and why."""

    value: tuple[float, float, float]
    reason: str


def check_change(
    document: CaseDocument, path: str, value: Sequence[float]
) -> tuple[float, float, float]:
    """Return low, mode, high as floats if they are in order and on the scale of the estimate."""
    estimate = next(e for p, _, e, _ in walk(document) if p == path)
    least, most = type(estimate).bounds
    try:
        low, mode, high = (float(x) for x in ([] if isinstance(value, str) else value))
    except (TypeError, ValueError):
        low = mode = high = float("nan")
    if not least <= low <= mode <= high <= most:
        raise UsageError(
            f"{path}: {value!r} is not [low, mode, high] on its scale {least:g}..{most:g}",
            code="RANGE-ORDER",
        )
    return low, mode, high


def write_case(case: "Case", folder: Path) -> None:
    """Write all files of a case; the folder appears whole or not at all."""
    if case.readings:
        raise UsageError(
            "a case under a reading is a view and is not written", hint="write the base case"
        )
    if folder.exists() and any(folder.iterdir() if folder.is_dir() else [folder]):
        raise UsageError(
            f"'{folder}' is already there", code="FILE-EXISTS", hint="name a new folder"
        )
    texts = _with_changes(case)
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with TemporaryDirectory(dir=folder.parent, prefix=f".{folder.name}-") as scratch:
            made = Path(scratch) / folder.name
            for name, text in texts.items():
                target = made / name
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(text.encode())
            if folder.exists():
                folder.rmdir()
            made.rename(folder)
    except OSError as error:
        raise UsageError(
            f"cannot write '{folder}' ({error.strerror})", code="CANNOT-WRITE"
        ) from error


def _with_changes(case: "Case") -> dict[str, str]:
    texts = dict(case.texts)
    by_file: dict[str, list[str]] = {}
    for path in case.changes:
        place = case.place(path)
        by_file.setdefault(place.file if place else "", []).append(path)
    for file, paths in by_file.items():
        texts[file] = _edited(texts[file], file, {path: case.changes[path] for path in paths})
    return texts


def _edited(text: str, file: str, changes: Mapping[str, Change]) -> str:
    before = read_yaml(text.encode(), file)
    places = {path: _triple_at(before.data, path) for path in changes}
    expected = before.data
    lines = text.splitlines(keepends=True)
    edits: list[tuple[int, int, str]] = []
    for path, change in changes.items():
        for position, number in enumerate(change.value):
            loc: Loc = (*places[path], position)
            at = before.places[loc]
            edits.append((at.line - 1, at.column - 1, _shown(number)))
            _follow(expected, loc[:-1])[position] = _as_read(number)
    for line, column, shown in sorted(edits, reverse=True):
        kept, rest = lines[line][:column], lines[line][column:]
        lines[line] = kept + _NUMBER.sub(shown, rest, count=1)
    plain = "".join(lines)
    starts = {path: before.places[(*loc, 0)].line - 1 for path, loc in places.items()}
    for path, line in sorted(starts.items(), key=lambda found: -found[1]):
        indent = lines[line][: len(lines[line]) - len(lines[line].lstrip())]
        ending = "\r\n" if lines[line].endswith("\r\n") else "\n"
        why = printable(" ".join(changes[path].reason.split()))
        lines.insert(line, f"{indent}# changed: {why}{ending}")
    commented = "".join(lines)
    # A comment cannot stand everywhere (inside a text of several lines it would be text).
    for edited in (commented, plain):
        again = read_yaml(edited.encode(), file)
        if again.data == expected and not again.problems:
            return edited
    raise UsageError(
        f"'{file}' is laid out so that no number can be put in place",
        code="CANNOT-WRITE",
        hint="edit the file by hand",
    )


def _triple_at(data: Data, path: str) -> Loc:
    """Return where the list of low, mode and high of an estimate stands in one file."""
    node: Any = data
    loc: tuple[str | int, ...] = ()
    for part in path.split("."):
        step: str | int = part
        if isinstance(node, list):
            step = next(i for i, item in enumerate(node) if item.get("id") == part)
        loc, node = (*loc, step), node[step]
    return (*loc, "value") if isinstance(node, dict) else loc


def _follow(data: Any, loc: Loc) -> Any:
    for part in loc:
        data = data[part]
    return data


def _shown(number: float) -> str:
    return str(int(number)) if number.is_integer() else repr(number)


def _as_read(number: float) -> float:
    return int(number) if number.is_integer() else number
