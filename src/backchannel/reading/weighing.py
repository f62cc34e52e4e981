"""How much a sentence is worth registering as a claim: what speaks for it, what against it.

Worth registering is what can be doubted: what a source without a name or a go-between tells, what
somebody says of another party, of causes and conditions, what is denied. Not worth it is what the
speaker himself does by speaking: his promise, threat or demand is an act, and its words are no
claim about the conflict. Each sign has a weight; the weights were chosen on development texts.
"""

import re
from collections.abc import Sequence
from typing import Final, NamedTuple

from backchannel.reading.found import Act, Attribution, Language, Span
from backchannel.reading.phrases import any_of, lexicon
from backchannel.reading.sides import AUTHOR, Sides

__all__ = ["WEIGHTS", "Speech", "signs", "weight"]

_OWN_ACTS: Final = (
    "offer", "offer_of_talks", "proposal", "refusal", "demand", "red_line", "threat", "assurance",
    "acceptance", "concession", "call",
)  # fmt: skip
_WORDS: Final = (
    "tells", "denial", "hidden", "commits", "asks", "contrast", "normative", "we", "past", "will",
)  # fmt: skip
_FULL: Final = {"ko": 50, "en": 110, "ru": 110, "uk": 110, "und": 110}
"""Characters from which what is said has room for an assertion."""

WEIGHTS: Final[dict[str, float]] = {
    "contrast": 1.0, "tells": 0.9, "unnamed": 0.8, "hidden": 0.7, "judged": 0.6, "quoted": 0.4,
    "issue": 0.4, "both": 0.3, "other": 0.2, "denial": 0.2, "judgement": 0.2, "relayed": 0.1,
    "cause": 0.1, "number": 0.1, "answer": -0.2, "act of another": -0.2, "brief": -0.3,
    "asks": -0.3, "remark": -0.4, "normative": -0.4, "commits": -0.4, "author": -0.6,
    "vows": -1.0, "own act": -1.1, "forecast": -1.4,
}  # fmt: skip
"""Logits of a logistic regression over the development texts, rounded."""
_ENOUGH: Final = 0.75
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
    found.add(_voice(sides, speech, sentence, language))
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
    if re.search(r"\d", speech.span.of(text)):
        found.add("number")
    if speech.quoted and not found & {"other", "both", "hidden", "denial", "number"}:
        found.add("remark")
    for it in acts:
        own = it.actor is None or sides.side_of(it.actor) == side
        if it.kind in _OWN_ACTS and it.asserter == AUTHOR and own:
            found.add("own act")
        elif it.asserter != AUTHOR or not own:
            found.add("act of another")
    return found


def _voice(sides: Sides, speech: Speech, sentence: Span, language: Language) -> str:
    """Return what kind of voice speaks: the author, an answer in an interview, a source."""
    speaker = speech.said.speaker
    if speech.said == AUTHOR:
        return "author"
    if speech.said.how == "author" or sides.teller(sentence.start) == speaker:
        return "answer"
    unnamed = any_of(tuple(lexicon("hedges", language).get("unnamed", ())), language)
    if not speaker or unnamed.search(speaker):
        return "unnamed"
    return "named"


def weight(found: set[str]) -> float:
    """Return the sum of the weights of what was found, from 0 on enough to be proposed.

    >>> weight({"denial", "unnamed"}) > weight({"own act"})
    True
    """
    return sum(WEIGHTS.get(it, 0.0) for it in found) - _ENOUGH
