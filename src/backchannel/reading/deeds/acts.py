"""Acts of a negotiation: who offers, refuses, demands, warns - and who says that it was so.

A word of the list for the language marks an act; what stands beside it says whether it is denied,
planned, conditional or foreseen; `Sides` says who does it and towards whom. What somebody else
than the doer says of it is alleged, and a threat that somebody else foretells is a warning.
"""

import re
from collections.abc import Sequence
from typing import Final, cast

from backchannel.reading.deeds.acts_en import English
from backchannel.reading.deeds.acts_ko import (
    addressed,
    conditional,
    korean_cues,
    outsider,
    own_words,
    past_trait,
    relayed,
    required,
    told_before,
    unreal,
)
from backchannel.reading.deeds.doers import Cue, Telling, actors, mark, subject_of
from backchannel.reading.deeds.doers_ko import target_of
from backchannel.reading.deeds.phrases import patterns
from backchannel.reading.deeds.replies import REPLIES, answered
from backchannel.reading.deeds.sides import AUTHOR, Sides, by_sentence
from backchannel.reading.found import (
    Act,
    ActKind,
    Attribution,
    Language,
    Layout,
    Mention,
    Modality,
    Quotation,
    Reported,
    Sentence,
    Span,
)

__all__ = ["acts"]

_UTTERED: Final = (
    "offer", "offer_of_talks", "threat", "assurance", "red_line", "refusal", "demand", "call",
    "warning", "position", "reluctance",
)  # fmt: skip
"""Kinds that are done when they are uttered, whatever they look ahead to."""
_FORESEEN: Final = ("threat", "acceptance", "concession", "aid", "sanction", "offer", "refusal")
"""Kinds that somebody else may expect for later."""
_BETTER: Final = {
    "proposal": ("offer", "offer_of_talks"),
    "warning": ("threat",),
    "refusal": ("red_line",),
    "demand": ("red_line", "offer"),
}
"""Kinds that another one of the same doer in the same sentence says more exactly."""
_MEMORY: Final = 6
"""How many acts back an answer may look for what it answers."""
_BESIDE: Final = 25
"""Within how many characters two words tell of one act."""
_GOVERNS: Final = 60
"""Within how many characters a word governs an infinitive after it."""
_REACH: Final = 20
"""How many characters after a Korean word are looked at for its ending."""


def acts(
    layout: Layout,
    mentions: Sequence[Mention],
    quotations: Sequence[Quotation],
    reported: Sequence[Reported],
) -> tuple[Act, ...]:
    """Find the acts that a document tells of, in order.

    Parameters
    ----------
    layout, mentions, quotations, reported
        What was read before; quotations and reported speech with their speakers.

    Examples
    --------
    >>> from backchannel.reading.found import Cleaned, Paragraph
    >>> text = "Norway rejected the plan."
    >>> layout = Layout(Cleaned(text, text, range(26)), (Paragraph("P1", Span(0, 25), "text",
    ...     "en"),), (Sentence(Span(0, 25), 0),), ())
    >>> found = acts(layout, [Mention(Span(0, 6), "state", "NO")], [], [])
    >>> [(it.kind, it.actor, it.modality) for it in found]
    [('refusal', 'NO', 'actual')]
    """
    said = [*(it.said for it in quotations), *(it.said for it in reported)]
    author = next((it.speaker for it in said if it.how == "author" and it.speaker), None)
    telling = Telling(layout, Sides(layout, mentions), by_sentence(layout, quotations),
                         by_sentence(layout, reported), author)  # fmt: skip
    english = English(telling)
    found: list[Act] = []
    carried: tuple[str, ...] = ()
    for number, sentence in enumerate(layout.sentences):
        if layout.paragraphs[sentence.paragraph].kind != "text":
            continue
        if sentence.span.of(layout.text).rstrip("\"'”’»").endswith("?"):
            continue
        here: list[Act] = []
        if layout.paragraphs[sentence.paragraph].language == "en":
            here = english.acts(number, found[-_MEMORY:])
            found += [it for it in here if not _is_faint(it, here)]
            continue
        cues = _cues(telling, sentence)
        if layout.paragraphs[sentence.paragraph].language == "ko":
            cues = korean_cues(telling, sentence, cues)
        for cue in _free(cues, layout.text):
            act = _act(telling, number, cue, carried, [*found[-_MEMORY:], *here])
            if act and not any((it.kind, it.actor) == (act.kind, act.actor) for it in here):
                here.append(act)
        found += [it for it in here if not _is_faint(it, here)]
        if layout.paragraphs[sentence.paragraph].language != "ko":
            carried = subject_of(telling, sentence) or carried
    return tuple(found)


def _is_faint(act: Act, here: Sequence[Act]) -> bool:
    """Whether another act of the same sentence says better what this one says."""
    if act.kind == "position":
        return any(it.kind != "position" for it in here)
    better = _BETTER.get(act.kind, ())
    return any(
        it.kind in better
        and (act.kind == "warning" or (
            it.actor == act.actor and abs(it.cue.start - act.cue.start) <= _BESIDE
        ))
        for it in here
    )  # fmt: skip


# ---------------------------------------------------------------- words that mark an act


def _cues(telling: Telling, sentence: Sentence) -> list[Cue]:
    """Return the words of a sentence that mark acts; of two that overlap the first listed."""
    text, span = telling.layout.text, sentence.span
    language = telling.layout.paragraphs[sentence.paragraph].language
    names = [it.span for it in telling.quoted(span.start) if it.kind != "statement"]
    taken: list[Span] = []
    cues: list[Cue] = []
    for kind, words in patterns("acts", language):
        for match in words.finditer(text, span.start, span.end):
            place = Span(*match.span())
            if any(it.start < place.end and place.start < it.end for it in taken):
                continue
            taken.append(place)
            if kind != "skip" and not any(it.holds(place) for it in names):
                cues.append(Cue(place, kind))
    return sorted(cues)


def _free(cues: Sequence[Cue], text: str) -> list[Cue]:
    """Leave out what another word governs: "threatened to blacklist" is a threat alone."""
    return [
        it
        for before, it in zip([None, *cues], cues, strict=False)
        if before is None
        or it.span.start - before.span.end > _GOVERNS
        or not text[before.span.end : it.span.start].endswith(" to ")
    ]


# ---------------------------------------------------------------- one act


def _act(
    telling: Telling, number: int, cue: Cue, carried: Sequence[str], earlier: Sequence[Act]
) -> Act | None:
    layout, sides = telling.layout, telling.sides
    sentence = layout.sentences[number].span
    language = layout.language_at(cue.span.start)
    voices = telling.voices(cue.span)
    doers, own = actors(telling, cue, sentence, carried, voices)
    kind = _kind(telling, cue, sentence, doers)
    if kind is None:
        return None
    if kind == "acceptance" and language == "ko" and past_trait(telling, cue, sentence):
        return None
    pleads = kind == "demand" and "요구" not in cue.span.of(layout.text)
    if language == "ko" and pleads and outsider(sides, doers):
        kind = "call"
    if own is None and mark(language, "meeting").search(cue.span.of(layout.text)):
        doers, own = sides.two_at(cue.span.start), False
    if own is None:
        return None
    doers = tuple(sides.office_of(it) or it for it in doers)
    actor = ";".join(dict.fromkeys(doers)) or None
    told = own and voices and _past(cue.span.of(layout.text), language)
    passed: tuple[Attribution, ...] = ()
    if (own and not told) or (
        language == "ko" and own_words(telling, cue, sentence, voices, actor)
    ):
        passed = relayed(voices[:1]) if language == "ko" else ()
        voices = voices[1:]
    others = (it for it in (*passed, *voices) if not sides.speaks_for(it.speaker, actor))
    asserter = voices[0] if told else next(others, AUTHOR)
    if kind == "foretold":
        kind = "warning"
        actor, asserter = (asserter.speaker or telling.author), AUTHOR
        doers = (actor,) if actor else ()
    ready = kind == "readiness"
    if ready:  # his own word is an offer; said of him it is no more than said
        his = own or any(sides.speaks_for(it.speaker, actor) for it in voices)
        kind = "offer" if his else "concession"
    modality = _modality(telling, cue, sentence, asserter, kind, own=bool(told))
    if ready and kind == "concession" and modality == "actual":
        modality = "alleged"
    if language == "ko" and modality == "alleged" and asserter is AUTHOR:
        asserter = told_before(telling, number, actor) or AUTHOR
    if kind == "threat" and modality == "predicted":
        kind, modality = "warning", "actual"
        actor, asserter = asserter.speaker or actor, AUTHOR
    joint = kind == "consult" or (kind == "acceptance" and language == "ko")
    target = _target(telling, cue, sentence, doers, voices)
    if len(doers) == 2 and joint and (target is None or kind == "consult"):
        actor, target = doers[0], sides.side_of(doers[1])
    if actor and target is None:
        target = answered(sides, actor, earlier) if kind in REPLIES else None
        target = target or sides.other_side(actor, cue.span.start)
        if language == "ko" and sides.side_of(actor) not in sides.two:
            target = addressed(telling, sentence, actor) or target or ";".join(sides.two)
    return Act(number, cue.span, cast("ActKind", kind), actor, target,
               _object(telling, cue, sentence, language), modality, asserter)  # fmt: skip


def _kind(telling: Telling, cue: Cue, sentence: Span, doers: Sequence[str]) -> str | None:
    """Return the kind of an act, None where its words deny it or only suppose it."""
    text = telling.layout.text
    language = telling.layout.language_at(cue.span.start)
    if language == "ko" and unreal(telling, cue, sentence):
        return None
    if cue.kind == "required":
        return required(telling, cue, sentence, doers)
    if cue.one is None and _moot(text, cue, sentence, language):
        return None
    if cue.one is None and _negated(text, cue, sentence, language):
        joint = re.match(r"합의|타결|의견|접점|뜻", cue.span.of(text))
        return "refusal" if cue.kind == "acceptance" and not joint else None
    lexical = cue.kind == "red_line" and cue.one is None
    if language == "ko" and lexical and conditional(telling, cue, sentence):
        return "refusal"
    return cue.kind


def _target(
    telling: Telling, cue: Cue, sentence: Span, doers: Sequence[str], voices: Sequence[Attribution]
) -> str | None:
    """Return to whom the sentence says that it is done."""
    if telling.layout.language_at(cue.span.start) != "ko":
        return telling.sides.target(sentence, cue.span, doers)
    read = telling.clauses(telling.frame(cue.span, sentence)[0], sentence)
    one = cue.one or read.at(cue.span)
    me = telling.me(cue.span, voices)
    if one is None:
        return None
    return target_of(telling.sides, read, one, doers, me, reply=cue.kind in REPLIES)


def _moot(text: str, cue: Cue, sentence: Span, language: Language) -> bool:
    """Whether the word is a noun, or tells of a mere supposition, wish or duty."""
    moot = mark(language, "moot")
    if language == "ko":
        return bool(moot.match(text, cue.span.end))
    before = text[sentence.start : cue.span.start]
    words = before.split()
    noun = mark(language, "nouns").fullmatch(cue.span.of(text).split()[0])
    if noun and words and mark(language, "article").fullmatch(words[-1]):
        return True
    return bool(moot.search(" ".join(words[-3:])))


def _negated(text: str, cue: Cue, sentence: Span, language: Language) -> bool:
    denied = mark(language, "negated")
    if language == "ko":
        return bool(denied.match(text, cue.span.end))
    before = text[sentence.start : cue.span.start]
    clause = re.split(r"[,;:.]|\b(?:but|но|але)\b", before)[-1]
    return bool(denied.search(" ".join(clause.split()[-4:])))


def _past(words: str, language: Language) -> bool:
    """Whether an act is told as done, rather than done by the very words."""
    return language == "ko" and bool(re.search(r"[았었했였됐냈봤렸졌났렀겼]", words))


# ---------------------------------------------------------------- how far it is so


def _modality(
    telling: Telling, cue: Cue, sentence: Span, asserter: Attribution, kind: str, *, own: bool
) -> Modality:
    """Return how far it is so: predicted before alleged before conditional before planned."""
    text = telling.layout.text
    language = telling.layout.language_at(cue.span.start)
    other = asserter is not AUTHOR
    near = _beside(text, cue, sentence, language)
    if other and kind in _FORESEEN and mark(language, "predicted").search(near):
        return "predicted"
    heard = text[cue.span.start : cue.span.end] + near[1:] if cue.one else near
    if (other and not own) or mark(language, "hearsay").search(heard):
        return "alleged"
    if mark(language, "condition").search(text, sentence.start, sentence.end) or (
        language == "ko" and conditional(telling, cue, sentence)
    ):
        return "conditional"
    decided = language == "ko" and kind in _FORESEEN and cue.span.of(text).endswith("기로")
    if kind not in _UTTERED and (decided or mark(language, "planned").search(near)):
        return "planned"
    return "actual"


def _beside(text: str, cue: Cue, sentence: Span, language: Language) -> str:
    """Return the words that carry tense and mood: after the cue in Korean, else to its end."""
    if language == "ko":
        return text[cue.span.end - 1 : min(cue.span.end + _REACH, sentence.end)]
    return " ".join([*text[sentence.start : cue.span.start].split()[-5:], cue.span.of(text)])


# ---------------------------------------------------------------- what it is about


def _object(telling: Telling, cue: Cue, sentence: Span, language: Language) -> Span | None:
    """Return what is offered, demanded or refused: before the verb in Korean, else after it."""
    text = telling.layout.text
    frame, _ = telling.frame(cue.span, sentence)
    if language == "ko":
        subjects = telling.sides.subjects(frame, cue.span.start)
        start = subjects[-1].place if subjects else frame.start
        start = max(
            start, max((text.rfind(it, start, cue.span.start) + 1 for it in ",;"), default=0)
        )
        return _trimmed(text, start, cue.span.start)
    stop = re.compile(r"[.;:!?“”\"«»]|,\s|\s(?:if|unless|because|while|если|якщо)\s")
    match = stop.search(text, cue.span.end, frame.end)
    return _trimmed(text, cue.span.end, match.start() if match else frame.end)


def _trimmed(text: str, start: int, end: int) -> Span | None:
    while start < end and not text[start].isalnum():
        start += 1
    while end > start and not text[end - 1].isalnum():
        end -= 1
    return Span(start, end) if end - start > 1 else None
