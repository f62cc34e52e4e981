"""Who is in a document: parties with those who decide for them, delegates, and its voices."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Final, Literal

from backchannel.reading.drafts.base import Found, Maker, most
from backchannel.reading.drafts.known import alike, office_of
from backchannel.reading.drafts.naming import deciding
from backchannel.reading.drafts.voices import AUTHOR, UNKNOWN

__all__ = ["delegates", "parties", "party", "source", "standing_for", "tie_relays"]

Marks = tuple[str, ...]

BARGAINING: Final = frozenset({
    "proposal", "offer", "offer_of_talks", "acceptance", "refusal", "demand", "concession",
    "threat", "red_line",
})  # fmt: skip
"""Acts of an organisation's people that make it a party; who only speaks is a voice."""
ENDS: Final = frozenset({
    "of", "in", "at", "on", "from", "with", "to", "for", "by", "who", "whose", "which", "that",
    "close", "near", "familiar", "briefed", "involved", "из", "в", "от", "по", "при", "близкий",
    "знакомый", "з", "із", "у", "від", "який", "яка",
})  # fmt: skip
"""Words after the noun of a description, from which its supplements begin."""


def parties(maker: Maker) -> None:
    """Propose the parties that talk or act, those first of whom most is told."""
    weight: Counter[str] = Counter()
    for channel in maker.read.channels:
        for name in channel.between:
            weight[maker.side(name)] += 3
    for act in maker.read.acts:
        for name in filter(None, (act.actor or "").split(";")):
            key = maker.side(name)
            if maker.kinds.get(key) == "state" or (
                (key in weight or key != name) and act.kind in BARGAINING
            ):  # an organisation that only speaks is a voice
                weight[key] += 1
        for name in filter(None, (act.target or "").split(";")):
            if maker.kinds.get(maker.side(name)) == "state":
                weight[maker.side(name)] += 1
    said = [it.said for it in maker.read.quotations] + [it.said for it in maker.read.reported]
    relays = {name for it in said for name in it.through}
    for key, _ in weight.most_common():
        if maker.kinds.get(key) != "person" and key not in relays:
            party(maker, key)


def party(maker: Maker, name: str | None) -> tuple[str, str] | None:
    """Return the party for which a name stands and the actor that decides for it."""
    key = standing_for(maker, name)
    if key is None:
        return None
    if key not in maker.parties:
        maker.parties[key] = _known_party(maker, key) or _new_party(maker, key)
    return maker.parties[key]


def standing_for(maker: Maker, name: str | None) -> str | None:
    """Return the state or organisation that acts; of an unnamed one that of its state.

    A person whose side is not told is nobody's: who is to answer for it, the analyst says.
    """
    if not name:
        return None
    key = maker.side(name)
    kind = maker.kinds.get(key)
    if kind in {"state", "organisation"} or (maker.known and maker.known.party(key)):
        return key
    if kind == "person":
        return None
    return next((of for form, of in maker.states.items() if _is_of(form, key)), None)


def _is_of(form: str, description: str) -> bool:
    """Whether a description of somebody unnamed says that they are of a state; not of its kin."""
    if len(form) < 2:
        return False
    bare = rf"(?<!\w){re.escape(form)}"
    return bool(re.search(rf"{bare}(?:n\b|(?!계|어|산|[A-Za-zА-я]))", description))


def _known_party(maker: Maker, key: str) -> tuple[str, str] | None:
    if maker.known is None:
        return None
    found = maker.known.party(key)
    if found is None or found not in maker.known.deciders:
        return None
    maker.recognise("parties", found, maker.short(key))
    return found, maker.known.deciders[found]


def _new_party(maker: Maker, key: str) -> tuple[str, str]:
    name = maker.new_id(key)
    kind = maker.kinds.get(key)
    actor = maker.new_id(f"{name.lower()}_{'gov' if kind == 'state' else 'lead'}")
    said = maker.name(key)
    met = [it for it in maker.read.mentions if (it.stands_for or it.is_) == key]
    layout = maker.read.layout
    marks = _like(maker, maker.short(key), "parties")
    maker.add(
        {
            "parties": {"id": name, "name": said, "actors": [actor]},
            "actors": {
                "id": actor,
                "name": deciding(said, maker.read.language, state=kind == "state"),
                "decides_for": name,
            },
        },
        maker.say("party", who=maker.short(key)),
        maker.say("party_why", count=len(met)),
        at=maker.at([layout.sentence_at(met[0].span.start)] if met else []),
        marks=marks,
    )
    return name, actor


def delegates(maker: Maker) -> None:
    """Propose those who sit at a table for a party, and its people who act by name."""
    layout = maker.read.layout
    doing = {name for act in maker.read.acts for name in (act.actor or "").split(";")}
    for name, told in maker.sides.items():
        home = maker.parties.get(told.of)
        if home is None or not (told.delegate or name in doing):
            continue
        if maker.known and maker.known.actor(name):
            maker.recognise("actors", maker.known.actor(name), maker.short(name))
            continue
        role = (
            {"en": "takes part in the talks", "ko": "협상 참여자"}
            if told.delegate
            else {"en": "role to be written", "ko": "역할을 작성할 것"}
        )
        entry = {
            "id": maker.new_id(name.lower()),
            "name": maker.name(name),
            "role": role,
            "agent_of": home[1],
        }
        maker.add(
            {"actors": entry},
            maker.say(
                "delegate" if told.delegate else "person",
                who=maker.short(name),
                of=maker.short(told.of),
            ),
            maker.say("person_why"),
            at=maker.at([layout.sentence_at(told.at.start)]),
            joins=home[0],
            needs=maker.needed(home[0]),
            marks=_like(maker, maker.short(name), "actors"),
        )


def source(maker: Maker, voice: str) -> str:
    """Return the source that a voice is."""
    if voice in maker.sources:
        return maker.sources[voice]
    asked = f"Author of {maker.read.name}" if voice == AUTHOR else voice
    found = maker.known.source(asked) if maker.known and voice != UNKNOWN else None
    if found:
        maker.recognise("sources", found, maker.short(voice))
        maker.sources[voice] = found
        return found
    name = maker.new_id(f"S_{voice}")
    maker.sources[voice] = name
    said: Any = maker.name(voice)
    shown = maker.short(voice)
    if voice == AUTHOR:
        shown = maker.say("author_of", document=maker.read.name)
        said = {"en": f"Author of {maker.read.name}", "ko": f"{maker.read.name}의 필자"}
    elif voice == UNKNOWN:
        said = {"en": "A voice that the document does not tell", "ko": "문서가 밝히지 않은 화자"}
    entry: dict[str, Any] = {"id": name, "name": said, "interest": maker.say("interest"),
                             "reliability": "F"}  # fmt: skip
    marks = () if voice in {AUTHOR, UNKNOWN} else _like(maker, shown, "sources")
    unnamed = voice == UNKNOWN or maker.kinds.get(voice, "unnamed") == "unnamed"
    if unnamed and voice != AUTHOR:
        entry["named"] = False
        marks += _same_office(maker, voice)
    met = [it for it in maker.read.mentions if it.is_ == voice]
    maker.add(
        {"sources": entry},
        maker.say("voice" if entry.get("named", True) else "unnamed_voice", who=shown),
        maker.say("voice_why"),
        at=maker.at([maker.read.layout.sentence_at(met[0].span.start)] if met else []),
        marks=marks,
    )
    return name


def _same_office(maker: Maker, voice: str) -> Marks:
    """Mark an unnamed voice that is said to be of the same people as one of the case."""
    if maker.known is None or not maker.known.offices:
        return ()
    office = office_of(voice)
    return tuple(
        maker.say("same_office", id=name)
        for name, offices in maker.known.offices.items()
        if office.of and office in offices
    )


def tie_relays(maker: Maker, found: list[Found]) -> dict[int, list[str]]:
    """Write into each source through whom its words reached us; return, by the place of a claim,
    the relays of those claims that came another way.
    """  # noqa: D205
    chains: dict[str, list[tuple[str, ...]]] = {}
    for it in found:
        source(maker, it.voice)
        if it.voice != AUTHOR:
            chains.setdefault(it.voice, []).append((*it.through, AUTHOR))
    arrows: dict[str, set[str]] = {}
    usual: dict[str, tuple[str, ...]] = {AUTHOR: ()}
    for voice, told in chains.items():
        chain = most(told)
        if not any(_leads_to(arrows, it, voice) for it in chain):
            arrows[voice] = set(chain)
        else:  # each passed on the other's words: the claims tell it one by one
            chain = (AUTHOR,)
        usual[voice] = chain
    for voice, chain in usual.items():
        names = [source(maker, it) for it in chain]
        for place, item in enumerate(maker.items):
            if names and item.id == maker.sources.get(voice) and item.list == "sources":
                item.entry["sources"]["reached_through"] = names
                needs = (*item.needs, *maker.needed(*names))
                maker.items[place] = replace(item, needs=needs)
    _mark_same(maker, usual)
    _show_words(maker, found)
    return {
        place: [source(maker, it) for it in (*found[place].through, AUTHOR)]
        for place in range(len(found))
        if found[place].voice != AUTHOR
        and (*found[place].through, AUTHOR) != usual[found[place].voice]
    }


def _show_words(maker: Maker, found: Sequence[Found]) -> None:
    """Show the first words of a voice that no name stands for, its own or passed on by it."""
    first: dict[str, int] = {}
    for it in found:
        for voice in (it.voice, *it.through):
            first.setdefault(maker.sources.get(voice, ""), it.sentence)
    for place, item in enumerate(maker.items):
        if item.list == "sources" and not item.at and item.id in first:
            maker.items[place] = replace(item, at=maker.at([first[item.id]]))


def _mark_same(maker: Maker, usual: Mapping[str, tuple[str, ...]]) -> None:
    """Mark unnamed voices that came the same way and are called by the same noun."""
    unnamed = [
        it
        for it in usual
        if it not in {AUTHOR, UNKNOWN} and maker.kinds.get(it, "unnamed") == "unnamed"
    ]
    first: dict[tuple[str, tuple[str, ...]], str] = {}
    for voice in unnamed:
        noun = _noun(voice, maker.read.language)
        other = first.setdefault((noun, usual[voice]), voice)
        if other != voice:
            _add_mark(maker, voice, maker.say("same_voice", other=maker.sources[other]))


def _noun(voice: str, language: str) -> str:
    """Return the noun of a description: its last word, outside Korean before "of" or "who".

    >>> _noun("a former European diplomat who knows the talks", "en"), _noun("한 관리", "ko")
    ('diplomat', '관리')
    """
    words = voice.casefold().split()
    if language == "ko" or len(words) < 2:
        return words[-1]
    end = next((n for n, it in enumerate(words) if n and it in ENDS), len(words))
    return words[end - 1].removesuffix("s")


def _add_mark(maker: Maker, voice: str, mark: str) -> None:
    for place, item in enumerate(maker.items):
        if item.list == "sources" and item.id == maker.sources.get(voice):
            maker.items[place] = replace(item, marks=(*item.marks, mark))


def _leads_to(arrows: dict[str, set[str]], start: str, end: str) -> bool:
    seen: set[str] = set()
    open_ = [start]
    while open_:
        here = open_.pop()
        if here == end:
            return True
        if here not in seen:
            seen.add(here)
            open_ += arrows.get(here, ())
    return False


def _like(maker: Maker, name: str, among: Literal["parties", "actors", "sources"]) -> Marks:
    """Mark what is alike to something of the case without being surely the same."""
    found = alike(name, getattr(maker.known, among)) if maker.known else None
    if found is None:
        return ()
    return (maker.say("alike", id=found.id, score=round(found.score)),)
