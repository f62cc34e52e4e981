"""Whose values judge, whose agreement a deal needs, and what a package brings about."""

from collections.abc import Mapping

from backchannel.case.schema import CaseDocument


def values_of(document: CaseDocument, actor: str) -> str | None:
    """Return the actor whose values this actor has: itself, else its nearest principal, or None.

    Values are preferences together with a walk-away value.
    """
    principals = {listed.id: listed.agent_of for listed in document.actors}
    seen: set[str] = set()
    holder: str | None = actor
    while holder is not None and holder not in seen:
        if document.preferences.get(holder) and holder in document.walk_away:
            return holder
        seen.add(holder)
        holder = principals.get(holder)
    return None


def signatories(document: CaseDocument, channel_id: str) -> tuple[str, ...]:
    """Return the actors whose agreement a channel's deal needs: principals, else the talkers."""
    channel = next(listed for listed in document.channels if listed.id == channel_id)
    return channel.on_behalf_of or channel.between


def implied_conditions(document: CaseDocument, package: Mapping[str, str]) -> tuple[str, ...]:
    """Return the conditions that options of a package bring about (rule 8).

    What the status quo brings about by itself is left out: walk-away values as they stand hold it.
    """
    resting = {issue.id: issue.status_quo for issue in document.issues}
    return tuple(
        condition.id
        for condition in document.conditions
        if (options := condition.implied_by or {})
        and options.items() <= package.items()
        and not options.items() <= resting.items()
    )
