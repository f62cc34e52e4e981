"""What must hold in a case beyond its schema: references, scales, needed values, cycles.

Each rule is a function from the document to findings; `RULES` lists them all. A finding names its
location in the document; `backchannel.case.load` turns that into file, line and column.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter
from typing import Final

from pydantic import BaseModel

from backchannel.case.references import known_names, references
from backchannel.case.roles import signatories, values_of
from backchannel.case.schema import CaseDocument, Pattern
from backchannel.case.unknowns import Unknown, table_of_unknowns, walk
from backchannel.case.yaml_text import Loc
from backchannel.core.errors import Severity, did_you_mean

FAR_APART: Final = 20.0  # points between the present state and the walk-away value worth a note


@dataclass(frozen=True, slots=True)
class Finding:
    """A broken rule: where, what, and the id or path that it is about (``subject``)."""

    code: str
    loc: Loc
    message: str
    hint: str = ""
    subject: str = ""
    severity: Severity = "error"


def ids_are_unique(document: CaseDocument) -> Iterator[Finding]:
    """Ids are unique within their list; a party and an actor may not share one either."""
    for name in type(document).model_fields:
        items = getattr(document, name)
        if isinstance(items, tuple):
            yield from _repeated_ids((name,), items)
    for i, issue in enumerate(document.issues):
        yield from _repeated_ids(("issues", i, "options"), issue.options)


def _repeated_ids(loc: Loc, items: Sequence[object]) -> Iterator[Finding]:
    seen: set[str] = set()
    for position, item in enumerate(items):
        name = getattr(item, "id", None)
        if name in seen:
            yield Finding(
                "DUPLICATE-ID",
                (*loc, position, "id"),
                f"'{name}' is used twice in {loc[-1]}",
                "give each its own id",
                str(name),
            )
        elif name is not None:
            seen.add(name)


def references_resolve(document: CaseDocument) -> Iterator[Finding]:
    """Every id that is mentioned exists."""
    known = known_names(document)
    for reference in references(document):
        names = known[reference.kind]
        if reference.name not in names:
            yield Finding(
                "UNRESOLVED",
                reference.loc,
                f"'{reference.name}' is no {_in_words(reference.kind)} of this case",
                did_you_mean(reference.name, names),
                reference.name,
            )


def _in_words(kind: str) -> str:
    group, _, of = kind.partition(":")
    return f"{group} of '{of}'" if of else group


def issues_have_options(document: CaseDocument) -> Iterator[Finding]:
    """An issue has at least two options, and its status quo is one of them."""
    for i, issue in enumerate(document.issues):
        options = [option.id for option in issue.options]
        if len(options) < 2:
            yield Finding(
                "ONE-OPTION",
                ("issues", i, "options"),
                f"issue '{issue.id}' has {len(options)} option(s); it needs two or more",
                "with nothing to choose it is a fact, not an issue",
                issue.id,
            )
        if issue.status_quo not in options:
            yield Finding(
                "STATUS-QUO",
                ("issues", i, "status_quo"),
                f"'{issue.status_quo}' is no option of issue '{issue.id}'",
                did_you_mean(issue.status_quo, options),
                issue.status_quo,
            )


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
        if by_issue and sum(p.weight.value[1] for p in by_issue.values()) <= 0:
            yield Finding(
                "ZERO-WEIGHTS",
                ("preferences", actor),
                f"the weights of '{actor}' sum to nothing",
                "at least one issue must count",
                actor,
            )


def parties_hold_actors(document: CaseDocument) -> Iterator[Finding]:
    """Every actor belongs to exactly one party, and decides for none but its own."""
    home: dict[str, str] = {}
    for p, party in enumerate(document.parties):
        for a, actor in enumerate(party.actors):
            if actor in home:
                yield Finding(
                    "DUPLICATE-ID",
                    ("parties", p, "actors", a),
                    f"'{actor}' is already an actor of party '{home[actor]}'",
                    "an actor belongs to one party",
                    actor,
                )
            home.setdefault(actor, party.id)
        if party.rule is None and not any(x.decides_for == party.id for x in document.actors):
            yield Finding(
                "MISSING-KEY",
                ("parties", p),
                f"nothing says who decides for party '{party.id}'",
                "give it a `rule`, or give one of its actors `decides_for`",
                party.id,
            )
        if (
            party.rule
            and party.rule.kind == "weighted"
            and not (party.rule.weights and party.rule.quota)
        ):
            yield Finding(
                "MISSING-KEY", ("parties", p, "rule"), "a weighted rule needs `weights` and `quota`"
            )
    for a, one in enumerate(document.actors):
        if one.id not in home:
            yield Finding(
                "UNRESOLVED",
                ("actors", a),
                f"actor '{one.id}' belongs to no party",
                "list it under `actors` of a party",
                one.id,
            )
        elif one.decides_for is not None and one.decides_for != home[one.id]:
            yield Finding(
                "BAD-VALUE",
                ("actors", a, "decides_for"),
                f"'{one.id}' belongs to '{home[one.id]}'",
                "",
                one.id,
            )


def needed_actors_have_values(document: CaseDocument) -> Iterator[Finding]:
    """Rules, channels that settle issues, and questions need actors with values."""
    for actor, loc, why in _needed(document):
        if values_of(document, actor) is None and actor in {a.id for a in document.actors}:
            lacks = {} if document.preferences.get(actor) else {"preferences": "preferences"}
            lacks |= {} if actor in document.walk_away else {"walk_away": "walk-away value"}
            yield Finding(
                "NO-VALUES",
                loc,
                f"'{actor}' is needed by {why} but has no {' and no '.join(lacks.values())}",
                "wide ranges with `basis: placeholder` are better than none",
                f"{next(iter(lacks))}.{actor}",
            )


def _needed(document: CaseDocument) -> Iterator[tuple[str, Loc, str]]:
    channels = {channel.id: channel for channel in document.channels}
    for q, question in enumerate(document.questions):
        for a, actor in enumerate(question.actors):
            yield actor, ("questions", q, "actors", a), f"question '{question.id}'"
        if question.channel in channels:
            for actor in signatories(document, question.channel):
                yield actor, ("questions", q, "channel"), f"question '{question.id}'"
    for c, channel in enumerate(document.channels):
        if channel.issues:
            for actor in signatories(document, channel.id):
                yield actor, ("channels", c), f"channel '{channel.id}'"
    for p, party in enumerate(document.parties):
        for a, actor in enumerate(party.rule.actors if party.rule else ()):
            yield actor, ("parties", p, "rule", "actors", a), f"the rule of party '{party.id}'"


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
            least, most = type(estimates[override.path]).bounds
            if override.value[0] < least or override.value[2] > most:
                yield Finding(
                    "OUT-OF-RANGE",
                    (*loc, "value"),
                    f"{override.path} lies on a scale of {least:g}..{most:g}",
                    "",
                    override.path,
                )


def combined_conditions_resolve(document: CaseDocument) -> Iterator[Finding]:
    """A key of `walk_away_if` is a condition, or several joined by ``+`` in alphabetical order."""
    known = {condition.id for condition in document.conditions}
    for actor, by_condition in document.walk_away_if.items():
        for key in by_condition:
            parts = key.split("+")
            for part in parts:
                if part not in known:
                    yield Finding(
                        "UNRESOLVED",
                        ("walk_away_if", actor, key),
                        f"'{part}' is no condition of this case",
                        did_you_mean(part, known),
                        part,
                    )
            if parts != sorted(set(parts)):
                yield Finding(
                    "BAD-VALUE",
                    ("walk_away_if", actor, key),
                    f"'{key}' is not in alphabetical order",
                    f"write '{'+'.join(sorted(set(parts)))}'",
                    key,
                )


def one_of_two_keys(document: CaseDocument) -> Iterator[Finding]:
    """A question names actors or a channel; an offer holds codings or is an approach."""
    for q, question in enumerate(document.questions):
        if bool(question.actors) == (question.channel is not None):
            yield Finding(
                "MISSING-KEY",
                ("questions", q),
                f"question '{question.id}' needs either `actors` or a `channel`",
            )
    for o, offer in enumerate(document.offers):
        if bool(offer.codings) == offer.approach:
            yield Finding(
                "MISSING-KEY",
                ("offers", o),
                f"offer '{offer.id}' needs either `codings` or `approach: true`",
            )


def spans_fit(document: CaseDocument) -> Iterator[Finding]:
    """A claim's span lies inside its paragraph, and paragraphs run forward."""
    ranges: dict[tuple[str, str], int] = {}
    for d, held in enumerate(document.documents):
        for paragraph, (start, end) in held.paragraphs.items():
            ranges[held.id, paragraph] = end - start
            if start >= end:
                yield Finding(
                    "BAD-VALUE",
                    ("documents", d, "paragraphs", paragraph),
                    f"paragraph '{paragraph}' ends where it begins, or before",
                )
    for c, claim in enumerate(document.claims):
        if claim.where is None:
            continue
        length = ranges.get((claim.where.document, claim.where.paragraph))
        if length is not None and not claim.where.start < claim.where.end <= length:
            yield Finding(
                "BAD-VALUE",
                ("claims", c, "where"),
                f"the span of '{claim.id}' is not inside its paragraph of {length} characters",
                "",
                claim.id,
            )


def nothing_goes_in_circles(document: CaseDocument) -> Iterator[Finding]:
    """Links that prepare or constrain, delegations and relays form no cycle."""
    ordering = [x for x in document.links if x.kind in ("prepares", "constrains")]
    arrows: list[tuple[str, Mapping[str, Iterable[str]], Callable[[str], Loc]]] = [
        (
            "links (prepares, constrains)",
            _targets((x.from_, x.to) for x in ordering),
            lambda name: (
                "links",
                next(i for i, x in enumerate(document.links) if x in ordering and x.from_ == name),
            ),
        ),
        (
            "delegations (agent_of)",
            _targets((a.id, a.agent_of) for a in document.actors if a.agent_of is not None),
            lambda name: ("actors", _position(document.actors, name), "agent_of"),
        ),
        (
            "relays (reached_through)",
            _targets((s.id, t) for s in document.sources for t in s.reached_through),
            lambda name: ("sources", _position(document.sources, name), "reached_through"),
        ),
    ]
    for what, graph, loc in arrows:
        cycle = _find_cycle(graph)
        if cycle:
            yield Finding(
                "CYCLE",
                loc(cycle[0]),
                f"{what} go in a circle: {' -> '.join(cycle)}",
                "remove one of them",
                cycle[0],
            )


def _targets(pairs: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    graph: dict[str, list[str]] = {}
    for start, end in pairs:
        graph.setdefault(start, []).append(end)
    return graph


def _position(items: Sequence[BaseModel], name: str) -> int:
    return next(i for i, item in enumerate(items) if getattr(item, "id", None) == name)


def _find_cycle(graph: Mapping[str, Iterable[str]]) -> list[str]:
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        return list(reversed(error.args[1]))  # it lists predecessors; arrows read forwards
    return []


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


RULES: Final[tuple[Callable[[CaseDocument], Iterator[Finding]], ...]] = (
    ids_are_unique,
    references_resolve,
    issues_have_options,
    preferences_are_complete,
    parties_hold_actors,
    needed_actors_have_values,
    estimates_have_reasons,
    overrides_resolve,
    combined_conditions_resolve,
    one_of_two_keys,
    spans_fit,
    nothing_goes_in_circles,
    present_state_is_near,
    placeholders_are_counted,
)


def findings(document: CaseDocument) -> Iterator[Finding]:
    """Apply every rule of `RULES` to a document."""
    for rule in RULES:
        yield from rule(document)
