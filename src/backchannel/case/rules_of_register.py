"""What must hold in the register of forecasts: order, completeness and an unbroken chain."""

from collections.abc import Iterator

from backchannel.case.finding import Finding
from backchannel.case.register import digest_of, starts
from backchannel.case.schema import CaseDocument, Entry
from backchannel.case.yaml_text import Loc


def register_is_in_order(document: CaseDocument) -> Iterator[Finding]:
    """A forecast is entered once, then resolved once, with a reason; days never run backwards."""
    made = {forecast.id: starts(forecast.made) for forecast in document.forecasts}
    first: dict[tuple[str, bool], Entry] = {}
    latest = ""
    for position, entry in enumerate(document.register_):
        loc: Loc = ("register", position)
        for key, message, hint in _out_of_order(entry, first, latest, made):
            yield Finding("REGISTER", (*loc, key), message, hint, entry.forecast)
        first.setdefault((entry.forecast, entry.status == "entered"), entry)
        latest = max(latest, entry.date)


def _out_of_order(
    entry: Entry, first: dict[tuple[str, bool], Entry], latest: str, made: dict[str, str]
) -> Iterator[tuple[str, str, str]]:
    """Yield what is wrong with a line after those before it: key, message, hint."""
    name, enters = entry.forecast, entry.status == "entered"
    earlier = first.get((name, enters))
    if earlier is not None and enters:
        yield "forecast", f"'{name}' was entered before, on {earlier.date}", "enter it once"
    elif earlier is not None:
        yield (
            "status",
            f"'{name}' was resolved before: {earlier.status} on {earlier.date}",
            "what became of a forecast is set once",
        )
    if not enters and (name, True) not in first:
        yield "forecast", f"'{name}' is resolved without having been entered", "enter it first"
    if not enters and entry.reason is None:
        yield "status", f"'{name}' is resolved without a reason", "say how it is known"
    if entry.date < latest:
        yield "date", f"{entry.date} lies before {latest}, the day of a line before", ""
    if enters and entry.date < made.get(name, ""):
        yield "date", f"'{name}' is entered before it was made ({made[name]})", ""


def chain_is_whole(document: CaseDocument) -> Iterator[Finding]:
    """Each line fits its digest.

    Each is held against the digest that is written in the line before, so one change is reported
    where it was made and not in every later line.
    """
    forecasts = {forecast.id: forecast for forecast in document.forecasts}
    positions = {forecast.id: position for position, forecast in enumerate(document.forecasts)}
    before = ""
    for position, entry in enumerate(document.register_):
        enters = entry.status == "entered"
        known = not enters or entry.forecast in forecasts  # else its absence is reported
        held = forecasts.get(entry.forecast) if enters else None
        if known and digest_of(before, entry, held) != entry.digest:
            what = "the forecast, this line" if enters else "this line"
            yield Finding(
                "BROKEN-CHAIN",
                ("register", position),
                f"line {position + 1} of the register ({entry.forecast}, {entry.status}, "
                f"{entry.date}) does not fit its digest: {what} or the order of lines was changed",
                "put back what it said when it was entered (from a backup or a colleague's copy); "
                "a mistake is resolved as void and entered anew",
                entry.forecast,
                also=("the forecast", ("forecasts", positions[entry.forecast])) if held else None,
            )
        before = entry.digest
