"""For whom the persons of an English text speak: by the offices that it names them with."""

import re
from collections.abc import Sequence
from typing import Final

from backchannel.reading.deeds.doers import Telling
from backchannel.reading.deeds.parties_en import offices_of
from backchannel.reading.deeds.phrases import lexicon
from backchannel.reading.deeds.roles_en import Roles
from backchannel.reading.deeds.sides import Sides
from backchannel.reading.found import Layout, Mention, Span
from backchannel.reading.text.grammar import Word, child, phrase

__all__ = ["Offices", "is_signed", "titled"]

_THEIR: Final = "PRP$"
_BEFORE: Final = 20
_TITLE: Final = re.compile(
    r"(?:[Mm]inister|[Pp]resident|[Pp]remier|Secretary|Chancellor|Ambassador|General|Colonel|"
    r"Admiral|King|Prince|Marshal|[Ee]nvoy|[Nn]egotiator|[Dd]elegate)\s$"
)


def titled(layout: Layout, sides: Sides) -> frozenset[str]:
    """Return the persons whom the text gives a title of state or of a delegation."""
    return frozenset(
        it.is_ for it in sides.mentions
        if it.kind == "person"
        and _TITLE.search(layout.text[max(0, it.span.start - _BEFORE) : it.span.start])
    )  # fmt: skip


def is_signed(telling: Telling) -> bool:
    """Whether the writer speaks for himself: "we", "my" outside of all quoted words."""
    layout, said = telling.layout, 0
    for number, sentence in enumerate(layout.sentences):
        if telling.quotations[number] or telling.sides.teller(sentence.span.start):
            continue
        said += bool(re.search(r"\b(?:[Ww]e|[Oo]ur|I|[Mm]y)\b", sentence.span.of(layout.text)))
    return said > 1


class Offices:
    """The persons of a document, settled as the text names them one after another.

    Parameters
    ----------
    roles
        The names of the document in its grammar; its sides are told for whom a person speaks.
    """

    def __init__(self, roles: Roles) -> None:
        self._roles, self._sides = roles, roles.sides
        self._done: set[str] = set()
        self._seats = {it.is_: it.stands_for for it in self._sides.mentions if it.stands_for}
        self._of_state = frozenset(lexicon("roles", "en")["parse"]["of_state"])

    def settle(self, sentence: Span) -> None:
        """Take note for whom the persons speak whom a sentence names for the first time."""
        for mention in self._sides.within(sentence):
            if mention.kind != "person" or mention.is_ in self._done:
                continue
            self._done.add(mention.is_)
            offices = offices_of(mention, self._roles.grammar)
            if not offices:
                continue
            self._roles.leaders.add(mention.is_)
            side = next((it for one in offices if (it := self._side(one, mention))), None)
            if side is None and mention.is_ not in self._sides.home:
                side = self._state(offices)
            if side is not None and side != mention.is_ and side not in self._roles.persons:
                self._sides.home[mention.is_] = side

    def _side(self, office: Word, mention: Mention) -> str | None:
        """Return whose office it is: "Norway's", "its", "of the rulers in Oslo"."""
        named = tuple(it for it in self._roles.owners(office) if it not in self._roles.persons)
        theirs = child(office, "poss")
        if not named and theirs is not None and theirs.tag_ == _THEIR:
            told = self._sides.teller(mention.span.start) is not None
            voices = self._roles.telling.voices(mention.span) if told else ()
            named = self._roles.pronoun(theirs, voices)
        if not named:
            near = self._sides.within(phrase(office))
            seats = (self._seats.get(it.is_) for it in near if it.kind == "place")
            named = tuple(it for it in seats if it)
        return self._sides.side_of(named[0]) if named else None

    def _state(self, offices: Sequence[Word]) -> str | None:
        """Return the state that a movement fights: a minister without a country is its own."""
        if not any(it.lemma_.lower() in self._of_state for it in offices):
            return None
        rebels = self._roles.rebels
        return next((it for it in self._sides.two if rebels and it != rebels), None)
