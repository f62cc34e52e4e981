"""The register of forecasts: what each lacks for a score, the scores of those that resolved."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from markupsafe import Markup, escape

from backchannel.briefing.record_parts import Block, Teller
from backchannel.briefing.tables import Row, Table, link
from backchannel.briefing.voice import Figure, Phrase
from backchannel.case.references import OWN_VOICES
from backchannel.studies.record.forecasts import Bin, Forecasts, Mean, Scored, Told


def forecasts(t: Teller, found: Forecasts) -> Block:
    """Say how the forecasts on record stand."""
    return Block(
        anchor="record-forecasts",
        title=t.voice("record.forecasts.title"),
        lines=tuple(_lines(t, found)) if found.forecasts else (),
        items=tuple(_without(t, it) for it in found.forecasts if it.brier is None),
        tables=(*_scores(t, found), *_means(t, found), *_calibration(t, found)),
        small=(*_register(t, found), *t.notes((), found.lacking)),
    )


def short(t: Teller, found: Forecasts) -> Iterator[Phrase]:
    """Say how many forecasts there are, and how many have a score."""
    if found.forecasts:
        yield _counted(t, found)


def _counted(t: Teller, found: Forecasts) -> Phrase:
    told = found.forecasts
    return t.phrase(
        "forecasts.counted",
        n=Figure(str(len(told)), "forecasts"),
        entered=str(sum(it.entered is not None for it in told)),
        resolved=str(sum(it.resolved is not None for it in told)),
        scored=str(len(found.scored)),
    )


def _lines(t: Teller, found: Forecasts) -> Iterator[Markup]:
    yield t.voice.marked(_counted(t, found))
    if found.overall is not None:
        yield t.say(
            "forecasts.means",
            brier=_score(found.overall.brier),
            log=_score(found.overall.log),
            even=_score(found.one_half),
            even_log=_score(found.one_half_log),
        )
    for key in ("made", "entered"):
        late = [it.id for it in found.forecasts if it.hindsight == key]
        if late:
            yield t.say(f"forecasts.after_{key}", ids=t.links("", late, "forecast"))


# ---------------------------------------------------------------- without a score


def _without(t: Teller, it: Told) -> Markup:
    """Name a forecast, who made it, and why it has no score."""
    lacks = [t.voice(f"record.forecasts.lacks_{what}") for what in it.missing]
    return t.say(
        "forecasts.without",
        id=link(f"forecast-{it.id}", it.id),
        by=_by(t, it.by),
        text=_text(t, it),
        lacks=t.voice.joined(lacks),
    )


def _text(t: Teller, it: Told) -> str:
    return t.voice.name("forecasts", it.id)


def _by(t: Teller, by: str) -> Markup:
    if by in OWN_VOICES:
        return escape(t.voice(f"forecasts.by_{by}"))
    return t.sources([by]).html


# ---------------------------------------------------------------- scores


def _scores(t: Teller, found: Forecasts) -> tuple[Table, ...]:
    head = [t.voice("forecasts.text"), *_own(t, ("whom",)), t.voice("forecasts.probability")]
    head += _own(t, ("came", "brier", "log"))
    rows = tuple(
        Row(
            (
                Markup("{}: {}").format(link(f"forecast-{it.id}", it.id), _text(t, it)),
                _by(t, it.by),
                _chance(t, it),
                t.voice.word("outcome", it.outcome),
                _score(it.brier),
                _score(it.log),
            )
        )
        for it in found.scored
    )
    return _table(t, "recordscores", "scores", head, rows)


def _means(t: Teller, found: Forecasts) -> tuple[Table, ...]:
    means = found.by_source if len(found.by_source) > 1 else ()
    rows = tuple(_mean(t, mean) for mean in means)
    return _table(t, "recordmeans", "by_whom", _own(t, ("whom", "number", "brier", "log")), rows)


def _mean(t: Teller, it: Mean) -> Row:
    return Row((_by(t, it.name), str(it.count), _score(it.brier), _score(it.log)))


def _calibration(t: Teller, found: Forecasts) -> tuple[Table, ...]:
    """Set what was said against what came, where there are enough forecasts to mean anything."""
    enough = [b for b in found.bins if b.enough]
    rows = tuple(_bin(t, b) for b in enough)
    head = _own(t, ("said", "number", "happened"))
    return _table(t, "recordcalibration", "calibration", head, rows)


def _bin(t: Teller, b: Bin) -> Row:
    share = "–"
    if b.share is not None:
        share = t.voice.percents(b.share.low, b.share.high)
    return Row((t.voice.percents(b.low, b.high), str(b.count), f"{b.happened} ({share})"))


def _own(t: Teller, keys: Sequence[str]) -> list[str]:
    return [t.voice(f"record.forecasts.head_{key}") for key in keys]


def _table(
    t: Teller, anchor: str, title: str, head: Sequence[str], rows: tuple[Row, ...]
) -> tuple[Table, ...]:
    if not rows:
        return ()
    said = t.voice(f"record.forecasts.{title}")
    intro = t.say(f"forecasts.{title}_intro")
    return (Table(anchor, said, tuple(head), rows, "", intro, level=4),)


def _chance(t: Teller, it: Told) -> Markup:
    chance = it.probability
    if chance is None:
        return escape(t.voice("forecasts.unstated"))
    shown = t.voice.percent(chance.mode)
    span = shown if chance.low == chance.high else t.voice.percents(chance.low, chance.high)
    return escape(t.around(shown, span, t.target(it.paths, f"forecast-{it.id}")))


def _score(score: Scored | None) -> str:
    """Return a score with its range."""
    if score is None:
        return "–"
    mode, least, most = (_figure(x) for x in (score.mode, score.least, score.most))
    return mode if least == most else f"{mode} ({least}–{most})"


def _figure(score: float) -> str:
    return f"{score:.3f}" if math.isfinite(score) else "∞"


# ---------------------------------------------------------------- the register


def _register(t: Teller, found: Forecasts) -> Iterator[Markup]:
    if found.scored and not any(b.enough for b in found.bins):
        yield t.say("forecasts.too_few")
    for it in found.registers:
        if it.lines:
            yield t.say("forecasts.register", n=str(it.lines), digest=it.last)
