"""What a draft edited by hand has to look like before it is read: which value is of which kind."""

from collections.abc import Mapping
from pathlib import PurePath
from typing import Any, Final

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from backchannel.core.errors import UsageError, one_line
from backchannel.reading.drafts.proposal import Entry

__all__ = ["refuse_wrong_entry", "refuse_wrong_name", "refuse_wrong_types"]

LONGEST: Final = 60
"""Characters of an id that are shown."""

Texts = list[str] | None


class _Shape(BaseModel):
    model_config = ConfigDict(strict=True, extra="allow")


class _Place(_Shape):
    model_config = ConfigDict(extra="forbid")

    exact: str
    prefix: str
    suffix: str
    start: int = Field(ge=0)
    end: int = Field(ge=0)


class _Entry(_Shape):
    id: str
    claims: Texts = None
    contradicts: Texts = None
    supports: Texts = None
    exposures: Texts = None
    issues: Texts = None


class _Party(_Entry):
    actors: Texts


class _Channel(_Entry):
    between: Texts


class _Offer(_Entry):
    by: str | None
    to: str | None


class _Option(_Shape):
    id: str


class _Issue(_Entry):
    options: list[_Option] | None


class _Claim(_Entry):
    where: dict[str, Any] | None = None


class _Lists(_Shape):
    documents: _Entry | None = None
    parties: _Party | None = None
    actors: _Entry | None = None
    sources: _Entry | None = None
    channels: _Channel | None = None
    offers: _Offer | None = None
    threats: _Entry | None = None
    issues: _Issue | None = None
    silent: _Entry | None = None
    forecasts: _Entry | None = None
    claims: _Claim | None = None


class _Item(_Lists):
    id: str
    says: str | None = None
    why: str | None = None
    written: str | None = None
    seal: str | None = None
    joins: str | None = None
    marks: Texts = None
    needs: Texts = None
    at: list[_Place] | None = None


class _Draft(_Shape):
    document: str | None = None
    text: str | None = None
    digest: str | None = None
    kind: str | None = None
    language: str | None = None
    wording: str | None = None
    date: str | int | None = None
    """A year alone is a number for YAML."""
    case: str | None = None
    notes: Texts = None
    recognised: Texts = None
    items: list[_Item] | None = None


def refuse_wrong_types(data: Mapping[str, Any], file: str) -> None:
    """Refuse a draft in which a value is of the wrong kind, with the first such value.

    >>> refuse_wrong_types({"notes": ["Read as cp949."]}, "a.draft.yaml")
    >>> refuse_wrong_types({"notes": 5}, "a.draft.yaml")
    Traceback (most recent call last):
    backchannel.core.errors.UsageError: WRONG-TYPE  'a.draft.yaml': 'notes': expected a list
    """
    try:
        _Draft.model_validate(data)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        raise UsageError(
            f"'{file}': {_where(first['loc'], data)}{_expected(first['type'], first['msg'])}",
            code="MISSING-KEY" if first["type"] == "missing" else "WRONG-TYPE",
        ) from error


def refuse_wrong_entry(entry: Entry) -> None:
    """Refuse lines of an item that the draft could not hold, as an analyst typed them.

    >>> refuse_wrong_entry({"channels": {"id": "C1", "between": ["NO", "PE"]}})
    """
    try:
        _Lists.model_validate(entry)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        raise UsageError(
            f"{_where(first['loc'], {})}{_expected(first['type'], first['msg'])}",
            code="WRONG-TYPE",
        ) from error


def refuse_wrong_name(name: str, file: str) -> None:
    """Refuse a text that would not stand beside its draft.

    >>> refuse_wrong_name("note.txt", "a.draft.yaml")
    """
    plain = name == PurePath(name).name and name not in {"", ".."} and not {*name} & {*"\\\0"}
    if not plain:
        raise UsageError(
            f"'{file}': 'text' is '{one_line(name)[:LONGEST]}', which is no name of a file",
            code="BAD-VALUE",
            hint="expected the name of a file beside the draft, without a folder",
        )


def _where(loc: tuple[int | str, ...], data: Mapping[str, Any]) -> str:
    """Return in which item, by its id, and under which key a value stands."""
    item, keys = "", loc
    if loc[0] == "items" and len(loc) > 1:
        number = int(loc[1])
        held = data["items"][number]
        name = held.get("id") if isinstance(held, Mapping) else None
        shown = one_line(name)[:LONGEST] if isinstance(name, str) else f"number {number + 1}"
        item, keys = f"item '{shown}': ", loc[2:]
    key = ".".join(str(it + 1) if isinstance(it, int) else it for it in keys)
    return item + (f"'{one_line(key)}': " if key else "")


def _expected(kind: str, message: str) -> str:
    said = {
        "string_type": "expected a text (put it in quotes)",
        "list_type": "expected a list",
        "dict_type": "expected keys with values",
        "model_type": "expected keys with values",
        "missing": "this key is not there",
        "extra_forbidden": "no place has this key",
        "int_type": "expected a whole number",
        "greater_than_equal": "expected 0 or more",
    }
    return said.get(kind, message)
