"""A new forecast from what was typed: a probability, a word for one, or a headline's share."""

from dataclasses import asdict, dataclass
from typing import Any

from pydantic import TypeAdapter, ValidationError

from backchannel.case import Case
from backchannel.case.schema import When
from backchannel.cli.common import progress_line
from backchannel.cli.figures import counted
from backchannel.core.errors import UsageError, did_you_mean

OURS = "backchannel"  # who says what the program computes
ANALYST = "analyst"  # whoever writes the case
DIGITS = 4  # of a share of draws; more would be noise


@dataclass(frozen=True, slots=True)
class Wanted:
    """The options of `forecast add` that describe a new forecast."""

    text: str | None
    by: str | None
    made: str | None
    probability: str | None
    word: str | None
    horizon: str | None
    rule: str | None
    reason: str | None
    claims: tuple[str, ...]
    headline: str | None
    draws: int
    seed: int

    @property
    def is_new(self) -> bool:
        """Whether a forecast is to be written."""
        return self.text is not None or self.headline is not None

    def __post_init__(self) -> None:
        """Refuse what was given and is empty: it would count as not given."""
        for name, given in asdict(self).items():
            if isinstance(given, str) and not given.strip():
                raise UsageError(f"--{name} is empty", hint="say something, or leave it out")

    @property
    def says_anything(self) -> bool:
        """Whether something was said that only a new forecast can take."""
        given = (self.by, self.made, self.probability, self.word, self.horizon, self.rule,
                 self.reason, self.claims or None)  # fmt: skip
        return any(it is not None for it in given)


def new_forecast(case: Case, name: str, wanted: Wanted, day: str) -> dict[str, Any]:
    """Return a forecast as it is written into the case; keys that were not given are left out."""
    _refuse_no_date("--made", wanted.made)
    _refuse_no_date("--horizon", wanted.horizon)
    if wanted.headline is not None:
        return _from_headline(case, name, wanted, day)
    if wanted.by == OURS:
        raise UsageError(
            f"'{OURS}' says what --headline computes and nothing else",
            hint="name a source or analyst, or give --headline",
        )
    sources = {source.id for source in case.document.sources}
    by = wanted.by or ANALYST
    if by not in sources | {ANALYST}:
        raise UsageError(
            f"--by {by!r} is no source of this case and not '{ANALYST}'",
            hint=did_you_mean(by, sources | {ANALYST})
            or f"name a source (`backchannel sources` lists them) or {ANALYST}",
        )
    return _present(
        {
            "id": name,
            "by": by,
            "made": wanted.made or day,
            "text": wanted.text,
            "probability": _probability(wanted),
            "horizon": wanted.horizon,
            "resolution": wanted.rule,
            "claims": list(wanted.claims),
        }
    )


def _refuse_no_date(option: str, typed: str | None) -> None:
    try:
        TypeAdapter(When | None).validate_python(typed)
    except ValidationError as error:
        raise UsageError(
            f"{option} {typed!r} is no date",
            hint="write 2023-07-26, 2023-07 or 2023, or two joined by a slash",
        ) from error


def _present(written: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in written.items() if value not in (None, [])}


def _probability(wanted: Wanted) -> dict[str, Any] | None:
    """Return the estimate that was typed, as numbers or as a word; None where neither was."""
    if wanted.probability is not None and wanted.word is not None:
        raise UsageError("--probability and --word say the same", hint="give one of them")
    reason = wanted.reason
    if wanted.probability is not None:
        value = _numbers(wanted.probability)
        if reason is None:
            raise UsageError("a probability needs a reason", hint="add --reason")
    elif wanted.word is not None:
        from backchannel.evidence.words import range_of_word

        low, high = range_of_word(wanted.word)
        value = [low, round((low + high) / 2, DIGITS), high]
        band = f'"{wanted.word}", taken as {100 * low:g} to {100 * high:g} percent'
        reason = f"{band}. {reason}" if reason else f"{band} by the table of words of probability."
    elif reason is not None:
        raise UsageError(
            "--reason says why a probability, and none was given",
            hint="add --probability or --word; nothing can be added to what was entered",
        )
    else:
        return None
    return {"value": value, "basis": "inference", "reason": reason}


def _numbers(typed: str) -> list[float]:
    try:
        value = [float(part) for part in typed.split(",")]
    except ValueError:
        value = []
    if len(value) != 3:
        raise UsageError(
            f"--probability {typed!r} is not three numbers",
            hint="write 0.2,0.4,0.6: low, mode, high",
        )
    return value


def _from_headline(case: Case, name: str, wanted: Wanted, day: str) -> dict[str, Any]:
    """Return a headline of the program as a forecast: its share, and what the share is."""
    if wanted.by not in (None, OURS) or wanted.probability or wanted.word:
        raise UsageError(
            f"--headline brings its own probability, by {OURS}",
            hint="leave out --by, --probability and --word",
        )
    if wanted.horizon is None or wanted.rule is None or wanted.headline is None:
        raise UsageError(
            "a headline says nothing of when and how it would come true",
            hint="add --horizon and --rule",
        )
    from backchannel.studies.record.headline_chance import headline_chance

    with progress_line("draws") as progress:
        found = headline_chance(
            case, wanted.headline, draws=wanted.draws, seed=wanted.seed, progress=progress
        )
    share = found.share
    reason = (
        f"Headline '{wanted.headline}': share of {counted(found.draws, 'draw')} (seed {found.seed})"
        " in which some package is acceptable to all who are asked about, with its 95 percent "
        "sampling interval. Taken as a chance it assumes that the event comes when such a package "
        f"exists. Case {found.run.case_digest} without this forecast, version {found.run.version}."
    )
    return _present(
        {
            "id": name,
            "by": OURS,
            "made": wanted.made or day,
            "text": wanted.text or f"{found.text} Yes.",
            "probability": {
                "value": [round(x, DIGITS) for x in (share.low, share.value, share.high)],
                "basis": "inference",
                "reason": f"{reason} {wanted.reason}" if wanted.reason else reason,
            },
            "horizon": wanted.horizon,
            "resolution": wanted.rule,
            "claims": list(wanted.claims),
        }
    )
