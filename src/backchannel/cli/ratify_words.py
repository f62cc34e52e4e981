"""What `backchannel ratify` says: sentences and rows for each part of the study."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from backchannel.cli.common import Row
from backchannel.cli.deals_words import held_options, joined
from backchannel.cli.figures import counted, part, parts, percent, points, shares

if TYPE_CHECKING:
    from backchannel.case import Case
    from backchannel.studies.home.best_offers import BestOffer
    from backchannel.studies.home.offices import LeaderChange, OfficeStake
    from backchannel.studies.home.ratification import Consent, PartyConsent, Ratification
    from backchannel.studies.home.stand_ins import StandIn
    from backchannel.studies.home.votes import SetterOutcome, VoteChoice
    from backchannel.studies.ranges import Range

Names = Mapping[tuple[str, tuple[tuple[str, str], ...]], str]
"""Short names of packages by question and options."""

CHOSEN = {
    "nash": "the Nash package at the most likely values",
    "most_accepted": "the package that the signatories accept in the most draws",
    "given": "as given",
    "completed": "the options given, the others chosen at the most likely values",
}
"""How a package was chosen, in words."""

APART = 0.05
"""Difference in the share of draws with a deal from which two are told apart."""

TIMES = 2.0
"""Ratio of zone sizes from which two that both nearly always have a deal are told apart."""

TOLD_MONTHS = (0, 3, 6, 12, 18, 24)


# ---------------------------------------------------------------- the leader or others


def coded(case: Case) -> frozenset[str]:
    """Return the actors of whose values and walk-away values most are placeholders.

    >>> import backchannel as bc
    >>> sorted(coded(bc.load("ukraine-2023")))
    ['cn_gov', 'gs_states', 'ru_public', 'ua_public']
    """
    held: Counter[str] = Counter()
    for path, unknown in case.unknowns.items():
        kind, *rest = path.split(".")
        if kind in ("preferences", "walk_away"):
            held[rest[0]] += 1 if unknown.is_placeholder else -1
    return frozenset(actor for actor, more in held.items() if more > 0)


def stand_in_words(found: Sequence[StandIn], by_code: Collection[str]) -> list[str]:
    """Say for each question whose place matters most, and who is harder to satisfy than whom.

    Of actors in `by_code` it is said that their values are those coded for them.
    """
    told = []
    for question in dict.fromkeys(it.question for it in found):
        rows = [it for it in found if it.question == question]
        told.append(_question_words(question, rows))
        for party in dict.fromkeys(it.party for it in rows):
            asked, *others = [it for it in rows if it.party == party]
            if others:
                told.append(f"  {party}: {_party_words(asked, others, by_code)}")
    return told


def _question_words(question: str, rows: Sequence[StandIn]) -> str:
    first = rows[0]
    asked = {it.party: it for it in rows if it.role == "asked"}
    told = (
        f"{question}: as asked, there is {_how(first)} of "
        f"{counted(first.draws, 'draw')}{_zone(first)}"
    )
    wider = [it for it in rows if it.role == "instead" and _against(it, first) > 0]
    if wider:
        most = max(wider, key=lambda it: (it.open_share, it.size.median if it.size else 0.0))
        told += (
            f"; what widens it most is {joined(most.by)} in the place of "
            f"{joined(asked[most.party].by)}: {_how(most)}{_zone(most)}"
        )
    return f"{told}."


def _party_words(asked: StandIn, others: Sequence[StandIn], by_code: Collection[str]) -> str:
    alone = [it for it in others if it.role == "instead"]
    kinds = (("harder", 1), ("easier", -1))
    told = [
        f"{joined(asked.by)} is {word} to satisfy than {_listed(rows, by_code)}"
        for word, sign in kinds
        if (rows := [it for it in alone if _against(it, asked) == sign])
    ]
    if rows := [it for it in alone if _against(it, asked) == 0]:
        told.append(f"{joined(asked.by)} is about as hard to satisfy as {_listed(rows, by_code)}")
    sentences = [f"{'; '.join(told)}."] if told else []
    for it in others:
        if it.role == "rule":
            kind = it.rule.replace("_", " ")
            sentences.append(f"If its {kind} rule must be met ({joined(it.by)}): {_how(it)}.")
        elif it.role == "after_change":
            under = " and ".join(it.conditions)
            sentences.append(f"Once {joined(it.by)} decides ({under}): {_how(it)}.")
    return " ".join(sentences)


def _against(it: StandIn, asked: StandIn) -> int:
    """1 where the zone is clearly wider than as asked, -1 where it is narrower, else 0."""
    apart = it.open_share - asked.open_share
    if abs(apart) >= APART:
        return 1 if apart > 0 else -1
    if it.size is None or asked.size is None:
        return 0
    more, less = it.size.median, asked.size.median
    return (more >= TIMES * less and more > 0) - (less >= TIMES * more and less > 0)


def _listed(rows: Iterable[StandIn], by_code: Collection[str]) -> str:
    return joined(f"{joined(it.by)}{_coded(it, by_code)} ({_how(it)}{_zone(it)})" for it in rows)


def _coded(it: StandIn, by_code: Collection[str]) -> str:
    return " by the values coded for it" if set(it.by) & set(by_code) else ""


def _how(it: StandIn) -> str:
    return f"a deal in {percent(it.open_share)}"


def _zone(it: StandIn) -> str:
    if it.size is None or not it.size.median:
        return ""
    held = part(it.size.median, it.total)
    return f", with {held} packages" if " of " in held else f", with {held} of packages"


def stand_in_rows(found: Iterable[StandIn]) -> list[Row]:
    """Return one row for each way in which a party's consent could be given."""
    roles = {
        "asked": "as asked",
        "instead": "instead",
        "rule": "by its rule",
        "after_change": "after a change",
    }
    return [
        {
            "question": it.question,
            "party": it.party,
            "who consents": ", ".join(it.by),
            "how": roles[it.role] + (f" ({it.rule.replace('_', ' ')})" if it.rule else ""),
            "judged if": ", ".join(it.conditions),
            "a deal": percent(it.open_share),
            "share of packages": "" if it.size is None else parts(it.size, it.total),
        }
        for it in found
    ]


# ---------------------------------------------------------------- ratification


def ratification_words(it: Ratification, name: str) -> str:
    """Say in how many draws a package is signed, ratified, and ratified where it is signed."""
    rules = "every party ratifies it" if len(it.parties) > 1 else "the party ratifies it"
    told = f"{name} ({it.question}): the signatories accept it in {percent(it.signed)} of draws"
    if it.ratified is None:
        return f"{told}; whether {rules} cannot be said."
    told += f", {rules} by its rule in {percent(it.ratified)}"
    if it.given_signed is not None and it.given_signed < 1:
        told += f", and where the signatories accept it, in {percent(it.given_signed)}"
    judged = [p for p in it.parties if p.accepted is not None]
    last = min(judged, key=lambda p: p.accepted if p.accepted is not None else 1.0)
    if last.accepted is not None and last.accepted < 1:
        told += f"; the least sure is {last.party} ({_rule(last)}): {percent(last.accepted)}"
    return f"{told}."


def _rule(party: PartyConsent) -> str:
    kind = party.rule.replace("_", " ")
    return (
        f"{kind}: {joined(party.deciding)}" if party.stated else f"{joined(party.deciding)} decides"
    )


def consent_rows(it: Ratification, name: str) -> list[Row]:
    """Return a row for each party's rule and for each actor singly."""
    rows: list[Row] = []
    for party in it.parties:
        if len(party.consents) > 1:
            rows.append(
                {
                    "package": name,
                    "party": party.party,
                    "who": _rule(party),
                    "part": "rule",
                    "accepts": _or_none(party.accepted),
                    "if all sign": _or_none(party.given_signed),
                    "points over no deal": "",
                    "judged if": "",
                }
            )
        rows += [_consent_row(name, party.party, c) for c in party.consents]
    return rows


def _consent_row(name: str, party: str, it: Consent) -> Row:
    return {
        "package": name,
        "party": party,
        "who": it.actor,
        "part": "signs" if it.signs else "ratifies",
        "accepts": _or_none(it.accepted),
        "if all sign": _or_none(it.given_signed),
        "points over no deal": "" if it.gain is None else points(it.gain),
        "judged if": ", ".join(it.conditions),
    }


def stated_words(found: Iterable[Ratification]) -> str:
    """Return the chances of acceptance that the case itself states, for comparison."""
    stated = {c.actor: c.stated for it in found for p in it.parties for c in p.consents}
    each = joined(f"{actor} {shares(chance)}" for actor, chance in stated.items() if chance)
    return f"For comparison, the case itself states a chance that it accepts: {each}."


def _or_none(share: float | None) -> str:
    return "" if share is None else percent(share)


# ---------------------------------------------------------------- best offers


def offer_words(it: BestOffer) -> str:
    """Say what a proposer's best offer is worth to it against walking away."""
    whom = joined([*it.others, *it.ratifiers])
    if it.package is None:
        return (
            f"{it.proposer}: no package is worth more to it than walking away, given how often "
            f"{whom} accept ({it.question})."
        )
    return (
        f"{it.proposer}: its best offer to {whom} would pass in {percent(it.passes)} of "
        f"{counted(it.draws, 'draw')} and is worth {it.worth:.1f} points to it where it passes; "
        "so making "
        f"it is worth {it.value:.1f} points, against {it.walk_away:.1f} without a deal "
        f"({it.question}; means over the draws)."
    )


def offer_rows(found: Iterable[BestOffer]) -> list[Row]:
    """Return one row a proposer."""
    return [
        {
            "proposer": it.proposer,
            "best offer": "none" if it.package is None else held_options(it.package),
            "passes": percent(it.passes),
            "worth if it passes": round(it.worth, 1),
            "worth of offering": round(it.value, 1),
            "no deal": round(it.walk_away, 1),
            "as good": it.ties,
        }
        for it in found
    ]


# ---------------------------------------------------------------- votes


def vote_words(it: VoteChoice) -> str:
    """Say what a vote would give and take, and what chance it would take to be worth it."""
    adds = it.win.median - it.hold.median
    takes = it.hold.median - it.lose.median
    offer = f" (offer {it.offer})" if it.offer else ""
    told = (
        f"{it.vote}{offer}: what {it.holder} holds is worth {it.hold.median:.0f} points to it. A "
        f"vote won ({held_options(it.if_won)}) {_moves(adds)}, a vote lost "
        f"({held_options(it.if_lost)}) {_moves(-takes)}."
    )
    if it.needed is None:
        told += " Winning is worth no more than losing to it, so no chance decides."
    else:
        told += (
            f" {_from_which_chance(it, it.needed)}; the case gives it {shares(it.chance)}. So with "
            f"these values it accepts in {percent(it.accepted)} of {counted(it.draws, 'draw')}."
        )
    if it.never and (it.needed is None or it.never < 1):
        told += f" In {percent(it.never)} even a sure win is worth less than holding on."
    if it.loss_breaks_line:
        told += (
            f" Losing would also break a red line of {it.holder} in "
            f"{percent(it.loss_breaks_line)} of draws, which these numbers leave out."
        )
    return told


def _from_which_chance(it: VoteChoice, needed: Range) -> str:
    if it.always == 1:
        return "A vote is worth it from any chance of winning, however small"
    if it.never == 1:
        return "No chance of winning makes a vote worth it"
    told = f"A vote is worth it from a chance of {shares(_within_scale(needed))} of winning"
    if needed.low < 0 or needed.high > 1:
        told += " (0 % stands for any chance, 100 % also for none)"
    return told


def _within_scale(of: Range) -> Range:
    """Return a range of chances held to 0 to 1."""
    low, median, high = (min(max(x, 0.0), 1.0) for x in (of.low, of.median, of.high))
    return type(of)(low, median, high)


def _moves(change: float) -> str:
    return f"{'adds' if change >= 0 else 'takes'} {abs(change):.0f}"


def _needed(it: VoteChoice) -> str:
    if it.needed is None:
        return ""
    if it.always == 1:
        return "any"
    return "none is enough" if it.never == 1 else shares(_within_scale(it.needed))


def vote_rows(found: Iterable[VoteChoice]) -> list[Row]:
    """Return one row a vote."""
    return [
        {
            "vote": it.vote,
            "holder": it.holder,
            "holding on": points(it.hold),
            "won": points(it.win),
            "lost": points(it.lose),
            "chance needed": _needed(it),
            "chance": shares(it.chance),
            "accepts": percent(it.accepted),
        }
        for it in found
    ]


def setter_words(it: SetterOutcome) -> str:
    """Say what a third party could get through, and how often nothing."""
    if not it.own_values:
        told = f"{it.setter} has no values of its own; {joined(it.ratifiers)} accept most often: "
    else:
        told = f"What {it.setter} would choose among what {joined(it.ratifiers)} accept: "
    told += (
        "; ".join(
            f"{held_options(package)} ({percent(share)} of {counted(it.draws, 'draw')})"
            for package, share in it.packages
        )
        or "nothing"
    )
    told += f". What there is stays in {percent(it.kept)} of {counted(it.draws, 'draw')}."
    if it.gains:
        gains = "; ".join(f"{actor} {points(gain)}" for actor, gain in it.gains.items())
        told += f" Points over no deal: {gains}."
    return told


# ---------------------------------------------------------------- office


def office_words(found: Sequence[OfficeStake], names: Names) -> list[str]:
    """Say what office is to each leader, and how often it alone decides."""
    told = []
    for office in dict.fromkeys(it.office for it in found):
        rows = [it for it in found if it.office == office]
        it = rows[0]
        told.append(
            f"{office}: staying in office is worth {_of_scale(it.weight)} points to "
            f"{it.actor}; it stays with a chance of {shares(it.stays_if_deal)} after a deal and "
            f"{shares(it.stays_if_war)} if war goes on. What a package is worth apart from office "
            f"is taken from the values of {it.values_of}."
        )
        most = max(rows, key=lambda row: row.office_blocks)
        name = names[most.question, tuple(most.package.items())]
        if most.office_blocks:
            told.append(
                f"Office alone turns acceptance into refusal most often for {name} "
                f"({most.question}): in {percent(most.office_blocks)} of "
                f"{counted(it.draws, 'draw')}."
            )
        else:
            told.append(
                f"Office alone turns acceptance of these packages into refusal in none of "
                f"{counted(it.draws, 'draw')}."
            )
        if most.limit is not None:
            told.append(
                f"Where the values of {it.values_of} favour {name}, office stands in the way of it "
                f"{_from_where(most.limit)}."
            )
    return told


def office_rows(found: Iterable[OfficeStake], names: Names) -> list[Row]:
    """Return one row a package."""
    return [
        {
            "package": names[it.question, tuple(it.package.items())],
            "leader": it.actor,
            "points over no deal": points(it.gain),
            "with office": points(it.with_office),
            "in the way from": "never in favour" if it.limit is None else _scale_points(it.limit),
            "values alone": percent(it.alone),
            "settles": percent(it.settles),
            "office blocks": percent(it.office_blocks),
            "office opens": percent(it.office_opens),
        }
        for it in found
    ]


def _of_scale(of: Range) -> str:
    return points(type(of)(100 * of.low, 100 * of.median, 100 * of.high))


def _from_where(of: Range) -> str:
    if of.median <= 1:
        return f"from a worth of {_scale_points(of)} points on"
    if of.low > 1:
        return _scale_points(of)
    low = f"{100 * of.low:.0f}"
    return f"never within the scale of 100 at the median (at the low end from {low} points on)"


def _scale_points(of: Range) -> str:
    """Return a range of shares of the scale in points; a worth above the whole scale is none.

    >>> from backchannel.studies.ranges import Range
    >>> _scale_points(Range(0.5, 0.8, 3.0)), _scale_points(Range(1.8, 6.3, float("inf")))
    ('80 (50 to never)', 'never within the scale of 100')
    """
    if of.low > 1:
        return "never within the scale of 100"
    low, median, high = (
        "never" if x > 1 else f"{100 * x:.0f}" for x in (of.low, of.median, of.high)
    )
    return f"{median} ({low} to {high})" if low != high else median


# ---------------------------------------------------------------- change of leader


def change_words(it: LeaderChange) -> list[str]:
    """Say how soon somebody else could decide, and what that adds to the chance of a deal."""
    under = f" ({it.condition})" if it.condition else ""
    year, two = (it.changed[it.months.index(month)] for month in (12, 24))
    told = [
        f"{it.office}: {it.successor} decides in place of {it.actor}{under} with a chance of "
        f"{shares(year)} within 12 months and {shares(two)} within 24."
    ]
    for deals in it.deals:
        at = it.months.index(12)
        told.append(
            f"{deals.question}: there is a deal in {percent(deals.with_leader)} of "
            f"{counted(it.draws, 'draw')}"
            f" with {it.actor} and in {percent(deals.with_successor)} with {it.successor}; "
            f"allowing for the change, {percent(deals.chance[at])} after 12 months."
        )
    return told


def change_rows(it: LeaderChange) -> list[Row]:
    """Return one row for some months; questions in which nothing changes are left out."""
    return [
        {
            "month": month,
            "somebody else decides": shares(it.changed[at]),
            **{
                f"a deal: {deals.question}": _mean_and_range(deals.chance[at], deals.range[at])
                for deals in it.deals
                if len({percent(deals.chance[at]) for at in range(len(it.months))}) > 1
            },
        }
        for at, month in enumerate(it.months)
        if month in TOLD_MONTHS
    ]


def _mean_and_range(share: float, of: Range) -> str:
    """Return a share of draws and the range of the chance over the draws."""
    low, high = percent(of.low), percent(of.high)
    return f"{percent(share)} ({low.removesuffix(' %')} to {high})" if low != high else low
