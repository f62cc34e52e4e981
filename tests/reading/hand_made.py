"""Documents laid out by hand, so that a test needs no reader of names or quotations."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from backchannel.reading.deeds.acts import acts
from backchannel.reading.deeds.channels import channels
from backchannel.reading.deeds.claims import claims, forecasts
from backchannel.reading.found import (
    Act,
    Attribution,
    Channel,
    Claim,
    Cleaned,
    Forecast,
    Language,
    Layout,
    Mention,
    Paragraph,
    Quotation,
    Reported,
    Sentence,
    Span,
)

ENDS = re.compile(r"[^.?!]+[.?!]+[”’\"]?(?:\s|$)|[^.?!]+$")
KINDS = {"@": "metonym", "+": "person", "#": "place", "&": "organisation"}


@dataclass(frozen=True)
class Read:
    """What was read in one hand-made document."""

    layout: Layout
    acts: tuple[Act, ...]
    channels: tuple[Channel, ...]
    forecasts: tuple[Forecast, ...]
    claims: tuple[Claim, ...]

    def words(self, span: Span | None) -> str | None:
        return span and span.of(self.layout.text)


def laid_out(text: str, language: Language, kind: str = "text") -> Layout:
    whole = Span(0, len(text))
    sentences = tuple(
        Sentence(Span(it.start(), it.start() + len(it[0].rstrip())), 0)
        for it in ENDS.finditer(text)
    )
    return Layout(
        Cleaned(text, text, range(len(text) + 1)),
        (Paragraph("P1", whole, kind, language),),  # type: ignore[arg-type]
        sentences,
        (),
    )


def place(text: str, words: str) -> Span:
    at = text.index(words)
    return Span(at, at + len(words))


def read(
    text: str,
    language: Language,
    names: Mapping[str, str],
    said: Sequence[tuple[str, str]] = (),
    told: Sequence[tuple[str, str]] = (),
) -> Read:
    """Read a text whose names are given: form to bearer, its kind by a mark before it."""
    layout = laid_out(text, language)
    taken: set[int] = set()
    mentions = []
    for form in sorted(names, key=len, reverse=True):
        bearer = names[form]
        kind = KINDS.get(bearer[0], "state")
        bare = bearer.lstrip("".join(KINDS))
        for it in re.finditer(re.escape(form), text):
            if taken.isdisjoint(range(*it.span())):
                taken.update(range(*it.span()))
                stands = bare if kind == "metonym" else None
                is_ = form if kind == "metonym" else bare
                mentions.append(Mention(Span(*it.span()), kind, is_, stands))  # type: ignore[arg-type]
    quotes = [Quotation(place(text, it), "statement", 0, Attribution(who, "after"))
              for it, who in said]  # fmt: skip
    reported = [Reported(place(text, it), Attribution(who, "after")) for it, who in told]
    found = acts(layout, mentions, quotes, reported)
    ahead = forecasts(layout, mentions, quotes, reported, found)
    return Read(
        layout,
        found,
        channels(layout, mentions, found, quotes, reported),
        ahead,
        claims(layout, mentions, quotes, reported, found, ahead),
    )
