"""Who the parties of an English text are, and for whom its persons speak, by its grammar."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Final

from backchannel.reading.deeds.phrases import lexicon
from backchannel.reading.deeds.sides import Sides, name_of
from backchannel.reading.found import Layout, Mention, Span
from backchannel.reading.text.grammar import Grammar, Word, child, children, joined, objects

__all__ = ["aliases", "is_movement", "offices_of", "organs", "two_of"]

_ACTING: Final = ("state", "metonym")
_BOTH: Final = (
    "agree", "meet", "talk", "sign", "negotiate", "quarrel", "clash", "disagree", "swap",
    "exchange", "fight",
)  # fmt: skip
"""Verbs whose two subjects are the two sides."""
_LEADS: Final = ("lead", "head", "run", "rule", "command", "govern", "chair", "represent")
_SHORT: Final = re.compile(r"\s\((?:the )?|, (?:or )?(?:the )?")


@cache
def _names(name: str) -> frozenset[str]:
    return frozenset(lexicon("roles", "en")["parse"][name])


def organs() -> Mapping[str, str]:
    """Return the bodies that act for their state, and for which.

    >>> organs()["SENATE_US"]
    'US'
    """
    found: Mapping[str, str] = lexicon("roles", "en")["parse"]["organs"]
    return found


def is_movement(mention: Mention, text: str, name: str) -> bool:
    """Whether a name is that of a movement or an armed group, no state and no newspaper."""
    if mention.kind == "person" or name in organs():
        return False
    words = {*mention.span.of(text).split(), *name.split()}
    return name in _names("movements") or (
        mention.kind == "organisation" and bool(words & _names("movement_words"))
    )


def aliases(layout: Layout, sides: Sides) -> dict[str, str]:
    """Return short names of organisations with the names that they are short for.

    "the Azawad Liberation Front (ALF)", "the National Army, or NA".
    """
    found = {}
    for long, short in zip(sides.mentions, sides.mentions[1:], strict=False):
        between = layout.text[long.span.end : short.span.start]
        form = short.span.of(layout.text)
        if (
            long.kind == short.kind == "organisation"
            and name_of(long) != name_of(short)
            and _SHORT.fullmatch(between)
            and re.fullmatch(r"[A-Z][A-Za-z]?[A-Z-]{1,6}", form)
        ):
            found[name_of(short)] = name_of(long)
    return found


def two_of(layout: Layout, sides: Sides, grammar: Grammar) -> tuple[str, ...]:
    """Return the two parties of a text, in the order in which it names them; () where unclear.

    States, their capitals and movements count by how often they are named; those between which
    there is something, and those that do something with one another, thrice.
    """
    count: Counter[str] = Counter()
    first: dict[str, int] = {}
    paired: set[str] = set()
    by_place = {it.span.start: it for it in sides.mentions}
    for it in sides.mentions:
        name = sides.home.get(name_of(it), name_of(it))
        if it.kind in _ACTING or is_movement(it, layout.text, name):
            count[name] += 1
            first.setdefault(name, it.span.start)
    for two in _pairs(grammar, layout):
        meant = {sides.home.get(name_of(it), name_of(it)) for it in _meant(two, by_place)}
        if len(meant) == 2 and meant <= {*count}:
            count.update(dict.fromkeys(meant, 2))
            paired |= meant
    top = [name for name, number in count.most_common(3) if number > 1]
    home = sides.home.get(sides.interviewed or "")
    if home in count and not (paired and home not in paired):
        top = [str(home), *(it for it in top if it != home)]  # no mediator is interviewed
    top = top[:2]
    return tuple(sorted(top, key=lambda it: first[it])) if len(top) == 2 else ()


def _pairs(grammar: Grammar, layout: Layout) -> Iterator[list[Word]]:
    """Yield the two that stand after "between" or are together the subject of a verb."""
    for sentence in layout.sentences:
        for word in grammar.words(sentence.span):
            if word.lower_ == "between" and (noun := child(word, "pobj")) is not None:
                yield joined(noun)
            elif word.dep_ == "nsubj" and word.head.lemma_ in _BOTH:
                yield joined(word)


def _meant(words: list[Word], by_place: Mapping[int, Mention]) -> list[Mention]:
    """Return the name that each of several words is or belongs to, where it is one."""
    found = []
    for word in words:
        near = [word, *children(word, "poss", "amod", "compound")]
        near += [noun for it in children(word, "prep") if it.lower_ == "of"
                 for noun in children(it, "pobj")]  # fmt: skip
        near += [last for it in near for last in children(it, "compound", "amod")]
        start = word.doc.user_data["start"]
        found += [by_place[start + it.idx] for it in near if start + it.idx in by_place][:1]
    return found


def offices_of(mention: Mention, grammar: Grammar) -> list[Word]:
    """Return the nouns of the offices that a person is named with.

    "minister" of "Norway's minister, Ada Lund", of "Ada Lund, minister of Norway".
    """
    head = grammar.head(Span(*mention.span))
    if head is None:
        return []
    above = head.head if head.dep_ == "appos" else None
    office = _names("office") | _names("organ")
    found = [above, *children(head, "appos", "compound")]
    for it in children(head, "relcl"):  # "Ada Lund, who leads the government of Norway"
        found += objects(it) if it.lemma_ in _LEADS else []
    return [it for it in found if it is not None and it.lemma_.lower() in office]
