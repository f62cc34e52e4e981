"""What `backchannel read` says: what a draft holds, and one item after the other."""

import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from backchannel.case.yaml_lines import yaml_lines
from backchannel.cli.common import print_table, print_text
from backchannel.core.errors import UsageError, one_line, printable
from backchannel.reading.drafts.again import FoundAgain
from backchannel.reading.drafts.file import read_draft, save
from backchannel.reading.drafts.proposal import Draft, Entry, Item
from backchannel.reading.drafts.review import changes, decide, edited, fields, log, missing
from backchannel.reading.drafts.wording import Wording, say_in_terminal, words


def summary(draft: Draft, path: Path, page: Path) -> None:
    """Print what a draft holds: who talks, the channels, the offers; and what to do next."""
    for line in draft.recognised:
        print_text(f"in the case already: {line}")
    shown = ("parties", "actors", "channels", "offers", "threats")
    rows = [
        {"list": it.list, "id": it.id, "what": it.says, "mark": "; ".join(it.marks)}
        for it in draft.items
        if it.list in shown
    ]
    print_table(rows, f"{draft.document}: what the draft proposes first")
    counted = ", ".join(f"{count} {name}" for name, count in draft.count().items())
    print_text(f"In all: {counted}.")
    print(
        printable(
            f"wrote {path} and {page}; next: backchannel read {path} --browser (or --review), then "
            f"backchannel read {path} --into CASE"
        ),
        file=sys.stderr,
    )


def review_draft(path: Path, ask: Callable[[str], str] = input) -> None:
    """Ask about each item of a draft; every answer is saved at once, and the log gets its line."""
    draft = read_draft(path)
    order = [it.id for it in draft.items if not it.written]
    place = next((n for n, name in enumerate(order) if not draft.item(name).decision), len(order))
    while 0 <= place < len(order):
        item = draft.item(order[place])
        _show(item, place + 1, len(order), draft.wording)
        try:
            answer = ask(say_in_terminal(draft.wording, "ask")).strip().casefold()[:1]
            entry = _edited(item.entry, ask, draft.wording) if answer == "e" else item.entry
        except EOFError:
            break
        if entry is None:
            continue
        if answer == "q":
            break
        if answer == "b":
            place = max(place - 1, 0)
            continue
        if answer in {"a", "r", "e"}:
            draft = read_draft(path)  # what was decided meanwhile, here or elsewhere, is kept
            if not _is_as_shown(item, draft):
                print(say_in_terminal(draft.wording, "changed_meanwhile"))
                left = {it.id for it in draft.items if not it.written}
                order = [it for it in order if it in left]
                continue
            draft = decide(draft, item.id, "reject" if answer == "r" else "accept", entry)
            save(draft, path)
            log(path, draft.item(item.id), changes(item.entry, entry))
        elif answer != "s":
            print(say_in_terminal(draft.wording, "keys"))
            continue
        place += 1
    closing(draft)


def _is_as_shown(item: Item, draft: Draft) -> bool:
    """Whether a draft has an item just as it was shown."""
    now = next((it for it in draft.items if it.id == item.id), None)
    return now is not None and (now.entry, now.decision, now.written) == (
        item.entry, item.decision, item.written)  # fmt: skip


def found_again(found: Sequence[FoundAgain]) -> None:
    """Print how the words of a draft were found in a changed text, the least alike first."""
    changed = [it for it in found if it.match is None or it.match.how == "alike"]
    rows: list[dict[str, object]] = [
        {"item": it.item, "words": "gone" if it.match is None else "changed",
         "score": 0.0 if it.match is None else it.match.score}
        for it in changed
    ]  # fmt: skip
    same = len(found) - len(changed)
    print_text(f"{same} of {len(found)} items have the same words in the new text (score 1).")
    if rows:
        print_text("These are open again; read their words before you accept them:")
        print_table(sorted(rows, key=lambda it: str(it["score"])), "words that changed")


def closing(draft: Draft) -> None:
    """Print how many items were decided on, and what stands in the way of accepted ones."""
    chosen = [it.decision for it in draft.items]
    print_text(f"{chosen.count('accept')} accepted, {chosen.count('reject')} rejected, "
               f"{chosen.count('')} open.")  # fmt: skip
    for name, why in missing(draft).items():
        print_text(f"cannot be written: {name} {why}")


def _show(item: Item, number: int, count: int, wording: Wording) -> None:
    decided = f" ({say_in_terminal(wording, item.decision)})" if item.decision else ""
    among = words()["lists"][item.list][wording]
    print(printable(f"\n{number}/{count}  {among}  {item.id}{decided}\n  {item.says}"))
    for mark in item.marks:
        print(printable(f"  ! {mark}"))
    print(printable(f"  {say_in_terminal(wording, 'why', why=item.why)}"))
    for it in item.at[:3]:
        print(printable(f"  > {one_line(it.exact)}"))
    if item.list != "documents":
        for name, entry in item.entry.items():
            for line in (f"{name}:", *(f"  {it}" for it in yaml_lines(entry))):
                print(printable(f"    {line}"))


def _edited(entry: Entry, ask: Callable[[str], str], wording: Wording) -> Entry | None:
    """Ask for each field; an empty answer keeps it, `-` empties it, `q` leaves all as it was."""
    for name, typed in fields(entry):
        while True:
            now = say_in_terminal(wording, "is_now", name=name, typed=typed)
            kept = say_in_terminal(wording, "keep", name=name)
            answer = ask(printable(f"  {now}\n  {kept}")).strip()
            if not answer:
                break
            if answer.casefold() == "q":
                return None
            try:
                entry = edited(entry, {name: "" if answer == "-" else answer})
            except UsageError as error:
                print(printable(f"  {error}"))
            else:
                break
    return entry
