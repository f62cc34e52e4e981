"""What `backchannel deals` was asked: names and pairs read, the case or scenario, its zone."""

import re
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from backchannel.cli.common import load_case, progress_line
from backchannel.cli.study import learned_draws, run_study
from backchannel.core.errors import UsageError, did_you_mean

if TYPE_CHECKING:
    from backchannel.case import Case
    from backchannel.deals import Zone
    from backchannel.exchange import Scenario
    from backchannel.space import Seed
    from backchannel.studies.zones import ZoneOverDraws

SECTIONS: Final = (
    "points",
    "frontier",
    "blockers",
    "reach",
    "nearest",
    "trades",
    "transfers",
    "text",
    "robust",
)
"""Sections that can be asked for by a flag of their name, in the order in which they are told."""

USUAL: Final = ("options", "points", "blockers")
"""Sections that are told where none is asked for."""

USUAL_DRAWS: Final = 2_000

EASY: Final = 10**8
"""Packages up to which options are counted unasked, in well under a second."""

ENDING: Final = ".xml"


@dataclass(frozen=True)
class Asked:
    """One question: whose zone, about what, and the settings of the sections."""

    case: "Case | Scenario"
    zone: "Zone"
    about: Mapping[str, Any]
    """Actors, channel, issues and condition, as the engines take them."""
    fixed: Mapping[str, str]
    draws: int
    seed: "Seed"
    efficiency: float
    draft: Mapping[str, str] | None
    pairs: bool
    scenario: bool
    robust: bool
    """Whether robust packages are asked for by their flag."""

    def answer(self, section: str) -> Any:
        """Ask the engine of a section."""
        return _ENGINES[section](self)


def names(listed: str) -> list[str]:
    """Split a list of names at its commas."""
    return [name.strip() for name in listed.split(",") if name.strip()]


def options_of(listed: Sequence[str], flag: str) -> dict[str, str]:
    """Read ``issue=option`` pairs, one or several to a text.

    >>> options_of(["a=x,b=y", "price=1,000"], "--fix")
    {'a': 'x', 'b': 'y', 'price': '1,000'}
    """
    held: dict[str, str] = {}
    for part in (part for text in listed for part in re.split(r",(?=[^,=]*=)", text)):
        issue, _, option = (word.strip() for word in part.partition("="))
        if not issue or not option:
            raise UsageError(
                f"{flag} takes issue=option, not '{part[:60]}'",
                hint=f"such as {flag} fees=half; `show CASE` lists issues and options",
            )
        if held.setdefault(issue, option) != option:
            raise UsageError(f"{flag}: '{issue}' cannot be both '{held[issue]}' and '{option}'")
    return held


def package_of(case: "Case", listed: Sequence[str], flag: str) -> dict[str, str]:
    """Read a package: ``issue=option`` pairs, or the id of an offer on record.

    Raises `UsageError` for an offer that holds no package, or that can be read in several ways.
    """
    offers = {offer.id: offer.codings for offer in case.document.offers}
    if len(listed) != 1 or listed[0] not in offers:
        return options_of(listed, flag)
    codings = offers[listed[0]]
    if len(codings) != 1:
        said = f"can be read in {len(codings)} ways" if codings else "holds no package"
        raise UsageError(f"offer '{listed[0]}' {said}", hint="give its options as issue=option")
    return dict(codings[0])


def is_genius(case: str, profiles: Sequence[str]) -> bool:
    """Whether CASE is a Genius domain; profiles without one are a mistake."""
    found = case.lower().endswith(ENDING) and not Path(case).is_dir()
    if profiles and not found:
        raise UsageError(
            f"'{profiles[0][:80]}' is too much: profiles go with a Genius domain, and '{case[:80]}'"
            f" does not end in {ENDING}",
            hint=f"lists take commas and no blanks: --actors a,b; a domain ends in {ENDING}",
        )
    return found


def refuse(given: Mapping[str, object], why: str) -> None:
    """Refuse options that make no sense here."""
    for flag, value in given.items():
        if value:
            raise UsageError(f"{flag} {why}")


def load_scenario(domain: str, profiles: Sequence[str]) -> "Scenario":
    """Read a Genius domain with its profiles; what is worth knowing goes to stderr."""
    from backchannel.exchange import load_genius
    from backchannel.exchange.genius_file import open_genius

    form = "deals DOMAIN.xml PROFILE1.xml PROFILE2.xml ..."
    if not profiles:
        raise UsageError("a Genius domain comes with the profile of each party", hint=form)
    opened = open_genius(domain)
    if opened.root.tag == "utility_space" and opened.weights:
        raise UsageError(
            f"'{domain[:80]}' holds weights: it is the profile of a party", hint=f"write {form}"
        )
    scenario = load_genius(domain, profiles)
    for problem in scenario.notes:
        print(problem, file=sys.stderr)
    return scenario


def load_any(
    case: str,
    profiles: Sequence[str],
    reading: Sequence[str] | None,
    *,
    in_order: bool,
    seed: int,
    learned: bool,
) -> "tuple[Case | Scenario, Seed]":
    """Load a case with its readings, or a scenario, and say what to draw from."""
    if is_genius(case, profiles):
        return load_scenario(case, profiles), seed
    return learned_draws(load_case(case, reading, in_order=in_order), seed, learned=learned)


def check(asked: Asked) -> None:
    """Refuse what no engine could answer, before anything is told."""
    if not 0 < asked.efficiency <= 1:
        raise UsageError(f"--efficiency is above 0 and up to 1, not {asked.efficiency:g}")
    space = asked.zone.frame.issues
    for issue, option in (asked.draft or {}).items():
        if issue not in space.issues:
            raise UsageError(
                f"--from: there is no issue '{issue[:60]}' that moves here",
                hint=did_you_mean(issue, space.issues),
            )
        space.option_index(issue, option)


def over_draws(asked: Asked) -> "ZoneOverDraws | None":
    """Ask the zone over draws, if any are asked for; Ctrl-C leaves the draws that are done."""
    from backchannel.studies.zones import zone_over_draws

    return _study(asked, zone_over_draws) if asked.draws else None


def section_over_draws(asked: Asked, section: str) -> Any:
    """Ask a section over draws: the points and the frontier have an answer, others None."""
    from backchannel.studies import frontier_over_draws, points_over_draws

    studies = {"points": points_over_draws, "frontier": frontier_over_draws}
    return _study(asked, studies[section]) if asked.draws and section in studies else None


def _study(asked: Asked, study: Callable[..., Any]) -> Any:
    settings = {**asked.about, "fixed": asked.fixed, "draws": asked.draws, "seed": asked.seed}
    return run_study("draws", partial(study, asked.case, **settings))


def without_fixed(asked: Asked) -> list[tuple[str, "Zone"]]:
    """Zones with the fixed options let go: one after another, then all together."""
    from backchannel.deals import zone

    found = []
    singly = list(asked.fixed) if len(asked.fixed) > 1 else []
    for issue in singly:
        rest = {i: o for i, o in asked.fixed.items() if i != issue}
        found.append((f"{issue}={asked.fixed[issue]}", zone(asked.case, **asked.about, fixed=rest)))
    return [*found, ("", zone(asked.case, **asked.about))]


def _points(asked: Asked) -> Any:
    return asked.zone.points()


def _frontier(asked: Asked) -> Any:
    return asked.zone.frontier()


def _blockers(asked: Asked) -> Any:
    return asked.zone.blockers()


def _reach(asked: Asked) -> Any:
    from backchannel.deals import reach

    return reach(asked.zone)


def _options(asked: Asked) -> Any:
    small = asked.zone.all_packages <= EASY and asked.zone.count
    return _reach(asked).options if small else {}


def _nearest(asked: Asked) -> Any:
    from backchannel.studies.change.nearest import nearest_change

    with progress_line("nearest change, at most") as progress:
        return nearest_change(
            asked.case,  # type: ignore[arg-type]
            **asked.about,
            fixed=asked.fixed,
            progress=progress,
        )


def _trades(asked: Asked) -> Any:
    from backchannel.deals import trades, zone

    whole = len(asked.fixed) == len(asked.zone.issues)
    if not whole and asked.zone.exists is False:
        raise UsageError(
            "no package is acceptable to all, so there is none to hold against the lot",
            hint="--fix an option of every issue to look at a package of your own",
        )
    if whole:  # the lot is drawn among all options
        return trades(zone(asked.case, **asked.about), asked.fixed)
    return trades(asked.zone)


def _transfers(asked: Asked) -> Any:
    from backchannel.deals import transfers

    whole = len(asked.fixed) == len(asked.zone.issues)
    return transfers(asked.zone, asked.efficiency, asked.fixed if whole else None)


def _text(asked: Asked) -> Any:
    from backchannel.deals import single_text

    return single_text(asked.zone, asked.draft, pairs=asked.pairs)


_ENGINES: Final = {
    "options": _options,
    "points": _points,
    "frontier": _frontier,
    "blockers": _blockers,
    "reach": _reach,
    "nearest": _nearest,
    "trades": _trades,
    "transfers": _transfers,
    "text": _text,
}
