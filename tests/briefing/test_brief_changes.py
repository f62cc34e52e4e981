"""What would have to be true, and cases with too many packages to count: engines to page."""

import json
import random
import re
from dataclasses import replace
from html import unescape
from pathlib import Path

import pytest

import backchannel as bc
from backchannel.briefing import LANGUAGES, page, summary
from backchannel.briefing.answers import told
from backchannel.briefing.numbers import count, exact
from backchannel.briefing.voice import Voice
from backchannel.case import Case
from backchannel.studies.overview import Overview, overview

ISSUES, OPTIONS, ACTORS = 26, 3, ("one", "two", "three")
NEVER_SAID = re.compile(r"nan|NaN|None")


def huge(folder: Path) -> Case:
    """Write a case with 3^26 packages: the three can agree on none of them, the first two can."""
    rng = random.Random(1)
    said = {"basis": "placeholder", "reason": "Made up."}
    names = [f"i{k}" for k in range(ISSUES)]
    options = [{"id": f"o{j}", "text": f"Option {j}"} for j in range(OPTIONS)]
    preferences: dict[str, dict[str, object]] = {}
    for actor in ACTORS:
        preferences[actor] = {}
        for name in names:
            values = [0, 100, rng.randint(10, 90)]
            rng.shuffle(values)
            weight = rng.randint(2, 20)
            preferences[actor][name] = said | {
                "weight": [weight - 1, weight, weight + 1],
                "values": {
                    f"o{j}": [max(0, v - 4), v, min(100, v + 4)] for j, v in enumerate(values)
                },
            }
    case = {
        "format": 1,
        "case": {"id": "huge", "title": "Huge", "as_of": "2024"},
        "parties": [
            {
                "id": "P",
                "name": "P",
                "actors": ACTORS,
                "rule": said | {"kind": "veto", "actors": ACTORS},
            }
        ],
        "actors": [{"id": actor, "name": actor.title()} for actor in ACTORS],
        "issues": [
            {"id": name, "name": f"Issue {name}", "status_quo": "o0", "options": options}
            for name in names
        ],
        "preferences": preferences,
        "walk_away": {actor: said | {"value": [74, 78, 82]} for actor in ACTORS},
        "questions": [
            {"id": "all", "text": "All three?", "actors": ACTORS},
            {"id": "pair", "text": "The first two?", "actors": ACTORS[:2]},
        ],
        "readings": [
            {
                "id": "softer",
                "name": "Softer",
                "summary": "Everyone can wait less.",
                "overrides": [
                    said | {"path": f"walk_away.{actor}", "value": [40, 45, 50]} for actor in ACTORS
                ],
            }
        ],
    }
    (folder / "case.yaml").write_text(json.dumps(case), encoding="utf-8")
    return bc.load(folder)


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> Overview:
    return overview(huge(tmp_path_factory.mktemp("huge")), draws=100)


def test_too_many_packages_to_count_leave_what_can_be_known(found: Overview) -> None:
    for answer, exists in zip(found.answers, (False, True), strict=True):
        assert (answer.count, answer.share, answer.exists) == (None, None, exists)
        assert 0 < answer.open_share <= 1
        assert answer.total > 10**12
        assert bool(answer.openings) is not exists
        assert all(o.packages is None for o in answer.openings)
        assert all(b.packages_lost is None for b in answer.blocking)
        assert answer.nearest is not None
        assert answer.nearest.opens is not exists
    assert {d.question for d in found.deals} == {"pair"}
    assert found.answers[0].nearest.changes
    assert [c.shares for c in found.compared] == [(None, None)] * 2
    assert found.compared[1].open_shares == (1.0, 1.0)


@pytest.mark.parametrize("language", LANGUAGES)
def test_too_many_packages_to_count_are_said_in_words(found: Overview, language: str) -> None:
    voice = Voice.of(found.case, language)
    html = page(found, language=language).html
    text = " ".join(unescape(re.sub(r"<[^>]+>", "", html)).split())
    for known in ("answer.known_exists", "answer.known_empty", "note.uncounted"):
        assert voice(known) in text
    assert count(found.answers[0].total) in text
    assert voice("zones.uncounted") in text
    assert voice("room.empty") not in text
    assert not NEVER_SAID.search(text)
    brief = summary(found, language=language)
    assert not NEVER_SAID.search(brief)
    assert voice.plain(told(voice, found, found.answers[0]).numbers) in " ".join(brief.split())


def test_draws_that_were_not_settled_are_no_finding(found: Overview) -> None:
    unsure = tuple(replace(a, open_share=0.0, unsettled=100, exists=None) for a in found.answers)
    said = " ".join(summary(replace(found, answers=unsure)).split())
    assert "No package that suits all was found, and not every draw was settled." in said
    assert "No package suits all in any draw" not in said
    assert "it was not settled whether some package is acceptable to all" in unescape(
        page(replace(found, answers=unsure)).html
    )


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("reading", [None, "mayor"])
def test_each_nearest_change_leads_to_its_estimates_and_does_what_it_says(
    starter: Case, language: str, reading: str | None
) -> None:
    case = starter.under(reading) if reading else starter
    seen = overview(case, draws=32)
    html = page(seen, language=language).html
    for answer in seen.answers:
        question, nearest = answer.question, answer.nearest
        assert nearest is not None
        assert nearest.opens is (answer.count == 0)
        assert f'id="change-{question.id}"' in html
        for change in nearest.changes:
            moved = case
            for move in change.moves:
                place = f'href="#e-{move.path}">'
                assert f"{place}{exact(move.before)}</a>" in html
                assert f"{place}{exact(move.after)}</a>" in html
                assert f'id="e-{move.path}"' in html
                assert move.low <= move.after <= move.high
                moved = moved.changed(
                    move.path, [move.low, move.after, move.high], reason="As the page says."
                )
            after = bc.zone(
                moved,
                question.actors,
                issues=question.issues or None,
                channel=question.channel,
                condition=question.conditions,
            )
            assert after.exists is nearest.opens
    assert any(answer.nearest.changes for answer in seen.answers)
