"""What every result carries beside its numbers: a status, notes and a record of the run."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from backchannel.core.version import __version__


class Status(StrEnum):
    """How far an answer can be trusted to be the whole answer."""

    PROVEN = "proven"
    ESTIMATED = "estimated"
    NOT_FOUND = "not found: search incomplete"
    INFEASIBLE = "infeasible"


NOTES: Final = {
    "unmoved": "{conditions} moves no walk-away value here",
    "unmoved_partial": "a partial zone is judged by gains over the status quo, so {conditions} "
    "moves no walk-away value here",
    "partial": "only these issues can move: {issues}; the rest stays at the status quo, and "
    "actors compare with that, not with walking away",
    "principal": "{actor} has no values of its own and is judged by those of {principal}",
    "lowest": "no walk-away value of {actor} is given for {conditions} together: the lowest "
    "single one is used",
    "own_scale": "a scenario without ranges, on its own scale of utility",
    "fixed_line": "the fixed options break red line {line} of {actor}",
    "inexact": "too many decimals for an exact count: compared within 1e-7",
    "unlisted": "so many tie that only {listed} are listed",
    "more_ties": "other packages may tie with the one shown",
    "gap": "the search was stopped: {what}",
    "stopped": "stopped after {done} of {wanted} draws",
    "uncounted": "too large to count: only whether a package passes was asked in each draw",
    "unsettled": "in {number} draws the search gave up; they count as empty",
    "unmarked": "over {limit} packages: robust packages and option shares are left out",
    "left_out": "left out, for it is too large to compute: {what}",
    "powers": "powers: {powers}",
    "nobody": "no package gives every actor a gain: the product is over those who gain",
    "near": "products within a relative {near} count as equal",
    "idle": "{actors} can gain nothing in this zone and is left out of the comparison",
    "war_goes_on": "{question}: under a deal on some issues war goes on as without one, so that "
    "its costs make nobody more ready and it cannot come back",
    "most_channels": "orders of up to six channels are compared; left out: {channels}",
    "closed_channels": "left out, for they are refused or ended: {channels}",
    "few_effective": "after learning only {effective} of {draws} draws still count: the answers "
    "sit badly with the case's ranges; more draws (--draws) make the result steadier",
    "dependent": "indices of groups are left out: they need numbers drawn independently of one "
    "another, and learned draws are not",
    "scales": "assumes that the actors' points can be compared with one another",
}


@dataclass(frozen=True, slots=True)
class Note:
    """Something that a reader of a result must know: a code of `NOTES` and what goes into it.

    Actors and conditions are ids, so that a page can name them in its language.

    >>> str(note("principal", actor="envoy", principal="council"))
    'envoy has no values of its own and is judged by those of council'
    """

    code: str
    values: tuple[tuple[str, str | tuple[str, ...]], ...] = ()

    def __str__(self) -> str:
        said = {k: v if isinstance(v, str) else ", ".join(v) for k, v in self.values}
        return NOTES[self.code].format(**said)


def note(code: str, **values: str | Iterable[str]) -> Note:
    """Make a note; lists of ids are kept as tuples."""
    kept = ((k, v if isinstance(v, str) else tuple(v)) for k, v in values.items())
    return Note(code, tuple(kept))


@dataclass(frozen=True, slots=True)
class RunRecord:
    """How a result was made: enough to make it again.

    ``settings`` holds plain text, numbers and tuples only; ``case_digest`` identifies the case
    with the readings applied to it.
    """

    method: str
    case_id: str
    case_digest: str
    settings: Mapping[str, object] = field(default_factory=dict)
    seed: int | str | None = None
    """What the draws were made from: an integer, or a text where some were drawn again."""
    version: str = __version__
