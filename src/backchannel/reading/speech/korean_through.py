"""Through whom Korean words came: sources beside a sentence, papers told, whom somebody cites."""

import re

from backchannel.reading.found import Span
from backchannel.reading.speech.korean_who import MARKS, Parse, who
from backchannel.reading.speech.saying import Frame, Named
from backchannel.reading.text.clauses_ko import Phrase

__all__ = ["cited", "heard_by", "source_before", "told_to"]


def source_before(frame: Frame, parse: Parse, end: int) -> Named | None:
    """Return who stands before 에 따르면, 의 말처럼: 외교부 [발표], 로이터 통신 [보도], 그."""
    head = frame.blot[frame.blot.rfind(" ", 0, end) + 1 : end].strip(MARKS)
    phrase = parse.phrase_to(end) or _covering(parse, end)
    start = phrase.span.start if phrase else frame.blot.rfind(" ", 0, end) + 1
    report = head in frame.cues.words("say", "reports")
    if report and len(frame.blot[start:end].split()) > 1:
        end = len(frame.blot[: end - len(head)].rstrip())
        end -= frame.blot[start:end].endswith("의")
    elif head in ("보도", "기사", "신문"):
        return Named("unnamed", "<last>", head, definite=True) if frame.outlets else None
    return who(frame, parse, Phrase(Span(start, end), "source", head), anybody=True)


def _covering(parse: Parse, end: int) -> Phrase | None:
    """Return the phrase in which a place lies: 소식통의 [말에] 따르면."""
    for one in parse.units:
        if isinstance(one, Phrase) and one.span.start < end <= one.span.end:
            return Phrase(Span(one.span.start, end), one.role, one.head)
    return None


def told_to(frame: Frame, start: int, end: int) -> str | None:
    """Return to which outlet something was told: Y에, Y와의 인터뷰에서; 이 신문에 points back."""
    to, passed_on = (frame.cues.pattern("who", key) for key in ("told_to", "passed_on"))
    heads = tuple(frame.cues.words("who", "outlets"))
    for one in frame.mentions(start, end):
        if one.kind != "organisation" or not frame.is_outlet(one):
            continue
        rest = frame.text[one.span.end : one.span.end + 12].lstrip(MARKS)
        if (
            to.match(rest)
            or re.match(r"\s?인터뷰", rest)
            or passed_on.match(frame.text[one.span.end : one.span.end + 60].lstrip(MARKS))
        ):
            return one.is_
    for word in re.finditer(
        r"(?:(?:이|그|같은|해당)\s|(?<=\s))(\S+?)(?:에|에게|과의|와의)\s", frame.blot[start:end]
    ):
        alone = re.search(r"(?:^|[은는이가도서,.]\s)$", frame.blot[: start + word.start(1)])
        if word[1].endswith(heads) and ((word[1] in heads and alone) or word[0][:1] in "이그같해"):
            return "<last>"
    return None


def heard_by(frame: Frame, parse: Parse, cue: Span) -> str | None:
    """Return who passed a saying on: X told 측근에게, as 측근 now says (말했다고 한다)."""
    hearsay = frame.cues.pattern("say", "hearsay").search(frame.blot[cue.start : cue.start + 30])
    confided = frame.cues.pattern("say", "confided").match(frame.blot, cue.start)
    if not hearsay and not confided:
        return None
    for one in parse.units:
        if not isinstance(one, Phrase) or frame.blot[one.span.end : one.span.end + 2] != "에게":
            continue
        found = who(frame, parse, one)
        if found is not None and found.kind in ("name", "unnamed"):
            return found.name
    return None


def cited(frame: Frame, parse: Parse, end: int) -> Named | None:
    """Return whose words somebody passes on: X의 말을 빌려, X를 인용해."""
    for cue in frame.cues.pattern("say", "cited").finditer(frame.blot, 0, max(end, 0)):
        found = source_before(frame, parse, cue.start())
        if found is not None:
            return found
    return None
