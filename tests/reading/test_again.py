"""A draft whose document has changed: its words are found again, with a score that is shown."""

import pytest

from backchannel.evidence.spans import digest, normalise
from backchannel.reading.drafts.again import find_again
from backchannel.reading.drafts.draft import draft
from backchannel.reading.drafts.proposal import Draft
from backchannel.reading.reader import read_text
from backchannel.reading.text.files import Raw

pytest.importorskip("rapidfuzz")

OLD = """\
Norway rejected the plan of Peru on Friday.

Peru offered to withdraw its troops from the strait.

The minister of Chile said that a long war in the north is likely.
"""
NEW = """\
CORRECTED VERSION

Norway rejected the plan
of Peru on Friday.

Peru offered to withdraw its last troops from the strait.
"""


def drafted(text: str) -> Draft:
    return draft(read_text(Raw(text, "sha256:old", "txt"), "note.txt", when="2031-05"))


def again(text: str) -> tuple[Draft, dict[str, str]]:
    made, found = find_again(drafted(OLD), Raw(text, "sha256:new", "txt"), "new.txt")
    return made, {it.item: it.match.how if it.match else "gone" for it in found}


def test_the_same_text_is_found_in_its_place() -> None:
    made, how = again(OLD)
    assert set(how.values()) == {"place"}
    old = drafted(OLD)
    assert [it.at for it in made.items] == [it.at for it in old.items]


def test_moved_changed_and_lost_words_are_told_apart() -> None:
    made, how = again(NEW)
    by_words = {it.id: it.at[0].exact for it in drafted(OLD).items if len(it.at) == 1}
    kinds = {words.split()[0]: how[name] for name, words in by_words.items()}
    assert kinds == {"Norway": "no blanks", "Peru": "alike", "The": "gone"}
    changed = next(it for it in made.items if how.get(it.id) == "alike")
    assert changed.decision == ""
    assert any("likeness 0." in it for it in changed.marks)


def test_the_new_places_are_those_of_the_new_text() -> None:
    made, how = again(NEW)
    text = normalise(NEW)
    document = next(it.entry["documents"] for it in made.items if it.list == "documents")
    assert document["digest"] == digest(text)
    for item in made.items:
        where = item.entry.get("claims", {}).get("where")
        if how.get(item.id) == "gone":
            assert where is None
        elif where:
            first, _ = document["paragraphs"][where["paragraph"]]
            assert digest(text[first + where["start"] : first + where["end"]]) == where["digest"]


def test_twice_in_turn_marks_once() -> None:
    made, _ = again(NEW)
    twice, _ = find_again(made, Raw(NEW, "sha256:new", "txt"), "new.txt")
    assert all(sum("has changed" in it for it in item.marks) < 2 for item in twice.items)
