"""Hold the data of a case against the schema, and word what does not fit.

When something does not fit, it is mended (a range put in order, an unknown key dropped) or the
nearest list item or entry around it is set aside, so that the rules can still look at the rest.
What was set aside is remembered by name, so that its absence is not reported as well.
"""

from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Final, cast

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from backchannel.case.estimates import Reasoned
from backchannel.case.schema import CaseDocument
from backchannel.case.yaml_text import Loc
from backchannel.core.errors import did_you_mean

ROUNDS_OF_MENDING: Final = 8
ENTRIES: Final = (
    "preferences",
    "walk_away",
    "walk_away_if",
    "war_costs",
    "parameters",
)  # mappings by name


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that does not fit the schema; ``at_key`` when its key is what is wrong."""

    code: str
    loc: Loc
    message: str
    hint: str = ""
    at_key: bool = False


@dataclass(frozen=True, slots=True)
class SetAside:
    """What was taken out so that the rules can look at the rest: ids, and paths of entries."""

    ids: set[str] = field(default_factory=set)
    paths: set[str] = field(default_factory=set)

    def covers(self, subject: str) -> bool:
        """Whether a finding about an id or a path only tells that something was taken out."""
        return not self.ids.isdisjoint(subject.split(".")) or any(
            f"{subject}.".startswith(f"{path}.") or path.startswith(f"{subject}.")
            for path in self.paths
        )


def validate(data: dict[str, Any]) -> tuple[CaseDocument | None, list[Fault], SetAside]:
    """Return the document (of what fits), all faults, and what was set aside.

    The document is sound only when there are no faults; it is None when the rest of it is too
    broken to look at.
    """
    mended = deepcopy(data)
    faults: list[Fault] = []
    set_aside = SetAside()
    for round_ in range(ROUNDS_OF_MENDING):
        try:
            return CaseDocument.model_validate(mended), faults, set_aside
        except ValidationError as error:
            details = error.errors(include_url=False)
        if round_ == 0:  # later rounds see locations that mending has moved
            faults += [_fault(detail, data) for detail in details]
        for detail in sorted(details, key=lambda d: _last_first(d["loc"]), reverse=True):
            if not _mend(mended, detail, set_aside):
                return None, faults, set_aside
    return None, faults, set_aside


# ---------------------------------------------------------------- mending


def _last_first(loc: Loc) -> tuple[tuple[int, int | str], ...]:
    """Sort key: later list positions first, so that taking one leaves the others in place."""
    return tuple((1, part) if isinstance(part, int) else (0, part) for part in loc)


def _mend(data: Any, detail: ErrorDetails, set_aside: SetAside) -> bool:
    """Mend one error, or set its part aside; False when too much would have to go."""
    loc = _clean(detail["loc"])
    holder = _follow(data, loc[:-1])
    if detail["type"] == "range_order":
        written = _follow(data, loc)
        triple = written.get("value") if isinstance(written, dict) else written
        if isinstance(triple, list):
            triple.sort()
        return True
    if detail["type"] == "extra_forbidden" and isinstance(holder, dict):
        holder.pop(loc[-1], None)
        return True
    return _set_aside(data, loc, set_aside)


def _set_aside(data: Any, loc: Loc, set_aside: SetAside) -> bool:
    """Take out the innermost list item or named entry around ``loc``; the header is replaced."""
    for length in range(len(loc), 1, -1):
        around, part = _follow(data, loc[: length - 1]), loc[length - 1]
        if isinstance(around, dict) and part in around and loc[0] in ENTRIES:
            around.pop(part)
            set_aside.paths.add(".".join(map(str, loc[:length])))
            return True
        is_item = isinstance(around, list) and isinstance(part, int) and part < len(around)
        if is_item and not _is_triple(around):
            set_aside.ids.update(_ids_in(around.pop(part)))
            return True
    if loc[:1] == ("case",):
        data["case"] = {"id": "unnamed", "title": "unnamed", "as_of": "2000"}
        return True
    return False


def _is_triple(written: Sequence[Any]) -> bool:
    return len(written) == 3 and all(isinstance(x, int | float) for x in written)


def _ids_in(data: Any) -> Iterator[str]:
    """Yield the ids that something defines, and the actors of a party."""
    if isinstance(data, dict):
        if isinstance(data.get("id"), str):
            yield data["id"]
        if isinstance(data.get("actors"), list):
            yield from (name for name in data["actors"] if isinstance(name, str))
        for value in data.values():
            yield from _ids_in(value)
    elif isinstance(data, list):
        for value in data:
            yield from _ids_in(value)


def _follow(data: Any, loc: Sequence[int | str]) -> Any:
    for part in loc:
        try:
            data = data[part]
        except (KeyError, IndexError, TypeError):
            return None
    return data


def _clean(loc: Loc) -> Loc:
    return tuple(part for part in loc if part != "[key]")


# ---------------------------------------------------------------- wording

PLAIN_TYPES: Final = {
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
NO_BARE_NUMBERS: Final = "no bare numbers: every number has a low, a mode and a high"
THREE_NUMBERS: Final = "three numbers are needed: low, mode (most likely), high"
REASONED: Final = frozenset(Reasoned.model_fields)


def _fault(detail: ErrorDetails, data: Any) -> Fault:
    """Word one of pydantic's errors."""
    kind, loc, found = detail["type"], _clean(detail["loc"]), detail["input"]
    names = list(_named(data, loc))
    around, last = ".".join(names[:-1]) or "the top level", names[-1] if names else "the case"
    if kind == "extra_forbidden":
        hint = did_you_mean(last, _keys_at(loc[:-1]))
        return Fault("UNKNOWN-KEY", loc, f"'{last}' is not a key of {around}", hint, at_key=True)
    if kind == "missing" and isinstance(loc[-1], int):
        return Fault("WRONG-TYPE", loc[:-1], f"{around} needs {loc[-1] + 1} or more", "")
    if kind in ("too_long", "too_short"):
        bound, key = ("most", "max") if kind == "too_long" else ("least", "min")
        limit, number = detail["ctx"][f"{key}_length"], detail["ctx"]["actual_length"]
        message = f"'{last}' of {around}: expected at {bound} {limit}, found {number}"
        return Fault("BAD-VALUE", loc, message, "")
    if kind == "missing":
        return Fault("MISSING-KEY", loc, f"{around} has no '{last}'", "it is required")
    if kind == "range_order":
        return Fault(
            "RANGE-ORDER", loc, f"{'.'.join(names)}: {detail['msg']}", "write [low, mode, high]"
        )
    if kind == "not_a_range":
        written = found.get("value") if isinstance(found, dict) else found
        message = f"{'.'.join(names)}: expected [low, mode, high], found {_shown(written)}"
        hint = THREE_NUMBERS if isinstance(written, list) else NO_BARE_NUMBERS
        return Fault("WRONG-TYPE", loc, message, hint)
    if kind == "out_of_range":
        percent = detail["msg"].endswith(" 0..1") and max(_numbers(found), default=0) <= 100
        hint = "write 0.6 for 60 percent" if percent else ""
        return Fault("OUT-OF-RANGE", loc, f"{'.'.join(names)}: {detail['msg']}", hint)
    if kind in PLAIN_TYPES:
        return Fault(
            "WRONG-TYPE",
            loc,
            f"'{last}' of {around}: expected {PLAIN_TYPES[kind]}, found {_shown(found)}",
            _type_hint(kind, found, last),
        )
    return Fault(
        "BAD-VALUE",
        loc,
        f"'{last}' of {around}: {_not_allowed(detail)}",
        _allowed(detail),
        at_key=detail["loc"][-1:] == ("[key]",),
    )


def _not_allowed(detail: ErrorDetails) -> str:
    shown = _shown(detail["input"])
    if detail["type"] == "literal_error":
        return f"{shown} is not allowed"
    if detail["type"] == "string_pattern_mismatch":
        return f"{shown} is not {_pattern_in_words(str(detail.get('ctx', {}).get('pattern', '')))}"
    return detail["msg"][:1].lower() + detail["msg"][1:]


def _allowed(detail: ErrorDetails) -> str:
    if detail["type"] != "literal_error":
        return ""
    expected = str(detail.get("ctx", {}).get("expected", "")).replace(" or ", ", ").split(", ")
    return did_you_mean(str(detail["input"]), [word.strip("'") for word in expected])


def _numbers(found: object) -> list[float]:
    written = found.get("value") if isinstance(found, dict) else found
    return [x for x in written if isinstance(x, int | float)] if isinstance(written, list) else []


def _type_hint(kind: str, found: object, name: str) -> str:
    if kind == "string_type" and isinstance(found, bool | int | float):
        return "put it in quotes to make it text"
    if kind == "float_type" and isinstance(found, str) and found.endswith("%"):
        return "write 0.6 for 60 percent"
    if kind == "tuple_type" and isinstance(found, str | dict):
        return "write a list: [a, b]"
    if name in REASONED:
        return f"`{name}` stands inside a block that holds numbers, one level further in"
    return ""


def _pattern_in_words(pattern: str) -> str:
    if "sha256" in pattern:
        digits = 64 if "{64}" in pattern else 16
        return f"a digest (sha256: and {digits} hexadecimal digits)"
    if pattern.endswith("[0-9]{4}-[0-9]{2}-[0-9]{2}$"):
        return "a day: write 2023-07-26"
    if "[0-9]{4}" in pattern:
        return "a date: write 2023-07-26, 2023-07 or 2023, or two joined by a slash"
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


@cache
def _json_schema() -> Mapping[str, Any]:
    return CaseDocument.model_json_schema()


def _keys_at(loc: Sequence[int | str]) -> list[str]:
    """Return the keys that the schema knows at a location, for the nearest-name hint."""
    node = _json_schema()
    definitions = node["$defs"]
    for part in loc:
        node = _inside(node, part, definitions)
    return [
        key for option in _alternatives(node, definitions) for key in option.get("properties", ())
    ]


def _alternatives(
    node: Mapping[str, Any], definitions: Mapping[str, Any]
) -> list[Mapping[str, Any]]:
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
