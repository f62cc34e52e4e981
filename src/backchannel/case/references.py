"""Which ids a case mentions, where, and of what kind: one literal list, walked by the rules."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from backchannel.case.schema import CaseDocument, Pattern
from backchannel.case.unknowns import walk
from backchannel.case.yaml_text import Loc

BLOCKS: Final = (
    "actors",
    "bonuses",
    "red_lines",
    "channels",
    "links",
    "leverage",
    "wedges",
    "wars",
    "votes",
    "offices",
    "threats",
)
"""Lists of blocks that rest on claims."""

OWN_VOICES: Final = frozenset({"analyst", "backchannel"})
"""Who may make a forecast beside the sources: whoever writes the case, and this program."""

Known = dict[str, set[str]]


@dataclass(frozen=True, slots=True)
class Reference:
    """An id that is mentioned: ``kind`` says what it must name."""

    loc: Loc
    kind: str
    name: str


def known_names(document: CaseDocument) -> Known:
    """Return the ids of a case by kind; options and paragraphs by their issue and document."""
    known: Known = {
        "source": {s.id for s in document.sources},
        "claim": {c.id for c in document.claims},
        "document": {d.id for d in document.documents},
        "party": {p.id for p in document.parties},
        "actor": {a.id for a in document.actors},
        "issue": {i.id for i in document.issues},
        "condition": {c.id for c in document.conditions},
        "channel": {c.id for c in document.channels},
        "lever": {x.id for x in document.leverage},
        "offer": {x.id for x in document.offers},
        "forecast": {x.id for x in document.forecasts},
    }
    for issue in document.issues:
        known[f"option:{issue.id}"] = {option.id for option in issue.options}
    for held in document.documents:
        known[f"paragraph:{held.id}"] = set(held.paragraphs)
    return known


def references(document: CaseDocument) -> Iterator[Reference]:
    """Yield every mention of an id, in no particular order.

    A pattern on an unknown issue yields the issue only; its options are then beyond judging.
    """
    yield from _of_people(document)
    yield from _of_substance(document)
    yield from _of_evidence(document)
    yield from _of_channels(document)
    yield from _of_war_and_home(document)


def _each(kind: str, loc: Loc, names: Iterable[str | None]) -> Iterator[Reference]:
    for position, name in enumerate(names):
        if name is not None:
            yield Reference((*loc, position), kind, name)


def _one(kind: str, loc: Loc, name: str | None) -> Iterator[Reference]:
    if name is not None:
        yield Reference(loc, kind, name)


def _keys(kind: str, loc: Loc, names: Iterable[str]) -> Iterator[Reference]:
    for name in names:
        yield Reference((*loc, name), kind, name)


def _pattern(document: CaseDocument, loc: Loc, pattern: Pattern | None) -> Iterator[Reference]:
    issues = {issue.id for issue in document.issues}
    for issue, option in (pattern or {}).items():
        if issue in issues:
            yield Reference((*loc, issue), f"option:{issue}", option)
        else:
            yield Reference((*loc, issue), "issue", issue)


def _of_people(document: CaseDocument) -> Iterator[Reference]:
    for p, party in enumerate(document.parties):
        yield from _each("actor", ("parties", p, "actors"), party.actors)
        if party.rule:
            yield from _each("actor", ("parties", p, "rule", "actors"), party.rule.actors)
            yield from _each("claim", ("parties", p, "rule", "claims"), party.rule.claims)
            yield from _keys("actor", ("parties", p, "rule", "weights"), party.rule.weights)
    for a, actor in enumerate(document.actors):
        yield from _one("party", ("actors", a, "decides_for"), actor.decides_for)
        yield from _one("actor", ("actors", a, "agent_of"), actor.agent_of)


def _of_substance(document: CaseDocument) -> Iterator[Reference]:
    for e, exclusion in enumerate(document.exclusions):
        for f, pattern in enumerate(exclusion.forbids):
            yield from _pattern(document, ("exclusions", e, "forbids", f), pattern)
    issues = {issue.id for issue in document.issues}
    for name, by_issue in document.preferences.items():
        yield Reference(("preferences", name), "actor", name)
        for issue, preference in by_issue.items():
            loc: Loc = ("preferences", name, issue)
            yield Reference(loc, "issue", issue)
            for option in preference.values if issue in issues else ():
                yield Reference((*loc, "values", option), f"option:{issue}", option)
    for top in ("walk_away", "walk_away_if"):
        yield from _keys("actor", (top,), getattr(document, top))
    for b, bonus in enumerate(document.bonuses):
        yield Reference(("bonuses", b, "actor"), "actor", bonus.actor)
        yield from _pattern(document, ("bonuses", b, "pattern"), bonus.pattern)
    for r, line in enumerate(document.red_lines):
        yield Reference(("red_lines", r, "actor"), "actor", line.actor)
        for f, pattern in enumerate(line.forbids):
            yield from _pattern(document, ("red_lines", r, "forbids", f), pattern)
    for c, condition in enumerate(document.conditions):
        yield from _each("lever", ("conditions", c, "levers"), condition.levers)
        yield from _pattern(document, ("conditions", c, "implied_by"), condition.implied_by)
    for q, question in enumerate(document.questions):
        yield from _each("actor", ("questions", q, "actors"), question.actors)
        yield from _one("channel", ("questions", q, "channel"), question.channel)
        yield from _each("issue", ("questions", q, "issues"), question.issues)
        for name in question.conditions:
            yield Reference(("questions", q, "condition"), "condition", name)


def _of_evidence(document: CaseDocument) -> Iterator[Reference]:
    for s, source in enumerate(document.sources):
        yield from _each("source", ("sources", s, "reached_through"), source.reached_through)
    for c, claim in enumerate(document.claims):
        yield from _one("source", ("claims", c, "source"), claim.source)
        relays = claim.reached_through or ()
        yield from _each("source", ("claims", c, "reached_through"), relays)
        yield from _each("claim", ("claims", c, "supports"), claim.supports)
        yield from _each("claim", ("claims", c, "contradicts"), claim.contradicts)
        if claim.where is not None:
            loc: Loc = ("claims", c, "where")
            yield Reference((*loc, "document"), "document", claim.where.document)
            if claim.where.document in {d.id for d in document.documents}:
                kind = f"paragraph:{claim.where.document}"
                yield Reference((*loc, "paragraph"), kind, claim.where.paragraph)
    for i, issue in enumerate(document.issues):
        yield from _each("claim", ("issues", i, "claims"), issue.claims)
    for o, offer in enumerate(document.offers):
        yield from _each("claim", ("offers", o, "claims"), offer.claims)
    for f, forecast in enumerate(document.forecasts):
        if forecast.by not in OWN_VOICES:
            yield Reference(("forecasts", f, "by"), "source", forecast.by)
        yield from _each("claim", ("forecasts", f, "claims"), forecast.claims)
    for e, entry in enumerate(document.register_):
        yield Reference(("register", e, "forecast"), "forecast", entry.forecast)
        yield from _each("claim", ("register", e, "claims"), entry.claims)
    for r, reading in enumerate(document.readings):
        for o, override in enumerate(reading.overrides):
            yield from _each("claim", ("readings", r, "overrides", o, "claims"), override.claims)
    for top in BLOCKS:
        for position, block in enumerate(getattr(document, top)):
            yield from _each("claim", (top, position, "claims"), getattr(block, "claims", ()))
    for name, by_issue in document.preferences.items():
        for issue_id, preference in by_issue.items():
            yield from _each("claim", ("preferences", name, issue_id, "claims"), preference.claims)
    for _, place, estimate, _ in walk(document):
        yield from _each("claim", (*place, "claims"), estimate.claims)


def _of_channels(document: CaseDocument) -> Iterator[Reference]:
    for c, channel in enumerate(document.channels):
        for key in ("between", "on_behalf_of", "known_to"):
            yield from _each("actor", ("channels", c, key), getattr(channel, key))
        yield from _each("issue", ("channels", c, "issues"), channel.issues)
        yield from _each("claim", ("channels", c, "exposures"), channel.exposures)
        yield from _keys("actor", ("channels", c, "exposure_costs"), channel.exposure_costs)
        yield from _one("actor", ("channels", c, "gaps_filled_by"), channel.gaps_filled_by)
    for x, link in enumerate(document.links):
        yield from _one("channel", ("links", x, "from"), link.from_)
        yield from _one("channel", ("links", x, "to"), link.to)
    for x, lever in enumerate(document.leverage):
        yield from _one("actor", ("leverage", x, "by"), lever.by)
        yield from _one("actor", ("leverage", x, "on"), lever.on)
    for t, threat in enumerate(document.threats):
        yield from _one("actor", ("threats", t, "by"), threat.by)
        yield from _one("condition", ("threats", t, "condition"), threat.condition)
        yield from _pattern(document, ("threats", t, "trigger", "pattern"), threat.trigger.pattern)
    for o, offer in enumerate(document.offers):
        yield from _one("actor", ("offers", o, "by"), offer.by)
        yield from _one("actor", ("offers", o, "to"), offer.to)
        yield from _one("channel", ("offers", o, "channel"), offer.channel)
        for i, pattern in enumerate(offer.codings):
            yield from _pattern(document, ("offers", o, "codings", i), pattern)


def _of_war_and_home(document: CaseDocument) -> Iterator[Reference]:
    for w, wedge in enumerate(document.wedges):
        for key in ("by", "target", "rival"):
            yield Reference(("wedges", w, key), "actor", getattr(wedge, key))
    for w, war in enumerate(document.wars):
        yield from _each("actor", ("wars", w, "between"), war.between)
        yield from _keys("condition", ("wars", w, "chance_if"), war.chance_if)
        for key in ("beliefs", "firmness", "costs"):
            yield from _keys("actor", ("wars", w, key), getattr(war, key))
    yield from _keys("actor", ("war_costs",), document.war_costs)
    if document.renewed_war is not None:
        yield from _keys("actor", ("renewed_war", "worth"), document.renewed_war.worth)
        yield from _each("claim", ("renewed_war", "claims"), document.renewed_war.claims)
        for a, after in enumerate(document.renewed_war.after):
            loc: Loc = ("renewed_war", "after", a)
            yield from _pattern(document, (*loc, "pattern"), after.pattern)
            yield from _each("claim", (*loc, "claims"), after.claims)
    for v, vote in enumerate(document.votes):
        yield Reference(("votes", v, "holder"), "actor", vote.holder)
        yield from _one("offer", ("votes", v, "offer"), vote.offer)
        for key in ("held", "if_won", "if_lost"):
            yield from _pattern(document, ("votes", v, key), getattr(vote, key))
    for o, office in enumerate(document.offices):
        for key in ("actor", "values_of", "successor"):
            yield from _one("actor", ("offices", o, key), getattr(office, key))
        yield from _one("condition", ("offices", o, "condition"), office.condition)
