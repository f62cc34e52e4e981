"""What would have to be true: the nearest change of numbers behind each answer, in words."""

from collections.abc import Sequence
from typing import Final

from markupsafe import Markup, escape

from backchannel.briefing import numbers
from backchannel.briefing.tables import Row, Table, link, path_name, stacked
from backchannel.briefing.voice import Figure, Phrase, Voice
from backchannel.case import Case
from backchannel.core.results import Status
from backchannel.studies.change.changes import Change, Move
from backchannel.studies.overview import Answer, Nearest, Overview

MOST_ON_FRONT: Final = 2  # moves that are named in one clause; the rest stands in the table


def anchor(answer: Answer) -> str:
    """Return where the nearest change of a question stands in full."""
    return f"change-{answer.question.id}"


def clause(voice: Voice, case: Case, answer: Answer) -> Phrase:
    """Say in one sentence what would open an empty zone or end one that exists."""
    nearest = answer.nearest
    if nearest is None:
        return Phrase("change.too_large", {})
    if nearest.opens is None:
        return Phrase("change.unsettled", {})
    if not nearest.changes:
        return _without(voice, nearest, anchor(answer))
    change = nearest.changes[0]
    key = "change.opens" if nearest.opens else "change.closes"
    if len(change.moves) <= MOST_ON_FRONT:
        moves = voice.series((_move(voice, case, m) for m in change.moves), "change.and")
        return Phrase(key, {"moves": moves, "sure": _sure(voice, nearest)})
    named = [Figure(number_name(voice, case, move.path), f"e-{move.path}") for move in change.moves]
    values: dict[str, object] = {
        "n": Figure(str(change.size), anchor(answer)),
        "named": voice.series(named),
        "sure": _sure(voice, nearest),
    }
    return Phrase(f"{key}_several", values)


def table(voice: Voice, overview: Overview) -> Table:
    """Return the nearest change of every question in full, with its alternatives."""
    case = overview.case
    return Table(
        anchor="changes",
        title=voice("nav.changes"),
        head=tuple(voice(f"change.{key}") for key in ("question", "change", "others", "how_sure")),
        rows=tuple(_row(voice, case, answer) for answer in overview.answers),
        empty=voice("answer.nothing"),
        intro=voice("change.intro"),
    )


def number_name(voice: Voice, case: Case, path: str) -> str:
    """Return the name of a number as it stands in a sentence.

    The list of all numbers has its own way of naming them: there the actor comes first.
    """
    match path.split("."):
        case ["preferences", actor, issue, "weight"]:
            return voice(
                "change.weight",
                actor=voice.name("actors", actor),
                issue=voice.name("issues", issue),
            )
        case ["preferences", actor, issue, _, option]:
            return voice(
                "change.value",
                actor=voice.name("actors", actor),
                issue=voice.name("issues", issue),
                option=voice.option(issue, option),
            )
        case ["walk_away", actor]:
            return voice("change.walk_away", actor=voice.name("actors", actor))
        case ["walk_away_if", actor, key]:
            under = voice.joined(voice.name("conditions", c).rstrip(".") for c in key.split("+"))
            return voice("change.walk_away_if", actor=voice.name("actors", actor), conditions=under)
        case ["red_lines", line, "hardness"]:
            owner = next((x.actor for x in case.document.red_lines if x.id == line), "")
            return voice(
                "change.red_line",
                actor=voice.name("actors", owner),
                line=voice.name("red_lines", line),
            )
        case _:
            return path_name(voice, case, path)


def _row(voice: Voice, case: Case, answer: Answer) -> Row:
    nearest = answer.nearest
    state = {True: "now_open", False: "now_empty", None: "now_unsettled"}[answer.exists]
    question = link(f"question-{answer.question.id}", voice.say(answer.question.text))
    first, *others = (nearest.changes if nearest else ()) or (None,)
    what = [voice.marked(clause(voice, case, answer))]
    then = None
    if nearest and first:
        lead = voice("change.would_open" if nearest.opens else "change.would_end")
        what = [escape(lead), *_lines(voice, case, first)]
        if first.package is not None:
            then = voice("change.then", package=voice.pattern(first.package))
    also = [Markup("; ").join(_lines(voice, case, change)) for change in others]
    proof = [escape(said) for said in _proof(voice, nearest)] if nearest else []
    return Row(
        anchor=anchor(answer),
        cells=(
            stacked(question, voice(f"change.{state}")),
            stacked(_set(what), then),
            _set(also),
            _set(proof),
        ),
    )


def _set(lines: Sequence[Markup]) -> Markup:
    """Set lines below one another."""
    if not lines:
        return escape("–")
    return Markup().join(Markup('<span class="line">{}</span>').format(line) for line in lines)


def _lines(voice: Voice, case: Case, change: Change) -> list[Markup]:
    return [voice.marked(_move(voice, case, move)) for move in change.moves]


def _move(voice: Voice, case: Case, move: Move) -> Phrase:
    """Say how far a number moves; every number of it leads to the estimate."""
    target = f"e-{move.path}"
    return Phrase(
        "change.rises" if move.after > move.before else "change.falls",
        {
            "named": Figure(number_name(voice, case, move.path), target),
            "before": Figure(numbers.exact(move.before), target),
            "after": Figure(numbers.exact(move.after), target),
            "share": Figure(voice.percent(move.share_of_range), target),
        },
    )


def _without(voice: Voice, nearest: Nearest, target: str) -> Phrase:
    """Say how far it is known that nothing changes the answer."""
    does = "opens" if nearest.opens else "closes"
    if nearest.fewest is Status.INFEASIBLE:
        return Phrase(f"change.nothing_{does}", {"how": _how(voice, nearest)})
    if nearest.beyond <= 1:
        return Phrase(f"change.unsettled_{does}", {})
    if nearest.beyond == 2:
        return Phrase(f"change.one_{does}", {"how": _how(voice, nearest)})
    values = {"n": Figure(str(nearest.beyond - 1), target), "how": _how(voice, nearest)}
    return Phrase(f"change.up_to_{does}", values)


def _how(voice: Voice, nearest: Nearest) -> str:
    return voice("change.proven" if nearest.exact else "change.rounded")


def _near(voice: Voice, nearest: Nearest) -> str:
    """Say how it is known that a change is least: several numbers end a zone only about so."""
    how = _how(voice, nearest)
    about = not nearest.opens and nearest.changes[0].size > 1
    return voice("change.to_one_percent", how=how) if about else how


def _sure(voice: Voice, nearest: Nearest) -> str:
    """Return in short how sure the nearest change is."""
    one = nearest.changes[0].size == 1
    if nearest.least is Status.PROVEN:
        return voice("change.sure_one" if one else "change.sure_several", how=_near(voice, nearest))
    return voice("change.open_one" if one else "change.open_several", how=_how(voice, nearest))


def _proof(voice: Voice, nearest: Nearest) -> list[str]:
    """Say in full what is proven of a nearest change and what is not."""
    how = _how(voice, nearest)
    if not nearest.changes:
        larger = nearest.beyond > nearest.most
        return [voice("change.larger" if larger else "change.gave_up")] if nearest.beyond else []
    size = nearest.changes[0].size
    said = [voice("change.fewer", n=size, how=how)] if size > 1 else []
    if nearest.least is not Status.PROVEN:
        said.append(voice("change.least_open"))
    elif size == 1:
        said.append(voice("change.least_one", how=how))
    else:
        said.append(voice("change.least_several", n=size, how=_near(voice, nearest)))
    return said
