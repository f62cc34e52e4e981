"""What a draft is made of: items proposed for a case, each with its words, reason and decision."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final, Literal

from backchannel.evidence.anchors import Anchor
from backchannel.reading.drafts.wording import Wording

__all__ = ["DECISIONS", "LISTS", "Decision", "Draft", "Entry", "Item"]

Decision = Literal["", "accept", "reject"]
DECISIONS: Final[tuple[Decision, ...]] = ("", "accept", "reject")

Entry = dict[str, dict[str, Any]]
"""What would be written into the case: for each list of it one item, as the case writes it."""

LISTS: Final = (
    "documents", "parties", "actors", "sources", "channels", "offers", "threats", "issues",
    "silent", "forecasts", "claims",
)  # fmt: skip
"""The lists of a case that a draft may fill, in the order in which the draft shows them."""


@dataclass(frozen=True, slots=True)
class Item:
    """One thing proposed for the case.

    Attributes
    ----------
    says
        In one line what it is.
    why
        What in the document led to it.
    at
        The words, in the untouched text.
    needs
        Items without which it cannot stand.
    joins
        Of an actor: the party that it joins.
    marks
        What the analyst should know: a repetition, a contradiction, something already in the case.
    written
        The id of the case into which it was written.
    seal
        Digest of the entry as it was proposed.
    """

    id: str
    says: str
    why: str
    entry: Entry
    at: tuple[Anchor, ...] = ()
    needs: tuple[str, ...] = ()
    joins: str | None = None
    marks: tuple[str, ...] = ()
    decision: Decision = ""
    written: str = ""
    seal: str = ""

    @property
    def list(self) -> str:
        """The list of the case into which it goes."""
        return next(iter(self.entry))


@dataclass(frozen=True)
class Draft:
    """What a document gives for a case, to be accepted line by line.

    Attributes
    ----------
    text
        Name of the file beside the draft that holds the untouched text.
    wording
        Language of what the draft says, and of its page.
    case
        The case whose parties, sources and claims were recognised; None for a new one.
    recognised
        What the document names that the case has already, one line each.
    """

    document: str
    digest: str
    kind: str
    language: str
    date: str | None
    case: str | None
    text: str = ""
    wording: Wording = "en"
    notes: tuple[str, ...] = ()
    recognised: tuple[str, ...] = ()
    items: tuple[Item, ...] = field(default=(), repr=False)

    def item(self, name: str) -> Item:
        """Return an item by its id."""
        return next(it for it in self.items if it.id == name)

    def with_item(self, item: Item) -> "Draft":
        """Return the draft with one item changed."""
        return replace(self, items=tuple(item if it.id == item.id else it for it in self.items))

    def count(self) -> Mapping[str, int]:
        """Return how many items there are by list, in the order of the lists."""
        here = [it.list for it in self.items]
        return {name: here.count(name) for name in LISTS if name in here}
