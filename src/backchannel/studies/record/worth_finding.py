"""Which numbers are worth finding out: those that alone explain most of the open headlines."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from backchannel.case import Case
from backchannel.record.indices import Jackknifed, interval, summed
from backchannel.studies.record.driven import (
    OUTCOMES,
    HeadlineDrivers,
    Index,
    Outcome,
    Stated,
    WorthFinding,
)
from backchannel.studies.record.factors import Factor
from backchannel.studies.record.singles import Single

__all__ = ["joined_headlines", "worth_finding"]

MOST: Final = 3
"""Numbers that are named."""


def joined_headlines(headlines: Sequence[HeadlineDrivers]) -> list[HeadlineDrivers]:
    """Return the headlines over which numbers are compared.

    Those that are open; where none is, those of which the 5th and the 95th percentile differ.
    """
    by_size = [it for it in headlines if it.told_by == "size" and it.low < it.high]
    return [it for it in headlines if it.is_open and it.told_by] or by_size


def worth_finding(
    case: Case, joined: Sequence[HeadlineDrivers], found: Mapping[str, Sequence[Single]]
) -> tuple[WorthFinding, ...]:
    """Rank numbers by their mean index over headlines, each by the outcome that it is told by.

    Parameters
    ----------
    joined
        The headlines.
    found
        By headline, the numbers that enter it; the mean takes 0 for the others.
    """
    held: dict[str, dict[str, Single]] = {}
    for it in joined:
        for one in found[it.id]:
            held.setdefault(one.factor.stream, {})[it.id] = one
    told_by = {it.id: it.told_by for it in joined if it.told_by}
    ranked = [
        (_mean([_told(one, told_by[name]) for name, one in entering.items()], len(joined)), stream)
        for stream, entering in held.items()
    ]
    ranked.sort(key=lambda it: -it[0].value)
    return tuple(
        WorthFinding(
            stream=stream,
            index=index,
            estimates=_stated(case, [one.factor for one in held[stream].values()]),
            drivers={name: one.driver() for name, one in held[stream].items()},
        )
        for index, stream in ranked[:MOST]
        if index.counts
    )


def _told(one: Single, outcome: Outcome) -> Jackknifed:
    place = OUTCOMES.index(outcome)
    return Jackknifed(one.alone.value[place : place + 1], one.alone.without[:, place : place + 1])


def _mean(indices: Sequence[Jackknifed], number: int) -> Index:
    """Mean over so many headlines; those that are not given count 0."""
    whole = summed(indices)
    mean = Jackknifed(whole.value / number, whole.without / number)
    (value,), (low,), (high,) = (ends.tolist() for ends in (mean.value, *interval(mean)))
    return Index(value, low, high)


def _stated(case: Case, factors: Iterable[Factor]) -> tuple[Stated, ...]:
    """Return what the case states of the estimates of some factors, each once."""
    paths = dict.fromkeys(path for factor in factors for path in factor.paths)
    voices = {claim.id: claim.source for claim in case.document.claims}
    return tuple(
        Stated(
            path=path,
            low=it.low,
            mode=it.mode,
            high=it.high,
            unit=it.unit,
            basis=it.basis,
            reason=str(it.reason or ""),
            claims=it.claims,
            sources=tuple(dict.fromkeys(voices[name] for name in it.claims)),
        )
        for path in paths
        for it in (case.unknowns[path],)
    )
