"""Decisions on the items of a draft: taken, taken back, logged; what stands in an item's way."""

from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any, Final, NamedTuple

from backchannel.case.yaml_lines import yaml_lines
from backchannel.case.yaml_text import read_yaml
from backchannel.core.errors import UsageError
from backchannel.reading.drafts.proposal import Decision, Draft, Entry, Item
from backchannel.reading.drafts.shape import refuse_wrong_entry

__all__ = [
    "LOG", "Field", "changes", "decide", "edited", "fields", "log", "missing", "needed_by",
    "unlogged",
]  # fmt: skip

LOG: Final = "decisions.log.yaml"
FIXED: Final = ("id", "where", "digest", "paragraphs", "document")
"""What a review does not ask for; it can be edited in the file."""
_SAID: Final = ("claims", "forecasts", "sources")
"""Lists whose entries name the sources on which they rest."""
_HEAD: Final = "# What was decided on the drafts of this folder, line by line; only added to.\n"


def decide(draft: Draft, name: str, decision: Decision, entry: Entry | None = None) -> Draft:
    """Return the draft with a decision on one item, and its lines as edited.

    >>> item = Item("NO", "Norway", "", {"parties": {"id": "NO"}})
    >>> draft = Draft("a.txt", "", "txt", "en", None, None, items=(item,))
    >>> decide(draft, "NO", "accept").item("NO").decision
    'accept'
    """
    item = draft.item(name)
    return draft.with_item(replace(item, decision=decision, entry=entry or item.entry))


def missing(draft: Draft) -> dict[str, str]:
    """Return, of the accepted items that cannot stand, what they lack, by id.

    What an item needs has to be accepted too, and to stand itself.
    """
    by_id = {it.id: it for it in draft.items}
    lacking: dict[str, str] = {}
    while True:
        before = len(lacking)
        for it in draft.items:
            if it.decision != "accept" or it.id in lacking:
                continue
            for need in needed_by(it, by_id):
                held = by_id.get(need)
                if held is None or held.decision != "accept" or need in lacking:
                    how = "is rejected" if held and held.decision == "reject" else (
                        "cannot stand itself" if need in lacking
                        else "is not accepted" if held else "is not in the draft")  # fmt: skip
                    lacking[it.id] = f"needs '{need}', which {how}"
                    break
        if len(lacking) == before:
            return lacking


def needed_by(item: Item, by_id: Mapping[str, Item]) -> list[str]:
    """Return what an item needs as it stands now: of sources only those that it still names.

    >>> claim = Item("E1", "", "", {"claims": {"id": "E1", "source": "S2"}}, needs=("D", "S1"))
    >>> voices = {name: Item(name, "", "", {"sources": {"id": name}}) for name in ("S1", "S2")}
    >>> needed_by(claim, voices | {"D": Item("D", "", "", {"documents": {"id": "D"}})})
    ['D', 'S2']
    """
    if item.list not in _SAID:
        return list(item.needs)
    named = dict.fromkeys(_sources_of(item.entry[item.list]))
    kept = [it for it in item.needs if it in named or _is_no_source(it, by_id)]
    voices = [it for it in named if it in by_id and not _is_no_source(it, by_id)]
    return list(dict.fromkeys((*kept, *voices)))


def _is_no_source(name: str, by_id: Mapping[str, Item]) -> bool:
    return name in by_id and by_id[name].list != "sources"


def _sources_of(body: Mapping[str, Any]) -> Iterator[str]:
    """Yield the sources that an entry names, and the document in which its words stand."""
    place = body.get("where")
    held = [body.get("source"), body.get("by"), body.get("reached_through")]
    held.append(place.get("document") if isinstance(place, Mapping) else None)
    for it in held:
        yield from (str(one) for one in (it if isinstance(it, list) else [it]) if one is not None)


def changes(before: Entry, after: Entry) -> dict[str, Any]:
    """Return which fields of an item were changed, from what to what.

    >>> changes({"claims": {"id": "E1", "grade": 3}}, {"claims": {"id": "E1", "grade": 4}})
    {'claims.grade': {'from': 3, 'to': 4}}
    """
    found: dict[str, Any] = {}
    for key in dict.fromkeys((*before, *after)):
        old, new = before.get(key, {}), after.get(key, {})
        for field in dict.fromkeys((*old, *new)):
            if old.get(field) != new.get(field):
                found[f"{key}.{field}"] = {"from": old.get(field), "to": new.get(field)}
    return found


class Field(NamedTuple):
    """A field of an item that a review asks for.

    Attributes
    ----------
    name
        The list and the key, as ``claims.text``.
    typed
        Its value as an analyst would type it: plain text, else YAML.
    """

    name: str
    typed: str


def fields(entry: Entry) -> list[Field]:
    """Return what of an item can be changed in a review, in order.

    >>> fields({"claims": {"id": "E1", "text": "Who pays?", "grade": 3, "claims": ["A", "B"]}})[0]
    Field(name='claims.text', typed='Who pays?')
    """
    return [
        Field(f"{name}.{key}", _typed(value))
        for name, body in entry.items()
        for key, value in body.items()
        if key not in FIXED
    ]


def edited(entry: Entry, answers: Mapping[str, str]) -> Entry:
    """Return an item's lines with some fields as they were typed; an empty answer empties a field.

    Raises
    ------
    UsageError
        When what was typed for a field is no YAML, or of the wrong kind.

    >>> edited({"claims": {"id": "E1", "grade": 3}}, {"claims.grade": "4"})
    {'claims': {'id': 'E1', 'grade': 4}}
    """
    new = {name: dict(body) for name, body in entry.items()}
    for name, before in fields(entry):
        answer = answers.get(name, before).strip()
        if answer != before:
            place, key = name.split(".", 1)
            new[place][key] = _value(answer, new[place][key], name)
    refuse_wrong_entry(new)
    return new


def _typed(value: Any) -> str:
    if isinstance(value, str):
        return value
    first, *more = yaml_lines({"value": value})
    return "\n".join(it[2:] for it in more) if more else first.removeprefix("value:").strip()


def _value(answer: str, before: Any, name: str) -> Any:
    """Return an answer as the value that YAML makes of it; plain text where a text stood."""
    if isinstance(before, str) and answer and answer[0] not in "\"'[{":
        return answer
    body = answer.replace("\n", "\n  ")
    text = read_yaml(f"value:{chr(10) + '  ' if chr(10) in answer else ' '}{body}\n".encode(), name)
    if text.problems or not isinstance(text.data, dict) or set(text.data) != {"value"}:
        raise UsageError(
            f"what was typed for '{name}' is not YAML", hint="put text with : or # into quotes"
        )
    return text.data["value"]


def log(
    draft_file: Path, item: Item, changed: Mapping[str, Any], *, when: datetime | None = None
) -> None:
    """Add one decision to the log beside a draft."""
    line = {
        "when": (when or datetime.now().astimezone()).isoformat(timespec="seconds"),
        "draft": draft_file.name,
        "item": item.id,
        "decision": item.decision or "open",
    }
    body = list(yaml_lines(line | ({"changed": dict(changed)} if changed else {})))
    text = f"  - {body[0]}\n" + "".join(f"    {it}\n" for it in body[1:])
    path = draft_file.with_name(LOG)
    try:
        with path.open("a", encoding="utf-8") as stream:
            stream.write(text if stream.tell() else f"{_HEAD}decisions:\n{text}")
    except OSError as error:
        raise UsageError(
            f"cannot write '{path}' ({error.strerror})", code="CANNOT-WRITE"
        ) from error


def unlogged(draft: Draft, draft_file: Path) -> list[Item]:
    """Return the items whose decision, taken by hand in the file, the log does not have."""
    last: dict[str, str] = {}
    with suppress(OSError):
        data: Any = read_yaml(draft_file.with_name(LOG).read_bytes(), LOG).data
        lines = data.get("decisions") if isinstance(data, dict) else None
        for it in lines if isinstance(lines, list) else ():
            if isinstance(it, dict) and it.get("draft") == draft_file.name:
                last[str(it.get("item"))] = str(it.get("decision"))
    return [it for it in draft.items if it.decision and last.get(it.id) != it.decision]
