"""Libraries that only some commands need, imported when they are used."""

from importlib import import_module
from typing import Any

from backchannel.core.errors import UsageError

__all__ = ["load_extra"]


def load_extra(module: str, extra: str = "read") -> Any:
    """Import a library of an optional extra; where it is missing, say what to install.

    >>> load_extra("no_such_library")
    Traceback (most recent call last):
    ...
    backchannel.core.errors.UsageError: USAGE  this needs 'no_such_library', ...
    """
    try:
        return import_module(module)
    except ImportError as absent:
        raise UsageError(
            f"this needs '{module.partition('.')[0]}', which is not installed",
            hint=f"pip install 'backchannel[{extra}]'",
        ) from absent
