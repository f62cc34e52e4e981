"""Who says something and through whom it reached us: chains of relays, voices, what rests on whom.

A *voice* is whoever said a thing first; those who pass it on add no second voice. Reports that go
back to one voice count once (``meaning``, section 8).
"""

from collections.abc import Collection, Iterable, Mapping

from backchannel.case.schema import CaseDocument, Claim

__all__ = ["by_voice", "chain_of", "claims_through", "contradicting"]


def chain_of(document: CaseDocument, claim: Claim) -> tuple[str, ...]:
    """Return the sources through which a claim reached us: its voice first, then the relays.

    A claim's own relays count where it names some, else those of its source.
    """
    if claim.reached_through is not None:
        return (claim.source, *claim.reached_through)
    source = next(it for it in document.sources if it.id == claim.source)
    return (claim.source, *source.reached_through)


def claims_through(document: CaseDocument, sources: Collection[str]) -> frozenset[str]:
    """Return the claims that any of these sources says or has passed on to us.

    >>> from backchannel.case import load
    >>> sorted(claims_through(load("two-issues").document, ["nobody"]))
    []
    """
    return frozenset(
        claim.id
        for claim in document.claims
        if not set(sources).isdisjoint(chain_of(document, claim))
    )


def by_voice(document: CaseDocument, claims: Iterable[str]) -> Mapping[str, tuple[Claim, ...]]:
    """Return claims by the voice that says them, in the order given."""
    known = {claim.id: claim for claim in document.claims}
    found: dict[str, tuple[Claim, ...]] = {}
    for name in dict.fromkeys(claims):
        claim = known[name]
        found[claim.source] = (*found.get(claim.source, ()), claim)
    return found


def contradicting(document: CaseDocument, claims: Collection[str]) -> tuple[str, ...]:
    """Return the claims that contradict one of these, whichever of the two says so."""
    known = {claim.id: claim for claim in document.claims}
    against = {other for name in claims for other in known[name].contradicts}
    return tuple(
        claim.id
        for claim in document.claims
        if claim.id not in claims
        and (claim.id in against or not set(claims).isdisjoint(claim.contradicts))
    )
