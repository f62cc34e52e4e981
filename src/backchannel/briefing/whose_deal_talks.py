"""Answers about channels: settling without the absent, pressure, secrecy, order of talks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from markupsafe import escape

from backchannel.briefing.tables import Row, Table
from backchannel.briefing.voice import Figure, Phrase, Series
from backchannel.briefing.whose_deal_parts import Teller, Told
from backchannel.studies.channel.channels import ChannelOverDraws
from backchannel.studies.channel.secrecy import Exposure, Publicity
from backchannel.studies.key_figures import MONTHS
from backchannel.studies.order.sums import PairEffect
from backchannel.studies.pressure.over_head import Level, OverHead, Pressure

LEAST = 0.05
"""Share of draws from which an effect of order is told."""

MOST_PAIRS = 3
"""Effects of order that are told."""


def without(t: Teller) -> Told:
    """Whether those in the main channel can settle without an absent actor."""
    voice, head = t.voice, t.found.head
    if head is None:
        lacks = t.lacking("channels", "values")
        question = voice("whose.without_q_nobody")
        if t.found.channel is None or lacks:
            return Told("without", question, lacking=lacks)
        channel = voice.name("channels", t.found.channel)
        return Told("without", question, (Phrase("whose.without_nobody", {"channel": channel}),))
    names: dict[str, object] = {
        "by": t.actors(head.signatories),
        "actor": voice.name("actors", head.actor),
        "channel": voice.name("channels", head.channel),
        "draws": t.draws(head.draws),
    }
    names["share"] = t.share(head.deal, head.paths)
    lines = [Phrase("whose.without_some", names)]
    free, short = head.free, None
    if free.accepted is not None:
        freely = names | {"range": t.shares(free.accepted, free.paths)}
        lines.append(Phrase("whose.without_freely", freely))
        short = Phrase("whose.short_without", freely)
    if head.gap is not None and free.nash is not None:
        nash = {
            "points": t.points(head.gap, free.paths),
            "share": t.share(1 - free.nash, free.paths),
            "n": t.draws(head.gap_draws),
        }
        lines.append(Phrase("whose.without_nash", names | nash))
    return Told(
        "without",
        voice("whose.without_q", by=names["by"], actor=names["actor"]),
        tuple(lines),
        paths=(*free.paths, *head.paths),
        short=short,
    )


def pressure(t: Teller) -> Told:
    """What the strongest lever on the absent actor adds, and whether it is credible."""
    voice, head = t.voice, t.found.head
    if head is None:
        return Told("pressure", voice("whose.pressure_q_none"), lacking=t.lacking("channels"))
    actor = voice.name("actors", head.actor)
    lever = head.strongest
    if lever is None:
        question = voice("whose.pressure_q_on", actor=actor)
        missing = [it for it in t.lacking("levers") if it.key.endswith(f"={head.actor}")]
        if not head.pressures:
            return Told("pressure", question, lacking=tuple(missing))
        return Told("pressure", question, (Phrase("whose.pressure_none", {"actor": actor}),))
    by = voice.name("actors", lever.by)
    adds, credible = _pressure(t, head, lever)
    some = {"lever": adds.values["lever"], "some": adds.values["share"]}
    passing = lever.pulled.passing
    return Told(
        "pressure",
        voice("whose.pressure_q", by=by, actor=actor),
        (adds, credible),
        table=_levels(t, lever),
        paths=(*passing.paths, *lever.paths),
        short=Phrase("whose.short_pressure", {**credible.values, **some}),
    )


def _pressure(t: Teller, head: OverHead, lever: Pressure) -> tuple[Phrase, Phrase]:
    passing = lever.pulled.passing
    adds: dict[str, object] = {
        "lever": t.voice.name("leverage", lever.lever),
        "share": t.share(passing.some_pressed or 0.0, passing.paths),
        "draws": t.draws(head.draws),
    }
    key = "whose.pressure_adds"
    if passing.pressed is None:
        key = "whose.pressure_adds_uncounted"
    else:
        adds["range"] = t.shares(passing.pressed, passing.paths)
    cost, chance = (
        [path for path in lever.paths if path.endswith(end)] for end in ("cost_to_user", "y")
    )
    credible = {
        "by": t.voice.name("actors", lever.by),
        "share": t.share(lever.credible, cost),
        "draws": t.draws(head.draws),
        "cost": t.points(lever.cost, cost),
        "chance": t.shares(lever.credibility, chance),
    }
    return Phrase(key, adds), Phrase("whose.pressure_credible", credible)


def _levels(t: Teller, lever: Pressure) -> Table | None:
    """The levels of a lever, where it has several."""
    voice = t.voice
    if lever.issue is None or len(lever.levels) < 2:
        return None
    head = ("level", "passes", "pressed", "credible", "chance")
    return Table(
        anchor="whoselevels",
        title="",
        head=tuple(voice(f"whose.level_{key}") for key in head),
        rows=tuple(_level(t, lever, level) for level in lever.levels),
        empty="",
    )


def _level(t: Teller, lever: Pressure, level: Level) -> Row:
    voice, passing = t.voice, level.passing
    name = voice.option(lever.issue or "", level.option or "")
    if level.resting:
        name = voice("whose.level_now", level=name)
    if not level.stated and not level.resting:
        return Row((name, voice("whose.level_unstated"), "–", "–", "–"))
    of_draws = {"draws": t.draws()}
    shown = [
        escape(t.shares(it, passing.paths)) if it is not None else escape("–")
        for it in (passing.accepted, passing.pressed)
    ]
    if not level.pulled:
        return Row((name, *shown, "–", "–"))
    credible = t.share(lever.credible, lever.paths)
    chance = t.shares(lever.credibility, [p for p in lever.paths if p.endswith("credibility")])
    return Row((name, *shown, voice.html("whose.of_draws", share=credible, **of_draws),
                escape(chance)))  # fmt: skip


def secrecy(t: Teller) -> Told:
    """How long a channel stays secret, and what secrecy is worth against a public deal."""
    voice, secret, main = t.voice, t.found.secret, t.found.main
    about = secret or main
    if about is None:
        return Told("secrecy", voice("whose.secret_q_none"), lacking=t.lacking("channels"))
    lines: list[Phrase] = []
    paths: tuple[str, ...] = ()
    short: Phrase | None = None
    if secret is not None and secret.exposure is not None:
        seen = secret.knowledge.exposures
        if seen:
            lines.append(Phrase("whose.secret_reported", {"claims": t.claims(seen)}))
        known = _known(t, secret.channel, secret.exposure)
        said = {"reported": voice("whose.reported", claims=t.claims(seen)) if seen else ""}
        short = Phrase("whose.short_known", {**known.values, **said})
        lines.append(known)
        paths += secret.exposure.paths
    if main is not None and main.publicity is not None and main.publicity.paths:
        lines += _public(t, main, main.publicity)
        paths += main.publicity.paths
    missing = t.lacking("publicity")
    if main is not None and secret is None:
        here = f"channels.{main.channel}."
        missing += tuple(x for x in t.lacking("meetings", "leaks") if x.key.startswith(here))
    return Told(
        "secrecy",
        voice("whose.secret_q", channel=voice.name("channels", about.channel)),
        tuple(lines),
        paths=paths,
        lacking=missing,
        short=short,
    )


def _known(t: Teller, channel: str, leaks: Exposure) -> Phrase:
    values = {
        "channel": t.voice.name("channels", channel),
        "months": str(MONTHS),
        "chance": t.shares(leaks.chance[leaks.months.index(MONTHS)], leaks.paths),
        "even": t.months(leaks.even, leaks.paths),
    }
    return Phrase("whose.secret_known", values)


def _public(t: Teller, main: ChannelOverDraws, seen: Publicity) -> Iterator[Phrase]:
    values: dict[str, object] = {
        "channel": t.voice.name("channels", main.channel),
        "secret": t.share(seen.secret.open_share, seen.paths),
        "public": t.share(seen.public.open_share, seen.paths),
        "draws": t.draws(),
    }
    key = "whose.secret_public_uncounted"
    if seen.secret.zone is not None and seen.public.zone is not None:
        key = "whose.secret_public"
        values["secret_size"] = t.shares(seen.secret.zone, seen.paths)
        values["public_size"] = t.shares(seen.public.zone, seen.paths)
    yield Phrase(key, values)
    for it in seen.actors:
        if it.preferred is not None:
            path = {
                "actor": t.voice.name("actors", it.actor),
                "share": t.share(it.preferred, it.paths),
                "draws": t.draws(),
            }
            yield Phrase("whose.secret_path", path)


def order(t: Teller) -> Told:
    """What the order of channels opens, closes and decides, and who gains from it."""
    voice, found = t.voice, t.found.orders
    question = voice("whose.order_q")
    if not found.groups:
        return Told("order", question, lacking=t.lacking("channels"))
    if len(found.channels) < 2:
        channel = {"channel": voice.name("channels", found.channels[0].channel)}
        return Told("order", question, (Phrase("whose.order_one", channel),))
    count: Mapping[str, object] = {
        "orders": Figure(str(found.orders), "channels"),
        "n": Figure(str(len(found.channels)), "channels"),
        "results": Figure(str(len(found.groups)), "channels"),
        "draws": t.draws(found.draws),
    }
    if len(found.groups) == 1:
        return Told("order", question, (Phrase("whose.order_same", count),))
    told = [_pair(t, pair, share) for pair, share in _telling(found.pairs)]
    gains = _gains(t)
    return Told(
        "order",
        question,
        (Phrase("whose.order_count", count), *told, *gains),
        paths=tuple(path for pair, _ in _telling(found.pairs) for path in pair.paths),
        lacking=t.lacking("links"),
    )


def _telling(pairs: tuple[PairEffect, ...]) -> list[tuple[PairEffect, str]]:
    """The largest effect of each kind, and then the next ones."""
    kinds = ("opens", "closes", "decides")
    listed = [
        sorted(((float(getattr(p, kind)), n) for n, p in enumerate(pairs)), key=lambda x: -x[0])
        for kind in kinds
    ]
    ranked = [
        (place, -share, kind, n)
        for kind, effects in zip(kinds, listed, strict=True)
        for place, (share, n) in enumerate(effects)
        if share >= LEAST
    ]
    chosen: dict[int, str] = {}
    for _, _, kind, n in sorted(ranked):
        if len(chosen) < MOST_PAIRS:
            chosen.setdefault(n, kind)
    return [(pairs[n], kind) for n, kind in chosen.items()]


def _pair(t: Teller, pair: PairEffect, kind: str) -> Phrase:
    shares = (
        (pair.settles_before, pair.nothing_left_after)
        if kind == "decides"
        else (pair.settles_before, pair.settles_after)
    )
    before, after = (
        Figure(t.voice.percent(min(x, 1.0)), t.target(pair.paths) if pair.paths else "links")
        for x in shares
    )
    values = {
        "first": t.voice.name("channels", pair.first),
        "then": t.voice.name("channels", pair.then),
        "before": before,
        "after": after,
        "draws": t.draws(t.found.orders.draws),
    }
    return Phrase("whose.order_decides" if kind == "decides" else "whose.order_settles", values)


def _gains(t: Teller) -> tuple[Phrase, ...]:
    """Who is better and who worse off in most draws if a channel comes first: the clearest one."""
    movers = t.found.orders.first_movers
    clear: dict[str, tuple[list[Figure], list[Figure]]] = {}
    for it in movers:
        for place, share in enumerate((it.better, it.worse)):
            if share > 0.5:
                text = f"{t.voice.name('actors', it.actor)} {t.voice.percent(share)}"
                held = clear.setdefault(it.channel, ([], []))
                held[place].append(Figure(text, t.target(it.paths)))
    if not clear:
        return ()
    channel = max(clear, key=lambda c: (min(map(len, clear[c])), sum(map(len, clear[c]))))
    better, worse = (_series(t, held) for held in clear[channel])
    values = {
        "channel": t.voice.name("channels", channel),
        "better": better,
        "worse": worse,
        "draws": t.draws(t.found.orders.draws),
    }
    return (Phrase("whose.order_first", values),)


def _series(t: Teller, figures: list[Figure]) -> Series | str:
    return t.voice.series(figures, "list.comma") if figures else t.voice("whose.nobody")
