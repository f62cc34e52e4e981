"""The draft as a YAML file that can be edited by hand: written, read back, saved whole.

Each item has a `decision` and, under the name of the list that it goes into, the very lines that
the case would get. A seal tells whether those lines were changed since they were proposed.
"""

import json
import os
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from secrets import token_hex
from typing import Any, Final, cast

from backchannel.case.yaml_lines import yaml_lines
from backchannel.case.yaml_text import read_yaml
from backchannel.core.errors import UsageError, did_you_mean, one_line
from backchannel.evidence.anchors import Anchor
from backchannel.reading.drafts.proposal import DECISIONS, LISTS, Draft, Entry, Item
from backchannel.reading.drafts.shape import refuse_wrong_name, refuse_wrong_types
from backchannel.reading.found import Layout
from backchannel.reading.text.clean import clean
from backchannel.reading.text.files import Kind, raw_text
from backchannel.reading.text.layout import lay_out

__all__ = [
    "END", "as_text", "holds", "put", "put_new", "read_draft", "refuse_there", "save", "seal_of",
    "text_of",
]  # fmt: skip

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
_HEAD_TEXTS: Final = ("document", "text", "digest", "kind", "language")
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
    put(path, as_text(draft))


def put(path: Path, text: str) -> None:
    """Write a file so that whoever reads meanwhile sees the old or the new one whole.

    Of a symbolic link, the file that it leads to is written.
    """
    try:
        real = path.resolve()
        fresh = real.with_name(f".{token_hex(8)}.new")  # two may write at one time
    except (OSError, RuntimeError) as error:  # a link that leads to itself
        raise UsageError(f"cannot write '{path}'", code="CANNOT-WRITE") from error
    try:
        with fresh.open("xb") as stream:
            stream.write(text.encode())
            stream.flush()
            os.fsync(stream.fileno())
        fresh.replace(real)
    except OSError as error:
        with suppress(OSError):
            fresh.unlink(missing_ok=True)
        raise UsageError(
            f"cannot write '{path}' ({error.strerror})", code="CANNOT-WRITE"
        ) from error


def put_new(texts: Mapping[Path, str]) -> None:
    """Write files of which none is there, or none of them; one that holds its text already stays.

    Raises
    ------
    UsageError
        When a file is in the way, before anything is written.
    """
    missing = [path for path in texts if not os.path.lexists(path)]
    refuse_there(path for path, text in texts.items() if not holds(path, text))
    try:
        for path in missing:
            put(path, texts[path])
    except UsageError:
        for path in missing:
            with suppress(OSError):
                path.unlink(missing_ok=True)
        raise


def refuse_there(paths: Iterable[Path]) -> None:
    """Refuse to write over files that are there: they may be somebody's."""
    there = [path for path in paths if os.path.lexists(path)]
    if there:
        names = " and ".join(f"'{it}'" for it in there)
        raise UsageError(
            f"{names} {'is' if len(there) == 1 else 'are'} already there and may hold your work",
            code="FILE-EXISTS",
            hint="give another name (of a draft with -o), or move what is there away",
        )


def holds(path: Path, text: str) -> bool:
    """Whether a file is there and holds a text, byte for byte."""
    try:
        return path.read_bytes() == text.encode()
    except OSError:
        return False


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
    refuse_wrong_types(data, path.name)
    items = [_item(it, path.name) for it in data["items"] or ()]
    if len({it.id for it in items}) < len(items):
        raise UsageError(f"'{path.name}': two items have one id", code="DUPLICATE-ID")
    head: dict[str, Any] = {key: data.get(key) or "" for key in _HEAD_TEXTS}
    if not head["document"]:
        raise UsageError(f"'{path.name}': 'document' is not there", code="MISSING-KEY")
    head["text"] = head["text"] or head["document"]
    refuse_wrong_name(head["text"], path.name)
    date = data.get("date")
    return Draft(
        **head,
        date=None if date is None else str(date),
        case=data.get("case"),
        wording="ko" if data.get("wording") == "ko" else "en",
        notes=tuple(data.get("notes") or ()),
        recognised=tuple(data.get("recognised") or ()),
        items=tuple(items),
    )


def _item(data: dict[str, Any], file: str) -> Item:
    lists = [key for key in data if key in LISTS]
    name: str = data["id"]
    if not lists or any(data[key] is None for key in lists):
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
    return Item(
        id=name,
        says=data.get("says") or "",
        why=data.get("why") or "",
        entry={key: data[key] for key in lists},
        at=tuple(Anchor(**it) for it in data.get("at") or ()),
        needs=tuple(data.get("needs") or ()),
        joins=data.get("joins"),
        marks=tuple(data.get("marks") or ()),
        decision=decision,
        written=data.get("written") or "",
        seal=data.get("seal") or "",
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


def as_text(draft: Draft) -> str:
    """Return a draft as the text of its file."""
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
