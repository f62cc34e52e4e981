"""A workbench for negotiations between several parties in several channels.

>>> import backchannel as bc
>>> case = bc.load("two-issues")
>>> [actor.id for actor in case.document.actors]
['upstream', 'downstream']

The names below load their rooms only when they are used, so that a light command stays light.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Final

from backchannel.core.version import __version__

if TYPE_CHECKING:
    from backchannel import studies
    from backchannel.briefing import brief
    from backchannel.case import Case, load
    from backchannel.core.errors import BackchannelError, CaseError, UsageError
    from backchannel.deals.zone import zone

__all__ = [
    "BackchannelError",
    "Case",
    "CaseError",
    "UsageError",
    "__version__",
    "brief",
    "load",
    "studies",
    "zone",
]

_HOMES: Final = {
    "BackchannelError": "backchannel.core.errors",
    "Case": "backchannel.case",
    "CaseError": "backchannel.core.errors",
    "UsageError": "backchannel.core.errors",
    "brief": "backchannel.briefing",
    "load": "backchannel.case",
    "zone": "backchannel.deals",
}


def __getattr__(name: str) -> object:
    if name == "studies":
        return import_module("backchannel.studies")
    if name in _HOMES:
        return getattr(import_module(_HOMES[name]), name)
    raise AttributeError(f"module 'backchannel' has no attribute {name!r}")


def __dir__() -> list[str]:
    return list(__all__)
