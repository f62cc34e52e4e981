"""`backchannel show`: what is in a case, or one number with everything behind it."""

from typing import Annotated

import typer

from backchannel.case import Case
from backchannel.case.schema import Claim
from backchannel.case.unknowns import Unknown
from backchannel.cli.common import (
    CaseName,
    Format,
    FormatOption,
    InOrderOption,
    ReadingOption,
    Row,
    load_case,
    print_json,
    print_rows,
    print_table,
)
from backchannel.core.errors import UsageError, did_you_mean, one_line
from backchannel.evidence.grades import GRADES, RELIABILITY

LanguageOption = Annotated[str, typer.Option("--lang", help="Language of the case's texts.")]


def show(
    case: CaseName,
    path: Annotated[
        str | None,
        typer.Argument(metavar="PATH", help="A path such as walk_away.us_admin, or a claim's id."),
    ] = None,
    language: LanguageOption = "en",
    reading: ReadingOption = None,
    in_order: InOrderOption = False,
    form: FormatOption = Format.TABLE,
) -> None:
    """Show who, what, channels and questions; or one number, its range, reason and sources.

    PATH may also be the beginning of paths (walk_away, preferences.us_admin): all estimates below
    it are listed.
    """
    loaded = load_case(case, reading, in_order=in_order)
    if path is None:
        _show_case(loaded, language, form)
    elif path in loaded.unknowns:
        _show_estimate(loaded, path, language, form)
    elif path in (claims := {claim.id: claim for claim in loaded.document.claims}):
        row = _claim_row(loaded, claims[path], language)
        print_rows([{"key": key, "value": value} for key, value in row.items()], form)
    elif below := [u for p, u in loaded.unknowns.items() if p.startswith(f"{path}.")]:
        print_rows([_estimate_row(loaded, u, language) for u in below], form)
    else:
        known = [*loaded.unknowns, *claims]
        raise UsageError(
            f"'{path}' is no estimate and no claim of this case",
            hint=did_you_mean(path, known) or "`show CASE walk_away` lists the walk-away values",
        )


def _show_case(case: Case, language: str, form: Format) -> None:
    document = case.document
    who: list[Row] = [
        {
            "party": party.name.say(language),
            "actor": actor.id,
            "name": actor.name.say(language),
            "role": actor.role.say(language) if actor.role else None,
            "values": _whose_values(case, actor.id),
        }
        for party in document.parties
        for actor in document.actors
        if actor.id in party.actors
    ]
    what: list[Row] = [
        {
            "issue": issue.id,
            "name": issue.name.say(language),
            "options": " | ".join(
                f"[{o.id}]" if o.id == issue.status_quo else o.id for o in issue.options
            ),
        }
        for issue in document.issues
    ]
    channels: list[Row] = [
        {
            "channel": channel.id,
            "between": ", ".join(channel.between),
            "on behalf of": ", ".join(channel.on_behalf_of),
            "status": channel.status,
            "binding": channel.binding,
            "secrecy": channel.secrecy,
            "issues": ", ".join(channel.issues),
        }
        for channel in document.channels
    ]
    questions: list[Row] = [
        {
            "question": question.id,
            "text": question.text.say(language),
            "actors": ", ".join(question.actors) or f"those of channel {question.channel}",
            "condition": question.condition,
        }
        for question in document.questions
    ]
    conditions: list[Row] = [
        {
            "condition": condition.id,
            "text": condition.text.say(language),
            "brought about by": ", ".join(
                [
                    *condition.levers,
                    *(f"{i}={o}" for i, o in (condition.implied_by or {}).items()),
                    *([condition.event] if condition.event else []),
                ]
            ),
        }
        for condition in document.conditions
    ]
    if form is Format.TABLE:
        print(one_line(f"{document.case.title.say(language)} (as of {document.case.as_of})"))
        for title, rows in (
            ("WHO", who),
            ("WHAT (status quo in brackets)", what),
            ("CHANNELS", channels),
            ("CONDITIONS (for --if)", conditions),
            ("QUESTIONS", questions),
        ):
            print_table(rows, f"\n{title}")
        placeholders = sum(u.is_placeholder for u in case.unknowns.values())
        print(
            f"{len(case.unknowns)} estimates, {placeholders} of them placeholders; readings: "
            + (", ".join(reading.id for reading in document.readings) or "none")
        )
    elif form is Format.JSON:
        print_json(
            {
                "who": who,
                "what": what,
                "channels": channels,
                "conditions": conditions,
                "questions": questions,
            }
        )
    else:
        print_rows(who, form)


def _whose_values(case: Case, actor: str) -> str:
    from backchannel.case.roles import values_of

    holder = values_of(case.document, actor)
    return "none" if holder is None else "own" if holder == actor else f"those of {holder}"


def _estimate_row(case: Case, unknown: Unknown, language: str) -> dict[str, object]:
    return {
        "path": unknown.path,
        "low": unknown.low,
        "mode": unknown.mode,
        "high": unknown.high,
        "unit": unknown.unit,
        "basis": unknown.basis,
        "reason": unknown.reason.say(language) if unknown.reason else None,
        "claims": ", ".join(unknown.claims),
        "place": str(case.place(unknown.path)),
    }


def _show_estimate(case: Case, path: str, language: str, form: Format) -> None:
    unknown = case.unknown(path)
    claims = [
        _claim_row(case, claim, language)
        for claim in case.document.claims
        if claim.id in unknown.claims
    ]
    row = _estimate_row(case, unknown, language)
    row["distribution"] = unknown.distribution
    row["reading"] = unknown.reading or "base"
    row["overridden by"] = ", ".join(
        reading.id
        for reading in case.document.readings
        if any(override.path == path for override in reading.overrides)
    )
    if form is Format.JSON:
        print_json({**row, "claims": claims})
    elif form is Format.CSV:
        print_rows([row], form)
    else:
        print_table([{"key": key, "value": value} for key, value in row.items()])
        print_table(claims, "claims behind it")


def _claim_row(case: Case, claim: Claim, language: str) -> dict[str, object]:
    source = next(s for s in case.document.sources if s.id == claim.source)
    against = [c.id for c in case.document.claims if claim.id in c.contradicts]
    return {
        "claim": claim.id,
        "text": claim.text.say(language),
        "kind": claim.kind,
        "grade": f"{source.reliability}{claim.grade} ({RELIABILITY[source.reliability]}; "
        f"{GRADES[claim.grade]})",
        "source": source.name.say(language),
        "interest": source.interest.say(language),
        "reached us through": ", ".join(
            source.reached_through if claim.reached_through is None else claim.reached_through
        ),
        "contradicted by": ", ".join(against),
    }
