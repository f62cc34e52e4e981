"""Writing a case back: the same files, byte for byte but for the numbers that were changed.

A changed number is put in the place where the old one stands, with its basis and reason, so
comments, order and layout stay. Every edited file is read again before it is written: it must hold
exactly the old data with the changes.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from backchannel.case.estimates import Basis
from backchannel.case.schema import CaseDocument
from backchannel.case.unknowns import estimate_at
from backchannel.case.yaml_text import Data, Loc, YamlText, read_yaml
from backchannel.core.errors import Place, UsageError

if TYPE_CHECKING:
    from backchannel.case.case import Case


@dataclass(frozen=True, slots=True)
class Change:
    """Another value for one estimate, and why."""

    value: tuple[float, float, float]
    reason: str
    basis: Basis = "inference"


def check_change(
    document: CaseDocument, path: str, value: Sequence[float]
) -> tuple[float, float, float]:
    """Return low, mode, high as floats if they are in order and on the scale of the estimate."""
    estimate = estimate_at(document, path)
    if any(path.startswith(f"forecasts.{entry.forecast}.") for entry in document.register_):
        raise UsageError(f"{path} stands in the register and is not changed any more")
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


@dataclass(frozen=True, slots=True, order=True)
class _Edit:
    """Text to put in the place of what stands between two places."""

    start: Place
    end: Place
    text: str


def _edited(text: str, file: str, changes: Mapping[str, Change]) -> str:
    before = read_yaml(text.encode(), file)
    expected = before.data
    ending = "\r\n" if "\r\n" in text else "\n"
    edits: list[_Edit] = []
    for path, change in changes.items():
        loc = _loc_of(before.data, path)
        node = _follow(before.data, loc)
        edits += _edits(before, loc, node, change, ending)
        fresh: dict[str, Any] = {
            "value": list(map(_as_read, change.value)),
            "basis": change.basis,
            "reason": change.reason,
        }
        if isinstance(node, dict):
            node.update(fresh | ({"claims": []} if "claims" in node else {}))
        else:
            _follow(expected, loc[:-1])[loc[-1]] = fresh
    lines = text.splitlines(keepends=True)
    for edit in sorted(edits, reverse=True):
        head = lines[edit.start.line - 1][: edit.start.column - 1]
        tail = lines[edit.end.line - 1][edit.end.column - 1 :]
        lines[edit.start.line - 1 : edit.end.line] = [head + edit.text + tail]
    edited = "".join(lines)
    again = read_yaml(edited.encode(), file)
    if again.data != expected or again.problems:
        raise UsageError(
            f"'{file}' is laid out so that no number can be put in place",
            code="CANNOT-WRITE",
            hint="edit the file by hand",
        )
    return edited


def _edits(text: YamlText, loc: Loc, node: Data, change: Change, ending: str) -> Iterator[_Edit]:
    """Yield what has to be replaced for one change; a bare list becomes a mapping of its own."""
    reason = json.dumps(change.reason, ensure_ascii=False)
    numbers = [_shown(number) for number in change.value]
    start = text.places[loc]
    if not isinstance(node, dict):
        value = f"[{', '.join(numbers)}]"
        fresh = f"{{value: {value}, basis: {change.basis}, reason: {reason}}}"
        yield _Edit(start, text.ends[loc], fresh)
        return
    for position, number in enumerate(numbers):
        at = (*loc, "value", position)
        yield _Edit(text.places[at], text.ends[at], number)
    missing = []
    for key, said in (("basis", change.basis), ("reason", reason), ("claims", "[]")):
        if key in node:
            yield _Edit(text.places[(*loc, key)], text.ends[(*loc, key)], said)
        elif key != "claims":
            missing.append(f"{key}: {said}")
    if missing and text.flow(loc):
        after = Place(start.file, start.line, start.column + 1)
        yield _Edit(after, after, ", ".join(missing) + ", ")
    elif missing:
        indent = ending + " " * (start.column - 1)
        yield _Edit(start, start, indent.join(missing) + indent)


def _loc_of(data: Data, path: str) -> Loc:
    """Return where an estimate stands in one file."""
    node: Any = data
    loc: tuple[str | int, ...] = ()
    for part in path.split("."):
        step: str | int = part
        if isinstance(node, list):
            step = next(i for i, item in enumerate(node) if item.get("id") == part)
        loc, node = (*loc, step), node[step]
    return loc


def _follow(data: Any, loc: Loc) -> Any:
    for part in loc:
        data = data[part]
    return data


def _shown(number: float) -> str:
    return str(int(number)) if number.is_integer() else repr(number)


def _as_read(number: float) -> float:
    return int(number) if number.is_integer() else number
