"""Links between the pages resolve, files and headings; every page can be reached; blocks run."""

import re
from pathlib import Path

import pytest

DOCS = Path(__file__).parents[2] / "docs"
PAGES = sorted(page for page in DOCS.rglob("*.md") if page.parent.name != "parts")
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)", re.DOTALL)


def anchors(page: Path) -> set[str]:
    """Return the names that a heading gets: small letters, blanks to hyphens, signs dropped."""
    found: set[str] = set()
    for title in re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE):
        name = re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-")
        assert name not in found, f"{page.name} has two headings called {title!r}"
        found.add(name)
    return found


def links(page: Path) -> list[str]:
    text = re.sub(
        r"^```.*?^```", "", page.read_text(encoding="utf-8"), flags=re.DOTALL | re.MULTILINE
    )
    return [target for target in LINK.findall(text) if not target.startswith(("http:", "https:"))]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(DOCS).as_posix())
def test_links_resolve(page: Path) -> None:
    for link in links(page):
        file, _, anchor = link.partition("#")
        target = (page.parent / file).resolve() if file else page
        assert target.is_file(), f"{page.name}: {link}"
        assert target.is_relative_to(DOCS.parent)
        if anchor:
            assert anchor in anchors(target), f"{page.name}: {link}"


def test_links_and_images_of_the_readme_are_there() -> None:
    readme = DOCS.parent / "README.md"
    found = links(readme)
    assert {"docs/tutorial.md", "docs/images/brief.png"} <= set(found)
    for link in found:
        file, _, anchor = link.partition("#")
        assert (readme.parent / file).exists(), link
        if anchor:
            assert anchor in anchors(readme.parent / file), link


def test_every_page_but_the_decisions_can_be_reached_from_the_index() -> None:
    seen, left = set[Path](), [DOCS / "index.md"]
    while left:
        page = left.pop()
        if page not in seen:
            seen.add(page)
            linked = [(page.parent / link.partition("#")[0]).resolve() for link in links(page)]
            left += [target for target in linked if target.suffix == ".md" and target.is_file()]
    pages = {page for page in PAGES if page.parent.name != "decisions"}
    assert pages <= seen


def test_decisions_are_numbered_and_say_what_they_must() -> None:
    notes = sorted((DOCS / "decisions").glob("*.md"))
    numbers = [note.name[:4] for note in notes]
    assert len(set(numbers)) == len(numbers) >= 5
    for note in notes:
        text = note.read_text(encoding="utf-8")
        assert re.match(rf"# .*{note.name[:4]}", text), note.name
        for word in ("context", "decision", "consequence"):
            assert word in text.lower(), f"{note.name} states no {word}"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(DOCS).as_posix())
def test_no_block_escapes_the_tests(page: Path) -> None:
    """A block that is indented, or called otherwise, would be shown and never run."""
    text = page.read_text(encoding="utf-8")
    assert not re.search(r"^[ \t]+```", text, re.MULTILINE)
    assert set(re.findall(r"^```(\w+)$", text, re.MULTILINE)) <= {
        "console",
        "python",
        "text",
        "yaml",
    }
    for block in re.findall(r"^```python\n(.*?)^```", text, re.DOTALL | re.MULTILINE):
        assert block.startswith(">>> ")
    for block in re.findall(r"^```console\n(.*?)^```", text, re.DOTALL | re.MULTILINE):
        assert block.startswith("$ backchannel ")
