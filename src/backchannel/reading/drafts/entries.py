"""The lines of an accepted item as a case gets them: dated, and without keys that stay empty."""

from dataclasses import replace
from typing import Any, Final, get_args

from pydantic import TypeAdapter, ValidationError
from pydantic.fields import FieldInfo

from backchannel.case.schema import CaseDocument, When
from backchannel.core.errors import UsageError, one_line
from backchannel.reading.drafts.proposal import Entry, Item

__all__ = ["dated", "empty_key", "refuse_no_date", "without_empty"]

TO_WRITE: Final = ("codings", "between")
"""Keys that are empty where the document does not say it, until the analyst has written them."""
DATES: Final = {"documents": "date", "claims": "date", "forecasts": "made"}
"""By list the key that holds when something was written or said."""


def refuse_no_date(written: str) -> None:
    """Refuse what stands as the date of a draft and is none.

    >>> refuse_no_date("2023-07")
    """
    try:
        TypeAdapter(When).validate_python(written)
    except ValidationError as error:
        raise UsageError(
            f"the date at the head of the draft is '{one_line(written)[:40]}'",
            code="BAD-VALUE",
            hint="expected 2023, 2023-07 or 2023-07-26",
        ) from error


def dated(item: Item, date: str | None) -> Item:
    """Return an item with the date of its draft where it tells none; one that was emptied stays so.

    >>> dated(Item("E1", "", "", {"claims": {"id": "E1"}}), "2023-07").entry
    {'claims': {'id': 'E1', 'date': '2023-07'}}
    """
    if not date:
        return item
    return replace(item, entry={name: _dated(name, it, date) for name, it in item.entry.items()})


def _dated(name: str, entry: dict[str, Any], date: str) -> dict[str, Any]:
    key = DATES.get(name)
    unsaid = key is not None and (key not in entry or (key == "made" and entry[key] is None))
    return entry | {key: date} if key and unsaid else entry


def empty_key(entry: Entry) -> str:
    """Return the first key in which the analyst has to write something, with its list.

    >>> empty_key({"offers": {"id": "O1", "to": None}}), empty_key({"claims": {"date": None}})
    ('offers.to', '')
    """
    return next(
        (
            f"{name}.{key}"
            for name, body in entry.items()
            for key, value in body.items()
            if _is_lacking(name, key, body, value)
        ),
        "",
    )


def _is_lacking(name: str, key: str, body: dict[str, Any], value: object) -> bool:
    if key in TO_WRITE:
        return not value and not (key == "codings" and body.get("approach") is True)
    return value is None and _is_required(name, key)


def without_empty(name: str, entry: dict[str, Any]) -> dict[str, Any]:
    """Return an entry of a list without the optional keys that are empty.

    >>> without_empty("actors", {"id": "ada", "agent_of": None})
    {'id': 'ada'}
    """
    return {
        key: value
        for key, value in entry.items()
        if _is_required(name, key) or not (value is None or (value == [] and key in TO_WRITE))
    }


def _is_required(name: str, key: str) -> bool:
    """Whether an entry of a list must have a key; of one that no entry has, the check tells."""
    listed = get_args(CaseDocument.model_fields[name].annotation)[0]
    held: dict[str, FieldInfo] = listed.model_fields
    found = next((it for own, it in held.items() if key in {own, it.alias}), None)
    return found is None or found.is_required()
