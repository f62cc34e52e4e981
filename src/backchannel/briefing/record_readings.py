"""What the base and all readings share, what flips, and which override is enough to flip it."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import Final

from markupsafe import Markup, escape

from backchannel.briefing.record_frames import readings_frame
from backchannel.briefing.record_parts import Block, Teller
from backchannel.briefing.tables import claim_links
from backchannel.briefing.voice import Figure, Phrase, Series
from backchannel.studies.record.compare import Compared, Comparison, Largest
from backchannel.studies.record.flips import Flip, OverrideSet, Replaced
from backchannel.studies.record.whole import TheRecord

MOST_SETS: Final = 3
"""Sets of overrides that are told of one flip."""


def readings(t: Teller, record: TheRecord) -> Block:
    """Say what all readings share and what each of them turns."""
    found, title = record.compared, t.voice("record.readings.title")
    if found is None:
        return Block("record-readings", title, (t.say("readings.applied"),))
    if not found.headlines or not found.readings:
        return Block("record-readings", title, small=t.notes(found.notes, found.lacking))
    frame = readings_frame(t.voice, found)
    return Block(
        anchor="record-readings",
        title=title,
        lines=(
            t.say("readings.intro", draws=t.draws(found.draws)),
            *_shared(t, found),
            *([] if found.flips else [t.say("readings.no_flips")]),
        ),
        items=(*(_flip(t, it, found.draws) for it in found.flips), *_kept(t, found)),
        frames=(frame,) if frame else (),
        small=t.notes(found.notes, found.lacking),
    )


def short(t: Teller, record: TheRecord) -> Iterator[Phrase]:
    """Say how many answers all readings share, and what flips."""
    found = record.compared
    if found is None or not found.headlines or not found.readings:
        return
    shared = sum(it.shared for it in found.headlines)
    values = {"shared": str(shared), "n": str(len(found.headlines)), "draws": t.draws(found.draws)}
    if not found.flips:
        yield t.phrase("readings.short_none", **values)
        return
    yield t.phrase("readings.short", flips=_flips(t, found.flips), **values)


def _flips(t: Teller, flips: Sequence[Flip]) -> Series:
    by_reading: dict[str, list[Flip]] = {}
    for it in flips:
        by_reading.setdefault(it.reading, []).append(it)
    return t.voice.series(
        t.phrase(
            "readings.short_flip",
            reading=_reading(t, name),
            rows=t.voice.series(
                t.phrase(
                    "influence.shift",
                    question=t.question(it.headline),
                    before=t.share(it.before.value, f"enters-{it.headline}"),
                    after=t.share(it.after.value, f"enters-{it.headline}"),
                )
                for it in held
            ),
        )
        for name, held in by_reading.items()
    )


# ---------------------------------------------------------------- what all share


def _shared(t: Teller, found: Comparison) -> Iterator[Markup]:
    shared = [it for it in found.headlines if it.shared]
    if not shared:
        yield t.say("readings.share_nothing")
    for often, key in ((True, "readings.share_most"), (False, "readings.share_few")):
        alike = [it for it in shared if (it.under[0].open_share.value >= 0.5) == often]
        if alike:
            rows = t.voice.series(_span(t, it) for it in alike)
            yield t.say(key, rows=rows, draws=t.draws(found.draws))


def _span(t: Teller, it: Compared) -> Phrase:
    """Name a question with the least and the largest share under the base and the readings."""
    shares = [u.open_share.value for u in it.under]
    target = f"enters-{it.id}"
    span = Figure(t.voice.percents(min(shares), max(shares)), target)
    key = "readings.span" if it.settled else "readings.span_near"
    return t.phrase(key, question=t.question(it.id), span=span)


# ---------------------------------------------------------------- what flips


def _flip(t: Teller, it: Flip, draws: int) -> Markup:
    target = f"enters-{it.headline}"
    said = [
        t.say(
            "readings.flip",
            reading=_reading(t, it.reading),
            question=t.question(it.headline),
            before=t.sampled(it.before, target),
            after=t.sampled(it.after, target),
            draws=t.draws(draws),
        )
    ]
    said += [] if it.settled else [t.say("readings.near")]
    said += [*_enough(t, it), *_needed(t, it)]
    return Markup(" ").join(said)


def _enough(t: Teller, it: Flip) -> Iterator[Markup]:
    if not it.enough:
        key = "readings.more_needed" if it.tried else "readings.not_looked"
        yield t.say(key, n=str(it.tried), entering=str(len(it.entering)))
        return
    if it.tried > 1:
        yield t.say("readings.fewer", n=str(it.tried - 1))
    for chosen in it.enough[:MOST_SETS]:
        yield _set(t, chosen, it)
    if len(it.enough) > MOST_SETS:
        yield t.say("readings.more_sets", n=str(len(it.enough) - MOST_SETS))
    if it.close:
        yield t.say("readings.close", n=str(len(it.close)))


def _set(t: Teller, chosen: OverrideSet, it: Flip) -> Markup:
    """Name overrides that flip an answer by themselves, why the reading has them, and how far."""
    single = len(chosen.overrides) == 1
    move = t.voice("record.readings.fixed")
    if not math.isinf(chosen.move):
        move = t.voice("record.readings.move", share=t.voice.percent(chosen.move))
    return t.say(
        "readings.enough_one" if single else "readings.enough_several",
        rows=t.voice.series(_override(t, part, it.reading) for part in chosen.overrides),
        share=t.sampled(chosen.open_share, f"enters-{it.headline}"),
        move=move,
        why=_why(t, it.reading, chosen.overrides),
    )


def _override(t: Teller, it: Replaced, reading: str) -> Phrase:
    target = t.target([it.path])
    low, mode, high = it.before
    after_low, after, after_high = it.after
    return t.phrase(
        "readings.override",
        named=t.number(it.path),
        before=t.numbers(low, mode, high, target),
        after=t.numbers(after_low, after, after_high, f"reading-{reading}"),
    )


def _why(t: Teller, reading: str, overrides: Sequence[Replaced]) -> Series:
    """Give the reading's reasons with their claims."""
    held = next(it for it in t.case.document.readings if it.id == reading)
    reasons = {it.path: it.reason for it in held.overrides}
    return t.joined(
        Series(
            said := t.voice.say(reasons[it.path]),
            Markup("{} [{}]").format(said, claim_links(it.claims)) if it.claims else escape(said),
        )
        for it in overrides
        if it.path in reasons
    )


def _needed(t: Teller, it: Flip) -> Iterator[Markup]:
    if it.needed is None:
        return
    if len(it.entering) == 1:
        yield t.say("readings.only")
    elif it.needed:
        yield t.say("readings.needed", named=t.joined(t.number(part.path) for part in it.needed))
    else:
        yield t.say("readings.any")


def _kept(t: Teller, found: Comparison) -> Iterator[Markup]:
    for it in found.largest:
        yield _largest(t, it, found.draws)


def _largest(t: Teller, it: Largest, draws: int) -> Markup:
    reading = _reading(t, it.reading)
    if it.headline is None:
        return t.say("readings.changes_nothing", reading=reading)
    target = f"enters-{it.headline}"
    return t.say(
        f"readings.largest_{it.of}",
        reading=reading,
        question=t.question(it.headline),
        before=t.share(it.before, target),
        after=t.share(it.after, target),
        draws=t.draws(draws),
    )


def _reading(t: Teller, name: str) -> Series:
    return t.links("readings", [name], "reading")
