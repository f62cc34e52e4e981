"""What each answer on record teaches, in sentences; and the headlines before and after."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from markupsafe import Markup

from backchannel.briefing import numbers
from backchannel.briefing.record_frames import learned_frame
from backchannel.briefing.record_parts import Block, Teller
from backchannel.briefing.tables import Row, Table, link
from backchannel.briefing.voice import Figure, Phrase, Series
from backchannel.studies.headlines import Headline
from backchannel.studies.record.carried import Carried
from backchannel.studies.record.lessons import CodingLesson, Learned, Lesson, Moved
from backchannel.studies.record.testimony import Voice as Speaker
from backchannel.studies.record.whole import TheRecord

MOST_MOVED: Final = 3


def lessons(t: Teller, record: TheRecord) -> Block:
    """Word what every answer on record teaches, one block each."""
    found = record.learned
    if found is None:
        lines: tuple[Markup, ...] = (t.say("lessons.learned_already"),)
        return Block("record-lessons", t.voice("record.lessons.title"), lines)
    frame = learned_frame(t.voice, record.carried, found.effective) if record.carried else None
    table = _headlines(t, record.carried, record.headline_draws)
    return Block(
        anchor="record-lessons",
        title=t.voice("record.lessons.title"),
        lines=tuple(_intro(t, found)),
        within=tuple(
            _lesson(t, it, found, _same(it, found.lessons[:n]))
            for n, it in enumerate(found.lessons)
        ),
        frames=(frame,) if frame else (),
        tables=() if frame else table,
        folded=table if frame else (),
        small=t.notes(found.notes, found.lacking),
    )


def short(t: Teller, found: Learned, most: int) -> Iterator[Phrase]:
    """Say in a sentence each what the answers teach that weigh most."""
    weightiest = sorted(found.lessons, key=lambda it: it.effective)[:most]
    for it in found.lessons:
        if it in weightiest:
            yield t.phrase(
                "lessons.short",
                offer=it.offer,
                reply=_reply(t, it),
                believed=t.shares(it.believed, _heard(t, it)),
                draws=t.draws(found.draws),
                expected=t.share(it.expected, "run"),
                verdict=t.voice(f"record.lessons.short_{_verdict(it)}"),
            )


def _verdict(it: Lesson) -> str:
    if it.surprising:
        return "surprise"
    return "little" if it.little else "weighs"


def _intro(t: Teller, found: Learned) -> Iterator[Markup]:
    if not found.lessons:
        yield t.say("lessons.none")
    else:
        yield t.say(
            "lessons.intro",
            n=str(len(found.lessons)),
            draws=t.draws(found.draws),
            effective=Figure(numbers.count(found.effective), "run"),
        )
    if found.fallen:
        yield t.say("lessons.fallen", n=Figure(str(len(found.fallen)), "appendix"))
    if found.silent:
        yield t.say("lessons.silent", offers=t.links("offers", found.silent, "offer"))
    if len(found.lessons) > 1 and found.moved:
        yield t.say("lessons.moved_together", rows=t.voice.series(_moved(t, found.moved)))


# ---------------------------------------------------------------- one answer


def _same(it: Lesson, before: Sequence[Lesson]) -> str | None:
    """Return an earlier offer of the same package, which need not be said again."""
    held = [coding.package for coding in it.codings]
    alike = (x.offer for x in before if [coding.package for coding in x.codings] == held)
    return None if it.approach else next(alike, None)


def _lesson(t: Teller, it: Lesson, found: Learned, same: str | None) -> Block:
    voice = t.voice
    title = voice(
        "record.lessons.head",
        offer=it.offer,
        by=voice.name("actors", it.by),
        to=voice.name("actors", it.to),
        answer=voice.word("reply", it.answer),
    )
    lines = [_offered(t, it, same), *_said(t, it, found.draws), _expected(t, it, found)]
    lines += [_worth(t, it, coding, found) for coding in it.codings]
    if it.little:
        lines.append(t.say("lessons.unbelieved" if it.surprising else "lessons.little"))
    elif it.moved:
        lines.append(t.say("lessons.moved", rows=voice.series(_moved(t, it.moved))))
    return Block(f"record-lesson-{it.offer}", title, tuple(lines))


def _offered(t: Teller, it: Lesson, same: str | None) -> Markup:
    values: dict[str, object] = {
        "by": t.voice.name("actors", it.by),
        "to": t.voice.name("actors", it.to),
        "where": _where(t, it),
    }
    if it.approach:
        return t.say("lessons.approached", **values)
    if same:
        offer = link(f"record-lesson-{same}", same)
        return t.say("lessons.offered_same", offer=offer, **values)
    either = t.voice("record.lessons.or")
    package = either.join(t.voice.pattern(coding.package or {}) for coding in it.codings)
    return t.say("lessons.offered", package=package, **values)


def _where(t: Teller, it: Lesson) -> Series | str:
    if it.channel is None:
        return ""
    return Series(
        t.voice("record.lessons.where", channel=t.voice.name("channels", it.channel)),
        t.say("lessons.where", channel=t.links("channels", [it.channel], "channel")),
    )


def _said(t: Teller, it: Lesson, draws: int) -> Iterator[Markup]:
    told = it.told
    if not told.support:
        yield t.say("lessons.unclaimed")
        return
    says = t.say("lessons.says", voices=t.voice.series(_voices(t, told.support)))
    denies = t.say("lessons.denies", voices=t.voice.series(_voices(t, told.denial)))
    key = "believed_denied" if told.denial else "believed"
    believed = t.say(
        f"lessons.{key}",
        believed=t.shares(it.believed, _heard(t, it)),
        happened=t.share(it.happened, _heard(t, it)),
        draws=t.draws(draws),
    )
    yield Markup(" ").join([says, *([denies] if told.denial else []), believed])


def _heard(t: Teller, it: Lesson) -> str:
    """Where it stands how far a report is believed: an estimate of the case, else the claim."""
    claims = [claim for speaker in it.told.support for claim in speaker.claims]
    other = f"claim-{claims[0]}" if claims else f"offer-{it.offer}"
    return t.target(it.told.paths, other)


def _voices(t: Teller, speakers: Sequence[Speaker]) -> list[Phrase]:
    return [
        t.phrase("lessons.voice", source=t.sources([it.source]), claims=t.claims(it.claims))
        for it in speakers
    ]


def _expected(t: Teller, it: Lesson, found: Learned) -> Markup:
    target = t.target(it.paths, f"offer-{it.offer}")
    written, expected = (t.share(of, target) for of in (it.written, it.expected))
    said = t.say(
        "lessons.expected",
        written=written,
        sample=t.draws(found.written_draws),
        expected=expected,
        draws=t.draws(found.draws),
    )
    return said + " " + t.say("lessons.surprise") if it.surprising else said


def _worth(t: Teller, it: Lesson, coding: CodingLesson, found: Learned) -> Markup:
    """Say what the offer is worth to the actor asked: if so, as believed, before it teaches."""
    target = t.target(it.paths, f"offer-{it.offer}")
    what = "best" if coding.package is None else "offer"
    read = t.voice("record.lessons.read_alone")
    if len(it.codings) > 1:
        read = t.voice("record.lessons.read", package=t.voice.pattern(coding.package or {}))
    values: dict[str, object] = {
        "read": read,
        "what": t.voice(
            f"record.lessons.what_{what}",
            by=t.voice.name("actors", it.by),
            to=t.voice.name("actors", it.to),
        ),
        "over": t.voice(f"record.lessons.over_{'status_quo' if coding.partial else 'walk_away'}"),
        "written": t.points(coding.gain_written, target),
        "before": t.points(coding.gain_before, target),
        "draws": t.draws(found.draws),
        "sample": t.draws(found.written_draws),
    }
    if coding.gain_if_so is None or coding.gain_after is None:
        return t.say("lessons.worth_never", **values)
    few = t.voice("record.lessons.few") if coding.few else ""
    so, after = (t.points(of, target) for of in (coding.gain_if_so, coding.gain_after))
    return t.say("lessons.worth", so=so, after=after, few=few, **values)


def _reply(t: Teller, it: Lesson) -> str:
    key = "reply_approach" if it.approach else "reply"
    return t.voice(
        f"record.lessons.{key}",
        to=t.voice.name("actors", it.to),
        by=t.voice.name("actors", it.by),
        answer=t.voice.word("reply", it.answer),
    )


# ---------------------------------------------------------------- what moved


def _moved(t: Teller, moved: Sequence[Moved]) -> list[Phrase]:
    return [
        t.phrase(
            "lessons.moved_row",
            named=t.number(it.path),
            before=_value(t, it, after=False),
            after=_value(t, it, after=True),
        )
        for it in moved[:MOST_MOVED]
    ]


def _value(t: Teller, it: Moved, *, after: bool) -> Figure:
    of, target = it.after if after else it.before, t.target([it.path], "appendix")
    if it.of == "real":
        return t.share(of.median, target)
    probability = t.case.unknowns[it.path].unit in ("probability", "share")
    if probability:
        return t.shares(of, target)
    rounded = [round(x, 1) for x in (of.median, of.low, of.high)]
    return t.numbers(rounded[1], rounded[0], rounded[2], target)


# ---------------------------------------------------------------- headlines


def _headlines(t: Teller, told: Sequence[Carried], draws: int) -> tuple[Table, ...]:
    if not told:
        return ()
    head = ("question", "written", "aside", "learned")
    return (
        Table(
            anchor="recordlearned",
            title=t.voice("record.lessons.table"),
            head=tuple(t.voice(f"record.lessons.{key}") for key in head),
            rows=tuple(
                Row((t.question(it.id).html, *(_cell(t, it.id, of) for of in
                     (it.written, it.aside, it.learned))))
                for it in told
            ),
            empty="",
            intro=t.say("lessons.table_intro", draws=t.draws(draws)),
            level=4,
        ),
    )  # fmt: skip


def _cell(t: Teller, question: str, of: Headline) -> Markup:
    target = f"enters-{question}"
    share, median = t.share(of.open_share, target), t.share(of.median, target)
    return t.say("lessons.cell", share=share, median=median)
