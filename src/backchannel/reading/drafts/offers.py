"""The offers of a document: who offered what to whom, and how each one answered."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple

from backchannel.reading.drafts.base import Maker, act_words
from backchannel.reading.drafts.issue_words import main_issue
from backchannel.reading.drafts.who import party
from backchannel.reading.drafts.wording import speaks_of_talks, words
from backchannel.reading.found import Act

__all__ = ["CHANGE", "offers"]

CHANGE: Final = "change_1"
"""The option that stands for what was offered until the analyst has written it."""
REACH: Final = 4
"""Sentences before or after an offer within which its answer is looked for."""
TARGETS: Final = 3
"""Of more, an appeal to everybody, each would be an item: the first ones stand for them."""
HEAD: Final = 30
"""Letters of the object of a proposal in which its main noun stands."""
_OFFERS: Final = frozenset({"proposal", "offer", "offer_of_talks"})
_ANSWERS: Final = {"refusal": "refused", "acceptance": "accepted", "reluctance": "unknown"}
_SURE: Final = {"actual": 0, "alleged": 0, "planned": 2, "conditional": 2}
_FORMAT: Final = "process_format"


@dataclass(slots=True)
class _Offer:
    by: str
    to: str | None
    approach: bool
    acts: list[Act] = field(default_factory=list)
    about: str | None = None
    asked: bool = False
    """Whether the issue is only that of what is asked in return."""
    answer: str = "unknown"
    answers: list[Act] = field(default_factory=list)
    against: list[Act] = field(default_factory=list)
    """What other voices tell that is the opposite of the answer."""


class _Answer(NamedTuple):
    act: Act
    who: str
    towards: frozenset[str]


def offers(maker: Maker, issues_of: Mapping[int, Sequence[str]]) -> None:
    """Propose the offers: to each of those to whom one was made, joined with the answer.

    Parameters
    ----------
    issues_of
        By sentence the issues that it speaks of: what an offer is about.
    """
    found = list(_offers(maker, issues_of))
    taken = _answered(maker, found)
    found += [it for act in maker.read.acts if act.kind == "refusal" and id(act) not in taken
              for it in _refused_approach(maker, act)]  # fmt: skip
    merged: dict[tuple[object, ...], _Offer] = {}
    for offer in found:
        kind = offer.acts[0].kind if offer.acts else "approach"
        key = (offer.by, offer.to, offer.approach or (kind, offer.about), bool(offer.answers))
        here = merged.setdefault(key, offer)
        if here is not offer:
            here.acts += [it for it in offer.acts if it not in here.acts]
            here.answers += [it for it in offer.answers if it not in here.answers]
            here.against += [it for it in offer.against if it not in here.against]
    ranked = sorted(merged.values(), key=lambda it: (it.to is None, it.answer == "unknown"))
    for number, offer in enumerate(ranked, 1):
        _propose(maker, offer, number)


# ---------------------------------------------------------------- what was offered


def _offers(maker: Maker, issues_of: Mapping[int, Sequence[str]]) -> Iterator[_Offer]:
    for act in maker.read.acts:
        if act.kind not in _OFFERS or act.modality == "predicted":
            continue
        by = _doer(maker, (act.actor or "").split(";")[0])
        if by is None:
            continue
        spoken = issues_of.get(act.sentence, ())
        subjects = [it for it in spoken if it != _FORMAT]
        approach = act.kind == "offer_of_talks" or (
            act.kind == "proposal"
            and (
                act.sentence in maker.talks_in
                or (not subjects and _FORMAT in spoken)
                or _of_talks(maker, act)
            )
        )
        about, asked = (None, False) if approach else main_issue(maker.read.layout, act, subjects)
        targets = _targets(maker, act, by[1], approach=approach)
        for to in targets[:TARGETS] or [None]:
            yield _Offer(by[1], to, approach, [act], about, asked=asked)


def _of_talks(maker: Maker, act: Act) -> bool:
    """Whether talks are what is proposed: its object begins with them, in Korean ends with them."""
    words = act.object.of(maker.text) if act.object else ""
    return speaks_of_talks(words[-HEAD:] if maker.read.language == "ko" else words[:HEAD])


def _targets(maker: Maker, act: Act, by: str, *, approach: bool) -> list[str | None]:
    """Return to whom an offer was made: of new talks those who would hold them."""
    named: Sequence[str] = (act.target or "").split(";")
    if approach:
        talks = maker.talks_in.get(act.sentence, ())
        held = next((it.between for it in talks if it.status != "running"), ())
        homes = [home[1] for it in held if (home := _doer(maker, it))]
        if by in homes or not act.target:
            named = held or named
    found = [home[1] for it in named if (home := _doer(maker, it)) and home[1] != by]
    return list(dict.fromkeys(found))


def _doer(maker: Maker, name: str) -> tuple[str, str] | None:
    """Return the party for which a name stands: a state, or one that is a party already."""
    key = maker.side(name)
    if maker.kinds.get(key) == "organisation" and key not in maker.parties and not (
        maker.known and maker.known.party(key)
    ):  # fmt: skip
        return None
    return party(maker, name)


def _refused_approach(maker: Maker, act: Act) -> Iterator[_Offer]:
    """Yield what was refused where talks are spoken of and no offer of them stands before."""
    to = party(maker, act.actor)
    for find in maker.talks_in.get(act.sentence, ()):
        if to is None or find.status not in {"refused", "proposed"}:
            continue
        for name in find.between:
            home = party(maker, name)
            if home and home != to:
                yield _Offer(home[1], to[1], approach=True, answer="refused", answers=[act])
                return


# ---------------------------------------------------------------- answers


def _answered(maker: Maker, found: Sequence[_Offer]) -> set[int]:
    """Join the offers with their answers, the surest and nearest first; return what was taken."""
    given = [
        _Answer(act, home[1], frozenset(
            it[1] for name in (act.target or "").split(";") if (it := party(maker, name))))
        for act in maker.read.acts
        if act.kind in _ANSWERS and act.modality != "predicted"
        for name in (act.actor or "").split(";")
        if (home := _doer(maker, name))
    ]  # fmt: skip
    in_sentence: dict[int, list[int]] = {}
    for place, one in enumerate(given):
        in_sentence.setdefault(one.act.sentence, []).append(place)
    pairs = sorted(
        (_doubt(given[place].act), away < 0, offer.by not in given[place].towards, abs(away),
         number, place)
        for number, offer in enumerate(found)
        for away in range(-REACH, REACH + 1)
        for place in in_sentence.get(offer.acts[0].sentence + away, ())
        if _answers(offer, given[place], later=away >= 0)
    )  # fmt: skip
    taken: set[int] = set()
    for *_, number, place in pairs:
        offer, one = found[number], given[place]
        if place not in taken and not offer.answers:
            taken.add(place)
            offer.answers.append(one.act)
            offer.to = offer.to or one.who
            offer.answer = _ANSWERS[one.act.kind]
            if one.act.kind == "acceptance" and one.act.modality == "conditional":
                offer.answer = "countered"
    for *_, number, place in pairs:
        _against(found[number], given[place].act, free=place not in taken)
        if given[place].act in found[number].against:
            taken.add(place)
    return {id(given[it].act) for it in taken}


def _doubt(act: Act) -> int:
    """Return how little an act is an answer: not at all, under a condition, put off."""
    return _SURE[act.modality] + (3 if act.kind == "reluctance" else 0)


def _against(offer: _Offer, act: Act, *, free: bool) -> None:
    """Keep what another voice tells of an offer that is the opposite of its answer."""
    opposite = [it for it in offer.answers if {it.kind, act.kind} == {"refusal", "acceptance"}]
    if free and opposite and _doubt(act) == 0 and act not in offer.against:
        offer.against.append(act)


def _answers(offer: _Offer, one: _Answer, *, later: bool) -> bool:
    """Whether an act near an offer may be the answer to it: of the one to whom it was made.

    One told of before the offer, as in a lead, has to name the one who offered, and to be sure.
    """
    if one.who == offer.by or (offer.to is not None and one.who != offer.to):
        return False
    return later or (offer.by in one.towards and _doubt(one.act) == 0)


# ---------------------------------------------------------------- the items


def _propose(maker: Maker, offer: _Offer, number: int) -> None:
    every = [*offer.acts, *offer.answers, *offer.against]
    homes = {home[1]: (home[0], key) for key, home in maker.parties.items()}
    by, to = homes[offer.by], homes.get(offer.to or "", ("", ""))
    said = [maker.rest_on(it.sentence, it.asserter) for it in every]
    for found, act in zip(said, every, strict=True):
        if act not in found.acts:
            found.acts.append(act)
    what = maker.say("approach" if offer.approach or not offer.acts else offer.acts[0].kind)
    entry: dict[str, Any] = {
        "id": maker.new_id(f"O{number}"), "by": offer.by, "to": offer.to,
        "answer": offer.answer, "claims": said,
    }  # fmt: skip
    needs = [by[0], to[0]]
    if offer.approach:
        entry["approach"] = True
    elif offer.about:
        entry["codings"] = [{offer.about: CHANGE}]
        entry["note"] = maker.say("stands_for", option=CHANGE, issue=offer.about)
        needs.append(offer.about)
        issue = words()["issues"].get(offer.about, {})
        what += maker.say("about", what=issue.get(maker.wording, offer.about))
    else:
        entry["codings"] = []
    maker.add(
        {"offers": entry},
        maker.say("offered", who=maker.short(by[1]), what=what, answer=maker.say(offer.answer),
                  to=maker.short(to[1]) if to[1] else maker.say("not_said_whom")),
        "; ".join(act_words(maker, it) for it in every[:4]),
        at=maker.at(it.sentence for it in every),
        needs=maker.needed(*needs),
        marks=tuple(_marks(maker, offer)),
    )  # fmt: skip


def _marks(maker: Maker, offer: _Offer) -> Iterator[str]:
    if offer.to is None:
        yield maker.say("no_target")
    if not offer.approach and not offer.about:
        yield maker.say("no_coding")
    if offer.asked:
        yield maker.say("asked_in_return")
    hedged = {it.modality for it in offer.answers} - {"actual"}
    if hedged and offer.answer != "unknown":
        yield maker.say("answer_is", how=", ".join(map(maker.say, sorted(hedged))))
    for act in offer.against:
        yield maker.say("other_voice", who=maker.short_voice(maker.voice(act.asserter)),
                        answer=maker.say(_ANSWERS[act.kind]))  # fmt: skip
    if offer.answers and all(it.kind == "reluctance" for it in offer.answers):
        yield maker.say("hesitates", who=maker.shown(offer.answers[0].actor))
    for it in maker.known.offers if maker.known else ():
        if (it.by, it.to) == (offer.by, offer.to):
            differs = {it.answer, offer.answer} == {"accepted", "refused"}
            yield maker.say("other_answer" if differs else "same_offer", id=it.id,
                            answer=maker.say(it.answer))  # fmt: skip
