"""Who a Korean noun is: a name, a source without one, a pronoun, a paper, or nobody who speaks."""

import re
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

from backchannel.reading.found import Mention, Span
from backchannel.reading.speech.lexicon import MASK
from backchannel.reading.speech.saying import Frame, Named, voice_of
from backchannel.reading.text.clauses_ko import Clauses, Phrase, Predicate, clauses, tokens_of

__all__ = ["MARKS", "Parse", "parsed", "who"]

MARKS: Final = "\"'“”‘’「」『』〈〉《》"
_GOVERNMENT: Final = re.compile(r"(?:정부|측|쪽|당국|행정부|대통령실|정부\s?측)$")
_LONGEST: Final = 60
"""Characters from which a noun phrase describes nobody."""
_FURTHEST: Final = 40
"""How far before a noun the clause begins that describes it."""


@dataclass(frozen=True)
class Parse:
    """The clauses of a frame; places count in the frame.

    Attributes
    ----------
    ends
        The noun phrases by the place where they end.
    """

    units: list[Phrase | Predicate]
    predicates: list[Predicate]
    ends: dict[int, int] = field(default_factory=dict)

    def phrase_to(self, end: int) -> Phrase | None:
        """Return the noun phrase that ends at a place, marks aside."""
        at = self.ends.get(end)
        found = self.units[at] if at is not None else None
        return found if isinstance(found, Phrase) else None


def parsed(frame: Frame) -> Parse:
    """Return the clauses of a frame, what is quoted in it left out.

    The marks of a quotation and the particle behind it (라고, 며) are blanked too: a quotation
    stands in its sentence like an adverb.
    """
    text = list(frame.blot)
    for quoted in frame.quoted:
        start, end = quoted.start - frame.span.start, quoted.end - frame.span.start
        particle = frame.cues.pattern("say", "after_marks").match(
            frame.blot, _behind_marks(frame.blot, end)
        )
        if particle is None:
            particle = re.compile(r"이?라는|이?란|는").match(
                frame.blot, _behind_marks(frame.blot, end)
            )
        stop = particle.end() if particle else _behind_marks(frame.blot, end)
        for place in range(max(start - 1, 0), min(stop, len(text))):
            text[place] = " "
    names = tuple(
        Span(one.span.start - frame.span.start, one.span.end - frame.span.start)
        for one in frame.names.within(*frame.span)
        if one.kind != "unnamed" and not any(quoted.holds(one.span) for quoted in frame.quoted)
    )
    return _parse("".join(text), names)


@lru_cache(maxsize=1024)
def _parse(text: str, names: tuple[Span, ...]) -> Parse:
    read: Clauses = clauses(tokens_of(text, Span(0, len(text)), names))
    ends = {
        _behind_marks(text, one.span.end): at
        for at, one in enumerate(read.units)
        if isinstance(one, Phrase)
    }
    ends |= {one.span.end: at for at, one in enumerate(read.units) if isinstance(one, Phrase)}
    return Parse(read.units, read.predicates, ends)


def _behind_marks(text: str, place: int) -> int:
    while place < len(text) and text[place] in MARKS:
        place += 1
    return place


# ---------------------------------------------------------------- who


def who(frame: Frame, parse: Parse, phrase: Phrase, *, anybody: bool = False) -> Named | None:
    """Say who a noun phrase is; None where it is nobody who can speak.

    With ``anybody`` any noun counts: the sentence leaves no doubt that it speaks.
    """
    start, end = _trimmed(frame, phrase)
    text = frame.blot[start:end]
    words = frame.cues.words
    head = _bare(text.split()[-1]) if text.split() else ""
    if not head or MASK in text or len(text) > _LONGEST or text.split()[0] in words("who", "own"):
        return None
    if head in words("who", "pronouns") and len(text.split()) == 1:
        return Named("pronoun", head)
    if head in words("who", "selves") or frame.cues.pattern("who", "own_body").search(text):
        return Named("self", head)
    named = _named(frame, start, end, head)
    if named is not None:
        return named
    known = [one for one in frame.mentions(start, end) if one.kind != "unnamed"]
    if head.endswith(tuple(words("who", "papers"))) and len(head) < 8:
        owners = [voice_of(one) for one in known if one.kind != "place"]
        return Named("paper", owners[-1] if owners else "", head)
    mute = head.removesuffix("들").endswith(tuple(words("who", "mute")))
    listed = head.removesuffix("들").endswith(tuple(words("who", "heads")))
    human = listed or frame.cues.pattern("who", "human").search(head.removesuffix("들"))
    if mute or not (human or (anybody and len(head) < 12)):
        return None
    return _described(frame, parse, phrase, start, end, head)


def _named(frame: Frame, start: int, end: int, head: str) -> Named | None:
    """Return a person, a state or an organisation for which a phrase stands as a whole."""
    words = frame.cues.words
    known = [one for one in frame.mentions(start, end) if one.kind != "unnamed"]
    title = not head.endswith(tuple(words("who", "not_title")))
    for one in reversed(known):
        rest = frame.blot[one.span.end - frame.span.start : end]
        if one.kind == "person" and "의 " not in rest and (title or not _bare(rest)):
            return Named("name", one.is_, head if _bare(rest) else "", person=True)
    for one in known:
        if one.kind != "place" and not _bare(frame.blot[one.span.end - frame.span.start : end]):
            return Named("name", voice_of(one))
    owners = [one for one in known if one.kind in ("state", "metonym")]
    rest = frame.blot[owners[-1].span.end - frame.span.start : end] if owners else ""
    if owners and len(rest.split()) == 1 and _GOVERNMENT.fullmatch(_bare(rest)):
        return Named("name", voice_of(owners[-1]), _bare(rest))
    last: list[Mention] = [one for one in known if frame.is_outlet(one)]
    if last and head.endswith(tuple(words("who", "outlets"))):
        return Named("name", last[-1].is_)
    return None


def _described(
    frame: Frame, parse: Parse, phrase: Phrase, start: int, end: int, head: str
) -> Named | None:
    """Return a source without a name by the words that describe it."""
    words = frame.cues.words
    shown = re.sub(r"\([^)]*\)", "", frame.blot[start:end])
    shown = re.sub(rf"[{MARKS}]", "", shown).strip(" ,")
    parts = shown.split()
    this = words("who", "this")
    before = frame.blot[:start].split()[-1:]
    definite = bool(this.intersection(before)) or (
        len(parts) > 1 and (parts[0] in this or parts[-2] in this)
    )
    if definite and head.endswith(tuple(words("who", "outlets"))):
        return Named("unnamed", "<last>", head, definite=True)
    if definite:
        shown = re.sub(r"(?<=의) (?:이|그|해당)(?= )", "", shown)
    elif head in words("who", "vague") or parts[0] in words("who", "one"):
        shown = frame.blot[_clause_start(frame, parse, phrase) : end].strip(" ,")
    return Named("unnamed", shown, head, definite=definite or len(parts) == 1, person=True)


def _clause_start(frame: Frame, parse: Parse, phrase: Phrase) -> int:
    """Go back over the clause that describes a noun: 고문을 지낸 [한 인사]."""
    units = enumerate(parse.units)
    at = next((n for n, one in units if one.span.end >= phrase.span.end), 0)
    start = phrase.span.start
    if at and isinstance(parse.units[at - 1], Predicate):
        verb = parse.units[at - 1]
        assert isinstance(verb, Predicate)  # noqa: S101 - for the type checker
        low = parse.units[max(at - 2, 0)].span.start
        secret = frame.cues.pattern("who", "secret").search(frame.blot, low, start)
        if verb.closing == "attribute" and not secret:
            start = verb.span.start
            if at > 1 and isinstance(parse.units[at - 2], Phrase):
                start = parse.units[at - 2].span.start
    return start if phrase.span.start - start <= _FURTHEST else phrase.span.start


def _trimmed(frame: Frame, phrase: Phrase) -> tuple[int, int]:
    """Cut days and the like off the front of a phrase: 이날 회담 뒤 [대변인]."""
    start, end = phrase.span
    found = frame.cues.pattern("who", "when").match(frame.blot, start, end)
    return (found.end() if found and found.end() < end else start), end


def _bare(text: str) -> str:
    return re.sub(r"\([^)]*\)", "", text).strip(MARKS + " ,")
