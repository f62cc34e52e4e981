"""The whole record: what each study of it finds by itself, kept together."""

import backchannel as bc
from backchannel.space import Resampled
from backchannel.studies.overview import overview
from backchannel.studies.record.carried import carried
from backchannel.studies.record.compare import compare
from backchannel.studies.record.drivers import drivers
from backchannel.studies.record.influence import influence
from backchannel.studies.record.learn import learn
from backchannel.studies.record.sources import sources
from backchannel.studies.record.whole import the_record

FEW = {"draws": 32, "learning": 256, "driving": 256, "comparing": 48}


def test_it_holds_what_each_study_finds_by_itself() -> None:
    case = bc.load("cyprus-2004")
    seen: list[float] = []
    found = the_record(case, **FEW, seed=3, progress=lambda done, of: seen.append(done / of))
    taught = learn(case, draws=256, seed=3)
    assert found.learned is not None
    assert found.learned.to_rows() == taught.to_rows()
    told = carried(case, taught, draws=32)
    assert [it.learned.open_share for it in found.carried] == [it.learned.open_share for it in told]
    assert found.sources.to_rows() == sources(case, draws=32, seed=3).to_rows()
    assert found.influence.to_rows() == influence(case, draws=32, seed=3).to_rows()
    assert found.compared is not None
    assert found.compared.to_rows() == compare(case, draws=48, seed=3).to_rows()
    single = drivers(case, by=[], draws=256, seed=3)
    assert [it.open_share for it in found.drivers.headlines] == [
        it.open_share for it in single.headlines
    ]
    assert seen == sorted(seen)
    assert seen[-1] == 1.0


def test_learned_draws_are_not_learned_from_again() -> None:
    case = bc.load("cyprus-2004")
    taught = learn(case, draws=256)
    assert isinstance(taught.seed, Resampled)
    found = the_record(taught.case, **FEW, seed=taught.seed)
    assert found.learned is None
    assert found.carried == ()
    assert "learned from" in str(found.drivers.run.seed)
    # A source takes its answers with it: without it they would not weigh these draws.
    assert found.influence.run.seed == found.sources.run.seed == 0


def test_under_a_reading_nothing_is_compared() -> None:
    case = bc.load("two-issues")
    assert the_record(case.under(case.document.readings[0].id), **FEW).compared is None


def test_an_overview_asks_the_record_only_in_full() -> None:
    case = bc.load("two-issues")
    short, full = overview(case, draws=32), overview(case, draws=32, full=True)
    assert short.record is None
    assert full.record is not None
    assert full.answers[0].open_share == short.answers[0].open_share
    assert (short.positions and short.positions.draws) == 32
    assert short.forecasts is not None
    assert short.learned == full.learned == ""


def test_an_overview_over_learned_draws_says_from_which_answers() -> None:
    taught = learn(bc.load("cyprus-2004"), draws=256)
    assert isinstance(taught.seed, Resampled)
    found = overview(taught.case, draws=32, seed=taught.seed)
    assert found.learned == taught.seed.why
    assert found.learned in str(found.run.seed)
