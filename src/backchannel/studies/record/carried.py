"""The headlines before and after learning, over the same draws."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from backchannel.case import Case
from backchannel.studies.headlines import Headline, headlines
from backchannel.studies.over_draws import Progress
from backchannel.studies.record.lessons import Learned

__all__ = ["Carried", "carried"]


@dataclass(frozen=True, slots=True)
class Carried:
    """One question of the case, three times over.

    Attributes
    ----------
    written
        As the case is written.
    aside
        With what rests on the offers' claims alone set aside, before their answers teach.
    learned
        After learning.
    """

    id: str
    text: str
    written: Headline
    aside: Headline
    learned: Headline


def carried(
    case: Case,
    learned: Learned,
    *,
    draws: int = 1_000,
    threads: int | None = None,
    progress: Progress | None = None,
) -> tuple[Carried, ...]:
    """Ask the questions of a case before and after what `learn` found.

    Examples
    --------
    >>> import backchannel as bc
    >>> from backchannel.studies.record.learn import learn
    >>> case = bc.load("two-issues")
    >>> [it.id for it in carried(case, learn(case, draws=100), draws=64)]
    ['both']
    """
    if not case.document.questions:
        return ()
    seed = learned.run.seed if isinstance(learned.run.seed, int) else 0
    asked = [(case, seed), (learned.case, seed), (learned.case, learned.seed)]
    told = []
    for number, (it, of) in enumerate(asked):
        step = progress and partial(_step, progress, number, len(asked))
        found = headlines(it, draws=draws, seed=of, threads=threads, progress=step)
        told.append(found.headlines)
    return tuple(
        Carried(written.id, written.text, written, aside, after)
        for written, aside, after in zip(*told, strict=True)
    )


def _step(progress: Progress, number: int, rounds: int, done: int, every: int) -> None:
    """Progress of one round as progress of all."""
    progress(number * every + done, rounds * every)
