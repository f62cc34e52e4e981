"""Channels, how they act on one another, leverage, and who is decided about without being there."""

from collections.abc import Iterable

from markupsafe import Markup, escape

from backchannel.briefing.tables import (
    Row,
    Table,
    claim_links,
    estimate,
    link,
    stacked,
    values_anchor,
)
from backchannel.briefing.voice import Figure, Voice
from backchannel.case import Case
from backchannel.case.schema import Channel
from backchannel.studies.overview import Absence, Overview
from backchannel.studies.ranges import Range


def channels(voice: Voice, case: Case) -> Table:
    """Who talks to whom, how, about what."""
    return Table(
        anchor="channels",
        title=voice("nav.channels"),
        head=tuple(
            voice(f"channels.{key}")
            for key in ("name", "who", "status", "secrecy", "issues", "why")
        ),
        rows=tuple(_channel(voice, case, c) for c in case.document.channels),
        empty=voice("channels.none"),
    )


def _channel(voice: Voice, case: Case, it: Channel) -> Row:
    def actors(ids: Iterable[str]) -> str:
        return voice.joined(voice.name("actors", a) for a in ids)

    rate = f"channels.{it.id}.meetings_per_month"
    return Row(
        anchor=f"channel-{it.id}",
        cells=(
            stacked(voice.name("channels", it.id), voice.say(it.kind)),
            stacked(
                actors(it.between),
                voice("channels.behalf", actors=actors(it.on_behalf_of))
                if it.on_behalf_of
                else None,
                voice("channels.audience", audience=voice.say(it.audience))
                if it.audience
                else None,
            ),
            stacked(
                voice.word("status", it.status),
                voice.say(it.status_note),
                voice.word("binding", it.binding),
                voice.html("channels.rate", n=estimate(voice, case, rate))
                if it.meetings_per_month
                else None,
            ),
            stacked(
                voice.word("secrecy", it.secrecy),
                voice.say(it.secrecy_note),
                voice("channels.known", actors=actors(it.known_to)) if it.known_to else None,
            ),
            voice.issues(it.issues) or "–",
            stacked(voice.say(it.reason), claim_links((*it.claims, *it.exposures))),
        ),
    )


def links(voice: Voice, case: Case) -> Table:
    """How one channel acts on another."""
    head = ("from", "acts", "to", "strength", "why")
    return Table(
        anchor="links",
        title=voice("channels.links"),
        head=tuple(voice(f"channels.{key}") for key in head),
        rows=tuple(
            Row(
                anchor=f"link-{it.id}",
                cells=(
                    link(f"channel-{it.from_}", voice.name("channels", it.from_)),
                    voice.word("link", it.kind),
                    link(f"channel-{it.to}", voice.name("channels", it.to)),
                    escape(estimate(voice, case, f"links.{it.id}.strength")),
                    stacked(voice.say(it.reason), claim_links(it.claims)),
                ),
            )
            for it in case.document.links
        ),
        empty=voice("channels.links_none"),
        level=3,
    )


def leverage(voice: Voice, case: Case) -> Table:
    """Who can move whose walk-away value, by what means and at what cost."""
    head = ("means", "by", "on", "direction", "credibility", "cost", "why")
    return Table(
        anchor="leverage",
        title=voice("channels.leverage"),
        head=tuple(voice(f"channels.{key}") for key in head),
        rows=tuple(
            Row(
                anchor=f"lever-{it.id}",
                cells=(
                    voice.say(it.instrument),
                    voice.name("actors", it.by),
                    voice.name("actors", it.on),
                    stacked(
                        voice.word("direction", it.direction),
                        escape(estimate(voice, case, f"leverage.{it.id}.strength")),
                    ),
                    escape(estimate(voice, case, f"leverage.{it.id}.credibility")),
                    escape(estimate(voice, case, f"leverage.{it.id}.cost_to_user")),
                    stacked(voice.say(it.reason), claim_links(it.claims)),
                ),
            )
            for it in case.document.leverage
        ),
        empty=voice("channels.leverage_none"),
        level=3,
    )


def absent_actors(voice: Voice, case: Case, held: Iterable[Absence]) -> Markup:
    """Name those who are not there, each with its points of weight on that table."""
    return Markup(", ").join(
        voice.html(
            "absent.points",
            actor=voice.name("actors", a.actor),
            points=Figure(_points(voice, a.weight), values_anchor(case, a.actor)),
        )
        for a in held
    )


def _points(voice: Voice, weight: Range) -> str:
    low, median, high = (round(100 * x) for x in (weight.low, weight.median, weight.high))
    return f"{median} ({voice.span(low, high)})" if low < high else f"{median}"


def absences(voice: Voice, overview: Overview) -> Table:
    """Who is decided about without taking part, channel by channel."""
    case = overview.case
    rows = []
    for channel in case.document.channels:
        held = [a for a in overview.absences if a.channel == channel.id]
        if held:
            issues = voice.issues(channel.issues)
            name = link(f"channel-{channel.id}", voice.name("channels", channel.id))
            rows.append(Row(cells=(name, issues, absent_actors(voice, case, held))))
    return Table(
        anchor="absences",
        title=voice("absent.table"),
        head=(voice("channels.name"), voice("channels.issues"), voice("absent.who")),
        rows=tuple(rows),
        empty=voice("absent.none"),
        level=3,
    )
