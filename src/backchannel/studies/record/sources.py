"""The sources of a case: who speaks, who only passes on, what rests on whom, who contradicts whom.

One voice counts once, however many pass its words on. What a source says is believed as far as the
stated table goes (`backchannel.evidence.credibility`); words of probability are read by the scale
of `backchannel.evidence.words`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from backchannel.case import Case, schema
from backchannel.case.voices import chain_of, claims_through
from backchannel.case.without import without_source
from backchannel.core.figures import counted
from backchannel.core.results import Note, RunRecord, Status
from backchannel.deals.rows import to_frame
from backchannel.space import Seed
from backchannel.space.seeds import seed_label
from backchannel.studies.over_draws import Progress, Stop
from backchannel.studies.ranges import Lacking, Range, lacking, range_of
from backchannel.studies.record.claims import (
    ClaimOnRecord,
    ThreatOnRecord,
    chance_of,
    claim_on_record,
    threat_on_record,
)
from backchannel.studies.record.contradictions import Contradiction, contradictions

__all__ = ["Route", "SourceOnRecord", "Sources", "sources"]

FloatArray = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Route:
    """One way by which claims of a voice reached us; no relays where it reached us directly."""

    relays: tuple[str, ...]
    claims: tuple[str, ...]


@dataclass(frozen=True)
class SourceOnRecord:
    """One source: whether it is a voice of its own, and what rests on it.

    Attributes
    ----------
    routes
        Its own claims by the way they came; empty for a source that only passes on, or that says
        nothing.
    passed_on
        Claims of others that it passed on to us.
    only_through
        Sources through which everything that it says reached us.
    echoes
        Claims of this voice with another of its own that is said to support it: one voice twice.
    alone, among
        Paths of the estimates that rest on nothing but what it says or passed on, and of those
        that rest on other claims as well.
    offers, red_lines, threats
        Those that rest on nothing else.
    credibility
        Chance that one of its claims, taken at random, is so; None where it says nothing.
    """

    id: str
    name: str
    interest: str
    reliability: str
    stake: str
    named: bool
    routes: tuple[Route, ...]
    passed_on: tuple[str, ...]
    only_through: tuple[str, ...]
    echoes: tuple[tuple[str, str], ...]
    alone: tuple[str, ...]
    among: tuple[str, ...]
    offers: tuple[str, ...]
    red_lines: tuple[str, ...]
    threats: tuple[str, ...]
    credibility: Range | None

    @property
    def claims(self) -> tuple[str, ...]:
        """What it says itself."""
        return tuple(claim for route in self.routes for claim in route.claims)


@dataclass(frozen=True)
class Sources:
    """All that a case says of its sources, and what its claims have in common or against."""

    sources: tuple[SourceOnRecord, ...]
    claims: tuple[ClaimOnRecord, ...]
    contradictions: tuple[Contradiction, ...]
    threats: tuple[ThreatOnRecord, ...]
    draws: int
    lacking: tuple[Lacking, ...]
    status: Status
    notes: tuple[Note, ...]
    run: RunRecord

    @property
    def voices(self) -> tuple[SourceOnRecord, ...]:
        """Sources that say something themselves."""
        return tuple(it for it in self.sources if it.routes)

    def to_rows(self) -> list[dict[str, object]]:
        """Return one row a source."""
        return [
            {
                "source": it.id,
                "name": it.name,
                "reliability": it.reliability,
                "stake": it.stake,
                "named": it.named,
                "only_through": " ".join(it.only_through),
                "claims": len(it.claims),
                "passed_on": len(it.passed_on),
                "alone": len(it.alone),
                "among": len(it.among),
                "offers": " ".join(it.offers),
                "red_lines": " ".join(it.red_lines),
                "threats": " ".join(it.threats),
                "credibility_low": it.credibility and it.credibility.low,
                "credibility_median": it.credibility and it.credibility.median,
                "credibility_high": it.credibility and it.credibility.high,
            }
            for it in self.sources
        ]

    def to_frame(self) -> Any:
        """Return the rows as a polars data frame."""
        return to_frame(self.to_rows())

    def summary(self) -> str:
        """Say how many voices there are and through whom most reached us."""
        if not self.sources:
            return "The case names no sources."
        every = len(self.claims)
        told = [f"{counted(every, 'claim')} by {counted(len(self.voices), 'voice')}."]
        most = max(self.sources, key=lambda it: len(it.passed_on))
        if most.passed_on:
            through = len(most.passed_on) + len(most.claims)
            told.append(f"{through} of {every} are said or passed on by {most.id}.")
        told += [f"{it.claim} contradicts {it.contradicted}." for it in self.contradictions]
        return " ".join(told)


def sources(
    case: Case,
    *,
    draws: int = 1_000,
    seed: Seed = 0,
    threads: int | None = None,
    progress: Progress | None = None,
    stop: Stop | None = None,
) -> Sources:
    """Say of each source what it says, by which way, with how much behind it and against it.

    Contradictory claims are taken away in turn and every headline is asked again (rule 11): the
    base holds both. Credibility comes from the stated table; it enters no headline here.

    Parameters
    ----------
    draws, seed
        Latin hypercube draws of the estimates and of the table of credibility.
    threads
        Threads to use; as many as processors by default. The result does not depend on it.
    progress
        Called with (draws done, draws in all) as work goes on.
    stop
        Asked as work goes on; contradictions not looked at by then are left out and named.

    Examples
    --------
    >>> import backchannel as bc
    >>> found = sources(bc.load("two-issues"), draws=100)
    >>> [(it.id, it.claims, len(it.alone)) for it in found.sources]
    [('S_MINUTES', ('C1', 'C2', 'C3'), 18)]
    """
    document = case.document
    believed = {it.id: chance_of(case, it, draws, seed) for it in document.claims}
    rests = _resting_on(case)
    against, notes = contradictions(
        case, draws, seed, threads=threads, progress=progress, stop=stop
    )
    return Sources(
        sources=tuple(_source(case, it, believed, rests) for it in document.sources),
        claims=tuple(
            claim_on_record(case, it, believed[it.id], rests[it.id]) for it in document.claims
        ),
        contradictions=against,
        threats=tuple(threat_on_record(case, it) for it in document.threats),
        draws=draws,
        lacking=() if document.sources else (lacking(case, "sources", "sources"),),
        status=Status.ESTIMATED,
        notes=notes,
        run=RunRecord(
            "studies.sources", document.case.id, case.digest, {"draws": draws}, seed_label(seed)
        ),
    )


def _resting_on(case: Case) -> Mapping[str, tuple[str, ...]]:
    """Paths of the estimates that rest on each claim, alone or among others."""
    found: dict[str, list[str]] = {it.id: [] for it in case.document.claims}
    for path, unknown in case.unknowns.items():
        for claim in unknown.claims:
            found[claim].append(path)
    return {claim: tuple(paths) for claim, paths in found.items()}


def _source(
    case: Case,
    it: schema.Source,
    believed: Mapping[str, FloatArray | None],
    rests: Mapping[str, tuple[str, ...]],
) -> SourceOnRecord:
    document = case.document
    own = [claim for claim in document.claims if claim.source == it.id]
    mine = {claim.id for claim in own}
    through = claims_through(document, [it.id])
    gone = without_source(case, it.id)
    touched = dict.fromkeys(path for claim in document.claims if claim.id in through
                            for path in rests[claim.id])  # fmt: skip
    alone = _alone(case, through, touched)
    chances = [chance for claim in own if (chance := believed[claim.id]) is not None]
    return SourceOnRecord(
        id=it.id,
        name=str(it.name),
        interest=str(it.interest),
        reliability=it.reliability,
        stake=it.stake,
        named=it.named,
        routes=_routes(document, own),
        passed_on=tuple(c.id for c in document.claims if c.id in through and c.id not in mine),
        only_through=_only_through(document, own),
        echoes=tuple((c.id, other) for c in own for other in c.supports if other in mine),
        alone=alone,
        among=tuple(path for path in touched if path not in set(alone)),
        offers=gone.offers,
        red_lines=gone.red_lines,
        threats=gone.threats,
        credibility=range_of(np.mean(chances, axis=0)) if chances else None,
    )


def _alone(case: Case, claims: frozenset[str], paths: Mapping[str, None]) -> tuple[str, ...]:
    """Estimates that rest on nothing but these claims; also those of lines and threats that go."""
    return tuple(path for path in paths if set(case.unknowns[path].claims) <= claims)


def _routes(document: schema.CaseDocument, own: Sequence[schema.Claim]) -> tuple[Route, ...]:
    by_way: dict[tuple[str, ...], list[str]] = {}
    for claim in own:
        by_way.setdefault(chain_of(document, claim)[1:], []).append(claim.id)
    return tuple(Route(relays, tuple(claims)) for relays, claims in by_way.items())


def _only_through(document: schema.CaseDocument, own: Sequence[schema.Claim]) -> tuple[str, ...]:
    chains = [chain_of(document, claim)[1:] for claim in own]
    if not chains:
        return ()
    return tuple(it for it in dict.fromkeys(chains[0]) if all(it in chain for chain in chains))
