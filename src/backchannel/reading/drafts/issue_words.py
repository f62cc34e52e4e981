"""Which of the issues that a sentence speaks of an offer is about, by where their words stand."""

import re
from collections.abc import Sequence
from functools import cache

from backchannel.reading.deeds.phrases import any_of, lexicon
from backchannel.reading.drafts.wording import words
from backchannel.reading.found import Act, Layout

__all__ = ["main_issue"]


def main_issue(layout: Layout, act: Act, spoken: Sequence[str]) -> tuple[str | None, bool]:
    """Return the issue that an offer is about, and whether only its condition speaks of it.

    One of the object comes before one of the condition; of several that stand alike it is the last,
    the rarest in the document.

    Examples
    --------
    >>> from backchannel.reading.found import Attribution, Cleaned, Paragraph, Sentence, Span
    >>> text = "Norway offered to lift sanctions if prisoners are freed."
    >>> whole = Span(0, len(text))
    >>> layout = Layout(Cleaned(text, text, range(len(text) + 1)),
    ...     (Paragraph("P1", whole, "text", "en"),), (Sentence(whole, 0),), ())
    >>> act = Act(0, Span(7, 14), "offer", "NO", None, None, "actual", Attribution(None, "author"))
    >>> main_issue(layout, act, ["sanctions", "prisoners_missing"])
    ('sanctions', False)
    """
    sentence = layout.sentences[act.sentence].span
    language = layout.language_at(sentence.start)
    conditions = [it.span() for it in _condition(language).finditer(layout.text, *sentence)]

    def rank(code: str) -> int:
        places = [it.start() for it in _words_of(code, language).finditer(layout.text, *sentence)]
        free = [it for it in places if not any(a <= it < b for a, b in conditions)]
        if act.object and any(act.object.start <= it < act.object.end for it in free):
            return 0
        return 1 if free else 2

    best = min(reversed(spoken), key=rank, default=None)
    return best, best is not None and rank(best) == 2


@cache
def _words_of(code: str, language: str) -> re.Pattern[str]:
    held = lexicon("issues", language).get(code, {})
    return any_of((*held.get("strong", ()), *held.get("weak", ())), language)


@cache
def _condition(language: str) -> re.Pattern[str]:
    return re.compile(words()["conditions"].get(language, "(?!)"), re.IGNORECASE)
