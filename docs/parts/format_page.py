"""The page on the case format, from the JSON Schema of the case and the words in this folder."""

import re
import tomllib
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any

from backchannel.case.estimates import LARGEST, Estimate
from backchannel.case.schema import WHEN_PATTERN, CaseDocument

HERE = Path(__file__).parent
REASONS = ("basis", "reason", "claims", "distribution")
PLAIN = {"string": "words", "boolean": "true or false", "integer": "whole number"}

Node = dict[str, Any]


def starter() -> str:
    """Return the text of the starter case."""
    return (files("backchannel.case") / "starter" / "case.yaml").read_text(encoding="utf-8")


def cut(text: str, key: str) -> str:
    r"""Return one top-level key of a YAML text with all that stands under it; "" if it is absent.

    >>> cut("a: 1\nb: # some\n  - 2\n\n# end\nc: 3\n", "b")
    'b: # some\n  - 2\n'
    """
    lines = text.splitlines()
    start = next((i for i, line in enumerate(lines) if re.match(rf"{key}:(\s|$)", line)), None)
    if start is None:
        return ""
    end = start + 1
    while end < len(lines) and (not lines[end] or lines[end].startswith(" ")):
        end += 1
    return "\n".join(lines[start:end]).rstrip() + "\n"


def example(key: str) -> str:
    """Return the example for a top-level key: from the starter, else from the second file."""
    text = starter().replace("format: 1", "format: 1\n\nfiles: [more.yaml]", 1)
    return cut(text, key) or cut((HERE / "more.yaml").read_text(encoding="utf-8"), key)


class Page:
    """The page while it is written: the schema, the words, and what is already told."""

    def __init__(self) -> None:
        self.schema = CaseDocument.model_json_schema()
        self.types: dict[str, Node] = self.schema["$defs"]
        words = tomllib.loads((HERE / "format.toml").read_text(encoding="utf-8"))
        self.top: dict[str, str] = words["top"]
        self.common: dict[str, str] = words["common"]
        self.keys: dict[str, dict[str, str]] = words["keys"]
        self.kinds: dict[str, str] = words["kinds"]
        self.told: set[str] = set()
        self.estimates = {kind.__name__: kind for kind in _estimates(Estimate)}

    def text(self) -> str:
        """Return the whole page."""
        parts = (HERE / "format.md").read_text(encoding="utf-8")
        parts = parts.replace("<!-- the table of estimates -->", self.table_of_estimates())
        parts = parts.replace("<!-- the table of top-level keys -->", self.table_of_keys())
        head = "<!-- written by docs/generate.py; edit docs/parts instead -->\n\n"
        return head + parts + "".join(self.section(key) for key in self.schema["properties"])

    def table_of_estimates(self) -> str:
        """Return one row for each kind of estimate."""
        rows = [
            [f"*{self.kinds[name]}*", _cell(self.types[name]["description"]), _scale(kind)]
            for name, kind in self.estimates.items()
            if name != "Override"
        ]
        return _table(["kind", "what", "scale"], rows)

    def table_of_keys(self) -> str:
        """Return one row for each top-level key."""
        rows = [
            [f"[`{key}`](#{key})", _cell(self.top[key]), self.needed(key, self.schema)]
            for key in self.schema["properties"]
        ]
        return _table(["key", "what", "required"], rows)

    def section(self, key: str) -> str:
        """Return the section on one top-level key: what it is, its block, an example."""
        node = self.schema["properties"][key]
        written = self.words(node, "CaseDocument", key)
        text = f"\n## `{key}`\n\n{self.top[key]} Written as: {written}.\n"
        text += "".join(self.block(name) for name in self.blocks_in(node))
        return f"{text}\n```yaml\n{example(key)}```\n"

    def blocks_in(self, node: Node) -> list[str]:
        """Return the names of the blocks that first occur inside a node, outermost first."""
        found: list[str] = []
        for name in _references(node):
            if name not in self.told and name != "Text" and name not in self.estimates:
                self.told.add(name)
                found += [name, *self.blocks_in(self.types[name])]
            elif name == "Override" and name not in self.told:
                self.told.add(name)
                found.append(name)
        return found

    def block(self, name: str) -> str:
        """Return the table of one block."""
        node = _mapping(self.types[name])
        keys = node["properties"]
        reasoned = set(REASONS) <= set(keys)
        rows = [
            [
                f"`{key}`",
                _cell(self.what(name, key, inner)),
                self.words(inner, name, key),
                self.needed(key, node),
            ]
            for key, inner in keys.items()
            if not (reasoned and key in REASONS)
        ]
        text = f"\n### {self.kinds[name]}\n\n{self.types[name]['description']}\n\n"
        text += _table(["key", "what", "type", "required"], rows) + "\n"
        if reasoned:
            own = " and needs its own" if name == "Override" else ""
            text += "\nIt also takes `basis`, `reason`, `claims` and `distribution`"
            text += f"{own}; see [estimates](#estimates).\n"
        return text

    def what(self, block: str, key: str, node: Node) -> str:
        """Return what a key is for: our words on it, the schema's, or the common ones."""
        own = self.keys.get(block, {}).get(key)
        return own or str(node.get("description") or self.common[key])

    def link(self, name: str) -> str:
        """Return a link to the table of a block."""
        kind = self.kinds[name]
        return f"[{kind}](#{kind.replace(' ', '-')})"

    def needed(self, key: str, node: Node) -> str:
        """Return whether a key is required."""
        return "yes" if key in node.get("required", ()) else ""

    def words(self, node: Node, block: str, key: str) -> str:
        """Return the type of a key in plain words."""
        special = self.keys.get(f"{block}-types", {}).get(key)
        return special or self._words(node)

    def _words(self, node: Node) -> str:
        if "$ref" in node:
            name = node["$ref"].rsplit("/", 1)[-1]
            if name == "Parameter":
                return "[estimate](#estimates) that says its `unit` and may have a `name`"
            if name in self.estimates and name != "Override":
                return f"[estimate](#estimates): {self.kinds[name]}"
            return "text" if name == "Text" else self.link(name)
        if any(x.get("pattern") == WHEN_PATTERN for x in node.get("anyOf", ())):
            return "date"
        if "anyOf" in node:
            return self._words(next(x for x in node["anyOf"] if x.get("type") != "null"))
        if "const" in node or "enum" in node:
            allowed = node.get("enum", [node.get("const")])
            return ("one of " if len(allowed) > 1 else "") + ", ".join(f"`{x}`" for x in allowed)
        if node["type"] == "array":
            return _list_words(node) or f"list of {_plural(self._words(node['items']))}"
        if node["type"] == "object":
            return self._mapping_words(node)
        if "pattern" in node:
            kinds = {"sha256": "digest", "[0-9]{4}": "day"}
            return next((kind for part, kind in kinds.items() if part in node["pattern"]), "id")
        return PLAIN[node["type"]]

    def _mapping_words(self, node: Node) -> str:
        if "Options that occur together" in node.get("description", ""):
            return "[pattern](#patterns)"
        inner = next(iter(node.get("patternProperties", {}).values()), None)
        return f"mapping, by id: {self._words(inner or node['additionalProperties'])}"


def format_page() -> str:
    """Return the text of docs/reference/format.md."""
    return Page().text()


def _estimates(kind: type[Estimate]) -> Iterator[type[Estimate]]:
    for sub in kind.__subclasses__():
        yield sub
        yield from _estimates(sub)


def _scale(kind: type[Estimate]) -> str:
    least, most = kind.bounds
    if not kind.units:
        return "as its `unit` says"
    if least == -LARGEST:
        return f"any number of {kind.units[0]}"
    return f"{least:,.15g} to {most:,.15g}" if most < LARGEST else f"{least:g} or more"


def _list_words(node: Node) -> str:
    """Return the words for a list of fixed length, "" for any other."""
    return {2: "[start, end]", 3: "[low, mode, high]"}.get(len(node.get("prefixItems", ())), "")


def _mapping(node: Node) -> Node:
    return next((x for x in node.get("anyOf", ()) if "properties" in x), node)


def _references(node: Any) -> Iterator[str]:
    if isinstance(node, dict):
        if "$ref" in node:
            yield node["$ref"].rsplit("/", 1)[-1]
        for value in node.values():
            yield from _references(value)
    elif isinstance(node, list):
        for value in node:
            yield from _references(value)


def _plural(words: str) -> str:
    if words in ("id", "text", "date", "digest", "[pattern](#patterns)"):
        return words.replace("[pattern]", "[patterns]") if words[0] == "[" else f"{words}s"
    return words if words == "words" else f"{words} blocks"


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")


def _table(head: list[str], rows: list[list[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(line).replace("  ", " ") + " |" for line in lines)
