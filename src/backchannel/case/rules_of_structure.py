"""Ids, references, options and arrows: what must fit together in any case."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from graphlib import CycleError, TopologicalSorter
from typing import Final

from pydantic import BaseModel

from backchannel.case.finding import Finding
from backchannel.case.references import known_names, references
from backchannel.case.schema import CaseDocument
from backchannel.case.yaml_text import Loc
from backchannel.core.errors import did_you_mean

MOST_HINTS: Final = 200  # the nearest name is dear to find when thousands are wrong


def ids_are_unique(document: CaseDocument) -> Iterator[Finding]:
    """Ids are unique within their list; nobody is named twice where all are asked."""
    for name in type(document).model_fields:
        items = getattr(document, name)
        if isinstance(items, tuple):
            yield from _repeated_ids((name,), items)
    for i, issue in enumerate(document.issues):
        yield from _repeated_ids(("issues", i, "options"), issue.options)
    if document.renewed_war is not None:
        yield from _repeated_ids(("renewed_war", "after"), document.renewed_war.after)
    for q, question in enumerate(document.questions):
        yield from _named_twice(("questions", q, "actors"), question.actors)
        yield from _named_twice(("questions", q, "issues"), question.issues)
    for c, channel in enumerate(document.channels):
        yield from _named_twice(("channels", c, "between"), channel.between)
        yield from _named_twice(("channels", c, "on_behalf_of"), channel.on_behalf_of)
        yield from _named_twice(("channels", c, "issues"), channel.issues)
        yield from _named_twice(("channels", c, "known_to"), channel.known_to)


def _named_twice(loc: Loc, names: Sequence[str]) -> Iterator[Finding]:
    for position, name in enumerate(names):
        if name in names[:position]:
            yield Finding(
                "DUPLICATE-ID", (*loc, position), f"'{name}' is named twice", "name it once", name
            )


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
    hints = 0
    for reference in references(document):
        names = known[reference.kind]
        if reference.name not in names:
            hints += 1
            yield Finding(
                "UNRESOLVED",
                reference.loc,
                f"'{reference.name}' is no {_in_words(reference.kind)} of this case",
                did_you_mean(reference.name, names) if hints <= MOST_HINTS else "",
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


def nothing_points_to_itself(document: CaseDocument) -> Iterator[Finding]:
    """An offer, a lever, a link or a claim goes from one to another."""
    pairs: list[tuple[Loc, str, str]] = [
        *((("offers", i), x.by, x.to) for i, x in enumerate(document.offers)),
        *((("leverage", i), x.by, x.on) for i, x in enumerate(document.leverage)),
        *((("wars", i), *x.between) for i, x in enumerate(document.wars)),
        *((("offices", i), x.actor, x.successor or "") for i, x in enumerate(document.offices)),
        *(
            (("wedges", i), one, other)
            for i, x in enumerate(document.wedges)
            for one, other in ((x.by, x.target), (x.by, x.rival), (x.target, x.rival))
        ),
        *((("links", i), x.from_, x.to) for i, x in enumerate(document.links)),
        *(
            (("claims", i), x.id, other)
            for i, x in enumerate(document.claims)
            for other in (*x.supports, *x.contradicts)
        ),
    ]
    for loc, start, end in pairs:
        if start == end:
            yield Finding("BAD-VALUE", loc, f"'{start}' points to itself here", "", start)


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
