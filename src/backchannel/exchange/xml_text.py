"""One XML file into plain elements, with the place of each; hostile files included.

The standard library's expat does the reading. Document types are refused outright, and with them
entities of any kind: no tool writes them into a scenario, and they can fill a memory or read
other files.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final
from xml.parsers import expat

from backchannel.core.errors import CaseError, Place, Problem

MAX_BYTES: Final = 20_000_000
MAX_ELEMENTS: Final = 200_000
MAX_DEPTH: Final = 24

_ESCAPES: Final = "in XML a bare & is written &amp; and a bare < is written &lt;"


@dataclass(slots=True)
class Element:
    """One element: its name, its attributes, where it begins, what it holds but for text."""

    tag: str
    attributes: dict[str, str]
    place: Place
    children: list["Element"] = field(default_factory=list)

    def named(self, tag: str) -> Iterator["Element"]:
        """Children of one name, in order."""
        return (child for child in self.children if child.tag == tag)


def read_xml(path: Path | str) -> Element:
    """Read a file; `CaseError` says in one line what keeps it from being read."""
    file = str(path)
    try:
        if not Path(path).is_file():  # a pipe or a device would never end
            what = "is not a file" if Path(path).exists() else "is not there"
            raise CaseError([Problem("NO-FILE", f"'{file}' {what}")])
        with Path(path).open("rb") as stream:
            raw = stream.read(MAX_BYTES + 1)
    except (OSError, ValueError) as error:  # no access, a NUL in the name
        why = getattr(error, "strerror", None) or "no such name"
        raise CaseError([Problem("NO-FILE", f"'{file}' cannot be read ({why})")]) from error
    return parse_xml(raw, file)


def parse_xml(raw: bytes, file: str) -> Element:
    """Parse one file's bytes, up to the first thing that is wrong.

    Raises
    ------
    CaseError
        With one problem and its place.

    >>> root = parse_xml(b'<a><b n="1"/></a>', "x.xml")
    >>> root.children[0].attributes, str(root.children[0].place)
    ({'n': '1'}, 'x.xml:1:4')
    """
    start = Place(file, 1, 1)
    if len(raw) > MAX_BYTES:
        raise _refusal("FILE-TOO-LARGE", f"more than {MAX_BYTES // 1_000_000} MB", start)
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = raw[: error.start].decode("utf-8", "replace")
        place = Place(file, before.count("\n") + 1, len(before) - before.rfind("\n"))
        message = f"byte 0x{raw[error.start]:02x} is not UTF-8 text"
        raise _refusal("BAD-UTF8", message, place, "save the file as UTF-8") from error
    if not text.strip():
        raise _refusal("EMPTY-FILE", "the file is empty", start)
    return _tree(text, file)


def _tree(text: str, file: str) -> Element:
    parser = expat.ParserCreate()
    above = Element("", {}, Place(file, 1, 1))
    stack = [above]
    count = 0

    def here() -> Place:
        return Place(file, parser.CurrentLineNumber, parser.CurrentColumnNumber + 1)

    def begin(tag: str, attributes: dict[str, str]) -> None:
        nonlocal count
        count += 1
        if count > MAX_ELEMENTS:
            raise _refusal("FILE-TOO-LARGE", f"more than {MAX_ELEMENTS:,} elements", here())
        if len(stack) > MAX_DEPTH:
            message = f"more than {MAX_DEPTH} levels of nesting"
            raise _refusal("TOO-DEEP", message, here(), "look for a missing end tag")
        element = Element(tag, attributes, here())
        stack[-1].children.append(element)
        stack.append(element)

    def end(_tag: str) -> None:
        stack.pop()

    def refuse(*_declaration: object) -> None:
        message = "a document type (<!DOCTYPE ...>) is declared; it is not read"
        raise _refusal("BAD-XML", message, here(), "remove the declaration and its entities")

    parser.StartElementHandler = begin
    parser.EndElementHandler = end
    parser.StartDoctypeDeclHandler = refuse
    try:
        parser.Parse(text, True)  # noqa: FBT003 - expat takes it by position
    except expat.ExpatError as error:
        what = expat.ErrorString(error.code) or "it cannot be read"
        bare = error.code in (4, 11)  # an invalid token, an undefined entity
        place = Place(file, error.lineno, error.offset + 1)
        hint = _ESCAPES if bare else ""
        raise _refusal("BAD-XML", f"the text is not XML: {what}", place, hint) from error
    return above.children[0]


def _refusal(code: str, message: str, place: Place, hint: str = "") -> CaseError:
    return CaseError([Problem(code, message, place, hint)])
