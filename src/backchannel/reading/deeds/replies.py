"""Whose offer or demand an answer answers, where the answer itself does not say."""

from collections.abc import Sequence
from typing import Final

from backchannel.reading.deeds.sides import Sides
from backchannel.reading.found import Act

__all__ = ["REPLIES", "answered"]

REPLIES: Final = ("refusal", "acceptance", "reluctance")
_ASKED: Final = ("proposal", "offer", "offer_of_talks", "demand", "call")


def answered(sides: Sides, actor: str, earlier: Sequence[Act]) -> str | None:
    """Return whose offer or demand is answered: the last one of somebody else.

    >>> from backchannel.reading.found import Cleaned, Layout
    >>> answered(Sides(Layout(Cleaned("", "", [0]), (), (), ()), []), "Oslo", []) is None
    True
    """
    side = sides.side_of(actor)
    for it in reversed(earlier):
        if it.kind not in _ASKED or it.actor in (None, "author"):
            continue
        if side == sides.side_of(it.actor):
            continue
        asked = set(it.target.split(";")) if it.target else set()
        if not asked or side not in sides.two or asked & {*actor.split(";"), side}:
            of = sides.side_of(it.actor)
            return of if of in sides.two else it.actor
    return None
