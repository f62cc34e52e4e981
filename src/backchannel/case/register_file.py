"""Adding to the register on disk: files of its own, whole or not at all, one writer at a time.

Forecasts that a command writes go to ``forecasts.yaml`` and lines of the register to
``register.yaml``, at the end; a new file is named under ``files``. All other bytes stay. The case
is checked as it would be before anything is replaced.
"""

from collections.abc import Mapping
from pathlib import Path
from shlex import quote
from typing import Any, Final

from pydantic import ValidationError

from backchannel.case.adding import OURS, after, no_room, refuse_unsound, with_file_named, writing
from backchannel.case.case import Case
from backchannel.case.load import MAIN_FILE
from backchannel.case.register import digest_of, last_digest, standings
from backchannel.case.replace_files import replace_files
from backchannel.case.schema import Entry, Forecast
from backchannel.case.yaml_lines import yaml_lines
from backchannel.case.yaml_text import read_yaml
from backchannel.core.errors import UsageError, did_you_mean

FORECASTS: Final = "forecasts"
REGISTER: Final = "register"
HEADS: Final = {
    FORECASTS: f"{OURS}forecast add`; see register.yaml.\n",
    REGISTER: (
        f"{OURS}forecast add` and `resolve`; each line seals the one before.\n"
        "# What was entered can be resolved and not edited: `backchannel check` finds a change.\n"
    ),
}

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
    with writing(name_or_folder) as (folder, case):
        held = _forecast(case, forecast)
        return _add_line(
            folder, case, {"forecast": forecast, "status": "entered", "date": on}, held
        )


def enter_new(name_or_folder: str | Path, forecast: Mapping[str, Any], *, on: str) -> Entry:
    """Write a forecast into the case and enter it, both or neither.

    Raises `CaseError` with every problem that the case would have with it.
    """
    with writing(name_or_folder) as (folder, case):
        name = forecast.get("id")
        _refuse_known(folder, case, str(name))
        try:
            held = Forecast.model_validate(dict(forecast))
        except ValidationError:  # `check` words it, with its place
            refuse_unsound(folder, case, _grown(folder, case, {FORECASTS: forecast}))
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
    with writing(name_or_folder) as (folder, case):
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
    refuse_unsound(folder, case, changed)
    replace_files(folder, changed)
    return entry.model_copy(update={"digest": digest})


# ---------------------------------------------------------------- files


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
            main = with_file_named(main, name)
    return changed if main == before else {**changed, MAIN_FILE: main}


def _item(item: Mapping[str, Any], indent: str) -> str:
    """Write one item of a list: a key on each line, texts in quotes."""
    lines = list(yaml_lines(item))
    return f"{indent}- " + f"\n{indent}  ".join(lines) + "\n"


def _with_item(raw: bytes, name: str, key: str, item: Mapping[str, Any]) -> bytes:
    """Return a file's bytes with one more item at the end of its list."""
    before = read_yaml(raw, name)
    last = next(iter(reversed(before.data)), "") if isinstance(before.data, dict) else ""
    held = before.data[key] if last == key and isinstance(before.data, dict) else None
    if isinstance(held, list) and held and not before.flow((key,)):
        line = raw.decode("utf-8-sig").splitlines()[before.places[(key, 0)].line - 1]
        indent = line[: len(line) - len(line.lstrip())]
        new = after(raw, _item(item, indent))
        if read_yaml(new, name).data == {**before.data, key: [*held, dict(item)]}:  # type: ignore[dict-item]
            return new
    raise no_room(name, before, key)
