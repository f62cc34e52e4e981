"""What `backchannel sources` says: sentences and rows of its tables."""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from backchannel.cli.common import Row
from backchannel.cli.deals_words import joined
from backchannel.cli.figures import arrow, counted, percent, shares
from backchannel.core.errors import one_line
from backchannel.evidence.words import NO_VALUE, Band

if TYPE_CHECKING:
    from collections.abc import Sequence

    from backchannel.studies.record.contradictions import Contradiction
    from backchannel.studies.record.influence import Dropped, Influence
    from backchannel.studies.record.shifts import Loss, Shift
    from backchannel.studies.record.sources import SourceOnRecord, Sources

CAVEAT = "This follows from the stated ranges and is no forecast."


def source_words(found: "Sources") -> list[str]:
    """Say how many voices there are, who only passes on, who is heard only through others."""
    if not found.sources:
        return ["The case names no sources."]
    silent = [it for it in found.sources if not it.routes]
    said = [
        f"{counted(len(found.claims), 'claim')} of {counted(len(found.voices), 'voice')}. One "
        "voice counts once, however many pass its words on."
    ]
    relays = [it.id for it in silent if it.passed_on]
    if relays:
        said.append(f"Only passing on what others say: {joined(relays)}.")
    if unheard := [it.id for it in silent if not it.passed_on]:
        said.append(f"Listed, but no claim is theirs: {joined(unheard)}.")
    if unnamed := [it.id for it in found.sources if not it.named]:
        said.append(f"Without a name: {joined(unnamed)}.")
    through: dict[str, list[str]] = {}
    for it in found.voices:
        for relay in it.only_through:
            through.setdefault(relay, []).append(it.id)
    said += [f"All that {joined(ids)} say{'s' * (len(ids) == 1)} reached us through {relay}."
             for relay, ids in through.items()]  # fmt: skip
    said += [
        f"The words of {it.id} reached us by {len(it.routes)} ways ({_ways(it)}): still one voice."
        for it in found.voices
        if len(it.routes) > 1
    ]
    said += [
        f"{claim} is listed as support for {other}, but both are words of {it.id}: one voice, "
        "not two."
        for it in found.voices
        for claim, other in it.echoes
    ]
    return said


def _ways(it: "SourceOnRecord") -> str:
    ways = (
        f"{counted(len(route.claims), 'claim')} "
        + (f"through {' then '.join(route.relays)}" if route.relays else "directly")
        for route in it.routes
    )
    return "; ".join(ways)


def influence_words(found: "Influence", who: "Sources", texts: Mapping[str, str]) -> list[str]:
    """Say of each question whose word carries its answer, then what goes with the heaviest."""
    if not found.questions:
        return ["The case asks no questions, so there is no conclusion to carry."]
    said = [_carried(found, question, texts) for question in found.questions]
    if found.ranking and found.ranking[0].loss.largest:
        said += [_heaviest(it) for it in found.ranking if it.passed_on and it.loss.largest][:1]
    said += [_unnamed(it, found.draws) for it in _without_names(found, who)]
    idle = [it.sources[0] for it in found.ranking if not it.loss.largest]
    if idle and len(idle) < len(found.ranking):
        said.append(f"No question moves when one of these is dropped: {', '.join(idle)}.")
    said.append(
        "What falls back to ignorance may move a share either way, also upwards where a red line "
        "goes: the change says how much rests on a word, not whether the word is true. An answer "
        "that does not move may still rest on it, for what falls back can push both ways. " + CAVEAT
    )
    return said


def _carried(found: "Influence", question: str, texts: Mapping[str, str]) -> str:
    head = f"{question} ({one_line(texts[question])})"
    carriers = found.carriers(question)
    if not carriers:
        return (
            f"{head} No single source carries it: without any one of them the share of draws with "
            "a package acceptable to all stays where it is, but for chance."
        )
    source, first = carriers[0]
    before = f"{percent(first.before.value)} of {counted(found.draws, 'draw')}"
    without = [f"{percent(shift.after.value)} without {name}" for name, shift in carriers[:3]]
    rest = len(carriers) - 3
    more = f"; {counted(rest, 'other')} move{'s' * (rest == 1)} it less" if rest > 0 else ""
    relay = next(it for it in found.ranking if it.sources == (source,)).passed_on
    return (
        f"{head} Acceptable to all in {before}; {joined(without)}{more}. It rests most on "
        f"{f'{source} and what it passed on' if relay else f'the word of {source}'}."
        f"{_flips([(name, shift) for name, shift in carriers if shift.flips])}"
    )


def _flips(flips: "Iterable[tuple[str, Shift]]") -> str:
    sure = [source for source, shift in flips if shift.settled]
    open_ = [source for source, shift in flips if not shift.settled]
    told = f" Crosses one half when dropped, one at a time: {joined(sure)}." if sure else ""
    if open_:
        told += f" Perhaps also, but these draws do not settle it: {joined(open_)}."
    return told


def _heaviest(it: "Dropped") -> str:
    every = len(it.said) + len(it.passed_on)
    return (
        f"Dropping {it.sources[0]} takes away {counted(every, 'claim')}: its own {len(it.said)}, "
        f"and {len(it.passed_on)} of others that reached us only through it."
    )


def _without_names(found: "Influence", who: "Sources") -> "list[Dropped]":
    """Every unnamed source dropped together; where there is only one, that one."""
    unnamed = tuple(it.id for it in who.sources if not it.named)
    return [it for it in (*found.groups, *found.ranking) if unnamed and it.sources == unnamed]


def _unnamed(it: "Dropped", draws: int) -> str:
    largest = it.loss.largest
    what = f"Without every source that has no name ({joined(it.sources)})"
    if largest is None:
        return f"{what} no question moves."
    if not largest.moved:
        return f"{what} no question moves by more than chance."
    return (
        f"{what} {largest.question} moves most: "
        f"{arrow(largest.before.value, largest.after.value)} of {counted(draws, 'draw')}."
    )


def share_rows(found: "Influence") -> list[Row]:
    """Rows of shares by question: with all, then without each source that moves any."""
    first = found.ranking[0].loss.shifts
    rows: list[Row] = [{"without": "(nobody: all sources)"}
                       | {it.question: percent(it.before.value) for it in first}]  # fmt: skip
    moving = [it for it in (*found.ranking, *found.groups) if it.loss.largest]
    return rows + [
        {"without": joined(it.sources)} | {s.question: _cell(s) for s in it.loss.shifts}
        for it in moving
    ]


def _cell(it: "Shift") -> str:
    if it.change.value == 0 and it.before == it.after:
        return "="
    if not it.settled:
        return percent(it.after.value) + " ?"
    return percent(it.after.value) + (" *" if it.flips else "")


def drop_rows(found: "Influence") -> list[Row]:
    """Rows of what goes with each source, the one that moves a question most first."""
    return [
        {
            "without": joined(it.sources),
            "its own claims": len(it.said),
            "passed on": len(it.passed_on),
            "estimates that fall back": len(it.loss.fallen),
            "offers": " ".join(it.loss.offers),
            "red lines": " ".join(it.loss.red_lines),
            "threats": " ".join(it.loss.threats),
            "moves most": _most(it.loss),
        }
        for it in (*found.ranking, *found.groups)
    ]


def _most(lost: "Loss") -> str:
    it = lost.largest
    if it is None:
        return "nothing"
    if it.change.value:
        return f"{it.question}: {arrow(it.before.value, it.after.value)}"
    return f"{it.question}: only how many packages"


def source_rows(found: "Sources") -> list[Row]:
    """Rows of sources: who, by which way, how much rests on them."""
    return [
        {
            "source": it.id,
            "who": one_line(it.name),
            "named": it.named,
            "letter": it.reliability,
            "stake and interest": f"{it.stake}: {one_line(it.interest)}",
            "estimates on it alone": len(it.alone),
            "and with others": len(it.among),
            "chance that a claim of it is so": shares(it.credibility) if it.credibility else "-",
        }
        for it in found.sources
    ]


def contradiction_words(found: "Sources") -> list[str]:
    """Say of each claim that contradicts others what follows without it, and without each."""
    by_claim: dict[str, list[Contradiction]] = {}
    for it in found.contradictions:
        by_claim.setdefault(it.claim, []).append(it)
    return [_against(pairs) for pairs in by_claim.values()] + [
        f"The base holds all of them; changes are from the base. {CAVEAT}"
    ]


def _against(pairs: "Sequence[Contradiction]") -> str:
    first = pairs[0]
    others = joined(f"{it.contradicted} ({it.voices[1]})" for it in pairs)
    without = " ".join(
        f"Without {it.contradicted}: {_lost(it.without_contradicted)}." for it in pairs
    )
    return (
        f"{first.claim} ({first.voices[0]}) contradicts {others}. "
        f"Without {first.claim}: {_lost(first.without_claim)}. {without}"
    )


def _lost(lost: "Loss") -> str:
    gone = [
        f"{name} {joined(ids)}"
        for name, ids in (
            ("offer", lost.offers),
            ("red line", lost.red_lines),
            ("threat", lost.threats),
        )
        if ids
    ]
    fallen = counted(len(lost.fallen), "estimate")
    what = [f"{fallen} fall{'s' * (len(lost.fallen) == 1)} back"] if lost.fallen else []
    what += [f"{joined(gone)} go{'es' * (len(gone) == 1)}"] if gone else []
    moved = [
        f"{s.question} {arrow(s.before.value, s.after.value)}"
        for s in lost.shifts
        if s.change.value
    ]
    if not what:
        return "nothing rests on it alone, so no question moves"
    return f"{joined(what)}, and {joined(moved) if moved else 'no question moves'}"


def threat_words(found: "Sources") -> list[str]:
    """Say of each threat what is claimed, what is adopted and why they differ."""
    said = []
    for it in found.threats:
        rests = f" It rests on {joined(it.claims)} ({joined(it.voices)})." if it.claims else ""
        reason = f" The analyst's reason: {one_line(it.reason)}" if it.reason else ""
        said.append(
            f"{it.id}, {it.by}: {one_line(it.act)} (set off by: {one_line(it.trigger)}). Claimed: "
            f"{_triple(it.claimed)}, {_band(it.claimed_band)}. Adopted: {_triple(it.adopted)}, "
            f"{_band(it.adopted_band)}.{rests}{reason}"
        )
    return said


def _triple(of: tuple[float, float, float]) -> str:
    low, mode, high = map(percent, of)
    return f"most likely {mode} ({low.removesuffix(' %')} to {high})" if low != high else mode


def _band(band: Band | None) -> str:
    return f"'{band.name}' on the scale" if band else "for which the scale has no word"


def unvalued_words(found: "Sources") -> list[str]:
    """Name the words that stand for no probability, and where they stand."""
    said = [
        "Words as they stand in the analyst's paraphrases. Bands are those of ICD 203; where a "
        "mapping is this project's own, Korean words among them, it is marked so."
    ]
    for kind, why in NO_VALUE.items():
        where: dict[str, list[str]] = {}
        for claim in found.claims:
            for hedge in claim.hedges:
                if hedge.kind == kind:
                    where.setdefault(hedge.words.lower(), []).append(claim.id)
        if where:
            words = "; ".join(
                f"{words} ({', '.join(dict.fromkeys(ids))})" for words, ids in where.items()
            )
            said.append(f"No value, for the word {why}: {words}.")
    return said


def word_rows(found: "Sources") -> list[Row]:
    """Rows of the words that stand for a range of probabilities."""
    return [
        {
            "claim": claim.id,
            "who": claim.source,
            "language": hedge.language,
            "word": hedge.words,
            "stands for": f"{100 * hedge.band.low:.0f} to {100 * hedge.band.high:.0f} % "
            f"({hedge.band.name})",
            "mapping": "the standard's" if hedge.standard else "this project's",
        }
        for claim in found.claims
        for hedge in claim.hedges
        if hedge.band
    ]


def claim_rows(found: "Sources") -> list[Row]:
    """Rows of claims: grade, way and how far they are believed."""
    return [
        {
            "claim": it.id,
            "who": it.source,
            "grade": it.grade,
            "through": " then ".join(it.chain[1:]) or "directly",
            "estimates on it": len(it.estimates),
            "chance that it is so": shares(it.credibility) if it.credibility else "a call to act",
        }
        for it in found.claims
    ]
