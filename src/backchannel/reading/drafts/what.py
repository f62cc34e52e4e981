"""What is talked about and done in a document: channels, offers, threats, issues, forecasts."""

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from backchannel.core.errors import UsageError
from backchannel.evidence.words import range_of_word
from backchannel.reading.deeds.sides import voice_at
from backchannel.reading.drafts.base import Found, Maker, act_words, most, unwritten
from backchannel.reading.drafts.offers import CHANGE
from backchannel.reading.drafts.who import party, source, standing_for
from backchannel.reading.drafts.wording import words
from backchannel.reading.found import Attribution, Channel, Forecast, Mention, Span
from backchannel.reading.names.gazetteer import called

__all__ = ["channels", "forecasts", "issues", "per_month", "threats"]

ISSUES: Final = 8
"""Issues that get options; of more, the package space of a first case would be hard to survey."""
REACH: Final = 4
"""Sentences between a proposal of talks and its refusal, at most."""
BESIDE: Final = 24
"""Letters before and after a rate in which a word such as "at least" may stand."""
_SETTLING: Final = frozenset({"running", "used", "implied", "proposed"})
"""States of a channel in which it has something to settle."""
_BINDING: Final = frozenset({
    "assurance", "red_line", "threat", "refusal", "offer", "offer_of_talks", "acceptance",
    "concession", "proposal", "demand",
})  # fmt: skip
"""Acts by which a side binds itself, so that they foretell nothing."""
_SAME: Final = {"used": "running", "implied": "running"}
_MONTHS: Final = {"a_month": 1.0, "a_week": 52 / 12, "a_year": 1 / 12, "a_day": 365 / 12,
                  "a_quarter": 1 / 3}  # fmt: skip
_DAYS: Final = {"per_days": 1, "per_weeks": 365 / 52, "per_months": 365 / 12}
"""Of rates told by the time between two meetings: days in the unit."""


# ---------------------------------------------------------------- channels


def channels(maker: Maker) -> None:
    """Propose the channels: what several sentences say of one pair in one state is one item."""
    groups: dict[tuple[frozenset[str], str], list[Channel]] = {}
    unplaced: dict[tuple[tuple[str, ...], str], list[Channel]] = {}
    for find in maker.read.channels:
        sides = frozenset(filter(None, (_party_id(maker, it) for it in find.between)))
        status = _SAME.get(find.status, find.status)
        if len(sides) > 1:
            groups.setdefault((sides, status), []).append(find)
        elif sum(maker.kinds.get(it) == "person" for it in find.between) > 1:
            unplaced.setdefault((find.between, status), []).append(find)
    for (sides, status), finds in list(groups.items()):
        answer = groups.get((sides, "refused"), [])
        if status == "proposed" and _is_answered(finds, answer):
            answer[:0] = groups.pop((sides, status))
    told: dict[frozenset[str], list[str]] = {}
    for sides, status in groups:
        told.setdefault(sides, []).append(status)
    for (sides, status), finds in sorted(groups.items(), key=lambda it: -len(it[1])):
        keys = [key for key, home in maker.parties.items() if home[0] in sides]
        others = [it for it in told[sides] if it != status]
        _channel(maker, keys, finds, status, others)
    for (names, status), finds in unplaced.items():
        _channel(maker, names, finds, status, ())


def _is_answered(proposed: Sequence[Channel], refused: Sequence[Channel]) -> bool:
    """Whether a refusal follows a proposal of talks so closely that it is the answer to it."""
    return any(0 <= no.sentence - it.sentence <= REACH for it in proposed for no in refused)


def _channel(
    maker: Maker, keys: Sequence[str], finds: Sequence[Channel], status: str, others: Sequence[str]
) -> None:
    statuses = [it.status for it in finds]
    if status == "running":
        status = next(it for it in ("running", "used", "implied") if it in statuses)
    homes = [maker.parties[key] for key in keys if key in maker.parties]
    names = list(dict.fromkeys(home[0] for home in homes))
    secrecy = [it.secrecy for it in finds if it.secrecy != "unknown"]
    wish = "_".join(names or keys) + ("" if status == "running" else f"_{status}")
    entry: dict[str, Any] = {
        "id": maker.new_id(f"CH_{wish}"),
        "name": _name(keys, status),
        "kind": words()["kinds"]["deniable" if "deniable" in secrecy else "unknown"],
        "between": list(dict.fromkeys(home[1] for home in homes)),
        "status": status,
        "secrecy": most(secrecy) if secrecy else "unknown",
    }
    rates = [it.rate.of(maker.text) for it in finds if it.rate]
    entry |= _rate(maker, finds)
    entry["claims"] = [maker.rest_on(it.sentence, _voice(maker, it)) for it in finds]
    if status in _SETTLING and maker.coded:
        entry["issues"] = list(maker.coded)
    shown = maker.say("channel", who=" - ".join(map(maker.short, keys)),
                      status=maker.say(status), secrecy=maker.say(entry["secrecy"]))  # fmt: skip
    maker.add(
        {"channels": entry},
        shown + (f", {rates[0]}" if rates else "") + _people(maker, finds),
        maker.say("channel_why", count=len(finds)),
        at=maker.at(it.sentence for it in finds),
        needs=maker.needed(*names),
        marks=tuple(_channel_marks(maker, entry, names, others, finds)),
    )


def _rate(maker: Maker, finds: Sequence[Channel]) -> dict[str, Any]:
    """Return how often a channel meets, as its first rate that has a number tells, and why."""
    for it in finds:
        rate = per_month(it.rate.of(maker.text), maker.read.language) if it.rate else None
        if it.rate and rate:
            least = _at_least(maker, it.rate)
            return {
                "meetings_per_month": [
                    round(one, 3) for one in (rate if least else rate / 2, rate, rate * 2)
                ],
                "status_note": maker.say("rate_note", rate=it.rate.of(maker.text)),
                "basis": "document",
                "reason": maker.say("rate_at_least" if least else "rate_reason"),
            }
    return {"basis": "placeholder", "reason": maker.say("reason")}


def _at_least(maker: Maker, rate: Span) -> bool:
    """Whether a rate is the least that the document tells, by a word in it or right beside it."""
    said = words()["at_least"]
    near = Span(max(0, rate.start - BESIDE), rate.end + BESIDE)
    start, end = rate.start - near.start, rate.end - near.start
    before = re.finditer(said["before"], near.of(maker.text), re.IGNORECASE)
    after = re.finditer(said["after"], near.of(maker.text), re.IGNORECASE)
    return any(it.end() >= start - 1 and it.start() < end for it in before) or any(
        start <= it.start() <= end + 1 for it in after
    )


def _channel_marks(
    maker: Maker,
    entry: Mapping[str, Any],
    names: Sequence[str],
    others: Sequence[str],
    finds: Sequence[Channel],
) -> Iterator[str]:
    """Yield what the analyst should know of a channel: in the case, answered, or told otherwise."""
    if not names:
        yield maker.say("no_sides")
    if "issues" in entry:
        yield maker.say("which_issues")
    for known in maker.known.between(names) if maker.known else ():
        same = _SAME.get(known.status, known.status) == _SAME.get(entry["status"], entry["status"])
        yield maker.say("has_channel" if same else "same_channel", id=known.id,
                        status=maker.say(known.status))  # fmt: skip
    if entry["status"] == "refused" and any(it.status == "proposed" for it in finds):
        yield maker.say("proposed_and_refused")
    if others:
        yield maker.say("other_status", status=", ".join(map(maker.say, dict.fromkeys(others))))
    said = {it.secrecy for it in finds} - {"unknown", entry["secrecy"]}
    if said:
        yield maker.say("other_secrecy", secrecy=", ".join(map(maker.say, sorted(said))))


def _name(keys: Sequence[str], status: str) -> dict[str, str]:
    """Return the name of a channel; a name that Korean or English lacks stands as it is."""
    said = words()["status"][status]
    return {
        "en": f"{'-'.join(called(it, 'en') for it in keys)}: {said['en']}",
        "ko": f"{'·'.join(called(it, 'ko') for it in keys)}: {said['ko']}",
    }


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
        if kind in _DAYS:
            return 365 / 12 / _DAYS[kind] / number
        return float(number * _MONTHS[kind])
    return None


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
                maker.coded.append(it.code)
                for sentence in it.sentences:
                    by_sentence.setdefault(sentence, []).append(it.code)
            elif maker.known.options.get(it.code):
                maker.coded.append(it.code)
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
        maker.coded.append(it.code)
        entry = {"id": it.code, "name": name, "status_quo": "as_now",
                 "options": [dict(one) for one in options]}  # fmt: skip
        maker.add({"issues": entry}, maker.say("issue", what=says), why, **place)
        for sentence in it.sentences:
            by_sentence.setdefault(sentence, []).append(it.code)
    return by_sentence


def forecasts(maker: Maker) -> list[tuple[dict[str, Any], Found]]:
    """Propose what the document foresees, with a probability where a word of it has one."""
    made: list[tuple[dict[str, Any], Found]] = []
    ahead = [it for it in maker.read.forecasts if not _own(maker, it)]
    for number, it in enumerate(ahead, 1):
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


def _own(maker: Maker, ahead: Forecast) -> bool:
    """Whether what is foreseen is what the speaker's own side binds itself to."""
    home = standing_for(maker, maker.voice(ahead.said))
    acts = [it for it in maker.acts_in.get(ahead.sentence, ()) if it.kind in _BINDING]
    if any(home and home == standing_for(maker, it.actor) for it in acts):
        return True
    span = maker.read.layout.sentences[ahead.sentence].span
    return any(
        home and home == (it.stands_for or it.is_)
        for it in _names_in(maker, span)
        if re.match(words()["people"]["en"]["own_word"], maker.text[it.span.end : span.end])
    )


def _names_in(maker: Maker, span: Span) -> Sequence[Mention]:
    names = maker.read.mentions
    first = bisect_left(names, span.start, key=lambda it: it.span.start)
    return names[first : bisect_left(names, span.end, key=lambda it: it.span.start)]


def _worth(hedge: str, language: str) -> tuple[float, float] | None:
    try:
        return range_of_word(hedge, language) if hedge else None
    except UsageError:
        return None
