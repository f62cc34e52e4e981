"""How much a sentence is worth registering as a claim: what speaks for it, what against it.

Worth registering is what can be doubted: what a source without a name or a go-between tells, what
somebody says at length or of another party, what is denied or set against another thing. Not worth
it is what the speaker himself does by speaking: his promise, threat or demand is an act, and its
words are no claim about the conflict. Each sign has a weight, chosen on development texts.
"""

import math
import re
from collections.abc import Sequence
from typing import Final, NamedTuple

from backchannel.reading.deeds.phrases import any_of, lexicon
from backchannel.reading.deeds.sides import AUTHOR, Sides
from backchannel.reading.found import Act, Attribution, Language, Span

__all__ = ["WEIGHTS", "Speech", "signs", "weight"]

_OWN_ACTS: Final = (
    "offer", "offer_of_talks", "proposal", "refusal", "demand", "red_line", "threat", "assurance",
    "acceptance", "concession", "call",
)  # fmt: skip
_WORDS: Final = (
    "tells", "hidden", "asks", "contrast", "normative", "we", "past", "will",
)  # fmt: skip
_FULL: Final = {"ko": 50, "en": 110, "ru": 110, "uk": 110, "und": 110}
"""Characters from which what is said has room for an assertion."""

WEIGHTS: Final[dict[str, float]] = {
    "tells": 1.0, "contrast": 1.0, "full": 0.7, "unnamed": 0.7, "quoted": 0.6, "issue": 0.4,
    "both": 0.2, "hidden": 0.2, "past": 0.2, "other": 0.2, "relayed": 0.2,
    "asks": -0.2, "remark": -0.3, "will": -0.4, "normative": -0.5, "author": -0.6, "we": -0.6,
    "own act": -1.1, "forecast": -1.6,
}  # fmt: skip
"""Logits of a logistic regression over 28 development texts, rounded.

Weights of their own for each language do no better on texts left out.
"""
_ENOUGH: Final = 1.0
"""Sum of the weights from which a sentence is proposed."""


class Speech(NamedTuple):
    """What is said in a sentence: the stretch, whose words, whether in quotation marks."""

    span: Span
    said: Attribution
    quoted: bool


def signs(
    sides: Sides, sentence: Span, speech: Speech, acts: Sequence[Act], *, on_issue: bool
) -> set[str]:
    """Return what speaks for or against registering a sentence, as names of `WEIGHTS`.

    Parameters
    ----------
    sides
        The names of the document.
    sentence, speech
        The sentence and what is said in it.
    acts
        What is done in the sentence.
    on_issue
        Whether it speaks of something that is open between the parties.
    """
    text, language = sides.layout.text, sides.layout.language_at(sentence.start)
    speaker = speech.said.speaker
    side = sides.side_of(speaker)
    found = {it for it in _WORDS
             if any_of(tuple(lexicon("hedges", language).get(it, ())), language).search(
                 text, sentence.start if it == "tells" else speech.span.start,
                 sentence.end if it == "tells" else speech.span.end)}  # fmt: skip
    if speech.said == AUTHOR:
        found.add("author")
    elif _is_unnamed(sides, speech, sentence, language):
        found.add("unnamed")
    if speech.said.through:
        found.add("relayed")
    others = [it for it in sides.within(speech.span) if it.kind != "place"
              and sides.side_of(it.stands_for or it.is_) not in (side, speaker)]  # fmt: skip
    if others:
        found.add("other")
    both = any_of(tuple(lexicon("roles", language).get("both", ())), language)
    if both.search(text, speech.span.start, speech.span.end):
        found.add("both")
    if on_issue:
        found.add("issue")
    if speech.quoted:
        found.add("quoted")
    if speech.span.end - speech.span.start > _FULL[language]:
        found.add("full")
    denial = any_of(tuple(lexicon("hedges", language).get("denial", ())), language)
    solid = re.search(r"\d", speech.span.of(text)) or denial.search(text, *speech.span)
    if speech.quoted and not solid and not found & {"other", "both", "hidden"}:
        found.add("remark")
    if any(it.kind in _OWN_ACTS and it.asserter == AUTHOR
           and (it.actor is None or sides.side_of(it.actor) == side) for it in acts):  # fmt: skip
        found.add("own act")
    return found


def _is_unnamed(sides: Sides, speech: Speech, sentence: Span, language: Language) -> bool:
    """Whether a source without a name speaks; who answers in an interview is none."""
    speaker = speech.said.speaker
    if speech.said.how == "author" or sides.teller(sentence.start) == speaker:
        return False
    unnamed = any_of(tuple(lexicon("hedges", language).get("unnamed", ())), language)
    return not speaker or unnamed.search(speaker) is not None


def weight(found: set[str]) -> float:
    """Return the sum of the weights of what was found, from 0 on enough to be proposed.

    >>> weight({"contrast", "unnamed"}) > weight({"own act"})
    True
    """
    return round(math.fsum(WEIGHTS.get(it, 0.0) for it in found) - _ENOUGH, 9)  # in any order
