"""War, votes, office and what publicity costs: what must fit together there."""

from collections.abc import Iterable, Iterator

from backchannel.case.finding import Finding
from backchannel.case.schema import CaseDocument
from backchannel.case.yaml_text import Loc


def public_bonuses_may_stand_alone(document: CaseDocument) -> Iterator[Finding]:
    """Only what publicity costs may count for every package; other bonuses name a pattern."""
    for b, bonus in enumerate(document.bonuses):
        if not bonus.pattern and not bonus.in_public:
            yield Finding(
                "MISSING-KEY",
                ("bonuses", b),
                f"bonus '{bonus.id}' names no pattern",
                "name its options, or say `in_public: true` if it counts for every public deal",
                bonus.id,
            )


def levers_are_no_conditions(document: CaseDocument) -> Iterator[Finding]:
    """A lever and a condition have different ids, for either may be asked for."""
    conditions = {condition.id for condition in document.conditions}
    for x, lever in enumerate(document.leverage):
        if lever.id in conditions:
            yield Finding(
                "DUPLICATE-ID",
                ("leverage", x, "id"),
                f"'{lever.id}' is a condition and a lever",
                "give each its own id",
                lever.id,
            )


def wars_have_two_sides(document: CaseDocument) -> Iterator[Finding]:
    """What is said of a war by side is said of its two sides."""
    actors = {actor.id for actor in document.actors}
    for w, war in enumerate(document.wars):
        if not set(war.between) <= actors or war.between[0] == war.between[1]:
            continue  # another rule says so
        for key in ("beliefs", "firmness", "costs"):
            named = [name for name in getattr(war, key) if name in actors]
            yield from _one_of(("wars", w, key), named, war.between)


def _one_of(loc: Loc, names: Iterable[str], sides: tuple[str, str]) -> Iterator[Finding]:
    for name in names:
        if name not in sides:
            yield Finding(
                "BAD-VALUE",
                (*loc, name),
                f"'{name}' is no side of this war",
                f"expected {sides[0]} or {sides[1]}",
                name,
            )


def war_is_counted_where_there_are_values(document: CaseDocument) -> Iterator[Finding]:
    """Points lost or left in a war belong to actors with values of their own."""
    renewed = document.renewed_war
    named: list[tuple[Loc, str]] = [
        *((("war_costs", name), name) for name in document.war_costs),
        *((("renewed_war", "worth", name), name) for name in (renewed.worth if renewed else ())),
        *((("votes", v, "holder"), vote.holder) for v, vote in enumerate(document.votes)),
        *((("offices", o, "values_of"), it.values_of) for o, it in enumerate(document.offices)
          if it.values_of),
    ]  # fmt: skip
    actors = {actor.id for actor in document.actors}
    for loc, name in named:
        if name in actors and (name not in document.preferences or name not in document.walk_away):
            yield Finding(
                "NO-VALUES",
                loc,
                f"'{name}' has no values of its own",
                "give it preferences and a walk-away value",
                f"preferences.{name}",
            )


def votes_settle_the_same_issues(document: CaseDocument) -> Iterator[Finding]:
    """Winning and losing a vote settle the same issues, differently."""
    for v, vote in enumerate(document.votes):
        if set(vote.if_won) != set(vote.if_lost) or not set(vote.held) <= set(vote.if_won):
            yield Finding(
                "BAD-VALUE",
                ("votes", v, "if_lost"),
                f"vote '{vote.id}' must settle the same issues whether it is won or lost",
                "name each issue under both",
                vote.id,
            )
        elif vote.if_won == vote.if_lost:
            yield Finding(
                "BAD-VALUE", ("votes", v, "if_lost"), "winning and losing are the same", "", vote.id
            )


def changes_of_leader_are_whole(document: CaseDocument) -> Iterator[Finding]:
    """A chance that the leader changes says within which time, and who decides then."""
    for o, office in enumerate(document.offices):
        lacking = [k for k in ("within", "successor") if getattr(office, k) is None]
        if office.change is not None and lacking:
            yield Finding(
                "MISSING-KEY",
                ("offices", o),
                f"`change` of '{office.id}' needs {' and '.join(f'`{k}`' for k in lacking)}",
                "",
                office.id,
            )
        if office.within is not None and office.within.value[0] <= 0:
            yield Finding(
                "BAD-VALUE", ("offices", o, "within"), "the time is longer than nothing", "", ""
            )
