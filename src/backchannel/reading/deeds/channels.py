"""Channels: talks, lines and contacts between parties, as single sentences speak of them.

A channel is found where a sentence has a word for talks and the parties can be told (see
`between`), or where it comes back to the talks that were spoken of before ("the channel broke
down"). Several sentences on one pair are several finds; the draft puts them together.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Final, Literal, get_args

from backchannel.reading.deeds.between import Pair, Talkers
from backchannel.reading.deeds.phrases import any_of, lexicon
from backchannel.reading.deeds.sides import Sides, by_sentence
from backchannel.reading.found import (
    Act,
    Channel,
    Language,
    Layout,
    Mention,
    Quotation,
    Reported,
    Span,
)

__all__ = ["channels"]

Status = Literal["running", "proposed", "refused", "implied", "used", "ended"]
Secrecy = Literal["open", "confidential", "secret", "deniable", "unknown"]

_TITLE: Final = 400
"""Characters at the start of a document that say what it is."""
_SOON: Final = 2
"""Sentences within which "that channel" is the one spoken of last, else that of the two sides."""
_CLOSE: Final = 3
"""Sentences of one paragraph within which a rate is still that of the channel before."""
_MANY: Final = 8
"""Words for talks of one sentence that are looked at."""


def channels(
    layout: Layout,
    mentions: Sequence[Mention],
    acts: Sequence[Act] = (),
    quotations: Sequence[Quotation] = (),
    reported: Sequence[Reported] = (),
) -> tuple[Channel, ...]:
    """Find the channels that a document speaks of, in order.

    Parameters
    ----------
    layout, mentions
        The document and its names.
    acts
        What is done in it: a refusal or proposal in the sentence speaks of the channel there.
    quotations, reported
        Who speaks in it: "we talk with Rome" is a channel of the speaker's side.

    Examples
    --------
    >>> from backchannel.reading.text.clean import clean
    >>> from backchannel.reading.text.layout import lay_out
    >>> text = "Secret talks between Oslo and Rome continue twice a month."
    >>> layout = lay_out(clean(text))
    >>> names = [Mention(Span(21, 25), "metonym", "oslo", "NO"),
    ...     Mention(Span(30, 34), "metonym", "rome", "IT")]
    >>> [(it.between, it.status, it.secrecy) for it in channels(layout, names)]
    [(('NO', 'IT'), 'running', 'secret')]
    """
    sides = Sides(layout, mentions)
    talkers = Talkers(sides, by_sentence(layout, quotations), by_sentence(layout, reported))
    done: dict[int, list[Act]] = {}
    for act in acts:
        done.setdefault(act.sentence, []).append(act)
    found: list[Channel] = []
    for number, sentence in enumerate(layout.sentences):
        language = layout.language_at(sentence.span.start)
        if layout.paragraphs[sentence.paragraph].kind == "text" and lexicon("channels", language):
            last = found[-1] if found else None
            found += _in_sentence(talkers, number, language, done.get(number, []), last)
    if _is_published(layout):
        found = [replace(it, secrecy="open") if it.secrecy == "unknown" else it for it in found]
    return tuple(found)


def _is_published(layout: Layout) -> bool:
    """Whether both sides publish the document, so that what it speaks of is in the open."""
    start = layout.text[:_TITLE]
    return any(
        any_of(tuple(lexicon("channels", it).get("published", ())), it).search(start)
        for it in {it.language for it in layout.paragraphs[:3]}
    )


def _in_sentence(
    talkers: Talkers, number: int, language: Language, acts: Sequence[Act], last: Channel | None
) -> list[Channel]:
    layout = talkers.sides.layout
    span, text, words = layout.sentences[number].span, layout.text, lexicon("channels", language)
    rate = any_of(tuple(words["rate"]["words"]), language).search(text, span.start, span.end)
    rated = Span(*rate.span()) if rate else None
    secrecy = _secrecy(text, span, words, language)
    after = talkers.afterwards(number)
    if secrecy == "unknown" and not _cues(text, after, words, language):
        secrecy = _secrecy(text, after, words, language)
    personal = secrecy == "deniable"
    found: dict[tuple[frozenset[str], Status], Channel] = {}
    cues = [it for it in _cues(text, span, words, language) if not talkers.is_named(it)]
    if not cues and any(it.kind == "offer_of_talks" for it in acts):
        cues = [next(it.cue for it in acts if it.kind == "offer_of_talks")]
    for i, cue in enumerate(cues):
        part = Span(cues[i - 1].end if i else span.start,
                    cues[i + 1].start if i + 1 < len(cues) else span.end)  # fmt: skip
        several = _statuses(text, span if len(cues) == 1 else part, words, language, acts)
        pairs = talkers.at(number, cue, acts, personal=personal)
        if not pairs:
            known = _known(talkers, number, cue, several[0], last, rated=rated is not None)
            pairs = [known] if known else []
        for pair, status in ((pair, status) for pair in pairs for status in several):
            if status == "implied" and not rated and pair.how in ("near", "both"):
                continue
            held: Status = "running" if rated and status in ("used", "implied") else status
            key = frozenset(pair.names), held
            if len(pair.names) == 2 and not personal:
                talkers.last, talkers.since = pair.names, cue.start
            found.setdefault(key, Channel(number, cue, pair.names, held, rated, secrecy))
    if not cues and last and _is_answer(text, span, words, language, last, number):
        refused = any_of(tuple(words["status"]["refused"]), language)
        match = refused.search(text, span.start, span.end)
        place = Span(*match.span()) if match else span
        return [Channel(number, place, last.between, "refused", last.rate, last.secrecy)]
    if not cues and last and rated and last.rate is None and _is_near(layout, last, number):
        anybody = talkers.names_any(span)
        return [] if anybody else [replace(last, sentence=number, cue=rated, rate=rated)]
    told = {names for names, status in found if status not in ("implied", "used")}
    return [it for (names, status), it in found.items()
            if status not in ("implied", "used") or names not in told]  # fmt: skip


def _is_near(layout: Layout, last: Channel, number: int) -> bool:
    """Whether a sentence still speaks of the channel before it: the next, or the same paragraph."""
    paragraphs = [layout.sentences[it].paragraph for it in (last.sentence, number)]
    return number - last.sentence <= (_CLOSE if paragraphs[0] == paragraphs[1] else 1)


def _known(
    talkers: Talkers, number: int, cue: Span, status: Status, last: Channel | None, *, rated: bool
) -> Pair | None:
    """Return whose talks are meant where the sentence names no two sides."""
    layout = talkers.sides.layout
    between = last.between if last else None
    asked = layout.sentences[number].span.of(layout.text).rstrip("\"'”’»").endswith("?")
    if asked:
        return None
    if rated and not talkers.names_person(layout.sentences[number].span):
        near = last is not None and _is_near(layout, last, number)
        anybody = talkers.names_any(layout.sentences[number].span)
        return talkers.known(cue, between, exact=anybody or not near)
    language = layout.language_at(cue.start)
    again = any_of(tuple(lexicon("channels", language)["again"]), language)
    if again.search(layout.text, max(0, cue.start - 20), cue.end):
        if status in ("ended", "refused", "running"):
            far = last is not None and number - last.sentence > _SOON
            return talkers.known(cue, between, exact=far) if last else None
    elif status == "ended" and not talkers.names_any(layout.sentences[number].span):
        personal = last is not None and last.secrecy == "deniable"
        return talkers.known(cue, between, exact=personal)
    return None


def _is_answer(
    text: str, span: Span, words: dict[str, Any], language: Language, last: Channel, number: int
) -> bool:
    """Whether a sentence without a word for talks turns down those proposed just before."""
    refused = any_of(tuple(words["status"]["refused"]), language)
    return (
        last.status == "proposed"
        and last.sentence == number - 1
        and refused.search(text, span.start, span.end) is not None
    )


# ---------------------------------------------------------------- the words for talks


def _cues(text: str, span: Span, words: dict[str, Any], language: Language) -> list[Span]:
    """Return the words for talks in order, but for those that mean something else there."""
    other = any_of(tuple(words["not"]), language)
    barred = [Span(*it.span()) for it in other.finditer(text, span.start, span.end)]
    found: list[Span] = []
    for key in ("noun", "verb", "again"):
        if key == "again" and found:
            break
        for it in any_of(tuple(words[key]), language).finditer(text, span.start, span.end):
            place = Span(*it.span())
            if not any(b.start < place.end and place.start < b.end for b in barred):
                found.append(place)
    kept: list[Span] = []
    for place in sorted(found):
        if not kept or place.start >= kept[-1].end:
            kept.append(place)
    return kept[:_MANY]


# ---------------------------------------------------------------- status, secrecy


def _statuses(
    text: str, span: Span, words: dict[str, Any], language: Language, acts: Sequence[Act]
) -> list[Status]:
    """Return how it stands with the talks: the first of the list of which a word is there.

    Talks that are proposed in one clause and turned down in the next have both.
    """
    kinds = {it.kind for it in acts}
    both = any_of(tuple(words.get("proposed_then", ())), language)
    told: dict[str, int] = {}
    for name, phrases in words["status"].items():
        found = any_of(tuple(phrases), language).finditer(text, span.start, span.end)
        for it in found:
            if name not in ("ended", "refused") or _is_so(text, it, language):
                told[name] = it.start()
    if language == "ko" and told.get("ended", 0) > told.get("refused", span.end):
        del told["refused"]  # 나오지 않겠다고 한 뒤로 멈춰 섰다
    if "refused" in told and both.search(text, span.start, span.end):
        return ["proposed", "refused"]
    if "refusal" in kinds and kinds & {"offer_of_talks", "proposal"}:
        return ["refused"]
    first = next((it for it in get_args(Status) if it == next(iter(told), None)), None)
    return [first or ("proposed" if "offer_of_talks" in kinds else "implied")]


def _is_so(text: str, word: re.Match[str], language: Language) -> bool:
    """Whether something has happened, and is not only possible, feared or a condition."""
    unreal = lexicon("channels", language).get("unreal", {})
    before, after = text[max(0, word.start() - 80) : word.start()], text[word.end() :][:12]
    return not (
        re.search(unreal.get("before", r"(?!)"), before, re.IGNORECASE)
        or re.match(unreal.get("after", r"(?!)"), after)
        or (
            language == "ko" and word[0][-1] != "렬" and (ord(word[0][-1]) - 0xAC00) % 28 == 8
        )  # 끊길, 끝날
    )


def _secrecy(text: str, span: Span, words: dict[str, Any], language: Language) -> Secrecy:
    for name, phrases in words["secrecy"].items():
        if any_of(tuple(phrases), language).search(text, span.start, span.end):
            return next(it for it in get_args(Secrecy) if it == name)
    return "unknown"
