"""Who says what in an English, Russian or Ukrainian sentence: order of words and commas."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from backchannel.reading.found import Mention, Span
from backchannel.reading.speech.lexicon import MASK
from backchannel.reading.speech.saying import Frame, Named, Saying, voice_of

__all__ = ["apart", "before_colon", "beside", "cited", "sayings", "told_to", "unnamed"]

_BORDER: Final = re.compile(rf"[.?!…]['\"”’»)]*\s|[;:—–]|\s-\s|[{MASK}\"“„«”»]")
_NOUN_BEFORE: Final = re.compile(
    r"(?:\b(?:the|a|an|its|his|her|their|our|my|your|no|any|of|in|these|those|more|new|some)|['’]s)\s+$",
    re.IGNORECASE,
)
_NOBODY: Final = frozenset(["nobody", "no one", "there", "никто", "ніхто", "это", "це"])
_LONGEST: Final = 14
_SIDE: Final = 110


def sayings(frame: Frame) -> list[Saying]:
    """Return the words of saying of a sentence, in order."""
    found = [*beside(frame), *_verbs(frame)]
    return sorted(found, key=lambda one: one.cue.start) or before_colon(frame)


def before_colon(frame: Frame) -> list[Saying]:
    """Return whose words follow a colon: "Ivo Lund took another view: ..."."""
    colon = re.search(rf":\s*[\"“«„'‘]?{MASK}", frame.blot)
    who = _main_subject(frame, 0, colon.start()) if colon else None
    if colon is None or who is None:
        return []
    return [Saying(frame.place(colon.start(), colon.start() + 1), who, "marks", frame.span)]


def beside(frame: Frame) -> Iterator[Saying]:
    """Find what stands beside a sentence: according to X, in her words."""
    for cue in frame.cues.pattern("say", "according").finditer(frame.blot):
        end = _piece_end(frame.blot, cue.end())
        who = _name(frame, cue.end(), end)
        appositive = re.match(r",\s+(?=(?:an?|the)\s)", frame.blot[end:])
        if who and who.kind == "unnamed" and who.head in ("one", "some", "two") and appositive:
            low = end + appositive.end()
            who = _name(frame, low, _piece_end(frame.blot, low)) or who
        if who is not None:
            yield Saying(frame.place(cue.start(), cue.end()), who, "beside", frame.span)
    for cue in frame.cues.pattern("say", "his").finditer(frame.blot):
        who = Named("pronoun", cue[0])
        yield Saying(frame.place(cue.start(), cue.end()), who, "beside", frame.span)


def _verbs(frame: Frame) -> Iterator[Saying]:
    cues, blot = frame.cues, frame.blot
    marks_only = cues.pattern("say", "marks_only")
    clauses = 0
    beside = [cue.span() for cue in cues.pattern("say", "according").finditer(blot)]
    for verb in cues.pattern("say", "verbs").finditer(blot):
        before = blot[max(verb.start() - 40, 0) : verb.start()]
        if cues.pattern("say", "negated").search(before) or _NOUN_BEFORE.search(before):
            continue
        if any(start <= verb.start() < end for start, end in beside):
            continue
        if cues.pattern("say", "with_to").match(blot, verb.start()):
            continue
        who, aside, start = _subject(frame, verb.start(), verb.end())
        if who is not None and who.name.casefold() in _NOBODY:
            continue
        form = "marks"
        if not marks_only.fullmatch(verb[0]) and who is not None:
            quoted = verb[0].casefold() == "quoted"
            as_saying = re.compile(r"[^.;]{3,60}\bas saying\b").match(blot, verb.end())
            if (quoted and as_saying) or _has_clause(frame, verb):
                form, clauses = "clause", clauses + 1
            elif aside:
                form = "aside"
        yield Saying(
            frame.place(*verb.span()),
            who,
            "clause" if form == "clause" else "aside" if form == "aside" else "marks",
            frame.span if form != "clause" else _clause(frame, start, verb.end(), heard=clauses),
            None if marks_only.fullmatch(verb[0]) else told_to(frame, start, verb.end()),
            cited=cited(frame),
            lead_in=bool(re.search(r":\s*$", blot))
            and not re.search(r"[:]", blot[verb.end() :].rstrip()[:-1]),
        )


def cited(frame: Frame) -> Named | None:
    """Return whose words somebody passes on: "..., quoting a minister"."""
    cue = frame.cues.pattern("say", "cited").search(frame.blot)
    return _name(frame, cue.end(), _piece_end(frame.blot, cue.end())) if cue else None


def _piece_end(blot: str, start: int) -> int:
    end = re.compile(rf"[,;:—–{MASK}\"“«„]|[.?!…](?:\s|$)|\.\[").search(blot, start)
    return end.start() if end else len(blot)


def _clause(frame: Frame, start: int, after: int, *, heard: int) -> Span:
    """Return the clause of a speaker and his verb; a second speech in a sentence stands by itself.

    It runs to the next "; " or ", and" that opens another clause.
    """
    end = re.compile(r";\s|,\s(?:and|but|а|але|но|while)\s(?=\w+\s\w+)").search(frame.blot, after)
    low = start + len(frame.blot[start:]) - len(frame.blot[start:].lstrip()) if heard > 1 else 0
    second = len(frame.cues.pattern("say", "verbs").findall(frame.blot)) > 1
    if end is None or not second:
        return frame.place(low, len(frame.blot))
    return frame.place(low if heard > 1 or start < 40 else start, end.start())


def _has_clause(frame: Frame, verb: re.Match[str]) -> bool:
    """Whether a clause follows that tells what was said: "that ...", or the words themselves."""
    cues = frame.cues
    rest = frame.blot[verb.end() :]
    piece = re.split(r"[;:]|\.\s", rest)[0]
    that = cues.pattern("say", "that").search(piece)
    if that and len(piece[: that.start()].split()) <= 8 and MASK not in piece[: that.start()]:
        joined = piece[that.end() :].split()
        return len(joined) >= 2
    return False


def told_to(frame: Frame, start: int, end: int) -> str | None:
    """Return the outlet to which something was said; "the paper" points back to the last one."""
    stop = _BORDER.search(frame.blot, end)
    limit = min(stop.start() if stop else len(frame.blot), end + _SIDE)
    piece = frame.blot[end:limit]
    that = frame.cues.pattern("say", "that").search(piece)
    limit = end + that.start() if that else limit
    named = frame.outlet_in(end, limit)
    if named is None and start > 0:
        named = frame.outlet_in(0, start) if "interview" in frame.blot[:start] else None
    if named is not None:
        return named
    words = re.findall(r"\w+", frame.blot[end:limit].casefold())
    own = frame.cues.words("who", "own_outlet")
    outlets = frame.cues.words("who", "outlets")
    if words and words[0] in frame.cues.words("who", "this") and len(words) > 1:
        words = words[1:]
    return "<last>" if words and words[0] in outlets and words[0] not in own else None


def _subject(frame: Frame, verb: int, after: int) -> tuple[Named | None, bool, int]:
    """Return who does the saying, whether the saying stands aside, and where its words begin."""
    borders = [cut.end() for cut in _BORDER.finditer(frame.blot, 0, verb)]
    low = borders[-1] if borders else 0
    pieces = _pieces(frame.blot, low, verb)
    inverted = _inverted(frame, after)
    start, end = pieces[-1]
    text = frame.blot[start:end].strip(" '’\"”»")
    quoted_before = low > 0 and frame.blot[low - 1] in MASK + '"”»—–'
    if not text and inverted is not None and (quoted_before or frame.cues.language != "en"):
        return inverted, _closes(frame, after), start
    if re.search(r"\w\s+(?:and|и|і|та|й)$", text):  # "urged restraint and said"
        return _main_subject(frame, low, verb), False, start
    low_cut, high_cut = _after_stop(frame, start, end)
    if not frame.blot[low_cut:high_cut].strip():
        text = ""
    if text and not _is_relative(text):
        who = _name(frame, *_after_stop(frame, start, end))
        if who is not None:
            aside = (len(pieces) > 1 or quoted_before) and _closes(frame, after)
            return who, aside, _after_stop(frame, start, end)[0]
        if inverted is not None and frame.cues.language != "en":
            return inverted, False, start
        return None, False, start
    if _is_relative(text) and len(pieces) > 1:
        return _name(frame, *_after_stop(frame, *pieces[-2])), False, pieces[-2][0]
    if len(pieces) > 1:
        return _apposition(frame, pieces[:-1])
    return inverted, False, start


_CUTS: Final = re.compile(r";\s|:\s|,\s(?:and|but|while|whereas|though|although)\s(?=\w+\s\w+)")


def apart(frame: Frame, one: Saying, others: Sequence[Saying], same: Sequence[Span]) -> Saying:
    """Cut the clause of a saying off those of others in its sentence, and at semicolons.

    ``same`` are the words of saying of the same speaker: no cut falls between them.
    """
    start, end = frame.span
    for cut in _CUTS.finditer(frame.text, *frame.span):
        before = cut.start() < one.cue.start
        if any((it.start < cut.start()) == before for it in same):
            continue
        spoken = any((it.cue.start < cut.start()) == before for it in others)
        if cut[0][0] == ";" or spoken:
            start, end = (cut.end(), end) if before else (start, min(end, cut.start()))
    return replace(one, clause=Span(start, end))


def _main_subject(frame: Frame, low: int, verb: int) -> Named | None:
    """Return whom a participle hangs on: "Israel refused, saying ..."."""
    first = re.match(r"\s*(\w+)", frame.blot[low:verb])
    if first and first[1].casefold() in frame.cues.words("who", "pronouns"):
        return Named("pronoun", first[1].casefold())
    for one in frame.mentions(low, verb):
        if one.kind != "place":
            return Named("name", voice_of(one), person=one.kind == "person")
    return None


def _pieces(blot: str, low: int, high: int) -> list[tuple[int, int]]:
    cuts = [low, *(low + at.end() for at in re.finditer(",", blot[low:high]))]
    ends = [*(low + at.start() for at in re.finditer(",", blot[low:high])), high]
    return list(zip(cuts, ends, strict=True))


def _is_relative(text: str) -> bool:
    return bool(re.match(r"(?:who|which|котор|який|яка)\w*\b", text, re.IGNORECASE))


def _apposition(frame: Frame, pieces: list[tuple[int, int]]) -> tuple[Named | None, bool, int]:
    """Find the head of "The minister, Ana Brandt, ..." or "Ana Brandt, who follows this, ..."."""
    start, end = pieces[-1]
    inner = _name(frame, *_after_stop(frame, start, end)) if frame.blot[start:end].strip() else None
    if inner is not None and inner.person and inner.kind == "name":
        return inner, False, start
    for low, high in reversed(pieces[:-1]):
        who = _name(frame, *_after_stop(frame, low, high))
        if who is not None:
            return who, False, low
    return inner, False, start


def _inverted(frame: Frame, after: int) -> Named | None:
    """Return the speaker named after the verb: "...", said X."""
    end = _piece_end(frame.blot, after)
    text = frame.blot[after:end].strip()
    first = re.match(r"\w+", text)
    words = frame.cues.words
    if first is None or first[0].casefold() in words("who", "stops"):
        return None
    people = [one for one in frame.mentions(after, end) if one.kind == "person"]
    if people:
        return Named("name", people[0].is_, person=True)
    if first[0].casefold() in words("who", "pronouns"):
        return Named("pronoun", first[0].casefold())
    told = first[0].casefold() in words("who", "outlets") or first[0].casefold() in words(
        "who", "own_outlet"
    )
    if told and first[0][-1] in "уеією":
        return None
    if first[0] in ("в", "у") and frame.cues.language != "en":
        return _name(frame, after + frame.blot[after:end].find(first[0]) + 1, end)
    return _name(frame, after, end)


def _closes(frame: Frame, after: int) -> bool:
    """Whether the words after the verb end the aside: a comma, a stop, or a day and a place."""
    rest = frame.blot[after:]
    ends = re.match(r"(?:\s+\S+){0,5}?\s*(?:[,.?!](?:\s|\[|$)|$)", rest)
    return ends is not None and MASK not in ends[0]


def _after_stop(frame: Frame, start: int, end: int) -> tuple[int, int]:
    """Cut a stretch down to its last group of words: after "and", "while", "on Monday"."""
    stops = frame.cues.words("who", "stops")
    words = list(re.finditer(r"[\w'’.-]+", frame.blot[start:end]))
    trailing = stops | frame.cues.words("who", "trailing")
    while words and (
        words[-1][0].casefold() in trailing
        or (words[-1][0].endswith("ly") and words[-1][0].islower() and len(words) > 1)
    ):
        end = start + words.pop().start()
    for word in reversed(words):
        if word[0].casefold() in stops and not frame.mentions(
            start + word.start(), start + word.end()
        ):
            return start + word.end(), end
    return start, end


def _name(frame: Frame, start: int, end: int) -> Named | None:
    """Say who a group of words is; None where it is nobody who can speak."""
    cues = frame.cues
    text = frame.blot[start:end]
    words = [(word.start(), word[0]) for word in re.finditer(r"[\w'’.-]+", text)]
    if not words or MASK in text.strip():
        return None
    first = words[0][1].casefold()
    if len(words) <= 2 and words[-1][1].casefold() in cues.words("who", "pronouns"):
        return Named("pronoun", words[-1][1].casefold())
    if first in cues.words("who", "pronouns") and cues.language != "en":
        return Named("pronoun", first)
    if words[-1][1].casefold() in cues.words("who", "selves") and len(words) <= 2:
        return Named("self", words[-1][1])
    core = next(
        (at for at, word in words[1:] if word.casefold() in cues.words("who", "prepositions")),
        len(text),
    )
    known = frame.mentions(start, end)
    in_core = frame.mentions(start, start + core)
    person = _person(frame, in_core if cues.language == "en" else known)
    if person is not None:
        return Named("name", person.is_, person=True)
    heads = [word.casefold().strip("'’.") for at, word in words if at < core]
    if len(words) > _LONGEST or not heads:
        return None
    papers = cues.words("who", "papers")
    if cues.language != "en" and heads[0] in papers and len(heads) > 1:
        last = known[-1] if known else None
        rest = text[words[1][0] :].strip()
        return Named("name", voice_of(last)) if last else Named("paper", rest, heads[0])
    this = heads[0] in cues.words("who", "this")
    if this and heads[-1] in cues.words("who", "outlets") and frame.outlets and not in_core:
        return Named("unnamed", "<last>", heads[-1], definite=True)
    if heads[-1] in papers and not any(frame.is_outlet(one) for one in in_core):
        return _paper(text, known, heads[-1])
    for one in in_core:
        if frame.is_outlet(one) and one.kind == "organisation":
            return Named("name", one.is_)
    last = in_core[-1] if in_core else None
    if last is not None and cues.language != "en" and _is_office(frame, words[0][1], start):
        return _unnamed(frame, frame.place(start, end), heads)
    if last is not None and last.kind != "unnamed":
        at_end = last.span.end >= frame.span.start + start + len(text[:core].rstrip())
        if at_end or heads[-1] in cues.words("who", "heads"):
            return Named("name", voice_of(last))
    return _unnamed(frame, frame.place(start, end), heads)


def _is_office(frame: Frame, first: str, start: int) -> bool:
    """Whether a group begins with an office and not with a name: "прем'єр Союзу"."""
    place = start + frame.blot[start:].find(first)
    lead = frame.text[: frame.span.start + place].rstrip()
    small = first[0].islower() or not lead or lead[-1] in '.!?:“„«—–"'
    known = {*frame.cues.words("who", "heads"), *frame.cues.words("who", "outlets")}
    return (
        small
        and first.casefold() not in known
        and not frame.mentions(place, place + len(first))
        and not any(one.span.start <= frame.span.start + place < one.span.end
                    for one in frame.mentions(max(place - 1, 0), len(frame.blot)))
    )  # fmt: skip


def _person(frame: Frame, found: list[Mention]) -> Mention | None:
    people = [
        one
        for one in found
        if one.kind == "person"
        and not re.match(r"['’]s?\b|['’]\s", frame.text[one.span.end : one.span.end + 2])
    ]
    return people[-1] if people else None


def _paper(text: str, known: list[Mention], head: str) -> Named:
    owner = re.search(r"\b(?:of|by|from)\s+(?:the\s+)?(.+)$", text)
    if owner:
        return Named("paper", owner[1].strip(), head)
    return Named("paper", voice_of(known[-1]) if known else "", head)


def unnamed(frame: Frame, span: Span, head: str, *, definite: bool) -> Named | None:
    """Return a source without a name by the words for it."""
    words = frame.text[span.start : span.end].casefold().split()
    found = _unnamed(frame, span, [*words[:1], head] if words else [head])
    return replace(found, definite=definite) if found else None


def _unnamed(frame: Frame, span: Span, heads: list[str]) -> Named | None:
    cues = frame.cues
    text = frame.blot[span.start - frame.span.start : span.end - frame.span.start]
    shown = re.split(cues.pattern("who", "relative").pattern, text.strip(), maxsplit=1)[0].strip(
        " ."
    )
    covering = [one for one in frame.names.within(*span) if one.kind == "unnamed"]
    if covering and heads[0] in cues.words("who", "this"):
        return Named("unnamed", covering[0].is_, heads[-1], definite=True, person=True)
    shown = re.sub(r"^(?:last|on|in)\s+\w+day\s+", "", shown, flags=re.IGNORECASE)
    this = heads[0] in cues.words("who", "this")
    if heads[0] == "the":
        shown = shown[4:]
    elif heads[0] in ("a", "an", "one", "another") or cues.language in ("ru", "uk"):
        shown = shown[0].lower() + shown[1:]
    if not shown or len(shown) < 3 or shown.isdigit() or not heads[-1][:1].isalpha():
        return None
    return Named(
        "unnamed", _nominative(shown, cues.language), heads[-1], definite=this, person=True
    )


def _nominative(shown: str, language: str) -> str:
    """Turn "казахстанского дипломата" into "казахстанский дипломат"; leave the rest."""
    if language not in ("ru", "uk"):
        return shown
    words = shown.split()
    if not re.search(r"ого$", words[0]):
        return shown
    ending = "ий" if language == "uk" or words[0].endswith(("кого", "гого", "хого")) else "ый"
    words[0] = re.sub(r"ого$", ending, words[0])
    words[-1] = re.sub(r"(?<=[тклнвр])а$", "", words[-1])
    return " ".join(words)
