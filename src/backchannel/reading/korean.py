"""Who says what in a Korean sentence, from particles and the order of words."""

import re
from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from typing import Final

from backchannel.reading.found import Span
from backchannel.reading.lexicon import MASK, cues_of
from backchannel.reading.saying import Frame, Named, Saying, voice_of

__all__ = ["sayings"]

_WORD: Final = re.compile(r"\S+")
_MARKS: Final = "\"'“”‘’「」『』〈〉《》"
_SUBJECT: Final = re.compile(
    rf"(?P<stem>.+?)[{_MARKS}]?(?P<particle>께서는|께서|은|는|이|가|도)[,]?"
)
_GOVERNMENT: Final = re.compile(r"(?:정부|측|쪽|당국|행정부|대통령실|정부\s?측)$")
_CLAUSES: Final = re.compile(r"(?:지만|으나|했고|었고|였고|으며|하며|는데|했으나),\s")
_FORMS: Final = r"(?:\s?(?:했|하[였며고면는기자]|한[다\s]|할\s|해\s|해,|해왔|해서|함|합니|하겠))"


def sayings(frame: Frame) -> list[Saying]:
    """Return the words of saying of a sentence, in order.

    Those that follow a quotation come from the particle behind its closing mark; others from the
    quotative ending before a verb of saying; 에 따르면 stands beside the whole sentence.
    """
    found = [*_beside(frame), *_after_marks(frame), *_clauses(frame)]
    taken: set[int] = set()
    unique = []
    for one in sorted(found, key=lambda one: (one.cue.start, one.form != "marks")):
        if one.cue.start not in taken:
            unique.append(one)
        taken.add(one.cue.start)
    return unique


@cache
def _verbs() -> re.Pattern[str]:
    tables = cues_of("ko").tables["say"]
    nouns, patterns = tables["hada"], tables["patterns"]
    assert isinstance(nouns, list)  # noqa: S101 - the file is ours; for the type checker
    assert isinstance(patterns, list)  # noqa: S101
    hada = rf"(?:{'|'.join(sorted(nouns, key=len, reverse=True))}){_FORMS}"
    return re.compile("|".join([hada, *patterns]))


def _beside(frame: Frame) -> Iterator[Saying]:
    for key in ("according", "as_said"):
        for cue in frame.cues.pattern("say", key).finditer(frame.blot):
            start = frame.blot.rfind(" ", 0, cue.start()) + 1
            who = _name(frame, start, cue.start()) or _anybody(frame, start, cue.start())
            if who is not None:
                told = frame.outlet_in(0, cue.start()) if who.kind == "unnamed" else None
                yield Saying(frame.place(cue.start(), cue.end()), who, "beside", frame.span, told)


def _anybody(frame: Frame, start: int, end: int) -> Named | None:
    """Take any noun for a source where the words leave no doubt: 보고서에 따르면."""
    head = _bare(frame.blot[start:end])
    if head in ("보도", "기사", "신문"):
        return Named("unnamed", "<last>", head, definite=True) if frame.outlets else None
    if not re.fullmatch(r"[가-힣]{2,8}", head):
        return None
    shown = _bare(frame.blot[_phrase_start(frame, start) : end])
    return Named("unnamed", shown or head, head)


def _after_marks(frame: Frame) -> Iterator[Saying]:
    for quoted in frame.quoted:
        start = quoted.end - frame.span.start
        while start < len(frame.blot) and frame.blot[start] in _MARKS:
            start += 1
        particle = frame.cues.pattern("say", "after_marks").match(frame.blot, start)
        clause = frame.cues.pattern("say", "after_marks_clause").match(frame.blot, start)
        if particle is None and clause is None:
            continue
        if particle is None and clause is not None:
            cue = Span(clause.start(), clause.end())
            who = _subject(frame, 0, quoted.start - frame.span.start, plain=True)
        elif particle is not None:
            stop = _sentence_end(frame.blot, particle.end())
            verb = _verbs().search(frame.blot, particle.end(), stop)
            chained = frame.blot[particle.end() : stop].lstrip().startswith(tuple(_MARKS))
            word = _WORD.search(frame.blot, particle.end(), stop)
            clear = verb is not None and MASK not in frame.blot[particle.end() : verb.start()]
            if verb is not None and (clear or chained):
                cue = Span(verb.start(), verb.end())
            elif word is not None and not chained:
                cue = Span(word.start(), word.end())
            else:
                cue = Span(particle.start(), particle.end())
            who = _subject(frame, particle.end(), cue.start, plain=True) if clear else None
            who = who or _subject(frame, 0, quoted.start - frame.span.start, plain=True, last=True)
        told = _told(frame, 0, max(quoted.start - frame.span.start, 0)) or _told(
            frame, start, cue.start
        )
        heard = _heard_by(frame, cue)
        cited = _cited(frame, quoted.start - frame.span.start)
        yield Saying(frame.place(*cue), who, "marks", frame.span, told or heard, cited=cited)


def _clauses(frame: Frame) -> Iterator[Saying]:
    quotative = frame.cues.pattern("say", "quotative")
    light = frame.cues.pattern("say", "light")
    lead_in = frame.cues.pattern("say", "lead_in")
    for ending in quotative.finditer(frame.blot):
        stop = _sentence_end(frame.blot, ending.end())
        rest = ending.end() + (
            len(frame.blot[ending.end() :]) - len(frame.blot[ending.end() :].lstrip())
        )
        verb = light.match(frame.blot, rest) or _verbs().search(
            frame.blot, ending.end(), min(stop, ending.end() + 40)
        )
        if verb is None or MASK in frame.blot[ending.end() : verb.start()]:
            continue
        between = frame.blot[ending.end() : verb.start()].split()
        inner = _subject(frame, ending.end(), verb.start(), plain=True)
        if inner is None and len(between) > 3:
            continue
        who = inner or _subject(frame, 0, ending.start())
        told = _told(frame, 0, verb.start())
        cited = _cited(frame, verb.start())
        yield Saying(frame.place(*verb.span()), who, "clause", frame.span, told, cited=cited)
    for stance in frame.cues.pattern("say", "stance").finditer(frame.blot):
        start = frame.blot.rfind(" ", 0, stance.start("of")) + 1
        who = _name(frame, start, stance.start("of"))
        if who is not None:
            yield Saying(frame.place(*stance.span("of")), who, "clause", frame.span)
    for so in frame.cues.pattern("say", "said_so").finditer(frame.blot):
        start = frame.blot.rfind(" ", 0, so.start("of")) + 1
        opens = so.start() < 20 and "것" not in frame.blot[: so.start()]
        who = _name(frame, start, so.start("of")) if opens else None
        if who is not None:
            yield Saying(frame.place(*so.span("of")), who, "marks", frame.span, lead_in=True)
    for lead in lead_in.finditer(frame.blot):
        verb = _verbs().search(frame.blot, lead.end(), lead.end() + 30)
        if verb is not None:
            who = _subject(frame, 0, lead.start(), plain=True, last=True)
            told = _told(frame, 0, lead.start())
            yield Saying(frame.place(*verb.span()), who, "marks", frame.span, told, lead_in=True)


def _sentence_end(blot: str, start: int) -> int:
    end = re.compile(r"[.?!]\s").search(blot, start)
    return end.start() if end else len(blot)


def _told(frame: Frame, start: int, end: int) -> str | None:
    """Return to which outlet something was told: Y에, Y와의 인터뷰에서; 이 신문에 points back."""
    to = frame.cues.pattern("who", "told_to")
    heads = tuple(frame.cues.words("who", "outlets"))
    for one in frame.mentions(start, end):
        if one.kind != "organisation" or not frame.is_outlet(one):
            continue
        rest = frame.text[one.span.end : one.span.end + 12].lstrip(_MARKS)
        if to.match(rest) or re.match(r"\s?인터뷰", rest):
            return one.is_
    for word in re.finditer(
        r"(?:(?:이|그|같은|해당)\s|(?<=\s))(\S+?)(?:에|에게|과의|와의)\s", frame.blot[start:end]
    ):
        if word[1].endswith(heads) and (word[1] in heads or word[0][:1] in "이그같해"):
            return "<last>"
    return None


def described(frame: Frame) -> Iterator[Named]:
    """Return the unnamed sources that a sentence describes, in marks too."""
    for word in _WORD.finditer(frame.blot):
        found = _SUBJECT.fullmatch(word[0]) or re.fullmatch(
            rf"(?P<stem>.+?)[{_MARKS}]?(?P<particle>와의|과의|와|과|의|를|을)", word[0]
        )
        if found is None or MASK in word[0]:
            continue
        who = _name(frame, word.start(), word.start() + found.end("stem"))
        if who is not None and who.kind == "unnamed" and who.head in _SOURCES:
            yield who


_SOURCES: Final = frozenset(
    ["관리", "관계자", "당국자", "소식통", "외교관", "참석자", "참가자", "인사", "측근", "간부"]
)


def _heard_by(frame: Frame, cue: Span) -> str | None:
    """Return who passed a saying on: X told 측근에게, as 측근 now says (말했다고 한다)."""
    hearsay = frame.cues.pattern("say", "hearsay").search(frame.blot[cue.start : cue.start + 30])
    confided = frame.cues.pattern("say", "confided").match(frame.blot, cue.start)
    if not hearsay and not confided:
        return None
    for word in re.finditer(r"(\S+?)에게(?=\s)", frame.blot):
        if MASK in word[0]:
            continue
        who = _name(frame, word.start(), word.end(1)) if MASK not in word[1] else None
        if who is not None and who.kind in ("name", "unnamed"):
            return who.name
        head = frame.blot[: word.start()].split()[-1:]
        if who is None and word[1].endswith("측근들"):
            return " ".join([*(one for one in head if one == "한"), word[1]])
    return None


def _cited(frame: Frame, end: int) -> Named | None:
    """Return whose words somebody passes on: X의 말을 빌려, X를 인용해."""
    for cue in frame.cues.pattern("say", "cited").finditer(frame.blot, 0, max(end, 0)):
        start = frame.blot.rfind(" ", 0, cue.start()) + 1
        who = _name(frame, start, cue.start())
        if who is not None:
            return who
    return None


def _subject(
    frame: Frame, start: int, end: int, *, plain: bool = False, last: bool = False
) -> Named | None:
    """Return the subject or topic that can speak in a stretch of a sentence.

    The first topic of the last clause that has one (the last, where a quotation follows); where
    there is none and ``plain`` ones count, a subject (이/가).
    """
    start = max(start, 0)
    clauses = [start, *(cut.end() for cut in _CLAUSES.finditer(frame.blot, start, end)), end]
    for low, high in reversed(list(pairwise(clauses))):
        topics: list[Named] = []
        subjects: list[Named] = []
        for word in _WORD.finditer(frame.blot, low, high):
            found = _SUBJECT.fullmatch(word[0])
            if found is None or MASK in word[0]:
                continue
            who = _name(frame, word.start(), word.start() + found.end("stem"))
            topical = found["particle"] in ("은", "는", "께서는", "께서")
            if who is None and topical and _is_person_like(frame, word.start(), found.end("stem")):
                who = Named("name", found["stem"], person=True)
            if who is not None:
                (topics if topical else subjects).append(who)
        if topics:
            return topics[-1] if last else topics[0]
        if subjects and plain:
            return subjects[-1]
    return None


def _is_person_like(frame: Frame, start: int, length: int) -> bool:
    return any(
        one.kind in ("person", "organisation", "metonym", "state")
        and one.span.end == frame.span.start + start + length
        for one in frame.mentions(start, start + length)
    )


def _bare(text: str) -> str:
    return re.sub(r"\([^)]*\)", "", text).strip(_MARKS + " ,")


def _name(frame: Frame, start: int, end: int) -> Named | None:
    """Say who a noun in front of a particle is; None where it is nobody who can speak."""
    words = frame.cues.words
    head = _bare(frame.blot[start:end])
    if not head:
        return None
    start = min([start, *_ending_at(frame, start, end)])
    phrase = _phrase_start(frame, start)
    this = re.search(r"(?:^|\s)(\S+)\s$", frame.blot[max(start - 8, 0) : start])
    definite = bool(this and this[1] in words("who", "this"))
    if head in words("who", "pronouns"):
        return Named("pronoun", head)
    if head in words("who", "selves"):
        return Named("self", head)
    known = [one for one in frame.mentions(phrase, end) if one.kind != "unnamed"]
    heads = tuple(words("who", "heads"))
    ending = [one for one in known if _reaches(frame, one.span.end, end)]
    persons = [
        one for one in known
        if one.kind == "person" and "의 " not in frame.blot[one.span.end - frame.span.start : end]
        and (one in ending or head in words("who", "titles") or head.endswith(heads))
    ]  # fmt: skip
    if persons:
        return Named("name", persons[-1].is_, person=True)
    if ending and ending[-1].kind != "place":
        return Named("name", voice_of(ending[-1]))
    if head.endswith(tuple(words("who", "papers"))) and len(head) < 8:
        owners = [voice_of(one) for one in known if one.kind != "place"]
        return Named("paper", owners[-1] if owners else "", head)
    if not head.endswith(heads) or len(head) > 12:
        return None
    states = [one for one in known if one.kind in ("state", "metonym")]
    if states and _GOVERNMENT.search(head):
        return Named("name", voice_of(states[-1]))
    if definite and head.endswith(tuple(words("who", "outlets"))):
        return Named("unnamed", "<last>", head, definite=True)
    shown = re.sub(r"\([^)]*\)", "", frame.blot[phrase:end]).strip(" ,")
    shown = re.sub(rf"[{_MARKS}]", "", shown)
    shown = re.sub(r"(?<=의) (?:이|그|해당)(?= )", "", shown)
    return Named("unnamed", shown, head, definite=definite, person=True)


def _reaches(frame: Frame, mention_end: int, end: int) -> bool:
    rest = frame.blot[mention_end - frame.span.start : end]
    return not _bare(rest)


def _is_plain_noun(frame: Frame, word: str) -> bool:
    """Whether a word may be a noun without a particle: 노동당 [부부장], 서방 [외교관]."""
    if not re.fullmatch(r"[가-힣]{2,6}", word) or word in frame.cues.words("who", "not_noun"):
        return False
    return (
        word[-1]
        not in "은는이가을를에의로과와도서고며다한된던인해여게자만씩날때중혀라니까들데듯면히"
    )


def _person_before(frame: Frame, place: int) -> list[int]:
    place = len(frame.blot[:place].rstrip())
    return [
        one.span.start - frame.span.start
        for one in frame.mentions(max(place - 40, 0), place)
        if one.kind == "person" and one.span.end == frame.span.start + place
    ]


def _ending_at(frame: Frame, start: int, end: int) -> list[int]:
    """Return where the names begin that end at a place, those of several words included."""
    return [
        one.span.start - frame.span.start
        for one in frame.mentions(max(start - 40, 0), end)
        if one.kind != "unnamed" and _reaches(frame, one.span.end, end)
    ]


def _phrase_start(frame: Frame, start: int) -> int:
    """Go back over the words that belong to a noun: 미국 국무부의 한 고위 [당국자]."""
    words = frame.cues.words
    while start > 0:
        head = frame.blot[:start].rstrip()
        word = head[head.rfind(" ") + 1 :]
        low = len(head) - len(word)
        plain = _bare(word)
        if plain in words("who", "this") and head[:low].rstrip().endswith("의"):
            start = low  # 협상팀의 이 관계자
            continue
        if not plain or MASK in word or word.endswith((",", ".", "”", '"')):
            break
        names = _ending_at(frame, low, len(head) - (word.endswith("의") and len(word) > 1))
        if not names and _is_plain_noun(frame, plain):
            names = _person_before(frame, low) or [low]
        fits = (
            names
            or plain in words("who", "before_head")
            or plain in words("who", "titles")
            or plain.endswith(("의", *words("who", "heads")))
        )
        if not fits or plain.endswith(("는", "은")):
            break
        start = min([low, *names])
    return start
