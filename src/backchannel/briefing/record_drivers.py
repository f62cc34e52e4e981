"""Which numbers move the answers: three worth finding out, then each answer and groups."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import Final

from markupsafe import Markup, escape

from backchannel.briefing import numbers
from backchannel.briefing.record_frames import drivers_frame
from backchannel.briefing.record_parts import Block, Teller
from backchannel.briefing.tables import Row, Table
from backchannel.briefing.voice import Figure, Phrase, Series
from backchannel.studies.record.driven import (
    NOISE,
    Driver,
    Drivers,
    Explained,
    Group,
    HeadlineDrivers,
    Index,
    Part,
    Stated,
    WorthFinding,
)
from backchannel.studies.record.factors import Grouping, Label
from backchannel.studies.record.whole import TheRecord

SHOWN: Final = 5
"""Numbers in the table of one question."""
UNTOLD: Final = 0.25
"""Half an interval that is too wide to tell anything of a share."""


def drivers(t: Teller, record: TheRecord) -> Block:
    """Say which numbers would settle most, and what moves each answer that is open."""
    found = record.drivers
    over = [it for it in found.headlines if it.id in found.joined]
    frame = drivers_frame(t.voice, t.case, found)
    return Block(
        anchor="record-drivers",
        title=t.voice("record.drivers.title"),
        lines=tuple(_intro(t, found, over)),
        items=tuple(_number(t, it) for it in found.worth_finding),
        frames=(frame,) if frame else (),
        tables=_parts(t, found, over),
        folded=(*_indices(t, over), *_groups(t, found, over)),
        small=(
            *([t.say("drivers.caveat")] if found.worth_finding else []),
            *t.notes(found.notes, found.lacking),
        ),
    )


def short(t: Teller, record: TheRecord) -> Iterator[Phrase]:
    """Name the numbers worth finding out."""
    found = record.drivers
    if found.worth_finding:
        rows = t.voice.series(
            t.phrase(
                "drivers.short_row", named=_named(t, it.paths), index=_index(t, it.index, it.paths)
            )
            for it in found.worth_finding
        )
        yield t.phrase("drivers.short", rows=rows, draws=t.draws(found.draws))


def _intro(t: Teller, found: Drivers, over: Sequence[HeadlineDrivers]) -> Iterator[Markup]:
    if not found.headlines:
        return
    if not over:
        yield t.say("drivers.nothing_varies")
    elif not found.worth_finding:
        yield t.say("drivers.none")
    else:
        yield t.say(
            f"drivers.{'intro_open' if over[0].is_open else 'intro_size'}",
            questions=t.joined(t.question(it.id) for it in over),
            draws=t.draws(found.draws),
        )


# ---------------------------------------------------------------- worth finding out


def _number(t: Teller, it: WorthFinding) -> Markup:
    stated = t.voice.series(_stated(t, one) for one in it.estimates)
    values = {"named": _named(t, it.paths, first=True), "index": _index(t, it.index, it.paths)}
    little = t.voice("record.drivers.little") if it.index.value < NOISE else ""
    return t.say("drivers.number", stated=stated, little=little, **values)


def _stated(t: Teller, it: Stated) -> Phrase:
    target = t.target([it.path])
    return t.phrase(
        "drivers.stated",
        value=t.numbers(it.low, it.mode, it.high, target),
        unit=t.voice.word("unit", it.unit),
        basis=t.voice.word("basis", it.basis),
        said=t.said_by(it.sources, it.claims),
        reason=t.voice.say(t.case.unknowns[it.path].reason),
    )


def _parts(t: Teller, found: Drivers, over: Sequence[HeadlineDrivers]) -> tuple[Table, ...]:
    """What each open answer would be if it were known where the number lies."""
    if not found.worth_finding:
        return ()
    rows = [
        _part(t, it, place, over)
        for it in found.worth_finding
        for place in range(len(next(iter(it.drivers.values())).parts))
    ]
    heads = [t.question(it.id).html for it in over]
    return (
        Table(
            anchor="recordparts",
            title=t.voice("record.drivers.parts"),
            head=(t.voice("record.drivers.head_number"), t.voice("record.drivers.head_if"), *heads),
            rows=tuple(rows),
            empty="",
            intro=t.say("drivers.parts_intro", draws=t.draws(found.draws)),
            level=4,
        ),
    )


def _part(t: Teller, it: WorthFinding, place: int, over: Sequence[HeadlineDrivers]) -> Row:
    """Set one part of a number's range; its first part names the number."""
    here = next(iter(it.drivers.values())).parts[place]
    name = "" if place else _named(t, it.paths, first=True).html
    cells = [name, _where(t, here, it.paths)]
    for asked in over:
        driver = it.drivers.get(asked.id)
        cells.append(_answer(t, asked, driver.parts[place]) if driver else escape("–"))
    return Row(tuple(cells), kind="" if place else "first")


def _where(t: Teller, here: Part, paths: Sequence[str]) -> Markup:
    """Say where a number lies; estimates that are drawn as one have values of their own."""
    if here.low is None or here.high is None:
        return t.say("drivers.where", where=_at(t, here.at), draws=numbers.count(here.draws))
    if len(paths) > 1:
        return escape(_at(t, here.at))
    span = t.voice.span(*(float(f"{x:.3g}") for x in (here.low, here.high)))
    return escape(Figure(span, t.target(paths)))


def _at(t: Teller, at: str) -> str:
    """Word a part of a range; of red lines that share a fact, how many are real."""
    if " of " in at:
        number, _, lines, _ = at.split()
        return t.voice("record.drivers.at_some", n=number, lines=lines)
    return t.voice(f"record.drivers.at_{at.replace(' ', '_')}")


def _answer(t: Teller, asked: HeadlineDrivers, here: Part) -> Markup:
    target = f"enters-{asked.id}"
    if asked.told_by == "size":
        return t.say("drivers.of_packages", share=t.share(here.mean, target))
    return t.say("drivers.of_draws", share=t.share(here.open_share, target))


# ---------------------------------------------------------------- each answer


def _indices(t: Teller, over: Sequence[HeadlineDrivers]) -> tuple[Table, ...]:
    """For each open answer the numbers that explain most of it alone."""
    rows: list[Row] = []
    for asked in over:
        told = [it for it in asked.drivers if _counts(asked, it)][:SHOWN]
        for n, it in enumerate(told):
            index = _alone(asked, it)
            if index is not None:
                question = t.question(asked.id).html if not n else ""
                shown = escape(_index(t, index, it.paths))
                rows.append(Row((question, _named(t, it.paths, first=True).html, shown)))
    if not rows:
        return ()
    head = ("answer.question", "record.drivers.head_number", "record.drivers.head_alone")
    return (
        Table(
            anchor="recordindices",
            title=t.voice("record.drivers.indices"),
            head=tuple(map(t.voice, head)),
            rows=tuple(rows),
            empty="",
            intro=Markup(" ").join(_sums(t, over)),
            level=4,
        ),
    )


def _sums(t: Teller, over: Sequence[HeadlineDrivers]) -> Iterator[Markup]:
    yield t.say("drivers.indices_intro", draws=t.draws(over[0].draws))
    for it in over:
        alone = it.alone.of(it.told_by) if it.told_by else None
        if alone is not None:
            yield t.say(
                "drivers.sum",
                question=t.question(it.id),
                n=str(len(it.drivers)),
                index=_index(t, alone, ()),
            )


def _alone(asked: HeadlineDrivers, it: Driver) -> Index | None:
    return it.alone.of(asked.told_by) if asked.told_by else None


def _counts(asked: HeadlineDrivers, it: Driver) -> bool:
    index = _alone(asked, it)
    return index is not None and index.counts


# ---------------------------------------------------------------- groups


def _groups(t: Teller, found: Drivers, over: Sequence[HeadlineDrivers]) -> tuple[Table, ...]:
    """What groups of numbers explain alone and in all; groups that explain little are left out."""
    told = [it for it in over if it.told_by and it.groupings]
    if not told:
        return ()
    rows: list[Row] = []
    for place, grouped in enumerate(told[0].groupings):
        big = [g for g in range(len(grouped.groups)) if _tells(told, place, g)]
        for n, g in enumerate(big):
            label = grouped.groups[g].label
            by = t.voice(f"record.drivers.by_{grouped.by}") if not n else ""
            cells = [_group(t, it, it.groupings[place].groups[g]) for it in told]
            rows.append(Row((by, _label(t, label, grouped.by), *cells), kind="" if n else "first"))
    if not rows:
        return ()
    heads = [t.question(it.id).html for it in told]
    return (
        Table(
            anchor="recordgroups",
            title=t.voice("record.drivers.groups"),
            head=(t.voice("record.drivers.head_by"), t.voice("record.drivers.head_group"), *heads),
            rows=tuple(rows),
            empty="",
            intro=t.say("drivers.groups_intro", pairs=t.draws(found.pairs)),
            level=4,
        ),
    )


def _tells(told: Sequence[HeadlineDrivers], place: int, g: int) -> bool:
    """Whether some answer would stay open by more than noise without the group."""
    for it in told:
        group = it.groupings[place].groups[g]
        total = group.total.of(it.told_by) if it.told_by else None
        if group.numbers and total is not None and total.value >= NOISE:
            return True
    return False


def _label(t: Teller, label: Label, by: Grouping) -> str:
    if label.kind != "one":
        return t.voice(f"record.drivers.{label.kind}_{by}")
    if by == "basis":
        return t.voice.word("basis", label.id)
    return t.voice.name({"issue": "issues", "actor": "actors", "source": "sources"}[by], label.id)


def _group(t: Teller, it: HeadlineDrivers, group: Group) -> Markup:
    if not group.numbers or it.told_by is None:
        return escape("–")
    alone, total = (_whole(it, of) for of in (group.alone, group.total))
    return t.say("drivers.group_cell", alone=alone, total=total)


def _whole(it: HeadlineDrivers, of: Explained) -> Figure | str:
    index = of.of(it.told_by) if it.told_by else None
    if index is None or not index.high - index.value <= UNTOLD:
        return "?"
    return Figure(str(max(round(100 * index.value), 0)), f"enters-{it.id}")


# ---------------------------------------------------------------- words


def _named(t: Teller, paths: Sequence[str], *, first: bool = False) -> Series:
    named = [t.number(path, first=first and not n) for n, path in enumerate(paths)]
    joiner = t.voice("change.and")
    return Series(
        joiner.join(it.plain for it in named), escape(joiner).join(it.html for it in named)
    )


def _index(t: Teller, it: Index, paths: Sequence[str]) -> Figure:
    """Return a share of variance with its interval; chance may take one below nothing."""
    target = t.target(paths)
    value, low, high = (max(x, 0.0) for x in (it.value, it.low, it.high))
    if math.isnan(it.low):
        return Figure(f"{t.voice.percent(value)} {t.voice('record.drivers.few')}", target)
    return t.around(t.voice.percent(value), t.voice.percents(low, high), target)
