"""A folder of YAML files into a case, or into the list of everything that is wrong with it.

The steps: read each file (`yaml_text`), merge them, hold the result against the schema, apply the
rules. When the schema is broken somewhere, the broken part is mended or set aside so that the
rules can still look at the rest; findings about what was set aside are not reported twice.
"""

from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path
from typing import Any, Final, cast

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from backchannel.case.case import Case
from backchannel.case.rules import findings
from backchannel.case.schema import FORMAT, CaseDocument
from backchannel.case.yaml_text import MAX_BYTES, Data, Loc, YamlText, read_yaml
from backchannel.core.errors import CaseError, Place, Problem, did_you_mean

MAIN_FILE: Final = "case.yaml"
ONLY_IN_MAIN: Final = ("format", "case", "files")
MAX_FILES: Final = 200
ROUNDS_OF_MENDING: Final = 8


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
    if folder.is_file() and folder.name == MAIN_FILE:
        folder = folder.parent
    if folder.is_dir():
        return folder
    if str(name_or_folder) in shipped_cases():
        return Path(str(files("backchannel") / "cases" / str(name_or_folder)))
    hint = did_you_mean(str(name_or_folder), shipped_cases())
    raise CaseError(
        [Problem("NO-CASE", f"no folder and no shipped case is called '{name_or_folder}'",
                 hint=hint or f"shipped: {', '.join(shipped_cases())}")]
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
    if not isinstance(merged.data, dict) or not merged.data:
        if not merged.problems:
            place = Place(MAIN_FILE, 1, 1)
            merged.problems.append(Problem("WRONG-TYPE", "a case is a mapping of keys", place,
                                           "`backchannel new my-case` writes a starter"))
        return Checked(None, _in_order(merged.problems))
    document = _validate(merged)
    unreadable = any(p.severity == "error" for p in merged.problems)
    if document is None or unreadable:
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

    def place(self, loc: Loc, *, of_key: bool = False) -> Place:
        """Return the place of a location, or of the nearest thing around it that has one."""
        if of_key and loc in self.key_places:
            return self.key_places[loc]
        while loc not in self.places and loc:
            loc = loc[:-1]
        return self.places.get(loc, Place(MAIN_FILE, 1, 1))


def _merge_folder(folder: Path, merged: _Merged) -> None:
    main = _read(folder, MAIN_FILE, None, merged)
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
    for position, name in enumerate(names[:MAX_FILES]):
        if isinstance(name, str):
            further = _read(folder, name, main.places[("files", position)], merged)
            if further is not None:
                _merge(further, merged)


def _read(folder: Path, name: str, named_at: Place | None, merged: _Merged) -> YamlText | None:
    path = folder / name
    inside = path.resolve().is_relative_to(folder.resolve())
    if not inside or Path(name).is_absolute():
        merged.problems.append(
            Problem("OUTSIDE-FOLDER", f"'{name}' leads out of the case's folder", named_at,
                    "keep all files of a case inside its folder")
        )
        return None
    if name in merged.texts:
        merged.problems.append(
            Problem("DUPLICATE-KEY", f"'{name}' is named twice or is {MAIN_FILE} itself", named_at)
        )
        return None
    try:
        with path.open("rb") as stream:
            raw = stream.read(MAX_BYTES + 1)
    except OSError as error:
        why = "is not there" if isinstance(error, FileNotFoundError) else f"cannot be read ({error.strerror})"
        hint = "`backchannel new my-case` writes a starter" if name == MAIN_FILE else ""
        place = named_at or Place(name, 1, 1)
        merged.problems.append(Problem("NO-FILE", f"'{name}' {why}", place, hint))
        return None
    text = read_yaml(raw, name)
    merged.problems += text.problems
    merged.texts[name] = raw.decode("utf-8-sig", "replace")
    if text.data is not None and not isinstance(text.data, dict) and named_at is not None:
        merged.problems.append(
            Problem("WRONG-TYPE", "the file is not a mapping of keys", Place(name, 1, 1))
        )
    return text


def _merge(text: YamlText, merged: _Merged) -> None:
    """Add one file: lists are joined, mappings united, and a key may not be given twice."""
    first = not merged.data
    merged.places.setdefault((), text.places.get((), Place(MAIN_FILE, 1, 1)))
    shift: dict[str, int] = {}
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
                        Problem("DUPLICATE-KEY", f"'{inner}' stands twice under '{key}'",
                                text.key_places[(key, inner)], f"the first is at {earlier}")
                    )
            merged.data[key] = {**value, **here}
        else:
            merged.problems.append(
                Problem("DUPLICATE-KEY", f"'{key}' is given in two files in ways that do not join",
                        text.key_places[(key,)])
            )
    for theirs, ours in ((text.places, merged.places), (text.key_places, merged.key_places)):
        for loc, place in theirs.items():
            if len(loc) > 1 and loc[0] in shift and isinstance(loc[1], int):
                loc = (loc[0], loc[1] + shift[cast("str", loc[0])], *loc[2:])
            ours.setdefault(loc, place)


# ---------------------------------------------------------------- schema and rules


def _validate(merged: _Merged) -> CaseDocument | None:
    """Hold the data against the schema, mend what is broken, and apply the rules to the rest."""
    data = deepcopy(merged.data)
    set_aside: set[str] = set()
    for _ in range(ROUNDS_OF_MENDING):
        try:
            document = CaseDocument.model_validate(data)
        except ValidationError as error:
            details = error.errors(include_url=False)
            merged.problems += [_as_problem(x, merged) for x in details if not _seen(x, set_aside)]
            for detail in sorted(details, key=lambda x: _depth_first(x["loc"]), reverse=True):
                _mend(data, detail, set_aside, merged)
        else:
            merged.problems += [
                Problem(f.code, f.message, merged.place(_mapped(f.loc)), f.hint, f.severity)
                for f in findings(document)
                if f.subject not in set_aside
            ]
            return document
    return None


def _mapped(loc: Loc) -> Loc:
    return tuple("from" if part == "from_" else part for part in loc)


def _depth_first(loc: tuple[int | str, ...]) -> tuple[tuple[int, int | str], ...]:
    """Sort key: later list positions first, so that removing one leaves the others in place."""
    return tuple((1, part) if isinstance(part, int) else (0, part) for part in loc)


def _seen(detail: ErrorDetails, set_aside: set[str]) -> bool:
    return f"loc:{detail['loc']}" in set_aside


def _mend(data: Any, detail: ErrorDetails, set_aside: set[str], merged: _Merged) -> None:
    """Mend one schema error in place, or set the nearest part that can go aside."""
    loc = tuple(part for part in detail["loc"] if part != "[key]")
    holder = _follow(data, loc[:-1])
    if detail["type"] == "range_order" and isinstance(_triple(_follow(data, loc)), list):
        triple = _triple(_follow(data, loc))
        triple[:] = sorted(triple)
    elif detail["type"] == "extra_forbidden" and isinstance(holder, dict):
        holder.pop(loc[-1], None)
    else:
        _set_aside(data, loc, set_aside)
    del merged


def _triple(written: Any) -> Any:
    return written.get("value") if isinstance(written, dict) else written


def _follow(data: Any, loc: Sequence[int | str]) -> Any:
    for part in loc:
        try:
            data = data[part]
        except (KeyError, IndexError, TypeError):
            return None
    return data


def _set_aside(data: Any, loc: tuple[int | str, ...], set_aside: set[str]) -> None:
    """Remove the innermost list item or named entry around a broken value; remember its names."""
    for length in range(len(loc), 0, -1):
        holder, part = _follow(data, loc[: length - 1]), loc[length - 1]
        removable = isinstance(holder, list) and isinstance(part, int) and part < len(holder)
        named = isinstance(holder, dict) and part in holder and (
            loc[0] in ("preferences", "walk_away", "walk_away_if", "parameters") and length >= 2
        )
        if removable and _is_triple_part(data, loc[: length - 1]):
            continue
        if removable or named:
            gone = holder.pop(part)
            set_aside.update(_names_in(gone))
            set_aside.add(str(part))
            return
        if length == 1 and isinstance(holder, dict):
            set_aside.update(_names_in(holder.pop(part, None)))
            _fill_required(holder, str(part))


def _is_triple_part(data: Any, loc: tuple[int | str, ...]) -> bool:
    written = _follow(data, loc)
    return isinstance(written, list) and len(written) == 3 and all(
        isinstance(x, int | float) for x in written
    )


def _fill_required(data: dict[Any, Any], key: str) -> None:
    required: dict[str, Any] = {
        "case": {"id": "unnamed", "title": "", "as_of": "2000"},
        "parties": [],
        "actors": [],
        "issues": [],
    }
    if key in required:
        data[key] = required[key]


def _names_in(data: Any) -> Iterator[str]:
    """Yield every id that is defined inside something that was set aside."""
    if isinstance(data, dict):
        for key, value in data.items():
            yield str(key)
            if key == "id" and isinstance(value, str):
                yield value
            yield from _names_in(value)
    elif isinstance(data, list):
        for value in data:
            yield from _names_in(value)


_PLAIN_TYPES: Final = {
    "string_type": "text",
    "float_type": "a number",
    "int_type": "a whole number",
    "bool_type": "true or false",
    "dict_type": "a mapping of keys",
    "model_type": "a mapping of keys",
    "model_attributes_type": "a mapping of keys",
    "tuple_type": "a list",
    "finite_number": "a finite number",
}


def _as_problem(detail: ErrorDetails, merged: _Merged) -> Problem:
    """Word one of pydantic's errors as a problem with its place."""
    loc, kind = detail["loc"], detail["type"]
    is_key = kind == "extra_forbidden" or loc[-1:] == ("[key]",)
    clean = tuple(part for part in loc if part != "[key]")
    place = merged.place(clean, of_key=is_key)
    where = ".".join(map(str, _named(merged.data, clean[:-1]))) or "the top level"
    shown = _shown(detail["input"])
    context = detail.get("ctx", {})
    if kind == "extra_forbidden":
        known = _keys_at(clean[:-1])
        return Problem("UNKNOWN-KEY", f"'{clean[-1]}' is not a key of {where}", place,
                       did_you_mean(str(clean[-1]), known))
    if kind == "missing":
        return Problem("MISSING-KEY", f"{where} has no '{clean[-1]}'", place, "it is required")
    if kind in ("range_order", "out_of_range", "wrong_unit"):
        code = {"range_order": "RANGE-ORDER", "out_of_range": "OUT-OF-RANGE"}.get(kind, "BAD-VALUE")
        hint = "write [low, mode, high]" if kind == "range_order" else ""
        return Problem(code, f"{'.'.join(map(str, _named(merged.data, clean)))}: {detail['msg']}",
                       place, hint)
    if kind in _PLAIN_TYPES:
        return Problem("WRONG-TYPE", f"'{clean[-1]}' of {where}: expected {_PLAIN_TYPES[kind]}, "
                       f"found {shown}", place, _type_hint(kind, detail["input"]))
    if kind == "literal_error":
        expected = str(context.get("expected", "")).replace(" or ", ", ").split(", ")
        names = [word.strip("'") for word in expected]
        return Problem("BAD-VALUE", f"'{clean[-1]}' of {where}: {shown} is not allowed", place,
                       did_you_mean(str(detail["input"]), names))
    if kind == "string_pattern_mismatch":
        what = _pattern_in_words(str(context.get("pattern", "")))
        return Problem("BAD-VALUE", f"'{clean[-1]}' of {where}: {shown} is not {what}", place)
    if kind in ("too_short", "too_long"):
        return Problem("BAD-VALUE", f"'{clean[-1]}' of {where}: {detail['msg'].lower()}", place)
    return Problem("BAD-VALUE", f"'{clean[-1]}' of {where}: {detail['msg']}", place)


def _type_hint(kind: str, found: object) -> str:
    if kind == "string_type" and isinstance(found, bool | int | float):
        return "put it in quotes to make it text"
    if kind == "tuple_type" and isinstance(found, int | float):
        return "no bare numbers: write [low, mode, high]"
    if kind in ("model_type", "model_attributes_type") and isinstance(found, int | float):
        return "no bare numbers: write [low, mode, high]"
    return ""


def _pattern_in_words(pattern: str) -> str:
    if "sha256" in pattern:
        return "a digest (sha256: and 16 hexadecimal digits)"
    if r"\d{4}" in pattern:
        return "a date (2023-07-26, 2023-07 or 2023, or two joined by a slash)"
    return "an id (a letter, then letters, digits, - or _)"


def _shown(value: object) -> str:
    if isinstance(value, dict):
        return "a mapping"
    if isinstance(value, list):
        return f"a list of {len(value)}"
    if value is None:
        return "nothing"
    text = repr(value)
    return text if len(text) <= 40 else f"{text[:37]}..."


def _named(data: Any, loc: Sequence[int | str]) -> Iterator[str]:
    """Word a location with ids in the place of list positions."""
    for part in loc:
        data = _follow(data, [part])
        name = data.get("id") if isinstance(part, int) and isinstance(data, dict) else None
        yield str(name if isinstance(name, str) else part)


def _keys_at(loc: Sequence[int | str]) -> list[str]:
    """Return the keys that the schema knows at a location, for the nearest-name hint."""
    node: Mapping[str, Any] = CaseDocument.model_json_schema()
    definitions = node["$defs"]
    for part in loc:
        node = _inside(node, part, definitions)
    return [key for option in _alternatives(node, definitions) for key in option.get("properties", ())]


def _alternatives(node: Mapping[str, Any], definitions: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    if "$ref" in node:
        return _alternatives(definitions[node["$ref"].rsplit("/", 1)[-1]], definitions)
    if "anyOf" in node:
        return [x for option in node["anyOf"] for x in _alternatives(option, definitions)]
    return [node]


def _inside(
    node: Mapping[str, Any], part: int | str, definitions: Mapping[str, Any]
) -> Mapping[str, Any]:
    for option in _alternatives(node, definitions):
        if isinstance(part, int) and "items" in option:
            return cast("Mapping[str, Any]", option["items"])
        if part in option.get("properties", {}):
            return cast("Mapping[str, Any]", option["properties"][part])
        if isinstance(option.get("additionalProperties"), dict):
            return cast("Mapping[str, Any]", option["additionalProperties"])
    return {}


def _in_order(problems: list[Problem]) -> list[Problem]:
    unique = dict.fromkeys(problems)
    return sorted(unique, key=lambda p: (p.severity == "note", p.place or Place("", 0, 0)))
