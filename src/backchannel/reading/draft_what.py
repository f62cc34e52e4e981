"""What is talked about and done in a document: channels, offers, threats, issues, forecasts."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from backchannel.core.errors import UsageError
from backchannel.evidence.words import range_of_word
from backchannel.reading.draft_base import Found, Maker, act_words, most, unwritten
from backchannel.reading.draft_who import party, source
from backchannel.reading.found import Act, Attribution, Channel
from backchannel.reading.gazetteer import called
from backchannel.reading.sides import voice_at
from backchannel.reading.wording import words

__all__ = ["channels", "forecasts", "issues", "offers", "threats"]

CHANGE: Final = "change_1"
"""The option that stands for what was offered until the analyst has written it."""
ISSUES: Final = 8
"""Issues that get options; of more, the package space of a first case would be hard to survey."""
REACH: Final = 4
"""Sentences after an offer within which its answer is looked for."""
_SAME: Final = {"used": "running", "implied": "running"}
_OFFERS: Final = frozenset({"proposal", "offer", "offer_of_talks"})
_ANSWERS: Final = {"refusal": "refused", "acceptance": "accepted", "reluctance": "unknown"}
_MONTHS: Final = {"a_month": 1.0, "a_week": 52 / 12, "a_year": 1 / 12}


# ---------------------------------------------------------------- channels


def channels(maker: Maker) -> None:
    """Propose the channels: what several sentences say of one pair in one state is one item."""
    groups: dict[tuple[frozenset[str], str], list[Channel]] = {}
    for find in maker.read.channels:
        sides = frozenset(filter(None, (_party_id(maker, it) for it in find.between)))
        if len(sides) > 1:
            groups.setdefault((sides, _SAME.get(find.status, find.status)), []).append(find)
    for (sides, _), finds in sorted(groups.items(), key=lambda it: -len(it[1])):
        _channel(maker, sides, finds)


def _channel(maker: Maker, sides: frozenset[str], finds: Sequence[Channel]) -> None:
    statuses = [it.status for it in finds]
    status = next((it for it in ("running", "used", "implied") if it in statuses), statuses[0])
    keys = [key for key, home in maker.parties.items() if home[0] in sides]
    names = list(dict.fromkeys(maker.parties[key][0] for key in keys))
    secrecy = [it.secrecy for it in finds if it.secrecy != "unknown"]
    said = words()["status"][status]
    entry: dict[str, Any] = {
        "id": maker.new_id("CH_" + "_".join(names) + ("" if status == "running" else f"_{status}")),
        "name": {
            "en": f"{'-'.join(map(maker.short, keys))}: {said['en']}",
            "ko": f"{'·'.join(called(it, 'ko') for it in keys)}: {said['ko']}",
        },
        "kind": {"en": "official or not: to be written", "ko": "공식 여부를 작성할 것"},
        "between": list(dict.fromkeys(maker.parties[key][1] for key in keys)),
        "status": status,
        "secrecy": most(secrecy) if secrecy else "unknown",
    }
    rates = [it.rate.of(maker.text) for it in finds if it.rate]
    rate = next(filter(None, (per_month(it, maker.read.language) for it in rates)), None)
    if rate:
        entry["meetings_per_month"] = [round(rate / 2, 3), round(rate, 3), round(rate * 2, 3)]
        entry["status_note"] = maker.say("rate_note", rate=rates[0])
    entry |= {
        "basis": "document" if rate else "placeholder",
        "reason": maker.say("rate_reason" if rate else "reason"),
        "claims": [maker.rest_on(it.sentence, _voice(maker, it)) for it in finds],
    }
    marks = [
        maker.say("same_channel", id=known.id, status=known.status)
        for known in (maker.known.between(names) if maker.known else ())
    ]
    maker.add(
        {"channels": entry},
        maker.say(
            "channel",
            who=" - ".join(map(maker.short, keys)),
            status=maker.say(status),
            secrecy=maker.say(entry["secrecy"]),
        )
        + (f", {rates[0]}" if rates else "")
        + _people(maker, finds),
        maker.say("channel_why", count=len(finds)),
        at=maker.at(it.sentence for it in finds),
        needs=maker.needed(*names),
        marks=tuple(marks),
    )


def _people(maker: Maker, finds: Sequence[Channel]) -> str:
    """Return who talks where persons are named as those who do."""
    named = dict.fromkeys(it for find in finds for it in find.between
                          if maker.kinds.get(it) == "person")  # fmt: skip
    return maker.say("by", who=", ".join(map(maker.short, named))) if named else ""


def _party_id(maker: Maker, name: str) -> str | None:
    home = party(maker, name)
    return home[0] if home else None


def _voice(maker: Maker, find: Channel) -> Attribution:
    voices = voice_at(find.cue, maker.read.quotations, maker.read.reported)
    return next((it for it in voices if it.speaker), Attribution(None, "author"))


def per_month(text: str, language: str) -> float | None:
    """Return how often a month a rate is; None where its words are not known.

    >>> per_month("twice a month", "en"), per_month("한 달에 최소 두 번", "ko")
    (2.0, 2.0)
    >>> per_month("now and then", "en")
    """
    for pattern, kind in words()["rates"].get(language, ()):
        found = re.search(pattern, text, re.IGNORECASE)
        if not found:
            continue
        said = (found.groupdict().get("n") or "1").casefold()
        number = float(said) if said.isdecimal() else words()["numbers"].get(said)
        if not number:
            return None
        if kind.startswith("per_"):
            return 52 / 12 / number if kind == "per_weeks" else 1 / number
        return float(number * _MONTHS[kind])
    return None


# ---------------------------------------------------------------- offers


@dataclass(slots=True)
class _Offer:
    by: str
    to: str | None
    approach: bool
    acts: list[Act] = field(default_factory=list)
    answer: str = "unknown"
    answers: list[Act] = field(default_factory=list)
    other_targets: tuple[str, ...] = ()


def offers(maker: Maker, issues_of: Mapping[int, Sequence[str]]) -> None:
    """Propose the offers: who offered to whom, joined with the answer that follows.

    Parameters
    ----------
    issues_of
        By sentence the issues that it speaks of: what an offer is about.
    """
    merged: dict[tuple[str, str | None, bool, str, bool], _Offer] = {}
    for offer in _offers(maker, issues_of):
        kind = offer.acts[0].kind if offer.acts else "approach"
        key = (offer.by, offer.to, offer.approach, kind, bool(offer.answers))
        here = merged.setdefault(key, offer)
        if here is not offer:
            here.acts += offer.acts
            here.answers += offer.answers
    ranked = sorted(merged.values(), key=lambda it: (it.to is None, it.answer == "unknown"))
    for number, offer in enumerate(ranked, 1):
        _propose(maker, offer, number, issues_of)


def _offers(maker: Maker, issues_of: Mapping[int, Sequence[str]]) -> Iterator[_Offer]:
    acts = maker.read.acts
    talks = {it.sentence for it in maker.read.channels}
    answered: set[int] = set()
    for place, act in enumerate(acts):
        if act.kind not in _OFFERS or act.modality == "predicted":
            continue
        by = _doer(maker, (act.actor or "").split(";")[0])
        if by is None:
            continue
        targets = [home[1] for it in (act.target or "").split(";")
                   if (home := _doer(maker, it)) and home != by]  # fmt: skip
        subjects = [it for it in issues_of.get(act.sentence, ()) if it != "process_format"]
        offer = _Offer(by[1], targets[0] if targets else None, approach=False, acts=[act])
        offer.other_targets = tuple(targets[1:])
        offer.approach = act.kind == "offer_of_talks" or (
            act.sentence in talks and act.kind == "proposal"
        ) or (not subjects and "process_format" in issues_of.get(act.sentence, ()))  # fmt: skip
        for later in range(place + 1, len(acts)):
            if acts[later].sentence > act.sentence + REACH:
                break
            if acts[later].kind in _ANSWERS and later not in answered:
                home = _doer(maker, (acts[later].actor or "").split(";")[0])
                if home and home != by and home[1] in {*targets, offer.to or home[1]}:
                    answered.add(later)
                    offer.to, offer.answer = home[1], _ANSWERS[acts[later].kind]
                    offer.answers.append(acts[later])
                    break
        yield offer
    for place, act in enumerate(acts):
        if act.kind == "refusal" and place not in answered:
            yield from _refused_approach(maker, act)


def _doer(maker: Maker, name: str) -> tuple[str, str] | None:
    """Return the party for which a name stands: a state, or one that is a party already."""
    key = maker.side(name)
    if maker.kinds.get(key) in {"organisation", "person"} and key not in maker.parties:
        return None
    return party(maker, name)


def _refused_approach(maker: Maker, act: Act) -> Iterator[_Offer]:
    """Yield what was refused where talks are spoken of and no offer of them stands before."""
    to = party(maker, act.actor)
    for find in maker.read.channels:
        if to is None or find.sentence != act.sentence:
            continue
        for name in find.between:
            home = party(maker, name)
            if home and home != to:
                yield _Offer(home[1], to[1], approach=True, answer="refused", answers=[act])
                return


def _propose(
    maker: Maker, offer: _Offer, number: int, issues_of: Mapping[int, Sequence[str]]
) -> None:
    every = [*offer.acts, *offer.answers]
    homes = {home[1]: (home[0], key) for key, home in maker.parties.items()}
    by, to = homes[offer.by], homes.get(offer.to or "", ("", ""))
    about = list(dict.fromkeys(
        it for act in offer.acts for it in issues_of.get(act.sentence, ()) if it != "process_format"
    ))[-1:]  # fmt: skip  # of several the rarest in the document says most
    said = [maker.rest_on(it.sentence, it.asserter) for it in every]
    for found, act in zip(said, every, strict=True):
        if act not in found.acts:
            found.acts.append(act)
    what = maker.say("approach" if offer.approach or not offer.acts else offer.acts[0].kind)
    entry: dict[str, Any] = {
        "id": maker.new_id(f"O{number}"), "by": offer.by, "to": offer.to,
        "answer": offer.answer, "claims": said,
    }  # fmt: skip
    if offer.approach:
        entry["approach"] = True
    elif about:
        entry["codings"] = [{about[0]: CHANGE}]
        entry["note"] = maker.say("stands_for", option=CHANGE, issue=about[0])
    else:
        entry["codings"] = []
    marks = [
        maker.say("may_mean", who=maker.short(homes[it][1]))
        for it in offer.other_targets
        if it != offer.to
    ]
    if offer.to is None:
        marks.append(maker.say("no_target"))
    if not offer.approach and not about:
        marks.append(maker.say("no_coding"))
    hedged = {it.modality for it in offer.answers} - {"actual"}
    if hedged and offer.answer != "unknown":
        marks.append(maker.say("answer_is", how=", ".join(map(maker.say, sorted(hedged)))))
    marks += _in_case(maker, offer)
    maker.add(
        {"offers": entry},
        maker.say(
            "offered",
            who=maker.short(by[1]),
            what=what,
            answer=maker.say(offer.answer),
            to=maker.short(to[1]) if to[1] else maker.say("not_said_whom"),
        ),
        "; ".join(act_words(maker, it) for it in every[:4]),
        at=maker.at(it.sentence for it in every),
        needs=maker.needed(by[0], to[0], *(() if offer.approach else about)),
        marks=tuple(marks),
    )


def _in_case(maker: Maker, offer: _Offer) -> Iterator[str]:
    for it in maker.known.offers if maker.known else ():
        if (it.by, it.to) == (offer.by, offer.to):
            differs = {it.answer, offer.answer} == {"accepted", "refused"}
            yield maker.say("other_answer" if differs else "same_offer", id=it.id,
                            answer=maker.say(it.answer))  # fmt: skip


# ---------------------------------------------------------------- threats, issues, forecasts


def threats(maker: Maker) -> None:
    """Propose the threats that somebody makes; harm that others foretell is a claim."""
    number = 0
    for act in maker.read.acts:
        home = party(maker, act.actor) if act.kind == "threat" else None
        if home is None:
            continue
        number += 1
        found = maker.rest_on(act.sentence, act.asserter)
        found.acts.append(act)
        anything = {"value": [0.0, 0.5, 1.0], "basis": "placeholder",
                    "reason": maker.say("reason")}  # fmt: skip
        entry = {
            "id": maker.new_id(f"T{number}"),
            "by": home[1],
            "act": unwritten(maker, maker.say("threatened"), act.sentence),
            "trigger": {"text": unwritten(maker, maker.say("trigger"), act.sentence)},
            "claimed_probability": anything,
            "adopted_probability": dict(anything),
            "claims": [found],
        }
        maker.add({"threats": entry}, act_words(maker, act), maker.say("threat_why"),
                  at=maker.at([act.sentence]), needs=maker.needed(home[0]))  # fmt: skip


def issues(maker: Maker) -> dict[int, list[str]]:
    """Propose the issues that the document shows as open; return them by sentence."""
    by_sentence: dict[int, list[str]] = {}
    ranked = sorted(maker.read.issues, key=lambda it: -len(it.sentences))
    options = [{"id": key, "text": text} for key, text in words()["options"].items()]
    coded = 0
    for it in ranked:
        name = words()["issues"].get(it.code, it.code)
        says = name[maker.wording] if isinstance(name, dict) else it.code
        if maker.known and it.code in maker.known.ids:
            maker.recognise("issues", it.code, says)
            if CHANGE in maker.known.options.get(it.code, ()):
                for sentence in it.sentences:
                    by_sentence.setdefault(sentence, []).append(it.code)
            continue
        maker.ids.add(it.code)
        why = maker.say("issue_why", count=len(it.sentences))
        place = {"at": maker.at(it.sentences[:5])}
        if it.code == "domestic_politics" or coded >= ISSUES:
            maker.add(
                {"silent": {"id": it.code, "name": name}},
                maker.say("not_coded", what=says),
                why,
                **place,
            )
            continue
        coded += 1
        entry = {"id": it.code, "name": name, "status_quo": "as_now",
                 "options": [dict(one) for one in options]}  # fmt: skip
        maker.add({"issues": entry}, maker.say("issue", what=says), why, **place)
        for sentence in it.sentences:
            by_sentence.setdefault(sentence, []).append(it.code)
    return by_sentence


def forecasts(maker: Maker) -> list[tuple[dict[str, Any], Found]]:
    """Propose what the document foresees, with a probability where a word of it has one."""
    made: list[tuple[dict[str, Any], Found]] = []
    for number, it in enumerate(maker.read.forecasts, 1):
        found = maker.rest_on(it.sentence, it.said)
        by = source(maker, found.voice)
        hedge = it.hedge.of(maker.text) if it.hedge else ""
        entry: dict[str, Any] = {
            "id": maker.new_id(f"F{number}"), "by": by, "made": maker.read.date,
            "text": unwritten(maker, maker.say("foreseen"), it.sentence),
        }  # fmt: skip
        worth = _worth(hedge, maker.read.language)
        if worth:
            low, high = worth
            entry |= {
                "probability": [low, round((low + high) / 2, 3), high],
                "basis": "document",
                "reason": maker.say("word_reason", word=hedge),
            }
        elif hedge:
            entry["note"] = maker.say("word_without_value", word=hedge)
        entry["claims"] = [found]
        marks = () if maker.read.date else (maker.say("no_date"),)
        maker.add(
            {"forecasts": entry},
            maker.say("hedged" if hedge else "flat", who=maker.voice_name(found), word=hedge),
            maker.say("forecast_why"),
            at=maker.at([it.sentence]), needs=maker.needed(by), marks=marks,
        )  # fmt: skip
        made.append((entry, found))
    return made


def _worth(hedge: str, language: str) -> tuple[float, float] | None:
    try:
        return range_of_word(hedge, language) if hedge else None
    except UsageError:
        return None
