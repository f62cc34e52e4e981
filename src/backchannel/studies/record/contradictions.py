"""Claims that contradict one another: every headline without the one, and without the other."""

from __future__ import annotations

from dataclasses import dataclass

from backchannel.case import Case
from backchannel.case.without import without_claims
from backchannel.core.results import Note, note
from backchannel.space import Seed
from backchannel.studies.over_draws import Progress, Stop
from backchannel.studies.record.shifts import Loss, answers, loss, notes_of, one_of

__all__ = ["Contradiction", "contradictions"]


@dataclass(frozen=True, slots=True)
class Contradiction:
    """A claim that contradicts another, and the headlines without the one and the other."""

    claim: str
    contradicted: str
    voices: tuple[str, str]
    without_claim: Loss
    without_contradicted: Loss


def contradictions(
    case: Case,
    draws: int,
    seed: Seed,
    *,
    threads: int | None = None,
    progress: Progress | None = None,
    stop: Stop | None = None,
) -> tuple[tuple[Contradiction, ...], tuple[Note, ...]]:
    """Take one claim of each contradictory pair away, then the other; draws are the same.

    The base holds both. Claims that were not looked at when a stop was asked for are named.
    """
    sayers = {it.id: it.source for it in case.document.claims}
    pairs = list(dict.fromkeys(
        (it.id, other) for it in case.document.claims for other in it.contradicts
    ))  # fmt: skip
    if not pairs:
        return (), ()
    single = list(dict.fromkeys(claim for pair in pairs for claim in pair))
    runs = len(single) + 1
    before = answers(case, draws, seed, threads=threads, progress=one_of(progress, 0, runs))
    lost: dict[str, Loss] = {}
    for number, claim in enumerate(single):
        if stop is not None and stop():
            break
        step = one_of(progress, number + 1, runs)
        lost[claim] = loss(
            without_claims(case, {claim}), before, draws, seed, threads=threads, progress=step
        )
    missed = [claim for claim in single if claim not in lost]
    notes = notes_of(before)
    if missed:
        notes += (note("gap", what=f"the case without {', '.join(missed)} was not looked at"),)
    found = [
        Contradiction(one, other, (sayers[one], sayers[other]), lost[one], lost[other])
        for one, other in pairs
        if one in lost and other in lost
    ]
    return tuple(found), notes
