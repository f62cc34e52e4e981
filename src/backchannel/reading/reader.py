"""The reader as a whole: from a file to everything that is found in it."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Final, Literal, TypeVar

from pydantic import TypeAdapter, ValidationError

from backchannel.case.schema import When
from backchannel.core.errors import UsageError, one_line
from backchannel.reading.deeds.acts import acts
from backchannel.reading.deeds.channels import channels
from backchannel.reading.deeds.claims import claims, forecasts
from backchannel.reading.deeds.issues import issue_types
from backchannel.reading.found import (
    Act,
    Channel,
    Claim,
    Day,
    Forecast,
    IssueType,
    Language,
    Layout,
    Mention,
    Quotation,
    Reported,
)
from backchannel.reading.names.days import dated, days
from backchannel.reading.names.names import names
from backchannel.reading.speech.quotes import quotations
from backchannel.reading.speech.reported import reported
from backchannel.reading.speech.speakers import attribute
from backchannel.reading.text.clean import clean
from backchannel.reading.text.files import Kind, Raw, raw_text
from backchannel.reading.text.layout import lay_out

__all__ = ["Read", "dated_as", "read", "read_text"]

Progress = Callable[[int, int], None]
Found = TypeVar("Found")

STEPS: Final = 8
WHEN_HINT: Final = "expected 2023-07-26, 2023-07 or 2023"


@dataclass(frozen=True)
class Read:
    """Everything found in one document.

    Attributes
    ----------
    date
        Of the document, as its own date line or the user says; None where nobody does.
    """

    name: str
    digest: str
    kind: Kind
    notes: tuple[str, ...]
    language: Language
    date: str | None
    layout: Layout = field(repr=False)
    mentions: tuple[Mention, ...] = field(repr=False)
    days: tuple[Day, ...] = field(repr=False)
    quotations: tuple[Quotation, ...] = field(repr=False)
    reported: tuple[Reported, ...] = field(repr=False)
    acts: tuple[Act, ...] = field(repr=False)
    channels: tuple[Channel, ...] = field(repr=False)
    issues: tuple[IssueType, ...] = field(repr=False)
    claims: tuple[Claim, ...] = field(repr=False)
    forecasts: tuple[Forecast, ...] = field(repr=False)


def read(
    path: Path,
    *,
    language: Language | Literal["auto"] = "auto",
    when: str | None = None,
    progress: Progress | None = None,
) -> Read:
    """Read a document: its text, who is in it, who says what, what is done and foreseen.

    Parameters
    ----------
    path
        A text, Markdown, HTML, PDF, Word or Hangul file.
    language
        Of the whole text; by its letters, paragraph by paragraph, unless given.
    when
        The document's date, as 2023-07-26, 2023-07 or 2023; else the text's own date line. Where
        neither tells it stays open.
    progress
        Called with the number of steps that are done and of all steps.
    """
    raw = raw_text(path)
    return read_text(raw, path.name, language=language, when=when, progress=progress)


def read_text(
    raw: Raw,
    name: str,
    *,
    language: Language | Literal["auto"] = "auto",
    when: str | None = None,
    progress: Progress | None = None,
) -> Read:
    """As `read`, for a text at hand.

    >>> raw = Raw("Oslo, 3 May 2031" + chr(10) * 2 + "Norway rejected the plan.", "", "txt")
    >>> found = read_text(raw, "note.txt")
    >>> found.date, [(it.kind, it.actor) for it in found.acts]
    ('2031-05-03', [('refusal', 'NO')])
    """
    if when is not None and not _is_when(when):
        raise UsageError(f"'{one_line(when)[:40]}' is no date", hint=WHEN_HINT)
    steps = _Steps(progress)
    layout = steps.done(lay_out(clean(raw), language))
    when = when or dated(layout)
    mentions = steps.done(names(layout))
    said = steps.done(attribute(layout, quotations(layout), mentions))
    told = steps.done(reported(layout, mentions, said))
    done = steps.done(acts(layout, mentions, said, told))
    ahead = steps.done(forecasts(layout, mentions, said, told, done))
    talks = steps.done(channels(layout, mentions, done, said, told))
    claimed = steps.done(claims(layout, mentions, said, told, done, ahead))
    return Read(
        name=name,
        digest=raw.digest,
        kind=raw.kind,
        notes=raw.notes,
        language=_main_language(layout),
        date=when,
        layout=layout,
        mentions=mentions,
        days=days(layout, _day(when)),
        quotations=said,
        reported=told,
        acts=done,
        channels=talks,
        issues=issue_types(layout),
        claims=claimed,
        forecasts=ahead,
    )


@dataclass
class _Steps:
    """Counts the steps of reading, and tells how many are done."""

    progress: Progress | None
    count: int = 0

    def done(self, found: Found) -> Found:
        """Return what a step found; it is done."""
        self.count += 1
        if self.progress:
            self.progress(self.count, STEPS)
        return found


def dated_as(found: Read, when: str) -> Read:
    """Return what was found, with the document's date as the analyst gives it."""
    if not _is_when(when):
        raise UsageError(f"'{one_line(when)[:40]}' is no date", hint=WHEN_HINT)
    return replace(found, date=when, days=days(found.layout, _day(when)))


def _is_when(written: str) -> bool:
    """Whether a text is a date as a case writes it, of a day that a calendar has."""
    try:
        return bool(TypeAdapter(When).validate_python(written))
    except ValidationError:
        return False


def _day(written: str | None) -> date | None:
    """Return a full date; a month or a year is too coarse to count days from."""
    return date.fromisoformat(written) if written and len(written) == len("2023-07-26") else None


def _main_language(layout: Layout) -> Language:
    """Return the language in which most of a document is written."""
    size: dict[Language, int] = {}
    for it in layout.paragraphs:
        size[it.language] = size.get(it.language, 0) + it.span.end - it.span.start
    return max(size, key=lambda it: size[it]) if size else "und"
