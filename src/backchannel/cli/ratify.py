"""`backchannel ratify`: whether a deal would pass at home, and who in a party stands in its way."""

from collections.abc import Collection
from functools import partial
from typing import TYPE_CHECKING, Annotated

import typer

from backchannel.cli.common import (
    CaseName,
    DrawsOption,
    Format,
    FormatOption,
    InOrderOption,
    ReadingOption,
    SeedOption,
    load_case,
    print_notes,
    print_table,
    print_text,
)
from backchannel.cli.deals_ask import package_of
from backchannel.cli.deals_words import held_options
from backchannel.cli.figures import counted
from backchannel.cli.ratify_words import (
    CHOSEN,
    change_rows,
    change_words,
    coded,
    consent_rows,
    offer_rows,
    offer_words,
    office_rows,
    office_words,
    ratification_words,
    setter_words,
    stand_in_rows,
    stand_in_words,
    stated_words,
    vote_rows,
    vote_words,
)
from backchannel.cli.study import LearnedOption, give, learned_draws, run_study

if TYPE_CHECKING:
    from backchannel.cli.ratify_words import Names
    from backchannel.studies.home.home_fronts import HomeFronts


def ratify(
    case: CaseName,
    question: Annotated[
        str | None,
        typer.Option(
            "--question",
            help="One question of the case, looked at closely: every actor in its signatory's "
            "place, and what each signatory would offer.",
        ),
    ] = None,
    package: Annotated[
        list[str] | None,
        typer.Option(
            "--package",
            help="Options of a package to be ratified; the rest is as in the Nash package.",
            metavar="ISSUE=OPTION,...|OFFER",
        ),
    ] = None,
    reading: ReadingOption = None,
    in_order: InOrderOption = False,
    draws: DrawsOption = 1_000,
    seed: SeedOption = 0,
    learned: LearnedOption = False,
    form: FormatOption = Format.TABLE,
) -> None:
    """Ask whether a deal would pass at home: leader or elite, ratification, votes, office.

    Is it the leader or others of the party; would a package be ratified by each party's decision
    rule; why was a vote refused and what chance would it need; what does a leader's stake in office
    add; how soon could somebody else decide.
    """
    loaded = load_case(case, reading, in_order=in_order)
    given = package_of(loaded, package or (), "--package")
    loaded, draw_from = learned_draws(loaded, seed, learned=learned)
    from backchannel.studies.home.home_fronts import home_fronts

    asked = partial(home_fronts, loaded, question, given, draws=draws, seed=draw_from)
    found = run_study("ratify", asked)
    give(found, form, lambda found: _print(found, coded(loaded)))


def _print(found: "HomeFronts", by_code: Collection[str]) -> None:
    if not (found.stand_ins or found.votes or found.setters or found.changes):
        print_text(found.summary())
        print_notes(found.notes, found.lacking)
        return
    names = _names(found)
    _print_stand_ins(found, by_code)
    _print_ratifications(found, names)
    if found.offers:
        print_text("\nWHAT WOULD EACH OFFER, not knowing who accepts?")
        for offer in found.offers:
            print_text(offer_words(offer))
        print_table(offer_rows(found.offers))
    if found.votes:
        print_text("\nWHY IS A VOTE REFUSED, and what chance would it need?")
        for vote in found.votes:
            print_text(vote_words(vote))
        print_table(vote_rows(found.votes))
    for setter in found.setters:
        print_text(f"\nWHO FILLS THE GAPS of {setter.channel}?")
        print_text(setter_words(setter))
    if found.stakes:
        print_text("\nWHAT DOES OFFICE ADD?")
        for sentence in office_words(found.stakes, names):
            print_text(sentence)
        print_table(office_rows(found.stakes, names))
    for change in found.changes:
        print_text("\nHOW SOON COULD SOMEBODY ELSE DECIDE?")
        for sentence in change_words(change):
            print_text(sentence)
        print_table(change_rows(change))
    print_text(
        "Numbers with two more in brackets are the median with the 5th and the 95th percentile; "
        f"single shares are shares of {counted(found.draws, 'draw')} of the case's estimates. "
        "This follows from the stated ranges and is no forecast."
    )
    print_notes(found.notes, found.lacking)


def _print_stand_ins(found: "HomeFronts", by_code: Collection[str]) -> None:
    if not found.stand_ins:
        return
    print_text("IS IT THE LEADER, OR OTHERS OF THE PARTY?")
    for sentence in stand_in_words(found.stand_ins, by_code):
        print_text(sentence)
    print_table(stand_in_rows(found.stand_ins))


def _print_ratifications(found: "HomeFronts", names: "Names") -> None:
    if not found.ratifications:
        return
    print_text("WOULD IT BE RATIFIED AT HOME?")
    for it in found.ratifications:
        name = names[it.question, tuple(it.package.items())]
        print_text(f"{name}, for {it.question}, {CHOSEN[it.why]}: {held_options(it.package)}")
    for it in found.ratifications:
        print_text(ratification_words(it, names[it.question, tuple(it.package.items())]))
    rows = (
        consent_rows(it, names[it.question, tuple(it.package.items())])
        for it in found.ratifications
    )
    print_table([row for several in rows for row in several])
    if any(c.stated for it in found.ratifications for p in it.parties for c in p.consents):
        print_text(stated_words(found.ratifications))


def _names(found: "HomeFronts") -> "Names":
    """Return P1, P2 ... for the packages, in the order in which they are told."""
    told = dict.fromkeys((it.question, tuple(it.package.items())) for it in found.ratifications)
    return {package: f"P{number}" for number, package in enumerate(told, 1)}
