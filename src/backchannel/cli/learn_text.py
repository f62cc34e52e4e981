"""What `backchannel learn` prints: a paragraph for each answer, then small tables."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from backchannel.cli.common import print_notes, print_table, print_text
from backchannel.cli.figures import counted, part, percent, points, shares

if TYPE_CHECKING:
    from backchannel.studies.record.carried import Carried
    from backchannel.studies.record.lessons import CodingLesson, Learned, Lesson, Moved
    from backchannel.studies.record.testimony import Voice


def tell(found: "Learned", told: "Sequence[Carried]", draws: int) -> None:
    """Print it."""
    print_text(found.summary())
    for name in found.silent:
        print_text(f"{name} has no known answer, so it teaches nothing.")
    if found.fallen:
        print_text(
            "So that no evidence counts twice, what rests on the claims about these offers alone "
            f"falls back to 'anything on the scale' before they teach: "
            f"{counted(len(found.fallen), 'estimate')}."
        )
    if any(coding.partial for lesson in found.lessons for coding in lesson.codings):
        print_text(
            "An offer on some of the issues is held against the present state, one on all of them "
            "against carrying on without a package."
        )
    for lesson in found.lessons:
        print()
        for sentence in sentences(lesson):
            print_text(sentence)
        if lesson.moved:
            print_table([_moved(it) for it in lesson.moved], f"\nWhat {lesson.offer} moved most")
    if len(found.lessons) > 1 and found.moved:
        print_table([_moved(it) for it in found.moved], "\nWhat all of them together moved most")
    if told:
        print_table(
            [_headline(it) for it in told],
            f"\nHeadlines over {counted(draws, 'draw')} each: share of draws with some package "
            "that all accept",
        )
        print_text(
            "Learned draws are drawn anew by their weights: against the column before, differences "
            f"of up to about {200 * (0.5 / draws) ** 0.5:.0f} points can be chance."
        )
    print_notes(found.notes, found.lacking)


def sentences(lesson: "Lesson") -> Iterator[str]:
    """Say what one answer teaches, in plain words."""
    what = (
        "made an approach (no package)"
        if lesson.approach
        else f"offered {' or '.join(_package(it) for it in lesson.codings)}"
    )
    where = f" in {lesson.channel}" if lesson.channel else ""
    yield (
        f"{lesson.offer}: {lesson.by} {what} to {lesson.to}{where}. Answer: {lesson.answer}"
        f"{_said(lesson)}."
    )
    if lesson.told.support:
        yield (
            f"Going by who says so{' and who denies it' if lesson.told.denial else ''}, it was "
            f"answered so with a chance of {shares(lesson.believed)}; held against the numbers, "
            f"what rests on these offers' claims alone set aside, {percent(lesson.happened)}."
        )
    yield _expected(lesson)
    for coding in lesson.codings:
        yield _lesson(lesson, coding, alone=len(lesson.codings) == 1)


def _said(lesson: "Lesson") -> str:
    if not lesson.told.support:
        return " (no claim stands behind it; it is taken as it stands)"
    said = "; says " + ", ".join(map(_voice, lesson.told.support))
    denied = "; contradicted by " + ", ".join(map(_voice, lesson.told.denial))
    return said + (denied if lesson.told.denial else "")


def _voice(voice: "Voice") -> str:
    return f"{voice.source} ({', '.join(voice.claims)})"


def _expected(lesson: "Lesson") -> str:
    chance = (
        f"As the case is written this answer had a chance of {percent(lesson.written)}; with what "
        f"rests on these offers' claims alone set aside, {percent(lesson.expected)}."
    )
    if lesson.surprising:
        return (
            f"{chance} It comes as a surprise to the numbers: either the report is wrong, or some "
            "of them are."
        )
    return chance


def _lesson(lesson: "Lesson", coding: "CodingLesson", *, alone: bool) -> str:
    over = "the present state" if coding.partial else "carrying on without a package"
    what = (
        f"the best package that {lesson.by} accepts gives {lesson.to}"
        if coding.package is None
        else f"the offer gives {lesson.to}"
    )
    read = "" if alone else f"Read as {_package(coding)}: "
    verb = "Accepting" if lesson.answer == "accepted" else "Refusing"
    written = points(coding.gain_written, signed=True)
    before = points(coding.gain_before, signed=True)
    if coding.gain_if_so is None or coding.gain_after is None:
        return (
            f"{read}by the numbers of the case {what} {before} points over {over}, and in no "
            "draw would that have been answered so."
        )
    few = " (few draws)" if coding.few else ""
    return (
        f"{read}{verb} it says that {what} {points(coding.gain_if_so, signed=True)} points over "
        f"{over}, if it was answered so{few}; {points(coding.gain_after, signed=True)} as far as "
        f"the report is believed. Before it teaches: {written} as the case is written, {before} "
        f"set aside.{_little(lesson, coding)}"
    )


def _little(lesson: "Lesson", coding: "CodingLesson") -> str:
    if not coding.little:
        return ""
    if lesson.surprising:
        return " This teaches little, for held against these numbers the report is hardly believed."
    return " This teaches little."


def _package(coding: "CodingLesson") -> str:
    return ", ".join(f"{issue}={option}" for issue, option in (coding.package or {}).items())


def _moved(it: "Moved") -> dict[str, object]:
    share = it.of == "real"
    before, after = (
        (percent(of.median) if share else f"{of.median:.3g} ({of.low:.3g} to {of.high:.3g})")
        for of in (it.before, it.after)
    )
    return {
        "estimate": it.path + (" (is the line real)" if share else ""),
        "set aside": before,
        "learned": after,
        "shift": f"{it.shift:+.2f} standard deviations",
    }


def _headline(it: "Carried") -> dict[str, object]:
    row: dict[str, object] = {"question": it.id}
    for name, of in (("as written", it.written), ("set aside", it.aside), ("learned", it.learned)):
        row[name] = f"{percent(of.open_share)}, median {part(of.median, of.total)} of packages"
    return row
