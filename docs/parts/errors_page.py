"""The page on error codes: words from errors.toml, examples as the program prints them now."""

import contextlib
import io
import sys
import tomllib
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from parts.format_page import starter

from backchannel.cli.main import main as backchannel
from backchannel.core.errors import CODES

HERE = Path(__file__).parent
Recipe = dict[str, Any]


def entries() -> dict[str, Recipe]:
    """Return what errors.toml says, by code."""
    known = tomllib.loads((HERE / "errors.toml").read_text(encoding="utf-8"))
    return {code: entry for code, entry in known.items() if code != "intro"}


def errors_page() -> str:
    """Return the text of docs/reference/errors.md."""
    known = tomllib.loads((HERE / "errors.toml").read_text(encoding="utf-8"))
    text = "<!-- written by docs/generate.py; edit docs/parts instead -->\n" + known.pop("intro")
    if set(known) != set(CODES):
        raise SystemExit(f"errors.toml and CODES differ: {sorted(set(known) ^ set(CODES))}")
    for code, entry in known.items():
        if "group" in entry:
            text += f"\n## {entry['group']}\n"
        note = " This is a note." if entry.get("note") else ""
        example = "\n".join(example_of(code, entry))
        text += f"\n### {code}\n\n{entry['means']}{note}\n\n```text\n{example}\n```\n"
        text += f"\n*What to do.* {entry['do']}\n"
    return text


def example_of(code: str, entry: Recipe) -> list[str]:
    """Return the lines with a code that the entry's recipe makes the program print."""
    with TemporaryDirectory() as folder, contextlib.chdir(folder):
        make_case(entry, Path("my-case"))
        printed = run(entry.get("run", "check my-case").split())
    lines = [line for line in printed.splitlines() if f"{code}  " in f"{line}  "]
    if not lines:
        raise SystemExit(f"the recipe of {code} printed no such line:\n{printed}")
    return lines


def make_case(entry: Recipe, folder: Path) -> None:
    """Write the starter case as the recipe changes it."""
    folder.mkdir()
    text = starter()
    for old, new in entry.get("edit", ()):
        if old not in text:
            raise SystemExit(f"the starter case no longer holds {old!r}")
        text = text.replace(old, new, 1)
    written: dict[str, str | bytes] = {"case.yaml": text, **entry.get("file", {})}
    if "built" in entry:
        written |= BUILT[entry["built"]]()
    for name, content in written.items():
        target = folder / name
        target.parent.mkdir(exist_ok=True)
        target.write_bytes(content.encode() if isinstance(content, str) else content)


def run(arguments: list[str]) -> str:
    """Run a command in this process and return what it printed, both streams."""
    out = io.StringIO()
    before = sys.argv
    sys.argv = ["backchannel", *arguments]
    try:
        with (
            contextlib.redirect_stdout(out),
            contextlib.redirect_stderr(out),
            contextlib.suppress(SystemExit),
        ):
            backchannel()
    finally:
        sys.argv = before
    return out.getvalue()


# ---------------------------------------------------------------- files too odd for errors.toml


def large_file() -> dict[str, str | bytes]:
    """Return a case with a comment of 5 MB."""
    return {"case.yaml": starter() + "#" * 5_000_000}


def old_encoding() -> dict[str, str | bytes]:
    """Return the starter with one word in Latin-1."""
    return {"case.yaml": starter().encode().replace(b"Harbour fees", b"Hafengeb\xfchr")}


def deep() -> dict[str, str | bytes]:
    """Return a case with thirty open brackets."""
    return {"case.yaml": "format: 1\nissues: " + "[" * 30 + "]" * 30 + "\n"}


def many_issues() -> dict[str, str | bytes]:
    """Return the starter with twelve more issues of ten options each."""
    options = "".join(f'      - {{id: o{i}, text: "{i}"}}\n' for i in range(10))
    more = "".join(
        f'  - id: extra_{i}\n    name: "Extra {i}"\n    status_quo: o0\n    options:\n{options}'
        for i in range(12)
    )
    return {"case.yaml": starter().replace("\nsilent:", f"{more}\nsilent:", 1)}


def _with_copy(change: Callable[[str], str] | None) -> dict[str, str | bytes]:
    name = "gazette.txt"
    text = (HERE.parent / "examples" / "copies" / name).read_text(encoding="utf-8")
    copies = {f"../copies/{name}": change(text)} if change else {}
    return {
        "case.yaml": starter().replace("format: 1", "format: 1\nfiles: [more.yaml]", 1),
        "more.yaml": (HERE / "more.yaml").read_text(encoding="utf-8"),
        **copies,
    }


BUILT: dict[str, Callable[[], dict[str, str | bytes]]] = {
    "large_file": large_file,
    "old_encoding": old_encoding,
    "deep": deep,
    "many_issues": many_issues,
    "no_copy": lambda: _with_copy(None),
    "changed_copy": lambda: _with_copy(lambda text: text.replace("not for", "now for")),
    "longer_copy": lambda: _with_copy(lambda text: "A heading\n\n" + text),
}
