"""The evaluation itself: perfect, empty and half-right finds give the figures counted by hand."""

# ruff: noqa: E402 - the tool lies beside the package, and its folder is named first

import json
import sys
from dataclasses import replace
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TEXTS = Path(__file__).parent / "texts"
TOOL = ROOT / "benchmarks" / "reading"
if not TOOL.is_dir():
    pytest.skip("the evaluation is not part of this copy", allow_module_level=True)
sys.path.insert(0, str(TOOL))

import coded as coding
import run
from coded import Coded, CodedError, coded_texts
from compare import compare
from compare_speech import joins
from matching import Finds
from people import same_form
from places import onto, pair_up
from second import mirror, said
from tally import Figure, Share, Tally, figure
from targets import ITEMS, verdict

from backchannel.reading.found import (
    Attribution,
    Cleaned,
    IssueType,
    Layout,
    Mention,
    Quotation,
    Span,
)

TEXT = (
    "Norway and Peru\n\n"
    "Norway offered Peru a truce on 3 May 2031.[1] "
    "“We wait,” said Ada Berg of Peru. “Soon we answer.”\n\n"
    "A former official said that Oslo will probably meet Lima every week in secret.\n"
)
GOLD = """\
about: {language: en}
sentences:
  - Norway and Peru
  - Norway offered Peru a truce on 3 May 2031.[1]
  - “We wait,” said Ada Berg of Peru.
  - “Soon we answer.”
  - A former official said that Oslo will probably meet Lima every week in secret.
quotations:
  - {text: "We wait,", kind: statement, speaker: Ada Berg, through: [El Sol]}
  - {text: Soon we answer., kind: statement, speaker: Ada Berg, through: []}
reported:
  - text: A former official said that Oslo will probably meet Lima every week in secret.
    speaker: a former official
names:
  - {text: Norway, type: state, is: Norway}
  - {text: Peru, type: state, is: Peru}
  - {text: Ada Berg, type: person, is: Ada Berg}
  - {text: Oslo, type: metonym, is: Norway}
  - {text: Lima, type: metonym, is: Peru}
channels:
  - between: [Norway, Peru]
    status: running
    rate: every week
    secrecy: secret
    sentence: A former official said that Oslo will probably meet Lima every week in secret.
acts:
  - sentence: Norway offered Peru a truce on 3 May 2031.[1]
    type: offer
    actor: Norway
    target: Peru
    modality: actual
    asserter: author
  - sentence: “Soon we answer.”
    type: assurance
    actor: Ada Berg
    target: Norway
    modality: planned
    asserter: Ada Berg
dates:
  - {text: 3 May 2031, value: '2031-05-03'}
footnotes:
  - {mark: '[1]', sentence: "Norway offered Peru a truce on 3 May 2031.[1]"}
issues: [ceasefire, process_format]
claims:
  - sentence: A former official said that Oslo will probably meet Lima every week in secret.
    speaker: a former official
forecasts:
  - sentence: A former official said that Oslo will probably meet Lima every week in secret.
    hedge: probably
    speaker: a former official
"""


def written(folder: Path, gold: str = GOLD, text: str = TEXT, raw: str | None = None) -> Path:
    """Write a coded text; return its sheet."""
    (folder / "note.txt").write_text(text if raw is None else raw, encoding="utf-8")
    (folder / "note.clean.txt").write_text(text, encoding="utf-8")
    (folder / "note.gold.yaml").write_text(gold, encoding="utf-8")
    return folder / "note.gold.yaml"


@pytest.fixture
def coded(tmp_path: Path) -> Coded:
    return coding.coded(written(tmp_path), {"party": {"Ada Berg": "Peru"}})


def counts(coded: Coded, finds: Finds) -> dict[str, tuple[int, int, int]]:
    return {item: tally.counts for item, tally in compare(coded, finds).items()}


# ---------------------------------------------------------------- perfect, empty, half right


def test_what_the_coder_says_is_all_right(coded: Coded) -> None:
    found = counts(coded, mirror(coded))
    assert found.keys() == ITEMS.keys() - {"line joins, blanks kept", "line joins, blanks lost"}
    assert all(of[1:] == (0, 0) for of in found.values())
    assert {item: of[0] for item, of in found.items()} == {
        "sentence ends": 5,
        "sentences, both ends": 5,
        "footnote marks": 1,
        "quotations, exact": 2,
        "quotations, half or more": 2,
        "statement against label or scare quote": 2,
        "kind of quotation": 2,
        "speaker of quotations": 2,
        "speaker of quotations, to the word": 2,
        "relays of quotations": 1,
        "reported speech": 1,
        "speaker of reported speech": 1,
        "states and organisations": 2,
        "persons": 1,
        "places": 0,
        "capitals and palaces for governments": 2,
        "forms of one bearer": 2,
        "channels between pairs": 1,
        "channels, pair and status": 1,
        "status of channels": 1,
        "rate of channels": 1,
        "secrecy of channels": 1,
        "acts, sentence and kind": 2,
        "acts with actor and target": 2,
        "acts with actor and target, persons as their party": 2,
        "actor of acts": 2,
        "target of acts": 2,
        "modality of acts": 2,
        "asserter of acts": 2,
        "dates": 1,
        "dates, exact": 1,
        "value of dates": 1,
        "issue types": 2,
        "claims, sentence": 1,
        "claims with speaker": 1,
        "forecasts, sentence": 1,
        "forecasts with hedge": 1,
    }


@pytest.mark.parametrize("name", [it.name for it in coded_texts(TEXTS / "dev")])
def test_the_coding_of_every_text_agrees_with_itself(name: str) -> None:
    text = next(it for it in coded_texts(TEXTS / "dev") if it.name == name)
    finds = mirror(text)
    for item, tally in compare(text, finds).items():
        if not item.startswith("line joins"):
            assert (tally.false, tally.missed) == ([], []), item
    assert joins(text, text.raw, text.text).missed == []


def test_finding_nothing_misses_everything_and_is_never_false(coded: Coded) -> None:
    whole = Cleaned(coded.text, coded.text, range(len(coded.text) + 1))
    found = counts(coded, Finds(Layout(whole, (), (), ())))
    assert all(right == false == 0 for right, false, _ in found.values())
    missed = {item: of[2] for item, of in found.items()}
    assert missed["quotations, exact"] == missed["issue types"] == missed["persons"] * 2 == 2
    assert missed["sentence ends"] == 5
    assert missed["speaker of quotations"] == missed["modality of acts"] == 0  # of nothing found


def test_half_right_finds_give_the_figures_counted_by_hand(coded: Coded) -> None:
    all_ = mirror(coded)
    wrong = said("El Sol")
    first, second = all_.quotations
    peru, norway = coded.names[1], coded.names[0]
    found = counts(
        coded,
        replace(
            all_,
            quotations=[
                replace(first, span=Span(first.span.start + 3, first.span.end), said=wrong),
                replace(second, kind="label", said=Attribution(None)),
                Quotation(Span(0, 6), "statement", 0, wrong),
            ],
            mentions=[
                Mention(norway.span, "state", "NO"),
                Mention(peru.span, "place", "Peru"),  # another kind: missed and false
                Mention(coded.names[3].span, "metonym", "oslo", "NO"),
                Mention(coded.names[4].span, "metonym", "lima", "NO"),  # whose palace it is not
            ],
            acts=[
                replace(all_.acts[0], target="Ada Berg", modality="planned"),
                replace(all_.acts[0], kind="demand"),
                replace(all_.acts[1], asserter=said("author")),
            ],
            channels=[
                replace(all_.channels[0], status="proposed", rate=None),
                replace(all_.channels[0], status="proposed", rate=None, sentence=1),
                replace(all_.channels[0], between=("Norway", "Chile")),
            ],
            issues=[IssueType("ceasefire", (1,)), IssueType("domestic_politics", (1,))],
            forecasts=[replace(all_.forecasts[0], hedge=None)],
        ),
    )
    assert found["quotations, exact"] == (1, 2, 1)
    assert found["quotations, half or more"] == (2, 1, 0)
    assert found["statement against label or scare quote"] == (1, 0, 1)
    assert found["speaker of quotations"] == (0, 0, 2)
    assert found["relays of quotations"] == (0, 0, 1)
    assert found["states and organisations"] == (1, 0, 1)
    assert found["places"] == (0, 1, 0)
    assert found["persons"] == (0, 0, 1)
    assert found["capitals and palaces for governments"] == (2, 0, 0)
    assert found["forms of one bearer"] == (1, 2, 0)  # Norway and Oslo; Lima joined to both
    assert found["acts, sentence and kind"] == (2, 1, 0)
    assert found["acts with actor and target"] == (1, 2, 1)
    assert found["acts with actor and target, persons as their party"] == (2, 1, 0)
    assert found["actor of acts"] == (2, 0, 0)
    assert found["target of acts"] == (1, 0, 1)
    assert found["modality of acts"] == found["asserter of acts"] == (1, 0, 1)
    assert found["channels between pairs"] == (1, 1, 0)
    assert found["channels, pair and status"] == (0, 2, 1)
    assert found["status of channels"] == found["rate of channels"] == (0, 0, 1)
    assert found["secrecy of channels"] == (1, 0, 0)
    assert found["issue types"] == (1, 0, 1)
    assert found["forecasts, sentence"] == (1, 0, 0)
    assert found["forecasts with hedge"] == (0, 1, 1)


def test_repeated_forms_count_once_and_inflected_ones_are_one() -> None:
    assert same_form("Кремля", "Кремль", "ru")
    assert same_form("Верхнього Союзу", "Верхній Союз", "uk")
    assert not same_form("Норвегия", "Нигерия", "ru")
    assert not same_form("Norwegian", "Norway", "en")


def test_later_places_and_repeats_of_one_form_are_neither_right_nor_false(coded: Coded) -> None:
    later = Span(coded.text.rindex("Peru"), coded.text.rindex("Peru") + 4)
    other = Span(coded.text.index("truce"), coded.text.index("truce") + 5)
    mentions = [Mention(later, "state", "Peru"), *[Mention(other, "state", "Truce")] * 2]
    found = counts(coded, replace(mirror(coded), mentions=mentions))
    assert found["states and organisations"] == (0, 1, 2)


# ---------------------------------------------------------------- who is meant


@pytest.mark.parametrize(
    ("speaker", "loose", "exact"),
    [
        ("a former official", True, True),
        ("the official", True, False),
        ("an aide", False, False),
        ("Ada Berg", False, False),
    ],
)
def test_unnamed_voices_by_their_words(
    coded: Coded, speaker: str, *, loose: bool, exact: bool
) -> None:
    quote = replace(coded.quotations[0], speaker="a former official")
    text = replace(coded, quotations=(quote,))
    finds = replace(
        mirror(coded),
        quotations=[Quotation(quote.span, "statement", 0, said(speaker))],
    )
    found = counts(text, finds)
    assert found["speaker of quotations"][0] == loose
    assert found["speaker of quotations, to the word"][0] == exact


def test_named_voices_do_not_pass_by_a_common_word(coded: Coded) -> None:
    finds = replace(mirror(coded), quotations=[
        Quotation(coded.quotations[0].span, "statement", 0, said("Eva Berg")),
    ])  # fmt: skip
    assert counts(coded, finds)["speaker of quotations"] == (0, 0, 1)


def test_one_of_several_coded_together_is_enough_but_not_to_the_word(coded: Coded) -> None:
    quote = replace(coded.quotations[0], speaker="Norway;Peru")
    found = counts(
        replace(coded, quotations=(quote,)),
        replace(mirror(coded), quotations=[Quotation(quote.span, "statement", 0, said("PE"))]),
    )
    assert found["speaker of quotations"] == (1, 0, 0)
    assert found["speaker of quotations, to the word"] == (0, 0, 1)


def test_who_signs_a_text_is_its_author(coded: Coded) -> None:
    signed = replace(coded, author="Norway")
    deed = replace(coded.acts[0], asserter="Norway")
    assert counts(replace(signed, acts=(deed,)), mirror(coded))["asserter of acts"][0] == 1
    assert counts(replace(coded, acts=(deed,)), mirror(coded))["asserter of acts"][0] == 0


# ---------------------------------------------------------------- places


def test_places_are_the_same_however_lines_were_joined(coded: Coded) -> None:
    moved = mirror(coded)
    text = coded.text.replace("truce on", "truceon").replace("\n\n", " ")
    shift = {place: len(coded.text[:place].replace("truce on", "truceon").replace("\n\n", " "))
             for place in range(len(coded.text) + 1)}  # fmt: skip

    def to(span: Span) -> Span:
        return Span(shift[span.start], shift[span.end])

    layout = Layout(
        Cleaned(text, text, range(len(text) + 1)),
        moved.layout.paragraphs,
        tuple(replace(it, span=to(it.span)) for it in moved.layout.sentences),
        (),
    )
    finds = Finds(
        layout,
        days=[replace(it, span=to(it.span)) for it in moved.days],
        quotations=[replace(it, span=to(it.span)) for it in moved.quotations],
    )
    found = counts(coded, finds)
    assert found["sentences, both ends"] == (5, 0, 0)
    assert found["dates, exact"] == (1, 0, 0)
    assert found["quotations, exact"] == (2, 0, 0)


def test_a_text_that_lost_words_is_still_measured() -> None:
    to = onto("one three four", "one two three four")
    assert [to(it) for it in (Span(0, 3), Span(4, 9), Span(10, 14))] == [
        Span(0, 3),
        Span(6, 11),
        Span(11, 15),
    ]


def test_line_joins_are_told_apart(tmp_path: Path) -> None:
    text = "They met in a well-known cafe.\n\nThe ceasefire held.\n"
    raw = "They met \nin a well-\nknown cafe.\nThe cease-\nfire\nheld.\n"
    gold = (
        "about: {language: en}\nsentences: [They met in a well-known cafe., The ceasefire held.]\n"
    )
    gold += "".join(f"{part}: []\n" for part in coding.PARTS)
    note = coding.coded(written(tmp_path, gold, text, raw))
    assert joins(note, raw, text).counts == (5, 0, 0)
    glued = "They met in a wellknown cafe. The cease-fire held.\n"
    assert joins(note, raw, glued).counts == (2, 0, 3)


def test_ties_go_to_the_first_and_nobody_is_paired_twice() -> None:
    assert pair_up("aab", "ba", lambda g, f: float(g == f)) == [(0, 1), (2, 0)]
    assert pair_up([0, 0], [0, 0], lambda *_: 1.0) == [(0, 0), (1, 1)]
    assert pair_up([1, 2], [1, 2], lambda g, f: 1.0 if (g, f) == (1, 2) else 0.5) == [
        (0, 1),
        (1, 0),
    ]
    assert pair_up([1], [1], lambda *_: 0.0) == []


# ---------------------------------------------------------------- figures


def test_shares_and_their_ranges() -> None:
    one = figure(
        "dates", "ko", [Tally(30, ["x"] * 10, ["y"] * 20), Tally(30, [], [])], accuracy=False
    )
    assert (one.texts, one.coded, one.found, one.right) == (2, 80, 70, 60)
    assert one.precision.value == 60 / 70
    assert one.recall.value == 0.75
    assert one.f1 == 120 / 150
    low, high = one.recall.low, one.recall.high
    assert low is not None
    assert high is not None
    assert low < 0.62  # the worse text alone, drawn twice, and its items again
    assert high == 1.0  # the better text alone
    assert one == figure(
        "dates", "ko", [Tally(30, ["x"] * 10, ["y"] * 20), Tally(30, [], [])], accuracy=False
    )


def test_all_right_and_none_right_have_the_exact_bound() -> None:
    perfect = figure("dates", "ko", [Tally(5)], accuracy=False).recall
    assert (perfect.value, perfect.high) == (1.0, 1.0)
    assert perfect.low == pytest.approx(0.478, abs=1e-3)  # Clopper-Pearson, 5 of 5
    none = figure("dates", "ko", [Tally(0, ["x"] * 5, [])], accuracy=False)
    assert none.precision == Share(0.0, 0.0, pytest.approx(0.522, abs=1e-3))
    assert none.recall == Share(None, None, None)


def test_nothing_coded_and_nothing_found_is_no_figure() -> None:
    empty = figure("dates", "ko", [Tally(), Tally()], accuracy=False)
    assert (empty.texts, empty.precision.value, empty.recall.value, empty.f1) == (
        0,
        None,
        None,
        None,
    )
    assert run.row(empty)[4:7] == ("–", "–", "")


def _verdict(item: str, language: str, right: int, false: int, missed: int) -> str:
    tally = Tally(right, ["x"] * false, ["y"] * missed)
    return verdict(figure(item, language, [tally], accuracy=ITEMS[item].share))


def test_verdicts_name_what_is_missed_and_mark_few_items() -> None:
    assert _verdict("channels between pairs", "ko", 20, 0, 0) == "met"
    assert _verdict("channels between pairs", "ko", 20, 20, 0) == "precision missed"
    assert _verdict("channels between pairs", "ko", 20, 5, 20) == "recall missed"
    assert _verdict("channels between pairs", "en", 2, 2, 2) == "missed (few)"
    assert _verdict("status of channels", "en", 7, 0, 3) == "met"
    assert _verdict("status of channels", "en", 6, 0, 4) == "missed"
    assert _verdict("channels between pairs", "ru", 1, 9, 9) == ""
    assert _verdict("channels between pairs", "ko", 0, 3, 0) == ""


# ---------------------------------------------------------------- bad sheets


@pytest.mark.parametrize(
    ("old", "new", "line", "says"),
    [
        ("text: Soon we answer.", "text: Soon we reply.", 10, "not in the clean text"),
        ("{text: Peru,", "{text: Peru, nth: 9,", 16, "occurrence 9"),
        ("type: person", "type: human", 17, "'human' is none of"),
        ("sentence: “Soon we answer.”", "sentence: “Soon", 33, "not one of the coded sentences"),
        ("    modality: planned\n", "", 33, "`modality` is missing"),
        ("    target: Peru\n", "", 27, "`target` is missing"),
        ("issues: [", "topics: [", 1, "`issues` must be a list"),
        ("  - “Soon we answer.”\n", "", 6, "not the next words"),
        ("  - A former official said that Oslo will probably meet Lima every week in secret.\nq",
         "q", 3, "words after the last sentence"),
        ("secrecy: secret", "secrecy: [", 26, "BAD-YAML"),
    ],
)  # fmt: skip
def test_a_code_that_does_not_fit_its_text_is_an_error_with_its_line(
    tmp_path: Path, old: str, new: str, line: int, says: str
) -> None:
    assert GOLD.count(old) == 1
    file = written(tmp_path, GOLD.replace(old, new))
    with pytest.raises(CodedError) as caught:
        coding.coded(file)
    message = str(caught.value)
    assert message.startswith(f"{file}:{line}:")
    assert says in message
    assert "\n" not in message


def test_a_missing_text_and_an_empty_folder_are_told(tmp_path: Path) -> None:
    with pytest.raises(CodedError, match="no coded text"):
        coded_texts(tmp_path)
    (written(tmp_path).with_name("note.txt")).unlink()
    with pytest.raises(CodedError, match=r"note\.txt: this file is missing"):
        coded_texts(tmp_path)


# ---------------------------------------------------------------- the command


def test_the_command_prints_a_table_and_the_same_as_data(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    written(tmp_path)
    assert run.main([str(tmp_path)]) == 0
    table = capsys.readouterr().out
    assert table.startswith("English, 1 text\nitem ")
    assert run.main([str(tmp_path), "--format", "json"]) == 0
    data = json.loads(capsys.readouterr().out)
    assert {it["language"] for it in data} == {"en"}
    assert all(it["coded"] or it["found"] for it in data)
    ends = next(it for it in data if it["item"] == "sentence ends")
    assert (ends["coded"], ends["found"], ends["right"], ends["few"]) == (5, 5, 5, True)
    assert ends["target"] == {"precision": 0.97, "recall": 0.97}


def test_the_command_refuses_an_unsound_sheet_in_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    written(tmp_path, GOLD.replace("text: Oslo", "text: Bergen"))
    assert run.main([str(tmp_path)]) == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err.count("\n") == 1
    assert "Bergen" in told.err


def test_tables_are_entered_between_the_marks_of_their_folder(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("head\n<!-- dev: begin -->old<!-- dev: end -->\ntail\n", encoding="utf-8")
    run.enter("a \\1 table", "dev", page)
    assert page.read_text(encoding="utf-8") == (
        "head\n<!-- dev: begin -->\n\na \\1 table\n\n<!-- dev: end -->\ntail\n"
    )
    with pytest.raises(CodedError, match="no marks"):
        run.enter("x", "held-out", page)


def test_what_is_wrong_is_listed_text_by_text(coded: Coded) -> None:
    tally = Tally(1, ["found\nit"], ["lost it"])
    lines = run.wrong([coded], [{"dates": tally}], "dates").splitlines()
    assert lines == ["note  missed  lost it", "note  false   found it"]


def test_rows_of_shares_show_no_precision() -> None:
    one = Figure(
        "value of dates", "en", 1, 4, 4, 3, Share(1, 1, 1), Share(0.75, 0.2, 1), accuracy=True
    )
    assert run.row(one) == (
        "value of dates", "4", "", "3", "", "0.75 [0.20 1.00]", "", "", "(few)",
    )  # fmt: skip


def test_a_page_says_in_short_what_is_met_and_missed() -> None:
    def of(item: str, right: int, missed: int) -> Figure:
        return figure(item, "ko", [Tally(right, [], ["x"] * missed)], accuracy=ITEMS[item].share)

    ones = [
        of("status of channels", 8, 2),
        of("secrecy of channels", 2, 8),
        of("persons", 2, 0),
        of("dates, exact", 20, 0),
    ]
    assert run.in_short(ones).splitlines() == [
        "- Met (1): status of channels.",
        "- Missed (1): secrecy of channels.",
        "- Too few items to tell (1): persons.",
    ]
    assert run.as_section("Korean (dev)", ones[3:]).count("\n\n") == 1
