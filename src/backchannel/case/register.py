"""The register of forecasts: lines that are only ever added, each sealed by a digest.

A line enters a forecast or says what became of one. Its digest covers the digest of the line
before, the line itself and, where it enters a forecast, the forecast as it is written. So a
forecast that was entered can be resolved and not edited: a changed word, number or date, a line
taken out, put in or moved no longer fits, and `backchannel check` names the line.

What counts is what is said and not how it is laid out: comments, quotes, line breaks, the order of
keys and the division into files may change. All languages of a text count, so a translation has to
be there before the forecast is entered. What a claim or a source says is not covered, its id is.

What the digests do not prove: whoever rewrites a line and every later digest leaves a register that
fits. Only somebody who kept an older digest elsewhere (in a message, a printed page, another
folder) can tell, for that digest is then gone. And a line's date is the word of whoever wrote it.
"""

import json
import unicodedata
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, Literal

from backchannel.case.estimates import Model
from backchannel.case.schema import CaseDocument, Entry, Forecast

Missing = Literal[
    "probability", "horizon", "resolution", "definition", "entered", "resolved", "void"
]
"""Why a forecast has no score: what it lacks, or that it was declared void."""


@dataclass(frozen=True, slots=True)
class Standing:
    """A forecast of the case and the two lines of the register that are about it, if any."""

    forecast: Forecast
    entered: Entry | None
    resolved: Entry | None

    @property
    def missing(self) -> tuple[Missing, ...]:
        """What keeps the forecast from being scored, in the order in which it would be mended."""
        said = self.forecast
        lacks: dict[Missing, bool] = {
            "probability": said.probability is None,
            "horizon": said.horizon is None,
            "resolution": said.resolution is None,
            "definition": said.undefined is not None,
            "entered": self.entered is None,
            "resolved": self.entered is not None and self.resolved is None,
            "void": self.resolved is not None and self.resolved.status == "void",
        }
        return tuple(what for what, true in lacks.items() if true)

    @property
    def early(self) -> bool:
        """Whether it is held not to have happened while its horizon had not ended."""
        horizon, resolved = self.forecast.horizon, self.resolved
        if horizon is None or resolved is None or resolved.status != "did_not_happen":
            return False
        return resolved.date <= ends(horizon)


def standings(document: CaseDocument) -> tuple[Standing, ...]:
    """Return every forecast of a case with what the register says of it, in the case's order.

    >>> from backchannel.case import load
    >>> [(s.forecast.id, s.missing) for s in standings(load("ukraine-2023").document)][0]
    ('F1', ('probability', 'horizon', 'resolved'))
    """
    entered = {e.forecast: e for e in reversed(document.register_) if e.status == "entered"}
    resolved = {e.forecast: e for e in reversed(document.register_) if e.status != "entered"}
    return tuple(
        Standing(forecast, entered.get(forecast.id), resolved.get(forecast.id))
        for forecast in document.forecasts
    )


def last_digest(document: CaseDocument) -> str:
    """Return the digest of the register's last line, the one to keep elsewhere; "" if none."""
    return document.register_[-1].digest if document.register_ else ""


def digest_of(before: str, entry: Entry, forecast: Forecast | None) -> str:
    """Return the digest that seals a line of the register.

    Parameters
    ----------
    before
        Digest of the line before; "" for the first.
    entry
        The line; the digest that it holds itself does not count.
    forecast
        The forecast that it enters; None where it resolves one.
    """
    sealed: list[Any] = [before, _said(entry, {"digest"})]
    if forecast is not None:
        sealed.append(_said(forecast, set()))
    text = json.dumps(sealed, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return f"sha256:{sha256(text.encode()).hexdigest()}"


def _said(block: Model, without: set[str]) -> Any:
    """Return what a block says; a key that a later version adds and nobody wrote does not count."""
    return _plain(block.model_dump(mode="json", exclude=without, exclude_defaults=True))


def _plain(written: Any) -> Any:
    """Return what is written apart from its line breaks and the way its letters are stored."""
    if isinstance(written, dict):
        return {key: _plain(value) for key, value in written.items()}
    if isinstance(written, list):
        return [_plain(value) for value in written]
    if isinstance(written, str):
        return " ".join(unicodedata.normalize("NFC", written).split())
    return written


def starts(when: str) -> str:
    """Return the first day of a written date, as text that compares with other days.

    >>> starts("2023-07/2023-08"), starts("2004")
    ('2023-07-01', '2004-01-01')
    """
    first = when.partition("/")[0]
    return first + "-01-01"[len(first) - 4 :]


def ends(when: str) -> str:
    """Return the last day of a written date, or a later text of its month, to compare with days.

    >>> ends("2023-07/2023-08"), ends("2004-05-01")
    ('2023-08-31', '2004-05-01')
    """
    last = when.rpartition("/")[2]
    return last + "-12-31"[len(last) - 4 :]
