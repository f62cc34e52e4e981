"""Answers about war as the alternative: whether peace suits, when, splitting rivals, next moves."""

from __future__ import annotations

from markupsafe import Markup, escape

from backchannel.briefing.tables import Row, Table, link
from backchannel.briefing.voice import Figure, Phrase
from backchannel.briefing.whose_deal_parts import Teller, Told
from backchannel.studies.key_figures import MONTHS
from backchannel.studies.move.largest import LargestMove
from backchannel.studies.wars.outlook import WarOutlook
from backchannel.studies.wars.readiness import OnTable
from backchannel.studies.wars.wedges import WedgeContest


def war(t: Teller) -> Told:
    """Whether a settlement would suit the sides of the first war, and whether they see it."""
    voice, wars = t.voice, t.found.war.wars
    if not wars:
        return Told("war", voice("whose.war_q_none"), lacking=t.lacking("wars"))
    it = wars[0]
    a, b = (voice.name("actors", side) for side in it.sides)
    stake = next(war.stake for war in t.case.document.wars if war.id == it.id)
    lines, paths = _outlook(t, it, {"a": a, "b": b, "draws": t.draws(it.draws)})
    lines.insert(0, Phrase("whose.war_stake", {"stake": voice.say(stake)}))
    lacks = t.lacking("chance", "costs", "convergence", "shift")
    return Told("war", voice("whose.war_q", a=a, b=b), tuple(lines), paths=paths, lacking=lacks)


def _outlook(
    t: Teller, it: WarOutlook, names: dict[str, object]
) -> tuple[list[Phrase], tuple[str, ...]]:
    lines: list[Phrase] = []
    paths: tuple[str, ...] = ()
    if it.settlements:
        now = it.settlements[0]
        suits = {"chance": t.shares(now.chance, now.paths), "share": t.share(now.exists, now.paths)}
        lines.append(Phrase("whose.war_suits", names | suits))
        paths += now.paths
    if it.beliefs:
        held = it.beliefs
        ones = ([p for p in held.paths if p.endswith(f".{side}")] for side in it.sides)
        one, two = (t.shares(c, p) for c, p in zip(held.chances, ones, strict=True))
        seen = {"one": one, "two": two, "share": t.share(held.exists, held.paths)}
        lines.append(Phrase("whose.war_seen", names | seen))
        paths += held.paths
        if held.months is not None:
            when = {"months": t.months(held.months, held.convergence_paths)}
            lines.append(Phrase("whose.war_months", names | when))
            paths += held.convergence_paths
    if it.shift:
        later = [p for p in it.shift.paths if p.endswith("chance_later")] or it.shift.paths
        one, two = (t.share(side.fights, later) for side in it.shift.sides)
        lines.append(Phrase("whose.war_shift", names | {"one": one, "two": two}))
        paths += it.shift.paths
    return lines, paths


def ready(t: Teller) -> Told:
    """When those asked the closest question are ready, and whether a deal would hold."""
    voice, it = t.voice, t.found.ready
    question = voice("whose.ready_q")
    lacks = t.lacking("war_cost", "renewed_war", "renewed_worth", "questions")
    if it is None or not it.paths:
        return Told("ready", question, lacking=lacks)
    values: dict[str, object] = {
        "question": voice.name("questions", it.id),
        "now": t.share(float(it.zone_by[0]), [f"walk_away.{a}" for a in it.actors]),
        "later": t.share(float(it.zone_by[MONTHS]), it.paths),
        "months": str(MONTHS),
        "draws": t.draws(it.draws),
    }
    lines = [Phrase("whose.ready_by", values)]
    paths, short = it.paths, Phrase("whose.short_ready", values)
    if it.on_table is not None:
        lines += _on_table(t, it.on_table, {"draws": t.draws(it.draws)}, it.paths)
        paths += (it.on_table.renewal_path,) if it.on_table.renewal_path else ()
    table = _ready(t, it.on_table) if it.on_table else None
    here = [f"war_costs.{a}" for a in it.actors] + [f"renewed_war.worth.{a}" for a in it.actors]
    lacks = tuple(x for x in lacks if x.key in here or x.key == "renewed_war")
    return Told("ready", question, tuple(lines), table, paths, lacks, short)


def _on_table(
    t: Teller, it: OnTable, draws: dict[str, object], paths: tuple[str, ...]
) -> list[Phrase]:
    chosen = {
        "why": t.voice(f"whose.chosen_{it.chosen_by}"),
        "share": t.share(it.accepted, paths),
        "months": t.months(it.months, paths),
    }
    lines = [Phrase("whose.ready_table", draws | chosen)]
    if it.renewal is not None and it.renewal_path and it.accepted_at_risk is not None:
        path = (it.renewal_path,)
        holds = {"chance": t.shares(it.renewal, path), "share": t.share(it.accepted_at_risk, path)}
        lines.append(Phrase("whose.ready_holds", draws | holds))
    return lines


def _ready(t: Teller, it: OnTable) -> Table:
    voice = t.voice

    def of_draws(share: float, paths: tuple[str, ...]) -> Markup:
        return voice.html("whose.of_draws", share=t.share(share, paths), draws=t.draws())

    head = ("actor", "accepts", "months", "risk")
    return Table(
        anchor="whoseready",
        title="",
        head=tuple(voice(f"whose.ready_{key}") for key in head),
        rows=tuple(
            Row(
                (
                    voice.name("actors", a.actor),
                    of_draws(a.accepts, (f"walk_away.{a.judged_by}",)),
                    escape(t.months(a.months, (f"war_costs.{a.actor}", *a.paths))),
                    of_draws(a.at_risk.accepts, a.at_risk.paths[::-1]) if a.at_risk else "–",
                )
            )
            for a in it.actors
        ),
        empty="",
    )


def wedge(t: Teller) -> Told:
    """What it would take to split two rivals."""
    voice, found = t.voice, t.found.wedges.wedges
    if not found:
        return Told("wedge", voice("whose.wedge_q_none"), lacking=t.lacking("wedges"))
    first = found[0]
    names = {k: voice.name("actors", getattr(first, k)) for k in ("by", "target", "rival")}
    return Told(
        "wedge",
        voice("whose.wedge_q", **names),
        tuple(line for it in found for line in _wedge(t, it)),
        paths=tuple(path for it in found for path in it.paths),
    )


def _wedge(t: Teller, it: WedgeContest) -> list[Phrase]:
    worth, cost, tie, bid = it.paths
    values: dict[str, object] = {
        "by": t.voice.name("actors", it.by),
        "target": t.voice.name("actors", it.target),
        "rival": t.voice.name("actors", it.rival),
        "share": t.share(it.works, it.paths),
        "draws": t.draws(t.found.wedges.draws),
        "price": t.points(it.price, (tie, bid)),
        "most": t.points(it.most, (worth, cost)),
    }
    lines = [Phrase("whose.wedge_line", values)]
    if it.stated_chance is not None and it.stated_path:
        chance = {"chance": t.shares(it.stated_chance, (it.stated_path,))}
        lines.append(Phrase("whose.wedge_stated", chance))
    return lines


def moves(t: Teller) -> Told:
    """Of each actor that decides for a party the moves that change a question most."""
    voice, found = t.voice, t.found.moves
    question = voice("whose.moves_q")
    if not found:
        return Told("moves", question, lacking=t.lacking("questions"))
    drawn: dict[str, object] = {"draws": t.draws(found[0].draws)}
    if not any(it.move for it in found):
        number = {"n": str(sum({it.actor: it.moves for it in found}.values()))}
        return Told("moves", question, (Phrase("whose.moves_nothing", drawn | number),))
    intro = Phrase("whose.moves_intro", drawn)
    grouped: dict[object, list[LargestMove]] = {}
    for it in sorted(found, key=lambda it: -it.size):
        kept = (it.move.kind, it.move.on, it.move.condition) if it.move else None
        own = it.actor if it.move and it.move.on == it.actor else ""
        grouped.setdefault((kept, own, it.question), []).append(it)
    return Told(
        "moves",
        question,
        (intro,),
        Table(
            anchor="whosemoves",
            title="",
            head=tuple(voice(f"whose.moves_{key}") for key in ("actor", "move", "asked", "deal")),
            rows=tuple(_moves(t, held) for held in grouped.values()),
            empty="",
        ),
    )


def _moves(t: Teller, held: list[LargestMove]) -> Row:
    voice, it = t.voice, held[0]
    who = voice.joined(voice.name("actors", one.actor) for one in held)
    if it.move is None or it.question is None or it.before is None or it.after is None:
        return Row((who, voice("whose.moves_none"), "–", "–"))
    lists = {"pull": "leverage", "ease": "leverage", "drop_line": "red_lines"}
    names = {
        "on": voice.name(lists.get(it.move.kind, "channels"), it.move.on),
        "condition": voice.name("conditions", it.move.condition or ""),
    }
    deal = voice.html(
        "whose.moves_shares",
        before=Figure(voice.percent(it.before), f"enters-{it.question}"),
        after=t.share(it.after, it.move.paths)
        if it.move.paths
        else Figure(voice.percent(it.after), f"enters-{it.question}"),
        draws=t.draws(it.draws),
    )
    asked = link(f"question-{it.question}", voice.name("questions", it.question))
    plain = it.move.kind == "pull" and it.move.condition == it.move.on
    key = "pull_plain" if plain else it.move.kind
    return Row((who, voice(f"whose.move_{key}", **names), asked, deal))
