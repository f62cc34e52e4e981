"""Whose deal it is: the studies' own figures, picked by rules, and recounted under readings."""

from dataclasses import replace

import pytest

import backchannel as bc
from backchannel.case import Case
from backchannel.studies.home.votes import vote_choices
from backchannel.studies.key_figures import KeyFigure
from backchannel.studies.move.largest import largest_moves
from backchannel.studies.move.next_moves import next_moves_of_all
from backchannel.studies.pressure.press import over_the_head
from backchannel.studies.ranges import Range
from backchannel.studies.wars.wedges import wedges
from backchannel.studies.whose_deal import WhoseDeal, whose_deal

DRAWS = 64


@pytest.fixture(scope="module")
def ukraine() -> Case:
    return bc.load("ukraine-2023")


@pytest.fixture(scope="module")
def found(ukraine: Case) -> WhoseDeal:
    return whose_deal(ukraine, draws=DRAWS, seed=3)


def named(found: WhoseDeal, key: str, column: int = 0) -> list[KeyFigure]:
    return [it for it in found.columns[column].figures if it is not None and it.key == key]


def test_the_main_channel_talks_now_and_the_absent_actor_is_the_most_telling(
    ukraine: Case, found: WhoseDeal
) -> None:
    main = next(c for c in ukraine.document.channels if c.status == "running" and c.issues)
    assert found.channel == main.id
    heads = over_the_head(ukraine, main.id, draws=DRAWS, seed=3).heads
    assert found.head is not None
    assert found.head.actor == heads[0].actor
    assert found.head.telling == max(head.telling for head in heads)


def test_without_a_channel_that_runs_the_first_with_issues_is_the_main_one(ukraine: Case) -> None:
    document = ukraine.document
    idle = tuple(c.model_copy(update={"status": "proposed"}) for c in document.channels)
    case = Case.of(document.model_copy(update={"channels": idle[::-1]}), {}, {}, ())
    first = next(c.id for c in idle[::-1] if c.issues)
    assert whose_deal(case, draws=16).channel == first


def test_figures_are_those_of_the_studies(ukraine: Case, found: WhoseDeal) -> None:
    assert found.head is not None
    assert found.head.strongest is not None
    lever = found.head.strongest
    assert [it.share for it in named(found, "alone")] == [found.head.deal]
    assert [it.range for it in named(found, "freely")] == [found.head.free.accepted]
    assert [it.range for it in named(found, "pressed")] == [lever.pulled.passing.pressed]
    assert [it.share for it in named(found, "credible")] == [lever.credible]
    votes = vote_choices(ukraine, DRAWS, 3, {})
    assert [it.share for it in named(found, "vote")] == [it.accepted for it in votes]
    split = wedges(ukraine, draws=DRAWS, seed=3).wedges
    assert [it.share for it in named(found, "wedge")] == [it.works for it in split]
    assert found.ready is not None
    assert [it.share for it in named(found, "within")] == [found.ready.zone_by[12]]


def test_stand_ins_are_the_ones_that_change_most(found: WhoseDeal) -> None:
    assert found.spoken
    assert len({it.asked.party for it in found.spoken}) == len(found.spoken)
    for spoken in found.spoken:
        assert (spoken.asked.question, spoken.asked.party) == (
            spoken.other.question,
            spoken.other.party,
        )
        changes = [
            abs(it.open_share - asked.open_share)
            for it in found.home.stand_ins
            if it.party == spoken.asked.party and it.role in ("instead", "rule")
            for asked in found.home.stand_ins
            if (asked.question, asked.party, asked.role) == (it.question, it.party, "asked")
        ]
        assert spoken.change[0] == max(changes)
    assert [it.change for it in found.spoken] == sorted(
        (it.change for it in found.spoken), reverse=True
    )


def test_a_reading_shows_what_the_case_under_it_shows(ukraine: Case, found: WhoseDeal) -> None:
    names = [column.reading for column in found.columns]
    assert names == [None, *(reading.id for reading in ukraine.document.readings)]
    alone = whose_deal(ukraine.under("insider"), draws=DRAWS, seed=3)
    assert len(alone.columns) == 1  # a reading is applied already
    column = names.index("insider")
    for key in ("alone", "freely", "pressed", "credible", "vote", "known", "public", "seen"):
        assert named(found, key, column) == named(alone, key)
    assert named(found, "freely", column) != named(found, "freely")
    for spoken, base in zip(named(found, "spoken", column), named(found, "spoken"), strict=True):
        about = spoken.about
        again = [
            it.open_share
            for it in alone.home.stand_ins
            if it.role in ("instead", "rule")
            and ((it.question,), (it.party,), it.by) == (about["question"], about["party"],
                                                        about["by"])
        ]  # fmt: skip
        assert again == [spoken.share]
        assert base.about == about


@pytest.mark.parametrize("name", ["cyprus-2004", "two-issues"])
def test_largest_moves_are_those_of_all_moves(name: str) -> None:
    case = bc.load(name)
    found = largest_moves(case, draws=DRAWS, seed=1)
    deciding = [actor.id for actor in case.document.actors if actor.decides_for]
    assert list(dict.fromkeys(it.actor for it in found)) == deciding
    for every in next_moves_of_all(case, deciding, draws=DRAWS, seed=1):
        largest: dict[str, float] = {}
        for effects in every.moves:
            size = max((abs(shift.change) for shift in effects.headlines), default=0.0)
            if effects.move.kind not in ("offer", "drop_walk_away") and size > largest.get(
                effects.move.kind, 0.0
            ):
                largest[effects.move.kind] = size
        told = [it for it in found if it.actor == every.actor]
        sizes = sorted(largest.values(), reverse=True)[:3]
        assert [it.size for it in told if it.move] == pytest.approx(sizes, abs=1e-12)
        assert (told[0].move is None) == (not sizes)


def test_only_what_crosses_half_of_the_draws_flips() -> None:
    base = KeyFigure("seen", {}, "draws", 0.49)
    assert replace(base, share=0.5).flips(base)
    assert base.flips(replace(base, share=0.5))
    assert not replace(base, share=0.0).flips(base)
    half = KeyFigure("freely", {}, "packages", 0.2, Range(0.1, 0.2, 0.3))
    assert not replace(half, share=0.9).flips(half)
    known = KeyFigure("known", {}, "chance", 0.2, Range(0.1, 0.2, 0.3))
    assert replace(known, share=0.9).flips(known)


def test_progress_runs_to_the_end_and_the_same_seed_gives_the_same() -> None:
    case = bc.load("two-issues")
    seen: list[tuple[int, int]] = []
    first = whose_deal(case, draws=DRAWS, progress=lambda done, of: seen.append((done, of)))
    assert seen[-1][0] == seen[-1][1]
    assert [done for done, _ in seen] == sorted(done for done, _ in seen)
    again = whose_deal(case, draws=DRAWS)
    assert (first.columns, first.moves, first.lacking) == (
        again.columns,
        again.moves,
        again.lacking,
    )


def test_rows_hold_every_figure_with_its_number_of_draws(found: WhoseDeal) -> None:
    rows = found.to_rows()
    assert len(rows) == sum(it is not None for c in found.columns for it in c.figures)
    assert {row["draws"] for row in rows} == {DRAWS}
    assert found.summary().endswith("no forecast.")


def test_the_main_channel_is_not_one_that_has_ended() -> None:
    case = bc.load("cyprus-2004")
    closed = [c.id for c in case.document.channels if c.status in ("ended", "refused")]
    assert closed
    assert whose_deal(case, draws=16).channel not in closed
