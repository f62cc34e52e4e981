"""Answers about home fronts: who speaks for a party, ratification, votes, and office."""

from __future__ import annotations

from backchannel.briefing.tables import estimate
from backchannel.briefing.voice import Phrase
from backchannel.briefing.whose_deal_parts import Teller, Told
from backchannel.case.roles import values_of
from backchannel.case.schema import Offer
from backchannel.studies.home.offices import DealsByMonth, LeaderChange, OfficeStake
from backchannel.studies.home.stand_ins import StandIn
from backchannel.studies.home.votes import VoteChoice
from backchannel.studies.key_figures import MONTHS


def leader(t: Teller) -> Told:
    """Whether it matters who gives a party's consent."""
    voice, spoken = t.voice, t.found.spoken
    if not spoken:
        none = (Phrase("whose.leader_none", {}),) if t.found.home.stand_ins else ()
        return Told("leader", voice("whose.leader_q_none"), none, lacking=t.lacking("questions"))
    first = spoken[0]
    lines = tuple(_spoken(t, it.asked, it.other) for it in spoken)
    return Told(
        "leader",
        voice("whose.leader_q", one=t.actors(first.asked.by), other=t.actors(first.other.by)),
        lines,
        paths=tuple(p for it in spoken for p in (*it.asked.paths, *it.other.paths)),
        short=Phrase("whose.short_leader", lines[0].values),
    )


def _spoken(t: Teller, asked: StandIn, other: StandIn) -> Phrase:
    mine = [p for p in other.paths if p not in asked.paths] or other.paths
    yours = [p for p in asked.paths if p not in other.paths] or asked.paths
    values: dict[str, object] = {
        "question": _question(t, asked.question),
        "party": t.voice.name("parties", asked.party),
        "one": t.actors(asked.by),
        "other": _by(t, other),
        "before": t.share(asked.open_share, yours),
        "after": t.share(other.open_share, mine),
        "draws": t.draws(asked.draws),
    }
    if asked.size is None or other.size is None:
        return Phrase("whose.leader_line_uncounted", values)
    values["before_size"] = t.shares(asked.size, yours)
    values["after_size"] = t.shares(other.size, mine)
    return Phrase("whose.leader_line", values)


def _by(t: Teller, it: StandIn) -> str:
    """Name who speaks, several with the rule by which they do."""
    names = t.actors(it.by)
    rule = t.voice.word("rule", it.rule)
    return f"{names} ({rule})" if it.rule and len(it.by) > 1 else names


def _question(t: Teller, question: str) -> str:
    return t.voice.name("questions", question)


def ratified(t: Teller) -> Told:
    """Whether every party's rule would ratify the package of the closest question."""
    voice, it = t.voice, t.found.ratified
    question = voice("whose.ratified_q")
    if it is None:
        none = (Phrase("whose.ratified_no_package", {}),) if t.found.home.closest else ()
        return Told("ratified", question, none, lacking=t.lacking("questions"))
    values: dict[str, object] = {
        "question": _question(t, it.question),
        "why": voice(f"whose.why_{it.why}"),
        "signed": t.share(it.signed, it.paths),
        "draws": t.draws(it.draws),
    }
    missing = t.lacking("rule")
    if it.ratified is None:
        line = Phrase("whose.ratified_unknown", values)
        lacks = (*t.lacking("values"), *missing)
        return Told("ratified", question, (line,), paths=it.paths, lacking=lacks)
    values["ratified"] = t.share(it.ratified, it.paths)
    lines: tuple[Phrase, ...] = (Phrase("whose.ratified_line", values),)
    known = [party for party in it.parties if party.accepted is not None]
    least = min(known, key=lambda party: party.accepted or 0.0, default=None)
    if least is not None and it.ratified < 1:
        paths = [p for one in least.consents if one.actor in least.deciding for p in one.paths]
        values = {
            "party": voice.name("parties", least.party),
            "rule": voice.word("rule", least.rule),
            "actors": t.actors(least.deciding),
            "share": t.share(least.accepted or 0.0, paths),
            "draws": t.draws(it.draws),
        }
        lines = (*lines, Phrase("whose.ratified_least", values))
    return Told("ratified", question, lines, paths=it.paths, lacking=missing)


def votes(t: Teller) -> Told:
    """Why a holder would refuse a vote, or would not."""
    voice, found = t.voice, t.found.home.votes
    if not found:
        return Told("votes", voice("whose.votes_q_none"), lacking=t.lacking("votes"))
    answers = {offer.id: offer.answer for offer in t.case.document.offers}
    refused = any(answers.get(vote.offer or "") == "refused" for vote in found)
    holder = t.actors(list(dict.fromkeys(vote.holder for vote in found)))
    lines = tuple(_vote(t, vote) for vote in found)
    short = Phrase("whose.short_vote", lines[0].values) if found[0].needed else None
    offers = dict.fromkeys(vote.offer for vote in found)
    lines = (*(_record(t, o) for o in t.case.document.offers if o.id in offers), *lines)
    breaks = max(found, key=lambda vote: vote.loss_breaks_line)
    if breaks.loss_breaks_line > 0:
        values = {
            "holder": voice.name("actors", breaks.holder),
            "share": t.share(breaks.loss_breaks_line, _lines_of(t, breaks.holder)),
            "draws": t.draws(breaks.draws),
        }
        lines = (*lines, Phrase("whose.votes_breaks", values))
    return Told(
        "votes",
        voice("whose.votes_q_refused" if refused else "whose.votes_q", holder=holder),
        lines,
        paths=tuple(path for vote in found for path in vote.paths),
        short=short,
    )


def _record(t: Teller, offer: Offer) -> Phrase:
    """Say what came back to an offer, and by which claims."""
    answer = t.voice.word("reply", offer.answer)
    return Phrase("whose.votes_record", {"answer": answer, "claims": t.claims(offer.claims)})


def _lines_of(t: Teller, actor: str) -> list[str]:
    """Where the hardness of an actor's red lines stands."""
    lines = t.case.document.red_lines
    return [f"red_lines.{line.id}.hardness" for line in lines if line.actor == actor]


def _vote(t: Teller, it: VoteChoice) -> Phrase:
    worth = [path for path in it.paths if path.startswith("preferences.")]
    values: dict[str, object] = {
        "vote": t.voice.name("votes", it.vote),
        "holder": t.voice.name("actors", it.holder),
        "hold": t.points(it.hold, worth),
        "win": t.points(it.win, worth),
        "lose": t.points(it.lose, worth),
        "chance": t.shares(it.chance, it.paths),
        "share": t.share(it.accepted, it.paths),
        "walk_away": estimate(t.voice, t.case, f"walk_away.{_valued(t, it.holder)}"),
        "draws": t.draws(it.draws),
    }
    if it.needed is None:
        return Phrase("whose.votes_line_never", values)
    values["needed"] = t.shares(it.needed, worth)
    return Phrase("whose.votes_line", values)


def _valued(t: Teller, actor: str) -> str:
    return values_of(t.case.document, actor) or actor


def office(t: Teller) -> Told:
    """What staying in office does to a leader's answer, and who could come next."""
    voice, home = t.voice, t.found.home
    lacks = t.lacking("offices", "office_stake", "office_change")
    held = max(home.stakes, key=lambda it: it.office_blocks + it.office_opens, default=None)
    change = home.changes[0] if home.changes else None
    if held is None and change is None:
        return Told("office", voice("whose.office_q_none"), lacking=lacks)
    lines = [] if held is None else [_stake(t, held)]
    paths = () if held is None else held.paths
    if change is not None:
        lines.append(_change(t, change))
        paths += change.paths
        deals = max(change.deals, key=lambda it: abs(it.with_successor - it.with_leader),
                    default=None)  # fmt: skip
        if deals is not None and deals.with_successor != deals.with_leader:
            lines.append(_deals(t, change, deals))
    actor = held.actor if held else change.actor if change else ""
    question = voice("whose.office_q", actor=voice.name("actors", actor))
    return Told("office", question, tuple(lines), paths=paths, lacking=lacks)


def _stake(t: Teller, it: OfficeStake) -> Phrase:
    values: dict[str, object] = {
        "actor": t.voice.name("actors", it.actor),
        "question": _question(t, it.question),
        "blocks": t.share(it.office_blocks, it.paths),
        "opens": t.share(it.office_opens, it.paths),
        "draws": t.draws(it.draws),
    }
    if it.values_of in ("", it.actor):
        return Phrase("whose.office_stake_own", values)
    values["values"] = t.voice.name("actors", it.values_of)
    return Phrase("whose.office_stake", values)


def _change(t: Teller, it: LeaderChange) -> Phrase:
    values = {
        "actor": t.voice.name("actors", it.actor),
        "successor": t.voice.name("actors", it.successor),
        "months": str(MONTHS),
        "chance": t.shares(it.changed[it.months.index(MONTHS)], it.paths),
    }
    return Phrase("whose.office_change", values)


def _deals(t: Teller, change: LeaderChange, it: DealsByMonth) -> Phrase:
    values = {
        "successor": t.voice.name("actors", change.successor),
        "actor": t.voice.name("actors", change.actor),
        "question": _question(t, it.question),
        "before": t.share(it.with_leader, it.paths),
        "after": t.share(it.with_successor, it.paths),
        "draws": t.draws(),
    }
    return Phrase("whose.office_deals", values)
