"""Results in words: what the summary and the top of the page say, as phrases with their figures."""

from collections import Counter
from dataclasses import dataclass
from typing import Final

from backchannel.briefing import changes, numbers
from backchannel.briefing.voice import Figure, Phrase, Voice
from backchannel.case import Case
from backchannel.core.results import Note
from backchannel.studies.overview import Absence, Answer, Blocking, Constraint, Opening, Overview

# Words for a share of draws: a description of the draws, not a probability of events.
_OPEN: Final = ((0.05, "few"), (0.4, "some"), (0.6, "half"), (0.95, "most"), (1.0, "nearly"))
# Words for the median share of packages in a zone.
MORE_THAN_A_FEW: Final = 0.01  # share of draws without a deal from which they rank what blocks
ON_FRONT: Final = 1  # what holds a zone back: as many on the front of the page
_ROOM: Final = ((0.001, "hardly"), (0.01, "narrow"), (0.1, "some"))


@dataclass(frozen=True, slots=True)
class Told:
    """One question as it is told: words first, the numbers behind them, what blocks and changes."""

    anchor: str
    question: str
    who: str
    scope: tuple[Phrase, ...]
    headline: Phrase
    numbers: Phrase
    point: Phrase
    blocks: tuple[Phrase, ...]
    change: Phrase
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Missing:
    """A channel and the actors about whose issues it talks without them, in the case's order."""

    channel: str
    absences: tuple[Absence, ...]


def open_word(share: float) -> str:
    """Return the key of the word for a share of draws in which a deal exists."""
    if share <= 0:
        return "none"
    if share >= 1:
        return "all"
    shown = round(share, 2) if share < 0.99 else share  # the word fits the number beside it
    return next(word for limit, word in _OPEN if shown < limit)


def room_word(share: float) -> str:
    """Return the key of the word for a share of packages in a zone."""
    if share <= 0:
        return "empty"
    return next((word for limit, word in _ROOM if share < limit), "wide")


def told(voice: Voice, overview: Overview, answer: Answer) -> Told:
    """Word one answer."""
    question = answer.question
    enters = f"enters-{question.id}"
    scope = []
    if question.condition:
        scope.append(
            Phrase(
                "answer.if",
                {
                    "condition": voice.joined(
                        voice.name("conditions", c) for c in question.conditions
                    )
                },
            )
        )
    if question.channel:
        scope.append(Phrase("answer.in", {"channel": voice.name("channels", question.channel)}))
    if len(answer.issues) < len(overview.case.document.issues):
        scope.append(Phrase("answer.on", {"issues": voice.issues(answer.issues)}))
    return Told(
        anchor=f"question-{question.id}",
        question=voice.say(question.text),
        who=voice.joined(voice.name("actors", a) for a in answer.actors),
        scope=tuple(scope),
        headline=_headline(voice, answer),
        numbers=_numbers(voice, overview, answer, enters),
        point=_point(voice, answer, enters),
        blocks=blocks(voice, overview, answer),
        change=changes.clause(voice, overview.case, answer),
        notes=tuple(voice.note(note) for note in _notes(answer)),
    )


def _headline(voice: Voice, answer: Answer) -> Phrase:
    known = answer.open_share > 0 or not answer.unsettled
    said = voice(f"open.{open_word(answer.open_share)}" if known else "open.unsettled")
    if answer.open_share > 0 and answer.share is not None:
        room = voice(f"room.{room_word(answer.share.median)}")
        return Phrase("answer.headline", {"open": said, "room": room})
    return Phrase("answer.headline_none", {"open": said})


def _numbers(voice: Voice, overview: Overview, answer: Answer, enters: str) -> Phrase:
    values: dict[str, object] = {
        "share": Figure(voice.percent(answer.open_share), enters),
        "draws": Figure(numbers.count(overview.draws), "run"),
    }
    if answer.share is None:
        return Phrase("answer.numbers_uncounted", values)
    low, median, high = answer.share.low, answer.share.median, answer.share.high
    values["range"] = Figure(voice.percents(low, high), enters)
    values["median"] = Figure(voice.percent(median), enters)
    return Phrase("answer.numbers", values)


def _point(voice: Voice, answer: Answer, enters: str) -> Phrase:
    values: dict[str, object] = {"total": Figure(numbers.count(answer.total), "term-package")}
    if answer.count is None:
        known = {True: "exists", False: "empty", None: "unsettled"}[answer.exists]
        values["known"] = Figure(voice(f"answer.known_{known}"), enters)
        return Phrase("answer.point_uncounted", values)
    values["count"] = Figure(numbers.count(answer.count), enters)
    return Phrase("answer.point", values)


def _notes(answer: Answer) -> tuple[Note, ...]:
    """Return the notes, without the one that says of less what another says of more."""
    codes = {note.code for note in answer.notes}
    return tuple(n for n in answer.notes if not (n.code == "unmarked" and "uncounted" in codes))


def constraint(voice: Voice, it: Constraint) -> str:
    """Name a constraint; a red line with what it is about."""
    actor = voice.name("actors", it.actor)
    if it.kind == "red_line":
        line = voice.name("red_lines", it.red_line or "")
        return voice("constraint.red_line", actor=actor, line=line)
    return voice(f"constraint.{it.kind}", actor=actor)


def constraint_anchor(it: Constraint, enters: str) -> str:
    """Return where a constraint stands; the present state has no estimate of its own."""
    return f"e-{it.path}" if it.path else enters


def ranked(answer: Answer) -> list[Blocking]:
    """Order constraints by how often each alone keeps a zone empty, then by what it costs one.

    Draws without a deal count only where they are more than a few; else the size of the zone is
    what is held back.
    """
    empty = 1.0 - answer.open_share
    return sorted(
        (b for b in answer.blocking if b.packages_lost or b.opens_alone),
        key=lambda b: (
            -(b.opens_alone or 0.0) if empty >= MORE_THAN_A_FEW else 0,
            -(b.packages_lost or 0),
        ),
    )


def holding_back(voice: Voice, answer: Answer) -> str:
    """Name in short what holds a zone back most, or what would have to give to open it."""
    if answer.openings:
        return " + ".join(constraint(voice, c) for c in answer.openings[0].constraints)
    first = next(iter(ranked(answer)), None)
    return constraint(voice, first.constraint) if first else ""


def missing(overview: Overview) -> list[Missing]:
    """Gather the absences by channel: those that talk now first, else in the case's order."""
    channels = overview.case.document.channels
    gathered = [
        Missing(channel.id, tuple(a for a in overview.absences if a.channel == channel.id))
        for channel in sorted(channels, key=lambda c: c.status not in ("running", "used"))
    ]
    return [found for found in gathered if found.absences]


def placeholders_by_place(voice: Voice, case: Case) -> list[tuple[str, str, int]]:
    """Count placeholders by where they stand: (anchor, name of the place, how many)."""
    counted: Counter[tuple[str, str]] = Counter()
    for path, unknown in case.unknowns.items():
        if unknown.is_placeholder:
            top, name, *_ = path.split(".")
            if top == "preferences":
                counted[f"values-{name}", voice.name("actors", name)] += 1
            else:
                counted[f"estimates-{top}", voice.word("group", top)] += 1
    return [(anchor, name, n) for (anchor, name), n in counted.most_common()]


def blocks(
    voice: Voice, overview: Overview, answer: Answer, most: int = ON_FRONT
) -> tuple[Phrase, ...]:
    """Say what holds a zone back most, or what would have to give to open it."""
    enters = f"enters-{answer.question.id}"
    if answer.openings:
        return tuple(_opening(voice, o, enters) for o in answer.openings[:most])
    if answer.share is None and not ranked(answer):
        return (Phrase("blocks.uncounted", {}),)
    empty = round((1 - answer.open_share) * overview.draws)
    return tuple(_blocking(voice, b, empty, enters) for b in ranked(answer)[:most])


def _opening(voice: Voice, opening: Opening, enters: str) -> Phrase:
    values: dict[str, object] = {
        "named": voice.series(
            Figure(constraint(voice, c), constraint_anchor(c, enters)) for c in opening.constraints
        ),
    }
    key = "blocks.opening" if opening.points > 0 else "blocks.opening_lines"
    if opening.points > 0:
        values["points"] = Figure(numbers.plain(round(opening.points, 1)), enters)
    if opening.packages is None:
        return Phrase(f"{key}_uncounted", values)
    values["packages"] = Figure(numbers.count(opening.packages), enters)
    return Phrase(key, values)


def _blocking(voice: Voice, blocking: Blocking, empty: int, enters: str) -> Phrase:
    values: dict[str, object] = {
        "named": Figure(
            constraint(voice, blocking.constraint), constraint_anchor(blocking.constraint, enters)
        ),
        "packages": Figure(numbers.count(blocking.packages_lost or 0), enters),
    }
    if blocking.opens_alone and empty:
        values["share"] = Figure(voice.percent(blocking.opens_alone), enters)
        values["empty"] = numbers.count(empty)
        return Phrase("blocks.alone" if blocking.packages_lost is None else "blocks.both", values)
    return Phrase("blocks.grows", values)
