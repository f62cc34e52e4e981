"""Pages that come from the code are fresh, and leave out no key, no code and no command."""

import re
from pathlib import Path

import generate
import pytest
from parts import commands_page, console, errors_page, format_page

from backchannel.case.load import check
from backchannel.case.schema import CaseDocument
from backchannel.case.unknowns import walk
from backchannel.core.errors import CODES
from backchannel.evidence.spans import digest, normalise

DOCS = Path(generate.__file__).parent
REFERENCE = DOCS / "reference"
STALE = "is stale: run `python docs/generate.py` and read what changed"


def differences(then: str, now: str) -> str:
    old, new = then.splitlines(), now.splitlines()
    return "\n".join(
        [*(f"- {x}" for x in old if x not in new), *(f"+ {x}" for x in new if x not in old)]
    )


@pytest.mark.parametrize("page", generate.pages())
def test_page_is_fresh(page: str) -> None:
    then, now = (DOCS / page).read_text(encoding="utf-8"), generate.fresh(page)
    assert then == now, f"docs/{page} {STALE}:\n{differences(then, now)}"


def test_check_tells_stale_pages_and_writes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    old = tmp_path / "reference" / "format.md"
    old.parent.mkdir()
    old.write_text("old", encoding="utf-8")
    monkeypatch.setattr(generate, "HERE", tmp_path)
    assert generate.main(["--check", "format.md"]) == 1
    assert "docs/reference/format.md is stale" in capsys.readouterr().err
    assert old.read_text(encoding="utf-8") == "old"
    assert generate.main(["format.md"]) == 0
    assert generate.main(["--check", "format.md"]) == 0


# ---------------------------------------------------------------- the format


@pytest.mark.parametrize("key", CaseDocument.model_json_schema()["properties"])
def test_every_top_level_key_has_its_section_and_a_filled_example(key: str) -> None:
    text = (REFERENCE / "format.md").read_text(encoding="utf-8")
    section = text.split(f"\n## `{key}`\n", 1)[1].split("\n## ", 1)[0]
    assert f"```yaml\n{key}:" in section
    assert len(format_page.example(key)) > len(f"{key}:\n")


def test_every_key_of_every_block_is_told() -> None:
    text = (REFERENCE / "format.md").read_text(encoding="utf-8")
    for name, node in CaseDocument.model_json_schema()["$defs"].items():
        mapping = next((x for x in node.get("anyOf", ()) if "properties" in x), node)
        kind = format_page.Page().kinds.get(name)
        if name in ("Text", "Parameter") or "properties" not in mapping:
            continue
        if "anyOf" in node and name != "Override":
            continue
        table = text.split(f"\n### {kind}\n", 1)[1].split("\n#", 1)[0]
        own = set(mapping["properties"])
        if set(format_page.REASONS) <= own:
            own -= set(format_page.REASONS)
            assert "`distribution`" in table
        assert own <= set(re.findall(r"^\| `(\w+)` \|", table, re.MULTILINE)), name


def test_words_on_the_format_name_keys_that_exist() -> None:
    page = format_page.Page()
    known = {"CaseDocument": page.schema, **page.types}
    for block, words in page.keys.items():
        name = block.removesuffix("-types")
        assert set(words) <= set(format_page._mapping(known[name])["properties"]), block
    assert set(page.top) == set(page.schema["properties"])


def test_paths_named_in_the_introduction_exist(starter_text: str, tmp_path: Path) -> None:
    (tmp_path / "case.yaml").write_text(starter_text, encoding="utf-8")
    document = check(tmp_path).case
    assert document is not None
    text = (DOCS / "parts" / "format.md").read_text(encoding="utf-8")
    section = text.split("## Paths")[1].split("\n## ")[0]
    named = {path for path in re.findall(r"`([\w.]+)`", section) if path.count(".") > 0} - {
        ".value"
    }
    assert len(named) >= 4
    assert named <= {path for path, *_ in walk(document.document)}


def test_the_second_file_of_examples_passes_check_with_its_source(tmp_path: Path) -> None:
    errors_page.make_case({"built": "no_copy"}, tmp_path / "case")
    found = check(tmp_path / "case")
    assert found.errors == []
    assert found.case is not None
    text = normalise((DOCS / "examples/copies/gazette.txt").read_text(encoding="utf-8"))
    (held,) = found.case.document.documents
    assert digest(text) == held.digest
    for claim in found.case.document.claims:
        if claim.where is not None:
            begin = held.paragraphs[claim.where.paragraph][0]
            words = text[begin + claim.where.start : begin + claim.where.end]
            assert digest(words) == claim.where.digest, claim.id


# ---------------------------------------------------------------- error codes


def test_every_code_is_documented_and_no_other() -> None:
    text = (REFERENCE / "errors.md").read_text(encoding="utf-8")
    assert re.findall(r"^### (.+)$", text, re.MULTILINE) == list(errors_page.entries())
    assert set(errors_page.entries()) == set(CODES)


@pytest.mark.parametrize("code", CODES)
def test_documented_example_shows_its_code(code: str) -> None:
    text = (REFERENCE / "errors.md").read_text(encoding="utf-8")
    section = text.split(f"\n### {code}\n", 1)[1].split("\n#", 1)[0]
    shown = section.split("```text\n", 1)[1].split("\n```", 1)[0].splitlines()
    assert shown
    for line in shown:
        assert re.match(rf"(\S+:\d+:\d+  )?{code}  \S", line), line
    assert "*What to do.*" in section


def test_a_recipe_that_no_longer_breaks_anything_is_noticed() -> None:
    with pytest.raises(SystemExit, match="printed no such line"):
        errors_page.example_of("TAB", {"edit": []})
    with pytest.raises(SystemExit, match="no longer holds"):
        errors_page.example_of("TAB", {"edit": [["not in the starter", ""]]})


# ---------------------------------------------------------------- commands


def test_every_command_and_option_is_documented() -> None:
    text = (REFERENCE / "commands.md").read_text(encoding="utf-8")
    commands = commands_page.commands()
    assert {"brief", "check", "deals", "forecast add", "new", "show"} <= set(commands)
    for name, command in commands.items():
        section = text.split(f"\n## backchannel {name}\n", 1)[1].split("\n## ", 1)[0]
        for param in command.params:
            assert " ".join(param.help.split()) in section.replace("\\|", "|"), (name, param.name)
            assert all(f"`{option}" in section for option in param.opts if option[0] == "-"), name


# ---------------------------------------------------------------- pages with commands


@pytest.mark.parametrize(
    ("expected", "printed", "same"),
    [
        ("a\n...\nd ...\n", "a\nb\nc\nd 7\n", True),
        ("a\n...\n", "a\n", True),
        ("...\nd\n", "d\n", True),
        ("", "\n", True),
        ("a\n", "b\n", False),
        ("a\n...\nb\n", "a\nc\n", False),
        ("a ... c\n", "a b\nc\n", False),
        ("", "a\n", False),
        ("a\n", "", False),
    ],
)
def test_outputs_are_compared_line_by_line(expected: str, printed: str, *, same: bool) -> None:
    assert console.matches(expected, printed) is same


def test_a_page_with_a_wrong_output_comes_back_corrected(tmp_path: Path) -> None:
    page = "```console\n$ backchannel new my-case\nwrote nothing\n```\nend\n"
    assert "wrote my-case/case.yaml" in console.run_page(page, tmp_path)


def test_edits_that_do_not_fit_are_refused(tmp_path: Path) -> None:
    (tmp_path / "f").write_text("a\na\n", encoding="utf-8")
    page = "<!-- replace f -->\n```\na\n```\nby\n```\nb\n```\n"
    with pytest.raises(ValueError, match="holds 2 times"):
        console.run_page(page, tmp_path)
