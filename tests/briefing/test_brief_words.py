"""The wording: both languages say the same things; numbers are said with care."""

import re
from string import Formatter
from types import SimpleNamespace

import pytest

from backchannel.briefing import summary
from backchannel.briefing.answers import open_word, ranked, room_word
from backchannel.briefing.numbers import percent
from backchannel.briefing.voice import LANGUAGES, Voice, clean, wording
from backchannel.briefing.wrap import cells, ems, lines, wrapped
from backchannel.case import Case
from backchannel.case.schema import Channel, Claim, DecisionRule, Forecast, Offer, Source
from backchannel.core.errors import UsageError
from backchannel.core.results import NOTES, note
from backchannel.studies.overview import Blocking, Constraint

# A percentage stands as a share of so many draws, as a range, or as the median of the range named.
SAID_WITH_CARE = re.compile(
    r"[<>]?[\d.]+ ?% of [\d,]+ draws|[\d.<>]+–[\d.<>]+ ?% of packages|0 % of packages"
    r"|median [<>]?[\d.]+ ?%"
    r"|추출 [\d,]+회 중 [<>]?[\d.]+%|합의안의 [\d.<>]+~[\d.<>]+%|합의안의 0%|중앙값 [<>]?[\d.]+%"
)


def placeholders(sentence: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(sentence) if name}


@pytest.mark.parametrize("language", LANGUAGES)
def test_languages_have_the_same_keys_and_placeholders(language: str) -> None:
    english, other = wording("en"), wording(language)
    assert set(other) == set(english)
    assert [k for k in english if placeholders(english[k]) != placeholders(other[k])] == []
    assert [k for k, sentence in other.items() if not sentence.strip()] == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("kind", "model", "field"),
    [
        ("status", Channel, "status"),
        ("secrecy", Channel, "secrecy"),
        ("binding", Channel, "binding"),
        ("kind", Claim, "kind"),
        ("grade", Claim, "grade"),
        ("reliability", Source, "reliability"),
        ("reply", Offer, "answer"),
        ("outcome", Forecast, "status"),
        ("basis", DecisionRule, "basis"),
    ],
)
def test_every_value_of_a_fixed_list_has_a_word(
    language: str, kind: str, model: type, field: str
) -> None:
    schema = model.model_json_schema()["properties"][field]
    known = schema.get("enum") or schema["anyOf"][0]["enum"]
    assert [v for v in known if f"{kind}.{v}" not in wording(language)] == []


def test_an_unknown_language_names_the_known_ones(made: SimpleNamespace) -> None:
    with pytest.raises(UsageError, match="en, ko"):
        summary(made.overview_of(made.bare()), language="fr")


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_percentage_stands_without_its_range_or_draws(
    starter: Case, made: SimpleNamespace, language: str
) -> None:
    said = " ".join(summary(made.overview_of(starter), language=language).split())
    assert "%" in said
    assert "%" not in SAID_WITH_CARE.sub("", said)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_summary_says_what_matters_in_short(
    starter: Case, made: SimpleNamespace, language: str
) -> None:
    overview = made.overview_of(starter)
    said = " ".join(summary(overview, language=language).split())
    document = overview.case.document
    voice = Voice.of(overview.case, language)
    held = sum(u.is_placeholder for u in overview.case.unknowns.values())
    for expected in (
        voice.say(document.case.title),
        document.case.as_of,
        wording(language)["about.short"],
        voice("unknown.count", placeholders=held, estimates=len(overview.case.unknowns)),
        *(voice.say(q.text) for q in document.questions),
        *(voice.name("silent", s.id) for s in document.silent),
        voice.name("actors", overview.absences[0].actor),
    ):
        assert expected in said
    assert len(summary(overview, language=language).splitlines()) <= 25
    for word in ("the prediction", "the solution", "should"):
        assert word not in said.lower()


def test_readings_applied_are_named(starter: Case, made: SimpleNamespace) -> None:
    case = starter.under("mayor")
    assert "As the mayor tells it" in summary(made.overview_of(case))


def test_words_for_shares_keep_none_and_all_apart() -> None:
    words = [open_word(s) for s in (0, 1e-9, 0.3, 0.5, 0.8, 0.99, 1)]
    assert words == ["none", "few", "some", "half", "most", "nearly", "all"]
    assert room_word(0) == "empty"
    assert room_word(1e-9) == "hardly"
    assert percent(1e-12) != "0"
    assert percent(1 - 1e-12) != "100"


def test_marks_that_turn_or_hide_text_are_shown() -> None:
    for mark in ("\u202e", "\u2066", "\x00", "\x1b", "\ud800"):
        assert mark not in clean(f"a{mark}b")
    assert clean("a\nb\tc") == "a b c"
    assert clean("우크라이나 👩‍👧 naïve") == "우크라이나 👩‍👧 naïve"


@pytest.mark.parametrize(
    "label",
    [
        "a" * 300,
        "short",
        "",
        "크림반도의 통제권과 지위에 관한 협상",
        "US-Ukraine talks " * 9,
        "👩‍👧" * 40,
    ],
)
def test_labels_fit_their_room_and_lose_nothing(label: str) -> None:
    rows = lines(label, 80, 12)
    assert "".join("".join(rows).split()) == "".join(label.split())
    assert all(12 * ems(row) <= 80 or len(row) == 1 for row in rows)


def test_terminal_lines_count_wide_letters_twice() -> None:
    rows = wrapped("   " + "합의 가능 영역 " * 20, 40, hanging="   ")
    assert all(cells(row) <= 40 for row in rows)
    assert all(row.startswith("   ") for row in rows)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_note_of_the_engines_can_be_said(language: str, starter: Case) -> None:
    voice = Voice.of(starter, language)
    for code, english in NOTES.items():
        names = [name for _, name, _, _ in Formatter().parse(english) if name]
        said = voice.note(note(code, **{name: ["fishers"] for name in names}))
        assert "{" not in said
        if {"actor", "actors"} & set(names):
            assert "Fishers' association" in said


def test_what_blocks_most_is_ranked_by_the_empty_draws_where_there_are_some() -> None:
    """Rank by the zone's size only where nearly every draw has a deal."""
    often = Blocking(Constraint("walk_away", "bank", None, "walk_away.bank"), 2, 1.0)
    costly = Blocking(Constraint("walk_away", "ministry", None, "walk_away.ministry"), 600, 0.02)
    for open_share, first in ((0.95, "bank"), (0.999, "ministry"), (1.0, "ministry")):
        answer = SimpleNamespace(open_share=open_share, blocking=(costly, often))
        assert ranked(answer)[0].constraint.actor == first
