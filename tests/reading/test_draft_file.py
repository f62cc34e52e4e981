"""A draft edited by hand, or with files in its way: one line tells, and nothing is lost."""

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from backchannel.case.yaml_lines import yaml_lines
from backchannel.case.yaml_text import read_yaml
from backchannel.core.errors import BackchannelError, UsageError
from backchannel.reading.drafts.again import find_again
from backchannel.reading.drafts.annotations import annotations
from backchannel.reading.drafts.draft import draft
from backchannel.reading.drafts.file import put, put_new, read_draft, save, text_of
from backchannel.reading.drafts.into_case import write_into
from backchannel.reading.drafts.page import Review, page
from backchannel.reading.drafts.review import edited, log, unlogged
from backchannel.reading.reader import read_text
from backchannel.reading.text.files import raw_text

pytest.importorskip("rapidfuzz")

TEXT = """\
OSLO, 3 May 2031

Secret talks between Norway and Peru have run twice a month. Norway offered to withdraw its troops
from the strait, an official familiar with the talks told the Andes Herald. Peru rejected the offer.
"""
Change = Callable[[dict[str, Any]], None]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    (tmp_path / "note.txt").write_text(TEXT)
    made = draft(read_text(raw_text(tmp_path / "note.txt"), "note.txt"))
    save(made, tmp_path / "note.draft.yaml")
    return tmp_path / "note.draft.yaml"


def head(key: str, value: object) -> Change:
    return lambda data: data.update({key: value})


def first(key: str, value: object) -> Change:
    return lambda data: data["items"][0].update({key: value})


def entry(name: str, key: str, value: object) -> Change:
    def change(data: dict[str, Any]) -> None:
        next(it for it in data["items"] if name in it)[name][key] = value

    return change


def at(key: str, value: object) -> Change:
    def change(data: dict[str, Any]) -> None:
        next(it for it in data["items"] if "at" in it)["at"][0][key] = value

    return change


def without(name: str, key: str) -> Change:
    def change(data: dict[str, Any]) -> None:
        del next(it for it in data["items"] if name in it)[name][key]

    return change


CHANGES: dict[str, Change] = {
    "document": head("document", 5),
    "no document": head("document", None),
    "digest": head("digest", 5),
    "kind": head("kind", [1]),
    "language": head("language", 5),
    "wording": head("wording", [1]),
    "date": head("date", [1]),
    "case": head("case", 5),
    "notes": head("notes", 5),
    "notes of numbers": head("notes", [1]),
    "recognised": head("recognised", 5),
    "items": head("items", 5),
    "items of numbers": head("items", [5]),
    "text": head("text", 5),
    "text outside": head("text", "../../etc/passwd"),
    "text above": head("text", ".."),
    "text in a folder": head("text", "a/b.txt"),
    "text of NUL": head("text", "a\0.txt"),
    "id": first("id", 5),
    "needs": first("needs", 5),
    "needs of lists": first("needs", [["a"]]),
    "marks": first("marks", 5),
    "says": first("says", 5),
    "why": first("why", [1]),
    "joins": first("joins", {"a": 1}),
    "written": first("written", 5),
    "seal": first("seal", 5),
    "decision": first("decision", ["accept"]),
    "at": first("at", 5),
    "start": at("start", "x"),
    "start before": at("start", -1),
    "end": at("end", 1.5),
    "exact": at("exact", 5),
    "another key": at("place", 5),
    "entry": first("documents", 5),
    "no entry": first("documents", None),
    "entry id": entry("documents", "id", [1]),
    "actors": entry("parties", "actors", 5),
    "no actors": without("parties", "actors"),
    "between": entry("channels", "between", 5),
    "between lists": entry("channels", "between", [["NO"]]),
    "no between": without("channels", "between"),
    "by": entry("offers", "by", ["NO"]),
    "no to": without("offers", "to"),
    "options": entry("issues", "options", [1]),
    "options without ids": entry("issues", "options", [{}]),
    "claims": entry("issues", "claims", [["a"]]),
    "where": entry("claims", "where", 5),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_a_value_of_the_wrong_kind_gives_one_line(path: Path, change: Change) -> None:
    data: Any = read_yaml(path.read_bytes(), path.name).data
    change(data)
    path.write_text("\n".join(yaml_lines(data)))
    with pytest.raises(UsageError, match=r"note\.draft\.yaml") as refused:
        read_draft(path)
    assert len(str(refused.value).splitlines()) == 1


def test_the_line_names_item_and_key(path: Path) -> None:
    data: Any = read_yaml(path.read_bytes(), path.name).data
    name = next(it["id"] for it in data["items"] if "channels" in it)
    entry("channels", "between", 5)(data)
    path.write_text("\n".join(yaml_lines(data)))
    with pytest.raises(UsageError, match=f"item '{name}': 'channels.between': expected a list"):
        read_draft(path)


@pytest.mark.parametrize("value", [5, "x", [1], [[1]], [{}], [{"a": 1}, 1], {}, {"a": [1]}, None])
def test_what_is_read_can_be_shown_saved_and_written(path: Path, value: object) -> None:
    """Whatever stands in a field of an item: it is refused with one line or goes all the way."""
    text = path.read_bytes()
    kept: Any = read_yaml(text, path.name).data
    layout = text_of(read_draft(path), path)
    places = [(n, name, key) for n, it in enumerate(kept["items"]) for name in it
              if isinstance(it[name], dict) for key in it[name]]  # fmt: skip
    tried = {(name, key): (n, name, key) for n, name, key in places}
    for n, name, key in tried.values():
        data: Any = read_yaml(text, path.name).data
        for it in data["items"]:
            it["decision"] = "accept"
        data["items"][n][name][key] = value
        path.write_text("\n".join(yaml_lines(data)))
        try:
            held = read_draft(path)
        except UsageError:
            continue
        page(layout, held, Review("/"))
        annotations(held)
        unlogged(held, path)
        find_again(held, raw_text(path.with_name("note.txt")), "note.txt")
        save(held, path)
        assert read_draft(path).items == held.items
        with suppress(BackchannelError):
            write_into(held, path.with_name(f"case-{n}-{key}"))


def test_a_year_alone_is_a_date(path: Path) -> None:
    path.write_text(path.read_text().replace("date: 2031-05-03", "date: 2031", 1))
    assert read_draft(path).date == "2031"


def test_what_was_typed_and_is_of_the_wrong_kind_is_not_taken(path: Path) -> None:
    held = next(it for it in read_draft(path).items if it.list == "channels")
    with pytest.raises(UsageError, match=r"'channels\.between': expected a list"):
        edited(held.entry, {"channels.between": "5"})


def test_a_file_in_the_way_stays_and_nothing_else_is_written(tmp_path: Path) -> None:
    (tmp_path / "b").write_text("mine")
    with pytest.raises(UsageError, match="FILE-EXISTS"):
        put_new({tmp_path / "a": "new", tmp_path / "b": "new"})
    assert (tmp_path / "b").read_text() == "mine"
    assert [it.name for it in tmp_path.iterdir()] == ["b"]


def test_files_are_written_together_or_not_at_all(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="CANNOT-WRITE"):
        put_new({tmp_path / "a": "new", tmp_path / "nowhere" / "b": "new"})
    assert not list(tmp_path.iterdir())


def test_a_file_with_the_same_text_is_not_in_the_way(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("new")
    put_new({tmp_path / "a": "new", tmp_path / "b": "new"})
    assert (tmp_path / "b").read_text() == "new"


def test_a_symbolic_link_is_followed(tmp_path: Path) -> None:
    (tmp_path / "real").write_text("old")
    (tmp_path / "link").symlink_to("real")
    put(tmp_path / "link", "new")
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "real").read_text() == "new"
    (tmp_path / "round").symlink_to("round")
    with pytest.raises(UsageError, match="CANNOT-WRITE"):
        put(tmp_path / "round", "new")


def test_an_empty_log_gets_its_head(path: Path) -> None:
    path.with_name("decisions.log.yaml").touch()
    item = read_draft(path).items[0]
    log(path, item, {})
    log(path, item, {})
    text = path.with_name("decisions.log.yaml")
    data: Any = read_yaml(text.read_bytes(), text.name).data
    assert len(data["decisions"]) == 2


def test_a_log_of_another_shape_is_no_reason_to_stop(path: Path) -> None:
    path.with_name("decisions.log.yaml").write_text("decisions: 5\n")
    assert unlogged(read_draft(path), path) == []
