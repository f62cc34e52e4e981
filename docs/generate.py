"""Write what the pages take from the code: three reference pages, and the outputs of commands.

`python docs/generate.py` rewrites format.md, errors.md and commands.md and enters what the commands
on the other pages really print; with `--check` it writes nothing and exits with 1 when a page is
stale. Names of pages may follow to take only those. The words that the code does not hold stand in
`docs/parts/`.
"""

import sys
from collections.abc import Callable
from pathlib import Path
from shutil import copytree
from tempfile import TemporaryDirectory

sys.path.insert(0, str(Path(__file__).parent))

from parts.commands_page import commands_page
from parts.console import run_page
from parts.errors_page import errors_page
from parts.format_page import format_page

HERE = Path(__file__).parent
WRITTEN: dict[str, Callable[[], str]] = {
    "reference/format.md": format_page,
    "reference/errors.md": errors_page,
    "reference/commands.md": commands_page,
}
CONSOLE = "```console\n"


def pages() -> list[str]:
    """Return the pages that take something from the code, as paths below docs/."""
    told = [
        path.relative_to(HERE).as_posix()
        for path in sorted(HERE.rglob("*.md"))
        if CONSOLE in path.read_text(encoding="utf-8")
    ]
    return [*WRITTEN, *told]


def fresh(page: str) -> str:
    """Return a page as the code has it now."""
    if page in WRITTEN:
        return WRITTEN[page]()
    with TemporaryDirectory() as folder:
        copytree(HERE / "examples", Path(folder) / "examples")
        return run_page((HERE / page).read_text(encoding="utf-8"), Path(folder))


def main(arguments: list[str]) -> int:
    """Rewrite the pages, or check them."""
    named = [page for page in pages() if page.rsplit("/", 1)[-1] in arguments]
    stale = 0
    for page in named or pages():
        target, text = HERE / page, fresh(page)
        if target.is_file() and target.read_text(encoding="utf-8") == text:
            continue
        stale += 1
        if "--check" in arguments:
            sys.stderr.write(f"docs/{page} is stale: run python docs/generate.py\n")
        else:
            target.write_text(text, encoding="utf-8")
            sys.stderr.write(f"wrote docs/{page}\n")
    return 1 if stale and "--check" in arguments else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
