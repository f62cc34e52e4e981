"""A case without some of its claims: what rests on them alone falls back to ignorance (rule 11)."""

from collections.abc import Collection
from dataclasses import dataclass, replace

from backchannel.case.case import Case
from backchannel.case.estimates import LARGEST, Parameter
from backchannel.case.schema import Offer, RedLine, Threat
from backchannel.case.unknowns import Unknown, estimate_at
from backchannel.case.voices import claims_through
from backchannel.core.errors import UsageError, did_you_mean

__all__ = ["Without", "set_aside", "without_claims", "without_source"]


@dataclass(frozen=True, slots=True)
class Without:
    """A case of which some claims are taken away, and what went with them.

    Attributes
    ----------
    case
        The case that is left.
    claims
        Claims that were taken away.
    fallen
        Paths of the estimates that fell back to ignorance.
    offers, red_lines, threats
        Ids of those that are gone.
    """

    case: Case
    claims: tuple[str, ...]
    fallen: tuple[str, ...]
    offers: tuple[str, ...] = ()
    red_lines: tuple[str, ...] = ()
    threats: tuple[str, ...] = ()


def set_aside(case: Case, claims: Collection[str]) -> Without:
    """Let every estimate that rests only on these claims fall back to ignorance.

    Offers, red lines and threats stay: this is how the record is read afresh before it teaches.

    >>> from backchannel.case import load
    >>> set_aside(load("two-issues"), []).fallen
    ()
    """
    fallen = {
        path: _ignorance(unknown, _scale(case, path))
        for path, unknown in case.unknowns.items()
        if unknown.claims and set(unknown.claims) <= set(claims)
    }
    left = case.with_numbers({**case.unknowns, **fallen}) if fallen else case
    return Without(left, tuple(sorted(claims)), tuple(fallen))


def without_claims(case: Case, claims: Collection[str]) -> Without:
    """Take claims away: estimates fall back, offers, red lines and threats on them alone go."""
    document = case.document

    def gone(it: Offer | RedLine | Threat) -> bool:
        return bool(it.claims) and set(it.claims) <= set(claims)

    offers = tuple(it.id for it in document.offers if gone(it))
    lines = tuple(it.id for it in document.red_lines if gone(it))
    threats = tuple(it.id for it in document.threats if gone(it))
    left = document.model_copy(
        update={
            "offers": tuple(it for it in document.offers if it.id not in offers),
            "red_lines": tuple(it for it in document.red_lines if it.id not in lines),
            "threats": tuple(it for it in document.threats if it.id not in threats),
            "votes": tuple(
                vote.model_copy(update={"offer": None}) if vote.offer in offers else vote
                for vote in document.votes
            ),
        }
    )
    prefixes = tuple(
        [f"red_lines.{name}." for name in lines] + [f"threats.{name}." for name in threats]
    )
    kept = {
        path: unknown
        for path, unknown in case.unknowns.items()
        if not (prefixes and path.startswith(prefixes))
    }
    aside = set_aside(case.with_numbers(kept, left), claims)
    return replace(aside, offers=offers, red_lines=lines, threats=threats)


def without_source(case: Case, *sources: str) -> Without:
    """Drop sources: what they say, and what reached us only through them.

    Raises
    ------
    UsageError
        If a name is no source of the case.
    """
    known = [source.id for source in case.document.sources]
    for name in sources:
        if name not in known:
            raise UsageError(f"there is no source {name!r}", hint=did_you_mean(name, known))
    return without_claims(case, claims_through(case.document, sources))


def _ignorance(unknown: Unknown, scale: tuple[float, float]) -> Unknown:
    """Return an estimate of which nothing is known: all of its scale is equally likely.

    Points 0..100, probabilities and shares 0..1; weights, rates, months and powers, whose scale has
    no end that means anything, 0 to twice the mode. Points of either sign (a bonus, a cost) lose
    their sign: up to twice the largest either way.
    """
    low, high = scale
    if low < 0.0:
        high = 2.0 * max(abs(unknown.low), abs(unknown.high))
        low = -high
    elif high not in (1.0, 100.0):
        high = 2.0 * unknown.mode
    return replace(
        unknown,
        low=low,
        mode=(low + high) / 2,
        high=high,
        basis="placeholder",
        distribution="uniform",
    )


def _scale(case: Case, path: str) -> tuple[float, float]:
    """Return the ends of an estimate's scale; a parameter's follows from its unit."""
    kind = type(estimate_at(case.document, path))
    if kind is not Parameter:
        return kind.bounds
    unit = case.unknowns[path].unit
    if unit in ("probability", "share"):
        return 0.0, 1.0
    return (-LARGEST if unit == "points" else 0.0), LARGEST
