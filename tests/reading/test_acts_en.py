"""Acts of English sentences by their grammar: kind, doer, other side, how far it is so."""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from hand_made import read

NAMES = {
    "Egypt": "EG", "Egyptian": "EG", "Cairo": "@EG", "Ethiopia": "ET", "Ethiopian": "ET",
    "Addis Ababa": "@ET", "Sudan": "SD", "Sudanese": "SD", "Norway": "NO", "Oslo": "@NO",
    "Hassan": "+Hassan", "Lund": "+Lund", "African Union": "&AU",
}  # fmt: skip
TWO = "Egypt and Ethiopia differ. "

BY_FRAME = [
    # refusals
    ("Egypt rejected Ethiopia's offer.", "refusal", "EG", "ET"),
    ("The Ethiopian proposal was rejected by Cairo.", "refusal", "EG", "ET"),
    ("Cairo's rejection of the offer came after a long night.", "refusal", "EG", "ET"),
    ("Addis Ababa brushed aside the Egyptian request.", "refusal", "ET", "EG"),
    ("Ethiopia balked at the timetable.", "refusal", "ET", "EG"),
    ("Ethiopia has ruled out a return to the table.", "refusal", "ET", "EG"),
    ("Ethiopia pulled out of the talks.", "refusal", "ET", "EG"),
    ("Egypt refused to sign the agreement.", "refusal", "EG", "ET"),
    ("Egypt would not agree to the clause, its ministry said.", "refusal", "EG", "ET"),
    ("Cairo turned a deaf ear and dismissed the idea as a stunt.", "refusal", "EG", "ET"),
    ("Egypt described the plan as unacceptable.", "refusal", "EG", "ET"),
    ("Ethiopia walked away from the deal.", "refusal", "ET", "EG"),
    ("Ethiopia vetoed the draft.", "refusal", "ET", "EG"),
    ("Ethiopia cancelled the meeting.", "refusal", "ET", "EG"),
    # acceptance
    ("Ethiopia accepted the Egyptian terms.", "acceptance", "ET", "EG"),
    ("Egypt and Ethiopia signed a truce.", "acceptance", "EG;ET", None),
    ("The two sides reached an agreement on the water.", "acceptance", "EG;ET", None),
    ("The parties agreed to set up a hotline.", "acceptance", "EG;ET", None),
    ("Cairo gave its consent to the inspection.", "acceptance", "EG", "ET"),
    ("Ethiopia backed away at first but then endorsed the plan.", "acceptance", "ET", "EG"),
    # reluctance
    ("Egypt voiced reservations about the draft.", "reluctance", "EG", "ET"),
    ("Ethiopia said it needed more time.", "reluctance", "ET", "EG"),
    ("Ethiopia is reluctant to share the data.", "reluctance", "ET", "EG"),
    ("Egypt is not ready to talk about the quota.", "reluctance", "EG", "ET"),
    ("Egypt called the map premature.", "reluctance", "EG", "ET"),
    # demands
    ("Egypt demanded that Ethiopia open the gates.", "demand", "EG", "ET"),
    ("Egypt wants Ethiopia to open the gates.", "demand", "EG", "ET"),
    ("Cairo asked Ethiopia for a written guarantee.", "demand", "EG", "ET"),
    ("A demand by Cairo that the gates be opened was ignored.", "demand", "EG", "ET"),
    ("Ethiopia insists on full recognition.", "demand", "ET", "EG"),
    ("Egypt made the release of the crew a condition.", "demand", "EG", "ET"),
    ("Egypt called on Ethiopia to stop the filling.", "demand", "EG", "ET"),
    # calls
    ("Norway called on both sides to show restraint.", "call", "NO", "EG;ET"),
    ("The African Union urged Egypt to lift the ban.", "call", "AU", "EG"),
    ("Norway appealed to Ethiopia to spare the wells.", "call", "NO", "ET"),
    # pressure
    ("Norway pressed Egypt to accept observers.", "pressure", "NO", "EG"),
    ("Norway put pressure on Cairo.", "pressure", "NO", "EG"),
    ("Oslo has quietly urged Egypt to give way.", "pressure", "NO", "EG"),
    ("Norway leaned on Addis Ababa.", "pressure", "NO", "ET"),
    # offers and proposals
    ("Egypt offered to release forty prisoners.", "offer", "EG", "ET"),
    ("Egypt made an offer to Ethiopia.", "offer", "EG", "ET"),
    ("Egypt put a new pipeline on the table.", "offer", "EG", "ET"),
    ("Egypt signalled its willingness to cut its quota.", "offer", "EG", "ET"),
    ("Norway offered to host a round of talks.", "offer_of_talks", "NO", "EG;ET"),
    ("Oslo invited the two governments to talks.", "offer_of_talks", "NO", "EG;ET"),
    ("Egypt is open to negotiations with Ethiopia.", "offer_of_talks", "EG", "ET"),
    ("Egypt proposed a meeting of the ministers.", "offer_of_talks", "EG", "ET"),
    ("Norway floated the idea of a joint fund.", "proposal", "NO", "EG;ET"),
    ("The African Union put forward a road map.", "proposal", "AU", "EG;ET"),
    ("Egypt submitted a draft to Ethiopia.", "proposal", "EG", "ET"),
    ("Ethiopia suggested that the two banks be surveyed.", "proposal", "ET", "EG"),
    # promises, threats, warnings
    ("Ethiopia pledged not to fill the lake in a dry year.", "assurance", "ET", "EG"),
    ("Ethiopia gave Egypt assurances.", "assurance", "ET", "EG"),
    ("Ethiopia has no intention of closing the gates, it said.", "assurance", "ET", "EG"),
    ("Egypt threatened to bomb the dam.", "threat", "EG", "ET"),
    ("Cairo issued an ultimatum to Ethiopia.", "threat", "EG", "ET"),
    ("Egypt vowed to retaliate.", "threat", "EG", "ET"),
    ("Egypt warned Ethiopia that it would blockade the port.", "threat", "EG", "ET"),
    ("Egypt warned that the filling would dry out the delta.", "warning", "EG", "ET"),
    ("Norway warned Ethiopia against haste.", "warning", "NO", "ET"),
    ("Norway issued a warning to Egypt.", "warning", "NO", "EG"),
    # concessions
    ("Egypt dropped its demand for a veto.", "concession", "EG", "ET"),
    ("Ethiopia backed down.", "concession", "ET", "EG"),
    ("Ethiopia no longer insists on the larger quota.", "concession", "ET", "EG"),
    # meetings
    ("Egypt and Ethiopia met in June.", "consult", "EG", "ET"),
    ("Egyptian and Ethiopian officials held talks in Oslo.", "consult", "EG", "ET"),
    ("Talks between Egypt and Ethiopia resumed on Monday.", "consult", "EG", "ET"),
    ("Hassan met the Ethiopian foreign minister on Monday.", "consult", "Hassan", "ET"),
    ("Lund spoke by phone with Hassan.", "consult", "Lund", "Hassan"),
    ("Lund visited Cairo on Friday.", "consult", "Lund", "EG"),
    ("Oslo hosted the Egyptian delegation.", "consult", "NO", "EG"),
    # aid and sanctions
    ("Norway sent Ethiopia two radars.", "aid", "NO", "ET"),
    ("Norway is supplying Egypt with grain.", "aid", "NO", "EG"),
    ("Norway granted a loan of two billion to Egypt.", "aid", "NO", "EG"),
    ("Norway imposed sanctions on Ethiopia.", "sanction", "NO", "ET"),
    ("Egypt expelled three Ethiopian diplomats.", "sanction", "EG", "ET"),
    ("Norway froze the accounts of two Sudanese banks.", "sanction", "NO", "SD"),
    ("Norway lifted its embargo on Sudan.", "sanction", "NO", "SD"),
    ("Norway condemned the raid.", "position", "NO", None),
]  # fmt: skip


BY_FRAME += [
    # contacts without the word
    ("Egypt has written to Ethiopia.", "consult", "EG", "ET"),
    ("Ethiopia has answered twice.", "consult", "ET", "EG"),
    ("Messages went back and forth between Cairo and Addis Ababa.", "consult", "EG", "ET"),
    ("Norway called in the Egyptian ambassador.", "consult", "NO", "EG"),
    ("The two governments met in spring.", "consult", "EG;ET", None),
    ("Norway laid a new text before the two governments.", "proposal", "NO", "EG;ET"),
    ("Norway put six pages on the table.", "proposal", "NO", "EG;ET"),
    ("Norway proposed to receive both presidents.", "offer_of_talks", "NO", "EG;ET"),
    # pressure, aid, sanctions
    ("Norway advised Egypt to stop the filling.", "pressure", "NO", "EG"),
    ("Norway talked Egypt out of a raid.", "pressure", "NO", "EG"),
    ("Sudan has stopped paying its share.", "pressure", "SD", "EG;ET"),
    ("Norway gave Egypt four million euros.", "aid", "NO", "EG"),
    ("Norway took Ethiopia off its list of enemies.", "sanction", "NO", "ET"),
    ("Norway is lifting the checks on Egypt.", "sanction", "NO", "EG"),
    # answers and wants
    ("Egypt put its name to the map.", "acceptance", "EG", "ET"),
    ("The parties settled two exchanges of prisoners.", "acceptance", "EG;ET", None),
    ("Egypt renounced the treaty.", "refusal", "EG", "ET"),
    ("Egypt will not hear of a vote.", "refusal", "EG", "ET"),
    ("Egypt found the map too little.", "reluctance", "EG", "ET"),
    ("Egypt has let the map lie.", "reluctance", "EG", "ET"),
    ("Egypt needs until autumn to read the map.", "reluctance", "EG", "ET"),
    ("Egypt wants to hear the price first.", "reluctance", "EG", "ET"),
    ("Egypt wants the engineers out.", "demand", "EG", "ET"),
    ("Egypt is after the closure of the gates.", "demand", "EG", "ET"),
    ("Egypt, which had left the room, rejected the map.", "refusal", "EG", "ET"),
]


@pytest.mark.parametrize(("text", "kind", "actor", "target"), BY_FRAME)
def test_verbs_and_nouns_tell_of_acts(text: str, kind: str, actor: str, target: str | None) -> None:
    found = [(it.kind, it.actor, it.target) for it in read(TWO + text, "en", NAMES).acts]
    assert (kind, actor, target) in found


SAID = [
    ("We will never leave the valley", "red_line", "Hassan"),
    ("We will not leave the valley", "refusal", "Hassan"),
    ("We cannot accept such a map", "refusal", "Hassan"),
    ("We will not attack anybody", "assurance", "Hassan"),
    ("We will retaliate", "threat", "Hassan"),
    ("If they open the gates, we will release the crew", "offer", "Hassan"),
    ("Give us the crew and we will lift the blockade", "offer", "Hassan"),
    ("They must open the gates", "demand", "Hassan"),
    ("Ethiopia has to open the gates", "demand", "Hassan"),
    ("Release our crew", "demand", "Hassan"),
    ("The port will stay shut unless the crew is released", "threat", "Hassan"),
    ("If they close the gates, the navy will be there", "threat", "Hassan"),
    ("Another dry year would lead to war", "warning", "Hassan"),
    ("That is out of the question", "red_line", "Hassan"),
    ("It is too early for a summit", "reluctance", "Hassan"),
    ("We are ready to meet in any capital", "offer_of_talks", "Hassan"),
    ("We want a guarantee", "demand", "Hassan"),
    ("We met them in Oslo", "consult", "Hassan"),
    ("The plan is unacceptable", "refusal", "Hassan"),
]


@pytest.mark.parametrize(("words", "kind", "actor"), SAID)
def test_what_a_party_says_of_itself(words: str, kind: str, actor: str) -> None:
    text = f"{TWO}“{words},” said Egyptian President Hassan."
    found = read(text, "en", NAMES, said=[(words, "Hassan")]).acts
    assert (kind, actor, "ET") in [(it.kind, it.actor, it.target) for it in found]
    assert len(found) == 1


UNSAID = [
    ("It would open the gates if the crew came home.", "offer", "EG", "conditional"),
    ("It would even keep its boats in port, provided that the gates stay open.", "offer", "EG",
     "conditional"),
    ("It would open the gates as soon as the crew is home.", "offer", "EG", "conditional"),
    ("It would not disarm first.", "refusal", "EG", "actual"),
    ("It would recall its engineers.", "threat", "EG", "actual"),
    ("It would not bomb the dam.", "assurance", "EG", "actual"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "kind", "actor", "modality"), UNSAID)
def test_what_somebody_said_is_told_without_a_verb_of_saying(
    text: str, kind: str, actor: str, modality: str
) -> None:
    found = read(f"{TWO}Egypt came late. {text}", "en", NAMES).acts
    assert [(it.kind, it.actor, it.target, it.modality) for it in found] == [
        (kind, actor, "ET", modality)
    ]


TOLD = [
    ("the army would enter the hills", "threat", "Hassan"),
    ("his planes would bomb the camp", "threat", "Hassan"),
    ("the government would recall its engineers", "threat", "Hassan"),
    ("the prisoners could fly home on the day when the gates opened", "offer", "Hassan"),
    ("Ethiopia would get the grain as soon as the gates were open", "offer", "Hassan"),
    ("no court would ever decide on the lake", "red_line", "Hassan"),
    ("whoever wanted the lake could lay down his rifle", "demand", "Hassan"),
    ("the money had to move first", "demand", "Hassan"),
    ("he would never trade the lake", "red_line", "Hassan"),
]


@pytest.mark.parametrize(("words", "kind", "actor"), TOLD)
def test_what_an_official_is_reported_to_have_said(words: str, kind: str, actor: str) -> None:
    text = f"Egyptian President Hassan said that {words}."
    found = read(TWO + text, "en", NAMES, told=[(text, "Hassan")]).acts
    assert [(it.kind, it.actor) for it in found] == [(kind, actor)]


def test_a_promise_never_to_do_something_is_a_red_line() -> None:
    found = read(f"{TWO}Egypt assured Norway that it would never leave.", "en", NAMES).acts
    assert [(it.kind, it.actor) for it in found] == [("red_line", "EG")]


def test_a_writer_who_says_i_bids_and_does_nothing_else() -> None:
    text = (
        "I know my lake. Egypt met Ethiopia. I met both. First, put the table where none can see."
    )
    found = read(f"{text} My pen is short.", "en", NAMES).acts
    assert [(it.kind, it.actor) for it in found] == [("consult", "EG"), ("call", "author")]


WHOSE = [
    ("Egypt's minister, Hassan, came. He rejected the map.", "ET"),
    ("Hassan, spokesman of the Egyptian army, came. He rejected the map.", "ET"),
    ("Egypt was coy. Its negotiator, Hassan, rejected the map.", "ET"),
    ("Hassan, who leads the government of Egypt, rejected the map.", "ET"),
]


@pytest.mark.parametrize(("text", "target"), WHOSE)
def test_a_person_acts_for_the_side_whose_office_he_has(text: str, target: str) -> None:
    found = read(TWO + text, "en", NAMES).acts
    assert [(it.kind, it.actor, it.target) for it in found] == [("refusal", "Hassan", target)]


def test_a_movement_is_a_side_under_its_short_name_and_as_the_rebels() -> None:
    names = {**NAMES, "Nile Liberation Front": "&Nile Liberation Front", "NLF": "&NLF"}
    text = (
        "Norway watches the war between Egypt and the Nile Liberation Front (NLF). "
        "The NLF is small. Egypt is not. Norway is far. The rebels rejected the map."
    )
    found = read(text, "en", names).acts
    assert [(it.kind, it.actor, it.target) for it in found] == [
        ("refusal", "Nile Liberation Front", "EG")
    ]


def test_a_newspaper_is_told_but_nobody_acts_towards_it() -> None:
    names = {**NAMES, "Delta Post": "&Delta Post"}
    text = "Egypt assured the Delta Post that the gates stay open."
    found = read(TWO + text, "en", names).acts
    assert [(it.kind, it.target) for it in found] == [("assurance", "ET")]


NO_ACT = [
    "“Somebody wrote this.",
    "Egypt's offer is short.",
    "A diplomat who has met the envoys came late.",
    "Egypt has met the problem before.",
    "Egypt wrote that the lake is deep.",
    "“You do not need to sign,” he said.",
    "Egypt asked who should pay for the fish.",
    "Egypt hopes to sign the deal.",
    "Nobody knows whether Ethiopia will accept the map.",
    "Egypt refused to comment.",
    "Egypt did not threaten Ethiopia.",
    "It would be wrong to reject the plan.",
    "Ethiopia met the deadline.",
    "The demand of the market is high.",
    "The report offers a map of the wells.",
    "Egypt leaned on nobody.",
    "A Norwegian envoy, who asked not to be named, came late.",
    "Egypt would not rule out a truce, it said.",
    "The ministers could not agree on a date.",
    "“That is not a red line.”",
    "The plan foresees that engineers would meet every month.",
]


@pytest.mark.parametrize("text", NO_ACT)
def test_wishes_denials_and_things_are_no_acts(text: str) -> None:
    assert read(TWO + text, "en", NAMES).acts == ()


def test_what_somebody_else_tells_is_alleged_and_what_may_come_is_predicted() -> None:
    told = "Egypt has offered to pay, a Norwegian diplomat said."
    act = read(TWO + told, "en", NAMES, told=[(told, "a Norwegian diplomat")]).acts[0]
    assert (act.kind, act.modality, act.asserter.speaker) == (
        "offer", "alleged", "a Norwegian diplomat",
    )  # fmt: skip
    own = "Egypt has rejected the plan, its foreign ministry said."
    act = read(TWO + own, "en", NAMES, told=[(own, "its foreign ministry")]).acts[0]
    assert (act.kind, act.modality, act.asserter.how) == ("refusal", "actual", "author")
    found = read(TWO + "Egypt may accept the map in the end.", "en", NAMES).acts
    assert [(it.kind, it.modality) for it in found] == [("acceptance", "predicted")]
    found = read(TWO + "Norway will meet Egypt.", "en", NAMES).acts
    assert [(it.kind, it.modality) for it in found] == [("consult", "planned")]
    found = read(TWO + "Egypt is said to have threatened Sudan.", "en", NAMES).acts
    assert [(it.kind, it.modality) for it in found] == [("threat", "alleged")]


@pytest.mark.parametrize(
    "text",
    [
        "Egypt offered to pay if Ethiopia signs.",
        "Egypt offered to pay, provided that Ethiopia signs.",
        "Should Ethiopia sign, Egypt is ready to pay.",
        "Egypt offered to pay as soon as the gates are open.",
    ],
)
def test_an_offer_bound_to_a_condition(text: str) -> None:
    found = read(TWO + text, "en", NAMES).acts
    assert [(it.kind, it.actor, it.modality) for it in found] == [("offer", "EG", "conditional")]


def test_a_condition_beside_another_act_does_not_bind_this_one() -> None:
    text = "Egypt rejected the map, and Norway offered to pay if Sudan signs."
    found = read(TWO + text, "en", NAMES).acts
    assert [(it.kind, it.modality) for it in found] == [
        ("refusal", "actual"), ("offer", "conditional"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "kind", "actor"),
    [
        ("Hassan came late. He rejected the map.", "refusal", "Hassan"),
        ("Egypt came late. It rejected the map.", "refusal", "EG"),
        ("Lund is of Norway. The two governments rejected the map.", "refusal", "EG;ET"),
        ("Norway, which had kept silent, rejected the map.", "refusal", "NO"),
        ("The Norwegian delegation came late.", "", ""),
        ("Egypt's prime minister, Hassan, rejected the map.", "refusal", "Hassan"),
        ("The government of Norway rejected the map.", "refusal", "NO"),
        ("Egypt began to press Sudan.", "pressure", "EG"),
        ("According to Lund, Norway had rejected the map.", "refusal", "NO"),
        ("After rejecting the map, Egypt left.", "refusal", "EG"),
        ("Sudan accused Egypt of threatening the dam.", "threat", "EG"),
    ],
)
def test_who_does_it(text: str, kind: str, actor: str) -> None:
    found = [(it.kind, it.actor) for it in read(TWO + text, "en", NAMES).acts]
    assert found == ([(kind, actor)] if kind else [])


def test_an_answer_is_turned_to_whose_offer_it_answers() -> None:
    found = read(f"{TWO}Norway put forward a map. Egypt accepted it.", "en", NAMES).acts
    assert [(it.kind, it.actor, it.target) for it in found][-1] == ("acceptance", "EG", "NO")


def test_a_writer_who_says_we_calls_and_warns() -> None:
    text = "We have followed our lake for years. Egypt must open the gates. Our lake is small."
    found = read(TWO + text, "en", NAMES).acts
    assert [(it.kind, it.actor, it.target) for it in found] == [("call", "author", "EG")]


def test_the_content_of_an_act_is_no_act_of_its_own() -> None:
    found = read(f"{TWO}Egypt demanded that Ethiopia withdraw its offer.", "en", NAMES).acts
    assert [it.kind for it in found] == ["demand"]
