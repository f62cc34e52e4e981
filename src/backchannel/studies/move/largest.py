"""Of all moves that are open, those that change a question most, kind by kind."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import numpy.typing as npt

from backchannel.case import Case
from backchannel.core.errors import UsageError
from backchannel.space import Frame
from backchannel.space.seeds import Seed
from backchannel.studies.move.frames import Change, change_of, question_frame
from backchannel.studies.move.open_moves import Move, open_moves
from backchannel.studies.move.shares import key_of
from backchannel.studies.over_draws import draws_of, exists_in, parts

__all__ = ["MOST_MOVES", "LargestMove", "largest_moves"]

BoolArray = npt.NDArray[np.bool_]

MOST_MOVES: Final = 3
"""Moves of an actor that are told, each of another kind."""


@dataclass(frozen=True)
class LargestMove:
    """Of an actor's moves of one kind the one that changes a question most.

    Attributes
    ----------
    actor, moves
        Its id, and the number of its moves that were made; offers are not among them.
    move, question, before, after
        The move, the question, and the share of draws in which some package suits all; None where
        no move changes any question.
    """

    actor: str
    moves: int
    move: Move | None
    question: str | None
    before: float | None
    after: float | None
    draws: int

    @property
    def size(self) -> float:
        """How far it moves the share of draws with a deal."""
        return abs((self.after or 0.0) - (self.before or 0.0))


def largest_moves(case: Case, *, draws: int, seed: Seed) -> tuple[LargestMove, ...]:
    """Make the moves of all actors that decide for a party and keep the largest of each kind.

    Of an actor's kinds the `MOST_MOVES` that change most are kept, the largest first; one entry
    without a move stands for an actor whose moves change no question. The moves are those of
    `open_moves` but for offers, denials and lower walk-away values: an offer leaves at most the
    deals with its terms, no number depends on a denial, and what a lower walk-away value does is
    told as what would have to be true. Ties go to the order of the case.
    """
    asked = {q.id: (q, question_frame(q, Change(case))) for q in case.document.questions}
    known: dict[object, BoolArray] = {}

    def exists(about: Frame) -> float:
        key = key_of(about)
        if key not in known:
            known[key] = _exists(about, draws, seed)
        return float(known[key].mean())

    found = []
    for actor in case.document.actors:
        if actor.decides_for is None or not asked:
            continue
        made, largest = 0, dict[str, LargestMove]()
        for move in open_moves(case, actor.id):
            if move.kind in ("offer", "deny", "drop_walk_away"):
                continue
            try:
                change = change_of(case, move)
                after = {q: question_frame(listed, change) for q, (listed, _) in asked.items()}
            except UsageError:
                continue  # somebody without values would have to agree
            made += 1
            for q, (_, base) in asked.items():
                one = LargestMove(actor.id, 0, move, q, exists(base), exists(after[q]), draws)
                if one.size > (largest[move.kind].size if move.kind in largest else 0.0):
                    largest[move.kind] = one
        kept = sorted(largest.values(), key=lambda it: -it.size)[:MOST_MOVES]
        nothing = LargestMove(actor.id, made, None, None, None, None, draws)
        found += [replace(it, moves=made) for it in kept] or [nothing]
    return tuple(found)


def _exists(about: Frame, draws: int, seed: Seed) -> BoolArray:
    """[draws] whether some package suits all; a search that gives up counts as none."""
    found = [exists_in(about, draws_of(t)) for t in parts(about, draws, seed)]
    return np.concatenate(found) > 0
