"""Quotations: where they stand, and whether somebody says them or a name stands in marks.

Kind is judged from the words inside (length, a final mark, a predicate) and beside them (a Korean
particle after the closing mark, a word of saying near, "so-called", "titled").
"""

import re
from collections.abc import Sequence
from typing import Final, Literal

from backchannel.reading.found import Attribution, Layout, Quotation, Span
from backchannel.reading.speech.lexicon import MASK, Cues, cues_of, masked
from backchannel.reading.speech.marks import Pair, pairs

__all__ = ["frame_of", "quotations"]

_TITLE_MARKS: Final = frozenset("「『〈《")
_FINAL: Final = re.compile(r"[.?!…]['\"”’»]*$")
_NEAR: Final = 90
"""How many characters beside a quotation are looked at for a word of saying."""
_WIDEST: Final = 400
"""How far a sentence is looked at on either side of a quotation."""
_MANY: Final = 40
"""How many quotations beside one are looked at."""
_FAR: Final = 120
"""How far behind a Korean quotation the verb of a clause of reported words is looked for."""
_LONG: Final = 7
"""Words from which a quotation is speech even where no word of saying stands near."""

Kind = Literal["statement", "label", "scare"]


def quotations(layout: Layout) -> tuple[Quotation, ...]:
    """Return the quotations of a document in order, their speakers still open.

    >>> from backchannel.reading.text.clean import clean
    >>> from backchannel.reading.text.layout import lay_out
    >>> layout = lay_out(clean('He said: "We agree." The "deal" is off.'))
    >>> [(one.span.of(layout.text), one.kind) for one in quotations(layout)]
    [('We agree.', 'statement'), ('deal', 'scare')]
    """
    found = pairs(layout)
    outer: list[Span] = []
    quotations = []
    for number, pair in enumerate(found):
        del outer[pair.depth :]
        frame = frame_of(layout, pair.span, outer[-1] if outer else None)
        beside = _beside(found, number, frame)
        quotations.append(
            Quotation(pair.span, _kind(layout, pair, frame, beside), pair.depth, Attribution(None))
        )
        outer.append(pair.span)
    return tuple(quotations)


def _beside(found: Sequence[Pair], number: int, frame: Span) -> list[Span]:
    """Return the quotations in the same sentences, at the same depth."""
    beside = [found[number].span]
    for step in (-1, 1):
        at = number + step
        low = max(frame.start, found[number].span.start - 2 * _WIDEST)
        high = min(frame.end, found[number].span.end + _WIDEST)
        near = range(max(number - _MANY, 0), min(number + _MANY, len(found)))
        while at in near and low <= found[at].span.start < high:
            if found[at].depth == found[number].depth and frame.holds(found[at].span):
                beside.append(found[at].span)
            at += step
    return beside


def frame_of(layout: Layout, span: Span, within: Span | None = None) -> Span:
    """Return the sentences that hold a stretch, cut to the quotation that it stands in."""
    if not layout.sentences:
        return span
    first = layout.sentences[layout.sentence_at(span.start)].span
    last = layout.sentences[layout.sentence_at(max(span.end - 1, span.start))].span
    start, end = min(first.start, span.start), max(last.end, span.end)
    if within is not None:
        start, end = max(start, within.start), min(end, within.end)
    return Span(start, end)


def _kind(layout: Layout, pair: Pair, frame: Span, beside: Sequence[Span]) -> Kind:
    text = layout.text
    cues = cues_of(layout.language_at(pair.span.start))
    frame = Span(
        max(frame.start, pair.span.start - _WIDEST), min(frame.end, pair.span.end + _WIDEST)
    )
    inside = pair.span.of(text).strip()
    after = min(pair.span.end + pair.closed, len(text))
    if cues.language == "ko":
        before = text[frame.start : pair.span.start - 1]
        return _korean(pair, inside, before, text[after : frame.end], cues)
    blotted = masked(
        frame.of(text),
        ((one.start - frame.start, one.end - frame.start) for one in beside if frame.holds(one)),
    )
    cut = pair.span.start - 1 - frame.start
    return _western(inside, blotted[: max(cut, 0)], blotted[after - frame.start :], cues)


def _korean(pair: Pair, inside: str, before: str, after: str, cues: Cues) -> Kind:
    words = len(inside.split())
    ends = bool(cues.pattern("quotes", "predicate").search(inside)) and words > 1
    said = cues.pattern("say", "after_marks").match(after) or cues.pattern(
        "say", "after_marks_clause"
    ).match(after)
    named = cues.pattern("quotes", "title_after").search(after)
    titled = cues.pattern("quotes", "title_before").search(before)
    mocked = cues.pattern("quotes", "so_called").search(before)
    if pair.mark in _TITLE_MARKS:
        return "statement" if said and ends else "label"
    if said and not cues.pattern("say", "named").search(after[:30]):
        return "statement"
    if _FINAL.search(inside) and words > 1:
        return "statement"
    if titled or (named and not ends) or cues.pattern("quotes", "named_so").search(before):
        return "label"
    sentence = bool(cues.pattern("quotes", "sentence").search(inside)) and words > 1
    if sentence or (ends and words >= cues.number("quotes", "short")) or words >= _LONG:
        return "statement"
    if cues.pattern("say", "according").match(after) and ends:
        return "statement"
    if mocked or said:
        return "scare"
    is_name = words > 1 and cues.pattern("quotes", "name").search(inside)
    acronym = re.fullmatch(r"[A-Z0-9-]+", inside)
    if is_name or acronym:
        return "label"
    if cues.pattern("quotes", "reported_after").search(after[:_FAR]):
        return "statement"
    return "scare"


def _western(inside: str, before: str, after: str, cues: Cues) -> Kind:
    words = len(inside.split())
    if cues.pattern("quotes", "so_called").search(before):
        return "scare"
    if cues.pattern("quotes", "name_for").search(before):
        return "scare"
    if _FINAL.search(inside) and words > 1:
        return "statement"
    if cues.pattern("quotes", "in_words_of").search(before):
        return "statement"
    calls = cues.pattern("quotes", "calls").search(before)
    if calls and not cues.pattern("say", "negated").search(before[: calls.start()]):
        return "statement"
    titled = cues.pattern("quotes", "title_before").search(before)
    entitled = titled and cues.pattern("quotes", "entitled").search(before)
    if titled and words < 2 * _LONG and (entitled or not inside.endswith(",")):
        return "label"
    dashed = re.match(r"\s*,\s[—–-]\s", after.lstrip('"”»“')) and words > 1
    bare_name = words <= 3 and inside[:1].isupper() and not before.rstrip().endswith((":", ","))
    if cues.language in ("ru", "uk") and bare_name and not dashed:
        return "label"
    if dashed or inside.endswith(",") or _governed(before, after, cues):
        return "statement"
    if words >= _LONG or (words > 2 and before.rstrip().endswith((":", ","))):
        return "statement"
    if cues.pattern("quotes", "title_after").search(after) or _is_title(inside):
        return "label"
    return "scare"


def _is_title(inside: str) -> bool:
    words = [word for word in inside.split() if len(word) > 3]
    return len(words) > 1 and all(word[0].isupper() for word in words)


def _governed(before: str, after: str, cues: Cues) -> bool:
    """Whether a word of saying near a quotation takes it as what was said."""
    verbs = cues.pattern("say", "verbs")
    urges = cues.pattern("say", "urges")
    near = re.split(r"[;:]|,\s(?!\S*$)", before[-_NEAR:].rstrip(" ,:" + MASK))[-1]
    for verb in (*verbs.finditer(near), *urges.finditer(near)):
        told_by = re.match(r"told\s+(?:\w+\s+)?(?:by|that)\b", near[verb.start() :])
        if told_by or not cues.pattern("say", "negated").search(near[: verb.start()]):
            return True
    if cues.pattern("say", "according").search(before[:_NEAR]) and "," in before[-3:]:
        return True
    if cues.pattern("say", "his").search(before):
        return True
    ahead = re.split(r"[;.]\s", after[:60])[0]
    if cues.pattern("say", "his").search(ahead) and ahead.startswith(("”", '"', "’", "'", ",")):
        return True
    follows = verbs.search(ahead)
    if follows is None or len(ahead[: follows.start()].split()) > 5:
        return False
    return bool(re.match(r"\s*[,–—-]", after)) or not re.search(r"[,:]", ahead[: follows.start()])
