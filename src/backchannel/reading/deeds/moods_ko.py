"""What Korean reported words do: the ending of what was said tells the kind of act.

하자고 proposes, 하라고 and 달라고 demand, 하겠다고 offers, promises or threatens by its content,
할 수 없다고 refuses. The same endings close the sentences of a direct quotation. The verb of
saying makes it more exact: 하겠다고 제안했다 offers, 하라고 압박했다 presses.
"""

import re
from collections.abc import Iterator
from functools import cache
from typing import Final, Literal, NamedTuple

from backchannel.reading.deeds.phrases import lexicon
from backchannel.reading.found import Span
from backchannel.reading.text.clauses_ko import Clauses, Phrase, Predicate

__all__ = ["Spoken", "spoken"]

Mood = Literal["let", "order", "must", "will", "can", "cannot", "unwilling"]
Content = Literal["accept", "harm", "loom", "give", "host", "talk", "other"]

_ORDER: Final = re.compile(
    r"^(?:으?라(?:고|며|면서|는)|아라|어라|으?십시오|으?시오|으?세요|으?라)$"
)
_LET: Final = re.compile(r"^(?:자(?:고|며|면서|는)?|ᆸ시다|읍시다)$")
_NOT: Final = re.compile(r"지 (?:않|말|못하)")
_ASKS: Final = re.compile(
    r"(?:안|제안|제의|구상|방안|요구|요청|주문|조건|압박|압력|촉구|호소|권고)$"
)
"""What a noun after reported words must be, that somebody else may answer."""
_GIVES: Final = re.compile(r"[어아여] 주")
"""The helping verb of favours: 빌려 주다, 열어 주다."""
_UNLESS: Final = re.compile(r"한(?: |$)")
_MIND: Final = frozenset(["용의", "의사", "의향", "뜻", "생각", "준비", "마음", "의도", "계획"])
_REPLIES: Final[dict[tuple[Mood, Content], str]] = {
    ("will", "accept"): "acceptance", ("will", "harm"): "threat", ("will", "give"): "offer",
    ("will", "host"): "offer_of_talks",
    ("can", "accept"): "acceptance", ("can", "harm"): "threat", ("can", "give"): "offer",
    ("can", "host"): "offer_of_talks", ("can", "talk"): "offer_of_talks",
    ("cannot", "accept"): "refusal", ("cannot", "give"): "refusal", ("cannot", "talk"): "refusal",
    ("unwilling", "loom"): "threat", ("unwilling", "accept"): "refusal",
    ("unwilling", "harm"): "assurance",
    ("unwilling", "give"): "refusal", ("unwilling", "other"): "refusal",
    ("unwilling", "talk"): "refusal", ("unwilling", "host"): "refusal",
    ("cannot", "host"): "refusal",
}  # fmt: skip


_OF_MATRIX: Final = ("required", "call", "demand", "pressure", "warning", "proposal")
"""What the one who speaks does, whoever is the subject of what is said."""


class Spoken(NamedTuple):
    """Words that do something by their ending.

    Attributes
    ----------
    one, matrix
        Their predicate, and the verb of saying where it follows.
    """

    one: Predicate
    matrix: Predicate | None
    kind: str
    doer: Predicate
    """The one of the two whose subject does it."""

    @property
    def span(self) -> Span:
        """Where the act stands: from the one predicate to the other."""
        last = self.matrix or self.one
        return Span(self.one.span.start, max(last.span.end, self.one.span.end))


def spoken(read: Clauses, text: str, direct: Span | None) -> Iterator[Spoken]:
    """Find reported words, and in a direct quotation plain ones, that do something.

    Parameters
    ----------
    direct
        The stretch in which the speaker speaks for himself.
    """
    for one in read.predicates:
        own = direct is not None and direct.holds(one.span) and one.closing in ("end", "join")
        if one.closing != "quote" and not own and not _plain(one):
            continue
        matrix = read.matrix(one) if one.closing == "quote" else None
        meant, mood = _wish(read, one) or (one, _mood(one))
        if matrix and matrix.ending.endswith("면") and matrix.closing == "bound":
            continue
        if matrix and one.head and not _carries(matrix):
            if mood in ("let", "order") and _ASKS.search(one.head.head):
                yield Spoken(one, None, "proposal" if mood == "let" else "demand", one)
            continue
        if mood is None or (mood in ("let", "order") and one.closing not in ("quote", "end")):
            continue
        verb = _verb(matrix, text) if matrix or direct is None else _after(direct, text)
        if one.head and not _of_verb(verb):
            verb = one.head.head + "하"
        content = _content(read, meant, text)
        kind = _kind(mood, content, one, verb)
        if meant is not one and kind == "threat":
            kind = "offer"
        kind = _bound_to(read, one, text, kind, _Meant(mood, content, _of_verb(verb)))
        if kind:
            doer = matrix if kind in _OF_MATRIX and matrix else one
            yield Spoken(one, matrix, kind, doer)


class _Meant(NamedTuple):
    mood: Mood
    content: Content
    by: str
    """What the verb of saying adds."""


def _bound_to(
    read: Clauses, one: Predicate, text: str, kind: str | None, meant: _Meant
) -> str | None:
    """Return the kind where it is bound to a condition: "if you do, I will; if not, I will".

    What follows "if you do not" is a threat, what follows "if you do" is offered in return; what
    is refused under a condition is no red line.
    """
    looks = meant.mood in ("will", "can")
    bound = _condition(read, one, text)
    if bound == "not":
        if looks and kind in (None, "offer", "assurance") and meant.by != "foresee":
            return "threat"
        if meant.mood == "unwilling" and re.search(
            r"더는|더 이상", text[one.span.start - 30 :][:30]
        ):
            return "threat" if meant.content != "harm" else kind
    own = one.deferred or one.subject is None or one.subject.role in ("topic", "also")
    if bound == "yes" and looks and meant.by not in ("warn", "threaten", "foresee"):
        if kind is None and one.closing == "quote" and own and not one.copula:
            return "offer"
        if kind == "acceptance" and meant.mood == "can":
            return "offer"
    if meant.mood in ("cannot", "unwilling") and not bound and _never(read, one, text):
        return "red_line"
    return "refusal" if bound and kind == "red_line" else kind


def _condition(read: Clauses, one: Predicate, text: str) -> str:
    """Return "yes" or "not" by the condition before a predicate, "" without one."""
    for it in read.before(one):
        if isinstance(it, Predicate) and it.closing in ("bound", "attribute", "quote"):
            unless = it.head and _UNLESS.match(it.head.span.of(text)) and _NOT.search(it.chain)
            if (it.closing == "bound" and it.ending.endswith("면")) or unless:
                return "not" if _NOT.search(it.chain) or it.lemma == "없" else "yes"
            if it.closing == "quote":
                return ""
        elif isinstance(it, Predicate) and it.closing == "end":
            return ""
    return ""


def _never(read: Clauses, one: Predicate, text: str) -> bool:
    """Whether "never", "under no circumstances" stands in the clause."""
    before = [it for it in read.before(one) if isinstance(it, Predicate)]
    start = next((it.span.end for it in before if it.closing in ("join", "end", "quote")),
                 one.span.start - 60)  # fmt: skip
    return bool(_about("never").search(text, max(start, one.span.start - 60, 0), one.span.start))


def _plain(one: Predicate) -> bool:
    """Whether a verb does something where its writer reports nobody: 해야 한다, 뜻이 없다."""
    return one.lemma in ("있", "없") or (
        one.closing == "end" and bool(re.search("[아어여]야 하", one.chain))
    )


def _wish(read: Clauses, one: Predicate) -> tuple[Predicate, Mood] | None:
    """Return what somebody has a mind to do or not (만날 용의가 있다, 물러설 생각이 없다)."""
    if one.lemma not in ("있", "없"):
        return None
    before = read.before(one)[:2]
    if len(before) < 2 or not isinstance(before[0], Phrase) or not isinstance(before[1], Predicate):
        return None
    if before[0].head not in _MIND or before[1].closing != "attribute":
        return None
    no = one.lemma == "없" or _NOT.search(one.chain)
    return before[1], "unwilling" if no else "can"


def _carries(matrix: Predicate) -> bool:
    """Whether a verb hands on what a noun such as 뜻 or 제안 says, rather than answers it."""
    return bool(_does("carry").fullmatch(matrix.lemma))


def _after(direct: Span, text: str) -> str:
    """Return the words after a quotation, up to the first verb of saying that adds something."""
    rest = text[direct.end : direct.end + 30].split(".", maxsplit=1)[0]
    return next((it[0] for _, words in _verbs() for it in words.finditer(rest)), "")


def _mood(one: Predicate) -> Mood | None:
    """Return what the endings of a predicate do."""
    if _LET.search(one.ending):
        return "let"
    if re.search("었 겠", one.chain):
        return None
    asks = one.chain.endswith("달") or one.ending.startswith("달라")
    if asks or (_ORDER.search(one.ending) and not one.copula and "겠" not in one.chain):
        return "order"
    if re.search(r"[아어여]야 (?:하|되)", one.chain):
        return "must"
    ahead = "겠" in one.chain or "것 이" in one.chain
    if re.search(r"수 없", one.chain):
        return "cannot"
    if _NOT.search(one.chain):
        return "unwilling" if ahead else None
    if ahead:
        return "will"
    return "can" if re.search(r"수 있", one.chain) else None


def _kind(mood: Mood, content: Content, one: Predicate, verb: str) -> str | None:
    """Return the kind of act by what is said, what about, and by the verb of saying."""
    by = _of_verb(verb)
    if by == "foresee":
        return None
    if mood == "let":
        if by in ("urge", "press"):
            return "call" if by == "urge" else "pressure"
        return "offer_of_talks" if content in ("talk", "host") else "proposal"
    if mood == "order":
        return {"urge": "call", "press": "pressure", "warn": "warning", "command": None}.get(
            by, "demand")  # fmt: skip
    if mood == "must":
        return {"urge": "call", "press": "pressure", "ask": "demand", "warn": None}.get(
            by, "required"
        )
    if "것 이" in one.chain and mood == "will" and by != "promise" and content != "harm":
        return None
    if mood == "will":
        if by == "propose":
            return "offer_of_talks" if content in ("talk", "host") else "offer"
        if by == "promise" and content != "harm":
            return "assurance"
    if mood in ("will", "can") and (by == "threaten" or (by == "warn" and mood == "will")):
        return "threat"
    if mood == "unwilling" and by in ("promise", "propose"):
        return "assurance" if by == "promise" else "offer"
    if by == "bar" and mood in ("cannot", "unwilling"):
        return "red_line"
    return _REPLIES.get((mood, content))


def _verb(matrix: Predicate | None, text: str) -> str:
    """Return the verb of saying, with the word before it (으름장을 놓)."""
    if matrix is None:
        return ""
    return (
        text[max(matrix.span.start - 8, 0) : matrix.span.start].rsplit(".", maxsplit=1)[-1]
        + matrix.lemma
    )


def _of_verb(verb: str) -> str:
    """Return what a verb of saying adds."""
    return next((key for key, words in _verbs() if words.search(verb)), "")


@cache
def _verbs() -> tuple[tuple[str, re.Pattern[str]], ...]:
    table = lexicon("acts", "ko").get("saying", {})
    return tuple((key, re.compile("|".join(it).replace("하", "[하했한할해]")))
                 for key, it in table.items())  # fmt: skip


def _content(read: Clauses, one: Predicate, text: str) -> Content:
    """Return what kind of doing a predicate speaks of, its object taken along."""
    words: list[str] = []
    for it in read.before(one):
        if not isinstance(it, Phrase) or len(words) == 3:
            break
        if it.role not in ("topic", "subject", "also", "source"):
            words.append(it.span.of(text))
    about = " ".join(words)

    def verb(key: str) -> bool:
        return bool(_does(key).fullmatch(one.lemma))

    hostile, friendly, talks = (bool(_about(it).search(about)) for it in (
        "hostile", "friendly", "talks"))  # fmt: skip
    if verb("loom"):
        return "loom"
    if verb("accept"):
        return "accept"
    if (verb("host") and talks) or verb("invite"):
        return "host"
    if verb("summon") and re.search("양|두 |쪽|측|대표|장관", about):
        return "host"
    if verb("stop") and (hostile or friendly or talks):
        return "give" if hostile else "harm"
    if _GIVES.search(one.chain) and not one.chain.endswith("달"):
        return "give"
    if verb("talk") or (talks and verb("go")):
        return "talk"
    if verb("harm") or (hostile and verb("go")):
        return "harm"
    return "give" if verb("give") or (friendly and verb("go")) else "other"


@cache
def _does(key: str) -> re.Pattern[str]:
    words = lexicon("acts", "ko").get("does", {}).get(key, ["(?!)"])
    return re.compile("|".join(words))


@cache
def _about(key: str) -> re.Pattern[str]:
    words = lexicon("acts", "ko").get("about", {}).get(key, ["(?!)"])
    return re.compile("|".join(words))
