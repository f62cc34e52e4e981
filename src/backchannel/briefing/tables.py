"""Tables as rows of cells ready to be set, and the links and names that their cells need."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape

from backchannel.briefing import numbers
from backchannel.briefing.voice import Figure, Voice
from backchannel.case import Case
from backchannel.case.roles import values_of

Cell = str  # plain text, escaped when it is set, or `Markup`


@dataclass(frozen=True, slots=True)
class Row:
    """Cells of a table; the first one heads the row."""

    cells: tuple[Cell, ...]
    anchor: str = ""
    kind: str = ""  # a class for the style sheet


@dataclass(frozen=True, slots=True)
class Table:
    """A table with its heading, or the sentence that stands for it when it is empty."""

    anchor: str
    title: str
    head: tuple[str, ...]
    rows: tuple[Row, ...]
    empty: str
    intro: str | Markup = ""
    level: int = 2


def estimate(voice: Voice, case: Case, path: str) -> Figure:
    """Return an estimate as its most likely value with its range, leading to where it stands."""
    unknown = case.unknowns[path]
    shown = numbers.plain(unknown.mode)
    if unknown.low != unknown.high:
        shown = f"{shown} ({voice.span(unknown.low, unknown.high)})"
    return Figure(shown, f"e-{path}")


def claim_links(ids: Iterable[str]) -> Markup:
    """Return links to claims, by their ids."""
    return Markup(", ").join(
        Markup('<a href="#claim-{}">{}</a>').format(name, name) for name in ids
    )


def values_anchor(case: Case, actor: str) -> str:
    """Return where the values stand that count for an actor: its own, else its principal's."""
    document = case.document
    found = actor if actor in document.preferences else values_of(document, actor)
    return f"values-{found}" if found else "appendix"


def link(target: str, text: str) -> Markup:
    """Return a link within the page."""
    return Markup('<a href="#{}">{}</a>').format(target, text)


def stacked(*parts: str | Markup | None) -> Markup:
    """Set parts below one another in a cell, the first one plain and the rest smaller."""
    held = [escape(part) for part in parts if part]
    if not held:
        return Markup()
    return held[0] + Markup().join(
        Markup('<span class="sub">{}</span>').format(p) for p in held[1:]
    )


def path_name(voice: Voice, case: Case, path: str) -> str:
    """Return the path of an estimate in words, for a list that mixes all kinds."""
    top, name, *rest = path.split(".")
    if top == "preferences":
        issue, key, *option = rest
        last = voice.option(issue, option[0]) if option else voice.word("appendix", key)
        return f"{voice.name('actors', name)}, {voice.name('issues', issue)}: {last}"
    if top == "walk_away":
        return voice("constraint.walk_away", actor=voice.name("actors", name))
    if top == "walk_away_if":
        actor = voice("constraint.walk_away", actor=voice.name("actors", name))
        return f"{actor}: {' + '.join(voice.name('conditions', c) for c in rest[0].split('+'))}"
    if top == "renewed_war" and name == "after" and rest:
        return _after(voice, case, rest)
    if top in ("war_costs", "renewed_war"):
        return f"{voice.word('group', top)}: {' '.join(voice.part(x) for x in (name, *rest))}"
    said = voice.name(top, name)
    for it in case.document.links if top == "links" else ():
        if it.id == name:
            ends = (voice.name("channels", it.from_), voice.name("channels", it.to))
            said = " \N{RIGHTWARDS ARROW} ".join(ends)
    if top == "red_lines":
        line = next((x for x in case.document.red_lines if x.id == name), None)
        said = f"{voice.name('actors', line.actor)}: {said}" if line else said
    what = " ".join(voice.part(part) for part in rest)
    return f"{said}: {what}" if what else said


def _after(voice: Voice, case: Case, rest: Sequence[str]) -> str:
    """Name the chance that war comes back after deals that hold a pattern."""
    renewed = case.document.renewed_war
    held = next((it for it in renewed.after if it.id == rest[0]), None) if renewed else None
    what = voice.pattern(held.pattern) if held else rest[0]
    return f"{voice.word('group', 'renewed_war')}: {voice.part(rest[-1])} ({what})"
