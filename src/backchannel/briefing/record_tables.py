"""Readings, threats, offers on record and forecasts."""

from markupsafe import Markup, escape

from backchannel.briefing import numbers
from backchannel.briefing.tables import Row, Table, claim_links, estimate, link, path_name, stacked
from backchannel.briefing.voice import Figure, Voice
from backchannel.case import Case
from backchannel.case.estimates import Override
from backchannel.case.references import OWN_VOICES
from backchannel.case.register import Standing, standings
from backchannel.case.schema import Offer, Reading, Threat
from backchannel.studies.overview import Overview
from backchannel.studies.ranges import Range


def readings(voice: Voice, case: Case) -> Table:
    """How observers read the conflict, and what each changes."""

    def row(it: Reading) -> Row:
        changed = Markup().join(_change(voice, case, override) for override in it.overrides)
        applied = voice("readings.applied") if it.id in case.readings else None
        return Row(
            anchor=f"reading-{it.id}",
            cells=(stacked(voice.name("readings", it.id), applied), voice.say(it.summary), changed),
        )

    return Table(
        anchor="readings",
        title=voice("nav.readings"),
        head=tuple(voice(f"readings.{key}") for key in ("name", "summary", "changes")),
        rows=tuple(row(it) for it in case.document.readings),
        empty=voice("readings.none"),
    )


def _change(voice: Voice, case: Case, it: Override) -> Markup:
    """Say what a reading puts in the place of an estimate, and why."""
    low, mode, high = it.value
    shown = f"{numbers.plain(mode)} ({voice.span(low, high)})"
    said = voice.html(
        "readings.change",
        name=path_name(voice, case, it.path),
        range=Figure(shown, f"e-{it.path}"),
    )
    why = Markup("{}: {} {}").format(
        voice.word("basis", it.basis), voice.say(it.reason), claim_links(it.claims)
    )
    return Markup('<span class="change">{}</span>').format(stacked(said, why))


def compared(voice: Voice, overview: Overview) -> Table:
    """The questions under the base and each reading, side by side."""
    columns = overview.compared
    rows = tuple(
        Row(
            (
                link(f"question-{answer.question.id}", voice.say(answer.question.text)),
                *(
                    _compared(voice, c.open_shares[q], c.shares[q], f"enters-{answer.question.id}")
                    for c in columns
                ),
            )
        )
        for q, answer in enumerate(overview.answers)
        if columns
    )
    heads = [
        link(f"reading-{c.reading}", voice.name("readings", c.reading))
        if c.reading
        else voice("compared.base")
        for c in columns
    ]
    return Table(
        anchor="compared",
        title=voice("nav.compared"),
        head=(voice("answer.question"), *heads),
        rows=rows,
        empty="",
        intro=voice.html("compared.intro", draws=Figure(numbers.count(overview.draws), "run")),
    )


def _compared(voice: Voice, open_share: float, share: Range | None, enters: str) -> Markup:
    shown = Figure(voice.percent(open_share), enters)
    if share is None:
        return voice.html("compared.cell_uncounted", share=shown)
    size = Figure(voice.percents(share.low, share.high), enters)
    return voice.html("compared.cell", share=shown, range=size)


def threats(voice: Voice, case: Case) -> Table:
    """What is threatened: the claimed probability and the adopted one, apart."""
    head = ("by", "act", "claimed", "adopted", "why")

    def row(it: Threat) -> Row:
        bound = (
            voice("threats.bound", condition=voice.name("conditions", it.condition))
            if it.condition
            else voice("threats.loose")
        )
        return Row(
            anchor=f"threat-{it.id}",
            cells=(
                voice.name("actors", it.by),
                stacked(voice.say(it.act), voice.say(it.trigger.text), bound),
                escape(estimate(voice, case, f"threats.{it.id}.claimed_probability")),
                escape(estimate(voice, case, f"threats.{it.id}.adopted_probability")),
                stacked(voice.say(it.reason), claim_links(it.claims)),
            ),
        )

    return Table(
        anchor="threats",
        title=voice("nav.threats"),
        intro=voice("threats.intro"),
        head=tuple(voice(f"threats.{key}") for key in head),
        rows=tuple(row(it) for it in case.document.threats),
        empty=voice("threats.none"),
    )


def offers(voice: Voice, case: Case) -> Table:
    """Who offered what to whom, through which channel, when, and the answer."""
    head = ("offer", "by", "channel", "date", "answer")

    def row(it: Offer) -> Row:
        coded = f" {voice('offers.or')} ".join(voice.pattern(c) for c in it.codings)
        through = (
            link(f"channel-{it.channel}", voice.name("channels", it.channel)) if it.channel else "–"
        )
        return Row(
            anchor=f"offer-{it.id}",
            cells=(
                stacked(
                    f"{it.id}: {coded or voice('offers.approach')}",
                    voice.say(it.note),
                    claim_links(it.claims),
                ),
                f"{voice.name('actors', it.by)} → {voice.name('actors', it.to)}",
                through,
                numbers.when(it.date) if it.date else voice("offers.undated"),
                voice.word("reply", it.answer),
            ),
        )

    return Table(
        anchor="offers",
        title=voice("nav.offers"),
        head=tuple(voice(f"offers.{key}") for key in head),
        rows=tuple(row(it) for it in case.document.offers),
        empty=voice("offers.none"),
    )


def forecasts(voice: Voice, case: Case) -> Table:
    """Dated statements, what the register says of them, and what they lack for a score."""
    head = ("text", "by", "probability", "horizon", "resolution", "state")

    def row(standing: Standing) -> Row:
        it = standing.forecast
        chance = (
            escape(estimate(voice, case, f"forecasts.{it.id}.probability"))
            if it.probability
            else voice("forecasts.unstated")
        )
        by = (
            voice(f"forecasts.by_{it.by}")
            if it.by in OWN_VOICES
            else link(f"source-{it.by}", voice.name("sources", it.by))
        )
        return Row(
            anchor=f"forecast-{it.id}",
            cells=(
                stacked(
                    f"{it.id}: {voice.say(it.text)}", voice.say(it.note), claim_links(it.claims)
                ),
                stacked(by, numbers.when(it.made)),
                chance,
                numbers.when(it.horizon) if it.horizon else voice("forecasts.unstated"),
                stacked(
                    voice.say(it.resolution) or voice("forecasts.unstated"),
                    voice.say(it.undefined),
                ),
                _state(voice, standing),
            ),
        )

    return Table(
        anchor="forecasts",
        title=voice("nav.forecasts"),
        head=tuple(voice(f"forecasts.{key}") for key in head),
        rows=tuple(row(it) for it in standings(case.document)),
        empty=voice("forecasts.none"),
    )


def _state(voice: Voice, standing: Standing) -> Markup:
    """Say what the register says of a forecast, and whether it can be scored."""
    line = standing.resolved or standing.entered
    said = voice.word("outcome", line.status if line else "not_entered")
    lacking = [what for what in standing.missing if what not in ("entered", "resolved", "void")]
    can = (
        voice("forecasts.lacks", what=voice.joined(voice(f"forecasts.lacks_{k}") for k in lacking))
        if lacking
        else voice("forecasts.scorable")
    )
    return stacked(
        f"{said}, {numbers.when(line.date)}" if line else said,
        voice.say(standing.resolved.reason) if standing.resolved else None,
        can if "void" not in standing.missing else None,
    )
