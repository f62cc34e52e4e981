"""`backchannel sources`: who speaks, what rests on whom, and whose word carries a conclusion."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from backchannel.cli.common import (
    CaseName,
    DrawsOption,
    Format,
    FormatOption,
    InOrderOption,
    Progress,
    ReadingOption,
    Row,
    SeedOption,
    load_case,
    print_notes,
    print_table,
    print_text,
)
from backchannel.cli.sources_text import (
    claim_rows,
    contradiction_words,
    drop_rows,
    influence_words,
    share_rows,
    source_rows,
    source_words,
    threat_words,
    unvalued_words,
    word_rows,
)
from backchannel.cli.study import give, run_study

if TYPE_CHECKING:
    from backchannel.studies.record.influence import Influence
    from backchannel.studies.record.sources import Sources


@dataclass(frozen=True)
class _Found:
    sources: "Sources"
    influence: "Influence"


def sources(
    case: CaseName,
    reading: ReadingOption = None,
    in_order: InOrderOption = False,
    draws: DrawsOption = 1_000,
    seed: SeedOption = 0,
    form: FormatOption = Format.TABLE,
) -> None:
    """Say who speaks and what rests on whom, and drop each source to see whose word carries what.

    Dropping a source takes away what it says and what reached us only through it; estimates that
    rest on nothing else fall back to ignorance, and offers, red lines and threats that rest on
    nothing else go. Every question of the case is then asked again over the same draws.
    """
    loaded = load_case(case, reading, in_order=in_order)
    from backchannel.studies.record.influence import influence as influence_study
    from backchannel.studies.record.sources import sources as sources_study

    texts = {it.id: str(it.text) for it in loaded.document.questions}
    from backchannel.studies.record.shifts import one_of

    def both(*, progress: Progress | None, stop: Callable[[], bool]) -> _Found:
        """Ask both with one stop, so that Ctrl-C ends the two."""
        first, then = one_of(progress, 0, 2), one_of(progress, 1, 2)
        return _Found(
            sources_study(loaded, draws=draws, seed=seed, progress=first, stop=stop),
            influence_study(loaded, draws=draws, seed=seed, progress=then, stop=stop),
        )

    found = run_study("sources", both)
    give(found, form, lambda it: _print(it, texts), rows=_csv_rows)


def _csv_rows(found: _Found) -> list[Row]:
    """One row a source and question; the source's own columns are repeated."""
    dropped: dict[object, list[dict[str, object]]] = {}
    for row in found.influence.to_rows():
        dropped.setdefault((row["kind"], row.pop("without")), []).append(row)
    empty = {key: None for rows in dropped.values() for row in rows for key in row}
    return [
        {**source, **empty, **shift}
        for source in found.sources.to_rows()
        for shift in dropped.get(("source", source["source"]), [{}])
    ]


def _print(found: _Found, texts: dict[str, str]) -> None:
    who, what = found.sources, found.influence
    _part("WHO SPEAKS", source_words(who))
    if who.sources:
        _part("\nWHOSE WORD CARRIES WHICH CONCLUSION", influence_words(what, who, texts))
        if what.questions and any(it.loss.largest for it in what.ranking):
            print_table(
                share_rows(what),
                "\nShare of draws in which a package is acceptable to all, without each source "
                "(* crosses one half, ? these draws do not settle whether; = as with all)",
            )
        print_table(drop_rows(what), "\nWhat goes with each source")
        print_table(source_rows(who), "\nSources, and what rests on them")
    if who.contradictions:
        _part("\nCLAIMS THAT CONTRADICT ONE ANOTHER", contradiction_words(who))
    if who.threats:
        _part("\nTHREATS: CLAIMED AND ADOPTED", threat_words(who))
    if any(it.hedges for it in who.claims):
        _part("\nWORDS OF PROBABILITY IN THE CLAIMS", unvalued_words(who))
        if rows := word_rows(who):
            print_table(rows, "\nWords that have a value")
    if who.claims:
        print_table(claim_rows(who), "\nHow far each claim is believed")
        print_text(
            "Numbers with two more in brackets are the median with the 5th and the 95th percentile "
            f"over {who.draws:,} draws. They follow from letter, digit and stake by the stated "
            "table of credibility, a convention of this project, or from the analyst's own chance "
            "where the case gives one; they enter no question above."
        )
    lacking = dict.fromkeys((*who.lacking, *what.lacking))
    print_notes((*what.notes, *who.notes), lacking)


def _part(title: str, sentences: list[str]) -> None:
    print_text(title)
    for sentence in sentences:
        print_text(sentence)
