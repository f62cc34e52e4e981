"""The table of unknowns: every estimate of a case under its path, its reason and claims resolved.

A path is keys and list ids joined by dots, without a final ``value``:
``preferences.ru_leader.crimea.weight``, ``red_lines.RL_RU_1.hardness``. The basis, the reason, the
claims and the distribution come from the estimate itself or from the nearest block around it;
claims from no farther than the reason, for they are what the reason rests on.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from pydantic import BaseModel

from backchannel.case.estimates import Basis, Distribution, Estimate, Reasoned, Unit
from backchannel.case.text import Text
from backchannel.case.yaml_text import Loc

NOT_WALKED = frozenset({"readings"})  # overrides replace estimates; they are none themselves


@dataclass(frozen=True, slots=True)
class Unknown:
    """One estimate of a case, ready to be drawn or explained."""

    path: str
    low: float
    mode: float
    high: float
    unit: Unit
    basis: Basis | None
    reason: Text | None
    claims: tuple[str, ...]
    distribution: Distribution
    loc: Loc
    reading: str | None = None  # the reading that put it there; None for the base

    @property
    def is_placeholder(self) -> bool:
        """Whether nothing is known and the range only holds the place."""
        return self.basis == "placeholder"


def walk(document: BaseModel) -> Iterator[tuple[str, Loc, Estimate, tuple[Reasoned, ...]]]:
    """Yield each estimate with its path, its location and the blocks around it, nearest first."""
    yield from _walk(document, (), (), ())


def _walk(
    node: object, path: tuple[str, ...], loc: Loc, blocks: tuple[Reasoned, ...]
) -> Iterator[tuple[str, Loc, Estimate, tuple[Reasoned, ...]]]:
    if isinstance(node, Estimate):
        yield ".".join(path), loc, node, blocks
        return
    if isinstance(node, Reasoned):
        blocks = (node, *blocks)
    if isinstance(node, BaseModel):
        for name in type(node).model_fields:
            if not path and name in NOT_WALKED:
                continue
            yield from _walk(getattr(node, name), (*path, name), (*loc, name), blocks)
    elif isinstance(node, Mapping):
        for key, value in node.items():
            yield from _walk(value, (*path, key), (*loc, key), blocks)
    elif isinstance(node, tuple):
        for position, item in enumerate(node):
            name = getattr(item, "id", None) or str(position)
            yield from _walk(item, (*path, name), (*loc, position), blocks)


def estimate_at(document: BaseModel, path: str) -> Estimate:
    """Return the estimate that a known path names, without walking the whole case."""
    node: object = document
    for part in path.split("."):
        if isinstance(node, Mapping):
            node = node[part]
        elif isinstance(node, tuple):
            listed = {getattr(item, "id", None) or str(n): item for n, item in enumerate(node)}
            node = listed[part]
        else:
            node = getattr(node, part)
    if not isinstance(node, Estimate):
        raise KeyError(path)
    return node


def unknown_from(path: str, loc: Loc, estimate: Estimate, blocks: tuple[Reasoned, ...]) -> Unknown:
    """Resolve one written estimate: its own basis, reason and claims, else the nearest block's."""
    chain = (estimate, *blocks)
    reasoned = next((n for n, b in enumerate(chain) if b.reason is not None), len(chain))
    low, mode, high = estimate.value
    unit = estimate.unit or (type(estimate).units or ("points",))[0]
    return Unknown(
        path=path,
        low=low,
        mode=mode,
        high=high,
        unit=unit,
        basis=next((b.basis for b in chain if b.basis is not None), None),
        reason=next((b.reason for b in chain if b.reason is not None), None),
        claims=next((b.claims for b in chain[: reasoned + 1] if b.claims), ()),
        distribution=next((b.distribution for b in chain if b.distribution), "pert"),
        loc=loc,
    )


def table_of_unknowns(document: BaseModel) -> dict[str, Unknown]:
    """Return all unknowns of a case document by path, in the order in which they are written."""
    return {
        path: unknown_from(path, loc, estimate, blocks)
        for path, loc, estimate, blocks in walk(document)
    }
