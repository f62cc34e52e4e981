"""What was accepted of a draft, written into a case: a new one, or a file of its own.

The case is checked as it would be before anything is replaced; nothing is half-written. No sentence
of the document goes in: claims carry the place of their words and a digest of them.
"""

from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, replace
from pathlib import Path, PurePath
from tempfile import TemporaryDirectory
from typing import Any, Final

from backchannel.case import Case
from backchannel.case.adding import OURS, refuse_unsound, with_file_named, writing
from backchannel.case.load import MAIN_FILE, check, shipped_cases
from backchannel.case.replace_files import replace_files
from backchannel.case.yaml_lines import yaml_lines
from backchannel.case.yaml_text import read_yaml
from backchannel.core.errors import CaseError, UsageError, one_line
from backchannel.reading.drafts.base import slug_of
from backchannel.reading.drafts.entries import dated, empty_key, refuse_no_date, without_empty
from backchannel.reading.drafts.proposal import LISTS, Draft, Item
from backchannel.reading.drafts.review import missing, needed_by
from backchannel.reading.drafts.wording import Wording, say

__all__ = ["Written", "is_free", "write_into"]

Lists = dict[str, list[dict[str, Any]]]

HEAD: Final = OURS + "read` from the draft of {document}; an analyst accepted every line.\n"
SOFT: Final = ("claims", "contradicts", "supports", "exposures", "issues")
"""Keys whose ids are left out where what they name was not accepted."""
ANYTHING: Final = [0, 50, 100]


@dataclass(frozen=True, slots=True)
class Written:
    """What was written, into which file, and what could not stand and why."""

    case: str
    file: Path
    items: tuple[str, ...]
    refused: tuple[str, ...]
    draft: Draft


def write_into(draft: Draft, folder: Path) -> Written:
    """Write the accepted items of a draft into a case; a folder that is not there becomes one.

    Raises
    ------
    UsageError
        When nothing is accepted that can stand, or too little for a case of its own.
    CaseError
        With every problem that the case would have.
    """
    if draft.date:
        refuse_no_date(draft.date)
    lacking = missing(draft)
    chosen = [dated(it, draft.date) for it in draft.items
              if it.decision == "accept" and not it.written and it.id not in lacking]  # fmt: skip
    chosen, refused = _complete(chosen)
    refused = [*(f"{name} {why}" for name, why in lacking.items()), *refused]
    if not chosen:
        raise UsageError(
            "nothing accepted is left to write" + (f": {refused[0]}" if refused else ""),
            hint="accept items first: backchannel read DRAFT --review",
        )
    if not is_free(folder):
        case, file, valueless = _into_old(draft, chosen, folder)
        refused += valueless
    else:
        case, file = _into_new(draft, chosen, folder)
    done = {it.id for it in chosen}
    items = tuple(replace(it, written=case) if it.id in done else it for it in draft.items)
    return Written(case, file, tuple(it.id for it in chosen), tuple(refused),
                   replace(draft, items=items, case=case))  # fmt: skip


def _complete(chosen: Sequence[Item]) -> tuple[list[Item], list[str]]:
    """Part the items that are whole from those in which the analyst has to write something."""
    why = {
        it.id: f"has nothing under `{key}`: write it in the draft"
        for it in chosen
        if (key := empty_key(it.entry))
    }
    by_id = {it.id: it for it in chosen}
    while True:
        before = len(why)
        for it in chosen:
            held = next((need for need in needed_by(it, by_id) if need in why), None)
            if held is not None:
                why.setdefault(it.id, f"needs '{held}', which is refused")
        if len(why) == before:
            break
    return [it for it in chosen if it.id not in why], [f"{name} {it}" for name, it in why.items()]


def is_free(folder: Path) -> bool:
    """Whether a new case can be made there: nothing is there, and no shipped case is meant."""
    try:
        if not folder.exists():
            return str(folder) not in shipped_cases()
        return folder.is_dir() and not any(folder.iterdir())
    except (OSError, ValueError) as error:
        raise UsageError(f"'{str(folder)[:80]}' is no folder", code="CANNOT-WRITE") from error


# ---------------------------------------------------------------- lists


def _lists(chosen: Sequence[Item], held: frozenset[str]) -> Lists:
    """Return the lists that the items fill; ids of what was not accepted are left out."""
    known = held | {entry["id"] for it in chosen for entry in it.entry.values()}
    lists: Lists = {}
    for it in chosen:
        for name, entry in it.entry.items():
            kept = deepcopy(without_empty(name, entry))
            for key in SOFT:
                if key in kept:
                    kept[key] = [one for one in kept[key] if one in known]
                    if not kept[key]:
                        del kept[key]
            lists.setdefault(name, []).append(kept)
    for it in chosen:  # people join the party that is written with them
        for home in lists.get("parties", ()):
            if it.joins == home["id"]:
                home["actors"] = [*home["actors"], it.entry["actors"]["id"]]
    return {name: lists[name] for name in LISTS if name in lists}


def _as_text(head: str, data: Mapping[str, Any]) -> str:
    """Return data as YAML, each item of a list apart."""
    parts = [head.rstrip("\n")]
    for key, value in data.items():
        parts += ["", *yaml_lines({key: value})]
    return "\n".join(parts) + "\n"


# ---------------------------------------------------------------- a new case


def _into_new(draft: Draft, chosen: Sequence[Item], folder: Path) -> tuple[str, Path]:
    lists = _lists(chosen, frozenset())
    at_table = _at_table(lists)
    if len(at_table) < 2 or not lists.get("issues"):
        raise UsageError(
            "a new case needs two parties and one issue at least",
            hint="accept more of the draft, or write into a case with --into",
        )
    if not draft.date:
        raise UsageError(
            f"a new case needs a date, and '{draft.document}' states none",
            hint="write `date: 2023-07` at the head of the draft",
        )
    name = slug_of(folder.name)
    stem = PurePath(draft.document).stem
    file = f"{slug_of(stem)}.yaml"
    main = {
        "format": 1,
        "case": {
            "id": name,
            "title": {"en": f"As told in {stem} (draft)", "ko": f"{stem}에 따르면 (초안)"},
            "as_of": draft.date,
            "purpose": f"A first case made from one document, {draft.document}; no number in it "
            "is anybody's judgement yet.",
        },
        "files": [file],
        **_placeholders(lists, at_table, draft.wording),
    }
    texts = {
        MAIN_FILE: _as_text("# Made by `backchannel read`. Write your own numbers, options and "
                            "texts in the place of what stands here.", main),
        file: _as_text(HEAD.format(document=one_line(draft.document)), lists),
    }  # fmt: skip
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with TemporaryDirectory(dir=folder.parent, prefix=f".{folder.name}-") as scratch:
            made = Path(scratch) / folder.name
            made.mkdir()
            for inside, text in texts.items():
                (made / inside).write_bytes(text.encode())
            checked = check(made)
            if checked.errors:
                raise CaseError(checked.errors)
            if folder.exists():
                folder.rmdir()
            made.rename(folder)
    except OSError as error:
        raise UsageError(
            f"cannot write '{folder}' ({error.strerror})", code="CANNOT-WRITE"
        ) from error
    return name, folder / file


def _at_table(lists: Lists) -> list[str]:
    """Return the actors that decide and talk or get offers, the most spoken of first."""
    deciding = _deciding(lists)
    talking = [one for it in lists.get("channels", ()) for one in it["between"]]
    talking += [one for it in lists.get("offers", ()) for one in (it["by"], it["to"])]
    named = dict.fromkeys(it for it in talking if it in deciding)
    return list(named) if len(named) > 1 else deciding


def _deciding(lists: Lists) -> list[str]:
    return [it["id"] for it in lists.get("actors", ()) if "decides_for" in it]


def _placeholders(lists: Lists, at_table: Sequence[str], wording: Wording) -> dict[str, Any]:
    """Return the least that a case needs for its studies: wide ranges, and one question.

    All who decide have values, those who sit nowhere too: else nobody could be seen to be decided
    about without being there.
    """
    held = {"basis": "placeholder", "reason": say("reason", wording)}
    wants = {
        it["id"]: {
            "weight": [1, 50, 100],
            "values": {option["id"]: ANYTHING for option in it["options"]},
            **held,
        }
        for it in lists["issues"]
    }
    channels = lists.get("channels", ())
    pair = list(channels[0]["between"]) if channels else list(at_table[:2])
    agents = {it["id"] for it in lists["actors"] if "agent_of" in it}
    talking = [one for it in channels for one in it["between"] if one not in agents]
    everybody = dict.fromkeys((*pair, *at_table, *talking, *_deciding(lists)))
    return {
        "preferences": {actor: deepcopy(wants) for actor in everybody},
        "walk_away": {actor: {"value": ANYTHING, **held} for actor in everybody},
        "questions": [
            {
                "id": "first",
                "text": {
                    "en": "Can those who talk agree?",
                    "ko": "대화하는 쪽들은 합의할 수 있는가?",
                },
                "actors": pair,
            }
        ],
    }


# ---------------------------------------------------------------- a case at hand


def _into_old(draft: Draft, chosen: Sequence[Item], folder: Path) -> tuple[str, Path, list[str]]:
    """Put the items into a file of their own and name it under `files`.

    Channels between actors without values settle nothing yet; which ones is the last thing told.
    """
    with writing(folder) as (place, case):
        held = _ids_of(case)
        twice = [
            entry["id"]
            for it in chosen
            for name, entry in it.entry.items()
            if entry["id"] in held.get(name, ())
        ]
        if twice:
            raise UsageError(
                f"'{case.document.case.id}' has '{twice[0]}' already",
                code="DUPLICATE-ID",
                hint="read the document again with --into, so that what it has is recognised",
            )
        every = frozenset(name for names in held.values() for name in names)
        lists = _lists(chosen, every)
        valueless = _leave_out_issues(case, lists)
        file = _free_name(place, slug_of(PurePath(draft.document).stem))
        text = _as_text(HEAD.format(document=one_line(draft.document)), lists)
        changed: dict[str, bytes] = {file: text.encode()}
        for it in chosen:
            if it.joins and it.joins in held["parties"]:
                name, raw = _joined(case, place, changed, it.joins, it.entry["actors"]["id"])
                changed[name] = raw
        main = changed.pop(MAIN_FILE, None) or (place / MAIN_FILE).read_bytes()
        changed[MAIN_FILE] = with_file_named(main, file)
        refuse_unsound(place, case, changed)
        replace_files(place, changed)
        return case.document.case.id, place / file, valueless


def _leave_out_issues(case: Case, lists: Lists) -> list[str]:
    """Take the issues from channels between actors without values; return one line for each."""
    told = []
    principals = {it.id: it.agent_of for it in case.document.actors}
    principals |= {it["id"]: it.get("agent_of") for it in lists.get("actors", ())}
    for channel in lists.get("channels", ()):
        settle = channel.get("on_behalf_of") or channel["between"]
        bare = [it for it in settle if it in principals and not _has_values(case, it, principals)]
        if bare and channel.pop("issues", None):
            told.append(
                f"the issues of {channel['id']}: '{bare[0]}' has no preferences and no walk-away "
                "value in the case; write these, then `issues` of the channel"
            )
    return told


def _has_values(case: Case, actor: str, principals: Mapping[str, str | None]) -> bool:
    seen: set[str] = set()
    holder: str | None = actor
    while holder is not None and holder not in seen:
        if case.document.preferences.get(holder) and holder in case.document.walk_away:
            return True
        seen.add(holder)
        holder = principals.get(holder)
    return False


def _ids_of(case: Case) -> dict[str, set[str]]:
    return {name: {it.id for it in getattr(case.document, name)} for name in LISTS}


def _free_name(folder: Path, stem: str) -> str:
    names: Iterator[str] = (
        f"{stem}.yaml" if n == 1 else f"{stem}-{n}.yaml" for n in range(1, 1000)
    )
    return next(it for it in names if not (folder / it).exists())


def _joined(
    case: Case, folder: Path, changed: Mapping[str, bytes], party: str, actor: str
) -> tuple[str, bytes]:
    """Return the file of a party and its bytes with one more of the party's actors."""
    for name in case.texts:
        raw = changed.get(name) or (folder / name).read_bytes()
        before = read_yaml(raw, name)
        listed = before.data.get("parties") if isinstance(before.data, dict) else None
        for number, home in enumerate(listed if isinstance(listed, list) else ()):
            if not (isinstance(home, dict) and home.get("id") == party):
                continue
            actors = home["actors"]
            loc = ("parties", number, "actors")
            end = before.ends[*loc, len(actors) - 1]  # type: ignore[arg-type]
            lines = raw.decode().splitlines(keepends=True)
            line = lines[end.line - 1]
            if before.flow(loc):
                lines[end.line - 1] = f"{line[: end.column - 1]}, {actor}{line[end.column - 1 :]}"
            else:
                indent = line[: len(line) - len(line.lstrip())]
                lines[end.line - 1] = line.rstrip("\r\n") + "\n"
                lines.insert(end.line, f"{indent}- {actor}\n")
            new = "".join(lines).encode()
            actors.append(actor)  # type: ignore[union-attr]
            if read_yaml(new, name).data == before.data:
                return name, new
            break
    raise UsageError(
        f"'{actor}' cannot be added to party '{party}' of the case",
        code="CANNOT-WRITE",
        hint="add it by hand under the party's `actors`",
    )
