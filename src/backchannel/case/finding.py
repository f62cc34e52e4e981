"""A broken rule, before it is given its place in a file."""

from dataclasses import dataclass

from backchannel.case.yaml_text import Loc
from backchannel.core.errors import Severity


@dataclass(frozen=True, slots=True)
class Finding:
    """A broken rule: where, what, and the id or path that it is about (``subject``)."""

    code: str
    loc: Loc
    message: str
    hint: str = ""
    subject: str = ""
    severity: Severity = "error"
    also: tuple[str, Loc] | None = None
    """What else to look at, and where it stands; its place is added to the message."""
