"""The draft: who talks, what is offered and refused, who says it; the file and the page."""

from dataclasses import replace
from pathlib import Path

import pytest

from backchannel.core.errors import UsageError
from backchannel.reading.drafts.draft import draft
from backchannel.reading.drafts.file import read_draft, save, seal_of
from backchannel.reading.drafts.page import page
from backchannel.reading.drafts.proposal import Draft, Item
from backchannel.reading.drafts.review import changes, decide, log, missing, unlogged
from backchannel.reading.drafts.what import per_month
from backchannel.reading.reader import Read, dated_as, read_text
from backchannel.reading.text.files import Raw

pytest.importorskip("rapidfuzz")

ENGLISH = """\
OSLO, 3 May 2031

Secret talks between Norway and Peru have run twice a month since January. Envoy Ada Lorne of \
Norway leads them.

Norway offered to withdraw its troops from the strait, an official familiar with the talks told \
the Andes Herald. Peru rejected the offer.

“Nothing was ever promised to Norway,” said Luis Prado, Peru's foreign minister. A truce is \
unlikely this year, he added.
"""
KOREAN = """\
2031년 5월 3일, 오슬로

노르웨이와 페루 간의 비밀 회담이 한 달에 두 번 열리고 있다. 노르웨이 측에서는 김서준 특사가, \
페루 측에서는 박도윤 외무차관이 협상에 참여한다.

노르웨이는 해협에서 군대를 철수하겠다고 제안했다. 페루는 이 제안을 거부했다.
"""
RUSSIAN = """\
Осло, 3 мая 2031 года

Переговоры между Норвегией и Перу идут дважды в месяц. Посол Норвегии Иван Лунд заявил: \
«Мы не уйдём из пролива, и никто нас к этому не принудит».
"""
VOICES = ("ONE", "TWO")
UKRAINIAN = """\
Осло, 3 травня 2031 року

Переговори між Норвегією та Перу тривають. Посол Норвегії Іван Лунд заявив: \
«Ми не підемо з протоки, і ніхто нас до цього не примусить».
"""


def reading(text: str) -> Read:
    return read_text(Raw(text, "sha256:0", "txt"), "note.txt")


@pytest.fixture(scope="module")
def english() -> Draft:
    return draft(reading(ENGLISH))


def ids(made: Draft, name: str) -> set[str]:
    return {it.id for it in made.items if it.list == name}


def entry(made: Draft, name: str) -> dict[str, object]:
    item = made.item(name)
    return item.entry[item.list]


def test_the_parties_and_their_delegate_are_proposed(english: Draft) -> None:
    assert {"NO", "PE"} <= ids(english, "parties")
    delegate = english.item("ada_lorne")
    assert delegate.joins == "NO"
    assert delegate.entry["actors"]["agent_of"] == english.item("NO").entry["actors"]["id"]


def test_a_channel_has_its_rate_and_secrecy(english: Draft) -> None:
    (name,) = (it for it in ids(english, "channels") if entry(english, it)["status"] == "running")
    held = entry(english, name)
    assert held["secrecy"] == "secret"
    assert held["meetings_per_month"] == [1, 2, 4]
    assert sorted(held["between"]) == ["no_gov", "pe_gov"]  # type: ignore[call-overload]


def test_an_offer_is_joined_with_its_refusal(english: Draft) -> None:
    held = [entry(english, it) for it in ids(english, "offers")]
    assert ("no_gov", "pe_gov", "refused") in {(it["by"], it["to"], it["answer"]) for it in held}


def test_an_unnamed_voice_came_through_a_paper_and_the_author(english: Draft) -> None:
    hidden = [entry(english, it) for it in ids(english, "sources")]
    (insider,) = (it for it in hidden if "official" in str(it["name"]))
    assert insider["named"] is False
    assert insider["reliability"] == "F"
    relays = insider["reached_through"]
    assert isinstance(relays, list)
    assert relays[-1] == "S_author"
    assert any("Andes" in it for it in relays)


def test_a_word_of_probability_becomes_a_range(english: Draft) -> None:
    assert [0.2, 0.325, 0.45] in [
        entry(english, it).get("probability") for it in ids(english, "forecasts")
    ]


def test_no_sentence_of_the_document_is_in_what_a_case_would_get(english: Draft) -> None:
    words = [it.strip(" “”.") for it in ENGLISH.replace("\n", " ").split(". ")]
    for item in english.items:
        shown = str(item.entry)
        assert not any(len(it) > 40 and it in shown for it in words), item.id


def test_every_item_shows_the_words_that_led_to_it(english: Draft) -> None:
    for item in english.items:
        for it in item.at:
            assert ENGLISH[it.start : it.end] == it.exact
    assert all(it.at for it in english.items if it.list in {"claims", "channels", "offers"})


def test_korean_delegates_of_both_sides_and_the_refused_offer() -> None:
    made = draft(reading(KOREAN))
    assert {it.joins for it in made.items if it.joins} == {"NO", "PE"}
    assert made.date == "2031-05-03"
    answers = {(entry(made, it)["by"], entry(made, it)["answer"]) for it in ids(made, "offers")}
    assert ("no_gov", "refused") in answers
    (channel,) = ids(made, "channels")
    assert entry(made, channel)["meetings_per_month"] == [1, 2, 4]


@pytest.mark.parametrize("text", [RUSSIAN, UKRAINIAN], ids=["ru", "uk"])
def test_russian_and_ukrainian_give_parties_channel_and_voice(text: str) -> None:
    made = draft(reading(text))
    assert {"NO", "PE"} <= ids(made, "parties")
    assert ids(made, "channels")
    assert any("Лунд" in it.says for it in made.items if it.list == "sources")


def test_one_voice_that_says_it_twice_is_marked() -> None:
    text = "“Peru rejected the offer of Norway,” Ada Lorne said.\n\n" * 2
    made = draft(reading(text))
    marks = [mark for it in made.items if it.list == "claims" for mark in it.marks]
    assert any("one voice" in it or "same voice" in it for it in marks)


def test_acceptance_against_refusal_is_proposed_as_a_contradiction() -> None:
    text = (
        "Peru accepted the offer of Norway, Ada Lorne said.\n\n"
        "Peru rejected the offer of Norway, Luis Prado said."
    )
    made = draft(reading(text))
    assert any("contradicts" in entry(made, it) for it in ids(made, "claims"))


def test_a_date_is_asked_for_and_never_guessed() -> None:
    found = reading("Norway rejected the plan of Peru. A truce is unlikely.")
    assert found.date is None
    made = draft(found)
    assert any("no date" in mark for it in made.items for mark in it.marks)
    assert dated_as(found, "2031-05").date == "2031-05"
    with pytest.raises(UsageError, match="is no date"):
        dated_as(found, "yesterday")


def test_a_draft_reads_back_as_it_was_written(english: Draft, tmp_path: Path) -> None:
    path = tmp_path / "note.draft.yaml"
    save(english, path)
    sealed = [replace(it, seal=seal_of(it.entry)) for it in english.items]
    assert read_draft(path) == replace(english, items=tuple(sealed))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("draft: 2\nitems: []\n", "is no draft"),
        ("- 1\n", "is no draft"),
        ("draft: 1\nitems:\n  - id: X\n", "holds nothing for a case"),
        ("draft: 1\nitems:\n  - {id: X, silent: {id: X}, decision: yes}\n", "the decision on"),
        ("draft: 1\nitems:\n  - {id: X, silent: {id: X}, decison: accept}\n", "UNKNOWN-KEY"),
        ("draft: 1\nitems: {a: b\n", "BAD-YAML"),
    ],
)
def test_a_broken_draft_gives_one_line(text: str, expected: str, tmp_path: Path) -> None:
    path = tmp_path / "x.draft.yaml"
    path.write_text(text)
    with pytest.raises(UsageError, match=expected) as refused:
        read_draft(path)
    assert "\n" not in str(refused.value)


def test_the_page_executes_nothing_and_shows_what_would_reorder_text() -> None:
    nasty = f"Norway rejected the plan of Peru <script>alert(1)</script> & {chr(0x202E)}txt."
    found = reading(nasty)
    html = page(found.layout, draft(found))
    assert "<script" not in html
    assert "&lt;script&gt;" in html
    assert chr(0x202E) not in html
    assert "\\u202e" in html


def test_anchors_of_the_page_lead_both_ways(english: Draft) -> None:
    html = page(reading(ENGLISH).layout, english)
    for item in english.items:
        assert f'id="{item.id}"' in html
        for number in range(1, len(item.at) + 1):
            assert html.count(f'id="at-{item.id}-{number}"') == 1
            assert f'href="#at-{item.id}-{number}"' in html
        if item.at:
            assert f'<a class="r" href="#{item.id}">' in html


def test_what_is_needed_and_rejected_stands_in_the_way() -> None:
    items = (
        Item("S", "", "", {"sources": {"id": "S"}}, decision="reject"),
        Item("E", "", "", {"sources": {"id": "E", "reached_through": ["S"]}}, needs=("S",),
             decision="accept"),
        Item("F", "", "", {"claims": {"id": "F", "source": "E"}}, needs=("E",), decision="accept"),
    )  # fmt: skip
    held = Draft("a.txt", "", "txt", "en", None, None, items=items)
    assert missing(held) == {
        "E": "needs 'S', which is rejected",
        "F": "needs 'E', which cannot stand itself",
    }
    assert missing(decide(held, "S", "accept")) == {}


@pytest.mark.parametrize(
    ("entry", "needs"),
    [
        ({"claims": {"id": "E", "source": "ONE"}}, ("TWO",)),
        ({"forecasts": {"id": "E", "by": "ONE"}}, ("TWO",)),
        ({"sources": {"id": "E", "reached_through": ["ONE"]}}, ("TWO", "GONE")),
    ],
    ids=["source", "by", "reached_through"],
)
def test_one_of_two_voices_is_kept_by_writing_its_id(
    entry: dict[str, dict[str, object]], needs: tuple[str, ...]
) -> None:
    one, two = (Item(it, "", "", {"sources": {"id": it}}, decision="accept") for it in VOICES)
    said = Item("E", "", "", entry, needs=needs, decision="accept")
    held = Draft("a.txt", "", "txt", "en", None, None, items=(one, two, said))
    assert missing(decide(held, "TWO", "reject")) == {}
    assert missing(decide(held, "ONE", "reject")) == {"E": "needs 'ONE', which is rejected"}


def test_the_log_keeps_what_was_decided_and_changed(tmp_path: Path) -> None:
    path = tmp_path / "a.draft.yaml"
    item = Item("E", "", "", {"claims": {"id": "E", "grade": 3}}, decision="accept")
    held = Draft("a.txt", "", "txt", "en", None, None, items=(item,))
    assert unlogged(held, path) == [item]
    log(path, item, changes(item.entry, {"claims": {"id": "E", "grade": 4}}))
    assert unlogged(held, path) == []
    text = (tmp_path / "decisions.log.yaml").read_text()
    assert "decision: accept" in text
    assert "claims.grade" in text


@pytest.mark.parametrize(
    ("text", "least"),
    [
        (ENGLISH, False),
        (ENGLISH.replace("twice a month", "at least twice a month"), True),
        (KOREAN, False),
        (KOREAN.replace("한 달에 두 번", "한 달에 최소 두 번 이상"), True),
        (KOREAN.replace("한 달에 두 번", "적어도 한 달에 두 번"), True),
        (KOREAN.replace("두 번 열리고", "두 번 이상 열리고"), True),
        (ENGLISH.replace("month since January", "month. At least five sat there"), False),
        (KOREAN.replace("두 번 열리고", "두 번 이상하게 열리고"), False),
        (RUSSIAN, False),
        (RUSSIAN.replace("дважды в месяц", "по меньшей мере дважды в месяц"), True),
    ],
    ids=[
        "en",
        "at least",
        "ko",
        "최소",
        "적어도",
        "이상",
        "next sentence",
        "이상하게",
        "ru",
        "по меньшей мере",
    ],
)
def test_a_rate_of_at_least_begins_with_the_rate(text: str, least: bool) -> None:
    made = draft(reading(text))
    (found,) = (it for it in ids(made, "channels") if "meetings_per_month" in entry(made, it))
    channel = entry(made, found)
    assert channel["meetings_per_month"] == ([2, 2, 4] if least else [1, 2, 4])
    assert ("at least" in str(channel["reason"])) is least


@pytest.mark.parametrize(
    ("words", "language", "expected"),
    [("every six weeks", "en", 52 / 72), ("once a year", "en", 1 / 12), ("often", "en", None),
     ("매주 두 차례", "ko", 26 / 3), ("석 달에 한 번", "ko", 1 / 3), ("monthly", "en", 1.0)],
)  # fmt: skip
def test_rates(words: str, language: str, expected: float | None) -> None:
    assert per_month(words, language) == pytest.approx(expected)
