"""Claims one by one: how far each is believed, how it is hedged; and threats, as they are claimed.

What a source says is believed as far as the stated table goes (`backchannel.evidence.credibility`);
words of probability are read by the scale of `backchannel.evidence.words`.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from backchannel.case import Case, schema
from backchannel.case.voices import chain_of
from backchannel.evidence.words import Band, Kind, band_of, hedges_in
from backchannel.space import Seed, blocks_of
from backchannel.studies.ranges import Range, range_of
from backchannel.studies.record.testimony import credibility_of, testimony

__all__ = [
    "ClaimOnRecord", "HedgeFound", "ThreatOnRecord", "chance_of", "claim_on_record",
    "threat_on_record",
]  # fmt: skip

FloatArray = npt.NDArray[np.float64]
Triple = tuple[float, float, float]


@dataclass(frozen=True, slots=True)
class HedgeFound:
    """A word of probability in the text of a claim.

    Attributes
    ----------
    words
        As they stand in the text.
    kind
        ``value``, or why it has none.
    band
        The step of the scale that it stands for; None without value.
    standard
        Whether the standard itself names the word; False where the mapping is this project's.
    """

    language: str
    words: str
    kind: Kind
    band: Band | None
    standard: bool


@dataclass(frozen=True)
class ClaimOnRecord:
    """One claim: by which way it came, how far it is believed, how it is hedged.

    Attributes
    ----------
    chain
        The voice that says it, then the sources that passed it on, nearest to the voice first.
    credibility
        Chance that it is so, from the stated table; None for a call to act, which is never so.
    estimates
        Paths of the estimates that rest on it, alone or among others.
    """

    id: str
    source: str
    grade: str
    kind: str
    text: str
    chain: tuple[str, ...]
    credibility: Range | None
    hedges: tuple[HedgeFound, ...]
    estimates: tuple[str, ...]


@dataclass(frozen=True)
class ThreatOnRecord:
    """What a threat's probability is claimed to be, what is adopted, and why they differ.

    Attributes
    ----------
    claimed, adopted
        Low, mode and high.
    claimed_band, adopted_band
        Steps of the scale on which their modes lie.
    claims, voices
        What it rests on, and who says so.
    paths
        Both estimates.
    """

    id: str
    by: str
    act: str
    trigger: str
    claimed: Triple
    adopted: Triple
    claimed_band: Band | None
    adopted_band: Band | None
    reason: str
    claims: tuple[str, ...]
    voices: tuple[str, ...]
    paths: tuple[str, str]


def chance_of(case: Case, it: schema.Claim, draws: int, seed: Seed) -> FloatArray | None:
    """Chance that a claim is so in each draw; None for a call to act."""
    if it.kind == "normative":
        return None
    told = testimony(case, [it.id])
    return np.concatenate([
        credibility_of(case, told, seed, block)[:number] for block, number in blocks_of(draws)
    ])  # fmt: skip


def claim_on_record(
    case: Case,
    it: schema.Claim,
    believed: FloatArray | None,
    estimates: tuple[str, ...],
) -> ClaimOnRecord:
    """Gather what a case says of one claim, given how far it is believed and what rests on it."""
    source = next(s for s in case.document.sources if s.id == it.source)
    return ClaimOnRecord(
        id=it.id,
        source=it.source,
        grade=f"{source.reliability}{it.grade}",
        kind=it.kind,
        text=str(it.text),
        chain=chain_of(case.document, it),
        credibility=range_of(believed) if believed is not None else None,
        hedges=tuple(
            HedgeFound(language, found.text, found.kind, found.band, found.standard)
            for language, text in it.text.root.items()
            for found in hedges_in(text, language)
        ),
        estimates=estimates,
    )


def threat_on_record(case: Case, it: schema.Threat) -> ThreatOnRecord:
    """Set what is claimed of a threat beside what the analyst adopts (T16)."""
    paths = (f"threats.{it.id}.claimed_probability", f"threats.{it.id}.adopted_probability")
    claimed, adopted = (case.unknowns[path] for path in paths)
    names = tuple(dict.fromkeys((*claimed.claims, *adopted.claims)))
    sayers = {claim.id: claim.source for claim in case.document.claims}
    return ThreatOnRecord(
        id=it.id,
        by=it.by,
        act=str(it.act),
        trigger=str(it.trigger.text),
        claimed=(claimed.low, claimed.mode, claimed.high),
        adopted=(adopted.low, adopted.mode, adopted.high),
        claimed_band=band_of(claimed.mode),
        adopted_band=band_of(adopted.mode),
        reason=str(adopted.reason or ""),
        claims=names,
        voices=tuple(dict.fromkeys(sayers[name] for name in names)),
        paths=paths,
    )
