"""Whose word carries each answer, what is left without it, what is said against what."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from markupsafe import Markup, escape

from backchannel.briefing.record_frames import influence_frame
from backchannel.briefing.record_parts import Block, Teller
from backchannel.briefing.tables import Row, Table, link
from backchannel.briefing.voice import Figure, Phrase, Series
from backchannel.case.voices import by_voice
from backchannel.studies.record.claims import ThreatOnRecord
from backchannel.studies.record.contradictions import Contradiction
from backchannel.studies.record.influence import Dropped, Influence
from backchannel.studies.record.shifts import Loss, Shift
from backchannel.studies.record.whole import TheRecord

MOST_NAMED: Final = 2
"""Sources without which an answer is told in its sentence; the table has more."""
MOST_COLUMNS: Final = 5


def voices(t: Teller) -> Block:
    """Say in short who speaks: what the tables of the page hold, with no run of the model."""
    document = t.case.document
    speaking = by_voice(document, [claim.id for claim in document.claims])
    against = sum(len(claim.contradicts) for claim in document.claims)
    return Block(
        anchor="record-voices",
        title=t.voice("record.voices.title"),
        lines=(
            t.say(
                "voices.line",
                claims=Figure(str(len(document.claims)), "claims"),
                voices=Figure(str(len(speaking)), "sources"),
                against=Figure(str(against), "claims"),
                threats=Figure(str(len(document.threats)), "threats"),
            ),
            *_unnamed_voices(t),
        ),
    )


def _unnamed_voices(t: Teller) -> Iterator[Markup]:
    unnamed = [it.id for it in t.case.document.sources if not it.named]
    if unnamed:
        yield t.say("voices.unnamed", sources=t.sources(unnamed))


def influence(t: Teller, record: TheRecord) -> Block:
    """Say of each answer whose word it rests on, and what is left without the nameless."""
    found = record.influence
    lines = [t.say("influence.intro", draws=t.draws(found.draws))]
    lines += [] if record.learned else [t.say("influence.unweighed")]
    frame = influence_frame(t.voice, found)
    without = _without_names(t, found)
    return Block(
        anchor="record-influence",
        title=t.voice("record.influence.title"),
        lines=tuple(lines) if found.questions and found.ranking else (),
        items=tuple(t.voice.marked(_carried(t, found, it)) for it in found.questions),
        within=(_unnamed(t, found, without),) if found.questions and found.ranking else (),
        frames=(frame,) if frame else (),
        folded=_table(t, found),
        small=t.notes(found.notes, found.lacking),
    )


def short(t: Teller, record: TheRecord) -> Iterator[Phrase]:
    """Say whose word carries the answer that rests most on one, and what no name leaves."""
    found = record.influence
    first = next((it for it in found.ranking if it.loss.largest), None)
    if first is not None and first.loss.largest is not None:
        shift = first.loss.largest
        yield t.phrase(
            "influence.short",
            source=t.sources(first.sources),
            question=t.question(shift.question),
            draws=t.draws(found.draws),
            **_ends(t, shift),
        )
    without = _without_names(t, found)
    moved = without and without.loss.largest
    if without and moved and without is not first:
        yield t.phrase(
            "influence.short_unnamed",
            question=t.question(moved.question),
            draws=t.draws(found.draws),
            **_ends(t, moved),
        )


# ---------------------------------------------------------------- each answer


def _carried(t: Teller, found: Influence, question: str) -> Phrase:
    shifts = found.ranking[0].loss.shifts if found.ranking else ()
    own = next((it for it in shifts if it.question == question), None)
    values: dict[str, object] = {"question": t.question(question), "draws": t.draws(found.draws)}
    if own is not None:
        values["before"] = t.share(own.before.value, f"enters-{question}")
    carriers = found.carriers(question)
    if own is None or not carriers:
        return t.phrase("influence.nobody" if own else "influence.no_source", **values)
    first = next(it for it in found.ranking if it.sources == (carriers[0][0],))
    return t.phrase(
        "influence.carried",
        without=t.voice.series(_without(t, carriers[:MOST_NAMED])),
        source=t.sources(first.sources),
        relayed=t.voice("record.influence.relayed") if first.passed_on else "",
        crosses=_crosses(t, [(name, shift) for name, shift in carriers if shift.flips]),
        **values,
    )


def _without(t: Teller, carriers: Sequence[tuple[str, Shift]]) -> list[Phrase]:
    """Say what an answer is without the first source, then without others, each by its name."""
    return [
        t.phrase(
            "influence.without" if n else "influence.without_first",
            after=t.share(shift.after.value, f"enters-{shift.question}"),
            **({"source": t.sources([name])} if n else {}),
        )
        for n, (name, shift) in enumerate(carriers)
    ]


def _crosses(t: Teller, flips: Sequence[tuple[str, Shift]]) -> object:
    """Say without whom an answer crosses one half, and where these draws do not settle it."""
    said = [
        t.phrase(f"influence.crosses_{key}", sources=t.sources(names))
        for key, names in (
            ("settled", [name for name, shift in flips if shift.settled]),
            ("open", [name for name, shift in flips if not shift.settled]),
        )
        if names
    ]
    return t.sentences(said) if said else ""


# ---------------------------------------------------------------- without the nameless


def _without_names(t: Teller, found: Influence) -> Dropped | None:
    """Every source without a name dropped together; where there is only one, that one."""
    unnamed = tuple(it.id for it in t.case.document.sources if not it.named)
    every = (*found.groups, *found.ranking)
    return next((it for it in every if unnamed and it.sources == unnamed), None)


def _unnamed(t: Teller, found: Influence, it: Dropped | None) -> Block:
    title = t.voice("record.influence.unnamed_title")
    if it is None:
        return Block("record-unnamed", title, (t.say("influence.all_named"),))
    lost = it.loss
    lines = [
        t.say(
            "influence.unnamed",
            sources=t.sources(it.sources),
            claims=t.claims((*it.said, *it.passed_on)),
            fallen=Figure(str(len(lost.fallen)), "appendix"),
            gone=_gone(t, lost) or t.voice("record.influence.gone_nothing"),
        )
    ]
    moved = [shift for shift in lost.shifts if shift.moved]
    kept = len(lost.shifts) - len(moved)
    if moved:
        rows = t.voice.series(_shift(t, shift) for shift in moved)
        lines.append(t.say("influence.left", rows=rows, draws=t.draws(found.draws)))
    if kept:
        key = "influence.kept" if moved else "influence.kept_all"
        lines.append(t.say(key, n=Figure(str(kept), "recordinfluence")))
    return Block("record-unnamed", title, tuple(lines))


def _shift(t: Teller, shift: Shift) -> Phrase:
    return t.phrase("influence.shift", question=t.question(shift.question), **_ends(t, shift))


def _ends(t: Teller, shift: Shift) -> dict[str, object]:
    target = f"enters-{shift.question}"
    return {
        "before": t.share(shift.before.value, target),
        "after": t.share(shift.after.value, target),
    }


def _gone(t: Teller, lost: Loss) -> object:
    """Name offers, red lines and threats that go; nothing where none does."""
    named = (
        ("offers", lost.offers, "offer"),
        ("threats", lost.threats, "threat"),
    )
    said = [
        t.phrase(f"influence.gone_{kind}", names=t.links(kind, ids, anchor))
        for kind, ids, anchor in named
        if ids
    ]
    if lost.red_lines:
        lines = (_line(t, name) for name in lost.red_lines)
        said.append(t.phrase("influence.gone_lines", names=t.joined(lines)))
    return t.voice.series(said) if said else ""


def _line(t: Teller, name: str) -> Series:
    owner = next(it.actor for it in t.case.document.red_lines if it.id == name)
    said = f"{t.voice.name('actors', owner)}: {t.voice.name('red_lines', name)}"
    return Series(said, link(f"e-red_lines.{name}.hardness", said))


# ---------------------------------------------------------------- source by headline


def _table(t: Teller, found: Influence) -> tuple[Table, ...]:
    moving = [it for it in (*found.ranking, *found.groups) if it.loss.largest]
    if not moving or not found.questions:
        return ()
    shown = moving[:MOST_COLUMNS]
    heads = [t.say("influence.head", sources=t.sources(it.sources)) for it in shown]
    idle = [it.sources[0] for it in found.ranking if not it.loss.largest]
    rest = len(moving) - len(shown)
    intro = [t.say("influence.table_intro", draws=t.draws(found.draws))]
    intro += [t.say("influence.left_out", n=str(rest))] if rest else []
    intro += [t.say("influence.idle", sources=t.sources(idle))] if idle else []
    return (
        Table(
            anchor="recordinfluence",
            title=t.voice("record.influence.table"),
            head=(t.voice("answer.question"), t.voice("record.influence.all"), *heads),
            rows=tuple(
                Row(
                    (
                        t.question(name).html,
                        escape(t.share(shown[0].loss.shifts[n].before.value, f"enters-{name}")),
                        *(_cell(t, it.loss.shifts[n]) for it in shown),
                    )
                )
                for n, name in enumerate(found.questions)
            ),
            empty="",
            intro=Markup(" ").join(intro),
            level=4,
        ),
    )


def _cell(t: Teller, shift: Shift) -> Markup:
    shown = escape(t.share(shift.after.value, f"enters-{shift.question}"))
    if not shift.flips:
        return shown
    return Markup("<strong>{} {}</strong>").format(shown, "‡" if shift.settled else "?")


# ---------------------------------------------------------------- against one another


def against(t: Teller, record: TheRecord) -> Block:
    """Say what follows without each of two contradictory claims, and what threats claim."""
    by_claim: dict[str, list[Contradiction]] = {}
    for it in record.sources.contradictions:
        by_claim.setdefault(it.claim, []).append(it)
    said = [_pairs(t, pairs) for pairs in by_claim.values()]
    said += [_threat(t, it) for it in record.sources.threats]
    lines = (t.say("against.intro"),) if said else (t.say("against.none"),)
    small = t.notes(record.sources.notes, record.sources.lacking)
    title = t.voice("record.against.title")
    return Block("record-against", title, lines, tuple(said), small=small)


def _pairs(t: Teller, pairs: Sequence[Contradiction]) -> Markup:
    first = pairs[0]
    others = t.voice.series(
        t.phrase(
            "lessons.voice", source=t.sources([it.voices[1]]), claims=t.claims([it.contradicted])
        )
        for it in pairs
    )
    lost = [(first.claim, first.without_claim)]
    lost += [(it.contradicted, it.without_contradicted) for it in pairs]
    return t.say(
        "against.pair",
        claim=t.claims([first.claim]),
        source=t.sources([first.voices[0]]),
        others=others,
        lost=t.sentences(_lost(t, claim, it) for claim, it in lost),
    )


def _lost(t: Teller, claim: str, it: Loss) -> Phrase:
    moved = [shift for shift in it.shifts if shift.moved]
    what = [t.phrase("against.fallen", n=str(len(it.fallen)))] if it.fallen else []
    gone = _gone(t, it)
    what += [t.phrase("against.gone", gone=gone)] if gone else []
    values = {"claim": t.claims([claim])}
    if not what:
        return t.phrase("against.rests_nothing", **values)
    rows = t.voice.series(_shift(t, shift) for shift in moved) if moved else ""
    said = t.voice.series(what)
    if not moved:
        return t.phrase("against.moves_nothing", what=said, **values)
    return t.phrase("against.moves", what=said, rows=rows, **values)


def _threat(t: Teller, it: ThreatOnRecord) -> Markup:
    claimed, adopted = (
        Figure(_triple(t, of), f"e-{path}")
        for of, path in zip((it.claimed, it.adopted), it.paths, strict=True)
    )
    named = t.voice.name("threats", it.id)
    return t.say(
        "against.threat",
        threat=link(f"threat-{it.id}", named),
        by=t.voice.name("actors", it.by),
        claimed=claimed,
        adopted=adopted,
        voices=t.sources(it.voices) if it.voices else t.voice("record.against.nobody"),
    )


def _triple(t: Teller, of: tuple[float, float, float]) -> str:
    low, mode, high = of
    shown, span = t.voice.percent(mode), t.voice.percents(low, high)
    return shown if low == high else t.voice("whose.around", median=shown, range=span)
