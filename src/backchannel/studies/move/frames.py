"""The zones that a move changes: each question and channel compiled with the move made."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from backchannel.case import Case
from backchannel.case.roles import implied_conditions, signatories
from backchannel.case.schema import Channel, Question
from backchannel.space import Frame, frame
from backchannel.studies.move.open_moves import Move

__all__ = [
    "Change",
    "change_of",
    "channel_frame",
    "conditions_of",
    "deal_frame",
    "home_question",
    "question_frame",
]

Package = Mapping[str, str]


@dataclass(frozen=True)
class Change:
    """What a move changes about a zone; nothing by default.

    Attributes
    ----------
    case
        The case, with the estimates that the move brings to another value.
    conditions
        What holds besides a question's own condition, unless the question is asked under one of
        `other_levels`.
    public
        Actors that are seen to sign wherever all of them sign.
    fixed
        Options that every package must hold, where all these issues move.
    members
        A channel and who signs in it.
    """

    case: Case
    conditions: tuple[str, ...] = ()
    other_levels: tuple[str, ...] = ()
    public: tuple[str, ...] = ()
    fixed: Package = field(default_factory=dict)
    members: tuple[str, tuple[str, ...]] | None = None

    @property
    def key(self) -> tuple[object, ...]:
        """Equal for changes that come to the same."""
        held = (self.conditions, self.other_levels, self.public, self.members)
        return (self.case.digest, *held, *sorted(self.fixed.items()))


def change_of(case: Case, move: Move, offer: Package | None = None) -> Change:
    """Return what a move changes.

    Examples
    --------
    >>> import backchannel as bc
    >>> from backchannel.studies.move.open_moves import open_moves
    >>> case = bc.load("two-issues")
    >>> low = change_of(case, open_moves(case, "upstream")[0])
    >>> low.case.unknown("walk_away.upstream").high
    20.0
    """
    match move.kind:
        case "pull" | "ease":
            held = (move.condition,) if move.condition else ()
            return Change(case, conditions=held, other_levels=move.other_levels)
        case "offer":
            return Change(case, fixed=offer or {})
        case "drop_line" | "drop_walk_away":
            return Change(_lowered(case, move))
        case "commit":
            return Change(case, public=(move.actor,))
        case "leak":
            return Change(case, public=signatories(case.document, move.on))
        case "join":
            members = (*signatories(case.document, move.on), move.actor)
            return Change(case, members=(move.on, members))
        case "leave":
            signing = signatories(case.document, move.on)
            return Change(case, members=(move.on, tuple(a for a in signing if a != move.actor)))
        case "deny":
            return Change(case)


def question_frame(question: Question, change: Change) -> Frame:
    """Compile a question of the case with a move made."""
    document = change.case.document
    actors, issues = question.actors, question.issues
    if question.channel is not None:
        channel = _channel(change.case, question.channel)
        actors, issues = _members(change, channel), issues or channel.issues
    moving = set(issues) or {issue.id for issue in document.issues}
    return frame(
        change.case,
        actors,
        issues=issues or None,
        condition=conditions_of(question, change),
        fixed=change.fixed if change.fixed.keys() <= moving else None,
        public=_seen(change, actors),
    )


def channel_frame(channel: str, change: Change) -> Frame | None:
    """Compile a channel's zone with a move made; None for a channel without issues."""
    about = _channel(change.case, channel)
    if not about.issues:
        return None
    members = _members(change, about)
    return frame(change.case, members, issues=about.issues, public=_seen(change, members))


def conditions_of(question: Question | None, change: Change) -> tuple[str, ...]:
    """Return what holds in a question with a move made; without a question, the move alone."""
    if question is None:
        return change.conditions
    if set(change.other_levels) & set(question.conditions):
        return question.conditions
    return tuple(dict.fromkeys((*question.conditions, *change.conditions)))


def home_question(case: Case, actor: str) -> Question | None:
    """Return the first question in which an actor takes part, else the first of the case."""
    asked = case.document.questions
    return next((q for q in asked if actor in _signing(case, q)), asked[0] if asked else None)


def deal_frame(question: Question, actor: str, package: Package, change: Change) -> Frame:
    """Compile what one actor is asked about a deal of a question.

    One that does not sign there is judged under what the package implies (rule 8).
    """
    case = change.case
    signing = _signing(case, question)
    conditions = set(conditions_of(question, change))
    if actor not in signing:
        conditions |= {*implied_conditions(case.document, package)}
    seen = actor in signing and actor in _seen(change, signing)
    return frame(
        case,
        [actor],
        issues=tuple(package),
        condition=sorted(conditions),
        public=[actor] if seen else (),
    )


def _lowered(case: Case, move: Move) -> Case:
    """Return the case without a red line, or with walk-away values at the low end."""
    for path in move.paths:
        low = case.unknowns[path].low if move.kind == "drop_walk_away" else 0.0
        case = case.changed(path, [low, low, low], reason=f"what if {move.actor} made this move")
    return case


def _seen(change: Change, actors: Sequence[str]) -> tuple[str, ...]:
    return change.public if set(change.public) <= set(actors) else ()


def _members(change: Change, channel: Channel) -> tuple[str, ...]:
    if change.members is not None and change.members[0] == channel.id:
        return change.members[1]
    return signatories(change.case.document, channel.id)


def _signing(case: Case, question: Question) -> tuple[str, ...]:
    return question.actors or signatories(case.document, question.channel or "")


def _channel(case: Case, channel: str) -> Channel:
    return next(listed for listed in case.document.channels if listed.id == channel)
