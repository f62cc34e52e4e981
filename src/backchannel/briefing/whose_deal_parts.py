"""What the answers to "whose deal is it?" are made of: figures that lead to reasons, and blocks."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import isinf
from typing import Final

from markupsafe import Markup

from backchannel.briefing import numbers
from backchannel.briefing.changes import number_name
from backchannel.briefing.tables import Table, claim_links, link
from backchannel.briefing.voice import Figure, Phrase, Series, Voice
from backchannel.case import Case
from backchannel.studies.ranges import Lacking, Range
from backchannel.studies.whose_deal import WhoseDeal

MOST_RESTS: Final = 6
"""Estimates that are named below an answer."""

MOST_LACKING: Final = 2
"""Things that a case would have to say that are named below one answer."""


@dataclass(frozen=True, slots=True)
class Told:
    """One answer: sentences, the estimates behind them, and what the case does not say.

    ``short`` is the sentence for the printed summary; ``question`` the heading.
    """

    key: str
    question: str
    lines: tuple[Phrase, ...] = ()
    table: Table | None = None
    paths: tuple[str, ...] = ()
    lacking: tuple[Lacking, ...] = ()
    short: Phrase | None = None

    @property
    def anchor(self) -> str:
        """Where it stands on the page."""
        return f"whose-{self.key}"


@dataclass(frozen=True, slots=True)
class Teller:
    """What a study found, and the words and links for its figures."""

    voice: Voice
    case: Case
    found: WhoseDeal

    def target(self, paths: Iterable[str]) -> str:
        """Return where the reason of a figure stands: its most telling estimate, else the run.

        Weights and values come last: a figure rests on many of them, and on little of each.
        """
        return next((f"e-{path}" for path in self.telling(paths)), "run")

    def telling(self, paths: Iterable[str]) -> list[str]:
        """Return estimates of the case, each once, weights and values last."""
        return telling(self.case, paths)

    def share(self, share: float, paths: Iterable[str]) -> Figure:
        """Return a share."""
        return Figure(self.voice.percent(share), self.target(paths))

    def shares(self, it: Range, paths: Iterable[str]) -> Figure:
        """Return a median share with its range."""
        return self._around(
            self.voice.percent(it.median), self.voice.percents(it.low, it.high), paths
        )

    def points(self, it: Range, paths: Iterable[str]) -> Figure:
        """Return median points with their range."""
        low, median, high = (round(x) for x in (it.low, it.median, it.high))
        return self._around(numbers.plain(median), self.voice.span(low, high), paths)

    def months(self, it: Range, paths: Iterable[str]) -> Figure:
        """Return a median number of months with its range; infinite ones never come."""
        low, median, high = (self._month(x) for x in (it.low, it.median, it.high))
        span = low if low == high else self.voice("number.range_signed", low=low, high=high)
        return self._around(median, span, paths)

    def draws(self, number: int | None = None) -> Figure:
        """Return a number of draws, of the section where none is given."""
        return Figure(numbers.count(self.found.draws if number is None else number), "run")

    def actors(self, ids: Sequence[str]) -> str:
        """Return the names of actors in running text."""
        names = [self.voice.name("actors", actor) for actor in ids]
        if len(names) < 2:
            return "".join(names)
        return self.voice.joined(names[:-1]) + self.voice("change.and") + names[-1]

    def claims(self, ids: Sequence[str]) -> Series:
        """Return claims by their ids, as links on the page."""
        return Series(self.voice.joined(ids), claim_links(ids))

    def lacking(self, *why: str) -> tuple[Lacking, ...]:
        """Return what the case lacks for certain reasons."""
        return tuple(it for it in self.found.lacking if it.why in why)

    def _month(self, months: float) -> str:
        return self.voice("whose.never") if isinf(months) else numbers.plain(round(months))

    def _around(self, median: str, span: str, paths: Iterable[str]) -> Figure:
        shown = median if span == median else self.voice("whose.around", median=median, range=span)
        return Figure(shown, self.target(paths))


def telling(case: Case, paths: Iterable[str]) -> list[str]:
    """Return those paths that are estimates of a case, each once, weights and values last."""
    known = [path for path in dict.fromkeys(paths) if path in case.unknowns]
    return sorted(known, key=lambda path: path.startswith("preferences."))


def lacks(voice: Voice, it: Lacking) -> Phrase:
    """Say what a case would have to say: key, file and why."""
    where = {"where": voice.say(it.key), "file": voice.say(it.file)}
    return Phrase("whose.lacks", {**where, "why": voice(f"lacks.{it.why}")})


def rests_on(voice: Voice, case: Case, paths: Sequence[str]) -> Markup:
    """Return links to the estimates behind an answer, each with its claims; nothing for none.

    Weights and values are counted, not named, where there is anything else to name.
    """
    few = [path for path in paths if not path.startswith("preferences.")] or paths
    named = []
    for path in few[:MOST_RESTS]:
        said = link(f"e-{path}", _name(voice, case, path))
        claims = claim_links(case.unknowns[path].claims)
        named.append(Markup("{} [{}]").format(said, claims) if claims else said)
    if not named:
        return Markup()
    left = len(paths) - len(named)
    more = voice("whose.rests_more", n=left) if left else ""
    guessed = sum(case.unknowns[path].is_placeholder for path in paths)
    held = voice("whose.rests_held", k=guessed, n=len(paths)) if guessed else ""
    return voice.html("whose.rests", links=Markup("; ").join(named), more=more, held=held)


def _name(voice: Voice, case: Case, path: str) -> str:
    """Name an estimate; links and costs of publicity, which have no names, by what they do."""
    top, name, *_ = path.split(".")
    for it in case.document.links if top == "links" else ():
        if it.id == name:
            ends = {
                "first": voice.name("channels", it.from_),
                "then": voice.name("channels", it.to),
            }
            return voice("whose.name_link", acts=voice.word("link", it.kind), **ends)
    for bonus in case.document.bonuses if top == "bonuses" else ():
        if bonus.id == name and bonus.in_public:
            return voice("whose.name_public", actor=voice.name("actors", bonus.actor))
    return number_name(voice, case, path)
