"""Who belongs where, who decides, and whose values are needed."""

from collections.abc import Iterator

from backchannel.case.finding import Finding
from backchannel.case.roles import signatories, values_of
from backchannel.case.schema import CaseDocument, Party
from backchannel.case.yaml_text import Loc
from backchannel.core.errors import did_you_mean


def parties_hold_actors(document: CaseDocument) -> Iterator[Finding]:
    """Every actor belongs to exactly one party, and decides for none but its own."""
    home: dict[str, str] = {}
    deciding = {actor.decides_for for actor in document.actors}
    for p, party in enumerate(document.parties):
        for a, actor in enumerate(party.actors):
            if actor in home:
                yield Finding(
                    "DUPLICATE-ID",
                    ("parties", p, "actors", a),
                    f"'{actor}' is already an actor of party '{home[actor]}'",
                    "an actor belongs to one party",
                    actor,
                )
            home.setdefault(actor, party.id)
        if party.rule is None and party.id not in deciding:
            yield Finding(
                "MISSING-KEY",
                ("parties", p),
                f"nothing says who decides for party '{party.id}'",
                "give it a `rule`, or give one of its actors `decides_for`",
                party.id,
            )
        if (
            party.rule
            and party.rule.kind == "weighted"
            and not (party.rule.weights and party.rule.quota)
        ):
            yield Finding(
                "MISSING-KEY", ("parties", p, "rule"), "a weighted rule needs `weights` and `quota`"
            )
        if party.rule:
            yield from _rule_fits(party, ("parties", p, "rule"))
    for a, one in enumerate(document.actors):
        if one.id not in home:
            yield Finding(
                "UNRESOLVED",
                ("actors", a),
                f"actor '{one.id}' belongs to no party",
                "list it under `actors` of a party",
                one.id,
            )
        elif one.decides_for is not None and one.decides_for != home[one.id]:
            yield Finding(
                "BAD-VALUE",
                ("actors", a, "decides_for"),
                f"'{one.id}' belongs to '{home[one.id]}'",
                "",
                one.id,
            )


def _rule_fits(party: Party, loc: Loc) -> Iterator[Finding]:
    rule = party.rule
    for name in dict.fromkeys((*rule.actors, *rule.weights)) if rule else ():
        if name not in party.actors:
            yield Finding(
                "BAD-VALUE",
                loc,
                f"'{name}' decides in party '{party.id}' without belonging to it",
                did_you_mean(name, party.actors),
                name,
            )
    if rule and rule.quota is not None and rule.quota.value[0] <= 0:
        yield Finding("BAD-VALUE", (*loc, "quota"), "a quota is more than nothing")
    if rule and rule.kind == "leader_only" and len(rule.actors) != 1:
        yield Finding("BAD-VALUE", (*loc, "actors"), "a leader_only rule names one actor")


def values_come_whole(document: CaseDocument) -> Iterator[Finding]:
    """Preferences and a walk-away value come together, and what hangs on them needs both."""
    for name in document.preferences:
        if name not in document.walk_away:
            yield Finding(
                "NO-VALUES",
                ("preferences", name),
                f"'{name}' has preferences but no walk-away value",
                "without one its preferences would not be used",
                f"walk_away.{name}",
            )
    for top in ("walk_away", "walk_away_if"):
        for name in getattr(document, top):
            if name not in document.preferences:
                yield Finding(
                    "NO-VALUES",
                    (top, name),
                    f"'{name}' has a walk-away value but no preferences",
                    "without them it would not be used",
                    f"preferences.{name}",
                )
    for b, bonus in enumerate(document.bonuses):
        if bonus.actor not in document.preferences:
            yield Finding(
                "NO-VALUES",
                ("bonuses", b, "actor"),
                f"'{bonus.actor}' has no values of its own to which a bonus could be added",
                "give it preferences and a walk-away value",
                f"preferences.{bonus.actor}",
            )


def needed_actors_have_values(document: CaseDocument) -> Iterator[Finding]:
    """Rules, channels that settle issues, and questions need actors with values.

    Half of an actor's values is another rule's finding.
    """
    half = document.preferences.keys() ^ document.walk_away.keys()
    known = {actor.id for actor in document.actors} - half
    without: dict[str, bool] = {}
    for actor, loc, why in _needed(document):
        if actor not in without:
            without[actor] = actor in known and values_of(document, actor) is None
        if without[actor]:
            yield Finding(
                "NO-VALUES",
                loc,
                f"'{actor}' is needed by {why} but has no preferences and no walk-away value",
                "wide ranges with `basis: placeholder` are better than none",
                f"preferences.{actor}",
            )


def _needed(document: CaseDocument) -> Iterator[tuple[str, Loc, str]]:
    channels = {channel.id: channel for channel in document.channels}
    for q, question in enumerate(document.questions):
        for a, actor in enumerate(question.actors):
            yield actor, ("questions", q, "actors", a), f"question '{question.id}'"
        if question.channel in channels:
            for actor in signatories(document, question.channel):
                yield actor, ("questions", q, "channel"), f"question '{question.id}'"
    for c, channel in enumerate(document.channels):
        if channel.issues:
            for actor in signatories(document, channel.id):
                yield actor, ("channels", c), f"channel '{channel.id}'"
    for p, party in enumerate(document.parties):
        for a, actor in enumerate(party.rule.actors if party.rule else ()):
            yield actor, ("parties", p, "rule", "actors", a), f"the rule of party '{party.id}'"
