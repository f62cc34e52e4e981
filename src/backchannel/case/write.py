"""Writing a case back: the same files with their comments, and the changes entered in place."""

from collections.abc import Sequence
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from backchannel.case.schema import CaseDocument
from backchannel.case.unknowns import walk
from backchannel.core.errors import UsageError

if TYPE_CHECKING:
    from backchannel.case.case import Case


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
    if len(value) != 3 or not (least <= value[0] <= value[1] <= value[2] <= most):
        raise UsageError(
            f"{path}: {list(value)} is not [low, mode, high] on its scale {least:g}..{most:g}",
            code="RANGE-ORDER",
        )
    return float(value[0]), float(value[1]), float(value[2])


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
    folder.parent.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=folder.parent, prefix=f".{folder.name}-") as scratch:
        made = Path(scratch) / folder.name
        for name, text in texts.items():
            target = made / name
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(text, encoding="utf-8", newline="")
        if folder.exists():
            folder.rmdir()
        made.rename(folder)


def _with_changes(case: "Case") -> dict[str, str]:
    texts = dict(case.texts)
    by_file: dict[str, list[str]] = {}
    for path in case.changes:
        place = case.place(path)
        assert place is not None, "a written estimate has a place"  # noqa: S101
        by_file.setdefault(place.file, []).append(path)
    for file, paths in by_file.items():
        texts[file] = _edited(case, file, paths)
    return texts


def _edited(case: "Case", file: str, paths: Sequence[str]) -> str:
    from ruamel.yaml import YAML  # slow to import, and few commands write

    yaml = YAML()
    yaml.preserve_quotes = True
    yaml.width = 4096
    data = yaml.load(case.texts[file])
    for path in paths:
        change = case.changes[path]
        node = _find(data, path)
        triple = node["value"] if isinstance(node, dict) else node
        for position, number in enumerate(change.value):
            triple[position] = int(number) if number.is_integer() else number
        if isinstance(node, dict):
            node["reason"] = change.reason
        else:
            triple.yaml_add_eol_comment(f"changed: {change.reason}".replace("\n", " "), 2)
    out = StringIO()
    yaml.dump(data, out)
    return out.getvalue()


def _find(node: Any, path: str) -> Any:
    """Follow a path of keys and list ids inside one file."""
    for part in path.split("."):
        if isinstance(node, list):
            node = next(item for item in node if item.get("id") == part)
        else:
            node = node[part]
    return node
