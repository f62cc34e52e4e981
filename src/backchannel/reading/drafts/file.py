"""The draft as a YAML file that can be edited by hand: written, read back, saved whole.

Each item has a `decision` and, under the name of the list that it goes into, the very lines that
the case would get. A seal tells whether those lines were changed since they were proposed.
"""

import json
import os
from contextlib import suppress
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import Any, Final, cast

from backchannel.case.yaml_lines import yaml_lines
from backchannel.case.yaml_text import read_yaml
from backchannel.core.errors import UsageError, did_you_mean, one_line
from backchannel.evidence.anchors import Anchor
from backchannel.reading.drafts.proposal import DECISIONS, LISTS, Draft, Entry, Item
from backchannel.reading.found import Layout
from backchannel.reading.text.clean import clean
from backchannel.reading.text.files import Kind, raw_text
from backchannel.reading.text.layout import lay_out

__all__ = ["END", "read_draft", "save", "seal_of", "text_of"]

END: Final = ".draft.yaml"
FORMAT: Final = 1
HEAD: Final = """\
# What `backchannel read` proposes for a case. Nothing here is in a case yet.
#
# For each item write `decision: accept` or `decision: reject`; change what stands under the name
# of its list (claims, offers, ...) as you see fit. Then:
#     backchannel read THIS-FILE --review        asks item by item
#     backchannel read THIS-FILE --into CASE     writes what was accepted
# `at` holds the words of the document; they go into no case. Comments of your own are lost when
# `--review` saves.

"""
_ITEM_KEYS: Final = (
    "id",
    "decision",
    "written",
    "says",
    "why",
    "marks",
    "needs",
    "joins",
    "seal",
    "at",
)


def save(draft: Draft, path: Path) -> None:
    """Write a draft in the place of what the file holds, at once."""
    put(path, _as_text(draft))


def put(path: Path, text: str) -> None:
    """Write a file so that whoever reads meanwhile sees the old or the new one whole."""
    fresh = path.with_name(f".{path.name}.new")
    try:
        with fresh.open("wb") as stream:
            stream.write(text.encode())
            stream.flush()
            os.fsync(stream.fileno())
        fresh.replace(path)
    except OSError as error:
        with suppress(OSError):
            fresh.unlink(missing_ok=True)
        raise UsageError(
            f"cannot write '{path}' ({error.strerror})", code="CANNOT-WRITE"
        ) from error


def read_draft(path: Path) -> Draft:
    """Read a draft back; a `UsageError` of one line tells what is wrong with it."""
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise UsageError(f"'{path}' cannot be read ({error.strerror})", code="NO-FILE") from error
    text = read_yaml(raw, path.name)
    if text.problems:
        raise UsageError(one_line(str(text.problems[0])))
    data: Any = text.data
    if not isinstance(data, dict) or data.get("draft") != FORMAT or "items" not in data:
        raise UsageError(
            f"'{path.name}' is no draft of `backchannel read`",
            hint="give a document to read, or a file that ends in .draft.yaml",
        )
    items = [_item(it, path.name) for it in data.get("items") or ()]
    if len({it.id for it in items}) < len(items):
        raise UsageError(f"'{path.name}': two items have one id", code="DUPLICATE-ID")
    keys = ("document", "text", "digest", "kind", "language", "wording", "date", "case")
    head: dict[str, Any] = {key: data.get(key) for key in keys}
    head["date"] = str(head["date"]) if head["date"] is not None else None
    head["text"] = head["text"] or str(head["document"])
    head["wording"] = head["wording"] if head["wording"] in {"en", "ko"} else "en"
    return Draft(
        **head,
        notes=tuple(data.get("notes") or ()),
        recognised=tuple(data.get("recognised") or ()),
        items=tuple(items),
    )


def _item(data: Any, file: str) -> Item:
    lists = [key for key in data if key in LISTS] if isinstance(data, dict) else []
    name = str(data.get("id", "?")) if isinstance(data, dict) else "?"
    if not lists or not all(isinstance(data[key], dict) and "id" in data[key] for key in lists):
        raise UsageError(f"'{file}': item '{one_line(name)}' holds nothing for a case")
    unknown = sorted(set(data) - {*LISTS, *_ITEM_KEYS})
    if unknown:
        raise UsageError(
            f"'{file}': item '{one_line(name)}' has a key '{one_line(str(unknown[0]))}' that no "
            "item has",
            code="UNKNOWN-KEY",
            hint=did_you_mean(str(unknown[0]), [*_ITEM_KEYS, *LISTS]),
        )
    decision = data.get("decision") or ""
    if decision not in DECISIONS:
        raise UsageError(
            f"'{file}': the decision on '{one_line(name)}' is '{one_line(str(decision))[:40]}'",
            code="BAD-VALUE",
            hint="expected accept, reject or nothing",
        )
    try:
        at = tuple(Anchor(**it) for it in data.get("at") or ())
    except TypeError as error:
        raise UsageError(f"'{file}': the places of '{one_line(name)}' are no places") from error
    return Item(
        id=name,
        says=str(data.get("says", "")),
        why=str(data.get("why", "")),
        entry={key: data[key] for key in lists},
        at=at,
        needs=tuple(data.get("needs") or ()),
        joins=data.get("joins"),
        marks=tuple(data.get("marks") or ()),
        decision=decision,
        written=data.get("written") or "",
        seal=str(data.get("seal") or ""),
    )


def text_of(draft: Draft, path: Path) -> Layout:
    """Return the text that a draft was made from, which stands beside it, laid out again.

    Raises
    ------
    UsageError
        When the text is not there any more, or has changed since.
    """
    raw = raw_text(path.with_name(draft.text))
    if raw.digest != draft.digest:
        raise UsageError(
            f"'{draft.text}' has changed since the draft was made",
            hint=f"backchannel read {path} --text {draft.text} finds the draft's words in it",
        )
    return lay_out(clean(replace(raw, kind=cast("Kind", draft.kind))))


def seal_of(entry: Entry) -> str:
    """Return a short digest of an entry, by which a change of it is seen.

    >>> seal_of({"claims": {"id": "E1"}}) == seal_of({"claims": {"id": "E2"}})
    False
    """
    return sha256(json.dumps(entry, sort_keys=True).encode()).hexdigest()[:12]


def _as_text(draft: Draft) -> str:
    head = {
        "draft": FORMAT,
        "document": draft.document,
        "text": draft.text,
        "digest": draft.digest,
        "kind": draft.kind,
        "language": draft.language,
        "wording": draft.wording,
        "date": draft.date,
        "case": draft.case,
        "notes": list(draft.notes),
        "recognised": list(draft.recognised),
    }
    lines = [HEAD + "\n".join(yaml_lines(head)), "items:"]
    shown = ""
    for item in draft.items:
        if item.list != shown:
            shown = item.list
            lines.append(f"  # {'-' * 64} {shown}")
        body = list(yaml_lines(_as_data(item)))
        lines += [f"  - {body[0]}", *(f"    {line}" for line in body[1:]), ""]
    return "\n".join(lines) + ("\n" if draft.items else " []\n")


def _as_data(item: Item) -> dict[str, Any]:
    data: dict[str, Any] = {"id": item.id, "decision": item.decision or None, "says": item.says}
    if item.written:
        data["written"] = item.written
    if item.marks:
        data["marks"] = list(item.marks)
    data["why"] = item.why
    data |= item.entry
    if item.needs:
        data["needs"] = list(item.needs)
    if item.joins:
        data["joins"] = item.joins
    data["seal"] = item.seal or seal_of(item.entry)
    if item.at:
        data["at"] = [
            {"exact": it.exact, "prefix": it.prefix, "suffix": it.suffix, "start": it.start,
             "end": it.end}
            for it in item.at
        ]  # fmt: skip
    return data
