"""The wording: both languages say the same things; numbers are said with care."""

import re
from dataclasses import replace
from string import Formatter
from types import SimpleNamespace

import pytest

from backchannel.briefing import summary
from backchannel.briefing.answers import open_word, ranked, room_word
from backchannel.briefing.changes import clause, number_name, table
from backchannel.briefing.numbers import exact, percent
from backchannel.briefing.voice import LANGUAGES, Voice, clean, wording
from backchannel.briefing.wrap import cells, ems, lines, wrapped
from backchannel.case import Case
from backchannel.case.schema import Channel, Claim, DecisionRule, Entry, Offer, Source
from backchannel.core.errors import UsageError
from backchannel.core.results import NOTES, Status, note
from backchannel.studies.overview import Blocking, Constraint

# A percentage stands as a share of so many draws, as a range, or as the median of the range named.
SAID_WITH_CARE = re.compile(
    r"[<>]?[\d.]+ ?% of [\d,]+ draws|[\d.<>]+–[\d.<>]+ ?% of packages|0 % of packages"
    r"|median [<>]?[\d.]+ ?%|[<>]?[\d.]+ ?% of (?:its|a) range"
    r"|추출 [\d,]+회 중 [<>]?[\d.]+%|합의안의 [\d.<>]+~[\d.<>]+%|합의안의 0%|중앙값 [<>]?[\d.]+%"
    r"|범위의 [<>]?[\d.]+%"
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
        ("outcome", Entry, "status"),
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


CLAUSES = {
    ("closes", "en"): "No deal if the walk-away value of Council of Northtown rose from 60 to 70"
    " (50 % of its range) – least, proven.",
    ("closes", "ko"): "합의가 불가능해지는 변화: Council of Northtown의 결렬 시 가치 60 → 70 상승"
    "(범위의 50%) – 최소, 증명됨.",
    ("opens", "en"): "A deal if the walk-away value of Council of Northtown fell from 60 to 50"
    " (50 % of its range) – not settled whether least.",
    ("nothing", "en"): "A deal stays possible throughout the stated ranges, whatever numbers move"
    " together (proven).",
    ("nothing to open", "en"): "No deal is possible anywhere within the stated ranges, whatever"
    " numbers move together (true to rounding).",
    ("one", "en"): "A deal stays possible whichever single number moves within its range (proven);"
    " with several it is not settled.",
    ("six", "en"): "A deal stays possible whichever 6 numbers move together within their ranges"
    " (proven); with more it is not settled.",
    ("gave up", "en"): "Which numbers would leave no deal is not settled: the search was stopped.",
    ("not even that", "en"): "What would change this is not settled: the search was stopped.",
    ("not looked for", "en"): "What would change this was not looked for: too many bonuses or red"
    " lines.",
}


@pytest.mark.parametrize(("found", "language"), CLAUSES)
def test_what_would_change_an_answer_is_said_with_how_sure_it_is(
    starter: Case, made: SimpleNamespace, found: str, language: str
) -> None:
    paths = ["walk_away.north_council"]
    none = {"fewest": Status.NOT_FOUND, "least": Status.NOT_FOUND}
    never = {"fewest": Status.INFEASIBLE, "least": Status.INFEASIBLE}
    nearest = {
        "closes": lambda: made.nearest_of(starter, paths),
        "opens": lambda: made.nearest_of(starter, paths, opens=True, least=Status.ESTIMATED),
        "nothing": lambda: made.nearest_of(starter, [], **never),
        "nothing to open": lambda: made.nearest_of(starter, [], opens=True, exact=False, **never),
        "one": lambda: made.nearest_of(starter, [], beyond=2, **none),
        "six": lambda: made.nearest_of(starter, [], beyond=7, **none),
        "gave up": lambda: made.nearest_of(starter, [], beyond=1, **none),
        "not even that": lambda: made.nearest_of(starter, [], opens=None, **none),
        "not looked for": lambda: None,
    }[found]()
    overview = made.overview_of(starter)
    answer = replace(overview.answers[0], nearest=nearest)
    voice = Voice.of(starter, language)
    phrase = clause(voice, starter, answer)
    assert voice.plain(phrase) == CLAUSES[found, language]
    assert voice.plain(phrase) in " ".join(
        summary(replace(overview, answers=(answer,)), language=language).split()
    )


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("opens", [True, False, None])
@pytest.mark.parametrize("beyond", range(8))
def test_every_state_of_the_search_has_its_words(
    starter: Case, made: SimpleNamespace, language: str, opens: bool | None, beyond: int
) -> None:
    status = Status.NOT_FOUND if beyond else Status.INFEASIBLE
    nearest = made.nearest_of(starter, [], opens=opens, beyond=beyond, fewest=status, least=status)
    answer = replace(made.overview_of(starter).answers[0], nearest=nearest)
    said = Voice.of(starter, language).plain(clause(Voice.of(starter, language), starter, answer))
    assert said
    assert "{" not in said


def test_three_numbers_are_named_and_told_in_full_below(
    starter: Case, made: SimpleNamespace
) -> None:
    paths = ["walk_away.north_council", "walk_away.south_council"]
    paths += ["preferences.north_council.control.weight"]
    overview = made.overview_of(starter)
    answer = replace(overview.answers[0], nearest=made.nearest_of(starter, paths))
    voice = Voice.of(starter, "en")
    said = voice.marked(clause(voice, starter, answer))
    assert said.endswith("fewest and least, proven, to 1 % of a range.")
    assert f'href="#change-{answer.question.id}"' in said
    assert all(f'href="#e-{path}"' in said for path in paths)
    (row,) = table(voice, replace(overview, answers=(answer,))).rows
    assert row.anchor == f"change-{answer.question.id}"
    assert "Fewer than 3 numbers do not do it (proven)." in row.cells[3]
    assert "(proven, to 1 % of a range)" in row.cells[3]


def test_names_of_numbers_that_can_move(starter: Case) -> None:
    voice = Voice.of(starter, "en")
    named = {path: number_name(voice, starter, path) for path in starter.unknowns}
    assert named["preferences.north_council.control.values.joint"].startswith("the value of “")
    line = starter.document.red_lines[0]
    assert str(line.name or line.id) in named[f"red_lines.{line.id}.hardness"]
    assert len(set(named.values())) == len(named)


def test_a_number_keeps_the_digits_that_matter() -> None:
    assert exact(71.00000001) == "71.00000001"
    assert exact(0.1 + 0.2) == "0.3"
