"""A folder of YAML files into a case, or into the list of everything that is wrong with it.

The steps: read each file (`yaml_text`), merge them, hold the result against the schema
(`validate`), apply the rules (`rules`). All problems are collected; nothing is half-loaded.
"""

from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path
from typing import Any, Final, cast

from backchannel.case.case import Case
from backchannel.case.rules import findings
from backchannel.case.schema import FORMAT
from backchannel.case.validate import validate
from backchannel.case.yaml_text import MAX_BYTES, Data, Loc, YamlText, read_yaml
from backchannel.core.errors import CaseError, Place, Problem, did_you_mean

MAIN_FILE: Final = "case.yaml"
STARTER_HINT: Final = "`backchannel new my-case` writes a starter"
ONLY_IN_MAIN: Final = ("format", "case", "files")
MAX_FILES: Final = 100
MAX_CASE_BYTES: Final = 20_000_000


@dataclass(slots=True)
class Checked:
    """What a check found: the case, if it is sound, and all problems in order of their place."""

    case: Case | None
    problems: list[Problem]

    @property
    def errors(self) -> list[Problem]:
        """The problems that keep the case from being used."""
        return [problem for problem in self.problems if problem.severity == "error"]


def shipped_cases() -> list[str]:
    """Return the names of the cases that come with the package."""
    root = files("backchannel") / "cases"
    return sorted(x.name for x in root.iterdir() if (x / MAIN_FILE).is_file())


def find_folder(name_or_folder: str | Path) -> Path:
    """Return the folder of a case: a path that exists, else a shipped case of that name."""
    folder = Path(name_or_folder)
    try:
        if folder.is_file() and folder.name == MAIN_FILE:
            folder = folder.parent
        if folder.is_dir():
            return folder
    except (OSError, ValueError):  # no path at all: too long, or with a NUL in it
        pass
    if str(name_or_folder) in shipped_cases():
        return Path(str(files("backchannel") / "cases" / str(name_or_folder)))
    hint = did_you_mean(str(name_or_folder), shipped_cases())
    raise CaseError(
        [
            Problem(
                "NO-CASE",
                f"no folder and no shipped case is called '{str(name_or_folder)[:80]}'",
                hint=hint or f"shipped: {', '.join(shipped_cases())}",
            )
        ]
    )


def load(name_or_folder: str | Path) -> Case:
    """Load a case by the name of a shipped case or by its folder.

    Raises
    ------
    CaseError
        With every problem at once, each with its place; nothing is half-loaded.

    >>> load("two-issues").document.case.id
    'two-issues'
    """
    checked = check(name_or_folder)
    if checked.case is None:
        raise CaseError(checked.errors)
    return checked.case


def check(name_or_folder: str | Path) -> Checked:
    """Read a case and collect everything that is wrong with it, notes included.

    Raises `CaseError` only when there is no such folder.
    """
    folder = find_folder(name_or_folder)
    merged = _Merged()
    _merge_folder(folder, merged)
    if merged.unread:  # what is missing would only be complained of in its place
        return Checked(None, _in_order(merged.problems))
    document, broken, set_aside = validate(merged.data)
    for fault in broken:
        place = merged.place(fault.loc, of_key=fault.at_key)
        merged.problems.append(Problem(fault.code, fault.message, place, fault.hint))
    for f in findings(document) if document else ():
        if not (f.subject and set_aside.covers(f.subject)):
            place = merged.place(f.loc)
            also = f" ({f.also[0]} stands at {merged.place(f.also[1])})" if f.also else ""
            merged.problems.append(Problem(f.code, f.message + also, place, f.hint, f.severity))
    if document is None or any(p.severity == "error" for p in merged.problems):
        return Checked(None, _in_order(merged.problems))
    case = Case.of(document, merged.places, merged.texts, tuple(_in_order(merged.problems)))
    return Checked(case, _in_order(merged.problems))


# ---------------------------------------------------------------- files


@dataclass(slots=True)
class _Merged:
    data: dict[str, Any] = field(default_factory=dict)
    places: dict[Loc, Place] = field(default_factory=dict)
    key_places: dict[Loc, Place] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    texts: dict[str, str] = field(default_factory=dict)
    unread: bool = False  # whether some file could not be read
    size: int = 0  # bytes read so far

    def place(self, loc: Loc, *, of_key: bool = False) -> Place:
        """Return the place of a location, or of the nearest thing around it that has one."""
        if of_key and loc in self.key_places:
            return self.key_places[loc]
        while loc not in self.places and loc:
            loc = loc[:-1]
        return self.places.get(loc, Place(MAIN_FILE, 1, 1))


def _merge_folder(folder: Path, merged: _Merged) -> None:
    main = _read(folder, MAIN_FILE, Place(MAIN_FILE, 1, 1), merged)
    if main is None or not isinstance(main.data, dict):
        return
    _merge(main, merged)
    version = main.data.get("format")
    if version != FORMAT or isinstance(version, bool):
        shown = "no format version" if version is None else f"format {version!r} is unknown"
        merged.problems.append(
            Problem("FORMAT", shown, merged.place(("format",)), f"write `format: {FORMAT}`")
        )
        merged.data["format"] = FORMAT
    names = main.data.get("files")
    if not isinstance(names, list):
        return
    if len(names) > MAX_FILES:
        merged.unread = True
        merged.problems.append(
            Problem(
                "FILE-TOO-LARGE",
                f"{len(names)} files are named; up to {MAX_FILES} are read",
                merged.place(("files",)),
                "put more into each file",
            )
        )
        return
    for position, name in enumerate(names):
        if isinstance(name, str):
            further = _read(folder, name, main.places[("files", position)], merged)
            if further is not None and isinstance(further.data, dict):
                _merge(further, merged)


class _RefusedError(Exception):
    """A file that is not read, and why."""

    def __init__(self, code: str, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.code, self.message, self.hint = code, message, hint


def _read(folder: Path, name: str, named_at: Place, merged: _Merged) -> YamlText | None:
    """Read one file; whatever keeps it from being read is a problem where it is named."""
    try:
        inside, raw = _bytes_of(folder, name, merged)
    except _RefusedError as refused:
        merged.unread = True
        message = f"'{name}' {refused.message}"
        merged.problems.append(Problem(refused.code, message, named_at, refused.hint))
        return None
    text = read_yaml(raw, inside)
    merged.problems += text.problems
    merged.texts[inside] = raw.decode("utf-8", "replace")
    if not isinstance(text.data, dict) and not text.problems:
        hint = STARTER_HINT if inside == MAIN_FILE else ""
        place = Place(inside, 1, 1)
        merged.problems.append(
            Problem("WRONG-TYPE", "the file is not a mapping of keys", place, hint)
        )
    broken = any(problem.code in ("TOO-DEEP", "BAD-YAML") for problem in text.problems)
    merged.unread |= broken or not isinstance(text.data, dict)
    return text


def _bytes_of(folder: Path, name: str, merged: _Merged) -> tuple[str, bytes]:
    """Return a file's name inside the folder and what it holds, up to the largest size."""
    hint = STARTER_HINT if name == MAIN_FILE else ""
    try:
        path, root = (folder / name).resolve(), folder.resolve()
        if Path(name).is_absolute() or not path.is_relative_to(root):
            raise _RefusedError(
                "OUTSIDE-FOLDER",
                "leads out of the case's folder",
                "keep all files of a case inside its folder",
            )
        inside = path.relative_to(root).as_posix()
        if inside in merged.texts:
            raise _RefusedError("DUPLICATE-KEY", f"is named twice or is {MAIN_FILE} itself")
        if not path.is_file():  # a pipe or a device would never end
            what = "is not a file" if path.exists() else "is not there"
            raise _RefusedError("NO-FILE", what, hint)
        with path.open("rb") as stream:
            raw = stream.read(MAX_BYTES + 1)
    except (OSError, ValueError, RuntimeError) as error:  # no access, a NUL, a loop of links
        why = getattr(error, "strerror", None) or "no such name"
        raise _RefusedError("NO-FILE", f"cannot be read ({why})", hint) from error
    merged.size += len(raw)
    if merged.size > MAX_CASE_BYTES:
        raise _RefusedError(
            "FILE-TOO-LARGE", f"makes the case larger than {MAX_CASE_BYTES:,} bytes"
        )
    return inside, raw


def _merge(text: YamlText, merged: _Merged) -> None:
    """Add one file: lists are joined, mappings united, and a key may not be given twice."""
    first = not merged.data
    merged.places.setdefault((), text.places.get((), Place(MAIN_FILE, 1, 1)))
    shift: dict[int | str, int] = {}
    for key, value in cast("dict[str, Data]", text.data).items():
        here = merged.data.get(key)
        if key in ONLY_IN_MAIN and not first:
            merged.problems.append(
                Problem("UNKNOWN-KEY", f"'{key}' belongs into {MAIN_FILE}", text.key_places[(key,)])
            )
            continue
        if key not in merged.data:
            merged.data[key] = value
        elif isinstance(here, list) and isinstance(value, list):
            shift[key] = len(here)
            merged.data[key] = here + value
        elif isinstance(here, dict) and isinstance(value, dict):
            for inner in value:
                if inner in here:
                    earlier = merged.key_places[(key, inner)]
                    merged.problems.append(
                        Problem(
                            "DUPLICATE-KEY",
                            f"'{inner}' stands twice under '{key}'",
                            text.key_places[(key, inner)],
                            f"the first is at {earlier}",
                        )
                    )
            merged.data[key] = {**value, **here}
        else:
            merged.problems.append(
                Problem(
                    "DUPLICATE-KEY",
                    f"'{key}' is given in two files in ways that do not join",
                    text.key_places[(key,)],
                )
            )
    for theirs, ours in ((text.places, merged.places), (text.key_places, merged.key_places)):
        for loc, place in theirs.items():
            moved = loc
            if len(loc) > 1 and loc[0] in shift and isinstance(loc[1], int):
                moved = (loc[0], loc[1] + shift[loc[0]], *loc[2:])
            ours.setdefault(moved, place)


def _in_order(problems: list[Problem]) -> list[Problem]:
    unique = dict.fromkeys(problems)
    return sorted(unique, key=lambda p: (p.severity == "note", p.place or Place("", 0, 0)))
