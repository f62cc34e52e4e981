"""Hand-made overviews: what a study could have found, without any engine."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from pydantic import BaseModel

from backchannel.case import Case, check
from backchannel.case.schema import CaseDocument
from backchannel.case.text import Text
from backchannel.core.results import RunRecord, Status, note
from backchannel.studies.change.changes import Change, Move
from backchannel.studies.overview import (
    Absence,
    Answer,
    Blocking,
    Constraint,
    Deal,
    Effect,
    Nearest,
    Opening,
    Overview,
    Range,
    Standing,
    UnderReading,
)

STARTER = Path(__file__).parents[2] / "src" / "backchannel" / "case" / "starter"
SHARES = (
    (0.83, Range(0.001, 0.005, 0.024)),
    (1.0, Range(0.04, 0.19, 0.41)),
    (0.31, Range(0.0, 0.0, 0.0004)),
    (0.0, Range(0.0, 0.0, 0.0)),
    (0.97, Range(0.0, 0.1, 0.2)),
    (0.001, Range(0.0, 0.0, 0.0)),
)


def loaded(folder: str | Path) -> Case:
    """Load a folder that must be sound."""
    case = check(str(folder)).case
    assert case is not None
    return case


def overview_of(case: Case, *, draws: int = 2000) -> Overview:
    """Make up an overview with every kind of finding."""
    document = case.document
    total = 1
    for issue in document.issues:
        total *= len(issue.options)
    answers = []
    for number, question in enumerate(document.questions):
        open_share, share = SHARES[number % len(SHARES)]
        channel = next((c for c in document.channels if c.id == question.channel), None)
        actors = question.actors or (channel.between if channel else ())
        actors = tuple(a for a in actors if a in case.document.walk_away)
        held = [Constraint("walk_away", a, None, f"walk_away.{a}") for a in actors]
        if number == 1:  # as for some of the issues only
            held = [Constraint("status_quo", a, None, "") for a in actors]
        held += [
            Constraint("red_line", line.actor, line.id, f"red_lines.{line.id}.hardness")
            for line in document.red_lines
            if line.actor in actors
        ]
        count = round(share.median * total)
        answers.append(
            Answer(
                question=question,
                actors=actors,
                issues=question.issues or tuple(i.id for i in document.issues),
                exists=count > 0,
                count=count,
                total=total,
                open_share=open_share,
                unsettled=0,
                share=share,
                openings=() if count or not held else (Opening((held[0],), 7.25, 3),),
                blocking=tuple(
                    Blocking(c, 100 * (n + 1), None if open_share == 1 else 0.2)
                    for n, c in enumerate(held)
                ),
                nearest=nearest_of(case, [f"walk_away.{a}" for a in actors[:1]], opens=not count),
                option_shares={i.id: {o.id: 0.5 for o in i.options} for i in document.issues},
                notes=(note("principal", actor=document.actors[0].id, principal="nobody"),),
            )
        )
    return Overview(
        case=case,
        answers=tuple(answers),
        deals=tuple(_deals(case, answers)),
        absences=tuple(_absences(case)),
        compared=_compared(case, answers),
        draws=draws,
        run=RunRecord("made up", document.case.id, case.digest, {"draws": draws}, 7),
    )


def nearest_of(
    case: Case,
    paths: Sequence[str],
    *,
    opens: bool | None = False,
    fewest: Status = Status.PROVEN,
    least: Status = Status.PROVEN,
    beyond: int | None = None,
    exact: bool = True,
) -> Nearest:
    """Make up a nearest change: all of these numbers go to the end of their range."""
    known = [case.unknowns[path] for path in paths]
    moves = tuple(
        Move(u.path, u.mode, end, u.low, u.high)
        for u in known
        if (end := u.low if opens else u.high) != u.mode
    )
    return Nearest(
        opens=opens,
        changes=(Change(moves, {"it": "a"} if opens else None),) if moves else (),
        fewest=fewest,
        least=least,
        beyond=len(moves) if beyond is None else beyond,
        most=6,
        exact=exact,
    )


def _deals(case: Case, answers: list[Answer]) -> list[Deal]:
    deals = []
    for answer in answers:
        for number, found in enumerate(
            (
                ("nash", "robust"),
                ("kalai_smorodinsky",),
                ("egalitarian",),
                ("utilitarian",),
                ("robust",),
            )
        ):
            if answer.count == 0:
                continue
            effects = tuple(
                Effect(
                    a,
                    Range(-8.0 + n + number, 1.5 * n, 12.0 + n),
                    0.9 / (1 + n),
                    a in answer.actors,
                )
                for n, a in enumerate(case.document.walk_away)
            )
            package = {i.id: i.options[number % len(i.options)].id for i in case.document.issues}
            deals.append(
                Deal(
                    package,
                    answer.question.id,
                    dict.fromkeys(found, Standing(1 + 2 * (number == 4))),
                    0.62,
                    effects,
                )
            )
    return deals


def _compared(case: Case, answers: list[Answer]) -> tuple[UnderReading, ...]:
    if case.readings or not answers:
        return ()
    names = [None, *(reading.id for reading in case.document.readings)]
    return tuple(
        UnderReading(
            name,
            tuple(0.11 * (n + 1) for _ in answers),
            tuple(Range(0.001, 0.01, 0.1 * (n + 1)) for _ in answers),
        )
        for n, name in enumerate(names)
    )


def _around(share: float) -> Range:
    return Range(0.9 * share, share, 1.1 * share)


def _absences(case: Case) -> list[Absence]:
    absences = []
    for channel in case.document.channels:
        there = {*channel.between, *channel.on_behalf_of}
        for number, (actor, by_issue) in enumerate(case.document.preferences.items()):
            issues = tuple(i for i in channel.issues if i in by_issue)
            if actor not in there and issues:
                absences.append(Absence(channel.id, actor, _around(0.9 / (1 + number)), issues))
    return absences


def poisoned(node: Any, text: str) -> Any:
    """Return a document with every text of it replaced."""
    if isinstance(node, Text):
        return Text.model_validate(text)
    if isinstance(node, BaseModel):
        fields = {name: poisoned(getattr(node, name), text) for name in type(node).model_fields}
        return node.model_copy(update=fields)
    if isinstance(node, Mapping):
        return {key: poisoned(value, text) for key, value in node.items()}
    if isinstance(node, tuple):
        return tuple(poisoned(item, text) for item in node)
    return node


def bare(**more: Any) -> Case:
    """Return the least case that can be written, with more if wanted."""
    value = {"value": [0, 50, 100], "basis": "placeholder", "reason": "Nothing is known."}
    preference = {
        "weight": [1, 1, 1],
        "values": {"a": [0, 0, 0], "b": [100, 100, 100]},
        "basis": "inference",
        "reason": "Made up.",
    }
    document = {
        "format": 1,
        "case": {"id": "bare", "title": "Bare", "as_of": "2024"},
        "parties": [{"id": "P", "name": "P", "actors": ["one", "two"]}],
        "actors": [{"id": "one", "name": "One"}, {"id": "two", "name": "Two"}],
        "issues": [
            {
                "id": "it",
                "name": "It",
                "status_quo": "a",
                "options": [{"id": "a", "text": "A"}, {"id": "b", "text": "B"}],
            }
        ],
        "preferences": {"one": {"it": preference}, "two": {"it": preference}},
        "walk_away": {"one": value, "two": value},
        **more,
    }
    return Case.of(CaseDocument.model_validate(document), {}, {}, ())


@pytest.fixture(scope="session")
def made() -> SimpleNamespace:
    """Return the functions above; test files are not importable from one another."""
    return SimpleNamespace(
        overview_of=overview_of, nearest_of=nearest_of, poisoned=poisoned, bare=bare
    )


@pytest.fixture(scope="session")
def starter() -> Case:
    return loaded(STARTER)
