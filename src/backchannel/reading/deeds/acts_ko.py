"""Words that mark acts in a Korean sentence: those of the list, and the endings of what is said."""

import re
from collections.abc import Sequence
from typing import Final

from backchannel.reading.deeds.doers import Cue, Telling
from backchannel.reading.deeds.doers_ko import parties
from backchannel.reading.deeds.moods_ko import spoken
from backchannel.reading.deeds.phrases import patterns
from backchannel.reading.deeds.sides import Sides, name_of
from backchannel.reading.found import Attribution, Sentence, Span

_ASIDE: Final = 12
"""How far before an ending words may stand that say it is no act (신원을 밝히지 말라고)."""
_INTENDED: Final = re.compile(
    r"예정|계획|방침|용의|의사|의향|뜻|준비|생각|것|수|태세|입장|의지|작정|참"
)
"""Nouns with which a verb that looks ahead still tells of an act: 만날 계획."""
_TOLD: Final = re.compile(
    r"(?:사실|것|바|셈|상태|뒤|후|직후|날|가운데|데|적|보도|소식|문서|회담|회의|자리)$"
)
"""Nouns after which a relative clause still tells what was done: 합의한 사실."""
_HEARD: Final = 3
"""How many sentences back the voice of hearsay is looked for."""

__all__ = [
    "addressed", "conditional", "korean_cues", "outsider", "own_words", "past_trait", "relayed",
    "required", "told_before", "unreal",
]  # fmt: skip

_MAY_SPEAK: Final = re.compile(
    r"자(?:고|며|면서|는)|라(?:고|며|면서|는)|달라|겠|야 ?[하한할합된될됩]|수 ?(?:가|는|도)?"
    r" ?[있없]|[의향뜻각비음도유획용][이가은는도]? [있없]|것이[다며라]|것입|[자라시]\.|십시오|세요"
)
"""Without one of these a sentence has no ending that does anything; spares the analysis."""


def korean_cues(telling: Telling, sentence: Sentence, cues: Sequence[Cue]) -> list[Cue]:
    """Add what endings tell to what the list tells; where both tell, the ending is followed."""
    span = sentence.span
    text = telling.layout.text
    if not _MAY_SPEAK.search(text, span.start, span.end):
        return list(cues)
    frames = [span] + [
        Span(max(it.span.start, span.start), min(it.span.end, span.end))
        for it in telling.quoted(span.start)
        if it.kind == "statement"
    ]
    turn = telling.sides.teller(span.start)
    found: list[Cue] = []
    covered: list[Span] = []
    for frame in frames:
        direct = frame if frame is not span or turn else None
        for it in spoken(telling.clauses(frame, span), text, direct):
            if any(no.search(text, max(it.span.start - _ASIDE, span.start), it.span.end)
                   for key, no in patterns("acts", "ko") if key == "skip"):  # fmt: skip
                continue
            found.append(Cue(it.span, it.kind, it.doer))
            covered += [it.one.span, *([it.matrix.span] if it.matrix else [])]
    kept = [
        it
        for it in cues
        if not any(by.start < it.span.end and it.span.start < by.end for by in covered)
    ]
    return sorted([*kept, *found], key=lambda it: it.span)


def required(telling: Telling, cue: Cue, sentence: Span, doers: Sequence[str]) -> str | None:
    """Return what "must" does: a demand between the sides, a call from outside, else a stand."""
    frame, _ = telling.frame(cue.span, sentence)
    read = telling.clauses(frame, sentence)
    one = read.at(Span(cue.span.start, cue.span.start + 1))
    if not doers:
        return None
    asked = parties(telling.sides, one.subject, None) if one and one.subject else None
    sides = {telling.sides.side_of(it) for it in doers}
    if cue.one is not None and cue.one.copula:
        return None
    others = {telling.sides.side_of(it) for it in asked or ()} - sides
    if others:
        return "demand" if sides and sides <= set(telling.sides.two) else "call"
    reported = one is not None and one.span.end < cue.span.end
    return "position" if reported and sides & set(telling.sides.two) else None


def addressed(telling: Telling, sentence: Span, actor: str) -> str | None:
    """Return the one of the two sides that a sentence names, where an outsider acts."""
    sides = telling.sides
    text = telling.layout.text
    named = [
        sides.side_of(name_of(it))
        for it in sides.within(sentence)
        if it.kind != "place" and text[it.span.end : it.span.end + 1] not in ("은", "는")
    ]
    of = {it for it in named if it in sides.two and it != sides.side_of(actor)}
    return of.pop() if len(of) == 1 else None


def outsider(sides: Sides, doers: Sequence[str]) -> bool:
    """Whether somebody of no state and of neither side asks: a mediator, an institute."""
    of = [sides.side_of(it) for it in doers]
    return bool(of) and not any(it in sides.two or sides.is_state(it) for it in of)


def past_trait(telling: Telling, cue: Cue, sentence: Span) -> bool:
    """Whether a relative clause only tells which thing is meant: 우리가 승인한 식량."""
    if cue.one is not None:
        return False
    one = telling.clauses(telling.frame(cue.span, sentence)[0], sentence).at(cue.span)
    head = one.head.head if one and one.closing == "attribute" and one.head else None
    return head is not None and not _TOLD.search(head)


def relayed(voices: Sequence[Attribution]) -> tuple[Attribution, ...]:
    """Return those who passed on what somebody says of himself, the nearest to him first."""
    return tuple(Attribution(name, "after") for it in voices for name in it.through)


def own_words(
    telling: Telling,
    cue: Cue,
    sentence: Span,
    voices: Sequence[Attribution],
    actor: str | None,
) -> bool:
    """Whether the verb of saying that ends the act reports the doer's own words."""
    spoken_of = voices and voices[0].how == "pronoun"
    if spoken_of and not telling.sides.speaks_for(voices[0].speaker, actor):
        return False
    if cue.one is None or not voices or voices[0].cue is None:
        return False
    said = voices[0].cue
    if not (said.start < cue.span.end and cue.span.start < said.end):
        return False
    read = telling.clauses(telling.frame(cue.span, sentence)[0], sentence)
    matrix = read.matrix(cue.one)
    return cue.one.closing != "quote" or bool(matrix and cue.one.subject is matrix.subject)


def told_before(telling: Telling, number: int, actor: str | None) -> Attribution | None:
    """Return the last voice before a sentence to whom its hearsay goes back (고 한다).

    Not the doer's own: what he said of himself was passed on by somebody.
    """
    for k in range(number, max(number - _HEARD, 0) - 1, -1):
        said = [it.said for it in telling.quotations[k]]
        said += [it.said for it in telling.reported[k]]
        for it in reversed(said):
            for name in (it.speaker, *it.through):
                if name and not telling.sides.speaks_for(name, actor):
                    return Attribution(name, it.how)
    return None


def conditional(telling: Telling, cue: Cue, sentence: Span) -> bool:
    """Whether a condition (하면) stands in the same clauses as an act."""
    read = telling.clauses(telling.frame(cue.span, sentence)[0], sentence)
    text = telling.layout.text
    return any(
        (it.closing == "bound" and it.ending.endswith("면"))
        or ("않" in it.chain and it.head and it.head.span.of(text).split()[0] == "한")
        for it in read.predicates
    )


def unreal(telling: Telling, cue: Cue, sentence: Span) -> bool:
    """Whether a relative clause names what may be or is not: 서명할 확률, 서명한 문서는 없다."""
    if cue.one is not None:
        return False
    read = telling.clauses(telling.frame(cue.span, sentence)[0], sentence)
    one = read.at(cue.span)
    if one is None or one.closing != "attribute" or one.head is None:
        return False
    if one.ending in ("ᆯ", "을") and not _INTENDED.match(one.head.head):
        return True
    after = read.matrix(one)
    return after is not None and after.lemma == "없" and one.head in read.before(after)[:1]
