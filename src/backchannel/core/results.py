"""What every result carries beside its numbers: a status, notes and a record of the run."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from backchannel.core.version import __version__


class Status(StrEnum):
    """How far an answer can be trusted to be the whole answer."""

    PROVEN = "proven"
    ESTIMATED = "estimated"
    NOT_FOUND = "not found: search incomplete"
    INFEASIBLE = "infeasible"


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
    seed: int | None = None
    version: str = __version__
