"""Adding to the register on disk: files of its own, whole or not at all, one writer at a time.

Forecasts that a command writes go to ``forecasts.yaml`` and lines of the register to
``register.yaml``, at the end; a new file is named under ``files``. All other bytes stay. The case
is checked as it would be before anything is replaced.
"""

import json
import os
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from importlib.resources import files
from pathlib import Path
from shlex import quote
from tempfile import TemporaryDirectory
from typing import Any, Final

from pydantic import ValidationError

from backchannel.case.case import Case
from backchannel.case.load import MAIN_FILE, check, find_folder
from backchannel.case.register import digest_of, last_digest, standings
from backchannel.case.replace_files import leftovers, remove, replace_files
from backchannel.case.schema import Entry, Forecast
from backchannel.case.yaml_text import Data, YamlText, read_yaml
from backchannel.core.errors import CaseError, UsageError, did_you_mean

FORECASTS: Final = "forecasts"
REGISTER: Final = "register"
HEADS: Final = {
    FORECASTS: "# Forecasts written by `backchannel forecast add`; see register.yaml.\n",
    REGISTER: (
        "# Written by `backchannel forecast add` and `resolve`; each line seals the one before.\n"
        "# What was entered can be resolved and not edited: `backchannel check` finds a change.\n"
    ),
}
LOCK: Final = ".register.lock"
BARE: Final = re.compile(
    r"(?!(?:true|false|null)$)[A-Za-z]\w*|[0-9]{4}-[0-9]{2}(-[0-9]{2})?|sha256:[0-9a-f]+",
    re.IGNORECASE,
)
"""Texts that need no quotes: ids, dates, digests."""

Said = str | Mapping[str, str]  # in one language, or by language


def enter(name_or_folder: str | Path, forecast: str, *, on: str) -> Entry:
    """Enter a forecast of the case into its register; from then on it is not edited.

    Parameters
    ----------
    forecast
        Its id.
    on
        The day, as 2004-04-23.
    """
    with _held(name_or_folder) as (folder, case):
        held = _forecast(case, forecast)
        return _add_line(
            folder, case, {"forecast": forecast, "status": "entered", "date": on}, held
        )


def enter_new(name_or_folder: str | Path, forecast: Mapping[str, Any], *, on: str) -> Entry:
    """Write a forecast into the case and enter it, both or neither.

    Raises `CaseError` with every problem that the case would have with it.
    """
    with _held(name_or_folder) as (folder, case):
        name = forecast.get("id")
        _refuse_known(folder, case, str(name))
        try:
            held = Forecast.model_validate(dict(forecast))
        except ValidationError:  # `check` words it, with its place
            _refuse_unsound(folder, case, _grown(folder, case, {FORECASTS: forecast}))
            raise
        line = {"forecast": name, "status": "entered", "date": on}
        return _add_line(folder, case, line, held, {FORECASTS: forecast})


def resolve(
    name_or_folder: str | Path,
    forecast: str,
    *,
    status: str,
    reason: Said,
    on: str,
    claims: tuple[str, ...] = (),
) -> Entry:
    """Add to the register what became of a forecast: happened, did_not_happen or void."""
    with _held(name_or_folder) as (folder, case):
        _forecast(case, forecast)
        said = reason if isinstance(reason, str) else dict(reason)
        line = {"forecast": forecast, "status": status, "date": on, "reason": said}
        return _add_line(folder, case, line | ({"claims": [*claims]} if claims else {}), None)


def free_id(case: Case) -> str:
    """Return the next id that no forecast of the case has: F1, F2, ..."""
    used = {forecast.id for forecast in case.document.forecasts}
    return next(f"F{n}" for n in range(1, len(used) + 2) if f"F{n}" not in used)


def _refuse_known(folder: Path, case: Case, name: str) -> None:
    """Refuse to write a forecast anew, and say how one that was left half-way is entered."""
    entered = {s.forecast.id: s.entered for s in standings(case.document)}
    if name in entered:
        at = quote(str(folder))
        how = f"; '{name}' is not entered yet, `backchannel forecast add {at} {name}` enters it"
        raise UsageError(
            f"'{name}' is a forecast of this case already",
            code="DUPLICATE-ID",
            hint=f"the next free id is {free_id(case)}{'' if entered[name] else how}",
        )


def _forecast(case: Case, name: str) -> Forecast:
    known = {s.forecast.id: s.forecast for s in standings(case.document)}
    if name not in known:
        hint = did_you_mean(name, known) if known else "this case holds no forecasts"
        raise UsageError(f"'{name}' is no forecast of this case", hint=hint)
    return known[name]


def _add_line(
    folder: Path,
    case: Case,
    line: dict[str, Any],
    enters: Forecast | None,
    with_it: Mapping[str, Mapping[str, Any]] | None = None,
) -> Entry:
    """Seal a line and write it, and what else has to be written with it."""
    try:
        entry = Entry.model_validate({**line, "digest": f"sha256:{'0' * 64}"})
    except ValidationError as error:
        wrong = error.errors(include_url=False)[0]
        key = ".".join(map(str, wrong["loc"]))
        message = wrong["msg"].removeprefix("Value error, ")
        raise UsageError(f"'{key}' of the new line: {message}") from error
    digest = digest_of(last_digest(case.document), entry, enters)
    changed = _grown(folder, case, {**(with_it or {}), REGISTER: {**line, "digest": digest}})
    _refuse_unsound(folder, case, changed)
    replace_files(folder, changed)
    return entry.model_copy(update={"digest": digest})


# ---------------------------------------------------------------- files


@contextmanager
def _held(name_or_folder: str | Path) -> Iterator[tuple[Path, Case]]:
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
    left = leftovers(folder, (f"{FORECASTS}.yaml", f"{REGISTER}.yaml", MAIN_FILE))
    if MAIN_FILE in left:
        new = _named(left[MAIN_FILE]) - _named(folder / MAIN_FILE)
        remove(
            folder / name
            for name in (f"{key}.yaml" for key in HEADS)
            if name in new and _is_ours(folder / name)
        )
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
    """Whether a file begins as this module begins a new one."""
    return path.is_file() and path.read_bytes().startswith(HEADS[path.stem].encode())


def _grown(folder: Path, case: Case, items: Mapping[str, Mapping[str, Any]]) -> dict[str, bytes]:
    """Return the files that change when each list gets one more item, in the order to write them.

    The main file comes last: until it names a new file, that file is not read.
    """
    changed: dict[str, bytes] = {}
    main = before = (folder / MAIN_FILE).read_bytes()
    for key, item in items.items():
        name = f"{key}.yaml"
        if name in case.texts:
            changed[name] = _with_item((folder / name).read_bytes(), name, key, item)
        elif (folder / name).exists():
            raise UsageError(
                f"'{name}' is in the folder but not named under `files`",
                code="FILE-EXISTS",
                hint="name it in case.yaml, or move it away",
            )
        else:
            changed[name] = f"{HEADS[key]}{key}:\n{_item(item, '  ')}".encode()
            main = _with_name(main, name)
    return changed if main == before else {**changed, MAIN_FILE: main}


def _item(item: Mapping[str, Any], indent: str) -> str:
    """Write one item of a list: a key on each line, texts in quotes."""
    lines = list(_lines(item))
    return f"{indent}- " + f"\n{indent}  ".join(lines) + "\n"


def _lines(item: Mapping[str, Any]) -> Iterator[str]:
    for key, value in item.items():
        if isinstance(value, Mapping):
            yield f"{key}:"
            yield from (f"  {line}" for line in _lines(value))
        else:
            yield f"{key}: {_written(value)}"


def _written(value: Any) -> str:
    """Write a value so that YAML reads the same back: plain words bare, other text in quotes."""
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(_written, value)) + "]"
    if not isinstance(value, str):
        return json.dumps(value)
    return value if BARE.fullmatch(value) else f'"{"".join(map(_escaped, value))}"'


def _escaped(letter: str) -> str:
    if letter in '"\\':
        return f"\\{letter}"
    return letter if letter.isprintable() else letter.encode("unicode_escape").decode()


def _with_item(raw: bytes, name: str, key: str, item: Mapping[str, Any]) -> bytes:
    """Return a file's bytes with one more item at the end of its list."""
    before = read_yaml(raw, name)
    last = next(iter(reversed(before.data)), "") if isinstance(before.data, dict) else ""
    held = before.data[key] if last == key and isinstance(before.data, dict) else None
    if isinstance(held, list) and held and not before.flow((key,)):
        line = raw.decode("utf-8-sig").splitlines()[before.places[(key, 0)].line - 1]
        indent = line[: len(line) - len(line.lstrip())]
        new = _after(raw, _item(item, indent))
        if read_yaml(new, name).data == {**before.data, key: [*held, dict(item)]}:  # type: ignore[dict-item]
            return new
    raise _no_room(name, before, key)


def _with_name(raw: bytes, name: str) -> bytes:
    """Return the main file's bytes with one more name under `files`."""
    before = read_yaml(raw, MAIN_FILE)
    if not isinstance(before.data, dict):
        raise _no_room(MAIN_FILE, before, "files")
    held = before.data.get("files") or []
    names: Data = [*held, name] if isinstance(held, list) else [name]
    if "files" not in before.data:
        new = _after(raw, f"\nfiles:\n  - {name}\n")
    else:
        new = _inside(raw, name, held if isinstance(held, list) else [])
    if read_yaml(new, MAIN_FILE).data != {**before.data, "files": names}:
        raise _no_room(MAIN_FILE, before, "files")
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


def _after(raw: bytes, text: str) -> bytes:
    """Return a file's bytes with text after them, in the file's own line endings."""
    ending = _ending(raw)
    gap = b"" if raw.endswith(b"\n") else ending.encode()
    return raw + gap + text.replace("\n", ending).encode()


def _ending(raw: bytes) -> str:
    return "\r\n" if b"\r\n" in raw else "\n"


def _no_room(name: str, text: YamlText, key: str) -> UsageError:
    place = text.key_places.get((key,))
    where = f"{place.file}:{place.line}: " if place else ""
    return UsageError(
        f"'{name}' is laid out so that nothing can be added at its place",
        code="CANNOT-WRITE",
        hint=f"{where}lists that grow are written line by line, each with `- `, and stand last",
    )


def _refuse_unsound(folder: Path, case: Case, changed: Mapping[str, bytes]) -> None:
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
