"""Types of issue that a document speaks of: 24 that negotiations are about, and domestic politics.

By words alone, so a proposal for the analyst: that a text names sanctions does not yet mean that
they are open between the parties. The types follow PA-X codes where there is one, with those that
talks between powers need besides (see ``docs``).
"""

from collections.abc import Iterator
from typing import Final

from backchannel.reading.deeds.phrases import LANGUAGES, any_of, lexicon
from backchannel.reading.found import IssueType, Layout

__all__ = ["ISSUE_TYPES", "issue_types"]

ISSUE_TYPES: Final = (
    "ceasefire", "peace_settlement", "territory", "occupied_area_status", "referendum",
    "sovereignty_independence", "security_guarantees", "alliance_membership",
    "security_architecture", "status_recognition", "troop_withdrawal", "force_limits",
    "military_aid", "nuclear", "sanctions", "frozen_assets_reparations", "prisoners_missing",
    "refugees_humanitarian", "amnesty_accountability", "economy_trade_energy",
    "third_power_alignment", "process_format", "inclusion_consent", "monitoring_guarantor",
    "domestic_politics",
)  # fmt: skip

_LONG: Final = 60
"""Sentences from which a document is long: one passing word is no longer enough."""


def issue_types(layout: Layout) -> tuple[IssueType, ...]:
    """Return the types of issue that a document speaks of, each with the sentences that do.

    Examples
    --------
    >>> from backchannel.reading.found import Cleaned, Paragraph, Sentence, Span
    >>> text = "Prisoners come first."
    >>> whole = Span(0, len(text))
    >>> layout = Layout(Cleaned(text, text, range(len(text) + 1)),
    ...     (Paragraph("P1", whole, "text", "en"),), (Sentence(whole, 0),), ())
    >>> issue_types(layout)
    (IssueType(code='prisoners_missing', sentences=(0,)),)
    """
    more = len(layout.sentences) > _LONG
    found = []
    for code in ISSUE_TYPES:
        strong, weak = set(_with(layout, code, "strong")), set(_with(layout, code, "weak"))
        aside = code == "domestic_politics"  # no issue between parties: more than a passing word
        if len(strong) >= 1 + more + aside or len(strong | weak) >= 2 + more + aside:
            found.append(IssueType(code, tuple(sorted(strong | weak))))
    return tuple(found)


def _with(layout: Layout, code: str, strength: str) -> Iterator[int]:
    """Return the sentences with a word of a type; footnote bodies do not count."""
    for number, sentence in enumerate(layout.sentences):
        paragraph = layout.paragraphs[sentence.paragraph]
        if paragraph.kind == "footnote" or paragraph.language not in LANGUAGES:
            continue
        words = lexicon("issues", paragraph.language).get(code, {}).get(strength, ())
        if any_of(tuple(words), paragraph.language).search(
            layout.text, sentence.span.start, sentence.span.end
        ):
            yield number
