"""Who does what in a Korean clause, and to whom: parties read from the phrases of the clause."""

import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Final, NamedTuple

from backchannel.reading.deeds.phrases import any_of, lexicon
from backchannel.reading.deeds.sides import Sides, name_of
from backchannel.reading.found import Mention, Span
from backchannel.reading.text.clauses_ko import Clauses, Phrase, Predicate

__all__ = ["Before", "doers_of", "named_in", "parties", "talking", "target_of"]

_PERSONAL: Final = re.compile(r"우리|저희|나|저|내|제|본인|자신")
_PRONOUN: Final = re.compile(r"그|그녀|그들|이들|두 사람|이|양자|자신|본인")
_ANSWERED: Final = re.compile(
    r"(?:응하|응답하|거부하|거절하|물리치|뿌리치|받아들이|일축하|수용하|수락하|동의하|지지하|반대하|외면하|묵살하)"
)
"""Verbs that answer what somebody else asked."""
_LEADS: Final = re.compile(
    r"정부|대통령|총리|의회|국회|반군|반정부|반대파|무장 ?단체|저항 ?세력|[가-힣]{1,3}부(?: |$)"
)
"""Words that, where a state and a group are the two sides, tell which of them it is."""
_PASSIVE: Final = re.compile(r".(?:되|받|당하)$")
_PERSON: Final = re.compile(
    r"(?:대통령|총리|장관|차관|대표|특사|대사|의장|위원장|대변인|총장|국장|실장|보좌관|국왕|주석|"
    r"의원|장군|사령관|교수|연구원|소장|단장|외교관|당국자|관계자|소식통|관리)$"
)
_ASKED: Final = re.compile(
    r"(?:제안|제의|안|요구|요청|초청|구상|중재|회담|회의|조건|촉구|호소|계획|제시|초안|권고|압박|협상)$"
)
"""What is answered by a refusal or an acceptance."""
_AND: Final = re.compile(r"\S{0,6}(?:와|과|및|·|,|/)(?=\s|[가-힣A-Z])")
_WHOM: Final = ("dative", "about")
_PAIR: Final = ("사이", "간", "나라", "국가", "정부")
_BEFORE_TITLE: Final = ("이", "그", "날", "해당", "같은", "뒤", "현", "당시", "이날")
_NEAR: Final = 16
"""Within how many characters a title stands beside the name of its bearer."""


class Before(NamedTuple):
    """Of whom the text spoke before: the last subject, and the last one that is a person."""

    last: tuple[str, ...] = ()
    person: tuple[str, ...] = ()


def named_in(sides: Sides, read: Clauses) -> tuple[str, ...]:
    """Return whom a sentence is about: the subject of its last verb, else its last topic."""
    last = [it.subject for it in read.predicates if it.closing in ("end", "join") and it.subject]
    topics = [it for it in read.units if isinstance(it, Phrase) and it.role == "topic"]
    for it in [*last[:-2:-1], *topics[::-1]]:
        found = parties(sides, it, None)
        if not found and _PERSON.search(it.head):
            bearer = _bearer(sides, it)
            found = (bearer,) if bearer else None
        if found:
            return found
    return ()


def parties(sides: Sides, phrase: Phrase, me: str | None) -> tuple[str, ...] | None:
    """Return whom a phrase names as somebody who acts; None where it names no such one.

    Of a state with an office or a group behind it (세르비아 외무부) the state, of a person with
    titles the person; a state that only owns a thing (세르비아의 제안) does not act.
    """
    text = sides.layout.text
    words = phrase.span.of(text)
    bare = re.sub(r"[\"'“”‘’「」『』]", "", words)
    if any_of(_both(), "ko").search(bare) and (
        _acts(bare, phrase.head, "") or phrase.head in (*_PAIR, *_both())
    ):
        return sides.two_at(phrase.span.start) or None
    first = bare.split()[0] if bare.split() else ""
    named = [it for it in sides.within(phrase.span) if it.kind != "place"]
    if me and phrase.head in ("자신", "본인") and not named:  # 푸틴 자신 is Putin
        return (me,)
    if me and _PERSONAL.fullmatch(first) and all(it.kind == "unnamed" for it in named):
        whole = bare != first or (me == sides.interviewed and first in ("우리", "저희"))
        acts = bare == first or _acts(bare, phrase.head, first)
        return ((sides.side_of(me) or me) if whole else me,) if acts else None
    if named:
        return _named(sides, phrase, named)
    return None


def _named(sides: Sides, phrase: Phrase, named: Sequence[Mention]) -> tuple[str, ...] | None:
    text = sides.layout.text
    tail = re.sub(r"\([^)]*\)?|[\"'“”‘’「」『』〉》\s)]", "",
                  text[named[-1].span.end : phrase.span.end])  # fmt: skip
    if tail and not (_acts(tail, phrase.head, "") or _is_title(tail)):
        return None
    persons = [it for it in named if it.kind in ("person", "unnamed")]
    if persons and phrase.head in ("쪽", "측", "진영"):
        return (sides.side_of(name_of(persons[-1])) or name_of(persons[-1]),)
    joined = [
        it
        for it in named
        if re.match(
            r"\S{0,6}(?:와|과|및|·|,|/)(?=\s|[가-힣A-Z])", text[it.span.end : phrase.span.end]
        )
    ]
    if persons and not joined:
        return (name_of(persons[-1]),)
    if joined:
        kept = [it for it in named if it in joined] + [named[-1]]
        return tuple(dict.fromkeys(name_of(it) for it in kept))
    owner = sides.party_of(named[-1])
    if owner != name_of(named[-1]):
        return (owner,)
    first = next((it for it in named
                  if not re.match(r"\s?(?:주재|담당|관련|문제|특별)", text[it.span.end :][:6])),
                 named[0])  # fmt: skip
    return (name_of(first),)


def _owner(sides: Sides, phrase: Phrase) -> tuple[str, ...]:
    """Return whose plan or demand a noun names: 에티오피아 안, 에티오피아의 제안."""
    named = [it for it in sides.within(phrase.span) if it.kind != "place"]
    return (name_of(named[0]),) if named else ()


def talking(sides: Sides, talks: Phrase) -> tuple[str, ...]:
    """Return whose talks a phrase names (남북의 담판, 이란과 미국의 회담), else the two sides."""
    named = dict.fromkeys(
        sides.party_of(it)
        for it in sides.within(talks.span)
        if it.kind in ("state", "organisation")
    )
    return tuple(named)[:2] if len(named) > 1 else sides.two_at(talks.span.start)


def _acts(tail: str, head: str, alone: str) -> bool:
    """Whether the last noun of a phrase can act: an office, a group, a person."""
    return tail == alone or bool(
        (_heads().search(head) or _heads().search(tail)) and not _things().search(head)
    )


@cache
def _heads() -> re.Pattern[str]:
    return re.compile(rf"(?:{'|'.join(lexicon('roles', 'ko')['heads'])})들?$")


@cache
def _things() -> re.Pattern[str]:
    return re.compile(rf"^(?:{'|'.join(lexicon('roles', 'ko')['no_heads'])})$")


@cache
def _both() -> tuple[str, ...]:
    return tuple(lexicon("roles", "ko")["both"])


@cache
def _titles() -> re.Pattern[str]:
    return any_of(tuple(f"*{it}" for it in lexicon("roles", "ko")["titles"]), "ko")


def _is_title(tail: str) -> bool:
    return re.fullmatch(rf"(?:{_titles().pattern})+", tail) is not None


def doers_of(
    sides: Sides,
    one: Predicate,
    read: Clauses,
    before: Before,
    speaker: str | None,
    me: str | None,
) -> tuple[str, ...] | None:
    """Return who does what a predicate tells; None where the sentence leaves it out (a passive).

    Parameters
    ----------
    before
        Of whom the text spoke; takes the place of a subject that is not there.
    speaker
        Who speaks, where the predicate stands in a direct quotation.
    me
        Whom "we" and "I" mean here.
    """
    if one.closing == "quote" and one.head is not None:
        owner = parties(sides, one.head, me) or _owner(sides, one.head)
        if owner:
            return owner
        matrix = read.matrix(one)
        if matrix and matrix.subject and _ANSWERED.fullmatch(matrix.lemma):
            asked = parties(sides, matrix.subject, me) or before.last
            other = sides.other_side(asked[0], one.span.start) if asked else None
            if other:
                return (other,)
    if one.closing == "attribute" and one.subject is None:
        return _of_relative(sides, one, read, before, speaker, me)
    if _PASSIVE.search(one.lemma):
        agents = [it for it in read.before(one) if isinstance(it, Phrase) and it.role == "agent"]
        return parties(sides, agents[0], me) if agents else None
    if one.subject is None:
        return (speaker,) if speaker else before.last
    found = parties(sides, one.subject, me)
    if found is None and not _PRONOUN.fullmatch(one.subject.span.of(sides.layout.text)):
        found = _outside(sides, one, read, me)
    return found if found is not None else _described(sides, one.subject, before, speaker)


def _outside(sides: Sides, one: Predicate, read: Clauses, me: str | None) -> tuple[str, ...] | None:
    """Return the party that the sentence is about where a verb has only a thing for its subject.

    태국은 판결을 따르면서도 관할권은 인정하지 않겠다고 말한다: the topic before, or who says it.
    """
    head = one.subject.head if one.subject else ""
    if _heads().search(head) and not _things().search(head):
        return None
    matrix = read.matrix(one) if one.closing == "quote" else None
    topics = [it for it in read.before(one)
              if isinstance(it, Phrase) and it.role in ("topic", "also")]  # fmt: skip
    for it in [*([matrix.subject] if matrix and matrix.subject else []), *topics]:
        found = parties(sides, it, me) if it is not one.subject else None
        if found:
            return found
    return None


def _of_relative(
    sides: Sides,
    one: Predicate,
    read: Clauses,
    before: Before,
    speaker: str | None,
    me: str | None,
) -> tuple[str, ...] | None:
    """Return the doer of a relative clause without a subject: its noun, else the sentence's."""
    if _PASSIVE.search(one.lemma):
        return None
    if one.head is not None:
        found = parties(sides, one.head, me)
        if found and one.head.role != "dative":
            return found
    topics = [it for it in read.before(one) if isinstance(it, Phrase) and it.role == "topic"]
    for it in topics:
        found = parties(sides, it, me)
        if found:
            return found
    return (speaker,) if speaker else before.last


def _described(
    sides: Sides, phrase: Phrase, before: Before, speaker: str | None
) -> tuple[str, ...]:
    """Return whom words without a name mean: a pronoun, a title, an office, a paper."""
    words = re.sub(r"[\"'“”‘’]", "", phrase.span.of(sides.layout.text))
    if _PRONOUN.fullmatch(words):
        return before.person or before.last
    ahead = words.split()[-2:-1]
    if _PERSON.search(phrase.head) and (not ahead or ahead[0] in _BEFORE_TITLE):
        bearer = _bearer(sides, phrase)
        if bearer:
            return (bearer,)
    last = (words.split() or [""])[-1].removesuffix("들")
    if _heads().search(last) and not _things().search(last):
        beside = sides.camps.side(words) if _LEADS.match(words) else None
        if beside and speaker is None:
            return (beside,)
        of = speaker or (before.last[0] if before.last else None)
        side = sides.side_of(of)
        if words.endswith("들"):
            return (words.removesuffix("들"),)
        return (side,) if side else ()
    if phrase.head in ("조건", "단서", "전제"):
        return before.person or before.last
    if phrase.role != "subject":
        return (speaker,) if speaker else before.last
    return ()


def _bearer(sides: Sides, phrase: Phrase) -> str | None:
    """Return the person named last with the title that stands alone here (부총리는)."""
    text = sides.layout.text
    before = sides.within(Span(max(0, phrase.span.start - 1500), phrase.span.start))
    for it in reversed(before):
        if it.kind != "person":
            continue
        beside = text[max(0, it.span.start - _NEAR) : it.span.end + _NEAR]
        if phrase.head in beside:
            return name_of(it)
    return None


# ---------------------------------------------------------------- to whom


def target_of(
    sides: Sides,
    read: Clauses,
    one: Predicate,
    actors: Sequence[str],
    me: str | None,
    *,
    reply: bool,
) -> str | None:
    """Return to whom a clause says that something is done, None where it does not say.

    First whom a particle marks (에게, 에 대해), then whose doing the clause speaks of: the subject
    of what is demanded, the owner of what is refused; of a reply only the owner of what was asked.
    """
    own = set(actors) | {sides.side_of(it) or it for it in actors}
    for phrase in _marked(read, one):
        found = [it for it in parties(sides, phrase, me) or ()
                 if it not in own and sides.side_of(it) not in own]  # fmt: skip
        if found:
            return ";".join(found)
    others = list(_others(sides, read, one, me, reply=reply))
    for mention in [it for acts, it in others if acts] + [it for acts, it in others if not acts]:
        if name_of(mention) not in own and sides.side_of(name_of(mention)) not in own:
            return name_of(mention)
    return None


def _marked(read: Clauses, one: Predicate) -> Iterator[Phrase]:
    """Yield the phrases that mark a target, the nearest first."""
    matrix = read.matrix(one) if one.closing == "quote" else None
    nearest = True
    inner: Phrase | None = None
    for it in read.before(matrix or one):
        if inner is not None:  # belongs to a clause with a subject of its own
            inner = None if it is inner else inner
            continue
        if isinstance(it, Predicate):
            if it.closing in ("attribute", "bound") and it.subject not in (None, one.subject):
                inner = it.subject
            if it.closing in ("join", "end") and it.subject is not one.subject:
                return
            nearest = False
        elif it is one.subject and it.role == "subject":
            return
        elif (
            it.role in ("dative", "about")
            or (it.role == "with" and (nearest or not matrix))
            or (it.role == "object" and nearest)
        ):
            yield it


def _others(
    sides: Sides, read: Clauses, one: Predicate, me: str | None, *, reply: bool
) -> Iterator[tuple[bool, Mention]]:
    """Yield the parties that the clause speaks of otherwise, and whether they act in it."""
    text = sides.layout.text
    asked: Phrase | None = None
    for it in read.before(one):
        if isinstance(it, Predicate):
            if it.closing in ("join", "end") and it.subject is not one.subject:
                return
            if it.closing == "attribute" and it.head and _ASKED.search(it.head.head):
                asked = it.subject
            continue
        if it.role in ("source", "agent", "place", "topic") and it is not asked:
            continue
        subject = it.role == "subject" and parties(sides, it, me) is not None
        for mention in reversed(sides.within(it.span)):
            owned = it.role in _WHOM or re.match(
                r"(?:의|\s?(?:측|정부|쪽)의?)?\s", text[mention.span.end :][:6]
            )
            if mention.kind == "place" or not (subject or owned):
                continue
            if not reply or it is asked or _ASKED.search(it.head):
                yield subject, mention
