"""The key figures side by side: the base and each reading, and what flips."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from markupsafe import Markup, escape

from backchannel.briefing.tables import Row, Table, link
from backchannel.briefing.voice import Figure, Phrase, Voice
from backchannel.briefing.whose_deal_parts import Teller
from backchannel.studies.key_figures import KeyFigure
from backchannel.studies.overview import UnderReading
from backchannel.studies.whose_deal import Column

_LISTS = {
    "by": "actors",
    "actor": "actors",
    "channel": "channels",
    "lever": "leverage",
    "question": "questions",
    "party": "parties",
    "vote": "votes",
    "war": "wars",
    "wedge": "wedges",
}


def side_by_side(t: Teller) -> Table | None:
    """Return the figures under the base and each reading; None without readings."""
    columns = t.found.columns
    base = _base(columns)
    if len(columns) < 2 or not base:
        return None
    readings = [column.reading or "" for column in columns[1:]]
    heads = [link(f"reading-{r}", t.voice.name("readings", r)) for r in readings]
    return Table(
        anchor="whosetable",
        title=t.voice("whose.table"),
        head=(t.voice("whose.table_figure"), t.voice("compared.base"), *heads),
        rows=tuple(
            Row(
                (
                    row_name(t, figure),
                    *(_cell(t, column.figures[n], figure) for column in columns),
                )
            )
            for n, figure in enumerate(base)
        ),
        empty="",
        intro=t.voice.html("whose.table_intro", draws=t.draws()),
        level=3,
    )


def row_name(t: Teller, it: KeyFigure) -> str:
    """Name a figure."""
    values = {key: _names(t, key, ids) for key, ids in it.about.items()}
    return t.voice(f"whose.row_{it.key}", **values)


def _names(t: Teller, key: str, ids: Sequence[str]) -> str:
    if _LISTS[key] == "actors":
        return t.actors(ids)
    return t.voice.joined(t.voice.name(_LISTS[key], name) for name in ids)


def _base(columns: Sequence[Column]) -> list[KeyFigure]:
    return [it for it in columns[0].figures if it is not None] if columns else []


def _cell(t: Teller, it: KeyFigure | None, base: KeyFigure) -> Markup:
    if it is None:
        return escape("–")
    paths = (*it.paths, *base.paths)
    shown = t.share(it.share, paths) if it.range is None else t.shares(it.range, paths)
    said = t.voice.html(f"whose.cell_{it.of}", share=shown)
    return Markup("<strong>{} \N{DOUBLE DAGGER}</strong>").format(said) if it.flips(base) else said


def headline_flips(t: Teller, compared: Sequence[UnderReading], draws: int) -> Iterator[Phrase]:
    """Say which questions of the case cross one half of the draws under which reading."""
    asked = t.case.document.questions
    for column in compared[1:]:
        rows = [
            Phrase(
                "whose.flip_headline",
                {
                    "question": t.voice.name("questions", question.id),
                    "before": Figure(t.voice.percent(own), "compared"),
                    "after": Figure(t.voice.percent(it), "compared"),
                    "draws": t.draws(draws),
                },
            )
            for question, own, it in zip(
                asked, compared[0].open_shares, column.open_shares, strict=True
            )
            if (own < 0.5) != (it < 0.5)
        ]
        if rows:
            name = t.voice.name("readings", column.reading or "")
            held = {"reading": name, "rows": t.voice.series(rows)}
            yield Phrase("whose.flips_headlines", held)


def closing(t: Teller) -> tuple[Phrase, ...]:
    """Say what flips under which reading, and how much no reading changes."""
    columns = t.found.columns
    base = _base(columns)
    if len(columns) < 2 or not base:
        return ()
    lines = [
        Phrase("whose.flips", {"reading": name, "rows": t.voice.series(rows)})
        for name, rows in (
            (t.voice.name("readings", column.reading or ""), list(_flips(t, column, base)))
            for column in columns[1:]
        )
        if rows
    ]
    moved = sum(
        any(it is not None and it.flips(own) for it in (c.figures[n] for c in columns[1:]))
        for n, own in enumerate(base)
    )
    kept = Figure(str(len(base) - moved), "whosetable")
    if not moved:
        return (Phrase("whose.flips_none", {"n": kept}),)
    return (*lines, Phrase("whose.flips_not", {"n": kept}))


def _flips(t: Teller, column: Column, base: Sequence[KeyFigure]) -> Iterator[Phrase]:
    for own, it in zip(base, column.figures, strict=True):
        if it is not None and it.flips(own):
            paths = (*it.paths, *own.paths)
            values = {
                "row": row_name(t, own),
                "before": t.share(own.share, paths),
                "after": t.share(it.share, paths),
                "of": _of(t.voice, t, it),
            }
            yield Phrase("whose.flip", values)


def _of(voice: Voice, t: Teller, it: KeyFigure) -> str:
    return voice(f"whose.flip_{it.of}", draws=str(t.draws()))
