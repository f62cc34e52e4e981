"""Estimates: complete, reasoned, on their scale, and overridden only where they exist."""

from collections import Counter
from collections.abc import Iterator
from typing import Final

from pydantic import ValidationError

from backchannel.case.finding import Finding
from backchannel.case.schema import CaseDocument, Pattern
from backchannel.case.unknowns import Unknown, table_of_unknowns, walk
from backchannel.case.yaml_text import Loc
from backchannel.core.errors import did_you_mean

FAR_APART: Final = 20.0  # points between the present state and the walk-away value worth a note


def preferences_are_complete(document: CaseDocument) -> Iterator[Finding]:
    """A preference values each option of its issue; an actor's weights do not sum to nothing."""
    options = {issue.id: [option.id for option in issue.options] for issue in document.issues}
    for actor, by_issue in document.preferences.items():
        for issue, preference in by_issue.items():
            for option in options.get(issue, []):
                if option not in preference.values:
                    yield Finding(
                        "MISSING-OPTION",
                        ("preferences", actor, issue, "values"),
                        f"no value for option '{option}' of issue '{issue}'",
                        "give it [low, mode, high]",
                        option,
                    )
        weights = {issue: p.weight.value[1] for issue, p in by_issue.items()}
        if by_issue and sum(weights.values()) <= 0:
            yield _no_weight(("preferences", actor), actor)
            continue
        for r, reading in enumerate(document.readings):
            under = dict(weights)
            for override in reading.overrides:
                parts = override.path.split(".")
                if parts[:2] == ["preferences", actor] and parts[3:] == ["weight"]:
                    under[parts[2]] = override.value[1]
            if by_issue and sum(under.values()) <= 0:
                yield _no_weight(("readings", r), actor)


def _no_weight(loc: Loc, actor: str) -> Finding:
    return Finding(
        "ZERO-WEIGHTS",
        loc,
        f"the weights of '{actor}' sum to nothing",
        "at least one issue must count",
        f"preferences.{actor}",
    )


def estimates_have_reasons(document: CaseDocument) -> Iterator[Finding]:
    """Every estimate says on what it rests and why, itself or through the block around it."""
    lacking: dict[tuple[str, str], list[Unknown]] = {}
    for unknown in table_of_unknowns(document).values():
        missing = [key for key in ("basis", "reason") if not getattr(unknown, key)]
        if missing:
            lacking.setdefault((_block(unknown), " and no ".join(missing)), []).append(unknown)
    for (block, lacks), unknowns in lacking.items():
        few = len(unknowns) == 1
        yield Finding(
            "NO-REASON",
            unknowns[0].loc,
            f"{unknowns[0].path} has no {lacks}"
            if few
            else f"{len(unknowns)} numbers of {block} have no {lacks}",
            "state it beside the number" if few else "state it once, beside the first of them",
            unknowns[0].path,
        )
    for r, reading in enumerate(document.readings):
        for o, override in enumerate(reading.overrides):
            if not (override.basis and override.reason):
                yield Finding(
                    "NO-REASON",
                    ("readings", r, "overrides", o),
                    f"the override of {override.path} needs a basis and a reason",
                    "each override has its own",
                    override.path,
                )


def _block(unknown: Unknown) -> str:
    """Return the path of the block whose one reason would do: an actor on an issue, a lever."""
    parts = unknown.path.split(".")
    return ".".join(parts[: 3 if parts[0] == "preferences" else 2])


def overrides_resolve(document: CaseDocument) -> Iterator[Finding]:
    """An override names one estimate by its path and keeps to that estimate's scale."""
    estimates = {path: estimate for path, _, estimate, _ in walk(document)}
    for r, reading in enumerate(document.readings):
        seen: set[str] = set()
        for o, override in enumerate(reading.overrides):
            loc: Loc = ("readings", r, "overrides", o)
            if override.path not in estimates:
                yield Finding(
                    "BAD-PATH",
                    (*loc, "path"),
                    f"'{override.path}' names no estimate of the case",
                    did_you_mean(override.path, estimates),
                    override.path,
                )
                continue
            if override.path in seen:
                yield Finding(
                    "DUPLICATE-KEY",
                    (*loc, "path"),
                    f"reading '{reading.id}' overrides '{override.path}' twice",
                    "",
                    override.path,
                )
            seen.add(override.path)
            target = estimates[override.path]
            unit = override.unit or target.unit
            try:
                type(target).model_validate({"value": list(override.value), "unit": unit})
            except ValidationError as error:
                said = error.errors(include_url=False)[0]["msg"]
                yield Finding(
                    "OUT-OF-RANGE",
                    (*loc, "value"),
                    f"for {override.path}: {said}",
                    "an override keeps to the scale and unit of what it overrides",
                    override.path,
                )


def combined_conditions_resolve(document: CaseDocument) -> Iterator[Finding]:
    """A key of `walk_away_if` is a condition, or several joined by ``+`` in alphabetical order."""
    known = {condition.id for condition in document.conditions}
    keys: list[tuple[Loc, str]] = [
        (("walk_away_if", actor, key), key)
        for actor, by_condition in document.walk_away_if.items()
        for key in by_condition
    ]
    for loc, key in keys:
        for part in key.split("+"):
            if part not in known:
                yield Finding(
                    "UNRESOLVED",
                    loc,
                    f"'{part}' is no condition of this case",
                    did_you_mean(part, known),
                    part,
                )
    for q, question in enumerate(document.questions):
        if question.condition:
            keys.append((("questions", q, "condition"), question.condition))
    for loc, key in keys:
        ordered = "+".join(sorted(set(key.split("+"))))
        if key != ordered:
            yield Finding(
                "BAD-VALUE", loc, f"'{key}' is not in alphabetical order", f"write '{ordered}'", key
            )


def present_state_is_near(document: CaseDocument) -> Iterator[Finding]:
    """Note where the present state and carrying on without agreement are valued far apart."""
    status_quo: Pattern = {issue.id: issue.status_quo for issue in document.issues}
    for actor, walk_away in document.walk_away.items():
        by_issue = document.preferences.get(actor, {})
        total = sum(p.weight.value[1] for p in by_issue.values())
        listed = [
            (p.weight.value[1], p.values.get(status_quo.get(issue, "")))
            for issue, p in by_issue.items()
        ]
        if total <= 0 or any(value is None for _, value in listed):
            continue
        present = sum(w * v.value[1] for w, v in listed if v is not None) / total
        gap = present - walk_away.value[1]
        if abs(gap) > FAR_APART:
            yield Finding(
                "PRESENT-STATE",
                ("walk_away", actor),
                f"'{actor}' values the present state at {present:.0f} points and carrying "
                f"on without a package at {walk_away.value[1]:.0f}",
                "fine if things are expected to change without a deal (let the reason say "
                "how); else bring the two closer",
                actor,
                "note",
            )


def issues_count_for_somebody(document: CaseDocument) -> Iterator[Finding]:
    """Note an issue that no actor lists: it has weight 0 for all and changes nothing."""
    listed = {issue for by_issue in document.preferences.values() for issue in by_issue}
    for i, issue in enumerate(document.issues):
        if issue.id not in listed:
            yield Finding(
                "UNUSED",
                ("issues", i),
                f"no actor lists issue '{issue.id}', so it counts for nobody",
                "give it a weight and values under the preferences of those who care",
                issue.id,
                "note",
            )


def placeholders_are_counted(document: CaseDocument) -> Iterator[Finding]:
    """Say how many estimates are placeholders."""
    unknowns = table_of_unknowns(document).values()
    bases = Counter(unknown.basis for unknown in unknowns)
    if bases["placeholder"]:
        yield Finding(
            "PLACEHOLDERS",
            (),
            f"{bases['placeholder']} of {len(unknowns)} estimates are placeholders",
            "the brief counts and lists them",
            "",
            "note",
        )
