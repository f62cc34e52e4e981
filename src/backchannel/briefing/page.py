"""The brief as one self-contained HTML page."""

import os
import tempfile
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, Final

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from backchannel.briefing import (
    answers,
    appendix,
    changes,
    channel_tables,
    deal_tables,
    evidence_tables,
    frames,
    numbers,
    people_tables,
    record,
    record_positions,
    record_tables,
    whose_deal,
)
from backchannel.briefing.tables import Table, link
from backchannel.briefing.voice import Figure, Voice
from backchannel.core.errors import UsageError
from backchannel.studies.overview import Overview

TERMS: Final = (
    "package",
    "zone",
    "value",
    "walk_away",
    "red_line",
    "gain",
    "draw",
    "range",
    "point",
    "placeholder",
    "basis",
    "reading",
    "grade",
    "words_open",
    "words_room",
)
SECTIONS: Final = (
    "answers",
    "absent",
    "unknown",
    "whose",
    "record",
    "changes",
    "compared",
    "pictures",
    "deals",
    "actors",
    "channels",
    "claims",
    "sources",
    "readings",
    "threats",
    "offers",
    "forecasts",
    "appendix",
    "enters",
    "glossary",
    "run",
)
MOST_PLACES: Final = 8  # of placeholders on the front; all of them are listed in the appendix
MOST_ABSENT: Final = 2  # channels; all of them stand in a table of their own


@dataclass(frozen=True, slots=True)
class Page:
    """A brief as HTML; needs nothing beside itself.

    Attributes
    ----------
    html
        The whole page.
    """

    html: str

    def save(self, path: str | Path) -> Path:
        """Write the page to a file, whole or not at all, and return its path.

        The page is written beside its place and then moved there, so that a file which is already
        there is either kept or replaced by a whole page.
        """
        target = writable(path)
        try:
            handle, name = tempfile.mkstemp(dir=target.parent, prefix=".brief-", suffix=".html")
        except OSError as problem:
            raise _cannot_write(target, problem) from problem
        beside = Path(name)
        try:
            with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
                file.write(self.html)
            beside.chmod(target.stat().st_mode if target.exists() else 0o666 & ~_umask())
            beside.replace(target)
        except OSError as problem:
            raise _cannot_write(target, problem) from problem
        finally:
            beside.unlink(missing_ok=True)
        return target

    def _repr_html_(self) -> str:
        return self.html


def writable(path: str | Path) -> Path:
    """Return where a page would be written, links followed; refuse what is no place for one.

    Worth calling before a long computation.
    """
    target = Path(path)
    try:
        target = target.resolve()
        if target.exists() and not target.is_file():
            raise UsageError(
                f"'{path}' is there and is not a file", code="CANNOT-WRITE", hint="name a file"
            )
        if not target.parent.is_dir():
            raise UsageError(
                f"there is no folder '{target.parent}'", code="CANNOT-WRITE", hint="make it first"
            )
    except (OSError, ValueError, RuntimeError) as problem:
        raise _cannot_write(target, problem) from problem
    return target


def _umask() -> int:
    mask = os.umask(0o077)  # it can only be read by setting it
    os.umask(mask)
    return mask


def page(overview: Overview, *, language: str = "en") -> Page:
    """Word and draw what a study found, as one HTML page.

    Parameters
    ----------
    overview
        What the study found.
    language
        ``en`` or ``ko``.
    """
    voice = Voice.of(overview.case, language)
    template = _templates().get_template("page.html.j2")
    return Page(template.render(t=voice, css=_style(), **_context(voice, overview)))


def _context(voice: Voice, overview: Overview) -> dict[str, Any]:
    document = overview.case.document
    return {
        "header": document.case,
        "as_of": numbers.when(document.case.as_of),
        "readings": [
            link(f"reading-{r}", voice.name("readings", r)) for r in overview.case.readings
        ],
        "sections": [s for s in SECTIONS if _has(overview, s)],
        "learned": voice.html("about.learned", why=overview.learned) if overview.learned else "",
        "whose": whose_deal.section(voice, overview),
        "record": record.section(voice, overview),
        "changes": changes.table(voice, overview),
        "compared": record_tables.compared(voice, overview),
        "told": [answers.told(voice, overview, answer) for answer in overview.answers],
        "missing": _missing(voice, overview),
        "unknown": _unknown(voice, overview),
        "frames": frames.all_frames(voice, overview),
        "deals_intro": voice.html(
            "deals.intro", draws=Figure(numbers.count(overview.draws), "run")
        ),
        "deals": deal_tables.tables(voice, overview),
        "baselines": record_positions.baselines(voice, overview),
        "tables": _tables(voice, overview),
        "groups": appendix.groups(voice, overview.case),
        "placeholders": appendix.placeholders(voice, overview.case),
        "enters": appendix.enters(voice, overview),
        "terms": TERMS,
        "run": appendix.run_record(voice, overview),
    }


def _has(overview: Overview, section: str) -> bool:
    held = {
        "whose": overview.whose,
        "record": overview.forecasts,
        "changes": overview.answers,
        "compared": overview.compared,
    }
    return bool(held.get(section, True))


def _tables(voice: Voice, overview: Overview) -> tuple[Table, ...]:
    """Return the tables after the deals, in the order of the page."""
    case = overview.case
    return (
        people_tables.actors(voice, case),
        people_tables.issues(voice, case),
        people_tables.conditions(voice, case),
        channel_tables.channels(voice, case),
        channel_tables.links(voice, case),
        channel_tables.leverage(voice, case),
        channel_tables.absences(voice, overview),
        evidence_tables.claims(voice, case),
        evidence_tables.sources(voice, case),
        record_tables.readings(voice, case),
        record_tables.threats(voice, case),
        record_tables.offers(voice, case),
        record_tables.forecasts(voice, case),
    )


def _missing(voice: Voice, overview: Overview) -> dict[str, Any]:
    case = overview.case
    status = {channel.id: channel.status for channel in case.document.channels}
    missing = answers.missing(overview)
    lines = [
        Markup("<strong>{}</strong> ({}): {}").format(
            link(f"channel-{m.channel}", voice.name("channels", m.channel)),
            voice.word("status", status[m.channel]),
            channel_tables.absent_actors(voice, case, m.absences),
        )
        for m in missing[:MOST_ABSENT]
    ]
    more = len(missing) - len(lines)
    rest = voice.html("absent.rest", n=Figure(str(more), "absences")) if more else ""
    return {"lines": lines, "rest": rest}


def _unknown(voice: Voice, overview: Overview) -> dict[str, Any]:
    case = overview.case
    held = sum(u.is_placeholder for u in case.unknowns.values())
    places = [
        Markup("{} {}").format(name, Figure(str(n), anchor))
        for anchor, name, n in answers.placeholders_by_place(voice, case)
    ]
    if len(places) > MOST_PLACES:
        rest = voice("list.more", n=len(places) - MOST_PLACES)
        places[MOST_PLACES - 1 :] = [places[MOST_PLACES - 1] + escape(rest)]
    counted = {
        "placeholders": Figure(str(held), "placeholders"),
        "estimates": Figure(str(len(case.unknowns)), "appendix"),
    }
    undated = sum(c.date is None for c in case.document.claims)
    undated += sum(o.date is None for o in case.document.offers)
    return {
        "count": voice.html("unknown.html", **counted)
        if held
        else voice.html("unknown.none", estimates=counted["estimates"]),
        "places": Markup(", ").join(places),
        "silent": voice.joined(voice.name("silent", s.id) for s in case.document.silent),
        "undated": voice.html("unknown.undated", n=Figure(str(undated), "picture-timeline"))
        if undated
        else "",
    }


@cache
def _templates() -> Environment:
    return Environment(
        loader=PackageLoader("backchannel.briefing"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


@cache
def _style() -> Markup:
    style = (files("backchannel.briefing") / "style.css").read_text(encoding="utf-8")
    return Markup(style)  # noqa: S704 - our own file


def _cannot_write(target: Path, problem: Exception) -> UsageError:
    why = getattr(problem, "strerror", None) or "no such name"
    return UsageError(f"{target}: the page could not be written: {why}", code="CANNOT-WRITE")
