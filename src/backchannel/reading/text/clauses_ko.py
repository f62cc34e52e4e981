"""Korean clauses from morphemes: what stands with which verb, and who is its subject.

Korean puts the verb last and marks its nouns by particles, so one pass from left to right is
enough: a noun with a subject particle waits until a verb takes it; a clause that closes inside the
sentence (a relative clause, a condition, reported words) takes its own subject with it, and what
is left belongs to the verb that follows. Reported words that only their speaker can say of himself
(하겠다고, 하자고) take the subject of the verb of saying.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final, Literal

from backchannel.reading.found import Span
from backchannel.reading.text.morphemes_ko import Closing, Token, endings, tokens_of

__all__ = ["Clauses", "Phrase", "Predicate", "Token", "clauses", "tokens_of"]

Role = Literal[
    "subject", "topic", "also", "object", "dative", "about", "with", "agent", "source", "place",
    "complement", "bare", "other",
]  # fmt: skip

_NOUNS: Final = frozenset(
    ["NNG", "NNP", "NNB", "NR", "NP", "XPN", "XSN", "XR", "SL", "SH", "SN", "MM", "SSO", "SSC",
     "SO", "W_SERIAL", "JKG", "JC"]
)  # fmt: skip
_VERBS: Final = frozenset(["VV", "VA", "VX", "VCP", "VCN", "XSV", "XSA"])
_TOPIC: Final = frozenset(["은", "는", "ᆫ"])
_AFTER: Final[dict[tuple[str, str], Role]] = {
    ("에", "대하"): "about", ("에", "관하"): "other", ("에", "의하"): "agent",
    ("에", "따르"): "source", ("를", "향하"): "about", ("을", "향하"): "about",
    ("를", "위하"): "other", ("을", "위하"): "other", ("를", "통하"): "other",
    ("을", "통하"): "other", ("를", "둘러싸"): "other", ("을", "둘러싸"): "other",
    ("에", "맞서"): "about", ("를", "겨냥하"): "about", ("을", "겨냥하"): "about",
    ("를", "인용하"): "source", ("을", "인용하"): "source", ("와", "관련하"): "other",
    ("과", "관련하"): "other", ("를", "비롯하"): "other", ("을", "비롯하"): "other",
}  # fmt: skip
"""A particle with a verb that together are no more than a longer particle."""
_DATIVE: Final = frozenset(["에", "에게", "한테", "더러", "께", "보고"])
_QUOTED: Final = re.compile(r"[다라자냐]는$|[다라자]던$")
_CONTRAST: Final = re.compile(r"지만$|으?나$|[는은ᆫ]데$|더니$|는데도$")
"""After these the sentence goes back to its topic; after 고, 며, 어서 the subject goes on."""
_OWN: Final = re.compile(r"겠|^자|^으?라(?:고|며|면서|는)$|마고$|ᆯ게")
"""In reported words what its speaker says of himself, or asks of another."""


_SERIAL: Final = ("게", "어", "아")
"""Endings after which another verb carries on: 잘라 말하다."""
_MERE: Final = ("같", "다르", "비슷하", "새롭", "이렇", "그렇", "똑같")
"""Adjectives before a noun that have no subject of their own: 거의 같은 안을."""
_TIME: Final = (("지나", "ᆫ"), ("오", "는"), ("이르", "ᆫ"))
"""Verbs that only tell the time: 지난 3월, 오는 5월."""
_MANNER: Final = frozenset(["방식", "채", "등", "과정", "가운데", "식", "명목", "대가", "이유"])
"""Nouns after a relative clause whose subject is that of the sentence: 늦추는 방식으로."""


@dataclass(slots=True, eq=False)
class Phrase:
    """Nouns up to a particle, and what the particle makes of them."""

    span: Span
    role: Role
    head: str
    """The last noun."""


@dataclass(slots=True, eq=False)
class Predicate:
    """A verb with its endings."""

    span: Span
    lemma: str
    """The stem: 거부하, 받아들이; of a noun with the copula 입장이."""
    chain: str
    """What stands between stem and last ending: "지 않 겠", "ᆯ 수 없"."""
    ending: str
    closing: Closing
    subject: Phrase | None = None
    copula: bool = False
    deferred: bool = False
    """Whether the subject is that of the verb that reports these words."""
    head: Phrase | None = None
    """Of a relative clause, or of words such as 하자는, the noun that it describes."""


@dataclass(slots=True)
class Clauses:
    """The phrases and predicates of a stretch, in order."""

    units: list[Phrase | Predicate] = field(default_factory=list)

    @property
    def predicates(self) -> list[Predicate]:
        """Only the predicates."""
        return [it for it in self.units if isinstance(it, Predicate)]

    def at(self, place: Span) -> Predicate | None:
        """Return the predicate in a stretch, its last one; else the first one after it."""
        found = [it for it in self.predicates
                 if it.span.start < place.end and place.start < it.span.end]  # fmt: skip
        if found:
            return found[-1]
        return next((it for it in self.predicates if it.span.start >= place.start), None)

    def matrix(self, one: Predicate) -> Predicate | None:
        """Return the verb that governs a clause: the next one that is more than an adverb."""
        after = False
        for it in self.predicates:
            if after and it.ending not in _SERIAL:
                return it
            after = after or it is one
        return None

    def before(self, one: Predicate) -> list[Phrase | Predicate]:
        """Return what stands before a predicate, the nearest first."""
        return self.units[: self.units.index(one)][::-1]


def clauses(tokens: Sequence[Token]) -> Clauses:
    """Return phrases and predicates with their subjects.

    >>> text = "세르비아는 코소보가 요구한 철군을 거부했다."
    >>> read = clauses(tokens_of(text, Span(0, len(text)), []))
    >>> [(it.lemma, it.subject and it.subject.head) for it in read.predicates]
    [('요구하', '코소보'), ('거부하', '세르비아')]
    """
    walk = _Walk(tokens)
    walk.run()
    return Clauses(walk.units)


class _Walk:
    """One pass over the morphemes: a group of nouns grows until a particle or a verb ends it."""

    def __init__(self, tokens: Sequence[Token]) -> None:
        self.tokens = tokens
        self.units: list[Phrase | Predicate] = []
        self.group: list[Token] = []
        self.open: list[Phrase] = []
        self.waiting: list[Predicate] = []
        """Relative clauses whose noun is still to come."""
        self.joined = False

    def run(self) -> None:
        i = 0
        while i < len(self.tokens):
            i = self._step(i)
        self._phrase("bare")
        self._settle()

    def _step(self, i: int) -> int:
        it = self.tokens[i]
        if it.tag in _VERBS:
            return self._verb(i)
        if it.tag in _NOUNS or (it.tag == "SP" and it.form in "·/‧ㆍ"):
            self.group.append(it)
        elif it.tag in ("JKS", "JKC"):
            self._phrase("complement" if it.tag == "JKC" else self._subject_role(i))
        elif it.tag == "JX" and self.group:
            self._phrase("topic" if it.form in _TOPIC else "also", counts=it.form in "도만")
        elif it.tag == "JKO":
            return self._with_verb(i, "object")
        elif it.tag == "JKB":
            return self._adverbial(i)
        elif it.tag in ("SP", "MAG", "MAJ", "IC", "JKQ", "EC", "SF"):
            self._phrase("bare")
        return i + 1

    # ------------------------------------------------------------ phrases

    def _phrase(self, role: Role, *, counts: bool = True) -> None:
        """Close the group; nouns with 도 and 까지 may be subjects only if they are names."""
        named = counts and not self.open and any(it.tag == "NNP" for it in self.group)
        counts = role != "also" or named
        group = [it for it in _unlabelled(self.group) if it.tag not in ("SSO", "SSC")]
        self.group = []
        if not group:
            return
        span = Span(group[0].start, group[-1].end)
        many = len(group) > 1 and group[-1].form == "들"
        phrase = Phrase(span, role, group[-2 if many else -1].form)
        for it in self.waiting:
            it.head = phrase
            if it.closing == "attribute" and it.subject and phrase.head in _MANNER:
                self.open.append(it.subject)
        self.waiting = []
        if role in ("subject", "topic", "also") and counts:
            if role == "topic" and self.joined:
                self.open = [it for it in self.open if it.role != "topic"]
            self.open.append(phrase)
            self.joined = False
        self.units.append(phrase)

    def _subject_role(self, i: int) -> Role:
        """Tell a subject from a noun that belongs to , 없다 or an adjective (용의가 있다)."""
        after = self.tokens[i + 1] if i + 1 < len(self.tokens) else None
        named = any(it.tag == "NNP" for it in self.group)
        light = after is not None and (after.tag == "VA" or after.form in ("있", "없", "되"))
        return "complement" if light and not named else "subject"

    def _with_verb(self, i: int, role: Role) -> int:
        """Take a particle with the verb that makes it a longer particle (에 대한)."""
        after = self.tokens[i + 1 : i + 4]
        stem = after[0].form if after and after[0].tag in ("VV", "VX") else ""
        if len(after) > 1 and after[1].tag == "XSV":
            stem = after[0].form + after[1].form
        longer = _AFTER.get((self.tokens[i].form, stem))
        if longer is None and after and after[0].form in ("상대", "겨냥") and role == "object":
            self._phrase("about")
            return i + 1
        if longer is None:
            self._phrase(role)
            return i + 1
        self._phrase(longer)
        i += 2 if after[0].tag in ("VV", "VX") else 3
        while i < len(self.tokens) and self.tokens[i].tag[0] == "E":
            i += 1
        return i

    def _adverbial(self, i: int) -> int:
        it = self.tokens[i]
        after = self.tokens[i + 1] if i + 1 < len(self.tokens) else None
        if it.form in ("와", "과", "하고", "랑"):
            longer = after and self.tokens[i + 2 : i + 3]
            governed = longer and longer[0].tag in ("XSV", "XSA")
            if after and after.tag in _NOUNS and not governed:
                self.group.append(it)
                return i + 1
            return self._with_verb(i, "with")
        if it.form in _DATIVE:
            return self._with_verb(i, "dative")
        self._phrase("place" if it.form == "에서" else "other")
        return i + 1

    # ------------------------------------------------------------ predicates

    def _verb(self, i: int) -> int:
        it = self.tokens[i]
        if (it.form, self.tokens[i + 1 : i + 2] and self.tokens[i + 1].form) in _TIME:
            return i + 2
        lemma, start = it.form, it.start
        if it.tag in ("XSV", "XSA") and self.group:
            noun = self.group.pop()
            lemma, start = noun.form + it.form, noun.start
            if self.group and len(self.group[-1].form) == 1 and self.group[-1].end == start:
                noun = self.group.pop()
                lemma, start = noun.form + lemma, noun.start
            self._phrase("bare")
        elif it.tag == "VCP" and self.group:
            lemma = self.group[-1].form + "이"
            self._phrase("complement")
        else:
            self._phrase("bare")
        j, chain, ending, closing = endings(self.tokens, i + 1)
        end = max(self.tokens[j - 1].end, it.end)
        one = Predicate(Span(start, end), lemma, chain, ending, closing)
        one.copula = it.tag in ("VCP", "VCN") or bool(re.search("[것거] 이", chain))
        self._take_subject(one, it.tag)
        self.units.append(one)
        return j

    def _take_subject(self, one: Predicate, tag: str) -> None:
        near = self.open[-1] if self.open else None
        own = near is not None and near.role == "subject"
        if one.closing == "quote":
            self._take_quoted(one, near, own=own)
            return
        if one.closing in ("attribute", "noun", "bound"):
            one.subject = near
            last = self.units[-1] if self.units else None
            had = isinstance(last, Phrase) and last.role in ("also", "complement")
            far = one.closing == "attribute" and (
                one.lemma in _MERE or (tag in ("VA", "XSA") and last is not near)
            )
            if own and not far and not (had and one.lemma in ("있", "없", "되")):
                self.open.pop()
            elif one.closing == "attribute":
                one.subject = None
            if one.closing == "attribute":
                self.waiting.append(one)
            return
        one.subject = near
        if own and _CONTRAST.search(one.ending) and len(self.open) > 1:
            self.open.pop()
        self.joined = self.joined or one.closing == "join"

    def _take_quoted(self, one: Predicate, near: Phrase | None, *, own: bool) -> None:
        """Give reported words their subject; what only their speaker says waits for his verb."""
        noun = bool(_QUOTED.search(one.ending))
        must = bool(re.search("[아어여]야", one.chain))
        one.deferred = not one.copula and bool(
            _OWN.search(one.ending) or "겠" in one.chain or one.ending.startswith("달라")
        )
        if not one.deferred:
            one.subject = near
        if (own and ((noun and "겠" not in one.chain) or must)) or (
            not one.deferred and len(self.open) > 1
        ):
            self.open.pop()
        if noun:
            self.waiting.append(one)

    def _settle(self) -> None:
        """Give reported words the subject of the verb that reports them, the outermost first."""
        read = Clauses(self.units)
        last: Predicate | None = None
        for it in reversed(read.predicates):
            if it.deferred and last is not None:
                it.subject = last.subject
            if it.ending not in _SERIAL:
                last = it


def _unlabelled(group: Sequence[Token]) -> Sequence[Token]:
    """Leave out what stands in brackets before the first noun: (나흐르 신문) 이란 외무부."""
    if group and group[0].tag == "SSO":
        close = next((k for k, it in enumerate(group) if it.tag == "SSC"), len(group))
        return group[close + 1 :] or group
    return group
