"""One headline of a case as the probability of a forecast: a share of draws and what it is."""

from __future__ import annotations

from dataclasses import dataclass

from backchannel.case import Case
from backchannel.core.errors import UsageError, did_you_mean
from backchannel.core.results import RunRecord
from backchannel.record.intervals import Sampled, sampled_share
from backchannel.studies.headlines import question_frame
from backchannel.studies.over_draws import Progress, count_over_draws

__all__ = ["HeadlineChance", "headline_chance"]


@dataclass(frozen=True, slots=True)
class HeadlineChance:
    """A headline of a case put as a forecast: its share of draws, with how it was made."""

    question: str
    text: str
    share: Sampled
    draws: int
    seed: int
    run: RunRecord


def headline_chance(
    case: Case,
    question: str,
    *,
    draws: int = 2_000,
    seed: int = 0,
    threads: int | None = None,
    progress: Progress | None = None,
) -> HeadlineChance:
    """Answer one question of a case as `headlines` does, with the sampling interval of its share.

    It is the share of draws in which a package exists that all accept. Whoever enters it as the
    probability of an event adds the judgement that the event comes when such a package exists.

    Examples
    --------
    >>> import backchannel as bc
    >>> found = headline_chance(bc.load("two-issues"), "both", draws=100)
    >>> found.share.low <= found.share.value <= found.share.high
    True
    """
    asked = {it.id: it for it in case.document.questions}
    if question not in asked:
        hint = did_you_mean(question, asked) if asked else "this case asks no questions"
        raise UsageError(f"'{question}' is no question of this case", hint=hint)
    about = question_frame(case, asked[question])
    counts = count_over_draws(about, draws, seed, threads=threads, progress=progress).counts
    settings = {**about.settings, "draws": draws}
    return HeadlineChance(
        question=question,
        text=str(asked[question].text),
        share=sampled_share(int((counts > 0).sum()), draws, int((counts < 0).sum())),
        draws=draws,
        seed=seed,
        run=RunRecord(
            "studies.headline_chance", case.document.case.id, case.digest, settings, seed
        ),
    )
