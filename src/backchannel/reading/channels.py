"""Channels: talks, lines and contacts between parties, as single sentences speak of them.

A channel is found where a sentence has a word for talks and the parties can be told: named
together ("between A and B", A와 B 사이, "A-B talks"), as doer and partner ("A has met with B"), or
by words such as "both governments" that stand for the two sides of the text. Several sentences on
one pair are several finds; the draft puts them together.
"""

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import Final, Literal, NamedTuple, get_args

from backchannel.reading.found import Act, Channel, Language, Layout, Mention, Span
from backchannel.reading.phrases import any_of, lexicon
from backchannel.reading.sides import Sides, name_of

__all__ = ["channels"]

Status = Literal["running", "proposed", "refused", "implied", "used", "ended"]
Secrecy = Literal["open", "confidential", "secret", "deniable", "unknown"]

_KINDS: Final = ("state", "organisation", "metonym", "person", "place")
_JOIN: Final = {
    "ko": re.compile(
        r"(?:\([^)]*\))?[\"”’'」』]?\s?(?:정부|측|쪽)?(?:와의|과의|와|과|·|-|–|/|및|,)\s?(?:그리고\s)?"
    ),
    "en": re.compile(r"(?:['’]s \w+)?(?:\s(?:and|&)\s(?:the\s)?|[-–—/])"),
    "ru": re.compile(r"\s(?:и|с|со)\s|[-–—]"),
    "uk": re.compile(r"\s(?:та|і|й|з|із)\s|[-–—]"),
}
_OF: Final = (" of ", " of the ")
_REACH: Final = 45
"""How far a pair may stand from the word for talks, in characters."""


class _Pair(NamedTuple):
    place: Span
    names: tuple[str, ...]
    tight: bool
    """Whether the pair itself says that there is something between the two."""


def channels(
    layout: Layout, mentions: Sequence[Mention], acts: Sequence[Act] = ()
) -> tuple[Channel, ...]:
    """Find the channels that a document speaks of, in order.

    Parameters
    ----------
    layout, mentions
        The document and its names.
    acts
        What is done in it: a refusal or proposal in the sentence speaks of the channel there.

    Examples
    --------
    >>> from backchannel.reading.found import Cleaned, Paragraph, Sentence
    >>> text = "Secret talks between Oslo and Rome continue twice a month."
    >>> whole = Span(0, len(text))
    >>> layout = Layout(Cleaned(text, text, range(len(text) + 1)),
    ...     (Paragraph("P1", whole, "text", "en"),), (Sentence(whole, 0),), ())
    >>> names = [Mention(Span(21, 25), "metonym", "oslo", "NO"),
    ...     Mention(Span(30, 34), "metonym", "rome", "IT")]
    >>> [(it.between, it.status, it.secrecy) for it in channels(layout, names)]
    [(('NO', 'IT'), 'running', 'secret')]
    """
    sides = Sides(layout, mentions)
    found: list[Channel] = []
    done: dict[int, list[Act]] = {}
    for act in acts:
        done.setdefault(act.sentence, []).append(act)
    for number, sentence in enumerate(layout.sentences):
        if layout.paragraphs[sentence.paragraph].kind == "text":
            found += _in_sentence(sides, number, done.get(number, []), found[-1] if found else None)
    return tuple(found)


def _in_sentence(
    sides: Sides, number: int, acts: Sequence[Act], last: Channel | None
) -> list[Channel]:
    layout = sides.layout
    span = layout.sentences[number].span
    language = layout.language_at(span.start)
    words = lexicon("channels", language)
    text = layout.text
    if not words:
        return []
    cue = _cue(text, span, words, language)
    if cue is None:
        return []
    status = _status(text, span, words, language, acts)
    rate = any_of(tuple(words["rate"]["words"]), language).search(text, span.start, span.end)
    rated = Span(*rate.span()) if rate else None
    pairs = _pairs(sides, span, cue, language)
    if not pairs or not any(it.tight for it in pairs):
        pairs = _invited(sides, cue, acts) or pairs
    if not pairs and rated and len(sides.two_at(cue.start)) == 2:
        pairs = [_Pair(cue, sides.two_at(cue.start), tight=True)]
    again = any_of(tuple(words["again"]), language).search(text, span.start, span.end)
    if not pairs and again and last and status in ("ended", "refused", "running"):
        pairs = [_Pair(Span(*again.span()), last.between, tight=True)]
    if not pairs or (status == "implied" and not any(it.tight for it in pairs)):
        return []
    if rated and status in ("used", "implied"):
        status = "running"
    secrecy = _secrecy(text, span, words, language)
    return [
        Channel(number, cue, names, status, rated, secrecy)
        for names in dict.fromkeys(it.names for it in pairs)
    ]


# ---------------------------------------------------------------- the word for talks


def _cue(text: str, span: Span, words: dict[str, list[str]], language: Language) -> Span | None:
    """Return the word for talks, a noun before a verb; None where it means something else."""
    other = any_of(tuple(words["not"]), language)
    barred = [Span(*it.span()) for it in other.finditer(text, span.start, span.end)]
    for key in ("noun", "verb"):
        for it in any_of(tuple(words[key]), language).finditer(text, span.start, span.end):
            place = Span(*it.span())
            if not any(b.start < place.end and place.start < b.end for b in barred):
                return place
    again = any_of(tuple(words["again"]), language).search(text, span.start, span.end)
    return Span(*again.span()) if again else None


# ---------------------------------------------------------------- between whom


def _pairs(sides: Sides, span: Span, cue: Span, language: Language) -> list[_Pair]:
    """Return between whom the talks are, the surest way of saying it first."""
    text = sides.layout.text
    every = [it for it in sides.within(span) if it.kind in _KINDS]
    homes = {b for a, b in pairwise(every)
             if a.kind == "person" and text[a.span.end : b.span.start] in _OF}  # fmt: skip
    here = [it for it in every if it not in homes]
    joined = _joined(sides, here, language)
    tight = [it for it in joined if _is_tight(text, it, language)]
    if tight:
        return [it._replace(tight=True) for it in tight]
    named = _partner(sides, here, span, cue, language)
    if named:
        return [named]
    near = [it for it in joined if it.names and _near(it.place, cue)]
    if near:
        return near[:1]
    both = any_of(tuple(lexicon("roles", language).get("both", ())), language)
    match = both.search(text, span.start, span.end)
    if match:
        two = sides.two_at(match.start())
        return [_Pair(Span(*match.span()), two, tight=False)] if len(two) == 2 else []
    return []


def _joined(sides: Sides, here: Sequence[Mention], language: Language) -> list[_Pair]:
    """Return the names that are joined to one another, each only once ("A and B, C and D")."""
    text = sides.layout.text
    join = _JOIN.get(language, _JOIN["en"])
    found: list[_Pair] = []
    used = -1
    for i, (a, b) in enumerate(pairwise(here)):
        if i == used or name_of(a) == name_of(b) or sides.side_of(name_of(a)) == name_of(b):
            continue
        between = text[a.span.end : b.span.start]
        if join.fullmatch(between) or _titled(between, language):
            found.append(
                _Pair(Span(a.span.start, b.span.end), (name_of(a), name_of(b)), tight=False)
            )
            used = i + 1
    return found


def _titled(between: str, language: Language) -> bool:
    """Whether a join has a title or a home in it: "Lund of Denmark and …", "A and Mr B"."""
    if language == "en":
        return bool(re.fullmatch(r"(?: of \w+)? and (?:[A-Z]?[\w.]+ ){0,3}", between))
    if language == "ko":
        titles = any_of(tuple(lexicon("roles", "ko")["titles"]), "ko").pattern
        return bool(
            re.fullmatch(rf"(?:\s?(?:{titles}))*(?:와|과) (?:[가-힣]{{1,8}} ?\()?", between)
        )
    return False


def _is_tight(text: str, pair: _Pair, language: Language) -> bool:
    """Whether the words beside a pair say "between", or the pair is written as one."""
    before = text[max(0, pair.place.start - 40) : pair.place.start]
    after = text[pair.place.end : pair.place.end + 25]
    inside = text[pair.place.start : pair.place.end]
    if language == "ko":
        between = str(lexicon("channels", "ko")["between"])
        return bool(
            re.match(
                rf"(?:\([^)]*\))?(?: ?(?:정부|측|관리들?|고위급))*{between}|(?:와|과)의", after
            )
        ) or (
            bool(re.search(r"[·–-]", inside))
            and bool(
                re.match(r" ?[가-힣0-9.]{0,8} ?(?:간|채널|회담|협상|대화|접촉|교섭|직통)", after)
            )
        )
    if re.search(r"\b(?:between|among|між|между)\b[^.;:]{0,38}$", before, re.IGNORECASE):
        return True
    noun = any_of(tuple(lexicon("channels", language)["noun"]), language)
    return bool(re.search(r"\w[-–—/]\w", inside)) and bool(noun.match(text, pair.place.end + 1)
                                                           or noun.search(after))  # fmt: skip


def _near(place: Span, cue: Span) -> bool:
    return place.start - _REACH <= cue.start and cue.start <= place.end + 2 * _REACH


def _partner(
    sides: Sides, here: Sequence[Mention], span: Span, cue: Span, language: Language
) -> _Pair | None:
    """Return doer and partner: "A has met with B", A는 B와 … 대화."""
    text = sides.layout.text
    partner: Mention | None = None
    for it in here:
        if language == "ko":
            if re.match(
                r"(?:\([^)]*\))?(?: ?(?:정부|측|쪽))?(?:와의|과의|와|과)(?=\s)",
                text[it.span.end :][:20],
            ):
                ahead = it.span.end <= cue.start <= it.span.end + _REACH
                partner = it if ahead else partner
        elif re.search(
            r"\b(?:with|to|с|со|з|із)\s(?:the\s)?$",
            text[max(0, it.span.start - 10) : it.span.start],
        ):
            partner = it if cue.start <= it.span.start <= cue.end + _REACH else partner
    if partner is None or partner.kind == "place":
        return None
    subjects = [it for it in sides.subjects(span, max(cue.start, partner.span.end))
                if name_of(partner) not in it.names]  # fmt: skip
    if not subjects and language == "ko":  # 러시아와의 협상에서 미국의 태도
        after = [it for it in here if cue.end <= it.span.start <= cue.end + _REACH
                 and re.match(r"(?:의|은|는|이|가)\s", text[it.span.end :][:2])]  # fmt: skip
        return (
            _Pair(partner.span, (name_of(after[0]), name_of(partner)), tight=True)
            if after
            else None
        )
    if not subjects:
        return None
    names = (*subjects[-1].names, name_of(partner)) if len(subjects[-1].names) == 1 else ()
    return _Pair(partner.span, names, tight=True) if names else None


def _invited(sides: Sides, cue: Span, acts: Sequence[Act]) -> list[_Pair]:
    """Return between whom talks are offered: the two that a third invites, or host and guest."""
    for it in acts:
        if it.kind == "offer_of_talks" and it.actor and it.target:
            guests = tuple(it.target.split(";"))
            names = guests if len(guests) == 2 else (sides.side_of(it.actor) or "", *guests)
            return [_Pair(cue, names, tight=True)]
    return []


# ---------------------------------------------------------------- status, secrecy


def _status(
    text: str, span: Span, words: dict[str, dict[str, list[str]]], language: Language,
    acts: Sequence[Act],
) -> Status:  # fmt: skip
    """Return how it stands with the talks: the first of the list of which a word is there."""
    kinds = {it.kind for it in acts}
    if "refusal" in kinds and kinds & {"offer_of_talks", "proposal"}:
        return "refused"
    for name, phrases in words["status"].items():
        if any_of(tuple(phrases), language).search(text, span.start, span.end):
            return next(it for it in get_args(Status) if it == name)
    return "proposed" if "offer_of_talks" in kinds else "implied"


def _secrecy(
    text: str, span: Span, words: dict[str, dict[str, list[str]]], language: Language
) -> Secrecy:
    for name, phrases in words["secrecy"].items():
        if any_of(tuple(phrases), language).search(text, span.start, span.end):
            return next(it for it in get_args(Secrecy) if it == name)
    return "unknown"
