"""How far an act of an English sentence is so: predicted, alleged, conditional, planned, actual."""

from typing import Final

from backchannel.reading.deeds.signs_en import is_bound
from backchannel.reading.deeds.standing import Standing
from backchannel.reading.found import Modality
from backchannel.reading.text.grammar import Word

__all__ = ["FORESEEN", "modality_of"]

_UTTERED: Final = (
    "offer", "offer_of_talks", "threat", "assurance", "red_line", "refusal", "demand", "call",
    "warning", "position", "reluctance",
)  # fmt: skip
"""Kinds that are done when they are uttered, whatever they look ahead to."""
FORESEEN: Final = (
    "threat", "acceptance", "concession", "aid", "sanction", "offer", "refusal", "consult",
)  # fmt: skip
"""Kinds that somebody else may expect for later."""


def modality_of(
    word: Word, state: Standing, kind: str, text: str, *, other: bool, told: bool
) -> Modality:
    """Return how far an act is so: predicted before alleged before conditional before planned.

    Parameters
    ----------
    word, state, kind, text
        The word that tells of the act, its standing, the kind, and the document.
    other
        Whether somebody vouches for it who is neither the author nor of the doer's side.
    told
        Whether the doer himself tells what he did.

    Examples
    --------
    >>> from backchannel.reading.found import Span
    >>> from backchannel.reading.text.grammar import Grammar
    >>> from backchannel.reading.deeds.standing import standing
    >>> said = "Oslo may accept. "
    >>> word = list(Grammar(((0, said),)).words(Span(0, 16)))[2]
    >>> modality_of(word, standing(word), "acceptance", said, other=False, told=False)
    'predicted'
    """
    bound = is_bound(word, text)
    ahead = state.how == "predicted" or (state.how == "may" and not bound)
    if kind in FORESEEN and (
        ahead or (other and not told and state.how == "planned" and kind != "offer")
    ):
        return "predicted"
    if (other and not told) or state.how == "hearsay":
        return "alleged"
    if bound:
        return "conditional"
    if kind not in _UTTERED and state.how == "planned":
        return "planned"
    return "actual"
