"""What was accepted enters a case: whole or not at all, and none of the document's sentences."""

from dataclasses import replace
from pathlib import Path

import pytest

from backchannel.case.copies import check_copies
from backchannel.case.load import check, load
from backchannel.core.errors import BackchannelError, UsageError
from backchannel.reading.drafts.draft import draft
from backchannel.reading.drafts.into_case import write_into
from backchannel.reading.drafts.known import known_of
from backchannel.reading.drafts.proposal import Draft
from backchannel.reading.drafts.review import decide
from backchannel.reading.reader import Read, read
from backchannel.reading.text.files import raw_text
from backchannel.studies.absences import absences

pytest.importorskip("rapidfuzz")

FIRST = """\
OSLO, 3 May 2031

Secret talks between Norway and Peru have run twice a month. Envoy Ada Lorne of Norway leads
the talks.

Norway offered to withdraw its troops from the strait, an official familiar with the talks told the
Andes Herald. Peru rejected the offer. Norway will never sign without security guarantees, Ada
Lorne said.
"""
SECOND = """\
LIMA, 9 June 2031

Envoy Karl Moen of Norway joined the talks with Peru. Norway offered to withdraw its troops from
the strait. Peru accepted the offer, Ada Lorne said.
"""


@pytest.fixture
def first(tmp_path: Path) -> Read:
    (tmp_path / "first.txt").write_text(FIRST)
    return read(tmp_path / "first.txt")


def accepted(made: Draft, *but: str) -> Draft:
    return replace(made, items=tuple(
        replace(it, decision="reject" if it.id in but else "accept") for it in made.items
    ))  # fmt: skip


def test_a_new_case_is_sound_and_its_words_are_found_in_the_copy(
    first: Read, tmp_path: Path
) -> None:
    done = write_into(accepted(draft(first)), tmp_path / "new")
    checked = check(tmp_path / "new")
    assert checked.case is not None, checked.errors
    assert check_copies(checked.case, tmp_path) == []
    assert any(it.where for it in checked.case.document.claims)
    assert all(it.written == "new" for it in done.draft.items if it.id in done.items)


def test_no_sentence_of_the_document_is_in_the_case(first: Read, tmp_path: Path) -> None:
    write_into(accepted(draft(first)), tmp_path / "new")
    held = "".join(it.read_text() for it in (tmp_path / "new").iterdir())
    for sentence in first.layout.sentences[2:]:
        assert sentence.span.of(first.layout.text) not in held


def test_a_new_case_has_wide_placeholders_and_one_question(first: Read, tmp_path: Path) -> None:
    write_into(accepted(draft(first)), tmp_path / "new")
    document = load(tmp_path / "new").document
    assert len(document.questions) == 1
    assert set(document.questions[0].actors) == {"no_gov", "pe_gov"}
    assert all(it.value == (0, 50, 100) for it in document.walk_away.values())
    assert {it.basis for it in document.walk_away.values()} == {"placeholder"}


def test_the_delegate_belongs_to_the_party(first: Read, tmp_path: Path) -> None:
    write_into(accepted(draft(first)), tmp_path / "new")
    parties = {it.id: it.actors for it in load(tmp_path / "new").document.parties}
    assert "ada_lorne" in parties["NO"]


def test_what_needs_something_rejected_is_left_out_with_one_line(
    first: Read, tmp_path: Path
) -> None:
    made = draft(first)
    (source,) = (it.id for it in made.items if it.list == "sources" and "official" in it.says)
    done = write_into(accepted(made, source), tmp_path / "new")
    said = [line for line in done.refused if f"needs '{source}', which is rejected" in line]
    assert said
    assert all("\n" not in line for line in done.refused)
    assert source not in {it.id for it in load(tmp_path / "new").document.sources}


@pytest.mark.parametrize("what", ["parties", "issues"])
def test_too_little_for_a_case_of_its_own(first: Read, tmp_path: Path, what: str) -> None:
    made = draft(first)
    gone = [it.id for it in made.items if it.list == what]
    with pytest.raises(UsageError, match="two parties and one issue"):
        write_into(accepted(made, *gone), tmp_path / "new")
    assert not (tmp_path / "new").exists()


def test_a_case_without_a_date_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(FIRST.replace("OSLO, 3 May 2031", "Talks go on"))
    made = draft(read(tmp_path / "a.txt"))
    with pytest.raises(UsageError, match="needs a date"):
        write_into(accepted(made), tmp_path / "new")


def test_a_date_at_the_head_of_the_draft_dates_what_is_written(tmp_path: Path) -> None:
    text = FIRST.replace("OSLO, 3 May 2031", "Talks go on") + "\nA truce is unlikely.\n"
    (tmp_path / "a.txt").write_text(text)
    made = accepted(draft(read(tmp_path / "a.txt")))
    made = replace(made, date="2031-05")
    claim = next(it for it in made.items if it.list == "claims")
    undated = {"claims": claim.entry["claims"] | {"date": None}}
    write_into(decide(made, claim.id, "accept", undated), tmp_path / "new")
    document = load(tmp_path / "new").document
    assert document.case.as_of == document.documents[0].date == "2031-05"
    assert {it.made for it in document.forecasts} == {"2031-05"}
    dates = {it.id: it.date for it in document.claims}
    assert dates.pop(claim.id) is None  # emptied by the analyst
    assert set(dates.values()) == {"2031-05"}
    with pytest.raises(UsageError, match="date at the head of the draft is 'soon'"):
        write_into(replace(made, date="soon"), tmp_path / "newer")


def test_an_emptied_key_is_left_out_unless_a_case_must_have_it(first: Read, tmp_path: Path) -> None:
    made = accepted(draft(first))
    empty = {"ada_lorne": ("actors", "agent_of"), "O1": ("offers", "to")}
    for name, (of, key) in empty.items():
        made = decide(made, name, "accept", {of: made.item(name).entry[of] | {key: None}})
    done = write_into(made, tmp_path / "new")
    assert done.refused == ("O1 has nothing under `offers.to`: write it in the draft",)
    ada = next(it for it in load(tmp_path / "new").document.actors if it.id == "ada_lorne")
    assert ada.agent_of is None


def test_an_approach_needs_no_coding(first: Read, tmp_path: Path) -> None:
    made = accepted(draft(first))
    offer = made.item("O1").entry["offers"] | {"codings": [], "approach": True}
    done = write_into(decide(made, "O1", "accept", {"offers": offer}), tmp_path / "new")
    assert not done.refused
    assert load(tmp_path / "new").document.offers[0].approach


def test_what_rests_on_a_refused_voice_at_second_hand_is_refused(
    first: Read, tmp_path: Path
) -> None:
    made = accepted(draft(first))
    author = made.item("S_author").entry["sources"] | {"interest": None}
    done = write_into(decide(made, "S_author", "accept", {"sources": author}), tmp_path / "new")
    assert check(tmp_path / "new").case is not None
    assert not {"S_Ada_Lorne", "S_author"} & set(done.items)
    assert any("which is refused" in it for it in done.refused)


def test_who_is_decided_about_and_sits_nowhere_can_be_named(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(FIRST + "\nChile demands a ceasefire.\n")
    made = accepted(draft(read(tmp_path / "a.txt")))
    issues = [it.id for it in made.items if it.list == "issues"]
    write_into(decide(made, issues[-1], "reject"), tmp_path / "new")
    case = load(tmp_path / "new")
    assert case.document.channels[0].issues == tuple(issues[:-1])
    assert {it.actor for it in absences(case, draws=64)} == {"cl_gov"}


def test_a_channel_of_somebody_without_values_settles_nothing_in_a_case_at_hand(
    first: Read, tmp_path: Path
) -> None:
    write_into(accepted(draft(first)), tmp_path / "case")
    (tmp_path / "b.txt").write_text(
        "LIMA, 9 June 2031\n\nSecret talks between Norway and Chile go on about a ceasefire. "
        "Secret talks between Norway and Peru were held in Lima in May.\n"
    )
    made = accepted(draft(read(tmp_path / "b.txt"), known_of(load(tmp_path / "case"))))
    done = write_into(made, tmp_path / "case")
    said = [it for it in done.refused if "has no preferences" in it]
    assert len(said) == 1
    assert "'cl_gov'" in said[0]
    channels = load(tmp_path / "case").document.channels
    assert not next(it for it in channels if "cl_gov" in it.between).issues


def test_nothing_accepted_writes_nothing(first: Read, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="nothing accepted"):
        write_into(draft(first), tmp_path / "new")
    assert not (tmp_path / "new").exists()


def test_a_bad_edit_leaves_no_folder(first: Read, tmp_path: Path) -> None:
    made = accepted(draft(first))
    item = next(it for it in made.items if it.list == "claims")
    broken = {"claims": {**item.entry["claims"], "grade": 9}}
    with pytest.raises(BackchannelError, match=r"grade"):
        write_into(decide(made, item.id, "accept", broken), tmp_path / "new")
    assert not (tmp_path / "new").exists()


def test_a_second_document_recognises_the_first_and_joins_its_party(
    first: Read, tmp_path: Path
) -> None:
    write_into(accepted(draft(first)), tmp_path / "case")
    before = (tmp_path / "case" / "first.yaml").read_bytes()
    (tmp_path / "second.txt").write_text(SECOND)
    made = draft(read(tmp_path / "second.txt"), known_of(load(tmp_path / "case")))
    assert not {"NO", "PE"} & {it.id for it in made.items}
    assert "party NO: Norway" in made.recognised
    offers = [it for it in made.items if it.list == "offers"]
    assert any("contradicts O1" in mark for it in offers for mark in it.marks)
    write_into(accepted(made), tmp_path / "case")
    case = load(tmp_path / "case")
    assert "karl_moen" in next(it.actors for it in case.document.parties if it.id == "NO")
    assert check_copies(case, tmp_path) == []
    assert (tmp_path / "case" / "first.yaml").read_bytes() != before  # the party's line has grown


def test_the_same_document_again_is_all_repeats(first: Read, tmp_path: Path) -> None:
    write_into(accepted(draft(first)), tmp_path / "case")
    again = draft(first, known_of(load(tmp_path / "case")))
    assert not [it for it in again.items if it.list in {"documents", "parties", "sources"}]
    claims = [it for it in again.items if it.list == "claims"]
    assert claims
    assert all(any("one voice counts once" in mark for mark in it.marks) for it in claims)


def test_a_draft_made_without_the_case_is_refused_and_changes_nothing(
    first: Read, tmp_path: Path
) -> None:
    made = accepted(draft(first))
    write_into(made, tmp_path / "case")
    before = {it.name: it.read_bytes() for it in (tmp_path / "case").iterdir()}
    with pytest.raises(UsageError, match="already"):
        write_into(made, tmp_path / "case")
    assert {it.name: it.read_bytes() for it in (tmp_path / "case").iterdir()} == before


def test_a_shipped_case_is_not_written_to(first: Read) -> None:
    with pytest.raises(UsageError, match="comes with the program"):
        write_into(accepted(draft(first)), Path("two-issues"))


def test_the_raw_text_has_its_digest(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(FIRST)
    assert read(tmp_path / "a.txt").digest == raw_text(tmp_path / "a.txt").digest


def test_what_the_case_has_is_marked_in_a_second_document(first: Read, tmp_path: Path) -> None:
    write_into(accepted(draft(first)), tmp_path / "case")
    later = FIRST.replace("3 May", "9 June").replace("Peru rejected", "Peru accepted")
    (tmp_path / "later.txt").write_text(later)
    made = draft(read(tmp_path / "later.txt"), known_of(load(tmp_path / "case")))
    marks = {it.list: " ".join(it.marks) for it in made.items if it.marks}
    assert "in the case already as CH_" in marks["channels"]
    assert "contradicts O1 of the case" in marks["offers"]
    (author,) = (it for it in made.items if it.list == "sources" and "author" in it.says)
    assert not author.marks


def test_what_the_document_leaves_open_is_refused_with_one_line(
    first: Read, tmp_path: Path
) -> None:
    made = accepted(draft(first))
    item = next(it for it in made.items if it.list == "channels")
    bare = {"channels": {**item.entry["channels"], "between": []}}
    done = write_into(decide(made, item.id, "accept", bare), tmp_path / "new")
    assert [line for line in done.refused if "nothing under `channels.between`" in line]
    assert check(tmp_path / "new").case is not None
