"""The targets set before the reader was written, and the order of the lines of the table.

Precision and recall, or one number for a share of matched items; Korean and English only.
"""

from collections.abc import Mapping
from typing import Final, NamedTuple

from tally import Figure


class Target(NamedTuple):
    """Least precision and recall; ``precision`` is None for a plain share."""

    precision: float | None
    recall: float


class Item(NamedTuple):
    """A line of the table: whether it is a share of matched items, and its targets."""

    share: bool
    ko: Target | None = None
    en: Target | None = None


def _both(precision: float, recall: float) -> Item:
    return Item(False, Target(precision, recall), Target(precision, recall))  # noqa: FBT003


def _share(ko: float, en: float) -> Item:
    return Item(True, Target(None, ko), Target(None, en))  # noqa: FBT003


def _two(ko: tuple[float, float], en: tuple[float, float]) -> Item:
    return Item(False, Target(*ko), Target(*en))  # noqa: FBT003


_PLAIN: Final = Item(False)  # noqa: FBT003
_PART: Final = Item(True)  # noqa: FBT003

ITEMS: Final[Mapping[str, Item]] = {
    "line joins, blanks kept": _share(0.98, 0.97),
    "line joins, blanks lost": _share(0.95, 0.97),
    "sentence ends": _both(0.97, 0.97),
    "sentences, both ends": _PLAIN,
    "footnote marks": _two((0.97, 0.97), (0.95, 0.95)),
    "quotations, exact": _both(0.98, 0.97),
    "quotations, half or more": _PLAIN,
    "statement against label or scare quote": _both(0.93, 0.95),
    "kind of quotation": _PART,
    "speaker of quotations": _share(0.80, 0.82),
    "speaker of quotations, to the word": _PART,
    "relays of quotations": _PLAIN,
    "reported speech": _two((0.65, 0.50), (0.75, 0.60)),
    "speaker of reported speech": _PART,
    "states and organisations": _two((0.95, 0.90), (0.95, 0.92)),
    "persons": _two((0.85, 0.80), (0.90, 0.88)),
    "places": _two((0.92, 0.85), (0.92, 0.90)),
    "capitals and palaces for governments": _PLAIN,
    "forms of one bearer": _PLAIN,
    "channels between pairs": _both(0.80, 0.75),
    "channels, pair and status": _PLAIN,
    "status of channels": _share(0.70, 0.70),
    "rate of channels": _share(0.70, 0.70),
    "secrecy of channels": _share(0.70, 0.70),
    "acts, sentence and kind": _two((0.60, 0.65), (0.65, 0.65)),
    "acts with actor and target": _two((0.45, 0.45), (0.50, 0.50)),
    "acts with actor and target, persons as their party": _two((0.45, 0.45), (0.50, 0.50)),
    "actor of acts": _PART,
    "target of acts": _PART,
    "modality of acts": _share(0.70, 0.75),
    "asserter of acts": _share(0.70, 0.75),
    "dates": _both(0.95, 0.80),
    "dates, exact": _PLAIN,
    "value of dates": _PART,
    "issue types": _both(0.65, 0.70),
    "claims, sentence": _PLAIN,
    "claims with speaker": _two((0.60, 0.60), (0.65, 0.60)),
    "forecasts, sentence": _PLAIN,
    "forecasts with hedge": _two((0.60, 0.60), (0.65, 0.65)),
}


def target(figure: Figure) -> Target | None:
    """Return the target of a figure in its language, None where none was set."""
    item = ITEMS[figure.item]
    return {"ko": item.ko, "en": item.en}.get(figure.language)


def verdict(figure: Figure) -> str:
    """Say whether a figure meets its target, or by what it misses it; few items are marked so."""
    goal = target(figure)
    if goal is None or not figure.coded:
        return ""
    short = [
        name
        for name, least, share in (
            ("precision", goal.precision, figure.precision),
            ("recall", goal.recall, figure.recall),
        )
        if least is not None and (share.value is None or share.value < least)
    ]
    if figure.accuracy:
        word = "missed" if short else "met"
    elif len(short) == 2:
        word = "missed"
    else:
        word = f"{short[0]} missed" if short else "met"
    return f"{word} (few)" if figure.thin else word
