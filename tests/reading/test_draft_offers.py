"""From acts and channels, given by hand, to offers with their answers, channels and claims."""

from dataclasses import replace
from typing import Any

import pytest

from backchannel.reading.drafts.base import Maker
from backchannel.reading.drafts.draft import draft
from backchannel.reading.drafts.proposal import Draft, Item
from backchannel.reading.drafts.voices import plain_voice
from backchannel.reading.found import (
    Act,
    ActKind,
    Attribution,
    Channel,
    Claim,
    Forecast,
    IssueType,
    Mention,
    Modality,
    Span,
)
from backchannel.reading.reader import Read, read_text
from backchannel.reading.text.files import Raw

pytest.importorskip("rapidfuzz")

AUTHOR = Attribution(None, "author")
NAMES = {"Norway": "NO", "Peru": "PE", "Chile": "CL", "Brazil": "BR"}


def act(
    sentence: int,
    kind: ActKind,
    actor: str,
    target: str | None = None,
    modality: Modality = "actual",
    said: Attribution = AUTHOR,
) -> Act:
    return Act(sentence, Span(0, 0), kind, actor, target, None, modality, said)


def talks(sentence: int, status: str, *between: str, secrecy: str = "unknown") -> Channel:
    return Channel(sentence, Span(0, 0), between, status, None, secrecy)  # type: ignore[arg-type]


def given(text: str, **found: Any) -> Draft:
    """Return the draft of a text of which only what is given was found, besides its states."""
    read = read_text(Raw(text, "sha256:0", "txt"), "note.txt", when="2031-05")
    people: dict[str, str] = found.pop("people", {})
    mentions = [
        Mention(Span(place, place + len(form)), kind, name)  # type: ignore[arg-type]
        for kind, names in (("state", NAMES), ("person", people))
        for form, name in names.items()
        for place in range(len(text))
        if read.layout.text.startswith(form, place)
    ]
    bare: dict[str, Any] = dict.fromkeys(
        ("acts", "channels", "claims", "forecasts", "issues", "quotations", "reported"), ()
    )
    mentions.sort(key=lambda it: it.span.start)
    held: Read = replace(read, mentions=tuple(mentions), **(bare | found))
    return draft(held)


def of(made: Draft, name: str) -> list[Item]:
    return [it for it in made.items if it.list == name]


def answers(made: Draft) -> set[tuple[str, str, str]]:
    return {(it.entry["offers"]["by"], it.entry["offers"]["to"], it.entry["offers"]["answer"])
            for it in of(made, "offers")}  # fmt: skip


def test_a_refusal_in_the_lead_answers_the_offer_that_is_told_of_later() -> None:
    made = given(
        "Norway turned down a plan. Peru had put the plan to Norway in May. Norway could live with "
        "a part of it, provided that others pay.",
        acts=(
            act(0, "refusal", "NO", "PE"),
            act(1, "proposal", "PE", "NO"),
            act(2, "acceptance", "NO", "PE", "conditional"),
        ),
    )
    assert answers(made) == {("pe_gov", "no_gov", "refused")}


def test_an_acceptance_under_a_condition_is_a_counter_offer() -> None:
    made = given(
        "Peru put a plan to Norway. Norway accepts it if others pay.",
        acts=(act(0, "proposal", "PE", "NO"), act(1, "acceptance", "NO", "PE", "conditional")),
    )
    assert answers(made) == {("pe_gov", "no_gov", "countered")}


def test_each_of_two_to_whom_an_offer_is_made_answers_for_itself() -> None:
    made = given(
        "Brazil offered to host Norway and Peru. Peru agreed. Norway refused.",
        acts=(
            act(0, "offer_of_talks", "BR", "NO;PE"),
            act(1, "acceptance", "PE", "BR"),
            act(2, "refusal", "NO", "BR"),
        ),
    )
    assert answers(made) == {("br_gov", "pe_gov", "accepted"), ("br_gov", "no_gov", "refused")}


def test_new_talks_are_offered_to_those_who_would_hold_them() -> None:
    made = given(
        "Norway and Peru talk. Norway proposed a channel with Chile.",
        acts=(act(1, "proposal", "NO", "PE"),),
        channels=(talks(0, "running", "NO", "PE"), talks(1, "proposed", "NO", "CL")),
    )
    assert answers(made) == {("no_gov", "cl_gov", "unknown")}
    assert of(made, "offers")[0].entry["offers"]["approach"] is True


def test_two_voices_that_tell_opposite_answers_are_both_shown() -> None:
    one, two = Attribution("an official"), Attribution("a diplomat")
    made = given(
        "Peru put a plan to Norway. Norway refused, an official said. Norway agreed, a diplomat "
        "said.",
        acts=(
            act(0, "proposal", "PE", "NO"),
            act(1, "refusal", "NO", "PE", "alleged", one),
            act(2, "acceptance", "NO", "PE", "alleged", two),
        ),
    )
    assert answers(made) == {("pe_gov", "no_gov", "refused")}
    assert any("a diplomat says it was accepted" in it for it in of(made, "offers")[0].marks)
    assert [it.entry["claims"].get("contradicts") for it in of(made, "claims")][-1]


def test_an_offer_is_about_its_object_and_not_about_its_condition() -> None:
    issues = (IssueType("sanctions", (0,)), IssueType("prisoners_missing", (0,)))
    made = given(
        "Norway offered to lift sanctions if Peru frees the prisoners.",
        acts=(act(0, "offer", "NO", "PE"),), issues=issues,
    )  # fmt: skip
    assert of(made, "offers")[0].entry["offers"]["codings"] == [{"sanctions": "change_1"}]


def test_a_proposed_channel_that_was_refused_is_one_item() -> None:
    made = given(
        "Brazil proposed talks between Norway and Peru. Norway said no to the talks.",
        channels=(talks(0, "proposed", "NO", "PE"), talks(1, "refused", "NO", "PE")),
    )
    (channel,) = of(made, "channels")
    assert channel.entry["channels"]["status"] == "refused"
    assert "proposed first, then refused" in channel.marks


@pytest.mark.parametrize(
    ("status", "settles"),
    [("running", True), ("used", True), ("implied", True), ("proposed", True), ("refused", False),
     ("ended", False)],
)  # fmt: skip
def test_a_channel_lists_the_issues_of_the_draft(status: str, settles: bool) -> None:
    made = given(
        "Norway and Peru talk about sanctions. Prisoners are to be freed.",
        channels=(talks(0, status, "NO", "PE"),),
        issues=(IssueType("sanctions", (0,)), IssueType("prisoners_missing", (1,)),
                IssueType("domestic_politics", (1,))),
    )  # fmt: skip
    (channel,) = of(made, "channels")
    told = ["sanctions", "prisoners_missing"] if settles else None
    assert channel.entry["channels"].get("issues") == told
    assert any("really about" in it for it in channel.marks) is settles


def test_persons_are_no_parties_and_their_channel_waits_for_the_analyst() -> None:
    made = given(
        "Ada Lorne and Luis Prado met in Oslo.",
        channels=(talks(0, "used", "Ada Lorne", "Luis Prado"),),
        acts=(act(0, "consult", "Ada Lorne", "Luis Prado"),),
        people={"Ada Lorne": "Ada Lorne", "Luis Prado": "Luis Prado"},
    )
    assert not of(made, "parties")
    (channel,) = of(made, "channels")
    assert channel.entry["channels"]["between"] == []
    assert any("whose people" in it for it in channel.marks)


def test_what_the_own_side_binds_itself_to_is_no_forecast() -> None:
    text = "Norway will not leave, Norwegian Prime Minister Ada Lorne said."
    made = given(
        text,
        people={"Ada Lorne": "Ada Lorne"},
        forecasts=(Forecast(0, Attribution("Ada Lorne", "after"), None),),
    )
    assert not of(made, "forecasts")


def test_the_doers_own_words_and_the_act_are_one_claim() -> None:
    said = Attribution("Ada Lorne", "after")
    made = given(
        "Norway's envoy Ada Lorne said that Norway refused the plan of Peru.",
        people={"Ada Lorne": "Ada Lorne"},
        acts=(act(0, "refusal", "NO", "PE"),),
        claims=(Claim(0, said, "report", 4, None),),
    )
    (claim,) = of(made, "claims")
    assert claim.entry["claims"]["source"] == "S_Ada_Lorne"


def test_a_denial_contradicts_the_talks_told_of_last() -> None:
    said = Attribution("an official", "after")
    made = given(
        "Norway and Peru meet in Oslo. Norway and Peru talk in Lima, an official said. Norway "
        "denied any talks.",
        channels=(talks(0, "running", "NO", "PE"), talks(1, "running", "NO", "PE")),
        claims=(Claim(1, said, "report", 4, None),
                Claim(2, Attribution("NO", "before"), "denial", 4, None)),
    )  # fmt: skip
    denial = of(made, "claims")[-1].entry["claims"]
    assert len(denial["contradicts"]) == 1


def test_a_relay_is_needed_by_the_voice_that_came_through_it() -> None:
    said = Attribution("an official", "after", through=("Ada Lorne",))
    made = given(
        "Norway refused the plan of Peru, an official told Ada Lorne.",
        people={"Ada Lorne": "Ada Lorne"},
        acts=(act(0, "refusal", "NO", "PE", "alleged", said),),
        claims=(Claim(0, said, "report", 4, None),),
    )
    assert {"S_Ada_Lorne", "S_author"} <= set(made.item("S_an_official").needs)


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("A third source", "a third source"),
        ("Quayside: A Beirut newspaper", "a Beirut newspaper"),
        ("me in a hotel", "author"),
        ("an agreement this year", "not known who"),
        ("both capitals", "not known who"),
        ("as saying by the paper", "not known who"),
        ("an official familiar with the talks", "an official familiar with the talks"),
        ("그의 말", "not known who"),
        ("이 관계자의 설명", "이 관계자"),
        ("뤼 교수", "뤼 밍"),
        ("Captain Ri", "Ri Chang-min"),
        ("Captain Holt", "Captain Holt"),
    ],
)
def test_a_description_that_tells_nobody_is_no_voice(said: str, expected: str) -> None:
    assert plain_voice(said, ["Ri Chang-min", "뤼 밍", "Ada Holt", "James Holt"]) == expected


def test_an_answer_goes_to_the_nearest_offer_and_counts_for_all_who_give_it() -> None:
    made = given(
        "Brazil offered to host Norway. Chile offered to host Norway, which refused.",
        acts=(
            act(0, "offer_of_talks", "BR", "NO"),
            act(1, "offer_of_talks", "CL", "NO"),
            act(1, "refusal", "NO", "CL"),
        ),
    )
    assert answers(made) == {("br_gov", "no_gov", "unknown"), ("cl_gov", "no_gov", "refused")}
    made = given(
        "Brazil offered to host Norway and Peru. Both agreed.",
        acts=(act(0, "offer_of_talks", "BR", "NO;PE"), act(1, "acceptance", "NO;PE", "BR")),
    )
    assert {it[2] for it in answers(made)} == {"accepted"}


@pytest.mark.parametrize(
    ("name", "expected"),
    [("EEAS", "EU"), ("Norway Ministry of Trade", "NO"), ("Norway Front", "Norway Front"),
     ("노르웨이 통합정부", "노르웨이 통합정부"), ("노르웨이 통일부", "NO")],
)  # fmt: skip
def test_an_organ_acts_for_its_state(name: str, expected: str) -> None:
    read = read_text(Raw("Norway acts.", "sha256:0", "txt"), "note.txt", when="2031-05")
    maker = Maker(read, None)
    maker.kinds[name] = "organisation"
    maker.states |= {"Norway": "NO", "노르웨이": "NO"}
    assert maker.organ_of(name) == expected


def test_every_voice_but_the_authors_own_shows_words() -> None:
    said = Attribution("an official", "after", through=("a paper",))
    made = given(
        "Norway refused the plan of Peru, an official told a paper.",
        acts=(act(0, "refusal", "NO", "PE", "alleged", said),),
        claims=(Claim(0, said, "report", 4, None),),
    )
    assert {it.id for it in of(made, "sources") if not it.at} <= {"S_author"}


def test_talks_told_of_in_somebodys_words_are_that_voices_claim() -> None:
    made = given(
        "Norway and Peru meet every week, Ada Lorne said.",
        people={"Ada Lorne": "Ada Lorne"},
        channels=(talks(0, "running", "NO", "PE"),),
        claims=(Claim(0, Attribution("Ada Lorne", "after"), "report", 4, None),),
    )
    (claim,) = of(made, "claims")
    assert claim.entry["claims"]["source"] == "S_Ada_Lorne"
    assert of(made, "channels")[0].entry["channels"]["claims"] == [claim.id]


def test_what_one_would_give_is_no_approach_for_talks() -> None:
    made = given(
        "Norway would send rice if the talks go on.",
        acts=(act(0, "offer", "NO", "PE"),),
        issues=(IssueType("process_format", (0,)),),
    )
    (offer,) = of(made, "offers")
    assert "approach" not in offer.entry["offers"]
    assert any("none of the issues" in it for it in offer.marks)
