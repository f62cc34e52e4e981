"""Channels over draws: what each could settle, who adopts it, who knows of it, and for how long.

Sources: precedence and representation among linked channels, Watkins and Passow, Crump (as
`Settlement` and `Absence` tell them); adoption by principals; exposure and publicity, Kurizaki
2007, Leventoglu and Tarar 2005.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from backchannel.case import Case
from backchannel.case.roles import signatories, values_of
from backchannel.case.schema import Channel
from backchannel.core.errors import UsageError, did_you_mean
from backchannel.core.figures import counted, percent
from backchannel.core.results import Note, RunRecord, Status, note
from backchannel.deals.rows import to_frame
from backchannel.space.seeds import Seed, seed_label
from backchannel.studies.absences import Absence, absences
from backchannel.studies.channel.deals import (
    Adoption,
    Settlement,
    adoption,
    draw_channel,
    settlement,
)
from backchannel.studies.channel.secrecy import (
    Exposure,
    Publicity,
    exposure,
    publicity,
    publicity_lacking,
)
from backchannel.studies.over_draws import Progress, Stop, notes_on
from backchannel.studies.ranges import Lacking, Range, lacking

__all__ = ["ChannelOverDraws", "ChannelsOverDraws", "Knowledge", "channels"]


@dataclass(frozen=True, slots=True)
class Knowledge:
    """Who knows of a channel, as the case says, and who does not."""

    talkers: tuple[str, ...]
    principals: tuple[str, ...]
    """Those on whose behalf it talks, and the principals of those who talk."""
    others: tuple[str, ...]
    """Others who know of it (`known_to`)."""
    unaware: tuple[str, ...]
    """Actors that weigh its issues, are not there and are not said to know; none if it is open."""
    exposures: tuple[str, ...]
    """Claims of the case by which it became known already."""


@dataclass(frozen=True, slots=True)
class ChannelOverDraws:
    """What is told of one channel; None where it does not apply or the case does not say enough.

    Attributes
    ----------
    settles
        What it could settle by itself.
    absences
        Who is decided about there without being there.
    adoption
        Whether principals adopt what those who talk settle; None where all talk for themselves.
    knowledge, exposure
        Who knows of it, and how long it stays secret.
    publicity
        Its zone in secret against in public.
    """

    channel: str
    between: tuple[str, ...]
    on_behalf_of: tuple[str, ...]
    status: str
    secrecy: str
    issues: tuple[str, ...]
    settles: Settlement | None
    absences: tuple[Absence, ...]
    adoption: Adoption | None
    knowledge: Knowledge
    exposure: Exposure | None
    publicity: Publicity | None
    notes: tuple[Note, ...] = field(repr=False)


@dataclass(frozen=True, slots=True)
class ChannelsOverDraws:
    """The channels of a case over draws.

    Attributes
    ----------
    months
        Within which exposure is held against publicity.
    """

    channels: tuple[ChannelOverDraws, ...]
    months: int
    draws: int
    status: Status
    notes: tuple[Note, ...]
    lacking: tuple[Lacking, ...]
    run: RunRecord

    def to_rows(self) -> list[dict[str, object]]:
        """Return one row a channel; None where the case does not say enough."""
        return [_row(it, self.months, self.draws) for it in self.channels]

    def to_frame(self) -> Any:
        """Return the rows as a polars data frame."""
        return to_frame(self.to_rows())

    def summary(self) -> str:
        """Return plain sentences with their caveat."""
        settle = [it for it in self.channels if it.settles]
        if not settle:
            return "The case has no channel whose zone could be asked for."
        open_ = "; ".join(f"{it.channel}: {percent(it.settles.open_share)}" for it in settle
                          if it.settles)  # fmt: skip
        told = [f"Share of {counted(self.draws, 'draw')} in which a channel by itself could settle "
                f"something: {open_}."]  # fmt: skip
        told += [
            f"What {' and '.join(it.adoption.talkers)} would settle in {it.channel} is "
            f"accepted by {' and '.join(it.adoption.principals)} in "
            f"{percent(it.adoption.settled)} of {counted(it.adoption.settled_draws, 'draw')}."
            for it in settle
            if it.adoption and it.adoption.settled is not None
        ]
        return " ".join([*told, "This follows from the stated ranges and is no forecast."])


def channels(  # noqa: PLR0913
    case: Case,
    channels: Sequence[str] | None = None,
    *,
    months: int = 12,
    draws: int = 1_000,
    seed: Seed = 0,
    threads: int | None = None,
    progress: Progress | None = None,
    stop: Stop | None = None,
) -> ChannelsOverDraws:
    """Ask of each channel what it could settle, who would adopt it, who knows, and for how long.

    Parameters
    ----------
    channels
        Ids of channels; all by default.
    months
        Within which the expected cost of exposure is held against that of a public deal.
    draws, seed
        Latin hypercube draws; all channels see the same ones.
    threads
        Threads to use; as many as processors by default. The result does not depend on it.
    progress
        Called with (done, all), counted in draws of all channels.
    stop
        Asked between channels; once it says yes, the rest is left out.

    Examples
    --------
    >>> import backchannel as bc
    >>> bc.studies.channels(bc.load("two-issues")).lacking[0].key
    'channels'
    >>> found = channels(bc.load("ukraine-2023"), ["CH_UA_RU"], draws=64)
    >>> [absence.actor for absence in found.channels[0].absences][:2]
    ['us_admin', 'us_track15']
    """
    asked = _asked(case, channels)
    if not isinstance(months, int) or months < 1:
        raise UsageError(f"months are a whole number of at least 1, not {months!r}")
    missing = absences(case, draws=draws, seed=seed)
    told: list[ChannelOverDraws] = []
    for number, channel in enumerate(asked, 1):
        absent = tuple(a for a in missing if a.channel == channel.id)
        told.append(_tell(case, channel, absent, months, draws=draws, seed=seed, threads=threads))
        if progress is not None:
            progress(number * draws, len(asked) * draws)
        if stop is not None and stop():
            break
    notes = tuple(dict.fromkeys(n for it in told for n in it.notes))
    if rest := [channel.id for channel in asked[len(told) :]]:
        notes += (note("gap", what=f"without {', '.join(rest)}"),)
    settings = {"channels": tuple(c.id for c in asked), "months": months, "draws": draws}
    return ChannelsOverDraws(
        channels=tuple(told),
        months=months,
        draws=draws,
        status=Status.ESTIMATED,
        notes=notes,
        lacking=tuple(dict.fromkeys(_lacking(case, asked))),
        run=RunRecord(
            "studies.channels", case.document.case.id, case.digest, settings, seed_label(seed)
        ),
    )


def _asked(case: Case, names: Sequence[str] | None) -> list[Channel]:
    known = {channel.id: channel for channel in case.document.channels}
    if names is None:
        return list(known.values())
    if isinstance(names, str) or not names:
        raise UsageError(f"give a list of channels, not {names!r}")
    for name in names:
        if name not in known:
            raise UsageError(f"there is no channel {name!r}", hint=did_you_mean(name, list(known)))
    return [known[name] for name in dict.fromkeys(names)]


def _tell(
    case: Case,
    channel: Channel,
    absent: tuple[Absence, ...],
    months: int,
    *,
    draws: int,
    seed: Seed,
    threads: int | None,
) -> ChannelOverDraws:
    leaks = exposure(case, channel, months, draws=draws, seed=seed)
    settles = adopted = public = None
    notes: tuple[Note, ...] = ()
    if channel.issues and not _voiceless(case, signatories(case.document, channel.id)):
        found = draw_channel(case, channel, draws=draws, seed=seed, threads=threads)
        settles = settlement(found)
        public = publicity(found, leaks)
        notes = notes_on(found.about, draws, draws, settles.unsettled)
        adopted = adoption(case, channel, draws=draws, seed=seed, threads=threads)
    return ChannelOverDraws(
        channel=channel.id,
        between=channel.between,
        on_behalf_of=channel.on_behalf_of,
        status=channel.status,
        secrecy=channel.secrecy,
        issues=channel.issues,
        settles=settles,
        absences=absent,
        adoption=adopted,
        knowledge=_knowledge(case, channel, absent),
        exposure=leaks.found if leaks else None,
        publicity=public,
        notes=notes,
    )


def _knowledge(case: Case, channel: Channel, absent: Iterable[Absence]) -> Knowledge:
    agents = {actor.id: actor.agent_of for actor in case.document.actors}
    above = [*channel.on_behalf_of, *(agents[actor] for actor in channel.between)]
    principals = tuple(dict.fromkeys(a for a in above if a and a not in channel.between))
    known = {*channel.between, *principals, *channel.known_to}
    return Knowledge(
        talkers=channel.between,
        principals=principals,
        others=tuple(a for a in channel.known_to if a not in {*channel.between, *principals}),
        unaware=()
        if channel.secrecy == "open"
        else tuple(a.actor for a in absent if a.actor not in known),
        exposures=channel.exposures,
    )


def _voiceless(case: Case, actors: Iterable[str]) -> list[str]:
    return [actor for actor in actors if values_of(case.document, actor) is None]


def _lacking(case: Case, asked: Sequence[Channel]) -> list[Lacking]:
    """Say what the case would have to state for what is left out."""
    if not any(channel.issues for channel in case.document.channels):
        return [lacking(case, "channels", "channels")]
    found = []
    for channel in asked:
        silent = _voiceless(case, signatories(case.document, channel.id)) if channel.issues else []
        if channel.issues and not silent:
            delegates = _voiceless(case, channel.between)
            silent = delegates if len(delegates) < len(channel.between) else []
        found += [lacking(case, "values", f"preferences.{actor}") for actor in silent]
        if channel.secrecy != "open":
            here = f"channels.{channel.id}"
            if channel.meetings_per_month is None:
                found.append(lacking(case, "meetings", f"{here}.meetings_per_month"))
            if channel.leak_per_meeting is None:
                found.append(lacking(case, "leaks", f"{here}.leak_per_meeting"))
    signing = [a for c in asked if c.issues for a in signatories(case.document, c.id)]
    voiceless = _voiceless(case, signing)
    return found + publicity_lacking(case, [a for a in signing if a not in voiceless])


def _row(it: ChannelOverDraws, months: int, draws: int) -> dict[str, object]:
    settles, adopted, leaks, seen = it.settles, it.adoption, it.exposure, it.publicity
    known = leaks.chance[months - 1] if leaks else None
    return {
        "channel": it.channel,
        "status": it.status,
        "draws": draws,
        "signatories": ", ".join(settles.actors) if settles else None,
        "open_share": settles.open_share if settles else None,
        **_three("zone", settles.zone if settles else None),
        "settled_draws": settles.settled_draws if settles else None,
        "absent": ", ".join(absence.actor for absence in it.absences),
        "adopted": adopted.settled if adopted else None,
        **_three("adoptable", adopted.texts if adopted else None),
        "unaware": ", ".join(it.knowledge.unaware),
        "months": months,
        **_three("known", known),
        **_three("months_until_even", leaks.even if leaks else None),
        "open_share_in_public": seen.public.open_share if seen else None,
    }


def _three(name: str, found: Range | None) -> dict[str, float | None]:
    low, median, high = (found.low, found.median, found.high) if found else (None, None, None)
    return {f"{name}_low": low, f"{name}_median": median, f"{name}_high": high}
