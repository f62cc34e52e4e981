"""Who is who, what each issue is about, and what brings a condition about."""

from backchannel.briefing.tables import Row, Table, claim_links, link, stacked
from backchannel.briefing.voice import Voice
from backchannel.case import Case
from backchannel.case.roles import values_of
from backchannel.case.schema import Actor, Condition, Party


def actors(voice: Voice, case: Case) -> Table:
    """Every actor with its party, its role, and whose values it has."""
    return Table(
        anchor="actors",
        title=voice("nav.actors"),
        head=tuple(voice(f"actors.{key}") for key in ("actor", "role", "decides", "values")),
        rows=tuple(
            _actor(voice, case, party, actor)
            for party in case.document.parties
            for actor in case.document.actors
            if actor.id in party.actors
        ),
        empty="",
    )


def _actor(voice: Voice, case: Case, party: Party, it: Actor) -> Row:
    holder = values_of(case.document, it.id)
    if holder == it.id:
        values = link(f"values-{it.id}", voice("actors.own"))
    elif holder:
        values = voice.html("actors.of", actor=voice.name("actors", holder))
    else:
        values = voice.html("actors.no_values")
    rule = None
    if it.decides_for and party.rule:
        rule = voice.html(
            "actors.rule",
            rule=voice.word("rule", party.rule.kind),
            actors=voice.joined(voice.name("actors", a) for a in party.rule.actors),
        )
    return Row(
        (
            stacked(voice.name("actors", it.id), voice.name("parties", party.id)),
            stacked(voice.say(it.role) or "–", claim_links(it.claims)),
            stacked(
                voice("actors.decides_for", party=voice.name("parties", it.decides_for))
                if it.decides_for
                else None,
                voice("actors.agent_of", actor=voice.name("actors", it.agent_of))
                if it.agent_of
                else None,
                voice("actors.veto", veto=voice.say(it.veto)) if it.veto else None,
                rule,
            ),
            values,
        ),
        anchor=f"actor-{it.id}",
    )


def issues(voice: Voice, case: Case) -> Table:
    """Every issue with its present state, what is to be known of it, and its claims."""
    return Table(
        anchor="issues",
        title=voice("issues.title"),
        head=tuple(voice(f"issues.{key}") for key in ("issue", "now", "note")),
        rows=tuple(
            Row(
                (
                    voice.name("issues", it.id),
                    voice.option(it.id, it.status_quo),
                    stacked(voice.say(it.note), claim_links(it.claims)),
                )
            )
            for it in case.document.issues
        ),
        empty="",
        level=3,
    )


def conditions(voice: Voice, case: Case) -> Table:
    """Every condition with what brings it about."""
    return Table(
        anchor="conditions",
        title=voice("conditions.title"),
        head=tuple(voice(f"conditions.{key}") for key in ("condition", "through")),
        rows=tuple(_condition(voice, it) for it in case.document.conditions),
        empty=voice("conditions.none"),
        level=3,
    )


def _condition(voice: Voice, it: Condition) -> Row:
    levers = voice.joined(voice.name("leverage", lever) for lever in it.levers)
    implied = voice.pattern(it.implied_by) if it.implied_by else ""
    return Row(
        (
            voice.say(it.text),
            stacked(
                voice("conditions.levers", levers=levers) if levers else None,
                voice("conditions.options", options=implied) if implied else None,
                voice("conditions.event", event=voice.say(it.event)) if it.event else None,
            )
            or "–",
        )
    )
