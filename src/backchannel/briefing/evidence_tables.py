"""Claims with their grades and what contradicts them; sources with interests and relays."""

from collections.abc import Sequence

from markupsafe import Markup, escape

from backchannel.briefing import numbers
from backchannel.briefing.tables import Row, Table, claim_links, link, stacked
from backchannel.briefing.voice import Voice
from backchannel.case import Case
from backchannel.case.schema import Claim, Source
from backchannel.evidence.grades import GRADES, RELIABILITY


def claims(voice: Voice, case: Case) -> Table:
    """What is said, by whom, how it is graded and what speaks against it."""
    back: dict[str, list[str]] = {}
    support: dict[str, list[str]] = {}
    for it in case.document.claims:
        for other in it.contradicts:
            back.setdefault(other, []).append(it.id)
        for other in it.supports:
            support.setdefault(other, []).append(it.id)
    head = ("id", "text", "source", "date", "grade", "contrary")
    grades = {s.id: s.reliability for s in case.document.sources}
    return Table(
        anchor="claims",
        title=voice("claims.title"),
        intro=voice("claims.intro"),
        head=tuple(voice(f"claims.{key}") for key in head),
        rows=tuple(
            _claim(
                voice, it, grades.get(it.source, "F"), (back.get(it.id, ()), support.get(it.id, ()))
            )
            for it in case.document.claims
        ),
        empty=voice("claims.none"),
    )


def _relays(voice: Voice, ids: Sequence[str]) -> Markup:
    if not ids:
        return escape(voice("sources.direct"))
    return Markup(", ").join(link(f"source-{s}", voice.name("sources", s)) for s in ids)


def _claim(
    voice: Voice, it: Claim, letter: str, turned: tuple[Sequence[str], Sequence[str]]
) -> Row:
    where = None
    if it.where is not None:
        where = voice("claims.where", document=it.where.document, paragraph=it.where.paragraph)
    against, support = turned
    named = (
        ("contradicted", against),
        ("contradicts", it.contradicts),
        ("supported", support),
        ("supports", it.supports),
    )
    said = [voice.html(f"claims.{key}", claims=claim_links(ids)) for key, ids in named if ids]
    return Row(
        anchor=f"claim-{it.id}",
        kind="contested" if against else "",
        cells=(
            it.id,
            stacked(
                voice.say(it.text),
                where,
                voice("claims.outside") if it.outside else None,
                voice.say(it.reference),
            ),
            stacked(
                link(f"source-{it.source}", voice.name("sources", it.source)),
                voice.word("kind", it.kind),
                voice.html("claims.relays", sources=_relays(voice, it.reached_through))
                if it.reached_through is not None
                else None,
            ),
            numbers.when(it.date) if it.date else "–",
            stacked(f"{letter}{it.grade}", _grade(voice, letter, it.grade)),
            stacked(*said) if said else "–",
        ),
    )


def _grade(voice: Voice, letter: str, digit: int) -> str:
    reliability = voice.words.get(f"reliability.{letter}", RELIABILITY[letter])
    return f"{reliability}; {voice.words.get(f'grade.{digit}', GRADES[digit])}"


def sources(voice: Voice, case: Case) -> Table:
    """Who says something, with which interest, and how it reached us."""
    said: dict[str, list[str]] = {}
    for claim in case.document.claims:
        said.setdefault(claim.source, []).append(claim.id)
    head = ("name", "interest", "reliability", "relays", "claims")

    def row(it: Source) -> Row:
        relays = Markup(" → ").join(
            link(f"source-{s}", voice.name("sources", s)) for s in it.reached_through
        )
        return Row(
            anchor=f"source-{it.id}",
            cells=(
                stacked(
                    voice.name("sources", it.id),
                    None if it.named else voice("sources.unnamed"),
                    voice.say(it.note),
                ),
                voice.say(it.interest),
                f"{it.reliability}: {voice.word('reliability', it.reliability)}",
                relays or voice("sources.direct"),
                claim_links(said.get(it.id, ())) or "–",
            ),
        )

    return Table(
        anchor="sources",
        title=voice("nav.sources"),
        head=tuple(voice(f"sources.{key}") for key in head),
        rows=tuple(row(it) for it in case.document.sources),
        empty=voice("sources.none"),
    )
