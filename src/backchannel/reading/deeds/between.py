"""Between whom there are talks: the two sides of a channel, by the grammar of one sentence.

Sides are named together ("between A and B", A와 B 간, "A-B talks"), as doer and partner ("A met
the foreign minister of B", A는 B와 만났다), as the one who invites and the one invited, or by words
such as "both governments" that stand for the two of the text. Who hosts, mediates or carries the
words is no side.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Final, Literal, NamedTuple

from backchannel.reading.deeds.parties_en import aliases, two_of
from backchannel.reading.deeds.phrases import any_of, lexicon
from backchannel.reading.deeds.sides import Sides, name_of, voice_at
from backchannel.reading.deeds.talk_rules import (
    Item,
    gap,
    is_host,
    is_tight,
    link,
    rule,
    without_hosts,
)
from backchannel.reading.deeds.talks_parse import doer_at, short_pairs, told_of
from backchannel.reading.found import Act, Language, Quotation, Reported, Span
from backchannel.reading.names.gazetteer import known
from backchannel.reading.text.grammar import parsed

__all__ = ["Pair", "Talkers"]

_BODIES: Final = ("state", "organisation", "metonym")
_REACH: Final = 100
"""How far a pair that is said to have something between it may stand from the word for talks."""
_PARTICLE: Final = re.compile(r"(?:와|과|은|는|이|가|을|를|에게?|에서|도|으?로)(?=\s)")
"""After a Korean name that has its part in the sentence, so that no title follows."""
_NEAR: Final = 60
"""The same for a partner, and for names that are only joined."""
_APPOSED: Final = 45
"""Within how many characters a person stands beside the side that he acts for."""
_SHORTLY: Final = 300
_JUST: Final = 150
"""Within how many characters a pair spoken of, or merely named, is still meant by "both"."""
_LATELY: Final = 1_500
"""Within how many characters "both" may mean those who were last found to talk."""
_FAR: Final = 3_000
"""Within how many characters the form of a name is looked for."""
_AROUND: Final = 300
"""How many characters on both sides of a word for talks are looked at."""


class Pair(NamedTuple):
    """Who talk with one another, and by which words the sentence says so."""

    names: tuple[str, ...]
    how: Literal["named", "partner", "invited", "near", "both"]


class Talkers:
    """The sides that a document names, asked for each word for talks.

    Parameters
    ----------
    sides
        The names of the document.
    quotations, reported
        Who speaks: in "talks with Rome" without a doer the speaker's side talks.
    """

    def __init__(
        self,
        sides: Sides,
        quotations: Sequence[Sequence[Quotation]],
        reported: Sequence[Sequence[Reported]],
    ) -> None:
        self.sides = sides
        self.text = sides.layout.text
        self._quotations, self._reported = quotations, reported
        english = any(it.language == "en" for it in sides.layout.paragraphs)
        self.grammar = parsed(sides.layout) if english else None
        self._short = aliases(sides.layout, sides) if english else {}
        if self.grammar:
            sides.two = two_of(sides.layout, sides, self.grammar) or sides.two
        self._starts = [start for start, _ in sides.pairs]
        self.last: tuple[str, ...] = ()
        """The two that were last found to talk."""
        self.since = 0
        """Where they were."""
        self._places = {name_of(it) for it in sides.mentions if it.kind == "place"}
        self._bodies = {name_of(it) for it in sides.mentions if it.kind in _BODIES}
        self._persons = {name_of(it) for it in sides.mentions if it.kind == "person"}

    def at(
        self, number: int, cue: Span, acts: Sequence[Act] = (), *, personal: bool = False
    ) -> list[Pair]:
        """Return between whom the talks at a cue of a sentence are, by the surest words.

        In talks that are ``personal``, as between former officials, persons talk for themselves.
        """
        sentence = self.sides.layout.sentences[number].span
        language = self.sides.layout.language_at(sentence.start)
        span = Span(max(sentence.start, cue.start - _AROUND), min(sentence.end, cue.end + _AROUND))
        after = self._after(number)
        told = told_of(self.text, span, after, self.sides.within(after), language)
        if told:
            return [Pair(told, "named")]
        items = self._items(span, language, personal=personal)
        items = without_hosts(self.text, items, cue, language)
        groups = list(self._groups(items, language))
        former = self._former(span, groups, language)
        if former:
            return [former]
        groups = [it for it in groups if not is_host(self.text, it[0], language)]
        if language == "ko":
            short = [names for place, names in short_pairs(self.text, span)
                     if gap(self.text, place, cue) <= _REACH]  # fmt: skip
            if short:
                return [Pair(short[-1], "named")]
        named: list[Pair] = []
        end = -1
        for place, names in groups:
            follows = end >= 0 and rule("list", language).fullmatch(self.text[end : place.start])
            tight = gap(self.text, place, cue) <= _REACH and is_tight(self.text, place, language)
            if tight or follows:
                named.append(Pair(tuple(map(self._government, names)), "named"))
                end = place.end
        if self._places.issuperset(it for one in named for it in one.names):
            named = [Pair(two, "named") for two in (self.two_at(cue.start, language),)
                     if named and len(two) == 2]  # fmt: skip
        if named:
            return named
        found = (
            self._partner(number, items, span, cue, language)
            or (self._near(groups, cue) if language == "ko" else None)
            or self._invited(acts)
            or self._near(groups, cue)
            or (self._consulted(acts) if self.grammar else None)
            or self._both(span, language)
        )  # fmt: skip
        return [found] if found else []

    def _after(self, number: int) -> Span:
        """Return the sentences that still tell of what a sentence begins."""
        following = self.sides.layout.sentences[number : number + 3]
        return Span(following[0].span.end, following[-1].span.end)

    def afterwards(self, number: int) -> Span:
        """Return the sentences after one, in its paragraph, that name nobody and still mean it."""
        layout = self.sides.layout
        end = start = layout.sentences[number].span.end
        for it in layout.sentences[number + 1 : number + 3]:
            if it.paragraph != layout.sentences[number].paragraph or self.names_any(it.span):
                break
            end = it.span.end
        return Span(start, end)

    def _near(self, groups: Sequence[tuple[Span, tuple[str, ...]]], cue: Span) -> Pair | None:
        """Return those who are named together beside a cue, states before persons."""
        near = [names for place, names in groups if gap(self.text, place, cue) <= _REACH]
        near = [it for it in near if not self._places.issuperset(it)]
        near.sort(key=lambda it: bool(self._persons & set(it)))
        return Pair(near[0], "near") if near else None

    def known(self, cue: Span, last: Sequence[str] | None, *, exact: bool) -> Pair | None:
        """Return whose talks are meant where a sentence names nobody: those spoken of before."""
        names = tuple(last or ())
        if exact or not names:
            language = self.sides.layout.language_at(cue.start)
            names = self.two_at(cue.start, language) or names
        return Pair(names, "both") if len(names) > 1 else None

    def _government(self, name: str) -> str:
        """Return of a capital that is named as a side the state."""
        entry = known().get(name) if name in self._places else None
        return (entry.stands_for if entry else None) or name

    def is_named(self, cue: Span) -> bool:
        """Whether a word for talks is only a part of a name ("the Commission")."""
        around = Span(max(0, cue.start - _APPOSED), cue.end + _APPOSED)
        return any(it.span.start < cue.end and cue.start < it.span.end
                   and it.kind in ("organisation", "person")
                   and self.text[cue.start : it.span.start].lower() in ("the ", "this ", "that ")
                   for it in self.sides.within(around))  # fmt: skip

    def names_any(self, span: Span) -> bool:
        """Whether a stretch names anybody who could be a side."""
        return any(it.kind in ("state", "organisation", "metonym", "person")
                   for it in self.sides.within(span))  # fmt: skip

    def names_person(self, span: Span) -> bool:
        """Whether a stretch names a person."""
        return any(it.kind == "person" for it in self.sides.within(span))

    # ------------------------------------------------------------ sides and lists of sides

    def _former(
        self, span: Span, groups: Sequence[tuple[Span, tuple[str, ...]]], language: Language
    ) -> Pair | None:
        """Return people out of office as sides of their own: "retired generals of A and B"."""
        rules = lexicon("channels", language).get("grammar", {})
        match = rule("former", language).search(self.text, span.start, span.end)
        if match is None:
            return None
        beside = Span(max(0, match.start() - 3), match.end() + 8)
        names = next((names for place, names in groups
                      if place.start <= beside.end and beside.start <= place.end), ())  # fmt: skip
        if not names:
            both = self._both(Span(max(span.start, match.start() - 8), match.end()), language)
            names = both.names if both else ()
        if self._persons & set(names):
            return None
        forms = [self._form(it, match.start()) for it in names]
        told = tuple(rules["former_of"].format(side=it, who=match["who"].strip()) for it in forms)
        return Pair(told, "named") if len(told) > 1 else None

    def _form(self, name: str, place: int) -> str:
        """Return how the text writes a side, nearest to a place."""
        around = Span(max(0, place - _FAR), place + _FAR)
        forms = [it.span for it in self.sides.within(around)
                 if name_of(it) == name and it.kind != "metonym"]  # fmt: skip
        nearest = min(forms, key=lambda it: abs(it.start - place), default=None)
        return nearest.of(self.text) if nearest else name

    def _items(self, span: Span, language: Language, *, personal: bool) -> list[Item]:
        """Return the sides of a stretch; a person is one with the state beside him."""
        found: list[Item] = []
        for it in self.sides.within(span):
            if it.kind == "unnamed" or is_host(self.text, it.span, language):
                continue
            name = name_of(it)
            full = self._short.get(name, name)
            item = Item(it.span, full if personal else self._sided(name), it.kind)
            last = found[-1] if found else None
            if last and self._is_apposed(last, item, language):
                own = it.kind == "person" and last.kind != "person" and name == item.name
                name = item.name if own else last.name
                found[-1] = Item(Span(last.place.start, it.span.end), name, last.kind)
            else:
                found.append(item)
        return found

    def _is_apposed(self, one: Item, other: Item, language: Language) -> bool:
        lead = self.text[one.place.end : other.place.start]
        if len(lead) > _APPOSED or rule("and", language).fullmatch(lead):
            return False
        if language == "ko" and _PARTICLE.match(lead):
            return False
        if language == "en" and lead in (" of ", " of the ") and one.kind == "person":
            return True
        if lead in (" (", "(") and other.name == one.name:
            return True
        same = other.name == one.name or self.sides.side_of(other.name) == one.name
        return same and "person" in (one.kind, other.kind) and not re.search(r"[.;:]", lead)

    def _groups(
        self, items: Sequence[Item], language: Language
    ) -> Iterator[tuple[Span, tuple[str, ...]]]:
        """Return the lists of sides: "A and B", "A, B and C"; "A and B, C and D" are two."""
        links = [link(self.text, a, b, language) for a, b in pairwise(items)]
        start = 0
        for end in range(1, len(items) + 1):
            next_one = links[end - 1] if end < len(items) else None
            joined = "and" in links[start : end - 1]
            if next_one == "and" or (next_one == "list" and not joined):
                continue
            sides = [it.name for it in items[start:end] if it.name not in self._persons]
            every = sides if len(set(sides)) > 1 else [it.name for it in items[start:end]]
            names = tuple(dict.fromkeys(every))
            if joined and len(names) > 1:
                yield Span(items[start].place.start, items[end - 1].place.end), names
            start = end

    # ------------------------------------------------------------ doer and partner

    def _partner(
        self, number: int, items: Sequence[Item], span: Span, cue: Span, language: Language
    ) -> Pair | None:
        """Return doer and partner: "A has met with B", A는 B와 … 대화."""
        for i, it in reversed(list(enumerate(items))) if language == "ko" else enumerate(items):
            after = items[i + 1] if language == "ko" and i + 1 < len(items) else None
            if after and link(self.text, it, after, language):
                continue
            if it.kind != "place" and self._is_partner(it, cue, language):
                doer = self._doer(number, it, items, span, cue, language)
                alike = (doer in self._persons) == (it.name in self._persons)
                return Pair((doer, it.name), "partner") if doer and alike else None
        return None

    def _is_partner(self, item: Item, cue: Span, language: Language) -> bool:
        if language == "ko":
            if not 0 <= cue.start - item.place.end <= _NEAR:
                return False
            lead = self.text[item.place.end : cue.start]
            asked = rule("asked", language).match(self.text[cue.start : cue.start + 40])
            met = rule("transitive", language).match(cue.of(self.text))
            asked = asked or rule("sent", language).match(cue.of(self.text))
            return bool(rule("with", language).match(lead)
                        or (met and rule("object", language).match(lead))
                        or (asked and (rule("to", language).match(lead)
                                       or rule("whose", language).match(lead))))  # fmt: skip
        if not 0 <= item.place.start - cue.end <= _NEAR:
            return False
        lead = self.text[cue.end : item.place.start]
        if re.search(r"[.;:]", lead):
            return False
        word = cue.of(self.text)
        return bool(
            rule("with", language).search(lead)
            or (len(lead) < 30 and rule("to", language).search(lead))
            or (rule("transitive", language).fullmatch(word)
                and rule("object", language).fullmatch(lead))
        )  # fmt: skip

    def _doer(
        self, number: int, partner: Item, items: Sequence[Item], span: Span, cue: Span,
        language: Language,
    ) -> str | None:  # fmt: skip
        """Return who talks with a partner: the owner, the subject, else the side that speaks."""
        others = [it for it in items if it.name != partner.name and it.kind != "place"]
        for it in others:
            lead = self.text[it.place.end : min(cue.start, partner.place.start)]
            if it.place.end <= cue.start and rule("owner", language).fullmatch(lead):
                return it.name
        until = max(cue.start, partner.place.end) if language == "ko" else cue.start
        names = [name for it in self.sides.subjects(span, until) if len(it.names) == 1
                 for name in it.names]  # fmt: skip
        sided = [self._sided(it) for it in reversed(names)]
        doer = next((it for it in sided if it != partner.name), None)
        subject = doer_at(self.grammar, cue) if doer is None and self.grammar else None
        if subject:
            doer = next((it.name for it in others if subject.holds(it.place)), None)
        if doer is None and language == "ko":  # 러시아와의 협상에서 미국의 태도
            doer = next((it.name for it in others if cue.end <= it.place.start <= cue.end + _NEAR
                         and re.match(r"(?:의|은|는|이|가)\s", self.text[it.place.end :][:2])),
                        None)  # fmt: skip
        return doer or self._speaking(number, cue, partner.name)

    def _sided(self, name: str) -> str:
        name = self._short.get(name, name)
        return name if name in self.sides.former else self.sides.side_of(name) or name

    def _speaking(self, number: int, cue: Span, partner: str) -> str | None:
        """Return the side of the speaker, else the other of the two sides of the text."""
        voices = voice_at(cue, self._quotations[number], self._reported[number])
        for it in voices[:1]:
            side = self.sides.side_of(it.speaker)
            if side and side != partner and side in self.sides.two:
                return side
        return next((it for it in self.sides.two if it != partner), None) if (
            partner in self.sides.two) else None  # fmt: skip

    def _invited(self, acts: Sequence[Act]) -> Pair | None:
        """Return between whom talks are offered: two whom a third invites, or host and guest."""
        for it in acts:
            if it.kind == "offer_of_talks" and it.actor not in (None, "author") and it.target:
                guests = tuple(it.target.split(";"))
                host = self._sided(it.actor or "")
                if len(guests) == 2:
                    return Pair(guests, "invited")
                if ";" in host or (host not in self.sides.two and guests[0] in self.sides.two):
                    two = self.last or self.sides.two
                    return Pair(two, "invited") if len(two) > 1 else None
                return Pair((host, *guests), "invited") if host not in guests else None
        return None

    def _consulted(self, acts: Sequence[Act]) -> Pair | None:
        """Return the two sides of a meeting or call that was found as an act."""
        for it in acts:
            if it.kind == "consult" and it.actor and it.target:
                two = (self._sided(it.actor), self._sided(it.target))
                if two[0] != two[1] and self._bodies.issuperset(two):
                    return Pair(two, "partner")
        return None

    def _both(self, span: Span, language: Language) -> Pair | None:
        """Return whom "both sides" means: the two named together before, else those of the text."""
        words = (*lexicon("roles", language).get("both", ()),
                 *lexicon("channels", language).get("both", ()))  # fmt: skip
        match = any_of(words, language).search(self.text, span.start, span.end)
        if not match:
            return None
        before = self.text[max(0, match.start() - 12) : match.start()]
        after = self.text[match.end() : match.end() + 30]
        if rule("seen", language).search(before) or rule("seen_after", language).match(after):
            return None
        two = self.two_at(match.start(), language)
        return Pair(two, "both") if len(two) == 2 else None

    def two_at(self, place: int, language: Language) -> tuple[str, ...]:
        """Return the two meant by "both sides": a pair spoken of, or named just before; else the
        two sides of the text. Two that host or mediate together are not meant.
        """  # noqa: D205
        at = bisect_right(self._starts, place) - 1
        near: tuple[str, ...] = ()
        if at >= 0 and place - _SHORTLY <= self._starts[at]:
            start, pair = self.sides.pairs[at]
            two = tuple(dict.fromkeys(map(self._sided, pair)))
            named = self.sides.within(Span(start, start + _APPOSED))[:2]
            hosting = named and is_host(self.text, Span(start, named[-1].span.end), language)
            fresh = place - _JUST <= start and not hosting
            near = two if len(two) == 2 and (fresh or two == self.last) else ()
        two = tuple(dict.fromkeys(map(self._sided, self.sides.two)))
        lately = self.last if place - self.since <= _LATELY else ()
        return near or lately or two or self.last
