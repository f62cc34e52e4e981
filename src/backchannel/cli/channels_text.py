"""What `backchannel channels` says: sentences for each channel, and one small table a topic."""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from backchannel.cli.common import Row
from backchannel.cli.deals_words import joined
from backchannel.cli.figures import after, counted, months, parts, percent, points, shares

if TYPE_CHECKING:
    from backchannel.studies.channel.channels import ChannelOverDraws, ChannelsOverDraws, Knowledge
    from backchannel.studies.channel.deals import Adoption, Settlement
    from backchannel.studies.channel.secrecy import Exposure, Publicity, SecretPath

__all__ = ["sentences", "tables"]

TOLD_MONTHS = (3, 6, 12, 24)


def sentences(it: "ChannelOverDraws", horizon: int, draws: int) -> Iterator[str]:
    """Say in plain sentences what is told of one channel."""
    behalf = f", on behalf of {joined(it.on_behalf_of)}" if it.on_behalf_of else ""
    secrecy = "" if it.secrecy == "unknown" else f", {it.secrecy}"
    speak = "speaks" if len(it.between) == 1 else "talk"
    yield f"{it.channel} ({it.status}{secrecy}): {joined(it.between)} {speak}{behalf}."
    if not it.issues:
        yield "It names no issues, so nothing could be settled in it."
    if it.settles:
        yield from _settled(it.settles, draws)
    if it.adoption:
        yield from _adopted(it.adoption, draws)
    if it.absences:
        missing = joined(absence.actor for absence in it.absences)
        yield f"Its issues matter to actors who are not there and not represented: {missing}."
    yield from _known(it.knowledge, open_=it.secrecy == "open")
    if it.exposure:
        yield from _exposed(it.exposure, horizon, draws, known=bool(it.knowledge.exposures))
    if it.publicity and it.settles and it.settles.settled_draws:
        yield from _public(it.publicity, draws)
        for path in it.publicity.actors:
            yield from _preferred(path, horizon, draws)


def tables(found: "ChannelsOverDraws") -> Iterator[tuple[str, list[Row]]]:
    """Return one table a topic over all channels, with its title; empty ones are left out."""
    told = counted(found.draws, "draw")
    yield from _filled(
        (
            f"WHAT EACH COULD SETTLE (share of {told}; share of packages: median, 5th to 95th "
            "percentile)",
            [_settled_row(it, it.settles) for it in found.channels if it.settles],
        ),
        (
            f"HOW EACH ISSUE WOULD BE SETTLED (shares of the draws with a deal, out of {told})",
            [row for it in found.channels if it.settles for row in _issue_rows(it, it.settles)],
        ),
        (
            "WHO IS DECIDED ABOUT AND NOT THERE (share of the actor's weight that lies on the "
            f"channel's issues: median, 5th to 95th percentile of {told})",
            _absence_rows(found),
        ),
        (
            f"DO PRINCIPALS ADOPT IT ({told})",
            [_adopted_row(it, it.adoption) for it in found.channels if it.adoption],
        ),
        ("WHO KNOWS OF IT", [_known_row(it, it.knowledge) for it in found.channels]),
        (
            f"CHANCE THAT IT BECOMES KNOWN WITHIN SO MANY MONTHS OF ITS START (median, 5th to 95th "
            f"percentile of {told})",
            [_exposed_row(it, it.exposure) for it in found.channels if it.exposure],
        ),
        (
            f"IN SECRET OR SEEN TO SIGN (share of {told}; share of packages: median, 5th to 95th "
            "percentile)",
            [row for it in found.channels if it.publicity for row in _seen_rows(it, it.publicity)],
        ),
        (
            f"SECRECY AGAINST A PUBLIC DEAL, {found.months} MONTHS (points lost: median, 5th to "
            f"95th percentile of {told})",
            [row for it in found.channels if it.publicity for row in _path_rows(it, it.publicity)],
        ),
    )


def _filled(*all_tables: tuple[str, list[Row]]) -> Iterator[tuple[str, list[Row]]]:
    yield from ((title, rows) for title, rows in all_tables if rows)


# ---------------------------------------------------------------- sentences


def _settled(it: "Settlement", draws: int) -> Iterator[str]:
    rest = ", everything else staying as it is," if it.partial else ""
    if not it.open_share:
        yield (
            f"{joined(it.actors)} could settle nothing there{rest} in any of "
            f"{counted(draws, 'draw')}."
        )
        return
    share = f"; all accept {parts(it.zone)} of {counted(it.total, 'package')}" if it.zone else ""
    yield (
        f"{joined(it.actors)} could settle something there{rest} in {percent(it.open_share)} of "
        f"{counted(draws, 'draw')}{share}."
    )
    if it.package:
        held = ", ".join(
            f"{i.issue}={i.option} in {percent(i.share)}{' (as it is now)' if i.resting else ''}"
            for i in it.issues
        )
        yield (
            "If they settle on the package with the largest product of gains (Nash), that is most "
            f"often {held} of {counted(it.settled_draws, 'draw')}."
        )


def _adopted(it: "Adoption", draws: int) -> Iterator[str]:
    talkers, principals = joined(it.talkers), joined(it.principals)
    if it.assumed:
        delegates = joined(actor for actor in it.talkers if actor not in it.principals)
        yield (
            f"The case gives {delegates} no values apart from those of principals, so that "
            f"{principals} adopt whatever is settled, by assumption."
        )
        return
    if it.settled is None:
        yield f"{talkers} by their own values could agree on nothing in {counted(draws, 'draw')}."
        return
    each = ", ".join(f"{actor} {percent(share)}" for actor, share in it.accepts.items())
    text = f"The text on which {talkers} would settle by their own values is accepted by "
    yield (
        f"{text}{principals} in {percent(it.settled)} of the {counted(it.settled_draws, 'draw')} "
        "in which "
        f"there is one{f' ({each})' if len(it.accepts) > 1 else ''}."
    )
    if it.texts:
        yield f"Of all texts that {talkers} could sign the principals accept {parts(it.texts)}."


def _known(it: "Knowledge", *, open_: bool) -> Iterator[str]:
    known = [*it.principals, *it.others]
    if open_:
        yield "It is open: anyone can know of it."
    elif known:
        yield f"Besides those who talk it is known to {joined(known)}."
    if it.unaware:
        yield f"Not said to know of it, though it is about their issues: {joined(it.unaware)}."
    if it.exposures and not open_:
        yield f"By claims of the case it became known already: {', '.join(it.exposures)}."


def _exposed(it: "Exposure", horizon: int, draws: int, *, known: bool) -> Iterator[str]:
    raised = f" (raised by {joined(it.links)})" if it.links else ""
    start = "Counted from its start, as if nothing were known yet: with these" if known else (
        "With the stated"
    )  # fmt: skip
    yield (
        f"{start} meetings and leaks{raised} it would become known within {horizon} months with a "
        f"chance of {shares(it.chance[horizon - 1])} over {counted(draws, 'draw')}; as likely as "
        "not to be "
        f"known: {after(it.even)}."
    )
    if it.so_far:
        yield f"For the months that it has run so far that chance is {shares(it.so_far)}."


def _public(it: "Publicity", draws: int) -> Iterator[str]:
    if it.elsewhere:
        yield (
            f"The cost of being seen to sign that the case states for {joined(it.elsewhere)} is "
            "none that this channel's deals could bring about."
        )
    if not it.alone:
        others = "the others who" if it.elsewhere else "any of those who"
        if it.unstated:
            yield f"The case states no cost of being seen to sign for {others} must agree."
        return
    sizes = ""
    if it.public.zone and it.secret.zone:
        sizes = (
            f"; then all accept {parts(it.public.zone)} of the packages, in secret "
            f"{parts(it.secret.zone)}"
        )
    yield (
        "If all who must agree were seen to sign, something could be settled in "
        f"{percent(it.public.open_share)} of {counted(draws, 'draw')}, in secret in "
        f"{percent(it.secret.open_share)}{sizes}."
    )
    if len(it.alone) > 1:
        each = ", ".join(f"{seen.public[0]} {percent(seen.open_share)}" for seen in it.alone)
        yield f"If only one of them were seen to sign: {each} of {counted(draws, 'draw')}."
    if it.unstated:
        yield f"No cost of being seen to sign is stated for {joined(it.unstated)}."


def _preferred(it: "SecretPath", horizon: int, draws: int) -> Iterator[str]:
    if it.preferred is None or it.exposure is None or it.public is None:
        return
    yield (
        f"For {it.actor} exposure within {horizon} months is expected to cost "
        f"{points(it.exposure)} points and a public deal {points(it.public)}: the secret path "
        f"costs less in {percent(it.preferred)} of {counted(draws, 'draw')}."
    )


# ---------------------------------------------------------------- tables


def _settled_row(it: "ChannelOverDraws", found: "Settlement") -> Row:
    return {
        "channel": it.channel,
        "who must agree": ", ".join(found.actors),
        "something can be settled": percent(found.open_share),
        "packages that all accept": parts(found.zone) if found.zone else "too many to count",
        "packages": found.total,
    }


def _issue_rows(it: "ChannelOverDraws", found: "Settlement") -> Iterable[Row]:
    for place, issue in enumerate(found.issues):
        yield {
            "channel": it.channel if not place else "",
            "deals in": counted(found.settled_draws, "draw") if not place else "",
            "issue": issue.issue,
            "most often": issue.option,
            "in": percent(issue.share),
            "moves from the status quo in": percent(issue.moved),
        }


def _absence_rows(found: "ChannelsOverDraws") -> list[Row]:
    """One row an actor, one column a channel."""
    held = {(a.channel, a.actor): shares(a.weight) for it in found.channels for a in it.absences}
    asked = [it for it in found.channels if it.absences]
    actors = dict.fromkeys(actor for _, actor in held)
    return [
        {"actor": actor} | {it.channel: held.get((it.channel, actor), "") for it in asked}
        for actor in actors
    ]


def _adopted_row(it: "ChannelOverDraws", found: "Adoption") -> Row:
    left_out = f"{found.empty_draws:,}"
    return {
        "channel": it.channel,
        "who talks": ", ".join(found.talkers),
        "principals": ", ".join(found.principals),
        "adopt the text settled on in": "by assumption"
        if found.assumed
        else "none is settled"
        if found.settled is None
        else f"{percent(found.settled)} of {counted(found.settled_draws, 'draw')}",
        "of all texts they could sign": parts(found.texts) if found.texts else None,
        "draws without a text": None if found.assumed else left_out,
    }


def _known_row(it: "ChannelOverDraws", found: "Knowledge") -> Row:
    return {
        "channel": it.channel,
        "talk": ", ".join(found.talkers),
        "principals": ", ".join(found.principals),
        "others said to know": ", ".join(found.others),
        "affected, not said to know": ", ".join(found.unaware),
    }


def _exposed_row(it: "ChannelOverDraws", found: "Exposure") -> Row:
    return {
        "channel": it.channel,
        **{f"{m} months": shares(found.chance[m - 1]) for m in TOLD_MONTHS},
        "as likely as not after months": months(found.even, unit=False),
    }


def _seen_rows(it: "ChannelOverDraws", found: "Publicity") -> Iterable[Row]:
    if not found.alone or not (found.secret.open_share or found.public.open_share):
        return
    alone = found.alone if len(found.alone) > 1 or len(found.public.public) == 1 else ()
    for place, seen in enumerate((found.secret, *alone, found.public)):
        yield {
            "channel": it.channel if not place else "",
            "seen to sign": ", ".join(seen.public) or "nobody",
            "something can be settled": percent(seen.open_share),
            "packages that all accept": parts(seen.zone) if seen.zone else None,
        }


def _path_rows(it: "ChannelOverDraws", found: "Publicity") -> Iterable[Row]:
    for path in found.actors:
        if path.exposure is None and path.public is None:
            continue
        yield {
            "channel": it.channel,
            "actor": path.actor,
            "exposure": points(path.exposure) if path.exposure else "not stated",
            "seen to sign": points(path.public) if path.public else "not stated",
            "secrecy costs less in": None if path.preferred is None else percent(path.preferred),
        }
