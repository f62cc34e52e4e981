"""Data as lines of YAML that read back the same; every text is data and none becomes markup."""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

__all__ = ["yaml_lines"]

_BARE: Final = re.compile(
    r"(?!(?:true|false|null)$)[A-Za-z]\w*|[0-9]{4}-[0-9]{2}(-[0-9]{2})?|sha256:[0-9a-f]+",
    re.IGNORECASE,
)
"""Texts that need no quotes: ids, dates, digests."""
_ON_ONE_LINE: Final = 96
"""Characters up to which a list or a mapping stays on its line."""


def yaml_lines(data: Mapping[str, Any]) -> Iterator[str]:
    """Yield a mapping as lines of YAML, a key on each; texts are in quotes and escaped.

    >>> list(yaml_lines({"id": "E1", "text": "a: b", "at": [{"n": 1}], "none": None}))
    ['id: E1', 'text: "a: b"', 'at:', '  - n: 1', 'none:']
    """
    for key, value in data.items():
        name = _scalar(str(key))
        if value is None:
            yield f"{name}:"
        elif isinstance(value, Mapping):
            flow = _flow(value)
            if len(flow) <= _ON_ONE_LINE:
                yield f"{name}: {flow}"
            else:
                yield f"{name}:"
                yield from (f"  {line}" for line in yaml_lines(value))
        elif isinstance(value, list | tuple) and value and all(map(_is_filled, value)):
            yield f"{name}:"
            for it in value:
                inner = list(yaml_lines(it))
                yield f"  - {inner[0]}"
                yield from (f"    {line}" for line in inner[1:])
        else:
            yield f"{name}: {_flow(value)}"


def _is_filled(value: object) -> bool:
    return isinstance(value, Mapping) and bool(value)


def _flow(value: Any) -> str:
    if value is None:
        return "null"
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{_scalar(str(k))}: {_flow(v)}" for k, v in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(_flow, value)) + "]"
    return _scalar(value) if isinstance(value, str) else json.dumps(value)


def _scalar(text: str) -> str:
    return text if _BARE.fullmatch(text) else f'"{"".join(map(_escaped, text))}"'


def _escaped(letter: str) -> str:
    if letter in '"\\':
        return f"\\{letter}"
    return letter if letter.isprintable() else letter.encode("unicode_escape").decode()
