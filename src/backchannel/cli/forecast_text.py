"""The register of forecasts as sentences and small tables."""

import math
from collections.abc import Iterable, Sequence
from textwrap import shorten
from typing import TYPE_CHECKING

from backchannel.cli.common import Row, print_notes, print_table, print_text
from backchannel.cli.figures import counted, percent, shares
from backchannel.core.errors import one_line

if TYPE_CHECKING:
    from backchannel.studies.record.forecasts import (
        Bin,
        Chance,
        Forecasts,
        Mean,
        Scored,
        Told,
    )

LACKS = {
    "probability": "no probability",
    "horizon": "no horizon",
    "resolution": "no rule",
    "definition": "something is not defined",
    "entered": "not entered",
    "resolved": "not resolved yet",
    "void": "declared void",
}
SAYS = 40  # letters of a forecast in the table of scores
OUTCOMES = {"happened": "happened", "did_not_happen": "did not happen", "void": "void"}


def lacks(missing: Iterable[str]) -> str:
    """Return what keeps a forecast from being scored, in words.

    >>> lacks(["probability", "resolved"])
    'no probability, not resolved yet'
    """
    return ", ".join(LACKS[what] for what in missing)


def print_list(found: "Forecasts") -> None:
    """Print all forecasts: how they stand, what each says, and the digest to keep."""
    told = found.forecasts
    entered = sum(it.entered is not None for it in told)
    resolved = sum(it.resolved is not None for it in told)
    print_text(
        f"{counted(len(told), 'forecast')} on record: {entered} entered into the register, "
        f"{resolved} resolved, {len(found.scored)} with a score."
    )
    if told:
        print_table([_standing(it) for it in told], "\nHOW THEY STAND")
        for sentence in (*_hindsight(told), *_early(told)):
            print_text(sentence)
        print_text("\nWHAT THEY SAY")
    for it in told:
        print_text(f"{it.id}, {one_line(it.source)}: {one_line(it.text)}")
        print_text(f"  Resolves: {one_line(it.rule) if it.rule else 'no rule is given.'}")
        if it.undefined:
            print_text(f"  Not defined: {one_line(it.undefined)}")
        if it.reason:
            print_text(f"  {OUTCOMES[str(it.outcome)]}: {one_line(it.reason)}")
    for register in found.registers:
        if register.lines:
            print_text(
                f"\nThe register has {counted(register.lines, 'line')}. What was entered stays as "
                "it is: what a forecast lacks can be said in a new one. Last digest, to keep "
                f"elsewhere: {register.last}"
            )
    print_notes(found.notes, found.lacking)


def print_scores(found: "Forecasts") -> None:
    """Print the scores: each forecast, by source, calibration, and what could not be scored."""
    for line in found.summary().splitlines():
        print_text(line)
    scored = found.scored
    if found.overall is not None:
        print_text(
            "Scores are losses: 0 is best. Brier is the squared distance of the probability from "
            "what came (1 or 0), log is minus the natural logarithm of the probability given to "
            "what came. First at the most likely probability, in brackets over its range."
        )
        for sentence in (*_hindsight(scored), *_early(scored)):
            print_text(sentence)
        several = len(found.registers) > 1
        rows = [{**({"case": it.case} if several else {}), **_score_row(it)} for it in scored]
        print_table(rows, "\nFORECASTS WITH A SCORE")
        means = [_mean_row(mean) for mean in (found.overall, *found.by_source)]
        even = dict.fromkeys(means[0]) | {"by": "always one half"}
        even |= {"Brier": _score(found.one_half), "log": _score(found.one_half_log)}
        print_table([*means, even], "\nMEANS")
        print_table([_bin_row(b) for b in found.bins if b.count], "\nCALIBRATION")
        if not any(b.enough for b in found.bins):
            print_text(
                "Too few to mean anything: no bin holds 10 forecasts. The interval is that of "
                "independent events; forecasts of one event are not independent."
            )
    without = [it for it in found.forecasts if it.brier is None]
    if without:
        print_table([_without(it) for it in without], "\nWITHOUT A SCORE")
    print_notes(found.notes, found.lacking)


def _standing(it: "Told") -> Row:
    return {
        "forecast": it.id,
        "by": it.by,
        "made": it.made,
        "probability": _chance(it.probability),
        "by when": it.horizon or "not said",
        "entered": it.entered or "no",
        "resolved": f"{OUTCOMES[it.outcome]}, {it.resolved}" if it.outcome else "open",
        "why there is no score": lacks(it.missing),
    }


def _hindsight(told: Sequence["Told"]) -> Iterable[str]:
    """Say which probabilities are no test of foresight, and why."""
    made = [it.id for it in told if it.hindsight == "made"]
    entered = [it.id for it in told if it.hindsight == "entered"]
    if made:
        yield (
            f"Made after the horizon: {', '.join(made)}. Such a score says how near the number "
            "came; it is no test of foresight."
        )
    if entered:
        yield (
            f"Said before the horizon, entered after it: {', '.join(entered)}. That it was said "
            "then rests on the case's claims; what was entered, with which probability, was chosen "
            "when the outcome could be known."
        )


def _early(told: Sequence["Told"]) -> Iterable[str]:
    """Say which are held not to have happened while they still could."""
    early = [f"{it.id} ({it.resolved}, by when: {it.horizon})" for it in told if it.early]
    if early:
        yield (
            f"Resolved before its horizon: {', '.join(early)}. Until its horizon ends it can still "
            "happen."
        )


def _chance(chance: "Chance | None") -> str:
    """Return a probability with its range, in percent."""
    if chance is None:
        return "not said"
    from backchannel.studies.ranges import Range

    return shares(Range(chance.low, chance.mode, chance.high))


def _score_row(it: "Told") -> Row:
    return {
        "forecast": it.id,
        "by": it.by,
        "says": shorten(one_line(it.text), SAYS, placeholder=" ..."),
        "probability": _chance(it.probability),
        "what came": OUTCOMES[str(it.outcome)],
        "Brier": _score(it.brier),
        "log": _score(it.log),
    }


def _mean_row(mean: "Mean") -> Row:
    return {
        "by": mean.name,
        "forecasts": mean.count,
        "made after the horizon": mean.made_after,
        "only entered after it": mean.entered_after,
        "Brier": _score(mean.brier),
        "log": _score(mean.log),
    }


def _bin_row(b: "Bin") -> Row:
    share = b.share
    return {
        "said": f"{percent(b.low).removesuffix(' %')} to {percent(b.high)}",
        "forecasts": b.count,
        "mean of what was said": percent(b.said) if b.said is not None else "",
        "happened": b.happened,
        "share that happened, with its 95 % interval": (
            f"{percent(share.value)} ({percent(share.low).removesuffix(' %')} to "
            f"{percent(share.high)})"
            if share
            else ""
        ),
    }


def _without(it: "Told") -> Row:
    return {
        "case": it.case,
        "forecast": it.id,
        "by": it.by,
        "says": one_line(it.text),
        "why there is no score": lacks(it.missing),
    }


def _score(score: "Scored | None") -> str:
    """Return a score with its range: 0.94 (0.90 to 0.98)."""
    if score is None:
        return ""
    mode, least, most = (_figure(x) for x in (score.mode, score.least, score.most))
    return mode if least == most else f"{mode} ({least} to {most})"


def _figure(score: float) -> str:
    return f"{score:.3f}" if math.isfinite(score) else "infinite"
