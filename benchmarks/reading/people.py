"""Who is meant: the reader's names and ids against the names that the coder wrote.

The reader calls a state by an id (``CL``) and an unnamed source by its words; the coder writes the
name in the language of the text. A find is led to the coder's name by the forms that both have in
the text, else by the gazetteer. An unnamed voice is the same when at least half of the coder's
words for it are in the reader's.
"""

import re
from collections import Counter
from collections.abc import Sequence
from typing import Final

from coded import Coded

from backchannel.reading.found import Attribution, Layout, Mention
from backchannel.reading.names.gazetteer import called, id_of

AUTHOR: Final = "author"
_EMPTY: Final = frozenset(["a", "an", "the", "of", "at", "in", "who", "one", "его", "їх"])


def common_words(coded: str, found: str) -> float:
    """Return the share of the coded words that are among the found ones, endings left aside.

    >>> common_words("a former official", "the official"), common_words("유럽 외교관", "외교관은")
    (0.5, 0.5)
    """
    words, others = _words(coded), _words(found)
    if not words:
        return 0.0
    return sum(any(_same_word(it, other) for other in others) for it in words) / len(words)


def _words(name: str) -> list[str]:
    return [it for it in re.findall(r"\w+", name.casefold()) if it not in _EMPTY]


def _same_word(one: str, other: str) -> bool:
    short, long = sorted((one, other), key=len)
    if one == other:
        return True
    if re.search(r"[가-힣]", one):  # a particle may follow
        return len(short) > 1 and long.startswith(short) and len(long) - len(short) <= 2
    kept = next((k for k, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), len(short))
    return len(short) > 3 and kept >= max(3, len(long) - 4)


def same_form(one: str, other: str, language: str) -> bool:
    """Whether two forms of a name are one, case endings left aside where the language has them.

    >>> same_form("России", "Россия", "ru"), same_form("Canadian", "Canada", "en")
    (True, False)
    """
    if language not in ("ru", "uk"):
        return one.casefold() == other.casefold()
    words, others = one.casefold().split(), other.casefold().split()
    return len(words) == len(others) and all(map(_same_word, words, others))


class People:
    """The bearers of names in one text."""

    def __init__(self, coded: Coded, layout: Layout, mentions: Sequence[Mention]) -> None:
        self.language, self.author = coded.language, coded.author
        self.party = dict(coded.party or {})
        self.names = {_plain(it.is_): it.is_ for it in coded.names}
        self._ids = {known: it.is_ for it in coded.names if (known := id_of(it.is_))}
        votes: dict[str, Counter[str]] = {}
        for mention in mentions:
            words = mention.span.of(layout.text)
            for name in coded.names:
                if name.kind == mention.kind and same_form(
                    words, name.span.of(coded.text), self.language
                ):
                    key = mention.stands_for or mention.is_
                    votes.setdefault(key, Counter())[name.is_] += 1
        self._names = {key: counts.most_common(1)[0][0] for key, counts in votes.items()}

    def name(self, found: str) -> str:
        """Return the coder's name of a found one; the found one itself where there is none."""
        if found in self._names:
            return self._names[found]
        known = id_of(found)
        if known in self._ids:
            return self._ids[known]
        return self.names.get(_plain(found), called(found, self.language))  # type: ignore[arg-type]

    def is_(self, coded: str | None, found: str | None) -> bool:
        """Whether a find is the coded one; of several coded together one is enough."""
        if coded is None or found is None:
            return coded is found
        return all(
            any(self._one(it, self.name(one), one) for it in coded.split(";"))
            for one in found.split(";")
        )

    def sides_with(self, coded: str | None, found: str | None) -> bool:
        """Whether a find is the coded one or of the same party, or its party itself."""
        if coded is None or found is None:
            return coded is found
        side = ";".join(self._party(self.name(one)) for one in found.split(";"))
        sides = ";".join(map(self._party, coded.split(";")))
        return self.is_(coded, found) or self.is_(sides, side)

    def _party(self, name: str) -> str:
        return self.party.get(name, name)

    def says(
        self,
        coded: str | None,
        found: Attribution,
        *,
        exact: bool = False,
        silent: str | None = None,
    ) -> bool:
        """Whether a voice is the coded one; one without a speaker is ``silent``.

        ``exact`` asks for all voices of several, and for the very words of unnamed ones.
        """
        speaker = found.speaker or (AUTHOR if found.how == AUTHOR else silent)
        if coded is None or speaker is None:
            return coded is speaker
        voices = {AUTHOR if it == self.author else it for it in coded.split(";")}
        names = [self.name(it) for it in speaker.split(";")]
        said = [AUTHOR if it == self.author else it for it in names]
        if exact:
            return {_plain(it) for it in voices} == {_plain(it) for it in said}
        return any(
            self._one(it, name, raw)
            for it in voices
            for name, raw in zip(said, speaker.split(";"), strict=True)
        )

    def same_sides(self, coded: Sequence[str], found: Sequence[str]) -> bool:
        """Whether the same sides talk, in any order."""
        one = all(any(self.is_(it, other) for other in found) for it in coded)
        return one and all(any(self.is_(it, other) for it in coded) for other in found)

    def _one(self, coded: str, name: str, found: str) -> bool:
        if _plain(coded) == _plain(name):
            return True
        if coded == AUTHOR or _plain(coded) in self.names:
            return False
        return max(common_words(coded, name), common_words(coded, found)) >= 0.5


def _plain(name: str) -> str:
    return " ".join(_words(name))
