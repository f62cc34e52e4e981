"""One YAML text into plain data, with the place of every value; hostile texts included.

libyaml's event parser does the reading; this module composes its events without recursion, so that
depth is checked before it hurts, and resolves scalars by the core schema of YAML 1.2: a party
called ``NO`` stays a name and ``12:30`` stays text (YAML 1.1 makes them false and 750). Anchors,
aliases and tags are refused: a case file is data, written out.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

import yaml

from backchannel.core.errors import Place, Problem

MAX_BYTES: Final = 5_000_000
MAX_DEPTH: Final = 24

Loc = tuple[str | int, ...]  # keys and list positions from the top, as pydantic writes them
Data = dict[str, "Data"] | list["Data"] | str | int | float | bool | None

_INT = re.compile(r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_SPECIAL: Final[dict[str, Data]] = {
    **dict.fromkeys(["", "~", "null", "Null", "NULL"], None),
    **dict.fromkeys(["true", "True", "TRUE"], True),
    **dict.fromkeys(["false", "False", "FALSE"], False),
    **dict.fromkeys([".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF"], float("inf")),
    **dict.fromkeys(["-.inf", "-.Inf", "-.INF"], float("-inf")),
    **dict.fromkeys([".nan", ".NaN", ".NAN"], float("nan")),
}


@dataclass(slots=True)
class YamlText:
    """What one text holds: its data, where each value begins and ends, and what is wrong."""

    data: Data = None
    places: dict[Loc, Place] = field(default_factory=dict)
    ends: dict[Loc, Place] = field(default_factory=dict)
    key_places: dict[Loc, Place] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    in_brackets: set[Loc] = field(default_factory=set)

    def flow(self, loc: Loc) -> bool:
        """Whether a mapping or list is written in brackets."""
        return loc in self.in_brackets


@dataclass(slots=True)
class _Open:
    """A mapping or list that is still being filled; ``key`` waits for its value."""

    loc: Loc
    into: dict[str, Data] | list[Data]
    key: str | None = None


def read_yaml(raw: bytes, file: str) -> YamlText:
    r"""Read one file's bytes; never raises for what the bytes hold.

    >>> text = read_yaml(b"id: NO\nat: 12:30\nn: 0x10\n", "case.yaml")
    >>> text.data, str(text.places[("at",)])
    ({'id': 'NO', 'at': '12:30', 'n': 16}, 'case.yaml:2:5')
    """
    found = YamlText()
    if len(raw) > MAX_BYTES:
        found.problems.append(
            Problem(
                "FILE-TOO-LARGE",
                f"more than {MAX_BYTES // 1_000_000} MB",
                Place(file, 1, 1),
                "split the case into several files and name them under `files`",
            )
        )
        return found
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = raw[: error.start]
        line_start = before.rfind(b"\n") + 1
        column = len(before[line_start:].decode("utf-8", "replace")) + 1
        place = Place(file, before.count(b"\n") + 1, column)
        found.problems.append(
            Problem(
                "BAD-UTF8",
                f"byte 0x{raw[error.start]:02x} is not UTF-8 text",
                place,
                "save the file as UTF-8",
            )
        )
        return found
    if not text.strip():
        found.problems.append(
            Problem(
                "EMPTY-FILE",
                "the file is empty",
                Place(file, 1, 1),
                "`backchannel new my-case` writes a starter",
            )
        )
        return found
    try:
        _compose(_events(text), file, found)
    except yaml.YAMLError as error:
        found.problems.append(_syntax_problem(error, text, file))
        found.data = None
    return found


def _events(text: str) -> Iterator[yaml.Event]:
    return iter(yaml.parse(text, Loader=yaml.CSafeLoader))


def _compose(events: Iterator[yaml.Event], file: str, found: YamlText) -> None:
    stack: list[_Open] = []
    documents = 0
    last = Place(file, 1, 1)  # where the last scalar or bracket ended
    for event in events:
        mark = event.start_mark
        place = Place(file, mark.line + 1, mark.column + 1) if mark else Place(file, 1, 1)
        if isinstance(event, yaml.DocumentStartEvent):
            documents += 1
            if documents > 1:
                found.problems.append(
                    Problem("BAD-YAML", "a second document begins here", place, "remove the `---`")
                )
                return
        elif isinstance(event, yaml.MappingEndEvent | yaml.SequenceEndEvent):
            closed = stack.pop()
            if found.flow(closed.loc):  # its own end is marked
                last = _end(event, file)
            found.ends[closed.loc] = last
        elif isinstance(event, yaml.AliasEvent) or _is_decorated(event):
            found.problems.append(
                Problem(
                    "ALIAS",
                    "anchors (&), aliases (*) and tags (!) are not used in case files",
                    place,
                    "write the value out; put text that begins with & * or ! in quotes",
                )
            )
            if isinstance(event, yaml.AliasEvent):
                _take(None, place, stack, found)
            elif not _open_or_take(event, place, stack, found):
                return
        elif not _open_or_take(event, place, stack, found):
            return
        elif isinstance(event, yaml.ScalarEvent):
            last = _end(event, file)


def _end(event: yaml.Event, file: str) -> Place:
    mark = event.end_mark
    return Place(file, mark.line + 1, mark.column + 1) if mark else Place(file, 1, 1)


def _is_decorated(event: yaml.Event) -> bool:
    return getattr(event, "anchor", None) is not None or getattr(event, "tag", None) is not None


def _open_or_take(event: yaml.Event, place: Place, stack: list[_Open], found: YamlText) -> bool:
    """Take one value into what is open; False when the nesting is too deep to go on."""
    if isinstance(event, yaml.ScalarEvent):
        plain = event.implicit[0] and event.style in (None, "")
        is_key = bool(stack) and isinstance(stack[-1].into, dict) and stack[-1].key is None
        value = event.value if is_key or not plain else _resolve(event.value)
        loc = _take(value, place, stack, found)
        if not is_key:
            found.ends[loc] = _end(event, place.file)
    elif isinstance(event, yaml.MappingStartEvent | yaml.SequenceStartEvent):
        if len(stack) >= MAX_DEPTH:
            found.problems.append(
                Problem(
                    "TOO-DEEP",
                    f"more than {MAX_DEPTH} levels of nesting",
                    place,
                    "no part of a case is nested so deep; look for a missing bracket",
                )
            )
            return False
        fresh: dict[str, Data] | list[Data] = (
            {} if isinstance(event, yaml.MappingStartEvent) else []
        )
        loc = _take(fresh, place, stack, found)
        stack.append(_Open(loc, fresh))
        if event.flow_style:
            found.in_brackets.add(loc)
    return True


def _take(value: Data, place: Place, stack: list[_Open], found: YamlText) -> Loc:
    """Put a value where it belongs and note its place; return its location."""
    if not stack:
        found.data = value
        found.places[()] = place
        return ()
    top = stack[-1]
    if isinstance(top.into, list):
        loc: Loc = (*top.loc, len(top.into))
        top.into.append(value)
    elif top.key is None:
        if isinstance(value, dict | list):
            found.problems.append(Problem("BAD-YAML", "a key must be one word", place))
            value = f"?{len(top.into)}"
        top.key = str(value)
        loc = (*top.loc, top.key)
        if top.key in top.into:
            first = found.key_places[loc]
            found.problems.append(
                Problem(
                    "DUPLICATE-KEY",
                    f"'{top.key}' stands here for the second time",
                    place,
                    f"the first is at line {first.line}, column {first.column}",
                )
            )
        else:
            found.key_places[loc] = place
        return (*loc, "?")  # a collection as a key: its content belongs nowhere
    else:
        loc = (*top.loc, top.key)
        top.into[top.key] = value
        top.key = None
    found.places[loc] = place
    return loc


def _resolve(text: str) -> Data:
    if text in _SPECIAL:
        return _SPECIAL[text]
    if _INT.fullmatch(text) and len(text) <= 18:
        return int(text, 0) if text[:2] in ("0o", "0x") else int(text)
    if _FLOAT.fullmatch(text):
        return float(text)
    return text


def _syntax_problem(error: yaml.YAMLError, text: str, file: str) -> Problem:
    mark = getattr(error, "problem_mark", None)
    what = str(getattr(error, "problem", None) or "the text cannot be read")
    if mark is None:  # a reader error: a character that YAML does not allow
        position = int(getattr(error, "position", 0))
        line = text.count("\n", 0, position) + 1
        column = position - (text.rfind("\n", 0, position) + 1) + 1
        return Problem(
            "BAD-YAML", "a character that YAML does not allow", Place(file, line, column)
        )
    place = Place(file, mark.line + 1, mark.column + 1)
    lines = text.splitlines()
    if mark.line < len(lines) and "\t" in lines[mark.line][: mark.column + 1]:
        column = lines[mark.line].index("\t") + 1
        return Problem(
            "TAB",
            "a tab stands where YAML needs spaces",
            Place(file, place.line, column),
            "indent with spaces",
        )
    hint = "look at this line and the one before it"
    if "mapping values" in what:
        hint = 'a text that holds a colon needs quotes: name: "Rule: for dry years"'
    return Problem("BAD-YAML", what, place, hint)
