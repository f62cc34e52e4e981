"""The appendix: every estimate with its reason, what enters each question, and the run record."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from markupsafe import Markup, escape

from backchannel.briefing import answers, numbers
from backchannel.briefing.tables import claim_links, estimate, link, path_name, values_anchor
from backchannel.briefing.voice import Voice
from backchannel.case import Case
from backchannel.case.unknowns import Unknown
from backchannel.studies.overview import Answer, Overview

MOST_BLOCKS = 5
ALWAYS_OPEN = frozenset({"walk_away", "walk_away_if", "red_lines"})


@dataclass(frozen=True, slots=True)
class Number:
    """One estimate: where it stands and its low, mode and high as shown."""

    anchor: str
    name: str
    low: str
    mode: str
    high: str
    unit: str
    place: str
    path: str


@dataclass(frozen=True, slots=True)
class Block:
    """Estimates that share a basis, a reason and claims."""

    title: str
    basis: str
    reason: str
    claims: Markup
    reading: str
    placeholder: bool
    numbers: tuple[Number, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """Blocks of one actor or one kind, behind one heading."""

    anchor: str
    title: str
    count: str
    shown: bool
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Enters:
    """What goes into the answer to one question."""

    anchor: str
    question: str
    parts: tuple[tuple[str, Markup], ...]  # heading and its items


def groups(voice: Voice, case: Case) -> tuple[Group, ...]:
    """Return every estimate of the case, walk-away values and red lines first."""
    held: dict[str, list[Unknown]] = {}
    for unknown in case.unknowns.values():
        top, name, *_ = unknown.path.split(".")
        key = f"values-{name}" if top == "preferences" else f"estimates-{top}"
        held.setdefault(key, []).append(unknown)
    first = ["estimates-walk_away", "estimates-walk_away_if", "estimates-red_lines"]
    order = [key for key in first if key in held] + [key for key in held if key not in first]
    return tuple(_group(voice, case, key, held[key]) for key in order)


def enters(voice: Voice, overview: Overview) -> tuple[Enters, ...]:
    """Return for each question the numbers that its answer rests on."""
    return tuple(_enters(voice, overview, answer) for answer in overview.answers)


def placeholders(voice: Voice, case: Case) -> tuple[Markup, ...]:
    """Return a link to every placeholder, grouped by nothing, in the order of the case."""
    return tuple(
        link(f"e-{u.path}", path_name(voice, case, u.path))
        for u in case.unknowns.values()
        if u.is_placeholder
    )


def run_record(voice: Voice, overview: Overview) -> tuple[tuple[str, str], ...]:
    """Return what is needed to make the page again, as pairs."""
    run = overview.run
    readings = voice.joined(voice.name("readings", r) for r in overview.case.readings)
    shown = [
        (voice("run.case"), run.case_id),
        (voice("run.digest"), run.case_digest),
        (voice("run.readings"), readings or voice("run.none")),
        (voice("run.draws"), numbers.count(overview.draws)),
        (voice("run.seed"), voice("run.none") if run.seed is None else str(run.seed)),
        (voice("run.method"), run.method),
        (voice("run.version"), run.version),
    ]
    if overview.whose is not None:
        shown.insert(4, (voice("run.whose_draws"), numbers.count(overview.whose.draws)))
    told = {"draws", "readings"}  # above, in the page's language
    shown += [(key, str(value)) for key, value in run.settings.items() if key not in told]
    return tuple((voice.say(name), voice.say(value)) for name, value in shown)


def _group(voice: Voice, case: Case, anchor: str, unknowns: list[Unknown]) -> Group:
    top, name, *_ = unknowns[0].path.split(".")
    title = voice.word("group", top)
    if top == "preferences":
        title = voice("appendix.values", actor=voice.name("actors", name))
    blocks = tuple(_block(voice, case, list(same)) for _, same in groupby(unknowns, key=_shared))
    return Group(
        anchor=anchor,
        title=title,
        count=voice(
            "appendix.of_estimates",
            n=len(unknowns),
            placeholders=sum(u.is_placeholder for u in unknowns),
        ),
        shown=top in ALWAYS_OPEN,
        blocks=blocks,
    )


def _shared(unknown: Unknown) -> tuple[object, ...]:
    """Return what estimates must share to stand in one block."""
    above = unknown.path.split(".")
    depth = 3 if above[0] == "preferences" else 2
    reason = unknown.reason.model_dump_json() if unknown.reason else ""
    return (above[:depth], unknown.basis, reason, unknown.claims, unknown.reading)


def _block(voice: Voice, case: Case, unknowns: list[Unknown]) -> Block:
    one = unknowns[0]
    return Block(
        title=_title(voice, case, one.path),
        basis=voice.word("basis", one.basis),
        reason=voice.say(one.reason) or voice("appendix.no_reason"),
        claims=claim_links(one.claims) or escape(voice("appendix.no_claims")),
        reading=voice("appendix.reading", reading=voice.name("readings", one.reading))
        if one.reading
        else "",
        placeholder=one.is_placeholder,
        numbers=tuple(_number(voice, case, u) for u in unknowns),
    )


def _title(voice: Voice, case: Case, path: str) -> str:
    top, _, *rest = path.split(".")
    if top == "preferences":
        return voice.name("issues", rest[0])
    return path_name(voice, case, ".".join(path.split(".")[: 3 if top == "walk_away_if" else 2]))


def _number(voice: Voice, case: Case, unknown: Unknown) -> Number:
    top, name, *rest = unknown.path.split(".")
    if top == "preferences":
        issue, key, *option = rest
        shown = voice.option(issue, option[0]) if option else voice.word("appendix", key)
    elif top == "red_lines":
        shown = voice.word("field", rest[-1])
    elif top in ("walk_away", "walk_away_if", "war_costs"):
        shown = voice.name("actors", name)
    elif top == "parameters":
        shown = voice.name(top, name)
    else:
        parts = (name, *rest) if top == "renewed_war" else rest
        shown = " ".join(voice.part(part) for part in parts)
    unit = voice.word("unit", unknown.unit)
    if unknown.distribution != "pert":
        unit = f"{unit}, {voice.word('distribution', unknown.distribution)}"
    place = case.place(unknown.path)
    return Number(
        anchor=f"e-{unknown.path}",
        name=shown,
        low=numbers.plain(unknown.low),
        mode=numbers.plain(unknown.mode),
        high=numbers.plain(unknown.high),
        unit=unit,
        place=voice.say(str(place)) if place else "–",
        path=unknown.path,
    )


def _enters(voice: Voice, overview: Overview, answer: Answer) -> Enters:
    case, question = overview.case, answer.question
    walk = []
    for actor in answer.actors:
        said = voice("constraint.walk_away", actor=voice.name("actors", actor))
        plain = f"walk_away.{actor}"
        keys = dict.fromkeys([question.condition or "", *question.conditions])
        paths = [plain, *(f"walk_away_if.{actor}.{key}" for key in keys)]
        walk += [
            Markup("{}: {}").format(
                said if path == plain else path_name(voice, case, path),
                estimate(voice, case, path),
            )
            for path in paths
            if path in case.unknowns
        ]
    drawn = [
        Markup("{}: {} ({} {})").format(
            voice.name("actors", line.actor),
            voice.name("red_lines", line.id),
            voice("field.hardness"),
            estimate(voice, case, f"red_lines.{line.id}.hardness"),
        )
        for line in case.document.red_lines
        if line.actor in answer.actors
    ]
    values = [link(values_anchor(case, a), voice.name("actors", a)) for a in answer.actors]
    out = [
        escape(f"{' / '.join(voice.pattern(p) for p in e.forbids)} – {voice.say(e.reason)}")
        for e in case.document.exclusions
    ]
    parts = [
        (voice("appendix.enters_walk"), _items(walk)),
        (
            voice("appendix.enters_lines"),
            _items(drawn or [escape(voice("appendix.enters_lines_none"))]),
        ),
        (voice("appendix.enters_values"), _items(values)),
        (voice("appendix.enters_left_out"), _items(out)),
        (
            voice("appendix.enters_blocks"),
            _items(voice.marked(b) for b in answers.blocks(voice, overview, answer, MOST_BLOCKS)),
        ),
    ]
    return Enters(
        anchor=f"enters-{question.id}",
        question=voice.say(question.text),
        parts=tuple(part for part in parts if part[1]),
    )


def _items(items: Iterable[Markup]) -> Markup:
    return Markup().join(Markup("<li>{}</li>").format(item) for item in items)
