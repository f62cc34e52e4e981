"""The brief in a few lines of plain text, for a terminal."""

from typing import Final

from backchannel.briefing import answers, numbers, record, whose_deal
from backchannel.briefing.voice import Voice
from backchannel.briefing.wrap import wrapped
from backchannel.studies.overview import Overview

WIDTH: Final = 100
MOST: Final = 4  # of any list


def summary(overview: Overview, *, language: str = "en") -> str:
    """Return what the brief says in short: some 35 lines of plain text.

    Parameters
    ----------
    overview
        What the study found.
    language
        ``en`` or ``ko``.
    """
    voice = Voice.of(overview.case, language)
    document = overview.case.document
    lines = [
        voice.say(document.case.title),
        voice(
            "summary.as_of", date=numbers.when(document.case.as_of), digest=overview.run.case_digest
        ),
        voice("about.short"),
    ]
    if overview.case.readings:
        applied = voice.joined(voice.name("readings", r) for r in overview.case.readings)
        lines.append(voice("about.under", readings=applied))
    if overview.learned:
        lines.append(voice("about.learned", why=overview.learned))
    lines.append("")
    for number, answer in enumerate(overview.answers, start=1):
        lines += _question(voice, overview, number, answers.told(voice, overview, answer))
    if not overview.answers:
        lines.append(voice("answer.nothing"))
    if told := whose_deal.short(voice, overview):
        lines += ["", *told]
    if told := record.short(voice, overview):
        lines += ["", *told]
    lines += ["", *_absent(voice, overview), *_unknown(voice, overview)]
    return "\n".join(row for line in lines for row in wrapped(line, WIDTH, hanging="   ")) + "\n"


def _question(voice: Voice, overview: Overview, number: int, told: answers.Told) -> list[str]:
    head = f"{number}. {told.question} {voice.plain(told.headline)} {voice.plain(told.numbers)}"
    held = answers.holding_back(voice, overview.answers[number - 1])
    lines = [head, f"   {voice('blocks.label')} {held}"] if held else [head]
    return [*lines, f"   {voice.plain(told.change)}"]


def _absent(voice: Voice, overview: Overview) -> list[str]:
    missing = answers.missing(overview)
    if not missing:
        return [voice("absent.none")]
    first = missing[0]
    named = voice.joined(voice.name("actors", a.actor) for a in first.absences)
    label = voice("absent.label", channel=voice.name("channels", first.channel))
    return [f"{label} {named}"]


def _unknown(voice: Voice, overview: Overview) -> list[str]:
    unknowns = overview.case.unknowns.values()
    held = sum(u.is_placeholder for u in unknowns)
    lines = [voice("unknown.count", placeholders=held, estimates=len(unknowns))]
    if overview.case.document.silent:
        named = voice.some(
            [voice.name("silent", s.id) for s in overview.case.document.silent], MOST
        )
        lines.append(f"{voice('unknown.silent')} {named}")
    return lines
