"""The pictures, looked at as data before they are drawn, and drawn at both ends of size."""

from types import SimpleNamespace

import pytest

from backchannel.briefing.pictures import map as channel_map
from backchannel.briefing.pictures import matrix, options, timeline, zones
from backchannel.briefing.voice import Voice
from backchannel.case import Case


@pytest.fixture
def en(starter: Case) -> Voice:
    return Voice.of(starter, "en")


def large(made: SimpleNamespace) -> Case:
    """Return a case with more of everything than fits side by side."""
    names = [f"actor_{n}" for n in range(30)]
    options_ = [
        {"id": f"o{n}", "text": f"An option with a long text, number {n}"} for n in range(12)
    ]
    preference = {
        "weight": [1, 2, 3],
        "values": {o["id"]: [0, n, 100] for n, o in enumerate(options_)},
        "basis": "placeholder",
        "reason": "x",
    }
    return made.bare(
        parties=[{"id": "P", "name": "P", "actors": names}],
        actors=[{"id": n, "name": f"The actor with the name {n}"} for n in names],
        issues=[{"id": "it", "name": "It", "status_quo": "o0", "options": options_}],
        preferences={n: {"it": preference} for n in names},
        walk_away={},
        channels=[
            {
                "id": f"c{n}",
                "name": f"Channel {n}",
                "kind": "x",
                "between": names[n : n + 2],
                "status": "running",
                "issues": ["it"],
            }
            for n in range(20)
        ],
        sources=[{"id": "s", "name": "S", "interest": "x", "reliability": "A"}],
        claims=[
            {
                "id": f"k{n}",
                "source": "s",
                "kind": "report",
                "grade": 1,
                "text": "x",
                "date": f"{1990 + n // 3}",
            }
            for n in range(90)
        ],
    )


def test_the_map_seats_everyone_once_and_shows_who_is_absent(
    starter: Case, made: SimpleNamespace, en: Voice
) -> None:
    picture = channel_map.compute(en, made.overview_of(starter))
    ((lane,),) = picture.panels
    seats = {s.actor: s.part for s in lane.seats}
    assert seats == {
        "north_envoy": "talks",
        "south_council": "talks",
        "north_council": "behalf",
        "fishers": "absent",
    }
    assert lane.style == "solid"
    assert [row.actor for row in picture.actors if row.alone] == ["fishers"]


def test_the_zone_chart_sets_zero_apart_and_keeps_order(
    starter: Case, made: SimpleNamespace, en: Voice
) -> None:
    overview = made.overview_of(starter)
    picture = zones.compute(en, overview)
    assert [row.question for row in picture.rows] == [a.question.id for a in overview.answers]
    for row, answer in zip(picture.rows, overview.answers, strict=True):
        assert row.span
        assert 0 <= row.span.low <= row.span.median <= row.span.high <= 1
        assert (row.span.low == 0) == (answer.share.low == 0)
        assert row.open_share == answer.open_share
    assert picture.ticks[0].at == 0
    assert picture.ticks[-1].at == 1
    assert zones.place(1e-30, 3) == zones.ZERO_ROOM > 0


def test_the_matrix_knows_best_options_ties_and_the_present_state(starter: Case, en: Voice) -> None:
    picture = matrix.compute(en, starter)
    cells = {(c.actor, c.issue): c for c in picture.cells}
    north = cells["north_council", "control"]
    assert (north.best, north.present, north.share) == ((1,), True, 0.5)
    assert cells["south_council", "fees"].best == (3,)
    assert ("fishers", "fees") not in cells
    assert dict(picture.walk_away)["north_council"] == ("60", "50–70")


def test_the_matrix_follows_a_reading(starter: Case, en: Voice) -> None:
    picture = matrix.compute(en, starter.under("mayor"))
    assert dict(picture.walk_away)["north_council"] == ("75", "65–85")


def test_options_hold_every_stated_value_with_its_range(starter: Case, en: Voice) -> None:
    pictures = options.compute(en, starter)
    assert [p.issue for p in pictures] == ["control", "fees", "quota"]
    worth = {(w.actor, w.option): w for w in pictures[0].worths}
    joint = worth["north_council", "joint"]
    assert (joint.low, joint.mode, joint.high, joint.best) == (40, 60, 80, False)
    assert len(pictures[1].actors) == 2


def test_the_timeline_keeps_undated_and_contrary_items_apart(starter: Case, en: Voice) -> None:
    picture = timeline.compute(en, starter)
    kinds = {e.name: e.kind for e in picture.dated}
    assert kinds == {"E01": "claim", "E02": "claim", "E03": "contrary", "O1": "offer"}
    assert [m.written for m in picture.panels[0]] == ["2025-11", "2025-12"]
    assert picture.undated == ()


def test_dates_are_read_as_they_are_written() -> None:
    assert [str(d) for d in timeline.stretch("2023-07/2023-08")] == ["2023-07-01", "2023-08-31"]
    assert [str(d) for d in timeline.stretch("2023")] == ["2023-01-01", "2023-12-31"]
    assert [str(d) for d in timeline.stretch("2023-99-99")] == ["2023-12-31", "2023-12-31"]
    assert [str(d) for d in timeline.stretch("0000")] == ["0001-01-01", "0001-12-31"]


def test_nothing_but_the_least_can_be_drawn(made: SimpleNamespace) -> None:
    case = made.bare()
    overview = made.overview_of(case)
    voice = Voice.of(case, "ko")
    assert channel_map.compute(voice, overview).panels == ()
    assert len(channel_map.draw(voice, channel_map.compute(voice, overview))) == 1
    assert zones.compute(voice, overview).rows == ()
    assert timeline.draw(voice, timeline.compute(voice, case)) == ()
    assert len(matrix.draw(voice, matrix.compute(voice, case))) == 1


def test_much_goes_into_panels(made: SimpleNamespace) -> None:
    case = large(made)
    voice = Voice.of(case, "en")
    lanes = channel_map.compute(voice, made.overview_of(case)).panels
    assert sum(map(len, lanes)) == 20
    assert max(map(len, lanes)) <= channel_map.MOST
    assert len(matrix.draw(voice, matrix.compute(voice, case))) == 3
    (picture,) = options.compute(voice, case)
    assert len(options.draw(voice, picture)) == 3
    panels = timeline.compute(voice, case).panels
    assert max(map(len, panels)) <= timeline.MOST
    for panel in panels:
        places = [m.at for m in panel]
        assert places == sorted(places)
        assert all(0 <= at < 1 for at in places)


@pytest.mark.parametrize("language", ["en", "ko"])
def test_drawings_carry_their_labels_and_fetch_nothing(
    starter: Case, made: SimpleNamespace, language: str
) -> None:
    voice = Voice.of(starter, language)
    drawn = zones.draw(voice, zones.compute(voice, made.overview_of(starter)), 2000)
    assert drawn.startswith("<svg")
    assert voice("zones.share") in drawn
    assert "http" not in drawn
    assert "url(" not in drawn
