"""The whole record at once: what answers teach, whose word carries what, what moves and flips."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TypeVar

from backchannel.case import Case
from backchannel.space import Seed
from backchannel.studies.over_draws import Progress, Stop
from backchannel.studies.record.carried import Carried, carried
from backchannel.studies.record.compare import Comparison, compare
from backchannel.studies.record.driven import Drivers
from backchannel.studies.record.drivers import drivers
from backchannel.studies.record.influence import Influence, influence
from backchannel.studies.record.learn import learn
from backchannel.studies.record.lessons import Learned
from backchannel.studies.record.shifts import one_of
from backchannel.studies.record.sources import Sources, sources

__all__ = ["TheRecord", "the_record"]

Found = TypeVar("Found")

STAGES = 6


@dataclass(frozen=True)
class TheRecord:
    """What the studies of the record find of one case, each with as many draws as by itself.

    Attributes
    ----------
    learned, carried
        What each answer teaches, and the headlines before and after. None and empty where the
        draws were learned from the answers already: they teach once.
    compared
        None where a reading is applied: readings are held beside the base.
    headline_draws
        Draws behind each headline of `carried`.
    """

    learned: Learned | None
    carried: tuple[Carried, ...]
    headline_draws: int
    sources: Sources
    influence: Influence
    drivers: Drivers
    compared: Comparison | None


def the_record(  # noqa: PLR0913
    case: Case,
    *,
    draws: int = 1_000,
    learning: int = 20_000,
    driving: int = 20_000,
    comparing: int = 2_000,
    seed: Seed = 0,
    threads: int | None = None,
    progress: Progress | None = None,
    stop: Stop | None = None,
) -> TheRecord:
    """Ask everything that the record of a case can be asked, once.

    Parameters
    ----------
    draws
        Of each headline, with and without each source, before and after learning.
    learning, driving, comparing
        Draws that are weighed by the answers, that tell which numbers move a headline, and that
        each reading is asked over.
    seed
        Of all draws. Where they were learned from the record already, nothing is learned again, and
        sources are asked about over draws that no answer has weighed.
    progress
        Called with (done, all) as work goes on.
    stop
        Asked as work goes on; each study says in its notes what it then left out.

    Examples
    --------
    >>> import backchannel as bc
    >>> found = the_record(bc.load("two-issues"), draws=64, learning=64, driving=1024, comparing=64)
    >>> found.learned.summary(), [it.told_by for it in found.drivers.headlines]
    ('No answer on record teaches anything here.', ['size'])
    """
    stage = partial(_stage, threads, progress, stop)
    own = seed if isinstance(seed, int) else seed.seed  # a source takes its answers with it
    learned: Learned | None = None
    told: tuple[Carried, ...] = ()
    if isinstance(seed, int):
        learned = stage(0, partial(learn, case, draws=learning, seed=seed))
        if learned.lessons:
            step = one_of(progress, 1, STAGES)
            told = carried(case, learned, draws=draws, threads=threads, progress=step)
    return TheRecord(
        learned=learned,
        carried=told,
        headline_draws=draws,
        sources=stage(2, partial(sources, case, draws=draws, seed=own)),
        influence=stage(3, partial(influence, case, draws=draws, seed=own)),
        drivers=stage(4, partial(drivers, case, draws=driving, seed=seed)),
        compared=None
        if case.readings
        else stage(5, partial(compare, case, draws=comparing, seed=seed)),
    )


def _stage(
    threads: int | None,
    progress: Progress | None,
    stop: Stop | None,
    number: int,
    study: Callable[..., Found],
) -> Found:
    """Run one study and tell its progress as progress of all."""
    return study(threads=threads, progress=one_of(progress, number, STAGES), stop=stop)
