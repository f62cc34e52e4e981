"""The draft: what a document gives for a case, item by item, with reasons, words and marks.

Nothing in it is a fact, and no sentence of the document goes into a case: texts that only an
analyst can write say so, and the words stand beside them in the draft.
"""

from collections.abc import Collection, Mapping
from dataclasses import replace
from pathlib import PurePath
from typing import Any, Final

from backchannel.core.extras import load_extra
from backchannel.reading.drafts.base import Found, Maker, act_words, slug_of, unwritten
from backchannel.reading.drafts.known import LEAST, Known, repeated
from backchannel.reading.drafts.offers import offers
from backchannel.reading.drafts.proposal import LISTS, Draft, Item
from backchannel.reading.drafts.voices import AUTHOR
from backchannel.reading.drafts.what import channels, forecasts, issues, threats
from backchannel.reading.drafts.who import delegates, parties, party, source, tie_relays
from backchannel.reading.drafts.wording import Wording, speaks_of_talks
from backchannel.reading.reader import Read
from backchannel.reading.text.where import document_places

__all__ = ["draft"]

WINDOW: Final = 40
"""Claims of one voice that a new one is compared with."""
_OFTEN: Final = frozenset({"consult", "aid", "position", "call", "pressure"})
"""Acts that happen again and again: told twice, they are no repetition."""
_OPPOSITE: Final = {"refusal": ("acceptance",), "acceptance": ("refusal",)}


def draft(
    read: Read,
    known: Known | None = None,
    *,
    file: str | None = None,
    wording: Wording = "en",
) -> Draft:
    """Propose what a document gives for a case.

    Parameters
    ----------
    read
        What was found in it.
    known
        The case that it is read for: its parties, sources and claims are recognised.
    file
        Name of the copy that `check --sources` will look for; the document's own unless given.
    wording
        Language of what the draft says.

    Examples
    --------
    >>> from backchannel.reading.text.files import Raw
    >>> from backchannel.reading.reader import read_text
    >>> made = draft(read_text(Raw("Norway rejected the plan of Peru.", "", "txt"), "note.txt"))
    >>> [it.id for it in made.items if it.list == "parties"]
    ['NO', 'PE']
    """
    maker = Maker(read, known, wording)
    document = _document(maker, file or read.name)
    parties(maker)
    delegates(maker)
    by_sentence = issues(maker)
    channels(maker)
    offers(maker, by_sentence)
    threats(maker)
    foreseen = {id(found): entry for entry, found in forecasts(maker)}
    for it in read.claims:
        found = maker.rest_on(it.sentence, it.said)
        found.claim = found.claim or it
    _claims(maker, document, foreseen)
    return Draft(
        document=read.name,
        digest=read.digest,
        kind=read.kind,
        language=read.language,
        date=read.date,
        case=known.case if known else None,
        text=file or read.name,
        wording=wording,
        notes=read.notes,
        recognised=tuple(maker.recognised),
        items=_in_order(maker.items),
    )


def _document(maker: Maker, file: str) -> str:
    read = maker.read
    places = document_places(read.layout)
    held = maker.known.documents.get(places.digest) if maker.known else None
    if held:
        maker.recognise("documents", held.id, maker.say("same_text"))
        maker.ranges = held.paragraphs
        return held.id
    name = maker.new_id(f"D_{slug_of(PurePath(read.name).stem)}")
    entry: dict[str, Any] = {"id": name, "title": PurePath(read.name).stem, "file": file,
                             "language": read.language}  # fmt: skip
    if read.date:
        entry["date"] = read.date
    entry |= {"digest": places.digest,
              "paragraphs": {key: list(it) for key, it in places.paragraphs.items()}}  # fmt: skip
    dated = maker.say("dated", date=read.date) if read.date else maker.say("undated")
    maker.add({"documents": entry}, f"{read.name}, {dated}", maker.say("document_why"))
    return name


# ---------------------------------------------------------------- claims


def _claims(maker: Maker, document: str, foreseen: dict[int, dict[str, Any]]) -> None:
    """Write the claims on which the other items rest, and those worth registering by themselves."""
    _acts_told(maker)
    told_by = _told_once(maker, foreseen)
    found = sorted(maker.claims.values(), key=lambda it: (it.sentence, it.voice))
    for number, it in enumerate(found, 1):
        it.id = maker.new_id(f"E{number:02d}")
    _mark(maker, found)
    relays = tie_relays(maker, found)
    for place, it in enumerate(found):
        _claim(maker, document, it, relays.get(place), forecast=id(it) in foreseen)
    for item in maker.items:
        for entry in item.entry.values():
            if "claims" in entry:
                held = (told_by.get(id(it), it) for it in entry["claims"])
                entry["claims"] = list(dict.fromkeys(it.id for it in held))


def _acts_told(maker: Maker) -> None:
    """Tie each act to the claim that tells of it, where there is one."""
    for act in maker.read.acts:
        found = maker.claims.get((act.sentence, maker.voice(act.asserter)))
        if found and act not in found.acts:
            found.acts.append(act)


def _told_once(maker: Maker, foreseen: Collection[int]) -> dict[int, Found]:
    """Join what a sentence tells of an act with what the doer says in it, in the doer's voice;
    return the claims that stand for those left out.
    """  # noqa: D205
    by_sentence: dict[int, list[Found]] = {}
    for it in maker.claims.values():
        by_sentence.setdefault(it.sentence, []).append(it)
    instead: dict[int, Found] = {}
    for here in by_sentence.values():
        silent = [
            it
            for it in here
            if it.claim and not it.acts and it.voice != AUTHOR and id(it) not in foreseen
        ]
        for it in [one for one in here if one.claim is None and id(one) not in foreseen]:
            doing = {party(maker, name) for act in it.acts for name in (act.actor or "").split(";")}
            own = [
                one
                for one in silent
                if (home := party(maker, one.voice)) in doing
                or (it.voice == AUTHOR and (home is None or not it.acts))
            ]
            if len(own) == 1 and own[0] is not it:
                own[0].acts += it.acts
                instead[id(it)] = own[0]
                del maker.claims[it.sentence, it.voice]
    return instead


def _claim(
    maker: Maker, document: str, it: Found, relays: list[str] | None, *, forecast: bool
) -> None:
    by = source(maker, it.voice)
    kind = "forecast" if forecast else it.claim.kind if it.claim else "report"
    hidden = bool(it.through) or maker.kinds.get(it.voice, "unnamed") == "unnamed"
    grade = it.claim.grade if it.claim else 4 if hidden and it.voice != AUTHOR else 3
    gist = "; ".join(act_words(maker, act) for act in it.acts[:3])
    said = gist or maker.say("what_is_said", who=maker.voice_name(it))
    told = "; ".join(act_words(maker, act, it.voice) for act in it.acts[:3])
    text = unwritten(maker, said, it.sentence)
    entry: dict[str, Any] = {"id": it.id, "source": by, "kind": kind, "grade": grade, "text": text}
    if maker.read.date:
        entry["date"] = maker.read.date
    where = maker.where(document, maker.read.layout.sentences[it.sentence].span)
    if where:
        entry["where"] = where
    if it.contradicts:
        entry["contradicts"] = list(dict.fromkeys(it.contradicts))
    if relays is not None:
        entry["reached_through"] = relays
    again = repeated(maker.known, by, text, where.get("digest", "")) if maker.known else None
    marks = [*it.marks, *([maker.say(again.how, id=again.id, score=again.score)] if again else ())]
    if it.claim and it.claim.hedge:
        marks.append(maker.say("hedge", word=it.claim.hedge.of(maker.text)))
    through = "".join(maker.say("through", who=maker.short(name)) for name in it.through)
    maker.add({"claims": entry}, f"{maker.voice_name(it)}{through}: {told or maker.say(kind)}",
              maker.say("claim_why", kind=maker.say(kind), grade=grade), at=maker.at([it.sentence]),
              needs=maker.needed(document, by, *(relays or ())), marks=tuple(marks))  # fmt: skip


def _mark(maker: Maker, found: list[Found]) -> None:
    """Mark what one voice says twice, and what contradicts what was said before."""
    ratio = load_extra("rapidfuzz.fuzz").ratio
    told: dict[tuple[str, str, str | None, str | None], str] = {}
    answered: dict[tuple[str, str | None, str | None], tuple[str, str]] = {}
    spoken: dict[str, list[tuple[str, str]]] = {}
    sentences = maker.read.layout.sentences
    for it in found:
        for act in it.acts:
            who, towards = (maker.side(name) if name else None for name in (act.actor, act.target))
            key = (it.voice, act.kind, who, towards)
            if told.get(key, it.id) != it.id and act.kind not in _OFTEN:
                it.marks.append(maker.say("repeats", other=told[key]))
            told.setdefault(key, it.id)
            for kind in _OPPOSITE.get(act.kind, ()):
                for target in dict.fromkeys((towards, None)):
                    other, voice = answered.get((kind, who, target), ("", it.voice))
                    if voice != it.voice and other not in it.contradicts:
                        it.contradicts.append(other)
                        it.marks.append(maker.say("contradicts", other=other))
            answered.setdefault((act.kind, who, towards), (it.id, it.voice))
        text = sentences[it.sentence].span.of(maker.text)
        earlier = spoken.setdefault(it.voice, [])
        for other, words in earlier[-WINDOW:]:
            if ratio(text, words) >= LEAST:
                it.marks.append(maker.say("nearly", other=other))
                break
        earlier.append((it.id, text))
    held: dict[int, set[tuple[str, str] | None]] = {}
    for talk in maker.read.channels:
        if talk.status in {"running", "used", "ended"}:
            held.setdefault(talk.sentence, set()).update(party(maker, it) for it in talk.between)
    for place, it in enumerate(found):
        if it.claim and it.claim.kind == "denial":
            _mark_denial(maker, it, found[max(place - WINDOW, 0) : place + WINDOW], held)


def _mark_denial(
    maker: Maker,
    denial: Found,
    near: list[Found],
    held: Mapping[int, Collection[tuple[str, str] | None]],
) -> None:
    """Propose that a denial contradicts what another voice tells of the same talks or act.

    Parameters
    ----------
    held
        By sentence that tells of talks, the parties that hold them.
    """
    kinds = {act.kind for act in denial.acts} - {"position"}
    home = party(maker, denial.voice)
    words = maker.read.layout.sentences[denial.sentence].span.of(maker.text)
    of_talks = denial.sentence in held or speaks_of_talks(words)
    told = [
        it for it in near
        if it.voice != denial.voice and not (it.claim and it.claim.kind == "denial")
        and (kinds & {act.kind for act in it.acts} or (
            of_talks and it.sentence in held and (not home or home in held[it.sentence])))
    ]  # fmt: skip
    before = [it for it in told if it.sentence <= denial.sentence]
    for other in before[-1:] or told[:1]:  # what was told last is what is denied
        denial.contradicts.append(other.id)
        denial.marks.append(maker.say("denies", other=other.id))


def _in_order(items: list[Item]) -> tuple[Item, ...]:
    """Return the items list by list; within a list those first on which most words bear."""
    places = {name: number for number, name in enumerate(LISTS)}
    first = {id(it): number for number, it in enumerate(items)}
    ordered = sorted(
        items,
        key=lambda it: (
            places[it.list],
            0 if it.list in {"claims", "offers", "documents"} else -len(it.at),
            first[id(it)],
        ),
    )
    return tuple(replace(it, needs=tuple(dict.fromkeys(it.needs))) for it in ordered)
